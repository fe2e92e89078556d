/* SPDX-License-Identifier: Apache-2.0
 * compile/form_js.c - the components of a form one by one, those in groups and lists after what they are in.
 */
#include "compile/form_js.h"

#include <stdio.h>

#include "base/buffer.h"
#include "base/json.h"

typedef enum component_kind { SHOWN, VALUE, GROUP, LIST } component_kind;

/* A type that is not here is unknown. */
static const struct {
    const char *name;
    component_kind kind;
    weir_field_type type;
} types[] = {
    {"textfield", VALUE, WEIR_FIELD_TEXT_TYPE},    {"textarea", VALUE, WEIR_FIELD_TEXT_TYPE},
    {"number", VALUE, WEIR_FIELD_NUMBER_TYPE},     {"checkbox", VALUE, WEIR_FIELD_BOOLEAN_TYPE},
    {"select", VALUE, WEIR_FIELD_CHOICE_TYPE},     {"radio", VALUE, WEIR_FIELD_CHOICE_TYPE},
    {"checklist", VALUE, WEIR_FIELD_CHOICES_TYPE}, {"taglist", VALUE, WEIR_FIELD_CHOICES_TYPE},
    {"datetime", VALUE, WEIR_FIELD_MOMENT_TYPE},   {"filepicker", VALUE, WEIR_FIELD_ANY_TYPE},
    {"expression", VALUE, WEIR_FIELD_ANY_TYPE},    {"group", GROUP, WEIR_FIELD_ANY_TYPE},
    {"dynamiclist", LIST, WEIR_FIELD_LIST_TYPE},   {"text", SHOWN, WEIR_FIELD_ANY_TYPE},
    {"html", SHOWN, WEIR_FIELD_ANY_TYPE},          {"image", SHOWN, WEIR_FIELD_ANY_TYPE},
    {"button", SHOWN, WEIR_FIELD_ANY_TYPE},        {"spacer", SHOWN, WEIR_FIELD_ANY_TYPE},
    {"separator", SHOWN, WEIR_FIELD_ANY_TYPE},     {"table", SHOWN, WEIR_FIELD_ANY_TYPE},
    {"iframe", SHOWN, WEIR_FIELD_ANY_TYPE},        {"documentPreview", SHOWN, WEIR_FIELD_ANY_TYPE},
    {"default", GROUP, WEIR_FIELD_ANY_TYPE},
};
#define TYPE_COUNT (sizeof types / sizeof *types)

/* Components that are still to be read: those of one parent. */
typedef struct level {
    const weir_value *components;
    uint32_t next;
    weir_text place; /* of the parent in the file: "components[2].", or empty */
    uint32_t path_count;
    weir_text hide; /* of the parents: FEEL, or absent */
} level;

typedef struct reader {
    weir_arena *arena;
    weir_problems *problems;
    level levels[WEIR_FORM_DEPTH_MAX];
    uint32_t depth;
    weir_field_step path[2 * WEIR_FORM_DEPTH_MAX + 16];
    struct {
        weir_form_field *items;
        uint32_t count, capacity;
    } fields;
    weir_mappings defaults;
} reader;

static bool is_on(const weir_value *object, const char *name)
{
    const weir_value *found = object ? weir_context_find(object, weir_text_of(name)) : NULL;

    return found && found->kind == WEIR_BOOLEAN && found->as.boolean;
}

/* "components[2].components[0]" */
static weir_err place_of(reader *r, const level *at, weir_text *out)
{
    weir_buffer buffer;

    weir_buffer_init(&buffer, r->arena, 0);
    weir_buffer_format(&buffer, "%.*scomponents[%u]", WEIR_ARG(at->place), at->next - 1);
    return weir_buffer_done(&buffer, out);
}

/* ── what a field must fulfil ──────────────────────────────────────────────────────────────────────── */

static weir_err not_understood(reader *r, const weir_form_field *field, weir_text place, const char *what)
{
    return weir_problem_add(r->problems, WEIR_WARNING, "form-rule-invalid", 0, 0, field->id,
                            "%.*s: %s can't be understood, so it is not asked for", WEIR_ARG(place), what);
}

/* A number, or the text of one, as some versions of the editor write it. */
static weir_err read_bound(reader *r, const weir_value *rules, const char *name, const weir_form_field *field,
                           weir_text place, bool *has, weir_decimal *out)
{
    const weir_value *bound = weir_context_find(rules, weir_text_of(name));

    if (!bound || bound->kind == WEIR_NULL)
        return WEIR_OK;
    if (bound->kind == WEIR_STRING && bound->as.string.length == 0)
        return WEIR_OK;
    *has = bound->kind == WEIR_NUMBER ||
           (bound->kind == WEIR_STRING && weir_decimal_parse(weir_text_trim(bound->as.string), out));
    if (bound->kind == WEIR_NUMBER)
        *out = bound->as.number;
    return *has ? WEIR_OK : not_understood(r, field, place, name);
}

static weir_err read_length(reader *r, const weir_value *rules, const char *name, const weir_form_field *field,
                            weir_text place, bool *has, int64_t *out)
{
    weir_decimal number;

    WEIR_TRY(read_bound(r, rules, name, field, place, has, &number));
    if (!*has)
        return WEIR_OK;
    *has = weir_decimal_to_int64(number, out);
    return *has ? WEIR_OK : not_understood(r, field, place, name);
}

/* Whether a value fits the pattern, in FEEL; form-js looks for it anywhere in the text, and so does FEEL. */
static weir_err compile_pattern(reader *r, weir_text pattern, const weir_expression **out)
{
    weir_buffer source;
    weir_text text;
    weir_err err;

    weir_buffer_init(&source, r->arena, 0);
    weir_buffer_text(&source, WEIR_T("matches(value, "));
    weir_json_write_string(pattern, &source);
    weir_buffer_char(&source, ')');
    WEIR_TRY(weir_buffer_done(&source, &text));
    err = weir_feel_compile(text, WEIR_FEEL_EXPRESSION, NULL, r->arena, out, NULL);
    if (err != WEIR_OK)
        *out = NULL;
    return err == WEIR_ENOMEM ? err : WEIR_OK;
}

/* One that is no regular expression of FEEL gives null for each text. */
static weir_err is_usable(reader *r, const weir_expression *pattern, bool *out)
{
    const weir_entry entry = {WEIR_T("value"), weir_string(WEIR_T("a"))};
    const weir_value names = weir_context(&entry, 1);
    const weir_feel_scope scope = weir_feel_scope_of(&names);
    weir_feel_run run = {.arena = r->arena, .step_count_max = WEIR_FEEL_STEP_COUNT_MAX};
    weir_value value;
    weir_err err;

    *out = false;
    if (!pattern)
        return WEIR_OK;
    err = weir_feel_eval(pattern, &scope, &run, &value, NULL);
    *out = err == WEIR_OK && value.kind == WEIR_BOOLEAN;
    return err == WEIR_ENOMEM ? err : WEIR_OK;
}

static weir_err read_pattern(reader *r, const weir_value *rules, weir_text place, weir_form_field *field)
{
    weir_text pattern = weir_context_text(rules, WEIR_T("pattern"));
    bool is_good;

    if (weir_text_equal(weir_context_text(rules, WEIR_T("validationType")), WEIR_T("email")))
        pattern = WEIR_T("^[^\\s@]+@[^\\s@]+\\.[^\\s@]+$");
    if (pattern.length == 0)
        return WEIR_OK;
    WEIR_TRY(compile_pattern(r, pattern, &field->pattern));
    WEIR_TRY(is_usable(r, field->pattern, &is_good));
    if (is_good)
        return WEIR_OK;
    field->pattern = NULL;
    return not_understood(r, field, place, "pattern");
}

static weir_err read_rules(reader *r, const weir_value *component, weir_text place, weir_form_field *field)
{
    const weir_value *rules = weir_context_find(component, WEIR_T("validate"));

    if (!rules || rules->kind != WEIR_CONTEXT)
        return WEIR_OK;
    field->is_required = is_on(rules, "required");
    field->must_be_true = field->type == WEIR_FIELD_BOOLEAN_TYPE;
    if (field->type == WEIR_FIELD_NUMBER_TYPE || field->type == WEIR_FIELD_WHOLE_TYPE) {
        WEIR_TRY(read_bound(r, rules, "min", field, place, &field->has_min, &field->min));
        return read_bound(r, rules, "max", field, place, &field->has_max, &field->max);
    }
    if (field->type != WEIR_FIELD_TEXT_TYPE)
        return WEIR_OK;
    WEIR_TRY(read_length(r, rules, "minLength", field, place, &field->has_min_length, &field->min_length));
    WEIR_TRY(read_length(r, rules, "maxLength", field, place, &field->has_max_length, &field->max_length));
    return read_pattern(r, rules, place, field);
}

/* `values`, each an object with a value, or the value itself; those that come from elsewhere are not known. */
static weir_err read_choices(reader *r, const weir_value *component, weir_text place, weir_form_field *field)
{
    const weir_value *values = weir_context_find(component, WEIR_T("values"));
    weir_value *choices;

    if ((field->type != WEIR_FIELD_CHOICE_TYPE && field->type != WEIR_FIELD_CHOICES_TYPE) || !values)
        return WEIR_OK;
    if (values->kind != WEIR_LIST)
        return not_understood(r, field, place, "values");
    choices = WEIR_TAKE(r->arena, weir_value, values->count);
    if (!choices)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < values->count; i++) {
        const weir_value *item = &values->as.items[i];
        const weir_value *value = item->kind == WEIR_CONTEXT ? weir_context_find(item, WEIR_T("value")) : item;

        if (!value)
            return not_understood(r, field, place, "a choice without a value");
        choices[i] = *value;
    }
    field->choices = choices;
    field->choice_count = values->count;
    return WEIR_OK;
}

static void read_number_kind(const weir_value *component, weir_form_field *field)
{
    const weir_value *digits = weir_context_find(component, WEIR_T("decimalDigits"));

    if (field->type != WEIR_FIELD_NUMBER_TYPE)
        return;
    if (is_on(component, "serializeToString"))
        field->type = WEIR_FIELD_ANY_TYPE;
    else if (digits && digits->kind == WEIR_NUMBER && weir_decimal_is_zero(digits->as.number))
        field->type = WEIR_FIELD_WHOLE_TYPE;
}

/* ── conditions ────────────────────────────────────────────────────────────────────────────────────── */

/* "(…) or (…)": hidden with what it is in, or by itself. */
static weir_err read_hide(reader *r, const weir_value *component, weir_text around, weir_text *out)
{
    const weir_value *conditional = weir_context_find(component, WEIR_T("conditional"));
    weir_text own = weir_text_trim(weir_context_text(conditional, WEIR_T("hide")));
    weir_buffer source;

    *out = around;
    if (weir_text_starts_with(own, WEIR_T("=")))
        own = weir_text_part(own, 1, own.length - 1);
    if (own.length == 0)
        return WEIR_OK;
    weir_buffer_init(&source, r->arena, 0);
    if (around.length > 0)
        weir_buffer_format(&source, "%.*s or ", WEIR_ARG(around));
    weir_buffer_format(&source, "(%.*s)", WEIR_ARG(own));
    return weir_buffer_done(&source, out);
}

static weir_err compile_hide(reader *r, weir_text source, weir_text place, weir_form_field *field)
{
    weir_err err;

    if (source.length == 0)
        return WEIR_OK;
    err = weir_feel_compile(source, WEIR_FEEL_EXPRESSION, NULL, r->arena, &field->hide, NULL);
    if (err == WEIR_OK || err == WEIR_ENOMEM)
        return err;
    field->hide = NULL;
    field->is_required = false;
    return not_understood(r, field, place, "conditional.hide");
}

/* ── paths ─────────────────────────────────────────────────────────────────────────────────────────── */

/* A key of several names, "address.street", is a way into a context. */
static weir_err extend_path(reader *r, weir_text key, bool is_each, uint32_t *count)
{
    size_t from = 0;

    for (size_t i = 0; i <= key.length; i++) {
        if (i < key.length && key.at[i] != '.')
            continue;
        if (*count == sizeof r->path / sizeof *r->path)
            return WEIR_ELIMIT;
        r->path[(*count)++] = (weir_field_step){weir_text_part(key, from, i - from), is_each && i == key.length};
        from = i + 1;
    }
    return WEIR_OK;
}

static weir_err take_path(reader *r, uint32_t count, weir_form_field *field)
{
    weir_field_step *path;
    weir_buffer id;

    if (count == 1) {
        field->id = r->path[0].name;
        return WEIR_OK;
    }
    path = WEIR_TAKE(r->arena, weir_field_step, count);
    if (!path)
        return WEIR_ENOMEM;
    weir_buffer_init(&id, r->arena, 0);
    for (uint32_t i = 0; i < count; i++) {
        path[i] = r->path[i];
        weir_buffer_format(&id, "%s%.*s", i > 0 ? "." : "", WEIR_ARG(path[i].name));
    }
    field->path = path;
    field->path_count = count;
    return weir_buffer_done(&id, &field->id);
}

/* ── components ────────────────────────────────────────────────────────────────────────────────────── */

static weir_err check_twice(reader *r, const weir_form_field *field, weir_text place)
{
    for (uint32_t i = 0; i < r->fields.count; i++) {
        const weir_form_field *other = &r->fields.items[i];

        if (weir_text_equal(other->id, field->id) && !other->hide && !field->hide)
            return weir_problem_add(r->problems, WEIR_ERROR, "form-key-twice", 0, 0, field->id,
                                    "%.*s: another component has the key '%.*s' already; give each its own",
                                    WEIR_ARG(place), WEIR_ARG(field->id));
    }
    return WEIR_OK;
}

static weir_err add_default(reader *r, const weir_value *component, const weir_form_field *field)
{
    const weir_value *value = weir_context_find(component, WEIR_T("defaultValue"));

    if (!value || value->kind == WEIR_NULL || field->path)
        return WEIR_OK;
    WEIR_TRY(WEIR_GROW(r->arena, &r->defaults));
    r->defaults.items[r->defaults.count++] =
        (weir_mapping){.name = field->id, .value = {.literal = *value, .is_set = true}};
    return WEIR_OK;
}

static weir_err add_field(reader *r, const weir_value *component, const level *at, weir_text key, weir_field_type type,
                          weir_text place)
{
    uint32_t path_count = at->path_count;
    weir_form_field field = {.type = type};
    weir_text hide;

    if (extend_path(r, key, false, &path_count) != WEIR_OK)
        return weir_problem_add(r->problems, WEIR_ERROR, "form-no-form", 0, 0, key,
                                "%.*s: it is nested deeper than form_depth = %u", WEIR_ARG(place), WEIR_FORM_DEPTH_MAX);
    WEIR_TRY(take_path(r, path_count, &field));
    read_number_kind(component, &field);
    WEIR_TRY(read_rules(r, component, place, &field));
    WEIR_TRY(read_choices(r, component, place, &field));
    WEIR_TRY(read_hide(r, component, at->hide, &hide));
    WEIR_TRY(compile_hide(r, hide, place, &field));
    WEIR_TRY(check_twice(r, &field, place));
    WEIR_TRY(add_default(r, component, &field));
    WEIR_TRY(WEIR_GROW(r->arena, &r->fields));
    r->fields.items[r->fields.count++] = field;
    return WEIR_OK;
}

static weir_err not_a_list(reader *r, weir_text place, const char *what)
{
    return weir_problem_add(r->problems, WEIR_ERROR, "form-no-form", 0, 0, WEIR_NO_TEXT,
                            "%.*s: %s; open it in a form editor and save it again", WEIR_ARG(place), what);
}

/* What is in a group or a list is read next. */
static weir_err go_into(reader *r, const weir_value *component, const level *around, bool is_list, weir_text place)
{
    const weir_value *components = weir_context_find(component, WEIR_T("components"));
    const weir_text path = weir_context_text(component, WEIR_T("path"));
    level *inner = &r->levels[r->depth];
    weir_buffer buffer;

    if (!components)
        return WEIR_OK;
    if (components->kind != WEIR_LIST)
        return not_a_list(r, place, "its components are no list");
    if (r->depth == WEIR_FORM_DEPTH_MAX)
        return not_a_list(r, place, "it is nested too deep (limit form_depth)");
    *inner = (level){.components = components, .path_count = around->path_count};
    WEIR_TRY(read_hide(r, component, around->hide, &inner->hide));
    if (path.length > 0 && extend_path(r, path, is_list, &inner->path_count) != WEIR_OK)
        return not_a_list(r, place, "its path is too long (limit form_depth)");
    weir_buffer_init(&buffer, r->arena, 0);
    weir_buffer_format(&buffer, "%.*s.", WEIR_ARG(place));
    WEIR_TRY(weir_buffer_done(&buffer, &inner->place));
    r->depth++;
    return WEIR_OK;
}

static size_t type_of(weir_text name)
{
    size_t i = 0;

    while (i < TYPE_COUNT && !weir_text_equal(name, weir_text_of(types[i].name)))
        i++;
    return i;
}

static weir_err read_component(reader *r, const weir_value *component, level around)
{
    const weir_text name = weir_context_text(component, WEIR_T("type")),
                    key = weir_context_text(component, WEIR_T("key"));
    const size_t type = type_of(name);
    weir_text place;

    WEIR_TRY(place_of(r, &around, &place));
    if (component->kind != WEIR_CONTEXT || name.length == 0)
        return not_a_list(r, place, "it is no component, which is an object with a type");
    if (is_on(component, "disabled"))
        return WEIR_OK;
    if (type == TYPE_COUNT) {
        WEIR_TRY(weir_problem_add(r->problems, WEIR_WARNING, "form-component-unknown", 0, 0, key,
                                  "%.*s: weir does not know the type '%.*s', and does not look into its value",
                                  WEIR_ARG(place), WEIR_ARG(name)));
        return key.length > 0 ? add_field(r, component, &around, key, WEIR_FIELD_ANY_TYPE, place) : WEIR_OK;
    }
    if (types[type].kind == GROUP || types[type].kind == LIST)
        return go_into(r, component, &around, types[type].kind == LIST, place);
    if (types[type].kind == SHOWN)
        return WEIR_OK;
    if (key.length == 0)
        return weir_problem_add(r->problems, WEIR_ERROR, "form-key-missing", 0, 0,
                                weir_context_text(component, WEIR_T("id")),
                                "%.*s: the %.*s has no key, so its value goes nowhere; name the variable it sets",
                                WEIR_ARG(place), WEIR_ARG(name));
    return add_field(r, component, &around, key, types[type].type, place);
}

static weir_err read_components(reader *r)
{
    while (r->depth > 0) {
        level *at = &r->levels[r->depth - 1];

        if (at->next == at->components->count) {
            r->depth--;
            continue;
        }
        at->next++;
        WEIR_TRY(read_component(r, &at->components->as.items[at->next - 1], *at));
    }
    return WEIR_OK;
}

static weir_err read_form(reader *r, const weir_value *root)
{
    const weir_value *components = weir_context_find(root, WEIR_T("components"));

    if (weir_context_text(root, WEIR_T("id")).length == 0)
        return weir_problem_add(r->problems, WEIR_ERROR, "form-no-form", 1, 0, WEIR_NO_TEXT,
                                "the form has no id; a process names it by that (weir:formRef)");
    if (!components)
        return weir_problem_add(r->problems, WEIR_WARNING, "form-components-missing", 1, 0,
                                weir_context_text(root, WEIR_T("id")),
                                "the form has no components, so it asks for nothing");
    if (components->kind != WEIR_LIST)
        return not_a_list(r, WEIR_T("components"), "they are no list");
    r->levels[r->depth++] = (level){.components = components, .place = WEIR_T("")};
    return read_components(r);
}

weir_err weir_form_js_read(weir_text bytes, weir_arena *arena, weir_problems *problems, const weir_deployed_form **out)
{
    const uint32_t error_count = problems->error_count;
    reader r = {.arena = arena, .problems = problems};
    weir_deployed_form *form = WEIR_TAKE(arena, weir_deployed_form, 1);
    weir_diag diag = {0};
    weir_value root;
    weir_err err;

    if (!form)
        return WEIR_ENOMEM;
    err = weir_json_read(bytes, WEIR_JSON_PLAIN, NULL, arena, &root, &diag);
    if (err == WEIR_ENOMEM)
        return err;
    if (err != WEIR_OK)
        WEIR_TRY(weir_problem_add(problems, WEIR_ERROR, "form-syntax", diag.line, diag.column, WEIR_NO_TEXT,
                                  "this is no JSON: %s", diag.message));
    else if (root.kind != WEIR_CONTEXT)
        WEIR_TRY(weir_problem_add(problems, WEIR_ERROR, "form-no-form", 1, 0, WEIR_NO_TEXT,
                                  "a form is an object with an id and components, not a %s",
                                  weir_kind_name(root.kind)));
    else
        WEIR_TRY(read_form(&r, &root));
    if (problems->error_count > error_count)
        return WEIR_EMODEL;
    *form = (weir_deployed_form){.id = weir_context_text(&root, WEIR_T("id")),
                                 .fields = r.fields.items,
                                 .field_count = r.fields.count,
                                 .defaults = r.defaults.items,
                                 .default_count = r.defaults.count};
    *out = form;
    return WEIR_OK;
}
