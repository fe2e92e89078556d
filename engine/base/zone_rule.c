/* SPDX-License-Identifier: Apache-2.0
 * base/zone_rule.c - the POSIX TZ rule at the end of a TZif file, and the changes it makes each year.
 *
 * CET-1CEST,M3.5.0,M10.5.0/3: offsets count west of UTC, times of change may be negative or beyond
 * 24 hours (RFC 8536 §3.3.1).
 */
#include "base/time_internal.h"

#define ABBREVIATION_MIN 3
#define OFFSET_HOURS_MAX 24
#define CHANGE_HOURS_MAX 167
#define CHANGE_TIME_DEFAULT (2 * 3600)
#define SUMMER_DEFAULT 3600
#define YEARS_AROUND 3 /* a change may fall a week outside its year */

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool is_quoted_char(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-';
}

/* CET or <+0330>; the name itself is of no use to us. */
static bool scan_abbreviation(weir_scan *scan)
{
    const bool is_quoted = weir_scan_char(scan, '<');
    const char *const begin = scan->at;

    while (scan->at < scan->end && (is_quoted ? is_quoted_char(*scan->at) : is_letter(*scan->at)))
        scan->at++;
    return scan->at - begin >= ABBREVIATION_MIN && (!is_quoted || weir_scan_char(scan, '>'));
}

static bool scan_ranged(weir_scan *scan, int32_t min, int32_t max, int32_t *out)
{
    int64_t number;

    if (!weir_scan_number(scan, &number) || number < min || number > max)
        return false;
    *out = (int32_t)number;
    return true;
}

/* [+-]hh[:mm[:ss]] in seconds. */
static bool scan_hours(weir_scan *scan, int32_t hours_max, int32_t *out_s)
{
    const bool is_negative = weir_scan_char(scan, '-');
    int32_t hour, minute = 0, second = 0;

    if (!is_negative)
        (void)weir_scan_char(scan, '+'); /* may stand there or not */
    if (!scan_ranged(scan, 0, hours_max, &hour))
        return false;
    if (weir_scan_char(scan, ':')) {
        if (!scan_ranged(scan, 0, 59, &minute))
            return false;
        if (weir_scan_char(scan, ':') && !scan_ranged(scan, 0, 59, &second))
            return false;
    }
    *out_s = hour * 3600 + minute * 60 + second;
    if (is_negative)
        *out_s = -*out_s;
    return true;
}

static bool scan_day(weir_scan *scan, weir_zone_change *out)
{
    if (weir_scan_char(scan, 'M')) {
        out->kind = WEIR_CHANGE_WEEK;
        return scan_ranged(scan, 1, 12, &out->month) && weir_scan_char(scan, '.') &&
               scan_ranged(scan, 1, 5, &out->week) && weir_scan_char(scan, '.') && scan_ranged(scan, 0, 6, &out->day);
    }
    if (weir_scan_char(scan, 'J')) {
        out->kind = WEIR_CHANGE_JULIAN;
        return scan_ranged(scan, 1, 365, &out->day);
    }
    out->kind = WEIR_CHANGE_ZERO;
    return scan_ranged(scan, 0, 365, &out->day);
}

static bool scan_change(weir_scan *scan, weir_zone_change *out)
{
    if (!weir_scan_char(scan, ',') || !scan_day(scan, out))
        return false;
    out->time_s = CHANGE_TIME_DEFAULT;
    return !weir_scan_char(scan, '/') || scan_hours(scan, CHANGE_HOURS_MAX, &out->time_s);
}

/* What follows the standard offset: the name of summer time, its offset unless an hour ahead, both changes. */
static bool scan_summer(weir_scan *scan, weir_zone_rule *rule)
{
    int32_t west_s;

    rule->has_summer = true;
    rule->summer_s = rule->standard_s + SUMMER_DEFAULT;
    if (!scan_abbreviation(scan) || weir_scan_is_done(scan))
        return false;
    if (*scan->at != ',') {
        if (!scan_hours(scan, OFFSET_HOURS_MAX, &west_s))
            return false;
        rule->summer_s = -west_s;
    }
    return scan_change(scan, &rule->to_summer) && scan_change(scan, &rule->to_standard);
}

bool weir_zone_rule_parse(weir_text text, weir_zone_rule *out)
{
    weir_scan scan = weir_scan_of(text);
    weir_zone_rule rule = {0};
    int32_t west_s;

    if (!scan_abbreviation(&scan) || !scan_hours(&scan, OFFSET_HOURS_MAX, &west_s))
        return false;
    rule.standard_s = -west_s;
    if (!weir_scan_is_done(&scan) && (!scan_summer(&scan, &rule) || !weir_scan_is_done(&scan)))
        return false;
    *out = rule;
    return true;
}

static int64_t week_rule_day(int32_t year, const weir_zone_change *change)
{
    const weir_date first = {year, (uint8_t)change->month, 1};
    const int sunday_0 = weir_date_weekday(first) % 7;
    int32_t day = 1 + (change->day - sunday_0 + 7) % 7 + 7 * (change->week - 1);

    if (day > weir_month_days(year, change->month))
        day -= 7; /* week 5 is the last, even where there are four */
    return weir_date_to_days(first) + day - 1;
}

static int64_t change_day(int32_t year, const weir_zone_change *change)
{
    const weir_date new_year = {year, 1, 1}, march = {year, 3, 1};
    const int32_t january_and_february = 31 + 28;

    switch (change->kind) {
    case WEIR_CHANGE_WEEK:
        return week_rule_day(year, change);
    case WEIR_CHANGE_ZERO:
        return weir_date_to_days(new_year) + change->day;
    case WEIR_CHANGE_JULIAN:
        return change->day <= january_and_february ? weir_date_to_days(new_year) + change->day - 1
                                                   : weir_date_to_days(march) + change->day - january_and_february - 1;
    }
    return 0;
}

static int64_t change_epoch_s(int32_t year, const weir_zone_change *change, int32_t offset_before_s)
{
    return change_day(year, change) * WEIR_SECONDS_PER_DAY + change->time_s - offset_before_s;
}

/* Narrow `stretch`, in which `epoch_s` lies, by a change. Of two changes at the same time the later call wins. */
static void cut_at(weir_zone_stretch *stretch, int64_t epoch_s, int64_t change_s, int32_t offset_s)
{
    if (change_s > epoch_s) {
        if (change_s < stretch->end_s)
            stretch->end_s = change_s;
    } else if (change_s >= stretch->begin_s) {
        stretch->begin_s = change_s;
        stretch->offset_s = offset_s;
    }
}

weir_zone_stretch weir_zone_rule_stretch(const weir_zone_rule *rule, int64_t epoch_s)
{
    weir_zone_stretch stretch = {INT64_MIN, INT64_MAX, rule->standard_s};
    int32_t first_year;

    if (!rule->has_summer)
        return stretch;
    first_year =
        weir_date_of_days_unchecked(weir_floor_divide(epoch_s + rule->standard_s, WEIR_SECONDS_PER_DAY)).year - 1;
    /* All ends of summer time before its begins: a summer that lasts all year ends and begins at one instant. */
    for (int32_t i = 0; i < YEARS_AROUND; i++)
        cut_at(&stretch, epoch_s, change_epoch_s(first_year + i, &rule->to_standard, rule->summer_s), rule->standard_s);
    for (int32_t i = 0; i < YEARS_AROUND; i++)
        cut_at(&stretch, epoch_s, change_epoch_s(first_year + i, &rule->to_summer, rule->standard_s), rule->summer_s);
    return stretch;
}
