/* SPDX-License-Identifier: Apache-2.0
 * elements/called.h - what an element refers to in another file: a process or a decision, in which version.
 *
 * Layer: elements.
 */
#ifndef WEIR_ELEMENTS_CALLED_H
#define WEIR_ELEMENTS_CALLED_H

#include "elements/build.h"
#include "run/cx.h"

typedef struct weir_called {
    weir_setting key, version, version_tag;
    weir_binding binding;
} weir_called;

/* The attributes that say so. */
typedef struct weir_called_names {
    weir_attr key, binding, version, version_tag;
} weir_called_names;

WEIR_MUST_USE weir_err weir_called_build(weir_build *build, const weir_part *part, const weir_called_names *names,
                                         weir_called *out);
/* Which one it is now. what: "called element". EPROCESS: it names none, or no version. */
WEIR_MUST_USE weir_err weir_called_resolve(weir_cx *cx, weir_node_ix node, const weir_called *called,
                                           weir_number_in_instance scope, const char *what, weir_callee *out);

#endif
