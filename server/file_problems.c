/* SPDX-License-Identifier: Apache-2.0
 * server/file_problems.c - what is wrong with files, as JSON.
 */
#include "server/file_problems.h"

static void write_problem(const weir_problem *problem, weir_buffer *out)
{
    weir_write_comma(out);
    weir_buffer_char(out, '{');
    weir_write_text(out, "message", problem->message);
    weir_write_integer(out, "line", problem->line);
    weir_write_integer(out, "column", problem->column);
    weir_write_text(out, "mainElementId", problem->element);
    weir_write_text(out, "mainBpmnElementId", problem->element);
    for (int i = 0; i < 2; i++) {
        weir_write_name(out, i == 0 ? "elementIds" : "bpmnElementIds");
        weir_buffer_char(out, '[');
        if (problem->element.length > 0)
            weir_json_write_string(problem->element, out);
        weir_buffer_char(out, ']');
    }
    weir_write_text(out, "rule", weir_text_of(problem->rule));
    weir_buffer_char(out, '}');
}

static void write_problems(const weir_problems *problems, weir_severity severity, const char *name, weir_buffer *out)
{
    weir_write_name(out, name);
    weir_buffer_char(out, '[');
    for (uint32_t i = 0; i < problems->count; i++) {
        if (problems->items[i].severity == severity)
            write_problem(&problems->items[i], out);
    }
    weir_buffer_char(out, ']');
}

static bool has_problems(const weir_problems *problems, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (problems[i].count > 0)
            return true;
    }
    return false;
}

void weir_file_problems_write(const weir_resource *files, weir_problems *problems, uint32_t count, weir_buffer *out)
{
    weir_buffer_text(out, WEIR_T("\"details\":"));
    if (!has_problems(problems, count)) {
        weir_buffer_text(out, WEIR_T("null"));
        return;
    }
    weir_buffer_char(out, '{');
    for (uint32_t i = 0; i < count; i++) {
        if (problems[i].count == 0)
            continue;
        weir_problems_sort(&problems[i]);
        weir_write_comma(out);
        weir_json_write_string(files[i].name, out);
        weir_buffer_text(out, WEIR_T(":{"));
        write_problems(&problems[i], WEIR_ERROR, "errors", out);
        write_problems(&problems[i], WEIR_WARNING, "warnings", out);
        weir_buffer_char(out, '}');
    }
    weir_buffer_char(out, '}');
}

weir_err weir_file_problems_refuse(weir_rest *call, const weir_resource *files, weir_problems *problems, uint32_t count)
{
    weir_buffer buffer;
    weir_text text;

    weir_buffer_init(&buffer, &call->arena, 0);
    weir_buffer_char(&buffer, ','); /* one more member of the fault */
    weir_file_problems_write(files, problems, count, &buffer);
    weir_buffer_char(&buffer, '\0'); /* a C string */
    WEIR_TRY(weir_buffer_done(&buffer, &text));
    call->fault_details = text.at;
    return WEIR_EMODEL;
}
