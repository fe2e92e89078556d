/* SPDX-License-Identifier: Apache-2.0
 * compile/rules_activity.c - what each kind of task needs.
 *
 * Layer: compile.   Spec: BPMN 2.0.2 §10.3.3, §10.3.4; the weir: extension.
 */
#include "base/decimal.h"
#include "compile/rules.h"
#include "elements/language.h"
#include "elements/work.h"

weir_err weir_rule_script_missing(weir_rules *rules, const weir_part *part)
{
    const weir_part *script = weir_part_child(part, WEIR_PART_script);

    if (part->tag != WEIR_PART_script_task || (script && weir_text_trim(script->text).length > 0))
        return WEIR_OK;
    return weir_rule_report(
        rules, part, "the task has nothing to evaluate and is done at once; add a <script> with a FEEL expression");
}

weir_err weir_rule_script_format(weir_rules *rules, const weir_part *part)
{
    const weir_part *script = weir_part_child(part, WEIR_PART_script);
    const weir_text format = weir_text_trim(weir_part_attribute(part, WEIR_ATTR_script_format));
    const weir_language language = weir_language_of_action(format, script ? script->text : WEIR_NO_TEXT);

    if (part->tag != WEIR_PART_script_task)
        return WEIR_OK;
    if (language == WEIR_LANGUAGE_JUEL && script && weir_text_trim(script->text).length > 0 &&
        !weir_is_juel(script->text))
        return weir_rule_report(rules, part, "a script in \"juel\" stands in braces: ${…}");
    if (language != WEIR_LANGUAGE_OTHER)
        return WEIR_OK;
    return weir_rule_report(
        rules, part,
        "weir does not run scripts in \"%.*s\"; write the script in FEEL (scriptFormat=\"feel\") or as ${…} "
        "(scriptFormat=\"juel\"), or make it a <serviceTask> that an external worker does",
        WEIR_SHOWN(format));
}

weir_err weir_rule_script_result_missing(weir_rules *rules, const weir_part *part)
{
    const weir_part *script = weir_part_child(part, WEIR_PART_script);

    if (part->tag != WEIR_PART_script_task || weir_part_attribute(part, WEIR_ATTR_weir_result_variable).length > 0 ||
        !script || weir_text_trim(script->text).length == 0 || weir_is_juel(script->text))
        return WEIR_OK; /* one with braces may set variables itself */
    return weir_rule_report(rules, part,
                            "the result of the script is lost; name a variable for it with "
                            "weir:resultVariable");
}

static weir_err check_decision_refs(weir_rules *rules, const weir_part *first)
{
    for (const weir_part *decision = first; decision; decision = weir_part_sibling(decision, WEIR_PART_weir_decision)) {
        if (weir_part_attribute(decision, WEIR_ATTR_ref).length == 0)
            WEIR_TRY(
                weir_rule_report(rules, decision, "this weir:decision names none; set ref to the id of a decision"));
    }
    return WEIR_OK;
}

weir_err weir_rule_decision_missing(weir_rules *rules, const weir_part *part)
{
    const weir_part *first = weir_part_extension(part, WEIR_PART_weir_decision);

    if (part->tag != WEIR_PART_business_rule_task || weir_work_is_set(part))
        return WEIR_OK;
    if (first)
        return check_decision_refs(rules, first);
    if (weir_part_attribute(part, WEIR_ATTR_weir_decision_ref).length > 0 ||
        weir_part_attribute(part, WEIR_ATTR_weir_expression).at)
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "the task does not say which decision it makes; set weir:decisionRef to the id "
                            "of a decision");
}

static const char *const maps[] = {"singleEntry", "singleResult", "collectEntries", "resultList", "plainResult"};

/* The attribute that maps the result of a task or of one weir:decision; absent text if there is none. */
static weir_text map_of(const weir_part *part)
{
    if (part->tag == WEIR_PART_business_rule_task)
        return weir_part_attribute(part, WEIR_ATTR_weir_map_decision_result);
    return part->tag == WEIR_PART_weir_decision ? weir_part_attribute(part, WEIR_ATTR_map) : WEIR_NO_TEXT;
}

weir_err weir_rule_decision_map_unknown(weir_rules *rules, const weir_part *part)
{
    const weir_text map = map_of(part);
    const char *near = NULL;

    if (!map.at || weir_rule_is_said(rules, part, "xsd-attribute-value"))
        return WEIR_OK;
    for (uint32_t i = 0; i < sizeof maps / sizeof *maps; i++) {
        if (weir_text_equal(map, weir_text_of(maps[i])))
            return WEIR_OK;
        if (weir_rule_is_near(map, weir_text_of(maps[i])))
            near = maps[i];
    }
    if (near)
        return weir_rule_report(rules, part, "\"%.*s\" is no way to map a result; did you mean \"%s\"?",
                                WEIR_SHOWN(map), near);
    return weir_rule_report(rules, part,
                            "\"%.*s\" is no way to map a result; use singleEntry, singleResult, collectEntries, "
                            "resultList or plainResult",
                            WEIR_SHOWN(map));
}

weir_err weir_rule_decision_map_unused(weir_rules *rules, const weir_part *part)
{
    const weir_attr variable =
        part->tag == WEIR_PART_weir_decision ? WEIR_ATTR_result_variable : WEIR_ATTR_weir_result_variable;

    if (map_of(part).length == 0 || weir_part_attribute(part, variable).length > 0)
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "the result is mapped but goes to no variable, so each output goes to the "
                            "variable of its own name; add a result variable, or remove the mapping");
}

weir_err weir_rule_service_type_unknown(weir_rules *rules, const weir_part *part)
{
    const weir_text type = weir_part_attribute(part, WEIR_ATTR_weir_type);

    if (part->tag != WEIR_PART_service_task || !type.at || weir_text_equal(type, WEIR_T("external")) ||
        weir_rule_is_said(rules, part, "xsd-attribute-value"))
        return WEIR_OK;
    return weir_rule_report(
        rules, part,
        "weir does not know service tasks of type \"%.*s\"; use weir:type=\"external\" and a worker "
        "that fetches the topic",
        WEIR_SHOWN(type));
}

weir_err weir_rule_receive_instantiate(weir_rules *rules, const weir_part *part)
{
    const char *why = NULL;

    if (part->tag != WEIR_PART_receive_task || !weir_rule_instantiates(part))
        return WEIR_OK;
    if (!part->parent || part->parent->tag != WEIR_PART_process)
        why = "only a process can be started by it, not a sub-process";
    else if (weir_rules_node(rules, part)->in_count > 0)
        why = "a flow leads to it";
    else if (weir_part_child(part, WEIR_PART_multi_instance_loop_characteristics) ||
             weir_part_child(part, WEIR_PART_standard_loop_characteristics))
        why = "it is done more than once";
    if (!why)
        return WEIR_OK;
    return weir_rule_report(
        rules, part,
        "instantiate=\"true\", but %s; take the attribute away, or put the task at the beginning of "
        "the process",
        why);
}

static bool is_whole_number(weir_text text)
{
    weir_decimal number;
    int64_t whole;

    return weir_decimal_parse(text, &number) && weir_decimal_to_int64(number, &whole);
}

weir_err weir_rule_priority_invalid(weir_rules *rules, const weir_part *part)
{
    static const weir_attr priorities[] = {WEIR_ATTR_weir_priority, WEIR_ATTR_weir_task_priority,
                                           WEIR_ATTR_weir_job_priority};

    for (uint32_t i = 0; i < sizeof priorities / sizeof *priorities; i++) {
        const weir_text value = weir_part_attribute(part, priorities[i]), text = weir_text_trim(value);

        if (!value.at || weir_rule_is_expression(text) || is_whole_number(text))
            continue;
        WEIR_TRY(weir_rule_report(rules, part, "weir:%s \"%.*s\" is no whole number; write one (50), or =FEEL",
                                  weir_attr_name(priorities[i]), WEIR_SHOWN(text)));
    }
    return WEIR_OK;
}

/* Or would be, if there were a calendar: another rule asks for it. */
static bool is_counted(const weir_part *part, weir_text text)
{
    const weir_text calendar = weir_rule_calendar(part);

    return calendar.length > 0 ? weir_rule_is_counted(text, calendar, false)
                               : text.length > 0 && text.at[0] != 'R' && weir_rule_needs_calendar(text);
}

weir_err weir_rule_task_date_invalid(weir_rules *rules, const weir_part *part)
{
    static const weir_attr dates[] = {WEIR_ATTR_weir_due_date, WEIR_ATTR_weir_follow_up_date};

    for (uint32_t i = 0; i < sizeof dates / sizeof *dates; i++) {
        const weir_text value = weir_part_attribute(part, dates[i]), text = weir_text_trim(value);

        if (!value.at || weir_rule_is_expression(text) || weir_rule_is_iso(text, false) || is_counted(part, text))
            continue;
        WEIR_TRY(
            weir_rule_report(rules, part,
                             "weir:%s \"%.*s\" is neither a date (2026-11-23T09:00:00+08:00) nor a duration (P5D); "
                             "write one of them, or =FEEL",
                             weir_attr_name(dates[i]), WEIR_SHOWN(text)));
    }
    return WEIR_OK;
}
