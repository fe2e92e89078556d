/* SPDX-License-Identifier: Apache-2.0
 * FEEL compile errors: a place and a sentence.
 */
#include "feel_fixture.h"

static void a_missing_operand_is_named_with_its_operator(void **state)
{
    feel_expect_error(*state, "a and", WEIR_ESYNTAX, 1, 6,
                      "expected an expression after \"and\", but the expression ends here");
    feel_expect_error(*state, "1 +\n  * 2", WEIR_ESYNTAX, 2, 3, "expected an expression after \"+\", found \"*\"");
    feel_expect_error(*state, "", WEIR_ESYNTAX, 1, 1, "expected an expression, but the expression ends here");
}

static void columns_count_characters_not_bytes(void **state)
{
    feel_expect_error(*state, "\"äöü\" + )", WEIR_ESYNTAX, 1, 9, "expected an expression after \"+\", found \")\"");
}

static void unfinished_things_point_to_where_they_begin(void **state)
{
    feel_expect_error(*state, "1 + \"abc", WEIR_ESYNTAX, 1, 5, "the string that begins here has no closing quote");
    feel_expect_error(*state, "1 /* abc", WEIR_ESYNTAX, 1, 3, "the comment that begins here has no \"*/\"");
}

static void brackets_and_keywords_that_are_missing_are_named(void **state)
{
    feel_expect_error(*state, "(1 + 2", WEIR_ESYNTAX, 1, 7, "expected \")\" after \"2\", but the expression ends here");
    feel_expect_error(*state, "if a then b", WEIR_ESYNTAX, 1, 12,
                      "expected \"else\" after \"b\", but the expression ends here");
    feel_expect_error(*state, "for x in y", WEIR_ESYNTAX, 1, 11,
                      "expected \"return\" after \"y\", but the expression ends here");
    feel_expect_error(*state, "[1, 2", WEIR_ESYNTAX, 1, 6,
                      "expected \"]\" or \",\" after \"2\", but the expression ends here");
}

static void what_follows_a_whole_expression_is_an_error(void **state)
{
    feel_expect_error(*state, "a b", WEIR_ESYNTAX, 1, 3, "expected an operator or the end after \"a\", found \"b\"");
    feel_expect_error(*state, "a == b", WEIR_ESYNTAX, 1, 4, "expected an expression after \"=\", found \"=\"");
}

static void single_quotes_are_explained(void **state)
{
    feel_expect_error(*state, "a = 'x'", WEIR_ESYNTAX, 1, 5, "a string is written in double quotes");
}

static void bytes_that_are_no_utf8_are_refused(void **state)
{
    feel_expect_error(*state, "1 + \xC3(", WEIR_ESYNTAX, 1, 5, "the expression is not valid UTF-8");
}

static void the_source_is_kept(void **state)
{
    feel_fixture *f = *state;
    const weir_expression *expression;

    assert_int_equal(weir_feel_compile(WEIR_T(" 1 "), WEIR_FEEL_EXPRESSION, NULL, &f->arena, &expression, NULL),
                     WEIR_OK);
    assert_true(weir_text_equal(weir_expression_source(expression), WEIR_T(" 1 ")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FEEL_TEST(a_missing_operand_is_named_with_its_operator),
        FEEL_TEST(columns_count_characters_not_bytes),
        FEEL_TEST(unfinished_things_point_to_where_they_begin),
        FEEL_TEST(brackets_and_keywords_that_are_missing_are_named),
        FEEL_TEST(what_follows_a_whole_expression_is_an_error),
        FEEL_TEST(single_quotes_are_explained),
        FEEL_TEST(bytes_that_are_no_utf8_are_refused),
        FEEL_TEST(the_source_is_kept),
    };

    return cmocka_run_group_tests_name("feel/compile", tests, NULL, NULL);
}
