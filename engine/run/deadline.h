/* SPDX-License-Identifier: Apache-2.0
 * run/deadline.h - when something is due that is counted on a calendar, and what an instance keeps of how it was found.
 *
 * The one place that turns (value, calendar, start) into an instant: timers, due dates and time limits ask here. What a
 * value says, where a calendar counts (base/calendar.h has the kinds of limits):
 *
 *   number              working days; a whole one, not negative
 *   text                5wd, 30nd, P5D, P1W, PT4H, date:2026-12-31, or a date or a date and time as ISO 8601 writes
 *                       them
 *   days and time       of whole days: working days; else working time; all of it working time where the name of the
 *                       calendar ends in -hours
 *   date                ends when that day closes
 *   date and time       that instant; without an offset on the clock of the calendar, and then it depends on it
 *
 * A duration of FEEL does not tell PT24H from P1D, nor PT40H from P1DT16H: whole days are working days, anything else
 * is working time. Who means hours names the calendar of hours: by cn-gov-hours P1D and PT24H are 24 hours of working
 * time, as texts too. What no calendar can count is EPROCESS with a sentence: a text of days and hours (P1DT4H),
 * months, negative amounts, fractions of a day as a number, and null. Who lets null stand for "none" looks before
 * asking.
 *
 * What is kept is a context, put under the key WEIR_DEADLINE_KEY into the value of the wait, so that it is in the
 * state, in the log, and in whatever copies the details of a task:
 *
 *   {"calendar": "cn-gov", "version": 1, "limit": "5wd", "start": 1773108900000, "dueProvisional": true}
 *
 * start: in milliseconds. dueProvisional only where it is so: the due date falls into a year that is not official.
 * Layer: run.   Spec: domain/calendar.md.
 */
#ifndef WEIR_RUN_DEADLINE_H
#define WEIR_RUN_DEADLINE_H

#include "base/calendar.h"
#include "run/cx.h"
#include "run/schedule.h"

#define WEIR_DEADLINE_KEY "dueBy"

typedef struct weir_deadline {
    const weir_calendar *calendar; /* NULL: none counted, `due_ms` is all there is */
    weir_limit limit;
    int64_t start_ms, due_ms, remind_ms;
    bool is_provisional;
    bool is_fixed; /* an instant that no calendar moves: nothing is kept of it */
} weir_deadline;

/* The calendar that a setting names, seen from `scope`. *out is NULL without a setting, and if it is null or an empty
 * text. EPROCESS: it is no text, or no such calendar is known. */
WEIR_MUST_USE weir_err weir_cx_calendar(weir_cx *cx, weir_node_ix node, const weir_setting *setting,
                                        weir_number_in_instance scope, const weir_calendar **out);
/* By id; the same errors. */
WEIR_MUST_USE weir_err weir_cx_calendar_named(weir_cx *cx, weir_node_ix node, weir_text id, const weir_calendar **out);

/* calendar: not NULL. stops: in which its clock stands; NULL: none. what: "timer", "due date", for the message. */
WEIR_MUST_USE weir_err weir_cx_deadline(weir_cx *cx, weir_node_ix node, const weir_value *value,
                                        const weir_calendar *calendar, int64_t start_ms, const weir_stops *stops,
                                        const char *what, weir_deadline *out);
/* The same without an instance: false, and a reason that a sentence can end in. zones may be NULL. */
bool weir_deadline_find(const weir_value *value, const weir_calendar *calendar, int64_t start_ms,
                        const weir_stops *stops, const weir_zones *zones, weir_deadline *out, const char **reason);

/* What is kept of it. null if nothing need be: no calendar, or an instant that none moves. ENOMEM. */
WEIR_MUST_USE weir_err weir_deadline_keep(const weir_deadline *deadline, weir_arena *arena, weir_value *out);

/* The same of a time that a cycle on a calendar has; its limit is the text of the cycle. */
WEIR_MUST_USE weir_err weir_schedule_keep(const weir_schedule *schedule, weir_arena *arena, weir_value *out);

typedef struct weir_kept_deadline {
    weir_text calendar;
    uint32_t version;
    weir_text limit; /* as weir_limit_write has it; of a cycle its text */
    int64_t start_ms;
    bool is_provisional;
    bool is_released; /* somebody has set the date by hand: no correction of the calendar moves it */
} weir_kept_deadline;

/* In the value of a wait, under this key; false: it has none, or one that can't be read. */
bool weir_deadline_kept(const weir_value *value, weir_text key, weir_kept_deadline *out);
/* Whether some wait has a date that a calendar has counted. No if the program has no calendars. */
bool weir_state_is_dated(const weir_program *program, const weir_state *state);

/* A copy of a context with one entry more, or in place of another. ENOMEM. */
WEIR_MUST_USE weir_err weir_deadline_put(const weir_value *context, weir_entry entry, weir_arena *arena,
                                         weir_value *out);
/* The value of a wait whose date somebody sets by hand; null: no calendar counted it, or it is released already. */
WEIR_MUST_USE weir_err weir_deadline_release(const weir_value *value, weir_arena *arena, weir_value *out);

#endif
