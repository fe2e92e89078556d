/* SPDX-License-Identifier: Apache-2.0
 * run/redate.h - open dates of an instance are counted again, after the calendar they were counted on was corrected.
 *
 * Each wait whose date was counted by an older version than env.calendars has now gets one fact with the old and the
 * new date and the version, also when the date stays. Left as they are: what is due already or overdue, a timer that is
 * being tried again, and what somebody has set by hand; time limits are time_limit.h's own. So the command can be
 * repeated: a second time nothing happens. Layer: run.   Spec: domain/calendar.md, 2.7.
 */
#ifndef WEIR_RUN_REDATE_H
#define WEIR_RUN_REDATE_H

#include "run/deadline.h"

WEIR_MUST_USE weir_err weir_cx_redate(weir_cx *cx);

/* For waits that keep a deadline in their own way: the calendar by which `kept`, due at due_ms, has to be counted
 * again; NULL: it stays. ENOMEM, ESTORE. */
WEIR_MUST_USE weir_err weir_redate_calendar(weir_cx *cx, const weir_kept_deadline *kept, int64_t due_ms,
                                            const weir_calendar **out);

#endif
