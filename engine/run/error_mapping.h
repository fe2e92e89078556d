/* SPDX-License-Identifier: Apache-2.0
 * run/error_mapping.h - what a worker reports may be a BPMN error: the model says which, by expressions.
 *
 * Looked at when an external task is completed, and when it fails, before a retry is counted; the first one that is
 * true throws. They see the variables that came along, and what the worker said as externalTask. Layer: run.
 */
#ifndef WEIR_RUN_ERROR_MAPPING_H
#define WEIR_RUN_ERROR_MAPPING_H

#include "run/cx.h"

typedef struct weir_error_mapping {
    const weir_expression *expression; /* NULL: never */
    weir_setting code, message;
} weir_error_mapping;

typedef struct weir_error_mappings {
    weir_error_mapping *items;
    uint32_t count, capacity;
} weir_error_mappings;

/* thrown: the error has been thrown, and the token of the task is gone. A failure is not made worse by an expression
 * that can't be evaluated: it is false then. */
WEIR_MUST_USE weir_err weir_cx_map_error(weir_cx *cx, const weir_command *command, const weir_wait *task, bool *thrown);

#endif
