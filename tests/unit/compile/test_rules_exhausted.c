/* SPDX-License-Identifier: Apache-2.0
 * The semantic rules on a process of real size when memory ends.
 */
#include "rules_fixture.h"

#define REFERENCE_PROCESS WEIR_SOURCE_DIR "/processes/service-design-management/service-design-management.bpmn"
#define STRIDE 13 /* thousands of requests, many of one kind */

static void read_reference_process(rules_fixture *f)
{
    static char bytes[1 << 20];
    FILE *file = fopen(REFERENCE_PROCESS, "rb");
    size_t length;

    assert_non_null(file);
    length = fread(bytes, 1, sizeof bytes, file);
    assert_int_equal(fclose(file), 0);
    assert_true(length < sizeof bytes);
    read_model(f, bytes, length);
}

/* Check with the n-th request failing; false: it did not come to that. */
static bool checking_fails_cleanly(const rules_fixture *f, uint64_t n)
{
    test_memory memory = {.fail_at = n};
    weir_arena arena;
    weir_problems problems;
    weir_err err;

    weir_arena_init(&arena, test_memory_port(&memory, true), ARENA_BYTES_MAX);
    weir_problems_init(&problems, &arena);
    err = weir_rules_check(&f->model, &test_calendars, &problems);
    assert_int_equal(err, memory.take_count < n ? WEIR_OK : WEIR_ENOMEM);
    assert_int_equal(problems.count, 0);
    weir_arena_release(&arena);
    assert_int_equal(memory.live_count, 0);
    return memory.take_count >= n;
}

static void the_reference_process_is_checked_or_memory_is_missing(void **state)
{
    rules_fixture f = {0};
    uint64_t n = 1;

    (void)state;
    read_reference_process(&f);
    while (checking_fails_cleanly(&f, n))
        n += STRIDE;
    assert_true(n > 100);
    release_fixture(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_reference_process_is_checked_or_memory_is_missing),
    };

    return cmocka_run_group_tests_name("compile/rules exhausted", tests, NULL, NULL);
}
