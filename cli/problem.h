/* SPDX-License-Identifier: Apache-2.0
 * cli/problem.h - a problem of a file as a line on the terminal.
 *
 * Layer: cli.
 */
#ifndef WEIR_CLI_PROBLEM_H
#define WEIR_CLI_PROBLEM_H

#include <stdio.h>

#include "base/buffer.h"
#include "base/problem.h"

const char *weir_severity_name(weir_severity severity); /* "error" */
/* file:line: error [rule] element 'id': sentence */
void weir_problem_write(const char *path, const weir_problem *problem, weir_buffer *out);
void weir_problem_print(const char *path, const weir_problem *problem, FILE *out);

#endif
