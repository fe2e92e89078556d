/* SPDX-License-Identifier: Apache-2.0
 * server/body.h - the body of a request while it comes in, and what all bodies may take together.
 *
 * Layer: server.
 */
#ifndef WEIR_SERVER_BODY_H
#define WEIR_SERVER_BODY_H

#include <stdatomic.h>

#include "base/arena.h"

/* What all bodies share; threads may take of it at the same time. */
typedef struct weir_body_budget {
    weir_memory memory;
    size_t bytes_max;
    _Atomic size_t bytes;
} weir_body_budget;

typedef enum weir_body_fault {
    WEIR_BODY_FINE,
    WEIR_BODY_TOO_LONG, /* longer than length_max */
    WEIR_BODY_DROPPED,  /* the budget, or the memory, is used up */
} weir_body_fault;

/* Zeroed but for length_max, it is empty. */
typedef struct weir_body {
    char *at;
    size_t length, length_max, capacity;
    weir_body_fault fault;
} weir_body;

/* More of it. What comes behind a fault is counted and not kept; false: that is too much of it, stop reading. */
bool weir_body_add(weir_body *body, weir_body_budget *budget, const char *bytes, size_t length);
void weir_body_release(weir_body *body, weir_body_budget *budget);

#endif
