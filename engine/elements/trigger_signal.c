/* SPDX-License-Identifier: Apache-2.0
 * elements/trigger_signal.c - a broadcast to all who wait for it (BPMN 2.0.2 §10.5.5).
 */
#include "elements/build.h"
#include "elements/elements.h"
#include "elements/event.h"

static weir_err build(struct weir_build *b, const struct weir_part *definition, weir_node *node)
{
    weir_setting *name = WEIR_BUILD_TAKE(b, weir_setting);
    const weir_part *root;

    if (!name)
        return WEIR_ENOMEM;
    node->trigger_config = name;
    WEIR_TRY(weir_build_referred(b, definition, WEIR_ATTR_signal_ref, WEIR_PART_signal, &root));
    return root ? weir_build_attribute(b, root, WEIR_ATTR_name, name) : WEIR_OK;
}

static weir_err signal_name(weir_cx *cx, weir_node_ix node, weir_number_in_instance token, weir_text *out)
{
    WEIR_TRY(weir_cx_setting_text(cx, node, weir_cx_node(cx, node)->trigger_config, weir_cx_scope_of(cx, token),
                                  "signal name", out));
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
    weir_intent intent = {.kind = WEIR_INTENT_SIGNAL, .node = node, .keys = weir_null(), .content = weir_null()};

    WEIR_TRY(signal_name(cx, node, token, &intent.name));
    if (weir_cx_node(cx, node)->inputs.count > 0)
        WEIR_TRY(weir_cx_locals(cx, weir_cx_scope_of(cx, token), &intent.content));
    WEIR_TRY(weir_cx_emit(
        cx, (weir_fact){.kind = WEIR_FACT_signal_thrown, .node = node, .name = intent.name, .value = intent.content}));
    WEIR_TRY(weir_cx_intend(cx, intent));
    return weir_event_done(cx, node, token);
}

const weir_trigger weir_tr_signal = {.build = build, .arm = arm, .arm_again = arm_again, .raise = raise};
