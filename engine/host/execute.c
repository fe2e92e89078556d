/* SPDX-License-Identifier: Apache-2.0
 * host/execute.c - requests in transactions; commands as steps, log rows and states.
 */
#include <assert.h>

#include "base/json.h"
#include "host/host_internal.h"
#include "run/call.h"
#include "run/codec.h"
#include "run/deadline.h"
#include "run/suspend.h"

/* ── one command ───────────────────────────────────────────────────────────────────────────────────── */

/* What was asked, for the log. Variables are not in it: they are facts. */
static void describe_instructions(const weir_instructions *instructions, weir_buffer *out)
{
    weir_buffer_text(out, WEIR_T(",\"instructions\":["));
    for (uint32_t i = 0; i < instructions->count; i++) {
        const weir_instruction *instruction = &instructions->items[i];

        weir_buffer_format(out, "%s{\"%s\":", i == 0 ? "" : ",", weir_instruction_name(instruction->kind));
        weir_json_write_string(instruction->element.at ? instruction->element : WEIR_T(""), out);
        if (instruction->token != 0)
            weir_buffer_format(out, ",\"token\":%u", instruction->token);
        if (instruction->has_ancestor)
            weir_buffer_format(out, ",\"ancestor\":%u", instruction->ancestor);
        weir_buffer_char(out, '}');
    }
    weir_buffer_char(out, ']');
}

static weir_err describe(const weir_job *job, weir_arena *arena, weir_text *out)
{
    const weir_command *command = &job->command;
    const struct {
        const char *key;
        weir_text text;
    } texts[] = {{"name", command->name}, {"text", command->text}, {"businessKey", command->business_key}};
    char wait[WEIR_ID_TEXT_LENGTH + 1];
    weir_buffer buffer;

    weir_buffer_init(&buffer, arena, 0);
    weir_buffer_format(&buffer, "{\"command\":\"%s\"", weir_command_name(command->kind));
    if (!weir_id_is_none(command->wait)) {
        weir_id_print(command->wait, wait);
        weir_buffer_format(&buffer, ",\"wait\":\"%s\"", wait);
    }
    for (uint32_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (!texts[i].text.at)
            continue;
        weir_buffer_format(&buffer, ",\"%s\":", texts[i].key);
        weir_json_write_string(texts[i].text, &buffer);
    }
    if (command->kind == WEIR_COMMAND_FAIL || command->kind == WEIR_COMMAND_RETRY ||
        command->kind == WEIR_COMMAND_SET_RETRIES)
        weir_buffer_format(&buffer, ",\"retries\":%lld", (long long)command->retries);
    if (command->kind == WEIR_COMMAND_SET_PRIORITY)
        weir_buffer_format(&buffer, ",\"priority\":%lld", (long long)command->priority);
    if (command->instructions.count > 0)
        describe_instructions(&command->instructions, &buffer);
    if (job->cause != 0)
        weir_buffer_format(&buffer, ",\"cause\":%llu", (unsigned long long)job->cause);
    weir_buffer_char(&buffer, '}');
    return weir_buffer_done(&buffer, out);
}

static weir_err append_log(weir_work *work, const weir_job *job, const weir_definition *definition, weir_id stream,
                           uint64_t seq, const weir_facts *facts)
{
    weir_engine *engine = work->engine;
    weir_log_row row = {.pos = engine->next_pos,
                        .seq = seq,
                        .fact_count = facts->count,
                        .stream = stream,
                        .time_ms = work->now_ms,
                        .format = WEIR_FACTS_FORMAT,
                        .actor = work->actor};
    weir_buffer bytes;
    weir_err err;

    weir_buffer_init(&bytes, &engine->step, WEIR_FACTS_LENGTH_MAX);
    err = weir_facts_encode(definition->program, facts, &bytes);
    if (err == WEIR_ELIMIT)
        return weir_fail(work->diag, err, job->sender, "the facts of one command take more than %u bytes in the log",
                         WEIR_FACTS_LENGTH_MAX);
    WEIR_TRY(err);
    WEIR_TRY(weir_buffer_done(&bytes, &row.facts));
    WEIR_TRY(describe(job, &engine->step, &row.command));
    return engine->ports.store.append_log(engine->ports.store.self, &row, work->diag);
}

static weir_err put_state(weir_work *work, const weir_instance *instance, uint64_t fact_count, bool was_dated)
{
    weir_engine *engine = work->engine;
    weir_instance_row row = {.id = instance->id,
                             .pos = instance->pos,
                             .definition = instance->definition->id,
                             .format = WEIR_STATE_FORMAT,
                             .status = instance->state.status,
                             .is_suspended = instance->state.is_suspended,
                             .is_new = instance->state.fact_count == fact_count,
                             .is_dated = weir_state_is_dated(instance->definition->program, &instance->state),
                             .was_dated = was_dated,
                             .business_key = instance->state.business_key};
    weir_buffer bytes;

    weir_state_name_caller(&instance->state, &row.caller, &row.root);
    weir_buffer_init(&bytes, &engine->step, WEIR_STATE_LENGTH_MAX);
    WEIR_TRY(weir_state_encode(instance->definition->program, &instance->state, &bytes));
    WEIR_TRY(weir_buffer_done(&bytes, &row.state));
    return engine->ports.store.put_instance(engine->ports.store.self, &row, work->diag);
}

static weir_err project(weir_work *work, const weir_instance *instance, const weir_facts *facts)
{
    const weir_store *store = &work->engine->ports.store;
    weir_facts found;
    const weir_projection change = {.program = instance->definition->program,
                                    .definition = instance->definition->id,
                                    .instance = instance->id,
                                    .instance_pos = instance->pos,
                                    .pos = work->engine->next_pos,
                                    .time_ms = work->now_ms,
                                    .before = &instance->state,
                                    .facts = &found};

    WEIR_TRY(weir_facts_as_found(&instance->state, facts, &work->engine->step, &found));
    return store->project(store->self, &change, work->diag);
}

/* Write what was decided, then let the instance follow. */
static weir_err record(weir_work *work, const weir_job *job, weir_instance *instance, const weir_facts *facts)
{
    weir_engine *engine = work->engine;
    const bool was_dated = weir_state_is_dated(instance->definition->program, &instance->state);

    weir_instance_touch(engine, instance);
    engine->has_written = true;
    WEIR_TRY(append_log(work, job, instance->definition, instance->id, instance->state.fact_count + 1, facts));
    WEIR_TRY(project(work, instance, facts));
    WEIR_TRY(weir_apply_all(instance->definition->program, &instance->state, facts));
    WEIR_TRY(put_state(work, instance, facts->count, was_dated));
    weir_timers_note(engine, facts);
    work->touched = instance->id;
    if (weir_id_is_none(work->answer.instance))
        work->answer.instance = instance->id;
    work->answer.fact_count += facts->count;
    engine->next_pos += facts->count;
    return weir_work_look_for_messages(work, instance, facts);
}

/* What becomes of an intent. */
static const struct {
    weir_request_kind kind;
    weir_err (*run)(weir_work *work, const weir_job *job);
} followers[] = {
    [WEIR_INTENT_MESSAGE] = {WEIR_REQUEST_MESSAGE, weir_work_message},
    [WEIR_INTENT_SIGNAL] = {WEIR_REQUEST_SIGNAL, weir_work_signal},
    [WEIR_INTENT_CALL] = {WEIR_REQUEST_START, weir_work_call},
    [WEIR_INTENT_TELL] = {WEIR_REQUEST_COMMAND, weir_work_tell},
};

static weir_err add_job(weir_work *work, weir_job job)
{
    WEIR_TRY(WEIR_GROW(&work->engine->step, &work->jobs));
    work->jobs.items[work->jobs.count++] = job;
    return WEIR_OK;
}

static weir_err add_intents(weir_work *work, const weir_program *program, const weir_intents *intents, uint64_t cause)
{
    for (uint32_t i = 0; i < intents->count; i++) {
        const weir_intent *intent = &intents->items[i];

        weir_job job = {.run = followers[intent->kind].run,
                        .kind = followers[intent->kind].kind,
                        .instance = intent->instance,
                        .callee = intent->callee,
                        .command = {.name = intent->name, .variables = intent->content},
                        .keys = intent->keys,
                        .expires_ms = intent->expires_ms,
                        .cause = cause,
                        .sender = program->nodes[intent->node.ix].id};

        job.thrower = work->touched;
        job.before = intent->before;
        if (intent->command)
            job.command = *intent->command;
        WEIR_TRY(add_job(work, job));
    }
    return WEIR_OK;
}

/* Without what says that nobody has asked for a password; nobody, if it was the engine itself. */
static weir_text user_of(weir_text actor)
{
    static const char *const nobodies[] = {"anonymous", "timer", "job", "weir"};
    const weir_text prefix = WEIR_T("unverified:");

    if (weir_text_starts_with(actor, prefix))
        actor = weir_text_part(actor, prefix.length, actor.length - prefix.length);
    for (uint32_t i = 0; i < sizeof nobodies / sizeof *nobodies; i++) {
        if (weir_text_equal(actor, weir_text_of(nobodies[i])))
            return WEIR_NO_TEXT;
    }
    return actor;
}

static weir_err decide(weir_work *work, const weir_job *job, const weir_definition *definition, const weir_state *state,
                       weir_step_result *out)
{
    weir_engine *engine = work->engine;
    const weir_decision_view view = {engine, definition->deployment};
    const weir_env env = {.now_ms = work->now_ms,
                          .seed = weir_engine_seed(engine, engine->next_pos),
                          .zones = engine->ports.zones,
                          .calendars = &engine->calendars.port,
                          .decisions = weir_engine_decisions(&view),
                          .forms = weir_engine_forms(&view),
                          .user = user_of(work->actor)};

    if (++work->command_count > WEIR_COMMANDS_PER_REQUEST_MAX)
        return weir_fail(work->diag, WEIR_ELIMIT, job->sender,
                         "more than %u commands follow from one request (limit commands_per_request)",
                         WEIR_COMMANDS_PER_REQUEST_MAX);
    if (definition->asks_for_decisions)
        WEIR_TRY(weir_decisions_load(engine, work->diag));
    if (definition->asks_for_forms)
        WEIR_TRY(weir_forms_load(engine, work->diag));
    return weir_step(definition->program, state, &job->command, env, &engine->step, out, work->diag);
}

static weir_err start_instance(weir_work *work, const weir_job *job)
{
    weir_engine *engine = work->engine;
    const uint64_t pos = engine->next_pos;
    weir_step_result result;
    weir_instance *instance;
    weir_state nothing;

    weir_state_init(&nothing, &engine->step);
    WEIR_TRY(decide(work, job, job->definition, &nothing, &result));
    assert(result.facts.count > 0 && result.facts.items[0].kind == WEIR_FACT_instance_started);
    WEIR_TRY(weir_instance_add(engine, result.facts.items[0].id, pos, &instance));
    instance->definition = job->definition;
    WEIR_TRY(record(work, job, instance, &result.facts));
    return add_intents(work, job->definition->program, &result.intents, pos);
}

static weir_err step_instance(weir_work *work, const weir_job *job)
{
    const uint64_t pos = work->engine->next_pos;
    weir_step_result result;
    weir_instance *instance;

    WEIR_TRY(weir_instance_load(work->engine, job->instance, &instance, work->diag));
    WEIR_TRY(decide(work, job, instance->definition, &instance->state, &result));
    if (result.facts.count > 0)
        WEIR_TRY(record(work, job, instance, &result.facts));
    if (result.refusal != WEIR_OK) {
        work->engine->keeps_refusal = work->command_count == 1; /* else it came after what has to be undone */
        return result.refusal;
    }
    return add_intents(work, instance->definition->program, &result.intents, pos);
}

weir_err weir_work_command(weir_work *work, const weir_job *job)
{
    const weir_step_watch *watch = &work->engine->ports.watch;
    weir_err err;

    if (job->kind == WEIR_REQUEST_START)
        return start_instance(work, job);
    if (watch->enter)
        watch->enter(watch->self, job->instance);
    err = step_instance(work, job);
    if (watch->leave)
        watch->leave(watch->self);
    return err;
}

/* ── one request ───────────────────────────────────────────────────────────────────────────────────── */

/* A task is enough to know its instance. */
static weir_err find_instance(weir_engine *engine, weir_job *job, weir_diag *diag)
{
    const weir_store *store = &engine->ports.store;

    if (!weir_id_is_none(job->instance) || weir_id_is_none(job->command.wait))
        return WEIR_OK;
    return store->find_task(store->self, job->command.wait, &job->instance, diag);
}

static weir_err (*const runners[])(weir_work *work, const weir_job *job) = {
    [WEIR_REQUEST_START] = weir_work_command,       [WEIR_REQUEST_COMMAND] = weir_work_command,
    [WEIR_REQUEST_MESSAGE] = weir_work_message,     [WEIR_REQUEST_SIGNAL] = weir_work_signal,
    [WEIR_REQUEST_CONDITION] = weir_work_condition, [WEIR_REQUEST_TIMER_START] = weir_work_timer_start,
    [WEIR_REQUEST_LOCK] = weir_work_lock,           [WEIR_REQUEST_EXTEND] = weir_work_extend,
    [WEIR_REQUEST_UNLOCK] = weir_work_unlock,       [WEIR_REQUEST_EXPIRE] = weir_work_expire,
    [WEIR_REQUEST_DISCARD] = weir_work_discard,     [WEIR_REQUEST_DECIDED] = weir_work_decided,
    [WEIR_REQUEST_REDATE] = weir_work_redate,       [WEIR_REQUEST_DELIVER] = weir_work_deliver,
};

static weir_err to_job(weir_engine *engine, const weir_request *request, weir_job *out, weir_diag *diag)
{
    *out = (weir_job){.run = runners[request->kind],
                      .kind = request->kind,
                      .instance = request->instance,
                      .command = request->command,
                      .business_key = request->business_key,
                      .keys = request->keys,
                      .local_keys = request->local_keys,
                      .is_for_all = request->is_for_all};
    if (request->business_key.length > WEIR_KEY_LENGTH_MAX)
        return weir_fail(diag, WEIR_ELIMIT, WEIR_NO_TEXT, "a business key has at most %u bytes (limit key_length)",
                         WEIR_KEY_LENGTH_MAX);
    if (request->kind == WEIR_REQUEST_COMMAND)
        return find_instance(engine, out, diag);
    if (request->kind >= WEIR_REQUEST_LOCK)
        return WEIR_OK;
    out->command = (weir_command){.kind = WEIR_COMMAND_START,
                                  .start_event = {WEIR_NO_IX},
                                  .name = request->name,
                                  .business_key = request->business_key,
                                  .variables = request->variables,
                                  .transients = request->command.transients,
                                  .locals = request->command.locals,
                                  .instructions = request->command.instructions,
                                  .is_form = request->command.is_form};
    if (request->kind != WEIR_REQUEST_START)
        return WEIR_OK;
    WEIR_TRY(weir_engine_definition(engine, request->process, &out->definition, diag));
    WEIR_TRY(weir_definition_check_startable(out->definition, diag));
    out->command.name = out->definition->id;
    return WEIR_OK;
}

static weir_err run_jobs(weir_work *work, const weir_request *request)
{
    weir_job job;

    WEIR_TRY(to_job(work->engine, request, &job, work->diag));
    WEIR_TRY(weir_work_check_worker(work, &request->command));
    if (request->duration_ms > 0) /* before anything is written */
        WEIR_TRY(weir_work_check_duration(request->duration_ms, work->diag));
    if (job.kind == WEIR_REQUEST_MESSAGE && request->duration_ms > 0)
        job.expires_ms = work->now_ms + request->duration_ms;
    WEIR_TRY(add_job(work, job));
    for (uint32_t i = 0; i < work->jobs.count; i++) {
        job = work->jobs.items[i]; /* the list moves when it grows */
        WEIR_TRY(job.run(work, &job));
    }
    return weir_work_keep_lock(work, &request->command);
}

/* Without a savepoint a request that has written can't be undone alone. */
static void undo_request(weir_engine *engine, uint64_t pos)
{
    const weir_store *store = &engine->ports.store;

    if (engine->is_careful ? store->rollback_to(store->self, NULL) != WEIR_OK : engine->has_written)
        engine->is_broken = true;
    engine->next_pos = pos;
    weir_engine_forget_messages(engine);
    weir_broadcasts_forget(engine);
    weir_instances_drop_request(engine);
    weir_starts_undo_request(engine);
}

/* What the request came to, if its savepoint can be given up. */
static weir_err release(weir_engine *engine, weir_err err, weir_diag *diag)
{
    const weir_err released = engine->ports.store.release(engine->ports.store.self, diag);

    engine->keeps_refusal = engine->keeps_refusal && released == WEIR_OK;
    return released == WEIR_OK ? err : released;
}

static weir_err broken(weir_diag *diag)
{
    return weir_fail(diag, WEIR_ESTORE, WEIR_NO_TEXT, "a request of this transaction could not be undone");
}

bool weir_engine_is_spoiled(const weir_engine *engine)
{
    return engine->is_broken && !engine->is_careful;
}

weir_err weir_engine_run(weir_engine *engine, const weir_request *request, int64_t now_ms, weir_answer *answer,
                         weir_diag *diag)
{
    const weir_store *store = &engine->ports.store;
    const uint64_t pos = engine->next_pos;
    weir_work work = {.engine = engine,
                      .request = request,
                      .actor = request->actor,
                      .now_ms = now_ms,
                      .diag = diag,
                      .answer = {.pos = pos}};
    weir_err err;

    assert(engine->is_open);
    if (engine->is_broken)
        return broken(diag);
    if (engine->is_careful)
        WEIR_TRY(store->savepoint(store->self, diag));
    engine->request_count++;
    engine->has_written = false;
    engine->keeps_refusal = false;
    err = run_jobs(&work, request);
    if ((err == WEIR_OK || engine->keeps_refusal) && engine->is_careful)
        err = release(engine, err, diag);
    if (err == WEIR_OK)
        *answer = work.answer;
    else if (!engine->keeps_refusal)
        undo_request(engine, pos);
    weir_arena_reset(&engine->step);
    return err;
}

/* ── one transaction ───────────────────────────────────────────────────────────────────────────────── */

weir_err weir_engine_begin(weir_engine *engine, weir_care care, weir_diag *diag)
{
    const weir_store *store = &engine->ports.store;
    weir_err err;

    assert(!engine->is_open);
    WEIR_TRY(store->begin(store->self, diag));
    err = store->next_pos(store->self, &engine->next_pos, diag);
    if (err != WEIR_OK) {
        store->rollback(store->self);
        return err;
    }
    engine->is_open = true;
    engine->is_careful = care == WEIR_CAREFULLY;
    engine->is_broken = false;
    return WEIR_OK;
}

void weir_engine_abandon(weir_engine *engine)
{
    assert(engine->is_open);
    engine->is_open = false;
    engine->calendars.is_redating_known = false;
    weir_engine_forget_messages(engine);
    weir_broadcasts_forget(engine);
    engine->ports.store.rollback(engine->ports.store.self);
    weir_instances_drop(engine);
    weir_starts_end(engine, WEIR_OUTCOME_UNDONE);
}

weir_err weir_engine_commit(weir_engine *engine, weir_diag *diag)
{
    weir_err err;

    assert(engine->is_open);
    if (engine->is_broken) {
        weir_engine_abandon(engine);
        return broken(diag);
    }
    engine->is_open = false;
    err = engine->ports.store.commit(engine->ports.store.self, diag);
    if (err == WEIR_OK)
        weir_instances_keep(engine);
    else
        weir_instances_drop(engine);
    engine->calendars.is_redating_known = engine->calendars.is_redating_known && err == WEIR_OK;
    weir_starts_end(engine, err == WEIR_OK ? WEIR_OUTCOME_KEPT : WEIR_OUTCOME_UNKNOWN);
    if (err != WEIR_OK) {
        weir_engine_forget_messages(engine);
        weir_broadcasts_forget(engine);
    }
    return err;
}

weir_err weir_engine_execute(weir_engine *engine, const weir_request *request, int64_t now_ms, weir_answer *answer,
                             weir_diag *diag)
{
    weir_answer result = {0};
    weir_err err;

    WEIR_TRY(weir_engine_begin(engine, WEIR_QUICKLY, diag));
    err = weir_engine_run(engine, request, now_ms, &result, diag);
    if (err != WEIR_OK && !engine->keeps_refusal) {
        weir_engine_abandon(engine);
        return err;
    }
    WEIR_TRY(weir_engine_commit(engine, diag));
    if (err == WEIR_OK)
        *answer = result;
    return err;
}
