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

/* What somebody waits for: on stderr, if that is a terminal and it takes more than a moment. Ctrl-C stops it in an
 * orderly way, a second one at once. */
typedef struct weir_progress {
    const char *what;
    int64_t since_ms, drawn_ms; /* of `what`; 0: never */
    bool is_terminal, is_drawn;
} weir_progress;

void weir_progress_begin(weir_progress *progress);
bool weir_progress_tell(void *progress, const char *what, uint64_t done, uint64_t total); /* a weir_db_progress */
void weir_progress_end(weir_progress *progress);                                          /* wipes the line */

#endif
