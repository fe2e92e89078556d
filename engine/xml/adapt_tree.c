/* SPDX-License-Identifier: Apache-2.0
 * xml/adapt_tree.c - a file as a tree for the dialect sheets, in which every element knows where it came from.
 *
 * Each element gets the attribute {urn:weir:adapt}at, the number of its start tag; a sheet copies it to whatever it
 * makes of the element. Engines whose vocabularies are one family look the same to their sheet, under the prefix that
 * the file gives them. A file can't write words of urn:weir:adapt itself. Layer: xml.
 */
#include <libxml/SAX2.h>
#include <libxml/parserInternals.h>

#include "xml/adapt.h"

#define NOT_OURS_URI "urn:weir:adapt:not"

typedef struct builder {
    startElementNsSAX2Func start;
    xmlNsPtr adapt;
    uint32_t started_count, word_count;
    weir_xml_tree *out;
    bool is_out_of_memory;
} builder;

/* What a namespace is called in the tree. */
static const xmlChar *shown_uri(builder *b, const xmlChar *uri)
{
    const weir_xml_dialect *dialect;

    if (uri != NULL && strcmp((const char *)uri, WEIR_XML_ADAPT_URI) == 0)
        return (const xmlChar *)NOT_OURS_URI;
    dialect = weir_xml_dialect_find((const char *)uri);
    if (dialect == NULL)
        return uri;
    if (b->out->first == NULL)
        b->out->first = dialect;
    b->out->families |= 1u << dialect->family;
    return (const xmlChar *)weir_xml_family_uri(dialect->family);
}

/* Elements and attributes of dialects up to this start tag. */
static uint32_t count_words(const xmlChar *uri, int attribute_count, const xmlChar **attributes)
{
    uint32_t count = weir_xml_dialect_find((const char *)uri) != NULL;

    for (int i = 0; i < attribute_count; i++)
        count += weir_xml_dialect_find((const char *)attributes[i * 5 + 2]) != NULL;
    return count;
}

static void note_place(builder *b, xmlNodePtr node)
{
    char number[16];

    if (b->adapt == NULL)
        b->adapt = xmlNewNs(node, (const xmlChar *)WEIR_XML_ADAPT_URI, (const xmlChar *)"weir-adapt");
    (void)snprintf(number, sizeof number, "%u", b->started_count);
    if (b->adapt == NULL ||
        xmlNewNsProp(node, b->adapt, (const xmlChar *)WEIR_XML_ADAPT_AT, (const xmlChar *)number) == NULL)
        b->is_out_of_memory = true;
}

static void on_start(void *self, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int namespace_count,
                     const xmlChar **namespaces, int attribute_count, int defaulted_count, const xmlChar **attributes)
{
    xmlParserCtxtPtr parser = self;
    builder *b = parser->_private;
    const xmlChar *shown[weir_xml_namespace_count_max * 2];
    const xmlNode *before = parser->node;

    b->word_count += count_words(uri, attribute_count, attributes);
    if (namespace_count > weir_xml_namespace_count_max || b->word_count > weir_xml_dialect_word_count_max) {
        xmlStopParser(parser); /* the guard has seen fewer namespaces */
        return;
    }
    for (int i = 0; i < namespace_count; i++) {
        shown[i * 2] = namespaces[i * 2];
        shown[i * 2 + 1] = shown_uri(b, namespaces[i * 2 + 1]);
    }
    b->start(self, name, prefix, shown_uri(b, uri), namespace_count, shown, attribute_count, defaulted_count,
             attributes);
    b->started_count++;
    if (parser->node != NULL && parser->node != before)
        note_place(b, parser->node);
}

static void on_error(void *self, xmlErrorPtr error)
{
    xmlParserCtxtPtr parser = self;
    builder *b = parser->_private;

    if (error->code == XML_ERR_NO_MEMORY)
        b->is_out_of_memory = true;
}

weir_err weir_xml_tree_build(weir_text text, const weir_xml_outline *outline, weir_xml_tree *out, weir_diag *diag)
{
    xmlSAXHandler handler = {0};
    builder b = {.out = out};
    xmlParserCtxtPtr parser;
    bool is_good;

    *out = (weir_xml_tree){0};
    (void)xmlSAXVersion(&handler, 2);
    b.start = handler.startElementNs;
    handler.startElementNs = on_start;
    handler.comment = NULL;
    handler.processingInstruction = NULL;
    handler.cdataBlock = handler.characters;
    handler.serror = on_error;
    parser = xmlCreatePushParserCtxt(&handler, NULL, NULL, 0, NULL);
    if (parser == NULL)
        return WEIR_ENOMEM;
    parser->_private = &b;
    weir_xml_feed(parser, text);
    is_good = parser->wellFormed && !b.is_out_of_memory && b.word_count <= weir_xml_dialect_word_count_max;
    out->document = parser->myDoc;
    xmlFreeParserCtxt(parser);
    if (is_good && out->document != NULL)
        return WEIR_OK;
    weir_xml_tree_free(out);
    if (b.is_out_of_memory)
        return WEIR_ENOMEM;
    if (b.word_count > weir_xml_dialect_word_count_max && b.started_count < outline->count)
        return WEIR_XML_LIMIT(diag, outline->items[b.started_count], dialect_word_count_max);
    return weir_fail(diag, WEIR_ESYNTAX, WEIR_NO_TEXT, "the XML is not well formed");
}

void weir_xml_tree_free(weir_xml_tree *tree)
{
    xmlFreeDoc(tree->document);
    tree->document = NULL;
}
