/* SPDX-License-Identifier: Apache-2.0
 * elements/start_event.c - where a token is born (BPMN 2.0.2 §13.5.1).
 *
 * What starts an instance (a command, a message) has happened before the token is placed here.
 */
#include "elements/elements.h"

static weir_err on_token(weir_cx *cx, weir_node_ix node, weir_number_in_instance token)
{
    (void)node;
    return weir_cx_complete(cx, token);
}

const weir_element weir_el_start_event = {.on_token = on_token};
