/* SPDX-License-Identifier: Apache-2.0
 * base/text_find.c - search bytes in bytes, in time that grows with the sum of their lengths.
 *
 * Short needles are compared at each of their first bytes. Longer ones are cut in two, so that a mismatch in the right
 * part allows to move as far as that part fits, and one in the left part by the period of the needle.
 * Spec: Crochemore and Perrin, Two-way string-matching (1991).
 */
#include <string.h>

#include "base/text.h"

#define SHORT_LENGTH_MAX 8u

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* Where the suffix begins that is last in the alphabet, or in the alphabet backwards; and its period. */
static size_t last_suffix(weir_text text, bool is_backwards, size_t *period)
{
    size_t begin = 0, candidate = 1, same = 0;

    *period = 1;
    while (candidate + same < text.length) {
        const unsigned char a = (unsigned char)text.at[begin + same], b = (unsigned char)text.at[candidate + same];

        if (a == b) {
            same++;
            if (same == *period) {
                candidate += same;
                same = 0;
            }
        } else if (is_backwards ? b > a : b < a) {
            candidate += same + 1;
            same = 0;
            *period = candidate - begin;
        } else {
            begin = candidate++;
            same = 0;
            *period = 1;
        }
    }
    return begin;
}

/* Where the needle is cut. */
static size_t find_cut(weir_text needle, size_t *period)
{
    size_t forward_period, backward_period;
    const size_t forward = last_suffix(needle, false, &forward_period);
    const size_t backward = last_suffix(needle, true, &backward_period);

    *period = forward > backward ? forward_period : backward_period;
    return larger(forward, backward);
}

static size_t find_long(weir_text text, weir_text needle, size_t from)
{
    size_t period, known = 0; /* bytes of the needle that fit after a move by its period */
    const size_t cut = find_cut(needle, &period);
    const bool is_periodic = period + cut <= needle.length && memcmp(needle.at, needle.at + period, cut) == 0;

    if (!is_periodic)
        period = larger(cut, needle.length - cut) + 1;
    while (from <= text.length && needle.length <= text.length - from) {
        const char *here = text.at + from;
        size_t i = larger(cut, known);

        while (i < needle.length && needle.at[i] == here[i])
            i++;
        if (i < needle.length) {
            from += i - cut + 1;
            known = 0;
            continue;
        }
        i = cut;
        while (i > known && needle.at[i - 1] == here[i - 1])
            i--;
        if (i <= known)
            return from;
        from += period;
        known = is_periodic ? needle.length - period : 0;
    }
    return SIZE_MAX;
}

static size_t find_short(weir_text text, weir_text needle, size_t from)
{
    while (from <= text.length && needle.length <= text.length - from) {
        const char *at;

        if (needle.length == 0)
            return from;
        at = memchr(text.at + from, needle.at[0], text.length - from - needle.length + 1);
        if (!at)
            break;
        from = (size_t)(at - text.at);
        if (memcmp(at, needle.at, needle.length) == 0)
            return from;
        from++;
    }
    return SIZE_MAX;
}

size_t weir_text_find(weir_text text, weir_text needle, size_t from)
{
    return needle.length <= SHORT_LENGTH_MAX ? find_short(text, needle, from) : find_long(text, needle, from);
}
