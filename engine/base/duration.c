/* SPDX-License-Identifier: Apache-2.0
 * base/duration.c - durations: their ISO 8601 texts, and a period added to an instant.
 *
 * One reader takes all parts; each kind of duration names the parts it has. Numbers are read as
 * magnitudes and get the sign of the whole at the end.
 */
#include "base/time_internal.h"

typedef enum part_kind { PART_YEAR, PART_MONTH, PART_WEEK, PART_DAY, PART_HOUR, PART_MINUTE, PART_SECOND } part_kind;

#define HAS(part) (1u << (part))
#define HAS_MONTHS (HAS(PART_YEAR) | HAS(PART_MONTH))
#define HAS_SECONDS (HAS(PART_DAY) | HAS(PART_HOUR) | HAS(PART_MINUTE) | HAS(PART_SECOND))
#define HAS_ALL (HAS_MONTHS | HAS(PART_WEEK) | HAS_SECONDS)

/* Where a part counts, and how much. */
static const struct part {
    char letter;
    bool is_time; /* stands after the T */
    enum { MONTHS, DAYS, SECONDS } sum;
    int32_t factor;
} parts[] = {
    [PART_YEAR] = {'Y', false, MONTHS, 12},   [PART_MONTH] = {'M', false, MONTHS, 1},
    [PART_WEEK] = {'W', false, DAYS, 7},      [PART_DAY] = {'D', false, DAYS, 1},
    [PART_HOUR] = {'H', true, SECONDS, 3600}, [PART_MINUTE] = {'M', true, SECONDS, 60},
    [PART_SECOND] = {'S', true, SECONDS, 1},
};
#define PART_COUNT (sizeof parts / sizeof *parts)

static bool add_product(int64_t *sum, int64_t number, int64_t factor)
{
    int64_t product;

    return !__builtin_mul_overflow(number, factor, &product) && !__builtin_add_overflow(*sum, product, sum);
}

static bool add_part(weir_period *period, const struct part *part, int64_t number)
{
    int64_t *const sums[] = {[MONTHS] = &period->months, [DAYS] = &period->days, [SECONDS] = &period->time.second};

    return add_product(sums[part->sum], number, part->factor);
}

/* The row of the letter here, at or after `from` and on its side of the T; PART_COUNT if there is none. */
static size_t scan_letter(weir_scan *scan, size_t from, bool is_time)
{
    for (size_t i = from; i < PART_COUNT; i++)
        if (parts[i].is_time == is_time && weir_scan_char(scan, parts[i].letter))
            return i;
    return PART_COUNT;
}

/* The parts after the P, in their order and each at most once. */
static bool scan_parts(weir_scan *scan, unsigned allowed, weir_period *out)
{
    size_t next = 0;
    bool is_time = false, is_part_due = true;

    while (!weir_scan_is_done(scan)) {
        int64_t number;
        uint32_t nanosecond;
        size_t found;

        if (!is_time && weir_scan_char(scan, 'T')) {
            is_time = is_part_due = true;
            continue;
        }
        if (!weir_scan_number(scan, &number))
            return false;
        const char *const fraction = scan->at;
        if (!weir_scan_fraction(scan, &nanosecond))
            return false;
        const bool has_fraction = scan->at != fraction;
        found = scan_letter(scan, next, is_time);
        if (found == PART_COUNT || !(allowed & HAS(found)) || (has_fraction && found != PART_SECOND))
            return false;
        if (!add_part(out, &parts[found], number))
            return false;
        out->time.nanosecond = (int32_t)nanosecond;
        next = found + 1;
        is_part_due = false;
    }
    return !is_part_due;
}

static bool parse(weir_text text, unsigned allowed, weir_period *out)
{
    weir_scan scan = weir_scan_of(text);
    const bool is_negative = weir_scan_char(&scan, '-');
    weir_period period = {0};

    if (!weir_scan_char(&scan, 'P') || !scan_parts(&scan, allowed, &period))
        return false;
    if (is_negative) {
        period.months = -period.months;
        period.days = -period.days;
        period.time.second = -period.time.second;
        period.time.nanosecond = -period.time.nanosecond;
    }
    *out = period;
    return true;
}

bool weir_period_parse(weir_text text, weir_period *out)
{
    return parse(text, HAS_ALL, out);
}

bool weir_months_parse(weir_text text, int64_t *out)
{
    weir_period period;

    if (!parse(text, HAS_MONTHS, &period))
        return false;
    *out = period.months;
    return true;
}

bool weir_seconds_parse(weir_text text, weir_seconds *out)
{
    weir_period period;

    if (!parse(text, HAS_SECONDS, &period) || !add_product(&period.time.second, period.days, WEIR_SECONDS_PER_DAY))
        return false;
    *out = period.time;
    return true;
}

/* INT64_MIN has no positive twin, so magnitudes are unsigned. */
static uint64_t magnitude_of(int64_t number)
{
    return number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
}

static void write_part(uint64_t number, char letter, weir_buffer *out)
{
    if (number > 0)
        weir_buffer_format(out, "%llu%c", (unsigned long long)number, letter);
}

void weir_months_write(int64_t months, weir_buffer *out)
{
    const uint64_t magnitude = magnitude_of(months);

    weir_buffer_text(out, months < 0 ? WEIR_T("-P") : WEIR_T("P"));
    write_part(magnitude / 12, 'Y', out);
    write_part(magnitude % 12, 'M', out);
    if (magnitude == 0)
        weir_buffer_text(out, WEIR_T("0M"));
}

void weir_seconds_write(weir_seconds seconds, weir_buffer *out)
{
    const bool is_negative = seconds.second < 0 || seconds.nanosecond < 0;
    const uint64_t magnitude = magnitude_of(seconds.second);
    const uint32_t nanosecond = (uint32_t)magnitude_of(seconds.nanosecond);
    const uint64_t second_of_day = magnitude % WEIR_SECONDS_PER_DAY;

    weir_buffer_text(out, is_negative ? WEIR_T("-P") : WEIR_T("P"));
    write_part(magnitude / WEIR_SECONDS_PER_DAY, 'D', out);
    if (magnitude > 0 && second_of_day == 0 && nanosecond == 0)
        return;
    weir_buffer_char(out, 'T');
    write_part(second_of_day / 3600, 'H', out);
    write_part(second_of_day / 60 % 60, 'M', out);
    if (second_of_day % 60 == 0 && nanosecond == 0 && magnitude > 0)
        return;
    weir_buffer_integer(out, (int64_t)(second_of_day % 60));
    weir_fraction_write(nanosecond, out);
    weir_buffer_char(out, 'S');
}

/* Months and days on the local clock. */
static bool add_calendar_parts(int64_t *epoch_ms, int64_t months, int64_t days, const weir_zone *zone)
{
    const weir_time like = {.offset_kind = zone ? WEIR_OFFSET_ZONE : WEIR_OFFSET_FIXED, .zone = zone};
    const uint32_t nanosecond = (uint32_t)weir_floor_rest(*epoch_ms, 1000) * WEIR_NS_PER_MS;
    weir_date_time local;
    int64_t sum;

    if (!weir_date_time_of_instant(weir_floor_divide(*epoch_ms, 1000), nanosecond, &like, &local))
        return false;
    if (!weir_date_add_months(local.date, months, &local.date))
        return false;
    if (__builtin_add_overflow(weir_date_to_days(local.date), days, &sum) || !weir_date_of_days(sum, &local.date))
        return false;
    *epoch_ms = weir_date_time_to_ms(&local);
    return *epoch_ms != INT64_MIN && *epoch_ms != INT64_MAX;
}

bool weir_period_add(int64_t epoch_ms, const weir_period *period, int64_t n, const weir_zone *zone, int64_t *out_ms)
{
    int64_t months, days, seconds, nanoseconds;

    if (__builtin_mul_overflow(period->months, n, &months) || __builtin_mul_overflow(period->days, n, &days) ||
        __builtin_mul_overflow(period->time.second, n, &seconds) ||
        __builtin_mul_overflow((int64_t)period->time.nanosecond, n, &nanoseconds))
        return false;
    /* Without them the instant stays off the local clock, which could not tell the two halves of an overlap apart. */
    if ((months != 0 || days != 0) && !add_calendar_parts(&epoch_ms, months, days, zone))
        return false;
    if (!add_product(&epoch_ms, seconds, 1000) || !add_product(&epoch_ms, nanoseconds / WEIR_NS_PER_MS, 1))
        return false;
    *out_ms = epoch_ms;
    return true;
}
