/* SPDX-License-Identifier: Apache-2.0
 * model/reference.c - an event definition that is named becomes one that stands in the event.
 *
 * <eventDefinitionRef> takes the name, the attributes and copies of all below the definition of the file that it names,
 * so that nobody else needs to know that it stood elsewhere. One that names nothing stays what it is.
 */
#include "model/model_internal.h"

static bool is_definition(const weir_part *part)
{
    return part->tag > WEIR_PART_none_event_definition &&
           part->tag < WEIR_PART_none_event_definition + WEIR_TRIGGER_COUNT_OF_MODEL;
}

/* The next part of the original in document order, and where its copy goes. */
static weir_err copy_below(const weir_part *from, weir_part *to, weir_arena *arena)
{
    weir_part *at = to;

    for (const weir_part *part = from; part;) {
        const weir_part *next = part->child;
        weir_part *copy;

        if (!next) {
            while (part != from && !part->next) {
                part = part->parent;
                at = at->parent;
            }
            if (part == from)
                return WEIR_OK;
            next = part->next;
            at = at->parent;
        }
        copy = WEIR_TAKE(arena, weir_part, 1);
        if (!copy)
            return WEIR_ENOMEM;
        *copy = *next;
        copy->parent = at;
        copy->child = copy->last_child = copy->next = NULL;
        *(at->last_child ? &at->last_child->next : &at->child) = copy;
        at->last_child = copy;
        at = copy;
        part = next;
    }
    return WEIR_OK;
}

weir_err weir_model_resolve_definitions(weir_model *model, weir_arena *arena)
{
    uint32_t order = model->root->order;
    bool has_changed = false;

    for (weir_part *part = model->root; part; part = (weir_part *)weir_part_walk(part, model->root)) {
        const weir_part *target = part->tag == WEIR_PART_event_definition_ref
                                      ? weir_model_find(model, weir_reference_id(weir_text_trim(part->text)))
                                      : NULL;

        if (!target || !is_definition(target) || target->parent == part->parent)
            continue;
        part->tag = target->tag;
        part->text = target->text;
        part->attributes = target->attributes;
        part->attribute_count = target->attribute_count;
        part->child = part->last_child = NULL;
        WEIR_TRY(copy_below(target, part, arena));
        has_changed = true;
    }
    for (weir_part *part = model->root; has_changed && part; part = (weir_part *)weir_part_walk(part, model->root))
        part->order = order++;
    if (has_changed && model->part_count > 0)
        model->part_count = order - model->root->order;
    return WEIR_OK;
}
