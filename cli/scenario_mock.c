/* SPDX-License-Identifier: Apache-2.0
 * cli/scenario_mock.c - answers for what is mocked: called processes, tasks, partners that get messages.
 *
 * After each request the waits of all instances are looked at, and the messages that were thrown; what has a mock is
 * put on a list, with the time when it is answered. An answer is a request like that of a step, so it is executed the
 * way the mode wants. Which of several mocks answers depends on nothing but the order of the waits.
 */
#include "cli/scenario_step.h"
#include "run/call.h"
#include "run/codec.h"

#define ANSWER_COUNT_MAX 10000u /* of one scenario */

/* ── failures of mocks ─────────────────────────────────────────────────────────────────────────────── */

/* The failure is that of the mock: its name and line. */
static weir_err blame(weir_scenario_run *run, const weir_mock *mock)
{
    if (!run->failure.is_set)
        return WEIR_OK;
    run->failure.line = mock->part->line;
    return weir_mock_name(run->scenario, 1, mock, run->arena, &run->failure.what);
}

/* Whether the element was done without anybody's help. */
static weir_err was_walked(weir_scenario_run *run, const weir_mock *mock, bool *out)
{
    weir_run_facts facts;

    *out = false;
    if (!mock->element.at || mock->stand_in.at)
        return WEIR_OK;
    WEIR_TRY(weir_run_read_facts(run, (weir_id){{0}}, &facts));
    for (uint32_t i = 0; i < facts.count && !*out; i++) {
        const weir_program *program = facts.items[i].program;
        const weir_fact *fact = &facts.items[i].fact;

        *out = fact->kind == WEIR_FACT_element_completed && weir_text_equal(program->key, mock->process) &&
               weir_text_equal(program->nodes[fact->node.ix].id, mock->element);
    }
    return WEIR_OK;
}

weir_err weir_run_check_mocks(weir_scenario_run *run)
{
    bool is_walked;

    for (uint32_t i = 0; i < run->scenario->mocks.count; i++) {
        const weir_mock *mock = &run->scenario->mocks.items[i];

        if (mock->is_shared || !weir_mock_is_missed(mock, run->mock_use_counts ? run->mock_use_counts[i] : 0))
            continue;
        WEIR_TRY(was_walked(run, mock, &is_walked));
        WEIR_TRY(weir_run_fail(run, "mock", "this mock was never used; %s",
                               is_walked ? "the element was done without it" : "optional=\"true\" would allow it"));
        return blame(run, mock);
    }
    return WEIR_OK;
}

/* ── which mock ────────────────────────────────────────────────────────────────────────────────────── */

/* Several are used up in their order, and the last one stays. NULL: nothing is mocked here. */
typedef struct chooser {
    weir_scenario_run *run;
    const weir_mock *found;
    uint32_t ix;
} chooser;

static void offer(chooser *c, uint32_t ix)
{
    if (c->found && c->run->mock_use_counts[c->ix] == 0)
        return;
    c->found = &c->run->scenario->mocks.items[ix];
    c->ix = ix;
}

static const weir_mock *use(chooser *c)
{
    if (!c->found)
        return NULL;
    c->run->mock_use_counts[c->ix]++;
    (*c->found->use_count)++;
    return c->found;
}

static const weir_mock *choose_by_element(weir_scenario_run *run, const weir_run_instance *instance, weir_text element)
{
    const weir_mocks *mocks = &run->scenario->mocks;
    chooser c = {.run = run};

    for (uint32_t i = 0; i < mocks->count; i++) {
        const weir_mock *mock = &mocks->items[i];

        if (instance->stand_in ? weir_text_equal(mock->stand_in, instance->stand_in->stand_in)
                               : mock->element.at && !mock->stand_in.at && weir_text_equal(mock->element, element) &&
                                     weir_text_equal(mock->process, instance->key))
            offer(&c, i);
    }
    return use(&c);
}

static const weir_mock *choose_by_message(weir_scenario_run *run, weir_text name)
{
    const weir_mocks *mocks = &run->scenario->mocks;
    chooser c = {.run = run};

    for (uint32_t i = 0; i < mocks->count; i++) {
        if (mocks->items[i].message.at && weir_text_equal(mocks->items[i].message, name))
            offer(&c, i);
    }
    return use(&c);
}

/* ── what a mock sees ──────────────────────────────────────────────────────────────────────────────── */

/* Variables as they are seen from a scope, outwards; before them those that go with a message. */
typedef struct sight {
    const weir_state *state;
    weir_number_in_instance scope;
    const weir_value *content; /* NULL: none */
} sight;

static bool find_in_sight(const void *self, weir_text name, weir_value *out)
{
    const sight *s = self;
    const weir_value *sent = s->content ? weir_context_find(s->content, name) : NULL;

    if (sent) {
        *out = *sent;
        return true;
    }
    for (const weir_scope *scope = weir_state_scope(s->state, s->scope); scope;
         scope = weir_state_scope(s->state, scope->parent)) {
        const weir_variable *variable = weir_scope_variable(scope, name);

        if (variable)
            *out = variable->value;
        if (variable || scope->number == WEIR_PROCESS_SCOPE)
            return variable;
    }
    return false;
}

static sight sight_of(const weir_state *state, const weir_wait *wait)
{
    const weir_scope *own = weir_state_scope_of(state, wait->token);
    const weir_token *token = weir_state_token(state, wait->token);

    return (sight){.state = state, .scope = own ? own->number : token ? token->scope : WEIR_PROCESS_SCOPE};
}

static weir_err describe(weir_scenario_run *run, weir_text name, const weir_value *value, weir_text *out)
{
    weir_buffer buffer;

    weir_buffer_init(&buffer, &run->scratch, 0);
    weir_buffer_text(&buffer, name);
    weir_buffer_text(&buffer, WEIR_T(": "));
    weir_value_write(value, &buffer);
    return weir_buffer_done(&buffer, out);
}

/* inputs: values that what is mocked must have been given; others may be there. */
static weir_err check_inputs(weir_scenario_run *run, const weir_mock *mock, const sight *seen)
{
    const weir_feel_scope scope = {.find = find_in_sight, .self = seen};
    weir_value wanted;
    bool ok;

    WEIR_TRY(weir_run_context_in(run, "inputs", &scope, mock->inputs, &wanted, &ok));
    for (uint32_t i = 0; ok && i < wanted.count && !run->failure.is_set; i++) {
        const weir_entry *entry = &wanted.as.entries[i];
        weir_value value = weir_null();
        weir_text expected, found;

        if (!find_in_sight(seen, entry->key, &value))
            value = weir_null();
        if (weir_value_same(&entry->value, &value))
            continue;
        WEIR_TRY(describe(run, entry->key, &entry->value, &expected));
        WEIR_TRY(describe(run, entry->key, &value, &found));
        WEIR_TRY(weir_run_differ(run, "inputs", expected, found));
    }
    return blame(run, mock);
}

/* ── noticing ──────────────────────────────────────────────────────────────────────────────────────── */

static weir_err add_answer(weir_scenario_run *run, weir_run_answer answer)
{
    const weir_text after = weir_text_trim(weir_part_attribute(answer.mock->part, WEIR_ATTR_after));
    weir_period period;

    answer.due_ms = run->now_ms;
    if (after.at && weir_period_parse(after, &period) &&
        !weir_period_add(run->now_ms, &period, 1, NULL, &answer.due_ms)) {
        WEIR_TRY(weir_run_fail(run, "after", "this leaves the calendar"));
        return blame(run, answer.mock);
    }
    WEIR_TRY(WEIR_GROW(run->arena, &run->answers));
    run->answers.items[run->answers.count++] = answer;
    return WEIR_OK;
}

static bool is_known(const weir_scenario_run *run, weir_id wait)
{
    for (uint32_t i = 0; i < run->answers.count; i++) {
        if (weir_id_equal(run->answers.items[i].wait, wait))
            return true;
    }
    return false;
}

static bool can_be_answered(const weir_wait *wait)
{
    return wait->kind == WEIR_WAIT_USER_TASK || wait->kind == WEIR_WAIT_EXTERNAL_TASK ||
           wait->kind == WEIR_WAIT_TRIGGER || wait->kind == WEIR_WAIT_MESSAGE;
}

static weir_err notice_waits(weir_scenario_run *run, weir_run_instance *instance)
{
    weir_instance_view view;
    weir_id root;

    WEIR_TRY(weir_run_look(run, instance->id, &view));
    instance->has_ended = view.state.status == WEIR_STATUS_ENDED;
    instance->stands_still = view.state.is_suspended;
    weir_state_name_caller(&view.state, &instance->caller, &root);
    for (uint32_t i = 0; i < view.state.waits.count && !run->failure.is_set; i++) {
        const weir_wait *wait = &view.state.waits.items[i];
        const sight seen = sight_of(&view.state, wait);
        const weir_mock *mock;

        if (!can_be_answered(wait) || is_known(run, wait->id))
            continue;
        mock = choose_by_element(run, instance, view.definition->program->nodes[wait->node.ix].id);
        if (!mock)
            continue;
        WEIR_TRY(check_inputs(run, mock, &seen));
        if (!run->failure.is_set)
            WEIR_TRY(add_answer(run, (weir_run_answer){.mock = mock, .instance = instance->id, .wait = wait->id}));
    }
    return WEIR_OK;
}

/* A message was thrown: its content comes first, then the variables of the process. */
static weir_err hear(weir_scenario_run *run, weir_id sender, const weir_fact *fact)
{
    weir_run_answer answer = {.mock = choose_by_message(run, fact->name), .instance = sender};
    weir_instance_view view;
    sight seen = {.scope = WEIR_PROCESS_SCOPE, .content = fact->value.kind == WEIR_CONTEXT ? &fact->value : NULL};
    const weir_feel_scope scope = {.find = find_in_sight, .self = &seen};
    weir_value variables, keys;
    bool ok, keys_ok;

    if (!answer.mock)
        return WEIR_OK;
    WEIR_TRY(weir_run_look(run, sender, &view));
    seen.state = &view.state;
    WEIR_TRY(check_inputs(run, answer.mock, &seen));
    WEIR_TRY(weir_run_context_in(run, "variables", &scope, answer.mock->variables, &variables, &ok));
    WEIR_TRY(weir_run_context_in(run, "keys", &scope, answer.mock->keys, &keys, &keys_ok));
    WEIR_TRY(blame(run, answer.mock));
    if (!ok || !keys_ok || run->failure.is_set || !weir_part_attribute(answer.mock->part, WEIR_ATTR_answer).at)
        return WEIR_OK;
    WEIR_TRY(weir_value_copy(&variables, run->arena, &answer.variables));
    WEIR_TRY(weir_value_copy(&keys, run->arena, &answer.keys));
    return add_answer(run, answer);
}

static weir_err hear_row(void *context, const weir_log_row *row)
{
    weir_scenario_run *run = context;
    const weir_store store = run->world.faulty.inner;
    const weir_definition *definition;
    weir_instance_row instance;
    weir_facts facts;

    run->heard_pos = row->pos + row->fact_count;
    if (weir_id_is_none(row->stream) || run->failure.is_set)
        return WEIR_OK;
    WEIR_TRY(store.get_instance(store.self, row->stream, &run->scratch, &instance, NULL));
    WEIR_TRY(weir_engine_definition(run->world.engine, instance.definition, &definition, NULL));
    WEIR_TRY(weir_facts_decode(definition->program, row->facts, run->zones, &run->scratch, &facts, NULL));
    for (uint32_t i = 0; i < facts.count && !run->failure.is_set; i++) {
        if (facts.items[i].kind == WEIR_FACT_message_thrown)
            WEIR_TRY(hear(run, row->stream, &facts.items[i]));
    }
    return WEIR_OK;
}

weir_err weir_run_notice_mocks(weir_scenario_run *run)
{
    const weir_store store = run->world.faulty.inner;
    const uint32_t count = run->scenario->mocks.count;

    if (count == 0 || run->failure.is_set)
        return WEIR_OK;
    if (!run->mock_use_counts) {
        run->mock_use_counts = WEIR_TAKE(run->arena, uint32_t, count);
        if (!run->mock_use_counts)
            return WEIR_ENOMEM;
        memset(run->mock_use_counts, 0, count * sizeof *run->mock_use_counts);
    }
    WEIR_TRY(weir_run_note_starts(run));
    for (uint32_t i = 0; i < run->instances.count && !run->failure.is_set; i++) {
        if (!run->instances.items[i].has_ended)
            WEIR_TRY(notice_waits(run, &run->instances.items[i]));
    }
    return store.read_log(store.self, run->heard_pos, hear_row, run, NULL);
}

/* ── answering ─────────────────────────────────────────────────────────────────────────────────────── */

static weir_err ask(weir_scenario_run *run, const weir_mock *mock, weir_request *request)
{
    weir_buffer hint;
    weir_text text;
    weir_diag diag = {0};
    weir_err err;

    if (!request->actor.at)
        request->actor = WEIR_T("scenario");
    err = run->mode->execute(run, request, &diag);
    if (err == WEIR_OK || run->failure.is_set)
        return blame(run, mock);
    weir_buffer_init(&hint, &run->scratch, 0);
    if (err == WEIR_EMISMATCH)
        weir_run_hint_message(run, request->name, &hint);
    WEIR_TRY(weir_buffer_done(&hint, &text));
    WEIR_TRY(weir_run_fail(run, "mock", "%s%s%s%s: %s%.*s", weir_err_name(err), diag.element[0] ? " at '" : "",
                           diag.element, diag.element[0] ? "'" : "",
                           diag.message[0] ? diag.message : weir_err_describe(err), WEIR_ARG(text)));
    return blame(run, mock);
}

static weir_err send_answer(weir_scenario_run *run, const weir_run_answer *answer)
{
    const weir_part *part = answer->mock->part;
    const weir_text time_to_live = weir_text_trim(weir_part_attribute(part, WEIR_ATTR_time_to_live));
    weir_request request = {.kind = WEIR_REQUEST_MESSAGE,
                            .name = weir_part_attribute(part, WEIR_ATTR_answer),
                            .business_key = weir_part_attribute(part, WEIR_ATTR_business_key),
                            .keys = answer->keys,
                            .variables = answer->variables};
    weir_period period;
    int64_t until_ms;

    if (time_to_live.at && weir_period_parse(time_to_live, &period) &&
        weir_period_add(run->now_ms, &period, 1, NULL, &until_ms))
        request.duration_ms = until_ms - run->now_ms;
    else if (request.keys.kind == WEIR_NULL && !request.business_key.at)
        request.instance = answer->instance; /* an answer goes to who asked */
    return ask(run, answer->mock, &request);
}

static const weir_wait *find_wait(const weir_state *state, weir_id id)
{
    for (uint32_t i = 0; i < state->waits.count; i++) {
        if (weir_id_equal(state->waits.items[i].id, id))
            return &state->waits.items[i];
    }
    return NULL;
}

/* Each user task that nobody has is done by somebody else, so that no two duties meet. */
static weir_err name_actor(weir_scenario_run *run, const weir_mock *mock, const weir_wait *wait, weir_text *out)
{
    const weir_text by = weir_part_attribute(mock->part, WEIR_ATTR_by);
    weir_buffer name;

    weir_buffer_init(&name, &run->scratch, 0);
    weir_buffer_format(&name, "mock-%u", run->answer_count);
    WEIR_TRY(weir_buffer_done(&name, out));
    return weir_arena_text(
        &run->scratch, weir_run_actor(wait, by, wait->kind == WEIR_WAIT_USER_TASK ? *out : WEIR_T("scenario")), out);
}

static weir_err answer_wait(weir_scenario_run *run, const weir_run_answer *answer, weir_text escalation, bool *is_there)
{
    const weir_mock *mock = answer->mock;
    const weir_text error = weir_part_attribute(mock->part, WEIR_ATTR_error);
    weir_request request = {
        .kind = WEIR_REQUEST_COMMAND, .instance = answer->instance, .command = {.wait = answer->wait}};
    weir_instance_view view;
    weir_feel_scope scope = {.find = find_in_sight};
    sight seen;
    const weir_wait *wait;
    bool ok, locals_ok;

    WEIR_TRY(weir_run_look(run, answer->instance, &view));
    wait = find_wait(&view.state, answer->wait);
    *is_there = wait;
    if (!wait)
        return WEIR_OK; /* it was interrupted meanwhile */
    seen = sight_of(&view.state, wait);
    scope.self = &seen;
    WEIR_TRY(weir_run_context_in(run, "variables", &scope, mock->variables, &request.command.variables, &ok));
    WEIR_TRY(weir_run_context_in(run, "locals", &scope, mock->locals, &request.command.locals, &locals_ok));
    WEIR_TRY(blame(run, mock));
    if (!ok || !locals_ok)
        return WEIR_OK;
    request.command.kind = wait->kind == WEIR_WAIT_TRIGGER   ? WEIR_COMMAND_TRIGGER
                           : wait->kind == WEIR_WAIT_MESSAGE ? WEIR_COMMAND_MESSAGE
                           : escalation.at                   ? WEIR_COMMAND_ESCALATE
                           : error.at                        ? WEIR_COMMAND_THROW_ERROR
                                                             : WEIR_COMMAND_COMPLETE;
    request.command.name = wait->kind == WEIR_WAIT_MESSAGE ? wait->name : escalation.at ? escalation : error;
    if (escalation.at)
        request.command.locals = weir_null();
    WEIR_TRY(name_actor(run, mock, wait, &request.actor));
    return ask(run, mock, &request);
}

/* An escalation comes first; what it does not interrupt goes on. */
static weir_err give(weir_scenario_run *run, const weir_run_answer *answer)
{
    const weir_text escalation = weir_part_attribute(answer->mock->part, WEIR_ATTR_escalation);
    bool is_there = true;

    if (weir_id_is_none(answer->wait))
        return send_answer(run, answer);
    if (escalation.at)
        WEIR_TRY(answer_wait(run, answer, escalation, &is_there));
    if (!is_there || run->failure.is_set)
        return WEIR_OK;
    return answer_wait(run, answer, WEIR_NO_TEXT, &is_there);
}

static const weir_run_instance *instance_of(const weir_scenario_run *run, weir_id id)
{
    for (uint32_t i = 0; i < run->instances.count; i++) {
        if (weir_id_equal(run->instances.items[i].id, id))
            return &run->instances.items[i];
    }
    return NULL;
}

/* What waits in an instance that is suspended is answered when that goes on; a call that is replaced, when its caller
 * does, which the answer returns to. */
static bool must_wait(const weir_scenario_run *run, const weir_run_answer *answer)
{
    const weir_run_instance *instance = weir_id_is_none(answer->wait) ? NULL : instance_of(run, answer->instance);
    const weir_run_instance *caller = instance && instance->stand_in ? instance_of(run, instance->caller) : NULL;

    return (instance && instance->stands_still) || (caller && caller->stands_still);
}

/* The first of those that are due first; the count of all: there is none. */
static uint32_t next_of(const weir_scenario_run *run)
{
    uint32_t next = run->answers.count;

    for (uint32_t i = 0; i < run->answers.count; i++) {
        if (must_wait(run, &run->answers.items[i]))
            continue;
        if (next == run->answers.count || run->answers.items[i].due_ms < run->answers.items[next].due_ms)
            next = i;
    }
    return next;
}

int64_t weir_run_next_answer(const weir_scenario_run *run)
{
    const uint32_t next = next_of(run);

    return next < run->answers.count ? run->answers.items[next].due_ms : INT64_MAX;
}

weir_err weir_run_answer_next(weir_scenario_run *run, int64_t until_ms, bool *is_given)
{
    const uint32_t next = next_of(run);
    weir_run_answer answer;

    *is_given = next < run->answers.count && run->answers.items[next].due_ms <= until_ms;
    if (!*is_given)
        return WEIR_OK;
    answer = run->answers.items[next];
    if (run->answer_count++ >= ANSWER_COUNT_MAX) {
        WEIR_TRY(weir_run_fail(run, "mock", "more than %u answers; is there a loop?", ANSWER_COUNT_MAX));
        return blame(run, answer.mock);
    }
    WEIR_TRY(give(run, &answer));
    run->answers.count--;
    for (uint32_t i = next; i < run->answers.count; i++)
        run->answers.items[i] = run->answers.items[i + 1];
    return WEIR_OK;
}
