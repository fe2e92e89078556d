/* SPDX-License-Identifier: Apache-2.0
 * feel/pattern_translate.h - a regular expression of XPath, checked and written for PCRE2.
 *
 * The grammar is read completely, so that what only PCRE2 knows is refused, and so that what only XPath knows
 * (class subtraction, blocks, \i and \c, references to groups that took no part) gets its meaning.
 * A function gives NULL, or what is wrong with the pattern.
 * Layer: feel, private to pattern*.c.
 * Spec: XPath and XQuery Functions and Operators 3.1 §5.6.1; XML Schema part 2, appendix F.
 */
#ifndef WEIR_FEEL_PATTERN_TRANSLATE_H
#define WEIR_FEEL_PATTERN_TRANSLATE_H

#include "base/buffer.h"

#define WEIR_FEEL_PATTERN_NESTING_MAX 50u   /* of groups */
#define WEIR_FEEL_PATTERN_CLASS_DEPTH_MAX 8 /* of classes that are subtracted from each other */
#define WEIR_FEEL_PATTERN_REPEAT_MAX 65535  /* in {n,m} */

typedef struct weir_pattern_reader {
    weir_text pattern;
    size_t at;
    weir_buffer *out;
    bool is_dotall, is_multiline; /* flags s and m */
    uint32_t group_count;         /* of groups that capture */
} weir_pattern_reader;

const char *weir_pattern_translate(weir_pattern_reader *reader);

/* pattern_class.c */
/* From a [ to its ]. */
const char *weir_pattern_class(weir_pattern_reader *reader);
/* Whether a backslash with a letter that stands for many characters is next, like \d or \p; and written as the inside
 * of a class. */
bool weir_pattern_is_set(const weir_pattern_reader *reader);
const char *weir_pattern_set(weir_pattern_reader *reader);
/* A backslash with a letter that stands for one character. */
const char *weir_pattern_escaped(weir_pattern_reader *reader, uint32_t *code_point);

#endif
