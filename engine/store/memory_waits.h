/* SPDX-License-Identifier: Apache-2.0
 * store/memory_waits.h - what instances wait for: the projections of the store in memory.
 *
 * A list in the order waits were opened. Each remembers by which change it was opened and closed, so that changes
 * can be undone back to any number; a commit drops those that are closed. Looking something up walks the list.
 * Layer: store.
 */
#ifndef WEIR_STORE_MEMORY_WAITS_H
#define WEIR_STORE_MEMORY_WAITS_H

#include "store/store.h"

typedef struct weir_memory_wait weir_memory_wait;

typedef struct weir_memory_waits {
    weir_memory memory;
    weir_memory_wait *items;
    uint32_t count, capacity;
    uint64_t change_count; /* since the last commit */
} weir_memory_waits;

void weir_memory_waits_release(weir_memory_waits *waits);

/* Follow the facts. ENOMEM: some may have been followed; undo. */
WEIR_MUST_USE weir_err weir_memory_waits_project(weir_memory_waits *waits, const weir_projection *change,
                                                 weir_diag *diag);
void weir_memory_waits_undo(weir_memory_waits *waits, uint64_t change_count);
void weir_memory_waits_commit(weir_memory_waits *waits);

/* As the functions of the port (store.h), of instances with any business key. */
WEIR_MUST_USE weir_err weir_memory_waits_due(const weir_memory_waits *waits, weir_due which, int64_t until_ms,
                                             const weir_wait_row *after, weir_wait_row *out, weir_diag *diag);
WEIR_MUST_USE weir_err weir_memory_waits_read(const weir_memory_waits *waits, weir_wait_kind kind, weir_text name,
                                              weir_wait_visit visit, void *context);
/* To a signal; NULL: nobody. */
const weir_wait_row *weir_memory_waits_subscriber(const weir_memory_waits *waits, weir_text name, uint64_t before_pos,
                                                  const weir_wait_row *after);
WEIR_MUST_USE weir_err weir_memory_waits_task(const weir_memory_waits *waits, weir_id task, weir_id *out,
                                              weir_diag *diag);

#endif
