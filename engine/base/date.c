/* SPDX-License-Identifier: Apache-2.0
 * base/date.c - the proleptic Gregorian calendar as a count of days.
 *
 * A computation year begins in March, so that the leap day is its last one. Its months then follow
 * one straight line, and 400 years (an era) always have the same number of days.
 */
#include "base/time_internal.h"

#define DAYS_PER_ERA 146097
#define DAYS_TO_1970 719468 /* from 0000-03-01 */

static const int64_t days_min = INT64_C(-365243219162); /* -999999999-01-01 */
static const int64_t days_max = INT64_C(365241780471);  /*  999999999-12-31 */

int64_t weir_floor_divide(int64_t number, int64_t divisor)
{
    return number / divisor - (number % divisor < 0);
}

int64_t weir_floor_rest(int64_t number, int64_t divisor)
{
    const int64_t rest = number % divisor;

    return rest < 0 ? rest + divisor : rest;
}

static bool is_leap(int32_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

uint8_t weir_month_days(int32_t year, int month)
{
    static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    if (month < 1 || month > 12)
        return 0;
    return (uint8_t)(days[month - 1] + (month == 2 && is_leap(year)));
}

bool weir_date_is_valid(int32_t year, int month, int day)
{
    return year >= -WEIR_YEAR_MAX && year <= WEIR_YEAR_MAX && day >= 1 && day <= weir_month_days(year, month);
}

/* Days from March 1 to the first of a month, March being 0: 0, 31, 61, 92, 122, 153 … */
static int64_t days_before_month(int64_t march_month)
{
    return (153 * march_month + 2) / 5;
}

int64_t weir_date_to_days(weir_date date)
{
    const int64_t year = (int64_t)date.year - (date.month < 3);
    const int64_t march_month = (date.month + 9) % 12;
    const int64_t era = weir_floor_divide(year, 400);
    const int64_t year_of_era = year - era * 400;
    const int64_t day_of_year = days_before_month(march_month) + date.day - 1;

    return era * DAYS_PER_ERA + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - DAYS_TO_1970;
}

weir_date weir_date_of_days_unchecked(int64_t days)
{
    const int64_t from_march = days + DAYS_TO_1970;
    const int64_t era = weir_floor_divide(from_march, DAYS_PER_ERA);
    const int64_t day_of_era = from_march - era * DAYS_PER_ERA;
    /* Taking out the leap days gone by (each 4 years, not each 100, but the last day of the era) leaves years of 365.
     */
    const int64_t leap_days = day_of_era / 1460 - day_of_era / 36524 + day_of_era / (DAYS_PER_ERA - 1);
    const int64_t year_of_era = (day_of_era - leap_days) / 365;
    const int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const int64_t march_month = (5 * day_of_year + 2) / 153;
    const int64_t month = march_month < 10 ? march_month + 3 : march_month - 9;

    return (weir_date){
        .year = (int32_t)(era * 400 + year_of_era + (month < 3)),
        .month = (uint8_t)month,
        .day = (uint8_t)(day_of_year - days_before_month(march_month) + 1),
    };
}

bool weir_date_of_days(int64_t days, weir_date *out)
{
    if (days < days_min || days > days_max)
        return false;
    *out = weir_date_of_days_unchecked(days);
    return true;
}

int weir_date_weekday(weir_date date)
{
    /* 1970-01-01 was a Thursday. */
    return (int)weir_floor_rest(weir_date_to_days(date) + 3, 7) + 1;
}

bool weir_date_add_months(weir_date date, int64_t months, weir_date *out)
{
    const int64_t month_now = (int64_t)date.year * 12 + date.month - 1;
    int64_t month_then, year;
    weir_date result;

    if (__builtin_add_overflow(month_now, months, &month_then))
        return false;
    year = weir_floor_divide(month_then, 12);
    if (year < -WEIR_YEAR_MAX || year > WEIR_YEAR_MAX)
        return false;
    result.year = (int32_t)year;
    result.month = (uint8_t)(weir_floor_rest(month_then, 12) + 1);
    result.day = weir_month_days(result.year, result.month);
    if (date.day < result.day)
        result.day = date.day;
    *out = result;
    return true;
}
