/* SPDX-License-Identifier: Apache-2.0
 * run/structure.h - lists and maps that a model writes item by item (weir:list, weir:map).
 *
 * Layer: run.
 */
#ifndef WEIR_RUN_STRUCTURE_H
#define WEIR_RUN_STRUCTURE_H

#include "run/cx.h"

/* The list or the context, each item as seen from `scope`. */
WEIR_MUST_USE weir_err weir_cx_structure(weir_cx *cx, weir_node_ix node, const weir_structure *structure,
                                         weir_number_in_instance scope, weir_value *out);

#endif
