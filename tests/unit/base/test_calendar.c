/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/base/test_calendar.c - working days, and when limits end.
 */
#include "base/calendar.h"

#include "time_fixture.h"

#define HOUR_MS (3600 * 1000)

/* The autumn of 2026 and the turn of the year, as the official notice has them. */
static const struct {
    const char *date;
    bool is_working;
} special[] = {
    {"2026-09-20", true},  {"2026-09-25", false}, {"2026-09-26", false}, {"2026-09-27", false}, {"2026-10-01", false},
    {"2026-10-02", false}, {"2026-10-03", false}, {"2026-10-04", false}, {"2026-10-05", false}, {"2026-10-06", false},
    {"2026-10-07", false}, {"2026-10-10", true},  {"2027-01-01", false},
};

typedef struct bench {
    weir_calendar_day days[COUNT(special)];
    weir_calendar calendar;
} bench;

static void set_up(fixture *f, bench *b)
{
    static const weir_calendar_hours hours[] = {{8 * HOUR_MS + HOUR_MS / 2, 12 * HOUR_MS},
                                                {13 * HOUR_MS + HOUR_MS / 2, 18 * HOUR_MS}};
    static const weir_calendar_year years[] = {{.year = 2026, .is_official = true}, {.year = 2027}};

    for (size_t i = 0; i < COUNT(special); i++)
        b->days[i] = (weir_calendar_day){.day = weir_date_to_days(date_of(special[i].date)),
                                         .is_working = special[i].is_working};
    b->calendar = (weir_calendar){.id = WEIR_T("cn-gov"),
                                  .zone = system_zone(f, "Asia/Shanghai"),
                                  .weekly_rest = 1u << 6 | 1u << 7,
                                  .hours = hours,
                                  .hours_count = COUNT(hours),
                                  .cut_off_ms = 18 * HOUR_MS,
                                  .close_ms = 18 * HOUR_MS,
                                  .years = years,
                                  .year_count = COUNT(years),
                                  .days = b->days,
                                  .day_count = COUNT(special)};
}

#define DAYS WEIR_DURATION_DAYS
#define HOURS WEIR_DURATION_HOURS
#define NATURAL WEIR_DURATION_NATURAL

static weir_limit limit_of(const char *text, weir_duration_reading reading)
{
    weir_limit limit = {0};

    if (!weir_limit_parse(weir_text_of(text), reading, &limit))
        fail_msg("not a limit: %s", text);
    return limit;
}

/* Local times without an offset are those of Shanghai. */
static int64_t local_ms(const char *text)
{
    char zoned[64];

    (void)snprintf(zoned, sizeof zoned, "%s:00+08:00", text);
    return ms_of(zoned);
}

static void expect_local(fixture *f, int64_t found_ms, const char *expected, const char *what)
{
    if (found_ms == local_ms(expected))
        return;
    weir_buffer buffer = buffer_of(f);
    weir_text text;

    weir_instant_write(found_ms, &buffer);
    assert_int_equal(weir_buffer_done(&buffer, &text), WEIR_OK);
    fail_msg("%s: %.*s instead of %s", what, WEIR_ARG(text), expected);
}

static void days_work_or_rest(void **state)
{
    fixture *f = *state;
    bench b;

    set_up(f, &b);
    assert_true(weir_calendar_is_working(&b.calendar, weir_date_to_days(date_of("2026-09-18"))));
    assert_false(weir_calendar_is_working(&b.calendar, weir_date_to_days(date_of("2026-09-19"))));
    assert_true(weir_calendar_is_working(&b.calendar, weir_date_to_days(date_of("2026-09-20"))));
    assert_false(weir_calendar_is_working(&b.calendar, weir_date_to_days(date_of("2026-10-01"))));
    assert_false(weir_calendar_is_working(&b.calendar, weir_date_to_days(date_of("1969-12-28"))));
    assert_true(weir_calendar_is_working(&b.calendar, weir_date_to_days(date_of("1969-12-29"))));
    assert_int_equal(weir_calendar_working_days(&b.calendar, weir_date_to_days(date_of("2026-10-01")),
                                                weir_date_to_days(date_of("2026-10-31"))),
                     18);
    assert_true(weir_calendar_is_official(&b.calendar, 2026));
    assert_false(weir_calendar_is_official(&b.calendar, 2027));
    assert_false(weir_calendar_is_official(&b.calendar, 2028));
    assert_null(weir_calendar_find(&b.calendar, weir_date_to_days(date_of("2027-01-02"))));
    assert_int_equal(weir_calendar_find(&b.calendar, weir_date_to_days(date_of("2026-09-20")))->is_working, true);
}

static void names_say_what_durations_count(void **state)
{
    static const struct {
        const char *name;
        weir_duration_reading reading;
    } cases[] = {{"cn-gov", DAYS},      {"cn-gov-hours", HOURS}, {"24x7", NATURAL}, {"24x7-hours", NATURAL},
                 {"hours", DAYS},       {"-hours", HOURS},       {"", DAYS},        {"cn-gov-hours ", DAYS},
                 {"cn-gov-Hours", DAYS}};

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_int_equal(weir_calendar_reading_of(weir_text_of(cases[i].name)), cases[i].reading);
    assert_true(weir_calendar_is_meant(WEIR_T("office"), WEIR_T("office")));
    assert_true(weir_calendar_is_meant(WEIR_T("office-hours"), WEIR_T("office")));
    assert_true(weir_calendar_is_meant(WEIR_T("office-hours"), WEIR_T("office-hours")));
    assert_true(weir_calendar_is_meant(WEIR_T("office-hours-hours"), WEIR_T("office-hours")));
    assert_false(weir_calendar_is_meant(WEIR_T("office"), WEIR_T("office-hours")));
    assert_false(weir_calendar_is_meant(WEIR_T("office-hours-hours"), WEIR_T("office")));
    assert_false(weir_calendar_is_meant(WEIR_T("-hours"), WEIR_T("")));
}

static void limits_have_texts(void **state)
{
    static const struct {
        const char *text;
        weir_duration_reading reading;
        weir_limit_kind kind;
        int64_t amount;
    } good[] = {
        {"5wd", DAYS, WEIR_LIMIT_WORKING_DAYS, 5},
        {"0wd", DAYS, WEIR_LIMIT_WORKING_DAYS, 0},
        {"30nd", DAYS, WEIR_LIMIT_NATURAL_DAYS, 30},
        {"5wd", NATURAL, WEIR_LIMIT_WORKING_DAYS, 5},
        {"P5D", DAYS, WEIR_LIMIT_WORKING_DAYS, 5},
        {"P1W", DAYS, WEIR_LIMIT_WORKING_DAYS, 7},
        {"PT4H", DAYS, WEIR_LIMIT_WORKING_TIME, 4 * HOUR_MS},
        {"PT4H", NATURAL, WEIR_LIMIT_NATURAL_TIME, 4 * HOUR_MS},
        {"P1DT4H", NATURAL, WEIR_LIMIT_NATURAL_TIME, 28 * HOUR_MS},
        {"PT24H", DAYS, WEIR_LIMIT_WORKING_TIME, 24 * HOUR_MS},
        {"PT24H", HOURS, WEIR_LIMIT_WORKING_TIME, 24 * HOUR_MS},
        {"P1D", HOURS, WEIR_LIMIT_WORKING_TIME, 24 * HOUR_MS},
        {"P1W", HOURS, WEIR_LIMIT_WORKING_TIME, 168 * HOUR_MS},
        {"P1DT4H", HOURS, WEIR_LIMIT_WORKING_TIME, 28 * HOUR_MS},
        {"5wd", HOURS, WEIR_LIMIT_WORKING_DAYS, 5},
        {"30nd", HOURS, WEIR_LIMIT_NATURAL_DAYS, 30},
        {"date:1970-01-03", DAYS, WEIR_LIMIT_DATE, 2},
    };
    static const char *const bad[] = {"",     "5", "5 wd",  "wd",      "-5wd",    "P1M",       "P1DT4H",
                                      "-P1D", "x", "-PT1H", "40000wd", "P40000D", "PT900000H", "date:2026-02-30",
                                      "5wdx"};

    (void)state;
    for (size_t i = 0; i < COUNT(good); i++) {
        const weir_limit limit = limit_of(good[i].text, good[i].reading);

        if (limit.kind != good[i].kind || limit.amount != good[i].amount)
            fail_msg("%s: kind %d, amount %lld", good[i].text, (int)limit.kind, (long long)limit.amount);
    }
    for (size_t i = 0; i < COUNT(bad); i++) {
        weir_limit limit;

        if (weir_limit_parse(weir_text_of(bad[i]), WEIR_DURATION_DAYS, &limit))
            fail_msg("accepted: %s", bad[i]);
    }
}

static void what_is_no_limit_says_why(void **state)
{
    static const struct {
        const char *text;
        weir_duration_reading reading;
        const char *why;
    } rows[] = {
        {"soon", WEIR_DURATION_DAYS, "like 5wd"},          {"5days", WEIR_DURATION_DAYS, "like 5wd"},
        {"99999wd", WEIR_DURATION_DAYS, "century"},        {"P99999D", WEIR_DURATION_DAYS, "century"},
        {"-5wd", WEIR_DURATION_DAYS, "negative"},          {"P-5D", WEIR_DURATION_DAYS, "like 5wd"},
        {"P1Y", WEIR_DURATION_NATURAL, "months"},          {"P1DT2H", WEIR_DURATION_DAYS, "together"},
        {"PT9999999999H", WEIR_DURATION_HOURS, "century"}, {"P99999DT1H", WEIR_DURATION_HOURS, "century"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *why = weir_limit_fault(weir_text_of(rows[i].text), rows[i].reading);

        if (!strstr(why, rows[i].why))
            fail_msg("%s: %s", rows[i].text, why);
    }
}

static void limits_end(void **state)
{
    static const struct {
        const char *start, *limit;
        weir_duration_reading reading;
        const char *due, *remind;
        bool is_provisional;
    } rows[] = {
        {"2026-09-09T10:00", "3wd", DAYS, "2026-09-14T18:00", "2026-09-14T11:42", false},
        {"2026-09-09T18:00", "3wd", DAYS, "2026-09-14T18:00", "2026-09-14T11:42", false},
        {"2026-09-09T18:01", "3wd", DAYS, "2026-09-15T18:00", "2026-09-15T11:42", false},
        {"2026-09-18T11:00", "5wd", DAYS, "2026-09-24T18:00", "2026-09-23T18:00", false}, /* Sunday 20 works */
        {"2026-09-30T16:00", "P3D", DAYS, "2026-10-10T18:00", "2026-10-10T11:42", false}, /* Saturday 10 works */
        {"2026-10-03T09:00", "1wd", DAYS, "2026-10-09T18:00", "2026-10-09T16:24", false}, /* received on the 8th */
        {"2026-09-09T10:00", "0wd", DAYS, "2026-09-09T18:00", "2026-09-09T16:42", false},
        {"2026-10-03T10:00", "0wd", DAYS, "2026-10-08T18:00", "2026-10-08T16:24", false},
        {"2026-09-05T10:00", "30nd", DAYS, "2026-10-08T18:00", "2026-09-28T10:06", false}, /* day 30 is 5 October */
        {"2026-10-03T23:10", "PT4H", NATURAL, "2026-10-04T03:10", "2026-10-04T02:22", false},
        {"2026-09-24T16:30", "PT4H", DAYS, "2026-09-28T11:00", "2026-09-28T10:12", false},
        {"2026-09-24T19:00", "PT1H", DAYS, "2026-09-28T09:30", "2026-09-28T09:18", false},
        {"2026-09-09T10:00", "PT0S", DAYS, "2026-09-09T10:00", "2026-09-09T10:00", false},
        {"2026-12-30T15:00", "5wd", DAYS, "2027-01-07T18:00", "2027-01-06T18:00", true},
        {"2026-12-30T15:00", "date:2026-12-31", DAYS, "2026-12-31T18:00", "2026-12-31T15:48", false},
        {"2026-12-30T15:00", "date:2027-01-02", DAYS, "2027-01-02T18:00", "2026-12-31T15:48", true},
        {"2026-12-30T15:00", "date:2026-12-01", DAYS, "2026-12-01T18:00", "2026-12-01T18:00", false},
    };
    fixture *f = *state;
    bench b;

    set_up(f, &b);
    for (size_t i = 0; i < COUNT(rows); i++) {
        const weir_limit limit = limit_of(rows[i].limit, rows[i].reading);
        weir_limit_end end;

        assert_true(weir_limit_ends(&b.calendar, &limit, local_ms(rows[i].start), NULL, &end));
        expect_local(f, end.due_ms, rows[i].due, rows[i].limit);
        expect_local(f, end.remind_ms, rows[i].remind, rows[i].limit);
        assert_int_equal(end.is_provisional, rows[i].is_provisional);
    }
}

static void a_standing_clock_counts_nothing(void **state)
{
    static const struct {
        const char *limit;
        weir_duration_reading reading;
        const char *due, *remind;
    } rows[] = {
        /* from Wednesday 9 September, 10:00; it stands from Thursday 14:00 to Tuesday 10:00, and on Friday 18 for an
           hour */
        {"3wd", DAYS, "2026-09-20T18:00", "2026-09-20T11:42"}, /* 16, 17, 20: a Sunday that works */
        {"5nd", DAYS, "2026-09-21T18:00", "2026-09-21T10:06"}, /* 16, 17, 19, 20, 21 */
        {"PT12H", DAYS, "2026-09-15T11:30", "2026-09-10T11:36"},
        {"PT30H", NATURAL, "2026-09-15T12:00", "2026-09-10T10:00"},
    };
    fixture *f = *state;
    const weir_stop items[] = {{local_ms("2026-09-10T14:00"), local_ms("2026-09-15T10:00")},
                               {local_ms("2026-09-18T09:00"), local_ms("2026-09-18T10:00")}};
    const weir_stops stops = {items, COUNT(items)};
    bench b;

    set_up(f, &b);
    for (size_t i = 0; i < COUNT(rows); i++) {
        const weir_limit limit = limit_of(rows[i].limit, rows[i].reading);
        weir_limit_end end;

        assert_true(weir_limit_ends(&b.calendar, &limit, local_ms("2026-09-09T10:00"), &stops, &end));
        expect_local(f, end.due_ms, rows[i].due, rows[i].limit);
        expect_local(f, end.remind_ms, rows[i].remind, rows[i].limit);
    }
}

static void a_limit_is_extended_and_overdue_by_working_days(void **state)
{
    fixture *f = *state;
    int64_t due_ms = 0;
    bench b;

    set_up(f, &b);
    assert_true(weir_limit_extend(&b.calendar, local_ms("2026-09-30T18:00"), 2, NULL, &due_ms));
    expect_local(f, due_ms, "2026-10-09T18:00", "extended");
    assert_int_equal(weir_limit_overdue(&b.calendar, local_ms("2026-09-30T18:00"), NULL, local_ms("2026-09-30T18:30")),
                     0);
    assert_int_equal(weir_limit_overdue(&b.calendar, local_ms("2026-09-30T18:00"), NULL, local_ms("2026-10-07T18:30")),
                     0);
    assert_int_equal(weir_limit_overdue(&b.calendar, local_ms("2026-09-30T18:00"), NULL, local_ms("2026-10-10T08:00")),
                     3);
    assert_true(weir_limit_overdue(&b.calendar, 0, NULL, INT64_C(400) * 365 * 24 * HOUR_MS) <=
                WEIR_CALENDAR_SPAN_DAYS_MAX);
    assert_int_equal(weir_limit_overdue(&b.calendar, 0, NULL, INT64_MAX),
                     weir_limit_overdue(&b.calendar, 0, NULL, INT64_MAX));
}

static void what_never_ends_is_refused(void **state)
{
    static const struct {
        const char *text;
        weir_duration_reading reading;
    } limits[] = {{"1wd", DAYS}, {"1nd", DAYS}, {"PT1H", DAYS}};
    fixture *f = *state;
    const weir_stop always[] = {{INT64_MIN, INT64_MAX}};
    const weir_stops stops = {always, 1};
    const weir_limit natural = limit_of("PT1H", NATURAL), far = limit_of("date:2126-12-31", DAYS),
                     past = limit_of("date:1927-01-01", DAYS);
    weir_limit_end end;
    int64_t due_ms;
    bench b;

    set_up(f, &b);
    assert_false(weir_limit_ends(&b.calendar, &natural, local_ms("2026-09-09T10:00"), &stops, &end));
    assert_false(weir_limit_ends(&b.calendar, &far, local_ms("2026-09-09T10:00"), NULL, &end));
    assert_true(weir_limit_ends(&b.calendar, &past, local_ms("2026-09-09T10:00"), NULL, &end));
    b.calendar.weekly_rest = 0xff;
    b.calendar.day_count = 0;
    for (size_t i = 0; i < COUNT(limits); i++) {
        const weir_limit limit = limit_of(limits[i].text, limits[i].reading);

        assert_false(weir_limit_ends(&b.calendar, &limit, local_ms("2026-09-09T10:00"), NULL, &end));
    }
    assert_false(weir_limit_extend(&b.calendar, local_ms("2026-09-09T10:00"), 1, NULL, &due_ms));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(days_work_or_rest),
        PLAIN(names_say_what_durations_count),
        PLAIN(limits_have_texts),
        PLAIN(what_is_no_limit_says_why),
        TEST(limits_end),
        TEST(a_standing_clock_counts_nothing),
        TEST(a_limit_is_extended_and_overdue_by_working_days),
        TEST(what_never_ends_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
