/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/base/test_duration.c - durations as texts.
 */
#include "time_fixture.h"

static void months_are_written_in_one_form(void **state)
{
    static const struct row {
        const char *from, *to;
        int64_t months;
    } rows[] = {
        {"P1Y2M", "P1Y2M", 14},
        {"-P3M", "-P3M", -3},
        {"P14M", "P1Y2M", 14},
        {"P0Y", "P0M", 0},
        {"-P0M", "P0M", 0},
        {"P24M", "P2Y", 24},
        {"P9223372036854775807M", "P768614336404564650Y7M", INT64_MAX},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        weir_buffer buffer = buffer_of(*state);
        int64_t months;

        if (!weir_months_parse(weir_text_of(rows[i].from), &months))
            fail_msg("refused: %s", rows[i].from);
        assert_int_equal(months, rows[i].months);
        weir_months_write(months, &buffer);
        expect_text(&buffer, rows[i].to);
    }
}

static void the_least_number_of_months_can_be_written(void **state)
{
    weir_buffer buffer = buffer_of(*state);

    weir_months_write(INT64_MIN, &buffer);
    expect_text(&buffer, "-P768614336404564650Y8M");
}

static void what_is_no_months_duration_is_refused(void **state)
{
    static const char *const texts[] = {
        "",
        "P",
        "-P",
        "1Y",
        "P1",
        "P1D",
        "P1Y2D",
        "P1M1Y",
        "P1Y1Y",
        "PT1M",
        "P1.5Y",
        "P-1Y",
        "+P1Y",
        "p1y",
        "P1Y ",
        "P1YT",
        "P2W",
        "P1Y2",
        "--P1Y",
        "P9223372036854775808M",
        "P768614336404564651Y",
        "P768614336404564650Y8M",
    };
    int64_t months;

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++)
        if (weir_months_parse(weir_text_of(texts[i]), &months))
            fail_msg("accepted: %s", texts[i]);
}

static void seconds_are_written_in_one_form(void **state)
{
    static const struct row {
        const char *from, *to;
        int64_t second;
        int32_t nanosecond;
    } rows[] = {
        {"P1DT2H3M4.5S", "P1DT2H3M4.5S", 93784, 500000000},
        {"-P1DT2H3M4.5S", "-P1DT2H3M4.5S", -93784, -500000000},
        {"PT0S", "PT0S", 0, 0},
        {"-PT0.0S", "PT0S", 0, 0},
        {"P0D", "PT0S", 0, 0},
        {"-PT0.25S", "-PT0.25S", 0, -250000000},
        {"PT36H", "P1DT12H", 129600, 0},
        {"PT90M", "PT1H30M", 5400, 0},
        {"P1DT0.000000001S", "P1DT0.000000001S", 86400, 1},
        {"P2D", "P2D", 172800, 0},
        {"PT61S", "PT1M1S", 61, 0},
        {"PT9223372036854775807S", "P106751991167300DT15H30M7S", INT64_MAX, 0},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        weir_buffer buffer = buffer_of(*state);
        weir_seconds seconds = seconds_of(rows[i].from);

        assert_int_equal(seconds.second, rows[i].second);
        assert_int_equal(seconds.nanosecond, rows[i].nanosecond);
        weir_seconds_write(seconds, &buffer);
        expect_text(&buffer, rows[i].to);
    }
}

static void the_least_number_of_seconds_can_be_written(void **state)
{
    weir_buffer buffer = buffer_of(*state);

    weir_seconds_write((weir_seconds){INT64_MIN, -999999999}, &buffer);
    expect_text(&buffer, "-P106751991167300DT15H30M8.999999999S");
}

static void what_is_no_days_and_time_duration_is_refused(void **state)
{
    static const char *const texts[] = {
        "",
        "P",
        "PT",
        "P1DT",
        "P1Y",
        "P1M",
        "P1W",
        "PT1D",
        "P1H",
        "PT1S1M",
        "PT1H1H",
        "PT1.5H",
        "PT.5S",
        "PT1.S",
        "PT1,5S",
        "P1.5D",
        "PTT1S",
        "PT1HT1M",
        "P1D1H",
        "PT1.0H",
        "+PT1S",
        "PT-1S",
        "PT1S ",
        "PT1.1234567890S",
        "P106751991167301D",
        "PT9223372036854775808S",
        "PT9223372036854775807H",
        "P106751991167300DT15H30M8S",
    };
    weir_seconds seconds;

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++)
        if (weir_seconds_parse(weir_text_of(texts[i]), &seconds))
            fail_msg("accepted: %s", texts[i]);
}

static void a_period_has_months_days_and_time(void **state)
{
    const weir_period period = period_of("-P1Y2M1W3DT4H5M6.75S");

    (void)state;
    assert_int_equal(period.months, -14);
    assert_int_equal(period.days, -10);
    assert_int_equal(period.time.second, -14706);
    assert_int_equal(period.time.nanosecond, -750000000);
    assert_int_equal(period_of("P2W").days, 14);
    assert_int_equal(period_of("PT10H").time.second, 36000);
}

static void what_is_no_period_is_refused(void **state)
{
    static const char *const texts[] = {"",      "P",      "PT",  "P1DT",  "P1D1W", "P1DT1Y",
                                        "P1W1M", "PT10H ", "10H", "P0.5W", "PT1W",  "P9223372036854775807W"};
    weir_period period;

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++)
        if (weir_period_parse(weir_text_of(texts[i]), &period))
            fail_msg("accepted: %s", texts[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(months_are_written_in_one_form),
        TEST(the_least_number_of_months_can_be_written),
        PLAIN(what_is_no_months_duration_is_refused),
        TEST(seconds_are_written_in_one_form),
        TEST(the_least_number_of_seconds_can_be_written),
        PLAIN(what_is_no_days_and_time_duration_is_refused),
        PLAIN(a_period_has_months_days_and_time),
        PLAIN(what_is_no_period_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
