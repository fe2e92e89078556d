/* SPDX-License-Identifier: Apache-2.0
 * compile/rules_gateway.c - where ways part and meet.
 *
 * Layer: compile.   Spec: BPMN 2.0.2 §10.6, §13.4.
 */
#include "compile/rules.h"

weir_err weir_rule_gateway_no_outgoing(weir_rules *rules, const weir_part *part)
{
    if (weir_rules_node(rules, part)->out_count > 0)
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "the gateway has no outgoing flow, so it can't go on; add one, or put an end "
                            "event in its place");
}

/* §10.6.1: what a gateway says of itself, and the flows it then has. */
weir_err weir_rule_gateway_direction(weir_rules *rules, const weir_part *part)
{
    const weir_text direction = weir_text_trim(weir_part_attribute(part, WEIR_ATTR_gateway_direction));
    const weir_rule_node *node = weir_rules_node(rules, part);
    const bool joins = node->in_count > 1, parts = node->out_count > 1;
    const bool is_wrong = weir_text_equal(direction, WEIR_T("Converging"))  ? !joins || parts
                          : weir_text_equal(direction, WEIR_T("Diverging")) ? joins || !parts
                          : weir_text_equal(direction, WEIR_T("Mixed"))     ? !joins || !parts
                                                                            : false;

    if (!is_wrong)
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "gatewayDirection is \"%.*s\", but %u flows lead in and %u out; correct it or leave it out",
                            WEIR_ARG(direction), node->in_count, node->out_count);
}

/* The last of several flows without a condition works as a default, as in other engines. */
static bool is_implicit_default(const weir_rules *rules, const weir_rule_node *node, uint32_t i)
{
    return node->default_flow == WEIR_RULE_NO_IX && i + 1 == node->out_count && i > 0 &&
           rules->flows[node->out[i - 1]].has_condition;
}

static bool lacks_condition(const weir_rules *rules, const weir_rule_node *node, uint32_t i)
{
    return node->out_count > 1 && node->out[i] != node->default_flow && !rules->flows[node->out[i]].has_condition;
}

weir_err weir_rule_flow_without_condition(weir_rules *rules, const weir_part *part)
{
    const weir_rule_node *node = weir_rules_node(rules, part);

    if (part->tag != WEIR_PART_exclusive_gateway)
        return WEIR_OK;
    for (uint32_t i = 0; i < node->out_count; i++) {
        if (lacks_condition(rules, node, i) && !is_implicit_default(rules, node, i))
            WEIR_TRY(weir_rule_report(
                rules, rules->flows[node->out[i]].part,
                "the flow leaves the exclusive gateway \"%.*s\" without a condition%s; add a <conditionExpression>%s",
                WEIR_SHOWN(part->id), node->default_flow == WEIR_RULE_NO_IX ? "" : " beside its default flow",
                node->default_flow == WEIR_RULE_NO_IX ? ", or make it the default of the gateway" : ""));
    }
    return WEIR_OK;
}

weir_err weir_rule_gateway_implicit_default(weir_rules *rules, const weir_part *part)
{
    const weir_rule_node *node = weir_rules_node(rules, part);
    const uint32_t last = node->out_count - 1;

    if (part->tag != WEIR_PART_exclusive_gateway || node->out_count < 2 || !lacks_condition(rules, node, last) ||
        !is_implicit_default(rules, node, last))
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "the flow \"%.*s\" has no condition and is taken when all others are false; say so with "
                            "default=\"%.*s\"",
                            WEIR_SHOWN(rules->flows[node->out[last]].part->id),
                            WEIR_SHOWN(rules->flows[node->out[last]].part->id));
}

static weir_err report_conditions(weir_rules *rules, const weir_part *part, weir_tag tag, const char *sentence)
{
    const weir_rule_node *node = weir_rules_node(rules, part);

    if (part->tag != tag)
        return WEIR_OK;
    for (uint32_t i = 0; i < node->out_count; i++) {
        if (rules->flows[node->out[i]].has_condition)
            WEIR_TRY(weir_rule_report(rules, rules->flows[node->out[i]].part, "%s", sentence));
    }
    return WEIR_OK;
}

weir_err weir_rule_parallel_condition(weir_rules *rules, const weir_part *part)
{
    return report_conditions(rules, part, WEIR_PART_parallel_gateway,
                             "a parallel gateway takes every flow whatever its condition; remove the condition, or use "
                             "an exclusive gateway");
}

weir_err weir_rule_event_gateway_condition(weir_rules *rules, const weir_part *part)
{
    return report_conditions(rules, part, WEIR_PART_event_based_gateway,
                             "behind an event-based gateway the first event decides; remove the condition");
}

weir_err weir_rule_join_never_complete(weir_rules *rules, const weir_part *part)
{
    const weir_rule_node *node = weir_rules_node(rules, part);
    const uint32_t mark = weir_rules_mark(rules);

    if (part->tag != WEIR_PART_parallel_gateway)
        return WEIR_OK;
    for (uint32_t i = 0; i < node->in_count; i++) {
        const uint32_t source = rules->flows[node->in[i]].source;

        if (source == WEIR_RULE_NO_IX || rules->nodes[source].part->tag != WEIR_PART_exclusive_gateway)
            continue;
        if (rules->marks[source] == mark)
            return weir_rule_report(
                rules, part,
                "the exclusive gateway \"%.*s\" takes only one of its flows, but this gateway waits "
                "for several of them; join with an exclusive gateway",
                WEIR_SHOWN(rules->nodes[source].part->id));
        rules->marks[source] = mark;
    }
    return WEIR_OK;
}

weir_err weir_rule_event_gateway_single(weir_rules *rules, const weir_part *part)
{
    const weir_rule_node *node = weir_rules_node(rules, part);

    if (part->tag != WEIR_PART_event_based_gateway || node->out_count != 1)
        return WEIR_OK; /* none at all is gateway-no-outgoing */
    return weir_rule_report(rules, part,
                            "there is only one event to wait for; add another one, or take the gateway out");
}

/* A receive task stands for a message event; its boundary events would never be armed before the message is there. */
static bool is_message_receiver(const weir_rules *rules, const weir_part *part)
{
    return part->tag == WEIR_PART_receive_task && weir_part_attribute(part, WEIR_ATTR_message_ref).length > 0 &&
           weir_rules_node(rules, part)->boundary == WEIR_RULE_NO_IX &&
           !weir_part_child(part, WEIR_PART_multi_instance_loop_characteristics) &&
           !weir_part_child(part, WEIR_PART_standard_loop_characteristics);
}

weir_err weir_rule_event_gateway_target(weir_rules *rules, const weir_part *part)
{
    const weir_rule_node *node = weir_rules_node(rules, part);

    if (part->tag != WEIR_PART_event_based_gateway)
        return WEIR_OK;
    for (uint32_t i = 0; i < node->out_count; i++) {
        const weir_rule_flow *flow = &rules->flows[node->out[i]];
        const weir_part *target = flow->target == WEIR_RULE_NO_IX ? NULL : rules->nodes[flow->target].part;

        if (target && target->tag != WEIR_PART_intermediate_catch_event && target->tag != WEIR_PART_NONE &&
            !is_message_receiver(rules, target))
            WEIR_TRY(
                weir_rule_report(rules, flow->part,
                                 "the event-based gateway \"%.*s\" leads to the <%s> \"%.*s\"; put an intermediate "
                                 "catch event (message, timer or signal) between them",
                                 WEIR_SHOWN(part->id), weir_tag_name(target->tag), WEIR_SHOWN(target->id)));
    }
    return WEIR_OK;
}

static bool receives_message(const weir_rules *rules, const weir_part *part)
{
    const weir_part *trigger = part->tag == WEIR_PART_intermediate_catch_event ? weir_rule_trigger(part) : NULL;

    return (trigger && trigger->tag == WEIR_PART_message_event_definition) || is_message_receiver(rules, part);
}

static weir_err check_start(weir_rules *rules, const weir_part *part)
{
    const weir_rule_node *node = weir_rules_node(rules, part);

    if (!part->parent || part->parent->tag != WEIR_PART_process)
        return weir_rule_report(
            rules, part,
            "instantiate=\"true\", but only a process can be started by it, not a sub-process; take "
            "the attribute away");
    if (node->in_count > 0)
        return weir_rule_report(rules, part,
                                "instantiate=\"true\", but a flow leads to it; take the attribute away, or put the "
                                "gateway at the beginning of the process");
    for (uint32_t i = 0; i < node->out_count; i++) {
        const uint32_t target = rules->flows[node->out[i]].target;

        if (target != WEIR_RULE_NO_IX && !receives_message(rules, rules->nodes[target].part))
            WEIR_TRY(weir_rule_report(rules, rules->nodes[target].part,
                                      "the gateway \"%.*s\" starts the process, which only a message can do; use a "
                                      "message catch event or a receive task, or a start event with this trigger",
                                      WEIR_SHOWN(part->id)));
    }
    return WEIR_OK;
}

weir_err weir_rule_event_gateway_instantiate(weir_rules *rules, const weir_part *part)
{
    if (part->tag != WEIR_PART_event_based_gateway)
        return WEIR_OK;
    if (weir_rule_instantiates(part))
        return check_start(rules, part);
    if (!weir_text_equal(weir_part_attribute(part, WEIR_ATTR_event_gateway_type), WEIR_T("Parallel")))
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "eventGatewayType=\"Parallel\" is for a gateway that starts the process "
                            "(instantiate=\"true\"); use a parallel gateway with an event on each way");
}

weir_err weir_rule_event_gateway_target_shared(weir_rules *rules, const weir_part *part)
{
    const weir_rule_node *node = weir_rules_node(rules, part);

    if (part->tag != WEIR_PART_event_based_gateway)
        return WEIR_OK;
    for (uint32_t i = 0; i < node->out_count; i++) {
        const uint32_t target = rules->flows[node->out[i]].target;

        if (target != WEIR_RULE_NO_IX && rules->nodes[target].in_count > 1 &&
            (rules->nodes[target].part->tag == WEIR_PART_intermediate_catch_event ||
             rules->nodes[target].part->tag == WEIR_PART_receive_task))
            WEIR_TRY(weir_rule_report(rules, rules->nodes[target].part,
                                      "the event belongs to the event-based gateway \"%.*s\" and must have no other "
                                      "incoming flow; give each gateway events of its own",
                                      WEIR_SHOWN(part->id)));
    }
    return WEIR_OK;
}

weir_err weir_rule_event_gateway_mixed(weir_rules *rules, const weir_part *part)
{
    const weir_rule_node *node = weir_rules_node(rules, part);
    const weir_part *task = NULL, *event = NULL;

    if (part->tag != WEIR_PART_event_based_gateway)
        return WEIR_OK;
    for (uint32_t i = 0; i < node->out_count; i++) {
        const uint32_t target = rules->flows[node->out[i]].target;
        const weir_part *at = target == WEIR_RULE_NO_IX ? NULL : rules->nodes[target].part;

        if (at && at->tag == WEIR_PART_receive_task)
            task = at;
        else if (at && receives_message(rules, at))
            event = at;
    }
    if (!task || !event)
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "it leads to the receive task \"%.*s\" and to the message event \"%.*s\"; use one of the "
                            "two kinds",
                            WEIR_SHOWN(task->id), WEIR_SHOWN(event->id));
}
