/* SPDX-License-Identifier: Apache-2.0
 * tests/memory.h - a weir_memory over malloc for tests; can fail the n-th request, alone or with all that follow.
 */
#ifndef WEIR_TESTS_MEMORY_H
#define WEIR_TESTS_MEMORY_H

#include <stdlib.h>

#include "base/arena.h"

typedef struct test_memory {
    uint64_t take_count, fail_at; /* fail_at 0: never; else the n-th request from 1 fails */
    bool goes_on;                 /* and those after it */
    int64_t live_count;
} test_memory;

static inline void *test_memory_take(void *self, size_t byte_count)
{
    test_memory *memory = self;

    ++memory->take_count;
    if (memory->fail_at > 0 &&
        (memory->goes_on ? memory->take_count >= memory->fail_at : memory->take_count == memory->fail_at))
        return NULL;
    memory->live_count++;
    return malloc(byte_count ? byte_count : 1);
}

static inline void test_memory_give(void *self, void *block, size_t byte_count)
{
    test_memory *memory = self;

    (void)byte_count;
    memory->live_count--;
    free(block);
}

static inline weir_memory test_memory_port(test_memory *memory, bool exact)
{
    return (weir_memory){test_memory_take, test_memory_give, memory, exact};
}

#endif
