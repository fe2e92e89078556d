/* SPDX-License-Identifier: Apache-2.0
 * elements/inclusive_gateway.c - takes all flows that are true; joins what may still come (BPMN 2.0.2 §13.4.3).
 *
 * A token that arrives waits. When nothing moves any more, and again whenever a token of the scope has gone on or away
 * since, the gateway looks: if no token can come over an empty flow, it takes one token from each flow that has some.
 * Two gateways that wait for each other's tokens wait for ever: the clause wants it so, and nothing else could be said
 * of which of them is to go first.
 */
#include "elements/elements.h"

static weir_err on_token(weir_cx *cx, weir_node_ix node, weir_number_in_instance token)
{
    if (weir_cx_node(cx, node)->in_count > 1)
        return weir_cx_emit(cx, (weir_fact){.kind = WEIR_FACT_token_waiting, .node = node, .token = token});
    WEIR_TRY(weir_cx_enter(cx, token));
    return weir_cx_complete(cx, token);
}

static weir_err on_rest(weir_cx *cx, weir_node_ix node, weir_number_in_instance scope, bool *went_on)
{
    weir_number_in_instance merged = 0;
    weir_arrivals arrivals;
    bool may_come;

    WEIR_TRY(weir_cx_arrivals(cx, node, scope, &arrivals));
    WEIR_TRY(weir_cx_may_come(cx, &arrivals, &may_come));
    if (may_come || arrivals.full_count == 0)
        return WEIR_OK;
    *went_on = true;
    for (uint32_t i = 0; i < weir_cx_node(cx, node)->in_count; i++) {
        if (merged != 0 && arrivals.first[i] != 0)
            WEIR_TRY(weir_cx_consume(cx, arrivals.first[i]));
        else if (merged == 0)
            merged = arrivals.first[i];
    }
    WEIR_TRY(weir_cx_enter(cx, merged));
    return weir_cx_complete(cx, merged);
}

const weir_element weir_el_inclusive_gateway = {.is_join = true, .on_token = on_token, .on_rest = on_rest};
