/* SPDX-License-Identifier: Apache-2.0
 * elements/boundary_event.c - waits while the activity it is attached to is active (BPMN 2.0.2 §13.5.3).
 *
 * Entering the activity arms it; the wait belongs to the activity's token. An interrupting event
 * cancels the activity, another one leaves it alone and may happen again.
 */
#include "elements/elements.h"
#include "elements/event.h"
#include "run/publication.h"
#include "run/set_variables.h"

static weir_err on_token(weir_cx *cx, weir_node_ix node, weir_number_in_instance token)
{
    (void)node;
    return weir_cx_complete(cx, token);
}

static weir_err on_wait(weir_cx *cx, const weir_wait *wait, const weir_command *command)
{
    const weir_node *node = weir_cx_node(cx, wait->node);
    const weir_number_in_instance scope = weir_state_token(&cx->state, wait->token)->scope;
    const weir_cause cause = node->publications ? weir_cx_cause(cx, wait->token) : (weir_cause){0};

    if (!weir_event_is_met(cx, wait))
        return weir_cx_set_all(cx, scope, &command->variables, false);
    if (node->is_interrupting) {
        WEIR_TRY(weir_cx_loop_interrupted(cx, wait->token));
        WEIR_TRY(weir_cx_cancel(cx, wait->token)); /* and with it what was local there */
    } else
        WEIR_TRY(weir_event_wait_again(cx, wait));
    WEIR_TRY(weir_cx_set_all(cx, scope, &command->variables, false));
    if (!node->is_interrupting)
        WEIR_TRY(weir_variables_set_local(cx, wait->token, &command->locals));
    return weir_cx_place_fired(cx, wait->node, scope, &cause);
}

const weir_element weir_el_boundary_event = {.on_token = on_token, .on_wait = on_wait};
