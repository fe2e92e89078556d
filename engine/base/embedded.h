/* SPDX-License-Identifier: Apache-2.0
 * base/embedded.h - a file that cmake/embed.cmake put into the program.
 *
 * Layer: base.
 */
#ifndef WEIR_BASE_EMBEDDED_H
#define WEIR_BASE_EMBEDDED_H

#include <stddef.h>

/* Tables of them are in the order of their names and end with a row whose name is NULL. */
typedef struct weir_embedded {
    const char *name; /* without folder: "bpmn.xsd" */
    const unsigned char *bytes;
    size_t length;
} weir_embedded;

#endif
