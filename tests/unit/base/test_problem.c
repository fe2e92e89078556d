/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/base/test_problem.c - problems are collected, then told in the order of the file.
 */
#include "base_fixture.h"

#include "base/problem.h"

static void problems_are_sorted_by_line_column_and_rule(void **state)
{
    struct fixture *f = *state;
    weir_problems problems;
    const char *expected[] = {"first", "second", "b-rule", "third"};

    weir_problems_init(&problems, &f->arena);
    assert_int_equal(weir_problem_add(&problems, WEIR_ERROR, "z-rule", 9, 1, WEIR_NO_TEXT, "third"), WEIR_OK);
    assert_int_equal(weir_problem_add(&problems, WEIR_WARNING, "b-rule", 2, 5, WEIR_T("e"), "b-rule"), WEIR_OK);
    assert_int_equal(weir_problem_add(&problems, WEIR_ERROR, "a-rule", 2, 5, WEIR_T("e"), "%s", "second"), WEIR_OK);
    assert_int_equal(weir_problem_add(&problems, WEIR_ERROR, "x-rule", 2, 1, WEIR_T("e"), "first"), WEIR_OK);
    weir_problems_sort(&problems);
    assert_int_equal(problems.count, 4);
    assert_int_equal(problems.error_count, 3);
    for (uint32_t i = 0; i < problems.count; i++)
        assert_text(problems.items[i].message, expected[i]);
}

static void texts_of_a_problem_are_copied(void **state)
{
    struct fixture *f = *state;
    weir_problems problems;
    char element[] = "task";

    weir_problems_init(&problems, &f->arena);
    assert_int_equal(weir_problem_add(&problems, WEIR_ERROR, "r", 1, 1, weir_text_of(element), "say"), WEIR_OK);
    memset(element, 'x', 4);
    assert_text(problems.items[0].element, "task");
}

static void beyond_the_limit_problems_are_counted_only(void **state)
{
    struct fixture *f = *state;
    weir_problems problems;

    weir_problems_init(&problems, &f->arena);
    for (int i = 0; i < WEIR_PROBLEM_COUNT_MAX + 7; i++)
        assert_int_equal(weir_problem_add(&problems, WEIR_ERROR, "r", 1, 1, WEIR_NO_TEXT, "%d", i), WEIR_OK);
    assert_int_equal(problems.count, WEIR_PROBLEM_COUNT_MAX);
    assert_int_equal(problems.dropped_count, 7);
    assert_int_equal(problems.error_count, WEIR_PROBLEM_COUNT_MAX + 7);
}

static void a_problem_that_finds_no_memory_is_not_counted(void **state)
{
    for (uint64_t n = 1; n <= 3; n++) {
        struct fixture *f = *state;
        weir_problems problems;

        weir_problems_init(&problems, &f->arena);
        f->memory.fail_at = f->memory.take_count + n;
        assert_int_equal(weir_problem_add(&problems, WEIR_ERROR, "r", 1, 1, WEIR_T("e"), "m"), WEIR_ENOMEM);
        assert_int_equal(problems.count, 0);
        assert_int_equal(problems.error_count, 0);
    }
}

static void sorting_nothing_is_allowed(void **state)
{
    struct fixture *f = *state;
    weir_problems problems;

    weir_problems_init(&problems, &f->arena);
    weir_problems_sort(&problems);
    assert_int_equal(problems.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(problems_are_sorted_by_line_column_and_rule),
        TEST(texts_of_a_problem_are_copied),
        TEST(beyond_the_limit_problems_are_counted_only),
        TEST(a_problem_that_finds_no_memory_is_not_counted),
        TEST(sorting_nothing_is_allowed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
