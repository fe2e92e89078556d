/* SPDX-License-Identifier: Apache-2.0
 * FEEL compile errors: a place and a sentence; what is known of an expression.
 */
#include "feel/juel.h"
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

static void the_names_that_are_read_are_known(void **state)
{
    static const struct {
        const char *source;
        bool reads;
    } rows[] = {
        {"n", true},
        {"1 + sum([2, n])", true},
        {"function(x) x + n", true},
        {"${a == 1 && !n}", true},
        {"a = \"n\"", false},
        {"a.n", false},
        {"{n: 1}", false},
        {"some n in a satisfies n > 1", false},
        {"${a['n'] == 'n'}", false},
        {"1", false},
    };
    feel_fixture *f = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const weir_text source = weir_text_of(rows[i].source);
        const weir_expression *expression;

        if (weir_is_juel(source))
            assert_int_equal(weir_juel_compile(source, false, &f->arena, &expression, NULL), WEIR_OK);
        else
            assert_int_equal(weir_feel_compile(source, WEIR_FEEL_EXPRESSION, NULL, &f->arena, &expression, NULL),
                             WEIR_OK);
        assert_int_equal(weir_expression_reads(expression, WEIR_T("n")), rows[i].reads);
    }
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
        FEEL_TEST(the_names_that_are_read_are_known),
    };

    return cmocka_run_group_tests_name("feel/compile", tests, NULL, NULL);
}
