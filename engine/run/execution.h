/* SPDX-License-Identifier: Apache-2.0
 * run/execution.h - what an expression written as ${…} can ask and do through execution and task.
 *
 * Changes are facts, in the order the expression makes them. What can be called is listed in feel/juel.def.
 * Layer: run.
 */
#ifndef WEIR_RUN_EXECUTION_H
#define WEIR_RUN_EXECUTION_H

#include "run/cx.h"

/* weir_feel_scope.member of a weir_visible. */
WEIR_MUST_USE weir_err weir_execution_member(const void *self, uint32_t member, const weir_value *arguments,
                                             bool *found, weir_value *out, weir_diag *diag);

#endif
