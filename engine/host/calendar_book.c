/* SPDX-License-Identifier: Apache-2.0
 * host/calendar_book.c - calendars from their files, counted.
 */
#include "host/calendar_book.h"

#include "host/calendar_shelf.h"

static weir_calendar_entry *newest_of(const weir_calendar_book *book, weir_text id)
{
    for (uint32_t i = book->count; i-- > 0;) {
        if (weir_text_equal(book->items[i].calendar.id, id))
            return &book->items[i];
    }
    return NULL;
}

uint32_t weir_calendar_book_next(const weir_calendar_book *book, weir_text id, weir_text bytes, bool *is_new)
{
    const weir_calendar_entry *last = newest_of(book, id);

    /* What comes with weir is no deployment: the same bytes are its second version. */
    *is_new = !last || weir_id_is_none(last->deployment) || !weir_text_equal(last->bytes, bytes);
    return last ? last->calendar.version + *is_new : 1;
}

static weir_err add(weir_calendar_book *book, const weir_calendar *calendar, weir_calendar_entry entry)
{
    weir_calendar_entry *last = newest_of(book, calendar->id);
    bool is_new;

    entry.calendar = *calendar;
    entry.calendar.version = weir_calendar_book_next(book, calendar->id, entry.bytes, &is_new);
    entry.is_newest = true;
    if (!is_new)
        return WEIR_OK;
    if (calendar->is_natural)
        entry.by_hours = entry.calendar;
    else
        WEIR_TRY(weir_calendar_by_hours(&entry.calendar, book->arena, &entry.by_hours));
    if (last)
        last->is_newest = false;
    WEIR_TRY(WEIR_GROW(book->arena, book));
    book->items[book->count++] = entry;
    return WEIR_OK;
}

weir_err weir_calendar_book_add(weir_calendar_book *book, weir_text bytes, weir_id deployment, int64_t time_ms)
{
    weir_calendar_entry entry = {.deployment = deployment, .time_ms = time_ms};
    weir_calendar_list list;
    weir_problems problems;
    weir_err err;

    WEIR_TRY(weir_arena_text(book->arena, bytes, &entry.bytes));
    weir_problems_init(&problems, book->arena);
    err = weir_calendar_list_read(entry.bytes, NULL, book->zones, book->arena, &problems, &list);
    if (err == WEIR_EMODEL)
        return WEIR_OK;
    WEIR_TRY(err);
    for (uint32_t i = 0; i < list.count; i++)
        WEIR_TRY(add(book, &list.items[i], entry));
    return WEIR_OK;
}

weir_err weir_calendar_book_begin(weir_calendar_book *book, const weir_zones *zones, weir_arena *arena)
{
    const weir_id none = {{0}};

    *book = (weir_calendar_book){.arena = arena, .zones = zones};
    WEIR_TRY(add(book, &weir_calendar_natural, (weir_calendar_entry){.deployment = none}));
    for (const weir_embedded *file = weir_calendar_files; file->name; file++)
        WEIR_TRY(weir_calendar_book_add(book, (weir_text){(const char *)file->bytes, file->length}, none, 0));
    return WEIR_OK;
}

const weir_calendar_entry *weir_calendar_book_find(const weir_calendar_book *book, weir_text name, int64_t version)
{
    const weir_calendar_entry *meant = newest_of(book, name);
    const weir_text id = meant ? name : weir_calendar_plain_name(name);

    if (version == 0)
        return meant ? meant : newest_of(book, id);
    for (uint32_t i = 0; i < book->count; i++) {
        const weir_calendar *calendar = &book->items[i].calendar;

        if (weir_text_equal(calendar->id, id) && calendar->version == version)
            return &book->items[i];
    }
    return NULL;
}

const weir_calendar *weir_calendar_entry_named(const weir_calendar_entry *entry, weir_text name)
{
    return weir_text_equal(entry->calendar.id, name) ? &entry->calendar : &entry->by_hours;
}
