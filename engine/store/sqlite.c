/* SPDX-License-Identifier: Apache-2.0
 * store/sqlite.c - statements and cursors of one connection, as the port of sql.h.
 *
 * Beside the files of the driver (sqlite_internal.h) only copies and what measures against it know sqlite3.
 */
#include <assert.h>
#include <sqlite3.h>
#include <string.h>

#include "store/sqlite_internal.h"

/* ── statements ──────────────────────────────────────────────────────────────────────────────────────── */

static int bind(sqlite3_stmt *statement, int parameter, const weir_sql_value *value)
{
    switch (value->kind) {
    case WEIR_SQL_NULL:
        return sqlite3_bind_null(statement, parameter);
    case WEIR_SQL_INTEGER:
        return sqlite3_bind_int64(statement, parameter, value->integer);
    case WEIR_SQL_TEXT:
        return sqlite3_bind_text64(statement, parameter, value->text.at, value->text.length, SQLITE_STATIC,
                                   SQLITE_UTF8);
    case WEIR_SQL_BYTES:
        return sqlite3_bind_blob64(statement, parameter, value->text.at, value->text.length, SQLITE_STATIC);
    }
    return SQLITE_MISUSE;
}

int weir_sqlite_bind(sqlite3_stmt *statement, const weir_sql_value *values, uint32_t count)
{
    int code = SQLITE_OK;

    for (uint32_t i = 0; code == SQLITE_OK && i < count; i++)
        code = bind(statement, (int)i + 1, &values[i]);
    return code;
}

static int prepare(const weir_sqlite *sqlite, weir_query query, unsigned flags, sqlite3_stmt **out)
{
    return sqlite3_prepare_v3(sqlite->db, weir_query_sql(query), -1, flags, out, NULL);
}

static weir_err take_statement(weir_sqlite *sqlite, weir_query query, sqlite3_stmt **out, weir_diag *diag)
{
    int code = SQLITE_OK;

    WEIR_TRY(weir_sqlite_ensure_connected(sqlite, diag));
    if (!sqlite->statements[query])
        code = prepare(sqlite, query, SQLITE_PREPARE_PERSISTENT, &sqlite->statements[query]);
    *out = sqlite->statements[query];
    return code == SQLITE_OK ? WEIR_OK : weir_sqlite_fail(sqlite, code, diag);
}

static void tell_tap(const weir_sqlite *sqlite, weir_query query, const weir_sql_value *values, uint32_t count)
{
    const bool is_write = !sqlite3_stmt_readonly(sqlite->statements[query]) && query != WEIR_QUERY_begin;

    sqlite->options.tap.run(sqlite->options.tap.self, query, values, count,
                            is_write ? (uint64_t)sqlite3_changes64(sqlite->db) : 0);
}

static weir_err run(void *self, weir_query query, const weir_sql_value *values, uint32_t count, uint64_t *changed,
                    weir_diag *diag)
{
    weir_sqlite *sqlite = self;
    sqlite3_stmt *statement;
    weir_err err = WEIR_OK;
    int code;

    assert(!sqlite->is_busy[query]);
    WEIR_TRY(take_statement(sqlite, query, &statement, diag));
    code = weir_sqlite_bind(statement, values, count);
    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    if (code != SQLITE_DONE)
        err = weir_sqlite_fail(sqlite, code, diag);
    else if (changed)
        *changed = (uint64_t)sqlite3_changes64(sqlite->db);
    if (sqlite->options.tap.run && err == WEIR_OK)
        tell_tap(sqlite, query, values, count);
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return err;
}

/* The prepared statement, or another one while that is open. */
static weir_err open_cursor(void *self, weir_query query, const weir_sql_value *values, uint32_t count,
                            weir_sql_cursor **out, weir_diag *diag)
{
    weir_sqlite *sqlite = self;
    const bool is_second = sqlite->is_busy[query];
    sqlite3_stmt *statement = NULL;
    int code = SQLITE_OK;

    if (is_second)
        code = prepare(sqlite, query, 0, &statement);
    else
        WEIR_TRY(take_statement(sqlite, query, &statement, diag));
    if (code == SQLITE_OK)
        code = weir_sqlite_bind(statement, values, count);
    if (code != SQLITE_OK) {
        const weir_err err = weir_sqlite_fail(sqlite, code, diag);

        if (is_second)
            sqlite3_finalize(statement);
        return err;
    }
    sqlite->is_busy[query] = true;
    *out = (weir_sql_cursor *)statement;
    return WEIR_OK;
}

weir_err weir_sqlite_open_text(weir_sqlite *sqlite, weir_text sql, const weir_sql_value *values, uint32_t count,
                               weir_sql_cursor **out, weir_diag *diag)
{
    sqlite3_stmt *statement = NULL;
    int code;

    WEIR_TRY(weir_sqlite_ensure_connected(sqlite, diag));
    code = sqlite3_prepare_v2(sqlite->db, sql.at, (int)sql.length, &statement, NULL);
    if (code == SQLITE_OK)
        code = weir_sqlite_bind(statement, values, count);
    if (code != SQLITE_OK) {
        const weir_err err = weir_sqlite_fail(sqlite, code, diag);

        sqlite3_finalize(statement);
        return err;
    }
    *out = (weir_sql_cursor *)statement;
    return WEIR_OK;
}

static weir_err next_row(void *self, weir_sql_cursor *cursor, bool *has_row, weir_diag *diag)
{
    int code;

    ((weir_sqlite *)self)->read_steps = 0;
    code = sqlite3_step((sqlite3_stmt *)cursor);
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        return weir_sqlite_fail(self, code, diag);
    *has_row = code == SQLITE_ROW;
    return WEIR_OK;
}

static int64_t column_integer(weir_sql_cursor *cursor, int column)
{
    return sqlite3_column_int64((sqlite3_stmt *)cursor, column);
}

/* As bytes: SQLite may give no pointer for an empty blob. */
static weir_text column_text(weir_sql_cursor *cursor, int column)
{
    sqlite3_stmt *statement = (sqlite3_stmt *)cursor;
    const char *at;

    if (sqlite3_column_type(statement, column) == SQLITE_NULL)
        return WEIR_NO_TEXT;
    at = sqlite3_column_blob(statement, column);
    return at ? (weir_text){at, (size_t)sqlite3_column_bytes(statement, column)} : WEIR_T("");
}

static void close_cursor(void *self, weir_sql_cursor *cursor)
{
    weir_sqlite *sqlite = self;
    sqlite3_stmt *statement = (sqlite3_stmt *)cursor;

    for (uint32_t i = 0; i < WEIR_QUERY_COUNT; i++) {
        if (sqlite->statements[i] != statement)
            continue;
        sqlite3_reset(statement);
        sqlite3_clear_bindings(statement);
        sqlite->is_busy[i] = false;
        return;
    }
    sqlite3_finalize(statement);
}

/* ── the rest of the port ────────────────────────────────────────────────────────────────────────────── */

static weir_err script(void *self, weir_text sql, weir_diag *diag)
{
    weir_sqlite *sqlite = self;
    const char *at = sql.at, *end = sql.at + sql.length;

    WEIR_TRY(weir_sqlite_ensure_connected(sqlite, diag));
    while (at < end) {
        sqlite3_stmt *statement = NULL;
        weir_err err = WEIR_OK;
        int code = sqlite3_prepare_v2(sqlite->db, at, (int)(end - at), &statement, &at);

        if (code == SQLITE_OK && statement) {
            do
                code = sqlite3_step(statement);
            while (code == SQLITE_ROW);
        }
        if (code != SQLITE_OK && code != SQLITE_DONE)
            err = weir_sqlite_fail(sqlite, code, diag);
        sqlite3_finalize(statement);
        WEIR_TRY(err);
    }
    return WEIR_OK;
}

/* ── life ────────────────────────────────────────────────────────────────────────────────────────────── */

weir_err weir_sqlite_open(const weir_sqlite_options *options, int version_max, weir_memory memory, weir_sqlite **out,
                          weir_diag *diag)
{
    const size_t path_bytes = strlen(options->path) + 1;
    weir_sqlite *sqlite = memory.take(memory.self, sizeof *sqlite);
    char *path = memory.take(memory.self, path_bytes);
    weir_err err = WEIR_ENOMEM;

    if (sqlite && path) {
        memcpy(path, options->path, path_bytes);
        *sqlite = (weir_sqlite){
            .memory = memory, .options = *options, .path = path, .path_bytes = path_bytes, .version_max = version_max};
        err = weir_sqlite_connect(sqlite, diag);
    }
    if (err == WEIR_OK) {
        *out = sqlite;
        return WEIR_OK;
    }
    if (sqlite)
        memory.give(memory.self, sqlite, sizeof *sqlite);
    if (path)
        memory.give(memory.self, path, path_bytes);
    return err;
}

void weir_sqlite_close(weir_sqlite *sqlite)
{
    weir_memory memory;

    if (!sqlite)
        return;
    memory = sqlite->memory;
    if (sqlite->db && !sqlite->options.is_read_only && !weir_sqlite_in_transaction(sqlite))
        weir_sqlite_leave_short_wal(sqlite);
    weir_sqlite_disconnect(sqlite);
    weir_sqlite_forget_failed(sqlite);
    memory.give(memory.self, sqlite->path, sqlite->path_bytes);
    memory.give(memory.self, sqlite, sizeof *sqlite);
}

const char *weir_sqlite_path(const weir_sqlite *sqlite)
{
    return sqlite->path;
}

sqlite3 *weir_sqlite_connection(const weir_sqlite *sqlite)
{
    return sqlite->db;
}

weir_sql weir_sqlite_port(weir_sqlite *sqlite)
{
    return (weir_sql){
        .self = sqlite,
        .run = run,
        .open = open_cursor,
        .next = next_row,
        .integer = column_integer,
        .text = column_text,
        .close = close_cursor,
        .script = script,
        .in_transaction = weir_sqlite_in_transaction,
        .reopen = weir_sqlite_reopen,
        .idle = weir_sqlite_idle,
    };
}
