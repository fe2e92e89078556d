/* SPDX-License-Identifier: Apache-2.0
 * server/handle_external_settings.c - external tasks: administrators set retries and priorities.
 */
#include "server/handlers.h"
#include "server/server_internal.h"
#include "server/tables.h"

#define RETRIES_COUNT_MAX 2000u /* tasks in one request */

static const weir_member retries_fields[] = {FIELD("retries", INTEGER, NULL)};
const weir_shape weir_shape_retries = WEIR_SHAPE("Retries", retries_fields);

/* A command for the task of the path, from outside a worker. */
static weir_err find_task(weir_rest *call, weir_command_kind kind)
{
    weir_id id;

    WEIR_TRY(weir_rest_path_id(call, 0, "external task", &id));
    call->command = (weir_request){.kind = WEIR_REQUEST_COMMAND,
                                   .command = {.kind = kind, .start_event = {WEIR_NO_IX}, .wait = id}};
    return WEIR_OK;
}

static weir_err read_retries(weir_rest *call, int64_t *out)
{
    WEIR_TRY(weir_rest_int32(call, "retries", -1, out));
    return *out < 0
               ? weir_rest_refuse(call, 400, "RestException", "The number of retries cannot be negative or missing")
               : WEIR_OK;
}

weir_err weir_handle_external_retries(weir_rest *call)
{
    int64_t retries;

    WEIR_TRY(read_retries(call, &retries));
    WEIR_TRY(find_task(call, WEIR_COMMAND_SET_RETRIES));
    call->command.command.retries = retries;
    return weir_rest_execute(call, weir_rest_nothing);
}

weir_err weir_handle_external_priority(weir_rest *call)
{
    if (!weir_rest_member(call, "priority"))
        return weir_rest_refuse(call, 400, "RestException", "the priority is missing");
    WEIR_TRY(find_task(call, WEIR_COMMAND_SET_PRIORITY));
    WEIR_TRY(weir_rest_integer(call, "priority", 0, &call->command.command.priority));
    return weir_rest_execute(call, weir_rest_nothing);
}

static const weir_member all_retries_fields[] = {
    FIELD("retries", INTEGER, NULL),
    FIELD("externalTaskIds", TEXTS, NULL),
};
const weir_shape weir_shape_all_retries = WEIR_SHAPE("RetriesOfExternalTasks", all_retries_fields);

/* One transaction. */
static weir_err set_all_retries(void *context, weir_engine *engine, weir_diag *diag)
{
    weir_rest *call = context;
    const weir_value *ids = weir_rest_member(call, "externalTaskIds");
    weir_err err = WEIR_OK;
    weir_answer answer;

    WEIR_TRY(weir_engine_begin(engine, WEIR_QUICKLY, diag));
    for (uint32_t i = 0; err == WEIR_OK && i < ids->count; i++) {
        const weir_text text = ids->as.items[i].as.string;

        err = weir_id_parse(text, &call->command.command.wait)
                  ? weir_engine_run(engine, &call->command, weir_db_now(call->server->db), &answer, diag)
                  : WEIR_ENOTFOUND;
        if (err == WEIR_ENOTFOUND)
            err = weir_fail(diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "External task with id %.*s does not exist",
                            WEIR_ARG(text));
    }
    if (err == WEIR_OK)
        return weir_engine_commit(engine, diag);
    weir_engine_abandon(engine);
    return err;
}

weir_err weir_handle_external_all_retries(weir_rest *call)
{
    static const char *const selectors[] = {"externalTaskQuery", "processInstanceIds", "processInstanceQuery",
                                            "historicProcessInstanceQuery"};
    const weir_value *ids = weir_rest_member(call, "externalTaskIds");
    int64_t retries;

    WEIR_TRY(read_retries(call, &retries));
    for (uint32_t i = 0; i < COUNT(selectors); i++) {
        if (weir_rest_member(call, selectors[i]))
            return weir_rest_missing(call, selectors[i]);
    }
    if (!ids || ids->count == 0)
        return weir_rest_refuse(call, 400, "InvalidRequestException", "externalTaskIds is empty");
    if (ids->count > RETRIES_COUNT_MAX)
        return weir_rest_refuse(call, 400, "InvalidRequestException", "at most %u tasks at once (limit retries_count)",
                                RETRIES_COUNT_MAX);
    call->command =
        (weir_request){.kind = WEIR_REQUEST_COMMAND,
                       .actor = call->actor,
                       .command = {.kind = WEIR_COMMAND_SET_RETRIES, .start_event = {WEIR_NO_IX}, .retries = retries}};
    return weir_rest_work(call, set_all_retries, weir_rest_nothing);
}
