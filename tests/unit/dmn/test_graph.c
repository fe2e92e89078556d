/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/dmn/test_graph.c - what requires what: decisions, input data, functions of the model, services.
 */
#include "dmn_fixture.h"

static void a_required_decision_is_seen_by_its_name(void **state)
{
    compile_well(*state, DECISION("b", NEEDS("a") LITERAL("a + 1")) DECISION("a", LITERAL("x * 2")));
    assert_decides(*state, "b", "{\"x\":4}", "9");
}

static void the_variable_names_the_result_rather_than_the_decision(void **state)
{
    compile_well(*state, "<decision id=\"a\" name=\"Applicant&#39;s age\"><variable name=\"Age in Years\"/>" LITERAL(
                             "41") "</decision>" DECISION("b", NEEDS("a") LITERAL("Age in Years + 1")));
    assert_decides(*state, "b", "{}", "42");
    assert_decides(*state, "Applicant's age", "{}", "41");
}

static void a_result_hides_a_variable_of_the_same_name(void **state)
{
    compile_well(*state, DECISION("a", LITERAL("1")) DECISION("b", NEEDS("a") LITERAL("a")));
    assert_decides(*state, "b", "{\"a\":99}", "1");
}

static void each_required_decision_is_evaluated_once_and_before(void **state)
{
    dmn_fixture *f = *state;

    compile_well(f, DECISION("top", NEEDS("left") NEEDS("right") LITERAL("left + right"))
                        DECISION("left", NEEDS("base") LITERAL("base + 1"))
                            DECISION("right", NEEDS("base") LITERAL("base + 2")) DECISION("base", LITERAL("10"))
                                DECISION("other", LITERAL("5")));
    assert_decides(f, "top", "{}", "23");
    assert_int_equal(f->traces.count, 4);
    assert_true(weir_text_equal(weir_decision_id(f->traces.items[0].decision), WEIR_T("base")));
    assert_true(weir_text_equal(weir_decision_id(f->traces.items[3].decision), WEIR_T("top")));
    assert_string_equal(as_text(f, &f->traces.items[3].inputs), "{left: 11, right: 12}");
}

static void input_data_take_their_value_from_the_caller(void **state)
{
    compile_well(*state, "<inputData id=\"i\" name=\"Full Name\"><variable name=\"Full Name\" typeRef=\"string\"/>"
                         "</inputData>" DECISION("d", NEEDS_DATA("i") LITERAL("\"Hi \" + Full Name")));
    assert_decides(*state, "d", "{\"Full Name\":\"Li\"}", "\"Hi Li\"");
    assert_null_because(*state, "d", "{\"Full Name\":7}", "Full Name");
    assert_null_because(*state, "d", "{}", "there is no variable Full Name");
}

static void a_long_chain_needs_no_stack(void **state)
{
    dmn_fixture *f = *state;
    weir_buffer text;
    weir_text elements;

    weir_buffer_init(&text, &f->arena, 0);
    weir_buffer_text(&text, weir_text_of(DECISION("d0", LITERAL("0"))));
    for (unsigned i = 1; i <= 3000; i++)
        weir_buffer_format(&text, DECISION("d%u", NEEDS("d%u") LITERAL("d%u + 1")), i, i, i - 1, i - 1);
    weir_buffer_char(&text, '\0');
    assert_int_equal(weir_buffer_done(&text, &elements), WEIR_OK);
    compile_well(f, elements.at);
    assert_decides(f, "d3000", "{}", "3000");
}

static void a_cycle_is_refused(void **state)
{
    assert_problem(*state,
                   DECISION("a", NEEDS("c") LITERAL("1")) DECISION("b", NEEDS("a") LITERAL("1"))
                       DECISION("c", NEEDS("b") LITERAL("1")),
                   "dmn-cycle", 2, "b", "requires");
}

static void a_decision_that_requires_itself_is_refused(void **state)
{
    assert_problem(*state, DECISION("a", NEEDS("a") LITERAL("1")), "dmn-cycle", 2, "a", "\"a\"");
}

static void a_requirement_of_nothing_is_refused(void **state)
{
    assert_problem(*state, "\n\n" DECISION("a", NEEDS("b") LITERAL("1")), "dmn-reference-unknown", 4, "a", "#b");
}

static void a_requirement_of_the_wrong_kind_is_refused(void **state)
{
    assert_problem(*state, DATA("i") DECISION("a", NEEDS("i") LITERAL("1")), "dmn-reference-wrong-kind", 2, "a",
                   "input data");
}

static void a_reference_may_name_the_own_namespace(void **state)
{
    compile_well(*state, DECISION("a", LITERAL("1")) DECISION("b", NEEDS("a") LITERAL("a"))
                             DECISION("c", "<informationRequirement><requiredDecision href=\"n#b\"/>"
                                           "</informationRequirement>" LITERAL("b")));
    assert_decides(*state, "c", "{}", "1");
}

static void a_decision_without_logic_is_null(void **state)
{
    dmn_fixture *f = *state;

    compile_well(f, DECISION("a", ""));
    assert_int_equal(f->problems.count, 1);
    assert_string_equal(f->problems.items[0].rule, "dmn-logic-missing");
    assert_null_because(f, "a", "{}", "no logic");
}

static void an_id_is_found_before_a_name(void **state)
{
    dmn_fixture *f = *state;

    compile_well(f, "<decision id=\"x\" name=\"y\">" LITERAL("1") "</decision><decision id=\"y\" name=\"x\">" LITERAL(
                        "2") "</decision>");
    assert_decides(f, "x", "{}", "1");
    assert_decides(f, "y", "{}", "2");
    assert_int_equal(weir_dmn_count(f->decisions), 2);
    assert_null(weir_dmn_find(f->decisions, WEIR_T("z")));
}

/* -- functions of the model -- */

#define KNOWLEDGE(id, content)                                                                                         \
    "<businessKnowledgeModel id=\"" id "\" name=\"" id "\">" content "</businessKnowledgeModel>"
#define LOGIC(parameters, body) "<encapsulatedLogic>" parameters body "</encapsulatedLogic>"
#define PARAMETER(name) "<formalParameter name=\"" name "\"/>"

static void a_business_knowledge_model_is_a_function(void **state)
{
    compile_well(*state, KNOWLEDGE("twice", LOGIC(PARAMETER("the value"), LITERAL("the value * 2")))
                             DECISION("d", NEEDS_FUNCTION("twice") LITERAL("twice(x) + twice(the value: 1)")));
    assert_decides(*state, "d", "{\"x\":4}", "10");
}

static void a_business_knowledge_model_does_not_see_its_caller(void **state)
{
    compile_well(*state, KNOWLEDGE("k", LOGIC("", LITERAL("x"))) DECISION("d", NEEDS_FUNCTION("k") LITERAL("k()")));
    assert_null_because(*state, "d", "{\"x\":4}", "no variable named x");
}

static void business_knowledge_models_may_require_each_other_and_call_themselves(void **state)
{
    compile_well(*state,
                 KNOWLEDGE("factorial", LOGIC(PARAMETER("n"), LITERAL("if n &lt; 2 then 1 else n * factorial(n - 1)")))
                     KNOWLEDGE("half", LOGIC(PARAMETER("n"), LITERAL("factorial(n) / 2")) NEEDS_FUNCTION("factorial"))
                         DECISION("d", NEEDS_FUNCTION("half") LITERAL("half(10)")));
    assert_decides(*state, "d", "{}", "1814400");
}

static void endless_recursion_ends_at_a_limit(void **state)
{
    dmn_fixture *f = *state;

    compile_well(f, KNOWLEDGE("k", LOGIC(PARAMETER("n"), LITERAL("k(n + 1)")))
                        DECISION("d", NEEDS_FUNCTION("k") LITERAL("k(0)")));
    assert_int_equal(evaluate_within(f, "d", "{}", WEIR_FEEL_STEP_COUNT_MAX), WEIR_ELIMIT);
    assert_non_null(strstr(f->diag.message, "dmn_call_depth_max"));
}

static void an_argument_of_a_wrong_type_makes_the_call_null(void **state)
{
    compile_well(*state, KNOWLEDGE("k", LOGIC("<formalParameter name=\"n\" typeRef=\"number\"/>", LITERAL("5")))
                             DECISION("d", NEEDS_FUNCTION("k") LITERAL("k(x)")));
    assert_decides(*state, "d", "{\"x\":1}", "5");
    assert_null_because(*state, "d", "{\"x\":\"1\"}", "number");
}

#define SERVICE                                                                                                        \
    "<decisionService id=\"s\" name=\"s\"><outputDecision href=\"#b\"/><inputDecision href=\"#a\"/>"                   \
    "<inputData href=\"#i\"/></decisionService>" DATA("i") DECISION("a", LITERAL("\"never\""))                         \
        DECISION("b", NEEDS("a") NEEDS_DATA("i") LITERAL("a + i"))

static void a_decision_service_is_a_function_of_its_inputs(void **state)
{
    compile_well(*state, SERVICE DECISION("d", NEEDS_FUNCTION("s") LITERAL("s(\"1\", \"2\") + s(a: \"3\", i: \"4\")")));
    assert_decides(*state, "d", "{}", "\"2134\"");
}

static void a_decision_service_can_be_evaluated_by_itself(void **state)
{
    compile_well(*state, SERVICE);
    assert_decides(*state, "s", "{\"a\":\"x\",\"i\":\"y\"}", "\"xy\"");
}

static void a_decision_service_with_several_outputs_gives_a_context(void **state)
{
    dmn_fixture *f = *state;

    compile_well(f, "<decisionService id=\"s\" name=\"s\"><outputDecision href=\"#a\"/><outputDecision href=\"#b\"/>"
                    "</decisionService>" DECISION("a", LITERAL("1")) DECISION("b", LITERAL("2")));
    assert_decides(f, "s", "{}", "{a: 1, b: 2}");
    assert_int_equal(weir_decision_output_count(weir_dmn_find(f->decisions, WEIR_T("s"))), 2);
}

static void a_service_that_calls_itself_ends_at_a_limit(void **state)
{
    dmn_fixture *f = *state;

    compile_well(f, "<decisionService id=\"s\" name=\"s\"><outputDecision href=\"#a\"/></decisionService>" DECISION(
                        "a", NEEDS_FUNCTION("s") LITERAL("s()")));
    assert_int_equal(evaluate_within(f, "a", "{}", WEIR_FEEL_STEP_COUNT_MAX), WEIR_ELIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_required_decision_is_seen_by_its_name),
        TEST(the_variable_names_the_result_rather_than_the_decision),
        TEST(a_result_hides_a_variable_of_the_same_name),
        TEST(each_required_decision_is_evaluated_once_and_before),
        TEST(input_data_take_their_value_from_the_caller),
        TEST(a_long_chain_needs_no_stack),
        TEST(a_cycle_is_refused),
        TEST(a_decision_that_requires_itself_is_refused),
        TEST(a_requirement_of_nothing_is_refused),
        TEST(a_requirement_of_the_wrong_kind_is_refused),
        TEST(a_reference_may_name_the_own_namespace),
        TEST(a_decision_without_logic_is_null),
        TEST(an_id_is_found_before_a_name),
        TEST(a_business_knowledge_model_is_a_function),
        TEST(a_business_knowledge_model_does_not_see_its_caller),
        TEST(business_knowledge_models_may_require_each_other_and_call_themselves),
        TEST(endless_recursion_ends_at_a_limit),
        TEST(an_argument_of_a_wrong_type_makes_the_call_null),
        TEST(a_decision_service_is_a_function_of_its_inputs),
        TEST(a_decision_service_can_be_evaluated_by_itself),
        TEST(a_decision_service_with_several_outputs_gives_a_context),
        TEST(a_service_that_calls_itself_ends_at_a_limit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
