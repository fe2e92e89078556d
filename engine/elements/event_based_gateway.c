/* SPDX-License-Identifier: Apache-2.0
 * elements/event_based_gateway.c - waits for the first of the events that follow it (BPMN 2.0.2 §13.4.4).
 *
 * Its token waits for all of them; the event that happens takes the token over (see
 * intermediate_catch_event.c), and with that the other waits are gone.
 */
#include "elements/elements.h"

static weir_err on_token(weir_cx *cx, weir_node_ix node, weir_number_in_instance token)
{
    const weir_node *gateway = weir_cx_node(cx, node);

    for (uint32_t i = 0; i < gateway->out_count; i++) {
        const weir_node_ix event = cx->program->flows[gateway->out[i].ix].target;

        WEIR_TRY(weir_cx_node(cx, event)->trigger->arm(cx, event, token));
    }
    return WEIR_OK;
}

const weir_element weir_el_event_based_gateway = {.on_token = on_token};
