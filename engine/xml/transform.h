/* SPDX-License-Identifier: Apache-2.0
 * xml/transform.h - run a sheet of xsd/ (XSLT) over a document, within limits.
 *
 * The sheets are part of the binary, and what they include is found there by its base name. A sheet can open no file
 * and no address, and write none; the steps, the templates within each other and the variables of a run are limited.
 * Layer: xml.   Spec: XSLT 1.0.
 */
#ifndef WEIR_XML_TRANSFORM_H
#define WEIR_XML_TRANSFORM_H

#include <libxml/tree.h>
#include <libxml/xpath.h>

#include "base/arena.h"

/* Compiled; frozen, any number of threads may run it. */
typedef struct weir_xml_sheet weir_xml_sheet;

/* own: pair with weir_xml_sheet_free. name: "diagram.xsl". ENOTFOUND; EMODEL: not a sheet, which a test excludes. */
WEIR_MUST_USE weir_err weir_xml_sheet_new(const char *name, weir_xml_sheet **out, weir_diag *diag);
/* The same of a text; it includes embedded sheets alone. */
WEIR_MUST_USE weir_err weir_xml_sheet_compile(weir_text text, weir_xml_sheet **out, weir_diag *diag);
void weir_xml_sheet_free(weir_xml_sheet *sheet);

/* text       what weir_xml_guard let through
 * out        own: pair with xmlFreeDoc
 * ESYNTAX, ENOMEM. */
WEIR_MUST_USE weir_err weir_xml_document_parse(weir_text text, xmlDocPtr *out, weir_diag *diag);

/* document    borrow; the sheet may strip white space from it
 * parameters  NULL, or name, XPath expression, … NULL; a text is "'in quotes'"
 * out         own: pair with xmlFreeDoc
 * ELIMIT with the name of the limit; EMODEL: the sheet ended itself, the diag has its words; ENOMEM. */
WEIR_MUST_USE weir_err weir_xml_sheet_run(const weir_xml_sheet *sheet, xmlDocPtr document,
                                          const char *const *parameters, xmlDocPtr *out, weir_diag *diag);

/* A file of xsd/ as a document. own: pair with xmlFreeDoc. ENOTFOUND, ENOMEM. */
WEIR_MUST_USE weir_err weir_xml_document_embedded(const char *name, xmlDocPtr *out, weir_diag *diag);

/* A function that a sheet may call, and other limits than usual. */
typedef struct weir_xml_sheet_function {
    const char *name, *uri;
    xmlXPathFunction run; /* NULL: only the limit is another */
    void *self;           /* weir_xml_sheet_self gives it to `run` */
    unsigned step_count_max;
    const char *step_limit; /* its name */
} weir_xml_sheet_function;

WEIR_MUST_USE weir_err weir_xml_sheet_run_with(const weir_xml_sheet *sheet, const weir_xml_sheet_function *function,
                                               xmlDocPtr document, const char *const *parameters, xmlDocPtr *out,
                                               weir_diag *diag);
void *weir_xml_sheet_self(xmlXPathParserContextPtr call);

/* The bytes of a document in UTF-8, in the arena. */
WEIR_MUST_USE weir_err weir_xml_document_write(xmlDocPtr document, weir_arena *arena, weir_text *out);

#endif
