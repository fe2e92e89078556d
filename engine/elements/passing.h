/* SPDX-License-Identifier: Apache-2.0
 * elements/passing.h - variables that go from one instance to another: weir:in and weir:out.
 *
 * Layer: elements.
 */
#ifndef WEIR_ELEMENTS_PASSING_H
#define WEIR_ELEMENTS_PASSING_H

#include "elements/build.h"
#include "run/cx.h"

/* One weir:in or weir:out, or a data input or output. */
typedef struct weir_passing {
    weir_text source, target; /* a variable there and here; or: */
    weir_setting value;       /* sourceExpression */
    bool is_all, is_local;    /* of the scope of the element alone */
    bool is_data;             /* only if it is there */
} weir_passing;

typedef struct weir_passings {
    weir_passing *items;
    uint32_t count, capacity;
} weir_passings;

/* Of an element or event definition, in its extensionElements; one with a business key is none. */
WEIR_MUST_USE weir_err weir_passings_build(weir_build *build, const weir_part *part, weir_tag tag, weir_passings *out);
/* What goes along, seen from `token`, as a context, behind the entries of `first` (a context or null). A later one of
 * the same name replaces the one before it. */
WEIR_MUST_USE weir_err weir_passings_collect(weir_cx *cx, weir_node_ix node, weir_number_in_instance token,
                                             const weir_passings *passings, const weir_value *first, weir_value *out);

#endif
