/* SPDX-License-Identifier: Apache-2.0
 * run/event_sub_process.c - what stands beside the flow of a container and begins when its event happens.
 *
 * The waits of its start event belong to the owner of the scope around it. One that interrupts leaves nothing else in
 * that scope, so that the scope ends with it; whether a scope was interrupted shows in the token that did so.
 * Spec: BPMN 2.0.2 §10.3.5, §13.5.4.
 */
#include "run/cx.h"
#include "run/element.h"
#include "run/publication.h"

weir_err weir_cx_arm_event_starts(weir_cx *cx, weir_node_ix container, weir_number_in_instance owner)
{
    const weir_node *node = weir_cx_node(cx, container);

    for (uint32_t i = 0; i < node->event_start_count; i++) {
        const weir_trigger *trigger = weir_cx_node(cx, node->event_starts[i])->trigger;

        if (trigger->arm)
            WEIR_TRY(trigger->arm(cx, node->event_starts[i], owner));
    }
    return WEIR_OK;
}

weir_err weir_cx_interrupt(weir_cx *cx, weir_number_in_instance scope)
{
    WEIR_TRY(weir_cx_cancel_scope(cx, scope, 0));
    return weir_cx_cancel_event_starts(cx, weir_state_scope(&cx->state, scope)->token);
}

static bool interrupts(const weir_cx *cx, const weir_node *node)
{
    return node->is_event_sub_process && node->start_count > 0 && weir_cx_node(cx, node->starts[0])->is_interrupting;
}

bool weir_cx_is_interrupted(const weir_cx *cx, weir_number_in_instance scope)
{
    for (uint32_t i = 0; i < cx->state.tokens.count; i++) {
        const weir_token *token = &cx->state.tokens.items[i];

        if (token->scope == scope && interrupts(cx, weir_cx_node(cx, token->node)))
            return true;
    }
    return false;
}

weir_err weir_cx_start_event_sub_process(weir_cx *cx, weir_node_ix start, weir_number_in_instance scope,
                                         const weir_value *locals, const weir_cause *cause)
{
    weir_number_in_instance opened;

    WEIR_TRY(weir_cx_open(cx, weir_cx_node(cx, start)->parent, scope, &opened));
    WEIR_TRY(weir_cx_set_all(cx, opened, locals, true));
    return weir_cx_place_fired(cx, start, opened, cause);
}
