/* SPDX-License-Identifier: Apache-2.0
 * base/decimal_internal.h - the parts of a decimal number.
 *
 * The bytes of a weir_decimal are its BID encoding (IEEE 754-2008 §3.5.2, binary coefficient).
 */
#ifndef WEIR_BASE_DECIMAL_INTERNAL_H
#define WEIR_BASE_DECIMAL_INTERNAL_H

#include "base/decimal.h"

__extension__ typedef unsigned __int128 weir_coefficient;

#define WEIR_DECIMAL_EXPONENT_BIAS 6176
#define WEIR_DECIMAL_EXPONENT_MAX 6111
#define WEIR_DECIMAL_DIGIT_COUNT_MAX 34

/* (-1)^is_negative · digits · 10^exponent, digits below 10^34. */
typedef struct weir_decimal_parts {
    bool is_negative;
    weir_coefficient digits;
    int exponent;
} weir_decimal_parts;

#define WEIR_COEFFICIENT_HIGH_BITS 49

static inline weir_decimal_parts weir_decimal_take_apart(weir_decimal number)
{
    const uint64_t high = number.word[1];
    const uint64_t mask = ((uint64_t)1 << WEIR_COEFFICIENT_HIGH_BITS) - 1;
    weir_decimal_parts made = {.is_negative = high >> 63 != 0};

    if ((high & 0x6000000000000000u) == 0x6000000000000000u) { /* a coefficient beyond 34 digits stands for 0 */
        made.exponent = (int)(high >> 47 & 0x3FFFu) - WEIR_DECIMAL_EXPONENT_BIAS;
        return made;
    }
    made.digits = (weir_coefficient)(high & mask) << 64 | number.word[0];
    made.exponent = (int)(high >> WEIR_COEFFICIENT_HIGH_BITS & 0x3FFFu) - WEIR_DECIMAL_EXPONENT_BIAS;
    return made;
}

static inline weir_decimal weir_decimal_put_together(weir_decimal_parts from)
{
    const uint64_t exponent = (uint64_t)(from.exponent + WEIR_DECIMAL_EXPONENT_BIAS);

    return (weir_decimal){{(uint64_t)from.digits, (uint64_t)from.is_negative << 63 |
                                                      exponent << WEIR_COEFFICIENT_HIGH_BITS |
                                                      (uint64_t)(from.digits >> 64)}};
}

/* The logarithm of a number above 0; its last digit may be wrong. */
bool weir_decimal_log_about(weir_decimal a, weir_decimal *out);

#endif
