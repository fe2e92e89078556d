/* SPDX-License-Identifier: Apache-2.0
 * cli/show.c - weir show: one instance as it is now.
 */
#include "cli/database.h"
#include "cli/state.h"

typedef struct settings {
    const char *db, *server, *instance;
    bool is_json;
} settings;

static const weir_option options[] = {WEIR_SOURCE_OPTIONS(settings), WEIR_JSON_OPTION(settings)};

static int show(weir_source *source, void *context)
{
    const settings *wanted = context;

    return weir_state_print(source, wanted->instance, 0, wanted->is_json);
}

static int run(const weir_verb *verb, int count, char **arguments)
{
    settings wanted = {0};

    if (!weir_options_read(verb, &count, arguments, &wanted))
        return WEIR_EXIT_UNABLE;
    if (count != 1)
        return weir_verb_refuse(verb, "name one instance");
    wanted.instance = arguments[0];
    return weir_database_run(
        verb,
        &(weir_database_job){
            .path = wanted.db, .server = wanted.server, .is_read_only = true, .is_json = wanted.is_json, .run = show},
        &wanted);
}

const weir_verb weir_verb_show = {
    .name = "show",
    .operands = "INSTANCE --db FILE",
    .summary = "Show an instance: where it stands, what it knows",
    .help = "Which elements are active and since when, what it waits for (with the ids that 'weir task' takes),\n"
            "incidents, variables. 'weir trace INSTANCE --at POSITION' shows the same as of any fact.\n"
            "\n" WEIR_DB_LOOKS,
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = run,
};
