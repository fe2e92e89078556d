/* SPDX-License-Identifier: Apache-2.0
 * cli/start.c - weir start: a new instance of a process.
 */
#include "cli/database.h"

typedef struct settings {
    const char *db, *server, *variables, *business_key, *actor;
    bool is_json;
    const char *process;
} settings;

static const weir_option options[] = {
    WEIR_SOURCE_OPTIONS(settings),
    {"--var", "JSON", "variables, as an object", WEIR_OPTION_TEXT, offsetof(settings, variables)},
    {"--business-key", "KEY", "a key of your own", WEIR_OPTION_TEXT, offsetof(settings, business_key)},
    {"--actor", "NAME", "who asks, for the log", WEIR_OPTION_TEXT, offsetof(settings, actor)},
    WEIR_JSON_OPTION(settings),
};

static int start(weir_source *source, void *context)
{
    const settings *wanted = context;
    const weir_db_command command = {
        .process = wanted->process, .business_key = wanted->business_key, .variables = wanted->variables};
    weir_db_answer answer;
    weir_db_error error;

    if (weir_source_command(source, "start", &command, &answer, &error) != 0)
        return weir_database_refuse(&error, wanted->is_json);
    if (wanted->is_json)
        weir_database_print_answer(&answer, NULL, true);
    else
        printf("%s\n", answer.instance); /* alone, for $(weir start …) */
    return WEIR_EXIT_FINE;
}

static int run(const weir_verb *verb, int count, char **arguments)
{
    settings wanted = {0};

    if (!weir_options_read(verb, &count, arguments, &wanted))
        return WEIR_EXIT_UNABLE;
    if (count != 1)
        return weir_verb_refuse(verb, "name one process");
    wanted.process = arguments[0];
    if (!weir_database_check_object(verb, "--var", wanted.variables))
        return WEIR_EXIT_UNABLE;
    return weir_database_run(
        verb,
        &(weir_database_job){
            .path = wanted.db, .server = wanted.server, .actor = wanted.actor, .is_json = wanted.is_json, .run = start},
        &wanted);
}

const weir_verb weir_verb_start = {
    .name = "start",
    .operands = "PROCESS --db FILE",
    .summary = "Start an instance and print its id",
    .help = "PROCESS is the id of a process (its latest version), or key:version:uuid.\n"
            "    weir start order --db shop.db --business-key 4711 --var '{\"amount\": 99.90}'\n"
            "\n" WEIR_DB_EXITS,
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = run,
};
