/* SPDX-License-Identifier: Apache-2.0
 * tests/sim/scenario_files.c - cut models out of a scenario file, in the order in which the runner finds them: parts
 * without definitions around them first, then each of the definitions.
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

static weir_err cut_definitions(xmlNode *definitions, weir_arena *arena, weir_text *out)
{
    xmlDoc *document = xmlNewDoc(BAD_CAST "1.0");
    xmlNode *root = document ? xmlDocCopyNode(definitions, document, 1) : NULL;
    weir_err err = WEIR_ENOMEM;

    if (root) {
        (void)xmlDocSetRootElement(document, root);
        declare_all(root, definitions->parent);
        err = print(document, arena, out);
    }
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

static weir_err cut_loose(xmlNode *scenario, const xmlNode *first, weir_arena *arena, weir_text *out)
{
    xmlDoc *document = xmlNewDoc(BAD_CAST "1.0");
    weir_err err = document ? wrap(document, scenario, first) : WEIR_ENOMEM;

    if (err == WEIR_OK)
        err = print(document, arena, out);
    xmlFreeDoc(document);
    return err;
}

bool scenario_files_can_be_made(const weir_scenario *scenario)
{
    bool is_redirected = false;

    for (uint32_t i = 0; i < scenario->mocks.count; i++)
        is_redirected = is_redirected || scenario->mocks.items[i].stand_in.at;
    return !is_redirected;
}

/* The next resource that has no bytes yet gets these. */
static weir_err give(weir_scenario *scenario, weir_text bytes)
{
    for (uint32_t i = 0; i < scenario->resources.count; i++) {
        if (scenario->resources.items[i].bytes.at)
            continue;
        scenario->resources.items[i].bytes = bytes;
        return WEIR_OK;
    }
    return WEIR_EIO; /* not the file the scenarios were read from */
}

static weir_err make_files(xmlNode *node, weir_scenario *scenario, weir_arena *arena)
{
    const xmlNode *loose = node->children;
    weir_text bytes;

    if (!scenario_files_can_be_made(scenario))
        return WEIR_OK;
    while (loose && !is_loose(loose))
        loose = loose->next;
    if (loose) {
        WEIR_TRY(cut_loose(node, loose, arena, &bytes));
        WEIR_TRY(give(scenario, bytes));
    }
    for (xmlNode *child = node->children; child; child = child->next) {
        if (child->type != XML_ELEMENT_NODE || !is_definitions(child))
            continue;
        WEIR_TRY(cut_definitions(child, arena, &bytes));
        WEIR_TRY(give(scenario, bytes));
    }
    for (uint32_t i = 0; i < scenario->resources.count; i++)
        scenario->resources.items[i].model = NULL;
    return WEIR_OK;
}

static weir_err make_all(xmlDoc *document, weir_scenarios *scenarios, weir_arena *arena)
{
    uint32_t count = 0;

    for (xmlNode *node = xmlDocGetRootElement(document)->children; node; node = node->next) {
        if (node->type != XML_ELEMENT_NODE || namespace_of(node) != WEIR_NS_SCENARIO || !is_named(node, "scenario"))
            continue;
        if (count == scenarios->count)
            return WEIR_EIO;
        WEIR_TRY(make_files(node, &scenarios->items[count++], arena));
    }
    return count == scenarios->count ? WEIR_OK : WEIR_EIO;
}

weir_err scenario_files_make(const char *path, weir_scenarios *scenarios, weir_arena *arena, weir_diag *diag)
{
    xmlDoc *document;
    weir_text bytes;
    weir_err err;

    WEIR_TRY(weir_file_read(path, arena, &bytes, diag));
    document = xmlReadMemory(bytes.at, (int)bytes.length, NULL, NULL, XML_PARSE_NONET | XML_PARSE_HUGE);
    if (!document)
        return weir_fail(diag, WEIR_EIO, WEIR_NO_TEXT, "this is no XML");
    err = make_all(document, scenarios, arena);
    xmlFreeDoc(document);
    return err;
}
