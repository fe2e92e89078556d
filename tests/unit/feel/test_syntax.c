/* SPDX-License-Identifier: Apache-2.0
 * FEEL syntax errors: every place where something is missing or wrong.
 */
#include "feel_fixture.h"

static void types_are_written_out(void **state)
{
    FEEL_EXPECT_ERRORS(
        *state, {"{} instance of context<>", 24, "expected a key after \"<\", found \">\""},
        {"1 instance of some.other.type", 15, "expected the name of a type after \"of\", found \"some\""},
        {"[1] instance of list<some.type>", 22, "expected the name of a type after \"<\", found \"some\""},
        {"1 instance of", 14, "expected the name of a type after \"of\", but the expression ends here"},
        {"1 instance of 5", 15, "expected the name of a type after \"of\", found \"5\""},
        {"1 instance of list<", 20, "expected the name of a type after \"<\", but the expression ends here"},
        {"1 instance of list<number", 26, "expected \">\" or \",\" after \"number\", but the expression ends here"},
        {"1 instance of list<number, number>", 35,
         "expected one type between \"<\" and \">\" after \">\", but the expression ends here"},
        {"1 instance of list<>", 21,
         "expected one type between \"<\" and \">\" after \">\", but the expression ends here"},
        {"1 instance of range<>", 22,
         "expected one type between \"<\" and \">\" after \">\", but the expression ends here"},
        {"1 instance of function<number>", 31,
         "expected \"->\" and the type of the result after \">\", but the expression ends here"},
        {"1 instance of function<number> ->", 34,
         "expected the name of a type after \"->\", but the expression ends here"},
        {"1 instance of function<number", 30, "expected \">\" or \",\" after \"number\", but the expression ends here"},
        {"1 instance of context<1: number>", 23, "expected a key after \"<\", found \"1\""},
        {"1 instance of context<a number>", 31, "expected \":\" after \"a number\", found \">\""},
        {"1 instance of context<a: 1>", 26, "expected the name of a type after \":\", found \"1\""},
        {"1 instance of a.", 17, "expected the rest of the name after \".\", but the expression ends here"},
        {"1 instance of a.1", 16, "expected an operator or the end after \"a\", found \".1\""});
}

static void what_begins_must_end(void **state)
{
    FEEL_EXPECT_ERRORS(*state, {"\"abc", 1, "the string that begins here has no closing quote"},
                       {"\"abc\\\"", 1, "the string that begins here has no closing quote"},
                       {"@\"abc", 1, "the string that begins here has no closing quote"},
                       {"/* x", 1, "the comment that begins here has no \"*/\""},
                       {"1 /* x", 3, "the comment that begins here has no \"*/\""},
                       {"a /* x", 3, "the comment that begins here has no \"*/\""},
                       {"{a /* x", 4, "the comment that begins here has no \"*/\""},
                       {"{ /* x", 3, "the comment that begins here has no \"*/\""},
                       {"f( /* x", 4, "the comment that begins here has no \"*/\""},
                       {"{a: 1}. /* x", 9, "the comment that begins here has no \"*/\""},
                       {"for /* x", 5, "the comment that begins here has no \"*/\""},
                       {"function( /* x", 11, "the comment that begins here has no \"*/\""});
}

static void parameters_and_arguments_are_lists(void **state)
{
    FEEL_EXPECT_ERRORS(
        *state, {"(function(x: my type) x)(1)", 17, "expected \")\" or \",\" after \"my\", found \"type\""},
        {"substring(string: \"a\", 1)", 24, "expected a parameter name and \":\" after \",\", found \"1\""},
        {"substring(\"a\", start position: 1)", 32, "expected an argument without a name after \":\", found \"1\""},
        {"f(", 3, "expected an expression after \"(\", but the expression ends here"},
        {"f(a: 1, 2)", 9, "expected a parameter name and \":\" after \",\", found \"2\""},
        {"f(1, a: 2)", 9, "expected an argument without a name after \":\", found \"2\""},
        {"f(1,)", 5, "expected an expression after \",\", found \")\""},
        {"function", 9, "expected \"(\" after \"function\", but the expression ends here"},
        {"function x", 10, "expected \"(\" after \"function\", found \"x\""},
        {"function(1) 1", 10, "expected the name of a parameter after \"(\", found \"1\""},
        {"function(a: ) 1", 13, "expected the name of a type after \":\", found \")\""},
        {"function(a: number", 19, "expected \")\" or \",\" after \"number\", but the expression ends here"},
        {"function(a,) 1", 12, "expected the name of a parameter after \",\", found \")\""});
}

static void keywords_come_in_their_order(void **state)
{
    FEEL_EXPECT_ERRORS(
        *state, {"for", 4, "expected the name of an iteration variable after \"for\", but the expression ends here"},
        {"for 1 in [1] return 1", 5, "expected the name of an iteration variable after \"for\", found \"1\""},
        {"for x of [1] return 1", 10, "expected \"in\" after \"x of\", found \"[\""},
        {"for x in [1], return 1", 23, "expected \"in\" after \"return 1\", but the expression ends here"},
        {"some x in [1] return 1", 15, "expected \"satisfies\" after \"]\", found \"return\""},
        {"every x satisfies 1", 20, "expected \"in\" after \"x satisfies 1\", but the expression ends here"},
        {"if 1 else 2", 6, "expected \"then\" after \"1\", found \"else\""});
}

static void a_context_has_keys_and_values(void **state)
{
    FEEL_EXPECT_ERRORS(*state, {"{a 1}", 5, "expected \":\" after \"a 1\", found \"}\""},
                       {"{1: 2}", 2, "expected a key after \"{\", found \"1\""},
                       {"{a: }", 5, "expected an expression after \":\", found \"}\""},
                       {"{a: 1,}", 7, "expected a key after \",\", found \"}\""},
                       {"{\"a\" 1}", 6, "expected \":\" after \"\"a\"\", found \"1\""},
                       {"{a: 1, \"b\": 2, c}", 17, "expected \":\" after \"c\", found \"}\""});
}

static void ranges_and_tests_are_closed(void **state)
{
    FEEL_EXPECT_ERRORS(
        *state, {"5 in ()", 7, "expected an expression after \"(\", found \")\""},
        {"1..2", 2, "expected an operator or the end after \"1\", found \"..\""},
        {"1 in (", 7, "expected an expression after \"(\", but the expression ends here"},
        {"1 in (1", 8, "expected \")\" or \",\" after \"1\", but the expression ends here"},
        {"1 in (1,", 9, "expected an expression after \",\", but the expression ends here"},
        {"1 in [1..", 10, "expected an expression after \"..\", but the expression ends here"},
        {"1 in [1..2", 11, "expected \"]\" or \")\" at the end of the range after \"2\", but the expression ends here"},
        {"(1..2", 6, "expected \"]\" or \")\" at the end of the range after \"2\", but the expression ends here"},
        {"(1..", 5, "expected an expression after \"..\", but the expression ends here"},
        {"[1..2}", 6, "expected \"]\" or \")\" at the end of the range after \"2\", found \"}\""},
        {"]1", 3, "expected \"..\" after \"1\", but the expression ends here"},
        {"]1..2", 6, "expected \"]\" or \")\" at the end of the range after \"2\", but the expression ends here"},
        {"(< 5", 5, "expected \")\" after \"5\", but the expression ends here"},
        {"(<", 3, "expected an expression after \"<\", but the expression ends here"},
        {"(= 5", 5, "expected \")\" after \"5\", but the expression ends here"},
        {"(!=", 4, "expected an expression after \"!=\", but the expression ends here"},
        {"(= 5 6", 6, "expected \")\" after \"5\", found \"6\""});
}

static void operators_and_signs_stand_between_operands(void **state)
{
    FEEL_EXPECT_ERRORS(*state, {"1e", 2, "expected an operator or the end after \"1\", found \"e\""},
                       {"5.", 3, "expected a name after \".\", but the expression ends here"},
                       {"1e99999", 1, "expected a number that fits 34 digits, found \"1e99999\""},
                       {"1 # 2", 3, "this character has no meaning in an expression"},
                       {"a ~ b", 3, "this character has no meaning in an expression"},
                       {"a ! b", 3, "this character has no meaning in an expression"},
                       {"@ \"2026-01-01\"", 1, "this character has no meaning in an expression"},
                       {"@x", 1, "this character has no meaning in an expression"},
                       {"a.", 3, "expected a name after \".\", but the expression ends here"},
                       {"a.1", 2, "expected an operator or the end after \"a\", found \".1\""},
                       {"[1 2]", 4, "expected \"]\" or \",\" after \"1\", found \"2\""},
                       {"1 instance", 11, "expected \"of\" after \"instance\", but the expression ends here"},
                       {"1 between 2", 12, "expected \"and\" of \"between\" after \"2\", but the expression ends here"},
                       {"1 between 2 or 3", 13, "expected \"and\" of \"between\" after \"2\", found \"or\""},
                       {"1 in", 5, "expected an expression after \"in\", but the expression ends here"},
                       {"1 = = 2", 5, "expected an expression after \"=\", found \"=\""});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FEEL_TEST(types_are_written_out),
        FEEL_TEST(what_begins_must_end),
        FEEL_TEST(parameters_and_arguments_are_lists),
        FEEL_TEST(keywords_come_in_their_order),
        FEEL_TEST(a_context_has_keys_and_values),
        FEEL_TEST(ranges_and_tests_are_closed),
        FEEL_TEST(operators_and_signs_stand_between_operands),
    };

    return cmocka_run_group_tests_name("feel/syntax", tests, NULL, NULL);
}
