/* SPDX-License-Identifier: Apache-2.0
 * host/locks.c - external tasks and the workers that hold them for a while.
 */
#include <string.h>

#include "host/host_internal.h"

/* While one topic is read. */
typedef struct search {
    weir_work *work;
    weir_lock *lock;
    uint32_t topic_ix;
} search;

static weir_err no_leases(weir_diag *diag)
{
    return weir_fail(diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "this store keeps no locks of tasks");
}

/* A copy with a zero behind it. */
static weir_err keep_text(weir_arena *arena, weir_text text, weir_text *out)
{
    char *copy = weir_arena_take(arena, text.length + 1);

    if (!copy)
        return WEIR_ENOMEM;
    if (text.length > 0)
        memcpy(copy, text.at, text.length);
    copy[text.length] = '\0';
    *out = text.at ? (weir_text){copy, text.length} : WEIR_NO_TEXT;
    return WEIR_OK;
}

weir_err weir_work_check_duration(int64_t duration_ms, weir_diag *diag)
{
    if (duration_ms <= 0)
        return weir_fail(diag, WEIR_EVALUE, WEIR_NO_TEXT, "a lock must last longer than 0 ms");
    if (duration_ms > WEIR_LOCK_DURATION_MS_MAX)
        return weir_fail(diag, WEIR_ELIMIT, WEIR_NO_TEXT, "a lock lasts at most %lld ms (limit lock_duration_ms)",
                         (long long)WEIR_LOCK_DURATION_MS_MAX);
    return WEIR_OK;
}

static bool has_variables(const weir_state *state, const weir_value *wanted)
{
    for (uint32_t i = 0; wanted->kind == WEIR_CONTEXT && i < wanted->count; i++) {
        const weir_variable *variable =
            weir_scope_variable(weir_state_scope(state, WEIR_PROCESS_SCOPE), wanted->as.entries[i].key);

        if (!variable || !weir_value_same(&variable->value, &wanted->as.entries[i].value))
            return false;
    }
    return true;
}

/* What the topic says of the instance; one that can't be read is none that is wanted. */
static weir_err is_wanted(const search *s, const weir_external_task_row *row, bool *out)
{
    const weir_lock_topic *topic = &s->lock->topics[s->topic_ix];
    weir_instance *instance;
    weir_err err;

    *out = !s->lock->wants || s->lock->wants(s->lock->self, s->topic_ix, row);
    if (!*out || (topic->variables.kind != WEIR_CONTEXT && !topic->version_tag.at))
        return WEIR_OK;
    err = weir_instance_load(s->work->engine, row->instance, &instance, NULL);
    *out = err == WEIR_OK && has_variables(&instance->state, &topic->variables) &&
           (!topic->version_tag.at || weir_text_equal(instance->definition->program->version_tag, topic->version_tag));
    return err == WEIR_EFORMAT || err == WEIR_EENDED || err == WEIR_ENOTFOUND ? WEIR_OK : err;
}

/* EENDED stops the reading early and is no error. */
static weir_err keep_task(void *context, const weir_external_task_row *row)
{
    const search *s = context;
    weir_lock *lock = s->lock;
    weir_external_task_row task = *row;
    bool is_one;

    if (lock->task_count == lock->count_max)
        return WEIR_EENDED;
    WEIR_TRY(is_wanted(s, row, &is_one));
    if (!is_one)
        return WEIR_OK;
    WEIR_TRY(keep_text(lock->arena, row->definition, &task.definition));
    WEIR_TRY(keep_text(lock->arena, row->business_key, &task.business_key));
    WEIR_TRY(keep_text(lock->arena, row->element, &task.element));
    WEIR_TRY(keep_text(lock->arena, row->topic, &task.topic));
    WEIR_TRY(weir_arena_grow(lock->arena, &lock->tasks, lock->task_count, &lock->task_capacity, sizeof *lock->tasks));
    lock->tasks[lock->task_count++] = task;
    return WEIR_OK;
}

/* Found first, locked then: a list is not changed while it is read. */
static weir_err lock_topic(weir_work *work, weir_lock *lock, uint32_t topic_ix)
{
    const weir_store *store = &work->engine->ports.store;
    const weir_lock_topic *topic = &lock->topics[topic_ix];
    const uint32_t wanted_count = lock->searches_all   ? UINT32_MAX
                                  : !lock->wants       ? lock->count_max - lock->task_count
                                  : lock->searches_far ? WEIR_LOCK_FAR_SEARCH_COUNT_MAX
                                                       : WEIR_LOCK_SEARCH_COUNT_MAX;
    search s = {work, lock, topic_ix};
    uint32_t i = lock->task_count;
    weir_err err;

    WEIR_TRY(weir_work_check_duration(topic->duration_ms, work->diag));
    err = store->read_unlocked(store->self, topic->name, work->now_ms, wanted_count, keep_task, &s, work->diag);
    if (err != WEIR_OK && err != WEIR_EENDED)
        return err;
    work->engine->has_written |= i < lock->task_count;
    for (; i < lock->task_count; i++) {
        lock->tasks[i].worker = lock->worker;
        lock->tasks[i].locked_until_ms = work->now_ms + topic->duration_ms;
        WEIR_TRY(
            store->set_lock(store->self, lock->tasks[i].id, lock->worker, lock->tasks[i].locked_until_ms, work->diag));
    }
    return WEIR_OK;
}

weir_err weir_work_lock(weir_work *work, const weir_job *job)
{
    weir_lock *lock = work->request->lock;

    (void)job;
    lock->task_count = 0;
    if (!work->engine->ports.store.read_unlocked)
        return no_leases(work->diag);
    if (lock->worker.length == 0)
        return weir_fail(work->diag, WEIR_EVALUE, WEIR_NO_TEXT, "name the worker that wants the tasks");
    for (uint32_t i = 0; i < lock->topic_count && lock->task_count < lock->count_max; i++)
        WEIR_TRY(lock_topic(work, lock, i));
    return WEIR_OK;
}

weir_err weir_work_keep_lock(weir_work *work, const weir_command *command)
{
    const weir_store *store = &work->engine->ports.store;

    if (command->kind != WEIR_COMMAND_FAIL || work->request->duration_ms <= 0 || !store->set_lock)
        return WEIR_OK;
    return store->set_lock(store->self, command->wait, command->worker, work->now_ms + work->request->duration_ms,
                           work->diag);
}

weir_err weir_work_check_worker(weir_work *work, const weir_command *command)
{
    const weir_store *store = &work->engine->ports.store;
    weir_text holder;

    if (!command->worker.at)
        return WEIR_OK;
    if (!store->get_worker)
        return no_leases(work->diag);
    WEIR_TRY(store->get_worker(store->self, command->wait, &work->engine->step, &holder, work->diag));
    if (weir_text_equal(holder, command->worker))
        return WEIR_OK;
    return weir_fail(work->diag, WEIR_ELOCK, WEIR_NO_TEXT, "the worker '%.*s' does not hold this task%s%.*s",
                     WEIR_ARG(command->worker), holder.length > 0 ? "; it is held by " : "", WEIR_ARG(holder));
}

weir_err weir_work_extend(weir_work *work, const weir_job *job)
{
    const weir_store *store = &work->engine->ports.store;

    if (!job->command.worker.at)
        return weir_fail(work->diag, WEIR_EVALUE, WEIR_NO_TEXT, "name the worker whose lock is to last longer");
    WEIR_TRY(weir_work_check_duration(work->request->duration_ms, work->diag));
    work->engine->has_written = true;
    return store->set_lock(store->self, job->command.wait, job->command.worker,
                           work->now_ms + work->request->duration_ms, work->diag);
}

weir_err weir_work_unlock(weir_work *work, const weir_job *job)
{
    const weir_store *store = &work->engine->ports.store;
    weir_text holder;

    if (!store->get_worker)
        return no_leases(work->diag);
    WEIR_TRY(store->get_worker(store->self, job->command.wait, &work->engine->step, &holder, work->diag));
    work->engine->has_written = true;
    return store->set_lock(store->self, job->command.wait, WEIR_NO_TEXT, 0, work->diag);
}
