/* SPDX-License-Identifier: Apache-2.0
 * base/value_write.c - a value as a person reads it: FEEL literal syntax.
 */
#include "base/json.h"
#include "base/value.h"

#define DEPTH_MAX 100u

const char *weir_kind_name(weir_kind kind)
{
    static const char *const names[] = {
        [WEIR_NULL] = "null",
        [WEIR_BOOLEAN] = "boolean",
        [WEIR_NUMBER] = "number",
        [WEIR_STRING] = "string",
        [WEIR_DATE] = "date",
        [WEIR_TIME] = "time",
        [WEIR_DATE_TIME] = "date and time",
        [WEIR_MONTHS] = "years and months duration",
        [WEIR_SECONDS] = "days and time duration",
        [WEIR_LIST] = "list",
        [WEIR_CONTEXT] = "context",
        [WEIR_RANGE] = "range",
        [WEIR_FUNCTION] = "function",
    };

    return kind < WEIR_KIND_COUNT ? names[kind] : "value";
}

static void write_value(const weir_value *value, weir_buffer *out, uint32_t depth);

bool weir_scalar_write(const weir_value *value, bool canonical, weir_buffer *out)
{
    switch ((weir_kind)value->kind) {
    case WEIR_NULL:
        weir_buffer_text(out, WEIR_T("null"));
        return true;
    case WEIR_BOOLEAN:
        weir_buffer_text(out, value->as.boolean ? WEIR_T("true") : WEIR_T("false"));
        return true;
    case WEIR_NUMBER:
        weir_decimal_write(value->as.number, canonical, out);
        return true;
    case WEIR_DATE:
        weir_date_write(value->as.date, out);
        return true;
    case WEIR_TIME:
        weir_time_write(value->as.time, out);
        return true;
    case WEIR_DATE_TIME:
        weir_date_time_write(value->as.date_time, out);
        return true;
    case WEIR_MONTHS:
        weir_months_write(value->as.months, out);
        return true;
    case WEIR_SECONDS:
        weir_seconds_write(value->as.seconds, out);
        return true;
    case WEIR_STRING:
    case WEIR_LIST:
    case WEIR_CONTEXT:
    case WEIR_RANGE:
    case WEIR_FUNCTION:
    case WEIR_KIND_COUNT:
        break;
    }
    return false;
}

/* A key that is not a plain name stands in quotes. */
static void write_key(weir_text key, weir_buffer *out)
{
    bool is_plain = key.length > 0;

    for (size_t at = 0; at < key.length && is_plain;) {
        const bool is_first = at == 0;
        const uint32_t code_point = weir_utf8_next(key, &at);

        is_plain = weir_utf8_is_letter(code_point) || (!is_first && code_point >= '0' && code_point <= '9');
    }
    if (is_plain)
        weir_buffer_text(out, key);
    else
        weir_json_write_string(key, out);
}

static void write_items(const weir_value *value, weir_buffer *out, uint32_t depth)
{
    const bool is_list = value->kind == WEIR_LIST;

    weir_buffer_char(out, is_list ? '[' : '{');
    for (uint32_t i = 0; i < value->count && out->err == WEIR_OK; i++) {
        if (i > 0)
            weir_buffer_text(out, WEIR_T(", "));
        if (is_list) {
            write_value(&value->as.items[i], out, depth + 1);
            continue;
        }
        write_key(value->as.entries[i].key, out);
        weir_buffer_text(out, WEIR_T(": "));
        write_value(&value->as.entries[i].value, out, depth + 1);
    }
    weir_buffer_char(out, is_list ? ']' : '}');
}

static void write_range(const weir_range *range, weir_buffer *out, uint32_t depth)
{
    if (range->form != WEIR_RANGE_SPAN) {
        weir_buffer_text(out, range->form == WEIR_RANGE_ONLY ? WEIR_T("(=") : WEIR_T("(!="));
        write_value(&range->low, out, depth + 1);
        weir_buffer_char(out, ')');
        return;
    }
    weir_buffer_char(out, range->low_closed ? '[' : '(');
    write_value(&range->low, out, depth + 1);
    weir_buffer_text(out, WEIR_T(".."));
    write_value(&range->high, out, depth + 1);
    weir_buffer_char(out, range->high_closed ? ']' : ')');
}

static bool is_temporal(const weir_value *value)
{
    return value->kind >= WEIR_DATE && value->kind <= WEIR_SECONDS;
}

static void write_value(const weir_value *value, weir_buffer *out, uint32_t depth)
{
    const weir_text quote = is_temporal(value) ? WEIR_T("\"") : WEIR_NO_TEXT;

    if (depth > DEPTH_MAX) {
        weir_buffer_text(out, WEIR_T("..."));
        return;
    }
    if (is_temporal(value))
        weir_buffer_text(out, WEIR_T("@\""));
    if (weir_scalar_write(value, false, out)) {
        weir_buffer_text(out, quote);
        return;
    }
    if (value->kind == WEIR_STRING)
        weir_json_write_string(value->as.string, out);
    else if (value->kind == WEIR_LIST || value->kind == WEIR_CONTEXT)
        write_items(value, out, depth);
    else if (value->kind == WEIR_RANGE)
        write_range(value->as.range, out, depth);
    else
        weir_buffer_text(out, WEIR_T("function"));
}

void weir_value_write(const weir_value *value, weir_buffer *out)
{
    write_value(value, out, 0);
}
