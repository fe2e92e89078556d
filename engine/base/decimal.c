/* SPDX-License-Identifier: Apache-2.0
 * base/decimal.c - arithmetic by the Intel RDFP library; the only file that knows it.
 *
 * Where the library has no call or a slow one (small integers, comparing), numbers are taken apart.
 */
#include "base/decimal_internal.h"

#include <string.h>

#define DECIMAL_CALL_BY_REFERENCE 0
#define DECIMAL_GLOBAL_ROUNDING 0
#define DECIMAL_GLOBAL_EXCEPTION_FLAGS 0
#include <bid_conf.h>

#include <bid_functions.h>

#define SIGN ((uint64_t)1 << 63)

static BID_UINT128 to_bid(weir_decimal number)
{
    BID_UINT128 bid;

    memcpy(&bid, &number, sizeof bid);
    return bid;
}

/* False for infinity and NaN. */
static bool from_bid(BID_UINT128 bid, weir_decimal *out)
{
    weir_decimal number;

    memcpy(&number, &bid, sizeof number);
    if ((number.word[1] & 0x7800000000000000u) == 0x7800000000000000u)
        return false;
    *out = number;
    return true;
}

/* -- short numbers: their digits fit into one word, and what is made of them is exact -- */

#define HIGH_DIGITS (((uint64_t)1 << WEIR_COEFFICIENT_HIGH_BITS) - 1)
#define EXPONENT_MASK ((uint64_t)0x3FFF)
#define BIASED_EXPONENT_MAX (WEIR_DECIMAL_EXPONENT_MAX + WEIR_DECIMAL_EXPONENT_BIAS)
#define SHIFT_MAX 14 /* 2^64 times 10^14 has at most 34 digits */
#define QUOTIENT_DIGIT_COUNT_MAX 4

static const uint64_t powers_of_ten[SHIFT_MAX + 1] = {
    1,         10,         100,         1000,         10000,         100000,         1000000,         10000000,
    100000000, 1000000000, 10000000000, 100000000000, 1000000000000, 10000000000000, 100000000000000,
};

static inline bool are_short(weir_decimal a, weir_decimal b)
{
    const uint64_t either = a.word[1] | b.word[1]; /* an exponent that begins with two ones is another encoding */

    return (either & HIGH_DIGITS) == 0 && a.word[1] << 1 < (uint64_t)0xC << 60 && b.word[1] << 1 < (uint64_t)0xC << 60;
}

static inline int biased_exponent(weir_decimal number)
{
    return (int)(number.word[1] >> WEIR_COEFFICIENT_HIGH_BITS & EXPONENT_MASK);
}

static inline weir_decimal make(weir_coefficient digits, uint64_t sign, int biased)
{
    return (weir_decimal){
        {(uint64_t)digits, sign | (uint64_t)biased << WEIR_COEFFICIENT_HIGH_BITS | (uint64_t)(digits >> 64)}};
}

/* Digits of both under the smaller exponent. False: they may have too many. */
static inline bool align(weir_decimal a, weir_decimal b, weir_coefficient *left, weir_coefficient *right, int *biased)
{
    const int first = biased_exponent(a), second = biased_exponent(b);

    if (!are_short(a, b) || first - second > SHIFT_MAX || second - first > SHIFT_MAX)
        return false;
    *left = a.word[0];
    *right = b.word[0];
    *biased = first < second ? first : second;
    if (first != second) {
        *left *= powers_of_ten[first - *biased];
        *right *= powers_of_ten[second - *biased];
    }
    return true;
}

static bool add_short(weir_decimal a, weir_decimal b, weir_decimal *out)
{
    weir_coefficient left, right;
    uint64_t sign = a.word[1] & SIGN;
    int biased;

    if (!align(a, b, &left, &right, &biased))
        return false;
    if (((a.word[1] ^ b.word[1]) & SIGN) == 0)
        *out = make(left + right, sign, biased);
    else if (left == right)
        *out = make(0, 0, biased);
    else
        *out = left > right ? make(left - right, sign, biased) : make(right - left, sign ^ SIGN, biased);
    return true;
}

static bool multiply_short(weir_decimal a, weir_decimal b, weir_decimal *out)
{
    static const weir_coefficient digits_end = (weir_coefficient)100000000000000000 * 100000000000000000;
    const weir_coefficient digits = (weir_coefficient)a.word[0] * b.word[0];
    const int biased = biased_exponent(a) + biased_exponent(b) - WEIR_DECIMAL_EXPONENT_BIAS;

    if (!are_short(a, b) || digits >= digits_end || biased < 0 || biased > BIASED_EXPONENT_MAX)
        return false;
    *out = make(digits, (a.word[1] ^ b.word[1]) & SIGN, biased);
    return true;
}

/* Of an exact quotient with few digits more. */
static bool divide_short(weir_decimal a, weir_decimal b, weir_decimal *out)
{
    int biased = biased_exponent(a) - biased_exponent(b) + WEIR_DECIMAL_EXPONENT_BIAS;
    weir_coefficient digits;
    uint64_t rest;

    if (!are_short(a, b) || b.word[0] > UINT64_MAX / 10 || biased > BIASED_EXPONENT_MAX)
        return false;
    digits = a.word[0] / b.word[0];
    rest = a.word[0] % b.word[0];
    for (int i = 0; i < QUOTIENT_DIGIT_COUNT_MAX && rest > 0; i++, biased--) {
        digits = digits * 10 + rest * 10 / b.word[0];
        rest = rest * 10 % b.word[0];
    }
    if (rest > 0 || biased < 0)
        return false;
    *out = make(digits, (a.word[1] ^ b.word[1]) & SIGN, biased);
    return true;
}

/* -- all numbers -- */

bool weir_decimal_to_int64(weir_decimal number, int64_t *out)
{
    weir_decimal_parts from = weir_decimal_take_apart(number);
    const weir_coefficient limit = (weir_coefficient)INT64_MAX + (from.is_negative ? 1 : 0);

    if (from.digits == 0) {
        *out = 0;
        return true;
    }
    for (; from.exponent < 0; from.exponent++) {
        if (from.digits % 10 != 0)
            return false;
        from.digits /= 10;
    }
    for (; from.exponent > 0; from.exponent--) {
        if (from.digits > limit / 10)
            return false;
        from.digits *= 10;
    }
    if (from.digits > limit)
        return false;
    *out = from.is_negative ? (int64_t)((uint64_t)0 - (uint64_t)from.digits) : (int64_t)from.digits;
    return true;
}

int weir_decimal_compare_unlike(weir_decimal a, weir_decimal b)
{
    weir_coefficient left, right;
    _IDEC_flags flags = 0;
    int biased;

    if (align(a, b, &left, &right, &biased)) {
        const int order = (left > right) - (left < right);

        if (((a.word[1] ^ b.word[1]) & SIGN) == 0)
            return a.word[1] & SIGN ? -order : order;
        if (left == 0 && right == 0)
            return 0;
        return a.word[1] & SIGN ? -1 : 1;
    }
    if (bid128_quiet_less(to_bid(a), to_bid(b), &flags))
        return -1;
    return bid128_quiet_equal(to_bid(a), to_bid(b), &flags) ? 0 : 1;
}

bool weir_decimal_is_zero(weir_decimal number)
{
    return weir_decimal_take_apart(number).digits == 0;
}

bool weir_decimal_is_integer(weir_decimal number)
{
    weir_decimal_parts from = weir_decimal_take_apart(number);

    for (; from.exponent < 0 && from.digits != 0; from.exponent++) {
        if (from.digits % 10 != 0)
            return false;
        from.digits /= 10;
    }
    return true;
}

bool weir_decimal_is_negative(weir_decimal number)
{
    const weir_decimal_parts from = weir_decimal_take_apart(number);

    return from.is_negative && from.digits != 0;
}

weir_decimal weir_decimal_negate(weir_decimal number)
{
    if (!weir_decimal_is_zero(number))
        number.word[1] ^= SIGN;
    return number;
}

weir_decimal weir_decimal_abs(weir_decimal number)
{
    number.word[1] &= ~SIGN;
    return number;
}

bool weir_decimal_add_unlike(weir_decimal a, weir_decimal b, weir_decimal *out)
{
    _IDEC_flags flags = 0;

    return add_short(a, b, out) || from_bid(bid128_add(to_bid(a), to_bid(b), BID_ROUNDING_TO_NEAREST, &flags), out);
}

bool weir_decimal_subtract(weir_decimal a, weir_decimal b, weir_decimal *out)
{
    b.word[1] ^= SIGN;
    return weir_decimal_add_unlike(a, b, out);
}

bool weir_decimal_multiply_unlike(weir_decimal a, weir_decimal b, weir_decimal *out)
{
    _IDEC_flags flags = 0;

    return multiply_short(a, b, out) ||
           from_bid(bid128_mul(to_bid(a), to_bid(b), BID_ROUNDING_TO_NEAREST, &flags), out);
}

bool weir_decimal_divide(weir_decimal a, weir_decimal b, weir_decimal *out)
{
    _IDEC_flags flags = 0;

    if (weir_decimal_is_zero(b))
        return false;
    if (divide_short(a, b, out))
        return true;
    return from_bid(bid128_div(to_bid(a), to_bid(b), BID_ROUNDING_TO_NEAREST, &flags), out);
}

bool weir_decimal_modulo(weir_decimal a, weir_decimal b, weir_decimal *out)
{
    _IDEC_flags flags = 0;
    weir_decimal rest;

    if (weir_decimal_is_zero(b) || !from_bid(bid128_fmod(to_bid(a), to_bid(b), &flags), &rest))
        return false;
    if (!weir_decimal_is_zero(rest) && weir_decimal_is_negative(rest) != weir_decimal_is_negative(b))
        return weir_decimal_add(rest, b, out);
    *out = rest;
    return true;
}

bool weir_decimal_square_root(weir_decimal a, weir_decimal *out)
{
    _IDEC_flags flags = 0;

    return from_bid(bid128_sqrt(to_bid(a), BID_ROUNDING_TO_NEAREST, &flags), out);
}

bool weir_decimal_log_about(weir_decimal a, weir_decimal *out)
{
    _IDEC_flags flags = 0;

    return from_bid(bid128_log(to_bid(a), BID_ROUNDING_TO_NEAREST, &flags), out);
}

/* The modes the library has; the other two are built on rounding towards zero. */
static const struct {
    bool is_native;
    unsigned mode;
} modes[] = {
    [WEIR_ROUND_HALF_EVEN] = {true, BID_ROUNDING_TO_NEAREST}, [WEIR_ROUND_HALF_UP] = {true, BID_ROUNDING_TIES_AWAY},
    [WEIR_ROUND_HALF_DOWN] = {false, BID_ROUNDING_TO_ZERO},   [WEIR_ROUND_UP] = {false, BID_ROUNDING_TO_ZERO},
    [WEIR_ROUND_DOWN] = {true, BID_ROUNDING_TO_ZERO},         [WEIR_ROUND_FLOOR] = {true, BID_ROUNDING_DOWN},
    [WEIR_ROUND_CEILING] = {true, BID_ROUNDING_UP},
};

bool weir_decimal_round(weir_decimal a, int scale, weir_rounding mode, weir_decimal *out)
{
    const weir_decimal_parts from = weir_decimal_take_apart(a);
    weir_decimal unit, rounded, rest, half;
    _IDEC_flags flags = 0;

    if (scale < -WEIR_DECIMAL_EXPONENT_MAX || scale > WEIR_DECIMAL_EXPONENT_BIAS)
        return false;
    if (from.exponent >= -scale) { /* nothing to round */
        *out = a;
        return true;
    }
    unit = weir_decimal_put_together((weir_decimal_parts){.digits = 1, .exponent = -scale});
    if (!from_bid(bid128_quantize(to_bid(a), to_bid(unit), modes[mode].mode, &flags), &rounded))
        return false;
    if (!modes[mode].is_native && weir_decimal_compare(rounded, a) != 0) {
        const weir_decimal step = from.is_negative ? weir_decimal_negate(unit) : unit;

        half = weir_decimal_put_together((weir_decimal_parts){.digits = 5, .exponent = -scale - 1});
        if (!weir_decimal_subtract(a, rounded, &rest))
            return false;
        if ((mode == WEIR_ROUND_UP || weir_decimal_compare(weir_decimal_abs(rest), half) > 0) &&
            !weir_decimal_add(rounded, step, &rounded))
            return false;
    }
    *out = weir_decimal_is_zero(rounded) ? weir_decimal_abs(rounded) : rounded;
    return true;
}
