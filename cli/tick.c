/* SPDX-License-Identifier: Apache-2.0
 * cli/tick.c - weir tick: fire the timers that are due.
 */
#include "cli/database.h"

typedef struct settings {
    const char *db;
} settings;

static const weir_option options[] = {WEIR_DB_OPTION(settings)};

static int run(const weir_verb *verb, int count, char **arguments)
{
    settings wanted = {0};
    weir_db_error error;
    uint64_t fired;
    weir_db *db;
    int status = WEIR_EXIT_FINE;

    if (!weir_options_read(verb, &count, arguments, &wanted))
        return WEIR_EXIT_UNABLE;
    if (count != 0)
        return weir_verb_refuse(verb, "'%s' is not expected", arguments[0]);
    db = weir_database_open(verb, wanted.db, false);
    if (!db)
        return WEIR_EXIT_UNABLE;
    if (weir_db_tick(db, &fired, &error) == 0)
        printf("%llu timer%s fired\n", (unsigned long long)fired, fired == 1 ? "" : "s");
    else
        status = weir_database_refuse(&error);
    weir_db_close(db);
    return status;
}

const weir_verb weir_verb_tick = {
    .name = "tick",
    .operands = "--db FILE",
    .summary = "Fire all timers that are due",
    .help = "For databases that no program keeps open: run it regularly.\n"
            "\n" WEIR_DB_EXITS,
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = run,
};
