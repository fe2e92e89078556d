/* SPDX-License-Identifier: Apache-2.0
 * run/suspend.c - suspend and activate; what others find meanwhile.
 */
#include "run/suspend.h"

#include "run/condition.h"

/* Commands that move tokens or promise to; administrators may do the others at any time. */
static const bool needs_active[WEIR_COMMAND_KIND_COUNT] = {
    [WEIR_COMMAND_COMPLETE] = true,    [WEIR_COMMAND_FAIL] = true,    [WEIR_COMMAND_THROW_ERROR] = true,
    [WEIR_COMMAND_FIRE] = true,        [WEIR_COMMAND_MESSAGE] = true, [WEIR_COMMAND_SIGNAL] = true,
    [WEIR_COMMAND_ASSIGN] = true,      [WEIR_COMMAND_CLAIM] = true,   [WEIR_COMMAND_SUBMIT] = true,
    [WEIR_COMMAND_DELEGATE] = true,    [WEIR_COMMAND_RESOLVE] = true, [WEIR_COMMAND_UPDATE_TASK] = true,
    [WEIR_COMMAND_LINK] = true,        [WEIR_COMMAND_UNLINK] = true,  [WEIR_COMMAND_ESCALATE] = true,
    [WEIR_COMMAND_FAIL_JOB] = true,    [WEIR_COMMAND_TRIGGER] = true, [WEIR_COMMAND_RETURN] = true,
    [WEIR_COMMAND_TELL_CALLER] = true,
};

weir_err weir_cx_check_active(const weir_cx *cx, weir_command_kind kind)
{
    if (!cx->state.is_suspended || !needs_active[kind])
        return WEIR_OK;
    return weir_fail(cx->diag, WEIR_ESUSPENDED, WEIR_NO_TEXT, "the instance is suspended");
}

weir_err weir_cx_suspend(weir_cx *cx, bool is_suspended)
{
    if (cx->state.is_suspended == is_suspended)
        return WEIR_OK;
    if (!is_suspended)
        WEIR_TRY(weir_conditions_note_all(cx));
    return weir_cx_emit(cx,
                        (weir_fact){.kind = is_suspended ? WEIR_FACT_instance_suspended : WEIR_FACT_instance_activated,
                                    .id = cx->state.instance});
}

/* Waits that are looked for, the facts that let them be found or not, and others that change where. */
static const struct {
    weir_wait_kind wait;
    weir_fact_kind found, gone, others[12];
} sought[] = {
    {WEIR_WAIT_TIMER,
     WEIR_FACT_timer_rescheduled,
     WEIR_FACT_timer_cancelled,
     {WEIR_FACT_timer_scheduled, WEIR_FACT_timer_fired, WEIR_FACT_timer_failed}},
    {WEIR_WAIT_CONTINUATION,
     WEIR_FACT_continuation_rescheduled,
     WEIR_FACT_continuation_cancelled,
     {WEIR_FACT_continuation_created, WEIR_FACT_continuation_executed, WEIR_FACT_continuation_failed}},
    {WEIR_WAIT_LIMIT,
     WEIR_FACT_limit_postponed,
     WEIR_FACT_limit_ended,
     {WEIR_FACT_limit_started, WEIR_FACT_limit_reminded, WEIR_FACT_limit_overdue, WEIR_FACT_limit_escalated,
      WEIR_FACT_limit_reported, WEIR_FACT_limit_lead, WEIR_FACT_limit_stopped, WEIR_FACT_limit_resumed,
      WEIR_FACT_limit_extended, WEIR_FACT_limit_rescheduled, WEIR_FACT_limit_failed}},
};
#define SOUGHT_COUNT (sizeof sought / sizeof *sought)

static bool is_sought(const weir_fact *fact)
{
    for (size_t i = 0; i < SOUGHT_COUNT; i++) {
        if (fact->kind == sought[i].found || fact->kind == sought[i].gone)
            return true;
        for (size_t k = 0; k < sizeof sought[i].others / sizeof *sought[i].others; k++) {
            if (sought[i].others[k] != 0 && fact->kind == sought[i].others[k])
                return true;
        }
    }
    return false;
}

/* One that failed is not due. */
static bool find_row(const weir_wait *wait, size_t *ix)
{
    for (*ix = 0; *ix < SOUGHT_COUNT; (*ix)++) {
        if (sought[*ix].wait == wait->kind && wait->retries != 0)
            return true;
    }
    return false;
}

static weir_fact fact_of(const weir_wait *wait, weir_fact_kind kind)
{
    return (weir_fact){.kind = (uint8_t)kind,
                       .node = wait->node,
                       .token = wait->token,
                       .wait = wait->number,
                       .id = wait->id,
                       .due_ms = wait->due_ms,
                       .number = wait->retries > 0 ? wait->retries : 0,
                       .name = wait->name,
                       .value = wait->value};
}

/* The fact itself, and one for each wait that is looked for. */
static weir_err add_waits(const weir_state *before, bool are_found, weir_facts *out)
{
    size_t row;

    for (uint32_t i = 0; i < before->waits.count; i++) {
        const weir_wait *wait = &before->waits.items[i];

        if (find_row(wait, &row))
            out->items[out->count++] = fact_of(wait, are_found ? sought[row].found : sought[row].gone);
    }
    return WEIR_OK;
}

weir_err weir_facts_as_found(const weir_state *before, const weir_facts *facts, weir_arena *arena, weir_facts *out)
{
    const weir_fact_kind first = facts->count > 0 ? (weir_fact_kind)facts->items[0].kind : WEIR_FACT_COUNT;
    weir_facts found = {.capacity = facts->count + before->waits.count};

    *out = *facts;
    if (!before->is_suspended && first != WEIR_FACT_instance_suspended)
        return WEIR_OK;
    found.items = WEIR_TAKE(arena, weir_fact, found.capacity);
    if (!found.items)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < facts->count; i++) {
        if (!is_sought(&facts->items[i]))
            found.items[found.count++] = facts->items[i];
    }
    if (first == WEIR_FACT_instance_suspended || first == WEIR_FACT_instance_activated)
        WEIR_TRY(add_waits(before, first == WEIR_FACT_instance_activated, &found));
    *out = found;
    return WEIR_OK;
}
