/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/base/base_fixture.h - an arena over test memory, and texts compared as words.
 */
#ifndef WEIR_TESTS_BASE_FIXTURE_H
#define WEIR_TESTS_BASE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "memory.h"

#define FIXTURE_BYTES_MAX (64u * 1024u * 1024u)

struct fixture {
    test_memory memory;
    weir_arena arena;
};

static inline int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    weir_arena_init(&f->arena, test_memory_port(&f->memory, true), FIXTURE_BYTES_MAX);
    *state = f;
    return 0;
}

static inline int teardown(void **state)
{
    struct fixture *f = *state;

    weir_arena_release(&f->arena);
    assert_int_equal(f->memory.live_count, 0);
    free(f);
    return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

static inline void check_text(weir_text text, const char *expected, const char *file, int line)
{
    char printed[4096];

    (void)snprintf(printed, sizeof printed, "%.*s", WEIR_ARG(text));
    _assert_string_equal(printed, expected, file, line);
}
#define assert_text(text, expected) check_text((text), (expected), __FILE__, __LINE__)

#endif
