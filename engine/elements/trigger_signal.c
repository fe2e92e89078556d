/* SPDX-License-Identifier: Apache-2.0
 * elements/trigger_signal.c - a broadcast to all who wait for it (BPMN 2.0.2 §10.5.5).
 */
#include "elements/build.h"
#include "elements/elements.h"
#include "elements/event.h"
#include "elements/passing.h"

typedef struct signal {
    weir_setting name; /* the first member: what a start event waits for is read by the host */
    weir_passings in;  /* what a throwing event sends along, beside its inputs */
} signal;

static weir_err build_filter(weir_build *b, const weir_part *definition, weir_node *node)
{
    const weir_part *at = weir_part_attribute(definition, WEIR_ATTR_weir_filter).at ? definition : definition->parent;

    return weir_build_expression(b, at, weir_part_attribute(at, WEIR_ATTR_weir_filter), &node->filter);
}

static weir_err build(struct weir_build *b, const struct weir_part *definition, weir_node *node)
{
    signal *config = WEIR_BUILD_TAKE(b, signal);
    const weir_part *root;

    if (!config)
        return WEIR_ENOMEM;
    node->trigger_config = config;
    WEIR_TRY(build_filter(b, definition, node));
    WEIR_TRY(weir_passings_build(b, definition, WEIR_PART_weir_in, &config->in));
    WEIR_TRY(weir_build_referred(b, definition, WEIR_ATTR_signal_ref, WEIR_PART_signal, &root));
    return root ? weir_build_attribute(b, root, WEIR_ATTR_name, &config->name) : WEIR_OK;
}

static weir_err signal_name(weir_cx *cx, weir_node_ix node, weir_number_in_instance token, weir_text *out)
{
    const signal *config = weir_cx_node(cx, node)->trigger_config;

    WEIR_TRY(weir_cx_setting_text(cx, node, &config->name, weir_cx_scope_of(cx, token), "signal name", out));
    return out->length > 0 ? WEIR_OK : weir_cx_fail(cx, node, "the signal has no name");
}

static weir_err arm(weir_cx *cx, weir_node_ix node, weir_number_in_instance token)
{
    weir_fact fact = {.kind = WEIR_FACT_signal_subscribed};

    WEIR_TRY(signal_name(cx, node, token, &fact.name));
    return weir_cx_wait(cx, node, token, fact);
}

static weir_err arm_again(weir_cx *cx, const weir_wait *wait)
{
    return arm(cx, wait->node, wait->token);
}

static weir_err raise(weir_cx *cx, weir_node_ix node, weir_number_in_instance token)
{
    const signal *config = weir_cx_node(cx, node)->trigger_config;
    weir_intent intent = {.node = node, .keys = weir_null(), .content = weir_null()};

    WEIR_TRY(signal_name(cx, node, token, &intent.name));
    if (weir_cx_node(cx, node)->inputs.count > 0)
        WEIR_TRY(weir_cx_locals(cx, weir_cx_scope_of(cx, token), &intent.content));
    if (config->in.count > 0)
        WEIR_TRY(weir_passings_collect(cx, node, token, &config->in, &intent.content, &intent.content));
    WEIR_TRY(weir_cx_throw_signal(cx, intent));
    return weir_event_done(cx, node, token);
}

const weir_trigger weir_tr_signal = {.build = build, .arm = arm, .arm_again = arm_again, .raise = raise};
