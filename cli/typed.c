/* SPDX-License-Identifier: Apache-2.0
 * cli/typed.c - values with their types as JSON; see typed.h.
 *
 * JSON that was read is at most WEIR_JSON_DEPTH_MAX deep, and a value that is deeper than DEPTH_MAX is not written, so
 * the functions below may call themselves.
 */
#include "cli/typed.h"

#include <string.h>

#include "base/json.h"

#define DEPTH_MAX 250u

/* ── conversions ─────────────────────────────────────────────────────────────────────────────────────────── */

typedef enum conversion {
    CONVERT_NONE,
    CONVERT_STRING,
    CONVERT_DATE,
    CONVERT_TIME,
    CONVERT_DATE_TIME,
    CONVERT_DURATION,
    CONVERT_RANGE,
} conversion;

static const char *const sources[WEIR_TYPED_CONVERSIONS_MAX] = {
    [CONVERT_STRING] = "string(x)",           [CONVERT_DATE] = "date(x)",         [CONVERT_TIME] = "time(x)",
    [CONVERT_DATE_TIME] = "date and time(x)", [CONVERT_DURATION] = "duration(x)", [CONVERT_RANGE] = "range(x)",
};

static weir_err convert(weir_typed *typed, conversion how, const weir_value *value, weir_value *out)
{
    const weir_entry entry = {WEIR_T("x"), *value};
    const weir_value context = weir_context(&entry, 1);
    const weir_feel_scope scope = weir_feel_scope_of(&context);
    weir_feel_run run = {.zones = typed->zones, .arena = typed->arena, .step_count_max = WEIR_FEEL_STEP_COUNT_MAX};

    if (!typed->conversions[how])
        WEIR_TRY(weir_feel_compile(weir_text_of(sources[how]), WEIR_FEEL_EXPRESSION, NULL, typed->arena,
                                   &typed->conversions[how], NULL));
    return weir_feel_eval(typed->conversions[how], &scope, &run, out, NULL);
}

/* ── types ───────────────────────────────────────────────────────────────────────────────────────────────── */

typedef struct type_row {
    const char *name;
    weir_kind kind;       /* WEIR_KIND_COUNT: whatever the JSON says */
    conversion how;       /* from a text */
    weir_kind other_kind; /* of a duration */
} type_row;

#define TYPE(name, kind, how)                                                                                          \
    {                                                                                                                  \
        name, kind, how, kind                                                                                          \
    }
static const type_row types[] = {
    TYPE("null", WEIR_NULL, CONVERT_NONE),
    TYPE("boolean", WEIR_BOOLEAN, CONVERT_NONE),
    TYPE("number", WEIR_NUMBER, CONVERT_NONE),
    TYPE("string", WEIR_STRING, CONVERT_NONE),
    TYPE("date", WEIR_DATE, CONVERT_DATE),
    TYPE("time", WEIR_TIME, CONVERT_TIME),
    TYPE("date and time", WEIR_DATE_TIME, CONVERT_DATE_TIME),
    TYPE("days and time duration", WEIR_SECONDS, CONVERT_DURATION),
    TYPE("years and months duration", WEIR_MONTHS, CONVERT_DURATION),
    TYPE("list", WEIR_LIST, CONVERT_NONE),
    TYPE("context", WEIR_CONTEXT, CONVERT_NONE),
    TYPE("range", WEIR_RANGE, CONVERT_RANGE),
    /* of XML Schema, and of tools */
    TYPE("any", WEIR_KIND_COUNT, CONVERT_NONE),
    {"duration", WEIR_SECONDS, CONVERT_DURATION, WEIR_MONTHS},
    TYPE("dateTime", WEIR_DATE_TIME, CONVERT_DATE_TIME),
    TYPE("date time", WEIR_DATE_TIME, CONVERT_DATE_TIME),
    TYPE("dayTimeDuration", WEIR_SECONDS, CONVERT_DURATION),
    TYPE("yearMonthDuration", WEIR_MONTHS, CONVERT_DURATION),
    TYPE("bool", WEIR_BOOLEAN, CONVERT_NONE),
    TYPE("decimal", WEIR_NUMBER, CONVERT_NONE),
    TYPE("double", WEIR_NUMBER, CONVERT_NONE),
    TYPE("float", WEIR_NUMBER, CONVERT_NONE),
    TYPE("integer", WEIR_NUMBER, CONVERT_NONE),
    TYPE("int", WEIR_NUMBER, CONVERT_NONE),
    TYPE("long", WEIR_NUMBER, CONVERT_NONE),
    TYPE("short", WEIR_NUMBER, CONVERT_NONE),
    TYPE("array", WEIR_LIST, CONVERT_NONE),
    TYPE("object", WEIR_CONTEXT, CONVERT_NONE),
};

/* "feel:string", "list<number>": what stands around the name of the type says nothing more. */
static weir_text bare_name(weir_text name)
{
    const size_t inner = weir_text_find(name, WEIR_T("<"), 0), colon = weir_text_find(name, WEIR_T(":"), 0);

    if (inner != SIZE_MAX)
        name = weir_text_part(name, 0, inner);
    if (colon != SIZE_MAX && colon < name.length)
        name = weir_text_part(name, colon + 1, name.length - colon - 1);
    return weir_text_trim(name);
}

static const type_row *find_type(weir_text name)
{
    name = bare_name(name);
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (weir_text_equal_ignoring_case(weir_text_of(types[i].name), name))
            return &types[i];
    }
    return NULL;
}

/* ── reading ─────────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err refuse(weir_typed *typed, weir_diag *diag, const char *what, weir_text found)
{
    return weir_fail(diag, WEIR_EVALUE, WEIR_NO_TEXT, "%s%s%s%.*s", typed->path, typed->path_length > 0 ? ": " : "",
                     what, WEIR_ARG(found));
}

static weir_err refuse_kind(weir_typed *typed, weir_diag *diag, const type_row *type, const weir_value *json)
{
    char what[160];

    (void)snprintf(what, sizeof what, "a %s is expected, not a %s", type->name, weir_kind_name((weir_kind)json->kind));
    return refuse(typed, diag, what, WEIR_NO_TEXT);
}

static weir_err refuse_text(weir_typed *typed, weir_diag *diag, const type_row *type, weir_text text)
{
    char what[160];

    (void)snprintf(what, sizeof what, "no %s: ", type->name);
    return refuse(typed, diag, what, text);
}

/* Goes one step down; gives what to go back to. */
static size_t enter(weir_typed *typed, weir_text name, uint32_t ix)
{
    const size_t back = typed->path_length, room = sizeof typed->path - back;
    const int length = name.at ? snprintf(typed->path + back, room, "%s%.*s", back > 0 ? "." : "", WEIR_ARG(name))
                               : snprintf(typed->path + back, room, "[%u]", ix + 1);

    typed->path_length += (size_t)length < room ? (size_t)length : room - 1;
    return back;
}

static void leave(weir_typed *typed, size_t back)
{
    typed->path_length = back;
    typed->path[back] = '\0';
}

static weir_err read_items(weir_typed *typed, const weir_value *json, weir_value *out, weir_diag *diag)
{
    weir_value *items = WEIR_TAKE(typed->arena, weir_value, json->count);

    if (!items)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < json->count; i++) {
        const size_t back = enter(typed, WEIR_NO_TEXT, i);

        WEIR_TRY(weir_typed_read(typed, &json->as.items[i], &items[i], diag));
        leave(typed, back);
    }
    *out = weir_list(items, json->count);
    return WEIR_OK;
}

weir_err weir_typed_read_members(weir_typed *typed, const weir_value *json, weir_value *out, weir_diag *diag)
{
    weir_entry *entries = WEIR_TAKE(typed->arena, weir_entry, json->count);

    if (!entries)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < json->count; i++) {
        const weir_text key = json->as.entries[i].key;
        const size_t back = enter(typed, key.at ? key : WEIR_T(""), 0);

        entries[i].key = key;
        WEIR_TRY(weir_typed_read(typed, &json->as.entries[i].value, &entries[i].value, diag));
        leave(typed, back);
    }
    *out = weir_context(entries, json->count);
    return WEIR_OK;
}

/* XML Schema also writes +5 and "5.". */
static bool read_number(weir_text text, weir_decimal *out)
{
    if (text.length > 1 && text.at[0] == '+' && text.at[1] != '-')
        text = weir_text_part(text, 1, text.length - 1);
    if (text.length > 1 && text.at[text.length - 1] == '.')
        text.length--;
    return weir_decimal_parse(text, out);
}

static weir_err read_text(weir_typed *typed, const type_row *type, const weir_value *json, weir_value *out,
                          weir_diag *diag)
{
    const weir_text text = weir_text_trim(json->as.string);
    weir_decimal number;

    if (type->how != CONVERT_NONE) {
        const weir_value trimmed = weir_string(text);

        WEIR_TRY(convert(typed, type->how, &trimmed, out));
        return out->kind == type->kind || out->kind == type->other_kind ? WEIR_OK
                                                                        : refuse_text(typed, diag, type, text);
    }
    if (type->kind == WEIR_NUMBER && read_number(text, &number)) {
        *out = weir_number(number);
        return WEIR_OK;
    }
    if (type->kind == WEIR_BOOLEAN &&
        (weir_text_equal(text, WEIR_T("true")) || weir_text_equal(text, WEIR_T("false")))) {
        *out = weir_boolean(text.length == 4);
        return WEIR_OK;
    }
    if (type->kind == WEIR_NUMBER || type->kind == WEIR_BOOLEAN)
        return refuse_text(typed, diag, type, text);
    return refuse_kind(typed, diag, type, json);
}

/* JSON that says no type. */
static weir_err read_bare(weir_typed *typed, const weir_value *json, weir_value *out, weir_diag *diag)
{
    if (json->kind == WEIR_LIST)
        return read_items(typed, json, out, diag);
    if (json->kind == WEIR_CONTEXT)
        return weir_typed_read_members(typed, json, out, diag);
    *out = *json;
    return WEIR_OK;
}

static weir_err read_as(weir_typed *typed, const type_row *type, const weir_value *json, weir_value *out,
                        weir_diag *diag)
{
    *out = weir_null();
    if (json->kind == WEIR_NULL || type->kind == WEIR_NULL)
        return WEIR_OK;
    if (type->kind == WEIR_KIND_COUNT)
        return weir_typed_read(typed, json, out, diag);
    if (json->kind == type->kind)
        return read_bare(typed, json, out, diag);
    if (json->kind == WEIR_STRING)
        return read_text(typed, type, json, out, diag);
    return refuse_kind(typed, diag, type, json);
}

/* The name of its type and its value; false: the JSON says no type. */
static bool says_type(const weir_value *json, weir_text *type, const weir_value **value)
{
    const weir_value *name = weir_context_find(json, WEIR_T("type"));

    *value = weir_context_find(json, WEIR_T("value"));
    if (!name || name->kind != WEIR_STRING || json->count != 1u + (*value != NULL))
        return false;
    *type = name->as.string;
    return *value || weir_text_equal_ignoring_case(*type, WEIR_T("null"));
}

weir_err weir_typed_read(weir_typed *typed, const weir_value *json, weir_value *out, weir_diag *diag)
{
    const weir_value none = weir_null(), *value;
    const type_row *type;
    weir_text name;

    if (!says_type(json, &name, &value))
        return read_bare(typed, json, out, diag);
    type = find_type(name);
    if (!type && weir_text_equal(bare_name(name), WEIR_T("function")))
        return refuse(typed, diag, "a function can't be written as JSON", WEIR_NO_TEXT);
    if (!type)
        return refuse(typed, diag, "there is no type ", name);
    return read_as(typed, type, value ? value : &none, out, diag);
}

/* ── writing ─────────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err write_value(weir_typed *typed, const weir_value *value, uint32_t depth, weir_buffer *out);

static weir_err write_items(weir_typed *typed, const weir_value *list, uint32_t depth, weir_buffer *out)
{
    weir_buffer_char(out, '[');
    for (uint32_t i = 0; i < list->count; i++) {
        if (i > 0)
            weir_buffer_char(out, ',');
        WEIR_TRY(write_value(typed, &list->as.items[i], depth + 1, out));
    }
    weir_buffer_char(out, ']');
    return WEIR_OK;
}

static weir_err write_members(weir_typed *typed, const weir_value *context, uint32_t depth, weir_buffer *out)
{
    weir_buffer_char(out, '{');
    for (uint32_t i = 0; i < context->count; i++) {
        if (i > 0)
            weir_buffer_char(out, ',');
        weir_json_write_string(context->as.entries[i].key, out);
        weir_buffer_char(out, ':');
        WEIR_TRY(write_value(typed, &context->as.entries[i].value, depth + 1, out));
    }
    weir_buffer_char(out, '}');
    return WEIR_OK;
}

static weir_err write_as_string(weir_typed *typed, const weir_value *value, weir_buffer *out)
{
    weir_value text;

    WEIR_TRY(convert(typed, CONVERT_STRING, value, &text));
    if (text.kind == WEIR_STRING)
        weir_json_write_string(text.as.string, out);
    else
        weir_buffer_text(out, WEIR_T("null"));
    return WEIR_OK;
}

static weir_err write_value(weir_typed *typed, const weir_value *value, uint32_t depth, weir_buffer *out)
{
    weir_err err = WEIR_OK;

    if (depth > DEPTH_MAX)
        return WEIR_ELIMIT;
    weir_buffer_format(out, "{\"type\":\"%s\",\"value\":", weir_kind_name((weir_kind)value->kind));
    if (value->kind == WEIR_LIST)
        err = write_items(typed, value, depth, out);
    else if (value->kind == WEIR_CONTEXT)
        err = write_members(typed, value, depth, out);
    else if (value->kind == WEIR_STRING || value->kind == WEIR_BOOLEAN || value->kind == WEIR_NULL)
        weir_json_write(value, WEIR_JSON_PLAIN, out);
    else
        err = write_as_string(typed, value, out);
    weir_buffer_char(out, '}');
    return err;
}

weir_err weir_typed_write(weir_typed *typed, const weir_value *value, weir_buffer *out)
{
    return write_value(typed, value, 0, out);
}

void weir_typed_write_error(const char *reason, weir_buffer *out)
{
    weir_buffer_text(out, WEIR_T("{\"type\":\"error\",\"value\":"));
    weir_json_write_string(weir_text_of(reason), out);
    weir_buffer_char(out, '}');
}
