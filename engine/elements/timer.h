/* SPDX-License-Identifier: Apache-2.0
 * elements/timer.h - what the trigger of a timer keeps: also read by the host, which starts instances by timers.
 *
 * A timer at a user task is that of a listener for a timeout, which its wait names by a number from 1.
 * Layer: elements.
 */
#ifndef WEIR_ELEMENTS_TIMER_H
#define WEIR_ELEMENTS_TIMER_H

#include "elements/build.h"
#include "run/cx.h"

typedef struct weir_timer {
    bool is_cycle; /* else a date or a duration */
    weir_setting setting, calendar;
} weir_timer;

/* definition: the <timerEventDefinition>. */
WEIR_MUST_USE weir_err weir_timer_build(weir_build *build, const weir_part *definition, const weir_timer **out);
/* listener: 0: none, the timer is that of an event. */
WEIR_MUST_USE weir_err weir_timer_arm(weir_cx *cx, weir_node_ix node, weir_number_in_instance token,
                                      const weir_timer *timer, uint32_t listener);
/* For the next time of a cycle, if there is one. */
WEIR_MUST_USE weir_err weir_timer_arm_again(weir_cx *cx, const weir_wait *wait);
uint32_t weir_timer_listener(const weir_wait *wait); /* 0: none */

#endif
