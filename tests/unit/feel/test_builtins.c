/* SPDX-License-Identifier: Apache-2.0
 * FEEL built-in functions, by the sections of DMN 1.5 §10.3.4.
 */
#include "feel_fixture.h"

static void conversions_give_null_for_what_they_can_t_read(void **state)
{
    FEEL_EXPECT_ALL(*state, {"string(1.10)", "\"1.1\""}, {"string(\"a\")", "\"a\""}, {"string(null)", "null"},
                    {"string([1, \"a\", {b: true}])", "\"[1, \\\"a\\\", {b: true}]\""},
                    {"number(\"1 000,5\", \" \", \",\")", "1000.5"}, {"number(\"1.5\")", "1.5"},
                    {"number(\"1.5\", \".\", \".\")", "null"}, {"number(\"x\")", "null"},
                    {"range(\"[1..3)\")", "[1..3)"}, {"range(\"[1..count([])]\")", "null"},
                    {"context([{key: \"a\", value: 1}])", "{a: 1}"}, {"context([{key: 1, value: 1}])", "null"});
}

static void string_functions_count_characters(void **state)
{
    FEEL_EXPECT_ALL(*state, {"substring(\"foobar\", 3)", "\"obar\""}, {"substring(\"foobar\", 3, 3)", "\"oba\""},
                    {"substring(\"foobar\", -2, 1)", "\"a\""}, {"substring(\"\\U01F40Eab\", 2)", "\"ab\""},
                    {"substring(\"abc\", 0)", "null"}, {"substring(\"abc\", 5)", "null"},
                    {"string length(\"äöü\")", "3"}, {"upper case(\"aä1\")", "\"AÄ1\""},
                    {"lower case(\"AÄ\")", "\"aä\""}, {"substring before(\"foobar\", \"bar\")", "\"foo\""},
                    {"substring before(\"foobar\", \"xyz\")", "\"\""},
                    {"substring after(\"foobar\", \"ob\")", "\"ar\""}, {"substring after(\"foobar\", \"xyz\")", "\"\""},
                    {"contains(\"foobar\", \"ob\")", "true"}, {"starts with(\"foobar\", \"fo\")", "true"},
                    {"ends with(\"foobar\", \"r\")", "true"}, {"string join([\"a\", null, \"b\"], \", \")", "\"a, b\""},
                    {"string join([])", "\"\""}, {"string join([1])", "null"});
}

static void patterns_follow_xpath(void **state)
{
    FEEL_EXPECT_ALL(*state, {"matches(\"foobar\", \"^fo*b\")", "true"}, {"matches(\"FOO\", \"foo\", \"i\")", "true"},
                    {"matches(\"hex\", \"^[a-z-[aeiou]]+$\")", "false"},
                    {"matches(\"hx\", \"^[a-z-[aeiou]]+$\")", "true"},
                    {"matches(\"u\", \"^[a-z-[aeiou-[u]]]$\")", "true"}, {"matches(\"a_1\", \"^\\i\\c*$\")", "true"},
                    {"matches(\"a.b\", \"a.b\", \"q\")", "true"}, {"matches(\"axb\", \"a.b\", \"q\")", "false"},
                    {"matches(\"a\", \"(\")", "null"}, {"matches(\"a\", \"a\", \"z\")", "null"},
                    {"matches(\"a\", \"(?=a)\")", "null"}, {"matches(\"a\", \"[a\")", "null"},
                    {"matches(\"a\\n\", \"^a$\")", "false"},
                    {"replace(\"abracadabra\", \"a(.)\", \"a$1$1\")", "\"abbraccaddabbra\""},
                    {"replace(\"a.b\", \"\\.\", \"\\\\$\")", "\"a$b\""}, {"replace(\"abc\", \"x*\", \"-\")", "null"},
                    {"replace(\"abc\", \"b\", \"$x\")", "null"},
                    {"replace(\"0123456789\", \"(\\d{3})(\\d{3})(\\d{4})\", \"($1) $2-$3\")", "\"(012) 345-6789\""},
                    {"split(\"a;b;;\", \";\")", "[\"a\", \"b\", \"\", \"\"]"},
                    {"split(\"John Doe\", \"\\s\")", "[\"John\", \"Doe\"]"});
}

static void a_pattern_that_explodes_is_null_with_a_reason(void **state)
{
    feel_fixture *f = *state;

    feel_expect(f, "matches(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\", \"^(a+)+$\")", "null");
    assert_non_null(strstr(f->run.reason, "takes too long"));
}

static void patterns_in_a_loop_cost_no_lasting_memory(void **state)
{
    feel_fixture *f = *state;
    weir_value value;

    assert_int_equal(feel_eval(f, "every i in 1..10000 satisfies matches(\"ab\", \"^[a-z]+$\")", &value), WEIR_OK);
    assert_true(f->arena.used_bytes < 4u << 20);
}

static void list_functions_make_new_lists(void **state)
{
    FEEL_EXPECT_ALL(
        *state, {"list contains([1, null], null)", "true"}, {"list contains([1, \"a\"], \"b\")", "false"},
        {"count([1, 2])", "2"}, {"count(5)", "1"}, {"count(null)", "null"}, {"sublist([1, 2, 3], 2)", "[2, 3]"},
        {"sublist([1, 2, 3], -2, 1)", "[2]"}, {"sublist([1], 5)", "null"}, {"append([1], 2, 3)", "[1, 2, 3]"},
        {"concatenate([1], [2, 3])", "[1, 2, 3]"}, {"insert before([1, 3], 2, 2)", "[1, 2, 3]"},
        {"remove([1, 2, 3], -1)", "[1, 2]"}, {"reverse([1, 2, 3])", "[3, 2, 1]"}, {"index of([1, 2, 1], 1)", "[1, 3]"},
        {"union([1, 2], [2, 3])", "[1, 2, 3]"}, {"distinct values([1, 2, 1, null, null])", "[1, 2, null]"},
        {"flatten([1, [2, [3]], []])", "[1, 2, 3]"}, {"list replace([1, 2], 2, 5)", "[1, 5]"},
        {"list replace([2, 4], function(item, newItem) item < newItem, 3)", "[3, 4]"});
}

static void aggregates_take_a_list_or_many_arguments(void **state)
{
    FEEL_EXPECT_ALL(*state, {"min(3, 1, 2)", "1"}, {"max([\"a\", \"c\", \"b\"])", "\"c\""}, {"min([])", "null"},
                    {"max([1, \"a\"])", "null"}, {"sum([1, 2, 3])", "6"}, {"sum(1, null)", "null"},
                    {"mean([1, 2, 3, 4])", "2.5"}, {"product([2, 3, 4])", "24"}, {"median([8, 2, 5, 3])", "4"},
                    {"median(5, 1, 3)", "3"}, {"stddev([2, 4, 7, 5])", "2.081665999466132735282297706979931"},
                    {"mode([6, 3, 9, 6, 6])", "[6]"}, {"mode([6, 1, 9, 6, 1])", "[1, 6]"}, {"mode([])", "[]"},
                    {"all([true, null, false])", "false"}, {"all([])", "true"}, {"any([false, null])", "null"},
                    {"any(false, true)", "true"});
}

static void numeric_functions_round_as_named(void **state)
{
    FEEL_EXPECT_ALL(*state, {"decimal(2.5, 0)", "2"}, {"decimal(1/3, 2)", "0.33"}, {"floor(-1.5)", "-2"},
                    {"ceiling(1.56, 1)", "1.6"}, {"round up(-5.5, 0)", "-6"}, {"round down(5.5, 0)", "5"},
                    {"round half up(2.5, 0)", "3"}, {"round half down(2.5, 0)", "2"}, {"abs(-10)", "10"},
                    {"modulo(-12, 5)", "3"}, {"modulo(5, 0)", "null"}, {"sqrt(16)", "4"}, {"sqrt(-1)", "null"},
                    {"log(1)", "0"}, {"exp(0)", "1"}, {"odd(-3)", "true"}, {"even(2.5)", "null"}, {"even(4)", "true"},
                    {"decimal(1, 99999)", "null"});
}

static void random_numbers_repeat_with_the_seed(void **state)
{
    feel_fixture *f = *state;
    weir_value first, again, other;

    assert_int_equal(feel_eval(f, "random number()", &first), WEIR_OK);
    f->run.step_count = 0;
    assert_int_equal(feel_eval(f, "random number()", &again), WEIR_OK);
    f->run.step_count = 0;
    f->run.seed++;
    assert_int_equal(feel_eval(f, "random number()", &other), WEIR_OK);
    assert_true(weir_value_same(&first, &again));
    assert_false(weir_value_same(&first, &other));
}

static void context_functions_read_and_copy(void **state)
{
    FEEL_EXPECT_ALL(*state, {"get value({a: 1}, \"a\")", "1"}, {"get value({a: {b: 2}}, [\"a\", \"b\"])", "2"},
                    {"get value({a: 1}, \"z\")", "null"}, {"get entries({a: 1})", "[{key: \"a\", value: 1}]"},
                    {"context put({a: 1}, \"b\", 2)", "{a: 1, b: 2}"}, {"context put({a: 1}, \"a\", 2)", "{a: 2}"},
                    {"context put({x: 1, y: {a: 0}}, [\"y\", \"a\"], 2)", "{x: 1, y: {a: 2}}"},
                    {"context put({x: 1}, [\"y\", \"a\"], 2)", "null"},
                    {"context merge([{a: 1}, {a: 2, b: 3}])", "{a: 2, b: 3}"});
}

static void ranges_relate_by_their_ends(void **state)
{
    FEEL_EXPECT_ALL(
        *state, {"before(1, 10)", "true"}, {"before([1..5), 5)", "true"}, {"before([1..5], 5)", "false"},
        {"after([5..9], [1..4])", "true"}, {"meets([1..5], [5..9])", "true"}, {"meets([1..5), [5..9])", "false"},
        {"met by([5..9], [1..5])", "true"}, {"overlaps([1..5], [5..9])", "true"}, {"overlaps([1..5), [5..9])", "false"},
        {"overlaps before([1..5], [3..9])", "true"}, {"overlaps after([3..9], [1..5])", "true"},
        {"finishes(10, [1..10])", "true"}, {"finishes([5..10), [1..10))", "true"}, {"finished by([1..10], 10)", "true"},
        {"includes([1..10], 5)", "true"}, {"includes((1..10), 1)", "false"}, {"during([2..3], [1..10])", "true"},
        {"starts(1, [1..5])", "true"}, {"started by([1..10], [1..5])", "true"}, {"coincides([1..5], [1..5])", "true"},
        {"coincides(1, \"a\")", "null"}, {"includes((>= 5), 7)", "true"}, {"before((< 5), 7)", "true"});
}

static void sort_is_stable_and_asks_its_function(void **state)
{
    FEEL_EXPECT_ALL(*state, {"sort([3, 1, 2], function(x, y) x < y)", "[1, 2, 3]"},
                    {"sort([{k: 2, n: 1}, {k: 1, n: 2}, {k: 2, n: 3}], function(x, y) x.k < y.k).n", "[2, 1, 3]"},
                    {"sort([3, 1, 2])", "[1, 2, 3]"}, {"sort([1, \"a\"])", "null"},
                    {"sort([1, 2], function(x) true)", "null"}, {"sort([], function(x, y) true)", "[]"});
}

static void wrong_arguments_are_null_with_a_reason(void **state)
{
    feel_fixture *f = *state;

    feel_expect(f, "substring(1, 2)", "null");
    assert_string_equal(f->run.reason, "substring: argument 1 must not be a number (line 1, column 15)");
    feel_expect(f, "substring(\"a\")", "null");
    assert_non_null(strstr(f->run.reason, "number of arguments"));
    feel_expect(f, "substring([\"abc\"], 2)", "\"bc\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FEEL_TEST(conversions_give_null_for_what_they_can_t_read),
        FEEL_TEST(string_functions_count_characters),
        FEEL_TEST(patterns_follow_xpath),
        FEEL_TEST(a_pattern_that_explodes_is_null_with_a_reason),
        FEEL_TEST(patterns_in_a_loop_cost_no_lasting_memory),
        FEEL_TEST(list_functions_make_new_lists),
        FEEL_TEST(aggregates_take_a_list_or_many_arguments),
        FEEL_TEST(numeric_functions_round_as_named),
        FEEL_TEST(random_numbers_repeat_with_the_seed),
        FEEL_TEST(context_functions_read_and_copy),
        FEEL_TEST(ranges_relate_by_their_ends),
        FEEL_TEST(sort_is_stable_and_asks_its_function),
        FEEL_TEST(wrong_arguments_are_null_with_a_reason),
    };

    return cmocka_run_group_tests_name("feel/builtins", tests, NULL, NULL);
}
