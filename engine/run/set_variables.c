/* SPDX-License-Identifier: Apache-2.0
 * run/set_variables.c - set, take away, and the scope that a task gets for variables of its own.
 */
#include "run/set_variables.h"

/* The scope of this token; opened, if it has none yet. */
static weir_err own_scope(weir_cx *cx, weir_number_in_instance token, weir_number_in_instance *out)
{
    const weir_scope *scope = weir_state_scope_of(&cx->state, token);

    *out = scope ? scope->number : weir_cx_number(cx);
    if (scope)
        return WEIR_OK;
    return weir_cx_emit(cx, (weir_fact){.kind = WEIR_FACT_scope_opened,
                                        .node = weir_state_token(&cx->state, token)->node,
                                        .token = token,
                                        .opens = *out});
}

static weir_err remove_variable(weir_cx *cx, const weir_scope *scope, weir_text name, bool is_local)
{
    while (!weir_scope_variable(scope, name)) {
        if (is_local || scope->parent == 0)
            return WEIR_OK;
        scope = weir_state_scope(&cx->state, scope->parent);
    }
    return weir_cx_emit(cx, (weir_fact){.kind = WEIR_FACT_variable_removed, .scope = scope->number, .name = name});
}

weir_err weir_variables_remove(weir_cx *cx, weir_number_in_instance scope, weir_text name)
{
    return remove_variable(cx, weir_state_scope(&cx->state, scope), name, false);
}

static weir_err remove_all(weir_cx *cx, weir_number_in_instance scope, const weir_value *names, bool is_local)
{
    for (uint32_t i = 0; names->kind == WEIR_LIST && i < names->count; i++) {
        if (names->as.items[i].kind != WEIR_STRING)
            return weir_fail(cx->diag, WEIR_EVALUE, WEIR_NO_TEXT, "the name of a variable must be a string");
        WEIR_TRY(remove_variable(cx, weir_state_scope(&cx->state, scope), names->as.items[i].as.string, is_local));
    }
    return WEIR_OK;
}

weir_err weir_variables_set(weir_cx *cx, const weir_command *command, const weir_wait *wait)
{
    (void)wait;
    WEIR_TRY(weir_cx_set_all(cx, WEIR_PROCESS_SCOPE, &command->variables, true));
    return remove_all(cx, WEIR_PROCESS_SCOPE, &command->removed, true);
}

weir_err weir_variables_set_of_task(weir_cx *cx, const weir_command *command, const weir_wait *wait)
{
    weir_number_in_instance scope = weir_cx_scope_of(cx, wait->token);

    if (command->is_local && command->variables.count > 0)
        WEIR_TRY(own_scope(cx, wait->token, &scope));
    if (command->is_local && !weir_state_scope_of(&cx->state, wait->token))
        return WEIR_OK; /* it has none that could be taken away */
    WEIR_TRY(weir_cx_set_all(cx, scope, &command->variables, command->is_local));
    return remove_all(cx, scope, &command->removed, command->is_local);
}

weir_err weir_variables_set_local(weir_cx *cx, weir_number_in_instance token, const weir_value *locals)
{
    weir_number_in_instance scope;

    if (locals->kind != WEIR_CONTEXT || locals->count == 0)
        return WEIR_OK;
    WEIR_TRY(own_scope(cx, token, &scope));
    return weir_cx_set_all(cx, scope, locals, true);
}

/* What an event brings goes to its payload: the variable of that name, else the only one, else all of them. */
static weir_err submit_payload(weir_cx *cx, weir_text payload, const weir_value *variables,
                               weir_number_in_instance scope)
{
    if (payload.length == 0 || variables->kind != WEIR_CONTEXT || variables->count == 0 ||
        weir_context_find(variables, payload))
        return WEIR_OK;
    return weir_cx_set(cx, scope, payload, variables->count == 1 ? variables->as.entries[0].value : *variables);
}

weir_err weir_variables_submit(weir_cx *cx, const weir_command *command, weir_number_in_instance token,
                               bool keeps_items)
{
    const weir_number_in_instance scope = weir_cx_scope_of(cx, token);
    const weir_node *node = weir_cx_node(cx, weir_state_token(&cx->state, token)->node);

    WEIR_TRY(weir_cx_set_all(cx, scope, &command->variables, keeps_items || node->keeps_variables));
    WEIR_TRY(submit_payload(cx, node->payload, &command->variables, scope));
    return weir_variables_set_local(cx, token, &command->locals);
}
