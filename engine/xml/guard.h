/* SPDX-License-Identifier: Apache-2.0
 * xml/guard.h - look at hostile XML before a parser does.
 *
 * Two pure passes over the bytes: the first makes UTF-8 of them, the second checks the limits of limits.def, refuses
 * a DOCTYPE and unknown entity references, and matches start tags with end tags, so that the messages a designer
 * sees most often name both ends of the trouble. It also writes down where each start tag begins: the XML library
 * only knows where one ends.
 * Layer: xml, may use base.   Spec: XML 1.0 (fifth edition), chapters 2 and 3.
 */
#ifndef WEIR_XML_GUARD_H
#define WEIR_XML_GUARD_H

#include "base/arena.h"

enum weir_xml_limit {
#define LIMIT(name, value, unit) weir_xml_##name = (value),
#include "xml/limits.def"
#undef LIMIT
};

typedef struct weir_xml_place {
    uint32_t line, column; /* 1-based; columns count characters */
} weir_xml_place;

/* Where the start tags of a file begin, in document order. */
typedef struct weir_xml_outline {
    weir_xml_place *items;
    uint32_t count, capacity;
} weir_xml_outline;

/* UTF-8, UTF-16, US-ASCII, ISO-8859-1 or windows-1252, by byte order mark, first bytes and declaration, to UTF-8
 * without a byte order mark. `out` borrows from `bytes` where nothing had to change, else it lives in the arena.
 * ESYNTAX: empty, unknown encoding, bytes that are not in the encoding, characters XML forbids. ELIMIT, ENOMEM. */
WEIR_MUST_USE weir_err weir_xml_decode(weir_text bytes, weir_arena *arena, weir_text *out, weir_diag *diag);

/* text: UTF-8 from weir_xml_decode. ESYNTAX, ELIMIT, ENOMEM. */
WEIR_MUST_USE weir_err weir_xml_guard(weir_text text, weir_arena *arena, weir_xml_outline *out, weir_diag *diag);

/* Fails with "more than <limit> <unit> (limit xml_<name>)"; a macro, so that the row is named once. */
#define WEIR_XML_LIMIT(diag, place, name) weir_xml_fail_limit((diag), (place), weir_xml_##name, "xml_" #name)
weir_err weir_xml_fail_limit(weir_diag *diag, weir_xml_place place, uint32_t limit, const char *name);

/* Line and column of a byte of UTF-8 text. */
weir_xml_place weir_xml_place_of(weir_text text, size_t offset);

#endif
