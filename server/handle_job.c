/* SPDX-License-Identifier: Apache-2.0
 * server/handle_job.c - jobs: timers and asynchronous continuations, those that wait and those that have failed.
 *
 * A time limit is one only as long as it has failed: else nobody is asked about it (handle_limit.c).
 */
#include "server/date.h"
#include "server/handlers.h"
#include "server/server_internal.h"
#include "server/tables.h"

/* One that waits has a row; one without retries, or of a suspended instance, is no more than a wait in the state, with
 * its id as text. `due` is null for a continuation that nobody moved. */
#define OF_STATE(due, retries, message)                                                                                \
    "s.value ->> '$.id', replace(s.value ->> '$.id', '-', ''), o.pos, s.value ->> '$.n', s.value ->> '$.element', "    \
    "s.value ->> '$.due', " due ", " retries ", " message                                                              \
    ", CASE s.value ->> '$.kind' WHEN 6 THEN s.value ->> '$.name' END,"                                                \
    " iif(s.value ->> '$.kind' = 10, 0, coalesce(s.value ->> '$.priority', 0))"
#define JOBS                                                                                                           \
    "(SELECT w.id AS id, NULL AS hex, w.instance AS instance, w.wait AS wait, w.element AS element, w.due AS runs,"    \
    " CASE WHEN w.continues IS NULL OR w.retries IS NOT NULL THEN w.due END AS due, coalesce(w.retries, 3) AS "        \
    "retries, w.message AS message, w.continues AS continues, w.priority AS priority FROM timer w"                     \
    " WHERE w.owner IS NULL OR w.retries IS NOT NULL"                                                                  \
    " UNION ALL SELECT " OF_STATE(                                                                                     \
        "s.value ->> '$.due'", "0",                                                                                    \
        "n.message") " FROM incident n JOIN instance o ON o.pos = n.instance JOIN json_each(o.state, '$.waits') s"     \
                     " ON s.value ->> '$.n' = n.wait WHERE n.kind = 'failedJob'"                                       \
                     " UNION ALL SELECT " OF_STATE("CASE s.value ->> '$.kind' WHEN 3 THEN s.value ->> '$.due' END",    \
                                                   "max(3 * (s.value ->> '$.retries' < 0), s.value ->> '$.retries')",  \
                                                   "NULL") " FROM instance o JOIN json_each(o.state, '$.waits') s "    \
                                                           "WHERE o.suspended = 1 AND s.value ->> '$.kind' IN (3, 6)"  \
                                                           " AND s.value ->> '$.retries' <> 0)"
#define PART(from, length) "substr(hex(t.id), " from ", " length ")"
#define JOB_UUID                                                                                                       \
    "CASE typeof(t.id) WHEN 'blob' THEN lower(" PART("1", "8") " || '-' || " PART("9", "4") " || '-' || " PART(        \
        "13", "4") " || '-' || " PART("17", "4") " || '-' || " PART("21", "12") ") ELSE t.id END"
#define JOB_ID "t.id = @ OR t.hex = lower(hex(@))"

static const weir_member job_fields[] = {
    FIELD("id", ID, "t.id"),
    NO_FIELD("jobDefinitionId"),
    FIELD("processInstanceId", ID, "i.id"),
    FIELD("processDefinitionId", TEXT, "d.id"),
    FIELD("processDefinitionKey", TEXT, "d.key"),
    FIELD("executionId", ID, "i.id"),
    FIELD("exceptionMessage", TEXT, "t.message"),
    FIELD("failedActivityId", TEXT, "CASE WHEN t.message IS NOT NULL THEN t.element END"),
    FIELD("retries", INTEGER, "t.retries"),
    FIELD("dueDate", TIME, "t.due"),
    FIELD("suspended", BOOLEAN, "i.suspended"),
    FIELD("priority", INTEGER, "t.priority"),
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
    FILTER("executable", IF_TRUE, "t.retries > 0 AND t.runs <= # AND i.suspended = 0"),
    FILTER("timers", IF_TRUE, "t.continues IS NULL"),
    FILTER("messages", IF_TRUE, "t.continues IS NOT NULL"),
    FILTER("withException", IF_TRUE, "t.message IS NOT NULL"),
    FILTER("exceptionMessage", TEXT, "t.message = @"),
    FILTER("failedActivityId", TEXT, "t.message IS NOT NULL AND t.element = @"),
    FILTER("priorityHigherThanOrEquals", INTEGER, "t.priority >= @"),
    FILTER("priorityLowerThanOrEquals", INTEGER, "t.priority <= @"),
    FILTER("processInstanceIds", IDS, "i.id IN (@)"),
    FILTER("executionIds", IDS, "i.id IN (@)"),
    FILTER("includeJobsWithoutTenantId", IF_TRUE, "1"),
    FILTER("jobIds", TEXTS, JOB_UUID " IN (@)"),
    FILTER("dueDates", TIMES, "t.due"),
    MISSING("createTimes"),
    MISSING("jobDefinitionId"),
    INSTANCE_FILTERS,
    DEFINITION_FILTERS,
    TENANT_FILTERS,
    SUSPENSION_FILTERS("i"),
};
static const weir_sort job_sorts[] = {
    {"jobId", JOB_UUID},
    {"executionId", "i.id"},
    {"processInstanceId", "i.id"},
    {"processDefinitionId", "d.id"},
    {"processDefinitionKey", "d.key"},
    {"jobDueDate", "t.due"},
    {"jobRetries", "t.retries"},
    {"jobPriority", "t.priority"},
    {"tenantId", "NULL"},
};
const weir_listing weir_list_job = {
    .shape = &weir_shape_job,
    .from = "FROM " JOBS " t" JOIN_INSTANCE("t"),
    .order = "t.runs, t.instance, t.wait",
    .by_id = JOB_ID,
    .what = "job",
    LIST_TABLES(job_filters, job_sorts),
};

/* ── one job ─────────────────────────────────────────────────────────────────────────────────────────── */

/* The command for the job of the path, without what it asks for. message: why it failed; absent: it did not. */
static weir_err find_job(weir_rest *call, weir_command_kind kind, weir_text *message)
{
    char text[WEIR_ID_TEXT_LENGTH + 1];
    weir_text columns[2];
    weir_sql_value values[2];
    weir_reader *reader;
    weir_id id;
    weir_err err;

    WEIR_TRY(weir_rest_path_id(call, 0, "job", &id));
    weir_id_print(id, text);
    values[0] = weir_sql_bytes(id.byte, sizeof id.byte);
    values[1] = weir_sql_text(weir_text_of(text));
    WEIR_TRY(weir_server_reader(call->server, &reader, &call->diag));
    err = weir_reader_get(reader, WEIR_QUERY_job_look, values, COUNT(values), &call->arena, columns, COUNT(columns),
                          &call->diag);
    weir_server_give_reader(call->server, reader);
    if (err == WEIR_ENOTFOUND)
        return weir_fail(&call->diag, err, WEIR_NO_TEXT, "No job found with id '%.*s'", WEIR_ARG(call->path[0]));
    WEIR_TRY(err);
    call->command = (weir_request){.kind = WEIR_REQUEST_COMMAND,
                                   .actor = call->actor,
                                   .command = {.kind = kind, .start_event = {WEIR_NO_IX}, .wait = id}};
    if (columns[0].length != sizeof call->command.instance.byte)
        return WEIR_EFORMAT;
    memcpy(call->command.instance.byte, columns[0].at, columns[0].length);
    if (message)
        *message = columns[1];
    return WEIR_OK;
}

static weir_err run_job(void *context, weir_engine *engine, weir_diag *diag)
{
    const weir_rest *call = context;

    return weir_engine_run_job(engine, &call->command, weir_db_now(call->server->db), diag);
}

/* Whatever the clock says; one that fails has a retry less. */
weir_err weir_handle_job_execute(weir_rest *call)
{
    WEIR_TRY(find_job(call, WEIR_COMMAND_FIRE, NULL));
    call->command.command.is_early = true;
    return weir_rest_work(call, run_job, weir_rest_nothing);
}

static const weir_member retries_fields[] = {FIELD("retries", INTEGER, NULL)};
const weir_shape weir_shape_job_retries = WEIR_SHAPE("JobRetries", retries_fields);

weir_err weir_handle_job_retries(weir_rest *call)
{
    int64_t retries;

    WEIR_TRY(weir_rest_int32(call, "retries", -1, &retries));
    if (retries < 0)
        return weir_rest_refuse(call, 400, "InvalidRequestException", "The number of retries must be 0 or more");
    WEIR_TRY(find_job(call, WEIR_COMMAND_SET_RETRIES, NULL));
    call->command.command.retries = retries;
    return weir_rest_execute(call, weir_rest_nothing);
}

static const weir_member priority_fields[] = {FIELD("priority", INTEGER, NULL)};
const weir_shape weir_shape_job_priority = WEIR_SHAPE("Priority", priority_fields);

weir_err weir_handle_job_priority(weir_rest *call)
{
    const weir_value *priority = weir_rest_member(call, "priority");

    if (!priority)
        return weir_rest_refuse(call, 400, "RestException", "the priority is missing");
    WEIR_TRY(find_job(call, WEIR_COMMAND_SET_PRIORITY, NULL));
    WEIR_TRY(weir_rest_integer(call, "priority", 0, &call->command.command.priority));
    return weir_rest_execute(call, weir_rest_nothing);
}

static const weir_member due_fields[] = {
    FIELD("duedate", TEXT, NULL),
    FIELD("cascade", BOOLEAN, NULL),
};
const weir_shape weir_shape_job_due = WEIR_SHAPE("JobDuedate", due_fields);

/* Without a date it is due now. */
weir_err weir_handle_job_due(weir_rest *call)
{
    const weir_text date = weir_rest_text(call, "duedate");
    int64_t due_ms = weir_db_now(call->server->db);

    if (weir_rest_flag(call, "cascade", false))
        return weir_rest_missing(call, "moving the later times of a cycle (cascade)");
    if (date.at && !weir_date_read(date, &due_ms))
        return weir_rest_refuse(call, 400, "InvalidRequestException",
                                "'%.*s' is no date like 2026-11-23T01:00:00.000+0000", WEIR_ARG(date));
    WEIR_TRY(find_job(call, WEIR_COMMAND_SET_DUE, NULL));
    call->command.command.due_ms = due_ms;
    return weir_rest_execute(call, weir_rest_nothing);
}

weir_err weir_handle_job_stacktrace(weir_rest *call)
{
    weir_text message = WEIR_NO_TEXT;

    WEIR_TRY(find_job(call, WEIR_COMMAND_FIRE, &message));
    return weir_rest_bytes(call, message.at ? message : WEIR_T(""), "text/plain; charset=utf-8");
}
