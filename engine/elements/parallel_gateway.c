/* SPDX-License-Identifier: Apache-2.0
 * elements/parallel_gateway.c - joins one token from each incoming flow, then takes all flows (BPMN 2.0.2 §13.4.1).
 *
 * One token per incoming flow, not the n-th arrival: two tokens over one flow don't fire a join of
 * two, and the excess waits for the next round (a loop in front of the join).
 */
#include "elements/elements.h"

/* The token that has waited longest on `flow` in front of this gateway; NULL if there is none. */
static const weir_token *waiting_on(const weir_cx *cx, weir_node_ix node, weir_number_in_instance scope,
                                    weir_flow_ix flow)
{
    for (uint32_t i = 0; i < cx->state.tokens.count; i++) {
        const weir_token *token = &cx->state.tokens.items[i];

        if (token->node.ix == node.ix && token->scope == scope && token->flow.ix == flow.ix &&
            token->state == WEIR_TOKEN_WAITING)
            return token;
    }
    return NULL;
}

static bool is_complete(const weir_cx *cx, weir_node_ix node, weir_number_in_instance scope)
{
    const weir_node *gateway = weir_cx_node(cx, node);
    uint32_t count = 0;

    for (uint32_t i = 0; i < cx->state.tokens.count; i++) {
        const weir_token *token = &cx->state.tokens.items[i];

        count += token->node.ix == node.ix && token->scope == scope && token->state == WEIR_TOKEN_WAITING;
    }
    if (count < gateway->in_count)
        return false; /* the usual case, without a look at each flow */
    for (uint32_t i = 0; i < gateway->in_count; i++) {
        if (!waiting_on(cx, node, scope, gateway->in[i]))
            return false;
    }
    return true;
}

static weir_err on_token(weir_cx *cx, weir_node_ix node, weir_number_in_instance number)
{
    const weir_node *gateway = weir_cx_node(cx, node);
    const weir_number_in_instance scope = weir_state_token(&cx->state, number)->scope;

    if (gateway->in_count > 1) {
        WEIR_TRY(weir_cx_emit(cx, (weir_fact){.kind = WEIR_FACT_token_waiting, .node = node, .token = number}));
        if (!is_complete(cx, node, scope))
            return WEIR_OK;
        number = waiting_on(cx, node, scope, gateway->in[0])->number;
        for (uint32_t i = 1; i < gateway->in_count; i++)
            WEIR_TRY(weir_cx_consume(cx, waiting_on(cx, node, scope, gateway->in[i])->number));
    }
    WEIR_TRY(weir_cx_enter(cx, number));
    return weir_cx_complete_all(cx, number);
}

const weir_element weir_el_parallel_gateway = {.is_join = true, .on_token = on_token};
