/* SPDX-License-Identifier: Apache-2.0
 * host/library_calendars.c - the calendars of a database: which there are, and their files.
 */
#include <string.h>

#include "host/calendar_book.h"
#include "host/library_internal.h"

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
    weir_db_program engine = {0};
    weir_calendar_shelf *shelf = NULL;
    weir_ports ports;
    weir_err err = weir_zone_cache_new(db->memory, WEIR_ZONES_FOLDER, &engine.zones);

    if (err == WEIR_OK)
        err = weir_calendar_shelf_new(db->memory, weir_zone_cache_zones(engine.zones), &shelf);
    if (err == WEIR_OK) {
        ports = (weir_ports){.memory = db->memory,
                             .store = weir_sqlite_store_port(db->reader),
                             .zones = weir_zone_cache_zones(engine.zones),
                             .calendars = weir_calendar_shelf_calendars(shelf),
                             .hasher = weir_sha256_hasher(db->reader_hash)};
        err = weir_engine_new(&ports, &engine.engine, diag);
    }
    if (err == WEIR_OK)
        err = weir_engine_calendars(engine.engine, tell_calendar, reading);
    weir_engine_free(engine.engine);
    weir_calendar_shelf_free(shelf);
    weir_zone_cache_free(engine.zones);
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
