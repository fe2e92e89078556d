/* SPDX-License-Identifier: Apache-2.0
 * host/memory_libc.c - malloc and free as a weir_memory.
 */
#include "host/memory_libc.h"

static void *take(void *self, size_t byte_count)
{
    (void)self;
    return malloc(byte_count ? byte_count : 1);
}

static void give(void *self, void *block, size_t byte_count)
{
    (void)self;
    (void)byte_count;
    free(block);
}

weir_memory weir_memory_libc(void)
{
    return (weir_memory){.take = take, .give = give};
}
