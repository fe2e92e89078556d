/* SPDX-License-Identifier: Apache-2.0
 * store/sql_webhooks.c - webhooks as rows.
 */
#include <string.h>

#include "store/sql_store_internal.h"

weir_err weir_sql_put_webhook(void *self, const weir_webhook_row *row, weir_diag *diag)
{
    const weir_sql_value values[] = {
        weir_sql_bytes(row->id.byte, sizeof row->id.byte),
        weir_sql_integer((int64_t)row->pos),
        weir_sql_text(row->url.at ? row->url : WEIR_T("")),
        weir_sql_text(row->event_types),
        weir_sql_text(row->processes),
        weir_sql_integer((int64_t)row->from_pos),
        weir_sql_integer((int64_t)row->filter_pos),
        weir_sql_integer(row->is_active),
        weir_sql_text(row->reason),
        weir_sql_integer(row->created_ms),
        weir_sql_bytes(row->secret_digest.byte, sizeof row->secret_digest.byte),
        weir_sql_bytes(row->secret.at ? row->secret.at : "", row->secret.length),
    };

    return weir_sql_store_write(self, WEIR_QUERY_webhook_put, values, COUNT(values), NULL, diag);
}

static weir_err refuse_unknown(weir_diag *diag)
{
    return weir_fail(diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "there is no webhook with this id");
}

weir_err weir_sql_delete_webhook(void *self, weir_id id, weir_diag *diag)
{
    const weir_sql_value values[] = {weir_sql_bytes(id.byte, sizeof id.byte)};
    uint64_t changed = 0;

    WEIR_TRY(weir_sql_store_write(self, WEIR_QUERY_webhook_delete, values, COUNT(values), &changed, diag));
    return changed > 0 ? WEIR_OK : refuse_unknown(diag);
}

weir_err weir_sql_raise_floor(void *self, weir_id id, uint64_t floor_pos, weir_diag *diag)
{
    const weir_sql_value values[] = {weir_sql_bytes(id.byte, sizeof id.byte), weir_sql_integer((int64_t)floor_pos)};

    return weir_sql_store_write(self, WEIR_QUERY_webhook_floor, values, COUNT(values), NULL, diag);
}

static weir_err read_row(const weir_sql_store *store, weir_sql_cursor *cursor, weir_webhook_row *out, weir_diag *diag)
{
    const weir_sql *sql = &store->sql;
    const weir_text digest = sql->text(cursor, 10);

    *out = (weir_webhook_row){.pos = (uint64_t)sql->integer(cursor, 1),
                              .url = sql->text(cursor, 2),
                              .event_types = sql->text(cursor, 3),
                              .processes = sql->text(cursor, 4),
                              .from_pos = (uint64_t)sql->integer(cursor, 5),
                              .filter_pos = (uint64_t)sql->integer(cursor, 6),
                              .is_active = sql->integer(cursor, 7) != 0,
                              .reason = sql->text(cursor, 8),
                              .created_ms = sql->integer(cursor, 9),
                              .secret = sql->text(cursor, 11),
                              .floor_pos = (uint64_t)sql->integer(cursor, 12)};
    if (digest.length != sizeof out->secret_digest.byte)
        return weir_fail(diag, WEIR_EFORMAT, WEIR_NO_TEXT, "the database holds a digest that is none");
    memcpy(out->secret_digest.byte, digest.at, digest.length);
    return weir_sql_store_id(store, cursor, 0, &out->id, diag);
}

typedef struct kept_webhook {
    weir_arena *arena;
    weir_webhook_row row;
    bool is_there;
} kept_webhook;

static weir_err keep_row(weir_sql_store *store, weir_sql_cursor *cursor, void *context, weir_diag *diag)
{
    kept_webhook *kept = context;
    weir_webhook_row *row = &kept->row;

    kept->is_there = true;
    WEIR_TRY(read_row(store, cursor, row, diag));
    WEIR_TRY(weir_arena_text(kept->arena, row->url, &row->url));
    WEIR_TRY(weir_arena_text(kept->arena, row->event_types, &row->event_types));
    WEIR_TRY(weir_arena_text(kept->arena, row->processes, &row->processes));
    WEIR_TRY(weir_arena_text(kept->arena, row->reason, &row->reason));
    return weir_arena_text(kept->arena, row->secret, &row->secret);
}

weir_err weir_sql_get_webhook(void *self, weir_id id, weir_arena *arena, weir_webhook_row *out, weir_diag *diag)
{
    const weir_sql_value values[] = {weir_sql_bytes(id.byte, sizeof id.byte)};
    kept_webhook kept = {.arena = arena};

    WEIR_TRY(weir_sql_store_read(self, WEIR_QUERY_webhook_get, values, COUNT(values), keep_row, &kept, diag));
    if (!kept.is_there)
        return refuse_unknown(diag);
    *out = kept.row;
    return WEIR_OK;
}

typedef struct webhook_visitor {
    weir_webhook_visit visit;
    void *context;
} webhook_visitor;

static weir_err visit_row(weir_sql_store *store, weir_sql_cursor *cursor, void *context, weir_diag *diag)
{
    const webhook_visitor *visitor = context;
    weir_webhook_row row;

    WEIR_TRY(read_row(store, cursor, &row, diag));
    return visitor->visit(visitor->context, &row);
}

weir_err weir_sql_read_webhooks(void *self, weir_webhook_visit visit, void *context, weir_diag *diag)
{
    webhook_visitor visitor = {visit, context};

    return weir_sql_store_read(self, WEIR_QUERY_webhook_read, NULL, 0, visit_row, &visitor, diag);
}
