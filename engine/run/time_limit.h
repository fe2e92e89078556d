/* SPDX-License-Identifier: Apache-2.0
 * run/time_limit.h - how long an activity or the process may take, and what the engine does about it by itself.
 *
 * A limit is a wait of its owner, opened when that is entered and closed with it, however it ends; of a multi-instance
 * each item has its own. It is due whenever there is something to do next, so one wait goes through all of it:
 *
 *   80 % of the limit           remind   limit.reminded
 *   its end                     overdue  limit.overdue, and limit.escalated to the superior
 *   2 working days behind it    report   limit.reported to the efficiency supervision        (TL-2, TL-3)
 *   5 working days behind it    lead     limit.lead, and the message msg-accountability-lead  (TL-3)
 *
 * "n working days behind it" is when the n-th working day after the day of the end closes; on a calendar of natural
 * time (24x7, or none) they are those of the calendar of the process, if it has another one. A limit without a policy
 * reminds and is marked, and nobody is told. What is due when its owner ends is done before it ends, too.
 *
 * A limit may have begun before its owner is entered (`start`), as when a task comes back after somebody supplemented
 * what was missing, and its clock may have stood since (`stops`). What was due before the last of those stops was done
 * then, and is not done again.
 *
 * A boundary timer that follows the limit (weir_node.follows_limit) has no time of its own: it is due when the limit
 * ends, wherever that moves, and not while its clock stands. That of a multi-instance follows the last of its items.
 *
 * Its clock stands (limit.stopped, limit.resumed) while an activity is active that names its owner in weir:suspends, in
 * the same run of whatever contains both. Days that a stop touches do not count, of times the time of the stop. What
 * was done is not taken back: a limit that is overdue stays so, unless it is extended.
 *
 * Layer: run.   Spec: domain/calendar.md §2, domain/decisions.md overdue-actions.
 */
#ifndef WEIR_RUN_TIME_LIMIT_H
#define WEIR_RUN_TIME_LIMIT_H

#include "run/cx.h"

#define WEIR_LIMIT_STOP_COUNT_MAX 1000u     /* stops of one limit */
#define WEIR_LIMITS_AT_ONCE_MAX 100u        /* of one activity, that one command does something about */
#define WEIR_LIMIT_REPORT_DAYS 2            /* working days overdue: the efficiency supervision hears of it */
#define WEIR_LIMIT_LEAD_DAYS 5              /* an accountability lead is opened */
#define WEIR_LIMIT_NEVER_MS 253402300799999 /* 9999-12-31: nothing is left to do, or the clock stands */
#define WEIR_LEAD_MESSAGE "msg-accountability-lead"

/* How far its actions go, the last of the stages (limit_stand.h). */
typedef enum weir_limit_policy { WEIR_POLICY_TL_1 = 2, WEIR_POLICY_TL_2 = 3, WEIR_POLICY_TL_3 = 4 } weir_limit_policy;

/* Of a node. */
typedef struct weir_time_limit {
    weir_setting limit;            /* a text (5wd), a duration, a number of working days; null: no limit */
    weir_setting start;            /* when it began; null, or not set: now */
    weir_setting stops;            /* of its clock before it is entered, a list of {from, to}; null, or not set: none */
    weir_setting calendar;         /* the nearest one; not set: natural time */
    weir_setting overdue_calendar; /* of the process */
    weir_limit_policy policy;
    weir_text policy_name, basis; /* absent: none is said */
    weir_setting superior;        /* whom it is reported to when it is overdue; not set: nobody is named */
} weir_time_limit;

/* False: no such policy. */
bool weir_limit_policy_find(weir_text name, weir_limit_policy *out);

/* By the value of its wait: whether it is marked overdue; whether its end is provisional; running, reminded, overdue or
 * stopped. */
bool weir_limit_is_overdue(const weir_value *value);
bool weir_limit_is_provisional(const weir_value *value);
weir_text weir_limit_state(const weir_value *value);

/* Its owner is entered; 0: the process. The node has a limit. EPROCESS: one that can't be counted. */
WEIR_MUST_USE weir_err weir_cx_limit_start(weir_cx *cx, weir_node_ix node, weir_number_in_instance token);
/* (limit_timer.c) The limit of this token runs, or has moved, or those of some of its items ended: boundary timers that
 * follow move along. */
WEIR_MUST_USE weir_err weir_cx_limit_move_timers(weir_cx *cx, weir_node_ix activity, weir_number_in_instance owner);
/* (limit_timer.c) Whether a timer follows a limit that runs. */
bool weir_cx_limit_has_timer(const weir_cx *cx, const weir_wait *timer);
/* When the limit of this token ends, and whether in a year that is not official; 0: it has none. */
int64_t weir_cx_limit_due(const weir_cx *cx, weir_number_in_instance token, bool *is_provisional);
/* Its clock stands from now on, or runs again. */
WEIR_MUST_USE weir_err weir_cx_limit_stop(weir_cx *cx, weir_number_in_instance wait);
WEIR_MUST_USE weir_err weir_cx_limit_resume(weir_cx *cx, weir_number_in_instance wait);
/* Its owner ends, and the wait with it. */
WEIR_MUST_USE weir_err weir_cx_limit_end(weir_cx *cx, weir_number_in_instance wait);

/* (limit_stop.c) An activity that stops clocks was entered; one on this node has left, or was cancelled. */
WEIR_MUST_USE weir_err weir_cx_limits_stop(weir_cx *cx, weir_number_in_instance token);
WEIR_MUST_USE weir_err weir_cx_limits_resume(weir_cx *cx, weir_node_ix node);
/* Whether the clock of this owner has to stand now. */
bool weir_cx_limit_stands(const weir_cx *cx, weir_node_ix node, weir_number_in_instance owner);

/* Calendars have changed: limits that were counted on another version of theirs are counted again, a fact each
 * (limit.rescheduled). One that is overdue keeps its end. */
WEIR_MUST_USE weir_err weir_cx_limits_reschedule(weir_cx *cx);

/* Commands. fire: the wait is due; all that is to be done by now is done, but for leads also for other limits of the
 * same activity. extend: once, by `amount` working days, by
 * whom and why. EVALUE: a second time, or one of these is not said. */
WEIR_MUST_USE weir_err weir_limit_fire(weir_cx *cx, const weir_command *command, const weir_wait *wait);
WEIR_MUST_USE weir_err weir_limit_extend_by(weir_cx *cx, const weir_command *command, const weir_wait *none);

#endif
