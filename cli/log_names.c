/* SPDX-License-Identifier: Apache-2.0
 * cli/log_names.c - two small memories: of instances, and of definitions with their names.
 */
#include "cli/log_names.h"

#include <string.h>

#include "host/memory_libc.h"

#define INSTANCE_COUNT_MAX 256u
#define DEFINITION_COUNT_MAX 32u
#define DEFINITION_SIZE 512
#define NO_INSTANCE "00000000-0000-0000-0000-000000000000"

typedef struct known_instance {
    char id[WEIR_DB_ID_SIZE], key[WEIR_LOG_KEY_SIZE], definition[DEFINITION_SIZE];
} known_instance;

typedef struct known_definition {
    char id[DEFINITION_SIZE];
    weir_words words;
} known_definition;

/* The oldest place is used again. */
struct weir_log_names {
    weir_source *source;
    weir_arena *arena;
    known_instance instances[INSTANCE_COUNT_MAX];
    known_definition definitions[DEFINITION_COUNT_MAX]; /* the first one knows no names */
    uint32_t instance_count, definition_count;          /* that were ever found */
};

weir_log_names *weir_log_names_new(weir_source *source, weir_arena *arena)
{
    const weir_memory memory = weir_memory_libc();
    weir_log_names *names = memory.take(memory.self, sizeof *names);

    if (!names)
        return NULL;
    memset(names, 0, sizeof *names);
    names->source = source;
    names->arena = arena;
    for (uint32_t i = 0; i < DEFINITION_COUNT_MAX; i++)
        weir_words_init(&names->definitions[i].words, arena);
    names->definition_count = 1;
    return names;
}

void weir_log_names_free(weir_log_names *names)
{
    const weir_memory memory = weir_memory_libc();

    if (!names)
        return;
    for (uint32_t i = 0; i < DEFINITION_COUNT_MAX; i++)
        weir_words_release(&names->definitions[i].words);
    memory.give(memory.self, names, sizeof *names);
}

/* ── definitions ─────────────────────────────────────────────────────────────────────────────────────────── */

static bool keep_name(void *context, const weir_db_element *element)
{
    return weir_words_name(context, element) == WEIR_OK;
}

static const weir_words *find_words(weir_log_names *names, const known_instance *instance)
{
    const uint32_t kept =
        names->definition_count < DEFINITION_COUNT_MAX ? names->definition_count : DEFINITION_COUNT_MAX;
    known_definition *place;
    weir_db_error error;

    if (instance->definition[0] == '\0')
        return &names->definitions[0].words;
    for (uint32_t i = 1; i < kept; i++) {
        if (strcmp(names->definitions[i].id, instance->definition) == 0)
            return &names->definitions[i].words;
    }
    place = &names->definitions[1 + (names->definition_count++ - 1) % (DEFINITION_COUNT_MAX - 1)];
    weir_words_release(&place->words);
    weir_words_init(&place->words, names->arena);
    (void)snprintf(place->id, sizeof place->id, "%s", instance->definition);
    (void)weir_source_elements(names->source, instance->id, keep_name, &place->words, &error); /* or ids are told */
    weir_words_sort(&place->words);
    return &place->words;
}

/* ── instances ───────────────────────────────────────────────────────────────────────────────────────────── */

static bool keep_instance(void *context, const weir_db_instance *instance)
{
    known_instance *known = context;

    (void)snprintf(known->definition, sizeof known->definition, "%s", instance->definition);
    if (instance->business_key && instance->business_key[0] != '\0')
        (void)snprintf(known->key, sizeof known->key, "%s", instance->business_key);
    return false;
}

static const known_instance *find_instance(weir_log_names *names, const char *id)
{
    const uint32_t kept = names->instance_count < INSTANCE_COUNT_MAX ? names->instance_count : INSTANCE_COUNT_MAX;
    known_instance *place;
    weir_db_error error;

    for (uint32_t i = 0; i < kept; i++) {
        if (strcmp(names->instances[i].id, id) == 0)
            return &names->instances[i];
    }
    place = &names->instances[names->instance_count++ % INSTANCE_COUNT_MAX];
    *place = (known_instance){0};
    (void)snprintf(place->id, sizeof place->id, "%s", id);
    (void)snprintf(place->key, sizeof place->key, "…%s", strlen(id) > 8 ? id + strlen(id) - 8 : id);
    (void)weir_source_instances(names->source, &(weir_db_filter){.instance = id, .count_max = 1}, keep_instance, place,
                                &error);
    return place;
}

const weir_words *weir_log_names_find(weir_log_names *names, const char *instance, char key[static WEIR_LOG_KEY_SIZE])
{
    const known_instance *known;

    if (strcmp(instance, NO_INSTANCE) == 0) {
        (void)snprintf(key, WEIR_LOG_KEY_SIZE, "-");
        return &names->definitions[0].words;
    }
    known = find_instance(names, instance);
    (void)snprintf(key, WEIR_LOG_KEY_SIZE, "%s", known->key);
    return find_words(names, known);
}
