/* SPDX-License-Identifier: Apache-2.0
 * base/decimal_power.c - powers, exp and log, computed wide and rounded once.
 */
#include "base/decimal_wide.h"

#include <assert.h>

#define INTEGER_EXPONENT_MAX 100000
#define EXP_MAX 15000      /* beyond, exp has no decimal; below the negative of it is 0 */
#define HALVING (1u << 24) /* exp(x) = exp(x / 2^24)^(2^24) */
#define HALVING_COUNT 24
#define TERM_COUNT_MAX 64

static weir_wide one(void)
{
    return weir_wide_of(weir_decimal_of(1));
}

/* By squaring. It stops where nothing can come back into the range of decimals. */
static weir_wide integer_power(weir_wide base, uint64_t exponent)
{
    weir_wide result = one();

    while (exponent > 0 && !weir_wide_is_huge(&result) && !weir_wide_is_tiny(&result)) {
        if (exponent & 1)
            result = weir_wide_multiply(&result, &base);
        exponent >>= 1;
        if (exponent > 0)
            base = weir_wide_multiply(&base, &base);
    }
    return result;
}

/* 1 / number, made better twice: each time the number of right digits doubles. False: it is no decimal. */
static bool reciprocal(weir_decimal number, weir_wide *out)
{
    const weir_wide wide = weir_wide_negate(weir_wide_of(number)), two = weir_wide_of(weir_decimal_of(2));
    weir_decimal quotient;

    if (!weir_decimal_divide(weir_decimal_of(1), number, &quotient))
        return false;
    *out = weir_wide_of(quotient);
    for (int i = 0; i < 2; i++) {
        weir_wide rest = weir_wide_multiply(&wide, out);

        rest = weir_wide_add(&two, &rest);
        *out = weir_wide_multiply(out, &rest);
    }
    return true;
}

static bool exact_power(weir_decimal base, uint64_t exponent, weir_decimal *out)
{
    weir_decimal result = weir_decimal_of(1);
    bool fits = true;

    for (; exponent > 0 && fits; exponent--)
        fits = weir_decimal_multiply(result, base, &result);
    if (fits)
        *out = result;
    return fits;
}

static unsigned digit_count_of(weir_decimal number)
{
    weir_coefficient digits = weir_decimal_take_apart(number).digits;
    unsigned count = 1;

    for (; digits >= 10; digits /= 10)
        count++;
    return count;
}

static bool whole_power(weir_decimal base, int64_t exponent, weir_decimal *out)
{
    const uint64_t magnitude = (uint64_t)(exponent < 0 ? -exponent : exponent);
    weir_wide power = weir_wide_of(base);

    if (exponent >= 0 && digit_count_of(base) * magnitude <= WEIR_DECIMAL_DIGIT_COUNT_MAX)
        return exact_power(base, magnitude, out);
    if (exponent < 0 && !reciprocal(base, &power))
        return false;
    power = integer_power(power, magnitude);
    return weir_wide_round(&power, out);
}

/* The series, for |x| below 10^-9 or after halving below 0.001. */
static weir_wide exp_of(const weir_wide *x)
{
    const bool is_halved = x->exponent + WEIR_WIDE_LIMB_COUNT >= 0;
    const weir_wide reduced = is_halved ? weir_wide_divide(x, HALVING) : *x;
    weir_wide sum = one(), term = sum;

    for (uint32_t i = 1; i < TERM_COUNT_MAX && !weir_wide_is_zero(&term); i++) {
        term = weir_wide_multiply(&term, &reduced);
        term = weir_wide_divide(&term, i);
        if (term.exponent + WEIR_WIDE_LIMB_COUNT < sum.exponent)
            break;
        sum = weir_wide_add(&sum, &term);
    }
    for (int i = 0; i < HALVING_COUNT && is_halved; i++)
        sum = weir_wide_multiply(&sum, &sum);
    return sum;
}

/* exp(x), rounded; false: it is too large. */
static bool round_exp(const weir_wide *x, weir_decimal *out)
{
    weir_decimal size;
    weir_wide power;

    if (!weir_wide_round(x, &size) || weir_decimal_compare(weir_decimal_abs(size), weir_decimal_of(EXP_MAX)) > 0) {
        if (x->is_negative)
            *out = weir_decimal_of(0);
        return x->is_negative;
    }
    power = exp_of(x);
    return weir_wide_round(&power, out);
}

/* The logarithm of 34 digits, made better by Newton: log x = y + d - d²/2 with d = x · exp(-y) - 1. */
static weir_wide log_of(weir_decimal x)
{
    const weir_wide wide = weir_wide_of(x), minus_one = weir_wide_of(weir_decimal_of(-1));
    weir_wide result, opposite, rest, square;
    weir_decimal about = weir_decimal_of(0);
    const bool fits = weir_decimal_log_about(x, &about);

    assert(fits); /* of a number above 0 */
    (void)fits;
    result = weir_wide_of(about);
    opposite = weir_wide_negate(result);
    rest = exp_of(&opposite);
    rest = weir_wide_multiply(&wide, &rest);
    rest = weir_wide_add(&rest, &minus_one);
    square = weir_wide_multiply(&rest, &rest);
    square = weir_wide_negate(weir_wide_divide(&square, 2));
    result = weir_wide_add(&result, &rest);
    return weir_wide_add(&result, &square);
}

static bool is_odd(weir_decimal whole)
{
    weir_decimal rest = weir_decimal_of(0);

    return weir_decimal_modulo(whole, weir_decimal_of(2), &rest) && !weir_decimal_is_zero(rest);
}

/* By logarithms; a negative base has whole exponents alone. */
static bool broken_power(weir_decimal base, weir_decimal exponent, weir_decimal *out)
{
    const bool is_negative = weir_decimal_is_negative(base) && is_odd(exponent);
    const weir_wide wide = weir_wide_of(exponent);
    weir_wide logarithm;

    if (weir_decimal_is_zero(base)) {
        if (!weir_decimal_is_negative(exponent))
            *out = weir_decimal_of(0);
        return !weir_decimal_is_negative(exponent);
    }
    if (weir_decimal_is_negative(base) && !weir_decimal_is_integer(exponent))
        return false;
    logarithm = log_of(weir_decimal_abs(base));
    logarithm = weir_wide_multiply(&logarithm, &wide);
    if (!round_exp(&logarithm, out))
        return false;
    if (is_negative)
        *out = weir_decimal_negate(*out);
    return true;
}

bool weir_decimal_power(weir_decimal base, weir_decimal exponent, weir_decimal *out)
{
    int64_t whole;

    if (weir_decimal_to_int64(exponent, &whole) && whole <= INTEGER_EXPONENT_MAX && whole >= -INTEGER_EXPONENT_MAX)
        return whole_power(base, whole, out);
    return broken_power(base, exponent, out);
}

bool weir_decimal_exp(weir_decimal a, weir_decimal *out)
{
    const weir_wide x = weir_wide_of(a);

    return round_exp(&x, out);
}

bool weir_decimal_log(weir_decimal a, weir_decimal *out)
{
    weir_wide logarithm;

    if (weir_decimal_is_zero(a) || weir_decimal_is_negative(a))
        return false;
    logarithm = log_of(a);
    return weir_wide_round(&logarithm, out);
}
