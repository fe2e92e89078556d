/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/run/test_loop.c - multi-instance: how many items, in which order, and when they are enough.
 */
#include "unit/run/run_fixture.h"

#define LOOP(attributes, inside)                                                                                       \
    AROUND("<userTask id='a'><multiInstanceLoopCharacteristics " attributes ">" inside                                 \
           "</multiInstanceLoopCharacteristics></userTask>")

static void a_cardinality_is_a_whole_number_from_zero(void **state)
{
    static const char *const rows[] = {"-1", "1.5", "\"2\"", "null", "1e30"};
    run_fixture *f = *state;

    deploy(f, LOOP("", "<loopCardinality>= n</loopCardinality>"));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char variables[64];

        (void)snprintf(variables, sizeof variables, "{n: %s}", rows[i]);
        assert_fails(start(f, variables), WEIR_EPROCESS, "a", "must give a whole number from 0");
    }
    assert_ok(start(f, "{n: 0}"));
    assert_ended(f, "completed");
    assert_ok(start(f, "{n: 3.0}"));
    assert_waits(f, "a a a");
}

static void too_many_items_are_a_limit(void **state)
{
    run_fixture *f = *state;

    f->is_large = true;
    deploy(f, LOOP("", "<loopCardinality>= n</loopCardinality>"));
    assert_fails(start(f, "{n: 250001}"), WEIR_ELIMIT, "a", "facts_per_command_max = 250000");
    assert_fails(start(f, "{n: 250000}"), WEIR_ELIMIT, "", "facts_per_command_max = 250000");
}

static void a_collection_is_a_list(void **state)
{
    run_fixture *f = *state;

    deploy(f, LOOP("weir:collection='= names' weir:elementVariable='one'", ""));
    assert_fails(start(f, "{names: 1}"), WEIR_EPROCESS, "a", "gives a number instead of a list");
    assert_fails(start(f, NULL), WEIR_EPROCESS, "a", "gives a null instead of a list");
    deploy(f, LOOP("weir:collection='= 1 + \"a\"'", ""));
    assert_fails(start(f, NULL), WEIR_EPROCESS, "a", "gives a null instead of a list: ");
}

static void no_items_are_done_at_once(void **state)
{
    run_fixture *f = *state;

    deploy(f, LOOP("weir:collection='all' weir:outputCollection='out' weir:outputElement='= x'", ""));
    assert_ok(start(f, "{all: [], out: 1}"));
    assert_ended(f, "completed");
    assert_variable(f, "out", "[]");
}

static void an_item_sees_its_element_its_counter_and_the_counts(void **state)
{
    run_fixture *f = *state;

    deploy(f, AROUND("<scriptTask id='a' scriptFormat='feel' weir:resultVariable='unused'>"
                     "<multiInstanceLoopCharacteristics isSequential='true' weir:collection='all' "
                     "weir:elementVariable='one' weir:outputCollection='out' weir:outputElement='= [one, loopCounter, "
                     "nrOfInstances, nrOfCompletedInstances, nrOfActiveInstances, count(out)]'/>"
                     "<script>= 1</script></scriptTask>"));
    assert_ok(start(f, "{all: [\"x\", \"y\"]}"));
    assert_ended(f, "completed");
    assert_variable(f, "out", "[[\"x\", 0, 2, 0, 1, 0], [\"y\", 1, 2, 1, 1, 1]]");
}

static void items_run_one_after_the_other_or_side_by_side(void **state)
{
    run_fixture *f = *state;

    deploy(f, LOOP("isSequential='true'", "<loopCardinality>2</loopCardinality>"));
    assert_ok(start(f, NULL));
    assert_waits(f, "a");
    assert_ok(complete(f, "a", "{x: 1}"));
    assert_variable(f, "x", "1");
    assert_waits(f, "a");
    assert_ok(complete(f, "a", NULL));
    assert_ended(f, "completed");

    deploy(f, LOOP("", "<loopCardinality>2</loopCardinality>"));
    assert_ok(start(f, NULL));
    assert_waits(f, "a a");
    assert_ok(complete(f, "a", NULL));
    assert_waits(f, "a");
    assert_ok(complete(f, "a", NULL));
    assert_ended(f, "completed");
}

static void what_items_give_is_collected_in_their_order(void **state)
{
    run_fixture *f = *state;

    deploy(f, LOOP("weir:outputCollection='out' weir:outputElement='= v'", "<loopCardinality>3</loopCardinality>"));
    assert_ok(start(f, NULL));
    for (int i = 3; i > 0; i--) {
        const weir_wait *last = &f->state.waits.items[f->state.waits.count - 1];
        weir_entry entry = {WEIR_T("v"), weir_integer(i)};

        assert_ok(run_command(
            f, (weir_command){.kind = WEIR_COMMAND_COMPLETE, .wait = last->id, .variables = weir_context(&entry, 1)}));
    }
    assert_ended(f, "completed");
    assert_variable(f, "out", "[1, 2, 3]");
    assert_variable(f, "v", NULL);
}

static void a_completion_condition_cancels_the_other_items(void **state)
{
    run_fixture *f = *state;

    deploy(f, LOOP("", "<loopCardinality>4</loopCardinality><completionCondition>stop</completionCondition>"));
    assert_ok(start(f, NULL));
    assert_ok(complete(f, "a", NULL)); /* null is not yet */
    assert_waits(f, "a a a");
    assert_ok(complete(f, "a", "{stop: false}"));
    assert_waits(f, "a a");
    assert_ok(complete(f, "a", "{stop: true}"));
    assert_ended(f, "completed");
    assert_int_equal(count_facts(f, WEIR_FACT_element_cancelled), 1);
}

static void a_completion_condition_is_true_or_false(void **state)
{
    run_fixture *f = *state;

    deploy(f, LOOP("", "<loopCardinality>2</loopCardinality><completionCondition>= 1</completionCondition>"));
    assert_ok(start(f, NULL));
    assert_fails(complete(f, "a", NULL), WEIR_EPROCESS, "a", "gives a number instead of true or false");
}

static void a_boundary_event_belongs_to_all_items(void **state)
{
    run_fixture *f = *state;

    deploy(f, AROUND("<userTask id='a'><multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality>"
                     "</multiInstanceLoopCharacteristics></userTask><boundaryEvent id='late' attachedToRef='a'>"
                     "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></boundaryEvent>"
                     "<sequenceFlow id='g' sourceRef='late' targetRef='b'/><userTask id='b'/>"
                     "<boundaryEvent id='wrong' attachedToRef='a'><errorEventDefinition/></boundaryEvent>"
                     "<sequenceFlow id='h' sourceRef='wrong' targetRef='c'/><userTask id='c'/>"));
    assert_ok(start(f, NULL));
    assert_waits(f, "late a a");
    assert_ok(complete(f, "a", NULL));
    assert_ok(fire(f, "late"));
    assert_waits(f, "b");
    assert_ok(start(f, NULL));
    assert_ok(throw_code(f, "a", "E"));
    assert_waits(f, "c");
}

static void inputs_are_made_for_each_item_and_outputs_once(void **state)
{
    run_fixture *f = *state;

    deploy(f, AROUND("<userTask id='a'><extensionElements><weir:inputOutput>"
                     "<weir:inputParameter name='double'>= one * 2</weir:inputParameter>"
                     "<weir:outputParameter name='sum'>= sum(out)</weir:outputParameter>"
                     "</weir:inputOutput></extensionElements>"
                     "<multiInstanceLoopCharacteristics weir:collection='all' weir:elementVariable='one' "
                     "weir:outputCollection='out' weir:outputElement='= double'/></userTask>"));
    assert_ok(start(f, "{all: [1, 2]}"));
    assert_ok(complete(f, "a", NULL));
    assert_ok(complete(f, "a", NULL));
    assert_ended(f, "completed");
    assert_variable(f, "sum", "6");
}

static void a_loop_in_a_loop_keeps_its_own_counts(void **state)
{
    run_fixture *f = *state;

    deploy(f,
           AROUND("<subProcess id='a'><multiInstanceLoopCharacteristics isSequential='true' weir:collection='= [1, 2]' "
                  "weir:elementVariable='x' weir:outputCollection='rows' weir:outputElement='= row'/>"
                  "<startEvent id='s'/><sequenceFlow id='g' sourceRef='s' targetRef='b'/>"
                  "<task id='b'><extensionElements><weir:inputOutput>"
                  "<weir:outputParameter name='row'>= inner</weir:outputParameter></weir:inputOutput>"
                  "</extensionElements><multiInstanceLoopCharacteristics weir:collection='= [10, 20]' "
                  "weir:elementVariable='y' weir:outputCollection='inner' weir:outputElement='= x * y'/></task>"
                  "</subProcess>"));
    assert_ok(start(f, NULL));
    assert_ended(f, "completed");
    assert_variable(f, "rows", "[[10, 20], [20, 40]]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_cardinality_is_a_whole_number_from_zero),
        TEST(too_many_items_are_a_limit),
        TEST(a_collection_is_a_list),
        TEST(no_items_are_done_at_once),
        TEST(an_item_sees_its_element_its_counter_and_the_counts),
        TEST(items_run_one_after_the_other_or_side_by_side),
        TEST(what_items_give_is_collected_in_their_order),
        TEST(a_completion_condition_cancels_the_other_items),
        TEST(a_completion_condition_is_true_or_false),
        TEST(a_boundary_event_belongs_to_all_items),
        TEST(inputs_are_made_for_each_item_and_outputs_once),
        TEST(a_loop_in_a_loop_keeps_its_own_counts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
