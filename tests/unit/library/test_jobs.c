/* SPDX-License-Identifier: Apache-2.0
 * Asynchronous continuations over a database: behind the answer, over a restart, by hand; and a database made again.
 */
#include "unit/library/library_fixture.h"

static const char steps[] =
    "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' xmlns:weir='urn:weir:bpmn' targetNamespace='t'>"
    "<process id='steps' isExecutable='true'><startEvent id='s'/><sequenceFlow id='f' sourceRef='s' targetRef='a'/>"
    "<task id='a' weir:asyncBefore='true' weir:asyncAfter='true'/><sequenceFlow id='g' sourceRef='a' targetRef='e'/>"
    "<endEvent id='e'/></process>"
    "<process id='stuck' isExecutable='true'><startEvent id='s2'/><sequenceFlow id='f2' sourceRef='s2' targetRef='x'/>"
    "<exclusiveGateway id='x' weir:asyncBefore='true' weir:jobPriority='7'><extensionElements>"
    "<weir:failedJobRetryTimeCycle>R3/PT1H</weir:failedJobRetryTimeCycle></extensionElements></exclusiveGateway>"
    "<sequenceFlow id='h' sourceRef='x' targetRef='y'><conditionExpression>ok = 1</conditionExpression></sequenceFlow>"
    "<sequenceFlow id='i' sourceRef='x' targetRef='z'><conditionExpression>ok = 2</conditionExpression></sequenceFlow>"
    "<endEvent id='y'/><endEvent id='z'/></process>"
    "<process id='timed' isExecutable='true'><startEvent id='s3'/><sequenceFlow id='f3' sourceRef='s3' targetRef='t'/>"
    "<intermediateCatchEvent id='t'><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>"
    "</intermediateCatchEvent></process>"
    "<signal id='sig' name='alarm'/><process id='waits' isExecutable='true'><startEvent id='s4'/><sequenceFlow id='f4' "
    "sourceRef='s4' "
    "targetRef='w'/><intermediateCatchEvent id='w'><signalEventDefinition signalRef='sig'/></intermediateCatchEvent>"
    "</process></definitions>";

static void reopen(fixture *f, bool has_manual_jobs)
{
    weir_db_close(f->db);
    f->db = NULL;
    must(f, weir_db_open(&(weir_db_options){.path = f->path,
                                            .is_brief = true,
                                            .has_manual_jobs = has_manual_jobs,
                                            .now_ms = now_of,
                                            .clock = &f->now_ms},
                         &f->db, &f->error));
}

static void deploy_steps(fixture *f)
{
    must(f,
         weir_db_deploy(f->db, NULL, &(weir_db_file){.name = "steps.bpmn", .bytes = steps, .length = sizeof steps - 1},
                        1, NULL, NULL, &f->error));
}

static void start_one(fixture *f, const char *process)
{
    must(f, weir_db_start(f->db, &(weir_db_command){.process = process}, &f->answer, &f->error));
}

/* Jobs are looked for behind each group, and the next group comes after that. */
static void let_the_writer_look(fixture *f)
{
    for (int i = 0; i < 2; i++)
        must(f, weir_db_signal(f->db, &(weir_db_command){.name = "nobody"}, NULL, &f->error));
}

typedef struct seen {
    bool has_ended;
    unsigned wait_count;
    char job[WEIR_DB_ID_SIZE], kind[32];
    int64_t retries;
} seen;

static void see_state(void *context, const weir_db_state *state)
{
    ((seen *)context)->has_ended = state->has_ended;
}

static void see_wait(void *context, const weir_db_wait *wait)
{
    seen *s = context;

    s->wait_count++;
    s->retries = wait->retries;
    (void)snprintf(s->job, sizeof s->job, "%s", wait->id);
    (void)snprintf(s->kind, sizeof s->kind, "%s %s", wait->kind, wait->name ? wait->name : "");
}

static seen look_at(fixture *f, const char *instance)
{
    const weir_db_state_visitor visitor = {.state = see_state, .wait = see_wait};
    seen s = {0};

    must(f, weir_db_state_at(f->db, instance, 0, &visitor, &s, &f->error));
    return s;
}

static int run_job(fixture *f, const char *instance)
{
    const seen now = look_at(f, instance);

    return weir_db_run_job(f->db, &(weir_db_command){.instance = instance, .task = now.job}, &f->error);
}

static bool count_fact(void *context, const weir_db_fact *fact)
{
    *(uint64_t *)context += strcmp(fact->type, "continuation.executed") == 0;
    return true;
}

static void jobs_run_behind_the_answer(void **state)
{
    fixture *f = *state;
    weir_db_answer answer;
    uint64_t executed = 0;

    reopen(f, false);
    deploy_steps(f);
    start_one(f, "steps");
    answer = f->answer;
    let_the_writer_look(f);
    assert_true(look_at(f, answer.instance).has_ended);
    must(f, weir_db_facts(f->db, answer.instance, answer.position + answer.fact_count - 1, count_fact, &executed,
                          &f->error));
    assert_int_equal(executed, 2); /* what was answered had none of it */
}

static void by_hand_nothing_runs_until_somebody_says_so(void **state)
{
    fixture *f = *state;
    uint64_t fired;
    weir_db_answer one;

    reopen(f, true);
    deploy_steps(f);
    start_one(f, "steps");
    one = f->answer;
    start_one(f, "timed");
    f->now_ms += HOUR;
    must(f, weir_db_tick(f->db, &fired, &f->error));
    assert_int_equal(fired, 1);
    let_the_writer_look(f);
    assert_string_equal(look_at(f, one.instance).kind, "continuation before");
    must(f, run_job(f, one.instance));
    assert_string_equal(look_at(f, one.instance).kind, "continuation after");
    must(f, run_job(f, one.instance));
    assert_true(look_at(f, one.instance).has_ended);
    assert_int_not_equal(
        weir_db_run_job(f->db, &(weir_db_command){.instance = one.instance, .task = one.instance}, &f->error), 0);
    assert_string_equal(f->error.name, "EENDED");
}

static void jobs_that_wait_when_the_database_is_closed_run_when_it_is_open_again(void **state)
{
    fixture *f = *state;
    weir_db_answer one;

    reopen(f, true);
    deploy_steps(f);
    start_one(f, "steps");
    one = f->answer;
    reopen(f, false);
    let_the_writer_look(f);
    assert_true(look_at(f, one.instance).has_ended);
}

static void a_failure_is_told_and_tried_again_when_its_time_has_come(void **state)
{
    fixture *f = *state;
    weir_db_answer one;

    reopen(f, true);
    deploy_steps(f);
    start_one(f, "stuck");
    one = f->answer;
    assert_int_not_equal(run_job(f, one.instance), 0);
    assert_string_equal(f->error.name, "EPROCESS");
    assert_string_equal(f->error.element, "x");
    assert_int_equal(look_at(f, one.instance).retries, 2);
    reopen(f, false);
    let_the_writer_look(f);
    assert_int_equal(look_at(f, one.instance).retries, 2);
    must(f,
         weir_db_set(f->db, &(weir_db_command){.instance = one.instance, .variables = "{\"ok\":2}"}, NULL, &f->error));
    f->now_ms += HOUR; /* not before: the writer may look at any time */
    let_the_writer_look(f);
    assert_true(look_at(f, one.instance).has_ended);
}

static void a_database_made_again_has_the_same_jobs(void **state)
{
    fixture *f = *state;
    weir_db_rebuild_result result;

    reopen(f, true);
    deploy_steps(f);
    start_one(f, "steps");
    must(f, run_job(f, f->answer.instance));
    for (int failures = 0; failures < 4; failures++) {
        start_one(f, "stuck");
        for (int i = 0; i < failures; i++)
            assert_int_not_equal(run_job(f, f->answer.instance), 0);
    }
    must(f, weir_db_rebuild(f->db, &(weir_db_rebuild_options){.path = f->copy}, &result, &f->error));
    assert_int_equal(result.difference_count, 0);
    assert_true(result.is_same);
}

/* Whether jobs run by themselves or not: nobody can run these by hand. */
static void a_signal_for_many_has_reached_them_when_it_returns(void **state)
{
    fixture *f = *state;

    for (int is_manual = 0; is_manual < 2; is_manual++) {
        weir_db_verification log;
        weir_db_rebuild_result result;
        weir_db_answer last;

        reopen(f, is_manual);
        if (!is_manual)
            deploy_steps(f);
        for (int i = 0; i < 250; i++)
            start_one(f, "waits");
        last = f->answer;
        must(f, weir_db_signal(f->db, &(weir_db_command){.name = "alarm"}, NULL, &f->error));
        assert_true(look_at(f, last.instance).has_ended);
        must(f, weir_db_verify(f->db, NULL, NULL, NULL, &log, &f->error));
        assert_true(log.is_fine);
        (void)unlink(f->copy);
        must(f, weir_db_rebuild(f->db, &(weir_db_rebuild_options){.path = f->copy}, &result, &f->error));
        assert_true(result.is_same);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(jobs_run_behind_the_answer, setup, teardown),
        cmocka_unit_test_setup_teardown(by_hand_nothing_runs_until_somebody_says_so, setup, teardown),
        cmocka_unit_test_setup_teardown(jobs_that_wait_when_the_database_is_closed_run_when_it_is_open_again, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_failure_is_told_and_tried_again_when_its_time_has_come, setup, teardown),
        cmocka_unit_test_setup_teardown(a_signal_for_many_has_reached_them_when_it_returns, setup, teardown),
        cmocka_unit_test_setup_teardown(a_database_made_again_has_the_same_jobs, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
