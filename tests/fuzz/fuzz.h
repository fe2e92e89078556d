/* SPDX-License-Identifier: Apache-2.0
 * tests/fuzz/fuzz.h - what the fuzz targets share: bounded memory, exact-size inputs.
 *
 * A target is one file fuzz_<name>.c with LLVMFuzzerTestOneInput. libFuzzer drives it in the fuzz build;
 * replay.c drives it over the kept corpus in every other build.
 */
#ifndef WEIR_TESTS_FUZZ_H
#define WEIR_TESTS_FUZZ_H

#include <stdio.h>
#include <stdlib.h>

#include "memory.h"

#define FUZZ_MEMORY_MAX (64u * 1024u * 1024u)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Breaks the run where the target's promise does; not assert, so that it says what was promised. */
#define FUZZ_PROMISE(condition)                                                                                        \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            fprintf(stderr, "%s:%d: broken promise: %s\n", __FILE__, __LINE__, #condition);                            \
            abort();                                                                                                   \
        }                                                                                                              \
    } while (0)

#endif
