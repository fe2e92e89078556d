/* SPDX-License-Identifier: Apache-2.0
 * cli/task.c - weir task: what is open, and what becomes of it.
 */
#include "cli/database.h"
#include "cli/task_list.h"

#define COUNT_DEFAULT 1000u
#define COUNT_MAX (UINT32_MAX - 1)

typedef struct settings {
    const char *db, *process, *instance, *variables, *actor, *text, *code;
    weir_option_number count, retries;
    bool is_external, is_incidents, is_json;
    const char *task;
    const struct action *action;
} settings;

static const weir_option options[] = {
    WEIR_DB_OPTION(settings),
    {"--external", NULL, "list: external tasks instead of user tasks", WEIR_OPTION_FLAG,
     offsetof(settings, is_external)},
    {"--incidents", NULL, "list: what can't go on", WEIR_OPTION_FLAG, offsetof(settings, is_incidents)},
    {"--process", "KEY", "list: of this process", WEIR_OPTION_TEXT, offsetof(settings, process)},
    {"--instance", "ID", "list: of this instance; retry: one that was set aside", WEIR_OPTION_TEXT,
     offsetof(settings, instance)},
    {"--count", "N", "list: at most so many (1000)", WEIR_OPTION_NUMBER, offsetof(settings, count)},
    {"--var", "JSON", "complete, error: variables, as an object", WEIR_OPTION_TEXT, offsetof(settings, variables)},
    {"--retries", "N", "fail: tries left (0: an incident); retry: (1)", WEIR_OPTION_NUMBER,
     offsetof(settings, retries)},
    {"--code", "CODE", "error: what a boundary event catches", WEIR_OPTION_TEXT, offsetof(settings, code)},
    {"--text", "TEXT", "fail, error: what went wrong", WEIR_OPTION_TEXT, offsetof(settings, text)},
    {"--actor", "NAME", "who did it, for the log", WEIR_OPTION_TEXT, offsetof(settings, actor)},
    WEIR_JSON_OPTION(settings),
};

typedef struct action {
    const char *name;
    int operand_count;
    int (*command)(weir_db *db, const weir_db_command *command, weir_db_answer *answer, weir_db_error *error);
    uint64_t retries_default;
    const char *done;
} action;

static int list(weir_db *db, void *context)
{
    const settings *wanted = context;
    const weir_db_filter filter = {.process = wanted->process,
                                   .instance = wanted->instance,
                                   .count_max = wanted->count.is_set ? (unsigned)wanted->count.number : COUNT_DEFAULT};

    return weir_task_list(db,
                          wanted->is_incidents  ? WEIR_TASK_INCIDENT
                          : wanted->is_external ? WEIR_TASK_EXTERNAL
                                                : WEIR_TASK_USER,
                          &filter, wanted->is_json);
}

static int command(weir_db *db, void *context)
{
    const settings *wanted = context;
    const action *what = wanted->action;
    const weir_db_command asked = {
        .task = wanted->task,
        .instance = wanted->instance,
        .variables = wanted->variables,
        .actor = wanted->actor,
        .text = wanted->text,
        .name = wanted->code,
        .retries = (int64_t)(wanted->retries.is_set ? wanted->retries.number : what->retries_default)};
    weir_db_answer answer;
    weir_db_error error;

    if (what->command(db, &asked, &answer, &error) != 0)
        return weir_database_refuse(&error, wanted->is_json);
    weir_database_print_answer(&answer, what->done, wanted->is_json);
    return WEIR_EXIT_FINE;
}

static const action actions[] = {
    {.name = "list"},
    {.name = "complete", .operand_count = 1, .command = weir_db_complete, .done = "completed"},
    {.name = "fail", .operand_count = 1, .command = weir_db_fail, .done = "its failure is noted"},
    {.name = "error", .operand_count = 1, .command = weir_db_throw_error, .done = "its error is thrown"},
    {.name = "retry", .operand_count = 1, .command = weir_db_retry, .retries_default = 1, .done = "to be tried again"},
};
#define ACTION_COUNT (sizeof actions / sizeof *actions)

/* The row that is asked for; NULL after telling what is wrong. */
static const action *find_action(const weir_verb *verb, const settings *wanted, int count, char **arguments)
{
    size_t i = 0;

    while (i < ACTION_COUNT && (count == 0 || strcmp(actions[i].name, arguments[0]) != 0))
        i++;
    if (i < ACTION_COUNT && (count - 1 == actions[i].operand_count ||
                             (count == 1 && wanted->instance && actions[i].command == weir_db_retry)))
        return &actions[i];
    (void)weir_verb_refuse(verb, "say 'list', or 'complete', 'fail', 'error' or 'retry' and the id of a task");
    return NULL;
}

static int run(const weir_verb *verb, int count, char **arguments)
{
    settings wanted = {0};

    if (!weir_options_read(verb, &count, arguments, &wanted))
        return WEIR_EXIT_UNABLE;
    wanted.action = find_action(verb, &wanted, count, arguments);
    if (!wanted.action)
        return WEIR_EXIT_UNABLE;
    wanted.task = count > 1 ? arguments[1] : NULL;
    if (wanted.action->command == weir_db_throw_error && !wanted.code)
        return weir_verb_refuse(verb, "name the error: --code CODE");
    if (wanted.retries.number > INT32_MAX)
        return weir_verb_refuse(verb, "--retries is at most %d", INT32_MAX);
    if (wanted.count.is_set && (wanted.count.number == 0 || wanted.count.number > COUNT_MAX))
        return weir_verb_refuse(verb, "--count is a number from 1 to %u", COUNT_MAX);
    return weir_database_run(verb,
                             &(weir_database_job){.path = wanted.db,
                                                  .is_read_only = !wanted.action->command,
                                                  .is_json = wanted.is_json,
                                                  .run = wanted.action->command ? command : list},
                             &wanted);
}

const weir_verb weir_verb_task = {
    .name = "task",
    .operands = "ACTION [ID] --db FILE",
    .summary = "List open tasks; complete one, let it fail",
    .help = "list          user tasks that are open; --external: those of workers; --incidents: what can't go on\n"
            "complete ID   a user task or an external task is done; its variables go to the scope of the task\n"
            "error ID      it ends in an error of the process, which a boundary event may catch\n"
            "fail ID       an external task went wrong; with no tries left it becomes an incident\n"
            "retry ID      an external task or a timer with an incident is to be tried again\n"
            "\n"
            "    weir task list --db shop.db\n"
            "    weir task complete ID --db shop.db --var '{\"approved\": true}'\n"
            "    weir task error ID --db shop.db --code out-of-stock\n"
            "\n" WEIR_DB_EXITS,
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = run,
};
