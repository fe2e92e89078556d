/* SPDX-License-Identifier: Apache-2.0
 * compile/rules_expression.c - every expression of a model, wherever one may stand.
 *
 * Kinds of places: always an expression (a condition); an action, which may set variables, too; a setting, which is
 * an expression behind '=' or with ${…} in it, and a literal otherwise; a composite, which people read and where '='
 * is nothing but a sign; the name of a variable. Each rule goes through the same table of places.
 * Layer: compile.   Spec: BPMN 2.0.2 §8.4.6; DMN 1.5 chapter 10 (FEEL).
 */
#include "compile/rules.h"
#include "elements/language.h"

typedef enum place_kind { NOTHING, EXPRESSION, ACTION, SETTING, COMPOSITE, VARIABLE, KEY } place_kind;

/* Texts of elements. */
static const place_kind text_places[WEIR_PART_COUNT] = {
    [WEIR_PART_condition_expression] = EXPRESSION,
    [WEIR_PART_activation_condition] = EXPRESSION,
    [WEIR_PART_condition] = EXPRESSION,
    [WEIR_PART_message_path] = EXPRESSION,
    [WEIR_PART_data_path] = EXPRESSION,
    [WEIR_PART_completion_condition] = EXPRESSION,
    [WEIR_PART_loop_cardinality] = EXPRESSION,
    [WEIR_PART_loop_condition] = EXPRESSION,
    [WEIR_PART_transformation] = EXPRESSION,
    [WEIR_PART_from] = EXPRESSION,
    [WEIR_PART_script] = ACTION,
    [WEIR_PART_formal_expression] = SETTING,
    [WEIR_PART_time_date] = SETTING,
    [WEIR_PART_time_duration] = SETTING,
    [WEIR_PART_time_cycle] = SETTING,
    [WEIR_PART_weir_input_parameter] = SETTING,
    [WEIR_PART_weir_output_parameter] = SETTING,
    [WEIR_PART_weir_entry] = SETTING,
    [WEIR_PART_weir_script] = EXPRESSION,
    [WEIR_PART_weir_failed_job_retry_time_cycle] = SETTING,
};

static const place_kind attribute_places[WEIR_ATTR_COUNT] = {
    [WEIR_ATTR_weir_expression] = ACTION,
    [WEIR_ATTR_weir_collection] = EXPRESSION,
    [WEIR_ATTR_weir_output_element] = EXPRESSION,
    [WEIR_ATTR_weir_message_name] = SETTING,
    [WEIR_ATTR_weir_filter] = EXPRESSION,
    [WEIR_ATTR_weir_assignee] = SETTING,
    [WEIR_ATTR_weir_not_by] = SETTING,
    [WEIR_ATTR_weir_candidate_users] = SETTING,
    [WEIR_ATTR_weir_candidate_groups] = SETTING,
    [WEIR_ATTR_weir_due_date] = SETTING,
    [WEIR_ATTR_weir_follow_up_date] = SETTING,
    [WEIR_ATTR_weir_priority] = SETTING,
    [WEIR_ATTR_weir_form_key] = SETTING,
    [WEIR_ATTR_weir_form_ref] = SETTING,
    [WEIR_ATTR_weir_topic] = SETTING,
    [WEIR_ATTR_weir_task_priority] = SETTING,
    [WEIR_ATTR_weir_job_priority] = SETTING,
    [WEIR_ATTR_weir_decision_ref] = SETTING,
    [WEIR_ATTR_weir_error_message] = SETTING,
    [WEIR_ATTR_default_value] = SETTING,
    [WEIR_ATTR_called_element] = SETTING,
    [WEIR_ATTR_weir_decision_ref_version] = SETTING,
    [WEIR_ATTR_weir_decision_ref_version_tag] = SETTING,
    [WEIR_ATTR_weir_called_element_version] = SETTING,
    [WEIR_ATTR_weir_called_element_version_tag] = SETTING,
    [WEIR_ATTR_source_expression] = SETTING,
    [WEIR_ATTR_weir_result_variable] = VARIABLE,
    [WEIR_ATTR_result_variable] = VARIABLE,
    [WEIR_ATTR_weir_element_variable] = VARIABLE,
    [WEIR_ATTR_weir_output_collection] = VARIABLE,
    [WEIR_ATTR_weir_error_code_variable] = VARIABLE,
    [WEIR_ATTR_weir_error_message_variable] = VARIABLE,
    [WEIR_ATTR_weir_escalation_code_variable] = VARIABLE,
    [WEIR_ATTR_weir_correlation_key] = KEY,
};

/* Attributes that mean something only on one element. */
static const struct {
    weir_tag on;
    weir_attr attribute;
    place_kind kind;
} special_places[] = {
    {WEIR_PART_message, WEIR_ATTR_name, SETTING},
    {WEIR_PART_user_task, WEIR_ATTR_name, COMPOSITE},
    {WEIR_PART_weir_execution_listener, WEIR_ATTR_expression, ACTION},
    {WEIR_PART_weir_task_listener, WEIR_ATTR_expression, ACTION},
    {WEIR_PART_weir_error_event_definition, WEIR_ATTR_expression, EXPRESSION},
    {WEIR_PART_signal, WEIR_ATTR_name, SETTING},
    {WEIR_PART_error, WEIR_ATTR_error_code, SETTING},
    {WEIR_PART_escalation, WEIR_ATTR_escalation_code, SETTING},
    {WEIR_PART_weir_requirement, WEIR_ATTR_condition, EXPRESSION},
    {WEIR_PART_weir_requirement, WEIR_ATTR_message, SETTING},
    {WEIR_PART_weir_decision, WEIR_ATTR_ref, SETTING},
    {WEIR_PART_weir_decision, WEIR_ATTR_version, SETTING},
    {WEIR_PART_weir_decision, WEIR_ATTR_version_tag, SETTING},
    {WEIR_PART_weir_in, WEIR_ATTR_business_key, SETTING},
    {WEIR_PART_weir_in, WEIR_ATTR_target, VARIABLE},
    {WEIR_PART_weir_out, WEIR_ATTR_target, VARIABLE},
    {WEIR_PART_weir_input_parameter, WEIR_ATTR_name, VARIABLE},
    {WEIR_PART_weir_output_parameter, WEIR_ATTR_name, VARIABLE},
    {WEIR_PART_weir_form_field, WEIR_ATTR_id, VARIABLE},
};

/* One text of the model where an expression or a variable may stand. */
typedef struct place {
    place_kind kind;
    const char *name; /* of the element or attribute */
    weir_text text;   /* trimmed */
    weir_language language;
} place;

typedef weir_err (*place_check)(weir_rules *rules, const weir_part *part, place at);

/* A field of a weir:event; those of others are for delegates. */
static bool is_of_event(const weir_part *part)
{
    return part->tag == WEIR_PART_weir_field && part->parent && part->parent->tag == WEIR_PART_weir_event;
}

/* Whose documentation and name are texts for a person who does the work. */
static place_kind kind_of_text(const weir_part *part)
{
    if (part->tag == WEIR_PART_documentation && part->parent && part->parent->tag == WEIR_PART_user_task)
        return COMPOSITE;
    if (part->tag == WEIR_PART_weir_script && part->parent && weir_rule_is_listener(part->parent))
        return ACTION;
    if (is_of_event(part) || (part->tag == WEIR_PART_weir_expression && part->parent && is_of_event(part->parent)))
        return SETTING;
    if (part->tag == WEIR_PART_weir_value && part->parent && part->parent->tag == WEIR_PART_weir_list)
        return SETTING;
    return text_places[part->tag];
}

static place_kind kind_of_attribute(const weir_part *part, weir_attr attribute)
{
    for (uint32_t i = 0; i < sizeof special_places / sizeof *special_places; i++) {
        if (special_places[i].on == part->tag && special_places[i].attribute == attribute)
            return special_places[i].kind;
    }
    if (is_of_event(part) &&
        (attribute == WEIR_ATTR_value || attribute == WEIR_ATTR_expression || attribute == WEIR_ATTR_limit))
        return SETTING;
    return attribute_places[attribute];
}

static bool belongs_to_model(const weir_part *part)
{
    const weir_namespace ns = weir_tag_namespace(part->tag);

    return ns == WEIR_NS_BPMN || ns == WEIR_NS_WEIR;
}

static place make_place(const weir_part *part, place_kind kind, const char *name, weir_text text)
{
    place at = {kind, name, weir_text_trim(text), WEIR_LANGUAGE_LITERAL};

    if (kind == KEY)
        kind = at.kind = weir_text_starts_with(at.text, WEIR_T("=")) ? SETTING : VARIABLE;
    if (kind == EXPRESSION)
        at.language = weir_language_of(weir_language_declared(part), at.text);
    else if (kind == ACTION)
        at.language = weir_language_of_action(weir_language_declared(part), at.text);
    else if (kind == SETTING)
        at.language = weir_language_of_setting(at.text);
    else if (kind == COMPOSITE && weir_is_juel(at.text))
        at.language = WEIR_LANGUAGE_JUEL;
    return at;
}

static weir_err check_places(weir_rules *rules, const weir_part *part, place_check check)
{
    if (!belongs_to_model(part))
        return WEIR_OK;
    if (kind_of_text(part) != NOTHING)
        WEIR_TRY(check(rules, part, make_place(part, kind_of_text(part), weir_tag_name(part->tag), part->text)));
    for (uint32_t i = 0; i < part->attribute_count; i++) {
        const weir_attribute *attribute = &part->attributes[i];
        const place_kind kind = kind_of_attribute(part, attribute->name);

        if (kind != NOTHING)
            WEIR_TRY(check(rules, part, make_place(part, kind, weir_attr_name(attribute->name), attribute->value)));
    }
    return WEIR_OK;
}

bool weir_rule_is_expression(weir_text text)
{
    return weir_language_of_setting(text) != WEIR_LANGUAGE_LITERAL;
}

/* What is compiled: an expression without the '=' of FEEL; absent for a literal, or if weir can't execute it. */
static weir_text source_of(place at)
{
    if (at.language == WEIR_LANGUAGE_LITERAL || at.language == WEIR_LANGUAGE_OTHER)
        return WEIR_NO_TEXT;
    if (at.language == WEIR_LANGUAGE_FEEL && weir_text_starts_with(at.text, WEIR_T("=")))
        return weir_text_trim(weir_text_part(at.text, 1, at.text.length - 1));
    return at.text;
}

/* The line of a text, from 1; absent if it is too long to be shown whole. */
static weir_text line_of(weir_text text, uint32_t line)
{
    size_t from = 0, to;

    for (size_t i = 0; i < text.length && line > 1; i++) {
        if (text.at[i] == '\n') {
            from = i + 1;
            line--;
        }
    }
    to = weir_text_find(text, WEIR_T("\n"), from);
    text = weir_text_part(text, from, (to == SIZE_MAX ? text.length : to) - from);
    return (size_t)weir_rule_shown_length(text) == text.length ? text : WEIR_NO_TEXT;
}

static weir_err report_at(weir_rules *rules, const weir_part *part, place at, uint32_t line_number, uint32_t column,
                          const char *message)
{
    const weir_text line = line_of(source_of(at), line_number);
    char place_in_source[64];

    if (line_number > 1)
        (void)snprintf(place_in_source, sizeof place_in_source, "line %u, column %u", line_number, column);
    else
        (void)snprintf(place_in_source, sizeof place_in_source, "column %u", column);
    return weir_rule_report(rules, part, "%s, %s%s%.*s%s: %s", at.name, place_in_source,
                            line.length > 0 ? " of \"" : "", WEIR_SHOWN(line), line.length > 0 ? "\"" : "", message);
}

static weir_err check_syntax(weir_rules *rules, const weir_part *part, place at)
{
    const weir_text source = source_of(at);
    const weir_expression *expression;
    weir_diag diag = {0};
    weir_err err;

    if (source.length == 0)
        return WEIR_OK;
    err = weir_language_compile(at.language, source, at.kind == ACTION, rules->expressions, &expression, &diag);
    weir_arena_reset(rules->expressions);
    if (err == WEIR_OK || err == WEIR_ENOMEM)
        return err;
    return report_at(rules, part, at, diag.line, diag.column, diag.message);
}

weir_err weir_rule_expression_syntax(weir_rules *rules, const weir_part *part)
{
    return check_places(rules, part, check_syntax);
}

/* A variable is never a function and holds none, because its value is saved. */
static weir_err report_calls(weir_rules *rules, const weir_part *part, place at, const weir_expression *expression)
{
    for (uint32_t i = 0; i < weir_expression_call_count(expression); i++) {
        const weir_feel_call call = weir_expression_call(expression, i);
        char message[256];

        weir_feel_call_describe(&call, message, sizeof message);
        WEIR_TRY(report_at(rules, part, at, call.line, call.column, message));
    }
    return WEIR_OK;
}

static weir_err check_calls(weir_rules *rules, const weir_part *part, place at)
{
    const weir_text source = source_of(at);
    const weir_expression *expression;
    weir_err err;

    if (at.language != WEIR_LANGUAGE_FEEL || weir_text_find(source, WEIR_T("("), 0) == SIZE_MAX)
        return WEIR_OK;
    err = weir_language_compile(at.language, source, false, rules->expressions, &expression, NULL);
    if (err == WEIR_OK)
        err = report_calls(rules, part, at, expression);
    weir_arena_reset(rules->expressions);
    return err == WEIR_ENOMEM ? err : WEIR_OK; /* what is no FEEL is another rule's */
}

weir_err weir_rule_function_unknown(weir_rules *rules, const weir_part *part)
{
    return check_places(rules, part, check_calls);
}

static weir_err check_not_empty(weir_rules *rules, const weir_part *part, place at)
{
    const bool is_compiled = at.language == WEIR_LANGUAGE_FEEL || at.language == WEIR_LANGUAGE_JUEL;

    if (!is_compiled || source_of(at).length > 0 || part->tag == WEIR_PART_script)
        return WEIR_OK; /* script-missing names the task */
    return weir_rule_report(rules, part, "%s is empty; write a FEEL expression", at.name);
}

weir_err weir_rule_expression_empty(weir_rules *rules, const weir_part *part)
{
    return check_places(rules, part, check_not_empty);
}

static weir_err check_language(weir_rules *rules, const weir_part *part, place at)
{
    if (at.language != WEIR_LANGUAGE_OTHER || at.text.length == 0 || part->tag == WEIR_PART_script)
        return WEIR_OK; /* script-format names the task */
    return weir_rule_report(
        rules, part,
        "%s is written in \"%.*s\", which weir does not execute; write it in FEEL, or as ${…}, and "
        "remove the language%s",
        at.name, WEIR_SHOWN(weir_language_declared(part)),
        weir_part_attribute(part, WEIR_ATTR_language).length > 0 ? "" : " (expressionLanguage of the definitions)");
}

weir_err weir_rule_expression_language(weir_rules *rules, const weir_part *part)
{
    return check_places(rules, part, check_language);
}

static weir_err check_variable(weir_rules *rules, const weir_part *part, place at)
{
    if (at.kind != VARIABLE || weir_text_is_name(at.text))
        return WEIR_OK;
    return weir_rule_report(rules, part,
                            "%s \"%.*s\" can't be used in FEEL as it is; take a name of letters, digits and '_' that "
                            "does not begin with a digit",
                            at.name, WEIR_SHOWN(at.text));
}

weir_err weir_rule_variable_name(weir_rules *rules, const weir_part *part)
{
    return check_places(rules, part, check_variable);
}
