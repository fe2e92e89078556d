/* SPDX-License-Identifier: Apache-2.0
 * elements/trigger_error.c - a BPMN error, caught by the nearest scope around it (BPMN 2.0.2 §10.5.5, §13.5.4).
 *
 * A catcher without errorRef, or whose error has no code, catches every one.
 */
#include "elements/build.h"
#include "elements/elements.h"
#include "elements/event.h"

typedef struct error {
    weir_setting code, message;
} error;

static weir_err build(struct weir_build *b, const struct weir_part *definition, weir_node *node)
{
    error *config = WEIR_BUILD_TAKE(b, error);
    const weir_part *root;

    if (!config)
        return WEIR_ENOMEM;
    node->trigger_config = config;
    node->code_variable = weir_part_attribute(definition, WEIR_ATTR_weir_error_code_variable);
    node->message_variable = weir_part_attribute(definition, WEIR_ATTR_weir_error_message_variable);
    WEIR_TRY(weir_build_referred(b, definition, WEIR_ATTR_error_ref, WEIR_PART_error, &root));
    if (!root)
        return WEIR_OK;
    WEIR_TRY(weir_build_attribute(b, root, WEIR_ATTR_error_code, &config->code));
    node->catch_code = config->code;
    return weir_build_attribute(b, root, WEIR_ATTR_weir_error_message, &config->message);
}

static weir_err raise(weir_cx *cx, weir_node_ix node, weir_number_in_instance token)
{
    const error *config = weir_cx_node(cx, node)->trigger_config;
    const weir_number_in_instance scope = weir_cx_scope_of(cx, token), host = weir_event_host(cx, token);
    const weir_value nothing = weir_null();
    weir_text code, message;

    WEIR_TRY(weir_cx_setting_text(cx, node, &config->code, scope, "error code", &code));
    WEIR_TRY(weir_cx_setting_text(cx, node, &config->message, scope, "error message", &message));
    WEIR_TRY(weir_event_done(cx, node, token));
    return weir_cx_throw_error(cx, node, host, code, message, &nothing);
}

const weir_trigger weir_tr_error = {.takes_token = true, .build = build, .raise = raise};
