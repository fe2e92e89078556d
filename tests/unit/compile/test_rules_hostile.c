/* SPDX-License-Identifier: Apache-2.0
 * The semantic rules on models made to hurt: references in circles, too much of everything, memory that runs out.
 */
#include <stdlib.h>

#include "base/buffer.h"
#include "rules_fixture.h"

#define NODE_COUNT 10000

/* Text that a test builds piece by piece; lives until the end of the test. */
typedef struct writer {
    test_memory memory;
    weir_arena arena;
    weir_buffer buffer;
} writer;

static void start_writing(writer *w)
{
    weir_arena_init(&w->arena, test_memory_port(&w->memory, false), ARENA_BYTES_MAX);
    weir_buffer_init(&w->buffer, &w->arena, 0);
}

static void check_written(rules_fixture *f, writer *w)
{
    weir_text text;

    assert_int_equal(weir_buffer_done(&w->buffer, &text), WEIR_OK);
    read_model(f, text.at, text.length);
    assert_int_equal(weir_rules_check(&f->model, &test_calendars, &f->problems), WEIR_OK);
    weir_problems_sort(&f->problems);
    weir_arena_release(&w->arena);
}

static void references_in_circles_end_in_problems(void **state)
{
    rules_fixture f = {0};

    (void)state;
    check_text(&f, PROCESS "<startEvent id=\"start\" default=\"start\"/><endEvent id=\"end\"/>\n"
                           "<boundaryEvent id=\"b1\" attachedToRef=\"b2\"/><boundaryEvent id=\"b2\" "
                           "attachedToRef=\"b1\"/><boundaryEvent id=\"b3\" attachedToRef=\"b3\"/>\n"
                           "<subProcess id=\"s\"><startEvent id=\"in\"/><sequenceFlow id=\"i\" sourceRef=\"s\" "
                           "targetRef=\"in\"/></subProcess>\n"
                           "<sequenceFlow id=\"f1\" sourceRef=\"p\" targetRef=\"p\"/>\n"
                           "<sequenceFlow id=\"f2\" sourceRef=\"f2\" targetRef=\"f2\"/>\n"
                           "<sequenceFlow id=\"f3\" sourceRef=\"end\" targetRef=\"end\"/>\n"
                           "<laneSet id=\"l\"><lane id=\"l1\"><flowNodeRef>l1</flowNodeRef><flowNodeRef/></lane>"
                           "</laneSet>\n" END);
    assert_int_equal(count_rule(&f, "boundary-host-kind"), 3);
    assert_int_equal(count_rule(&f, "reference-wrong-kind"), 6);
    assert_int_equal(count_rule(&f, "flow-crosses-scope"), 1);
    release_fixture(&f);
}

static void parts_in_places_where_they_make_no_sense_are_no_danger(void **state)
{
    static const char *const models[] = {
        "<userTask xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" id=\"a\" default=\"a\"/>",
        "<boundaryEvent xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" attachedToRef=\"a\"/>",
        "<sequenceFlow xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\"/>",
        "<timerEventDefinition xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\"><timeCycle/>"
        "</timerEventDefinition>",
        "<script xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\">1 +</script>",
        "<laneSet xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\"><lane><flowNodeRef>x</flowNodeRef></lane>"
        "</laneSet>",
        "<subProcess xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" triggeredByEvent=\"true\"/>",
        "<inclusiveGateway xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" id=\"g\"/>",
        "<messageEventDefinition xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" messageRef=\":\"/>",
        HEAD "<process><process id=\"p\" isExecutable=\"true\"><process/></process></process></definitions>",
    };
    rules_fixture f = {0};

    (void)state;
    for (uint32_t i = 0; i < sizeof models / sizeof *models; i++)
        check_text(&f, models[i]);
    release_fixture(&f);
}

static void a_process_of_ten_thousand_nodes_is_checked_as_a_whole(void **state)
{
    rules_fixture f = {0};
    writer w = {0};

    (void)state;
    start_writing(&w);
    weir_buffer_format(&w.buffer, "%s<startEvent id=\"n0\"/><endEvent id=\"end\"/>\n", PROCESS);
    for (uint32_t i = 1; i <= NODE_COUNT; i++)
        weir_buffer_format(&w.buffer,
                           "<task id=\"n%u\"/><sequenceFlow id=\"f%u\" sourceRef=\"n%u\" targetRef=\"n%u\">"
                           "<conditionExpression>x = %u</conditionExpression></sequenceFlow>\n",
                           i, i, i - 1, i, i);
    weir_buffer_format(&w.buffer, "<sequenceFlow id=\"f\" sourceRef=\"n%u\" targetRef=\"end\"/>\n%s", NODE_COUNT, END);
    check_written(&f, &w);
    assert_int_equal(f.problems.count + f.problems.dropped_count, NODE_COUNT); /* each condition stands alone */
    release_fixture(&f);
}

static void a_node_with_ten_thousand_flows_is_no_trap(void **state)
{
    rules_fixture f = {0};
    writer w = {0};

    (void)state;
    start_writing(&w);
    weir_buffer_format(&w.buffer, "%s<startEvent id=\"start\"/><endEvent id=\"end\"/><userTask id=\"a\"/>\n", PROCESS);
    weir_buffer_format(&w.buffer, "<sequenceFlow id=\"f\" sourceRef=\"start\" targetRef=\"a\"/>\n");
    for (uint32_t i = 0; i < NODE_COUNT; i++)
        weir_buffer_format(&w.buffer,
                           "<sequenceFlow id=\"f%u\" sourceRef=\"a\" targetRef=\"end\"/>"
                           "<boundaryEvent id=\"b%u\" attachedToRef=\"a\"><errorEventDefinition/></boundaryEvent>\n",
                           i, i);
    weir_buffer_format(&w.buffer, "%s", END);
    check_written(&f, &w);
    assert_int_equal(f.problems.error_count, NODE_COUNT - 1); /* all but one catch what the first does */
    release_fixture(&f);
}

static void ten_thousand_wrong_references_get_fewer_hints_but_all_are_counted(void **state)
{
    rules_fixture f = {0};
    writer w = {0};

    (void)state;
    start_writing(&w);
    weir_buffer_format(&w.buffer, "%s<startEvent id=\"start\"/><endEvent id=\"end\"/>\n", PROCESS);
    weir_buffer_format(&w.buffer, "<sequenceFlow id=\"f\" sourceRef=\"start\" targetRef=\"end\"/>\n");
    for (uint32_t i = 0; i < NODE_COUNT; i++)
        weir_buffer_format(&w.buffer,
                           "<sequenceFlow id=\"flow-with-a-long-long-name-of-many-letters-%u\" "
                           "sourceRef=\"node-with-a-long-long-name-of-many-letters-%u\" targetRef=\"end\"/>"
                           "<userTsak id=\"nodes-with-a-long-long-name-of-many-letters-%u\"/>\n",
                           i, i, i);
    weir_buffer_format(&w.buffer, "%s", END);
    check_written(&f, &w);
    assert_int_equal(f.problems.error_count, 2 * NODE_COUNT);
    assert_int_equal(f.problems.count, WEIR_PROBLEM_COUNT_MAX);
    release_fixture(&f);
}

static void nesting_as_deep_as_xml_may_be_is_no_trap(void **state)
{
    enum { DEPTH = 90 };
    rules_fixture f = {0};
    writer w = {0};

    (void)state;
    start_writing(&w);
    weir_buffer_format(&w.buffer, "%s", PROCESS);
    for (uint32_t i = 0; i < DEPTH; i++)
        weir_buffer_format(&w.buffer, "<subProcess id=\"s%u\" triggeredByEvent=\"true\">", i);
    for (uint32_t i = 0; i < DEPTH; i++)
        weir_buffer_format(&w.buffer, "</subProcess>");
    weir_buffer_format(&w.buffer, "%s", END);
    check_written(&f, &w);
    assert_int_equal(count_rule(&f, "start-missing"), DEPTH + 1);
    release_fixture(&f);
}

static const char crowded_model[] =
    PROCESS "<startEvent id=\"start\"/><userTask id=\"a\"><extensionElements>"
            "<weir:inputOutput><weir:inputParameter name=\"x\">=1 + 1</weir:inputParameter></weir:inputOutput>"
            "<weir:formData><weir:formField id=\"x\"/></weir:formData></extensionElements></userTask>\n"
            "<boundaryEvent id=\"b1\" attachedToRef=\"a\"><errorEventDefinition/></boundaryEvent>\n"
            "<boundaryEvent id=\"b2\" attachedToRef=\"a\"><errorEventDefinition/></boundaryEvent>\n"
            "<endEvent id=\"end\"/><sequenceFlow id=\"f1\" sourceRef=\"strat\" targetRef=\"a\"/>\n"
            "<sequenceFlow id=\"f2\" sourceRef=\"a\" targetRef=\"end\"/>\n" END;

static void when_memory_runs_out_the_caller_hears_of_it(void **state)
{
    rules_fixture f = {0};
    uint64_t fail_at = 1;
    weir_err err;

    (void)state;
    do {
        read_model(&f, crowded_model, sizeof crowded_model - 1);
        f.arena.memory.exact = true;
        f.memory.take_count = 0;
        f.memory.fail_at = fail_at++;
        err = weir_rules_check(&f.model, &test_calendars, &f.problems);
        f.memory.fail_at = 0;
        assert_true(err == WEIR_OK || err == WEIR_ENOMEM);
    } while (err == WEIR_ENOMEM);
    assert_true(fail_at > 10);
    assert_int_equal(count_rule(&f, "boundary-duplicate"), 1);
    release_fixture(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(references_in_circles_end_in_problems),
        cmocka_unit_test(parts_in_places_where_they_make_no_sense_are_no_danger),
        cmocka_unit_test(a_process_of_ten_thousand_nodes_is_checked_as_a_whole),
        cmocka_unit_test(a_node_with_ten_thousand_flows_is_no_trap),
        cmocka_unit_test(ten_thousand_wrong_references_get_fewer_hints_but_all_are_counted),
        cmocka_unit_test(nesting_as_deep_as_xml_may_be_is_no_trap),
        cmocka_unit_test(when_memory_runs_out_the_caller_hears_of_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
