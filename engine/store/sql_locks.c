/* SPDX-License-Identifier: Apache-2.0
 * store/sql_locks.c - external tasks and the leases on them.
 */
#include <string.h>

#include "store/sql_store_internal.h"

typedef struct task_visitor {
    weir_external_task_visit visit;
    void *context;
} task_visitor;

static weir_err visit_task(weir_sql_store *store, weir_sql_cursor *cursor, void *context, weir_diag *diag)
{
    const task_visitor *visitor = context;
    weir_external_task_row row;

    WEIR_TRY(weir_sql_external_task(&store->sql, cursor, &row, diag));
    return visitor->visit(visitor->context, &row);
}

weir_err weir_sql_external_task(const weir_sql *sql, weir_sql_cursor *cursor, weir_external_task_row *out,
                                weir_diag *diag)
{
    const weir_text id = sql->text(cursor, 0);
    weir_text instance;

    *out = (weir_external_task_row){.priority = sql->integer(cursor, 6),
                                    .retries = sql->integer(cursor, 7),
                                    .created_ms = sql->integer(cursor, 8),
                                    .locked_until_ms = sql->integer(cursor, 10)};
    if (id.length == sizeof out->id.byte)
        memcpy(out->id.byte, id.at, sizeof out->id.byte);
    instance = sql->text(cursor, 1);
    if (instance.length == sizeof out->instance.byte)
        memcpy(out->instance.byte, instance.at, sizeof out->instance.byte);
    if (weir_id_is_none(out->id) || weir_id_is_none(out->instance))
        return weir_fail(diag, WEIR_EFORMAT, WEIR_NO_TEXT, "the database holds an id that is none");
    out->definition = sql->text(cursor, 2);
    out->business_key = sql->text(cursor, 3);
    out->element = sql->text(cursor, 4);
    out->topic = sql->text(cursor, 5);
    out->worker = sql->text(cursor, 9);
    return WEIR_OK;
}

weir_err weir_sql_read_unlocked(void *self, weir_text topic, int64_t now_ms, uint32_t count_max,
                                weir_external_task_visit visit, void *context, weir_diag *diag)
{
    const weir_sql_value values[] = {weir_sql_text(topic.at ? topic : WEIR_T("")), weir_sql_integer(now_ms),
                                     weir_sql_integer(count_max)};
    task_visitor visitor = {visit, context};

    return weir_sql_store_read(self, WEIR_QUERY_external_task_read_unlocked, values, COUNT(values), visit_task,
                               &visitor, diag);
}

typedef struct kept_worker {
    weir_arena *arena;
    weir_text worker;
    bool is_there;
} kept_worker;

static weir_err keep_worker(weir_sql_store *store, weir_sql_cursor *cursor, void *context, weir_diag *diag)
{
    kept_worker *kept = context;

    (void)diag;
    kept->is_there = true;
    return weir_arena_text(kept->arena, store->sql.text(cursor, 0), &kept->worker);
}

weir_err weir_sql_get_worker(void *self, weir_id task, weir_arena *arena, weir_text *out, weir_diag *diag)
{
    const weir_sql_value values[] = {weir_sql_bytes(task.byte, sizeof task.byte)};
    kept_worker kept = {.arena = arena};

    WEIR_TRY(
        weir_sql_store_read(self, WEIR_QUERY_external_task_worker, values, COUNT(values), keep_worker, &kept, diag));
    if (!kept.is_there)
        return weir_fail(diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "no external task with this id is open");
    *out = kept.worker;
    return WEIR_OK;
}

weir_err weir_sql_set_lock(void *self, weir_id task, weir_text worker, int64_t until_ms, weir_diag *diag)
{
    const weir_sql_value values[] = {
        weir_sql_bytes(task.byte, sizeof task.byte),
        weir_sql_text(worker),
        worker.at ? weir_sql_integer(until_ms) : (weir_sql_value){.kind = WEIR_SQL_NULL},
    };

    return weir_sql_store_write(self, WEIR_QUERY_external_task_lock, values, COUNT(values), NULL, diag);
}
