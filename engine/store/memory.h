/* SPDX-License-Identifier: Apache-2.0
 * store/memory.h - a store in memory: what every other driver must do, and what tests run on.
 *
 * Nothing survives the store. Transactions keep what they replaced and put it back in reverse order.
 * Layer: store.
 */
#ifndef WEIR_STORE_MEMORY_H
#define WEIR_STORE_MEMORY_H

#include "store/store.h"

typedef struct weir_memory_store weir_memory_store;

/* own: pair with weir_memory_store_free. ENOMEM. */
WEIR_MUST_USE weir_err weir_memory_store_new(weir_memory memory, weir_memory_store **out);
void weir_memory_store_free(weir_memory_store *store);
weir_store weir_memory_store_port(weir_memory_store *store);

#endif
