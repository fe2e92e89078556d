/* SPDX-License-Identifier: Apache-2.0
 * The C library: locks of external tasks.
 */
#include "unit/library/order_fixture.h"

#include "base/error.h"

static void a_task_that_a_worker_holds_is_given_to_nobody_else_until_the_lock_ends(void **state)
{
    fixture *f = *state;

    must(f, deploy(f, WORK));
    for (int i = 0; i < 3; i++)
        start(f, NULL);
    assert_int_equal(lock(f, "a", 2).count, 2);
    assert_int_equal(lock(f, "b", 5).count, 1);
    f->now_ms += 999;
    assert_int_equal(lock(f, "b", 5).count, 0);
    f->now_ms += 1;
    assert_int_equal(lock(f, "b", 5).count, 3);
    reopen(f);
    assert_int_equal(lock(f, "c", 5).count, 0); /* a lock is on the disk */
}

static void only_the_worker_that_holds_a_task_can_complete_it(void **state)
{
    fixture *f = *state;
    locked held;

    must(f, deploy(f, WORK));
    start(f, NULL);
    held = lock(f, "a", 1);
    (void)weir_db_complete(f->db, &(weir_db_command){.task = held.id, .worker = "b"}, NULL, &f->error);
    assert_int_equal(f->error.code, WEIR_ELOCK);
    assert_non_null(strstr(f->error.message, "held by a"));
    must(f, weir_db_complete(f->db, &(weir_db_command){.task = held.id, .worker = "a"}, NULL, &f->error));
    (void)weir_db_complete(f->db, &(weir_db_command){.task = held.id, .worker = "a"}, NULL, &f->error);
    assert_string_equal(f->error.name, "ENOTFOUND");
}

static void a_lock_can_be_made_longer_by_its_worker_and_given_back(void **state)
{
    fixture *f = *state;
    locked held;

    must(f, deploy(f, WORK));
    start(f, NULL);
    held = lock(f, "a", 1);
    (void)weir_db_extend_lock(f->db, &(weir_db_command){.task = held.id, .worker = "b", .duration_ms = 9}, &f->error);
    assert_string_equal(f->error.name, "ELOCK");
    must(f, weir_db_extend_lock(f->db, &(weir_db_command){.task = held.id, .worker = "a", .duration_ms = 5000},
                                &f->error));
    f->now_ms += 4999;
    assert_int_equal(lock(f, "b", 1).count, 0);
    must(f, weir_db_unlock(f->db, &(weir_db_command){.task = held.id}, &f->error));
    assert_int_equal(lock(f, "b", 1).count, 1);
}

static void a_task_without_retries_is_not_handed_out_until_it_gets_some(void **state)
{
    fixture *f = *state;
    char incident[64] = "";
    locked held;

    must(f, deploy(f, WORK));
    start(f, NULL);
    held = lock(f, "a", 1);
    must(f,
         weir_db_fail(f->db, &(weir_db_command){.task = held.id, .worker = "a", .text = "no paper"}, NULL, &f->error));
    f->now_ms += 5000;
    assert_int_equal(lock(f, "a", 1).count, 0);
    must(f, weir_db_incidents(f->db, &(weir_db_filter){0}, keep_incident, incident, &f->error));
    assert_string_equal(incident, "failedExternalTask w");
    must(f, weir_db_retry(f->db, &(weir_db_command){.task = held.id, .retries = 1}, NULL, &f->error));
    assert_int_equal(lock(f, "a", 1).count, 1);
}

static void a_lock_for_ever_is_refused_by_its_limit(void **state)
{
    static const char *const topics[] = {"print"};
    fixture *f = *state;
    locked taken = {0};

    (void)weir_db_lock_tasks(
        f->db, &(weir_db_lock){.worker = "a", .topics = topics, .topic_count = 1, .duration_ms = INT64_MAX},
        keep_locked, &taken, &f->error);
    assert_string_equal(f->error.name, "ELIMIT");
    assert_non_null(strstr(f->error.message, "lock_duration_ms"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_task_that_a_worker_holds_is_given_to_nobody_else_until_the_lock_ends),
        TEST(only_the_worker_that_holds_a_task_can_complete_it),
        TEST(a_lock_can_be_made_longer_by_its_worker_and_given_back),
        TEST(a_task_without_retries_is_not_handed_out_until_it_gets_some),
        TEST(a_lock_for_ever_is_refused_by_its_limit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
