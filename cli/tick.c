/* SPDX-License-Identifier: Apache-2.0
 * cli/tick.c - weir tick: fire the timers that are due.
 */
#include "cli/database.h"
#include "cli/object.h"

typedef struct settings {
    const char *db, *server, *advance;
    bool is_json;
} settings;

static const weir_option options[] = {
    WEIR_SOURCE_OPTIONS(settings),
    {"--advance", "PT5M", "a server with a virtual clock: let so much time pass", WEIR_OPTION_TEXT,
     offsetof(settings, advance)},
    WEIR_JSON_OPTION(settings),
};

/* Timers of a server fire by themselves, unless its clock is virtual. */
static int tick_server(weir_remote *server, const settings *wanted, uint64_t *fired, bool *is_by_itself)
{
    weir_db_error error;
    bool has_clock;

    if (weir_remote_tick(server, wanted->advance, &has_clock, fired, &error) != 0)
        return weir_database_refuse(&error, wanted->is_json);
    *is_by_itself = !has_clock;
    if (!has_clock && wanted->advance)
        return weir_database_fail(WEIR_EVALUE, wanted->is_json,
                                  "the clock of this server is that of the machine; --advance needs a virtual one");
    return WEIR_EXIT_FINE;
}

static int tick_file(weir_db *db, const settings *wanted, uint64_t *fired)
{
    weir_db_error error;

    if (wanted->advance)
        return weir_database_fail(WEIR_EVALUE, wanted->is_json, "--advance is for a server with a virtual clock");
    return weir_db_tick(db, fired, &error) == 0 ? WEIR_EXIT_FINE : weir_database_refuse(&error, wanted->is_json);
}

static int tick(weir_source *source, void *context)
{
    const settings *wanted = context;
    bool is_by_itself = false;
    uint64_t fired = 0;
    const int status = source->server ? tick_server(source->server, wanted, &fired, &is_by_itself)
                                      : tick_file(source->file, wanted, &fired);

    if (status != WEIR_EXIT_FINE)
        return status;
    if (wanted->is_json) {
        weir_object line = weir_object_begin(stdout);

        weir_object_number(&line, "fired", (int64_t)fired);
        weir_object_end(&line);
    } else if (is_by_itself) {
        printf("a server fires timers by itself, when they are due\n");
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
    return weir_database_run(
        verb, &(weir_database_job){.path = wanted.db, .server = wanted.server, .is_json = wanted.is_json, .run = tick},
        &wanted);
}

const weir_verb weir_verb_tick = {
    .name = "tick",
    .operands = "--db FILE",
    .summary = "Fire all timers that are due",
    .help = "Nothing fires while no program keeps the database open: run this regularly then, once a minute, say.\n"
            "It stops at the first timer that can't be fired; those before it have been.\n"
            "    * * * * *  weir tick --db shop.db\n"
            "A server fires timers by itself; with a virtual clock it fires them when that is moved:\n"
            "    weir tick --server http://127.0.0.1:8080 --advance P3D\n"
            "\n" WEIR_DB_EXITS,
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = run,
};
