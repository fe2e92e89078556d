/* SPDX-License-Identifier: Apache-2.0
 * base/problem.h - everything that is wrong with a file, collected before anything is said.
 *
 * Layer: base.
 */
#ifndef WEIR_BASE_PROBLEM_H
#define WEIR_BASE_PROBLEM_H

#include "base/arena.h"

typedef enum weir_severity { WEIR_WARNING, WEIR_ERROR } weir_severity;

typedef struct weir_problem {
    weir_severity severity;
    const char *rule;      /* static: "flow-target-unknown" */
    uint32_t line, column; /* 1-based in the user's file, 0 = unknown */
    weir_text element;     /* id, or absent */
    weir_text message;     /* a sentence that says what to do */
} weir_problem;

typedef struct weir_problems {
    weir_arena *arena;
    weir_problem *items;
    uint32_t count, capacity;
    uint32_t error_count, dropped_count; /* beyond WEIR_PROBLEM_COUNT_MAX they are only counted */
} weir_problems;

#define WEIR_PROBLEM_COUNT_MAX 1000

void weir_problems_init(weir_problems *problems, weir_arena *arena);
/* Texts are copied. ENOMEM only. */
WEIR_MUST_USE weir_err weir_problem_add(weir_problems *problems, weir_severity severity, const char *rule,
                                        uint32_t line, uint32_t column, weir_text element, const char *format, ...)
    WEIR_PRINTF(7, 8);
/* By line, then column, then rule. */
void weir_problems_sort(weir_problems *problems);

#endif
