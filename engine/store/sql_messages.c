/* SPDX-License-Identifier: Apache-2.0
 * store/sql_messages.c - messages that are kept, as rows.
 */
#include "store/sql_store_internal.h"

weir_err weir_sql_put_message(void *self, const weir_message_row *row, weir_diag *diag)
{
    const bool is_for_one = !weir_id_is_none(row->instance);
    const weir_sql_value values[] = {
        weir_sql_integer((int64_t)row->pos),
        weir_sql_bytes(row->id.byte, sizeof row->id.byte),
        weir_sql_text(row->name.at ? row->name : WEIR_T("")),
        weir_sql_text(row->business_key),
        is_for_one ? weir_sql_bytes(row->instance.byte, sizeof row->instance.byte)
                   : (weir_sql_value){.kind = WEIR_SQL_NULL},
        weir_sql_text(row->content.at ? row->content : WEIR_T("{}")),
        weir_sql_integer(row->created_ms),
        weir_sql_integer(row->expires_ms),
    };

    return weir_sql_store_write(self, WEIR_QUERY_message_put, values, COUNT(values), NULL, diag);
}

weir_err weir_sql_delete_message(void *self, weir_id id, weir_diag *diag)
{
    const weir_sql_value values[] = {weir_sql_bytes(id.byte, sizeof id.byte)};
    uint64_t changed = 0;

    WEIR_TRY(weir_sql_store_write(self, WEIR_QUERY_message_delete, values, COUNT(values), &changed, diag));
    return changed > 0 ? WEIR_OK : weir_fail(diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "no message is kept under this id");
}

typedef struct message_visitor {
    weir_message_visit visit;
    void *context;
} message_visitor;

static weir_err visit_row(weir_sql_store *store, weir_sql_cursor *cursor, void *context, weir_diag *diag)
{
    const message_visitor *visitor = context;
    const weir_sql *sql = &store->sql;
    weir_message_row row = {.pos = (uint64_t)sql->integer(cursor, 1),
                            .name = sql->text(cursor, 2),
                            .business_key = sql->text(cursor, 3),
                            .content = sql->text(cursor, 5),
                            .created_ms = sql->integer(cursor, 6),
                            .expires_ms = sql->integer(cursor, 7)};

    WEIR_TRY(weir_sql_store_id(store, cursor, 0, &row.id, diag));
    if (sql->text(cursor, 4).length > 0)
        WEIR_TRY(weir_sql_store_id(store, cursor, 4, &row.instance, diag));
    return visitor->visit(visitor->context, &row);
}

typedef struct got_message {
    weir_arena *arena;
    weir_message_row row;
    bool is_there;
} got_message;

static weir_err keep_message(void *context, const weir_message_row *row)
{
    got_message *got = context;

    got->row = *row;
    got->is_there = true;
    WEIR_TRY(weir_arena_text(got->arena, row->name, &got->row.name));
    WEIR_TRY(weir_arena_text(got->arena, row->business_key, &got->row.business_key));
    return weir_arena_text(got->arena, row->content, &got->row.content);
}

weir_err weir_sql_get_message(void *self, weir_id id, weir_arena *arena, weir_message_row *out, weir_diag *diag)
{
    const weir_sql_value values[] = {weir_sql_bytes(id.byte, sizeof id.byte)};
    got_message got = {.arena = arena};
    message_visitor visitor = {keep_message, &got};

    WEIR_TRY(weir_sql_store_read(self, WEIR_QUERY_message_get, values, COUNT(values), visit_row, &visitor, diag));
    if (!got.is_there)
        return weir_fail(diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "no message is kept under this id");
    *out = got.row;
    return WEIR_OK;
}

weir_err weir_sql_read_messages(void *self, weir_text name, int64_t expires_until_ms, weir_message_visit visit,
                                void *context, weir_diag *diag)
{
    const weir_sql_value values[] = {weir_sql_integer(expires_until_ms), weir_sql_text(name)};
    message_visitor visitor = {visit, context};

    return weir_sql_store_read(self, name.at ? WEIR_QUERY_message_read_of_name : WEIR_QUERY_message_read, values,
                               name.at ? 2 : 1, visit_row, &visitor, diag);
}

static weir_err keep_integer(weir_sql_store *store, weir_sql_cursor *cursor, void *context, weir_diag *diag)
{
    (void)diag;
    *(int64_t *)context = store->sql.integer(cursor, 0);
    return WEIR_OK;
}

weir_err weir_sql_next_expiry(void *self, int64_t *out, weir_diag *diag)
{
    int64_t expires_ms = INT64_MAX;

    WEIR_TRY(weir_sql_store_read(self, WEIR_QUERY_message_next_expiry, NULL, 0, keep_integer, &expires_ms, diag));
    *out = expires_ms;
    return WEIR_OK;
}

weir_err weir_sql_count_messages(void *self, uint64_t *out, weir_diag *diag)
{
    int64_t count = 0;

    WEIR_TRY(weir_sql_store_read(self, WEIR_QUERY_message_count, NULL, 0, keep_integer, &count, diag));
    *out = (uint64_t)count;
    return WEIR_OK;
}
