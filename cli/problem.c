/* SPDX-License-Identifier: Apache-2.0
 * cli/problem.c - file:line: error [rule] element 'id': sentence.
 */
#include "cli/problem.h"

const char *weir_severity_name(weir_severity severity)
{
    return severity == WEIR_ERROR ? "error" : "warning";
}

void weir_problem_print(const char *path, const weir_problem *problem, FILE *out)
{
    (void)fprintf(out, "%s:%u: %s [%s]", path, problem->line > 0 ? problem->line : 1,
                  weir_severity_name(problem->severity), problem->rule);
    if (problem->element.length > 0)
        (void)fprintf(out, " element '%.*s'", WEIR_ARG(problem->element));
    (void)fprintf(out, ": %.*s\n", WEIR_ARG(problem->message));
}
