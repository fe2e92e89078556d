/* SPDX-License-Identifier: Apache-2.0
 * server/handle_message.c - messages for one receiver, signals for all who listen.
 */
#include "server/handlers.h"
#include "server/server_internal.h"
#include "server/tables.h"
#include "server/variables.h"

static const weir_member message_fields[] = {
    FIELD("messageName", TEXT, NULL),
    FIELD("businessKey", TEXT, NULL),
    FIELD("tenantId", TEXT, NULL),
    FIELD("withoutTenantId", BOOLEAN, NULL),
    FIELD("processInstanceId", TEXT, NULL),
    {.name = "correlationKeys", .kind = WEIR_MEMBER_VARIABLES},
    {.name = "localCorrelationKeys", .kind = WEIR_MEMBER_VARIABLES},
    {.name = "processVariables", .kind = WEIR_MEMBER_VARIABLES},
    {.name = "processVariablesLocal", .kind = WEIR_MEMBER_VARIABLES},
    {.name = "processVariablesToTriggeredScope", .kind = WEIR_MEMBER_VARIABLES},
    FIELD("all", BOOLEAN, NULL),
    FIELD("resultEnabled", BOOLEAN, NULL),
    FIELD("variablesInResultEnabled", BOOLEAN, NULL),
};
const weir_shape weir_shape_message = WEIR_SHAPE("CorrelationMessage", message_fields);

static const weir_member result_fields[] = {
    FIELD("resultType", TEXT, NULL),
    {.name = "execution", .kind = WEIR_MEMBER_OBJECT, .shape = &weir_shape_execution},
    {.name = "processInstance", .kind = WEIR_MEMBER_OBJECT, .shape = &weir_shape_instance},
    {.name = "variables", .kind = WEIR_MEMBER_VARIABLES},
};
const weir_shape weir_shape_message_result = WEIR_SHAPE("MessageCorrelationResult", result_fields);

static const weir_member signal_fields[] = {
    FIELD("name", TEXT, NULL),
    FIELD("executionId", TEXT, NULL),
    {.name = "variables", .kind = WEIR_MEMBER_VARIABLES},
    FIELD("tenantId", TEXT, NULL),
    FIELD("withoutTenantId", BOOLEAN, NULL),
};
const weir_shape weir_shape_signal = WEIR_SHAPE("Signal", signal_fields);

static weir_err refuse_members(weir_rest *call, const char *const *names, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const weir_value *value = weir_rest_member(call, names[i]);

        if (!value || (value->kind == WEIR_BOOLEAN && !value->as.boolean) ||
            (value->kind == WEIR_CONTEXT && value->count == 0))
            continue;
        return weir_rest_missing(call, names[i]);
    }
    return WEIR_OK;
}

/* An instance whose first fact this message wrote was started by it. */
static weir_err was_started(weir_rest *call, bool *out)
{
    const weir_answer *answer = &call->ticket.answer;
    const weir_sql_value id = weir_sql_bytes(answer->instance.byte, sizeof answer->instance.byte);
    weir_reader *reader;
    weir_rows rows;
    bool has_row;
    weir_err err;

    WEIR_TRY(weir_server_reader(call->server, &reader, &call->diag));
    err = weir_reader_query(reader, WEIR_QUERY_instance_pos, &id, 1, &rows, &call->diag);
    if (err == WEIR_OK) {
        err = weir_rows_next(&rows, &has_row, &call->diag);
        *out = err == WEIR_OK && has_row && (uint64_t)weir_rows_integer(&rows, 0) == answer->pos;
        weir_rows_close(&rows);
    }
    weir_server_give_reader(call->server, reader);
    return err;
}

static weir_err answer_result(weir_rest *call)
{
    const weir_id instance = call->ticket.answer.instance;
    weir_buffer *out = weir_rest_begin(call);
    char id[WEIR_ID_TEXT_LENGTH + 1];
    bool is_new = false;

    WEIR_TRY(was_started(call, &is_new));
    weir_id_print(instance, id);
    weir_buffer_text(out, WEIR_T("[{"));
    weir_write_text(out, "resultType", is_new ? WEIR_T("ProcessDefinition") : WEIR_T("Execution"));
    weir_write_name(out, is_new ? "processInstance" : "execution");
    if (is_new) {
        weir_buffer inner;
        weir_text text;

        weir_buffer_init(&inner, &call->arena, 0);
        WEIR_TRY(weir_list_write_one(call, &weir_list_any_instance, weir_text_of(id), &inner));
        WEIR_TRY(weir_buffer_done(&inner, &text));
        weir_buffer_text(out, text);
    } else {
        weir_buffer_char(out, '{');
        weir_write_text(out, "id", weir_text_of(id));
        weir_write_text(out, "processInstanceId", weir_text_of(id));
        weir_write_boolean(out, "ended", false);
        weir_write_null(out, "tenantId");
        weir_buffer_char(out, '}');
    }
    weir_write_null(out, is_new ? "execution" : "processInstance");
    if (weir_rest_flag(call, "variablesInResultEnabled", false)) {
        weir_write_name(out, "variables");
        WEIR_TRY(weir_write_process_variables(call, instance, out));
    }
    weir_buffer_text(out, WEIR_T("}]"));
    return weir_rest_end(call, 200);
}

weir_err weir_handle_message(weir_rest *call)
{
    static const char *const missing[] = {"tenantId",
                                          "processInstanceId",
                                          "localCorrelationKeys",
                                          "processVariablesLocal",
                                          "processVariablesToTriggeredScope",
                                          "all"};
    weir_request *request = &call->command;

    *request = (weir_request){.kind = WEIR_REQUEST_MESSAGE,
                              .name = weir_rest_text(call, "messageName"),
                              .business_key = weir_rest_text(call, "businessKey")};
    if (request->name.length == 0)
        return weir_rest_refuse(call, 400, "InvalidRequestException", "No message name supplied");
    if (weir_rest_flag(call, "variablesInResultEnabled", false) && !weir_rest_flag(call, "resultEnabled", false))
        return weir_rest_refuse(
            call, 400, "InvalidRequestException",
            "Parameter 'variablesInResultEnabled' cannot be used without 'resultEnabled' set to true");
    WEIR_TRY(refuse_members(call, missing, COUNT(missing)));
    WEIR_TRY(weir_variables_of(call, "correlationKeys", &request->keys));
    WEIR_TRY(weir_variables_of(call, "processVariables", &request->variables));
    return weir_rest_execute(call, weir_rest_flag(call, "resultEnabled", false) ? answer_result : weir_rest_nothing);
}

weir_err weir_handle_signal(weir_rest *call)
{
    static const char *const missing[] = {"tenantId"};
    const weir_text execution = weir_rest_text(call, "executionId");

    call->command = (weir_request){.kind = WEIR_REQUEST_SIGNAL, .name = weir_rest_text(call, "name")};
    if (call->command.name.length == 0)
        return weir_rest_refuse(call, 400, "InvalidRequestException", "No signal name given");
    WEIR_TRY(refuse_members(call, missing, COUNT(missing)));
    if (execution.at)
        return weir_signal_execution(call, execution, call->command.name);
    WEIR_TRY(weir_variables_of(call, "variables", &call->command.variables));
    return weir_rest_execute(call, weir_rest_nothing);
}
