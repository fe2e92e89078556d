/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/library/library_fixture.h - a database in a folder of its own, and a process with a bit of everything.
 */
#ifndef WEIR_TESTS_LIBRARY_FIXTURE_H
#define WEIR_TESTS_LIBRARY_FIXTURE_H

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
#define HOUR INT64_C(3600000)

typedef struct fixture {
    char folder[64], path[96], copy[96];
    _Atomic int64_t now_ms; /* the writer looks at it, too */
    weir_db *db;
    weir_db_error error;
    weir_db_answer answer;
} fixture;

static inline int64_t now_of(void *clock)
{
    return *(_Atomic int64_t *)clock;
}

static inline void must(fixture *f, int code)
{
    if (code != 0)
        fail_msg("%s at '%s': %s", f->error.name, f->error.element, f->error.message);
}

static inline weir_db *open_db(fixture *f, const char *path, bool is_read_only)
{
    weir_db *db = NULL;

    must(f,
         weir_db_open(
             &(weir_db_options){
                 .path = path, .is_read_only = is_read_only, .is_brief = true, .now_ms = now_of, .clock = &f->now_ms},
             &db, &f->error));
    return db;
}

static inline int setup(void **state)
{
    fixture *f = test_calloc(1, sizeof *f);

    (void)snprintf(f->folder, sizeof f->folder, "/tmp/weir-library-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    (void)snprintf(f->path, sizeof f->path, "%s/weir.db", f->folder);
    (void)snprintf(f->copy, sizeof f->copy, "%s/copy.db", f->folder);
    f->now_ms = NOON;
    f->db = open_db(f, f->path, false);
    *state = f;
    return 0;
}

static inline bool is_there(const char *path, const char *ending)
{
    char name[128];

    (void)snprintf(name, sizeof name, "%s%s", path, ending);
    return access(name, F_OK) == 0;
}

/* The folder must hold nothing else. */
static inline int teardown(void **state)
{
    static const char *const endings[] = {"", "-wal", "-shm", "-owner", "-inflight"};
    fixture *f = *state;

    weir_db_close(f->db);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        char name[128];

        (void)snprintf(name, sizeof name, "%s%s", f->path, endings[i]);
        (void)unlink(name);
        (void)snprintf(name, sizeof name, "%s%s", f->copy, endings[i]);
        (void)unlink(name);
    }
    assert_int_equal(rmdir(f->folder), 0);
    test_free(f);
    return 0;
}

/* In a sub-process with a variable of its own: a user task with a timer, an external task; then a message. */
static const char everything[] =
    "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' xmlns:weir='urn:weir:bpmn' "
    "targetNamespace='t'><message id='m' name='paid'/><process id='order' name='An order' isExecutable='true'>"
    "<startEvent id='start'/><sequenceFlow id='f1' sourceRef='start' targetRef='sub'/>"
    "<subProcess id='sub'><startEvent id='sub.start'/>"
    "<sequenceFlow id='f2' sourceRef='sub.start' targetRef='fork'/><parallelGateway id='fork'/>"
    "<sequenceFlow id='f3' sourceRef='fork' targetRef='check'/><sequenceFlow id='f4' sourceRef='fork' "
    "targetRef='print'/>"
    "<userTask id='check' name='检查 订单'/><boundaryEvent id='late' attachedToRef='check' cancelActivity='false'>"
    "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></boundaryEvent>"
    "<sequenceFlow id='f5' sourceRef='late' targetRef='late.end'/><endEvent id='late.end'/>"
    "<serviceTask id='print' weir:topic='printing'/>"
    "<parallelGateway id='join'/><sequenceFlow id='f6' sourceRef='check' targetRef='join'/>"
    "<sequenceFlow id='f7' sourceRef='print' targetRef='join'/><sequenceFlow id='f8' sourceRef='join' "
    "targetRef='sub.end'/>"
    "<endEvent id='sub.end'/></subProcess>"
    "<sequenceFlow id='f9' sourceRef='sub' targetRef='pay'/>"
    "<intermediateCatchEvent id='pay' name='Paid'><messageEventDefinition messageRef='m'/></intermediateCatchEvent>"
    "<sequenceFlow id='f10' sourceRef='pay' targetRef='end'/><endEvent id='end'/></process></definitions>";

static inline void show_problem(void *context, const weir_db_problem *problem)
{
    (void)context;
    print_message("%s:%u: %s\n", problem->file, problem->line, problem->message);
}

static inline void deploy(fixture *f, const char *xml)
{
    must(f, weir_db_deploy(f->db, NULL, &(weir_db_file){.name = "order.bpmn", .bytes = xml, .length = strlen(xml)}, 1,
                           show_problem, NULL, &f->error));
}

static inline void start(fixture *f, const char *key)
{
    must(f, weir_db_start(
                f->db, &(weir_db_command){.process = "order", .business_key = key, .variables = "{\"amount\": 1.10}"},
                &f->answer, &f->error));
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

#endif
