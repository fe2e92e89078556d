/* SPDX-License-Identifier: Apache-2.0
 * feel/juel_lex.h - the tokens between the braces of ${…}.
 *
 * Layer: feel, private to it.   Spec: JSR-245 §1.19 (collected syntax).
 */
#ifndef WEIR_FEEL_JUEL_LEX_H
#define WEIR_FEEL_JUEL_LEX_H

#include "base/arena.h"

typedef enum weir_juel_token_kind {
    WEIR_JUEL_END,
    WEIR_JUEL_WHOLE,  /* 12 */
    WEIR_JUEL_NUMBER, /* 1.2, 1e3 */
    WEIR_JUEL_STRING,
    WEIR_JUEL_NAME,
    WEIR_JUEL_TRUE,
    WEIR_JUEL_FALSE,
    WEIR_JUEL_NULL,
    WEIR_JUEL_IS_EMPTY,
    WEIR_JUEL_RESERVED, /* instanceof */
    WEIR_JUEL_OR,
    WEIR_JUEL_AND,
    WEIR_JUEL_BANG,
    WEIR_JUEL_EQ,
    WEIR_JUEL_NE,
    WEIR_JUEL_LT,
    WEIR_JUEL_LE,
    WEIR_JUEL_GT,
    WEIR_JUEL_GE,
    WEIR_JUEL_PLUS,
    WEIR_JUEL_MINUS,
    WEIR_JUEL_TIMES,
    WEIR_JUEL_DIV,
    WEIR_JUEL_MOD,
    WEIR_JUEL_QUESTION,
    WEIR_JUEL_COLON,
    WEIR_JUEL_DOT,
    WEIR_JUEL_COMMA,
    WEIR_JUEL_PAREN_OPEN,
    WEIR_JUEL_PAREN_CLOSE,
    WEIR_JUEL_BRACKET_OPEN,
    WEIR_JUEL_BRACKET_CLOSE,
    WEIR_JUEL_BRACE_CLOSE,
} weir_juel_token_kind;

typedef struct weir_juel_token {
    weir_juel_token_kind kind;
    uint32_t start, end; /* byte offsets */
    weir_text text;      /* of a string without quotes and escapes; else as written */
} weir_juel_token;

/* The token at or behind *offset, which moves past it. `fault`: what is wrong, for ESYNTAX at out->start. */
WEIR_MUST_USE weir_err weir_juel_lex(weir_text source, uint32_t *offset, weir_arena *arena, weir_juel_token *out,
                                     const char **fault);

#endif
