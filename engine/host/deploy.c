/* SPDX-License-Identifier: Apache-2.0
 * host/deploy.c - compile files into definitions, all of them or none.
 *
 * Definitions are never changed and never go away. What a deployment compiled lives in one arena; the store keeps the
 * files it came from, if it can.
 */
#include "elements/message.h"
#include "host/host_internal.h"

static weir_definition_item *find_latest(const weir_engine *engine, const weir_deployment *deployment, weir_text key)
{
    weir_definition_item *latest = NULL;

    for (weir_definition_item *item = engine->first; item; item = item->newer) {
        if (weir_text_equal(item->definition.key, key))
            latest = item;
    }
    for (weir_definition_item *item = deployment->first; item; item = item->newer) {
        if (weir_text_equal(item->definition.key, key))
            latest = item;
    }
    return latest;
}

/* A name that starts instances is known when it is deployed: an expression sees no variables. */
static weir_err start_name(const weir_engine *engine, weir_arena *arena, const weir_node *node, weir_text *out,
                           weir_problems *problems)
{
    const weir_feel_scope nothing = {0};
    weir_feel_run run = {.zones = engine->ports.zones, .arena = arena, .step_count_max = WEIR_FEEL_STEP_COUNT_MAX};
    const weir_setting *setting = &((const weir_message *)node->trigger_config)->name;
    weir_value value = setting->literal;

    if (setting->expression)
        WEIR_TRY(weir_feel_eval(setting->expression, &nothing, &run, &value, NULL));
    if (value.kind == WEIR_STRING) {
        *out = value.as.string;
        return WEIR_OK;
    }
    return weir_problem_add(problems, WEIR_ERROR, "start-name", node->line, 0, node->id,
                            "the name that a start event waits for must be a text that needs no variables");
}

static weir_err find_starts(const weir_engine *engine, weir_arena *arena, const weir_program *program,
                            weir_definition_item *item, weir_problems *problems)
{
    const weir_node *process = &program->nodes[0];
    weir_message_start *starts = WEIR_TAKE(arena, weir_message_start, process->start_count);

    if (!starts)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < process->start_count; i++) {
        const weir_node *node = &program->nodes[process->starts[i].ix];
        weir_message_start *start = &starts[item->start_count];

        if (node->trigger_kind != WEIR_TRIGGER_message)
            continue;
        start->node = process->starts[i];
        WEIR_TRY(start_name(engine, arena, node, &start->name, problems));
        item->start_count++;
    }
    item->starts = starts;
    return WEIR_OK;
}

/* What is needed while one deployment is put together. */
typedef struct assembly {
    weir_engine *engine;
    weir_deployment *deployment;
    const weir_deployment_source *source;
    weir_id_source ids;
    uint32_t resource_ix;
    weir_text known; /* ids of the definitions of this resource that were not met yet */
    weir_diag *diag;
} assembly;

static weir_err mint_definition_id(assembly *a, weir_definition *definition)
{
    const weir_definition_item *latest = find_latest(a->engine, a->deployment, definition->key);
    char uuid[WEIR_ID_TEXT_LENGTH + 1];
    weir_buffer id;

    definition->version = latest ? latest->definition.version + 1 : 1;
    weir_id_print(weir_id_mint(&a->ids, a->source->now_ms), uuid);
    weir_buffer_init(&id, &a->deployment->arena, 0);
    weir_buffer_text(&id, definition->key);
    weir_buffer_format(&id, ":%u:%s", definition->version, uuid);
    return weir_buffer_done(&id, &definition->id);
}

/* The next line of what the store has: key:version:uuid. */
static weir_err take_definition_id(assembly *a, weir_definition *definition)
{
    const size_t end = weir_text_find(a->known, WEIR_T("\n"), 0), key_length = definition->key.length;
    const weir_text id = weir_text_part(a->known, 0, end == SIZE_MAX ? 0 : end);

    if (id.length <= key_length || !weir_text_starts_with(id, definition->key) || id.at[key_length] != ':')
        return weir_fail(a->diag, WEIR_EFORMAT, definition->key,
                         "the process '%.*s' is not the one that was deployed under '%.*s'", WEIR_ARG(definition->key),
                         WEIR_ARG(id));
    for (size_t i = key_length + 1; i < id.length && id.at[i] >= '0' && id.at[i] <= '9'; i++)
        definition->version = definition->version * 10 + (uint32_t)(id.at[i] - '0');
    a->known = weir_text_part(a->known, end + 1, a->known.length - end - 1);
    return weir_arena_text(&a->deployment->arena, id, &definition->id);
}

static weir_err add_definition(assembly *a, const weir_program *program, weir_problems *problems)
{
    weir_deployment *deployment = a->deployment;
    weir_definition_item *item = WEIR_TAKE(&deployment->arena, weir_definition_item, 1);

    if (!item)
        return WEIR_ENOMEM;
    item->resource_ix = a->resource_ix;
    item->definition = (weir_definition){.key = program->key, .program = program};
    WEIR_TRY(a->source->definitions ? take_definition_id(a, &item->definition)
                                    : mint_definition_id(a, &item->definition));
    WEIR_TRY(find_starts(a->engine, &deployment->arena, program, item, problems));
    if (deployment->last)
        deployment->last->newer = item;
    else
        deployment->first = item;
    deployment->last = item;
    return WEIR_OK;
}

static weir_err add_resource(assembly *a, weir_problems *problems)
{
    weir_deployment *deployment = a->deployment;
    weir_compiled compiled;

    WEIR_TRY(weir_resource_compile(&a->source->resources[a->resource_ix], a->engine->ports.schemas, &deployment->arena,
                                   problems, &compiled));
    if (compiled.decisions)
        deployment->decisions[deployment->decisions_count++] = compiled.decisions;
    for (uint32_t i = 0; i < compiled.programs.count; i++)
        WEIR_TRY(add_definition(a, compiled.programs.items[i], problems));
    return problems->error_count > 0 ? WEIR_EMODEL : WEIR_OK;
}

/* All files are looked at, so that all problems are found. */
static weir_err add_resources(assembly *a, weir_problems *problems)
{
    weir_err result = WEIR_OK;

    a->deployment->decisions = WEIR_TAKE(&a->deployment->arena, const weir_decisions *, a->source->count);
    if (!a->deployment->decisions)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < a->source->count; i++) {
        weir_err err;

        a->resource_ix = i;
        a->known = a->source->definitions ? a->source->definitions[i] : WEIR_NO_TEXT;
        err = add_resource(a, &problems[i]);
        if (err != WEIR_OK && err != WEIR_EMODEL)
            return err;
        if (err == WEIR_EMODEL)
            result = err;
    }
    return result;
}

/* ── what the store keeps ──────────────────────────────────────────────────────────────────────────────── */

static weir_err put_resource(assembly *a, weir_id id, uint32_t ix)
{
    const weir_store *store = &a->engine->ports.store;
    const weir_resource *resource = &a->source->resources[ix];
    weir_resource_row row = {
        .deployment = id, .time_ms = a->source->now_ms, .name = resource->name, .bytes = resource->bytes};
    weir_buffer ids;

    weir_buffer_init(&ids, &a->engine->step, 0);
    for (const weir_definition_item *item = a->deployment->first; item; item = item->newer) {
        if (item->resource_ix != ix)
            continue;
        weir_buffer_text(&ids, item->definition.id);
        weir_buffer_char(&ids, '\n');
    }
    WEIR_TRY(weir_buffer_done(&ids, &row.definitions));
    return store->put_resource(store->self, &row, a->diag);
}

/* A resource that came as a model has no bytes that could be kept. */
static weir_err put_resources(assembly *a)
{
    const weir_store *store = &a->engine->ports.store;
    const weir_id id = weir_id_mint(&a->ids, a->source->now_ms);
    weir_err err = WEIR_OK;

    if (!store->put_resource || a->source->definitions)
        return WEIR_OK;
    WEIR_TRY(store->begin(store->self, a->diag));
    for (uint32_t i = 0; i < a->source->count && err == WEIR_OK; i++) {
        if (a->source->resources[i].bytes.at)
            err = put_resource(a, id, i);
    }
    weir_arena_reset(&a->engine->step);
    if (err == WEIR_OK)
        return store->commit(store->self, a->diag);
    store->rollback(store->self);
    return err;
}

static void free_deployment(const weir_engine *engine, weir_deployment *deployment)
{
    weir_arena_release(&deployment->arena);
    engine->ports.memory.give(engine->ports.memory.self, deployment, sizeof *deployment);
}

/* Nothing here can fail. */
static void publish(weir_engine *engine, weir_deployment *deployment)
{
    for (const weir_definition_item *item = deployment->first; item; item = item->newer) {
        for (weir_definition_item *other = engine->first; other; other = other->newer)
            other->is_latest = other->is_latest && !weir_text_equal(other->definition.key, item->definition.key);
    }
    for (weir_definition_item *item = deployment->first; item; item = item->newer)
        item->is_latest = find_latest(engine, deployment, item->definition.key) == item;
    if (engine->last)
        engine->last->newer = deployment->first;
    else
        engine->first = deployment->first;
    if (deployment->last)
        engine->last = deployment->last;
    deployment->older = engine->newest;
    engine->newest = deployment;
}

weir_err weir_engine_add_deployment(weir_engine *engine, const weir_deployment_source *source, weir_problems *problems,
                                    weir_diag *diag)
{
    weir_deployment *deployment = engine->ports.memory.take(engine->ports.memory.self, sizeof *deployment);
    assembly a = {.engine = engine,
                  .deployment = deployment,
                  .source = source,
                  .ids = {.seed = weir_engine_seed(engine, UINT64_MAX - engine->deployment_count)},
                  .diag = diag};
    weir_err err;

    if (!deployment)
        return weir_fail(diag, WEIR_ENOMEM, WEIR_NO_TEXT, "no memory for a deployment");
    *deployment = (weir_deployment){0};
    weir_arena_init(&deployment->arena, engine->ports.memory, WEIR_DEPLOYMENT_BYTES_MAX);
    err = add_resources(&a, problems);
    if (err == WEIR_OK) {
        err = put_resources(&a);
        engine->deployment_count++; /* these ids are used up, whatever the store says */
        if (err == WEIR_OK) {
            publish(engine, deployment);
            return WEIR_OK;
        }
    } else if (err != WEIR_EFORMAT) {
        err = weir_fail(diag, err, WEIR_NO_TEXT, "%s",
                        err == WEIR_EMODEL ? "a file has errors; nothing is deployed" : weir_err_describe(err));
    }
    free_deployment(engine, deployment);
    return err;
}

weir_err weir_engine_deploy(weir_engine *engine, const weir_resource *resources, uint32_t count, int64_t now_ms,
                            weir_problems *problems, weir_diag *diag)
{
    const weir_deployment_source source = {.resources = resources, .count = count, .now_ms = now_ms};

    return weir_engine_add_deployment(engine, &source, problems, diag);
}

void weir_engine_free_deployments(weir_engine *engine)
{
    while (engine->newest) {
        weir_deployment *deployment = engine->newest;

        engine->newest = deployment->older;
        free_deployment(engine, deployment);
    }
}

const weir_definition *weir_engine_definition(const weir_engine *engine, weir_text key_or_id)
{
    for (const weir_definition_item *item = engine->first; item; item = item->newer) {
        if (weir_text_equal(item->definition.id, key_or_id) ||
            (item->is_latest && weir_text_equal(item->definition.key, key_or_id)))
            return &item->definition;
    }
    return NULL;
}

const weir_definition *weir_engine_latest(const weir_engine *engine, uint32_t ix)
{
    for (const weir_definition_item *item = engine->first; item; item = item->newer) {
        if (item->is_latest && ix-- == 0)
            return &item->definition;
    }
    return NULL;
}

static const weir_decision *find_decision(const void *self, weir_text reference)
{
    const weir_engine *engine = self;

    for (const weir_deployment *deployment = engine->newest; deployment; deployment = deployment->older) {
        for (uint32_t i = deployment->decisions_count; i-- > 0;) {
            const weir_decision *decision = weir_dmn_find(deployment->decisions[i], reference);

            if (decision)
                return decision;
        }
    }
    return NULL;
}

weir_decision_library weir_engine_decisions(const weir_engine *engine)
{
    return (weir_decision_library){.find = find_decision, .self = engine};
}
