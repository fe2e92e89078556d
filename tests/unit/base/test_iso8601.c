/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/base/test_iso8601.c - dates, times and date-times as texts.
 */
#include "time_fixture.h"

static void dates_are_written_as_they_were_read(void **state)
{
    static const char *const texts[] = {"2026-01-05",  "0000-01-01",      "-0001-12-31",     "0999-02-28",
                                        "12345-06-07", "999999999-12-31", "-999999999-01-01"};

    for (size_t i = 0; i < COUNT(texts); i++) {
        weir_buffer buffer = buffer_of(*state);

        weir_date_write(date_of(texts[i]), &buffer);
        expect_text(&buffer, texts[i]);
    }
}

static void what_is_no_date_is_refused(void **state)
{
    static const char *const texts[] = {
        "",
        "2026",
        "2026-1-05",
        "2026-01-5",
        "26-01-05",
        "02026-01-05",
        "+2026-01-05",
        "2026-13-01",
        "2026-00-01",
        "2026-02-29",
        "2026-01-32",
        "2026-01-05 ",
        " 2026-01-05",
        "2026-01-05Z",
        "20260105",
        "-0000-01-01",
        "2026/01/05",
        "1000000000-01-01",
        "2026-01-",
        "2026-W01-1",
        "--01-05",
        "2026-01-0x",
        "2026-01-05T0",
        "-2026--1-05",
        "99999999999999999999999-01-01",
    };
    weir_date date;

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++)
        if (weir_date_parse(weir_text_of(texts[i]), &date))
            fail_msg("accepted: %s", texts[i]);
    assert_false(weir_date_parse(WEIR_NO_TEXT, &date));
}

static void times_are_written_in_one_form(void **state)
{
    static const struct row {
        const char *from, *to;
    } rows[] = {
        {"10:00:00", "10:00:00"},
        {"23:59:59.999999999", "23:59:59.999999999"},
        {"10:00:00.5Z", "10:00:00.5Z"},
        {"10:00:00z", "10:00:00Z"},
        {"10:00:00.500", "10:00:00.5"},
        {"10:00:00.0", "10:00:00"},
        {"10:00:00.000000001", "10:00:00.000000001"},
        {"10:00:00+00:00", "10:00:00Z"},
        {"10:00:00-00:00", "10:00:00Z"},
        {"10:00:00+08:00", "10:00:00+08:00"},
        {"10:00:00+0800", "10:00:00+08:00"},
        {"10:00:00-03:30", "10:00:00-03:30"},
        {"10:00:00+01:35:22", "10:00:00+01:35:22"},
        {"10:00:00-18:00", "10:00:00-18:00"},
        {"10:00:00@Asia/Shanghai", "10:00:00@Asia/Shanghai"},
    };
    weir_zones zones;
    const weir_zone *list[2];

    (void)zones_of(*state, &zones, list);
    for (size_t i = 0; i < COUNT(rows); i++) {
        weir_buffer buffer = buffer_of(*state);
        weir_time time;

        if (!weir_time_parse(weir_text_of(rows[i].from), &zones, &time))
            fail_msg("refused: %s", rows[i].from);
        weir_time_write(&time, &buffer);
        expect_text(&buffer, rows[i].to);
    }
}

static void what_is_no_time_is_refused(void **state)
{
    static const char *const texts[] = {
        "",
        "10:00",
        "10:00Z",
        "24:00:00",
        "10:60:00",
        "10:00:60",
        "1:00:00",
        "10:00:0",
        "10:00:00.",
        "10:00:00,5",
        "10:00:00.1234567890",
        "T10:00:00",
        "10:00:00+8:00",
        "10:00:00+08",
        "10:00:00+18:01",
        "10:00:00+01:60",
        "10:00:00+",
        "10:00:00+080000",
        "10:00:00Z ",
        "10:00:00ZZ",
        "10:00:00@",
        "10:00:00@Mars/Olympus",
        "10:00:00Z@Asia/Shanghai",
        "10:00:00+08:00@Asia/Shanghai",
        "10:00:00+08:00:60",
        "10:00:00+08:00:",
        "-10:00:00",
    };
    weir_zones zones;
    const weir_zone *list[2];
    weir_time time;

    (void)zones_of(*state, &zones, list);
    for (size_t i = 0; i < COUNT(texts); i++)
        if (weir_time_parse(weir_text_of(texts[i]), &zones, &time))
            fail_msg("accepted: %s", texts[i]);
}

static void without_zones_a_zone_name_is_refused(void **state)
{
    weir_time time;

    (void)state;
    assert_false(weir_time_parse(WEIR_T("10:00:00@Asia/Shanghai"), NULL, &time));
}

static void date_times_are_written_in_one_form(void **state)
{
    static const struct row {
        const char *from, *to;
    } rows[] = {
        {"2026-01-05T10:00:00", "2026-01-05T10:00:00"},
        {"2026-01-05T10:00:00.250+08:00", "2026-01-05T10:00:00.25+08:00"},
        {"-2026-01-05T10:00:00Z", "-2026-01-05T10:00:00Z"},
        {"2026-01-05T10:00:00@Asia/Shanghai", "2026-01-05T10:00:00@Asia/Shanghai"},
        {"2026-01-05T10:00", "2026-01-05T10:00:00"},
        {"2026-01-05T10:00+08:00", "2026-01-05T10:00:00+08:00"},
    };
    weir_zones zones;
    const weir_zone *list[2];

    (void)zones_of(*state, &zones, list);
    for (size_t i = 0; i < COUNT(rows); i++) {
        const weir_date_time value = date_time_of(rows[i].from, &zones);

        expect_date_time(*state, &value, rows[i].to);
    }
}

static void what_is_no_date_time_is_refused(void **state)
{
    static const char *const texts[] = {
        "",
        "2026-01-05",
        "2026-01-05T",
        "2026-01-05T10",
        "2026-01-05T10:00:",
        "2026-01-05 10:00:00",
        "2026-01-05t10:00:00",
        "2026-01-05T24:00:01",
        "2026-01-05T24:01:00",
        "2026-01-05T24:00:00.5",
        "999999999-12-31T24:00:00",
        "2026-01-05T10:00.5",
        "2026-02-30T10:00:00",
        "2026-01-05T10:00:00Z\n",
    };
    weir_date_time value;

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++)
        if (weir_date_time_parse(weir_text_of(texts[i]), NULL, &value))
            fail_msg("accepted: %s", texts[i]);
}

static void the_end_of_a_day_is_the_midnight_after_it(void **state)
{
    static const struct {
        const char *text;
        const char *midnight;
    } rows[] = {
        {"2026-01-05T24:00:00", "2026-01-06T00:00:00"},
        {"2017-12-31T24:00:00Z", "2018-01-01T00:00:00Z"},
        {"2024-02-28T24:00:00.000+08:00", "2024-02-29T00:00:00+08:00"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const weir_date_time a = date_time_of(rows[i].text, NULL), b = date_time_of(rows[i].midnight, NULL);

        assert_int_equal(weir_date_time_to_ms(&a), weir_date_time_to_ms(&b));
        assert_int_equal(a.date.day, b.date.day);
        assert_int_equal(a.time.hour, 0);
    }
}

static void a_text_that_is_refused_leaves_the_result_untouched(void **state)
{
    weir_date_time value = date_time_of("2026-01-05T10:00:00Z", NULL);
    weir_cycle cycle = cycle_of("R3/PT10H", NULL);
    weir_period period = period_of("P1M");

    assert_false(weir_date_time_parse(WEIR_T("2027-02-06T11:00:00+"), NULL, &value));
    expect_date_time(*state, &value, "2026-01-05T10:00:00Z");
    assert_false(weir_cycle_parse(WEIR_T("R4/PT1H/x"), NULL, &cycle));
    assert_int_equal(cycle.count, 3);
    assert_false(weir_period_parse(WEIR_T("P2M3"), &period));
    assert_int_equal(period.months, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(dates_are_written_as_they_were_read),
        PLAIN(what_is_no_date_is_refused),
        TEST(times_are_written_in_one_form),
        TEST(what_is_no_time_is_refused),
        PLAIN(without_zones_a_zone_name_is_refused),
        TEST(date_times_are_written_in_one_form),
        PLAIN(what_is_no_date_time_is_refused),
        TEST(the_end_of_a_day_is_the_midnight_after_it),
        TEST(a_text_that_is_refused_leaves_the_result_untouched),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
