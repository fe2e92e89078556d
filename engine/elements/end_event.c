/* SPDX-License-Identifier: Apache-2.0
 * elements/end_event.c - consumes a token and throws its result (BPMN 2.0.2 §13.5.6).
 */
#include "elements/elements.h"
#include "elements/event.h"

static weir_err on_token(weir_cx *cx, weir_node_ix node, weir_number_in_instance token)
{
    const weir_trigger *trigger = weir_cx_node(cx, node)->trigger;

    return trigger->raise ? trigger->raise(cx, node, token) : weir_cx_finish(cx, token);
}

/* The worker who sends a message has done so. */
static weir_err on_wait(weir_cx *cx, const weir_wait *wait, const weir_command *command)
{
    (void)command;
    return weir_event_done(cx, wait->node, wait->token);
}

const weir_element weir_el_end_event = {.on_token = on_token, .on_wait = on_wait, .on_compensated = weir_event_done};
