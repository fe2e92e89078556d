/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/feel/test_costs.c - how an instruction is run changes neither what it costs nor what it gives.
 */
#include "feel_fixture.h"

typedef struct cost_row {
    const char *source;
    uint32_t step_count;
} cost_row;

static const cost_row costs[] = {
    {"1 + 2 * 3 - 4 / 5", 10},
    {"if 1 < 2 and 2 <= 2 or false then \"a\" else \"b\"", 13},
    {"for i in 1..10 return i * i", 67},
    {"for i in [1, 2], j in [3, 4] return {a: i, b: j}.a", 44},
    {"some i in [1, 2, 3] satisfies i > 2", 21},
    {"every i in [1, 2, 3] satisfies i > 0", 23},
    {"[{a: 1}, {a: 2}, {b: 3}][a > 1]", 29},
    {"[1, 2, 3, 4][item > 2 and item != 3]", 48},
    {"{f: function(x) x + 1, r: f(1)}.r", 12},
    {"not(1 = 2) and \"a\" = \"a\"", 10},
    {"5 in [1..10]", 7},
    {"sort([3, 1, 2], function(x, y) x < y)", 17},
    {"sort([{k: 3}, {k: 1}, {k: 2}], function(x, y) x.k > y.k)[1].k", 32},
};

static weir_err eval_within(feel_fixture *f, const char *source, uint32_t step_count_max)
{
    weir_value value;

    weir_arena_reset(&f->arena);
    f->run.step_count = 0;
    f->run.step_count_max = step_count_max;
    return feel_eval(f, source, &value);
}

static void every_instruction_costs_one_step(void **state)
{
    feel_fixture *f = *state;

    for (size_t i = 0; i < sizeof costs / sizeof *costs; i++) {
        assert_int_equal(eval_within(f, costs[i].source, WEIR_FEEL_STEP_COUNT_MAX), WEIR_OK);
        if (f->run.step_count != costs[i].step_count)
            fail_msg("%s: %u steps, not %u", costs[i].source, f->run.step_count, costs[i].step_count);
    }
}

/* Wherever the budget ends, all of it is spent. */
static void a_budget_can_end_at_any_step(void **state)
{
    feel_fixture *f = *state;

    for (size_t i = 0; i < sizeof costs / sizeof *costs; i++) {
        for (uint32_t max = 0; max < costs[i].step_count; max++) {
            assert_int_equal(eval_within(f, costs[i].source, max), WEIR_ELIMIT);
            assert_int_equal(f->run.step_count, max);
        }
        assert_int_equal(eval_within(f, costs[i].source, costs[i].step_count), WEIR_OK);
    }
}

/* Each function once as it is, once so that it has to be called. */
static void sorting_by_a_plain_comparison_is_like_any_other(void **state)
{
    static const char *const lists[] = {
        "[]",
        "[1]",
        "[3, 1, 2, 1.0, 3.00, -1, 0]",
        "[\"b\", \"a\", \"c\", \"a\"]",
        "[@\"2026-01-02\", @\"2026-01-01\"]",
        "[1, \"a\", 2]",
        "[1, null, 2]",
        "[true, false]",
        "[{a: 2, n: 1}, {a: 1, n: 2}, {a: 2, n: 3}]",
        "[{a: 2}, {b: 1}, {a: 0}]",
        "[[{a: 1}, {a: 2}], {a: 0}]",
    };
    static const char *const comparisons[] = {
        "x < y",     "x > y",     "x <= y",     "x >= y",  "y < x",   "y >= x", "x < x", "x = y", "x.a < y.a",
        "y.a > x.a", "x.a < y.b", "x.a <= y.a", "x.a < y", "x < y.a", "x",      "x.a",   "x + y", "1 < 2",
    };
    feel_fixture *f = *state;

    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        for (size_t j = 0; j < sizeof comparisons / sizeof *comparisons; j++) {
            char plain[200], called[200];
            weir_value value, expected;
            char reason[sizeof f->run.reason];

            snprintf(plain, sizeof plain, "sort(%s, function(x, y) %s)", lists[i], comparisons[j]);
            snprintf(called, sizeof called, "sort(%s, function(x, y) {r: %s}.r)", lists[i], comparisons[j]);
            assert_int_equal(feel_eval(f, called, &expected), WEIR_OK);
            snprintf(reason, sizeof reason, "%.*s", (int)strcspn(f->run.reason, "("), f->run.reason);
            assert_int_equal(feel_eval(f, plain, &value), WEIR_OK);
            if (!weir_value_same(&value, &expected))
                fail_msg("%s is another list", plain);
            assert_int_equal(strncmp(f->run.reason, reason, strlen(reason)), 0);
        }
    }
}

static void comparisons_with_types_or_other_parameters_are_called(void **state)
{
    FEEL_EXPECT_ALL(*state, {"sort([2, 1], function(x: number, y: number) x < y)", "[1, 2]"},
                    {"sort([\"b\", \"a\"], function(x: number, y: number) x < y)", "null"},
                    {"sort([2, 1], function(x, y, z) x < y)", "null"},
                    {"sort([2, 1], function(x, y) external {java: {class: \"C\", method signature: \"m()\"}})", "null"},
                    {"{k: 2, r: sort([1, 3], function(x, y) x > k)}.r", "[3, 1]"});
}

/* Patterns that are constants are compiled before; the others when they are met. */
static void a_pattern_may_be_known_or_come_from_somewhere(void **state)
{
    FEEL_EXPECT_ALL(
        *state, {"for t in [\"abc\", \"xyz\"] return matches(t, \"^[a-c]+$\")", "[true, false]"},
        {"for p in [\"^a\", \"c$\", \"(\", \"\"] return matches(\"abc\", p)", "[true, true, null, true]"},
        {"for b in [true, false] return matches(\"abc\", if b then \"a\" else \"x\")", "[true, false]"},
        {"matches(\"ABC\", \"b\", \"i\") and matches(\"abc\", \"b\") and not(matches(\"ABC\", \"b\"))", "true"},
        {"for f in [\"i\", null, \"?\"] return matches(\"ABC\", \"b\", f)", "[true, false, null]"},
        {"matches(\"abc\", \"b\", null)", "true"}, {"matches(\"abc\", \"(\")", "null"},
        {"matches(\"abc\", \"b\", \"?\")", "null"},
        {"replace(\"a1b22\", \"([0-9]+)\", \"<$1>\") + replace(\"a.b\", \".\", \"-\", \"q\")", "\"a<1>b<22>a-b\""},
        {"for r in [\"-\", \"+\"] return replace(\"a1b\", \"[0-9]\", r)", "[\"a-b\", \"a+b\"]"},
        {"split(\"a, b,c\", \",\\\\s*\")", "[\"a\", \"b\", \"c\"]"},
        {"{f: function(t) split(t, \"-\"), r: [f(\"a-b\"), f(\"c\")]}.r", "[[\"a\", \"b\"], [\"c\"]]"},
        {"matches(pattern: \"^b\", input: \"abc\")", "false"},
        {"{p: \"b+\", r: matches(\"abbb\", substring(p, 1, 1)) and matches(p, p)}.r", "true"});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FEEL_TEST(every_instruction_costs_one_step),
        FEEL_TEST(a_budget_can_end_at_any_step),
        FEEL_TEST(sorting_by_a_plain_comparison_is_like_any_other),
        FEEL_TEST(comparisons_with_types_or_other_parameters_are_called),
        FEEL_TEST(a_pattern_may_be_known_or_come_from_somewhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
