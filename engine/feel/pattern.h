/* SPDX-License-Identifier: Apache-2.0
 * feel/pattern.h - regular expressions of XPath, run by PCRE2 within fixed limits.
 *
 * pattern.c is the only file that includes PCRE2. Everything lives in an arena of its own per call.
 * Layer: feel, private to it.   Spec: XPath and XQuery Functions and Operators 3.1 §5.6; DMN 1.5 §10.3.4.3.
 */
#ifndef WEIR_FEEL_PATTERN_H
#define WEIR_FEEL_PATTERN_H

#include "base/arena.h"

#define WEIR_FEEL_PATTERN_LENGTH_MAX 4096u
#define WEIR_FEEL_PATTERN_SUBJECT_LENGTH_MAX (1024u * 1024u)
#define WEIR_FEEL_PATTERN_GROUP_COUNT_MAX 100u

typedef struct weir_pattern weir_pattern;

typedef struct weir_pattern_match {
    uint32_t step_count;  /* what looking for it cost, found or not */
    uint32_t group_count; /* with group 0, the whole match */
    weir_text groups[WEIR_FEEL_PATTERN_GROUP_COUNT_MAX];
} weir_pattern_match;

typedef enum weir_pattern_result {
    WEIR_PATTERN_MATCH,
    WEIR_PATTERN_NO_MATCH,
    WEIR_PATTERN_TOO_HARD /* a limit was reached */
} weir_pattern_result;

/* Flags: the letters s m i x q. problem: what is wrong with the pattern, NULL if it was compiled. */
WEIR_MUST_USE weir_err weir_pattern_compile(weir_text pattern, weir_text flags, weir_arena *arena, weir_pattern **out,
                                            const char **problem);
/* The same, without what is needed to find: the result is frozen. NULL in `out` for a faulty pattern. */
WEIR_MUST_USE weir_err weir_pattern_precompile(weir_text pattern, weir_text flags, weir_arena *arena,
                                               const weir_pattern **out);
/* A pattern to find with, out of a frozen one, which it borrows. */
WEIR_MUST_USE weir_err weir_pattern_reuse(const weir_pattern *frozen, weir_arena *arena, weir_pattern **out);
/* The first match at or behind byte `from`. subject: valid UTF-8. */
WEIR_MUST_USE weir_err weir_pattern_find(weir_pattern *pattern, weir_text subject, size_t from, weir_pattern_match *out,
                                         weir_pattern_result *result);

#endif
