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

weir_err weir_rule_lane_empty(weir_rules *rules, const weir_part *part)
{
    for (const weir_part *lane = weir_part_child(part, WEIR_PART_lane); lane;
         lane = weir_part_sibling(lane, WEIR_PART_lane)) {
        if (!weir_part_child(lane, WEIR_PART_flow_node_ref) && !weir_part_child(lane, WEIR_PART_child_lane_set))
            WEIR_TRY(weir_rule_report(rules, lane, "nothing stands in this lane; leave it out, or list who does what"));
    }
    return WEIR_OK;
}

/* Whether a lane below the set lists the node; each set of a process is walked once, into the marks. */
static void mark_lanes(weir_rules *rules, const weir_part *set, uint32_t mark)
{
    for (const weir_part *at = set; at; at = weir_part_walk(at, set)) {
        const weir_rule_node *node = at->tag == WEIR_PART_flow_node_ref ? named(rules, at) : NULL;

        if (node)
            rules->marks[node - rules->nodes] = mark;
    }
}

weir_err weir_rule_lane_node_missing(weir_rules *rules, const weir_part *part)
{
    const weir_part *set = weir_part_child(part, WEIR_PART_lane_set);
    const uint32_t mark = weir_rules_mark(rules);

    if (!set)
        return WEIR_OK;
    for (; set; set = weir_part_sibling(set, WEIR_PART_lane_set))
        mark_lanes(rules, set, mark);
    for (const weir_part *child = part->child; child; child = child->next) {
        const weir_rule_node *node = weir_rule_subjects(child) & WEIR_ON_NODE ? weir_rules_node(rules, child) : NULL;

        if (node && child->tag != WEIR_PART_boundary_event && rules->marks[node - rules->nodes] != mark)
            WEIR_TRY(
                weir_rule_report(rules, child, "no lane of the process lists this element, so nobody answers for it"));
    }
    return WEIR_OK;
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
