/* SPDX-License-Identifier: Apache-2.0
 * elements/event.c - bring a throwing event to its end.
 */
#include "elements/event.h"

#include "run/element.h"

weir_err weir_event_done(weir_cx *cx, weir_node_ix node, weir_number_in_instance token)
{
    const weir_node *event = weir_cx_node(cx, weir_cx_event(cx, node));

    if (event->part_count > 0 && event->parts[event->part_count - 1].ix != node.ix)
        return WEIR_OK; /* others of its definitions come after it */
    return weir_cx_node(cx, node)->kind == WEIR_ELEMENT_end_event ? weir_cx_finish(cx, token)
                                                                  : weir_cx_complete(cx, token);
}

static weir_flow_ix flow_between(const weir_cx *cx, weir_node_ix from, weir_node_ix to)
{
    const weir_node *node = weir_cx_node(cx, from);

    for (uint32_t i = 0; i < node->out_count; i++) {
        if (cx->program->flows[node->out[i].ix].target.ix == to.ix)
            return node->out[i];
    }
    return (weir_flow_ix){WEIR_NO_IX};
}

weir_err weir_event_take_over(weir_cx *cx, const weir_wait *wait, weir_number_in_instance *out)
{
    const weir_node_ix at = weir_state_token(&cx->state, wait->token)->node;

    *out = wait->token;
    if (at.ix == weir_cx_event(cx, wait->node).ix)
        return WEIR_OK;
    return weir_cx_follow(cx, wait->token, flow_between(cx, at, weir_cx_event(cx, wait->node)), out);
}

bool weir_event_is_met(const weir_cx *cx, const weir_wait *wait)
{
    const weir_node *part = weir_cx_node(cx, wait->node);

    for (uint32_t i = 0; part->waits_for_all && i < cx->state.waits.count; i++) {
        const weir_wait *other = &cx->state.waits.items[i];

        if (other->token == wait->token && other->number != wait->number &&
            weir_cx_node(cx, other->node)->event.ix == part->event.ix)
            return false;
    }
    return true;
}

static weir_err arm_again(weir_cx *cx, const weir_wait *wait)
{
    const weir_trigger *trigger = weir_cx_node(cx, wait->node)->trigger;

    return trigger->arm_again ? trigger->arm_again(cx, wait) : WEIR_OK;
}

weir_err weir_event_wait_again(weir_cx *cx, const weir_wait *wait)
{
    const weir_node *part = weir_cx_node(cx, wait->node), *event = weir_cx_node(cx, weir_cx_event(cx, wait->node));

    if (!part->waits_for_all)
        return arm_again(cx, wait);
    for (uint32_t i = 0; i < event->part_count; i++) {
        const weir_wait met = {.token = wait->token, .node = event->parts[i], .value = weir_null()};

        WEIR_TRY(arm_again(cx, &met));
    }
    return WEIR_OK;
}

weir_number_in_instance weir_event_host(const weir_cx *cx, weir_number_in_instance token)
{
    return weir_state_scope(&cx->state, weir_state_token(&cx->state, token)->scope)->token;
}
