/* SPDX-License-Identifier: Apache-2.0
 * base/text.h - slices of UTF-8 text that somebody else owns.
 *
 * A weir_text is a pointer and a length, never zero-terminated by promise. {NULL, 0} means
 * "absent", {non-NULL, 0} means "present and empty"; both have length 0.
 * Layer: base.
 */
#ifndef WEIR_BASE_TEXT_H
#define WEIR_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct weir_text {
    const char *at;
    size_t length;
} weir_text;

#define WEIR_NO_TEXT ((weir_text){NULL, 0})
/* A literal as text; the length is computed by the compiler. */
#define WEIR_T(literal) ((weir_text){"" literal, sizeof(literal) - 1})
/* For printf("%.*s"): WEIR_ARG(text) gives the two arguments. */
#define WEIR_ARG(text) ((int)((text).length > 4096 ? 4096 : (text).length)), ((text).at ? (text).at : "")

static inline uint64_t weir_load_8(const char *at)
{
    uint64_t word;

    memcpy(&word, at, sizeof word);
    return word;
}

static inline uint32_t weir_load_4(const char *at)
{
    uint32_t word;

    memcpy(&word, at, sizeof word);
    return word;
}

/* Of the length of a name: at most 16. First and last bytes are compared as words, which may overlap. */
static inline bool weir_short_bytes_equal(const char *a, const char *b, size_t length)
{
    if (length >= 8)
        return weir_load_8(a) == weir_load_8(b) && weir_load_8(a + length - 8) == weir_load_8(b + length - 8);
    if (length >= 4)
        return weir_load_4(a) == weir_load_4(b) && weir_load_4(a + length - 4) == weir_load_4(b + length - 4);
    return length == 0 || (a[0] == b[0] && a[length / 2] == b[length / 2] && a[length - 1] == b[length - 1]);
}

/* Absent equals empty. */
static inline bool weir_text_equal(weir_text a, weir_text b)
{
    if (a.length != b.length)
        return false;
    return a.length > 16 ? memcmp(a.at, b.at, a.length) == 0 : weir_short_bytes_equal(a.at, b.at, a.length);
}

weir_text weir_text_of(const char *zero_terminated);          /* NULL gives absent */
bool weir_text_equal_ignoring_case(weir_text a, weir_text b); /* of the letters of ASCII */
int weir_text_compare(weir_text a, weir_text b);              /* by bytes = by code points */
bool weir_text_starts_with(weir_text text, weir_text prefix);
bool weir_text_ends_with(weir_text text, weir_text suffix);
weir_text weir_text_trim(weir_text text); /* XML white space: space, tab, CR, LF */
weir_text weir_text_part(weir_text text, size_t from, size_t length);
/* The next word of a list between white space, which `rest` goes behind; false: there is none. */
bool weir_text_next_word(weir_text *rest, weir_text *word);
/* First place of `needle` at or after `from`; SIZE_MAX if there is none. */
size_t weir_text_find(weir_text text, weir_text needle, size_t from);
uint64_t weir_text_hash(weir_text text); /* FNV-1a; the same on every machine */

/* UTF-8 (RFC 3629: no surrogates, no overlong forms, at most U+10FFFF).
 * valid: the byte offset of the first fault is written to `fault_at` (may be NULL).
 * next: reads the code point at *offset and moves past it; precondition: valid text, *offset < length. */
bool weir_utf8_valid(weir_text text, size_t *fault_at);
uint32_t weir_utf8_next(weir_text text, size_t *offset);
size_t weir_utf8_length(weir_text text);                         /* in code points */
size_t weir_utf8_put(uint32_t code_point, char bytes[static 4]); /* returns the byte count */
bool weir_utf8_is_letter(uint32_t code_point);                   /* may start a FEEL or XML name */
bool weir_text_is_name(weir_text text); /* letters, digits and '_', no digit first: a variable that FEEL can name */

#endif
