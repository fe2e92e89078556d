/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/store/test_memory.c - the reference driver.
 */
#include "conformance.h"

#include "store/memory.h"

static test_memory memory;
static weir_memory_store *store;

static weir_store conformance_open(void)
{
    memory = (test_memory){0};
    OK(weir_memory_store_new(test_memory_port(&memory, true), &store));
    return weir_memory_store_port(store);
}

static void conformance_close(void)
{
    weir_memory_store_free(store);
    assert_int_equal(memory.live_count, 0);
}

static void a_write_that_gets_no_memory_has_done_nothing(void **state)
{
    conformance *f = *state;
    const weir_log_row row = log_row(1, 1, 1, 1);
    const weir_instance_row instance = instance_row(1, 1, WEIR_T("{}"));

    begin(f);
    memory.fail_at = memory.take_count + 1;
    assert_int_equal(CALL(f, append_log, &row, NULL), WEIR_ENOMEM);
    memory.fail_at = 0;
    assert_int_equal(next_pos(f), 1);
    append(f, row);
    memory.fail_at = memory.take_count + 1;
    assert_int_equal(CALL(f, put_instance, &instance, NULL), WEIR_ENOMEM);
    memory.fail_at = 0;
    put(f, instance);
    commit(f);
    assert_int_equal(next_pos(f), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {CONFORMANCE_TESTS,
                                       CONFORMANCE_TEST(a_write_that_gets_no_memory_has_done_nothing)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
