/* SPDX-License-Identifier: Apache-2.0
 * server/handle_external.c - external tasks: workers fetch, lock, and report.
 */
#include "server/handlers.h"
#include "server/names.h"
#include "server/server_internal.h"
#include "server/snapshot.h"
#include "server/tables.h"
#include "server/variables.h"

#define FETCH_COUNT_MAX 1000
#define TOPIC_COUNT_MAX 256u
#define WAIT_MS_MAX 1800000

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

/* ── fetch and lock ──────────────────────────────────────────────────────────────────────────────────── */

static const weir_member topic_fields[] = {
    FIELD("topicName", TEXT, NULL),
    FIELD("lockDuration", INTEGER, NULL),
    FIELD("businessKey", TEXT, NULL),
    FIELD("processDefinitionId", TEXT, NULL),
    {.name = "processDefinitionIdIn", .kind = WEIR_MEMBER_TEXTS},
    FIELD("processDefinitionKey", TEXT, NULL),
    {.name = "processDefinitionKeyIn", .kind = WEIR_MEMBER_TEXTS},
    FIELD("processDefinitionVersionTag", TEXT, NULL),
    {.name = "processVariables", .kind = WEIR_MEMBER_OBJECT},
    {.name = "variables", .kind = WEIR_MEMBER_TEXTS},
    FIELD("localVariables", BOOLEAN, NULL),
    FIELD("deserializeValues", BOOLEAN, NULL),
    FIELD("includeExtensionProperties", BOOLEAN, NULL),
    FIELD("withoutTenantId", BOOLEAN, NULL),
    {.name = "tenantIdIn", .kind = WEIR_MEMBER_TEXTS},
};
static const weir_shape topic_shape = WEIR_SHAPE("FetchTopic", topic_fields);

static const weir_member fetch_fields[] = {
    FIELD("workerId", TEXT, NULL),
    FIELD("maxTasks", INTEGER, NULL),
    FIELD("usePriority", BOOLEAN, NULL),
    FIELD("asyncResponseTimeout", INTEGER, NULL),
    {.name = "sorting", .kind = WEIR_MEMBER_LIST},
    FIELD("includeExtensionProperties", BOOLEAN, NULL),
    {.name = "topics", .kind = WEIR_MEMBER_LIST, .shape = &topic_shape},
};
const weir_shape weir_shape_fetch = WEIR_SHAPE("FetchExternalTasks", fetch_fields);

#define FAR_SEARCH_PAUSE_MS 1000 /* between two of a fetch that waits, which is woken at each commit */

typedef struct fetch {
    weir_lock lock;
    weir_lock_topic *topics;
    weir_text *names;
    const weir_value *wanted; /* the list of topics */
    int64_t wait_ms, until_ms;
    bool has_properties; /* each task shows what its model says of it */
    int64_t next_far_ms; /* when it searches far again */
} fetch;

static bool is_one_of(const weir_value *list, weir_text text)
{
    if (!list || list->kind != WEIR_LIST)
        return true;
    for (uint32_t i = 0; i < list->count; i++) {
        if (weir_text_equal(list->as.items[i].as.string, text))
            return true;
    }
    return false;
}

static bool is_equal_if_said(weir_text wanted, weir_text text)
{
    return !wanted.at || weir_text_equal(wanted, text);
}

static weir_text key_of(weir_text definition)
{
    const size_t colon = weir_text_find(definition, WEIR_T(":"), 0);

    return weir_text_part(definition, 0, colon == SIZE_MAX ? definition.length : colon);
}

/* On the writer's thread: looks at what is in the request, and changes nothing. */
static bool wants(const void *self, uint32_t topic_ix, const weir_external_task_row *task)
{
    const weir_value *topic = &((const fetch *)self)->wanted->as.items[topic_ix];

    const weir_value *tenants = weir_context_find(topic, WEIR_T("tenantIdIn"));

    return (!tenants || tenants->count == 0) && /* everything is without a tenant */
           is_equal_if_said(weir_snapshot_text(topic, "businessKey"), task->business_key) &&
           is_equal_if_said(weir_snapshot_text(topic, "processDefinitionId"), task->definition) &&
           is_equal_if_said(weir_snapshot_text(topic, "processDefinitionKey"), key_of(task->definition)) &&
           is_one_of(weir_context_find(topic, WEIR_T("processDefinitionIdIn")), task->definition) &&
           is_one_of(weir_context_find(topic, WEIR_T("processDefinitionKeyIn")), key_of(task->definition));
}

/* Whether `wants` may refuse a task. */
static bool is_choosy(const weir_value *topic)
{
    static const char *const members[] = {"businessKey", "processDefinitionId", "processDefinitionKey",
                                          "processDefinitionIdIn", "processDefinitionKeyIn"};

    for (uint32_t i = 0; i < COUNT(members); i++) {
        const weir_value *value = weir_context_find(topic, weir_text_of(members[i]));

        if (value && value->kind != WEIR_NULL)
            return true;
    }
    return false;
}

static weir_err read_topic(weir_rest *call, fetch *f, uint32_t ix)
{
    static const char *const missing[] = {"processDefinitionVersionTag", "processVariables"};
    const weir_value *topic = &f->wanted->as.items[ix];
    const weir_value *duration = weir_context_find(topic, WEIR_T("lockDuration"));
    int64_t duration_ms = 0;

    f->names[ix] = f->topics[ix].name = weir_snapshot_text(topic, "topicName");
    if (f->names[ix].length == 0)
        return weir_rest_refuse(call, 400, "RestException", "a topic has no name");
    if (duration && duration->kind == WEIR_NUMBER)
        (void)weir_decimal_to_int64(duration->as.number, &duration_ms); /* else it is 0, and refused */
    if (duration_ms <= 0)
        return weir_rest_refuse(call, 400, "RestException", "the lockDuration of a topic must be larger than 0");
    f->topics[ix].duration_ms = duration_ms;
    call->park_is_choosy |= is_choosy(topic);
    for (uint32_t i = 0; i < COUNT(missing); i++) {
        const weir_value *value = weir_context_find(topic, weir_text_of(missing[i]));

        if (value && value->kind != WEIR_NULL && !(value->kind == WEIR_CONTEXT && value->count == 0))
            return weir_rest_missing(call, missing[i]);
    }
    return WEIR_OK;
}

static weir_err read_fetch(weir_rest *call, fetch *f)
{
    int64_t count_max;

    f->wanted = weir_rest_member(call, "topics");
    f->has_properties = weir_rest_flag(call, "includeExtensionProperties", false);
    f->lock.worker = weir_rest_text(call, "workerId");
    WEIR_TRY(weir_rest_integer(call, "maxTasks", -1, &count_max));
    WEIR_TRY(weir_rest_integer(call, "asyncResponseTimeout", 0, &f->wait_ms));
    if (f->lock.worker.length == 0)
        return weir_rest_refuse(call, 400, "RestException", "the workerId is missing");
    if (count_max < 0)
        return weir_rest_refuse(call, 400, "RestException", "maxTasks must not be less than 0");
    if (f->wait_ms > WAIT_MS_MAX)
        return weir_rest_refuse(
            call, 400, "InvalidRequestException",
            "The asynchronous response timeout cannot be set to a value greater than %d milliseconds", WAIT_MS_MAX);
    f->lock.count_max = count_max > FETCH_COUNT_MAX ? FETCH_COUNT_MAX : (uint32_t)count_max;
    f->lock.topic_count = f->wanted ? f->wanted->count : 0;
    if (f->lock.topic_count > TOPIC_COUNT_MAX)
        return weir_rest_refuse(call, 400, "RestException", "there are too many topics (limit topic_count)");
    f->topics = WEIR_TAKE(&call->arena, weir_lock_topic, f->lock.topic_count);
    f->names = WEIR_TAKE(&call->arena, weir_text, f->lock.topic_count);
    if (!f->topics || !f->names)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < f->lock.topic_count; i++)
        WEIR_TRY(read_topic(call, f, i));
    f->lock.topics = f->topics;
    f->lock.arena = &call->arena;
    f->lock.wants = wants;
    f->lock.self = f;
    return WEIR_OK;
}

static const weir_value *find_topic(const fetch *f, weir_text name)
{
    for (uint32_t i = 0; i < f->lock.topic_count; i++) {
        if (weir_text_equal(f->names[i], name))
            return &f->wanted->as.items[i];
    }
    return NULL;
}

/* A task as it is now. */
typedef struct look {
    weir_id id;
    weir_text topic, worker, message, details;
    int64_t locked_until_ms, retries;
} look;

static weir_err look_at(weir_rest *call, look *out)
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

static weir_err look_at_task(weir_rest *call, look *out)
{
    WEIR_TRY(weir_rest_path_id(call, 0, "external task", &out->id));
    return look_at(call, out);
}

static bool says(const weir_value *topic, const char *flag)
{
    const weir_value *value = topic ? weir_context_find(topic, weir_text_of(flag)) : NULL;

    return value && value->kind == WEIR_BOOLEAN && value->as.boolean;
}

static void write_properties(const weir_program *program, weir_text element, bool is_wanted, weir_buffer *out)
{
    const weir_node_ix ix = program ? weir_program_node(program, element) : (weir_node_ix){WEIR_NO_IX};

    weir_write_name(out, "extensionProperties");
    weir_buffer_char(out, '{');
    for (uint32_t i = 0; is_wanted && ix.ix != WEIR_NO_IX && i < program->nodes[ix.ix].property_count; i++) {
        const weir_property *property = &program->nodes[ix.ix].properties[i];

        weir_write_comma(out);
        weir_json_write_string(property->name, out);
        weir_buffer_char(out, ':');
        weir_json_write_string(property->value, out);
    }
    weir_buffer_char(out, '}');
}

static weir_err write_task(weir_rest *call, const fetch *f, const weir_external_task_row *task, weir_buffer *out)
{
    const weir_value *topic = find_topic(f, task->topic);
    const weir_value *names = topic ? weir_context_find(topic, WEIR_T("variables")) : NULL;
    const weir_program *program = weir_names_program(call, task->definition);
    look last = {.id = task->id};
    weir_snapshot snapshot;
    weir_err err = task->retries >= 0 ? look_at(call, &last) : WEIR_OK;

    if (err != WEIR_OK && err != WEIR_ENOTFOUND) /* it may have gone since */
        return err;
    weir_write_comma(out);
    weir_buffer_char(out, '{');
    weir_write_text(out, "activityId", task->element);
    weir_write_null(out, "activityInstanceId");
    weir_write_text(out, "errorMessage", last.message);
    weir_write_id(out, "executionId", task->instance);
    weir_write_id(out, "id", task->id);
    weir_write_time_or_null(out, "lockExpirationTime", task->locked_until_ms);
    weir_write_time(out, "createTime", task->created_ms);
    weir_write_text(out, "processDefinitionId", task->definition);
    weir_write_text(out, "processDefinitionKey", key_of(task->definition));
    weir_write_text(out, "processDefinitionVersionTag",
                    program && program->version_tag.length > 0 ? program->version_tag : WEIR_NO_TEXT);
    weir_write_id(out, "processInstanceId", task->instance);
    if (task->retries < 0)
        weir_write_null(out, "retries");
    else
        weir_write_integer(out, "retries", task->retries);
    weir_write_boolean(out, "suspended", false);
    weir_write_text(out, "workerId", f->lock.worker);
    weir_write_text(out, "topicName", task->topic);
    weir_write_null(out, "tenantId");
    weir_write_integer(out, "priority", task->priority);
    weir_write_text(out, "businessKey", task->business_key);
    weir_write_text(out, "errorDetails", last.details);
    write_properties(program, task->element, f->has_properties || says(topic, "includeExtensionProperties"), out);
    weir_write_name(out, "variables");
    call->keeps_serialized = !says(topic, "deserializeValues");
    err = weir_snapshot_of_instance(call, task->instance, &snapshot);
    if (err == WEIR_OK)
        err = weir_snapshot_write_variables(call, &snapshot, task->id, says(topic, "localVariables"),
                                            names && names->kind == WEIR_LIST ? names : NULL, out);
    weir_buffer_char(out, '}');
    return err;
}

static weir_err try_to_lock(weir_rest *call);

static weir_err answer_tasks(weir_rest *call)
{
    const fetch *f = call->local;
    weir_buffer *out = weir_rest_begin(call);

    weir_buffer_char(out, '[');
    for (uint32_t i = 0; i < f->lock.task_count; i++)
        WEIR_TRY(write_task(call, f, &f->lock.tasks[i], out));
    weir_buffer_char(out, ']');
    WEIR_TRY(weir_rest_end(call, 200));
    return weir_names_complete_by(call, answer_tasks);
}

static weir_err answer_fetch(weir_rest *call)
{
    const fetch *f = call->local;

    if (f->lock.task_count > 0 || f->wait_ms <= 0 || f->lock.topic_count == 0 || call->park_is_over)
        return answer_tasks(call);
    return weir_rest_park(call, f->until_ms, f->names, f->lock.topic_count, try_to_lock);
}

static weir_err try_to_lock(weir_rest *call)
{
    fetch *f = call->local;
    const int64_t now_ms = weir_clock_monotonic_ms();

    f->lock.searches_far = now_ms >= f->next_far_ms;
    if (f->lock.searches_far)
        f->next_far_ms = now_ms + FAR_SEARCH_PAUSE_MS;
    call->park_seen_commit = atomic_load(&call->server->commit_count);
    f->lock.task_count = 0;
    if (call->park_is_over)
        return answer_tasks(call);
    call->command = (weir_request){.kind = WEIR_REQUEST_LOCK, .lock = &f->lock};
    return weir_rest_execute(call, answer_fetch);
}

weir_err weir_handle_fetch_and_lock(weir_rest *call)
{
    fetch *f = WEIR_TAKE(&call->arena, fetch, 1);

    if (!f)
        return WEIR_ENOMEM;
    WEIR_TRY(read_fetch(call, f));
    call->local = f;
    f->until_ms = weir_clock_monotonic_ms() + f->wait_ms;
    return f->lock.count_max == 0 ? answer_tasks(call) : try_to_lock(call);
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
    look now = {.retries = 0};

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

static weir_err extend(weir_rest *call, const look *now, weir_text worker, int64_t duration_ms)
{
    call->command = (weir_request){
        .kind = WEIR_REQUEST_EXTEND, .command = {.wait = now->id, .worker = worker}, .duration_ms = duration_ms};
    return weir_rest_execute(call, weir_rest_nothing);
}

weir_err weir_handle_external_extend(weir_rest *call)
{
    look now = {.retries = 0};
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
    look now = {.retries = 0};

    WEIR_TRY(look_at_task(call, &now));
    call->command = (weir_request){.kind = WEIR_REQUEST_UNLOCK, .command = {.wait = now.id}};
    return weir_rest_execute(call, weir_rest_nothing);
}

/* One task alone: the lock of all of its topic, for those with its id. */
typedef struct single {
    weir_lock lock;
    weir_lock_topic topic;
    look now;
} single;

static bool is_the_one(const void *self, uint32_t topic_ix, const weir_external_task_row *task)
{
    (void)topic_ix;
    return weir_id_equal(((const single *)self)->now.id, task->id);
}

static weir_err refuse_locked(weir_rest *call)
{
    return weir_rest_refuse(call, 400, "RestException",
                            "External task %.*s is locked by another worker, or has no retries",
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
    look now = {.retries = 0};

    WEIR_TRY(look_at_task(call, &now));
    return weir_rest_bytes(call, now.details.at ? now.details : WEIR_T(""), "text/plain; charset=utf-8");
}
