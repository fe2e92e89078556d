/* SPDX-License-Identifier: Apache-2.0
 * xml/handbook_internal.h - what the files of the handbook share.
 *
 * The tree that the sheets see, in urn:weir:handbook:
 *   <handbook title edition digest maker>
 *     <file n path folder stem kind digest page>   kind: bpmn dmn scenarios calendar form broken
 *       the root of the file, with additions; of a form, JSON as <member> and <item>; of a broken file its <fault>
 *       <picture>  the SVG of a BPMN file        <layout>  places for a DMN file that has none
 *     <map>        an SVG of all processes
 * Additions: h:anchor on what has an id; h:page on processes; h:talk, h:name and h:way (handbook_talk.c); <said
 * language> in texts, paragraph by paragraph; <word of anchor> for the items of a list in an attribute. Layer: xml,
 * private.
 */
#ifndef WEIR_XML_HANDBOOK_INTERNAL_H
#define WEIR_XML_HANDBOOK_INTERNAL_H

#include <libxml/tree.h>

#include "base/buffer.h"
#include "base/value.h"
#include "xml/handbook.h"
#include "xml/scene.h"

#define WEIR_HANDBOOK_URI "urn:weir:handbook"

typedef struct weir_handbook_tree {
    xmlDocPtr document;
    xmlNsPtr ns;
    weir_arena *arena, *scratch;
    uint32_t process_count, decision_count, talk_count;
} weir_handbook_tree;

/* handbook_tree.c. own: the document, pair with xmlFreeDoc, on failure too. */
WEIR_MUST_USE weir_err weir_handbook_tree_build(weir_handbook_source *sources, uint32_t count,
                                                const weir_handbook_wish *wish, weir_handbook_tree *tree,
                                                weir_diag *diag);

/* handbook_node.c: NULL or false: no memory. */
xmlNodePtr weir_handbook_add(weir_handbook_tree *tree, xmlNodePtr parent, const char *name);
bool weir_handbook_set(xmlNodePtr node, const char *name, weir_text value);
bool weir_handbook_mark(weir_handbook_tree *tree, xmlNodePtr node, const char *name, weir_text value); /* h:name */
bool weir_handbook_write_text(xmlNodePtr node, weir_text text); /* what XML forbids becomes U+FFFD */

/* handbook_name.c: an id as a part of an address and of a file name: what is no letter or digit of ASCII, '-', '.' or
 * '_' becomes its number between two '~'. Different texts stay different. */
WEIR_MUST_USE weir_err weir_handbook_name(weir_text text, weir_arena *arena, weir_text *out);

/* Names that were given away. */
typedef struct weir_handbook_names {
    weir_text *slots;
    uint32_t count, capacity;
} weir_handbook_names;
/* `wanted`, or with a number behind it if somebody has it; ignoring case where file systems do. */
WEIR_MUST_USE weir_err weir_handbook_names_take(weir_handbook_names *names, weir_text wanted, weir_arena *arena,
                                                weir_text *out);

/* handbook_said.c: paragraphs of a text, each in one language. */
typedef struct weir_handbook_said {
    weir_text text;
    const char *language; /* "zh"; "en": anything else */
} weir_handbook_said;
typedef struct weir_handbook_saids {
    weir_handbook_said *items;
    uint32_t count, capacity;
} weir_handbook_saids;
/* is_one: it is in one language, whatever words of another one are in it. */
WEIR_MUST_USE weir_err weir_handbook_say(weir_text text, bool is_one, weir_arena *arena, weir_handbook_saids *out);

/* handbook_json.c: a value as <member> and <item> below `parent`. */
WEIR_MUST_USE weir_err weir_handbook_json(weir_handbook_tree *tree, const weir_value *value, xmlNodePtr parent);

/* handbook_mark.c: anchors, paragraphs and words of a file. */
WEIR_MUST_USE weir_err weir_handbook_mark_all(weir_handbook_tree *tree, xmlNodePtr root);

/* handbook_talk.c. ids: of the file that the root comes from. */
WEIR_MUST_USE weir_err weir_handbook_mark_talk(weir_handbook_tree *tree, xmlNodePtr root, const weir_xml_ids *ids);

/* handbook_write.c: an element of the pages as HTML. */
WEIR_MUST_USE weir_err weir_handbook_write(xmlNodePtr html, weir_arena *arena, weir_text *out);

#endif
