/* SPDX-License-Identifier: Apache-2.0
 * feel/type.c - is a value an instance of a type, and which conversions a parameter allows; see vm.h.
 *
 * Recursion follows the type, whose depth the parser bounds.
 * Spec: DMN 1.5 §10.3.2.9.4 (type conformance), §10.3.2.9.5 (conversions).
 */
#include "feel/vm.h"

static bool are_instances(const weir_value *list, const weir_type *type)
{
    for (uint32_t i = 0; i < list->count; i++) {
        if (!weir_feel_is_instance(&list->as.items[i], type))
            return false;
    }
    return true;
}

static bool has_entries(const weir_value *context, const weir_type *type)
{
    for (uint32_t i = 0; i < type->count; i++) {
        const weir_value *entry = weir_context_find(context, type->names[i]);

        if (!entry || (entry->kind != WEIR_NULL && !weir_feel_is_instance(entry, type->members[i])))
            return false;
    }
    return true;
}

static bool end_fits(const weir_value *end, const weir_type *type)
{
    return end->kind == WEIR_NULL || weir_feel_is_instance(end, type);
}

/* Are the two types the same, or is `special` narrower? */
static bool conforms(const weir_type *special, const weir_type *general)
{
    if (general->form == WEIR_TYPE_ANY)
        return true;
    if (special->form != general->form)
        return special->form == WEIR_TYPE_KIND && special->kind == WEIR_NULL;
    return special->form != WEIR_TYPE_KIND || special->kind == general->kind;
}

/* Parameters may be wider, what is not declared is Any. */
static bool fits_signature(const weir_function *function, const weir_type *type)
{
    static const weir_type any = {.form = WEIR_TYPE_ANY};
    const weir_prototype *prototype = function->prototype;

    if (!type->result)
        return true;
    if (!prototype)
        return type->result->form == WEIR_TYPE_ANY;
    if (prototype->parameter_count != type->count)
        return false;
    for (uint32_t i = 0; i < type->count; i++) {
        if (!conforms(type->members[i], prototype->types[i] ? prototype->types[i] : &any))
            return false;
    }
    return true;
}

bool weir_feel_is_instance(const weir_value *value, const weir_type *type)
{
    switch ((weir_type_form)type->form) {
    case WEIR_TYPE_ANY:
        return value->kind != WEIR_NULL;
    case WEIR_TYPE_KIND:
        return value->kind == type->kind;
    case WEIR_TYPE_DURATION:
        return value->kind == WEIR_MONTHS || value->kind == WEIR_SECONDS;
    case WEIR_TYPE_LIST:
        return value->kind == WEIR_LIST && (type->count == 0 || are_instances(value, type->members[0]));
    case WEIR_TYPE_RANGE:
        return value->kind == WEIR_RANGE && (type->count == 0 || (end_fits(&value->as.range->low, type->members[0]) &&
                                                                  end_fits(&value->as.range->high, type->members[0])));
    case WEIR_TYPE_CONTEXT:
        return value->kind == WEIR_CONTEXT && has_entries(value, type);
    case WEIR_TYPE_FUNCTION:
        return value->kind == WEIR_FUNCTION && fits_signature(value->as.function, type);
    case WEIR_TYPE_UNKNOWN:
        break;
    }
    return false;
}

static bool accepts(const weir_value *value, const weir_type *type)
{
    return value->kind == WEIR_NULL || type->form == WEIR_TYPE_UNKNOWN || weir_feel_is_instance(value, type);
}

weir_err weir_feel_coerce(weir_vm *vm, const weir_value *value, const weir_type *type, weir_value *out, bool *fits)
{
    weir_date_time midnight;
    weir_value *single;

    *out = *value;
    *fits = true;
    if (!type || accepts(value, type))
        return WEIR_OK;
    if (value->kind == WEIR_LIST && value->count == 1 && accepts(&value->as.items[0], type)) {
        *out = value->as.items[0];
        return WEIR_OK;
    }
    if (type->form == WEIR_TYPE_LIST && (type->count == 0 || weir_feel_is_instance(value, type->members[0]))) {
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
