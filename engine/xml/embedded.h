/* SPDX-License-Identifier: Apache-2.0
 * xml/embedded.h - the schema files of xsd/, put into the binary by cmake/embed.cmake.
 *
 * Layer: xml.
 */
#ifndef WEIR_XML_EMBEDDED_H
#define WEIR_XML_EMBEDDED_H

#include <stddef.h>

typedef struct weir_embedded {
    const char *name; /* "bpmn.xsd"; NULL ends the table */
    const unsigned char *bytes;
    size_t length;
} weir_embedded;

extern const weir_embedded weir_xsd_files[];

#endif
