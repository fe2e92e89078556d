/* SPDX-License-Identifier: Apache-2.0
 * cli/task_list.h - what is open: user tasks, external tasks, incidents.
 *
 * Layer: cli.
 */
#ifndef WEIR_CLI_TASK_LIST_H
#define WEIR_CLI_TASK_LIST_H

#include "cli/source.h"

typedef enum weir_task_kind { WEIR_TASK_USER, WEIR_TASK_EXTERNAL, WEIR_TASK_INCIDENT } weir_task_kind;

/* filter->count_max: at most so many are printed; more are told of. The exit code. */
int weir_task_list(weir_source *source, weir_task_kind kind, const weir_db_filter *filter, bool is_json);

#endif
