/* SPDX-License-Identifier: Apache-2.0
 * elements/script_task.c - evaluates a script in FEEL or ${…} (BPMN 2.0.2 §13.3.3).
 */
#include "elements/action.h"
#include "elements/elements.h"

static weir_err build(struct weir_build *b, const struct weir_part *part, weir_node *node)
{
    const weir_part *script = weir_part_child(part, WEIR_PART_script);
    weir_action *config = WEIR_BUILD_TAKE(b, weir_action);

    if (!config)
        return WEIR_ENOMEM;
    node->config = config;
    config->result_variable = weir_part_attribute(part, WEIR_ATTR_weir_result_variable);
    if (!script || weir_text_trim(script->text).length == 0)
        return WEIR_OK;
    return weir_build_action(b, script, script->text, &config->expression);
}

static weir_err on_token(weir_cx *cx, weir_node_ix ix, weir_number_in_instance token)
{
    const weir_action *action = weir_cx_node(cx, ix)->config;

    if (action->expression) /* without a script it is an abstract task */
        WEIR_TRY(weir_action_run(cx, ix, weir_cx_scope_of(cx, token), action));
    return weir_cx_complete(cx, token);
}

const weir_element weir_el_script_task = {.build = build, .on_token = on_token};
