/* SPDX-License-Identifier: Apache-2.0
 * elements/intermediate_catch_event.c - waits for its trigger (BPMN 2.0.2 §13.5.2).
 *
 * Behind an event-based gateway it is the gateway's token that waits; when this event is the first to
 * happen, the token comes over with the event already met.
 */
#include "elements/elements.h"
#include "elements/event.h"
#include "run/publication.h"
#include "run/set_variables.h"

static weir_err on_token(weir_cx *cx, weir_node_ix node, weir_number_in_instance token)
{
    const weir_token *here;

    WEIR_TRY(weir_cx_node(cx, node)->trigger->arm(cx, node, token));
    here = weir_state_token(&cx->state, token);
    return here ? weir_cx_publish_entered(cx, here) : WEIR_OK;
}

static weir_err on_wait(weir_cx *cx, const weir_wait *wait, const weir_command *command)
{
    weir_number_in_instance token;

    if (!weir_event_is_met(cx, wait))
        return weir_variables_submit(cx, command, wait->token, false);
    WEIR_TRY(weir_event_take_over(cx, wait, &token));
    WEIR_TRY(weir_variables_submit(cx, command, token, false));
    return weir_cx_complete(cx, token);
}

const weir_element weir_el_intermediate_catch_event = {.opens_waits = true, .on_token = on_token, .on_wait = on_wait};
