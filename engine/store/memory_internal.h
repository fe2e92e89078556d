/* SPDX-License-Identifier: Apache-2.0
 * store/memory_internal.h - what the files of the driver in memory share.
 *
 * memory.c has transactions and what is written, memory_read.c what is read. Layer: store.
 */
#ifndef WEIR_STORE_MEMORY_INTERNAL_H
#define WEIR_STORE_MEMORY_INTERNAL_H

#include "store/memory.h"
#include "store/memory_broadcasts.h"
#include "store/memory_messages.h"
#include "store/memory_waits.h"

#define WEIR_NO_ROW UINT32_MAX

/* The texts of a row in one block. */
typedef struct weir_memory_text_block {
    char *at;
    size_t byte_count;
} weir_memory_text_block;

typedef struct weir_memory_log_item {
    weir_log_row row;
    weir_memory_text_block block;
} weir_memory_log_item;

typedef struct weir_memory_instance_item {
    weir_instance_row row;
    weir_memory_text_block block;
    uint32_t next; /* in its bucket */
} weir_memory_instance_item;

typedef enum weir_memory_undo_kind { WEIR_UNDO_LOG, WEIR_UNDO_INSERT, WEIR_UNDO_REPLACE } weir_memory_undo_kind;

typedef struct weir_memory_undo_item {
    weir_memory_undo_kind kind;
    uint32_t ix;
    weir_memory_instance_item old; /* WEIR_UNDO_REPLACE */
} weir_memory_undo_item;

struct weir_memory_store {
    weir_memory memory;
    bool is_open, has_savepoint;
    struct {
        weir_memory_log_item *items;
        uint32_t count, capacity;
    } log;
    struct {
        weir_memory_instance_item *items;
        uint32_t count, capacity;
    } instances;
    struct {
        weir_memory_undo_item *items;
        uint32_t count, capacity;
    } undo;
    uint32_t undo_mark; /* of the savepoint, */
    uint64_t waits_mark, messages_mark;
    uint32_t broadcasts_mark;
    weir_redating redating, redating_at_begin, redating_mark;
    weir_memory_waits waits;
    weir_memory_messages messages;
    weir_memory_broadcasts broadcasts;
    uint32_t *buckets;
    uint32_t bucket_count; /* a power of two */
};

/* WEIR_NO_ROW: there is none with this id. */
uint32_t weir_memory_find_instance(const weir_memory_store *store, weir_id id);
uint64_t weir_memory_end_of_log(const weir_memory_store *store);

/* ── functions of the port (memory_read.c) ───────────────────────────────────────────────────────────── */

weir_err weir_memory_get_message(void *self, weir_id id, weir_arena *arena, weir_message_row *out, weir_diag *diag);
weir_err weir_memory_read_messages(void *self, weir_text name, int64_t expires_until_ms, weir_message_visit visit,
                                   void *context, weir_diag *diag);
weir_err weir_memory_next_expiry(void *self, int64_t *out, weir_diag *diag);
weir_err weir_memory_count_messages(void *self, uint64_t *out, weir_diag *diag);
weir_err weir_memory_next_due(void *self, weir_due which, int64_t until_ms, const weir_wait_row *after,
                              weir_wait_row *out, weir_diag *diag);
weir_err weir_memory_read_subscriptions(void *self, weir_wait_kind kind, weir_text name, weir_text business_key,
                                        weir_wait_visit visit, void *context, weir_diag *diag);
weir_err weir_memory_find_task(void *self, weir_id task, weir_id *out, weir_diag *diag);
weir_err weir_memory_next_pos(void *self, uint64_t *out, weir_diag *diag);
weir_err weir_memory_get_instance(void *self, weir_id id, weir_arena *arena, weir_instance_row *out, weir_diag *diag);
weir_err weir_memory_read_instances(void *self, weir_instance_visit visit, void *context, weir_diag *diag);
weir_err weir_memory_read_dated(void *self, uint64_t after_pos, uint32_t count_max, weir_dated_visit visit,
                                void *context, weir_diag *diag);
weir_err weir_memory_get_redating(void *self, weir_redating *out, weir_diag *diag);
weir_err weir_memory_read_stream(void *self, weir_id stream, uint64_t from_seq, weir_log_visit visit, void *context,
                                 weir_diag *diag);
weir_err weir_memory_next_seq(void *self, weir_id stream, uint64_t *out, weir_diag *diag);
weir_err weir_memory_read_log(void *self, uint64_t from_pos, weir_log_visit visit, void *context, weir_diag *diag);

#endif
