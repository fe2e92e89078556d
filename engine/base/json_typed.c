/* SPDX-License-Identifier: Apache-2.0
 * base/json_typed.c - one row for each form that typed JSON has beside JSON's own.
 */
#include "base/base64.h"
#include "base/json_internal.h"

typedef bool (*form_read)(const weir_value *content, const weir_zones *zones, weir_arena *arena, weir_value *out,
                          weir_err *err);

static bool read_date(const weir_value *content, const weir_zones *zones, weir_arena *arena, weir_value *out,
                      weir_err *err)
{
    weir_value value = {.kind = WEIR_DATE};

    (void)zones;
    (void)arena;
    (void)err;
    if (content->kind != WEIR_STRING || !weir_date_parse(content->as.string, &value.as.date))
        return false;
    *out = value;
    return true;
}

static bool read_time(const weir_value *content, const weir_zones *zones, weir_arena *arena, weir_value *out,
                      weir_err *err)
{
    weir_time *time = WEIR_TAKE(arena, weir_time, 1);

    *err = time ? WEIR_OK : WEIR_ENOMEM;
    if (!time || content->kind != WEIR_STRING || !weir_time_parse(content->as.string, zones, time))
        return false;
    *out = (weir_value){.kind = WEIR_TIME, .as.time = time};
    return true;
}

static bool read_date_time(const weir_value *content, const weir_zones *zones, weir_arena *arena, weir_value *out,
                           weir_err *err)
{
    weir_date_time *date_time = WEIR_TAKE(arena, weir_date_time, 1);

    *err = date_time ? WEIR_OK : WEIR_ENOMEM;
    if (!date_time || content->kind != WEIR_STRING || !weir_date_time_parse(content->as.string, zones, date_time))
        return false;
    *out = (weir_value){.kind = WEIR_DATE_TIME, .as.date_time = date_time};
    return true;
}

static bool read_months(const weir_value *content, const weir_zones *zones, weir_arena *arena, weir_value *out,
                        weir_err *err)
{
    weir_value value = {.kind = WEIR_MONTHS};

    (void)zones;
    (void)arena;
    (void)err;
    if (content->kind != WEIR_STRING || !weir_months_parse(content->as.string, &value.as.months))
        return false;
    *out = value;
    return true;
}

static bool read_seconds(const weir_value *content, const weir_zones *zones, weir_arena *arena, weir_value *out,
                         weir_err *err)
{
    weir_value value = {.kind = WEIR_SECONDS};

    (void)zones;
    (void)arena;
    (void)err;
    if (content->kind != WEIR_STRING || !weir_seconds_parse(content->as.string, &value.as.seconds))
        return false;
    *out = value;
    return true;
}

static bool read_tagged(const weir_value *content, weir_number_tag tag, weir_value *out)
{
    weir_decimal number;

    if (content->kind != WEIR_STRING || !weir_decimal_parse(content->as.string, &number))
        return false;
    *out = weir_number(number);
    out->tag = (uint8_t)tag;
    return true;
}

#define TAGGED(name, tag)                                                                                              \
    static bool name(const weir_value *content, const weir_zones *zones, weir_arena *arena, weir_value *out,           \
                     weir_err *err)                                                                                    \
    {                                                                                                                  \
        (void)zones;                                                                                                   \
        (void)arena;                                                                                                   \
        (void)err;                                                                                                     \
        return read_tagged(content, tag, out);                                                                         \
    }
TAGGED(read_short, WEIR_TAG_SHORT)
TAGGED(read_integer, WEIR_TAG_INTEGER)
TAGGED(read_long, WEIR_TAG_LONG)
TAGGED(read_double, WEIR_TAG_DOUBLE)

/* The ends of a span, or the sign of (=x) and (!=x) made two characters. */
static bool read_ends(weir_text ends, weir_range *out)
{
    if (ends.length != 2)
        return false;
    if (weir_text_equal(ends, WEIR_T("==")) || weir_text_equal(ends, WEIR_T("!="))) {
        out->form = ends.at[0] == '=' ? WEIR_RANGE_ONLY : WEIR_RANGE_ALL_BUT;
        out->low_closed = out->high_closed = out->form == WEIR_RANGE_ONLY;
        return true;
    }
    out->low_closed = ends.at[0] == '[';
    out->high_closed = ends.at[1] == ']';
    return (out->low_closed || ends.at[0] == '(') && (out->high_closed || ends.at[1] == ')');
}

static bool read_range(const weir_value *content, const weir_zones *zones, weir_arena *arena, weir_value *out,
                       weir_err *err)
{
    const weir_value *items = content->as.items;
    weir_range *range, read = {0};

    (void)zones;
    if (content->kind != WEIR_LIST || content->count != 3 || items[2].kind != WEIR_STRING)
        return false;
    if (!read_ends(items[2].as.string, &read))
        return false;
    range = WEIR_TAKE(arena, weir_range, 1);
    *err = range ? WEIR_OK : WEIR_ENOMEM;
    if (!range)
        return false;
    *range = read;
    range->low = items[0];
    range->high = items[1];
    *out = (weir_value){.kind = WEIR_RANGE, .as.range = range};
    return true;
}

static bool read_tagged_text(const weir_value *content, weir_number_tag tag, weir_value *out)
{
    if (content->kind != WEIR_STRING)
        return false;
    *out = *content;
    out->tag = (uint8_t)tag;
    return true;
}

static bool read_xml(const weir_value *content, const weir_zones *zones, weir_arena *arena, weir_value *out,
                     weir_err *err)
{
    (void)zones;
    (void)arena;
    (void)err;
    return read_tagged_text(content, WEIR_TAG_XML, out);
}

static bool read_bytes(const weir_value *content, const weir_zones *zones, weir_arena *arena, weir_value *out,
                       weir_err *err)
{
    (void)zones;
    (void)arena;
    (void)err;
    return read_tagged_text(content, WEIR_TAG_BYTES, out) && weir_base64_check(content->as.string);
}

static bool read_file(const weir_value *content, const weir_zones *zones, weir_arena *arena, weir_value *out,
                      weir_err *err)
{
    const weir_value *data = weir_context_find(content, WEIR_T("data"));

    (void)zones;
    (void)arena;
    (void)err;
    if (content->kind != WEIR_CONTEXT || content->tag != WEIR_TAG_NONE || !data || data->kind != WEIR_STRING ||
        !weir_base64_check(data->as.string))
        return false;
    *out = *content;
    out->tag = WEIR_TAG_FILE;
    return true;
}

static bool read_member(const weir_value *object, weir_text key, weir_text *out)
{
    const weir_value *value = weir_context_find(object, key);

    *out = value && value->kind == WEIR_STRING ? value->as.string : WEIR_NO_TEXT;
    return out->at != NULL;
}

static bool read_object(const weir_value *content, const weir_zones *zones, weir_arena *arena, weir_value *out,
                        weir_err *err)
{
    const weir_value *value = weir_context_find(content, WEIR_T("value"));
    weir_label *label = WEIR_TAKE(arena, weir_label, 1);
    const weir_value empty = weir_context(NULL, 0);

    (void)zones;
    *err = label ? WEIR_OK : WEIR_ENOMEM;
    if (!label || !read_member(content, WEIR_T("type"), &label->type_name) ||
        !read_member(content, WEIR_T("format"), &label->format))
        return false;
    if (read_member(content, WEIR_T("text"), &label->text))
        value = &empty;
    if (!value || (value->kind != WEIR_CONTEXT && value->kind != WEIR_LIST) || value->tag != WEIR_TAG_NONE)
        return false;
    *out = weir_labelled(*value, label);
    return true;
}

/* A context whose only key begins with '$', with an empty key in front so that it is none of the others. */
static bool read_context(const weir_value *content, const weir_zones *zones, weir_arena *arena, weir_value *out,
                         weir_err *err)
{
    (void)zones;
    (void)arena;
    (void)err;
    if (content->kind != WEIR_CONTEXT || content->count != 2 || content->as.entries[0].key.length != 0)
        return false;
    *out = weir_context(content->as.entries + 1, 1);
    return true;
}

static const struct {
    const char *form;
    form_read read;
    weir_kind kind;
    weir_number_tag tag;
} forms[] = {
    {"$date", read_date, WEIR_DATE, WEIR_TAG_NONE},
    {"$time", read_time, WEIR_TIME, WEIR_TAG_NONE},
    {"$dateTime", read_date_time, WEIR_DATE_TIME, WEIR_TAG_NONE},
    {"$months", read_months, WEIR_MONTHS, WEIR_TAG_NONE},
    {"$seconds", read_seconds, WEIR_SECONDS, WEIR_TAG_NONE},
    {"$range", read_range, WEIR_RANGE, WEIR_TAG_NONE},
    {"$short", read_short, WEIR_NUMBER, WEIR_TAG_SHORT},
    {"$integer", read_integer, WEIR_NUMBER, WEIR_TAG_INTEGER},
    {"$long", read_long, WEIR_NUMBER, WEIR_TAG_LONG},
    {"$double", read_double, WEIR_NUMBER, WEIR_TAG_DOUBLE},
    {"$xml", read_xml, WEIR_STRING, WEIR_TAG_XML},
    {"$bytes", read_bytes, WEIR_STRING, WEIR_TAG_BYTES},
    {"$file", read_file, WEIR_CONTEXT, WEIR_TAG_FILE},
    {"$object", read_object, WEIR_CONTEXT, WEIR_TAG_OBJECT},
    {"$object", read_object, WEIR_LIST, WEIR_TAG_OBJECT},
    {"$context", read_context, WEIR_KIND_COUNT, WEIR_TAG_NONE},
};
#define FORM_COUNT (sizeof forms / sizeof *forms)

bool weir_json_typed_read(weir_text form, const weir_value *content, const weir_zones *zones, weir_arena *arena,
                          weir_value *out, weir_err *err)
{
    *err = WEIR_OK;
    for (size_t i = 0; i < FORM_COUNT; i++) {
        if (weir_text_equal(form, weir_text_of(forms[i].form)))
            return forms[i].read(content, zones, arena, out, err);
    }
    return false;
}

const char *weir_json_typed_form(const weir_value *value)
{
    const bool is_of_json = value->kind == WEIR_NUMBER || value->kind == WEIR_STRING || value->kind == WEIR_CONTEXT ||
                            value->kind == WEIR_LIST || value->kind <= WEIR_BOOLEAN;

    if (is_of_json && value->tag == WEIR_TAG_NONE)
        return NULL;
    for (size_t i = 0; i < FORM_COUNT; i++) {
        if (forms[i].kind == (weir_kind)value->kind && forms[i].tag == (weir_number_tag)value->tag)
            return forms[i].form;
    }
    return NULL;
}
