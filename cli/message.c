/* SPDX-License-Identifier: Apache-2.0
 * cli/message.c - weir message and weir signal: what instances wait for from outside.
 */
#include "base/time.h"
#include "cli/database.h"

typedef struct settings {
    const char *db, *server, *business_key, *keys, *variables, *actor, *keep;
    int64_t keep_ms; /* 0: not */
    bool is_json;
    const char *name, *command;
} settings;

static const weir_option message_options[] = {
    WEIR_SOURCE_OPTIONS(settings),
    {"--key", "KEY", "to the instance with this business key", WEIR_OPTION_TEXT, offsetof(settings, business_key)},
    {"--match", "JSON", "to who waits with these correlation keys, an object", WEIR_OPTION_TEXT,
     offsetof(settings, keys)},
    {"--keep", "DURATION", "if nobody waits for it yet, keep it so long: PT1H", WEIR_OPTION_TEXT,
     offsetof(settings, keep)},
    {"--var", "JSON", "variables, as an object", WEIR_OPTION_TEXT, offsetof(settings, variables)},
    {"--actor", "NAME", "who sends it, for the log", WEIR_OPTION_TEXT, offsetof(settings, actor)},
    WEIR_JSON_OPTION(settings),
};

static const weir_option signal_options[] = {
    WEIR_SOURCE_OPTIONS(settings),
    {"--var", "JSON", "variables, as an object", WEIR_OPTION_TEXT, offsetof(settings, variables)},
    {"--actor", "NAME", "who sends it, for the log", WEIR_OPTION_TEXT, offsetof(settings, actor)},
    WEIR_JSON_OPTION(settings),
};

static int send(weir_source *source, void *context)
{
    const settings *wanted = context;
    const weir_db_command command = {.name = wanted->name,
                                     .business_key = wanted->business_key,
                                     .keys = wanted->keys,
                                     .variables = wanted->variables,
                                     .duration_ms = wanted->keep_ms};

    return weir_database_command(source, wanted->command, &command, "delivered",
                                 wanted->keep_ms > 0 ? "nobody waits for it yet: it is kept" : "nobody waited for it",
                                 wanted->is_json);
}

static bool read_keep(settings *wanted)
{
    weir_period period;

    return !wanted->keep || (weir_period_parse(weir_text_of(wanted->keep), &period) &&
                             weir_period_add(0, &period, 1, NULL, &wanted->keep_ms) && wanted->keep_ms > 0);
}

static int run(const weir_verb *verb, int count, char **arguments)
{
    settings wanted = {.command = verb->name};

    if (!weir_options_read(verb, &count, arguments, &wanted))
        return WEIR_EXIT_UNABLE;
    if (count != 1)
        return weir_verb_refuse(verb, "name one %s", verb->name);
    wanted.name = arguments[0];
    if (!read_keep(&wanted))
        return weir_verb_refuse(verb, "--keep is a duration, like PT1H or P2D");
    if (!weir_database_check_object(verb, "--var", wanted.variables) ||
        !weir_database_check_object(verb, "--match", wanted.keys))
        return WEIR_EXIT_UNABLE;
    return weir_database_run(
        verb,
        &(weir_database_job){
            .path = wanted.db, .server = wanted.server, .actor = wanted.actor, .is_json = wanted.is_json, .run = send},
        &wanted);
}

const weir_verb weir_verb_message = {
    .name = "message",
    .operands = "NAME --db FILE",
    .summary = "Send a message to the one instance that waits for it, or starts by it",
    .help = "Exactly one receiver has to fit the name, and the business key and correlation keys if they are given.\n"
            "    weir message paid --db shop.db --key 4711 --var '{\"amount\": 99.90}'\n"
            "    weir message paid --db shop.db --keep P1D        if nobody waits for it yet, who does first gets it\n"
            "    weir message objection --db shop.db --match '{\"serviceCode\": \"S-1\"}'\n"
            "\n" WEIR_DB_EXITS,
    .options = message_options,
    .option_count = sizeof message_options / sizeof *message_options,
    .run = run,
};

const weir_verb weir_verb_signal = {
    .name = "signal",
    .operands = "NAME --db FILE",
    .summary = "Tell a signal to all who wait for it",
    .help = "    weir signal closing-time --db shop.db\n"
            "\n" WEIR_DB_EXITS,
    .options = signal_options,
    .option_count = sizeof signal_options / sizeof *signal_options,
    .run = run,
};
