/* SPDX-License-Identifier: Apache-2.0
 * server/variables.c - a row for each type that the API knows.
 */
#include "server/variables.h"

#include "base/base64.h"
#include "server/date.h"
#include "server/variable_data.h"

static const weir_member variable_fields[] = {
    {.name = "value", .kind = WEIR_MEMBER_JSON},
    {.name = "type", .kind = WEIR_MEMBER_TEXT},
    {.name = "valueInfo", .kind = WEIR_MEMBER_OBJECT},
};
const weir_shape weir_shape_variable = WEIR_SHAPE("VariableValue", variable_fields);

/* ── out ─────────────────────────────────────────────────────────────────────────────────────────────── */

static const char *type_of_number(const weir_value *value)
{
    static const char *const tags[] = {[WEIR_TAG_SHORT] = "Short",
                                       [WEIR_TAG_INTEGER] = "Integer",
                                       [WEIR_TAG_LONG] = "Long",
                                       [WEIR_TAG_DOUBLE] = "Double"};
    int64_t whole;

    if (value->tag != WEIR_TAG_NONE)
        return tags[value->tag];
    if (!weir_decimal_to_int64(value->as.number, &whole))
        return "Double";
    return whole >= INT32_MIN && whole <= INT32_MAX ? "Integer" : "Long";
}

static const char *type_of(const weir_value *value)
{
    switch ((weir_kind)value->kind) {
    case WEIR_NULL:
        return "Null";
    case WEIR_BOOLEAN:
        return "Boolean";
    case WEIR_NUMBER:
        return type_of_number(value);
    case WEIR_DATE_TIME:
        return "Date";
    case WEIR_LIST:
    case WEIR_CONTEXT:
        return value->tag == WEIR_TAG_FILE ? "File" : weir_value_label(value) ? "Object" : "Json";
    case WEIR_STRING:
        return value->tag == WEIR_TAG_XML ? "Xml" : value->tag == WEIR_TAG_BYTES ? "Bytes" : "String";
    default:
        return "String";
    }
}

/* JSON in a text. */
static void write_json_text(weir_rest *call, const weir_value *value, weir_buffer *out)
{
    weir_buffer inner;
    weir_text text;

    weir_buffer_init(&inner, &call->arena, 0);
    weir_json_write(value, WEIR_JSON_PLAIN, &inner);
    if (weir_buffer_done(&inner, &text) != WEIR_OK)
        out->err = inner.err;
    else
        weir_json_write_string(text, out);
}

/* An object of Java, or of another language; `is_text`: nobody takes it apart. */
static void write_object(weir_rest *call, const weir_value *value, bool is_text, weir_buffer *out)
{
    const weir_label *label = weir_value_label(value);

    if (label->text.at)
        weir_json_write_string(label->text, out);
    else if (is_text)
        write_json_text(call, value, out);
    else
        weir_json_write(value, WEIR_JSON_PLAIN, out);
}

static bool wants_texts(const weir_rest *call)
{
    const weir_text one = weir_rest_parameter(call, "deserializeValue");
    const weir_text several = weir_rest_parameter(call, "deserializeValues");

    return call->keeps_serialized || weir_text_equal(one, WEIR_T("false")) || weir_text_equal(several, WEIR_T("false"));
}

static void write_value(weir_rest *call, const weir_value *value, weir_buffer *out)
{
    if (value->tag == WEIR_TAG_FILE && value->kind == WEIR_CONTEXT)
        weir_buffer_text(out, WEIR_T("null"));
    else if (weir_value_label(value))
        write_object(call, value, wants_texts(call), out);
    else if (value->kind == WEIR_DATE_TIME)
        weir_date_print(weir_date_time_to_ms(value->as.date_time), out);
    else if (value->kind == WEIR_LIST || value->kind == WEIR_CONTEXT)
        write_json_text(call, value, out);
    else
        weir_json_write(value, WEIR_JSON_PLAIN, out);
}

/* Engines say mimeType, clients that are no engine mimetype. */
static void write_file_info(const weir_value *file, weir_buffer *out)
{
    static const struct {
        const char *name, *detail;
    } members[] = {
        {"filename", "filename"}, {"mimeType", "mimeType"}, {"mimetype", "mimeType"}, {"encoding", "encoding"}};

    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        const weir_value *value = weir_context_find(file, weir_text_of(members[i].detail));

        if (value && value->kind == WEIR_STRING)
            weir_write_text(out, members[i].name, value->as.string);
    }
}

static void write_info(const weir_value *value, weir_buffer *out)
{
    const weir_label *label = weir_value_label(value);

    weir_buffer_char(out, '{');
    if (label) {
        weir_write_text(out, "objectTypeName", label->type_name);
        weir_write_text(out, "serializationDataFormat", label->format);
    } else if (value->tag == WEIR_TAG_FILE && value->kind == WEIR_CONTEXT) {
        write_file_info(value, out);
    }
    weir_buffer_char(out, '}');
}

weir_err weir_variable_write_members(weir_rest *call, const weir_value *value, weir_buffer *out)
{
    weir_write_text(out, "type", weir_text_of(type_of(value)));
    weir_write_name(out, "value");
    write_value(call, value, out);
    weir_write_name(out, "valueInfo");
    write_info(value, out);
    return out->err;
}

weir_err weir_variable_write(weir_rest *call, const weir_value *value, weir_buffer *out)
{
    weir_buffer_char(out, '{');
    WEIR_TRY(weir_variable_write_members(call, value, out));
    weir_buffer_char(out, '}');
    return out->err;
}

/* In lists, bytes are left out. */
weir_err weir_variable_write_field(weir_rest *call, const weir_member *field, weir_text text, weir_buffer *out)
{
    weir_value value = weir_null();

    if (text.at)
        WEIR_TRY(weir_json_read(text, WEIR_JSON_TYPED, NULL, &call->arena, &value, &call->diag));
    if (field->kind == WEIR_MEMBER_VALUE_TYPE) {
        weir_write_text(out, field->name, weir_text_of(type_of(&value)));
        return out->err;
    }
    weir_write_name(out, field->name);
    if (field->kind == WEIR_MEMBER_VALUE_INFO)
        write_info(&value, out);
    else if (value.kind == WEIR_STRING && value.tag == WEIR_TAG_BYTES)
        weir_buffer_text(out, WEIR_T("null"));
    else
        write_value(call, &value, out);
    return out->err;
}

/* ── in ──────────────────────────────────────────────────────────────────────────────────────────────── */

typedef struct type_row type_row;

struct type_row {
    const char *name; /* the first letter may be small */
    bool (*read)(weir_rest *call, const type_row *row, const weir_value *given, weir_value *out);
    weir_number_tag tag;
    int64_t low, high; /* of whole numbers */
    /* What valueInfo adds to what was read; NULL: nothing. */
    weir_err (*describe)(weir_rest *call, const weir_value *given, const weir_value *info, weir_value *out);
};

static bool read_text(weir_rest *call, const type_row *row, const weir_value *given, weir_value *out)
{
    (void)call;
    (void)row;
    *out = *given;
    return given->kind == WEIR_STRING;
}

static bool read_boolean(weir_rest *call, const type_row *row, const weir_value *given, weir_value *out)
{
    (void)call;
    (void)row;
    *out = *given;
    if (given->kind == WEIR_BOOLEAN)
        return true;
    *out = weir_boolean(given->kind == WEIR_STRING && weir_text_equal(given->as.string, WEIR_T("true")));
    return out->as.boolean || (given->kind == WEIR_STRING && weir_text_equal(given->as.string, WEIR_T("false")));
}

static bool read_number(weir_rest *call, const type_row *row, const weir_value *given, weir_value *out)
{
    weir_decimal number;
    int64_t whole;

    (void)call;
    if (given->kind == WEIR_NUMBER)
        number = given->as.number;
    else if (given->kind != WEIR_STRING || !weir_decimal_parse(given->as.string, &number))
        return false;
    if (row->tag != WEIR_TAG_DOUBLE &&
        (!weir_decimal_to_int64(number, &whole) || whole < row->low || whole > row->high))
        return false;
    *out = weir_number(number);
    out->tag = (uint8_t)row->tag;
    return true;
}

static bool read_date(weir_rest *call, const type_row *row, const weir_value *given, weir_value *out)
{
    weir_date_time *date = WEIR_TAKE(&call->arena, weir_date_time, 1);
    int64_t ignored;

    (void)row;
    if (!date || given->kind != WEIR_STRING || !weir_date_read(given->as.string, &ignored) ||
        !weir_date_time_parse(given->as.string, NULL, date))
        return false;
    *out = (weir_value){.kind = WEIR_DATE_TIME, .as.date_time = date};
    return true;
}

/* Serialised in a text, or as it is. */
static bool read_json(weir_rest *call, const type_row *row, const weir_value *given, weir_value *out)
{
    (void)row;
    if (given->kind == WEIR_STRING)
        return weir_json_read(given->as.string, WEIR_JSON_PLAIN, NULL, &call->arena, out, NULL) == WEIR_OK;
    *out = *given;
    return true;
}

static bool read_null(weir_rest *call, const type_row *row, const weir_value *given, weir_value *out)
{
    (void)call;
    (void)row;
    *out = weir_null();
    return given->kind == WEIR_NULL;
}

static bool read_tagged(weir_rest *call, const type_row *row, const weir_value *given, weir_value *out)
{
    (void)call;
    *out = *given;
    out->tag = (uint8_t)row->tag;
    return given->kind == WEIR_STRING;
}

static bool read_base64(weir_rest *call, const type_row *row, const weir_value *given, weir_value *out)
{
    return read_tagged(call, row, given, out) && weir_base64_check(given->as.string);
}

static weir_err describe_file(weir_rest *call, const weir_value *given, const weir_value *info, weir_value *out)
{
    const weir_text mime_type = weir_context_text(info, WEIR_T("mimeType"));

    return weir_variable_file(
        call,
        (weir_file_info){.name = weir_context_text(info, WEIR_T("filename")),
                         .mime_type = mime_type.at ? mime_type : weir_context_text(info, WEIR_T("mimetype")),
                         .encoding = weir_context_text(info, WEIR_T("encoding"))},
        given->as.string, out);
}

/* Anything: what it is shows when its class and format are known. */
static bool read_anything(weir_rest *call, const type_row *row, const weir_value *given, weir_value *out)
{
    (void)call;
    (void)row;
    *out = *given;
    return true;
}

/* JSON of an object or a list can be looked into by expressions; all else is kept as it is. */
static weir_err describe_object(weir_rest *call, const weir_value *given, const weir_value *info, weir_value *out)
{
    const weir_text json = WEIR_T("application/json");
    weir_label *label = WEIR_TAKE(&call->arena, weir_label, 1);
    bool is_json;

    if (!label)
        return WEIR_ENOMEM;
    *label = (weir_label){.type_name = weir_context_text(info, WEIR_T("objectTypeName")),
                          .format = weir_context_text(info, WEIR_T("serializationDataFormat"))};
    if (!label->format.at)
        label->format = json;
    is_json = weir_text_equal(label->format, json);
    if (given->kind == WEIR_STRING && is_json)
        WEIR_TRY(weir_json_read(given->as.string, WEIR_JSON_PLAIN, NULL, &call->arena, out, &call->diag));
    else if (given->kind != WEIR_STRING && !is_json)
        return weir_fail(&call->diag, WEIR_EVALUE, WEIR_NO_TEXT,
                         "the value of an Object must be a string, serialized as '%.*s'", WEIR_ARG(label->format));
    if (label->type_name.length == 0)
        return WEIR_OK;
    if (!is_json || (out->kind != WEIR_LIST && out->kind != WEIR_CONTEXT)) {
        if (given->kind != WEIR_STRING)
            return weir_fail(&call->diag, WEIR_EVALUE, WEIR_NO_TEXT, "the value of an Object must be a string");
        label->text = given->as.string;
        *out = weir_context(NULL, 0);
    }
    *out = weir_labelled(*out, label);
    return WEIR_OK;
}

static const type_row types[] = {
    {"String", read_text, 0, 0, 0, NULL},
    {"Boolean", read_boolean, 0, 0, 0, NULL},
    {"Short", read_number, WEIR_TAG_SHORT, INT16_MIN, INT16_MAX, NULL},
    {"Integer", read_number, WEIR_TAG_INTEGER, INT32_MIN, INT32_MAX, NULL},
    {"Long", read_number, WEIR_TAG_LONG, INT64_MIN, INT64_MAX, NULL},
    {"Double", read_number, WEIR_TAG_DOUBLE, 0, 0, NULL},
    {"Date", read_date, 0, 0, 0, NULL},
    {"Json", read_json, 0, 0, 0, NULL},
    {"Xml", read_tagged, WEIR_TAG_XML, 0, 0, NULL},
    {"Bytes", read_base64, WEIR_TAG_BYTES, 0, 0, NULL},
    {"File", read_base64, 0, 0, 0, describe_file},
    {"Object", read_anything, 0, 0, 0, describe_object},
    {"Null", read_null, 0, 0, 0, NULL},
};
#define TYPE_COUNT (sizeof types / sizeof *types)

static const type_row *find_type(weir_text name)
{
    for (size_t i = 0; i < TYPE_COUNT; i++) {
        const weir_text row = weir_text_of(types[i].name);

        if (name.length == row.length && (name.at[0] | 0x20) == (row.at[0] | 0x20) &&
            memcmp(name.at + 1, row.at + 1, row.length - 1) == 0)
            return &types[i];
    }
    return NULL;
}

/* Without a type: a whole number is an Integer, or a Long when it is large; what is no scalar is taken as it is. */
static weir_err infer(weir_rest *call, const weir_value *given, weir_value *out)
{
    int64_t whole;

    (void)call;
    *out = *given;
    if (given->kind != WEIR_NUMBER)
        return WEIR_OK;
    out->tag = WEIR_TAG_DOUBLE;
    if (weir_decimal_to_int64(given->as.number, &whole))
        out->tag = whole >= INT32_MIN && whole <= INT32_MAX ? WEIR_TAG_INTEGER : WEIR_TAG_LONG;
    return WEIR_OK;
}

static weir_err refuse(weir_rest *call, const weir_value *given, weir_text type)
{
    weir_buffer buffer;
    weir_text text = WEIR_NO_TEXT;

    weir_buffer_init(&buffer, &call->arena, 0);
    weir_json_write(given, WEIR_JSON_PLAIN, &buffer);
    if (weir_buffer_done(&buffer, &text) != WEIR_OK)
        text = WEIR_T("…");
    return weir_fail(&call->diag, WEIR_EVALUE, WEIR_NO_TEXT, "Cannot convert value '%.100s' of type '%.*s'",
                     text.length < 100 ? text.at : "…", WEIR_ARG(type));
}

weir_err weir_variable_read(weir_rest *call, const weir_value *variable, weir_value *out)
{
    const weir_value *given = weir_context_find(variable, WEIR_T("value"));
    const weir_value *type = weir_context_find(variable, WEIR_T("type"));
    const weir_value nothing = weir_null();
    const type_row *row;

    if (!given)
        given = &nothing;
    if (!type || type->kind == WEIR_NULL)
        return infer(call, given, out);
    row = type->kind == WEIR_STRING && type->as.string.length > 0 ? find_type(type->as.string) : NULL;
    if (!row)
        return weir_fail(&call->diag, WEIR_EVALUE, WEIR_NO_TEXT, "Unsupported value type '%.*s'",
                         WEIR_ARG(type->kind == WEIR_STRING ? type->as.string : WEIR_T("")));
    if (given->kind == WEIR_NULL) {
        *out = weir_null();
        return WEIR_OK;
    }
    if (!row->read(call, row, given, out))
        return refuse(call, given, type->as.string);
    return row->describe ? row->describe(call, given, weir_context_find(variable, WEIR_T("valueInfo")), out) : WEIR_OK;
}

static bool is_transient(const weir_value *variable)
{
    const weir_value *info = weir_context_find(variable, WEIR_T("valueInfo"));
    const weir_value *flag = info ? weir_context_find(info, WEIR_T("transient")) : NULL;

    return flag && flag->kind == WEIR_BOOLEAN && flag->as.boolean;
}

weir_err weir_variables_read(weir_rest *call, const weir_value *variables, weir_value *out)
{
    weir_entry *entries, *transients;
    uint32_t count = 0, transient_count = 0;

    *out = weir_null();
    if (!variables || variables->kind != WEIR_CONTEXT)
        return WEIR_OK;
    entries = WEIR_TAKE(&call->arena, weir_entry, variables->count);
    transients = WEIR_TAKE(&call->arena, weir_entry, variables->count);
    if (!entries || !transients)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < variables->count; i++) {
        const weir_entry *given = &variables->as.entries[i];
        weir_entry *entry = is_transient(&given->value) ? &transients[transient_count++] : &entries[count++];

        entry->key = given->key;
        if (entry->key.length == 0)
            return weir_fail(&call->diag, WEIR_EVALUE, WEIR_NO_TEXT, "a variable has no name");
        WEIR_TRY(weir_variable_read(call, &given->value, &entry->value));
    }
    if (transient_count > 0)
        call->transients = weir_context(transients, transient_count);
    *out = weir_context(entries, count);
    return WEIR_OK;
}

weir_err weir_variables_of(weir_rest *call, const char *name, weir_value *out)
{
    return weir_variables_read(call, weir_rest_member(call, name), out);
}
