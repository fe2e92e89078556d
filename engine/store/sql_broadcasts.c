/* SPDX-License-Identifier: Apache-2.0
 * store/sql_broadcasts.c - signals on their way to many, as rows.
 */
#include "store/sql_store_internal.h"

#define COUNT(array) ((uint32_t)(sizeof(array) / sizeof *(array)))

weir_err weir_sql_put_broadcast(void *self, const weir_broadcast_row *row, weir_diag *diag)
{
    const weir_sql_value values[] = {
        weir_sql_integer((int64_t)row->pos),
        weir_sql_integer((int64_t)row->root),
        weir_sql_integer(row->number),
        weir_sql_integer((int64_t)row->before_pos),
        weir_sql_integer((int64_t)row->receiver_count),
        weir_sql_integer((int64_t)row->instance_pos),
        weir_sql_integer(row->wait),
    };

    return weir_sql_store_write(self, WEIR_QUERY_broadcast_put, values, COUNT(values), NULL, diag);
}

weir_err weir_sql_delete_broadcast(void *self, uint64_t pos, weir_diag *diag)
{
    const weir_sql_value values[] = {weir_sql_integer((int64_t)pos)};
    uint64_t changed = 0;

    WEIR_TRY(weir_sql_store_write(self, WEIR_QUERY_broadcast_delete, values, COUNT(values), &changed, diag));
    return changed > 0 ? WEIR_OK : weir_fail(diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "no such signal is on its way");
}

/* Of at most one row. pos 0: there was none. */
static weir_err keep_broadcast(weir_sql_store *store, weir_sql_cursor *cursor, void *context, weir_diag *diag)
{
    const weir_sql *sql = &store->sql;

    (void)diag;
    *(weir_broadcast_row *)context = (weir_broadcast_row){.pos = (uint64_t)sql->integer(cursor, 0),
                                                          .root = (uint64_t)sql->integer(cursor, 1),
                                                          .number = (uint32_t)sql->integer(cursor, 2),
                                                          .before_pos = (uint64_t)sql->integer(cursor, 3),
                                                          .receiver_count = (uint64_t)sql->integer(cursor, 4),
                                                          .instance_pos = (uint64_t)sql->integer(cursor, 5),
                                                          .wait = (weir_number_in_instance)sql->integer(cursor, 6)};
    return WEIR_OK;
}

weir_err weir_sql_next_broadcast(void *self, weir_broadcast_row *out, weir_diag *diag)
{
    weir_broadcast_row row = {0};

    WEIR_TRY(weir_sql_store_read(self, WEIR_QUERY_broadcast_next, NULL, 0, keep_broadcast, &row, diag));
    if (row.pos == 0)
        return weir_fail(diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "no signal is on its way");
    *out = row;
    return WEIR_OK;
}

typedef struct counted {
    uint64_t count;
    uint32_t last_number;
} counted;

static weir_err keep_count(weir_sql_store *store, weir_sql_cursor *cursor, void *context, weir_diag *diag)
{
    (void)diag;
    *(counted *)context = (counted){.count = (uint64_t)store->sql.integer(cursor, 0),
                                    .last_number = (uint32_t)store->sql.integer(cursor, 1)};
    return WEIR_OK;
}

weir_err weir_sql_count_broadcasts(void *self, uint64_t root, uint64_t *count, uint32_t *last_number, weir_diag *diag)
{
    const weir_sql_value values[] = {weir_sql_integer((int64_t)root)};
    counted found = {0};

    WEIR_TRY(weir_sql_store_read(self, WEIR_QUERY_broadcast_count, values, COUNT(values), keep_count, &found, diag));
    *count = found.count;
    *last_number = found.last_number;
    return WEIR_OK;
}

weir_err weir_sql_next_subscriber(void *self, weir_text name, uint64_t before_pos, const weir_broadcast_row *after,
                                  weir_wait_row *out, weir_diag *diag)
{
    const weir_sql_value values[] = {
        weir_sql_text(name.at ? name : WEIR_T("")),
        weir_sql_integer((int64_t)before_pos),
        weir_sql_integer((int64_t)after->instance_pos),
        weir_sql_integer(after->wait),
    };
    weir_first_wait first = {0};

    WEIR_TRY(weir_sql_store_read(self, WEIR_QUERY_broadcast_subscriber, values, COUNT(values), weir_sql_keep_wait,
                                 &first, diag));
    if (!first.is_there)
        return weir_fail(diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "nobody else waits for the signal");
    *out = first.row;
    return WEIR_OK;
}
