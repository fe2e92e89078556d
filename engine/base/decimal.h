/* SPDX-License-Identifier: Apache-2.0
 * base/decimal.h - 34-digit decimal numbers, the only numbers a process computes with.
 *
 * IEEE 754-2008 decimal128 with round-half-even, by the Intel RDFP library; decimal.c is the
 * only file that knows it, so that another back end can take its place.
 * Finite values only: an operation that would give infinity or NaN reports failure.
 * Layer: base.   Spec: DMN 1.5 §10.3.2.3 (number).
 */
#ifndef WEIR_BASE_DECIMAL_H
#define WEIR_BASE_DECIMAL_H

#include "base/buffer.h"

typedef struct weir_decimal {
    uint64_t word[2];
} weir_decimal;

#define WEIR_DECIMAL_WHOLE ((uint64_t)6176 << 49) /* the second word of whole numbers below 2^64 */
#define WEIR_DECIMAL_TEXT_MAX 48                  /* longest scientific form, with the terminating zero */

typedef enum weir_rounding {
    WEIR_ROUND_HALF_EVEN,
    WEIR_ROUND_HALF_UP,   /* half away from zero */
    WEIR_ROUND_HALF_DOWN, /* half towards zero */
    WEIR_ROUND_UP,        /* away from zero */
    WEIR_ROUND_DOWN,      /* towards zero */
    WEIR_ROUND_FLOOR,
    WEIR_ROUND_CEILING,
} weir_rounding;

/* Decimal or scientific notation, at most 34 significant digits kept (half even). False when the
 * text is not a number or overflows. No blanks, no leading '+', '.5' is allowed (FEEL). */
bool weir_decimal_parse(weir_text text, weir_decimal *out);
/* Whether the text is a number that weir_decimal_parse keeps with all its digits. */
bool weir_decimal_is_exact_text(weir_text text);
static inline weir_decimal weir_decimal_of(int64_t number)
{
    const uint64_t digits = number < 0 ? (uint64_t)0 - (uint64_t)number : (uint64_t)number;

    return (weir_decimal){{digits, WEIR_DECIMAL_WHOLE | (uint64_t)(number < 0) << 63}};
}

/* Exact conversion; false when there is a fraction or it does not fit. */
bool weir_decimal_to_int64(weir_decimal number, int64_t *out);

/* Plain form without exponent while it takes at most 6 leading or 34 trailing zeros, else scientific
 * (1E+400). `canonical` strips trailing zeros of the fraction (FEEL string()); otherwise the scale is
 * kept, so that 1.10 prints as 1.10. */
size_t weir_decimal_print(weir_decimal number, bool canonical, char out[static WEIR_DECIMAL_TEXT_MAX]);
void weir_decimal_write(weir_decimal number, bool canonical, weir_buffer *out);

/* Not negative, with the same exponent and with digits that fit into one word, as most numbers of a process: then the
 * first words are to each other as the numbers. */
static inline bool weir_decimal_are_alike(weir_decimal a, weir_decimal b)
{
    return a.word[1] == b.word[1] && a.word[1] << 15 == 0 && a.word[1] < (uint64_t)6 << 60;
}

int weir_decimal_compare_unlike(weir_decimal a, weir_decimal b);

/* -1, 0, 1 by value */
static inline int weir_decimal_compare(weir_decimal a, weir_decimal b)
{
    return weir_decimal_are_alike(a, b) ? (a.word[0] > b.word[0]) - (a.word[0] < b.word[0])
                                        : weir_decimal_compare_unlike(a, b);
}

bool weir_decimal_is_zero(weir_decimal number);
bool weir_decimal_is_integer(weir_decimal number);
bool weir_decimal_is_negative(weir_decimal number);
weir_decimal weir_decimal_negate(weir_decimal number);
weir_decimal weir_decimal_abs(weir_decimal number);

/* False: overflow, division by zero, root or logarithm outside its domain. */
bool weir_decimal_add_unlike(weir_decimal a, weir_decimal b, weir_decimal *out);

static inline bool weir_decimal_add(weir_decimal a, weir_decimal b, weir_decimal *out)
{
    uint64_t sum;

    if (!weir_decimal_are_alike(a, b) || __builtin_add_overflow(a.word[0], b.word[0], &sum))
        return weir_decimal_add_unlike(a, b, out);
    *out = (weir_decimal){{sum, a.word[1]}};
    return true;
}

bool weir_decimal_subtract(weir_decimal a, weir_decimal b, weir_decimal *out);
bool weir_decimal_multiply_unlike(weir_decimal a, weir_decimal b, weir_decimal *out);

static inline bool weir_decimal_multiply(weir_decimal a, weir_decimal b, weir_decimal *out)
{
    uint64_t product;

    if (a.word[1] != WEIR_DECIMAL_WHOLE || b.word[1] != WEIR_DECIMAL_WHOLE ||
        __builtin_mul_overflow(a.word[0], b.word[0], &product))
        return weir_decimal_multiply_unlike(a, b, out);
    *out = (weir_decimal){{product, WEIR_DECIMAL_WHOLE}};
    return true;
}

bool weir_decimal_divide(weir_decimal a, weir_decimal b, weir_decimal *out);
bool weir_decimal_power(weir_decimal base, weir_decimal exponent, weir_decimal *out); /* integer powers exact */
bool weir_decimal_modulo(weir_decimal a, weir_decimal b, weir_decimal *out);          /* a - b * floor(a / b) */
bool weir_decimal_square_root(weir_decimal a, weir_decimal *out);
bool weir_decimal_exp(weir_decimal a, weir_decimal *out);
bool weir_decimal_log(weir_decimal a, weir_decimal *out);
/* Round to `scale` digits after the point (negative: before it), -6111..6176. */
bool weir_decimal_round(weir_decimal a, int scale, weir_rounding mode, weir_decimal *out);

#endif
