/* SPDX-License-Identifier: Apache-2.0
 * host/library_program.c - what a deployed process is made of, for those who only read.
 */
#include "host/library_internal.h"

weir_err weir_db_calendars_open(weir_db *db, weir_db_program *out, weir_diag *diag)
{
    weir_ports ports;

    *out = (weir_db_program){0};
    WEIR_TRY(weir_zone_cache_new(db->memory, WEIR_ZONES_FOLDER, &out->zones));
    WEIR_TRY(weir_calendar_shelf_new(db->memory, weir_zone_cache_zones(out->zones), &out->shelf));
    ports = (weir_ports){.memory = db->memory,
                         .store = weir_sqlite_store_port(db->reader),
                         .zones = weir_zone_cache_zones(out->zones),
                         .calendars = weir_calendar_shelf_calendars(out->shelf),
                         .hasher = weir_sha256_hasher(db->reader_hash)};
    return weir_engine_new(&ports, &out->engine, diag);
}

weir_err weir_db_program_open(weir_db *db, weir_text definition, weir_db_program *out, weir_diag *diag)
{
    WEIR_TRY(weir_db_calendars_open(db, out, diag));
    return weir_engine_definition(out->engine, definition, &out->definition, diag);
}

void weir_db_program_close(weir_db_program *program)
{
    weir_engine_free(program->engine);
    weir_calendar_shelf_free(program->shelf);
    weir_zone_cache_free(program->zones);
    *program = (weir_db_program){0};
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
