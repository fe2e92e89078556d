/* SPDX-License-Identifier: Apache-2.0
 * run/form.c - one check for each constraint.
 */
#include "run/form.h"

static bool is_text(const weir_value *value)
{
    return value->kind == WEIR_STRING;
}

static bool is_number(const weir_value *value)
{
    return value->kind == WEIR_NUMBER;
}

static bool is_whole(const weir_value *value)
{
    return value->kind == WEIR_NUMBER && weir_decimal_is_integer(value->as.number);
}

static bool is_boolean(const weir_value *value)
{
    return value->kind == WEIR_BOOLEAN;
}

/* As forms send them: a date, a date and time, or the text of a date. */
static bool is_date(const weir_value *value)
{
    return value->kind == WEIR_DATE || value->kind == WEIR_DATE_TIME || value->kind == WEIR_STRING;
}

static bool is_anything(const weir_value *value)
{
    (void)value;
    return true;
}

static const struct {
    const char *what;
    bool (*is_good)(const weir_value *value);
} types[] = {
    [WEIR_FIELD_TEXT_TYPE] = {"a text", is_text},           [WEIR_FIELD_NUMBER_TYPE] = {"a number", is_number},
    [WEIR_FIELD_WHOLE_TYPE] = {"a whole number", is_whole}, [WEIR_FIELD_BOOLEAN_TYPE] = {"true or false", is_boolean},
    [WEIR_FIELD_DATE_TYPE] = {"a date", is_date},           [WEIR_FIELD_ENUM_TYPE] = {"one of its values", is_text},
    [WEIR_FIELD_ANY_TYPE] = {"anything", is_anything},
};

static bool is_value_of(const weir_form_field *field, weir_text text)
{
    for (uint32_t i = 0; i < field->value_count; i++) {
        if (weir_text_equal(field->values[i], text))
            return true;
    }
    return false;
}

static int64_t characters(weir_text text)
{
    int64_t count = 0;

    for (size_t i = 0; i < text.length; i++)
        count += ((unsigned char)text.at[i] & 0xc0) != 0x80;
    return count;
}

/* NULL: nothing is wrong. */
static const char *fault_of_number(const weir_form_field *field, const weir_value *value)
{
    if (value->kind != WEIR_NUMBER)
        return NULL;
    if (field->has_min && weir_decimal_compare(value->as.number, field->min) < 0)
        return "is less than its constraint 'min' allows";
    if (field->has_max && weir_decimal_compare(value->as.number, field->max) > 0)
        return "is more than its constraint 'max' allows";
    return NULL;
}

static const char *fault_of_text(const weir_form_field *field, const weir_value *value)
{
    if (value->kind != WEIR_STRING)
        return NULL;
    if (field->has_min_length && characters(value->as.string) < field->min_length)
        return "is shorter than its constraint 'minlength' allows";
    if (field->has_max_length && characters(value->as.string) > field->max_length)
        return "is longer than its constraint 'maxlength' allows";
    if (field->type == WEIR_FIELD_ENUM_TYPE && !is_value_of(field, value->as.string))
        return "must be one of its values";
    return NULL;
}

/* A pattern that can't be read is null, and nothing is held against it. */
static weir_err matches(weir_cx *cx, const weir_form_field *field, const weir_value *value, bool *out)
{
    const weir_entry entry = {WEIR_T("value"), *value};
    const weir_value around = weir_context((weir_entry *)&entry, 1);
    const weir_feel_scope scope = weir_feel_scope_of(&around);
    weir_value result;

    *out = true;
    if (!field->fits || value->kind != WEIR_STRING)
        return WEIR_OK;
    WEIR_TRY(weir_feel_eval(field->fits, &scope, &cx->feel, &result, cx->diag));
    *out = result.kind != WEIR_BOOLEAN || result.as.boolean;
    return WEIR_OK;
}

static weir_err check_field(weir_cx *cx, weir_node_ix node, const weir_form_field *field, const weir_value *variables)
{
    const weir_value *value = weir_context_find(variables, field->id);
    const bool is_there = value && value->kind != WEIR_NULL;
    const bool is_empty = !is_there || (value->kind == WEIR_STRING && value->as.string.length == 0);
    const weir_text element = weir_cx_node(cx, node)->id;
    const char *fault = NULL;
    bool fits = true;

    if (field->is_required && is_empty)
        fault = "is required";
    else if (field->is_read_only && is_there)
        fault = "is only to be read";
    if (!fault && is_there && !types[field->type].is_good(value))
        return weir_fail(cx->diag, WEIR_EVALUE, element, "the form field '%.*s' must be %s, not a %s",
                         WEIR_ARG(field->id), types[field->type].what, weir_kind_name(value->kind));
    if (!fault && is_there)
        fault = fault_of_number(field, value);
    if (!fault && is_there)
        fault = fault_of_text(field, value);
    if (!fault && is_there && !is_empty)
        WEIR_TRY(matches(cx, field, value, &fits));
    if (!fits)
        fault = "does not match its constraint 'pattern'";
    return fault ? weir_fail(cx->diag, WEIR_EVALUE, element, "the form field '%.*s' %s", WEIR_ARG(field->id), fault)
                 : WEIR_OK;
}

weir_err weir_form_check(weir_cx *cx, weir_node_ix node, const weir_value *variables)
{
    const weir_element_form *form = weir_cx_node(cx, node)->form;

    for (uint32_t i = 0; form && i < form->field_count; i++)
        WEIR_TRY(check_field(cx, node, &form->fields[i], variables));
    return WEIR_OK;
}
