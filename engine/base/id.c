/* SPDX-License-Identifier: Apache-2.0
 * base/id.c - UUIDv7 from a seed (RFC 9562 §5.7).
 */
#include "base/id.h"

#include <string.h>

/* A well-mixed 64-bit number for each input (the finaliser of splitmix64). */
static uint64_t mix(uint64_t x)
{
    x += 0x9E3779B97F4A7C15u;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}

/* 48 bits of time, version, 12 bits of the counter, variant, 8 more bits of it, 54 bits of the seed's
 * sequence: a million ids within a millisecond keep their order. */
weir_id weir_id_mint(weir_id_source *source, int64_t now_ms)
{
    const uint64_t time = (uint64_t)now_ms & 0xFFFFFFFFFFFFu, count = source->minted_count++;
    const uint64_t high = time << 16 | 0x7000u | (count >> 8 & 0xFFFu);
    const uint64_t low = (uint64_t)2 << 62 | (count & 0xFFu) << 54 | mix(source->seed ^ mix(count)) >> 10;
    weir_id id;

    for (int i = 0; i < 8; i++) {
        id.byte[i] = (uint8_t)(high >> (56 - 8 * i));
        id.byte[8 + i] = (uint8_t)(low >> (56 - 8 * i));
    }
    return id;
}

bool weir_id_equal(weir_id a, weir_id b)
{
    return memcmp(a.byte, b.byte, sizeof a.byte) == 0;
}

bool weir_id_is_none(weir_id id)
{
    return weir_id_equal(id, (weir_id){{0}});
}

static bool has_dash_before(int byte_ix)
{
    return byte_ix == 4 || byte_ix == 6 || byte_ix == 8 || byte_ix == 10;
}

void weir_id_print(weir_id id, char out[static WEIR_ID_TEXT_LENGTH + 1])
{
    static const char digits[] = "0123456789abcdef";
    char *at = out;

    for (int i = 0; i < 16; i++) {
        if (has_dash_before(i))
            *at++ = '-';
        *at++ = digits[id.byte[i] >> 4];
        *at++ = digits[id.byte[i] & 15];
    }
    *at = '\0';
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool weir_id_parse(weir_text text, weir_id *out)
{
    weir_id id;
    size_t at = 0;

    if (text.length != WEIR_ID_TEXT_LENGTH)
        return false;
    for (int i = 0; i < 16; i++) {
        if (has_dash_before(i) && text.at[at++] != '-')
            return false;
        const int high = hex_digit(text.at[at++]), low = hex_digit(text.at[at++]);

        if (high < 0 || low < 0)
            return false;
        id.byte[i] = (uint8_t)(high << 4 | low);
    }
    *out = id;
    return true;
}
