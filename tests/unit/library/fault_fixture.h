/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/library/fault_fixture.h - a database over weir.h whose disk, memory and clock a test holds in its hand.
 *
 * FILE, its write-ahead log and what is shared are on a disk in memory (sim/faulty_vfs.h), for one thread at a time:
 * the database is brief, so that the writer's thread rests while nobody asks. FILE-owner and FILE-inflight are real
 * files.
 */
#ifndef WEIR_TESTS_FAULT_FIXTURE_H
#define WEIR_TESTS_FAULT_FIXTURE_H

#define _DEFAULT_SOURCE
#include <assert.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "host/library_inside.h"
#include "sim/faulty_vfs.h"
#include "tests/memory.h"

#define VFS_NAME "library"
#define NOON INT64_C(1767614400000) /* 2026-01-05T12:00:00Z */
#define HOUR INT64_C(3600000)

/* order: a user task, an hour, a message. print: an external task. */
static const char processes[] =
    "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' xmlns:weir='urn:weir:bpmn' targetNamespace='t'>"
    "<message id='m' name='paid'/><signal id='sig' name='stop'/>"
    "<process id='order' isExecutable='true'><startEvent id='start'/>"
    "<sequenceFlow id='f1' sourceRef='start' targetRef='check'/><userTask id='check' name='Check the order'/>"
    "<sequenceFlow id='f2' sourceRef='check' targetRef='wait'/>"
    "<intermediateCatchEvent id='wait'><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>"
    "</intermediateCatchEvent><sequenceFlow id='f3' sourceRef='wait' targetRef='pay'/>"
    "<intermediateCatchEvent id='pay'><messageEventDefinition messageRef='m'/></intermediateCatchEvent>"
    "<sequenceFlow id='f4' sourceRef='pay' targetRef='end'/><endEvent id='end'/></process>"
    "<process id='print' isExecutable='true'><startEvent id='p1'/><sequenceFlow id='p2' sourceRef='p1' targetRef='w'/>"
    "<serviceTask id='w' weir:topic='print'/><sequenceFlow id='p3' sourceRef='w' targetRef='p4'/><endEvent id='p4'/>"
    "</process></definitions>";

typedef struct fixture {
    char folder[64], path[96];
    faulty_vfs *vfs;
    faulty_plan *plan;
    test_memory memory;
    _Atomic int64_t now_ms;
    bool fires_timers;
    weir_db *db;
    weir_db_error error;
    weir_db_answer answer;
} fixture;

static inline int64_t now_of(void *clock)
{
    return atomic_load((_Atomic int64_t *)clock);
}

static inline int open_as(fixture *f, bool is_read_only, weir_db **out)
{
    const weir_db_options options = {.path = f->path,
                                     .is_read_only = is_read_only,
                                     .is_brief = true,
                                     .fires_timers = f->fires_timers,
                                     .now_ms = now_of,
                                     .clock = &f->now_ms};
    const weir_db_inside inside = {.vfs = VFS_NAME, .memory = test_memory_port(&f->memory, true)};

    f->error = (weir_db_error){0};
    return weir_db_open_inside(&options, &inside, out, &f->error);
}

static inline void must(fixture *f, int code)
{
    if (code != 0)
        fail_msg("%s at '%s': %s", f->error.name, f->error.element, f->error.message);
}

static inline void close_db(fixture *f)
{
    weir_db_close(f->db);
    f->db = NULL;
}

static inline void reopen(fixture *f)
{
    close_db(f);
    must(f, open_as(f, false, &f->db));
}

static inline uint64_t hash_file(fixture *f)
{
    uint64_t hash = 0;
    int64_t length = 0;
    const unsigned char *at = faulty_vfs_get(f->vfs, f->path, &length);

    for (int64_t i = 0; at && i < length; i++)
        hash = (hash ^ at[i]) * UINT64_C(0x100000001b3) + 1;
    return hash;
}

/* Can't be opened: an error of this name, whose sentence names the file and says this. The file stays as it is. */
static inline void assert_refused(fixture *f, bool is_read_only, const char *name, const char *words)
{
    const uint64_t before = hash_file(f);
    weir_db *db = NULL;

    if (open_as(f, is_read_only, &db) == 0) {
        weir_db_close(db);
        fail_msg("it was opened, though: %s", words);
    }
    assert_null(db);
    assert_true(hash_file(f) == before);
    assert_string_equal(f->error.name, name);
    if (!strstr(f->error.message, f->path) || !strstr(f->error.message, words))
        fail_msg("'%s' does not name %s or does not say: %s", f->error.message, f->path, words);
}

static inline int setup(void **state)
{
    fixture *f = calloc(1, sizeof *f);

    assert_non_null(f);
    (void)snprintf(f->folder, sizeof f->folder, "/tmp/weir-library-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    (void)snprintf(f->path, sizeof f->path, "%s/weir.db", f->folder);
    f->vfs = faulty_vfs_new(VFS_NAME);
    assert_non_null(f->vfs);
    f->plan = faulty_vfs_plan(f->vfs);
    f->now_ms = NOON;
    *state = f;
    return 0;
}

static inline int teardown(void **state)
{
    static const char *const suffixes[] = {"", "-wal", "-shm", "-owner", "-inflight"};
    fixture *f = *state;
    int64_t live_count;

    close_db(f);
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        char path[128];

        (void)snprintf(path, sizeof path, "%s%s", f->path, suffixes[i]);
        (void)unlink(path);
    }
    (void)rmdir(f->folder);
    faulty_vfs_free(f->vfs);
    live_count = f->memory.live_count;
    free(f);
    assert_int_equal(live_count, 0);
    return 0;
}

/* ── what is asked ─────────────────────────────────────────────────────────────────────────────────────── */

static inline int deploy(fixture *f)
{
    const weir_db_file file = {.name = "processes.bpmn", .bytes = processes, .length = sizeof processes - 1};

    return weir_db_deploy(f->db, &file, 1, NULL, NULL, &f->error);
}

static inline int start(fixture *f, const char *process)
{
    return weir_db_start(f->db,
                         &(weir_db_command){.process = process,
                                            .business_key = "k1",
                                            .variables = "{\"amount\": 1.10, \"note\": \"as it was agreed\"}"},
                         &f->answer, &f->error);
}

static inline bool keep_task(void *context, const weir_db_task *task)
{
    (void)snprintf(context, WEIR_DB_ID_SIZE, "%s", task->id);
    return false;
}

/* The first task there is. */
static inline int complete(fixture *f)
{
    char task[WEIR_DB_ID_SIZE] = "";
    const int code = weir_db_tasks(f->db, &(weir_db_filter){0}, keep_task, task, &f->error);

    if (code != 0)
        return code;
    return weir_db_complete(f->db, &(weir_db_command){.task = task, .variables = "{\"ok\": true}"}, &f->answer,
                            &f->error);
}

static inline void open_with_processes(fixture *f)
{
    reopen(f);
    must(f, deploy(f));
}

/* ── what there is ─────────────────────────────────────────────────────────────────────────────────────── */

static inline bool count_instance(void *context, const weir_db_instance *instance)
{
    *(unsigned *)context += instance->id[0] != '\0';
    return true;
}

static inline unsigned count_instances(fixture *f, weir_db_filter filter)
{
    unsigned count = 0;

    must(f, weir_db_instances(f->db, &filter, count_instance, &count, &f->error));
    return count;
}

static inline bool follow_log(void *context, const weir_db_fact *fact)
{
    uint64_t *position = context;

    assert_int_equal(fact->position, *position + 1);
    *position = fact->position;
    return true;
}

/* The log is whole, verifies, and has so many facts. */
static inline void assert_log(fixture *f, uint64_t fact_count)
{
    weir_db_verification log;
    uint64_t position = 0;

    must(f, weir_db_verify(f->db, NULL, NULL, NULL, &log, &f->error));
    if (!log.is_fine)
        fail_msg("position %llu: %s", (unsigned long long)log.position, log.fault);
    must(f, weir_db_facts(f->db, NULL, 0, follow_log, &position, &f->error));
    assert_int_equal(position, fact_count);
}

/* Of the last fact that the answer tells of. */
static inline uint64_t last_position(const fixture *f)
{
    return f->answer.position + f->answer.fact_count - 1;
}

#define FAULT_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

#endif
