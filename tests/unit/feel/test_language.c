/* SPDX-License-Identifier: Apache-2.0
 * FEEL comparisons, calls, names and literals.
 */
#include "feel_fixture.h"

static void calls_convert_arguments_or_are_null(void **state)
{
    FEEL_EXPECT_ALL(*state, {"(function(x: string, y: number) x)(\"a\", null)", "\"a\""},
                    {"(function(x: string) x)([\"a\"])", "\"a\""}, {"(function(x: list<string>) x)(\"a\")", "[\"a\"]"},
                    {"(function(x: list) x)(1)", "[1]"},
                    {"(function(x: date and time) x)(@\"2026-01-01\")", "@\"2026-01-01T00:00:00Z\""},
                    {"(function(x: Any) x)(1)", "1"}, {"(function(x: context<a: number>) x)({a: 1})", "{a: 1}"},
                    {"(function() 1)()", "1"}, {"(function(x: number) x = null)(\"a\")", "true"},
                    {"(function(x, y: number) [x, y])(y: \"1\", x: 2)", "[2, null]"},
                    {"(function(x: nothing) \"called\")(1)", "\"called\""},
                    {"{f: function(x) x, r: f()}", "{f: function, r: null}"},
                    {"{abs: function(x) 7, r: abs(-1)}.r", "7"});
    FEEL_EXPECT_NULLS(*state, {"(function(x: string) x)([\"a\", \"b\"])", "the argument x has the wrong type"},
                      {"(function(x: string) x)([1])", "the argument x has the wrong type"},
                      {"(function(x: list<string>) x)(1)", "the argument x has the wrong type"},
                      {"(function(x: date) x)(@\"2026-01-01T10:00:00\")", "the argument x has the wrong type"},
                      {"(function(x: date and time) x)(@\"10:00:00\")", "the argument x has the wrong type"},
                      {"(function(x: duration) x)(@\"2026-01-01\")", "the argument x has the wrong type"},
                      {"(function(x: context<a: number>) x)({a: \"b\"})", "the argument x has the wrong type"},
                      {"(function(x, y) x)(x: 1, x: 2)", "the function has no parameters of these names"},
                      {"(function(x, y) x)(x: 1, z: 2)", "the function has no parameters of these names"},
                      {"(function(x) external {a: 1})(1)", "external functions are not executed"},
                      {"substring(string: \"abc\", start position: 1, length: 2, a: 1, b: 2, c: 3, d: 4, e: 5, f: 6)",
                       "substring has no parameters of these names"},
                      {"now(1)", "now: takes another number of arguments than 1"},
                      {"random number(1)", "random number: takes another number of arguments than 1"},
                      {"1(2)", "a number can't be called"}, {"null(1)", "a null can't be called"});
}

static void escapes_that_are_none_stay_as_written(void **state)
{
    FEEL_EXPECT_ALL(*state, {"\"a\\\"b\\\\c\\/d\\'e\\tf\\rg\"", "\"a\\\"b\\\\c\\\\/d'e\\tf\\rg\""},
                    {"\"\\u00e4\\U0000E4\\uD83D\\uDCA9\"", "\"ää💩\""}, {"\"\\uD83D\"", "\"\\\\uD83D\""},
                    {"\"\\uD83Dx\"", "\"\\\\uD83Dx\""}, {"\"\\uD83D\\u0041\"", "\"\\\\uD83DA\""},
                    {"\"\\uD83D\\uE000\"", "\"\\\\uD83D\""}, {"\"\\uD83D\\uZZZZ\"", "\"\\\\uD83D\\\\uZZZZ\""},
                    {"\"\\uDCA9\"", "\"\\\\uDCA9\""}, {"\"\\uDCA9\\uD83D\"", "\"\\\\uDCA9\\\\uD83D\""},
                    {"\"\\u12\"", "\"\\\\u12\""}, {"\"\\u123G\"", "\"\\\\u123G\""}, {"\"\\u123g\"", "\"\\\\u123g\""},
                    {"\"\\UFFFFFF\"", "\"\\\\UFFFFFF\""}, {"\"\\U00D83D\"", "\"\\\\U00D83D\""},
                    {"\"\\U12\"", "\"\\\\U12\""}, {"\"\\x\"", "\"\\\\x\""}, {"\"\\u\"", "\"\\\\u\""},
                    {"\"\\U\"", "\"\\\\U\""});
}

static void names_and_paths_may_be_unusual(void **state)
{
    FEEL_EXPECT_ALL(
        *state, {"abs = abs", "true"}, {"{\"a\": 1}.a", "1"}, {"{if: 1}", "{if: 1}"}, {"{\"\": 1}", "{\"\": 1}"},
        {"{a·b: 1}.a·b", "1"}, {"{á: 1}.á", "1"}, {"{a‿b: 1, r: a‿b}.r", "1"}, {"{a⁀b: 1, r: a⁀b}.r", "1"},
        {"{a’b: 1, r: a’b}.r", "1"}, {"{a.b: 1, c/d: 2, e'f: 3, g*h: 4, r: a.b + c/d + e'f + g*h}.r", "10"},
        {"{a 1: 1, r: a 1}.r", "1"}, {"{not: 1, r: not}.r", "1"}, {"not (true)", "false"},
        {"[{a-b: 1}, {a: 3, b: 1, c: a-b}][2].c", "2"}, {"{x: {a-b: 7, c: a-b}, a: 3, b: 1, d: a-b}.d", "2"},
        {"{x: {a-b: 7, c: a-b}, a: 3, b: 1, d: a-b}.x.c", "7"},
        {"{f: for a-b in [5] return a-b, a: 3, b: 1, d: a-b-b}", "{f: [5], a: 3, b: 1, d: 1}"},
        {"{a: 3, b: 1, l: [{a-b: 7}], r: l[a-b = 7]}.r.a-b", "[7]"},
        {"{f: (function(a-b) a-b)(4), a: 8, b: 2, d: a/b + a-b}.d", "10"},
        {"[{a-b-c: 1, a-b: 2}, {a: 9, b: 1, c: 2, d: a-b-c}][2].d", "6"},
        {"[{if-a: 1}, {a: 2, b: if-a = -2 then 3 else 4}][2].b", "3"},
        {"{x: {a/b: {a.b: 1}}, a: {b: 8}, b: 2, d: a.b/b}.d", "4"}, {"(function(x y) x y + 1)(1)", "2"},
        {"(function(x-y: number) x-y + 1)(x-y: 1)", "2"},
        {"{my fn: function(my x) my x + 1, r: my fn(my x: 1)}.r", "2"}, {"{a /* b */ c: 1}", "{\"a c\": 1}"},
        {"{a /* b */ : 1, // c\n b: 2}", "{a: 1, b: 2}"}, {"{a // b\n c: 1}.a /**/ c", "1"},
        {"string /* x */ length(\"ab\")", "2"}, {"{a b: 1, r: a /* x */ b}.r", "1"});
    FEEL_EXPECT_NULLS(*state, {"abs = sqrt", "a function and a function can't be compared"},
                      {"abs < abs", "a function and a function have no order"}, {"{a: 1}.a.b", "a number has no b"},
                      {"1.5.a", "a number has no a"}, {"a·b", "no variable named a·b"}, {"?", "no variable named ?"},
                      {"item", "no variable named item"}, {"partial", "no variable named partial"},
                      {"{a: 1}.a .b", "a number has no b"});
}

static void logic_keeps_null_for_what_is_no_boolean(void **state)
{
    FEEL_EXPECT_ALL(*state, {"false or 1", "null"}, {"1 or false", "null"}, {"null or null", "null"},
                    {"1 and false", "false"}, {"1 and 1", "null"}, {"1 or true", "true"}, {"\"a\" and false", "false"},
                    {"[true] or true", "true"}, {"[not(true), not(false)]", "[false, true]"});
    FEEL_EXPECT_NULLS(*state, {"true and \"a\"", "and needs booleans, not a string"},
                      {"[true] or false", "or needs booleans, not a list"},
                      {"null or {}", "or needs booleans, not a context"},
                      {"some x in [1] satisfies x", "satisfies needs a boolean, not a number"},
                      {"every x in [true, \"a\"] satisfies x", "satisfies needs a boolean, not a string"},
                      {"5 in \"a\"", "a number can't be tested with a string"},
                      {"5 in [\"a\"..\"b\"]", "a number can't be tested with a range of other values"},
                      {"null[1]", "null has no items"});
}

static void membership_compares_with_every_test(void **state)
{
    FEEL_EXPECT_ALL(*state, {"true in true", "true"}, {"true in false", "false"}, {"true in [false, true]", "true"},
                    {"5 in [true]", "false"}, {"5 in [\"a\", 5]", "true"}, {"[1] in [[1]]", "true"},
                    {"[1] in [1]", "true"}, {"[[1]] in [[1]]", "true"}, {"null in [null, 1]", "true"},
                    {"5 in null", "false"}, {"5 in (null)", "false"}, {"5 in (> 1, null)", "true"});
}

static void literals_and_comments_are_read(void **state)
{
    FEEL_EXPECT_ALL(
        *state, {"{a: 1, b: {a: 2, c: a}, d: a}", "{a: 1, b: {a: 2, c: 2}, d: 1}"}, {"1e5", "100000"}, {"1e+2", "100"},
        {"1e-2", "0.01"}, {"1E2", "100"}, {".5", "0.5"}, {"--1", "1"}, {"-2 ** 2", "4"}, {"{a: 2, r: -a ** 2}.r", "4"},
        {"12345678901234567890123456789012345678901234567890", "1.234567890123456789012345678901235E+49"},
        {"-1e-7000", "0E-6176"}, {"1 + 2", "3"}, {"1 + 2 // a", "3"}, {"/**/ 1", "1"}, {"[1,2,3]", "[1, 2, 3]"});
    FEEL_EXPECT_NULLS(*state, {"1.e", "a number has no e"});
}

static void comparisons_look_at_every_part(void **state)
{
    FEEL_EXPECT_ALL(*state, {"2 <= 1", "false"}, {"[1, 2] = [1]", "false"}, {"[1, 2] = [2, 1]", "false"},
                    {"[1, null] = [1, 2]", "false"}, {"[null] = [null]", "true"}, {"[1, \"a\"] = [1, 2]", "false"},
                    {"[1] != [\"1\"]", "true"}, {"{a: [1]} = {a: [\"1\"]}", "false"},
                    {"{a: 1} = {a: 1, b: 2}", "false"}, {"{a: 1} = {b: 1}", "false"},
                    {"{a: 1, b: 2} = {a: 2, b: 2}", "false"}, {"true = false", "false"}, {"true != true", "false"},
                    {"\"a\" = \"b\"", "false"}, {"if \"x\" = null then 1 else 2", "2"});
    FEEL_EXPECT_NULLS(
        *state, {"1 <= \"a\"", "a number and a string have no order"},
        {"{a: 1} = 1", "a context and a number can't be compared"},
        {"true > false", "a boolean and a boolean have no order"}, {"[1] < [2]", "a list and a list have no order"},
        {"{} < {}", "a context and a context have no order"}, {"[1..2] < [1..2]", "a range and a range have no order"},
        {"null < null", "a null and a null have no order"});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FEEL_TEST(calls_convert_arguments_or_are_null), FEEL_TEST(escapes_that_are_none_stay_as_written),
        FEEL_TEST(names_and_paths_may_be_unusual),      FEEL_TEST(logic_keeps_null_for_what_is_no_boolean),
        FEEL_TEST(membership_compares_with_every_test), FEEL_TEST(literals_and_comments_are_read),
        FEEL_TEST(comparisons_look_at_every_part),
    };

    return cmocka_run_group_tests_name("feel/language", tests, NULL, NULL);
}
