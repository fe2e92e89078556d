/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/dmn/test_table.c - decision tables: hit policies, defaults, allowed values, traces.
 */
#include "dmn_fixture.h"

#define INPUT(source) "<input><inputExpression><text>" source "</text></inputExpression></input>"
#define CELL_IN(source) "<inputEntry><text>" source "</text></inputEntry>"
#define CELL_OUT(source) "<outputEntry><text>" source "</text></outputEntry>"
#define RULE(test, value) "<rule>" CELL_IN(test) CELL_OUT(value) "</rule>"
#define OUTPUT "<output name=\"out\"/>"
#define RANKED "<output><outputValues><text>\"high\", \"middle\", \"low\"</text></outputValues></output>"
#define TABLE(attributes, content) DECISION("d", "<decisionTable " attributes ">" content "</decisionTable>")

#define STEPS RULE("&lt; 10", "\"small\"") RULE("[10..20]", "\"middle\"") RULE("> 20", "\"large\"")

static void a_unique_table_gives_the_rule_that_hits(void **state)
{
    compile_well(*state, TABLE("", INPUT("x") OUTPUT STEPS));
    assert_decides(*state, "d", "{\"x\":3}", "\"small\"");
    assert_decides(*state, "d", "{\"x\":10}", "\"middle\"");
    assert_decides(*state, "d", "{\"x\":20.5}", "\"large\"");
}

static void a_table_without_a_fitting_rule_gives_null_and_says_so(void **state)
{
    compile_well(*state, TABLE("", INPUT("x") OUTPUT RULE("1", "2")));
    assert_null_because(*state, "d", "{\"x\":3}", "no rule");
}

static void an_input_that_is_missing_lets_only_dashes_hit(void **state)
{
    compile_well(*state, TABLE("hitPolicy=\"COLLECT\"", INPUT("x") OUTPUT RULE("> 1", "2") RULE("-", "3")));
    assert_decides(*state, "d", "{}", "[3]");
}

static void an_empty_entry_is_a_dash(void **state)
{
    compile_well(*state, TABLE("", INPUT("x") OUTPUT RULE("", "7")));
    assert_decides(*state, "d", "{\"x\":3}", "7");
}

static void a_unique_table_with_two_hits_gives_null_and_names_the_rules(void **state)
{
    compile_well(*state, TABLE("", INPUT("x") OUTPUT RULE("1", "1") RULE("&lt; 5", "2") RULE("&lt; 3", "3")));
    assert_null_because(*state, "d", "{\"x\":2}", "rules 2 and 3");
}

static void an_any_table_wants_equal_outputs(void **state)
{
    compile_well(*state, TABLE("hitPolicy=\"ANY\"",
                               INPUT("x") OUTPUT RULE("&lt; 5", "1.0") RULE("&lt; 3", "1") RULE("&lt; 1", "2")));
    assert_decides(*state, "d", "{\"x\":2}", "1.0");
    assert_null_because(*state, "d", "{\"x\":0}", "rules 1 and 3");
}

static void a_first_table_gives_the_first_of_its_hits(void **state)
{
    dmn_fixture *f = *state;

    compile_well(f, TABLE("hitPolicy=\"FIRST\"", INPUT("x") OUTPUT RULE("7", "1") RULE("&lt; 3", "2") RULE("-", "3")));
    assert_decides(f, "d", "{\"x\":2}", "2");
    assert_int_equal(f->traces.items[0].rule_count, 1);
    assert_int_equal(f->traces.items[0].rules[0], 2);
}

#define LEVELS RULE("> 5", "\"low\"") RULE("> 10", "\"high\"") RULE("> 7", "\"middle\"") RULE("> 8", "\"low\"")

static void a_priority_table_gives_the_highest_output(void **state)
{
    compile_well(*state, TABLE("hitPolicy=\"PRIORITY\"", INPUT("x") RANKED LEVELS));
    assert_decides(*state, "d", "{\"x\":11}", "\"high\"");
    assert_decides(*state, "d", "{\"x\":9}", "\"middle\"");
    assert_decides(*state, "d", "{\"x\":6}", "\"low\"");
}

static void an_output_order_table_gives_all_hits_the_highest_first(void **state)
{
    dmn_fixture *f = *state;

    compile_well(f, TABLE("hitPolicy=\"OUTPUT ORDER\"", INPUT("x") RANKED LEVELS));
    assert_decides(f, "d", "{\"x\":11}", "[\"high\", \"middle\", \"low\", \"low\"]");
    assert_int_equal(f->traces.items[0].rules[0], 2);
    assert_int_equal(f->traces.items[0].rules[1], 3);
    assert_int_equal(f->traces.items[0].rules[2], 1); /* equal ones in the order of the rules */
    assert_int_equal(f->traces.items[0].rules[3], 4);
}

static void a_rule_order_table_gives_all_hits_as_they_stand(void **state)
{
    compile_well(*state, TABLE("hitPolicy=\"RULE ORDER\"", INPUT("x") RANKED LEVELS));
    assert_decides(*state, "d", "{\"x\":11}", "[\"low\", \"high\", \"middle\", \"low\"]");
}

static void priority_goes_by_the_first_output_and_then_by_the_next(void **state)
{
    compile_well(*state,
                 TABLE("hitPolicy=\"PRIORITY\"",
                       INPUT("x") "<output name=\"a\"><outputValues><text>1, 2</text></outputValues></output>"
                                  "<output name=\"b\"><outputValues><text>\"x\", \"y\"</text></outputValues></output>"
                                  "<rule>" CELL_IN("-") CELL_OUT("2")
                                      CELL_OUT("\"x\"") "</rule>"
                                                        "<rule>" CELL_IN("-") CELL_OUT("1")
                                                            CELL_OUT("\"y\"") "</rule>"
                                                                              "<rule>" CELL_IN("&lt; 0") CELL_OUT("1")
                                                                                  CELL_OUT("\"x\"") "</rule>"));
    assert_decides(*state, "d", "{\"x\":1}", "{a: 1, b: \"y\"}");
    assert_decides(*state, "d", "{\"x\":-1}", "{a: 1, b: \"x\"}");
}

#define POINTS INPUT("x") OUTPUT RULE("> 0", "30") RULE("> 5", "12.5") RULE("> 9", "1")

static void a_collect_table_gives_all_hits(void **state)
{
    compile_well(*state, TABLE("hitPolicy=\"COLLECT\"", POINTS));
    assert_decides(*state, "d", "{\"x\":6}", "[30, 12.5]");
    assert_decides(*state, "d", "{\"x\":0}", "[]");
}

static void a_rule_order_table_without_hits_is_null(void **state)
{
    compile_well(*state, TABLE("hitPolicy=\"RULE ORDER\"", POINTS));
    assert_null_because(*state, "d", "{\"x\":0}", "no rule");
}

#define TWO "<output name=\"a\"/><output name=\"b\"/>"
#define RULE2(test, a, b) "<rule>" CELL_IN(test) CELL_OUT(a) CELL_OUT(b) "</rule>"

static void each_of_several_outputs_is_aggregated(void **state)
{
    compile_well(*state, TABLE("hitPolicy=\"COLLECT\" aggregation=\"MAX\"",
                               INPUT("x") TWO RULE2("> 0", "1", "5") RULE2("> 5", "7", "2")));
    assert_decides(*state, "d", "{\"x\":6}", "{a: 7, b: 5}");
    assert_null_because(*state, "d", "{\"x\":0}", "no rule");
    compile_well(*state, TABLE("hitPolicy=\"COLLECT\" aggregation=\"COUNT\"", INPUT("x") TWO RULE2("> 0", "1", "5")));
    assert_decides(*state, "d", "{\"x\":6}", "{a: 1, b: 1}");
    assert_decides(*state, "d", "{\"x\":0}", "0");
}

static void output_values_may_be_ranges_and_comparisons(void **state)
{
    compile_well(
        *state,
        TABLE("hitPolicy=\"OUTPUT ORDER\"",
              INPUT("x") "<output><outputValues><text>[20..29], 30, &lt; 20</text></outputValues></output>" RULE(
                  "-", "30") RULE("-", "10") RULE("-", "20") RULE("-", "5")));
    assert_decides(*state, "d", "{}", "[20, 30, 10, 5]");
}

static void output_values_that_are_computed_rank_too(void **state)
{
    compile_well(
        *state,
        DATA("low")
            TABLE("hitPolicy=\"PRIORITY\"",
                  INPUT("x") "<output><outputValues><text>upper case(\"b\"), \"A\"</text></outputValues></output>" RULE(
                      "-", "\"A\"") RULE("-", "\"B\"")));
    assert_decides(*state, "d", "{}", "\"B\"");
}

static void the_allowed_values_of_its_type_rank_an_output(void **state)
{
    compile_well(*state, "<itemDefinition name=\"grade\"><typeRef>string</typeRef><allowedValues><text>\"A\", \"B\""
                         "</text></allowedValues></itemDefinition>"
                         "<itemDefinition name=\"mark\"><typeRef>grade</typeRef></itemDefinition>" TABLE(
                             "hitPolicy=\"PRIORITY\"",
                             INPUT("x") "<output typeRef=\"mark\"/>" RULE("-", "\"B\"") RULE("&lt; 5", "\"A\"")));
    assert_decides(*state, "d", "{\"x\":1}", "\"A\"");
    assert_decides(*state, "d", "{\"x\":7}", "\"B\"");
}

static void without_output_values_rules_rank_by_their_order(void **state)
{
    compile_well(*state, TABLE("hitPolicy=\"PRIORITY\"", INPUT("x") OUTPUT RULE("-", "1") RULE("-", "2")));
    assert_decides(*state, "d", "{}", "1");
    compile_well(*state, TABLE("hitPolicy=\"OUTPUT ORDER\"", INPUT("x") OUTPUT RULE("-", "1") RULE("-", "2")));
    assert_decides(*state, "d", "{}", "[1, 2]");
}

static void an_input_that_its_type_does_not_allow_gives_null(void **state)
{
    compile_well(
        *state,
        "<itemDefinition name=\"grade\"><typeRef>string</typeRef><allowedValues><text>\"A\", \"B\""
        "</text></allowedValues></itemDefinition>" TABLE(
            "", "<input><inputExpression typeRef=\"grade\"><text>x</text></inputExpression></input>" OUTPUT RULE("-",
                                                                                                                 "1")));
    assert_decides(*state, "d", "{\"x\":\"A\"}", "1");
    assert_decides(*state, "d", "{\"x\":null}", "1");
    assert_null_because(*state, "d", "{\"x\":\"Z\"}", "x");
}

static void collect_adds_up(void **state)
{
    compile_well(*state, TABLE("hitPolicy=\"COLLECT\" aggregation=\"SUM\"", POINTS));
    assert_decides(*state, "d", "{\"x\":10}", "43.5");
    assert_decides(*state, "d", "{\"x\":0}", "null");
}

static void collect_takes_the_smallest(void **state)
{
    compile_well(*state, TABLE("hitPolicy=\"COLLECT\" aggregation=\"MIN\"", POINTS));
    assert_decides(*state, "d", "{\"x\":10}", "1");
}

static void collect_takes_the_largest(void **state)
{
    compile_well(*state, TABLE("hitPolicy=\"COLLECT\" aggregation=\"MAX\"", POINTS));
    assert_decides(*state, "d", "{\"x\":10}", "30");
}

static void collect_counts_its_hits_and_their_absence(void **state)
{
    compile_well(*state, TABLE("hitPolicy=\"COLLECT\" aggregation=\"COUNT\"", POINTS));
    assert_decides(*state, "d", "{\"x\":10}", "3");
    assert_decides(*state, "d", "{\"x\":0}", "0");
}

static void several_outputs_give_a_context(void **state)
{
    dmn_fixture *f = *state;

    compile_well(f, TABLE("", INPUT("x") "<output name=\"Rate of Tax\"/><output name=\"b\"/><rule>" CELL_IN("1")
                                  CELL_OUT("0.80") CELL_OUT("x + 1") "</rule>"));
    assert_decides(f, "d", "{\"x\":1}", "{\"Rate of Tax\": 0.80, b: 2}");
    assert_int_equal(weir_decision_output_count(weir_dmn_at(f->decisions, 0)), 2);
    assert_true(weir_text_equal(weir_decision_output(weir_dmn_at(f->decisions, 0), 1), WEIR_T("b")));
}

static void several_outputs_of_several_hits_give_a_list_of_contexts(void **state)
{
    compile_well(*state, TABLE("hitPolicy=\"RULE ORDER\"",
                               INPUT("x") "<output name=\"a\"/><output name=\"b\"/>"
                                          "<rule>" CELL_IN("1") CELL_OUT("1") CELL_OUT(
                                              "2") "</rule>"
                                                   "<rule>" CELL_IN("-") CELL_OUT("3") CELL_OUT("") "</rule>"));
    assert_decides(*state, "d", "{\"x\":1}", "[{a: 1, b: 2}, {a: 3, b: null}]");
}

#define WITH_DEFAULT(source)                                                                                           \
    "<output name=\"out\" typeRef=\"string\"><defaultOutputEntry><text>" source "</text></defaultOutputEntry></"       \
    "output>"

static void the_default_stands_in_where_no_rule_hits(void **state)
{
    compile_well(*state, TABLE("", INPUT("x") WITH_DEFAULT("\"none\"") RULE("1", "\"one\"")));
    assert_decides(*state, "d", "{\"x\":1}", "\"one\"");
    assert_decides(*state, "d", "{\"x\":2}", "\"none\"");
}

static void the_default_of_a_list_may_be_a_list_or_its_only_item(void **state)
{
    compile_well(*state, TABLE("hitPolicy=\"COLLECT\"", INPUT("x") WITH_DEFAULT("[]") RULE("1", "\"one\"")));
    assert_decides(*state, "d", "{\"x\":1}", "[\"one\"]");
    assert_decides(*state, "d", "{\"x\":2}", "[]");
}

static void a_bare_default_of_a_list_becomes_one(void **state)
{
    compile_well(*state, TABLE("hitPolicy=\"RULE ORDER\"", INPUT("x") WITH_DEFAULT("\"none\"") RULE("1", "\"one\"")));
    assert_decides(*state, "d", "{\"x\":2}", "[\"none\"]");
}

#define CHOSEN                                                                                                         \
    "<input><inputExpression><text>x</text></inputExpression><inputValues><text>\"a\", \"b\"</text></inputValues>"     \
    "</input>"

static void an_input_outside_its_values_gives_null_and_no_default(void **state)
{
    dmn_fixture *f = *state;

    compile_well(f, TABLE("", CHOSEN WITH_DEFAULT("\"none\"") RULE("-", "\"any\"")));
    assert_decides(f, "d", "{\"x\":\"a\"}", "\"any\"");
    assert_null_because(f, "d", "{\"x\":\"c\"}", "the input x is none of its allowed values");
    assert_int_equal(f->traces.items[0].rule_count, 0);
    assert_null_because(f, "d", "{}", "x");
}

static void an_output_outside_its_values_is_null(void **state)
{
    compile_well(*state, TABLE("", INPUT("x") RANKED RULE("1", "\"high\"") RULE("2", "\"top\"")));
    assert_decides(*state, "d", "{\"x\":1}", "\"high\"");
    assert_null_because(*state, "d", "{\"x\":2}", "the output output is none of its allowed values");
}

static void an_input_of_a_wrong_type_is_null(void **state)
{
    compile_well(*state, TABLE("", "<input><inputExpression typeRef=\"number\"><text>x</text></inputExpression></input>"
                                   "<output typeRef=\"string\"/>" RULE("null", "\"nothing\"") RULE("1", "2")));
    assert_decides(*state, "d", "{\"x\":\"1\"}", "\"nothing\"");
    assert_null_because(*state, "d", "{\"x\":1}", "string");
}

static void an_input_entry_may_speak_of_its_input_and_of_others(void **state)
{
    compile_well(*state, TABLE("", INPUT("x") INPUT("y") OUTPUT "<rule>" CELL_IN("? * 2 > y") CELL_IN("> x")
                                       CELL_OUT("x + y") "</rule>"));
    assert_decides(*state, "d", "{\"x\":3,\"y\":5}", "8");
    assert_decides(*state, "d", "{\"x\":3,\"y\":7}", "null");
}

static void a_trace_tells_inputs_result_and_rules(void **state)
{
    dmn_fixture *f = *state;

    compile_well(f, TABLE("hitPolicy=\"COLLECT\"",
                          INPUT("x") INPUT("x + 1") INPUT("x") OUTPUT "<rule>" CELL_IN("1") CELL_IN("2") CELL_IN("-")
                              CELL_OUT("\"a\"") "</rule>"
                                                "<rule>" CELL_IN("1") CELL_IN("3") CELL_IN("-")
                                                    CELL_OUT("\"b\"") "</rule>"
                                                                      "<rule>" CELL_IN("-") CELL_IN("-") CELL_IN("1")
                                                                          CELL_OUT("\"c\"") "</rule>"));
    assert_decides(f, "d", "{\"x\":1}", "[\"a\", \"c\"]");
    assert_int_equal(f->traces.count, 1);
    assert_ptr_equal(f->traces.items[0].decision, weir_dmn_at(f->decisions, 0));
    assert_string_equal(as_text(f, &f->traces.items[0].inputs), "{x: 1, \"x + 1\": 2}");
    assert_string_equal(as_text(f, &f->traces.items[0].result), "[\"a\", \"c\"]");
    assert_int_equal(f->traces.items[0].rule_count, 2);
    assert_int_equal(f->traces.items[0].rules[0], 1);
    assert_int_equal(f->traces.items[0].rules[1], 3);
}

static void a_table_without_inputs_decides_by_its_first_rule(void **state)
{
    compile_well(*state, TABLE("hitPolicy=\"FIRST\"", OUTPUT "<rule>" CELL_OUT("5") "</rule>"));
    assert_decides(*state, "d", "{}", "5");
}

static void a_table_without_rules_finds_none(void **state)
{
    compile_well(*state, TABLE("", INPUT("x") OUTPUT));
    assert_null_because(*state, "d", "{\"x\":1}", "no rule");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_unique_table_gives_the_rule_that_hits),
        TEST(a_table_without_a_fitting_rule_gives_null_and_says_so),
        TEST(an_input_that_is_missing_lets_only_dashes_hit),
        TEST(an_empty_entry_is_a_dash),
        TEST(a_unique_table_with_two_hits_gives_null_and_names_the_rules),
        TEST(an_any_table_wants_equal_outputs),
        TEST(a_first_table_gives_the_first_of_its_hits),
        TEST(a_priority_table_gives_the_highest_output),
        TEST(an_output_order_table_gives_all_hits_the_highest_first),
        TEST(a_rule_order_table_gives_all_hits_as_they_stand),
        TEST(priority_goes_by_the_first_output_and_then_by_the_next),
        TEST(a_collect_table_gives_all_hits),
        TEST(a_rule_order_table_without_hits_is_null),
        TEST(each_of_several_outputs_is_aggregated),
        TEST(output_values_may_be_ranges_and_comparisons),
        TEST(output_values_that_are_computed_rank_too),
        TEST(the_allowed_values_of_its_type_rank_an_output),
        TEST(without_output_values_rules_rank_by_their_order),
        TEST(an_input_that_its_type_does_not_allow_gives_null),
        TEST(collect_adds_up),
        TEST(collect_takes_the_smallest),
        TEST(collect_takes_the_largest),
        TEST(collect_counts_its_hits_and_their_absence),
        TEST(several_outputs_give_a_context),
        TEST(several_outputs_of_several_hits_give_a_list_of_contexts),
        TEST(the_default_stands_in_where_no_rule_hits),
        TEST(the_default_of_a_list_may_be_a_list_or_its_only_item),
        TEST(a_bare_default_of_a_list_becomes_one),
        TEST(an_input_outside_its_values_gives_null_and_no_default),
        TEST(an_output_outside_its_values_is_null),
        TEST(an_input_of_a_wrong_type_is_null),
        TEST(an_input_entry_may_speak_of_its_input_and_of_others),
        TEST(a_trace_tells_inputs_result_and_rules),
        TEST(a_table_without_inputs_decides_by_its_first_rule),
        TEST(a_table_without_rules_finds_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
