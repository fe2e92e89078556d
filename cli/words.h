/* SPDX-License-Identifier: Apache-2.0
 * cli/words.h - facts in words: elements by their names, sentences around the members of a fact.
 *
 * Layer: cli.
 */
#ifndef WEIR_CLI_WORDS_H
#define WEIR_CLI_WORDS_H

#include <weir.h>

#include "base/value.h"

typedef struct weir_element_name {
    const char *id, *name;
} weir_element_name;

typedef struct weir_words {
    weir_arena *arena; /* scratch */
    weir_arena names_arena;
    struct {
        weir_element_name *items; /* by id, once they are sorted */
        uint32_t count, capacity;
    } names;
} weir_words;

/* arena: for what is printed; the caller resets it. Pair with weir_words_release. */
void weir_words_init(weir_words *words, weir_arena *arena);
void weir_words_release(weir_words *words);

/* What an element is called; all of them, then sort. */
WEIR_MUST_USE weir_err weir_words_name(weir_words *words, const weir_db_element *element);
void weir_words_sort(weir_words *words);

/* Absent if there is none, or it is no text. */
weir_text weir_words_member(const weir_value *value, const char *key);
WEIR_MUST_USE weir_err weir_words_copy(weir_arena *arena, const char *text, const char **out);

/* Who acted, without "unverified:"; "somebody", if nobody gave a name. */
const char *weir_words_actor(const char *actor);

/* All on stdout. */
void weir_words_print_text(const weir_words *words, weir_text text);
void weir_words_print_element(const weir_words *words, weir_text id);
void weir_words_print_value(const weir_words *words, const weir_value *value);
/* %e: an element, %t: an instant, %v: a value, %d: what was decided, %r: a number of tries, %a: who has a task with
 * these details, %s: a text or number; each with the key in brackets: "%e{element}". */
void weir_words_print_sentence(const weir_words *words, const char *sentence, const weir_value *value);

#endif
