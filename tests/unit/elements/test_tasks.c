/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/elements/test_tasks.c - what user, service, script and send tasks put into their facts.
 */
#include "unit/run/run_fixture.h"

static void a_user_task_says_who_may_do_it(void **state)
{
    run_fixture *f = *state;

    deploy(f, AROUND("<userTask id='a' name='Check it' weir:assignee='= boss' weir:candidateUsers=' ann,, bob ,' "
                     "weir:candidateGroups='= groups' weir:formKey='form:1' weir:followUpDate='P1D' "
                     "weir:priority='70'/>"));
    assert_ok(start(f, "{boss: \"cy\", groups: [\"g\"]}"));
    assert_value(f, &wait_at(f, "a")->value,
                 "{name: \"Check it\", assignee: \"cy\", candidateUsers: [\"ann\", \"bob\"], candidateGroups: [\"g\"], "
                 "formKey: \"form:1\", followUpDate: \"2026-01-02T00:00:00.000Z\", priority: 70}");
    assert_ok(start(f, "{groups: \"g, h\"}"));
    assert_value(f, weir_context_find(&wait_at(f, "a")->value, WEIR_T("candidateGroups")), "[\"g\", \"h\"]");
    assert_null(weir_context_find(&wait_at(f, "a")->value, WEIR_T("assignee")));
}

static void a_user_task_without_anything_has_priority_50(void **state)
{
    run_fixture *f = *state;

    deploy(f, AROUND("<userTask id='a'/>"));
    assert_ok(start(f, NULL));
    assert_value(f, &wait_at(f, "a")->value, "{priority: 50}");
}

static void a_priority_is_a_whole_number(void **state)
{
    static const struct {
        const char *feel, *priority;
    } rows[] = {
        {"7", "7"},    {"\"8\"", "8"},  {"-1.0", "-1"}, {"null", "50"},
        {"1.5", NULL}, {"\"x\"", NULL}, {"1e30", NULL}, {"true", NULL},
    };
    run_fixture *f = *state;

    deploy(f, AROUND("<userTask id='a' weir:priority='= if n = 0.5 then 0 else n'/>"));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char variables[64];

        (void)snprintf(variables, sizeof variables, "{n: %s}", rows[i].feel);
        if (rows[i].priority) {
            assert_ok(start(f, variables));
            assert_value(f, weir_context_find(&wait_at(f, "a")->value, WEIR_T("priority")), rows[i].priority);
        } else {
            assert_fails(start(f, variables), WEIR_EPROCESS, "a", "the priority must be a whole number");
        }
    }
    deploy(f, AROUND("<serviceTask id='a' weir:taskPriority='= if n = 0.5 then 0 else n'/>"));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char variables[64];

        (void)snprintf(variables, sizeof variables, "{n: %s}", rows[i].feel);
        if (rows[i].priority) {
            assert_ok(start(f, variables));
            assert_true(wait_at(f, "a")->number_of == (strcmp(rows[i].feel, "null") ? atoi(rows[i].priority) : 0));
        } else {
            assert_fails(start(f, variables), WEIR_EPROCESS, "a", "the task priority must be a whole number");
        }
    }
}

static void a_service_task_without_a_topic_has_its_id(void **state)
{
    run_fixture *f = *state;

    deploy(f, AROUND("<serviceTask id='a'/>"));
    assert_ok(start(f, NULL));
    assert_same_text(wait_at(f, "a")->name, WEIR_T("a"));
    deploy(f, AROUND("<serviceTask id='a' weir:topic='= \"t\" + n'/>"));
    assert_ok(start(f, "{n: \"1\"}"));
    assert_same_text(wait_at(f, "a")->name, WEIR_T("t1"));
}

static void a_script_gives_its_result_to_a_variable(void **state)
{
    run_fixture *f = *state;

    deploy(
        f,
        AROUND("<scriptTask id='a' scriptFormat='feel' weir:resultVariable='x'><script>n + 1</script></scriptTask>"));
    assert_ok(start(f, "{n: 1}"));
    assert_variable(f, "x", "2");
    assert_fails(start(f, "{n: \"a\"}"), WEIR_EPROCESS, "a", "the script fails: ");
    deploy(f, AROUND("<scriptTask id='a' scriptFormat='feel'><script>= null</script></scriptTask>"));
    assert_ok(start(f, NULL));
    assert_ended(f, "completed");
}

static void a_script_task_without_a_script_is_done_at_once(void **state)
{
    run_fixture *f = *state;

    assert_int_equal(build_program(f, AROUND("<scriptTask id='a'/>")), 0);
    assert_int_equal(build_program(f, AROUND("<scriptTask id='a'><script> </script></scriptTask>")), 0);
    assert_int_equal(build_program(f, AROUND("<scriptTask id='a'><script>1 +</script></scriptTask>")), 1);
    assert_string_equal(f->problems.items[0].rule, "expression-syntax");
}

static void a_send_task_sends_its_inputs_with_the_key(void **state)
{
    run_fixture *f = *state;
    const weir_intent *intent;

    deploy(f, HEAD "<message id='m' name='= \"pay\" + to' weir:correlationKey='order'/>" PROCESS
                   "<startEvent id='start'/><sequenceFlow id='f1' sourceRef='start' targetRef='a'/>"
                   "<sendTask id='a' messageRef='m'><extensionElements><weir:inputOutput>"
                   "<weir:inputParameter name='sum'>= 2 * 3</weir:inputParameter></weir:inputOutput>"
                   "</extensionElements></sendTask>" END);
    assert_ok(start(f, "{to: \"ann\", order: 17}"));
    assert_int_equal(f->result.intents.count, 1);
    intent = &f->result.intents.items[0];
    assert_int_equal(intent->kind, WEIR_INTENT_MESSAGE);
    assert_same_text(intent->name, WEIR_T("payann"));
    assert_value(f, &intent->keys, "{order: 17}");
    assert_value(f, &intent->content, "{sum: 6}");
    assert_same_text(fact_of(f, WEIR_FACT_message_thrown)->name, WEIR_T("payann"));
    assert_ended(f, "completed");

    assert_ok(start(f, "{to: \"ann\"}"));
    assert_value(f, &f->result.intents.items[0].keys, "{order: null}");
    assert_fails(start(f, NULL), WEIR_EPROCESS, "a", "the message name gives a null");
}

static void a_message_needs_a_name(void **state)
{
    run_fixture *f = *state;

    deploy(f, HEAD "<message id='m' name='= n'/>" PROCESS
                   "<startEvent id='start'/><sequenceFlow id='f1' sourceRef='start' targetRef='a'/>"
                   "<sendTask id='a' messageRef='m'/>" END);
    assert_fails(start(f, "{n: \"\"}"), WEIR_EPROCESS, "a", "the message has no name");
    assert_ok(start(f, "{n: \"m\"}"));
    assert_value(f, &f->result.intents.items[0].keys, "null");
    assert_value(f, &f->result.intents.items[0].content, "null");
    assert_int_equal(build_program(f, AROUND("<sendTask id='a'/>")), 1);
    assert_string_equal(f->problems.items[0].rule, "message-missing");
    assert_int_equal(build_program(f, AROUND("<sendTask id='a' messageRef='m'/>")), 1);
    assert_string_equal(f->problems.items[0].rule, "reference-unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_user_task_says_who_may_do_it),
        TEST(a_user_task_without_anything_has_priority_50),
        TEST(a_priority_is_a_whole_number),
        TEST(a_service_task_without_a_topic_has_its_id),
        TEST(a_script_gives_its_result_to_a_variable),
        TEST(a_script_task_without_a_script_is_done_at_once),
        TEST(a_send_task_sends_its_inputs_with_the_key),
        TEST(a_message_needs_a_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
