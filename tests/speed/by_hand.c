/* SPDX-License-Identifier: Apache-2.0
 * tests/speed/by_hand.c - three expressions in C; see by_hand.h.
 *
 * As fast as its author could make them: weir's own numbers, whose common cases are inline.
 */
#include "speed/by_hand.h"

#define FIND(context, name) weir_context_find((context), WEIR_T(name))

static inline weir_decimal integer(uint64_t from)
{
    return (weir_decimal){{from, WEIR_DECIMAL_WHOLE}};
}

static inline bool is_less(weir_decimal a, weir_decimal b)
{
    return weir_decimal_compare(a, b) < 0;
}

/* price * quantity * (1 - discount / 100) */
static weir_value arithmetic(const weir_value *scope)
{
    const weir_decimal price = FIND(scope, "price")->as.number, quantity = FIND(scope, "quantity")->as.number;
    weir_decimal product, rest;

    if (!weir_decimal_multiply(price, quantity, &product) ||
        !weir_decimal_divide(FIND(scope, "discount")->as.number, integer(100), &rest) ||
        !weir_decimal_subtract(integer(1), rest, &rest) || !weir_decimal_multiply(product, rest, &product))
        return weir_null();
    return weir_number(product);
}

/* if score >= 700 and income between 2500 and 10000 then … */
static weir_value decision(const weir_value *scope)
{
    const weir_decimal score = FIND(scope, "score")->as.number, income = FIND(scope, "income")->as.number;
    weir_value value = {.kind = WEIR_STRING, .as.string = WEIR_T("declined")};

    if (!is_less(score, integer(700)) && !is_less(income, integer(2500)) && !is_less(integer(10000), income))
        value.as.string = WEIR_T("approved");
    else if (!is_less(score, integer(600)))
        value.as.string = WEIR_T("review");
    return value;
}

/* sum(items[price > 10].price): no list is made. */
static weir_value sum_of_filter(const weir_value *scope)
{
    const weir_value *items = FIND(scope, "items");
    weir_decimal sum = integer(0);

    for (uint32_t i = 0; i < items->count; i++) {
        const weir_decimal price = FIND(&items->as.items[i], "price")->as.number;

        if (!is_less(integer(10), price))
            continue;
        if (!weir_decimal_add(sum, price, &sum))
            return weir_null();
    }
    return weir_number(sum);
}

static const struct {
    weir_text name;
    weir_by_hand *run;
} rows[] = {
    {{"arithmetic", 10}, arithmetic},
    {{"decision", 8}, decision},
    {{"1000: sum of filter", 19}, sum_of_filter},
};

weir_by_hand *weir_by_hand_find(weir_text name)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (weir_text_equal(rows[i].name, name))
            return rows[i].run;
    }
    return NULL;
}
