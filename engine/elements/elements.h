/* SPDX-License-Identifier: Apache-2.0
 * elements/elements.h - the behaviour of each row of elements.def and triggers.def.
 *
 * Each row has a file of its own that defines weir_el_<name> or weir_tr_<name>.
 * Layer: elements, may use run, dmn, feel, model, base.
 */
#ifndef WEIR_ELEMENTS_ELEMENTS_H
#define WEIR_ELEMENTS_ELEMENTS_H

#include "run/element.h"

#define ELEMENT(name, xml, group, clause, summary) extern const weir_element weir_el_##name;
#include "model/elements.def"
#undef ELEMENT
#define TRIGGER(name, xml, clause, summary) extern const weir_trigger weir_tr_##name;
#include "model/triggers.def"
#undef TRIGGER

const weir_element *weir_element_of(weir_element_kind kind);
const weir_trigger *weir_trigger_of(weir_trigger_kind kind);
bool weir_element_is_activity(weir_element_kind kind); /* ACTIVITY, or a CONTAINER that is not the process */

/* Of a business rule task: how many decisions it evaluates (none if a worker does it), and the id of one that has to be
 * in the deployment of the process, as far as the model says it; absent: it need not, or nobody knows yet. */
uint32_t weir_rule_task_count(const weir_node *node);
weir_text weir_rule_task_beside(const weir_node *node, uint32_t ix);

#endif
