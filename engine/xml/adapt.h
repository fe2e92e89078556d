/* SPDX-License-Identifier: Apache-2.0
 * xml/adapt.h - files written for other engines, in words of weir.
 *
 * A sheet of xsd/dialects/ turns the extensions of a family of engines into those of weir before anything else looks at
 * them. What it can't map it leaves as <unmapped> of urn:weir:adapt, which the reader turns into a problem:
 *
 * dialect-unmapped  error    a word of another engine without which the process would do something else
 * dialect-unmapped  warning  a word of another engine that has no effect in weir, or that nobody knows
 * Layer: xml, private.
 */
#ifndef WEIR_XML_ADAPT_H
#define WEIR_XML_ADAPT_H

#include <libxml/hash.h>

#include "xml/transform.h"
#include "xml/xml_internal.h"

#define WEIR_XML_ADAPT_URI "urn:weir:adapt"
#define WEIR_XML_ADAPT_AT "at"

typedef enum weir_xml_family { WEIR_XML_FAMILY_CAMUNDA, WEIR_XML_FAMILY_ZEEBE, WEIR_XML_FAMILY_COUNT } weir_xml_family;

typedef struct weir_xml_dialect {
    const char *name, *uri;
    weir_xml_family family;
} weir_xml_dialect;

/* NULL: not the namespace of a dialect. */
const weir_xml_dialect *weir_xml_dialect_find(const char *uri);
/* The namespace under which a sheet sees the words of its family. */
const char *weir_xml_family_uri(weir_xml_family family);

/* adapt_tree.c. own: pair with weir_xml_tree_free. ELIMIT, ENOMEM, ESYNTAX. */
typedef struct weir_xml_tree {
    xmlDocPtr document;
    const weir_xml_dialect *first; /* the one declared first */
    uint32_t families;             /* bit set */
} weir_xml_tree;
WEIR_MUST_USE weir_err weir_xml_tree_build(weir_text text, const weir_xml_outline *outline, weir_xml_tree *out,
                                           weir_diag *diag);
void weir_xml_tree_free(weir_xml_tree *tree);
/* adapt.c: the same in words of weir. Also EMODEL: the sheet refused it. */
WEIR_MUST_USE weir_err weir_xml_adapt_tree(weir_text text, const weir_xml_outline *outline, bool delegates_external,
                                           weir_arena *scratch, weir_xml_tree *out, weir_diag *diag);

/* adapt_table.c: the rows of a table, by word and element. The document is borrowed; the rest lives in the arena and in
 * the XML library: pair with weir_xml_table_free. give_row is for weir_xml_sheet_function. ENOMEM. */
typedef struct weir_xml_table {
    xmlNodePtr root;
    xmlHashTablePtr rows;
} weir_xml_table;
WEIR_MUST_USE weir_err weir_xml_table_build(xmlDocPtr document, weir_arena *arena, weir_xml_table *out);
void weir_xml_table_free(weir_xml_table *table);
void weir_xml_table_give_row(xmlXPathParserContextPtr call, int count);

/* adapt_walk.c: show the tree to the reader as if a parser had read it. */
WEIR_MUST_USE weir_err weir_xml_tree_walk(const weir_xml_tree *tree, weir_xml_reader *reader);

#endif
