/* SPDX-License-Identifier: Apache-2.0
 * compile/form_file.c - the components of a form, one after the other; see form_file.h.
 */
#include "compile/form_file.h"

#include "base/buffer.h"
#include "base/json.h"

#define COMPONENT_COUNT_MAX 2000u

typedef struct reader {
    weir_arena *arena;
    weir_model model; /* of the form data alone */
    weir_diag *diag;
    uint32_t component_count;
} reader;

/* ── JSON ────────────────────────────────────────────────────────────────────────────────────────────── */

static const weir_value *member(const weir_value *of, const char *name)
{
    return of && of->kind == WEIR_CONTEXT ? weir_context_find(of, weir_text_of(name)) : NULL;
}

static weir_text text_member(const weir_value *of, const char *name)
{
    const weir_value *value = member(of, name);

    return value && value->kind == WEIR_STRING ? value->as.string : WEIR_NO_TEXT;
}

static bool is_true(const weir_value *of, const char *name)
{
    const weir_value *value = member(of, name);

    return value && value->kind == WEIR_BOOLEAN && value->as.boolean;
}

/* As JSON has it; a text without its quotes. */
static weir_err plain_text(reader *r, const weir_value *value, weir_text *out)
{
    weir_buffer buffer;

    if (value->kind == WEIR_STRING) {
        *out = value->as.string;
        return WEIR_OK;
    }
    weir_buffer_init(&buffer, r->arena, 0);
    weir_json_write(value, WEIR_JSON_PLAIN, &buffer);
    return weir_buffer_done(&buffer, out);
}

/* ── parts ───────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err add_part(reader *r, weir_part *parent, weir_tag tag, uint32_t attribute_count, weir_part **out,
                         weir_attribute **attributes)
{
    WEIR_TRY(weir_model_append(&r->model, r->arena, parent, tag, 0, out));
    *attributes = WEIR_TAKE(r->arena, weir_attribute, attribute_count);
    (*out)->attributes = *attributes;
    return *attributes ? WEIR_OK : WEIR_ENOMEM;
}

static weir_err add_constraint(reader *r, weir_part *validation, const char *name, weir_text config)
{
    weir_attribute *attributes;
    weir_part *part;

    WEIR_TRY(add_part(r, validation, WEIR_PART_weir_constraint, 2, &part, &attributes));
    attributes[part->attribute_count++] = (weir_attribute){WEIR_ATTR_name, weir_text_of(name)};
    attributes[part->attribute_count++] = (weir_attribute){WEIR_ATTR_config, config};
    return WEIR_OK;
}

static weir_err add_constraints(reader *r, const weir_value *component, weir_part *field)
{
    static const struct {
        const char *key, *constraint;
    } rows[] = {
        {"min", "min"}, {"max", "max"}, {"minLength", "minlength"}, {"maxLength", "maxlength"}, {"pattern", "pattern"}};
    const weir_value *validate = member(component, "validate");
    weir_part *validation;

    if (!validate)
        return WEIR_OK;
    WEIR_TRY(weir_model_append(&r->model, r->arena, field, WEIR_PART_weir_validation, 0, &validation));
    if (is_true(validate, "required") && !member(component, "conditional"))
        WEIR_TRY(add_constraint(r, validation, "required", WEIR_NO_TEXT));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const weir_value *value = member(validate, rows[i].key);
        weir_text config;

        if (!value || (value->kind != WEIR_NUMBER && value->kind != WEIR_STRING))
            continue;
        WEIR_TRY(plain_text(r, value, &config));
        if (config.length > 0 && config.at[0] != '=')
            WEIR_TRY(add_constraint(r, validation, rows[i].constraint, config));
    }
    return WEIR_OK;
}

/* ── types ───────────────────────────────────────────────────────────────────────────────────────────── */

static const char *type_of_number(const weir_value *component)
{
    const weir_value *digits = member(component, "decimalDigits");

    if (is_true(component, "serializeToString"))
        return "string";
    return digits && digits->kind == WEIR_NUMBER && weir_decimal_is_zero(digits->as.number) ? "long" : "number";
}

static const char *type_of_date(const weir_value *component)
{
    return weir_text_equal(text_member(component, "subtype"), WEIR_T("time")) ? "string" : "date";
}

/* Those that are written in the form, and texts; else whoever fills it in knows them. */
static const weir_value *values_of(const weir_value *component)
{
    const weir_value *values = member(component, "values");

    if (!values || values->kind != WEIR_LIST || values->count == 0)
        return NULL;
    for (uint32_t i = 0; i < values->count; i++) {
        const weir_value *value = member(&values->as.items[i], "value");

        if (!value || value->kind != WEIR_STRING)
            return NULL;
    }
    return values;
}

static const char *type_of_choice(const weir_value *component)
{
    return values_of(component) ? "enum" : "any";
}

static const struct {
    const char *component, *type;
    const char *(*decide)(const weir_value *component);
} types[] = {
    {"textfield", "string", NULL}, {"textarea", "string", NULL},    {"number", NULL, type_of_number},
    {"checkbox", "boolean", NULL}, {"radio", NULL, type_of_choice}, {"select", NULL, type_of_choice},
    {"checklist", "list", NULL},   {"taglist", "list", NULL},       {"datetime", NULL, type_of_date},
    {"filepicker", "file", NULL},
};

static weir_text type_of(const weir_value *component)
{
    const weir_text name = text_member(component, "type");

    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (weir_text_equal(name, weir_text_of(types[i].component)))
            return weir_text_of(types[i].decide ? types[i].decide(component) : types[i].type);
    }
    return WEIR_T("any");
}

/* ── fields ──────────────────────────────────────────────────────────────────────────────────────────── */

static bool has_field(const weir_part *data, weir_text id)
{
    const weir_part *field = weir_part_child(data, WEIR_PART_weir_form_field);

    while (field && !weir_text_equal(field->id, id))
        field = weir_part_sibling(field, WEIR_PART_weir_form_field);
    return field != NULL;
}

/* What weir:formField has as a text: a list, and a text that an expression would begin with, as FEEL. */
static weir_err default_text(reader *r, const weir_value *value, weir_text *out)
{
    const bool is_text = value->kind == WEIR_STRING;
    weir_buffer buffer;

    if (value->kind == WEIR_NUMBER || value->kind == WEIR_BOOLEAN ||
        (is_text && !weir_text_starts_with(weir_text_trim(value->as.string), WEIR_T("=")) &&
         weir_text_find(value->as.string, WEIR_T("${"), 0) == SIZE_MAX))
        return plain_text(r, value, out);
    weir_buffer_init(&buffer, r->arena, 0);
    weir_buffer_char(&buffer, '=');
    weir_json_write(value, WEIR_JSON_PLAIN, &buffer);
    return weir_buffer_done(&buffer, out);
}

static weir_err add_values(reader *r, const weir_value *component, weir_part *field)
{
    const weir_value *values = values_of(component);

    for (uint32_t i = 0; values && i < values->count; i++) {
        weir_attribute *attributes;
        weir_part *part;

        WEIR_TRY(add_part(r, field, WEIR_PART_weir_value, 1, &part, &attributes));
        part->id = text_member(&values->as.items[i], "value");
        attributes[part->attribute_count++] = (weir_attribute){WEIR_ATTR_id, part->id};
    }
    return WEIR_OK;
}

static weir_err add_field(reader *r, weir_part *data, weir_text id, const weir_value *component)
{
    const weir_value *value = component ? member(component, "defaultValue") : NULL;
    weir_attribute *attributes;
    weir_part *field;
    weir_text text;

    if (id.length == 0 || has_field(data, id))
        return WEIR_OK;
    WEIR_TRY(add_part(r, data, WEIR_PART_weir_form_field, 3, &field, &attributes));
    field->id = id;
    attributes[field->attribute_count++] = (weir_attribute){WEIR_ATTR_id, id};
    attributes[field->attribute_count++] =
        (weir_attribute){WEIR_ATTR_type, component ? type_of(component) : WEIR_T("any")};
    if (value && value->kind != WEIR_NULL) {
        WEIR_TRY(default_text(r, value, &text));
        attributes[field->attribute_count++] = (weir_attribute){WEIR_ATTR_default_value, text};
    }
    if (!component)
        return WEIR_OK;
    WEIR_TRY(add_constraints(r, component, field));
    return weir_text_equal(type_of(component), WEIR_T("enum")) ? add_values(r, component, field) : WEIR_OK;
}

/* "a.b" → a. */
static weir_text first_of_path(weir_text path)
{
    const size_t dot = weir_text_find(path, WEIR_T("."), 0);

    return dot == SIZE_MAX ? path : weir_text_part(path, 0, dot);
}

/* ── components ──────────────────────────────────────────────────────────────────────────────────────── */

/* Components whose own components are looked at next. */
typedef struct level {
    const weir_value *components;
    uint32_t at;
} level;

static weir_err broken(const reader *r, const char *what)
{
    return weir_fail(r->diag, WEIR_EVALUE, WEIR_NO_TEXT, "component %u %s", r->component_count, what);
}

/* inner: the components in it that have variables of their own; NULL: none. */
static weir_err read_component(reader *r, weir_part *data, const weir_value *component, const weir_value **inner)
{
    const weir_value *components = member(component, "components");
    const weir_text key = text_member(component, "key"), path = text_member(component, "path");

    *inner = NULL;
    if (++r->component_count > COMPONENT_COUNT_MAX)
        return weir_fail(r->diag, WEIR_EVALUE, WEIR_NO_TEXT, "it has more than %u components", COMPONENT_COUNT_MAX);
    if (component->kind != WEIR_CONTEXT)
        return broken(r, "is no object");
    if (text_member(component, "type").length == 0)
        return broken(r, "has no type");
    if (components && components->kind != WEIR_LIST)
        return broken(r, "has components that are no array");
    if (path.length > 0)
        return add_field(r, data, first_of_path(path), NULL);
    *inner = components;
    return add_field(r, data, first_of_path(key), first_of_path(key).length == key.length ? component : NULL);
}

static weir_err read_components(reader *r, weir_part *data, const weir_value *components)
{
    level levels[WEIR_JSON_DEPTH_MAX + 1] = {{components, 0}}; /* deeper than JSON is read nothing can be */
    uint32_t depth = 1;

    while (depth > 0) {
        level *here = &levels[depth - 1];
        const weir_value *inner;

        if (here->at == here->components->count) {
            depth--;
            continue;
        }
        WEIR_TRY(read_component(r, data, &here->components->as.items[here->at++], &inner));
        if (inner)
            levels[depth++] = (level){inner, 0};
    }
    return WEIR_OK;
}

weir_err weir_form_file_read(weir_text bytes, weir_arena *arena, weir_form_file *out, weir_diag *diag)
{
    reader r = {.arena = arena, .diag = diag};
    const weir_value *components;
    weir_value root;
    weir_part *data;

    WEIR_TRY(weir_json_read(bytes, WEIR_JSON_PLAIN, NULL, arena, &root, diag));
    components = member(&root, "components");
    if (root.kind != WEIR_CONTEXT || (components && components->kind != WEIR_LIST))
        return weir_fail(diag, WEIR_EVALUE, WEIR_NO_TEXT, "it is no form: an object with an array \"components\"");
    WEIR_TRY(weir_model_append(&r.model, arena, NULL, WEIR_PART_weir_form_data, 0, &data));
    if (components)
        WEIR_TRY(read_components(&r, data, components));
    *out = (weir_form_file){text_member(&root, "id"), data};
    return WEIR_OK;
}
