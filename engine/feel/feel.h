/* SPDX-License-Identifier: Apache-2.0
 * feel/feel.h - FEEL expressions: compiled once, evaluated with limits.
 *
 * A compiled expression is frozen and may be shared between threads. Evaluation is deterministic:
 * what it sees of the world comes with weir_feel_run. Errors inside an expression give null and a
 * recorded reason (DMN 1.5 §10.3.2.13.2 …), only exhausted limits and memory are errors of the call.
 * No recursion over user input: nesting is limited at compile time, evaluation keeps its own stack.
 * Layer: feel, may use base.   Spec: DMN 1.5 chapter 10.
 */
#ifndef WEIR_FEEL_FEEL_H
#define WEIR_FEEL_FEEL_H

#include "feel/type.h"

typedef struct weir_expression weir_expression;

typedef enum weir_feel_kind {
    WEIR_FEEL_EXPRESSION,  /* grammar rule 1, `expression` */
    WEIR_FEEL_UNARY_TESTS, /* grammar rule 15: an input entry; the input value is the name `?` */
} weir_feel_kind;

#define WEIR_FEEL_SOURCE_LENGTH_MAX (256u * 1024u)
#define WEIR_FEEL_NESTING_MAX 200u
#define WEIR_FEEL_REASON_BYTES 256u
#define WEIR_FEEL_STEP_COUNT_MAX 1000000u /* per command, shared by all its expressions */

/* Names in scope that are not plain identifiers ("Applicant Name", "a-b"): the lexer joins their
 * words. Plain identifiers need not be listed, but one that is listed hides the builtin of its name where the scope has
 * a function of it. May be NULL. */
typedef struct weir_feel_names {
    const weir_text *items;
    uint32_t count;
} weir_feel_names;

/* source: borrowed during the call only. ESYNTAX with line and column in the expression, ELIMIT. */
WEIR_MUST_USE weir_err weir_feel_compile(weir_text source, weir_feel_kind kind, const weir_feel_names *names,
                                         weir_arena *arena, const weir_expression **out, weir_diag *diag);
/* The same where the expression may speak of types that a model defines; types: borrowed during the call. */
WEIR_MUST_USE weir_err weir_feel_compile_typed(weir_text source, weir_feel_kind kind, const weir_feel_names *names,
                                               const weir_feel_types *types, weir_arena *arena,
                                               const weir_expression **out, weir_diag *diag);
bool weir_feel_is_builtin(weir_text name);
weir_text weir_expression_source(const weir_expression *expression);
bool weir_expression_is_juel(const weir_expression *expression); /* it was written as ${…} (juel.h) */

/* Whether its value may depend on the name in the scope of the run. */
bool weir_expression_reads(const weir_expression *expression, weir_text name);

/* A name whose value comes from the scope of the run; one that may as well be an entry of the item of a filter is none.
 */
typedef struct weir_feel_free_name {
    weir_text name;
    weir_text member;      /* y in x.y; absent: the value is used as it is */
    uint32_t line, column; /* from 1 */
} weir_feel_free_name;

/* The next one; *at: 0 at first. False: there are no more. */
bool weir_expression_next_name(const weir_expression *expression, uint32_t *at, weir_feel_free_name *out);

/* A call of what the expression itself does not bring: f(…) of no local name and no builtin, or x.f(…) where x is no
 * local name. It is null unless a value of the scope is or holds a function. */
typedef struct weir_feel_call {
    weir_text name; /* f */
    weir_text base; /* x as it is written */
    bool is_member; /* there is one */
    bool is_named;  /* its arguments have names */
    uint32_t argument_count, names_at;
    uint32_t line, column; /* of f, from 1 */
} weir_feel_call;

uint32_t weir_expression_call_count(const weir_expression *expression);
weir_feel_call weir_expression_call(const weir_expression *expression, uint32_t ix);
/* The name of one of its arguments, if they have names. */
weir_text weir_expression_argument(const weir_expression *expression, const weir_feel_call *call, uint32_t ix);
/* What is wrong with it, where no value can be a function, and what to write instead; ends with a zero. */
void weir_feel_call_describe(const weir_feel_call *call, char *out, size_t size);

/* Where names find their values; NULL `find` means an empty scope. find: false = no such name, which is
 * null in FEEL. The value must live as long as the arena of the run. */
typedef struct weir_feel_scope {
    bool (*find)(const void *self, weir_text name, weir_value *out);
    const void *self;
    /* The members of execution, task … (weir_member of juel.h); NULL: there are none. found: whether this scope has the
     * root of the member. */
    weir_err (*member)(const void *self, uint32_t member, const weir_value *arguments, bool *found, weir_value *out,
                       weir_diag *diag);
} weir_feel_scope;

/* A scope over the entries of a context value. */
weir_feel_scope weir_feel_scope_of(const weir_value *context);

/* What one evaluation may see and spend; several evaluations of one command share one run. */
typedef struct weir_feel_run {
    int64_t now_ms;          /* now(), today() */
    uint64_t seed;           /* random number() */
    const weir_zones *zones; /* may be NULL */
    weir_arena *arena;       /* results and scratch */
    uint32_t step_count, step_count_max;
    char reason[WEIR_FEEL_REASON_BYTES]; /* why the last evaluation gave null, "" if it did not fail */
    bool misses_name;                    /* the last evaluation failed at a variable that is not there (${…} alone) */
    bool keeps_reason;                   /* also where only a part of the value failed, like an entry of a context */
} weir_feel_run;

/* ELIMIT: the step budget is spent (diag names it). ENOMEM. Everything else is null + run->reason; of an expression
 * written as ${…} it is EPROCESS. */
WEIR_MUST_USE weir_err weir_feel_eval(const weir_expression *expression, const weir_feel_scope *scope,
                                      weir_feel_run *run, weir_value *out, weir_diag *diag);
/* Unary tests against `input`: out is true, false or null. */
WEIR_MUST_USE weir_err weir_feel_test(const weir_expression *tests, const weir_value *input,
                                      const weir_feel_scope *scope, weir_feel_run *run, weir_value *out,
                                      weir_diag *diag);

/* A function of the host (a business knowledge model, a decision service …) as a FEEL value. call: gets one
 * value for each parameter; its errors are those of the evaluation.
 * parameters, self: borrowed as long as the value is used. */
typedef weir_err (*weir_feel_native)(const void *self, const weir_value *arguments, weir_feel_run *run, weir_value *out,
                                     weir_diag *diag);
WEIR_MUST_USE weir_err weir_feel_function(const weir_text *parameters, uint32_t parameter_count, weir_feel_native call,
                                          const void *self, weir_arena *arena, weir_value *out);
/* The same with the types of its parameters and its result, for `instance of`; without a result that is not known.
 * signature: a type of functions, borrowed like self; NULL: nothing is known. */
WEIR_MUST_USE weir_err weir_feel_typed_function(const weir_text *parameters, uint32_t parameter_count,
                                                weir_feel_native call, const void *self, const weir_type *signature,
                                                weir_arena *arena, weir_value *out);
/* Whether a value is a function that can stand where one of that type is expected; a builtin can everywhere. */
bool weir_feel_is_function_of(const weir_value *value, const weir_type *type);

/* FEEL "=" on two values (three-valued; null for kinds that can't be compared). */
weir_value weir_feel_equal(const weir_value *a, const weir_value *b);

#endif
