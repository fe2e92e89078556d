/* SPDX-License-Identifier: Apache-2.0
 * store/sql_deployments.c - deployments, their files and definitions as rows.
 */
#include <string.h>

#include "store/sql_store_internal.h"

static weir_sql_value present(weir_text text)
{
    return weir_sql_text(text.at ? text : WEIR_T(""));
}

static weir_err keep_integer(weir_sql_store *store, weir_sql_cursor *cursor, void *context, weir_diag *diag)
{
    (void)diag;
    *(int64_t *)context = store->sql.integer(cursor, 0);
    return WEIR_OK;
}

/* ── numbers of definitions ──────────────────────────────────────────────────────────────────────────── */

void weir_sql_forget_definitions(weir_sql_store *store)
{
    for (uint32_t i = 0; i < WEIR_KNOWN_DEFINITION_COUNT; i++)
        store->known[i].length = 0;
}

weir_err weir_sql_definition_number(weir_sql_store *store, weir_text id, int64_t *out, weir_diag *diag)
{
    weir_known_definition *known = &store->known[weir_text_hash(id) & (WEIR_KNOWN_DEFINITION_COUNT - 1)];
    const weir_sql_value values[] = {present(id)};
    int64_t number = 0;

    if (known->length > 0 && weir_text_equal((weir_text){known->id, known->length}, id)) {
        *out = known->number;
        return WEIR_OK;
    }
    WEIR_TRY(
        weir_sql_store_read(store, WEIR_QUERY_definition_number, values, COUNT(values), keep_integer, &number, diag));
    if (number == 0)
        return weir_fail(diag, WEIR_EFORMAT, WEIR_NO_TEXT, "the definition '%.*s' was never deployed", WEIR_ARG(id));
    if (id.length > 0 && id.length <= WEIR_KNOWN_DEFINITION_LENGTH_MAX) {
        memcpy(known->id, id.at, id.length);
        known->length = (uint8_t)id.length;
        known->number = number;
    }
    *out = number;
    return WEIR_OK;
}

/* ── writing ─────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err put_definition(weir_sql_store *store, int64_t deployment, uint32_t resource_ix,
                               const weir_definition_row *row, weir_diag *diag)
{
    const weir_sql_value values[] = {
        present(row->id),
        present(row->key),
        weir_sql_integer(row->version),
        weir_sql_integer(deployment),
        weir_sql_integer(resource_ix),
        weir_sql_integer(row->ix),
        weir_sql_text(row->starts),
    };

    return weir_sql_store_write(store, WEIR_QUERY_definition_put, values, COUNT(values), NULL, diag);
}

static weir_err put_resource(weir_sql_store *store, int64_t deployment, uint32_t ix, const weir_resource_row *row,
                             weir_diag *diag)
{
    const weir_sql_value content[] = {
        weir_sql_bytes(row->content.byte, sizeof row->content.byte),
        weir_sql_bytes(row->bytes.at ? row->bytes.at : "", row->bytes.length),
    };
    const weir_sql_value values[] = {
        weir_sql_integer(deployment),
        weir_sql_integer(ix),
        present(row->name),
        content[0],
        weir_sql_integer(row->has_decisions),
        weir_sql_integer(row->delegates_external),
        weir_sql_integer(row->has_calendars),
    };

    WEIR_TRY(weir_sql_store_write(store, WEIR_QUERY_content_put, content, COUNT(content), NULL, diag));
    WEIR_TRY(weir_sql_store_write(store, WEIR_QUERY_resource_put, values, COUNT(values), NULL, diag));
    for (uint32_t i = 0; i < row->definition_count; i++)
        WEIR_TRY(put_definition(store, deployment, ix, &row->definitions[i], diag));
    return WEIR_OK;
}

weir_err weir_sql_put_deployment(void *self, const weir_deployment_row *row, weir_diag *diag)
{
    weir_sql_store *store = self;
    const weir_sql_value values[] = {weir_sql_bytes(row->id.byte, sizeof row->id.byte), weir_sql_integer(row->time_ms),
                                     weir_sql_text(row->name), weir_sql_text(row->source)};
    int64_t number = 0;

    WEIR_TRY(weir_sql_store_write(store, WEIR_QUERY_deployment_put, values, COUNT(values), NULL, diag));
    WEIR_TRY(weir_sql_store_read(store, WEIR_QUERY_deployment_get, values, 1, keep_integer, &number, diag));
    for (uint32_t i = 0; i < row->resource_count; i++)
        WEIR_TRY(put_resource(store, number, i, &row->resources[i], diag));
    return WEIR_OK;
}

/* ── reading ─────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err read_digest(const weir_sql_store *store, weir_sql_cursor *cursor, int column, weir_digest *out,
                            weir_diag *diag)
{
    const weir_text bytes = store->sql.text(cursor, column);

    if (bytes.length != sizeof out->byte)
        return weir_fail(diag, WEIR_EFORMAT, WEIR_NO_TEXT, "the database holds a digest that is none");
    memcpy(out->byte, bytes.at, sizeof out->byte);
    return WEIR_OK;
}

static weir_err read_id(const weir_sql_store *store, weir_sql_cursor *cursor, int column, weir_id *out, weir_diag *diag)
{
    const weir_text bytes = store->sql.text(cursor, column);

    if (bytes.length != sizeof out->byte)
        return weir_fail(diag, WEIR_EFORMAT, WEIR_NO_TEXT, "the database holds an id that is none");
    memcpy(out->byte, bytes.at, sizeof out->byte);
    return WEIR_OK;
}

static weir_err read_definition(const weir_sql_store *store, weir_sql_cursor *cursor, weir_definition_row *out,
                                weir_diag *diag)
{
    *out = (weir_definition_row){.id = store->sql.text(cursor, 0),
                                 .key = store->sql.text(cursor, 1),
                                 .version = (uint32_t)store->sql.integer(cursor, 2),
                                 .ix = (uint32_t)store->sql.integer(cursor, 3),
                                 .starts = store->sql.text(cursor, 5),
                                 .is_suspended = store->sql.integer(cursor, 6) != 0,
                                 .is_deleted = store->sql.integer(cursor, 7) != 0,
                                 .delegates_external = store->sql.integer(cursor, 8) != 0};
    WEIR_TRY(read_id(store, cursor, 9, &out->deployment, diag));
    return read_digest(store, cursor, 4, &out->content, diag);
}

typedef struct definition_visitor {
    weir_definition_visit visit;
    void *context;
} definition_visitor;

static weir_err visit_definition(weir_sql_store *store, weir_sql_cursor *cursor, void *context, weir_diag *diag)
{
    const definition_visitor *visitor = context;
    weir_definition_row row;

    WEIR_TRY(read_definition(store, cursor, &row, diag));
    return visitor->visit(visitor->context, &row);
}

weir_err weir_sql_read_latest(void *self, weir_definition_visit visit, void *context, weir_diag *diag)
{
    definition_visitor visitor = {visit, context};

    return weir_sql_store_read(self, WEIR_QUERY_definition_read_latest, NULL, 0, visit_definition, &visitor, diag);
}

typedef struct file_visitor {
    weir_decision_file_visit visit;
    void *context;
} file_visitor;

static weir_err visit_file(weir_sql_store *store, weir_sql_cursor *cursor, void *context, weir_diag *diag)
{
    const file_visitor *visitor = context;
    weir_decision_file_row row = {.is_deleted = store->sql.integer(cursor, 2) != 0};

    WEIR_TRY(read_digest(store, cursor, 0, &row.content, diag));
    WEIR_TRY(read_id(store, cursor, 1, &row.deployment, diag));
    row.name = store->sql.text(cursor, 3);
    return visitor->visit(visitor->context, &row);
}

weir_err weir_sql_read_decision_files(void *self, weir_decision_file_visit visit, void *context, weir_diag *diag)
{
    file_visitor visitor = {visit, context};

    return weir_sql_store_read(self, WEIR_QUERY_resource_read_decisions, NULL, 0, visit_file, &visitor, diag);
}

weir_err weir_sql_read_calendar_files(void *self, weir_decision_file_visit visit, void *context, weir_diag *diag)
{
    file_visitor visitor = {visit, context};

    return weir_sql_store_read(self, WEIR_QUERY_resource_read_calendars, NULL, 0, visit_file, &visitor, diag);
}

typedef struct kept_definition {
    weir_arena *arena;
    weir_definition_row row;
    bool is_there;
} kept_definition;

static weir_err keep_definition(weir_sql_store *store, weir_sql_cursor *cursor, void *context, weir_diag *diag)
{
    kept_definition *kept = context;

    kept->is_there = true;
    WEIR_TRY(read_definition(store, cursor, &kept->row, diag));
    WEIR_TRY(weir_arena_text(kept->arena, kept->row.id, &kept->row.id));
    WEIR_TRY(weir_arena_text(kept->arena, kept->row.key, &kept->row.key));
    return weir_arena_text(kept->arena, kept->row.starts, &kept->row.starts);
}

static weir_err get_one(weir_sql_store *store, weir_query query, weir_text key_or_id, const weir_sql_value *second,
                        weir_arena *arena, weir_definition_row *out, weir_diag *diag)
{
    const weir_sql_value values[] = {present(key_or_id), second ? *second : weir_sql_integer(0)};
    kept_definition kept = {.arena = arena};

    WEIR_TRY(weir_sql_store_read(store, query, values, second ? 2 : 1, keep_definition, &kept, diag));
    if (!kept.is_there)
        return weir_fail(diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "the definition '%.*s' is not deployed",
                         WEIR_ARG(key_or_id));
    *out = kept.row;
    return WEIR_OK;
}

weir_err weir_sql_get_definition(void *self, weir_text id, weir_arena *arena, weir_definition_row *out, weir_diag *diag)
{
    return get_one(self, WEIR_QUERY_definition_get, id, NULL, arena, out, diag);
}

weir_err weir_sql_get_latest(void *self, weir_text key, weir_arena *arena, weir_definition_row *out, weir_diag *diag)
{
    return get_one(self, WEIR_QUERY_definition_get_latest, key, NULL, arena, out, diag);
}

weir_err weir_sql_get_version(void *self, weir_text key, uint32_t version, weir_text beside, weir_arena *arena,
                              weir_definition_row *out, weir_diag *diag)
{
    const weir_sql_value second = version > 0 ? weir_sql_integer(version) : present(beside);

    return get_one(self, version > 0 ? WEIR_QUERY_definition_get_version : WEIR_QUERY_definition_get_beside, key,
                   &second, arena, out, diag);
}

/* ── what is done to them later ──────────────────────────────────────────────────────────────────────── */

static weir_err refuse_unknown(uint64_t changed, weir_diag *diag)
{
    return changed > 0 ? WEIR_OK
                       : weir_fail(diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "this was never deployed, or was deleted");
}

weir_err weir_sql_change_definition(void *self, weir_text id, weir_definition_change change, weir_diag *diag)
{
    static const weir_query queries[] = {
        [WEIR_DEFINITION_SUSPENDED] = WEIR_QUERY_definition_suspend,
        [WEIR_DEFINITION_ACTIVATED] = WEIR_QUERY_definition_activate,
        [WEIR_DEFINITION_DELETED] = WEIR_QUERY_definition_delete,
    };
    const weir_sql_value values[] = {present(id)};
    uint64_t changed = 0;

    WEIR_TRY(weir_sql_store_write(self, queries[change], values, COUNT(values), &changed, diag));
    return refuse_unknown(changed, diag);
}

weir_err weir_sql_put_starts(void *self, weir_text id, weir_text starts, weir_diag *diag)
{
    const weir_sql_value values[] = {present(id), weir_sql_text(starts)};
    uint64_t changed = 0;

    WEIR_TRY(weir_sql_store_write(self, WEIR_QUERY_definition_starts, values, COUNT(values), &changed, diag));
    return refuse_unknown(changed, diag);
}

weir_err weir_sql_put_time_to_live(void *self, weir_text id, int64_t day_count, weir_diag *diag)
{
    const weir_sql_value values[] = {present(id), day_count >= 0 ? weir_sql_integer(day_count)
                                                                 : (weir_sql_value){.kind = WEIR_SQL_NULL}};

    return weir_sql_store_write(self, WEIR_QUERY_time_to_live_put, values, COUNT(values), NULL, diag);
}

weir_err weir_sql_delete_deployment(void *self, weir_id id, weir_diag *diag)
{
    const weir_sql_value values[] = {weir_sql_bytes(id.byte, sizeof id.byte)};
    uint64_t changed = 0;

    WEIR_TRY(weir_sql_store_write(self, WEIR_QUERY_deployment_delete, values, COUNT(values), &changed, diag));
    return refuse_unknown(changed, diag);
}

weir_err weir_sql_count_running(void *self, weir_text definition, uint64_t *out, weir_diag *diag)
{
    const weir_sql_value values[] = {present(definition)};
    int64_t count = 0;

    WEIR_TRY(weir_sql_store_read(self, WEIR_QUERY_definition_count_running, values, COUNT(values), keep_integer, &count,
                                 diag));
    *out = (uint64_t)count;
    return WEIR_OK;
}

typedef struct kept_text {
    weir_arena *arena;
    weir_text text;
} kept_text;

static weir_err keep_text(weir_sql_store *store, weir_sql_cursor *cursor, void *context, weir_diag *diag)
{
    kept_text *kept = context;

    (void)diag;
    return weir_arena_text(kept->arena, store->sql.text(cursor, 0), &kept->text);
}

weir_err weir_sql_get_content(void *self, const weir_digest *content, weir_arena *arena, weir_text *out,
                              weir_diag *diag)
{
    const weir_sql_value values[] = {weir_sql_bytes(content->byte, sizeof content->byte)};
    kept_text kept = {.arena = arena};

    WEIR_TRY(weir_sql_store_read(self, WEIR_QUERY_content_get, values, COUNT(values), keep_text, &kept, diag));
    if (!kept.text.at)
        return weir_fail(diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "the bytes of a deployed file are missing");
    *out = kept.text;
    return WEIR_OK;
}
