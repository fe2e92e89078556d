/* SPDX-License-Identifier: Apache-2.0
 * store/memory_messages.c - a list in the order of positions, with one block for the texts of each.
 */
#include "store/memory_messages.h"

#include <string.h>

static void give_block(const weir_memory_messages *list, const weir_memory_message *item)
{
    list->memory.give(list->memory.self, item->block, item->byte_count);
}

static weir_err grow(weir_memory_messages *list)
{
    const uint32_t wanted = list->capacity ? list->capacity * 2 : 8;
    weir_memory_message *items;

    if (list->count < list->capacity)
        return WEIR_OK;
    items = list->memory.take(list->memory.self, wanted * sizeof *items);
    if (!items)
        return WEIR_ENOMEM;
    if (list->items) {
        memcpy(items, list->items, list->count * sizeof *items);
        list->memory.give(list->memory.self, list->items, list->capacity * sizeof *items);
    }
    list->items = items;
    list->capacity = wanted;
    return WEIR_OK;
}

static weir_err keep_texts(const weir_memory_messages *list, weir_memory_message *item)
{
    weir_text *const texts[] = {&item->row.name, &item->row.business_key, &item->row.content};
    char *at;

    item->byte_count = 1;
    for (int i = 0; i < 3; i++)
        item->byte_count += texts[i]->length;
    at = item->block = list->memory.take(list->memory.self, item->byte_count);
    if (!at)
        return WEIR_ENOMEM;
    for (int i = 0; i < 3; i++) {
        if (!texts[i]->at)
            continue;
        memcpy(at, texts[i]->at, texts[i]->length);
        texts[i]->at = at;
        at += texts[i]->length;
    }
    return WEIR_OK;
}

weir_err weir_memory_messages_put(weir_memory_messages *list, const weir_message_row *row)
{
    weir_memory_message item = {.row = *row};

    WEIR_TRY(grow(list));
    WEIR_TRY(keep_texts(list, &item));
    item.added = ++list->change_count;
    list->items[list->count++] = item;
    return WEIR_OK;
}

static weir_memory_message *find(const weir_memory_messages *list, weir_id id)
{
    for (uint32_t i = 0; i < list->count; i++) {
        if (list->items[i].removed == 0 && weir_id_equal(list->items[i].row.id, id))
            return &list->items[i];
    }
    return NULL;
}

const weir_message_row *weir_memory_messages_find(const weir_memory_messages *list, weir_id id)
{
    const weir_memory_message *item = find(list, id);

    return item ? &item->row : NULL;
}

bool weir_memory_messages_delete(weir_memory_messages *list, weir_id id)
{
    weir_memory_message *item = find(list, id);

    if (item)
        item->removed = ++list->change_count;
    return item != NULL;
}

uint64_t weir_memory_messages_count(const weir_memory_messages *list)
{
    uint64_t count = 0;

    for (uint32_t i = 0; i < list->count; i++)
        count += list->items[i].removed == 0;
    return count;
}

weir_err weir_memory_messages_read(const weir_memory_messages *list, weir_text name, int64_t expires_until_ms,
                                   weir_message_visit visit, void *context)
{
    for (uint32_t i = 0; i < list->count; i++) {
        const weir_memory_message *item = &list->items[i];

        if (item->removed == 0 && item->row.expires_ms <= expires_until_ms &&
            (!name.at || weir_text_equal(item->row.name, name)))
            WEIR_TRY(visit(context, &item->row));
    }
    return WEIR_OK;
}

int64_t weir_memory_messages_expiry(const weir_memory_messages *list)
{
    int64_t first_ms = INT64_MAX;

    for (uint32_t i = 0; i < list->count; i++) {
        if (list->items[i].removed == 0 && list->items[i].row.expires_ms < first_ms)
            first_ms = list->items[i].row.expires_ms;
    }
    return first_ms;
}

void weir_memory_messages_commit(weir_memory_messages *list)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < list->count; i++) {
        if (list->items[i].removed > 0) {
            give_block(list, &list->items[i]);
            continue;
        }
        list->items[kept] = list->items[i];
        list->items[kept++].added = 0;
    }
    list->count = kept;
    list->change_count = 0;
}

void weir_memory_messages_undo(weir_memory_messages *list, uint64_t change_count)
{
    while (list->count > 0 && list->items[list->count - 1].added > change_count)
        give_block(list, &list->items[--list->count]);
    for (uint32_t i = 0; i < list->count; i++) {
        if (list->items[i].removed > change_count)
            list->items[i].removed = 0;
    }
    list->change_count = change_count;
}

void weir_memory_messages_release(weir_memory_messages *list)
{
    for (uint32_t i = 0; i < list->count; i++)
        give_block(list, &list->items[i]);
    if (list->items)
        list->memory.give(list->memory.self, list->items, list->capacity * sizeof *list->items);
}
