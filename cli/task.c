/* SPDX-License-Identifier: Apache-2.0
 * cli/task.c - weir task: user tasks that are open, and completing them.
 */
#include "cli/database.h"

typedef struct settings {
    const char *db, *process, *instance, *variables, *actor;
    bool is_json;
} settings;

static const weir_option options[] = {
    WEIR_DB_OPTION(settings),
    {"--process", "KEY", "list: of this process", WEIR_OPTION_TEXT, offsetof(settings, process)},
    {"--instance", "ID", "list: of this instance", WEIR_OPTION_TEXT, offsetof(settings, instance)},
    {"--var", "JSON", "complete: variables, as an object", WEIR_OPTION_TEXT, offsetof(settings, variables)},
    {"--actor", "NAME", "complete: who did it, for the log", WEIR_OPTION_TEXT, offsetof(settings, actor)},
    WEIR_JSON_OPTION(settings),
};

static bool print_json(void *context, const weir_db_task *task)
{
    const struct {
        const char *key, *text;
    } texts[] = {{"instance", task->instance},        {"process", task->process}, {"element", task->element},
                 {"businessKey", task->business_key}, {"name", task->name},       {"assignee", task->assignee}};

    ++*(unsigned *)context;
    printf("{\"id\":\"%s\"", task->id);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        printf(",\"%s\":", texts[i].key);
        weir_print_json(texts[i].text);
    }
    printf(",\"created\":%lld", (long long)task->created_ms);
    if (task->due_ms != 0)
        printf(",\"due\":%lld", (long long)task->due_ms);
    printf("}\n");
    return true;
}

static bool print_row(void *context, const weir_db_task *task)
{
    if (++*(unsigned *)context == 1)
        printf("%-36s  %-19s  %-20s  %-20s  %s\n", "ID", "SINCE (UTC)", "PROCESS", "TASK", "ASSIGNEE");
    printf("%s  ", task->id);
    weir_print_time(task->created_ms);
    printf("  ");
    weir_print_plain(task->process, 20);
    printf("  ");
    weir_print_plain(task->name ? task->name : task->element, 20);
    printf("  ");
    weir_print_plain(task->assignee, 0);
    putchar('\n');
    return true;
}

static int list(weir_db *db, const settings *wanted, const char *operand)
{
    const weir_db_filter filter = {.process = wanted->process, .instance = wanted->instance};
    weir_db_error error;
    unsigned count = 0;

    (void)operand;
    if (weir_db_tasks(db, &filter, wanted->is_json ? print_json : print_row, &count, &error) != 0)
        return weir_database_refuse(&error);
    if (count == 0 && !wanted->is_json)
        printf("no open tasks\n");
    return WEIR_EXIT_FINE;
}

static int complete(weir_db *db, const settings *wanted, const char *operand)
{
    const weir_db_command command = {.task = operand, .variables = wanted->variables, .actor = wanted->actor};
    weir_db_error error;

    return weir_db_complete(db, &command, NULL, &error) == 0 ? WEIR_EXIT_FINE : weir_database_refuse(&error);
}

static const struct {
    const char *name;
    int operand_count;
    bool is_read_only;
    int (*run)(weir_db *db, const settings *wanted, const char *operand);
} actions[] = {{"list", 0, true, list}, {"complete", 1, false, complete}};

static int run(const weir_verb *verb, int count, char **arguments)
{
    settings wanted = {0};
    size_t i = 0;
    weir_db *db;
    int status;

    if (!weir_options_read(verb, &count, arguments, &wanted))
        return WEIR_EXIT_UNABLE;
    while (i < sizeof actions / sizeof *actions && (count == 0 || strcmp(actions[i].name, arguments[0]) != 0))
        i++;
    if (i == sizeof actions / sizeof *actions || count - 1 != actions[i].operand_count)
        return weir_verb_refuse(verb, "say 'list', or 'complete' and the id of a task");
    db = weir_database_open(verb, wanted.db, actions[i].is_read_only);
    if (!db)
        return WEIR_EXIT_UNABLE;
    status = actions[i].run(db, &wanted, count > 1 ? arguments[1] : NULL);
    weir_db_close(db);
    return status;
}

const weir_verb weir_verb_task = {
    .name = "task",
    .operands = "list | complete ID --db FILE",
    .summary = "List open user tasks, or complete a task",
    .help = "    weir task list --db shop.db\n"
            "    weir task complete ID --db shop.db --var '{\"approved\": true}'\n"
            "\n" WEIR_DB_EXITS,
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = run,
};
