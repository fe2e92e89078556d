/* SPDX-License-Identifier: Apache-2.0
 * run/requirement.h - what must be true before an activity begins, and before a person may complete a task.
 *
 * A requirement that is not met refuses the command: nothing has happened then. Its message is what the person reads.
 * Spec: own (weir:requirement).     Layer: run.
 */
#ifndef WEIR_RUN_REQUIREMENT_H
#define WEIR_RUN_REQUIREMENT_H

#include "run/cx.h"

typedef struct weir_requirement {
    bool is_at_end; /* looked at when a person completes the task; else when the activity is entered */
    const weir_expression *condition;
    weir_setting message;
} weir_requirement;

struct weir_requirements {
    weir_requirement *items;
    uint32_t count;
};

/* Before the node is entered: its inputs are not there yet. scope: around it. EPROCESS with the message of the first
 * that is not true. */
WEIR_MUST_USE weir_err weir_cx_require_begin(weir_cx *cx, weir_node_ix node, weir_number_in_instance scope);
/* Before the token, which has what the person gave, leaves its task: EVALUE in the same way. */
WEIR_MUST_USE weir_err weir_cx_require_end(weir_cx *cx, weir_number_in_instance token);

#endif
