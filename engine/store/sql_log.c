/* SPDX-License-Identifier: Apache-2.0
 * store/sql_log.c - the rows of the log: written with their links, read by position, by stream, with their chain.
 */
#include <assert.h>
#include <string.h>

#include "run/codec.h"
#include "store/sql_store_internal.h"

#define LOG_PAGE_ROWS 500u

weir_err weir_sql_append_log(void *self, const weir_log_row *row, weir_diag *diag)
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

weir_err weir_sql_next_pos(void *self, uint64_t *out, weir_diag *diag)
{
    weir_sql_store *store = self;
    weir_chain_head head = store->head;

    if (!store->is_open)
        WEIR_TRY(weir_sql_store_head(store, &head, diag));
    *out = head.next_pos;
    return WEIR_OK;
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

weir_err weir_sql_read_stream(void *self, weir_id stream, uint64_t from_seq, weir_log_visit visit, void *context,
                              weir_diag *diag)
{
    const weir_sql_value values[] = {weir_sql_bytes(stream.byte, sizeof stream.byte),
                                     weir_sql_integer((int64_t)from_seq)};

    return weir_sql_store_read(self, WEIR_QUERY_log_read_stream, values, COUNT(values), read_log_row,
                               &(log_reader){.visit = visit, .context = context}, diag);
}

weir_err weir_sql_read_log(void *self, uint64_t from_pos, weir_log_visit visit, void *context, weir_diag *diag)
{
    return read_pages(self, WEIR_QUERY_log_read, from_pos, &(log_reader){.visit = visit, .context = context}, diag);
}

static weir_err keep_number(weir_sql_store *store, weir_sql_cursor *cursor, void *context, weir_diag *diag)
{
    (void)diag;
    *(uint64_t *)context = (uint64_t)store->sql.integer(cursor, 0);
    return WEIR_OK;
}

weir_err weir_sql_next_seq(void *self, weir_id stream, uint64_t *out, weir_diag *diag)
{
    const weir_sql_value values[] = {weir_sql_bytes(stream.byte, sizeof stream.byte)};
    uint64_t seq = 1;

    WEIR_TRY(weir_sql_store_read(self, WEIR_QUERY_log_next_seq, values, COUNT(values), keep_number, &seq, diag));
    *out = seq;
    return WEIR_OK;
}

weir_err weir_sql_read_chain(void *self, weir_chain_visit visit, void *context, weir_diag *diag)
{
    return read_pages(self, WEIR_QUERY_log_read_chain, (uint64_t)INT64_MIN,
                      &(log_reader){.visit_link = visit, .context = context}, diag);
}

weir_err weir_sql_chain_head(void *self, weir_chain_head *out, weir_diag *diag)
{
    return weir_sql_store_head(self, out, diag);
}
