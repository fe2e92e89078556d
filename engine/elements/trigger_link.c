/* SPDX-License-Identifier: Apache-2.0
 * elements/trigger_link.c - a way from one place of a process to another, without a line (BPMN 2.0.2 §10.5.4, §13.5.2).
 *
 * The compiler lays a flow from each throwing event to the catching one of the same name, so both are passed at once.
 */
#include "elements/elements.h"

static weir_err pass(weir_cx *cx, weir_node_ix node, weir_number_in_instance token)
{
    (void)node;
    return weir_cx_complete(cx, token);
}

const weir_trigger weir_tr_link = {.arm = pass, .raise = pass};
