/* SPDX-License-Identifier: Apache-2.0
 * elements/intermediate_catch_event.c - waits for its trigger (BPMN 2.0.2 §13.5.2).
 *
 * Behind an event-based gateway it is the gateway's token that waits; when this event is the first to
 * happen, the token comes over with the event already met.
 */
#include "elements/elements.h"
#include "run/set_variables.h"

static weir_err on_token(weir_cx *cx, weir_node_ix node, weir_number_in_instance token)
{
    return weir_cx_node(cx, node)->trigger->arm(cx, node, token);
}

static weir_flow_ix flow_between(const weir_cx *cx, weir_node_ix from, weir_node_ix to)
{
    const weir_node *node = weir_cx_node(cx, from);

    for (uint32_t i = 0; i < node->out_count; i++) {
        if (cx->program->flows[node->out[i].ix].target.ix == to.ix)
            return node->out[i];
    }
    return (weir_flow_ix){WEIR_NO_IX};
}

static weir_err on_wait(weir_cx *cx, const weir_wait *wait, const weir_command *command)
{
    const weir_node_ix at = weir_state_token(&cx->state, wait->token)->node;
    weir_number_in_instance token = wait->token;

    if (at.ix != wait->node.ix)
        WEIR_TRY(weir_cx_follow(cx, wait->token, flow_between(cx, at, wait->node), &token));
    WEIR_TRY(weir_variables_submit(cx, command, token, false));
    return weir_cx_complete(cx, token);
}

const weir_element weir_el_intermediate_catch_event = {.on_token = on_token, .on_wait = on_wait};
