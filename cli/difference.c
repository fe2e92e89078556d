/* SPDX-License-Identifier: Apache-2.0
 * cli/difference.c - show the first difference, with some words around it.
 */
#include "cli/difference.h"

#define BEFORE_BYTES_MAX 60u /* of what is equal */
#define SHOWN_BYTES_MAX 100u /* from there on */

static const weir_text ellipsis = {"… ", 4};

static bool is_continuation(char c)
{
    return ((unsigned char)c & 0xC0u) == 0x80u;
}

static size_t first_difference(weir_text a, weir_text b)
{
    size_t at = 0;

    while (at < a.length && at < b.length && a.at[at] == b.at[at])
        at++;
    while (at > 0 && at < a.length && is_continuation(a.at[at]))
        at--;
    return at;
}

/* Where to begin: at the start of a word, not too far before the difference. */
static size_t first_shown(weir_text text, size_t difference)
{
    size_t from = difference > BEFORE_BYTES_MAX ? difference - BEFORE_BYTES_MAX : 0;

    if (from == 0)
        return 0;
    for (size_t at = from; at < difference; at++) {
        if (text.at[at - 1] == ' ')
            return at;
    }
    while (is_continuation(text.at[from]))
        from++;
    return from;
}

/* Columns a terminal takes: two for the wide characters of East Asia. */
static uint32_t width_of(uint32_t code_point)
{
    static const struct {
        uint32_t first, last;
    } wide[] = {{0x1100, 0x115F}, {0x2E80, 0xA4CF}, {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},  {0xFE30, 0xFE6F},
                {0xFF00, 0xFF60}, {0xFFE0, 0xFFE6}, {0x1F300, 0x1FAFF}, {0x20000, 0x3FFFD}};

    for (uint32_t i = 0; i < sizeof wide / sizeof *wide; i++) {
        if (code_point >= wide[i].first && code_point <= wide[i].last)
            return 2;
    }
    return 1;
}

static uint32_t width_between(weir_text text, size_t from, size_t to)
{
    uint32_t width = 0;

    while (from < to)
        width += width_of(weir_utf8_next(text, &from));
    return width;
}

static void write_side(const char *name, weir_text text, size_t from, const char *indent, weir_buffer *out)
{
    size_t to = text.length - from > SHOWN_BYTES_MAX + BEFORE_BYTES_MAX ? from + SHOWN_BYTES_MAX + BEFORE_BYTES_MAX
                                                                        : text.length;

    while (to < text.length && is_continuation(text.at[to]))
        to++;
    weir_buffer_format(out, "%s%-9s ", indent, name);
    if (from > 0)
        weir_buffer_text(out, ellipsis);
    if (text.length == 0)
        weir_buffer_text(out, WEIR_T("(nothing)"));
    weir_buffer_text(out, weir_text_part(text, from, to - from));
    if (to < text.length)
        weir_buffer_text(out, WEIR_T(" …"));
    weir_buffer_char(out, '\n');
}

void weir_difference_write(weir_text expected, weir_text found, const char *indent, weir_buffer *out)
{
    const size_t difference = first_difference(expected, found);
    const size_t from = first_shown(expected, difference);
    const uint32_t column = width_between(expected, from, difference) + (from > 0 ? 2 : 0);

    write_side("expected", expected, from, indent, out);
    write_side("found", found, from, indent, out);
    if (difference == 0)
        return; /* nothing is equal: a mark would say nothing */
    weir_buffer_format(out, "%s%*s^\n", indent, (int)(10 + column), "");
}
