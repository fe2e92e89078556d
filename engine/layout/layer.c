/* SPDX-License-Identifier: Apache-2.0
 * layout/layer.c - which node stands in which column.
 *
 * A walk from the beginnings finds the flows that close a cycle; without them the columns are the longest ways from the
 * beginnings. A flow that goes on gets a passage in each column between its ends. One that goes back runs around: it
 * has passages in the columns of its ends, too, so that it leaves on the right and arrives on the left like all others.
 * Layer: layout.
 */
#include "layout/layout_internal.h"

/* What only this file needs: flows by node, in lists. */
typedef struct walk {
    part *p;
    uint32_t *first_out, *next_out; /* by vertex; by path */
    uint32_t *in_count, *state;     /* state: 0 not seen, 1 on the way, 2 done */
    uint32_t *stack, *at;
    uint32_t seen_count;
} walk;

static weir_err begin(walk *w, part *p)
{
    uint32_t count = p->vertex_count;

    *w = (walk){.p = p};
    w->first_out = WEIR_TAKE(p->arena, uint32_t, count);
    w->next_out = WEIR_TAKE(p->arena, uint32_t, p->path_count);
    w->in_count = WEIR_TAKE(p->arena, uint32_t, count);
    w->state = WEIR_TAKE(p->arena, uint32_t, count);
    w->stack = WEIR_TAKE(p->arena, uint32_t, count);
    w->at = WEIR_TAKE(p->arena, uint32_t, count);
    if (w->first_out == NULL || w->next_out == NULL || w->in_count == NULL || w->state == NULL || w->stack == NULL ||
        w->at == NULL)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < count; i++)
        w->first_out[i] = NONE;
    for (uint32_t i = p->path_count; i-- > 0;) {
        uint32_t source = p->vertex_of[p->paths[i].source];

        w->next_out[i] = w->first_out[source];
        w->first_out[source] = i;
        w->in_count[p->vertex_of[p->paths[i].target]] += p->paths[i].source != p->paths[i].target;
    }
    return WEIR_OK;
}

/* Depth first, with a stack of its own. The order in which vertices are seen is their first order in a column. */
static void walk_from(walk *w, uint32_t start)
{
    uint32_t depth = 0;

    w->stack[depth] = start;
    w->at[start] = w->first_out[start];
    w->state[start] = 1;
    w->p->vertices[start].key = w->seen_count++;
    for (;;) {
        uint32_t here = w->stack[depth], out = w->at[here], next;

        if (out == NONE) {
            w->state[here] = 2;
            if (depth-- == 0)
                return;
            continue;
        }
        w->at[here] = w->next_out[out];
        next = w->p->vertex_of[w->p->paths[out].target];
        if (w->state[next] == 1) {
            w->p->paths[out].goes_back = true;
        } else if (w->state[next] == 0) {
            w->state[next] = 1;
            w->at[next] = w->first_out[next];
            w->p->vertices[next].key = w->seen_count++;
            w->stack[++depth] = next;
        }
    }
}

static void find_cycles(walk *w)
{
    for (uint32_t i = 0; i < w->p->vertex_count; i++) {
        if (w->in_count[i] == 0)
            walk_from(w, i);
    }
    for (uint32_t i = 0; i < w->p->vertex_count; i++) {
        if (w->state[i] == 0)
            walk_from(w, i);
    }
}

/* The longest way to each vertex; then those that nothing leads to stand right before what follows them. */
static void find_columns(walk *w)
{
    part *p = w->p;
    uint32_t head = 0, tail = 0;

    for (uint32_t i = 0; i < p->vertex_count; i++)
        w->in_count[i] = 0;
    for (uint32_t i = 0; i < p->path_count; i++)
        w->in_count[p->vertex_of[p->paths[i].target]] += !p->paths[i].goes_back;
    for (uint32_t i = 0; i < p->vertex_count; i++) {
        w->at[i] = w->in_count[i];
        if (w->in_count[i] == 0)
            w->stack[tail++] = i;
    }
    while (head < tail) {
        uint32_t here = w->stack[head++];

        for (uint32_t out = w->first_out[here]; out != NONE; out = w->next_out[out]) {
            uint32_t next = p->vertex_of[p->paths[out].target];

            if (p->paths[out].goes_back)
                continue;
            if (p->vertices[next].layer < p->vertices[here].layer + 1)
                p->vertices[next].layer = p->vertices[here].layer + 1;
            if (--w->in_count[next] == 0)
                w->stack[tail++] = next;
        }
    }
    for (uint32_t i = 0; i < p->vertex_count; i++) {
        uint32_t nearest = NONE;

        for (uint32_t out = w->first_out[i]; w->at[i] == 0 && out != NONE; out = w->next_out[out]) {
            uint32_t layer = p->vertices[p->vertex_of[p->paths[out].target]].layer;

            if (!p->paths[out].goes_back && layer < nearest)
                nearest = layer;
        }
        if (nearest != NONE && nearest > 0)
            p->vertices[i].layer = nearest - 1;
    }
}

static weir_err add_step(part *p, uint32_t vertex_ix)
{
    WEIR_TRY(weir_arena_grow(p->arena, &p->steps, p->step_count, &p->step_capacity, sizeof *p->steps));
    p->steps[p->step_count++] = vertex_ix;
    return WEIR_OK;
}

static weir_err add_passage(part *p, const path *way, uint32_t layer, uint32_t hook)
{
    const vertex *source = &p->vertices[p->vertex_of[way->source]], *target = &p->vertices[p->vertex_of[way->target]];
    vertex passage = {.node = NONE,
                      .layer = layer,
                      .band = target->band,
                      .hook = hook,
                      .width = 0,
                      .above = GAP_LINE,
                      .below = GAP_LINE,
                      .key = way->goes_back ? source->key : target->key};

    WEIR_TRY(weir_arena_grow(p->arena, &p->vertices, p->vertex_count, &p->vertex_capacity, sizeof *p->vertices));
    p->vertices[p->vertex_count] = passage;
    return add_step(p, p->vertex_count++);
}

static weir_err add_link(part *p, uint32_t left, uint32_t right, int32_t drop)
{
    WEIR_TRY(weir_arena_grow(p->arena, &p->links, p->link_count, &p->link_capacity, sizeof *p->links));
    p->links[p->link_count++] = (link){left, right, drop};
    return WEIR_OK;
}

/* Room for the label: of a flow that goes on in front of its second vertex, of one that goes back over its first
 * passage. */
static void make_room_for_label(part *p, const path *way)
{
    const weir_layout_edge *edge = &p->layout->edges[way->edge];
    vertex *second = &p->vertices[p->steps[way->first + 1]];

    if (edge->label_height == 0)
        return;
    if (second->above < edge->label_height + CLEARANCE)
        second->above = edge->label_height + CLEARANCE;
    if (way->goes_back && second->width < edge->label_width)
        second->width = edge->label_width;
}

static weir_err add_steps(part *p, path *way)
{
    uint32_t source = p->vertex_of[way->source], target = p->vertex_of[way->target];
    uint32_t from = p->vertices[source].layer, to = p->vertices[target].layer;

    way->first = p->step_count;
    WEIR_TRY(add_step(p, source));
    if (way->goes_back) {
        for (uint32_t layer = from + 1; layer-- > to;)
            WEIR_TRY(add_passage(p, way, layer, layer == from ? source : layer == to ? target : NONE));
    } else {
        for (uint32_t layer = from + 1; layer < to; layer++)
            WEIR_TRY(add_passage(p, way, layer, NONE));
    }
    WEIR_TRY(add_step(p, target));
    way->count = p->step_count - way->first;
    make_room_for_label(p, way);
    for (uint32_t i = 1; i < way->count; i++) {
        uint32_t a = p->steps[way->first + i - 1], b = p->steps[way->first + i];

        if (p->vertices[a].layer + 1 == p->vertices[b].layer)
            WEIR_TRY(add_link(p, a, b, i == 1 ? way->exit : 0));
        else if (p->vertices[b].layer + 1 == p->vertices[a].layer)
            WEIR_TRY(add_link(p, b, a, 0));
    }
    return WEIR_OK;
}

static uint32_t passages_of(const part *p, const path *way)
{
    uint32_t from = p->vertices[p->vertex_of[way->source]].layer, to = p->vertices[p->vertex_of[way->target]].layer;

    return way->goes_back ? from - to + 1 : to - from - 1;
}

/* Flows that would need too much room are left to the search. */
static void drop_long_ways(part *p)
{
    uint64_t passage_count = 0;
    uint32_t kept = 0;

    for (uint32_t i = 0; i < p->path_count; i++) {
        passage_count += passages_of(p, &p->paths[i]);
        if (passage_count > WEIR_LAYOUT_PASSAGE_COUNT_MAX)
            passage_count -= passages_of(p, &p->paths[i]);
        else
            p->paths[kept++] = p->paths[i];
    }
    p->path_count = kept;
}

weir_err weir_layout_layers(part *p)
{
    walk w;

    WEIR_TRY(begin(&w, p));
    find_cycles(&w);
    find_columns(&w);
    for (uint32_t i = 0; i < p->vertex_count; i++)
        p->vertices[i].hook = NONE;
    for (uint32_t i = 0; i < p->vertex_count; i++) {
        if (p->vertices[i].layer + 1 > p->layer_count)
            p->layer_count = p->vertices[i].layer + 1;
    }
    drop_long_ways(p);
    for (uint32_t i = 0; i < p->path_count; i++)
        WEIR_TRY(add_steps(p, &p->paths[i]));
    return WEIR_OK;
}
