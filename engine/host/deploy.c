/* SPDX-License-Identifier: Apache-2.0
 * host/deploy.c - files become definitions, all of them or none: compiled, given ids, written as a fact, then known.
 */
#include <string.h>

#include "host/deployment_fact.h"
#include "host/host_internal.h"
#include "run/codec.h"

/* What is needed while one deployment is put together. Items live in the arena of the definitions: one that failed
 * leaves a few hundred bytes there. */
typedef struct assembly {
    weir_engine *engine;
    const weir_deployment_source *source;
    weir_file **files; /* of each resource; NULL: it has errors */
    weir_definition_item **items;
    uint32_t item_count, item_capacity;
    weir_calendar_file **calendars; /* of each resource; NULL: it has none */
    weir_digest *digests;           /* of each resource that has bytes, if the store keeps them */
    weir_id_source ids;
    weir_id id;
    weir_diag *diag;
} assembly;

/* ── compiling ───────────────────────────────────────────────────────────────────────────────────────── */

/* The versions of this deployment are not known to the engine yet. */
static uint32_t next_version(const assembly *a, weir_text key)
{
    const weir_definition_item *latest = weir_definition_latest(a->engine, key);
    uint32_t version = latest ? latest->definition.version + 1 : 1;

    for (uint32_t i = 0; i < a->item_count; i++)
        version += weir_text_equal(a->items[i]->definition.key, key);
    return version;
}

static weir_err name_definition(assembly *a, weir_arena *arena, weir_definition *definition)
{
    char uuid[WEIR_ID_TEXT_LENGTH + 1];
    weir_buffer id;

    definition->version = next_version(a, definition->key);
    weir_id_print(weir_id_mint(&a->ids, a->source->now_ms), uuid);
    weir_buffer_init(&id, arena, 0);
    weir_buffer_text(&id, definition->key);
    weir_buffer_format(&id, ":%u:%s", definition->version, uuid);
    return weir_buffer_done(&id, &definition->id);
}

static weir_err add_definition(assembly *a, uint32_t resource_ix, uint32_t ix, weir_problems *problems)
{
    weir_arena *arena = &a->engine->definitions.arena;
    const weir_program *program = a->files[resource_ix]->compiled.programs.items[ix];
    weir_definition_item *item = WEIR_TAKE(arena, weir_definition_item, 1);

    if (!item)
        return WEIR_ENOMEM;
    item->resource_ix = resource_ix;
    item->ix = ix;
    item->is_latest = true;
    item->batch = a->engine->definitions.deployment_count + 1;
    WEIR_TRY(weir_arena_text(arena, program->key, &item->definition.key));
    WEIR_TRY(name_definition(a, arena, &item->definition));
    WEIR_TRY(weir_starts_find(a->engine, program, a->source->now_ms, item, arena, problems));
    WEIR_TRY(weir_arena_grow(&a->engine->step, &a->items, a->item_count, &a->item_capacity, sizeof *a->items));
    a->items[a->item_count++] = item;
    return WEIR_OK;
}

/* The other files of the deployment, as one of them sees them. */
typedef struct others {
    const weir_deployment_source *source;
    uint32_t ix;
} others;

static weir_err get_other(const void *self, uint32_t ix, weir_arena *arena, weir_resource *out)
{
    const others *all = self;

    (void)arena; /* what is made of bytes borrows nothing of them, a model lives longer than the deployment */
    if (ix >= all->source->count)
        return WEIR_ENOTFOUND;
    if (ix == all->ix || all->source->resources[ix].is_only_kept)
        return WEIR_EIO;
    *out = all->source->resources[ix];
    return WEIR_OK;
}

static weir_err add_resource(assembly *a, uint32_t ix, weir_problems *problems)
{
    const others all = {a->source, ix};
    const weir_neighbours neighbours = {.get = get_other, .self = &all, .are_deployed = true};
    weir_resource resource = a->source->resources[ix];

    resource.neighbours = &neighbours;
    resource.calendars = &a->engine->calendars.port;
    WEIR_TRY(weir_file_compile(a->engine, &resource, a->engine->ports.schemas, problems, &a->files[ix]));
    if (a->files[ix]->compiled.calendars.count == 0)
        return WEIR_OK;
    a->calendars[ix] = weir_calendars_push(a->engine, a->files[ix]);
    return a->calendars[ix] ? WEIR_OK : WEIR_ENOMEM;
}

/* When all calendars are there. */
static weir_err add_definitions(assembly *a, weir_problems *problems)
{
    weir_err result = WEIR_OK;

    for (uint32_t ix = 0; ix < a->source->count; ix++) {
        for (uint32_t i = 0; a->files[ix] && i < a->files[ix]->compiled.programs.count; i++)
            WEIR_TRY(add_definition(a, ix, i, &problems[ix]));
        if (problems[ix].error_count > 0)
            result = WEIR_EMODEL;
    }
    return result;
}

/* All files are looked at, so that all problems are found. */
static weir_err add_resources(assembly *a, weir_problems *problems)
{
    weir_err result = WEIR_OK;

    a->files = WEIR_TAKE(&a->engine->step, weir_file *, a->source->count);
    a->digests = WEIR_TAKE(&a->engine->step, weir_digest, a->source->count);
    a->calendars = WEIR_TAKE(&a->engine->step, weir_calendar_file *, a->source->count);
    if (!a->files || !a->digests || !a->calendars)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < a->source->count; i++) {
        const weir_err err = add_resource(a, i, &problems[i]);

        if (err != WEIR_OK && err != WEIR_EMODEL)
            return err;
        if (err == WEIR_EMODEL)
            result = err;
    }
    {
        const weir_err err = add_definitions(a, problems);

        if (err != WEIR_OK && err != WEIR_EMODEL)
            return err;
        if (err == WEIR_EMODEL)
            result = err;
    }
    for (uint32_t i = 0; result == WEIR_OK && i < a->source->count; i++) {
        const weir_programs *programs = &a->files[i]->compiled.programs;

        for (uint32_t p = 0; p < programs->count; p++)
            WEIR_TRY(weir_decisions_check_beside(programs->items[p], a->files, a->source->count, &problems[i]));
        for (uint32_t p = 0; p < programs->count; p++)
            WEIR_TRY(weir_forms_check_beside(programs->items[p], a->files, a->source->count, &problems[i]));
    }
    return result;
}

/* ── writing ─────────────────────────────────────────────────────────────────────────────────────────── */

/* A resource that came as a model has no bytes that could be kept. */
static bool is_kept(const assembly *a, uint32_t resource_ix)
{
    return a->engine->ports.store.put_deployment && a->source->resources[resource_ix].bytes.at;
}

/* What is made of a file depends on more than its bytes where others are imported, or where its name makes it none that
 * is looked into. */
static bool is_shared(const assembly *a, uint32_t resource_ix)
{
    return is_kept(a, resource_ix) && !a->source->resources[resource_ix].is_only_kept &&
           !a->files[resource_ix]->compiled.has_imports;
}

static weir_err share_files(assembly *a)
{
    const weir_hasher hasher = a->engine->ports.hasher;

    for (uint32_t i = 0; i < a->source->count; i++) {
        if (is_kept(a, i))
            WEIR_TRY(hasher.hash(hasher.self, &a->source->resources[i].bytes, 1, &a->digests[i]));
        a->files[i] = weir_file_keep(a->engine, a->files[i], is_shared(a, i) ? &a->digests[i] : NULL);
    }
    for (uint32_t i = 0; i < a->source->count; i++) {
        if (!a->calendars[i])
            continue;
        a->calendars[i]->file = a->files[i];
        a->calendars[i]->content = a->digests[i];
        a->engine->calendars.has_unread_files = true;
    }
    for (uint32_t i = 0; i < a->item_count; i++) {
        a->items[i]->content = a->digests[a->items[i]->resource_ix];
        a->items[i]->delegates_external = a->source->resources[a->items[i]->resource_ix].delegates_external;
        weir_definition_use(a->items[i], a->files[a->items[i]->resource_ix]);
    }
    return WEIR_OK;
}

static weir_err describe_definitions(const assembly *a, uint32_t resource_ix, weir_resource_row *row)
{
    weir_definition_row *rows = WEIR_TAKE(&a->engine->step, weir_definition_row, a->item_count);

    if (!rows)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < a->item_count; i++) {
        const weir_definition_item *item = a->items[i];
        weir_definition_row *definition = &rows[row->definition_count];

        if (item->resource_ix != resource_ix)
            continue;
        *definition = (weir_definition_row){.id = item->definition.id,
                                            .key = item->definition.key,
                                            .version = item->definition.version,
                                            .ix = item->ix,
                                            .content = item->content,
                                            .delegates_external = item->delegates_external};
        WEIR_TRY(weir_starts_encode(item->starts, item->start_count, &a->engine->step, &definition->starts));
        row->definition_count++;
    }
    row->definitions = rows;
    return WEIR_OK;
}

static weir_err describe(const assembly *a, weir_deployment_row *out)
{
    weir_resource_row *rows = WEIR_TAKE(&a->engine->step, weir_resource_row, a->source->count);

    if (!rows)
        return WEIR_ENOMEM;
    *out = (weir_deployment_row){.id = a->id,
                                 .time_ms = a->source->now_ms,
                                 .name = a->source->name,
                                 .source = a->source->source,
                                 .resources = rows};
    for (uint32_t i = 0; i < a->source->count; i++) {
        weir_resource_row *row = &rows[out->resource_count];

        if (!is_kept(a, i))
            continue;
        *row = (weir_resource_row){.name = a->source->resources[i].name,
                                   .bytes = a->source->resources[i].bytes,
                                   .content = a->digests[i],
                                   .has_decisions = a->files[i]->compiled.decisions != NULL,
                                   .has_calendars = a->files[i]->compiled.calendars.count > 0,
                                   .delegates_external = a->source->resources[i].delegates_external};
        WEIR_TRY(describe_definitions(a, i, row));
        out->resource_count++;
    }
    return WEIR_OK;
}

static weir_err write_fact(const assembly *a, const weir_store *store, const weir_deployment_row *deployment)
{
    weir_log_row row = {.fact_count = 1,
                        .time_ms = a->source->now_ms,
                        .format = WEIR_FACTS_FORMAT,
                        .actor = a->source->actor,
                        .command = WEIR_T("{\"command\":\"deploy\"}")};

    WEIR_TRY(store->next_pos(store->self, &row.pos, a->diag));
    WEIR_TRY(store->next_seq(store->self, row.stream, &row.seq, a->diag));
    WEIR_TRY(weir_deployment_encode(deployment, &a->engine->step, &row.facts));
    WEIR_TRY(store->append_log(store->self, &row, a->diag));
    return store->put_deployment(store->self, deployment, a->diag);
}

static weir_err write(const assembly *a)
{
    const weir_store *store = &a->engine->ports.store;
    weir_deployment_row row;
    weir_err err;

    WEIR_TRY(describe(a, &row));
    if (row.resource_count == 0)
        return WEIR_OK;
    WEIR_TRY(store->begin(store->self, a->diag));
    err = write_fact(a, store, &row);
    if (err == WEIR_OK)
        return store->commit(store->self, a->diag);
    store->rollback(store->self);
    return err;
}

/* ── together ────────────────────────────────────────────────────────────────────────────────────────── */

/* Nothing here can fail. */
static void publish(const assembly *a, weir_decision_file *files)
{
    weir_definitions *known = &a->engine->definitions;

    a->engine->is_due_known = false;
    for (uint32_t i = 0; i < a->item_count; i++) {
        a->items[i]->definition.deployment = a->id;
        weir_definitions_add(a->engine, a->items[i]);
    }
    for (uint32_t i = 0; i < a->source->count; i++) {
        const bool has_decisions = a->files[i]->compiled.decisions != NULL;
        weir_decision_file **list = has_decisions ? &known->decisions : &known->forms;

        if (!has_decisions && !a->files[i]->compiled.form)
            continue;
        files[i] =
            (weir_decision_file){.deployment = a->id, .content = a->digests[i], .file = a->files[i], .older = *list};
        *list = &files[i];
        known->has_unread_decisions = known->has_unread_decisions || has_decisions;
    }
}

static weir_err deploy(assembly *a, weir_problems *problems)
{
    weir_decision_file *files = WEIR_TAKE(&a->engine->definitions.arena, weir_decision_file, a->source->count);

    if (!files)
        return WEIR_ENOMEM;
    WEIR_TRY(add_resources(a, problems));
    WEIR_TRY(share_files(a));
    WEIR_TRY(weir_definitions_reserve(a->engine, a->item_count));
    a->id = weir_id_mint(&a->ids, a->source->now_ms);
    a->engine->definitions.deployment_count++; /* these ids are used up, whatever the store says */
    WEIR_TRY(write(a));
    publish(a, files);
    if (a->source->id)
        *a->source->id = a->id;
    return WEIR_OK;
}

weir_err weir_engine_deploy(weir_engine *engine, const weir_deployment_source *source, weir_problems *problems,
                            weir_diag *diag)
{
    assembly a = {.engine = engine,
                  .source = source,
                  .ids = {.seed = weir_engine_seed(engine, UINT64_MAX - engine->definitions.deployment_count)},
                  .diag = diag};
    weir_calendar_file *const calendars = engine->calendars.files;
    const uint32_t calendar_count = engine->calendars.file_count;
    const weir_err err = deploy(&a, problems);

    if (err != WEIR_OK)
        weir_calendars_forget(engine, calendars, calendar_count);
    for (uint32_t i = 0; err != WEIR_OK && a.files && i < source->count; i++) {
        if (a.files[i])
            weir_file_release(engine, a.files[i]);
    }
    weir_arena_reset(&engine->step);
    if (err == WEIR_EMODEL)
        return weir_fail(diag, err, WEIR_NO_TEXT, "a file has errors; nothing is deployed");
    return err == WEIR_ENOMEM ? weir_fail(diag, err, WEIR_NO_TEXT, "%s", weir_err_describe(err)) : err;
}
