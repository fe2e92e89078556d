/* SPDX-License-Identifier: Apache-2.0
 * elements/receive_task.c - waits for a message, or until somebody says that it is done (BPMN 2.0.2 §10.3.3, §13.3.3).
 *
 * With a message it is an event that waits for one, also behind an event-based gateway. One that instantiates has its
 * message when its token is born.
 */
#include "elements/elements.h"
#include "elements/event.h"
#include "elements/message.h"
#include "run/set_variables.h"

static weir_err build(struct weir_build *b, const struct weir_part *part, weir_node *node)
{
    const weir_message *message = NULL;

    if (weir_part_attribute(part, WEIR_ATTR_message_ref).length == 0)
        return WEIR_OK;
    WEIR_TRY(weir_message_build(b, part, &message));
    node->trigger_kind = WEIR_TRIGGER_message;
    node->trigger = weir_trigger_of(WEIR_TRIGGER_message);
    node->trigger_config = message;
    return WEIR_OK;
}

static weir_err on_token(weir_cx *cx, weir_node_ix ix, weir_number_in_instance token)
{
    const weir_node *node = weir_cx_node(cx, ix);

    if (node->trigger->arm)
        return node->trigger->arm(cx, ix, token);
    return weir_cx_wait(cx, ix, token, (weir_fact){.kind = WEIR_FACT_trigger_awaited});
}

static weir_err on_wait(weir_cx *cx, const weir_wait *wait, const weir_command *command)
{
    const weir_node *node = weir_cx_node(cx, wait->node);
    weir_number_in_instance token;

    WEIR_TRY(weir_event_take_over(cx, wait, &token));
    WEIR_TRY(weir_variables_submit(cx, command, token,
                                   weir_state_token(&cx->state, token)->item > 0 && node->loop->output_element.is_set));
    return weir_cx_complete(cx, token);
}

static weir_err on_start(weir_cx *cx, weir_node_ix node, weir_number_in_instance token)
{
    (void)node;
    return weir_cx_complete(cx, token);
}

const weir_element weir_el_receive_task = {
    .build = build, .on_token = on_token, .on_wait = on_wait, .on_start = on_start};
