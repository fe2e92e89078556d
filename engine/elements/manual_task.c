/* SPDX-License-Identifier: Apache-2.0
 * elements/manual_task.c - work that happens outside and is not watched: done at once (BPMN 2.0.2 §13.3.3).
 */
#include "elements/elements.h"

static weir_err on_token(weir_cx *cx, weir_node_ix node, weir_number_in_instance token)
{
    (void)node;
    return weir_cx_complete(cx, token);
}

const weir_element weir_el_manual_task = {.on_token = on_token};
