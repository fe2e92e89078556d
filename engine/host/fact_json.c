/* SPDX-License-Identifier: Apache-2.0
 * host/fact_json.c - digests and members, and a scan that knows nothing but brackets and quotes.
 */
#include "host/fact_json.h"

static const char hex_digits[] = "0123456789abcdef";

void weir_fact_write_digest(const weir_digest *digest, weir_buffer *out)
{
    for (size_t i = 0; i < sizeof digest->byte; i++) {
        weir_buffer_char(out, hex_digits[digest->byte[i] >> 4]);
        weir_buffer_char(out, hex_digits[digest->byte[i] & 15]);
    }
}

static int hex_value(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool weir_fact_read_digest(weir_text text, weir_digest *out)
{
    if (text.length != 2 * sizeof out->byte)
        return false;
    for (size_t i = 0; i < sizeof out->byte; i++) {
        const int high = hex_value(text.at[2 * i]), low = hex_value(text.at[2 * i + 1]);

        if (high < 0 || low < 0)
            return false;
        out->byte[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

weir_text weir_fact_text(const weir_value *context, weir_text key)
{
    return weir_context_text(context, key);
}

/* How far the first value of a list of JSON values goes: up to a comma, or the end, outside all brackets. */
static size_t value_length(weir_text list)
{
    uint32_t depth = 0;
    bool is_string = false;
    size_t i;

    for (i = 0; i < list.length; i++) {
        const char c = list.at[i];

        if (is_string) {
            i += c == '\\';
            is_string = c != '"';
        } else if (c == '"') {
            is_string = true;
        } else if (c == '{' || c == '[') {
            depth++;
        } else if (c == '}' || c == ']') {
            if (depth == 0)
                break;
            depth--;
        } else if (c == ',' && depth == 0) {
            break;
        }
    }
    return i < list.length ? i : list.length;
}

bool weir_fact_next(weir_text *rest, weir_text *out)
{
    size_t length;

    if (rest->length < 2)
        return false;
    *rest = weir_text_part(*rest, 1, rest->length - 1); /* the bracket or comma in front */
    length = value_length(*rest);
    *out = weir_text_part(*rest, 0, length);
    *rest = weir_text_part(*rest, length, rest->length - length);
    return length > 0;
}

weir_text weir_fact_type(weir_text fact)
{
    const weir_text prefix = WEIR_T("{\"type\":\"");
    const size_t end = weir_text_find(fact, WEIR_T("\""), prefix.length);

    return weir_text_starts_with(fact, prefix) && end != SIZE_MAX
               ? weir_text_part(fact, prefix.length, end - prefix.length)
               : WEIR_T("");
}

weir_text weir_fact_member(weir_text fact, weir_text key)
{
    weir_text rest = fact, member;

    while (weir_fact_next(&rest, &member)) {
        if (member.length > key.length + 3 && member.at[0] == '"' && member.at[key.length + 1] == '"' &&
            member.at[key.length + 2] == ':' && weir_text_equal(weir_text_part(member, 1, key.length), key))
            return weir_text_part(member, key.length + 3, member.length - key.length - 3);
    }
    return WEIR_NO_TEXT;
}
