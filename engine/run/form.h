/* SPDX-License-Identifier: Apache-2.0
 * run/form.h - what a form that is submitted must fulfil: its fields, their types and their constraints.
 *
 * A form stands in the element (weir:formData), or in a file of its own that the element names (weir:formRef), or both.
 *
 * Layer: run.
 */
#ifndef WEIR_RUN_FORM_H
#define WEIR_RUN_FORM_H

#include "run/cx.h"

/* Variables as the form of the element wants them. task: NULL for a start event. EVALUE, naming element and field. */
WEIR_MUST_USE weir_err weir_form_check(weir_cx *cx, weir_node_ix node, const weir_wait *task,
                                       const weir_value *variables);
/* weir_cx_set_defaults, and those of the form that is a file. */
WEIR_MUST_USE weir_err weir_form_set_defaults(weir_cx *cx, weir_node_ix node, const weir_wait *task,
                                              weir_number_in_instance scope, bool is_local);

#endif
