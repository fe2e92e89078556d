/* SPDX-License-Identifier: Apache-2.0
 * feel/builtin_sort.c - sort(list, precedes), stable; see builtins.def.
 *
 * Merging from the bottom up: no recursion, and a `precedes` that contradicts itself does no harm.
 * Spec: DMN 1.5 §10.3.4.9.
 */
#include <string.h>

#include "feel/builtin.h"

/* A `precedes` like function(x, y) x < y or x.name < y.name, which need not be called. */
typedef struct comparison {
    weir_op op;           /* WEIR_OP_COUNT: it is something else */
    uint32_t left, right; /* arguments */
    weir_text name;       /* of an entry, or absent */
    uint32_t step_count;  /* of a call */
} comparison;

static bool is_code(const weir_code *code, weir_op op, uint32_t b)
{
    return code->op == op && code->b == b;
}

static comparison comparison_of(const weir_function *function)
{
    const weir_prototype *prototype = function->prototype;
    const weir_code *code;
    uint32_t entry_count; /* instructions that ask for an entry */
    comparison found = {.op = WEIR_OP_COUNT};

    if (!prototype || prototype->is_external || prototype->parameter_count != 2 || prototype->types[0] ||
        prototype->types[1])
        return found;
    code = &function->expression->code[prototype->entry];
    entry_count = code[1].op == WEIR_OP_PROPERTY;
    found.left = code[0].b;
    found.right = 1 - found.left;
    if (found.left > 1 || !is_code(&code[0], WEIR_OP_LOCAL, found.left) ||
        !is_code(&code[1 + entry_count], WEIR_OP_LOCAL, found.right) ||
        (entry_count && !is_code(&code[3], WEIR_OP_PROPERTY, code[1].b)))
        return found;
    if (entry_count)
        found.name = function->expression->names[code[1].b];
    found.step_count = 4 + 2 * entry_count;
    code += 2 + 2 * entry_count;
    if (code[0].op >= WEIR_OP_LESS && code[0].op <= WEIR_OP_GREATER_EQUAL && code[1].op == WEIR_OP_RETURN)
        found.op = (weir_op)code[0].op;
    return found;
}

/* False: the function has to be called, because a value has no order or no such entry. */
static bool is_decided(const comparison *by, const weir_value *arguments, bool *out)
{
    const weir_value *left = &arguments[by->left], *right = &arguments[by->right];
    int order;

    if (by->op == WEIR_OP_COUNT)
        return false;
    if (by->name.at) {
        left = weir_context_find(left, by->name);
        right = weir_context_find(right, by->name);
    }
    if (!left || !right || !weir_feel_order(left, right, &order))
        return false;
    *out = weir_order_holds(by->op, order);
    return true;
}

/* Does b have to stand before a? Without a function the order of the values decides. */
static weir_err must_swap(weir_call *call, const comparison *by, const weir_value *a, const weir_value *b, bool *out,
                          bool *is_ordered)
{
    const weir_value arguments[] = {*b, *a};
    weir_value answer;
    int order = 0;

    *is_ordered = true;
    if (is_decided(by, arguments, out))
        return weir_vm_charge(call->vm, by->step_count);
    if (!weir_call_has(call, 1)) {
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

static weir_err merge(weir_call *call, const comparison *by, const weir_value *from, weir_value *to, uint32_t begin,
                      uint32_t middle, uint32_t end, bool *is_ordered)
{
    uint32_t left = begin, right = middle;

    for (uint32_t i = begin; i < end; i++) {
        bool take_right = left == middle;

        if (left < middle && right < end) {
            WEIR_TRY(must_swap(call, by, &from[left], &from[right], &take_right, is_ordered));
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
    comparison by = {.op = WEIR_OP_COUNT};
    bool is_ordered = true;

    if (weir_call_has(call, 1))
        by = comparison_of(call->arguments[1].as.function);
    if (!from || !to)
        return WEIR_ENOMEM;
    if (count)
        memcpy(from, list->as.items, count * sizeof *from);
    for (uint64_t width = 1; width < count; width *= 2) {
        weir_value *merged = to;

        for (uint64_t begin = 0; begin < count && is_ordered; begin += 2 * width)
            WEIR_TRY(merge(call, &by, from, to, (uint32_t)begin, at_most(begin + width, count),
                           at_most(begin + 2 * width, count), &is_ordered));
        to = from;
        from = merged;
    }
    *out = is_ordered ? weir_list(from, count) : weir_call_null(call, "two items have no order");
    return WEIR_OK;
}
