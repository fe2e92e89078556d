/* SPDX-License-Identifier: Apache-2.0
 * cli/fault_memory.h - memory that is counted, and whose n-th request can fail.
 *
 * Layer: cli.
 */
#ifndef WEIR_CLI_FAULT_MEMORY_H
#define WEIR_CLI_FAULT_MEMORY_H

#include "base/arena.h"

typedef struct weir_fault_memory {
    weir_memory inner;
    uint64_t take_count;
    uint64_t fail_at;    /* the n-th request from 1 fails; 0: none */
    uint64_t live_count; /* blocks that are out */
} weir_fault_memory;

/* is_exact: arenas ask for each object on its own, so that each may fail. faulty lives as long as the port. */
weir_memory weir_fault_memory_port(weir_fault_memory *faulty, bool is_exact);

#endif
