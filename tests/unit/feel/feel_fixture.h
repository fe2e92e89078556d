/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/feel/feel_fixture.h - evaluate an expression and compare its value as text.
 */
#ifndef WEIR_TESTS_FEEL_FIXTURE_H
#define WEIR_TESTS_FEEL_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "feel/feel.h"
#include "memory.h"

#define FEEL_ARENA_BYTES (64u << 20)
#define FEEL_NOW_MS INT64_C(1767323045006) /* 2026-01-02T03:04:05.006Z */

typedef struct feel_fixture {
    test_memory memory;
    weir_arena arena;
    weir_feel_run run;
    weir_diag diag;
    weir_value variables; /* a context */
} feel_fixture;

static inline int feel_setup(void **state)
{
    feel_fixture *f = calloc(1, sizeof *f);

    if (!f)
        return -1;
    weir_arena_init(&f->arena, test_memory_port(&f->memory, false), FEEL_ARENA_BYTES);
    f->run = (weir_feel_run){
        .now_ms = FEEL_NOW_MS, .seed = 7, .arena = &f->arena, .step_count_max = WEIR_FEEL_STEP_COUNT_MAX};
    f->variables = weir_context(NULL, 0);
    *state = f;
    return 0;
}

static inline int feel_teardown(void **state)
{
    feel_fixture *f = *state;

    weir_arena_release(&f->arena);
    assert_int_equal(f->memory.live_count, 0);
    free(f);
    return 0;
}

static inline weir_err feel_eval(feel_fixture *f, const char *source, weir_value *out)
{
    const weir_feel_scope scope = weir_feel_scope_of(&f->variables);
    const weir_expression *expression;

    f->diag = (weir_diag){0};
    WEIR_TRY(weir_feel_compile(weir_text_of(source), WEIR_FEEL_EXPRESSION, NULL, &f->arena, &expression, &f->diag));
    return weir_feel_eval(expression, &scope, &f->run, out, &f->diag);
}

/* The variables of the following evaluations, as a context literal. */
static inline void feel_given(feel_fixture *f, const char *context)
{
    assert_int_equal(feel_eval(f, context, &f->variables), WEIR_OK);
    assert_int_equal(f->variables.kind, WEIR_CONTEXT);
}

static inline weir_text feel_text(feel_fixture *f, const weir_value *value)
{
    weir_buffer buffer;
    weir_text text;

    weir_buffer_init(&buffer, &f->arena, 0);
    weir_value_write(value, &buffer);
    assert_int_equal(weir_buffer_done(&buffer, &text), WEIR_OK);
    return text;
}

static inline void feel_expect_text(feel_fixture *f, const char *source, const weir_value *value, const char *expected)
{
    const weir_text text = feel_text(f, value);

    if (!weir_text_equal(text, weir_text_of(expected)))
        fail_msg("%s\n  is       %.*s\n  expected %s\n  reason   %s", source, WEIR_ARG(text), expected, f->run.reason);
}

static inline void feel_expect(feel_fixture *f, const char *source, const char *expected)
{
    weir_value value;
    const weir_err err = feel_eval(f, source, &value);

    if (err != WEIR_OK)
        fail_msg("%s\n  gave %s at %u:%u %s", source, weir_err_name(err), f->diag.line, f->diag.column,
                 f->diag.message);
    feel_expect_text(f, source, &value, expected);
}

/* Does `input` (an expression) satisfy the unary tests? */
static inline void feel_expect_test(feel_fixture *f, const char *tests, const char *input, const char *expected)
{
    const weir_feel_scope scope = weir_feel_scope_of(&f->variables);
    const weir_expression *compiled;
    weir_value value, result;

    assert_int_equal(feel_eval(f, input, &value), WEIR_OK);
    f->diag = (weir_diag){0};
    if (weir_feel_compile(weir_text_of(tests), WEIR_FEEL_UNARY_TESTS, NULL, &f->arena, &compiled, &f->diag) != WEIR_OK)
        fail_msg("%s\n  gave %u:%u %s", tests, f->diag.line, f->diag.column, f->diag.message);
    assert_int_equal(weir_feel_test(compiled, &value, &scope, &f->run, &result, &f->diag), WEIR_OK);
    feel_expect_text(f, tests, &result, expected);
}

static inline void feel_expect_error(feel_fixture *f, const char *source, weir_err err, uint32_t line, uint32_t column,
                                     const char *message)
{
    weir_value value;

    assert_int_equal(feel_eval(f, source, &value), err);
    assert_string_equal(f->diag.message, message);
    assert_int_equal(f->diag.line, line);
    assert_int_equal(f->diag.column, column);
}

/* Pairs of expression and value. */
#define FEEL_EXPECT_ALL(f, ...)                                                                                        \
    do {                                                                                                               \
        static const char *const pairs[][2] = {__VA_ARGS__};                                                           \
        for (size_t pair_ix = 0; pair_ix < sizeof pairs / sizeof *pairs; pair_ix++)                                    \
            feel_expect(f, pairs[pair_ix][0], pairs[pair_ix][1]);                                                      \
    } while (0)

static inline void feel_expect_null(feel_fixture *f, const char *source, const char *reason)
{
    feel_expect(f, source, "null");
    if (!strstr(f->run.reason, reason))
        fail_msg("%s\n  reason   %s\n  expected %s", source, f->run.reason, reason);
}

/* Pairs of an expression that is null and why. */
#define FEEL_EXPECT_NULLS(f, ...)                                                                                      \
    do {                                                                                                               \
        static const char *const pairs[][2] = {__VA_ARGS__};                                                           \
        for (size_t pair_ix = 0; pair_ix < sizeof pairs / sizeof *pairs; pair_ix++)                                    \
            feel_expect_null(f, pairs[pair_ix][0], pairs[pair_ix][1]);                                                 \
    } while (0)

typedef struct feel_error_row {
    const char *source;
    uint32_t column;
    const char *message;
} feel_error_row;

/* Sources of one line that are refused at a column. */
#define FEEL_EXPECT_ERRORS(f, ...)                                                                                     \
    do {                                                                                                               \
        static const feel_error_row rows[] = {__VA_ARGS__};                                                            \
        for (size_t row_ix = 0; row_ix < sizeof rows / sizeof *rows; row_ix++)                                         \
            feel_expect_error(f, rows[row_ix].source, WEIR_ESYNTAX, 1, rows[row_ix].column, rows[row_ix].message);     \
    } while (0)

#define FEEL_TEST(name) cmocka_unit_test_setup_teardown(name, feel_setup, feel_teardown)

#endif
