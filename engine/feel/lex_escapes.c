/* SPDX-License-Identifier: Apache-2.0
 * feel/lex_escapes.c - the escapes inside a string; see lex.h.
 *
 * Spec: DMN 1.5 §10.3.1.2 rules 35, 66.
 */
#include <string.h>

#include "base/buffer.h"
#include "feel/lex.h"

/* `digit_count` hexadecimal digits; false if there are fewer. */
static bool read_hex(weir_text text, size_t at, size_t digit_count, uint32_t *out)
{
    uint32_t number = 0;

    if (at + digit_count > text.length)
        return false;
    for (size_t i = at; i < at + digit_count; i++) {
        const char c = text.at[i];
        uint32_t digit;

        if (c >= '0' && c <= '9')
            digit = (uint32_t)(c - '0');
        else if (c >= 'a' && c <= 'f')
            digit = (uint32_t)(c - 'a') + 10;
        else if (c >= 'A' && c <= 'F')
            digit = (uint32_t)(c - 'A') + 10;
        else
            return false;
        number = number * 16 + digit;
    }
    *out = number;
    return true;
}

static bool is_surrogate(uint32_t code_point)
{
    return code_point >= 0xD800 && code_point <= 0xDFFF;
}

/* \uXXXX, also as a surrogate pair, or \UXXXXXX at `at`: how many bytes it takes, 0 if it is none. */
static size_t read_unicode_escape(weir_text raw, size_t at, uint32_t *code_point)
{
    uint32_t low;

    if (at + 1 >= raw.length)
        return 0;
    if (raw.at[at + 1] == 'U')
        return read_hex(raw, at + 2, 6, code_point) && *code_point <= 0x10FFFF && !is_surrogate(*code_point) ? 8 : 0;
    if (raw.at[at + 1] != 'u' || !read_hex(raw, at + 2, 4, code_point))
        return 0;
    if (!is_surrogate(*code_point))
        return 6;
    if (*code_point < 0xDC00 && weir_text_starts_with(weir_text_part(raw, at + 6, 2), WEIR_T("\\u")) &&
        read_hex(raw, at + 8, 4, &low) && low >= 0xDC00 && low <= 0xDFFF) {
        *code_point = 0x10000 + ((*code_point - 0xD800) << 10) + (low - 0xDC00);
        return 12;
    }
    return 0;
}

/* A backslash before anything else stays, so that a pattern may be written with single ones. */
weir_err weir_lex_escapes(weir_text raw, weir_arena *arena, weir_text *out)
{
    static const char from[] = "nrt\"'\\", to[] = "\n\r\t\"'\\";
    weir_buffer buffer;
    size_t at = 0;

    weir_buffer_init(&buffer, arena, 0);
    while (at < raw.length) {
        const size_t slash = weir_text_find(raw, WEIR_T("\\"), at);
        const size_t stop = slash == SIZE_MAX ? raw.length : slash;
        const char *simple;
        uint32_t code_point;
        size_t taken;

        weir_buffer_text(&buffer, weir_text_part(raw, at, stop - at));
        at = stop;
        if (at >= raw.length)
            break;
        simple = at + 1 < raw.length ? memchr(from, raw.at[at + 1], sizeof from - 1) : NULL;
        taken = read_unicode_escape(raw, at, &code_point);
        if (simple) {
            weir_buffer_char(&buffer, to[simple - from]);
            at += 2;
        } else if (taken) {
            weir_buffer_code_point(&buffer, code_point);
            at += taken;
        } else {
            weir_buffer_char(&buffer, '\\');
            at++;
        }
    }
    return weir_buffer_done(&buffer, out);
}
