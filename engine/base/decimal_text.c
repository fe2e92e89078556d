/* SPDX-License-Identifier: Apache-2.0
 * base/decimal_text.c - decimal numbers from text and to text.
 */
#include "base/decimal_internal.h"

#include <stdio.h>
#include <string.h>

#define EXPONENT_MIN (-WEIR_DECIMAL_EXPONENT_BIAS)
#define DIGIT_COUNT_MAX WEIR_DECIMAL_DIGIT_COUNT_MAX
#define WRITTEN_EXPONENT_MAX 1000000000 /* a larger one is cut to this; no text is long enough to make up for it */

/* What a text says, before it is a number: the digits at `from` (a point may stand among them), without
 * leading zeros, times 10^exponent. */
typedef struct scanned {
    bool is_negative;
    size_t from, digit_count;
    weir_coefficient digits; /* the first 34 of them */
    int64_t exponent;
} scanned;

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool scan_exponent(weir_text text, size_t at, int64_t *exponent)
{
    bool is_negative = false;
    int64_t value = 0;

    if (at < text.length && (text.at[at] == '+' || text.at[at] == '-'))
        is_negative = text.at[at++] == '-';
    if (at == text.length)
        return false;
    for (; at < text.length; at++) {
        if (!is_digit(text.at[at]))
            return false;
        if (value < WRITTEN_EXPONENT_MAX)
            value = value * 10 + (text.at[at] - '0');
    }
    *exponent += is_negative ? -value : value;
    return true;
}

static bool scan(weir_text text, scanned *out)
{
    bool has_point = false, has_digit = false;
    size_t at = 0;

    *out = (scanned){0};
    if (text.length > 0 && text.at[0] == '-') {
        out->is_negative = true;
        at++;
    }
    for (; at < text.length && (is_digit(text.at[at]) || (text.at[at] == '.' && !has_point)); at++) {
        if (text.at[at] == '.') {
            has_point = true;
            continue;
        }
        has_digit = true;
        out->exponent -= has_point;
        if (out->digit_count == 0 && text.at[at] == '0')
            continue;
        if (out->digit_count == 0)
            out->from = at;
        if (out->digit_count++ < DIGIT_COUNT_MAX)
            out->digits = out->digits * 10 + (unsigned)(text.at[at] - '0');
    }
    if (!has_digit || text.at[at - 1] == '.')
        return false;
    if (at == text.length)
        return true;
    return (text.at[at] == 'e' || text.at[at] == 'E') && scan_exponent(text, at + 1, &out->exponent);
}

/* The first `count` digits (at most 34), rounded half even by the digits behind them. */
static weir_coefficient rounded_digits(weir_text text, const scanned *number, size_t count)
{
    weir_coefficient digits = 0;
    size_t seen = 0;
    int first_dropped = 0;
    bool has_more = false;

    for (size_t at = number->from; seen < number->digit_count; at++) {
        const int digit = text.at[at] - '0';

        if (text.at[at] == '.')
            continue;
        if (seen < count)
            digits = digits * 10 + (unsigned)digit;
        else if (seen == count)
            first_dropped = digit;
        else
            has_more |= digit != 0;
        seen++;
    }
    if (first_dropped > 5 || (first_dropped == 5 && (has_more || digits % 2 == 1)))
        digits++;
    return digits;
}

/* More digits than a number holds, or an exponent at the edge of what it holds. */
static bool fit(weir_text text, const scanned *number, weir_decimal_parts *out)
{
    const weir_coefficient limit = (weir_coefficient)10000000000000000000u * 1000000000000000u; /* 10^34 */
    const int64_t count = (int64_t)number->digit_count, below = EXPONENT_MIN - number->exponent;
    int64_t dropped = count > DIGIT_COUNT_MAX ? count - DIGIT_COUNT_MAX : 0;
    int64_t exponent;

    if (dropped < below)
        dropped = below;
    out->digits = dropped > count ? 0 : rounded_digits(text, number, (size_t)(count - dropped));
    exponent = number->exponent + dropped;
    if (out->digits == limit) {
        out->digits /= 10;
        exponent++;
    }
    while (exponent > WEIR_DECIMAL_EXPONENT_MAX && out->digits < limit / 10) {
        out->digits *= 10;
        exponent--;
    }
    out->exponent = (int)exponent;
    return exponent <= WEIR_DECIMAL_EXPONENT_MAX;
}

static bool is_inside(const scanned *number)
{
    return number->digit_count <= DIGIT_COUNT_MAX && number->exponent >= EXPONENT_MIN &&
           number->exponent <= WEIR_DECIMAL_EXPONENT_MAX;
}

bool weir_decimal_parse(weir_text text, weir_decimal *out)
{
    weir_decimal_parts made = {0};
    scanned number;

    if (!scan(text, &number))
        return false;
    if (number.digit_count == 0) { /* zero keeps the digits behind its point, but neither sign nor size */
        made.exponent = number.exponent > 0 ? 0 : number.exponent < EXPONENT_MIN ? EXPONENT_MIN : (int)number.exponent;
    } else {
        made.is_negative = number.is_negative;
        made.digits = number.digits;
        made.exponent = (int)number.exponent;
        if (!is_inside(&number) && !fit(text, &number, &made))
            return false;
    }
    *out = weir_decimal_put_together(made);
    return true;
}

bool weir_decimal_is_exact_text(weir_text text)
{
    scanned number;

    return scan(text, &number) && (is_inside(&number) || (number.digit_count == 0 && number.exponent >= EXPONENT_MIN));
}

static size_t print_digits(weir_coefficient digits, char out[static WEIR_DECIMAL_DIGIT_COUNT_MAX + 6])
{
    char reversed[WEIR_DECIMAL_DIGIT_COUNT_MAX + 6];
    size_t count = 0;

    do {
        reversed[count++] = (char)('0' + (int)(digits % 10));
        digits /= 10;
    } while (digits > 0);
    for (size_t i = 0; i < count; i++)
        out[i] = reversed[count - 1 - i];
    return count;
}

static char *fill_zeros(char *at, int count)
{
    memset(at, '0', (size_t)count);
    return at + count;
}

static char *put_text(char *at, const char *from, size_t count)
{
    memcpy(at, from, count);
    return at + count;
}

size_t weir_decimal_print(weir_decimal number, bool canonical, char out[static WEIR_DECIMAL_TEXT_MAX])
{
    weir_decimal_parts from = weir_decimal_take_apart(number);
    char digits[WEIR_DECIMAL_DIGIT_COUNT_MAX + 6], *at = out;
    int count, point;

    while (canonical && from.exponent < 0 && from.digits % 10 == 0 && from.digits != 0) {
        from.digits /= 10;
        from.exponent++;
    }
    if (from.digits == 0 && (canonical || from.exponent > 0))
        from.exponent = 0;
    count = (int)print_digits(from.digits, digits);
    point = count + from.exponent;
    if (from.is_negative && from.digits != 0)
        *at++ = '-';
    if (from.exponent >= 0 && point <= WEIR_DECIMAL_DIGIT_COUNT_MAX) {
        at = put_text(at, digits, (size_t)count);
        at = fill_zeros(at, from.exponent);
    } else if (from.exponent < 0 && point > 0) {
        at = put_text(at, digits, (size_t)point);
        *at++ = '.';
        at = put_text(at, digits + point, (size_t)(count - point));
    } else if (from.exponent < 0 && point > -6) {
        at = put_text(at, "0.", 2);
        at = fill_zeros(at, -point);
        at = put_text(at, digits, (size_t)count);
    } else {
        *at++ = digits[0];
        if (count > 1) {
            *at++ = '.';
            at = put_text(at, digits + 1, (size_t)(count - 1));
        }
        at += snprintf(at, (size_t)(out + WEIR_DECIMAL_TEXT_MAX - at), "E%+d", point - 1);
    }
    *at = '\0';
    return (size_t)(at - out);
}

void weir_decimal_write(weir_decimal number, bool canonical, weir_buffer *out)
{
    char text[WEIR_DECIMAL_TEXT_MAX];

    weir_buffer_text(out, (weir_text){text, weir_decimal_print(number, canonical, text)});
}
