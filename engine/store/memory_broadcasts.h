/* SPDX-License-Identifier: Apache-2.0
 * store/memory_broadcasts.h - signals on their way, of the store in memory.
 *
 * What a row was before each change of the transaction is kept; undoing goes back to a number of changes.
 * Layer: store.
 */
#ifndef WEIR_STORE_MEMORY_BROADCASTS_H
#define WEIR_STORE_MEMORY_BROADCASTS_H

#include "store/store.h"

typedef struct weir_memory_broadcast {
    weir_broadcast_row row;
    uint32_t ix;   /* where it was; */
    bool was_none; /* the change has added it, */
    bool is_none;  /* or removed it */
} weir_memory_broadcast;

typedef struct weir_memory_broadcasts {
    weir_memory memory;
    weir_broadcast_row *items; /* by pos */
    uint32_t count, capacity;
    weir_memory_broadcast *changes; /* of the transaction, with the rows as they were */
    uint32_t change_count, change_capacity;
} weir_memory_broadcasts;

WEIR_MUST_USE weir_err weir_memory_broadcasts_put(weir_memory_broadcasts *list, const weir_broadcast_row *row);
/* ENOTFOUND, ENOMEM. */
WEIR_MUST_USE weir_err weir_memory_broadcasts_delete(weir_memory_broadcasts *list, uint64_t pos);
uint32_t weir_memory_broadcasts_last_number(const weir_memory_broadcasts *list, uint64_t root);
void weir_memory_broadcasts_commit(weir_memory_broadcasts *list);
void weir_memory_broadcasts_undo(weir_memory_broadcasts *list, uint32_t change_count);
void weir_memory_broadcasts_release(weir_memory_broadcasts *list);

#endif
