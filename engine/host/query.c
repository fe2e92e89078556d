/* SPDX-License-Identifier: Apache-2.0
 * host/query.c - a read-only store of its own, and its rows.
 */
#include "host/query.h"

#include "host/sha256.h"
#include "store/sqlite_store.h"

struct weir_reader {
    weir_memory memory;
    weir_sha256 *hash;
    weir_sqlite_store *store;
};

weir_err weir_reader_open(const char *path, weir_memory memory, weir_reader **out, weir_diag *diag)
{
    const weir_sqlite_options options = {.path = path, .is_read_only = true};
    weir_reader *reader = memory.take(memory.self, sizeof *reader);
    weir_err err;

    if (!reader)
        return WEIR_ENOMEM;
    *reader = (weir_reader){.memory = memory};
    err = weir_sha256_new(memory, &reader->hash);
    if (err == WEIR_OK)
        err = weir_sqlite_store_open(&options, weir_sha256_hasher(reader->hash), memory, &reader->store, diag);
    if (err != WEIR_OK) {
        weir_reader_close(reader);
        return err;
    }
    *out = reader;
    return WEIR_OK;
}

void weir_reader_close(weir_reader *reader)
{
    if (!reader)
        return;
    weir_sqlite_store_close(reader->store);
    weir_sha256_free(reader->hash);
    reader->memory.give(reader->memory.self, reader, sizeof *reader);
}

weir_err weir_reader_query(weir_reader *reader, weir_query query, const weir_sql_value *values, uint32_t count,
                           weir_rows *out, weir_diag *diag)
{
    const weir_sql sql = weir_sqlite_store_sql(reader->store);
    weir_sql_cursor *cursor;

    WEIR_TRY(sql.open(sql.self, query, values, count, &cursor, diag));
    *out = (weir_rows){sql, cursor};
    return WEIR_OK;
}

weir_err weir_reader_query_text(weir_reader *reader, weir_text sql, const weir_sql_value *values, uint32_t count,
                                weir_rows *out, weir_diag *diag)
{
    weir_sql_cursor *cursor;

    WEIR_TRY(weir_sqlite_store_open_text(reader->store, sql, values, count, &cursor, diag));
    *out = (weir_rows){weir_sqlite_store_sql(reader->store), cursor};
    return WEIR_OK;
}

weir_err weir_rows_next(const weir_rows *rows, bool *has_row, weir_diag *diag)
{
    return rows->sql.next(rows->sql.self, rows->cursor, has_row, diag);
}

int64_t weir_rows_integer(const weir_rows *rows, int column)
{
    return rows->sql.integer(rows->cursor, column);
}

weir_text weir_rows_text(const weir_rows *rows, int column)
{
    return rows->sql.text(rows->cursor, column);
}

bool weir_rows_id(const weir_rows *rows, int column, weir_id *out)
{
    const weir_text bytes = weir_rows_text(rows, column);

    if (bytes.length != sizeof out->byte)
        return false;
    memcpy(out->byte, bytes.at, sizeof out->byte);
    return true;
}

void weir_rows_close(const weir_rows *rows)
{
    rows->sql.close(rows->sql.self, rows->cursor);
}

weir_err weir_reader_get(weir_reader *reader, weir_query query, const weir_sql_value *values, uint32_t count,
                         weir_arena *arena, weir_text *columns, uint32_t column_count, weir_diag *diag)
{
    weir_rows rows;
    bool has_row;
    weir_err err;

    WEIR_TRY(weir_reader_query(reader, query, values, count, &rows, diag));
    err = weir_rows_next(&rows, &has_row, diag);
    if (err == WEIR_OK && !has_row)
        err = WEIR_ENOTFOUND;
    for (uint32_t i = 0; err == WEIR_OK && i < column_count; i++)
        err = weir_arena_text(arena, weir_rows_text(&rows, (int)i), &columns[i]);
    weir_rows_close(&rows);
    return err;
}
