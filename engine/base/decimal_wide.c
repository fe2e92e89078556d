/* SPDX-License-Identifier: Apache-2.0
 * base/decimal_wide.c - see decimal_wide.h.
 */
#include "base/decimal_wide.h"

#include <stdio.h>

#define LIMB_COUNT WEIR_WIDE_LIMB_COUNT
#define LIMB_DIGITS 9
#define HUGE_DIGITS 20000

/* The upper limbs of `limbs`, whose lowest one counts base^exponent. */
static weir_wide take_upper(const uint32_t *limbs, int count, int32_t exponent, bool is_negative)
{
    weir_wide made = {.is_negative = is_negative};

    while (count > 0 && limbs[count - 1] == 0)
        count--;
    if (count == 0)
        return (weir_wide){0};
    made.exponent = exponent + count - LIMB_COUNT;
    for (int i = 0; i < LIMB_COUNT; i++) {
        const int from = count - LIMB_COUNT + i;

        made.limbs[i] = from >= 0 ? limbs[from] : 0;
    }
    return made;
}

weir_wide weir_wide_of(weir_decimal number)
{
    weir_decimal_parts from = weir_decimal_take_apart(number);
    const int exponent = from.exponent - ((from.exponent % LIMB_DIGITS + LIMB_DIGITS) % LIMB_DIGITS);
    uint32_t limbs[6] = {0};
    uint64_t factor = 1, carry = 0;

    for (int i = exponent; i < from.exponent; i++)
        factor *= 10;
    for (int i = 0; i < 6; i++) {
        const weir_coefficient rest = from.digits / WEIR_WIDE_BASE;

        carry += (uint64_t)(from.digits - rest * WEIR_WIDE_BASE) * factor;
        from.digits = rest;
        limbs[i] = (uint32_t)(carry % WEIR_WIDE_BASE);
        carry /= WEIR_WIDE_BASE;
    }
    return take_upper(limbs, 6, exponent / LIMB_DIGITS, from.is_negative);
}

bool weir_wide_is_zero(const weir_wide *number)
{
    return number->limbs[LIMB_COUNT - 1] == 0;
}

bool weir_wide_is_huge(const weir_wide *number)
{
    return number->exponent > HUGE_DIGITS / LIMB_DIGITS;
}

bool weir_wide_is_tiny(const weir_wide *number)
{
    return number->exponent < -HUGE_DIGITS / LIMB_DIGITS;
}

/* Numbers that were computed may end in zeros that nobody wrote. */
static weir_decimal without_zeros(weir_decimal number)
{
    weir_decimal_parts parts = weir_decimal_take_apart(number);

    for (; parts.exponent < 0 && parts.digits != 0 && parts.digits % 10 == 0; parts.exponent++)
        parts.digits /= 10;
    return weir_decimal_put_together(parts);
}

/* False: the exponent lies where decimals end, or there is nothing to round. */
static bool round_inside(const weir_wide *number, weir_decimal *out)
{
    weir_decimal_parts parts = {.is_negative = number->is_negative};
    int last = LIMB_COUNT - 1, count = 0; /* the last limb of which something stays; digits down to its end */
    uint64_t unit = 1, rest, half;        /* the place of the last digit that stays; what lies below it */
    const weir_coefficient limit = (weir_coefficient)10000000000000000u * 1000000000000000000u;
    bool is_more = false;

    for (uint32_t limb = number->limbs[last]; limb > 0; limb /= 10)
        count++;
    for (; count < WEIR_DECIMAL_DIGIT_COUNT_MAX; count += LIMB_DIGITS)
        parts.digits = parts.digits * WEIR_WIDE_BASE + number->limbs[last--];
    parts.exponent = ((int)number->exponent + last) * LIMB_DIGITS;
    for (; count > WEIR_DECIMAL_DIGIT_COUNT_MAX; count--, parts.exponent++)
        unit *= 10;
    if (parts.exponent < -WEIR_DECIMAL_EXPONENT_BIAS || parts.exponent >= WEIR_DECIMAL_EXPONENT_MAX ||
        weir_wide_is_zero(number))
        return false;
    rest = number->limbs[last] % unit * WEIR_WIDE_BASE + number->limbs[last - 1];
    half = unit * WEIR_WIDE_BASE / 2;
    for (int i = 0; i < last - 1; i++)
        is_more = is_more || number->limbs[i] != 0;
    parts.digits = parts.digits * (WEIR_WIDE_BASE / unit) + number->limbs[last] / unit;
    parts.digits += rest > half || (rest == half && (is_more || (parts.digits & 1) != 0));
    if (parts.digits == limit) {
        parts.digits /= 10;
        parts.exponent++;
    }
    *out = weir_decimal_put_together(parts);
    return true;
}

/* By the library, which knows what becomes of numbers at the ends. */
static bool round_anywhere(const weir_wide *number, weir_decimal *out)
{
    char text[1 + LIMB_COUNT * LIMB_DIGITS + 16], *at = text;

    if (number->is_negative)
        *at++ = '-';
    for (int i = LIMB_COUNT - 1; i >= 0; i--) {
        uint32_t limb = number->limbs[i];

        for (int k = LIMB_DIGITS - 1; k >= 0; k--) {
            at[k] = (char)('0' + (int)(limb % 10));
            limb /= 10;
        }
        at += LIMB_DIGITS;
    }
    at += snprintf(at, (size_t)(text + sizeof text - at), "E%d", (int)number->exponent * LIMB_DIGITS);
    return weir_decimal_parse((weir_text){text, (size_t)(at - text)}, out);
}

bool weir_wide_round(const weir_wide *number, weir_decimal *out)
{
    if (!round_inside(number, out) && !round_anywhere(number, out))
        return false;
    *out = without_zeros(*out);
    return true;
}

weir_wide weir_wide_negate(weir_wide number)
{
    number.is_negative = !number.is_negative && !weir_wide_is_zero(&number);
    return number;
}

/* Copy to where `exponent` is the lowest limb; what lies below is cut off. */
static void place(const weir_wide *number, int32_t exponent, uint32_t *limbs)
{
    for (int i = 0; i < LIMB_COUNT; i++) {
        const int64_t at = (int64_t)number->exponent + i - exponent;

        if (at >= 0)
            limbs[at] = number->limbs[i];
    }
}

static int compare_limbs(const uint32_t *a, const uint32_t *b, int count)
{
    while (count-- > 0) {
        if (a[count] != b[count])
            return a[count] < b[count] ? -1 : 1;
    }
    return 0;
}

weir_wide weir_wide_add(const weir_wide *a, const weir_wide *b)
{
    enum { COUNT = 2 * LIMB_COUNT + 1 };
    const int32_t highest = a->exponent > b->exponent ? a->exponent : b->exponent;
    uint32_t left[COUNT] = {0}, right[COUNT] = {0}, *larger = left, *smaller = right;
    bool is_negative = a->is_negative;
    int64_t carry = 0;

    if (weir_wide_is_zero(a))
        return *b;
    if (weir_wide_is_zero(b))
        return *a;
    place(a, highest - LIMB_COUNT, left);
    place(b, highest - LIMB_COUNT, right);
    if (compare_limbs(left, right, COUNT) < 0) {
        larger = right;
        smaller = left;
        is_negative = b->is_negative;
    }
    for (int i = 0; i < COUNT; i++) {
        const int64_t summand = smaller[i];

        carry += (int64_t)larger[i] + (a->is_negative == b->is_negative ? summand : -summand);
        larger[i] = (uint32_t)((carry + WEIR_WIDE_BASE) % WEIR_WIDE_BASE);
        carry = carry < 0 ? -1 : carry / WEIR_WIDE_BASE;
    }
    return take_upper(larger, COUNT, highest - LIMB_COUNT, is_negative);
}

weir_wide weir_wide_multiply(const weir_wide *a, const weir_wide *b)
{
    enum { COUNT = 2 * LIMB_COUNT };
    uint32_t product[COUNT];
    uint64_t carry = 0;

    for (int i = 0; i < COUNT; i++) {
        uint64_t column = carry; /* at most nine products of limbs */

        for (int k = i < LIMB_COUNT ? 0 : i - LIMB_COUNT + 1; k <= i && k < LIMB_COUNT; k++)
            column += (uint64_t)a->limbs[k] * b->limbs[i - k];
        product[i] = (uint32_t)(column % WEIR_WIDE_BASE);
        carry = column / WEIR_WIDE_BASE;
    }
    return take_upper(product, COUNT, a->exponent + b->exponent, a->is_negative != b->is_negative);
}

weir_wide weir_wide_divide(const weir_wide *a, uint32_t divisor)
{
    uint32_t quotient[LIMB_COUNT + 1];
    uint64_t rest = 0;

    for (int i = LIMB_COUNT; i >= 0; i--) {
        rest = rest * WEIR_WIDE_BASE + (i > 0 ? a->limbs[i - 1] : 0);
        quotient[i] = (uint32_t)(rest / divisor);
        rest %= divisor;
    }
    return take_upper(quotient, LIMB_COUNT + 1, a->exponent - 1, a->is_negative);
}
