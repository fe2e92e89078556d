/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/store/test_faulty.c - a store that fails when it is told to, and only then.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "memory.h"
#include "store/faulty.h"
#include "store/memory.h"

typedef struct fixture {
    test_memory memory;
    weir_memory_store *store;
    weir_faulty_store faulty;
    weir_store port;
} fixture;

static int setup(void **state)
{
    fixture *f = test_calloc(1, sizeof *f);

    assert_int_equal(weir_memory_store_new(test_memory_port(&f->memory, false), &f->store), WEIR_OK);
    f->faulty.inner = weir_memory_store_port(f->store);
    f->port = weir_faulty_store_port(&f->faulty);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    fixture *f = *state;

    weir_memory_store_free(f->store);
    assert_int_equal(f->memory.live_count, 0);
    test_free(f);
    return 0;
}

static weir_err write_row(fixture *f)
{
    const weir_log_row row = {.pos = 1, .seq = 1, .fact_count = 1, .facts = WEIR_T("[{}]")};
    weir_err err = f->port.begin(f->port.self, NULL);

    if (err != WEIR_OK)
        return err;
    err = f->port.append_log(f->port.self, &row, NULL);
    if (err == WEIR_OK)
        return f->port.commit(f->port.self, NULL);
    f->port.rollback(f->port.self);
    return err;
}

static uint64_t next_pos(const fixture *f)
{
    uint64_t pos = 0;

    assert_int_equal(f->faulty.inner.next_pos(f->store, &pos, NULL), WEIR_OK);
    return pos;
}

static void without_orders_it_passes_everything_on_and_counts(void **state)
{
    fixture *f = *state;

    assert_int_equal(write_row(f), WEIR_OK);
    assert_int_equal(next_pos(f), 2);
    assert_int_equal(f->faulty.call_count, 3);
}

static void the_nth_call_fails_and_does_nothing(void **state)
{
    fixture *f = *state;

    for (uint64_t n = 1; n <= 3; n++) {
        f->faulty.call_count = 0;
        f->faulty.fail_at = n;
        assert_int_equal(write_row(f), WEIR_ESTORE);
        assert_int_equal(next_pos(f), 1);
    }
}

static void a_refused_commit_has_not_happened(void **state)
{
    fixture *f = *state;

    f->faulty.commit_fault = WEIR_COMMIT_UNDONE;
    assert_int_equal(write_row(f), WEIR_ESTORE);
    assert_int_equal(next_pos(f), 1);
}

static void a_commit_unheard_of_has_happened(void **state)
{
    fixture *f = *state;

    f->faulty.commit_fault = WEIR_COMMIT_UNHEARD_OF;
    assert_int_equal(write_row(f), WEIR_ESTORE);
    assert_int_equal(next_pos(f), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(without_orders_it_passes_everything_on_and_counts, setup, teardown),
        cmocka_unit_test_setup_teardown(the_nth_call_fails_and_does_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(a_refused_commit_has_not_happened, setup, teardown),
        cmocka_unit_test_setup_teardown(a_commit_unheard_of_has_happened, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
