/* SPDX-License-Identifier: Apache-2.0
 * cli/validate.c - weir validate: everything that is wrong with files, at once.
 */
#include "base/json.h"
#include "cli/cli.h"
#include "cli/files.h"
#include "cli/problem.h"
#include "host/memory_libc.h"
#include "host/resource.h"

#define ARENA_BYTES_MAX ((size_t)1024 * 1024 * 1024)

typedef struct settings {
    bool is_json;
} settings;

typedef struct totals {
    uint32_t error_count, warning_count, unreadable_count;
} totals;

static const weir_option options[] = {
    {"--json", NULL, "an array with an object for each file, for programs", WEIR_OPTION_FLAG,
     offsetof(settings, is_json)},
};

static weir_err check(const char *path, const weir_xml_schemas *schemas, weir_arena *arena, weir_problems *problems,
                      weir_diag *diag)
{
    weir_resource resource = {.name = weir_text_of(path)};
    weir_compiled compiled;
    weir_err err;

    WEIR_TRY(weir_file_read(path, arena, &resource.bytes, diag));
    err = weir_resource_compile(&resource, schemas, arena, problems, &compiled);
    if (err != WEIR_OK && err != WEIR_EMODEL)
        return weir_fail(diag, err, WEIR_NO_TEXT, "%s", weir_err_describe(err));
    weir_problems_sort(problems);
    return WEIR_OK;
}

static void print_text(const char *path, const weir_problems *problems)
{
    for (uint32_t i = 0; i < problems->count; i++)
        weir_problem_print(path, &problems->items[i], stdout);
    if (problems->dropped_count > 0)
        printf("%s: %u further problems are not shown\n", path, problems->dropped_count);
}

static void write_json_problem(const weir_problem *problem, weir_buffer *out)
{
    weir_buffer_format(out,
                       "{\"line\":%u,\"column\":%u,\"severity\":\"%s\",\"rule\":\"%s\",\"element\":", problem->line,
                       problem->column, weir_severity_name(problem->severity), problem->rule);
    if (problem->element.length > 0)
        weir_json_write_string(problem->element, out);
    else
        weir_buffer_text(out, WEIR_T("null"));
    weir_buffer_text(out, WEIR_T(",\"message\":"));
    weir_json_write_string(problem->message, out);
    weir_buffer_char(out, '}');
}

/* unreadable: why the file can't be read, else NULL. */
static void print_json(const char *path, const weir_problems *problems, const weir_diag *unreadable, bool is_first,
                       weir_arena *arena)
{
    weir_buffer buffer;
    weir_text text;

    weir_buffer_init(&buffer, arena, 0);
    weir_buffer_text(&buffer, is_first ? WEIR_T("[{\"file\":") : WEIR_T(",\n{\"file\":"));
    weir_json_write_string(weir_text_of(path), &buffer);
    if (unreadable) {
        weir_buffer_text(&buffer, WEIR_T(",\"unreadable\":"));
        weir_json_write_string(weir_text_of(unreadable->message), &buffer);
    }
    weir_buffer_text(&buffer, WEIR_T(",\"problems\":["));
    for (uint32_t i = 0; i < problems->count; i++) {
        if (i > 0)
            weir_buffer_char(&buffer, ',');
        write_json_problem(&problems->items[i], &buffer);
    }
    weir_buffer_text(&buffer, WEIR_T("]}"));
    if (weir_buffer_done(&buffer, &text) == WEIR_OK)
        (void)fwrite(text.at, 1, text.length, stdout);
}

static void validate_file(const char *path, const settings *wanted, const weir_xml_schemas *schemas, bool is_first,
                          totals *sums)
{
    weir_arena arena;
    weir_problems problems;
    weir_diag diag = {0};
    weir_err err;

    weir_arena_init(&arena, weir_memory_libc(), ARENA_BYTES_MAX);
    weir_problems_init(&problems, &arena);
    err = check(path, schemas, &arena, &problems, &diag);
    if (err != WEIR_OK) {
        sums->unreadable_count++;
        (void)fprintf(stderr, "%s: %s\n", path, diag.message);
    }
    if (wanted->is_json)
        print_json(path, &problems, err != WEIR_OK ? &diag : NULL, is_first, &arena);
    else
        print_text(path, &problems);
    sums->error_count += problems.error_count;
    sums->warning_count += problems.count + problems.dropped_count - problems.error_count;
    weir_arena_release(&arena);
}

static const char *plural(uint32_t count)
{
    return count == 1 ? "" : "s";
}

static int run(const weir_verb *verb, int count, char **arguments)
{
    settings wanted = {0};
    totals sums = {0};
    weir_xml_schemas *schemas;
    weir_diag diag = {0};

    if (!weir_options_read(verb, &count, arguments, &wanted))
        return WEIR_EXIT_UNABLE;
    if (count == 0)
        return weir_verb_refuse(verb, "name at least one file");
    if (weir_xml_schemas_new(&schemas, &diag) != WEIR_OK) {
        (void)fprintf(stderr, "weir: the built-in schemas can't be used: %s\n", diag.message);
        return WEIR_EXIT_UNABLE;
    }
    for (int i = 0; i < count; i++)
        validate_file(arguments[i], &wanted, schemas, i == 0, &sums);
    weir_xml_schemas_free(schemas);
    if (wanted.is_json)
        printf("]\n");
    else
        printf("%d file%s: %u error%s, %u warning%s\n", count, plural((uint32_t)count), sums.error_count,
               plural(sums.error_count), sums.warning_count, plural(sums.warning_count));
    if (sums.unreadable_count > 0)
        return WEIR_EXIT_UNABLE;
    return sums.error_count > 0 ? WEIR_EXIT_PROBLEMS : WEIR_EXIT_FINE;
}

const weir_verb weir_verb_validate = {
    .name = "validate",
    .operands = "FILE… [--json]",
    .summary = "Say everything that is wrong with BPMN and DMN files",
    .help = "Each file is checked against the schemas and rules, and compiled. A problem is a line\n"
            "    file:line: error [rule] element 'id': what is wrong, and what to do\n"
            "Warnings don't keep a file from being deployed.\n"
            "\n"
            "Exit code: 0 no errors, 1 errors, 2 wrong usage or a file that can't be read.\n",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = run,
};
