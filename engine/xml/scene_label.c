/* SPDX-License-Identifier: Apache-2.0
 * xml/scene_label.c - where labels stand and what they say.
 *
 * Labels of activities stand inside, those of pools and lanes in their heads, all others below or at their shape; a
 * BPMNLabel with bounds says where else.
 * Layer: xml.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "xml/scene.h"

#define PX(pixels) ((int64_t)(pixels)*WEIR_XML_PIXEL)
#define FONT_SIZE PX(12)
#define SMALL_FONT_SIZE PX(11)
#define HEAD_WIDTH PX(30) /* of pools and lanes */
#define OUTSIDE_WIDTH PX(96)
#define OUTSIDE_LINES_MAX 6u

static int64_t line_height(const weir_scene_label *label)
{
    return label->is_small ? PX(13) : PX(15);
}

/* What is written at an element. */
static weir_text text_of(xmlNodePtr element, const weir_xml_ids *ids)
{
    weir_text name = weir_node_attribute(element, "name");
    xmlNodePtr other = NULL;

    if (name.length > 0)
        return name;
    if (strcmp((const char *)element->name, "textAnnotation") == 0) {
        other = weir_node_child(element, "text");
        return other != NULL ? weir_node_text(other) : name;
    }
    if (strcmp((const char *)element->name, "group") == 0) {
        other = weir_xml_ids_find(ids, weir_node_attribute(element, "categoryValueRef"));
        return other != NULL ? weir_node_attribute(other, "value") : name;
    }
    if (strcmp((const char *)element->name, "dataObjectReference") == 0)
        other = weir_xml_ids_find(ids, weir_node_attribute(element, "dataObjectRef"));
    if (strcmp((const char *)element->name, "dataStoreReference") == 0)
        other = weir_xml_ids_find(ids, weir_node_attribute(element, "dataStoreRef"));
    return other != NULL ? weir_node_attribute(other, "name") : name;
}

/* The text of a data object ends with its state: "Order [paid]". */
weir_err weir_scene_text(xmlNodePtr element, const weir_xml_ids *ids, weir_arena *arena, weir_text *out)
{
    xmlNodePtr state = weir_node_child(element, "dataState");
    weir_text name = state != NULL ? weir_node_attribute(state, "name") : WEIR_NO_TEXT;
    weir_buffer buffer;

    *out = text_of(element, ids);
    if (name.length == 0)
        return WEIR_OK;
    weir_buffer_init(&buffer, arena, 0);
    weir_buffer_text(&buffer, *out);
    weir_buffer_text(&buffer, out->length > 0 ? WEIR_T("\n[") : WEIR_T("["));
    weir_buffer_text(&buffer, name);
    weir_buffer_char(&buffer, ']');
    return weir_buffer_done(&buffer, out);
}

static uint32_t lines_in(int64_t room, int64_t height)
{
    return room < height ? 1 : (uint32_t)(room / height < 1000 ? room / height : 1000);
}

/* In the middle of a box. */
static weir_err place_inside(weir_text text, weir_xml_box box, weir_arena *arena, weir_scene_label *label)
{
    int64_t height = line_height(label);

    WEIR_TRY(weir_xml_wrap(text, label->is_small ? SMALL_FONT_SIZE : FONT_SIZE, box.width > PX(10) ? box.width : PX(10),
                           lines_in(box.height, height), arena, &label->lines));
    label->at.x = box.x + box.width / 2;
    label->at.y = box.y + (box.height - height * label->lines.count) / 2;
    return WEIR_OK;
}

/* In a head, read from below. */
static weir_err place_turned(weir_text text, weir_xml_box head, weir_arena *arena, weir_scene_label *label)
{
    WEIR_TRY(weir_xml_wrap(text, FONT_SIZE, head.height > PX(20) ? head.height - PX(8) : PX(12),
                           lines_in(head.width, line_height(label)), arena, &label->lines));
    label->is_turned = true;
    label->at.x = head.x + (head.width - line_height(label) * label->lines.count) / 2;
    label->at.y = head.y + head.height / 2;
    return WEIR_OK;
}

/* Below a point: the middle of the upper edge of the label. */
static weir_err place_below(weir_text text, weir_xml_point at, int64_t width, weir_arena *arena,
                            weir_scene_label *label)
{
    label->is_small = label->is_outside = true;
    WEIR_TRY(weir_xml_wrap(text, SMALL_FONT_SIZE, width, OUTSIDE_LINES_MAX, arena, &label->lines));
    label->at = at;
    return WEIR_OK;
}

/* The global task that a call activity calls; NULL: it calls a process. */
static xmlNodePtr called_task(xmlNodePtr element, const weir_xml_ids *ids)
{
    xmlNodePtr called = weir_xml_ids_find(ids, weir_node_attribute(element, "calledElement"));

    return called != NULL && strncmp((const char *)called->name, "global", 6) == 0 ? called : NULL;
}

static bool has_icon(xmlNodePtr element, const weir_xml_ids *ids)
{
    const char *name = (const char *)element->name;
    size_t length = strlen(name);

    if (strcmp(name, "callActivity") == 0)
        return called_task(element, ids) != NULL;
    return length > 4 && strcmp(name + length - 4, "Task") == 0;
}

static bool has_bottom_marker(const weir_scene_shape *shape, const weir_xml_ids *ids)
{
    xmlNodePtr element = shape->element;
    const char *name = (const char *)element->name;
    bool has_inside = strstr(name, "ubProcess") != NULL || strcmp(name, "transaction") == 0 ||
                      (strcmp(name, "callActivity") == 0 && called_task(element, ids) == NULL);

    return weir_node_child(element, "standardLoopCharacteristics") != NULL ||
           weir_node_child(element, "multiInstanceLoopCharacteristics") != NULL ||
           weir_text_equal(weir_node_attribute(element, "isForCompensation"), WEIR_T("true")) ||
           (!shape->is_expanded && has_inside);
}

/* Below the icon when they would touch; small, beside the icon, and then all over the box, when it has no room
 * otherwise. */
static weir_err place_in_activity(weir_scene_shape *shape, weir_text text, weir_xml_box box, const weir_xml_ids *ids,
                                  weir_arena *arena)
{
    weir_xml_box below = box;
    int64_t icon_bottom = shape->box.y + PX(22);

    below.y = icon_bottom;
    below.height = box.y + box.height - icon_bottom;
    for (int attempt = 0; attempt < 2; attempt++) {
        shape->label.is_small = attempt > 0;
        WEIR_TRY(place_inside(text, box, arena, &shape->label));
        if (has_icon(shape->element, ids) && shape->label.at.y < icon_bottom)
            WEIR_TRY(place_inside(text, below, arena, &shape->label));
        if (!shape->label.lines.is_cut)
            return WEIR_OK;
    }
    below = box;
    below.x += PX(18);
    below.width -= PX(18);
    if (has_icon(shape->element, ids)) {
        WEIR_TRY(place_inside(text, below, arena, &shape->label));
        if (!shape->label.lines.is_cut)
            return WEIR_OK;
    }
    return place_inside(text, box, arena, &shape->label);
}

static weir_err place_activity(weir_scene_shape *shape, weir_text text, const weir_xml_ids *ids, weir_arena *arena)
{
    weir_xml_box box = shape->box;

    box.x += PX(5);
    box.width -= PX(10);
    if (shape->is_expanded) {
        box.y += PX(4);
        box.height = PX(32);
        WEIR_TRY(place_inside(text, box, arena, &shape->label));
        shape->label.at.y = box.y;
        return WEIR_OK;
    }
    if (strstr((const char *)shape->element->name, "horeography") != NULL) { /* between the bands */
        box.y += box.height / 4;
        box.height -= box.height / 2;
    } else if (has_bottom_marker(shape, ids) || shape->has_attached_below) {
        box.height -= PX(18);
    }
    if (shape->has_attached_above) {
        box.y += PX(16);
        box.height -= PX(16);
    }
    return place_in_activity(shape, text, box, ids, arena);
}

static bool is_black_box(const weir_scene_shape *shape, const weir_xml_ids *ids)
{
    return !shape->holds_shapes && weir_xml_ids_find(ids, weir_node_attribute(shape->element, "processRef")) == NULL;
}

static weir_err place_pool(weir_scene_shape *shape, weir_text text, const weir_xml_ids *ids, weir_arena *arena)
{
    weir_xml_box head = shape->box;

    if (shape->manner == WEIR_MANNER_POOL && (shape->is_band || is_black_box(shape, ids)))
        return place_inside(text, head, arena, &shape->label);
    if (!shape->is_vertical) {
        head.width = HEAD_WIDTH < head.width ? HEAD_WIDTH : head.width;
        return place_turned(text, head, arena, &shape->label);
    }
    head.height = HEAD_WIDTH < head.height ? HEAD_WIDTH : head.height;
    return place_inside(text, head, arena, &shape->label);
}

static weir_err place_note(weir_scene_shape *shape, weir_text text, weir_arena *arena)
{
    weir_xml_box box = {shape->box.x + PX(6), shape->box.y + PX(3), shape->box.width - PX(8),
                        shape->box.height - PX(4)};

    shape->label.is_small = true;
    WEIR_TRY(place_inside(text, box, arena, &shape->label));
    shape->label.at.x = box.x;
    shape->label.at.y = box.y;
    shape->label.is_left = true;
    return WEIR_OK;
}

/* The bounds of the BPMNLabel; false: there are none of use. They were seen by the schema, if by anything. */
static bool label_bounds(xmlNodePtr di, weir_xml_box *out)
{
    xmlNodePtr label = weir_node_child(di, "BPMNLabel");
    xmlNodePtr bounds = label != NULL ? weir_node_child(label, "Bounds") : NULL;

    return bounds != NULL && weir_scene_length(weir_node_attribute(bounds, "x"), &out->x) &&
           weir_scene_length(weir_node_attribute(bounds, "y"), &out->y) &&
           weir_scene_length(weir_node_attribute(bounds, "width"), &out->width) &&
           weir_scene_length(weir_node_attribute(bounds, "height"), &out->height) && out->width > 0 && out->height > 0;
}

static weir_err place_at_bounds(weir_text text, weir_xml_box bounds, weir_arena *arena, weir_scene_label *label)
{
    int64_t width = bounds.width + PX(8);
    weir_xml_point at = {bounds.x + bounds.width / 2, bounds.y};

    return place_below(text, at, width > PX(60) ? width : PX(60), arena, label);
}

/* Below the shape, or where no line comes along: above, or on the right of the line. */
static weir_err place_beside(weir_scene_shape *shape, weir_text text, weir_arena *arena)
{
    weir_xml_point at = {shape->box.x + shape->box.width / 2, shape->box.y + shape->box.height + PX(4)};

    WEIR_TRY(place_below(text, at, OUTSIDE_WIDTH, arena, &shape->label));
    if (shape->has_line_below && !shape->has_line_above &&
        strcmp((const char *)shape->element->name, "boundaryEvent") != 0) {
        shape->label.at.y = shape->box.y - PX(3) - line_height(&shape->label) * shape->label.lines.count;
    } else if (shape->has_line_below) {
        shape->label.is_left = true;
        shape->label.at.x += PX(5);
        shape->label.at.y -= PX(2);
    }
    return WEIR_OK;
}

static weir_err place_shape_label(weir_scene_shape *shape, const weir_xml_ids *ids, weir_arena *arena)
{
    weir_xml_point below = {shape->box.x + shape->box.width / 2, shape->box.y + shape->box.height + PX(4)};
    weir_xml_box bounds;
    weir_text text;

    WEIR_TRY(weir_scene_text(shape->element, ids, arena, &text));
    if (text.length == 0)
        return WEIR_OK;
    if (shape->manner == WEIR_MANNER_POOL || shape->manner == WEIR_MANNER_LANE)
        return place_pool(shape, text, ids, arena);
    if (shape->manner == WEIR_MANNER_ACTIVITY)
        return place_activity(shape, text, ids, arena);
    if (shape->manner == WEIR_MANNER_NOTE)
        return place_note(shape, text, arena);
    if (label_bounds(shape->di, &bounds))
        return place_at_bounds(text, bounds, arena, &shape->label);
    if (shape->manner == WEIR_MANNER_GROUP) {
        below.y = shape->box.y + PX(4);
        return place_below(text, below, shape->box.width > PX(40) ? shape->box.width : PX(40), arena, &shape->label);
    }
    return place_beside(shape, text, arena);
}

/* Beside the middle of the longest piece, above it when it is level. */
static weir_err place_edge_label(weir_scene_edge *edge, const weir_xml_ids *ids, weir_arena *arena)
{
    weir_text text = text_of(edge->element, ids);
    int64_t longest = -1;
    weir_xml_box bounds;
    weir_xml_point at = {0, 0};
    bool is_level = true;

    if (text.length == 0 || edge->point_count < 2)
        return WEIR_OK;
    if (label_bounds(edge->di, &bounds))
        return place_at_bounds(text, bounds, arena, &edge->label);
    for (uint32_t i = 1; i < edge->point_count; i++) {
        int64_t dx = edge->points[i].x - edge->points[i - 1].x, dy = edge->points[i].y - edge->points[i - 1].y;
        int64_t length = llabs(dx) + llabs(dy) / 2;

        if (length > longest) {
            longest = length;
            is_level = llabs(dx) >= llabs(dy);
            at = (weir_xml_point){edge->points[i - 1].x + dx / 2, edge->points[i - 1].y + dy / 2};
        }
    }
    WEIR_TRY(place_below(text, at, OUTSIDE_WIDTH, arena, &edge->label));
    if (is_level)
        edge->label.at.y -= line_height(&edge->label) * edge->label.lines.count + PX(3);
    else
        edge->label.at.x += edge->label.lines.width / 2 + PX(5);
    return WEIR_OK;
}

static void include(weir_xml_box *bounds, weir_xml_box box)
{
    int64_t right = bounds->x + bounds->width, bottom = bounds->y + bounds->height;

    if (bounds->width < 0) {
        *bounds = box;
        return;
    }
    bounds->x = box.x < bounds->x ? box.x : bounds->x;
    bounds->y = box.y < bounds->y ? box.y : bounds->y;
    right = box.x + box.width > right ? box.x + box.width : right;
    bottom = box.y + box.height > bottom ? box.y + box.height : bottom;
    bounds->width = right - bounds->x;
    bounds->height = bottom - bounds->y;
}

static void include_label(weir_xml_box *bounds, const weir_scene_label *label)
{
    int64_t width = label->lines.width, height = line_height(label) * label->lines.count;
    weir_xml_box box = {label->at.x - (label->is_left ? 0 : width / 2), label->at.y, width, height};

    if (label->lines.count > 0 && !label->is_turned)
        include(bounds, box);
}

weir_err weir_scene_place_labels(weir_scene *scene, const weir_xml_ids *ids, weir_arena *arena)
{
    weir_xml_box bounds = {0, 0, -1, -1};

    for (uint32_t i = 0; i < scene->shapes.count; i++) {
        WEIR_TRY(place_shape_label(&scene->shapes.items[i], ids, arena));
        include(&bounds, scene->shapes.items[i].box);
        include_label(&bounds, &scene->shapes.items[i].label);
    }
    for (uint32_t i = 0; i < scene->edges.count; i++) {
        const weir_scene_edge *edge = &scene->edges.items[i];

        WEIR_TRY(place_edge_label(&scene->edges.items[i], ids, arena));
        for (uint32_t k = 0; k < edge->point_count; k++)
            include(&bounds, (weir_xml_box){edge->points[k].x, edge->points[k].y, 0, 0});
        include_label(&bounds, &edge->label);
    }
    if (bounds.width < 0)
        bounds = (weir_xml_box){0, 0, PX(10), PX(10)};
    scene->bounds = bounds;
    return WEIR_OK;
}
