/* SPDX-License-Identifier: Apache-2.0
 * elements/process.c - the instance itself: ends when no token is left in it (BPMN 2.0.2 §13.5.6).
 */
#include "elements/elements.h"

static weir_err on_scope_empty(weir_cx *cx, weir_number_in_instance scope)
{
    (void)scope;
    return weir_cx_end(cx, (weir_node_ix){WEIR_NO_IX}, WEIR_T("completed"), WEIR_NO_TEXT);
}

const weir_element weir_el_process = {.on_scope_empty = on_scope_empty};
