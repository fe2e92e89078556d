/* SPDX-License-Identifier: Apache-2.0
 * compile/rules_lane.c - lanes tell people who does what; they must not contradict each other.
 *
 * Layer: compile.   Spec: BPMN 2.0.2 §10.8.
 */
#include "compile/rules.h"

/* The flow node that a flowNodeRef names, or NULL. */
static const weir_rule_node *named(const weir_rules *rules, const weir_part *reference)
{
    const weir_rule_node *node =
        weir_rules_node(rules, weir_model_find(rules->model, weir_reference_id(reference->text)));

    return node && node->part->tag != WEIR_PART_process ? node : NULL;
}

static weir_err check_lane(weir_rules *rules, const weir_part *lane, uint32_t mark)
{
    for (const weir_part *reference = weir_part_child(lane, WEIR_PART_flow_node_ref); reference;
         reference = weir_part_sibling(reference, WEIR_PART_flow_node_ref)) {
        const weir_rule_node *node = named(rules, reference);

        if (!node)
            continue;
        if (rules->marks[node - rules->nodes] == mark)
            WEIR_TRY(weir_rule_report(rules, reference,
                                      "\"%.*s\" stands in this set of lanes twice; leave it in one lane",
                                      WEIR_SHOWN(node->part->id)));
        rules->marks[node - rules->nodes] = mark;
    }
    return WEIR_OK;
}

weir_err weir_rule_lane_node_twice(weir_rules *rules, const weir_part *part)
{
    const uint32_t mark = weir_rules_mark(rules);

    for (const weir_part *lane = weir_part_child(part, WEIR_PART_lane); lane;
         lane = weir_part_sibling(lane, WEIR_PART_lane))
        WEIR_TRY(check_lane(rules, lane, mark));
    return WEIR_OK;
}

/* A lane may list what stands in a sub-process of its process; XML depth bounds the way up. */
static const weir_part *process_of(const weir_part *part)
{
    while (part && part->tag != WEIR_PART_process)
        part = part->parent;
    return part;
}

weir_err weir_rule_lane_node_foreign(weir_rules *rules, const weir_part *part)
{
    const weir_part *own = process_of(part);

    for (const weir_part *lane = weir_part_child(part, WEIR_PART_lane); lane;
         lane = weir_part_sibling(lane, WEIR_PART_lane)) {
        for (const weir_part *reference = weir_part_child(lane, WEIR_PART_flow_node_ref); reference;
             reference = weir_part_sibling(reference, WEIR_PART_flow_node_ref)) {
            const weir_rule_node *node = named(rules, reference);

            if (node && process_of(node->part) != own)
                WEIR_TRY(weir_rule_report(rules, reference, "\"%.*s\" belongs to another process than this lane",
                                          WEIR_SHOWN(node->part->id)));
        }
    }
    return WEIR_OK;
}
