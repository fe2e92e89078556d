/* SPDX-License-Identifier: Apache-2.0
 * Unary tests read back from their code: the spans they stand for, or that they are not constant.
 */
#include "feel/constant_tests.h"
#include "feel_fixture.h"

/* "not <5 [1..2) 3~": ~ was written with an operator; "-" is not constant. */
static const char *describe(feel_fixture *f, const char *source)
{
    const weir_expression *expression;
    const weir_constant_tests *tests;
    weir_buffer out;
    weir_text text;

    assert_int_equal(
        weir_feel_compile(weir_text_of(source), WEIR_FEEL_UNARY_TESTS, NULL, &f->arena, &expression, &f->diag),
        WEIR_OK);
    assert_int_equal(weir_constant_tests_of(expression, &f->arena, &tests), WEIR_OK);
    if (!tests)
        return "-";
    weir_buffer_init(&out, &f->arena, 0);
    weir_buffer_text(&out, tests->is_negated ? WEIR_T("not") : WEIR_T("in"));
    for (uint32_t i = 0; i < tests->span_count; i++) {
        const weir_span *span = &tests->spans[i];

        weir_buffer_char(&out, ' ');
        if (!span->is_point)
            weir_buffer_char(&out, span->low_closed ? '[' : '(');
        if (span->is_point || span->low.kind != WEIR_NULL)
            weir_value_write(&span->low, &out);
        if (!span->is_point)
            weir_buffer_text(&out, WEIR_T(".."));
        if (!span->is_point && span->high.kind != WEIR_NULL)
            weir_value_write(&span->high, &out);
        if (!span->is_point)
            weir_buffer_char(&out, span->high_closed ? ']' : ')');
        if (span->is_compared)
            weir_buffer_char(&out, '~');
    }
    weir_buffer_char(&out, '\0');
    assert_int_equal(weir_buffer_done(&out, &text), WEIR_OK);
    return text.at;
}

typedef struct expectation {
    const char *source, *described;
} expectation;

static void check(feel_fixture *f, const expectation *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(describe(f, rows[i].source), rows[i].described) != 0)
            fail_msg("%s: expected %s, found %s", rows[i].source, rows[i].described, describe(f, rows[i].source));
    }
}
#define CHECK(f, ...)                                                                                                  \
    check(f, (const expectation[]){__VA_ARGS__}, sizeof((const expectation[]){__VA_ARGS__}) / sizeof(expectation))

static void comparisons_and_ranges_are_spans(void **state)
{
    CHECK(*state, {"5", "in 5"}, {"-5", "in -5"}, {"< 5", "in (..5)~"}, {"<= 5", "in (..5]~"}, {"> 5", "in (5..)~"},
          {">= -5", "in [-5..)~"}, {"[1..5)", "in [1..5)"}, {"]1..5]", "in (1..5]"}, {"(< 5)", "in (..5)"},
          {"(>= 5)", "in [5..)"}, {"(= 5)", "in 5"}, {"(!= 5)", "in (..5) (5..)"}, {"= 5", "in 5~"},
          {"!= 5", "in (..5)~ (5..)~"}, {"? > 5", "in (5..)~"}, {"? = 5", "in 5~"}, {"? between 1 and 2", "in [1..2]~"},
          {"\"a\"", "in \"a\""}, {"true", "in true"}, {"null", "in null"});
}

static void several_tests_are_several_spans(void **state)
{
    CHECK(*state, {"1, 2, < 0", "in 1 2 (..0)~"}, {"\"a\", \"b\"", "in \"a\" \"b\""}, {"not(1, 2)", "not 1 2"},
          {"not(null)", "not null"}, {"[1, 2, [3..4]]", "in 1 2 [3..4]"}, {"[]", "in"}, {"1, \"a\"", "in 1 \"a\""});
}

static void constants_may_be_computed(void **state)
{
    CHECK(*state, {"1 + 2 * 3 - 4 / 2 ** 1", "in 5"}, {"date(\"2026-01-02\")", "in @\"2026-01-02\""},
          {"> date(2026, 1, 2)", "in (@\"2026-01-02\"..)~"}, {"< duration(\"P1D\")", "in (..@\"P1D\")~"},
          {"[@\"2026-01-01\"..date(\"2026-02-01\")]", "in [@\"2026-01-01\"..@\"2026-02-01\"]"},
          {"time(\"10:00:00\")", "in @\"10:00:00\""}, {"number(\"5\")", "in 5"}, {"string(5)", "in \"5\""},
          {"> @\"P1Y\"", "in (@\"P1Y\"..)~"});
}

static void what_depends_on_more_than_the_input_is_not_constant(void **state)
{
    CHECK(*state, {"n", "-"}, {"> n", "-"}, {"[1..n]", "-"}, {"? > n", "-"}, {"n > 1", "-"}, {"1, n", "-"},
          {"not(n)", "-"}, {"[n]", "-"}, {"now()", "-"}, {"< today()", "-"}, {"random number()", "-"}, {"date(n)", "-"},
          {"f(1)", "-"}, {"list contains(?, 1)", "-"}, {"? + 1 > 2", "-"}, {"count(?) > 1", "-"},
          {"if ? > 1 then true else false", "-"}, {"? in [1..2]", "-"}, {"?", "-"}, {"not(?)", "-"});
}

static void what_has_no_constant_meaning_is_not_constant(void **state)
{
    CHECK(*state, {"1 / 0", "-"}, {"date(\"never\")", "-"}, {"@\"10:00:00@Europe/Paris\"", "-"}, {"{a: 1}", "-"},
          {"[[1]]", "-"}, {"[true]", "-"}, {"> true", "-"}, {"> null", "-"}, {"!= true", "-"}, {"not([1, 2])", "-"},
          {"not(1), 2", "-"}, {"not(not(1))", "-"}, {"? between 1 and \"a\"", "-"}, {"function(x) x", "-"},
          {"1 > 2", "-"}, {"(!= true)", "-"}, {"", "-"}, {"-", "-"}, {"1 - \"a\"", "-"},
          {"? between true and false", "-"});
}

static void expressions_are_no_tests(void **state)
{
    feel_fixture *f = *state;
    const weir_expression *expression;
    const weir_constant_tests *tests;

    assert_int_equal(weir_feel_compile(WEIR_T("1"), WEIR_FEEL_EXPRESSION, NULL, &f->arena, &expression, NULL), WEIR_OK);
    assert_int_equal(weir_constant_tests_of(expression, &f->arena, &tests), WEIR_OK);
    assert_null(tests);
}

static bool reading_fails(const weir_expression *expression, uint64_t n)
{
    test_memory memory = {.fail_at = n};
    const weir_constant_tests *tests = NULL;
    weir_arena arena;
    weir_err err;

    weir_arena_init(&arena, test_memory_port(&memory, true), FEEL_ARENA_BYTES);
    err = weir_constant_tests_of(expression, &arena, &tests);
    assert_true((err == WEIR_OK) == (tests != NULL));
    assert_true(err == WEIR_OK || err == WEIR_ENOMEM);
    weir_arena_release(&arena);
    return err != WEIR_OK;
}

static void reading_survives_any_failing_request(void **state)
{
    feel_fixture *f = *state;
    const weir_expression *expression;
    uint64_t n = 1;

    assert_int_equal(
        weir_feel_compile(WEIR_T("not(1, -2, [1..3), != 4, date(\"2026-01-01\"), (!= 2), ? between 1 and 2)"),
                          WEIR_FEEL_UNARY_TESTS, NULL, &f->arena, &expression, NULL),
        WEIR_OK);
    while (reading_fails(expression, n))
        n++;
    assert_true(n > 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FEEL_TEST(comparisons_and_ranges_are_spans),
        FEEL_TEST(several_tests_are_several_spans),
        FEEL_TEST(constants_may_be_computed),
        FEEL_TEST(what_depends_on_more_than_the_input_is_not_constant),
        FEEL_TEST(what_has_no_constant_meaning_is_not_constant),
        FEEL_TEST(expressions_are_no_tests),
        FEEL_TEST(reading_survives_any_failing_request),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
