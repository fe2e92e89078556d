/* SPDX-License-Identifier: Apache-2.0
 * server/handle_history_instance.c - instances, also those that have ended: they stay in their table.
 */
#include "server/handlers.h"
#include "server/tables.h"

#define END_TIME                                                                                                       \
    "CASE i.status WHEN 2 THEN (SELECT e.time FROM log e WHERE e.stream = i.id ORDER BY e.seq DESC LIMIT 1) END"
#define OUTCOME                                                                                                        \
    "CASE WHEN i.status = 1 THEN iif(i.suspended = 1, 'SUSPENDED', 'ACTIVE') ELSE CASE i.state ->> '$.outcome' WHEN "  \
    "'cancelled' THEN"                                                                                                 \
    " 'EXTERNALLY_TERMINATED' WHEN 'error' THEN 'INTERNALLY_TERMINATED' ELSE 'COMPLETED' END END"

static const weir_member instance_fields[] = {
    FIELD("id", ID, "i.id"),
    FIELD("businessKey", TEXT, "i.business_key"),
    FIELD("processDefinitionId", TEXT, "d.id"),
    FIELD("processDefinitionKey", TEXT, "d.key"),
    FIELD("processDefinitionName", PROCESS_NAME, "d.id"),
    FIELD("processDefinitionVersion", INTEGER, "d.version"),
    FIELD("startTime", TIME, "l.time"),
    FIELD("endTime", TIME, END_TIME),
    NO_FIELD("removalTime"),
    FIELD("durationInMillis", INTEGER, END_TIME " - l.time"),
    FIELD("startUserId", TEXT, USER("l.actor")),
    FIELD("startActivityId", TEXT,
          "(SELECT s.value ->> '$.element' FROM json_each(l.facts) s WHERE s.value ->> '$.type' = 'element.activated'"
          " LIMIT 1)"),
    FIELD("deleteReason", TEXT, "i.state ->> '$.error'"),
    FIELD("rootProcessInstanceId", ID, ROOT_OF_INSTANCE),
    FIELD("superProcessInstanceId", ID, "i.caller"),
    NO_FIELD("superCaseInstanceId"),
    NO_FIELD("caseInstanceId"),
    NO_FIELD("tenantId"),
    FIELD("state", TEXT, OUTCOME),
    NO_FIELD("restartedProcessInstanceId"),
};
const weir_shape weir_shape_past_instance = WEIR_SHAPE("HistoricProcessInstance", instance_fields);

#define EXECUTED(condition)                                                                                            \
    "EXISTS (SELECT 1 FROM log x, json_each(x.facts) y WHERE x.stream = i.id"                                          \
    " AND y.value ->> '$.type' = 'element.activated' AND " condition ")"

/* One of its time limits or user tasks. */
#define HAS_BEEN_OVERDUE                                                                                               \
    "EXISTS (WITH f AS MATERIALIZED (SELECT i.pos AS instance, x.pos + y.key AS pos, x.time AS time, y.value ->>"      \
    " '$.type' AS type, y.value AS value FROM log x, json_each(x.facts) y WHERE x.stream = i.id AND y.value ->>"       \
    " '$.type' IN (" OVERDUE_TYPES ")) SELECT 1 FROM f WHERE f.type = 'limit.overdue' UNION ALL " LATE_TASKS ")"

static const weir_filter instance_filters[] = {
    FILTER("processInstanceId", ID, "i.id = @"),
    FILTER("processInstanceIds", IDS, "i.id IN (@)"),
    FILTER("processInstanceIdIn", IDS, "i.id IN (@)"),
    FILTER("processInstanceBusinessKey", TEXT, "i.business_key = @"),
    FILTER("processInstanceBusinessKeyIn", TEXTS, "i.business_key IN (@)"),
    FILTER("processInstanceBusinessKeyLike", TEXT, "i.business_key LIKE @ ESCAPE '\\'"),
    DEFINITION_FILTERS,
    FILTER("processDefinitionKeyNotIn", TEXTS, "d.key NOT IN (@)"),
    FILTER("finished", IF_TRUE, "i.status = 2"),
    FILTER("unfinished", IF_TRUE, "i.status = 1"),
    FILTER("active", IF_TRUE, "i.status = 1 AND i.suspended = 0"),
    FILTER("suspended", IF_TRUE, "i.suspended = 1"),
    FILTER("completed", IF_TRUE, OUTCOME " = 'COMPLETED'"),
    FILTER("externallyTerminated", IF_TRUE, OUTCOME " = 'EXTERNALLY_TERMINATED'"),
    FILTER("internallyTerminated", IF_TRUE, OUTCOME " = 'INTERNALLY_TERMINATED'"),
    FILTER("startedAfter", TIME, "l.time > @"),
    FILTER("startedBefore", TIME, "l.time < @"),
    FILTER("finishedAfter", TIME, END_TIME " > @"),
    FILTER("finishedBefore", TIME, END_TIME " < @"),
    FILTER("startedBy", TEXT, USER("l.actor") " = @"),
    FILTER("overdue", BOOLEAN, HAS_BEEN_OVERDUE " = @"), /* weir's own */
    FILTER("withIncidents", IF_TRUE, HAS_INCIDENT ")"),
    FILTER("rootProcessInstances", IF_TRUE, "i.caller IS NULL"),
    FILTER("rootProcessInstanceId", ID, IS_ROOT),
    FILTER("variables", VARIABLES, "i.pos"),
    FILTER("tenantIdIn", TEXTS, "0"),
    FILTER("withoutTenantId", IF_TRUE, "1"),
    NAME_FILTERS,
    FILTER("executedActivityIdIn", TEXTS, EXECUTED("y.value ->> '$.element' IN (@)")),
    FILTER("executedActivityAfter", TIME, EXECUTED("x.time > @")),
    FILTER("executedActivityBefore", TIME, EXECUTED("x.time < @")),
    FILTER("activeActivityIdIn", TEXTS,
           "EXISTS (SELECT 1 FROM activity a WHERE a.definition = i.definition AND a.instance = i.pos"
           " AND a.element IN (@))"),
    FILTER("incidentType", TEXT, HAS_INCIDENT " AND n.kind = @)"),
    FILTER("incidentMessage", TEXT, HAS_INCIDENT " AND n.message = @)"),
    FILTER("incidentMessageLike", TEXT, HAS_INCIDENT " AND n.message LIKE @ ESCAPE '\\')"),
    FILTER("superProcessInstanceId", ID, "i.caller = @"),
    FILTER("subProcessInstanceId", ID, IS_CALLER),
    IGNORE_CASE_FILTERS,
    FILTER("orQueries", OR, NULL),
    MISSING("incidentStatus"),
};
static const weir_sort instance_sorts[] = {
    {"instanceId", "i.id"},
    {"definitionId", "d.id"},
    {"definitionKey", "d.key"},
    {"definitionVersion", "d.version"},
    {"businessKey", "i.business_key"},
    {"startTime", "l.time"},
    {"endTime", END_TIME},
    {"duration", END_TIME " - l.time"},
    {"tenantId", "NULL"},
};
const weir_listing weir_list_past_instance = {
    .shape = &weir_shape_past_instance,
    .from = "FROM instance i JOIN definition d ON d.number = i.definition JOIN log l ON l.pos = i.pos",
    .order = "i.pos",
    .by_id = "i.id = @",
    .what = "historic process instance",
    LIST_TABLES(instance_filters, instance_sorts),
};
