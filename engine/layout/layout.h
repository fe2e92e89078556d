/* SPDX-License-Identifier: Apache-2.0
 * layout/layout.h - places for nested graphs: left to right, with right angles.
 *
 * Nodes are boxes in boxes. Inside each box its flows point to the right: nodes stand in columns, one after the other
 * along the flows (cycles are broken where a walk from the beginning closes them), the order in a column keeps
 * crossings few, and bands (lanes) keep their nodes. Lines run in the channels between columns and through room that is
 * kept for them in columns they pass, so no flow goes through a node. Lines that are no flows look for a way around all
 * nodes. All lengths are pixels, y grows downwards. The same graph always gets the same places. Layer: layout, may use
 * base.
 */
#ifndef WEIR_LAYOUT_LAYOUT_H
#define WEIR_LAYOUT_LAYOUT_H

#include "base/arena.h"

#define WEIR_LAYOUT_NONE UINT32_MAX
#define WEIR_LAYOUT_NODE_COUNT_MAX 20000u
#define WEIR_LAYOUT_EDGE_COUNT_MAX 20000u
/* Room that flows need in columns they pass; flows beyond it look for a way like other lines. */
#define WEIR_LAYOUT_PASSAGE_COUNT_MAX 100000u

typedef struct weir_layout_point {
    int32_t x, y;
} weir_layout_point;

typedef enum weir_layout_kind {
    WEIR_LAYOUT_BOX,      /* has its label inside, or below it */
    WEIR_LAYOUT_DIAMOND,  /* flows may use its upper and lower corner; its label stands above */
    WEIR_LAYOUT_ATTACHED, /* on the lower border of its anchor; its label stands on the right of a line downwards */
    WEIR_LAYOUT_BESIDE,   /* above its anchor, if it has one; its label stands above, too */
    WEIR_LAYOUT_OUTER     /* nothing around it: outer boxes stand below each other, all as wide as the widest */
} weir_layout_kind;

typedef struct weir_layout_node {
    weir_layout_kind kind;
    uint32_t parent;       /* before it in the array; NONE: of OUTER */
    uint32_t anchor;       /* of ATTACHED and BESIDE: a node with the same parent, or NONE for BESIDE */
    uint32_t band;         /* of its parent; ignored if that has none */
    int32_t width, height; /* in: at least; out: what it got, larger only if it holds nodes or has others attached */
    int32_t label_width, label_height;
    uint32_t band_count;                              /* of a box with bands */
    int32_t pad_left, pad_top, pad_right, pad_bottom; /* around what it holds */

    int32_t x, y;            /* out */
    weir_layout_point label; /* out: upper left corner */
    int32_t *band_tops;      /* out: band_count + 1 of them */
} weir_layout_node;

typedef struct weir_layout_edge {
    uint32_t source, target;
    bool is_flow; /* decides about the places; both ends have the same parent, ATTACHED ones that of their anchor */
    int32_t label_width, label_height;

    weir_layout_point *points; /* out: two at least */
    uint32_t point_count;
    weir_layout_point label; /* out, of a flow with a label */
} weir_layout_edge;

typedef struct weir_layout {
    weir_layout_node *nodes;
    weir_layout_edge *edges;
    uint32_t node_count, edge_count;
} weir_layout;

/* Fills in what is out. ELIMIT with the name of the limit; ENOMEM. */
WEIR_MUST_USE weir_err weir_layout_run(weir_layout *layout, weir_arena *arena, weir_diag *diag);

#endif
