/* SPDX-License-Identifier: Apache-2.0
 * store/two_rows.c - two statements, prepared once, and a commit around them.
 */
#include "store/two_rows.h"

#include <sqlite3.h>

#include "store/store_internal.h"

static const char schema[] = "CREATE TABLE event (pos INTEGER PRIMARY KEY, body BLOB NOT NULL);"
                             "CREATE TABLE instance (id INTEGER PRIMARY KEY, body BLOB NOT NULL);";

enum { BEGIN, COMMIT, APPEND, REPLACE, STATEMENT_COUNT };

static const char *const statements[STATEMENT_COUNT] = {
    [BEGIN] = "BEGIN IMMEDIATE",
    [COMMIT] = "COMMIT",
    [APPEND] = "INSERT INTO event (body) VALUES (?1)",
    [REPLACE] = "INSERT INTO instance (id, body) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET body = excluded.body",
};

struct weir_two_rows {
    weir_memory memory;
    weir_sqlite *sqlite;
    sqlite3_stmt *prepared[STATEMENT_COUNT];
    uint32_t instance_count;
    uint64_t random;
    char event[300], instance[400];
};

static weir_err run(weir_two_rows *rows, int statement, const weir_sql_value *values, uint32_t count, weir_diag *diag)
{
    int code = weir_sqlite_bind(rows->prepared[statement], values, count);

    if (code == SQLITE_OK)
        code = sqlite3_step(rows->prepared[statement]);
    sqlite3_reset(rows->prepared[statement]);
    return code == SQLITE_DONE ? WEIR_OK : weir_sqlite_fail(rows->sqlite, code, diag);
}

static weir_err replace(weir_two_rows *rows, uint32_t id, weir_diag *diag)
{
    const weir_sql_value values[] = {weir_sql_integer(id), weir_sql_bytes(rows->instance, sizeof rows->instance)};

    return run(rows, REPLACE, values, 2, diag);
}

/* Bodies differ, so that no page is the same twice. */
static uint32_t pick(weir_two_rows *rows)
{
    rows->random = rows->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    rows->event[rows->random % sizeof rows->event] ^= (char)(rows->random >> 24 & 127);
    rows->instance[rows->random % sizeof rows->instance] ^= (char)(rows->random >> 24 & 127);
    return (uint32_t)((rows->random >> 33) % rows->instance_count);
}

weir_err weir_two_rows_commit(weir_two_rows *rows, uint32_t step_count, weir_diag *diag)
{
    WEIR_TRY(run(rows, BEGIN, NULL, 0, diag));
    for (uint32_t i = 0; i < step_count; i++) {
        const uint32_t id = pick(rows);
        const weir_sql_value event = weir_sql_bytes(rows->event, sizeof rows->event);

        WEIR_TRY(run(rows, APPEND, &event, 1, diag));
        WEIR_TRY(replace(rows, id, diag));
    }
    return run(rows, COMMIT, NULL, 0, diag);
}

static weir_err fill(weir_two_rows *rows, weir_diag *diag)
{
    WEIR_TRY(run(rows, BEGIN, NULL, 0, diag));
    for (uint32_t id = 0; id < rows->instance_count; id++)
        WEIR_TRY(replace(rows, id, diag));
    return run(rows, COMMIT, NULL, 0, diag);
}

static weir_err set_up(weir_two_rows *rows, bool grows_wal, weir_diag *diag)
{
    const weir_sql sql = weir_sqlite_port(rows->sqlite);
    bool has_more = grows_wal;
    int code = SQLITE_OK;

    WEIR_TRY(sql.script(sql.self, weir_text_of(schema), diag));
    for (int i = 0; code == SQLITE_OK && i < STATEMENT_COUNT; i++)
        code = sqlite3_prepare_v3(weir_sqlite_connection(rows->sqlite), statements[i], -1, SQLITE_PREPARE_PERSISTENT,
                                  &rows->prepared[i], NULL);
    if (code != SQLITE_OK)
        return weir_sqlite_fail(rows->sqlite, code, diag);
    WEIR_TRY(fill(rows, diag));
    while (has_more)
        WEIR_TRY(sql.idle(sql.self, &has_more, diag));
    return WEIR_OK;
}

weir_err weir_two_rows_open(const char *path, uint32_t instance_count, bool grows_wal, weir_memory memory,
                            weir_two_rows **out, weir_diag *diag)
{
    weir_two_rows *rows = memory.take(memory.self, sizeof *rows);
    weir_err err;

    if (!rows)
        return WEIR_ENOMEM;
    *rows = (weir_two_rows){.memory = memory, .instance_count = instance_count};
    err = weir_sqlite_open(&(weir_sqlite_options){.path = path}, 0, memory, &rows->sqlite, diag);
    if (err == WEIR_OK)
        err = set_up(rows, grows_wal, diag);
    if (err != WEIR_OK) {
        weir_two_rows_close(rows);
        return err;
    }
    *out = rows;
    return WEIR_OK;
}

void weir_two_rows_close(weir_two_rows *rows)
{
    if (!rows)
        return;
    for (int i = 0; i < STATEMENT_COUNT; i++)
        sqlite3_finalize(rows->prepared[i]);
    weir_sqlite_close(rows->sqlite);
    rows->memory.give(rows->memory.self, rows, sizeof *rows);
}
