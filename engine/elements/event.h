/* SPDX-License-Identifier: Apache-2.0
 * elements/event.h - what triggers need to know of the event they belong to.
 *
 * Layer: elements.
 */
#ifndef WEIR_ELEMENTS_EVENT_H
#define WEIR_ELEMENTS_EVENT_H

#include "run/cx.h"

/* A throwing event is done: an end event ends its path, another one goes on. */
WEIR_MUST_USE weir_err weir_event_done(weir_cx *cx, weir_node_ix node, weir_number_in_instance token);
/* The owner of the scope the event is in: where what it throws is caught first. 0: the process. */
weir_number_in_instance weir_event_host(const weir_cx *cx, weir_number_in_instance token);

/* Who goes on when `wait` is met: its token, or, if that is on an event-based gateway, the one that comes over to the
 * event, entered and with the event met. */
WEIR_MUST_USE weir_err weir_event_take_over(weir_cx *cx, const weir_wait *wait, weir_number_in_instance *out);

/* Whether the event of a wait that is met has happened: of one that waits for all of its definitions the last. */
bool weir_event_is_met(const weir_cx *cx, const weir_wait *wait);
/* One that does not interrupt begins to wait again, if there is more to come. Where it waits for all definitions, a
 * timer among them that has fired stays met. */
WEIR_MUST_USE weir_err weir_event_wait_again(weir_cx *cx, const weir_wait *wait);

#endif
