/* SPDX-License-Identifier: Apache-2.0
 * elements/action.c - evaluate, and keep the value.
 */
#include "elements/action.h"

#include "elements/language.h"

weir_err weir_action_build(weir_build *build, const weir_part *part, weir_action *out)
{
    *out = (weir_action){.result_variable = weir_part_attribute(part, WEIR_ATTR_weir_result_variable)};
    return weir_build_action(build, part, weir_part_attribute(part, WEIR_ATTR_weir_expression), &out->expression);
}

weir_err weir_action_run(weir_cx *cx, weir_node_ix node, weir_number_in_instance scope, const weir_action *action)
{
    weir_value value;

    WEIR_TRY(weir_cx_evaluate(cx, node, action->expression, scope, &value));
    if (value.kind == WEIR_NULL && cx->feel.reason[0])
        return weir_cx_fail(cx, node, "the script fails: %s", cx->feel.reason);
    return action->result_variable.length > 0 ? weir_cx_set(cx, scope, action->result_variable, value) : WEIR_OK;
}
