/* SPDX-License-Identifier: Apache-2.0
 * xml/handbook_json.c - JSON as elements, for sheets.
 *
 *   {"id": "f", "components": [{"required": true}]}
 *   <member name="id" kind="string">f</member>
 *   <member name="components" kind="list"><item kind="context"><member name="required" kind="boolean">true…
 * Layer: xml.
 */
#include "xml/handbook_internal.h"

/* A list or context whose parts are still to be written. */
typedef struct open_value {
    const weir_value *value;
    xmlNodePtr node;
} open_value;

typedef struct open_values {
    open_value *items;
    uint32_t count, capacity;
} open_values;

static weir_err add_part(weir_handbook_tree *tree, xmlNodePtr parent, const weir_text *key, const weir_value *value,
                         open_values *waiting)
{
    xmlNodePtr node = weir_handbook_add(tree, parent, key != NULL ? "member" : "item");
    weir_buffer buffer;
    weir_text text = value->kind == WEIR_STRING ? value->as.string : WEIR_NO_TEXT;

    if (node == NULL || (key != NULL && !weir_handbook_set(node, "name", key->at != NULL ? *key : WEIR_T(""))) ||
        !weir_handbook_set(node, "kind", weir_text_of(weir_kind_name((weir_kind)value->kind))))
        return WEIR_ENOMEM;
    if (value->kind == WEIR_LIST || value->kind == WEIR_CONTEXT) {
        WEIR_TRY(WEIR_GROW(tree->scratch, waiting));
        waiting->items[waiting->count++] = (open_value){value, node};
        return WEIR_OK;
    }
    weir_buffer_init(&buffer, tree->scratch, 0);
    if (value->kind != WEIR_STRING && value->kind != WEIR_NULL && weir_scalar_write(value, true, &buffer))
        WEIR_TRY(weir_buffer_done(&buffer, &text));
    return weir_handbook_write_text(node, text) ? WEIR_OK : WEIR_ENOMEM;
}

weir_err weir_handbook_json(weir_handbook_tree *tree, const weir_value *value, xmlNodePtr parent)
{
    open_values waiting = {0};

    WEIR_TRY(WEIR_GROW(tree->scratch, &waiting));
    waiting.items[waiting.count++] = (open_value){value, parent};
    while (waiting.count > 0) {
        const open_value open = waiting.items[--waiting.count];

        for (uint32_t i = 0; i < open.value->count; i++) {
            if (open.value->kind == WEIR_CONTEXT)
                WEIR_TRY(add_part(tree, open.node, &open.value->as.entries[i].key, &open.value->as.entries[i].value,
                                  &waiting));
            else
                WEIR_TRY(add_part(tree, open.node, NULL, &open.value->as.items[i], &waiting));
        }
    }
    return WEIR_OK;
}
