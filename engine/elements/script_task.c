/* SPDX-License-Identifier: Apache-2.0
 * elements/script_task.c - evaluates a FEEL expression (BPMN 2.0.2 §13.3.3).
 */
#include "elements/build.h"
#include "elements/elements.h"

typedef struct script_task {
    const weir_expression *script;
    weir_text result_variable;
} script_task;

static weir_err build(struct weir_build *b, const struct weir_part *part, weir_node *node)
{
    const weir_part *script = weir_part_child(part, WEIR_PART_script);
    script_task *config = WEIR_BUILD_TAKE(b, script_task);

    if (!config)
        return WEIR_ENOMEM;
    node->config = config;
    config->result_variable = weir_part_attribute(part, WEIR_ATTR_weir_result_variable);
    if (!script || weir_text_trim(script->text).length == 0)
        return weir_problem_add(b->problems, WEIR_ERROR, "script-missing", part->line, 0, part->id,
                                "a script task needs a <script> with a FEEL expression");
    return weir_build_expression(b, script, script->text, &config->script);
}

static weir_err on_token(weir_cx *cx, weir_node_ix ix, weir_number_in_instance token)
{
    const script_task *config = weir_cx_node(cx, ix)->config;
    const weir_number_in_instance scope = weir_cx_scope_of(cx, token);
    weir_value value;

    WEIR_TRY(weir_cx_evaluate(cx, ix, config->script, scope, &value));
    if (value.kind == WEIR_NULL && cx->feel.reason[0])
        return weir_cx_fail(cx, ix, "the script fails: %s", cx->feel.reason);
    if (config->result_variable.length > 0)
        WEIR_TRY(weir_cx_set(cx, scope, config->result_variable, value));
    return weir_cx_complete(cx, token);
}

const weir_element weir_el_script_task = {.build = build, .on_token = on_token};
