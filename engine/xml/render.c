/* SPDX-License-Identifier: Apache-2.0
 * xml/render.c - from the bytes of a file to a picture, in order.
 *
 * Layer: xml.
 */
#include "xml/render.h"

#include "xml/scene.h"
#include "xml/schema.h"
#include "xml/transform.h"

/* Decoded text, outline, scenes: a few times the file at most. */
#define SCRATCH_BYTES_MAX (16u * weir_xml_byte_count_max)

typedef struct scenes {
    weir_scene *items;
    uint32_t count, capacity;
} scenes;

static weir_err open_document(weir_text bytes, weir_arena *scratch, xmlDocPtr *out, weir_diag *diag)
{
    weir_xml_outline outline = {0};
    xmlNodePtr root;
    xmlDocPtr document;
    weir_text text;

    weir_xml_start();
    WEIR_TRY(weir_xml_decode(bytes, scratch, &text, diag));
    WEIR_TRY(weir_xml_guard(text, scratch, &outline, diag));
    WEIR_TRY(weir_xml_document_parse(text, &document, diag));
    root = xmlDocGetRootElement(document);
    if (root == NULL || !weir_node_is(root, WEIR_BPMN_URI, "definitions")) {
        xmlFreeDoc(document);
        return weir_fail(diag, WEIR_EMODEL, WEIR_NO_TEXT, "the root is not the <definitions> of BPMN 2.0");
    }
    *out = document;
    return WEIR_OK;
}

static uint32_t count_diagrams(xmlDocPtr document)
{
    uint32_t count = 0;

    for (xmlNodePtr node = xmlDocGetRootElement(document)->children; node != NULL; node = node->next)
        count += weir_node_is(node, WEIR_BPMNDI_URI, "BPMNDiagram");
    return count;
}

/* Whether any diagram has something in it. */
static bool has_shapes(xmlDocPtr document)
{
    xmlNodePtr root = xmlDocGetRootElement(document);

    for (xmlNodePtr node = root; node != NULL; node = weir_node_next(node, root)) {
        if (weir_node_is(node, WEIR_BPMNDI_URI, "BPMNShape"))
            return true;
    }
    return false;
}

static weir_err read_scenes(xmlDocPtr document, const weir_xml_ids *ids, const weir_render_wish *wish,
                            weir_arena *scratch, scenes *out, weir_diag *diag)
{
    uint32_t diagram = 0, count = count_diagrams(document);

    if (wish->diagram > count)
        return weir_fail(diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "there is no diagram %u, the file has %u", wish->diagram,
                         count);
    for (xmlNodePtr node = xmlDocGetRootElement(document)->children; node != NULL; node = node->next) {
        if (!weir_node_is(node, WEIR_BPMNDI_URI, "BPMNDiagram"))
            continue;
        diagram++;
        if (wish->diagram != 0 && wish->diagram != diagram)
            continue;
        WEIR_TRY(WEIR_GROW(scratch, out));
        WEIR_TRY(weir_scene_read(node, ids, scratch, &out->items[out->count], diag));
        WEIR_TRY(weir_scene_place_labels(&out->items[out->count], ids, scratch));
        out->items[out->count++].number = diagram;
    }
    return WEIR_OK;
}

static weir_err draw(xmlDocPtr document, weir_arena *arena, weir_text *out, weir_diag *diag)
{
    weir_xml_sheet *sheet;
    xmlDocPtr picture = NULL;
    weir_err err;

    WEIR_TRY(weir_xml_sheet_new("diagram.xsl", &sheet, diag));
    err = weir_xml_sheet_run(sheet, document, NULL, &picture, diag);
    if (err == WEIR_OK)
        err = weir_xml_document_write(picture, arena, out);
    xmlFreeDoc(picture);
    weir_xml_sheet_free(sheet);
    return err;
}

static weir_err render(xmlDocPtr document, const weir_render_wish *wish, weir_arena *scratch, weir_arena *arena,
                       weir_text *out, weir_diag *diag)
{
    scenes all = {0};
    weir_xml_ids ids;

    if (!has_shapes(document))
        WEIR_TRY(weir_xml_add_diagram(document, scratch, diag));
    WEIR_TRY(weir_xml_ids_build(document, scratch, &ids));
    WEIR_TRY(read_scenes(document, &ids, wish, scratch, &all, diag));
    WEIR_TRY(weir_scene_write(document, &ids, all.items, all.count, wish, scratch));
    return draw(document, arena, out, diag);
}

weir_err weir_xml_render(weir_text bytes, const weir_render_wish *wish, weir_arena *arena, weir_text *out,
                         weir_diag *diag)
{
    weir_arena scratch;
    xmlDocPtr document = NULL;
    weir_err err;

    weir_arena_init(&scratch, arena->memory, SCRATCH_BYTES_MAX);
    err = open_document(bytes, &scratch, &document, diag);
    if (err == WEIR_OK)
        err = render(document, wish, &scratch, arena, out, diag);
    xmlFreeDoc(document);
    weir_arena_release(&scratch);
    return err;
}

weir_err weir_xml_layout(weir_text bytes, weir_arena *arena, weir_text *out, weir_diag *diag)
{
    weir_arena scratch;
    xmlDocPtr document = NULL;
    weir_err err;

    weir_arena_init(&scratch, arena->memory, SCRATCH_BYTES_MAX);
    err = open_document(bytes, &scratch, &document, diag);
    if (err == WEIR_OK)
        err = weir_xml_add_diagram(document, &scratch, diag);
    if (err == WEIR_OK)
        err = weir_xml_document_write(document, arena, out);
    xmlFreeDoc(document);
    weir_arena_release(&scratch);
    return err;
}
