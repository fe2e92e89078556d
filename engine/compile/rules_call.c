/* SPDX-License-Identifier: Apache-2.0
 * compile/rules_call.c - what is called, or decided, and in which version; what call activities pass.
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

/* Where something is referred to in a version, and how that is said. */
static const struct {
    weir_tag on;
    weir_attr binding, version, version_tag;
    const char *prefix;
} references[] = {
    {WEIR_PART_call_activity, WEIR_ATTR_weir_called_element_binding, WEIR_ATTR_weir_called_element_version,
     WEIR_ATTR_weir_called_element_version_tag, "weir:"},
    {WEIR_PART_business_rule_task, WEIR_ATTR_weir_decision_ref_binding, WEIR_ATTR_weir_decision_ref_version,
     WEIR_ATTR_weir_decision_ref_version_tag, "weir:"},
    {WEIR_PART_weir_decision, WEIR_ATTR_binding, WEIR_ATTR_version, WEIR_ATTR_version_tag, ""},
};

weir_err weir_rule_called_version_missing(weir_rules *rules, const weir_part *part)
{
    for (uint32_t i = 0; i < sizeof references / sizeof *references; i++) {
        const weir_text binding = weir_text_trim(weir_part_attribute(part, references[i].binding));
        const bool is_version = weir_text_equal(binding, WEIR_T("version"));
        const weir_attr needed = is_version ? references[i].version : references[i].version_tag;

        if (part->tag != references[i].on || (!is_version && !weir_text_equal(binding, WEIR_T("versionTag"))) ||
            !is_empty(part, needed))
            continue;
        return weir_rule_report(rules, part, "%s%s=\"%.*s\" needs %s%s beside it", references[i].prefix,
                                weir_attr_name(references[i].binding), WEIR_ARG(binding), references[i].prefix,
                                weir_attr_name(needed));
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
