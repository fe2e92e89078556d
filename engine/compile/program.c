/* SPDX-License-Identifier: Apache-2.0
 * compile/program.c - lay out nodes and flows, then let each element fill its own.
 *
 * Four passes over the process, each linear: nodes, flows, what belongs to a node from outside
 * (flows, boundary events, start events), what the element itself reads from the model.
 */
#include "compile/program.h"

#include <assert.h>

#include "compile/links.h"
#include "elements/elements.h"
#include "run/duty.h"

typedef struct layout {
    weir_build *build;
    weir_node *nodes;
    weir_flow *flows;
    const weir_part **parts; /* of each node */
    weir_node_ix *node_of;   /* by order of the part, counted from the process */
    uint32_t node_count, flow_count, link_end_count, part_count, first_order;
    const weir_part **definitions; /* of each node; NULL: it has none, or several */
    weir_duty *duties;             /* of each node */
    bool has_suspends, has_duties;
} layout;

static bool is_flow_node(const weir_part *part)
{
    return part->tag >= WEIR_PART_NONE + 1 && part->tag <= WEIR_PART_NONE + WEIR_ELEMENT_COUNT;
}

static weir_element_kind element_kind(const weir_part *part)
{
    return (weir_element_kind)(part->tag - 1);
}

static bool is_definition(const weir_part *part)
{
    return part->tag > WEIR_PART_none_event_definition &&
           part->tag < WEIR_PART_none_event_definition + WEIR_TRIGGER_COUNT;
}

static uint32_t count_definitions(const weir_part *event)
{
    uint32_t count = 0;

    for (const weir_part *child = event->child; child; child = child->next)
        count += is_definition(child);
    return count;
}

static weir_err take_layout(layout *l, const weir_part *process)
{
    uint32_t last_order = process->order;
    weir_link_end end;

    l->first_order = process->order;
    for (const weir_part *part = process; part; part = weir_part_walk(part, process)) {
        l->node_count += is_flow_node(part);
        l->flow_count += part->tag == WEIR_PART_sequence_flow;
        l->link_end_count += weir_link_end_of(part, &end);
        l->part_count += is_flow_node(part) && count_definitions(part) > 1 ? count_definitions(part) : 0;
        last_order = part->order;
    }
    l->nodes = WEIR_TAKE(l->build->arena, weir_node, l->node_count + l->part_count);
    l->flows = WEIR_TAKE(l->build->arena, weir_flow, l->flow_count + l->link_end_count);
    l->parts = WEIR_TAKE(l->build->arena, const weir_part *, l->node_count + l->part_count);
    l->definitions = WEIR_TAKE(l->build->arena, const weir_part *, l->node_count + l->part_count);
    l->node_of = WEIR_TAKE(l->build->arena, weir_node_ix, last_order - l->first_order + 1);
    l->duties = WEIR_TAKE(l->build->arena, weir_duty, l->node_count);
    return l->nodes && l->flows && l->parts && l->definitions && l->node_of && l->duties ? WEIR_OK : WEIR_ENOMEM;
}

static weir_node_ix node_of(const layout *l, const weir_part *part)
{
    return part && is_flow_node(part) && part->order >= l->first_order ? l->node_of[part->order - l->first_order]
                                                                       : (weir_node_ix){WEIR_NO_IX};
}

static weir_trigger_kind trigger_of(const weir_part *definition)
{
    return (weir_trigger_kind)(definition->tag - WEIR_PART_none_event_definition);
}

static weir_trigger_kind trigger_kind(const weir_part *part, const weir_part **definition)
{
    const uint32_t count = count_definitions(part);
    const weir_part *child = part->child;

    *definition = NULL;
    if (count != 1)
        return count == 0 ? WEIR_TRIGGER_none : WEIR_TRIGGER_multiple;
    while (!is_definition(child))
        child = child->next;
    *definition = child;
    return trigger_of(child);
}

/* Parents come before their children. */
static bool is_in_event_sub_process(const layout *l, const weir_part *part)
{
    const weir_node_ix parent = node_of(l, part->parent);

    return parent.ix != WEIR_NO_IX && l->nodes[parent.ix].is_event_sub_process;
}

static void lay_node(layout *l, const weir_part *part, uint32_t ix)
{
    const weir_element_kind kind = element_kind(part);
    const weir_part *definition;
    const weir_trigger_kind trigger = trigger_kind(part, &definition);

    l->parts[ix] = part;
    l->definitions[ix] = definition;
    l->node_of[part->order - l->first_order] = (weir_node_ix){ix};
    l->nodes[ix] = (weir_node){
        .id = part->id,
        .name = weir_part_attribute(part, WEIR_ATTR_name),
        .line = part->line,
        .kind = (uint8_t)kind,
        .trigger_kind = (uint8_t)trigger,
        .is_activity = weir_element_is_activity(kind),
        .is_interrupting = weir_part_flag(
            part, kind == WEIR_ELEMENT_start_event ? WEIR_ATTR_is_interrupting : WEIR_ATTR_cancel_activity, true),
        .is_event_sub_process =
            kind == WEIR_ELEMENT_sub_process && weir_part_flag(part, WEIR_ATTR_triggered_by_event, false),
        .starts_event_sub_process = kind == WEIR_ELEMENT_start_event && is_in_event_sub_process(l, part),
        .element = weir_element_of(kind),
        .trigger = weir_trigger_of(trigger),
        .parent = ix == 0 ? (weir_node_ix){WEIR_NO_IX} : node_of(l, part->parent),
        .attached_to = {WEIR_NO_IX},
        .event = {WEIR_NO_IX},
        .waits_for_all = trigger == WEIR_TRIGGER_multiple && weir_part_flag(part, WEIR_ATTR_parallel_multiple, false),
        .default_flow = {WEIR_NO_IX},
        .compensation = {WEIR_NO_IX},
        .compensation_start = {WEIR_NO_IX},
        .is_for_compensation = weir_part_flag(part, WEIR_ATTR_is_for_compensation, false),
    };
}

static weir_err refer_node(layout *l, const weir_part *part, weir_attr attribute, weir_node_ix *out)
{
    const weir_text id = weir_part_attribute(part, attribute);
    const weir_part *target = weir_model_find(l->build->model, weir_reference_id(id));

    *out = node_of(l, target);
    if (out->ix != WEIR_NO_IX && out->ix < l->node_count && l->parts[out->ix] == target)
        return WEIR_OK;
    out->ix = WEIR_NO_IX;
    return weir_problem_add(l->build->problems, WEIR_ERROR, "reference-unknown", part->line, 0, part->id,
                            "%s=\"%.*s\" names no flow node of this process", weir_attr_name(attribute), WEIR_ARG(id));
}

static weir_err lay_flow(layout *l, const weir_part *part, uint32_t ix)
{
    const weir_part *condition = weir_part_child(part, WEIR_PART_condition_expression);
    weir_flow *flow = &l->flows[ix];

    flow->id = part->id;
    flow->name = weir_part_attribute(part, WEIR_ATTR_name);
    flow->line = part->line;
    WEIR_TRY(refer_node(l, part, WEIR_ATTR_source_ref, &flow->source));
    WEIR_TRY(refer_node(l, part, WEIR_ATTR_target_ref, &flow->target));
    WEIR_TRY(weir_build_listeners(l->build, part, WEIR_PART_weir_execution_listener, &flow->listeners));
    WEIR_TRY(weir_build_publications(l->build, part, &flow->publications));
    return condition ? weir_build_expression(l->build, condition, condition->text, &flow->condition) : WEIR_OK;
}

static weir_err lay_parts(layout *l, const weir_part *process)
{
    uint32_t node_ix = 0, flow_ix = 0;

    for (const weir_part *part = process; part; part = weir_part_walk(part, process)) {
        if (is_flow_node(part))
            lay_node(l, part, node_ix++);
    }
    for (const weir_part *part = process; part; part = weir_part_walk(part, process)) {
        if (part->tag == WEIR_PART_sequence_flow)
            WEIR_TRY(lay_flow(l, part, flow_ix++));
    }
    return WEIR_OK;
}

/* A link is a flow with the id of the event that throws it. */
static weir_err lay_links(layout *l)
{
    weir_link_end *ends;
    uint32_t count = 0;

    if (l->link_end_count == 0)
        return WEIR_OK;
    ends = WEIR_TAKE(l->build->arena, weir_link_end, l->link_end_count);
    if (!ends)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < l->node_count && count < l->link_end_count; i++)
        count += weir_link_end_of(l->parts[i], &ends[count]);
    WEIR_TRY(weir_links_match(ends, count, l->build->arena));
    for (uint32_t i = 0; i < count; i++) {
        if (ends[i].is_catch || ends[i].match == UINT32_MAX)
            continue;
        l->flows[l->flow_count++] = (weir_flow){.id = ends[i].event->id,
                                                .name = ends[i].name,
                                                .line = ends[i].event->line,
                                                .source = node_of(l, ends[i].event),
                                                .target = node_of(l, ends[ends[i].match].event)};
    }
    return WEIR_OK;
}

/* Lists of one kind that belong to nodes, cut from one array: count, hand out, fill in document order. */
typedef struct belongings {
    uint32_t *offsets; /* node_count + 1 */
    uint32_t *items;
} belongings;

static weir_err belong(layout *l, const uint32_t *owners, uint32_t count, belongings *out)
{
    uint32_t *fill;

    out->offsets = WEIR_TAKE(l->build->arena, uint32_t, (size_t)l->node_count + 1);
    out->items = WEIR_TAKE(l->build->arena, uint32_t, count);
    fill = WEIR_TAKE(l->build->arena, uint32_t, l->node_count);
    if (!out->offsets || !out->items || !fill)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < count; i++) {
        if (owners[i] != WEIR_NO_IX)
            out->offsets[owners[i] + 1]++;
    }
    for (uint32_t i = 0; i < l->node_count; i++)
        out->offsets[i + 1] += out->offsets[i];
    for (uint32_t i = 0; i < count; i++) {
        if (owners[i] != WEIR_NO_IX)
            out->items[out->offsets[owners[i]] + fill[owners[i]]++] = i;
    }
    return WEIR_OK;
}

static_assert(sizeof(weir_flow_ix) == sizeof(uint32_t) && sizeof(weir_node_ix) == sizeof(uint32_t),
              "lists of indexes are arrays of numbers");

/* Whether a container can begin here. */
static bool begins(const layout *l, uint32_t ix)
{
    if (l->nodes[ix].part_count > 0)
        return false; /* its parts do */
    return l->nodes[ix].kind == WEIR_ELEMENT_start_event ||
           (l->nodes[ix].element->on_start && weir_part_flag(l->parts[ix], WEIR_ATTR_instantiate, false));
}

/* Containers that begin with all that no flow leads to: ad-hoc sub-processes, others without a start event. */
static bool begins_everywhere(const layout *l, weir_node_ix container)
{
    const weir_node *node = &l->nodes[container.ix];

    if (node->kind == WEIR_ELEMENT_ad_hoc_sub_process)
        return true;
    return (node->kind == WEIR_ELEMENT_sub_process || node->kind == WEIR_ELEMENT_transaction) &&
           !node->is_event_sub_process && !weir_part_child(l->parts[container.ix], WEIR_PART_start_event);
}

/* What such a container can begin with: no flow leads to it, and nothing else starts it. */
static bool is_enabled(const layout *l, uint32_t ix, uint32_t in_count)
{
    const weir_node *node = &l->nodes[ix];
    const bool is_link_target =
        node->kind == WEIR_ELEMENT_intermediate_catch_event && node->trigger_kind == WEIR_TRIGGER_link;

    return in_count == 0 && node_of(l, l->parts[ix]).ix == ix && node->parent.ix != WEIR_NO_IX &&
           node->attached_to.ix == WEIR_NO_IX && !node->is_event_sub_process && !node->is_for_compensation &&
           !is_link_target && begins_everywhere(l, node->parent);
}

/* An instance begins with what the flow leads to. */
static bool begins_by(const layout *l, const weir_flow *flow)
{
    return flow->source.ix != WEIR_NO_IX && flow->target.ix != WEIR_NO_IX &&
           l->nodes[flow->source.ix].element->on_start_by &&
           weir_part_flag(l->parts[flow->source.ix], WEIR_ATTR_instantiate, false);
}

static weir_err lay_belongings(layout *l)
{
    const uint32_t owner_count = l->flow_count > l->node_count ? l->flow_count : l->node_count;
    uint32_t *owners = WEIR_TAKE(l->build->arena, uint32_t, owner_count);
    belongings out, in, boundary, starts, event_starts;

    if (!owners)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < l->flow_count; i++)
        owners[i] = l->flows[i].source.ix;
    WEIR_TRY(belong(l, owners, l->flow_count, &out));
    for (uint32_t i = 0; i < l->flow_count; i++)
        owners[i] = l->flows[i].target.ix;
    WEIR_TRY(belong(l, owners, l->flow_count, &in));
    for (uint32_t i = 0; i < l->node_count; i++)
        owners[i] = l->nodes[i].part_count > 0 ? WEIR_NO_IX : l->nodes[i].attached_to.ix;
    WEIR_TRY(belong(l, owners, l->node_count, &boundary));
    for (uint32_t i = 0; i < l->node_count; i++)
        owners[i] =
            begins(l, i) || is_enabled(l, i, in.offsets[i + 1] - in.offsets[i]) ? l->nodes[i].parent.ix : WEIR_NO_IX;
    for (uint32_t i = 0; i < l->flow_count; i++) {
        if (begins_by(l, &l->flows[i]))
            owners[l->flows[i].target.ix] = l->nodes[l->flows[i].target.ix].parent.ix;
    }
    WEIR_TRY(belong(l, owners, l->node_count, &starts));
    for (uint32_t i = 0; i < l->node_count; i++)
        owners[i] = l->nodes[i].starts_event_sub_process && l->nodes[i].part_count == 0
                        ? l->nodes[l->nodes[i].parent.ix].parent.ix
                        : WEIR_NO_IX;
    WEIR_TRY(belong(l, owners, l->node_count, &event_starts));
    for (uint32_t i = 0; i < l->node_count; i++) {
        weir_node *node = &l->nodes[i];

        node->out = (const weir_flow_ix *)(const void *)&out.items[out.offsets[i]];
        node->out_count = out.offsets[i + 1] - out.offsets[i];
        node->in = (const weir_flow_ix *)(const void *)&in.items[in.offsets[i]];
        node->in_count = in.offsets[i + 1] - in.offsets[i];
        node->boundary = (const weir_node_ix *)(const void *)&boundary.items[boundary.offsets[i]];
        node->boundary_count = boundary.offsets[i + 1] - boundary.offsets[i];
        node->starts = (const weir_node_ix *)(const void *)&starts.items[starts.offsets[i]];
        node->start_count = starts.offsets[i + 1] - starts.offsets[i];
        node->event_starts = (const weir_node_ix *)(const void *)&event_starts.items[event_starts.offsets[i]];
        node->event_start_count = event_starts.offsets[i + 1] - event_starts.offsets[i];
    }
    return WEIR_OK;
}

static weir_err lay_boundary(layout *l)
{
    for (uint32_t i = 0; i < l->node_count; i++) {
        if (l->nodes[i].kind == WEIR_ELEMENT_boundary_event)
            WEIR_TRY(refer_node(l, l->parts[i], WEIR_ATTR_attached_to_ref, &l->nodes[i].attached_to));
    }
    return WEIR_OK;
}

/* What takes the token along comes last, so that the others are thrown before. */
static bool takes_token(const weir_part *definition)
{
    return weir_trigger_of(trigger_of(definition))->takes_token;
}

static weir_err name_part(layout *l, const weir_part *definition, uint32_t place, weir_text *out)
{
    weir_buffer name;

    if (definition->id.length > 0) {
        *out = definition->id;
        return WEIR_OK;
    }
    weir_buffer_init(&name, l->build->arena, 0);
    weir_buffer_format(&name, "%u", place);
    return weir_buffer_done(&name, out);
}

static weir_err lay_event_parts(layout *l, uint32_t ix)
{
    weir_node *event = &l->nodes[ix];
    weir_node_ix *parts = WEIR_TAKE(l->build->arena, weir_node_ix, count_definitions(l->parts[ix]));

    if (!parts)
        return WEIR_ENOMEM;
    for (int last = 0; last <= 1; last++) {
        uint32_t place = 0;

        for (const weir_part *child = l->parts[ix]->child; child; child = child->next) {
            weir_node *part = &l->nodes[l->node_count];

            place += is_definition(child);
            if (!is_definition(child) || takes_token(child) != (last == 1))
                continue;
            *part = *event;
            part->event = (weir_node_ix){ix};
            part->trigger_kind = (uint8_t)trigger_of(child);
            part->trigger = weir_trigger_of(trigger_of(child));
            part->parts = NULL;
            part->part_count = 0;
            WEIR_TRY(name_part(l, child, place, &part->part_name));
            l->parts[l->node_count] = l->parts[ix];
            l->definitions[l->node_count] = child;
            parts[event->part_count++] = (weir_node_ix){l->node_count++};
        }
    }
    event->parts = parts;
    return WEIR_OK;
}

static weir_err lay_all_event_parts(layout *l)
{
    const uint32_t count = l->node_count;

    for (uint32_t i = 0; l->part_count > 0 && i < count; i++) {
        if (l->nodes[i].trigger_kind == WEIR_TRIGGER_multiple)
            WEIR_TRY(lay_event_parts(l, i));
    }
    return WEIR_OK;
}

static uint32_t quantity(const weir_part *part, weir_attr attribute)
{
    const int64_t wanted = weir_build_whole(part, attribute, 1);

    return wanted >= 1 && wanted <= WEIR_QUANTITY_MAX ? (uint32_t)wanted : 1; /* else: rule quantity-invalid */
}

static void find_patient(const layout *l, weir_program *program)
{
    for (uint32_t i = 0; i < l->node_count; i++) {
        const weir_element *element = l->nodes[i].element;

        if (!element->on_rest || (element->is_join && l->nodes[i].in_count == 0))
            continue;
        l->nodes[element->is_join ? l->nodes[i].parent.ix : i].holds_patient = true;
        program->has_patient = true;
        program->minds_data = program->minds_data || element->minds_data;
    }
}

static weir_node_ix refer_end(const layout *l, const weir_part *association, weir_attr end)
{
    const weir_part *part = weir_model_find(l->build->model, weir_reference_id(weir_part_attribute(association, end)));
    const weir_node_ix node = node_of(l, part);

    return node.ix < l->node_count && l->parts[node.ix] == part ? node : (weir_node_ix){WEIR_NO_IX};
}

static bool undoes(const layout *l, weir_node_ix event, weir_node_ix activity)
{
    return event.ix != WEIR_NO_IX && activity.ix != WEIR_NO_IX && l->nodes[activity.ix].is_for_compensation &&
           l->nodes[event.ix].trigger_kind == WEIR_TRIGGER_compensation &&
           l->nodes[event.ix].attached_to.ix != WEIR_NO_IX;
}

/* The event of an activity is associated with what undoes that; whichever end of the line comes first. */
static void lay_association(layout *l, const weir_part *association)
{
    const weir_node_ix from = refer_end(l, association, WEIR_ATTR_source_ref);
    const weir_node_ix to = refer_end(l, association, WEIR_ATTR_target_ref);

    if (undoes(l, from, to))
        l->nodes[l->nodes[from.ix].attached_to.ix].compensation = to;
    else if (undoes(l, to, from))
        l->nodes[l->nodes[to.ix].attached_to.ix].compensation = from;
}

/* What undoes an activity, and which containers hold something that can be undone. */
static void lay_compensation(layout *l)
{
    const weir_part *root = l->build->model->root;
    uint32_t count = 0;

    for (uint32_t i = 0; i < l->node_count; i++) {
        const weir_node *event = &l->nodes[i];
        weir_node_ix at = {WEIR_NO_IX};

        if (event->trigger_kind != WEIR_TRIGGER_compensation)
            continue;
        if (event->starts_event_sub_process) {
            at = l->nodes[event->parent.ix].parent;
            l->nodes[at.ix].compensation_start = (weir_node_ix){i};
        } else {
            at = event->attached_to;
        }
        for (; at.ix != WEIR_NO_IX && at.ix != 0 && !l->nodes[at.ix].is_compensable; at = l->nodes[at.ix].parent)
            l->nodes[at.ix].is_compensable = true;
        count++;
    }
    for (const weir_part *part = root; count > 0 && part; part = weir_part_walk(part, root)) {
        if (part->tag == WEIR_PART_association)
            lay_association(l, part);
    }
}

static void lay_default(layout *l, uint32_t ix)
{
    const weir_text id = weir_reference_id(weir_part_attribute(l->parts[ix], WEIR_ATTR_default));
    weir_node *node = &l->nodes[ix];

    for (uint32_t i = 0; i < node->out_count && id.length > 0; i++) {
        if (weir_text_equal(l->flows[node->out[i].ix].id, id))
            node->default_flow = node->out[i];
    }
}

/* All that the event has but its trigger; the event is built before. */
static weir_err build_event_part(layout *l, uint32_t ix)
{
    weir_node *part = &l->nodes[ix];
    const weir_node before = *part, *event = &l->nodes[before.event.ix];

    *part = *event;
    part->event = before.event;
    part->trigger_kind = before.trigger_kind;
    part->trigger = before.trigger;
    part->part_name = before.part_name;
    part->parts = NULL;
    part->part_count = 0;
    return part->trigger->build ? part->trigger->build(l->build, l->definitions[ix], part) : WEIR_OK;
}

/* Whose clocks stand while a token is here; what has no time limit is passed over (rule suspends-unknown). */
static weir_err build_suspends(layout *l, const weir_part *part, weir_node *node)
{
    const weir_text list = weir_part_attribute(part, WEIR_ATTR_weir_suspends);
    weir_node_ix *owners;
    weir_text rest = list, id;
    uint32_t count = 0;

    while (weir_text_next_word(&rest, &id))
        count++;
    if (count == 0)
        return WEIR_OK;
    owners = WEIR_TAKE(l->build->arena, weir_node_ix, count);
    if (!owners)
        return WEIR_ENOMEM;
    for (rest = list; weir_text_next_word(&rest, &id);) {
        const weir_part *owner = weir_model_find(l->build->model, id);

        if (owner && weir_part_attribute(owner, WEIR_ATTR_weir_time_limit).at && node_of(l, owner).ix < l->node_count &&
            l->parts[node_of(l, owner).ix] == owner)
            owners[node->suspends_count++] = node_of(l, owner);
    }
    node->suspends = owners;
    l->has_suspends = l->has_suspends || node->suspends_count > 0;
    return WEIR_OK;
}

/* A task that this one is kept apart from; what is none is passed over (rule separate-from-unknown). */
static bool is_user_task_at(const layout *l, weir_text id, weir_node_ix *out)
{
    const weir_part *part = weir_model_find(l->build->model, id);

    if (!part || part->tag != WEIR_PART_user_task)
        return false;
    *out = node_of(l, part);
    return out->ix < l->node_count && l->parts[out->ix] == part;
}

static weir_err build_separate(layout *l, const weir_part *part, weir_duty *duty)
{
    const weir_text list = weir_part_attribute(part, WEIR_ATTR_weir_separate_from);
    weir_text rest = list, id;
    weir_node_ix *others, found;
    uint32_t count = 0;

    while (weir_text_next_word(&rest, &id))
        count++;
    if (count == 0)
        return WEIR_OK;
    others = WEIR_TAKE(l->build->arena, weir_node_ix, count);
    if (!others)
        return WEIR_ENOMEM;
    for (rest = list; weir_text_next_word(&rest, &id);) {
        if (!is_user_task_at(l, id, &found))
            continue;
        others[duty->separate_count++] = found;
        l->duties[found.ix].is_noted = true;
    }
    duty->separate_from = others;
    l->has_duties = l->has_duties || duty->separate_count > 0;
    return WEIR_OK;
}

static weir_err build_duty(layout *l, const weir_part *part, uint32_t ix)
{
    weir_duty *duty = &l->duties[ix];

    WEIR_TRY(weir_build_duty(l->build, part, duty));
    if (part->tag == WEIR_PART_user_task)
        WEIR_TRY(build_separate(l, part, duty));
    l->nodes[ix].duty = duty;
    return WEIR_OK;
}

static weir_err build_node(layout *l, uint32_t ix)
{
    const weir_part *part = l->parts[ix], *definition = l->definitions[ix];
    weir_node *node = &l->nodes[ix];

    if (node->event.ix != WEIR_NO_IX)
        return build_event_part(l, ix);
    lay_default(l, ix);
    WEIR_TRY(weir_build_locals(l->build, part, &node->locals));
    WEIR_TRY(weir_build_associations(l->build, part, WEIR_PART_data_input_association, &node->inputs));
    WEIR_TRY(weir_build_mappings(l->build, part, WEIR_PART_weir_input_parameter, &node->inputs));
    WEIR_TRY(weir_build_mappings(l->build, part, WEIR_PART_weir_output_parameter, &node->outputs));
    WEIR_TRY(weir_build_defaults(l->build, part, &node->defaults, &node->default_count));
    WEIR_TRY(weir_build_form(l->build, part, &node->form));
    WEIR_TRY(weir_build_properties(l->build, part, &node->properties, &node->property_count));
    WEIR_TRY(weir_build_async(l->build, part, &node->async));
    WEIR_TRY(weir_build_listeners(l->build, part, WEIR_PART_weir_execution_listener, &node->listeners));
    WEIR_TRY(weir_build_listeners(l->build, part, WEIR_PART_weir_task_listener, &node->task_listeners));
    WEIR_TRY(weir_build_errors(l->build, part, &node->error_mappings));
    WEIR_TRY(weir_build_publications(l->build, part, &node->publications));
    if (node->is_activity || ix == 0)
        WEIR_TRY(weir_build_time_limit(l->build, part, &node->time_limit));
    if (ix != 0)
        WEIR_TRY(build_suspends(l, part, node));
    WEIR_TRY(build_duty(l, part, ix));
    node->start_quantity = node->completion_quantity = 1;
    if (node->is_activity) {
        WEIR_TRY(weir_build_loop(l->build, part, node));
        node->start_quantity = quantity(part, WEIR_ATTR_start_quantity);
        node->completion_quantity = quantity(part, WEIR_ATTR_completion_quantity);
    } else {
        WEIR_TRY(weir_build_associations(l->build, part, WEIR_PART_data_output_association, &node->outputs));
        node->payload = weir_build_payload(part);
    }
    node->keeps_variables = weir_part_flag(part, WEIR_ATTR_weir_keeps_variables, false);
    node->opens_scope = node->inputs.count > 0 || node->locals.count > 0 || node->loop || node->keeps_variables;
    if (definition && node->trigger->build)
        WEIR_TRY(node->trigger->build(l->build, definition, node));
    return node->element->build ? node->element->build(l->build, part, node) : WEIR_OK;
}

static bool has_conditions(const layout *l)
{
    for (uint32_t i = 0; i < l->node_count; i++) {
        if (l->nodes[i].trigger_kind == WEIR_TRIGGER_conditional)
            return true;
    }
    return false;
}

#define DAY_MS 86400000

/* "30" or "P30D"; -1: neither. */
static int64_t history_day_count(const weir_part *process)
{
    const weir_text text = weir_text_trim(weir_part_attribute(process, WEIR_ATTR_weir_history_time_to_live));
    weir_period period;
    int64_t ms;

    if (weir_period_parse(text, &period) && weir_period_add(0, &period, 1, NULL, &ms))
        return ms / DAY_MS;
    return weir_build_whole(process, WEIR_ATTR_weir_history_time_to_live, -1);
}

weir_err weir_program_build(weir_build *build, const weir_part *process, const weir_program **out)
{
    weir_program *program = WEIR_BUILD_TAKE(build, weir_program);
    layout l = {.build = build};

    if (!program)
        return WEIR_ENOMEM;
    build->has_calendars = false;
    WEIR_TRY(take_layout(&l, process));
    WEIR_TRY(lay_parts(&l, process));
    WEIR_TRY(lay_links(&l));
    WEIR_TRY(lay_boundary(&l));
    WEIR_TRY(lay_all_event_parts(&l));
    WEIR_TRY(lay_belongings(&l));
    lay_compensation(&l);
    for (uint32_t i = 0; i < l.node_count; i++)
        WEIR_TRY(build_node(&l, i));
    *program = (weir_program){.key = process->id,
                              .name = weir_part_attribute(process, WEIR_ATTR_name),
                              .version_tag = weir_part_attribute(process, WEIR_ATTR_weir_version_tag),
                              .history_day_count = history_day_count(process),
                              .is_startable_in_tasklist =
                                  weir_part_flag(process, WEIR_ATTR_weir_is_startable_in_tasklist, true),
                              .starter_users = weir_part_attribute(process, WEIR_ATTR_weir_candidate_starter_users),
                              .nodes = l.nodes,
                              .flows = l.flows,
                              .node_count = l.node_count,
                              .flow_count = l.flow_count,
                              .has_suspends = l.has_suspends,
                              .has_calendars = build->has_calendars,
                              .has_conditions = has_conditions(&l)};
    WEIR_TRY(weir_build_exclusives(build, process, &program->exclusives, &program->exclusive_count));
    program->has_duties = l.has_duties || program->exclusive_count > 0;
    find_patient(&l, program);
    WEIR_TRY(weir_program_index(program, build->arena));
    *out = program;
    return WEIR_OK;
}
