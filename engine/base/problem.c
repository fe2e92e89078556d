/* SPDX-License-Identifier: Apache-2.0
 * base/problem.c - collect problems, and put them in the order of the file.
 */
#include "base/problem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void weir_problems_init(weir_problems *problems, weir_arena *arena)
{
    *problems = (weir_problems){.arena = arena};
}

bool weir_problems_take(const weir_problems *problems, weir_severity severity)
{
    static const weir_severity least[] = {[WEIR_PROFILE_DEFAULT] = WEIR_WARNING,
                                          [WEIR_PROFILE_STRICT] = WEIR_STRICT,
                                          [WEIR_PROFILE_LENIENT] = WEIR_ERROR};

    return severity >= least[problems->profile];
}

weir_err weir_problem_add(weir_problems *problems, weir_severity severity, const char *rule, uint32_t line,
                          uint32_t column, weir_text element, const char *format, ...)
{
    weir_problem problem = {.severity = severity, .rule = rule, .line = line, .column = column};
    char message[1024];
    va_list arguments;

    if (!weir_problems_take(problems, severity))
        return WEIR_OK;
    if (problems->count >= WEIR_PROBLEM_COUNT_MAX) {
        problems->error_count += severity == WEIR_ERROR;
        problems->dropped_count++;
        return WEIR_OK;
    }
    va_start(arguments, format);
    (void)vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    WEIR_TRY(weir_arena_text(problems->arena, element, &problem.element));
    WEIR_TRY(weir_arena_text(problems->arena, weir_text_of(message), &problem.message));
    WEIR_TRY(WEIR_GROW(problems->arena, problems));
    problems->items[problems->count++] = problem;
    problems->error_count += severity == WEIR_ERROR;
    return WEIR_OK;
}

static int compare(const void *left, const void *right)
{
    const weir_problem *a = left, *b = right;

    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    if (a->column != b->column)
        return a->column < b->column ? -1 : 1;
    return strcmp(a->rule, b->rule);
}

void weir_problems_sort(weir_problems *problems)
{
    if (problems->count > 1)
        qsort(problems->items, problems->count, sizeof *problems->items, compare);
}
