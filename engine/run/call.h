/* SPDX-License-Identifier: Apache-2.0
 * run/call.h - one instance calls another: who called, and what the two tell each other.
 *
 * A call is a wait of the caller whose id is that of the instance that is called, so that neither has to look for the
 * other. What one tells the other is an intent: the host runs it as a command, in the same transaction.
 * Spec: BPMN 2.0.2 §10.3.6, §13.3.4.     Layer: run.
 */
#ifndef WEIR_RUN_CALL_H
#define WEIR_RUN_CALL_H

#include "run/cx.h"

#define WEIR_CALL_DEPTH_MAX 100u /* of an instance below the one that nobody called */

/* Who called an instance: kept as a context, so that facts and states hold it as one member. */
typedef struct weir_caller {
    weir_id instance, root; /* root: the outermost one, whom nobody called */
    weir_text element;      /* of `instance` */
    uint32_t depth;         /* of the called one; from 1 */
} weir_caller;

/* false: it is none. */
bool weir_caller_read(const weir_value *value, weir_caller *out);
/* Of an instance that nobody called both are none. */
void weir_state_name_caller(const weir_state *state, weir_id *caller, weir_id *root);

/* Wait for a new instance, which `start` (without instance and caller) begins. ELIMIT: WEIR_CALL_DEPTH_MAX. */
WEIR_MUST_USE weir_err weir_cx_call(weir_cx *cx, weir_node_ix node, weir_number_in_instance token,
                                    const weir_callee *callee, weir_command start);
/* The wait of a call was cancelled: so is what was called. */
WEIR_MUST_USE weir_err weir_cx_cancel_called(weir_cx *cx, const weir_wait *wait);

/* Of an instance that was called, else nothing happens. return: it has ended. tell: an escalation that it does not
 * catch. */
WEIR_MUST_USE weir_err weir_cx_return(weir_cx *cx, weir_text outcome, weir_text error);
WEIR_MUST_USE weir_err weir_cx_tell_caller(weir_cx *cx, weir_text escalation);

#endif
