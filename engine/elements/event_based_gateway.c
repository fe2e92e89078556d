/* SPDX-License-Identifier: Apache-2.0
 * elements/event_based_gateway.c - waits for the first of the events that follow it (BPMN 2.0.2 §13.4.4, §10.6.6).
 *
 * Its token waits for all of them; the event that happens takes the token over (see event.c), and with that the other
 * waits are gone. One that instantiates is where an instance begins, by a message of one of its events. If it is
 * parallel, the others are waited for afterwards, each on its own.
 */
#include "elements/build.h"
#include "elements/elements.h"
#include "run/publication.h"

typedef struct event_based_gateway {
    bool is_parallel;
} event_based_gateway;

static weir_err build(struct weir_build *b, const struct weir_part *part, weir_node *node)
{
    event_based_gateway *config = WEIR_BUILD_TAKE(b, event_based_gateway);

    if (!config)
        return WEIR_ENOMEM;
    config->is_parallel = weir_text_equal(weir_part_attribute(part, WEIR_ATTR_event_gateway_type), WEIR_T("Parallel"));
    node->config = config;
    return WEIR_OK;
}

static bool is_parallel(const weir_cx *cx, weir_node_ix node)
{
    return ((const event_based_gateway *)weir_cx_node(cx, node)->config)->is_parallel;
}

static weir_err on_token(weir_cx *cx, weir_node_ix node, weir_number_in_instance token)
{
    const weir_node *gateway = weir_cx_node(cx, node);

    if (is_parallel(cx, node)) {
        WEIR_TRY(weir_cx_publish_entered(cx, weir_state_token(&cx->state, token)));
        return weir_cx_complete_all(cx, token);
    }
    for (uint32_t i = 0; i < gateway->out_count; i++) {
        const weir_node_ix event = cx->program->flows[gateway->out[i].ix].target;

        WEIR_TRY(weir_cx_node(cx, event)->trigger->arm(cx, event, token));
    }
    return weir_cx_publish_entered(cx, weir_state_token(&cx->state, token));
}

/* What the flow leads to has happened already. */
static weir_err on_start_by(weir_cx *cx, weir_node_ix node, weir_flow_ix flow)
{
    weir_number_in_instance token, next = 0;

    WEIR_TRY(weir_cx_place_entered(cx, node, WEIR_PROCESS_SCOPE, &token));
    if (!is_parallel(cx, node)) {
        WEIR_TRY(weir_cx_follow(cx, token, flow, &next));
        return weir_cx_complete(cx, next);
    }
    WEIR_TRY(weir_cx_complete_all(cx, token));
    for (uint32_t i = 0; i < cx->state.tokens.count && next == 0; i++) {
        if (cx->state.tokens.items[i].flow.ix == flow.ix)
            next = cx->state.tokens.items[i].number;
    }
    WEIR_TRY(weir_cx_enter(cx, next)); /* on the agenda, too; but it is gone before its turn */
    return weir_cx_complete(cx, next);
}

const weir_element weir_el_event_based_gateway = {
    .opens_waits = true, .build = build, .on_token = on_token, .on_start_by = on_start_by};
