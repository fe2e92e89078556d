/* SPDX-License-Identifier: Apache-2.0
 * xml/scene_write.c - scenes as elements for the sheets of xsd/render/.
 *
 *   <drawing x y width height instance>             all diagrams below each other
 *     <diagram shift name number title-y>                          shift: for transform
 *       <shape ref x y width height rank expanded vertical band fill stroke passed active failed> <label/> </shape>
 *       <edge  ref d head tail middle-x middle-y …> <label/> </edge>
 *   <label x y size step anchor turn><line/>…</label>
 *
 * head and tail are for transform, too: the end and the beginning of a line, looking outwards along the x-axis.
 * Layer: xml.
 */
#include <libxml/xmlmemory.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "xml/scene.h"

#define PX(pixels) ((int64_t)(pixels)*WEIR_XML_PIXEL)
#define MARGIN PX(20)
#define TITLE_HEIGHT PX(30)
#define LEGEND_HEIGHT PX(40)
#define LEGEND_WIDTH PX(560)
#define COLOUR_LENGTH_MAX 40u

/* Nodes are added in order; a failure of the XML library is remembered. */
typedef struct writing {
    weir_arena *arena;
    xmlNsPtr ns;
    const weir_render_wish *wish;
    weir_text *marked; /* open addressing by element: indexes into the marks, in marks_at */
    uint32_t *marks_at;
    uint32_t capacity;
    bool has_failed;
} writing;

static xmlNodePtr add(writing *w, xmlNodePtr parent, const char *name)
{
    xmlNodePtr node = parent != NULL ? xmlNewChild(parent, w->ns, (const xmlChar *)name, NULL) : NULL;

    w->has_failed = w->has_failed || node == NULL;
    return node;
}

static void set(writing *w, xmlNodePtr node, const char *name, const char *value)
{
    if (node != NULL && xmlNewProp(node, (const xmlChar *)name, (const xmlChar *)value) == NULL)
        w->has_failed = true;
}

static void set_text(writing *w, xmlNodePtr node, const char *name, weir_text value)
{
    xmlChar *copy;

    if (value.at == NULL)
        return;
    copy = xmlStrndup((const xmlChar *)value.at, (int)value.length);
    if (copy == NULL)
        w->has_failed = true;
    else
        set(w, node, name, (const char *)copy);
    xmlFree(copy);
}

static void print_length(char out[static 24], int64_t length)
{
    (void)snprintf(out, 24, "%s%lld.%02d", length < 0 ? "-" : "", (long long)(llabs(length) / WEIR_XML_PIXEL),
                   (int)(llabs(length) % WEIR_XML_PIXEL));
}

static void set_length(writing *w, xmlNodePtr node, const char *name, int64_t length)
{
    char text[24];

    print_length(text, length);
    set(w, node, name, text);
}

static void set_count(writing *w, xmlNodePtr node, const char *name, uint32_t count)
{
    char text[16];

    (void)snprintf(text, sizeof text, "%u", count);
    if (count > 0)
        set(w, node, name, text);
}

/* A colour is a name or #hex; anything else is left out. */
static void set_colour(writing *w, xmlNodePtr node, const char *name, xmlNodePtr di, const char *first,
                       const char *second)
{
    weir_text colour = weir_text_trim(weir_node_attribute(di, first));

    if (colour.length == 0)
        colour = weir_text_trim(weir_node_attribute(di, second));
    if (colour.length == 0 || colour.length > COLOUR_LENGTH_MAX)
        return;
    for (size_t i = 0; i < colour.length; i++) {
        char c = colour.at[i];

        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c == '#' && i == 0)))
            return;
    }
    set_text(w, node, name, colour);
}

static void write_label(writing *w, xmlNodePtr parent, const weir_scene_label *label)
{
    xmlNodePtr node;

    if (label->lines.count == 0)
        return;
    node = add(w, parent, "label");
    set_length(w, node, "x", label->at.x);
    set_length(w, node, "y", label->at.y);
    set(w, node, "size", label->is_small ? "11" : "12");
    set(w, node, "step", label->is_small ? "13" : "15");
    set(w, node, "anchor", label->is_left ? "start" : "middle");
    if (label->is_turned)
        set(w, node, "turn", "true");
    if (label->is_outside)
        set(w, node, "outside", "true");
    for (uint32_t i = 0; node != NULL && i < label->lines.count; i++) {
        xmlNodePtr line = add(w, node, "line");
        weir_text text = label->lines.items[i];

        if (line != NULL)
            xmlNodeAddContentLen(line, (const xmlChar *)text.at, (int)text.length);
    }
}

static uint32_t slot_of(const writing *w, weir_text element)
{
    uint32_t mask = w->capacity - 1, slot = (uint32_t)weir_text_hash(element) & mask;

    while (w->marked[slot].at != NULL && !weir_text_equal(w->marked[slot], element))
        slot = (slot + 1) & mask;
    return slot;
}

static weir_err index_marks(writing *w)
{
    for (w->capacity = 8; w->capacity < 2 * w->wish->mark_count; w->capacity *= 2)
        continue;
    w->marked = WEIR_TAKE(w->arena, weir_text, w->capacity);
    w->marks_at = WEIR_TAKE(w->arena, uint32_t, w->capacity);
    if (w->marked == NULL || w->marks_at == NULL)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < w->wish->mark_count; i++) {
        uint32_t slot = slot_of(w, w->wish->marks[i].element);

        w->marked[slot] = w->wish->marks[i].element;
        w->marks_at[slot] = i;
    }
    return WEIR_OK;
}

static void set_marks(writing *w, xmlNodePtr node, weir_text element)
{
    uint32_t slot = slot_of(w, element);
    const weir_render_mark *mark;

    if (w->marked[slot].at == NULL)
        return;
    mark = &w->wish->marks[w->marks_at[slot]];
    set_count(w, node, "passed", mark->passed_count);
    set_count(w, node, "active", mark->active_count);
    set_count(w, node, "failed", mark->failed_count);
}

static void write_shape(writing *w, xmlNodePtr parent, const weir_scene_shape *shape)
{
    xmlNodePtr node = add(w, parent, "shape");
    weir_text reference = weir_node_attribute(shape->element, "id");

    set_text(w, node, "ref", reference);
    set_length(w, node, "x", shape->box.x);
    set_length(w, node, "y", shape->box.y);
    set_length(w, node, "width", shape->box.width);
    set_length(w, node, "height", shape->box.height);
    set_count(w, node, "rank", shape->rank + 1);
    set(w, node, "expanded", shape->is_expanded ? "true" : "false");
    set(w, node, "vertical", shape->is_vertical ? "true" : "false");
    if (shape->is_band)
        set_text(w, node, "band", weir_node_attribute(shape->di, "participantBandKind"));
    if (shape->manner == WEIR_MANNER_POOL && !shape->label.is_turned && !shape->is_vertical)
        set(w, node, "closed", "true");
    set_text(w, node, "envelope", weir_node_attribute(shape->di, "isMessageVisible"));
    set_text(w, node, "marker", weir_node_attribute(shape->di, "isMarkerVisible"));
    set_colour(w, node, "fill", shape->di, "background-color", "fill");
    set_colour(w, node, "stroke", shape->di, "border-color", "stroke");
    set_marks(w, node, reference);
    write_label(w, node, &shape->label);
}

/* The whole part of a square root. */
static int64_t root_of(int64_t square)
{
    int64_t low = 0, high = (int64_t)3037000499;

    while (low < high) {
        int64_t middle = low + (high - low + 1) / 2;

        if (middle <= square / middle)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

/* "matrix(…)" that moves the x-axis to the line from `from` to `to`, with the origin at `to`. */
static void set_direction(writing *w, xmlNodePtr node, const char *name, weir_xml_point from, weir_xml_point to)
{
    int64_t dx = to.x - from.x, dy = to.y - from.y, length = root_of(dx * dx + dy * dy);
    char x[24], y[24], text[160];
    int cosine = length > 0 ? (int)(dx * 10000 / length) : 10000, sine = length > 0 ? (int)(dy * 10000 / length) : 0;

    print_length(x, to.x);
    print_length(y, to.y);
    (void)snprintf(text, sizeof text, "translate(%s %s) scale(0.0001) matrix(%d %d %d %d 0 0)", x, y, cosine, sine,
                   -sine, cosine);
    set(w, node, name, text);
}

static weir_xml_point middle_of(const weir_scene_edge *edge)
{
    int64_t whole = 0, left;

    for (uint32_t i = 1; i < edge->point_count; i++)
        whole += llabs(edge->points[i].x - edge->points[i - 1].x) + llabs(edge->points[i].y - edge->points[i - 1].y);
    left = whole / 2;
    for (uint32_t i = 1; i < edge->point_count; i++) {
        weir_xml_point from = edge->points[i - 1], to = edge->points[i];
        int64_t length = llabs(to.x - from.x) + llabs(to.y - from.y);

        if (left <= length && length > 0)
            return (weir_xml_point){from.x + (to.x - from.x) * left / length, from.y + (to.y - from.y) * left / length};
        left -= length;
    }
    return edge->points[0];
}

static weir_err write_edge(writing *w, xmlNodePtr parent, const weir_scene_edge *edge)
{
    weir_text reference = weir_node_attribute(edge->element, "id"), path;
    weir_xml_point middle;
    weir_buffer buffer;
    xmlNodePtr node;
    uint32_t last = edge->point_count - 1;

    if (edge->point_count < 2)
        return WEIR_OK;
    node = add(w, parent, "edge");
    weir_buffer_init(&buffer, w->arena, 0);
    for (uint32_t i = 0; i < edge->point_count; i++) {
        char x[24], y[24];

        print_length(x, edge->points[i].x);
        print_length(y, edge->points[i].y);
        weir_buffer_format(&buffer, "%s%s %s", i == 0 ? "M" : " L", x, y);
    }
    WEIR_TRY(weir_buffer_done(&buffer, &path));
    set_text(w, node, "ref", reference);
    set_text(w, node, "d", path);
    set_direction(w, node, "head", edge->points[last - 1], edge->points[last]);
    set_direction(w, node, "tail", edge->points[1], edge->points[0]);
    middle = middle_of(edge);
    set_length(w, node, "middle-x", middle.x);
    set_length(w, node, "middle-y", middle.y);
    set_text(w, node, "envelope", weir_node_attribute(edge->di, "messageVisibleKind"));
    set_colour(w, node, "stroke", edge->di, "border-color", "stroke");
    set_marks(w, node, reference);
    write_label(w, node, &edge->label);
    return WEIR_OK;
}

/* The name of a diagram, else that of what it shows, of its first pool, else the id. */
static weir_text title_of(const weir_scene *scene, const weir_xml_ids *ids)
{
    weir_text name = weir_node_attribute(scene->diagram, "name");
    xmlNodePtr plane = weir_node_child(scene->diagram, "BPMNPlane");
    xmlNodePtr subject = plane != NULL ? weir_xml_ids_find(ids, weir_node_attribute(plane, "bpmnElement")) : NULL;

    if (name.length == 0 && subject != NULL)
        name = weir_node_attribute(subject, "name");
    if (name.length == 0 && subject != NULL && weir_node_child(subject, "participant") != NULL)
        name = weir_node_attribute(weir_node_child(subject, "participant"), "name");
    return name.length == 0 && subject != NULL ? weir_node_attribute(subject, "id") : name;
}

static weir_err write_scene(writing *w, xmlNodePtr drawing, const weir_scene *scene, const weir_xml_ids *ids,
                            weir_xml_point shift)
{
    xmlNodePtr diagram = add(w, drawing, "diagram");
    char x[24], y[24], text[64];

    print_length(x, shift.x);
    print_length(y, shift.y);
    (void)snprintf(text, sizeof text, "translate(%s %s)", x, y);
    set(w, diagram, "shift", text);
    set_text(w, diagram, "name", title_of(scene, ids));
    set_count(w, diagram, "number", scene->number);
    set_length(w, diagram, "title-y", shift.y + scene->bounds.y - PX(12));
    for (uint32_t i = 0; i < scene->shapes.count; i++)
        write_shape(w, diagram, &scene->shapes.items[i]);
    for (uint32_t i = 0; i < scene->edges.count; i++)
        WEIR_TRY(write_edge(w, diagram, &scene->edges.items[i]));
    return WEIR_OK;
}

weir_err weir_scene_write(xmlDocPtr document, const weir_xml_ids *ids, weir_scene *scenes, uint32_t scene_count,
                          const weir_render_wish *wish, weir_arena *arena)
{
    xmlNodePtr root = xmlDocGetRootElement(document), drawing;
    writing w = {.arena = arena, .wish = wish};
    const bool has_legend = wish->is_instance || wish->is_coverage;
    int64_t width = has_legend ? LEGEND_WIDTH : 0, height = MARGIN;

    WEIR_TRY(index_marks(&w));
    drawing = xmlNewChild(root, NULL, (const xmlChar *)"drawing", NULL);
    if (drawing == NULL)
        return WEIR_ENOMEM;
    w.ns = xmlNewNs(drawing, (const xmlChar *)WEIR_RENDER_URI, (const xmlChar *)"r");
    xmlSetNs(drawing, w.ns);
    for (uint32_t i = 0; i < scene_count; i++) {
        weir_xml_box bounds = scenes[i].bounds;

        height += scene_count > 1 ? TITLE_HEIGHT : 0;
        WEIR_TRY(write_scene(&w, drawing, &scenes[i], ids, (weir_xml_point){MARGIN - bounds.x, height - bounds.y}));
        height += bounds.height + MARGIN;
        width = bounds.width > width ? bounds.width : width;
    }
    set_length(&w, drawing, "width", width + 2 * MARGIN);
    set_length(&w, drawing, "legend-y", height);
    set_length(&w, drawing, "height", height + (has_legend ? LEGEND_HEIGHT : 0));
    set(&w, drawing, "instance", wish->is_instance ? "true" : "false");
    if (wish->is_coverage)
        set(&w, drawing, "coverage", "true");
    set(&w, drawing, "titles", scene_count > 1 ? "true" : "false");
    weir_xml_remove_diagrams(document);
    return w.has_failed ? WEIR_ENOMEM : WEIR_OK;
}
