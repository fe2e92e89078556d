/* SPDX-License-Identifier: Apache-2.0
 * elements/trigger_message.c - one message for one receiver (BPMN 2.0.2 §10.5.5).
 */
#include "elements/elements.h"
#include "elements/event.h"
#include "elements/message.h"
#include "elements/work.h"

static weir_err build(struct weir_build *b, const struct weir_part *definition, weir_node *node)
{
    const weir_message *message = NULL;

    WEIR_TRY(weir_message_build(b, definition, &message));
    node->trigger_config = message;
    return WEIR_OK;
}

static weir_err arm(weir_cx *cx, weir_node_ix node, weir_number_in_instance token)
{
    weir_fact fact = {.kind = WEIR_FACT_message_subscribed};

    WEIR_TRY(weir_message_resolve(cx, node, token, weir_cx_node(cx, node)->trigger_config, &fact.name, &fact.value));
    return weir_cx_wait(cx, node, token, fact);
}

static weir_err arm_again(weir_cx *cx, const weir_wait *wait)
{
    return arm(cx, wait->node, wait->token);
}

static weir_err raise(weir_cx *cx, weir_node_ix node, weir_number_in_instance token)
{
    const weir_message *message = weir_cx_node(cx, node)->trigger_config;

    if (message->work)
        return weir_work_begin(cx, node, token, message->work);
    WEIR_TRY(weir_message_send(cx, node, token, message));
    return weir_event_done(cx, node, token);
}

const weir_trigger weir_tr_message = {.build = build, .arm = arm, .arm_again = arm_again, .raise = raise};
