/* SPDX-License-Identifier: Apache-2.0
 * store/bare.c - a recording run by SQLite alone, and a look whether the same came of it.
 */
#include "store/bare.h"

#include <sqlite3.h>
#include <string.h>

#include "store/sqlite_store.h"
#include "store/store_internal.h"

#define WAL_FRAME_HEAD_BYTES 24u

struct weir_bare {
    weir_memory memory;
    weir_sqlite *sqlite;
    sqlite3 *db;
    uint32_t page_bytes;
    sqlite3_stmt *statements[WEIR_QUERY_COUNT];
};

/* ── life ────────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err make_file(const char *path, bool grows_wal, weir_memory memory, weir_diag *diag)
{
    weir_sqlite_store *store;
    bool has_more = grows_wal;
    weir_err err;

    /* A hash is only asked for when the log is written. */
    WEIR_TRY(weir_sqlite_store_open(&(weir_sqlite_options){.path = path}, (weir_hasher){0}, memory, &store, diag));
    do
        err = has_more ? weir_sqlite_store_idle(store, &has_more, diag) : WEIR_OK;
    while (err == WEIR_OK && has_more);
    weir_sqlite_store_close(store);
    return err;
}

static weir_err connect_to(weir_bare *bare, const char *path, weir_diag *diag)
{
    sqlite3_stmt *statement = NULL;
    int code;

    WEIR_TRY(weir_sqlite_open(&(weir_sqlite_options){.path = path}, weir_sqlite_schema_version(), bare->memory,
                              &bare->sqlite, diag));
    bare->db = weir_sqlite_connection(bare->sqlite);
    code = sqlite3_prepare_v2(bare->db, "PRAGMA page_size", -1, &statement, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        bare->page_bytes = (uint32_t)sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    return code == SQLITE_ROW ? WEIR_OK : weir_sqlite_fail(bare->sqlite, code, diag);
}

weir_err weir_bare_open(const char *path, bool grows_wal, weir_memory memory, weir_bare **out, weir_diag *diag)
{
    weir_bare *bare;
    weir_err err;

    WEIR_TRY(make_file(path, grows_wal, memory, diag));
    bare = memory.take(memory.self, sizeof *bare);
    if (!bare)
        return WEIR_ENOMEM;
    *bare = (weir_bare){.memory = memory};
    err = connect_to(bare, path, diag);
    if (err != WEIR_OK) {
        weir_bare_close(bare);
        return err;
    }
    *out = bare;
    return WEIR_OK;
}

void weir_bare_close(weir_bare *bare)
{
    if (!bare)
        return;
    for (uint32_t i = 0; i < WEIR_QUERY_COUNT; i++)
        sqlite3_finalize(bare->statements[i]);
    weir_sqlite_close(bare->sqlite);
    bare->memory.give(bare->memory.self, bare, sizeof *bare);
}

const char *weir_bare_version(void)
{
    return sqlite3_libversion();
}

/* ── the loop ────────────────────────────────────────────────────────────────────────────────────────── */

static int run_recorded(weir_bare *bare, const weir_recorded *recorded)
{
    sqlite3_stmt **statement = &bare->statements[recorded->query];
    int code = SQLITE_OK;

    if (!*statement)
        code = sqlite3_prepare_v3(bare->db, weir_query_sql(recorded->query), -1, SQLITE_PREPARE_PERSISTENT, statement,
                                  NULL);
    if (code == SQLITE_OK)
        code = weir_sqlite_bind(*statement, recorded->values, recorded->count);
    if (code == SQLITE_OK)
        code = sqlite3_step(*statement);
    sqlite3_reset(*statement);
    return code;
}

weir_err weir_bare_replay(weir_bare *bare, const weir_recording *recording, weir_diag *diag)
{
    weir_recording_place place = {0};
    weir_recorded recorded;

    while (weir_recording_next(recording, &place, &recorded)) {
        const int code = run_recorded(bare, &recorded);

        if (code != SQLITE_DONE)
            return weir_sqlite_fail(bare->sqlite, code, diag);
    }
    return WEIR_OK;
}

weir_err weir_bare_checkpoint(weir_bare *bare, weir_diag *diag)
{
    const int code = sqlite3_wal_checkpoint_v2(bare->db, "main", SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);

    return code == SQLITE_OK ? WEIR_OK : weir_sqlite_fail(bare->sqlite, code, diag);
}

uint64_t weir_bare_wal_bytes(weir_bare *bare)
{
    int page_count = 0, unused = 0;

    (void)sqlite3_db_status(bare->db, SQLITE_DBSTATUS_CACHE_WRITE, &page_count, &unused, 1); /* can't fail */
    return (uint64_t)page_count * (bare->page_bytes + WAL_FRAME_HEAD_BYTES);
}

/* ── comparing ───────────────────────────────────────────────────────────────────────────────────────── */

static bool values_equal(sqlite3_stmt *a, sqlite3_stmt *b, int column)
{
    const int type = sqlite3_column_type(a, column);
    const void *one, *other;
    int length;

    if (type != sqlite3_column_type(b, column))
        return false;
    one = sqlite3_column_blob(a, column);
    other = sqlite3_column_blob(b, column);
    length = sqlite3_column_bytes(a, column);
    return length == sqlite3_column_bytes(b, column) && (length == 0 || memcmp(one, other, (size_t)length) == 0);
}

static bool rows_equal(sqlite3_stmt *a, sqlite3_stmt *b)
{
    const int count = sqlite3_column_count(a);
    bool equal = count == sqlite3_column_count(b);

    for (int i = 0; equal && i < count; i++)
        equal = values_equal(a, b, i);
    return equal;
}

/* Steps both through all rows; the first that differs, 0 if none does. An error counts as the end of the rows. */
static uint64_t first_difference(sqlite3_stmt *a, sqlite3_stmt *b, int *code)
{
    for (uint64_t row = 1;; row++) {
        const int one = sqlite3_step(a), other = sqlite3_step(b);

        *code = one != SQLITE_ROW && one != SQLITE_DONE ? one : other;
        if (one == SQLITE_DONE && other == SQLITE_DONE)
            return 0;
        if (one != SQLITE_ROW || other != SQLITE_ROW || !rows_equal(a, b))
            return row;
    }
}

/* Both read the table in the same order, since schema and statement are the same. */
static int compare_table(sqlite3 *one, sqlite3 *other, const char *table, weir_bare_difference *out)
{
    sqlite3_stmt *a = NULL, *b = NULL;
    char *sql = sqlite3_mprintf("SELECT * FROM \"%w\"", table);
    int code = sql ? sqlite3_prepare_v2(one, sql, -1, &a, NULL) : SQLITE_NOMEM;
    uint64_t row = 1; /* of a table that the other one does not have */

    if (code == SQLITE_OK && sqlite3_prepare_v2(other, sql, -1, &b, NULL) == SQLITE_OK)
        row = first_difference(a, b, &code);
    if (row > 0) {
        (void)snprintf(out->table, sizeof out->table, "%s", table);
        out->row = row;
    }
    sqlite3_finalize(a);
    sqlite3_finalize(b);
    sqlite3_free(sql);
    return code;
}

static bool is_fine(int code)
{
    return code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE;
}

static int compare_tables(sqlite3 *one, sqlite3 *other, weir_bare_difference *out)
{
    sqlite3_stmt *tables = NULL;
    int code =
        sqlite3_prepare_v2(one, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name", -1, &tables, NULL);

    while (is_fine(code) && out->table[0] == '\0' && (code = sqlite3_step(tables)) == SQLITE_ROW)
        code = compare_table(one, other, (const char *)sqlite3_column_text(tables, 0), out);
    sqlite3_finalize(tables);
    return code;
}

weir_err weir_bare_compare(weir_bare *bare, const char *path, weir_bare_difference *out, weir_diag *diag)
{
    const weir_sqlite_options options = {.path = path, .is_read_only = true};
    weir_bare_difference difference = {0};
    weir_sqlite *other;
    weir_err err = WEIR_OK;
    int code;

    WEIR_TRY(weir_sqlite_open(&options, weir_sqlite_schema_version(), bare->memory, &other, diag));
    code = compare_tables(weir_sqlite_connection(other), bare->db, &difference);
    if (!is_fine(code))
        err = weir_sqlite_fail(bare->sqlite, code, diag);
    weir_sqlite_close(other);
    if (err == WEIR_OK)
        *out = difference;
    return err;
}
