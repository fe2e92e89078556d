/* SPDX-License-Identifier: Apache-2.0
 * store/sql_store.c - the port of store.h as statements of queries.def: transactions, and what stands beside the log.
 */
#include <assert.h>
#include <string.h>

#include "store/projection.h"
#include "store/sql_store_internal.h"

#define SCRATCH_BYTES_MAX ((size_t)256 * 1024 * 1024)

static weir_err run(weir_sql_store *store, weir_query query, const weir_sql_value *values, uint32_t count,
                    uint64_t *changed, weir_diag *diag)
{
    return store->sql.run(store->sql.self, query, values, count, changed, diag);
}

/* Writes outside the transaction would be committed one by one. */
weir_err weir_sql_store_write(weir_sql_store *store, weir_query query, const weir_sql_value *values, uint32_t count,
                              uint64_t *changed, weir_diag *diag)
{
    assert(store->is_open);
    if (!store->sql.in_transaction(store->sql.self))
        return weir_fail(diag, WEIR_ESTORE, WEIR_NO_TEXT, "the database gave up the transaction");
    return run(store, query, values, count, changed, diag);
}

weir_err weir_sql_store_read(weir_sql_store *store, weir_query query, const weir_sql_value *values, uint32_t count,
                             weir_sql_row visit, void *context, weir_diag *diag)
{
    weir_sql_cursor *cursor;
    bool has_row;
    weir_err err;

    WEIR_TRY(store->sql.open(store->sql.self, query, values, count, &cursor, diag));
    while ((err = store->sql.next(store->sql.self, cursor, &has_row, diag)) == WEIR_OK && has_row) {
        err = visit(store, cursor, context, diag);
        if (err != WEIR_OK)
            break;
    }
    store->sql.close(store->sql.self, cursor);
    return err;
}

weir_err weir_sql_store_id(const weir_sql_store *store, weir_sql_cursor *cursor, int column, weir_id *out,
                           weir_diag *diag)
{
    const weir_text bytes = store->sql.text(cursor, column);

    if (bytes.length != sizeof out->byte)
        return weir_fail(diag, WEIR_EFORMAT, WEIR_NO_TEXT, "the database holds an id that is none");
    memcpy(out->byte, bytes.at, sizeof out->byte);
    return WEIR_OK;
}

/* ── transactions ────────────────────────────────────────────────────────────────────────────────────── */

weir_err weir_sql_store_head(weir_sql_store *store, weir_chain_head *out, weir_diag *diag)
{
    weir_sql_cursor *cursor;
    bool has_row;
    weir_err err;

    WEIR_TRY(store->sql.open(store->sql.self, WEIR_QUERY_head_get, NULL, 0, &cursor, diag));
    err = store->sql.next(store->sql.self, cursor, &has_row, diag);
    if (err == WEIR_OK) {
        const weir_text hash = has_row ? store->sql.text(cursor, 1) : WEIR_NO_TEXT;

        if (hash.length == WEIR_DIGEST_LENGTH) {
            out->next_pos = (uint64_t)store->sql.integer(cursor, 0);
            memcpy(out->hash.byte, hash.at, hash.length);
        } else {
            err = weir_fail(diag, WEIR_EFORMAT, WEIR_NO_TEXT, "the head of the log is missing or damaged");
        }
    }
    store->sql.close(store->sql.self, cursor);
    return err;
}

/* The transaction is over, one way or another; nothing of it may be left in the connection. */
static void give_up(weir_sql_store *store)
{
    store->is_open = store->has_savepoint = false;
    weir_sql_forget_definitions(store);
    if (store->sql.in_transaction(store->sql.self) && run(store, WEIR_QUERY_rollback, NULL, 0, NULL, NULL) != WEIR_OK)
        (void)store->sql.reopen(store->sql.self, NULL); /* the next begin says what is wrong */
}

static weir_err begin(void *self, weir_diag *diag)
{
    weir_sql_store *store = self;
    weir_err err;

    assert(!store->is_open);
    WEIR_TRY(run(store, WEIR_QUERY_begin, NULL, 0, NULL, diag));
    err = weir_sql_store_head(store, &store->head, diag);
    if (err != WEIR_OK) {
        give_up(store);
        return err;
    }
    store->head_written = store->head.next_pos;
    store->is_open = true;
    return WEIR_OK;
}

static weir_err write_head(weir_sql_store *store, weir_diag *diag)
{
    const weir_sql_value values[] = {weir_sql_integer((int64_t)store->head.next_pos),
                                     weir_sql_bytes(store->head.hash.byte, WEIR_DIGEST_LENGTH)};

    if (store->head.next_pos == store->head_written)
        return WEIR_OK;
    return weir_sql_store_write(store, WEIR_QUERY_head_put, values, COUNT(values), NULL, diag);
}

static weir_err commit(void *self, weir_diag *diag)
{
    weir_sql_store *store = self;
    weir_err err;

    assert(store->is_open);
    err = write_head(store, diag);
    if (err == WEIR_OK)
        err = run(store, WEIR_QUERY_commit, NULL, 0, NULL, diag);
    if (err != WEIR_OK) {
        give_up(store);
        (void)store->sql.reopen(store->sql.self, NULL); /* the next begin says what is wrong */
        return err;
    }
    store->is_open = store->has_savepoint = false;
    return WEIR_OK;
}

static void rollback(void *self)
{
    give_up(self);
}

static weir_err savepoint(void *self, weir_diag *diag)
{
    weir_sql_store *store = self;

    assert(store->is_open && !store->has_savepoint);
    if (!store->sql.in_transaction(store->sql.self))
        return weir_fail(diag, WEIR_ESTORE, WEIR_NO_TEXT, "the database gave up the transaction");
    WEIR_TRY(run(store, WEIR_QUERY_savepoint, NULL, 0, NULL, diag));
    store->has_savepoint = true;
    store->head_mark = store->head;
    return WEIR_OK;
}

static weir_err rollback_to(void *self, weir_diag *diag)
{
    weir_sql_store *store = self;

    assert(store->has_savepoint);
    store->has_savepoint = false;
    store->head = store->head_mark;
    weir_sql_forget_definitions(store);
    WEIR_TRY(run(store, WEIR_QUERY_rollback_to, NULL, 0, NULL, diag));
    return run(store, WEIR_QUERY_release, NULL, 0, NULL, diag);
}

static weir_err release(void *self, weir_diag *diag)
{
    weir_sql_store *store = self;

    assert(store->has_savepoint);
    store->has_savepoint = false;
    return run(store, WEIR_QUERY_release, NULL, 0, NULL, diag);
}

/* ── writing ─────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err set_clock(void *self, int64_t now_ms, weir_diag *diag)
{
    const weir_sql_value values[] = {weir_sql_integer(now_ms)};

    return weir_sql_store_write(self, WEIR_QUERY_clock_set, values, COUNT(values), NULL, diag);
}

static weir_err set_redating(void *self, weir_redating redating, weir_diag *diag)
{
    const weir_sql_value values[] = {weir_sql_integer((int64_t)redating.file_count),
                                     weir_sql_integer((int64_t)redating.pos)};

    return weir_sql_store_write(self, WEIR_QUERY_redating_set, values, COUNT(values), NULL, diag);
}

static weir_err project(void *self, const weir_projection *change, weir_diag *diag)
{
    weir_sql_store *store = self;
    int64_t definition;
    weir_err err;

    assert(store->is_open);
    if (!store->sql.in_transaction(store->sql.self))
        return weir_fail(diag, WEIR_ESTORE, WEIR_NO_TEXT, "the database gave up the transaction");
    WEIR_TRY(weir_sql_definition_number(store, change->definition, &definition, diag));
    err = weir_projection_write(&store->sql, change, definition, &store->scratch, diag);
    weir_arena_reset(&store->scratch);
    return err;
}

/* ── reading ─────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err keep_redating(weir_sql_store *store, weir_sql_cursor *cursor, void *context, weir_diag *diag)
{
    weir_redating *out = context;

    (void)diag;
    out->file_count = (uint64_t)store->sql.integer(cursor, 0);
    out->pos = (uint64_t)store->sql.integer(cursor, 1);
    return WEIR_OK;
}

static weir_err get_redating(void *self, weir_redating *out, weir_diag *diag)
{
    *out = (weir_redating){.pos = 0};
    return weir_sql_store_read(self, WEIR_QUERY_redating_get, NULL, 0, keep_redating, out, diag);
}

/* ── life ────────────────────────────────────────────────────────────────────────────────────────────── */

weir_err weir_sql_store_new(weir_memory memory, weir_sql sql, weir_hasher hasher, weir_sql_store **out)
{
    weir_sql_store *store = memory.take(memory.self, sizeof *store);

    if (!store)
        return WEIR_ENOMEM;
    *store = (weir_sql_store){.memory = memory, .sql = sql, .hasher = hasher};
    weir_arena_init(&store->scratch, memory, SCRATCH_BYTES_MAX);
    *out = store;
    return WEIR_OK;
}

void weir_sql_store_free(weir_sql_store *store)
{
    if (!store)
        return;
    if (store->is_open)
        give_up(store);
    weir_arena_release(&store->scratch);
    store->memory.give(store->memory.self, store, sizeof *store);
}

weir_store weir_sql_store_port(weir_sql_store *store)
{
    return (weir_store){
        .self = store,
        .begin = begin,
        .commit = commit,
        .rollback = rollback,
        .savepoint = savepoint,
        .rollback_to = rollback_to,
        .release = release,
        .append_log = weir_sql_append_log,
        .put_instance = weir_sql_put_instance,
        .project = project,
        .next_pos = weir_sql_next_pos,
        .get_instance = weir_sql_get_instance,
        .read_instances = weir_sql_read_instances,
        .read_stream = weir_sql_read_stream,
        .read_log = weir_sql_read_log,
        .next_due = weir_sql_next_due,
        .read_subscriptions = weir_sql_read_subscriptions,
        .find_task = weir_sql_find_task,
        .read_unlocked = weir_sql_read_unlocked,
        .get_worker = weir_sql_get_worker,
        .set_lock = weir_sql_set_lock,
        .put_message = weir_sql_put_message,
        .delete_message = weir_sql_delete_message,
        .get_message = weir_sql_get_message,
        .read_messages = weir_sql_read_messages,
        .next_expiry = weir_sql_next_expiry,
        .count_messages = weir_sql_count_messages,
        .put_broadcast = weir_sql_put_broadcast,
        .delete_broadcast = weir_sql_delete_broadcast,
        .next_broadcast = weir_sql_next_broadcast,
        .count_broadcasts = weir_sql_count_broadcasts,
        .next_subscriber = weir_sql_next_subscriber,
        .next_seq = weir_sql_next_seq,
        .put_deployment = weir_sql_put_deployment,
        .read_latest = weir_sql_read_latest,
        .read_decision_files = weir_sql_read_decision_files,
        .read_calendar_files = weir_sql_read_calendar_files,
        .get_definition = weir_sql_get_definition,
        .get_latest = weir_sql_get_latest,
        .get_version = weir_sql_get_version,
        .put_starts = weir_sql_put_starts,
        .put_time_to_live = weir_sql_put_time_to_live,
        .change_definition = weir_sql_change_definition,
        .delete_deployment = weir_sql_delete_deployment,
        .count_running = weir_sql_count_running,
        .get_content = weir_sql_get_content,
        .set_clock = set_clock,
        .set_redating = set_redating,
        .get_redating = get_redating,
        .read_dated = weir_sql_read_dated,
        .put_webhook = weir_sql_put_webhook,
        .delete_webhook = weir_sql_delete_webhook,
        .raise_floor = weir_sql_raise_floor,
        .get_webhook = weir_sql_get_webhook,
        .read_webhooks = weir_sql_read_webhooks,
    };
}

weir_chain_source weir_sql_store_chain(weir_sql_store *store)
{
    return (weir_chain_source){.self = store, .read = weir_sql_read_chain, .head = weir_sql_chain_head};
}
