/* SPDX-License-Identifier: Apache-2.0
 * run/structure.c - put lists and maps together, innermost first: the items of a part are the values on top of a stack.
 */
#include "run/structure.h"

#include <assert.h>

#define MAP_ENTRY_COUNT_MAX 10000u

/* Of equal keys the last one counts. */
static weir_err to_context(weir_cx *cx, weir_node_ix node, const weir_entry *items, uint32_t count, weir_value *out)
{
    weir_entry *entries = WEIR_TAKE(cx->arena, weir_entry, count);
    uint32_t kept = 0;

    if (!entries)
        return WEIR_ENOMEM;
    if (count > MAP_ENTRY_COUNT_MAX)
        return weir_fail(cx->diag, WEIR_ELIMIT, weir_cx_node(cx, node)->id,
                         "a map of a parameter has more than map_entry_count_max = %u entries", MAP_ENTRY_COUNT_MAX);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t at = 0;

        while (at < kept && !weir_text_equal(entries[at].key, items[i].key))
            at++;
        entries[at] = items[i];
        kept += at == kept;
    }
    *out = weir_context(entries, kept);
    return WEIR_OK;
}

static weir_err to_list(weir_cx *cx, const weir_entry *items, uint32_t count, weir_value *out)
{
    weir_value *values = WEIR_TAKE(cx->arena, weir_value, count);

    if (!values)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < count; i++)
        values[i] = items[i].value;
    *out = weir_list(values, count);
    return WEIR_OK;
}

weir_err weir_cx_structure(weir_cx *cx, weir_node_ix node, const weir_structure *structure,
                           weir_number_in_instance scope, weir_value *out)
{
    weir_entry *stack = WEIR_TAKE(cx->arena, weir_entry, structure->count);
    uint32_t height = 0;

    if (!stack)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < structure->count; i++) {
        const weir_structure_part *part = &structure->parts[i];
        weir_entry made = {.key = part->key};

        assert(part->count <= height);
        height -= part->count;
        if (part->kind == WEIR_STRUCTURE_SETTING)
            WEIR_TRY(weir_cx_setting(cx, node, &part->setting, scope, &made.value));
        else if (part->kind == WEIR_STRUCTURE_LIST)
            WEIR_TRY(to_list(cx, &stack[height], part->count, &made.value));
        else
            WEIR_TRY(to_context(cx, node, &stack[height], part->count, &made.value));
        stack[height++] = made;
    }
    assert(height == 1);
    *out = stack[0].value;
    return WEIR_OK;
}
