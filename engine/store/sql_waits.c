/* SPDX-License-Identifier: Apache-2.0
 * store/sql_waits.c - what is waited for: what is due next, who waits for a message or a signal, whose a task is.
 */
#include "store/sql_store_internal.h"

static weir_err read_wait_row(const weir_sql_store *store, weir_sql_cursor *cursor, weir_wait_row *out, weir_diag *diag)
{
    *out = (weir_wait_row){.instance_pos = (uint64_t)store->sql.integer(cursor, 2),
                           .wait = (weir_number_in_instance)store->sql.integer(cursor, 3),
                           .due_ms = store->sql.integer(cursor, 4),
                           .is_continuation = store->sql.integer(cursor, 5) != 0};
    WEIR_TRY(weir_sql_store_id(store, cursor, 0, &out->instance, diag));
    return weir_sql_store_id(store, cursor, 1, &out->id, diag);
}

weir_err weir_sql_keep_wait(weir_sql_store *store, weir_sql_cursor *cursor, void *context, weir_diag *diag)
{
    weir_first_wait *first = context;

    first->is_there = true;
    return read_wait_row(store, cursor, &first->row, diag);
}

static const weir_query due_queries[] = {
    [WEIR_DUE_TIMERS] = WEIR_QUERY_due_next_timer,
    [WEIR_DUE_CONTINUATIONS] = WEIR_QUERY_due_next_continuation,
    [WEIR_DUE_ALL] = WEIR_QUERY_due_next,
};

weir_err weir_sql_next_due(void *self, weir_due which, int64_t until_ms, const weir_wait_row *after, weir_wait_row *out,
                           weir_diag *diag)
{
    const weir_sql_value values[] = {
        weir_sql_integer(until_ms),
        weir_sql_integer(after ? after->due_ms : INT64_MIN),
        weir_sql_integer(after ? (int64_t)after->instance_pos : 0),
        weir_sql_integer(after ? after->wait : 0),
    };
    weir_first_wait first = {0};

    WEIR_TRY(weir_sql_store_read(self, due_queries[which], values, COUNT(values), weir_sql_keep_wait, &first, diag));
    if (!first.is_there)
        return weir_fail(diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "nothing is due until then");
    *out = first.row;
    return WEIR_OK;
}

typedef struct wait_visitor {
    weir_wait_visit visit;
    void *context;
} wait_visitor;

static weir_err visit_wait(weir_sql_store *store, weir_sql_cursor *cursor, void *context, weir_diag *diag)
{
    const wait_visitor *visitor = context;
    weir_wait_row row;

    WEIR_TRY(read_wait_row(store, cursor, &row, diag));
    row.keys = store->sql.text(cursor, 6);
    return visitor->visit(visitor->context, &row);
}

weir_err weir_sql_read_subscriptions(void *self, weir_wait_kind kind, weir_text name, weir_text business_key,
                                     weir_wait_visit visit, void *context, weir_diag *diag)
{
    const weir_sql_value values[] = {
        weir_sql_text(kind == WEIR_WAIT_MESSAGE ? WEIR_T("message") : WEIR_T("signal")),
        weir_sql_text(name.at ? name : WEIR_T("")),
        weir_sql_text(business_key),
    };
    const weir_query query = business_key.at ? WEIR_QUERY_subscription_read_of_key : WEIR_QUERY_subscription_read;
    wait_visitor visitor = {visit, context};

    return weir_sql_store_read(self, query, values, business_key.at ? 3 : 2, visit_wait, &visitor, diag);
}

static weir_err keep_id(weir_sql_store *store, weir_sql_cursor *cursor, void *context, weir_diag *diag)
{
    return weir_sql_store_id(store, cursor, 0, context, diag);
}

weir_err weir_sql_find_task(void *self, weir_id task, weir_id *out, weir_diag *diag)
{
    const weir_sql_value values[] = {weir_sql_bytes(task.byte, sizeof task.byte)};
    weir_id instance = {{0}};

    WEIR_TRY(weir_sql_store_read(self, WEIR_QUERY_task_instance, values, COUNT(values), keep_id, &instance, diag));
    if (weir_id_is_none(instance))
        return weir_fail(diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "no task with this id is open");
    *out = instance;
    return WEIR_OK;
}
