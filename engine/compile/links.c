/* SPDX-License-Identifier: Apache-2.0
 * compile/links.c - match the ends of links by name and container.
 */
#include "compile/links.h"

bool weir_link_end_of(const weir_part *event, weir_link_end *out)
{
    const weir_part *link = weir_part_child(event, WEIR_PART_link_event_definition);

    if (!link || (event->tag != WEIR_PART_intermediate_catch_event && event->tag != WEIR_PART_intermediate_throw_event))
        return false;
    *out = (weir_link_end){.container = event->parent,
                           .event = event,
                           .name = weir_text_trim(weir_part_attribute(link, WEIR_ATTR_name)),
                           .is_catch = event->tag == WEIR_PART_intermediate_catch_event,
                           .match = UINT32_MAX};
    return true;
}

/* The slot of the first end that catches this name here, or a free one. */
static uint32_t *slot_of(const weir_link_end *ends, const weir_link_end *wanted, uint32_t *slots, uint32_t capacity)
{
    uint32_t at = (uint32_t)(weir_text_hash(wanted->name) + wanted->container->order * 0x9E3779B1u) & (capacity - 1);

    while (slots[at] != 0 && !(ends[slots[at] - 1].container == wanted->container &&
                               weir_text_equal(ends[slots[at] - 1].name, wanted->name)))
        at = (at + 1) & (capacity - 1);
    return &slots[at];
}

weir_err weir_links_match(weir_link_end *ends, uint32_t count, weir_arena *scratch)
{
    uint32_t capacity = 16, *slots;

    while (capacity < count * 2)
        capacity *= 2;
    slots = WEIR_TAKE(scratch, uint32_t, capacity);
    if (!slots)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t *slot = ends[i].is_catch ? slot_of(ends, &ends[i], slots, capacity) : NULL;

        if (slot && *slot != 0)
            ends[i].match = *slot - 1;
        else if (slot)
            *slot = i + 1;
    }
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t found = ends[i].is_catch ? 0 : *slot_of(ends, &ends[i], slots, capacity);

        if (found == 0)
            continue;
        ends[i].match = found - 1;
        ends[found - 1].match = i;
    }
    return WEIR_OK;
}
