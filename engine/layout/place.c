/* SPDX-License-Identifier: Apache-2.0
 * layout/place.c - heights: which vertices stand in one line, and where that line is.
 *
 * Vertices that a straight piece of flow can join become blocks, the most important pieces first, never across each
 * other. Blocks are pushed to the top, as close as what stands above them allows, and then pulled towards the vertices
 * that they are joined to by pieces with a bend. A band begins where the one above it ends.
 * Layer: layout.
 */
#include <stdlib.h>
#include <string.h>

#include "layout/layout_internal.h"

enum { PULL_COUNT = 4, PULL_ROOM = 30 }; /* how much lower than at first a band may reach */

typedef struct wish {
    uint32_t layer, rank, link;
} wish;

typedef struct placing {
    part *p;
    wish *wishes;
    uint32_t *straight;         /* links of one gap that are straight already */
    uint32_t *next_in_block;    /* vertices of a block, in a ring */
    uint32_t *order, *in_count; /* blocks, those above first */
    uint32_t order_count;
    int32_t *band_bottom; /* by band: how far it reaches when all is at the top */
    int32_t *heights;     /* scratch for medians */
} placing;

static int compare_wishes(const void *a, const void *b)
{
    const wish *left = a, *right = b;

    if (left->layer != right->layer)
        return left->layer < right->layer ? -1 : 1;
    if (left->rank != right->rank)
        return left->rank < right->rank ? -1 : 1;
    return left->link < right->link ? -1 : left->link > right->link;
}

static uint32_t distance_to_middle(uint32_t place, uint32_t count)
{
    uint32_t twice = 2 * place + 1;

    return twice > count ? twice - count : count - twice;
}

/* Where a link comes among those of its vertex, from above. */
static uint32_t place_among(const part *p, uint32_t link_ix, bool at_left_end)
{
    const link *own = &p->links[link_ix];
    uint32_t at = at_left_end ? own->left : own->right, place = 0;
    const uint32_t *start = at_left_end ? p->right_start : p->left_start;
    const uint32_t *items = at_left_end ? p->right_links : p->left_links;

    for (uint32_t i = start[at]; i < start[at + 1]; i++) {
        const link *other = &p->links[items[i]];

        if (at_left_end)
            place += p->vertices[other->right].position < p->vertices[own->right].position;
        else
            place += p->vertices[other->left].position < p->vertices[own->left].position;
    }
    return place;
}

/* The lower the sooner: passages of long flows, then chains, then the middle one of several. */
static uint32_t rank_of(const part *p, uint32_t link_ix)
{
    const link *l = &p->links[link_ix];
    uint32_t out = p->right_start[l->left + 1] - p->right_start[l->left];
    uint32_t in = p->left_start[l->right + 1] - p->left_start[l->right];
    bool is_left_passage = p->vertices[l->left].node == NONE, is_right_passage = p->vertices[l->right].node == NONE;
    uint32_t rank = 0;

    if (is_left_passage && is_right_passage)
        return 1;
    if (out > 50 || in > 50)
        return 100;
    rank = 10 + 2 * (distance_to_middle(place_among(p, link_ix, true), out) +
                     distance_to_middle(place_among(p, link_ix, false), in));
    if (is_left_passage || is_right_passage)
        rank += 3; /* nodes in one line are worth more */
    return out == 1 && in == 1 ? 2 : rank;
}

static weir_err take_memory(placing *w, part *p)
{
    *w = (placing){.p = p};
    w->wishes = WEIR_TAKE(p->arena, wish, p->link_count);
    w->straight = WEIR_TAKE(p->arena, uint32_t, p->link_count);
    w->next_in_block = WEIR_TAKE(p->arena, uint32_t, p->vertex_count);
    w->order = WEIR_TAKE(p->arena, uint32_t, p->vertex_count);
    w->in_count = WEIR_TAKE(p->arena, uint32_t, p->vertex_count);
    w->band_bottom = WEIR_TAKE(p->arena, int32_t, p->band_count + 1);
    w->heights = WEIR_TAKE(p->arena, int32_t, 2 * p->link_count + 2);
    p->band_tops = WEIR_TAKE(p->arena, int32_t, p->band_count + 2);
    return w->wishes != NULL && w->straight != NULL && w->next_in_block != NULL && w->order != NULL &&
                   w->in_count != NULL && w->band_bottom != NULL && w->heights != NULL && p->band_tops != NULL
               ? WEIR_OK
               : WEIR_ENOMEM;
}

/* Whether a link shares no vertex with the straight ones of its gap and crosses none. */
static bool fits(const placing *w, const link *l, uint32_t straight_count)
{
    const part *p = w->p;

    for (uint32_t i = 0; i < straight_count; i++) {
        const link *other = &p->links[w->straight[i]];

        if ((p->vertices[other->left].position < p->vertices[l->left].position) !=
                (p->vertices[other->right].position < p->vertices[l->right].position) ||
            other->left == l->left || other->right == l->right)
            return false;
    }
    return true;
}

static void make_blocks(placing *w)
{
    part *p = w->p;
    uint32_t straight_count = 0, wish_count = 0;

    for (uint32_t i = 0; i < p->vertex_count; i++) {
        p->vertices[i].block = i;
        w->next_in_block[i] = i;
    }
    for (uint32_t i = 0; i < p->link_count; i++) {
        const vertex *left = &p->vertices[p->links[i].left];

        if (left->band == p->vertices[p->links[i].right].band && p->links[i].drop == 0)
            w->wishes[wish_count++] = (wish){left->layer, rank_of(p, i), i};
    }
    if (wish_count > 1)
        qsort(w->wishes, wish_count, sizeof *w->wishes, compare_wishes);
    for (uint32_t i = 0; i < wish_count; i++) { /* by column from the left, so each block only grows to the right */
        const link *l = &p->links[w->wishes[i].link];
        uint32_t swap;

        if (i == 0 || w->wishes[i].layer != w->wishes[i - 1].layer)
            straight_count = 0;
        if (!fits(w, l, straight_count))
            continue;
        w->straight[straight_count++] = w->wishes[i].link;
        p->vertices[l->right].block = p->vertices[l->left].block;
        swap = w->next_in_block[l->left];
        w->next_in_block[l->left] = w->next_in_block[l->right];
        w->next_in_block[l->right] = swap;
    }
}

static uint32_t next_in_column(const part *p, uint32_t at)
{
    const vertex *v = &p->vertices[at];
    uint32_t ix = p->layer_start[v->layer] + v->position + 1;

    return ix < p->layer_start[v->layer + 1] ? p->in_layer[ix] : NONE;
}

static uint32_t previous_in_column(const part *p, uint32_t at)
{
    const vertex *v = &p->vertices[at];

    return v->position > 0 ? p->in_layer[p->layer_start[v->layer] + v->position - 1] : NONE;
}

static int32_t distance(const vertex *above, const vertex *below)
{
    bool are_passages = above->node == NONE && below->node == NONE;

    return above->below + below->above + (are_passages ? 0 : above->node == NONE || below->node == NONE ? 8 : GAP_ROW);
}

/* Blocks with those above them first. Straight links don't cross, so there is such an order. */
static void sort_blocks(placing *w)
{
    part *p = w->p;
    uint32_t head = 0;

    for (uint32_t i = 0; i < p->vertex_count; i++) {
        uint32_t below = next_in_column(p, i);

        if (below != NONE)
            w->in_count[p->vertices[below].block]++;
    }
    for (uint32_t i = 0; i < p->vertex_count; i++) {
        if (p->vertices[i].block == i && w->in_count[i] == 0)
            w->order[w->order_count++] = i;
    }
    for (; head < w->order_count; head++) {
        uint32_t block = w->order[head], at = block;

        do {
            uint32_t below = next_in_column(p, at);

            if (below != NONE && --w->in_count[p->vertices[below].block] == 0)
                w->order[w->order_count++] = p->vertices[below].block;
            at = w->next_in_block[at];
        } while (at != block);
    }
}

/* The highest place a block can have; bounds of its band apart. */
static int32_t highest(const placing *w, uint32_t block)
{
    const part *p = w->p;
    int32_t y = INT32_MIN;
    uint32_t at = block;

    do {
        uint32_t above = previous_in_column(p, at);
        const vertex *v = &p->vertices[at];
        int32_t least = (p->band_count > 0 ? GAP_BAND : 0) + v->above;

        if (above != NONE && p->vertices[above].band == v->band)
            least = p->vertices[above].y + distance(&p->vertices[above], v);
        y = least > y ? least : y;
        at = w->next_in_block[at];
    } while (at != block);
    return y;
}

static int32_t lowest(const placing *w, uint32_t block)
{
    const part *p = w->p;
    int32_t y = INT32_MAX;
    uint32_t at = block;

    do {
        uint32_t below = next_in_column(p, at);
        const vertex *v = &p->vertices[at];
        int32_t most = w->band_bottom[p->band_count > 0 ? v->band : 0] - v->below;

        if (below != NONE && p->vertices[below].band == v->band)
            most = p->vertices[below].y - distance(v, &p->vertices[below]);
        y = most < y ? most : y;
        at = w->next_in_block[at];
    } while (at != block);
    return y;
}

static void move_block(placing *w, uint32_t block, int32_t y)
{
    uint32_t at = block;

    do {
        w->p->vertices[at].y = y;
        at = w->next_in_block[at];
    } while (at != block);
}

static int compare_heights(const void *a, const void *b)
{
    int32_t left = *(const int32_t *)a, right = *(const int32_t *)b;

    return left < right ? -1 : left > right;
}

/* The median of what the block is joined to with a bend; false: nothing. Of two, the one in the middle. */
static bool wished_height(placing *w, uint32_t block, int32_t *out)
{
    part *p = w->p;
    uint32_t at = block, count = 0;

    do {
        for (int side = 0; side < 2; side++) {
            const uint32_t *start = side == 0 ? p->left_start : p->right_start;
            const uint32_t *items = side == 0 ? p->left_links : p->right_links;

            for (uint32_t i = start[at]; i < start[at + 1]; i++) {
                const link *l = &p->links[items[i]];
                uint32_t other = side == 0 ? l->left : l->right;

                if (p->vertices[other].block != block && p->vertices[other].band == p->vertices[at].band)
                    w->heights[count++] = p->vertices[other].y + (side == 0 ? l->drop : -l->drop);
            }
        }
        at = w->next_in_block[at];
    } while (at != block);
    if (count == 0)
        return false;
    if (count > 1)
        qsort(w->heights, count, sizeof *w->heights, compare_heights);
    *out = (w->heights[(count - 1) / 2] + w->heights[count / 2]) / 2;
    return true;
}

static void pull(placing *w, bool is_down)
{
    for (uint32_t i = 0; i < w->order_count; i++) {
        uint32_t block = w->order[is_down ? w->order_count - 1 - i : i];
        int32_t now = w->p->vertices[block].y, wished, limit;

        if (!wished_height(w, block, &wished) || (is_down ? wished <= now : wished >= now))
            continue;
        limit = is_down ? lowest(w, block) : highest(w, block);
        if (is_down ? limit < wished : limit > wished)
            wished = limit;
        if (is_down ? wished > now : wished < now)
            move_block(w, block, wished);
    }
}

static void find_bottoms(placing *w)
{
    part *p = w->p;

    for (uint32_t band = 0; band <= p->band_count; band++)
        w->band_bottom[band] = 0;

    for (uint32_t i = 0; i < p->vertex_count; i++) {
        int32_t *bottom = &w->band_bottom[p->band_count > 0 ? p->vertices[i].band : 0];
        int32_t reach = p->vertices[i].y + p->vertices[i].below;

        *bottom = reach > *bottom ? reach : *bottom;
    }
}

/* One band below the other. */
static void stack_bands(placing *w)
{
    part *p = w->p;
    int32_t top = 0;

    for (uint32_t band = 0; band < p->band_count; band++) {
        int32_t height = w->band_bottom[band] + GAP_BAND;

        p->band_tops[band] = top;
        top += height > BAND_HEIGHT ? height : BAND_HEIGHT;
    }
    p->band_tops[p->band_count] = top;
    for (uint32_t i = 0; p->band_count > 0 && i < p->vertex_count; i++)
        p->vertices[i].y += p->band_tops[p->vertices[i].band];
    p->height = p->band_count > 0 ? top : w->band_bottom[0];
}

weir_err weir_layout_place(part *p)
{
    placing w;

    WEIR_TRY(take_memory(&w, p));
    make_blocks(&w);
    sort_blocks(&w);
    for (uint32_t i = 0; i < w.order_count; i++)
        move_block(&w, w.order[i], highest(&w, w.order[i]));
    find_bottoms(&w);
    for (uint32_t band = 0; band <= p->band_count; band++)
        w.band_bottom[band] += PULL_ROOM;
    for (int i = 0; i < PULL_COUNT; i++)
        pull(&w, i % 2 == 0);
    find_bottoms(&w);
    stack_bands(&w);
    return WEIR_OK;
}
