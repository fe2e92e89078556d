/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/layout/layout_checks.h - what must hold of every layout, whatever the graph was.
 */
#ifndef WEIR_TESTS_LAYOUT_CHECKS_H
#define WEIR_TESTS_LAYOUT_CHECKS_H

#include <stdio.h>

#include "layout/layout.h"

typedef struct layout_faults {
    char first[256]; /* "" if there are none */
    uint32_t count;
    uint32_t line_through_count; /* of lines that are no flows: counted, no fault */
} layout_faults;

typedef struct check_box {
    int32_t x, y, width, height;
} check_box;

#define LAYOUT_FAULT(faults, ...)                                                                                      \
    do {                                                                                                               \
        if ((faults)->count++ == 0)                                                                                    \
            (void)snprintf((faults)->first, sizeof(faults)->first, __VA_ARGS__);                                       \
    } while (0)

static inline check_box box_of(const weir_layout_node *node)
{
    return (check_box){node->x, node->y, node->width, node->height};
}

static inline bool boxes_overlap(check_box a, check_box b)
{
    return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

static inline bool is_around(const weir_layout *layout, uint32_t box, uint32_t node)
{
    for (uint32_t at = node; at != WEIR_LAYOUT_NONE; at = layout->nodes[at].parent) {
        if (at == box)
            return true;
    }
    return false;
}

static inline bool is_on_border(check_box box, weir_layout_point at)
{
    bool is_in_width = at.x >= box.x && at.x <= box.x + box.width;
    bool is_in_height = at.y >= box.y && at.y <= box.y + box.height;

    return is_in_width && is_in_height &&
           (at.x == box.x || at.x == box.x + box.width || at.y == box.y || at.y == box.y + box.height);
}

static inline void check_siblings(const weir_layout *layout, layout_faults *faults)
{
    for (uint32_t i = 0; i < layout->node_count; i++) {
        const weir_layout_node *a = &layout->nodes[i];

        if (a->parent != WEIR_LAYOUT_NONE) {
            const weir_layout_node *box = &layout->nodes[a->parent];

            if (a->x < box->x || a->y < box->y || a->x + a->width > box->x + box->width ||
                a->y + a->height > box->y + box->height)
                LAYOUT_FAULT(faults, "node %u is not inside its box %u", i, a->parent);
        }
        for (uint32_t k = i + 1; k < layout->node_count; k++) {
            const weir_layout_node *b = &layout->nodes[k];
            bool is_attached = (a->kind == WEIR_LAYOUT_ATTACHED && a->anchor == k) ||
                               (b->kind == WEIR_LAYOUT_ATTACHED && b->anchor == i);

            if (a->parent == b->parent && !is_attached && boxes_overlap(box_of(a), box_of(b)))
                LAYOUT_FAULT(faults, "nodes %u and %u overlap", i, k);
        }
    }
}

static inline void check_line(const weir_layout *layout, uint32_t ix, layout_faults *faults)
{
    const weir_layout_edge *edge = &layout->edges[ix];

    if (edge->point_count < 2) {
        LAYOUT_FAULT(faults, "edge %u has %u points", ix, edge->point_count);
        return;
    }
    if (!is_on_border(box_of(&layout->nodes[edge->source]), edge->points[0]) ||
        !is_on_border(box_of(&layout->nodes[edge->target]), edge->points[edge->point_count - 1]))
        LAYOUT_FAULT(faults, "edge %u from %u to %u does not end at the borders of its nodes", ix, edge->source,
                     edge->target);
    for (uint32_t i = 1; i < edge->point_count; i++) {
        weir_layout_point a = edge->points[i - 1], b = edge->points[i];
        check_box piece = {a.x < b.x ? a.x : b.x, a.y < b.y ? a.y : b.y, (a.x < b.x ? b.x - a.x : a.x - b.x) + 1,
                           (a.y < b.y ? b.y - a.y : a.y - b.y) + 1};

        if (a.x != b.x && a.y != b.y)
            LAYOUT_FAULT(faults, "edge %u has a piece that is neither level nor upright", ix);
        for (uint32_t k = 0; k < layout->node_count; k++) {
            check_box inside = box_of(&layout->nodes[k]);

            if (is_around(layout, k, edge->source) || is_around(layout, k, edge->target))
                continue;
            inside.x += 2;
            inside.y += 2;
            inside.width -= 4;
            inside.height -= 4;
            if (!boxes_overlap(inside, piece))
                continue;
            if (edge->is_flow)
                LAYOUT_FAULT(faults, "edge %u from %u to %u runs through node %u", ix, edge->source, edge->target, k);
            else
                faults->line_through_count++;
        }
    }
}

/* Labels stand on no node but those around them. */
static inline void check_label(const weir_layout *layout, check_box label, uint32_t own, layout_faults *faults)
{
    for (uint32_t k = 0; label.height > 0 && k < layout->node_count; k++) {
        if (!is_around(layout, k, own) && boxes_overlap(label, box_of(&layout->nodes[k])) &&
            layout->nodes[own].anchor != k)
            LAYOUT_FAULT(faults, "the label of (or of a flow from) node %u is on node %u", own, k);
    }
}

static inline int32_t common_length(int32_t a1, int32_t a2, int32_t b1, int32_t b2)
{
    int32_t a_low = a1 < a2 ? a1 : a2, a_high = a1 < a2 ? a2 : a1, b_low = b1 < b2 ? b1 : b2,
            b_high = b1 < b2 ? b2 : b1;

    return (a_high < b_high ? a_high : b_high) - (a_low > b_low ? a_low : b_low);
}

static inline bool lines_overlap(const weir_layout_edge *a, const weir_layout_edge *b)
{
    for (uint32_t i = 1; i < a->point_count; i++) {
        for (uint32_t k = 1; k < b->point_count; k++) {
            weir_layout_point p = a->points[i - 1], q = a->points[i], r = b->points[k - 1], s = b->points[k];

            if ((p.y == q.y && r.y == s.y && p.y == r.y && common_length(p.x, q.x, r.x, s.x) > 3) ||
                (p.x == q.x && r.x == s.x && p.x == r.x && common_length(p.y, q.y, r.y, s.y) > 3))
                return true;
        }
    }
    return false;
}

/* Pairs of flows that lie on each other, though they have no end in common. */
static inline uint32_t count_overlaps(const weir_layout *layout)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < layout->edge_count; i++) {
        for (uint32_t k = i + 1; k < layout->edge_count; k++) {
            const weir_layout_edge *a = &layout->edges[i], *b = &layout->edges[k];

            if (a->is_flow && b->is_flow && a->source != b->source && a->target != b->target)
                count += lines_overlap(a, b);
        }
    }
    return count;
}

static inline layout_faults check_layout(const weir_layout *layout)
{
    layout_faults faults = {.count = 0};

    check_siblings(layout, &faults);
    for (uint32_t i = 0; i < layout->edge_count; i++) {
        const weir_layout_edge *edge = &layout->edges[i];

        check_line(layout, i, &faults);
        if (edge->is_flow)
            check_label(layout, (check_box){edge->label.x, edge->label.y, edge->label_width, edge->label_height},
                        edge->source, &faults);
    }
    for (uint32_t i = 0; i < layout->node_count; i++) {
        const weir_layout_node *node = &layout->nodes[i];

        check_label(layout, (check_box){node->label.x, node->label.y, node->label_width, node->label_height}, i,
                    &faults);
    }
    return faults;
}

#endif
