/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/store/toy_hash.h - a hasher for tests below the host: four runs of FNV-1a. Not for anything else.
 */
#ifndef WEIR_TESTS_TOY_HASH_H
#define WEIR_TESTS_TOY_HASH_H

#include "store/chain.h"

static inline weir_err toy_hash(void *self, const weir_text *parts, uint32_t count, weir_digest *out)
{
    (void)self;
    for (uint64_t lane = 0; lane < 4; lane++) {
        uint64_t sum = UINT64_C(14695981039346656037) + lane;

        for (uint32_t i = 0; i < count; i++) {
            for (size_t k = 0; k < parts[i].length; k++)
                sum = (sum ^ (uint8_t)parts[i].at[k]) * UINT64_C(1099511628211);
        }
        for (uint32_t i = 0; i < 8; i++)
            out->byte[lane * 8 + i] = (uint8_t)(sum >> (8 * i));
    }
    return WEIR_OK;
}

static inline weir_hasher toy_hasher(void)
{
    return (weir_hasher){.hash = toy_hash};
}

#endif
