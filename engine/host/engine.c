/* SPDX-License-Identifier: Apache-2.0
 * host/engine.c - put an engine together, take it apart.
 */
#include "host/host_internal.h"

/* The finaliser of splitmix64: neighbouring numbers give unrelated seeds. */
uint64_t weir_engine_seed(const weir_engine *engine, uint64_t number)
{
    uint64_t x = engine->ports.seed ^ number * 0x9E3779B97F4A7C15u;

    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}

weir_err weir_engine_new(const weir_ports *ports, weir_engine **out, weir_diag *diag)
{
    weir_engine *engine = ports->memory.take(ports->memory.self, sizeof *engine);
    weir_err err;

    if (!engine)
        return WEIR_ENOMEM;
    *engine = (weir_engine){.ports = *ports};
    weir_arena_init(&engine->step, ports->memory, WEIR_STEP_BYTES_MAX);
    weir_arena_init(&engine->broadcasts.arena, ports->memory, WEIR_STEP_BYTES_MAX);
    err = weir_definitions_read(engine, diag);
    if (err == WEIR_OK)
        err = weir_calendars_begin(engine, diag);
    if (err != WEIR_OK) {
        weir_engine_free(engine);
        return err;
    }
    *out = engine;
    return WEIR_OK;
}

void weir_engine_check_against(weir_engine *engine, const weir_xml_schemas *schemas)
{
    engine->ports.schemas = schemas;
}

void weir_engine_free(weir_engine *engine)
{
    if (!engine)
        return;
    weir_instances_free(engine);
    weir_broadcasts_free(engine);
    weir_calendars_free(engine);
    weir_definitions_free(engine);
    weir_arena_release(&engine->step);
    engine->ports.memory.give(engine->ports.memory.self, engine, sizeof *engine);
}
