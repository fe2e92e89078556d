/* SPDX-License-Identifier: Apache-2.0
 * base/problem.h - everything that is wrong with a file, collected before anything is said.
 *
 * Layer: base.
 */
#ifndef WEIR_BASE_PROBLEM_H
#define WEIR_BASE_PROBLEM_H

#include "base/arena.h"

typedef enum weir_severity {
    WEIR_STRICT, /* it works, but another tool or a reader may stumble over it */
    WEIR_WARNING,
    WEIR_ERROR,
} weir_severity;

/* Which problems are collected. */
typedef enum weir_profile {
    WEIR_PROFILE_DEFAULT, /* errors and warnings */
    WEIR_PROFILE_STRICT,  /* all */
    WEIR_PROFILE_LENIENT, /* errors */
} weir_profile;

typedef struct weir_problem {
    weir_severity severity;
    const char *rule;      /* static: "flow-target-unknown" */
    uint32_t line, column; /* 1-based in the user's file, 0 = unknown */
    weir_text element;     /* id, or absent */
    weir_text message;     /* a sentence that says what to do */
} weir_problem;

typedef struct weir_problems {
    weir_arena *arena;
    weir_profile profile; /* WEIR_PROFILE_DEFAULT, unless who asks says otherwise after weir_problems_init */
    weir_problem *items;
    uint32_t count, capacity;
    uint32_t error_count, dropped_count; /* beyond WEIR_PROBLEM_COUNT_MAX they are only counted */
} weir_problems;

#define WEIR_PROBLEM_COUNT_MAX 1000

void weir_problems_init(weir_problems *problems, weir_arena *arena);
bool weir_problems_take(const weir_problems *problems, weir_severity severity); /* by the profile */
/* Texts are copied; one that the profile does not want is left out. ENOMEM only. */
WEIR_MUST_USE weir_err weir_problem_add(weir_problems *problems, weir_severity severity, const char *rule,
                                        uint32_t line, uint32_t column, weir_text element, const char *format, ...)
    WEIR_PRINTF(7, 8);
/* By line, then column, then rule. */
void weir_problems_sort(weir_problems *problems);

#endif
