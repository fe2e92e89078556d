/* SPDX-License-Identifier: Apache-2.0
 * Somebody sets the clock: back an hour, forward ten years, between commands and while something waits.
 */
#include "unit/library/fault_fixture.h"

#define YEAR (365 * 24 * HOUR)
#define MINUTE INT64_C(60000)

typedef struct locked {
    unsigned count;
    int64_t until_ms;
    char task[WEIR_DB_ID_SIZE];
} locked;

static bool keep_locked(void *context, const weir_db_external_task *task)
{
    locked *l = context;

    l->count++;
    l->until_ms = task->locked_until_ms;
    memcpy(l->task, task->id, sizeof l->task);
    return true;
}

static locked lock(fixture *f, const char *worker)
{
    static const char *const topics[] = {"print"};
    const weir_db_lock wanted = {.worker = worker, .topics = topics, .topic_count = 1, .duration_ms = MINUTE};
    locked taken = {0};

    must(f, weir_db_lock_tasks(f->db, &wanted, keep_locked, &taken, &f->error));
    return taken;
}

static uint64_t tick(fixture *f)
{
    uint64_t fired_count;

    must(f, weir_db_tick(f->db, &fired_count, &f->error));
    return fired_count;
}

static void a_clock_that_is_set_back_stops_nothing_and_timers_wait_for_their_time(void **state)
{
    fixture *f = *state;

    open_with_processes(f);
    must(f, start(f, "order"));
    must(f, complete(f)); /* due an hour later */
    f->now_ms = NOON - HOUR;
    assert_int_equal(tick(f), 0);
    must(f, start(f, "order"));
    must(f, complete(f)); /* due at noon */
    reopen(f);
    f->now_ms = NOON - 1;
    assert_int_equal(tick(f), 0);
    f->now_ms = NOON;
    assert_int_equal(tick(f), 1);
    f->now_ms = NOON + HOUR - 1;
    assert_int_equal(tick(f), 0);
    f->now_ms = NOON + HOUR;
    assert_int_equal(tick(f), 1);
    assert_int_equal(count_instances(f, (weir_db_filter){.activity = "pay"}), 2);
    must(f, start(f, "order"));
    assert_log(f, last_position(f));
}

static bool keep_times(void *context, const weir_db_fact *fact)
{
    int64_t *times = context;

    times[fact->position % 64] = fact->time_ms;
    return true;
}

static void the_log_keeps_its_order_and_says_the_time_that_the_clock_showed(void **state)
{
    fixture *f = *state;
    int64_t times[64] = {0};

    open_with_processes(f);
    must(f, start(f, "order"));
    f->now_ms = NOON - HOUR;
    must(f, start(f, "order"));
    must(f, weir_db_facts(f->db, NULL, 0, keep_times, times, &f->error));
    assert_int_equal(times[f->answer.position - 1], NOON);
    assert_int_equal(times[f->answer.position], NOON - HOUR);
    assert_log(f, last_position(f));
}

static void ten_years_later_each_timer_fires_once_and_each_lease_has_ended(void **state)
{
    fixture *f = *state;

    open_with_processes(f);
    must(f, start(f, "print"));
    for (int i = 0; i < 5; i++) {
        must(f, start(f, "order"));
        must(f, complete(f));
    }
    assert_int_equal(lock(f, "a").count, 1);
    assert_int_equal(lock(f, "b").count, 0);
    f->now_ms = NOON + 10 * YEAR;
    assert_int_equal(tick(f), 5);
    assert_int_equal(tick(f), 0);
    assert_int_equal(lock(f, "b").count, 1);
    must(f, start(f, "order"));
    must(f, complete(f));
    f->now_ms = NOON; /* and back: the last one waits for the hour after those ten years */
    assert_int_equal(tick(f), 0);
    reopen(f);
    assert_int_equal(tick(f), 0);
    must(f, start(f, "order"));
    must(f, complete(f));
    f->now_ms = NOON + HOUR;
    assert_int_equal(tick(f), 1);
    must(f, start(f, "order"));
    assert_log(f, last_position(f));
}

/* A lease is a time: it lasts longer by what the clock is set back, and its holder can still complete. */
static void a_lease_holds_when_the_clock_is_set_back(void **state)
{
    fixture *f = *state;
    locked held;

    open_with_processes(f);
    must(f, start(f, "print"));
    held = lock(f, "a");
    assert_int_equal(held.until_ms, NOON + MINUTE);
    f->now_ms = NOON - HOUR;
    assert_int_equal(lock(f, "b").count, 0);
    must(f, weir_db_complete(f->db, &(weir_db_command){.task = held.task, .worker = "a"}, NULL, &f->error));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FAULT_TEST(a_clock_that_is_set_back_stops_nothing_and_timers_wait_for_their_time),
        FAULT_TEST(the_log_keeps_its_order_and_says_the_time_that_the_clock_showed),
        FAULT_TEST(ten_years_later_each_timer_fires_once_and_each_lease_has_ended),
        FAULT_TEST(a_lease_holds_when_the_clock_is_set_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
