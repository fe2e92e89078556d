/* SPDX-License-Identifier: Apache-2.0
 * FEEL operators and numeric functions at their limits.
 */
#include "feel_fixture.h"

static void abs_is_for_numbers_and_durations(void **state)
{
    FEEL_EXPECT_ALL(*state, {"abs(@\"-PT0.5S\")", "@\"PT0.5S\""}, {"abs(@\"PT0.5S\")", "@\"PT0.5S\""},
                    {"abs(@\"-PT5S\")", "@\"PT5S\""}, {"abs(@\"-P1M\")", "@\"P1M\""}, {"abs([-3])", "3"});
    FEEL_EXPECT_NULLS(
        *state, {"abs([-3, 1])", "abs: takes a number or a duration"}, {"abs([])", "abs: takes a number or a duration"},
        {"abs(\"a\")", "abs: takes a number or a duration"}, {"abs(null)", "abs: argument 1 must not be a null"});
}

static void numeric_functions_refuse_what_has_no_result(void **state)
{
    FEEL_EXPECT_ALL(*state, {"odd(1e40)", "false"}, {"odd(0)", "false"}, {"odd(9e6144)", "false"},
                    {"decimal(1.25, 1)", "1.2"}, {"decimal(125, -1)", "120"}, {"floor(1)", "1"},
                    {"ceiling(-1.5)", "-1"}, {"sqrt(0)", "0"}, {"modulo(10, -3)", "-2"}, {"modulo(-10.5, 3)", "1.5"},
                    {"random number() < 1", "true"});
    FEEL_EXPECT_NULLS(*state, {"even(1.5)", "even: takes a whole number"},
                      {"decimal(1, \"a\")", "decimal: argument 2 must not be a string"},
                      {"decimal(1, -7000)", "decimal: the scale must be a number from -6111 to 6176"},
                      {"log(0)", "log: has no result for this number"},
                      {"log(-1)", "log: has no result for this number"},
                      {"exp(99999)", "exp: has no result for this number"});
}

static void dates_and_clocks_move_within_the_calendar(void **state)
{
    FEEL_EXPECT_ALL(*state, {"@\"10:00:00.2\" - @\"PT0.5S\"", "@\"09:59:59.7\""},
                    {"@\"10:00:00.7\" + @\"PT0.5S\"", "@\"10:00:01.2\""},
                    {"@\"00:00:00\" - @\"PT0.001S\"", "@\"23:59:59.999\""},
                    {"@\"2026-01-01T00:00:00.5Z\" - @\"2026-01-01T00:00:01Z\"", "@\"-PT0.5S\""},
                    {"@\"10:00:00+01:00\" - @\"10:00:00Z\"", "@\"-PT1H\""},
                    {"@\"2026-01-02\" - @\"2026-01-01T12:00:00Z\"", "@\"PT12H\""},
                    {"@\"2026-01-01T12:00:00Z\" - @\"2026-01-02\"", "@\"-PT12H\""});
    FEEL_EXPECT_NULLS(
        *state,
        {"@\"2026-01-31\" + @\"P999999999Y\"", "the result lies outside the calendar or the range of durations"},
        {"@\"2026-01-31\" + @\"P999999999999D\"", "the result lies outside the calendar or the range of durations"},
        {"@\"2026-01-31T00:00:00\" + @\"P999999999Y\"",
         "the result lies outside the calendar or the range of durations"},
        {"@\"2026-01-31T00:00:00\" + @\"P999999999999D\"",
         "the result lies outside the calendar or the range of durations"},
        {"@\"2026-01-31T00:00:00\" - @\"P999999999999D\"",
         "the result lies outside the calendar or the range of durations"},
        {"@\"2026-01-01T00:00:00\" - @\"2026-01-01T00:00:00Z\"",
         "a time with an offset and one without can't be subtracted"},
        {"@\"10:00:00\" - @\"10:00:00Z\"", "a time with an offset and one without can't be subtracted"},
        {"@\"2026-01-01\" + @\"2026-01-01\"", "a date + a date has no meaning"},
        {"@\"2026-01-01\" + 1", "a date + a number has no meaning"});
}

static void durations_are_added_scaled_and_divided(void **state)
{
    FEEL_EXPECT_ALL(*state, {"@\"P1D\" + @\"-PT1.5S\"", "@\"PT23H59M58.5S\""},
                    {"@\"PT0.6S\" + @\"PT0.6S\"", "@\"PT1.2S\""}, {"@\"-PT0.6S\" + @\"-PT0.6S\"", "@\"-PT1.2S\""},
                    {"@\"-PT2S\" + @\"PT0.5S\"", "@\"-PT1.5S\""}, {"@\"PT2S\" - @\"PT0.5S\"", "@\"PT1.5S\""},
                    {"@\"PT0.5S\" - @\"PT1S\"", "@\"-PT0.5S\""}, {"@\"-PT0.5S\" + @\"PT1S\"", "@\"PT0.5S\""},
                    {"@\"P999999999999999Y\"", "@\"P999999999999999Y\""}, {"2 * @\"P1Y\"", "@\"P2Y\""},
                    {"@\"P1Y\" / @\"P4M\"", "3"}, {"@\"P1Y\" * 0.07", "@\"P0M\""},
                    {"@\"PT1S\" * 0.0000000001", "@\"PT0S\""}, {"-@\"P1Y\"", "@\"-P1Y\""});
    FEEL_EXPECT_NULLS(
        *state,
        {"@\"P106751991167300D\" + @\"P106751991167300D\"",
         "the result lies outside the calendar or the range of durations"},
        {"-(@\"P106751991167300D\") - @\"P106751991167300D\"",
         "the result lies outside the calendar or the range of durations"},
        {"@\"P700000000000000000Y\" + @\"P700000000000000000Y\"",
         "the result lies outside the calendar or the range of durations"},
        {"-@\"P700000000000000000Y\" - @\"P700000000000000000Y\"",
         "the result lies outside the calendar or the range of durations"},
        {"@\"PT1H\" * 1e30", "the result lies outside the calendar or the range of durations"},
        {"@\"P1Y\" * 1e30", "the result lies outside the calendar or the range of durations"},
        {"@\"P1Y\" * 1e6144 * 1e6144", "the result lies outside the calendar or the range of durations"},
        {"@\"P1Y\" / 0", "the result lies outside the calendar or the range of durations"},
        {"@\"PT1H\" / 0", "the result lies outside the calendar or the range of durations"},
        {"@\"P1Y\" / @\"P0Y\"", "the result is no number (overflow or division by zero)"},
        {"@\"P1Y\" / @\"PT1H\"", "a years and months duration / a days and time duration has no meaning"},
        {"@\"P1Y\" * @\"P1Y\"", "a years and months duration * a years and months duration has no meaning"},
        {"@\"P1Y\" * \"a\"", "a years and months duration * a string has no meaning"},
        {"\"a\" / @\"P1D\"", "a string / a days and time duration has no meaning"},
        {"@\"P1D\" + 1", "a number + a days and time duration has no meaning"});
}

static void operators_need_the_kinds_they_are_made_for(void **state)
{
    FEEL_EXPECT_ALL(*state, {"\"\" + \"\"", "\"\""});
    FEEL_EXPECT_NULLS(
        *state, {"1 * \"a\"", "a number * a string has no meaning"},
        {"\"a\" * 1", "a string * a number has no meaning"}, {"1 / \"a\"", "a number / a string has no meaning"},
        {"\"a\" / 1", "a string / a number has no meaning"}, {"1 ** \"a\"", "a number ** a string has no meaning"},
        {"\"a\" ** 1", "a string ** a number has no meaning"},
        {"0 ** -1", "the result is no number (overflow or division by zero)"},
        {"1e6144 * 1e6144", "the result is no number (overflow or division by zero)"},
        {"1e6144 + 9e6144 * 10", "the result is no number (overflow or division by zero)"},
        {"9.999999999999999999999999999999999e6144 + 9.999999999999999999999999999999999e6144",
         "the result is no number (overflow or division by zero)"},
        {"-9.999999999999999999999999999999999e6144 - 9.999999999999999999999999999999999e6144",
         "the result is no number (overflow or division by zero)"},
        {"1 - \"a\"", "a number - a string has no meaning"}, {"[1] + 1", "a list + a number has no meaning"},
        {"-true", "- a boolean has no meaning"}, {"-x", "no variable named x"});
}

static void the_longest_durations_have_no_longer_ones(void **state)
{
    FEEL_EXPECT_NULLS(*state, {"@\"PT9223372036854775807.6S\" + @\"PT0.6S\"", "range of durations"},
                      {"-(@\"-PT9223372036854775807S\" + @\"-PT1S\")", "range of durations"},
                      {"@\"PT1S\" - (@\"-PT9223372036854775807S\" + @\"-PT1S\")", "range of durations"},
                      {"-(@\"-P9223372036854775807M\" - @\"P1M\")", "range of durations"},
                      {"@\"P9223372036854775807M\" + @\"P1M\"", "range of durations"},
                      {"@\"-P9223372036854775807M\" - @\"P2M\"", "range of durations"},
                      {"abs(@\"-P9223372036854775807M\" - @\"P1M\")", "range of durations"},
                      {"@\"2026-01-01\" - (@\"-P9223372036854775807M\" - @\"P1M\")", "range of durations"});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FEEL_TEST(abs_is_for_numbers_and_durations),           FEEL_TEST(numeric_functions_refuse_what_has_no_result),
        FEEL_TEST(dates_and_clocks_move_within_the_calendar),  FEEL_TEST(durations_are_added_scaled_and_divided),
        FEEL_TEST(operators_need_the_kinds_they_are_made_for), FEEL_TEST(the_longest_durations_have_no_longer_ones),
    };

    return cmocka_run_group_tests_name("feel/arithmetic", tests, NULL, NULL);
}
