/* SPDX-License-Identifier: Apache-2.0
 * compile/rules_index.c - the flow nodes of a file with their flows, their host and their container.
 *
 * Unlike the layout of a program it must hold what is wrong as well: flows without ends, nodes that weir does not
 * execute, defaults that leave elsewhere.
 * Layer: compile.
 */
#include "compile/rules.h"

/* By tag: what a part is, whatever stands around it. */
static const uint32_t subjects_of_tag[WEIR_PART_COUNT] = {
#define CONTAINER (WEIR_ON_NODE | WEIR_ON_CONTAINER | WEIR_ON_ACTIVITY)
#define ACTIVITY (WEIR_ON_NODE | WEIR_ON_ACTIVITY)
#define GATEWAY (WEIR_ON_NODE | WEIR_ON_GATEWAY)
#define EVENT (WEIR_ON_NODE | WEIR_ON_EVENT)
#define ELEMENT(name, xml, group, clause, summary) [WEIR_PART_##name] = group,
#include "model/elements.def"
#undef ELEMENT
#undef CONTAINER
#undef ACTIVITY
#undef GATEWAY
#undef EVENT
#define TRIGGER(name, xml, clause, summary) [WEIR_PART_##name##_event_definition] = WEIR_ON_DEFINITION,
#include "model/triggers.def"
#undef TRIGGER
    [WEIR_PART_multi_instance_loop_characteristics] = WEIR_ON_LOOP,
    [WEIR_PART_weir_input_output] = WEIR_ON_MAPPING,
    [WEIR_PART_weir_form_data] = WEIR_ON_FORM,
    [WEIR_PART_lane_set] = WEIR_ON_LANES,
    [WEIR_PART_child_lane_set] = WEIR_ON_LANES,
};

uint32_t weir_rule_subjects(const weir_part *part)
{
    uint32_t subjects = WEIR_ON_PART | subjects_of_tag[part->tag];

    if (part->tag == WEIR_PART_process)
        return WEIR_ON_PART | WEIR_ON_PROCESS | WEIR_ON_CONTAINER;
    if (part->tag == WEIR_PART_timer_event_definition)
        subjects |= WEIR_ON_TIMER;
    if (part->tag == WEIR_PART_NONE && weir_rule_is_unsupported_node(part))
        subjects |= WEIR_ON_NODE;
    return subjects;
}

bool weir_rule_is_process(const weir_part *part)
{
    return part->tag == WEIR_PART_process;
}

bool weir_rule_is_activity(const weir_part *part)
{
    return (weir_rule_subjects(part) & WEIR_ON_ACTIVITY) != 0;
}

bool weir_rule_is_event_sub_process(const weir_part *part)
{
    return part->tag == WEIR_PART_sub_process && weir_part_flag(part, WEIR_ATTR_triggered_by_event, false);
}

bool weir_rule_is_definition(const weir_part *part)
{
    return subjects_of_tag[part->tag] == WEIR_ON_DEFINITION;
}

const weir_part *weir_rule_trigger(const weir_part *event)
{
    const weir_part *child = event->child;

    while (child && !weir_rule_is_definition(child))
        child = child->next;
    return child;
}

bool weir_rule_instantiates(const weir_part *part)
{
    return (part->tag == WEIR_PART_receive_task || part->tag == WEIR_PART_event_based_gateway) &&
           weir_part_flag(part, WEIR_ATTR_instantiate, false);
}

weir_text weir_rule_part_name(const weir_part *part)
{
    return part->tag == WEIR_PART_NONE ? part->text : weir_text_of(weir_tag_name(part->tag));
}

static uint32_t ix_of(const weir_rules *rules, const weir_part *part)
{
    const uint32_t offset = part ? part->order - rules->model->root->order : WEIR_RULE_NO_IX;

    return offset < rules->part_count ? rules->ix_of[offset] : WEIR_RULE_NO_IX;
}

const weir_rule_node *weir_rules_node(const weir_rules *rules, const weir_part *part)
{
    const uint32_t ix = ix_of(rules, part);

    return ix < rules->node_count && rules->nodes[ix].part == part ? &rules->nodes[ix] : NULL;
}

const weir_rule_flow *weir_rules_flow(const weir_rules *rules, const weir_part *part)
{
    const uint32_t ix = ix_of(rules, part);

    return ix < rules->flow_count && rules->flows[ix].part == part ? &rules->flows[ix] : NULL;
}

uint32_t weir_rules_mark(weir_rules *rules)
{
    return ++rules->mark;
}

static const weir_part *referred(const weir_rules *rules, const weir_part *part, weir_attr attribute)
{
    return weir_model_find(rules->model, weir_reference_id(weir_part_attribute(part, attribute)));
}

/* A flow node by id; a process is none. */
static uint32_t find_node(const weir_rules *rules, const weir_part *part, weir_attr attribute)
{
    const weir_rule_node *node = weir_rules_node(rules, referred(rules, part, attribute));

    return node && node->part->tag != WEIR_PART_process ? (uint32_t)(node - rules->nodes) : WEIR_RULE_NO_IX;
}

static bool is_node(const weir_part *part)
{
    return (weir_rule_subjects(part) & (WEIR_ON_NODE | WEIR_ON_PROCESS)) != 0;
}

static weir_err take_index(weir_rules *rules)
{
    const weir_part *root = rules->model->root;

    for (const weir_part *part = root; part; part = weir_part_walk(part, root)) {
        rules->part_count = part->order - root->order + 1;
        rules->node_count += is_node(part);
        rules->flow_count += part->tag == WEIR_PART_sequence_flow;
        if (part->tag == WEIR_PART_process) {
            rules->process_count++;
            rules->executable_count += weir_part_flag(part, WEIR_ATTR_is_executable, false);
        }
    }
    rules->nodes = WEIR_TAKE(rules->scratch, weir_rule_node, rules->node_count);
    rules->flows = WEIR_TAKE(rules->scratch, weir_rule_flow, rules->flow_count);
    rules->ix_of = WEIR_TAKE(rules->scratch, uint32_t, rules->part_count);
    rules->marks = WEIR_TAKE(rules->scratch, uint32_t, rules->node_count);
    return rules->nodes && rules->flows && rules->ix_of && rules->marks ? WEIR_OK : WEIR_ENOMEM;
}

static void fill_parts(weir_rules *rules)
{
    const weir_part *root = rules->model->root;
    uint32_t node_ix = 0, flow_ix = 0;

    memset(rules->ix_of, 0xFF, sizeof *rules->ix_of * rules->part_count); /* WEIR_RULE_NO_IX everywhere */
    for (const weir_part *part = root; part; part = weir_part_walk(part, root)) {
        uint32_t *ix = &rules->ix_of[part->order - root->order];

        if (is_node(part)) {
            rules->nodes[node_ix] = (weir_rule_node){.part = part,
                                                     .default_flow = WEIR_RULE_NO_IX,
                                                     .container = WEIR_RULE_NO_IX,
                                                     .host = WEIR_RULE_NO_IX,
                                                     .link_target = WEIR_RULE_NO_IX,
                                                     .boundary = WEIR_RULE_NO_IX,
                                                     .associated = WEIR_RULE_NO_IX,
                                                     .next_boundary = WEIR_RULE_NO_IX};
            *ix = node_ix++;
        } else if (part->tag == WEIR_PART_sequence_flow) {
            rules->flows[flow_ix] = (weir_rule_flow){
                .part = part, .has_condition = weir_part_child(part, WEIR_PART_condition_expression) != NULL};
            *ix = flow_ix++;
        }
    }
}

static void place_nodes(weir_rules *rules)
{
    for (uint32_t i = rules->node_count; i-- > 0;) { /* backwards, so that lists of hosts are in document order */
        weir_rule_node *node = &rules->nodes[i];
        const weir_rule_node *around = weir_rules_node(rules, node->part->parent);

        if (around) {
            node->container = (uint32_t)(around - rules->nodes);
            if (node->part->tag == WEIR_PART_start_event || weir_rule_instantiates(node->part))
                rules->nodes[node->container].has_start = true;
        }
        if (node->part->tag != WEIR_PART_boundary_event)
            continue;
        node->host = find_node(rules, node->part, WEIR_ATTR_attached_to_ref);
        if (node->host == WEIR_RULE_NO_IX)
            continue;
        node->next_boundary = rules->nodes[node->host].boundary;
        rules->nodes[node->host].boundary = i;
    }
}

static void connect_flows(weir_rules *rules)
{
    for (uint32_t i = 0; i < rules->flow_count; i++) {
        weir_rule_flow *flow = &rules->flows[i];
        const weir_rule_node *around = weir_rules_node(rules, flow->part->parent);

        flow->source = find_node(rules, flow->part, WEIR_ATTR_source_ref);
        flow->target = find_node(rules, flow->part, WEIR_ATTR_target_ref);
        if (flow->source != WEIR_RULE_NO_IX)
            rules->nodes[flow->source].out_count++;
        if (flow->target != WEIR_RULE_NO_IX)
            rules->nodes[flow->target].in_count++;
        if (around && (flow->source == WEIR_RULE_NO_IX || flow->target == WEIR_RULE_NO_IX))
            rules->nodes[around - rules->nodes].has_broken_flow = true;
    }
}

/* Cut one array into the flow lists of the nodes, then fill them in document order. */
static weir_err list_flows(weir_rules *rules)
{
    uint32_t *out = WEIR_TAKE(rules->scratch, uint32_t, rules->flow_count);
    uint32_t *in = WEIR_TAKE(rules->scratch, uint32_t, rules->flow_count);
    uint32_t **out_end = WEIR_TAKE(rules->scratch, uint32_t *, rules->node_count);
    uint32_t **in_end = WEIR_TAKE(rules->scratch, uint32_t *, rules->node_count);

    if (!out || !in || !out_end || !in_end)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < rules->node_count; i++) {
        rules->nodes[i].out = out_end[i] = out;
        rules->nodes[i].in = in_end[i] = in;
        out += rules->nodes[i].out_count;
        in += rules->nodes[i].in_count;
    }
    for (uint32_t i = 0; i < rules->flow_count; i++) {
        if (rules->flows[i].source != WEIR_RULE_NO_IX)
            *out_end[rules->flows[i].source]++ = i;
        if (rules->flows[i].target != WEIR_RULE_NO_IX)
            *in_end[rules->flows[i].target]++ = i;
    }
    return WEIR_OK;
}

static void find_defaults(weir_rules *rules)
{
    for (uint32_t i = 0; i < rules->node_count; i++) {
        const weir_rule_flow *flow = weir_rules_flow(rules, referred(rules, rules->nodes[i].part, WEIR_ATTR_default));

        if (flow && flow->source == i)
            rules->nodes[i].default_flow = (uint32_t)(flow - rules->flows);
    }
}

static bool is_compensation_event(const weir_part *part)
{
    return part->tag == WEIR_PART_boundary_event && weir_part_child(part, WEIR_PART_compensation_event_definition);
}

/* Lines between compensation events and activities; one to an activity that is not for compensation counts least. */
static void connect_associations(weir_rules *rules)
{
    const weir_part *root = rules->model->root;

    for (const weir_part *part = root; part; part = weir_part_walk(part, root)) {
        uint32_t event, other;

        if (part->tag != WEIR_PART_association)
            continue;
        event = find_node(rules, part, WEIR_ATTR_source_ref);
        other = find_node(rules, part, WEIR_ATTR_target_ref);
        if (event == WEIR_RULE_NO_IX || other == WEIR_RULE_NO_IX)
            continue;
        if (!is_compensation_event(rules->nodes[event].part)) {
            const uint32_t swap = event;

            event = other;
            other = swap;
        }
        if (!is_compensation_event(rules->nodes[event].part) || !weir_rule_is_activity(rules->nodes[other].part))
            continue;
        if (rules->nodes[event].associated == WEIR_RULE_NO_IX ||
            weir_part_flag(rules->nodes[other].part, WEIR_ATTR_is_for_compensation, false))
            rules->nodes[event].associated = other;
        rules->nodes[other].associated = event;
    }
}

weir_err weir_rules_index(weir_rules *rules)
{
    WEIR_TRY(take_index(rules));
    fill_parts(rules);
    place_nodes(rules);
    connect_flows(rules);
    WEIR_TRY(list_flows(rules));
    find_defaults(rules);
    connect_associations(rules);
    return WEIR_OK;
}
