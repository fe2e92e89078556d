/* SPDX-License-Identifier: Apache-2.0
 * cli/start.c - weir start: a new instance of a process.
 */
#include "cli/database.h"

typedef struct settings {
    const char *db, *variables, *business_key, *actor;
} settings;

static const weir_option options[] = {
    WEIR_DB_OPTION(settings),
    {"--var", "JSON", "variables, as an object", WEIR_OPTION_TEXT, offsetof(settings, variables)},
    {"--business-key", "KEY", "a key of your own", WEIR_OPTION_TEXT, offsetof(settings, business_key)},
    {"--actor", "NAME", "who asks, for the log", WEIR_OPTION_TEXT, offsetof(settings, actor)},
};

static int run(const weir_verb *verb, int count, char **arguments)
{
    settings wanted = {0};
    weir_db_answer answer;
    weir_db_error error;
    weir_db *db;
    int status = WEIR_EXIT_FINE;

    if (!weir_options_read(verb, &count, arguments, &wanted))
        return WEIR_EXIT_UNABLE;
    if (count != 1)
        return weir_verb_refuse(verb, "name one process");
    db = weir_database_open(verb, wanted.db, false);
    if (!db)
        return WEIR_EXIT_UNABLE;
    if (weir_db_start(db,
                      &(weir_db_command){.actor = wanted.actor,
                                         .process = arguments[0],
                                         .business_key = wanted.business_key,
                                         .variables = wanted.variables},
                      &answer, &error) == 0)
        printf("%s\n", answer.instance);
    else
        status = weir_database_refuse(&error);
    weir_db_close(db);
    return status;
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
