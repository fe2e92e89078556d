/* SPDX-License-Identifier: Apache-2.0
 * feel/loop.c - iterations, quantifiers and filters: what their instructions do; see vm.h and ops.def.
 *
 * A loop is lazy: a range is never spread out, so that a huge one ends at the step budget.
 * Spec: DMN 1.5 §10.3.2.5 (filter), §10.3.2.14 (for), §10.3.2.16 (some, every).
 */
#include <assert.h>

#include "feel/vm.h"

#define COLLECTED_AT_FIRST_MAX 1024 /* items that a list has room for before it has any */

/* A whole number or a date as a position on a line; false: neither. */
static bool to_position(const weir_value *value, int64_t *out)
{
    if (value->kind == WEIR_NUMBER)
        return weir_decimal_to_int64(value->as.number, out) && *out < INT64_MAX / 4 && *out > -(INT64_MAX / 4);
    if (value->kind != WEIR_DATE)
        return false;
    *out = weir_date_to_days(value->as.date);
    return true;
}

static bool begin_span(weir_loop *loop, const weir_value *low, const weir_value *high, int64_t skip_low,
                       int64_t skip_high)
{
    int64_t from, to;

    if (low->kind != high->kind || !to_position(low, &from) || !to_position(high, &to))
        return false;
    loop->kind = low->kind == WEIR_DATE ? WEIR_LOOP_DATES : WEIR_LOOP_INTEGERS;
    loop->step = from <= to ? 1 : -1;
    loop->next = from + skip_low;
    loop->left = (to - from) * loop->step + 1 - skip_low - skip_high;
    return true;
}

static bool begin_range(weir_loop *loop, const weir_range *range)
{
    return range->form != WEIR_RANGE_ALL_BUT &&
           begin_span(loop, &range->low, &range->high, !range->low_closed, !range->high_closed);
}

/* A value that is no list stands for the list of it. */
static weir_err as_list(weir_vm *vm, weir_value *value)
{
    weir_value *single;

    if (value->kind == WEIR_LIST)
        return WEIR_OK;
    single = WEIR_TAKE(vm->run->arena, weir_value, 1);
    if (!single)
        return WEIR_ENOMEM;
    *single = *value;
    *value = weir_list(single, 1);
    return WEIR_OK;
}

static void begin_list(weir_loop *loop, const weir_value *list)
{
    loop->kind = WEIR_LOOP_LIST;
    loop->step = 1;
    loop->source = list->as.items;
    loop->left = list->count;
}

/* The source, or both ends of a span, lie on top of the stack. False: there is nothing to iterate over. */
static weir_err begin(weir_vm *vm, weir_loop *loop, uint8_t flag, weir_value *source, bool *began)
{
    *began = true;
    if (flag == WEIR_ITERATE_SPAN) {
        *began = begin_span(loop, &source[0], &source[1], 0, 0);
        if (!*began)
            (void)weir_vm_null(vm, "an iteration from .. to needs whole numbers or dates, not a %s and a %s",
                               weir_kind_name((weir_kind)source[0].kind), weir_kind_name((weir_kind)source[1].kind));
    } else if (source->kind == WEIR_RANGE) {
        *began = begin_range(loop, source->as.range);
        if (!*began)
            (void)weir_vm_null(vm, "an iteration over a range needs whole numbers or dates at both ends");
    } else if (source->kind == WEIR_NULL) {
        *began = false;
        (void)weir_vm_null(vm, "null can't be iterated over");
    } else {
        WEIR_TRY(as_list(vm, source));
        begin_list(loop, source);
    }
    return WEIR_OK;
}

weir_err weir_vm_iterate(weir_vm *vm, uint8_t flag, uint32_t outer_count, bool *began)
{
    weir_loop *loop = &vm->loops[vm->loop_count];
    weir_value *source;

    if (flag == WEIR_ITERATE_SPAN)
        vm->cell_count--;
    source = &vm->cells[vm->cell_count - 1];
    *loop = (weir_loop){0};
    WEIR_TRY(begin(vm, loop, flag, source, began));
    if (*began) {
        vm->loop_count++;
        return WEIR_OK;
    }
    vm->cell_count -= outer_count + 1;
    vm->loop_count -= outer_count;
    vm->cells[vm->cell_count - 1] = weir_null();
    return WEIR_OK;
}

/* The next item; false: there is none. */
bool weir_loop_next(weir_loop *loop, weir_value *out)
{
    weir_date date;
    bool fits;

    if (loop->left <= 0)
        return false;
    switch ((weir_loop_kind)loop->kind) {
    case WEIR_LOOP_LIST:
        *out = loop->source[loop->next];
        break;
    case WEIR_LOOP_INTEGERS:
        *out = weir_integer(loop->next);
        break;
    case WEIR_LOOP_DATES:
        fits = weir_date_of_days(loop->next, &date);
        assert(fits); /* between two dates lie only dates */
        (void)fits;
        *out = weir_make_date(date);
        break;
    }
    loop->next += loop->step;
    loop->left--;
    return true;
}

/* `list` is the cell that shows what the loop has collected. */
static weir_err append(weir_vm *vm, weir_loop *loop, const weir_value *value, weir_value *list)
{
    WEIR_TRY(WEIR_GROW(vm->run->arena, loop));
    loop->items[loop->count++] = *value;
    list->as.items = loop->items;
    list->count = loop->count;
    return WEIR_OK;
}

/* Room for what the innermost iteration is going to give. */
static weir_err begin_to_collect(weir_vm *vm, weir_loop *loop, int64_t left)
{
    const uint32_t capacity = left < COLLECTED_AT_FIRST_MAX ? (uint32_t)left + 1 : COLLECTED_AT_FIRST_MAX;

    loop->items = WEIR_TAKE(vm->run->arena, weir_value, capacity);
    if (!loop->items)
        return WEIR_ENOMEM;
    loop->capacity = capacity;
    return WEIR_OK;
}

weir_err weir_vm_collect(weir_vm *vm, uint32_t iterator_count)
{
    weir_loop *loop = &vm->loops[vm->loop_count - 1 - iterator_count];
    weir_value *list = &vm->cells[vm->cell_count - 2 - iterator_count];

    if (loop->capacity == 0)
        WEIR_TRY(begin_to_collect(vm, loop, vm->loops[vm->loop_count - 1].left));
    return append(vm, loop, &vm->cells[--vm->cell_count], list);
}

/* True: the result is decided and the iterations are over. */
bool weir_vm_quantify(weir_vm *vm, uint8_t flag, uint32_t iterator_count)
{
    const weir_value value = vm->cells[--vm->cell_count];
    weir_value *result = &vm->cells[vm->cell_count - 1 - iterator_count];
    const bool decisive = flag == WEIR_QUANTIFY_SOME;

    if (value.kind != WEIR_BOOLEAN && value.kind != WEIR_NULL)
        (void)weir_vm_null(vm, "satisfies needs a boolean, not a %s", weir_kind_name((weir_kind)value.kind));
    *result = decisive ? weir_feel_or(result, &value) : weir_feel_and(result, &value);
    if (result->kind != WEIR_BOOLEAN || result->as.boolean != decisive)
        return false;
    vm->cell_count -= iterator_count;
    vm->loop_count -= iterator_count;
    return true;
}

weir_err weir_vm_filter_begin(weir_vm *vm)
{
    weir_loop *loop = &vm->loops[vm->loop_count++];
    weir_value *list = &vm->cells[vm->cell_count - 1];

    *loop = (weir_loop){0};
    if (list->kind != WEIR_NULL) {
        WEIR_TRY(as_list(vm, list));
        begin_list(loop, list);
        *list = weir_list(NULL, 0);
    }
    loop->is_probing = loop->left == 0;
    vm->cells[vm->cell_count++] = weir_null();
    return WEIR_OK;
}

/* True: there is an item. An empty list gets one turn with null, to see whether it is asked for an index. */
bool weir_vm_filter_next(weir_vm *vm)
{
    weir_loop *loop = &vm->loops[vm->loop_count - 1];
    weir_value *item = &vm->cells[vm->cell_count - 1];

    if (loop->is_probing && !loop->has_begun) {
        loop->has_begun = true;
        return true;
    }
    if (weir_loop_next(loop, item)) {
        loop->has_begun = true;
        return true;
    }
    vm->cell_count--;
    vm->loop_count--;
    return false;
}

weir_err weir_vm_filter_keep(weir_vm *vm)
{
    weir_loop *loop = &vm->loops[vm->loop_count - 1];
    const weir_value value = vm->cells[--vm->cell_count];
    weir_value *item = &vm->cells[vm->cell_count - 1], *result = item - 1;

    if (value.kind == WEIR_NUMBER && (loop->next == 1 || loop->is_probing)) {
        const weir_value list = weir_list(loop->source, loop->is_probing ? 0 : (uint32_t)loop->left + 1);

        *result = weir_feel_index(vm, &list, &value);
        loop->left = 0;
        return WEIR_OK;
    }
    if (loop->is_probing || !weir_is_true(&value))
        return WEIR_OK;
    return append(vm, loop, item, result);
}
