/* SPDX-License-Identifier: Apache-2.0
 * compile/rules_graph.c - what tokens can reach, where they end, where they run in circles.
 *
 * Both walks over the graph keep their own work lists and are linear in nodes and flows.
 * Layer: compile.   Spec: BPMN 2.0.2 §10.5.2 (start), §10.5.3 (end).
 */
#include "compile/rules.h"
#include "elements/work.h"

/* Nodes to go on from; each node enters once. */
typedef struct work {
    uint32_t *items;
    uint32_t count;
} work;

static void reach(weir_rules *rules, work *list, uint32_t ix)
{
    if (rules->nodes[ix].is_reached)
        return;
    rules->nodes[ix].is_reached = true;
    list->items[list->count++] = ix;
}

static void flood(weir_rules *rules, work *list)
{
    while (list->count > 0) {
        const weir_rule_node *node = &rules->nodes[list->items[--list->count]];

        for (uint32_t i = 0; i < node->out_count; i++) {
            if (rules->flows[node->out[i]].target != WEIR_RULE_NO_IX)
                reach(rules, list, rules->flows[node->out[i]].target);
        }
        if (node->link_target != WEIR_RULE_NO_IX)
            reach(rules, list, node->link_target);
        for (uint32_t event = node->boundary; event != WEIR_RULE_NO_IX; event = rules->nodes[event].next_boundary)
            reach(rules, list, event);
    }
}

static void reach_head(weir_rules *rules, work *list, uint32_t ix)
{
    if (rules->nodes[ix].is_reached)
        return;
    rules->nodes[ix].is_unreachable_head = true;
    reach(rules, list, ix);
    flood(rules, list);
}

/* What an ad-hoc sub-process can begin with. */
static bool is_enabled(const weir_rules *rules, uint32_t ix)
{
    const weir_rule_node *node = &rules->nodes[ix];

    return node->in_count == 0 && node->part->parent && node->part->parent->tag == WEIR_PART_ad_hoc_sub_process &&
           node->part->tag != WEIR_PART_boundary_event;
}

/* What starts an unreachable part is reported, not all that hangs on it: first nodes that nothing leads to, then
 * the first node of each circle that is left. */
static void find_unreachable(weir_rules *rules, work *list)
{
    for (uint32_t i = 0; i < rules->node_count; i++) {
        if (rules->nodes[i].part->tag == WEIR_PART_start_event || rules->nodes[i].part->tag == WEIR_PART_process ||
            weir_rule_instantiates(rules->nodes[i].part) || is_enabled(rules, i))
            reach(rules, list, i);
    }
    flood(rules, list);
    for (uint32_t i = 0; i < rules->node_count; i++) {
        if (rules->nodes[i].in_count == 0 && rules->nodes[i].host == WEIR_RULE_NO_IX)
            reach_head(rules, list, i);
    }
    for (uint32_t i = 0; i < rules->node_count; i++)
        reach_head(rules, list, i);
}

/* Nodes that a token leaves in the step in which it came; a sub-process only if all in it is of this kind. */
static const bool is_automatic[WEIR_PART_COUNT] = {
    [WEIR_PART_task] = true,
    [WEIR_PART_manual_task] = true,
    [WEIR_PART_script_task] = true,
    [WEIR_PART_send_task] = true,
    [WEIR_PART_business_rule_task] = true,
    [WEIR_PART_sub_process] = true,
    [WEIR_PART_transaction] = true,
    [WEIR_PART_ad_hoc_sub_process] = true,
    [WEIR_PART_exclusive_gateway] = true,
    [WEIR_PART_parallel_gateway] = true,
    [WEIR_PART_inclusive_gateway] = true,
    [WEIR_PART_complex_gateway] = true,
    [WEIR_PART_intermediate_throw_event] = true,
    [WEIR_PART_start_event] = true,
    [WEIR_PART_end_event] = true,
};

static bool waits(const weir_part *node)
{
    const weir_part *message = weir_part_child(node, WEIR_PART_message_event_definition);
    const weir_part *part = message ? message : node;

    if (!is_automatic[node->tag])
        return node->tag != WEIR_PART_service_task || !weir_work_evaluates(node);
    if (weir_work_evaluates(part)) /* else such a node may wait for a worker */
        return false;
    return node->tag == WEIR_PART_business_rule_task ? weir_work_is_set(node) : weir_work_is_sender(part);
}

static void find_waiting(weir_rules *rules)
{
    for (uint32_t i = 0; i < rules->node_count; i++) {
        uint32_t ix = i;

        if (rules->nodes[i].part->tag == WEIR_PART_boundary_event || !waits(rules->nodes[i].part))
            continue;
        while (ix != WEIR_RULE_NO_IX && !rules->nodes[ix].waits) {
            rules->nodes[ix].waits = true;
            ix = rules->nodes[ix].container;
        }
    }
    for (uint32_t i = 0; i < rules->node_count; i++) {
        if (rules->nodes[i].part->tag == WEIR_PART_boundary_event)
            rules->nodes[i].waits = true; /* its activity did */
    }
}

/* Circles are the strongly connected components of the nodes in which nothing waits (Tarjan 1972). */
typedef struct circles {
    weir_rules *rules;
    uint32_t *number, *low; /* 0: not visited yet */
    uint32_t *next_out;     /* how far each node's flows are followed */
    uint32_t *path;         /* nodes being visited, innermost last */
    uint32_t *open;         /* visited nodes whose component is not known yet */
    bool *is_open;
    uint32_t path_count, open_count, visited_count;
} circles;

static weir_err take_circles(circles *c)
{
    const uint32_t count = c->rules->node_count;

    c->number = WEIR_TAKE(c->rules->scratch, uint32_t, count);
    c->low = WEIR_TAKE(c->rules->scratch, uint32_t, count);
    c->next_out = WEIR_TAKE(c->rules->scratch, uint32_t, count);
    c->path = WEIR_TAKE(c->rules->scratch, uint32_t, count);
    c->open = WEIR_TAKE(c->rules->scratch, uint32_t, count);
    c->is_open = WEIR_TAKE(c->rules->scratch, bool, count);
    return c->number && c->low && c->next_out && c->path && c->open && c->is_open ? WEIR_OK : WEIR_ENOMEM;
}

static void enter(circles *c, uint32_t ix)
{
    c->number[ix] = c->low[ix] = ++c->visited_count;
    c->path[c->path_count++] = ix;
    c->open[c->open_count++] = ix;
    c->is_open[ix] = true;
}

static bool leads_to_itself(const weir_rules *rules, uint32_t ix)
{
    for (uint32_t i = 0; i < rules->nodes[ix].out_count; i++) {
        if (rules->flows[rules->nodes[ix].out[i]].target == ix)
            return true;
    }
    return false;
}

/* ix is the first visited node of its component: take the component off the open ones. */
static void close_component(circles *c, uint32_t ix)
{
    uint32_t first = ix, size = 0, taken;

    do {
        taken = c->open[--c->open_count];
        c->is_open[taken] = false;
        first = taken < first ? taken : first;
        size++;
    } while (taken != ix);
    if (size > 1 || leads_to_itself(c->rules, ix))
        c->rules->nodes[first].is_loop_head = true;
}

static void leave(circles *c, uint32_t ix)
{
    if (c->low[ix] == c->number[ix])
        close_component(c, ix);
    c->path_count--;
    if (c->path_count > 0 && c->low[ix] < c->low[c->path[c->path_count - 1]])
        c->low[c->path[c->path_count - 1]] = c->low[ix];
}

static void visit(circles *c, uint32_t from)
{
    enter(c, from);
    while (c->path_count > 0) {
        const uint32_t ix = c->path[c->path_count - 1];
        const weir_rule_node *node = &c->rules->nodes[ix];
        uint32_t target;

        if (c->next_out[ix] == node->out_count + (node->link_target != WEIR_RULE_NO_IX)) {
            leave(c, ix);
            continue;
        }
        target =
            c->next_out[ix] == node->out_count ? node->link_target : c->rules->flows[node->out[c->next_out[ix]]].target;
        c->next_out[ix]++;
        if (target == WEIR_RULE_NO_IX || c->rules->nodes[target].waits)
            continue;
        if (c->number[target] == 0)
            enter(c, target);
        else if (c->is_open[target] && c->number[target] < c->low[ix])
            c->low[ix] = c->number[target];
    }
}

weir_err weir_rules_explore(weir_rules *rules)
{
    work list = {.items = WEIR_TAKE(rules->scratch, uint32_t, rules->node_count)};
    circles c = {.rules = rules};

    if (!list.items)
        return WEIR_ENOMEM;
    find_unreachable(rules, &list);
    find_waiting(rules);
    WEIR_TRY(take_circles(&c));
    for (uint32_t i = 0; i < rules->node_count; i++) {
        if (c.number[i] == 0 && !rules->nodes[i].waits)
            visit(&c, i);
    }
    return WEIR_OK;
}

/* A link that leads nowhere is said by rules of its own; to compensation no flow leads. */
static bool is_reached_otherwise(const weir_part *part)
{
    return (part->tag == WEIR_PART_intermediate_catch_event &&
            weir_part_child(part, WEIR_PART_link_event_definition)) ||
           weir_part_flag(part, WEIR_ATTR_is_for_compensation, false);
}

weir_err weir_rule_node_unreachable(weir_rules *rules, const weir_part *part)
{
    const weir_rule_node *node = weir_rules_node(rules, part);
    const weir_rule_node *container = weir_rules_node(rules, part->parent);

    if (!node->is_unreachable_head || !container || !container->has_start || container->has_broken_flow ||
        part->tag == WEIR_PART_boundary_event || weir_rule_is_event_sub_process(part) || is_reached_otherwise(part))
        return WEIR_OK;
    if (node->in_count == 0)
        return weir_rule_report(rules, part,
                                "no sequence flow leads here, so it is never reached; draw one or take "
                                "the element out");
    return weir_rule_report(rules, part,
                            "no path from a start event leads here, only a circle; connect it or take it out");
}

weir_err weir_rule_path_without_end(weir_rules *rules, const weir_part *part)
{
    const weir_rule_node *node = weir_rules_node(rules, part);
    const weir_rule_node *container = weir_rules_node(rules, part->parent);

    if (node->out_count > 0 || weir_part_child(part, WEIR_PART_link_event_definition) || !container ||
        container->has_broken_flow || container->part->tag == WEIR_PART_ad_hoc_sub_process ||
        !weir_part_child(container->part, WEIR_PART_end_event) || part->tag == WEIR_PART_end_event ||
        part->tag == WEIR_PART_boundary_event || part->tag == WEIR_PART_NONE ||
        weir_rule_subjects(part) & WEIR_ON_GATEWAY || weir_rule_is_event_sub_process(part) ||
        weir_part_flag(part, WEIR_ATTR_is_for_compensation, false))
        return WEIR_OK;
    return weir_rule_report(rules, part, "the path ends here without an end event; draw a flow to one");
}

weir_err weir_rule_loop_without_wait(weir_rules *rules, const weir_part *part)
{
    if (!weir_rules_node(rules, part)->is_loop_head)
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "a loop leads back here and nothing in it waits: unless a condition ends it, the instance "
                            "stops at the limit of facts; put a task or a timer into the loop");
}
