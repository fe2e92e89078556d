/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/base/test_time.c - the calendar.
 */
#include "time_fixture.h"

static void days_count_from_1970(void **state)
{
    (void)state;
    assert_int_equal(weir_date_to_days(date_of("1970-01-01")), 0);
    assert_int_equal(weir_date_to_days(date_of("1969-12-31")), -1);
    assert_int_equal(weir_date_to_days(date_of("2000-02-29")), 11016);
    assert_int_equal(weir_date_to_days(date_of("2026-11-24")), 20781);
    assert_int_equal(weir_date_to_days(date_of("0000-03-01")), -719468);
    assert_int_equal(weir_date_to_days(date_of("0001-01-01")), -719162);
    assert_int_equal(weir_date_to_days(date_of("999999999-12-31")), INT64_C(365241780471));
    assert_int_equal(weir_date_to_days(date_of("-999999999-01-01")), INT64_C(-365243219162));
}

/* Walk a calendar by hand through leap years and centuries and compare each of its days. */
static void each_day_of_900_years_has_its_number_and_weekday(void **state)
{
    weir_date date = {-100, 1, 1};
    int64_t days = weir_date_to_days(date);
    int weekday = weir_date_weekday(date);

    (void)state;
    while (date.year < 800) {
        weir_date found;

        assert_int_equal(weir_date_to_days(date), days);
        assert_int_equal(weir_date_weekday(date), weekday);
        assert_true(weir_date_of_days(days, &found));
        assert_int_equal(found.year, date.year);
        assert_int_equal(found.month, date.month);
        assert_int_equal(found.day, date.day);
        days++;
        weekday = weekday % 7 + 1;
        date.day++;
        if (date.day > weir_month_days(date.year, date.month)) {
            date.day = 1;
            date.month++;
        }
        if (date.month > 12) {
            date.month = 1;
            date.year++;
        }
    }
}

static void days_beyond_nine_digit_years_are_refused(void **state)
{
    weir_date date = {1, 2, 3};

    (void)state;
    assert_false(weir_date_of_days(INT64_C(365241780472), &date));
    assert_false(weir_date_of_days(INT64_C(-365243219163), &date));
    assert_false(weir_date_of_days(INT64_MAX, &date));
    assert_false(weir_date_of_days(INT64_MIN, &date));
    assert_int_equal(date.year, 1);
}

static void a_week_begins_on_monday(void **state)
{
    (void)state;
    assert_int_equal(weir_date_weekday(date_of("2026-11-23")), 1);
    assert_int_equal(weir_date_weekday(date_of("2026-11-29")), 7);
    assert_int_equal(weir_date_weekday(date_of("1969-12-29")), 1);
    assert_int_equal(weir_date_weekday(date_of("1582-10-15")), 5);
}

static void centuries_are_leap_years_only_each_fourth(void **state)
{
    (void)state;
    assert_int_equal(weir_month_days(1900, 2), 28);
    assert_int_equal(weir_month_days(2000, 2), 29);
    assert_int_equal(weir_month_days(2024, 2), 29);
    assert_int_equal(weir_month_days(-4, 2), 29);
    assert_int_equal(weir_month_days(2026, 0), 0);
    assert_int_equal(weir_month_days(2026, 13), 0);
    assert_true(weir_date_is_valid(0, 2, 29));
    assert_false(weir_date_is_valid(2026, 4, 31));
    assert_false(weir_date_is_valid(2026, 1, 0));
    assert_false(weir_date_is_valid(1000000000, 1, 1));
}

static void adding_months_keeps_to_the_end_of_the_month(void **state)
{
    static const struct row {
        const char *from;
        int64_t months;
        const char *to;
    } rows[] = {
        {"2026-01-31", 1, "2026-02-28"},    {"2024-01-31", 1, "2024-02-29"}, {"2026-03-31", -1, "2026-02-28"},
        {"2026-01-15", -1, "2025-12-15"},   {"2026-12-31", 2, "2027-02-28"}, {"2024-02-29", 12, "2025-02-28"},
        {"0001-01-01", -13, "-0001-12-01"}, {"2026-06-30", 0, "2026-06-30"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        weir_date found;

        assert_true(weir_date_add_months(date_of(rows[i].from), rows[i].months, &found));
        if (weir_date_to_days(found) != weir_date_to_days(date_of(rows[i].to)))
            fail_msg("%s and %d months", rows[i].from, (int)rows[i].months);
    }
}

static void adding_months_beyond_the_years_is_refused(void **state)
{
    weir_date date;

    (void)state;
    assert_false(weir_date_add_months(date_of("999999999-12-01"), 1, &date));
    assert_false(weir_date_add_months(date_of("-999999999-01-01"), -1, &date));
    assert_false(weir_date_add_months(date_of("2026-01-01"), INT64_MAX, &date));
    assert_false(weir_date_add_months(date_of("-2026-01-01"), INT64_MIN, &date));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PLAIN(days_count_from_1970),
        PLAIN(each_day_of_900_years_has_its_number_and_weekday),
        PLAIN(days_beyond_nine_digit_years_are_refused),
        PLAIN(a_week_begins_on_monday),
        PLAIN(centuries_are_leap_years_only_each_fourth),
        PLAIN(adding_months_keeps_to_the_end_of_the_month),
        PLAIN(adding_months_beyond_the_years_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
