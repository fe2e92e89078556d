/* SPDX-License-Identifier: Apache-2.0
 * xml/handbook_tree.c - files of all kinds as one tree.
 *
 * Layer: xml.
 */
#include <libxml/xmlmemory.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "xml/adapt.h"
#include "xml/handbook_internal.h"
#include "xml/render.h"
#include "xml/scene.h"
#include "xml/schema.h"
#include "xml/transform.h"

#define SCRATCH_BYTES_MAX (32u * weir_xml_byte_count_max)
#define SCENARIO_URI "urn:weir:scenario"
#define CALENDAR_URI "urn:weir:calendar"
#define DMN_URI "urn:weir:handbook:dmn"

typedef struct building {
    weir_handbook_tree *tree;
    weir_handbook_names pages;
    xmlNodePtr file; /* that is being added */
    weir_handbook_source *source;
    weir_xml_ids ids; /* of it, if it is BPMN; in the document that was read */
    weir_diag diag;
} building;

/* ── names ───────────────────────────────────────────────────────────────────────────────────────────── */

static weir_text folder_of(weir_text path)
{
    while (path.length > 0 && path.at[path.length - 1] != '/')
        path.length--;
    return path;
}

static weir_text stem_of(weir_text path)
{
    const size_t folder_length = folder_of(path).length;
    weir_text name = weir_text_part(path, folder_length, path.length - folder_length);

    for (size_t i = name.length; i > 1; i--) {
        if (name.at[i - 1] == '.')
            return weir_text_part(name, 0, i - 1);
    }
    return name;
}

/* folder + name without "." and ".."; what leads out of the folder that was named stays as it is. */
static weir_err resolve(weir_text folder, weir_text name, weir_arena *arena, weir_text *out)
{
    char *path = weir_arena_take(arena, folder.length + name.length + 2);
    size_t length = 0;

    if (path == NULL)
        return WEIR_ENOMEM;
    memcpy(path, folder.at != NULL ? folder.at : "", folder.length);
    length = folder.length;
    for (size_t at = 0; at < name.length;) {
        size_t end = weir_text_find(name, WEIR_T("/"), at);
        const weir_text part = weir_text_part(name, at, (end == SIZE_MAX ? name.length : end) - at);

        at = end == SIZE_MAX ? name.length : end + 1;
        if (weir_text_equal(part, WEIR_T(".")) || part.length == 0)
            continue;
        if (weir_text_equal(part, WEIR_T("..")) && length > 0) {
            length = folder_of((weir_text){path, length - 1}).length;
            continue;
        }
        memcpy(path + length, part.at, part.length);
        length += part.length;
        if (at < name.length)
            path[length++] = '/';
    }
    *out = (weir_text){path, length};
    return WEIR_OK;
}

/* A page that nobody else has: "process-order.html". */
static weir_err take_page(building *b, const char *prefix, weir_text id, weir_text *out)
{
    weir_arena *arena = b->tree->arena;
    weir_text name, wanted, taken;
    weir_buffer buffer;

    WEIR_TRY(weir_handbook_name(id, arena, &name));
    weir_buffer_init(&buffer, arena, 0);
    weir_buffer_format(&buffer, "%s-", prefix);
    weir_buffer_text(&buffer, name);
    WEIR_TRY(weir_buffer_done(&buffer, &wanted));
    WEIR_TRY(weir_handbook_names_take(&b->pages, wanted, arena, &taken));
    weir_buffer_init(&buffer, arena, 0);
    weir_buffer_text(&buffer, taken);
    weir_buffer_text(&buffer, WEIR_T(".html"));
    return weir_buffer_done(&buffer, out);
}

static weir_err set_page(building *b, const char *prefix, weir_text id)
{
    weir_text page;

    WEIR_TRY(take_page(b, prefix, id, &page));
    return weir_handbook_set(b->file, "page", page) ? WEIR_OK : WEIR_ENOMEM;
}

/* ── kinds of files ──────────────────────────────────────────────────────────────────────────────────── */

static weir_err set_kind(building *b, const char *kind)
{
    return weir_handbook_set(b->file, "kind", weir_text_of(kind)) ? WEIR_OK : WEIR_ENOMEM;
}

static weir_err read_form(building *b)
{
    weir_value value;

    WEIR_TRY(weir_json_read(b->source->bytes, WEIR_JSON_PLAIN, NULL, b->tree->scratch, &value, &b->diag));
    if (value.kind != WEIR_CONTEXT)
        return weir_fail(&b->diag, WEIR_EMODEL, WEIR_NO_TEXT, "a form is a JSON object");
    WEIR_TRY(set_kind(b, "form"));
    return weir_handbook_json(b->tree, &value, b->file);
}

static weir_err add_picture(building *b, weir_text svg)
{
    xmlNodePtr picture = weir_handbook_add(b->tree, b->file, "picture"), copy;
    xmlDocPtr document;

    WEIR_TRY(weir_xml_document_parse(svg, &document, &b->diag));
    copy = xmlDocCopyNode(xmlDocGetRootElement(document), b->tree->document, 1);
    xmlFreeDoc(document);
    if (picture == NULL || copy == NULL)
        return WEIR_ENOMEM;
    xmlAddChild(picture, copy);
    return WEIR_OK;
}

/* A diagram that can't be drawn is replaced by one that is laid out; a file that can't be drawn at all has none. */
static weir_err draw(building *b)
{
    const weir_render_wish wish = {0};
    weir_diag diag = {0};
    weir_text laid, svg;
    weir_err err = weir_xml_render(b->source->bytes, &wish, b->tree->scratch, &svg, &diag);

    if (err == WEIR_EMODEL) {
        err = weir_xml_layout(b->source->bytes, b->tree->scratch, &laid, &diag);
        if (err == WEIR_OK)
            err = weir_xml_render(laid, &wish, b->tree->scratch, &svg, &diag);
    }
    if (err == WEIR_OK)
        return add_picture(b, svg);
    return err == WEIR_ENOMEM ? err : WEIR_OK;
}

static weir_err name_processes(building *b, xmlNodePtr root)
{
    uint32_t count = 0;

    for (xmlNodePtr node = root->children; node != NULL; node = node->next) {
        weir_text page;

        if (!weir_node_is(node, WEIR_BPMN_URI, "process"))
            continue;
        WEIR_TRY(take_page(b, "process", weir_node_attribute(node, "id"), &page));
        if (!weir_handbook_mark(b->tree, node, "page", page))
            return WEIR_ENOMEM;
        count++;
    }
    b->tree->process_count += count;
    return count > 0 ? WEIR_OK : set_page(b, "model", stem_of(b->source->path));
}

static weir_err take_bpmn(building *b, xmlNodePtr root)
{
    WEIR_TRY(set_kind(b, "bpmn"));
    WEIR_TRY(name_processes(b, root));
    WEIR_TRY(weir_handbook_mark_talk(b->tree, root, &b->ids));
    return draw(b);
}

/* All versions of DMN look the same to the sheets. */
static bool unify_dmn(xmlNodePtr root)
{
    for (xmlNodePtr node = root; node != NULL; node = weir_node_next(node, root)) {
        for (xmlNsPtr ns = node->nsDef; ns != NULL; ns = ns->next) {
            const weir_text uri = weir_text_of((const char *)ns->href);
            const char *ours = NULL;

            if (weir_text_find(uri, WEIR_T("www.omg.org/spec/DMN/"), 0) == SIZE_MAX)
                continue;
            if (weir_text_ends_with(uri, WEIR_T("/MODEL/")) || weir_text_ends_with(uri, WEIR_T("/dmn.xsd")))
                ours = DMN_URI;
            else if (weir_text_ends_with(uri, WEIR_T("/DMNDI/")))
                ours = DMN_URI "di";
            else if (weir_text_ends_with(uri, WEIR_T("/DC/")))
                ours = DMN_URI "-dc";
            else if (weir_text_ends_with(uri, WEIR_T("/DI/")))
                ours = DMN_URI "-di";
            if (ours == NULL)
                continue;
            xmlFree((xmlChar *)(uintptr_t)ns->href);
            ns->href = xmlStrdup((const xmlChar *)ours);
            if (ns->href == NULL)
                return false;
        }
    }
    return true;
}

static weir_err take_dmn(building *b, xmlNodePtr root)
{
    for (xmlNodePtr node = root->children; node != NULL; node = node->next)
        b->tree->decision_count += weir_node_is(node, DMN_URI, "decision");
    WEIR_TRY(set_kind(b, "dmn"));
    return set_page(b, "decisions", stem_of(b->source->path));
}

static bool is_below(xmlNodePtr node, xmlNodePtr top)
{
    while (node != NULL && node != top)
        node = node->parent;
    return node == top;
}

/* Models that stand in a scenario are of the test alone. */
static void drop_models(xmlNodePtr root)
{
    xmlNodePtr next;

    for (xmlNodePtr node = weir_node_next(root, root); node != NULL; node = next) {
        next = weir_node_next(node, root);
        if (node->ns != NULL && strcmp((const char *)node->ns->href, SCENARIO_URI) == 0)
            continue;
        while (next != NULL && is_below(next, node))
            next = weir_node_next(next, root);
        xmlUnlinkNode(node);
        xmlFreeNode(node);
    }
}

static weir_err take_scenarios(building *b, xmlNodePtr root)
{
    drop_models(root);
    for (xmlNodePtr node = root; node != NULL; node = weir_node_next(node, root)) {
        const weir_text name =
            weir_node_is(node, SCENARIO_URI, "model") ? weir_node_attribute(node, "file") : WEIR_NO_TEXT;
        weir_text path;

        if (name.at == NULL)
            continue;
        WEIR_TRY(resolve(folder_of(b->source->path), name, b->tree->scratch, &path));
        if (!weir_handbook_mark(b->tree, node, "path", path))
            return WEIR_ENOMEM;
    }
    return set_kind(b, "scenarios");
}

static weir_err take_calendar(building *b, xmlNodePtr root)
{
    WEIR_TRY(set_kind(b, "calendar"));
    return set_page(b, "calendar", weir_node_attribute(root, "id"));
}

static const struct {
    const char *uri, *root;
    weir_err (*take)(building *b, xmlNodePtr root);
} kinds[] = {
    {WEIR_BPMN_URI, "definitions", take_bpmn},
    {DMN_URI, "definitions", take_dmn},
    {SCENARIO_URI, "scenarios", take_scenarios},
    {CALENDAR_URI, "calendar", take_calendar},
};

static weir_err take_root(building *b, xmlNodePtr root)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (!weir_node_is(root, kinds[i].uri, kinds[i].root))
            continue;
        WEIR_TRY(kinds[i].take(b, root));
        return weir_handbook_mark_all(b->tree, root);
    }
    return weir_fail(&b->diag, WEIR_EMODEL, WEIR_NO_TEXT,
                     "the root is <%.*s>, which is no BPMN, DMN, calendar or scenarios",
                     WEIR_ARG(weir_text_of((const char *)root->name)));
}

/* The root of what was read goes into the tree. */
static weir_err take_document(building *b, xmlDocPtr document)
{
    xmlNodePtr root = xmlDocGetRootElement(document), copy;
    weir_err err;

    if (!unify_dmn(root))
        return WEIR_ENOMEM;
    if (weir_node_is(root, WEIR_BPMN_URI, "definitions")) {
        weir_xml_remove_diagrams(document);
        WEIR_TRY(weir_xml_ids_build(document, b->tree->scratch, &b->ids));
    }
    copy = xmlDocCopyNode(root, b->tree->document, 1);
    if (copy == NULL)
        return WEIR_ENOMEM;
    xmlAddChild(b->file, copy);
    err = take_root(b, copy);
    if (err != WEIR_OK) {
        xmlUnlinkNode(copy);
        xmlFreeNode(copy);
    }
    return err;
}

static weir_err read_xml(building *b)
{
    weir_xml_outline outline = {0};
    weir_xml_tree read = {0};
    weir_text text;
    weir_err err;

    WEIR_TRY(weir_xml_decode(b->source->bytes, b->tree->scratch, &text, &b->diag));
    WEIR_TRY(weir_xml_guard(text, b->tree->scratch, &outline, &b->diag));
    WEIR_TRY(weir_xml_adapt_tree(text, &outline, true, b->tree->scratch, &read, &b->diag));
    err = take_document(b, read.document);
    weir_xml_tree_free(&read);
    return err;
}

/* ── all files ───────────────────────────────────────────────────────────────────────────────────────── */

static weir_err read_file(building *b)
{
    if (b->source->bytes.at == NULL)
        return weir_fail(&b->diag, WEIR_EIO, WEIR_NO_TEXT, "%.*s", WEIR_ARG(b->source->fault));
    return weir_text_ends_with(b->source->path, WEIR_T(".form")) ? read_form(b) : read_xml(b);
}

/* What a file that failed half way had got is taken back. */
static weir_err note_fault(building *b, weir_err err)
{
    const char *sentence = b->diag.message[0] != '\0' ? b->diag.message : weir_err_describe(err);
    xmlNodePtr fault;

    for (xmlNodePtr node = b->file->children, next; node != NULL; node = next) {
        next = node->next;
        xmlUnlinkNode(node);
        xmlFreeNode(node);
    }
    WEIR_TRY(set_kind(b, "broken"));
    WEIR_TRY(weir_arena_text(b->tree->arena, weir_text_trim(weir_text_of(sentence)), &b->source->fault));
    b->source->fault_line = b->diag.line;
    fault = weir_handbook_add(b->tree, b->file, "fault");
    if (fault == NULL || !weir_handbook_write_text(fault, b->source->fault))
        return WEIR_ENOMEM;
    if (b->diag.line > 0) {
        char line[16];

        (void)snprintf(line, sizeof line, "%u", b->diag.line);
        return weir_handbook_set(fault, "line", weir_text_of(line)) ? WEIR_OK : WEIR_ENOMEM;
    }
    return WEIR_OK;
}

static weir_err add_file(building *b, xmlNodePtr root, weir_handbook_source *source, uint32_t number)
{
    char text[16];
    weir_err err;

    b->source = source;
    b->diag = (weir_diag){0};
    b->file = weir_handbook_add(b->tree, root, "file");
    (void)snprintf(text, sizeof text, "%u", number);
    if (!weir_handbook_set(b->file, "n", weir_text_of(text)) || !weir_handbook_set(b->file, "path", source->path) ||
        !weir_handbook_set(b->file, "folder", folder_of(source->path)) ||
        !weir_handbook_set(b->file, "stem", stem_of(source->path)) ||
        !weir_handbook_set(b->file, "digest", source->digest))
        return WEIR_ENOMEM;
    err = read_file(b);
    if (err == WEIR_OK || err == WEIR_ENOMEM)
        return err;
    return note_fault(b, err);
}

weir_err weir_handbook_tree_build(weir_handbook_source *sources, uint32_t count, const weir_handbook_wish *wish,
                                  weir_handbook_tree *tree, weir_diag *diag)
{
    building b = {.tree = tree};
    xmlNodePtr root;

    weir_xml_start();
    tree->document = xmlNewDoc((const xmlChar *)"1.0");
    root = tree->document != NULL ? xmlNewDocNode(tree->document, NULL, (const xmlChar *)"handbook", NULL) : NULL;
    if (root == NULL)
        return WEIR_ENOMEM;
    (void)xmlDocSetRootElement(tree->document, root); /* there was none */
    tree->ns = xmlNewNs(root, (const xmlChar *)WEIR_HANDBOOK_URI, (const xmlChar *)"h");
    if (tree->ns == NULL)
        return WEIR_ENOMEM;
    xmlSetNs(root, tree->ns);
    if (!weir_handbook_set(root, "title", wish->title) || !weir_handbook_set(root, "edition", wish->edition) ||
        !weir_handbook_set(root, "digest", wish->digest) || !weir_handbook_set(root, "maker", wish->maker))
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < count; i++) {
        weir_arena scratch;
        weir_err err;

        weir_arena_init(&scratch, tree->arena->memory, SCRATCH_BYTES_MAX);
        tree->scratch = &scratch;
        err = add_file(&b, root, &sources[i], i + 1);
        weir_arena_release(&scratch);
        tree->scratch = NULL;
        if (err != WEIR_OK)
            return weir_fail(diag, err, WEIR_NO_TEXT, "%s", weir_err_describe(err));
    }
    return WEIR_OK;
}
