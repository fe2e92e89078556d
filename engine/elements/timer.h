/* SPDX-License-Identifier: Apache-2.0
 * elements/timer.h - what the trigger of a timer keeps: also read by the host, which starts instances by timers.
 *
 * Layer: elements.
 */
#ifndef WEIR_ELEMENTS_TIMER_H
#define WEIR_ELEMENTS_TIMER_H

#include "run/program.h"

typedef struct weir_timer {
    bool is_cycle; /* else a date or a duration */
    weir_setting setting;
} weir_timer;

#endif
