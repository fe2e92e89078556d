/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/host/host_fixture.h - an engine over a store in memory, and short ways to use it.
 */
#ifndef WEIR_TESTS_HOST_FIXTURE_H
#define WEIR_TESTS_HOST_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "host/engine.h"
#include "memory.h"
#include "store/faulty.h"
#include "store/memory.h"

#define NOON INT64_C(1767614400000) /* 2026-01-05T12:00:00Z */
#define HOUR INT64_C(3600000)
#define ARENA_BYTES_MAX ((size_t)64 * 1024 * 1024)

typedef struct fixture {
    test_memory memory, store_memory, own_memory; /* of the engine, the store, the test */
    weir_memory_store *store;
    weir_faulty_store faulty;
    weir_ports ports;
    weir_engine *engine;
    weir_arena arena;
    weir_problems problems;
    weir_diag diag;
    weir_answer answer;
    int64_t now_ms;
} fixture;

static inline int setup(void **state)
{
    fixture *f = test_calloc(1, sizeof *f);

    assert_int_equal(weir_memory_store_new(test_memory_port(&f->store_memory, false), &f->store), WEIR_OK);
    f->faulty.inner = weir_memory_store_port(f->store);
    f->ports = (weir_ports){
        .memory = test_memory_port(&f->memory, false), .store = weir_faulty_store_port(&f->faulty), .seed = 7};
    assert_int_equal(weir_engine_new(&f->ports, &f->engine, &f->diag), WEIR_OK);
    weir_arena_init(&f->arena, test_memory_port(&f->own_memory, false), ARENA_BYTES_MAX);
    weir_problems_init(&f->problems, &f->arena);
    f->now_ms = NOON;
    *state = f;
    return 0;
}

static inline int teardown(void **state)
{
    fixture *f = *state;

    weir_engine_free(f->engine);
    weir_memory_store_free(f->store);
    weir_arena_release(&f->arena);
    assert_int_equal(f->memory.live_count, 0);
    assert_int_equal(f->store_memory.live_count, 0);
    test_free(f);
    return 0;
}

#define DEFINITIONS(content)                                                                                           \
    "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' xmlns:weir='urn:weir:bpmn' "                     \
    "targetNamespace='t'>" content "</definitions>"
/* Ids inside a process begin with its own: start event p.start, and what `content` puts in. */
#define PROCESS(id, content) "<process id='" id "' isExecutable='true'>" content "</process>"
#define START(id) "<startEvent id='" id ".start'/>"
#define FLOW(from, to) "<sequenceFlow id='" from "-" to "' sourceRef='" from "' targetRef='" to "'/>"
#define END(id) "<endEvent id='" id "'/>"
/* p.start → user task a → end */
#define ONE_TASK PROCESS("p", START("p") FLOW("p.start", "a") "<userTask id='a'/>" FLOW("a", "p.end") END("p.end"))

static inline weir_err deploy_files(weir_engine *engine, const weir_resource *resources, uint32_t count,
                                    weir_problems *problems, weir_diag *diag)
{
    return weir_engine_deploy(engine, &(weir_deployment_source){.resources = resources, .count = count, .now_ms = NOON},
                              problems, diag);
}

static inline weir_err deploy(fixture *f, const char *xml)
{
    const weir_resource resource = {.name = WEIR_T("test.bpmn"), .bytes = weir_text_of(xml)};

    return deploy_files(f->engine, &resource, 1, &f->problems, &f->diag);
}

static inline const weir_definition *definition_of(fixture *f, weir_text key_or_id)
{
    const weir_definition *definition = NULL;

    assert_int_equal(weir_engine_definition(f->engine, key_or_id, &definition, &f->diag), WEIR_OK);
    return definition;
}

static inline void must_deploy(fixture *f, const char *xml)
{
    const weir_err err = deploy(f, xml);

    for (uint32_t i = 0; i < f->problems.count && err != WEIR_OK; i++)
        print_error("%.*s\n", WEIR_ARG(f->problems.items[i].message));
    assert_int_equal(err, WEIR_OK);
}

static inline weir_err execute(fixture *f, weir_request request)
{
    f->answer = (weir_answer){0};
    f->diag = (weir_diag){0};
    return weir_engine_execute(f->engine, &request, f->now_ms, &f->answer, &f->diag);
}

/* One variable, or none if name is NULL. The context lives as long as the fixture. */
static inline weir_value context(fixture *f, const char *name, int64_t number)
{
    weir_entry *entry = WEIR_TAKE(&f->arena, weir_entry, 1);

    if (!name)
        return weir_null();
    *entry = (weir_entry){weir_text_of(name), weir_integer(number)};
    return weir_context(entry, 1);
}

static inline weir_id must_start(fixture *f, const char *process, const char *business_key, const char *variable,
                                 int64_t number)
{
    assert_int_equal(execute(f, (weir_request){.kind = WEIR_REQUEST_START,
                                               .process = weir_text_of(process),
                                               .business_key = weir_text_of(business_key),
                                               .variables = context(f, variable, number)}),
                     WEIR_OK);
    return f->answer.instance;
}

static inline weir_err send_message(fixture *f, const char *name, const char *business_key, const char *key,
                                    int64_t number)
{
    return execute(f, (weir_request){.kind = WEIR_REQUEST_MESSAGE,
                                     .name = weir_text_of(name),
                                     .business_key = weir_text_of(business_key),
                                     .keys = context(f, key, number)});
}

static inline weir_err send_signal(fixture *f, const char *name)
{
    return execute(f, (weir_request){.kind = WEIR_REQUEST_SIGNAL, .name = weir_text_of(name)});
}

static inline weir_instance_view look(fixture *f, weir_id id)
{
    weir_instance_view view;

    assert_int_equal(weir_engine_look(f->engine, id, &f->arena, &view, &f->diag), WEIR_OK);
    return view;
}

static inline bool has_ended(fixture *f, weir_id id)
{
    return look(f, id).state.status == WEIR_STATUS_ENDED;
}

static inline weir_err complete(fixture *f, weir_id id, const char *task)
{
    const weir_instance_view view = look(f, id);

    for (uint32_t i = 0; i < view.state.waits.count; i++) {
        const weir_wait *wait = &view.state.waits.items[i];

        if (weir_text_equal(view.definition->program->nodes[wait->node.ix].id, weir_text_of(task)))
            return execute(f, (weir_request){.kind = WEIR_REQUEST_COMMAND,
                                             .instance = id,
                                             .command = {.kind = WEIR_COMMAND_COMPLETE, .wait = wait->id}});
    }
    return WEIR_ENOTOKEN;
}

static inline uint64_t next_pos(fixture *f)
{
    uint64_t pos;

    assert_int_equal(f->faulty.inner.next_pos(f->store, &pos, NULL), WEIR_OK);
    return pos;
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

#endif
