/* SPDX-License-Identifier: Apache-2.0
 * host/named_calendars.h - the calendars that a file may name: those that are known, and those that lie beside it.
 *
 * Neighbours are read when somebody asks for more than what is known, and once.
 * Layer: host.
 */
#ifndef WEIR_HOST_NAMED_CALENDARS_H
#define WEIR_HOST_NAMED_CALENDARS_H

#include "host/resource.h"

typedef struct weir_named_calendars {
    const weir_resource *resource;
    weir_arena *arena;
    weir_text *items; /* ids of the neighbours */
    uint32_t count, capacity;
    bool has_neighbours;
} weir_named_calendars;

/* resource: with calendars, borrowed as long as the ids. arena: where neighbours are read. */
weir_named_calendars weir_named_calendars_of(const weir_resource *resource, weir_arena *arena);
weir_calendar_ids weir_named_calendars_ids(weir_named_calendars *named);

#endif
