/* SPDX-License-Identifier: Apache-2.0
 * server/handle_present.c - other things that are the case now: executions, event subscriptions, variables, jobs,
 * incidents.
 */
#include "server/handlers.h"
#include "server/server_internal.h"
#include "server/tables.h"

/* ── executions: one for each instance ───────────────────────────────────────────────────────────────── */

static const weir_member execution_fields[] = {
    FIELD("id", ID, "i.id"),
    FIELD("processInstanceId", ID, "i.id"),
    FIELD("ended", BOOLEAN, "0"),
    NO_FIELD("tenantId"),
};
const weir_shape weir_shape_execution = WEIR_SHAPE("Execution", execution_fields);

static const weir_filter execution_filters[] = {
    INSTANCE_FILTERS,
    DEFINITION_FILTERS,
    FILTER("businessKey", TEXT, "i.business_key = @"),
    FILTER(
        "activityId", TEXT,
        "EXISTS (SELECT 1 FROM activity a WHERE a.definition = i.definition AND a.instance = i.pos AND a.element = @)"),
    FILTER("messageEventSubscriptionName", TEXT,
           "EXISTS (SELECT 1 FROM subscription s WHERE s.kind = 'message' AND s.name = @ AND s.instance = i.pos)"),
    FILTER("signalEventSubscriptionName", TEXT,
           "EXISTS (SELECT 1 FROM subscription s WHERE s.kind = 'signal' AND s.name = @ AND s.instance = i.pos)"),
    FILTER("processVariables", VARIABLES, "i.pos"),
    MISSING("variables"),
    MISSING("incidentId"),
    MISSING("incidentType"),
    MISSING("incidentMessage"),
    MISSING("incidentMessageLike"),
    TENANT_FILTERS,
    SUSPENSION_FILTERS("i"),
};
static const weir_sort execution_sorts[] = {
    {"instanceId", "i.id"}, {"definitionKey", "d.key"}, {"definitionId", "d.id"}, {"tenantId", "NULL"}};
const weir_listing weir_list_execution = {
    .shape = &weir_shape_execution,
    .from = "FROM instance i JOIN definition d ON d.number = i.definition WHERE i.status = 1",
    .order = "i.pos",
    .by_id = "i.id = @",
    .what = "execution",
    LIST_TABLES(execution_filters, execution_sorts),
};

/* ── event subscriptions ─────────────────────────────────────────────────────────────────────────────── */

static const weir_member subscription_fields[] = {
    FIELD("id", ID, "s.id"),
    FIELD("eventType", TEXT, "s.kind"),
    FIELD("eventName", TEXT, "s.name"),
    FIELD("executionId", ID, "i.id"),
    FIELD("processInstanceId", ID, "i.id"),
    FIELD("activityId", TEXT, "s.element"),
    NO_FIELD("createdDate"),
    NO_FIELD("tenantId"),
};
const weir_shape weir_shape_subscription = WEIR_SHAPE("EventSubscription", subscription_fields);

static const weir_filter subscription_filters[] = {
    FILTER("eventSubscriptionId", ID, "s.id = @"),
    FILTER("eventType", TEXT, "s.kind = @"),
    FILTER("eventName", TEXT, "s.name = @"),
    FILTER("activityId", TEXT, "s.element = @"),
    FILTER("includeEventSubscriptionsWithoutTenantId", IF_TRUE, "1"),
    INSTANCE_FILTERS,
    TENANT_FILTERS,
};
static const weir_sort subscription_sorts[] = {{"created", "s.instance"}, {"tenantId", "NULL"}};
const weir_listing weir_list_subscription = {
    .shape = &weir_shape_subscription,
    .from = "FROM subscription s" JOIN_INSTANCE("s"),
    .order = "s.instance, s.wait",
    .by_id = "s.id = @",
    .what = "event subscription",
    LIST_TABLES(subscription_filters, subscription_sorts),
};

/* ── variables ───────────────────────────────────────────────────────────────────────────────────────── */

static const weir_member variable_fields[] = {
    FIELD("id", TEXT, "lower(hex(i.id)) || ':' || v.scope || ':' || v.name"),
    FIELD("name", TEXT, "v.name"),
    FIELD("type", VALUE_TYPE, "v.value"),
    FIELD("value", VALUE, "v.value"),
    {.name = "valueInfo", .kind = WEIR_MEMBER_VALUE_INFO},
    FIELD("processDefinitionId", TEXT, "d.id"),
    FIELD("processInstanceId", ID, "i.id"),
    FIELD("executionId", ID, "i.id"),
    NO_FIELD("caseInstanceId"),
    NO_FIELD("caseExecutionId"),
    NO_FIELD("taskId"),
    NO_FIELD("batchId"),
    NO_FIELD("activityInstanceId"),
    NO_FIELD("errorMessage"),
    NO_FIELD("tenantId"),
};
const weir_shape weir_shape_variable_instance = WEIR_SHAPE("VariableInstance", variable_fields);

static const weir_filter variable_filters[] = {
    FILTER("variableName", TEXT, "v.name = @"),
    FILTER("variableNameLike", TEXT, "v.name LIKE @ ESCAPE '\\'"),
    FILTER("processInstanceIdIn", IDS, "i.id IN (@)"),
    FILTER("executionIdIn", IDS, "i.id IN (@)"),
    FILTER("deserializeValues", BOOLEAN, "@ IS NOT NULL"),
    FILTER("tenantIdIn", TEXTS, "0"),
    MISSING("variableValues"),
    MISSING("variableScopeIdIn"),
    MISSING("taskIdIn"),
    MISSING("activityInstanceIdIn"),
    MISSING("batchIdIn"),
    MISSING("variableNamesIgnoreCase"),
    MISSING("variableValuesIgnoreCase"),
};
static const weir_sort variable_sorts[] = {{"variableName", "v.name"},
                                           {"variableType", "json_type(v.value)"},
                                           {"activityInstanceId", "v.scope"},
                                           {"tenantId", "NULL"}};
const weir_listing weir_list_variable = {
    .shape = &weir_shape_variable_instance,
    .from = "FROM variable v" JOIN_INSTANCE("v") " WHERE i.status = 1",
    .order = "v.instance, v.scope, v.name",
    .what = "variable instance",
    LIST_TABLES(variable_filters, variable_sorts),
};

/* ── jobs: timers that wait, and those that could not fire ───────────────────────────────────────────────── */

/* One that failed, or whose instance is suspended, is no timer any more: its id stands in the state, as text. */
#define JOBS                                                                                                           \
    "(SELECT w.id AS id, NULL AS hex, w.instance AS instance, w.wait AS wait, w.element AS element, w.due AS due,"     \
    " coalesce(w.retries, 3) AS retries, w.message AS message FROM timer w UNION ALL SELECT s.value ->> '$.id',"       \
    " replace(s.value ->> '$.id', '-', ''), n.instance, n.wait, n.element, s.value ->> '$.due', 0, n.message"          \
    " FROM incident n JOIN instance o ON o.pos = n.instance JOIN json_each(o.state, '$.waits') s"                      \
    " ON s.value ->> '$.n' = n.wait WHERE n.kind = 'failedJob' UNION ALL SELECT s.value ->> '$.id',"                   \
    " replace(s.value ->> '$.id', '-', ''), o.pos, s.value ->> '$.n', s.value ->> '$.element', s.value ->> '$.due', "  \
    "1,"                                                                                                               \
    " NULL FROM instance o JOIN json_each(o.state, '$.waits') s ON s.value ->> '$.kind' = 3"                           \
    " AND s.value ->> '$.retries' <> 0 WHERE o.suspended = 1)"
#define JOB_ID "t.id = @ OR t.hex = lower(hex(@))"

static const weir_member job_fields[] = {
    FIELD("id", ID, "t.id"),
    NO_FIELD("jobDefinitionId"),
    FIELD("processInstanceId", ID, "i.id"),
    FIELD("processDefinitionId", TEXT, "d.id"),
    FIELD("processDefinitionKey", TEXT, "d.key"),
    FIELD("executionId", ID, "i.id"),
    FIELD("exceptionMessage", TEXT, "t.message"),
    FIELD("failedActivityId", TEXT, "CASE WHEN t.retries = 0 THEN t.element END"),
    FIELD("retries", INTEGER, "t.retries"),
    FIELD("dueDate", TIME, "t.due"),
    FIELD("suspended", BOOLEAN, "i.suspended"),
    FIELD("priority", INTEGER, "0"),
    NO_FIELD("tenantId"),
    NO_FIELD("createTime"),
    NO_FIELD("batchId"),
};
const weir_shape weir_shape_job = WEIR_SHAPE("Job", job_fields);

static const weir_filter job_filters[] = {
    FILTER("jobId", ID, JOB_ID),
    FILTER("activityId", TEXT, "t.element = @"),
    FILTER("withRetriesLeft", IF_TRUE, "t.retries > 0"),
    FILTER("noRetriesLeft", IF_TRUE, "t.retries = 0"),
    FILTER("executable", IF_TRUE, "t.retries > 0 AND t.due <= # AND i.suspended = 0"),
    FILTER("timers", IF_TRUE, "1"),
    FILTER("messages", IF_TRUE, "0"),
    FILTER("withException", IF_TRUE, "t.retries = 0"),
    FILTER("processInstanceIds", IDS, "i.id IN (@)"),
    FILTER("executionIds", IDS, "i.id IN (@)"),
    FILTER("includeJobsWithoutTenantId", IF_TRUE, "1"),
    MISSING("dueDates"),
    MISSING("createTimes"),
    MISSING("jobDefinitionId"),
    FILTER("exceptionMessage", TEXT, "t.message = @"),
    FILTER("failedActivityId", TEXT, "t.retries = 0 AND t.element = @"),
    MISSING("jobIds"),
    MISSING("priorityHigherThanOrEquals"),
    MISSING("priorityLowerThanOrEquals"),
    INSTANCE_FILTERS,
    DEFINITION_FILTERS,
    TENANT_FILTERS,
    SUSPENSION_FILTERS("i"),
};
static const weir_sort job_sorts[] = {
    {"jobId", "t.id"},
    {"executionId", "i.id"},
    {"processInstanceId", "i.id"},
    {"processDefinitionId", "d.id"},
    {"processDefinitionKey", "d.key"},
    {"jobDueDate", "t.due"},
    {"jobRetries", "t.retries"},
    {"jobPriority", "NULL"},
    {"tenantId", "NULL"},
};
const weir_listing weir_list_job = {
    .shape = &weir_shape_job,
    .from = "FROM " JOBS " t" JOIN_INSTANCE("t"),
    .order = "t.due, t.instance, t.wait",
    .by_id = JOB_ID,
    .what = "job",
    LIST_TABLES(job_filters, job_sorts),
};

static weir_err answer_nothing(weir_rest *call)
{
    return weir_rest_nothing(call);
}

/* The timer fires now, whatever the clock says. */
weir_err weir_handle_job_execute(weir_rest *call)
{
    weir_text instance = WEIR_NO_TEXT;
    weir_sql_value value;
    weir_reader *reader;
    weir_id id;
    weir_err err;

    WEIR_TRY(weir_rest_path_id(call, 0, "job", &id));
    value = weir_sql_bytes(id.byte, sizeof id.byte);
    WEIR_TRY(weir_server_reader(call->server, &reader, &call->diag));
    err = weir_reader_get(reader, WEIR_QUERY_timer_instance, &value, 1, &call->arena, &instance, 1, &call->diag);
    weir_server_give_reader(call->server, reader);
    if (err == WEIR_ENOTFOUND)
        return weir_fail(&call->diag, err, WEIR_NO_TEXT, "No job found with id '%.*s'", WEIR_ARG(call->path[0]));
    WEIR_TRY(err);
    call->command = (weir_request){
        .kind = WEIR_REQUEST_COMMAND,
        .command = {.kind = WEIR_COMMAND_FIRE, .start_event = {WEIR_NO_IX}, .wait = id, .is_early = true}};
    if (instance.length != sizeof call->command.instance.byte)
        return WEIR_EFORMAT;
    memcpy(call->command.instance.byte, instance.at, instance.length);
    return weir_rest_execute(call, answer_nothing);
}

static const weir_member retries_fields[] = {FIELD("retries", INTEGER, NULL)};
const weir_shape weir_shape_job_retries = WEIR_SHAPE("JobRetries", retries_fields);

/* A timer that could not fire is due again. */
weir_err weir_handle_job_retries(weir_rest *call)
{
    char id[WEIR_ID_TEXT_LENGTH + 1];
    weir_text instance = WEIR_NO_TEXT;
    weir_sql_value value;
    weir_reader *reader;
    int64_t retries;
    weir_id job;
    weir_err err;

    WEIR_TRY(weir_rest_integer(call, "retries", -1, &retries));
    if (retries < 0)
        return weir_rest_refuse(call, 400, "InvalidRequestException", "The number of retries must be 0 or more");
    WEIR_TRY(weir_rest_path_id(call, 0, "job", &job));
    weir_id_print(job, id);
    value = weir_sql_text(weir_text_of(id));
    WEIR_TRY(weir_server_reader(call->server, &reader, &call->diag));
    err = weir_reader_get(reader, WEIR_QUERY_failed_job_instance, &value, 1, &call->arena, &instance, 1, &call->diag);
    weir_server_give_reader(call->server, reader);
    if (err == WEIR_ENOTFOUND || retries == 0)
        return weir_rest_missing(call, "setting retries of a job without an incident, or to 0");
    WEIR_TRY(err);
    call->command = (weir_request){
        .kind = WEIR_REQUEST_COMMAND,
        .command = {.kind = WEIR_COMMAND_RETRY, .start_event = {WEIR_NO_IX}, .wait = job, .retries = retries}};
    if (instance.length != sizeof call->command.instance.byte)
        return WEIR_EFORMAT;
    memcpy(call->command.instance.byte, instance.at, instance.length);
    return weir_rest_execute(call, answer_nothing);
}

/* ── incidents ───────────────────────────────────────────────────────────────────────────────────────── */

/* The task or timer that has it stands in the state. */
#define CONFIGURATION                                                                                                  \
    "(SELECT w.value ->> '$.id' FROM json_each(i.state, '$.waits') w WHERE w.value ->> '$.n' = n.wait)"

static const weir_member incident_fields[] = {
    FIELD("id", ID, "n.id"),
    FIELD("processDefinitionId", TEXT, "d.id"),
    FIELD("processInstanceId", ID, "i.id"),
    FIELD("executionId", ID, "i.id"),
    FIELD("incidentTimestamp", TIME, "n.created"),
    FIELD("incidentType", TEXT, "n.kind"),
    FIELD("activityId", TEXT, "n.element"),
    FIELD("failedActivityId", TEXT, "n.element"),
    FIELD("causeIncidentId", ID, "n.id"),
    FIELD("rootCauseIncidentId", ID, "n.id"),
    FIELD("configuration", TEXT, CONFIGURATION),
    FIELD("incidentMessage", TEXT, "n.message"),
    NO_FIELD("tenantId"),
    NO_FIELD("jobDefinitionId"),
    NO_FIELD("annotation"),
};
const weir_shape weir_shape_incident = WEIR_SHAPE("Incident", incident_fields);

static const weir_filter incident_filters[] = {
    FILTER("incidentId", ID, "n.id = @"),
    FILTER("incidentType", TEXT, "n.kind = @"),
    FILTER("incidentMessage", TEXT, "n.message = @"),
    FILTER("incidentMessageLike", TEXT, "n.message LIKE @ ESCAPE '\\'"),
    FILTER("incidentTimestampBefore", TIME, "n.created < @"),
    FILTER("incidentTimestampAfter", TIME, "n.created > @"),
    FILTER("activityId", TEXT, "n.element = @"),
    FILTER("failedActivityId", TEXT, "n.element = @"),
    FILTER("causeIncidentId", ID, "n.id = @"),
    FILTER("rootCauseIncidentId", ID, "n.id = @"),
    FILTER("configuration", TEXT, CONFIGURATION " = @"),
    MISSING("jobDefinitionIdIn"),
    INSTANCE_FILTERS,
    DEFINITION_FILTERS,
    FILTER("tenantIdIn", TEXTS, "0"),
};
static const weir_sort incident_sorts[] = {
    {"incidentId", "n.id"},          {"incidentMessage", "n.message"}, {"incidentTimestamp", "n.created"},
    {"incidentType", "n.kind"},      {"executionId", "i.id"},          {"activityId", "n.element"},
    {"processInstanceId", "i.id"},   {"processDefinitionId", "d.id"},  {"causeIncidentId", "n.id"},
    {"rootCauseIncidentId", "n.id"}, {"configuration", CONFIGURATION}, {"tenantId", "NULL"},
};
const weir_listing weir_list_incident = {
    .shape = &weir_shape_incident,
    .from = "FROM incident n" JOIN_INSTANCE("n"),
    .order = "n.instance, n.wait",
    .by_id = "n.id = @",
    .what = "incident",
    LIST_TABLES(incident_filters, incident_sorts),
};
