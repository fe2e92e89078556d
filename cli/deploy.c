/* SPDX-License-Identifier: Apache-2.0
 * cli/deploy.c - weir deploy: BPMN and DMN files into a database.
 */
#include "cli/database.h"
#include "cli/files.h"
#include "host/memory_libc.h"

#define ARENA_BYTES_MAX ((size_t)256 * 1024 * 1024)

typedef struct settings {
    const char *db;
} settings;

static const weir_option options[] = {WEIR_DB_OPTION(settings)};

static void print_problem(void *context, const weir_db_problem *problem)
{
    (void)context;
    printf("%s:%u: %s [%s] ", problem->file, problem->line, problem->is_error ? "error" : "warning", problem->rule);
    if (problem->element[0] != '\0')
        printf("element '%s': ", problem->element);
    printf("%s\n", problem->message);
}

static bool print_definition(void *context, const weir_db_definition *definition)
{
    (void)context;
    printf("%-30s version %-4u %s\n", definition->key, definition->version, definition->id);
    return true;
}

static int deploy(weir_db *db, int count, char **paths, weir_arena *arena)
{
    weir_db_file *files = WEIR_TAKE(arena, weir_db_file, (size_t)count);
    weir_db_error error;

    for (int i = 0; files && i < count; i++) {
        weir_diag diag = {0};
        weir_text bytes;

        if (weir_file_read(paths[i], arena, &bytes, &diag) != WEIR_OK) {
            (void)fprintf(stderr, "%s: %s\n", paths[i], diag.message);
            return WEIR_EXIT_UNABLE;
        }
        files[i] = (weir_db_file){.name = paths[i], .bytes = bytes.at, .length = bytes.length};
    }
    if (!files)
        return WEIR_EXIT_UNABLE;
    if (weir_db_deploy(db, files, (unsigned)count, print_problem, NULL, &error) != 0)
        return weir_database_refuse(&error);
    printf("%d file%s deployed; the latest version of each process:\n", count, count == 1 ? "" : "s");
    return weir_db_definitions(db, print_definition, NULL, &error) == 0 ? WEIR_EXIT_FINE : weir_database_refuse(&error);
}

static int run(const weir_verb *verb, int count, char **arguments)
{
    settings wanted = {0};
    weir_arena arena;
    weir_db *db;
    int status;

    if (!weir_options_read(verb, &count, arguments, &wanted))
        return WEIR_EXIT_UNABLE;
    if (count == 0)
        return weir_verb_refuse(verb, "name at least one file");
    db = weir_database_open(verb, wanted.db, false);
    if (!db)
        return WEIR_EXIT_UNABLE;
    weir_arena_init(&arena, weir_memory_libc(), ARENA_BYTES_MAX);
    status = deploy(db, count, arguments, &arena);
    weir_arena_release(&arena);
    weir_db_close(db);
    return status;
}

const weir_verb weir_verb_deploy = {
    .name = "deploy",
    .operands = "FILE… --db FILE",
    .summary = "Deploy BPMN and DMN files together, all or none",
    .help = "Each process in the files gets a new version; instances that run keep the one they began with.\n"
            "The database is made if it is not there.\n"
            "\n" WEIR_DB_EXITS,
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = run,
};
