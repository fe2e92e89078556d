/* SPDX-License-Identifier: Apache-2.0
 * feel/builtin_list.c - functions that find in lists or make new ones; see builtins.def.
 *
 * Spec: DMN 1.5 §10.3.4.4.
 */
#include "feel/builtin.h"

typedef struct value_list {
    weir_value *items;
    uint32_t count, capacity;
} value_list;

static weir_err append(weir_arena *arena, value_list *list, weir_value value)
{
    WEIR_TRY(WEIR_GROW(arena, list));
    list->items[list->count++] = value;
    return WEIR_OK;
}

static weir_err append_all(weir_arena *arena, value_list *list, const weir_value *items, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        WEIR_TRY(append(arena, list, items[i]));
    return WEIR_OK;
}

/* Do two values count as the same in a list? Null is null; what can't be compared differs. */
static weir_err is_same(weir_call *call, const weir_value *a, const weir_value *b, bool *out)
{
    uint32_t left = call->run->step_count_max - call->run->step_count;
    const uint32_t before = left;
    const weir_value equal = weir_feel_equal_within(a, b, &left);

    WEIR_TRY(weir_vm_charge(call->vm, before - left + 1));
    *out = weir_is_true(&equal);
    return WEIR_OK;
}

static weir_err find(weir_call *call, const weir_value *items, uint32_t count, const weir_value *value, bool *found)
{
    *found = false;
    for (uint32_t i = 0; i < count && !*found; i++)
        WEIR_TRY(is_same(call, &items[i], value, found));
    return WEIR_OK;
}

weir_err weir_builtin_list_contains(weir_call *call, weir_value *out)
{
    bool found;

    WEIR_TRY(find(call, call->arguments[0].as.items, call->arguments[0].count, &call->arguments[1], &found));
    *out = weir_boolean(found);
    return WEIR_OK;
}

weir_err weir_builtin_count(weir_call *call, weir_value *out)
{
    *out = weir_integer(call->arguments[0].count);
    return WEIR_OK;
}

/* A position from 1, or from -1 backwards, cut to a whole number, as an index from 0. False: not in the list. */
static bool read_position(const weir_value *position, uint32_t count, uint32_t *ix)
{
    weir_decimal whole;
    int64_t at;

    if (position->kind != WEIR_NUMBER || !weir_decimal_round(position->as.number, 0, WEIR_ROUND_DOWN, &whole) ||
        !weir_decimal_to_int64(whole, &at))
        return false;
    if (at < 0)
        at += (int64_t)count + 1;
    if (at < 1 || at > count)
        return false;
    *ix = (uint32_t)(at - 1);
    return true;
}

static weir_err no_position(weir_call *call, weir_value *out)
{
    *out = weir_call_null(call, "the position lies outside of the list");
    return WEIR_OK;
}

weir_err weir_builtin_sublist(weir_call *call, weir_value *out)
{
    const weir_value *list = &call->arguments[0];
    uint32_t start;
    int64_t length;

    if (!read_position(&call->arguments[1], list->count, &start))
        return no_position(call, out);
    length = (int64_t)list->count - start;
    if (weir_call_has(call, 2) &&
        (!weir_call_integer(call, 2, &length) || length < 1 || length > (int64_t)list->count - start)) {
        *out = weir_call_null(call, "the length must lie between 1 and what is left of the list");
        return WEIR_OK;
    }
    *out = weir_list(list->as.items + start, (uint32_t)length);
    return WEIR_OK;
}

weir_err weir_builtin_append(weir_call *call, weir_value *out)
{
    value_list result = {0};

    WEIR_TRY(append_all(call->arena, &result, call->arguments[0].as.items, call->arguments[0].count));
    WEIR_TRY(append_all(call->arena, &result, &call->arguments[1], call->count - 1));
    *out = weir_list(result.items, result.count);
    return WEIR_OK;
}

weir_err weir_builtin_concatenate(weir_call *call, weir_value *out)
{
    value_list result = {0};

    for (uint32_t i = 0; i < call->count; i++)
        WEIR_TRY(append_all(call->arena, &result, call->arguments[i].as.items, call->arguments[i].count));
    *out = weir_list(result.items, result.count);
    return WEIR_OK;
}

weir_err weir_builtin_insert_before(weir_call *call, weir_value *out)
{
    const weir_value *list = &call->arguments[0];
    value_list result = {0};
    uint32_t ix;

    if (!read_position(&call->arguments[1], list->count, &ix))
        return no_position(call, out);
    WEIR_TRY(append_all(call->arena, &result, list->as.items, ix));
    WEIR_TRY(append(call->arena, &result, call->arguments[2]));
    WEIR_TRY(append_all(call->arena, &result, list->as.items + ix, list->count - ix));
    *out = weir_list(result.items, result.count);
    return WEIR_OK;
}

weir_err weir_builtin_remove(weir_call *call, weir_value *out)
{
    const weir_value *list = &call->arguments[0];
    value_list result = {0};
    uint32_t ix;

    if (!read_position(&call->arguments[1], list->count, &ix))
        return no_position(call, out);
    WEIR_TRY(append_all(call->arena, &result, list->as.items, ix));
    WEIR_TRY(append_all(call->arena, &result, list->as.items + ix + 1, list->count - ix - 1));
    *out = weir_list(result.items, result.count);
    return WEIR_OK;
}

/* Which items a function(item, newItem) picks. */
static weir_err replace_matches(weir_call *call, weir_value *out)
{
    const weir_value *list = &call->arguments[0], *new_item = &call->arguments[2];
    value_list result = {0};

    for (uint32_t i = 0; i < list->count; i++) {
        const weir_value arguments[] = {list->as.items[i], *new_item};
        weir_value picked;

        WEIR_TRY(weir_vm_call(call->vm, call->arguments[1].as.function, arguments, 2, &picked));
        if (picked.kind != WEIR_BOOLEAN) {
            *out = weir_call_null(call, "the function must answer true or false");
            return WEIR_OK;
        }
        WEIR_TRY(append(call->arena, &result, picked.as.boolean ? *new_item : list->as.items[i]));
    }
    *out = weir_list(result.items, result.count);
    return WEIR_OK;
}

weir_err weir_builtin_list_replace(weir_call *call, weir_value *out)
{
    const weir_value *list = &call->arguments[0];
    value_list result = {0};
    uint32_t ix;

    if (call->arguments[1].kind == WEIR_FUNCTION)
        return replace_matches(call, out);
    if (!read_position(&call->arguments[1], list->count, &ix))
        return no_position(call, out);
    WEIR_TRY(append_all(call->arena, &result, list->as.items, list->count));
    result.items[ix] = call->arguments[2];
    *out = weir_list(result.items, result.count);
    return WEIR_OK;
}

weir_err weir_builtin_reverse(weir_call *call, weir_value *out)
{
    const weir_value *list = &call->arguments[0];
    weir_value *items = WEIR_TAKE(call->arena, weir_value, list->count);

    if (!items)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < list->count; i++)
        items[i] = list->as.items[list->count - 1 - i];
    *out = weir_list(items, list->count);
    return WEIR_OK;
}

weir_err weir_builtin_index_of(weir_call *call, weir_value *out)
{
    const weir_value *list = &call->arguments[0];
    value_list result = {0};

    for (uint32_t i = 0; i < list->count; i++) {
        bool same;

        WEIR_TRY(is_same(call, &list->as.items[i], &call->arguments[1], &same));
        if (same)
            WEIR_TRY(append(call->arena, &result, weir_integer((int64_t)i + 1)));
    }
    *out = weir_list(result.items, result.count);
    return WEIR_OK;
}

static weir_err append_new(weir_call *call, value_list *list, const weir_value *items, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        bool found;

        WEIR_TRY(find(call, list->items, list->count, &items[i], &found));
        if (!found)
            WEIR_TRY(append(call->arena, list, items[i]));
    }
    return WEIR_OK;
}

weir_err weir_builtin_distinct_values(weir_call *call, weir_value *out)
{
    return weir_builtin_union(call, out);
}

weir_err weir_builtin_union(weir_call *call, weir_value *out)
{
    value_list result = {0};

    for (uint32_t i = 0; i < call->count; i++)
        WEIR_TRY(append_new(call, &result, call->arguments[i].as.items, call->arguments[i].count));
    *out = weir_list(result.items, result.count);
    return WEIR_OK;
}

/* One list that is being read, and where; the way down is a work list. */
typedef struct flatten_level {
    const weir_value *list;
    uint32_t next;
} flatten_level;

weir_err weir_builtin_flatten(weir_call *call, weir_value *out)
{
    flatten_level levels[WEIR_FEEL_VALUE_DEPTH_MAX];
    uint32_t depth = 1;
    value_list result = {0};

    levels[0] = (flatten_level){&call->arguments[0], 0};
    while (depth > 0) {
        flatten_level *level = &levels[depth - 1];
        const weir_value *item;

        WEIR_TRY(weir_vm_charge(call->vm, 1));
        if (level->next == level->list->count) {
            depth--;
            continue;
        }
        item = &level->list->as.items[level->next++];
        if (item->kind != WEIR_LIST) {
            WEIR_TRY(append(call->arena, &result, *item));
        } else if (depth < WEIR_FEEL_VALUE_DEPTH_MAX) {
            levels[depth++] = (flatten_level){item, 0};
        } else {
            *out = weir_call_null(call, "the list is nested too deep (feel_value_depth_max)");
            return WEIR_OK;
        }
    }
    *out = weir_list(result.items, result.count);
    return WEIR_OK;
}
