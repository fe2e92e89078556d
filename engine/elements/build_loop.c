/* SPDX-License-Identifier: Apache-2.0
 * elements/build_loop.c - how often an activity runs: loops, multi-instances, quantities of tokens.
 *
 * Spec: BPMN 2.0.2 §10.3.8, §13.3.
 */
#include "elements/build.h"

int64_t weir_build_whole(const weir_part *part, weir_attr attribute, int64_t otherwise)
{
    const weir_text text = weir_text_trim(weir_part_attribute(part, attribute));
    weir_decimal number;
    int64_t whole;

    return weir_decimal_parse(text, &number) && weir_decimal_to_int64(number, &whole) ? whole : otherwise;
}

static weir_err build_child(weir_build *build, const weir_part *part, weir_tag tag, const weir_expression **out)
{
    const weir_part *child = weir_part_child(part, tag);

    return child ? weir_build_expression(build, child, child->text, out) : WEIR_OK;
}

/* Its outputs are written after each round, for the next one may read them. */
static weir_err build_standard(weir_build *build, const weir_part *part, weir_node *node, weir_loop *loop)
{
    loop->outputs = node->outputs;
    node->outputs = (weir_mappings){0};
    loop->is_standard = true;
    loop->is_sequential = true;
    loop->tests_before = weir_part_flag(part, WEIR_ATTR_test_before, false);
    loop->maximum = weir_build_whole(part, WEIR_ATTR_loop_maximum, 0);
    return build_child(build, part, WEIR_PART_loop_condition, &loop->condition);
}

/* The association of the activity that leads to or from this data; NULL if there is none. */
static const weir_part *association_of(const weir_build *build, const weir_part *activity, weir_tag tag, weir_tag end,
                                       const weir_part *data)
{
    const weir_part *found = weir_part_child(activity, tag);

    for (; found; found = weir_part_sibling(found, tag)) {
        const weir_part *reference = weir_part_child(found, end);

        if (reference && weir_data_of(build->model, reference->text) == data)
            break;
    }
    return found;
}

/* loopDataInputRef: a data input is what its association brings, other data is a variable. */
static weir_err build_data_input(weir_build *build, const weir_part *part, weir_loop *loop)
{
    const weir_part *reference = weir_part_child(part, WEIR_PART_loop_data_input_ref);
    const weir_part *item = weir_part_child(part, WEIR_PART_input_data_item), *association;
    const weir_part *data = reference ? weir_data_of(build->model, reference->text) : NULL;

    if (item && loop->element_variable.length == 0)
        loop->element_variable = weir_data_variable(item);
    if (!data || loop->collection.is_set)
        return WEIR_OK;
    association = association_of(build, part->parent, WEIR_PART_data_input_association, WEIR_PART_target_ref, data);
    if (association)
        WEIR_TRY(weir_build_association(build, association, &loop->collection));
    if (!loop->collection.is_set)
        loop->collection = (weir_setting){.variable = weir_data_variable(data), .is_set = true};
    return WEIR_OK;
}

/* loopDataOutputRef: a data output goes where its association leads. What an item gives is its outputDataItem, or the
 * data output that is associated with that. */
static weir_err build_data_output(weir_build *build, const weir_part *part, weir_node *node, weir_loop *loop)
{
    const weir_part *reference = weir_part_child(part, WEIR_PART_loop_data_output_ref);
    const weir_part *item = weir_part_child(part, WEIR_PART_output_data_item), *association, *target;
    const weir_part *data = reference ? weir_data_of(build->model, reference->text) : NULL;

    if (!data || !item || loop->output_collection.length > 0)
        return WEIR_OK;
    association = association_of(build, part->parent, WEIR_PART_data_output_association, WEIR_PART_source_ref, data);
    target = association ? weir_part_child(association, WEIR_PART_target_ref) : NULL;
    if (target && weir_data_of(build->model, target->text))
        data = weir_data_of(build->model, target->text);
    loop->output_collection = weir_data_variable(data);
    association = association_of(build, part->parent, WEIR_PART_data_output_association, WEIR_PART_target_ref, item);
    if (association)
        WEIR_TRY(weir_build_association(build, association, &loop->output_element));
    if (loop->output_element.is_set)
        return WEIR_OK;
    loop->output_element = (weir_setting){.variable = weir_data_variable(item), .is_set = true};
    WEIR_TRY(WEIR_GROW(build->arena, &node->locals));
    node->locals.items[node->locals.count++] = (weir_mapping){.name = weir_data_variable(item)};
    return WEIR_OK;
}

static weir_err build_multi_instance(weir_build *build, const weir_part *part, weir_node *node, weir_loop *loop)
{
    const weir_part *cardinality = weir_part_child(part, WEIR_PART_loop_cardinality);
    const weir_text collection = weir_part_attribute(part, WEIR_ATTR_weir_collection);
    const weir_text element = weir_part_attribute(part, WEIR_ATTR_weir_output_element);

    loop->is_sequential = weir_part_flag(part, WEIR_ATTR_is_sequential, false);
    loop->element_variable = weir_part_attribute(part, WEIR_ATTR_weir_element_variable);
    loop->output_collection = weir_part_attribute(part, WEIR_ATTR_weir_output_collection);
    loop->collection.is_set = collection.at != NULL;
    WEIR_TRY(weir_build_expression(build, part, collection, &loop->collection.expression));
    loop->cardinality.is_set = cardinality != NULL;
    WEIR_TRY(build_child(build, part, WEIR_PART_loop_cardinality, &loop->cardinality.expression));
    loop->output_element.is_set = element.length > 0;
    WEIR_TRY(weir_build_expression(build, part, element, &loop->output_element.expression));
    WEIR_TRY(build_data_input(build, part, loop));
    WEIR_TRY(build_data_output(build, part, node, loop));
    WEIR_TRY(weir_build_loop_events(build, part, loop));
    return build_child(build, part, WEIR_PART_completion_condition, &loop->condition);
}

weir_err weir_build_loop(weir_build *build, const weir_part *part, weir_node *node)
{
    const weir_part *multi_instance = weir_part_child(part, WEIR_PART_multi_instance_loop_characteristics);
    const weir_part *standard = weir_part_child(part, WEIR_PART_standard_loop_characteristics);
    weir_loop *loop;

    if (!multi_instance && !standard)
        return weir_build_associations(build, part, WEIR_PART_data_output_association, &node->outputs);
    loop = WEIR_BUILD_TAKE(build, weir_loop);
    if (!loop)
        return WEIR_ENOMEM;
    node->loop = loop;
    WEIR_TRY(weir_build_async(build, multi_instance ? multi_instance : standard, &loop->async));
    WEIR_TRY(weir_build_publications(build, multi_instance ? multi_instance : standard, &loop->publications));
    if (multi_instance)
        WEIR_TRY(build_multi_instance(build, multi_instance, node, loop));
    else
        WEIR_TRY(build_standard(build, standard, node, loop));
    return weir_build_associations(build, part, WEIR_PART_data_output_association, &loop->outputs);
}
