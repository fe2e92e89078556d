/* SPDX-License-Identifier: Apache-2.0
 * cli/task.c - weir task: what is open, and what becomes of it.
 */
#include "cli/database.h"
#include "cli/task_list.h"

#define COUNT_DEFAULT 1000u
#define COUNT_MAX (UINT32_MAX - 1)

typedef struct settings {
    const char *db, *server, *process, *instance, *variables, *actor, *text, *code;
    weir_option_number count, retries;
    bool is_external, is_incidents, is_overdue, is_json;
    const char *task, *user;
    const struct action *action;
} settings;

static const weir_option options[] = {
    WEIR_SOURCE_OPTIONS(settings),
    {"--external", NULL, "list: external tasks instead of user tasks", WEIR_OPTION_FLAG,
     offsetof(settings, is_external)},
    {"--incidents", NULL, "list: what can't go on", WEIR_OPTION_FLAG, offsetof(settings, is_incidents)},
    {"--overdue", NULL, "list: user tasks that are overdue", WEIR_OPTION_FLAG, offsetof(settings, is_overdue)},
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
    const char *command; /* of cli/source.h; NULL: it only looks */
    bool takes_task, takes_user, needs_user, takes_instance;
    uint64_t retries_default;
    const char *done;
} action;

static int list(weir_source *source, void *context)
{
    const settings *wanted = context;
    const weir_db_filter filter = {.process = wanted->process,
                                   .instance = wanted->instance,
                                   .is_overdue = wanted->is_overdue,
                                   .count_max = wanted->count.is_set ? (unsigned)wanted->count.number : COUNT_DEFAULT};

    return weir_task_list(source,
                          wanted->is_incidents  ? WEIR_TASK_INCIDENT
                          : wanted->is_external ? WEIR_TASK_EXTERNAL
                                                : WEIR_TASK_USER,
                          &filter, wanted->is_json);
}

static int command(weir_source *source, void *context)
{
    const settings *wanted = context;
    const action *what = wanted->action;
    const weir_db_command asked = {
        .task = wanted->task,
        .instance = wanted->instance,
        .variables = wanted->variables,
        .text = wanted->text,
        .name = what->takes_user ? wanted->user : wanted->code,
        .retries = (int64_t)(wanted->retries.is_set ? wanted->retries.number : what->retries_default)};

    return weir_database_command(source, what->takes_instance && !wanted->task ? "take-back" : what->command, &asked,
                                 what->done, NULL, wanted->is_json);
}

static const action actions[] = {
    {.name = "list"},
    {.name = "claim", .command = "claim", .takes_task = true, .takes_user = true, .done = "claimed"},
    {.name = "assign",
     .command = "assign",
     .takes_task = true,
     .takes_user = true,
     .needs_user = true,
     .done = "assigned"},
    {.name = "unclaim", .command = "assign", .takes_task = true, .done = "given back"},
    {.name = "complete", .command = "complete", .takes_task = true, .done = "completed"},
    {.name = "fail", .command = "fail", .takes_task = true, .done = "its failure is noted"},
    {.name = "error", .command = "error", .takes_task = true, .done = "its error is thrown"},
    {.name = "retry",
     .command = "retry",
     .takes_task = true,
     .takes_instance = true,
     .retries_default = 1,
     .done = "to be tried again"},
};
#define ACTION_COUNT (sizeof actions / sizeof *actions)

static bool fits(const action *what, const settings *wanted, int operand_count)
{
    if (!what->takes_task || (operand_count == 0 && what->takes_instance))
        return operand_count == 0 && (!what->takes_task || wanted->instance);
    return operand_count == 1 || (operand_count == 2 && what->takes_user);
}

/* The row that is asked for; NULL after telling what is wrong. */
static const action *find_action(const weir_verb *verb, const settings *wanted, int count, char **arguments)
{
    size_t i = 0;

    while (i < ACTION_COUNT && (count == 0 || strcmp(actions[i].name, arguments[0]) != 0))
        i++;
    if (i < ACTION_COUNT && fits(&actions[i], wanted, count - 1))
        return &actions[i];
    (void)weir_verb_refuse(verb, "say 'list', or 'claim', 'assign', 'unclaim', 'complete', 'fail', 'error' or 'retry' "
                                 "and the id of a task");
    return NULL;
}

/* What the action needs beside its task; false after telling what is missing. */
static bool is_complete(const weir_verb *verb, const settings *wanted)
{
    if (strcmp(wanted->action->name, "error") == 0 && !wanted->code)
        (void)weir_verb_refuse(verb, "name the error: --code CODE");
    else if (wanted->action->takes_user && (!wanted->user || wanted->user[0] == '\0'))
        (void)weir_verb_refuse(verb, "name who gets the task: %s ID USER", wanted->action->name);
    else if (wanted->retries.number > INT32_MAX)
        (void)weir_verb_refuse(verb, "--retries is at most %d", INT32_MAX);
    else if (wanted->count.is_set && (wanted->count.number == 0 || wanted->count.number > COUNT_MAX))
        (void)weir_verb_refuse(verb, "--count is a number from 1 to %u", COUNT_MAX);
    else
        return weir_database_check_object(verb, "--var", wanted->variables);
    return false;
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
    wanted.user = count > 2 ? arguments[2] : wanted.action->needs_user ? NULL : wanted.actor;
    if (!is_complete(verb, &wanted))
        return WEIR_EXIT_UNABLE;
    return weir_database_run(verb,
                             &(weir_database_job){.path = wanted.db,
                                                  .server = wanted.server,
                                                  .actor = wanted.actor,
                                                  .is_read_only = !wanted.action->command,
                                                  .is_json = wanted.is_json,
                                                  .run = wanted.action->command ? command : list},
                             &wanted);
}

const weir_verb weir_verb_task = {
    .name = "task",
    .operands = "ACTION [ID] --db FILE",
    .summary = "List open tasks; claim one, complete it, let it fail",
    .help = "list          user tasks that are open; --external: those of workers; --incidents: what can't go on;\n"
            "              --overdue: user tasks whose time limit is overdue or whose due date has passed\n"
            "claim ID      a user task that nobody else has goes to --actor, or to who is named behind the id\n"
            "assign ID     it goes to who is named behind the id, whoever had it; 'unclaim ID': nobody has it\n"
            "complete ID   a user task or an external task is done; its variables go to the scope of the task\n"
            "error ID      it ends in an error of the process, which a boundary event may catch\n"
            "fail ID       an external task went wrong; with no tries left it becomes an incident\n"
            "retry ID      an external task or a timer with an incident is to be tried again\n"
            "\n"
            "    weir task list --db shop.db\n"
            "    weir task claim ID --db shop.db --actor anna\n"
            "    weir task complete ID --db shop.db --var '{\"approved\": true}'\n"
            "    weir task error ID --db shop.db --code out-of-stock\n"
            "\n" WEIR_DB_EXITS,
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = run,
};
