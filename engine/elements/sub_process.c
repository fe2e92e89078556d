/* SPDX-License-Identifier: Apache-2.0
 * elements/sub_process.c - an activity that holds a flow of its own (BPMN 2.0.2 §13.3.4).
 *
 * It opens a scope, puts a token on its start event, or without one on all that no flow leads to, and is done when the
 * last token in the scope has gone. An event sub-process is opened by its start event (run/event_sub_process.c).
 */
#include "elements/build.h"
#include "elements/elements.h"

static weir_err build(struct weir_build *b, const struct weir_part *part, weir_node *node)
{
    (void)b;
    (void)part;
    node->opens_scope = true;
    return WEIR_OK;
}

/* Without a start event: all that no flow leads to. The last one is placed first, so that the first one runs first. */
static weir_err start_all(weir_cx *cx, const weir_node *container, weir_number_in_instance scope)
{
    for (uint32_t i = container->start_count; i-- > 0;)
        WEIR_TRY(weir_cx_place(cx, container->starts[i], scope));
    return WEIR_OK;
}

static weir_err on_token(weir_cx *cx, weir_node_ix node, weir_number_in_instance token)
{
    const weir_node *container = weir_cx_node(cx, node);
    const weir_number_in_instance scope = weir_cx_scope_of(cx, token);

    if (container->start_count == 0)
        return weir_cx_complete(cx, token); /* there is nothing in it */
    if (weir_cx_node(cx, container->starts[0])->kind != WEIR_ELEMENT_start_event)
        return start_all(cx, container, scope);
    for (uint32_t i = 0; i < container->start_count; i++) {
        if (container->is_event_sub_process || /* an administrator starts it: its event counts as met */
            weir_cx_node(cx, container->starts[i])->trigger_kind == WEIR_TRIGGER_none)
            return weir_cx_place(cx, container->starts[i], scope);
    }
    return weir_cx_fail(cx, node, "the sub-process has no start event without a trigger");
}

static weir_err on_scope_empty(weir_cx *cx, weir_number_in_instance scope)
{
    return weir_cx_complete(cx, weir_state_scope(&cx->state, scope)->token);
}

const weir_element weir_el_sub_process = {.build = build, .on_token = on_token, .on_scope_empty = on_scope_empty};
