/* SPDX-License-Identifier: Apache-2.0
 * xml/diagram_graph.c - what of a model becomes nodes and edges of a graph, and how large they are.
 *
 * Data and notes stand beside the first node that they are associated with. A compensation and its handler are joined
 * like by a flow. Lanes are the bands of their pool, the innermost ones.
 * Layer: xml.
 */
#include <string.h>

#include "xml/diagram.h"

enum {
    ACTIVITY_WIDTH = 100,
    ACTIVITY_HEIGHT = 80,
    WIDE_ACTIVITY_WIDTH = 150,
    EVENT_SIZE = 36,
    GATEWAY_SIZE = 50,
    DATA_WIDTH = 36,
    DATA_HEIGHT = 50,
    STORE_SIZE = 50,
    NOTE_WIDTH = 120,
    LABEL_WIDTH = 90,
    HEAD_WIDTH = 30,
    POOL_PAD = 28,
    CLOSED_POOL_HEIGHT = 60,
    POOL_WIDTH = 320
};

static bool is_named(xmlNodePtr node, const char *name)
{
    return strcmp((const char *)node->name, name) == 0;
}

static uint32_t index_of(xmlNodePtr element)
{
    return element != NULL && element->_private != NULL ? (uint32_t)((uintptr_t)element->_private - 1)
                                                        : WEIR_LAYOUT_NONE;
}

static void set_index(xmlNodePtr element, uint32_t ix)
{
    element->_private = (void *)((uintptr_t)ix + 1);
}

static weir_err add_node(weir_diagram *d, xmlNodePtr element, weir_layout_node node, uint32_t *out)
{
    WEIR_TRY(WEIR_GROW(d->arena, &d->nodes));
    WEIR_TRY(WEIR_GROW(d->arena, &d->elements));
    *out = d->nodes.count;
    d->nodes.items[d->nodes.count++] = node;
    d->elements.items[d->elements.count++] = element;
    return WEIR_OK;
}

/* Size of a text of which each line is at most so wide. */
static weir_err measure(weir_diagram *d, weir_text text, int64_t width_max, int32_t *width, int32_t *height,
                        uint32_t *lines)
{
    weir_xml_lines broken;

    WEIR_TRY(weir_xml_wrap(text, 11 * WEIR_XML_PIXEL, width_max * WEIR_XML_PIXEL, 6, d->arena, &broken));
    *width = (int32_t)(broken.width / WEIR_XML_PIXEL) + (broken.count > 0);
    *height = (int32_t)broken.count * 13;
    *lines = broken.count;
    return WEIR_OK;
}

static weir_err size_activity(weir_diagram *d, xmlNodePtr element, weir_layout_node *node)
{
    int32_t width, height;
    uint32_t lines;

    node->width = ACTIVITY_WIDTH;
    node->height = ACTIVITY_HEIGHT;
    node->pad_left = node->pad_right = node->pad_bottom = 28;
    node->pad_top = 40;
    WEIR_TRY(measure(d, weir_node_attribute(element, "name"), ACTIVITY_WIDTH - 16, &width, &height, &lines));
    if (lines > 3)
        node->width = WIDE_ACTIVITY_WIDTH;
    return WEIR_OK;
}

static weir_err size_note(weir_diagram *d, xmlNodePtr element, weir_layout_node *node)
{
    xmlNodePtr text = weir_node_child(element, "text");
    int32_t width, height;
    uint32_t lines;

    WEIR_TRY(measure(d, text != NULL ? weir_node_text(text) : WEIR_NO_TEXT, NOTE_WIDTH - 10, &width, &height, &lines));
    node->width = NOTE_WIDTH;
    node->height = height + 10 > 30 ? height + 10 : 30;
    return WEIR_OK;
}

static weir_err size_of(weir_diagram *d, xmlNodePtr element, weir_layout_node *node)
{
    weir_text text;
    uint32_t lines;

    WEIR_TRY(weir_scene_text(element, d->ids, d->arena, &text));
    switch (weir_manner_of(element)) {
    case WEIR_MANNER_ACTIVITY:
        return size_activity(d, element, node);
    case WEIR_MANNER_NOTE:
        node->kind = WEIR_LAYOUT_BESIDE;
        node->anchor = WEIR_LAYOUT_NONE;
        return size_note(d, element, node);
    case WEIR_MANNER_GATEWAY:
        node->kind = WEIR_LAYOUT_DIAMOND;
        node->width = node->height = GATEWAY_SIZE;
        break;
    case WEIR_MANNER_DATA:
        node->kind = WEIR_LAYOUT_BESIDE;
        node->anchor = WEIR_LAYOUT_NONE;
        node->width = is_named(element, "dataStoreReference") ? STORE_SIZE : DATA_WIDTH;
        node->height = is_named(element, "dataStoreReference") ? STORE_SIZE : DATA_HEIGHT;
        break;
    case WEIR_MANNER_EVENT:
    case WEIR_MANNER_NONE:
    case WEIR_MANNER_POOL:
    case WEIR_MANNER_LANE:
    case WEIR_MANNER_GROUP:
    case WEIR_MANNER_TALK:
    case WEIR_MANNER_EDGE:
        node->width = node->height = EVENT_SIZE;
        break;
    }
    return measure(d, text, LABEL_WIDTH, &node->label_width, &node->label_height, &lines);
}

/* Whether an element gets a shape in the box of its parent. */
static bool is_shown(xmlNodePtr element)
{
    weir_manner manner = weir_manner_of(element);

    if (index_of(element->parent) == WEIR_LAYOUT_NONE || weir_node_attribute(element, "id").length == 0)
        return false;
    return manner == WEIR_MANNER_ACTIVITY || manner == WEIR_MANNER_EVENT || manner == WEIR_MANNER_GATEWAY ||
           manner == WEIR_MANNER_NOTE || is_named(element, "dataObjectReference") ||
           is_named(element, "dataStoreReference");
}

static weir_err read_process(weir_diagram *d, xmlNodePtr process, uint32_t box)
{
    set_index(process, box);
    for (xmlNodePtr at = weir_node_next(process, process); at != NULL; at = weir_node_next(at, process)) {
        weir_layout_node node = {.kind = WEIR_LAYOUT_BOX, .parent = index_of(at->parent), .anchor = WEIR_LAYOUT_NONE};
        uint32_t ix;

        if (!is_shown(at))
            continue;
        WEIR_TRY(size_of(d, at, &node));
        WEIR_TRY(add_node(d, at, node, &ix));
        set_index(at, ix);
    }
    return WEIR_OK;
}

/* Boundary events find their hosts when all nodes are there. */
static void attach(weir_diagram *d)
{
    for (uint32_t i = 0; i < d->nodes.count; i++) {
        xmlNodePtr element = d->elements.items[i];
        uint32_t host = WEIR_LAYOUT_NONE;

        if (element != NULL && is_named(element, "boundaryEvent"))
            host = index_of(weir_xml_ids_find(d->ids, weir_node_attribute(element, "attachedToRef")));
        if (host == WEIR_LAYOUT_NONE || host == i || d->nodes.items[host].parent != d->nodes.items[i].parent ||
            weir_manner_of(d->elements.items[host]) != WEIR_MANNER_ACTIVITY)
            continue;
        d->nodes.items[i].kind = WEIR_LAYOUT_ATTACHED;
        d->nodes.items[i].anchor = host;
    }
}

/* ── lanes ─────────────────────────────────────────────────────────────────────────────────────────────── */

static bool is_lane(xmlNodePtr node)
{
    return weir_node_is(node, WEIR_BPMN_URI, "lane");
}

static uint32_t lane_depth(xmlNodePtr lane, xmlNodePtr process)
{
    uint32_t depth = 0;

    for (xmlNodePtr at = lane->parent; at != process; at = at->parent)
        depth += is_lane(at);
    return depth;
}

static void set_band(weir_diagram *d, xmlNodePtr lane, uint32_t band, bool is_innermost)
{
    for (xmlNodePtr child = lane->children; child != NULL; child = child->next) {
        uint32_t ix;

        if (!weir_node_is(child, WEIR_BPMN_URI, "flowNodeRef"))
            continue;
        ix = index_of(weir_xml_ids_find(d->ids, weir_node_text(child)));
        if (ix != WEIR_LAYOUT_NONE && (is_innermost || d->nodes.items[ix].band == WEIR_LAYOUT_NONE))
            d->nodes.items[ix].band = band;
    }
}

/* The lanes of a process are the bands of its box. */
static weir_err read_lanes(weir_diagram *d, xmlNodePtr process, uint32_t box)
{
    xmlNodePtr set = weir_node_child(process, "laneSet");
    uint32_t band_count = 0, depth_count = 0, first = d->lanes.count;

    if (set == NULL)
        return WEIR_OK;
    for (uint32_t i = box; i < d->nodes.count; i++)
        d->nodes.items[i].band = WEIR_LAYOUT_NONE;
    for (xmlNodePtr at = weir_node_next(set, set); at != NULL; at = weir_node_next(at, set)) {
        xmlNodePtr inner = is_lane(at) ? weir_node_child(at, "childLaneSet") : NULL;
        bool is_innermost = inner == NULL || weir_node_child(inner, "lane") == NULL;
        weir_diagram_lane lane = {.element = at, .pool = box, .first_band = band_count};

        if (!is_lane(at))
            continue;
        lane.depth = lane_depth(at, process);
        depth_count = lane.depth + 1 > depth_count ? lane.depth + 1 : depth_count;
        set_band(d, at, band_count, is_innermost);
        band_count += is_innermost;
        WEIR_TRY(WEIR_GROW(d->arena, &d->lanes));
        d->lanes.items[d->lanes.count++] = lane;
    }
    for (uint32_t i = first; i < d->lanes.count; i++) { /* a lane ends where the next one that is not inside begins */
        uint32_t next = i + 1;

        while (next < d->lanes.count && d->lanes.items[next].depth > d->lanes.items[i].depth)
            next++;
        d->lanes.items[i].end_of_bands = next < d->lanes.count ? d->lanes.items[next].first_band : band_count;
    }
    d->nodes.items[box].band_count = band_count;
    d->nodes.items[box].pad_left += (int32_t)depth_count * HEAD_WIDTH;
    d->nodes.items[box].pad_top = d->nodes.items[box].pad_bottom = 0;
    for (uint32_t i = box; i < d->nodes.count; i++) {
        if (d->nodes.items[i].band == WEIR_LAYOUT_NONE)
            d->nodes.items[i].band = 0;
    }
    return WEIR_OK;
}

/* ── edges ─────────────────────────────────────────────────────────────────────────────────────────────── */

static xmlNodePtr end_of(const weir_diagram *d, xmlNodePtr element, const char *name)
{
    weir_text reference = weir_node_attribute(element, name);
    xmlNodePtr child = reference.length == 0 ? weir_node_child(element, name) : NULL;

    return weir_xml_ids_find(d->ids, child != NULL ? weir_node_text(child) : reference);
}

static bool compensates(xmlNodePtr element, xmlNodePtr source)
{
    return is_named(element, "association") && is_named(source, "boundaryEvent") &&
           weir_node_child(source, "compensateEventDefinition") != NULL;
}

/* The node that stands in a box for itself: of an attached one its host. */
static uint32_t standing(const weir_diagram *d, uint32_t ix)
{
    return d->nodes.items[ix].kind == WEIR_LAYOUT_ATTACHED ? d->nodes.items[ix].anchor : ix;
}

/* A note or data stands beside the other end of its first association; beside the source of a flow that it is about. */
static void anchor_beside(weir_diagram *d, xmlNodePtr beside, xmlNodePtr other)
{
    uint32_t ix = index_of(beside), anchor;

    if (ix == WEIR_LAYOUT_NONE || d->nodes.items[ix].kind != WEIR_LAYOUT_BESIDE ||
        d->nodes.items[ix].anchor != WEIR_LAYOUT_NONE)
        return;
    if (other != NULL && is_named(other, "sequenceFlow"))
        other = end_of(d, other, "sourceRef");
    anchor = index_of(other);
    if (anchor == WEIR_LAYOUT_NONE || d->nodes.items[anchor].kind == WEIR_LAYOUT_OUTER)
        return;
    anchor = standing(d, anchor);
    if (d->nodes.items[anchor].kind != WEIR_LAYOUT_BESIDE && d->nodes.items[anchor].parent == d->nodes.items[ix].parent)
        d->nodes.items[ix].anchor = anchor;
}

static weir_err read_edge(weir_diagram *d, xmlNodePtr element)
{
    xmlNodePtr source = end_of(d, element, "sourceRef"), target = end_of(d, element, "targetRef");
    weir_layout_edge edge = {0};
    uint32_t lines;

    if (is_named(element, "dataInputAssociation"))
        target = element->parent;
    else if (is_named(element, "dataOutputAssociation"))
        source = element->parent;
    anchor_beside(d, source, target);
    anchor_beside(d, target, source);
    edge.source = index_of(source);
    edge.target = index_of(target);
    if (edge.source == WEIR_LAYOUT_NONE || edge.target == WEIR_LAYOUT_NONE ||
        weir_node_attribute(element, "id").length == 0)
        return WEIR_OK;
    if (edge.source == edge.target && !is_named(element, "sequenceFlow"))
        return WEIR_OK;
    edge.is_flow = (is_named(element, "sequenceFlow") || compensates(element, source)) &&
                   d->nodes.items[edge.source].parent == d->nodes.items[edge.target].parent &&
                   d->nodes.items[edge.source].kind != WEIR_LAYOUT_BESIDE &&
                   d->nodes.items[edge.source].kind != WEIR_LAYOUT_OUTER &&
                   (d->nodes.items[edge.target].kind == WEIR_LAYOUT_BOX ||
                    d->nodes.items[edge.target].kind == WEIR_LAYOUT_DIAMOND);
    if (edge.is_flow)
        WEIR_TRY(measure(d, weir_node_attribute(element, "name"), LABEL_WIDTH, &edge.label_width, &edge.label_height,
                         &lines));
    WEIR_TRY(WEIR_GROW(d->arena, &d->edges));
    WEIR_TRY(WEIR_GROW(d->arena, &d->edge_elements));
    d->edges.items[d->edges.count++] = edge;
    d->edge_elements.items[d->edge_elements.count++] = element;
    return WEIR_OK;
}

static weir_err read_edges(weir_diagram *d, xmlNodePtr top)
{
    for (xmlNodePtr at = weir_node_next(top, top); at != NULL; at = weir_node_next(at, top)) {
        if (weir_manner_of(at) == WEIR_MANNER_EDGE)
            WEIR_TRY(read_edge(d, at));
    }
    return WEIR_OK;
}

/* ── subjects ──────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err read_pool(weir_diagram *d, xmlNodePtr participant)
{
    xmlNodePtr process = weir_xml_ids_find(d->ids, weir_node_attribute(participant, "processRef"));
    weir_layout_node pool = {.kind = WEIR_LAYOUT_OUTER,
                             .parent = WEIR_LAYOUT_NONE,
                             .anchor = WEIR_LAYOUT_NONE,
                             .width = POOL_WIDTH,
                             .height = CLOSED_POOL_HEIGHT,
                             .pad_left = HEAD_WIDTH + POOL_PAD,
                             .pad_top = POOL_PAD,
                             .pad_right = POOL_PAD,
                             .pad_bottom = POOL_PAD};
    uint32_t ix;

    if (weir_node_attribute(participant, "id").length == 0)
        return WEIR_OK;
    if (process != NULL && (!is_named(process, "process") || index_of(process) != WEIR_LAYOUT_NONE))
        process = NULL; /* shown in another pool already */
    WEIR_TRY(add_node(d, participant, pool, &ix));
    set_index(participant, ix);
    if (process == NULL)
        return WEIR_OK;
    d->nodes.items[ix].height = 2 * CLOSED_POOL_HEIGHT;
    WEIR_TRY(read_process(d, process, ix));
    return read_lanes(d, process, ix);
}

static weir_err read_collaboration(weir_diagram *d)
{
    for (xmlNodePtr at = d->subject->children; at != NULL; at = at->next) {
        if (weir_node_is(at, WEIR_BPMN_URI, "participant"))
            WEIR_TRY(read_pool(d, at));
    }
    attach(d);
    for (xmlNodePtr at = d->subject->children; at != NULL; at = at->next) {
        xmlNodePtr process = NULL;

        if (weir_node_is(at, WEIR_BPMN_URI, "participant"))
            process = weir_xml_ids_find(d->ids, weir_node_attribute(at, "processRef"));
        if (process != NULL && index_of(process) == index_of(at) && index_of(at) != WEIR_LAYOUT_NONE)
            WEIR_TRY(read_edges(d, process));
    }
    return read_edges(d, d->subject);
}

static weir_err read_alone(weir_diagram *d)
{
    const weir_layout_node box = {.kind = WEIR_LAYOUT_OUTER, .parent = WEIR_LAYOUT_NONE, .anchor = WEIR_LAYOUT_NONE};
    uint32_t ix;

    WEIR_TRY(add_node(d, NULL, box, &ix));
    WEIR_TRY(read_process(d, d->subject, ix));
    WEIR_TRY(read_lanes(d, d->subject, ix));
    if (d->nodes.items[ix].band_count > 0)
        d->nodes.items[ix].pad_left += POOL_PAD;
    attach(d);
    return read_edges(d, d->subject);
}

weir_err weir_diagram_read(weir_diagram *diagram)
{
    return is_named(diagram->subject, "collaboration") ? read_collaboration(diagram) : read_alone(diagram);
}
