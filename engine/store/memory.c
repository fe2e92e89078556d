/* SPDX-License-Identifier: Apache-2.0
 * store/memory.c - the log as an array, instances as an array with a hash index, and an undo list.
 *
 * Each row has one block for its texts. What a transaction replaces goes to the undo list; the list is
 * freed by commit and played backwards by rollback. New rows are always the last ones, so undoing an insert is
 * dropping the last row.
 */
#include <assert.h>
#include <string.h>

#include "store/memory_internal.h"

#define TEXT_COUNT 3 /* of a row of the log, and of one of an instance */

static weir_err out_of_memory(weir_diag *diag)
{
    return weir_fail(diag, WEIR_ENOMEM, WEIR_NO_TEXT, "the store has no memory left");
}

static void give(weir_memory_store *store, void *block, size_t byte_count)
{
    if (block)
        store->memory.give(store->memory.self, block, byte_count);
}

/* Room for one more item. */
static weir_err grow(weir_memory_store *store, void *items_pointer, uint32_t count, uint32_t *capacity,
                     size_t item_bytes, weir_diag *diag)
{
    const uint32_t wanted = *capacity ? *capacity * 2 : 16;
    void *old, *items;

    if (count < *capacity)
        return WEIR_OK;
    items = store->memory.take(store->memory.self, wanted * item_bytes);
    if (!items)
        return out_of_memory(diag);
    memcpy(&old, items_pointer, sizeof old);
    if (old)
        memcpy(items, old, count * item_bytes);
    give(store, old, *capacity * item_bytes);
    memcpy(items_pointer, &items, sizeof items);
    *capacity = wanted;
    return WEIR_OK;
}

#define GROW(store, list, diag)                                                                                        \
    grow((store), &(list)->items, (list)->count, &(list)->capacity, sizeof *(list)->items, (diag))

/* Replace texts by copies in one block; absent ones stay absent. */
static weir_err keep_texts(weir_memory_store *store, weir_text *const texts[static TEXT_COUNT],
                           weir_memory_text_block *out, weir_diag *diag)
{
    weir_memory_text_block block = {NULL, 1};
    char *at;

    for (int i = 0; i < TEXT_COUNT; i++)
        block.byte_count += texts[i]->length;
    block.at = store->memory.take(store->memory.self, block.byte_count);
    if (!block.at)
        return out_of_memory(diag);
    at = block.at;
    for (int i = 0; i < TEXT_COUNT; i++) {
        if (!texts[i]->at)
            continue;
        memcpy(at, texts[i]->at, texts[i]->length);
        texts[i]->at = at;
        at += texts[i]->length;
    }
    *out = block;
    return WEIR_OK;
}

static uint32_t *bucket_of(const weir_memory_store *store, weir_id id)
{
    return &store->buckets[weir_text_hash((weir_text){(const char *)id.byte, sizeof id.byte}) &
                           (store->bucket_count - 1)];
}

uint32_t weir_memory_find_instance(const weir_memory_store *store, weir_id id)
{
    uint32_t ix = store->bucket_count > 0 ? *bucket_of(store, id) : WEIR_NO_ROW;

    while (ix != WEIR_NO_ROW && !weir_id_equal(store->instances.items[ix].row.id, id))
        ix = store->instances.items[ix].next;
    return ix;
}

static weir_err grow_buckets(weir_memory_store *store, weir_diag *diag)
{
    const uint32_t count = store->bucket_count ? store->bucket_count * 2 : 16;
    uint32_t *buckets;

    if (store->instances.count < store->bucket_count)
        return WEIR_OK;
    buckets = store->memory.take(store->memory.self, count * sizeof *buckets);
    if (!buckets)
        return out_of_memory(diag);
    give(store, store->buckets, store->bucket_count * sizeof *buckets);
    store->buckets = buckets;
    store->bucket_count = count;
    for (uint32_t i = 0; i < count; i++)
        buckets[i] = WEIR_NO_ROW;
    for (uint32_t i = 0; i < store->instances.count; i++) {
        uint32_t *bucket = bucket_of(store, store->instances.items[i].row.id);

        store->instances.items[i].next = *bucket;
        *bucket = i;
    }
    return WEIR_OK;
}

/* ── transactions ────────────────────────────────────────────────────────────────────────────────── */

static void undo_log(weir_memory_store *store)
{
    const weir_memory_log_item *item = &store->log.items[--store->log.count];

    give(store, item->block.at, item->block.byte_count);
}

static void undo_instance(weir_memory_store *store, const weir_memory_undo_item *undo)
{
    weir_memory_instance_item *item = &store->instances.items[undo->ix];

    give(store, item->block.at, item->block.byte_count);
    if (undo->kind == WEIR_UNDO_REPLACE) {
        const uint32_t next = item->next; /* the buckets may have grown since */

        *item = undo->old;
        item->next = next;
    } else {
        *bucket_of(store, item->row.id) = item->next; /* the newest row heads its bucket */
        store->instances.count--;
    }
}

static void undo_to(weir_memory_store *store, uint32_t mark, uint64_t waits_mark)
{
    while (store->undo.count > mark) {
        const weir_memory_undo_item *undo = &store->undo.items[--store->undo.count];

        if (undo->kind == WEIR_UNDO_LOG)
            undo_log(store);
        else
            undo_instance(store, undo);
    }
    weir_memory_waits_undo(&store->waits, waits_mark);
}

static weir_err begin(void *self, weir_diag *diag)
{
    weir_memory_store *store = self;

    (void)diag;
    assert(!store->is_open);
    store->is_open = true;
    store->redating_at_begin = store->redating;
    return WEIR_OK;
}

static weir_err commit(void *self, weir_diag *diag)
{
    weir_memory_store *store = self;

    (void)diag;
    assert(store->is_open);
    for (uint32_t i = 0; i < store->undo.count; i++) {
        const weir_memory_undo_item *undo = &store->undo.items[i];

        if (undo->kind == WEIR_UNDO_REPLACE)
            give(store, undo->old.block.at, undo->old.block.byte_count);
    }
    store->undo.count = 0;
    weir_memory_waits_commit(&store->waits);
    weir_memory_messages_commit(&store->messages);
    weir_memory_broadcasts_commit(&store->broadcasts);
    store->is_open = store->has_savepoint = false;
    return WEIR_OK;
}

static void rollback(void *self)
{
    weir_memory_store *store = self;

    undo_to(store, 0, 0);
    store->redating = store->redating_at_begin;
    weir_memory_messages_undo(&store->messages, 0);
    weir_memory_broadcasts_undo(&store->broadcasts, 0);
    store->is_open = store->has_savepoint = false;
}

static weir_err savepoint(void *self, weir_diag *diag)
{
    weir_memory_store *store = self;

    (void)diag;
    assert(store->is_open && !store->has_savepoint);
    store->has_savepoint = true;
    store->undo_mark = store->undo.count;
    store->waits_mark = store->waits.change_count;
    store->messages_mark = store->messages.change_count;
    store->broadcasts_mark = store->broadcasts.change_count;
    store->redating_mark = store->redating;
    return WEIR_OK;
}

static weir_err rollback_to(void *self, weir_diag *diag)
{
    weir_memory_store *store = self;

    (void)diag;
    assert(store->has_savepoint);
    undo_to(store, store->undo_mark, store->waits_mark);
    store->redating = store->redating_mark;
    weir_memory_messages_undo(&store->messages, store->messages_mark);
    weir_memory_broadcasts_undo(&store->broadcasts, store->broadcasts_mark);
    store->has_savepoint = false;
    return WEIR_OK;
}

static weir_err release(void *self, weir_diag *diag)
{
    weir_memory_store *store = self;

    (void)diag;
    assert(store->has_savepoint);
    store->has_savepoint = false;
    return WEIR_OK;
}

/* ── writing ─────────────────────────────────────────────────────────────────────────────────────── */

uint64_t weir_memory_end_of_log(const weir_memory_store *store)
{
    const weir_memory_log_item *last = store->log.count > 0 ? &store->log.items[store->log.count - 1] : NULL;

    return last ? last->row.pos + last->row.fact_count : 1;
}

static weir_err append_log(void *self, const weir_log_row *row, weir_diag *diag)
{
    weir_memory_store *store = self;
    weir_memory_log_item item = {.row = *row};
    weir_text *const texts[] = {&item.row.actor, &item.row.command, &item.row.facts};

    assert(store->is_open && row->fact_count > 0 && row->pos == weir_memory_end_of_log(store));
    WEIR_TRY(GROW(store, &store->log, diag));
    WEIR_TRY(GROW(store, &store->undo, diag));
    WEIR_TRY(keep_texts(store, texts, &item.block, diag));
    store->log.items[store->log.count++] = item;
    store->undo.items[store->undo.count++] = (weir_memory_undo_item){.kind = WEIR_UNDO_LOG};
    return WEIR_OK;
}

static weir_err put_instance(void *self, const weir_instance_row *row, weir_diag *diag)
{
    weir_memory_store *store = self;
    weir_memory_instance_item item = {.row = *row};
    weir_text *const texts[] = {&item.row.definition, &item.row.business_key, &item.row.state};
    uint32_t ix = weir_memory_find_instance(store, row->id);

    assert(store->is_open);
    WEIR_TRY(GROW(store, &store->instances, diag));
    WEIR_TRY(GROW(store, &store->undo, diag));
    WEIR_TRY(grow_buckets(store, diag));
    WEIR_TRY(keep_texts(store, texts, &item.block, diag));
    if (ix != WEIR_NO_ROW) {
        item.next = store->instances.items[ix].next;
        store->undo.items[store->undo.count++] =
            (weir_memory_undo_item){WEIR_UNDO_REPLACE, ix, store->instances.items[ix]};
    } else {
        uint32_t *bucket = bucket_of(store, row->id);

        ix = store->instances.count++;
        item.next = *bucket;
        *bucket = ix;
        store->undo.items[store->undo.count++] = (weir_memory_undo_item){.kind = WEIR_UNDO_INSERT, .ix = ix};
    }
    store->instances.items[ix] = item;
    return WEIR_OK;
}

/* ── messages that are kept ──────────────────────────────────────────────────────────────────────────── */

static weir_err put_message(void *self, const weir_message_row *row, weir_diag *diag)
{
    weir_memory_store *store = self;
    const weir_err err = weir_memory_messages_put(&store->messages, row);

    assert(store->is_open);
    return err == WEIR_ENOMEM ? out_of_memory(diag) : err;
}

static weir_err delete_message(void *self, weir_id id, weir_diag *diag)
{
    weir_memory_store *store = self;

    assert(store->is_open);
    if (weir_memory_messages_delete(&store->messages, id))
        return WEIR_OK;
    return weir_fail(diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "no message is kept under this id");
}

/* ── what is waited for ──────────────────────────────────────────────────────────────────────────────── */

static weir_err project(void *self, const weir_projection *change, weir_diag *diag)
{
    weir_memory_store *store = self;

    return weir_memory_waits_project(&store->waits, change, diag);
}

static weir_err set_redating(void *self, weir_redating redating, weir_diag *diag)
{
    weir_memory_store *store = self;

    (void)diag;
    assert(store->is_open);
    store->redating = redating;
    return WEIR_OK;
}

/* ── signals on their way ────────────────────────────────────────────────────────────────────────────── */

static weir_err put_broadcast(void *self, const weir_broadcast_row *row, weir_diag *diag)
{
    weir_memory_store *store = self;

    assert(store->is_open);
    return weir_memory_broadcasts_put(&store->broadcasts, row) == WEIR_OK ? WEIR_OK : out_of_memory(diag);
}

static weir_err delete_broadcast(void *self, uint64_t pos, weir_diag *diag)
{
    weir_memory_store *store = self;
    const weir_err err = weir_memory_broadcasts_delete(&store->broadcasts, pos);

    assert(store->is_open);
    if (err == WEIR_ENOTFOUND)
        return weir_fail(diag, err, WEIR_NO_TEXT, "no such signal is on its way");
    return err == WEIR_ENOMEM ? out_of_memory(diag) : err;
}

static weir_err next_broadcast(void *self, weir_broadcast_row *out, weir_diag *diag)
{
    const weir_memory_store *store = self;

    if (store->broadcasts.count == 0)
        return weir_fail(diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "no signal is on its way");
    *out = store->broadcasts.items[0];
    return WEIR_OK;
}

static weir_err count_broadcasts(void *self, uint64_t root, uint64_t *count, uint32_t *last_number, weir_diag *diag)
{
    const weir_memory_store *store = self;

    (void)diag;
    *count = store->broadcasts.count;
    *last_number = weir_memory_broadcasts_last_number(&store->broadcasts, root);
    return WEIR_OK;
}

static weir_err next_subscriber(void *self, weir_text name, uint64_t before_pos, const weir_broadcast_row *after,
                                weir_wait_row *out, weir_diag *diag)
{
    const weir_memory_store *store = self;
    const weir_wait_row *found = weir_memory_waits_subscriber(
        &store->waits, name, before_pos, &(weir_wait_row){.instance_pos = after->instance_pos, .wait = after->wait});

    if (!found)
        return weir_fail(diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "nobody else waits for the signal");
    *out = *found;
    return WEIR_OK;
}

/* ── life ────────────────────────────────────────────────────────────────────────────────────────── */

weir_err weir_memory_store_new(weir_memory memory, weir_memory_store **out)
{
    weir_memory_store *store = memory.take(memory.self, sizeof *store);

    if (!store)
        return WEIR_ENOMEM;
    *store = (weir_memory_store){
        .memory = memory, .waits.memory = memory, .messages.memory = memory, .broadcasts.memory = memory};
    *out = store;
    return WEIR_OK;
}

void weir_memory_store_free(weir_memory_store *store)
{
    if (!store)
        return;
    if (store->is_open)
        rollback(store);
    for (uint32_t i = 0; i < store->log.count; i++)
        give(store, store->log.items[i].block.at, store->log.items[i].block.byte_count);
    for (uint32_t i = 0; i < store->instances.count; i++)
        give(store, store->instances.items[i].block.at, store->instances.items[i].block.byte_count);
    weir_memory_waits_release(&store->waits);
    weir_memory_messages_release(&store->messages);
    weir_memory_broadcasts_release(&store->broadcasts);
    give(store, store->log.items, store->log.capacity * sizeof *store->log.items);
    give(store, store->instances.items, store->instances.capacity * sizeof *store->instances.items);
    give(store, store->undo.items, store->undo.capacity * sizeof *store->undo.items);
    give(store, store->buckets, store->bucket_count * sizeof *store->buckets);
    give(store, store, sizeof *store);
}

weir_store weir_memory_store_port(weir_memory_store *store)
{
    return (weir_store){
        .self = store,
        .begin = begin,
        .commit = commit,
        .rollback = rollback,
        .savepoint = savepoint,
        .rollback_to = rollback_to,
        .release = release,
        .append_log = append_log,
        .put_instance = put_instance,
        .project = project,
        .next_pos = weir_memory_next_pos,
        .get_instance = weir_memory_get_instance,
        .read_instances = weir_memory_read_instances,
        .read_stream = weir_memory_read_stream,
        .read_log = weir_memory_read_log,
        .next_due = weir_memory_next_due,
        .read_subscriptions = weir_memory_read_subscriptions,
        .find_task = weir_memory_find_task,
        .set_redating = set_redating,
        .get_redating = weir_memory_get_redating,
        .read_dated = weir_memory_read_dated,
        .put_message = put_message,
        .delete_message = delete_message,
        .get_message = weir_memory_get_message,
        .read_messages = weir_memory_read_messages,
        .next_expiry = weir_memory_next_expiry,
        .count_messages = weir_memory_count_messages,
        .put_broadcast = put_broadcast,
        .delete_broadcast = delete_broadcast,
        .next_broadcast = next_broadcast,
        .count_broadcasts = count_broadcasts,
        .next_subscriber = next_subscriber,
        .next_seq = weir_memory_next_seq,
    };
}
