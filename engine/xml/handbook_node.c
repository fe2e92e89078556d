/* SPDX-License-Identifier: Apache-2.0
 * xml/handbook_node.c - nodes of the tree of a handbook, from any text.
 *
 * Layer: xml.
 */
#include <string.h>

#include "xml/handbook_internal.h"

#define REPLACEMENT "\xEF\xBF\xBD"

xmlNodePtr weir_handbook_add(weir_handbook_tree *tree, xmlNodePtr parent, const char *name)
{
    return parent != NULL ? xmlNewChild(parent, tree->ns, (const xmlChar *)name, NULL) : NULL;
}

static bool is_allowed(uint32_t c)
{
    return c >= 0x20 ? c != 0xFFFE && c != 0xFFFF : c == '\t' || c == '\n' || c == '\r';
}

static xmlChar *copy_of(weir_text text)
{
    size_t from = 0;
    xmlChar *copy = xmlStrndup((const xmlChar *)"", 0);

    for (size_t at = 0; copy != NULL && at < text.length;) {
        const size_t start = at;

        if (is_allowed(weir_utf8_next(text, &at)))
            continue;
        copy = xmlStrncat(copy, (const xmlChar *)text.at + from, (int)(start - from));
        if (copy != NULL)
            copy = xmlStrncat(copy, (const xmlChar *)REPLACEMENT, 3);
        from = at;
    }
    if (copy != NULL && text.length > from)
        copy = xmlStrncat(copy, (const xmlChar *)text.at + from, (int)(text.length - from));
    return copy;
}

bool weir_handbook_set(xmlNodePtr node, const char *name, weir_text value)
{
    xmlChar *copy;
    bool is_set;

    if (node == NULL)
        return false;
    if (value.at == NULL)
        return true;
    copy = copy_of(value);
    is_set = copy != NULL && xmlSetProp(node, (const xmlChar *)name, copy) != NULL;
    xmlFree(copy);
    return is_set;
}

bool weir_handbook_mark(weir_handbook_tree *tree, xmlNodePtr node, const char *name, weir_text value)
{
    xmlChar *copy = copy_of(value);
    bool is_set = copy != NULL && xmlNewNsProp(node, tree->ns, (const xmlChar *)name, copy) != NULL;

    xmlFree(copy);
    return is_set;
}

bool weir_handbook_write_text(xmlNodePtr node, weir_text text)
{
    xmlChar *copy;

    if (node == NULL)
        return false;
    copy = copy_of(text);
    if (copy == NULL)
        return false;
    xmlNodeAddContent(node, copy);
    xmlFree(copy);
    return text.length == 0 || node->children != NULL;
}
