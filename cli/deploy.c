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
    const char *db, *server, *actor, *delegates;
    bool is_json;
    weir_db_file *files;
    unsigned file_count;
} settings;

static const weir_option options[] = {
    WEIR_SOURCE_OPTIONS(settings),
    {"--actor", "NAME", "who asks, for the log", WEIR_OPTION_TEXT, offsetof(settings, actor)},
    {"--delegates", "external", "what Java would do in a model of another engine becomes external tasks",
     WEIR_OPTION_TEXT, offsetof(settings, delegates)},
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

typedef struct listing {
    bool is_json;
    weir_table table;
    uint32_t count;
} listing;

static bool print_definition(void *context, const weir_db_definition *definition)
{
    listing *l = context;
    char version[16];

    l->count++;
    if (l->is_json) {
        weir_object line = weir_object_begin(stdout);

        weir_object_text(&line, "process", definition->key);
        weir_object_number(&line, "version", definition->version);
        weir_object_text(&line, "definition", definition->id);
        weir_object_end(&line);
        return true;
    }
    (void)snprintf(version, sizeof version, "%u", definition->version);
    weir_table_cell(&l->table, definition->key);
    weir_table_cell(&l->table, version);
    weir_table_cell(&l->table, definition->id);
    return true;
}

static int deploy(weir_source *source, void *context)
{
    static const char *const heads[] = {"PROCESS", "VERSION", "ID"};
    const settings *wanted = context;
    listing l = {.is_json = wanted->is_json};
    weir_db_error error;
    weir_err err;
    int code;

    weir_table_begin(&l.table, heads, 3);
    code = weir_source_deploy(source, wanted->files, wanted->file_count,
                              wanted->is_json ? print_problem_json : print_problem, NULL, print_definition, &l, &error);
    if (code == 0 && source->file)
        code = weir_db_redate(source->file, &error);
    err = weir_table_end(&l.table);
    if (code != 0)
        return weir_database_refuse(&error, wanted->is_json);
    if (err != WEIR_OK)
        return weir_database_fail(err, wanted->is_json, "no memory for the list of processes");
    if (l.count == 0 && !wanted->is_json)
        printf("deployed; no process got a new version\n");
    return WEIR_EXIT_FINE;
}

/* ── the verb ──────────────────────────────────────────────────────────────────────────────────────────── */

/* Files as they are named, folders with all that can be deployed in them, and the forms of each model. */
static weir_err find_paths(char **operands, int count, weir_arena *arena, weir_paths *out, weir_diag *diag,
                           const char **at)
{
    static const char *const suffixes[] = {".bpmn", ".bpmn20.xml",   ".dmn", ".dmn11.xml",
                                           ".form", ".calendar.xml", NULL};

    for (int i = 0; i < count; i++) {
        const uint32_t first = out->count;

        *at = operands[i];
        WEIR_TRY(weir_paths_add(out, operands[i], suffixes, arena, diag));
        for (uint32_t k = first, end = out->count; k < end; k++) {
            if (weir_text_ends_with(weir_text_of(out->items[k].at), WEIR_T(".bpmn")))
                WEIR_TRY(weir_paths_add_forms(out, out->items[k].at, arena, diag));
        }
    }
    return WEIR_OK;
}

static int refuse_path(const settings *wanted, const char *path, weir_err err, const weir_diag *diag)
{
    (void)weir_database_fail(err, wanted->is_json, "%s: %s", path,
                             diag->message[0] ? diag->message : weir_err_describe(err));
    return WEIR_EXIT_UNABLE;
}

/* Before any database is opened, so that a slip makes none. */
static int read_files(settings *wanted, char **operands, int count, weir_arena *arena)
{
    const char *at = "";
    weir_paths paths = {0};
    weir_diag diag = {0};
    weir_err err = find_paths(operands, count, arena, &paths, &diag, &at);

    if (err != WEIR_OK)
        return refuse_path(wanted, at, err, &diag);
    if (paths.count == 0)
        return refuse_path(wanted, at, WEIR_ENOTFOUND,
                           &(weir_diag){.message = "there is no file that could be deployed"});
    wanted->files = WEIR_TAKE(arena, weir_db_file, paths.count);
    if (!wanted->files)
        return weir_database_fail(WEIR_ENOMEM, wanted->is_json, "no memory for the files");
    for (uint32_t i = 0; i < paths.count; i++) {
        weir_text bytes;

        err = weir_file_read(paths.items[i].at, arena, &bytes, &diag);
        if (err != WEIR_OK)
            return refuse_path(wanted, paths.items[i].at, err, &diag);
        wanted->files[wanted->file_count++] = (weir_db_file){.name = paths.items[i].at,
                                                             .bytes = bytes.at,
                                                             .length = bytes.length,
                                                             .delegates_external = wanted->delegates != NULL};
    }
    return WEIR_EXIT_FINE;
}

static int run_with_arena(const weir_verb *verb, settings *wanted, char **paths, int count, weir_arena *arena)
{
    const int status = read_files(wanted, paths, count, arena);

    return status != WEIR_EXIT_FINE ? status
                                    : weir_database_run(verb,
                                                        &(weir_database_job){.path = wanted->db,
                                                                             .server = wanted->server,
                                                                             .actor = wanted->actor,
                                                                             .may_create = true,
                                                                             .is_json = wanted->is_json,
                                                                             .run = deploy},
                                                        wanted);
}

static int run(const weir_verb *verb, int count, char **arguments)
{
    settings wanted = {0};
    weir_arena arena;
    int status;

    if (!weir_options_read(verb, &count, arguments, &wanted))
        return WEIR_EXIT_UNABLE;
    if (wanted.delegates && strcmp(wanted.delegates, "external") != 0)
        return weir_verb_refuse(verb, "--delegates is external, or left out");
    if (count == 0)
        return weir_verb_refuse(verb, "name at least one file or folder");
    weir_arena_init(&arena, weir_memory_libc(), ARENA_BYTES_MAX);
    status = run_with_arena(verb, &wanted, arguments, count, &arena);
    weir_arena_release(&arena);
    return status;
}

const weir_verb weir_verb_deploy = {
    .name = "deploy",
    .operands = "PATH… --db FILE [--delegates external]",
    .summary = "Deploy BPMN and DMN files, forms and calendars together, all or none",
    .help = "Each process in the files gets a new version, which is printed; instances that run keep the one they\n"
            "began with. The database is made if it is not there.\n"
            "    weir deploy order.bpmn prices.dmn --db shop.db\n"
            "A PATH is a file, or a folder: then all BPMN and DMN files and forms below it. The forms in the folder "
            "'forms'\n"
            "beside a model are deployed with it.\n"
            "\n"
            "A problem is a line as 'weir validate' prints it; an error keeps all files from being deployed, a\n"
            "warning does not.\n"
            "\n"
            "A model for another engine (Camunda, Operaton, Flowable, Activiti, Zeebe) is translated on the way. Java\n"
            "in it is an error, unless --delegates external makes external tasks of it, whose topic is the name of\n"
            "the class, bean or connector. The option is kept with the deployment.\n"
            "\n"
            "A file that 'weir serve' owns is asked through that server.\n"
            "\n"
            "Exit code: 0 done; 1 a file has errors; 2 wrong usage, a file can't be read, the database can't be\n"
            "opened or written, or the server can't be reached; 3 another process owns the database and does\n"
            "not serve it; the message says which.\n",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = run,
};
