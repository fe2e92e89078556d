/* SPDX-License-Identifier: Apache-2.0
 * server/dispatch.c - from a canonical request to its handler: route, body, actor.
 */
#include "base/base64.h"
#include "server/multipart.h"
#include "server/route.h"
#include "server/server_internal.h"

/* ── who acts ────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err refuse_authorization(weir_rest *call)
{
    return weir_rest_refuse(call, 401, "RestException", "Authorization must be Basic, with the name of a user");
}

/* The name in HTTP Basic; nobody checks the password yet. */
static weir_err read_actor(weir_rest *call)
{
    const weir_text value = call->request.authorization, prefix = WEIR_T("unverified:");
    weir_text given, user;
    size_t colon;
    char *name;

    call->actor = WEIR_T("unverified:anonymous");
    if (!value.at)
        return WEIR_OK;
    given = weir_text_trim(weir_text_part(value, 6, value.length));
    if (!weir_text_equal_ignoring_case(weir_text_part(value, 0, 6), WEIR_T("basic ")) || !weir_base64_check(given))
        return refuse_authorization(call);
    WEIR_TRY(weir_base64_read(given, &call->arena, &user));
    colon = weir_text_find(user, WEIR_T(":"), 0);
    user.length = colon == SIZE_MAX ? 0 : colon;
    for (size_t i = 0; i < user.length; i++) {
        if ((unsigned char)user.at[i] < 0x20 || user.at[i] == 0x7f)
            return refuse_authorization(call);
    }
    if (user.length == 0 || user.length > WEIR_ACTOR_LENGTH_MAX || !weir_utf8_valid(user, NULL))
        return refuse_authorization(call);
    name = weir_arena_take(&call->arena, prefix.length + user.length);
    if (!name)
        return WEIR_ENOMEM;
    memcpy(name, prefix.at, prefix.length);
    memcpy(name + prefix.length, user.at, user.length);
    call->actor = (weir_text){name, prefix.length + user.length};
    return WEIR_OK;
}

/* ── the body ────────────────────────────────────────────────────────────────────────────────────────── */

static bool is_json(weir_text content_type)
{
    const size_t end = weir_text_find(content_type, WEIR_T(";"), 0);
    const weir_text type = weir_text_trim(weir_text_part(content_type, 0, end == SIZE_MAX ? content_type.length : end));

    return !content_type.at || weir_text_equal_ignoring_case(type, WEIR_T("application/json"));
}

static weir_err read_body(weir_rest *call)
{
    const weir_route *route = call->route;
    weir_err err;

    call->json = weir_null();
    if (!route->body || (call->body.length == 0 && route->method != WEIR_GET)) {
        if (route->body)
            call->json = weir_context(NULL, 0);
        return WEIR_OK;
    }
    if (!is_json(call->request.content_type))
        return weir_rest_refuse(call, 415, "NotSupportedException", "the body must be application/json");
    err = weir_json_read(call->body, WEIR_JSON_PLAIN, NULL, &call->arena, &call->json, &call->diag);
    if (err == WEIR_ELIMIT)
        return weir_rest_refuse(call, 400, "InvalidRequestException", "%s", call->diag.message);
    WEIR_TRY(err);
    return weir_shape_check(route->body, &call->json, &call->diag);
}

static weir_err run(weir_rest *call)
{
    WEIR_TRY(read_actor(call));
    WEIR_TRY(read_body(call));
    return call->route->run(call);
}

/* ── going on ────────────────────────────────────────────────────────────────────────────────────────── */

static void finish(weir_rest *call, weir_err err)
{
    if (err == WEIR_OK)
        return;
    call->waits = WEIR_WAIT_NOTHING;
    weir_fault_answer(call, err);
}

void weir_dispatch(weir_rest *call)
{
    finish(call, run(call));
}

void weir_dispatch_again(weir_rest *call)
{
    const weir_wait_for was = call->waits;

    call->waits = WEIR_WAIT_NOTHING;
    if (was == WEIR_WAIT_WRITER && call->ticket.err != WEIR_OK) {
        call->diag = call->ticket.diag;
        finish(call, call->ticket.err);
        return;
    }
    finish(call, call->after(call));
}
