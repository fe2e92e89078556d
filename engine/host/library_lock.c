/* SPDX-License-Identifier: Apache-2.0
 * host/library_lock.c - external tasks for workers.
 */
#include "host/library_internal.h"

#define LOCK_COUNT_DEFAULT 10u

/* Its texts end in zeros. */
static bool tell(const weir_external_task_row *row, bool (*visit)(void *context, const weir_db_external_task *task),
                 void *context)
{
    char id[WEIR_ID_TEXT_LENGTH + 1], instance[WEIR_ID_TEXT_LENGTH + 1];
    const weir_db_external_task task = {.id = id,
                                        .instance = instance,
                                        .definition = row->definition.at,
                                        .element = row->element.at,
                                        .topic = row->topic.at,
                                        .business_key = row->business_key.at,
                                        .worker = row->worker.at,
                                        .priority = row->priority,
                                        .created_ms = row->created_ms,
                                        .locked_until_ms = row->locked_until_ms,
                                        .retries = row->retries};

    weir_id_print(row->id, id);
    weir_id_print(row->instance, instance);
    return visit(context, &task);
}

weir_err weir_db_tell_external_task(weir_arena *arena, const weir_external_task_row *row,
                                    bool (*visit)(void *context, const weir_db_external_task *task), void *context,
                                    bool *go_on)
{
    weir_external_task_row copy = *row;

    WEIR_TRY(weir_db_copy(arena, row->definition, &copy.definition.at));
    WEIR_TRY(weir_db_copy(arena, row->element, &copy.element.at));
    WEIR_TRY(weir_db_copy(arena, row->topic, &copy.topic.at));
    WEIR_TRY(weir_db_copy(arena, row->business_key, &copy.business_key.at));
    WEIR_TRY(weir_db_copy(arena, row->worker, &copy.worker.at));
    *go_on = tell(&copy, visit, context);
    return WEIR_OK;
}

static weir_err make_lock(const weir_db_lock *wanted, weir_arena *arena, weir_lock *out)
{
    weir_lock_topic *topics = WEIR_TAKE(arena, weir_lock_topic, wanted->topic_count);

    if (!topics)
        return WEIR_ENOMEM;
    for (unsigned i = 0; i < wanted->topic_count; i++)
        topics[i] = (weir_lock_topic){.name = weir_text_of(wanted->topics[i]), .duration_ms = wanted->duration_ms};
    *out = (weir_lock){.worker = weir_text_of(wanted->worker),
                       .topics = topics,
                       .topic_count = wanted->topic_count,
                       .count_max = wanted->count_max ? wanted->count_max : LOCK_COUNT_DEFAULT,
                       .arena = arena};
    return WEIR_OK;
}

static weir_err lock_tasks(weir_db *db, const weir_db_lock *wanted, weir_arena *arena,
                           bool (*visit)(void *context, const weir_db_external_task *task), void *context,
                           weir_diag *diag)
{
    weir_answer answer;
    weir_lock lock;
    weir_request request = {.kind = WEIR_REQUEST_LOCK, .lock = &lock};

    WEIR_TRY(weir_db_check_writable(db, diag));
    WEIR_TRY(make_lock(wanted, arena, &lock));
    WEIR_TRY(weir_writer_execute(db->writer, &request, weir_db_now(db), &answer, diag));
    /* Nothing can fail any more: who got the tasks has to hear of it. */
    for (uint32_t i = 0; i < lock.task_count && tell(&lock.tasks[i], visit, context); i++)
        continue;
    return WEIR_OK;
}

int weir_db_lock_tasks(weir_db *db, const weir_db_lock *lock,
                       bool (*visit)(void *context, const weir_db_external_task *task), void *context,
                       weir_db_error *error)
{
    weir_diag diag = {0};
    weir_arena arena;
    weir_err err;

    weir_arena_init(&arena, db->memory, WEIR_DB_REQUEST_BYTES_MAX);
    err = lock_tasks(db, lock, &arena, visit, context, &diag);
    weir_arena_release(&arena);
    return weir_db_report(err, &diag, error);
}

static int change_lock(weir_db *db, weir_request_kind kind, const weir_db_command *command, weir_db_error *error)
{
    weir_request request = {
        .kind = kind, .command = {.worker = weir_text_of(command->worker)}, .duration_ms = command->duration_ms};
    weir_answer answer;
    weir_diag diag = {0};
    weir_err err = weir_db_check_writable(db, &diag);

    if (err == WEIR_OK)
        err = weir_db_read_id(command->task, "task", &request.command.wait, &diag);
    if (err == WEIR_OK)
        err = weir_writer_execute(db->writer, &request, weir_db_now(db), &answer, &diag);
    return weir_db_report(err, &diag, error);
}

int weir_db_extend_lock(weir_db *db, const weir_db_command *command, weir_db_error *error)
{
    return change_lock(db, WEIR_REQUEST_EXTEND, command, error);
}

int weir_db_unlock(weir_db *db, const weir_db_command *command, weir_db_error *error)
{
    return change_lock(db, WEIR_REQUEST_UNLOCK, command, error);
}
