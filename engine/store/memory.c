/* SPDX-License-Identifier: Apache-2.0
 * store/memory.c - the log as an array, instances as an array with a hash index, and an undo list.
 *
 * Each row has one block for its texts. What a transaction replaces goes to the undo list; the list is
 * freed by commit and played backwards by rollback. New rows are always the last ones, so undoing an insert is
 * dropping the last row.
 */
#include "store/memory.h"

#include <assert.h>
#include <string.h>

#include "store/memory_messages.h"
#include "store/memory_waits.h"

#define TEXT_COUNT 3 /* of a row of the log, and of one of an instance */
#define NO_ROW UINT32_MAX

/* The texts of a row in one block. */
typedef struct text_block {
    char *at;
    size_t byte_count;
} text_block;

typedef struct log_item {
    weir_log_row row;
    text_block block;
} log_item;

typedef struct instance_item {
    weir_instance_row row;
    text_block block;
    uint32_t next; /* in its bucket */
} instance_item;

typedef enum undo_kind { UNDO_LOG, UNDO_INSERT, UNDO_REPLACE } undo_kind;

typedef struct undo_item {
    undo_kind kind;
    uint32_t ix;
    instance_item old; /* UNDO_REPLACE */
} undo_item;

struct weir_memory_store {
    weir_memory memory;
    bool is_open, has_savepoint;
    struct {
        log_item *items;
        uint32_t count, capacity;
    } log;
    struct {
        instance_item *items;
        uint32_t count, capacity;
    } instances;
    struct {
        undo_item *items;
        uint32_t count, capacity;
    } undo;
    uint32_t undo_mark; /* of the savepoint, */
    uint64_t waits_mark, messages_mark;
    weir_redating redating, redating_at_begin, redating_mark;
    weir_memory_waits waits;
    weir_memory_messages messages;
    uint32_t *buckets;
    uint32_t bucket_count; /* a power of two */
};

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
static weir_err keep_texts(weir_memory_store *store, weir_text *const texts[static TEXT_COUNT], text_block *out,
                           weir_diag *diag)
{
    text_block block = {NULL, 1};
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

static uint32_t find_instance(const weir_memory_store *store, weir_id id)
{
    uint32_t ix = store->bucket_count > 0 ? *bucket_of(store, id) : NO_ROW;

    while (ix != NO_ROW && !weir_id_equal(store->instances.items[ix].row.id, id))
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
        buckets[i] = NO_ROW;
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
    const log_item *item = &store->log.items[--store->log.count];

    give(store, item->block.at, item->block.byte_count);
}

static void undo_instance(weir_memory_store *store, const undo_item *undo)
{
    instance_item *item = &store->instances.items[undo->ix];

    give(store, item->block.at, item->block.byte_count);
    if (undo->kind == UNDO_REPLACE) {
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
        const undo_item *undo = &store->undo.items[--store->undo.count];

        if (undo->kind == UNDO_LOG)
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
        const undo_item *undo = &store->undo.items[i];

        if (undo->kind == UNDO_REPLACE)
            give(store, undo->old.block.at, undo->old.block.byte_count);
    }
    store->undo.count = 0;
    weir_memory_waits_commit(&store->waits);
    weir_memory_messages_commit(&store->messages);
    store->is_open = store->has_savepoint = false;
    return WEIR_OK;
}

static void rollback(void *self)
{
    weir_memory_store *store = self;

    undo_to(store, 0, 0);
    store->redating = store->redating_at_begin;
    weir_memory_messages_undo(&store->messages, 0);
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

static uint64_t end_of_log(const weir_memory_store *store)
{
    const log_item *last = store->log.count > 0 ? &store->log.items[store->log.count - 1] : NULL;

    return last ? last->row.pos + last->row.fact_count : 1;
}

static weir_err append_log(void *self, const weir_log_row *row, weir_diag *diag)
{
    weir_memory_store *store = self;
    log_item item = {.row = *row};
    weir_text *const texts[] = {&item.row.actor, &item.row.command, &item.row.facts};

    assert(store->is_open && row->fact_count > 0 && row->pos == end_of_log(store));
    WEIR_TRY(GROW(store, &store->log, diag));
    WEIR_TRY(GROW(store, &store->undo, diag));
    WEIR_TRY(keep_texts(store, texts, &item.block, diag));
    store->log.items[store->log.count++] = item;
    store->undo.items[store->undo.count++] = (undo_item){.kind = UNDO_LOG};
    return WEIR_OK;
}

static weir_err put_instance(void *self, const weir_instance_row *row, weir_diag *diag)
{
    weir_memory_store *store = self;
    instance_item item = {.row = *row};
    weir_text *const texts[] = {&item.row.definition, &item.row.business_key, &item.row.state};
    uint32_t ix = find_instance(store, row->id);

    assert(store->is_open);
    WEIR_TRY(GROW(store, &store->instances, diag));
    WEIR_TRY(GROW(store, &store->undo, diag));
    WEIR_TRY(grow_buckets(store, diag));
    WEIR_TRY(keep_texts(store, texts, &item.block, diag));
    if (ix != NO_ROW) {
        item.next = store->instances.items[ix].next;
        store->undo.items[store->undo.count++] = (undo_item){UNDO_REPLACE, ix, store->instances.items[ix]};
    } else {
        uint32_t *bucket = bucket_of(store, row->id);

        ix = store->instances.count++;
        item.next = *bucket;
        *bucket = ix;
        store->undo.items[store->undo.count++] = (undo_item){.kind = UNDO_INSERT, .ix = ix};
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

static weir_err get_message(void *self, weir_id id, weir_arena *arena, weir_message_row *out, weir_diag *diag)
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

static weir_err read_messages(void *self, weir_text name, int64_t expires_until_ms, weir_message_visit visit,
                              void *context, weir_diag *diag)
{
    const weir_memory_store *store = self;

    (void)diag;
    return weir_memory_messages_read(&store->messages, name, expires_until_ms, visit, context);
}

static weir_err next_expiry(void *self, int64_t *out, weir_diag *diag)
{
    const weir_memory_store *store = self;

    (void)diag;
    *out = weir_memory_messages_expiry(&store->messages);
    return WEIR_OK;
}

static weir_err count_messages(void *self, uint64_t *out, weir_diag *diag)
{
    const weir_memory_store *store = self;

    (void)diag;
    *out = weir_memory_messages_count(&store->messages);
    return WEIR_OK;
}

/* ── what is waited for ──────────────────────────────────────────────────────────────────────────────── */

static weir_err project(void *self, const weir_projection *change, weir_diag *diag)
{
    weir_memory_store *store = self;

    return weir_memory_waits_project(&store->waits, change, diag);
}

static weir_err next_due(void *self, weir_due which, int64_t until_ms, const weir_wait_row *after, weir_wait_row *out,
                         weir_diag *diag)
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
    const uint32_t ix = find_instance(filter->store, row->instance);

    if (filter->business_key.at &&
        (ix == NO_ROW || !weir_text_equal(filter->store->instances.items[ix].row.business_key, filter->business_key)))
        return WEIR_OK;
    return filter->visit(filter->context, row);
}

static weir_err read_subscriptions(void *self, weir_wait_kind kind, weir_text name, weir_text business_key,
                                   weir_wait_visit visit, void *context, weir_diag *diag)
{
    const weir_memory_store *store = self;
    key_filter filter = {store, business_key, visit, context};

    (void)diag;
    return weir_memory_waits_read(&store->waits, kind, name, visit_if_key, &filter);
}

static weir_err find_task(void *self, weir_id task, weir_id *out, weir_diag *diag)
{
    const weir_memory_store *store = self;

    return weir_memory_waits_task(&store->waits, task, out, diag);
}

/* ── reading ─────────────────────────────────────────────────────────────────────────────────────── */

static weir_err next_pos(void *self, uint64_t *out, weir_diag *diag)
{
    (void)diag;
    *out = end_of_log(self);
    return WEIR_OK;
}

static weir_err get_instance(void *self, weir_id id, weir_arena *arena, weir_instance_row *out, weir_diag *diag)
{
    const weir_memory_store *store = self;
    const uint32_t ix = find_instance(store, id);
    weir_instance_row row;

    if (ix == NO_ROW)
        return weir_fail(diag, WEIR_ENOTFOUND, WEIR_NO_TEXT, "there is no instance with this id");
    row = store->instances.items[ix].row;
    WEIR_TRY(weir_arena_text(arena, row.definition, &row.definition));
    WEIR_TRY(weir_arena_text(arena, row.business_key, &row.business_key));
    WEIR_TRY(weir_arena_text(arena, row.state, &row.state));
    *out = row;
    return WEIR_OK;
}

static weir_err read_instances(void *self, weir_instance_visit visit, void *context, weir_diag *diag)
{
    const weir_memory_store *store = self;

    (void)diag;
    for (uint32_t i = 0; i < store->instances.count; i++)
        WEIR_TRY(visit(context, &store->instances.items[i].row));
    return WEIR_OK;
}

static weir_err read_dated(void *self, uint64_t after_pos, uint32_t count_max, weir_dated_visit visit, void *context,
                           weir_diag *diag)
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

static weir_err set_redating(void *self, weir_redating redating, weir_diag *diag)
{
    weir_memory_store *store = self;

    (void)diag;
    assert(store->is_open);
    store->redating = redating;
    return WEIR_OK;
}

static weir_err get_redating(void *self, weir_redating *out, weir_diag *diag)
{
    const weir_memory_store *store = self;

    (void)diag;
    *out = store->redating;
    return WEIR_OK;
}

static weir_err read_stream(void *self, weir_id stream, uint64_t from_seq, weir_log_visit visit, void *context,
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

static weir_err next_seq(void *self, weir_id stream, uint64_t *out, weir_diag *diag)
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

static weir_err read_log(void *self, uint64_t from_pos, weir_log_visit visit, void *context, weir_diag *diag)
{
    const weir_memory_store *store = self;

    (void)diag;
    for (uint32_t i = first_row(store, from_pos); i < store->log.count; i++)
        WEIR_TRY(visit(context, &store->log.items[i].row));
    return WEIR_OK;
}

/* ── life ────────────────────────────────────────────────────────────────────────────────────────── */

weir_err weir_memory_store_new(weir_memory memory, weir_memory_store **out)
{
    weir_memory_store *store = memory.take(memory.self, sizeof *store);

    if (!store)
        return WEIR_ENOMEM;
    *store = (weir_memory_store){.memory = memory, .waits.memory = memory, .messages.memory = memory};
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
        .next_pos = next_pos,
        .get_instance = get_instance,
        .read_instances = read_instances,
        .read_stream = read_stream,
        .read_log = read_log,
        .next_due = next_due,
        .read_subscriptions = read_subscriptions,
        .find_task = find_task,
        .set_redating = set_redating,
        .get_redating = get_redating,
        .read_dated = read_dated,
        .put_message = put_message,
        .delete_message = delete_message,
        .get_message = get_message,
        .read_messages = read_messages,
        .next_expiry = next_expiry,
        .count_messages = count_messages,
        .next_seq = next_seq,
    };
}
