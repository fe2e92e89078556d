/* SPDX-License-Identifier: Apache-2.0
 * xml/adapt_walk.c - what a sheet made, shown to the reader event by event, with the places of the user's file.
 *
 * Layer: xml.
 */
#include <libxml/xmlstring.h>

#include "xml/adapt.h"

/* The text of an attribute; "" without one. */
static const char *value_of(const xmlAttr *attribute)
{
    const xmlNode *text = attribute->children;

    return text != NULL && text->content != NULL ? (const char *)text->content : "";
}

static bool is_adapt(const xmlNs *ns)
{
    return ns != NULL && ns->href != NULL && strcmp((const char *)ns->href, WEIR_XML_ADAPT_URI) == 0;
}

static const char *find_own(const xmlNode *element, const char *name)
{
    for (const xmlAttr *attribute = element->properties; attribute != NULL; attribute = attribute->next) {
        if (is_adapt(attribute->ns) && strcmp((const char *)attribute->name, name) == 0)
            return value_of(attribute);
    }
    return NULL;
}

/* What a sheet made without a place of its own gets that of the element before. */
static void take_place(weir_xml_reader *reader, const xmlNode *element)
{
    const char *at = find_own(element, WEIR_XML_ADAPT_AT);
    uint32_t number = 0;

    for (; at != NULL && *at >= '0' && *at <= '9' && number <= reader->outline.count; at++)
        number = number * 10 + (uint32_t)(*at - '0');
    if (number > 0 && number <= reader->outline.count)
        reader->started_count = number;
}

static const char *plain(const xmlNode *element, const char *name)
{
    for (const xmlAttr *attribute = element->properties; attribute != NULL; attribute = attribute->next) {
        if (attribute->ns == NULL && strcmp((const char *)attribute->name, name) == 0)
            return value_of(attribute);
    }
    return "";
}

#define WORDS_SHOWN_MAX 300

static weir_err report(weir_xml_reader *reader, const xmlNode *element)
{
    const bool is_error = strcmp(plain(element, "severity"), "error") == 0;
    const char *words =
        element->children != NULL && element->children->content != NULL ? (const char *)element->children->content : "";

    return weir_xml_reader_report(reader, is_error ? WEIR_ERROR : WEIR_WARNING, "dialect-unmapped",
                                  weir_text_part(weir_text_of(words), 0, WORDS_SHOWN_MAX));
}

/* Attributes as a parser hands them over: name, prefix, namespace, begin and end of the value. */
static weir_err start(weir_xml_reader *reader, const xmlNode *element)
{
    const xmlChar *raw[weir_xml_attribute_count_max * 5];
    int count = 0;

    for (const xmlAttr *attribute = element->properties; attribute != NULL; attribute = attribute->next) {
        if (is_adapt(attribute->ns))
            continue;
        if (count == weir_xml_attribute_count_max)
            return WEIR_XML_LIMIT(reader->diag, weir_xml_reader_place(reader), attribute_count_max);
        raw[count * 5] = attribute->name;
        raw[count * 5 + 1] = NULL;
        raw[count * 5 + 2] = attribute->ns != NULL ? attribute->ns->href : NULL;
        raw[count * 5 + 3] = (const xmlChar *)value_of(attribute);
        raw[count * 5 + 4] = raw[count * 5 + 3] + strlen((const char *)raw[count * 5 + 3]);
        count++;
    }
    return weir_xml_reader_start(reader, (const char *)element->name,
                                 element->ns != NULL ? (const char *)element->ns->href : NULL, count, raw);
}

static weir_err enter(weir_xml_reader *reader, const xmlNode *node)
{
    if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) {
        if (node->content != NULL)
            weir_xml_reader_text(reader, weir_text_of((const char *)node->content));
        return WEIR_OK;
    }
    if (node->type != XML_ELEMENT_NODE)
        return WEIR_OK;
    take_place(reader, node);
    return is_adapt(node->ns) ? report(reader, node) : start(reader, node);
}

static weir_err leave(weir_xml_reader *reader, const xmlNode *node)
{
    return node->type == XML_ELEMENT_NODE && !is_adapt(node->ns) ? weir_xml_reader_end(reader) : WEIR_OK;
}

weir_err weir_xml_tree_walk(const weir_xml_tree *tree, weir_xml_reader *reader)
{
    const xmlNode *root = xmlDocGetRootElement(tree->document), *node = root;

    reader->values_are_plain = true;
    while (node != NULL) {
        WEIR_TRY(enter(reader, node));
        if (node->type == XML_ELEMENT_NODE && !is_adapt(node->ns) && node->children != NULL) {
            node = node->children;
            continue;
        }
        WEIR_TRY(leave(reader, node));
        while (node != root && node->next == NULL) {
            node = node->parent;
            WEIR_TRY(leave(reader, node));
        }
        node = node == root ? NULL : node->next;
    }
    return WEIR_OK;
}
