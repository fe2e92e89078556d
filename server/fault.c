/* SPDX-License-Identifier: Apache-2.0
 * server/fault.c - a row for each error and family.
 */
#include "server/fault.h"

#include "server/route.h"
#include "server/server_internal.h"

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
    {WEIR_EDUTY, 403, {"AuthorizationException", "AuthorizationException"}},
    {WEIR_ESUSPENDED, 400, {"SuspendedEntityInteractionException", "SuspendedEntityInteractionException"}},
    {WEIR_EPROCESS, 500, {"RestException", "RestException"}},
    {WEIR_EBUSY, 503, {"ProcessEngineException", "ProcessEngineException"}},
    {WEIR_ENOMEM, 503, {"ProcessEngineException", "ProcessEngineException"}},
    {WEIR_ESTORE, 503, {"ProcessEngineException", "ProcessEngineException"}},
    {WEIR_EFORMAT, 500, {"ProcessEngineException", "ProcessEngineException"}},
    {WEIR_EIO, 500, {"ProcessEngineException", "ProcessEngineException"}},
};
#define FAULT_COUNT (sizeof faults / sizeof *faults)

/* Instead of sentences that name files of this machine. */
static const struct {
    weir_err err;
    const char *sentence;
} general[] = {
    {WEIR_ESTORE, "the database can't be used now"},
    {WEIR_EFORMAT, "the database can't be read"},
    {WEIR_EIO, "a file can't be used"},
    {WEIR_ENOMEM, "there is not enough memory"},
};

#define WARNING_PAUSE_MS 1000 /* many requests fail for one reason */

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

static void tell_administrator(const weir_rest *call, const char *message)
{
    weir_server *server = call->server;
    const int64_t now_ms = weir_clock_monotonic_ms();
    int64_t next_ms = atomic_load(&server->next_fault_ms);

    if (now_ms >= next_ms &&
        atomic_compare_exchange_strong(&server->next_fault_ms, &next_ms, now_ms + WARNING_PAUSE_MS))
        weir_server_warn(server, message);
}

/* What clients don't read, the administrator does. */
static const char *for_clients(const weir_rest *call, weir_err err, const char *message)
{
    for (size_t i = 0; i < sizeof general / sizeof *general; i++) {
        if (general[i].err != err)
            continue;
        tell_administrator(call, message);
        return general[i].sentence;
    }
    return message;
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
    message = for_clients(call, err, message);
    for (size_t i = 0; i < FAULT_COUNT; i++) {
        if (faults[i].err == err) {
            answer(call, faults[i].status, faults[i].types[family], message);
            return;
        }
    }
    answer(call, 500, "ProcessEngineException", message);
}
