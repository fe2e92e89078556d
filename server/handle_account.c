/* SPDX-License-Identifier: Apache-2.0
 * server/handle_account.c - who answered for what in an instance: as data, or as a page to be printed.
 *
 * Made anew out of the log for each call.
 */
#include "server/handlers.h"
#include "server/server_internal.h"

typedef struct receiving {
    weir_rest *call;
    weir_text text;
    weir_err err;
} receiving;

static void take(void *context, const char *text, uint64_t length)
{
    receiving *r = context;

    r->err = weir_arena_text(&r->call->arena, (weir_text){text, (size_t)length}, &r->text);
}

/* format=html says it; else who names text/html before application/json wants a page. */
static weir_err wants_page(weir_rest *call, bool *out)
{
    const weir_text format = weir_rest_parameter(call, "format"), accept = call->request.accept;
    const size_t page = weir_text_find(accept, WEIR_T("text/html"), 0);

    *out = format.at ? weir_text_equal(format, WEIR_T("html"))
                     : page != SIZE_MAX && page < weir_text_find(accept, WEIR_T("application/json"), 0);
    if (format.at && !*out && !weir_text_equal(format, WEIR_T("json")))
        return weir_fail(&call->diag, WEIR_EVALUE, WEIR_NO_TEXT, "'format' is json or html");
    return WEIR_OK;
}

weir_err weir_handle_instance_account(weir_rest *call)
{
    receiving r = {.call = call};
    char instance[WEIR_ID_TEXT_LENGTH + 1];
    weir_db_error error;
    bool as_page;
    weir_id id;

    WEIR_TRY(weir_rest_path_id(call, 0, "process instance", &id));
    weir_id_print(id, instance);
    WEIR_TRY(wants_page(call, &as_page));
    if (weir_db_account(call->server->db, instance, as_page, take, &r, &error) != 0)
        return weir_fail(&call->diag, (weir_err)error.code, weir_text_of(error.element), "%s", error.message);
    WEIR_TRY(r.err);
    return weir_rest_bytes(call, r.text, as_page ? "text/html; charset=utf-8" : "application/json");
}
