/* SPDX-License-Identifier: Apache-2.0
 * webhooks/cursor.c - the store's SQLite driver over a second file, with a schema of its own.
 */
#include "webhooks/cursor.h"

#include <string.h>

#include "host/path.h"
#include "store/sqlite.h"
#include "webhooks/migrations.h"

#define COUNT(array) ((uint32_t)(sizeof(array) / sizeof *(array)))

struct weir_cursors {
    weir_memory memory;
    weir_sqlite *sqlite;
    weir_sql sql;
};

/* ── opening ─────────────────────────────────────────────────────────────────────────────────────────── */

static int newest_version(void)
{
    int version = 0;

    while (weir_cursor_migration_files[version].name)
        version++;
    return version;
}

static weir_err run_scripts(weir_cursors *cursors, int version, weir_diag *diag)
{
    for (; weir_cursor_migration_files[version].name; version++) {
        const weir_embedded *file = &weir_cursor_migration_files[version];

        WEIR_TRY(cursors->sql.script(cursors->sql.self, (weir_text){(const char *)file->bytes, file->length}, diag));
    }
    return weir_sqlite_set_version(cursors->sqlite, version, diag);
}

static weir_err migrate(weir_cursors *cursors, weir_diag *diag)
{
    weir_err err;
    int version;

    WEIR_TRY(weir_sqlite_version(cursors->sqlite, &version, diag));
    if (version == newest_version())
        return WEIR_OK;
    WEIR_TRY(weir_cursors_begin(cursors, diag));
    err = run_scripts(cursors, version, diag);
    if (err == WEIR_OK)
        err = weir_cursors_commit(cursors, diag);
    weir_cursors_rollback(cursors);
    return err;
}

weir_err weir_cursors_open(const char *path, weir_memory memory, weir_cursors **out, weir_diag *diag)
{
    const weir_sqlite_options options = {
        .path = path, .application = WEIR_SQLITE_APPLICATION_CURSORS, .durability = WEIR_DURABILITY_NORMAL};
    weir_cursors *cursors = memory.take(memory.self, sizeof *cursors);
    weir_err err;

    if (!cursors)
        return weir_fail(diag, WEIR_ENOMEM, WEIR_NO_TEXT, "no memory for the cursors of webhooks");
    *cursors = (weir_cursors){.memory = memory};
    weir_path_make_private(path);
    err = weir_sqlite_open(&options, newest_version(), memory, &cursors->sqlite, diag);
    if (err == WEIR_OK) {
        cursors->sql = weir_sqlite_port(cursors->sqlite);
        err = migrate(cursors, diag);
    }
    if (err != WEIR_OK) {
        weir_cursors_close(cursors);
        return err;
    }
    *out = cursors;
    return WEIR_OK;
}

void weir_cursors_close(weir_cursors *cursors)
{
    if (!cursors)
        return;
    weir_sqlite_close(cursors->sqlite);
    cursors->memory.give(cursors->memory.self, cursors, sizeof *cursors);
}

weir_err weir_cursors_back_up(const char *path, const char *copy_path, weir_memory memory, weir_diag *diag)
{
    const weir_sqlite_options options = {
        .path = path, .application = WEIR_SQLITE_APPLICATION_CURSORS, .is_read_only = true};
    weir_sqlite *sqlite;
    weir_err err;

    WEIR_TRY(weir_sqlite_open(&options, newest_version(), memory, &sqlite, diag));
    err = weir_sqlite_backup(sqlite, copy_path, (weir_sqlite_watch){0}, diag);
    weir_sqlite_close(sqlite);
    return err;
}

/* ── writing ─────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err run(weir_cursors *cursors, weir_query query, const weir_sql_value *values, uint32_t count,
                    weir_diag *diag)
{
    return cursors->sql.run(cursors->sql.self, query, values, count, NULL, diag);
}

weir_err weir_cursors_begin(weir_cursors *cursors, weir_diag *diag)
{
    return run(cursors, WEIR_QUERY_begin, NULL, 0, diag);
}

weir_err weir_cursors_commit(weir_cursors *cursors, weir_diag *diag)
{
    return run(cursors, WEIR_QUERY_commit, NULL, 0, diag);
}

void weir_cursors_rollback(weir_cursors *cursors)
{
    if (cursors->sql.in_transaction(cursors->sql.self) && run(cursors, WEIR_QUERY_rollback, NULL, 0, NULL) != WEIR_OK)
        (void)cursors->sql.reopen(cursors->sql.self, NULL); /* the next begin says what is wrong */
}

static weir_sql_value id_value(const weir_id *id)
{
    return weir_sql_bytes(id->byte, sizeof id->byte);
}

weir_err weir_cursors_put(weir_cursors *cursors, const weir_cursor_row *row, weir_diag *diag)
{
    const weir_sql_value values[] = {
        id_value(&row->webhook),
        weir_sql_integer((int64_t)row->low),
        weir_sql_bytes(row->above.at ? row->above.at : "", row->above.length),
        weir_sql_integer(row->failing_since_ms),
        weir_sql_integer(row->probe_step),
        weir_sql_integer(row->next_probe_ms),
    };

    return run(cursors, WEIR_QUERY_cursor_put, values, COUNT(values), diag);
}

weir_err weir_cursors_put_lane(weir_cursors *cursors, const weir_lane_row *row, weir_diag *diag)
{
    const weir_sql_value values[] = {
        id_value(&row->webhook),
        id_value(&row->stream),
        weir_sql_integer((int64_t)row->number),
        weir_sql_integer((int64_t)row->gap),
        weir_sql_integer(row->try_count),
        weir_sql_integer(row->next_ms),
        weir_sql_integer(row->http_status),
        weir_sql_integer((int64_t)row->position),
    };

    return run(cursors, WEIR_QUERY_lane_put, values, COUNT(values), diag);
}

weir_err weir_cursors_drop_lane(weir_cursors *cursors, weir_id webhook, weir_id stream, weir_diag *diag)
{
    const weir_sql_value values[] = {id_value(&webhook), id_value(&stream)};

    return run(cursors, WEIR_QUERY_lane_drop, values, COUNT(values), diag);
}

weir_err weir_cursors_put_dead(weir_cursors *cursors, const weir_dead_row *row, weir_diag *diag)
{
    const weir_sql_value values[] = {
        id_value(&row->webhook),          weir_sql_integer((int64_t)row->position),
        id_value(&row->stream),           weir_sql_integer((int64_t)row->number),
        weir_sql_integer(row->try_count), weir_sql_integer(row->http_status),
        weir_sql_integer(row->time_ms),
    };

    return run(cursors, WEIR_QUERY_dead_put, values, COUNT(values), diag);
}

weir_err weir_cursors_put_attempt(weir_cursors *cursors, const weir_attempt_row *row, weir_diag *diag)
{
    const weir_sql_value values[] = {
        id_value(&row->webhook),
        weir_sql_integer((int64_t)row->position),
        weir_sql_integer(row->time_ms),
        weir_sql_integer(row->http_status),
        weir_sql_text(row->error.at ? row->error : WEIR_T("")),
    };
    const weir_sql_value kept = weir_sql_integer(WEIR_ATTEMPTS_KEPT_MAX);

    WEIR_TRY(run(cursors, WEIR_QUERY_attempt_put, values, COUNT(values), diag));
    return run(cursors, WEIR_QUERY_attempt_forget, &kept, 1, diag);
}

weir_err weir_cursors_drop(weir_cursors *cursors, weir_id webhook, weir_diag *diag)
{
    static const weir_query queries[] = {WEIR_QUERY_cursor_drop, WEIR_QUERY_lanes_drop, WEIR_QUERY_dead_drop,
                                         WEIR_QUERY_attempts_drop};
    const weir_sql_value value = id_value(&webhook);

    for (uint32_t i = 0; i < COUNT(queries); i++)
        WEIR_TRY(run(cursors, queries[i], &value, 1, diag));
    return WEIR_OK;
}

/* ── reading ─────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err read_cursor(const weir_sql *sql, weir_sql_cursor *cursor, weir_arena *arena, weir_cursor_row *out)
{
    out->low = (uint64_t)sql->integer(cursor, 0);
    out->failing_since_ms = sql->integer(cursor, 2);
    out->probe_step = (uint32_t)sql->integer(cursor, 3);
    out->next_probe_ms = sql->integer(cursor, 4);
    return weir_arena_text(arena, sql->text(cursor, 1), &out->above);
}

weir_err weir_cursors_get(weir_cursors *cursors, weir_id webhook, weir_arena *arena, weir_cursor_row *out,
                          weir_diag *diag)
{
    const weir_sql *sql = &cursors->sql;
    const weir_sql_value value = id_value(&webhook);
    weir_cursor_row row = {.webhook = webhook};
    weir_sql_cursor *cursor;
    bool has_row;
    weir_err err;

    WEIR_TRY(sql->open(sql->self, WEIR_QUERY_cursor_get, &value, 1, &cursor, diag));
    err = sql->next(sql->self, cursor, &has_row, diag);
    if (err == WEIR_OK)
        err = has_row ? read_cursor(sql, cursor, arena, &row) : WEIR_ENOTFOUND;
    sql->close(sql->self, cursor);
    if (err == WEIR_OK)
        *out = row;
    return err;
}

static weir_err read_lane(const weir_sql *sql, weir_sql_cursor *cursor, weir_lane_row *out, weir_diag *diag)
{
    const weir_text stream = sql->text(cursor, 0);

    if (stream.length != sizeof out->stream.byte)
        return weir_fail(diag, WEIR_EFORMAT, WEIR_NO_TEXT, "the cursors hold an id that is none");
    memcpy(out->stream.byte, stream.at, stream.length);
    out->number = (uint64_t)sql->integer(cursor, 1);
    out->gap = (uint64_t)sql->integer(cursor, 2);
    out->try_count = (uint32_t)sql->integer(cursor, 3);
    out->next_ms = sql->integer(cursor, 4);
    out->http_status = (int)sql->integer(cursor, 5);
    out->position = (uint64_t)sql->integer(cursor, 6);
    return WEIR_OK;
}

weir_err weir_cursors_read_lanes(weir_cursors *cursors, weir_id webhook, weir_lane_visit visit, void *context,
                                 weir_diag *diag)
{
    const weir_sql *sql = &cursors->sql;
    const weir_sql_value value = id_value(&webhook);
    weir_lane_row row = {.webhook = webhook};
    weir_sql_cursor *cursor;
    bool has_row;
    weir_err err;

    WEIR_TRY(sql->open(sql->self, WEIR_QUERY_lanes_read, &value, 1, &cursor, diag));
    while ((err = sql->next(sql->self, cursor, &has_row, diag)) == WEIR_OK && has_row) {
        err = read_lane(sql, cursor, &row, diag);
        if (err == WEIR_OK)
            err = visit(context, &row);
        if (err != WEIR_OK)
            break;
    }
    sql->close(sql->self, cursor);
    return err;
}

weir_err weir_cursors_count_dead(weir_cursors *cursors, weir_id webhook, uint64_t *out, weir_diag *diag)
{
    const weir_sql *sql = &cursors->sql;
    const weir_sql_value value = id_value(&webhook);
    weir_sql_cursor *cursor;
    bool has_row;
    weir_err err;

    WEIR_TRY(sql->open(sql->self, WEIR_QUERY_dead_count, &value, 1, &cursor, diag));
    err = sql->next(sql->self, cursor, &has_row, diag);
    if (err == WEIR_OK)
        *out = has_row ? (uint64_t)sql->integer(cursor, 0) : 0;
    sql->close(sql->self, cursor);
    return err;
}
