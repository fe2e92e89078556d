/* SPDX-License-Identifier: Apache-2.0
 * server/fault.c - a row for each error and family.
 */
#include "server/fault.h"

#include "server/route.h"

static const struct {
    weir_err err;
    int status;
    const char *types[WEIR_FAULT_FAMILY_COUNT];
} faults[] = {
    {WEIR_ENOTFOUND, 404, {"InvalidRequestException", "RestException"}},
    {WEIR_ENOTOKEN, 404, {"InvalidRequestException", "RestException"}},
    {WEIR_EENDED, 404, {"InvalidRequestException", "RestException"}},
    {WEIR_ESYNTAX, 400, {"InvalidRequestException", "InvalidRequestException"}},
    {WEIR_EVALUE, 400, {"InvalidRequestException", "InvalidRequestException"}},
    {WEIR_ELIMIT, 400, {"InvalidRequestException", "RestException"}},
    {WEIR_EMODEL, 400, {"ParseException", "ParseException"}},
    {WEIR_EMISMATCH, 400, {"RestException", "RestException"}},
    {WEIR_ELOCK, 400, {"RestException", "RestException"}},
    {WEIR_ESUSPENDED, 400, {"SuspendedEntityInteractionException", "SuspendedEntityInteractionException"}},
    {WEIR_EPROCESS, 500, {"RestException", "RestException"}},
    {WEIR_EBUSY, 503, {"ProcessEngineException", "ProcessEngineException"}},
    {WEIR_ENOMEM, 503, {"ProcessEngineException", "ProcessEngineException"}},
    {WEIR_ESTORE, 503, {"ProcessEngineException", "ProcessEngineException"}},
    {WEIR_EFORMAT, 500, {"ProcessEngineException", "ProcessEngineException"}},
    {WEIR_EIO, 500, {"ProcessEngineException", "ProcessEngineException"}},
};
#define FAULT_COUNT (sizeof faults / sizeof *faults)

/* The arena may be at its end: then a sentence that is always there. */
static void answer(weir_rest *call, int status, const char *type, const char *message)
{
    weir_buffer *out = weir_rest_begin(call);

    weir_buffer_char(out, '{');
    weir_write_text(out, "type", weir_text_of(type));
    weir_write_text(out, "message", weir_text_of(message));
    weir_write_integer(out, "code", 0);
    if (call->fault_details)
        weir_buffer_text(out, weir_text_of(call->fault_details));
    weir_buffer_char(out, '}');
    call->disposition = NULL;
    if (weir_rest_end(call, status) == WEIR_OK)
        return;
    call->status = 503;
    call->content_type = "application/json";
    call->answer = WEIR_T("{\"type\":\"ProcessEngineException\",\"message\":\"not enough memory\",\"code\":0}");
}

void weir_fault_refuse(weir_rest *call, int status, const char *reason)
{
    answer(call, status, "RestException", reason);
}

void weir_fault_answer(weir_rest *call, weir_err err)
{
    const weir_fault_family family = call->route ? call->route->faults : WEIR_FAULTS_OF_QUERIES;
    const char *message = call->diag.message[0] != '\0' ? call->diag.message : weir_err_describe(err);
    char sentence[sizeof call->diag.message + sizeof call->diag.element + 16];

    call->error_name = weir_err_name(err);
    if (call->diag.element[0] != '\0') {
        (void)snprintf(sentence, sizeof sentence, "element '%s': %s", call->diag.element, message);
        message = sentence;
    }
    if (call->fault_status != 0) {
        answer(call, call->fault_status, call->fault_type, message);
        return;
    }
    for (size_t i = 0; i < FAULT_COUNT; i++) {
        if (faults[i].err == err) {
            answer(call, faults[i].status, faults[i].types[family], message);
            return;
        }
    }
    answer(call, 500, "ProcessEngineException", message);
}
