/* SPDX-License-Identifier: Apache-2.0
 * store/faulty.h - a store that fails when a test says so, in front of any other.
 *
 * It counts the calls that may fail. A call that is told to fail does nothing and returns ESTORE; a commit may
 * also happen first and report failure then, as a database does that dies before it can answer.
 * Layer: store.
 */
#ifndef WEIR_STORE_FAULTY_H
#define WEIR_STORE_FAULTY_H

#include "store/store.h"

typedef enum weir_commit_fault {
    WEIR_COMMIT_WORKS,
    WEIR_COMMIT_UNDONE,    /* fails, and is rolled back */
    WEIR_COMMIT_UNHEARD_OF /* happens, but says that it failed */
} weir_commit_fault;

typedef struct weir_faulty_store {
    weir_store inner;
    uint64_t call_count, commit_count; /* calls that may fail; commits among them that fail_at did not mean */
    uint64_t fail_at;                  /* the n-th call from 1 fails; 0: none */
    weir_commit_fault commit_fault;    /* of each commit that fail_at does not mean */
} weir_faulty_store;

/* inner is set already; faulty lives as long as the port. The caller may set the other members between calls. */
weir_store weir_faulty_store_port(weir_faulty_store *faulty);

#endif
