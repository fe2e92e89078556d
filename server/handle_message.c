/* SPDX-License-Identifier: Apache-2.0
 * server/handle_message.c - messages for one receiver or all, signals for all who listen, conditions.
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
    FIELD("timeToLive", TEXT, NULL), /* weir's own: kept so long if nobody waits for it */
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

static const weir_member condition_fields[] = {
    {.name = "variables", .kind = WEIR_MEMBER_VARIABLES},
    FIELD("businessKey", TEXT, NULL),
    FIELD("processDefinitionId", TEXT, NULL),
    FIELD("tenantId", TEXT, NULL),
    FIELD("withoutTenantId", BOOLEAN, NULL),
};
const weir_shape weir_shape_condition = WEIR_SHAPE("EvaluationCondition", condition_fields);

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

static weir_err refuse(weir_rest *call, const char *sentence)
{
    return weir_rest_refuse(call, 400, "InvalidRequestException", "%s", sentence);
}

/* ── messages ────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err write_receipt(weir_rest *call, weir_receipt receipt, weir_buffer *out)
{
    char id[WEIR_ID_TEXT_LENGTH + 1];

    weir_id_print(receipt.instance, id);
    weir_write_comma(out);
    weir_buffer_char(out, '{');
    weir_write_text(out, "resultType", receipt.is_new ? WEIR_T("ProcessDefinition") : WEIR_T("Execution"));
    weir_write_name(out, receipt.is_new ? "processInstance" : "execution");
    if (receipt.is_new) {
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
    weir_write_null(out, receipt.is_new ? "execution" : "processInstance");
    if (weir_rest_flag(call, "variablesInResultEnabled", false)) {
        weir_write_name(out, "variables");
        WEIR_TRY(weir_write_process_variables(call, receipt.instance, out));
    }
    weir_buffer_char(out, '}');
    return WEIR_OK;
}

static weir_err answer_receipts(weir_rest *call)
{
    const weir_receipts *receipts = call->command.receipts;
    weir_buffer *out = weir_rest_begin(call);

    weir_buffer_char(out, '[');
    for (uint32_t i = 0; i < receipts->count; i++)
        WEIR_TRY(write_receipt(call, receipts->items[i], out));
    weir_buffer_char(out, ']');
    return weir_rest_end(call, 200);
}

/* The instances that were started. */
static weir_err answer_started(weir_rest *call)
{
    const weir_receipts *receipts = call->command.receipts;
    weir_buffer *out = weir_rest_begin(call);
    char id[WEIR_ID_TEXT_LENGTH + 1];

    weir_buffer_char(out, '[');
    for (uint32_t i = 0; i < receipts->count; i++) {
        weir_buffer one;
        weir_text text;

        weir_id_print(receipts->items[i].instance, id);
        weir_buffer_init(&one, &call->arena, 0);
        WEIR_TRY(weir_list_write_one(call, &weir_list_any_instance, weir_text_of(id), &one));
        WEIR_TRY(weir_buffer_done(&one, &text));
        if (i > 0)
            weir_buffer_char(out, ',');
        weir_buffer_text(out, text);
    }
    weir_buffer_char(out, ']');
    return weir_rest_end(call, 200);
}

/* Whom it is for, as far as it says so. */
static weir_err read_receiver(weir_rest *call, weir_request *request)
{
    const weir_text instance = weir_rest_text(call, "processInstanceId");

    request->is_for_all = weir_rest_flag(call, "all", false);
    WEIR_TRY(weir_variables_of(call, "correlationKeys", &request->keys));
    WEIR_TRY(weir_variables_of(call, "localCorrelationKeys", &request->local_keys));
    if (instance.at && !weir_id_parse(instance, &request->instance))
        return weir_rest_refuse(call, 400, "RestException",
                                "nobody waits for the message '%.*s' in an instance '%.*s', which is not the id of one",
                                WEIR_ARG(request->name), WEIR_ARG(instance));
    return WEIR_OK;
}

/* From now on, by a calendar that begins anywhere: a month has 31 days then. */
static weir_err read_time_to_live(weir_rest *call, weir_request *request)
{
    const weir_text text = weir_rest_text(call, "timeToLive");
    weir_period period;

    if (!text.at)
        return WEIR_OK;
    if (!weir_period_parse(text, &period) || !weir_period_add(0, &period, 1, NULL, &request->duration_ms) ||
        request->duration_ms <= 0)
        return weir_rest_refuse(call, 400, "InvalidRequestException",
                                "'timeToLive' is a duration as ISO 8601 writes it, like PT1H, not '%.*s'",
                                WEIR_ARG(text));
    if (request->is_for_all)
        return refuse(call, "Parameter 'timeToLive' cannot be used together with 'all'");
    return WEIR_OK;
}

weir_err weir_handle_message(weir_rest *call)
{
    static const char *const missing[] = {"tenantId", "processVariablesToTriggeredScope"};
    const bool wants_result = weir_rest_flag(call, "resultEnabled", false);
    weir_request *request = &call->command;

    *request = (weir_request){.kind = WEIR_REQUEST_MESSAGE,
                              .name = weir_rest_text(call, "messageName"),
                              .business_key = weir_rest_text(call, "businessKey")};
    if (request->name.length == 0)
        return refuse(call, "No message name supplied");
    if (weir_rest_flag(call, "variablesInResultEnabled", false) && !wants_result)
        return refuse(call, "Parameter 'variablesInResultEnabled' cannot be used without 'resultEnabled' set to true");
    WEIR_TRY(refuse_members(call, missing, COUNT(missing)));
    WEIR_TRY(read_receiver(call, request));
    WEIR_TRY(read_time_to_live(call, request));
    WEIR_TRY(weir_variables_of(call, "processVariables", &request->variables));
    WEIR_TRY(weir_variables_of(call, "processVariablesLocal", &request->command.locals));
    if (!wants_result)
        return weir_rest_execute(call, weir_rest_nothing);
    request->receipts = WEIR_TAKE(&call->arena, weir_receipts, 1);
    if (!request->receipts)
        return WEIR_ENOMEM;
    *request->receipts = (weir_receipts){.arena = &call->arena};
    return weir_rest_execute(call, answer_receipts);
}

/* ── messages that are kept ──────────────────────────────────────────────────────────────────────────── */

static const weir_member kept_fields[] = {
    FIELD("id", ID, "k.id"),
    FIELD("messageName", TEXT, "k.name"),
    FIELD("businessKey", TEXT, "k.business_key"),
    FIELD("processInstanceId", ID, "k.instance"),
    FIELD("createTime", TIME, "k.created"),
    FIELD("expirationTime", TIME, "k.expires"),
};
const weir_shape weir_shape_kept_message = WEIR_SHAPE("KeptMessage", kept_fields);

static const weir_filter kept_filters[] = {
    FILTER("messageName", TEXT, "k.name = @"),
    FILTER("businessKey", TEXT, "k.business_key = @"),
    FILTER("processInstanceId", ID, "k.instance = @"),
};
static const weir_sort kept_sorts[] = {
    {"messageName", "k.name"}, {"createTime", "k.created"}, {"expirationTime", "k.expires"}};
const weir_listing weir_list_kept_message = {
    .shape = &weir_shape_kept_message,
    .from = "FROM kept_message k",
    .order = "k.pos",
    .by_id = "k.id = @",
    .what = "message",
    LIST_TABLES(kept_filters, kept_sorts),
};

weir_err weir_handle_message_discard(weir_rest *call)
{
    weir_id id;

    WEIR_TRY(weir_rest_path_id(call, 0, "message", &id));
    call->command = (weir_request){.kind = WEIR_REQUEST_DISCARD, .command = {.wait = id}};
    return weir_rest_execute(call, weir_rest_nothing);
}

/* ── signals ─────────────────────────────────────────────────────────────────────────────────────────── */

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

/* ── conditions ──────────────────────────────────────────────────────────────────────────────────────── */

weir_err weir_handle_condition(weir_rest *call)
{
    static const char *const missing[] = {"tenantId"};
    weir_request *request = &call->command;

    if (!weir_rest_member(call, "variables"))
        return refuse(call, "No variables supplied: what should conditions be compared with?");
    if (weir_rest_text(call, "tenantId").at && weir_rest_flag(call, "withoutTenantId", false))
        return refuse(call, "Parameter 'tenantId' cannot be used together with parameter 'withoutTenantId'.");
    WEIR_TRY(refuse_members(call, missing, COUNT(missing)));
    *request = (weir_request){.kind = WEIR_REQUEST_CONDITION,
                              .business_key = weir_rest_text(call, "businessKey"),
                              .process = weir_rest_text(call, "processDefinitionId")};
    WEIR_TRY(weir_variables_of(call, "variables", &request->variables));
    request->receipts = WEIR_TAKE(&call->arena, weir_receipts, 1);
    if (!request->receipts)
        return WEIR_ENOMEM;
    *request->receipts = (weir_receipts){.arena = &call->arena};
    return weir_rest_execute(call, answer_started);
}
