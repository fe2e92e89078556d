/* SPDX-License-Identifier: Apache-2.0
 * server/handle_fetch.c - workers fetch and lock external tasks, and wait for them.
 */
#include "server/external.h"
#include "server/handlers.h"
#include "server/names.h"
#include "server/server_internal.h"
#include "server/snapshot.h"
#include "server/tables.h"

#define FETCH_COUNT_MAX 1000
#define TOPIC_COUNT_MAX 256u
#define WAIT_MS_MAX 1800000

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
    static const char *const members[] = {
        "businessKey",           "processDefinitionId",    "processDefinitionKey",
        "processDefinitionIdIn", "processDefinitionKeyIn", "processDefinitionVersionTag",
        "processVariables"};

    for (uint32_t i = 0; i < COUNT(members); i++) {
        const weir_value *value = weir_context_find(topic, weir_text_of(members[i]));

        if (value && value->kind != WEIR_NULL)
            return true;
    }
    return false;
}

static weir_err read_topic(weir_rest *call, fetch *f, uint32_t ix)
{
    const weir_value *topic = &f->wanted->as.items[ix];
    const weir_value *duration = weir_context_find(topic, WEIR_T("lockDuration"));
    const weir_value *variables = weir_context_find(topic, WEIR_T("processVariables"));
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
    f->topics[ix].version_tag = weir_snapshot_text(topic, "processDefinitionVersionTag");
    if (variables && variables->kind == WEIR_CONTEXT && variables->count > 0)
        f->topics[ix].variables = *variables;
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
    weir_external_now last = {.id = task->id};
    weir_snapshot snapshot;
    weir_err err = task->retries >= 0 ? weir_external_look(call, &last) : WEIR_OK;

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
