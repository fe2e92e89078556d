/* SPDX-License-Identifier: Apache-2.0
 * server/handle_present.c - other things that are the case now: executions, event subscriptions, variables, incidents.
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
    FILTER("variables", VARIABLES, "i.pos"),
    IGNORE_CASE_FILTERS,
    FILTER("incidentId", ID, HAS_INCIDENT " AND n.id = @)"),
    FILTER("incidentType", TEXT, HAS_INCIDENT " AND n.kind = @)"),
    FILTER("incidentMessage", TEXT, HAS_INCIDENT " AND n.message = @)"),
    FILTER("incidentMessageLike", TEXT, HAS_INCIDENT " AND n.message LIKE @ ESCAPE '\\')"),
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
    FIELD("eventName", TEXT, "nullif(s.name, '')"),
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
    FIELD("valueInfo", VALUE_INFO, "v.value"),
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

#define VARIABLE_PART "v.scope || ':' || v.name = @"
static const weir_filter variable_filters[] = {
    FILTER("variableName", TEXT, "v.name = @"),
    FILTER("variableNameLike", TEXT, "v.name LIKE @ ESCAPE '\\'"),
    FILTER("processInstanceIdIn", IDS, "i.id IN (@)"),
    FILTER("executionIdIn", IDS, "i.id IN (@)"),
    FILTER("deserializeValues", BOOLEAN, "@ IS NOT NULL"),
    FILTER("tenantIdIn", TEXTS, "0"),
    FILTER("variableValues", VARIABLES, NULL),
    IGNORE_CASE_FILTERS,
    MISSING("variableScopeIdIn"),
    MISSING("taskIdIn"),
    MISSING("activityInstanceIdIn"),
    FILTER("batchIdIn", TEXTS, "0"),
};
static const weir_sort variable_sorts[] = {{"variableName", "v.name"},
                                           {"variableType", "json_type(v.value)"},
                                           {"activityInstanceId", "v.scope"},
                                           {"tenantId", "NULL"}};
const weir_listing weir_list_variable = {
    .shape = &weir_shape_variable_instance,
    .from = "FROM variable v" JOIN_INSTANCE("v") " WHERE i.status = 1",
    .by_id = VARIABLE_PART,
    .order = "v.instance, v.scope, v.name",
    .what = "variable instance",
    LIST_TABLES(variable_filters, variable_sorts),
};

/* The same with the value as it is stored, for its bytes. */
static const weir_member data_fields[] = {FIELD("name", TEXT, "v.name"), FIELD("value", JSON, "v.value")};
static const weir_shape data_shape = WEIR_SHAPE("VariableData", data_fields);
const weir_listing weir_list_variable_data = {
    .shape = &data_shape,
    .from = "FROM variable v" JOIN_INSTANCE("v") " WHERE i.status = 1",
    .order = "v.instance, v.scope, v.name",
    .by_id = VARIABLE_PART,
    .what = "variable instance",
};

/* ── incidents ───────────────────────────────────────────────────────────────────────────────────────── */

/* The task or timer that has it stands in the state. */
#define CONFIGURATION                                                                                                  \
    "iif(n.level > 0, NULL, (SELECT w.value ->> '$.id' FROM json_each(i.state, '$.waits') w WHERE w.value ->> '$.n' =" \
    " n.wait))"

#define UUID(hex)                                                                                                      \
    "lower(substr(" hex ", 1, 8) || '-' || substr(" hex ", 9, 4) || '-' || substr(" hex                                \
    ", 13, 4) || '-' || substr(" hex ", 17, 4) || '-' || substr(" hex ", 21))"
/* An incident is seen at the call activities above it, too. Such a copy is no row: its id is made of those of the
 * caller and of the incident, and of how far they are apart. */
#define COPY_ID "substr(hex(p.id), 1, 16) || substr(hex(n.root), 17, 14) || printf('%02X', n.level + 1)"
#define INCIDENTS                                                                                                      \
    "WITH RECURSIVE n (instance, wait, element, kind, message, created, root, cause, id, level) AS (SELECT instance,"  \
    " wait, element, kind, message, created, id, " UUID("hex(id)") ", " UUID(                                          \
        "hex(id)") ", 0 FROM incident"                                                                                 \
                   " UNION ALL SELECT p.pos, n.wait, json_extract(c.state, '$.caller.element'), n.kind, NULL, "        \
                   "n.created, n.root,"                                                                                \
                   " n.id, " UUID(                                                                                     \
                       COPY_ID) ", n.level + 1 FROM n JOIN instance c ON c.pos = n.instance JOIN instance p"           \
                                " ON p.id = c.caller) "

static const weir_member incident_fields[] = {
    FIELD("id", TEXT, "n.id"),
    FIELD("processDefinitionId", TEXT, "d.id"),
    FIELD("processInstanceId", ID, "i.id"),
    FIELD("executionId", ID, "i.id"),
    FIELD("incidentTimestamp", TIME, "n.created"),
    FIELD("incidentType", TEXT, "n.kind"),
    FIELD("activityId", TEXT, "n.element"),
    FIELD("failedActivityId", TEXT, "n.element"),
    FIELD("causeIncidentId", TEXT, "n.cause"),
    FIELD("rootCauseIncidentId", ID, "n.root"),
    FIELD("configuration", TEXT, CONFIGURATION),
    FIELD("incidentMessage", TEXT, "n.message"),
    NO_FIELD("tenantId"),
    NO_FIELD("jobDefinitionId"),
    NO_FIELD("annotation"),
};
const weir_shape weir_shape_incident = WEIR_SHAPE("Incident", incident_fields);

static const weir_filter incident_filters[] = {
    FILTER("incidentId", TEXT, "n.id = @"),
    FILTER("incidentType", TEXT, "n.kind = @"),
    FILTER("incidentMessage", TEXT, "n.message = @"),
    FILTER("incidentMessageLike", TEXT, "n.message LIKE @ ESCAPE '\\'"),
    FILTER("incidentTimestampBefore", TIME, "n.created < @"),
    FILTER("incidentTimestampAfter", TIME, "n.created > @"),
    FILTER("activityId", TEXT, "n.element = @"),
    FILTER("failedActivityId", TEXT, "n.element = @"),
    FILTER("causeIncidentId", TEXT, "n.cause = @"),
    FILTER("rootCauseIncidentId", ID, "n.root = @"),
    FILTER("configuration", TEXT, CONFIGURATION " = @"),
    FILTER("jobDefinitionIdIn", TEXTS, "0"),
    INSTANCE_FILTERS,
    DEFINITION_FILTERS,
    FILTER("tenantIdIn", TEXTS, "0"),
};
static const weir_sort incident_sorts[] = {
    {"incidentId", "n.id"},
    {"incidentMessage", "n.message"},
    {"incidentTimestamp", "n.created"},
    {"incidentType", "n.kind"},
    {"executionId", "i.id"},
    {"activityId", "n.element"},
    {"processInstanceId", "i.id"},
    {"processDefinitionId", "d.id"},
    {"causeIncidentId", "n.cause"},
    {"rootCauseIncidentId", "n.root"},
    {"configuration", CONFIGURATION},
    {"tenantId", "NULL"},
};
const weir_listing weir_list_incident = {
    .shape = &weir_shape_incident,
    .with = INCIDENTS,
    .from = "FROM n" JOIN_INSTANCE("n"),
    .order = "n.instance, n.wait, n.id",
    .by_id = "n.id = @",
    .is_id_text = true,
    .what = "incident",
    LIST_TABLES(incident_filters, incident_sorts),
};
