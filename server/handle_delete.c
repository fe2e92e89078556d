/* SPDX-License-Identifier: Apache-2.0
 * server/handle_delete.c - definitions go, alone or with their deployment; the log and the history keep them.
 */
#include "server/handlers.h"
#include "server/server_internal.h"
#include "server/sweep.h"
#include "server/tables.h"

typedef struct deletion {
    weir_sweep sweep; /* must be first; its definitions are those that go */
    weir_id deployment;
    bool cascades;
    int status;
} deletion;

static weir_err answer(weir_rest *call)
{
    const deletion *d = call->local;

    call->status = d->status;
    return WEIR_OK;
}

static weir_err run_deletion(void *context, weir_engine *engine, weir_diag *diag)
{
    const weir_rest *call = context;
    const deletion *d = call->local;
    const weir_definition_changes changes = {.change = WEIR_DEFINITION_DELETED,
                                             .actor = call->actor,
                                             .definitions = d->sweep.definitions,
                                             .count = d->sweep.definition_count,
                                             .deployment = d->deployment,
                                             .now_ms = weir_db_now(call->server->db)};

    return weir_engine_change_definitions(engine, &changes, diag);
}

static weir_err delete_definitions(weir_rest *call)
{
    return weir_rest_work(call, run_deletion, answer);
}

/* First nobody can start them any more, then those that run are cancelled, then the definitions go: an error or a crash
 * between leaves something that can be deleted again. */
static weir_err suspend_first(void *context, weir_engine *engine, weir_diag *diag)
{
    const weir_rest *call = context;
    const deletion *d = call->local;
    const weir_definition_changes changes = {.change = WEIR_DEFINITION_SUSPENDED,
                                             .actor = call->actor,
                                             .definitions = d->sweep.definitions,
                                             .count = d->sweep.definition_count,
                                             .now_ms = weir_db_now(call->server->db)};

    return weir_engine_change_definitions(engine, &changes, diag);
}

static weir_err begin(weir_rest *call, deletion *d)
{
    bool ignored;

    WEIR_TRY(weir_rest_query_flag(call, "cascade", &d->cascades));
    WEIR_TRY(weir_rest_query_flag(call, "skipCustomListeners", &ignored));
    WEIR_TRY(weir_rest_query_flag(call, "skipIoMappings", &ignored));
    d->sweep.command = WEIR_COMMAND_CANCEL;
    d->sweep.after = delete_definitions;
    call->local = d;
    if (!d->cascades || d->sweep.definition_count == 0)
        return delete_definitions(call);
    return weir_rest_work(call, suspend_first, weir_sweep_instances);
}

static deletion *take_deletion(weir_rest *call, int status, const char *reason)
{
    deletion *d = WEIR_TAKE(&call->arena, deletion, 1);

    if (d)
        *d = (deletion){.status = status, .sweep = {.text = weir_text_of(reason)}};
    return d;
}

weir_err weir_handle_definition_delete(weir_rest *call)
{
    deletion *d = take_deletion(call, 200, "the process definition was deleted");

    if (!d)
        return WEIR_ENOMEM;
    WEIR_TRY(
        weir_find_definitions(call, call->path[0], WEIR_NO_TEXT, &d->sweep.definitions, &d->sweep.definition_count));
    return begin(call, d);
}

weir_err weir_handle_definition_of_key_delete(weir_rest *call)
{
    deletion *d = take_deletion(call, 204, "the process definition was deleted");

    if (!d)
        return WEIR_ENOMEM;
    WEIR_TRY(
        weir_find_definitions(call, WEIR_NO_TEXT, call->path[0], &d->sweep.definitions, &d->sweep.definition_count));
    return begin(call, d);
}

weir_err weir_handle_deployment_delete(weir_rest *call)
{
    deletion *d = take_deletion(call, 204, "the deployment was deleted");

    if (!d)
        return WEIR_ENOMEM;
    WEIR_TRY(weir_rest_path_id(call, 0, "deployment", &d->deployment));
    WEIR_TRY(weir_find_definitions_of(call, d->deployment, &d->sweep.definitions, &d->sweep.definition_count));
    return begin(call, d);
}

weir_err weir_handle_deployment_registered(weir_rest *call)
{
    weir_buffer *out = weir_rest_begin(call);
    char text[WEIR_ID_TEXT_LENGTH + 1];
    weir_reader *reader;
    weir_rows rows;
    bool has_row = true;
    weir_id id;
    weir_err err;

    weir_buffer_char(out, '[');
    WEIR_TRY(weir_server_reader(call->server, &reader, &call->diag));
    err = weir_reader_query(reader, WEIR_QUERY_deployment_ids, NULL, 0, &rows, &call->diag);
    if (err == WEIR_OK) {
        while ((err = weir_rows_next(&rows, &has_row, &call->diag)) == WEIR_OK && has_row) {
            if (!weir_rows_id(&rows, 0, &id))
                continue;
            weir_id_print(id, text);
            weir_write_comma(out);
            weir_json_write_string(weir_text_of(text), out);
        }
        weir_rows_close(&rows);
    }
    weir_server_give_reader(call->server, reader);
    WEIR_TRY(err);
    weir_buffer_char(out, ']');
    return weir_rest_end(call, 200);
}
