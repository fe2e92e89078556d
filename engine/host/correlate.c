/* SPDX-License-Identifier: Apache-2.0
 * host/correlate.c - who waits for a message or signal (BPMN 2.0.2 §8.4.2, §10.5.5).
 *
 * A message has exactly one receiver: an instance that waits for it, else the start event of one process; or it is for
 * all: whoever waits for it, then each process that it starts. It is compared by name, by business key if it has one,
 * and by each correlation key it carries: with the value the subscription kept for this key, else with the process
 * variable of this name; a local key with the variable of the scope of what waits, and no other. A signal goes to all
 * who wait for it, the oldest instance first.
 */
#include "elements/message.h"
#include "host/host_internal.h"
#include "run/condition.h"

typedef struct receivers {
    weir_wait_row *items;
    uint32_t count, capacity;
    weir_arena *arena;
} receivers;

static weir_err add_receiver(receivers *list, const weir_wait_row *row)
{
    WEIR_TRY(WEIR_GROW(list->arena, list));
    list->items[list->count] = *row;
    list->items[list->count++].keys = WEIR_NO_TEXT;
    return WEIR_OK;
}

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

static bool has_local_key(const weir_state *state, const weir_wait *wait, const weir_entry *key)
{
    const weir_scope *scope = weir_state_scope_of(state, wait->token);
    const weir_variable *variable = scope ? weir_scope_variable(scope, key->key) : NULL;

    return variable && weir_value_same(&variable->value, &key->value);
}

static bool has_each(const weir_state *state, const weir_wait *wait, const weir_value *keys,
                     bool (*has)(const weir_state *state, const weir_wait *wait, const weir_entry *key))
{
    for (uint32_t i = 0; keys->kind == WEIR_CONTEXT && i < keys->count; i++) {
        if (!has(state, wait, &keys->as.entries[i]))
            return false;
    }
    return true;
}

static bool has_keys(const weir_state *state, const weir_wait *wait, const weir_job *job)
{
    return has_each(state, wait, &job->keys, has_key) && has_each(state, wait, &job->local_keys, has_local_key);
}

/* ── correlation subscriptions ───────────────────────────────────────────────────────────────────────── */

static bool find_in_message(const void *self, weir_text name, weir_value *out)
{
    const weir_value *value = weir_context_find(self, name);

    if (value)
        *out = *value;
    return value != NULL;
}

static bool find_in_process(const void *self, weir_text name, weir_value *out)
{
    const weir_variable *variable = weir_scope_variable(weir_state_scope(self, WEIR_PROCESS_SCOPE), name);

    if (variable)
        *out = variable->value;
    return variable != NULL;
}

/* What can't be evaluated is the same as nothing, which is no key. */
static weir_err evaluate(weir_work *work, weir_arena *scratch, const weir_expression *path, weir_feel_scope scope,
                         weir_value *out)
{
    weir_feel_run run = {.now_ms = work->now_ms,
                         .seed = work->engine->next_pos,
                         .zones = work->engine->ports.zones,
                         .arena = scratch,
                         .step_count_max = WEIR_FEEL_STEP_COUNT_MAX};
    const weir_err err = weir_feel_eval(path, &scope, &run, out, NULL);

    if (err == WEIR_ENOMEM)
        return err;
    if (err != WEIR_OK)
        *out = weir_null();
    return WEIR_OK;
}

static weir_err fits(weir_work *work, weir_arena *scratch, const weir_state *state, const weir_correlation *correlation,
                     const weir_job *job, bool *out)
{
    *out = true;
    for (uint32_t i = 0; i < correlation->count && *out; i++) {
        weir_value there, here;

        WEIR_TRY(evaluate(work, scratch, correlation->properties[i].message_path,
                          (weir_feel_scope){.find = find_in_message, .self = &job->command.variables}, &there));
        WEIR_TRY(evaluate(work, scratch, correlation->properties[i].data_path,
                          (weir_feel_scope){.find = find_in_process, .self = state}, &here));
        *out = there.kind != WEIR_NULL && weir_value_same(&there, &here);
    }
    return WEIR_OK;
}

/* Those that the process has for the message that is waited for. */
static const weir_correlations *correlations_of(const weir_instance *instance, const weir_wait *wait)
{
    static const weir_correlations none = {0};
    const weir_node *node = &instance->definition->program->nodes[wait->node.ix];

    return wait->kind == WEIR_WAIT_MESSAGE && node->trigger_kind == WEIR_TRIGGER_message && node->trigger_config
               ? &((const weir_message *)node->trigger_config)->correlations
               : &none;
}

weir_err weir_work_is_meant(weir_work *work, weir_arena *scratch, const weir_instance *instance, const weir_wait *wait,
                            const weir_job *job, bool *out)
{
    const weir_correlations *correlations = correlations_of(instance, wait);

    *out = has_keys(&instance->state, wait, job) && correlations->count == 0;
    for (uint32_t i = 0; i < correlations->count && !*out && has_keys(&instance->state, wait, job); i++)
        WEIR_TRY(fits(work, scratch, &instance->state, &correlations->items[i], job, out));
    return WEIR_OK;
}

/* Leave only those of whom each key is true. Of a message for one those who are suspended don't receive, and two are
 * too many. */
static weir_err compare_keys(weir_work *work, const weir_job *job, receivers *list)
{
    const uint32_t enough = job->is_for_all ? UINT32_MAX : 2;
    uint32_t kept = 0;

    for (uint32_t i = 0; i < list->count && kept < enough; i++) {
        const weir_wait *wait;
        weir_instance *instance;
        bool is_one = false;
        const weir_err err = weir_instance_load(work->engine, list->items[i].instance, &instance, work->diag);

        if (err == WEIR_EFORMAT)
            continue; /* it can't be read, so it can't be meant */
        WEIR_TRY(err);
        if (!job->is_for_all && instance->state.is_suspended)
            continue;
        wait = weir_state_wait_by_id(&instance->state, list->items[i].id);
        if (wait)
            WEIR_TRY(weir_work_is_meant(work, &work->engine->step, instance, wait, job, &is_one));
        if (is_one)
            list->items[kept++] = list->items[i];
    }
    list->count = kept;
    return WEIR_OK;
}

/* Whoever waits in one instance; nobody, if there is no such instance any more. */
static weir_err find_in_instance(weir_work *work, weir_wait_kind kind, const weir_job *job, receivers *out)
{
    weir_instance *instance;
    const weir_err err = weir_instance_load(work->engine, job->instance, &instance, work->diag);

    if (err == WEIR_ENOTFOUND || err == WEIR_EENDED)
        return WEIR_OK;
    WEIR_TRY(err);
    if (job->business_key.at && !weir_text_equal(job->business_key, instance->state.business_key))
        return WEIR_OK;
    for (uint32_t i = 0; i < instance->state.waits.count; i++) {
        const weir_wait *wait = &instance->state.waits.items[i];
        const weir_wait_row row = {.instance = job->instance, .id = wait->id};

        if (wait->kind == kind && weir_text_equal(wait->name, job->command.name))
            WEIR_TRY(add_receiver(out, &row));
    }
    return WEIR_OK;
}

typedef struct searching {
    const weir_engine *engine;
    const weir_job *job;
    receivers *found;
    weir_arena scratch; /* of each row */
} searching;

/* What a subscription keeps for a key is compared before its instance is read; else thousands would be, for one. */
static weir_err can_have_keys(searching *s, weir_text keys, bool *out)
{
    const weir_value *wanted = &s->job->keys;
    weir_value kept;
    weir_err err;

    *out = true;
    if (!keys.at || wanted->kind != WEIR_CONTEXT || wanted->count == 0)
        return WEIR_OK;
    weir_arena_reset(&s->scratch);
    err = weir_json_read(keys, WEIR_JSON_TYPED, s->engine->ports.zones, &s->scratch, &kept, NULL);
    if (err == WEIR_ENOMEM)
        return err;
    for (uint32_t i = 0; err == WEIR_OK && kept.kind == WEIR_CONTEXT && i < wanted->count && *out; i++) {
        const weir_value *value = weir_context_find(&kept, wanted->as.entries[i].key);

        *out = !value || weir_value_same(value, &wanted->as.entries[i].value);
    }
    return WEIR_OK;
}

static weir_err see_subscription(void *context, const weir_wait_row *row)
{
    searching *s = context;
    bool can_have;

    WEIR_TRY(can_have_keys(s, row->keys, &can_have));
    return can_have ? add_receiver(s->found, row) : WEIR_OK;
}

static weir_err read_subscriptions(weir_work *work, weir_wait_kind kind, const weir_job *job, receivers *out)
{
    const weir_store *store = &work->engine->ports.store;
    searching s = {.engine = work->engine, .job = job, .found = out};
    weir_err err;

    weir_arena_init(&s.scratch, work->engine->ports.memory, WEIR_STEP_BYTES_MAX);
    err = store->read_subscriptions(store->self, kind, job->command.name, job->business_key, see_subscription, &s,
                                    work->diag);
    weir_arena_release(&s.scratch);
    return err;
}

static weir_err find_waiting(weir_work *work, weir_wait_kind kind, const weir_job *job, receivers *out)
{
    out->arena = &work->engine->step;
    if (!weir_id_is_none(job->instance))
        WEIR_TRY(find_in_instance(work, kind, job, out));
    else
        WEIR_TRY(read_subscriptions(work, kind, job, out));
    return kind == WEIR_WAIT_MESSAGE ? compare_keys(work, job, out) : WEIR_OK; /* a signal has no keys */
}

/* The first one behind `last` (NULL: of all); NULL: none. */
static const weir_start *next_start(const weir_definition_item *item, weir_start_kind kind, weir_text name,
                                    const weir_start *last)
{
    for (uint32_t i = last ? (uint32_t)(last - item->starts) + 1 : 0; item->is_latest && i < item->start_count; i++) {
        if (item->starts[i].kind == kind && weir_text_equal(item->starts[i].name, name))
            return &item->starts[i];
    }
    return NULL;
}

static const weir_start *find_start(const weir_definition_item *item, weir_text name)
{
    return next_start(item, WEIR_START_MESSAGE, name, NULL);
}

static weir_job start_job(const weir_definition *definition, const weir_start *start, const weir_job *job)
{
    weir_job out = *job;

    out.kind = WEIR_REQUEST_START;
    out.definition = definition;
    out.command.kind = WEIR_COMMAND_START;
    out.command.start_event = weir_start_node(definition->program, start);
    out.command.name = definition->id;
    out.command.business_key = job->business_key;
    return out;
}

static weir_job receive_job(weir_wait_row to, weir_command_kind kind, const weir_job *job)
{
    weir_job out = *job;

    out.kind = WEIR_REQUEST_COMMAND;
    out.instance = to.instance;
    out.command.kind = kind;
    out.command.wait = to.id;
    out.command.business_key = WEIR_NO_TEXT;
    return out;
}

/* From outside the sender is told; a process that sends what nobody waits for goes on. */
static weir_err nobody(weir_work *work, const weir_job *job)
{
    if (job->expires_ms > work->now_ms)
        return weir_work_keep_message(work, job);
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

/* Run it, and note who got it if somebody asks; what follows from it is not asked for. */
static weir_err deliver(weir_work *work, const weir_job *received, const weir_job *job)
{
    weir_receipts *list = work->request->receipts;

    WEIR_TRY(weir_work_command(work, received));
    if (!list || job->cause != 0)
        return WEIR_OK;
    WEIR_TRY(WEIR_GROW(list->arena, list));
    list->items[list->count++] =
        (weir_receipt){.instance = work->touched, .is_new = received->kind == WEIR_REQUEST_START};
    return WEIR_OK;
}

/* What the message says of its key is what the new instance will be known by: its variable, unless it brings one. */
static weir_err take_key(weir_work *work, weir_job *start)
{
    const weir_node *node = &start->definition->program->nodes[start->command.start_event.ix];
    const weir_value *variables = &start->command.variables;
    const uint32_t count = variables->kind == WEIR_CONTEXT ? variables->count : 0;
    const weir_value *key;
    weir_entry *entries;
    weir_text name;

    if (node->trigger_kind != WEIR_TRIGGER_message || start->keys.kind != WEIR_CONTEXT)
        return WEIR_OK;
    name = ((const weir_message *)node->trigger_config)->key.name;
    key = weir_context_find(&start->keys, name);
    if (!key || (count > 0 && weir_context_find(variables, name)))
        return WEIR_OK;
    entries = WEIR_TAKE(&work->engine->step, weir_entry, (size_t)count + 1);
    if (!entries)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < count; i++)
        entries[i] = variables->as.entries[i];
    entries[count] = (weir_entry){name, *key};
    start->command.variables = weir_context(entries, count + 1);
    return WEIR_OK;
}

static weir_err start_process(weir_work *work, weir_definition_item *item, const weir_job *job)
{
    weir_job start;

    WEIR_TRY(weir_definition_check_startable(&item->definition, work->diag));
    WEIR_TRY(weir_definition_load(work->engine, item, work->diag));
    start = start_job(&item->definition, find_start(item, job->command.name), job);
    WEIR_TRY(take_key(work, &start));
    return deliver(work, &start, job);
}

static weir_err start_by_message(weir_work *work, const weir_job *job)
{
    weir_definition_item *found = NULL;

    for (weir_definition_item *item = work->engine->definitions.with_starts; item; item = item->next_with_starts) {
        if (!find_start(item, job->command.name))
            continue;
        if (found)
            return too_many(work, job, "processes");
        found = item;
    }
    return found ? start_process(work, found, job) : nobody(work, job);
}

/* One that is suspended or was set aside, or can't be read, must not keep the others from what all get: it misses it.
 * An earlier receiver may have ended the instance, or interrupted what waited here. */
weir_err weir_work_receive_with_others(weir_work *work, weir_wait_row to, weir_command_kind kind, const weir_job *job)
{
    const weir_job received = receive_job(to, kind, job);
    weir_instance *instance;
    const weir_err err = weir_instance_load(work->engine, to.instance, &instance, work->diag);

    if (err == WEIR_EENDED || err == WEIR_EFORMAT)
        return WEIR_OK;
    WEIR_TRY(err);
    if (instance->state.is_suspended || weir_state_set_aside(&instance->state))
        return WEIR_OK;
    return weir_state_wait_by_id(&instance->state, to.id) ? deliver(work, &received, job) : WEIR_OK;
}

static weir_err receive_all(weir_work *work, weir_command_kind kind, const weir_job *job, const receivers *found)
{
    for (uint32_t i = 0; i < found->count; i++)
        WEIR_TRY(weir_work_receive_with_others(work, found->items[i], kind, job));
    return WEIR_OK;
}

static weir_err message_for_all(weir_work *work, const weir_job *job)
{
    receivers found = {0};

    WEIR_TRY(find_waiting(work, WEIR_WAIT_MESSAGE, job, &found));
    WEIR_TRY(receive_all(work, WEIR_COMMAND_MESSAGE, job, &found));
    if (!weir_id_is_none(job->instance))
        return WEIR_OK;
    for (weir_definition_item *item = work->engine->definitions.with_starts; item; item = item->next_with_starts) {
        if (find_start(item, job->command.name))
            WEIR_TRY(start_process(work, item, job));
    }
    return WEIR_OK;
}

weir_err weir_work_message(weir_work *work, const weir_job *job)
{
    receivers found = {0};
    weir_job received;

    if (work->request->receipts && job->cause == 0)
        work->request->receipts->count = 0; /* the request may be run again */
    if (job->is_for_all)
        return message_for_all(work, job);
    WEIR_TRY(find_waiting(work, WEIR_WAIT_MESSAGE, job, &found));
    if (found.count == 0)
        return weir_id_is_none(job->instance) ? start_by_message(work, job) : nobody(work, job);
    if (found.count > 1)
        return too_many(work, job, weir_id_is_none(job->instance) ? "instances" : "events of the instance");
    received = receive_job(found.items[0], WEIR_COMMAND_MESSAGE, job);
    return deliver(work, &received, job);
}

/* What the expression of a start event gives, which sees these names alone. */
static weir_err evaluate_start(weir_work *work, const weir_expression *expression, const weir_value *names,
                               weir_feel_run *run, weir_value *out, weir_diag *diag)
{
    const weir_feel_scope scope = weir_feel_scope_of(names);

    *run = (weir_feel_run){.now_ms = work->now_ms,
                           .seed = weir_engine_seed(work->engine, work->engine->next_pos),
                           .zones = work->engine->ports.zones,
                           .arena = &work->engine->step,
                           .step_count_max = WEIR_FEEL_STEP_COUNT_MAX};
    return weir_feel_eval(expression, &scope, run, out, diag);
}

/* The filter of a start event sees the signal. There is no instance that could note why it gives null. */
static weir_err lets_in_start(weir_work *work, const weir_node *node, const weir_value *content, bool *out)
{
    const weir_entry entry = {WEIR_T("signal"), content->kind == WEIR_CONTEXT ? *content : weir_context(NULL, 0)};
    const weir_value names = weir_context(&entry, 1);
    weir_feel_run run;
    weir_value value;
    weir_err err;

    *out = true;
    if (!node->filter)
        return WEIR_OK;
    err = evaluate_start(work, node->filter, &names, &run, &value, NULL);
    *out = err == WEIR_OK && value.kind == WEIR_BOOLEAN && value.as.boolean;
    return err == WEIR_ENOMEM ? err : WEIR_OK;
}

/* Each start event that waits for the signal, and lets it in, starts an instance. */
static weir_err start_by_signal(weir_work *work, weir_definition_item *item, const weir_job *job)
{
    const weir_start *start = NULL;

    if (item->definition.is_suspended || item->definition.is_deleted)
        return WEIR_OK;
    while ((start = next_start(item, WEIR_START_SIGNAL, job->command.name, start)) != NULL) {
        weir_job started;

        bool lets_in;

        WEIR_TRY(weir_definition_load(work->engine, item, work->diag));
        started = start_job(&item->definition, start, job);
        WEIR_TRY(lets_in_start(work, &item->definition.program->nodes[started.command.start_event.ix],
                               &job->command.variables, &lets_in));
        if (lets_in)
            WEIR_TRY(deliver(work, &started, job));
    }
    return WEIR_OK;
}

weir_err weir_work_receive(weir_work *work, weir_wait_row to, const weir_job *job)
{
    const weir_job received = receive_job(to, WEIR_COMMAND_MESSAGE, job);

    return weir_work_command(work, &received);
}

/* What an instance waits for since it has thrown the signal. */
static void drop_later(const weir_job *job, receivers *list)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < list->count; i++) {
        const weir_wait_row *row = &list->items[i];

        if (job->before == 0 || row->wait < job->before || !weir_id_equal(row->instance, job->thrower))
            list->items[kept++] = *row;
    }
    list->count = kept;
}

weir_err weir_work_signal(weir_work *work, const weir_job *job)
{
    receivers found = {0};

    WEIR_TRY(find_waiting(work, WEIR_WAIT_SIGNAL, job, &found));
    drop_later(job, &found);
    if (weir_work_is_broadcast(work, job, found.count))
        WEIR_TRY(weir_work_broadcast(work, job));
    else
        WEIR_TRY(receive_all(work, WEIR_COMMAND_SIGNAL, job, &found));
    for (weir_definition_item *item = work->engine->definitions.with_starts; item; item = item->next_with_starts)
        WEIR_TRY(start_by_signal(work, item, job));
    return WEIR_OK;
}

/* ── conditions that start processes ─────────────────────────────────────────────────────────────────── */

static weir_err is_true(weir_work *work, const weir_node *node, const weir_value *variables, bool *out)
{
    const weir_condition *condition = node->trigger_config;
    weir_feel_run run;
    weir_value value;
    weir_err err;

    err = evaluate_start(work, condition->expression, variables, &run, &value, work->diag);
    *out = false;
    if (err == WEIR_EPROCESS && run.misses_name)
        return WEIR_OK; /* nobody has said what it asks for */
    WEIR_TRY(err);
    return weir_condition_value(node, &value, out, work->diag);
}

static weir_err start_by_condition(weir_work *work, weir_definition_item *item, const weir_job *job)
{
    const weir_start *start = NULL;

    while ((start = next_start(item, WEIR_START_CONDITION, WEIR_T(""), start)) != NULL) {
        weir_job started;
        bool is_met;

        WEIR_TRY(weir_definition_load(work->engine, item, work->diag));
        started = start_job(&item->definition, start, job);
        WEIR_TRY(is_true(work, &item->definition.program->nodes[started.command.start_event.ix],
                         &job->command.variables, &is_met));
        if (is_met)
            WEIR_TRY(deliver(work, &started, job));
    }
    return WEIR_OK;
}

weir_err weir_work_condition(weir_work *work, const weir_job *job)
{
    const weir_text only = work->request->process;
    bool is_known = !only.at;

    if (work->request->receipts)
        work->request->receipts->count = 0; /* the request may be run again */
    for (weir_definition_item *item = work->engine->definitions.with_starts; item; item = item->next_with_starts) {
        if (only.at && !weir_text_equal(item->definition.id, only))
            continue;
        is_known = is_known || next_start(item, WEIR_START_CONDITION, WEIR_T(""), NULL);
        if (only.at)
            WEIR_TRY(weir_definition_check_startable(&item->definition, work->diag));
        if (!item->definition.is_suspended && !item->definition.is_deleted)
            WEIR_TRY(start_by_condition(work, item, job));
    }
    if (is_known)
        return WEIR_OK;
    return weir_fail(work->diag, WEIR_EMISMATCH, WEIR_NO_TEXT,
                     "Process definition with id '%.*s' does not declare conditional start event", WEIR_ARG(only));
}
