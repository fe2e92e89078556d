/* SPDX-License-Identifier: Apache-2.0
 * store/sql_instances.c - the rows of the instances, and which of them have dates of a calendar.
 */
#include <assert.h>

#include "store/sql_store_internal.h"

static weir_sql_value id_or_null(const weir_id *id)
{
    return weir_id_is_none(*id) ? (weir_sql_value){.kind = WEIR_SQL_NULL} : weir_sql_bytes(id->byte, sizeof id->byte);
}

static weir_err note_dated(weir_sql_store *store, const weir_instance_row *row, weir_diag *diag)
{
    const weir_sql_value pos = weir_sql_integer((int64_t)row->pos);

    if (row->is_dated == row->was_dated)
        return WEIR_OK;
    return weir_sql_store_write(store, row->is_dated ? WEIR_QUERY_dated_put : WEIR_QUERY_dated_delete, &pos, 1, NULL,
                                diag);
}

/* The usual changes name as few columns of indexes as they can; whatever else differs needs all of them. */
weir_err weir_sql_put_instance(void *self, const weir_instance_row *row, weir_diag *diag)
{
    static const weir_query steps[] = {WEIR_QUERY_instance_step, WEIR_QUERY_instance_end};
    weir_sql_store *store = self;
    uint64_t changed = 0;
    int64_t definition;

    assert(store->is_open);
    WEIR_TRY(weir_sql_definition_number(store, row->definition, &definition, diag));
    WEIR_TRY(note_dated(store, row, diag));
    const weir_sql_value values[] = {
        weir_sql_integer(row->format),
        weir_sql_text(row->state.at ? row->state : WEIR_T("")),
        weir_sql_bytes(row->id.byte, sizeof row->id.byte),
        weir_sql_integer((int64_t)row->pos),
        weir_sql_integer(definition),
        weir_sql_integer(row->status),
        weir_sql_text(row->business_key),
        weir_sql_integer(row->is_suspended),
        id_or_null(&row->caller), /* from here on of a new row alone */
        id_or_null(&row->root),
    };

    if (!row->is_new) {
        WEIR_TRY(weir_sql_store_write(store, steps[row->status == WEIR_STATUS_ENDED], values, COUNT(values) - 2,
                                      &changed, diag));
        if (changed > 0)
            return WEIR_OK;
    }
    return weir_sql_store_write(store, WEIR_QUERY_instance_put, values, COUNT(values), NULL, diag);
}

static weir_err read_instance_row(weir_sql_store *store, weir_sql_cursor *cursor, weir_instance_row *out,
                                  weir_diag *diag)
{
    *out = (weir_instance_row){.pos = (uint64_t)store->sql.integer(cursor, 1),
                               .definition = store->sql.text(cursor, 2),
                               .format = (uint32_t)store->sql.integer(cursor, 3),
                               .status = (uint8_t)store->sql.integer(cursor, 4),
                               .state = store->sql.text(cursor, 5),
                               .business_key = store->sql.text(cursor, 6)};
    return weir_sql_store_id(store, cursor, 0, &out->id, diag);
}

static weir_err keep_instance(weir_sql_store *store, weir_sql_cursor *cursor, weir_arena *arena, weir_instance_row *out,
                              weir_diag *diag)
{
    weir_instance_row row;

    WEIR_TRY(read_instance_row(store, cursor, &row, diag));
    WEIR_TRY(weir_arena_text(arena, row.definition, &row.definition));
    WEIR_TRY(weir_arena_text(arena, row.business_key, &row.business_key));
    WEIR_TRY(weir_arena_text(arena, row.state, &row.state));
    *out = row;
    return WEIR_OK;
}

weir_err weir_sql_get_instance(void *self, weir_id id, weir_arena *arena, weir_instance_row *out, weir_diag *diag)
{
    weir_sql_store *store = self;
    const weir_sql_value values[] = {weir_sql_bytes(id.byte, sizeof id.byte)};
    weir_sql_cursor *cursor;
    bool has_row;
    weir_err err;

    WEIR_TRY(store->sql.open(store->sql.self, WEIR_QUERY_instance_get, values, COUNT(values), &cursor, diag));
    err = store->sql.next(store->sql.self, cursor, &has_row, diag);
    if (err == WEIR_OK)
        err = has_row ? keep_instance(store, cursor, arena, out, diag)
                      : weir_fail(diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "there is no instance with this id");
    store->sql.close(store->sql.self, cursor);
    return err;
}

weir_err weir_sql_read_instances(void *self, weir_instance_visit visit, void *context, weir_diag *diag)
{
    weir_sql_store *store = self;
    weir_sql_cursor *cursor;
    bool has_row;
    weir_err err;

    WEIR_TRY(store->sql.open(store->sql.self, WEIR_QUERY_instance_read, NULL, 0, &cursor, diag));
    while ((err = store->sql.next(store->sql.self, cursor, &has_row, diag)) == WEIR_OK && has_row) {
        weir_instance_row row;

        err = read_instance_row(store, cursor, &row, diag);
        if (err == WEIR_OK)
            err = visit(context, &row);
        if (err != WEIR_OK)
            break;
    }
    store->sql.close(store->sql.self, cursor);
    return err;
}

typedef struct dated_visitor {
    weir_dated_visit visit;
    void *context;
} dated_visitor;

static weir_err visit_dated(weir_sql_store *store, weir_sql_cursor *cursor, void *context, weir_diag *diag)
{
    const dated_visitor *visitor = context;
    weir_id id;

    WEIR_TRY(weir_sql_store_id(store, cursor, 0, &id, diag));
    return visitor->visit(visitor->context, id, (uint64_t)store->sql.integer(cursor, 1));
}

weir_err weir_sql_read_dated(void *self, uint64_t after_pos, uint32_t count_max, weir_dated_visit visit, void *context,
                             weir_diag *diag)
{
    const weir_sql_value values[] = {weir_sql_integer((int64_t)after_pos), weir_sql_integer(count_max)};
    dated_visitor visitor = {visit, context};

    return weir_sql_store_read(self, WEIR_QUERY_dated_read, values, COUNT(values), visit_dated, &visitor, diag);
}
