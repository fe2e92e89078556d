/* SPDX-License-Identifier: Apache-2.0
 * feel/builtin_aggregate.c - one value out of the items of a list; see builtins.def.
 *
 * All of them take f(list) and f(x1, x2, …).   Spec: DMN 1.5 §10.3.4.4.
 */
#include <stdlib.h>
#include <string.h>

#include "feel/builtin.h"

/* min and max: the item that is before (or behind) all others. */
static weir_err extreme(weir_call *call, int wanted, weir_value *out)
{
    const weir_value *items;
    uint32_t count, best = 0;

    weir_call_items(call, &items, &count);
    for (uint32_t i = 0; i < count; i++) {
        int order;

        if (!weir_feel_order(&items[i], &items[best], &order)) {
            *out = weir_call_null(call, "item %u has no order with the others", i + 1);
            return WEIR_OK;
        }
        if (order == wanted)
            best = i;
    }
    *out = count ? items[best] : weir_call_null(call, "the list is empty");
    return WEIR_OK;
}

weir_err weir_builtin_min(weir_call *call, weir_value *out)
{
    return extreme(call, -1, out);
}

weir_err weir_builtin_max(weir_call *call, weir_value *out)
{
    return extreme(call, 1, out);
}

/* The numbers that a list begins with; how many it has added. */
static uint32_t add_up_numbers(const weir_value *items, uint32_t count, weir_value *out)
{
    weir_decimal sum = items[0].as.number;
    uint32_t i = 1;

    if (items[0].kind != WEIR_NUMBER)
        return 0;
    while (i < count && items[i].kind == WEIR_NUMBER && weir_decimal_add(sum, items[i].as.number, &sum))
        i++;
    if (i > 1)
        *out = weir_number(sum);
    return i;
}

/* Fold with an operator; false as `out` when there is nothing to fold. */
static weir_err add_up(weir_call *call, const weir_value *items, uint32_t count, weir_value *out)
{
    if (count == 0) {
        *out = weir_call_null(call, "the list is empty");
        return WEIR_OK;
    }
    *out = items[0];
    for (uint32_t i = add_up_numbers(items, count, out); i < count; i++) {
        const weir_value sum = *out;
        const uint8_t kind = items[i].kind;

        if (kind != items[0].kind || (kind != WEIR_NUMBER && kind != WEIR_MONTHS && kind != WEIR_SECONDS)) {
            *out = weir_call_null(call, "item %u can't be added", i + 1);
            return WEIR_OK;
        }
        if (i > 0)
            WEIR_TRY(weir_feel_add(call->vm, &sum, &items[i], out));
        if (out->kind == WEIR_NULL)
            return WEIR_OK;
    }
    return WEIR_OK;
}

weir_err weir_builtin_sum(weir_call *call, weir_value *out)
{
    const weir_value *items;
    uint32_t count;

    weir_call_items(call, &items, &count);
    return add_up(call, items, count, out);
}

weir_err weir_builtin_mean(weir_call *call, weir_value *out)
{
    const weir_value *items;
    weir_value divisor, total;
    uint32_t count;

    weir_call_items(call, &items, &count);
    WEIR_TRY(add_up(call, items, count, &total));
    divisor = weir_integer(count);
    *out = total.kind == WEIR_NULL ? total : weir_feel_divide(call->vm, &total, &divisor);
    return WEIR_OK;
}

static bool are_numbers(const weir_value *items, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (items[i].kind != WEIR_NUMBER)
            return false;
    }
    return true;
}

weir_err weir_builtin_product(weir_call *call, weir_value *out)
{
    const weir_value *items;
    weir_value product = weir_integer(1);
    uint32_t count;

    weir_call_items(call, &items, &count);
    if (count == 0 || !are_numbers(items, count)) {
        *out = weir_call_null(call, "takes numbers");
        return WEIR_OK;
    }
    for (uint32_t i = 0; i < count && product.kind == WEIR_NUMBER; i++)
        product = weir_feel_multiply(call->vm, &product, &items[i]);
    *out = product;
    return WEIR_OK;
}

/* all is a conjunction, any a disjunction; of nothing they are true and false. */
static weir_err fold_logic(weir_call *call, bool is_all, weir_value *out)
{
    const weir_value *items;
    uint32_t count;

    if (call->count == 1 && call->arguments[0].kind == WEIR_NULL) {
        *out = weir_call_null(call, "takes booleans");
        return WEIR_OK;
    }
    weir_call_items(call, &items, &count);
    *out = weir_boolean(is_all);
    for (uint32_t i = 0; i < count; i++)
        *out = is_all ? weir_feel_and(out, &items[i]) : weir_feel_or(out, &items[i]);
    return WEIR_OK;
}

weir_err weir_builtin_all(weir_call *call, weir_value *out)
{
    return fold_logic(call, true, out);
}

weir_err weir_builtin_any(weir_call *call, weir_value *out)
{
    return fold_logic(call, false, out);
}

static int compare_numbers(const void *a, const void *b)
{
    const weir_value *x = a, *y = b;

    return weir_decimal_compare(x->as.number, y->as.number);
}

/* The numbers in ascending order, copied. NULL in `out`: not all are numbers, or there is none. */
static weir_err sorted_numbers(weir_call *call, weir_value **out, uint32_t *count)
{
    const weir_value *items;

    weir_call_items(call, &items, count);
    *out = NULL;
    if (*count == 0 || !are_numbers(items, *count))
        return WEIR_OK;
    WEIR_TRY(weir_vm_charge(call->vm, *count));
    *out = WEIR_TAKE(call->arena, weir_value, *count);
    if (!*out)
        return WEIR_ENOMEM;
    memcpy(*out, items, *count * sizeof **out);
    qsort(*out, *count, sizeof **out, compare_numbers);
    return WEIR_OK;
}

weir_err weir_builtin_median(weir_call *call, weir_value *out)
{
    weir_value *numbers, sum, two = weir_integer(2);
    uint32_t count;

    WEIR_TRY(sorted_numbers(call, &numbers, &count));
    if (!numbers) {
        *out = weir_call_null(call, "takes numbers");
        return WEIR_OK;
    }
    *out = numbers[count / 2];
    if (count % 2 == 1)
        return WEIR_OK;
    WEIR_TRY(weir_feel_add(call->vm, &numbers[count / 2 - 1], &numbers[count / 2], &sum));
    *out = sum.kind == WEIR_NUMBER ? weir_feel_divide(call->vm, &sum, &two) : sum;
    return WEIR_OK;
}

/* Those numbers that occur most often, ascending. */
weir_err weir_builtin_mode(weir_call *call, weir_value *out)
{
    weir_value *numbers;
    uint32_t count, kept = 0, most = 0;

    WEIR_TRY(sorted_numbers(call, &numbers, &count));
    if (!numbers) {
        *out = count == 0 ? weir_list(NULL, 0) : weir_call_null(call, "takes numbers");
        return WEIR_OK;
    }
    for (uint32_t begin = 0, end; begin < count; begin = end) {
        end = begin + 1;
        while (end < count && compare_numbers(&numbers[begin], &numbers[end]) == 0)
            end++;
        if (end - begin > most) {
            most = end - begin;
            kept = 0;
        }
        if (end - begin == most)
            numbers[kept++] = numbers[begin]; /* never ahead of what is still to be read */
    }
    *out = weir_list(numbers, kept);
    return WEIR_OK;
}

/* Of a sample: the divisor is one less than the count. */
weir_err weir_builtin_stddev(weir_call *call, weir_value *out)
{
    const weir_value *items;
    weir_decimal mean = weir_decimal_of(0), sum = weir_decimal_of(0);
    uint32_t count;
    bool ok = true;

    weir_call_items(call, &items, &count);
    if (count < 2 || !are_numbers(items, count)) {
        *out = weir_call_null(call, "takes two numbers or more");
        return WEIR_OK;
    }
    for (uint32_t i = 0; i < count; i++)
        ok = ok && weir_decimal_add(mean, items[i].as.number, &mean);
    ok = ok && weir_decimal_divide(mean, weir_decimal_of(count), &mean);
    for (uint32_t i = 0; i < count && ok; i++) {
        weir_decimal distance;

        ok = weir_decimal_subtract(items[i].as.number, mean, &distance) &&
             weir_decimal_multiply(distance, distance, &distance) && weir_decimal_add(sum, distance, &sum);
    }
    ok = ok && weir_decimal_divide(sum, weir_decimal_of((int64_t)count - 1), &sum) &&
         weir_decimal_square_root(sum, &sum);
    *out = ok ? weir_number(sum) : weir_call_null(call, "the result is no number");
    return WEIR_OK;
}
