/* SPDX-License-Identifier: Apache-2.0
 * run/set_variables.h - variables that somebody outside sets and takes away, of an instance or of a task.
 *
 * A task that has variables of its own has a scope for them; without inputs, it gets one with the first of them.
 * Layer: run.
 */
#ifndef WEIR_RUN_SET_VARIABLES_H
#define WEIR_RUN_SET_VARIABLES_H

#include "run/cx.h"

/* Commands: command->variables are set, then those that the list command->removed names are taken away; what is not
 * there is no error. Of a task: where it is nearest, or with command->is_local in the scope of the task alone. */
WEIR_MUST_USE weir_err weir_variables_set(weir_cx *cx, const weir_command *command, const weir_wait *wait);
WEIR_MUST_USE weir_err weir_variables_set_of_task(weir_cx *cx, const weir_command *command, const weir_wait *wait);

/* command->variables as the token sees them, command->locals into its own scope. keeps_items: an item of a
 * multi-instance keeps what it submits, docs/decisions/0007. */
WEIR_MUST_USE weir_err weir_variables_submit(weir_cx *cx, const weir_command *command, weir_number_in_instance token,
                                             bool keeps_items);
/* Into the scope of the token alone (null: nothing). */
WEIR_MUST_USE weir_err weir_variables_set_local(weir_cx *cx, weir_number_in_instance token, const weir_value *locals);
/* Where the scope or one around it has it; nothing if none does. */
WEIR_MUST_USE weir_err weir_variables_remove(weir_cx *cx, weir_number_in_instance scope, weir_text name);

#endif
