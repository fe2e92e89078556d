/* SPDX-License-Identifier: Apache-2.0
 * feel/constant_tests.h - what unary tests say, where they compare their input with constants alone.
 *
 * Decision tables are indexed and checked by it. Built from the code of an expression: `< 5`, `[1..5)`, `"a", "b"`,
 * `not(…)`, `date("2026-01-01")`, `? > 5`, `? between 1 and 5`; all else is not constant.
 * Layer: feel.   Spec: DMN 1.5 §7.3.1, §10.3.1.2 rules 7-15.
 */
#ifndef WEIR_FEEL_CONSTANT_TESTS_H
#define WEIR_FEEL_CONSTANT_TESTS_H

#include "feel/feel.h"

/* Values of one kind between two ends; the same value at both of them: that value alone. */
typedef struct weir_span {
    weir_value low, high; /* WEIR_NULL: no end on this side; on both: the value null alone */
    bool low_closed, high_closed;
    bool is_compared; /* written with an operator: a value of another kind gives null and a reason */
    bool is_point;
} weir_span;

typedef struct weir_constant_tests {
    const weir_span *spans; /* true in any of them */
    uint32_t span_count;
    bool is_negated; /* true outside of all of them */
} weir_constant_tests;

/* out: NULL if the tests are not constant. What it holds lives in the arena or with the expression. ENOMEM. */
WEIR_MUST_USE weir_err weir_constant_tests_of(const weir_expression *tests, weir_arena *arena,
                                              const weir_constant_tests **out);

/* The value of an expression that is made of constants alone; NULL: it is not. ENOMEM. */
WEIR_MUST_USE weir_err weir_constant_value_of(const weir_expression *expression, weir_arena *arena,
                                              const weir_value **out);

bool weir_span_holds(const weir_span *span, const weir_value *value);
/* The kind of the values in a span; WEIR_NULL: null alone. */
weir_kind weir_span_kind(const weir_span *span);

#endif
