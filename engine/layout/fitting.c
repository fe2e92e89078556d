/* SPDX-License-Identifier: Apache-2.0
 * layout/fitting.c - what stands at a node: labels, attached nodes with the lines that leave them, nodes beside it.
 *
 * Below a node with attached ones there is a shelf: their lower halves, their labels, then a track for each line. Those
 * on the left turn lowest, so that their lines don't cross the others. Layer: layout.
 */
#include "layout/layout_internal.h"

enum { SLOT_GAP = 10, LABEL_GAP = 4, SHELF_TRACK = 10 };

static int32_t larger(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

/* How wide an attached node is with its label, which begins behind the middle. */
static int32_t slot_width(const weir_layout_node *node)
{
    return larger(node->width, node->width / 2 + LABEL_GAP + node->label_width) + SLOT_GAP;
}

static void fit_attached(weir_layout *layout, fitting *fittings, uint32_t anchor)
{
    weir_layout_node *host = &layout->nodes[anchor];
    int32_t width = 0, hang = 0, x, line = 0, line_count;

    for (uint32_t i = fittings[anchor].first_attached; i != NONE; i = fittings[i].next_attached) {
        const weir_layout_node *node = &layout->nodes[i];

        width += slot_width(node);
        hang = larger(hang, node->height / 2 + larger(SLOT_GAP, node->label_height + 2 * LABEL_GAP));
        line += fittings[i].line_count > 0;
    }
    if (width == 0)
        return;
    host->width = larger(host->width, width + SLOT_GAP);
    x = host->width - width;
    line_count = line;
    fittings[anchor].below = hang + line * SHELF_TRACK + LABEL_GAP;
    for (uint32_t i = fittings[anchor].first_attached; i != NONE; i = fittings[i].next_attached) {
        fittings[i].offset_x = x;
        fittings[i].exit = hang + (line - 1) * SHELF_TRACK;
        fittings[i].is_lowest = line == line_count;
        line -= fittings[i].line_count > 0;
        x += slot_width(&layout->nodes[i]);
    }
}

/* Beside nodes stand in a row above the node. */
static void fit_beside(weir_layout *layout, fitting *fittings, uint32_t anchor)
{
    int32_t width = 0, height = 0, x;

    for (uint32_t i = fittings[anchor].first_beside; i != NONE; i = fittings[i].next_beside) {
        const weir_layout_node *node = &layout->nodes[i];

        width += larger(node->width, node->label_width) + SLOT_GAP;
        height = larger(height, node->height + (node->label_height > 0 ? node->label_height + LABEL_GAP : 0));
    }
    if (width == 0)
        return;
    x = -(width - SLOT_GAP) / 2;
    for (uint32_t i = fittings[anchor].first_beside; i != NONE; i = fittings[i].next_beside) {
        int32_t slot = larger(layout->nodes[i].width, layout->nodes[i].label_width);

        fittings[i].offset_x = x + (slot - layout->nodes[i].width) / 2;
        x += slot + SLOT_GAP;
    }
    fittings[anchor].above += height + GAP_BESIDE;
    fittings[anchor].width = larger(fittings[anchor].width, width - SLOT_GAP);
}

void weir_layout_fit(weir_layout *layout, fitting *fittings, uint32_t node)
{
    const weir_layout_node *self = &layout->nodes[node];
    int32_t label = self->label_height > 0 ? self->label_height + LABEL_GAP : 0;

    fit_attached(layout, fittings, node);
    fittings[node].width = larger(self->width, self->label_width);
    if (self->kind == WEIR_LAYOUT_DIAMOND)
        fittings[node].above = label;
    else
        fittings[node].below = larger(fittings[node].below, label);
    fit_beside(layout, fittings, node);
}

void weir_layout_place_fittings(weir_layout *layout, const fitting *fittings, uint32_t node)
{
    weir_layout_node *self = &layout->nodes[node];
    int32_t middle = self->x + self->width / 2, top = self->y;

    self->label.x = middle - self->label_width / 2;
    self->label.y = self->y + self->height + LABEL_GAP;
    if (self->kind == WEIR_LAYOUT_DIAMOND && self->label_height > 0) {
        self->label.y = self->y - LABEL_GAP - self->label_height;
        top = self->label.y;
    }
    for (uint32_t i = fittings[node].first_attached; i != NONE; i = fittings[i].next_attached) {
        weir_layout_node *other = &layout->nodes[i];

        other->x = self->x + fittings[i].offset_x;
        other->y = self->y + self->height - other->height / 2;
        other->label.x = other->x + other->width / 2 + LABEL_GAP;
        other->label.y = other->y + other->height + 2;
    }
    for (uint32_t i = fittings[node].first_beside; i != NONE; i = fittings[i].next_beside) {
        weir_layout_node *other = &layout->nodes[i];
        int32_t label = other->label_height > 0 ? other->label_height + LABEL_GAP : 0;

        other->x = middle + fittings[i].offset_x;
        other->y = top - GAP_BESIDE - other->height;
        other->label.x = other->x + other->width / 2 - other->label_width / 2;
        other->label.y = other->y - label;
    }
}
