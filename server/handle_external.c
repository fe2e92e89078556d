/* SPDX-License-Identifier: Apache-2.0
 * server/handle_external.c - external tasks: lists, and what workers report of those that they locked.
 */
#include "server/external.h"
#include "server/handlers.h"
#include "server/server_internal.h"
#include "server/tables.h"
#include "server/variables.h"

#define EXTERNAL_TASK_FIELDS                                                                                           \
    FIELD("activityId", TEXT, "t.element"), NO_FIELD("activityInstanceId"), FIELD("errorMessage", TEXT, "t.message"),  \
        FIELD("executionId", ID, "i.id"), FIELD("id", ID, "t.id"),                                                     \
        FIELD("lockExpirationTime", TIME, "nullif(t.locked_until, 0)"), FIELD("createTime", TIME, "t.created"),        \
        FIELD("processDefinitionId", TEXT, "d.id"), FIELD("processDefinitionKey", TEXT, "d.key"),                      \
        FIELD("processDefinitionVersionTag", VERSION_TAG, "d.id"), FIELD("processInstanceId", ID, "i.id"),             \
        FIELD("retries", INTEGER, "t.retries"), FIELD("suspended", BOOLEAN, "i.suspended"),                            \
        FIELD("workerId", TEXT, "t.worker"), FIELD("topicName", TEXT, "t.topic"), NO_FIELD("tenantId"),                \
        FIELD("priority", INTEGER, "t.priority"), FIELD("businessKey", TEXT, "i.business_key")

static const weir_member fields[] = {EXTERNAL_TASK_FIELDS};
const weir_shape weir_shape_external_task = WEIR_SHAPE("ExternalTask", fields);

static const weir_member locked_fields[] = {
    EXTERNAL_TASK_FIELDS,
    FIELD("errorDetails", TEXT, NULL),
    {.name = "variables", .kind = WEIR_MEMBER_VARIABLES},
    {.name = "extensionProperties", .kind = WEIR_MEMBER_OBJECT},
};
const weir_shape weir_shape_locked_task = WEIR_SHAPE("LockedExternalTask", locked_fields);

static const weir_filter filters[] = {
    FILTER("externalTaskId", ID, "t.id = @"),
    FILTER("externalTaskIdIn", IDS, "t.id IN (@)"),
    FILTER("topicName", TEXT, "t.topic = @"),
    FILTER("workerId", TEXT, "t.worker = @"),
    FILTER("locked", IF_TRUE, "t.locked_until > #"),
    FILTER("notLocked", IF_TRUE, "coalesce(t.locked_until, 0) <= #"),
    FILTER("withRetriesLeft", IF_TRUE, "t.retries IS NULL OR t.retries > 0"),
    FILTER("noRetriesLeft", IF_TRUE, "t.retries = 0"),
    FILTER("lockExpirationAfter", TIME, "t.locked_until > @"),
    FILTER("lockExpirationBefore", TIME, "t.locked_until < @"),
    FILTER("activityId", TEXT, "t.element = @"),
    FILTER("activityIdIn", TEXTS, "t.element IN (@)"),
    FILTER("priorityHigherThanOrEquals", INTEGER, "t.priority >= @"),
    FILTER("priorityLowerThanOrEquals", INTEGER, "t.priority <= @"),
    FILTER("processVariables", VARIABLES, "i.pos"),
    INSTANCE_FILTERS,
    DEFINITION_FILTERS,
    TENANT_FILTERS,
    SUSPENSION_FILTERS("i"),
};
static const weir_sort sorts[] = {
    {"id", "t.id"},
    {"lockExpirationTime", "t.locked_until"},
    {"processInstanceId", "i.id"},
    {"processDefinitionId", "d.id"},
    {"processDefinitionKey", "d.key"},
    {"tenantId", "NULL"},
    {"taskPriority", "t.priority"},
    {"createTime", "t.created"},
};
const weir_listing weir_list_external_task = {
    .shape = &weir_shape_external_task,
    .from = "FROM external_task t" JOIN_INSTANCE("t"),
    .order = "t.instance, t.wait",
    .by_id = "t.id = @",
    .what = "external task",
    LIST_TABLES(filters, sorts),
};

weir_err weir_handle_topic_names(weir_rest *call)
{
    weir_buffer *out = weir_rest_begin(call);
    weir_reader *reader;
    weir_rows rows;
    bool has_row;
    weir_err err;

    weir_buffer_char(out, '[');
    WEIR_TRY(weir_server_reader(call->server, &reader, &call->diag));
    err = weir_reader_query(reader, WEIR_QUERY_external_task_topics, NULL, 0, &rows, &call->diag);
    if (err == WEIR_OK) {
        while ((err = weir_rows_next(&rows, &has_row, &call->diag)) == WEIR_OK && has_row) {
            weir_write_comma(out);
            weir_json_write_string(weir_rows_text(&rows, 0), out);
        }
        weir_rows_close(&rows);
    }
    weir_server_give_reader(call->server, reader);
    WEIR_TRY(err);
    weir_buffer_char(out, ']');
    return weir_rest_end(call, 200);
}

/* ── one task ────────────────────────────────────────────────────────────────────────────────────────── */

weir_err weir_external_look(weir_rest *call, weir_external_now *out)
{
    weir_reader *reader;
    weir_sql_value value;
    weir_rows rows;
    bool has_row = false;
    weir_err err;

    value = weir_sql_bytes(out->id.byte, sizeof out->id.byte);
    WEIR_TRY(weir_server_reader(call->server, &reader, &call->diag));
    err = weir_reader_query(reader, WEIR_QUERY_external_task_look, &value, 1, &rows, &call->diag);
    if (err == WEIR_OK) {
        err = weir_rows_next(&rows, &has_row, &call->diag);
        if (err == WEIR_OK && has_row)
            err = weir_arena_text(&call->arena, weir_rows_text(&rows, 0), &out->topic);
        if (err == WEIR_OK && has_row)
            err = weir_arena_text(&call->arena, weir_rows_text(&rows, 1), &out->worker);
        if (err == WEIR_OK && has_row)
            err = weir_arena_text(&call->arena, weir_rows_text(&rows, 3), &out->message);
        if (err == WEIR_OK && has_row)
            err = weir_arena_text(&call->arena, weir_rows_text(&rows, 5), &out->details);
        out->locked_until_ms = has_row ? weir_rows_integer(&rows, 2) : 0;
        out->retries = has_row ? weir_rows_integer(&rows, 4) : 0;
        weir_rows_close(&rows);
    }
    weir_server_give_reader(call->server, reader);
    WEIR_TRY(err);
    return has_row ? WEIR_OK
                   : weir_fail(&call->diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "External task with id %.*s does not exist",
                               WEIR_ARG(call->path[0]));
}

static weir_err look_at_task(weir_rest *call, weir_external_now *out)
{
    WEIR_TRY(weir_rest_path_id(call, 0, "external task", &out->id));
    return weir_external_look(call, out);
}

/* ── reports ─────────────────────────────────────────────────────────────────────────────────────────── */

static const weir_member completion_fields[] = {
    FIELD("workerId", TEXT, NULL),
    {.name = "variables", .kind = WEIR_MEMBER_VARIABLES},
    {.name = "localVariables", .kind = WEIR_MEMBER_VARIABLES},
};
const weir_shape weir_shape_external_completion = WEIR_SHAPE("CompleteExternalTask", completion_fields);

static const weir_member failure_fields[] = {
    FIELD("workerId", TEXT, NULL),
    FIELD("errorMessage", TEXT, NULL),
    FIELD("errorDetails", TEXT, NULL),
    FIELD("retries", INTEGER, NULL),
    FIELD("retryTimeout", INTEGER, NULL),
    {.name = "variables", .kind = WEIR_MEMBER_VARIABLES},
    {.name = "localVariables", .kind = WEIR_MEMBER_VARIABLES},
};
const weir_shape weir_shape_failure = WEIR_SHAPE("ExternalTaskFailure", failure_fields);

static const weir_member error_fields[] = {
    FIELD("workerId", TEXT, NULL),
    FIELD("errorCode", TEXT, NULL),
    FIELD("errorMessage", TEXT, NULL),
    {.name = "variables", .kind = WEIR_MEMBER_VARIABLES},
};
const weir_shape weir_shape_external_error = WEIR_SHAPE("ExternalTaskBpmnError", error_fields);

static const weir_member extend_fields[] = {
    FIELD("workerId", TEXT, NULL),
    FIELD("newDuration", INTEGER, NULL),
};
const weir_shape weir_shape_extend = WEIR_SHAPE("ExtendLock", extend_fields);

static const weir_member lock_fields[] = {
    FIELD("workerId", TEXT, NULL),
    FIELD("lockDuration", INTEGER, NULL),
};
const weir_shape weir_shape_lock = WEIR_SHAPE("LockExternalTask", lock_fields);

static weir_err need_worker(weir_rest *call, weir_text *out)
{
    *out = weir_rest_text(call, "workerId");
    return out->length > 0 ? WEIR_OK : weir_rest_refuse(call, 400, "RestException", "the workerId is missing");
}

/* What belongs to all reports of a worker. */
static weir_err begin_report(weir_rest *call, weir_command_kind kind)
{
    weir_text worker;
    weir_external_now now = {.retries = 0};

    WEIR_TRY(need_worker(call, &worker));
    WEIR_TRY(look_at_task(call, &now));
    call->command =
        (weir_request){.kind = WEIR_REQUEST_COMMAND,
                       .command = {.kind = kind, .start_event = {WEIR_NO_IX}, .wait = now.id, .worker = worker}};
    WEIR_TRY(weir_variables_of(call, "variables", &call->command.command.variables));
    return weir_variables_of(call, "localVariables", &call->command.command.locals);
}

weir_err weir_handle_external_complete(weir_rest *call)
{
    WEIR_TRY(begin_report(call, WEIR_COMMAND_COMPLETE));
    return weir_rest_execute(call, weir_rest_nothing);
}

weir_err weir_handle_external_failure(weir_rest *call)
{
    const weir_text details = weir_rest_text(call, "errorDetails");
    int64_t retries, timeout_ms;

    WEIR_TRY(weir_rest_int32(call, "retries", 0, &retries));
    WEIR_TRY(weir_rest_integer(call, "retryTimeout", 0, &timeout_ms));
    if (retries < 0 || timeout_ms < 0)
        return weir_rest_refuse(call, 400, "RestException", "retries and retryTimeout must not be less than 0");
    WEIR_TRY(begin_report(call, WEIR_COMMAND_FAIL));
    call->command.command.retries = retries;
    call->command.command.text = weir_rest_text(call, "errorMessage");
    if (details.length > 0)
        call->command.command.details = weir_string(details);
    call->command.duration_ms = timeout_ms;
    return weir_rest_execute(call, weir_rest_nothing);
}

weir_err weir_handle_external_error(weir_rest *call)
{
    const weir_text code = weir_rest_text(call, "errorCode");

    if (code.length == 0)
        return weir_rest_refuse(call, 400, "RestException", "the errorCode is missing");
    WEIR_TRY(begin_report(call, WEIR_COMMAND_THROW_ERROR));
    call->command.command.name = code;
    call->command.command.text = weir_rest_text(call, "errorMessage");
    return weir_rest_execute(call, weir_rest_nothing);
}

/* ── locks ───────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err extend(weir_rest *call, const weir_external_now *now, weir_text worker, int64_t duration_ms)
{
    call->command = (weir_request){
        .kind = WEIR_REQUEST_EXTEND, .command = {.wait = now->id, .worker = worker}, .duration_ms = duration_ms};
    return weir_rest_execute(call, weir_rest_nothing);
}

weir_err weir_handle_external_extend(weir_rest *call)
{
    weir_external_now now = {.retries = 0};
    int64_t duration_ms;
    weir_text worker;

    WEIR_TRY(need_worker(call, &worker));
    WEIR_TRY(weir_rest_integer(call, "newDuration", 0, &duration_ms));
    if (duration_ms <= 0)
        return weir_rest_refuse(call, 400, "RestException", "newDuration must be larger than 0");
    WEIR_TRY(look_at_task(call, &now));
    if (weir_text_equal(now.worker, worker) && now.locked_until_ms <= weir_db_now(call->server->db))
        return weir_rest_refuse(call, 400, "RestException", "Cannot extend a lock that expired");
    return extend(call, &now, worker, duration_ms);
}

weir_err weir_handle_external_unlock(weir_rest *call)
{
    weir_external_now now = {.retries = 0};

    WEIR_TRY(look_at_task(call, &now));
    call->command = (weir_request){.kind = WEIR_REQUEST_UNLOCK, .command = {.wait = now.id}};
    return weir_rest_execute(call, weir_rest_nothing);
}

/* One task alone: the lock of all of its topic, for those with its id. */
typedef struct single {
    weir_lock lock;
    weir_lock_topic topic;
    weir_external_now now;
} single;

static bool is_the_one(const void *self, uint32_t topic_ix, const weir_external_task_row *task)
{
    (void)topic_ix;
    return weir_id_equal(((const single *)self)->now.id, task->id);
}

static weir_err refuse_locked(weir_rest *call)
{
    return weir_rest_refuse(call, 400, "RestException",
                            "External task %.*s is locked by another worker, suspended, or has no retries",
                            WEIR_ARG(call->path[0]));
}

static weir_err answer_single(weir_rest *call)
{
    const single *s = call->local;

    return s->lock.task_count > 0 ? weir_rest_nothing(call) : refuse_locked(call);
}

weir_err weir_handle_external_lock(weir_rest *call)
{
    single *s = WEIR_TAKE(&call->arena, single, 1);
    weir_text worker;

    if (!s)
        return WEIR_ENOMEM;
    WEIR_TRY(need_worker(call, &worker));
    WEIR_TRY(weir_rest_integer(call, "lockDuration", 0, &s->topic.duration_ms));
    if (s->topic.duration_ms <= 0)
        return weir_rest_refuse(call, 400, "RestException", "lockDuration must be larger than 0");
    WEIR_TRY(look_at_task(call, &s->now));
    if (s->now.locked_until_ms > weir_db_now(call->server->db))
        return weir_text_equal(s->now.worker, worker) ? extend(call, &s->now, worker, s->topic.duration_ms)
                                                      : refuse_locked(call);
    s->topic.name = s->now.topic;
    s->lock = (weir_lock){.worker = worker,
                          .wants = is_the_one,
                          .self = s,
                          .topics = &s->topic,
                          .topic_count = 1,
                          .count_max = 1,
                          .searches_all = true,
                          .arena = &call->arena};
    call->local = s;
    call->command = (weir_request){.kind = WEIR_REQUEST_LOCK, .lock = &s->lock};
    return weir_rest_execute(call, answer_single);
}

/* ── details ─────────────────────────────────────────────────────────────────────────────────────────── */

weir_err weir_handle_external_details(weir_rest *call)
{
    weir_external_now now = {.retries = 0};

    WEIR_TRY(look_at_task(call, &now));
    return weir_rest_bytes(call, now.details.at ? now.details : WEIR_T(""), "text/plain; charset=utf-8");
}
