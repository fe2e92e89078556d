/* SPDX-License-Identifier: Apache-2.0
 * base/json_write.c - values as JSON text, plain or typed.
 *
 * Nesting of values is bounded (value.c), so writing may call itself.
 */
#include "base/json_internal.h"

#define DEPTH_MAX 100u

void weir_json_write_string(weir_text text, weir_buffer *out)
{
    static const char hex[] = "0123456789abcdef";
    size_t from = 0;

    weir_buffer_char(out, '"');
    for (size_t i = 0; i < text.length; i++) {
        const unsigned char c = (unsigned char)text.at[i];
        char escape[] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]};

        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        weir_buffer_text(out, weir_text_part(text, from, i - from));
        from = i + 1;
        if (c == '"' || c == '\\' || c == '\n' || c == '\t' || c == '\r') {
            escape[1] = (char)(c == '\n' ? 'n' : c == '\t' ? 't' : c == '\r' ? 'r' : c);
            weir_buffer_text(out, (weir_text){escape, 2});
        } else {
            weir_buffer_text(out, (weir_text){escape, sizeof escape});
        }
    }
    weir_buffer_text(out, weir_text_part(text, from, text.length - from));
    weir_buffer_char(out, '"');
}

static void write_value(const weir_value *value, weir_json_dialect dialect, weir_buffer *out, uint32_t depth);

static void write_range(const weir_range *range, weir_json_dialect dialect, weir_buffer *out, uint32_t depth)
{
    weir_buffer_char(out, '[');
    write_value(&range->low, dialect, out, depth + 1);
    weir_buffer_char(out, ',');
    write_value(&range->high, dialect, out, depth + 1);
    weir_buffer_text(out, WEIR_T(",\""));
    if (range->form == WEIR_RANGE_SPAN) {
        weir_buffer_char(out, range->low_closed ? '[' : '(');
        weir_buffer_char(out, range->high_closed ? ']' : ')');
    } else {
        weir_buffer_text(out, range->form == WEIR_RANGE_ONLY ? WEIR_T("==") : WEIR_T("!="));
    }
    weir_buffer_text(out, WEIR_T("\"]"));
}

/* The content of a typed form, or a temporal value in plain JSON: a string, or the array of a range. */
static void write_content(const weir_value *value, weir_json_dialect dialect, weir_buffer *out, uint32_t depth)
{
    if (value->kind == WEIR_RANGE && dialect == WEIR_JSON_TYPED) {
        write_range(value->as.range, dialect, out, depth);
        return;
    }
    if (value->kind == WEIR_RANGE) {
        weir_buffer text;
        weir_text written;

        weir_buffer_init(&text, out->arena, 0);
        weir_value_write(value, &text);
        if (weir_buffer_done(&text, &written) == WEIR_OK)
            weir_json_write_string(written, out);
        else
            out->err = text.err;
        return;
    }
    weir_buffer_char(out, '"');
    (void)weir_scalar_write(value, false, out); /* only scalars come here */
    weir_buffer_char(out, '"');
}

static void write_entries(const weir_value *value, weir_json_dialect dialect, weir_buffer *out, uint32_t depth);
static void write_items(const weir_value *value, weir_json_dialect dialect, weir_buffer *out, uint32_t depth);
static void write_context(const weir_value *value, weir_json_dialect dialect, weir_buffer *out, uint32_t depth);

static void write_object(const weir_value *value, weir_buffer *out, uint32_t depth)
{
    const weir_label *label = weir_value_label(value);

    weir_buffer_text(out, WEIR_T("{\"type\":"));
    weir_json_write_string(label->type_name, out);
    weir_buffer_text(out, WEIR_T(",\"format\":"));
    weir_json_write_string(label->format, out);
    weir_buffer_text(out, label->text.at ? WEIR_T(",\"text\":") : WEIR_T(",\"value\":"));
    if (label->text.at)
        weir_json_write_string(label->text, out);
    else if (value->kind == WEIR_LIST)
        write_items(value, WEIR_JSON_TYPED, out, depth);
    else
        write_context(value, WEIR_JSON_TYPED, out, depth);
    weir_buffer_char(out, '}');
}

static void write_typed(const weir_value *value, const char *form, weir_buffer *out, uint32_t depth)
{
    weir_buffer_text(out, WEIR_T("{\""));
    weir_buffer_text(out, weir_text_of(form));
    weir_buffer_text(out, WEIR_T("\":"));
    if (weir_value_label(value))
        write_object(value, out, depth);
    else if (value->kind == WEIR_CONTEXT)
        write_entries(value, WEIR_JSON_TYPED, out, depth);
    else if (value->kind == WEIR_STRING)
        weir_json_write_string(value->as.string, out);
    else
        write_content(value, WEIR_JSON_TYPED, out, depth);
    weir_buffer_char(out, '}');
}

static void write_entries(const weir_value *value, weir_json_dialect dialect, weir_buffer *out, uint32_t depth)
{
    weir_buffer_char(out, '{');
    for (uint32_t i = 0; i < value->count && out->err == WEIR_OK; i++) {
        if (i > 0)
            weir_buffer_char(out, ',');
        weir_json_write_string(value->as.entries[i].key, out);
        weir_buffer_char(out, ':');
        write_value(&value->as.entries[i].value, dialect, out, depth + 1);
    }
    weir_buffer_char(out, '}');
}

static void write_context(const weir_value *value, weir_json_dialect dialect, weir_buffer *out, uint32_t depth)
{
    const bool looks_typed =
        dialect == WEIR_JSON_TYPED && value->count == 1 && weir_text_starts_with(value->as.entries[0].key, WEIR_T("$"));

    if (looks_typed)
        weir_buffer_text(out, WEIR_T("{\"$context\":{\"\":0,"));
    else {
        write_entries(value, dialect, out, depth);
        return;
    }
    weir_json_write_string(value->as.entries[0].key, out);
    weir_buffer_char(out, ':');
    write_value(&value->as.entries[0].value, dialect, out, depth + 1);
    weir_buffer_text(out, WEIR_T("}}"));
}

static void write_items(const weir_value *value, weir_json_dialect dialect, weir_buffer *out, uint32_t depth)
{
    weir_buffer_char(out, '[');
    for (uint32_t i = 0; i < value->count && out->err == WEIR_OK; i++) {
        if (i > 0)
            weir_buffer_char(out, ',');
        write_value(&value->as.items[i], dialect, out, depth + 1);
    }
    weir_buffer_char(out, ']');
}

static void write_value(const weir_value *value, weir_json_dialect dialect, weir_buffer *out, uint32_t depth)
{
    const char *form = weir_json_typed_form(value);

    if (depth > DEPTH_MAX) {
        out->err = WEIR_ELIMIT;
        return;
    }
    if (form && dialect == WEIR_JSON_TYPED) {
        write_typed(value, form, out, depth);
        return;
    }
    switch ((weir_kind)value->kind) {
    case WEIR_NULL:
        weir_buffer_text(out, WEIR_T("null"));
        return;
    case WEIR_BOOLEAN:
        weir_buffer_text(out, value->as.boolean ? WEIR_T("true") : WEIR_T("false"));
        return;
    case WEIR_NUMBER:
        weir_decimal_write(value->as.number, false, out);
        return;
    case WEIR_STRING:
        weir_json_write_string(value->as.string, out);
        return;
    case WEIR_LIST:
        write_items(value, dialect, out, depth);
        return;
    case WEIR_CONTEXT:
        write_context(value, dialect, out, depth);
        return;
    case WEIR_DATE:
    case WEIR_TIME:
    case WEIR_DATE_TIME:
    case WEIR_MONTHS:
    case WEIR_SECONDS:
    case WEIR_RANGE:
        write_content(value, dialect, out, depth);
        return;
    case WEIR_FUNCTION:
    case WEIR_KIND_COUNT:
        out->err = WEIR_EVALUE;
        return;
    }
}

void weir_json_write(const weir_value *value, weir_json_dialect dialect, weir_buffer *out)
{
    write_value(value, dialect, out, 0);
}
