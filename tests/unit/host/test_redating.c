/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/host/test_redating.c - instances follow a calendar in batches, and go on where a crash stopped them.
 */
#include "run/deadline.h"

#include "host/memory_libc.h"
#include "host/zones.h"
#include "host_fixture.h"
#include "xml/load.h"

#define COUNT_OF_INSTANCES (2 * BATCH + 3)
#define BATCH 100u

#define CALENDAR(rest)                                                                                                 \
    "<calendar xmlns='urn:weir:calendar' id='office' zone='UTC' weeklyRest='" rest                                     \
    "' cutOff='17:00' dayClose='17:00'><hours from='09:00' to='17:00'/><year number='2026' status='official' "         \
    "source='s'/></calendar>"
#define WAITING                                                                                                        \
    PROCESS("p", START("p") FLOW("p.start", "t") "<intermediateCatchEvent id='t'><timerEventDefinition id='d' "        \
                                                 "weir:calendar='office'><timeDuration>3wd</timeDuration>"             \
                                                 "</timerEventDefinition></intermediateCatchEvent>" FLOW("t", "p.end") \
                                                     END("p.end"))

static weir_zone_cache *zones;

static int set_up(void **state)
{
    fixture *f;

    weir_xml_start();
    if (setup(state) != 0)
        return -1;
    f = *state;
    assert_int_equal(weir_zone_cache_new(weir_memory_libc(), WEIR_ZONES_FOLDER, &zones), WEIR_OK);
    weir_engine_free(f->engine);
    f->ports.zones = weir_zone_cache_zones(zones);
    assert_int_equal(weir_engine_new(&f->ports, &f->engine, &f->diag), WEIR_OK);
    return 0;
}

static int tear_down(void **state)
{
    const int result = teardown(state);

    weir_zone_cache_free(zones);
    return result;
}

static void import(fixture *f, const char *xml)
{
    const weir_resource resource = {.name = WEIR_T("office.calendar.xml"), .bytes = weir_text_of(xml)};

    weir_problems_init(&f->problems, &f->arena);
    assert_int_equal(deploy_files(f->engine, &resource, 1, &f->problems, &f->diag), WEIR_OK);
}

static weir_err redate_once(fixture *f)
{
    return execute(f, (weir_request){.kind = WEIR_REQUEST_REDATE, .actor = WEIR_T("weir")});
}

static bool is_pending(fixture *f)
{
    weir_request request;
    int64_t run_ms;

    return weir_engine_next_job(f->engine, WEIR_DUE_TIMERS, f->now_ms, f->now_ms, &request, &run_ms, &f->diag) ==
               WEIR_OK &&
           request.kind == WEIR_REQUEST_REDATE;
}

static weir_err count_row(void *context, const weir_log_row *row)
{
    uint32_t *count = context;

    *count += weir_text_find(row->facts, WEIR_T("\"timer.rescheduled\""), 0) != SIZE_MAX;
    return WEIR_OK;
}

static uint32_t moved_count(fixture *f)
{
    uint32_t count = 0;

    assert_int_equal(f->faulty.inner.read_log(f->faulty.inner.self, 1, count_row, &count, NULL), WEIR_OK);
    return count;
}

static void start_all(fixture *f)
{
    import(f, CALENDAR("6 7"));
    must_deploy(f, DEFINITIONS(WAITING));
    for (uint32_t i = 0; i < COUNT_OF_INSTANCES; i++)
        assert_int_equal(execute(f, (weir_request){.kind = WEIR_REQUEST_START, .process = WEIR_T("p")}), WEIR_OK);
    while (is_pending(f))
        assert_int_equal(redate_once(f), WEIR_OK);
    assert_int_equal(moved_count(f), 0);
}

static void instances_follow_in_batches_and_only_once(void **state)
{
    fixture *f = *state;

    start_all(f);
    import(f, CALENDAR("3 6 7"));
    assert_true(is_pending(f));
    assert_int_equal(redate_once(f), WEIR_OK);
    assert_int_equal(moved_count(f), BATCH);
    assert_true(is_pending(f));
    assert_int_equal(redate_once(f), WEIR_OK);
    assert_int_equal(redate_once(f), WEIR_OK);
    assert_int_equal(moved_count(f), COUNT_OF_INSTANCES);
    assert_false(is_pending(f));
    assert_int_equal(redate_once(f), WEIR_OK); /* all the same */
    assert_int_equal(moved_count(f), COUNT_OF_INSTANCES);
}

static void a_batch_that_fails_is_done_again(void **state)
{
    fixture *f = *state;
    uint32_t failing = 0;
    weir_err err = WEIR_ESTORE;

    start_all(f);
    import(f, CALENDAR("3 6 7"));
    assert_int_equal(redate_once(f), WEIR_OK);
    for (uint32_t n = 1; n < 40; n++) {
        f->faulty.call_count = 0;
        f->faulty.fail_at = n;
        err = redate_once(f);
        f->faulty.fail_at = 0;
        if (err == WEIR_OK)
            break;
        failing++;
        assert_int_equal(moved_count(f), BATCH);
        assert_true(is_pending(f));
    }
    assert_true(failing > 5);
    while (is_pending(f))
        assert_int_equal(redate_once(f), WEIR_OK);
    assert_int_equal(moved_count(f), COUNT_OF_INSTANCES);
}

static void another_correction_begins_anew(void **state)
{
    fixture *f = *state;

    start_all(f);
    import(f, CALENDAR("3 6 7"));
    assert_int_equal(redate_once(f), WEIR_OK);
    import(f, CALENDAR("3 4 6 7"));
    while (is_pending(f))
        assert_int_equal(redate_once(f), WEIR_OK);
    assert_int_equal(moved_count(f), BATCH + COUNT_OF_INSTANCES);
}

static void engine_fire_does_a_batch_whatever_else_it_is_to_do(void **state)
{
    fixture *f = *state;
    int64_t from_ms = f->now_ms;
    weir_fired fired;

    start_all(f);
    import(f, CALENDAR("3 6 7"));
    do
        assert_int_equal(weir_engine_fire(f->engine, WEIR_DUE_NONE, &from_ms, f->now_ms, &fired, &f->diag), WEIR_OK);
    while (fired.timer_count > 0);
    assert_int_equal(moved_count(f), COUNT_OF_INSTANCES);
    assert_false(is_pending(f));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(instances_follow_in_batches_and_only_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_batch_that_fails_is_done_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(another_correction_begins_anew, set_up, tear_down),
        cmocka_unit_test_setup_teardown(engine_fire_does_a_batch_whatever_else_it_is_to_do, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
