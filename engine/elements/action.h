/* SPDX-License-Identifier: Apache-2.0
 * elements/action.h - an expression that is evaluated for what it does, its value going to a variable.
 *
 * Layer: elements.
 */
#ifndef WEIR_ELEMENTS_ACTION_H
#define WEIR_ELEMENTS_ACTION_H

#include "elements/build.h"
#include "run/cx.h"

typedef struct weir_action {
    const weir_expression *expression; /* NULL: there is none */
    weir_text result_variable;         /* absent: the value is dropped */
} weir_action;

/* weir:expression and weir:resultVariable of a part. */
WEIR_MUST_USE weir_err weir_action_build(weir_build *build, const weir_part *part, weir_action *out);
/* EPROCESS if it fails; in FEEL that is null with a reason. */
WEIR_MUST_USE weir_err weir_action_run(weir_cx *cx, weir_node_ix node, weir_number_in_instance scope,
                                       const weir_action *action);

#endif
