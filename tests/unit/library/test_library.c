/* SPDX-License-Identifier: Apache-2.0
 * The C library: what a program sees of weir, over a database file of its own.
 */
#define _DEFAULT_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>
#include <weir.h>

#include "host/inflight.h"
#include "host/memory_libc.h"

#define NOON INT64_C(1767614400000) /* 2026-01-05T12:00:00Z */

static const char order[] =
    "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' targetNamespace='t'>"
    "<message id='m' name='paid'/>"
    "<process id='order' isExecutable='true'><startEvent id='start'/>"
    "<sequenceFlow id='f1' sourceRef='start' targetRef='check'/><userTask id='check' name='Check the order'/>"
    "<sequenceFlow id='f2' sourceRef='check' targetRef='wait'/>"
    "<intermediateCatchEvent id='wait'><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>"
    "</intermediateCatchEvent><sequenceFlow id='f3' sourceRef='wait' targetRef='pay'/>"
    "<intermediateCatchEvent id='pay'><messageEventDefinition messageRef='m'/></intermediateCatchEvent><sequenceFlow "
    "id='f4' sourceRef='pay' targetRef='end'/><endEvent id='end'/>"
    "</process></definitions>";

typedef struct fixture {
    char folder[64], path[96];
    _Atomic int64_t now_ms; /* the writer looks at it, too */
    bool fires_timers;
    weir_db *db;
    weir_db_error error;
    weir_db_answer answer;
} fixture;

static int64_t now_of(void *clock)
{
    return *(_Atomic int64_t *)clock;
}

static int open_db(fixture *f, bool is_read_only, weir_db **out)
{
    return weir_db_open(&(weir_db_options){.path = f->path,
                                           .is_read_only = is_read_only,
                                           .is_brief = true,
                                           .fires_timers = f->fires_timers,
                                           .now_ms = now_of,
                                           .clock = &f->now_ms},
                        out, &f->error);
}

static void reopen(fixture *f)
{
    weir_db_close(f->db);
    f->db = NULL;
    if (open_db(f, false, &f->db) != 0)
        fail_msg("%s: %s", f->error.name, f->error.message);
}

static int setup(void **state)
{
    fixture *f = test_calloc(1, sizeof *f);

    (void)snprintf(f->folder, sizeof f->folder, "/tmp/weir-library-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    (void)snprintf(f->path, sizeof f->path, "%s/weir.db", f->folder);
    f->now_ms = NOON;
    reopen(f);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    static const char *const suffixes[] = {"", "-wal", "-shm", "-owner", "-inflight"};
    fixture *f = *state;

    weir_db_close(f->db);
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        char path[128];

        (void)snprintf(path, sizeof path, "%s%s", f->path, suffixes[i]);
        (void)unlink(path);
    }
    (void)rmdir(f->folder);
    test_free(f);
    return 0;
}

static void show_problem(void *context, const weir_db_problem *problem)
{
    (void)context;
    print_message("%s:%u: %s\n", problem->file, problem->line, problem->message);
}

static int deploy(fixture *f, const char *xml)
{
    return weir_db_deploy(f->db, &(weir_db_file){.name = "order.bpmn", .bytes = xml, .length = strlen(xml)}, 1,
                          show_problem, NULL, &f->error);
}

static void must(fixture *f, int code)
{
    if (code != 0)
        fail_msg("%s at '%s': %s", f->error.name, f->error.element, f->error.message);
}

static void start(fixture *f, const char *key)
{
    must(f, weir_db_start(
                f->db, &(weir_db_command){.process = "order", .business_key = key, .variables = "{\"amount\": 1.10}"},
                &f->answer, &f->error));
}

static bool keep_task(void *context, const weir_db_task *task)
{
    (void)snprintf(context, WEIR_DB_ID_SIZE, "%s", task->id);
    return true;
}

static void complete_check(fixture *f)
{
    char task[WEIR_DB_ID_SIZE] = "";

    must(f, weir_db_tasks(f->db, &(weir_db_filter){.activity = "check"}, keep_task, task, &f->error));
    must(f, weir_db_complete(f->db, &(weir_db_command){.task = task, .variables = "{\"ok\": true}"}, NULL, &f->error));
}

static bool keep_instance(void *context, const weir_db_instance *instance)
{
    weir_db_instance *out = context;

    *out = *instance;
    out->id = out->process = out->definition = out->business_key = NULL;
    return true;
}

static bool has_ended(fixture *f, const char *id)
{
    weir_db_instance instance = {0};

    must(f, weir_db_instances(f->db, &(weir_db_filter){.instance = id}, keep_instance, &instance, &f->error));
    return instance.has_ended;
}

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

    assert_int_not_equal(weir_db_deploy(f->db, &(weir_db_file){.name = "b", .bytes = bad, .length = sizeof bad - 1}, 1,
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

typedef struct found {
    int count;
} found;

static bool count_instance(void *context, const weir_db_instance *instance)
{
    assert_string_equal(instance->process, "order");
    ++((found *)context)->count;
    return true;
}

static int count_of(fixture *f, weir_db_filter filter)
{
    found all = {0};

    must(f, weir_db_instances(f->db, &filter, count_instance, &all, &f->error));
    return all.count;
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
    assert_int_equal(count_of(f, (weir_db_filter){0}), 1);
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

#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

/* ── locks of external tasks ─────────────────────────────────────────────────────────────────────────────── */

#define WORK                                                                                                           \
    "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' xmlns:weir='urn:weir:bpmn' targetNamespace='t'>" \
    "<process id='order' isExecutable='true'><startEvent id='s'/><sequenceFlow id='f' sourceRef='s' targetRef='w'/>"   \
    "<serviceTask id='w' weir:topic='print'/></process></definitions>"

typedef struct locked {
    char id[WEIR_DB_ID_SIZE];
    unsigned count;
    int64_t until_ms;
} locked;

static bool keep_locked(void *context, const weir_db_external_task *task)
{
    locked *l = context;

    (void)snprintf(l->id, sizeof l->id, "%s", task->id);
    l->until_ms = task->locked_until_ms;
    l->count++;
    return true;
}

static locked lock(fixture *f, const char *worker, unsigned count_max)
{
    static const char *const topics[] = {"nothing", "print"};
    locked taken = {0};

    must(f, weir_db_lock_tasks(
                f->db,
                &(weir_db_lock){
                    .worker = worker, .topics = topics, .topic_count = 2, .duration_ms = 1000, .count_max = count_max},
                keep_locked, &taken, &f->error));
    return taken;
}

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

static bool keep_incident(void *context, const weir_db_incident *incident)
{
    (void)snprintf(context, 64, "%s %s", incident->kind, incident->element);
    return true;
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

static bool keep_incident_id(void *context, const weir_db_incident *incident)
{
    (void)snprintf(context, WEIR_DB_ID_SIZE, "%s", incident->id);
    return true;
}

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

/* ── instances that take the process down ────────────────────────────────────────────────────────────────── */

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
        TEST(a_second_owner_is_refused_and_a_reader_is_not),
        TEST(a_file_that_is_not_there_is_not_made_by_a_reader),
        TEST(a_task_that_a_worker_holds_is_given_to_nobody_else_until_the_lock_ends),
        TEST(only_the_worker_that_holds_a_task_can_complete_it),
        TEST(a_lock_can_be_made_longer_by_its_worker_and_given_back),
        TEST(a_task_without_retries_is_not_handed_out_until_it_gets_some),
        TEST(timers_fire_by_themselves_also_when_the_clock_jumps),
        TEST(a_timer_that_could_not_fire_is_due_again_when_its_incident_is_retried),
        TEST(an_instance_that_took_the_process_down_twice_is_set_aside),
        TEST(an_instance_of_an_old_version_goes_on_after_a_restart),
        TEST(a_deployed_file_that_was_changed_does_not_verify),
        TEST(an_instance_that_can_not_be_read_keeps_no_timer_of_others_from_firing),
        TEST(an_instance_that_can_not_be_read_keeps_no_message_and_no_signal_from_others),
        TEST(a_suspect_that_can_not_be_read_keeps_no_database_from_being_opened),
        TEST(a_signal_passes_an_instance_that_was_set_aside),
        TEST(a_link_to_a_database_has_the_owner_of_the_database),
        TEST(a_lock_for_ever_is_refused_by_its_limit),
        TEST(tasks_of_an_instance_are_found_by_it),
        TEST(the_id_of_nobody_is_no_word_for_all),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
