/* SPDX-License-Identifier: Apache-2.0
 * host/zones.c - read TZif files below one folder, remember what they say.
 *
 * A name that was not found is looked for again: it may appear with the next update of the zone data.
 */
#include "host/zones.h"

#define NAME_LENGTH_MAX 64u
#define FILE_BYTES_MAX (64u * 1024u)
#define CACHE_BYTES_MAX ((size_t)32 * 1024 * 1024)

struct weir_zone_cache {
    weir_memory memory;
    weir_arena arena;
    weir_zones port;
    const char *folder;
    const weir_zone **items;
    uint32_t count, capacity;
};

static bool is_name_byte(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
           c == '+' || c == '/';
}

/* Letters, digits and single slashes between parts: no dot, so no way up and no hidden file. */
static bool is_zone_name(weir_text name)
{
    if (name.length == 0 || name.length > NAME_LENGTH_MAX || name.at[0] == '/' || name.at[name.length - 1] == '/')
        return false;
    for (size_t i = 0; i < name.length; i++) {
        if (!is_name_byte(name.at[i]) || (name.at[i] == '/' && name.at[i - 1] == '/'))
            return false;
    }
    return true;
}

/* The whole file, or absent text if there is none of a sensible size. */
static weir_text read_file(const weir_zone_cache *cache, weir_text name, weir_arena *arena)
{
    char path[512];
    const int length = snprintf(path, sizeof path, "%s/%.*s", cache->folder, WEIR_ARG(name));
    FILE *file = length > 0 && (size_t)length < sizeof path ? fopen(path, "rb") : NULL;
    char *bytes = file ? weir_arena_take(arena, FILE_BYTES_MAX) : NULL;
    weir_text text = WEIR_NO_TEXT;

    if (bytes) {
        const size_t count = fread(bytes, 1, FILE_BYTES_MAX, file);

        if (!ferror(file) && count < FILE_BYTES_MAX)
            text = (weir_text){bytes, count};
    }
    if (file)
        (void)fclose(file);
    return text;
}

static const weir_zone *load(weir_zone_cache *cache, weir_text name)
{
    weir_arena scratch;
    const weir_zone *zone = NULL;
    weir_text bytes;

    weir_arena_init(&scratch, cache->memory, (size_t)2 * FILE_BYTES_MAX);
    bytes = read_file(cache, name, &scratch);
    if (bytes.at &&
        weir_arena_grow(&cache->arena, &cache->items, cache->count, &cache->capacity, sizeof *cache->items) ==
            WEIR_OK &&
        weir_zone_read(name, bytes, &cache->arena, &zone, NULL) == WEIR_OK)
        cache->items[cache->count++] = zone;
    weir_arena_release(&scratch);
    return zone;
}

static const weir_zone *find(void *self, weir_text name)
{
    weir_zone_cache *cache = self;

    if (!is_zone_name(name))
        return NULL;
    for (uint32_t i = 0; i < cache->count; i++) {
        if (weir_text_equal(weir_zone_name(cache->items[i]), name))
            return cache->items[i];
    }
    return load(cache, name);
}

weir_err weir_zone_cache_new(weir_memory memory, const char *folder, weir_zone_cache **out)
{
    weir_zone_cache *cache = memory.take(memory.self, sizeof *cache);

    if (!cache)
        return WEIR_ENOMEM;
    *cache = (weir_zone_cache){.memory = memory, .folder = folder, .port = {find, cache}};
    weir_arena_init(&cache->arena, memory, CACHE_BYTES_MAX);
    *out = cache;
    return WEIR_OK;
}

void weir_zone_cache_free(weir_zone_cache *cache)
{
    if (!cache)
        return;
    weir_arena_release(&cache->arena);
    cache->memory.give(cache->memory.self, cache, sizeof *cache);
}

const weir_zones *weir_zone_cache_zones(const weir_zone_cache *cache)
{
    return &cache->port;
}
