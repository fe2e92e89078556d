/* SPDX-License-Identifier: Apache-2.0
 * run/token.c - how tokens enter, arrive, and are cancelled; token_leave.c: how they leave and split.
 *
 * Invariants: a token is on exactly one node; taking a flow makes a new token; a scope goes with
 * the token that opened it; a container whose last token is gone is put on the agenda.
 * Spec: BPMN 2.0.2 §13.2.1 (flows), §13.3.2 (activity life cycle).
 */
#include "run/condition.h"
#include "run/element.h"
#include "run/listener.h"
#include "run/publication.h"
#include "run/requirement.h"
#include "run/time_limit.h"
#include "run/token_internal.h"

weir_err weir_cx_agenda_push(weir_cx *cx, weir_agenda_item item)
{
    WEIR_TRY(WEIR_GROW(cx->arena, &cx->agenda));
    cx->agenda.items[cx->agenda.count++] = item;
    return WEIR_OK;
}

bool weir_cx_has_tokens(const weir_cx *cx, weir_number_in_instance scope)
{
    for (uint32_t i = weir_state_tokens_after(&cx->state, scope); i < cx->state.tokens.count; i++) {
        if (cx->state.tokens.items[i].scope == scope)
            return true;
    }
    return false;
}

/* A token of this scope has gone without a successor. */
weir_err weir_cx_note_gone(weir_cx *cx, weir_number_in_instance scope)
{
    return weir_cx_has_tokens(cx, scope) ? WEIR_OK : weir_cx_agenda_push(cx, (weir_agenda_item){.scope = scope});
}

static weir_err arm_boundary(weir_cx *cx, const weir_node *node, weir_number_in_instance token)
{
    for (uint32_t i = 0; i < node->boundary_count; i++) {
        const weir_node *boundary = weir_cx_node(cx, node->boundary[i]);

        if (boundary->trigger->arm)
            WEIR_TRY(boundary->trigger->arm(cx, node->boundary[i], token));
    }
    return WEIR_OK;
}

static weir_err map_inputs(weir_cx *cx, weir_node_ix ix, weir_number_in_instance scope)
{
    const weir_mappings *inputs = &weir_cx_node(cx, ix)->inputs;

    for (uint32_t i = 0; i < inputs->count; i++) {
        weir_value value;

        WEIR_TRY(weir_cx_setting(cx, ix, &inputs->items[i].value, scope, &value));
        WEIR_TRY(weir_cx_set_local(cx, scope, inputs->items[i].name, value));
    }
    return WEIR_OK;
}

/* Outputs are computed inside the activity and written around it. */
weir_err weir_cx_map_outputs(weir_cx *cx, weir_node_ix ix, const weir_mappings *outputs, weir_number_in_instance inner,
                             weir_number_in_instance outer)
{
    for (uint32_t i = 0; i < outputs->count; i++) {
        weir_value value;

        WEIR_TRY(weir_cx_setting(cx, ix, &outputs->items[i].value, inner, &value));
        WEIR_TRY(weir_cx_set(cx, outer, outputs->items[i].name, value));
    }
    return WEIR_OK;
}

/* will_wait: the element is run next. */
static weir_err enter(weir_cx *cx, weir_token token, bool will_wait)
{
    const weir_node *node = weir_cx_node(cx, token.node);
    const bool is_body = node->loop && token.item == 0;
    weir_number_in_instance opens = 0;

    if (node->requirements && token.item == 0)
        WEIR_TRY(weir_cx_require_begin(cx, token.node, token.scope));
    if (is_body || node->opens_scope)
        opens = weir_cx_number(cx);
    WEIR_TRY(weir_cx_emit(cx, (weir_fact){.kind = WEIR_FACT_element_entered,
                                          .node = token.node,
                                          .token = token.number,
                                          .scope = token.scope,
                                          .opens = opens,
                                          .item = token.item}));
    if (cx->state.compensables.count > 0)
        WEIR_TRY(weir_cx_show_undone(cx, token.number));
    if (!is_body && opens != 0) {
        WEIR_TRY(weir_cx_declare(cx, token.node, opens));
        WEIR_TRY(map_inputs(cx, token.node, opens));
    }
    if (is_body || !will_wait || !node->element->opens_waits)
        WEIR_TRY(weir_cx_publish_entered(cx, &token));
    if (token.item == 0)
        WEIR_TRY(arm_boundary(cx, node, token.number));
    if (node->event_start_count > 0 && !is_body)
        WEIR_TRY(weir_cx_arm_event_starts(cx, token.node, token.number));
    if (node->time_limit && !is_body)
        WEIR_TRY(weir_cx_limit_start(cx, token.node, token.number));
    if (node->suspends_count > 0 && token.item == 0)
        WEIR_TRY(weir_cx_limits_stop(cx, token.number));
    return node->listeners ? weir_cx_listen(cx, &token, WEIR_LISTENER_START) : WEIR_OK;
}

weir_err weir_cx_enter(weir_cx *cx, weir_number_in_instance number)
{
    const weir_token token = *weir_state_token(&cx->state, number);

    return token.state == WEIR_TOKEN_ACTIVE ? WEIR_OK : enter(cx, token, false); /* it was placed and has entered */
}

/* What jobs a token makes where it is; NULL: none. */
const weir_async *weir_cx_async_of(const weir_cx *cx, const weir_token *token)
{
    const weir_node *node = weir_cx_node(cx, token->node);

    return token->item > 0 ? node->loop->async : node->async;
}

static bool is_async_before(const weir_cx *cx, const weir_token *token)
{
    const weir_async *async = weir_cx_async_of(cx, token);

    return async && async->is_before;
}

weir_err weir_cx_place_item(weir_cx *cx, weir_node_ix node, weir_number_in_instance scope, uint32_t item)
{
    const weir_token token = {.number = weir_cx_number(cx),
                              .scope = scope,
                              .node = weir_cx_event(cx, node),
                              .flow = {WEIR_NO_IX},
                              .item = item};

    if (is_async_before(cx, &token))
        return weir_cx_put_off(cx, token, weir_cx_async_of(cx, &token));
    WEIR_TRY(enter(cx, token, true));
    return weir_cx_agenda_push(cx, (weir_agenda_item){.token = token.number});
}

weir_err weir_cx_place(weir_cx *cx, weir_node_ix node, weir_number_in_instance scope)
{
    if (weir_cx_node(cx, node)->attached_to.ix != WEIR_NO_IX)
        WEIR_TRY(weir_cx_map_outputs(cx, node, &weir_cx_node(cx, node)->outputs, scope, scope));
    return weir_cx_place_item(cx, node, scope, 0);
}

weir_err weir_cx_place_entered(weir_cx *cx, weir_node_ix node, weir_number_in_instance scope,
                               weir_number_in_instance *token)
{
    *token = weir_cx_number(cx);
    return enter(cx,
                 (weir_token){.number = *token, .scope = scope, .node = weir_cx_event(cx, node), .flow = {WEIR_NO_IX}},
                 false);
}

weir_err weir_cx_open(weir_cx *cx, weir_node_ix node, weir_number_in_instance scope, weir_number_in_instance *opened)
{
    weir_number_in_instance token;

    WEIR_TRY(weir_cx_place_entered(cx, node, scope, &token));
    *opened = weir_state_scope_of(&cx->state, token)->number;
    return WEIR_OK;
}

static weir_err token_arrives(weir_cx *cx, weir_number_in_instance number)
{
    const weir_token *token = weir_state_token(&cx->state, number);

    if (!token)
        return WEIR_OK; /* cancelled since it was put on the agenda */
    if (cx->state.compensables.count > 0 && token->state == WEIR_TOKEN_ARRIVING &&
        weir_state_is_reopened(&cx->state, token))
        return weir_cx_reopen(cx, number);
    if (token->state == WEIR_TOKEN_ARRIVING && is_async_before(cx, token))
        return weir_cx_put_off(cx, *token, weir_cx_async_of(cx, token));
    return weir_cx_arrive(cx, number);
}

/* The token that has waited longest at this node; 0: fewer than `count` wait there. */
static weir_number_in_instance first_of(const weir_cx *cx, const weir_token *like, uint32_t count)
{
    weir_number_in_instance first = 0;

    for (uint32_t i = 0; i < cx->state.tokens.count && count > 0; i++) {
        const weir_token *token = &cx->state.tokens.items[i];

        if (token->node.ix != like->node.ix || token->scope != like->scope || token->state != WEIR_TOKEN_WAITING)
            continue;
        first = first == 0 ? token->number : first;
        count--;
    }
    return count == 0 ? first : 0;
}

/* Wait until there are as many tokens as the activity needs (startQuantity): they become one, the oldest. */
static weir_err gather(weir_cx *cx, weir_token token, weir_number_in_instance *out)
{
    const uint32_t needed = weir_cx_node(cx, token.node)->start_quantity;
    uint32_t i = 0;

    WEIR_TRY(weir_cx_emit(cx, (weir_fact){.kind = WEIR_FACT_token_waiting, .node = token.node, .token = token.number}));
    *out = first_of(cx, &token, needed);
    for (uint32_t left = *out ? needed - 1 : 0; left > 0;) {
        const weir_token next = cx->state.tokens.items[i];

        if (next.node.ix != token.node.ix || next.scope != token.scope || next.state != WEIR_TOKEN_WAITING ||
            next.number == *out) {
            i++;
            continue;
        }
        WEIR_TRY(
            weir_cx_emit(cx, (weir_fact){.kind = WEIR_FACT_token_consumed, .node = next.node, .token = next.number}));
        left--;
    }
    return WEIR_OK;
}

weir_err weir_cx_arrive(weir_cx *cx, weir_number_in_instance number)
{
    const weir_token *token = weir_state_token(&cx->state, number);
    const weir_node_ix ix = token->node;
    const weir_node *node = weir_cx_node(cx, ix);

    if (token->state == WEIR_TOKEN_ARRIVING && node->start_quantity > 1 && token->item == 0) {
        WEIR_TRY(gather(cx, *token, &number));
        if (number == 0)
            return WEIR_OK;
        WEIR_TRY(enter(cx, *weir_state_token(&cx->state, number), true));
    } else if (token->state == WEIR_TOKEN_ARRIVING && !node->element->is_join) {
        WEIR_TRY(enter(cx, *token, true));
    }
    token = weir_state_token(&cx->state, number);
    if (node->loop && token->item == 0)
        return weir_cx_loop_start(cx, number);
    return node->element->on_token(cx, ix, number);
}

/* It is open only so that what was completed in it is undone. */
static bool is_reopened(const weir_cx *cx, const weir_scope *scope)
{
    const weir_token *owner = cx->state.compensables.count > 0 ? weir_state_token(&cx->state, scope->token) : NULL;

    return owner && weir_state_is_reopened(&cx->state, owner);
}

static weir_err scope_is_empty(weir_cx *cx, weir_number_in_instance number)
{
    const weir_scope *scope = weir_state_scope(&cx->state, number);
    const weir_node *node;

    if (!scope || cx->state.status != WEIR_STATUS_ACTIVE || weir_cx_has_tokens(cx, number))
        return WEIR_OK;
    if (is_reopened(cx, scope))
        return weir_cx_finish(cx, scope->token);
    node = weir_cx_node(cx, scope->node);
    return node->element->on_scope_empty ? node->element->on_scope_empty(cx, number) : WEIR_OK;
}

static weir_err inner_is_done(weir_cx *cx, weir_number_in_instance number, weir_node_ix inner)
{
    const weir_scope *scope = weir_state_scope(&cx->state, number);

    if (!scope || cx->state.status != WEIR_STATUS_ACTIVE || is_reopened(cx, scope))
        return WEIR_OK;
    return weir_cx_node(cx, scope->node)->element->on_inner_done(cx, number, inner);
}

static weir_err work_off_agenda(weir_cx *cx)
{
    for (;;) {
        weir_agenda_item item;

        if (cx->changes.done_count < cx->changes.count)
            WEIR_TRY(weir_conditions_meet(cx));
        if (cx->signals_met < cx->result.intents.count)
            WEIR_TRY(weir_signals_meet(cx));
        if (cx->agenda.count == 0)
            return WEIR_OK;
        item = cx->agenda.items[--cx->agenda.count];
        if (item.token)
            WEIR_TRY(token_arrives(cx, item.token));
        else if (item.done.ix != 0)
            WEIR_TRY(inner_is_done(cx, item.scope, item.done));
        else if (item.scope)
            WEIR_TRY(scope_is_empty(cx, item.scope));
        else
            WEIR_TRY(weir_cx_compensate_next(cx, item.thrower));
    }
}

weir_err weir_cx_run(weir_cx *cx)
{
    bool went_on;

    do {
        WEIR_TRY(work_off_agenda(cx));
        WEIR_TRY(weir_cx_rest(cx, &went_on));
    } while (went_on);
    return WEIR_OK;
}

weir_err weir_cx_consume(weir_cx *cx, weir_number_in_instance number)
{
    const weir_token token = *weir_state_token(&cx->state, number);

    WEIR_TRY(
        weir_cx_emit(cx, (weir_fact){.kind = WEIR_FACT_token_consumed, .node = token.node, .token = token.number}));
    return weir_cx_note_gone(cx, token.scope);
}

/* One token that has nothing below it any more. */
static weir_err cancel_leaf(weir_cx *cx, weir_token token)
{
    const weir_number_in_instance thrower = cx->state.compensables.count > 0 ? weir_cx_thrower_of(cx, token.number) : 0;

    if (thrower)
        WEIR_TRY(weir_cx_begin_compensation(cx, thrower));
    WEIR_TRY(weir_cx_cancel_waits(cx, token.number));
    if (token.state != WEIR_TOKEN_ACTIVE)
        return weir_cx_emit(cx,
                            (weir_fact){.kind = WEIR_FACT_token_consumed, .node = token.node, .token = token.number});
    if (cx->state.compensables.count == 0 || !weir_state_is_reopened(&cx->state, &token))
        WEIR_TRY(weir_cx_listen(cx, &token, WEIR_LISTENER_END)); /* else it has ended before */
    WEIR_TRY(weir_cx_emit(
        cx, (weir_fact){
                .kind = WEIR_FACT_element_cancelled, .node = token.node, .token = token.number, .item = token.item}));
    return weir_cx_node(cx, token.node)->suspends_count > 0 ? weir_cx_limits_resume(cx, token.node) : WEIR_OK;
}

/* The last token of a scope but `keep`; NULL if there is none. */
static const weir_token *last_token_in(const weir_cx *cx, weir_number_in_instance scope, weir_number_in_instance keep)
{
    const uint32_t first = weir_state_tokens_after(&cx->state, scope);

    for (uint32_t i = cx->state.tokens.count; i-- > first;) {
        const weir_token *token = &cx->state.tokens.items[i];

        if (token->scope == scope && token->number != keep)
            return token;
    }
    return NULL;
}

/* Innermost first: go down to a token that owns no scope with tokens in it, cancel it, start again at
 * the top. The nesting of scopes is that of the model, so the way down is short. */
weir_err weir_cx_cancel_scope(weir_cx *cx, weir_number_in_instance scope, weir_number_in_instance keep)
{
    const weir_token *token;

    while ((token = last_token_in(cx, scope, keep)) != NULL) {
        for (;;) {
            const weir_scope *opened = weir_state_scope_of(&cx->state, token->number);
            const weir_token *inner = opened ? last_token_in(cx, opened->number, keep) : NULL;

            if (!inner)
                break;
            token = inner;
        }
        WEIR_TRY(cancel_leaf(cx, *token));
    }
    return WEIR_OK;
}

weir_err weir_cx_cancel(weir_cx *cx, weir_number_in_instance number)
{
    const weir_scope *scope = weir_state_scope_of(&cx->state, number);

    if (scope)
        WEIR_TRY(weir_cx_cancel_scope(cx, scope->number, 0));
    return cancel_leaf(cx, *weir_state_token(&cx->state, number));
}
