/* SPDX-License-Identifier: Apache-2.0
 * run/apply_wait.c - facts about what is waited for: tasks, jobs, timers, limits, and their incidents.
 */
#include "run/apply_internal.h"

/* argument: weir_wait_kind */
weir_err weir_apply_open_wait(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
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

    if (!WEIR_IS_NEW(&state->waits, wait.number) || !weir_state_can_wait(program, state, &wait))
        return WEIR_EFORMAT;
    WEIR_TRY(weir_state_keep_text(state, fact->name, &wait.name));
    WEIR_TRY(weir_state_keep_value(state, &fact->value, &wait.value));
    WEIR_TRY(WEIR_GROW(state->arena, &state->waits));
    state->waits.items[state->waits.count++] = wait;
    weir_state_note_number(state, wait.number);
    weir_state_count_wait(state, &wait);
    return WEIR_OK;
}

/* Of a token that has arrived, or of a new one that arrives without a flow or leaves. */
weir_err weir_apply_open_continuation(const weir_program *program, weir_state *state, const weir_fact *fact,
                                      int argument)
{
    const bool is_after = weir_text_equal(fact->name, WEIR_T("after"));
    const weir_token *token = weir_state_token(state, fact->token);

    if (token && (is_after || token->state != WEIR_TOKEN_ARRIVING || token->wait_count > 0))
        return WEIR_EFORMAT;
    if (fact->flow.ix != WEIR_NO_IX &&
        (!is_after || fact->flow.ix >= program->flow_count || program->flows[fact->flow.ix].source.ix != fact->node.ix))
        return WEIR_EFORMAT;
    if (!token)
        WEIR_TRY(weir_apply_add_token(program, state,
                                      (weir_token){.number = fact->token,
                                                   .scope = fact->scope,
                                                   .node = fact->node,
                                                   .flow = fact->flow,
                                                   .state = is_after ? WEIR_TOKEN_LEAVING : WEIR_TOKEN_ARRIVING,
                                                   .item = fact->item}));
    return weir_apply_open_wait(program, state, fact, argument);
}

weir_err weir_apply_close_wait(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    weir_wait *wait = weir_state_wait(state, fact->wait);
    weir_token *token = wait ? weir_state_token(state, wait->token) : NULL;

    (void)program;
    (void)argument;
    if (!wait || weir_state_incident_of(state, wait->number))
        return WEIR_EFORMAT;
    if (token)
        token->wait_count--;
    WEIR_REMOVE(&state->waits, wait);
    return WEIR_OK;
}

weir_err weir_apply_set_retries(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    weir_wait *wait = weir_state_wait(state, fact->wait);

    (void)program;
    (void)argument;
    if (!wait)
        return WEIR_EFORMAT;
    wait->retries = fact->number;
    return WEIR_OK;
}

weir_err weir_apply_change_details(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    weir_wait *wait = weir_state_wait(state, fact->wait);

    (void)program;
    if (!wait || wait->kind != argument)
        return WEIR_EFORMAT;
    return weir_state_keep_value(state, &fact->value, &wait->value);
}

weir_err weir_apply_update_task(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    WEIR_TRY(weir_apply_change_details(program, state, fact, argument));
    weir_state_wait(state, fact->wait)->due_ms = fact->due_ms;
    return WEIR_OK;
}

weir_err weir_apply_note_deed(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
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
    WEIR_TRY(weir_state_keep_text(state, fact->name, &deed.by));
    WEIR_TRY(weir_state_keep_value(state, &fact->value, &deed.groups));
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

weir_err weir_apply_note_refusal(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
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
    WEIR_TRY(weir_state_keep_text(state, fact->name, &refusal.by));
    WEIR_TRY(weir_state_keep_text(state, tried->as.string, &refusal.tried));
    WEIR_TRY(WEIR_GROW(state->arena, &state->refusals));
    state->refusals.items[state->refusals.count++] = refusal;
    return WEIR_OK;
}

weir_err weir_apply_change_limit(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    weir_wait *wait = weir_state_wait(state, fact->wait);

    if (!wait || fact->value.kind != WEIR_CONTEXT)
        return WEIR_EFORMAT;
    WEIR_TRY(weir_apply_change_details(program, state, fact, argument));
    wait->due_ms = fact->due_ms;
    wait->number_of = fact->number;
    if (wait->retries > 0)
        wait->retries = -1; /* it has gone well */
    return WEIR_OK;
}

weir_err weir_apply_reschedule(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    weir_wait *wait = weir_state_wait(state, fact->wait);

    (void)program;
    if (!wait || wait->kind != argument)
        return WEIR_EFORMAT;
    wait->due_ms = fact->due_ms;
    wait->retries = fact->number > 0 ? fact->number : -1;
    return fact->value.kind == WEIR_NULL ? WEIR_OK : weir_state_keep_value(state, &fact->value, &wait->value);
}

weir_err weir_apply_change_priority(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    weir_wait *wait = weir_state_wait(state, fact->wait);

    (void)program;
    (void)argument;
    if (!wait)
        return WEIR_EFORMAT;
    wait->number_of = fact->number;
    return WEIR_OK;
}

weir_err weir_apply_change_due(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    weir_wait *wait = weir_state_wait(state, fact->wait);

    (void)program;
    (void)argument;
    if (!wait || !weir_wait_is_job(wait))
        return WEIR_EFORMAT;
    wait->due_ms = fact->due_ms;
    return fact->value.kind == WEIR_NULL ? WEIR_OK : weir_state_keep_value(state, &fact->value, &wait->value);
}

/* On a wait, or on the instance: one that has neither yet. */
static bool can_have_incident(const weir_program *program, const weir_state *state, const weir_fact *fact)
{
    if (fact->node.ix == 0)
        return fact->wait != 0 && !weir_state_wait(state, fact->wait) && !weir_state_set_aside(state);
    return fact->node.ix < program->node_count && weir_state_wait(state, fact->wait) &&
           !weir_state_incident_of(state, fact->wait);
}

weir_err weir_apply_raise_incident(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    weir_incident incident = {.id = fact->id, .wait = fact->wait, .node = fact->node};

    (void)argument;
    if (!can_have_incident(program, state, fact))
        return WEIR_EFORMAT;
    weir_state_note_number(state, fact->wait);
    WEIR_TRY(weir_state_keep_text(state, fact->name, &incident.kind));
    WEIR_TRY(weir_state_keep_text(state, fact->text, &incident.message));
    WEIR_TRY(WEIR_GROW(state->arena, &state->incidents));
    state->incidents.items[state->incidents.count++] = incident;
    return WEIR_OK;
}

weir_err weir_apply_resolve_incident(const weir_program *program, weir_state *state, const weir_fact *fact,
                                     int argument)
{
    weir_incident *incident = weir_state_incident_of(state, fact->wait);

    (void)program;
    (void)argument;
    if (!incident)
        return WEIR_EFORMAT;
    if (incident->node.ix != 0)
        weir_state_wait(state, fact->wait)->retries = fact->number;
    WEIR_REMOVE(&state->incidents, incident);
    return WEIR_OK;
}
