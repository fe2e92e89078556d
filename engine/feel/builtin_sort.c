/* SPDX-License-Identifier: Apache-2.0
 * feel/builtin_sort.c - sort(list, precedes), stable; see builtins.def.
 *
 * Merging from the bottom up: no recursion, and a `precedes` that contradicts itself does no harm.
 * Spec: DMN 1.5 §10.3.4.9.
 */
#include <string.h>

#include "feel/builtin.h"

/* Does b have to stand before a? Without a function the order of the values decides. */
static weir_err must_swap(weir_call *call, const weir_value *a, const weir_value *b, bool *out, bool *is_ordered)
{
    const weir_value arguments[] = {*b, *a};
    weir_value answer;
    int order = 0;

    *is_ordered = true;
    if (call->count == 1) {
        WEIR_TRY(weir_vm_charge(call->vm, 1));
        *is_ordered = weir_feel_order(a, b, &order);
        *out = order > 0;
        return WEIR_OK;
    }
    WEIR_TRY(weir_vm_call(call->vm, call->arguments[1].as.function, arguments, 2, &answer));
    *is_ordered = answer.kind == WEIR_BOOLEAN;
    *out = weir_is_true(&answer);
    return WEIR_OK;
}

static weir_err merge(weir_call *call, const weir_value *from, weir_value *to, uint32_t begin, uint32_t middle,
                      uint32_t end, bool *is_ordered)
{
    uint32_t left = begin, right = middle;

    for (uint32_t i = begin; i < end; i++) {
        bool take_right = left == middle;

        if (left < middle && right < end) {
            WEIR_TRY(must_swap(call, &from[left], &from[right], &take_right, is_ordered));
            if (!*is_ordered)
                return WEIR_OK;
        }
        to[i] = take_right ? from[right++] : from[left++];
    }
    return WEIR_OK;
}

static uint32_t at_most(uint64_t number, uint32_t max)
{
    return number < max ? (uint32_t)number : max;
}

weir_err weir_builtin_sort(weir_call *call, weir_value *out)
{
    const weir_value *list = &call->arguments[0];
    const uint32_t count = list->count;
    weir_value *from = WEIR_TAKE(call->arena, weir_value, count), *to = WEIR_TAKE(call->arena, weir_value, count);
    bool is_ordered = true;

    if (!from || !to)
        return WEIR_ENOMEM;
    if (count)
        memcpy(from, list->as.items, count * sizeof *from);
    for (uint64_t width = 1; width < count; width *= 2) {
        weir_value *merged = to;

        for (uint64_t begin = 0; begin < count && is_ordered; begin += 2 * width)
            WEIR_TRY(merge(call, from, to, (uint32_t)begin, at_most(begin + width, count),
                           at_most(begin + 2 * width, count), &is_ordered));
        to = from;
        from = merged;
    }
    *out = is_ordered ? weir_list(from, count) : weir_call_null(call, "two items have no order");
    return WEIR_OK;
}
