/* SPDX-License-Identifier: Apache-2.0
 * feel/juel_operator.c - the operators of ${…}, properties, indexes and composite texts; see juel_vm.h.
 *
 * Spec: JSR-245 §1.5 to §1.10; where Operaton's evaluator is closer, it decides.
 */
#include <string.h>

#include "feel/juel_vm.h"

static weir_err compute(weir_vm *vm, weir_juel_binary operator, const weir_value * a, const weir_value *b,
                        weir_number_tag tag, weir_value *out)
{
    weir_decimal x = a->as.number, y = b->as.number, result = x, quotient;
    bool is_good = true;

    if ((operator== WEIR_JUEL_DIVIDE || operator== WEIR_JUEL_MODULO) && weir_decimal_is_zero(y))
        return weir_vm_fail(vm, "a division by zero");
    if (operator== WEIR_JUEL_ADD) {
        is_good = weir_decimal_add(x, y, &result);
    } else if (operator== WEIR_JUEL_SUBTRACT) {
        is_good = weir_decimal_subtract(x, y, &result);
    } else if (operator== WEIR_JUEL_MULTIPLY) {
        is_good = weir_decimal_multiply(x, y, &result);
    } else if (operator== WEIR_JUEL_DIVIDE) {
        is_good = weir_decimal_divide(x, y, &result);
    } else { /* the remainder has the sign of x */
        is_good = weir_decimal_divide(x, y, &quotient) && weir_decimal_round(quotient, 0, WEIR_ROUND_DOWN, &quotient) &&
                  weir_decimal_multiply(quotient, y, &quotient) && weir_decimal_subtract(x, quotient, &result);
    }
    if (!is_good)
        return weir_vm_fail(vm, "the result is too large for a number");
    *out = weir_juel_number(result, tag);
    return WEIR_OK;
}

/* Long, unless a side is a Double; `/` is always a Double. Null beside null is 0. */
static weir_err arithmetic(weir_vm *vm, weir_juel_binary operator, const weir_value * a, const weir_value *b,
                           weir_value *out)
{
    const bool is_double = operator== WEIR_JUEL_DIVIDE || weir_juel_is_double(a) || weir_juel_is_double(b);
    const weir_number_tag tag = is_double ? WEIR_TAG_DOUBLE : WEIR_TAG_LONG;
    weir_value x, y;
    int64_t whole;

    if (a->kind == WEIR_NULL && b->kind == WEIR_NULL) {
        *out = weir_juel_number(weir_decimal_of(0), WEIR_TAG_LONG);
        return WEIR_OK;
    }
    WEIR_TRY(weir_juel_to_number(vm, a, tag, &x));
    WEIR_TRY(weir_juel_to_number(vm, b, tag, &y));
    WEIR_TRY(compute(vm, operator, & x, &y, tag, out));
    if (tag == WEIR_TAG_LONG && !weir_decimal_to_int64(out->as.number, &whole))
        out->tag = WEIR_TAG_NONE; /* exact, but no Long */
    return WEIR_OK;
}

static bool is_number(const weir_value *a)
{
    return a->kind == WEIR_NUMBER;
}

static bool is_double_number(const weir_value *a)
{
    return is_number(a) && weir_juel_is_double(a);
}

static weir_err compare_as_numbers(weir_vm *vm, const weir_value *a, const weir_value *b, int *out)
{
    const weir_number_tag tag = is_double_number(a) || is_double_number(b) ? WEIR_TAG_DOUBLE : WEIR_TAG_LONG;
    weir_value x, y;

    WEIR_TRY(weir_juel_to_number(vm, a, tag, &x));
    WEIR_TRY(weir_juel_to_number(vm, b, tag, &y));
    *out = weir_decimal_compare(x.as.number, y.as.number);
    return WEIR_OK;
}

static weir_err compare_as_texts(weir_vm *vm, const weir_value *a, const weir_value *b, int *out)
{
    weir_text x, y;

    WEIR_TRY(weir_juel_to_text(vm, a, &x));
    WEIR_TRY(weir_juel_to_text(vm, b, &y));
    WEIR_TRY(weir_vm_charge(vm, (x.length + y.length) / 64));
    *out = weir_text_compare(x, y);
    return WEIR_OK;
}

/* Neither is null. */
static weir_err order(weir_vm *vm, const weir_value *a, const weir_value *b, int *out)
{
    if (is_number(a) || is_number(b))
        return compare_as_numbers(vm, a, b, out);
    if (a->kind == WEIR_STRING || b->kind == WEIR_STRING)
        return compare_as_texts(vm, a, b, out);
    if (a->kind == WEIR_BOOLEAN && b->kind == WEIR_BOOLEAN)
        *out = (int)a->as.boolean - (int)b->as.boolean;
    else if (!weir_feel_order(a, b, out))
        return weir_vm_fail(vm, "a %s and a %s have no order", weir_kind_name((weir_kind)a->kind),
                            weir_kind_name((weir_kind)b->kind));
    return WEIR_OK;
}

weir_err weir_juel_are_equal(weir_vm *vm, const weir_value *a, const weir_value *b, bool *out)
{
    int found = 1;

    *out = a->kind == WEIR_NULL && b->kind == WEIR_NULL;
    if (a->kind == WEIR_NULL || b->kind == WEIR_NULL)
        return WEIR_OK;
    if (is_number(a) || is_number(b)) {
        WEIR_TRY(compare_as_numbers(vm, a, b, &found));
        *out = found == 0;
    } else if (a->kind == WEIR_BOOLEAN || b->kind == WEIR_BOOLEAN) {
        bool x, y;

        WEIR_TRY(weir_juel_to_boolean(vm, a, &x));
        WEIR_TRY(weir_juel_to_boolean(vm, b, &y));
        *out = x == y;
    } else if (a->kind == WEIR_STRING || b->kind == WEIR_STRING) {
        WEIR_TRY(compare_as_texts(vm, a, b, &found));
        *out = found == 0;
    } else if (weir_feel_order(a, b, &found)) {
        *out = found == 0;
    } else {
        WEIR_TRY(weir_vm_charge(vm, (uint64_t)a->count + b->count));
        *out = weir_value_same(a, b);
    }
    return WEIR_OK;
}

/* Beside null nothing is smaller or greater, not even null. */
static weir_err compare(weir_vm *vm, weir_juel_binary operator, const weir_value * a, const weir_value *b, bool *out)
{
    const bool takes_equal = operator== WEIR_JUEL_LESS_EQUAL || operator== WEIR_JUEL_GREATER_EQUAL;
    int found;

    *out = takes_equal && a->kind == WEIR_NULL && b->kind == WEIR_NULL;
    if (a->kind == WEIR_NULL || b->kind == WEIR_NULL)
        return WEIR_OK;
    WEIR_TRY(order(vm, a, b, &found));
    if (operator== WEIR_JUEL_LESS || operator== WEIR_JUEL_LESS_EQUAL)
        *out = found < 0;
    else
        *out = found > 0;
    *out = *out || (takes_equal && found == 0);
    return WEIR_OK;
}

weir_err weir_juel_apply_binary(weir_vm *vm, weir_juel_binary operator, const weir_value * a, const weir_value *b,
                                weir_value *out)
{
    bool found;

    if (operator<= WEIR_JUEL_MODULO)
        return arithmetic(vm, operator, a, b, out);
    if (operator== WEIR_JUEL_EQUAL || operator== WEIR_JUEL_NOT_EQUAL) {
        WEIR_TRY(weir_juel_are_equal(vm, a, b, &found));
        found = found == (operator== WEIR_JUEL_EQUAL);
    } else {
        WEIR_TRY(compare(vm, operator, a, b, &found));
    }
    *out = weir_boolean(found);
    return WEIR_OK;
}

static bool is_empty(const weir_value *value)
{
    if (value->kind == WEIR_STRING)
        return value->as.string.length == 0;
    return value->kind == WEIR_NULL || ((value->kind == WEIR_LIST || value->kind == WEIR_CONTEXT) && value->count == 0);
}

static weir_err negate(weir_vm *vm, const weir_value *a, weir_value *out)
{
    const weir_number_tag as_written = weir_juel_is_double(a) ? WEIR_TAG_DOUBLE : WEIR_TAG_LONG;
    const weir_number_tag tag =
        a->kind == WEIR_NUMBER && a->tag != WEIR_TAG_NONE ? (weir_number_tag)a->tag : as_written;

    WEIR_TRY(weir_juel_to_number(vm, a, as_written, out));
    *out = weir_juel_number(weir_decimal_negate(out->as.number), tag);
    return WEIR_OK;
}

weir_err weir_juel_apply_unary(weir_vm *vm, weir_juel_unary operator, const weir_value * a, weir_value *out)
{
    bool found;

    switch (operator) {
    case WEIR_JUEL_NEGATE:
        return negate(vm, a, out);
    case WEIR_JUEL_NOT:
        WEIR_TRY(weir_juel_to_boolean(vm, a, &found));
        *out = weir_boolean(!found);
        return WEIR_OK;
    case WEIR_JUEL_EMPTY:
        *out = weir_boolean(is_empty(a));
        return WEIR_OK;
    }
    return WEIR_OK;
}

static weir_err has_no(weir_vm *vm, const weir_value *value, weir_text name)
{
    return weir_vm_fail(vm, "a %s has no property '%.*s'", weir_kind_name((weir_kind)value->kind), WEIR_ARG(name));
}

weir_err weir_juel_property(weir_vm *vm, const weir_value *value, weir_text name, weir_value *out)
{
    if (value->kind == WEIR_CONTEXT) {
        const weir_value *entry = weir_context_find(value, name);

        WEIR_TRY(weir_vm_charge(vm, value->count / 8));
        *out = entry ? *entry : weir_null();
        return WEIR_OK;
    }
    if (value->kind == WEIR_DATE_TIME && weir_text_equal(name, WEIR_T("time"))) {
        *out = weir_juel_number(weir_decimal_of(weir_date_time_to_ms(value->as.date_time)), WEIR_TAG_LONG);
        return WEIR_OK;
    }
    return has_no(vm, value, name);
}

/* An index outside of a list gives null, unlike get(). */
weir_err weir_juel_index(weir_vm *vm, const weir_value *value, const weir_value *index, weir_value *out)
{
    const weir_value list = *value;
    int64_t at;

    if (index->kind == WEIR_NULL)
        return weir_vm_fail(vm, "the index is null");
    if (list.kind == WEIR_LIST) {
        WEIR_TRY(weir_juel_to_integer(vm, index, &at));
        *out = at >= 0 && at < (int64_t)list.count ? list.as.items[at] : weir_null();
        return WEIR_OK;
    }
    if (index->kind == WEIR_STRING)
        return weir_juel_property(vm, &list, index->as.string, out);
    if (list.kind == WEIR_CONTEXT) {
        *out = weir_null(); /* all keys are texts */
        return WEIR_OK;
    }
    return weir_vm_fail(vm, "a %s has no items", weir_kind_name((weir_kind)list.kind));
}

weir_err weir_juel_text(weir_vm *vm, const weir_value *values, uint32_t count, weir_value *out)
{
    weir_buffer buffer;
    weir_text text;

    weir_buffer_init(&buffer, vm->run->arena, 0);
    for (uint32_t i = 0; i < count; i++) {
        WEIR_TRY(weir_juel_to_text(vm, &values[i], &text));
        weir_buffer_text(&buffer, text);
    }
    WEIR_TRY(weir_buffer_done(&buffer, &text));
    WEIR_TRY(weir_vm_charge(vm, text.length / 64));
    *out = weir_string(text.at ? text : WEIR_T(""));
    return WEIR_OK;
}
