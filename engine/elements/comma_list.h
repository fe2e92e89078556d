/* SPDX-License-Identifier: Apache-2.0
 * elements/comma_list.h - people and groups as designers write them: texts, expressions and lists between commas.
 *
 * Layer: elements.
 */
#ifndef WEIR_ELEMENTS_COMMA_LIST_H
#define WEIR_ELEMENTS_COMMA_LIST_H

#include "elements/build.h"
#include "run/cx.h"

typedef struct weir_comma_list {
    weir_setting *items;
    uint32_t count, capacity;
} weir_comma_list;

/* Add what a text says; absent: nothing. "=FEEL" is one item, "a, ${b}" are two. */
WEIR_MUST_USE weir_err weir_comma_list_build(weir_build *build, const weir_part *part, weir_text text,
                                             weir_comma_list *out);
/* The items one after the other: each gives a text, which may be a comma list again, or a list. Null if there is
 * nothing but null. */
WEIR_MUST_USE weir_err weir_comma_list_value(weir_cx *cx, weir_node_ix node, const weir_comma_list *list,
                                             weir_number_in_instance scope, weir_value *out);

#endif
