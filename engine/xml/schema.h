/* SPDX-License-Identifier: Apache-2.0
 * xml/schema.h - weir's XML schemas, compiled once, for weir_xml_read.
 *
 * The schemas are part of the binary. They never mind the order of children. What they find becomes a problem in
 * plain words:
 *
 * xsd-element-unknown     error    no schema knows this element
 * xsd-element-unexpected  error    this element can't stand here, or not so often
 * xsd-element-missing     error    a child is missing
 * xsd-attribute-missing   error    an attribute is missing
 * xsd-attribute-unexpected error   an attribute of weir or the scenario language is in the wrong place
 * attribute-unknown       warning  BPMN or DMN has this attribute, but not on this element
 * xsd-attribute-value     error    the value of an attribute is none of the allowed ones
 * xsd-text-unexpected     error    there is text where only elements may stand
 * xsd-invalid             error    anything else, in the words of the XML library
 *
 * In a diagram each of them is a warning. When problems has no room left and holds an error, validation ends.
 * Layer: xml.
 */
#ifndef WEIR_XML_SCHEMA_H
#define WEIR_XML_SCHEMA_H

#include "base/error.h"

/* Frozen; any number of threads may read files with it. */
typedef struct weir_xml_schemas weir_xml_schemas;

/* Prepares the XML library for the whole process: from here on it can open neither files nor the network.
 * weir_xml_schemas_new calls it, and so does weir_db_open. Call one of them before a second thread uses XML; once is
 * enough, and again does no harm. */
void weir_xml_start(void);

/* own: pair with weir_xml_schemas_free. ENOMEM; EMODEL with the fault of the schema, which a test excludes. */
WEIR_MUST_USE weir_err weir_xml_schemas_new(weir_xml_schemas **out, weir_diag *diag);
void weir_xml_schemas_free(weir_xml_schemas *schemas);

#endif
