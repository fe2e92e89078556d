/* SPDX-License-Identifier: Apache-2.0
 * layout/layout.c - nesting: boxes from the innermost to the outermost, then places from the outside in.
 *
 * Inside a box without bands, nodes that hang together are a part; parts stand below each other, nodes that hang
 * together with none of the others in rows below them.
 * Layer: layout.
 */
#include <string.h>

#include "layout/layout_internal.h"

enum { ROW_WIDTH = 600 };

typedef struct nesting {
    weir_layout *layout;
    weir_arena *arena;
    fitting *fittings;
    uint32_t *first_child, *next_child; /* members of boxes: neither attached nor beside something */
    uint32_t *first_flow, *next_flow;   /* flows by the box they are in */
    uint32_t *group;                    /* union-find over nodes */
    uint32_t *vertex_of, *members, *group_size;
    path *paths;
} nesting;

static int32_t larger(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

/* The node that a flow of `node` is laid out with. */
static uint32_t anchor_of(const weir_layout *layout, uint32_t node)
{
    return layout->nodes[node].kind == WEIR_LAYOUT_ATTACHED ? layout->nodes[node].anchor : node;
}

static bool is_member(const weir_layout_node *node)
{
    return node->kind != WEIR_LAYOUT_ATTACHED && !(node->kind == WEIR_LAYOUT_BESIDE && node->anchor != NONE);
}

static uint32_t group_of(nesting *n, uint32_t node)
{
    while (n->group[node] != node) {
        n->group[node] = n->group[n->group[node]];
        node = n->group[node];
    }
    return node;
}

static weir_err take_memory(nesting *n)
{
    uint32_t nodes = n->layout->node_count, edges = n->layout->edge_count;

    n->fittings = WEIR_TAKE(n->arena, fitting, nodes);
    n->first_child = WEIR_TAKE(n->arena, uint32_t, nodes);
    n->next_child = WEIR_TAKE(n->arena, uint32_t, nodes);
    n->first_flow = WEIR_TAKE(n->arena, uint32_t, nodes);
    n->next_flow = WEIR_TAKE(n->arena, uint32_t, edges);
    n->group = WEIR_TAKE(n->arena, uint32_t, nodes);
    n->vertex_of = WEIR_TAKE(n->arena, uint32_t, nodes);
    n->members = WEIR_TAKE(n->arena, uint32_t, nodes);
    n->group_size = WEIR_TAKE(n->arena, uint32_t, nodes);
    n->paths = WEIR_TAKE(n->arena, path, edges);
    return n->fittings != NULL && n->first_child != NULL && n->next_child != NULL && n->first_flow != NULL &&
                   n->next_flow != NULL && n->group != NULL && n->vertex_of != NULL && n->members != NULL &&
                   n->group_size != NULL && n->paths != NULL
               ? WEIR_OK
               : WEIR_ENOMEM;
}

/* All lists, in the order of the arrays. */
static void build_lists(nesting *n)
{
    const weir_layout *layout = n->layout;

    for (uint32_t i = 0; i < layout->node_count; i++) {
        n->fittings[i] =
            (fitting){.first_attached = NONE, .next_attached = NONE, .first_beside = NONE, .next_beside = NONE};
        n->first_child[i] = n->next_child[i] = n->first_flow[i] = NONE;
        n->group[i] = i;
    }
    for (uint32_t i = layout->node_count; i-- > 0;) {
        const weir_layout_node *node = &layout->nodes[i];

        if (node->kind == WEIR_LAYOUT_ATTACHED) {
            n->fittings[i].next_attached = n->fittings[node->anchor].first_attached;
            n->fittings[node->anchor].first_attached = i;
        } else if (!is_member(node)) {
            n->fittings[i].next_beside = n->fittings[node->anchor].first_beside;
            n->fittings[node->anchor].first_beside = i;
        } else if (node->parent != NONE) {
            n->next_child[i] = n->first_child[node->parent];
            n->first_child[node->parent] = i;
        }
    }
    for (uint32_t i = layout->edge_count; i-- > 0;) {
        const weir_layout_edge *edge = &layout->edges[i];
        uint32_t box = layout->nodes[edge->source].parent;

        if (!edge->is_flow)
            continue;
        n->next_flow[i] = n->first_flow[box];
        n->first_flow[box] = i;
        n->fittings[edge->source].line_count++;
        n->group[group_of(n, anchor_of(layout, edge->source))] = group_of(n, anchor_of(layout, edge->target));
    }
}

static weir_err add_vertices(nesting *n, part *p)
{
    p->vertices = WEIR_TAKE(n->arena, vertex, p->member_count);
    if (p->vertices == NULL)
        return WEIR_ENOMEM;
    p->vertex_count = p->vertex_capacity = p->member_count;
    for (uint32_t i = 0; i < p->member_count; i++) {
        uint32_t at = p->members[i];
        const weir_layout_node *node = &n->layout->nodes[at];

        n->vertex_of[at] = i;
        p->vertices[i] = (vertex){.node = at,
                                  .band = p->band_count > 0 && node->band < p->band_count ? node->band : 0,
                                  .width = larger(n->fittings[at].width, node->width),
                                  .above = node->height / 2 + n->fittings[at].above,
                                  .below = node->height - node->height / 2 + n->fittings[at].below};
    }
    return WEIR_OK;
}

/* The flows of a box that are between members of the part. */
static void add_paths(nesting *n, part *p, uint32_t box, uint32_t group)
{
    p->paths = n->paths;
    for (uint32_t i = n->first_flow[box]; i != NONE; i = n->next_flow[i]) {
        const weir_layout_edge *edge = &n->layout->edges[i];
        uint32_t source = anchor_of(n->layout, edge->source);
        int32_t half = n->layout->nodes[source].height / 2;

        if (group != NONE && group_of(n, source) != group)
            continue;
        p->paths[p->path_count++] = (path){.edge = i,
                                           .source = source,
                                           .target = anchor_of(n->layout, edge->target),
                                           .exit = source != edge->source ? n->layout->nodes[source].height - half +
                                                                                n->fittings[edge->source].exit
                                                                          : 0};
    }
}

/* Put what is laid out into the box, moved by x and y. */
static void take_places(nesting *n, const part *p, int32_t x, int32_t y)
{
    for (uint32_t i = 0; i < p->member_count; i++) {
        weir_layout_node *node = &n->layout->nodes[p->members[i]];

        node->x = x + p->vertices[i].x + p->vertices[i].width / 2 - node->width / 2;
        node->y = y + p->vertices[i].y - node->height / 2;
    }
    for (uint32_t i = 0; i < p->path_count; i++) {
        weir_layout_edge *edge = &n->layout->edges[p->paths[i].edge];

        for (uint32_t k = 0; k < edge->point_count; k++) {
            edge->points[k].x += x;
            edge->points[k].y += y;
        }
        edge->label.x += x;
        edge->label.y += y;
    }
}

/* One part, at the given height of its box; how large it is, is added to the size. */
static weir_err lay_out_part(nesting *n, uint32_t box, uint32_t group, uint32_t member_count, int32_t *width,
                             int32_t *height)
{
    weir_layout_node *self = &n->layout->nodes[box];
    part p = {.layout = n->layout,
              .fittings = n->fittings,
              .arena = n->arena,
              .band_count = self->band_count,
              .members = n->members,
              .member_count = member_count,
              .vertex_of = n->vertex_of};
    int32_t top = *height > 0 ? *height + GAP_PART : 0;

    WEIR_TRY(add_vertices(n, &p));
    add_paths(n, &p, box, group);
    WEIR_TRY(weir_layout_layers(&p));
    WEIR_TRY(weir_layout_order(&p));
    WEIR_TRY(weir_layout_place(&p));
    WEIR_TRY(weir_layout_route(&p));
    take_places(n, &p, 0, top);
    *width = larger(*width, p.width);
    *height = top + p.height;
    if (p.band_count > 0)
        self->band_tops = p.band_tops;
    return WEIR_OK;
}

/* Nodes without flows, in rows. */
static void lay_out_rest(nesting *n, uint32_t box, int32_t *width, int32_t *height)
{
    int32_t row_width = larger(*width, ROW_WIDTH), x = 0, top = *height > 0 ? *height + GAP_PART : 0, bottom = top;

    for (uint32_t i = n->first_child[box]; i != NONE; i = n->next_child[i]) {
        weir_layout_node *node = &n->layout->nodes[i];
        int32_t own = larger(n->fittings[i].width, node->width);

        if (n->group_size[group_of(n, i)] != 0)
            continue;
        if (x > 0 && x + own > row_width) {
            x = 0;
            top = bottom + GAP_PART;
        }
        node->x = x + own / 2 - node->width / 2;
        node->y = top + n->fittings[i].above;
        bottom = larger(bottom, node->y + node->height + n->fittings[i].below);
        x += own + GAP_PART;
        *width = larger(*width, x - GAP_PART);
        *height = bottom;
    }
}

static weir_err lay_out_groups(nesting *n, uint32_t box, int32_t *width, int32_t *height)
{
    for (uint32_t i = n->first_child[box]; i != NONE; i = n->next_child[i])
        n->group_size[group_of(n, i)] = 0;
    for (uint32_t i = n->first_flow[box]; i != NONE; i = n->next_flow[i])
        n->group_size[group_of(n, anchor_of(n->layout, n->layout->edges[i].source))] = 1; /* 2: done */
    for (uint32_t i = n->first_child[box]; i != NONE; i = n->next_child[i]) {
        uint32_t group = group_of(n, i), count = 0;

        if (n->group_size[group] != 1)
            continue;
        for (uint32_t k = i; k != NONE; k = n->next_child[k]) {
            if (group_of(n, k) == group)
                n->members[count++] = k;
        }
        n->group_size[group] = 2;
        WEIR_TRY(lay_out_part(n, box, group, count, width, height));
    }
    lay_out_rest(n, box, width, height);
    return WEIR_OK;
}

/* What a box holds, and how large it is by that. */
static weir_err lay_out_box(nesting *n, uint32_t box)
{
    weir_layout_node *self = &n->layout->nodes[box];
    int32_t width = 0, height = 0;
    uint32_t count = 0;

    for (uint32_t i = n->first_child[box]; i != NONE; i = n->next_child[i]) {
        weir_layout_fit(n->layout, n->fittings, i);
        n->members[count++] = i;
    }
    if (count == 0 && self->band_count == 0)
        return WEIR_OK;
    if (self->band_count > 0)
        WEIR_TRY(lay_out_part(n, box, NONE, count, &width, &height));
    else
        WEIR_TRY(lay_out_groups(n, box, &width, &height));
    self->width = larger(self->width, self->pad_left + width + self->pad_right);
    self->height = larger(self->height, self->pad_top + height + self->pad_bottom);
    return WEIR_OK;
}

static void stack_outer(weir_layout *layout)
{
    int32_t width = 0, y = 0;

    for (uint32_t i = 0; i < layout->node_count; i++) {
        if (layout->nodes[i].kind == WEIR_LAYOUT_OUTER)
            width = larger(width, layout->nodes[i].width);
    }
    for (uint32_t i = 0; i < layout->node_count; i++) {
        weir_layout_node *node = &layout->nodes[i];

        if (node->kind != WEIR_LAYOUT_OUTER)
            continue;
        node->width = width;
        node->x = 0;
        node->y = y;
        y += node->height + GAP_OUTER;
    }
}

/* From places in a box to places in the picture. */
static void set_places(nesting *n)
{
    weir_layout *layout = n->layout;

    stack_outer(layout);
    for (uint32_t i = 0; i < layout->node_count; i++) {
        weir_layout_node *node = &layout->nodes[i];
        const weir_layout_node *box = node->parent != NONE ? &layout->nodes[node->parent] : NULL;

        if (box != NULL && is_member(node)) {
            node->x += box->x + box->pad_left;
            node->y += box->y + box->pad_top;
            weir_layout_place_fittings(layout, n->fittings, i);
        }
        for (uint32_t k = 0; node->band_tops != NULL && k <= node->band_count; k++)
            node->band_tops[k] += node->y + node->pad_top;
    }
    for (uint32_t i = 0; i < layout->edge_count; i++) {
        weir_layout_edge *edge = &layout->edges[i];
        const weir_layout_node *box = edge->is_flow ? &layout->nodes[layout->nodes[edge->source].parent] : NULL;

        for (uint32_t k = 0; box != NULL && k < edge->point_count; k++) {
            edge->points[k].x += box->x + box->pad_left;
            edge->points[k].y += box->y + box->pad_top;
        }
        if (box != NULL) {
            edge->label.x += box->x + box->pad_left;
            edge->label.y += box->y + box->pad_top;
        }
    }
}

weir_err weir_layout_run(weir_layout *layout, weir_arena *arena, weir_diag *diag)
{
    nesting n = {.layout = layout, .arena = arena};

    if (layout->node_count > WEIR_LAYOUT_NODE_COUNT_MAX)
        return weir_fail(diag, WEIR_ELIMIT, WEIR_NO_TEXT,
                         "more than %u nodes to be laid out (limit layout_node_count_max)", WEIR_LAYOUT_NODE_COUNT_MAX);
    if (layout->edge_count > WEIR_LAYOUT_EDGE_COUNT_MAX)
        return weir_fail(diag, WEIR_ELIMIT, WEIR_NO_TEXT,
                         "more than %u lines to be laid out (limit layout_edge_count_max)", WEIR_LAYOUT_EDGE_COUNT_MAX);
    WEIR_TRY(take_memory(&n));
    build_lists(&n);
    for (uint32_t i = layout->node_count; i-- > 0;)
        WEIR_TRY(lay_out_box(&n, i));
    set_places(&n);
    return weir_layout_search(layout, arena);
}
