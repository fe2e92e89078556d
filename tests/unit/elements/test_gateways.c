/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/elements/test_gateways.c - which flows are taken, and what joins wait for.
 */
#include "unit/run/run_fixture.h"

#define CONDITION(text) "<conditionExpression>" text "</conditionExpression></sequenceFlow>"
#define CHOICE(element, attributes)                                                                                    \
    HEAD PROCESS                                                                                                       \
        "<startEvent id='start'/><sequenceFlow id='f1' sourceRef='start' targetRef='a'/>"                              \
        "<" element " id='a' " attributes "/>"                                                                         \
        "<sequenceFlow id='x' sourceRef='a' targetRef='b'>" CONDITION(                                                 \
            "n > 1") "<sequenceFlow id='y' sourceRef='a' targetRef='c'>" CONDITION("= n > 2") "<sequenceFlow id='z' "  \
                                                                                              "sourceRef='a' "         \
                                                                                              "targetRef='d'>%s"       \
                                                                                              "<userTask "             \
                                                                                              "id='b'/><userTask "     \
                                                                                              "id='c'/><userTask "     \
                                                                                              "id='d'/>" END

static void deploy_choice(run_fixture *f, const char *format, const char *last)
{
    char xml[4096];

    (void)snprintf(xml, sizeof xml, format, last);
    deploy(f, xml);
}

static void an_exclusive_gateway_takes_the_first_true_flow(void **state)
{
    run_fixture *f = *state;

    deploy_choice(f, CHOICE("exclusiveGateway", "default='z'"), "</sequenceFlow>");
    assert_ok(start(f, "{n: 3}"));
    assert_waits(f, "b");
    assert_ok(start(f, "{n: 1}"));
    assert_waits(f, "d");
    assert_ok(start(f, NULL)); /* null is not true, and is told */
    assert_waits(f, "d");
    assert_int_equal(count_facts(f, WEIR_FACT_condition_null), 2);
}

static void an_exclusive_gateway_without_a_true_flow_can_not_go_on(void **state)
{
    run_fixture *f = *state;

    deploy_choice(f, CHOICE("exclusiveGateway", ""), CONDITION("n = 0"));
    assert_ok(start(f, "{n: 0}"));
    assert_waits(f, "d");
    assert_fails(start(f, "{n: 1}"), WEIR_EPROCESS, "a", "no outgoing flow has a true condition");
}

static void a_condition_is_true_or_false(void **state)
{
    run_fixture *f = *state;

    deploy_choice(f, CHOICE("exclusiveGateway", ""), CONDITION("n"));
    assert_fails(start(f, "{n: 1}"), WEIR_EPROCESS, "a", "the condition of flow 'z' gives a number");
}

static void an_activity_takes_all_true_flows_or_its_default(void **state)
{
    run_fixture *f = *state;

    deploy_choice(f, CHOICE("task", "default='z'"), "</sequenceFlow>");
    assert_ok(start(f, "{n: 3}"));
    assert_waits(f, "b c");
    assert_ok(start(f, "{n: 2}"));
    assert_waits(f, "b");
    assert_ok(start(f, "{n: 1}"));
    assert_waits(f, "d");
    deploy_choice(f, CHOICE("task", ""), CONDITION("n = 0"));
    assert_fails(start(f, "{n: 1}"), WEIR_EPROCESS, "a", "no outgoing flow has a true condition");
    deploy_choice(f, CHOICE("task", ""), "</sequenceFlow>");
    assert_ok(start(f, "{n: 1}"));
    assert_waits(f, "d");
    deploy_choice(f, CHOICE("task", ""), CONDITION("n"));
    assert_fails(start(f, "{n: 1}"), WEIR_EPROCESS, "a", "instead of true or false");
}

static void a_join_takes_one_token_of_each_flow(void **state)
{
    run_fixture *f = *state;

    deploy(f, HEAD PROCESS "<startEvent id='start'/><sequenceFlow id='f0' sourceRef='start' targetRef='split'/>"
                           "<parallelGateway id='split'/><sequenceFlow id='f1' sourceRef='split' targetRef='merge'/>"
                           "<sequenceFlow id='f2' sourceRef='split' targetRef='merge2'/>"
                           "<sequenceFlow id='f3' sourceRef='split' targetRef='b'/>"
                           "<exclusiveGateway id='merge'/><exclusiveGateway id='merge2'/>"
                           "<sequenceFlow id='f4' sourceRef='merge2' targetRef='merge'/>"
                           "<sequenceFlow id='f5' sourceRef='merge' targetRef='join'/>"
                           "<userTask id='b'/><sequenceFlow id='f6' sourceRef='b' targetRef='join'/>"
                           "<parallelGateway id='join'/><sequenceFlow id='f7' sourceRef='join' targetRef='c'/>"
                           "<userTask id='c'/>" END);
    assert_ok(start(f, NULL));
    assert_waits(f, "b"); /* two tokens have come over f5 */
    assert_int_equal(f->state.tokens.count, 3);
    assert_ok(complete(f, "b", NULL));
    assert_waits(f, "c");
    assert_ok(complete(f, "c", NULL));
    assert_int_equal(f->state.status, WEIR_STATUS_ACTIVE); /* the second one waits on */
    assert_int_equal(f->state.tokens.count, 1);
    assert_ok(run_command(f, (weir_command){.kind = WEIR_COMMAND_CANCEL}));
    assert_int_equal(count_facts(f, WEIR_FACT_token_consumed), 1);
}

static void a_join_in_each_item_of_a_loop_waits_for_its_own_tokens(void **state)
{
    run_fixture *f = *state;

    deploy(f, AROUND("<subProcess id='a'><multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality>"
                     "</multiInstanceLoopCharacteristics><startEvent id='s'/>"
                     "<sequenceFlow id='g1' sourceRef='s' targetRef='split'/><parallelGateway id='split'/>"
                     "<sequenceFlow id='g2' sourceRef='split' targetRef='b'/><userTask id='b'/>"
                     "<sequenceFlow id='g3' sourceRef='split' targetRef='join'/>"
                     "<sequenceFlow id='g4' sourceRef='b' targetRef='join'/><parallelGateway id='join'/><sequenceFlow "
                     "id='g5' sourceRef='join' targetRef='e'/><endEvent id='e'/>"
                     "</subProcess>"));
    assert_ok(start(f, NULL));
    assert_ok(complete(f, "b", NULL));
    assert_waits(f, "b");
    assert_ok(complete(f, "b", NULL));
    assert_ended(f, "completed");
}

#define RACE                                                                                                           \
    HEAD "<message id='m' name='paid' weir:correlationKey='order'/><signal id='s' name='stop'/>" PROCESS               \
         "<startEvent id='start'/><sequenceFlow id='f1' sourceRef='start' targetRef='a'/><eventBasedGateway id='a'/>"  \
         "<sequenceFlow id='x' sourceRef='a' targetRef='b'/><intermediateCatchEvent id='b'>"                           \
         "<extensionElements><weir:inputOutput><weir:outputParameter name='got'>= sum</weir:outputParameter>"          \
         "</weir:inputOutput></extensionElements><messageEventDefinition messageRef='m'/></intermediateCatchEvent>"    \
         "<sequenceFlow id='y' sourceRef='a' targetRef='c'/><intermediateCatchEvent id='c'>"                           \
         "<signalEventDefinition signalRef='s'/></intermediateCatchEvent>"                                             \
         "<sequenceFlow id='z' sourceRef='a' targetRef='d'/><intermediateCatchEvent id='d'><timerEventDefinition>"     \
         "<timeDuration>PT1H</timeDuration></timerEventDefinition></intermediateCatchEvent>"                           \
         "<sequenceFlow id='g1' sourceRef='b' targetRef='paid'/><userTask id='paid'/>"                                 \
         "<sequenceFlow id='g2' sourceRef='c' targetRef='stopped'/><userTask id='stopped'/>"                           \
         "<sequenceFlow id='g3' sourceRef='d' targetRef='late'/><userTask id='late'/>" END

static void the_first_event_behind_an_event_based_gateway_wins(void **state)
{
    run_fixture *f = *state;

    deploy(f, RACE);
    assert_ok(start(f, "{order: 1}"));
    assert_waits(f, "b c d");
    assert_value(f, &wait_at(f, "b")->value, "{order: 1}");
    assert_ok(give(f, WEIR_COMMAND_MESSAGE, "b", "{sum: 5}"));
    assert_waits(f, "paid");
    assert_variable(f, "got", "5");
    assert_path(f, "b paid");

    assert_ok(start(f, NULL));
    assert_ok(give(f, WEIR_COMMAND_SIGNAL, "c", NULL));
    assert_waits(f, "stopped");

    assert_ok(start(f, NULL));
    assert_ok(fire(f, "d"));
    assert_waits(f, "late");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_exclusive_gateway_takes_the_first_true_flow),
        TEST(an_exclusive_gateway_without_a_true_flow_can_not_go_on),
        TEST(a_condition_is_true_or_false),
        TEST(an_activity_takes_all_true_flows_or_its_default),
        TEST(a_join_takes_one_token_of_each_flow),
        TEST(a_join_in_each_item_of_a_loop_waits_for_its_own_tokens),
        TEST(the_first_event_behind_an_event_based_gateway_wins),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
