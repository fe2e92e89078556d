/* SPDX-License-Identifier: Apache-2.0
 * host/library_list.c - tasks, incidents, activities, variables: rows of the projections, on a connection of their own.
 */
#include "base/json.h"
#include "host/library_internal.h"

#define COUNT(array) ((uint32_t)(sizeof(array) / sizeof *(array)))

static weir_err read_rows(weir_db *db, weir_query query, const weir_sql_value *values, uint32_t count,
                          weir_db_row visit, void *context, weir_diag *diag)
{
    const weir_sql sql = weir_sqlite_store_sql(db->reader);
    weir_sql_cursor *cursor;
    bool has_row, go_on = true;
    weir_err err;

    WEIR_TRY(sql.open(sql.self, query, values, count, &cursor, diag));
    while (go_on && (err = sql.next(sql.self, cursor, &has_row, diag)) == WEIR_OK && has_row) {
        weir_arena_reset(&db->scratch);
        err = visit(db, &sql, cursor, context, &go_on);
        if (err != WEIR_OK)
            break;
    }
    sql.close(sql.self, cursor);
    return err;
}

weir_err weir_db_read(weir_db *db, weir_query query, const weir_sql_value *values, uint32_t count, weir_db_row visit,
                      void *context, weir_diag *diag)
{
    weir_err err;

    pthread_mutex_lock(&db->lock);
    err = read_rows(db, query, values, count, visit, context, diag);
    weir_arena_reset(&db->scratch);
    pthread_mutex_unlock(&db->lock);
    return err;
}

weir_err weir_db_copy_column(weir_db *db, const weir_sql *sql, weir_sql_cursor *cursor, int column, const char **out)
{
    return weir_db_copy(&db->scratch, sql->text(cursor, column), out);
}

weir_err weir_db_copy_id(weir_db *db, const weir_sql *sql, weir_sql_cursor *cursor, int column, const char **out)
{
    const weir_text bytes = sql->text(cursor, column);
    char text[WEIR_ID_TEXT_LENGTH + 1];
    weir_id id;

    if (bytes.length != sizeof id.byte)
        return WEIR_EFORMAT;
    memcpy(id.byte, bytes.at, sizeof id.byte);
    weir_id_print(id, text);
    return weir_db_copy(&db->scratch, weir_text_of(text), out);
}

/* ── tasks ─────────────────────────────────────────────────────────────────────────────────────────────── */

typedef struct task_visitor {
    bool has_left;
    bool (*visit)(void *context, const weir_db_task *task);
    void *context;
} task_visitor;

static weir_err visit_task(weir_db *db, const weir_sql *sql, weir_sql_cursor *cursor, void *context, bool *go_on)
{
    task_visitor *visitor = context;
    weir_db_task row = {.created_ms = sql->integer(cursor, 7),
                        .due_ms = sql->integer(cursor, 8),
                        .is_due_provisional = sql->integer(cursor, 9) != 0};
    const char **texts[] = {&row.process, &row.element, &row.business_key, &row.name, &row.assignee};

    WEIR_TRY(weir_db_copy_id(db, sql, cursor, 0, &row.id));
    WEIR_TRY(weir_db_copy_id(db, sql, cursor, 1, &row.instance));
    for (int i = 0; i < (int)COUNT(texts); i++)
        WEIR_TRY(weir_db_copy_column(db, sql, cursor, i + 2, texts[i]));
    *go_on = visitor->visit(visitor->context, &row);
    visitor->has_left = !*go_on;
    return WEIR_OK;
}

/* ── external tasks, incidents ─────────────────────────────────────────────────────────────────────────── */

/* The state of an instance, as JSON. */
typedef struct waits_reading {
    weir_arena *arena;
    weir_value state;
} waits_reading;

/* How a list is asked for: of all instances, by key of the process, element, how many; and one row of it, by its id and
 * element. */
typedef struct list_queries {
    weir_query all, one;
    bool has_due; /* they take, last, when it is to be overdue; 0: it need not be */
} list_queries;

static weir_err keep_state(weir_db *db, const weir_sql *sql, weir_sql_cursor *cursor, void *context, bool *go_on)
{
    waits_reading *reading = context;

    (void)db;
    (void)go_on;
    return weir_json_read(sql->text(cursor, 0), WEIR_JSON_TYPED, NULL, reading->arena, &reading->state, NULL);
}

static weir_err find_late(weir_db *db, const weir_db_filter *filter, int64_t *out_ms, weir_diag *diag)
{
    *out_ms = 0;
    return filter->is_overdue ? weir_db_clock(db, out_ms, diag) : WEIR_OK;
}

/* Ids of what an instance waits for stand in its state, and the lists are sorted by id: no index is needed for it.
 * context begins with a bool: whether the visitor has left. */
static weir_err list_of_instance(weir_db *db, list_queries queries, const weir_db_filter *filter, weir_arena *arena,
                                 weir_db_row visit, void *context, weir_diag *diag)
{
    waits_reading reading = {.arena = arena, .state = weir_null()};
    const bool *has_left = context;
    const weir_value *waits;
    weir_sql_value key;
    int64_t late_ms;
    weir_id id;

    WEIR_TRY(find_late(db, filter, &late_ms, diag));
    WEIR_TRY(weir_db_read_id(filter->instance, "instance", &id, diag));
    key = weir_sql_bytes(id.byte, sizeof id.byte);
    WEIR_TRY(weir_db_read(db, WEIR_QUERY_instance_state, &key, 1, keep_state, &reading, diag));
    waits = weir_context_find(&reading.state, WEIR_T("waits"));
    for (uint32_t i = 0; waits && waits->kind == WEIR_LIST && i < waits->count && !*has_left; i++) {
        const weir_value *text = weir_context_find(&waits->as.items[i], WEIR_T("id"));
        weir_id wait;

        if (!text || text->kind != WEIR_STRING || !weir_id_parse(text->as.string, &wait))
            continue;
        const weir_sql_value values[] = {weir_sql_bytes(wait.byte, sizeof wait.byte),
                                         weir_sql_text(weir_text_of(filter->activity)), weir_sql_integer(late_ms)};

        WEIR_TRY(weir_db_read(db, queries.one, values, queries.has_due ? 3 : 2, visit, context, diag));
    }
    return WEIR_OK;
}

static weir_err list_of_all(weir_db *db, list_queries queries, const weir_db_filter *filter, weir_db_row visit,
                            void *context, weir_diag *diag)
{
    int64_t late_ms;

    WEIR_TRY(find_late(db, filter, &late_ms, diag));
    const weir_sql_value values[] = {
        weir_sql_text(weir_text_of(filter->process)),
        weir_sql_text(weir_text_of(filter->activity)),
        weir_db_count_max(filter),
        weir_sql_integer(late_ms),
    };

    return weir_db_read(db, queries.all, values, queries.has_due ? 4 : 3, visit, context, diag);
}

static int list_filtered(weir_db *db, list_queries queries, const weir_db_filter *filter, weir_db_row visit,
                         void *context, weir_db_error *error)
{
    weir_diag diag = {0};
    weir_arena arena;
    weir_err err;

    weir_arena_init(&arena, db->memory, WEIR_DB_REQUEST_BYTES_MAX);
    err = filter->instance ? list_of_instance(db, queries, filter, &arena, visit, context, &diag)
                           : list_of_all(db, queries, filter, visit, context, &diag);
    weir_arena_release(&arena);
    return weir_db_report(err, &diag, error);
}

int weir_db_tasks(weir_db *db, const weir_db_filter *filter, bool (*visit)(void *context, const weir_db_task *task),
                  void *context, weir_db_error *error)
{
    task_visitor visitor = {.visit = visit, .context = context};

    return list_filtered(db, (list_queries){WEIR_QUERY_list_tasks, WEIR_QUERY_list_task_at, true}, filter, visit_task,
                         &visitor, error);
}

typedef struct external_task_visitor {
    bool has_left;
    bool (*visit)(void *context, const weir_db_external_task *task);
    void *context;
} external_task_visitor;

static weir_err visit_external_task(weir_db *db, const weir_sql *sql, weir_sql_cursor *cursor, void *context,
                                    bool *go_on)
{
    external_task_visitor *visitor = context;
    weir_external_task_row row;

    WEIR_TRY(weir_sql_external_task(sql, cursor, &row, NULL));
    WEIR_TRY(weir_db_tell_external_task(&db->scratch, &row, visitor->visit, visitor->context, go_on));
    visitor->has_left = !*go_on;
    return WEIR_OK;
}

int weir_db_external_tasks(weir_db *db, const weir_db_filter *filter,
                           bool (*visit)(void *context, const weir_db_external_task *task), void *context,
                           weir_db_error *error)
{
    external_task_visitor visitor = {.visit = visit, .context = context};

    return list_filtered(db, (list_queries){WEIR_QUERY_list_external_tasks, WEIR_QUERY_list_external_task_at, false},
                         filter, visit_external_task, &visitor, error);
}

typedef struct incident_visitor {
    bool (*visit)(void *context, const weir_db_incident *incident);
    void *context;
} incident_visitor;

static weir_err visit_incident(weir_db *db, const weir_sql *sql, weir_sql_cursor *cursor, void *context, bool *go_on)
{
    const incident_visitor *visitor = context;
    weir_db_incident row = {.created_ms = sql->integer(cursor, 7)};
    const char **texts[] = {&row.process, &row.business_key, &row.element, &row.kind, &row.message};

    WEIR_TRY(weir_db_copy_id(db, sql, cursor, 0, &row.id));
    WEIR_TRY(weir_db_copy_id(db, sql, cursor, 1, &row.instance));
    for (int i = 0; i < (int)COUNT(texts); i++)
        WEIR_TRY(weir_db_copy_column(db, sql, cursor, i + 2, texts[i]));
    *go_on = visitor->visit(visitor->context, &row);
    return WEIR_OK;
}

int weir_db_incidents(weir_db *db, const weir_db_filter *filter,
                      bool (*visit)(void *context, const weir_db_incident *incident), void *context,
                      weir_db_error *error)
{
    incident_visitor visitor = {visit, context};
    weir_diag diag = {0};
    weir_id id;
    weir_err err = filter->instance ? weir_db_read_id(filter->instance, "instance", &id, &diag) : WEIR_OK;

    if (err == WEIR_OK) {
        const weir_sql_value values[] = {
            filter->instance ? weir_sql_bytes(id.byte, sizeof id.byte) : weir_sql_text(WEIR_NO_TEXT),
            weir_sql_text(weir_text_of(filter->process)),
            weir_sql_text(weir_text_of(filter->activity)),
            weir_db_count_max(filter),
        };

        err = weir_db_read(db, WEIR_QUERY_list_incidents, values, COUNT(values), visit_incident, &visitor, &diag);
    }
    return weir_db_report(err, &diag, error);
}

/* ── what is inside an instance ────────────────────────────────────────────────────────────────────────── */

static int read_of_instance(weir_db *db, weir_query query, const char *instance, weir_db_row visit, void *context,
                            weir_db_error *error)
{
    weir_diag diag = {0};
    weir_id id;
    weir_err err = weir_db_read_id(instance, "instance", &id, &diag);

    if (err == WEIR_OK) {
        const weir_sql_value value = weir_sql_bytes(id.byte, sizeof id.byte);

        err = weir_db_read(db, query, &value, 1, visit, context, &diag);
    }
    return weir_db_report(err, &diag, error);
}

typedef struct activity_visitor {
    bool (*visit)(void *context, const weir_db_activity *activity);
    void *context;
} activity_visitor;

static weir_err visit_activity(weir_db *db, const weir_sql *sql, weir_sql_cursor *cursor, void *context, bool *go_on)
{
    const activity_visitor *visitor = context;
    weir_db_activity row = {.since_ms = sql->integer(cursor, 1)};

    WEIR_TRY(weir_db_copy_column(db, sql, cursor, 0, &row.element));
    *go_on = visitor->visit(visitor->context, &row);
    return WEIR_OK;
}

int weir_db_activities(weir_db *db, const char *instance,
                       bool (*visit)(void *context, const weir_db_activity *activity), void *context,
                       weir_db_error *error)
{
    activity_visitor visitor = {visit, context};

    return read_of_instance(db, WEIR_QUERY_list_activities, instance, visit_activity, &visitor, error);
}

typedef struct variable_visitor {
    bool (*visit)(void *context, const weir_db_variable *variable);
    void *context;
} variable_visitor;

static weir_err visit_variable(weir_db *db, const weir_sql *sql, weir_sql_cursor *cursor, void *context, bool *go_on)
{
    const variable_visitor *visitor = context;
    weir_db_variable row = {.scope = (uint32_t)sql->integer(cursor, 2)};

    WEIR_TRY(weir_db_copy_column(db, sql, cursor, 0, &row.name));
    WEIR_TRY(weir_db_copy_column(db, sql, cursor, 1, &row.value));
    *go_on = visitor->visit(visitor->context, &row);
    return WEIR_OK;
}

int weir_db_variables(weir_db *db, const char *instance, bool (*visit)(void *context, const weir_db_variable *variable),
                      void *context, weir_db_error *error)
{
    variable_visitor visitor = {visit, context};

    return read_of_instance(db, WEIR_QUERY_list_variables, instance, visit_variable, &visitor, error);
}
