/* SPDX-License-Identifier: Apache-2.0
 * xml/ids.c - finding one's way in a document of the XML library.
 *
 * Layer: xml.
 */
#include <string.h>

#include "xml/scene.h"

static const struct {
    const char *name;
    weir_manner manner;
} manners[] = {
#define SHAPE(name, manner) {name, WEIR_MANNER_##manner},
#define EDGE(name) {name, WEIR_MANNER_EDGE},
#include "xml/shapes.def"
#undef SHAPE
#undef EDGE
};

static xmlNodePtr first_element(xmlNodePtr node)
{
    while (node != NULL && node->type != XML_ELEMENT_NODE)
        node = node->next;
    return node;
}

xmlNodePtr weir_node_next(xmlNodePtr node, xmlNodePtr top)
{
    xmlNodePtr next = first_element(node->children);

    for (; next == NULL && node != NULL && node != top; node = node->parent)
        next = first_element(node->next);
    return next;
}

weir_text weir_node_attribute(xmlNodePtr node, const char *name)
{
    for (xmlAttrPtr attribute = node->properties; attribute != NULL; attribute = attribute->next) {
        if (strcmp((const char *)attribute->name, name) == 0)
            return attribute->children != NULL && attribute->children->content != NULL
                       ? weir_text_of((const char *)attribute->children->content)
                       : WEIR_T("");
    }
    return WEIR_NO_TEXT;
}

weir_text weir_node_text(xmlNodePtr node)
{
    for (xmlNodePtr child = node != NULL ? node->children : NULL; child != NULL; child = child->next) {
        if (child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE)
            return weir_text_of((const char *)child->content);
    }
    return WEIR_NO_TEXT;
}

bool weir_node_is(xmlNodePtr node, const char *uri, const char *name)
{
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0 && node->ns != NULL &&
           strcmp((const char *)node->ns->href, uri) == 0;
}

xmlNodePtr weir_node_child(xmlNodePtr node, const char *name)
{
    for (xmlNodePtr child = node->children; child != NULL; child = child->next) {
        if (child->type == XML_ELEMENT_NODE && strcmp((const char *)child->name, name) == 0)
            return child;
    }
    return NULL;
}

uint32_t weir_node_line(xmlNodePtr node)
{
    long line = xmlGetLineNo(node);

    return line > 0 ? (uint32_t)line : 0;
}

weir_manner weir_manner_of(xmlNodePtr element)
{
    if (element == NULL || element->ns == NULL || strcmp((const char *)element->ns->href, WEIR_BPMN_URI) != 0)
        return WEIR_MANNER_NONE;
    for (size_t i = 0; i < sizeof manners / sizeof *manners; i++) {
        if (strcmp(manners[i].name, (const char *)element->name) == 0)
            return manners[i].manner;
    }
    return WEIR_MANNER_NONE;
}

static uint32_t slot_of(const weir_xml_ids *ids, weir_text id)
{
    uint32_t mask = ids->capacity - 1;
    uint32_t slot = (uint32_t)weir_text_hash(id) & mask;

    while (ids->slots[slot] != NULL && !weir_text_equal(weir_node_attribute(ids->slots[slot], "id"), id))
        slot = (slot + 1) & mask;
    return slot;
}

/* Elements of BPMN only: what a diagram calls itself is not referred to here. */
static bool has_id(xmlNodePtr node)
{
    return node->ns != NULL && strcmp((const char *)node->ns->href, WEIR_BPMN_URI) == 0 &&
           weir_node_attribute(node, "id").length > 0;
}

weir_err weir_xml_ids_build(xmlDocPtr document, weir_arena *arena, weir_xml_ids *out)
{
    xmlNodePtr root = xmlDocGetRootElement(document);
    uint32_t count = 0;

    for (xmlNodePtr node = root; node != NULL; node = weir_node_next(node, root)) {
        node->_private = NULL;
        count += has_id(node);
    }
    for (out->capacity = 16; out->capacity < 2 * count; out->capacity *= 2)
        continue;
    out->slots = WEIR_TAKE(arena, xmlNodePtr, out->capacity);
    if (out->slots == NULL)
        return WEIR_ENOMEM;
    for (xmlNodePtr node = root; node != NULL; node = weir_node_next(node, root)) {
        if (has_id(node)) {
            uint32_t slot = slot_of(out, weir_node_attribute(node, "id"));

            if (out->slots[slot] == NULL) /* the first of two wins */
                out->slots[slot] = node;
        }
    }
    return WEIR_OK;
}

xmlNodePtr weir_xml_ids_find(const weir_xml_ids *ids, weir_text reference)
{
    weir_text id = weir_text_trim(reference);
    xmlNodePtr found;

    if (id.length == 0)
        return NULL;
    found = ids->slots[slot_of(ids, id)];
    for (size_t i = id.length; found == NULL && i > 0; i--) {
        if (id.at[i - 1] == ':')
            return i < id.length ? ids->slots[slot_of(ids, weir_text_part(id, i, id.length - i))] : NULL;
    }
    return found;
}
