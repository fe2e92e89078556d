/* SPDX-License-Identifier: Apache-2.0
 * dmn/type_feel.c - item definitions as the types that FEEL expressions name; see type.h.
 *
 * A type may speak of itself, so what it consists of is made first and filled in from a work list.
 * Spec: DMN 1.5 §10.3.1.2 rule 52, §10.3.2.9.
 */
#include "base/buffer.h"
#include "dmn/dmn_internal.h"

static weir_err append(weir_dmn_compiler *c, const weir_item_type *item, const weir_type **out)
{
    weir_type *type = WEIR_TAKE(c->arena, weir_type, 1);

    if (!type)
        return WEIR_ENOMEM;
    WEIR_TRY(WEIR_GROW(c->arena, &c->feel_types));
    c->feel_types.items[c->feel_types.count++] = (weir_type_pair){item, type};
    *out = type;
    return WEIR_OK;
}

static weir_err type_of(weir_dmn_compiler *c, const weir_item_type *item, const weir_type **out)
{
    while (item->form == WEIR_ITEM_ALIAS)
        item = item->base;
    if (item->form == WEIR_ITEM_ANY || item->form == WEIR_ITEM_DURATION) {
        *out = weir_type_named(item->form == WEIR_ITEM_ANY ? WEIR_T("Any") : WEIR_T("duration"));
        return WEIR_OK;
    }
    if (item->form == WEIR_ITEM_KIND) {
        *out = weir_type_named(weir_text_of(weir_kind_name(item->kind)));
        return WEIR_OK;
    }
    for (uint32_t i = 0; i < c->feel_types.count; i++) {
        if (c->feel_types.items[i].item == item) {
            *out = c->feel_types.items[i].type;
            return WEIR_OK;
        }
    }
    return append(c, item, out);
}

static weir_err fill(weir_dmn_compiler *c, weir_type_pair pair)
{
    const weir_item_type *item = pair.item;
    const uint32_t count = item->form == WEIR_ITEM_LIST ? 1 : item->member_count;
    weir_text *names = WEIR_TAKE(c->arena, weir_text, count);
    const weir_type **members = WEIR_TAKE(c->arena, const weir_type *, count);

    if (!names || !members)
        return WEIR_ENOMEM;
    pair.type->count = count;
    pair.type->names = names;
    pair.type->members = members;
    if (item->form == WEIR_ITEM_LIST) {
        pair.type->form = WEIR_TYPE_LIST;
        return type_of(c, item->base, &members[0]);
    }
    for (uint32_t i = 0; i < count; i++) {
        names[i] = item->members[i].name;
        WEIR_TRY(type_of(c, item->members[i].type, &members[i]));
    }
    pair.type->form = item->form == WEIR_ITEM_FUNCTION ? WEIR_TYPE_FUNCTION : WEIR_TYPE_CONTEXT;
    return item->form == WEIR_ITEM_FUNCTION ? type_of(c, item->base, &pair.type->result) : WEIR_OK;
}

static weir_err fill_from(weir_dmn_compiler *c, uint32_t filled)
{
    for (; filled < c->feel_types.count; filled++)
        WEIR_TRY(fill(c, c->feel_types.items[filled]));
    return WEIR_OK;
}

static weir_err find(void *self, weir_text name, const weir_type **out)
{
    weir_dmn_compiler *c = self;
    const weir_item_type *item = weir_type_find(c->current, name);
    const uint32_t filled = c->feel_types.count;

    *out = NULL;
    if (!item)
        return WEIR_OK;
    WEIR_TRY(type_of(c, item, out));
    return fill_from(c, filled);
}

weir_err weir_types_sign(weir_dmn_compiler *c, const weir_item_member *parameters, uint32_t count,
                         const weir_item_type *result, const weir_type **out)
{
    const uint32_t filled = c->feel_types.count;
    weir_type *type = WEIR_TAKE(c->arena, weir_type, 1);
    const weir_type **members = WEIR_TAKE(c->arena, const weir_type *, count);

    if (!type || !members)
        return WEIR_ENOMEM;
    *type = (weir_type){.form = WEIR_TYPE_FUNCTION, .count = count, .members = members};
    for (uint32_t i = 0; i < count; i++)
        WEIR_TRY(type_of(c, parameters[i].type, &members[i]));
    if (result)
        WEIR_TRY(type_of(c, result, &type->result));
    *out = type;
    return fill_from(c, filled);
}

const weir_item_type *weir_type_of_result(const weir_item_type *declared)
{
    const weir_item_type *type = declared;

    while (type->form == WEIR_ITEM_ALIAS && !type->allowed)
        type = type->base;
    if (type->form == WEIR_ITEM_FUNCTION)
        return type->base;
    if (type->form == WEIR_ITEM_ANY || (type->form == WEIR_ITEM_KIND && type->kind == WEIR_FUNCTION))
        return NULL;
    return declared;
}

static weir_err no_type(void *self, weir_text name, const weir_type **out)
{
    (void)self;
    (void)name;
    *out = NULL;
    return WEIR_OK;
}

weir_feel_types weir_types_for_feel(weir_dmn_compiler *c)
{
    if (!c->has_types)
        return (weir_feel_types){.find = no_type};
    return (weir_feel_types){find, c, c->current->type_names.items, c->current->type_names.count};
}

typedef struct name_list {
    weir_text *items;
    uint32_t count, capacity;
} name_list;

static weir_err add_name(weir_dmn_compiler *c, weir_text prefix, weir_text name, name_list *list)
{
    weir_buffer buffer;

    if (weir_name_is_plain(name) && weir_name_is_plain(prefix))
        return WEIR_OK;
    WEIR_TRY(WEIR_GROW(c->arena, list));
    weir_buffer_init(&buffer, c->arena, 0);
    weir_buffer_text(&buffer, prefix);
    if (prefix.length > 0)
        weir_buffer_char(&buffer, '.');
    weir_buffer_text(&buffer, name);
    return weir_buffer_done(&buffer, &list->items[list->count++]);
}

static weir_err add_names(weir_dmn_compiler *c, const weir_dmn_model *model, weir_text prefix, name_list *list)
{
    for (uint32_t i = 0; i < model->types.count && list->count < WEIR_DMN_NAME_COUNT_MAX; i++)
        WEIR_TRY(add_name(c, prefix, model->types.items[i].name, list));
    return WEIR_OK;
}

weir_err weir_types_name(weir_dmn_compiler *c)
{
    const weir_dmn_model *model = c->current;
    name_list list = {0};

    WEIR_TRY(add_names(c, model, WEIR_NO_TEXT, &list));
    for (uint32_t i = 0; i < model->import_count; i++)
        WEIR_TRY(add_names(c, model->imports[i].model, model->imports[i].name, &list));
    c->current->type_names = (weir_feel_names){list.items, list.count};
    return WEIR_OK;
}
