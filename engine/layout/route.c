/* SPDX-License-Identifier: Apache-2.0
 * layout/route.c - channels between columns: tracks for the upright pieces of flows, then columns in pixels and lines.
 *
 * Channel c is on the left of column c; the last one is on the right of all. Pieces that come from one node, or go to
 * one, share a track. The order of tracks keeps crossings few and lines off each other. Labels stand behind the tracks.
 * Layer: layout.
 */
#include <stdlib.h>

#include "layout/layout_internal.h"

enum { ORDER_NET_COUNT_MAX = 400, PASS_COUNT_MAX = 30, OVERLAP_COST = 1000, STRAIGHT = INT32_MIN };

/* A piece of a flow in a channel: ends with their heights, on the left or right side of the channel. */
typedef struct piece {
    uint32_t channel, step, net;
    int32_t y[2];
    bool is_right[2];
    uint64_t group; /* pieces of one group share a track */
} piece;

/* Pieces on one track: pieces[first … first + count). */
typedef struct net {
    uint32_t first, count, track;
    int32_t top, bottom;
} net;

typedef struct routing {
    part *p;
    piece *pieces;
    uint32_t piece_count;
    net *nets; /* of one channel */
    uint32_t net_count;
    int32_t *channel_width, *channel_x, *label_width;
    uint32_t *track_count, *track_of; /* by channel; by step */
    uint32_t *out_count, *in_count;   /* flows by node */
} routing;

static int compare_pieces(const void *a, const void *b)
{
    const piece *left = a, *right = b;

    if (left->channel != right->channel)
        return left->channel < right->channel ? -1 : 1;
    if (left->group != right->group)
        return left->group < right->group ? -1 : 1;
    return left->step < right->step ? -1 : left->step > right->step;
}

static weir_err take_memory(routing *r, part *p)
{
    uint32_t channels = p->layer_count + 1;

    *r = (routing){.p = p};
    r->pieces = WEIR_TAKE(p->arena, piece, p->step_count);
    r->nets = WEIR_TAKE(p->arena, net, p->step_count);
    r->channel_width = WEIR_TAKE(p->arena, int32_t, channels);
    r->channel_x = WEIR_TAKE(p->arena, int32_t, channels);
    r->label_width = WEIR_TAKE(p->arena, int32_t, channels);
    r->track_count = WEIR_TAKE(p->arena, uint32_t, channels);
    r->track_of = WEIR_TAKE(p->arena, uint32_t, p->step_count);
    r->out_count = WEIR_TAKE(p->arena, uint32_t, p->vertex_count);
    r->in_count = WEIR_TAKE(p->arena, uint32_t, p->vertex_count);
    p->layer_x = WEIR_TAKE(p->arena, int32_t, p->layer_count);
    p->layer_width = WEIR_TAKE(p->arena, int32_t, p->layer_count);
    return r->pieces != NULL && r->nets != NULL && r->channel_width != NULL && r->channel_x != NULL &&
                   r->label_width != NULL && r->track_count != NULL && r->track_of != NULL && r->out_count != NULL &&
                   r->in_count != NULL && p->layer_x != NULL && p->layer_width != NULL
               ? WEIR_OK
               : WEIR_ENOMEM;
}

/* The piece that ends at step i of a way. */
static piece piece_of(const routing *r, const path *way, uint32_t i)
{
    const part *p = r->p;
    uint32_t step = way->first + i, from = p->steps[step - 1], to = p->steps[step];
    const vertex *a = &p->vertices[from], *b = &p->vertices[to];
    piece one = {.step = step, .y = {a->y + (i == 1 ? way->exit : 0), b->y}};

    if (way->goes_back) { /* out on the right, then through passages to the left, in on the left */
        one.is_right[0] = i > 1;
        one.is_right[1] = i + 1 == way->count;
        one.channel = i == 1 ? a->layer + 1 : a->layer;
    } else {
        one.is_right[1] = true;
        one.channel = b->layer;
    }
    one.group = (uint64_t)3 << 62 | step;
    if (i == 1 && (r->out_count[from] > 1 || way->exit > 0))
        one.group = (uint64_t)1 << 62 | (uint64_t)p->layout->edges[way->edge].source;
    else if (i + 1 == way->count && r->in_count[to] > 1)
        one.group = (uint64_t)2 << 62 | to;
    return one;
}

static bool is_straight(const piece *one)
{
    return one->y[0] == one->y[1] && one->is_right[0] != one->is_right[1];
}

static void collect_pieces(routing *r)
{
    part *p = r->p;

    for (uint32_t i = 0; i < p->path_count; i++) {
        r->out_count[p->steps[p->paths[i].first]]++;
        r->in_count[p->steps[p->paths[i].first + p->paths[i].count - 1]]++;
    }
    for (uint32_t i = 0; i < p->path_count; i++) {
        const path *way = &p->paths[i];
        int32_t label = p->layout->edges[way->edge].label_width;

        for (uint32_t k = 1; k < way->count; k++) {
            piece one = piece_of(r, way, k);

            if (k == 1 && !way->goes_back && label > r->label_width[one.channel])
                r->label_width[one.channel] = label;
            r->track_of[one.step] = NONE;
            if (!is_straight(&one))
                r->pieces[r->piece_count++] = one;
        }
    }
    if (r->piece_count > 1)
        qsort(r->pieces, r->piece_count, sizeof *r->pieces, compare_pieces);
}

static bool overlap(const net *a, const net *b)
{
    return a->top <= b->bottom + CLEARANCE && b->top <= a->bottom + CLEARANCE;
}

/* What it costs to have `left` on the left of `right`. */
static uint32_t cost_of(const routing *r, const net *left, const net *right)
{
    uint32_t cost = 0;

    for (uint32_t i = left->first; i < left->first + left->count; i++) {
        for (int end = 0; end < 2; end++) {
            int32_t y = r->pieces[i].y[end];

            if (!r->pieces[i].is_right[end])
                continue;
            cost += y >= right->top && y <= right->bottom;
            for (uint32_t k = right->first; k < right->first + right->count; k++) {
                for (int other = 0; other < 2; other++)
                    cost +=
                        !r->pieces[k].is_right[other] && abs(r->pieces[k].y[other] - y) < CLEARANCE ? OVERLAP_COST : 0;
            }
        }
    }
    for (uint32_t k = right->first; k < right->first + right->count; k++) {
        for (int end = 0; end < 2; end++) {
            int32_t y = r->pieces[k].y[end];

            cost += !r->pieces[k].is_right[end] && y >= left->top && y <= left->bottom;
        }
    }
    return cost;
}

static int compare_nets(const void *a, const void *b)
{
    const net *left = a, *right = b;
    int32_t left_middle = left->top + left->bottom, right_middle = right->top + right->bottom;

    if (left_middle != right_middle)
        return left_middle < right_middle ? -1 : 1;
    return left->first < right->first ? -1 : left->first > right->first;
}

/* How far to the left the i-th gets best, past others that may cost for themselves. */
static uint32_t best_place(const routing *r, uint32_t i)
{
    int64_t gain = 0, best_gain = 0;
    uint32_t best = i;

    for (uint32_t k = i; k > 0; k--) {
        const net *left = &r->nets[k - 1], *own = &r->nets[i];

        if (overlap(left, own))
            gain += (int64_t)cost_of(r, left, own) - (int64_t)cost_of(r, own, left);
        if (gain > best_gain) {
            best_gain = gain;
            best = k - 1;
        }
    }
    return best;
}

static void order_nets(routing *r)
{
    bool has_changed = true;

    if (r->net_count > 1)
        qsort(r->nets, r->net_count, sizeof *r->nets, compare_nets);
    for (int pass = 0; has_changed && pass < PASS_COUNT_MAX && r->net_count <= ORDER_NET_COUNT_MAX; pass++) {
        has_changed = false;
        for (uint32_t i = 1; i < r->net_count; i++) {
            const uint32_t place = best_place(r, i);
            const net own = r->nets[i];

            for (uint32_t k = i; k > place; k--)
                r->nets[k] = r->nets[k - 1];
            r->nets[place] = own;
            has_changed |= place < i;
        }
    }
}

/* The leftmost track behind those of all that overlap and come before. */
static void set_tracks(routing *r, uint32_t channel)
{
    for (uint32_t i = 0; i < r->net_count; i++) {
        net *own = &r->nets[i];

        own->track = 0;
        if (r->net_count > 4 * ORDER_NET_COUNT_MAX) {
            own->track = i;
        } else {
            for (uint32_t k = 0; k < i; k++) {
                if (overlap(own, &r->nets[k]) && r->nets[k].track >= own->track)
                    own->track = r->nets[k].track + 1;
            }
        }
        if (own->track + 1 > r->track_count[channel])
            r->track_count[channel] = own->track + 1;
        for (uint32_t k = own->first; k < own->first + own->count; k++)
            r->track_of[r->pieces[k].step] = own->track;
    }
}

static void fill_channel(routing *r, uint32_t first, uint32_t end)
{
    r->net_count = 0;
    for (uint32_t i = first; i < end; i++) {
        const piece *one = &r->pieces[i];
        int32_t top = one->y[0] < one->y[1] ? one->y[0] : one->y[1], bottom = one->y[0] + one->y[1] - top;
        net *last;

        if (i == first || one->group != r->pieces[i - 1].group)
            r->nets[r->net_count++] = (net){i, 0, 0, top, bottom};
        last = &r->nets[r->net_count - 1];
        last->count++;
        last->top = top < last->top ? top : last->top;
        last->bottom = bottom > last->bottom ? bottom : last->bottom;
    }
    order_nets(r);
    set_tracks(r, r->pieces[first].channel);
}

/* Columns and channels from left to right. */
static void set_columns(routing *r)
{
    part *p = r->p;
    int32_t x = 0;

    for (uint32_t i = 0; i < p->vertex_count; i++) {
        int32_t *width = &p->layer_width[p->vertices[i].layer];

        *width = p->vertices[i].width > *width ? p->vertices[i].width : *width;
    }
    for (uint32_t c = 0; c <= p->layer_count; c++) {
        bool is_outer = c == 0 || c == p->layer_count;
        int32_t tracks = (int32_t)r->track_count[c] * GAP_TRACK;
        int32_t label = r->label_width[c] > 0 ? r->label_width[c] + GAP_CHANNEL / 2 : 0;

        r->channel_x[c] = x;
        r->channel_width[c] = is_outer && tracks == 0 ? 0 : 2 * GAP_CHANNEL + tracks + label;
        x += r->channel_width[c];
        if (c < p->layer_count) {
            p->layer_x[c] = x;
            x += p->layer_width[c];
        }
    }
    p->width = x;
    for (uint32_t i = 0; i < p->vertex_count; i++) {
        vertex *v = &p->vertices[i];

        v->x = p->layer_x[v->layer] + (p->layer_width[v->layer] - v->width) / 2;
    }
}

static int32_t track_x(const routing *r, uint32_t step, uint32_t channel)
{
    return r->channel_x[channel] + GAP_CHANNEL + (int32_t)r->track_of[step] * GAP_TRACK;
}

/* ── lines ─────────────────────────────────────────────────────────────────────────────────────────────── */

typedef struct line {
    weir_layout_point *points;
    uint32_t count;
} line;

/* Points on the way between two others on a straight line are left out. */
static void add_point(line *l, int32_t x, int32_t y)
{
    weir_layout_point *last = l->count > 0 ? &l->points[l->count - 1] : NULL;

    if (last != NULL && last->x == x && last->y == y)
        return;
    if (l->count > 1 &&
        ((l->points[l->count - 2].x == x && last->x == x) || (l->points[l->count - 2].y == y && last->y == y)))
        *last = (weir_layout_point){x, y};
    else
        l->points[l->count++] = (weir_layout_point){x, y};
}

static uint32_t neighbour_in_column(const part *p, const vertex *v, bool below)
{
    uint32_t from = p->layer_start[v->layer], count = p->layer_start[v->layer + 1] - from;

    if (below ? v->position + 1 >= count : v->position == 0)
        return NONE;
    return p->in_layer[from + v->position + (below ? 1 : UINT32_MAX)];
}

/* Whether the column is free between a vertex and a height, and at that height; own: a passage that may be there. */
static bool is_free(const part *p, const vertex *v, int32_t y, const vertex *own)
{
    bool below = y > v->y;
    uint32_t next = neighbour_in_column(p, v, below);

    if (below ? y < v->y + v->below : y > v->y - v->above)
        return false;
    if (next == NONE || &p->vertices[next] == own)
        return true;
    return below ? p->vertices[next].y - p->vertices[next].above > y
                 : p->vertices[next].y + p->vertices[next].below < y;
}

/* Which side of a node a line may use towards a height: -1 the upper one, 1 the lower one, 0 none. Flows that go back
 * may reach any node there that nothing hangs from. */
static int side_towards(const part *p, const vertex *v, int32_t y, const vertex *own)
{
    const weir_layout_node *node = v->node != NONE ? &p->layout->nodes[v->node] : NULL;
    bool is_below = y > v->y;

    if (node == NULL || (node->kind != WEIR_LAYOUT_DIAMOND && own == NULL) || !is_free(p, v, y, own))
        return 0;
    if (is_below)
        return v->below == node->height - node->height / 2 ? 1 : 0;
    return v->above == node->height / 2 ? -1 : 0;
}

/* Whether the lowest line below a node may go down to a height in front of its target. */
static bool may_drop(const part *p, const path *way, const vertex *source, int32_t y)
{
    uint32_t attached = p->layout->edges[way->edge].source;

    return y > source->y + way->exit && is_free(p, source, y, NULL) && p->fittings[attached].line_count == 1 &&
           p->fittings[attached].is_lowest;
}

static weir_err draw(routing *r, const path *way, uint8_t *corners)
{
    part *p = r->p;
    weir_layout_edge *edge = &p->layout->edges[way->edge];
    const vertex *source = &p->vertices[p->steps[way->first]],
                 *target = &p->vertices[p->steps[way->first + way->count - 1]];
    const weir_layout_node *from = &p->layout->nodes[source->node], *to = &p->layout->nodes[target->node];
    int32_t source_middle = source->x + source->width / 2, target_middle = target->x + target->width / 2;
    piece first = piece_of(r, way, 1), last = piece_of(r, way, way->count - 1);
    int leaves =
        way->exit == 0 && !is_straight(&first) && first.y[1] != first.y[0]
            ? side_towards(p, source, first.y[1], way->goes_back ? &p->vertices[p->steps[way->first + 1]] : NULL)
            : 0;
    bool drops = way->exit > 0 && may_drop(p, way, source, first.y[1]);
    int arrives = !is_straight(&last) && last.y[0] != last.y[1] && (way->count > 2 || (leaves == 0 && !drops))
                      ? side_towards(p, target, last.y[0],
                                     way->goes_back ? &p->vertices[p->steps[way->first + way->count - 2]] : NULL)
                      : 0;
    line l = {WEIR_TAKE(p->arena, weir_layout_point, 4 * (size_t)way->count + 4), 0};

    if (l.points == NULL)
        return WEIR_ENOMEM;
    /* Lines of both directions don't meet at a corner. Bits: 1 and 2 the lower one is left or reached, 4 and 8 the
     * upper. */
    if (leaves != 0 && (corners[source - p->vertices] & (leaves > 0 ? 2 : 8)))
        leaves = 0;
    if (leaves != 0)
        corners[source - p->vertices] |= leaves > 0 ? 1 : 4;
    if (arrives != 0 && (corners[target - p->vertices] & (arrives > 0 ? 1 : 4)))
        arrives = 0;
    if (arrives != 0)
        corners[target - p->vertices] |= arrives > 0 ? 2 : 8;

    if (way->exit > 0) { /* from the lower border of an attached node */
        int32_t x = source_middle - from->width / 2 + r->p->fittings[edge->source].offset_x +
                    p->layout->nodes[edge->source].width / 2;

        add_point(&l, x,
                  source->y + from->height - from->height / 2 + p->layout->nodes[edge->source].height -
                      p->layout->nodes[edge->source].height / 2);
        add_point(&l, x, drops ? first.y[1] : source->y + way->exit);
    } else if (leaves != 0) {
        add_point(&l, source_middle,
                  leaves > 0 ? source->y + from->height - from->height / 2 : source->y - from->height / 2);
        add_point(&l, source_middle, first.y[1]);
    } else {
        add_point(&l, source_middle + from->width - from->width / 2, source->y);
    }
    for (uint32_t i = 1; i < way->count; i++) {
        piece one = piece_of(r, way, i);

        if ((i == 1 && (leaves != 0 || drops)) || (i + 1 == way->count && arrives != 0) ||
            r->track_of[one.step] == NONE)
            continue;
        add_point(&l, track_x(r, one.step, one.channel), one.y[0]);
        add_point(&l, track_x(r, one.step, one.channel), one.y[1]);
    }
    if (arrives != 0) {
        add_point(&l, target_middle, last.y[0]);
        add_point(&l, target_middle,
                  arrives > 0 ? target->y + to->height - to->height / 2 : target->y - to->height / 2);
    } else {
        add_point(&l, target_middle - to->width / 2, target->y);
    }
    edge->points = l.points;
    edge->point_count = l.count;
    if (way->goes_back) {
        const vertex *passage = &p->vertices[p->steps[way->first + 1]];

        edge->label = (weir_layout_point){passage->x + (passage->width - edge->label_width) / 2,
                                          passage->y - edge->label_height - 3};
    } else {
        int32_t behind = r->channel_x[first.channel] + GAP_CHANNEL + (int32_t)r->track_count[first.channel] * GAP_TRACK;

        edge->label = (weir_layout_point){behind, first.y[1] - edge->label_height - 3};
    }
    return WEIR_OK;
}

weir_err weir_layout_route(part *p)
{
    routing r;
    uint8_t *corners;

    WEIR_TRY(take_memory(&r, p));
    corners = WEIR_TAKE(p->arena, uint8_t, p->vertex_count);
    if (corners == NULL)
        return WEIR_ENOMEM;
    collect_pieces(&r);
    for (uint32_t i = 0, first = 0; i < r.piece_count; i++) {
        if (i + 1 == r.piece_count || r.pieces[i + 1].channel != r.pieces[first].channel) {
            fill_channel(&r, first, i + 1);
            first = i + 1;
        }
    }
    set_columns(&r);
    for (uint32_t i = 0; i < p->path_count; i++)
        WEIR_TRY(draw(&r, &p->paths[i], corners));
    return WEIR_OK;
}
