/* SPDX-License-Identifier: Apache-2.0
 * store/memory_read.c - what is asked of the rows in memory: log, instances, messages, what is waited for.
 */
#include "store/memory_internal.h"

weir_err weir_memory_get_message(void *self, weir_id id, weir_arena *arena, weir_message_row *out, weir_diag *diag)
{
    const weir_memory_store *store = self;
    const weir_message_row *row = weir_memory_messages_find(&store->messages, id);
    weir_message_row copy;

    if (!row)
        return weir_fail(diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "no message is kept under this id");
    copy = *row;
    WEIR_TRY(weir_arena_text(arena, row->name, &copy.name));
    WEIR_TRY(weir_arena_text(arena, row->business_key, &copy.business_key));
    WEIR_TRY(weir_arena_text(arena, row->content, &copy.content));
    *out = copy;
    return WEIR_OK;
}

weir_err weir_memory_read_messages(void *self, weir_text name, int64_t expires_until_ms, weir_message_visit visit,
                                   void *context, weir_diag *diag)
{
    const weir_memory_store *store = self;

    (void)diag;
    return weir_memory_messages_read(&store->messages, name, expires_until_ms, visit, context);
}

weir_err weir_memory_next_expiry(void *self, int64_t *out, weir_diag *diag)
{
    const weir_memory_store *store = self;

    (void)diag;
    *out = weir_memory_messages_expiry(&store->messages);
    return WEIR_OK;
}

weir_err weir_memory_count_messages(void *self, uint64_t *out, weir_diag *diag)
{
    const weir_memory_store *store = self;

    (void)diag;
    *out = weir_memory_messages_count(&store->messages);
    return WEIR_OK;
}

weir_err weir_memory_next_due(void *self, weir_due which, int64_t until_ms, const weir_wait_row *after,
                              weir_wait_row *out, weir_diag *diag)
{
    const weir_memory_store *store = self;

    return weir_memory_waits_due(&store->waits, which, until_ms, after, out, diag);
}

typedef struct key_filter {
    const weir_memory_store *store;
    weir_text business_key;
    weir_wait_visit visit;
    void *context;
} key_filter;

static weir_err visit_if_key(void *context, const weir_wait_row *row)
{
    const key_filter *filter = context;
    const uint32_t ix = weir_memory_find_instance(filter->store, row->instance);

    if (filter->business_key.at &&
        (ix == WEIR_NO_ROW ||
         !weir_text_equal(filter->store->instances.items[ix].row.business_key, filter->business_key)))
        return WEIR_OK;
    return filter->visit(filter->context, row);
}

weir_err weir_memory_read_subscriptions(void *self, weir_wait_kind kind, weir_text name, weir_text business_key,
                                        weir_wait_visit visit, void *context, weir_diag *diag)
{
    const weir_memory_store *store = self;
    key_filter filter = {store, business_key, visit, context};

    (void)diag;
    return weir_memory_waits_read(&store->waits, kind, name, visit_if_key, &filter);
}

weir_err weir_memory_find_task(void *self, weir_id task, weir_id *out, weir_diag *diag)
{
    const weir_memory_store *store = self;

    return weir_memory_waits_task(&store->waits, task, out, diag);
}

weir_err weir_memory_next_pos(void *self, uint64_t *out, weir_diag *diag)
{
    (void)diag;
    *out = weir_memory_end_of_log(self);
    return WEIR_OK;
}

weir_err weir_memory_get_instance(void *self, weir_id id, weir_arena *arena, weir_instance_row *out, weir_diag *diag)
{
    const weir_memory_store *store = self;
    const uint32_t ix = weir_memory_find_instance(store, id);
    weir_instance_row row;

    if (ix == WEIR_NO_ROW)
        return weir_fail(diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "there is no instance with this id");
    row = store->instances.items[ix].row;
    WEIR_TRY(weir_arena_text(arena, row.definition, &row.definition));
    WEIR_TRY(weir_arena_text(arena, row.business_key, &row.business_key));
    WEIR_TRY(weir_arena_text(arena, row.state, &row.state));
    *out = row;
    return WEIR_OK;
}

weir_err weir_memory_read_instances(void *self, weir_instance_visit visit, void *context, weir_diag *diag)
{
    const weir_memory_store *store = self;

    (void)diag;
    for (uint32_t i = 0; i < store->instances.count; i++)
        WEIR_TRY(visit(context, &store->instances.items[i].row));
    return WEIR_OK;
}

weir_err weir_memory_read_dated(void *self, uint64_t after_pos, uint32_t count_max, weir_dated_visit visit,
                                void *context, weir_diag *diag)
{
    const weir_memory_store *store = self;

    (void)diag;
    for (uint32_t i = 0; i < store->instances.count && count_max > 0; i++) {
        const weir_instance_row *row = &store->instances.items[i].row;

        if (!row->is_dated || row->pos <= after_pos)
            continue;
        WEIR_TRY(visit(context, row->id, row->pos));
        count_max--;
    }
    return WEIR_OK;
}

weir_err weir_memory_get_redating(void *self, weir_redating *out, weir_diag *diag)
{
    const weir_memory_store *store = self;

    (void)diag;
    *out = store->redating;
    return WEIR_OK;
}

weir_err weir_memory_read_stream(void *self, weir_id stream, uint64_t from_seq, weir_log_visit visit, void *context,
                                 weir_diag *diag)
{
    const weir_memory_store *store = self;

    (void)diag;
    for (uint32_t i = 0; i < store->log.count; i++) {
        const weir_log_row *row = &store->log.items[i].row;

        if (weir_id_equal(row->stream, stream) && row->seq >= from_seq)
            WEIR_TRY(visit(context, row));
    }
    return WEIR_OK;
}

weir_err weir_memory_next_seq(void *self, weir_id stream, uint64_t *out, weir_diag *diag)
{
    const weir_memory_store *store = self;

    (void)diag;
    *out = 1;
    for (uint32_t i = 0; i < store->log.count; i++) {
        const weir_log_row *row = &store->log.items[i].row;

        if (weir_id_equal(row->stream, stream))
            *out = row->seq + row->fact_count;
    }
    return WEIR_OK;
}

/* The first row at or after the position: rows are sorted by it. */
static uint32_t first_row(const weir_memory_store *store, uint64_t from_pos)
{
    uint32_t low = 0, high = store->log.count;

    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;

        if (store->log.items[middle].row.pos < from_pos)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

weir_err weir_memory_read_log(void *self, uint64_t from_pos, weir_log_visit visit, void *context, weir_diag *diag)
{
    const weir_memory_store *store = self;

    (void)diag;
    for (uint32_t i = first_row(store, from_pos); i < store->log.count; i++)
        WEIR_TRY(visit(context, &store->log.items[i].row));
    return WEIR_OK;
}
