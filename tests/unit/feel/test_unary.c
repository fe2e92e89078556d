/* SPDX-License-Identifier: Apache-2.0
 * FEEL unary tests: the input entries of decision tables.
 */
#include "feel_fixture.h"

typedef struct row {
    const char *tests, *input, *expected;
} row;

static void expect_all(feel_fixture *f, const row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        feel_expect_test(f, rows[i].tests, rows[i].input, rows[i].expected);
}

#define EXPECT_ALL(f, rows) expect_all(f, rows, sizeof rows / sizeof *(rows))

static void a_dash_or_nothing_accepts_everything(void **state)
{
    static const row rows[] = {{"-", "5", "true"}, {"-", "null", "true"}, {" ", "5", "true"}, {"-5", "5", "false"}};

    EXPECT_ALL(*state, rows);
}

static void comparisons_ranges_and_values_are_tests(void **state)
{
    static const row rows[] = {
        {"< 5", "3", "true"},       {">= 5", "3", "false"},     {"= 3", "3", "true"},     {"!= 3", "3", "false"},
        {"[1..3]", "3", "true"},    {"[1..3)", "3", "false"},   {"]1..3]", "1", "false"}, {"(1..3)", "2", "true"},
        {"\"a\"", "\"a\"", "true"}, {"3", "\"a\"", "null"},     {"null", "null", "true"}, {"null", "1", "false"},
        {"true", "false", "false"}, {"[1, 2, 3]", "2", "true"}, {"< 5", "\"a\"", "null"}, {"[1, 2]", "[1, 2]", "true"},
        {"1 + 2", "3", "true"},
    };

    EXPECT_ALL(*state, rows);
}

static void one_test_of_a_comma_list_is_enough(void **state)
{
    static const row rows[] = {{"1, 2, 3", "2", "true"},
                               {"1, 2, 3", "4", "false"},
                               {"< 2, [5..6], 9", "5", "true"},
                               {"\"a\", \"b\"", "\"c\"", "false"}};

    EXPECT_ALL(*state, rows);
}

static void not_negates_the_whole_list(void **state)
{
    static const row rows[] = {{"not(1, 2)", "3", "true"},   {"not(1, 2)", "2", "false"},
                               {"not([1..5])", "7", "true"}, {"not(\"a\")", "\"a\"", "false"},
                               {"not(null)", "1", "true"},   {"not(? = 1) or ? = 1", "1", "true"}};

    EXPECT_ALL(*state, rows);
}

static void the_input_is_the_question_mark(void **state)
{
    static const row rows[] = {{"? > 3 and ? < 5", "4", "true"},
                               {"contains(?, \"x\")", "\"axb\"", "true"},
                               {"not(contains(?, \"x\"))", "\"axb\"", "false"},
                               {"some i in ? satisfies i > 2", "[1, 3]", "true"},
                               {"count(?) > 1", "[1, 2]", "true"},
                               {"?.a = 1", "{a: 1}", "true"}};

    EXPECT_ALL(*state, rows);
}

static void variables_of_the_scope_can_be_used(void **state)
{
    feel_fixture *f = *state;

    feel_given(f, "{limit: 10, allowed: [\"a\", \"b\"]}");
    feel_expect_test(f, "> limit", "11", "true");
    feel_expect_test(f, "allowed", "\"b\"", "true");
    feel_expect_test(f, "> missing", "11", "null");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FEEL_TEST(a_dash_or_nothing_accepts_everything), FEEL_TEST(comparisons_ranges_and_values_are_tests),
        FEEL_TEST(one_test_of_a_comma_list_is_enough),   FEEL_TEST(not_negates_the_whole_list),
        FEEL_TEST(the_input_is_the_question_mark),       FEEL_TEST(variables_of_the_scope_can_be_used),
    };

    return cmocka_run_group_tests_name("feel/unary", tests, NULL, NULL);
}
