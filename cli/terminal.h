/* SPDX-License-Identifier: Apache-2.0
 * cli/terminal.h - colours and progress, on a terminal alone.
 *
 * Layer: cli.
 */
#ifndef WEIR_CLI_TERMINAL_H
#define WEIR_CLI_TERMINAL_H

#include <stdbool.h>
#include <stdint.h>

bool weir_stdout_is_terminal(void);
bool weir_stdout_has_colours(void); /* a terminal, and NO_COLOR is not set */

typedef enum weir_style { WEIR_STYLE_BOLD, WEIR_STYLE_DIM, WEIR_STYLE_RED } weir_style;

/* "" when stdout has no colours. */
const char *weir_style_begin(weir_style style);
const char *weir_style_end(void);

#endif
