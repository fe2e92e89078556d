/* SPDX-License-Identifier: Apache-2.0
 * tests/fuzz/fuzz_evaluate.c - bytes as choices in the grammar of FEEL: expressions of every rule and built-in
 * function, over values of each type.
 *
 * The first byte says whether the rest chooses an expression or unary tests, and of which value.
 */
#include "fuzz/grammar.h"
#include "fuzz/typed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const weir_feel_kind kind = size && (data[0] & 1) ? WEIR_FEEL_UNARY_TESTS : WEIR_FEEL_EXPRESSION;
    test_memory memory = {0};
    weir_arena arena;

    if (size == 0)
        return 0;
    weir_arena_init(&arena, test_memory_port(&memory, false), FUZZ_MEMORY_MAX);
    check_source(grammar_text(data + 1, size - 1, kind == WEIR_FEEL_EXPRESSION ? 'E' : 'W', &arena), kind, data[0] >> 1,
                 &arena);
    weir_arena_release(&arena);
    FUZZ_PROMISE(memory.live_count == 0);
    return 0;
}
