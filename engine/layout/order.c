/* SPDX-License-Identifier: Apache-2.0
 * layout/order.c - the order of the vertices in each column.
 *
 * Sweeps over the columns put each vertex where its neighbours on one side are on average; of all orders seen the one
 * with the fewest crossings is kept. Bands come first: what is in one never leaves it.
 * Layer: layout.
 */
#include <stdlib.h>
#include <string.h>

#include "layout/layout_internal.h"

enum { SWEEP_COUNT = 24, WORK_MAX = 20000000 };

typedef struct seat {
    uint32_t band, before, vertex;
    int64_t key;
} seat;

typedef struct ordering {
    part *p;
    seat *seats;
    uint32_t *tree, *best;
    struct pair {
        uint32_t left, right;
    } * pairs;
} ordering;

static int compare_seats(const void *a, const void *b)
{
    const seat *left = a, *right = b;

    if (left->band != right->band)
        return left->band < right->band ? -1 : 1;
    if (left->key != right->key)
        return left->key < right->key ? -1 : 1;
    return left->before < right->before ? -1 : left->before > right->before;
}

static int compare_pairs(const void *a, const void *b)
{
    const struct pair *left = a, *right = b;

    if (left->left != right->left)
        return left->left < right->left ? -1 : 1;
    return left->right < right->right ? -1 : left->right > right->right;
}

static weir_err index_links(part *p, bool is_left, uint32_t **start, uint32_t **items)
{
    uint32_t *count = WEIR_TAKE(p->arena, uint32_t, p->vertex_count + 2);

    *start = count;
    *items = WEIR_TAKE(p->arena, uint32_t, p->link_count);
    if (count == NULL || *items == NULL)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < p->link_count; i++)
        count[(is_left ? p->links[i].right : p->links[i].left) + 2]++;
    for (uint32_t i = 0; i < p->vertex_count; i++)
        count[i + 2] += count[i + 1];
    for (uint32_t i = 0; i < p->link_count; i++)
        (*items)[count[(is_left ? p->links[i].right : p->links[i].left) + 1]++] = i;
    return WEIR_OK;
}

static weir_err fill_columns(part *p)
{
    uint32_t *start = WEIR_TAKE(p->arena, uint32_t, p->layer_count + 2);

    p->in_layer = WEIR_TAKE(p->arena, uint32_t, p->vertex_count);
    p->layer_start = start;
    if (start == NULL || p->in_layer == NULL)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < p->vertex_count; i++)
        start[p->vertices[i].layer + 2]++;
    for (uint32_t i = 0; i < p->layer_count; i++)
        start[i + 2] += start[i + 1];
    for (uint32_t i = 0; i < p->vertex_count; i++)
        p->in_layer[start[p->vertices[i].layer + 1]++] = i;
    return WEIR_OK;
}

/* Sort one column by the keys of its vertices. */
static void seat_column(ordering *o, uint32_t layer)
{
    part *p = o->p;
    uint32_t from = p->layer_start[layer], count = p->layer_start[layer + 1] - from;

    for (uint32_t i = 0; i < count; i++) {
        const vertex *v = &p->vertices[p->in_layer[from + i]];

        o->seats[i] = (seat){v->band, i, p->in_layer[from + i], v->key};
    }
    if (count > 1)
        qsort(o->seats, count, sizeof *o->seats, compare_seats);
    for (uint32_t i = 0; i < count; i++) {
        p->in_layer[from + i] = o->seats[i].vertex;
        p->vertices[o->seats[i].vertex].position = i;
    }
}

/* Where a link begins on the left, in thousandths of a position. What drops further begins lower, but above the next
 * one. */
static uint32_t begin_of(const part *p, const link *l)
{
    uint32_t drop = l->drop > 0 ? 600 + ((uint32_t)l->drop < 300 ? (uint32_t)l->drop : 300) : 0;

    return p->vertices[l->left].position * 1000 + drop;
}

/* Where the neighbours of a vertex on one side are on average, in thousandths of a position. */
static int64_t middle_of_neighbours(const part *p, uint32_t at, bool looks_left)
{
    const uint32_t *start = looks_left ? p->left_start : p->right_start;
    const uint32_t *items = looks_left ? p->left_links : p->right_links;
    const vertex *v = &p->vertices[at];
    int64_t sum = 0, count = 0;

    for (uint32_t i = start[at]; i < start[at + 1]; i++) {
        const link *l = &p->links[items[i]];

        sum += looks_left ? begin_of(p, l) : (int64_t)p->vertices[l->right].position * 1000;
        count++;
    }
    if (v->hook != NONE) { /* right below what it is tied to */
        sum += ((int64_t)p->vertices[v->hook].position * 1000 + 500) * 3;
        count += 3;
    }
    return count > 0 ? sum / count : (int64_t)v->position * 1000;
}

static void sweep(ordering *o, bool looks_left)
{
    part *p = o->p;

    for (uint32_t k = 0; k < p->layer_count; k++) {
        uint32_t layer = looks_left ? k : p->layer_count - 1 - k;

        for (uint32_t i = p->layer_start[layer]; i < p->layer_start[layer + 1]; i++)
            p->vertices[p->in_layer[i]].key = middle_of_neighbours(p, p->in_layer[i], looks_left);
        seat_column(o, layer);
    }
}

/* Crossings between a column and the one on its left. */
static uint64_t crossings_at(ordering *o, uint32_t layer)
{
    part *p = o->p;
    uint32_t size = p->layer_start[layer + 1] - p->layer_start[layer], count = 0;
    uint64_t crossings = 0;

    memset(o->tree, 0, (size + 1) * sizeof *o->tree);
    for (uint32_t i = p->layer_start[layer]; i < p->layer_start[layer + 1]; i++) {
        uint32_t at = p->in_layer[i];

        for (uint32_t k = p->left_start[at]; k < p->left_start[at + 1]; k++)
            o->pairs[count++] = (struct pair){begin_of(p, &p->links[p->left_links[k]]), p->vertices[at].position};
    }
    if (count > 1)
        qsort(o->pairs, count, sizeof *o->pairs, compare_pairs);
    for (uint32_t i = 0; i < count; i++) { /* how many before it end further down */
        uint32_t not_below = 0;

        for (uint32_t k = o->pairs[i].right + 1; k > 0; k -= k & -k)
            not_below += o->tree[k];
        crossings += i - not_below;
        for (uint32_t k = o->pairs[i].right + 1; k <= size; k += k & -k)
            o->tree[k]++;
    }
    return crossings;
}

static uint64_t count_crossings(ordering *o)
{
    uint64_t crossings = 0;

    for (uint32_t layer = 1; layer < o->p->layer_count; layer++)
        crossings += crossings_at(o, layer);
    return crossings;
}

static void improve(ordering *o)
{
    part *p = o->p;
    uint64_t least = count_crossings(o);
    uint32_t cost = p->vertex_count + p->link_count + 1;
    uint32_t sweep_count = cost > WORK_MAX / SWEEP_COUNT ? WORK_MAX / cost + 2 : SWEEP_COUNT;

    memcpy(o->best, p->in_layer, p->vertex_count * sizeof *o->best);
    for (uint32_t i = 0; i < sweep_count && least > 0; i++) {
        uint64_t crossings;

        sweep(o, i % 2 == 0);
        crossings = count_crossings(o);
        if (crossings < least) {
            least = crossings;
            memcpy(o->best, p->in_layer, p->vertex_count * sizeof *o->best);
        }
    }
    memcpy(p->in_layer, o->best, p->vertex_count * sizeof *o->best);
    for (uint32_t layer = 0; layer < p->layer_count; layer++) {
        for (uint32_t i = p->layer_start[layer]; i < p->layer_start[layer + 1]; i++)
            p->vertices[p->in_layer[i]].position = i - p->layer_start[layer];
    }
}

weir_err weir_layout_order(part *p)
{
    ordering o = {.p = p};

    o.seats = WEIR_TAKE(p->arena, seat, p->vertex_count);
    o.best = WEIR_TAKE(p->arena, uint32_t, p->vertex_count);
    o.tree = WEIR_TAKE(p->arena, uint32_t, p->vertex_count + 2);
    o.pairs = weir_arena_take_array(p->arena, p->link_count + 1, sizeof *o.pairs);
    if (o.seats == NULL || o.best == NULL || o.tree == NULL || o.pairs == NULL)
        return WEIR_ENOMEM;
    WEIR_TRY(fill_columns(p));
    WEIR_TRY(index_links(p, true, &p->left_start, &p->left_links));
    WEIR_TRY(index_links(p, false, &p->right_start, &p->right_links));
    for (uint32_t layer = 0; layer < p->layer_count; layer++)
        seat_column(&o, layer);
    sweep(&o, true);
    improve(&o);
    return WEIR_OK;
}
