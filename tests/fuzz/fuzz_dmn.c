/* SPDX-License-Identifier: Apache-2.0
 * tests/fuzz/fuzz_dmn.c - any bytes as a DMN file: problems with a place, or decisions that answer.
 */
#include "fuzz/decide.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    test_memory memory = {0};
    weir_arena arena;

    weir_arena_init(&arena, test_memory_port(&memory, false), FUZZ_MEMORY_MAX);
    check_dmn(data, size, &arena);
    weir_arena_release(&arena);
    FUZZ_PROMISE(memory.live_count == 0);
    return 0;
}
