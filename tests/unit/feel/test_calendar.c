/* SPDX-License-Identifier: Apache-2.0
 * FEEL dates, times and durations: making them, their parts, their order.
 */
#include "feel_fixture.h"

static void dates_are_made_of_texts_parts_and_date_times(void **state)
{
    FEEL_EXPECT_ALL(
        *state, {"date([@\"2026-01-01\"])", "@\"2026-01-01\""}, {"date(@\"2026-01-01T10:00:00Z\")", "@\"2026-01-01\""},
        {"date(-999999999, 1, 1)", "@\"-999999999-01-01\""}, {"date(2024, 2, 29)", "@\"2024-02-29\""},
        {"date(year: 2026, month: 1, day: 2)", "@\"2026-01-02\""}, {"date(from: \"2026-01-02\")", "@\"2026-01-02\""});
    FEEL_EXPECT_NULLS(*state, {"date(\"2026-01-01T10:00:00\")", "date: this is no date"},
                      {"date([])", "date: this is no date"}, {"date([@\"2026-01-01\", 1])", "date: this is no date"},
                      {"date(5)", "date: this is no date"}, {"date(null)", "date: argument 1 must not be a null"},
                      {"date(@\"10:00:00\")", "date: this is no date"}, {"date(2026, 1)", "date: this is no date"},
                      {"date(\"2026\", 1, 1)", "date: this is no date"},
                      {"date(2026, \"1\", 1)", "date: argument 2 must not be a string"},
                      {"date(2026, 1, \"1\")", "date: argument 3 must not be a string"},
                      {"date(2026, 13, 1)", "date: this is no date"}, {"date(2026, 0, 1)", "date: this is no date"},
                      {"date(2026, 1, 32)", "date: this is no date"}, {"date(2026, 1, 0)", "date: this is no date"},
                      {"date(2026, 1.5, 1)", "date: this is no date"}, {"date(1e10, 1, 1)", "date: this is no date"},
                      {"date(-1e10, 1, 1)", "date: this is no date"}, {"date(2025, 2, 29)", "date: this is no date"},
                      {"date(year: 2026, day: 2)", "date: argument 2 must not be a null"});
}

static void times_are_made_of_texts_parts_and_date_times(void **state)
{
    FEEL_EXPECT_ALL(*state, {"time(@\"10:00:00\")", "@\"10:00:00\""},
                    {"time(@\"2026-01-01T10:00:00+01:00\")", "@\"10:00:00+01:00\""},
                    {"time(@\"2026-01-01\")", "@\"00:00:00Z\""}, {"time(10, 0, 30.25)", "@\"10:00:30.25\""},
                    {"time(10, 0, 0, null)", "@\"10:00:00\""}, {"time(10, 0, 0, @\"PT18H\")", "@\"10:00:00+18:00\""},
                    {"time(10, 0, 0, @\"-PT1H30M\")", "@\"10:00:00-01:30\""},
                    {"time(hour: 10, minute: 1, second: 2)", "@\"10:01:02\""});
    FEEL_EXPECT_NULLS(
        *state, {"time(5)", "time: this is no time"}, {"time(null)", "time: argument 1 must not be a null"},
        {"time(\"x\")", "time: this is no time"}, {"time(\"10:00:00@Nowhere/City\")", "time: this is no time"},
        {"time(10, 0)", "time: this is no time"}, {"time(24, 0, 0)", "time: this is no time"},
        {"time(-1, 0, 0)", "time: this is no time"}, {"time(\"a\", 0, 0)", "time: this is no time"},
        {"time(10, 60, 0)", "time: this is no time"}, {"time(10, \"a\", 0)", "time: argument 2 must not be a string"},
        {"time(10, 0, 60)", "time: this is no time"}, {"time(10, 0, -1)", "time: this is no time"},
        {"time(10, 0, -0.5)", "time: this is no time"}, {"time(10, 0, \"a\")", "time: argument 3 must not be a string"},
        {"time(10, 0, 1e30)", "time: this is no time"}, {"time(10, 0, 0, \"a\")", "time: this is no time"},
        {"time(10, 0, 0, @\"PT0.5S\")", "time: this is no time"},
        {"time(10, 0, 0, @\"PT19H\")", "time: this is no time"},
        {"time(10, 0, 0, @\"-PT19H\")", "time: this is no time"});
}

static void date_times_are_made_of_texts_and_of_both_halves(void **state)
{
    FEEL_EXPECT_ALL(*state, {"date and time(\"2026-01-01\")", "@\"2026-01-01T00:00:00\""},
                    {"date and time(@\"2026-01-01\")", "@\"2026-01-01T00:00:00Z\""},
                    {"date and time(@\"2026-01-01T10:00:00\")", "@\"2026-01-01T10:00:00\""},
                    {"date and time(@\"2026-01-01T10:00:00\", @\"11:00:00Z\")", "@\"2026-01-01T11:00:00Z\""},
                    {"date and time([@\"2026-01-01\"], [@\"10:00:00\"])", "@\"2026-01-01T10:00:00\""},
                    {"date and time(date: @\"2026-01-01\", time: @\"10:00:00\")", "@\"2026-01-01T10:00:00\""});
    FEEL_EXPECT_NULLS(*state, {"date and time(\"x\")", "date and time: this is no date and time"},
                      {"date and time(5)", "date and time: this is no date and time"},
                      {"date and time(@\"2026-01-01\", 5)", "date and time: this is no date and time"},
                      {"date and time(5, @\"10:00:00\")", "date and time: this is no date and time"},
                      {"date and time(\"2026-01-01\", @\"10:00:00\")", "date and time: this is no date and time"},
                      {"date and time(null)", "date and time: argument 1 must not be a null"});
}

static void durations_are_read_and_counted_in_whole_months(void **state)
{
    FEEL_EXPECT_ALL(*state, {"duration(from: \"-P1M\")", "@\"-P1M\""},
                    {"years and months duration(@\"2026-01-31\", @\"2026-02-28\")", "@\"P0M\""},
                    {"years and months duration(@\"2026-02-28\", @\"2026-01-31\")", "@\"P0M\""},
                    {"years and months duration(@\"2026-02-28\", @\"2026-01-28\")", "@\"-P1M\""},
                    {"years and months duration(@\"2026-01-28\", @\"2026-02-28\")", "@\"P1M\""},
                    {"years and months duration(@\"2026-01-28\", @\"2026-01-01\")", "@\"P0M\""},
                    {"years and months duration(@\"2026-01-28T10:00:00\", @\"2027-01-28T09:00:00\")", "@\"P1Y\""},
                    {"years and months duration(from: @\"2026-01-28\", to: @\"2026-03-28\")", "@\"P2M\""});
    FEEL_EXPECT_NULLS(*state, {"duration(\"P1Y1D\")", "duration: this is no duration"},
                      {"duration(null)", "duration: argument 1 must not be a null"},
                      {"duration(\"\")", "duration: this is no duration"},
                      {"years and months duration(@\"2026-01-28\", 5)", "years and months duration: this is no date"},
                      {"years and months duration(5, @\"2026-01-28\")", "years and months duration: this is no date"});
}

static void the_calendar_is_asked_for_dates_only(void **state)
{
    FEEL_EXPECT_ALL(*state, {"day of year(@\"2024-12-31T10:00:00\")", "366"},
                    {"day of week(@\"1970-01-01\")", "\"Thursday\""},
                    {"month of year(@\"2026-12-01\")", "\"December\""}, {"week of year(@\"2020-12-31\")", "53"},
                    {"week of year(@\"2021-01-03\")", "53"}, {"week of year(@\"999999999-12-31\")", "52"},
                    {"week of year(@\"-999999999-01-01\")", "1"});
    FEEL_EXPECT_NULLS(*state, {"day of year(\"2024-12-31\")", "day of year: argument 1 must not be a string"});
}

static void parts_belong_to_their_kind(void **state)
{
    FEEL_EXPECT_ALL(*state, {"@\"2026-01-01T10:00:00\".year", "2026"}, {"@\"2026-01-01T10:00:00\".weekday", "4"},
                    {"@\"10:00:00+01:00\".time offset", "@\"PT1H\""},
                    {"@\"2026-01-01T10:00:00-01:00\".time offset", "@\"-PT1H\""}, {"@\"10:20:30\".minute", "20"},
                    {"@\"P1Y2M\".years", "1"}, {"@\"P1DT2H\".days", "1"}, {"@\"-P1DT2H3M4.5S\".minutes", "-3"},
                    {"@\"-P1DT2H3M4.5S\".seconds", "-4.5"}, {"[@\"2026-01-01\", null].year", "[2026, null]"},
                    {"[@\"2026-01-01\", \"x\"].year", "[2026, null]"});
    FEEL_EXPECT_NULLS(
        *state, {"@\"2026-01-01\".timezone", "a date has no timezone"}, {"@\"2026-01-01\".hour", "a date has no hour"},
        {"@\"2026-01-01\".time offset", "a date has no time offset"},
        {"@\"10:00:00\".time offset", "the time has no offset"},
        {"@\"2026-01-01T10:00:00\".time offset", "the time has no offset"},
        {"@\"2026-01-01T10:00:00Z\".timezone", "the time has no zone name"},
        {"@\"10:20:30\".year", "a time has no year"}, {"@\"P1Y2M\".days", "a years and months duration has no days"},
        {"\"abc\".length", "a string has no length"});
}

static void clocks_compare_when_both_or_none_have_an_offset(void **state)
{
    FEEL_EXPECT_ALL(*state, {"@\"10:00:00\" = @\"10:00:00.5\"", "true"}, {"@\"10:00:00\" = @\"10:00:00Z\"", "false"},
                    {"@\"10:00:00Z\" = @\"11:00:00+01:00\"", "true"}, {"@\"10:00:00\" < @\"10:00:00.5\"", "true"},
                    {"@\"10:00:00\" >= @\"09:00:00\"", "true"},
                    {"@\"2026-01-01T10:00:00\" = @\"2026-01-01T10:00:00Z\"", "false"},
                    {"@\"2026-01-01T10:00:00\" = @\"2026-01-01T10:00:00.1\"", "true"},
                    {"@\"2026-01-01T10:00:00\" < @\"2026-01-01T11:00:00\"", "true"}, {"@\"P1Y\" < @\"P13M\"", "true"},
                    {"@\"P1Y\" = @\"P12M\"", "true"}, {"@\"PT1S\" < @\"PT1.5S\"", "true"},
                    {"@\"PT1S\" = @\"PT1.5S\"", "false"}, {"@\"2026-01-01\" = @\"2026-01-01\"", "true"});
    FEEL_EXPECT_NULLS(*state,
                      {"@\"2026-01-31\" + @\"P700000000000000000Y\"",
                       "the result lies outside the calendar or the range of durations"},
                      {"@\"10:00:00\" < @\"10:00:00Z\"", "a time and a time have no order"},
                      {"@\"2026-01-01\" > @\"10:00:00\"", "a time and a date have no order"},
                      {"@\"10:00:00\" > @\"2026-01-01\"", "a date and a time have no order"},
                      {"@\"2026-01-01T10:00:00\" > 1", "a number and a date and time have no order"},
                      {"@\"2026-01-01\" = @\"2026-01-01T00:00:00\"", "a date and a date and time can't be compared"});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FEEL_TEST(dates_are_made_of_texts_parts_and_date_times),
        FEEL_TEST(times_are_made_of_texts_parts_and_date_times),
        FEEL_TEST(date_times_are_made_of_texts_and_of_both_halves),
        FEEL_TEST(durations_are_read_and_counted_in_whole_months),
        FEEL_TEST(the_calendar_is_asked_for_dates_only),
        FEEL_TEST(parts_belong_to_their_kind),
        FEEL_TEST(clocks_compare_when_both_or_none_have_an_offset),
    };

    return cmocka_run_group_tests_name("feel/calendar", tests, NULL, NULL);
}
