/* SPDX-License-Identifier: Apache-2.0
 * run/wait.c - open waits and take them back.
 */
#include "run/call.h"
#include "run/listener.h"
#include "run/time_limit.h"

#include <assert.h>

/* How a wait of each kind ends when nobody met it. */
static const weir_fact_kind cancel_facts[] = {
    [WEIR_WAIT_USER_TASK] = WEIR_FACT_task_cancelled,
    [WEIR_WAIT_EXTERNAL_TASK] = WEIR_FACT_external_task_cancelled,
    [WEIR_WAIT_TIMER] = WEIR_FACT_timer_cancelled,
    [WEIR_WAIT_MESSAGE] = WEIR_FACT_message_unsubscribed,
    [WEIR_WAIT_SIGNAL] = WEIR_FACT_signal_unsubscribed,
    [WEIR_WAIT_CONTINUATION] = WEIR_FACT_continuation_cancelled,
    [WEIR_WAIT_TRIGGER] = WEIR_FACT_trigger_cancelled,
    [WEIR_WAIT_CALL] = WEIR_FACT_call_cancelled,
    [WEIR_WAIT_CONDITION] = WEIR_FACT_condition_unsubscribed,
    [WEIR_WAIT_LIMIT] = WEIR_FACT_limit_ended,
};
static_assert(sizeof cancel_facts / sizeof *cancel_facts == WEIR_WAIT_KIND_COUNT, "a fact for each kind of wait");

weir_err weir_cx_wait(weir_cx *cx, weir_node_ix node, weir_number_in_instance token, weir_fact fact)
{
    fact.node = node;
    fact.token = token;
    fact.wait = weir_cx_number(cx);
    fact.id = weir_cx_id(cx);
    return weir_cx_emit(cx, fact);
}

const weir_wait *weir_cx_next_wait(const weir_cx *cx, weir_number_in_instance last, weir_wait_test *is_wanted,
                                   const void *what)
{
    for (uint32_t i = weir_state_waits_after(&cx->state, last + 1); i < cx->state.waits.count; i++) {
        if (is_wanted(cx, &cx->state.waits.items[i], what))
            return &cx->state.waits.items[i];
    }
    return NULL;
}

static weir_err cancel_wait(weir_cx *cx, weir_wait wait)
{
    const weir_incident *incident = weir_state_incident_of(&cx->state, wait.number);

    if (wait.kind == WEIR_WAIT_USER_TASK)
        WEIR_TRY(weir_cx_listen_task(cx, &wait, WEIR_LISTENER_DELETE));
    if (incident)
        WEIR_TRY(weir_cx_emit(
            cx, (weir_fact){
                    .kind = WEIR_FACT_incident_resolved, .node = wait.node, .wait = wait.number, .id = incident->id}));
    if (wait.kind == WEIR_WAIT_LIMIT)
        return weir_cx_limit_end(cx, wait.number);
    WEIR_TRY(weir_cx_emit(
        cx,
        (weir_fact){.kind = (uint8_t)cancel_facts[wait.kind], .node = wait.node, .wait = wait.number, .id = wait.id}));
    return wait.kind == WEIR_WAIT_CALL ? weir_cx_cancel_called(cx, &wait) : WEIR_OK;
}

static weir_err cancel_some(weir_cx *cx, weir_number_in_instance token, bool only_event_starts)
{
    const weir_token *owner = weir_state_token(&cx->state, token);
    uint32_t left = owner ? owner->wait_count : UINT32_MAX, i = weir_state_waits_after(&cx->state, token);

    while (i < cx->state.waits.count && left > 0) {
        const weir_wait *wait = &cx->state.waits.items[i];

        left -= wait->token == token;
        if (wait->token == token && (!only_event_starts || weir_cx_node(cx, wait->node)->starts_event_sub_process))
            WEIR_TRY(cancel_wait(cx, cx->state.waits.items[i])); /* closes the gap: the next one is at i */
        else
            i++;
    }
    return WEIR_OK;
}

weir_err weir_cx_cancel_waits(weir_cx *cx, weir_number_in_instance token)
{
    return cancel_some(cx, token, false);
}

weir_err weir_cx_cancel_event_starts(weir_cx *cx, weir_number_in_instance token)
{
    return cancel_some(cx, token, true);
}
