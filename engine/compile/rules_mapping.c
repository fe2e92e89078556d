/* SPDX-License-Identifier: Apache-2.0
 * compile/rules_mapping.c - input and output parameters.
 *
 * Layer: compile.
 */
#include "compile/rules.h"

static bool is_parameter(const weir_part *part)
{
    return part->tag == WEIR_PART_weir_input_parameter || part->tag == WEIR_PART_weir_output_parameter;
}

weir_err weir_rule_parameter_name_missing(weir_rules *rules, const weir_part *part)
{
    for (const weir_part *child = part->child; child; child = child->next) {
        if (is_parameter(child) && weir_text_trim(weir_part_attribute(child, WEIR_ATTR_name)).length == 0 &&
            !weir_rule_is_said(rules, child, "xsd-attribute-missing"))
            WEIR_TRY(weir_rule_report(rules, child, "the weir:%s has no name; name the variable it sets",
                                      weir_tag_name(child->tag)));
    }
    return WEIR_OK;
}

static weir_err check_repeated(weir_rules *rules, const weir_part *part, weir_tag tag)
{
    weir_rule_key *keys;
    uint32_t count = 0;

    for (const weir_part *child = weir_part_child(part, tag); child; child = weir_part_sibling(child, tag))
        count++;
    keys = WEIR_TAKE(rules->scratch, weir_rule_key, count);
    if (!keys)
        return WEIR_ENOMEM;
    count = 0;
    for (const weir_part *child = weir_part_child(part, tag); child; child = weir_part_sibling(child, tag)) {
        const weir_text name = weir_part_attribute(child, WEIR_ATTR_name);

        if (name.length > 0)
            keys[count++] = (weir_rule_key){name, child};
    }
    weir_rule_keys_sort(keys, count);
    for (uint32_t i = 1; i < count; i++) {
        if (weir_text_equal(keys[i - 1].text, keys[i].text))
            WEIR_TRY(weir_rule_report(
                rules, keys[i].part, "\"%.*s\" is set in line %u already, and the later one wins; take one of them out",
                WEIR_SHOWN(keys[i].text), keys[i - 1].part->line));
    }
    return WEIR_OK;
}

weir_err weir_rule_parameter_duplicate(weir_rules *rules, const weir_part *part)
{
    WEIR_TRY(check_repeated(rules, part, WEIR_PART_weir_input_parameter));
    return check_repeated(rules, part, WEIR_PART_weir_output_parameter);
}

/* A token is born here when something has happened. */
static bool begins_with_event(const weir_part *part)
{
    const weir_part *trigger = part->tag == WEIR_PART_boundary_event ? weir_rule_trigger(part) : NULL;

    return part->tag == WEIR_PART_start_event || (trigger && trigger->tag != WEIR_PART_compensation_event_definition);
}

weir_err weir_rule_parameter_misplaced(weir_rules *rules, const weir_part *part)
{
    const weir_part *home = part->parent ? part->parent->parent : NULL; /* above the extensionElements */
    const uint32_t subjects = home ? weir_rule_subjects(home) : 0;

    if (!home)
        return WEIR_OK;
    if (begins_with_event(home) && !weir_part_child(part, WEIR_PART_weir_input_parameter))
        return WEIR_OK; /* outputs are computed when it has happened */
    if (subjects & (WEIR_ON_GATEWAY | WEIR_ON_PROCESS) || home->tag == WEIR_PART_start_event ||
        home->tag == WEIR_PART_boundary_event || home->tag == WEIR_PART_sequence_flow ||
        weir_rule_is_event_sub_process(home))
        return weir_rule_report(rules, part, "parameters can't stand on %s<%s>; move them to a task beside it",
                                weir_rule_is_event_sub_process(home) ? "an event " : "", weir_tag_name(home->tag));
    if (home->tag == WEIR_PART_end_event && weir_part_child(part, WEIR_PART_weir_output_parameter))
        return weir_rule_report(rules, part,
                                "nothing comes after an end event, so an output parameter has no effect; "
                                "set the variable in a task before it");
    return WEIR_OK;
}
