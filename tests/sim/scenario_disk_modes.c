/* SPDX-License-Identifier: Apache-2.0
 * tests/sim/scenario_disk_modes.c - the ways to execute a request over a disk that can be put back.
 *
 * Where a request is tried several times, the disk is put back to what it was before, as a process leaves it that is
 * killed. So it is known what is stored before and after the request, and nothing else may ever be found.
 */
#include <stddef.h>
#include <string.h>

#include "cli/fault_places.h"
#include "host/memory_libc.h"
#include "host/rebuild.h"
#include "sim/scenario_disk.h"

#define PROBE_BYTES_MAX ((size_t)256 * 1024 * 1024)
#define HOUR_MS (INT64_C(60) * 60 * 1000)

static sim_disk *disk_of(const weir_scenario_run *run)
{
    return run->world.base->self;
}

static void stop_faults(sim_disk *disk)
{
    faulty_plan *plan = faulty_vfs_plan(disk->live.vfs);

    *plan = (faulty_plan){.syncs_lie = plan->syncs_lie};
}

static weir_err open_again(weir_scenario_run *run)
{
    weir_diag diag = {0};
    const weir_err err = weir_world_open(&run->world, &diag);

    if (err != WEIR_OK)
        WEIR_TRY(
            weir_run_fail(run, "open", "the database can't be opened again: %s: %s", weir_err_name(err), diag.message));
    return err;
}

/* ── what is stored ──────────────────────────────────────────────────────────────────────────────────── */

static weir_err write_rows(const weir_sql *sql, const weir_compared_table *table, weir_buffer *out, weir_diag *diag)
{
    weir_sql_cursor *cursor;
    bool has_row;
    weir_err err;

    weir_buffer_format(out, "%s\n", table->name);
    WEIR_TRY(sql->open(sql->self, table->query, NULL, 0, &cursor, diag));
    while ((err = sql->next(sql->self, cursor, &has_row, diag)) == WEIR_OK && has_row) {
        for (int i = 0; i < table->column_count; i++) {
            const weir_text text = sql->text(cursor, i);

            weir_buffer_text(out, text.at ? text : WEIR_T("NULL"));
            weir_buffer_char(out, i + 1 < table->column_count ? ' ' : '\n');
        }
    }
    sql->close(sql->self, cursor);
    return err;
}

/* Log, head of the chain, states and projections. */
static weir_err write_stored(const weir_scenario_run *run, weir_arena *arena, weir_text *out, weir_diag *diag)
{
    weir_sqlite_store *store = disk_of(run)->live.store;
    const weir_sql sql = weir_sqlite_store_sql(store);
    const weir_chain_source chain = weir_sqlite_store_chain(store);
    weir_compared_table table;
    weir_chain_head head;
    weir_buffer buffer;
    weir_text log;

    weir_buffer_init(&buffer, arena, 0);
    WEIR_TRY(weir_run_write_log(run, 1, arena, &log));
    weir_buffer_text(&buffer, log);
    WEIR_TRY(chain.head(chain.self, &head, diag));
    weir_buffer_format(&buffer, "head %llu ", (unsigned long long)head.next_pos);
    for (size_t i = 0; i < WEIR_DIGEST_LENGTH; i++)
        weir_buffer_format(&buffer, "%02x", head.hash.byte[i]);
    weir_buffer_char(&buffer, '\n');
    for (uint32_t i = 0; weir_compared_table_at(i, &table); i++)
        WEIR_TRY(write_rows(&sql, &table, &buffer, diag));
    return weir_buffer_done(&buffer, out);
}

static weir_err read_stored(weir_scenario_run *run, weir_arena *arena, weir_text *out)
{
    weir_diag diag = {0};
    const weir_err err = write_stored(run, arena, out, &diag);

    if (err != WEIR_OK)
        WEIR_TRY(weir_run_fail(run, "read", "the database can't be read: %s: %s", weir_err_name(err), diag.message));
    return err;
}

typedef struct found {
    bool is_before, is_after;
} found;

/* Which of the two is stored now? Neither is a failure. */
static weir_err look(weir_scenario_run *run, weir_text before, weir_text after, const char *what, found *out)
{
    weir_arena arena;
    weir_text now;
    weir_err err;

    weir_arena_init(&arena, weir_memory_libc(), PROBE_BYTES_MAX);
    err = read_stored(run, &arena, &now);
    if (err == WEIR_OK) {
        *out = (found){.is_before = weir_text_equal(now, before), .is_after = weir_text_equal(now, after)};
        if (!out->is_before && !out->is_after)
            err = weir_run_differ(run, what, after, now);
    }
    weir_arena_release(&arena);
    return err;
}

static weir_err check_chain(weir_scenario_run *run)
{
    const weir_chain_source source = weir_sqlite_store_chain(disk_of(run)->live.store);
    weir_chain_report report;

    WEIR_TRY(weir_chain_verify(&source, run->world.base->hasher, NULL, &report, NULL));
    if (report.fault == WEIR_CHAIN_UNBROKEN)
        return WEIR_OK;
    return weir_run_fail(run, "chain", "%s at position %llu", weir_chain_fault_describe(report.fault),
                         (unsigned long long)report.pos);
}

/* ── a request that is tried several times ───────────────────────────────────────────────────────────── */

typedef struct scene {
    weir_scenario_run *run;
    const weir_request *request; /* NULL: the deployment */
    sim_disk *disk;
    faulty_plan *plan;
    faulty_image *image;     /* of the disk before it, */
    weir_text before, after; /* what is stored then, and when it is done */
    weir_err err;            /* what it comes to */
    faulty_plan counts;      /* what the disk was asked for meanwhile */
    uint64_t change_count;   /* of the disk, up to the end of closing */
} scene;

static weir_err act(const scene *s, weir_diag *diag)
{
    return s->request ? weir_run_execute(s->run, s->request, diag)
                      : weir_run_deploy_to(s->run, s->run->world.engine, diag);
}

static weir_err go_back(scene *s)
{
    weir_world_close(&s->run->world);
    faulty_vfs_restore(s->disk->live.vfs, s->image);
    s->disk->image_count++;
    stop_faults(s->disk);
    return open_again(s->run);
}

/* Do it once to see what it comes to, then go back. */
static weir_err rehearse(scene *s)
{
    WEIR_TRY(read_stored(s->run, &s->run->scratch, &s->before));
    s->image = faulty_vfs_save(s->disk->live.vfs);
    WEIR_TRY(go_back(s));
    stop_faults(s->disk);
    s->err = act(s, NULL);
    s->counts = *s->plan;
    WEIR_TRY(read_stored(s->run, &s->run->scratch, &s->after));
    weir_world_close(&s->run->world);
    s->change_count = s->plan->change_count;
    return go_back(s);
}

static weir_err begin_scene(scene *s, weir_scenario_run *run, const weir_request *request)
{
    *s = (scene){.run = run, .request = request, .disk = disk_of(run)};
    s->plan = faulty_vfs_plan(s->disk->live.vfs);
    return rehearse(s);
}

/* Do it for good. */
static weir_err finish(scene *s, weir_diag *diag)
{
    found now;

    if (s->run->failure.is_set)
        return WEIR_OK;
    s->err = act(s, diag);
    WEIR_TRY(look(s->run, s->after, s->after, "what is stored after all faults, and what should be", &now));
    return s->err;
}

/* The result of a mode for a deployment. */
static weir_err judge_deployment(weir_scenario_run *run, weir_err err, const weir_diag *diag)
{
    return err == WEIR_OK ? WEIR_OK : weir_run_fail(run, "deploy", "%s: %s", weir_err_name(err), diag->message);
}

/* ── reload ──────────────────────────────────────────────────────────────────────────────────────────── */

/* Close and open, then be killed and start: nothing may look different. */
static weir_err reload(weir_scenario_run *run)
{
    sim_disk *disk = disk_of(run);
    faulty_image *image;
    weir_text before;
    found now;

    WEIR_TRY(read_stored(run, &run->scratch, &before));
    weir_world_close(&run->world);
    WEIR_TRY(open_again(run));
    WEIR_TRY(look(run, before, before, "what is stored before closing, and after opening", &now));
    image = faulty_vfs_save(disk->live.vfs);
    weir_world_close(&run->world);
    faulty_vfs_restore(disk->live.vfs, image);
    faulty_image_free(image);
    WEIR_TRY(open_again(run));
    return look(run, before, before, "what is stored before kill -9, and after opening", &now);
}

static weir_err deploy_reload(weir_scenario_run *run)
{
    WEIR_TRY(weir_run_deploy(run));
    return run->failure.is_set ? WEIR_OK : reload(run);
}

static weir_err execute_reload(weir_scenario_run *run, const weir_request *request, weir_diag *diag)
{
    const weir_err err = weir_run_execute(run, request, diag);

    WEIR_TRY(reload(run));
    return err;
}

/* ── replay ──────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err keep_first(void *context, const weir_difference *difference)
{
    weir_difference *first = context;

    if (!first->table)
        *first = *difference;
    return WEIR_OK;
}

static weir_err rebuild(weir_scenario_run *run, weir_difference *out, weir_diag *diag)
{
    sim_disk *disk = disk_of(run);
    weir_store source = run->world.faulty.inner, target;

    target = weir_sqlite_store_port(disk->again.store);
    WEIR_TRY(weir_rebuild(run->world.engine, &source, &target, run->zones, weir_memory_libc(), diag));
    return weir_sqlite_store_compare(disk->live.store, disk->again.store, keep_first, NULL, out, diag);
}

static weir_err check_rebuilt(weir_scenario_run *run)
{
    sim_disk *disk = disk_of(run);
    weir_difference difference = {0};
    weir_diag diag = {0};
    weir_err err;

    faulty_vfs_restore(disk->again.vfs, disk->again.empty);
    err = sim_database_open(&disk->again, WEIR_DURABILITY_FULL, run->world.base->hasher, &diag);
    if (err == WEIR_OK)
        err = rebuild(run, &difference, &diag);
    sim_database_close(&disk->again);
    if (err != WEIR_OK)
        return weir_run_fail(run, "rebuild", "%s: %s", weir_err_name(err), diag.message);
    if (difference.table)
        return weir_run_fail(run, "rebuild", "table %s, row %s, is not what the log gives", difference.table,
                             difference.key);
    return WEIR_OK;
}

static weir_err deploy_replay(weir_scenario_run *run)
{
    WEIR_TRY(weir_run_deploy(run));
    return run->failure.is_set ? WEIR_OK : check_rebuilt(run);
}

static weir_err execute_replay(weir_scenario_run *run, const weir_request *request, weir_diag *diag)
{
    const weir_store store = run->world.faulty.inner;
    uint64_t pos;

    WEIR_TRY(store.next_pos(store.self, &pos, diag));
    const weir_err err = weir_run_execute(run, request, diag);

    WEIR_TRY(weir_run_check_folded(run, pos));
    WEIR_TRY(check_rebuilt(run));
    return err;
}

/* ── store: the disk fails ───────────────────────────────────────────────────────────────────────────── */

#define DISK_FAULTS_DENSE 2u
#define DISK_FAULTS_SPARSE 2u

typedef struct fault_kind {
    const char *name;
    size_t count, fail_at; /* in faulty_plan */
    bool is_cold;          /* with nothing in SQLite's cache yet */
} fault_kind;

static const fault_kind fault_kinds[] = {
    {"read", offsetof(faulty_plan, read_count), offsetof(faulty_plan, fail_read_at), true},
    {"write", offsetof(faulty_plan, write_count), offsetof(faulty_plan, fail_write_at), false},
    {"sync", offsetof(faulty_plan, sync_count), offsetof(faulty_plan, fail_sync_at), false},
    {"lost disk", offsetof(faulty_plan, change_count), offsetof(faulty_plan, gone_at), false},
    {"full disk", offsetof(faulty_plan, growth_count), offsetof(faulty_plan, full_at), false},
};

static uint64_t *number_in(faulty_plan *plan, size_t offset)
{
    return (uint64_t *)(void *)((char *)plan + offset);
}

static weir_err cut_power(scene *s)
{
    uint64_t seed = s->run->seed ^ s->run->fault_count;

    s->plan->is_off = true;
    weir_world_close(&s->run->world);
    faulty_vfs_power_on(s->disk->live.vfs, &seed);
    return open_again(s->run);
}

/* A commit that failed and then is found to have happened is one that others build on: it stays. */
static weir_err check_lasting(scene *s, const fault_kind *kind, uint64_t n)
{
    found now;

    s->disk->unknown_count++;
    WEIR_TRY(cut_power(s));
    WEIR_TRY(look(s->run, s->before, s->after, "what is stored after a fault and a loss of power", &now));
    if (s->run->failure.is_set || now.is_after)
        return WEIR_OK;
    return weir_run_fail(s->run, kind->name, "fault %llu: what was read back after a failed commit is lost",
                         (unsigned long long)n);
}

static weir_err judge_fault(scene *s, const fault_kind *kind, uint64_t n, bool has_struck, weir_err err, found *now)
{
    const weir_err wanted = has_struck ? WEIR_ESTORE : s->err;

    WEIR_TRY(look(s->run, s->before, s->after, "what is stored after a fault is half of the command", now));
    if (s->run->failure.is_set)
        return WEIR_OK;
    if (err != wanted && err != s->err)
        return weir_run_fail(s->run, kind->name, "fault %llu is reported as %s instead of %s", (unsigned long long)n,
                             weir_err_name(err), weir_err_name(wanted));
    if (err == WEIR_OK && !now->is_after)
        return weir_run_fail(s->run, kind->name, "fault %llu was not noticed, and the command is not there",
                             (unsigned long long)n);
    if (weir_engine_check_states(s->run->world.engine, NULL) != WEIR_OK)
        return weir_run_fail(s->run, kind->name, "after fault %llu the engine believes what the store does not have",
                             (unsigned long long)n);
    return err != WEIR_OK && !now->is_before ? check_lasting(s, kind, n) : WEIR_OK;
}

static weir_err try_fault(scene *s, const fault_kind *kind, uint64_t n)
{
    const bool is_cold = kind->is_cold || !s->request; /* an engine uses the ids of a deployment up */
    bool has_struck;
    found now;
    weir_err err;

    if (is_cold)
        WEIR_TRY(go_back(s));
    stop_faults(s->disk);
    *number_in(s->plan, kind->fail_at) = n;
    s->run->fault_count++;
    err = act(s, NULL);
    has_struck = *number_in(s->plan, kind->count) >= n;
    stop_faults(s->disk);
    WEIR_TRY(judge_fault(s, kind, n, has_struck, err, &now));
    return s->run->failure.is_set || now.is_before ? WEIR_OK : go_back(s);
}

static weir_err try_faults(scene *s)
{
    for (size_t i = 0; i < sizeof fault_kinds / sizeof *fault_kinds; i++) {
        weir_fault_places places = {.count = *number_in(&s->counts, fault_kinds[i].count),
                                    .dense_count = DISK_FAULTS_DENSE,
                                    .sparse_count = DISK_FAULTS_SPARSE,
                                    .random = s->run->seed ^ s->run->seen_pos ^ i,
                                    .takes_all = s->run->takes_all_faults};

        for (uint64_t n; !s->run->failure.is_set && (n = weir_fault_places_next(&places)) != 0;)
            WEIR_TRY(try_fault(s, &fault_kinds[i], n));
    }
    return WEIR_OK;
}

/* After all those faults it is done at last, and then the power goes. */
static weir_err finish_and_cut_power(scene *s, weir_diag *diag)
{
    const weir_err err = finish(s, diag);
    found now;

    if (s->run->failure.is_set)
        return WEIR_OK;
    WEIR_TRY(cut_power(s));
    WEIR_TRY(look(s->run, s->after, s->after, "what was stored before the loss of power, and what is left", &now));
    return err;
}

static weir_err fail_and_finish(weir_scenario_run *run, const weir_request *request, weir_diag *diag)
{
    scene s;
    weir_err err = begin_scene(&s, run, request);

    if (err == WEIR_OK)
        err = try_faults(&s);
    if (err == WEIR_OK && !request)
        err = go_back(&s);
    if (err == WEIR_OK)
        err = finish_and_cut_power(&s, diag);
    faulty_image_free(s.image);
    return err;
}

static weir_err deploy_store(weir_scenario_run *run)
{
    weir_diag diag = {0};

    return judge_deployment(run, fail_and_finish(run, NULL, &diag), &diag);
}

/* ── power: it goes ──────────────────────────────────────────────────────────────────────────────────── */

#define POWER_LOSSES_DENSE 1u
#define POWER_LOSSES_SPARSE 3u

/* at: the change of the disk that never happens; 0: right after the answer. */
static weir_err lose_power(scene *s, uint64_t at, found *now)
{
    uint64_t seed = s->run->seed ^ s->run->seen_pos << 32 ^ at;
    weir_err err;

    stop_faults(s->disk);
    s->plan->power_off_at = at;
    s->run->fault_count++;
    err = act(s, NULL);
    s->plan->is_off = s->plan->is_off || at == 0;
    weir_world_close(&s->run->world);
    faulty_vfs_power_on(s->disk->live.vfs, &seed);
    WEIR_TRY(open_again(s->run));
    WEIR_TRY(look(s->run, s->before, s->after, "what should be stored after the loss of power, and what is", now));
    if (s->run->failure.is_set)
        return WEIR_OK;
    if (err == WEIR_OK && !now->is_after)
        return weir_run_fail(s->run, "power",
                             "the power went at change %llu, and a command that was acknowledged is lost",
                             (unsigned long long)at);
    s->disk->unknown_count += err != WEIR_OK && !now->is_before;
    WEIR_TRY(check_chain(s->run));
    return weir_run_check_folded(s->run, 1);
}

static weir_err lose_power_often(scene *s)
{
    weir_fault_places places = {.count = s->change_count,
                                .dense_count = POWER_LOSSES_DENSE,
                                .sparse_count = POWER_LOSSES_SPARSE,
                                .random = s->run->seed ^ s->run->seen_pos,
                                .takes_all = s->run->takes_all_faults};
    uint64_t at = 0;
    found now;

    do {
        WEIR_TRY(lose_power(s, at, &now));
        if (s->run->failure.is_set)
            return WEIR_OK;
        WEIR_TRY(go_back(s));
    } while ((at = weir_fault_places_next(&places)) != 0);
    return WEIR_OK;
}

/* After one loss the scenario goes on from what is left. */
static weir_err go_on_after_loss(scene *s, weir_diag *diag)
{
    uint64_t seed = s->run->seed ^ s->run->seen_pos;
    found now;

    if (s->run->failure.is_set)
        return WEIR_OK;
    WEIR_TRY(lose_power(s, faulty_random(&seed) % (s->change_count + 1), &now));
    return !s->run->failure.is_set && now.is_before ? finish(s, diag) : s->err;
}

static weir_err lose_power_and_finish(weir_scenario_run *run, const weir_request *request, weir_diag *diag)
{
    scene s;
    weir_err err = begin_scene(&s, run, request);

    if (err == WEIR_OK)
        err = lose_power_often(&s);
    if (err == WEIR_OK)
        err = go_on_after_loss(&s, diag);
    faulty_image_free(s.image);
    return err;
}

static weir_err deploy_power(weir_scenario_run *run)
{
    weir_diag diag = {0};

    return judge_deployment(run, lose_power_and_finish(run, NULL, &diag), &diag);
}

/* ── clock: it jumps ─────────────────────────────────────────────────────────────────────────────────── */

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The shapes of what has a time in it: '#' is a hexadecimal digit, '9' a decimal one. */
static const struct {
    const char *shape;
    size_t hidden_length; /* of what fits; 0: up to `end` */
    weir_text end;
} times[] = {
    {"########-####-7###-####-############", 13, {0}}, /* an id begins with the time it was minted */
    {"9999-99-99T", 0, {"\"", 1}},
    {"\"fired\":9", 0, {"}", 1}}, /* a cycle leaves out what it missed */
    {"9999999999999", 13, {0}},   /* milliseconds */
};

static bool fits(const char *shape, weir_text text, size_t offset)
{
    size_t i = 0;

    for (; shape[i] && offset + i < text.length; i++) {
        const char c = text.at[offset + i];

        if (shape[i] == '#' ? !is_hex(c) : shape[i] == '9' ? !is_digit(c) : shape[i] != c)
            return false;
    }
    return !shape[i];
}

static size_t time_length(weir_text text, size_t offset)
{
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        size_t end;

        if (!fits(times[i].shape, text, offset))
            continue;
        if (times[i].hidden_length > 0)
            return times[i].hidden_length;
        end = weir_text_find(text, times[i].end, offset + 1);
        return end == SIZE_MAX ? strlen(times[i].shape) : end - offset;
    }
    return 0;
}

weir_err sim_log_without_times(weir_text log, weir_arena *arena, weir_text *out)
{
    weir_buffer buffer;

    weir_buffer_init(&buffer, arena, 0);
    for (size_t i = 0; i < log.length;) {
        const size_t length = time_length(log, i);

        weir_buffer_char(&buffer, length > 0 ? '~' : log.at[i]);
        i += length > 0 ? length : 1;
    }
    return weir_buffer_done(&buffer, out);
}

/* Execute with a clock that is wrong by so much; out: the facts, without times. */
static weir_err act_at(const scene *s, int64_t jump_ms, uint64_t pos, weir_err *err, weir_text *out, weir_diag *diag)
{
    weir_scenario_run *run = s->run;
    const int64_t now_ms = run->now_ms;
    weir_text log;

    run->now_ms += jump_ms;
    *err = weir_run_execute(run, s->request, diag);
    run->now_ms = now_ms;
    WEIR_TRY(weir_run_write_log(run, pos, &run->scratch, &log));
    return sim_log_without_times(log, &run->scratch, out);
}

static bool has_fact(weir_text facts, const char *const *types, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (weir_text_find(facts, weir_text_of(types[i]), 0) != SIZE_MAX)
            return true;
    }
    return false;
}

/* Timers that are set at another time are due at another time. */
static bool sets_timers(weir_text facts)
{
    static const char *const types[] = {"\"timer.scheduled\"",
                                        "\"timer.rescheduled\"",
                                        "\"continuation.created\"",
                                        "\"continuation.rescheduled\"",
                                        "\"due\":",
                                        "\"limit."};

    return has_fact(facts, types, sizeof types / sizeof *types);
}

/* How much is to be done about a time limit depends on how late it is. */
static bool tells_of_limits(weir_text facts)
{
    static const char *const types[] = {"\"limit."};

    return has_fact(facts, types, sizeof types / sizeof *types);
}

/* A message that was kept has a time as well: by one clock it is delivered, by the other it is over. */
static weir_err keeps_messages(weir_scenario_run *run, bool *out)
{
    weir_text log;

    WEIR_TRY(weir_run_write_log(run, 1, &run->scratch, &log));
    *out = weir_text_find(log, WEIR_T("\"message.kept\""), 0) != SIZE_MAX;
    return WEIR_OK;
}

/* Whatever the clock says, the same facts follow, in the same order; states, log and projections agree. Only a timer
 * whose time is over by one clock and not by the other makes a difference, as it should. */
static weir_err try_jump(scene *s, int64_t jump_ms, uint64_t pos, weir_text expected, bool *is_same)
{
    weir_err err;
    weir_text facts;
    bool is_over, keeps;

    s->run->fault_count++;
    WEIR_TRY(go_back(s));
    WEIR_TRY(keeps_messages(s->run, &keeps));
    WEIR_TRY(act_at(s, jump_ms, pos, &err, &facts, NULL));
    is_over = keeps || sets_timers(expected) != sets_timers(facts) || tells_of_limits(expected);
    *is_same = err == s->err && weir_text_equal(facts, expected);
    if (err != s->err && !is_over)
        return weir_run_fail(s->run, "clock", "with a clock that is wrong by %lld ms the command ends with %s, not %s",
                             (long long)jump_ms, weir_err_name(err), weir_err_name(s->err));
    if (!*is_same && !is_over)
        return weir_run_differ(s->run, "facts with a clock that is right, and with one that is wrong", expected, facts);
    WEIR_TRY(check_chain(s->run));
    WEIR_TRY(weir_run_check_folded(s->run, pos));
    return check_rebuilt(s->run);
}

static bool is_timer(const weir_request *request)
{
    return request->kind == WEIR_REQUEST_TIMER_START || request->kind == WEIR_REQUEST_EXPIRE ||
           (request->kind == WEIR_REQUEST_COMMAND && request->command.kind == WEIR_COMMAND_FIRE);
}

/* The scenario goes on after a jump, to and fro, where that does not move what is due later. */
static weir_err jump_and_finish(scene *s, weir_diag *diag)
{
    const weir_store store = s->run->world.faulty.inner;
    const bool is_due = is_timer(s->request), goes_forward = s->run->seen_pos % 2;
    bool forward_is_same, back_is_same = false, can_stay, keeps;
    weir_text expected, facts;
    uint64_t pos;
    weir_err err;

    WEIR_TRY(store.next_pos(store.self, &pos, NULL));
    WEIR_TRY(act_at(s, 0, pos, &err, &expected, NULL));
    WEIR_TRY(keeps_messages(s->run, &keeps));
    WEIR_TRY(try_jump(s, HOUR_MS, pos, expected, &forward_is_same));
    if (!is_due && !s->run->failure.is_set) /* one that is not due yet is not fired */
        WEIR_TRY(try_jump(s, -HOUR_MS, pos, expected, &back_is_same));
    if (s->run->failure.is_set)
        return WEIR_OK;
    can_stay = !is_due && !sets_timers(expected) && !keeps && (goes_forward ? forward_is_same : back_is_same);
    WEIR_TRY(go_back(s));
    WEIR_TRY(act_at(s, can_stay ? (goes_forward ? HOUR_MS : -HOUR_MS) : 0, pos, &err, &facts, diag));
    return err;
}

/* Let an hour pass at once, or in parts with a clock that goes back in between. */
static weir_err pass_hour(weir_scenario_run *run, bool at_once, weir_err *out)
{
    const int64_t now_ms = run->now_ms, pause_ms = now_ms + HOUR_MS / 3;
    weir_engine *engine = run->world.engine;
    int64_t early_ms = now_ms - HOUR_MS;
    weir_fired fired;

    if (!at_once) {
        *out = weir_engine_advance(engine, now_ms, pause_ms, NULL);
        if (*out != WEIR_OK)
            return WEIR_OK;
        WEIR_TRY(weir_engine_fire(engine, WEIR_DUE_ALL, &early_ms, now_ms - HOUR_MS, &fired, NULL));
        if (fired.timer_count + fired.continuation_count > 0)
            return weir_run_fail(run, "clock", "when the clock went back, %u jobs ran for a second time",
                                 fired.timer_count + fired.continuation_count);
    }
    *out = weir_engine_advance(engine, at_once ? now_ms : pause_ms, now_ms + HOUR_MS, NULL);
    return WEIR_OK;
}

/* What is due fires once, when it is due, whatever the clock did meanwhile: the same log. */
static weir_err let_time_pass(scene *s)
{
    weir_scenario_run *run = s->run;
    weir_err at_once, in_parts;
    weir_text expected;
    found now;

    WEIR_TRY(weir_run_write_log(run, 1, &run->scratch, &expected));
    if (!sets_timers(expected)) /* the log knows, whatever the store finds */
        return WEIR_OK;
    WEIR_TRY(pass_hour(run, true, &at_once));
    WEIR_TRY(read_stored(run, &run->scratch, &expected));
    WEIR_TRY(go_back(s));
    WEIR_TRY(pass_hour(run, false, &in_parts));
    if (at_once == WEIR_OK && in_parts == WEIR_OK && !run->failure.is_set)
        WEIR_TRY(look(run, expected, expected, "an hour that passed at once, and in parts", &now));
    else if (at_once != in_parts)
        WEIR_TRY(weir_run_fail(run, "clock", "an hour that passes in parts ends with %s, not %s",
                               weir_err_name(in_parts), weir_err_name(at_once)));
    return go_back(s);
}

static weir_err check_timers(weir_scenario_run *run)
{
    sim_disk *disk = disk_of(run);
    scene s = {.run = run, .disk = disk, .image = faulty_vfs_save(disk->live.vfs)};
    const weir_err err = let_time_pass(&s);

    faulty_image_free(s.image);
    return err;
}

static weir_err execute_clock(weir_scenario_run *run, const weir_request *request, weir_diag *diag)
{
    scene s;
    weir_err err = begin_scene(&s, run, request);

    if (err == WEIR_OK)
        err = jump_and_finish(&s, diag);
    faulty_image_free(s.image);
    if (!run->failure.is_set && run->world.engine)
        WEIR_TRY(check_timers(run));
    return err;
}

/* ── all of them ─────────────────────────────────────────────────────────────────────────────────────── */

/* The modes of the product whose faults do not need a disk. */
static weir_err execute_memory(weir_scenario_run *run, const weir_request *request, weir_diag *diag)
{
    return weir_modes[3].execute(run, request, diag);
}

static weir_err execute_calls(weir_scenario_run *run, const weir_request *request, weir_diag *diag)
{
    return weir_modes[4].execute(run, request, diag);
}

const weir_mode sim_modes[SIM_MODE_COUNT] = {
    {.name = "straight",
     .promise = "the steps one after the other",
     .deploy = weir_run_deploy,
     .execute = weir_run_execute},
    {.name = "reload",
     .promise = "the database closed and opened between any two commands",
     .deploy = deploy_reload,
     .execute = execute_reload},
    {.name = "replay",
     .promise = "states folded and projections made again after each command",
     .deploy = deploy_replay,
     .execute = execute_replay},
    {.name = "memory",
     .promise = "the n-th allocation of a command fails",
     .is_exact = true,
     .deploy = weir_run_deploy,
     .execute = execute_memory},
    {.name = "calls",
     .promise = "the n-th call of the store fails",
     .deploy = weir_run_deploy,
     .execute = execute_calls},
    {.name = "store",
     .promise = "the n-th read, write or sync of a command fails, or all from there on, or the disk is full",
     .deploy = deploy_store,
     .execute = fail_and_finish},
    {.name = "power",
     .promise = "the power goes at the n-th change of the disk",
     .deploy = deploy_power,
     .execute = lose_power_and_finish},
    {.name = "clock",
     .promise = "the clock goes back or forward by an hour",
     .deploy = weir_run_deploy,
     .execute = execute_clock},
};
