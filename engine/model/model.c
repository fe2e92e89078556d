/* SPDX-License-Identifier: Apache-2.0
 * model/model.c - building and reading the tree of parts.
 *
 * Parts are linked in document order; every walk is a loop over these links, never a recursion.
 * Layer: model.
 */
#include "base/buffer.h"
#include "model/model_internal.h"

#include <assert.h>

weir_err weir_model_append(weir_model *model, weir_arena *arena, weir_part *parent, weir_tag tag, uint32_t line,
                           weir_part **out)
{
    weir_part *part;

    assert((parent == NULL) == (model->root == NULL));
    part = WEIR_TAKE(arena, weir_part, 1);
    if (part == NULL)
        return WEIR_ENOMEM;
    part->tag = tag;
    part->line = line;
    part->order = model->part_count++;
    part->parent = parent;
    if (parent == NULL)
        model->root = part;
    else if (parent->last_child == NULL)
        parent->child = part;
    else
        parent->last_child->next = part;
    if (parent != NULL)
        parent->last_child = part;
    *out = part;
    return WEIR_OK;
}

bool weir_part_is_referable(const weir_part *part)
{
    weir_namespace ns = weir_tag_namespace(part->tag);

    return part->id.length > 0 && ns != WEIR_NS_WEIR && ns != WEIR_NS_SCENARIO;
}

static uint32_t slot_of(const weir_model *model, weir_text id)
{
    uint32_t mask = model->by_id_capacity - 1;
    uint32_t slot = (uint32_t)weir_text_hash(id) & mask;

    while (model->by_id[slot] != NULL && !weir_text_equal(model->by_id[slot]->id, id))
        slot = (slot + 1) & mask;
    return slot;
}

weir_err weir_model_finish(weir_model *model, weir_arena *arena)
{
    uint32_t id_count = 0, capacity = 8;

    assert(model->root != NULL);
    for (const weir_part *part = model->root; part != NULL; part = weir_part_walk(part, model->root))
        id_count += weir_part_is_referable(part) || part->tag == WEIR_PART_sequence_flow;
    while (capacity < id_count * 2)
        capacity *= 2;
    model->by_id = WEIR_TAKE(arena, weir_part *, capacity);
    if (model->by_id == NULL)
        return WEIR_ENOMEM;
    model->by_id_capacity = capacity;
    for (weir_part *part = model->root; part != NULL; part = (weir_part *)weir_part_walk(part, model->root)) {
        uint32_t slot;

        if (!weir_part_is_referable(part))
            continue;
        slot = slot_of(model, part->id);
        if (model->by_id[slot] == NULL)
            model->by_id[slot] = part;
    }
    return weir_model_resolve_definitions(model, arena);
}

static weir_err name_flow(weir_model *model, weir_part *flow, weir_arena *arena)
{
    const weir_text source = weir_text_trim(weir_part_attribute(flow, WEIR_ATTR_source_ref));
    const weir_text target = weir_text_trim(weir_part_attribute(flow, WEIR_ATTR_target_ref));
    weir_text id = WEIR_NO_TEXT;

    for (uint32_t attempt = 0; attempt < 2; attempt++) {
        weir_buffer buffer;

        weir_buffer_init(&buffer, arena, 0);
        weir_buffer_format(&buffer, "%.*s.%.*s", WEIR_ARG(source), WEIR_ARG(target));
        if (attempt > 0) /* several between the same two */
            weir_buffer_format(&buffer, ".%u", flow->order);
        WEIR_TRY(weir_buffer_done(&buffer, &id));
        if (!model->by_id[slot_of(model, id)]) {
            flow->id = id;
            model->by_id[slot_of(model, id)] = flow;
            return WEIR_OK;
        }
    }
    return WEIR_OK;
}

weir_err weir_model_name_flows(weir_model *model, weir_arena *arena)
{
    for (weir_part *part = model->root; part != NULL; part = (weir_part *)weir_part_walk(part, model->root)) {
        if (part->tag == WEIR_PART_sequence_flow && part->id.length == 0 &&
            weir_part_attribute(part, WEIR_ATTR_source_ref).length > 0 &&
            weir_part_attribute(part, WEIR_ATTR_target_ref).length > 0)
            WEIR_TRY(name_flow(model, part, arena));
    }
    return WEIR_OK;
}

const weir_part *weir_model_find(const weir_model *model, weir_text id)
{
    if (model->by_id_capacity == 0 || id.length == 0)
        return NULL;
    return model->by_id[slot_of(model, id)];
}

weir_text weir_part_attribute(const weir_part *part, weir_attr name)
{
    for (uint32_t i = 0; i < part->attribute_count; i++) {
        if (part->attributes[i].name == name)
            return part->attributes[i].value;
    }
    return WEIR_NO_TEXT;
}

bool weir_part_flag(const weir_part *part, weir_attr name, bool otherwise)
{
    weir_text value = weir_text_trim(weir_part_attribute(part, name));

    if (weir_text_equal(value, WEIR_T("true")) || weir_text_equal(value, WEIR_T("1")))
        return true;
    if (weir_text_equal(value, WEIR_T("false")) || weir_text_equal(value, WEIR_T("0")))
        return false;
    return otherwise;
}

static const weir_part *first_with(const weir_part *part, weir_tag tag)
{
    while (part != NULL && part->tag != tag)
        part = part->next;
    return part;
}

const weir_part *weir_part_child(const weir_part *part, weir_tag tag)
{
    return first_with(part->child, tag);
}

const weir_part *weir_part_sibling(const weir_part *part, weir_tag tag)
{
    return first_with(part->next, tag);
}

const weir_part *weir_part_extension(const weir_part *part, weir_tag tag)
{
    for (const weir_part *home = part->child; home != NULL; home = home->next) {
        const weir_part *found;

        if (home->tag != WEIR_PART_extension_elements && home->tag != WEIR_PART_dmn_extension_elements)
            continue;
        found = weir_part_child(home, tag);
        if (found != NULL)
            return found;
    }
    return NULL;
}

const weir_part *weir_part_walk(const weir_part *part, const weir_part *top)
{
    if (part->child != NULL)
        return part->child;
    while (part != top && part->next == NULL)
        part = part->parent;
    return part == top ? NULL : part->next;
}

weir_text weir_reference_id(weir_text reference)
{
    weir_text id = weir_text_trim(reference);

    for (size_t i = id.length; i > 0; i--) {
        if (id.at[i - 1] == ':')
            return weir_text_part(id, i, id.length - i);
    }
    return id;
}
