/* SPDX-License-Identifier: Apache-2.0
 * cli/administer.c - weir suspend, weir activate and weir cancel: what administrators do to an instance.
 */
#include "cli/database.h"

typedef struct settings {
    const char *db, *server, *reason, *actor;
    bool is_json;
    const char *instance, *command;
} settings;

static const weir_option options[] = {
    WEIR_SOURCE_OPTIONS(settings),
    {"--actor", "NAME", "who asks, for the log", WEIR_OPTION_TEXT, offsetof(settings, actor)},
    WEIR_JSON_OPTION(settings),
};

static const weir_option cancel_options[] = {
    WEIR_SOURCE_OPTIONS(settings),
    {"--reason", "TEXT", "why, for the log", WEIR_OPTION_TEXT, offsetof(settings, reason)},
    {"--actor", "NAME", "who asks, for the log", WEIR_OPTION_TEXT, offsetof(settings, actor)},
    WEIR_JSON_OPTION(settings),
};

static int ask(weir_source *source, void *context)
{
    const settings *wanted = context;
    const weir_db_command command = {.instance = wanted->instance, .text = wanted->reason};

    return weir_database_command(source, wanted->command, &command, "done", "it is so already", wanted->is_json);
}

static int run(const weir_verb *verb, int count, char **arguments)
{
    settings wanted = {.command = verb->name};

    if (!weir_options_read(verb, &count, arguments, &wanted))
        return WEIR_EXIT_UNABLE;
    if (count != 1)
        return weir_verb_refuse(verb, "name one instance");
    wanted.instance = arguments[0];
    return weir_database_run(
        verb,
        &(weir_database_job){
            .path = wanted.db, .server = wanted.server, .actor = wanted.actor, .is_json = wanted.is_json, .run = ask},
        &wanted);
}

const weir_verb weir_verb_suspend = {
    .name = "suspend",
    .operands = "INSTANCE --db FILE",
    .summary = "Let an instance stand still: nothing that it waits for can happen",
    .help = "Tasks can't be completed, messages don't come in, timers wait.\n"
            "\n" WEIR_DB_EXITS,
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = run,
};

const weir_verb weir_verb_activate = {
    .name = "activate",
    .operands = "INSTANCE --db FILE",
    .summary = "Let an instance that was suspended go on",
    .help = "Timers that came due meanwhile are due now.\n"
            "\n" WEIR_DB_EXITS,
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = run,
};

const weir_verb weir_verb_cancel = {
    .name = "cancel",
    .operands = "INSTANCE --db FILE",
    .summary = "End an instance, whatever it does",
    .help = "    weir cancel 01a21e91-a23b-7000-803b-232023136360 --db shop.db --reason 'ordered twice'\n"
            "\n" WEIR_DB_EXITS,
    .options = cancel_options,
    .option_count = sizeof cancel_options / sizeof *cancel_options,
    .run = run,
};
