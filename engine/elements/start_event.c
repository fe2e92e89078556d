/* SPDX-License-Identifier: Apache-2.0
 * elements/start_event.c - where a token is born (BPMN 2.0.2 §13.5.1).
 *
 * What starts an instance (a command, a message) or an event sub-process has happened before the token is placed here.
 * That of an event sub-process waits, on behalf of the owner of the scope around it.
 */
#include "elements/build.h"
#include "elements/elements.h"
#include "elements/event.h"
#include "run/publication.h"

typedef struct start_event {
    weir_text initiator; /* the variable that says who started */
} start_event;

static weir_err build(struct weir_build *b, const struct weir_part *part, weir_node *node)
{
    start_event *config = WEIR_BUILD_TAKE(b, start_event);

    if (!config)
        return WEIR_ENOMEM;
    config->initiator = weir_part_attribute(part, WEIR_ATTR_weir_initiator);
    node->config = config;
    return WEIR_OK;
}

static weir_err on_token(weir_cx *cx, weir_node_ix node, weir_number_in_instance token)
{
    const start_event *config = weir_cx_node(cx, node)->config;
    const weir_value user = cx->env.user.length > 0 ? weir_string(cx->env.user) : weir_null();

    if (config->initiator.length > 0)
        WEIR_TRY(weir_cx_set(cx, weir_cx_scope_of(cx, token), config->initiator, user));
    return weir_cx_complete(cx, token);
}

/* The last of several events that start an instance together. */
static weir_err begin(weir_cx *cx, weir_number_in_instance token, const weir_command *command)
{
    const weir_node_ix event = weir_state_token(&cx->state, token)->node;

    WEIR_TRY(weir_cx_set_all(cx, WEIR_PROCESS_SCOPE, &command->variables, false));
    WEIR_TRY(weir_cx_publish(cx, weir_cx_node(cx, event)->publications,
                             &(weir_occasion){.at = WEIR_HAPPENING_FIRED,
                                              .node = event,
                                              .flow = {WEIR_NO_IX},
                                              .token = token,
                                              .scope = WEIR_PROCESS_SCOPE}));
    return weir_cx_complete(cx, token);
}

static weir_err on_wait(weir_cx *cx, const weir_wait *wait, const weir_command *command)
{
    const weir_node *node = weir_cx_node(cx, wait->node);
    const weir_number_in_instance scope = weir_cx_scope_of(cx, wait->token);

    if (!weir_event_is_met(cx, wait))
        return weir_cx_set_all(cx, scope, &command->variables, false);
    if (!node->starts_event_sub_process)
        return begin(cx, wait->token, command);
    if (node->is_interrupting)
        WEIR_TRY(weir_cx_interrupt(cx, scope));
    else
        WEIR_TRY(weir_event_wait_again(cx, wait));
    WEIR_TRY(weir_cx_set_all(cx, scope, &command->variables, false));
    return weir_cx_start_event_sub_process(cx, wait->node, scope, &command->locals, NULL);
}

const weir_element weir_el_start_event = {.build = build, .on_token = on_token, .on_wait = on_wait};
