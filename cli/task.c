/* SPDX-License-Identifier: Apache-2.0
 * cli/task.c - weir task: user tasks that are open, and what becomes of user and external tasks.
 */
#include "cli/database.h"
#include "cli/object.h"
#include "cli/table.h"

#define COUNT_DEFAULT 1000u
#define COUNT_MAX (UINT32_MAX - 1)

typedef struct settings {
    const char *db, *process, *instance, *variables, *actor, *text, *code;
    weir_option_number count, retries;
    bool is_json;
    const char *task;
    const struct action *action;
} settings;

static const weir_option options[] = {
    WEIR_DB_OPTION(settings),
    {"--process", "KEY", "list: of this process", WEIR_OPTION_TEXT, offsetof(settings, process)},
    {"--instance", "ID", "list: of this instance", WEIR_OPTION_TEXT, offsetof(settings, instance)},
    {"--count", "N", "list: at most so many (1000)", WEIR_OPTION_NUMBER, offsetof(settings, count)},
    {"--var", "JSON", "complete, error: variables, as an object", WEIR_OPTION_TEXT, offsetof(settings, variables)},
    {"--retries", "N", "fail: tries left (0: an incident); retry: (1)", WEIR_OPTION_NUMBER,
     offsetof(settings, retries)},
    {"--code", "CODE", "error: what a boundary event catches", WEIR_OPTION_TEXT, offsetof(settings, code)},
    {"--text", "TEXT", "fail, error: what went wrong", WEIR_OPTION_TEXT, offsetof(settings, text)},
    {"--actor", "NAME", "who did it, for the log", WEIR_OPTION_TEXT, offsetof(settings, actor)},
    WEIR_JSON_OPTION(settings),
};

/* ── list ──────────────────────────────────────────────────────────────────────────────────────────────── */

typedef struct listing {
    bool is_json;
    weir_table table;
    uint32_t count, count_max;
    bool has_more;
} listing;

static void print_json(const weir_db_task *task)
{
    weir_object line = weir_object_begin(stdout);

    weir_object_text(&line, "id", task->id);
    weir_object_text(&line, "instance", task->instance);
    weir_object_text(&line, "process", task->process);
    weir_object_text(&line, "element", task->element);
    weir_object_text(&line, "businessKey", task->business_key);
    weir_object_text(&line, "name", task->name);
    weir_object_text(&line, "assignee", task->assignee);
    weir_object_number(&line, "created", task->created_ms);
    if (task->due_ms != 0)
        weir_object_number(&line, "due", task->due_ms);
    weir_object_end(&line);
}

static void add_row(weir_table *table, const weir_db_task *task)
{
    char created[WEIR_TIME_TEXT_SIZE], due[WEIR_TIME_TEXT_SIZE];

    weir_table_cell(table, task->id);
    weir_table_cell(table, weir_time_text(task->created_ms, created));
    weir_table_cell(table, weir_time_text(task->due_ms, due));
    weir_table_cell(table, task->process);
    weir_table_cell(table, task->business_key);
    weir_table_cell(table, task->name ? task->name : task->element);
    weir_table_cell(table, task->assignee);
}

static bool visit(void *context, const weir_db_task *task)
{
    listing *l = context;

    if (l->count == l->count_max) {
        l->has_more = true;
        return false;
    }
    l->count++;
    if (l->is_json)
        print_json(task);
    else
        add_row(&l->table, task);
    return true;
}

static int list(weir_db *db, void *context)
{
    static const char *const heads[] = {"ID",           "SINCE (UTC)", "DUE (UTC)", "PROCESS",
                                        "BUSINESS KEY", "TASK",        "ASSIGNEE"};
    const settings *wanted = context;
    listing l = {.is_json = wanted->is_json,
                 .count_max = wanted->count.is_set ? (uint32_t)wanted->count.number : COUNT_DEFAULT};
    const weir_db_filter filter = {
        .process = wanted->process, .instance = wanted->instance, .count_max = l.count_max + 1};
    weir_db_error error;
    weir_err err;
    int code;

    weir_table_begin(&l.table, heads, sizeof heads / sizeof *heads);
    code = weir_db_tasks(db, &filter, visit, &l, &error);
    err = weir_table_end(&l.table);
    if (code != 0)
        return weir_database_refuse(&error, wanted->is_json);
    if (err != WEIR_OK)
        return weir_database_fail(err, wanted->is_json, "no memory for the list");
    if (wanted->is_json)
        return WEIR_EXIT_FINE;
    if (l.count == 0)
        printf("no open tasks\n");
    if (l.has_more)
        printf("… there are more: narrow it with --process or --instance, or raise --count\n");
    return WEIR_EXIT_FINE;
}

/* ── what becomes of one ───────────────────────────────────────────────────────────────────────────────── */

typedef struct action {
    const char *name;
    int operand_count;
    int (*run)(weir_db *db, void *context); /* NULL: the command below */
    int (*command)(weir_db *db, const weir_db_command *command, weir_db_answer *answer, weir_db_error *error);
    uint64_t retries_default;
    const char *done;
} action;

static int command(weir_db *db, void *context)
{
    const settings *wanted = context;
    const action *what = wanted->action;
    const weir_db_command asked = {
        .task = wanted->task,
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
    {.name = "list", .run = list},
    {.name = "complete", .operand_count = 1, .command = weir_db_complete, .done = "completed"},
    {.name = "fail", .operand_count = 1, .command = weir_db_fail, .done = "its failure is noted"},
    {.name = "error", .operand_count = 1, .command = weir_db_throw_error, .done = "its error is thrown"},
    {.name = "retry", .operand_count = 1, .command = weir_db_retry, .retries_default = 1, .done = "to be tried again"},
};
#define ACTION_COUNT (sizeof actions / sizeof *actions)

static int run(const weir_verb *verb, int count, char **arguments)
{
    settings wanted = {0};
    size_t i = 0;

    if (!weir_options_read(verb, &count, arguments, &wanted))
        return WEIR_EXIT_UNABLE;
    while (i < ACTION_COUNT && (count == 0 || strcmp(actions[i].name, arguments[0]) != 0))
        i++;
    if (i == ACTION_COUNT || count - 1 != actions[i].operand_count)
        return weir_verb_refuse(verb, "say 'list', or 'complete', 'fail', 'error' or 'retry' and the id of a task");
    wanted.action = &actions[i];
    wanted.task = count > 1 ? arguments[1] : NULL;
    if (actions[i].command == weir_db_throw_error && !wanted.code)
        return weir_verb_refuse(verb, "name the error: --code CODE");
    if (wanted.retries.number > INT32_MAX)
        return weir_verb_refuse(verb, "--retries is at most %d", INT32_MAX);
    if (wanted.count.is_set && (wanted.count.number == 0 || wanted.count.number > COUNT_MAX))
        return weir_verb_refuse(verb, "--count is a number from 1 to %u", COUNT_MAX);
    return weir_database_run(verb,
                             &(weir_database_job){.path = wanted.db,
                                                  .is_read_only = actions[i].run != NULL,
                                                  .is_json = wanted.is_json,
                                                  .run = actions[i].run ? actions[i].run : command},
                             &wanted);
}

const weir_verb weir_verb_task = {
    .name = "task",
    .operands = "list | complete ID | … --db FILE",
    .summary = "List open user tasks; complete a task, let it fail",
    .help = "    weir task list --db shop.db\n"
            "    weir task complete ID --db shop.db --var '{\"approved\": true}'\n"
            "    weir task error ID --db shop.db --code out-of-stock\n"
            "\n"
            "complete ID   a user task or an external task is done; its variables go to the scope of the task\n"
            "error ID      it ends in an error of the process, which a boundary event may catch\n"
            "fail ID       an external task went wrong; with no tries left it becomes an incident\n"
            "retry ID      an external task with an incident is handed to workers again\n"
            "'weir show INSTANCE' has the ids of external tasks.\n"
            "\n" WEIR_DB_EXITS,
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = run,
};
