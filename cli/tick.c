/* SPDX-License-Identifier: Apache-2.0
 * cli/tick.c - weir tick: fire the timers that are due.
 */
#include "cli/database.h"
#include "cli/object.h"

typedef struct settings {
    const char *db;
    bool is_json;
} settings;

static const weir_option options[] = {WEIR_DB_OPTION(settings), WEIR_JSON_OPTION(settings)};

static int tick(weir_db *db, void *context)
{
    const settings *wanted = context;
    weir_db_error error;
    uint64_t fired;

    if (weir_db_tick(db, &fired, &error) != 0)
        return weir_database_refuse(&error, wanted->is_json);
    if (wanted->is_json) {
        weir_object line = weir_object_begin(stdout);

        weir_object_number(&line, "fired", (int64_t)fired);
        weir_object_end(&line);
    } else {
        printf("%llu timer%s fired\n", (unsigned long long)fired, fired == 1 ? "" : "s");
    }
    return WEIR_EXIT_FINE;
}

static int run(const weir_verb *verb, int count, char **arguments)
{
    settings wanted = {0};

    if (!weir_options_read(verb, &count, arguments, &wanted))
        return WEIR_EXIT_UNABLE;
    if (count != 0)
        return weir_verb_refuse(verb, "'%s' is not expected", arguments[0]);
    return weir_database_run(verb, &(weir_database_job){.path = wanted.db, .is_json = wanted.is_json, .run = tick},
                             &wanted);
}

const weir_verb weir_verb_tick = {
    .name = "tick",
    .operands = "--db FILE",
    .summary = "Fire all timers that are due",
    .help = "Nothing fires while no program keeps the database open: run this regularly then, once a minute, say.\n"
            "It stops at the first timer that can't be fired; those before it have been.\n"
            "    * * * * *  weir tick --db shop.db\n"
            "\n" WEIR_DB_EXITS,
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = run,
};
