/* SPDX-License-Identifier: Apache-2.0
 * run/compensable.h - what facts do to the completed activities of a state that can be compensated.
 *
 * Called by weir_apply alone.
 * Layer: run.   Spec: BPMN 2.0.2 §10.7, §13.5.5.
 */
#ifndef WEIR_RUN_COMPENSABLE_H
#define WEIR_RUN_COMPENSABLE_H

#include "run/state.h"

/* The token leaves its node, and the scope it has opened (NULL: none) goes with it. A process that can't be
 * compensated does not need to ask. ENOMEM. */
WEIR_MUST_USE weir_err weir_compensables_note_left(const weir_program *program, weir_state *state,
                                                   const weir_token *token, const weir_scope *opened,
                                                   bool is_completed);
/* A token is gone, or is about to go: what it was undoing is undone. */
void weir_compensables_note_gone(weir_state *state, weir_number_in_instance token);
/* The token enters, and opens a scope: what was completed in a sub-process that it undoes is in there from now on. */
void weir_compensables_note_opened(weir_state *state, weir_number_in_instance token, weir_number_in_instance opens);
/* Facts of the same name. EFORMAT. */
WEIR_MUST_USE weir_err weir_compensables_trigger(weir_state *state, const weir_fact *fact);
WEIR_MUST_USE weir_err weir_compensables_start(const weir_program *program, weir_state *state, const weir_fact *fact);

#endif
