/* SPDX-License-Identifier: Apache-2.0
 * run/limit_timer.c - boundary timers that are due when the time limit of their activity ends.
 */
#include "run/deadline.h"
#include "run/limit_stand.h"

/* The token that the boundary events of an activity wait at: of an item that of the whole multi-instance. */
static weir_number_in_instance host_of(const weir_cx *cx, weir_number_in_instance owner)
{
    const weir_token *token = weir_state_token(&cx->state, owner);

    return token->item > 0 ? weir_state_scope(&cx->state, token->scope)->token : owner;
}

/* The latest end among the limits of an activity; 0: none runs there. */
static int64_t end_of(const weir_cx *cx, weir_node_ix activity, weir_number_in_instance host)
{
    int64_t end_ms = 0;

    for (uint32_t i = weir_state_waits_after(&cx->state, host); i < cx->state.waits.count; i++) {
        const weir_wait *wait = &cx->state.waits.items[i];
        const bool is_here =
            wait->kind == WEIR_WAIT_LIMIT && wait->node.ix == activity.ix && host_of(cx, wait->token) == host;
        const int64_t at_ms = !is_here                                                             ? 0
                              : weir_text_equal(weir_limit_state(&wait->value), WEIR_T("stopped")) ? WEIR_LIMIT_NEVER_MS
                                                                                                   : wait->number_of;

        if (at_ms > end_ms)
            end_ms = at_ms;
    }
    return end_ms;
}

static bool is_set_by_hand(const weir_wait *timer)
{
    weir_kept_deadline kept;

    return weir_deadline_kept(&timer->value, WEIR_T(WEIR_DEADLINE_KEY), &kept) && kept.is_released;
}

static bool follows(const weir_cx *cx, const weir_wait *timer, weir_number_in_instance host)
{
    return timer->kind == WEIR_WAIT_TIMER && timer->token == host && weir_cx_node(cx, timer->node)->follows_limit &&
           timer->retries < 0 && !is_set_by_hand(timer);
}

bool weir_cx_limit_has_timer(const weir_cx *cx, const weir_wait *timer)
{
    const weir_node *node = weir_cx_node(cx, timer->node);

    return node->follows_limit && end_of(cx, node->attached_to, timer->token) != 0;
}

static bool has_followers(const weir_cx *cx, weir_node_ix activity)
{
    const weir_node *node = weir_cx_node(cx, activity);

    for (uint32_t i = 0; i < node->boundary_count; i++) {
        if (weir_cx_node(cx, node->boundary[i])->follows_limit)
            return true;
    }
    return false;
}

weir_err weir_cx_limit_move_timers(weir_cx *cx, weir_node_ix activity, weir_number_in_instance owner)
{
    weir_number_in_instance host;
    int64_t end_ms;

    if (!has_followers(cx, activity))
        return WEIR_OK;
    host = host_of(cx, owner);
    end_ms = end_of(cx, activity, host);
    if (end_ms == 0)
        return WEIR_OK;
    for (uint32_t i = weir_state_waits_after(&cx->state, host); i < cx->state.waits.count; i++) {
        const weir_wait *timer = &cx->state.waits.items[i];

        if (!follows(cx, timer, host) || timer->due_ms == end_ms)
            continue;
        WEIR_TRY(weir_cx_emit(cx, (weir_fact){.kind = WEIR_FACT_timer_rescheduled,
                                              .node = timer->node,
                                              .wait = timer->number,
                                              .id = timer->id,
                                              .due_ms = end_ms,
                                              .old_due_ms = timer->due_ms}));
    }
    return WEIR_OK;
}
