/* SPDX-License-Identifier: Apache-2.0
 * cli/scenario_world.c - an engine over a store in memory, both of which can be told to fail.
 */
#include "base/buffer.h"
#include "cli/scenario_run.h"
#include "host/memory_libc.h"

static weir_err open_store(weir_world *world, weir_diag *diag)
{
    if (world->base)
        return world->base->open(world->base->self, &world->faulty.inner, diag);
    WEIR_TRY(weir_memory_store_new(weir_memory_libc(), &world->store));
    world->faulty.inner = weir_memory_store_port(world->store);
    return WEIR_OK;
}

static void close_store(weir_world *world)
{
    if (world->base)
        world->base->close(world->base->self);
    weir_memory_store_free(world->store);
    world->store = NULL;
}

weir_err weir_world_open(weir_world *world, weir_diag *diag)
{
    weir_err err;

    WEIR_TRY(open_store(world, diag));
    world->ports.store = world->port = weir_faulty_store_port(&world->faulty);
    err = weir_engine_new(&world->ports, &world->engine, diag);
    if (err != WEIR_OK)
        close_store(world);
    return err;
}

void weir_world_close(weir_world *world)
{
    if (!world->engine)
        return;
    weir_engine_free(world->engine);
    world->engine = NULL;
    close_store(world);
}

weir_err weir_world_init(weir_world *world, bool is_exact, const weir_run_settings *settings, weir_diag *diag)
{
    *world = (weir_world){.base = settings->base, .memory = {.inner = weir_memory_libc()}};
    world->ports = (weir_ports){.memory = weir_fault_memory_port(&world->memory, is_exact),
                                .zones = settings->zones,
                                .calendars = settings->calendars,
                                .seed = settings->seed};
    if (world->base)
        world->ports.hasher = world->base->hasher;
    return weir_world_open(world, diag);
}

static weir_err add_instance(void *context, const weir_instance_row *row)
{
    weir_buffer *buffer = context;

    weir_buffer_text(buffer, (weir_text){(const char *)row->id.byte, sizeof row->id.byte});
    weir_buffer_format(buffer, " %u %llu ", row->status, (unsigned long long)row->pos);
    weir_buffer_text(buffer, row->definition);
    weir_buffer_text(buffer, row->state);
    weir_buffer_char(buffer, '\n');
    return buffer->err;
}

weir_err weir_world_snapshot(const weir_world *world, weir_arena *arena, weir_text *out)
{
    const weir_store store = world->faulty.inner;
    weir_buffer buffer;
    uint64_t pos;

    weir_buffer_init(&buffer, arena, 0);
    WEIR_TRY(store.next_pos(store.self, &pos, NULL));
    WEIR_TRY(store.read_instances(store.self, add_instance, &buffer, NULL));
    weir_buffer_format(&buffer, "%llu", (unsigned long long)pos);
    return weir_buffer_done(&buffer, out);
}
