/* SPDX-License-Identifier: Apache-2.0
 * elements/service_task.c - work for an external worker, who fetches it from its topic (BPMN 2.0.2 §13.3.3).
 *
 * Without weir:topic the topic is the id of the element.
 */
#include "elements/build.h"
#include "elements/elements.h"

typedef struct service_task {
    weir_setting topic, priority;
} service_task;

static weir_err build(struct weir_build *b, const struct weir_part *part, weir_node *node)
{
    service_task *config = WEIR_BUILD_TAKE(b, service_task);

    if (!config)
        return WEIR_ENOMEM;
    node->config = config;
    WEIR_TRY(weir_build_attribute(b, part, WEIR_ATTR_weir_topic, &config->topic));
    return weir_build_attribute(b, part, WEIR_ATTR_weir_task_priority, &config->priority);
}

static weir_err on_token(weir_cx *cx, weir_node_ix ix, weir_number_in_instance token)
{
    const service_task *config = weir_cx_node(cx, ix)->config;
    const weir_number_in_instance scope = weir_cx_scope_of(cx, token);
    weir_fact fact = {.kind = WEIR_FACT_external_task_created};
    weir_value priority;
    weir_decimal number;

    WEIR_TRY(weir_cx_setting_text(cx, ix, &config->topic, scope, "topic", &fact.name));
    if (fact.name.length == 0)
        fact.name = weir_cx_node(cx, ix)->id;
    WEIR_TRY(weir_cx_setting(cx, ix, &config->priority, scope, &priority));
    if (priority.kind == WEIR_STRING && weir_decimal_parse(priority.as.string, &number))
        priority = weir_number(number);
    if (priority.kind != WEIR_NULL &&
        (priority.kind != WEIR_NUMBER || !weir_decimal_to_int64(priority.as.number, &fact.number)))
        return weir_cx_fail(cx, ix, "the task priority must be a whole number");
    return weir_cx_wait(cx, ix, token, fact);
}

static weir_err on_wait(weir_cx *cx, const weir_wait *wait, const weir_command *command)
{
    (void)command;
    return weir_cx_complete(cx, wait->token);
}

const weir_element weir_el_service_task = {.build = build, .on_token = on_token, .on_wait = on_wait};
