/* SPDX-License-Identifier: Apache-2.0
 * elements/trigger_escalation.c - tells a scope around it, without being an error (BPMN 2.0.2 §10.5.5, §13.5.4).
 *
 * Nobody catches it: it is recorded and nothing else happens.
 */
#include "elements/build.h"
#include "elements/elements.h"
#include "elements/event.h"

static weir_err build(struct weir_build *b, const struct weir_part *definition, weir_node *node)
{
    weir_setting *code = WEIR_BUILD_TAKE(b, weir_setting);
    const weir_part *root;

    if (!code)
        return WEIR_ENOMEM;
    node->trigger_config = code;
    node->code_variable = weir_part_attribute(definition, WEIR_ATTR_weir_escalation_code_variable);
    WEIR_TRY(weir_build_referred(b, definition, WEIR_ATTR_escalation_ref, WEIR_PART_escalation, &root));
    if (!root)
        return WEIR_OK;
    WEIR_TRY(weir_build_attribute(b, root, WEIR_ATTR_escalation_code, code));
    node->catch_code = *code;
    return WEIR_OK;
}

static weir_err raise(weir_cx *cx, weir_node_ix node, weir_number_in_instance token)
{
    const weir_number_in_instance scope = weir_cx_scope_of(cx, token), host = weir_event_host(cx, token);
    weir_text code;

    WEIR_TRY(weir_cx_setting_text(cx, node, weir_cx_node(cx, node)->trigger_config, scope, "escalation code", &code));
    WEIR_TRY(weir_event_done(cx, node, token));
    return weir_cx_throw_escalation(cx, node, host, code);
}

const weir_trigger weir_tr_escalation = {.build = build, .raise = raise};
