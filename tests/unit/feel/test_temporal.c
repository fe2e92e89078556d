/* SPDX-License-Identifier: Apache-2.0
 * FEEL dates, times and durations.
 */
#include "feel_fixture.h"

static void literals_and_functions_make_the_same_values(void **state)
{
    FEEL_EXPECT_ALL(
        *state, {"@\"2026-01-31\" = date(\"2026-01-31\")", "true"}, {"date(2026, 1, 31) = @\"2026-01-31\"", "true"},
        {"date(2026, 2, 30)", "null"}, {"date(\"2026-1-1\")", "null"}, {"time(\"10:30:00\") = time(10, 30, 0)", "true"},
        {"time(10, 30, 0, @\"PT1H\") = @\"10:30:00+01:00\"", "true"},
        {"date and time(@\"2026-01-02\", @\"03:04:05\")", "@\"2026-01-02T03:04:05\""},
        {"date and time(\"2026-01-02T03:04:05Z\")", "@\"2026-01-02T03:04:05Z\""}, {"duration(\"P1Y2M\")", "@\"P1Y2M\""},
        {"duration(\"P1DT2H\")", "@\"P1DT2H\""}, {"duration(\"x\")", "null"}, {"@\"no date\"", "null"},
        {"string(@\"2026-01-02\")", "\"2026-01-02\""},
        {"years and months duration(@\"2011-12-22\", @\"2013-08-24\")", "@\"P1Y8M\""},
        {"years and months duration(@\"2013-08-24\", @\"2011-12-22\")", "@\"-P1Y8M\""});
}

static void arithmetic_moves_on_the_calendar_and_the_clock(void **state)
{
    FEEL_EXPECT_ALL(
        *state, {"@\"2026-01-31\" + @\"P1M\"", "@\"2026-02-28\""}, {"@\"P1D\" + @\"2026-01-31\"", "@\"2026-02-01\""},
        {"@\"2026-03-31\" - @\"P1M\"", "@\"2026-02-28\""}, {"@\"2026-01-02\" - @\"2026-01-01\"", "@\"P1D\""},
        {"@\"2026-01-02T01:00:00Z\" - @\"2026-01-01T23:00:00Z\"", "@\"PT2H\""},
        {"@\"2026-01-31T23:00:00\" + @\"PT2H\"", "@\"2026-02-01T01:00:00\""},
        {"@\"23:00:00\" + @\"PT2H\"", "@\"01:00:00\""}, {"@\"01:00:00\" - @\"PT2H\"", "@\"23:00:00\""},
        {"@\"10:00:00\" - @\"09:30:00\"", "@\"PT30M\""}, {"@\"P1Y\" + @\"P2M\"", "@\"P1Y2M\""},
        {"@\"P1Y\" / 5", "@\"P2M\""}, {"@\"PT1H\" * 2.5", "@\"PT2H30M\""}, {"@\"PT1H\" / @\"PT15M\"", "4"},
        {"@\"P1Y\" + @\"P1D\"", "null"}, {"-@\"P1D\"", "@\"-P1D\""}, {"@\"PT0.5S\" - @\"PT1S\"", "@\"-PT0.5S\""},
        {"abs(-@\"P1Y\")", "@\"P1Y\""}, {"sum([@\"PT1H\", @\"PT30M\"])", "@\"PT1H30M\""});
}

static void comparisons_order_points_and_durations(void **state)
{
    FEEL_EXPECT_ALL(*state, {"@\"2026-01-31\" < @\"2026-02-01\"", "true"},
                    {"@\"2026-01-01T12:00:00-01:00\" = @\"2026-01-01T17:00:00+04:00\"", "true"},
                    {"@\"2026-01-01T12:00:00\" < @\"2026-01-01T13:00:00Z\"", "null"},
                    {"@\"2026-01-01\" < @\"2026-01-01T13:00:00\"", "null"}, {"@\"PT60M\" = @\"PT1H\"", "true"},
                    {"@\"P1Y\" > @\"P1D\"", "null"}, {"@\"2026-01-15\" in [@\"2026-01-01\"..@\"2026-01-31\"]", "true"},
                    {"max([@\"2026-01-01\", @\"2027-01-01\"])", "@\"2027-01-01\""},
                    {"is(@\"12:00:00Z\", @\"13:00:00+01:00\")", "false"},
                    {"@\"12:00:00Z\" = @\"13:00:00+01:00\"", "true"});
}

static void properties_are_reached_by_name(void **state)
{
    FEEL_EXPECT_ALL(*state, {"@\"2026-01-31\".month", "1"}, {"@\"2026-01-31\".weekday", "6"},
                    {"@\"2026-01-31T10:20:30.5+02:00\".second", "30.5"},
                    {"@\"2026-01-31T10:20:30+02:00\".time offset", "@\"PT2H\""}, {"@\"10:20:30\".hour", "10"},
                    {"@\"10:20:30\".timezone", "null"}, {"@\"P1Y2M\".months", "2"}, {"@\"P1DT2H3M4S\".hours", "2"},
                    {"@\"P1DT2H3M4.5S\".seconds", "4.5"}, {"[@\"2026-01-31\", @\"2027-01-31\"].year", "[2026, 2027]"});
}

static void dates_can_be_iterated(void **state)
{
    FEEL_EXPECT_ALL(*state, {"for d in @\"2026-02-28\"..@\"2026-03-01\" return d.day", "[28, 1]"},
                    {"count(for d in [@\"2026-01-01\"..@\"2026-12-31\"] return d)", "365"});
}

static void the_calendar_functions_follow_iso_8601(void **state)
{
    FEEL_EXPECT_ALL(*state, {"day of year(@\"2019-09-17\")", "260"}, {"day of week(@\"2019-09-17\")", "\"Tuesday\""},
                    {"month of year(@\"2019-09-17\")", "\"September\""}, {"week of year(@\"2019-09-17\")", "38"},
                    {"week of year(@\"2005-01-01\")", "53"}, {"week of year(@\"2003-12-29\")", "1"});
}

static void now_and_today_come_from_the_run(void **state)
{
    FEEL_EXPECT_ALL(*state, {"now()", "@\"2026-01-02T03:04:05.006Z\""}, {"today()", "@\"2026-01-02\""},
                    {"now() > today()", "null"}, {"date(now()) >= today()", "true"});
}

static void a_zone_the_host_did_not_bring_is_null(void **state)
{
    FEEL_EXPECT_ALL(*state, {"@\"2026-01-01T00:00:00@Europe/Paris\"", "null"},
                    {"date and time(\"2026-01-01T00:00:00@Europe/Paris\")", "null"});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FEEL_TEST(literals_and_functions_make_the_same_values),
        FEEL_TEST(arithmetic_moves_on_the_calendar_and_the_clock),
        FEEL_TEST(comparisons_order_points_and_durations),
        FEEL_TEST(properties_are_reached_by_name),
        FEEL_TEST(dates_can_be_iterated),
        FEEL_TEST(the_calendar_functions_follow_iso_8601),
        FEEL_TEST(now_and_today_come_from_the_run),
        FEEL_TEST(a_zone_the_host_did_not_bring_is_null),
    };

    return cmocka_run_group_tests_name("feel/temporal", tests, NULL, NULL);
}
