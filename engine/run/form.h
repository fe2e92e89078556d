/* SPDX-License-Identifier: Apache-2.0
 * run/form.h - what a form that is submitted must fulfil: its fields, their types and their constraints.
 *
 * Layer: run.
 */
#ifndef WEIR_RUN_FORM_H
#define WEIR_RUN_FORM_H

#include "run/cx.h"

/* command->variables as the form of the element wants them. EVALUE, naming element and field. */
WEIR_MUST_USE weir_err weir_form_check(weir_cx *cx, weir_node_ix node, const weir_value *variables);

#endif
