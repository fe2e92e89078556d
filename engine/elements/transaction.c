/* SPDX-License-Identifier: Apache-2.0
 * elements/transaction.c - a sub-process that is undone as a whole when it is cancelled (BPMN 2.0.2 §10.3.5, §13.3.4).
 *
 * It is cancelled by an end event in it (trigger_cancel.c), which has what was completed in it undone on behalf of its
 * token; when that is done, the flow goes on from its cancel boundary event. An error that leaves it undoes nothing.
 */
#include "elements/elements.h"
#include "run/publication.h"

static weir_err build(struct weir_build *b, const struct weir_part *part, weir_node *node)
{
    return weir_el_sub_process.build(b, part, node);
}

static weir_err on_token(weir_cx *cx, weir_node_ix node, weir_number_in_instance token)
{
    return weir_el_sub_process.on_token(cx, node, token);
}

static weir_err on_scope_empty(weir_cx *cx, weir_number_in_instance scope)
{
    return weir_el_sub_process.on_scope_empty(cx, scope);
}

static weir_node_ix cancel_event(const weir_cx *cx, const weir_node *node)
{
    for (uint32_t i = 0; i < node->boundary_count; i++) {
        if (weir_cx_node(cx, node->boundary[i])->trigger_kind == WEIR_TRIGGER_cancel)
            return node->boundary[i];
    }
    return (weir_node_ix){WEIR_NO_IX};
}

/* Of a multi-instance the body leaves: it has the boundary events. */
static weir_err on_compensated(weir_cx *cx, weir_node_ix ix, weir_number_in_instance number)
{
    const weir_node_ix event = cancel_event(cx, weir_cx_node(cx, ix));
    const weir_token *token = weir_state_token(&cx->state, number);
    weir_number_in_instance scope;

    if (event.ix == WEIR_NO_IX)
        return weir_cx_fail(cx, ix, "the transaction is cancelled, and no cancel boundary event says how to go on");
    if (token->item > 0)
        token = weir_state_token(&cx->state, weir_state_scope(&cx->state, token->scope)->token);
    number = token->number;
    scope = token->scope;
    WEIR_TRY(weir_cx_cancel(cx, number));
    return weir_cx_place_fired(cx, event, scope, &(weir_cause){0});
}

const weir_element weir_el_transaction = {
    .build = build, .on_token = on_token, .on_scope_empty = on_scope_empty, .on_compensated = on_compensated};
