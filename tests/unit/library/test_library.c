/* SPDX-License-Identifier: Apache-2.0
 * The C library: what a program sees of weir, over a database file of its own.
 */
#include "unit/library/order_fixture.h"

#include <sqlite3.h>

static void an_instance_goes_its_way_over_restarts(void **state)
{
    fixture *f = *state;
    char id[WEIR_DB_ID_SIZE];
    uint64_t fired = 9;

    must(f, deploy(f, order));
    start(f, "k1");
    memcpy(id, f->answer.instance, sizeof id);
    assert_int_equal(f->answer.position, 2); /* behind the deployment */
    reopen(f);
    complete_check(f);
    reopen(f);
    must(f, weir_db_tick(f->db, &fired, &f->error));
    assert_int_equal(fired, 0);
    f->now_ms += 3600000;
    must(f, weir_db_tick(f->db, &fired, &f->error));
    assert_int_equal(fired, 1);
    reopen(f);
    assert_false(has_ended(f, id));
    must(f, weir_db_correlate(f->db, &(weir_db_command){.name = "paid", .business_key = "k1"}, &f->answer, &f->error));
    assert_string_equal(f->answer.instance, id);
    assert_true(has_ended(f, id));
}

static void a_new_version_begins_with_a_new_deployment(void **state)
{
    fixture *f = *state;

    must(f, deploy(f, order));
    start(f, "old");
    reopen(f);
    must(f, deploy(f, order));
    start(f, "new");
    reopen(f);
    assert_int_not_equal(weir_db_start(f->db, &(weir_db_command){.process = "gone"}, NULL, &f->error), 0);
    assert_string_equal(f->error.name, "ENOTFOUND");
    assert_int_equal(f->error.status, 404);
    complete_check(f); /* both versions are still there */
}

static bool note_version(void *context, const weir_db_definition *definition)
{
    *(unsigned *)context = definition->version;
    return true;
}

static void versions_go_on_after_a_restart(void **state)
{
    fixture *f = *state;
    unsigned version = 0;

    must(f, deploy(f, order));
    must(f, deploy(f, order));
    reopen(f);
    must(f, deploy(f, order));
    must(f, weir_db_definitions(f->db, note_version, &version, &f->error));
    assert_int_equal(version, 3);
}

static void count_problem(void *context, const weir_db_problem *problem)
{
    if (problem->is_error)
        ++*(int *)context;
}

static void a_file_with_errors_is_not_deployed(void **state)
{
    fixture *f = *state;
    const char bad[] = "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' targetNamespace='t'>"
                       "<process id='p' isExecutable='true'><startEvent id='s'/>"
                       "<sequenceFlow id='f' sourceRef='s' targetRef='gone'/></process></definitions>";
    int count = 0;

    assert_int_not_equal(weir_db_deploy(f->db, NULL,
                                        &(weir_db_file){.name = "b", .bytes = bad, .length = sizeof bad - 1}, 1,
                                        count_problem, &count, &f->error),
                         0);
    assert_string_equal(f->error.name, "EMODEL");
    assert_true(count > 0);
    reopen(f);
    assert_int_not_equal(weir_db_start(f->db, &(weir_db_command){.process = "p"}, NULL, NULL), 0);
}

typedef struct heard {
    uint64_t count, last_position;
    char last_type[64];
} heard;

static bool hear(void *context, const weir_db_fact *fact)
{
    heard *h = context;

    assert_int_equal(fact->position, h->last_position + 1);
    h->last_position = fact->position;
    h->count++;
    (void)snprintf(h->last_type, sizeof h->last_type, "%s", fact->type);
    assert_int_equal(fact->data[0], '{');
    assert_int_equal(fact->data[strlen(fact->data) - 1], '}');
    return true;
}

static void a_subscriber_gets_every_fact_once_and_in_order(void **state)
{
    fixture *f = *state;
    heard subscriber = {0}, reader = {0}, late = {0};

    must(f, deploy(f, order));
    start(f, "a,\"]}");
    must(f, weir_db_subscribe(f->db, 0, hear, &subscriber, &f->error));
    assert_int_equal(subscriber.count, 1 + f->answer.fact_count);
    start(f, "b");
    assert_int_equal(subscriber.last_position, f->answer.position + f->answer.fact_count - 1);
    complete_check(f);
    assert_string_equal(subscriber.last_type, "timer.scheduled");
    must(f, weir_db_facts(f->db, NULL, 0, hear, &reader, &f->error));
    assert_int_equal(reader.count, subscriber.count);
    late.last_position = 3; /* in the middle of a row */
    must(f, weir_db_facts(f->db, NULL, 3, hear, &late, &f->error));
    assert_int_equal(late.count, reader.count - 3);
}

static bool stop_at_once(void *context, const weir_db_fact *fact)
{
    (void)fact;
    ++*(int *)context;
    return false;
}

static void a_visitor_ends_the_reading(void **state)
{
    fixture *f = *state;
    int count = 0;

    must(f, deploy(f, order));
    start(f, NULL);
    must(f, weir_db_facts(f->db, f->answer.instance, 0, stop_at_once, &count, &f->error));
    assert_int_equal(count, 1);
}

static void instances_are_found_by_what_is_known_of_them(void **state)
{
    fixture *f = *state;

    must(f, deploy(f, order));
    start(f, "a");
    start(f, "b");
    start(f, "b");
    must(f,
         weir_db_cancel(f->db, &(weir_db_command){.instance = f->answer.instance, .text = "why not"}, NULL, &f->error));
    assert_int_equal(count_of(f, (weir_db_filter){0}), 3);
    assert_int_equal(count_of(f, (weir_db_filter){.count_max = 2}), 2);
    assert_int_equal(count_of(f, (weir_db_filter){.after_position = 2}), 2);
    assert_int_equal(count_of(f, (weir_db_filter){.state = 1}), 2);
    assert_int_equal(count_of(f, (weir_db_filter){.state = 2, .business_key = "b"}), 1);
    assert_int_equal(count_of(f, (weir_db_filter){.process = "order", .state = 2}), 1);
    assert_int_equal(count_of(f, (weir_db_filter){.process = "gone"}), 0);
    assert_int_equal(count_of(f, (weir_db_filter){.activity = "check"}), 2);
    assert_int_equal(count_of(f, (weir_db_filter){.activity = "check", .business_key = "a"}), 1);
    assert_int_equal(count_of(f, (weir_db_filter){.activity = "check", .process = "order", .state = 1}), 2);
    assert_int_equal(count_of(f, (weir_db_filter){.activity = "wait"}), 0);
}

static void bad_texts_are_told(void **state)
{
    fixture *f = *state;
    weir_db_verification verification;

    must(f, deploy(f, order));
    (void)weir_db_start(f->db, &(weir_db_command){.process = "order", .variables = "{\"a\": }"}, NULL, &f->error);
    assert_string_equal(f->error.name, "ESYNTAX");
    (void)weir_db_start(f->db, &(weir_db_command){.process = "order", .variables = "[]"}, NULL, &f->error);
    assert_string_equal(f->error.name, "EVALUE");
    (void)weir_db_complete(f->db, &(weir_db_command){.task = "x"}, NULL, &f->error);
    assert_string_equal(f->error.name, "EVALUE");
    (void)weir_db_complete(f->db, &(weir_db_command){.task = "00000000-0000-7000-8000-000000000001"}, NULL, &f->error);
    assert_string_equal(f->error.name, "ENOTFOUND");
    (void)weir_db_cancel(f->db, &(weir_db_command){0}, NULL, &f->error);
    assert_string_equal(f->error.name, "EVALUE");
    (void)weir_db_verify(f->db, "12", NULL, NULL, &verification, &f->error);
    assert_string_equal(f->error.name, "EVALUE");
}

#define WAITING                                                                                                        \
    "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' targetNamespace='t'>"                            \
    "<signal id='m' name='alarm'/><process id='order' isExecutable='true'><startEvent id='s'/>"                        \
    "<sequenceFlow id='f' sourceRef='s' targetRef='c'/>"                                                               \
    "<intermediateCatchEvent id='c'><signalEventDefinition signalRef='m'/></intermediateCatchEvent>"                   \
    "<sequenceFlow id='g' sourceRef='c' targetRef='x'/><exclusiveGateway id='x'/>"                                     \
    "<sequenceFlow id='h' sourceRef='x' targetRef='e'><conditionExpression>=ok</conditionExpression></sequenceFlow>"   \
    "<endEvent id='e'/></process></definitions>"

static void the_log_verifies_up_to_a_known_head(void **state)
{
    fixture *f = *state;
    weir_db_verification before, after;
    char *last;

    must(f, deploy(f, order));
    start(f, NULL);
    must(f, weir_db_verify(f->db, NULL, NULL, NULL, &before, &f->error));
    start(f, NULL);
    must(f, weir_db_verify(f->db, before.head, NULL, NULL, &after, &f->error));
    assert_true(after.is_fine);
    assert_int_equal(after.fact_count, 2 * before.fact_count - 1); /* one of them tells of the deployment */
    last = &before.head[strlen(before.head) - 1];
    *last = *last == '0' ? '1' : '0'; /* another digit of the same kind */
    must(f, weir_db_verify(f->db, before.head, NULL, NULL, &after, &f->error));
    assert_false(after.is_fine);
}

/* The log has facts of its own about that. One who can't go on is no trouble of the database. */
static void the_log_verifies_after_a_signal_to_many(void **state)
{
    fixture *f = *state;
    weir_db_verification log;

    must(f, deploy(f, WAITING));
    for (int i = 0; i < 120; i++)
        must(f, weir_db_start(f->db,
                              &(weir_db_command){.process = "order", .variables = i == 60 ? "{}" : "{\"ok\": true}"},
                              &f->answer, &f->error));
    must(f, weir_db_signal(f->db, &(weir_db_command){.name = "alarm"}, NULL, &f->error));
    assert_int_equal(count_of(f, (weir_db_filter){.state = 1}), 1);
    must(f, weir_db_verify(f->db, NULL, NULL, NULL, &log, &f->error));
    assert_true(log.is_fine);
    assert_int_equal(f->warning_count, 0);
}

static void a_second_owner_is_refused_and_a_reader_is_not(void **state)
{
    fixture *f = *state;
    weir_db *other, *owner = f->db;
    char pid[32];

    must(f, deploy(f, order));
    start(f, NULL);
    assert_int_not_equal(open_db(f, false, &other), 0);
    assert_string_equal(f->error.name, "EOWNED");
    assert_true(f->error.is_temporary);
    (void)snprintf(pid, sizeof pid, "%ld", (long)getpid());
    assert_non_null(strstr(f->error.message, pid));
    must(f, open_db(f, true, &other));
    f->db = other;
    assert_int_equal(count_of(f, (weir_db_filter){.state = 1}), 1);
    assert_int_not_equal(weir_db_start(other, &(weir_db_command){.process = "order"}, NULL, &f->error), 0);
    assert_string_equal(f->error.name, "EIO");
    f->db = owner;
    weir_db_close(other);
}

static void a_file_that_is_not_there_is_not_made_by_a_reader(void **state)
{
    fixture *f = *state;
    weir_db *db;

    assert_int_not_equal(
        weir_db_open(&(weir_db_options){.path = "/nowhere/weir.db", .is_read_only = true}, &db, &f->error), 0);
    assert_string_equal(f->error.name, "EIO");
    assert_int_not_equal(weir_db_open(&(weir_db_options){.path = "/nowhere/weir.db"}, &db, NULL), 0);
}

/* ── timers that fire by themselves, clocks that jump ────────────────────────────────────────────────────── */

static void signal_nobody(fixture *f)
{
    must(f, weir_db_signal(f->db, &(weir_db_command){.name = "nobody"}, NULL, &f->error));
}

/* The writer looks at the timers behind each group, and the next group comes after that. */
static void let_the_writer_look(fixture *f)
{
    signal_nobody(f);
    signal_nobody(f);
}

static void timers_fire_by_themselves_also_when_the_clock_jumps(void **state)
{
    fixture *f = *state;

    f->fires_timers = true;
    reopen(f);
    must(f, deploy(f, order));
    start(f, "k1");
    complete_check(f);
    f->now_ms -= 3600000; /* back an hour: nothing is due */
    let_the_writer_look(f);
    assert_int_equal(count_of(f, (weir_db_filter){.activity = "wait"}), 1);
    reopen(f);
    f->now_ms += INT64_C(10) * 365 * 86400000; /* forward ten years */
    let_the_writer_look(f);
    assert_int_equal(count_of(f, (weir_db_filter){.activity = "pay"}), 1);
}

#define STUCK                                                                                                          \
    "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' targetNamespace='t'>"                            \
    "<process id='order' isExecutable='true'><startEvent id='s'/><sequenceFlow id='f' sourceRef='s' targetRef='t'/>"   \
    "<intermediateCatchEvent id='t'><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>"    \
    "</intermediateCatchEvent><sequenceFlow id='g' sourceRef='t' targetRef='x'/><exclusiveGateway id='x'/>"            \
    "<sequenceFlow id='h' sourceRef='x' targetRef='e'><conditionExpression>ready</conditionExpression></sequenceFlow>" \
    "<sequenceFlow id='i' sourceRef='x' "                                                                              \
    "targetRef='e2'><conditionExpression>false</conditionExpression></sequenceFlow>"                                   \
    "<endEvent id='e'/><endEvent id='e2'/></process></definitions>"

static void a_timer_that_could_not_fire_is_due_again_when_its_incident_is_retried(void **state)
{
    fixture *f = *state;
    char instance[WEIR_DB_ID_SIZE], incident[WEIR_DB_ID_SIZE] = "";

    must(f, deploy(f, STUCK));
    start(f, NULL);
    memcpy(instance, f->answer.instance, sizeof instance);
    f->now_ms += 3600000;
    must(f, weir_db_tick(f->db, NULL, &f->error));
    must(f, weir_db_incidents(f->db, &(weir_db_filter){0}, keep_incident_id, incident, &f->error));
    must(f, weir_db_set(f->db, &(weir_db_command){.instance = instance, .variables = "{\"ready\":true}"}, NULL,
                        &f->error));
    must(f, weir_db_retry(f->db, &(weir_db_command){.task = incident, .retries = 1}, NULL, &f->error));
    must(f, weir_db_tick(f->db, NULL, &f->error));
    assert_true(has_ended(f, instance));
}

/* ── versions ────────────────────────────────────────────────────────────────────────────────────────────── */

static void an_instance_of_an_old_version_goes_on_after_a_restart(void **state)
{
    fixture *f = *state;

    must(f, deploy(f, order));
    start(f, "old");
    must(f, deploy(f, WORK));
    reopen(f);
    start(f, "new");
    assert_int_equal(lock(f, "a", 1).count, 1);
    complete_check(f);
    f->now_ms += 3600000;
    must(f, weir_db_tick(f->db, NULL, &f->error));
    assert_int_equal(count_of(f, (weir_db_filter){.activity = "pay", .business_key = "old"}), 1);
}

static void a_deployed_file_that_was_changed_does_not_verify(void **state)
{
    fixture *f = *state;
    weir_db_verification verified;
    sqlite3 *db;

    must(f, deploy(f, order));
    assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "UPDATE content SET bytes = replace(bytes, 'check', 'chuck')", NULL, NULL, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    must(f, weir_db_verify(f->db, NULL, NULL, NULL, &verified, &f->error));
    assert_false(verified.is_fine);
    assert_int_equal(verified.position, 1);
}

/* ── names and numbers at their edges ────────────────────────────────────────────────────────────────────── */

static void a_link_to_a_database_has_the_owner_of_the_database(void **state)
{
    fixture *f = *state;
    char link[128];
    weir_db *db;

    (void)snprintf(link, sizeof link, "%s/link.db", f->folder);
    assert_int_equal(symlink(f->path, link), 0);
    assert_int_not_equal(weir_db_open(&(weir_db_options){.path = link, .is_brief = true}, &db, &f->error), 0);
    assert_string_equal(f->error.name, "EOWNED");
    assert_int_equal(unlink(link), 0);
    assert_int_equal(symlink("nowhere.db", link), 0);
    assert_int_not_equal(weir_db_open(&(weir_db_options){.path = link, .is_brief = true}, &db, &f->error), 0);
    assert_string_equal(f->error.name, "EIO");
    assert_int_equal(unlink(link), 0);
}

static void tasks_of_an_instance_are_found_by_it(void **state)
{
    fixture *f = *state;
    char task[WEIR_DB_ID_SIZE] = "", other[WEIR_DB_ID_SIZE] = "";

    must(f, deploy(f, order));
    start(f, "a");
    must(f, weir_db_tasks(f->db, &(weir_db_filter){.instance = f->answer.instance}, keep_task, task, &f->error));
    start(f, "b");
    must(f, weir_db_tasks(f->db, &(weir_db_filter){.instance = f->answer.instance}, keep_task, other, &f->error));
    assert_true(task[0] != '\0' && other[0] != '\0');
    assert_string_not_equal(task, other);
    other[0] = '\0';
    must(f, weir_db_tasks(f->db, &(weir_db_filter){.instance = f->answer.instance, .activity = "wait"}, keep_task,
                          other, &f->error));
    assert_string_equal(other, "");
}

static void the_id_of_nobody_is_no_word_for_all(void **state)
{
    fixture *f = *state;
    heard reader = {0};

    must(f, deploy(f, order));
    (void)weir_db_facts(f->db, "00000000-0000-0000-0000-000000000000", 0, hear, &reader, &f->error);
    assert_string_equal(f->error.name, "ENOTFOUND");
    assert_int_equal(reader.count, 0);
    assert_int_equal(count_of(f, (weir_db_filter){.after_position = UINT64_MAX}), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_instance_goes_its_way_over_restarts),
        TEST(a_new_version_begins_with_a_new_deployment),
        TEST(versions_go_on_after_a_restart),
        TEST(a_file_with_errors_is_not_deployed),
        TEST(a_subscriber_gets_every_fact_once_and_in_order),
        TEST(a_visitor_ends_the_reading),
        TEST(instances_are_found_by_what_is_known_of_them),
        TEST(bad_texts_are_told),
        TEST(the_log_verifies_up_to_a_known_head),
        TEST(the_log_verifies_after_a_signal_to_many),
        TEST(a_second_owner_is_refused_and_a_reader_is_not),
        TEST(a_file_that_is_not_there_is_not_made_by_a_reader),
        TEST(timers_fire_by_themselves_also_when_the_clock_jumps),
        TEST(a_timer_that_could_not_fire_is_due_again_when_its_incident_is_retried),
        TEST(an_instance_of_an_old_version_goes_on_after_a_restart),
        TEST(a_deployed_file_that_was_changed_does_not_verify),
        TEST(a_link_to_a_database_has_the_owner_of_the_database),
        TEST(tasks_of_an_instance_are_found_by_it),
        TEST(the_id_of_nobody_is_no_word_for_all),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
