/* SPDX-License-Identifier: Apache-2.0
 * elements/build_structure.c - lists and maps of parameters, from the inside out and without recursion.
 */
#include "elements/build.h"

static bool holds(const weir_part *part, const weir_part *child)
{
    if (part->tag == WEIR_PART_weir_map)
        return child->tag == WEIR_PART_weir_entry;
    if (part->tag != WEIR_PART_weir_list && part->tag != WEIR_PART_weir_entry)
        return false;
    return child->tag == WEIR_PART_weir_list || child->tag == WEIR_PART_weir_map ||
           child->tag == WEIR_PART_weir_script ||
           (child->tag == WEIR_PART_weir_value && part->tag == WEIR_PART_weir_list);
}

static const weir_part *item_from(const weir_part *part, const weir_part *child)
{
    while (child && !holds(part, child))
        child = child->next;
    return child;
}

static const weir_part *first_item(const weir_part *part)
{
    return item_from(part, part->child);
}

/* An entry has one value, the first. */
static const weir_part *next_item(const weir_part *item)
{
    return item->parent->tag == WEIR_PART_weir_entry ? NULL : item_from(item->parent, item->next);
}

static weir_text key_of(const weir_part *item)
{
    const weir_part *entry = item->tag == WEIR_PART_weir_entry ? item : item->parent;

    return entry->tag == WEIR_PART_weir_entry ? weir_part_attribute(entry, WEIR_ATTR_key) : WEIR_NO_TEXT;
}

static weir_err make_part(weir_build *build, const weir_part *item, weir_structure_part *out)
{
    *out = (weir_structure_part){.key = key_of(item)};
    if (item->tag == WEIR_PART_weir_script)
        return weir_build_script(build, item, &out->setting);
    if (item->tag != WEIR_PART_weir_list && item->tag != WEIR_PART_weir_map)
        return weir_build_setting(build, item, item->text, &out->setting);
    out->kind = item->tag == WEIR_PART_weir_list ? WEIR_STRUCTURE_LIST : WEIR_STRUCTURE_MAP;
    for (const weir_part *child = first_item(item); child; child = next_item(child))
        out->count++;
    return WEIR_OK;
}

weir_err weir_build_structure(weir_build *build, const weir_part *top, weir_setting *out)
{
    struct {
        weir_structure_part *items;
        uint32_t count, capacity;
    } parts = {0};
    weir_structure *structure = WEIR_BUILD_TAKE(build, weir_structure);
    const weir_part *at = top;
    bool goes_down = true;

    if (!structure)
        return WEIR_ENOMEM;
    for (;;) {
        const weir_part *inner = first_item(at);

        if (goes_down && inner) {
            at = inner;
            continue;
        }
        if (at->tag != WEIR_PART_weir_entry || !inner) { /* an entry with something in it is that */
            WEIR_TRY(WEIR_GROW(build->arena, &parts));
            WEIR_TRY(make_part(build, at, &parts.items[parts.count++]));
        }
        if (at == top)
            break;
        goes_down = next_item(at) != NULL;
        at = goes_down ? next_item(at) : at->parent;
    }
    *structure = (weir_structure){parts.items, parts.count};
    *out = (weir_setting){.structure = structure, .is_set = true};
    return WEIR_OK;
}
