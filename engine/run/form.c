/* SPDX-License-Identifier: Apache-2.0
 * run/form.c - one check for each constraint.
 */
#include "run/form.h"

#include "base/time.h"

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

/* A date, a time or both; as a value or as its text. */
static bool is_moment(const weir_value *value)
{
    weir_date_time both;
    weir_date date;
    weir_time time;

    if (value->kind != WEIR_STRING)
        return value->kind == WEIR_DATE || value->kind == WEIR_TIME || value->kind == WEIR_DATE_TIME;
    return weir_date_parse(value->as.string, &date) || weir_time_parse(value->as.string, NULL, &time) ||
           weir_date_time_parse(value->as.string, NULL, &both);
}

static bool is_list(const weir_value *value)
{
    return value->kind == WEIR_LIST;
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
    [WEIR_FIELD_TEXT_TYPE] = {"a text", is_text},
    [WEIR_FIELD_NUMBER_TYPE] = {"a number", is_number},
    [WEIR_FIELD_WHOLE_TYPE] = {"a whole number", is_whole},
    [WEIR_FIELD_BOOLEAN_TYPE] = {"true or false", is_boolean},
    [WEIR_FIELD_DATE_TYPE] = {"a date", is_date},
    [WEIR_FIELD_ENUM_TYPE] = {"one of its values", is_text},
    [WEIR_FIELD_CHOICE_TYPE] = {"one of its choices", is_anything},
    [WEIR_FIELD_CHOICES_TYPE] = {"a list", is_list},
    [WEIR_FIELD_MOMENT_TYPE] = {"a date or a time", is_moment},
    [WEIR_FIELD_LIST_TYPE] = {"a list", is_list},
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

static bool is_choice(const weir_form_field *field, const weir_value *value)
{
    for (uint32_t i = 0; i < field->choice_count; i++) {
        const weir_value same = weir_feel_equal(&field->choices[i], value);

        if (same.kind == WEIR_BOOLEAN && same.as.boolean)
            return true;
    }
    return field->choice_count == 0;
}

static const char *fault_of_choice(const weir_form_field *field, const weir_value *value)
{
    if (field->type == WEIR_FIELD_CHOICE_TYPE)
        return is_choice(field, value) ? NULL : "must be one of its choices";
    if (field->type != WEIR_FIELD_CHOICES_TYPE || value->kind != WEIR_LIST)
        return NULL;
    for (uint32_t i = 0; i < value->count; i++) {
        if (!is_choice(field, &value->as.items[i]))
            return "has an item that is none of its choices";
    }
    return NULL;
}

static bool is_missing(const weir_form_field *field, const weir_value *value)
{
    if (!value || value->kind == WEIR_NULL)
        return true;
    if (field->must_be_true && value->kind == WEIR_BOOLEAN)
        return !value->as.boolean;
    return (value->kind == WEIR_STRING && value->as.string.length == 0) ||
           (value->kind == WEIR_LIST && value->count == 0);
}

/* What is submitted, to whom. */
typedef struct submission {
    weir_cx *cx;
    weir_node_ix node;
    weir_number_in_instance scope; /* 0: there is no instance yet */
    const weir_value *variables;
} submission;

/* An expression that sees these names before the variables of the instance. */
static weir_err evaluate(const submission *s, const weir_expression *expression, const weir_value *names,
                         weir_value *out)
{
    const weir_value *const around = s->cx->shown;
    weir_err err;

    s->cx->shown = names;
    err = weir_cx_evaluate(s->cx, s->node, expression, s->scope, out);
    s->cx->shown = around;
    return err;
}

static weir_err fault_of_pattern(const submission *s, const weir_form_field *field, const weir_value *value,
                                 const char **fault)
{
    const weir_entry entry = {WEIR_T("value"), *value};
    const weir_value names = weir_context(&entry, 1);
    weir_value fits;

    if (!field->pattern || value->kind != WEIR_STRING || value->as.string.length == 0)
        return WEIR_OK;
    WEIR_TRY(evaluate(s, field->pattern, &names, &fits));
    if (fits.kind == WEIR_BOOLEAN && !fits.as.boolean)
        *fault = "does not match its constraint 'pattern'";
    return WEIR_OK;
}

/* value: NULL if there is none. is_shown: false if a condition may hide it. */
static weir_err check_value(const submission *s, const weir_form_field *field, const weir_value *value, bool is_shown)
{
    const weir_text element = weir_cx_node(s->cx, s->node)->id;
    const bool is_there = value && value->kind != WEIR_NULL;
    const char *fault = NULL;

    if (field->is_required && is_shown && is_missing(field, value))
        fault = "is required";
    else if (field->is_read_only && is_there)
        fault = "is only to be read";
    if (!fault && is_there && !types[field->type].is_good(value) &&
        !(value->kind == WEIR_STRING && value->as.string.length == 0 && field->choices == NULL &&
          field->type == WEIR_FIELD_MOMENT_TYPE))
        return weir_fail(s->cx->diag, WEIR_EVALUE, element, "the form field '%.*s' must be %s, not a %s",
                         WEIR_ARG(field->id), types[field->type].what, weir_kind_name(value->kind));
    if (!fault && is_there)
        fault = fault_of_number(field, value);
    if (!fault && is_there)
        fault = fault_of_text(field, value);
    if (!fault && is_there && !is_missing(field, value))
        fault = fault_of_choice(field, value);
    if (!fault && is_there)
        WEIR_TRY(fault_of_pattern(s, field, value, &fault));
    return fault ? weir_fail(s->cx->diag, WEIR_EVALUE, element, "the form field '%.*s' %s", WEIR_ARG(field->id), fault)
                 : WEIR_OK;
}

/* ── fields inside of others ───────────────────────────────────────────────────────────────────────── */

/* A context that the step is taken from. */
typedef struct place {
    const weir_value *context;
    uint32_t step;
} place;

typedef struct places {
    place *items;
    uint32_t count, capacity;
} places;

static weir_err add_place(const submission *s, places *list, const weir_value *context, uint32_t step)
{
    WEIR_TRY(WEIR_GROW(s->cx->arena, list));
    list->items[list->count++] = (place){context, step};
    return WEIR_OK;
}

static weir_err not_of_shape(const submission *s, const weir_form_field *field, const weir_field_step *step)
{
    return weir_fail(s->cx->diag, WEIR_EVALUE, weir_cx_node(s->cx, s->node)->id,
                     "the form field '%.*s' can't be looked for: '%.*s' must be a %s", WEIR_ARG(field->id),
                     WEIR_ARG(step->name), step->is_each ? "list" : "context");
}

/* One step further: the value itself at the end of the path, else where the next step begins. */
static weir_err go_on(const submission *s, const weir_form_field *field, place at, bool is_shown, places *list)
{
    const weir_field_step *step = &field->path[at.step];
    const weir_value *value = at.context->kind == WEIR_CONTEXT ? weir_context_find(at.context, step->name) : NULL;

    if (at.step + 1 == field->path_count)
        return check_value(s, field, value, is_shown);
    if (!value || value->kind == WEIR_NULL)
        return step->is_each ? WEIR_OK : check_value(s, field, NULL, is_shown);
    if (value->kind != (step->is_each ? WEIR_LIST : WEIR_CONTEXT))
        return not_of_shape(s, field, step);
    for (uint32_t i = 0; step->is_each && i < value->count; i++)
        WEIR_TRY(add_place(s, list, &value->as.items[i], at.step + 1));
    return step->is_each ? WEIR_OK : add_place(s, list, value, at.step + 1);
}

static weir_err check_path(const submission *s, const weir_form_field *field, bool is_shown)
{
    places list = {0};

    WEIR_TRY(add_place(s, &list, s->variables, 0));
    for (uint32_t i = 0; i < list.count; i++)
        WEIR_TRY(go_on(s, field, list.items[i], is_shown, &list));
    return WEIR_OK;
}

static weir_err check_field(const submission *s, const weir_form_field *field)
{
    bool is_shown = true;

    if (field->hide) {
        weir_value hidden;

        WEIR_TRY(evaluate(s, field->hide, s->variables->kind == WEIR_CONTEXT ? s->variables : NULL, &hidden));
        if (hidden.kind == WEIR_BOOLEAN && hidden.as.boolean)
            return WEIR_OK;
        is_shown = hidden.kind == WEIR_BOOLEAN; /* who can't tell asks for nothing */
    }
    if (field->path)
        return check_path(s, field, is_shown);
    return check_value(s, field, weir_context_find(s->variables, field->id), is_shown);
}

/* ── forms that are files ──────────────────────────────────────────────────────────────────────────── */

static weir_text named(const weir_setting *setting, const weir_wait *task, const char *detail)
{
    const weir_value *found = task ? weir_context_find(&task->value, weir_text_of(detail)) : NULL;

    if (task)
        return found && found->kind == WEIR_STRING ? found->as.string : WEIR_NO_TEXT;
    return !setting->expression && setting->literal.kind == WEIR_STRING ? setting->literal.as.string : WEIR_NO_TEXT;
}

/* Of a task as it was computed when the task was created; of a start event as it is written. */
static const weir_deployed_form *find_form(const weir_cx *cx, weir_node_ix node, const weir_wait *task)
{
    const weir_element_form *form = weir_cx_node(cx, node)->form;
    weir_form_reference reference = {.binding = WEIR_BINDING_LATEST};
    weir_text binding, version;
    weir_decimal number;
    int64_t whole;

    if (!form || !form->ref.is_set || !cx->env.forms.find)
        return NULL;
    reference.id = named(&form->ref, task, "formRef");
    binding = named(&form->ref_binding, task, "formRefBinding");
    version = named(&form->ref_version, task, "formRefVersion");
    if (weir_text_equal(binding, WEIR_T("deployment")))
        reference.binding = WEIR_BINDING_DEPLOYMENT;
    if (weir_text_equal(binding, WEIR_T("version"))) {
        reference.binding = WEIR_BINDING_VERSION;
        if (weir_decimal_parse(version, &number) && weir_decimal_to_int64(number, &whole) && whole > 0 &&
            whole <= UINT32_MAX)
            reference.version = (uint32_t)whole;
    }
    return cx->env.forms.find(cx->env.forms.self, &reference);
}

weir_err weir_form_check(weir_cx *cx, weir_node_ix node, const weir_wait *task, const weir_value *variables)
{
    const submission s = {cx, node, task ? weir_cx_scope_of(cx, task->token) : 0, variables};
    const weir_element_form *own = weir_cx_node(cx, node)->form;
    const weir_deployed_form *form = find_form(cx, node, task);

    for (uint32_t i = 0; own && i < own->field_count; i++)
        WEIR_TRY(check_field(&s, &own->fields[i]));
    for (uint32_t i = 0; form && i < form->field_count; i++)
        WEIR_TRY(check_field(&s, &form->fields[i]));
    return WEIR_OK;
}

weir_err weir_form_set_defaults(weir_cx *cx, weir_node_ix node, const weir_wait *task, weir_number_in_instance scope,
                                bool is_local)
{
    const weir_deployed_form *form;

    WEIR_TRY(weir_cx_set_defaults(cx, node, scope, is_local));
    form = find_form(cx, node, task);
    return form ? weir_cx_set_absent(cx, node, form->defaults, form->default_count, scope, is_local) : WEIR_OK;
}
