/* SPDX-License-Identifier: Apache-2.0
 * FEEL expressions: what they are worth.
 */
#include "feel_fixture.h"

static void numbers_have_34_decimal_digits(void **state)
{
    FEEL_EXPECT_ALL(*state, {"0.1 + 0.2", "0.3"}, {"10 / 4", "2.5"}, {"1 / 3", "0.3333333333333333333333333333333333"},
                    {".5 + 1.25e2", "125.5"}, {"2 ** 10", "1024"}, {"1 + 2 * 3 - 4 / 2", "5"}, {"(1 + 2) * 3", "9"},
                    {"-2 ** 2", "4"}, {"2 ** 3 ** 2", "64"}, {"5 - -3", "8"}, {"--3", "3"});
}

static void arithmetic_without_a_result_is_null(void **state)
{
    feel_fixture *f = *state;

    FEEL_EXPECT_ALL(f, {"1 / 0", "null"}, {"1 + \"a\"", "null"}, {"null * 2", "null"}, {"-\"a\"", "null"});
    assert_non_null(strstr(f->run.reason, "string"));
}

static void strings_know_escapes_and_concatenation(void **state)
{
    FEEL_EXPECT_ALL(*state, {"\"a\" + \"b\"", "\"ab\""}, {"\"\\u0041\\U01F4A9\" = \"A\U0001F4A9\"", "true"},
                    {"\"\\uD83D\\uDCA9\" = \"\U0001F4A9\"", "true"}, {"string length(\"a\\n\\\"b\")", "4"},
                    {"\"\\d\" = \"\\\\d\"", "true"});
}

static void comparisons_need_two_of_a_kind(void **state)
{
    FEEL_EXPECT_ALL(*state, {"1 < 2", "true"}, {"\"b\" >= \"a\"", "true"}, {"1 = 1.0", "true"}, {"1 != 2", "true"},
                    {"1 = \"1\"", "null"}, {"1 = null", "false"}, {"null = null", "true"}, {"null != 1", "true"},
                    {"1 < null", "null"}, {"true > false", "null"}, {"[1, [2]] = [1, [2]]", "true"},
                    {"{a: 1, b: 2} = {b: 2, a: 1}", "true"}, {"[1..2] = [1..2)", "false"},
                    {"2 between 1 and 3", "true"}, {"2 between 3 and 4", "false"});
}

static void logic_is_three_valued(void **state)
{
    FEEL_EXPECT_ALL(*state, {"true and null", "null"}, {"false and null", "false"}, {"null and false", "false"},
                    {"true or null", "true"}, {"null or true", "true"}, {"false or null", "null"},
                    {"not(true)", "false"}, {"not(null)", "null"}, {"true and 1", "null"},
                    {"true or false and false", "true"});
}

static void in_tests_values_ranges_and_lists(void **state)
{
    FEEL_EXPECT_ALL(*state, {"1 in [1..3]", "true"}, {"1 in (1..3]", "false"}, {"3 in [1..3[", "false"},
                    {"2 in ]1..3[", "true"}, {"3 in (1..3)", "false"}, {"5 in (< 3, > 4)", "true"},
                    {"5 in <= 4", "false"}, {"\"x\" in (\"x\", \"y\")", "true"}, {"\"x\" in [\"x\", \"y\"]", "true"},
                    {"2 in [[1..3], [7..9]]", "true"}, {"5 in != 5", "false"}, {"1 in 1 and 2 in 2", "true"},
                    {"3 in (? > 2)", "true"}, {"6 in (>= 5)", "true"});
}

static void if_takes_else_unless_the_condition_is_true(void **state)
{
    FEEL_EXPECT_ALL(*state, {"if 1 < 2 then \"a\" else \"b\"", "\"a\""}, {"if null then 1 else 2", "2"},
                    {"if \"x\" then 1 else 2", "2"}, {"1 + if true then 1 else 2", "2"},
                    {"if false then 1 else if true then 2 else 3", "2"});
}

static void for_iterates_lists_and_ranges_in_nested_order(void **state)
{
    FEEL_EXPECT_ALL(*state, {"for i in 1..3 return i * 2", "[2, 4, 6]"}, {"for i in 3..1 return i", "[3, 2, 1]"},
                    {"for i in [1, 2], j in [10, 20] return i + j", "[11, 21, 12, 22]"},
                    {"for i in [1, 2], j in 1..i return j", "[1, 1, 2]"},
                    {"for i in 1..5 return if i < 3 then i else partial[-1] + partial[-2]", "[1, 2, 3, 5, 8]"},
                    {"for i in (1..4) return i", "[2, 3]"}, {"for i in [] return i", "[]"},
                    {"for i in \"x\" return i", "[\"x\"]"}, {"for first name in [\"a\"] return first name", "[\"a\"]"});
}

static void quantifiers_fold_with_three_valued_logic(void **state)
{
    FEEL_EXPECT_ALL(*state, {"some x in [1, 2] satisfies x > 1", "true"},
                    {"every x in [1, 2] satisfies x > 1", "false"}, {"every x in [] satisfies false", "true"},
                    {"some x in [] satisfies true", "false"}, {"some x in [1, null] satisfies x > 5", "null"},
                    {"some x in [null, 9] satisfies x > 5", "true"}, {"every x in [null, 1] satisfies x > 5", "false"},
                    {"some x in 1..3, y in [6] satisfies x * 2 = y", "true"});
}

static void filters_select_by_condition_or_index(void **state)
{
    FEEL_EXPECT_ALL(*state, {"[1, 2, 3, 4][item > 2]", "[3, 4]"}, {"[1, 2, 3][1]", "1"}, {"[1, 2, 3][-1]", "3"},
                    {"[1, 2, 3][4]", "null"}, {"[1, 2, 3][0]", "null"}, {"{i: 2, r: [5, 6][i]}.r", "6"},
                    {"[{a: 1}, {a: 2}][a > 1]", "[{a: 2}]"}, {"[{a: 1}, {a: 2}][item.a > 1].a", "[2]"},
                    {"[{item: 1}, {item: 2}][item > 1]", "[{item: 2}]"}, {"[][item > 1]", "[]"}, {"[][1]", "null"},
                    {"{i: 1, r: [][i]}.r", "null"}, {"\"foo\"[1]", "\"foo\""}, {"5[item > 3]", "[5]"},
                    {"[[1, 2], [3]][count(item) = 1]", "[[3]]"}, {"{x: 2, r: [1, 2, 3][item > x]}.r", "[3]"},
                    {"[{a: 1, b: [1, 2]}, {a: 2, b: [2]}][b[item = a] = [a]].a", "[1, 2]"});
}

static void filters_find_outer_variables_behind_the_entries_of_the_item(void **state)
{
    feel_fixture *f = *state;

    feel_given(f, "{reviewOpinions: [\"pass\", \"fail\", \"pass\"], wanted: \"fail\", a: 7}");
    FEEL_EXPECT_ALL(f, {"count(reviewOpinions[item = \"pass\"])", "2"}, {"reviewOpinions[item = wanted]", "[\"fail\"]"},
                    {"[{a: 1}, {b: 2}][a > 5]", "[{b: 2}]"});
}

static void paths_reach_into_contexts_and_lists(void **state)
{
    FEEL_EXPECT_ALL(*state, {"{a: {b: {c: 5}}}.a.b.c", "5"}, {"[{a: 1}, {a: 2}].a", "[1, 2]"}, {"{a: 1}.b", "null"},
                    {"null.a", "null"}, {"{\"first name\": \"x\"}.first name", "\"x\""},
                    {"[{a: 1}, {b: 2}].a", "[1, null]"}, {"[1..5).end included", "false"}, {"[1..5].start", "1"});
}

static void contexts_see_their_earlier_entries(void **state)
{
    FEEL_EXPECT_ALL(*state, {"{a: 1, b: a + 1, c: {d: a + b}}", "{a: 1, b: 2, c: {d: 3}}"},
                    {"{a b: 1, c: a b + 1}.c", "2"}, {"{a+b: 1, c: a+b}.c", "1"}, {"{}", "{}"},
                    {"{sold out?: true}.sold out?", "true"}, {"(function(ok?) not(ok?))(true)", "false"},
                    {"for at? in [1, 2] return at? + 1", "[2, 3]"}, {"{a: 1, a: 2}", "null"});
}

static void functions_close_over_what_they_see(void **state)
{
    FEEL_EXPECT_ALL(*state, {"(function(x, y) x - y)(5, 3)", "2"}, {"(function(x, y) x - y)(y: 5, x: 3)", "-2"},
                    {"{n: 10, f: function(x) function(y) x + y + n, r: f(1)(2)}.r", "13"},
                    {"{f: function(n) if n < 2 then 1 else n * f(n - 1), r: f(20)}.r", "2432902008176640000"},
                    {"for f in [abs, sqrt] return f(4)", "[4, 2]"}, {"(function(x: number) x)(\"a\")", "null"},
                    {"(function(x: list<number>) x)(1)", "[1]"}, {"(function() 1)(2)", "null"}, {"(5)(1)", "null"});
}

static void arguments_can_be_named(void **state)
{
    FEEL_EXPECT_ALL(*state, {"substring(start position: 2, string: \"abc\")", "\"bc\""},
                    {"substring(text: \"abc\", start position: 2)", "null"},
                    {"substring(string: \"abc\", string: \"abc\")", "null"});
}

static void instance_of_knows_the_types(void **state)
{
    FEEL_EXPECT_ALL(*state, {"1 instance of number", "true"}, {"null instance of number", "false"},
                    {"null instance of Any", "false"}, {"[1, 2] instance of list<number>", "true"},
                    {"[1, \"a\"] instance of list<number>", "false"},
                    {"{a: 1, b: 2} instance of context<a: number>", "true"},
                    {"{a: \"x\"} instance of context<a: number>", "false"},
                    {"[1..2] instance of range<number>", "true"}, {"abs instance of function<Any> -> Any", "true"},
                    {"1 instance of tSomething", "null"}, {"not(1 instance of string)", "true"});
}

static void comments_and_any_white_space_are_skipped(void **state)
{
    FEEL_EXPECT_ALL(*state, {"1 /* one */ + // two\n 2", "3"}, {"1\u00A0+\u30002", "3"});
}

static void names_may_use_any_letters(void **state)
{
    feel_fixture *f = *state;

    feel_given(f, "{größe: 3, 稿件: \"ok\", x1_: 4}");
    FEEL_EXPECT_ALL(f, {"größe + x1_", "7"}, {"稿件", "\"ok\""});
}

static void given_names_are_joined_by_the_longest_match(void **state)
{
    static const weir_text items[] = {{"Applicant", 9}, {"Applicant Name", 14}, {"a-b", 3}, {"in and out", 10}};
    const weir_feel_names names = {items, 4};
    feel_fixture *f = *state;
    const weir_expression *expression;
    weir_feel_scope scope;
    weir_value value;

    feel_given(f, "{\"Applicant Name\": \"Ann\", \"a-b\": 5, \"in and out\": \"!\", a: 1}");
    scope = weir_feel_scope_of(&f->variables);
    assert_int_equal(weir_feel_compile(WEIR_T("Applicant  Name + in and out + string(a-b + a)"), WEIR_FEEL_EXPRESSION,
                                       &names, &f->arena, &expression, &f->diag),
                     WEIR_OK);
    assert_int_equal(weir_feel_eval(expression, &scope, &f->run, &value, &f->diag), WEIR_OK);
    feel_expect_text(f, "names", &value, "\"Ann!6\"");
}

static void an_unknown_name_is_null_and_says_so(void **state)
{
    feel_fixture *f = *state;

    feel_expect(f, "1 +\n foo", "null");
    assert_string_equal(f->run.reason, "no variable named foo (line 2, column 2)");
    feel_expect(f, "foo = null", "true");
    assert_string_equal(f->run.reason, "");
}

static weir_err call_add(const void *self, const weir_value *arguments, weir_feel_run *run, weir_value *out,
                         weir_diag *diag)
{
    weir_decimal sum;

    (void)run;
    if (!weir_decimal_add(arguments[0].as.number, *(const weir_decimal *)self, &sum))
        return weir_fail(diag, WEIR_EVALUE, WEIR_NO_TEXT, "overflow");
    *out = weir_number(sum);
    return WEIR_OK;
}

static void the_host_can_bring_functions(void **state)
{
    static const weir_text parameters[] = {{"n", 1}};
    feel_fixture *f = *state;
    const weir_decimal five = weir_decimal_of(5);
    weir_entry entry = {WEIR_T("host"), weir_null()};

    assert_int_equal(weir_feel_function(parameters, 1, call_add, &five, &f->arena, &entry.value), WEIR_OK);
    f->variables = weir_context(&entry, 1);
    FEEL_EXPECT_ALL(f, {"host(1)", "6"}, {"host(n: 2)", "7"}, {"host(m: 1)", "null"}, {"host()", "null"});
}

static void names_of_the_host_may_be_plain_empty_or_listed_twice(void **state)
{
    static const weir_text items[] = {{"", 0}, {"plain", 5}, {"a b", 3}, {"a b", 3}, {"+x", 2}};
    const weir_feel_names names = {items, sizeof items / sizeof *items};
    feel_fixture *f = *state;
    const weir_expression *expression;
    weir_feel_scope scope;
    weir_value value;

    feel_given(f, "{plain: 1, a b: 2}");
    scope = weir_feel_scope_of(&f->variables);
    assert_int_equal(
        weir_feel_compile(WEIR_T("plain + a b"), WEIR_FEEL_EXPRESSION, &names, &f->arena, &expression, NULL), WEIR_OK);
    assert_int_equal(weir_feel_eval(expression, &scope, &f->run, &value, NULL), WEIR_OK);
    feel_expect_text(f, "plain + a b", &value, "3");
}

static void no_text_is_no_expression(void **state)
{
    feel_fixture *f = *state;
    const weir_expression *expression;

    assert_int_equal(weir_feel_compile(WEIR_NO_TEXT, WEIR_FEEL_EXPRESSION, NULL, &f->arena, &expression, &f->diag),
                     WEIR_ESYNTAX);
    assert_string_equal(f->diag.message, "expected an expression, but the expression ends here");
}

static void a_scope_that_finds_nothing_is_an_empty_one(void **state)
{
    feel_fixture *f = *state;
    const weir_feel_scope nothing = {0};
    const weir_expression *expression;
    weir_value value;

    assert_int_equal(weir_feel_compile(WEIR_T("x = null"), WEIR_FEEL_EXPRESSION, NULL, &f->arena, &expression, NULL),
                     WEIR_OK);
    assert_int_equal(weir_feel_eval(expression, &nothing, &f->run, &value, NULL), WEIR_OK);
    feel_expect_text(f, "x = null", &value, "true");
}

/* The room for a reason ends inside of a character, which is left out. */
static void a_long_reason_is_cut_between_characters(void **state)
{
    feel_fixture *f = *state;
    char name[401];

    for (size_t shift = 0; shift < 2; shift++) {
        weir_value value;

        memset(name, 0, sizeof name);
        memcpy(name, "x", shift);
        for (size_t i = 0; i < 150; i++)
            memcpy(name + shift + 2 * i, "ä", 2);
        assert_int_equal(feel_eval(f, name, &value), WEIR_OK);
        assert_int_equal(value.kind, WEIR_NULL);
        assert_true(weir_utf8_valid(weir_text_of(f->run.reason), NULL));
        assert_non_null(strstr(f->run.reason, "ä (line 1, column 1)"));
    }
}

static void a_long_token_is_cut_in_a_message(void **state)
{
    feel_fixture *f = *state;
    weir_value value;
    char source[300];

    snprintf(source, sizeof source, "%0100d %0100d", 1, 2);
    assert_int_equal(feel_eval(f, source, &value), WEIR_ESYNTAX);
    assert_true(strlen(f->diag.message) < 200);
}

static weir_err call_null(const void *self, const weir_value *arguments, weir_feel_run *run, weir_value *out,
                          weir_diag *diag)
{
    (void)self;
    (void)arguments;
    (void)diag;
    strcpy(run->reason, "the host had a reason");
    *out = weir_null();
    return WEIR_OK;
}

static void the_first_reason_is_kept_across_calls_to_the_host(void **state)
{
    feel_fixture *f = *state;
    weir_entry entry = {WEIR_T("host"), weir_null()};

    assert_int_equal(weir_feel_function(NULL, 0, call_null, NULL, &f->arena, &entry.value), WEIR_OK);
    f->variables = weir_context(&entry, 1);
    feel_expect_null(f, "host()", "the host had a reason");
    feel_expect_null(f, "[1 / 0, host()][2]", "no number");
}

static void a_function_of_the_host_takes_memory(void **state)
{
    test_memory memory = {.fail_at = 1};
    weir_arena arena;
    weir_value value;

    (void)state;
    weir_arena_init(&arena, test_memory_port(&memory, true), FEEL_ARENA_BYTES);
    assert_int_equal(weir_feel_function(NULL, 0, call_null, NULL, &arena, &value), WEIR_ENOMEM);
    weir_arena_release(&arena);
}

static void the_clock_of_the_run_may_stand_before_1970_and_at_its_ends(void **state)
{
    feel_fixture *f = *state;

    f->run.now_ms = -1;
    feel_expect(f, "now()", "@\"1969-12-31T23:59:59.999Z\"");
    f->run.now_ms = INT64_MAX;
    feel_expect(f, "today()", "@\"292278994-08-17\"");
    f->run.now_ms = INT64_MIN;
    feel_expect(f, "today()", "@\"-292275055-05-16\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FEEL_TEST(numbers_have_34_decimal_digits),
        FEEL_TEST(arithmetic_without_a_result_is_null),
        FEEL_TEST(strings_know_escapes_and_concatenation),
        FEEL_TEST(comparisons_need_two_of_a_kind),
        FEEL_TEST(logic_is_three_valued),
        FEEL_TEST(in_tests_values_ranges_and_lists),
        FEEL_TEST(if_takes_else_unless_the_condition_is_true),
        FEEL_TEST(for_iterates_lists_and_ranges_in_nested_order),
        FEEL_TEST(quantifiers_fold_with_three_valued_logic),
        FEEL_TEST(filters_select_by_condition_or_index),
        FEEL_TEST(filters_find_outer_variables_behind_the_entries_of_the_item),
        FEEL_TEST(paths_reach_into_contexts_and_lists),
        FEEL_TEST(contexts_see_their_earlier_entries),
        FEEL_TEST(functions_close_over_what_they_see),
        FEEL_TEST(arguments_can_be_named),
        FEEL_TEST(instance_of_knows_the_types),
        FEEL_TEST(comments_and_any_white_space_are_skipped),
        FEEL_TEST(names_may_use_any_letters),
        FEEL_TEST(given_names_are_joined_by_the_longest_match),
        FEEL_TEST(an_unknown_name_is_null_and_says_so),
        FEEL_TEST(the_host_can_bring_functions),
        FEEL_TEST(names_of_the_host_may_be_plain_empty_or_listed_twice),
        FEEL_TEST(no_text_is_no_expression),
        FEEL_TEST(a_scope_that_finds_nothing_is_an_empty_one),
        FEEL_TEST(a_long_reason_is_cut_between_characters),
        FEEL_TEST(a_long_token_is_cut_in_a_message),
        FEEL_TEST(the_first_reason_is_kept_across_calls_to_the_host),
        FEEL_TEST(a_function_of_the_host_takes_memory),
        FEEL_TEST(the_clock_of_the_run_may_stand_before_1970_and_at_its_ends),
    };

    return cmocka_run_group_tests_name("feel/eval", tests, NULL, NULL);
}
