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

static weir_err build_standard(weir_build *build, const weir_part *part, weir_loop *loop)
{
    loop->is_standard = true;
    loop->is_sequential = true;
    loop->tests_before = weir_part_flag(part, WEIR_ATTR_test_before, false);
    loop->maximum = weir_build_whole(part, WEIR_ATTR_loop_maximum, 0);
    return build_child(build, part, WEIR_PART_loop_condition, &loop->condition);
}

static weir_err build_multi_instance(weir_build *build, const weir_part *part, weir_loop *loop)
{
    const weir_part *cardinality = weir_part_child(part, WEIR_PART_loop_cardinality);
    const weir_text collection = weir_part_attribute(part, WEIR_ATTR_weir_collection);

    loop->is_sequential = weir_part_flag(part, WEIR_ATTR_is_sequential, false);
    loop->element_variable = weir_part_attribute(part, WEIR_ATTR_weir_element_variable);
    loop->output_collection = weir_part_attribute(part, WEIR_ATTR_weir_output_collection);
    loop->collection.is_set = collection.at != NULL;
    WEIR_TRY(weir_build_expression(build, part, collection, &loop->collection.expression));
    loop->cardinality.is_set = cardinality != NULL;
    WEIR_TRY(build_child(build, part, WEIR_PART_loop_cardinality, &loop->cardinality.expression));
    WEIR_TRY(weir_build_expression(build, part, weir_part_attribute(part, WEIR_ATTR_weir_output_element),
                                   &loop->output_element));
    return build_child(build, part, WEIR_PART_completion_condition, &loop->condition);
}

weir_err weir_build_loop(weir_build *build, const weir_part *part, const weir_loop **out)
{
    const weir_part *multi_instance = weir_part_child(part, WEIR_PART_multi_instance_loop_characteristics);
    const weir_part *standard = weir_part_child(part, WEIR_PART_standard_loop_characteristics);
    weir_loop *loop;

    *out = NULL;
    if (!multi_instance && !standard)
        return WEIR_OK;
    loop = WEIR_BUILD_TAKE(build, weir_loop);
    if (!loop)
        return WEIR_ENOMEM;
    WEIR_TRY(weir_build_async(build, multi_instance ? multi_instance : standard, &loop->async));
    if (multi_instance)
        WEIR_TRY(build_multi_instance(build, multi_instance, loop));
    else
        WEIR_TRY(build_standard(build, standard, loop));
    *out = loop;
    return WEIR_OK;
}
