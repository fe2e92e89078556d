/* SPDX-License-Identifier: Apache-2.0
 * server/calendars.h - what the handlers of calendars share.
 *
 * Layer: server.
 */
#ifndef WEIR_SERVER_CALENDARS_H
#define WEIR_SERVER_CALENDARS_H

#include "host/calendar_book.h"
#include "server/rest.h"

/* All calendars in all their versions, in the arena of the call. ESTORE, ENOMEM. */
WEIR_MUST_USE weir_err weir_calendars_read(weir_rest *call, const weir_zones *zones, weir_calendar_book *out);
/* The members that tell of a calendar in short, but where it comes from. */
void weir_calendar_write_head(const weir_calendar *calendar, weir_buffer *out);

#endif
