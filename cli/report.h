/* SPDX-License-Identifier: Apache-2.0
 * cli/report.h - what became of scenarios: on the terminal, and as JUnit XML for build servers.
 *
 * Layer: cli.
 */
#ifndef WEIR_CLI_REPORT_H
#define WEIR_CLI_REPORT_H

#include <stdio.h>

#include "base/buffer.h"
#include "cli/scenario_run.h"

/* One scenario in one mode, or a file that could not be run. */
typedef struct weir_report_item {
    const char *path, *mode; /* mode NULL: none of its scenarios was run */
    weir_text scenario;
    uint32_t line;
    bool is_passed;
    weir_text failure; /* in words, several lines; or why the file could not be run */
    int64_t duration_us;
} weir_report_item;

typedef struct weir_report {
    weir_report_item *items;
    uint32_t count, capacity;
} weir_report;

/* The failure as lines, each behind `indent`. */
void weir_failure_write(const weir_failure *failure, const char *path, const char *indent, weir_buffer *out);
/* items: in the order of their files. */
WEIR_MUST_USE weir_err weir_report_junit(const weir_report *report, weir_arena *arena, weir_text *out);

#endif
