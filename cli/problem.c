/* SPDX-License-Identifier: Apache-2.0
 * cli/problem.c - file:line: error [rule] element 'id': sentence.
 */
#include "cli/problem.h"

#include "host/memory_libc.h"

#define LINE_BYTES_MAX ((size_t)1024 * 1024)

const char *weir_severity_name(weir_severity severity)
{
    static const char *const names[] = {[WEIR_STRICT] = "strict", [WEIR_WARNING] = "warning", [WEIR_ERROR] = "error"};

    return names[severity];
}

void weir_problem_write(const char *path, const weir_problem *problem, weir_buffer *out)
{
    weir_buffer_format(out, "%s:%u: %s [%s]", path, problem->line > 0 ? problem->line : 1,
                       weir_severity_name(problem->severity), problem->rule);
    if (problem->element.length > 0)
        weir_buffer_format(out, " element '%.*s'", WEIR_ARG(problem->element));
    weir_buffer_text(out, WEIR_T(": "));
    weir_buffer_text(out, problem->message);
    weir_buffer_char(out, '\n');
}

void weir_problem_print(const char *path, const weir_problem *problem, FILE *out)
{
    weir_arena arena;
    weir_buffer line;
    weir_text text;

    weir_arena_init(&arena, weir_memory_libc(), LINE_BYTES_MAX);
    weir_buffer_init(&line, &arena, 0);
    weir_problem_write(path, problem, &line);
    if (weir_buffer_done(&line, &text) == WEIR_OK)
        (void)fwrite(text.at, 1, text.length, out);
    weir_arena_release(&arena);
}
