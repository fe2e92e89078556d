/* SPDX-License-Identifier: Apache-2.0
 * cli/ps.c - weir ps: the instances of a database.
 */
#include "cli/database.h"

typedef struct settings {
    const char *db, *state, *process, *business_key, *activity;
    weir_option_number count;
    bool is_json;
} settings;

static const weir_option options[] = {
    WEIR_DB_OPTION(settings),
    {"--state", "STATE", "active, ended or all (the default)", WEIR_OPTION_TEXT, offsetof(settings, state)},
    {"--process", "KEY", "of this process", WEIR_OPTION_TEXT, offsetof(settings, process)},
    {"--key", "KEY", "with this business key", WEIR_OPTION_TEXT, offsetof(settings, business_key)},
    {"--activity", "ID", "in which this element is active", WEIR_OPTION_TEXT, offsetof(settings, activity)},
    {"--count", "N", "at most so many (1000)", WEIR_OPTION_NUMBER, offsetof(settings, count)},
    WEIR_JSON_OPTION(settings),
};

static const char *const states[] = {"all", "active", "ended"};

static bool print_json(void *context, const weir_db_instance *instance)
{
    ++*(unsigned *)context;
    printf("{\"id\":\"%s\",\"process\":", instance->id);
    weir_print_json(instance->process);
    printf(",\"definition\":");
    weir_print_json(instance->definition);
    printf(",\"businessKey\":");
    weir_print_json(instance->business_key);
    printf(",\"state\":\"%s\",\"started\":%lld,\"position\":%llu}\n", states[instance->has_ended ? 2 : 1],
           (long long)instance->started_ms, (unsigned long long)instance->position);
    return true;
}

static bool print_row(void *context, const weir_db_instance *instance)
{
    if (++*(unsigned *)context == 1)
        printf("%-36s  %-6s  %-19s  %-24s  %s\n", "ID", "STATE", "STARTED (UTC)", "PROCESS", "BUSINESS KEY");
    printf("%s  %-6s  ", instance->id, states[instance->has_ended ? 2 : 1]);
    weir_print_time(instance->started_ms);
    printf("  ");
    weir_print_plain(instance->process, 24);
    printf("  ");
    weir_print_plain(instance->business_key, 0);
    putchar('\n');
    return true;
}

static int list(weir_db *db, const settings *wanted, int state)
{
    const weir_db_filter filter = {.process = wanted->process,
                                   .business_key = wanted->business_key,
                                   .activity = wanted->activity,
                                   .state = state,
                                   .count_max = wanted->count.number < UINT32_MAX ? (unsigned)wanted->count.number : 0};
    weir_db_error error;
    unsigned count = 0;

    if (weir_db_instances(db, &filter, wanted->is_json ? print_json : print_row, &count, &error) != 0)
        return weir_database_refuse(&error);
    if (count == 0 && !wanted->is_json)
        printf("no instances\n");
    return WEIR_EXIT_FINE;
}

static int run(const weir_verb *verb, int count, char **arguments)
{
    settings wanted = {.state = "all"};
    int state = 0, status;
    weir_db *db;

    if (!weir_options_read(verb, &count, arguments, &wanted))
        return WEIR_EXIT_UNABLE;
    if (count != 0)
        return weir_verb_refuse(verb, "'%s' is not expected", arguments[0]);
    while (state < 3 && strcmp(states[state], wanted.state) != 0)
        state++;
    if (state == 3)
        return weir_verb_refuse(verb, "--state is active, ended or all");
    db = weir_database_open(verb, wanted.db, true);
    if (!db)
        return WEIR_EXIT_UNABLE;
    status = list(db, &wanted, state);
    weir_db_close(db);
    return status;
}

const weir_verb weir_verb_ps = {
    .name = "ps",
    .operands = "--db FILE",
    .summary = "List instances",
    .help = "The oldest first. Reads beside a program that owns the database.\n"
            "\n"
            "Exit code: 0 done (also if there are none), 2 wrong usage or a database that can't be read.\n",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = run,
};
