/* SPDX-License-Identifier: Apache-2.0
 * xml/scene.c - reading a diagram: shapes, lines and their numbers.
 *
 * Layer: xml.
 */
#include "xml/scene.h"

#include <stdlib.h>
#include <string.h>

#define LENGTH_MAX ((int64_t)weir_xml_diagram_length_max * WEIR_XML_PIXEL)

typedef struct reading {
    const weir_xml_ids *ids;
    weir_arena *arena;
    weir_scene *scene;
    weir_diag *diag;
} reading;

/* An xs:double as hundredths; false: it is none, or not finite. What is too large comes out as twice the limit. */
bool weir_scene_length(weir_text text, int64_t *out)
{
    text = weir_text_trim(text);
    bool is_negative = text.length > 0 && text.at[0] == '-';
    size_t i = text.length > 0 && (text.at[0] == '-' || text.at[0] == '+');
    int64_t number = 0, exponent = 0, sign = 1;
    int32_t places = 0;
    bool has_digits = false, has_point = false;

    for (; i < text.length && text.at[i] != 'e' && text.at[i] != 'E'; i++) {
        char c = text.at[i];

        if (c == '.' && !has_point) {
            has_point = true;
        } else if (c >= '0' && c <= '9') {
            has_digits = true;
            if (number < INT64_MAX / 100) {
                number = number * 10 + (c - '0');
                places += has_point;
            } else {
                places -= !has_point;
            }
        } else {
            return false;
        }
    }
    if (i < text.length) {
        i++;
        if (i < text.length && (text.at[i] == '-' || text.at[i] == '+'))
            sign = text.at[i++] == '-' ? -1 : 1;
        if (i == text.length)
            return false;
        for (; i < text.length; i++) {
            if (text.at[i] < '0' || text.at[i] > '9')
                return false;
            exponent = exponent > 10000 ? exponent : exponent * 10 + (text.at[i] - '0');
        }
    }
    exponent = exponent * sign - places + 2; /* hundredths */
    for (; exponent > 0 && number != 0 && number < 2 * LENGTH_MAX; exponent--)
        number *= 10;
    for (; exponent < 0 && number != 0; exponent++)
        number /= 10;
    if (number > 2 * LENGTH_MAX)
        number = 2 * LENGTH_MAX;
    *out = is_negative ? -number : number;
    return has_digits;
}

static weir_err read_length(const reading *r, xmlNodePtr node, weir_text of, const char *name, int64_t *out)
{
    weir_text text = weir_node_attribute(node, name);

    if (!weir_scene_length(text, out))
        return weir_fail_at(r->diag, WEIR_EMODEL, of, weir_node_line(node), 0,
                            "the %s of '%.*s' in the diagram is '%.*s', which is no number", name, WEIR_ARG(of),
                            WEIR_ARG(text));
    if (*out > LENGTH_MAX || *out < -LENGTH_MAX)
        return weir_fail_at(r->diag, WEIR_ELIMIT, of, weir_node_line(node), 0,
                            "the %s of '%.*s' in the diagram is more than %u pixels (limit xml_diagram_length_max)",
                            name, WEIR_ARG(of), (unsigned)weir_xml_diagram_length_max);
    return WEIR_OK;
}

static weir_err read_box(const reading *r, xmlNodePtr bounds, weir_text of, weir_xml_box *out)
{
    WEIR_TRY(read_length(r, bounds, of, "x", &out->x));
    WEIR_TRY(read_length(r, bounds, of, "y", &out->y));
    WEIR_TRY(read_length(r, bounds, of, "width", &out->width));
    WEIR_TRY(read_length(r, bounds, of, "height", &out->height));
    if (out->width < 0 || out->height < 0)
        return weir_fail_at(r->diag, WEIR_EMODEL, of, weir_node_line(bounds), 0,
                            "the size of '%.*s' in the diagram is negative", WEIR_ARG(of));
    return WEIR_OK;
}

static uint32_t rank_of(const weir_scene_shape *shape)
{
    static const uint32_t ranks[] = {[WEIR_MANNER_POOL] = 0,  [WEIR_MANNER_LANE] = 1,    [WEIR_MANNER_ACTIVITY] = 4,
                                     [WEIR_MANNER_EVENT] = 5, [WEIR_MANNER_GATEWAY] = 4, [WEIR_MANNER_DATA] = 4,
                                     [WEIR_MANNER_NOTE] = 4,  [WEIR_MANNER_GROUP] = 6,   [WEIR_MANNER_TALK] = 4};

    if (shape->is_band)
        return 5;
    return shape->manner == WEIR_MANNER_ACTIVITY && shape->is_expanded ? 2 : ranks[shape->manner];
}

static weir_err read_shape(const reading *r, xmlNodePtr di)
{
    weir_text reference = weir_node_attribute(di, "bpmnElement");
    weir_scene_shape shape = {.di = di, .element = weir_xml_ids_find(r->ids, reference)};
    xmlNodePtr bounds = weir_node_child(di, "Bounds");

    shape.manner = weir_manner_of(shape.element);
    if (shape.manner == WEIR_MANNER_NONE || shape.manner == WEIR_MANNER_EDGE)
        return WEIR_OK; /* of something that is not in the file, or has no shape */
    if (bounds == NULL)
        return weir_fail_at(r->diag, WEIR_EMODEL, reference, weir_node_line(di), 0,
                            "'%.*s' has no bounds in the diagram", WEIR_ARG(reference));
    WEIR_TRY(read_box(r, bounds, reference, &shape.box));
    shape.is_band = weir_node_attribute(di, "choreographyActivityShape").length > 0;
    shape.is_vertical = weir_text_equal(weir_node_attribute(di, "isHorizontal"), WEIR_T("false"));
    if (weir_node_attribute(di, "isHorizontal").length == 0)
        shape.is_vertical = shape.manner == WEIR_MANNER_POOL && shape.box.height > 2 * shape.box.width;
    shape.order = r->scene->shapes.count;
    WEIR_TRY(WEIR_GROW(r->arena, &r->scene->shapes));
    r->scene->shapes.items[r->scene->shapes.count++] = shape;
    return WEIR_OK;
}

static weir_err read_edge(const reading *r, xmlNodePtr di)
{
    weir_text reference = weir_node_attribute(di, "bpmnElement");
    weir_scene_edge edge = {.di = di, .element = weir_xml_ids_find(r->ids, reference)};
    uint32_t capacity = 0;

    if (weir_manner_of(edge.element) != WEIR_MANNER_EDGE)
        return WEIR_OK;
    for (xmlNodePtr child = di->children; child != NULL; child = child->next) {
        weir_xml_point point;

        if (child->type != XML_ELEMENT_NODE || strcmp((const char *)child->name, "waypoint") != 0)
            continue;
        WEIR_TRY(read_length(r, child, reference, "x", &point.x));
        WEIR_TRY(read_length(r, child, reference, "y", &point.y));
        WEIR_TRY(weir_arena_grow(r->arena, &edge.points, edge.point_count, &capacity, sizeof *edge.points));
        edge.points[edge.point_count++] = point;
    }
    WEIR_TRY(WEIR_GROW(r->arena, &r->scene->edges));
    r->scene->edges.items[r->scene->edges.count++] = edge;
    return WEIR_OK;
}

/* Where the line from the middle of a box to a point leaves the box. */
static weir_xml_point border_towards(weir_xml_box box, weir_xml_point to)
{
    weir_xml_point middle = {box.x + box.width / 2, box.y + box.height / 2};
    int64_t dx = to.x - middle.x, dy = to.y - middle.y;
    int64_t half_width = box.width / 2, half_height = box.height / 2;

    if (dx == 0 && dy == 0)
        return middle;
    if (dy == 0 || llabs(dx) * half_height > llabs(dy) * half_width) {
        weir_xml_point side = {middle.x + (dx > 0 ? half_width : -half_width), middle.y + dy * half_width / llabs(dx)};
        return side;
    }
    return (weir_xml_point){middle.x + dx * half_height / llabs(dy), middle.y + (dy > 0 ? half_height : -half_height)};
}

/* The shape an end of an edge stands at, if it is shown. */
static weir_scene_shape *end_of(const reading *r, xmlNodePtr element, const char *attribute)
{
    weir_text reference = weir_node_attribute(element, attribute);
    xmlNodePtr child = reference.length == 0 ? weir_node_child(element, attribute) : NULL;
    xmlNodePtr end = weir_xml_ids_find(r->ids, child != NULL ? weir_node_text(child) : reference);

    return end != NULL ? end->_private : NULL;
}

/* Labels keep away from lines. */
static void note_line(weir_scene_shape *shape, weir_xml_point at)
{
    if (shape == NULL)
        return;
    shape->has_line_above = shape->has_line_above || at.y <= shape->box.y + 2 * WEIR_XML_PIXEL;
    shape->has_line_below = shape->has_line_below || at.y >= shape->box.y + shape->box.height - 2 * WEIR_XML_PIXEL;
}

/* Labels of activities keep away from what is attached to them. */
static void note_attached(const reading *r, const weir_scene_shape *shape)
{
    xmlNodePtr host = strcmp((const char *)shape->element->name, "boundaryEvent") == 0
                          ? weir_xml_ids_find(r->ids, weir_node_attribute(shape->element, "attachedToRef"))
                          : NULL;
    weir_scene_shape *on = host != NULL ? host->_private : NULL;
    int64_t middle = shape->box.y + shape->box.height / 2;

    if (on == NULL)
        return;
    on->has_attached_above = on->has_attached_above || middle < on->box.y + on->box.height / 4;
    on->has_attached_below = on->has_attached_below || middle > on->box.y + on->box.height * 3 / 4;
}

/* An edge without way points goes straight from shape to shape. */
static weir_err complete_edge(const reading *r, weir_scene_edge *edge)
{
    weir_scene_shape *from = end_of(r, edge->element, "sourceRef"), *to = end_of(r, edge->element, "targetRef");
    bool is_input = strcmp((const char *)edge->element->name, "dataInputAssociation") == 0;

    if (edge->point_count >= 2) {
        note_line(from, edge->points[0]);
        note_line(to, edge->points[edge->point_count - 1]);
        return WEIR_OK;
    }
    edge->point_count = 0;
    if (strncmp((const char *)edge->element->name, "data", 4) == 0) {
        weir_scene_shape *owner = edge->element->parent->_private;

        if (is_input)
            to = owner;
        else
            from = owner;
    }
    if (from == NULL || to == NULL || from == to)
        return WEIR_OK;
    edge->points = WEIR_TAKE(r->arena, weir_xml_point, 2);
    if (edge->points == NULL)
        return WEIR_ENOMEM;
    edge->point_count = 2;
    edge->points[0] =
        border_towards(from->box, (weir_xml_point){to->box.x + to->box.width / 2, to->box.y + to->box.height / 2});
    edge->points[1] = border_towards(to->box, edge->points[0]);
    return WEIR_OK;
}

static int compare_painting(const void *a, const void *b)
{
    const weir_scene_shape *left = a, *right = b;
    int64_t left_area = (left->box.width / WEIR_XML_PIXEL) * (left->box.height / WEIR_XML_PIXEL);
    int64_t right_area = (right->box.width / WEIR_XML_PIXEL) * (right->box.height / WEIR_XML_PIXEL);

    if (left->rank != right->rank)
        return left->rank < right->rank ? -1 : 1;
    if (left->rank < 4 && left_area != right_area)
        return left_area > right_area ? -1 : 1;
    return left->order < right->order ? -1 : left->order > right->order;
}

/* From here on each element of BPMN knows its shape in this diagram. */
static void link_shapes(weir_scene *scene)
{
    for (uint32_t i = 0; i < scene->shapes.count; i++) {
        if (!scene->shapes.items[i].is_band)
            scene->shapes.items[i].element->_private = &scene->shapes.items[i];
    }
}

static void settle_shapes(weir_scene *scene)
{
    link_shapes(scene);
    for (uint32_t i = 0; i < scene->shapes.count; i++) {
        weir_scene_shape *parent = scene->shapes.items[i].element->parent->_private;

        if (parent != NULL)
            parent->holds_shapes = true;
    }
    for (uint32_t i = 0; i < scene->shapes.count; i++) {
        weir_scene_shape *shape = &scene->shapes.items[i];
        weir_text said = weir_node_attribute(shape->di, "isExpanded");

        shape->is_expanded = said.length > 0 ? weir_text_equal(said, WEIR_T("true")) : shape->holds_shapes;
        shape->rank = rank_of(shape);
    }
    if (scene->shapes.count > 1)
        qsort(scene->shapes.items, scene->shapes.count, sizeof *scene->shapes.items, compare_painting);
    link_shapes(scene);
}

weir_err weir_scene_read(xmlNodePtr diagram, const weir_xml_ids *ids, weir_arena *arena, weir_scene *out,
                         weir_diag *diag)
{
    reading r = {ids, arena, out, diag};

    *out = (weir_scene){.diagram = diagram};
    for (xmlNodePtr node = weir_node_next(diagram, diagram); node != NULL; node = weir_node_next(node, diagram)) {
        if (weir_node_is(node, WEIR_BPMNDI_URI, "BPMNShape"))
            WEIR_TRY(read_shape(&r, node));
        else if (weir_node_is(node, WEIR_BPMNDI_URI, "BPMNEdge"))
            WEIR_TRY(read_edge(&r, node));
    }
    settle_shapes(out);
    for (uint32_t i = 0; i < out->edges.count; i++)
        WEIR_TRY(complete_edge(&r, &out->edges.items[i]));
    for (uint32_t i = 0; i < out->shapes.count; i++)
        note_attached(&r, &out->shapes.items[i]);
    for (uint32_t i = 0; i < out->shapes.count; i++)
        out->shapes.items[i].element->_private = NULL;
    return WEIR_OK;
}
