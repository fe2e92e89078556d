/* SPDX-License-Identifier: Apache-2.0
 * base/time_scan.c - digits and marks in the texts of dates, durations and zone rules.
 */
#include "base/time_internal.h"

#define FRACTION_DIGITS_MAX 9

weir_scan weir_scan_of(weir_text text)
{
    const char *at = text.at ? text.at : "";

    return (weir_scan){at, at + text.length};
}

bool weir_scan_is_done(const weir_scan *scan)
{
    return scan->at == scan->end;
}

bool weir_scan_char(weir_scan *scan, char c)
{
    if (scan->at == scan->end || *scan->at != c)
        return false;
    scan->at++;
    return true;
}

static bool is_digit_at(const weir_scan *scan)
{
    return scan->at < scan->end && *scan->at >= '0' && *scan->at <= '9';
}

bool weir_scan_fixed(weir_scan *scan, unsigned count, int32_t *out)
{
    weir_scan ahead = *scan;
    int32_t number = 0;

    for (unsigned i = 0; i < count; i++) {
        if (!is_digit_at(&ahead))
            return false;
        number = number * 10 + (*ahead.at++ - '0');
    }
    *scan = ahead;
    *out = number;
    return true;
}

bool weir_scan_number(weir_scan *scan, int64_t *out)
{
    weir_scan ahead = *scan;
    int64_t number = 0;

    if (!is_digit_at(&ahead))
        return false;
    while (is_digit_at(&ahead)) {
        if (__builtin_mul_overflow(number, 10, &number) || __builtin_add_overflow(number, *ahead.at - '0', &number))
            return false;
        ahead.at++;
    }
    *scan = ahead;
    *out = number;
    return true;
}

bool weir_scan_fraction(weir_scan *scan, uint32_t *nanosecond)
{
    weir_scan ahead = *scan;
    uint32_t number = 0;
    int digit_count = 0;

    *nanosecond = 0;
    if (!weir_scan_char(&ahead, '.'))
        return true;
    for (; digit_count < FRACTION_DIGITS_MAX && is_digit_at(&ahead); digit_count++)
        number = number * 10 + (uint32_t)(*ahead.at++ - '0');
    if (digit_count == 0 || is_digit_at(&ahead))
        return false;
    for (; digit_count < FRACTION_DIGITS_MAX; digit_count++)
        number *= 10;
    *scan = ahead;
    *nanosecond = number;
    return true;
}
