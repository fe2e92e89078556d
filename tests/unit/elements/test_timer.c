/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/elements/test_timer.c - when timers and due dates are, and how cycles go on.
 */
#include "unit/run/run_fixture.h"

#define CATCH(timer)                                                                                                   \
    AROUND("<intermediateCatchEvent id='a'><timerEventDefinition>" timer "</timerEventDefinition>"                     \
           "</intermediateCatchEvent>")
#define HOUR INT64_C(3600000)

static void a_timer_is_due_at_a_date_or_after_a_duration(void **state)
{
    static const struct {
        const char *feel;
        int64_t due_ms;
    } rows[] = {
        {"\"2026-01-02\"", NOW + 24 * HOUR},       {"\" 2026-01-01T01:00:00Z \"", NOW + HOUR},
        {"\"2026-01-01T01:00:00+01:00\"", NOW},    {"\"PT1H\"", NOW + HOUR},
        {"\"P1M\"", NOW + 31 * 24 * HOUR},         {"\"P1DT1H\"", NOW + 25 * HOUR},
        {"date(\"2026-01-02\")", NOW + 24 * HOUR}, {"date and time(\"2026-01-01T02:00:00Z\")", NOW + 2 * HOUR},
        {"duration(\"PT1H\")", NOW + HOUR},        {"duration(\"P1M\")", NOW + 31 * 24 * HOUR},
    };
    run_fixture *f = *state;

    deploy(f, CATCH("<timeDate>= t</timeDate>"));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char variables[128];

        (void)snprintf(variables, sizeof variables, "{t: %s}", rows[i].feel);
        assert_ok(start(f, variables));
        assert_true(wait_at(f, "a")->due_ms == rows[i].due_ms);
    }
    deploy(f, CATCH("<timeDuration>PT1H</timeDuration>"));
    assert_ok(start(f, NULL));
    assert_true(wait_at(f, "a")->due_ms == NOW + HOUR);
}

static void what_is_no_time_stops_the_process(void **state)
{
    run_fixture *f = *state;

    deploy(f, CATCH("<timeDate>= t</timeDate>"));
    assert_fails(start(f, "{t: \"soon\"}"), WEIR_EPROCESS, "a", "\"soon\" is neither a date nor a duration");
    assert_fails(start(f, "{t: \"P999999999Y\"}"), WEIR_EPROCESS, "a", "neither a date nor a duration");
    assert_fails(start(f, "{t: 1}"), WEIR_EPROCESS, "a", "the timer gives a number instead of a date");
    assert_fails(start(f, NULL), WEIR_EPROCESS, "a", "the timer gives a null");
    assert_fails(start(f, "{t: time(\"10:00:00\")}"), WEIR_EPROCESS, "a", "the timer gives a time");
    assert_fails(start(f, "{t: duration(\"P999999999Y\")}"), WEIR_EPROCESS, "a", "the timer gives a years and months");
    deploy(f, CATCH("<timeDate>= 1 + \"a\"</timeDate>"));
    assert_fails(start(f, NULL), WEIR_EPROCESS, "a", "the timer gives a null instead of a date or a duration: ");
}

static void a_task_has_a_due_date_or_none(void **state)
{
    run_fixture *f = *state;

    deploy(f, AROUND("<userTask id='a' weir:dueDate='= t'/>"));
    assert_ok(start(f, "{t: duration(\"PT1H\")}"));
    assert_true(wait_at(f, "a")->due_ms == NOW + HOUR);
    assert_ok(start(f, NULL));
    assert_true(wait_at(f, "a")->due_ms == 0);
    assert_fails(start(f, "{t: []}"), WEIR_EPROCESS, "a", "the due date gives a list");
    assert_ok(start(f, "{t: \"1969-12-31T23:00:00Z\"}"));
    assert_true(wait_at(f, "a")->due_ms == -HOUR);
}

#define CYCLE(text)                                                                                                    \
    AROUND("<userTask id='a'/><boundaryEvent id='b' attachedToRef='a' cancelActivity='false'><timerEventDefinition>"   \
           "<timeCycle>" text "</timeCycle></timerEventDefinition></boundaryEvent>"                                    \
           "<sequenceFlow id='g' sourceRef='b' targetRef='c'/><task id='c'/>")

static void a_cycle_fires_as_often_as_it_says(void **state)
{
    run_fixture *f = *state;

    deploy(f, CYCLE("R2/PT1H"));
    assert_ok(start(f, NULL));
    assert_true(wait_at(f, "b")->due_ms == NOW + HOUR);
    f->env.now_ms = NOW + HOUR + 5; /* late; the next one does not drift */
    assert_ok(fire(f, "b"));
    assert_path(f, "b c");
    assert_true(wait_at(f, "b")->due_ms == NOW + 2 * HOUR);
    assert_ok(fire(f, "b"));
    assert_path(f, "b c");
    assert_waits(f, "a");
}

static void a_cycle_without_count_goes_on(void **state)
{
    run_fixture *f = *state;

    deploy(f, CYCLE("R/2026-01-31T00:00:00Z/P1M"));
    assert_ok(start(f, NULL));
    assert_true(wait_at(f, "b")->due_ms == NOW + 30 * 24 * HOUR);
    assert_ok(fire(f, "b"));
    assert_true(wait_at(f, "b")->due_ms == NOW + 58 * 24 * HOUR); /* February 28 */
    assert_ok(fire(f, "b"));
    assert_true(wait_at(f, "b")->due_ms == NOW + 89 * 24 * HOUR); /* March 31 */
}

static void a_cycle_does_not_make_up_for_times_that_were_missed(void **state)
{
    run_fixture *f = *state;

    deploy(f, CYCLE("R5/PT1H"));
    assert_ok(start(f, NULL));
    f->env.now_ms = NOW + 3 * HOUR + 5; /* the first fires late, the second and the third were missed */
    assert_ok(fire(f, "b"));
    assert_true(wait_at(f, "b")->due_ms == NOW + 4 * HOUR);
    assert_ok(fire(f, "b"));
    assert_ok(fire(f, "b"));
    assert_waits(f, "a");
}

static void a_cycle_stops_at_its_end(void **state)
{
    run_fixture *f = *state;

    deploy(f, CYCLE("R/PT1H/2026-01-01T02:00:00Z"));
    assert_ok(start(f, NULL));
    assert_ok(fire(f, "b"));
    assert_ok(fire(f, "b"));
    assert_waits(f, "a");
}

static void a_cycle_of_no_times_is_not_armed(void **state)
{
    run_fixture *f = *state;

    deploy(f, CYCLE("= c"));
    assert_ok(start(f, "{c: \"R0/PT1H\"}"));
    assert_waits(f, "a");
    assert_fails(start(f, "{c: \"every hour\"}"), WEIR_EPROCESS, "b", "not written as R3/PT10M");
    assert_fails(start(f, "{c: 1}"), WEIR_EPROCESS, "b", "not written as R3/PT10M");
    assert_fails(start(f, "{c: \"R1/P999999999Y\"}"), WEIR_EPROCESS, "b", "leaves the calendar");
}

static void a_duration_beside_a_task_happens_once(void **state)
{
    run_fixture *f = *state;

    deploy(f, AROUND("<userTask id='a'/><boundaryEvent id='b' attachedToRef='a' cancelActivity='false'>"
                     "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></boundaryEvent>"
                     "<sequenceFlow id='g' sourceRef='b' targetRef='c'/><task id='c'/>"));
    assert_ok(start(f, NULL));
    assert_ok(fire(f, "b"));
    assert_waits(f, "a");
}

static void an_interrupting_timer_takes_the_task_away(void **state)
{
    run_fixture *f = *state;

    deploy(f, AROUND("<subProcess id='a'><startEvent id='s'/><sequenceFlow id='g1' sourceRef='s' targetRef='in'/>"
                     "<userTask id='in'/></subProcess><boundaryEvent id='b' attachedToRef='a'>"
                     "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></boundaryEvent>"
                     "<sequenceFlow id='g' sourceRef='b' targetRef='c'/><userTask id='c'/>"));
    assert_ok(start(f, NULL));
    assert_waits(f, "b in");
    assert_ok(fire(f, "b"));
    assert_waits(f, "c");
    assert_int_equal(count_facts(f, WEIR_FACT_element_cancelled), 2);
}

static void a_timer_without_a_time_is_a_problem(void **state)
{
    run_fixture *f = *state;

    assert_int_equal(build_program(f, CATCH("")), 1);
    assert_string_equal(f->problems.items[0].rule, "timer-empty");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_timer_is_due_at_a_date_or_after_a_duration),
        TEST(what_is_no_time_stops_the_process),
        TEST(a_task_has_a_due_date_or_none),
        TEST(a_cycle_fires_as_often_as_it_says),
        TEST(a_cycle_without_count_goes_on),
        TEST(a_cycle_does_not_make_up_for_times_that_were_missed),
        TEST(a_cycle_stops_at_its_end),
        TEST(a_cycle_of_no_times_is_not_armed),
        TEST(a_duration_beside_a_task_happens_once),
        TEST(an_interrupting_timer_takes_the_task_away),
        TEST(a_timer_without_a_time_is_a_problem),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
