/* SPDX-License-Identifier: Apache-2.0
 * xml/adapt_table.c - the table of a dialect, for its sheet: which row a word has on an element.
 *
 * Sheets could look rows up themselves; they would take ten times as long.
 * Layer: xml.
 */
#include <libxml/hash.h>
#include <libxml/xpathInternals.h>

#include "xml/adapt.h"

struct weir_xml_row {
    xmlNodePtr node;
    const char *on; /* of elements that it is meant for; NULL: any, "*" too */
    const struct weir_xml_row *next;
};

static const char *value_of(xmlNodePtr node, const char *name)
{
    const xmlAttr *attribute = xmlHasProp(node, (const xmlChar *)name);

    return attribute != NULL && attribute->children != NULL ? (const char *)attribute->children->content : NULL;
}

static bool is_element(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

static bool has_word(const char *list, const char *word)
{
    const size_t length = strlen(word);

    for (const char *at = list; length > 0 && (at = strstr(at, word)) != NULL; at += length) {
        if ((at == list || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
            return true;
    }
    return false;
}

/* The first row under a key stays the first. */
static weir_err add(weir_xml_table *table, const char *key, xmlNodePtr node, const char *on, weir_arena *arena)
{
    struct weir_xml_row *row = WEIR_TAKE(arena, struct weir_xml_row, 1), *first;

    if (row == NULL)
        return WEIR_ENOMEM;
    row->node = node;
    row->on = on != NULL && strcmp(on, "*") == 0 ? NULL : on;
    first = xmlHashLookup(table->rows, (const xmlChar *)key);
    if (first == NULL)
        return xmlHashAddEntry(table->rows, (const xmlChar *)key, row) == 0 ? WEIR_OK : WEIR_ENOMEM;
    while (first->next != NULL)
        first = (struct weir_xml_row *)(uintptr_t)first->next;
    first->next = row;
    return WEIR_OK;
}

#define KEY_MAX 200

/* "@name", "name" or, for an attribute of a word, "name/@name". */
static weir_err add_row(weir_xml_table *table, xmlNodePtr node, weir_arena *arena)
{
    const char *name = value_of(node, "name");
    char key[KEY_MAX];

    if (name == NULL)
        return WEIR_OK;
    (void)snprintf(key, sizeof key, is_element(node, "attribute") ? "@%s" : "%s", name);
    WEIR_TRY(add(table, key, node, value_of(node, "on"), arena));
    for (xmlNodePtr part = node->children; part != NULL; part = part->next) {
        const char *part_name = is_element(part, "attribute") ? value_of(part, "name") : NULL;

        if (part_name == NULL)
            continue;
        (void)snprintf(key, sizeof key, "%s/@%s", name, part_name);
        WEIR_TRY(add(table, key, part, NULL, arena));
    }
    return WEIR_OK;
}

weir_err weir_xml_table_build(xmlDocPtr document, weir_arena *arena, weir_xml_table *out)
{
    xmlNodePtr root = xmlDocGetRootElement(document);

    *out = (weir_xml_table){.root = root, .rows = xmlHashCreate(512)};
    if (out->rows == NULL)
        return WEIR_ENOMEM;
    for (xmlNodePtr section = root->children; section != NULL; section = section->next) {
        for (xmlNodePtr row = is_element(section, "section") ? section->children : NULL; row != NULL; row = row->next) {
            const weir_err err = row->type == XML_ELEMENT_NODE ? add_row(out, row, arena) : WEIR_OK;

            if (err != WEIR_OK) {
                weir_xml_table_free(out);
                return err;
            }
        }
    }
    return WEIR_OK;
}

void weir_xml_table_free(weir_xml_table *table)
{
    xmlHashFree(table->rows, NULL); /* entries live in the arena */
    table->rows = NULL;
}

/* The kind of a flow node: "activity", "event" or "gateway"; NULL for anything else. */
static const char *kind_of(const weir_xml_table *table, const char *element)
{
    for (xmlNodePtr group = table->root->children; group != NULL; group = group->next) {
        if (is_element(group, "group") && has_word(value_of(group, "holds"), element))
            return value_of(group, "name");
    }
    return NULL;
}

static bool is_meant(const struct weir_xml_row *row, const char *element, const char *kind)
{
    return row->on == NULL || has_word(row->on, element) ||
           (kind != NULL && (has_word(row->on, kind) || has_word(row->on, "node")));
}

/* a:row(key, element): the row, or nothing. With no row for the element, all of that key if element is ''. */
void weir_xml_table_give_row(xmlXPathParserContextPtr call, int count)
{
    const weir_xml_table *table = weir_xml_sheet_self(call);
    xmlChar *element, *key;
    const struct weir_xml_row *row;
    const char *kind;

    if (count != 2) {
        xmlXPathSetArityError(call);
        return;
    }
    element = xmlXPathPopString(call);
    key = xmlXPathPopString(call);
    row = key != NULL && element != NULL ? xmlHashLookup(table->rows, key) : NULL;
    kind = row != NULL ? kind_of(table, (const char *)element) : NULL;
    while (row != NULL && element[0] != '\0' && !is_meant(row, (const char *)element, kind))
        row = row->next;
    xmlFree(element);
    xmlFree(key);
    valuePush(call, xmlXPathNewNodeSet(row != NULL ? row->node : NULL));
}
