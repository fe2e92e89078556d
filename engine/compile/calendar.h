/* SPDX-License-Identifier: Apache-2.0
 * compile/calendar.h - a file of the calendar vocabulary (xsd/calendar.xsd) becomes frozen calendars.
 *
 * A file has one calendar, and one more for each overlay: the same with the days that a region has off. What decides of
 * a day, the first that says something: an override, a day of a year that is worked, a day of a year that rests, an
 * overlay, the weekday.
 *
 * Problems:
 *
 * calendar-id          error    24x7 is the name of natural time
 * calendar-zone        error    the time zone is unknown
 * calendar-time        error    a time of day is none, or hours overlap, or close before they open
 * calendar-weekday     error    a day of the weekly rest is no number from 1 (Monday) to 7
 * calendar-date        error    a date is none, or lies outside its year
 * calendar-day-twice   error    one list says two things of a day
 * calendar-year-twice  error
 * calendar-year-order  error    years stand in another order than time
 * calendar-balance     warning  a year has more or less working days than its public holidays leave: moving days makes
 *                               none
 * calendar-close       warning  days close before anybody works
 *
 * Layer: compile, may use base and model.
 */
#ifndef WEIR_COMPILE_CALENDAR_H
#define WEIR_COMPILE_CALENDAR_H

#include "base/calendar.h"
#include "base/problem.h"
#include "model/model.h"

typedef struct weir_calendar_list {
    const weir_calendar *items; /* the calendar itself, then its overlays */
    uint32_t count;
} weir_calendar_list;

/* model: root calendar, borrowed as long as the calendars live, like the zones.
 * EMODEL: there was an error among the problems; out is untouched. ENOMEM. */
WEIR_MUST_USE weir_err weir_calendar_read(const weir_model *model, const weir_zones *zones, weir_arena *arena,
                                          weir_problems *problems, weir_calendar_list *out);
/* By id; NULL: there is none. */
const weir_calendar *weir_calendar_list_find(const weir_calendar_list *calendars, weir_text id);

#endif
