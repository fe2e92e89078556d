/* SPDX-License-Identifier: Apache-2.0
 * xml/load.h - from the bytes of a file to a model.
 *
 * The bytes are decoded and guarded (guard.h), parsed by the XML library without any way to a file or the network,
 * translated by a sheet of xsd/dialects/ where they use the vocabulary of another engine, checked against weir's
 * schemas where they are given, and built into a tree of parts. What can't be read at all is an error with a diag: the
 * XML is not well formed, a limit is hit, the root belongs to none of weir's namespaces. What can be read but is wrong
 * goes to `problems`, with these rules beside those of schema.h:
 *
 * id-duplicate       error    two elements of one file have the same id (in a scenario file: of one scenario)
 * id-invalid         error    an id is not an XML name
 * weir-name-unknown  error    the weir: vocabulary has no such element or attribute
 * namespace-missing  error    an element of BPMN or DMN is written without its namespace
 * attribute-unknown  warning  BPMN or DMN has no such attribute; it is left out
 * dialect-unmapped   error    a word of another engine without which the process would do something else
 * dialect-unmapped   warning  a word of another engine that has no effect here, or that nobody knows
 * xsd-child-order    warning  the standard wants the children in another order; weir does not mind
 * Layer: xml, may use base and model.
 */
#ifndef WEIR_XML_LOAD_H
#define WEIR_XML_LOAD_H

#include "base/problem.h"
#include "model/model.h"
#include "xml/schema.h"

/* bytes     borrow; in any encoding that weir_xml_decode knows
 * schemas   borrow; NULL: nothing is checked against a schema
 * arena     the model lives here; scratch memory comes from the same weir_memory and is given back
 * out       complete even when `problems` holds errors, so that later rules can add theirs: who runs the model looks
 *           at problems->error_count first. Untouched on failure.
 * ESYNTAX, ELIMIT, EMODEL (the root), ENOMEM. */
WEIR_MUST_USE weir_err weir_xml_read(weir_text bytes, const weir_xml_schemas *schemas, weir_arena *arena,
                                     weir_model *out, weir_problems *problems, weir_diag *diag);

/* How else a file may be read. */
typedef struct weir_xml_settings {
    const weir_xml_schemas *schemas;
    bool delegates_external; /* a Java class, bean or connector of another engine becomes an external task of that
                              * topic; else it is an error, unless the process says weir:delegates="external" */
} weir_xml_settings;

WEIR_MUST_USE weir_err weir_xml_read_with(weir_text bytes, const weir_xml_settings *settings, weir_arena *arena,
                                          weir_model *out, weir_problems *problems, weir_diag *diag);

#endif
