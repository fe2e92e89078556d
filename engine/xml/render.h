/* SPDX-License-Identifier: Apache-2.0
 * xml/render.h - pictures of BPMN files.
 *
 * A file is drawn as its diagrams say. A file without any gets one laid out (layout/layout.h): left to right, with
 * right angles, lanes and pools kept. The picture is SVG without scripts or references; each shape and each line
 * carries the id of its element as data-element-id.
 * Layer: xml, may use layout.   Spec: BPMN 2.0.2 clause 12, Diagram Interchange.
 */
#ifndef WEIR_XML_RENDER_H
#define WEIR_XML_RENDER_H

#include "base/arena.h"

/* What became of an element in an instance. */
typedef struct weir_render_mark {
    weir_text element;
    uint32_t passed_count, active_count, failed_count; /* times gone through; tokens there; incidents */
} weir_render_mark;

typedef struct weir_render_wish {
    uint32_t diagram; /* 1-based; 0: all, below each other */
    bool is_instance; /* colour by the marks, with a legend */
    bool is_coverage; /* the same, of tests: passed = so many have walked it, failed = none has */
    const weir_render_mark *marks;
    uint32_t mark_count;
} weir_render_wish;

/* bytes      borrow; a BPMN file in any encoding of weir_xml_decode; it need not be a valid process
 * out        the SVG, in the arena
 * ESYNTAX, ELIMIT; EMODEL: no BPMN, or a diagram whose numbers are none; ENOTFOUND: no such diagram; ENOMEM. */
WEIR_MUST_USE weir_err weir_xml_render(weir_text bytes, const weir_render_wish *wish, weir_arena *arena, weir_text *out,
                                       weir_diag *diag);

/* The file with a new diagram in place of those that it has; nothing else is changed. Errors as above. */
WEIR_MUST_USE weir_err weir_xml_layout(weir_text bytes, weir_arena *arena, weir_text *out, weir_diag *diag);

#endif
