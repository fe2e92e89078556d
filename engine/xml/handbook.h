/* SPDX-License-Identifier: Apache-2.0
 * xml/handbook.h - a handbook of models: pages of HTML without scripts, for people who run or sign the processes.
 *
 * All files become one tree (handbook_tree.c), the sheets of xsd/handbook/ make pages of it. What can't be read is
 * named in the handbook, the rest is made. The same files give the same bytes. Layer: xml.   Spec: XSLT 1.0; the pages
 * are HTML that is well-formed XML, too.
 */
#ifndef WEIR_XML_HANDBOOK_H
#define WEIR_XML_HANDBOOK_H

#include "base/arena.h"

typedef struct weir_handbook_source {
    weir_text path;      /* as readers see it: with '/' between folders, from the folder that was named */
    weir_text bytes;     /* absent: it could not be read, `fault` says why */
    weir_text digest;    /* of the bytes, in hexadecimal; may be absent */
    weir_text fault;     /* out: what is wrong with it, absent if nothing; in the arena */
    uint32_t fault_line; /* 0: not known */
} weir_handbook_source;

typedef struct weir_handbook_wish {
    weir_text title, edition; /* absent: the usual title; no edition */
    weir_text digest;         /* of all sources */
    weir_text maker;          /* "weir 1.2.3" */
} weir_handbook_wish;

typedef struct weir_handbook_page {
    weir_text name; /* "index.html": letters, digits, '-', '.', '_' and '~' */
    weir_text text;
} weir_handbook_page;

typedef struct weir_handbook_pages {
    weir_handbook_page *items;
    uint32_t count, capacity;
    uint32_t process_count, decision_count;
} weir_handbook_pages;

/* sources    in the order in which they count; .bpmn, .dmn, .form and XML files by what their root is
 * out        in the arena
 * ELIMIT; ENOMEM. A file that is wrong is no error. */
WEIR_MUST_USE weir_err weir_xml_handbook(weir_handbook_source *sources, uint32_t source_count,
                                         const weir_handbook_wish *wish, weir_arena *arena, weir_handbook_pages *out,
                                         weir_diag *diag);

#endif
