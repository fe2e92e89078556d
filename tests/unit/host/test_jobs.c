/* SPDX-License-Identifier: Apache-2.0
 * Jobs over an engine: continuations run as commands of their own, fail, are tried again, and can be left to people.
 */
#include "host_fixture.h"

#define BEFORE(id) "<userTask id='" id "' weir:asyncBefore='true'/>"
#define TIMER(id)                                                                                                      \
    "<intermediateCatchEvent id='" id                                                                                  \
    "'><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></intermediateCatchEvent>"
/* p.start → a, entered by a job */
#define ASYNC(p) PROCESS(p, START(p) FLOW(p ".start", p ".a") BEFORE(p ".a"))
/* q.start → wait an hour → a, entered by a job */
#define LATER(p) PROCESS(p, START(p) FLOW(p ".start", p ".t") TIMER(p ".t") FLOW(p ".t", p ".a") BEFORE(p ".a"))
/* Fails as long as ok is not true. */
#define STUCK(p)                                                                                                       \
    PROCESS(p, START(p) FLOW(p ".start",                                                                               \
                             p ".gw") "<exclusiveGateway id='" p ".gw' weir:asyncBefore='true'/>"                      \
                                      "<sequenceFlow id='" p ".y' sourceRef='" p ".gw' targetRef='" p                  \
                                      ".e1'><conditionExpression>ok = true</conditionExpression></sequenceFlow>"       \
                                      "<sequenceFlow id='" p ".n' sourceRef='" p ".gw' targetRef='" p                  \
                                      ".e2'><conditionExpression>ok = false</conditionExpression></sequenceFlow>" END( \
                                          p ".e1") END(p ".e2"))

static weir_wait wait_of(fixture *f, weir_id id)
{
    const weir_instance_view view = look(f, id);

    assert_int_equal(view.state.waits.count, 1);
    return view.state.waits.items[0];
}

static weir_fired fire(fixture *f, weir_due which)
{
    int64_t from_ms = f->now_ms;
    weir_fired fired;

    assert_int_equal(weir_engine_fire(f->engine, which, &from_ms, f->now_ms, &fired, &f->diag), WEIR_OK);
    return fired;
}

static weir_err command(fixture *f, weir_id instance, weir_command_kind kind)
{
    return execute(f, (weir_request){.kind = WEIR_REQUEST_COMMAND,
                                     .instance = instance,
                                     .command = {.kind = kind, .text = WEIR_T("why")}});
}

static weir_err run_job(fixture *f, weir_id instance)
{
    const weir_request request = {
        .kind = WEIR_REQUEST_COMMAND,
        .instance = instance,
        .command = {.kind = WEIR_COMMAND_FIRE, .wait = wait_of(f, instance).id, .is_early = true}};

    f->diag = (weir_diag){0};
    return weir_engine_run_job(f->engine, &request, f->now_ms, &f->diag);
}

static void a_continuation_runs_after_the_command_that_made_it(void **state)
{
    fixture *f = *state;
    uint64_t pos;
    weir_id id;

    must_deploy(f, DEFINITIONS(ASYNC("p")));
    id = must_start(f, "p", NULL, NULL, 0);
    assert_int_equal(wait_of(f, id).kind, WEIR_WAIT_CONTINUATION);
    assert_int_equal(wait_of(f, id).due_ms, NOON);
    pos = next_pos(f);
    assert_int_equal(pos, f->answer.pos + f->answer.fact_count);
    assert_int_equal(fire(f, WEIR_DUE_ALL).continuation_count, 1);
    assert_true(next_pos(f) > pos);
    assert_int_equal(wait_of(f, id).kind, WEIR_WAIT_USER_TASK);
    assert_int_equal(fire(f, WEIR_DUE_ALL).continuation_count, 0);
}

static void who_asks_for_one_kind_of_job_gets_that_alone(void **state)
{
    fixture *f = *state;
    weir_id now, later;
    int64_t due_ms;

    must_deploy(f, DEFINITIONS(ASYNC("p") LATER("q")));
    later = must_start(f, "q", NULL, NULL, 0);
    f->now_ms += HOUR;
    now = must_start(f, "p", NULL, NULL, 0);
    assert_int_equal(weir_engine_next_due(f->engine, WEIR_DUE_CONTINUATIONS, &due_ms, &f->diag), WEIR_OK);
    assert_int_equal(due_ms, NOON + HOUR);
    assert_int_equal(fire(f, WEIR_DUE_TIMERS).timer_count, 1);
    assert_int_equal(wait_of(f, later).kind, WEIR_WAIT_CONTINUATION);
    assert_int_equal(wait_of(f, now).kind, WEIR_WAIT_CONTINUATION);
    assert_int_equal(weir_engine_next_due(f->engine, WEIR_DUE_TIMERS, &due_ms, &f->diag), WEIR_OK);
    assert_int_equal(due_ms, INT64_MAX);
    (void)must_start(f, "q", NULL, NULL, 0);
    assert_int_equal(weir_engine_next_due(f->engine, WEIR_DUE_TIMERS, &due_ms, &f->diag), WEIR_OK);
    assert_int_equal(due_ms, NOON + 2 * HOUR);
    f->now_ms += HOUR;
    assert_int_equal(fire(f, WEIR_DUE_CONTINUATIONS).continuation_count, 2);
    assert_int_equal(wait_of(f, later).kind, WEIR_WAIT_USER_TASK);
    assert_int_equal(wait_of(f, now).kind, WEIR_WAIT_USER_TASK);
}

static void what_a_timer_puts_off_runs_in_the_same_advance_at_its_time(void **state)
{
    fixture *f = *state;
    weir_id id;

    must_deploy(f, DEFINITIONS(LATER("q")));
    id = must_start(f, "q", NULL, NULL, 0);
    assert_int_equal(weir_engine_advance(f->engine, NOON, NOON + 5 * HOUR, &f->diag), WEIR_OK);
    assert_int_equal(wait_of(f, id).kind, WEIR_WAIT_USER_TASK);
}

static void one_that_fails_has_three_attempts_and_the_others_go_on(void **state)
{
    fixture *f = *state;
    weir_id stuck, fine;
    weir_fired fired;

    must_deploy(f, DEFINITIONS(STUCK("p") ASYNC("q")));
    stuck = must_start(f, "p", NULL, NULL, 0);
    fine = must_start(f, "q", NULL, NULL, 0);
    fired = fire(f, WEIR_DUE_CONTINUATIONS);
    assert_int_equal(fired.continuation_count, 4);
    assert_int_equal(wait_of(f, fine).kind, WEIR_WAIT_USER_TASK);
    assert_int_equal(wait_of(f, stuck).retries, 0);
    assert_int_equal(look(f, stuck).state.incidents.count, 1);
    assert_int_equal(fire(f, WEIR_DUE_CONTINUATIONS).continuation_count, 0);
}

static void who_runs_a_job_hears_what_it_failed_by_and_it_has_a_retry_less(void **state)
{
    fixture *f = *state;
    weir_id id;

    must_deploy(f, DEFINITIONS(STUCK("p")));
    id = must_start(f, "p", NULL, NULL, 0);
    for (int64_t left = 2; left >= 0; left--) {
        assert_int_equal(run_job(f, id), WEIR_EPROCESS);
        assert_string_equal(f->diag.element, "p.gw");
        assert_int_equal(wait_of(f, id).retries, left);
    }
    assert_int_equal(run_job(f, id), WEIR_EPROCESS);
    assert_int_equal(look(f, id).state.incidents.count, 1);
    assert_int_equal(execute(f, (weir_request){.kind = WEIR_REQUEST_COMMAND,
                                               .instance = id,
                                               .command = {.kind = WEIR_COMMAND_FAIL_JOB,
                                                           .wait = wait_of(f, id).id,
                                                           .text = WEIR_T("again")}}),
                     WEIR_OK);
    assert_int_equal(look(f, id).state.incidents.count, 1);
}

static void a_job_that_was_set_aside_runs_when_its_instance_is_taken_back(void **state)
{
    fixture *f = *state;
    weir_id id;

    must_deploy(f, DEFINITIONS(ASYNC("p")));
    id = must_start(f, "p", NULL, NULL, 0);
    assert_int_equal(command(f, id, WEIR_COMMAND_SET_ASIDE), WEIR_OK);
    assert_int_equal(fire(f, WEIR_DUE_ALL).continuation_count, 0);
    assert_int_equal(command(f, id, WEIR_COMMAND_TAKE_BACK), WEIR_OK);
    assert_int_equal(fire(f, WEIR_DUE_ALL).continuation_count, 1);
    assert_int_equal(wait_of(f, id).kind, WEIR_WAIT_USER_TASK);
}

static void a_job_of_a_suspended_instance_waits_and_loses_no_retry(void **state)
{
    fixture *f = *state;
    weir_id id;

    must_deploy(f, DEFINITIONS(STUCK("p")));
    id = must_start(f, "p", NULL, NULL, 0);
    assert_int_equal(run_job(f, id), WEIR_EPROCESS);
    assert_int_equal(command(f, id, WEIR_COMMAND_SUSPEND), WEIR_OK);
    assert_int_equal(fire(f, WEIR_DUE_ALL).continuation_count, 0);
    assert_int_equal(run_job(f, id), WEIR_ESUSPENDED);
    assert_int_equal(wait_of(f, id).retries, 2);
    assert_int_equal(command(f, id, WEIR_COMMAND_ACTIVATE), WEIR_OK);
    assert_int_equal(fire(f, WEIR_DUE_ALL).continuation_count, 2);
    assert_int_equal(look(f, id).state.incidents.count, 1);
}

/* start → a, which leaves by a job to b, which leaves by a job to a … */
static void jobs_that_make_each_other_at_one_instant_end_in_a_limit(void **state)
{
    fixture *f = *state;

    must_deploy(f,
                DEFINITIONS(PROCESS("p", START("p") FLOW("p.start", "a") "<task id='a' weir:asyncAfter='true'/>" FLOW(
                                             "a", "b") "<task id='b' weir:asyncAfter='true'/>" FLOW("b", "a"))));
    (void)must_start(f, "p", NULL, NULL, 0);
    assert_int_equal(weir_engine_advance(f->engine, f->now_ms, f->now_ms, &f->diag), WEIR_ELIMIT);
    assert_non_null(strstr(f->diag.message, "jobs_per_instant"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_continuation_runs_after_the_command_that_made_it),
        TEST(who_asks_for_one_kind_of_job_gets_that_alone),
        TEST(what_a_timer_puts_off_runs_in_the_same_advance_at_its_time),
        TEST(one_that_fails_has_three_attempts_and_the_others_go_on),
        TEST(who_runs_a_job_hears_what_it_failed_by_and_it_has_a_retry_less),
        TEST(a_job_that_was_set_aside_runs_when_its_instance_is_taken_back),
        TEST(a_job_of_a_suspended_instance_waits_and_loses_no_retry),
        TEST(jobs_that_make_each_other_at_one_instant_end_in_a_limit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
