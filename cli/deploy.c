/* SPDX-License-Identifier: Apache-2.0
 * cli/deploy.c - weir deploy: BPMN and DMN files into a database.
 */
#include "cli/database.h"
#include "cli/files.h"
#include "cli/object.h"
#include "cli/table.h"
#include "host/memory_libc.h"

#define ARENA_BYTES_MAX ((size_t)256 * 1024 * 1024)

typedef struct settings {
    const char *db, *actor;
    bool is_json;
    char **paths;
    int path_count;
} settings;

static const weir_option options[] = {
    WEIR_DB_OPTION(settings),
    {"--actor", "NAME", "who asks, for the log", WEIR_OPTION_TEXT, offsetof(settings, actor)},
    WEIR_JSON_OPTION(settings),
};

/* ── problems ──────────────────────────────────────────────────────────────────────────────────────────── */

static void print_problem(void *context, const weir_db_problem *problem)
{
    (void)context;
    printf("%s:%u: %s [%s] ", problem->file, problem->line, problem->is_error ? "error" : "warning", problem->rule);
    if (problem->element[0] != '\0')
        printf("element '%s': ", problem->element);
    printf("%s\n", problem->message);
}

static void print_problem_json(void *context, const weir_db_problem *problem)
{
    weir_object line = weir_object_begin(stdout);

    (void)context;
    weir_object_text(&line, "file", problem->file);
    weir_object_number(&line, "line", problem->line);
    weir_object_number(&line, "column", problem->column);
    weir_object_text(&line, "severity", problem->is_error ? "error" : "warning");
    weir_object_text(&line, "rule", problem->rule);
    weir_object_text(&line, "element", problem->element[0] ? problem->element : NULL);
    weir_object_text(&line, "message", problem->message);
    weir_object_end(&line);
}

/* ── what is new ───────────────────────────────────────────────────────────────────────────────────────── */

/* Definitions that were there before, and a printer of the others. */
typedef struct known_ids {
    weir_arena *arena;
    struct {
        weir_text *items;
        uint32_t count, capacity;
    } ids;
    weir_err err;
    bool is_json;
    weir_table table;
    uint32_t new_count;
} known_ids;

static bool note_id(void *context, const weir_db_definition *definition)
{
    known_ids *known = context;
    weir_text id;

    known->err = weir_arena_text(known->arena, weir_text_of(definition->id), &id);
    if (known->err == WEIR_OK)
        known->err = WEIR_GROW(known->arena, &known->ids);
    if (known->err == WEIR_OK)
        known->ids.items[known->ids.count++] = id;
    return known->err == WEIR_OK;
}

static void print_definition(known_ids *known, const weir_db_definition *definition)
{
    char version[16];

    if (known->is_json) {
        weir_object line = weir_object_begin(stdout);

        weir_object_text(&line, "process", definition->key);
        weir_object_number(&line, "version", definition->version);
        weir_object_text(&line, "definition", definition->id);
        weir_object_end(&line);
        return;
    }
    (void)snprintf(version, sizeof version, "%u", definition->version);
    weir_table_cell(&known->table, definition->key);
    weir_table_cell(&known->table, version);
    weir_table_cell(&known->table, definition->id);
}

static bool print_if_new(void *context, const weir_db_definition *definition)
{
    known_ids *known = context;

    for (uint32_t i = 0; i < known->ids.count; i++) {
        if (weir_text_equal(known->ids.items[i], weir_text_of(definition->id)))
            return true;
    }
    known->new_count++;
    print_definition(known, definition);
    return true;
}

static int print_new(weir_db *db, known_ids *known)
{
    static const char *const heads[] = {"PROCESS", "VERSION", "ID"};
    weir_db_error error;
    weir_err err;
    int code;

    weir_table_begin(&known->table, heads, 3);
    code = weir_db_definitions(db, print_if_new, known, &error);
    err = weir_table_end(&known->table);
    if (code != 0)
        return weir_database_refuse(&error, known->is_json);
    if (err != WEIR_OK)
        return weir_database_fail(err, known->is_json, "no memory for the list of processes");
    if (known->new_count == 0 && !known->is_json)
        printf("deployed; no process got a new version\n");
    return WEIR_EXIT_FINE;
}

/* ── the verb ──────────────────────────────────────────────────────────────────────────────────────────── */

static int read_files(const settings *wanted, weir_db_file *files, weir_arena *arena)
{
    for (int i = 0; i < wanted->path_count; i++) {
        weir_diag diag = {0};
        weir_text bytes;
        const weir_err err = weir_file_read(wanted->paths[i], arena, &bytes, &diag);

        if (err != WEIR_OK) {
            (void)weir_database_fail(err, wanted->is_json, "%s: %s", wanted->paths[i],
                                     diag.message[0] ? diag.message : weir_err_describe(err));
            return WEIR_EXIT_UNABLE;
        }
        files[i] = (weir_db_file){.name = wanted->paths[i], .bytes = bytes.at, .length = bytes.length};
    }
    return WEIR_EXIT_FINE;
}

static int deploy_files(weir_db *db, const settings *wanted, weir_arena *arena)
{
    weir_db_file *files = WEIR_TAKE(arena, weir_db_file, (size_t)wanted->path_count);
    known_ids known = {.arena = arena, .is_json = wanted->is_json};
    weir_db_error error;
    int status;

    if (!files)
        return weir_database_fail(WEIR_ENOMEM, wanted->is_json, "no memory for the files");
    status = read_files(wanted, files, arena);
    if (status != WEIR_EXIT_FINE)
        return status;
    if (weir_db_definitions(db, note_id, &known, &error) != 0)
        return weir_database_refuse(&error, wanted->is_json);
    if (known.err != WEIR_OK)
        return weir_database_fail(known.err, wanted->is_json, "no memory for the list of processes");
    if (weir_db_deploy(db, wanted->actor, files, (unsigned)wanted->path_count,
                       wanted->is_json ? print_problem_json : print_problem, NULL, &error) != 0)
        return weir_database_refuse(&error, wanted->is_json);
    return print_new(db, &known);
}

static int deploy(weir_db *db, void *context)
{
    weir_arena arena;
    int status;

    weir_arena_init(&arena, weir_memory_libc(), ARENA_BYTES_MAX);
    status = deploy_files(db, context, &arena);
    weir_arena_release(&arena);
    return status;
}

static int run(const weir_verb *verb, int count, char **arguments)
{
    settings wanted = {0};

    if (!weir_options_read(verb, &count, arguments, &wanted))
        return WEIR_EXIT_UNABLE;
    if (count == 0)
        return weir_verb_refuse(verb, "name at least one file");
    wanted.paths = arguments;
    wanted.path_count = count;
    return weir_database_run(
        verb, &(weir_database_job){.path = wanted.db, .may_create = true, .is_json = wanted.is_json, .run = deploy},
        &wanted);
}

const weir_verb weir_verb_deploy = {
    .name = "deploy",
    .operands = "FILE… --db FILE",
    .summary = "Deploy BPMN and DMN files together, all or none",
    .help = "Each process in the files gets a new version, which is printed; instances that run keep the one they\n"
            "began with. The database is made if it is not there.\n"
            "    weir deploy order.bpmn prices.dmn --db shop.db\n"
            "\n"
            "A problem is a line as 'weir validate' prints it; an error keeps all files from being deployed, a\n"
            "warning does not.\n"
            "\n"
            "Exit code: 0 done; 1 a file has errors; 2 wrong usage, a file can't be read, or the database can't be\n"
            "opened or written; 3 another process owns the database, and the message says which.\n",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = run,
};
