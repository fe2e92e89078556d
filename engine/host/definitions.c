/* SPDX-License-Identifier: Apache-2.0
 * host/definitions.c - what is deployed: by id, by key, by what starts it; compiled when it is first needed.
 *
 * The newest version of each key is known from the start, an older one when somebody names it. Definitions never change
 * and never go away. Files with the same bytes share what was compiled of them.
 */
#include <assert.h>
#include <string.h>

#include "elements/elements.h"
#include "host/host_internal.h"

/* ── compiled files ──────────────────────────────────────────────────────────────────────────────────── */

static void free_file(const weir_engine *engine, weir_file *file)
{
    weir_arena_release(&file->arena);
    engine->ports.memory.give(engine->ports.memory.self, file, sizeof *file);
}

weir_err weir_file_compile(const weir_engine *engine, const weir_resource *resource, const weir_xml_schemas *schemas,
                           weir_problems *problems, weir_file **out)
{
    weir_file *file = engine->ports.memory.take(engine->ports.memory.self, sizeof *file);
    weir_resource zoned = *resource;
    weir_err err;

    if (!file)
        return WEIR_ENOMEM;
    *file = (weir_file){.use_count = 1, .delegates_external = resource->delegates_external};
    weir_arena_init(&file->arena, engine->ports.memory, WEIR_DEPLOYMENT_BYTES_MAX);
    zoned.zones = engine->ports.zones;
    err = weir_resource_compile(&zoned, schemas, &file->arena, problems, &file->compiled);
    if (err != WEIR_OK) {
        free_file(engine, file);
        return err;
    }
    *out = file;
    return WEIR_OK;
}

static weir_file *find_file(const weir_engine *engine, const weir_digest *digest, bool delegates_external)
{
    weir_file *file = engine->definitions.files;

    while (file && !(file->has_digest && file->delegates_external == delegates_external &&
                     weir_digest_equal(&file->digest, digest)))
        file = file->next;
    return file;
}

weir_file *weir_file_keep(weir_engine *engine, weir_file *file, const weir_digest *digest)
{
    weir_file *same = digest ? find_file(engine, digest, file->delegates_external) : NULL;

    if (same) {
        free_file(engine, file);
        same->use_count++;
        return same;
    }
    file->has_digest = digest != NULL;
    if (digest)
        file->digest = *digest;
    file->next = engine->definitions.files;
    engine->definitions.files = file;
    return file;
}

void weir_file_release(weir_engine *engine, weir_file *file)
{
    weir_file **at = &engine->definitions.files;

    if (--file->use_count > 0)
        return;
    while (*at && *at != file)
        at = &(*at)->next;
    if (*at)
        *at = file->next;
    free_file(engine, file);
}

/* A file that was valid, also by its schema, when it was deployed. */
static weir_err refuse(const weir_problems *problems, weir_text name, weir_diag *diag)
{
    for (uint32_t i = 0; i < problems->count; i++) {
        const weir_problem *problem = &problems->items[i];

        if (problem->severity == WEIR_ERROR)
            return weir_fail_at(diag, WEIR_EFORMAT, problem->element, problem->line, problem->column,
                                "%.*s was deployed, but is not valid for this weir: %.*s", WEIR_ARG(name),
                                WEIR_ARG(problem->message));
    }
    return weir_fail(diag, WEIR_EFORMAT, WEIR_NO_TEXT, "%.*s was deployed, but is not valid for this weir",
                     WEIR_ARG(name));
}

/* wanted: without its bytes. */
static weir_err read_file(weir_engine *engine, const weir_digest *digest, const weir_resource *wanted,
                          weir_arena *scratch, weir_file **out, weir_diag *diag)
{
    const weir_store *store = &engine->ports.store;
    weir_resource resource = *wanted;
    weir_problems problems;
    weir_file *file;
    weir_err err;

    weir_problems_init(&problems, scratch);
    problems.profile = WEIR_PROFILE_LENIENT; /* the rest was said when it was deployed */
    err = store->get_content(store->self, digest, scratch, &resource.bytes, diag);
    if (err == WEIR_ENOTFOUND)
        return weir_fail(diag, WEIR_EFORMAT, WEIR_NO_TEXT, "the file of %.*s is missing in the database",
                         WEIR_ARG(resource.name));
    WEIR_TRY(err);
    err = weir_file_compile(engine, &resource, NULL, &problems, &file);
    if (err == WEIR_EMODEL)
        return refuse(&problems, resource.name, diag);
    WEIR_TRY(err);
    *out = weir_file_keep(engine, file, file->compiled.has_imports ? NULL : digest);
    return WEIR_OK;
}

weir_err weir_file_load(weir_engine *engine, const weir_digest *digest, const weir_resource *wanted, weir_file **out,
                        weir_diag *diag)
{
    weir_arena scratch;
    weir_err err;

    *out = find_file(engine, digest, wanted->delegates_external);
    if (*out) {
        (*out)->use_count++;
        return WEIR_OK;
    }
    weir_arena_init(&scratch, engine->ports.memory, WEIR_DEPLOYMENT_BYTES_MAX);
    err = read_file(engine, digest, wanted, &scratch, out, diag);
    weir_arena_release(&scratch);
    return err;
}

/* ── two indexes ─────────────────────────────────────────────────────────────────────────────────────── */

static uint32_t bucket_of(const weir_definitions *known, weir_text text)
{
    return (uint32_t)weir_text_hash(text) & (known->bucket_count - 1);
}

static void index_item(weir_definitions *known, weir_definition_item *item)
{
    weir_definition_item **by_id = &known->by_id[bucket_of(known, item->definition.id)];
    weir_definition_item **by_key = &known->by_key[bucket_of(known, item->definition.key)];

    item->next_of_id = *by_id;
    *by_id = item;
    item->next_of_key = *by_key;
    *by_key = item;
}

static void free_indexes(const weir_engine *engine, const weir_definitions *known)
{
    const weir_memory memory = engine->ports.memory;

    if (known->by_id)
        memory.give(memory.self, known->by_id, known->bucket_count * sizeof *known->by_id);
    if (known->by_key)
        memory.give(memory.self, known->by_key, known->bucket_count * sizeof *known->by_key);
}

weir_err weir_definitions_reserve(weir_engine *engine, uint32_t count)
{
    weir_definitions *known = &engine->definitions;
    weir_definitions larger = *known;
    const weir_memory memory = engine->ports.memory;

    if (known->count + count <= known->bucket_count)
        return WEIR_OK;
    while (larger.bucket_count < known->count + count)
        larger.bucket_count = larger.bucket_count ? larger.bucket_count * 2 : 16;
    larger.by_id = memory.take(memory.self, larger.bucket_count * sizeof *larger.by_id);
    larger.by_key = memory.take(memory.self, larger.bucket_count * sizeof *larger.by_key);
    if (!larger.by_id || !larger.by_key) {
        free_indexes(engine, &larger);
        return WEIR_ENOMEM;
    }
    for (uint32_t i = 0; i < larger.bucket_count; i++)
        larger.by_id[i] = larger.by_key[i] = NULL;
    for (weir_definition_item *item = known->first; item; item = item->newer)
        index_item(&larger, item);
    free_indexes(engine, known);
    *known = larger;
    return WEIR_OK;
}

void weir_definitions_add(weir_engine *engine, weir_definition_item *item)
{
    weir_definitions *known = &engine->definitions;
    weir_definition_item *older = item->is_latest ? weir_definition_latest(engine, item->definition.key) : NULL;

    assert(known->count < known->bucket_count);
    if (older)
        older->is_latest = false;
    *(known->last ? &known->last->newer : &known->first) = item;
    known->last = item;
    known->count++;
    index_item(known, item);
    engine->is_first_due_known = false;
    if (item->start_count > 0) {
        item->next_with_starts = known->with_starts;
        known->with_starts = item;
    }
}

weir_definition_item *weir_definition_latest(const weir_engine *engine, weir_text key)
{
    const weir_definitions *known = &engine->definitions;
    weir_definition_item *item = known->bucket_count > 0 ? known->by_key[bucket_of(known, key)] : NULL;

    while (item && !(item->is_latest && weir_text_equal(item->definition.key, key)))
        item = item->next_of_key;
    return item;
}

weir_definition_item *weir_definition_known(const weir_engine *engine, weir_text id)
{
    const weir_definitions *known = &engine->definitions;
    weir_definition_item *item = known->bucket_count > 0 ? known->by_id[bucket_of(known, id)] : NULL;

    while (item && !weir_text_equal(item->definition.id, id))
        item = item->next_of_id;
    return item;
}

/* ── from the store ──────────────────────────────────────────────────────────────────────────────────── */

weir_err weir_definition_keep(weir_engine *engine, const weir_definition_row *row, bool is_latest,
                              weir_definition_item **out, weir_diag *diag)
{
    weir_arena *arena = &engine->definitions.arena;
    weir_definition_item *item = WEIR_TAKE(arena, weir_definition_item, 1);

    if (!item)
        return WEIR_ENOMEM;
    item->content = row->content;
    item->delegates_external = row->delegates_external;
    item->ix = row->ix;
    item->is_latest = is_latest;
    item->definition.version = row->version;
    item->definition.is_suspended = row->is_suspended;
    item->definition.is_deleted = row->is_deleted;
    item->definition.deployment = row->deployment;
    WEIR_TRY(weir_arena_text(arena, row->id, &item->definition.id));
    WEIR_TRY(weir_arena_text(arena, row->key, &item->definition.key));
    if (row->starts.at)
        WEIR_TRY(weir_starts_read(engine->ports.zones, arena, row->starts, item, diag));
    WEIR_TRY(weir_definitions_reserve(engine, 1));
    weir_definitions_add(engine, item);
    *out = item;
    return WEIR_OK;
}

typedef struct reading {
    weir_engine *engine;
    weir_decision_file **end, **form_end;
    weir_diag *diag;
} reading;

static weir_err visit_latest(void *context, const weir_definition_row *row)
{
    const reading *r = context;
    weir_definition_item *item;

    return weir_definition_keep(r->engine, row, true, &item, r->diag);
}

/* What was made of the same bytes, and of nothing else or in the same deployment. */
static weir_file *known_file(const weir_decision_file *list, const weir_decision_file *file)
{
    for (const weir_decision_file *known = list; known; known = known->older) {
        if (known->file && weir_digest_equal(&known->content, &file->content) &&
            (!known->file->compiled.has_imports || weir_id_equal(known->deployment, file->deployment)))
            return known->file;
    }
    return NULL;
}

static weir_err visit_decisions(void *context, const weir_decision_file_row *row)
{
    reading *r = context;
    weir_arena *arena = &r->engine->definitions.arena;
    const bool is_form = weir_resource_is_form(row->name);
    weir_decision_file *file = WEIR_TAKE(arena, weir_decision_file, 1);

    if (!file)
        return WEIR_ENOMEM;
    file->deployment = row->deployment;
    file->is_deleted = row->is_deleted;
    file->content = row->content;
    file->file = known_file(is_form ? r->engine->definitions.forms : r->engine->definitions.decisions, file);
    WEIR_TRY(weir_arena_text(arena, row->name, &file->name));
    *(is_form ? r->form_end : r->end) = file;
    *(is_form ? &r->form_end : &r->end) = &file->older;
    return WEIR_OK;
}

weir_err weir_definitions_read(weir_engine *engine, weir_diag *diag)
{
    const weir_store *store = &engine->ports.store;
    reading r = {.engine = engine, .diag = diag};
    weir_decision_files files;

    weir_arena_init(&engine->definitions.arena, engine->ports.memory, WEIR_DEPLOYMENT_BYTES_MAX);
    if (!store->read_latest)
        return WEIR_OK;
    WEIR_TRY(store->read_latest(store->self, visit_latest, &r, diag));
    WEIR_TRY(weir_decisions_read(engine, &files, diag));
    weir_decisions_use(engine, &files);
    return WEIR_OK;
}

weir_err weir_decisions_read(weir_engine *engine, weir_decision_files *out, weir_diag *diag)
{
    const weir_store *store = &engine->ports.store;
    weir_decision_files files = {0};
    reading r = {.engine = engine, .end = &files.decisions, .form_end = &files.forms, .diag = diag};

    WEIR_TRY(store->read_decision_files(store->self, visit_decisions, &r, diag));
    *out = files;
    return WEIR_OK;
}

void weir_decisions_use(weir_engine *engine, const weir_decision_files *files)
{
    engine->definitions.decisions = files->decisions;
    engine->definitions.has_unread_decisions = true;
    engine->definitions.forms = files->forms;
    engine->definitions.has_unread_forms = true;
}

weir_err weir_definition_prepare_latest(weir_engine *engine, weir_text key, weir_arena *scratch,
                                        weir_definition_item **out, weir_diag *diag)
{
    const weir_store *store = &engine->ports.store;
    weir_definition_row row;
    const weir_err err = store->get_latest(store->self, key, scratch, &row, diag);

    *out = NULL;
    if (err == WEIR_ENOTFOUND)
        return WEIR_OK;
    WEIR_TRY(err);
    *out = weir_definition_known(engine, row.id);
    return *out ? WEIR_OK : weir_definition_keep(engine, &row, false, out, diag);
}

static weir_err find_in_store(weir_engine *engine, weir_text id, weir_definition_item **out, weir_diag *diag)
{
    const weir_store *store = &engine->ports.store;
    weir_definition_row row;
    weir_arena scratch;
    weir_err err;

    weir_arena_init(&scratch, engine->ports.memory, WEIR_DEPLOYMENT_BYTES_MAX);
    err = store->get_definition(store->self, id, &scratch, &row, diag);
    if (err == WEIR_OK)
        err = weir_definition_keep(engine, &row, false, out, diag);
    weir_arena_release(&scratch);
    return err;
}

static bool asks_for_decisions(const weir_program *program)
{
    for (uint32_t i = 0; i < program->node_count; i++) {
        if (program->nodes[i].kind == WEIR_ELEMENT_business_rule_task && weir_rule_task_count(&program->nodes[i]) > 0)
            return true;
    }
    return false;
}

void weir_definition_use(weir_definition_item *item, weir_file *file)
{
    item->file = file;
    item->definition.program = file->compiled.programs.items[item->ix];
    item->definition.asks_for_decisions = asks_for_decisions(item->definition.program);
    item->definition.asks_for_forms = weir_forms_are_named(item->definition.program);
}

weir_err weir_definition_load(weir_engine *engine, weir_definition_item *item, weir_diag *diag)
{
    const weir_resource wanted = {.name = item->definition.id, .delegates_external = item->delegates_external};
    weir_file *file;

    if (item->file)
        return WEIR_OK;
    WEIR_TRY(weir_file_load(engine, &item->content, &wanted, &file, diag));
    if (item->ix >= file->compiled.programs.count ||
        !weir_text_equal(file->compiled.programs.items[item->ix]->key, item->definition.key)) {
        weir_file_release(engine, file);
        return weir_fail(diag, WEIR_EFORMAT, item->definition.key,
                         "the process is not in the file it was deployed with");
    }
    weir_definition_use(item, file);
    return WEIR_OK;
}

weir_err weir_definition_check_startable(const weir_definition *definition, weir_diag *diag)
{
    if (definition->is_deleted)
        return weir_fail(diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "the process definition '%.*s' was deleted",
                         WEIR_ARG(definition->id));
    if (definition->is_suspended)
        return weir_fail(diag, WEIR_ESUSPENDED, WEIR_NO_TEXT, "the process definition '%.*s' is suspended",
                         WEIR_ARG(definition->id));
    return WEIR_OK;
}

/* Ids have colons, keys have none. */
weir_err weir_engine_definition(weir_engine *engine, weir_text key_or_id, const weir_definition **out, weir_diag *diag)
{
    const bool is_id = weir_text_find(key_or_id, WEIR_T(":"), 0) != SIZE_MAX;
    weir_definition_item *item =
        is_id ? weir_definition_known(engine, key_or_id) : weir_definition_latest(engine, key_or_id);
    weir_err err = item ? WEIR_OK : WEIR_ENOTFOUND;

    if (!item && is_id && engine->ports.store.get_definition)
        err = find_in_store(engine, key_or_id, &item, diag);
    if (err == WEIR_ENOTFOUND)
        return weir_fail(diag, err, WEIR_NO_TEXT, "no process '%.*s' is deployed", WEIR_ARG(key_or_id));
    WEIR_TRY(err);
    WEIR_TRY(weir_definition_load(engine, item, diag));
    *out = &item->definition;
    return WEIR_OK;
}

const weir_definition *weir_engine_latest(const weir_engine *engine, uint32_t ix)
{
    for (const weir_definition_item *item = engine->definitions.first; item; item = item->newer) {
        if (item->is_latest && ix-- == 0)
            return &item->definition;
    }
    return NULL;
}

/* ── the end ─────────────────────────────────────────────────────────────────────────────────────────── */

void weir_definitions_free(weir_engine *engine)
{
    weir_definitions *known = &engine->definitions;

    while (known->files) {
        weir_file *file = known->files;

        known->files = file->next;
        free_file(engine, file);
    }
    free_indexes(engine, known);
    weir_decision_items_free(engine);
    weir_arena_release(&known->arena);
}
