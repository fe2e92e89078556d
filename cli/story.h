/* SPDX-License-Identifier: Apache-2.0
 * cli/story.h - the facts of an instance as a person would tell them: who did what when, and what followed.
 *
 * A story takes facts one after the other and prints them command by command. What goes without saying is left out, and
 * an element that is entered and left by one command was passed.
 * Layer: cli.
 */
#ifndef WEIR_CLI_STORY_H
#define WEIR_CLI_STORY_H

#include <weir.h>

#include "base/time.h"

typedef struct weir_story weir_story;

/* own: pair with weir_story_free. zones: borrowed as long as the story lives; for values that name one.
 * tells_all: every fact by its type, with all it says. NULL: no memory. */
weir_story *weir_story_new(const weir_zones *zones, bool tells_all);
void weir_story_free(weir_story *story);

/* What an element is called; before the first fact. */
WEIR_MUST_USE weir_err weir_story_name(weir_story *story, const weir_db_element *element);
/* In the order of positions, all of one instance. EFORMAT: it can't be read. ENOMEM. */
WEIR_MUST_USE weir_err weir_story_add(weir_story *story, const weir_db_fact *fact, weir_diag *diag);
/* Print what is left. */
void weir_story_end(weir_story *story);
uint64_t weir_story_fact_count(const weir_story *story);

/* What a fact of this type says, for weir_words_print_sentence. NULL: it goes without saying. */
const char *weir_story_sentence(const char *type);

#endif
