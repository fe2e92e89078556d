/* SPDX-License-Identifier: Apache-2.0
 * host/imported.c - who among the neighbours is imported, and by those in turn; see imported.h.
 */
#include "host/imported.h"

#include "xml/load.h"

/* A neighbour that has been got, and parsed if anybody wants it. */
typedef struct neighbour {
    weir_resource resource;
    bool is_parsed;
} neighbour;

typedef struct search {
    const weir_resource *resource;
    weir_arena *arena;
    struct {
        neighbour *items;
        uint32_t count, capacity;
    } neighbours;
    bool has_all;
    struct {
        weir_dmn_file *items;
        uint32_t count, capacity;
    } files;
} search;

static weir_err get_neighbours(search *s)
{
    const weir_neighbours *port = s->resource->neighbours;

    for (uint32_t ix = 0; !s->has_all && port; ix++) {
        neighbour next = {0};
        const weir_err err = port->get(port->self, ix, s->arena, &next.resource);

        if (err == WEIR_ENOTFOUND)
            break;
        if (err == WEIR_EIO)
            continue;
        WEIR_TRY(err);
        WEIR_TRY(WEIR_GROW(s->arena, &s->neighbours));
        s->neighbours.items[s->neighbours.count++] = next;
    }
    s->has_all = true;
    return WEIR_OK;
}

static weir_err add_file(search *s, const weir_model *model, weir_text name)
{
    WEIR_TRY(WEIR_GROW(s->arena, &s->files));
    s->files.items[s->files.count++] = (weir_dmn_file){model, name};
    return WEIR_OK;
}

/* A neighbour that is no DMN file, or none that can be read, is passed over. */
static weir_err parse(search *s, neighbour *from)
{
    weir_model *model = WEIR_TAKE(s->arena, weir_model, 1);
    weir_problems problems;
    weir_err err;

    if (!model)
        return WEIR_ENOMEM;
    from->is_parsed = true;
    weir_problems_init(&problems, s->arena);
    err = weir_resource_read(&from->resource, NULL, s->arena, &problems, model);
    if (err == WEIR_EMODEL || (err == WEIR_OK && model->root->tag != WEIR_PART_dmn_definitions))
        return WEIR_OK;
    WEIR_TRY(err);
    return add_file(s, model, from->resource.name);
}

/* The namespace may stand there in another way (as UTF-16, or with an &amp; in it): then the location helps. */
static bool may_be(const neighbour *candidate, const weir_part *import)
{
    const weir_text uri = weir_text_trim(weir_part_attribute(import, WEIR_ATTR_namespace));
    const weir_text location = weir_text_trim(weir_part_attribute(import, WEIR_ATTR_location_uri));

    return candidate->resource.model || weir_text_find(candidate->resource.bytes, uri, 0) != SIZE_MAX ||
           (candidate->resource.name.length > 0 && weir_text_ends_with(location, candidate->resource.name));
}

static weir_err look_for(search *s, const weir_part *import)
{
    WEIR_TRY(get_neighbours(s));
    for (uint32_t i = 0; i < s->neighbours.count; i++) {
        neighbour *candidate = &s->neighbours.items[i];

        if (!candidate->is_parsed && may_be(candidate, import))
            WEIR_TRY(parse(s, candidate));
    }
    return WEIR_OK;
}

weir_err weir_imported_files(const weir_resource *resource, const weir_model *model, weir_arena *arena,
                             weir_dmn_files *out)
{
    search s = {.resource = resource, .arena = arena};

    WEIR_TRY(add_file(&s, model, resource->name));
    for (uint32_t i = 0; i < s.files.count; i++) {
        const weir_part *import = weir_part_child(s.files.items[i].model->root, WEIR_PART_dmn_import);

        for (; import; import = weir_part_sibling(import, WEIR_PART_dmn_import)) {
            if (weir_dmn_is_import(import))
                WEIR_TRY(look_for(&s, import));
        }
    }
    *out = (weir_dmn_files){s.files.items, s.files.count};
    return WEIR_OK;
}
