/* SPDX-License-Identifier: Apache-2.0
 * xml/diagram.c - a diagram for a document that has none, as BPMN keeps it.
 *
 * A collaboration is one diagram; so is each process that no pool of it shows.
 * Layer: xml.
 */
#include "xml/diagram.h"

#include <stdio.h>
#include <string.h>

enum { HEAD_WIDTH = 30 };

typedef struct writing {
    const weir_diagram *diagram;
    xmlNsPtr bpmndi, dc, di;
    bool has_failed;
} writing;

static xmlNodePtr add(writing *w, xmlNodePtr parent, xmlNsPtr ns, const char *name)
{
    xmlNodePtr node = parent != NULL ? xmlNewChild(parent, ns, (const xmlChar *)name, NULL) : NULL;

    w->has_failed = w->has_failed || node == NULL;
    return node;
}

static void set(writing *w, xmlNodePtr node, const char *name, const char *value)
{
    if (node != NULL && xmlNewProp(node, (const xmlChar *)name, (const xmlChar *)value) == NULL)
        w->has_failed = true;
}

static void set_number(writing *w, xmlNodePtr node, const char *name, int32_t number)
{
    char text[16];

    (void)snprintf(text, sizeof text, "%d", number);
    set(w, node, name, text);
}

/* The id of an element, with an ending. */
static void set_reference(writing *w, xmlNodePtr node, const char *name, xmlNodePtr element, const char *ending)
{
    weir_text id = weir_node_attribute(element, "id");
    xmlChar *text = xmlStrdup((const xmlChar *)(id.at != NULL ? id.at : ""));

    text = text != NULL ? xmlStrcat(text, (const xmlChar *)ending) : NULL;
    if (text == NULL)
        w->has_failed = true;
    else
        set(w, node, name, (const char *)text);
    xmlFree(text);
}

static void add_bounds(writing *w, xmlNodePtr parent, int32_t x, int32_t y, int32_t width, int32_t height)
{
    xmlNodePtr bounds = add(w, parent, w->dc, "Bounds");

    set_number(w, bounds, "x", x);
    set_number(w, bounds, "y", y);
    set_number(w, bounds, "width", width);
    set_number(w, bounds, "height", height);
}

static void add_label(writing *w, xmlNodePtr parent, weir_layout_point at, int32_t width, int32_t height)
{
    if (width > 0 && height > 0)
        add_bounds(w, add(w, parent, w->bpmndi, "BPMNLabel"), at.x, at.y, width, height);
}

static xmlNodePtr add_shape(writing *w, xmlNodePtr plane, xmlNodePtr element)
{
    xmlNodePtr shape = add(w, plane, w->bpmndi, "BPMNShape");

    set_reference(w, shape, "id", element, "_di");
    set_reference(w, shape, "bpmnElement", element, "");
    return shape;
}

/* Whether any node is inside; parents come before. */
static bool holds_nodes(const weir_diagram *d, uint32_t ix)
{
    for (uint32_t i = ix + 1; i < d->nodes.count; i++) {
        if (d->nodes.items[i].parent == ix)
            return true;
        if (d->nodes.items[i].parent < ix || d->nodes.items[i].parent == WEIR_LAYOUT_NONE)
            return false; /* what is inside follows at once */
    }
    return false;
}

static void write_node(writing *w, xmlNodePtr plane, uint32_t ix)
{
    const weir_diagram *d = w->diagram;
    const weir_layout_node *node = &d->nodes.items[ix];
    xmlNodePtr element = d->elements.items[ix], shape;

    if (element == NULL)
        return;
    shape = add_shape(w, plane, element);
    if (node->kind == WEIR_LAYOUT_OUTER)
        set(w, shape, "isHorizontal", "true");
    if (strstr((const char *)element->name, "ubProcess") != NULL ||
        strcmp((const char *)element->name, "transaction") == 0)
        set(w, shape, "isExpanded", holds_nodes(d, ix) ? "true" : "false");
    if (strcmp((const char *)element->name, "exclusiveGateway") == 0)
        set(w, shape, "isMarkerVisible", "true");
    add_bounds(w, shape, node->x, node->y, node->width, node->height);
    add_label(w, shape, node->label, node->label_width, node->label_height);
}

static void write_lane(writing *w, xmlNodePtr plane, const weir_diagram_lane *lane)
{
    const weir_layout_node *pool = &w->diagram->nodes.items[lane->pool];
    bool has_head = w->diagram->elements.items[lane->pool] != NULL;
    int32_t left = pool->x + HEAD_WIDTH * ((int32_t)lane->depth + has_head), top;
    xmlNodePtr shape;

    if (pool->band_tops == NULL || weir_node_attribute(lane->element, "id").length == 0)
        return;
    top = pool->band_tops[lane->first_band];
    shape = add_shape(w, plane, lane->element);
    set(w, shape, "isHorizontal", "true");
    add_bounds(w, shape, left, top, pool->x + pool->width - left, pool->band_tops[lane->end_of_bands] - top);
}

static void write_edge(writing *w, xmlNodePtr plane, uint32_t ix)
{
    const weir_layout_edge *edge = &w->diagram->edges.items[ix];
    xmlNodePtr element = w->diagram->edge_elements.items[ix];
    xmlNodePtr line = add(w, plane, w->bpmndi, "BPMNEdge");

    set_reference(w, line, "id", element, "_di");
    set_reference(w, line, "bpmnElement", element, "");
    for (uint32_t i = 0; i < edge->point_count; i++) {
        xmlNodePtr point = add(w, line, w->di, "waypoint");

        set_number(w, point, "x", edge->points[i].x);
        set_number(w, point, "y", edge->points[i].y);
    }
    if (edge->is_flow)
        add_label(w, line, edge->label, edge->label_width, edge->label_height);
}

weir_err weir_diagram_write(const weir_diagram *diagram, uint32_t number)
{
    xmlNodePtr root = xmlDocGetRootElement(diagram->document), top, plane;
    writing w = {.diagram = diagram};
    char id[32];

    top = xmlNewChild(root, NULL, (const xmlChar *)"BPMNDiagram", NULL);
    if (top == NULL)
        return WEIR_ENOMEM;
    w.bpmndi = xmlNewNs(top, (const xmlChar *)WEIR_BPMNDI_URI, (const xmlChar *)"bpmndi");
    w.dc = xmlNewNs(top, (const xmlChar *)WEIR_DC_URI, (const xmlChar *)"dc");
    w.di = xmlNewNs(top, (const xmlChar *)WEIR_DI_URI, (const xmlChar *)"di");
    if (w.bpmndi == NULL || w.dc == NULL || w.di == NULL)
        return WEIR_ENOMEM;
    xmlSetNs(top, w.bpmndi);
    (void)snprintf(id, sizeof id, "BPMNDiagram_%u", number);
    set(&w, top, "id", id);
    if (weir_node_attribute(diagram->subject, "name").length > 0)
        set(&w, top, "name", weir_node_attribute(diagram->subject, "name").at);
    plane = add(&w, top, w.bpmndi, "BPMNPlane");
    (void)snprintf(id, sizeof id, "BPMNPlane_%u", number);
    set(&w, plane, "id", id);
    set_reference(&w, plane, "bpmnElement", diagram->subject, "");
    for (uint32_t i = 0; i < diagram->nodes.count; i++)
        write_node(&w, plane, i);
    for (uint32_t i = 0; i < diagram->lanes.count; i++)
        write_lane(&w, plane, &diagram->lanes.items[i]);
    for (uint32_t i = 0; i < diagram->edges.count; i++)
        write_edge(&w, plane, i);
    return w.has_failed ? WEIR_ENOMEM : WEIR_OK;
}

static weir_err add_one(xmlDocPtr document, const weir_xml_ids *ids, xmlNodePtr subject, uint32_t *number,
                        weir_arena *arena, weir_diag *diag)
{
    weir_diagram diagram = {.subject = subject, .document = document, .ids = ids, .arena = arena};
    weir_layout layout;

    WEIR_TRY(weir_diagram_read(&diagram));
    if (diagram.nodes.count == 0 || (diagram.nodes.count == 1 && diagram.elements.items[0] == NULL))
        return WEIR_OK; /* nothing to show */
    layout = (weir_layout){diagram.nodes.items, diagram.edges.items, diagram.nodes.count, diagram.edges.count};
    WEIR_TRY(weir_layout_run(&layout, arena, diag));
    return weir_diagram_write(&diagram, ++*number);
}

void weir_xml_remove_diagrams(xmlDocPtr document)
{
    xmlNodePtr root = xmlDocGetRootElement(document);

    for (xmlNodePtr node = root->children, next; node != NULL; node = next) {
        next = node->next;
        if (weir_node_is(node, WEIR_BPMNDI_URI, "BPMNDiagram")) {
            xmlUnlinkNode(node);
            xmlFreeNode(node);
        }
    }
}

weir_err weir_xml_add_diagram(xmlDocPtr document, weir_arena *arena, weir_diag *diag)
{
    xmlNodePtr root = xmlDocGetRootElement(document), last;
    uint32_t number = 0;
    weir_xml_ids ids;

    weir_xml_remove_diagrams(document);
    WEIR_TRY(weir_xml_ids_build(document, arena, &ids));
    last = root->last;
    for (xmlNodePtr node = root->children; node != NULL; node = node->next) {
        if (weir_node_is(node, WEIR_BPMN_URI, "collaboration"))
            WEIR_TRY(add_one(document, &ids, node, &number, arena, diag));
        if (node == last)
            break;
    }
    for (xmlNodePtr node = root->children; node != NULL; node = node->next) {
        if (weir_node_is(node, WEIR_BPMN_URI, "process") && node->_private == NULL)
            WEIR_TRY(add_one(document, &ids, node, &number, arena, diag));
        if (node == last)
            break;
    }
    if (number == 0)
        return weir_fail(diag, WEIR_EMODEL, WEIR_NO_TEXT,
                         "the file has no diagram, and no process with elements that could be laid out");
    return WEIR_OK;
}
