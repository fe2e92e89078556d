/* SPDX-License-Identifier: Apache-2.0
 * store/sql_store.c - the port of store.h as statements of queries.def.
 */
#include <assert.h>
#include <string.h>

#include "run/codec.h"
#include "store/projection.h"
#include "store/sql_store_internal.h"

#define LOG_PAGE_ROWS 500u
#define SCRATCH_BYTES_MAX ((size_t)256 * 1024 * 1024)

#define COUNT(array) ((uint32_t)(sizeof(array) / sizeof *(array)))

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

static weir_err read_head(weir_sql_store *store, weir_chain_head *out, weir_diag *diag)
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
    err = read_head(store, &store->head, diag);
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

static weir_err append_log(void *self, const weir_log_row *row, weir_diag *diag)
{
    weir_sql_store *store = self;
    weir_chain_link link;

    assert(store->is_open && row->fact_count > 0 && row->pos == store->head.next_pos);
    WEIR_TRY(weir_chain_link_of(store->hasher, row, &store->head.hash, &link));
    const weir_sql_value values[] = {
        weir_sql_integer((int64_t)row->pos),
        weir_sql_bytes(row->stream.byte, sizeof row->stream.byte),
        weir_sql_integer((int64_t)row->seq),
        weir_sql_integer((int64_t)row->fact_count),
        weir_sql_integer(row->time_ms),
        weir_sql_integer(row->format),
        weir_sql_text(row->actor),
        weir_sql_text(row->command),
        weir_sql_text(row->facts),
        weir_sql_bytes(link.digest.byte, WEIR_DIGEST_LENGTH),
        weir_sql_bytes(link.prev.byte, WEIR_DIGEST_LENGTH),
        weir_sql_bytes(link.hash.byte, WEIR_DIGEST_LENGTH),
    };

    WEIR_TRY(weir_sql_store_write(store, WEIR_QUERY_log_append, values, COUNT(values), NULL, diag));
    store->head = (weir_chain_head){row->pos + row->fact_count, link.hash};
    return WEIR_OK;
}

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

static weir_sql_value id_or_null(const weir_id *id)
{
    return weir_id_is_none(*id) ? (weir_sql_value){.kind = WEIR_SQL_NULL} : weir_sql_bytes(id->byte, sizeof id->byte);
}

static weir_err note_dated(weir_sql_store *store, const weir_instance_row *row, weir_diag *diag)
{
    const weir_sql_value pos = weir_sql_integer((int64_t)row->pos);

    if (row->is_dated == row->was_dated)
        return WEIR_OK;
    return weir_sql_store_write(store, row->is_dated ? WEIR_QUERY_dated_put : WEIR_QUERY_dated_delete, &pos, 1, NULL,
                                diag);
}

/* The usual changes name as few columns of indexes as they can; whatever else differs needs all of them. */
static weir_err put_instance(void *self, const weir_instance_row *row, weir_diag *diag)
{
    static const weir_query steps[] = {WEIR_QUERY_instance_step, WEIR_QUERY_instance_end};
    weir_sql_store *store = self;
    uint64_t changed = 0;
    int64_t definition;

    assert(store->is_open);
    WEIR_TRY(weir_sql_definition_number(store, row->definition, &definition, diag));
    WEIR_TRY(note_dated(store, row, diag));
    const weir_sql_value values[] = {
        weir_sql_integer(row->format),
        weir_sql_text(row->state.at ? row->state : WEIR_T("")),
        weir_sql_bytes(row->id.byte, sizeof row->id.byte),
        weir_sql_integer((int64_t)row->pos),
        weir_sql_integer(definition),
        weir_sql_integer(row->status),
        weir_sql_text(row->business_key),
        weir_sql_integer(row->is_suspended),
        id_or_null(&row->caller), /* from here on of a new row alone */
        id_or_null(&row->root),
    };

    if (!row->is_new) {
        WEIR_TRY(weir_sql_store_write(store, steps[row->status == WEIR_STATUS_ENDED], values, COUNT(values) - 2,
                                      &changed, diag));
        if (changed > 0)
            return WEIR_OK;
    }
    return weir_sql_store_write(store, WEIR_QUERY_instance_put, values, COUNT(values), NULL, diag);
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

static weir_err next_pos(void *self, uint64_t *out, weir_diag *diag)
{
    weir_sql_store *store = self;
    weir_chain_head head = store->head;

    if (!store->is_open)
        WEIR_TRY(read_head(store, &head, diag));
    *out = head.next_pos;
    return WEIR_OK;
}

static weir_err read_instance_row(weir_sql_store *store, weir_sql_cursor *cursor, weir_instance_row *out,
                                  weir_diag *diag)
{
    *out = (weir_instance_row){.pos = (uint64_t)store->sql.integer(cursor, 1),
                               .definition = store->sql.text(cursor, 2),
                               .format = (uint32_t)store->sql.integer(cursor, 3),
                               .status = (uint8_t)store->sql.integer(cursor, 4),
                               .state = store->sql.text(cursor, 5),
                               .business_key = store->sql.text(cursor, 6)};
    return weir_sql_store_id(store, cursor, 0, &out->id, diag);
}

static weir_err keep_instance(weir_sql_store *store, weir_sql_cursor *cursor, weir_arena *arena, weir_instance_row *out,
                              weir_diag *diag)
{
    weir_instance_row row;

    WEIR_TRY(read_instance_row(store, cursor, &row, diag));
    WEIR_TRY(weir_arena_text(arena, row.definition, &row.definition));
    WEIR_TRY(weir_arena_text(arena, row.business_key, &row.business_key));
    WEIR_TRY(weir_arena_text(arena, row.state, &row.state));
    *out = row;
    return WEIR_OK;
}

static weir_err get_instance(void *self, weir_id id, weir_arena *arena, weir_instance_row *out, weir_diag *diag)
{
    weir_sql_store *store = self;
    const weir_sql_value values[] = {weir_sql_bytes(id.byte, sizeof id.byte)};
    weir_sql_cursor *cursor;
    bool has_row;
    weir_err err;

    WEIR_TRY(store->sql.open(store->sql.self, WEIR_QUERY_instance_get, values, COUNT(values), &cursor, diag));
    err = store->sql.next(store->sql.self, cursor, &has_row, diag);
    if (err == WEIR_OK)
        err = has_row ? keep_instance(store, cursor, arena, out, diag)
                      : weir_fail(diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "there is no instance with this id");
    store->sql.close(store->sql.self, cursor);
    return err;
}

static weir_err read_instances(void *self, weir_instance_visit visit, void *context, weir_diag *diag)
{
    weir_sql_store *store = self;
    weir_sql_cursor *cursor;
    bool has_row;
    weir_err err;

    WEIR_TRY(store->sql.open(store->sql.self, WEIR_QUERY_instance_read, NULL, 0, &cursor, diag));
    while ((err = store->sql.next(store->sql.self, cursor, &has_row, diag)) == WEIR_OK && has_row) {
        weir_instance_row row;

        err = read_instance_row(store, cursor, &row, diag);
        if (err == WEIR_OK)
            err = visit(context, &row);
        if (err != WEIR_OK)
            break;
    }
    store->sql.close(store->sql.self, cursor);
    return err;
}

typedef struct dated_visitor {
    weir_dated_visit visit;
    void *context;
} dated_visitor;

static weir_err visit_dated(weir_sql_store *store, weir_sql_cursor *cursor, void *context, weir_diag *diag)
{
    const dated_visitor *visitor = context;
    weir_id id;

    WEIR_TRY(weir_sql_store_id(store, cursor, 0, &id, diag));
    return visitor->visit(visitor->context, id, (uint64_t)store->sql.integer(cursor, 1));
}

static weir_err read_dated(void *self, uint64_t after_pos, uint32_t count_max, weir_dated_visit visit, void *context,
                           weir_diag *diag)
{
    const weir_sql_value values[] = {weir_sql_integer((int64_t)after_pos), weir_sql_integer(count_max)};
    dated_visitor visitor = {visit, context};

    return weir_sql_store_read(self, WEIR_QUERY_dated_read, values, COUNT(values), visit_dated, &visitor, diag);
}

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

/* Who reads the log: plain rows, or rows with their links. */
typedef struct log_reader {
    weir_log_visit visit;
    weir_chain_visit visit_link;
    void *context;
    uint64_t row_count, last_pos; /* that were read */
} log_reader;

/* A damaged one becomes zeros, which do not verify. */
static weir_digest read_digest(const weir_sql_store *store, weir_sql_cursor *cursor, int column)
{
    const weir_text bytes = store->sql.text(cursor, column);
    weir_digest digest = {0};

    if (bytes.length == sizeof digest.byte)
        memcpy(digest.byte, bytes.at, sizeof digest.byte);
    return digest;
}

static weir_err read_log_row(weir_sql_store *store, weir_sql_cursor *cursor, void *context, weir_diag *diag)
{
    log_reader *reader = context;
    weir_log_row row = {.pos = (uint64_t)store->sql.integer(cursor, 0),
                        .seq = (uint64_t)store->sql.integer(cursor, 2),
                        .fact_count = (uint64_t)store->sql.integer(cursor, 3),
                        .time_ms = store->sql.integer(cursor, 4),
                        .actor = store->sql.text(cursor, 5),
                        .command = store->sql.text(cursor, 6),
                        .facts = store->sql.text(cursor, 7),
                        .format = (uint32_t)store->sql.integer(cursor, 8)};
    const weir_err err = weir_sql_store_id(store, cursor, 1, &row.stream, diag);
    weir_chain_link link;

    reader->row_count++;
    reader->last_pos = row.pos;
    if (!reader->visit_link && err == WEIR_OK && row.format > WEIR_FACTS_FORMAT)
        return weir_fail(diag, WEIR_EFORMAT, WEIR_NO_TEXT,
                         "the facts at position %llu have format %u, this weir knows up to %d: they were written by a "
                         "newer weir",
                         (unsigned long long)row.pos, row.format, WEIR_FACTS_FORMAT);
    if (!reader->visit_link)
        return err != WEIR_OK ? err : reader->visit(reader->context, &row);
    link = (weir_chain_link){.digest = read_digest(store, cursor, 9),
                             .prev = read_digest(store, cursor, 10),
                             .hash = read_digest(store, cursor, 11)};
    return reader->visit_link(reader->context, &row, &link);
}

/* Page by page, each with a snapshot of its own: the log only grows, and a long read keeps its write-ahead log from
 * beginning anew. */
static weir_err read_pages(weir_sql_store *store, weir_query query, uint64_t from_pos, log_reader *reader,
                           weir_diag *diag)
{
    do {
        const weir_sql_value values[] = {weir_sql_integer((int64_t)from_pos), weir_sql_integer(LOG_PAGE_ROWS)};

        reader->row_count = 0;
        WEIR_TRY(weir_sql_store_read(store, query, values, COUNT(values), read_log_row, reader, diag));
        from_pos = reader->last_pos + 1;
    } while (reader->row_count == LOG_PAGE_ROWS);
    return WEIR_OK;
}

static weir_err read_stream(void *self, weir_id stream, uint64_t from_seq, weir_log_visit visit, void *context,
                            weir_diag *diag)
{
    const weir_sql_value values[] = {weir_sql_bytes(stream.byte, sizeof stream.byte),
                                     weir_sql_integer((int64_t)from_seq)};

    return weir_sql_store_read(self, WEIR_QUERY_log_read_stream, values, COUNT(values), read_log_row,
                               &(log_reader){.visit = visit, .context = context}, diag);
}

static weir_err read_log(void *self, uint64_t from_pos, weir_log_visit visit, void *context, weir_diag *diag)
{
    return read_pages(self, WEIR_QUERY_log_read, from_pos, &(log_reader){.visit = visit, .context = context}, diag);
}

/* ── reading the projections ─────────────────────────────────────────────────────────────────────────── */

static weir_err read_wait_row(const weir_sql_store *store, weir_sql_cursor *cursor, weir_wait_row *out, weir_diag *diag)
{
    *out = (weir_wait_row){.instance_pos = (uint64_t)store->sql.integer(cursor, 2),
                           .wait = (weir_number_in_instance)store->sql.integer(cursor, 3),
                           .due_ms = store->sql.integer(cursor, 4),
                           .is_continuation = store->sql.integer(cursor, 5) != 0};
    WEIR_TRY(weir_sql_store_id(store, cursor, 0, &out->instance, diag));
    return weir_sql_store_id(store, cursor, 1, &out->id, diag);
}

typedef struct first_wait {
    weir_wait_row row;
    bool is_there;
} first_wait;

static weir_err keep_wait(weir_sql_store *store, weir_sql_cursor *cursor, void *context, weir_diag *diag)
{
    first_wait *first = context;

    first->is_there = true;
    return read_wait_row(store, cursor, &first->row, diag);
}

static const weir_query due_queries[] = {
    [WEIR_DUE_TIMERS] = WEIR_QUERY_due_next_timer,
    [WEIR_DUE_CONTINUATIONS] = WEIR_QUERY_due_next_continuation,
    [WEIR_DUE_ALL] = WEIR_QUERY_due_next,
};

static weir_err next_due(void *self, weir_due which, int64_t until_ms, const weir_wait_row *after, weir_wait_row *out,
                         weir_diag *diag)
{
    const weir_sql_value values[] = {
        weir_sql_integer(until_ms),
        weir_sql_integer(after ? after->due_ms : INT64_MIN),
        weir_sql_integer(after ? (int64_t)after->instance_pos : 0),
        weir_sql_integer(after ? after->wait : 0),
    };
    first_wait first = {0};

    WEIR_TRY(weir_sql_store_read(self, due_queries[which], values, COUNT(values), keep_wait, &first, diag));
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
    return visitor->visit(visitor->context, &row);
}

static weir_err read_subscriptions(void *self, weir_wait_kind kind, weir_text name, weir_text business_key,
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

static weir_err find_task(void *self, weir_id task, weir_id *out, weir_diag *diag)
{
    const weir_sql_value values[] = {weir_sql_bytes(task.byte, sizeof task.byte)};
    weir_id instance = {{0}};

    WEIR_TRY(weir_sql_store_read(self, WEIR_QUERY_task_instance, values, COUNT(values), keep_id, &instance, diag));
    if (weir_id_is_none(instance))
        return weir_fail(diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "no task with this id is open");
    *out = instance;
    return WEIR_OK;
}

static weir_err keep_number(weir_sql_store *store, weir_sql_cursor *cursor, void *context, weir_diag *diag)
{
    (void)diag;
    *(uint64_t *)context = (uint64_t)store->sql.integer(cursor, 0);
    return WEIR_OK;
}

static weir_err next_seq(void *self, weir_id stream, uint64_t *out, weir_diag *diag)
{
    const weir_sql_value values[] = {weir_sql_bytes(stream.byte, sizeof stream.byte)};
    uint64_t seq = 1;

    WEIR_TRY(weir_sql_store_read(self, WEIR_QUERY_log_next_seq, values, COUNT(values), keep_number, &seq, diag));
    *out = seq;
    return WEIR_OK;
}

static weir_err read_chain(void *self, weir_chain_visit visit, void *context, weir_diag *diag)
{
    return read_pages(self, WEIR_QUERY_log_read_chain, (uint64_t)INT64_MIN,
                      &(log_reader){.visit_link = visit, .context = context}, diag);
}

static weir_err chain_head(void *self, weir_chain_head *out, weir_diag *diag)
{
    return read_head(self, out, diag);
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
        .append_log = append_log,
        .put_instance = put_instance,
        .project = project,
        .next_pos = next_pos,
        .get_instance = get_instance,
        .read_instances = read_instances,
        .read_stream = read_stream,
        .read_log = read_log,
        .next_due = next_due,
        .read_subscriptions = read_subscriptions,
        .find_task = find_task,
        .read_unlocked = weir_sql_read_unlocked,
        .get_worker = weir_sql_get_worker,
        .set_lock = weir_sql_set_lock,
        .put_message = weir_sql_put_message,
        .delete_message = weir_sql_delete_message,
        .get_message = weir_sql_get_message,
        .read_messages = weir_sql_read_messages,
        .next_expiry = weir_sql_next_expiry,
        .count_messages = weir_sql_count_messages,
        .next_seq = next_seq,
        .put_deployment = weir_sql_put_deployment,
        .read_latest = weir_sql_read_latest,
        .read_decision_files = weir_sql_read_decision_files,
        .read_calendar_files = weir_sql_read_calendar_files,
        .get_definition = weir_sql_get_definition,
        .get_latest = weir_sql_get_latest,
        .get_version = weir_sql_get_version,
        .put_starts = weir_sql_put_starts,
        .change_definition = weir_sql_change_definition,
        .delete_deployment = weir_sql_delete_deployment,
        .count_running = weir_sql_count_running,
        .get_content = weir_sql_get_content,
        .set_clock = set_clock,
        .set_redating = set_redating,
        .get_redating = get_redating,
        .read_dated = read_dated,
        .put_webhook = weir_sql_put_webhook,
        .delete_webhook = weir_sql_delete_webhook,
        .raise_floor = weir_sql_raise_floor,
        .get_webhook = weir_sql_get_webhook,
        .read_webhooks = weir_sql_read_webhooks,
    };
}

weir_chain_source weir_sql_store_chain(weir_sql_store *store)
{
    return (weir_chain_source){.self = store, .read = read_chain, .head = chain_head};
}
