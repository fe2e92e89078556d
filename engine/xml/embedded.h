/* SPDX-License-Identifier: Apache-2.0
 * xml/embedded.h - the schema files of xsd/, put into the binary by cmake/embed.cmake.
 *
 * Layer: xml.
 */
#ifndef WEIR_XML_EMBEDDED_H
#define WEIR_XML_EMBEDDED_H

#include "base/embedded.h"

extern const weir_embedded weir_xsd_files[];

#endif
