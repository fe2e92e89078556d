/* SPDX-License-Identifier: Apache-2.0
 * compile/rules_compensation.c - what is undone, and by what.
 *
 * Layer: compile.   Spec: BPMN 2.0.2 §10.7, §10.5.5.
 */
#include "compile/rules.h"

static bool is_for_compensation(const weir_part *part)
{
    return weir_part_flag(part, WEIR_ATTR_is_for_compensation, false);
}

static bool is_attached(const weir_part *part)
{
    return part->tag == WEIR_PART_boundary_event && weir_part_child(part, WEIR_PART_compensation_event_definition);
}

weir_err weir_rule_compensation_handler_missing(weir_rules *rules, const weir_part *part)
{
    const weir_rule_node *event = weir_rules_node(rules, part), *handler;

    if (!is_attached(part))
        return WEIR_OK;
    if (event->associated == WEIR_RULE_NO_IX)
        return weir_rule_report(rules, part,
                                "nothing says what undoes the activity; draw an <association> from this event to an "
                                "activity with isForCompensation=\"true\"");
    handler = &rules->nodes[event->associated];
    if (!is_for_compensation(handler->part))
        return weir_rule_report(rules, part,
                                "\"%.*s\" undoes the activity but stands in the flow; set isForCompensation=\"true\" "
                                "on it",
                                WEIR_SHOWN(handler->part->id));
    if (handler->container != event->container)
        return weir_rule_report(rules, part,
                                "\"%.*s\" undoes the activity but stands in another process or sub-process; move it "
                                "beside the activity",
                                WEIR_SHOWN(handler->part->id));
    return WEIR_OK;
}

weir_err weir_rule_compensation_event_repeated(weir_rules *rules, const weir_part *part)
{
    const weir_part *first = NULL;

    for (uint32_t ix = weir_rules_node(rules, part)->boundary; ix != WEIR_RULE_NO_IX;
         ix = rules->nodes[ix].next_boundary) {
        const weir_part *event = rules->nodes[ix].part;

        if (!is_attached(event))
            continue;
        if (first)
            WEIR_TRY(weir_rule_report(rules, event,
                                      "\"%.*s\" (line %u) says already what undoes this activity; keep one of the two, "
                                      "and let it lead to a sub-process if there is more to do",
                                      WEIR_SHOWN(first->id), first->line));
        else
            first = event;
    }
    return WEIR_OK;
}

weir_err weir_rule_compensation_flow(weir_rules *rules, const weir_part *part)
{
    const weir_rule_node *node = weir_rules_node(rules, part);

    if (is_attached(part) && node->out_count > 0)
        return weir_rule_report(rules, part,
                                "a sequence flow leaves this compensation event; draw an <association> to what undoes "
                                "the activity instead");
    if (!weir_rule_is_activity(part) || !is_for_compensation(part) || (node->in_count == 0 && node->out_count == 0))
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "a sequence flow leads %s this activity, but it is for compensation: it runs when another "
                            "one is undone; take the flow out, or isForCompensation",
                            node->in_count > 0 ? "into" : "out of");
}

weir_err weir_rule_compensation_unused(weir_rules *rules, const weir_part *part)
{
    if (!is_for_compensation(part) || weir_rules_node(rules, part)->associated != WEIR_RULE_NO_IX)
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "no compensation event leads here, so this never runs; attach one to the activity that is "
                            "undone here, and draw an <association> from it");
}

/* The activity that a throwing event names; NULL: none. */
static const weir_rule_node *referred(const weir_rules *rules, const weir_part *part)
{
    const weir_text reference = weir_reference_id(weir_part_attribute(part, WEIR_ATTR_activity_ref));

    if (part->tag != WEIR_PART_compensation_event_definition || reference.length == 0)
        return NULL;
    return weir_rules_node(rules, weir_model_find(rules->model, reference));
}

static bool looks_outside(const weir_part *container)
{
    return weir_rule_is_event_sub_process(container) || is_for_compensation(container);
}

static bool is_visible(const weir_rules *rules, const weir_part *event, const weir_rule_node *activity)
{
    const weir_rule_node *node = weir_rules_node(rules, event);
    uint32_t container = node ? node->container : WEIR_RULE_NO_IX;

    while (container != WEIR_RULE_NO_IX && container != activity->container &&
           looks_outside(rules->nodes[container].part))
        container = rules->nodes[container].container;
    return container != WEIR_RULE_NO_IX && container == activity->container;
}

weir_err weir_rule_compensation_reference(weir_rules *rules, const weir_part *part)
{
    const weir_rule_node *activity = referred(rules, part);

    if (!activity || !part->parent)
        return WEIR_OK;
    if (!weir_rule_is_activity(activity->part))
        return weir_rule_report(rules, part, "activityRef names the <%s> \"%.*s\", which is no activity",
                                weir_tag_name(activity->part->tag), WEIR_SHOWN(activity->part->id));
    if (is_visible(rules, part->parent, activity))
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "the activity \"%.*s\" can't be undone from here: it stands in another process or "
                            "sub-process; refer to the sub-process beside this event that holds it",
                            WEIR_SHOWN(activity->part->id));
}

weir_err weir_rule_compensation_nothing(weir_rules *rules, const weir_part *part)
{
    const weir_rule_node *activity = referred(rules, part);

    if (!activity || !weir_rule_is_activity(activity->part) || weir_rule_subjects(activity->part) & WEIR_ON_CONTAINER)
        return WEIR_OK;
    for (uint32_t ix = activity->boundary; ix != WEIR_RULE_NO_IX; ix = rules->nodes[ix].next_boundary) {
        if (is_attached(rules->nodes[ix].part))
            return WEIR_OK;
    }
    return weir_rule_report(rules, part,
                            "nothing undoes the activity \"%.*s\", so this event does nothing; attach a compensation "
                            "event to it",
                            WEIR_SHOWN(activity->part->id));
}

weir_err weir_rule_compensation_start_never(weir_rules *rules, const weir_part *part)
{
    if (part->tag != WEIR_PART_start_event || !part->parent || !weir_rule_is_event_sub_process(part->parent) ||
        !weir_part_child(part, WEIR_PART_compensation_event_definition) || !part->parent->parent ||
        part->parent->parent->tag != WEIR_PART_process)
        return WEIR_OK;
    return weir_rule_report(
        rules, part,
        "a process as a whole is not undone, so this never happens; put what can be undone and this "
        "event sub-process into a sub-process");
}
