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

static void write_temporal(const weir_value *value, weir_buffer *out)
{
    weir_buffer_text(out, WEIR_T("@\""));
    switch ((weir_kind)value->kind) {
    case WEIR_DATE:
        weir_date_write(value->as.date, out);
        break;
    case WEIR_TIME:
        weir_time_write(value->as.time, out);
        break;
    case WEIR_DATE_TIME:
        weir_date_time_write(value->as.date_time, out);
        break;
    case WEIR_MONTHS:
        weir_months_write(value->as.months, out);
        break;
    default:
        weir_seconds_write(value->as.seconds, out);
        break;
    }
    weir_buffer_char(out, '"');
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
    weir_buffer_char(out, range->low_closed ? '[' : '(');
    write_value(&range->low, out, depth + 1);
    weir_buffer_text(out, WEIR_T(".."));
    write_value(&range->high, out, depth + 1);
    weir_buffer_char(out, range->high_closed ? ']' : ')');
}

static void write_value(const weir_value *value, weir_buffer *out, uint32_t depth)
{
    if (depth > DEPTH_MAX) {
        weir_buffer_text(out, WEIR_T("..."));
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
    case WEIR_DATE:
    case WEIR_TIME:
    case WEIR_DATE_TIME:
    case WEIR_MONTHS:
    case WEIR_SECONDS:
        write_temporal(value, out);
        return;
    case WEIR_LIST:
    case WEIR_CONTEXT:
        write_items(value, out, depth);
        return;
    case WEIR_RANGE:
        write_range(value->as.range, out, depth);
        return;
    case WEIR_FUNCTION:
    case WEIR_KIND_COUNT:
        weir_buffer_text(out, WEIR_T("function"));
        return;
    }
}

void weir_value_write(const weir_value *value, weir_buffer *out)
{
    write_value(value, out, 0);
}
