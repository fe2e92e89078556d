/* SPDX-License-Identifier: Apache-2.0
 * host/calendar_book.h - all calendars in all their versions, for who looks at them.
 *
 * Versions count as the engine counts them (deployed_calendars.c): those that come with weir are version 1, the same
 * bytes again are none. Layer: host.
 */
#ifndef WEIR_HOST_CALENDAR_BOOK_H
#define WEIR_HOST_CALENDAR_BOOK_H

#include "base/id.h"
#include "host/calendars.h"

typedef struct weir_calendar_entry {
    weir_calendar calendar, by_hours;
    weir_text bytes;    /* of its file; absent: it has none, as natural time */
    weir_id deployment; /* none: it comes with weir */
    int64_t time_ms;    /* of the deployment */
    bool is_newest;
} weir_calendar_entry;

typedef struct weir_calendar_book {
    weir_arena *arena;
    const weir_zones *zones;
    weir_calendar_entry *items; /* in the order in which they came */
    uint32_t count, capacity;
} weir_calendar_book;

/* With those that come with weir. ENOMEM. */
WEIR_MUST_USE weir_err weir_calendar_book_begin(weir_calendar_book *book, const weir_zones *zones, weir_arena *arena);
/* A file more, after all that were deployed before it; bytes are copied. One that can't be read counts for nothing.
 * ENOMEM. */
WEIR_MUST_USE weir_err weir_calendar_book_add(weir_calendar_book *book, weir_text bytes, weir_id deployment,
                                              int64_t time_ms);
/* By id, or that with -hours behind it; version 0: the newest. NULL: there is none. */
const weir_calendar_entry *weir_calendar_book_find(const weir_calendar_book *book, weir_text name, int64_t version);
/* Of such an entry, the calendar that the name means. */
const weir_calendar *weir_calendar_entry_named(const weir_calendar_entry *entry, weir_text name);
/* The version that a file with these bytes would make of a calendar; *is_new: that is not there yet. */
uint32_t weir_calendar_book_next(const weir_calendar_book *book, weir_text id, weir_text bytes, bool *is_new);

#endif
