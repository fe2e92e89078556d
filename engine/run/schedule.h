/* SPDX-License-Identifier: Apache-2.0
 * run/schedule.h - the times of a cycle, one after the other: R3/PT10M, R/START/P1D/END, or cron.
 *
 * A cycle keeps its start: the n-th time is start + n periods, so that months don't drift. Times that were missed are
 * not made up for. Where a calendar counts, the periods are limits of it (5wd, PT4H), and the times of cron are on its
 * clock and on days that work.
 * Layer: run.   Spec: BPMN 2.0.2 §10.5.5, ISO 8601-1 §5.6.
 */
#ifndef WEIR_ELEMENTS_SCHEDULE_H
#define WEIR_ELEMENTS_SCHEDULE_H

#include "base/calendar.h"

typedef struct weir_schedule {
    weir_text text;
    int64_t start_ms;              /* when it began; of a cycle with a start of its own, that */
    int64_t n;                     /* of the time that is wanted, counted from 0 */
    const weir_calendar *calendar; /* NULL: none counts */
    int64_t due_ms;
    bool is_provisional; /* due_ms lies in a year of the calendar that is not official */
} weir_schedule;

typedef enum weir_schedule_result {
    WEIR_SCHEDULE_DUE,
    WEIR_SCHEDULE_OVER,
    WEIR_SCHEDULE_MALFORMED,
    WEIR_SCHEDULE_TOO_FAR, /* it leaves the calendar */
} weir_schedule_result;

/* The n-th time, or the first behind it that is not past: sets due_ms, n, and start_ms of a cycle that has one. */
weir_schedule_result weir_schedule_find(weir_schedule *schedule, int64_t now_ms, const weir_zones *zones);
/* When the time that stands in the schedule is due, after its calendar was corrected: the n-th of a cycle, wherever it
 * lies; the next one of cron. */
weir_schedule_result weir_schedule_again(weir_schedule *schedule, int64_t now_ms, const weir_zones *zones);

#endif
