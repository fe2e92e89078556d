/* SPDX-License-Identifier: Apache-2.0
 * model/model.h - a file as a tree of parts whose names are known, independent of any XML library.
 *
 * xml/ builds it; compile/, dmn/ and the scenario runner read it. All names of elements and
 * attributes that weir knows are rows of the .def tables beside this file. An element of the BPMN,
 * DMN, weir, scenario or calendar namespace without a row becomes WEIR_PART_NONE with its local name as text, so
 * that a rule can name it; other foreign elements, and attributes without a row, are left out.
 * Layer: model, may use base.
 */
#ifndef WEIR_MODEL_MODEL_H
#define WEIR_MODEL_MODEL_H

#include "base/arena.h"

typedef enum weir_namespace {
    WEIR_NS_NONE, /* attributes without prefix */
    WEIR_NS_BPMN,
    WEIR_NS_DMN, /* all versions 1.1 to 1.5 */
    WEIR_NS_WEIR,
    WEIR_NS_SCENARIO,
    WEIR_NS_CALENDAR,
    WEIR_NS_DI, /* all diagram namespaces */
    WEIR_NS_XSI,
    WEIR_NS_MODELER, /* of Camunda and Operaton, in DMN: attributes alone are read */
    WEIR_NS_COUNT
} weir_namespace;

/* Element names. The flow nodes come from elements.def, the event definitions from triggers.def. */
typedef enum weir_tag {
    WEIR_PART_NONE,
#define ELEMENT(name, xml, group, clause, summary) WEIR_PART_##name,
#include "model/elements.def"
#undef ELEMENT
#define TRIGGER(name, xml, clause, summary) WEIR_PART_##name##_event_definition,
#include "model/triggers.def"
#undef TRIGGER
#define TAG(name, ns, xml) WEIR_PART_##name,
#define ATTR(name, ns, xml)
#include "model/vocabulary.def"
#undef TAG
#undef ATTR
    WEIR_PART_COUNT
} weir_tag;

typedef enum weir_attr {
    WEIR_ATTR_NONE,
#define TAG(name, ns, xml)
#define ATTR(name, ns, xml) WEIR_ATTR_##name,
#include "model/vocabulary.def"
#undef TAG
#undef ATTR
    WEIR_ATTR_COUNT
} weir_attr;

typedef struct weir_attribute {
    weir_attr name;
    weir_text value; /* as XML gives it: references resolved, white space normalised */
} weir_attribute;

typedef struct weir_part weir_part;
struct weir_part {
    weir_tag tag;
    uint32_t line;  /* of the start tag in the user's file */
    weir_text id;   /* attribute id, or absent */
    weir_text text; /* character data directly inside, concatenated; absent if there is none but white space */
    weir_part *parent, *child, *last_child, *next;
    const weir_attribute *attributes;
    uint32_t attribute_count;
    uint32_t order; /* position in document order, 0 = root */
};

typedef struct weir_model {
    weir_part *root;
    uint32_t part_count;
    weir_part **by_id; /* open addressing, for weir_model_find */
    uint32_t by_id_capacity;
} weir_model;

/* Names in the tables: "userTask" for WEIR_PART_user_task. find needs the index; NONE if there is no such row.
 * nearest: the name of the row a person may have meant (a few wrong letters, wrong case), or NULL. */
typedef struct weir_names {
    const uint16_t *slots;
} weir_names;

WEIR_MUST_USE weir_err weir_names_build(weir_arena *arena, weir_names *out);
weir_tag weir_tag_find(const weir_names *names, weir_namespace ns, weir_text xml_name);
weir_attr weir_attr_find(const weir_names *names, weir_namespace ns, weir_text xml_name);
const char *weir_tag_nearest(weir_namespace ns, weir_text xml_name);
const char *weir_attr_nearest(weir_namespace ns, weir_text xml_name);
const char *weir_tag_name(weir_tag tag);
weir_namespace weir_tag_namespace(weir_tag tag);
const char *weir_attr_name(weir_attr attr);
weir_namespace weir_namespace_find(weir_text uri); /* WEIR_NS_COUNT: not one of ours */

/* Building (xml/ only): parts are appended in document order. finish builds the index by id over
 * root and everything below it, so it also turns a part of a larger file into a model of its own; the first of two
 * parts with one id wins (the second is a validation problem). only referable ids are indexed. */
WEIR_MUST_USE weir_err weir_model_append(weir_model *model, weir_arena *arena, weir_part *parent, weir_tag tag,
                                         uint32_t line, weir_part **out);
WEIR_MUST_USE weir_err weir_model_finish(weir_model *model, weir_arena *arena);
/* Sequence flows need no id in BPMN, but facts name them by it: those without get SOURCE.TARGET, and the number of the
 * part behind it if there are several. The attribute stays absent. For a finished model. */
WEIR_MUST_USE weir_err weir_model_name_flows(weir_model *model, weir_arena *arena);

/* Reading. attribute: absent text if it is not there. child/sibling: the next one with this tag, or NULL. */
weir_text weir_part_attribute(const weir_part *part, weir_attr name);
bool weir_part_flag(const weir_part *part, weir_attr name, bool otherwise); /* xs:boolean; trimmed */
const weir_part *weir_part_child(const weir_part *part, weir_tag tag);
const weir_part *weir_part_sibling(const weir_part *part, weir_tag tag);
/* Child of the extensionElements of `part` (the usual home of weir: elements). */
const weir_part *weir_part_extension(const weir_part *part, weir_tag tag);
const weir_part *weir_model_find(const weir_model *model, weir_text id);
/* Whether the part has an id that others may refer to; ids of form fields and scenario steps are their own affair. */
bool weir_part_is_referable(const weir_part *part);
/* Document order without recursion: the next part after `part` within `top`, NULL at the end. */
const weir_part *weir_part_walk(const weir_part *part, const weir_part *top);
/* A QName or id reference as BPMN uses both: the part after the last ':'. */
weir_text weir_reference_id(weir_text reference);

#endif
