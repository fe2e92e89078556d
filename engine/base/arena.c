/* SPDX-License-Identifier: Apache-2.0
 * base/arena.c - bump allocation in blocks that double.
 */
#include "base/arena.h"

#include <stdalign.h>
#include <string.h>

#define BLOCK_BYTES_MIN 1024u
#define BLOCK_BYTES_MAX (256u * 1024u)
#define ALONE_BYTES_MIN (BLOCK_BYTES_MAX / 4) /* a larger request gets a block of its own */
#define ALIGNMENT 16u

struct weir_arena_block {
    weir_arena_block *older;
    size_t byte_count; /* of the whole block, this header included */
};

#define HEADER_BYTES ((sizeof(weir_arena_block) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT)

void weir_arena_init(weir_arena *arena, weir_memory memory, size_t used_bytes_max)
{
    *arena = (weir_arena){.memory = memory, .used_bytes_max = used_bytes_max};
}

static void use_block(weir_arena *arena, weir_arena_block *block)
{
    arena->blocks = block;
    arena->free_at = block ? (char *)block + HEADER_BYTES : NULL;
    arena->free_end = block ? (char *)block + block->byte_count : NULL;
}

static void give_all_but(weir_arena *arena, const weir_arena_block *kept)
{
    weir_arena_block *block = arena->blocks;

    while (block) {
        weir_arena_block *older = block->older;

        if (block != kept) {
            arena->held_bytes -= block->byte_count;
            arena->memory.give(arena->memory.self, block, block->byte_count);
        }
        block = older;
    }
}

void weir_arena_release(weir_arena *arena)
{
    give_all_but(arena, NULL);
    use_block(arena, NULL);
    arena->used_bytes = 0;
}

void weir_arena_reset(weir_arena *arena)
{
    weir_arena_block *largest = arena->blocks;

    if (arena->memory.exact) {
        weir_arena_release(arena);
        return;
    }
    for (weir_arena_block *block = arena->blocks; block; block = block->older) {
        if (block->byte_count > largest->byte_count)
            largest = block;
    }
    give_all_but(arena, largest);
    if (largest)
        largest->older = NULL;
    use_block(arena, largest);
    arena->used_bytes = 0;
}

static weir_arena_block *take_block(weir_arena *arena, size_t byte_count)
{
    weir_arena_block *block = arena->memory.take(arena->memory.self, byte_count);

    if (block) {
        block->byte_count = byte_count;
        arena->held_bytes += byte_count;
    }
    return block;
}

/* A block of its own for one request; the block in use stays in use. */
static void *take_alone(weir_arena *arena, size_t byte_count)
{
    weir_arena_block *block = take_block(arena, HEADER_BYTES + byte_count);

    if (!block)
        return NULL;
    if (arena->blocks && !arena->memory.exact) {
        block->older = arena->blocks->older;
        arena->blocks->older = block;
    } else {
        block->older = arena->blocks;
        arena->blocks = block;
        arena->free_at = arena->free_end = (char *)block + block->byte_count;
    }
    return (char *)block + HEADER_BYTES;
}

/* A block twice as large as the last one, or more if that is too small for the request. */
static bool next_block(weir_arena *arena, size_t byte_count)
{
    size_t wanted = arena->blocks ? arena->blocks->byte_count : BLOCK_BYTES_MIN / 2;
    weir_arena_block *block;

    do {
        wanted *= 2;
    } while (wanted < BLOCK_BYTES_MIN || wanted < HEADER_BYTES + byte_count);
    block = take_block(arena, wanted > BLOCK_BYTES_MAX ? BLOCK_BYTES_MAX : wanted);
    if (!block)
        return false;
    block->older = arena->blocks;
    use_block(arena, block);
    return true;
}

/* The path of a request that does not fit into the block in use. */
static void *take_elsewhere(weir_arena *arena, size_t byte_count, size_t rounded)
{
    char *at;

    if (arena->memory.exact) /* not rounded, so that a checker of the memory sees the very end */
        return take_alone(arena, byte_count);
    if (rounded > ALONE_BYTES_MIN)
        return take_alone(arena, rounded);
    if (!next_block(arena, rounded))
        return NULL;
    at = arena->free_at;
    arena->free_at += rounded;
    return at;
}

void *weir_arena_take(weir_arena *arena, size_t byte_count)
{
    const size_t rounded = byte_count ? (byte_count + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT : ALIGNMENT;
    void *at = arena->free_at;

    if (byte_count > SIZE_MAX / 2 || rounded > arena->used_bytes_max - arena->used_bytes)
        return NULL;
    if (rounded <= (size_t)(arena->free_end - arena->free_at))
        arena->free_at += rounded;
    else
        at = take_elsewhere(arena, byte_count, rounded);
    if (!at)
        return NULL;
    arena->used_bytes += rounded;
    return memset(at, 0, byte_count);
}

void *weir_arena_take_array(weir_arena *arena, size_t count, size_t item_bytes)
{
    if (item_bytes != 0 && count > SIZE_MAX / item_bytes)
        return NULL;
    return weir_arena_take(arena, count * item_bytes);
}

weir_err weir_arena_grow(weir_arena *arena, void *items_pointer, uint32_t count, uint32_t *capacity, size_t item_bytes)
{
    void *items, *larger;
    uint32_t wanted;

    if (count < *capacity)
        return WEIR_OK;
    if (*capacity > UINT32_MAX / 2)
        return WEIR_ENOMEM;
    wanted = *capacity < 4 ? 4 : *capacity * 2;
    larger = weir_arena_take_array(arena, wanted, item_bytes);
    if (!larger)
        return WEIR_ENOMEM;
    memcpy(&items, items_pointer, sizeof items);
    if (count > 0)
        memcpy(larger, items, item_bytes * count);
    memcpy(items_pointer, &larger, sizeof larger);
    *capacity = wanted;
    return WEIR_OK;
}

weir_err weir_arena_text(weir_arena *arena, weir_text text, weir_text *out)
{
    char *copy;

    if (!text.at) {
        *out = WEIR_NO_TEXT;
        return WEIR_OK;
    }
    copy = weir_arena_take(arena, text.length);
    if (!copy)
        return WEIR_ENOMEM;
    if (text.length > 0)
        memcpy(copy, text.at, text.length);
    *out = (weir_text){copy, text.length};
    return WEIR_OK;
}
