/* SPDX-License-Identifier: Apache-2.0
 * cli/administer.c - weir suspend, weir activate, weir cancel and weir extend: what administrators do to an instance.
 */
#include "cli/database.h"

typedef struct settings {
    const char *db, *server, *reason, *actor;
    bool is_json;
    weir_option_number days;
    const char *instance, *command, *element;
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

static const weir_option extend_options[] = {
    WEIR_SOURCE_OPTIONS(settings),
    {"--days", "N", "working days", WEIR_OPTION_NUMBER, offsetof(settings, days)},
    {"--reason", "TEXT", "why", WEIR_OPTION_TEXT, offsetof(settings, reason)},
    {"--actor", "NAME", "who decided it, for the log", WEIR_OPTION_TEXT, offsetof(settings, actor)},
    WEIR_JSON_OPTION(settings),
};

static int ask(weir_source *source, void *context)
{
    const settings *wanted = context;
    const weir_db_command command = {.instance = wanted->instance,
                                     .text = wanted->reason,
                                     .name = wanted->element ? wanted->actor : NULL,
                                     .element = wanted->element,
                                     .working_days = (int64_t)wanted->days.number};

    return weir_database_command(source, wanted->command, &command, "done", "it is so already", wanted->is_json);
}

static int run(const weir_verb *verb, int count, char **arguments)
{
    settings wanted = {.command = verb->name};

    if (!weir_options_read(verb, &count, arguments, &wanted))
        return WEIR_EXIT_UNABLE;
    if (count != (verb == &weir_verb_extend ? 2 : 1))
        return weir_verb_refuse(verb, verb == &weir_verb_extend ? "name one instance, and whose time limit"
                                                                : "name one instance");
    wanted.instance = arguments[0];
    if (verb == &weir_verb_extend) {
        wanted.element = arguments[1];
        if (!wanted.reason || !wanted.actor || wanted.days.number < 1)
            return weir_verb_refuse(verb, "say by how many days, why, and who decided it: --days, --reason, --actor");
    }
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

const weir_verb weir_verb_extend = {
    .name = "extend",
    .operands = "INSTANCE ELEMENT --days N --reason TEXT --actor NAME --db FILE",
    .summary = "Extend a time limit, once",
    .help = "The limit of an element, or of the process by its id, ends so many working days later. What is\n"
            "overdue meanwhile is not any more, if the new end has not come yet.\n"
            "    weir extend 01a21e91-a23b-7000-803b-232023136360 approve --days 10 --actor leader \\\n"
            "        --reason 'experts are heard' --db services.db\n"
            "\n" WEIR_DB_EXITS,
    .options = extend_options,
    .option_count = sizeof extend_options / sizeof *extend_options,
    .run = run,
};
