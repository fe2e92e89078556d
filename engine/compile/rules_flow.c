/* SPDX-License-Identifier: Apache-2.0
 * compile/rules_flow.c - sequence flows, their conditions and defaults.
 *
 * Layer: compile.   Spec: BPMN 2.0.2 §8.4.13.
 */
#include "compile/rules.h"

weir_err weir_rule_flow_crosses_scope(weir_rules *rules, const weir_part *part)
{
    const weir_rule_flow *flow = weir_rules_flow(rules, part);
    const weir_rule_node *source = &rules->nodes[flow->source], *target = &rules->nodes[flow->target];

    if (source->container == target->container)
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "the flow leads from \"%.*s\" to \"%.*s\" across the border of a process or sub-process; "
                            "connect the sub-process itself, or use a message between processes",
                            WEIR_SHOWN(source->part->id), WEIR_SHOWN(target->part->id));
}

static weir_err refuse_end(weir_rules *rules, const weir_part *part, uint32_t ix, weir_tag tag, const char *what,
                           const char *advice)
{
    if (rules->nodes[ix].part->tag != tag)
        return WEIR_OK;
    return weir_rule_report(rules, part, "no flow can %s \"%.*s\"; %s", what, WEIR_SHOWN(rules->nodes[ix].part->id),
                            advice);
}

weir_err weir_rule_flow_into_start(weir_rules *rules, const weir_part *part)
{
    return refuse_end(rules, part, weir_rules_flow(rules, part)->target, WEIR_PART_start_event,
                      "lead into the start event", "lead it to the element behind it");
}

weir_err weir_rule_flow_into_boundary(weir_rules *rules, const weir_part *part)
{
    return refuse_end(rules, part, weir_rules_flow(rules, part)->target, WEIR_PART_boundary_event,
                      "lead into the boundary event", "it waits while its activity is active; lead the flow elsewhere");
}

weir_err weir_rule_flow_out_of_end(weir_rules *rules, const weir_part *part)
{
    return refuse_end(rules, part, weir_rules_flow(rules, part)->source, WEIR_PART_end_event, "leave the end event",
                      "make it an intermediate throw event, or take the flow out");
}

weir_err weir_rule_flow_duplicate(weir_rules *rules, const weir_part *part)
{
    const weir_rule_node *node = weir_rules_node(rules, part);
    const uint32_t mark = weir_rules_mark(rules);

    for (uint32_t i = 0; i < node->out_count; i++) {
        const weir_rule_flow *flow = &rules->flows[node->out[i]];

        if (flow->has_condition || flow->target == WEIR_RULE_NO_IX)
            continue;
        if (rules->marks[flow->target] == mark)
            WEIR_TRY(weir_rule_report(rules, flow->part,
                                      "another flow leads from \"%.*s\" to \"%.*s\" already; take one of them out",
                                      WEIR_SHOWN(part->id), WEIR_SHOWN(rules->nodes[flow->target].part->id)));
        rules->marks[flow->target] = mark;
    }
    return WEIR_OK;
}

weir_err weir_rule_flow_list_mismatch(weir_rules *rules, const weir_part *part)
{
    const uint32_t self = (uint32_t)(weir_rules_node(rules, part) - rules->nodes);

    for (const weir_part *child = part->child; child; child = child->next) {
        const weir_rule_flow *flow;
        uint32_t end;

        if (child->tag != WEIR_PART_incoming && child->tag != WEIR_PART_outgoing)
            continue;
        flow = weir_rules_flow(rules, weir_model_find(rules->model, weir_reference_id(child->text)));
        end = !flow ? self : child->tag == WEIR_PART_incoming ? flow->target : flow->source;
        if (end != self && end != WEIR_RULE_NO_IX)
            WEIR_TRY(weir_rule_report(
                rules, child, "<%s> lists \"%.*s\", whose %s is another element; what the flow itself says holds",
                weir_tag_name(child->tag), WEIR_SHOWN(flow->part->id),
                child->tag == WEIR_PART_incoming ? "targetRef" : "sourceRef"));
    }
    return WEIR_OK;
}

weir_err weir_rule_default_foreign(weir_rules *rules, const weir_part *part)
{
    const weir_part *named =
        weir_model_find(rules->model, weir_reference_id(weir_part_attribute(part, WEIR_ATTR_default)));
    const weir_rule_flow *flow = weir_rules_flow(rules, named);

    if (!flow || weir_rules_node(rules, part)->default_flow != WEIR_RULE_NO_IX)
        return WEIR_OK;
    return weir_rule_report(rules, part, "the default flow \"%.*s\" does not leave this element; name one that does",
                            WEIR_SHOWN(named->id));
}

weir_err weir_rule_default_condition(weir_rules *rules, const weir_part *part)
{
    const uint32_t ix = weir_rules_node(rules, part)->default_flow;

    if (ix == WEIR_RULE_NO_IX || !rules->flows[ix].has_condition)
        return WEIR_OK;
    return weir_rule_report(rules, rules->flows[ix].part,
                            "this is the default flow of \"%.*s\", taken when no other condition is true; remove its "
                            "condition, or name another flow as the default",
                            WEIR_SHOWN(part->id));
}

static uint32_t count_conditions(const weir_rules *rules, const weir_rule_node *node)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < node->out_count; i++)
        count += rules->flows[node->out[i]].has_condition;
    return count;
}

/* Where all flows that are true are taken, and those without a condition. */
static bool takes_several(const weir_part *part)
{
    return weir_rule_is_activity(part) || part->tag == WEIR_PART_inclusive_gateway ||
           part->tag == WEIR_PART_complex_gateway;
}

weir_err weir_rule_default_never_taken(weir_rules *rules, const weir_part *part)
{
    const weir_rule_node *node = weir_rules_node(rules, part);

    if (!takes_several(part) || node->default_flow == WEIR_RULE_NO_IX || node->out_count < 2 ||
        count_conditions(rules, node) + 1 >= node->out_count || rules->flows[node->default_flow].has_condition)
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "a flow without a condition is always taken here, so the default flow never "
                            "is; give every other flow a condition");
}

weir_err weir_rule_flow_condition_alone(weir_rules *rules, const weir_part *part)
{
    const weir_rule_node *node = weir_rules_node(rules, part);

    if (node->out_count != 1 || !rules->flows[node->out[0]].has_condition ||
        !(part->tag == WEIR_PART_exclusive_gateway || part->tag == WEIR_PART_inclusive_gateway ||
          weir_rule_is_activity(part)))
        return WEIR_OK;
    return weir_rule_report(
        rules, part,
        "the only way out has a condition: when it is false the instance can't go on; add a default "
        "flow, or remove the condition");
}

weir_err weir_rule_flow_condition_after_event(weir_rules *rules, const weir_part *part)
{
    const weir_rule_node *node = weir_rules_node(rules, part);

    for (uint32_t i = 0; i < node->out_count; i++) {
        if (rules->flows[node->out[i]].has_condition)
            WEIR_TRY(
                weir_rule_report(rules, rules->flows[node->out[i]].part,
                                 "the standard wants no condition on a flow that leaves an event; put an exclusive "
                                 "gateway behind \"%.*s\"",
                                 WEIR_SHOWN(part->id)));
    }
    return WEIR_OK;
}
