/* SPDX-License-Identifier: Apache-2.0
 * xml/diagram.h - from the elements of a document to a graph, and from its places to a BPMNDiagram.
 *
 * Layer: xml; private to this folder.
 */
#ifndef WEIR_XML_DIAGRAM_H
#define WEIR_XML_DIAGRAM_H

#include "layout/layout.h"
#include "xml/scene.h"

typedef struct weir_diagram_lane {
    xmlNodePtr element;
    uint32_t depth, pool;              /* pool: a node */
    uint32_t first_band, end_of_bands; /* in it */
} weir_diagram_lane;

/* What one BPMNDiagram shows: a collaboration with its processes, or a process. */
typedef struct weir_diagram {
    xmlNodePtr subject;
    xmlDocPtr document;
    const weir_xml_ids *ids;
    weir_arena *arena;
    struct {
        weir_layout_node *items;
        uint32_t count, capacity;
    } nodes;
    struct {
        xmlNodePtr *items; /* of the nodes; NULL: not shown */
        uint32_t count, capacity;
    } elements;
    struct {
        weir_layout_edge *items;
        uint32_t count, capacity;
    } edges;
    struct {
        xmlNodePtr *items; /* of the edges */
        uint32_t count, capacity;
    } edge_elements;
    struct {
        weir_diagram_lane *items;
        uint32_t count, capacity;
    } lanes;
} weir_diagram;

/* diagram_graph.c: nodes, lanes and edges of the subject; sizes from their labels. ENOMEM. */
WEIR_MUST_USE weir_err weir_diagram_read(weir_diagram *diagram);
/* diagram.c */
WEIR_MUST_USE weir_err weir_diagram_write(const weir_diagram *diagram, uint32_t number);

#endif
