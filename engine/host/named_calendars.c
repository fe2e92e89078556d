/* SPDX-License-Identifier: Apache-2.0
 * host/named_calendars.c - ids of calendars, from those that are known to those beside a file.
 */
#include "host/named_calendars.h"

weir_named_calendars weir_named_calendars_of(const weir_resource *resource, weir_arena *arena)
{
    return (weir_named_calendars){.resource = resource, .arena = arena};
}

static weir_err add_id(weir_named_calendars *named, weir_text id)
{
    WEIR_TRY(WEIR_GROW(named->arena, named));
    named->items[named->count++] = id;
    return WEIR_OK;
}

/* Before it is read as XML. */
static bool may_be_calendar(const weir_resource *neighbour, bool is_deployed)
{
    return weir_text_ends_with(neighbour->name, WEIR_T(WEIR_CALENDAR_SUFFIX)) ||
           (is_deployed &&
            (neighbour->model || weir_text_find(neighbour->bytes, WEIR_T("urn:weir:calendar"), 0) != SIZE_MAX));
}

/* Whatever is wrong with it is said where it is the file that is looked at. */
static weir_err add_neighbour(weir_named_calendars *named, const weir_resource *neighbour)
{
    weir_problems problems;
    weir_model model;
    weir_err err;

    if (!may_be_calendar(neighbour, named->resource->neighbours->are_deployed))
        return WEIR_OK;
    weir_problems_init(&problems, named->arena);
    err = weir_resource_read(neighbour, NULL, named->arena, &problems, &model);
    if (err == WEIR_EMODEL || (err == WEIR_OK && model.root->tag != WEIR_PART_calendar))
        return WEIR_OK;
    WEIR_TRY(err);
    WEIR_TRY(add_id(named, model.root->id));
    for (const weir_part *part = weir_part_child(model.root, WEIR_PART_calendar_overlay); part;
         part = weir_part_sibling(part, WEIR_PART_calendar_overlay))
        WEIR_TRY(add_id(named, part->id));
    return WEIR_OK;
}

static weir_err read_neighbours(weir_named_calendars *named)
{
    const weir_neighbours *port = named->resource->neighbours;

    for (uint32_t ix = 0; port; ix++) {
        weir_resource next = {0};
        const weir_err err = port->get(port->self, ix, named->arena, &next);

        if (err == WEIR_ENOTFOUND)
            break;
        if (err == WEIR_EIO)
            continue;
        WEIR_TRY(err);
        WEIR_TRY(add_neighbour(named, &next));
    }
    named->has_neighbours = true;
    return WEIR_OK;
}

/* Who visits, and whether that is enough for him. */
typedef struct visitor {
    weir_calendar_id_visit visit;
    void *context;
    bool has_enough;
} visitor;

static bool pass_on(void *context, weir_text id)
{
    visitor *v = context;

    v->has_enough = !v->visit(v->context, id);
    return !v->has_enough;
}

static weir_err each(void *self, weir_calendar_id_visit visit, void *context)
{
    weir_named_calendars *named = self;
    const weir_calendars *known = named->resource->calendars;
    visitor v = {visit, context, false};

    if (known->each)
        WEIR_TRY(known->each(known->self, pass_on, &v));
    if (!v.has_enough && !named->has_neighbours)
        WEIR_TRY(read_neighbours(named));
    for (uint32_t i = 0; i < named->count && !v.has_enough; i++)
        (void)pass_on(&v, named->items[i]);
    return WEIR_OK;
}

weir_calendar_ids weir_named_calendars_ids(weir_named_calendars *named)
{
    return (weir_calendar_ids){each, named};
}
