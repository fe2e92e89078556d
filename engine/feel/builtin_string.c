/* SPDX-License-Identifier: Apache-2.0
 * feel/builtin_string.c - string functions without patterns; see builtins.def.
 *
 * Positions and lengths count code points.   Spec: DMN 1.5 §10.3.4.3.
 */
#include "feel/builtin.h"
#include "feel/case.h"

weir_err weir_builtin_string_length(weir_call *call, weir_value *out)
{
    *out = weir_integer((int64_t)weir_utf8_length(call->arguments[0].as.string));
    return WEIR_OK;
}

/* The byte offset of a code point. */
static size_t offset_of(weir_text text, int64_t position)
{
    size_t offset = 0;

    while (position-- > 0 && offset < text.length)
        (void)weir_utf8_next(text, &offset);
    return offset;
}

weir_err weir_builtin_substring(weir_call *call, weir_value *out)
{
    const weir_text text = call->arguments[0].as.string;
    const int64_t total = (int64_t)weir_utf8_length(text);
    int64_t start, length = total;
    size_t from, to;

    if (!weir_call_integer(call, 1, &start) || start == 0 || start > total || start < -total) {
        *out = weir_call_null(call, "the start position lies outside of the string");
        return WEIR_OK;
    }
    if (weir_call_has(call, 2) && (!weir_call_integer(call, 2, &length) || length < 1)) {
        *out = weir_call_null(call, "the length must be at least 1");
        return WEIR_OK;
    }
    start = start < 0 ? total + start : start - 1;
    from = offset_of(text, start);
    to = length >= total - start ? text.length : from + offset_of(weir_text_part(text, from, text.length), length);
    *out = weir_string(weir_text_part(text, from, to - from));
    return WEIR_OK;
}

static weir_err change_case(weir_call *call, bool to_upper, weir_value *out)
{
    weir_text changed;

    WEIR_TRY(weir_case_change(call->arguments[0].as.string, to_upper, call->arena, &changed));
    *out = weir_string(changed);
    return WEIR_OK;
}

weir_err weir_builtin_upper_case(weir_call *call, weir_value *out)
{
    return change_case(call, true, out);
}

weir_err weir_builtin_lower_case(weir_call *call, weir_value *out)
{
    return change_case(call, false, out);
}

weir_err weir_builtin_substring_before(weir_call *call, weir_value *out)
{
    const weir_text text = call->arguments[0].as.string;
    const size_t at = weir_text_find(text, call->arguments[1].as.string, 0);

    *out = weir_string(at == SIZE_MAX ? WEIR_T("") : weir_text_part(text, 0, at));
    return WEIR_OK;
}

weir_err weir_builtin_substring_after(weir_call *call, weir_value *out)
{
    const weir_text text = call->arguments[0].as.string, match = call->arguments[1].as.string;
    const size_t at = weir_text_find(text, match, 0);

    *out = weir_string(at == SIZE_MAX ? WEIR_T("") : weir_text_part(text, at + match.length, text.length));
    return WEIR_OK;
}

weir_err weir_builtin_contains(weir_call *call, weir_value *out)
{
    *out = weir_boolean(weir_text_find(call->arguments[0].as.string, call->arguments[1].as.string, 0) != SIZE_MAX);
    return WEIR_OK;
}

weir_err weir_builtin_starts_with(weir_call *call, weir_value *out)
{
    *out = weir_boolean(weir_text_starts_with(call->arguments[0].as.string, call->arguments[1].as.string));
    return WEIR_OK;
}

weir_err weir_builtin_ends_with(weir_call *call, weir_value *out)
{
    *out = weir_boolean(weir_text_ends_with(call->arguments[0].as.string, call->arguments[1].as.string));
    return WEIR_OK;
}

/* Null items are left out. */
weir_err weir_builtin_string_join(weir_call *call, weir_value *out)
{
    const weir_value *list = &call->arguments[0];
    const bool has_delimiter = call->count == 2 && call->arguments[1].kind == WEIR_STRING;
    bool is_first = true;
    weir_buffer buffer;
    weir_text text;

    weir_buffer_init(&buffer, call->arena, 0);
    for (uint32_t i = 0; i < list->count; i++) {
        const weir_value *item = &list->as.items[i];

        if (item->kind == WEIR_NULL)
            continue;
        if (item->kind != WEIR_STRING) {
            *out = weir_call_null(call, "item %u is no string", i + 1);
            return WEIR_OK;
        }
        if (has_delimiter && !is_first)
            weir_buffer_text(&buffer, call->arguments[1].as.string);
        weir_buffer_text(&buffer, item->as.string);
        is_first = false;
    }
    WEIR_TRY(weir_buffer_done(&buffer, &text));
    *out = weir_string(text.at ? text : WEIR_T(""));
    return WEIR_OK;
}
