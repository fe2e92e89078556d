/* SPDX-License-Identifier: Apache-2.0
 * base/decimal.c - arithmetic by the Intel RDFP library; the only file that knows it.
 *
 * The bytes are a BID encoding (IEEE 754-2008 §3.5.2, binary coefficient), which this file takes apart
 * itself where the library has no call or a slow one: small integers, comparing, texts.
 */
#include "base/decimal.h"

#include <stdio.h>
#include <string.h>

#define DECIMAL_CALL_BY_REFERENCE 0
#define DECIMAL_GLOBAL_ROUNDING 0
#define DECIMAL_GLOBAL_EXCEPTION_FLAGS 0
#include <bid_conf.h>

#include <bid_functions.h>

__extension__ typedef unsigned __int128 coefficient;

#define EXPONENT_BIAS 6176
#define EXPONENT_MAX 6111
#define DIGIT_COUNT_MAX 34
#define SIGN ((uint64_t)1 << 63)
#define COEFFICIENT_HIGH_BITS 49
#define INTEGER_EXPONENT_MAX 100000

/* A finite number taken apart: (-1)^is_negative · digits · 10^exponent. */
typedef struct parts {
    bool is_negative;
    coefficient digits;
    int exponent;
} parts;

static parts take_apart(weir_decimal number)
{
    const uint64_t high = number.word[1];
    const uint64_t mask = ((uint64_t)1 << COEFFICIENT_HIGH_BITS) - 1;
    parts made = {.is_negative = (high & SIGN) != 0};

    if ((high & 0x6000000000000000u) == 0x6000000000000000u) { /* a coefficient beyond 34 digits stands for 0 */
        made.exponent = (int)(high >> 47 & 0x3FFFu) - EXPONENT_BIAS;
        return made;
    }
    made.digits = (coefficient)(high & mask) << 64 | number.word[0];
    made.exponent = (int)(high >> COEFFICIENT_HIGH_BITS & 0x3FFFu) - EXPONENT_BIAS;
    return made;
}

static weir_decimal put_together(parts from)
{
    weir_decimal number;

    number.word[0] = (uint64_t)from.digits;
    number.word[1] = (uint64_t)(from.digits >> 64) |
                     (uint64_t)(from.exponent + EXPONENT_BIAS) << COEFFICIENT_HIGH_BITS | (from.is_negative ? SIGN : 0);
    return number;
}

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

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* What a number's text says, before it is one. */
typedef struct scanned {
    parts parts;
    uint32_t digit_count; /* significant, without leading zeros */
} scanned;

static bool scan_exponent(weir_text text, size_t at, int *exponent)
{
    bool is_negative = false;
    int value = 0;

    if (at < text.length && (text.at[at] == '+' || text.at[at] == '-'))
        is_negative = text.at[at++] == '-';
    if (at == text.length)
        return false;
    for (; at < text.length; at++) {
        if (!is_digit(text.at[at]))
            return false;
        if (value < INTEGER_EXPONENT_MAX)
            value = value * 10 + (text.at[at] - '0');
    }
    *exponent += is_negative ? -value : value;
    return true;
}

static bool scan(weir_text text, scanned *out)
{
    size_t at = 0, digits_seen = 0;
    bool has_point = false;

    *out = (scanned){0};
    if (at < text.length && text.at[at] == '-') {
        out->parts.is_negative = true;
        at++;
    }
    for (; at < text.length && (is_digit(text.at[at]) || (text.at[at] == '.' && !has_point)); at++) {
        if (text.at[at] == '.') {
            has_point = true;
            continue;
        }
        digits_seen++;
        out->parts.exponent -= has_point;
        if (out->digit_count == 0 && text.at[at] == '0')
            continue;
        if (out->digit_count++ < DIGIT_COUNT_MAX)
            out->parts.digits = out->parts.digits * 10 + (unsigned)(text.at[at] - '0');
    }
    if (digits_seen == 0 || (at > 0 && text.at[at - 1] == '.'))
        return false;
    if (at == text.length)
        return true;
    return (text.at[at] == 'e' || text.at[at] == 'E') && scan_exponent(text, at + 1, &out->parts.exponent);
}

#define LONG_TEXT_MAX 4096

/* More digits than fit, or an exponent at the edge: let the library round. */
static bool parse_long(weir_text text, weir_decimal *out)
{
    char copy[LONG_TEXT_MAX];
    _IDEC_flags flags = 0;

    if (text.length >= sizeof copy)
        return false;
    memcpy(copy, text.at, text.length);
    copy[text.length] = '\0';
    return from_bid(bid128_from_string(copy, BID_ROUNDING_TO_NEAREST, &flags), out);
}

bool weir_decimal_parse(weir_text text, weir_decimal *out)
{
    scanned number;

    if (!scan(text, &number))
        return false;
    if (number.parts.digits == 0) {
        number.parts.is_negative = false;
        if (number.parts.exponent < -EXPONENT_BIAS)
            number.parts.exponent = -EXPONENT_BIAS;
        if (number.parts.exponent > 0)
            number.parts.exponent = 0;
        *out = put_together(number.parts);
        return true;
    }
    if (number.digit_count > DIGIT_COUNT_MAX || number.parts.exponent < -EXPONENT_BIAS ||
        number.parts.exponent > EXPONENT_MAX)
        return parse_long(text, out);
    *out = put_together(number.parts);
    return true;
}

bool weir_decimal_is_exact_text(weir_text text)
{
    scanned number;

    return scan(text, &number) && number.digit_count <= DIGIT_COUNT_MAX && number.parts.exponent >= -EXPONENT_BIAS &&
           (number.parts.digits == 0 || number.parts.exponent <= EXPONENT_MAX);
}

weir_decimal weir_decimal_of(int64_t number)
{
    const uint64_t digits = number < 0 ? (uint64_t)0 - (uint64_t)number : (uint64_t)number;

    return put_together((parts){.is_negative = number < 0, .digits = digits});
}

bool weir_decimal_to_int64(weir_decimal number, int64_t *out)
{
    parts from = take_apart(number);
    const coefficient limit = (coefficient)INT64_MAX + (from.is_negative ? 1 : 0);

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

static size_t print_digits(coefficient digits, char out[static DIGIT_COUNT_MAX + 6])
{
    char reversed[DIGIT_COUNT_MAX + 6];
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
    parts from = take_apart(number);
    char digits[DIGIT_COUNT_MAX + 6], *at = out;
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
    if (from.exponent >= 0 && point <= DIGIT_COUNT_MAX) {
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

int weir_decimal_compare(weir_decimal a, weir_decimal b)
{
    const parts left = take_apart(a), right = take_apart(b);
    _IDEC_flags flags = 0;

    if (left.exponent == right.exponent && left.is_negative == right.is_negative) {
        const int order = (left.digits > right.digits) - (left.digits < right.digits);

        return left.is_negative ? -order : order;
    }
    if (bid128_quiet_less(to_bid(a), to_bid(b), &flags))
        return -1;
    return bid128_quiet_equal(to_bid(a), to_bid(b), &flags) ? 0 : 1;
}

bool weir_decimal_is_zero(weir_decimal number)
{
    return take_apart(number).digits == 0;
}

bool weir_decimal_is_integer(weir_decimal number)
{
    parts from = take_apart(number);

    for (; from.exponent < 0 && from.digits != 0; from.exponent++) {
        if (from.digits % 10 != 0)
            return false;
        from.digits /= 10;
    }
    return true;
}

bool weir_decimal_is_negative(weir_decimal number)
{
    const parts from = take_apart(number);

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

bool weir_decimal_add(weir_decimal a, weir_decimal b, weir_decimal *out)
{
    _IDEC_flags flags = 0;

    return from_bid(bid128_add(to_bid(a), to_bid(b), BID_ROUNDING_TO_NEAREST, &flags), out);
}

bool weir_decimal_subtract(weir_decimal a, weir_decimal b, weir_decimal *out)
{
    _IDEC_flags flags = 0;

    return from_bid(bid128_sub(to_bid(a), to_bid(b), BID_ROUNDING_TO_NEAREST, &flags), out);
}

bool weir_decimal_multiply(weir_decimal a, weir_decimal b, weir_decimal *out)
{
    _IDEC_flags flags = 0;

    return from_bid(bid128_mul(to_bid(a), to_bid(b), BID_ROUNDING_TO_NEAREST, &flags), out);
}

bool weir_decimal_divide(weir_decimal a, weir_decimal b, weir_decimal *out)
{
    _IDEC_flags flags = 0;

    if (weir_decimal_is_zero(b))
        return false;
    return from_bid(bid128_div(to_bid(a), to_bid(b), BID_ROUNDING_TO_NEAREST, &flags), out);
}

/* Squaring keeps 10 ** 2 exact and takes at most 2 · log2(exponent) multiplications. */
static bool integer_power(weir_decimal base, uint64_t exponent, weir_decimal *out)
{
    weir_decimal result = weir_decimal_of(1);

    while (exponent > 0) {
        if ((exponent & 1) && !weir_decimal_multiply(result, base, &result))
            return false;
        exponent >>= 1;
        if (exponent > 0 && !weir_decimal_multiply(base, base, &base))
            return false;
    }
    *out = result;
    return true;
}

/* 1 / base^exponent. Where the power is too large, its halves may still fit; if not, the result is below 1E-6176. */
static bool reciprocal_power(weir_decimal base, uint64_t exponent, weir_decimal *out)
{
    const uint64_t half = exponent / 2;
    weir_decimal power, rest;

    if (integer_power(base, exponent, &power))
        return weir_decimal_divide(weir_decimal_of(1), power, out);
    if (!integer_power(base, half, &power) || !integer_power(base, exponent - half, &rest)) {
        *out = weir_decimal_of(0);
        return true;
    }
    return weir_decimal_divide(weir_decimal_of(1), power, &power) && weir_decimal_divide(power, rest, out);
}

bool weir_decimal_power(weir_decimal base, weir_decimal exponent, weir_decimal *out)
{
    _IDEC_flags flags = 0;
    int64_t whole;

    if (!weir_decimal_to_int64(exponent, &whole) || whole > INTEGER_EXPONENT_MAX || whole < -INTEGER_EXPONENT_MAX)
        return from_bid(bid128_pow(to_bid(base), to_bid(exponent), BID_ROUNDING_TO_NEAREST, &flags), out);
    return whole < 0 ? reciprocal_power(base, (uint64_t)-whole, out) : integer_power(base, (uint64_t)whole, out);
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

bool weir_decimal_exp(weir_decimal a, weir_decimal *out)
{
    _IDEC_flags flags = 0;

    return from_bid(bid128_exp(to_bid(a), BID_ROUNDING_TO_NEAREST, &flags), out);
}

bool weir_decimal_log(weir_decimal a, weir_decimal *out)
{
    _IDEC_flags flags = 0;

    if (weir_decimal_is_zero(a) || weir_decimal_is_negative(a))
        return false;
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
    const parts from = take_apart(a);
    weir_decimal unit, rounded, rest, half;
    _IDEC_flags flags = 0;

    if (scale < -EXPONENT_MAX || scale > EXPONENT_BIAS)
        return false;
    if (from.exponent >= -scale) { /* nothing to round */
        *out = a;
        return true;
    }
    unit = put_together((parts){.digits = 1, .exponent = -scale});
    if (!from_bid(bid128_quantize(to_bid(a), to_bid(unit), modes[mode].mode, &flags), &rounded))
        return false;
    if (!modes[mode].is_native && weir_decimal_compare(rounded, a) != 0) {
        const weir_decimal step = from.is_negative ? weir_decimal_negate(unit) : unit;

        half = put_together((parts){.digits = 5, .exponent = -scale - 1});
        if (!weir_decimal_subtract(a, rounded, &rest))
            return false;
        if ((mode == WEIR_ROUND_UP || weir_decimal_compare(weir_decimal_abs(rest), half) > 0) &&
            !weir_decimal_add(rounded, step, &rounded))
            return false;
    }
    *out = weir_decimal_is_zero(rounded) ? weir_decimal_abs(rounded) : rounded;
    return true;
}

uint64_t weir_decimal_hash(weir_decimal number)
{
    parts from = take_apart(number);

    while (from.digits != 0 && from.digits % 10 == 0) {
        from.digits /= 10;
        from.exponent++;
    }
    if (from.digits == 0)
        from = (parts){0};
    number = put_together(from);
    return weir_text_hash((weir_text){(const char *)&number, sizeof number});
}
