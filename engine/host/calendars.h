/* SPDX-License-Identifier: Apache-2.0
 * host/calendars.h - calendars of working days: from files, and those that come with weir.
 *
 * Layer: host.
 */
#ifndef WEIR_HOST_CALENDARS_H
#define WEIR_HOST_CALENDARS_H

#include "base/embedded.h"
#include "compile/calendar.h"
#include "xml/schema.h"

extern const weir_embedded weir_calendar_files[]; /* processes/calendars/, by file name */
extern const weir_calendar weir_calendar_natural; /* 24x7, version 1 */

/* bytes: borrowed during the call. EMODEL with what is wrong among the problems. ENOMEM. */
WEIR_MUST_USE weir_err weir_calendar_list_read(weir_text bytes, const weir_xml_schemas *schemas,
                                               const weir_zones *zones, weir_arena *arena, weir_problems *problems,
                                               weir_calendar_list *out);
/* The same calendar under the name that has -hours behind it. ENOMEM. */
WEIR_MUST_USE weir_err weir_calendar_by_hours(const weir_calendar *calendar, weir_arena *arena, weir_calendar *out);
/* 2026-09-28T10:00, on the clock of the calendar if it has no offset; two of them with a slash in between, the second
 * not before the first: a time in which a clock stands. False: it is none. */
bool weir_calendar_parse_instant(const weir_calendar *calendar, const weir_zones *zones, weir_text text,
                                 int64_t *out_ms);
bool weir_calendar_parse_stop(const weir_calendar *calendar, const weir_zones *zones, weir_text text, weir_stop *out);
/* The file of a calendar that comes with weir; absent: none does. */
weir_text weir_calendars_shipped(weir_text id);

#endif
