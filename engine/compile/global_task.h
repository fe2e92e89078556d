/* SPDX-License-Identifier: Apache-2.0
 * compile/global_task.h - a global task as a process of one task, which call activities can call.
 *
 * Layer: compile.   Spec: BPMN 2.0.2 §10.3.6 (global tasks).
 */
#ifndef WEIR_COMPILE_GLOBAL_TASK_H
#define WEIR_COMPILE_GLOBAL_TASK_H

#include "model/model.h"

bool weir_is_global_task(const weir_part *part);
/* A model of its own, whose root is an executable process with the id of the global task: a start event, the task, an
 * end event, called ID.start, ID.task and ID.end. Lines are those of the global task. ENOMEM. */
WEIR_MUST_USE weir_err weir_global_task_model(const weir_part *task, weir_arena *arena, weir_model *out);

#endif
