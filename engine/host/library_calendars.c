/* SPDX-License-Identifier: Apache-2.0
 * host/library_calendars.c - the calendars of a database: which there are, their files, how late a limit is by them.
 */
#include <string.h>

#include "host/calendar_book.h"
#include "host/library_internal.h"
#include "run/limit_stand.h"

/* ── which there are ─────────────────────────────────────────────────────────────────────────────────── */

typedef struct calendar_reading {
    weir_arena arena;
    bool (*visit)(void *context, const weir_db_calendar *calendar);
    void *context;
    bool has_ended;
} calendar_reading;

static int official_until(const weir_calendar *calendar)
{
    int last = 0;

    for (uint32_t i = 0; i < calendar->year_count && calendar->years[i].is_official; i++)
        last = calendar->years[i].year;
    return last;
}

static weir_err tell_calendar(void *context, const weir_calendar *calendar)
{
    calendar_reading *reading = context;
    weir_db_calendar told = {.version = calendar->version, .official_until = official_until(calendar)};

    if (reading->has_ended)
        return WEIR_OK;
    WEIR_TRY(weir_db_copy(&reading->arena, calendar->id, &told.id));
    WEIR_TRY(weir_db_copy(&reading->arena, calendar->name.at ? calendar->name : WEIR_T(""), &told.name));
    WEIR_TRY(weir_db_copy(&reading->arena, weir_zone_name(calendar->zone), &told.zone));
    reading->has_ended = !reading->visit(reading->context, &told);
    return WEIR_OK;
}

static weir_err read_calendars(weir_db *db, calendar_reading *reading, weir_diag *diag)
{
    weir_db_program known;
    weir_err err = weir_db_calendars_open(db, &known, diag);

    if (err == WEIR_OK)
        err = weir_engine_calendars(known.engine, tell_calendar, reading);
    weir_db_program_close(&known);
    return err;
}

int weir_db_calendars(weir_db *db, bool (*visit)(void *context, const weir_db_calendar *calendar), void *context,
                      weir_db_error *error)
{
    calendar_reading reading = {.visit = visit, .context = context};
    weir_diag diag = {0};
    weir_err err;

    weir_arena_init(&reading.arena, db->memory, WEIR_DB_REQUEST_BYTES_MAX);
    pthread_mutex_lock(&db->lock);
    err = read_calendars(db, &reading, &diag);
    pthread_mutex_unlock(&db->lock);
    weir_arena_release(&reading.arena);
    return weir_db_report(err, &diag, error);
}

/* ── files ───────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err add_file(weir_db *db, const weir_sql *sql, weir_sql_cursor *cursor, void *context, bool *go_on)
{
    weir_calendar_book *book = context;
    const weir_text id = sql->text(cursor, 0);
    weir_id deployment = {{0}};

    (void)db;
    *go_on = true;
    if (id.length == sizeof deployment.byte)
        memcpy(deployment.byte, id.at, sizeof deployment.byte);
    return weir_calendar_book_add(book, sql->text(cursor, 2), deployment, sql->integer(cursor, 1));
}

static weir_err find_file(weir_db *db, const weir_zones *zones, weir_arena *arena, weir_text name, weir_text *out,
                          weir_diag *diag)
{
    weir_calendar_book book;
    const weir_calendar_entry *entry;

    WEIR_TRY(weir_calendar_book_begin(&book, zones, arena));
    WEIR_TRY(weir_db_read(db, WEIR_QUERY_calendar_files, NULL, 0, add_file, &book, diag));
    entry = weir_calendar_book_find(&book, name, 0);
    if (!entry || !entry->bytes.at)
        return weir_fail(diag, WEIR_ENOTFOUND, WEIR_NO_TEXT,
                         entry ? "the calendar '%.*s' is natural time, it has no file" : "there is no calendar '%.*s'",
                         WEIR_ARG(name));
    *out = entry->bytes;
    return WEIR_OK;
}

int weir_db_calendar_file(weir_db *db, const char *id, void (*visit)(void *context, const char *xml, uint64_t length),
                          void *context, weir_db_error *error)
{
    weir_zone_cache *zones = NULL;
    weir_diag diag = {0};
    weir_arena arena;
    weir_text bytes = WEIR_NO_TEXT;
    weir_err err;

    weir_arena_init(&arena, db->memory, WEIR_DB_REQUEST_BYTES_MAX);
    err = weir_zone_cache_new(db->memory, WEIR_ZONES_FOLDER, &zones);
    if (err == WEIR_OK)
        err = find_file(db, weir_zone_cache_zones(zones), &arena, weir_text_of(id), &bytes, &diag);
    if (err == WEIR_OK)
        visit(context, bytes.at, bytes.length);
    weir_arena_release(&arena);
    weir_zone_cache_free(zones);
    return weir_db_report(err, &diag, error);
}

/* ── how late ────────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err keep_integer(weir_db *db, const weir_sql *sql, weir_sql_cursor *cursor, void *context, bool *go_on)
{
    int64_t *kept = context;

    (void)db;
    (void)go_on;
    *kept = sql->integer(cursor, 0);
    return WEIR_OK;
}

weir_err weir_db_clock(weir_db *db, int64_t *out, weir_diag *diag)
{
    *out = weir_db_now(db);
    return db->options.now_ms || db->writer ? WEIR_OK
                                            : weir_db_read(db, WEIR_QUERY_clock_left, NULL, 0, keep_integer, out, diag);
}

/* With the lock held. The calendars stay until something more was deployed. */
static weir_err limit_at(weir_db *db, int64_t deployment, const weir_value *value, int64_t now_ms, weir_arena *arena,
                         weir_value *out, weir_diag *diag)
{
    if (db->dating.engine && db->dating_deployment != deployment)
        weir_db_program_close(&db->dating);
    if (!db->dating.engine) {
        weir_db_program_close(&db->dating);
        WEIR_TRY(weir_db_calendars_open(db, &db->dating, diag));
        db->dating_deployment = deployment;
    }
    return weir_limit_stand_at(value, weir_engine_calendar_port(db->dating.engine), now_ms, arena, out);
}

weir_err weir_db_limit_now(weir_db *db, const weir_value *value, weir_arena *arena, weir_value *out, weir_diag *diag)
{
    int64_t deployment = 0, now_ms;
    weir_err err;

    WEIR_TRY(weir_db_clock(db, &now_ms, diag));
    WEIR_TRY(weir_db_read(db, WEIR_QUERY_deployment_last, NULL, 0, keep_integer, &deployment, diag));
    pthread_mutex_lock(&db->lock);
    err = limit_at(db, deployment, value, now_ms, arena, out, diag);
    pthread_mutex_unlock(&db->lock);
    return err;
}
