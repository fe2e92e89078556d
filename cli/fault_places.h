/* SPDX-License-Identifier: Apache-2.0
 * cli/fault_places.h - where faults strike, when there are more places than there is time.
 *
 * Layer: cli.
 */
#ifndef WEIR_CLI_FAULT_PLACES_H
#define WEIR_CLI_FAULT_PLACES_H

#include <stdbool.h>
#include <stdint.h>

typedef struct weir_fault_places {
    uint64_t count;                     /* of all places: 1 … count */
    uint64_t dense_count, sparse_count; /* each of the first ones, and so many picked from the rest */
    uint64_t random;                    /* the seed of those */
    bool takes_all;
    uint64_t last, picked_count; /* its own, 0 at first */
} weir_fault_places;

/* 0: there are no more. */
uint64_t weir_fault_places_next(weir_fault_places *places);

#endif
