/* SPDX-License-Identifier: Apache-2.0
 * feel/juel.h - expressions written as ${…} or #{…}, compiled into the code that FEEL is compiled into.
 *
 * The language of models made for Camunda 7 and Operaton: a text with expressions in it; one alone keeps the type of
 * its value. What can be called is a closed list (juel.def), so that all but the names of variables is checked when
 * the expression is compiled. Unlike FEEL, what goes wrong in an evaluation is an error of the call (EPROCESS).
 * Layer: feel, may use base.   Spec: JSR-245 (expression language 2.1), as Operaton evaluates it.
 */
#ifndef WEIR_FEEL_JUEL_H
#define WEIR_FEEL_JUEL_H

#include "feel/feel.h"

/* Members of execution, task …: a scope answers them (weir_feel_scope.member). */
typedef enum weir_member {
#define FUNCTION(name, count_min, count_max, run, sentence)
#define METHOD(name, receivers, count_min, count_max, run, changes, sentence)
#define MEMBER(ident, root, name, count_min, count_max, changes, run, sentence) WEIR_MEMBER_##ident,
#include "feel/juel.def"
#undef FUNCTION
#undef METHOD
#undef MEMBER
    WEIR_MEMBER_COUNT
} weir_member;

/* "setAssignee" */
weir_text weir_member_name(weir_member member);

/* Whether a text has ${ or #{ in it. */
bool weir_is_juel(weir_text text);
/* may_change: whether the expression may set variables and change the task. ESYNTAX with line and column in the
 * source, also for an unknown function or method; ELIMIT. */
WEIR_MUST_USE weir_err weir_juel_compile(weir_text source, bool may_change, weir_arena *arena,
                                         const weir_expression **out, weir_diag *diag);
/* The name in front of a method that weir does not have, which is a bean of another engine: `myBean` of
 * ${myBean.doIt(x)}; absent if there is none. */
WEIR_MUST_USE weir_err weir_juel_bean(weir_text source, weir_arena *scratch, weir_text *out);

#endif
