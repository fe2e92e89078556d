/* SPDX-License-Identifier: Apache-2.0
 * layout/layout_internal.h - what the files of this folder share.
 *
 * A part is what is laid out at once: nodes of one box that hang together. layer.c finds columns, order.c the order in
 * them, place.c heights and columns in pixels, route.c tracks and lines. search.c finds ways for all other lines, when
 * everything has its place. layout.c nests parts.
 * Layer: layout.
 */
#ifndef WEIR_LAYOUT_INTERNAL_H
#define WEIR_LAYOUT_INTERNAL_H

#include "layout/layout.h"

#define NONE WEIR_LAYOUT_NONE

/* Pixels. */
enum {
    GAP_ROW = 30,      /* between two nodes in a column */
    GAP_LINE = 14,     /* half of what a line needs in a column it passes */
    GAP_CHANNEL = 22,  /* beside the tracks of a channel */
    GAP_TRACK = 12,    /* between two tracks */
    GAP_PART = 40,     /* between two parts of a box */
    GAP_OUTER = 70,    /* between two outer boxes */
    GAP_BESIDE = 24,   /* between a node and what stands above it */
    GAP_BAND = 24,     /* between nodes and the border of a band */
    BAND_HEIGHT = 120, /* at least */
    CLEARANCE = 6      /* between a line and what it passes */
};

/* A node, or the room of a flow in a column that it passes. */
typedef struct vertex {
    uint32_t node; /* NONE: a passage */
    uint32_t layer, position, band, block;
    uint32_t hook; /* of the ends of a flow that goes back: the vertex in the same column that it is tied to */
    int32_t width, above, below; /* above and below the line through its middle */
    int32_t x, y;                /* its left edge, and that line */
    int64_t key;
} vertex;

/* A piece of a flow between neighbouring columns, for those who look at columns only. */
typedef struct link {
    uint32_t left, right;
    int32_t drop; /* how far below the middle of `left` it begins; 0: at the middle */
} link;

/* A flow: its vertices from the source to the target. */
typedef struct path {
    uint32_t edge;
    uint32_t source, target; /* nodes; an ATTACHED source is replaced by its anchor */
    uint32_t first, count;   /* in part->steps */
    int32_t exit;            /* below the middle of its source */
    bool goes_back;
} path;

/* What stands at a node besides itself; by node. */
typedef struct fitting {
    uint32_t first_attached, next_attached, first_beside, next_beside; /* lists in document order */
    uint32_t line_count;                                               /* flows that leave an attached node */
    int32_t offset_x;     /* of an attached node, from the left of its anchor; of one beside, from its middle */
    int32_t exit;         /* of an attached node: where its flows turn, from the bottom of its anchor */
    int32_t above, below; /* room outside of the node itself */
    int32_t width;        /* of all of it */
    bool is_lowest;       /* of an attached node: no line turns below its own */
} fitting;

typedef struct part {
    weir_layout *layout;
    const fitting *fittings;
    weir_arena *arena;
    uint32_t band_count;
    const uint32_t *members; /* nodes, without attached and beside ones */
    uint32_t member_count;
    uint32_t *vertex_of; /* by node; shared by all parts */
    vertex *vertices;
    uint32_t vertex_count, vertex_capacity;
    path *paths;
    uint32_t path_count, path_capacity;
    uint32_t *steps;
    uint32_t step_count, step_capacity;
    link *links;
    uint32_t link_count, link_capacity;
    uint32_t layer_count;
    uint32_t *layer_start,
        *in_layer; /* vertices of layer l, by position: in_layer[layer_start[l] … layer_start[l + 1]) */
    uint32_t *left_start, *left_links, *right_start, *right_links; /* of each vertex: indexes of links */
    int32_t *layer_x, *layer_width;
    int32_t *track_x; /* by step: of the piece that ends there; NONE as INT32_MIN: straight */
    int32_t width, height;
    int32_t *band_tops; /* band_count + 1 */
} part;

/* fitting.c: needs the sizes of the nodes; sets those of anchors that are too narrow. */
void weir_layout_fit(weir_layout *layout, fitting *fittings, uint32_t node);
/* Places what stands at a node, whose own place is known. */
void weir_layout_place_fittings(weir_layout *layout, const fitting *fittings, uint32_t node);

WEIR_MUST_USE weir_err weir_layout_layers(part *p);
WEIR_MUST_USE weir_err weir_layout_order(part *p);
WEIR_MUST_USE weir_err weir_layout_place(part *p);
WEIR_MUST_USE weir_err weir_layout_route(part *p);
WEIR_MUST_USE weir_err weir_layout_search(weir_layout *layout, weir_arena *arena);

#endif
