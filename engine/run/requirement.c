/* SPDX-License-Identifier: Apache-2.0
 * run/requirement.c - conditions that are not true refuse, in the words of the model.
 */
#include "run/requirement.h"

static weir_err refuse(weir_cx *cx, weir_node_ix node, const weir_requirement *requirement,
                       weir_number_in_instance scope, const weir_value *found)
{
    const weir_err err = requirement->is_at_end ? WEIR_EVALUE : WEIR_EPROCESS;
    weir_text why = WEIR_NO_TEXT;
    weir_value message;

    if (found->kind == WEIR_NULL)
        WEIR_TRY(weir_arena_text(cx->arena, weir_text_of(cx->feel.reason), &why));
    WEIR_TRY(weir_cx_setting(cx, node, &requirement->message, scope, &message));
    WEIR_TRY(weir_cx_to_text(cx, &message));
    if (message.kind != WEIR_STRING)
        message = weir_string(WEIR_T("a requirement is not met"));
    return weir_fail(cx->diag, err, weir_cx_node(cx, node)->id, "%.*s%s%.*s", WEIR_ARG(message.as.string),
                     why.length > 0 ? ": " : "", WEIR_ARG(why));
}

static weir_err require(weir_cx *cx, weir_node_ix node, weir_number_in_instance scope, bool is_at_end)
{
    const struct weir_requirements *requirements = weir_cx_node(cx, node)->requirements;

    for (uint32_t i = 0; requirements && i < requirements->count; i++) {
        const weir_requirement *requirement = &requirements->items[i];
        weir_value value;

        if (requirement->is_at_end != is_at_end || !requirement->condition)
            continue;
        WEIR_TRY(weir_cx_evaluate(cx, node, requirement->condition, scope, &value));
        if (value.kind != WEIR_BOOLEAN || !value.as.boolean)
            return refuse(cx, node, requirement, scope, &value);
    }
    return WEIR_OK;
}

weir_err weir_cx_require_begin(weir_cx *cx, weir_node_ix node, weir_number_in_instance scope)
{
    return require(cx, node, scope, false);
}

weir_err weir_cx_require_end(weir_cx *cx, weir_number_in_instance token)
{
    return require(cx, weir_state_token(&cx->state, token)->node, weir_cx_scope_of(cx, token), true);
}
