/* SPDX-License-Identifier: Apache-2.0
 * tests/fuzz/fuzz_feel.c - any bytes as FEEL: an error with a place, or the same value each time.
 *
 * The first byte says whether the rest is an expression or unary tests, and of which value. Evaluation has a small
 * budget, so that an endless loop is a limit and not a hang.
 */
#include "fuzz/typed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const weir_feel_kind kind = size && (data[0] & 1) ? WEIR_FEEL_UNARY_TESTS : WEIR_FEEL_EXPRESSION;
    const weir_text source = {(const char *)data + (size ? 1 : 0), size ? size - 1 : 0};
    test_memory memory = {0};
    weir_arena arena;

    weir_arena_init(&arena, test_memory_port(&memory, false), FUZZ_MEMORY_MAX);
    check_source(source, kind, size ? data[0] >> 1 : 0, &arena);
    weir_arena_release(&arena);
    FUZZ_PROMISE(memory.live_count == 0);
    return 0;
}
