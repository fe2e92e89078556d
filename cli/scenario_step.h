/* SPDX-License-Identifier: Apache-2.0
 * cli/scenario_step.h - what the functions of steps share: each makes a request of one kind of step.
 * Layer: cli.
 */
#ifndef WEIR_CLI_SCENARIO_STEP_H
#define WEIR_CLI_SCENARIO_STEP_H

#include "cli/scenario_run.h"

/* What became of the request; what is wrong with the step itself goes to run->failure. */
typedef struct weir_outcome {
    weir_err err;
    weir_diag *diag;
} weir_outcome;

typedef weir_err (*weir_step_function)(weir_scenario_run *run, weir_outcome *out);

typedef struct weir_step_row {
    weir_tag tag;
    weir_step_function run;
} weir_step_row;

/* Steps on what an instance waits for (scenario_wait.c). */
extern const weir_step_row weir_wait_steps[];
extern const uint32_t weir_wait_step_count;

weir_text weir_step_attribute(const weir_scenario_run *run, weir_attr name);
/* A whole number; `otherwise` if it is not there. The schema has checked it. */
int64_t weir_step_number(const weir_scenario_run *run, weir_attr name, int64_t otherwise);
WEIR_MUST_USE weir_err weir_step_execute(weir_scenario_run *run, weir_request *request, weir_outcome *out);
/* Look at the instance the step means; is_there = false: a failure is noted. */
WEIR_MUST_USE weir_err weir_step_look(weir_scenario_run *run, weir_request *request, weir_instance_view *view,
                                      bool *is_there);
/* remove="a b" as a list of names. */
WEIR_MUST_USE weir_err weir_step_removed(weir_scenario_run *run, weir_value *out);

/* scenario_wait.c: who acts on a task: who is named, else who has it. */
weir_text weir_run_actor(const weir_wait *task, weir_text by, weir_text otherwise);

#endif
