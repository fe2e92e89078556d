/* SPDX-License-Identifier: Apache-2.0
 * xml/handbook.c - from files to pages, in order.
 *
 * Layer: xml.
 */
#include "xml/handbook.h"

#include <string.h>

#include "xml/embedded.h"
#include "xml/handbook_internal.h"
#include "xml/render.h"
#include "xml/scene.h"
#include "xml/transform.h"

#define STYLE "handbook.css"

/* More than for one diagram: a run sees all files. */
static const weir_xml_sheet_function no_function = {.step_count_max = weir_xml_handbook_step_count_max,
                                                    .step_limit = "xml_handbook_step_count_max"};

static weir_err run_sheet(const char *name, weir_handbook_tree *tree, const char *const *parameters, xmlDocPtr *out,
                          weir_diag *diag)
{
    weir_xml_sheet *sheet;
    weir_err err;

    WEIR_TRY(weir_xml_sheet_new(name, &sheet, diag));
    err = weir_xml_sheet_run_with(sheet, &no_function, tree->document, parameters, out, diag);
    weir_xml_sheet_free(sheet);
    return err;
}

/* ── graphs that a sheet draws up as processes ───────────────────────────────────────────────────────── */

/* The text of an element as a document of its own. */
static weir_err text_of(xmlNodePtr definitions, weir_arena *arena, weir_text *out)
{
    xmlDocPtr document = xmlNewDoc((const xmlChar *)"1.0");
    xmlNodePtr copy = document != NULL ? xmlDocCopyNode(definitions, document, 1) : NULL;
    weir_err err = WEIR_ENOMEM;

    if (copy != NULL) {
        (void)xmlDocSetRootElement(document, copy); /* there was none */
        err = weir_xml_document_write(document, arena, out);
    }
    xmlFreeDoc(document);
    return err;
}

static xmlNodePtr file_numbered(weir_handbook_tree *tree, weir_text number)
{
    xmlNodePtr root = xmlDocGetRootElement(tree->document);

    for (xmlNodePtr file = root->children; number.at != NULL && file != NULL; file = file->next) {
        if (weir_text_equal(weir_node_attribute(file, "n"), number))
            return file;
    }
    return NULL;
}

static weir_err attach(weir_handbook_tree *tree, xmlNodePtr parent, const char *name, weir_text text, weir_diag *diag)
{
    xmlNodePtr holder = weir_handbook_add(tree, parent, name), copy;
    xmlDocPtr document;

    WEIR_TRY(weir_xml_document_parse(text, &document, diag));
    copy = xmlDocCopyNode(xmlDocGetRootElement(document), tree->document, 1);
    xmlFreeDoc(document);
    if (holder == NULL || copy == NULL)
        return WEIR_ENOMEM;
    xmlAddChild(holder, copy);
    return WEIR_OK;
}

/* <graph file="3"> is laid out for that file; <graph> without a file is the map, drawn. */
static weir_err add_graph(weir_handbook_tree *tree, xmlNodePtr graph, weir_arena *scratch, weir_diag *diag)
{
    const weir_render_wish wish = {0};
    xmlNodePtr definitions = weir_node_child(graph, "definitions");
    xmlNodePtr file = file_numbered(tree, weir_node_attribute(graph, "file"));
    weir_diag ignored = {0};
    weir_text text, made;
    weir_err err;

    if (definitions == NULL)
        return WEIR_OK;
    WEIR_TRY(text_of(definitions, scratch, &text));
    err = file != NULL ? weir_xml_layout(text, scratch, &made, &ignored)
                       : weir_xml_render(text, &wish, scratch, &made, &ignored);
    if (err != WEIR_OK) /* the handbook goes without it */
        return err == WEIR_ENOMEM ? err : WEIR_OK;
    return file != NULL ? attach(tree, file, "layout", made, diag)
                        : attach(tree, xmlDocGetRootElement(tree->document), "map", made, diag);
}

static weir_err add_graphs(weir_handbook_tree *tree, weir_diag *diag)
{
    xmlDocPtr graphs;
    weir_err err = WEIR_OK;

    WEIR_TRY(run_sheet("handbook-graphs.xsl", tree, NULL, &graphs, diag));
    for (xmlNodePtr graph = xmlDocGetRootElement(graphs) != NULL ? xmlDocGetRootElement(graphs)->children : NULL;
         graph != NULL && err == WEIR_OK; graph = graph->next) {
        weir_arena scratch;

        if (!weir_node_is(graph, WEIR_HANDBOOK_URI, "graph"))
            continue;
        weir_arena_init(&scratch, tree->arena->memory, 16u * weir_xml_byte_count_max);
        err = add_graph(tree, graph, &scratch, diag);
        weir_arena_release(&scratch);
    }
    xmlFreeDoc(graphs);
    return err;
}

/* ── pages ───────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err add_page(weir_text name, weir_text text, weir_arena *arena, weir_handbook_pages *out)
{
    WEIR_TRY(WEIR_GROW(arena, out));
    out->items[out->count++] = (weir_handbook_page){name, text};
    return WEIR_OK;
}

static weir_err take_pages(xmlDocPtr document, weir_arena *arena, weir_handbook_pages *out)
{
    for (xmlNodePtr page = xmlDocGetRootElement(document)->children; page != NULL; page = page->next) {
        xmlNodePtr html = weir_node_is(page, WEIR_HANDBOOK_URI, "page") ? weir_node_child(page, "html") : NULL;
        weir_text name, text;

        if (html == NULL)
            continue;
        WEIR_TRY(weir_arena_text(arena, weir_node_attribute(page, "name"), &name));
        WEIR_TRY(weir_handbook_write(html, arena, &text));
        WEIR_TRY(add_page(name, text, arena, out));
    }
    return WEIR_OK;
}

/* Twice: pages that link to each other, and all of it as one page for printing. */
static weir_err make_pages(weir_handbook_tree *tree, weir_handbook_pages *out, weir_diag *diag)
{
    static const char *const editions[] = {"'pages'", "'book'"};

    for (size_t i = 0; i < sizeof editions / sizeof *editions; i++) {
        const char *parameters[] = {"edition", editions[i], NULL};
        xmlDocPtr made;
        weir_err err;

        WEIR_TRY(run_sheet("handbook.xsl", tree, parameters, &made, diag));
        err = take_pages(made, tree->arena, out);
        xmlFreeDoc(made);
        WEIR_TRY(err);
    }
    return WEIR_OK;
}

static weir_err add_style(weir_arena *arena, weir_handbook_pages *out, weir_diag *diag)
{
    for (const weir_embedded *file = weir_xsd_files; file->name != NULL; file++) {
        if (strcmp(file->name, STYLE) == 0)
            return add_page(WEIR_T(STYLE), (weir_text){(const char *)file->bytes, file->length}, arena, out);
    }
    return weir_fail(diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "there is no " STYLE);
}

weir_err weir_xml_handbook(weir_handbook_source *sources, uint32_t source_count, const weir_handbook_wish *wish,
                           weir_arena *arena, weir_handbook_pages *out, weir_diag *diag)
{
    weir_handbook_tree tree = {.arena = arena};
    weir_handbook_pages pages = {0};
    weir_err err = weir_handbook_tree_build(sources, source_count, wish, &tree, diag);

    if (err == WEIR_OK)
        err = add_graphs(&tree, diag);
    if (err == WEIR_OK)
        err = make_pages(&tree, &pages, diag);
    if (err == WEIR_OK)
        err = add_style(arena, &pages, diag);
    xmlFreeDoc(tree.document);
    if (err != WEIR_OK)
        return err;
    pages.process_count = tree.process_count;
    pages.decision_count = tree.decision_count;
    *out = pages;
    return WEIR_OK;
}
