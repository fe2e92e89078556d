/* SPDX-License-Identifier: Apache-2.0
 * base/utf8.c - code points in and out of bytes (RFC 3629).
 */
#include "base/text.h"

#include <string.h>

static uint32_t byte_at(weir_text text, size_t offset)
{
    return (unsigned char)text.at[offset];
}

static bool is_tail(weir_text text, size_t offset)
{
    return offset < text.length && (byte_at(text, offset) & 0xC0u) == 0x80u;
}

/* Bytes of the well-formed sequence at `offset`, 0 if there is none. The second byte rules out
 * overlong forms, surrogates, and what lies beyond U+10FFFF. */
static size_t sequence_length(weir_text text, size_t offset)
{
    const uint32_t lead = byte_at(text, offset);
    uint32_t second;

    if (lead < 0x80u)
        return 1;
    if (lead < 0xC2u || lead > 0xF4u || !is_tail(text, offset + 1))
        return 0;
    if (lead < 0xE0u)
        return 2;
    second = byte_at(text, offset + 1);
    if (!is_tail(text, offset + 2) || (lead == 0xE0u && second < 0xA0u) || (lead == 0xEDu && second > 0x9Fu))
        return 0;
    if (lead < 0xF0u)
        return 3;
    if (!is_tail(text, offset + 3) || (lead == 0xF0u && second < 0x90u) || (lead == 0xF4u && second > 0x8Fu))
        return 0;
    return 4;
}

/* Most text is ASCII: look at eight bytes at once. */
static bool is_ascii8(weir_text text, size_t offset)
{
    uint64_t bytes;

    if (text.length - offset < sizeof bytes)
        return false;
    memcpy(&bytes, text.at + offset, sizeof bytes);
    return (bytes & 0x8080808080808080u) == 0;
}

bool weir_utf8_valid(weir_text text, size_t *fault_at)
{
    size_t offset = 0;

    while (offset < text.length) {
        size_t length;

        if (is_ascii8(text, offset)) {
            offset += 8;
            continue;
        }
        length = sequence_length(text, offset);

        if (length == 0) {
            if (fault_at)
                *fault_at = offset;
            return false;
        }
        offset += length;
    }
    return true;
}

uint32_t weir_utf8_next(weir_text text, size_t *offset)
{
    const size_t at = *offset;
    const uint32_t lead = byte_at(text, at);

    if (lead < 0x80u) {
        *offset = at + 1;
        return lead;
    }
    if (lead < 0xE0u) {
        *offset = at + 2;
        return (lead & 0x1Fu) << 6 | (byte_at(text, at + 1) & 0x3Fu);
    }
    if (lead < 0xF0u) {
        *offset = at + 3;
        return (lead & 0x0Fu) << 12 | (byte_at(text, at + 1) & 0x3Fu) << 6 | (byte_at(text, at + 2) & 0x3Fu);
    }
    *offset = at + 4;
    return (lead & 0x07u) << 18 | (byte_at(text, at + 1) & 0x3Fu) << 12 | (byte_at(text, at + 2) & 0x3Fu) << 6 |
           (byte_at(text, at + 3) & 0x3Fu);
}

size_t weir_utf8_length(weir_text text)
{
    size_t count = 0;

    for (size_t i = 0; i < text.length; i++)
        count += (byte_at(text, i) & 0xC0u) != 0x80u;
    return count;
}

size_t weir_utf8_put(uint32_t code_point, char bytes[static 4])
{
    if (code_point < 0x80u) {
        bytes[0] = (char)code_point;
        return 1;
    }
    if (code_point < 0x800u) {
        bytes[0] = (char)(0xC0u | code_point >> 6);
        bytes[1] = (char)(0x80u | (code_point & 0x3Fu));
        return 2;
    }
    if (code_point < 0x10000u) {
        bytes[0] = (char)(0xE0u | code_point >> 12);
        bytes[1] = (char)(0x80u | (code_point >> 6 & 0x3Fu));
        bytes[2] = (char)(0x80u | (code_point & 0x3Fu));
        return 3;
    }
    bytes[0] = (char)(0xF0u | code_point >> 18);
    bytes[1] = (char)(0x80u | (code_point >> 12 & 0x3Fu));
    bytes[2] = (char)(0x80u | (code_point >> 6 & 0x3Fu));
    bytes[3] = (char)(0x80u | (code_point & 0x3Fu));
    return 4;
}

/* Ranges that may start a name: DMN 1.5 §10.3.1.2 rule 28, XML 1.0 rule 4. */
static const struct {
    uint32_t low, high;
} letters[] = {
    {'A', 'Z'},       {'_', '_'},       {'a', 'z'},       {0xC0, 0xD6},     {0xD8, 0xF6},
    {0xF8, 0x2FF},    {0x370, 0x37D},   {0x37F, 0x1FFF},  {0x200C, 0x200D}, {0x2070, 0x218F},
    {0x2C00, 0x2FEF}, {0x3001, 0xD7FF}, {0xF900, 0xFDCF}, {0xFDF0, 0xFFFD}, {0x10000, 0xEFFFF},
};

bool weir_utf8_is_letter(uint32_t code_point)
{
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++) {
        if (code_point <= letters[i].high)
            return code_point >= letters[i].low;
    }
    return false;
}

bool weir_text_is_name(weir_text text)
{
    for (size_t at = 0; at < text.length;) {
        const bool is_first = at == 0;
        const char c = text.at[at];

        if (!weir_utf8_is_letter(weir_utf8_next(text, &at)) && (is_first || !(c >= '0' && c <= '9')) && c != '_')
            return false;
    }
    return true;
}
