/* SPDX-License-Identifier: Apache-2.0
 * elements/trigger_terminate.c - ends the scope it is in, with everything active in it (BPMN 2.0.2 §13.5.6).
 *
 * In a sub-process only that sub-process ends, and the flow behind it goes on.
 */
#include "elements/elements.h"

static weir_err raise(weir_cx *cx, weir_node_ix node, weir_number_in_instance token)
{
    const weir_number_in_instance scope = weir_state_token(&cx->state, token)->scope;

    WEIR_TRY(weir_cx_cancel_scope(cx, scope, token));
    WEIR_TRY(weir_cx_finish(cx, token));
    if (scope != WEIR_PROCESS_SCOPE)
        return WEIR_OK;
    return weir_cx_end(cx, node, WEIR_T("terminated"), WEIR_NO_TEXT);
}

const weir_trigger weir_tr_terminate = {.takes_token = true, .raise = raise};
