/* SPDX-License-Identifier: Apache-2.0
 * compile/program_belongings.c - what belongs to a node from outside: flows, boundary events, starts, what undoes it.
 */
#include "compile/program_internal.h"

#include <assert.h>

#include "elements/elements.h"

/* Lists of one kind that belong to nodes, cut from one array: count, hand out, fill in document order. */
typedef struct belongings {
    uint32_t *offsets; /* node_count + 1 */
    uint32_t *items;
} belongings;

static weir_err belong(weir_draft *draft, const uint32_t *owners, uint32_t count, belongings *out)
{
    uint32_t *fill;

    out->offsets = WEIR_TAKE(draft->build->arena, uint32_t, (size_t)draft->node_count + 1);
    out->items = WEIR_TAKE(draft->build->arena, uint32_t, count);
    fill = WEIR_TAKE(draft->build->arena, uint32_t, draft->node_count);
    if (!out->offsets || !out->items || !fill)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < count; i++) {
        if (owners[i] != WEIR_NO_IX)
            out->offsets[owners[i] + 1]++;
    }
    for (uint32_t i = 0; i < draft->node_count; i++)
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
static bool begins(const weir_draft *draft, uint32_t ix)
{
    if (draft->nodes[ix].part_count > 0)
        return false; /* its parts do */
    return draft->nodes[ix].kind == WEIR_ELEMENT_start_event ||
           (draft->nodes[ix].element->on_start && weir_part_flag(draft->parts[ix], WEIR_ATTR_instantiate, false));
}

/* Containers that begin with all that no flow leads to: ad-hoc sub-processes, others without a start event. */
static bool begins_everywhere(const weir_draft *draft, weir_node_ix container)
{
    const weir_node *node = &draft->nodes[container.ix];

    if (node->kind == WEIR_ELEMENT_ad_hoc_sub_process)
        return true;
    return (node->kind == WEIR_ELEMENT_sub_process || node->kind == WEIR_ELEMENT_transaction) &&
           !node->is_event_sub_process && !weir_part_child(draft->parts[container.ix], WEIR_PART_start_event);
}

/* What such a container can begin with: no flow leads to it, and nothing else starts it. */
static bool is_enabled(const weir_draft *draft, uint32_t ix, uint32_t in_count)
{
    const weir_node *node = &draft->nodes[ix];
    const bool is_link_target =
        node->kind == WEIR_ELEMENT_intermediate_catch_event && node->trigger_kind == WEIR_TRIGGER_link;

    return in_count == 0 && weir_draft_node_of(draft, draft->parts[ix]).ix == ix && node->parent.ix != WEIR_NO_IX &&
           node->attached_to.ix == WEIR_NO_IX && !node->is_event_sub_process && !node->is_for_compensation &&
           !is_link_target && begins_everywhere(draft, node->parent);
}

/* An instance begins with what the flow leads to. */
static bool begins_by(const weir_draft *draft, const weir_flow *flow)
{
    return flow->source.ix != WEIR_NO_IX && flow->target.ix != WEIR_NO_IX &&
           draft->nodes[flow->source.ix].element->on_start_by &&
           weir_part_flag(draft->parts[flow->source.ix], WEIR_ATTR_instantiate, false);
}

weir_err weir_draft_lay_belongings(weir_draft *draft)
{
    const uint32_t owner_count = draft->flow_count > draft->node_count ? draft->flow_count : draft->node_count;
    uint32_t *owners = WEIR_TAKE(draft->build->arena, uint32_t, owner_count);
    belongings out, in, boundary, starts, event_starts;

    if (!owners)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < draft->flow_count; i++)
        owners[i] = draft->flows[i].source.ix;
    WEIR_TRY(belong(draft, owners, draft->flow_count, &out));
    for (uint32_t i = 0; i < draft->flow_count; i++)
        owners[i] = draft->flows[i].target.ix;
    WEIR_TRY(belong(draft, owners, draft->flow_count, &in));
    for (uint32_t i = 0; i < draft->node_count; i++)
        owners[i] = draft->nodes[i].part_count > 0 ? WEIR_NO_IX : draft->nodes[i].attached_to.ix;
    WEIR_TRY(belong(draft, owners, draft->node_count, &boundary));
    for (uint32_t i = 0; i < draft->node_count; i++)
        owners[i] = begins(draft, i) || is_enabled(draft, i, in.offsets[i + 1] - in.offsets[i])
                        ? draft->nodes[i].parent.ix
                        : WEIR_NO_IX;
    for (uint32_t i = 0; i < draft->flow_count; i++) {
        if (begins_by(draft, &draft->flows[i]))
            owners[draft->flows[i].target.ix] = draft->nodes[draft->flows[i].target.ix].parent.ix;
    }
    WEIR_TRY(belong(draft, owners, draft->node_count, &starts));
    for (uint32_t i = 0; i < draft->node_count; i++)
        owners[i] = draft->nodes[i].starts_event_sub_process && draft->nodes[i].part_count == 0
                        ? draft->nodes[draft->nodes[i].parent.ix].parent.ix
                        : WEIR_NO_IX;
    WEIR_TRY(belong(draft, owners, draft->node_count, &event_starts));
    for (uint32_t i = 0; i < draft->node_count; i++) {
        weir_node *node = &draft->nodes[i];

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

static weir_node_ix refer_end(const weir_draft *draft, const weir_part *association, weir_attr end)
{
    const weir_part *part =
        weir_model_find(draft->build->model, weir_reference_id(weir_part_attribute(association, end)));
    const weir_node_ix node = weir_draft_node_of(draft, part);

    return node.ix < draft->node_count && draft->parts[node.ix] == part ? node : (weir_node_ix){WEIR_NO_IX};
}

static bool undoes(const weir_draft *draft, weir_node_ix event, weir_node_ix activity)
{
    return event.ix != WEIR_NO_IX && activity.ix != WEIR_NO_IX && draft->nodes[activity.ix].is_for_compensation &&
           draft->nodes[event.ix].trigger_kind == WEIR_TRIGGER_compensation &&
           draft->nodes[event.ix].attached_to.ix != WEIR_NO_IX;
}

/* The event of an activity is associated with what undoes that; whichever end of the line comes first. */
static void lay_association(weir_draft *draft, const weir_part *association)
{
    const weir_node_ix from = refer_end(draft, association, WEIR_ATTR_source_ref);
    const weir_node_ix to = refer_end(draft, association, WEIR_ATTR_target_ref);

    if (undoes(draft, from, to))
        draft->nodes[draft->nodes[from.ix].attached_to.ix].compensation = to;
    else if (undoes(draft, to, from))
        draft->nodes[draft->nodes[to.ix].attached_to.ix].compensation = from;
}

/* What undoes an activity, and which containers hold something that can be undone. */
void weir_draft_lay_compensation(weir_draft *draft)
{
    const weir_part *root = draft->build->model->root;
    uint32_t count = 0;

    for (uint32_t i = 0; i < draft->node_count; i++) {
        const weir_node *event = &draft->nodes[i];
        weir_node_ix at = {WEIR_NO_IX};

        if (event->trigger_kind != WEIR_TRIGGER_compensation)
            continue;
        if (event->starts_event_sub_process) {
            at = draft->nodes[event->parent.ix].parent;
            draft->nodes[at.ix].compensation_start = (weir_node_ix){i};
        } else {
            at = event->attached_to;
        }
        for (; at.ix != WEIR_NO_IX && at.ix != 0 && !draft->nodes[at.ix].is_compensable;
             at = draft->nodes[at.ix].parent)
            draft->nodes[at.ix].is_compensable = true;
        count++;
    }
    for (const weir_part *part = root; count > 0 && part; part = weir_part_walk(part, root)) {
        if (part->tag == WEIR_PART_association)
            lay_association(draft, part);
    }
}
