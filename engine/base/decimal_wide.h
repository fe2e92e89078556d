/* SPDX-License-Identifier: Apache-2.0
 * base/decimal_wide.h - numbers of more than 70 digits, for results that are rounded to 34 once, at the end.
 *
 * Digits beyond are cut off. Nothing overflows: exponents stay far inside of 32 bits as long as callers stop at
 * weir_wide_is_huge.
 * Layer: base, private to decimal*.c.
 */
#ifndef WEIR_BASE_DECIMAL_WIDE_H
#define WEIR_BASE_DECIMAL_WIDE_H

#include "base/decimal_internal.h"

#define WEIR_WIDE_LIMB_COUNT 9
#define WEIR_WIDE_BASE 1000000000u

/* The sum of limbs[i] · 10^(9 · (exponent + i)), the last limb is not 0; or 0. */
typedef struct weir_wide {
    bool is_negative;
    int32_t exponent;
    uint32_t limbs[WEIR_WIDE_LIMB_COUNT];
} weir_wide;

weir_wide weir_wide_of(weir_decimal number);
/* Half even; false: too large. */
bool weir_wide_round(const weir_wide *number, weir_decimal *out);
bool weir_wide_is_zero(const weir_wide *number);
/* Beyond 10^±20000, where no operation brings it back into the range of decimals. */
bool weir_wide_is_huge(const weir_wide *number);
bool weir_wide_is_tiny(const weir_wide *number);
weir_wide weir_wide_negate(weir_wide number);
weir_wide weir_wide_add(const weir_wide *a, const weir_wide *b);
weir_wide weir_wide_multiply(const weir_wide *a, const weir_wide *b);
weir_wide weir_wide_divide(const weir_wide *a, uint32_t divisor); /* above 0, below the base */

#endif
