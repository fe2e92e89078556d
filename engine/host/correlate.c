/* SPDX-License-Identifier: Apache-2.0
 * host/correlate.c - who waits for a message or signal (BPMN 2.0.2 §8.4.2, §10.5.5).
 *
 * A message has exactly one receiver: an instance that waits for it, else the start event of one process. It is
 * compared by name, by business key if it has one, and by each correlation key it carries: with the value the
 * subscription kept for this key, else with the process variable of this name. A signal goes to all who wait for it,
 * the oldest instance first.
 */
#include "host/host_internal.h"

typedef struct receiver {
    weir_id instance, wait;
} receiver;

typedef struct receivers {
    receiver *items;
    uint32_t count, capacity;
} receivers;

static bool has_key(const weir_state *state, const weir_wait *wait, const weir_entry *key)
{
    const weir_value nothing = weir_null();
    const weir_value *value = weir_context_find(&wait->value, key->key);

    if (!value) {
        const weir_variable *variable = weir_scope_variable(weir_state_scope(state, WEIR_PROCESS_SCOPE), key->key);

        value = variable ? &variable->value : &nothing;
    }
    return weir_value_same(value, &key->value);
}

static bool is_meant(const weir_state *state, const weir_wait *wait, weir_wait_kind kind, const weir_job *job)
{
    if (wait->kind != kind || !weir_text_equal(wait->name, job->command.name))
        return false;
    if (job->business_key.at && !weir_text_equal(job->business_key, state->business_key))
        return false;
    for (uint32_t i = 0; job->keys.kind == WEIR_CONTEXT && i < job->keys.count; i++) {
        if (!has_key(state, wait, &job->keys.as.entries[i]))
            return false;
    }
    return true;
}

static weir_err find_in(weir_work *work, const weir_instance *instance, weir_wait_kind kind, const weir_job *job,
                        receivers *out)
{
    const weir_state *state = &instance->state;

    if (state->status != WEIR_STATUS_ACTIVE)
        return WEIR_OK;
    for (uint32_t i = 0; i < state->waits.count; i++) {
        if (!is_meant(state, &state->waits.items[i], kind, job))
            continue;
        WEIR_TRY(WEIR_GROW(&work->engine->step, out));
        out->items[out->count++] = (receiver){instance->id, state->waits.items[i].id};
    }
    return WEIR_OK;
}

static weir_err find_waiting(weir_work *work, weir_wait_kind kind, const weir_job *job, receivers *out)
{
    weir_engine *engine = work->engine;

    for (weir_instance *instance = engine->instances.oldest, *newer; instance; instance = newer) {
        newer = instance->newer; /* one that does not run any more is forgotten */
        const weir_err err = weir_instance_ensure(engine, instance, work->diag);

        if (err == WEIR_ENOTFOUND || err == WEIR_EENDED)
            continue;
        WEIR_TRY(err);
        WEIR_TRY(find_in(work, instance, kind, job, out));
    }
    return WEIR_OK;
}

static const weir_message_start *find_start(const weir_definition_item *item, weir_text name)
{
    for (uint32_t i = 0; item->is_latest && i < item->start_count; i++) {
        if (weir_text_equal(item->starts[i].name, name))
            return &item->starts[i];
    }
    return NULL;
}

static weir_job start_job(const weir_definition *definition, const weir_message_start *start, const weir_job *job)
{
    weir_job out = *job;

    out.kind = WEIR_REQUEST_START;
    out.definition = definition;
    out.command.kind = WEIR_COMMAND_START;
    out.command.start_event = start->node;
    out.command.name = definition->id;
    out.command.business_key = job->business_key;
    return out;
}

static weir_job receive_job(receiver to, weir_command_kind kind, const weir_job *job)
{
    weir_job out = *job;

    out.kind = WEIR_REQUEST_COMMAND;
    out.instance = to.instance;
    out.command.kind = kind;
    out.command.wait = to.wait;
    out.command.business_key = WEIR_NO_TEXT;
    return out;
}

/* From outside the sender is told; a process that sends what nobody waits for goes on. */
static weir_err nobody(const weir_work *work, const weir_job *job)
{
    if (job->cause != 0)
        return WEIR_OK;
    return weir_fail(work->diag, WEIR_EMISMATCH, WEIR_NO_TEXT, "nobody waits for the message '%.*s' with these keys",
                     WEIR_ARG(job->command.name));
}

static weir_err too_many(const weir_work *work, const weir_job *job, const char *who)
{
    return weir_fail(work->diag, job->cause != 0 ? WEIR_EPROCESS : WEIR_EMISMATCH, job->sender,
                     "the message '%.*s' is waited for by several %s; its keys must single out one",
                     WEIR_ARG(job->command.name), who);
}

static weir_err start_by_message(weir_work *work, const weir_job *job)
{
    const weir_message_start *found = NULL;
    weir_job start;

    for (const weir_definition_item *item = work->engine->first; item; item = item->newer) {
        const weir_message_start *event = find_start(item, job->command.name);

        if (event && found)
            return too_many(work, job, "processes");
        if (!event)
            continue;
        found = event;
        start = start_job(&item->definition, event, job);
    }
    return found ? weir_work_command(work, &start) : nobody(work, job);
}

weir_err weir_work_message(weir_work *work, const weir_job *job)
{
    receivers found = {0};
    weir_job received;

    WEIR_TRY(find_waiting(work, WEIR_WAIT_MESSAGE, job, &found));
    if (found.count == 0)
        return start_by_message(work, job);
    if (found.count > 1)
        return too_many(work, job, "instances");
    received = receive_job(found.items[0], WEIR_COMMAND_MESSAGE, job);
    return weir_work_command(work, &received);
}

/* An earlier receiver may have ended the instance, or interrupted what waited here. */
static weir_err receive_signal(weir_work *work, receiver to, const weir_job *job)
{
    const weir_job received = receive_job(to, WEIR_COMMAND_SIGNAL, job);
    weir_instance *instance;
    const weir_err err = weir_instance_load(work->engine, to.instance, &instance, work->diag);

    if (err != WEIR_OK)
        return err == WEIR_EENDED ? WEIR_OK : err;
    return weir_state_wait_by_id(&instance->state, to.wait) ? weir_work_command(work, &received) : WEIR_OK;
}

weir_err weir_work_signal(weir_work *work, const weir_job *job)
{
    receivers found = {0};

    WEIR_TRY(find_waiting(work, WEIR_WAIT_SIGNAL, job, &found));
    for (uint32_t i = 0; i < found.count; i++)
        WEIR_TRY(receive_signal(work, found.items[i], job));
    return WEIR_OK;
}
