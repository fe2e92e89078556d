/* SPDX-License-Identifier: Apache-2.0
 * xml/label.c - breaking a text into lines.
 *
 * Layer: xml.
 */
#include "xml/label.h"

#include <string.h>

/* Thousandths of the font size. Anything else of Latin, Greek and Cyrillic: 600. */
static const uint16_t ascii_widths[] = {
    300, 320, 380, 830, 630, 900, 760, 260, 370, 370, 500, 800, 310, 350, 310, 340, /* space to / */
    620, 620, 620, 620, 620, 620, 620, 620, 620, 620, 340, 340, 800, 800, 800, 530, /* 0 to ? */
    960, 680, 680, 690, 760, 630, 580, 760, 750, 300, 310, 660, 560, 860, 750, 780, /* @ to O */
    600, 780, 690, 630, 610, 730, 680, 970, 680, 610, 680, 390, 340, 390, 800, 500, /* P to _ */
    500, 610, 630, 550, 630, 610, 350, 630, 620, 280, 280, 580, 280, 960, 620, 610, /* ` to o */
    630, 630, 410, 520, 390, 620, 590, 800, 590, 590, 520, 620, 340, 620, 800,      /* p to ~ */
};

static bool is_wide(uint32_t c)
{
    return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) ||
           (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
           (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x20000 && c <= 0x3FFFD);
}

static int64_t width_of(uint32_t c)
{
    if (c >= 0x20 && c <= 0x7E)
        return ascii_widths[c - 0x20];
    if (is_wide(c))
        return 1000;
    return c < 0x20 || (c >= 0x300 && c <= 0x36F) || (c >= 0x200B && c <= 0x200F) ? 0 : 620;
}

int64_t weir_xml_text_width(weir_text text, int64_t font_size)
{
    int64_t width = 0;

    for (size_t i = 0; i < text.length;)
        width += width_of(weir_utf8_next(text, &i));
    return width * font_size / 1000;
}

static bool is_one_of(uint32_t c, weir_text marks)
{
    for (size_t i = 0; i < marks.length;) {
        if (weir_utf8_next(marks, &i) == c)
            return true;
    }
    return false;
}

/* Whether a line may end between two characters that stand beside each other. */
static bool may_end_between(uint32_t before, uint32_t after)
{
    if (is_one_of(after, WEIR_T("，。、；：？！）】》」』”’,.;:?!)]}%…·")) ||
        is_one_of(before, WEIR_T("（【《「『“‘([{")))
        return false;
    return is_wide(before) || is_wide(after) || before == '-' || before == '/' || before == '_';
}

/* The text that is being broken. */
typedef struct breaker {
    weir_text text;
    int64_t font_size, width_max;
    uint32_t line_count_max;
    weir_arena *arena;
    weir_xml_lines *lines;
} breaker;

/* One line that begins at `from`: where it ends, and where the next one begins. */
static void find_line(const breaker *b, size_t from, size_t *end, size_t *next)
{
    int64_t width = 0;
    uint32_t before = 0;
    size_t at = from;

    *end = SIZE_MAX;
    *next = from;
    while (at < b->text.length) {
        size_t after = at;
        uint32_t c = weir_utf8_next(b->text, &after);

        if (c == '\n' || c == ' ' || c == '\t' || c == '\r') {
            *end = at;
            *next = after;
            if (c == '\n')
                return;
        } else if (at > from && may_end_between(before, c)) {
            *end = at;
            *next = at;
        }
        width += width_of(c) * b->font_size / 1000;
        if (width > b->width_max && c != ' ' && at > from) {
            if (*end == SIZE_MAX || *end == from)
                *end = *next = at;
            return;
        }
        before = c;
        at = after;
    }
    *end = *next = b->text.length;
}

/* The last line that there may be, with what says that there is more. */
static weir_err shorten(breaker *b, weir_text rest, weir_text *out)
{
    int64_t room = b->width_max - b->font_size;
    size_t end = 0;
    char *bytes;

    for (size_t i = 0; i < rest.length && rest.at[i] != '\n';) {
        room -= width_of(weir_utf8_next(rest, &i)) * b->font_size / 1000;
        if (room < 0)
            break;
        end = i;
    }
    bytes = weir_arena_take(b->arena, end + 3);
    if (bytes == NULL)
        return WEIR_ENOMEM;
    memcpy(bytes, rest.at, end);
    memcpy(bytes + end, "\xE2\x80\xA6", 3);
    *out = (weir_text){bytes, end + 3};
    return WEIR_OK;
}

static weir_err add_line(breaker *b, weir_text line)
{
    int64_t width = weir_xml_text_width(line, b->font_size);

    WEIR_TRY(WEIR_GROW(b->arena, b->lines));
    b->lines->items[b->lines->count++] = line;
    if (width > b->lines->width)
        b->lines->width = width;
    return WEIR_OK;
}

weir_err weir_xml_wrap(weir_text text, int64_t font_size, int64_t width_max, uint32_t line_count_max, weir_arena *arena,
                       weir_xml_lines *out)
{
    breaker b = {weir_text_trim(text), font_size, width_max, line_count_max, arena, out};
    size_t from = 0;

    *out = (weir_xml_lines){0};
    while (from < b.text.length) {
        size_t end, next;
        weir_text line;

        find_line(&b, from, &end, &next);
        line = weir_text_trim(weir_text_part(b.text, from, end - from));
        if (out->count + 1 >= line_count_max && next < b.text.length) {
            WEIR_TRY(shorten(&b, weir_text_part(b.text, from, b.text.length - from), &line));
            next = b.text.length;
            out->is_cut = true;
        }
        if (line.length > 0)
            WEIR_TRY(add_line(&b, line));
        from = next;
    }
    return WEIR_OK;
}
