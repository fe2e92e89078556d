/* SPDX-License-Identifier: Apache-2.0
 * elements/trigger_multiple.c - several event definitions at one event (BPMN 2.0.2 §10.5.4, §13.5.2).
 *
 * Each definition is a node of its own behind the nodes of the file, a part of the event, with the trigger that it
 * names. A part waits and throws as an event with this one definition would; what becomes of the token is the event's
 * affair. Where all parts have to be met (parallelMultiple), those that were have no wait any more.
 */
#include "elements/elements.h"
#include "elements/event.h"

static weir_err arm(weir_cx *cx, weir_node_ix node, weir_number_in_instance token)
{
    const weir_node *event = weir_cx_node(cx, node);

    for (uint32_t i = 0; i < event->part_count; i++) {
        const weir_trigger *trigger = weir_cx_node(cx, event->parts[i])->trigger;

        if (trigger->arm)
            WEIR_TRY(trigger->arm(cx, event->parts[i], token));
    }
    return WEIR_OK;
}

/* An error or the end of the scope takes the token along; they stand last. */
static weir_err raise(weir_cx *cx, weir_node_ix node, weir_number_in_instance token)
{
    const weir_node *event = weir_cx_node(cx, node);

    for (uint32_t i = 0; i < event->part_count && weir_state_token(&cx->state, token); i++)
        WEIR_TRY(weir_cx_node(cx, event->parts[i])->trigger->raise(cx, event->parts[i], token));
    return WEIR_OK;
}

const weir_trigger weir_tr_multiple = {.arm = arm, .raise = raise};
