/* SPDX-License-Identifier: Apache-2.0
 * elements/build_data.c - data of BPMN are variables, data associations set them (BPMN 2.0.2 §10.4).
 *
 * Data inputs, properties and used data outputs are local to their activity; data objects and properties of a container
 * to that; those of the process are its variables. Sets of inputs and outputs, states and stores do nothing.
 */
#include "elements/build.h"

/* What a modeler draws an arrow to when the task has no data input. */
#define PLACEHOLDER WEIR_T("__targetRef_placeholder")

static bool is_data(const weir_part *part)
{
    return part->tag == WEIR_PART_property || part->tag == WEIR_PART_data_object || part->tag == WEIR_PART_data_input ||
           part->tag == WEIR_PART_data_output || part->tag == WEIR_PART_input_data_item ||
           part->tag == WEIR_PART_output_data_item;
}

weir_text weir_data_variable(const weir_part *data)
{
    const weir_text name = weir_text_trim(weir_part_attribute(data, WEIR_ATTR_name));

    return name.length > 0 && weir_text_is_name(name) ? name : data->id;
}

const weir_part *weir_data_of(const weir_model *model, weir_text id)
{
    const weir_part *part = weir_model_find(model, weir_reference_id(weir_text_trim(id)));

    if (part && part->tag == WEIR_PART_data_object_reference)
        part = weir_model_find(model, weir_reference_id(weir_part_attribute(part, WEIR_ATTR_data_object_ref)));
    return part && is_data(part) ? part : NULL;
}

static bool is_placeholder(const weir_part *part)
{
    return weir_text_equal(weir_part_attribute(part, WEIR_ATTR_name), PLACEHOLDER);
}

static bool is_event_that_starts(const weir_part *part)
{
    return part->tag == WEIR_PART_start_event || part->tag == WEIR_PART_boundary_event;
}

/* Numbers and truth values by the name of their type, whatever its prefix; other texts stay as they are. */
static weir_err type_value(weir_build *build, const weir_part *data, weir_setting *setting)
{
    static const char *const numbers[] = {"int", "integer", "long", "short", "decimal", "double", "float", "number"};
    const weir_part *item =
        weir_model_find(build->model, weir_reference_id(weir_part_attribute(data, WEIR_ATTR_item_subject_ref)));
    const weir_text reference = item && item->tag == WEIR_PART_item_definition
                                    ? weir_part_attribute(item, WEIR_ATTR_structure_ref)
                                    : weir_part_attribute(data, WEIR_ATTR_item_subject_ref);
    const weir_text type = weir_reference_id(reference), text = setting->literal.as.string;
    weir_decimal number;

    if (setting->literal.kind != WEIR_STRING)
        return WEIR_OK;
    if (weir_text_equal(type, WEIR_T("boolean")))
        setting->literal = weir_boolean(weir_text_equal(text, WEIR_T("true")));
    for (uint32_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        if (weir_text_equal(type, weir_text_of(numbers[i])) && weir_decimal_parse(text, &number))
            setting->literal = weir_number(number);
    }
    return WEIR_OK;
}

/* weir:value says what it begins with. */
static weir_err add_local(weir_build *build, const weir_part *data, weir_mappings *out)
{
    const weir_part *value = weir_part_extension(data, WEIR_PART_weir_value);
    weir_mapping local = {.name = weir_data_variable(data)};

    if (value) {
        WEIR_TRY(weir_build_setting(build, value, value->text, &local.value));
        WEIR_TRY(type_value(build, data, &local.value));
    }
    WEIR_TRY(WEIR_GROW(build->arena, out));
    out->items[out->count++] = local;
    return WEIR_OK;
}

/* One that nobody gave a name only describes; what is written to it goes around the container. */
static bool is_local(const weir_part *part)
{
    if (part->tag == WEIR_PART_property)
        return !is_placeholder(part) && weir_data_variable(part).length > 0;
    return part->tag == WEIR_PART_data_object &&
           (weir_part_attribute(part, WEIR_ATTR_name).length > 0 || weir_part_extension(part, WEIR_PART_weir_value));
}

static bool does_something(const weir_part *association)
{
    return weir_part_child(association, WEIR_PART_source_ref) || weir_part_child(association, WEIR_PART_assignment) ||
           weir_part_child(association, WEIR_PART_transformation);
}

static bool takes_outputs(const weir_part *part)
{
    for (const weir_part *child = weir_part_child(part, WEIR_PART_data_output_association); child;
         child = weir_part_sibling(child, WEIR_PART_data_output_association)) {
        if (does_something(child))
            return true;
    }
    return false;
}

weir_err weir_build_locals(weir_build *build, const weir_part *part, weir_mappings *out)
{
    const weir_part *specification = weir_part_child(part, WEIR_PART_io_specification);
    const weir_part *holder = specification ? specification : part;

    for (const weir_part *child = part->child; child; child = child->next) {
        if (is_local(child))
            WEIR_TRY(add_local(build, child, out));
    }
    if (is_event_that_starts(part) || !takes_outputs(part))
        return WEIR_OK;
    for (const weir_part *child = weir_part_child(holder, WEIR_PART_data_output); child;
         child = weir_part_sibling(child, WEIR_PART_data_output))
        WEIR_TRY(add_local(build, child, out));
    return WEIR_OK;
}

weir_text weir_build_payload(const weir_part *part)
{
    const weir_part *output = weir_part_child(part, WEIR_PART_data_output);

    if (!output || weir_part_sibling(output, WEIR_PART_data_output) || is_event_that_starts(part) ||
        !takes_outputs(part))
        return WEIR_NO_TEXT;
    return weir_data_variable(output);
}

static weir_err build_from(weir_build *build, const weir_part *assignment, weir_setting *out)
{
    const weir_part *from = weir_part_child(assignment, WEIR_PART_from);

    *out = (weir_setting){.is_set = true};
    return from ? weir_build_expression(build, from, from->text, &out->expression) : WEIR_OK;
}

weir_err weir_build_association(weir_build *build, const weir_part *association, weir_setting *out)
{
    const weir_part *transformation = weir_part_child(association, WEIR_PART_transformation);
    const weir_part *assignment = weir_part_child(association, WEIR_PART_assignment);
    const weir_part *source = weir_part_child(association, WEIR_PART_source_ref), *data;

    *out = (weir_setting){0};
    if (assignment)
        return build_from(build, assignment, out);
    if (transformation) {
        out->is_set = true;
        return weir_build_expression(build, transformation, transformation->text, &out->expression);
    }
    data = source ? weir_data_of(build->model, source->text) : NULL;
    if (data && !is_placeholder(data))
        *out = (weir_setting){.variable = weir_data_variable(data), .is_set = true};
    return WEIR_OK;
}

static weir_err add_mapping(weir_build *build, weir_text name, weir_setting value, weir_mappings *out)
{
    if (name.length == 0 || !value.is_set)
        return WEIR_OK;
    WEIR_TRY(WEIR_GROW(build->arena, out));
    out->items[out->count++] = (weir_mapping){name, value};
    return WEIR_OK;
}

/* Data by its id, or a variable by its name; absent: rule assignment-target. */
static weir_text named(const weir_build *build, weir_text text)
{
    const weir_part *data = weir_data_of(build->model, text);

    if (weir_text_starts_with(text, WEIR_T("=")))
        text = weir_text_trim(weir_text_part(text, 1, text.length - 1));
    if (data)
        return weir_data_variable(data);
    return weir_text_is_name(text) ? text : WEIR_NO_TEXT;
}

/* Where an assignment goes; without saying so, where the association does. */
static weir_text assigned(const weir_build *build, const weir_part *assignment)
{
    const weir_part *to = weir_part_child(assignment, WEIR_PART_to);

    if (!to || !to->text.at)
        to = weir_part_child(assignment->parent, WEIR_PART_target_ref);
    return to ? named(build, weir_text_trim(to->text)) : WEIR_NO_TEXT;
}
static weir_err add_assignments(weir_build *build, const weir_part *association, weir_mappings *out)
{
    for (const weir_part *child = weir_part_child(association, WEIR_PART_assignment); child;
         child = weir_part_sibling(child, WEIR_PART_assignment)) {
        weir_setting value;

        WEIR_TRY(build_from(build, child, &value));
        WEIR_TRY(add_mapping(build, assigned(build, child), value, out));
    }
    return WEIR_OK;
}

/* What goes through a multi-instance as a whole, or is what an item gives to it (build_loop.c). */
static bool is_of_loop(const weir_build *build, const weir_part *association, const weir_part *loop)
{
    const weir_part *input = loop ? weir_part_child(loop, WEIR_PART_loop_data_input_ref) : NULL;
    const weir_part *output = loop ? weir_part_child(loop, WEIR_PART_loop_data_output_ref) : NULL;
    const weir_part *source = weir_part_child(association, WEIR_PART_source_ref);
    const weir_part *target = weir_part_child(association, WEIR_PART_target_ref);
    const weir_part *from = source ? weir_data_of(build->model, source->text) : NULL;
    const weir_part *to = target ? weir_data_of(build->model, target->text) : NULL;

    if (association->tag == WEIR_PART_data_input_association)
        return input && to && to == weir_data_of(build->model, input->text);
    if (to && to->tag == WEIR_PART_output_data_item)
        return true;
    return output && from && from == weir_data_of(build->model, output->text);
}

weir_err weir_build_associations(weir_build *build, const weir_part *part, weir_tag tag, weir_mappings *out)
{
    const weir_part *loop = weir_part_child(part, WEIR_PART_multi_instance_loop_characteristics);

    for (const weir_part *child = weir_part_child(part, tag); child; child = weir_part_sibling(child, tag)) {
        const weir_part *target = weir_part_child(child, WEIR_PART_target_ref), *data;
        weir_setting value;

        if (is_of_loop(build, child, loop))
            continue;
        if (weir_part_child(child, WEIR_PART_assignment)) {
            WEIR_TRY(add_assignments(build, child, out));
            continue;
        }
        data = target ? weir_data_of(build->model, target->text) : NULL;
        if (!data || is_placeholder(data))
            continue;
        WEIR_TRY(weir_build_association(build, child, &value));
        WEIR_TRY(add_mapping(build, weir_data_variable(data), value, out));
    }
    return WEIR_OK;
}
