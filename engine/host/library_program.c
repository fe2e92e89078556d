/* SPDX-License-Identifier: Apache-2.0
 * host/library_program.c - what a deployed process is made of, for those who only read.
 */
#include "host/library_internal.h"

weir_err weir_db_program_open(weir_db *db, weir_text definition, weir_db_program *out, weir_diag *diag)
{
    weir_ports ports;

    *out = (weir_db_program){0};
    WEIR_TRY(weir_zone_cache_new(db->memory, WEIR_ZONES_FOLDER, &out->zones));
    ports = (weir_ports){.memory = db->memory,
                         .store = weir_sqlite_store_port(db->reader),
                         .zones = weir_zone_cache_zones(out->zones),
                         .hasher = weir_sha256_hasher(db->reader_hash)};
    WEIR_TRY(weir_engine_new(&ports, &out->engine, diag));
    return weir_engine_definition(out->engine, definition, &out->definition, diag);
}

void weir_db_program_close(weir_db_program *program)
{
    weir_engine_free(program->engine);
    weir_zone_cache_free(program->zones);
}

/* ── calendars ─────────────────────────────────────────────────────────────────────────────────────────── */

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

/* ── elements ──────────────────────────────────────────────────────────────────────────────────────────── */

static const char *const type_names[] = {
#define ELEMENT(name, xml, group, clause, summary) xml,
#include "model/elements.def"
#undef ELEMENT
};

static weir_err describe(const weir_node *node, weir_arena *arena, weir_db_element *out)
{
    *out = (weir_db_element){.type = type_names[node->kind]};
    WEIR_TRY(weir_db_copy(arena, node->id, &out->id));
    return weir_db_copy(arena, node->name.length > 0 ? node->name : WEIR_NO_TEXT, &out->name);
}

static weir_err collect(weir_db *db, weir_text definition, weir_arena *arena, weir_db_element **out, uint32_t *count,
                        weir_diag *diag)
{
    weir_db_program program;
    weir_err err = weir_db_program_open(db, definition, &program, diag);

    if (err == WEIR_OK) {
        const weir_program *compiled = program.definition->program;

        *out = WEIR_TAKE(arena, weir_db_element, compiled->node_count);
        err = *out ? WEIR_OK : WEIR_ENOMEM;
        for (*count = 0; err == WEIR_OK && *count < compiled->node_count; ++*count)
            err = describe(&compiled->nodes[*count], arena, &(*out)[*count]);
        if (err == WEIR_OK && compiled->name.length > 0)
            err = weir_db_copy(arena, compiled->name, &(*out)[0].name);
    }
    weir_db_program_close(&program);
    return err;
}

int weir_db_elements(weir_db *db, const char *definition, bool (*visit)(void *context, const weir_db_element *element),
                     void *context, weir_db_error *error)
{
    weir_db_element *elements;
    weir_diag diag = {0};
    weir_arena arena;
    uint32_t count;
    weir_err err;

    weir_arena_init(&arena, db->memory, WEIR_DB_REQUEST_BYTES_MAX);
    pthread_mutex_lock(&db->lock);
    err = collect(db, weir_text_of(definition), &arena, &elements, &count, &diag);
    pthread_mutex_unlock(&db->lock);
    for (uint32_t i = 0; err == WEIR_OK && i < count && visit(context, &elements[i]); i++)
        ;
    weir_arena_release(&arena);
    return weir_db_report(err, &diag, error);
}
