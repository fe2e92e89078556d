/* SPDX-License-Identifier: Apache-2.0
 * elements/language.h - in which language a text of the model is written.
 *
 * Layer: elements.
 */
#ifndef WEIR_ELEMENTS_LANGUAGE_H
#define WEIR_ELEMENTS_LANGUAGE_H

#include "feel/juel.h"
#include "model/model.h"

typedef enum weir_language {
    WEIR_LANGUAGE_LITERAL, /* no expression */
    WEIR_LANGUAGE_FEEL,
    WEIR_LANGUAGE_JUEL,  /* ${…} */
    WEIR_LANGUAGE_OTHER, /* one that weir does not execute */
} weir_language;

/* What the model says about the text of a part: its language, or the scriptFormat of the script, or the
 * expressionLanguage of the definitions; absent if nothing. */
weir_text weir_language_declared(const weir_part *part);
/* A text that is always an expression. Without a language, or with an address instead of a name, it is ${…} if it
 * begins so. */
weir_language weir_language_of(weir_text declared, weir_text text);
/* The same for what is done (weir:expression, a script, a listener): ${…} may also stand inside a text. */
weir_language weir_language_of_action(weir_text declared, weir_text text);
/* A text that is FEEL behind '=', ${…} if it has one anywhere, else literal. */
weir_language weir_language_of_setting(weir_text text);

/* Compile a text that is FEEL (with or without '=') or ${…}. may_change: see weir_juel_compile. */
WEIR_MUST_USE weir_err weir_language_compile(weir_language language, weir_text text, bool may_change, weir_arena *arena,
                                             const weir_expression **out, weir_diag *diag);

#endif
