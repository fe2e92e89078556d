/* SPDX-License-Identifier: Apache-2.0
 * run/condition.h - events that wait for a condition over the data.
 *
 * A condition is looked at when its event begins to wait, and for each variable that is created, updated or deleted
 * where the event sees it: after the move that did so, before any token goes on. So a variable that a task sets is seen
 * by an event around the task, even if the next move would end what the event is attached to. What a completed task
 * sets does not meet the conditions attached to the task itself: its waits have gone with it.
 * Layer: run.   Spec: BPMN 2.0.2 §10.5.5; docs/decisions/0023-conditions.md.
 */
#ifndef WEIR_RUN_CONDITION_H
#define WEIR_RUN_CONDITION_H

#include "run/cx.h"

/* What can happen to a variable: flags. */
enum { WEIR_VARIABLE_CREATED = 1, WEIR_VARIABLE_UPDATED = 2, WEIR_VARIABLE_DELETED = 4 };

/* The trigger_config of a conditional event. */
typedef struct weir_condition {
    const weir_expression *expression;
    weir_text variable; /* the only one whose changes matter; absent: all */
    uint8_t events;     /* flags of changes that matter; 0: all */
} weir_condition;

/* Note a fact that changes a variable, before it is applied. ENOMEM. */
WEIR_MUST_USE weir_err weir_conditions_note(weir_cx *cx, const weir_fact *fact);
/* Note a wait for a condition that was just opened. ENOMEM. */
WEIR_MUST_USE weir_err weir_conditions_note_wait(weir_cx *cx, const weir_wait *wait);
/* Note all waits that end when they are met: they may have missed something. ENOMEM. */
WEIR_MUST_USE weir_err weir_conditions_note_all(weir_cx *cx);
/* Meet those whose condition is true now, for all that was noted. An instance that is suspended meets none.
 * EPROCESS: a condition is neither true nor false nor null. */
WEIR_MUST_USE weir_err weir_conditions_meet(weir_cx *cx);
/* Whether a condition is true over variables that are no instance's, for a start event. EPROCESS. */
WEIR_MUST_USE weir_err weir_condition_value(const weir_node *node, const weir_value *value, bool *out, weir_diag *diag);

#endif
