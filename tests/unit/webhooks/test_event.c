/* SPDX-License-Identifier: Apache-2.0
 * Facts as CloudEvents, and which of them a filter takes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/memory.h"
#include "webhooks/event.h"
#include "webhooks/event_filter.h"

typedef struct fixture {
    test_memory memory;
    weir_arena arena;
} fixture;

static int setup(void **state)
{
    fixture *f = test_calloc(1, sizeof *f);

    weir_arena_init(&f->arena, test_memory_port(&f->memory, false), 1 << 20);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    fixture *f = *state;

    weir_arena_release(&f->arena);
    assert_int_equal(f->memory.live_count, 0);
    test_free(f);
    return 0;
}

static void assert_event(fixture *f, const weir_event *event, const char *expected)
{
    weir_buffer buffer;
    weir_text text;

    weir_buffer_init(&buffer, &f->arena, 0);
    weir_event_write(event, WEIR_T("https://engine.example/weir"), &buffer);
    weir_buffer_char(&buffer, '\0');
    assert_int_equal(weir_buffer_done(&buffer, &text), WEIR_OK);
    assert_string_equal(text.at, expected);
}

static weir_event task_event(void)
{
    weir_event event = {.position = 1042,
                        .number = 17,
                        .time_ms = INT64_C(1795342272345),
                        .type = WEIR_T("task.created"),
                        .data = WEIR_T("{\"type\":\"task.created\",\"element\":\"Task_Pack\"}"),
                        .process = WEIR_T("order-fulfilment"),
                        .business_key = WEIR_T("ORDER-4711")};

    assert_true(weir_id_parse(WEIR_T("0192f0c1-7a00-7000-8000-00000000002a"), &event.stream));
    return event;
}

static void a_fact_is_a_cloud_event(void **state)
{
    const weir_event event = task_event();

    assert_event(
        *state, &event,
        "{\"specversion\":\"1.0\",\"id\":\"evt_0000000000001042\",\"source\":\"https://engine.example/weir/instances/"
        "0192f0c1-7a00-7000-8000-00000000002a\",\"partitionkey\":\"0192f0c1-7a00-7000-8000-00000000002a\","
        "\"type\":\"io.weir.bpmn.task.created.v1\",\"subject\":\"order-fulfilment/Task_Pack\","
        "\"time\":\"2026-11-22T10:11:12.345Z\",\"datacontenttype\":\"application/json\","
        "\"sequence\":\"00000000000000000017\",\"correlationid\":\"ORDER-4711\","
        "\"data\":{\"type\":\"task.created\",\"element\":\"Task_Pack\"}}");
}

static void a_fact_of_the_engine_belongs_to_no_process(void **state)
{
    const weir_event event = {.position = 1,
                              .number = 1,
                              .time_ms = 0,
                              .type = WEIR_T("deployment.created"),
                              .data = WEIR_T("{\"type\":\"deployment.created\"}")};

    assert_event(
        *state, &event,
        "{\"specversion\":\"1.0\",\"id\":\"evt_0000000000000001\",\"source\":\"https://engine.example/weir/engine\","
        "\"type\":\"io.weir.bpmn.deployment.created.v1\",\"time\":\"1970-01-01T00:00:00.000Z\","
        "\"datacontenttype\":\"application/json\",\"sequence\":\"00000000000000000001\","
        "\"data\":{\"type\":\"deployment.created\"}}");
}

static void cause_and_what_came_before_are_told_when_they_are_there(void **state)
{
    weir_event event = task_event();

    event.business_key = WEIR_NO_TEXT;
    event.cause = 1041;
    event.previous = 12;
    event.gap = 11;
    event.data = WEIR_T("{\"type\":\"flow.taken\",\"flow\":\"f1\"}");
    assert_event(
        *state, &event,
        "{\"specversion\":\"1.0\",\"id\":\"evt_0000000000001042\",\"source\":\"https://engine.example/weir/instances/"
        "0192f0c1-7a00-7000-8000-00000000002a\",\"partitionkey\":\"0192f0c1-7a00-7000-8000-00000000002a\","
        "\"type\":\"io.weir.bpmn.task.created.v1\",\"subject\":\"order-fulfilment/f1\","
        "\"time\":\"2026-11-22T10:11:12.345Z\",\"datacontenttype\":\"application/json\","
        "\"sequence\":\"00000000000000000017\",\"weirprev\":\"00000000000000000012\","
        "\"weirgap\":\"00000000000000000011\",\"causationid\":\"evt_0000000000001041\","
        "\"data\":{\"type\":\"flow.taken\",\"flow\":\"f1\"}}");
}

static void attributes_are_plain_whatever_names_and_keys_hold(void **state)
{
    fixture *f = *state;
    weir_event event = task_event();
    weir_buffer buffer;
    weir_text text;

    event.process = WEIR_T("Pr\xc3\xbc"
                           "fung \"1\"/2");
    event.data = WEIR_T("{\"type\":\"x\",\"name\":\"},{\\\"element\\\":\",\"element\":\"a\\u0020\xe5\xae\xa1\"}");
    event.business_key = WEIR_T("line\nend");
    weir_buffer_init(&buffer, &f->arena, 0);
    weir_event_write(&event, WEIR_T("urn:weir"), &buffer);
    weir_buffer_char(&buffer, '\0');
    assert_int_equal(weir_buffer_done(&buffer, &text), WEIR_OK);
    assert_non_null(strstr(text.at, "\"subject\":\"Pr%C3%BCfung%20%221%22%2F2/a%20%E5%AE%A1\""));
    assert_non_null(strstr(text.at, "\"correlationid\":\"line%0Aend\""));
}

static void an_event_of_the_business_is_its_fields(void **state)
{
    weir_event event = task_event();

    event.type = WEIR_T("platform.order.shipped");
    event.data =
        WEIR_T("{\"type\":\"platform.order.shipped\",\"element\":\"ship\",\"token\":4,\"payload\":{\"no\":\"A-1\","
               "\"on\":{\"$date\":\"2026-01-05\"},\"lines\":[1.10,null]},\"reason\":\"x: it is late\"}");
    assert_event(
        *state, &event,
        "{\"specversion\":\"1.0\",\"id\":\"evt_0000000000001042\",\"source\":\"https://engine.example/weir/instances/"
        "0192f0c1-7a00-7000-8000-00000000002a\",\"partitionkey\":\"0192f0c1-7a00-7000-8000-00000000002a\","
        "\"type\":\"platform.order.shipped\",\"subject\":\"order-fulfilment/ship\","
        "\"time\":\"2026-11-22T10:11:12.345Z\",\"datacontenttype\":\"application/json\","
        "\"sequence\":\"00000000000000000017\",\"correlationid\":\"ORDER-4711\","
        "\"data\":{\"no\":\"A-1\",\"on\":\"2026-01-05\",\"lines\":[1.10,null]}}");
}

static void a_webhook_may_be_allowed_some_fields_alone(void **state)
{
    fixture *f = *state;
    weir_event event = task_event();
    weir_buffer buffer;
    weir_text text;

    event.type = WEIR_T("platform.order.shipped");
    event.data =
        WEIR_T("{\"type\":\"platform.order.shipped\",\"payload\":{\"no\":\"A-1\",\"name\":\"Ada\",\"on\":null}}");
    event.fields = WEIR_T("on, no,absent");
    weir_buffer_init(&buffer, &f->arena, 0);
    weir_event_write(&event, WEIR_T("urn:weir"), &buffer);
    assert_int_equal(weir_buffer_done(&buffer, &text), WEIR_OK);
    assert_true(weir_text_ends_with(text, WEIR_T("\"data\":{\"no\":\"A-1\",\"on\":null}}")));
}

/* ── filters ─────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err read_filter(fixture *f, const char *types, const char *processes, weir_event_filter *out)
{
    return weir_event_filter_read(weir_text_of(types), weir_text_of(processes), &f->arena, out, NULL);
}

static void patterns_are_types_beginnings_or_a_star(void **state)
{
    fixture *f = *state;
    weir_event_filter filter;

    assert_int_equal(read_filter(f, "[\"task.*\",\"instance.ended\"]", NULL, &filter), WEIR_OK);
    assert_true(weir_event_filter_takes_type(&filter, WEIR_T("task.created")));
    assert_true(weir_event_filter_takes_type(&filter, WEIR_T("instance.ended")));
    assert_false(weir_event_filter_takes_type(&filter, WEIR_T("instance.created")));
    assert_false(weir_event_filter_takes_type(&filter, WEIR_T("task")));
    assert_true(weir_event_filter_has_gaps(&filter));
    assert_int_equal(read_filter(f, "[\"*\"]", NULL, &filter), WEIR_OK);
    assert_true(weir_event_filter_takes_type(&filter, WEIR_T("anything")));
    assert_false(weir_event_filter_has_gaps(&filter));
    assert_int_equal(read_filter(f, NULL, NULL, &filter), WEIR_OK);
    assert_true(weir_event_filter_takes_type(&filter, WEIR_T("anything")));
    assert_true(weir_event_filter_takes_process(&filter, WEIR_NO_TEXT));
    assert_false(weir_event_filter_takes_type(&filter, WEIR_T(""))); /* a fact that was erased */
    assert_int_equal(read_filter(f, "null", "[]", &filter), WEIR_OK);
    assert_true(weir_event_filter_takes_process(&filter, WEIR_T("p")));
}

static void keys_of_processes_leave_out_the_others_and_the_engine(void **state)
{
    weir_event_filter filter;

    assert_int_equal(read_filter(*state, NULL, "[\"p\",\"q\"]", &filter), WEIR_OK);
    assert_true(weir_event_filter_takes_process(&filter, WEIR_T("q")));
    assert_false(weir_event_filter_takes_process(&filter, WEIR_T("r")));
    assert_false(weir_event_filter_takes_process(&filter, WEIR_NO_TEXT));
    assert_false(weir_event_filter_has_gaps(&filter));
}

static void a_filter_that_fits_nothing_is_refused(void **state)
{
    static const char *const wrong[] = {
        "{}",
        "\"task.*\"",
        "[1]",
        "[\"\"]",
        "[\"task*\"]",
        "[\"*.created\"]",
        "[\"ta*\"]",
        "[\"nothing.at.all\"]",
        "[\"**\"]",
        "[\"task.created.\"]",
        "[\"nothing.*\"]",
        "[\"platform.\"]",
        "[\"platform..*\"]",
        "[\"platform.a b\"]",
        "[\"platform.a.\"]",
        "[\"platform.a*\"]",
        "[\"task.created(element)\"]",
        "[\"platform.a(\"]",
        "[\"platform.a()\"]",
        "[\"platform.a( )\"]",
        "[\"platform.a(b)c\"]",
        "[\"platform.(b)\"]",
        "[\"(b)\"]",
    };
    weir_event_filter filter;

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        if (read_filter(*state, wrong[i], NULL, &filter) != WEIR_EVALUE)
            fail_msg("taken: %s", wrong[i]);
    }
    assert_int_equal(read_filter(*state, "[", NULL, &filter), WEIR_ESYNTAX);
    assert_int_equal(read_filter(*state, NULL, "[null]", &filter), WEIR_EVALUE);
}

static void events_of_the_business_are_asked_for_before_a_model_has_them(void **state)
{
    weir_event_filter filter;

    assert_int_equal(read_filter(*state, "[\"platform.order.*\",\"platform.case.closed\"]", NULL, &filter), WEIR_OK);
    assert_true(weir_event_filter_takes_type(&filter, WEIR_T("platform.order.shipped")));
    assert_true(weir_event_filter_takes_type(&filter, WEIR_T("platform.case.closed")));
    assert_false(weir_event_filter_takes_type(&filter, WEIR_T("platform.case.opened")));
    assert_false(weir_event_filter_takes_type(&filter, WEIR_T("task.created")));
    assert_int_equal(read_filter(*state, "[\"platform.*\"]", NULL, &filter), WEIR_OK);
    assert_true(weir_event_filter_takes_type(&filter, WEIR_T("platform.order.shipped")));
}

static void the_first_pattern_that_fits_says_which_fields(void **state)
{
    weir_event_filter filter;

    assert_int_equal(read_filter(*state, "[\"platform.a.b(x, y)\",\"platform.a.*(z)\",\"task.*\"]", NULL, &filter),
                     WEIR_OK);
    assert_true(weir_event_filter_takes_type(&filter, WEIR_T("platform.a.b")));
    assert_true(weir_text_equal(weir_event_filter_fields(&filter, WEIR_T("platform.a.b")), WEIR_T("x, y")));
    assert_true(weir_text_equal(weir_event_filter_fields(&filter, WEIR_T("platform.a.c")), WEIR_T("z")));
    assert_null(weir_event_filter_fields(&filter, WEIR_T("task.created")).at);
    assert_null(weir_event_filter_fields(&filter, WEIR_T("instance.ended")).at);
}

static void every_event_type_can_be_asked_for_by_its_name(void **state)
{
    for (uint32_t i = 0; weir_event_type(i); i++) {
        weir_event_filter filter;
        char json[80];

        (void)snprintf(json, sizeof json, "[\"%s\"]", weir_event_type(i));
        assert_int_equal(read_filter(*state, json, NULL, &filter), WEIR_OK);
    }
}

#define EVENT_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        EVENT_TEST(a_fact_is_a_cloud_event),
        EVENT_TEST(a_fact_of_the_engine_belongs_to_no_process),
        EVENT_TEST(cause_and_what_came_before_are_told_when_they_are_there),
        EVENT_TEST(attributes_are_plain_whatever_names_and_keys_hold),
        EVENT_TEST(an_event_of_the_business_is_its_fields),
        EVENT_TEST(a_webhook_may_be_allowed_some_fields_alone),
        EVENT_TEST(the_first_pattern_that_fits_says_which_fields),
        EVENT_TEST(events_of_the_business_are_asked_for_before_a_model_has_them),
        EVENT_TEST(patterns_are_types_beginnings_or_a_star),
        EVENT_TEST(keys_of_processes_leave_out_the_others_and_the_engine),
        EVENT_TEST(a_filter_that_fits_nothing_is_refused),
        EVENT_TEST(every_event_type_can_be_asked_for_by_its_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
