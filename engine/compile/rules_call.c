/* SPDX-License-Identifier: Apache-2.0
 * compile/rules_call.c - call activities: what they call, which version of it, what they pass.
 *
 * Layer: compile.   Spec: BPMN 2.0.2 §10.3.6; the weir: extension.
 */
#include "compile/rules.h"

static bool is_empty(const weir_part *part, weir_attr attribute)
{
    return weir_text_trim(weir_part_attribute(part, attribute)).length == 0;
}

weir_err weir_rule_called_element_missing(weir_rules *rules, const weir_part *part)
{
    if (part->tag != WEIR_PART_call_activity || !is_empty(part, WEIR_ATTR_called_element))
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "the call activity does not say what it calls; set calledElement to the id of a process");
}

weir_err weir_rule_called_version_missing(weir_rules *rules, const weir_part *part)
{
    static const struct {
        const char *binding;
        weir_attr attribute;
    } needs[] = {
        {"version", WEIR_ATTR_weir_called_element_version},
        {"versionTag", WEIR_ATTR_weir_called_element_version_tag},
    };
    const weir_text binding = weir_text_trim(weir_part_attribute(part, WEIR_ATTR_weir_called_element_binding));

    if (part->tag != WEIR_PART_call_activity)
        return WEIR_OK;
    for (uint32_t i = 0; i < sizeof needs / sizeof *needs; i++) {
        if (weir_text_equal(binding, weir_text_of(needs[i].binding)) && is_empty(part, needs[i].attribute))
            return weir_rule_report(rules, part, "weir:calledElementBinding=\"%s\" needs weir:%s beside it",
                                    needs[i].binding, weir_attr_name(needs[i].attribute));
    }
    return WEIR_OK;
}

/* A variable, an expression, or all; a business key needs none of them. */
static weir_err check_passing(weir_rules *rules, const weir_part *part)
{
    const bool is_all = weir_part_attribute(part, WEIR_ATTR_variables).at != NULL;
    const int sources =
        !is_empty(part, WEIR_ATTR_source) + !is_empty(part, WEIR_ATTR_source_expression) + (is_all ? 1 : 0);
    const char *name = weir_tag_name(part->tag);

    if (weir_part_attribute(part, WEIR_ATTR_business_key).at)
        return part->tag == WEIR_PART_weir_in
                   ? WEIR_OK
                   : weir_rule_report(rules, part, "a business key can't come back; take it out of the weir:out");
    if (is_all && !weir_text_equal(weir_text_trim(weir_part_attribute(part, WEIR_ATTR_variables)), WEIR_T("all")))
        return weir_rule_report(rules, part, "variables of a weir:%s can only be \"all\"", name);
    if (sources != 1)
        return weir_rule_report(rules, part, "a weir:%s has one of source, sourceExpression and variables=\"all\"",
                                name);
    if (!is_all && is_empty(part, WEIR_ATTR_target))
        return weir_rule_report(rules, part, "this weir:%s does not say where to; set target to the name of a variable",
                                name);
    return WEIR_OK;
}

weir_err weir_rule_call_passing_invalid(weir_rules *rules, const weir_part *part)
{
    static const weir_tag tags[] = {WEIR_PART_weir_in, WEIR_PART_weir_out};

    if (part->tag != WEIR_PART_call_activity && part->tag != WEIR_PART_signal_event_definition)
        return WEIR_OK;
    for (uint32_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        for (const weir_part *child = weir_part_extension(part, tags[i]); child;
             child = weir_part_sibling(child, tags[i]))
            WEIR_TRY(check_passing(rules, child));
    }
    return WEIR_OK;
}

static bool begins_by_itself(const weir_part *process)
{
    for (const weir_part *child = process->child; child; child = child->next) {
        if ((child->tag == WEIR_PART_start_event && !weir_part_child(child, WEIR_PART_event_definition_ref) &&
             !weir_rule_trigger(child)) ||
            weir_rule_instantiates(child))
            return true;
    }
    return false;
}

weir_err weir_rule_called_start_missing(weir_rules *rules, const weir_part *part)
{
    const weir_text id = weir_reference_id(weir_part_attribute(part, WEIR_ATTR_called_element));
    const weir_part *called =
        part->tag == WEIR_PART_call_activity && id.length > 0 ? weir_model_find(rules->model, id) : NULL;

    if (!called || called->tag != WEIR_PART_process || !weir_part_child(called, WEIR_PART_start_event) ||
        begins_by_itself(called))
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "the process \"%.*s\" (line %u) has no start event without a trigger, where a process "
                            "that is called begins",
                            WEIR_SHOWN(called->id), called->line);
}
