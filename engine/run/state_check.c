/* SPDX-License-Identifier: Apache-2.0
 * run/state_check.c - what must hold between tokens, scopes and waits, whoever wrote the state.
 *
 * Steps rely on it without looking again: a token has its scope, a scope its owner and its parent, a wait its
 * token. weir_apply keeps it true fact by fact; a state read from bytes is checked as a whole.
 */
#include "run/call.h"
#include "run/element.h"
#include "run/limit_stand.h"
#include "run/state.h"

/* The body of the loop that this is an item of. */
static bool is_body_of(const weir_program *program, const weir_scope *scope, const weir_token *token)
{
    const weir_loop *loop = program->nodes[token->node.ix].loop;

    return loop && scope->is_loop && scope->node.ix == token->node.ix &&
           (loop->is_standard || token->item <= scope->item_count);
}

bool weir_state_has_place(const weir_program *program, const weir_state *state, const weir_token *token)
{
    const weir_scope *scope = weir_state_scope(state, token->scope);

    if (!scope || token->node.ix >= program->node_count || token->number <= scope->number)
        return false;
    if (token->item > 0)
        return is_body_of(program, scope, token);
    return !scope->is_loop && scope->node.ix == program->nodes[token->node.ix].parent.ix;
}

/* Waits for what happens by itself or to several: nobody has them as work of his own. */
static const bool is_event[WEIR_WAIT_KIND_COUNT] = {
    [WEIR_WAIT_TIMER] = true,
    [WEIR_WAIT_MESSAGE] = true,
    [WEIR_WAIT_SIGNAL] = true,
    [WEIR_WAIT_CONDITION] = true,
};

/* The start event of an event sub-process waits on behalf of the scope that is around that. */
static bool can_start_event_sub_process(const weir_program *program, const weir_state *state, const weir_wait *wait,
                                        const weir_token *token)
{
    const weir_scope *scope = weir_state_scope_of(state, wait->token);

    return is_event[wait->kind] && scope && !scope->is_loop &&
           (wait->token == 0 || (token && token->state == WEIR_TOKEN_ACTIVE)) &&
           scope->node.ix == program->nodes[program->nodes[wait->node.ix].parent.ix].parent.ix;
}

/* At an activity that has one; an item has its own, their body has none. */
static bool can_be_limited(const weir_program *program, const weir_wait *wait, const weir_token *token)
{
    const weir_node *node = &program->nodes[wait->node.ix];

    if (!node->time_limit || wait->value.kind != WEIR_CONTEXT)
        return false;
    if (wait->token == 0)
        return wait->node.ix == 0;
    return token && token->state == WEIR_TOKEN_ACTIVE && token->node.ix == wait->node.ix &&
           (token->item > 0) == (node->loop != NULL);
}

bool weir_state_can_wait(const weir_program *program, const weir_state *state, const weir_wait *wait)
{
    const weir_token *token = weir_state_token(state, wait->token);

    if (wait->kind == WEIR_WAIT_NONE || wait->kind >= WEIR_WAIT_KIND_COUNT || wait->node.ix >= program->node_count ||
        wait->number <= wait->token)
        return false;
    if (wait->kind == WEIR_WAIT_CONTINUATION)
        return token && token->node.ix == wait->node.ix &&
               (token->state == WEIR_TOKEN_ARRIVING || token->state == WEIR_TOKEN_LEAVING);
    if (wait->kind == WEIR_WAIT_LIMIT)
        return can_be_limited(program, wait, token);
    if (program->nodes[wait->node.ix].starts_event_sub_process)
        return can_start_event_sub_process(program, state, wait, token);
    return token && token->state == WEIR_TOKEN_ACTIVE && program->nodes[wait->node.ix].element->on_wait;
}

/* Numbers that are not 0, ascend, and have been given out. Every item begins with its number. */
static bool ascends(const void *items, uint32_t count, size_t item_bytes, weir_number_in_instance next)
{
    weir_number_in_instance before = 0;

    for (uint32_t i = 0; i < count; i++) {
        const void *item = (const char *)items + item_bytes * i;
        const weir_number_in_instance number = *(const weir_number_in_instance *)item;

        if (number <= before || number >= next)
            return false;
        before = number;
    }
    return true;
}

#define ASCENDS(state, list)                                                                                           \
    ascends((state)->list.items, (state)->list.count, sizeof *(state)->list.items, (state)->next_number)

static bool is_process_scope(const weir_scope *scope)
{
    return scope->number == WEIR_PROCESS_SCOPE && scope->parent == 0 && scope->token == 0 && scope->node.ix == 0 &&
           scope->item == 0 && !scope->is_loop;
}

/* Opened by an active token that is in the parent; and the parent is older, so the way outwards ends. */
static bool is_inner_scope(const weir_program *program, const weir_scope *scope, const weir_token *owner)
{
    if (!owner || owner->state != WEIR_TOKEN_ACTIVE || owner->scope != scope->parent ||
        owner->node.ix != scope->node.ix || owner->item != scope->item || scope->parent >= scope->number ||
        scope->token >= scope->number)
        return false;
    return !scope->is_loop || (scope->item == 0 && program->nodes[scope->node.ix].loop);
}

/* owns: for each token, whether it has opened a scope. */
static bool scopes_fit(const weir_program *program, const weir_state *state, bool *owns)
{
    if (state->scopes.count == 0 || !is_process_scope(&state->scopes.items[0]))
        return false;
    for (uint32_t i = 1; i < state->scopes.count; i++) {
        const weir_scope *scope = &state->scopes.items[i];
        const weir_token *owner = weir_state_token(state, scope->token);

        if (!is_inner_scope(program, scope, owner) || owns[owner - state->tokens.items])
            return false;
        owns[owner - state->tokens.items] = true;
    }
    return true;
}

static bool tokens_fit(const weir_program *program, const weir_state *state, const bool *owns)
{
    for (uint32_t i = 0; i < state->tokens.count; i++) {
        const weir_token *token = &state->tokens.items[i];

        if (token->state > WEIR_TOKEN_SPENT || !weir_state_has_place(program, state, token))
            return false;
        if (token->state == WEIR_TOKEN_SPENT && !program->nodes[token->node.ix].element->on_rest)
            return false;
        if (!owns[i] && token->state == WEIR_TOKEN_ACTIVE && program->nodes[token->node.ix].opens_scope)
            return false;
    }
    return true;
}

static bool waits_fit(const weir_program *program, const weir_state *state)
{
    for (uint32_t i = 0; i < state->waits.count; i++) {
        if (!weir_state_can_wait(program, state, &state->waits.items[i]))
            return false;
    }
    for (uint32_t i = 0; i < state->incidents.count; i++) {
        const weir_incident *incident = &state->incidents.items[i];

        if (incident->node.ix != 0 && !weir_state_wait(state, incident->wait))
            return false;
    }
    return true;
}

/* The one whose inside this scope was, from `ix` on: what was completed in a sub-process comes before it. */
static bool is_inner(const weir_state *state, weir_number_in_instance scope, uint32_t ix)
{
    while (ix < state->compensables.count && state->compensables.items[ix].inner != scope)
        ix++;
    return ix < state->compensables.count;
}

/* Each is in a scope that is open or was in another one, and what undoes it is there. */
static bool compensables_fit(const weir_program *program, const weir_state *state)
{
    weir_number_in_instance known = 0;

    for (uint32_t i = 0; i < state->compensables.count; i++) {
        const weir_compensable *item = &state->compensables.items[i];
        const weir_node *node = &program->nodes[item->node.ix];
        const weir_token *handler = weir_state_token(state, item->handler);

        if (item->number == 0 || item->number >= state->next_number || item->scope == 0 || !node->is_compensable)
            return false;
        if ((item->inner == 0) == (node->compensation.ix == WEIR_NO_IX))
            return false;
        if (item->handler != 0 && (!handler || handler->scope != item->scope ||
                                   handler->node.ix != (item->inner != 0 ? item->node.ix : node->compensation.ix)))
            return false;
        if (item->scope == known)
            continue;
        if (!weir_state_scope(state, item->scope) && !is_inner(state, item->scope, i + 1))
            return false;
        known = item->scope;
    }
    return true;
}

static bool deeds_fit(const weir_program *program, const weir_state *state)
{
    for (uint32_t i = 0; i < state->deeds.count; i++) {
        const weir_deed *deed = &state->deeds.items[i];

        if (!program->nodes[deed->node.ix].is_activity || deed->by.length == 0 || deed->body >= state->next_number ||
            (deed->groups.kind != WEIR_NULL && deed->groups.kind != WEIR_LIST))
            return false;
    }
    return true;
}

static bool refusals_fit(const weir_state *state)
{
    if (state->refusals.count > WEIR_REFUSAL_COUNT_MAX)
        return false;
    for (uint32_t i = 0; i < state->refusals.count; i++) {
        const weir_refusal *refusal = &state->refusals.items[i];

        if (refusal->wait == 0 || refusal->wait >= state->next_number || refusal->tried.length == 0 ||
            refusal->by.length > WEIR_REFUSAL_NAME_LENGTH_MAX)
            return false;
    }
    return true;
}

/* How a time limit stands can be read. */
static weir_err check_limits(const weir_state *state, weir_arena *scratch)
{
    for (uint32_t i = 0; i < state->waits.count; i++) {
        weir_limit_stand stand;

        if (state->waits.items[i].kind == WEIR_WAIT_LIMIT)
            WEIR_TRY(weir_limit_stand_read(&state->waits.items[i].value, scratch, &stand));
    }
    return WEIR_OK;
}

static weir_err misfit(weir_diag *diag, const char *what)
{
    return weir_fail(diag, WEIR_EFORMAT, WEIR_NO_TEXT, "a stored state does not fit this process: %s", what);
}

weir_err weir_state_check(const weir_program *program, const weir_state *state, weir_arena *scratch, weir_diag *diag)
{
    weir_caller caller;
    bool *owns;
    weir_err err;

    if (state->status > WEIR_STATUS_ENDED)
        return misfit(diag, "its status is unknown");
    if (state->caller.kind != WEIR_NULL && !weir_caller_read(&state->caller, &caller))
        return misfit(diag, "nobody can tell who called it");
    if (!ASCENDS(state, tokens) || !ASCENDS(state, scopes) || !ASCENDS(state, waits))
        return misfit(diag, "numbers are not in the order of birth");
    if (state->status == WEIR_STATUS_NONE)
        return state->scopes.count == 0 && state->tokens.count == 0 && state->waits.count == 0
                   ? WEIR_OK
                   : misfit(diag, "it has not started, but something is in it");
    owns = WEIR_TAKE(scratch, bool, state->tokens.count);
    if (!owns)
        return WEIR_ENOMEM;
    if (!scopes_fit(program, state, owns))
        return misfit(diag, "a scope is not where its token is");
    if (!tokens_fit(program, state, owns))
        return misfit(diag, "a token is in no scope of its container");
    if (!compensables_fit(program, state))
        return misfit(diag, "what can be compensated is in no scope");
    if (!deeds_fit(program, state))
        return misfit(diag, "somebody did what is no task");
    if (!refusals_fit(state))
        return misfit(diag, "somebody was refused what was never there");
    if (!waits_fit(program, state))
        return misfit(diag, "a wait has no token, or an incident no wait");
    err = check_limits(state, scratch);
    return err == WEIR_EFORMAT ? misfit(diag, "a time limit can't be read") : err;
}
