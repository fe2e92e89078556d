/* SPDX-License-Identifier: Apache-2.0
 * compile/program.c - lay out nodes and flows, then let each element fill its own.
 *
 * Four passes over the process, each linear: nodes, flows, what belongs to a node from outside
 * (flows, boundary events, start events), what the element itself reads from the model.
 */
#include "compile/program.h"

#include "compile/links.h"
#include "compile/program_internal.h"
#include "elements/elements.h"

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

static weir_err take_layout(weir_draft *draft, const weir_part *process)
{
    uint32_t last_order = process->order;
    weir_link_end end;

    draft->first_order = process->order;
    for (const weir_part *part = process; part; part = weir_part_walk(part, process)) {
        draft->node_count += is_flow_node(part);
        draft->flow_count += part->tag == WEIR_PART_sequence_flow;
        draft->link_end_count += weir_link_end_of(part, &end);
        draft->part_count += is_flow_node(part) && count_definitions(part) > 1 ? count_definitions(part) : 0;
        last_order = part->order;
    }
    draft->nodes = WEIR_TAKE(draft->build->arena, weir_node, draft->node_count + draft->part_count);
    draft->flows = WEIR_TAKE(draft->build->arena, weir_flow, draft->flow_count + draft->link_end_count);
    draft->parts = WEIR_TAKE(draft->build->arena, const weir_part *, draft->node_count + draft->part_count);
    draft->definitions = WEIR_TAKE(draft->build->arena, const weir_part *, draft->node_count + draft->part_count);
    draft->node_of = WEIR_TAKE(draft->build->arena, weir_node_ix, last_order - draft->first_order + 1);
    draft->duties = WEIR_TAKE(draft->build->arena, weir_duty, draft->node_count);
    return draft->nodes && draft->flows && draft->parts && draft->definitions && draft->node_of && draft->duties
               ? WEIR_OK
               : WEIR_ENOMEM;
}

weir_node_ix weir_draft_node_of(const weir_draft *draft, const weir_part *part)
{
    return part && is_flow_node(part) && part->order >= draft->first_order
               ? draft->node_of[part->order - draft->first_order]
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
static bool is_in_event_sub_process(const weir_draft *draft, const weir_part *part)
{
    const weir_node_ix parent = weir_draft_node_of(draft, part->parent);

    return parent.ix != WEIR_NO_IX && draft->nodes[parent.ix].is_event_sub_process;
}

static void lay_node(weir_draft *draft, const weir_part *part, uint32_t ix)
{
    const weir_element_kind kind = element_kind(part);
    const weir_part *definition;
    const weir_trigger_kind trigger = trigger_kind(part, &definition);

    draft->parts[ix] = part;
    draft->definitions[ix] = definition;
    draft->node_of[part->order - draft->first_order] = (weir_node_ix){ix};
    draft->nodes[ix] = (weir_node){
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
        .starts_event_sub_process = kind == WEIR_ELEMENT_start_event && is_in_event_sub_process(draft, part),
        .element = weir_element_of(kind),
        .trigger = weir_trigger_of(trigger),
        .parent = ix == 0 ? (weir_node_ix){WEIR_NO_IX} : weir_draft_node_of(draft, part->parent),
        .attached_to = {WEIR_NO_IX},
        .event = {WEIR_NO_IX},
        .waits_for_all = trigger == WEIR_TRIGGER_multiple && weir_part_flag(part, WEIR_ATTR_parallel_multiple, false),
        .default_flow = {WEIR_NO_IX},
        .compensation = {WEIR_NO_IX},
        .compensation_start = {WEIR_NO_IX},
        .is_for_compensation = weir_part_flag(part, WEIR_ATTR_is_for_compensation, false),
        .follows_limit =
            kind == WEIR_ELEMENT_boundary_event && weir_part_flag(part, WEIR_ATTR_weir_follows_limit, false),
    };
}

static weir_err refer_node(weir_draft *draft, const weir_part *part, weir_attr attribute, weir_node_ix *out)
{
    const weir_text id = weir_part_attribute(part, attribute);
    const weir_part *target = weir_model_find(draft->build->model, weir_reference_id(id));

    *out = weir_draft_node_of(draft, target);
    if (out->ix != WEIR_NO_IX && out->ix < draft->node_count && draft->parts[out->ix] == target)
        return WEIR_OK;
    out->ix = WEIR_NO_IX;
    return weir_problem_add(draft->build->problems, WEIR_ERROR, "reference-unknown", part->line, 0, part->id,
                            "%s=\"%.*s\" names no flow node of this process", weir_attr_name(attribute), WEIR_ARG(id));
}

static weir_err lay_flow(weir_draft *draft, const weir_part *part, uint32_t ix)
{
    const weir_part *condition = weir_part_child(part, WEIR_PART_condition_expression);
    weir_flow *flow = &draft->flows[ix];

    flow->id = part->id;
    flow->name = weir_part_attribute(part, WEIR_ATTR_name);
    flow->line = part->line;
    WEIR_TRY(refer_node(draft, part, WEIR_ATTR_source_ref, &flow->source));
    WEIR_TRY(refer_node(draft, part, WEIR_ATTR_target_ref, &flow->target));
    draft->build->reads = 0;
    WEIR_TRY(weir_build_listeners(draft->build, part, WEIR_PART_weir_execution_listener, &flow->listeners));
    WEIR_TRY(weir_build_publications(draft->build, part, &flow->publications));
    if (condition)
        WEIR_TRY(weir_build_expression(draft->build, condition, condition->text, &flow->condition));
    if (flow->source.ix != WEIR_NO_IX)
        draft->nodes[flow->source.ix].reads |= draft->build->reads;
    return WEIR_OK;
}

static weir_err lay_parts(weir_draft *draft, const weir_part *process)
{
    uint32_t node_ix = 0, flow_ix = 0;

    for (const weir_part *part = process; part; part = weir_part_walk(part, process)) {
        if (is_flow_node(part))
            lay_node(draft, part, node_ix++);
    }
    for (const weir_part *part = process; part; part = weir_part_walk(part, process)) {
        if (part->tag == WEIR_PART_sequence_flow)
            WEIR_TRY(lay_flow(draft, part, flow_ix++));
    }
    return WEIR_OK;
}

/* A link is a flow with the id of the event that throws it. */
static weir_err lay_links(weir_draft *draft)
{
    weir_link_end *ends;
    uint32_t count = 0;

    if (draft->link_end_count == 0)
        return WEIR_OK;
    ends = WEIR_TAKE(draft->build->arena, weir_link_end, draft->link_end_count);
    if (!ends)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < draft->node_count && count < draft->link_end_count; i++)
        count += weir_link_end_of(draft->parts[i], &ends[count]);
    WEIR_TRY(weir_links_match(ends, count, draft->build->arena));
    for (uint32_t i = 0; i < count; i++) {
        if (ends[i].is_catch || ends[i].match == UINT32_MAX)
            continue;
        draft->flows[draft->flow_count++] = (weir_flow){.id = ends[i].event->id,
                                                        .name = ends[i].name,
                                                        .line = ends[i].event->line,
                                                        .source = weir_draft_node_of(draft, ends[i].event),
                                                        .target = weir_draft_node_of(draft, ends[ends[i].match].event)};
    }
    return WEIR_OK;
}

static weir_err lay_boundary(weir_draft *draft)
{
    for (uint32_t i = 0; i < draft->node_count; i++) {
        if (draft->nodes[i].kind == WEIR_ELEMENT_boundary_event)
            WEIR_TRY(refer_node(draft, draft->parts[i], WEIR_ATTR_attached_to_ref, &draft->nodes[i].attached_to));
    }
    return WEIR_OK;
}

/* What takes the token along comes last, so that the others are thrown before. */
static bool takes_token(const weir_part *definition)
{
    return weir_trigger_of(trigger_of(definition))->takes_token;
}

static weir_err name_part(weir_draft *draft, const weir_part *definition, uint32_t place, weir_text *out)
{
    weir_buffer name;

    if (definition->id.length > 0) {
        *out = definition->id;
        return WEIR_OK;
    }
    weir_buffer_init(&name, draft->build->arena, 0);
    weir_buffer_format(&name, "%u", place);
    return weir_buffer_done(&name, out);
}

static weir_err lay_event_parts(weir_draft *draft, uint32_t ix)
{
    weir_node *event = &draft->nodes[ix];
    weir_node_ix *parts = WEIR_TAKE(draft->build->arena, weir_node_ix, count_definitions(draft->parts[ix]));

    if (!parts)
        return WEIR_ENOMEM;
    for (int last = 0; last <= 1; last++) {
        uint32_t place = 0;

        for (const weir_part *child = draft->parts[ix]->child; child; child = child->next) {
            weir_node *part = &draft->nodes[draft->node_count];

            place += is_definition(child);
            if (!is_definition(child) || takes_token(child) != (last == 1))
                continue;
            *part = *event;
            part->event = (weir_node_ix){ix};
            part->trigger_kind = (uint8_t)trigger_of(child);
            part->trigger = weir_trigger_of(trigger_of(child));
            part->parts = NULL;
            part->part_count = 0;
            WEIR_TRY(name_part(draft, child, place, &part->part_name));
            draft->parts[draft->node_count] = draft->parts[ix];
            draft->definitions[draft->node_count] = child;
            parts[event->part_count++] = (weir_node_ix){draft->node_count++};
        }
    }
    event->parts = parts;
    return WEIR_OK;
}

static weir_err lay_all_event_parts(weir_draft *draft)
{
    const uint32_t count = draft->node_count;

    for (uint32_t i = 0; draft->part_count > 0 && i < count; i++) {
        if (draft->nodes[i].trigger_kind == WEIR_TRIGGER_multiple)
            WEIR_TRY(lay_event_parts(draft, i));
    }
    return WEIR_OK;
}

static void find_patient(const weir_draft *draft, weir_program *program)
{
    for (uint32_t i = 0; i < draft->node_count; i++) {
        const weir_element *element = draft->nodes[i].element;

        if (!element->on_rest || (element->is_join && draft->nodes[i].in_count == 0))
            continue;
        draft->nodes[element->is_join ? draft->nodes[i].parent.ix : i].holds_patient = true;
        program->has_patient = true;
        program->minds_data = program->minds_data || element->minds_data;
    }
}

static bool has_conditions(const weir_draft *draft)
{
    for (uint32_t i = 0; i < draft->node_count; i++) {
        if (draft->nodes[i].trigger_kind == WEIR_TRIGGER_conditional)
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
    weir_draft draft = {.build = build};

    if (!program)
        return WEIR_ENOMEM;
    build->has_calendars = false;
    WEIR_TRY(take_layout(&draft, process));
    WEIR_TRY(lay_parts(&draft, process));
    WEIR_TRY(lay_links(&draft));
    WEIR_TRY(lay_boundary(&draft));
    WEIR_TRY(lay_all_event_parts(&draft));
    WEIR_TRY(weir_draft_lay_belongings(&draft));
    weir_draft_lay_compensation(&draft);
    for (uint32_t i = 0; i < draft.node_count; i++)
        WEIR_TRY(weir_draft_build_node(&draft, i));
    *program = (weir_program){.key = process->id,
                              .name = weir_part_attribute(process, WEIR_ATTR_name),
                              .version_tag = weir_part_attribute(process, WEIR_ATTR_weir_version_tag),
                              .history_day_count = history_day_count(process),
                              .is_startable_in_tasklist =
                                  weir_part_flag(process, WEIR_ATTR_weir_is_startable_in_tasklist, true),
                              .starter_users = weir_part_attribute(process, WEIR_ATTR_weir_candidate_starter_users),
                              .nodes = draft.nodes,
                              .flows = draft.flows,
                              .node_count = draft.node_count,
                              .flow_count = draft.flow_count,
                              .has_suspends = draft.has_suspends,
                              .has_calendars = build->has_calendars,
                              .has_conditions = has_conditions(&draft)};
    WEIR_TRY(weir_build_exclusives(build, process, &program->exclusives, &program->exclusive_count));
    program->has_duties = draft.has_duties || program->exclusive_count > 0;
    find_patient(&draft, program);
    WEIR_TRY(weir_program_index(program, build->arena));
    *out = program;
    return WEIR_OK;
}
