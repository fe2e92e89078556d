/* SPDX-License-Identifier: Apache-2.0
 * elements/event.c - bring a throwing event to its end.
 */
#include "elements/event.h"

weir_err weir_event_done(weir_cx *cx, weir_node_ix node, weir_number_in_instance token)
{
    return weir_cx_node(cx, node)->kind == WEIR_ELEMENT_end_event ? weir_cx_finish(cx, token)
                                                                  : weir_cx_complete(cx, token);
}

weir_number_in_instance weir_event_host(const weir_cx *cx, weir_number_in_instance token)
{
    return weir_state_scope(&cx->state, weir_state_token(&cx->state, token)->scope)->token;
}
