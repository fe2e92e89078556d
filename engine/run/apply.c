/* SPDX-License-Identifier: Apache-2.0
 * run/apply.c - the only code that changes a state: one function for each way a fact can do so.
 *
 * A fact that step decided always fits its state. One read from a log may not: it names a token, scope
 * or wait that is not there, or would leave one behind that nothing holds, which is EFORMAT. So a folded state can be
 * stepped as safely as a run one.
 */
#include <assert.h>
#include <string.h>

#include "run/call.h"
#include "run/compensable.h"
#include "run/element.h"
#include "run/step.h"

typedef weir_err (*apply_function)(const weir_program *program, weir_state *state, const weir_fact *fact, int argument);

static weir_err keep_text(weir_state *state, weir_text text, weir_text *out)
{
    if (state->borrows || text.at == NULL) {
        *out = text;
        return WEIR_OK;
    }
    return weir_arena_text(state->arena, text, out);
}

static weir_err keep_value(weir_state *state, const weir_value *value, weir_value *out)
{
    if (state->borrows) {
        *out = *value;
        return WEIR_OK;
    }
    return weir_value_copy(value, state->arena, out);
}

static void note_number(weir_state *state, weir_number_in_instance number)
{
    if (number >= state->next_number)
        state->next_number = number + 1;
}

#define SHIFT_MAX 4096u /* bytes: a gap behind which there are more is closed from the front, if that is nearer */

/* Close the gap, keep the order. From the front a list loses a place of its capacity, which the arena keeps. */
static void remove_at(void *items_pointer, uint32_t *count, uint32_t *capacity, size_t item_bytes, uint32_t ix)
{
    const size_t before = item_bytes * ix, behind = item_bytes * (*count - ix - 1);
    char *items;

    memcpy(&items, items_pointer, sizeof items);
    (*count)--;
    if (behind <= SHIFT_MAX || behind <= before) {
        memmove(items + before, items + before + item_bytes, behind);
        return;
    }
    memmove(items + item_bytes, items, before);
    items += item_bytes;
    (*capacity)--;
    memcpy(items_pointer, &items, sizeof items);
}

/* Numbers ascend in their list (state.h), so a new one is above the last. */
#define IS_NEW(list, given) ((given) != 0 && ((list)->count == 0 || (list)->items[(list)->count - 1].number < (given)))

#define REMOVE(list, pointer)                                                                                          \
    remove_at(&(list)->items, &(list)->count, &(list)->capacity, sizeof *(list)->items,                                \
              (uint32_t)((pointer) - (list)->items))

static weir_err start(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    weir_caller caller;

    (void)program;
    (void)argument;
    if (fact->value.kind != WEIR_NULL && !weir_caller_read(&fact->value, &caller))
        return WEIR_EFORMAT;
    state->status = WEIR_STATUS_ACTIVE;
    state->instance = fact->id;
    WEIR_TRY(keep_text(state, fact->name, &state->definition));
    WEIR_TRY(keep_text(state, fact->text, &state->business_key));
    WEIR_TRY(keep_value(state, &fact->value, &state->caller));
    WEIR_TRY(WEIR_GROW(state->arena, &state->scopes));
    state->scopes.items[state->scopes.count++] = (weir_scope){.number = WEIR_PROCESS_SCOPE};
    note_number(state, WEIR_PROCESS_SCOPE);
    return WEIR_OK;
}

/* argument: 1 = suspended, 0 = active again */
static weir_err suspend(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    (void)program;
    (void)fact;
    if (state->is_suspended == (argument != 0))
        return WEIR_EFORMAT;
    state->is_suspended = argument != 0;
    return WEIR_OK;
}

static weir_err end(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    (void)program;
    (void)argument;
    state->status = WEIR_STATUS_ENDED;
    state->is_suspended = false;
    state->compensables.count = 0;
    state->deeds.count = 0;
    state->refusals.count = 0;
    WEIR_TRY(keep_text(state, fact->name, &state->outcome));
    return keep_text(state, fact->text, &state->error);
}

static weir_err add_token(const weir_program *program, weir_state *state, weir_token token)
{
    if (!IS_NEW(&state->tokens, token.number) || !weir_state_has_place(program, state, &token))
        return WEIR_EFORMAT;
    WEIR_TRY(WEIR_GROW(state->arena, &state->tokens));
    state->tokens.items[state->tokens.count++] = token;
    note_number(state, token.number);
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
    REMOVE(&state->tokens, token);
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

static weir_err put_token(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    (void)argument;
    if (fact->flow.ix >= program->flow_count)
        return WEIR_EFORMAT;
    if (!IS_NEW(&state->tokens, fact->token))
        return let_leave(program, state, fact);
    return add_token(program, state,
                     (weir_token){.number = fact->token,
                                  .scope = fact->scope,
                                  .node = program->flows[fact->flow.ix].target,
                                  .flow = fact->flow,
                                  .state = WEIR_TOKEN_ARRIVING});
}

static weir_err hold_token(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    weir_token *token = weir_state_token(state, fact->token);

    (void)program;
    (void)argument;
    if (!token || token->state != WEIR_TOKEN_ARRIVING)
        return WEIR_EFORMAT;
    token->state = WEIR_TOKEN_WAITING;
    return WEIR_OK;
}

static weir_err spend_token(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    weir_token *token = weir_state_token(state, fact->token);

    (void)argument;
    if (!token || token->state != WEIR_TOKEN_WAITING || !program->nodes[token->node.ix].element->on_rest)
        return WEIR_EFORMAT;
    token->state = WEIR_TOKEN_SPENT;
    return WEIR_OK;
}

static weir_err drop_token(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
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
        return add_token(program, state,
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

static weir_err enter(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    (void)argument;
    if (fact->node.ix >= program->node_count || program->nodes[fact->node.ix].opens_scope != (fact->opens != 0))
        return WEIR_EFORMAT;
    if (fact->opens != 0 && (fact->opens <= fact->token || !IS_NEW(&state->scopes, fact->opens)))
        return WEIR_EFORMAT;
    WEIR_TRY(entering_token(program, state, fact));
    if (fact->opens != 0) {
        WEIR_TRY(WEIR_GROW(state->arena, &state->scopes));
        state->scopes.items[state->scopes.count++] = (weir_scope){
            .number = fact->opens, .parent = fact->scope, .token = fact->token, .node = fact->node, .item = fact->item};
        note_number(state, fact->opens);
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
static weir_err leave(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
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
        REMOVE(&state->scopes, opened);
    return remove_token(state, token);
}

static weir_err trigger_compensation(const weir_program *program, weir_state *state, const weir_fact *fact,
                                     int argument)
{
    (void)program;
    (void)argument;
    return weir_compensables_trigger(state, fact);
}

static weir_err start_compensation(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    (void)argument;
    WEIR_TRY(weir_compensables_start(program, state, fact));
    return add_token(program, state,
                     (weir_token){.number = fact->token,
                                  .scope = fact->scope,
                                  .node = fact->node,
                                  .flow = {WEIR_NO_IX},
                                  .state = WEIR_TOKEN_ARRIVING});
}

static weir_err start_loop(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    weir_scope *body = weir_state_scope(state, fact->scope);

    (void)argument;
    if (!body || body->is_loop || body->item > 0 || !program->nodes[body->node.ix].loop)
        return WEIR_EFORMAT;
    body->is_loop = true;
    body->item_count = fact->number;
    return keep_value(state, &fact->value, &body->items);
}

/* Elements that start in this scope one after the other: which is next, and all of them, if that is new. */
static weir_err plan(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    weir_scope *scope = weir_state_scope(state, fact->scope);

    (void)argument;
    if (!scope || scope->is_loop || !program->nodes[scope->node.ix].element->on_inner_done)
        return WEIR_EFORMAT;
    scope->item_count = fact->number;
    return fact->value.kind == WEIR_NULL ? WEIR_OK : keep_value(state, &fact->value, &scope->items);
}

static weir_err collect_item(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    weir_scope *body = weir_state_scope(state, fact->scope);
    weir_collected collected = {.item = fact->item};
    uint32_t at;

    (void)program;
    (void)argument;
    if (!body || !body->is_loop)
        return WEIR_EFORMAT;
    WEIR_TRY(keep_value(state, &fact->value, &collected.value));
    WEIR_TRY(WEIR_GROW(state->arena, &body->collected));
    for (at = body->collected.count; at > 0 && body->collected.items[at - 1].item > fact->item; at--)
        body->collected.items[at] = body->collected.items[at - 1];
    body->collected.items[at] = collected;
    body->collected.count++;
    return WEIR_OK;
}

static weir_err set_variable(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
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

        WEIR_TRY(keep_text(state, fact->name, &name));
        WEIR_TRY(WEIR_GROW(state->arena, &scope->variables));
        variable = &scope->variables.items[scope->variables.count++];
        *variable = (weir_variable){.name = name};
    }
    return keep_value(state, &fact->value, &variable->value);
}

static weir_err remove_variable(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    weir_scope *scope = weir_state_scope(state, fact->scope);
    weir_variable *variable = scope ? weir_scope_variable(scope, fact->name) : NULL;

    (void)program;
    (void)argument;
    if (!variable)
        return WEIR_EFORMAT;
    REMOVE(&scope->variables, variable);
    return WEIR_OK;
}

static weir_err open_scope(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    const weir_token *token = weir_state_token(state, fact->token);

    (void)program;
    (void)argument;
    if (!token || token->state != WEIR_TOKEN_ACTIVE || token->node.ix != fact->node.ix || fact->opens <= fact->token ||
        !IS_NEW(&state->scopes, fact->opens) || weir_state_scope_of(state, fact->token))
        return WEIR_EFORMAT;
    WEIR_TRY(WEIR_GROW(state->arena, &state->scopes));
    state->scopes.items[state->scopes.count++] = (weir_scope){
        .number = fact->opens, .parent = token->scope, .token = fact->token, .node = token->node, .item = token->item};
    note_number(state, fact->opens);
    return WEIR_OK;
}

/* argument: weir_wait_kind */
static weir_err open_wait(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    weir_wait wait = {.number = fact->wait,
                      .token = fact->token,
                      .kind = (uint8_t)argument,
                      .node = fact->node,
                      .id = fact->id,
                      .due_ms = fact->due_ms,
                      .number_of = fact->number,
                      .retries = -1,
                      .value = fact->value};

    if (!IS_NEW(&state->waits, wait.number) || !weir_state_can_wait(program, state, &wait))
        return WEIR_EFORMAT;
    WEIR_TRY(keep_text(state, fact->name, &wait.name));
    WEIR_TRY(keep_value(state, &fact->value, &wait.value));
    WEIR_TRY(WEIR_GROW(state->arena, &state->waits));
    state->waits.items[state->waits.count++] = wait;
    note_number(state, wait.number);
    weir_state_count_wait(state, &wait);
    return WEIR_OK;
}

/* Of a token that has arrived, or of a new one that arrives without a flow or leaves. */
static weir_err open_continuation(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    const bool is_after = weir_text_equal(fact->name, WEIR_T("after"));
    const weir_token *token = weir_state_token(state, fact->token);

    if (token && (is_after || token->state != WEIR_TOKEN_ARRIVING || token->wait_count > 0))
        return WEIR_EFORMAT;
    if (fact->flow.ix != WEIR_NO_IX &&
        (!is_after || fact->flow.ix >= program->flow_count || program->flows[fact->flow.ix].source.ix != fact->node.ix))
        return WEIR_EFORMAT;
    if (!token)
        WEIR_TRY(add_token(program, state,
                           (weir_token){.number = fact->token,
                                        .scope = fact->scope,
                                        .node = fact->node,
                                        .flow = fact->flow,
                                        .state = is_after ? WEIR_TOKEN_LEAVING : WEIR_TOKEN_ARRIVING,
                                        .item = fact->item}));
    return open_wait(program, state, fact, argument);
}

static weir_err close_wait(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    weir_wait *wait = weir_state_wait(state, fact->wait);
    weir_token *token = wait ? weir_state_token(state, wait->token) : NULL;

    (void)program;
    (void)argument;
    if (!wait || weir_state_incident_of(state, wait->number))
        return WEIR_EFORMAT;
    if (token)
        token->wait_count--;
    REMOVE(&state->waits, wait);
    return WEIR_OK;
}

static weir_err set_retries(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    weir_wait *wait = weir_state_wait(state, fact->wait);

    (void)program;
    (void)argument;
    if (!wait)
        return WEIR_EFORMAT;
    wait->retries = fact->number;
    return WEIR_OK;
}

static weir_err change_details(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    weir_wait *wait = weir_state_wait(state, fact->wait);

    (void)program;
    if (!wait || wait->kind != argument)
        return WEIR_EFORMAT;
    return keep_value(state, &fact->value, &wait->value);
}

static weir_err update_task(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    WEIR_TRY(change_details(program, state, fact, argument));
    weir_state_wait(state, fact->wait)->due_ms = fact->due_ms;
    return WEIR_OK;
}

static weir_err note_deed(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    const weir_wait *wait = weir_state_wait(state, fact->wait);
    const weir_token *token = wait ? weir_state_token(state, wait->token) : NULL;
    weir_deed deed = {.node = fact->node};

    (void)program;
    (void)argument;
    if (!token || wait->kind != WEIR_WAIT_USER_TASK || wait->node.ix != fact->node.ix || fact->name.length == 0 ||
        (fact->value.kind != WEIR_NULL && fact->value.kind != WEIR_LIST))
        return WEIR_EFORMAT;
    deed.body = token->item > 0 ? token->scope : 0;
    WEIR_TRY(keep_text(state, fact->name, &deed.by));
    WEIR_TRY(keep_value(state, &fact->value, &deed.groups));
    WEIR_TRY(WEIR_GROW(state->arena, &state->deeds));
    state->deeds.items[state->deeds.count++] = deed;
    return WEIR_OK;
}

/* until: those from before the quiet time that ends then are forgotten. */
static void forget_refusals(weir_state *state, int64_t until_ms)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < state->refusals.count; i++) {
        if (state->refusals.items[i].until_ms > until_ms - WEIR_REFUSAL_QUIET_MS)
            state->refusals.items[kept++] = state->refusals.items[i];
    }
    state->refusals.count = kept;
}

static weir_err note_refusal(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    const weir_wait *wait = weir_state_wait(state, fact->wait);
    const weir_value *tried = weir_context_find(&fact->value, WEIR_T("tried"));
    weir_refusal refusal = {.wait = fact->wait, .until_ms = fact->number};

    (void)program;
    (void)argument;
    if (!wait || wait->kind != WEIR_WAIT_USER_TASK || wait->node.ix != fact->node.ix || !tried ||
        tried->kind != WEIR_STRING || tried->as.string.length == 0 || fact->name.length > WEIR_REFUSAL_NAME_LENGTH_MAX)
        return WEIR_EFORMAT;
    forget_refusals(state, refusal.until_ms);
    if (state->refusals.count >= WEIR_REFUSAL_COUNT_MAX)
        return WEIR_EFORMAT;
    WEIR_TRY(keep_text(state, fact->name, &refusal.by));
    WEIR_TRY(keep_text(state, tried->as.string, &refusal.tried));
    WEIR_TRY(WEIR_GROW(state->arena, &state->refusals));
    state->refusals.items[state->refusals.count++] = refusal;
    return WEIR_OK;
}

static weir_err change_limit(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    weir_wait *wait = weir_state_wait(state, fact->wait);

    if (!wait || fact->value.kind != WEIR_CONTEXT)
        return WEIR_EFORMAT;
    WEIR_TRY(change_details(program, state, fact, argument));
    wait->due_ms = fact->due_ms;
    wait->number_of = fact->number;
    if (wait->retries > 0)
        wait->retries = -1; /* it has gone well */
    return WEIR_OK;
}

static weir_err reschedule(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    weir_wait *wait = weir_state_wait(state, fact->wait);

    (void)program;
    if (!wait || wait->kind != argument)
        return WEIR_EFORMAT;
    wait->due_ms = fact->due_ms;
    wait->retries = fact->number > 0 ? fact->number : -1;
    return fact->value.kind == WEIR_NULL ? WEIR_OK : keep_value(state, &fact->value, &wait->value);
}

static weir_err change_priority(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    weir_wait *wait = weir_state_wait(state, fact->wait);

    (void)program;
    (void)argument;
    if (!wait)
        return WEIR_EFORMAT;
    wait->number_of = fact->number;
    return WEIR_OK;
}

static weir_err change_due(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    weir_wait *wait = weir_state_wait(state, fact->wait);

    (void)program;
    (void)argument;
    if (!wait || !weir_wait_is_job(wait))
        return WEIR_EFORMAT;
    wait->due_ms = fact->due_ms;
    return fact->value.kind == WEIR_NULL ? WEIR_OK : keep_value(state, &fact->value, &wait->value);
}

/* On a wait, or on the instance: one that has neither yet. */
static bool can_have_incident(const weir_program *program, const weir_state *state, const weir_fact *fact)
{
    if (fact->node.ix == 0)
        return fact->wait != 0 && !weir_state_wait(state, fact->wait) && !weir_state_set_aside(state);
    return fact->node.ix < program->node_count && weir_state_wait(state, fact->wait) &&
           !weir_state_incident_of(state, fact->wait);
}

static weir_err raise_incident(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    weir_incident incident = {.id = fact->id, .wait = fact->wait, .node = fact->node};

    (void)argument;
    if (!can_have_incident(program, state, fact))
        return WEIR_EFORMAT;
    note_number(state, fact->wait);
    WEIR_TRY(keep_text(state, fact->name, &incident.kind));
    WEIR_TRY(keep_text(state, fact->text, &incident.message));
    WEIR_TRY(WEIR_GROW(state->arena, &state->incidents));
    state->incidents.items[state->incidents.count++] = incident;
    return WEIR_OK;
}

static weir_err resolve_incident(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    weir_incident *incident = weir_state_incident_of(state, fact->wait);

    (void)program;
    (void)argument;
    if (!incident)
        return WEIR_EFORMAT;
    if (incident->node.ix != 0)
        weir_state_wait(state, fact->wait)->retries = fact->number;
    REMOVE(&state->incidents, incident);
    return WEIR_OK;
}

static weir_err nothing(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    (void)program;
    (void)state;
    (void)fact;
    (void)argument;
    return WEIR_OK;
}

static const struct {
    apply_function run;
    int argument;
} functions[] = {
#define FACT(name, type, apply, argument, ...) {apply, argument},
#include "run/facts.def"
#undef FACT
};

weir_err weir_apply(const weir_program *program, weir_state *state, const weir_fact *fact)
{
    const weir_status needed = fact->kind == WEIR_FACT_instance_started ? WEIR_STATUS_NONE : WEIR_STATUS_ACTIVE;

    assert(fact->kind < WEIR_FACT_COUNT);
    if (state->status != needed)
        return WEIR_EFORMAT;
    WEIR_TRY(functions[fact->kind].run(program, state, fact, functions[fact->kind].argument));
    state->fact_count++;
    return WEIR_OK;
}

weir_err weir_apply_all(const weir_program *program, weir_state *state, const weir_facts *facts)
{
    for (uint32_t i = 0; i < facts->count; i++)
        WEIR_TRY(weir_apply(program, state, &facts->items[i]));
    return WEIR_OK;
}
