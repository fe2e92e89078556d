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

/* bytes: borrowed during the call. EMODEL with what is wrong among the problems. ENOMEM. */
WEIR_MUST_USE weir_err weir_calendar_list_read(weir_text bytes, const weir_xml_schemas *schemas,
                                               const weir_zones *zones, weir_arena *arena, weir_problems *problems,
                                               weir_calendar_list *out);
/* The same calendar under the name that has -hours behind it. ENOMEM. */
WEIR_MUST_USE weir_err weir_calendar_by_hours(const weir_calendar *calendar, weir_arena *arena, weir_calendar *out);
/* The file of a calendar that comes with weir; absent: none does. */
weir_text weir_calendars_shipped(weir_text id);

#endif
