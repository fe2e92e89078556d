/* SPDX-License-Identifier: Apache-2.0
 * compile/program_node.c - a node reads from the model what is said of it.
 */
#include "compile/program_internal.h"

#include "elements/elements.h"

static uint32_t quantity(const weir_part *part, weir_attr attribute)
{
    const int64_t wanted = weir_build_whole(part, attribute, 1);

    return wanted >= 1 && wanted <= WEIR_QUANTITY_MAX ? (uint32_t)wanted : 1; /* else: rule quantity-invalid */
}

static void lay_default(weir_draft *draft, uint32_t ix)
{
    const weir_text id = weir_reference_id(weir_part_attribute(draft->parts[ix], WEIR_ATTR_default));
    weir_node *node = &draft->nodes[ix];

    for (uint32_t i = 0; i < node->out_count && id.length > 0; i++) {
        if (weir_text_equal(draft->flows[node->out[i].ix].id, id))
            node->default_flow = node->out[i];
    }
}

/* All that the event has but its trigger; the event is built before. */
static weir_err build_event_part(weir_draft *draft, uint32_t ix)
{
    weir_node *part = &draft->nodes[ix];
    const weir_node before = *part, *event = &draft->nodes[before.event.ix];

    *part = *event;
    part->event = before.event;
    part->trigger_kind = before.trigger_kind;
    part->trigger = before.trigger;
    part->part_name = before.part_name;
    part->parts = NULL;
    part->part_count = 0;
    return part->trigger->build ? part->trigger->build(draft->build, draft->definitions[ix], part) : WEIR_OK;
}

/* Whose clocks stand while a token is here; what has no time limit is passed over (rule suspends-unknown). */
static weir_err build_suspends(weir_draft *draft, const weir_part *part, weir_node *node)
{
    const weir_text list = weir_part_attribute(part, WEIR_ATTR_weir_suspends);
    weir_node_ix *owners;
    weir_text rest = list, id;
    uint32_t count = 0;

    while (weir_text_next_word(&rest, &id))
        count++;
    if (count == 0)
        return WEIR_OK;
    owners = WEIR_TAKE(draft->build->arena, weir_node_ix, count);
    if (!owners)
        return WEIR_ENOMEM;
    for (rest = list; weir_text_next_word(&rest, &id);) {
        const weir_part *owner = weir_model_find(draft->build->model, id);

        if (owner && weir_part_attribute(owner, WEIR_ATTR_weir_time_limit).at &&
            weir_draft_node_of(draft, owner).ix < draft->node_count &&
            draft->parts[weir_draft_node_of(draft, owner).ix] == owner)
            owners[node->suspends_count++] = weir_draft_node_of(draft, owner);
    }
    node->suspends = owners;
    draft->has_suspends = draft->has_suspends || node->suspends_count > 0;
    return WEIR_OK;
}

/* A task that this one is kept apart from; what is none is passed over (rule separate-from-unknown). */
static bool is_user_task_at(const weir_draft *draft, weir_text id, weir_node_ix *out)
{
    const weir_part *part = weir_model_find(draft->build->model, id);

    if (!part || part->tag != WEIR_PART_user_task)
        return false;
    *out = weir_draft_node_of(draft, part);
    return out->ix < draft->node_count && draft->parts[out->ix] == part;
}

static weir_err build_separate(weir_draft *draft, const weir_part *part, weir_duty *duty)
{
    const weir_text list = weir_part_attribute(part, WEIR_ATTR_weir_separate_from);
    weir_text rest = list, id;
    weir_node_ix *others, found;
    uint32_t count = 0;

    while (weir_text_next_word(&rest, &id))
        count++;
    if (count == 0)
        return WEIR_OK;
    others = WEIR_TAKE(draft->build->arena, weir_node_ix, count);
    if (!others)
        return WEIR_ENOMEM;
    for (rest = list; weir_text_next_word(&rest, &id);) {
        if (!is_user_task_at(draft, id, &found))
            continue;
        others[duty->separate_count++] = found;
        draft->duties[found.ix].is_noted = true;
    }
    duty->separate_from = others;
    draft->has_duties = draft->has_duties || duty->separate_count > 0;
    return WEIR_OK;
}

static weir_err build_duty(weir_draft *draft, const weir_part *part, uint32_t ix)
{
    weir_duty *duty = &draft->duties[ix];

    WEIR_TRY(weir_build_duty(draft->build, part, duty));
    if (part->tag == WEIR_PART_user_task)
        WEIR_TRY(build_separate(draft, part, duty));
    if (part->tag == WEIR_PART_user_task)
        WEIR_TRY(weir_build_attribute(draft->build, part, WEIR_ATTR_weir_not_by, &duty->not_by));
    draft->has_duties = draft->has_duties || duty->not_by.is_set;
    draft->nodes[ix].duty = duty;
    return WEIR_OK;
}

weir_err weir_draft_build_node(weir_draft *draft, uint32_t ix)
{
    const weir_part *part = draft->parts[ix], *definition = draft->definitions[ix];
    weir_node *node = &draft->nodes[ix];

    if (node->event.ix != WEIR_NO_IX)
        return build_event_part(draft, ix);
    lay_default(draft, ix);
    draft->build->reads = 0;
    WEIR_TRY(weir_build_locals(draft->build, part, &node->locals));
    WEIR_TRY(weir_build_associations(draft->build, part, WEIR_PART_data_input_association, &node->inputs));
    WEIR_TRY(weir_build_mappings(draft->build, part, WEIR_PART_weir_input_parameter, &node->inputs));
    WEIR_TRY(weir_build_mappings(draft->build, part, WEIR_PART_weir_output_parameter, &node->outputs));
    WEIR_TRY(weir_build_defaults(draft->build, part, &node->defaults, &node->default_count));
    WEIR_TRY(weir_build_form(draft->build, part, &node->form));
    WEIR_TRY(weir_build_properties(draft->build, part, &node->properties, &node->property_count));
    WEIR_TRY(weir_build_async(draft->build, part, &node->async));
    WEIR_TRY(weir_build_listeners(draft->build, part, WEIR_PART_weir_execution_listener, &node->listeners));
    WEIR_TRY(weir_build_listeners(draft->build, part, WEIR_PART_weir_task_listener, &node->task_listeners));
    WEIR_TRY(weir_build_errors(draft->build, part, &node->error_mappings));
    WEIR_TRY(weir_build_publications(draft->build, part, &node->publications));
    if (node->is_activity || ix == 0)
        WEIR_TRY(weir_build_time_limit(draft->build, part, &node->time_limit));
    if (ix != 0)
        WEIR_TRY(build_suspends(draft, part, node));
    WEIR_TRY(build_duty(draft, part, ix));
    node->start_quantity = node->completion_quantity = 1;
    if (node->is_activity) {
        WEIR_TRY(weir_build_requirements(draft->build, part, &node->requirements));
        WEIR_TRY(weir_build_loop(draft->build, part, node));
        node->start_quantity = quantity(part, WEIR_ATTR_start_quantity);
        node->completion_quantity = quantity(part, WEIR_ATTR_completion_quantity);
    } else {
        WEIR_TRY(weir_build_associations(draft->build, part, WEIR_PART_data_output_association, &node->outputs));
        node->payload = weir_build_payload(part);
    }
    node->keeps_variables = weir_part_flag(part, WEIR_ATTR_weir_keeps_variables, false);
    node->opens_scope = node->inputs.count > 0 || node->locals.count > 0 || node->loop || node->keeps_variables;
    if (definition && node->trigger->build)
        WEIR_TRY(node->trigger->build(draft->build, definition, node));
    node->reads |= draft->build->reads;
    return node->element->build ? node->element->build(draft->build, part, node) : WEIR_OK;
}
