/* SPDX-License-Identifier: Apache-2.0
 * elements/start_event.c - where a token is born (BPMN 2.0.2 §13.5.1).
 *
 * What starts an instance (a command, a message) or an event sub-process has happened before the token is placed here.
 * That of an event sub-process waits, on behalf of the owner of the scope around it.
 */
#include "elements/elements.h"

static weir_err on_token(weir_cx *cx, weir_node_ix node, weir_number_in_instance token)
{
    (void)node;
    return weir_cx_complete(cx, token);
}

static weir_err on_wait(weir_cx *cx, const weir_wait *wait, const weir_command *command)
{
    const weir_node *node = weir_cx_node(cx, wait->node);
    const weir_number_in_instance scope = weir_cx_scope_of(cx, wait->token);

    if (node->is_interrupting)
        WEIR_TRY(weir_cx_interrupt(cx, scope));
    else if (node->trigger->arm_again)
        WEIR_TRY(node->trigger->arm_again(cx, wait));
    WEIR_TRY(weir_cx_set_all(cx, scope, &command->variables, false));
    return weir_cx_start_event_sub_process(cx, wait->node, scope, &command->locals);
}

const weir_element weir_el_start_event = {.on_token = on_token, .on_wait = on_wait};
