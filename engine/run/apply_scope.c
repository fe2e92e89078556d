/* SPDX-License-Identifier: Apache-2.0
 * run/apply_scope.c - facts about scopes: their variables, their loops, what starts in them one after the other.
 */
#include "run/apply_internal.h"
#include "run/element.h"

weir_err weir_apply_start_loop(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    weir_scope *body = weir_state_scope(state, fact->scope);

    (void)argument;
    if (!body || body->is_loop || body->item > 0 || !program->nodes[body->node.ix].loop)
        return WEIR_EFORMAT;
    body->is_loop = true;
    body->item_count = fact->number;
    return weir_state_keep_value(state, &fact->value, &body->items);
}

/* Elements that start in this scope one after the other: which is next, and all of them, if that is new. */
weir_err weir_apply_plan(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    weir_scope *scope = weir_state_scope(state, fact->scope);

    (void)argument;
    if (!scope || scope->is_loop || !program->nodes[scope->node.ix].element->on_inner_done)
        return WEIR_EFORMAT;
    scope->item_count = fact->number;
    return fact->value.kind == WEIR_NULL ? WEIR_OK : weir_state_keep_value(state, &fact->value, &scope->items);
}

weir_err weir_apply_collect_item(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    weir_scope *body = weir_state_scope(state, fact->scope);
    weir_collected collected = {.item = fact->item};
    uint32_t at;

    (void)program;
    (void)argument;
    if (!body || !body->is_loop)
        return WEIR_EFORMAT;
    WEIR_TRY(weir_state_keep_value(state, &fact->value, &collected.value));
    WEIR_TRY(WEIR_GROW(state->arena, &body->collected));
    for (at = body->collected.count; at > 0 && body->collected.items[at - 1].item > fact->item; at--)
        body->collected.items[at] = body->collected.items[at - 1];
    body->collected.items[at] = collected;
    body->collected.count++;
    return WEIR_OK;
}

weir_err weir_apply_set_variable(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    weir_scope *scope = weir_state_scope(state, fact->scope);
    weir_variable *variable;

    (void)program;
    (void)argument;
    if (!scope)
        return WEIR_EFORMAT;
    variable = weir_scope_variable(scope, fact->name);
    if (!variable) {
        weir_text name;

        WEIR_TRY(weir_state_keep_text(state, fact->name, &name));
        WEIR_TRY(WEIR_GROW(state->arena, &scope->variables));
        variable = &scope->variables.items[scope->variables.count++];
        *variable = (weir_variable){.name = name};
    }
    return weir_state_keep_value(state, &fact->value, &variable->value);
}

weir_err weir_apply_remove_variable(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    weir_scope *scope = weir_state_scope(state, fact->scope);
    weir_variable *variable = scope ? weir_scope_variable(scope, fact->name) : NULL;

    (void)program;
    (void)argument;
    if (!variable)
        return WEIR_EFORMAT;
    WEIR_REMOVE(&scope->variables, variable);
    return WEIR_OK;
}

weir_err weir_apply_open_scope(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    const weir_token *token = weir_state_token(state, fact->token);

    (void)program;
    (void)argument;
    if (!token || token->state != WEIR_TOKEN_ACTIVE || token->node.ix != fact->node.ix || fact->opens <= fact->token ||
        !WEIR_IS_NEW(&state->scopes, fact->opens) || weir_state_scope_of(state, fact->token))
        return WEIR_EFORMAT;
    WEIR_TRY(WEIR_GROW(state->arena, &state->scopes));
    state->scopes.items[state->scopes.count++] = (weir_scope){
        .number = fact->opens, .parent = token->scope, .token = fact->token, .node = token->node, .item = token->item};
    weir_state_note_number(state, fact->opens);
    return WEIR_OK;
}
