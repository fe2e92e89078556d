/* SPDX-License-Identifier: Apache-2.0
 * elements/work.c - topic and priority of an external task.
 */
#include "elements/work.h"

#include "elements/event.h"

bool weir_work_is_set(const weir_part *part)
{
    return weir_text_equal(weir_part_attribute(part, WEIR_ATTR_weir_type), WEIR_T("external")) ||
           weir_part_attribute(part, WEIR_ATTR_weir_topic).length > 0 ||
           weir_part_attribute(part, WEIR_ATTR_weir_expression).length > 0;
}

bool weir_work_is_sender(const weir_part *part)
{
    const bool is_throwing =
        part->tag == WEIR_PART_message_event_definition && part->parent &&
        (part->parent->tag == WEIR_PART_end_event || part->parent->tag == WEIR_PART_intermediate_throw_event);

    return (is_throwing || part->tag == WEIR_PART_send_task) && weir_work_is_set(part);
}

bool weir_work_evaluates(const weir_part *part)
{
    return weir_part_attribute(part, WEIR_ATTR_weir_expression).length > 0 &&
           !weir_text_equal(weir_part_attribute(part, WEIR_ATTR_weir_type), WEIR_T("external"));
}

weir_err weir_work_build(weir_build *build, const weir_part *part, const weir_work **out)
{
    weir_work *work = WEIR_BUILD_TAKE(build, weir_work);

    if (!work)
        return WEIR_ENOMEM;
    *out = work;
    if (weir_work_evaluates(part))
        WEIR_TRY(weir_action_build(build, part, &work->action));
    WEIR_TRY(weir_build_attribute(build, part, WEIR_ATTR_weir_topic, &work->topic));
    return weir_build_attribute(build, part, WEIR_ATTR_weir_task_priority, &work->priority);
}

weir_err weir_work_begin(weir_cx *cx, weir_node_ix node, weir_number_in_instance token, const weir_work *work)
{
    const weir_number_in_instance scope = weir_cx_scope_of(cx, token);
    weir_fact fact = {.kind = WEIR_FACT_external_task_created};
    weir_value priority;
    weir_decimal number;

    if (work->action.expression) {
        WEIR_TRY(weir_action_run(cx, node, scope, &work->action));
        return weir_event_done(cx, node, token);
    }
    WEIR_TRY(weir_cx_setting_text(cx, node, &work->topic, scope, "topic", &fact.name));
    if (fact.name.length == 0)
        fact.name = weir_cx_node(cx, node)->id;
    WEIR_TRY(weir_cx_setting(cx, node, &work->priority, scope, &priority));
    if (priority.kind == WEIR_STRING && weir_decimal_parse(priority.as.string, &number))
        priority = weir_number(number);
    if (priority.kind != WEIR_NULL &&
        (priority.kind != WEIR_NUMBER || !weir_decimal_to_int64(priority.as.number, &fact.number)))
        return weir_cx_fail(cx, node, "the task priority must be a whole number");
    return weir_cx_wait(cx, node, token, fact);
}

weir_err weir_work_done(weir_cx *cx, const weir_wait *wait, const weir_command *command)
{
    (void)command;
    return weir_cx_complete(cx, wait->token);
}
