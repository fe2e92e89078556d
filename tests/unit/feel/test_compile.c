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

static void the_names_that_come_from_outside_are_known(void **state)
{
    static const struct {
        const char *source, *names; /* each with its line and column */
    } rows[] = {
        {"1 + a", "a 1:5;"},
        {"a.b.c + sum(b)", "a.b 1:1;b 1:13;"},
        {"a +\n (function(x) x + c)(1)", "a 1:1;c 2:19;"},
        {"[{k: 1}][k = l]", ""}, /* both may be entries of the item */
        {"list[1].k", "list 1:1;"},
        {"{a: 1, b: a + c}", "c 1:15;"},
        {"for i in l return i", "l 1:10;"},
        {"min([1])", ""},
        {"min", "min 1:1;"},
        {"${a.b == 1}", "a.b 1:3;"},
        {"1", ""},
    };
    feel_fixture *f = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const weir_text source = weir_text_of(rows[i].source);
        const weir_expression *expression;
        weir_feel_free_name name;
        char found[128] = "";

        if (weir_is_juel(source))
            assert_int_equal(weir_juel_compile(source, false, &f->arena, &expression, NULL), WEIR_OK);
        else
            assert_int_equal(weir_feel_compile(source, WEIR_FEEL_EXPRESSION, NULL, &f->arena, &expression, NULL),
                             WEIR_OK);
        for (uint32_t at = 0; weir_expression_next_name(expression, &at, &name);)
            (void)snprintf(found + strlen(found), sizeof found - strlen(found), "%.*s%s%.*s %u:%u;",
                           WEIR_ARG(name.name), name.member.length ? "." : "", WEIR_ARG(name.member), name.line,
                           name.column);
        assert_string_equal(found, rows[i].names);
    }
}

static void the_arguments_of_calls_are_known(void **state)
{
    feel_fixture *f = *state;
    const weir_expression *expression;
    weir_feel_call call;

    assert_int_equal(weir_feel_compile(WEIR_T("f(g(1), 2, 3) + h(a: 1, b: k()) + m.n(x: 1)"), WEIR_FEEL_EXPRESSION,
                                       NULL, &f->arena, &expression, &f->diag),
                     WEIR_OK);
    assert_int_equal(weir_expression_call_count(expression), 5);
    call = weir_expression_call(expression, 0);
    assert_int_equal(call.argument_count, 3);
    assert_false(call.is_named);
    call = weir_expression_call(expression, 1);
    assert_int_equal(call.argument_count, 1);
    call = weir_expression_call(expression, 2);
    assert_true(call.is_named);
    assert_int_equal(call.argument_count, 2);
    assert_true(weir_text_equal(weir_expression_argument(expression, &call, 1), WEIR_T("b")));
    call = weir_expression_call(expression, 3);
    assert_int_equal(call.argument_count, 0);
    call = weir_expression_call(expression, 4);
    assert_true(weir_text_equal(weir_expression_argument(expression, &call, 0), WEIR_T("x")));
}

typedef struct call_row {
    const char *source, *told; /* of its only foreign call; NULL: it has none */
    uint32_t column;
} call_row;

static void calls_of_what_an_expression_does_not_bring_are_known(void **state)
{
    static const call_row rows[] = {
        {"test.contains(\"a\")",
         "a value has no function contains, so the call is always null; write contains(test, …)", 6},
        {"a.b . startsWith(1)",
         "a value has no function startsWith, so the call is always null; write starts with(a.b, …)", 7},
        {"1 + \"abc\".substring(1)",
         "a value has no function substring, so the call is always null; write substring(\"abc\", …)", 11},
        {"x.size()", "a value has no function size, so the call is always null", 3},
        {"aVeryLongNameOfAVariable.withAMember.andAnother.andStillOneMore.to_upper_case()",
         "a value has no function to_upper_case, so the call is always null; write upper case(…, …)", 65},
        {"stringLength(\"a\")", "there is no function stringLength, so the call is always null; write string length(…)",
         1},
        {"string-length(\"a\")", "there is no function length, so the call is always null", 8},
        {"unknownFn(1)", "there is no function unknownFn, so the call is always null", 1},
        {"abs(1) + (abs)(2)", NULL, 0},
        {"(function(f) f(1))(abs)", NULL, 0},
        {"{f: function(x) x, r: f(1)}.r", NULL, 0},
        {"{f: {g: abs}, r: f.g(1)}.r", NULL, 0},
        {"[{f: abs}][f(1) = 1]", NULL, 0}, /* the entry of an item */
        {"x[1](1)", NULL, 0},
        {"x.f(1)(2)", "a value has no function f, so the call is always null", 3},
        {"1(2)", NULL, 0},
        {"for f in x return f(1)", NULL, 0},
    };
    feel_fixture *f = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const weir_expression *expression;
        weir_feel_call call;
        char told[256];

        assert_int_equal(weir_feel_compile(weir_text_of(rows[i].source), WEIR_FEEL_EXPRESSION, NULL, &f->arena,
                                           &expression, &f->diag),
                         WEIR_OK);
        assert_int_equal(weir_expression_call_count(expression), rows[i].told != NULL);
        if (!rows[i].told)
            continue;
        call = weir_expression_call(expression, 0);
        weir_feel_call_describe(&call, told, sizeof told);
        assert_string_equal(told, rows[i].told);
        assert_int_equal(call.line, 1);
        assert_int_equal(call.column, rows[i].column);
        weir_feel_call_describe(&call, told, 22); /* cut, but not inside a character */
        assert_true(weir_utf8_valid(weir_text_of(told), NULL));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FEEL_TEST(the_names_that_come_from_outside_are_known),
        FEEL_TEST(the_arguments_of_calls_are_known),
        FEEL_TEST(calls_of_what_an_expression_does_not_bring_are_known),
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
