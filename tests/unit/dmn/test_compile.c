/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/dmn/test_compile.c - what is wrong with a file, with rule, line and element; and what memory may fail.
 */
#include "dmn_fixture.h"

#define TABLE(attributes, content) DECISION("d", "<decisionTable id=\"t\" " attributes ">" content "</decisionTable>")
#define INPUT "<input><inputExpression><text>x</text></inputExpression></input>"
#define OUTPUT "<output name=\"o\"/>"

static void a_wrong_expression_names_its_place(void **state)
{
    dmn_fixture *f = *state;

    assert_problem(f, DECISION("d", "\n\n" LITERAL("1 + ")), "dmn-expression", 4, "d", "line 1, column");
    assert_int_equal(f->problems.items[0].column, 0);
}

static void a_wrong_expression_of_several_lines_names_line_and_column(void **state)
{
    dmn_fixture *f = *state;

    assert_problem(f, DECISION("d", LITERAL("1 +\n  * 2")), "dmn-expression", 3, "d", "line 2, column 3");
    assert_int_equal(f->problems.items[0].column, 3);
}

static void every_wrong_cell_is_told_at_once(void **state)
{
    dmn_fixture *f = *state;

    assert_int_equal(compile(f, TABLE("", INPUT OUTPUT "<rule><inputEntry><text>> </text></inputEntry><outputEntry>"
                                                       "<text>)</text></outputEntry></rule>")),
                     WEIR_EMODEL);
    assert_int_equal(f->problems.error_count, 2);
}

static void an_unknown_hit_policy_is_refused(void **state)
{
    assert_problem(*state, TABLE("hitPolicy=\"BEST\"", INPUT OUTPUT), "dmn-hit-policy-unknown", 2, "t", "BEST");
}

static void an_unknown_aggregation_is_refused(void **state)
{
    assert_problem(*state, TABLE("hitPolicy=\"COLLECT\" aggregation=\"AVERAGE\"", INPUT OUTPUT),
                   "dmn-aggregation-unknown", 2, "t", "AVERAGE");
}

static void only_collected_outputs_can_be_aggregated(void **state)
{
    assert_problem(*state, TABLE("hitPolicy=\"RULE ORDER\" aggregation=\"SUM\"", INPUT OUTPUT),
                   "dmn-aggregation-misplaced", 2, "t", "COLLECT");
}

static void a_rule_has_as_many_entries_as_the_table_has_columns(void **state)
{
    assert_problem(*state, TABLE("", INPUT OUTPUT "\n<rule id=\"r\"><outputEntry><text>1</text></outputEntry></rule>"),
                   "dmn-rule-columns", 3, "r", "0 <inputEntry>");
}

static void several_outputs_need_names(void **state)
{
    assert_problem(*state, TABLE("", INPUT OUTPUT "<output id=\"q\"/>"), "dmn-output-name-missing", 2, "q", "names");
}

static void outputs_have_different_names(void **state)
{
    assert_problem(*state, TABLE("", INPUT "<output name=\"p\"/>\n<output id=\"o2\" name=\" p \"/>"),
                   "dmn-name-duplicate", 3, "o2", "another output \"p\"");
}

static void a_table_needs_an_output(void **state)
{
    assert_problem(*state, TABLE("", INPUT), "dmn-output-missing", 2, "t", "output");
}

static void an_input_needs_an_expression(void **state)
{
    assert_problem(*state, TABLE("", "<input id=\"i\"/>" OUTPUT), "dmn-input-expression-missing", 2, "i", "expression");
}

static void ranking_needs_output_values(void **state)
{
    assert_problem(*state, TABLE("hitPolicy=\"PRIORITY\"", INPUT OUTPUT), "dmn-output-values-missing", 2, "t",
                   "PRIORITY");
}

static void a_binding_needs_a_parameter(void **state)
{
    assert_problem(*state,
                   DECISION("d", "<invocation>" LITERAL("f") "<binding>" LITERAL("1") "</binding></invocation>"),
                   "dmn-name-missing", 2, "d", "parameter");
}

static void a_context_has_each_name_once(void **state)
{
    assert_problem(*state,
                   DECISION("d", "<context><contextEntry><variable name=\"a\"/></contextEntry><contextEntry>"
                                 "<variable name=\"a\"/></contextEntry></context>"),
                   "dmn-name-duplicate", 2, "d", "\"a\"");
}

static void two_decisions_of_one_name_are_a_warning(void **state)
{
    dmn_fixture *f = *state;

    assert_problem(f, "<decision id=\"a\" name=\"x\"/><decision id=\"b\" name=\"x\"/>", "dmn-name-duplicate", 2, "b",
                   "\"x\"");
    assert_int_equal(f->problems.error_count, 0);
}

static void a_service_needs_an_output(void **state)
{
    assert_problem(*state, "<decisionService id=\"s\" name=\"s\"/>", "dmn-output-missing", 2, "s", "service");
}

static void an_import_of_another_kind_is_a_warning(void **state)
{
    assert_problem(*state, "<import namespace=\"other\" name=\"o\" importType=\"x\"/>", "dmn-import-unsupported", 2,
                   "f", "DMN files only");
}

/* -- budgets -- */

static void a_decision_spends_the_steps_of_its_command(void **state)
{
    dmn_fixture *f = *state;

    compile_well(f, DECISION("d", LITERAL("count(for i in 1..1000000 return i)")));
    assert_int_equal(evaluate_within(f, "d", "{}", 5000), WEIR_ELIMIT);
    assert_int_equal(f->run.step_count, 5000);
    assert_non_null(strstr(f->diag.message, "feel_step_count_max"));
}

static void rules_cost_steps_even_if_they_are_dashes(void **state)
{
    dmn_fixture *f = *state;

    compile_well(f, TABLE("hitPolicy=\"COLLECT\"",
                          OUTPUT "<rule><outputEntry/></rule><rule><outputEntry/></rule><rule><outputEntry/></rule>"));
    assert_int_equal(evaluate_within(f, "d", "{}", 4), WEIR_ELIMIT);
}

static void looking_far_up_for_a_name_costs_steps(void **state)
{
    dmn_fixture *f = *state;
    weir_buffer text;
    weir_text elements;

    weir_buffer_init(&text, &f->arena, 0);
    weir_buffer_text(&text, WEIR_T("<decision id=\"d\" name=\"d\"><context>"));
    for (int i = 0; i < 640; i++)
        weir_buffer_format(&text, "<contextEntry><variable name=\"a%d\"/>" LITERAL("1") "</contextEntry>", i);
    weir_buffer_text(&text,
                     weir_text_of("<contextEntry>" LITERAL("sum(for i in 1..1000 return a0)") "</contextEntry>"
                                                                                              "</context></decision>"));
    weir_buffer_char(&text, '\0');
    assert_int_equal(weir_buffer_done(&text, &elements), WEIR_OK);
    compile_well(f, elements.at);
    assert_decides(f, "d", "{}", "1000");
    assert_true(f->run.step_count > 40 * 1000);
}

/* -- memory -- */

static const char everything[] =
    DATA("x") "<itemDefinition name='t T'><itemComponent name='a "
              "b'><typeRef>number</typeRef></itemComponent></itemDefinition>"
              "<decision id='one' name='one'>" NEEDS_DATA(
                  "x") "<decisionTable hitPolicy='OUTPUT "
                       "ORDER'><input><inputExpression><text>x</text></inputExpression></input>"
                       "<output name='o'><outputValues><text>1, 2</text></outputValues></output>"
                       "<rule><inputEntry><text>> 1</text></inputEntry><outputEntry><text>2</text></outputEntry></rule>"
                       "<rule><inputEntry><text>-</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>"
                       "</decisionTable></decision>"
                       "<businessKnowledgeModel id='k' name='k'><encapsulatedLogic><formalParameter name='n'/><context>"
                       "<contextEntry><variable name='p q'/><literalExpression><text>n + "
                       "1</text></literalExpression></contextEntry>"
                       "<contextEntry><literalExpression><text>p q * 2</text></literalExpression></contextEntry>"
                       "</context></encapsulatedLogic></businessKnowledgeModel>"
                       "<decision id='two' name='two'>" NEEDS("one") NEEDS_FUNCTION(
                           "k") "<list><invocation><literalExpression><text>k</text></"
                                "literalExpression><binding><parameter name='n'/>"
                                "<literalExpression><text>one[1]</text></literalExpression></binding></invocation>"
                                "<filter><in><literalExpression><text>one</text></literalExpression></in>"
                                "<match><literalExpression><text>item > 1</text></literalExpression></match></filter>"
                                "<relation><column "
                                "name='c'/><row><literalExpression><text>1</text></literalExpression></row></relation>"
                                "</list></decision>";

#define ANSWER "[4, [2], [{c: 1}]]"

/* Compile with the n-th request failing; false: it did not come to that. */
static bool compile_fails_cleanly(dmn_fixture *f, uint64_t n)
{
    test_memory memory = {.fail_at = n};
    weir_arena arena;
    weir_problems problems;
    const weir_decisions *decisions = NULL;
    weir_err err;

    weir_arena_init(&arena, test_memory_port(&memory, true), (size_t)64 << 20);
    weir_problems_init(&problems, &arena);
    err = weir_dmn_compile(&f->model, &arena, &problems, &decisions);
    assert_true(err == WEIR_ENOMEM || (err == WEIR_OK && memory.take_count < n));
    assert_true((decisions != NULL) == (err == WEIR_OK));
    weir_arena_release(&arena);
    assert_int_equal(memory.live_count, 0);
    return err != WEIR_OK;
}

static void compiling_survives_any_failing_request(void **state)
{
    dmn_fixture *f = *state;
    uint64_t n = 1;

    compile_well(f, everything);
    assert_decides(f, "two", "{\"x\":5}", ANSWER);
    while (compile_fails_cleanly(f, n))
        n++;
    assert_true(n > 100);
}

static bool evaluation_fails_cleanly(dmn_fixture *f, const weir_feel_scope *scope, uint64_t n)
{
    test_memory memory = {.fail_at = n};
    weir_arena arena;
    weir_value result = weir_integer(42);
    weir_decision_traces traces = {0};
    weir_err err;

    weir_arena_init(&arena, test_memory_port(&memory, true), (size_t)64 << 20);
    f->run = (weir_feel_run){.arena = &arena, .step_count_max = WEIR_FEEL_STEP_COUNT_MAX};
    err = weir_decision_evaluate(weir_dmn_find(f->decisions, WEIR_T("two")), scope, &f->run, &result, &traces, NULL);
    if (err == WEIR_OK)
        assert_string_equal(as_text(f, &result), ANSWER);
    else
        assert_int_equal(result.kind, WEIR_NUMBER);
    assert_true(err == WEIR_ENOMEM || (err == WEIR_OK && memory.take_count < n));
    weir_arena_release(&arena);
    return err != WEIR_OK;
}

static void evaluating_survives_any_failing_request(void **state)
{
    dmn_fixture *f = *state;
    const weir_entry entry = {WEIR_T("x"), weir_integer(5)};
    const weir_value inputs = weir_context(&entry, 1);
    const weir_feel_scope scope = weir_feel_scope_of(&inputs);
    uint64_t n = 1;

    compile_well(f, everything);
    while (evaluation_fails_cleanly(f, &scope, n))
        n++;
    assert_true(n > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_wrong_expression_names_its_place),
        TEST(a_wrong_expression_of_several_lines_names_line_and_column),
        TEST(every_wrong_cell_is_told_at_once),
        TEST(an_unknown_hit_policy_is_refused),
        TEST(an_unknown_aggregation_is_refused),
        TEST(only_collected_outputs_can_be_aggregated),
        TEST(a_rule_has_as_many_entries_as_the_table_has_columns),
        TEST(several_outputs_need_names),
        TEST(outputs_have_different_names),
        TEST(a_table_needs_an_output),
        TEST(an_input_needs_an_expression),
        TEST(ranking_needs_output_values),
        TEST(a_binding_needs_a_parameter),
        TEST(a_context_has_each_name_once),
        TEST(two_decisions_of_one_name_are_a_warning),
        TEST(a_service_needs_an_output),
        TEST(an_import_of_another_kind_is_a_warning),
        TEST(a_decision_spends_the_steps_of_its_command),
        TEST(rules_cost_steps_even_if_they_are_dashes),
        TEST(looking_far_up_for_a_name_costs_steps),
        TEST(compiling_survives_any_failing_request),
        TEST(evaluating_survives_any_failing_request),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
