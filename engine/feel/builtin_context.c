/* SPDX-License-Identifier: Apache-2.0
 * feel/builtin_context.c - functions on contexts; see builtins.def.
 *
 * Spec: DMN 1.5 §10.3.4.10.
 */
#include "feel/builtin.h"

typedef struct entry_list {
    weir_entry *items;
    uint32_t count, capacity;
} entry_list;

static weir_err put(weir_arena *arena, entry_list *entries, weir_text key, const weir_value *value)
{
    for (uint32_t i = 0; i < entries->count; i++) {
        if (weir_text_equal(entries->items[i].key, key)) {
            entries->items[i].value = *value;
            return WEIR_OK;
        }
    }
    WEIR_TRY(WEIR_GROW(arena, entries));
    entries->items[entries->count++] = (weir_entry){key, *value};
    return WEIR_OK;
}

static weir_err put_all(weir_call *call, entry_list *entries, const weir_value *context)
{
    WEIR_TRY(weir_vm_charge(call->vm, (uint64_t)context->count * (entries->count + context->count) / 8));
    for (uint32_t i = 0; i < context->count; i++)
        WEIR_TRY(put(call->arena, entries, context->as.entries[i].key, &context->as.entries[i].value));
    return WEIR_OK;
}

/* By a key, or by a list of keys along a path. */
weir_err weir_builtin_get_value(weir_call *call, weir_value *out)
{
    const weir_value *value = &call->arguments[0], *keys = &call->arguments[1];
    const weir_value *key = keys->kind == WEIR_LIST ? keys->as.items : keys;
    const uint32_t count = keys->kind == WEIR_LIST ? keys->count : 1;

    for (uint32_t i = 0; i < count && value; i++)
        value = key[i].kind == WEIR_STRING ? weir_context_find(value, key[i].as.string) : NULL;
    *out = value && count > 0 ? *value : weir_call_null(call, "there is no such key");
    return WEIR_OK;
}

weir_err weir_builtin_get_entries(weir_call *call, weir_value *out)
{
    const weir_value *context = &call->arguments[0];
    weir_value *items = WEIR_TAKE(call->arena, weir_value, context->count);
    weir_entry *pairs = WEIR_TAKE(call->arena, weir_entry, (size_t)context->count * 2);

    if (!items || !pairs)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < context->count; i++) {
        weir_entry *pair = &pairs[(size_t)i * 2];

        pair[0] = (weir_entry){WEIR_T("key"), weir_string(context->as.entries[i].key)};
        pair[1] = (weir_entry){WEIR_T("value"), context->as.entries[i].value};
        items[i] = weir_context(pair, 2);
    }
    *out = weir_list(items, context->count);
    return WEIR_OK;
}

weir_err weir_builtin_context(weir_call *call, weir_value *out)
{
    const weir_value *list = &call->arguments[0];
    entry_list entries = {0};

    WEIR_TRY(weir_vm_charge(call->vm, (uint64_t)list->count * list->count / 8));
    for (uint32_t i = 0; i < list->count; i++) {
        const weir_value *key = weir_context_find(&list->as.items[i], WEIR_T("key"));
        const weir_value *value = weir_context_find(&list->as.items[i], WEIR_T("value"));
        const uint32_t count = entries.count;

        if (!key || key->kind != WEIR_STRING || !value) {
            *out = weir_call_null(call, "entry %u needs a key, which is a string, and a value", i + 1);
            return WEIR_OK;
        }
        WEIR_TRY(put(call->arena, &entries, key->as.string, value));
        if (entries.count == count) {
            *out = weir_call_null(call, "entry %u has a key that is there already", i + 1);
            return WEIR_OK;
        }
    }
    *out = weir_context(entries.items, entries.count);
    return WEIR_OK;
}

/* With each key of the path, the context around it is copied; a missing or other value on the way is no path. */
static weir_err put_path(weir_call *call, const weir_value *keys, uint32_t key_count, weir_value *out)
{
    const weir_value **path = WEIR_TAKE(call->arena, const weir_value *, key_count);
    weir_value value = call->arguments[2];
    const weir_value *context = &call->arguments[0];

    if (!path)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < key_count; i++) {
        if (keys[i].kind != WEIR_STRING || !context || context->kind != WEIR_CONTEXT) {
            *out = weir_call_null(call, "key %u leads nowhere", i + 1);
            return WEIR_OK;
        }
        path[i] = context;
        context = weir_context_find(context, keys[i].as.string);
    }
    for (uint32_t i = key_count; i > 0; i--) {
        entry_list entries = {0};

        WEIR_TRY(put_all(call, &entries, path[i - 1]));
        WEIR_TRY(put(call->arena, &entries, keys[i - 1].as.string, &value));
        value = weir_context(entries.items, entries.count);
    }
    *out = value;
    return WEIR_OK;
}

weir_err weir_builtin_context_put(weir_call *call, weir_value *out)
{
    const weir_value *keys = &call->arguments[1];
    const bool is_path = keys->kind == WEIR_LIST;

    if (is_path && keys->count == 0) {
        *out = weir_call_null(call, "the list of keys is empty");
        return WEIR_OK;
    }
    return put_path(call, is_path ? keys->as.items : keys, is_path ? keys->count : 1, out);
}

weir_err weir_builtin_context_merge(weir_call *call, weir_value *out)
{
    const weir_value *list = &call->arguments[0];
    entry_list entries = {0};

    for (uint32_t i = 0; i < list->count; i++) {
        if (list->as.items[i].kind != WEIR_CONTEXT) {
            *out = weir_call_null(call, "item %u is no context", i + 1);
            return WEIR_OK;
        }
        WEIR_TRY(put_all(call, &entries, &list->as.items[i]));
    }
    *out = weir_context(entries.items, entries.count);
    return WEIR_OK;
}
