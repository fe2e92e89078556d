/* SPDX-License-Identifier: Apache-2.0
 * compile/rules_style.c - what weir runs as it is, while people and other tools may read it differently: the rules of
 * the strict profile about flow nodes.
 *
 * Layer: compile.   Spec: BPMN 2.0.2 §8.4.7 (names), §10.6.1 (gateways).
 */
#include "compile/rules.h"

static bool has_name(const weir_part *part)
{
    return weir_text_trim(weir_part_attribute(part, WEIR_ATTR_name)).length > 0;
}

static bool is_choice(const weir_part *part)
{
    return part->tag == WEIR_PART_exclusive_gateway;
}

weir_err weir_rule_node_name_missing(weir_rules *rules, const weir_part *part)
{
    const weir_rule_node *node = weir_rules_node(rules, part);
    const bool is_wanted = weir_rule_is_activity(part) || (is_choice(part) && node->out_count > 1) ||
                           part->tag == WEIR_PART_intermediate_catch_event || part->tag == WEIR_PART_boundary_event;

    if (!is_wanted || has_name(part))
        return WEIR_OK;
    return weir_rule_report(rules, part, "the element has no name; say what is done, decided or waited for here");
}

weir_err weir_rule_flow_name_missing(weir_rules *rules, const weir_part *part)
{
    const weir_rule_flow *flow = weir_rules_flow(rules, part);

    if (!flow->has_condition || !is_choice(rules->nodes[flow->source].part) || has_name(part))
        return WEIR_OK;
    return weir_rule_report(rules, part, "the flow has a condition, but no name that tells people what it means");
}

weir_err weir_rule_process_name_missing(weir_rules *rules, const weir_part *part)
{
    if (has_name(part))
        return WEIR_OK;
    return weir_rule_report(rules, part, "the process has no name; lists show its id instead");
}

weir_err weir_rule_documentation_missing(weir_rules *rules, const weir_part *part)
{
    if (weir_part_child(part, WEIR_PART_documentation))
        return WEIR_OK;
    return weir_rule_report(rules, part, "the process has no <documentation>; say what it is for");
}

weir_err weir_rule_version_tag_missing(weir_rules *rules, const weir_part *part)
{
    if (weir_text_trim(weir_part_attribute(part, WEIR_ATTR_weir_version_tag)).length > 0)
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "the process has no weir:versionTag; with one its versions can be told apart by more than "
                            "a number");
}

weir_err weir_rule_time_to_live_missing(weir_rules *rules, const weir_part *part)
{
    if (weir_text_trim(weir_part_attribute(part, WEIR_ATTR_weir_history_time_to_live)).length > 0)
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "the process has no weir:historyTimeToLive, without which other engines refuse it");
}

weir_err weir_rule_gateway_needless(weir_rules *rules, const weir_part *part)
{
    const weir_rule_node *node = weir_rules_node(rules, part);

    if (node->in_count != 1 || node->out_count != 1 || rules->flows[node->out[0]].has_condition ||
        part->tag == WEIR_PART_event_based_gateway)
        return WEIR_OK; /* the latter two have rules of their own */
    return weir_rule_report(rules, part, "one flow leads in and one out, so the gateway does nothing; leave it out");
}

/* Who says "Mixed" means it. */
weir_err weir_rule_gateway_mixed(weir_rules *rules, const weir_part *part)
{
    const weir_rule_node *node = weir_rules_node(rules, part);

    if (node->in_count < 2 || node->out_count < 2 ||
        weir_text_equal(weir_part_attribute(part, WEIR_ATTR_gateway_direction), WEIR_T("Mixed")))
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "the gateway joins %u flows and parts into %u; two gateways are easier to understand, or "
                            "say gatewayDirection=\"Mixed\"",
                            node->in_count, node->out_count);
}

weir_err weir_rule_default_missing(weir_rules *rules, const weir_part *part)
{
    const weir_rule_node *node = weir_rules_node(rules, part);

    if (!is_choice(part) || node->out_count < 2 || node->default_flow != WEIR_RULE_NO_IX)
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "the gateway has no default flow; when no condition is true, the process can't go on");
}

/* XML depth bounds the way down. */
static bool has_performer(const weir_part *part)
{
    return weir_part_child(part, WEIR_PART_potential_owner) || weir_part_child(part, WEIR_PART_human_performer) ||
           weir_part_child(part, WEIR_PART_performer);
}

weir_err weir_rule_user_task_unassigned(weir_rules *rules, const weir_part *part)
{
    static const weir_attr who[] = {WEIR_ATTR_weir_assignee, WEIR_ATTR_weir_candidate_users,
                                    WEIR_ATTR_weir_candidate_groups};

    if (part->tag != WEIR_PART_user_task || has_performer(part))
        return WEIR_OK;
    for (size_t i = 0; i < sizeof who / sizeof *who; i++) {
        if (weir_text_trim(weir_part_attribute(part, who[i])).length > 0)
            return WEIR_OK;
    }
    return weir_rule_report(rules, part,
                            "nobody is named who may do this task; add weir:candidateGroups, weir:candidateUsers or "
                            "weir:assignee");
}

weir_err weir_rule_sub_process_empty(weir_rules *rules, const weir_part *part)
{
    bool has_activity = part->tag == WEIR_PART_process;

    for (const weir_part *child = part->child; child && !has_activity; child = child->next)
        has_activity = weir_rule_subjects(child) & WEIR_ON_NODE && child->tag != WEIR_PART_start_event &&
                       child->tag != WEIR_PART_end_event;
    if (has_activity)
        return WEIR_OK;
    return weir_rule_report(rules, part, "nothing happens in this sub-process; fill it, or make it a task");
}

/* "true" beside conditions of an inclusive gateway says that this one is always taken. */
static bool is_one_of_several(const weir_rules *rules, const weir_part *flow)
{
    const weir_part *source = weir_model_find(rules->model, weir_part_attribute(flow, WEIR_ATTR_source_ref));

    return source && source->tag == WEIR_PART_inclusive_gateway;
}

weir_err weir_rule_condition_constant(weir_rules *rules, const weir_part *part)
{
    const weir_part *condition = weir_part_child(part, WEIR_PART_condition_expression);
    weir_text text = condition ? weir_text_trim(condition->text) : WEIR_NO_TEXT;

    if (weir_text_starts_with(text, WEIR_T("=")))
        text = weir_text_trim(weir_text_part(text, 1, text.length - 1));
    if (!weir_text_equal(text, WEIR_T("true")) && !weir_text_equal(text, WEIR_T("false")))
        return WEIR_OK;
    if (weir_text_equal(text, WEIR_T("true")) && is_one_of_several(rules, part))
        return WEIR_OK;
    return weir_rule_report(rules, part, "the condition is always %.*s; leave %s out", WEIR_ARG(text),
                            weir_text_equal(text, WEIR_T("true")) ? "it" : "the flow");
}

/* Nodes of one container by name. */
weir_err weir_rule_node_name_duplicate(weir_rules *rules, const weir_part *part)
{
    weir_rule_key *keys;
    uint32_t count = 0;

    for (const weir_part *child = part->child; child; child = child->next)
        count += weir_rule_is_activity(child) && has_name(child);
    keys = WEIR_TAKE(rules->scratch, weir_rule_key, count);
    if (!keys)
        return WEIR_ENOMEM;
    count = 0;
    for (const weir_part *child = part->child; child; child = child->next) {
        if (weir_rule_is_activity(child) && has_name(child))
            keys[count++] = (weir_rule_key){weir_text_trim(weir_part_attribute(child, WEIR_ATTR_name)), child};
    }
    weir_rule_keys_sort(keys, count);
    for (uint32_t i = 1; i < count; i++) {
        if (weir_text_equal(keys[i].text, keys[i - 1].text))
            WEIR_TRY(weir_rule_report(
                rules, keys[i].part, "\"%.*s\" (line %u) has the same name \"%.*s\"; in lists they can't be told apart",
                WEIR_SHOWN(keys[i - 1].part->id), keys[i - 1].part->line, WEIR_SHOWN(keys[i].text)));
    }
    return WEIR_OK;
}
