/* SPDX-License-Identifier: Apache-2.0
 * elements/passing.c - read what goes along, and collect it.
 */
#include "elements/passing.h"

weir_err weir_passings_build(weir_build *b, const weir_part *part, weir_tag tag, weir_passings *out)
{
    for (const weir_part *child = weir_part_extension(part, tag); child; child = weir_part_sibling(child, tag)) {
        weir_passing *item;

        if (weir_part_attribute(child, WEIR_ATTR_business_key).at)
            continue;
        WEIR_TRY(WEIR_GROW(b->arena, out));
        item = &out->items[out->count];
        *item = (weir_passing){0};
        item->source = weir_part_attribute(child, WEIR_ATTR_source);
        item->target = weir_part_attribute(child, WEIR_ATTR_target);
        item->is_all = weir_part_attribute(child, WEIR_ATTR_variables).at != NULL;
        item->is_local = weir_part_flag(child, WEIR_ATTR_local, false);
        WEIR_TRY(weir_build_attribute(b, child, WEIR_ATTR_source_expression, &item->value));
        out->count++;
    }
    return WEIR_OK;
}

typedef struct entries {
    weir_entry *items;
    uint32_t count, capacity;
} entries;

/* A later one of the same name replaces the one before it. */
static weir_err put_entry(weir_cx *cx, entries *list, weir_text name, weir_value value)
{
    for (uint32_t i = 0; i < list->count; i++) {
        if (weir_text_equal(list->items[i].key, name)) {
            list->items[i].value = value;
            return WEIR_OK;
        }
    }
    WEIR_TRY(WEIR_GROW(cx->arena, list));
    list->items[list->count++] = (weir_entry){name, value};
    return WEIR_OK;
}

static weir_err put_all(weir_cx *cx, entries *list, const weir_value *variables)
{
    for (uint32_t i = 0; i < variables->count; i++)
        WEIR_TRY(put_entry(cx, list, variables->as.entries[i].key, variables->as.entries[i].value));
    return WEIR_OK;
}

static weir_err pass_in(weir_cx *cx, weir_node_ix node, weir_number_in_instance token, const weir_passing *row,
                        entries *list)
{
    const weir_scope *own = weir_state_scope_of(&cx->state, token);
    const weir_number_in_instance scope = weir_cx_scope_of(cx, token);
    weir_value value = weir_null();
    bool found;

    if (row->is_all) {
        if (!row->is_local)
            WEIR_TRY(weir_cx_visible(cx, scope, &value));
        else if (own)
            WEIR_TRY(weir_cx_locals(cx, scope, &value));
        return put_all(cx, list, &value);
    }
    if (row->is_data && !(own && weir_scope_variable(own, row->source)))
        return WEIR_OK;
    if (row->value.is_set)
        WEIR_TRY(weir_cx_setting(cx, node, &row->value, scope, &value));
    else if (!row->is_local)
        WEIR_TRY(weir_cx_variable(cx, scope, row->source, &found, &value));
    else if (own && weir_scope_variable(own, row->source))
        value = weir_scope_variable(own, row->source)->value;
    return put_entry(cx, list, row->target, value);
}

weir_err weir_passings_collect(weir_cx *cx, weir_node_ix node, weir_number_in_instance token,
                               const weir_passings *passings, const weir_value *first, weir_value *out)
{
    entries list = {0};

    if (first->kind == WEIR_CONTEXT)
        WEIR_TRY(put_all(cx, &list, first));
    for (uint32_t i = 0; i < passings->count; i++)
        WEIR_TRY(pass_in(cx, node, token, &passings->items[i], &list));
    *out = weir_context(list.items, list.count);
    return WEIR_OK;
}
