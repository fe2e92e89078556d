/* SPDX-License-Identifier: Apache-2.0
 * FEEL functions on lists: empty lists, null, other kinds, positions outside, limits.
 */
#include "feel_fixture.h"

static void sums_need_items_that_can_be_added(void **state)
{
    FEEL_EXPECT_ALL(*state, {"sum([@\"P1Y\", @\"P2M\"])", "@\"P1Y2M\""}, {"mean([@\"PT1H\", @\"PT3H\"])", "@\"PT2H\""});
    FEEL_EXPECT_NULLS(*state, {"sum([])", "sum: the list is empty"}, {"sum(null)", "sum: item 1 can't be added"},
                      {"sum([1, \"a\"])", "sum: item 2 can't be added"},
                      {"sum([@\"2026-01-01\"])", "sum: item 1 can't be added"},
                      {"sum([\"a\", \"b\"])", "sum: item 1 can't be added"},
                      {"sum([9.999999999999999999999999999999999e6144, 9.999999999999999999999999999999999e6144])",
                       "the result is no number (overflow or division by zero)"},
                      {"sum([9.999999999999999999999999999999999e6144, 9.999999999999999999999999999999999e6144, 1])",
                       "the result is no number (overflow or division by zero)"},
                      {"mean([])", "mean: the list is empty"}, {"mean([\"a\"])", "mean: item 1 can't be added"},
                      {"mean([9.999999999999999999999999999999999e6144, 9.999999999999999999999999999999999e6144])",
                       "the result is no number (overflow or division by zero)"},
                      {"product([])", "product: takes numbers"}, {"product([1, \"a\"])", "product: takes numbers"},
                      {"product(null)", "product: takes numbers"},
                      {"product([1e6144, 1e6144, 1])", "the result is no number (overflow or division by zero)"});
}

static void statistics_need_items_with_an_order(void **state)
{
    FEEL_EXPECT_ALL(*state, {"mode([2])", "[2]"}, {"stddev([1, 1])", "0"}, {"max([\"b\", \"a\"])", "\"b\""});
    FEEL_EXPECT_NULLS(
        *state, {"median([])", "median: takes numbers"}, {"median([1, \"a\"])", "median: takes numbers"},
        {"median(null)", "median: takes numbers"},
        {"median([9.999999999999999999999999999999999e6144, 9.999999999999999999999999999999999e6144])",
         "the result is no number (overflow or division by zero)"},
        {"mode([1, \"a\"])", "mode: takes numbers"}, {"mode(null)", "mode: takes numbers"},
        {"stddev([])", "stddev: takes two numbers or more"}, {"stddev([1])", "stddev: takes two numbers or more"},
        {"stddev([1, \"a\"])", "stddev: takes two numbers or more"}, {"stddev(1)", "stddev: takes two numbers or more"},
        {"stddev([9e6144, 9e6144])", "stddev: the result is no number"},
        {"stddev([9e6144, -9e6144])", "stddev: the result is no number"},
        {"min(null)", "min: item 1 has no order with the others"},
        {"min([null])", "min: item 1 has no order with the others"},
        {"min(1, \"a\")", "min: item 2 has no order with the others"});
}

static void all_and_any_fold_with_three_values(void **state)
{
    FEEL_EXPECT_ALL(*state, {"all([null])", "null"}, {"all([1])", "null"}, {"all(true, null)", "null"},
                    {"all([true, \"x\"])", "null"}, {"all(false, 1)", "false"}, {"any([null])", "null"},
                    {"any(true, 1)", "true"}, {"any([])", "false"}, {"any([1])", "null"});
    FEEL_EXPECT_NULLS(*state, {"all(null)", "all: takes booleans"}, {"any(null)", "any: takes booleans"});
}

static void positions_lie_inside_the_list(void **state)
{
    FEEL_EXPECT_ALL(*state, {"sublist([1, 2, 3], 1.9)", "[1, 2, 3]"}, {"sublist([1, 2, 3], -1)", "[3]"},
                    {"append([])", "[]"}, {"sublist([1, 2, 3], 2, 2)", "[2, 3]"},
                    {"insert before([1, 2], -1, 0)", "[1, 0, 2]"}, {"remove([1, 2], 1)", "[2]"},
                    {"list replace([], function(a, b) true, 5)", "[]"},
                    {"list replace(list: [1, 2], position: 1, newItem: 7)", "[7, 2]"},
                    {"list replace(list: [1, 2], match: function(item, newItem) item = 2, newItem: 7)", "[1, 7]"});
    FEEL_EXPECT_NULLS(
        *state, {"sublist([1, 2, 3], 0)", "sublist: the position lies outside of the list"},
        {"sublist([1, 2, 3], -4)", "sublist: the position lies outside of the list"},
        {"sublist([1, 2, 3], 1e30)", "sublist: the position lies outside of the list"},
        {"sublist([1, 2, 3], 1, 0.5)", "sublist: the length must lie between 1 and what is left of the list"},
        {"sublist([1, 2, 3], 1, -1)", "sublist: the length must lie between 1 and what is left of the list"},
        {"sublist([1, 2, 3], 2, 3)", "sublist: the length must lie between 1 and what is left of the list"},
        {"insert before([1, 2], 3, 0)", "insert before: the position lies outside of the list"},
        {"insert before([], 1, 0)", "insert before: the position lies outside of the list"},
        {"insert before([1, 2], 0, 0)", "insert before: the position lies outside of the list"},
        {"remove([1, 2], 3)", "remove: the position lies outside of the list"},
        {"remove([], 1)", "remove: the position lies outside of the list"},
        {"list replace([1, 2], 3, 5)", "list replace: the position lies outside of the list"},
        {"list replace([1, 2], \"a\", 5)", "list replace: the position lies outside of the list"},
        {"list replace([1, 2], function(a, b) null, 5)", "list replace: the function must answer true or false"},
        {"list replace([1, 2], function(a) true, 5)", "the function takes 1 arguments, not 2"},
        {"list replace([1], null, 5)", "list replace: argument 2 must not be a null"});
}

static void joining_and_sorting_look_at_every_item(void **state)
{
    FEEL_EXPECT_ALL(*state, {"string join([], \",\")", "\"\""}, {"string join([\"a\", \"b\"])", "\"ab\""},
                    {"string join([\"a\", \"b\"], null)", "\"ab\""}, {"string join(\"a\", \",\")", "\"a\""},
                    {"string join([null, \"a\"], \",\")", "\"a\""},
                    {"sort([1, 2, 3, 4], function(a, b) if a = 1 then null else a > b)", "[4, 3, 2, 1]"},
                    {"sort([\"b\", \"a\"])", "[\"a\", \"b\"]"},
                    {"sort(list: [2, 1], precedes: function(a, b) a < b)", "[1, 2]"});
    FEEL_EXPECT_NULLS(*state, {"string join([\"a\", 1], \",\")", "string join: item 2 is no string"},
                      {"string join(null)", "string join: argument 1 must not be a null"},
                      {"sort(null)", "sort: argument 1 must not be a null"},
                      {"sort([3, 1, 2], function(a, b) null)", "sort: two items have no order"},
                      {"sort([1], 5)", "sort: argument 2 must not be a number"},
                      {"sort([1, \"a\", 2, 3, 4])", "sort: two items have no order"});
}

static void contexts_are_read_and_changed_by_keys(void **state)
{
    FEEL_EXPECT_ALL(*state, {"get value(m: {a: 1}, key: \"a\")", "1"},
                    {"get value(context: {a: {b: 1}}, keys: [\"a\", \"b\"])", "1"}, {"get entries({})", "[]"},
                    {"get entries(m: {a: 1})", "[{key: \"a\", value: 1}]"},
                    {"context([{key: \"a\", value: null}])", "{a: null}"},
                    {"context({key: \"a\", value: 1})", "{a: 1}"}, {"context([])", "{}"},
                    {"context put({}, [\"a\"], 1)", "{a: 1}"}, {"context put({a: 1}, \"a\", null)", "{a: null}"},
                    {"context put(context: {a: 1}, key: \"a\", value: 2)", "{a: 2}"},
                    {"context put(context: {a: {b: 1}}, keys: [\"a\", \"b\"], value: 2)", "{a: {b: 2}}"},
                    {"context put(context: {a: 1}, keys: \"a\", value: 2)", "{a: 2}"}, {"context merge([])", "{}"},
                    {"context merge({a: 1})", "{a: 1}"});
    FEEL_EXPECT_NULLS(*state, {"get value({a: 1}, null)", "get value: argument 2 must not be a null"},
                      {"get value({a: 1}, 1)", "get value: there is no such key"},
                      {"get value({a: 1}, [])", "get value: there is no such key"},
                      {"get value({a: 1}, [\"a\", 1])", "get value: there is no such key"},
                      {"get value({a: 1}, [\"a\", \"b\"])", "get value: there is no such key"},
                      {"get value({a: 1}, [\"x\", \"b\"])", "get value: there is no such key"},
                      {"get value(null, \"a\")", "get value: argument 1 must not be a null"},
                      {"get entries(1)", "get entries: argument 1 must not be a number"},
                      {"context([{key: \"a\"}])", "context: entry 1 needs a key, which is a string, and a value"},
                      {"context([{value: 1}])", "context: entry 1 needs a key, which is a string, and a value"},
                      {"context([{key: \"a\", value: 1}, {key: \"a\", value: 2}])",
                       "context: entry 2 has a key that is there already"},
                      {"context([1])", "context: entry 1 needs a key, which is a string, and a value"},
                      {"context put({a: 1}, [], 1)", "context put: the list of keys is empty"},
                      {"context put({a: 1}, null, 1)", "context put: argument 2 must not be a null"},
                      {"context put({a: 1}, 1, 1)", "context put: key 1 leads nowhere"},
                      {"context put({a: 1}, [\"a\", \"b\"], 1)", "context put: key 2 leads nowhere"},
                      {"context put({a: 1}, [\"b\", \"c\"], 1)", "context put: key 2 leads nowhere"},
                      {"context put({a: 1}, [null], 1)", "context put: key 1 leads nowhere"},
                      {"context put({a: {b: 1}}, [\"a\", 1], 1)", "context put: key 2 leads nowhere"},
                      {"context put(context: {a: {b: 1}}, key: [\"a\", \"b\"], value: 2)",
                       "context put: argument 2 must not be a list"},
                      {"context put(context: {a: 1}, value: 2)", "context put: argument 2 must not be a null"},
                      {"context merge([{a: 1}, 1])", "context merge: item 2 is no context"},
                      {"context merge(null)", "context merge: argument 1 must not be a null"});
}

static void a_single_value_stands_for_its_list_and_null_does_not(void **state)
{
    FEEL_EXPECT_ALL(*state, {"count([])", "0"}, {"list contains([1], \"1\")", "false"},
                    {"list contains([[1]], [1])", "true"}, {"list contains(1, 1)", "true"}, {"append([], 1)", "[1]"},
                    {"append(1, 2)", "[1, 2]"}, {"concatenate([])", "[]"}, {"concatenate(1, [2])", "[1, 2]"},
                    {"reverse([])", "[]"}, {"index of([1, null, 1], null)", "[2]"}, {"index of([], 1)", "[]"},
                    {"union([])", "[]"}, {"distinct values([])", "[]"},
                    {"distinct values([1, \"1\", [1], [1]])", "[1, \"1\", [1]]"}, {"flatten([])", "[]"},
                    {"flatten([[], [[]]])", "[]"});
    FEEL_EXPECT_NULLS(*state, {"list contains(null, 1)", "list contains: argument 1 must not be a null"},
                      {"append(null, 1)", "append: argument 1 must not be a null"},
                      {"concatenate([1], null)", "concatenate: argument 2 must not be a null"},
                      {"union([1], null)", "union: argument 2 must not be a null"},
                      {"flatten(null)", "flatten: argument 1 must not be a null"});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FEEL_TEST(sums_need_items_that_can_be_added),
        FEEL_TEST(statistics_need_items_with_an_order),
        FEEL_TEST(all_and_any_fold_with_three_values),
        FEEL_TEST(positions_lie_inside_the_list),
        FEEL_TEST(joining_and_sorting_look_at_every_item),
        FEEL_TEST(contexts_are_read_and_changed_by_keys),
        FEEL_TEST(a_single_value_stands_for_its_list_and_null_does_not),
    };

    return cmocka_run_group_tests_name("feel/lists", tests, NULL, NULL);
}
