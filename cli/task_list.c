/* SPDX-License-Identifier: Apache-2.0
 * cli/task_list.c - three lists that differ in their columns.
 */
#include "cli/task_list.h"

#include "cli/database.h"
#include "cli/object.h"
#include "cli/table.h"

typedef struct listing {
    bool is_json, has_more;
    weir_table table;
    weir_object line;
    uint32_t count, count_max;
} listing;

/* One more than is shown is asked for, to know whether there are more. */
static bool has_room(listing *l)
{
    if (l->count == l->count_max) {
        l->has_more = true;
        return false;
    }
    l->count++;
    return true;
}

static void time_cell(weir_table *table, int64_t time_ms)
{
    char time[WEIR_TIME_TEXT_SIZE];

    weir_table_cell(table, weir_time_text(time_ms, time));
}

/* ── user tasks ────────────────────────────────────────────────────────────────────────────────────────── */

static void print_task_json(const weir_db_task *task)
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
    if (task->is_due_provisional)
        weir_object_flag(&line, "dueProvisional", true);
    weir_object_end(&line);
}

static void due_cell(weir_table *table, const weir_db_task *task)
{
    char time[WEIR_TIME_TEXT_SIZE], text[WEIR_TIME_TEXT_SIZE + sizeof WEIR_PROVISIONAL];

    (void)snprintf(text, sizeof text, "%s%s", weir_time_text(task->due_ms, time),
                   task->is_due_provisional ? WEIR_PROVISIONAL : "");
    weir_table_cell(table, text);
}

static bool visit_task(void *context, const weir_db_task *task)
{
    listing *l = context;

    if (!has_room(l))
        return false;
    if (l->is_json) {
        print_task_json(task);
        return true;
    }
    weir_table_cell(&l->table, task->id);
    time_cell(&l->table, task->created_ms);
    due_cell(&l->table, task);
    weir_table_cell(&l->table, task->process);
    weir_table_cell(&l->table, task->business_key);
    weir_table_cell(&l->table, task->name ? task->name : task->element);
    weir_table_cell(&l->table, task->assignee);
    return true;
}

static int list_tasks(weir_source *source, const weir_db_filter *filter, listing *l, weir_db_error *error)
{
    return weir_source_tasks(source, filter, visit_task, l, error);
}

/* ── external tasks ────────────────────────────────────────────────────────────────────────────────────── */

static void print_external_json(const weir_db_external_task *task)
{
    weir_object line = weir_object_begin(stdout);

    weir_object_text(&line, "id", task->id);
    weir_object_text(&line, "instance", task->instance);
    weir_object_text(&line, "definition", task->definition);
    weir_object_text(&line, "element", task->element);
    weir_object_text(&line, "topic", task->topic);
    weir_object_text(&line, "businessKey", task->business_key);
    weir_object_number(&line, "priority", task->priority);
    weir_object_number(&line, "created", task->created_ms);
    if (task->retries >= 0)
        weir_object_number(&line, "retries", task->retries);
    weir_object_text(&line, "worker", task->worker);
    if (task->locked_until_ms != 0)
        weir_object_number(&line, "lockedUntil", task->locked_until_ms);
    weir_object_end(&line);
}

static bool visit_external(void *context, const weir_db_external_task *task)
{
    listing *l = context;
    char tries[24] = "", key[256];

    if (!has_room(l))
        return false;
    if (l->is_json) {
        print_external_json(task);
        return true;
    }
    if (task->retries >= 0)
        (void)snprintf(tries, sizeof tries, "%lld", (long long)task->retries);
    (void)snprintf(key, sizeof key, "%.*s", (int)strcspn(task->definition, ":"), task->definition);
    weir_table_cell(&l->table, task->id);
    time_cell(&l->table, task->created_ms);
    weir_table_cell(&l->table, key);
    weir_table_cell(&l->table, task->business_key);
    weir_table_cell(&l->table, task->element);
    weir_table_cell(&l->table, task->topic);
    weir_table_cell(&l->table, tries);
    weir_table_cell(&l->table, task->worker);
    return true;
}

static int list_external(weir_source *source, const weir_db_filter *filter, listing *l, weir_db_error *error)
{
    return weir_source_external_tasks(source, filter, visit_external, l, error);
}

/* ── incidents ─────────────────────────────────────────────────────────────────────────────────────────── */

static void print_incident_json(const weir_db_incident *incident)
{
    weir_object line = weir_object_begin(stdout);

    weir_object_text(&line, "id", incident->id);
    weir_object_text(&line, "instance", incident->instance);
    weir_object_text(&line, "process", incident->process);
    weir_object_text(&line, "element", incident->element);
    weir_object_text(&line, "businessKey", incident->business_key);
    weir_object_text(&line, "kind", incident->kind);
    weir_object_text(&line, "message", incident->message);
    weir_object_number(&line, "created", incident->created_ms);
    weir_object_end(&line);
}

static bool visit_incident(void *context, const weir_db_incident *incident)
{
    listing *l = context;

    if (!has_room(l))
        return false;
    if (l->is_json) {
        print_incident_json(incident);
        return true;
    }
    weir_table_cell(&l->table, incident->instance);
    time_cell(&l->table, incident->created_ms);
    weir_table_cell(&l->table, incident->process);
    weir_table_cell(&l->table, incident->business_key);
    weir_table_cell(&l->table, incident->element);
    weir_table_cell(&l->table, incident->kind);
    weir_table_cell(&l->table, incident->message);
    return true;
}

static int list_incidents(weir_source *source, const weir_db_filter *filter, listing *l, weir_db_error *error)
{
    return weir_source_incidents(source, filter, visit_incident, l, error);
}

/* ── together ──────────────────────────────────────────────────────────────────────────────────────────── */

static const struct {
    int (*list)(weir_source *source, const weir_db_filter *filter, listing *l, weir_db_error *error);
    const char *heads[WEIR_TABLE_COLUMNS_MAX];
    uint32_t column_count;
    const char *none;
} kinds[] = {
    [WEIR_TASK_USER] = {list_tasks,
                        {"ID", "SINCE (UTC)", "DUE (UTC)", "PROCESS", "BUSINESS KEY", "TASK", "ASSIGNEE"},
                        7,
                        "no open tasks"},
    [WEIR_TASK_EXTERNAL] = {list_external,
                            {"ID", "SINCE (UTC)", "PROCESS", "BUSINESS KEY", "TASK", "TOPIC", "TRIES LEFT", "WORKER"},
                            8,
                            "no open external tasks"},
    [WEIR_TASK_INCIDENT] = {list_incidents,
                            {"INSTANCE", "SINCE (UTC)", "PROCESS", "BUSINESS KEY", "ELEMENT", "KIND", "MESSAGE"},
                            7,
                            "no incidents"},
};

int weir_task_list(weir_source *source, weir_task_kind kind, const weir_db_filter *filter, bool is_json)
{
    listing l = {.is_json = is_json, .count_max = filter->count_max};
    weir_db_filter one_more = *filter;
    weir_db_error error;
    weir_err err;
    int code;

    one_more.count_max++;
    weir_table_begin(&l.table, kinds[kind].heads, kinds[kind].column_count);
    code = kinds[kind].list(source, &one_more, &l, &error);
    err = weir_table_end(&l.table);
    if (code != 0)
        return weir_database_refuse(&error, is_json);
    if (err != WEIR_OK)
        return weir_database_fail(err, is_json, "no memory for the list");
    if (is_json)
        return WEIR_EXIT_FINE;
    if (l.count == 0)
        printf("%s\n", filter->is_overdue ? "nothing is overdue" : kinds[kind].none);
    if (l.has_more)
        printf("… there are more: narrow it with --process or --instance, or raise --count\n");
    return WEIR_EXIT_FINE;
}
