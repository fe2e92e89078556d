/* SPDX-License-Identifier: Apache-2.0
 * store/memory_messages.h - messages that are kept, of the store in memory.
 *
 * Every change has a number; undoing goes back to one. What is removed stays until the commit.
 * Layer: store.
 */
#ifndef WEIR_STORE_MEMORY_MESSAGES_H
#define WEIR_STORE_MEMORY_MESSAGES_H

#include "store/store.h"

typedef struct weir_memory_message {
    weir_message_row row; /* its texts are in the block */
    char *block;
    size_t byte_count;
    uint64_t added, removed; /* by which change of the transaction; 0: before it, or not */
} weir_memory_message;

typedef struct weir_memory_messages {
    weir_memory memory;
    weir_memory_message *items; /* by pos */
    uint32_t count, capacity;
    uint64_t change_count; /* of the transaction */
} weir_memory_messages;

WEIR_MUST_USE weir_err weir_memory_messages_put(weir_memory_messages *list, const weir_message_row *row);
/* false: it is not there. */
bool weir_memory_messages_delete(weir_memory_messages *list, weir_id id);
/* name: absent: all. */
WEIR_MUST_USE weir_err weir_memory_messages_read(const weir_memory_messages *list, weir_text name,
                                                 int64_t expires_until_ms, weir_message_visit visit, void *context);
const weir_message_row *weir_memory_messages_find(const weir_memory_messages *list, weir_id id); /* or NULL */
uint64_t weir_memory_messages_count(const weir_memory_messages *list);
int64_t weir_memory_messages_expiry(const weir_memory_messages *list); /* INT64_MAX: there are none */
void weir_memory_messages_commit(weir_memory_messages *list);
void weir_memory_messages_undo(weir_memory_messages *list, uint64_t change_count);
void weir_memory_messages_release(weir_memory_messages *list);

#endif
