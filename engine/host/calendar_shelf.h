/* SPDX-License-Identifier: Apache-2.0
 * host/calendar_shelf.h - the calendars that come with weir, read when they are first asked for.
 *
 * 24x7 counts natural time; the others are the files of processes/calendars/ and the overlays in them, all as
 * version 1. A name with "-hours" behind it is the same calendar, in which every duration counts hours. Layer: host.
 */
#ifndef WEIR_HOST_CALENDAR_SHELF_H
#define WEIR_HOST_CALENDAR_SHELF_H

#include "base/calendar.h"

typedef struct weir_calendar_shelf weir_calendar_shelf; /* for one thread at a time */

/* own: pair with weir_calendar_shelf_free. zones: borrowed as long as the shelf lives. ENOMEM. */
WEIR_MUST_USE weir_err weir_calendar_shelf_new(weir_memory memory, const weir_zones *zones, weir_calendar_shelf **out);
void weir_calendar_shelf_free(weir_calendar_shelf *shelf);

/* Valid as long as the shelf, like every calendar it hands out. */
const weir_calendars *weir_calendar_shelf_calendars(const weir_calendar_shelf *shelf);

#endif
