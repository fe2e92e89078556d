/* SPDX-License-Identifier: Apache-2.0
 * cli/characters.c - UTF-8, and the ranges of wide and of combining characters.
 */
#include "cli/characters.h"

#include "base/text.h"

typedef struct range {
    uint32_t first, last;
} range;

static const range wide[] = {
    {0x1100, 0x115F},   {0x231A, 0x231B},   {0x2329, 0x232A},   {0x23E9, 0x23EC},   {0x25FD, 0x25FE},
    {0x2614, 0x2615},   {0x2648, 0x2653},   {0x26AA, 0x26AB},   {0x26BD, 0x26BE},   {0x2705, 0x2705},
    {0x270A, 0x270B},   {0x274C, 0x274C},   {0x2753, 0x2755},   {0x2757, 0x2757},   {0x2795, 0x2797},
    {0x2B1B, 0x2B1C},   {0x2B50, 0x2B50},   {0x2B55, 0x2B55},   {0x2E80, 0x303E},   {0x3041, 0x3247},
    {0x3250, 0x4DBF},   {0x4E00, 0xA4CF},   {0xA960, 0xA97C},   {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},
    {0xFE10, 0xFE19},   {0xFE30, 0xFE6B},   {0xFF01, 0xFF60},   {0xFFE0, 0xFFE6},   {0x16FE0, 0x18CFF},
    {0x1AFF0, 0x1B2FB}, {0x1F200, 0x1F320}, {0x1F32D, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F7E0, 0x1F7EB},
    {0x1F90C, 0x1F9FF}, {0x1FA70, 0x1FAFF}, {0x20000, 0x3FFFD},
};

static const range combining[] = {
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x0610, 0x061A}, {0x064B, 0x065F}, {0x0E34, 0x0E3A},
    {0x0E47, 0x0E4E}, {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x200B, 0x200D}, {0x2060, 0x2064}, {0x20D0, 0x20FF},
    {0x302A, 0x302D}, {0x3099, 0x309A}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF}, {0xE0100, 0xE01EF},
};

static const range control[] = {
    {0x0001, 0x001F}, {0x007F, 0x009F}, {0x200E, 0x200F}, {0x2028, 0x202E}, {0x2066, 0x2069},
};

static bool is_in(const range *ranges, size_t count, uint32_t code_point)
{
    size_t low = 0, high = count;

    while (low < high) {
        const size_t middle = (low + high) / 2;

        if (code_point > ranges[middle].last)
            low = middle + 1;
        else if (code_point < ranges[middle].first)
            high = middle;
        else
            return true;
    }
    return false;
}

#define IS_IN(ranges, code_point) is_in(ranges, sizeof(ranges) / sizeof *(ranges), code_point)

/* Bytes that the first one announces. */
static size_t announced_length(unsigned char first)
{
    return first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

bool weir_character_next(const char **text, weir_character *out)
{
    const char *at = *text;
    const size_t length = announced_length((unsigned char)*at);
    size_t offset = 0, there = 1;

    if (*at == '\0')
        return false;
    while (there < length && at[there] != '\0')
        there++;
    *out = (weir_character){.at = at, .length = 1};
    if (there == length && weir_utf8_valid((weir_text){at, length}, NULL)) {
        out->code_point = weir_utf8_next((weir_text){at, length}, &offset);
        out->length = length;
        out->is_valid = true;
    }
    *text = at + out->length;
    return true;
}

int weir_character_width(const weir_character *c)
{
    if (!c->is_valid || c->code_point < 0x300)
        return 1;
    return IS_IN(combining, c->code_point) ? 0 : IS_IN(wide, c->code_point) ? 2 : 1;
}

bool weir_character_is_control(const weir_character *c)
{
    return !c->is_valid || IS_IN(control, c->code_point);
}

int weir_text_width(const char *text)
{
    weir_character c;
    int width = 0;

    while (weir_character_next(&text, &c))
        width += weir_character_is_control(&c) ? 1 : weir_character_width(&c);
    return width;
}
