/* SPDX-License-Identifier: Apache-2.0
 * host/instances.c - decoded states of instances: a map by id, a list by last use.
 *
 * Invariants: what the map has equals what the store has, inside the transaction while one is open, and runs. Whatever
 * fails forgets the instances it may have changed; they are read back when they are needed. Those that were not used
 * for long are forgotten when there are too many.
 */
#include <assert.h>

#include "host/host_internal.h"
#include "run/codec.h"

#define INSTANCE_COUNT_MAX 20000u /* in the map, between transactions */
#define INSTANCE_BYTES_MAX ((size_t)36 * 1024 * 1024)
/* An arena that has grown beyond this since its state was decoded is worth decoding again. */
#define GROWTH_BYTES_MAX ((size_t)64 * 1024)
#define GROWTH_FACTOR_MAX 4u

/* ── the map ───────────────────────────────────────────────────────────────────────────────────────── */

static weir_instance **bucket_of(const weir_instances *map, weir_id id)
{
    return &map->buckets[weir_text_hash((weir_text){(const char *)id.byte, sizeof id.byte}) & (map->bucket_count - 1)];
}

static weir_instance *find(const weir_instances *map, weir_id id)
{
    weir_instance *instance = map->bucket_count > 0 ? *bucket_of(map, id) : NULL;

    while (instance && !weir_id_equal(instance->id, id))
        instance = instance->bucket_next;
    return instance;
}

static weir_err grow_buckets(weir_engine *engine)
{
    weir_instances *map = &engine->instances;
    const weir_memory memory = engine->ports.memory;
    weir_instances larger = *map;

    if (map->count < map->bucket_count)
        return WEIR_OK;
    larger.bucket_count = map->bucket_count ? map->bucket_count * 2 : 16;
    larger.buckets = memory.take(memory.self, larger.bucket_count * sizeof *larger.buckets);
    if (!larger.buckets)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < larger.bucket_count; i++)
        larger.buckets[i] = NULL;
    for (weir_instance *instance = map->oldest; instance; instance = instance->newer) {
        weir_instance **bucket = bucket_of(&larger, instance->id);

        instance->bucket_next = *bucket;
        *bucket = instance;
    }
    if (map->buckets)
        memory.give(memory.self, map->buckets, map->bucket_count * sizeof *map->buckets);
    *map = larger;
    return WEIR_OK;
}

static void unlink_use(weir_instances *map, weir_instance *instance)
{
    *(instance->older ? &instance->older->newer : &map->oldest) = instance->newer;
    *(instance->newer ? &instance->newer->older : &map->newest) = instance->older;
}

static void link_use(weir_instances *map, weir_instance *instance)
{
    instance->older = map->newest;
    instance->newer = NULL;
    *(map->newest ? &map->newest->newer : &map->oldest) = instance;
    map->newest = instance;
}

/* Not in the map yet. */
static weir_err make(weir_engine *engine, weir_id id, weir_instance **out)
{
    weir_instance *instance;

    WEIR_TRY(grow_buckets(engine));
    instance = engine->ports.memory.take(engine->ports.memory.self, sizeof *instance);
    if (!instance)
        return WEIR_ENOMEM;
    *instance = (weir_instance){.id = id};
    weir_arena_init(&instance->arena, engine->ports.memory, WEIR_INSTANCE_BYTES_MAX);
    *out = instance;
    return WEIR_OK;
}

/* Of memory, with what is free in its blocks. */
static size_t cost_of(const weir_instance *instance)
{
    return sizeof *instance + instance->arena.held_bytes;
}

static void insert(weir_instances *map, weir_instance *instance)
{
    weir_instance **bucket = bucket_of(map, instance->id);

    instance->bucket_next = *bucket;
    *bucket = instance;
    link_use(map, instance);
    map->count++;
    instance->counted_bytes = cost_of(instance);
    map->used_bytes += instance->counted_bytes;
}

static void discard(weir_engine *engine, weir_instance *instance)
{
    weir_arena_release(&instance->arena);
    engine->ports.memory.give(engine->ports.memory.self, instance, sizeof *instance);
}

static void forget(weir_engine *engine, weir_instance *instance)
{
    weir_instances *map = &engine->instances;
    weir_instance **at = bucket_of(map, instance->id);

    while (*at != instance)
        at = &(*at)->bucket_next;
    *at = instance->bucket_next;
    unlink_use(map, instance);
    map->count--;
    map->used_bytes -= instance->counted_bytes;
    discard(engine, instance);
}

/* Those that were not used for longest; not what the open transaction has changed. */
static void forget_unused(weir_engine *engine)
{
    const weir_instances *map = &engine->instances;

    for (weir_instance *instance = map->oldest, *newer; instance; instance = newer) {
        newer = instance->newer;
        if (map->count <= INSTANCE_COUNT_MAX && (map->count <= 1 || map->used_bytes <= INSTANCE_BYTES_MAX))
            return;
        if (!instance->is_touched)
            forget(engine, instance);
    }
}

/* ── loading ───────────────────────────────────────────────────────────────────────────────────────── */

static weir_err decode(weir_engine *engine, const weir_instance_row *row, weir_arena *arena,
                       const weir_definition **definition, weir_state *out, weir_diag *diag)
{
    const weir_err err = weir_engine_definition(engine, row->definition, definition, diag);

    if (err == WEIR_ENOTFOUND)
        return weir_fail(diag, WEIR_EFORMAT, WEIR_NO_TEXT, "the definition '%.*s' of an instance is not deployed",
                         WEIR_ARG(row->definition));
    WEIR_TRY(err);
    return weir_state_decode((*definition)->program, row->state, engine->ports.zones, arena, out, diag);
}

/* Whose state can't be read. */
static weir_err name_instance(weir_err err, weir_id id, weir_diag *diag)
{
    char text[WEIR_ID_TEXT_LENGTH + 1];
    weir_diag why;

    if (err != WEIR_EFORMAT || !diag)
        return err;
    why = *diag;
    weir_id_print(id, text);
    return weir_fail(diag, err, WEIR_NO_TEXT, "instance %s: %s", text, why.message);
}

/* ENOTFOUND, EENDED: the instance does not run. */
static weir_err read_state(weir_engine *engine, weir_instance *instance, weir_arena *scratch, weir_diag *diag)
{
    weir_instance_row row;

    WEIR_TRY(engine->ports.store.get_instance(engine->ports.store.self, instance->id, scratch, &row, diag));
    if (row.status == WEIR_STATUS_ENDED)
        return weir_fail(diag, WEIR_EENDED, WEIR_NO_TEXT, "the instance has ended");
    WEIR_TRY(name_instance(decode(engine, &row, &instance->arena, &instance->definition, &instance->state, diag),
                           instance->id, diag));
    instance->pos = row.pos;
    instance->loaded_bytes = instance->arena.used_bytes;
    return WEIR_OK;
}

static weir_err read_back(weir_engine *engine, weir_id id, weir_instance **out, weir_diag *diag)
{
    weir_instance *instance;
    weir_arena scratch;
    weir_err err;

    forget_unused(engine); /* one request may look at more than there is room for */
    WEIR_TRY(make(engine, id, &instance));
    weir_arena_init(&scratch, engine->ports.memory, WEIR_INSTANCE_BYTES_MAX);
    err = read_state(engine, instance, &scratch, diag);
    weir_arena_release(&scratch);
    if (err != WEIR_OK) {
        discard(engine, instance);
        return err;
    }
    insert(&engine->instances, instance);
    *out = instance;
    return WEIR_OK;
}

weir_err weir_instance_load(weir_engine *engine, weir_id id, weir_instance **out, weir_diag *diag)
{
    weir_instance *instance = find(&engine->instances, id);

    if (!instance)
        return read_back(engine, id, out, diag);
    if (instance->state.status == WEIR_STATUS_ENDED) /* in the transaction that is open */
        return weir_fail(diag, WEIR_EENDED, WEIR_NO_TEXT, "the instance has ended");
    unlink_use(&engine->instances, instance);
    link_use(&engine->instances, instance);
    *out = instance;
    return WEIR_OK;
}

weir_err weir_instance_add(weir_engine *engine, weir_id id, uint64_t pos, weir_instance **out)
{
    weir_instance *instance;

    assert(!find(&engine->instances, id));
    WEIR_TRY(make(engine, id, &instance));
    instance->pos = pos;
    weir_state_init(&instance->state, &instance->arena);
    insert(&engine->instances, instance);
    weir_instance_touch(engine, instance);
    *out = instance;
    return WEIR_OK;
}

/* ── transactions ──────────────────────────────────────────────────────────────────────────────────── */

void weir_instance_touch(weir_engine *engine, weir_instance *instance)
{
    instance->touched_by = engine->request_count;
    if (instance->is_touched)
        return;
    instance->is_touched = true;
    instance->touched_next = engine->instances.touched;
    engine->instances.touched = instance;
}

/* What an earlier request of the transaction made of them is read back. */
void weir_instances_drop_request(weir_engine *engine)
{
    weir_instance **at = &engine->instances.touched;

    while (*at) {
        weir_instance *instance = *at;

        if (instance->touched_by == engine->request_count) {
            *at = instance->touched_next;
            forget(engine, instance);
        } else {
            at = &instance->touched_next;
        }
    }
}

static weir_instance *next_touched(weir_engine *engine)
{
    weir_instance *instance = engine->instances.touched;

    if (instance) {
        engine->instances.touched = instance->touched_next;
        instance->is_touched = false;
    }
    return instance;
}

static bool has_outgrown(const weir_instance *instance)
{
    return instance->arena.used_bytes > GROWTH_BYTES_MAX &&
           instance->arena.used_bytes / GROWTH_FACTOR_MAX > instance->loaded_bytes;
}

void weir_instances_keep(weir_engine *engine)
{
    for (weir_instance *instance; (instance = next_touched(engine)) != NULL;) {
        if (instance->state.status == WEIR_STATUS_ENDED || has_outgrown(instance)) {
            forget(engine, instance);
            continue;
        }
        engine->instances.used_bytes += cost_of(instance) - instance->counted_bytes;
        instance->counted_bytes = cost_of(instance);
    }
    forget_unused(engine);
}

void weir_instances_drop(weir_engine *engine)
{
    for (weir_instance *instance; (instance = next_touched(engine)) != NULL;)
        forget(engine, instance);
}

void weir_engine_drop_states(weir_engine *engine)
{
    assert(!engine->is_open);
    while (engine->instances.oldest)
        forget(engine, engine->instances.oldest);
}

/* ── life ──────────────────────────────────────────────────────────────────────────────────────────── */

void weir_instances_free(weir_engine *engine)
{
    weir_instances *map = &engine->instances;

    while (map->oldest)
        forget(engine, map->oldest);
    if (map->buckets)
        engine->ports.memory.give(engine->ports.memory.self, map->buckets, map->bucket_count * sizeof *map->buckets);
}

static weir_err look(weir_engine *engine, weir_id id, weir_arena *scratch, weir_arena *arena, weir_instance_view *out,
                     weir_diag *diag)
{
    weir_instance_view view;
    weir_instance_row row;

    WEIR_TRY(engine->ports.store.get_instance(engine->ports.store.self, id, scratch, &row, diag));
    WEIR_TRY(decode(engine, &row, arena, &view.definition, &view.state, diag));
    view.pos = row.pos;
    *out = view;
    return WEIR_OK;
}

weir_err weir_engine_look(weir_engine *engine, weir_id id, weir_arena *arena, weir_instance_view *out, weir_diag *diag)
{
    weir_arena scratch;
    weir_err err;

    weir_arena_init(&scratch, engine->ports.memory, WEIR_INSTANCE_BYTES_MAX);
    err = look(engine, id, &scratch, arena, out, diag);
    weir_arena_release(&scratch);
    return err;
}

static weir_err check_state(weir_engine *engine, const weir_instance *instance, weir_arena *scratch, weir_diag *diag)
{
    weir_instance_row row;
    weir_buffer buffer;
    weir_text bytes;

    WEIR_TRY(engine->ports.store.get_instance(engine->ports.store.self, instance->id, scratch, &row, diag));
    weir_buffer_init(&buffer, scratch, 0);
    WEIR_TRY(weir_state_encode(instance->definition->program, &instance->state, &buffer));
    WEIR_TRY(weir_buffer_done(&buffer, &bytes));
    return weir_text_equal(bytes, row.state)
               ? WEIR_OK
               : weir_fail(diag, WEIR_EFORMAT, WEIR_NO_TEXT, "a decoded state is not what the store has");
}

weir_err weir_engine_check_states(weir_engine *engine, weir_diag *diag)
{
    weir_arena scratch;
    weir_err err = WEIR_OK;

    weir_arena_init(&scratch, engine->ports.memory, WEIR_INSTANCE_BYTES_MAX);
    for (weir_instance *instance = engine->instances.oldest; instance && err == WEIR_OK; instance = instance->newer) {
        err = check_state(engine, instance, &scratch, diag);
        weir_arena_reset(&scratch);
    }
    weir_arena_release(&scratch);
    return err;
}
