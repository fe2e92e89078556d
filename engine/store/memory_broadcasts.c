/* SPDX-License-Identifier: Apache-2.0
 * store/memory_broadcasts.c - a list in the order of positions, and what it was before.
 */
#include "store/memory_broadcasts.h"

#include <assert.h>
#include <string.h>

static weir_err grow(weir_memory memory, void *items_pointer, uint32_t count, uint32_t *capacity, size_t item_bytes)
{
    const uint32_t wanted = *capacity ? *capacity * 2 : 8;
    void *old, *items;

    if (count < *capacity)
        return WEIR_OK;
    items = memory.take(memory.self, wanted * item_bytes);
    if (!items)
        return WEIR_ENOMEM;
    memcpy(&old, items_pointer, sizeof old);
    if (old) {
        memcpy(items, old, count * item_bytes);
        memory.give(memory.self, old, *capacity * item_bytes);
    }
    memcpy(items_pointer, &items, sizeof items);
    *capacity = wanted;
    return WEIR_OK;
}

static weir_err make_room(weir_memory_broadcasts *list)
{
    WEIR_TRY(grow(list->memory, &list->changes, list->change_count, &list->change_capacity, sizeof *list->changes));
    return grow(list->memory, &list->items, list->count, &list->capacity, sizeof *list->items);
}

/* Its place, or where the list ends. */
static uint32_t find(const weir_memory_broadcasts *list, uint64_t pos)
{
    uint32_t ix = 0;

    while (ix < list->count && list->items[ix].pos != pos)
        ix++;
    return ix;
}

static void insert(weir_memory_broadcasts *list, uint32_t ix, const weir_broadcast_row *row)
{
    memmove(&list->items[ix + 1], &list->items[ix], (list->count - ix) * sizeof *list->items);
    list->items[ix] = *row;
    list->count++;
}

static void take_out(weir_memory_broadcasts *list, uint32_t ix)
{
    list->count--;
    memmove(&list->items[ix], &list->items[ix + 1], (list->count - ix) * sizeof *list->items);
}

weir_err weir_memory_broadcasts_put(weir_memory_broadcasts *list, const weir_broadcast_row *row)
{
    const uint32_t ix = find(list, row->pos);
    weir_memory_broadcast change = {.ix = ix, .was_none = ix == list->count};

    WEIR_TRY(make_room(list));
    assert(!change.was_none || ix == 0 || list->items[ix - 1].pos < row->pos);
    if (!change.was_none)
        change.row = list->items[ix];
    list->changes[list->change_count++] = change;
    if (change.was_none)
        insert(list, ix, row);
    else
        list->items[ix] = *row;
    return WEIR_OK;
}

weir_err weir_memory_broadcasts_delete(weir_memory_broadcasts *list, uint64_t pos)
{
    const uint32_t ix = find(list, pos);

    if (ix == list->count)
        return WEIR_ENOTFOUND;
    WEIR_TRY(make_room(list));
    list->changes[list->change_count++] = (weir_memory_broadcast){.row = list->items[ix], .ix = ix, .is_none = true};
    take_out(list, ix);
    return WEIR_OK;
}

uint32_t weir_memory_broadcasts_last_number(const weir_memory_broadcasts *list, uint64_t root)
{
    uint32_t last = 0;

    for (uint32_t i = 0; i < list->count; i++) {
        if (list->items[i].root == root && list->items[i].number > last)
            last = list->items[i].number;
    }
    return last;
}

void weir_memory_broadcasts_commit(weir_memory_broadcasts *list)
{
    list->change_count = 0;
}

/* There is room: each item was in the list once. */
void weir_memory_broadcasts_undo(weir_memory_broadcasts *list, uint32_t change_count)
{
    while (list->change_count > change_count) {
        const weir_memory_broadcast *change = &list->changes[--list->change_count];

        if (change->was_none)
            take_out(list, change->ix);
        else if (change->is_none)
            insert(list, change->ix, &change->row);
        else
            list->items[change->ix] = change->row;
    }
}

void weir_memory_broadcasts_release(weir_memory_broadcasts *list)
{
    const weir_memory memory = list->memory;

    if (list->items)
        memory.give(memory.self, list->items, list->capacity * sizeof *list->items);
    if (list->changes)
        memory.give(memory.self, list->changes, list->change_capacity * sizeof *list->changes);
}
