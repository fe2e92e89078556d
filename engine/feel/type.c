/* SPDX-License-Identifier: Apache-2.0
 * feel/type.c - is a value an instance of a type, and which conversions a parameter allows; see vm.h.
 *
 * Recursion follows the type, whose depth the parser bounds.
 * Spec: DMN 1.5 §10.3.2.9.4 (type conformance), §10.3.2.9.5 (conversions).
 */
#include "feel/vm.h"

static bool is_instance(const weir_value *value, const weir_type *type, uint32_t depth);

static bool are_instances(const weir_value *list, const weir_type *type, uint32_t depth)
{
    for (uint32_t i = 0; i < list->count; i++) {
        if (!is_instance(&list->as.items[i], type, depth))
            return false;
    }
    return true;
}

static bool has_entries(const weir_value *context, const weir_type *type, uint32_t depth)
{
    for (uint32_t i = 0; i < type->count; i++) {
        const weir_value *entry = weir_context_find(context, type->names[i]);

        if (!entry || (entry->kind != WEIR_NULL && !is_instance(entry, type->members[i], depth)))
            return false;
    }
    return true;
}

static bool end_fits(const weir_value *end, const weir_type *type, uint32_t depth)
{
    return end->kind == WEIR_NULL || is_instance(end, type, depth);
}

static const weir_type any_type = {.form = WEIR_TYPE_ANY};

static const weir_type *or_any(const weir_type *type)
{
    return type ? type : &any_type;
}

static const weir_type *item_of(const weir_type *type)
{
    return type->count > 0 ? type->members[0] : &any_type;
}

static const weir_type *member_of(const weir_type *type, weir_text name)
{
    for (uint32_t i = 0; i < type->count; i++) {
        if (weir_text_equal(type->names[i], name))
            return type->members[i];
    }
    return NULL;
}

static bool conforms(const weir_type *special, const weir_type *general, uint32_t depth);

static bool members_conform(const weir_type *special, const weir_type *general, uint32_t depth)
{
    for (uint32_t i = 0; i < general->count; i++) {
        const weir_type *member = member_of(special, general->names[i]);

        if (!member || !conforms(member, general->members[i], depth))
            return false;
    }
    return true;
}

/* Parameters may be wider, the result narrower. */
static bool functions_conform(const weir_type *special, const weir_type *general, uint32_t depth)
{
    if (!general->result)
        return true;
    if (!special->result || special->count != general->count)
        return false;
    for (uint32_t i = 0; i < general->count; i++) {
        if (!conforms(general->members[i], special->members[i], depth))
            return false;
    }
    return conforms(special->result, general->result, depth);
}

/* Are the two types the same, or is `special` narrower? */
static bool conforms(const weir_type *special, const weir_type *general, uint32_t depth)
{
    const bool is_kind = special->form == WEIR_TYPE_KIND;

    if (depth > WEIR_FEEL_VALUE_DEPTH_MAX)
        return false;
    if (general->form == WEIR_TYPE_ANY || (is_kind && special->kind == WEIR_NULL))
        return true;
    if (general->form == WEIR_TYPE_DURATION && is_kind)
        return special->kind == WEIR_MONTHS || special->kind == WEIR_SECONDS;
    if (special->form != general->form)
        return false;
    switch ((weir_type_form)general->form) {
    case WEIR_TYPE_KIND:
        return special->kind == general->kind;
    case WEIR_TYPE_LIST:
    case WEIR_TYPE_RANGE:
        return conforms(item_of(special), item_of(general), depth + 1);
    case WEIR_TYPE_CONTEXT:
        return members_conform(special, general, depth + 1);
    case WEIR_TYPE_FUNCTION:
        return functions_conform(special, general, depth + 1);
    case WEIR_TYPE_ANY:
    case WEIR_TYPE_DURATION:
        return true;
    case WEIR_TYPE_UNKNOWN:
        break;
    }
    return false;
}

/* What the function declares; a result that it does not declare may be anything. */
static bool fits_declared(const weir_type *signature, const weir_type *type)
{
    if (signature->count != type->count)
        return false;
    for (uint32_t i = 0; i < type->count; i++) {
        if (!conforms(type->members[i], signature->members[i], 0))
            return false;
    }
    return !signature->result || conforms(signature->result, type->result, 0);
}

/* What a function literal does not declare is Any; what its body gives may be anything unless its text tells. */
static bool fits_signature(const weir_function *function, const weir_type *type)
{
    const weir_prototype *prototype = function->prototype;

    if (!type->result)
        return true;
    if (function->signature)
        return fits_declared(function->signature, type);
    if (!prototype)
        return type->result->form == WEIR_TYPE_ANY;
    if (prototype->parameter_count != type->count)
        return false;
    for (uint32_t i = 0; i < type->count; i++) {
        if (!conforms(type->members[i], or_any(prototype->types[i]), 0))
            return false;
    }
    return !prototype->result || conforms(prototype->result, type->result, 0);
}

bool weir_feel_is_function_of(const weir_value *value, const weir_type *type)
{
    return value->kind == WEIR_FUNCTION && (value->as.function->builtin || fits_signature(value->as.function, type));
}

/* Bounded by the depth of the value, where the type speaks of itself. */
static bool is_instance(const weir_value *value, const weir_type *type, uint32_t depth)
{
    if (depth > WEIR_FEEL_VALUE_DEPTH_MAX)
        return false;
    switch ((weir_type_form)type->form) {
    case WEIR_TYPE_ANY:
        return value->kind != WEIR_NULL;
    case WEIR_TYPE_KIND:
        return value->kind == type->kind;
    case WEIR_TYPE_DURATION:
        return value->kind == WEIR_MONTHS || value->kind == WEIR_SECONDS;
    case WEIR_TYPE_LIST:
        return value->kind == WEIR_LIST && (type->count == 0 || are_instances(value, type->members[0], depth + 1));
    case WEIR_TYPE_RANGE:
        return value->kind == WEIR_RANGE &&
               (type->count == 0 || (end_fits(&value->as.range->low, type->members[0], depth + 1) &&
                                     end_fits(&value->as.range->high, type->members[0], depth + 1)));
    case WEIR_TYPE_CONTEXT:
        return value->kind == WEIR_CONTEXT && has_entries(value, type, depth + 1);
    case WEIR_TYPE_FUNCTION:
        return value->kind == WEIR_FUNCTION && fits_signature(value->as.function, type);
    case WEIR_TYPE_UNKNOWN:
        break;
    }
    return false;
}

weir_value weir_feel_instance_of(weir_vm *vm, const weir_value *value, const weir_type *type)
{
    if (type->form == WEIR_TYPE_UNKNOWN)
        return weir_vm_null(vm, "there is no type named %.*s", WEIR_ARG(type->names[0]));
    return weir_boolean(is_instance(value, type, 0));
}

static bool accepts(const weir_value *value, const weir_type *type)
{
    return value->kind == WEIR_NULL || is_instance(value, type, 0);
}

weir_err weir_feel_coerce(weir_vm *vm, const weir_value *value, const weir_type *type, weir_value *out, bool *fits)
{
    weir_date_time midnight;
    weir_value *single;

    *out = *value;
    *fits = true;
    if (!type || accepts(value, type))
        return WEIR_OK;
    if (type->form == WEIR_TYPE_UNKNOWN)
        (void)weir_vm_null(vm, "there is no type named %.*s", WEIR_ARG(type->names[0]));
    if (value->kind == WEIR_LIST && value->count == 1 && accepts(&value->as.items[0], type)) {
        *out = value->as.items[0];
        return WEIR_OK;
    }
    if (type->form == WEIR_TYPE_LIST && is_instance(value, item_of(type), 0)) {
        single = WEIR_TAKE(vm->run->arena, weir_value, 1);
        if (!single)
            return WEIR_ENOMEM;
        *single = *value;
        *out = weir_list(single, 1);
        return WEIR_OK;
    }
    if (value->kind == WEIR_DATE && type->form == WEIR_TYPE_KIND && type->kind == WEIR_DATE_TIME) {
        midnight = weir_midnight(value->as.date);
        return weir_make_date_time(vm->run->arena, &midnight, out);
    }
    *fits = false;
    return WEIR_OK;
}
