/* SPDX-License-Identifier: Apache-2.0
 * tests/sim/scenario_files.c - cut models out of a scenario file, in the order in which the runner finds them: parts
 * without definitions around them first, then each of the definitions. What the runner has changed in a model, calls
 * that go to a stand-in, is changed here in the file.
 */
#include "sim/scenario_files.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <string.h>

#include "cli/files.h"
#include "model/model.h"

static weir_namespace namespace_of(const xmlNode *node)
{
    return node->ns ? weir_namespace_find(weir_text_of((const char *)node->ns->href)) : WEIR_NS_NONE;
}

static bool is_named(const xmlNode *node, const char *name)
{
    return strcmp((const char *)node->name, name) == 0;
}

static bool is_definitions(const xmlNode *node)
{
    const weir_namespace ns = namespace_of(node);

    return is_named(node, "definitions") && (ns == WEIR_NS_BPMN || ns == WEIR_NS_DMN);
}

static bool is_loose(const xmlNode *node)
{
    return node->type == XML_ELEMENT_NODE && namespace_of(node) == WEIR_NS_BPMN && !is_definitions(node);
}

/* Prefixes in values of attributes mean what they meant in the scenario file. */
static void declare_all(xmlNode *root, xmlNode *scenario)
{
    xmlNs **known = xmlGetNsList(scenario->doc, scenario);

    for (size_t i = 0; known && known[i]; i++) {
        if (!xmlSearchNs(root->doc, root, known[i]->prefix))
            (void)xmlNewNs(root, known[i]->href, known[i]->prefix);
    }
    xmlFree(known);
}

static weir_err print(xmlDoc *document, weir_arena *arena, weir_text *out)
{
    xmlChar *bytes = NULL;
    int length = 0;
    weir_err err;

    xmlDocDumpMemoryEnc(document, &bytes, &length, "UTF-8");
    err = bytes ? weir_arena_text(arena, (weir_text){(const char *)bytes, (size_t)length}, out) : WEIR_ENOMEM;
    xmlFree(bytes);
    return err;
}

/* ── calls that are mocked ───────────────────────────────────────────────────────────────────────────── */

static bool has_id(const xmlNode *node, weir_text id)
{
    xmlChar *value = xmlGetNoNsProp(node, BAD_CAST "id");
    const bool is_it = value && weir_text_equal(weir_text_of((const char *)value), id);

    xmlFree(value);
    return is_it;
}

static bool is_inside(const xmlNode *node, weir_text process)
{
    while (node->parent && node->parent->type == XML_ELEMENT_NODE && !is_named(node, "process"))
        node = node->parent;
    return is_named(node, "process") && has_id(node, process);
}

/* The next one in the order of the document; NULL behind the last one. */
static xmlNode *next_node(const xmlDoc *document, xmlNode *node)
{
    if (node->children && node->type == XML_ELEMENT_NODE)
        return node->children;
    while (!node->next && node->parent != (const xmlNode *)document)
        node = node->parent;
    return node->next;
}

/* What says which process is called, and in which version: attributes of the call, or of an extension in it. */
static bool names_process(const xmlAttr *attribute)
{
    static const char *const names[] = {"calledElement", "calledElementBinding", "calledElementVersion",
                                        "calledElementVersionTag"};
    static const char *const of_extension[] = {"processId", "bindingType", "versionTag"};
    const bool is_of_call = is_named(attribute->parent, "callActivity");
    const char *const *known = is_of_call ? names : of_extension;

    for (size_t i = 0; i < (is_of_call ? sizeof names : sizeof of_extension) / sizeof *names; i++) {
        if (xmlStrEqual(attribute->name, BAD_CAST known[i]))
            return true;
    }
    return false;
}

static bool name_process(xmlNode *node, const xmlChar *key)
{
    for (xmlAttr *attribute = node->properties, *next; attribute; attribute = next) {
        next = attribute->next;
        if (names_process(attribute))
            (void)xmlRemoveProp(attribute);
    }
    return xmlNewProp(node, BAD_CAST(is_named(node, "callActivity") ? "calledElement" : "processId"), key);
}

/* The call names the stand-in, in whatever version. */
static weir_err redirect(xmlNode *call, weir_text stand_in)
{
    xmlChar *key = xmlStrndup(BAD_CAST stand_in.at, (int)stand_in.length);
    bool is_done = key && name_process(call, key);

    for (xmlNode *child = call->children; child && is_done; child = child->next) {
        for (xmlNode *own = is_named(child, "extensionElements") ? child->children : NULL; own; own = own->next)
            is_done = is_done && (!is_named(own, "calledElement") || name_process(own, key));
    }
    xmlFree(key);
    return is_done ? WEIR_OK : WEIR_ENOMEM;
}

static weir_err redirect_calls(xmlDoc *document, const weir_scenario *scenario)
{
    for (xmlNode *node = xmlDocGetRootElement(document); node; node = next_node(document, node)) {
        if (node->type != XML_ELEMENT_NODE || !is_named(node, "callActivity"))
            continue;
        for (uint32_t i = 0; i < scenario->mocks.count; i++) {
            const weir_mock *mock = &scenario->mocks.items[i];

            if (mock->stand_in.at && has_id(node, mock->element) && is_inside(node, mock->process))
                WEIR_TRY(redirect(node, mock->stand_in));
        }
    }
    return WEIR_OK;
}

/* ── parts of the file ───────────────────────────────────────────────────────────────────────────────── */

static weir_err cut_definitions(xmlNode *definitions, const weir_scenario *scenario, weir_arena *arena, weir_text *out)
{
    xmlDoc *document = xmlNewDoc(BAD_CAST "1.0");
    xmlNode *root = document ? xmlDocCopyNode(definitions, document, 1) : NULL;
    weir_err err = WEIR_ENOMEM;

    if (root) {
        (void)xmlDocSetRootElement(document, root);
        declare_all(root, definitions->parent);
        err = redirect_calls(document, scenario);
    }
    if (err == WEIR_OK)
        err = print(document, arena, out);
    xmlFreeDoc(document);
    return err;
}

static weir_err wrap(xmlDoc *document, xmlNode *scenario, const xmlNode *first)
{
    xmlNode *root = xmlNewDocNode(document, NULL, BAD_CAST "definitions", NULL);

    if (!root)
        return WEIR_ENOMEM;
    (void)xmlDocSetRootElement(document, root);
    declare_all(root, scenario);
    xmlSetNs(root, xmlSearchNsByHref(document, root, first->ns->href));
    if (!root->ns) /* the part declares its namespace itself */
        xmlSetNs(root, xmlNewNs(root, first->ns->href, BAD_CAST "own"));
    for (xmlNode *node = scenario->children; node; node = node->next) {
        xmlNode *copy = is_loose(node) ? xmlDocCopyNode(node, document, 1) : NULL;

        if (copy && !xmlAddChild(root, copy))
            return WEIR_ENOMEM;
    }
    return xmlReconciliateNs(document, root) < 0 ? WEIR_ENOMEM : WEIR_OK;
}

static weir_err cut_loose(xmlNode *node, const xmlNode *first, const weir_scenario *scenario, weir_arena *arena,
                          weir_text *out)
{
    xmlDoc *document = xmlNewDoc(BAD_CAST "1.0");
    weir_err err = document ? wrap(document, node, first) : WEIR_ENOMEM;

    if (err == WEIR_OK)
        err = redirect_calls(document, scenario);
    if (err == WEIR_OK)
        err = print(document, arena, out);
    xmlFreeDoc(document);
    return err;
}

/* Those of the scenario file follow one another. */
static weir_err give(const char *path, weir_scenario *scenario, weir_text bytes)
{
    for (uint32_t i = 0; i < scenario->resources.count; i++) {
        weir_resource *resource = &scenario->resources.items[i];

        if (resource->bytes.at || !weir_text_equal(resource->name, weir_text_of(path)))
            continue;
        resource->bytes = bytes;
        return WEIR_OK;
    }
    return WEIR_EIO; /* not the file the scenarios were read from */
}

static weir_err read_xml(const char *path, weir_arena *arena, xmlDoc **out, weir_diag *diag)
{
    weir_text bytes;

    WEIR_TRY(weir_file_read(path, arena, &bytes, diag));
    *out = xmlReadMemory(bytes.at, (int)bytes.length, NULL, NULL, XML_PARSE_NONET | XML_PARSE_HUGE);
    return *out ? WEIR_OK : weir_fail(diag, WEIR_EIO, WEIR_NO_TEXT, "%s is no XML", path);
}

/* A model file in which a call goes elsewhere now. */
static weir_err change_file(weir_resource *resource, const weir_scenario *scenario, weir_arena *arena, weir_diag *diag)
{
    xmlDoc *document;
    weir_err err;

    WEIR_TRY(read_xml(resource->name.at, arena, &document, diag));
    err = redirect_calls(document, scenario);
    if (err == WEIR_OK)
        err = print(document, arena, &resource->bytes);
    xmlFreeDoc(document);
    return err;
}

static weir_err make_inline(const char *path, xmlNode *node, weir_scenario *scenario, weir_arena *arena)
{
    const xmlNode *loose = node->children;
    weir_text bytes;

    while (loose && !is_loose(loose))
        loose = loose->next;
    if (loose) {
        WEIR_TRY(cut_loose(node, loose, scenario, arena, &bytes));
        WEIR_TRY(give(path, scenario, bytes));
    }
    for (xmlNode *child = node->children; child; child = child->next) {
        if (child->type != XML_ELEMENT_NODE || !is_definitions(child))
            continue;
        WEIR_TRY(cut_definitions(child, scenario, arena, &bytes));
        WEIR_TRY(give(path, scenario, bytes));
    }
    return WEIR_OK;
}

static weir_err make_files(const char *path, xmlNode *node, weir_scenario *scenario, weir_arena *arena, weir_diag *diag)
{
    WEIR_TRY(make_inline(path, node, scenario, arena));
    for (uint32_t i = 0; i < scenario->resources.count; i++) {
        weir_resource *resource = &scenario->resources.items[i];

        if (!resource->bytes.at)
            WEIR_TRY(change_file(resource, scenario, arena, diag));
        resource->model = NULL;
    }
    return WEIR_OK;
}

static weir_err make_all(const char *path, xmlDoc *document, weir_scenarios *scenarios, weir_arena *arena,
                         weir_diag *diag)
{
    uint32_t count = 0;

    for (xmlNode *node = xmlDocGetRootElement(document)->children; node; node = node->next) {
        if (node->type != XML_ELEMENT_NODE || namespace_of(node) != WEIR_NS_SCENARIO || !is_named(node, "scenario"))
            continue;
        if (count == scenarios->count)
            return WEIR_EIO;
        WEIR_TRY(make_files(path, node, &scenarios->items[count++], arena, diag));
    }
    return count == scenarios->count ? WEIR_OK : WEIR_EIO;
}

weir_err scenario_files_make(const char *path, weir_scenarios *scenarios, weir_arena *arena, weir_diag *diag)
{
    xmlDoc *document;
    weir_err err;

    WEIR_TRY(read_xml(path, arena, &document, diag));
    err = make_all(path, document, scenarios, arena, diag);
    xmlFreeDoc(document);
    return err;
}
