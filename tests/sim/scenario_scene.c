/* SPDX-License-Identifier: Apache-2.0
 * tests/sim/scenario_scene.c - what is stored, and a disk that is put back.
 */
#include "sim/scenario_scene.h"

#include "cli/fault_places.h"
#include "host/memory_libc.h"

#define PROBE_BYTES_MAX ((size_t)256 * 1024 * 1024)

sim_disk *sim_disk_of(const weir_scenario_run *run)
{
    return run->world.base->self;
}

void sim_stop_faults(sim_disk *disk)
{
    faulty_plan *plan = faulty_vfs_plan(disk->live.vfs);

    *plan = (faulty_plan){.syncs_lie = plan->syncs_lie};
}

weir_err sim_open_again(weir_scenario_run *run)
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
    weir_sqlite_store *store = sim_disk_of(run)->live.store;
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

weir_err sim_read_stored(weir_scenario_run *run, weir_arena *arena, weir_text *out)
{
    weir_diag diag = {0};
    const weir_err err = write_stored(run, arena, out, &diag);

    if (err != WEIR_OK)
        WEIR_TRY(weir_run_fail(run, "read", "the database can't be read: %s: %s", weir_err_name(err), diag.message));
    return err;
}

/* Which of the two is stored now? Neither is a failure. */
weir_err sim_look(weir_scenario_run *run, weir_text before, weir_text after, const char *what, sim_found *out)
{
    weir_arena arena;
    weir_text now;
    weir_err err;

    weir_arena_init(&arena, weir_memory_libc(), PROBE_BYTES_MAX);
    err = sim_read_stored(run, &arena, &now);
    if (err == WEIR_OK) {
        *out = (sim_found){.is_before = weir_text_equal(now, before), .is_after = weir_text_equal(now, after)};
        if (!out->is_before && !out->is_after)
            err = weir_run_differ(run, what, after, now);
    }
    weir_arena_release(&arena);
    return err;
}

weir_err sim_check_chain(weir_scenario_run *run)
{
    const weir_chain_source source = weir_sqlite_store_chain(sim_disk_of(run)->live.store);
    weir_chain_report report;

    WEIR_TRY(weir_chain_verify(&source, run->world.base->hasher, NULL, &report, NULL));
    if (report.fault == WEIR_CHAIN_UNBROKEN)
        return WEIR_OK;
    return weir_run_fail(run, "chain", "%s at position %llu", weir_chain_fault_describe(report.fault),
                         (unsigned long long)report.pos);
}

/* ── a request that is tried several times ───────────────────────────────────────────────────────────── */

weir_err sim_act(const sim_scene *s, weir_diag *diag)
{
    return s->request ? weir_run_execute(s->run, s->request, diag)
                      : weir_run_deploy_to(s->run, s->run->world.engine, diag);
}

weir_err sim_go_back(sim_scene *s)
{
    weir_world_close(&s->run->world);
    faulty_vfs_restore(s->disk->live.vfs, s->image);
    s->disk->image_count++;
    sim_stop_faults(s->disk);
    return sim_open_again(s->run);
}

/* Do it once to see what it comes to, then go back. */
static weir_err rehearse(sim_scene *s)
{
    WEIR_TRY(sim_read_stored(s->run, &s->run->scratch, &s->before));
    s->image = faulty_vfs_save(s->disk->live.vfs);
    WEIR_TRY(sim_go_back(s));
    sim_stop_faults(s->disk);
    s->err = sim_act(s, NULL);
    s->counts = *s->plan;
    WEIR_TRY(sim_read_stored(s->run, &s->run->scratch, &s->after));
    weir_world_close(&s->run->world);
    s->change_count = s->plan->change_count;
    return sim_go_back(s);
}

weir_err sim_begin_scene(sim_scene *s, weir_scenario_run *run, const weir_request *request)
{
    *s = (sim_scene){.run = run, .request = request, .disk = sim_disk_of(run)};
    s->plan = faulty_vfs_plan(s->disk->live.vfs);
    return rehearse(s);
}

/* Do it for good. */
weir_err sim_finish(sim_scene *s, weir_diag *diag)
{
    sim_found now;

    if (s->run->failure.is_set)
        return WEIR_OK;
    s->err = sim_act(s, diag);
    WEIR_TRY(sim_look(s->run, s->after, s->after, "what is stored after all faults, and what should be", &now));
    return s->err;
}

/* ── which requests ──────────────────────────────────────────────────────────────────────────────────── */

#define CHOSEN_ONE_IN 3u

/* Where a defect is planted, all are needed to find it. */
weir_err sim_is_chosen(const weir_scenario_run *run, const weir_request *request, bool *out)
{
    const weir_store store = run->world.faulty.inner;
    uint64_t number = run->scenario->line;

    if (request)
        WEIR_TRY(store.next_pos(store.self, &number, NULL));
    number ^= run->seed;
    *out = run->takes_all_faults || sim_disk_of(run)->defect || faulty_random(&number) % CHOSEN_ONE_IN == 0;
    return WEIR_OK;
}
