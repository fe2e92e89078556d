/* SPDX-License-Identifier: Apache-2.0
 * run/limit_stand.h - how a time limit stands: what its wait keeps as its value, and what follows from it.
 *
 * The value is a context that every fact of the limit carries whole, so that who follows the log needs nothing else:
 *
 *   {"state": "running", "limit": "5wd", "policy": "TL-1", "basis": "L2", "superior": "smo-leader",
 *    "calendar": "cn-gov", "version": 1, "start": "…Z", "remind": "…Z", "due": "…Z", "stage": 1, …}
 *
 * state: running, reminded, overdue; or stopped, whatever else holds. stage: how much was done, see below. Only where
 * it is so: dueProvisional true; overdueWd; stoppedSince; stops, a list of {from, to}; extension {workingDays, by,
 * reason, at}; taskId, of the task that its owner had when something was done last; overdueCalendar and overdueVersion,
 * where days overdue are counted on another calendar. Instants are texts in UTC. Layer: run, for time_limit.c and
 * limit_stop.c.
 */
#ifndef WEIR_RUN_LIMIT_STAND_H
#define WEIR_RUN_LIMIT_STAND_H

#include "base/calendar.h"
#include "run/time_limit.h"

/* What was done last. Those up to the policy of the limit come, in this order. */
enum { WEIR_LIMIT_RUNS, WEIR_LIMIT_REMINDED, WEIR_LIMIT_OVERDUE, WEIR_LIMIT_REPORTED, WEIR_LIMIT_LED };

typedef struct weir_limit_stand {
    weir_text limit, policy, basis, superior; /* absent: none */
    weir_text calendar, overdue_calendar;     /* overdue_calendar: absent: the same */
    int64_t version, overdue_version;
    int64_t start_ms, remind_ms, due_ms;
    bool is_provisional;
    int64_t stage;
    int64_t overdue_days;
    int64_t stopped_ms; /* since when its clock stands; 0: it runs */
    weir_stop *stops;   /* that are over */
    uint32_t stop_count;
    int64_t extension_days, extended_ms; /* 0: it was not extended */
    weir_text extended_by, extension_reason;
    weir_text task; /* id; absent: its owner had none yet */
} weir_limit_stand;

/* EFORMAT: a value that was not written here. ENOMEM. */
WEIR_MUST_USE weir_err weir_limit_stand_read(const weir_value *value, weir_arena *arena, weir_limit_stand *out);
WEIR_MUST_USE weir_err weir_limit_stand_write(const weir_limit_stand *stand, weir_arena *arena, weir_value *out);
/* Count its end and its reminder again, by its calendar as it is now. EPROCESS. */
WEIR_MUST_USE weir_err weir_limit_stand_date(weir_cx *cx, weir_node_ix node, weir_limit_stand *stand);
/* When what comes next is due; WEIR_LIMIT_NEVER_MS: nothing does, or not before the clock runs again. */
WEIR_MUST_USE weir_err weir_limit_stand_next(weir_cx *cx, weir_node_ix node, const weir_limit_stand *stand,
                                             weir_limit_policy policy, int64_t *out_ms);
/* Working days that have begun behind its end, without those of stops, one that lasts too; as of now. */
WEIR_MUST_USE weir_err weir_limit_stand_overdue(weir_cx *cx, weir_node_ix node, const weir_limit_stand *stand,
                                                int64_t *out);
/* The value of a limit that is overdue as it is to be shown at `now_ms`, for who asks between two facts: overdueWd is
 * as of then. Any other value stays as it is, and one whose calendar is not there any more. ENOMEM; what `calendars`
 * says. */
WEIR_MUST_USE weir_err weir_limit_stand_at(const weir_value *value, const weir_calendars *calendars, int64_t now_ms,
                                           weir_arena *arena, weir_value *out);

#endif
