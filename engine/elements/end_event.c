/* SPDX-License-Identifier: Apache-2.0
 * elements/end_event.c - consumes a token and throws its result (BPMN 2.0.2 §13.5.6).
 */
#include "elements/elements.h"

static weir_err on_token(weir_cx *cx, weir_node_ix node, weir_number_in_instance token)
{
    const weir_trigger *trigger = weir_cx_node(cx, node)->trigger;

    return trigger->raise ? trigger->raise(cx, node, token) : weir_cx_finish(cx, token);
}

const weir_element weir_el_end_event = {.on_token = on_token};
