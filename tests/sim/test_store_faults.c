/* SPDX-License-Identifier: Apache-2.0
 * tests/sim/test_store_faults.c - the n-th read, write or sync fails, for every n; the disk is full; memory runs out.
 *
 * Each time: an error with words comes back, what was acknowledged is there, and work goes on.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/faulty_vfs.h"
#include "sim/store_model.h"

#define VFS_NAME "store-faults"
#define TRANSACTION_COUNT 6

typedef struct fixture {
    faulty_vfs *vfs;
    faulty_plan *plan;
    model model;
} fixture;

static int setup(void **state)
{
    fixture *f = calloc(1, sizeof *f);

    f->vfs = faulty_vfs_new(VFS_NAME);
    assert_non_null(f->vfs);
    f->plan = faulty_vfs_plan(f->vfs);
    f->model = (model){.vfs = VFS_NAME, .seed = 7};
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    fixture *f = *state;

    if (f->model.store)
        model_close(&f->model);
    assert_int_equal(f->model.memory.live_count, 0);
    faulty_vfs_free(f->vfs);
    free(f);
    return 0;
}

static void start_anew(fixture *f)
{
    if (f->model.store)
        model_close(&f->model);
    faulty_vfs_clear(f->vfs);
    f->model = (model){.vfs = VFS_NAME, .seed = 7};
    *f->plan = (faulty_plan){0};
}

/* Nothing fails meanwhile. */
static void check(fixture *f)
{
    const faulty_plan plan = *f->plan;
    const char *why;

    f->plan->fail_read_at = f->plan->fail_write_at = f->plan->fail_sync_at = 0;
    why = model_check(&f->model);
    if (why)
        fail_msg("%s (read %llu, write %llu, sync %llu)", why, (unsigned long long)plan.fail_read_at,
                 (unsigned long long)plan.fail_write_at, (unsigned long long)plan.fail_sync_at);
    *f->plan = plan; /* what was read does not count */
}

/* What fails once works when it is tried again. */
static void open_store(fixture *f)
{
    weir_err err;

    f->model.diag = (weir_diag){0};
    err = model_open(&f->model);
    if (err != WEIR_OK) {
        assert_true(f->model.diag.message[0] != '\0');
        err = model_open(&f->model);
    }
    assert_int_equal(err, WEIR_OK);
}

static void open_again(fixture *f)
{
    if (f->model.store)
        model_close(&f->model);
    open_store(f);
}

/* A transaction. After an error: look, sometimes close and open, look again. */
static weir_err write_once(fixture *f)
{
    weir_err err;

    f->model.diag = (weir_diag){0};
    err = model_write(&f->model);
    if (err == WEIR_OK)
        return err;
    assert_true(err == WEIR_ESTORE || err == WEIR_EFORMAT);
    assert_true(f->model.diag.message[0] != '\0');
    check(f);
    if (f->model.seed % 2)
        open_again(f);
    check(f);
    return err;
}

static void work(fixture *f)
{
    open_store(f);
    for (int i = 0; i < TRANSACTION_COUNT; i++) {
        if (i == TRANSACTION_COUNT / 2)
            open_again(f);
        if (write_once(f) != WEIR_OK)
            assert_int_equal(write_once(f), WEIR_OK);
    }
    open_again(f);
    check(f);
}

/* At each n until nothing fails any more; then the power goes, too. */
static void fail_each(fixture *f, uint64_t *fail_at, const uint64_t *count)
{
    uint64_t n = 0;

    do {
        uint64_t seed = ++n;

        start_anew(f);
        f->model.seed = n;
        *fail_at = n;
        work(f);
        model_close(&f->model);
        if (*count < n)
            break;
        faulty_vfs_power_on(f->vfs, &seed);
        open_store(f);
        check(f);
    } while (n < 100000);
    printf("%llu points\n", (unsigned long long)n - 1);
    assert_true(n > 20);
}

static void a_read_that_fails_loses_nothing(void **state)
{
    fixture *f = *state;

    fail_each(f, &f->plan->fail_read_at, &f->plan->read_count);
}

static void a_write_that_fails_loses_nothing(void **state)
{
    fixture *f = *state;

    fail_each(f, &f->plan->fail_write_at, &f->plan->write_count);
}

static void a_sync_that_fails_loses_nothing(void **state)
{
    fixture *f = *state;

    fail_each(f, &f->plan->fail_sync_at, &f->plan->sync_count);
}

/* Whatever such a commit is taken for afterwards, what is built on it must not fall with it. */
static void what_is_acknowledged_after_the_disk_was_gone_survives_a_loss_of_power(void **state)
{
    fixture *f = *state;
    bool was_gone = true;

    for (uint64_t n = 1; was_gone; n++) {
        uint64_t seed = n;

        start_anew(f);
        open_store(f);
        assert_int_equal(model_write(&f->model), WEIR_OK);
        f->plan->change_count = 0;
        f->plan->gone_at = n;
        was_gone = model_write(&f->model) != WEIR_OK;
        f->plan->gone_at = 0;
        check(f);
        assert_int_equal(model_write(&f->model), WEIR_OK);
        f->plan->is_off = true;
        model_close(&f->model);
        faulty_vfs_power_on(f->vfs, &seed);
        open_store(f);
        check(f);
        assert_true(was_gone || n > 5);
    }
}

/* kill -9: what the operating system has is still there, synced or not. */
static void be_killed(fixture *f)
{
    faulty_image *image = faulty_vfs_save(f->vfs);

    model_close(&f->model);
    faulty_vfs_restore(f->vfs, image);
    faulty_image_free(image);
    *f->plan = (faulty_plan){0};
}

static void what_is_acknowledged_after_a_failed_sync_and_kill_9_survives_a_loss_of_power(void **state)
{
    fixture *f = *state;

    for (uint64_t n = 1; n < 50; n++) {
        uint64_t seed = n;

        start_anew(f);
        open_store(f);
        assert_int_equal(model_write(&f->model), WEIR_OK);
        f->plan->change_count = 0;
        f->plan->gone_at = n;
        (void)model_write(&f->model);
        be_killed(f);
        open_store(f);
        check(f);
        assert_int_equal(model_write(&f->model), WEIR_OK);
        f->plan->is_off = true;
        model_close(&f->model);
        faulty_vfs_power_on(f->vfs, &seed);
        open_store(f);
        check(f);
    }
}

static void a_full_disk_is_named_and_work_goes_on_when_there_is_room(void **state)
{
    fixture *f = *state;

    for (int64_t room = 1; room < 60000; room += 1777) {
        weir_err err = WEIR_OK;

        start_anew(f);
        open_store(f);
        assert_int_equal(model_write(&f->model), WEIR_OK);
        f->plan->byte_count_max = faulty_vfs_byte_count(f->vfs) + room;
        for (int i = 0; i < 100 && err == WEIR_OK; i++)
            err = model_write(&f->model);
        assert_int_equal(err, WEIR_ESTORE);
        assert_non_null(strstr(f->model.diag.message, "disk is full"));
        f->plan->byte_count_max = 0;
        check(f);
        assert_int_equal(model_write(&f->model), WEIR_OK);
        open_again(f);
        check(f);
    }
}

static void growing_the_log_ahead_stops_at_a_full_disk(void **state)
{
    fixture *f = *state;
    bool has_more = true;

    open_store(f);
    assert_int_equal(model_write(&f->model), WEIR_OK);
    f->plan->byte_count_max = faulty_vfs_byte_count(f->vfs) + 6 * 1024 * 1024;
    assert_int_equal(weir_sqlite_store_idle(f->model.store, &has_more, &f->model.diag), WEIR_OK);
    assert_true(has_more);
    assert_int_equal(weir_sqlite_store_idle(f->model.store, &has_more, &f->model.diag), WEIR_ESTORE);
    assert_false(has_more);
    assert_int_equal(model_write(&f->model), WEIR_OK); /* into what has grown */
    check(f);
}

static void the_log_that_has_grown_survives_a_loss_of_power(void **state)
{
    fixture *f = *state;
    uint64_t seed = 3;
    bool has_more;

    open_store(f);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(model_write(&f->model), WEIR_OK);
        assert_int_equal(weir_sqlite_store_idle(f->model.store, &has_more, &f->model.diag), WEIR_OK);
    }
    f->plan->power_off_at = f->plan->change_count + 40; /* in the middle of the next step */
    assert_int_not_equal(weir_sqlite_store_idle(f->model.store, &has_more, &f->model.diag), WEIR_OK);
    assert_true(f->plan->is_off);
    model_close(&f->model);
    faulty_vfs_power_on(f->vfs, &seed);
    open_store(f);
    check(f);
}

#define FAULT_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FAULT_TEST(a_read_that_fails_loses_nothing),
        FAULT_TEST(a_write_that_fails_loses_nothing),
        FAULT_TEST(a_sync_that_fails_loses_nothing),
        FAULT_TEST(what_is_acknowledged_after_the_disk_was_gone_survives_a_loss_of_power),
        FAULT_TEST(what_is_acknowledged_after_a_failed_sync_and_kill_9_survives_a_loss_of_power),
        FAULT_TEST(a_full_disk_is_named_and_work_goes_on_when_there_is_room),
        FAULT_TEST(growing_the_log_ahead_stops_at_a_full_disk),
        FAULT_TEST(the_log_that_has_grown_survives_a_loss_of_power),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
