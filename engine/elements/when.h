/* SPDX-License-Identifier: Apache-2.0
 * elements/when.h - the moment that a date, a date and time, or a duration stands for.
 *
 * Layer: elements.   Spec: BPMN 2.0.2 §10.5.5 (timer), ISO 8601-1.
 */
#ifndef WEIR_ELEMENTS_WHEN_H
#define WEIR_ELEMENTS_WHEN_H

#include "run/deadline.h"

/* The same without an instance: false if the value is neither a date nor a duration. */
bool weir_when_ms(const weir_value *value, int64_t now_ms, const weir_zones *zones, int64_t *out_ms);

/* value: a text in ISO 8601, or a temporal FEEL value; durations count from now, days as 24 hours of UTC.
 * EPROCESS with `what` ("due date") if it is neither. */
WEIR_MUST_USE weir_err weir_when(weir_cx *cx, weir_node_ix node, const weir_value *value, const char *what,
                                 int64_t *out_ms);
/* The same where a calendar may count (run/deadline.h), from now on; NULL: none does. */
WEIR_MUST_USE weir_err weir_when_due(weir_cx *cx, weir_node_ix node, const weir_value *value,
                                     const weir_calendar *calendar, const char *what, weir_deadline *out);

#endif
