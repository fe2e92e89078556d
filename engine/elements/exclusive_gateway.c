/* SPDX-License-Identifier: Apache-2.0
 * elements/exclusive_gateway.c - passes every token on over the first flow that is true (BPMN 2.0.2 §13.4.2).
 */
#include "elements/elements.h"

static weir_err on_token(weir_cx *cx, weir_node_ix node, weir_number_in_instance token)
{
    const weir_node *gateway = weir_cx_node(cx, node);
    const weir_number_in_instance scope = weir_state_token(&cx->state, token)->scope;

    for (uint32_t i = 0; i < gateway->out_count; i++) {
        bool is_taken;

        if (gateway->out[i].ix == gateway->default_flow.ix)
            continue;
        WEIR_TRY(weir_cx_condition(cx, gateway->out[i], scope, &is_taken));
        if (is_taken)
            return weir_cx_complete_over(cx, token, gateway->out[i]);
    }
    if (gateway->default_flow.ix == WEIR_NO_IX)
        return weir_cx_fail(cx, node, "no outgoing flow has a true condition, and there is no default flow");
    return weir_cx_complete_over(cx, token, gateway->default_flow);
}

const weir_element weir_el_exclusive_gateway = {.on_token = on_token};
