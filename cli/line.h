/* SPDX-License-Identifier: Apache-2.0
 * cli/line.h - lines that a person types: edited, remembered, completed.
 *
 * The only place that knows libedit. Keys are those of the terminal's user (~/.editrc); the up key brings back what was
 * typed before, Tab completes a word, Ctrl-D ends.
 * Layer: cli.
 */
#ifndef WEIR_CLI_LINE_H
#define WEIR_CLI_LINE_H

#include "base/error.h"

typedef struct weir_line_editor weir_line_editor;

/* The ix-th word that may follow what was typed, by any order; NULL: there are no more. */
typedef const char *(*weir_line_words)(const void *self, uint32_t ix);

/* own: pair with weir_line_close. words, self: borrowed as long as the editor. ENOMEM: there is no terminal, or no
 * memory. */
WEIR_MUST_USE weir_err weir_line_open(weir_line_words words, const void *self, weir_line_editor **out);
void weir_line_close(weir_line_editor *editor);
/* The next line without its end, valid until the next call; NULL: there are no more, or Ctrl-C was typed and
 * `was_interrupted` is set. */
const char *weir_line_read(weir_line_editor *editor, const char *prompt, bool *was_interrupted);
void weir_line_remember(weir_line_editor *editor, const char *line);

#endif
