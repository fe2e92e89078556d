/* SPDX-License-Identifier: Apache-2.0
 * feel/juel_collection.c - the methods of lists, maps and JSON in ${…}; see juel.def.
 *
 * Values never change: a method that changes gives the new value, and the machine stores it (JUEL_UPDATE).
 */
#include <string.h>

#include "base/json.h"
#include "feel/juel_vm.h"

static weir_value integer(int64_t number)
{
    return weir_juel_number(weir_decimal_of(number), WEIR_TAG_INTEGER);
}

/* Where an item is, from 0; -1: nowhere. */
static weir_err place_of(weir_juel_call *call, int64_t *out)
{
    const weir_value *wanted = &call->arguments[0];

    *out = -1;
    WEIR_TRY(weir_vm_charge(call->vm, (uint64_t)call->self->count + wanted->count));
    for (uint32_t i = 0; i < call->self->count && *out < 0; i++) {
        if (weir_value_same(&call->self->as.items[i], wanted))
            *out = i;
    }
    return WEIR_OK;
}

weir_err weir_juel_list_contains(weir_juel_call *call, weir_value *out)
{
    int64_t at;

    WEIR_TRY(place_of(call, &at));
    *out = weir_boolean(at >= 0);
    return WEIR_OK;
}

weir_err weir_juel_list_index_of(weir_juel_call *call, weir_value *out)
{
    int64_t at;

    WEIR_TRY(place_of(call, &at));
    *out = integer(at);
    return WEIR_OK;
}

weir_err weir_juel_size(weir_juel_call *call, weir_value *out)
{
    *out = integer(call->self->count);
    return WEIR_OK;
}

weir_err weir_juel_is_empty(weir_juel_call *call, weir_value *out)
{
    const weir_value *self = call->self;

    *out = weir_boolean(self->kind == WEIR_STRING ? self->as.string.length == 0 : self->count == 0);
    return WEIR_OK;
}

weir_err weir_juel_list_get(weir_juel_call *call, weir_value *out)
{
    int64_t at;

    WEIR_TRY(weir_juel_to_integer(call->vm, &call->arguments[0], &at));
    if (at < 0 || at >= (int64_t)call->self->count)
        return weir_vm_fail(call->vm, "index %lld lies outside a list of %u", (long long)at, call->self->count);
    *out = call->self->as.items[at];
    return WEIR_OK;
}

/* NULL: there is no such key. */
static weir_err entry_of(weir_juel_call *call, const weir_value **out)
{
    const weir_value *key = &call->arguments[0];

    WEIR_TRY(weir_vm_charge(call->vm, call->self->count / 8));
    *out = key->kind == WEIR_STRING ? weir_context_find(call->self, key->as.string) : NULL;
    return WEIR_OK;
}

weir_err weir_juel_context_get(weir_juel_call *call, weir_value *out)
{
    const weir_value *entry;

    WEIR_TRY(entry_of(call, &entry));
    *out = entry ? *entry : weir_null();
    return WEIR_OK;
}

weir_err weir_juel_contains_key(weir_juel_call *call, weir_value *out)
{
    const weir_value *entry;

    WEIR_TRY(entry_of(call, &entry));
    *out = weir_boolean(entry != NULL);
    return WEIR_OK;
}

weir_err weir_juel_contains_value(weir_juel_call *call, weir_value *out)
{
    WEIR_TRY(weir_vm_charge(call->vm, call->self->count));
    *out = weir_boolean(false);
    for (uint32_t i = 0; i < call->self->count; i++) {
        if (weir_value_same(&call->self->as.entries[i].value, &call->arguments[0]))
            *out = weir_boolean(true);
    }
    return WEIR_OK;
}

static weir_err list_of(weir_juel_call *call, bool takes_keys, weir_value *out)
{
    weir_value *items = WEIR_TAKE(call->vm->run->arena, weir_value, call->self->count);

    WEIR_TRY(weir_vm_charge(call->vm, call->self->count));
    if (!items)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < call->self->count; i++) {
        const weir_entry *entry = &call->self->as.entries[i];

        items[i] = takes_keys ? weir_string(entry->key) : entry->value;
    }
    *out = weir_list(items, call->self->count);
    return WEIR_OK;
}

weir_err weir_juel_key_set(weir_juel_call *call, weir_value *out)
{
    return list_of(call, true, out);
}

weir_err weir_juel_values(weir_juel_call *call, weir_value *out)
{
    return list_of(call, false, out);
}

/* The list without the item at `without` (-1: with all) and with `more` (may be NULL) at the end. */
static weir_err copy_list(weir_juel_call *call, int64_t without, const weir_value *more)
{
    weir_value *items = WEIR_TAKE(call->vm->run->arena, weir_value, (size_t)call->self->count + 1);
    uint32_t count = 0;

    WEIR_TRY(weir_vm_charge(call->vm, call->self->count));
    if (!items)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < call->self->count; i++) {
        if (i != without)
            items[count++] = call->self->as.items[i];
    }
    if (more)
        items[count++] = *more;
    call->changed = weir_list(items, count);
    return WEIR_OK;
}

weir_err weir_juel_list_add(weir_juel_call *call, weir_value *out)
{
    *out = weir_boolean(true);
    return copy_list(call, -1, &call->arguments[0]);
}

weir_err weir_juel_list_remove(weir_juel_call *call, weir_value *out)
{
    int64_t at;

    WEIR_TRY(place_of(call, &at));
    *out = weir_boolean(at >= 0);
    return copy_list(call, at, NULL);
}

/* The context without the key, and with it and `value` (may be NULL) where it was or at the end. */
static weir_err copy_context(weir_juel_call *call, weir_text key, const weir_value *value, weir_value *before)
{
    weir_entry *entries = WEIR_TAKE(call->vm->run->arena, weir_entry, (size_t)call->self->count + 1);
    bool is_new = value != NULL;
    uint32_t count = 0;

    WEIR_TRY(weir_vm_charge(call->vm, call->self->count));
    *before = weir_null();
    if (!entries)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < call->self->count; i++) {
        weir_entry entry = call->self->as.entries[i];

        if (weir_text_equal(entry.key, key)) {
            *before = entry.value;
            is_new = false;
            if (!value)
                continue;
            entry.value = *value;
        }
        entries[count++] = entry;
    }
    if (is_new)
        entries[count++] = (weir_entry){key, *value};
    call->changed = weir_context(entries, count);
    return WEIR_OK;
}

weir_err weir_juel_context_put(weir_juel_call *call, weir_value *out)
{
    weir_text key;

    WEIR_TRY(weir_juel_to_text(call->vm, &call->arguments[0], &key));
    return copy_context(call, key, &call->arguments[1], out);
}

weir_err weir_juel_context_remove(weir_juel_call *call, weir_value *out)
{
    weir_text key;

    WEIR_TRY(weir_juel_to_text(call->vm, &call->arguments[0], &key));
    return copy_context(call, key, NULL, out);
}

/* S('{"a": 1}'), and JSON(…). */
weir_err weir_juel_json(weir_juel_call *call, weir_value *out)
{
    const weir_value *value = &call->arguments[0];
    weir_diag diag = {0};
    weir_err err;

    if (value->kind == WEIR_CONTEXT || value->kind == WEIR_LIST) {
        *out = *value;
        return WEIR_OK;
    }
    if (value->kind != WEIR_STRING)
        return weir_vm_fail(call->vm, "%.*s reads a text, not a %s", WEIR_ARG(call->name),
                            weir_kind_name((weir_kind)value->kind));
    WEIR_TRY(weir_vm_charge(call->vm, value->as.string.length / 8));
    err = weir_json_read(value->as.string, WEIR_JSON_PLAIN, call->vm->run->zones, call->vm->run->arena, out, &diag);
    if (err == WEIR_OK || err == WEIR_ENOMEM)
        return err;
    return weir_vm_fail(call->vm, "%.*s got a text that is no JSON: %s", WEIR_ARG(call->name), diag.message);
}

weir_err weir_juel_prop(weir_juel_call *call, weir_value *out)
{
    const weir_value *entry;
    weir_text key;

    WEIR_TRY(entry_of(call, &entry));
    WEIR_TRY(weir_juel_to_text(call->vm, &call->arguments[0], &key));
    if (!entry)
        return weir_vm_fail(call->vm, "the JSON object has no member '%.*s'", WEIR_ARG(key));
    *out = *entry;
    return WEIR_OK;
}

/* The outputs of the rules that fired: a list of contexts, or one context. Null: none fired. */
static weir_err first_of(weir_juel_call *call, bool is_single, weir_value *out)
{
    const weir_value *self = call->self;

    if (is_single && self->kind == WEIR_LIST && self->count > 1)
        return weir_vm_fail(call->vm, "%.*s: the decision gave %u results instead of one", WEIR_ARG(call->name),
                            self->count);
    if (self->kind == WEIR_CONTEXT)
        *out = *self;
    else
        *out = self->count > 0 ? self->as.items[0] : weir_null();
    return WEIR_OK;
}

weir_err weir_juel_single_result(weir_juel_call *call, weir_value *out)
{
    return first_of(call, true, out);
}

weir_err weir_juel_first_result(weir_juel_call *call, weir_value *out)
{
    return first_of(call, false, out);
}

weir_err weir_juel_single_entry(weir_juel_call *call, weir_value *out)
{
    weir_value result;

    WEIR_TRY(first_of(call, true, &result));
    *out = result;
    if (result.kind != WEIR_CONTEXT)
        return WEIR_OK;
    if (result.count > 1)
        return weir_vm_fail(call->vm, "getSingleEntry: the decision gave %u outputs instead of one", result.count);
    *out = result.count == 1 ? result.as.entries[0].value : weir_null();
    return WEIR_OK;
}
