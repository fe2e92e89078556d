/* SPDX-License-Identifier: Apache-2.0
 * cli/fault_places.c - one after the other, then by chance.
 */
#include "cli/fault_places.h"

/* The finaliser of splitmix64. */
static uint64_t next_random(uint64_t *state)
{
    uint64_t x = *state += 0x9E3779B97F4A7C15u;

    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}

uint64_t weir_fault_places_next(weir_fault_places *places)
{
    if (places->last < places->count && (places->takes_all || places->last < places->dense_count))
        return ++places->last;
    if (places->takes_all || places->count <= places->dense_count || places->picked_count >= places->sparse_count)
        return 0;
    places->picked_count++;
    return places->dense_count + 1 + next_random(&places->random) % (places->count - places->dense_count);
}
