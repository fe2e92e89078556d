/* SPDX-License-Identifier: Apache-2.0
 * feel/lex.h - FEEL text to tokens, one at a time.
 *
 * The lexer is a position in the text: copying the struct saves it, assigning it back rewinds.
 * Names with blanks or operator signs are recognised by longest match against the known names.
 * Layer: feel, private to it.   Spec: DMN 1.5 §10.3.1.2 (grammar), §10.3.1.4 (names), §10.3.1.5 (tokens).
 */
#ifndef WEIR_FEEL_LEX_H
#define WEIR_FEEL_LEX_H

#include "base/arena.h"

typedef enum weir_token_kind {
#define TOKEN(name, spelling) WEIR_TOKEN_##name,
#define KEYWORD(name, spelling) WEIR_TOKEN_##name,
#include "feel/tokens.def"
#undef KEYWORD
#undef TOKEN
    WEIR_TOKEN_COUNT
} weir_token_kind;

typedef struct weir_token {
    uint8_t kind;        /* weir_token_kind */
    uint32_t start, end; /* byte offsets */
    weir_text text;      /* NAME: normalised; STRING, AT: without quotes, escapes resolved; else as written */
} weir_token;

/* Names that are more than one word, as written in the model; they only grow during one compilation. */
typedef struct weir_known_names {
    weir_text *items;
    uint32_t count, capacity;
} weir_known_names;

typedef struct weir_lexer {
    weir_text source;
    uint32_t offset;
    const weir_known_names *known;
    uint32_t known_end_max; /* if not 0, a known name has to end before it */
    weir_arena *arena;      /* resolved strings */
    weir_diag *diag;
} weir_lexer;

/* ESYNTAX: a character that begins no token, an unfinished string or comment. */
WEIR_MUST_USE weir_err weir_lex_next(weir_lexer *lexer, weir_token *out);
/* The name of something declared: a key, a parameter, an iteration variable. Words (keywords too), blanks and
 * the signs . / - ' + * are joined up to the word `stop` (may be absent). found: false if no name begins
 * here; the lexer did not move then. */
WEIR_MUST_USE weir_err weir_lex_declared(weir_lexer *lexer, weir_text stop, weir_token *out, bool *found);
/* The longest of the known names that stands at the lexer and reaches beyond a plain word. */
bool weir_lex_known(weir_lexer *lexer, weir_token *out);
/* The name after a dot: a known name, or any word and the words after it that are no keywords. */
WEIR_MUST_USE weir_err weir_lex_property(weir_lexer *lexer, weir_token *out, bool *found);
/* Is this one plain word, which the lexer finds without help? */
bool weir_lex_is_plain_name(weir_text name);
/* The content of a string with its escapes resolved. A backslash before a character that needs none stays. */
WEIR_MUST_USE weir_err weir_lex_escapes(weir_text raw, weir_arena *arena, weir_text *out);
const char *weir_token_spelling(weir_token_kind kind);

#endif
