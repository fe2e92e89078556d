/* SPDX-License-Identifier: Apache-2.0
 * tests/speed/by_hand.c - three expressions in C; see by_hand.h.
 *
 * As fast as its author could make them: the library that weir counts with, called directly; numbers of one exponent
 * are compared and added as integers.
 */
#include "speed/by_hand.h"

#include <string.h>

#define DECIMAL_CALL_BY_REFERENCE 0
#define DECIMAL_GLOBAL_ROUNDING 0
#define DECIMAL_GLOBAL_EXCEPTION_FLAGS 0
#include <bid_conf.h>

#include <bid_functions.h>

#define EXPONENT_SHIFT 49

static inline const weir_value *find(const weir_value *context, const char *name, size_t length)
{
    for (uint32_t i = 0; i < context->count; i++) {
        const weir_entry *entry = &context->as.entries[i];

        if (entry->key.length == length && memcmp(entry->key.at, name, length) == 0)
            return &entry->value;
    }
    return NULL;
}

#define FIND(context, name) find((context), (name), sizeof(name) - 1)

static inline BID_UINT128 bid(weir_decimal number)
{
    BID_UINT128 made;

    memcpy(&made, &number, sizeof made);
    return made;
}

static inline weir_value number(BID_UINT128 made)
{
    weir_value value = {.kind = WEIR_NUMBER};

    memcpy(&value.as.number, &made, sizeof made);
    return value;
}

static inline BID_UINT128 integer(uint64_t from)
{
    return bid((weir_decimal){{from, (uint64_t)6176 << EXPONENT_SHIFT}});
}

/* Both positive, of one exponent and below 2^63. */
static inline bool are_alike(weir_decimal a, weir_decimal b)
{
    return a.word[1] == b.word[1] && (a.word[1] << (64 - EXPONENT_SHIFT)) == 0 && (int64_t)(a.word[0] | b.word[0]) >= 0;
}

static inline bool is_less(weir_decimal a, weir_decimal b)
{
    _IDEC_flags flags = 0;

    return are_alike(a, b) ? a.word[0] < b.word[0] : bid128_quiet_less(bid(a), bid(b), &flags) != 0;
}

/* price * quantity * (1 - discount / 100) */
static weir_value arithmetic(const weir_value *scope)
{
    _IDEC_flags flags = 0;
    const BID_UINT128 price = bid(FIND(scope, "price")->as.number), quantity = bid(FIND(scope, "quantity")->as.number);
    const BID_UINT128 discount = bid(FIND(scope, "discount")->as.number);
    const BID_UINT128 part = bid128_div(discount, integer(100), 0, &flags);
    const BID_UINT128 rest = bid128_sub(integer(1), part, 0, &flags);

    return number(bid128_mul(bid128_mul(price, quantity, 0, &flags), rest, 0, &flags));
}

/* if score >= 700 and income between 2500 and 10000 then … */
static weir_value decision(const weir_value *scope)
{
    const weir_decimal whole = {{0, (uint64_t)6176 << EXPONENT_SHIFT}};
    const weir_decimal score = FIND(scope, "score")->as.number, income = FIND(scope, "income")->as.number;
    const weir_decimal c600 = {{600, whole.word[1]}}, c700 = {{700, whole.word[1]}};
    const weir_decimal c2500 = {{2500, whole.word[1]}}, c10000 = {{10000, whole.word[1]}};
    weir_value value = {.kind = WEIR_STRING, .as.string = WEIR_T("declined")};

    if (!is_less(score, c700) && !is_less(income, c2500) && !is_less(c10000, income))
        value.as.string = WEIR_T("approved");
    else if (!is_less(score, c600))
        value.as.string = WEIR_T("review");
    return value;
}

/* sum(items[price > 10].price): no list is made. */
static weir_value sum_of_filter(const weir_value *scope)
{
    const weir_value *items = FIND(scope, "items");
    const weir_decimal limit = {{10, (uint64_t)6176 << EXPONENT_SHIFT}};
    weir_decimal sum = {{0, (uint64_t)6176 << EXPONENT_SHIFT}};
    _IDEC_flags flags = 0;

    for (uint32_t i = 0; i < items->count; i++) {
        const weir_decimal price = FIND(&items->as.items[i], "price")->as.number;

        if (!is_less(limit, price))
            continue;
        if (are_alike(sum, price)) {
            sum.word[0] += price.word[0];
        } else {
            const BID_UINT128 made = bid128_add(bid(sum), bid(price), 0, &flags);

            memcpy(&sum, &made, sizeof sum);
        }
    }
    return (weir_value){.kind = WEIR_NUMBER, .as.number = sum};
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
