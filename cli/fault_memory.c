/* SPDX-License-Identifier: Apache-2.0
 * cli/fault_memory.c - count, fail, or pass on.
 */
#include "cli/fault_memory.h"

static void *take(void *self, size_t byte_count)
{
    weir_fault_memory *faulty = self;
    void *block;

    if (++faulty->take_count == faulty->fail_at)
        return NULL;
    block = faulty->inner.take(faulty->inner.self, byte_count);
    faulty->live_count += block != NULL;
    return block;
}

static void give(void *self, void *block, size_t byte_count)
{
    weir_fault_memory *faulty = self;

    faulty->live_count--;
    faulty->inner.give(faulty->inner.self, block, byte_count);
}

weir_memory weir_fault_memory_port(weir_fault_memory *faulty, bool is_exact)
{
    return (weir_memory){.take = take, .give = give, .self = faulty, .exact = is_exact};
}
