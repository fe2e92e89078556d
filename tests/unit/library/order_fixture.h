/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/library/order_fixture.h - a database in a folder of its own that can be opened again, an order that waits
 * three times, and work for a worker.
 */
#ifndef WEIR_TESTS_ORDER_FIXTURE_H
#define WEIR_TESTS_ORDER_FIXTURE_H

#define _DEFAULT_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <weir.h>

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
    _Atomic int warning_count;
    weir_db *db;
    weir_db_error error;
    weir_db_answer answer;
} fixture;

static inline int64_t now_of(void *clock)
{
    return *(_Atomic int64_t *)clock;
}

static inline void count_warning(void *f, const char *sentence)
{
    print_message("%s\n", sentence);
    ((fixture *)f)->warning_count++;
}

static inline int open_db(fixture *f, bool is_read_only, weir_db **out)
{
    return weir_db_open(&(weir_db_options){.path = f->path,
                                           .is_read_only = is_read_only,
                                           .is_brief = true,
                                           .fires_timers = f->fires_timers,
                                           .now_ms = now_of,
                                           .clock = &f->now_ms,
                                           .warn = count_warning,
                                           .context = f},
                        out, &f->error);
}

static inline void reopen(fixture *f)
{
    weir_db_close(f->db);
    f->db = NULL;
    if (open_db(f, false, &f->db) != 0)
        fail_msg("%s: %s", f->error.name, f->error.message);
}

static inline int setup(void **state)
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

static inline int teardown(void **state)
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

static inline void show_problem(void *context, const weir_db_problem *problem)
{
    (void)context;
    print_message("%s:%u: %s\n", problem->file, problem->line, problem->message);
}

static inline int deploy(fixture *f, const char *xml)
{
    return weir_db_deploy(f->db, NULL, &(weir_db_file){.name = "order.bpmn", .bytes = xml, .length = strlen(xml)}, 1,
                          show_problem, NULL, &f->error);
}

static inline void must(fixture *f, int code)
{
    if (code != 0)
        fail_msg("%s at '%s': %s", f->error.name, f->error.element, f->error.message);
}

static inline void start(fixture *f, const char *key)
{
    must(f, weir_db_start(
                f->db, &(weir_db_command){.process = "order", .business_key = key, .variables = "{\"amount\": 1.10}"},
                &f->answer, &f->error));
}

static inline bool keep_task(void *context, const weir_db_task *task)
{
    (void)snprintf(context, WEIR_DB_ID_SIZE, "%s", task->id);
    return true;
}

static inline void complete_check(fixture *f)
{
    char task[WEIR_DB_ID_SIZE] = "";

    must(f, weir_db_tasks(f->db, &(weir_db_filter){.activity = "check"}, keep_task, task, &f->error));
    must(f, weir_db_complete(f->db, &(weir_db_command){.task = task, .variables = "{\"ok\": true}"}, NULL, &f->error));
}

static inline bool keep_instance(void *context, const weir_db_instance *instance)
{
    weir_db_instance *out = context;

    *out = *instance;
    out->id = out->process = out->definition = out->business_key = NULL;
    return true;
}

static inline bool has_ended(fixture *f, const char *id)
{
    weir_db_instance instance = {0};

    must(f, weir_db_instances(f->db, &(weir_db_filter){.instance = id}, keep_instance, &instance, &f->error));
    return instance.has_ended;
}

typedef struct found {
    int count;
} found;

static inline bool count_instance(void *context, const weir_db_instance *instance)
{
    assert_string_equal(instance->process, "order");
    ++((found *)context)->count;
    return true;
}

static inline int count_of(fixture *f, weir_db_filter filter)
{
    found all = {0};

    must(f, weir_db_instances(f->db, &filter, count_instance, &all, &f->error));
    return all.count;
}

static inline bool keep_incident(void *context, const weir_db_incident *incident)
{
    (void)snprintf(context, 64, "%s %s", incident->kind, incident->element);
    return true;
}

static inline bool keep_incident_id(void *context, const weir_db_incident *incident)
{
    (void)snprintf(context, WEIR_DB_ID_SIZE, "%s", incident->id);
    return true;
}

#define WORK                                                                                                           \
    "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' xmlns:weir='urn:weir:bpmn' targetNamespace='t'>" \
    "<process id='order' isExecutable='true'><startEvent id='s'/><sequenceFlow id='f' sourceRef='s' targetRef='w'/>"   \
    "<serviceTask id='w' weir:topic='print'/></process></definitions>"

typedef struct locked {
    char id[WEIR_DB_ID_SIZE];
    unsigned count;
    int64_t until_ms;
} locked;

static inline bool keep_locked(void *context, const weir_db_external_task *task)
{
    locked *l = context;

    (void)snprintf(l->id, sizeof l->id, "%s", task->id);
    l->until_ms = task->locked_until_ms;
    l->count++;
    return true;
}

static inline locked lock(fixture *f, const char *worker, unsigned count_max)
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

#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

#endif
