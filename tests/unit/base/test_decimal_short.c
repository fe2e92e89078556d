/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/base/test_decimal_short.c - what is computed without the library has the bits that the library gives.
 */
#include "base_fixture.h"

#include "base/decimal_internal.h"

#define DECIMAL_CALL_BY_REFERENCE 0
#define DECIMAL_GLOBAL_ROUNDING 0
#define DECIMAL_GLOBAL_EXCEPTION_FLAGS 0
#include <bid_conf.h>

#include <bid_functions.h>

#define PAIR_COUNT 400000u

static uint64_t next(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

/* Of every length, often 0 or a power of ten, with exponents near each other and at the ends of their range. */
static weir_decimal random_number(uint64_t *seed)
{
    static const uint64_t often[] = {0, 1, 2, 5, 8, 10, 100, 1000, 1000000, UINT64_MAX, (uint64_t)1 << 63};
    static const int far_away[] = {-6176, -6170, -3088, 3055, 6105, 6111};
    const uint64_t dice = next(seed);
    weir_decimal_parts parts = {.is_negative = dice & 1, .exponent = (int)(dice >> 8 & 31) - 16};

    parts.digits = dice & 2 ? often[(dice >> 16) % (sizeof often / sizeof *often)] : next(seed) >> (dice >> 24 & 63);
    if ((dice >> 2 & 7) == 0)
        parts.digits = parts.digits * 100000 + next(seed) % 100000; /* more than one word */
    if ((dice >> 5 & 7) == 0)
        parts.exponent = far_away[(dice >> 40) % (sizeof far_away / sizeof *far_away)];
    return weir_decimal_put_together(parts);
}

static BID_UINT128 to_bid(weir_decimal number)
{
    BID_UINT128 bid;

    memcpy(&bid, &number, sizeof bid);
    return bid;
}

static void check(const char *what, weir_decimal a, weir_decimal b, bool ok, weir_decimal made, BID_UINT128 expected)
{
    char left[WEIR_DECIMAL_TEXT_MAX], right[WEIR_DECIMAL_TEXT_MAX], got[WEIR_DECIMAL_TEXT_MAX];

    if (ok == (bid128_isFinite(expected) != 0) && (!ok || memcmp(&made, &expected, sizeof made) == 0))
        return;
    weir_decimal_print(a, false, left);
    weir_decimal_print(b, false, right);
    weir_decimal_print(made, false, got);
    fail_msg("%s %s %s gives %s (%d)", left, what, right, got, ok);
}

static void results_are_those_of_the_library(void **state)
{
    uint64_t seed = 88172645463325252u;

    (void)state;
    for (uint32_t i = 0; i < PAIR_COUNT; i++) {
        const weir_decimal a = random_number(&seed), b = random_number(&seed);
        const BID_UINT128 x = to_bid(a), y = to_bid(b);
        weir_decimal made = {{0}};
        _IDEC_flags flags = 0;
        bool ok;

        ok = weir_decimal_add(a, b, &made);
        check("+", a, b, ok, made, bid128_add(x, y, BID_ROUNDING_TO_NEAREST, &flags));
        ok = weir_decimal_subtract(a, b, &made);
        check("-", a, b, ok, made, bid128_sub(x, y, BID_ROUNDING_TO_NEAREST, &flags));
        ok = weir_decimal_multiply(a, b, &made);
        check("*", a, b, ok, made, bid128_mul(x, y, BID_ROUNDING_TO_NEAREST, &flags));
        ok = weir_decimal_divide(a, b, &made);
        check("/", a, b, ok, made, bid128_div(x, y, BID_ROUNDING_TO_NEAREST, &flags));
        assert_int_equal(weir_decimal_compare(a, b),
                         bid128_quiet_less(x, y, &flags) ? -1 : !bid128_quiet_equal(x, y, &flags));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(results_are_those_of_the_library),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
