/* SPDX-License-Identifier: Apache-2.0
 * feel/compare.c - equality, order, membership and three-valued logic; see vm.h.
 *
 * Spec: DMN 1.5 §10.3.2.13.1 (equality), §10.3.2.13.2 (order), §10.3.2.12 (logic), §7.3.1 (unary tests).
 */
#include "feel/vm.h"

#define SPEND_DEFAULT 1000000u

const bool weir_comparison_table[][3] = {
    [WEIR_OP_EQUAL - WEIR_OP_EQUAL] = {false, true, false},
    [WEIR_OP_NOT_EQUAL - WEIR_OP_EQUAL] = {true, false, true},
    [WEIR_OP_LESS - WEIR_OP_EQUAL] = {true, false, false},
    [WEIR_OP_LESS_EQUAL - WEIR_OP_EQUAL] = {true, true, false},
    [WEIR_OP_GREATER - WEIR_OP_EQUAL] = {false, false, true},
    [WEIR_OP_GREATER_EQUAL - WEIR_OP_EQUAL] = {false, true, true},
};

bool weir_is_true(const weir_value *value)
{
    return value->kind == WEIR_BOOLEAN && value->as.boolean;
}

static bool is_false(const weir_value *value)
{
    return value->kind == WEIR_BOOLEAN && !value->as.boolean;
}

weir_value weir_feel_and(const weir_value *a, const weir_value *b)
{
    if (is_false(a) || is_false(b))
        return weir_boolean(false);
    return weir_is_true(a) && weir_is_true(b) ? weir_boolean(true) : weir_null();
}

weir_value weir_feel_or(const weir_value *a, const weir_value *b)
{
    if (weir_is_true(a) || weir_is_true(b))
        return weir_boolean(true);
    return is_false(a) && is_false(b) ? weir_boolean(false) : weir_null();
}

weir_value weir_feel_not(const weir_value *a)
{
    return a->kind == WEIR_BOOLEAN ? weir_boolean(!a->as.boolean) : weir_null();
}

static int compare_integers(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int compare_dates(weir_date a, weir_date b)
{
    return compare_integers(weir_date_to_days(a), weir_date_to_days(b));
}

static int compare_seconds(weir_seconds a, weir_seconds b)
{
    const int order = compare_integers(a.second, b.second);

    return order ? order : compare_integers(a.nanosecond, b.nanosecond);
}

static bool has_offset(const weir_time *time)
{
    return time->offset_kind != WEIR_OFFSET_NONE;
}

bool weir_feel_order(const weir_value *a, const weir_value *b, int *out)
{
    if (a->kind != b->kind)
        return false;
    switch ((weir_kind)a->kind) {
    case WEIR_NUMBER:
        *out = weir_decimal_compare(a->as.number, b->as.number);
        return true;
    case WEIR_STRING:
        *out = weir_text_compare(a->as.string, b->as.string);
        return true;
    case WEIR_DATE:
        *out = compare_dates(a->as.date, b->as.date);
        return true;
    case WEIR_TIME:
        *out = weir_time_compare(a->as.time, b->as.time);
        return has_offset(a->as.time) == has_offset(b->as.time);
    case WEIR_DATE_TIME:
        *out = weir_date_time_compare(a->as.date_time, b->as.date_time);
        return has_offset(&a->as.date_time->time) == has_offset(&b->as.date_time->time);
    case WEIR_MONTHS:
        *out = compare_integers(a->as.months, b->as.months);
        return true;
    case WEIR_SECONDS:
        *out = compare_seconds(a->as.seconds, b->as.seconds);
        return true;
    case WEIR_NULL:
    case WEIR_BOOLEAN:
    case WEIR_LIST:
    case WEIR_CONTEXT:
    case WEIR_RANGE:
    case WEIR_FUNCTION:
    case WEIR_KIND_COUNT:
        break;
    }
    return false;
}

static weir_value null_order(weir_vm *vm, const weir_value *a, const weir_value *b)
{
    return weir_vm_null(vm, "a %s and a %s have no order", weir_kind_name((weir_kind)a->kind),
                        weir_kind_name((weir_kind)b->kind));
}

weir_value weir_feel_less(weir_vm *vm, const weir_value *a, const weir_value *b)
{
    int order;

    return weir_feel_order(a, b, &order) ? weir_boolean(order < 0) : null_order(vm, a, b);
}

weir_value weir_feel_less_equal(weir_vm *vm, const weir_value *a, const weir_value *b)
{
    int order;

    return weir_feel_order(a, b, &order) ? weir_boolean(order <= 0) : null_order(vm, a, b);
}

/* Lists and contexts are equal if all their parts are. The depth is bounded, the steps too. */
typedef struct equality {
    uint32_t *step_count;
    uint32_t depth;
    bool gave_up; /* at one of the bounds */
} equality;

static weir_value equal(equality *e, const weir_value *a, const weir_value *b);

static weir_value equal_lists(equality *e, const weir_value *a, const weir_value *b)
{
    bool is_equal = a->count == b->count;

    for (uint32_t i = 0; i < a->count && is_equal; i++) {
        const weir_value part = equal(e, &a->as.items[i], &b->as.items[i]);

        is_equal = weir_is_true(&part);
    }
    return weir_boolean(is_equal);
}

static weir_value equal_contexts(equality *e, const weir_value *a, const weir_value *b)
{
    bool is_equal = a->count == b->count;

    for (uint32_t i = 0; i < a->count && is_equal; i++) {
        const weir_value *other = weir_context_find(b, a->as.entries[i].key);
        weir_value part = weir_null();

        if (other)
            part = equal(e, &a->as.entries[i].value, other);
        is_equal = weir_is_true(&part);
    }
    return weir_boolean(is_equal);
}

static weir_value equal_ranges(equality *e, const weir_range *a, const weir_range *b)
{
    weir_value low, high;

    if (a->form != b->form || a->low_closed != b->low_closed || a->high_closed != b->high_closed)
        return weir_boolean(false);
    low = equal(e, &a->low, &b->low);
    high = equal(e, &a->high, &b->high);
    return weir_feel_and(&low, &high);
}

/* The value space of times resolves seconds (§10.3.2.3.5); a fraction counts for the order only. */
static bool equal_times(weir_time a, weir_time b)
{
    a.nanosecond = b.nanosecond = 0;
    return has_offset(&a) == has_offset(&b) && weir_time_compare(&a, &b) == 0;
}

static bool equal_date_times(weir_date_time a, weir_date_time b)
{
    a.time.nanosecond = b.time.nanosecond = 0;
    return has_offset(&a.time) == has_offset(&b.time) && weir_date_time_compare(&a, &b) == 0;
}

static weir_value equal_same_kind(equality *e, const weir_value *a, const weir_value *b)
{
    int order;

    switch ((weir_kind)a->kind) {
    case WEIR_NULL:
        return weir_boolean(true);
    case WEIR_BOOLEAN:
        return weir_boolean(a->as.boolean == b->as.boolean);
    case WEIR_STRING:
        return weir_boolean(weir_text_equal(a->as.string, b->as.string));
    case WEIR_LIST:
        return equal_lists(e, a, b);
    case WEIR_CONTEXT:
        return equal_contexts(e, a, b);
    case WEIR_RANGE:
        return equal_ranges(e, a->as.range, b->as.range);
    case WEIR_FUNCTION:
        return a->as.function == b->as.function ? weir_boolean(true) : weir_null();
    case WEIR_TIME:
        return weir_boolean(equal_times(*a->as.time, *b->as.time));
    case WEIR_DATE_TIME:
        return weir_boolean(equal_date_times(*a->as.date_time, *b->as.date_time));
    case WEIR_NUMBER:
    case WEIR_DATE:
    case WEIR_MONTHS:
    case WEIR_SECONDS:
    case WEIR_KIND_COUNT:
        break;
    }
    return weir_feel_order(a, b, &order) ? weir_boolean(order == 0) : weir_boolean(false);
}

static weir_value equal(equality *e, const weir_value *a, const weir_value *b)
{
    weir_value result;

    if (a->kind != b->kind)
        return a->kind == WEIR_NULL || b->kind == WEIR_NULL ? weir_boolean(false) : weir_null();
    if (a->kind != WEIR_LIST && a->kind != WEIR_CONTEXT && a->kind != WEIR_RANGE)
        return equal_same_kind(e, a, b);
    if (e->depth >= WEIR_FEEL_VALUE_DEPTH_MAX || *e->step_count <= a->count) {
        e->gave_up = true;
        return weir_null();
    }
    *e->step_count -= a->count + 1;
    e->depth++;
    result = equal_same_kind(e, a, b);
    e->depth--;
    return result;
}

weir_value weir_feel_equal_within(const weir_value *a, const weir_value *b, uint32_t *step_count)
{
    equality e = {.step_count = step_count};
    const weir_value result = equal(&e, a, b);

    return e.gave_up ? weir_null() : result;
}

weir_value weir_feel_equal(const weir_value *a, const weir_value *b)
{
    uint32_t step_count = SPEND_DEFAULT;

    return weir_feel_equal_within(a, b, &step_count);
}

/* Is the value on the right side of one end? A null end is none if it is open, and unknown if it is closed. */
static weir_value is_inside(const weir_value *low, const weir_value *high, const weir_value *end, bool is_closed)
{
    int order;

    if (end->kind == WEIR_NULL)
        return is_closed ? weir_null() : weir_boolean(true);
    if (!weir_feel_order(low, high, &order))
        return weir_null();
    return weir_boolean(is_closed ? order <= 0 : order < 0);
}

/* Is the value x in (=x) or in (!=x)? */
static weir_value is_at_point(const weir_value *value, const weir_range *range)
{
    const weir_value equals = weir_feel_equal(value, &range->low);

    return range->form == WEIR_RANGE_ONLY ? equals : weir_feel_not(&equals);
}

static weir_value is_in_span(const weir_value *value, const weir_range *range)
{
    const weir_value above = is_inside(&range->low, value, &range->low, range->low_closed);
    const weir_value below = is_inside(value, &range->high, &range->high, range->high_closed);

    return weir_feel_and(&above, &below);
}

weir_value weir_feel_in_range(const weir_value *value, const weir_range *range)
{
    return range->form == WEIR_RANGE_SPAN ? is_in_span(value, range) : is_at_point(value, range);
}

/* One value of a test: a range includes, everything else equals. */
static weir_value matches(const weir_value *input, const weir_value *test)
{
    if (test->kind == WEIR_RANGE && input->kind != WEIR_RANGE)
        return weir_feel_in_range(input, test->as.range);
    return weir_feel_equal(input, test);
}

static weir_value matches_any(const weir_value *input, const weir_value *list)
{
    weir_value result = weir_boolean(false);

    for (uint32_t i = 0; i < list->count && !weir_is_true(&result); i++) {
        const weir_value one = matches(input, &list->as.items[i]);

        /* Items of another kind are simply not it. */
        if (one.kind == WEIR_BOOLEAN)
            result = weir_feel_or(&result, &one);
    }
    return result;
}

weir_value weir_feel_satisfies(const weir_value *input, const weir_value *test, uint8_t flag)
{
    weir_value result;

    if (test->kind == WEIR_BOOLEAN &&
        (flag == WEIR_TEST_SPEAKS || (flag == WEIR_TEST_VALUE && input->kind != WEIR_BOOLEAN)))
        return *test;
    if (test->kind != WEIR_LIST)
        return matches(input, test);
    result = input->kind == WEIR_LIST ? weir_feel_equal(input, test) : weir_boolean(false);
    return weir_is_true(&result) ? result : matches_any(input, test);
}
