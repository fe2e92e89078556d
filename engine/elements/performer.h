/* SPDX-License-Identifier: Apache-2.0
 * elements/performer.h - who does a user task: what weir: says and what BPMN does.
 *
 * Layer: elements.
 */
#ifndef WEIR_ELEMENTS_PERFORMER_H
#define WEIR_ELEMENTS_PERFORMER_H

#include "elements/comma_list.h"

typedef struct weir_performers {
    weir_setting assignee;
    weir_comma_list users, groups;
    weir_comma_list owners; /* "user(x), group(y)"; without either it is a group */
} weir_performers;

/* The expression inside <humanPerformer> or <potentialOwner>; absent if there is none. */
weir_text weir_performer_expression(const weir_part *performer);

WEIR_MUST_USE weir_err weir_performers_build(weir_build *build, const weir_part *task, weir_performers *out);
/* Null or a text; null or lists of texts. */
WEIR_MUST_USE weir_err weir_performers_find(weir_cx *cx, weir_node_ix node, const weir_performers *performers,
                                            weir_number_in_instance scope, weir_value *assignee, weir_value *users,
                                            weir_value *groups);

#endif
