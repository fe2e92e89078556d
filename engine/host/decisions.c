/* SPDX-License-Identifier: Apache-2.0
 * host/decisions.c - decisions and decision services of all deployments, with their versions: which one is meant.
 *
 * No table has them: they are known by the files they stand in, which are compiled when an instance first needs one.
 */
#include "base/buffer.h"
#include "elements/elements.h"
#include "host/host_internal.h"

/* ── versions ────────────────────────────────────────────────────────────────────────────────────────── */

static weir_decision_item **bucket_of(const weir_decision_items *items, weir_text key)
{
    return &items->buckets[(uint32_t)weir_text_hash(key) & (items->bucket_count - 1)];
}

static weir_decision_item *newest_of_key(const weir_decision_items *items, weir_text key)
{
    weir_decision_item *item = items->bucket_count > 0 ? *bucket_of(items, key) : NULL;

    while (item && !weir_text_equal(item->key, key))
        item = item->older_in_bucket;
    return item;
}

static weir_decision_item *older_of_key(const weir_decision_item *item)
{
    const weir_text key = item->key;
    weir_decision_item *older = item->older_in_bucket;

    while (older && !weir_text_equal(older->key, key))
        older = older->older_in_bucket;
    return older;
}

weir_err weir_decision_name_definition(weir_text key, uint32_t version, weir_id deployment, weir_arena *arena,
                                       weir_text *out)
{
    char uuid[WEIR_ID_TEXT_LENGTH + 1];
    weir_buffer id;

    weir_id_print(deployment, uuid);
    weir_buffer_init(&id, arena, 0);
    weir_buffer_text(&id, key);
    weir_buffer_format(&id, ":%u:%s", version, uuid);
    return weir_buffer_done(&id, out);
}

static weir_err add_item(weir_decision_items *items, const weir_decision_file *file, const weir_decision *decision)
{
    const weir_text key = weir_decision_key(decision);
    const weir_decision_item *older = newest_of_key(items, key);
    weir_decision_item *item = WEIR_TAKE(&items->arena, weir_decision_item, 1);

    if (!item)
        return WEIR_ENOMEM;
    *item = (weir_decision_item){.definition = {.decision = decision},
                                 .key = key,
                                 .version_tag = weir_decision_version_tag(decision),
                                 .version = older ? older->version + 1 : 1,
                                 .deployment = file->deployment,
                                 .is_deleted = file->is_deleted,
                                 .older = items->newest,
                                 .older_in_bucket = *bucket_of(items, key)};
    WEIR_TRY(weir_decision_name_definition(key, item->version, file->deployment, &items->arena, &item->definition.id));
    *bucket_of(items, key) = items->newest = item;
    return WEIR_OK;
}

/* ── all files ───────────────────────────────────────────────────────────────────────────────────────── */

/* The other files of the deployment of one. */
typedef struct others {
    const weir_engine *engine;
    const weir_decision_file *file;
    weir_diag *diag;
} others;

static weir_err get_other(const void *self, uint32_t ix, weir_arena *arena, weir_resource *out)
{
    const others *all = self;
    const weir_store *store = &all->engine->ports.store;
    const weir_decision_file *file = all->engine->definitions.decisions;
    weir_err err;

    for (; file; file = file->older) {
        if (file != all->file && weir_id_equal(file->deployment, all->file->deployment) && ix-- == 0)
            break;
    }
    if (!file)
        return WEIR_ENOTFOUND;
    *out = (weir_resource){.name = file->name};
    err = store->get_content(store->self, &file->content, arena, &out->bytes, all->diag);
    return err == WEIR_ENOTFOUND ? WEIR_EIO : err;
}

static weir_err compile_file(weir_engine *engine, weir_decision_file *file, weir_diag *diag)
{
    const others all = {engine, file, diag};
    const weir_neighbours neighbours = {.get = get_other, .self = &all};
    const weir_resource wanted = {.name = file->name, .neighbours = &neighbours};

    return file->file ? WEIR_OK : weir_file_load(engine, &file->content, &wanted, &file->file, diag);
}

/* One that was deleted counts as far as it can be read. */
static weir_err compile_files(weir_engine *engine, uint32_t *file_count, uint32_t *count, weir_diag *diag)
{
    for (weir_decision_file *file = engine->definitions.decisions; file; file = file->older) {
        const weir_err err = compile_file(engine, file, diag);

        if (err != WEIR_OK && !(file->is_deleted && err == WEIR_EFORMAT))
            return err;
        ++*file_count;
        if (!file->file || !file->file->compiled.decisions)
            continue;
        for (const weir_decision *decision = weir_dmn_next(file->file->compiled.decisions, NULL); decision;
             decision = weir_dmn_next(file->file->compiled.decisions, decision))
            ++*count;
    }
    return WEIR_OK;
}

static weir_err add_files(weir_engine *engine, uint32_t file_count, weir_decision_items *items)
{
    const weir_decision_file **files = WEIR_TAKE(&items->arena, const weir_decision_file *, file_count);
    uint32_t ix = file_count;

    if (!files)
        return WEIR_ENOMEM;
    for (const weir_decision_file *file = engine->definitions.decisions; file; file = file->older)
        files[--ix] = file;
    for (; ix < file_count; ix++) {
        const weir_decisions *decisions = files[ix]->file ? files[ix]->file->compiled.decisions : NULL;

        if (!decisions)
            continue;
        for (const weir_decision *decision = weir_dmn_next(decisions, NULL); decision;
             decision = weir_dmn_next(decisions, decision))
            WEIR_TRY(add_item(items, files[ix], decision));
    }
    return WEIR_OK;
}

weir_err weir_decisions_load(weir_engine *engine, weir_diag *diag)
{
    weir_decision_items items = {.bucket_count = 16};
    uint32_t file_count = 0, count = 0;
    weir_err err;

    if (!engine->definitions.has_unread_decisions)
        return WEIR_OK;
    WEIR_TRY(compile_files(engine, &file_count, &count, diag));
    while (items.bucket_count < count)
        items.bucket_count *= 2;
    weir_arena_init(&items.arena, engine->ports.memory, WEIR_DEPLOYMENT_BYTES_MAX);
    items.buckets = WEIR_TAKE(&items.arena, weir_decision_item *, items.bucket_count);
    err = items.buckets ? add_files(engine, file_count, &items) : WEIR_ENOMEM;
    if (err != WEIR_OK) {
        weir_arena_release(&items.arena);
        return err;
    }
    weir_decision_items_free(engine);
    engine->definitions.decision_items = items;
    engine->definitions.has_unread_decisions = false;
    return WEIR_OK;
}

void weir_decision_items_free(weir_engine *engine)
{
    if (engine->definitions.decision_items.buckets)
        weir_arena_release(&engine->definitions.decision_items.arena);
    engine->definitions.decision_items = (weir_decision_items){0};
}

/* ── which one ───────────────────────────────────────────────────────────────────────────────────────── */

static bool is_meant(const weir_decision_view *view, const weir_callee *reference, const weir_decision_item *item)
{
    switch (reference->binding) {
    case WEIR_BINDING_DEPLOYMENT:
        return weir_id_equal(item->deployment, view->deployment);
    case WEIR_BINDING_VERSION:
        return item->version == reference->version;
    case WEIR_BINDING_VERSION_TAG:
        return weir_text_equal(item->version_tag, reference->version_tag);
    case WEIR_BINDING_LATEST:
    case WEIR_BINDING_COUNT:
        break;
    }
    return true;
}

/* Who knows no id may say the name. */
static weir_decision_item *newest_of_name(const weir_decision_items *items, weir_text name)
{
    weir_decision_item *item = items->newest;

    while (item && (item->is_deleted || !weir_text_equal(weir_decision_name(item->definition.decision), name)))
        item = item->older;
    return item;
}

static const weir_decision_definition *find(const void *self, const weir_callee *reference)
{
    const weir_decision_view *view = self;
    const weir_decision_items *items = &view->engine->definitions.decision_items;
    const weir_decision_item *item = newest_of_key(items, reference->key);

    if (!item)
        item = newest_of_name(items, reference->key);
    if (item && !weir_text_equal(item->key, reference->key))
        item = newest_of_key(items, item->key);
    while (item && (item->is_deleted || !is_meant(view, reference, item)))
        item = older_of_key(item);
    return item ? &item->definition : NULL;
}

/* An imported one is compiled along with each file that imports it: only its id says which it is. */
static const weir_decision_definition *beside(const void *self, const weir_decision_definition *definition,
                                              const weir_decision *decision)
{
    const weir_decision_view *view = self;
    const weir_decision_items *items = &view->engine->definitions.decision_items;
    const weir_decision_item *asked = newest_of_key(items, weir_decision_key(definition->decision));
    const weir_decision_item *item = newest_of_key(items, weir_decision_key(decision));

    while (asked && &asked->definition != definition)
        asked = older_of_key(asked);
    while (asked && item && !weir_id_equal(item->deployment, asked->deployment))
        item = older_of_key(item);
    return asked && item ? &item->definition : NULL;
}

weir_decision_library weir_engine_decisions(const weir_decision_view *view)
{
    return (weir_decision_library){.find = find, .beside = beside, .self = view};
}

/* ── at deployment ───────────────────────────────────────────────────────────────────────────────────── */

static bool has_decision(weir_file *const *files, uint32_t count, weir_text reference)
{
    for (uint32_t i = 0; i < count; i++) {
        if (files[i] && files[i]->compiled.decisions && weir_dmn_find(files[i]->compiled.decisions, reference))
            return true;
    }
    return false;
}

static weir_err check_node(const weir_node *node, weir_file *const *files, uint32_t count, weir_problems *problems)
{
    for (uint32_t i = 0; i < weir_rule_task_count(node); i++) {
        const weir_text reference = weir_rule_task_beside(node, i);

        if (reference.length > 0 && !has_decision(files, count, reference))
            WEIR_TRY(weir_problem_add(problems, WEIR_WARNING, "decision-not-beside", node->line, 0, node->id,
                                      "the decision '%.*s' has to be in the deployment of the process, and is not: "
                                      "deploy its file together with this one, or bind another version",
                                      WEIR_ARG(reference)));
    }
    return WEIR_OK;
}

weir_err weir_decisions_check_beside(const weir_program *program, weir_file *const *files, uint32_t count,
                                     weir_problems *problems)
{
    for (uint32_t i = 0; i < program->node_count; i++) {
        if (program->nodes[i].kind == WEIR_ELEMENT_business_rule_task)
            WEIR_TRY(check_node(&program->nodes[i], files, count, problems));
    }
    return WEIR_OK;
}
