/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/base/test_instant.c - between local clocks and the time line.
 */
#include "time_fixture.h"

static void an_instant_counts_from_1970_in_utc(void **state)
{
    (void)state;
    assert_int_equal(ms_of("1970-01-01T00:00:00Z"), 0);
    assert_int_equal(ms_of("1969-12-31T23:59:59.999Z"), -1);
    assert_int_equal(ms_of("2026-11-23T01:00:00Z"), INT64_C(1795395600000));
    assert_int_equal(ms_of("2026-11-23T09:00:00+08:00"), INT64_C(1795395600000));
    assert_int_equal(ms_of("2026-11-22T21:30:00.0019-03:30"), INT64_C(1795395600001));
    assert_int_equal(ms_of("2026-11-23T01:00:00"), INT64_C(1795395600000));
}

static void milliseconds_beyond_int64_stay_at_its_ends(void **state)
{
    (void)state;
    assert_int_equal(ms_of("999999999-01-01T00:00:00Z"), INT64_MAX);
    assert_int_equal(ms_of("-999999999-01-01T00:00:00Z"), INT64_MIN);
}

static void an_instant_is_written_in_utc_with_milliseconds(void **state)
{
    expect_instant(*state, INT64_C(1795395600000), "2026-11-23T01:00:00.000Z");
    expect_instant(*state, 7, "1970-01-01T00:00:00.007Z");
    expect_instant(*state, -1, "1969-12-31T23:59:59.999Z");
    expect_instant(*state, INT64_C(-62167219200001), "-0001-12-31T23:59:59.999Z");
    expect_instant(*state, INT64_MAX, "292278994-08-17T07:12:55.807Z");
    expect_instant(*state, INT64_MIN, "-292275055-05-16T16:47:04.192Z");
}

static void an_instant_shows_on_the_clock_of_its_like(void **state)
{
    const weir_time none = {0}, east = {.offset_kind = WEIR_OFFSET_FIXED, .offset_s = 28800};
    const weir_time zoned = {.offset_kind = WEIR_OFFSET_ZONE, .zone = system_zone(*state, "Asia/Shanghai")};
    weir_date_time value;

    assert_true(weir_date_time_of_instant(-1, 5, NULL, &value));
    expect_date_time(*state, &value, "1969-12-31T23:59:59.000000005Z");
    assert_true(weir_date_time_of_instant(-1, 0, &none, &value));
    expect_date_time(*state, &value, "1969-12-31T23:59:59");
    assert_true(weir_date_time_of_instant(-1, 0, &east, &value));
    expect_date_time(*state, &value, "1970-01-01T07:59:59+08:00");
    assert_true(weir_date_time_of_instant(-1, 0, &zoned, &value));
    expect_date_time(*state, &value, "1970-01-01T07:59:59@Asia/Shanghai");
}

static void an_instant_beyond_the_years_is_refused(void **state)
{
    const weir_time east = {.offset_kind = WEIR_OFFSET_FIXED, .offset_s = 28800};
    weir_date_time value;

    (void)state;
    assert_false(weir_date_time_of_instant(INT64_MAX, 0, &east, &value));
    assert_false(weir_date_time_of_instant(INT64_MIN, 0, NULL, &value));
    assert_false(weir_date_time_of_instant((INT64_C(365241780471) + 1) * 86400, 0, NULL, &value));
    assert_true(weir_date_time_of_instant((INT64_C(365241780471) + 1) * 86400 - 1, 0, NULL, &value));
}

static void adding_months_stays_on_the_local_clock(void **state)
{
    fixture *f = *state;
    const weir_zone *list[] = {system_zone(f, "Europe/Berlin"), NULL};
    const weir_zones zones = {find_in_list, list};
    weir_date_time value = date_time_of("2026-01-31T12:00:00@Europe/Berlin", &zones);

    assert_true(weir_date_time_add_months(&value, 6, &value));
    expect_date_time(f, &value, "2026-07-31T12:00:00@Europe/Berlin");
    value = date_time_of("2026-02-28T23:30:00.5-05:00", NULL);
    assert_true(weir_date_time_add_months(&value, -1, &value));
    expect_date_time(f, &value, "2026-01-28T23:30:00.5-05:00");
    value = date_time_of("2026-02-28T02:30:00@Europe/Berlin", &zones);
    assert_true(weir_date_time_add_months(&value, 1, &value));
    expect_date_time(f, &value, "2026-03-28T02:30:00@Europe/Berlin");
    value = date_time_of("2026-01-29T02:30:00@Europe/Berlin", &zones);
    assert_true(weir_date_time_add_months(&value, 2, &value));
    expect_date_time(f, &value, "2026-03-29T03:30:00@Europe/Berlin");
    assert_false(weir_date_time_add_months(&value, INT64_MAX, &value));
}

static void adding_seconds_goes_along_the_time_line(void **state)
{
    fixture *f = *state;
    const weir_zone *list[] = {system_zone(f, "Europe/Berlin"), NULL};
    const weir_zones zones = {find_in_list, list};
    weir_date_time value = date_time_of("2026-03-28T12:00:00@Europe/Berlin", &zones);

    assert_true(weir_date_time_add_seconds(&value, seconds_of("P1D"), &value));
    expect_date_time(f, &value, "2026-03-29T13:00:00@Europe/Berlin");
    value = date_time_of("2026-12-31T23:59:59.75", NULL);
    assert_true(weir_date_time_add_seconds(&value, seconds_of("PT0.5S"), &value));
    expect_date_time(f, &value, "2027-01-01T00:00:00.25");
    assert_true(weir_date_time_add_seconds(&value, seconds_of("-PT0.5S"), &value));
    expect_date_time(f, &value, "2026-12-31T23:59:59.75");
    assert_false(weir_date_time_add_seconds(&value, (weir_seconds){INT64_MAX, 999999999}, &value));
    assert_false(weir_date_time_add_seconds(&value, (weir_seconds){INT64_C(1) << 55, 0}, &value));
    expect_date_time(f, &value, "2026-12-31T23:59:59.75");
}

static void date_times_are_ordered_by_their_instants(void **state)
{
    static const struct row {
        const char *a, *b;
        int order;
    } rows[] = {
        {"2026-01-05T10:00:00+08:00", "2026-01-05T02:00:00Z", 0},
        {"2026-01-05T10:00:00+08:00", "2026-01-05T10:00:00Z", -1},
        {"2026-01-05T10:00:00", "2026-01-05T10:00:00Z", 0},
        {"2026-01-05T10:00:00.000000002", "2026-01-05T10:00:00.000000001", 1},
        {"2026-01-05T10:00:00.1", "2026-01-05T10:00:00.9", -1},
        {"-0001-01-01T00:00:00", "0001-01-01T00:00:00", -1},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const weir_date_time a = date_time_of(rows[i].a, NULL), b = date_time_of(rows[i].b, NULL);

        assert_int_equal(weir_date_time_compare(&a, &b), rows[i].order);
        assert_int_equal(weir_date_time_compare(&b, &a), -rows[i].order);
    }
}

static void times_are_ordered_after_their_offsets(void **state)
{
    static const struct row {
        const char *a, *b;
        int order;
    } rows[] = {
        {"10:00:00", "10:00:00Z", 0},
        {"10:00:00+01:00", "10:00:00Z", -1},
        {"10:00:00@Asia/Shanghai", "02:00:00Z", 0},
        {"10:00:00.5", "10:00:00.25", 1},
    };
    weir_zones zones;
    const weir_zone *list[2];

    (void)zones_of(*state, &zones, list);
    for (size_t i = 0; i < COUNT(rows); i++) {
        weir_time a, b;

        assert_true(weir_time_parse(weir_text_of(rows[i].a), &zones, &a));
        assert_true(weir_time_parse(weir_text_of(rows[i].b), &zones, &b));
        assert_int_equal(weir_time_compare(&a, &b), rows[i].order);
        assert_int_equal(weir_time_compare(&b, &a), -rows[i].order);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PLAIN(an_instant_counts_from_1970_in_utc),
        PLAIN(milliseconds_beyond_int64_stay_at_its_ends),
        TEST(an_instant_is_written_in_utc_with_milliseconds),
        TEST(an_instant_shows_on_the_clock_of_its_like),
        PLAIN(an_instant_beyond_the_years_is_refused),
        TEST(adding_months_stays_on_the_local_clock),
        TEST(adding_seconds_goes_along_the_time_line),
        PLAIN(date_times_are_ordered_by_their_instants),
        TEST(times_are_ordered_after_their_offsets),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
