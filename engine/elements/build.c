/* SPDX-License-Identifier: Apache-2.0
 * elements/build.c - settings, expressions and references from the model.
 */
#include "elements/build.h"

#include "elements/language.h"

weir_text weir_part_owner_id(const weir_part *part)
{
    while (part && part->id.length == 0)
        part = part->parent;
    return part ? part->id : WEIR_NO_TEXT;
}

static const struct {
    const char *name;
    uint8_t bit;
} told_names[] = {
    {WEIR_DECISION_RESULT_NAME, WEIR_READS_DECISION_RESULT},
    {WEIR_DECISION_RULES_NAME, WEIR_READS_DECISION_RULES},
};

static void note_reads(weir_build *build, const weir_expression *expression)
{
    for (size_t i = 0; i < sizeof told_names / sizeof *told_names; i++)
        build->reads |= weir_expression_reads(expression, weir_text_of(told_names[i].name)) ? told_names[i].bit : 0;
}

void weir_build_note_variable(weir_build *build, weir_text name)
{
    for (size_t i = 0; i < sizeof told_names / sizeof *told_names; i++)
        build->reads |= weir_text_equal(name, weir_text_of(told_names[i].name)) ? told_names[i].bit : 0;
}

static weir_err compile(weir_build *build, const weir_part *part, weir_language language, weir_text text,
                        bool may_change, const weir_expression **out)
{
    weir_diag diag = {0};
    weir_err err;

    err = weir_language_compile(language, text, may_change, build->arena, out, &diag);
    if (err == WEIR_OK)
        note_reads(build, *out);
    if (err == WEIR_OK || err == WEIR_ENOMEM)
        return err;
    *out = NULL;
    return weir_problem_add(build->problems, WEIR_ERROR, "expression-syntax", part->line, 0, weir_part_owner_id(part),
                            "column %u of \"%.*s\": %s", diag.column, WEIR_ARG(text), diag.message);
}

static weir_err build_text(weir_build *build, const weir_part *part, weir_text source, bool may_change,
                           const weir_expression **out)
{
    const weir_text text = weir_text_trim(source), declared = weir_language_declared(part);
    const weir_language language =
        may_change ? weir_language_of_action(declared, text) : weir_language_of(declared, text);

    *out = NULL;
    if (text.length == 0 || weir_text_equal(text, WEIR_T("=")))
        return WEIR_OK;
    if (language == WEIR_LANGUAGE_OTHER)
        return weir_problem_add(build->problems, WEIR_ERROR, "expression-language", part->line, 0,
                                weir_part_owner_id(part), "weir does not execute \"%.*s\"", WEIR_ARG(declared));
    return compile(build, part, language, text, may_change, out);
}

weir_err weir_build_expression(weir_build *build, const weir_part *part, weir_text source, const weir_expression **out)
{
    return build_text(build, part, source, false, out);
}

weir_err weir_build_action(weir_build *build, const weir_part *part, weir_text source, const weir_expression **out)
{
    return build_text(build, part, source, true, out);
}

/* Blanks around an expression make the value of an attribute a text, so they are kept there. */
static weir_err build_setting(weir_build *build, const weir_part *part, weir_text text, weir_setting *out)
{
    const weir_language language = weir_language_of_setting(text);

    *out = (weir_setting){0};
    if (!text.at)
        return WEIR_OK;
    out->is_set = true;
    if (language == WEIR_LANGUAGE_LITERAL)
        out->literal = weir_string(weir_text_trim(text));
    else if (!weir_text_equal(weir_text_trim(text), WEIR_T("=")))
        return compile(build, part, language, text, false, &out->expression);
    return WEIR_OK;
}

weir_err weir_build_setting(weir_build *build, const weir_part *part, weir_text text, weir_setting *out)
{
    return build_setting(build, part, weir_text_trim(text), out);
}

weir_err weir_build_attribute(weir_build *build, const weir_part *part, weir_attr attribute, weir_setting *out)
{
    return build_setting(build, part, weir_part_attribute(part, attribute), out);
}

weir_err weir_build_calendar(weir_build *build, const weir_part *part, weir_setting *out)
{
    while (part && !weir_part_attribute(part, WEIR_ATTR_weir_calendar).at)
        part = part->parent;
    if (part) {
        build->has_calendars = true;
        return weir_build_attribute(build, part, WEIR_ATTR_weir_calendar, out);
    }
    *out = (weir_setting){.is_set = false};
    return WEIR_OK;
}

weir_err weir_build_composite(weir_build *build, const weir_part *part, weir_text text, weir_setting *out)
{
    *out = (weir_setting){.is_set = text.at != NULL, .literal = weir_string(weir_text_trim(text))};
    return weir_is_juel(text) ? compile(build, part, WEIR_LANGUAGE_JUEL, weir_text_trim(text), false, &out->expression)
                              : WEIR_OK;
}

weir_err weir_build_referred(weir_build *build, const weir_part *part, weir_attr attribute, weir_tag tag,
                             const weir_part **out)
{
    const weir_text reference = weir_part_attribute(part, attribute);

    *out = NULL;
    if (!reference.at)
        return WEIR_OK;
    *out = weir_model_find(build->model, weir_reference_id(reference));
    if (*out && (*out)->tag == tag)
        return WEIR_OK;
    *out = NULL;
    return weir_problem_add(build->problems, WEIR_ERROR, "reference-unknown", part->line, 0, weir_part_owner_id(part),
                            "%s=\"%.*s\" names no %s of this file", weir_attr_name(attribute), WEIR_ARG(reference),
                            weir_tag_name(tag));
}

static uint32_t count_children(const weir_part *part, weir_tag tag)
{
    uint32_t count = 0;

    for (const weir_part *child = part ? weir_part_child(part, tag) : NULL; child;
         child = weir_part_sibling(child, tag))
        count++;
    return count;
}

/* What a parameter is set to: a list, a map, a script, or its text. */
static weir_err build_parameter(weir_build *build, const weir_part *part, weir_setting *out)
{
    for (const weir_part *child = part->child; child; child = child->next) {
        if (child->tag == WEIR_PART_weir_list || child->tag == WEIR_PART_weir_map)
            return weir_build_structure(build, child, out);
        if (child->tag == WEIR_PART_weir_script)
            return weir_build_script(build, child, out);
    }
    return weir_build_setting(build, part, part->text, out);
}

weir_err weir_build_script(weir_build *build, const weir_part *script, weir_setting *out)
{
    out->is_set = true;
    return weir_build_expression(build, script, script->text, &out->expression);
}

weir_err weir_build_mappings(weir_build *build, const weir_part *part, weir_tag tag, weir_mappings *out)
{
    const weir_part *parameters = weir_part_extension(part, WEIR_PART_weir_input_output);

    if (!parameters)
        return WEIR_OK;
    for (const weir_part *child = weir_part_child(parameters, tag); child; child = weir_part_sibling(child, tag)) {
        weir_mapping mapping = {.name = weir_part_attribute(child, WEIR_ATTR_name)};

        WEIR_TRY(build_parameter(build, child, &mapping.value));
        WEIR_TRY(WEIR_GROW(build->arena, out));
        out->items[out->count++] = mapping;
    }
    return WEIR_OK;
}

/* A literal default in the type of its field; what does not parse is a problem. */
static weir_err type_literal(weir_build *build, const weir_part *field, weir_setting *setting)
{
    const weir_text type = weir_part_attribute(field, WEIR_ATTR_type), text = setting->literal.as.string;
    bool is_good = true;

    if (setting->literal.kind != WEIR_STRING)
        return WEIR_OK; /* an expression with a fault, which is a problem already */
    if (weir_text_equal(type, WEIR_T("integer")) || weir_text_equal(type, WEIR_T("long")) ||
        weir_text_equal(type, WEIR_T("number"))) {
        weir_decimal number;

        is_good = weir_decimal_parse(text, &number);
        setting->literal = is_good ? weir_number(number) : setting->literal;
    } else if (weir_text_equal(type, WEIR_T("boolean"))) {
        is_good = weir_text_equal(text, WEIR_T("true")) || weir_text_equal(text, WEIR_T("false"));
        setting->literal = weir_boolean(weir_text_equal(text, WEIR_T("true")));
    } else if (weir_text_equal(type, WEIR_T("date"))) {
        weir_value date = {.kind = WEIR_DATE};

        is_good = weir_date_parse(text, &date.as.date);
        setting->literal = is_good ? date : setting->literal;
    }
    if (is_good)
        return WEIR_OK;
    return weir_problem_add(build->problems, WEIR_ERROR, "form-default-type", field->line, 0, weir_part_owner_id(field),
                            "the default \"%.*s\" is no %.*s", WEIR_ARG(text), WEIR_ARG(type));
}

weir_err weir_build_defaults(weir_build *build, const weir_part *part, const weir_mapping **out, uint32_t *count)
{
    const weir_part *form = weir_part_extension(part, WEIR_PART_weir_form_data);
    weir_mapping *defaults;

    *out = NULL;
    *count = 0;
    if (!form)
        return WEIR_OK;
    defaults = WEIR_TAKE(build->arena, weir_mapping, count_children(form, WEIR_PART_weir_form_field));
    if (!defaults)
        return WEIR_ENOMEM;
    for (const weir_part *field = weir_part_child(form, WEIR_PART_weir_form_field); field;
         field = weir_part_sibling(field, WEIR_PART_weir_form_field)) {
        weir_mapping *mapping = &defaults[*count];

        WEIR_TRY(weir_build_attribute(build, field, WEIR_ATTR_default_value, &mapping->value));
        if (!mapping->value.is_set)
            continue;
        if (!mapping->value.expression)
            WEIR_TRY(type_literal(build, field, &mapping->value));
        mapping->name = field->id;
        (*count)++;
    }
    *out = defaults;
    return WEIR_OK;
}

weir_err weir_build_async(weir_build *build, const weir_part *part, const weir_async **out)
{
    const weir_part *cycle = weir_part_extension(part, WEIR_PART_weir_failed_job_retry_time_cycle);
    /* weir:async is what asyncBefore was called long ago. */
    const bool is_before =
        weir_part_flag(part, WEIR_ATTR_weir_async_before, false) || weir_part_flag(part, WEIR_ATTR_weir_async, false);
    const bool is_after = weir_part_flag(part, WEIR_ATTR_weir_async_after, false);
    weir_async *async;

    *out = NULL;
    if (!is_before && !is_after && !cycle && !weir_part_attribute(part, WEIR_ATTR_weir_job_priority).at)
        return WEIR_OK;
    async = WEIR_BUILD_TAKE(build, weir_async);
    if (!async)
        return WEIR_ENOMEM;
    async->is_before = is_before;
    async->is_after = is_after && part->tag != WEIR_PART_event_based_gateway; /* the event that happens takes over */
    WEIR_TRY(weir_build_attribute(build, part, WEIR_ATTR_weir_job_priority, &async->priority));
    if (cycle)
        WEIR_TRY(weir_build_setting(build, cycle, cycle->text, &async->retry_cycle));
    *out = async;
    return WEIR_OK;
}
