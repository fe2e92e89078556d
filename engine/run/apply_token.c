/* SPDX-License-Identifier: Apache-2.0
 * run/apply_token.c - facts about tokens: where they are, what they enter and leave, what is undone.
 */
#include "run/apply_internal.h"
#include "run/compensable.h"
#include "run/element.h"

weir_err weir_apply_add_token(const weir_program *program, weir_state *state, weir_token token)
{
    if (!WEIR_IS_NEW(&state->tokens, token.number) || !weir_state_has_place(program, state, &token))
        return WEIR_EFORMAT;
    WEIR_TRY(WEIR_GROW(state->arena, &state->tokens));
    state->tokens.items[state->tokens.count++] = token;
    weir_state_note_number(state, token.number);
    if (token.item > 0)
        weir_state_scope(state, token.scope)->active_count++;
    return WEIR_OK;
}

static weir_err remove_token(weir_state *state, weir_token *token)
{
    if (state->compensables.count > 0)
        weir_compensables_note_gone(state, token->number);
    if (token->item > 0) {
        weir_scope *body = weir_state_scope(state, token->scope);

        if (body->active_count == 0)
            return WEIR_EFORMAT;
        body->active_count--;
    }
    WEIR_REMOVE(&state->tokens, token);
    return WEIR_OK;
}

/* One that has rested on the node it comes from. */
static weir_err let_leave(const weir_program *program, weir_state *state, const weir_fact *fact)
{
    weir_token *token = weir_state_token(state, fact->token);

    if (!token || token->state != WEIR_TOKEN_LEAVING || token->flow.ix != fact->flow.ix || token->item > 0 ||
        token->scope != fact->scope || token->wait_count > 0)
        return WEIR_EFORMAT;
    token->node = program->flows[fact->flow.ix].target;
    token->state = WEIR_TOKEN_ARRIVING;
    return WEIR_OK;
}

weir_err weir_apply_put_token(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    (void)argument;
    if (fact->flow.ix >= program->flow_count)
        return WEIR_EFORMAT;
    if (!WEIR_IS_NEW(&state->tokens, fact->token))
        return let_leave(program, state, fact);
    return weir_apply_add_token(program, state,
                                (weir_token){.number = fact->token,
                                             .scope = fact->scope,
                                             .node = program->flows[fact->flow.ix].target,
                                             .flow = fact->flow,
                                             .state = WEIR_TOKEN_ARRIVING});
}

weir_err weir_apply_hold_token(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    weir_token *token = weir_state_token(state, fact->token);

    (void)program;
    (void)argument;
    if (!token || token->state != WEIR_TOKEN_ARRIVING)
        return WEIR_EFORMAT;
    token->state = WEIR_TOKEN_WAITING;
    return WEIR_OK;
}

weir_err weir_apply_spend_token(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    weir_token *token = weir_state_token(state, fact->token);

    (void)argument;
    if (!token || token->state != WEIR_TOKEN_WAITING || !program->nodes[token->node.ix].element->on_rest)
        return WEIR_EFORMAT;
    token->state = WEIR_TOKEN_SPENT;
    return WEIR_OK;
}

weir_err weir_apply_drop_token(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    weir_token *token = weir_state_token(state, fact->token);

    (void)program;
    (void)argument;
    if (!token || token->state == WEIR_TOKEN_ACTIVE || token->wait_count > 0)
        return WEIR_EFORMAT;
    return remove_token(state, token);
}

/* The token of an element that is entered: one that has come over a flow, or a new one. */
static weir_err entering_token(const weir_program *program, weir_state *state, const weir_fact *fact)
{
    weir_token *token = weir_state_token(state, fact->token);

    if (!token)
        return weir_apply_add_token(program, state,
                                    (weir_token){.number = fact->token,
                                                 .scope = fact->scope,
                                                 .node = fact->node,
                                                 .flow = {WEIR_NO_IX},
                                                 .state = WEIR_TOKEN_ACTIVE,
                                                 .item = fact->item});
    if ((token->state != WEIR_TOKEN_ARRIVING && token->state != WEIR_TOKEN_WAITING) ||
        token->node.ix != fact->node.ix || token->scope != fact->scope || token->item != fact->item)
        return WEIR_EFORMAT;
    token->state = WEIR_TOKEN_ACTIVE;
    return WEIR_OK;
}

weir_err weir_apply_enter(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    (void)argument;
    if (fact->node.ix >= program->node_count || program->nodes[fact->node.ix].opens_scope != (fact->opens != 0))
        return WEIR_EFORMAT;
    if (fact->opens != 0 && (fact->opens <= fact->token || !WEIR_IS_NEW(&state->scopes, fact->opens)))
        return WEIR_EFORMAT;
    WEIR_TRY(entering_token(program, state, fact));
    if (fact->opens != 0) {
        WEIR_TRY(WEIR_GROW(state->arena, &state->scopes));
        state->scopes.items[state->scopes.count++] = (weir_scope){
            .number = fact->opens, .parent = fact->scope, .token = fact->token, .node = fact->node, .item = fact->item};
        weir_state_note_number(state, fact->opens);
        if (state->compensables.count > 0)
            weir_compensables_note_opened(state, fact->token, fact->opens);
    }
    return WEIR_OK;
}

/* Nothing may be left that belongs to the token or is in the scope it opened. */
static bool can_leave(const weir_state *state, const weir_token *token, const weir_scope *opened)
{
    if (token->wait_count > 0)
        return false;
    if (!opened)
        return true;
    for (uint32_t i = weir_state_tokens_after(state, opened->number); i < state->tokens.count; i++) {
        if (state->tokens.items[i].scope == opened->number)
            return false;
    }
    return true;
}

/* argument: 1 = completed, 0 = cancelled */
weir_err weir_apply_leave(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    weir_token *token = weir_state_token(state, fact->token);
    weir_scope *opened = NULL;

    if (!token || token->state != WEIR_TOKEN_ACTIVE)
        return WEIR_EFORMAT;
    if (program->nodes[token->node.ix].opens_scope || state->scopes.count > 1)
        opened = weir_state_scope_of(state, token->number);
    if (!can_leave(state, token, opened))
        return WEIR_EFORMAT;
    if (token->item > 0) {
        weir_scope *body = weir_state_scope(state, token->scope);

        if (body->active_count == 0)
            return WEIR_EFORMAT;
        body->completed_count += argument;
    }
    if (state->compensables.count > 0 || program->nodes[token->node.ix].is_compensable)
        WEIR_TRY(weir_compensables_note_left(program, state, token, opened, argument != 0));
    if (opened)
        WEIR_REMOVE(&state->scopes, opened);
    return remove_token(state, token);
}

weir_err weir_apply_trigger_compensation(const weir_program *program, weir_state *state, const weir_fact *fact,
                                         int argument)
{
    (void)program;
    (void)argument;
    return weir_compensables_trigger(state, fact);
}

weir_err weir_apply_start_compensation(const weir_program *program, weir_state *state, const weir_fact *fact,
                                       int argument)
{
    (void)argument;
    WEIR_TRY(weir_compensables_start(program, state, fact));
    return weir_apply_add_token(program, state,
                                (weir_token){.number = fact->token,
                                             .scope = fact->scope,
                                             .node = fact->node,
                                             .flow = {WEIR_NO_IX},
                                             .state = WEIR_TOKEN_ARRIVING});
}
