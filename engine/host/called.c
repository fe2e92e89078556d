/* SPDX-License-Identifier: Apache-2.0
 * host/called.c - the version of a process that a call activity means.
 */
#include <assert.h>

#include "host/host_internal.h"

static weir_definition_item *first_of_key(const weir_engine *engine, weir_text key)
{
    const weir_definitions *known = &engine->definitions;

    return known->bucket_count == 0 ? NULL : known->by_key[(uint32_t)weir_text_hash(key) & (known->bucket_count - 1)];
}

/* One that is in memory: of this version, or of this batch. */
static weir_definition_item *find_known(const weir_engine *engine, weir_text key, uint32_t version, uint32_t batch)
{
    for (weir_definition_item *item = first_of_key(engine, key); item; item = item->next_of_key) {
        if (weir_text_equal(item->definition.key, key) && !item->definition.is_deleted &&
            (version > 0 ? item->definition.version == version : item->batch == batch))
            return item;
    }
    return NULL;
}

static weir_err find_stored(weir_engine *engine, weir_text key, uint32_t version, weir_text beside,
                            weir_definition_item **out, weir_diag *diag)
{
    const weir_store *store = &engine->ports.store;
    weir_definition_row row;
    weir_arena scratch;
    weir_err err;

    if (!store->get_version)
        return WEIR_OK;
    weir_arena_init(&scratch, engine->ports.memory, WEIR_DEPLOYMENT_BYTES_MAX);
    err = store->get_version(store->self, key, version, beside, &scratch, &row, diag);
    if (err == WEIR_OK) {
        *out = weir_definition_known(engine, row.id);
        if (!*out)
            err = weir_definition_keep(engine, &row, false, out, diag);
    }
    weir_arena_release(&scratch);
    return err == WEIR_ENOTFOUND ? WEIR_OK : err;
}

static weir_err find_version(weir_engine *engine, weir_text key, uint32_t version, weir_definition_item **out,
                             weir_diag *diag)
{
    *out = find_known(engine, key, version, 0);
    return *out ? WEIR_OK : find_stored(engine, key, version, WEIR_NO_TEXT, out, diag);
}

/* *out: NULL if there is none, as it is before each of these. */
static weir_err find_latest(weir_engine *engine, const weir_definition *caller, const weir_callee *callee,
                            weir_definition_item **out, weir_diag *diag)
{
    (void)caller;
    (void)diag;
    *out = weir_definition_latest(engine, callee->key);
    return WEIR_OK;
}

static weir_err find_beside(weir_engine *engine, const weir_definition *caller, const weir_callee *callee,
                            weir_definition_item **out, weir_diag *diag)
{
    const weir_definition_item *item = weir_definition_known(engine, caller->id);

    if (item && item->batch > 0)
        *out = find_known(engine, callee->key, 0, item->batch);
    return *out ? WEIR_OK : find_stored(engine, callee->key, 0, caller->id, out, diag);
}

static weir_err find_of_version(weir_engine *engine, const weir_definition *caller, const weir_callee *callee,
                                weir_definition_item **out, weir_diag *diag)
{
    (void)caller;
    return find_version(engine, callee->key, callee->version, out, diag);
}

/* From the newest one back: the tag stands in the file, which is compiled for it. */
static weir_err find_of_tag(weir_engine *engine, const weir_definition *caller, const weir_callee *callee,
                            weir_definition_item **out, weir_diag *diag)
{
    weir_definition_item *item = weir_definition_latest(engine, callee->key);
    uint32_t version = item ? item->definition.version : 0;

    (void)caller;
    for (; version > 0; version--) {
        WEIR_TRY(find_version(engine, callee->key, version, &item, diag));
        if (!item)
            continue;
        WEIR_TRY(weir_definition_load(engine, item, diag));
        if (weir_text_equal(item->definition.program->version_tag, callee->version_tag)) {
            *out = item;
            return WEIR_OK;
        }
    }
    return WEIR_OK;
}

static const struct {
    weir_err (*find)(weir_engine *engine, const weir_definition *caller, const weir_callee *callee,
                     weir_definition_item **out, weir_diag *diag);
    const char *what; /* is not there */
} bindings[] = {
    [WEIR_BINDING_LATEST] = {find_latest, ""},
    [WEIR_BINDING_DEPLOYMENT] = {find_beside, " in the deployment of its caller"},
    [WEIR_BINDING_VERSION] = {find_of_version, " in the version that is called"},
    [WEIR_BINDING_VERSION_TAG] = {find_of_tag, " with the version tag that is called"},
};
static_assert(sizeof bindings / sizeof *bindings == WEIR_BINDING_COUNT, "a row for each binding");

weir_err weir_definition_called(weir_engine *engine, const weir_definition *caller, const weir_callee *callee,
                                weir_text element, const weir_definition **out, weir_diag *diag)
{
    weir_definition_item *item = NULL;

    WEIR_TRY(bindings[callee->binding].find(engine, caller, callee, &item, diag));
    if (!item)
        return weir_fail(diag, WEIR_EPROCESS, element, "no process '%.*s' is deployed%s", WEIR_ARG(callee->key),
                         bindings[callee->binding].what);
    WEIR_TRY(weir_definition_load(engine, item, diag));
    *out = &item->definition;
    return WEIR_OK;
}
