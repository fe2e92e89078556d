/* SPDX-License-Identifier: Apache-2.0
 * feel/builtin_number.c - numeric functions; see builtins.def.
 *
 * Spec: DMN 1.5 §10.3.4.5.
 */
#include "feel/builtin.h"

#define SCALE_MIN (-6111)
#define SCALE_MAX 6176

static weir_err number_or_null(weir_call *call, bool ok, weir_decimal number, weir_value *out)
{
    *out = ok ? weir_number(number) : weir_call_null(call, "has no result for this number");
    return WEIR_OK;
}

static weir_err round_to(weir_call *call, weir_rounding mode, weir_value *out)
{
    weir_decimal rounded = {{0}};
    int64_t scale = 0;
    bool ok;

    if (call->count == 2 && (!weir_call_integer(call, 1, &scale) || scale < SCALE_MIN || scale > SCALE_MAX)) {
        *out = weir_call_null(call, "the scale must be a number from %d to %d", SCALE_MIN, SCALE_MAX);
        return WEIR_OK;
    }
    ok = weir_decimal_round(call->arguments[0].as.number, (int)scale, mode, &rounded);
    return number_or_null(call, ok, rounded, out);
}

weir_err weir_builtin_decimal(weir_call *call, weir_value *out)
{
    return round_to(call, WEIR_ROUND_HALF_EVEN, out);
}

weir_err weir_builtin_floor(weir_call *call, weir_value *out)
{
    return round_to(call, WEIR_ROUND_FLOOR, out);
}

weir_err weir_builtin_ceiling(weir_call *call, weir_value *out)
{
    return round_to(call, WEIR_ROUND_CEILING, out);
}

weir_err weir_builtin_round_up(weir_call *call, weir_value *out)
{
    return round_to(call, WEIR_ROUND_UP, out);
}

weir_err weir_builtin_round_down(weir_call *call, weir_value *out)
{
    return round_to(call, WEIR_ROUND_DOWN, out);
}

weir_err weir_builtin_round_half_up(weir_call *call, weir_value *out)
{
    return round_to(call, WEIR_ROUND_HALF_UP, out);
}

weir_err weir_builtin_round_half_down(weir_call *call, weir_value *out)
{
    return round_to(call, WEIR_ROUND_HALF_DOWN, out);
}

static bool is_negative(const weir_value *value)
{
    if (value->kind == WEIR_MONTHS)
        return value->as.months < 0;
    if (value->kind == WEIR_SECONDS)
        return value->as.seconds.second < 0 || value->as.seconds.nanosecond < 0;
    return weir_decimal_is_negative(value->as.number);
}

/* Of a number or a duration. */
weir_err weir_builtin_abs(weir_call *call, weir_value *out)
{
    const weir_value *value = &call->arguments[0];

    if (value->kind == WEIR_LIST && value->count == 1)
        value = value->as.items;
    if (value->kind != WEIR_NUMBER && value->kind != WEIR_MONTHS && value->kind != WEIR_SECONDS)
        *out = weir_call_null(call, "takes a number or a duration");
    else
        *out = is_negative(value) ? weir_feel_negate(call->vm, value) : *value;
    return WEIR_OK;
}

weir_err weir_builtin_modulo(weir_call *call, weir_value *out)
{
    weir_decimal rest = {{0}};
    const bool ok = weir_decimal_modulo(call->arguments[0].as.number, call->arguments[1].as.number, &rest);

    return number_or_null(call, ok, rest, out);
}

weir_err weir_builtin_sqrt(weir_call *call, weir_value *out)
{
    weir_decimal root = {{0}};
    const bool ok = weir_decimal_square_root(call->arguments[0].as.number, &root);

    return number_or_null(call, ok, root, out);
}

weir_err weir_builtin_log(weir_call *call, weir_value *out)
{
    weir_decimal logarithm = {{0}};
    const bool ok = weir_decimal_log(call->arguments[0].as.number, &logarithm);

    return number_or_null(call, ok, logarithm, out);
}

weir_err weir_builtin_exp(weir_call *call, weir_value *out)
{
    weir_decimal power = {{0}};
    const bool ok = weir_decimal_exp(call->arguments[0].as.number, &power);

    return number_or_null(call, ok, power, out);
}

static weir_err is_parity(weir_call *call, int64_t parity, weir_value *out)
{
    const weir_decimal number = call->arguments[0].as.number;
    weir_decimal rest;

    if (!weir_decimal_is_integer(number) || !weir_decimal_modulo(number, weir_decimal_of(2), &rest))
        *out = weir_call_null(call, "takes a whole number");
    else
        *out = weir_boolean(weir_decimal_compare(rest, weir_decimal_of(parity)) == 0);
    return WEIR_OK;
}

weir_err weir_builtin_odd(weir_call *call, weir_value *out)
{
    return is_parity(call, 1, out);
}

weir_err weir_builtin_even(weir_call *call, weir_value *out)
{
    return is_parity(call, 0, out);
}

/* From the seed of the run and the steps spent so far, so that a replay gives the same: 0 <= x < 1. */
weir_err weir_builtin_random_number(weir_call *call, weir_value *out)
{
    uint64_t bits = call->run->seed + UINT64_C(0x9E3779B97F4A7C15) * ((uint64_t)call->run->step_count + 1);
    weir_decimal number = {{0}};
    bool ok;

    bits = (bits ^ (bits >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    bits = (bits ^ (bits >> 27)) * UINT64_C(0x94D049BB133111EB);
    bits ^= bits >> 31;
    ok = weir_decimal_divide(weir_decimal_of((int64_t)(bits % UINT64_C(1000000000000000000))),
                             weir_decimal_of(INT64_C(1000000000000000000)), &number);
    return number_or_null(call, ok, number, out);
}
