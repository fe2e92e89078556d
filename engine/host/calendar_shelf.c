/* SPDX-License-Identifier: Apache-2.0
 * host/calendar_shelf.c - the embedded files, each read once.
 */
#include "host/calendar_shelf.h"

#include "host/calendars.h"

#define SHELF_BYTES_MAX ((size_t)64 * 1024 * 1024)
#define FIRST_VERSION 1u

typedef struct box {
    const weir_embedded *file;
    weir_calendar_list list; /* each calendar, and behind it the same by hours */
    weir_err err;            /* why it could not be read; it will not get better */
    struct box *next;
} box;

struct weir_calendar_shelf {
    weir_memory memory;
    weir_arena arena;
    weir_calendars port;
    const weir_zones *zones;
    box *boxes;
};

static weir_err read_file(weir_calendar_shelf *shelf, const weir_embedded *file, weir_calendar_list *out)
{
    const weir_text bytes = {(const char *)file->bytes, file->length};
    weir_problems problems;
    weir_calendar *items;

    weir_problems_init(&problems, &shelf->arena);
    WEIR_TRY(weir_calendar_list_read(bytes, NULL, shelf->zones, &shelf->arena, &problems, out));
    items = WEIR_TAKE(&shelf->arena, weir_calendar, (size_t)out->count * 2);
    if (!items)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < out->count; i++) {
        weir_calendar *plain = &items[2 * i];

        *plain = out->items[i];
        plain->version = FIRST_VERSION;
        WEIR_TRY(weir_calendar_by_hours(plain, &shelf->arena, &plain[1]));
    }
    *out = (weir_calendar_list){items, out->count * 2};
    return WEIR_OK;
}

static weir_err open_box(weir_calendar_shelf *shelf, const weir_embedded *file, const box **out)
{
    box *found = shelf->boxes;

    while (found && found->file != file)
        found = found->next;
    if (!found) {
        found = WEIR_TAKE(&shelf->arena, box, 1);
        if (!found)
            return WEIR_ENOMEM;
        found->file = file;
        found->err = read_file(shelf, file, &found->list);
        if (found->err == WEIR_ENOMEM)
            return WEIR_ENOMEM;
        found->next = shelf->boxes;
        shelf->boxes = found;
    }
    *out = found;
    return WEIR_OK;
}

static weir_err find(void *self, weir_text id, const weir_calendar **out)
{
    weir_calendar_shelf *shelf = self;
    weir_err err = WEIR_ENOTFOUND;

    if (weir_calendar_is_meant(id, weir_calendar_natural.id)) {
        *out = &weir_calendar_natural;
        return WEIR_OK;
    }
    for (const weir_embedded *file = weir_calendar_files; file->name; file++) {
        const weir_calendar *found;
        const box *opened;

        WEIR_TRY(open_box(shelf, file, &opened));
        if (opened->err != WEIR_OK) {
            err = WEIR_EMODEL;
            continue;
        }
        found = weir_calendar_list_find(&opened->list, id);
        if (!found)
            continue;
        *out = found;
        return WEIR_OK;
    }
    return err;
}

/* One that can't be read has no ids. */
static weir_err each(void *self, weir_calendar_id_visit visit, void *context)
{
    weir_calendar_shelf *shelf = self;

    if (!visit(context, weir_calendar_natural.id))
        return WEIR_OK;
    for (const weir_embedded *file = weir_calendar_files; file->name; file++) {
        const box *opened;

        WEIR_TRY(open_box(shelf, file, &opened));
        for (uint32_t i = 0; opened->err == WEIR_OK && i < opened->list.count; i += 2) {
            if (!visit(context, opened->list.items[i].id))
                return WEIR_OK;
        }
    }
    return WEIR_OK;
}

weir_err weir_calendar_shelf_new(weir_memory memory, const weir_zones *zones, weir_calendar_shelf **out)
{
    weir_calendar_shelf *shelf = memory.take(memory.self, sizeof *shelf);

    if (!shelf)
        return WEIR_ENOMEM;
    *shelf = (weir_calendar_shelf){.memory = memory, .port = {find, shelf, each}, .zones = zones};
    weir_arena_init(&shelf->arena, memory, SHELF_BYTES_MAX);
    *out = shelf;
    return WEIR_OK;
}

void weir_calendar_shelf_free(weir_calendar_shelf *shelf)
{
    weir_memory memory;

    if (!shelf)
        return;
    memory = shelf->memory;
    weir_arena_release(&shelf->arena);
    memory.give(memory.self, shelf, sizeof *shelf);
}

const weir_calendars *weir_calendar_shelf_calendars(const weir_calendar_shelf *shelf)
{
    return &shelf->port;
}
