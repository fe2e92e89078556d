/* SPDX-License-Identifier: Apache-2.0
 * base/text.c - compare, cut and search slices of bytes.
 */
#include "base/text.h"

#include <string.h>

weir_text weir_text_of(const char *zero_terminated)
{
    return zero_terminated ? (weir_text){zero_terminated, strlen(zero_terminated)} : WEIR_NO_TEXT;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool weir_text_equal_ignoring_case(weir_text a, weir_text b)
{
    if (a.length != b.length)
        return false;
    for (size_t i = 0; i < a.length; i++) {
        if (lower(a.at[i]) != lower(b.at[i]))
            return false;
    }
    return true;
}

int weir_text_compare(weir_text a, weir_text b)
{
    const size_t shared = a.length < b.length ? a.length : b.length;
    const int order = shared ? memcmp(a.at, b.at, shared) : 0;

    if (order != 0)
        return order < 0 ? -1 : 1;
    return (a.length > b.length) - (a.length < b.length);
}

bool weir_text_starts_with(weir_text text, weir_text prefix)
{
    return text.length >= prefix.length && weir_text_equal((weir_text){text.at, prefix.length}, prefix);
}

bool weir_text_ends_with(weir_text text, weir_text suffix)
{
    return text.length >= suffix.length &&
           weir_text_equal(weir_text_part(text, text.length - suffix.length, suffix.length), suffix);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

weir_text weir_text_trim(weir_text text)
{
    size_t from = 0, to = text.length;

    while (from < to && is_blank(text.at[from]))
        from++;
    while (to > from && is_blank(text.at[to - 1]))
        to--;
    return weir_text_part(text, from, to - from);
}

bool weir_text_next_word(weir_text *rest, weir_text *word)
{
    size_t from = 0, to;

    while (from < rest->length && is_blank(rest->at[from]))
        from++;
    for (to = from; to < rest->length && !is_blank(rest->at[to]);)
        to++;
    *word = weir_text_part(*rest, from, to - from);
    *rest = weir_text_part(*rest, to, rest->length - to);
    return word->length > 0;
}

weir_text weir_text_part(weir_text text, size_t from, size_t length)
{
    if (from > text.length)
        from = text.length;
    if (length > text.length - from)
        length = text.length - from;
    return (weir_text){text.at ? text.at + from : NULL, length};
}

uint64_t weir_text_hash(weir_text text)
{
    uint64_t hash = 14695981039346656037u;

    for (size_t i = 0; i < text.length; i++)
        hash = (hash ^ (unsigned char)text.at[i]) * 1099511628211u;
    return hash;
}
