/* SPDX-License-Identifier: Apache-2.0
 * run/token_leave.c - a token leaves its node: conditions, the flows that are taken, what is told and kept behind it.
 */

#include "run/duty.h"
#include "run/element.h"
#include "run/listener.h"
#include "run/publication.h"
#include "run/time_limit.h"
#include "run/token_internal.h"

weir_err weir_cx_condition(weir_cx *cx, weir_flow_ix ix, weir_number_in_instance scope, bool *out)
{
    const weir_flow *flow = &cx->program->flows[ix.ix];
    weir_value value;

    if (!flow->condition) {
        *out = true;
        return WEIR_OK;
    }
    WEIR_TRY(weir_cx_evaluate(cx, flow->source, flow->condition, scope, &value));
    if (value.kind == WEIR_NULL && !weir_expression_is_juel(flow->condition)) {
        weir_text reason;

        *out = false;
        WEIR_TRY(weir_arena_text(cx->arena, weir_text_of(cx->feel.reason), &reason));
        return weir_cx_emit(cx, (weir_fact){.kind = WEIR_FACT_condition_null, .flow = ix, .text = reason});
    }
    if (value.kind != WEIR_BOOLEAN)
        return weir_cx_fail(cx, flow->source, "the condition of flow '%.*s' gives a %s instead of true or false",
                            WEIR_ARG(flow->id), weir_kind_name(value.kind));
    *out = value.as.boolean;
    return WEIR_OK;
}

/* The flows a token leaves by; in document order. */
typedef struct flow_choice {
    const weir_flow_ix *items;
    uint32_t count;
} flow_choice;

/* §13.2.1: all unconditional flows and those whose condition is true; if none, the default. */
static weir_err choose_flows(weir_cx *cx, weir_node_ix ix, weir_number_in_instance scope, flow_choice *out)
{
    const weir_node *node = weir_cx_node(cx, ix);
    weir_flow_ix *chosen;
    uint32_t count = 0;
    bool is_plain = true;

    for (uint32_t i = 0; i < node->out_count; i++)
        is_plain = is_plain && !cx->program->flows[node->out[i].ix].condition;
    if (is_plain && node->default_flow.ix == WEIR_NO_IX) {
        *out = (flow_choice){node->out, node->out_count};
        return WEIR_OK;
    }
    chosen = WEIR_TAKE(cx->arena, weir_flow_ix, node->out_count);
    if (!chosen)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < node->out_count; i++) {
        bool is_taken;

        if (node->out[i].ix == node->default_flow.ix)
            continue;
        WEIR_TRY(weir_cx_condition(cx, node->out[i], scope, &is_taken));
        if (is_taken)
            chosen[count++] = node->out[i];
    }
    if (count == 0) {
        if (node->default_flow.ix == WEIR_NO_IX)
            return weir_cx_fail(cx, ix, "no outgoing flow has a true condition, and there is no default flow");
        chosen[count++] = node->default_flow;
    }
    *out = (flow_choice){chosen, count};
    return WEIR_OK;
}

static weir_err publish_taken(weir_cx *cx, weir_number_in_instance token, weir_number_in_instance scope,
                              weir_flow_ix ix)
{
    const weir_flow *flow = &cx->program->flows[ix.ix];
    weir_occasion occasion = {
        .at = WEIR_HAPPENING_TAKEN, .node = flow->source, .flow = ix, .token = token, .scope = scope};

    WEIR_TRY(weir_cx_publish(cx, weir_cx_node(cx, flow->source)->publications, &occasion));
    occasion.node.ix = WEIR_NO_IX;
    return weir_cx_publish(cx, flow->publications, &occasion);
}

weir_err weir_cx_take_flow(weir_cx *cx, weir_number_in_instance token, weir_number_in_instance scope, weir_flow_ix flow)
{
    WEIR_TRY(weir_cx_emit(cx, (weir_fact){.kind = WEIR_FACT_flow_taken, .flow = flow, .token = token, .scope = scope}));
    if (cx->program->flows[flow.ix].listeners)
        WEIR_TRY(weir_cx_listen_flow(cx, flow, scope));
    WEIR_TRY(publish_taken(cx, token, scope, flow));
    return weir_cx_agenda_push(cx, (weir_agenda_item){.token = token});
}

/* A job for each token that leaves; one that ends the path if there is none. */
static weir_err leave_later(weir_cx *cx, weir_token token, const weir_async *async, flow_choice flows)
{
    const uint32_t quantity = weir_cx_node(cx, token.node)->completion_quantity;

    token.state = WEIR_TOKEN_LEAVING;
    for (uint32_t i = 0; i < flows.count * quantity || i == 0; i++) {
        token.number = weir_cx_number(cx);
        token.flow = flows.count > 0 ? flows.items[i / quantity] : (weir_flow_ix){WEIR_NO_IX};
        WEIR_TRY(weir_cx_put_off(cx, token, async));
    }
    return WEIR_OK;
}

/* Containers that want to know of an activity hear of it before anything else goes on. */
static weir_err note_done(weir_cx *cx, const weir_token *token)
{
    const weir_node *node = weir_cx_node(cx, token->node);

    if (!node->is_activity || !weir_cx_node(cx, node->parent)->element->on_inner_done)
        return WEIR_OK;
    return weir_cx_agenda_push(cx, (weir_agenda_item){.scope = token->scope, .done = token->node});
}

/* What is published when the token has left: that the element is done, and, if it undoes another one, that this is
 * undone. */
static weir_err prepare_left(weir_cx *cx, const weir_token *token, bool is_undoing, weir_facts *out)
{
    const weir_node *node = weir_cx_node(cx, token->node);
    const weir_compensable *undone = is_undoing ? weir_state_undone_by(&cx->state, token->number) : NULL;
    weir_occasion occasion = {.at = WEIR_HAPPENING_COMPLETED,
                              .node = token->node,
                              .flow = {WEIR_NO_IX},
                              .token = token->number,
                              .item = token->item,
                              .scope = weir_cx_scope_of(cx, token->number),
                              .outputs = &node->outputs,
                              .around = token->scope};

    if (!undone || undone->inner == 0)
        WEIR_TRY(weir_cx_prepare_publications(cx, node->publications, &occasion, out));
    if (!undone)
        return WEIR_OK;
    occasion.at = WEIR_HAPPENING_COMPENSATED;
    WEIR_TRY(weir_cx_prepare_publications(cx, node->publications, &occasion, out));
    if (undone->node.ix == token->node.ix)
        return WEIR_OK;
    occasion.node = undone->node;
    return weir_cx_prepare_publications(cx, weir_cx_node(cx, undone->node)->publications, &occasion, out);
}

/* Leave the node: the element is done, its waits are gone, new tokens are on the flows. */
static weir_err leave_by(weir_cx *cx, weir_token token, const weir_async *async, flow_choice flows,
                         const weir_facts *published)
{
    const uint32_t first = cx->agenda.count, quantity = weir_cx_node(cx, token.node)->completion_quantity;

    WEIR_TRY(weir_cx_cancel_waits(cx, token.number));
    WEIR_TRY(weir_cx_emit(
        cx, (weir_fact){
                .kind = WEIR_FACT_element_completed, .node = token.node, .token = token.number, .item = token.item}));
    WEIR_TRY(weir_cx_publish_all(cx, published));
    if (weir_cx_node(cx, token.node)->suspends_count > 0)
        WEIR_TRY(weir_cx_limits_resume(cx, token.node));
    if (async && async->is_after) {
        WEIR_TRY(leave_later(cx, token, async, flows));
        return note_done(cx, &token);
    }
    for (uint32_t i = 0; i < flows.count * quantity; i++)
        WEIR_TRY(weir_cx_take_flow(cx, weir_cx_number(cx), token.scope, flows.items[i / quantity]));
    for (uint32_t low = first, high = cx->agenda.count; low + 1 < high; low++) {
        const weir_agenda_item swap = cx->agenda.items[low];

        cx->agenda.items[low] = cx->agenda.items[--high]; /* the first flow runs first */
        cx->agenda.items[high] = swap;
    }
    if (flows.count == 0)
        WEIR_TRY(weir_cx_note_gone(cx, token.scope));
    return note_done(cx, &token);
}

static weir_err leave(weir_cx *cx, weir_token token, flow_choice flows)
{
    const weir_number_in_instance thrower = cx->state.compensables.count > 0 ? weir_cx_thrower_of(cx, token.number) : 0;

    weir_facts published = {0};

    WEIR_TRY(prepare_left(cx, &token, thrower != 0, &published));
    /* What undoes another one is undone with the step; a job behind it would be waited for by nobody. */
    WEIR_TRY(leave_by(cx, token, thrower ? NULL : weir_cx_async_of(cx, &token), flows, &published));
    return thrower ? weir_cx_begin_compensation(cx, thrower) : WEIR_OK;
}

weir_err weir_cx_complete(weir_cx *cx, weir_number_in_instance number)
{
    const weir_token token = *weir_state_token(&cx->state, number);
    const weir_number_in_instance inner = weir_cx_scope_of(cx, number);
    const weir_node *node = weir_cx_node(cx, token.node);
    flow_choice flows = {0};

    if (cx->state.compensables.count > 0 && weir_state_is_reopened(&cx->state, &token))
        return leave(cx, token, flows);
    WEIR_TRY(weir_cx_listen(cx, &token, WEIR_LISTENER_END));
    if (node->attached_to.ix == WEIR_NO_IX) /* else they were set when it was placed */
        WEIR_TRY(weir_cx_map_outputs(cx, token.node, token.item > 0 ? &node->loop->outputs : &node->outputs, inner,
                                     token.scope));
    if (node->duty && node->duty->evidence_count > 0 && (token.item > 0 || !node->loop))
        WEIR_TRY(weir_cx_keep_evidence(cx, &token, inner));
    if (token.item > 0)
        return weir_cx_loop_item_done(cx, number);
    WEIR_TRY(choose_flows(cx, token.node, token.scope, &flows));
    return leave(cx, token, flows);
}

/* The same without outputs, and over flows that are known. */
static weir_err complete_over(weir_cx *cx, weir_number_in_instance number, flow_choice flows)
{
    const weir_token token = *weir_state_token(&cx->state, number);

    WEIR_TRY(weir_cx_listen(cx, &token, WEIR_LISTENER_END));
    return leave(cx, token, flows);
}

weir_err weir_cx_complete_over(weir_cx *cx, weir_number_in_instance number, weir_flow_ix flow)
{
    return complete_over(cx, number, (flow_choice){&flow, 1});
}

weir_err weir_cx_complete_all(weir_cx *cx, weir_number_in_instance number)
{
    const weir_node *node = weir_cx_node(cx, weir_state_token(&cx->state, number)->node);

    return complete_over(cx, number, (flow_choice){node->out, node->out_count});
}

weir_err weir_cx_complete_some(weir_cx *cx, weir_number_in_instance number, const weir_flow_ix *flows, uint32_t count)
{
    return complete_over(cx, number, (flow_choice){flows, count});
}

weir_err weir_cx_finish(weir_cx *cx, weir_number_in_instance number)
{
    return complete_over(cx, number, (flow_choice){NULL, 0});
}

weir_err weir_cx_follow(weir_cx *cx, weir_number_in_instance number, weir_flow_ix flow, weir_number_in_instance *next)
{
    const uint32_t first = cx->agenda.count;

    WEIR_TRY(weir_cx_complete_over(cx, number, flow));
    weir_agenda_put_below(cx, first, first + 1); /* what is to be done besides: the token is on top */
    *next = cx->agenda.items[--cx->agenda.count].token;
    return weir_cx_enter(cx, *next);
}
