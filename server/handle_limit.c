/* SPDX-License-Identifier: Apache-2.0
 * server/handle_limit.c - time limits that run: what they are, and one that is extended.
 *
 * How a limit stands is in the state of its instance. Which instances have any, the table of timers says; or, where a
 * limit has no row there, that one failed or that the instance is suspended.
 */
#include "server/date.h"
#include "server/handlers.h"
#include "server/server_internal.h"
#include "server/snapshot.h"
#include "server/tables.h"

#define OF_LIMIT(member) "w.value ->> '$.value." member "'"
#define INSTANT(member) WEIR_SQL_MS(OF_LIMIT(member))
#define STAGE "coalesce(" OF_LIMIT("stage") ", 0)"

static const weir_member limit_fields[] = {
    FIELD("id", TEXT, "w.value ->> '$.id'"),
    FIELD("processInstanceId", ID, "i.id"),
    FIELD("processDefinitionId", TEXT, "d.id"),
    FIELD("processDefinitionKey", TEXT, "d.key"),
    FIELD("businessKey", TEXT, "i.business_key"),
    FIELD("ownerId", TEXT, "w.value ->> '$.element'"),
    FIELD("activityInstanceId", TEXT,
          "coalesce((w.value ->> '$.element') || ':' || " UUID_OF_INSTANCE
          " || ':' || (w.value ->> '$.token'), " UUID_OF_INSTANCE ")"),
    FIELD("taskId", TEXT,
          "(SELECT t.value ->> '$.id' FROM json_each(i.state, '$.waits') t WHERE t.value ->> '$.token' ="
          " w.value ->> '$.token' AND t.value ->> '$.kind' IN (1, 2) AND t.value ->> '$.element' ="
          " w.value ->> '$.element')"),
    FIELD("state", TEXT, OF_LIMIT("state")),
    FIELD("overdue", BOOLEAN, STAGE " >= " WEIR_SQL_STAGE_OVERDUE),
    FIELD("limit", TEXT, OF_LIMIT("limit")),
    FIELD("policy", TEXT, OF_LIMIT("policy")),
    FIELD("basis", TEXT, OF_LIMIT("basis")),
    FIELD("superior", TEXT, OF_LIMIT("superior")),
    FIELD("calendar", TEXT, OF_LIMIT("calendar")),
    FIELD("calendarVersion", INTEGER, OF_LIMIT("version")),
    FIELD("start", TIME, INSTANT("start")),
    FIELD("remind", TIME, INSTANT("remind")),
    FIELD("due", TIME, INSTANT("due")),
    FIELD("dueProvisional", BOOLEAN, "coalesce(" OF_LIMIT("dueProvisional") ", 0)"),
    FIELD("overdueWd", DAYS_OVERDUE, "CASE WHEN " STAGE " >= " WEIR_SQL_STAGE_OVERDUE " THEN w.value -> '$.value' END"),
    FIELD("stoppedSince", TIME, INSTANT("stoppedSince")),
    FIELD("stops", JSON, "coalesce(w.value -> '$.value.stops', '[]')"),
    FIELD("extension", JSON, "w.value -> '$.value.extension'"),
};
const weir_shape weir_shape_limit = WEIR_SHAPE("TimeLimit", limit_fields);

weir_err weir_limit_write_days(weir_rest *call, const weir_member *field, weir_text text, weir_buffer *out)
{
    const weir_value *days = NULL;
    weir_value value;
    int64_t count = 0;

    if (text.at) {
        WEIR_TRY(weir_json_read(text, WEIR_JSON_TYPED, NULL, &call->arena, &value, &call->diag));
        WEIR_TRY(weir_db_limit_now(call->server->db, &value, &call->arena, &value, &call->diag));
        days = weir_context_find(&value, WEIR_T("overdueWd"));
    }
    if (days && days->kind == WEIR_NUMBER)
        (void)weir_decimal_to_int64(days->as.number, &count); /* by whoever wrote it */
    weir_write_integer(out, field->name, count);
    return out->err;
}

static const weir_filter limit_filters[] = {
    FILTER("limitId", TEXT, "w.value ->> '$.id' = @"),
    FILTER("ownerId", TEXT, "w.value ->> '$.element' = @"),
    FILTER("ownerIdIn", TEXTS, "w.value ->> '$.element' IN (@)"),
    FILTER("state", TEXT, OF_LIMIT("state") " = @"),
    FILTER("overdue", BOOLEAN, "(" STAGE " >= " WEIR_SQL_STAGE_OVERDUE ") = @"),
    FILTER("policy", TEXT, OF_LIMIT("policy") " = @"),
    FILTER("superior", TEXT, OF_LIMIT("superior") " = @"),
    FILTER("dueBefore", TIME, INSTANT("due") " < @"),
    FILTER("dueAfter", TIME, INSTANT("due") " > @"),
    FILTER("processInstanceBusinessKey", TEXT, "i.business_key = @"),
    INSTANCE_FILTERS,
    DEFINITION_FILTERS,
    TENANT_FILTERS,
};
static const weir_sort limit_sorts[] = {
    {"due", INSTANT("due")},
    {"start", INSTANT("start")},
    {"ownerId", "w.value ->> '$.element'"},
    {"processInstanceId", "i.id"},
};
const weir_listing weir_list_limit = {
    .shape = &weir_shape_limit,
    .from = "FROM (SELECT instance AS pos FROM timer WHERE owner IS NOT NULL UNION SELECT instance FROM incident UNION"
            " SELECT pos FROM instance WHERE suspended = 1) h JOIN instance i ON i.pos = h.pos JOIN definition d ON"
            " d.number = i.definition JOIN json_each(i.state, '$.waits') w WHERE w.value ->> '$.kind' "
            "= " WEIR_SQL_KIND_LIMIT,
    .order = "i.pos, w.value ->> '$.n'",
    .what = "time limit",
    LIST_TABLES(limit_filters, limit_sorts),
};

weir_err weir_handle_instance_limits(weir_rest *call)
{
    weir_buffer *out = weir_rest_begin(call);
    weir_snapshot snapshot;
    weir_id id;
    weir_err err;

    WEIR_TRY(weir_rest_path_id(call, 0, "process instance", &id));
    if (weir_snapshot_of_instance(call, id, &snapshot) != WEIR_OK || snapshot.has_ended)
        return weir_fail(&call->diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "Process instance with id %.*s does not exist",
                         WEIR_ARG(call->path[0]));
    weir_buffer_char(out, '[');
    err =
        weir_list_write_where(call, &weir_list_limit, "i.id = @", weir_sql_bytes(id.byte, sizeof id.byte), false, out);
    if (err != WEIR_OK && err != WEIR_ENOTFOUND) /* that is an empty list */
        return err;
    weir_buffer_char(out, ']');
    return weir_rest_end(call, 200);
}

static const weir_member extension_fields[] = {
    FIELD("workingDays", INTEGER, NULL),
    FIELD("reason", TEXT, NULL),
    FIELD("by", TEXT, NULL),
};
const weir_shape weir_shape_extension = WEIR_SHAPE("TimeLimitExtension", extension_fields);

weir_err weir_handle_limit_extend(weir_rest *call)
{
    weir_command *command = &call->command.command;
    weir_id instance;

    WEIR_TRY(weir_rest_path_id(call, 0, "process instance", &instance));
    call->command = (weir_request){.kind = WEIR_REQUEST_COMMAND,
                                   .instance = instance,
                                   .command = {.kind = WEIR_COMMAND_EXTEND,
                                               .start_event = {WEIR_NO_IX},
                                               .name = weir_rest_text(call, "by"),
                                               .text = weir_rest_text(call, "reason")}};
    if (!weir_id_parse(call->path[1], &command->wait))
        command->element = call->path[1];
    WEIR_TRY(weir_rest_integer(call, "workingDays", 0, &command->amount));
    return weir_rest_execute(call, weir_rest_nothing);
}
