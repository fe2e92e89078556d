/* SPDX-License-Identifier: Apache-2.0
 * host/start_timers.c - timers that start instances: which is due, what it starts, when it is due next.
 *
 * A timer stands on when it is due next. That moves with the fact definition.start_due, in the transaction that starts
 * the instance; what the engine remembers goes back if the transaction does. Only the newest version of a process is
 * started, and none that is suspended.
 * Layer: host.   Spec: BPMN 2.0.2 §10.5.2, §13.5.1.
 */
#include "host/definition_fact.h"
#include "host/host_internal.h"
#include "run/codec.h"
#include "run/deadline.h"
#include "run/schedule.h"

static bool is_startable(const weir_definition_item *item)
{
    return item->is_latest && !item->definition.is_suspended && !item->definition.is_deleted;
}

/* What the last fact about a definition says. */
typedef struct last_fact {
    weir_engine *engine;
    weir_definition_item *item;
    weir_diag *diag;
} last_fact;

static weir_err visit_fact(void *context, const weir_log_row *row)
{
    const last_fact *last = context;
    weir_arena *arena = &last->engine->definitions.arena;
    weir_definition_fact *facts;
    weir_text starts;
    uint32_t count;

    if (!weir_definition_is_fact(row->facts))
        return WEIR_OK;
    WEIR_TRY(weir_definition_facts_decode(row->facts, arena, &facts, &count, last->diag));
    for (uint32_t i = 0; i < count; i++) {
        if (!facts[i].starts.at || !weir_text_equal(facts[i].definition, last->item->definition.id))
            continue;
        WEIR_TRY(weir_arena_text(arena, facts[i].starts, &starts));
        WEIR_TRY(weir_starts_read(last->engine->ports.zones, arena, starts, last->item, last->diag));
    }
    return WEIR_OK;
}

/* After a commit of which nobody knows whether it happened. A store that keeps no definitions has the log. */
static weir_err read_again(weir_engine *engine, weir_definition_item *item, weir_diag *diag)
{
    const weir_store *store = &engine->ports.store;
    last_fact last = {engine, item, diag};
    weir_definition_row row;

    if (!item->has_unread_starts)
        return WEIR_OK;
    engine->is_first_due_known = false;
    if (!store->get_definition) {
        WEIR_TRY(store->read_stream(store->self, (weir_id){{0}}, 1, visit_fact, &last, diag));
    } else {
        WEIR_TRY(store->get_definition(store->self, item->definition.id, &engine->definitions.arena, &row, diag));
        WEIR_TRY(weir_starts_read(engine->ports.zones, &engine->definitions.arena, row.starts, item, diag));
    }
    item->has_unread_starts = false;
    return WEIR_OK;
}

static weir_err find_first_due(weir_engine *engine, weir_diag *diag)
{
    weir_definition_item *item = NULL;
    weir_start *first = NULL;

    for (weir_definition_item *at = engine->definitions.with_starts; at; at = at->next_with_starts) {
        if (!is_startable(at))
            continue;
        WEIR_TRY(read_again(engine, at, diag));
        for (uint32_t i = 0; i < at->start_count; i++) {
            if (!at->starts[i].has_due || (first && first->due_ms <= at->starts[i].due_ms))
                continue;
            item = at;
            first = &at->starts[i];
        }
    }
    engine->first_due_item = item;
    engine->first_due_start = first;
    engine->is_first_due_known = true;
    return WEIR_OK;
}

weir_err weir_starts_due(weir_engine *engine, int64_t until_ms, weir_definition_item **item, weir_start **start,
                         weir_diag *diag)
{
    if (!engine->is_first_due_known)
        WEIR_TRY(find_first_due(engine, diag));
    *item = engine->first_due_item;
    *start = engine->first_due_start && engine->first_due_start->due_ms <= until_ms ? engine->first_due_start : NULL;
    return WEIR_OK;
}

/* The one that is due first, of those at this event. */
static weir_start *find_timer_of(weir_definition_item *item, weir_text element)
{
    weir_start *found = NULL;

    for (uint32_t i = 0; i < item->start_count; i++) {
        weir_start *start = &item->starts[i];

        if (start->kind == WEIR_START_TIMER && start->has_due && weir_text_equal(start->element, element) &&
            (!found || start->due_ms < found->due_ms))
            found = start;
    }
    return found;
}

weir_node_ix weir_start_node(const weir_program *program, const weir_start *start)
{
    const weir_node_ix event = weir_program_node(program, start->element);

    return start->part.length > 0 && event.ix != WEIR_NO_IX ? weir_program_part(program, event, start->part) : event;
}

/* Remember what it was until the transaction is over. */
static weir_err keep_old(weir_engine *engine, weir_definition_item *item, weir_start *start)
{
    weir_moved_start *moved = engine->free_moved;

    if (moved)
        engine->free_moved = moved->next;
    else
        moved = WEIR_TAKE(&engine->definitions.arena, weir_moved_start, 1);
    if (!moved)
        return WEIR_ENOMEM;
    *moved = (weir_moved_start){
        .item = item, .start = start, .old = *start, .request = engine->request_count, .next = engine->moved_starts};
    engine->moved_starts = moved;
    return WEIR_OK;
}

static weir_moved_start *drop_first(weir_engine *engine)
{
    weir_moved_start *moved = engine->moved_starts;

    engine->moved_starts = moved->next;
    moved->next = engine->free_moved;
    engine->free_moved = moved;
    engine->is_due_known = engine->is_first_due_known = false;
    return moved;
}

void weir_starts_undo_request(weir_engine *engine)
{
    while (engine->moved_starts && engine->moved_starts->request == engine->request_count) {
        const weir_moved_start *moved = drop_first(engine);

        *moved->start = moved->old;
    }
}

void weir_starts_end(weir_engine *engine, weir_outcome outcome)
{
    while (engine->moved_starts) {
        const weir_moved_start *moved = drop_first(engine);

        if (outcome != WEIR_OUTCOME_KEPT)
            *moved->start = moved->old;
        moved->item->has_unread_starts = moved->item->has_unread_starts || outcome == WEIR_OUTCOME_UNKNOWN;
    }
}

/* The fact that it has fired, with what is due next. */
static weir_err write_fact(weir_work *work, const weir_definition_item *item, const weir_start *start,
                           weir_text message, uint64_t *pos)
{
    weir_engine *engine = work->engine;
    const weir_store *store = &engine->ports.store;
    weir_definition_fact fact = {.change = WEIR_DEFINITION_START_DUE,
                                 .definition = item->definition.id,
                                 .element = start->element,
                                 .message = message};
    weir_log_row row = {.pos = engine->next_pos,
                        .fact_count = 1,
                        .time_ms = work->now_ms,
                        .format = WEIR_FACTS_FORMAT,
                        .actor = work->actor,
                        .command = WEIR_T("{\"command\":\"startByTimer\"}")};

    WEIR_TRY(weir_starts_encode(item->starts, item->start_count, &engine->step, &fact.starts));
    WEIR_TRY(store->next_seq(store->self, row.stream, &row.seq, work->diag));
    WEIR_TRY(weir_definition_facts_encode(&fact, 1, &engine->step, &row.facts));
    engine->has_written = true;
    WEIR_TRY(store->append_log(store->self, &row, work->diag));
    if (store->put_starts)
        WEIR_TRY(store->put_starts(store->self, fact.definition, fact.starts, work->diag));
    *pos = engine->next_pos++;
    work->answer.fact_count++;
    return WEIR_OK;
}

/* Of a start that is not due yet, by a newer version of its calendar. False: it stays. */
static bool count_again(const weir_engine *engine, int64_t now_ms, const weir_start *start, weir_start *out)
{
    const weir_calendar *calendar = weir_start_calendar(engine, start);
    const weir_value limit = weir_string(start->limit);
    weir_schedule schedule = {.text = start->name, .start_ms = start->from_ms, .n = start->n, .calendar = calendar};
    weir_deadline deadline;
    const char *reason;

    if (!calendar || !start->has_due || start->due_ms <= now_ms || calendar->version <= start->calendar_version)
        return false;
    *out = *start;
    out->calendar_version = calendar->version;
    if (start->limit.at) {
        if (!weir_deadline_find(&limit, calendar, start->from_ms, NULL, engine->ports.zones, &deadline, &reason))
            return false;
        out->due_ms = deadline.due_ms;
        out->is_provisional = deadline.is_provisional;
        return true;
    }
    if (weir_schedule_again(&schedule, now_ms, engine->ports.zones) != WEIR_SCHEDULE_DUE)
        return false;
    out->due_ms = schedule.due_ms;
    out->is_provisional = schedule.is_provisional;
    return true;
}

weir_err weir_starts_redate(weir_work *work)
{
    weir_engine *engine = work->engine;

    for (weir_definition_item *item = engine->definitions.with_starts; item; item = item->next_with_starts) {
        if (!item->is_latest || item->definition.is_deleted)
            continue;
        WEIR_TRY(read_again(engine, item, work->diag));
        for (uint32_t i = 0; i < item->start_count; i++) {
            weir_start *start = &item->starts[i], counted;
            uint64_t pos;

            if (!count_again(engine, work->now_ms, start, &counted))
                continue;
            WEIR_TRY(keep_old(engine, item, start));
            engine->is_due_known = engine->is_first_due_known = false;
            *start = counted;
            WEIR_TRY(write_fact(work, item, start, WEIR_NO_TEXT, &pos));
        }
    }
    return WEIR_OK;
}

static weir_err fire(weir_work *work, weir_definition_item *item, weir_start *start)
{
    const weir_text message = work->request->command.text;
    weir_job job = {.kind = WEIR_REQUEST_START, .definition = &item->definition, .sender = start->element};

    WEIR_TRY(keep_old(work->engine, item, start));
    work->engine->is_due_known = work->engine->is_first_due_known = false;
    start->n++;
    if (start->name.length == 0)
        start->has_due = false; /* a date or a duration happens once */
    else
        (void)weir_start_find_next(work->engine, work->now_ms, start);
    if (!start->has_due)
        start->due_ms = 0;
    WEIR_TRY(write_fact(work, item, start, message, &job.cause));
    if (message.at)
        return WEIR_OK; /* it has failed */
    WEIR_TRY(weir_definition_load(work->engine, item, work->diag));
    job.command = (weir_command){.kind = WEIR_COMMAND_START,
                                 .start_event = weir_start_node(item->definition.program, start),
                                 .name = item->definition.id};
    return weir_work_command(work, &job);
}

weir_err weir_work_timer_start(weir_work *work, const weir_job *job)
{
    weir_definition_item *item = weir_definition_known(work->engine, work->request->process);
    weir_start *start = NULL;

    (void)job;
    if (item) {
        WEIR_TRY(weir_definition_check_startable(&item->definition, work->diag));
        WEIR_TRY(read_again(work->engine, item, work->diag));
        start = item->is_latest ? find_timer_of(item, work->request->name) : NULL;
    }
    if (!start || (start->due_ms > work->now_ms && !work->request->command.is_early))
        return weir_fail(work->diag, WEIR_ENOTOKEN, work->request->name,
                         "no timer that starts an instance is due here");
    return fire(work, item, start);
}
