/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/run/test_step.c - every kind of command, met by what waits for it and by what does not.
 */
#include "unit/run/run_fixture.h"

/* One wait of each kind, side by side. */
#define ONE_OF_EACH                                                                                                    \
    HEAD "<message id='m' name='paid'/><signal id='s' name='stop'/>" PROCESS "<startEvent id='start'/>"                \
         "<userTask id='user'/><serviceTask id='work'/>"                                                               \
         "<intermediateCatchEvent id='timer'><timerEventDefinition><timeDuration>PT1H</timeDuration>"                  \
         "</timerEventDefinition></intermediateCatchEvent>"                                                            \
         "<intermediateCatchEvent id='message'><messageEventDefinition messageRef='m'/></intermediateCatchEvent>"      \
         "<intermediateCatchEvent id='signal'><signalEventDefinition signalRef='s'/></intermediateCatchEvent>"         \
         "<sequenceFlow id='f1' sourceRef='start' targetRef='user'/>"                                                  \
         "<sequenceFlow id='f2' sourceRef='start' targetRef='work'/>"                                                  \
         "<sequenceFlow id='f3' sourceRef='start' targetRef='timer'/>"                                                 \
         "<sequenceFlow id='f4' sourceRef='start' targetRef='message'/>"                                               \
         "<sequenceFlow id='f5' sourceRef='start' targetRef='signal'/>" END

static const char *const elements[] = {"user", "work", "timer", "message", "signal"};

static void each_command_meets_its_own_kinds_of_wait_and_no_other(void **state)
{
    static const struct {
        weir_command_kind kind;
        const char *meets;
    } rows[] = {
        {WEIR_COMMAND_COMPLETE, "user work"},    {WEIR_COMMAND_FAIL, "work"},
        {WEIR_COMMAND_THROW_ERROR, "user work"}, {WEIR_COMMAND_FIRE, "timer"},
        {WEIR_COMMAND_MESSAGE, "message"},       {WEIR_COMMAND_SIGNAL, "signal"},
        {WEIR_COMMAND_FAIL_JOB, "timer"},        {WEIR_COMMAND_RETRY, ""},
    };
    run_fixture *f = *state;

    deploy(f, ONE_OF_EACH);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (size_t e = 0; e < sizeof elements / sizeof *elements; e++) {
            weir_err err;

            assert_ok(start(f, NULL));
            f->env.now_ms += 3600000;
            err = run_command(f, (weir_command){.kind = rows[i].kind,
                                                .wait = wait_id(f, elements[e]),
                                                .name = WEIR_T("code"),
                                                .text = WEIR_T("text")});
            assert_int_equal(err, strstr(rows[i].meets, elements[e]) ? WEIR_OK : WEIR_ENOTOKEN);
        }
    }
}

static void a_command_to_a_wait_that_is_gone_finds_no_token(void **state)
{
    run_fixture *f = *state;

    deploy(f, ONE_OF_EACH);
    assert_ok(start(f, NULL));
    assert_waits(f, "user work timer message signal");
    assert_fails(run_command(f, (weir_command){.kind = WEIR_COMMAND_COMPLETE, .wait = {{1}}}), WEIR_ENOTOKEN, "",
                 "nothing waits under this id");
}

static void an_instance_starts_once(void **state)
{
    run_fixture *f = *state;
    const weir_command again = {.kind = WEIR_COMMAND_START, .start_event = {WEIR_NO_IX}};

    deploy(f, ONE_OF_EACH);
    assert_ok(start(f, NULL));
    assert_fails(run_command(f, again), WEIR_EENDED, "", "runs already");
}

static void an_instance_that_has_not_started_or_has_ended_takes_no_command(void **state)
{
    run_fixture *f = *state;
    const weir_command set = {.kind = WEIR_COMMAND_SET_VARIABLES};

    deploy(f, ONE_OF_EACH);
    assert_fails(run_command(f, set), WEIR_EENDED, "", "not running");
    assert_ok(start(f, NULL));
    assert_ok(run_command(f, (weir_command){.kind = WEIR_COMMAND_CANCEL, .text = WEIR_T("a mistake")}));
    assert_ended(f, "cancelled");
    assert_same_text(f->state.error, WEIR_T("a mistake"));
    assert_fails(run_command(f, set), WEIR_EENDED, "", "not running");
}

static void a_timer_does_not_fire_before_it_is_due(void **state)
{
    run_fixture *f = *state;

    deploy(f, ONE_OF_EACH);
    assert_ok(start(f, NULL));
    f->env.now_ms += 3599999;
    assert_fails(give(f, WEIR_COMMAND_FIRE, "timer", NULL), WEIR_ENOTOKEN, "timer", "not due yet");
    f->env.now_ms += 1;
    assert_ok(give(f, WEIR_COMMAND_FIRE, "timer", NULL));
    assert_waits(f, "user work message signal");
}

static void a_timer_fires_early_for_one_who_says_so(void **state)
{
    run_fixture *f = *state;

    deploy(f, ONE_OF_EACH);
    assert_ok(start(f, NULL));
    assert_ok(run_command(
        f, (weir_command){
               .kind = WEIR_COMMAND_FIRE, .wait = wait_id(f, "timer"), .variables = weir_null(), .is_early = true}));
    assert_waits(f, "user work message signal");
}

static void variables_must_be_a_context(void **state)
{
    run_fixture *f = *state;

    deploy(f, ONE_OF_EACH);
    assert_fails(start(f, "[1]"), WEIR_EVALUE, "", "must be a context, not a list");
    assert_ok(start(f, "{a: 1}"));
    assert_int_equal(run_command(f, (weir_command){.kind = WEIR_COMMAND_SET_VARIABLES, .variables = weir_integer(1)}),
                     WEIR_EVALUE);
    assert_ok(run_command(f, (weir_command){.kind = WEIR_COMMAND_SET_VARIABLES, .variables = value_of(f, "{a: 2}")}));
    assert_variable(f, "a", "2");
}

static void retries_that_are_used_up_raise_an_incident(void **state)
{
    run_fixture *f = *state;

    deploy(f, ONE_OF_EACH);
    assert_ok(start(f, NULL));
    assert_fails(with_retries(f, WEIR_COMMAND_FAIL, "work", -1), WEIR_EVALUE, "work", "must not be negative");
    assert_ok(with_retries(f, WEIR_COMMAND_FAIL, "work", 2));
    assert_int_equal(f->state.incidents.count, 0);
    assert_int_equal(wait_at(f, "work")->retries, 2);
    assert_fails(with_retries(f, WEIR_COMMAND_RETRY, "work", 1), WEIR_ENOTOKEN, "work", "no incident");
    assert_ok(with_retries(f, WEIR_COMMAND_FAIL, "work", 0));
    assert_int_equal(f->state.incidents.count, 1);
    assert_same_text(f->state.incidents.items[0].message, WEIR_T("no answer"));
    assert_fails(with_retries(f, WEIR_COMMAND_FAIL, "work", 0), WEIR_ENOTOKEN, "work", "give it retries first");
    assert_int_equal(f->state.incidents.count, 1);
}

static void a_task_with_an_incident_is_completed_after_it_got_retries(void **state)
{
    run_fixture *f = *state;

    deploy(f, ONE_OF_EACH);
    assert_ok(start(f, NULL));
    assert_ok(with_retries(f, WEIR_COMMAND_FAIL, "work", 0));
    assert_fails(complete(f, "work", NULL), WEIR_ENOTOKEN, "work", "give it retries first");
    assert_fails(with_retries(f, WEIR_COMMAND_RETRY, "work", 0), WEIR_EVALUE, "work", "at least one retry");
    assert_ok(with_retries(f, WEIR_COMMAND_RETRY, "work", 3));
    assert_int_equal(f->state.incidents.count, 0);
    assert_int_equal(wait_at(f, "work")->retries, 3);
    assert_ok(complete(f, "work", "{done: true}"));
    assert_variable(f, "done", "true");
}

static void cancelling_resolves_what_was_open(void **state)
{
    run_fixture *f = *state;

    deploy(f, ONE_OF_EACH);
    assert_ok(start(f, NULL));
    assert_ok(with_retries(f, WEIR_COMMAND_FAIL, "work", 0));
    assert_ok(run_command(f, (weir_command){.kind = WEIR_COMMAND_CANCEL}));
    assert_ended(f, "cancelled");
    assert_int_equal(count_facts(f, WEIR_FACT_incident_resolved), 1);
    assert_int_equal(count_facts(f, WEIR_FACT_task_cancelled), 1);
    assert_int_equal(count_facts(f, WEIR_FACT_external_task_cancelled), 1);
    assert_int_equal(count_facts(f, WEIR_FACT_timer_cancelled), 1);
    assert_int_equal(count_facts(f, WEIR_FACT_message_unsubscribed), 1);
    assert_int_equal(count_facts(f, WEIR_FACT_signal_unsubscribed), 1);
    assert_int_equal(count_facts(f, WEIR_FACT_element_cancelled), 5);
}

static void an_error_of_a_task_needs_a_code(void **state)
{
    run_fixture *f = *state;

    deploy(f, ONE_OF_EACH);
    assert_ok(start(f, NULL));
    assert_fails(throw_code(f, "user", ""), WEIR_EVALUE, "user", "needs a code");
    assert_ok(throw_code(f, "user", "E1"));
    assert_ended(f, "error");
    assert_same_text(f->state.error, WEIR_T("E1"));
}

static void a_start_event_with_a_trigger_is_named_or_the_only_one(void **state)
{
    run_fixture *f = *state;
    weir_command command = {.kind = WEIR_COMMAND_START, .start_event = {WEIR_NO_IX}, .business_key = WEIR_T("k")};

    deploy(f, HEAD "<message id='m' name='order'/>" PROCESS
                   "<startEvent id='start'><messageEventDefinition messageRef='m'/></startEvent>"
                   "<sequenceFlow id='f1' sourceRef='start' targetRef='a'/><userTask id='a'/>" END);
    assert_ok(run_command(f, command));
    assert_waits(f, "a");
    assert_same_text(f->state.business_key, WEIR_T("k"));

    deploy(f, HEAD "<message id='m' name='order'/><message id='n' name='offer'/>" PROCESS
                   "<startEvent id='s1'><messageEventDefinition messageRef='m'/></startEvent>"
                   "<startEvent id='s2'><messageEventDefinition messageRef='n'/></startEvent>"
                   "<sequenceFlow id='f1' sourceRef='s1' targetRef='a'/><userTask id='a'/>"
                   "<sequenceFlow id='f2' sourceRef='s2' targetRef='b'/><userTask id='b'/>" END);
    assert_fails(run_command(f, command), WEIR_EPROCESS, "p", "no start event without a trigger");
    command.start_event = weir_program_node(f->program, WEIR_T("s2"));
    assert_ok(run_command(f, command));
    assert_waits(f, "b");
}

static void a_none_start_event_is_chosen_among_others(void **state)
{
    run_fixture *f = *state;

    deploy(f, HEAD "<message id='m' name='order'/>" PROCESS
                   "<startEvent id='s1'><messageEventDefinition messageRef='m'/></startEvent><startEvent id='s2'/>"
                   "<sequenceFlow id='f1' sourceRef='s1' targetRef='a'/><userTask id='a'/>"
                   "<sequenceFlow id='f2' sourceRef='s2' targetRef='b'/><userTask id='b'/>" END);
    assert_ok(start(f, NULL));
    assert_waits(f, "b");
}

static void a_loop_without_a_wait_ends_at_the_limit_of_facts(void **state)
{
    run_fixture *f = *state;

    f->is_large = true;
    deploy(f,
           HEAD PROCESS "<startEvent id='start'/><task id='a'/><sequenceFlow id='f1' sourceRef='start' targetRef='a'/>"
                        "<sequenceFlow id='f2' sourceRef='a' targetRef='a'/>" END);
    assert_fails(start(f, NULL), WEIR_ELIMIT, "", "facts_per_command_max = 250000");
}

static void a_command_has_one_budget_for_all_its_expressions(void **state)
{
    run_fixture *f = *state;

    f->is_large = true;
    deploy(f,
           AROUND("<scriptTask id='a' scriptFormat='feel' weir:resultVariable='x'><script>= count(for i in 1..10000, "
                  "j in 1..10000 return i)</script></scriptTask>"));
    assert_int_equal(start(f, NULL), WEIR_ELIMIT);
    assert_diag(f, "a", "in \"count(for i");
}

static void an_instance_whose_numbers_are_used_up_takes_no_command(void **state)
{
    run_fixture *f = *state;

    deploy(f, ONE_OF_EACH);
    assert_ok(start(f, NULL));
    f->state.next_number = WEIR_NUMBER_IN_INSTANCE_MAX;
    f->folded.next_number = WEIR_NUMBER_IN_INSTANCE_MAX;
    assert_ok(complete(f, "user", NULL));
    f->state.next_number = WEIR_NUMBER_IN_INSTANCE_MAX + 1;
    assert_fails(complete(f, "work", NULL), WEIR_ELIMIT, "", "number_in_instance_max");
}

static uint32_t refused_count(run_fixture *f, const char *user)
{
    f->env.user = weir_text_of(user);
    assert_fails(complete(f, "b", NULL), WEIR_EDUTY, "b", "may not do this task");
    for (uint32_t i = 0; i < f->result.facts.count; i++)
        assert_int_equal(f->result.facts.items[i].kind, WEIR_FACT_task_refused);
    return f->result.facts.count;
}

static void who_is_refused_again_and_again_is_noted_once_in_a_while(void **state)
{
    run_fixture *f = *state;
    char name[300];

    deploy(f, AROUND("<userTask id='a'><multiInstanceLoopCharacteristics><loopCardinality>40</loopCardinality>"
                     "</multiInstanceLoopCharacteristics></userTask><sequenceFlow id='ab' sourceRef='a' targetRef='b'/>"
                     "<userTask id='b' weir:separateFrom='a'/>"));
    f->is_large = true;
    assert_ok(start(f, NULL));
    memset(name, 'x', sizeof name - 1);
    memcpy(name + 253, "\u4e2d\u4e2d", 6); /* cut in the middle of a character */
    name[sizeof name - 1] = '\0';
    for (int i = 0; i < 40; i++) {
        char who[16];

        (void)snprintf(who, sizeof who, "p%d", i);
        f->env.user = i == 39 ? weir_text_of(name) : weir_text_of(who);
        assert_ok(complete(f, "a", NULL));
    }
    assert_int_equal(refused_count(f, name), 1);
    assert_int_equal(f->result.facts.items[0].name.length, 253);
    assert_int_equal(refused_count(f, name), 0);
    assert_int_equal(refused_count(f, "p0"), 1);
    f->env.now_ms += WEIR_REFUSAL_QUIET_MS - 1;
    assert_int_equal(refused_count(f, "p0"), 0);
    f->env.now_ms++;
    assert_int_equal(refused_count(f, "p0"), 1);
    for (uint32_t i = 1; i < WEIR_REFUSAL_COUNT_MAX; i++) {
        char who[16];

        (void)snprintf(who, sizeof who, "p%u", i);
        assert_int_equal(refused_count(f, who), 1);
    }
    assert_int_equal(refused_count(f, "p38"), 0); /* too many others were */
    f->env.now_ms += WEIR_REFUSAL_QUIET_MS;
    assert_int_equal(refused_count(f, "p38"), 1);
    f->env.user = WEIR_T("somebody else");
    assert_ok(complete(f, "b", NULL));
    assert_int_equal(f->state.refusals.count, 0);
}

static void commands_have_names(void **state)
{
    (void)state;
    assert_string_equal(weir_command_name(WEIR_COMMAND_START), "start");
    assert_string_equal(weir_command_name(WEIR_COMMAND_THROW_ERROR), "throw-error");
    assert_string_equal(weir_command_name(WEIR_COMMAND_CANCEL), "cancel");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_command_meets_its_own_kinds_of_wait_and_no_other),
        TEST(a_command_to_a_wait_that_is_gone_finds_no_token),
        TEST(an_instance_starts_once),
        TEST(an_instance_that_has_not_started_or_has_ended_takes_no_command),
        TEST(a_timer_does_not_fire_before_it_is_due),
        TEST(a_timer_fires_early_for_one_who_says_so),
        TEST(variables_must_be_a_context),
        TEST(retries_that_are_used_up_raise_an_incident),
        TEST(a_task_with_an_incident_is_completed_after_it_got_retries),
        TEST(cancelling_resolves_what_was_open),
        TEST(an_error_of_a_task_needs_a_code),
        TEST(a_start_event_with_a_trigger_is_named_or_the_only_one),
        TEST(a_none_start_event_is_chosen_among_others),
        TEST(a_loop_without_a_wait_ends_at_the_limit_of_facts),
        TEST(a_command_has_one_budget_for_all_its_expressions),
        TEST(an_instance_whose_numbers_are_used_up_takes_no_command),
        TEST(who_is_refused_again_and_again_is_noted_once_in_a_while),
        TEST(commands_have_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
