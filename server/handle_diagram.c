/* SPDX-License-Identifier: Apache-2.0
 * server/handle_diagram.c - pictures of processes and instances, as SVG.
 *
 * The picture has no script and refers to nothing; it is drawn anew for each call.
 */
#include "server/handlers.h"
#include "server/server_internal.h"

#define DIAGRAM_MAX 1000000

/* What the picture goes to. */
typedef struct receiving {
    weir_rest *call;
    weir_text svg;
    weir_err err;
} receiving;

static void take(void *context, const char *svg, uint64_t length)
{
    receiving *r = context;

    r->err = weir_arena_text(&r->call->arena, (weir_text){svg, (size_t)length}, &r->svg);
}

/* A text of the request as a C string; NULL stays NULL. */
static weir_err copy_text(weir_rest *call, weir_text text, const char **out)
{
    char *copy = text.at ? WEIR_TAKE(&call->arena, char, text.length + 1) : NULL;

    if (text.at && !copy)
        return WEIR_ENOMEM;
    if (copy)
        memcpy(copy, text.at, text.length);
    *out = copy;
    return WEIR_OK;
}

static weir_err draw(weir_rest *call, weir_text definition, weir_text instance)
{
    receiving r = {.call = call};
    weir_db_diagram diagram = {0};
    weir_db_error error;
    int64_t number = 0;

    WEIR_TRY(copy_text(call, definition, &diagram.definition));
    WEIR_TRY(copy_text(call, instance, &diagram.instance));
    WEIR_TRY(weir_rest_query_integer(call, "diagram", 1, DIAGRAM_MAX, &number));
    diagram.diagram = (unsigned)number;
    if (weir_db_draw(call->server->db, &diagram, take, &r, &error) != 0)
        return weir_fail(&call->diag, (weir_err)error.code, weir_text_of(error.element), "%s", error.message);
    WEIR_TRY(r.err);
    return weir_rest_bytes(call, r.svg, "image/svg+xml");
}

weir_err weir_handle_definition_diagram(weir_rest *call)
{
    if (weir_text_find(call->path[0], WEIR_T(":"), 0) == SIZE_MAX)
        return weir_fail(&call->diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "No matching definition with id %.*s",
                         WEIR_ARG(call->path[0]));
    return draw(call, call->path[0], weir_rest_parameter(call, "instance"));
}

weir_err weir_handle_definition_of_key_diagram(weir_rest *call)
{
    const weir_err err = draw(call, call->path[0], weir_rest_parameter(call, "instance"));

    if (err != WEIR_ENOTFOUND || weir_rest_parameter(call, "instance").at)
        return err;
    return weir_rest_refuse(call, 404, "RestException",
                            "No matching process definition with key: %.*s and no tenant-id", WEIR_ARG(call->path[0]));
}

weir_err weir_handle_instance_diagram(weir_rest *call)
{
    weir_id id;

    WEIR_TRY(weir_rest_path_id(call, 0, "process instance", &id));
    return draw(call, WEIR_NO_TEXT, call->path[0]);
}
