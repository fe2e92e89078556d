/* SPDX-License-Identifier: Apache-2.0
 * xml/xml_internal.h - what the files of this folder share.
 *
 * load.c decodes and guards, adapt*.c translate what was written for other engines, reader.c turns parser events into
 * parts, validator.c feeds the same events to a schema, violation.c words what the schema says, checks.c looks at the
 * finished tree. Layer: xml.
 */
#ifndef WEIR_XML_INTERNAL_H
#define WEIR_XML_INTERNAL_H

#include <libxml/parser.h>
#include <libxml/xmlschemas.h>

#include "base/buffer.h"
#include "xml/guard.h"
#include "xml/load.h"

#define WEIR_XML_NCNAME_MAX 1000

/* One attribute as the parser gives it. `value` is not zero-terminated. */
typedef struct weir_xml_attribute {
    const char *name; /* local */
    const char *uri;  /* NULL: no prefix */
    weir_namespace ns;
    weir_text value;
    bool reported; /* as unknown: the validator need not see it */
} weir_xml_attribute;

/* An element whose end tag has not come yet. */
typedef struct weir_xml_frame {
    const char *name; /* local */
    const char *uri;
    weir_namespace ns;
    weir_xml_place place;
    weir_text id;                   /* its own, or that of the nearest element around it */
    weir_part *part;                /* NULL in a diagram */
    weir_buffer text;               /* keeps its memory for the next element of this depth */
    const char *reported_attribute; /* its value was reported already */
} weir_xml_frame;

typedef struct weir_xml_validator weir_xml_validator;

typedef struct weir_xml_reader {
    weir_arena *arena, *scratch;
    weir_model model;
    weir_problems *problems;
    weir_diag *diag;
    weir_err err; /* the first failure; the parser is stopped then */
    xmlParserCtxtPtr parser;
    weir_xml_validator *validator; /* NULL: no schema */
    weir_names names;
    weir_xml_outline outline;
    uint32_t started_count; /* start tags seen */
    weir_xml_frame frames[weir_xml_depth_max];
    uint32_t depth, skipped_depth;                               /* skipped: inside an element that is left out */
    weir_xml_attribute attributes[weir_xml_attribute_count_max]; /* of the start tag being read */
    uint32_t attribute_count;
    bool delegates_external; /* what a Java class would do becomes an external task */
    bool is_for_sheets;      /* words of another engine were met */
    bool values_are_plain;   /* of attributes; a parser escapes them */
} weir_xml_reader;

/* reader.c. text: what weir_xml_guard let through. Ends early with is_for_sheets. */
WEIR_MUST_USE weir_err weir_xml_parse(weir_xml_reader *reader, weir_text text);
/* Its events, also of adapt_walk.c: attributes are five pointers each, as SAX2 has them. */
WEIR_MUST_USE weir_err weir_xml_reader_start(weir_xml_reader *reader, const char *name, const char *uri,
                                             int attribute_count, const xmlChar **attributes);
WEIR_MUST_USE weir_err weir_xml_reader_end(weir_xml_reader *reader);
void weir_xml_reader_text(weir_xml_reader *reader, weir_text text);
/* Where the start tag begins that is being read. */
weir_xml_place weir_xml_reader_place(const weir_xml_reader *reader);
WEIR_MUST_USE weir_err weir_xml_reader_report(weir_xml_reader *reader, weir_severity severity, const char *rule,
                                              weir_text words);
/* Give a text to a push parser; parser->wellFormed says how it went. */
void weir_xml_feed(xmlParserCtxtPtr parser, weir_text text);

/* adapt.c: read through the sheets of the dialects that the file uses. */
WEIR_MUST_USE weir_err weir_xml_adapt(weir_xml_reader *reader, weir_text text);

/* checks.c: rules on the finished tree. */
WEIR_MUST_USE weir_err weir_xml_check_ids(const weir_model *model, weir_arena *scratch, weir_problems *problems);
WEIR_MUST_USE weir_err weir_xml_check_order(const weir_model *model, weir_problems *problems);

/* validator.c. start: the frame on top and reader->attributes are those of the element; end: its text is complete. */
WEIR_MUST_USE weir_err weir_xml_validator_new(const weir_xml_schemas *schemas, weir_xml_reader *reader,
                                              weir_xml_validator **out);
void weir_xml_validator_free(weir_xml_validator *validator);
WEIR_MUST_USE weir_err weir_xml_validator_start(weir_xml_validator *validator);
WEIR_MUST_USE weir_err weir_xml_validator_end(weir_xml_validator *validator);

/* violation.c: report what the XML library found on the frame on top. */
WEIR_MUST_USE weir_err weir_xml_report_violation(weir_xml_reader *reader, const xmlError *error);

#endif
