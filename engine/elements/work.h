/* SPDX-License-Identifier: Apache-2.0
 * elements/work.h - work for an external worker, or an expression to evaluate, whichever element gives it out.
 *
 * A service task always does; tasks and message events that have weir:type="external", a weir:topic or a
 * weir:expression do it instead of what their kind does. Without weir:topic the topic is the id of the element.
 * Layer: elements.
 */
#ifndef WEIR_ELEMENTS_WORK_H
#define WEIR_ELEMENTS_WORK_H

#include "elements/action.h"

typedef struct weir_work {
    weir_action action; /* in place of an external task */
    weir_setting topic, priority;
} weir_work;

/* part: the element or event definition with the attributes. A sender is a send task or a throwing message event. */
bool weir_work_is_set(const weir_part *part);
bool weir_work_is_sender(const weir_part *part);
bool weir_work_evaluates(const weir_part *part); /* no worker is waited for */
WEIR_MUST_USE weir_err weir_work_build(weir_build *build, const weir_part *part, const weir_work **out);
/* Create the external task; the element goes on when its wait is met. With an expression it does so at once. */
WEIR_MUST_USE weir_err weir_work_begin(weir_cx *cx, weir_node_ix node, weir_number_in_instance token,
                                       const weir_work *work);
/* The hook on_wait of a task: done. */
weir_err weir_work_done(weir_cx *cx, const weir_wait *wait, const weir_command *command);

#endif
