/* SPDX-License-Identifier: Apache-2.0
 * run/limit_given.h - when a time limit began and when its clock stood, as its element says (weir:timeLimitStart,
 * weir:timeLimitStops).
 *
 * For what is entered again and goes on with what is left of its limit, and for a limit that counts from the day of an
 * application. Layer: run, for time_limit.c.   Spec: domain/calendar.md §2.3.
 */
#ifndef WEIR_RUN_LIMIT_GIVEN_H
#define WEIR_RUN_LIMIT_GIVEN_H

#include "base/calendar.h"
#include "run/cx.h"

typedef struct weir_limit_given {
    int64_t start_ms; /* not later than now */
    weir_stop *stops; /* in order, none overlaps another or is later than now; those of no length are left out */
    uint32_t stop_count;
} weir_limit_given;

/* Instants without an offset are on the clock of the calendar. EPROCESS: a value that is none of these. */
WEIR_MUST_USE weir_err weir_cx_limit_given(weir_cx *cx, weir_node_ix node, weir_number_in_instance scope,
                                           const weir_calendar *calendar, weir_limit_given *out);

#endif
