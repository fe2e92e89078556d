/* SPDX-License-Identifier: Apache-2.0
 * server/sweep.c - find a page, let the writer do it, go on behind it.
 */
#include "server/sweep.h"

#include "server/server_internal.h"

static weir_err read_page(weir_rest *call, weir_sweep *sweep, weir_reader *reader)
{
    const weir_sql_value values[] = {weir_sql_text(sweep->definitions[sweep->ix]), weir_sql_integer(sweep->after_pos),
                                     weir_sql_integer(WEIR_INSTANCES_TOGETHER_MAX)};
    weir_rows rows;
    bool has_row = true;
    weir_err err = weir_reader_query(reader, WEIR_QUERY_running_of_definition, values, 3, &rows, &call->diag);

    if (err != WEIR_OK)
        return err;
    while (err == WEIR_OK && has_row) {
        err = weir_rows_next(&rows, &has_row, &call->diag);
        if (err == WEIR_OK && has_row && weir_rows_id(&rows, 0, &sweep->page[sweep->page_count])) {
            sweep->after_pos = weir_rows_integer(&rows, 1);
            sweep->page_count++;
        }
    }
    weir_rows_close(&rows);
    return err;
}

static weir_err find_page(weir_rest *call, weir_sweep *sweep)
{
    weir_reader *reader;
    weir_err err = WEIR_OK;

    sweep->page_count = 0;
    while (sweep->ix < sweep->instance_count && sweep->page_count < WEIR_INSTANCES_TOGETHER_MAX)
        sweep->page[sweep->page_count++] = sweep->instances[sweep->ix++];
    if (sweep->definition_count == 0)
        return WEIR_OK;
    WEIR_TRY(weir_server_reader(call->server, &reader, &call->diag));
    while (err == WEIR_OK && sweep->page_count == 0 && sweep->ix < sweep->definition_count) {
        err = read_page(call, sweep, reader);
        if (sweep->page_count > 0)
            break;
        sweep->ix++;
        sweep->after_pos = 0;
    }
    weir_server_give_reader(call->server, reader);
    return err;
}

/* Of a definition who has ended since the page was read is passed over. */
static weir_err run_page(void *context, weir_engine *engine, weir_diag *diag)
{
    const weir_rest *call = context;
    const weir_sweep *sweep = call->local;
    const weir_request request = {
        .kind = WEIR_REQUEST_COMMAND,
        .actor = call->actor,
        .command = {.kind = sweep->command, .start_event = {WEIR_NO_IX}, .text = sweep->text}};

    return weir_engine_command_all(engine, &request, sweep->page, sweep->page_count, sweep->definition_count > 0,
                                   weir_db_now(call->server->db), diag);
}

weir_err weir_sweep_instances(weir_rest *call)
{
    weir_sweep *sweep = call->local;

    WEIR_TRY(find_page(call, sweep));
    return sweep->page_count > 0 ? weir_rest_work(call, run_page, weir_sweep_instances) : sweep->after(call);
}

/* ── whose ───────────────────────────────────────────────────────────────────────────────────────────── */

typedef struct found {
    weir_text *items;
    uint32_t count, capacity;
} found;

static weir_err keep_rows(weir_rest *call, const weir_rows *rows, found *out)
{
    bool has_row;

    for (;;) {
        WEIR_TRY(weir_rows_next(rows, &has_row, &call->diag));
        if (!has_row)
            return WEIR_OK;
        WEIR_TRY(WEIR_GROW(&call->arena, out));
        WEIR_TRY(weir_arena_text(&call->arena, weir_rows_text(rows, 0), &out->items[out->count++]));
    }
}

static weir_err find_all(weir_rest *call, weir_query query, const weir_sql_value *values, uint32_t count, found *out)
{
    weir_reader *reader;
    weir_rows rows;
    weir_err err;

    WEIR_TRY(weir_server_reader(call->server, &reader, &call->diag));
    err = weir_reader_query(reader, query, values, count, &rows, &call->diag);
    if (err == WEIR_OK) {
        err = keep_rows(call, &rows, out);
        weir_rows_close(&rows);
    }
    weir_server_give_reader(call->server, reader);
    return err;
}

weir_err weir_find_definitions(weir_rest *call, weir_text id, weir_text key, const weir_text **out, uint32_t *count)
{
    const weir_sql_value values[] = {weir_sql_text(id), weir_sql_text(key)};
    found list = {0};

    WEIR_TRY(find_all(call, WEIR_QUERY_definition_ids, values, 2, &list));
    if (list.count == 0)
        return weir_fail(&call->diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "No process definition found for %s '%.*s'",
                         id.at ? "id" : "key", WEIR_ARG(id.at ? id : key));
    *out = list.items;
    *count = list.count;
    return WEIR_OK;
}

/* The first row is of the deployment itself. */
weir_err weir_find_definitions_of(weir_rest *call, weir_id deployment, const weir_text **out, uint32_t *count)
{
    const weir_sql_value id = weir_sql_bytes(deployment.byte, sizeof deployment.byte);
    found list = {0};

    WEIR_TRY(find_all(call, WEIR_QUERY_definition_ids_of_deployment, &id, 1, &list));
    if (list.count == 0)
        return weir_fail(&call->diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "Deployment with id '%.*s' do not exist",
                         WEIR_ARG(call->path[0]));
    *out = list.items + 1;
    *count = list.count - 1;
    return WEIR_OK;
}
