/* SPDX-License-Identifier: Apache-2.0
 * server/tables.h - parts that the tables of several resources share: joins, columns of a definition, filters.
 *
 * In SQL: i is the instance, d its definition. Layer: server.
 */
#ifndef WEIR_SERVER_TABLES_H
#define WEIR_SERVER_TABLES_H

#include "server/list.h"

#define COUNT(array) ((uint32_t)(sizeof(array) / sizeof *(array)))

/* Behind "x" with a column `instance`. */
#define JOIN_INSTANCE(x) " JOIN instance i ON i.pos = " x ".instance JOIN definition d ON d.number = i.definition"

#define FIELD(field_name, field_kind, expression)                                                                      \
    {                                                                                                                  \
        .name = (field_name), .kind = WEIR_MEMBER_##field_kind, .sql = (expression)                                    \
    }
#define NO_FIELD(field_name)                                                                                           \
    {                                                                                                                  \
        .name = (field_name), .kind = WEIR_MEMBER_NONE                                                                 \
    }
#define FILTER(filter_name, filter_kind, condition)                                                                    \
    {                                                                                                                  \
        .name = (filter_name), .kind = WEIR_FILTER_##filter_kind, .sql = (condition)                                   \
    }
#define MISSING(filter_name) FILTER(filter_name, MISSING, NULL)

/* weir has no tenants: everything is without one. */
#define TENANT_FILTERS FILTER("tenantIdIn", TEXTS, "0"), FILTER("withoutTenantId", IF_TRUE, "1")
/* Of the instance, or of one that it called, however far down. */
#define HAS_INCIDENT                                                                                                   \
    "EXISTS (SELECT 1 FROM incident n WHERE n.instance IN (WITH RECURSIVE g (pos, id) AS (SELECT i.pos, i.id UNION"    \
    " ALL SELECT c.pos, c.id FROM g JOIN instance c ON c.caller = g.id) SELECT pos FROM g)"
#define ROOT_OF_INSTANCE "coalesce(i.root, i.id)"
#define IS_ROOT "(i.root = @ OR (i.id = @ AND i.root IS NULL))"
#define IS_CALLER "i.id = (SELECT c.caller FROM instance c WHERE c.id = @)"
/* Names and version tags of definitions, which no table has. */
#define OF_NAME(condition)                                                                                             \
    "d.id IN (SELECT j.value ->> '$.id' FROM json_each(~) j WHERE j.value ->> '$.name' " condition ")"
#define OF_TAG(condition)                                                                                              \
    "d.id IN (SELECT j.value ->> '$.id' FROM json_each(~) j WHERE j.value ->> '$.tag' " condition ")"
#define NAME_FILTERS                                                                                                   \
    FILTER("processDefinitionName", TEXT, OF_NAME("= @")),                                                             \
        FILTER("processDefinitionNameLike", TEXT, OF_NAME("LIKE @ ESCAPE '\\'"))
#define IGNORE_CASE_FILTERS                                                                                            \
    FILTER("variableNamesIgnoreCase", OPTION, NULL), FILTER("variableValuesIgnoreCase", OPTION, NULL)
#define SUSPENSION_FILTERS(x)                                                                                          \
    FILTER("active", IF_TRUE, x ".suspended = 0"), FILTER("suspended", IF_TRUE, x ".suspended = 1")
#define DEFINITION_FILTERS                                                                                             \
    FILTER("processDefinitionId", TEXT, "d.id = @"), FILTER("processDefinitionIdIn", TEXTS, "d.id IN (@)"),            \
        FILTER("processDefinitionKey", TEXT, "d.key = @"), FILTER("processDefinitionKeyIn", TEXTS, "d.key IN (@)")
#define INSTANCE_FILTERS                                                                                               \
    FILTER("processInstanceId", ID, "i.id = @"), FILTER("processInstanceIdIn", IDS, "i.id IN (@)"),                    \
        FILTER("executionId", ID, "i.id = @")

/* The id of an instance as a text. */
#define UUID_OF_INSTANCE                                                                                               \
    "lower(substr(hex(i.id), 1, 8) || '-' || substr(hex(i.id), 9, 4) || '-' || substr(hex(i.id), 13, 4) || '-' ||"     \
    " substr(hex(i.id), 17, 4) || '-' || substr(hex(i.id), 21))"
/* Who acted, as the API says it; nobody has asked for a password. */
#define USER(actor)                                                                                                    \
    "nullif(CASE WHEN " actor " LIKE 'unverified:%' THEN substr(" actor ", 12) ELSE " actor " END, 'anonymous')"
/* Instances to which something happened after a time: the end of the log, read backwards. A clock that was set back by
 * up to an hour meanwhile hides none of them. */
#define AFTER                                                                                                          \
    "i.id IN (SELECT w.stream FROM log w WHERE w.pos >"                                                                \
    " coalesce((SELECT o.pos FROM log o WHERE o.time <= @ - 3600000 ORDER BY o.pos DESC LIMIT 1), 0))"

/* Facts that say what was overdue, whatever came of it, and ids of tasks by facts f (instance, pos, time, type, value)
 * of these types: those of which a due date passed before they were changed, completed or cancelled; a due date that is
 * the end of a time limit is told by the limit. */
#define OVERDUE_TYPES                                                                                                  \
    "'task.created', 'task.updated', 'task.completed', 'task.cancelled', 'limit.started', 'limit.overdue',"            \
    " 'limit.resumed', 'limit.extended', 'limit.rescheduled'"
#define LATE_TASKS                                                                                                     \
    "SELECT v.id FROM (SELECT t.instance AS instance, t.type AS type, t.value ->> '$.id' AS id, t.value ->> '$.due'"   \
    " AS due, max(t.value ->> '$.token') OVER (PARTITION BY t.value ->> '$.id') AS token, lead(t.time) OVER"           \
    " (PARTITION BY t.value ->> '$.id' ORDER BY t.pos) AS next FROM f t WHERE t.type IN ('task.created',"              \
    " 'task.updated', 'task.completed', 'task.cancelled')) v LEFT JOIN (SELECT DISTINCT n.instance AS instance,"       \
    " n.value ->> '$.token' AS token, n.value ->> '$.due' AS due FROM f n WHERE substr(n.type, 1, 6) = 'limit.') g"    \
    " ON g.instance = v.instance AND g.token = v.token AND g.due = v.due WHERE g.token IS NULL AND v.type IN"          \
    " ('task.created', 'task.updated') AND " WEIR_SQL_MS("v.due") " <= coalesce(v.next, #)"

#define LIST_TABLES(filter_table, sort_table)                                                                          \
    .filters = (filter_table), .filter_count = COUNT(filter_table), .sorts = (sort_table),                             \
    .sort_count = COUNT(sort_table)

#endif
