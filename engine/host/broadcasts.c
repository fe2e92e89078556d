/* SPDX-License-Identifier: Apache-2.0
 * host/broadcasts.c - signals for many: to be delivered one receiver after the other, in transactions of their own.
 *
 * A signal for a few is delivered in the transaction that throws it, all of it or nothing. One for more is a fact of
 * stream 0 and a row that says whom it has reached: its receivers are those who waited when it was thrown, the oldest
 * instance first, and each delivery is a job of the engine. What goes wrong with one receiver is told in its own
 * stream, and is nothing to the others or to who has thrown it. Signals that lead to signals end after a number of
 * them.
 */
#include <assert.h>
#include <string.h>

#include "host/broadcast_fact.h"
#include "host/host_internal.h"
#include "run/codec.h"

/* ── on its way ──────────────────────────────────────────────────────────────────────────────────────── */

bool weir_work_is_broadcast(const weir_work *work, const weir_job *job, uint32_t receiver_count)
{
    if (!work->engine->ports.store.put_broadcast || !weir_id_is_none(job->instance) || receiver_count <= 1)
        return false;
    return receiver_count > WEIR_RECEIVERS_AT_ONCE_MAX ||
           work->command_count + receiver_count > WEIR_COMMANDS_PER_REQUEST_MAX;
}

static weir_err append(weir_work *work, const weir_broadcast *broadcast, uint64_t cause)
{
    weir_engine *engine = work->engine;
    const weir_store *store = &engine->ports.store;
    weir_log_row log = {.pos = engine->next_pos,
                        .fact_count = 1,
                        .time_ms = work->now_ms,
                        .format = WEIR_FACTS_FORMAT,
                        .actor = work->actor};
    weir_buffer command;

    weir_buffer_init(&command, &engine->step, 0);
    weir_buffer_format(&command, "{\"command\":\"%s\"", broadcast->has_ended ? "end-broadcast" : "broadcast");
    if (cause != 0)
        weir_buffer_format(&command, ",\"cause\":%llu", (unsigned long long)cause);
    weir_buffer_char(&command, '}');
    WEIR_TRY(weir_buffer_done(&command, &log.command));
    WEIR_TRY(weir_broadcast_encode(broadcast, &engine->step, &log.facts));
    WEIR_TRY(store->next_seq(store->self, log.stream, &log.seq, work->diag));
    engine->has_written = true;
    WEIR_TRY(store->append_log(store->self, &log, work->diag));
    engine->next_pos++;
    work->answer.fact_count++;
    return WEIR_OK;
}

/* The number among those of one root; nobody should wait for the end of what has none. */
static weir_err number_it(weir_work *work, const weir_job *job, uint64_t root, uint32_t *out)
{
    const weir_store *store = &work->engine->ports.store;
    uint64_t count = 0;
    uint32_t last = 0;

    WEIR_TRY(store->count_broadcasts(store->self, root, &count, &last, work->diag));
    if (last >= WEIR_BROADCASTS_PER_ROOT_MAX)
        return weir_fail(work->diag, WEIR_ELIMIT, job->sender,
                         "more than %u signals to many follow from one (limit broadcasts_per_root); does the signal "
                         "'%.*s' lead to itself?",
                         WEIR_BROADCASTS_PER_ROOT_MAX, WEIR_ARG(job->command.name));
    if (count >= WEIR_BROADCASTS_MAX)
        return weir_fail(work->diag, WEIR_ELIMIT, job->sender,
                         "%u signals to many are on their way already (limit broadcasts)", WEIR_BROADCASTS_MAX);
    *out = last + 1;
    return WEIR_OK;
}

weir_err weir_work_broadcast(weir_work *work, const weir_job *job)
{
    weir_engine *engine = work->engine;
    weir_broadcast broadcast = {.pos = engine->next_pos,
                                .name = job->command.name,
                                .root = work->broadcast_root ? work->broadcast_root : engine->next_pos,
                                .thrower = job->thrower,
                                .before = job->before,
                                .variables = job->command.variables};
    weir_err err;

    WEIR_TRY(number_it(work, job, broadcast.root, &broadcast.number));
    err = append(work, &broadcast, job->cause);
    if (err == WEIR_ELIMIT)
        return weir_fail(work->diag, err, job->sender, "the signal '%.*s' takes more than %u bytes in the log",
                         WEIR_ARG(job->command.name), WEIR_FACTS_LENGTH_MAX);
    WEIR_TRY(err);
    work->broadcast_root = broadcast.root;
    if (work->answer.broadcast == 0)
        work->answer.broadcast = broadcast.pos;
    engine->broadcasts.has_none = false;
    engine->is_due_known = false;
    return weir_broadcast_apply(&broadcast, broadcast.pos, &engine->ports.store, work->diag);
}

/* ── whom it reaches ─────────────────────────────────────────────────────────────────────────────────── */

/* The oldest one. ENOTFOUND: none. */
static weir_err find_first(weir_engine *engine, weir_broadcast_row *out, weir_diag *diag)
{
    const weir_store *store = &engine->ports.store;
    weir_err err = WEIR_ENOTFOUND;

    if (store->next_broadcast && !engine->broadcasts.has_none)
        err = store->next_broadcast(store->self, out, NULL);
    if (err == WEIR_ENOTFOUND)
        engine->broadcasts.has_none = true; /* until a transaction is undone */
    else if (err != WEIR_OK)
        return weir_fail(diag, err, WEIR_NO_TEXT, "signals on their way can't be read");
    return err;
}

weir_err weir_broadcasts_first(weir_engine *engine, uint64_t *out, weir_diag *diag)
{
    weir_broadcast_row row = {0};
    const weir_err err = find_first(engine, &row, diag);

    *out = row.pos;
    return err == WEIR_ENOTFOUND ? WEIR_OK : err;
}

/* The job of a job that is no row; it is another one for each receiver. */
static weir_id id_of(const weir_broadcast_row *row)
{
    const uint64_t parts[] = {row->pos, row->receiver_count + 1};
    weir_id id;

    static_assert(sizeof parts == sizeof id.byte, "two numbers make an id");
    memcpy(id.byte, parts, sizeof parts);
    return id;
}

weir_err weir_broadcasts_job(weir_engine *engine, weir_request *out, weir_diag *diag)
{
    weir_broadcast_row row;

    WEIR_TRY(find_first(engine, &row, diag));
    *out = (weir_request){
        .kind = WEIR_REQUEST_DELIVER, .actor = WEIR_T("weir"), .command = {.wait = id_of(&row)}, .instance = {{0}}};
    return WEIR_OK;
}

typedef struct found_signal {
    weir_engine *engine;
    weir_diag *diag;
} found_signal;

/* Of one row of the log. EENDED: it is read. */
static weir_err keep_signal(void *context, const weir_log_row *row)
{
    const found_signal *found = context;
    weir_broadcasts *kept = &found->engine->broadcasts;
    weir_text facts;

    weir_arena_reset(&kept->arena);
    kept->signal.pos = 0;
    WEIR_TRY(weir_arena_text(&kept->arena, row->actor, &kept->actor));
    WEIR_TRY(weir_arena_text(&kept->arena, row->facts, &facts));
    WEIR_TRY(
        weir_broadcast_decode(facts, row->pos, found->engine->ports.zones, &kept->arena, &kept->signal, found->diag));
    return WEIR_EENDED;
}

/* What it brings is read once for all receivers. */
static weir_err read_signal(weir_engine *engine, uint64_t pos, weir_diag *diag)
{
    const weir_store *store = &engine->ports.store;
    found_signal found = {engine, diag};
    weir_err err;

    if (engine->broadcasts.signal.pos == pos)
        return WEIR_OK;
    err = store->read_log(store->self, pos, keep_signal, &found, diag);
    if (err == WEIR_EENDED)
        return WEIR_OK;
    return err != WEIR_OK ? err : weir_fail(diag, WEIR_EFORMAT, WEIR_NO_TEXT, "a signal on its way has no fact");
}

/* The next one who waited when it was its turn; the row has moved on to it. ENOTFOUND: it has reached all of them. */
static weir_err find_receiver(weir_work *work, weir_broadcast_row *row, weir_wait_row *out)
{
    const weir_store *store = &work->engine->ports.store;
    const weir_broadcast *signal = &work->engine->broadcasts.signal;

    do {
        WEIR_TRY(store->next_subscriber(store->self, signal->name, row->before_pos, row, out, NULL));
        row->instance_pos = out->instance_pos;
        row->wait = out->wait;
    } while (signal->before != 0 && out->wait >= signal->before && weir_id_equal(out->instance, signal->thrower));
    return WEIR_OK;
}

static weir_err end(weir_work *work, const weir_broadcast_row *row)
{
    const uint64_t pos = work->engine->next_pos;
    const weir_broadcast ended = {.has_ended = true,
                                  .pos = row->pos,
                                  .name = work->engine->broadcasts.signal.name,
                                  .receiver_count = row->receiver_count};

    WEIR_TRY(append(work, &ended, row->pos));
    return weir_broadcast_apply(&ended, pos, &work->engine->ports.store, work->diag);
}

static weir_err deliver(weir_work *work, const weir_job *job, const weir_broadcast_row *row, weir_wait_row to)
{
    const weir_broadcasts *kept = &work->engine->broadcasts;
    const bool has_failed = job->command.text.at != NULL;

    work->actor = kept->actor;
    work->broadcast_root = row->root;
    return weir_work_receive_with_others(
        work, to, has_failed ? WEIR_COMMAND_PASS_BY : WEIR_COMMAND_SIGNAL,
        &(weir_job){.kind = WEIR_REQUEST_SIGNAL,
                    .command = {.start_event = {WEIR_NO_IX},
                                .name = kept->signal.name,
                                .text = job->command.text,
                                .variables = has_failed ? weir_null() : kept->signal.variables},
                    .thrower = kept->signal.thrower,
                    .cause = row->pos});
}

weir_err weir_work_deliver(weir_work *work, const weir_job *job)
{
    weir_engine *engine = work->engine;
    const weir_store *store = &engine->ports.store;
    weir_broadcast_row row;
    weir_wait_row to;
    weir_err err = find_first(engine, &row, work->diag);

    if (err == WEIR_ENOTFOUND)
        return WEIR_OK; /* it has ended meanwhile */
    WEIR_TRY(err);
    WEIR_TRY(read_signal(engine, row.pos, work->diag));
    err = find_receiver(work, &row, &to);
    if (err == WEIR_ENOTFOUND)
        return end(work, &row);
    if (err != WEIR_OK)
        return weir_fail(work->diag, err, WEIR_NO_TEXT, "those who wait for a signal can't be read");
    row.receiver_count++;
    engine->has_written = true;
    WEIR_TRY(store->put_broadcast(store->self, &row, work->diag));
    return deliver(work, job, &row, to);
}

/* ── life ────────────────────────────────────────────────────────────────────────────────────────────── */

void weir_broadcasts_forget(weir_engine *engine)
{
    engine->broadcasts.has_none = false;
    engine->broadcasts.signal.pos = 0;
}

void weir_broadcasts_free(weir_engine *engine)
{
    weir_arena_release(&engine->broadcasts.arena);
}
