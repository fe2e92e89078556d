/* SPDX-License-Identifier: Apache-2.0
 * cli/ps.c - weir ps: the instances of a database.
 */
#include "cli/database.h"
#include "cli/object.h"
#include "cli/table.h"

#define COUNT_DEFAULT 1000u
#define COUNT_MAX (UINT32_MAX - 1)

typedef struct settings {
    const char *db, *server, *state, *process, *business_key, *activity;
    weir_option_number count, after;
    bool is_json, is_overdue;
    int state_number;
} settings;

static const weir_option options[] = {
    WEIR_SOURCE_OPTIONS(settings),
    {"--state", "STATE", "active, ended or all (the default)", WEIR_OPTION_TEXT, offsetof(settings, state)},
    {"--process", "KEY", "of this process", WEIR_OPTION_TEXT, offsetof(settings, process)},
    {"--key", "KEY", "with this business key", WEIR_OPTION_TEXT, offsetof(settings, business_key)},
    {"--activity", "ID", "in which this element is active", WEIR_OPTION_TEXT, offsetof(settings, activity)},
    {"--overdue", NULL, "with a time limit that is overdue, or a task whose due date has passed", WEIR_OPTION_FLAG,
     offsetof(settings, is_overdue)},
    {"--count", "N", "at most so many (1000)", WEIR_OPTION_NUMBER, offsetof(settings, count)},
    {"--after", "POSITION", "go on behind the one that began there", WEIR_OPTION_NUMBER, offsetof(settings, after)},
    WEIR_JSON_OPTION(settings),
};

static const char *const states[] = {"all", "active", "ended"};

typedef struct listing {
    bool is_json;
    weir_table table;
    uint32_t count, count_max;
    uint64_t last_position;
    bool has_more;
} listing;

static void print_json(const weir_db_instance *instance)
{
    weir_object line = weir_object_begin(stdout);

    weir_object_text(&line, "id", instance->id);
    weir_object_text(&line, "process", instance->process);
    weir_object_text(&line, "definition", instance->definition);
    weir_object_text(&line, "businessKey", instance->business_key);
    weir_object_text(&line, "state", states[instance->has_ended ? 2 : 1]);
    weir_object_number(&line, "started", instance->started_ms);
    weir_object_number(&line, "position", (int64_t)instance->position);
    weir_object_end(&line);
}

static void add_row(weir_table *table, const weir_db_instance *instance)
{
    char started[WEIR_TIME_TEXT_SIZE], version[12];

    weir_table_cell(table, instance->id);
    weir_table_cell(table, states[instance->has_ended ? 2 : 1]);
    weir_table_cell(table, weir_time_text(instance->started_ms, started));
    weir_table_cell(table, instance->process);
    weir_table_cell(table, weir_version_text(instance->definition, version));
    weir_table_cell(table, instance->business_key);
}

/* One more than is shown is asked for, to know whether there are more. */
static bool visit(void *context, const weir_db_instance *instance)
{
    listing *l = context;

    if (l->count == l->count_max) {
        l->has_more = true;
        return false;
    }
    l->count++;
    l->last_position = instance->position;
    if (l->is_json)
        print_json(instance);
    else
        add_row(&l->table, instance);
    return true;
}

static int list(weir_source *source, void *context)
{
    static const char *const heads[] = {"ID", "STATE", "STARTED (UTC)", "PROCESS", "VERSION", "BUSINESS KEY"};
    const settings *wanted = context;
    listing l = {.is_json = wanted->is_json,
                 .count_max = wanted->count.is_set ? (uint32_t)wanted->count.number : COUNT_DEFAULT};
    const weir_db_filter filter = {.process = wanted->process,
                                   .business_key = wanted->business_key,
                                   .activity = wanted->activity,
                                   .state = wanted->state_number,
                                   .is_overdue = wanted->is_overdue,
                                   .after_position = wanted->after.number,
                                   .count_max = l.count_max + 1};
    weir_db_error error;
    weir_err err;
    int code;

    weir_table_begin(&l.table, heads, sizeof heads / sizeof *heads);
    code = weir_source_instances(source, &filter, visit, &l, &error);
    err = weir_table_end(&l.table);
    if (code != 0)
        return weir_database_refuse(&error, wanted->is_json);
    if (err != WEIR_OK)
        return weir_database_fail(err, wanted->is_json, "no memory for the list");
    if (wanted->is_json)
        return WEIR_EXIT_FINE;
    if (l.count == 0)
        printf("no %sinstances\n", wanted->after.is_set ? "more " : "");
    if (l.has_more)
        printf("… there are more; the next page: --after %llu\n", (unsigned long long)l.last_position);
    return WEIR_EXIT_FINE;
}

static int run(const weir_verb *verb, int count, char **arguments)
{
    settings wanted = {.state = "all"};

    if (!weir_options_read(verb, &count, arguments, &wanted))
        return WEIR_EXIT_UNABLE;
    if (count != 0)
        return weir_verb_refuse(verb, "'%s' is not expected", arguments[0]);
    while (wanted.state_number < 3 && strcmp(states[wanted.state_number], wanted.state) != 0)
        wanted.state_number++;
    if (wanted.state_number == 3)
        return weir_verb_refuse(verb, "--state is active, ended or all");
    if (wanted.count.is_set && (wanted.count.number == 0 || wanted.count.number > COUNT_MAX))
        return weir_verb_refuse(verb, "--count is a number from 1 to %u", COUNT_MAX);
    return weir_database_run(
        verb,
        &(weir_database_job){
            .path = wanted.db, .server = wanted.server, .is_read_only = true, .is_json = wanted.is_json, .run = list},
        &wanted);
}

const weir_verb weir_verb_ps = {
    .name = "ps",
    .operands = "--db FILE",
    .summary = "List instances",
    .help = "The oldest first, a page of 1000. Options narrow the list; all of them have to fit.\n"
            "    weir ps --db shop.db --state active --process order --activity check\n"
            "With --json, \"started\" is in milliseconds since 1970, and the next page goes on behind the\n"
            "\"position\" of the last line.\n"
            "\n"
            "Only looks: a process that owns the database may write meanwhile.\n"
            "\n"
            "Exit code: 0 done, also if there are none; 2 wrong usage, the database can't be opened or read,\n"
            "or the server can't be reached.\n",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = run,
};
