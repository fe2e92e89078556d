/* SPDX-License-Identifier: Apache-2.0
 * FEEL conversions, strings and patterns: separators, positions, escapes, flags.
 */
#include "feel_fixture.h"

static void numbers_are_read_with_the_separators_given(void **state)
{
    FEEL_EXPECT_ALL(*state, {"number(\"1,000.5\", \",\", \".\")", "1000.5"},
                    {"number(\"1.000,5\", \".\", \",\")", "1000.5"}, {"number(\"1000\", null, null)", "1000"},
                    {"number(\"1 000\", \" \")", "1000"}, {"number(\"1,5\", null, \",\")", "1.5"},
                    {"number(from: \"1\", decimal separator: \".\")", "1"});
    FEEL_EXPECT_NULLS(*state,
                      {"number(\"1 000\", \"x\")",
                       "number: the separators must be different characters out of blank, comma and point"},
                      {"number(\"1 000\", \"  \")",
                       "number: the separators must be different characters out of blank, comma and point"},
                      {"number(\"1 000\", \"\")",
                       "number: the separators must be different characters out of blank, comma and point"},
                      {"number(\"1,5\", \",\", \",\")",
                       "number: the separators must be different characters out of blank, comma and point"},
                      {"number(\"1;5\", null, \";\")",
                       "number: the separators must be different characters out of blank, comma and point"},
                      {"number(\"\")", "number: the text is no number"},
                      {"number(1)", "number: argument 1 must not be a number"},
                      {"number(\"1\", 1)", "number: argument 2 must not be a number"});
}

static void values_are_written_as_they_can_be_read(void **state)
{
    FEEL_EXPECT_ALL(*state, {"string(true)", "\"true\""}, {"string({})", "\"{}\""}, {"string([])", "\"[]\""},
                    {"string({\"a:b\": 1, c: \"x\\\\y\"})", "\"{\\\"a:b\\\": 1, c: \\\"x\\\\\\\\y\\\"}\""},
                    {"string({\"a\\\"b\": 1, \"c{\": 2, \"d}\": 3, \"e,f\": 4, \"\": 5})",
                     "\"{\\\"a\\\\\\\"b\\\": 1, \\\"c{\\\": 2, \\\"d}\\\": 3, \\\"e,f\\\": 4, \\\"\\\": 5}\""},
                    {"string([@\"2026-01-01\", @\"10:00:00\", @\"P1M\", [1..2), (1..2]])",
                     "\"[@\\\"2026-01-01\\\", @\\\"10:00:00\\\", @\\\"P1M\\\", [1..2), (1..2]]\""},
                    {"string((1..2))", "\"(1..2)\""}, {"string(@\"10:00:00+01:00\")", "\"10:00:00+01:00\""},
                    {"string(abs)", "\"function\""}, {"string([abs])", "\"[function]\""},
                    {"string((< 5))", "\"(..5)\""});
    FEEL_EXPECT_NULLS(*state, {"string()", "string: takes another number of arguments than 0"},
                      {"string(1, 2)", "string: takes another number of arguments than 2"});
}

static void is_compares_without_conversion(void **state)
{
    FEEL_EXPECT_ALL(*state, {"is(1, 1)", "true"}, {"is(1, 2)", "false"}, {"is(1, \"1\")", "false"},
                    {"is(null, null)", "true"}, {"is(@\"10:00:00\", @\"10:00:00\")", "true"},
                    {"is(@\"10:00:00\", @\"11:00:00\")", "false"}, {"is(@\"10:00:00\", @\"10:01:00\")", "false"},
                    {"is(@\"10:00:00\", @\"10:00:01\")", "false"}, {"is(@\"10:00:00\", @\"10:00:00.5\")", "false"},
                    {"is(@\"10:00:00\", @\"10:00:00Z\")", "false"},
                    {"is(@\"10:00:00+01:00\", @\"10:00:00+01:00\")", "true"},
                    {"is(@\"10:00:00+01:00\", @\"10:00:00+02:00\")", "false"},
                    {"is(@\"2026-01-01T10:00:00\", @\"2026-01-01T10:00:00\")", "true"},
                    {"is(@\"2026-01-01T10:00:00\", @\"2026-01-02T10:00:00\")", "false"},
                    {"is(@\"2026-01-01T10:00:00\", @\"2026-01-01T11:00:00\")", "false"},
                    {"is(@\"2026-01-01\", @\"2026-01-01T00:00:00\")", "false"}, {"is([1], [1])", "true"},
                    {"is(value1: 1, value2: 1)", "true"}, {"not(negand: false)", "true"});
    FEEL_EXPECT_NULLS(*state, {"not(1)", "not: takes a boolean"}, {"not(null)", "not: takes a boolean"});
}

static void a_text_is_a_range_only_of_literals(void **state)
{
    FEEL_EXPECT_ALL(*state, {"range(\"(-1..2)\")", "(-1..2)"}, {"range(\"[\\\"a\\\"..\\\"b\\\"]\")", "[\"a\"..\"b\"]"},
                    {"range(\"(duration(\\\"P1D\\\")..@\\\"P2D\\\"]\")", "(@\"P1D\"..@\"P2D\"]"},
                    {"range(\"(..5)\")", "(null..5)"});
    FEEL_EXPECT_NULLS(*state, {"range(\"[1..2\")", "range: the text is no range of literals, such as \"[1..10]\""},
                      {"range(\"1\")", "range: the text is no range of literals, such as \"[1..10]\""},
                      {"range(\"\")", "range: the text is no range of literals, such as \"[1..10]\""},
                      {"range(\"[x..2]\")", "range: the text is no range of literals, such as \"[1..10]\""},
                      {"range(\"[1..\\\"a\\\"]\")", "a range can't go from a number to a string"},
                      {"range(\"(!= 5)\")", "range: the text is no range of literals, such as \"[1..10]\""},
                      {"range(null)", "range: argument 1 must not be a null"},
                      {"range(\"[abs(1)..2]\")", "range: the text is no range of literals, such as \"[1..10]\""});
}

static void replacements_name_groups_with_a_dollar(void **state)
{
    FEEL_EXPECT_ALL(
        *state, {"replace(\"abc\", \"b\", \"$2\")", "\"ac\""},
        {"replace(\"abc\", \"(b)(c)?x?\", \"[$1$2]\")", "\"a[bc]\""},
        {"replace(\"abc\", \"b\", \"\\\\\\\\\")", "\"a\\\\c\""}, {"replace(\"abc\", \"b\", \"$0\")", "\"abc\""},
        {"replace(\"abc\", \"b\", \"$01\")", "\"ab1c\""}, {"replace(\"abc\", \"(b)\", \"$11\")", "\"ab1c\""},
        {"replace(\"abc\", \"(b)\", \"$1a\")", "\"abac\""},
        {"replace(\"abcdefghijkl\", \"(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)(k)\", \"$11-$1\")", "\"k-al\""},
        {"replace(\"abc\", \"B\", \"x\", \"i\")", "\"axc\""}, {"replace(\"abc\", \"b\", \"x\", null)", "\"axc\""},
        {"replace(\"a.b\", \".\", \"$1\", \"q\")", "\"a$1b\""}, {"replace(\"abc\", \"b\", \"$1\", \"q\")", "\"a$1c\""},
        {"replace(\"abc\", \"z\", \"x\")", "\"abc\""}, {"replace(\"\", \"z\", \"x\")", "\"\""},
        {"replace(\"a\", \"a\", \"\")", "\"\""});
    FEEL_EXPECT_NULLS(
        *state,
        {"replace(\"abc\", \"b\", \"a\\\\\")", "replace: in the replacement, $ needs a number and \\ needs $ or \\"},
        {"replace(\"abc\", \"b\", \"\\\\a\")", "replace: in the replacement, $ needs a number and \\ needs $ or \\"},
        {"replace(\"abc\", \"b\", \"$\")", "replace: in the replacement, $ needs a number and \\ needs $ or \\"},
        {"replace(\"abc\", \"(\", \"x\")", "replace: the pattern has a ( without a )"},
        {"replace(\"abc\", \"b\", \"x\", \"w\")", "replace: flags are some of the letters s, m, i, x and q"},
        {"replace(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\", \"^(a+)+$\", \"x\")",
         "replace: the pattern takes too long on this text (feel_pattern_match_count_max)"},
        {"replace(\"a\", \"z\", \"$\")", "replace: in the replacement, $ needs a number and \\ needs $ or \\"},
        {"replace(\"aab\", \"^a*\", \"x\")", "replace: the pattern matches the empty string"},
        {"replace(\"b\", \"x|^\", \"x\")", "replace: the pattern matches the empty string"},
        {"replace(\"a\nb\", \"a$|\\n|(?:^b)$\", \"$b\", \"m\")",
         "replace: in the replacement, $ needs a number and \\ needs $ or \\"});
}

static void classes_and_escapes_are_those_of_xpath(void **state)
{
    FEEL_EXPECT_ALL(*state, {"split(\"a1b22c\", \"\\\\d+\")", "[\"a\", \"b\", \"c\"]"},
                    {"matches(\"a\\nb\", \"a.b\")", "false"}, {"matches(\"a\\nb\", \"a.b\", \"s\")", "true"},
                    {"matches(\"a\\nb\", \"^b\", \"m\")", "true"}, {"matches(\"a\", \"[a-z-[b]]\")", "true"},
                    {"matches(\"b\", \"[a-z-[b]]\")", "false"}, {"matches(\"a\", \"[\\\\i]\")", "true"},
                    {"matches(\"1\", \"[\\\\c]\")", "true"}, {"matches(\"1\", \"\\\\I\")", "true"},
                    {"matches(\"a\", \"\\\\C\")", "false"}, {"matches(\" \", \"[\\\\s]\")", "true"},
                    {"matches(\"x\", \"[\\\\S]\")", "true"}, {"matches(\"x\", \"[\\\\w\\\\d]\")", "true"},
                    {"matches(\"-\", \"[\\\\W]\")", "true"}, {"matches(\"-\", \"\\\\W\")", "true"},
                    {"matches(\"x\", \"\\\\D\")", "true"}, {"matches(\"x\", \"[\\\\D]\")", "true"},
                    {"matches(\"x\", \"\\\\S\")", "true"}, {"matches(\" \", \"\\\\S\")", "false"},
                    {"matches(\"aa\", \"(a)\\\\1\")", "true"}, {"matches(\"]\", \"[\\\\]]\")", "true"},
                    {"matches(\"[\", \"\\\\[\")", "true"}, {"matches(\"^\", \"[\\\\^]\")", "true"},
                    {"matches(\"a\", \"\\\\p{L}\")", "true"}, {"matches(\"1\", \"\\\\P{L}\")", "true"},
                    {"matches(\"a\", \"[a-[b-[c-[d-[e-[f-[g-[h]]]]]]]]\")", "true"},
                    {"matches(\"a\", \"[a\\\\]-[b]]\")", "true"}, {"matches(\"a\", \"[^b-[a]]\")", "false"},
                    {"matches(\"-\", \"[a-]\")", "true"});
    FEEL_EXPECT_NULLS(*state,
                      {"matches(\"a\\\\\", \"a\\\\\")", "matches: the pattern has an escape that XPath does not know"},
                      {"matches(\"a\", \"\\\\\")", "matches: the pattern has an escape that XPath does not know"},
                      {"matches(\"a\", \"[\")", "matches: the pattern has a [ without a ]"},
                      {"matches(\"a\", \"[a-z-[b]c]\")", "matches: a subtraction must be the last thing inside [ ]"},
                      {"matches(\"a\", \"[a[b]]\")", "matches: the pattern has a [ inside [ ]"},
                      {"matches(\"x\", \"\\\\q\")", "matches: the pattern has an escape that XPath does not know"},
                      {"matches(\"x\", \"[\\\\q]\")", "matches: the pattern has an escape that XPath does not know"},
                      {"matches(\"a1\", \"[a\\\\1]\")", "matches: the pattern has an escape that XPath does not know"},
                      {"matches(\"a\", \"[z-a]\")", "matches: a range inside [ ] ends before it begins"},
                      {"matches(\"1\", \"\\\\p{Foo}\")", "matches: there is no category of Unicode of this name"},
                      {"matches(\"a\", \"[a-[b-[c-[d-[e-[f-[g-[h-[i]]]]]]]]]\")",
                       "matches: classes are subtracted too deep (feel_pattern_class_depth_max)"});
}

static void patterns_have_flags_and_limits(void **state)
{
    FEEL_EXPECT_ALL(*state, {"split(\"\", \";\")", "[\"\"]"}, {"matches(\"\", \"\")", "true"},
                    {"matches(\"\", \"^$\")", "true"}, {"matches(\"a\", \"\")", "true"},
                    {"matches(\"ab\", \"a b\", \"x\")", "true"}, {"matches(\"AB\", \"ab\", \"iq\")", "true"},
                    {"matches(\"a\", \"a\", null)", "true"}, {"matches(\"a\", \"a\", \"\")", "true"},
                    {"matches(\"ab\", \"(?:a)b\")", "true"});
    FEEL_EXPECT_NULLS(*state, {"split(\"abc\", \"\")", "split: the delimiter matches the empty string"},
                      {"split(\"a,b\", \"(\")", "split: the pattern has a ( without a )"},
                      {"split(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\", \"^(a+)+$\")",
                       "split: the pattern takes too long on this text (feel_pattern_match_count_max)"},
                      {"split(\"a\", null)", "split: argument 2 must not be a null"},
                      {"matches(\"a\", \"(?i)a\")", "matches: the pattern has a (? that XPath does not know"},
                      {"matches(\"a\", \"(*UTF)a\")", "matches: the pattern has a quantifier with nothing before it"},
                      {"matches(\"a\", \"*a\")", "matches: the pattern has a quantifier with nothing before it"},
                      {"matches(\"a\", \"a{2,1}\")", "matches: in { } the second number is below the first"},
                      {"matches(\"a\", "
                       "\"((((((((((((((((((((((((((((((((((((((((((((((((((((a))))))))))))))))))))))))))))))))))))))))"
                       "))))))))))))\")",
                       "matches: the groups of the pattern are nested too deep (feel_pattern_nesting_max)"});
}

static void positions_in_strings_count_characters_from_both_ends(void **state)
{
    FEEL_EXPECT_ALL(*state, {"substring(\"abc\", -3)", "\"abc\""}, {"substring(\"abc\", 2, 10)", "\"bc\""},
                    {"string length(\"\")", "0"}, {"upper case(\"\")", "\"\""}, {"lower case(\"ÄSS\")", "\"äss\""},
                    {"upper case(\"straße\")", "\"STRASSE\""}, {"substring before(\"\", \"\")", "\"\""},
                    {"substring before(\"abc\", \"\")", "\"\""}, {"substring after(\"abc\", \"\")", "\"abc\""},
                    {"substring after(\"\", \"a\")", "\"\""}, {"contains(\"abc\", \"\")", "true"},
                    {"starts with(\"abc\", \"b\")", "false"}, {"ends with(\"abc\", \"b\")", "false"});
    FEEL_EXPECT_NULLS(*state, {"substring(\"abc\", 0.5)", "substring: the start position lies outside of the string"},
                      {"substring(\"abc\", 4)", "substring: the start position lies outside of the string"},
                      {"substring(\"abc\", -4)", "substring: the start position lies outside of the string"},
                      {"substring(\"abc\", 1, 0)", "substring: the length must be at least 1"},
                      {"substring(\"abc\", 1, 0.5)", "substring: the length must be at least 1"},
                      {"substring(\"abc\", 1, -1)", "substring: the length must be at least 1"},
                      {"substring(\"\", 1)", "substring: the start position lies outside of the string"},
                      {"substring(\"abc\", null)", "substring: argument 2 must not be a null"},
                      {"string length(null)", "string length: argument 1 must not be a null"},
                      {"contains(null, \"a\")", "contains: argument 1 must not be a null"},
                      {"contains(\"a\", 1)", "contains: argument 2 must not be a number"});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FEEL_TEST(numbers_are_read_with_the_separators_given),
        FEEL_TEST(values_are_written_as_they_can_be_read),
        FEEL_TEST(is_compares_without_conversion),
        FEEL_TEST(a_text_is_a_range_only_of_literals),
        FEEL_TEST(replacements_name_groups_with_a_dollar),
        FEEL_TEST(classes_and_escapes_are_those_of_xpath),
        FEEL_TEST(patterns_have_flags_and_limits),
        FEEL_TEST(positions_in_strings_count_characters_from_both_ends),
    };

    return cmocka_run_group_tests_name("feel/texts", tests, NULL, NULL);
}
