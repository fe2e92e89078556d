/* SPDX-License-Identifier: Apache-2.0
 * server/handle_suspend.c - suspend and activate: an instance, many of them, definitions.
 */
#include "server/handlers.h"
#include "server/server_internal.h"
#include "server/sweep.h"
#include "server/tables.h"

static const weir_member one_fields[] = {FIELD("suspended", BOOLEAN, NULL)};
const weir_shape weir_shape_suspension = WEIR_SHAPE("SuspensionState", one_fields);

static const weir_member instances_fields[] = {
    FIELD("suspended", BOOLEAN, NULL),
    {.name = "processInstanceIds", .kind = WEIR_MEMBER_TEXTS},
    FIELD("processDefinitionId", TEXT, NULL),
    FIELD("processDefinitionKey", TEXT, NULL),
    FIELD("processDefinitionTenantId", TEXT, NULL),
    FIELD("processDefinitionWithoutTenantId", BOOLEAN, NULL),
    {.name = "processInstanceQuery", .kind = WEIR_MEMBER_OBJECT},
    {.name = "historicProcessInstanceQuery", .kind = WEIR_MEMBER_OBJECT},
};
const weir_shape weir_shape_instances_suspension = WEIR_SHAPE("ProcessInstanceSuspensionState", instances_fields);

static const weir_member definitions_fields[] = {
    FIELD("suspended", BOOLEAN, NULL),         FIELD("processDefinitionId", TEXT, NULL),
    FIELD("processDefinitionKey", TEXT, NULL), FIELD("includeProcessInstances", BOOLEAN, NULL),
    FIELD("executionDate", TEXT, NULL),
};
const weir_shape weir_shape_definitions_suspension = WEIR_SHAPE("ProcessDefinitionSuspensionState", definitions_fields);

static weir_command_kind command_of(const weir_rest *call)
{
    return weir_rest_flag(call, "suspended", false) ? WEIR_COMMAND_SUSPEND : WEIR_COMMAND_ACTIVATE;
}

static weir_err refuse(weir_rest *call, const char *sentence)
{
    return weir_rest_refuse(call, 400, "InvalidRequestException", "%s", sentence);
}

/* ── instances ───────────────────────────────────────────────────────────────────────────────────────── */

weir_err weir_handle_instance_suspend(weir_rest *call)
{
    weir_id id;

    WEIR_TRY(weir_rest_path_id(call, 0, "process instance", &id));
    call->command = (weir_request){.kind = WEIR_REQUEST_COMMAND,
                                   .instance = id,
                                   .command = {.kind = command_of(call), .start_event = {WEIR_NO_IX}}};
    return weir_rest_execute(call, weir_rest_nothing);
}

static weir_err read_ids(weir_rest *call, const weir_value *list, weir_sweep *sweep)
{
    weir_id *ids = WEIR_TAKE(&call->arena, weir_id, list->count);

    if (!ids)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < list->count; i++) {
        if (!weir_id_parse(list->as.items[i].as.string, &ids[i]))
            return weir_fail(&call->diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "Process instance with id %.*s does not exist",
                             WEIR_ARG(list->as.items[i].as.string));
    }
    sweep->instances = ids;
    sweep->instance_count = list->count;
    return WEIR_OK;
}

weir_err weir_handle_instances_suspend(weir_rest *call)
{
    static const char *const missing[] = {"processInstanceQuery", "historicProcessInstanceQuery",
                                          "processDefinitionTenantId"};
    const weir_value *ids = weir_rest_member(call, "processInstanceIds");
    const weir_text id = weir_rest_text(call, "processDefinitionId"),
                    key = weir_rest_text(call, "processDefinitionKey");
    weir_sweep *sweep = WEIR_TAKE(&call->arena, weir_sweep, 1);

    if (!sweep)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < COUNT(missing); i++) {
        if (weir_rest_member(call, missing[i]))
            return weir_rest_missing(call, missing[i]);
    }
    if ((ids != NULL) + (id.at != NULL) + (key.at != NULL) != 1)
        return refuse(call, "Either processInstanceIds, processDefinitionId or processDefinitionKey must be set, and "
                            "only one of them");
    *sweep = (weir_sweep){.command = command_of(call), .after = weir_rest_nothing};
    if (ids)
        WEIR_TRY(read_ids(call, ids, sweep));
    else
        WEIR_TRY(weir_find_definitions(call, id, key, &sweep->definitions, &sweep->definition_count));
    call->local = sweep;
    return weir_sweep_instances(call);
}

/* ── definitions ─────────────────────────────────────────────────────────────────────────────────────── */

static weir_err change_definitions(void *context, weir_engine *engine, weir_diag *diag)
{
    const weir_rest *call = context;
    const weir_sweep *sweep = call->local;
    const weir_definition_changes changes = {
        .change = sweep->command == WEIR_COMMAND_SUSPEND ? WEIR_DEFINITION_SUSPENDED : WEIR_DEFINITION_ACTIVATED,
        .actor = call->actor,
        .definitions = sweep->definitions,
        .count = sweep->definition_count,
        .now_ms = weir_db_now(call->server->db)};

    return weir_engine_change_definitions(engine, &changes, diag);
}

/* The definitions first, so that no instance starts behind those that were looked for. */
static weir_err suspend_definitions(weir_rest *call, weir_text id, weir_text key)
{
    weir_sweep *sweep = WEIR_TAKE(&call->arena, weir_sweep, 1);

    if (!sweep)
        return WEIR_ENOMEM;
    if (weir_rest_text(call, "executionDate").length > 0)
        return weir_rest_missing(call, "executionDate");
    *sweep = (weir_sweep){.command = command_of(call), .after = weir_rest_nothing};
    WEIR_TRY(weir_find_definitions(call, id, key, &sweep->definitions, &sweep->definition_count));
    call->local = sweep;
    return weir_rest_work(call, change_definitions,
                          weir_rest_flag(call, "includeProcessInstances", false) ? weir_sweep_instances
                                                                                 : weir_rest_nothing);
}

weir_err weir_handle_definition_suspend(weir_rest *call)
{
    return suspend_definitions(call, call->path[0], WEIR_NO_TEXT);
}

weir_err weir_handle_definition_of_key_suspend(weir_rest *call)
{
    return suspend_definitions(call, WEIR_NO_TEXT, call->path[0]);
}

weir_err weir_handle_definitions_suspend(weir_rest *call)
{
    const weir_text id = weir_rest_text(call, "processDefinitionId"),
                    key = weir_rest_text(call, "processDefinitionKey");

    if ((id.at != NULL) == (key.at != NULL))
        return refuse(call, "Either processDefinitionId or processDefinitionKey must be set, and only one of them");
    return suspend_definitions(call, id, key);
}
