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

static void a_parenthesis_is_a_range_or_the_argument_of_not(void **state)
{
    static const row rows[] = {{"(1..5)", "3", "true"},
                               {"(1..5), 9", "9", "true"},
                               {"(1..5)", "1", "false"},
                               {"not((1..5))", "3", "false"},
                               {"not((1..5), 7)", "7", "false"},
                               {"not([1..5])", "3", "false"},
                               {"(> 5)", "6", "true"},
                               {"(= 5)", "5", "true"},
                               {"(!= 5)", "5", "false"},
                               {"(!= 5)", "4", "true"},
                               {"not", "5", "null"},
                               {"not(1) and true", "5", "false"},
                               {"not(true)", "false", "true"},
                               {"not(true)", "true", "false"},
                               {"\"not\"", "\"not\"", "true"}};

    EXPECT_ALL(*state, rows);
}

static void a_cell_may_hold_any_value_or_expression(void **state)
{
    static const row rows[] = {{"-", "5", "true"},
                               {"-5", "-5", "true"},
                               {"- 5", "-5", "true"},
                               {"?", "true", "true"},
                               {"?", "5", "true"},
                               {"? = 5", "5", "true"},
                               {"? > 5, ? < 3", "2", "true"},
                               {"1, null", "2", "false"},
                               {"null, 1", "1", "true"},
                               {"\"a\", > 1", "2", "true"},
                               {"[1..3], [5..7]", "6", "true"},
                               {"5 in ?", "[5]", "true"},
                               {"[]", "5", "false"},
                               {"[]", "[]", "true"},
                               {"[null]", "null", "true"},
                               {"[1, 2]", "[2, 1]", "false"},
                               {"{a: 1}", "{a: 1}", "true"},
                               {"true", "true", "true"},
                               {"true", "5", "null"},
                               {"false", "5", "null"},
                               {"true", "null", "false"},
                               {"1 = 1", "5", "true"},
                               {"false", "false", "true"},
                               {"true, false", "false", "true"},
                               {"abs", "5", "null"},
                               {"abs(?) > 2", "-5", "true"},
                               {"date(\"2026-01-01\")", "@\"2026-01-01\"", "true"},
                               {"@\"2026-01-01\", @\"2026-02-01\"", "@\"2026-02-01\"", "true"},
                               {"= 5", "5", "true"},
                               {"!= 5", "5", "false"},
                               {"!= 5", "null", "true"},
                               {"<= 5", "5", "true"}};

    EXPECT_ALL(*state, rows);
}

static void a_cell_that_is_no_test_is_refused_at_its_place(void **state)
{
    static const feel_error_row rows[] = {
        {"-, 5", 2, "expected an expression after \"-\", found \",\""},
        {"- \"", 3, "the string that begins here has no closing quote"},
        {"not(", 5, "expected an expression after \"(\", but the expression ends here"},
        {"not(1", 6, "expected \")\" or \",\" after \"1\", but the expression ends here"},
        {"not(1,", 7, "expected an expression after \",\", but the expression ends here"},
        {"not(1) 2", 8, "expected an operator or the end after \")\", found \"2\""},
        {"not(-)", 6, "expected an expression after \"-\", found \")\""},
        {"< 5, >", 7, "expected an expression after \">\", but the expression ends here"},
        {"5 5", 3, "expected an operator or the end after \"5\", found \"5\""},
        {"5,,", 3, "expected an expression after \",\", found \",\""},
        {"5,", 3, "expected an expression after \",\", but the expression ends here"}};
    feel_fixture *f = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const weir_expression *tests;

        f->diag = (weir_diag){0};
        assert_int_equal(
            weir_feel_compile(weir_text_of(rows[i].source), WEIR_FEEL_UNARY_TESTS, NULL, &f->arena, &tests, &f->diag),
            WEIR_ESYNTAX);
        assert_string_equal(f->diag.message, rows[i].message);
        assert_int_equal(f->diag.column, rows[i].column);
    }
}

static void evaluated_without_an_input_the_input_is_null(void **state)
{
    feel_fixture *f = *state;
    const weir_expression *tests;
    weir_value value;

    assert_int_equal(weir_feel_compile(WEIR_T("? = null"), WEIR_FEEL_UNARY_TESTS, NULL, &f->arena, &tests, NULL),
                     WEIR_OK);
    assert_int_equal(weir_feel_eval(tests, NULL, &f->run, &value, NULL), WEIR_OK);
    feel_expect_text(f, "? = null", &value, "true");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FEEL_TEST(a_dash_or_nothing_accepts_everything),
        FEEL_TEST(comparisons_ranges_and_values_are_tests),
        FEEL_TEST(one_test_of_a_comma_list_is_enough),
        FEEL_TEST(not_negates_the_whole_list),
        FEEL_TEST(the_input_is_the_question_mark),
        FEEL_TEST(variables_of_the_scope_can_be_used),
        FEEL_TEST(a_parenthesis_is_a_range_or_the_argument_of_not),
        FEEL_TEST(a_cell_may_hold_any_value_or_expression),
        FEEL_TEST(a_cell_that_is_no_test_is_refused_at_its_place),
        FEEL_TEST(evaluated_without_an_input_the_input_is_null),
    };

    return cmocka_run_group_tests_name("feel/unary", tests, NULL, NULL);
}
