/* SPDX-License-Identifier: Apache-2.0
 * elements/event.c - bring a throwing event to its end.
 */
#include "elements/event.h"

weir_err weir_event_done(weir_cx *cx, weir_node_ix node, weir_number_in_instance token)
{
    return weir_cx_node(cx, node)->kind == WEIR_ELEMENT_end_event ? weir_cx_finish(cx, token)
                                                                  : weir_cx_complete(cx, token);
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

weir_err weir_event_take_over(weir_cx *cx, const weir_wait *wait, weir_number_in_instance *out)
{
    const weir_node_ix at = weir_state_token(&cx->state, wait->token)->node;

    *out = wait->token;
    return at.ix == wait->node.ix ? WEIR_OK : weir_cx_follow(cx, wait->token, flow_between(cx, at, wait->node), out);
}

weir_number_in_instance weir_event_host(const weir_cx *cx, weir_number_in_instance token)
{
    return weir_state_scope(&cx->state, weir_state_token(&cx->state, token)->scope)->token;
}
