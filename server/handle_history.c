/* SPDX-License-Identifier: Apache-2.0
 * server/handle_history.c - what was: readings of the log.
 *
 * Folded from the facts of those instances that the request singles out, of all if they are not too many: no table
 * grows with what has passed.
 */
#include "server/handlers.h"
#include "server/names.h"
#include "server/server_internal.h"
#include "server/tables.h"

/* Facts of these types, of the instances that are looked at. */
#define FACTS(types)                                                                                                   \
    ", f AS MATERIALIZED (SELECT c.pos AS instance, l.pos + j.key AS pos, l.seq + j.key AS number, l.time AS time,"    \
    " l.actor AS actor, j.value ->> '$.type' AS type, j.value AS value FROM c CROSS JOIN log l CROSS JOIN"             \
    " json_each(l.facts) j WHERE l.stream = c.id AND j.value ->> '$.type' IN (" types ")) "
#define OF_INSTANCE " JOIN instance i ON i.pos = f.instance JOIN definition d ON d.number = i.definition"
/* What each task says, or said, at last; who took or gave it did not change when it is due. */
#define LAST_TASKS                                                                                                     \
    ", m AS MATERIALIZED (SELECT max(pos) AS pos, value ->> '$.id' AS id, value -> '$.details' AS details,"            \
    " value ->> '$.details.assignee' AS assignee FROM f WHERE type IN ('task.created', 'task.assigned',"               \
    " 'task.delegated', 'task.resolved', 'task.updated') GROUP BY value ->> '$.id')"                                   \
    ", u AS MATERIALIZED (SELECT max(pos) AS pos, value ->> '$.id' AS id, value ->> '$.due' AS due"                    \
    " FROM f WHERE type IN ('task.created', 'task.updated') GROUP BY value ->> '$.id') "
#define ELEMENT_TYPES "'element.activated', 'element.completed', 'element.cancelled'"
#define TASK_TYPES "'task.created', 'task.assigned', 'task.delegated', 'task.resolved', 'task.updated'"
#define OF_NODE(condition)                                                                                             \
    "(d.id, f.value ->> '$.element') IN (SELECT j.value ->> '$.definition', j.value ->> '$.element'"                   \
    " FROM json_each(^) j WHERE j.value ->> '$." condition ")"
#define NODE "d.id || char(31) || (f.value ->> '$.element')"

/* Whose log is read. */
static const weir_filter looked_at[] = {
    INSTANCE_FILTERS,
    DEFINITION_FILTERS,
    FILTER("processInstanceBusinessKey", TEXT, "i.business_key = @"),
    FILTER("processInstanceBusinessKeyIn", TEXTS, "i.business_key IN (@)"),
    FILTER("processInstanceBusinessKeyLike", TEXT, "i.business_key LIKE @ ESCAPE '\\'"),
    FILTER("processFinished", IF_TRUE, "i.status = 2"),
    FILTER("processUnfinished", IF_TRUE, "i.status = 1"),
    FILTER("executionIdIn", IDS, "i.id IN (@)"),
    FILTER("rootProcessInstanceId", ID, IS_ROOT),
    FILTER("startedAfter", TIME, AFTER),
    FILTER("finishedAfter", TIME, AFTER),
    FILTER("occurredAfter", TIME, AFTER),
    FILTER("createTimeAfter", TIME, AFTER),
    FILTER("endTimeAfter", TIME, AFTER),
    FILTER("tenantIdIn", TEXTS, "0"),
    FILTER("withoutTenantId", IF_TRUE, "1"),
};

/* ── activities ──────────────────────────────────────────────────────────────────────────────────────── */

/* As in the tree of what is active now (handle_instance.c). */
#define ACTIVITY_ID "(f.value ->> '$.element') || ':' || " UUID_OF_INSTANCE " || ':' || (f.value ->> '$.token')"
#define COMMON_FIELDS                                                                                                  \
    FIELD("processDefinitionKey", TEXT, "d.key"), FIELD("processDefinitionId", TEXT, "d.id"),                          \
        FIELD("processInstanceId", ID, "i.id"), FIELD("executionId", ID, "i.id"),                                      \
        FIELD("rootProcessInstanceId", ID, ROOT_OF_INSTANCE), NO_FIELD("removalTime"), NO_FIELD("tenantId")

/* A multi-instance as a whole is an activity of its own (WEIR_NAMES_BODY). */
#define BODY " || iif(b.scope IS NULL, '', char(35) || 'multiInstanceBody')"
#define ACTIVITY "(f.value ->> '$.element')" BODY

static const weir_member activity_fields[] = {
    FIELD("id", TEXT, ACTIVITY_ID),
    FIELD("parentActivityInstanceId", TEXT,
          "coalesce(p.element || ':' || " UUID_OF_INSTANCE " || ':' || p.token, " UUID_OF_INSTANCE ")"),
    FIELD("activityId", TEXT, ACTIVITY),
    FIELD("activityName", NODE_NAME, NODE),
    FIELD("activityType", NODE_TYPE, NODE BODY),
    FIELD("taskId", TEXT, "iif(k.type = 'task.created', k.id, NULL)"),
    FIELD("calledProcessInstanceId", TEXT, "iif(k.type = 'call.started', k.id, NULL)"),
    NO_FIELD("calledCaseInstanceId"),
    FIELD("assignee", TEXT, "m.assignee"),
    FIELD("startTime", TIME, "f.time"),
    FIELD("endTime", TIME, "e.time"),
    FIELD("durationInMillis", INTEGER, "e.time - f.time"),
    FIELD("canceled", BOOLEAN, "coalesce(e.type = 'element.cancelled', 0)"),
    FIELD("completeScope", BOOLEAN, "0"),
    COMMON_FIELDS,
};
const weir_shape weir_shape_past_activity = WEIR_SHAPE("HistoricActivityInstance", activity_fields);

static const weir_filter activity_filters[] = {
    FILTER("activityId", TEXT, ACTIVITY " = @"),
    FILTER("activityIdIn", TEXTS, ACTIVITY " IN (@)"),
    FILTER("activityInstanceId", TEXT, ACTIVITY_ID " = @"),
    FILTER("finished", IF_TRUE, "e.time IS NOT NULL"),
    FILTER("unfinished", IF_TRUE, "e.time IS NULL"),
    FILTER("canceled", IF_TRUE, "e.type = 'element.cancelled'"),
    FILTER("taskAssignee", TEXT, "m.assignee = @"),
    FILTER("startedAfter", TIME, "f.time > @"),
    FILTER("startedBefore", TIME, "f.time < @"),
    FILTER("finishedAfter", TIME, "e.time > @"),
    FILTER("finishedBefore", TIME, "e.time < @"),
    FILTER("activityName", TEXT, OF_NODE("name' = @")),
    FILTER("activityNameLike", TEXT, OF_NODE("name' LIKE @ ESCAPE '\\'")),
    FILTER("activityType", TEXT, "iif(b.scope IS NULL, " OF_NODE("type' = @") ", @ = 'multiInstanceBody')"),
    FILTER("completeScope", IF_TRUE, "0"),
};
static const weir_sort activity_sorts[] = {
    {"activityInstanceId", ACTIVITY_ID},
    {"instanceId", "i.id"},
    {"executionId", "i.id"},
    {"activityId", ACTIVITY},
    {"startTime", "f.time"},
    {"endTime", "e.time"},
    {"duration", "e.time - f.time"},
    {"definitionId", "d.id"},
    {"occurrence", "f.pos"},
    {"tenantId", "NULL"},
};
/* e: how it ended; k: the task that it made, or the call; p: what it is in; b: there if it is a multi-instance as a
 * whole. A token enters one element, and once. */
const weir_listing weir_list_past_activity = {
    .shape = &weir_shape_past_activity,
    .with = FACTS(ELEMENT_TYPES
                  ", 'loop.started', 'call.started', " TASK_TYPES) ", e AS MATERIALIZED (SELECT instance, value ->> "
                                                                   "'$.token' AS token, "
                                                                   "coalesce(value ->> "
                                                                   "'$.item', 0) AS item,"
                                                                   " value ->> '$.element' AS element, time, type FROM "
                                                                   "f WHERE type IN "
                                                                   "('element.completed',"
                                                                   " 'element.cancelled')), k AS MATERIALIZED (SELECT "
                                                                   "instance, value ->> "
                                                                   "'$.token' AS token, "
                                                                   "value ->> '$.element'"
                                                                   " AS element, value ->> '$.id' AS id, type FROM f"
                                                                   " WHERE type IN ('task.created', 'call.started')), "
                                                                   "p AS MATERIALIZED (SELECT instance, value ->> "
                                                                   "'$.opens' AS"
                                                                   " scope, value ->> '$.element' AS element, value "
                                                                   "->> '$.token' AS token FROM f"
                                                                   " WHERE type = 'element.activated' AND value ->> "
                                                                   "'$.opens' IS NOT NULL), b AS "
                                                                   "MATERIALIZED"
                                                                   " (SELECT instance, value ->> '$.scope' AS scope "
                                                                   "FROM f WHERE type = "
                                                                   "'loop.started')" LAST_TASKS,
    .instances = looked_at,
    .instance_filter_count = COUNT(looked_at),
    .from = "FROM f" OF_INSTANCE " LEFT JOIN e ON e.instance = f.instance AND e.token = f.value ->> '$.token' AND "
            "e.element = f.value ->> '$.element'"
            " AND e.item = coalesce(f.value ->> '$.item', 0)"
            " LEFT JOIN k ON k.instance = f.instance AND k.token = f.value ->> '$.token' AND k.element = f.value ->> "
            "'$.element'"
            " LEFT JOIN m ON m.id = k.id"
            " LEFT JOIN p ON p.instance = f.instance AND p.scope = f.value ->> '$.scope'"
            " LEFT JOIN b ON b.instance = f.instance AND b.scope = f.value ->> '$.opens'"
            " WHERE f.type = 'element.activated'",
    .order = "f.pos",
    .by_id = ACTIVITY_ID " = @",
    .what = "historic activity instance",
    LIST_TABLES(activity_filters, activity_sorts),
};

/* ── tasks ───────────────────────────────────────────────────────────────────────────────────────────── */

static const weir_member task_fields[] = {
    FIELD("id", TEXT, "f.value ->> '$.id'"),
    FIELD("name", TEXT, "m.details ->> '$.name'"),
    FIELD("taskDefinitionKey", TEXT, "f.value ->> '$.element'"),
    FIELD("activityInstanceId", TEXT, ACTIVITY_ID),
    FIELD("assignee", TEXT, "m.assignee"),
    FIELD("owner", TEXT, "m.details ->> '$.owner'"),
    FIELD("description", TEXT, "m.details ->> '$.description'"),
    NO_FIELD("parentTaskId"),
    FIELD("priority", INTEGER, "m.details ->> '$.priority'"),
    FIELD("due", TIME, WEIR_SQL_MS("u.due")),
    FIELD("followUp", TIME, WEIR_SQL_MS("m.details ->> '$.followUpDate'")),
    FIELD("startTime", TIME, "f.time"),
    FIELD("endTime", TIME, "e.time"),
    FIELD("duration", INTEGER, "e.time - f.time"),
    FIELD("deleteReason", TEXT,
          "CASE e.type WHEN 'task.completed' THEN 'completed' WHEN 'task.cancelled' THEN 'deleted' END"),
    FIELD("taskState", TEXT,
          "CASE e.type WHEN 'task.completed' THEN 'Completed' WHEN 'task.cancelled' THEN 'Deleted' ELSE 'Created' END"),
    NO_FIELD("caseDefinitionKey"),
    NO_FIELD("caseDefinitionId"),
    NO_FIELD("caseInstanceId"),
    NO_FIELD("caseExecutionId"),
    COMMON_FIELDS,
};
const weir_shape weir_shape_past_task = WEIR_SHAPE("HistoricTaskInstance", task_fields);

/* At some time, by the time limit of its activity, or of its item, or by a due date that it had. */
#define HAS_BEEN_OVERDUE                                                                                               \
    "((f.instance, f.value ->> '$.token') IN (SELECT o.instance, o.value ->> '$.token' FROM f o WHERE o.type ="        \
    " 'limit.overdue') OR f.value ->> '$.id' IN (" LATE_TASKS "))"

static const weir_filter task_filters[] = {
    FILTER("taskId", TEXT, "f.value ->> '$.id' = @"),
    FILTER("taskDefinitionKey", TEXT, "f.value ->> '$.element' = @"),
    FILTER("taskDefinitionKeyIn", TEXTS, "f.value ->> '$.element' IN (@)"),
    FILTER("taskName", TEXT, "m.details ->> '$.name' = @"),
    FILTER("taskNameLike", TEXT, "m.details ->> '$.name' LIKE @ ESCAPE '\\'"),
    FILTER("taskDescription", TEXT, "m.details ->> '$.description' = @"),
    FILTER("taskDescriptionLike", TEXT, "m.details ->> '$.description' LIKE @ ESCAPE '\\'"),
    FILTER("taskOwner", TEXT, "m.details ->> '$.owner' = @"),
    FILTER("taskPriority", INTEGER, "m.details ->> '$.priority' = @"),
    FILTER("taskDueDate", TIME, WEIR_SQL_MS("u.due") " = @"),
    FILTER("taskDueDateBefore", TIME, WEIR_SQL_MS("u.due") " < @"),
    FILTER("taskDueDateAfter", TIME, WEIR_SQL_MS("u.due") " > @"),
    FILTER("withoutTaskDueDate", IF_TRUE, "u.due IS NULL"),
    FILTER("overdue", BOOLEAN, HAS_BEEN_OVERDUE " = @"), /* weir's own */
    FILTER("taskFollowUpDate", TIME, WEIR_SQL_MS("m.details ->> '$.followUpDate'") " = @"),
    FILTER("taskFollowUpDateBefore", TIME, WEIR_SQL_MS("m.details ->> '$.followUpDate'") " < @"),
    FILTER("taskFollowUpDateAfter", TIME, WEIR_SQL_MS("m.details ->> '$.followUpDate'") " > @"),
    FILTER("taskAssigned", IF_TRUE, "m.assignee IS NOT NULL"),
    FILTER("taskUnassigned", IF_TRUE, "m.assignee IS NULL"),
    FILTER("taskDeleteReason", TEXT,
           "CASE e.type WHEN 'task.completed' THEN 'completed' WHEN 'task.cancelled' THEN"
           " 'deleted' END = @"),
    FILTER("taskAssignee", TEXT, "m.assignee = @"),
    FILTER("taskAssigneeLike", TEXT, "m.assignee LIKE @ ESCAPE '\\'"),
    FILTER("taskOwnerLike", TEXT, "m.details ->> '$.owner' LIKE @ ESCAPE '\\'"),
    FILTER("finished", IF_TRUE, "e.time IS NOT NULL"),
    FILTER("unfinished", IF_TRUE, "e.time IS NULL"),
    FILTER("startedAfter", TIME, "f.time > @"),
    FILTER("startedBefore", TIME, "f.time < @"),
    FILTER("finishedAfter", TIME, "e.time > @"),
    FILTER("finishedBefore", TIME, "e.time < @"),
    MISSING("taskVariables"),
    MISSING("processVariables"),
    MISSING("orQueries"),
};
static const weir_sort task_sorts[] = {
    {"taskId", "f.value ->> '$.id'"},
    {"historicActivityInstanceID", ACTIVITY_ID},
    {"startTime", "f.time"},
    {"endTime", "e.time"},
    {"duration", "e.time - f.time"},
    {"taskName", "m.details ->> '$.name'"},
    {"assignee", "m.assignee"},
    {"processInstanceId", "i.id"},
    {"owner", "m.details ->> '$.owner'"},
    {"priority", "m.details ->> '$.priority'"},
    {"taskDescription", "m.details ->> '$.description'"},
    {"dueDate", WEIR_SQL_MS("u.due")},
    {"followUpDate", WEIR_SQL_MS("m.details ->> '$.followUpDate'")},
};
const weir_listing weir_list_past_task = {
    .shape = &weir_shape_past_task,
    .with =
        FACTS("'task.assigned', 'task.delegated', 'task.resolved', " OVERDUE_TYPES) ", e AS MATERIALIZED (SELECT value "
                                                                                    "->> '$.id' AS id, time, type FROM "
                                                                                    "f WHERE type IN ('task.completed',"
                                                                                    " 'task.cancelled'))" LAST_TASKS,
    .instances = looked_at,
    .instance_filter_count = COUNT(looked_at),
    .from = "FROM f" OF_INSTANCE " LEFT JOIN e ON e.id = f.value ->> '$.id'"
            " LEFT JOIN m ON m.id = f.value ->> '$.id' LEFT JOIN u ON u.id = m.id WHERE f.type = 'task.created'",
    .order = "f.pos",
    .what = "historic task instance",
    LIST_TABLES(task_filters, task_sorts),
};

/* ── variables ───────────────────────────────────────────────────────────────────────────────────────── */

/* One that was removed keeps its last value. */
#define STATE "CASE WHEN r.last > g.last THEN 'DELETED' ELSE 'CREATED' END"
#define VARIABLE_ID "lower(hex(i.id)) || ':' || (f.value ->> '$.scope') || ':' || (f.value ->> '$.name')"

/* The process itself, or what opened the scope. */
#define SCOPE_ACTIVITY "coalesce(o.element || ':' || " UUID_OF_INSTANCE " || ':' || o.token, " UUID_OF_INSTANCE ")"

static const weir_member variable_fields[] = {
    FIELD("id", TEXT, VARIABLE_ID),
    FIELD("name", TEXT, "f.value ->> '$.name'"),
    FIELD("type", VALUE_TYPE, "f.value -> '$.value'"),
    FIELD("value", VALUE, "f.value -> '$.value'"),
    FIELD("valueInfo", VALUE_INFO, "f.value -> '$.value'"),
    FIELD("activityInstanceId", TEXT, SCOPE_ACTIVITY),
    NO_FIELD("taskId"),
    NO_FIELD("errorMessage"),
    FIELD("state", TEXT, STATE),
    FIELD("createTime", TIME, "min_time"),
    NO_FIELD("caseDefinitionKey"),
    NO_FIELD("caseDefinitionId"),
    NO_FIELD("caseInstanceId"),
    NO_FIELD("caseExecutionId"),
    COMMON_FIELDS,
};
const weir_shape weir_shape_past_variable = WEIR_SHAPE("HistoricVariableInstance", variable_fields);

static const weir_filter variable_filters[] = {
    FILTER("variableName", TEXT, "f.value ->> '$.name' = @"),
    FILTER("variableNameLike", TEXT, "f.value ->> '$.name' LIKE @ ESCAPE '\\'"),
    FILTER("variableNameIn", TEXTS, "f.value ->> '$.name' IN (@)"),
    FILTER("deserializeValues", BOOLEAN, "@ IS NOT NULL"),
    FILTER("includeDeleted", UNLESS_TRUE, "r.last IS NULL OR r.last < g.last"),
    MISSING("variableValue"),
    MISSING("variableTypeIn"),
    MISSING("taskIdIn"),
    MISSING("activityInstanceIdIn"),
};
static const weir_sort variable_sorts[] = {
    {"instanceId", "i.id"}, {"variableName", "f.value ->> '$.name'"}, {"tenantId", "NULL"}};
/* g: the last value; r: when it was removed; o: what opened the scope. */
#define PAST_VARIABLES                                                                                                 \
    FACTS("'variable.changed', 'variable.removed', 'element.activated', 'scope.opened'")                               \
    ", g AS (SELECT instance, max(pos) AS last, min(time) AS min_time, value ->> '$.scope' AS scope,"                  \
    " value ->> '$.name' AS name FROM f WHERE type = 'variable.changed' GROUP BY 1, 4, 5)"                             \
    ", r AS (SELECT instance, max(pos) AS last, value ->> '$.scope' AS scope, value ->> '$.name' AS name FROM f"       \
    " WHERE type = 'variable.removed' GROUP BY 1, 3, 4)"                                                               \
    ", o AS MATERIALIZED (SELECT instance, value ->> '$.opens' AS scope, value ->> '$.element' AS element,"            \
    " value ->> '$.token' AS token FROM f WHERE value ->> '$.opens' IS NOT NULL) "
#define FROM_PAST_VARIABLES                                                                                            \
    "FROM g JOIN f ON f.pos = g.last" OF_INSTANCE                                                                      \
    " LEFT JOIN r ON r.instance = g.instance AND r.scope = g.scope AND r.name = g.name"                                \
    " LEFT JOIN o ON o.instance = g.instance AND o.scope = g.scope"
#define PAST_VARIABLE_PART "(f.value ->> '$.scope') || ':' || (f.value ->> '$.name') = @"

/* The last value of each name in each scope. */
const weir_listing weir_list_past_variable = {
    .shape = &weir_shape_past_variable,
    .with = PAST_VARIABLES,
    .instances = looked_at,
    .instance_filter_count = COUNT(looked_at),
    .from = FROM_PAST_VARIABLES,
    .by_id = PAST_VARIABLE_PART,
    .order = "f.pos",
    .what = "historic variable instance",
    LIST_TABLES(variable_filters, variable_sorts),
};

/* The same with the value as it is stored, for its bytes. */
static const weir_member data_fields[] = {FIELD("name", TEXT, "f.value ->> '$.name'"),
                                          FIELD("value", JSON, "f.value -> '$.value'")};
static const weir_shape data_shape = WEIR_SHAPE("HistoricVariableData", data_fields);
const weir_listing weir_list_past_variable_data = {
    .shape = &data_shape,
    .with = PAST_VARIABLES,
    .instances = looked_at,
    .instance_filter_count = COUNT(looked_at),
    .from = FROM_PAST_VARIABLES,
    .order = "f.pos",
    .by_id = PAST_VARIABLE_PART,
    .what = "historic variable instance",
};

/* ── details ─────────────────────────────────────────────────────────────────────────────────────────── */

static const weir_member detail_fields[] = {
    FIELD("id", TEXT, "f.pos"),
    FIELD("type", TEXT, "'variableUpdate'"),
    FIELD("variableName", TEXT, "f.value ->> '$.name'"),
    FIELD("variableInstanceId", TEXT, VARIABLE_ID),
    FIELD("variableType", VALUE_TYPE, "f.value -> '$.value'"),
    FIELD("value", VALUE, "f.value -> '$.value'"),
    FIELD("valueInfo", VALUE_INFO, "f.value -> '$.value'"),
    FIELD("revision", INTEGER, "f.number"),
    NO_FIELD("initial"),
    FIELD("time", TIME, "f.time"),
    NO_FIELD("errorMessage"),
    NO_FIELD("activityInstanceId"),
    NO_FIELD("taskId"),
    NO_FIELD("userOperationId"),
    NO_FIELD("caseDefinitionKey"),
    NO_FIELD("caseDefinitionId"),
    NO_FIELD("caseInstanceId"),
    NO_FIELD("caseExecutionId"),
    COMMON_FIELDS,
};
const weir_shape weir_shape_past_detail = WEIR_SHAPE("HistoricDetail", detail_fields);

static const weir_filter detail_filters[] = {
    FILTER("variableInstanceId", TEXT, VARIABLE_ID " = @"),
    FILTER("variableUpdates", IF_TRUE, "1"),
    FILTER("formFields", IF_TRUE, "0"),
    FILTER("occurredAfter", TIME, "f.time > @"),
    FILTER("occurredBefore", TIME, "f.time < @"),
    FILTER("deserializeValues", BOOLEAN, "@ IS NOT NULL"),
    MISSING("activityInstanceId"),
    MISSING("taskId"),
    MISSING("userOperationId"),
    MISSING("variableTypeIn"),
};
static const weir_sort detail_sorts[] = {{"processInstanceId", "i.id"},
                                         {"variableName", "f.value ->> '$.name'"},
                                         {"time", "f.time"},
                                         {"occurrence", "f.pos"},
                                         {"variableRevision", "f.number"}};
const weir_listing weir_list_past_detail = {
    .shape = &weir_shape_past_detail,
    .with = FACTS("'variable.changed'"),
    .instances = looked_at,
    .instance_filter_count = COUNT(looked_at),
    .from = "FROM f" OF_INSTANCE " WHERE f.type = 'variable.changed'",
    .order = "f.pos",
    .by_id = "f.pos = CAST(@ AS INTEGER)",
    .what = "historic detail",
    LIST_TABLES(detail_filters, detail_sorts),
};

/* ── incidents ───────────────────────────────────────────────────────────────────────────────────────── */

static const weir_member incident_fields[] = {
    FIELD("id", TEXT, "f.value ->> '$.id'"),
    FIELD("createTime", TIME, "f.time"),
    FIELD("endTime", TIME, "e.time"),
    FIELD("incidentType", TEXT, "f.value ->> '$.kind'"),
    FIELD("activityId", TEXT, "f.value ->> '$.element'"),
    FIELD("failedActivityId", TEXT, "f.value ->> '$.element'"),
    FIELD("causeIncidentId", TEXT, "f.value ->> '$.id'"),
    FIELD("rootCauseIncidentId", TEXT, "f.value ->> '$.id'"),
    NO_FIELD("configuration"),
    NO_FIELD("historyConfiguration"),
    FIELD("incidentMessage", TEXT, "f.value ->> '$.message'"),
    NO_FIELD("jobDefinitionId"),
    FIELD("open", BOOLEAN, "e.time IS NULL AND i.status = 1"),
    FIELD("resolved", BOOLEAN, "e.time IS NOT NULL"),
    FIELD("deleted", BOOLEAN, "e.time IS NULL AND i.status = 2"),
    NO_FIELD("annotation"),
    COMMON_FIELDS,
};
const weir_shape weir_shape_past_incident = WEIR_SHAPE("HistoricIncident", incident_fields);

static const weir_filter incident_filters[] = {
    FILTER("incidentId", TEXT, "f.value ->> '$.id' = @"),
    FILTER("incidentType", TEXT, "f.value ->> '$.kind' = @"),
    FILTER("incidentMessage", TEXT, "f.value ->> '$.message' = @"),
    FILTER("incidentMessageLike", TEXT, "f.value ->> '$.message' LIKE @ ESCAPE '\\'"),
    FILTER("createTimeAfter", TIME, "f.time > @"),
    FILTER("createTimeBefore", TIME, "f.time < @"),
    FILTER("endTimeAfter", TIME, "e.time > @"),
    FILTER("endTimeBefore", TIME, "e.time < @"),
    FILTER("failedActivityId", TEXT, "f.value ->> '$.element' = @"),
    FILTER("causeIncidentId", TEXT, "f.value ->> '$.id' = @"),
    FILTER("rootCauseIncidentId", TEXT, "f.value ->> '$.id' = @"),
    FILTER("activityId", TEXT, "f.value ->> '$.element' = @"),
    FILTER("open", IF_TRUE, "e.time IS NULL AND i.status = 1"),
    FILTER("resolved", IF_TRUE, "e.time IS NOT NULL"),
    FILTER("deleted", IF_TRUE, "e.time IS NULL AND i.status = 2"),
};
static const weir_sort incident_sorts[] = {{"incidentId", "f.value ->> '$.id'"},
                                           {"createTime", "f.time"},
                                           {"endTime", "e.time"},
                                           {"incidentType", "f.value ->> '$.kind'"},
                                           {"activityId", "f.value ->> '$.element'"}};
const weir_listing weir_list_past_incident = {
    .shape = &weir_shape_past_incident,
    .with = FACTS("'incident.raised', 'incident.resolved'") ", e AS MATERIALIZED (SELECT value ->> '$.id' AS id, time "
                                                            "FROM f WHERE type = 'incident.resolved') ",
    .instances = looked_at,
    .instance_filter_count = COUNT(looked_at),
    .from = "FROM f" OF_INSTANCE " LEFT JOIN e ON e.id = f.value ->> '$.id' WHERE f.type = 'incident.raised'",
    .order = "f.pos",
    .what = "historic incident",
    LIST_TABLES(incident_filters, incident_sorts),
};

/* ── by their ids ────────────────────────────────────────────────────────────────────────────────────── */

static weir_err show(weir_rest *call, const weir_listing *list, weir_id instance)
{
    weir_buffer *out = weir_rest_begin(call);

    WEIR_TRY(weir_list_write_of(call, list, instance, call->path[0], out));
    WEIR_TRY(weir_rest_end(call, 200));
    return weir_names_complete(call);
}

/* The id names the element, the instance and the token; an element's id has no colon. */
weir_err weir_handle_past_activity(weir_rest *call)
{
    const weir_text id = call->path[0];
    const size_t colon = weir_text_find(id, WEIR_T(":"), 0);
    const size_t from = colon == SIZE_MAX ? id.length : colon + 1;
    const size_t to = id.length - from < WEIR_ID_TEXT_LENGTH ? id.length : from + WEIR_ID_TEXT_LENGTH;
    weir_id instance = {{0}};

    (void)weir_id_parse(weir_text_part(id, from, to - from), &instance); /* else none, which no instance is */
    return show(call, &weir_list_past_activity, instance);
}

/* The id is the position of the fact. */
weir_err weir_past_stream_of(weir_rest *call, weir_id *out)
{
    weir_decimal number;
    weir_sql_value value;
    weir_reader *reader;
    weir_rows rows;
    int64_t position = 0;
    bool has_row = false;
    weir_err err;

    *out = (weir_id){{0}};
    if (weir_decimal_parse(call->path[0], &number))
        (void)weir_decimal_to_int64(number, &position);
    value = weir_sql_integer(position);
    WEIR_TRY(weir_server_reader(call->server, &reader, &call->diag));
    err = weir_reader_query(reader, WEIR_QUERY_log_stream_of, &value, 1, &rows, &call->diag);
    if (err == WEIR_OK) {
        err = weir_rows_next(&rows, &has_row, &call->diag);
        if (err == WEIR_OK && has_row)
            (void)weir_rows_id(&rows, 0, out);
        weir_rows_close(&rows);
    }
    weir_server_give_reader(call->server, reader);
    return err;
}

weir_err weir_handle_past_detail(weir_rest *call)
{
    weir_id instance;

    WEIR_TRY(weir_past_stream_of(call, &instance));
    return show(call, &weir_list_past_detail, instance);
}
