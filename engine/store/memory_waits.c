/* SPDX-License-Identifier: Apache-2.0
 * store/memory_waits.c - timers, subscriptions and tasks in a list.
 */
#include "store/memory_waits.h"

#include <string.h>

struct weir_memory_wait {
    weir_wait_row row;
    weir_wait_kind kind;
    char *name; /* of a message or signal; its own block */
    size_t name_length;
    uint64_t since;                /* position of the fact that opened it */
    uint64_t opened_by, closed_by; /* numbers of changes; 0: before this transaction, not at all */
};

static const struct {
    weir_fact_kind fact;
    weir_wait_kind opens; /* NONE: it closes the wait, if that is open */
} wait_facts[] = {
    {WEIR_FACT_task_created, WEIR_WAIT_USER_TASK},
    {WEIR_FACT_task_completed, WEIR_WAIT_NONE},
    {WEIR_FACT_task_cancelled, WEIR_WAIT_NONE},
    {WEIR_FACT_external_task_created, WEIR_WAIT_EXTERNAL_TASK},
    {WEIR_FACT_external_task_completed, WEIR_WAIT_NONE},
    {WEIR_FACT_external_task_cancelled, WEIR_WAIT_NONE},
    {WEIR_FACT_timer_scheduled, WEIR_WAIT_TIMER},
    {WEIR_FACT_timer_rescheduled, WEIR_WAIT_TIMER},
    {WEIR_FACT_timer_fired, WEIR_WAIT_NONE},
    {WEIR_FACT_timer_failed, WEIR_WAIT_NONE},
    {WEIR_FACT_timer_cancelled, WEIR_WAIT_NONE},
    {WEIR_FACT_continuation_created, WEIR_WAIT_CONTINUATION},
    {WEIR_FACT_continuation_rescheduled, WEIR_WAIT_CONTINUATION},
    {WEIR_FACT_continuation_executed, WEIR_WAIT_NONE},
    {WEIR_FACT_continuation_failed, WEIR_WAIT_NONE},
    {WEIR_FACT_continuation_cancelled, WEIR_WAIT_NONE},
    {WEIR_FACT_limit_started, WEIR_WAIT_LIMIT},
    {WEIR_FACT_limit_postponed, WEIR_WAIT_LIMIT},
    {WEIR_FACT_limit_failed, WEIR_WAIT_NONE},
    {WEIR_FACT_limit_ended, WEIR_WAIT_NONE},
    {WEIR_FACT_message_subscribed, WEIR_WAIT_MESSAGE},
    {WEIR_FACT_message_correlated, WEIR_WAIT_NONE},
    {WEIR_FACT_message_unsubscribed, WEIR_WAIT_NONE},
    {WEIR_FACT_signal_subscribed, WEIR_WAIT_SIGNAL},
    {WEIR_FACT_signal_caught, WEIR_WAIT_NONE},
    {WEIR_FACT_signal_unsubscribed, WEIR_WAIT_NONE},
};

/* Those that give a job another time, and nothing else. */
static bool moves_due(uint8_t kind)
{
    static const weir_fact_kind kinds[] = {
        WEIR_FACT_job_due_changed, WEIR_FACT_limit_reminded, WEIR_FACT_limit_overdue,
        WEIR_FACT_limit_reported,  WEIR_FACT_limit_lead,     WEIR_FACT_limit_stopped,
        WEIR_FACT_limit_resumed,   WEIR_FACT_limit_extended, WEIR_FACT_limit_rescheduled,
    };

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (kinds[i] == kind)
            return true;
    }
    return false;
}

static weir_err out_of_memory(weir_diag *diag)
{
    return weir_fail(diag, WEIR_ENOMEM, WEIR_NO_TEXT, "the store has no memory left");
}

static weir_err grow(weir_memory_waits *waits, weir_diag *diag)
{
    const uint32_t wanted = waits->capacity ? waits->capacity * 2 : 16;
    weir_memory_wait *items;

    if (waits->count < waits->capacity)
        return WEIR_OK;
    items = waits->memory.take(waits->memory.self, wanted * sizeof *items);
    if (!items)
        return out_of_memory(diag);
    if (waits->items) {
        memcpy(items, waits->items, waits->count * sizeof *items);
        waits->memory.give(waits->memory.self, waits->items, waits->capacity * sizeof *items);
    }
    waits->items = items;
    waits->capacity = wanted;
    return WEIR_OK;
}

static void give_name(const weir_memory_waits *waits, const weir_memory_wait *item)
{
    if (item->name)
        waits->memory.give(waits->memory.self, item->name, item->name_length);
}

void weir_memory_waits_release(weir_memory_waits *waits)
{
    for (uint32_t i = 0; i < waits->count; i++)
        give_name(waits, &waits->items[i]);
    if (waits->items)
        waits->memory.give(waits->memory.self, waits->items, waits->capacity * sizeof *waits->items);
}

/* ── changing ────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err open_wait(weir_memory_waits *waits, const weir_projection *change, const weir_fact *fact,
                          weir_wait_kind kind, weir_diag *diag)
{
    weir_memory_wait item = {.row = {.instance = change->instance,
                                     .id = fact->id,
                                     .instance_pos = change->instance_pos,
                                     .wait = fact->wait,
                                     .due_ms = fact->due_ms,
                                     .is_continuation = kind == WEIR_WAIT_CONTINUATION},
                             .kind = kind,
                             .name_length = fact->name.length,
                             .since = change->pos,
                             .opened_by = waits->change_count + 1};

    WEIR_TRY(grow(waits, diag));
    if (fact->name.length > 0) {
        item.name = waits->memory.take(waits->memory.self, fact->name.length);
        if (!item.name)
            return out_of_memory(diag);
        memcpy(item.name, fact->name.at, fact->name.length);
    }
    waits->items[waits->count++] = item;
    waits->change_count++;
    return WEIR_OK;
}

/* A job that failed is closed already when it is cancelled: then NONE. */
static weir_wait_kind close_wait(weir_memory_waits *waits, const weir_projection *change, const weir_fact *fact)
{
    for (uint32_t i = waits->count; i-- > 0;) {
        weir_memory_wait *item = &waits->items[i];

        if (item->closed_by != 0 || item->row.instance_pos != change->instance_pos || item->row.wait != fact->wait)
            continue;
        item->closed_by = ++waits->change_count;
        return item->kind;
    }
    return WEIR_WAIT_NONE;
}

weir_err weir_memory_waits_project(weir_memory_waits *waits, const weir_projection *change, weir_diag *diag)
{
    for (uint32_t i = 0; i < change->facts->count; i++) {
        const weir_fact *fact = &change->facts->items[i];
        weir_wait_kind moved = WEIR_WAIT_NONE;

        if (moves_due(fact->kind) && (moved = close_wait(waits, change, fact)) != WEIR_WAIT_NONE)
            WEIR_TRY(open_wait(waits, change, fact, moved, diag));
        for (uint32_t k = 0; k < sizeof wait_facts / sizeof *wait_facts; k++) {
            if (fact->kind != wait_facts[k].fact)
                continue;
            if (wait_facts[k].opens == WEIR_WAIT_NONE)
                (void)close_wait(waits, change, fact);
            else {
                if (fact->kind == WEIR_FACT_timer_rescheduled)
                    (void)close_wait(waits, change, fact); /* one that was moved; one that failed is gone already */
                WEIR_TRY(open_wait(waits, change, fact, wait_facts[k].opens, diag));
            }
        }
    }
    return WEIR_OK;
}

void weir_memory_waits_undo(weir_memory_waits *waits, uint64_t change_count)
{
    for (; waits->count > 0 && waits->items[waits->count - 1].opened_by > change_count; waits->count--)
        give_name(waits, &waits->items[waits->count - 1]);
    for (uint32_t i = 0; i < waits->count; i++) {
        if (waits->items[i].closed_by > change_count)
            waits->items[i].closed_by = 0;
    }
    waits->change_count = change_count;
}

void weir_memory_waits_commit(weir_memory_waits *waits)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < waits->count; i++) {
        weir_memory_wait item = waits->items[i];

        item.opened_by = 0;
        if (item.closed_by != 0)
            give_name(waits, &item);
        else
            waits->items[kept++] = item;
    }
    waits->count = kept;
    waits->change_count = 0;
}

/* ── looking ─────────────────────────────────────────────────────────────────────────────────────────── */

static bool is_before(const weir_wait_row *a, const weir_wait_row *b)
{
    return a->instance_pos != b->instance_pos ? a->instance_pos < b->instance_pos : a->wait < b->wait;
}

static bool is_due_before(const weir_wait_row *a, const weir_wait_row *b)
{
    return a->due_ms != b->due_ms ? a->due_ms < b->due_ms : is_before(a, b);
}

static bool is_one_of(const weir_memory_wait *item, weir_due which)
{
    return ((item->kind == WEIR_WAIT_TIMER || item->kind == WEIR_WAIT_LIMIT) && (which & WEIR_DUE_TIMERS)) ||
           (item->kind == WEIR_WAIT_CONTINUATION && (which & WEIR_DUE_CONTINUATIONS));
}

weir_err weir_memory_waits_due(const weir_memory_waits *waits, weir_due which, int64_t until_ms,
                               const weir_wait_row *after, weir_wait_row *out, weir_diag *diag)
{
    const weir_wait_row *first = NULL;

    for (uint32_t i = 0; i < waits->count; i++) {
        const weir_memory_wait *item = &waits->items[i];

        if (item->closed_by != 0 || !is_one_of(item, which) || item->row.due_ms > until_ms)
            continue;
        if ((!after || is_due_before(after, &item->row)) && (!first || is_due_before(&item->row, first)))
            first = &item->row;
    }
    if (!first)
        return weir_fail(diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "nothing is due until then");
    *out = *first;
    return WEIR_OK;
}

/* The first one behind `last`; NULL: there is none. */
static const weir_wait_row *next_subscription(const weir_memory_waits *waits, weir_wait_kind kind, weir_text name,
                                              const weir_wait_row *last)
{
    const weir_wait_row *next = NULL;

    for (uint32_t i = 0; i < waits->count; i++) {
        const weir_memory_wait *item = &waits->items[i];

        if (item->closed_by == 0 && item->kind == kind &&
            weir_text_equal((weir_text){item->name, item->name_length}, name) && is_before(last, &item->row) &&
            (!next || is_before(&item->row, next)))
            next = &item->row;
    }
    return next;
}

weir_err weir_memory_waits_read(const weir_memory_waits *waits, weir_wait_kind kind, weir_text name,
                                weir_wait_visit visit, void *context)
{
    const weir_wait_row nothing = {0}, *row = &nothing;

    while ((row = next_subscription(waits, kind, name, row)) != NULL)
        WEIR_TRY(visit(context, row));
    return WEIR_OK;
}

const weir_wait_row *weir_memory_waits_subscriber(const weir_memory_waits *waits, weir_text name, uint64_t before_pos,
                                                  const weir_wait_row *after)
{
    const weir_wait_row *next = NULL;

    for (uint32_t i = 0; i < waits->count; i++) {
        const weir_memory_wait *item = &waits->items[i];

        if (item->closed_by == 0 && item->kind == WEIR_WAIT_SIGNAL && item->since < before_pos &&
            weir_text_equal((weir_text){item->name, item->name_length}, name) && is_before(after, &item->row) &&
            (!next || is_before(&item->row, next)))
            next = &item->row;
    }
    return next;
}

weir_err weir_memory_waits_task(const weir_memory_waits *waits, weir_id task, weir_id *out, weir_diag *diag)
{
    for (uint32_t i = 0; i < waits->count; i++) {
        const weir_memory_wait *item = &waits->items[i];

        if (item->closed_by != 0 || !weir_id_equal(item->row.id, task) ||
            (item->kind != WEIR_WAIT_USER_TASK && item->kind != WEIR_WAIT_EXTERNAL_TASK))
            continue;
        *out = item->row.instance;
        return WEIR_OK;
    }
    return weir_fail(diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "no task with this id is open");
}
