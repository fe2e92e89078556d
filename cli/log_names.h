/* SPDX-License-Identifier: Apache-2.0
 * cli/log_names.h - what instances and their elements are called, for lines that tell of many instances.
 *
 * The last ones are remembered, so that a line rarely costs a question. Layer: cli.
 */
#ifndef WEIR_CLI_LOG_NAMES_H
#define WEIR_CLI_LOG_NAMES_H

#include "cli/source.h"
#include "cli/words.h"

#define WEIR_LOG_KEY_SIZE 64

typedef struct weir_log_names weir_log_names;

/* source and arena (of what is printed, reset by the caller) are borrowed. NULL: no memory. */
weir_log_names *weir_log_names_new(weir_source *source, weir_arena *arena);
void weir_log_names_free(weir_log_names *names);

/* The words for facts of an instance, and its business key; without one "…" and the end of its id, "-" for the engine.
 * What can't be found out is told by ids. */
const weir_words *weir_log_names_find(weir_log_names *names, const char *instance, char key[static WEIR_LOG_KEY_SIZE]);

#endif
