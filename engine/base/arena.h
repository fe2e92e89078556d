/* SPDX-License-Identifier: Apache-2.0
 * base/arena.h - memory with one lifetime and a byte limit.
 *
 * Every object of the core lives in an arena and ends with it. An arena takes blocks from the
 * weir_memory it was given (the host's), never from a global allocator, so that a test can let
 * the n-th request fail. A memory with `exact` set gives one block per request.
 * Layer: base.
 */
#ifndef WEIR_BASE_ARENA_H
#define WEIR_BASE_ARENA_H

#include "base/error.h"

/* Where blocks come from. take returns NULL on failure; give gets what take returned. */
typedef struct weir_memory {
    void *(*take)(void *self, size_t byte_count);
    void (*give)(void *self, void *block, size_t byte_count);
    void *self;
    bool exact;
} weir_memory;

typedef struct weir_arena_block weir_arena_block;

typedef struct weir_arena {
    weir_memory memory;
    weir_arena_block *blocks; /* newest first */
    char *free_at, *free_end; /* in the newest block */
    size_t used_bytes, used_bytes_max;
    size_t held_bytes; /* in all blocks: what the arena costs */
} weir_arena;

/* Takes nothing yet. Release gives all blocks back and leaves an empty arena that may be used again;
 * reset does the same but keeps one block for the next use. Both accept a zeroed arena. */
void weir_arena_init(weir_arena *arena, weir_memory memory, size_t used_bytes_max);
void weir_arena_reset(weir_arena *arena);
void weir_arena_release(weir_arena *arena);

/* Zeroed memory, aligned for any type; NULL when the limit or the memory is exhausted.
 * A request of 0 bytes gives a valid pointer. */
void *weir_arena_take(weir_arena *arena, size_t byte_count);
void *weir_arena_take_array(weir_arena *arena, size_t count, size_t item_bytes); /* checks the product */
#define WEIR_TAKE(arena, type, count) ((type *)weir_arena_take_array((arena), (count), sizeof(type)))

/* Make room for one more item in an array that lives in the arena: doubles the capacity and copies.
 * Old storage stays until the arena ends. */
WEIR_MUST_USE weir_err weir_arena_grow(weir_arena *arena, void *items_pointer, uint32_t count, uint32_t *capacity,
                                       size_t item_bytes);
/* weir_arena_grow for a struct with fields named items, count, capacity. */
#define WEIR_GROW(arena, list)                                                                                         \
    weir_arena_grow((arena), &(list)->items, (list)->count, &(list)->capacity, sizeof *(list)->items)

/* A copy in the arena; absent stays absent. */
WEIR_MUST_USE weir_err weir_arena_text(weir_arena *arena, weir_text text, weir_text *out);

#endif
