/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/elements/test_events.c - what events throw, who catches it, and what it ends.
 */
#include "unit/run/run_fixture.h"

#define ROOTS                                                                                                          \
    "<error id='e1' errorCode='E1' weir:errorMessage='= \"no \" + what'/><error id='e2' errorCode='= code'/>"          \
    "<escalation id='x1' escalationCode='X1'/><escalation id='x2' escalationCode='= code'/>"                           \
    "<signal id='s' name='stop'/><signal id='n' name='= name'/><message id='m' name='paid'/>"
/* A sub-process that throws with `throw` (id t) and has the boundary events of `catchers`. */
#define INSIDE(throw, catchers) HEAD ROOTS PROCESS BEFORE throw AFTER catchers END
#define BEFORE                                                                                                         \
    "<startEvent id='start'/><sequenceFlow id='f1' sourceRef='start' targetRef='a'/>"                                  \
    "<subProcess id='a'><startEvent id='s1'/><sequenceFlow id='g1' sourceRef='s1' targetRef='other'/>"                 \
    "<sequenceFlow id='g2' sourceRef='s1' targetRef='t'/><userTask id='other'/>"
#define AFTER                                                                                                          \
    "</subProcess><sequenceFlow id='f2' sourceRef='a' targetRef='after'/><userTask id='after'/>"                       \
    "<endEvent id='end'/><sequenceFlow id='f3' sourceRef='after' targetRef='end'/>"
#define END_EVENT(definition) "<endEvent id='t'>" definition "</endEvent>"
#define CATCHER(id, attributes, definition)                                                                            \
    "<boundaryEvent id='" id "' attachedToRef='a' " attributes ">" definition "</boundaryEvent>"                       \
    "<sequenceFlow id='to-" id "' sourceRef='" id "' targetRef='by-" id "'/><userTask id='by-" id "'/>"
#define ERROR_EVENT(attributes) "<errorEventDefinition " attributes "/>"
#define ESCALATION_EVENT(attributes) "<escalationEventDefinition " attributes "/>"

static void an_error_is_caught_by_its_code_before_any_code(void **state)
{
    run_fixture *f = *state;

    deploy(f, INSIDE(END_EVENT(ERROR_EVENT("errorRef='e2'")),
                     CATCHER("any", "", ERROR_EVENT("weir:errorCodeVariable='c' weir:errorMessageVariable='w'"))
                         CATCHER("one", "", ERROR_EVENT("errorRef='e1' weir:errorMessageVariable='w'"))));
    assert_ok(start(f, "{code: \"E1\"}"));
    assert_waits(f, "by-one");
    assert_variable(f, "w", "null");
    assert_variable(f, "c", NULL);
    assert_int_equal(count_facts(f, WEIR_FACT_task_cancelled), 1);
    assert_ok(start(f, "{code: \"E9\"}"));
    assert_waits(f, "by-any");
    assert_variable(f, "c", "\"E9\"");
    assert_fails(start(f, NULL), WEIR_EPROCESS, "t", "the error code gives a null");
}

static void an_error_that_nobody_catches_ends_the_instance(void **state)
{
    run_fixture *f = *state;

    deploy(f, INSIDE(END_EVENT(ERROR_EVENT("errorRef='e1'")), CATCHER("two", "", ERROR_EVENT("errorRef='e2'"))));
    assert_ok(start(f, "{what: \"money\"}"));
    assert_ended(f, "error");
    assert_same_text(f->state.error, WEIR_T("E1"));
    assert_same_text(fact_of(f, WEIR_FACT_error_thrown)->text, WEIR_T("no money"));
    assert_fails(start(f, NULL), WEIR_EPROCESS, "t", "the error message gives a null");
}

static void an_error_of_a_task_carries_variables(void **state)
{
    run_fixture *f = *state;

    deploy(f, INSIDE("<serviceTask id='t'/>", CATCHER("any", "", ERROR_EVENT("weir:errorMessageVariable='w'"))));
    assert_ok(start(f, NULL));
    assert_ok(run_command(f, (weir_command){.kind = WEIR_COMMAND_THROW_ERROR,
                                            .wait = wait_id(f, "t"),
                                            .name = WEIR_T("E5"),
                                            .text = WEIR_T("broken"),
                                            .variables = value_of(f, "{found: 3}")}));
    assert_waits(f, "by-any");
    assert_variable(f, "found", "3");
    assert_variable(f, "w", "\"broken\"");
}

static void an_escalation_goes_on_unless_it_interrupts(void **state)
{
    run_fixture *f = *state;

    deploy(f, INSIDE(END_EVENT(ESCALATION_EVENT("escalationRef='x2'")),
                     CATCHER("one", "", ESCALATION_EVENT("escalationRef='x1' weir:escalationCodeVariable='c'")) CATCHER(
                         "any", "cancelActivity='false'", ESCALATION_EVENT("weir:escalationCodeVariable='c'"))));
    assert_ok(start(f, "{code: \"X1\"}"));
    assert_waits(f, "by-one");
    assert_ok(start(f, "{code: \"X9\"}"));
    assert_waits(f, "other by-any");
    assert_variable(f, "c", "\"X9\"");
    assert_fails(start(f, "{code: 1}"), WEIR_EPROCESS, "t", "the escalation code gives a number");
}

static void an_escalation_that_nobody_catches_is_only_told(void **state)
{
    run_fixture *f = *state;

    deploy(f,
           INSIDE("<intermediateThrowEvent id='t'>" ESCALATION_EVENT("escalationRef='x1'") "</intermediateThrowEvent>",
                  CATCHER("any", "", ERROR_EVENT(""))));
    assert_ok(start(f, NULL));
    assert_waits(f, "other");
    assert_same_text(fact_of(f, WEIR_FACT_escalation_thrown)->name, WEIR_T("X1"));
}

static void an_error_takes_the_tokens_with_it_that_have_not_arrived_yet(void **state)
{
    run_fixture *f = *state;

    deploy(f, HEAD ROOTS PROCESS
           "<startEvent id='start'/><sequenceFlow id='f1' sourceRef='start' targetRef='a'/>"
           "<subProcess id='a'><startEvent id='s1'/><sequenceFlow id='g1' sourceRef='s1' targetRef='t'/>"
           "<endEvent id='t'><errorEventDefinition errorRef='e2'/></endEvent>"
           "<sequenceFlow id='g2' sourceRef='s1' targetRef='other'/><userTask id='other'/>"
           "<endEvent id='e'/><sequenceFlow id='g3' sourceRef='other' targetRef='e'/></subProcess>" CATCHER(
               "any", "", ERROR_EVENT("")) END);
    assert_ok(start(f, "{code: \"E\"}"));
    assert_waits(f, "by-any");
    assert_int_equal(count_facts(f, WEIR_FACT_token_consumed), 1);
    assert_path(f, "start a s1 t any by-any");
}

static void the_last_token_of_a_scope_may_end_it_by_an_error(void **state)
{
    run_fixture *f = *state;

    deploy(f, HEAD ROOTS PROCESS "<startEvent id='start'/><sequenceFlow id='f1' sourceRef='start' targetRef='a'/>"
                                 "<subProcess id='a'><startEvent id='s1'/><sequenceFlow id='g1' sourceRef='s1' "
                                 "targetRef='t'/><endEvent id='t'><errorEventDefinition errorRef='e2'/></endEvent>"
                                 "</subProcess><sequenceFlow id='f2' sourceRef='a' targetRef='after'/>"
                                 "<userTask id='after'/>" CATCHER("any", "", ERROR_EVENT("")) END);
    assert_ok(start(f, "{code: \"E\"}"));
    assert_waits(f, "by-any");
}

static void an_error_or_an_escalation_of_the_process_itself_has_nobody_around_it(void **state)
{
    run_fixture *f = *state;

    deploy(f, HEAD ROOTS PROCESS
           "<startEvent id='start'/><sequenceFlow id='f1' sourceRef='start' targetRef='t'/>"
           "<intermediateThrowEvent id='t'>" ESCALATION_EVENT(
               "escalationRef='x1'") "</intermediateThrowEvent><sequenceFlow id='f2' sourceRef='t' targetRef='e'/>"
                                     "<endEvent id='e'>" ERROR_EVENT("errorRef='e2'") "</endEvent>" END);
    assert_ok(start(f, "{code: \"E\"}"));
    assert_ended(f, "error");
    assert_int_equal(count_facts(f, WEIR_FACT_escalation_thrown), 1);
}

static void variables_of_an_error_must_be_a_context(void **state)
{
    run_fixture *f = *state;
    weir_command command = {.kind = WEIR_COMMAND_THROW_ERROR, .name = WEIR_T("E"), .variables = weir_integer(1)};

    deploy(f, INSIDE("<userTask id='t'/>", CATCHER("one", "", ERROR_EVENT("errorRef='e1'"))));
    assert_ok(start(f, NULL));
    command.wait = wait_id(f, "t");
    assert_int_equal(run_command(f, command), WEIR_EVALUE);
    command.name = WEIR_T("E1");
    assert_int_equal(run_command(f, command), WEIR_EVALUE);
    command.variables = value_of(f, "{reason: 1}");
    assert_ok(run_command(f, command));
    assert_variable(f, "reason", "1");
}

static void variables_of_a_message_must_be_a_context(void **state)
{
    run_fixture *f = *state;

    deploy(f, INSIDE("<intermediateCatchEvent id='t'><messageEventDefinition messageRef='m'/></intermediateCatchEvent>",
                     CATCHER("msg", "", "<messageEventDefinition messageRef='m'/>")));
    assert_ok(start(f, NULL));
    assert_int_equal(give(f, WEIR_COMMAND_MESSAGE, "msg", "[]"), WEIR_EVALUE);
    assert_int_equal(give(f, WEIR_COMMAND_MESSAGE, "t", "[]"), WEIR_EVALUE);
}

static void terminate_ends_its_own_scope(void **state)
{
    run_fixture *f = *state;

    deploy(f, INSIDE(END_EVENT("<terminateEventDefinition/>"), ""));
    assert_ok(start(f, NULL));
    assert_waits(f, "after");
    assert_int_equal(count_facts(f, WEIR_FACT_task_cancelled), 1);

    deploy(f, HEAD PROCESS "<startEvent id='start'/><sequenceFlow id='f1' sourceRef='start' targetRef='t'/>"
                           "<sequenceFlow id='f2' sourceRef='start' targetRef='other'/><userTask id='other'/>"
                           "<endEvent id='t'><terminateEventDefinition/></endEvent>" END);
    assert_ok(start(f, NULL));
    assert_ended(f, "terminated");
    assert_same_text(node_id(f, fact_of(f, WEIR_FACT_instance_ended)->node), WEIR_T("t"));
}

static void terminate_in_an_item_lets_the_other_items_live(void **state)
{
    run_fixture *f = *state;

    deploy(f, AROUND("<subProcess id='a'><multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality>"
                     "</multiInstanceLoopCharacteristics><startEvent id='s'/>"
                     "<sequenceFlow id='g1' sourceRef='s' targetRef='b'/><userTask id='b'/>"
                     "<sequenceFlow id='g2' sourceRef='b' targetRef='t'/>"
                     "<endEvent id='t'><terminateEventDefinition/></endEvent></subProcess>"));
    assert_ok(start(f, NULL));
    assert_ok(complete(f, "b", NULL));
    assert_waits(f, "b");
    assert_ok(complete(f, "b", NULL));
    assert_ended(f, "completed");
}

static void a_signal_carries_the_inputs_of_its_event(void **state)
{
    run_fixture *f = *state;

    deploy(f, HEAD ROOTS PROCESS
           "<startEvent id='start'/><sequenceFlow id='f1' sourceRef='start' targetRef='t'/>"
           "<intermediateThrowEvent id='t'><extensionElements><weir:inputOutput>"
           "<weir:inputParameter name='sum'>= 6</weir:inputParameter></weir:inputOutput></extensionElements>"
           "<signalEventDefinition signalRef='n'/></intermediateThrowEvent>"
           "<sequenceFlow id='f2' sourceRef='t' targetRef='e'/>"
           "<endEvent id='e'><signalEventDefinition signalRef='s'/></endEvent>" END);
    assert_ok(start(f, "{name: \"go\"}"));
    assert_ended(f, "completed");
    assert_int_equal(f->result.intents.count, 2);
    assert_int_equal(f->result.intents.items[0].kind, WEIR_INTENT_SIGNAL);
    assert_same_text(f->result.intents.items[0].name, WEIR_T("go"));
    assert_value(f, &f->result.intents.items[0].content, "{sum: 6}");
    assert_value(f, &f->result.intents.items[1].content, "null");
    assert_fails(start(f, "{name: \"\"}"), WEIR_EPROCESS, "t", "the signal has no name");
    assert_fails(start(f, "{name: 1}"), WEIR_EPROCESS, "t", "the signal name gives a number");
}

static void a_signal_or_a_message_beside_an_activity_is_caught_again_and_again(void **state)
{
    run_fixture *f = *state;

    deploy(f, INSIDE("<userTask id='t'/>",
                     CATCHER("sig", "cancelActivity='false'", "<signalEventDefinition signalRef='s'/>")
                         CATCHER("msg", "cancelActivity='false'", "<messageEventDefinition messageRef='m'/>")));
    assert_ok(start(f, NULL));
    assert_waits(f, "sig msg other t");
    assert_ok(give(f, WEIR_COMMAND_SIGNAL, "sig", "{n: 1}"));
    assert_variable(f, "n", "1");
    assert_ok(give(f, WEIR_COMMAND_MESSAGE, "msg", NULL));
    assert_ok(give(f, WEIR_COMMAND_SIGNAL, "sig", NULL));
    assert_waits(f, "other t by-sig msg by-msg sig by-sig");
}

static void a_message_that_interrupts_comes_once(void **state)
{
    run_fixture *f = *state;

    deploy(f, INSIDE("<userTask id='t'/>", CATCHER("msg", "", "<messageEventDefinition messageRef='m'/>")));
    assert_ok(start(f, NULL));
    assert_ok(give(f, WEIR_COMMAND_MESSAGE, "msg", "{n: 1}"));
    assert_waits(f, "by-msg");
    assert_variable(f, "n", "1");
}

static void message_events_send_and_wait(void **state)
{
    run_fixture *f = *state;

    deploy(f, HEAD ROOTS PROCESS
           "<startEvent id='start'/><sequenceFlow id='f1' sourceRef='start' targetRef='t'/>"
           "<intermediateThrowEvent id='t'><messageEventDefinition messageRef='m'/></intermediateThrowEvent>"
           "<sequenceFlow id='f2' sourceRef='t' targetRef='c'/>"
           "<intermediateCatchEvent id='c'><messageEventDefinition messageRef='m'/></intermediateCatchEvent>"
           "<sequenceFlow id='f3' sourceRef='c' targetRef='pass'/><intermediateThrowEvent id='pass'/>"
           "<sequenceFlow id='f4' sourceRef='pass' targetRef='e'/>"
           "<endEvent id='e'><messageEventDefinition messageRef='m'/></endEvent>" END);
    assert_ok(start(f, NULL));
    assert_int_equal(f->result.intents.count, 1);
    assert_waits(f, "c");
    assert_ok(give(f, WEIR_COMMAND_MESSAGE, "c", "{answer: 1}"));
    assert_ended(f, "completed");
    assert_path(f, "pass e");
    assert_int_equal(count_facts(f, WEIR_FACT_message_thrown), 1);
    assert_variable(f, "answer", "1");
}

static void a_waiting_event_needs_a_name_to_wait_for(void **state)
{
    run_fixture *f = *state;

    deploy(f, HEAD ROOTS PROCESS
           "<startEvent id='start'/><sequenceFlow id='f1' sourceRef='start' targetRef='c'/>"
           "<intermediateCatchEvent id='c'><signalEventDefinition signalRef='n'/></intermediateCatchEvent>" END);
    assert_fails(start(f, "{name: \"\"}"), WEIR_EPROCESS, "c", "the signal has no name");
    assert_ok(start(f, "{name: \"go\"}"));
    assert_same_text(wait_at(f, "c")->name, WEIR_T("go"));
}

static void references_to_what_is_not_there_are_problems(void **state)
{
    static const char *const definitions[] = {
        "<errorEventDefinition errorRef='x1'/>", "<escalationEventDefinition escalationRef='none'/>",
        "<signalEventDefinition signalRef='m'/>", "<messageEventDefinition messageRef='s'/>"};
    run_fixture *f = *state;

    for (size_t i = 0; i < sizeof definitions / sizeof *definitions; i++) {
        char xml[4096];

        (void)snprintf(xml, sizeof xml, "%s%s</endEvent>%s", HEAD ROOTS PROCESS "<endEvent id='t'>", definitions[i],
                       END);
        assert_int_equal(build_program(f, xml), 1);
        assert_string_equal(f->problems.items[0].rule, "reference-unknown");
        assert_same_text(f->problems.items[0].element, WEIR_T("t"));
    }
}

static void a_sub_process_without_a_start_can_not_be_entered(void **state)
{
    run_fixture *f = *state;

    assert_int_equal(
        build_program(f, AROUND("<subProcess id='a'><startEvent id='s'><signalEventDefinition/></startEvent>"
                                "</subProcess>")),
        0);
    assert_fails(start(f, NULL), WEIR_EPROCESS, "a", "no start event without a trigger");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_error_is_caught_by_its_code_before_any_code),
        TEST(an_error_that_nobody_catches_ends_the_instance),
        TEST(an_error_of_a_task_carries_variables),
        TEST(an_escalation_goes_on_unless_it_interrupts),
        TEST(an_escalation_that_nobody_catches_is_only_told),
        TEST(an_error_takes_the_tokens_with_it_that_have_not_arrived_yet),
        TEST(the_last_token_of_a_scope_may_end_it_by_an_error),
        TEST(an_error_or_an_escalation_of_the_process_itself_has_nobody_around_it),
        TEST(variables_of_an_error_must_be_a_context),
        TEST(variables_of_a_message_must_be_a_context),
        TEST(terminate_ends_its_own_scope),
        TEST(terminate_in_an_item_lets_the_other_items_live),
        TEST(a_signal_carries_the_inputs_of_its_event),
        TEST(a_signal_or_a_message_beside_an_activity_is_caught_again_and_again),
        TEST(a_message_that_interrupts_comes_once),
        TEST(message_events_send_and_wait),
        TEST(a_waiting_event_needs_a_name_to_wait_for),
        TEST(references_to_what_is_not_there_are_problems),
        TEST(a_sub_process_without_a_start_can_not_be_entered),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
