/* SPDX-License-Identifier: Apache-2.0
 * compile/rules_loop.c - loops, multi-instance activities, quantities of tokens.
 *
 * Layer: compile.   Spec: BPMN 2.0.2 §10.3.8, §13.3.
 */
#include "base/decimal.h"
#include "compile/rules.h"
#include "elements/build.h"

static bool has(const weir_part *loop, weir_attr attribute)
{
    return weir_part_attribute(loop, attribute).length > 0;
}

weir_err weir_rule_multi_instance_empty(weir_rules *rules, const weir_part *part)
{
    if (weir_part_child(part, WEIR_PART_loop_cardinality) || has(part, WEIR_ATTR_weir_collection) ||
        weir_part_child(part, WEIR_PART_loop_data_input_ref))
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "nothing says how many instances there are; add a <loopCardinality>, or "
                            "weir:collection with the list to go through");
}

weir_err weir_rule_multi_instance_twofold(weir_rules *rules, const weir_part *part)
{
    const struct {
        const char *name;
        bool is_there;
    } sources[] = {
        {"<loopCardinality>", weir_part_child(part, WEIR_PART_loop_cardinality) != NULL},
        {"<loopDataInputRef>", weir_part_child(part, WEIR_PART_loop_data_input_ref) != NULL},
        {"weir:collection", has(part, WEIR_ATTR_weir_collection)},
    };
    const char *first = NULL;

    for (uint32_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        if (!sources[i].is_there)
            continue;
        if (first)
            return weir_rule_report(rules, part, "%s and %s both say how many instances there are; keep one", first,
                                    sources[i].name);
        first = sources[i].name;
    }
    return WEIR_OK;
}

weir_err weir_rule_multi_instance_output_pair(weir_rules *rules, const weir_part *part)
{
    const bool has_collection = has(part, WEIR_ATTR_weir_output_collection);
    const weir_part *output = weir_part_child(part, WEIR_PART_loop_data_output_ref);

    if (output && !weir_part_child(part, WEIR_PART_output_data_item))
        return weir_rule_report(rules, output,
                                "<loopDataOutputRef> needs <outputDataItem>, which says what each instance adds to it");
    if (has_collection == has(part, WEIR_ATTR_weir_output_element))
        return WEIR_OK;
    if (has_collection)
        return weir_rule_report(rules, part,
                                "weir:outputCollection needs weir:outputElement, which says what each "
                                "instance adds to it");
    return weir_rule_report(rules, part,
                            "weir:outputElement needs weir:outputCollection, the variable that takes what "
                            "the instances give");
}

static weir_err check_thrown(weir_rules *rules, const weir_part *part, const weir_part *definition)
{
    if (!definition)
        return weir_rule_report(rules, part,
                                "nothing says what is thrown; name the definition of a signal, a message, an "
                                "escalation or an error");
    if (weir_loop_can_throw(definition))
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "<%s> in line %u can't be thrown here; throw a signal, a message, an escalation or an "
                            "error",
                            weir_tag_name(definition->tag), definition->line);
}

weir_err weir_rule_behavior_event(weir_rules *rules, const weir_part *part)
{
    const weir_text behavior = weir_text_trim(weir_part_attribute(part, WEIR_ATTR_behavior));
    const bool is_one = weir_text_equal(behavior, WEIR_T("One"));
    const weir_part *complex = weir_part_child(part, WEIR_PART_complex_behavior_definition);

    if (is_one || weir_text_equal(behavior, WEIR_T("None"))) {
        const weir_attr reference = is_one ? WEIR_ATTR_one_behavior_event_ref : WEIR_ATTR_none_behavior_event_ref;

        return check_thrown(rules, part,
                            weir_model_find(rules->model, weir_reference_id(weir_part_attribute(part, reference))));
    }
    if (!weir_text_equal(behavior, WEIR_T("Complex")))
        return WEIR_OK;
    if (!complex)
        return weir_rule_report(rules, part, "behavior=\"Complex\" needs a <complexBehaviorDefinition>");
    for (; complex; complex = weir_part_sibling(complex, WEIR_PART_complex_behavior_definition)) {
        const weir_part *event = weir_part_child(complex, WEIR_PART_event);
        const weir_part *definition = event ? weir_loop_thrown(event) : NULL;

        WEIR_TRY(check_thrown(rules, complex, definition || !event ? definition : weir_rule_trigger(event)));
    }
    return WEIR_OK;
}

weir_err weir_rule_multi_instance_element_unused(weir_rules *rules, const weir_part *part)
{
    if (!has(part, WEIR_ATTR_weir_element_variable) || has(part, WEIR_ATTR_weir_collection))
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "weir:elementVariable takes the items of weir:collection, but there is none; "
                            "with a cardinality use loopCounter");
}

weir_err weir_rule_cardinality_invalid(weir_rules *rules, const weir_part *part)
{
    const weir_part *cardinality = weir_part_child(part, WEIR_PART_loop_cardinality);
    const weir_text text = cardinality ? weir_text_trim(cardinality->text) : WEIR_NO_TEXT;
    weir_decimal number;
    int64_t whole;

    if (!weir_decimal_parse(text, &number) || (weir_decimal_to_int64(number, &whole) && whole >= 0))
        return WEIR_OK; /* good, or no number but an expression */
    return weir_rule_report(rules, cardinality, "there can't be %.*s instances; write a whole number from 0",
                            WEIR_SHOWN(text));
}

static bool is_whole(weir_text text, int64_t low, int64_t high)
{
    weir_decimal number;
    int64_t whole;

    return weir_decimal_parse(text, &number) && weir_decimal_to_int64(number, &whole) && whole >= low && whole <= high;
}

weir_err weir_rule_loop_empty(weir_rules *rules, const weir_part *part)
{
    const weir_part *loop = weir_part_child(part, WEIR_PART_standard_loop_characteristics);

    if (!loop || weir_part_child(loop, WEIR_PART_loop_condition) || has(loop, WEIR_ATTR_loop_maximum))
        return WEIR_OK;
    return weir_rule_report(rules, loop,
                            "nothing says when the loop ends; add a <loopCondition>, which is true as long as it goes "
                            "on, or loopMaximum");
}

weir_err weir_rule_loop_maximum_invalid(weir_rules *rules, const weir_part *part)
{
    const weir_part *loop = weir_part_child(part, WEIR_PART_standard_loop_characteristics);
    const weir_text text = loop ? weir_text_trim(weir_part_attribute(loop, WEIR_ATTR_loop_maximum)) : WEIR_NO_TEXT;

    if (!text.at || is_whole(text, 1, INT64_MAX))
        return WEIR_OK;
    return weir_rule_report(rules, loop, "loopMaximum=\"%.*s\" is no number of rounds; write a whole number from 1",
                            WEIR_SHOWN(text));
}

weir_err weir_rule_quantity_invalid(weir_rules *rules, const weir_part *part)
{
    static const weir_attr quantities[] = {WEIR_ATTR_start_quantity, WEIR_ATTR_completion_quantity};
    const weir_rule_node *node = weir_rules_node(rules, part);

    for (uint32_t i = 0; i < sizeof quantities / sizeof *quantities; i++) {
        const weir_text text = weir_text_trim(weir_part_attribute(part, quantities[i]));

        if (text.at && !is_whole(text, 1, WEIR_QUANTITY_MAX))
            WEIR_TRY(weir_rule_report(
                rules, part, "%s=\"%.*s\" is no number of tokens; write a whole number from 1 to quantity_max = %u",
                weir_attr_name(quantities[i]), WEIR_SHOWN(text), WEIR_QUANTITY_MAX));
    }
    if (node && node->in_count == 0 && !node->has_broken_flow &&
        is_whole(weir_text_trim(weir_part_attribute(part, WEIR_ATTR_start_quantity)), 2, WEIR_QUANTITY_MAX))
        return weir_rule_report(rules, part,
                                "no flow leads here, so there is never a second token; take startQuantity out");
    return WEIR_OK;
}

weir_err weir_rule_loop_twofold(weir_rules *rules, const weir_part *part)
{
    const weir_part *standard = weir_part_child(part, WEIR_PART_standard_loop_characteristics);
    const weir_part *several = weir_part_child(part, WEIR_PART_multi_instance_loop_characteristics);

    if (!standard || !several)
        return WEIR_OK;
    return weir_rule_report(rules, standard->line > several->line ? standard : several,
                            "an activity is repeated in one way; take the standard loop or the multi-instance out");
}
