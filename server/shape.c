/* SPDX-License-Identifier: Apache-2.0
 * server/shape.c - bodies against their shapes, and shapes as JSON Schema.
 */
#include "server/shape.h"

/* What each kind is in JSON: for the check of a body, for a sentence, and as a schema. */
static const struct {
    weir_kind kind; /* WEIR_KIND_COUNT: any */
    const char *what, *schema;
} kinds[] = {
    [WEIR_MEMBER_TEXT] = {WEIR_STRING, "a text", "\"type\":\"string\""},
    [WEIR_MEMBER_ID] = {WEIR_STRING, "a text", "\"type\":\"string\""},
    [WEIR_MEMBER_INTEGER] = {WEIR_NUMBER, "a whole number", "\"type\":\"integer\""},
    [WEIR_MEMBER_BOOLEAN] = {WEIR_BOOLEAN, "true or false", "\"type\":\"boolean\""},
    [WEIR_MEMBER_TIME] = {WEIR_STRING, "a date",
                          "\"type\":\"string\",\"pattern\":\"^[0-9]{4,}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}"
                          "\\\\.[0-9]{3}[+-][0-9]{4}$\""},
    [WEIR_MEMBER_NONE] = {WEIR_KIND_COUNT, "", ""},
    [WEIR_MEMBER_LINKS] = {WEIR_LIST, "a list", "\"type\":\"array\",\"items\":{\"type\":\"object\"}"},
    [WEIR_MEMBER_JSON] = {WEIR_KIND_COUNT, "", ""},
    [WEIR_MEMBER_VALUE_TYPE] = {WEIR_STRING, "a text", "\"type\":\"string\""},
    [WEIR_MEMBER_VALUE] = {WEIR_KIND_COUNT, "", ""},
    [WEIR_MEMBER_VALUE_INFO] = {WEIR_CONTEXT, "an object", "\"type\":\"object\""},
    [WEIR_MEMBER_PROCESS_NAME] = {WEIR_STRING, "a text", "\"type\":\"string\""},
    [WEIR_MEMBER_VERSION_TAG] = {WEIR_STRING, "a text", "\"type\":\"string\""},
    [WEIR_MEMBER_TIME_TO_LIVE] = {WEIR_NUMBER, "a number", "\"type\":\"integer\""},
    [WEIR_MEMBER_IS_STARTABLE] = {WEIR_BOOLEAN, "true or false", "\"type\":\"boolean\""},
    [WEIR_MEMBER_NODE_NAME] = {WEIR_STRING, "a text", "\"type\":\"string\""},
    [WEIR_MEMBER_NODE_TYPE] = {WEIR_STRING, "a text", "\"type\":\"string\""},
    [WEIR_MEMBER_DAYS_OVERDUE] = {WEIR_NUMBER, "a number", "\"type\":\"integer\""},
    [WEIR_MEMBER_DECISION_INPUTS] = {WEIR_LIST, "a list of objects", ""},
    [WEIR_MEMBER_DECISION_OUTPUTS] = {WEIR_LIST, "a list of objects", ""},
    [WEIR_MEMBER_VARIABLE] = {WEIR_CONTEXT, "an object", ""},
    [WEIR_MEMBER_VARIABLES] = {WEIR_CONTEXT, "an object",
                               "\"type\":\"object\",\"additionalProperties\":{\"$ref\":"
                               "\"#/components/schemas/VariableValue\"}"},
    [WEIR_MEMBER_TEXTS] = {WEIR_LIST, "a list of texts", "\"type\":\"array\",\"items\":{\"type\":\"string\"}"},
    [WEIR_MEMBER_OBJECT] = {WEIR_CONTEXT, "an object", ""},
    [WEIR_MEMBER_LIST] = {WEIR_LIST, "a list of objects", ""},
    [WEIR_MEMBER_MAP] = {WEIR_CONTEXT, "an object", ""},
};

/* ── bodies ──────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err refuse(const weir_member *field, weir_diag *diag)
{
    return weir_fail(diag, WEIR_EVALUE, WEIR_NO_TEXT, "'%s' must be %s", field->name, kinds[field->kind].what);
}

static bool is_whole(const weir_value *value)
{
    return value->kind != WEIR_NUMBER || weir_decimal_is_integer(value->as.number);
}

static weir_err check_items(const weir_member *field, const weir_value *list, weir_kind kind, weir_diag *diag)
{
    for (uint32_t i = 0; i < list->count; i++) {
        if (list->as.items[i].kind != kind)
            return refuse(field, diag);
    }
    return WEIR_OK;
}

/* One member; the objects in it are checked by the caller. */
static weir_err check_member(const weir_member *field, const weir_value *value, weir_diag *diag)
{
    const weir_kind kind = kinds[field->kind].kind;

    if (kind == WEIR_KIND_COUNT || value->kind == WEIR_NULL)
        return WEIR_OK;
    if (value->kind != kind || (field->kind == WEIR_MEMBER_INTEGER && !is_whole(value)))
        return refuse(field, diag);
    if (field->kind == WEIR_MEMBER_TEXTS)
        return check_items(field, value, WEIR_STRING, diag);
    if (field->kind == WEIR_MEMBER_LIST)
        return check_items(field, value, WEIR_CONTEXT, diag);
    for (uint32_t i = 0; field->kind == WEIR_MEMBER_VARIABLES && i < value->count; i++) {
        if (value->as.entries[i].value.kind != WEIR_CONTEXT)
            return weir_fail(diag, WEIR_EVALUE, WEIR_NO_TEXT, "the variable '%.*s' must be an object with a value",
                             WEIR_ARG(value->as.entries[i].key));
    }
    return WEIR_OK;
}

static weir_err check_object(const weir_shape *shape, const weir_value *object, weir_diag *diag);

/* Shapes nest as deep as the tables do, not as the body does. */
static weir_err check_inner(const weir_member *field, const weir_value *value, weir_diag *diag)
{
    if (!field->shape || value->kind == WEIR_NULL)
        return WEIR_OK;
    if (field->kind == WEIR_MEMBER_OBJECT)
        return check_object(field->shape, value, diag);
    for (uint32_t i = 0; field->kind == WEIR_MEMBER_LIST && i < value->count; i++)
        WEIR_TRY(check_object(field->shape, &value->as.items[i], diag));
    return WEIR_OK;
}

static weir_err check_object(const weir_shape *shape, const weir_value *object, weir_diag *diag)
{
    for (uint32_t i = 0; i < shape->count; i++) {
        const weir_value *value = weir_context_find(object, weir_text_of(shape->fields[i].name));

        if (!value)
            continue;
        WEIR_TRY(check_member(&shape->fields[i], value, diag));
        WEIR_TRY(check_inner(&shape->fields[i], value, diag));
    }
    return WEIR_OK;
}

weir_err weir_shape_check(const weir_shape *shape, const weir_value *body, weir_diag *diag)
{
    if (body->kind != WEIR_CONTEXT)
        return weir_fail(diag, WEIR_EVALUE, WEIR_NO_TEXT, "the body must be a JSON object");
    return check_object(shape, body, diag);
}

/* ── schemas ─────────────────────────────────────────────────────────────────────────────────────────── */

/* OpenAPI 3.0 says "or null" beside a type only; a reference needs a second schema that is null alone. */
#define OR_NULL ",{\"type\":\"object\",\"nullable\":true,\"enum\":[null]}]}"

static void print_reference(const weir_member *field, weir_buffer *out)
{
    if (field->shape)
        weir_buffer_format(out, "{\"$ref\":\"#/components/schemas/%s\"}", field->shape->name);
    else
        weir_buffer_text(out, WEIR_T("{\"type\":\"object\"}"));
}

static void print_kind(const weir_member *field, weir_buffer *out)
{
    const weir_text schema = weir_text_of(kinds[field->kind].schema);

    switch (field->kind) {
    case WEIR_MEMBER_OBJECT:
    case WEIR_MEMBER_VARIABLE:
        weir_buffer_text(out, WEIR_T("{\"anyOf\":["));
        if (field->kind == WEIR_MEMBER_OBJECT)
            print_reference(field, out);
        else
            weir_buffer_text(out, WEIR_T("{\"$ref\":\"#/components/schemas/VariableValue\"}"));
        weir_buffer_text(out, WEIR_T(OR_NULL));
        return;
    case WEIR_MEMBER_LIST:
    case WEIR_MEMBER_DECISION_INPUTS:
    case WEIR_MEMBER_DECISION_OUTPUTS:
        weir_buffer_text(out, WEIR_T("{\"type\":\"array\",\"nullable\":true,\"items\":"));
        break;
    case WEIR_MEMBER_MAP:
        weir_buffer_text(out, WEIR_T("{\"type\":\"object\",\"nullable\":true,\"additionalProperties\":"));
        break;
    case WEIR_MEMBER_NONE:
        weir_buffer_text(out, WEIR_T("{\"type\":\"string\",\"nullable\":true,\"enum\":[null]}"));
        return;
    default:
        weir_buffer_char(out, '{');
        weir_buffer_text(out, schema);
        weir_buffer_text(out, schema.length > 0 ? WEIR_T(",\"nullable\":true}") : WEIR_T("}"));
        return;
    }
    print_reference(field, out);
    weir_buffer_char(out, '}');
}

/* Variables come with an answer only when they are asked for. */
static bool is_always_there(const weir_member *field)
{
    return field->kind != WEIR_MEMBER_VARIABLES;
}

void weir_shape_print(const weir_shape *shape, bool is_answer, weir_buffer *out)
{
    uint32_t count = 0;

    weir_buffer_text(out, WEIR_T("{\"type\":\"object\",\"properties\":{"));
    for (uint32_t i = 0; i < shape->count; i++) {
        weir_buffer_format(out, "%s\"%s\":", i == 0 ? "" : ",", shape->fields[i].name);
        print_kind(&shape->fields[i], out);
    }
    weir_buffer_char(out, '}');
    for (uint32_t i = 0; is_answer && i < shape->count; i++) {
        if (is_always_there(&shape->fields[i]))
            weir_buffer_format(out, "%s\"%s\"", count++ == 0 ? ",\"required\":[" : ",", shape->fields[i].name);
    }
    if (count > 0)
        weir_buffer_char(out, ']');
    weir_buffer_text(out, is_answer ? WEIR_T(",\"additionalProperties\":false}") : WEIR_T("}"));
}
