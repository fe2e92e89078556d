/* SPDX-License-Identifier: Apache-2.0
 * Memory is refused and the disk fails, at the n-th request of each step of a day with weir, for every n.
 *
 * Each time the step says so and has done nothing: asked again without the fault it works, and at the end the log is
 * the one of a day on which nothing failed.
 */
#include "unit/library/fault_fixture.h"

/* ── a day with weir ───────────────────────────────────────────────────────────────────────────────────── */

typedef struct day {
    fixture *f;
    char instance[WEIR_DB_ID_SIZE], task[WEIR_DB_ID_SIZE];
    unsigned count; /* of what a list has shown */
} day;

static int open_file(day *d)
{
    return open_as(d->f, false, &d->f->db);
}

static int open_again(day *d)
{
    close_db(d->f);
    return open_file(d);
}

static int deploy_it(day *d)
{
    return deploy(d->f);
}

static int start_order(day *d)
{
    const int code = start(d->f, "order");

    if (code == 0)
        memcpy(d->instance, d->f->answer.instance, sizeof d->instance);
    return code;
}

static int start_print(day *d)
{
    return start(d->f, "print");
}

static int complete_check(day *d)
{
    return complete(d->f);
}

static int let_an_hour_pass(day *d)
{
    d->f->now_ms = NOON + HOUR;
    return weir_db_tick(d->f->db, NULL, &d->f->error);
}

static int set_variable(day *d)
{
    return weir_db_set(d->f->db, &(weir_db_command){.instance = d->instance, .variables = "{\"n\":[1,2]}"},
                       &d->f->answer, &d->f->error);
}

static int correlate(day *d)
{
    return weir_db_correlate(d->f->db, &(weir_db_command){.name = "paid", .business_key = "k1"}, &d->f->answer,
                             &d->f->error);
}

static int send_signal(day *d)
{
    return weir_db_signal(d->f->db, &(weir_db_command){.name = "stop"}, NULL, &d->f->error);
}

static void count_report(void *context, const char *text, uint64_t length)
{
    day *d = context;

    d->count += length > 2 && text[0] == '{';
}

static int account_for(day *d)
{
    return weir_db_account(d->f->db, d->instance, false, count_report, d, &d->f->error);
}

static bool keep_locked(void *context, const weir_db_external_task *task)
{
    day *d = context;

    memcpy(d->task, task->id, sizeof d->task);
    d->count++;
    return true;
}

static int lock_tasks(day *d)
{
    static const char *const topics[] = {"nothing", "print"};

    return weir_db_lock_tasks(d->f->db,
                              &(weir_db_lock){.worker = "a", .topics = topics, .topic_count = 2, .duration_ms = 1000},
                              keep_locked, d, &d->f->error);
}

static int extend_lock(day *d)
{
    return weir_db_extend_lock(d->f->db, &(weir_db_command){.task = d->task, .worker = "a", .duration_ms = 5000},
                               &d->f->error);
}

static int fail_task(day *d)
{
    return weir_db_fail(d->f->db, &(weir_db_command){.task = d->task, .worker = "a", .text = "no paper"}, &d->f->answer,
                        &d->f->error);
}

static int retry_task(day *d)
{
    return weir_db_retry(d->f->db, &(weir_db_command){.task = d->task, .retries = 3}, &d->f->answer, &d->f->error);
}

static int cancel(day *d)
{
    return weir_db_cancel(d->f->db, &(weir_db_command){.instance = d->f->answer.instance, .text = "enough"},
                          &d->f->answer, &d->f->error);
}

/* ── lists ─────────────────────────────────────────────────────────────────────────────────────────────── */

#define COUNTER(name, type)                                                                                            \
    static bool name(void *context, const type *row)                                                                   \
    {                                                                                                                  \
        ((day *)context)->count += row != NULL;                                                                        \
        return true;                                                                                                   \
    }

COUNTER(see_instance, weir_db_instance)
COUNTER(see_task, weir_db_task)
COUNTER(see_external_task, weir_db_external_task)
COUNTER(see_incident, weir_db_incident)
COUNTER(see_activity, weir_db_activity)
COUNTER(see_variable, weir_db_variable)
COUNTER(see_fact, weir_db_fact)
COUNTER(see_definition, weir_db_definition)

static const weir_db_filter everything;

static int list_instances(day *d)
{
    return weir_db_instances(d->f->db, &everything, see_instance, d, &d->f->error);
}

static int list_tasks(day *d)
{
    return weir_db_tasks(d->f->db, &everything, see_task, d, &d->f->error);
}

static int list_external_tasks(day *d)
{
    return weir_db_external_tasks(d->f->db, &everything, see_external_task, d, &d->f->error);
}

static int list_incidents(day *d)
{
    return weir_db_incidents(d->f->db, &everything, see_incident, d, &d->f->error);
}

static int list_activities(day *d)
{
    return weir_db_activities(d->f->db, d->instance, see_activity, d, &d->f->error);
}

static int list_variables(day *d)
{
    return weir_db_variables(d->f->db, d->instance, see_variable, d, &d->f->error);
}

static int list_facts(day *d)
{
    return weir_db_facts(d->f->db, NULL, 0, see_fact, d, &d->f->error);
}

static int list_definitions(day *d)
{
    return weir_db_definitions(d->f->db, see_definition, d, &d->f->error);
}

static int verify(day *d)
{
    weir_db_verification log;
    const int code = weir_db_verify(d->f->db, NULL, NULL, NULL, &log, &d->f->error);

    assert_true(code != 0 || log.is_fine);
    d->count = code == 0;
    return code;
}

#define FACT_COUNT 42

/* ── steps ─────────────────────────────────────────────────────────────────────────────────────────────── */

static const struct step {
    const char *name;
    int (*run)(day *d);
    unsigned count; /* that a list shows */
    bool is_calm;   /* nothing fails meanwhile */
} steps[] = {
    {"open", open_file, 0, false},
    {"deploy", deploy_it, 0, false},
    {"definitions", list_definitions, 2, false},
    {"start", start_order, 0, false},
    {"tasks", list_tasks, 1, false},
    {"activities", list_activities, 1, false},
    {"set", set_variable, 0, false},
    {"variables", list_variables, 3, false},
    {"open again", open_again, 0, false},
    {"complete", complete_check, 0, false},
    {"tick", let_an_hour_pass, 0, true},
    {"correlate", correlate, 0, false},
    {"signal", send_signal, 0, false},
    {"start print", start_print, 0, false},
    {"external tasks", list_external_tasks, 1, false},
    {"lock", lock_tasks, 1, false},
    {"extend", extend_lock, 0, false},
    {"fail", fail_task, 0, false},
    {"incidents", list_incidents, 1, false},
    {"retry", retry_task, 0, false},
    {"deploy again", deploy_it, 0, false},
    {"open once more", open_again, 0, false},
    {"cancel", cancel, 0, false},
    {"instances", list_instances, 2, false},
    {"facts", list_facts, FACT_COUNT, false},
    {"account", account_for, 1, false},
    {"verify", verify, 1, false},
};

#define STEP_COUNT (sizeof steps / sizeof *steps)

/* What fails at the n-th time: a counter that goes up, and where it is to fail. */
typedef struct weakness {
    uint64_t *fail_at;
    const uint64_t *count;
    const char *name; /* of the error */
    uint64_t every;   /* so many-th n is tried */
} weakness;

/* A step with the n-th request failing, until it works. Says how often it failed. */
static uint64_t run_step(day *d, const struct step *step, const weakness *fault)
{
    uint64_t n = 0, failed_count = 0;
    int code;

    do {
        d->count = 0;
        d->f->error = (weir_db_error){0};
        n += n == 0 ? 1 : fault->every;
        *fault->fail_at = step->is_calm ? 0 : *fault->count + n;
        code = step->run(d);
        *fault->fail_at = 0;
        failed_count += code != 0;
        if (code != 0 && (strcmp(d->f->error.name, fault->name) != 0 || d->f->error.message[0] == '\0'))
            fail_msg("%s, n = %llu: %s: %s", step->name, (unsigned long long)n, d->f->error.name, d->f->error.message);
    } while (code != 0);
    if (d->count != step->count)
        fail_msg("%s: %u, not %u", step->name, d->count, step->count);
    return failed_count;
}

static void run_day(fixture *f, const weakness *fault)
{
    day d = {.f = f};
    uint64_t sum = 0;

    f->now_ms = NOON;
    for (size_t i = 0; i < STEP_COUNT; i++)
        sum += run_step(&d, &steps[i], fault);
    assert_log(f, FACT_COUNT);
    close_db(f);
    print_message("%llu faults\n", (unsigned long long)sum);
    assert_true(sum > 10);
}

/* Once alone, then with all requests that follow. */
static void run_days(fixture *f, bool *goes_on, const weakness *fault)
{
    run_day(f, fault);
    faulty_vfs_clear(f->vfs);
    *goes_on = true;
    run_day(f, fault);
}

static void memory_that_is_refused_at_any_request_is_told_and_costs_nothing(void **state)
{
    fixture *f = *state;

    run_days(f, &f->memory.goes_on, &(weakness){&f->memory.fail_at, &f->memory.take_count, "ENOMEM", 1});
}

static void a_read_that_fails_is_told_and_costs_nothing(void **state)
{
    fixture *f = *state;

    run_days(f, &f->plan->goes_on, &(weakness){&f->plan->fail_read_at, &f->plan->read_count, "ESTORE", 1});
}

static void a_write_that_fails_is_told_and_costs_nothing(void **state)
{
    fixture *f = *state;

    run_days(f, &f->plan->goes_on, &(weakness){&f->plan->fail_write_at, &f->plan->write_count, "ESTORE", 1});
}

static void a_sync_that_fails_is_told_and_costs_nothing(void **state)
{
    fixture *f = *state;

    run_days(f, &f->plan->goes_on, &(weakness){&f->plan->fail_sync_at, &f->plan->sync_count, "ESTORE", 1});
}

/* ── SQLite's own memory ───────────────────────────────────────────────────────────────────────────────── */

#ifdef WEIR_SLOW_BUILD
#define SQLITE_SHARE 67 /* of its requests for memory one of so many fails */
#else
#define SQLITE_SHARE 17
#endif

/* SQLite has one of these for all. */
static sqlite3_mem_methods sqlite_memory;
static uint64_t sqlite_take_count, sqlite_fail_at;
static bool sqlite_goes_on;

static bool sqlite_may_have(void)
{
    ++sqlite_take_count;
    return sqlite_fail_at == 0 ||
           (sqlite_goes_on ? sqlite_take_count < sqlite_fail_at : sqlite_take_count != sqlite_fail_at);
}

static void *sqlite_take(int byte_count)
{
    return sqlite_may_have() ? sqlite_memory.xMalloc(byte_count) : NULL;
}

static void *sqlite_resize(void *block, int byte_count)
{
    return sqlite_may_have() ? sqlite_memory.xRealloc(block, byte_count) : NULL;
}

static void watch_sqlite_memory(void)
{
    sqlite3_mem_methods watched;

    assert_int_equal(sqlite3_config(SQLITE_CONFIG_GETMALLOC, &sqlite_memory), SQLITE_OK);
    watched = sqlite_memory;
    watched.xMalloc = sqlite_take;
    watched.xRealloc = sqlite_resize;
    assert_int_equal(sqlite3_config(SQLITE_CONFIG_MALLOC, &watched), SQLITE_OK);
}

static void memory_that_is_refused_to_sqlite_is_told_and_costs_nothing(void **state)
{
    fixture *f = *state;

    sqlite_goes_on = false;
    run_days(f, &sqlite_goes_on,
             &(weakness){&sqlite_fail_at, &sqlite_take_count, "ENOMEM", getenv("WEIR_ALL") ? 1 : SQLITE_SHARE});
}

/* ── timers, a full disk, a sync ───────────────────────────────────────────────────────────────────────── */

static bool count_incident(void *context, const weir_db_incident *incident)
{
    *(unsigned *)context += incident->id[0] != '\0';
    return true;
}

static void a_timer_that_finds_no_memory_stays_and_fires_when_there_is_some(void **state)
{
    fixture *f = *state;
    unsigned incident_count = 0;
    uint64_t fired_count = 0;
    int code;

    open_with_processes(f);
    for (uint64_t n = 1; fired_count == 0; n++) {
        must(f, start(f, "order"));
        must(f, complete(f));
        f->now_ms += HOUR;
        f->memory.fail_at = f->memory.take_count + n;
        code = weir_db_tick(f->db, &fired_count, &f->error);
        f->memory.fail_at = 0;
        if (code != 0) {
            assert_string_equal(f->error.name, "ENOMEM");
            must(f, weir_db_tick(f->db, &fired_count, &f->error));
            assert_int_equal(fired_count, 1);
            fired_count = 0;
        }
    }
    must(f, weir_db_incidents(f->db, &everything, count_incident, &incident_count, &f->error));
    assert_int_equal(incident_count, 0);
}

static bool count_failure(void *context, const weir_db_fact *fact)
{
    *(unsigned *)context += strcmp(fact->type, "timer.failed") == 0;
    return true;
}

/* It takes more than there ever is, perhaps; the others go on. */
static void a_timer_that_finds_no_memory_twice_loses_a_retry(void **state)
{
    fixture *f = *state;
    unsigned failure_count = 0;

    open_with_processes(f);
    must(f, start(f, "order"));
    must(f, complete(f));
    f->now_ms += HOUR;
    for (int i = 0; i < 2; i++) {
        f->memory.fail_at = f->memory.take_count + 1;
        assert_int_equal(weir_db_tick(f->db, NULL, &f->error) == 0, i == 1);
    }
    must(f, weir_db_facts(f->db, NULL, 0, count_failure, &failure_count, &f->error));
    assert_int_equal(failure_count, 1);
}

static void a_full_disk_is_named_and_work_goes_on_when_there_is_room(void **state)
{
    fixture *f = *state;

    for (int64_t room = 1; room < 60000; room += 3777) {
        uint64_t position;

        close_db(f);
        faulty_vfs_clear(f->vfs);
        *f->plan = (faulty_plan){0};
        open_with_processes(f);
        must(f, start(f, "order"));
        position = last_position(f);
        f->plan->byte_count_max = faulty_vfs_byte_count(f->vfs) + room;
        while (start(f, "order") == 0)
            position = last_position(f);
        assert_string_equal(f->error.name, "ESTORE");
        assert_true(f->error.is_temporary);
        assert_non_null(strstr(f->error.message, "the disk is full"));
        assert_non_null(strstr(f->error.message, f->path));
        assert_log(f, position); /* looking goes on */
        f->plan->byte_count_max = 0;
        must(f, start(f, "order"));
        assert_log(f, last_position(f));
        reopen(f);
        assert_log(f, last_position(f));
    }
}

/* The disk says that it could not keep the commit; what it holds of it nobody knows. The command was not acknowledged
 * and never happens, also when the power goes right after the next one. */
static void a_commit_that_could_not_be_synced_never_happened(void **state)
{
    fixture *f = *state;

    for (uint64_t seed = 1; seed <= 20; seed++) {
        uint64_t position, chance = seed;

        close_db(f);
        faulty_vfs_clear(f->vfs);
        *f->plan = (faulty_plan){0};
        open_with_processes(f);
        must(f, start(f, "order"));
        position = last_position(f);
        f->plan->fail_sync_at = f->plan->sync_count + 1;
        assert_int_not_equal(start(f, "order"), 0);
        assert_string_equal(f->error.name, "ESTORE");
        assert_non_null(strstr(f->error.message, "sync failed"));
        assert_log(f, position);
        must(f, complete(f));
        assert_log(f, last_position(f));
        f->plan->is_off = true;
        close_db(f);
        faulty_vfs_power_on(f->vfs, &chance);
        reopen(f);
        assert_log(f, last_position(f));
        assert_int_equal(count_instances(f, everything), 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FAULT_TEST(memory_that_is_refused_at_any_request_is_told_and_costs_nothing),
        FAULT_TEST(memory_that_is_refused_to_sqlite_is_told_and_costs_nothing),
        FAULT_TEST(a_read_that_fails_is_told_and_costs_nothing),
        FAULT_TEST(a_write_that_fails_is_told_and_costs_nothing),
        FAULT_TEST(a_sync_that_fails_is_told_and_costs_nothing),
        FAULT_TEST(a_timer_that_finds_no_memory_stays_and_fires_when_there_is_some),
        FAULT_TEST(a_timer_that_finds_no_memory_twice_loses_a_retry),
        FAULT_TEST(a_full_disk_is_named_and_work_goes_on_when_there_is_room),
        FAULT_TEST(a_commit_that_could_not_be_synced_never_happened),
    };

    watch_sqlite_memory();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
