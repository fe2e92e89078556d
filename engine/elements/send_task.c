/* SPDX-License-Identifier: Apache-2.0
 * elements/send_task.c - sends a message and goes on (BPMN 2.0.2 §13.3.3), or lets a worker send it.
 */
#include "elements/elements.h"
#include "elements/message.h"
#include "elements/work.h"

static weir_err build(struct weir_build *b, const struct weir_part *part, weir_node *node)
{
    const weir_message *message = NULL;

    WEIR_TRY(weir_message_build(b, part, &message));
    node->config = message;
    return WEIR_OK;
}

static weir_err on_token(weir_cx *cx, weir_node_ix node, weir_number_in_instance token)
{
    const weir_message *message = weir_cx_node(cx, node)->config;

    if (message->work)
        return weir_work_begin(cx, node, token, message->work);
    WEIR_TRY(weir_message_send(cx, node, token, message));
    return weir_cx_complete(cx, token);
}

const weir_element weir_el_send_task = {.build = build, .on_token = on_token, .on_wait = weir_work_done};
