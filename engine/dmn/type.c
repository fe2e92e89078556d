/* SPDX-License-Identifier: Apache-2.0
 * dmn/type.c - does a value belong to a type; see type.h.
 *
 * Values nest as deep as their maker likes, so what is left to look at stands on a work list.
 */
#include "dmn/dmn_internal.h"

typedef struct type_check {
    const weir_item_type *type;
    const weir_value *value;
} type_check;

typedef struct checks {
    type_check *items;
    uint32_t count, capacity;
} checks;

static weir_err push(weir_dmn_cx *cx, checks *todo, const weir_item_type *type, const weir_value *value)
{
    WEIR_TRY(weir_dmn_charge(cx, 1));
    WEIR_TRY(WEIR_GROW(cx->run->arena, todo));
    todo->items[todo->count++] = (type_check){type, value};
    return WEIR_OK;
}

static weir_err check_members(weir_dmn_cx *cx, checks *todo, const weir_item_type *type, const weir_value *value,
                              bool *fits)
{
    *fits = value->kind == WEIR_CONTEXT;
    for (uint32_t i = 0; i < type->member_count && *fits; i++) {
        const weir_value *member = weir_context_find(value, type->members[i].name);

        WEIR_TRY(weir_dmn_charge(cx, value->count));
        if (member)
            WEIR_TRY(push(cx, todo, type->members[i].type, member));
        else
            *fits = false;
    }
    return WEIR_OK;
}

static weir_err check_items(weir_dmn_cx *cx, checks *todo, const weir_item_type *type, const weir_value *value,
                            bool *fits)
{
    *fits = value->kind == WEIR_LIST;
    for (uint32_t i = 0; *fits && i < value->count; i++)
        WEIR_TRY(push(cx, todo, type->base, &value->as.items[i]));
    return WEIR_OK;
}

/* The value itself; what is inside goes to the work list. */
static weir_err check_one(weir_dmn_cx *cx, checks *todo, type_check check, bool *fits)
{
    const weir_value *value = check.value;

    *fits = true;
    if (value->kind == WEIR_NULL && check.type->form != WEIR_ITEM_ALIAS)
        return weir_dmn_test(cx, check.type->allowed, value, NULL, fits);
    switch (check.type->form) {
    case WEIR_ITEM_ANY:
        break;
    case WEIR_ITEM_KIND:
        *fits = value->kind == check.type->kind;
        break;
    case WEIR_ITEM_DURATION:
        *fits = value->kind == WEIR_MONTHS || value->kind == WEIR_SECONDS;
        break;
    case WEIR_ITEM_ALIAS:
        WEIR_TRY(push(cx, todo, check.type->base, value));
        break;
    case WEIR_ITEM_LIST:
        WEIR_TRY(check_items(cx, todo, check.type, value, fits));
        break;
    case WEIR_ITEM_FUNCTION:
        *fits = weir_feel_is_function_of(value, check.type->signature);
        break;
    case WEIR_ITEM_CONTEXT:
        WEIR_TRY(check_members(cx, todo, check.type, value, fits));
        break;
    }
    if (*fits)
        return weir_dmn_test(cx, check.type->allowed, value, NULL, fits);
    return WEIR_OK;
}

static weir_err belongs(weir_dmn_cx *cx, const weir_item_type *type, const weir_value *value, bool *fits)
{
    checks todo = {0};

    WEIR_TRY(check_one(cx, &todo, (type_check){type, value}, fits));
    while (*fits && todo.count > 0)
        WEIR_TRY(check_one(cx, &todo, todo.items[--todo.count], fits));
    return WEIR_OK;
}

/* The conversions of §10.3.2.9.4; false: it leads nowhere from this kind of value. */
static weir_err take_out(weir_dmn_cx *cx, const weir_value *value, weir_value *out, bool *leads)
{
    (void)cx;
    *leads = value->kind == WEIR_LIST && value->count == 1;
    if (*leads)
        *out = value->as.items[0];
    return WEIR_OK;
}

static weir_err put_into_list(weir_dmn_cx *cx, const weir_value *value, weir_value *out, bool *leads)
{
    weir_value *item = WEIR_TAKE(cx->run->arena, weir_value, 1);

    if (!item)
        return WEIR_ENOMEM;
    *item = *value;
    *out = weir_list(item, 1);
    *leads = true;
    return WEIR_OK;
}

static weir_err begin_day(weir_dmn_cx *cx, const weir_value *value, weir_value *out, bool *leads)
{
    weir_date_time *midnight;

    *leads = value->kind == WEIR_DATE;
    if (!*leads)
        return WEIR_OK;
    midnight = WEIR_TAKE(cx->run->arena, weir_date_time, 1);
    if (!midnight)
        return WEIR_ENOMEM;
    *midnight = (weir_date_time){.date = value->as.date, .time = {.offset_kind = WEIR_OFFSET_FIXED}}; /* UTC */
    *out = (weir_value){.kind = WEIR_DATE_TIME, .as.date_time = midnight};
    return WEIR_OK;
}

static weir_err (*const conversions[])(weir_dmn_cx *cx, const weir_value *value, weir_value *out,
                                       bool *leads) = {take_out, put_into_list, begin_day};

/* The value, converted if need be. What a constraint says of values that are none of its kind is no reason. */
static weir_err fit(weir_dmn_cx *cx, const weir_item_type *type, const weir_value *value, weir_value *out, bool *fits)
{
    const bool has_reason = cx->reason[0] != '\0';

    *out = *value;
    WEIR_TRY(belongs(cx, type, value, fits));
    for (size_t i = 0; !*fits && i < sizeof conversions / sizeof *conversions; i++) {
        bool leads;

        WEIR_TRY(conversions[i](cx, value, out, &leads));
        if (leads)
            WEIR_TRY(belongs(cx, type, out, fits));
    }
    if (!has_reason)
        cx->reason[0] = '\0';
    return WEIR_OK;
}

weir_err weir_type_coerce(weir_dmn_cx *cx, const weir_item_type *type, weir_text what, const weir_value *value,
                          weir_value *out)
{
    const weir_value given = *value;
    bool fits;

    *out = given;
    if (!type || type->form == WEIR_ITEM_ANY || given.kind == WEIR_NULL)
        return WEIR_OK;
    WEIR_TRY(fit(cx, type, &given, out, &fits));
    if (!fits)
        *out = weir_dmn_null(cx, "the value of %.*s is a %s that its type %.*s does not allow", WEIR_ARG(what),
                             weir_kind_name((weir_kind)given.kind), WEIR_ARG(type->name));
    return WEIR_OK;
}
