/* SPDX-License-Identifier: Apache-2.0
 * tests/fuzz/fuzz_decide.c - bytes as choices: DMN files with every kind of box, hit policy, type and requirement.
 */
#include "fuzz/decide.h"
#include "fuzz/grammar.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    test_memory memory = {0};
    weir_arena arena;
    weir_text file;

    weir_arena_init(&arena, test_memory_port(&memory, false), FUZZ_MEMORY_MAX);
    file = grammar_text(data, size, 'M', &arena);
    if (getenv("WEIR_FUZZ_SHOW"))
        printf("%.*s\n", WEIR_ARG(file));
    check_dmn((const uint8_t *)file.at, file.length, &arena);
    weir_arena_release(&arena);
    FUZZ_PROMISE(memory.live_count == 0);
    return 0;
}
