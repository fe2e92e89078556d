/* SPDX-License-Identifier: Apache-2.0
 * host/restore.c - deploy again what the store has: the files of each deployment together, under the ids they had.
 */
#include "host/host_internal.h"

/* Files of the deployment that is being read. */
typedef struct restoring {
    weir_engine *engine;
    weir_diag *diag;
    weir_arena arena;
    weir_id deployment;
    int64_t time_ms;
    struct {
        weir_resource *items;
        uint32_t count, capacity;
    } files;
    struct {
        weir_text *items;
        uint32_t count, capacity;
    } definitions; /* of each file */
} restoring;

/* A file that was valid when it was deployed. */
static weir_err refuse(restoring *r, const weir_problems *problems)
{
    for (uint32_t i = 0; i < r->files.count; i++) {
        for (uint32_t j = 0; j < problems[i].count; j++) {
            const weir_problem *problem = &problems[i].items[j];

            if (problem->severity == WEIR_ERROR)
                return weir_fail_at(r->diag, WEIR_EFORMAT, problem->element, problem->line, problem->column,
                                    "%.*s was deployed, but is not valid for this weir: %.*s",
                                    WEIR_ARG(r->files.items[i].name), WEIR_ARG(problem->message));
        }
    }
    return weir_fail(r->diag, WEIR_EFORMAT, WEIR_NO_TEXT, "a deployed file is not valid for this weir");
}

static weir_err deploy_files(restoring *r)
{
    const weir_deployment_source source = {.resources = r->files.items,
                                           .definitions = r->definitions.items,
                                           .count = r->files.count,
                                           .now_ms = r->time_ms};
    weir_problems *problems;
    weir_err err;

    if (r->files.count == 0)
        return WEIR_OK;
    problems = WEIR_TAKE(&r->arena, weir_problems, r->files.count);
    if (!problems)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < r->files.count; i++)
        weir_problems_init(&problems[i], &r->arena);
    err = weir_engine_add_deployment(r->engine, &source, problems, r->diag);
    return err == WEIR_EMODEL ? refuse(r, problems) : err;
}

static weir_err keep_row(restoring *r, const weir_resource_row *row)
{
    weir_resource file = {0};
    weir_text definitions;

    WEIR_TRY(weir_arena_text(&r->arena, row->name, &file.name));
    WEIR_TRY(weir_arena_text(&r->arena, row->bytes.at ? row->bytes : WEIR_T(""), &file.bytes));
    WEIR_TRY(weir_arena_text(&r->arena, row->definitions, &definitions));
    WEIR_TRY(WEIR_GROW(&r->arena, &r->files));
    r->files.items[r->files.count++] = file;
    WEIR_TRY(WEIR_GROW(&r->arena, &r->definitions));
    r->definitions.items[r->definitions.count++] = definitions;
    return WEIR_OK;
}

static void begin_deployment(restoring *r, const weir_resource_row *row)
{
    weir_arena_reset(&r->arena);
    r->files.items = NULL;
    r->files.count = r->files.capacity = 0;
    r->definitions.items = NULL;
    r->definitions.count = r->definitions.capacity = 0;
    r->deployment = row->deployment;
    r->time_ms = row->time_ms;
}

static weir_err visit(void *context, const weir_resource_row *row)
{
    restoring *r = context;

    if (r->files.count == 0 || !weir_id_equal(r->deployment, row->deployment)) {
        WEIR_TRY(deploy_files(r));
        begin_deployment(r, row);
    }
    return keep_row(r, row);
}

weir_err weir_deployments_read(weir_engine *engine, weir_diag *diag)
{
    const weir_store *store = &engine->ports.store;
    restoring r = {.engine = engine, .diag = diag};
    weir_err err;

    if (!store->read_resources)
        return WEIR_OK;
    weir_arena_init(&r.arena, engine->ports.memory, WEIR_DEPLOYMENT_BYTES_MAX);
    err = store->read_resources(store->self, visit, &r, diag);
    if (err == WEIR_OK)
        err = deploy_files(&r);
    weir_arena_release(&r.arena);
    return err;
}
