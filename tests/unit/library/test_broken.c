/* SPDX-License-Identifier: Apache-2.0
 * The C library: an instance that takes the process down, or can't be read, and the others beside it.
 */
#include "unit/library/order_fixture.h"

#include <sqlite3.h>

#include "host/inflight.h"
#include "host/memory_libc.h"

/* What a process leaves that dies while it steps the instance. */
static void die_in(fixture *f, const char *instance)
{
    const weir_memory memory = weir_memory_libc();
    weir_inflight *inflight;
    weir_id id;

    weir_db_close(f->db);
    f->db = NULL;
    assert_true(weir_id_parse(weir_text_of(instance), &id));
    assert_int_equal(weir_inflight_open(f->path, memory, &inflight, NULL), WEIR_OK);
    weir_inflight_enter(inflight, id);
    weir_inflight_close(inflight);
    reopen(f);
}

static void an_instance_that_took_the_process_down_twice_is_set_aside(void **state)
{
    fixture *f = *state;
    char id[WEIR_DB_ID_SIZE], incident[64] = "";

    must(f, deploy(f, order));
    start(f, "k1");
    memcpy(id, f->answer.instance, sizeof id);
    die_in(f, id);
    must(f, weir_db_set(f->db, &(weir_db_command){.instance = id, .variables = "{\"a\":1}"}, NULL, &f->error));
    die_in(f, id); /* a step that works forgives the first */
    die_in(f, id);
    must(f, weir_db_incidents(f->db, &(weir_db_filter){.instance = id}, keep_incident, incident, &f->error));
    assert_string_equal(incident, "setAside order");
    (void)weir_db_set(f->db, &(weir_db_command){.instance = id, .variables = "{\"a\":2}"}, NULL, &f->error);
    assert_string_equal(f->error.name, "ENOTOKEN");
    must(f, weir_db_incidents(f->db, &(weir_db_filter){.instance = id}, keep_incident_id, incident, &f->error));
    must(f, weir_db_retry(f->db, &(weir_db_command){.task = incident, .retries = 1}, NULL, &f->error));
    complete_check(f);
}

/* ── one instance that can't be read ─────────────────────────────────────────────────────────────────────── */

static void run_sql(fixture *f, const char *sql)
{
    sqlite3 *db;

    assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

#define WAITERS                                                                                                        \
    "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' targetNamespace='t'>"                            \
    "<message id='m' name='go'/><signal id='sig' name='all'/>"                                                         \
    "<process id='order' isExecutable='true'><startEvent id='s'/><sequenceFlow id='a' sourceRef='s' targetRef='t'/>"   \
    "<sequenceFlow id='b' sourceRef='s' targetRef='w'/><sequenceFlow id='c' sourceRef='s' targetRef='x'/>"             \
    "<intermediateCatchEvent id='t'><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>"    \
    "</intermediateCatchEvent>"                                                                                        \
    "<intermediateCatchEvent id='w'><messageEventDefinition messageRef='m'/></intermediateCatchEvent>"                 \
    "<intermediateCatchEvent id='x'><signalEventDefinition signalRef='sig'/></intermediateCatchEvent>"                 \
    "</process></definitions>"

/* Two instances; the older one has a state that is none. */
static void start_two_and_break_the_older(fixture *f)
{
    must(f, deploy(f, WAITERS));
    start(f, "broken");
    start(f, "fine");
    weir_db_close(f->db);
    f->db = NULL;
    run_sql(f, "UPDATE instance SET state = '{}' WHERE business_key = 'broken'");
    reopen(f);
}

static void an_instance_that_can_not_be_read_keeps_no_timer_of_others_from_firing(void **state)
{
    fixture *f = *state;
    uint64_t fired = 0;

    start_two_and_break_the_older(f);
    f->now_ms += 3600000;
    must(f, weir_db_tick(f->db, &fired, &f->error));
    assert_int_equal(fired, 1);
}

static void an_instance_that_can_not_be_read_keeps_no_message_and_no_signal_from_others(void **state)
{
    fixture *f = *state;

    start_two_and_break_the_older(f);
    must(f, weir_db_correlate(f->db, &(weir_db_command){.name = "go", .keys = "{\"amount\": 1.1}"}, NULL, &f->error));
    must(f, weir_db_signal(f->db, &(weir_db_command){.name = "all"}, &f->answer, &f->error));
    assert_true(f->answer.fact_count > 0);
    (void)weir_db_cancel(f->db, &(weir_db_command){.instance = f->answer.instance}, NULL, &f->error);
}

static void a_suspect_that_can_not_be_read_keeps_no_database_from_being_opened(void **state)
{
    fixture *f = *state;
    char id[WEIR_DB_ID_SIZE];

    must(f, deploy(f, WAITERS));
    start(f, "broken");
    memcpy(id, f->answer.instance, sizeof id);
    die_in(f, id);
    run_sql(f, "UPDATE instance SET state = '{}'");
    die_in(f, id);
    (void)weir_db_set(f->db, &(weir_db_command){.instance = id, .variables = "{}"}, NULL, &f->error);
    assert_string_equal(f->error.name, "EFORMAT");
    assert_non_null(strstr(f->error.message, id));
    start(f, "fine");
}

static void a_signal_passes_an_instance_that_was_set_aside(void **state)
{
    fixture *f = *state;
    char id[WEIR_DB_ID_SIZE];

    must(f, deploy(f, WAITERS));
    start(f, "aside");
    memcpy(id, f->answer.instance, sizeof id);
    die_in(f, id);
    die_in(f, id);
    start(f, "fine");
    must(f, weir_db_signal(f->db, &(weir_db_command){.name = "all"}, &f->answer, &f->error));
    assert_string_not_equal(f->answer.instance, id);
    assert_true(f->answer.fact_count > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_instance_that_took_the_process_down_twice_is_set_aside),
        TEST(an_instance_that_can_not_be_read_keeps_no_timer_of_others_from_firing),
        TEST(an_instance_that_can_not_be_read_keeps_no_message_and_no_signal_from_others),
        TEST(a_suspect_that_can_not_be_read_keeps_no_database_from_being_opened),
        TEST(a_signal_passes_an_instance_that_was_set_aside),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
