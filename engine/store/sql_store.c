/* SPDX-License-Identifier: Apache-2.0
 * store/sql_store.c - the port of store.h as statements of queries.def.
 */
#include "store/sql_store.h"

#include <assert.h>
#include <string.h>

#include "store/projection.h"

#define DEFINITION_CACHE_SIZE 64u /* a power of two */
#define KNOWN_LENGTH_MAX 127u
#define SCRATCH_BYTES_MAX ((size_t)256 * 1024 * 1024)

/* Numbers of definitions that were met before; empty length: free. */
typedef struct known_definition {
    char id[KNOWN_LENGTH_MAX];
    uint8_t length;
    int64_t number;
} known_definition;

struct weir_sql_store {
    weir_memory memory;
    weir_sql sql;
    weir_hasher hasher;
    weir_arena scratch;
    bool is_open, has_savepoint;
    weir_chain_head head, head_mark; /* of the transaction; at its savepoint */
    uint64_t head_written;           /* next_pos as the table has it */
    uint64_t row_count;
    known_definition known[DEFINITION_CACHE_SIZE];
};

#define COUNT(array) ((uint32_t)(sizeof(array) / sizeof *(array)))

static weir_err run(weir_sql_store *store, weir_query query, const weir_sql_value *values, uint32_t count,
                    uint64_t *changed, weir_diag *diag)
{
    return store->sql.run(store->sql.self, query, values, count, changed, diag);
}

/* Writes outside the transaction would be committed one by one. */
static weir_err write_row(weir_sql_store *store, weir_query query, const weir_sql_value *values, uint32_t count,
                          uint64_t *changed, weir_diag *diag)
{
    assert(store->is_open);
    if (!store->sql.in_transaction(store->sql.self))
        return weir_fail(diag, WEIR_ESTORE, WEIR_NO_TEXT, "the database gave up the transaction");
    store->row_count++;
    return run(store, query, values, count, changed, diag);
}

/* ── transactions ────────────────────────────────────────────────────────────────────────────────────── */

static void forget_definitions(weir_sql_store *store)
{
    for (uint32_t i = 0; i < DEFINITION_CACHE_SIZE; i++)
        store->known[i].length = 0;
}

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
    forget_definitions(store);
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
    return write_row(store, WEIR_QUERY_head_put, values, COUNT(values), NULL, diag);
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
    forget_definitions(store);
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
        weir_sql_text(row->actor),
        weir_sql_text(row->command),
        weir_sql_text(row->facts),
        weir_sql_bytes(link.digest.byte, WEIR_DIGEST_LENGTH),
        weir_sql_bytes(link.prev.byte, WEIR_DIGEST_LENGTH),
        weir_sql_bytes(link.hash.byte, WEIR_DIGEST_LENGTH),
    };

    WEIR_TRY(write_row(store, WEIR_QUERY_log_append, values, COUNT(values), NULL, diag));
    store->head = (weir_chain_head){row->pos + row->fact_count, link.hash};
    return WEIR_OK;
}

static known_definition *known_place(weir_sql_store *store, weir_text id)
{
    return &store->known[weir_text_hash(id) & (DEFINITION_CACHE_SIZE - 1)];
}

static weir_err look_up_definition(weir_sql_store *store, weir_text id, bool *is_there, int64_t *out, weir_diag *diag)
{
    const weir_sql_value values[] = {weir_sql_text(id)};
    weir_sql_cursor *cursor;
    weir_err err;

    WEIR_TRY(store->sql.open(store->sql.self, WEIR_QUERY_definition_get, values, COUNT(values), &cursor, diag));
    err = store->sql.next(store->sql.self, cursor, is_there, diag);
    if (err == WEIR_OK && *is_there)
        *out = store->sql.integer(cursor, 0);
    store->sql.close(store->sql.self, cursor);
    return err;
}

/* The number of a definition; it gets one when it is met for the first time. */
static weir_err definition_number(weir_sql_store *store, weir_text id, int64_t *out, weir_diag *diag)
{
    known_definition *known = known_place(store, id);
    const size_t colon = weir_text_find(id, WEIR_T(":"), 0);
    const weir_text key = colon == SIZE_MAX ? id : weir_text_part(id, 0, colon);
    const weir_text text = id.at ? id : WEIR_T("");
    const weir_sql_value values[] = {weir_sql_text(text), weir_sql_text(key.at ? key : WEIR_T(""))};
    bool is_there;

    if (known->length > 0 && weir_text_equal((weir_text){known->id, known->length}, id)) {
        *out = known->number;
        return WEIR_OK;
    }
    WEIR_TRY(look_up_definition(store, text, &is_there, out, diag));
    if (!is_there) {
        WEIR_TRY(write_row(store, WEIR_QUERY_definition_add, values, COUNT(values), NULL, diag));
        WEIR_TRY(look_up_definition(store, text, &is_there, out, diag));
        assert(is_there);
    }
    if (id.length > 0 && id.length <= KNOWN_LENGTH_MAX) {
        memcpy(known->id, id.at, id.length);
        known->length = (uint8_t)id.length;
        known->number = *out;
    }
    return WEIR_OK;
}

static weir_err put_instance(void *self, const weir_instance_row *row, weir_diag *diag)
{
    weir_sql_store *store = self;
    uint64_t changed = 0;
    int64_t definition;

    assert(store->is_open);
    WEIR_TRY(definition_number(store, row->definition, &definition, diag));
    const weir_sql_value values[] = {
        weir_sql_integer(row->format),
        weir_sql_text(row->state.at ? row->state : WEIR_T("")),
        weir_sql_bytes(row->id.byte, sizeof row->id.byte),
        weir_sql_integer((int64_t)row->pos),
        weir_sql_integer(definition),
        weir_sql_integer(row->status),
        weir_sql_text(row->business_key),
    };

    WEIR_TRY(write_row(store, WEIR_QUERY_instance_step, values, COUNT(values), &changed, diag));
    if (changed > 0)
        return WEIR_OK;
    store->row_count--; /* that was a look only */
    return write_row(store, WEIR_QUERY_instance_put, values, COUNT(values), NULL, diag);
}

static weir_err project(void *self, const weir_projection *change, weir_diag *diag)
{
    weir_sql_store *store = self;
    int64_t definition;
    weir_err err;

    assert(store->is_open);
    if (!store->sql.in_transaction(store->sql.self))
        return weir_fail(diag, WEIR_ESTORE, WEIR_NO_TEXT, "the database gave up the transaction");
    WEIR_TRY(definition_number(store, change->definition, &definition, diag));
    err = weir_projection_write(&store->sql, change, definition, &store->scratch, &store->row_count, diag);
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

static weir_err read_id(weir_sql_store *store, weir_sql_cursor *cursor, int column, weir_id *out, weir_diag *diag)
{
    const weir_text bytes = store->sql.text(cursor, column);

    if (bytes.length != sizeof out->byte)
        return weir_fail(diag, WEIR_EFORMAT, WEIR_NO_TEXT, "the database holds an id that is none");
    memcpy(out->byte, bytes.at, sizeof out->byte);
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
    return read_id(store, cursor, 0, &out->id, diag);
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

/* Who reads the log: plain rows, or rows with their links. */
typedef struct log_reader {
    weir_log_visit visit;
    weir_chain_visit visit_link;
    void *context;
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

static weir_err read_log_row(weir_sql_store *store, weir_sql_cursor *cursor, const log_reader *reader, weir_diag *diag)
{
    weir_log_row row = {.pos = (uint64_t)store->sql.integer(cursor, 0),
                        .seq = (uint64_t)store->sql.integer(cursor, 2),
                        .fact_count = (uint64_t)store->sql.integer(cursor, 3),
                        .time_ms = store->sql.integer(cursor, 4),
                        .actor = store->sql.text(cursor, 5),
                        .command = store->sql.text(cursor, 6),
                        .facts = store->sql.text(cursor, 7)};
    const weir_err err = read_id(store, cursor, 1, &row.stream, diag);
    weir_chain_link link;

    if (!reader->visit_link)
        return err != WEIR_OK ? err : reader->visit(reader->context, &row);
    link = (weir_chain_link){.digest = read_digest(store, cursor, 8),
                             .prev = read_digest(store, cursor, 9),
                             .hash = read_digest(store, cursor, 10)};
    return reader->visit_link(reader->context, &row, &link);
}

static weir_err read_rows(weir_sql_store *store, weir_query query, const weir_sql_value *values, uint32_t count,
                          const log_reader *reader, weir_diag *diag)
{
    weir_sql_cursor *cursor;
    bool has_row;
    weir_err err;

    WEIR_TRY(store->sql.open(store->sql.self, query, values, count, &cursor, diag));
    while ((err = store->sql.next(store->sql.self, cursor, &has_row, diag)) == WEIR_OK && has_row) {
        err = read_log_row(store, cursor, reader, diag);
        if (err != WEIR_OK)
            break;
    }
    store->sql.close(store->sql.self, cursor);
    return err;
}

static weir_err read_stream(void *self, weir_id stream, uint64_t from_seq, weir_log_visit visit, void *context,
                            weir_diag *diag)
{
    const weir_sql_value values[] = {weir_sql_bytes(stream.byte, sizeof stream.byte),
                                     weir_sql_integer((int64_t)from_seq)};

    return read_rows(self, WEIR_QUERY_log_read_stream, values, COUNT(values),
                     &(log_reader){.visit = visit, .context = context}, diag);
}

static weir_err read_log(void *self, uint64_t from_pos, weir_log_visit visit, void *context, weir_diag *diag)
{
    const weir_sql_value values[] = {weir_sql_integer((int64_t)from_pos)};

    return read_rows(self, WEIR_QUERY_log_read, values, COUNT(values),
                     &(log_reader){.visit = visit, .context = context}, diag);
}

static weir_err put_resource(void *self, const weir_resource_row *row, weir_diag *diag)
{
    const weir_sql_value values[] = {
        weir_sql_bytes(row->deployment.byte, sizeof row->deployment.byte),
        weir_sql_integer(row->time_ms),
        weir_sql_text(row->name.at ? row->name : WEIR_T("")),
        weir_sql_text(row->definitions.at ? row->definitions : WEIR_T("")),
        weir_sql_bytes(row->bytes.at, row->bytes.length),
    };

    return write_row(self, WEIR_QUERY_resource_put, values, COUNT(values), NULL, diag);
}

static weir_err read_resource_row(weir_sql_store *store, weir_sql_cursor *cursor, weir_resource_visit visit,
                                  void *context, weir_diag *diag)
{
    weir_resource_row row = {.time_ms = store->sql.integer(cursor, 1),
                             .name = store->sql.text(cursor, 2),
                             .definitions = store->sql.text(cursor, 3),
                             .bytes = store->sql.text(cursor, 4)};

    WEIR_TRY(read_id(store, cursor, 0, &row.deployment, diag));
    return visit(context, &row);
}

static weir_err read_resources(void *self, weir_resource_visit visit, void *context, weir_diag *diag)
{
    weir_sql_store *store = self;
    weir_sql_cursor *cursor;
    bool has_row;
    weir_err err;

    WEIR_TRY(store->sql.open(store->sql.self, WEIR_QUERY_resource_read, NULL, 0, &cursor, diag));
    while ((err = store->sql.next(store->sql.self, cursor, &has_row, diag)) == WEIR_OK && has_row) {
        err = read_resource_row(store, cursor, visit, context, diag);
        if (err != WEIR_OK)
            break;
    }
    store->sql.close(store->sql.self, cursor);
    return err;
}

static weir_err read_chain(void *self, weir_chain_visit visit, void *context, weir_diag *diag)
{
    return read_rows(self, WEIR_QUERY_log_read_chain, NULL, 0, &(log_reader){.visit_link = visit, .context = context},
                     diag);
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
        .put_resource = put_resource,
        .read_resources = read_resources,
    };
}

weir_chain_source weir_sql_store_chain(weir_sql_store *store)
{
    return (weir_chain_source){.self = store, .read = read_chain, .head = chain_head};
}

uint64_t weir_sql_store_row_count(const weir_sql_store *store)
{
    return store->row_count;
}
