/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/host/test_timers.c - what fires when time passes, and in which order.
 */
#include "unit/host/host_fixture.h"

#define TIMER(id, duration)                                                                                            \
    "<intermediateCatchEvent id='" id "'><timerEventDefinition><timeDuration>" duration                                \
    "</timeDuration></timerEventDefinition></intermediateCatchEvent>"
#define WAITS(id, duration) PROCESS(id, START(id) FLOW(id ".start", id ".t") TIMER(id ".t", duration))
#define LATE                                                                                                           \
    "<boundaryEvent id='late' attachedToRef='a'><timerEventDefinition><timeDuration>PT1H</timeDuration>"               \
    "</timerEventDefinition></boundaryEvent>"
#define BOUNDARY                                                                                                       \
    PROCESS("b", START("b") FLOW("b.start", "a") "<userTask id='a'/>" LATE FLOW("a", "e") FLOW("late", "e") END("e"))

static void let_pass(fixture *f, int64_t ms)
{
    assert_int_equal(weir_engine_advance(f->engine, f->now_ms, f->now_ms + ms, &f->diag), WEIR_OK);
    f->now_ms += ms;
}

/* Streams of rows whose actor is the timer, in the order of the log. */
typedef struct firings {
    weir_id instances[8];
    int64_t times_ms[8];
    uint32_t count;
} firings;

static weir_err note_firing(void *context, const weir_log_row *row)
{
    firings *list = context;

    if (weir_text_equal(row->actor, WEIR_T("timer"))) {
        list->instances[list->count] = row->stream;
        list->times_ms[list->count++] = row->time_ms;
    }
    return WEIR_OK;
}

static firings read_firings(fixture *f)
{
    firings list = {0};

    assert_int_equal(f->faulty.inner.read_log(f->store, 1, note_firing, &list, NULL), WEIR_OK);
    return list;
}

static void a_timer_fires_at_its_due_time_and_not_before(void **state)
{
    fixture *f = *state;
    weir_id id;

    must_deploy(f, DEFINITIONS(WAITS("p", "PT1H")));
    id = must_start(f, "p", NULL, NULL, 0);
    let_pass(f, HOUR - 1);
    assert_false(has_ended(f, id));
    let_pass(f, 1);
    assert_true(has_ended(f, id));
}

static void timers_of_several_instances_fire_by_due_time_with_that_time(void **state)
{
    fixture *f = *state;
    weir_id two, one;
    firings list;

    must_deploy(f, DEFINITIONS(WAITS("two", "PT2H") WAITS("one", "PT1H")));
    two = must_start(f, "two", NULL, NULL, 0);
    one = must_start(f, "one", NULL, NULL, 0);
    let_pass(f, 24 * HOUR);
    list = read_firings(f);
    assert_int_equal(list.count, 2);
    assert_true(weir_id_equal(list.instances[0], one));
    assert_int_equal(list.times_ms[0], NOON + HOUR);
    assert_true(weir_id_equal(list.instances[1], two));
    assert_int_equal(list.times_ms[1], NOON + 2 * HOUR);
}

static void timers_due_together_fire_in_the_order_the_instances_started(void **state)
{
    fixture *f = *state;
    weir_id ids[3];
    firings list;

    must_deploy(f, DEFINITIONS(WAITS("p", "PT1H")));
    for (int i = 0; i < 3; i++)
        ids[i] = must_start(f, "p", NULL, NULL, 0);
    let_pass(f, HOUR);
    list = read_firings(f);
    for (int i = 0; i < 3; i++)
        assert_true(weir_id_equal(list.instances[i], ids[i]));
}

#define NEXT FLOW("t", "u") TIMER("u", "PT1H")

static void a_timer_that_another_one_causes_fires_in_the_same_advance(void **state)
{
    fixture *f = *state;
    weir_id id;

    must_deploy(f, DEFINITIONS(PROCESS("p", START("p") FLOW("p.start", "t") TIMER("t", "PT1H") NEXT)));
    id = must_start(f, "p", NULL, NULL, 0);
    let_pass(f, 2 * HOUR);
    assert_true(has_ended(f, id));
    assert_int_equal(read_firings(f).times_ms[1], NOON + 2 * HOUR);
}

static void a_timer_that_was_cancelled_does_not_fire(void **state)
{
    fixture *f = *state;
    weir_id id;

    must_deploy(f, DEFINITIONS(BOUNDARY));
    id = must_start(f, "b", NULL, NULL, 0);
    assert_int_equal(complete(f, id, "a"), WEIR_OK);
    let_pass(f, 2 * HOUR);
    assert_int_equal(read_firings(f).count, 0);
}

static void a_timer_of_a_request_that_was_undone_does_not_fire(void **state)
{
    fixture *f = *state;

    must_deploy(f, DEFINITIONS(WAITS("p", "PT1H")));
    f->faulty.commit_fault = WEIR_COMMIT_UNDONE;
    assert_int_equal(execute(f, (weir_request){.kind = WEIR_REQUEST_START, .process = WEIR_T("p")}), WEIR_ESTORE);
    f->faulty.commit_fault = WEIR_COMMIT_WORKS;
    let_pass(f, 2 * HOUR);
    assert_int_equal(next_pos(f), 1);
}

static void a_timer_of_a_commit_unheard_of_fires_once(void **state)
{
    fixture *f = *state;

    must_deploy(f, DEFINITIONS(WAITS("p", "PT1H")));
    f->faulty.commit_fault = WEIR_COMMIT_UNHEARD_OF;
    assert_int_equal(execute(f, (weir_request){.kind = WEIR_REQUEST_START, .process = WEIR_T("p")}), WEIR_ESTORE);
    f->faulty.commit_fault = WEIR_COMMIT_WORKS;
    let_pass(f, 2 * HOUR);
    assert_int_equal(read_firings(f).count, 1);
}

static void a_new_engine_finds_the_timers_of_its_store(void **state)
{
    fixture *f = *state;
    weir_id id;

    must_deploy(f, DEFINITIONS(WAITS("p", "PT1H")));
    id = must_start(f, "p", NULL, NULL, 0);
    weir_engine_free(f->engine);
    f->engine = NULL;
    assert_int_equal(weir_engine_new(&f->ports, &f->engine, &f->diag), WEIR_OK);
    must_deploy(f, DEFINITIONS(WAITS("p", "PT1H")));
    let_pass(f, HOUR);
    assert_true(has_ended(f, id));
}

static void a_timer_fires_after_the_states_were_dropped(void **state)
{
    fixture *f = *state;
    weir_id id;

    must_deploy(f, DEFINITIONS(WAITS("p", "PT1H")));
    id = must_start(f, "p", NULL, NULL, 0);
    weir_engine_drop_states(f->engine);
    let_pass(f, HOUR);
    assert_true(has_ended(f, id));
}

static void a_timer_that_comes_up_late_fires_at_the_time_it_is_then(void **state)
{
    fixture *f = *state;
    weir_request request;
    int64_t fire_ms;

    must_deploy(f, DEFINITIONS(WAITS("p", "PT1H")));
    (void)must_start(f, "p", NULL, NULL, 0);
    assert_int_equal(
        weir_engine_next_job(f->engine, WEIR_DUE_ALL, NOON + 5 * HOUR, NOON + 6 * HOUR, &request, &fire_ms, &f->diag),
        WEIR_OK);
    assert_int_equal(fire_ms, NOON + 5 * HOUR);
    assert_int_equal(weir_engine_next_job(f->engine, WEIR_DUE_ALL, NOON, NOON, &request, &fire_ms, &f->diag),
                     WEIR_ENOTFOUND);
}

static void many_cancelled_timers_don_t_stay_in_memory(void **state)
{
    fixture *f = *state;
    weir_id id;

    must_deploy(f, DEFINITIONS(BOUNDARY WAITS("p", "PT2H")));
    id = must_start(f, "p", NULL, NULL, 0);
    for (int i = 0; i < 5000; i++)
        assert_int_equal(complete(f, must_start(f, "b", NULL, NULL, 0), "a"), WEIR_OK);
    let_pass(f, 2 * HOUR);
    assert_true(has_ended(f, id));
}

#define STUCK                                                                                                          \
    "<exclusiveGateway id='gw'/><sequenceFlow id='h' sourceRef='gw' targetRef='x'><conditionExpression>1"              \
    "</conditionExpression></sequenceFlow><sequenceFlow id='i' sourceRef='gw' targetRef='y'><conditionExpression>"     \
    "false</conditionExpression></sequenceFlow>" END("x") END("y")

static void a_timer_that_sets_itself_again_without_a_delay_ends_in_a_limit(void **state)
{
    fixture *f = *state;

    must_deploy(f, DEFINITIONS(PROCESS("p", START("p") FLOW("p.start", "t") TIMER("t", "PT0S") FLOW("t", "t"))));
    (void)must_start(f, "p", NULL, NULL, 0);
    assert_int_equal(weir_engine_advance(f->engine, f->now_ms, f->now_ms + HOUR, &f->diag), WEIR_ELIMIT);
    assert_non_null(strstr(f->diag.message, "jobs_per_instant"));
}

static const char *text_of(fixture *f, weir_text text)
{
    char *copy = weir_arena_take(&f->arena, text.length + 1);

    return memcpy(copy, text.at, text.length);
}

static void a_timer_that_can_not_fire_gets_an_incident_and_the_others_go_on(void **state)
{
    fixture *f = *state;
    weir_id stuck, fine;

    must_deploy(f, DEFINITIONS(PROCESS("p", START("p") FLOW("p.start", "t") TIMER("t", "PT1H") FLOW("t", "gw") STUCK)
                                   WAITS("q", "PT2H")));
    stuck = must_start(f, "p", NULL, NULL, 0);
    fine = must_start(f, "q", NULL, NULL, 0);
    let_pass(f, 3 * HOUR);
    assert_true(has_ended(f, fine));
    assert_false(has_ended(f, stuck));
    assert_int_equal(look(f, stuck).state.incidents.count, 1);
    assert_true(weir_text_equal(look(f, stuck).state.incidents.items[0].kind, WEIR_T("failedJob")));
    assert_non_null(strstr(text_of(f, look(f, stuck).state.incidents.items[0].message), "element 'gw'"));
}

static weir_err command(fixture *f, weir_id instance, weir_command_kind kind, weir_id wait)
{
    return execute(f, (weir_request){.kind = WEIR_REQUEST_COMMAND,
                                     .instance = instance,
                                     .command = {.kind = kind, .wait = wait, .retries = 1, .text = WEIR_T("why")}});
}

static void a_timer_with_an_incident_is_due_again_when_it_gets_retries(void **state)
{
    fixture *f = *state;
    weir_id id, wait;

    must_deploy(f, DEFINITIONS(WAITS("p", "PT1H")));
    id = must_start(f, "p", NULL, NULL, 0);
    wait = look(f, id).state.waits.items[0].id;
    for (int i = 0; i < 3; i++)
        assert_int_equal(command(f, id, WEIR_COMMAND_FAIL_JOB, wait), WEIR_OK);
    let_pass(f, 2 * HOUR);
    assert_false(has_ended(f, id));
    assert_int_equal(command(f, id, WEIR_COMMAND_RETRY, wait), WEIR_OK);
    let_pass(f, 0);
    assert_true(has_ended(f, id));
}

static void an_instance_that_was_set_aside_does_nothing_until_it_is_taken_back(void **state)
{
    fixture *f = *state;
    weir_id id;

    must_deploy(f, DEFINITIONS(BOUNDARY));
    id = must_start(f, "b", NULL, NULL, 0);
    assert_int_equal(command(f, id, WEIR_COMMAND_TAKE_BACK, (weir_id){{0}}), WEIR_ENOTOKEN);
    assert_int_equal(command(f, id, WEIR_COMMAND_SET_ASIDE, (weir_id){{0}}), WEIR_OK);
    assert_int_equal(complete(f, id, "a"), WEIR_ENOTOKEN);
    assert_non_null(strstr(f->diag.message, "set aside (why)"));
    let_pass(f, 2 * HOUR);
    assert_false(has_ended(f, id));
    assert_int_equal(command(f, id, WEIR_COMMAND_TAKE_BACK, (weir_id){{0}}), WEIR_OK);
    let_pass(f, 0);
    assert_true(has_ended(f, id)); /* by the timer that came due meanwhile */
}

static void an_instance_that_was_set_aside_can_be_cancelled(void **state)
{
    fixture *f = *state;
    weir_id id;

    must_deploy(f, DEFINITIONS(BOUNDARY));
    id = must_start(f, "b", NULL, NULL, 0);
    assert_int_equal(command(f, id, WEIR_COMMAND_SET_ASIDE, (weir_id){{0}}), WEIR_OK);
    assert_int_equal(command(f, id, WEIR_COMMAND_CANCEL, (weir_id){{0}}), WEIR_OK);
    assert_true(has_ended(f, id));
    assert_int_equal(look(f, id).state.incidents.count, 0);
}

#define BY_TIMER(id, cycle)                                                                                            \
    PROCESS(id, "<startEvent id='" id ".start'><timerEventDefinition><timeCycle>" cycle                                \
                "</timeCycle></timerEventDefinition></startEvent>" FLOW(id ".start", id ".e") END(id ".e"))

static int64_t next_due(fixture *f)
{
    int64_t due_ms;

    assert_int_equal(weir_engine_next_due(f->engine, WEIR_DUE_ALL, &due_ms, &f->diag), WEIR_OK);
    return due_ms;
}

static void the_first_timer_that_starts_an_instance_is_known_after_each_change(void **state)
{
    fixture *f = *state;

    assert_int_equal(next_due(f), INT64_MAX);
    must_deploy(f, DEFINITIONS(BY_TIMER("p", "R/PT3H")));
    assert_int_equal(next_due(f), NOON + 3 * HOUR);
    must_deploy(f, DEFINITIONS(BY_TIMER("q", "R/PT2H")));
    assert_int_equal(next_due(f), NOON + 2 * HOUR);
    must_deploy(f, DEFINITIONS(BY_TIMER("q", "R/PT5H")));
    assert_int_equal(next_due(f), NOON + 3 * HOUR);
    let_pass(f, 3 * HOUR);
    assert_int_equal(next_due(f), NOON + 5 * HOUR);
    let_pass(f, 2 * HOUR);
    assert_int_equal(next_due(f), NOON + 6 * HOUR);
    let_pass(f, 7 * HOUR);
    assert_int_equal(next_due(f), NOON + 15 * HOUR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_timer_fires_at_its_due_time_and_not_before),
        TEST(timers_of_several_instances_fire_by_due_time_with_that_time),
        TEST(timers_due_together_fire_in_the_order_the_instances_started),
        TEST(a_timer_that_another_one_causes_fires_in_the_same_advance),
        TEST(a_timer_that_was_cancelled_does_not_fire),
        TEST(a_timer_of_a_request_that_was_undone_does_not_fire),
        TEST(a_timer_of_a_commit_unheard_of_fires_once),
        TEST(a_new_engine_finds_the_timers_of_its_store),
        TEST(a_timer_fires_after_the_states_were_dropped),
        TEST(a_timer_that_comes_up_late_fires_at_the_time_it_is_then),
        TEST(many_cancelled_timers_don_t_stay_in_memory),
        TEST(a_timer_that_sets_itself_again_without_a_delay_ends_in_a_limit),
        TEST(a_timer_that_can_not_fire_gets_an_incident_and_the_others_go_on),
        TEST(a_timer_with_an_incident_is_due_again_when_it_gets_retries),
        TEST(an_instance_that_was_set_aside_does_nothing_until_it_is_taken_back),
        TEST(an_instance_that_was_set_aside_can_be_cancelled),
        TEST(the_first_timer_that_starts_an_instance_is_known_after_each_change),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
