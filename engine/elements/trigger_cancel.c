/* SPDX-License-Identifier: Apache-2.0
 * elements/trigger_cancel.c - cancels the transaction that the end event is in (BPMN 2.0.2 §10.5.5, §13.5.5).
 *
 * All that is active in it ends and nothing attached to it waits any more; then what was completed is undone, and the
 * transaction leaves (transaction.c).
 */
#include "elements/elements.h"

/* The scope of the nearest transaction around; NULL: there is none. */
static const weir_scope *find_transaction(const weir_cx *cx, weir_number_in_instance number)
{
    const weir_scope *scope = weir_state_scope(&cx->state, number);

    while (scope && (scope->is_loop || weir_cx_node(cx, scope->node)->kind != WEIR_ELEMENT_transaction))
        scope = scope->parent ? weir_state_scope(&cx->state, scope->parent) : NULL;
    return scope;
}

static weir_err raise(weir_cx *cx, weir_node_ix node, weir_number_in_instance token)
{
    const weir_scope *found = find_transaction(cx, weir_state_token(&cx->state, token)->scope);
    weir_number_in_instance scope, owner;

    if (!found)
        return weir_cx_fail(cx, node, "there is no transaction around this event that it could cancel");
    scope = found->number;
    owner = found->token;
    WEIR_TRY(weir_cx_finish(cx, token));
    WEIR_TRY(weir_cx_cancel_scope(cx, scope, 0));
    WEIR_TRY(weir_cx_cancel_waits(cx, owner));
    WEIR_TRY(weir_cx_compensate(cx, owner, scope, (weir_node_ix){WEIR_NO_IX}));
    return weir_cx_begin_compensation(cx, owner);
}

const weir_trigger weir_tr_cancel = {.takes_token = true, .raise = raise};
