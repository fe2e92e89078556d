/* SPDX-License-Identifier: Apache-2.0
 * xml/scene.h - what a picture of a diagram shows, with all that an XSLT sheet can't work out.
 *
 * The diagrams of a document are read, their numbers checked, elements found, labels broken into lines and placed. The
 * result is one <drawing> below the root, in the order of painting; the sheets of xsd/render/ make a picture of it.
 * Lengths are hundredths of a pixel in C, and pixels in the drawing.
 * Layer: xml; private to this folder.
 */
#ifndef WEIR_XML_SCENE_H
#define WEIR_XML_SCENE_H

#include <libxml/tree.h>

#include "xml/guard.h"
#include "xml/label.h"
#include "xml/render.h"

#define WEIR_BPMN_URI "http://www.omg.org/spec/BPMN/20100524/MODEL"
#define WEIR_BPMNDI_URI "http://www.omg.org/spec/BPMN/20100524/DI"
#define WEIR_DC_URI "http://www.omg.org/spec/DD/20100524/DC"
#define WEIR_DI_URI "http://www.omg.org/spec/DD/20100524/DI"
#define WEIR_RENDER_URI "urn:weir:render"

typedef enum weir_manner {
    WEIR_MANNER_NONE,
    WEIR_MANNER_POOL,
    WEIR_MANNER_LANE,
    WEIR_MANNER_ACTIVITY,
    WEIR_MANNER_EVENT,
    WEIR_MANNER_GATEWAY,
    WEIR_MANNER_DATA,
    WEIR_MANNER_NOTE,
    WEIR_MANNER_GROUP,
    WEIR_MANNER_TALK,
    WEIR_MANNER_EDGE
} weir_manner;

typedef struct weir_xml_box {
    int64_t x, y, width, height;
} weir_xml_box;

typedef struct weir_xml_point {
    int64_t x, y;
} weir_xml_point;

typedef struct weir_scene_label {
    weir_xml_lines lines;
    weir_xml_point at; /* top of the first line: its middle, or its left end */
    bool is_left, is_turned, is_small;
    bool is_outside; /* lines may run behind it */
} weir_scene_label;

typedef struct weir_scene_shape {
    xmlNodePtr di, element; /* element: NULL if the file has none of this name */
    weir_manner manner;
    uint32_t rank, order; /* of painting: by rank, large ones first */
    weir_xml_box box;
    bool is_expanded, is_vertical, is_band, holds_shapes;
    bool has_line_above, has_line_below;         /* an edge ends there */
    bool has_attached_above, has_attached_below; /* a boundary event stands there */
    weir_scene_label label;
} weir_scene_shape;

typedef struct weir_scene_edge {
    xmlNodePtr di, element;
    weir_xml_point *points;
    uint32_t point_count;
    weir_scene_label label;
} weir_scene_edge;

typedef struct weir_scene_shapes {
    weir_scene_shape *items;
    uint32_t count, capacity;
} weir_scene_shapes;

typedef struct weir_scene_edges {
    weir_scene_edge *items;
    uint32_t count, capacity;
} weir_scene_edges;

/* One diagram. */
typedef struct weir_scene {
    xmlNodePtr diagram;
    uint32_t number; /* in the file, 1-based */
    weir_scene_shapes shapes;
    weir_scene_edges edges;
    weir_xml_box bounds; /* of all that is shown */
} weir_scene;

/* Elements by id: open addressing. */
typedef struct weir_xml_ids {
    xmlNodePtr *slots;
    uint32_t capacity;
} weir_xml_ids;

/* ids.c: what stands in a document. absent: not there. */
WEIR_MUST_USE weir_err weir_xml_ids_build(xmlDocPtr document, weir_arena *arena, weir_xml_ids *out);
xmlNodePtr weir_xml_ids_find(const weir_xml_ids *ids, weir_text reference); /* "id" or "prefix:id"; NULL */
weir_text weir_node_attribute(xmlNodePtr node, const char *name);           /* in any namespace */
weir_text weir_node_text(xmlNodePtr node);                                  /* the first piece of text inside */
bool weir_node_is(xmlNodePtr node, const char *uri, const char *name);
xmlNodePtr weir_node_child(xmlNodePtr node, const char *name); /* the first child of this local name */
xmlNodePtr weir_node_next(xmlNodePtr node, xmlNodePtr top);    /* document order below top; elements only */
weir_manner weir_manner_of(xmlNodePtr element);
uint32_t weir_node_line(xmlNodePtr node);

/* scene.c: one BPMNDiagram. EMODEL with the element and line: a number that is none, or out of all bounds. */
WEIR_MUST_USE weir_err weir_scene_read(xmlNodePtr diagram, const weir_xml_ids *ids, weir_arena *arena, weir_scene *out,
                                       weir_diag *diag);

bool weir_scene_length(weir_text text, int64_t *out); /* a number of the diagram in hundredths; false: it is none */

/* scene_label.c: what is written at an element; of data with its state: "Order [paid]". */
WEIR_MUST_USE weir_err weir_scene_text(xmlNodePtr element, const weir_xml_ids *ids, weir_arena *arena, weir_text *out);
/* The same file: breaks and places the labels, then finds the bounds. */
WEIR_MUST_USE weir_err weir_scene_place_labels(weir_scene *scene, const weir_xml_ids *ids, weir_arena *arena);

/* scene_write.c: <drawing> as the last child of the root; the diagrams of the file are taken out. */
WEIR_MUST_USE weir_err weir_scene_write(xmlDocPtr document, const weir_xml_ids *ids, weir_scene *scenes,
                                        uint32_t scene_count, const weir_render_wish *wish, weir_arena *arena);

void weir_xml_remove_diagrams(xmlDocPtr document); /* diagram.c */
/* diagram.c: takes the diagrams of the document out and adds one that is laid out. */
WEIR_MUST_USE weir_err weir_xml_add_diagram(xmlDocPtr document, weir_arena *arena, weir_diag *diag);

#endif
