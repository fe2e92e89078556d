/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/dmn/test_boxes.c - boxed expressions, one kind after the other, and nested.
 */
#include "dmn_fixture.h"

#define ENTRY(name, box) "<contextEntry><variable name=\"" name "\"/>" box "</contextEntry>"
#define RESULT(box) "<contextEntry>" box "</contextEntry>"
#define CONTEXT(entries) "<context>" entries "</context>"

static void a_context_entry_sees_the_entries_above_it(void **state)
{
    compile_well(*state, DECISION("d", CONTEXT(ENTRY("the base", LITERAL("x")) ENTRY("b", LITERAL("the base + 1")))));
    assert_decides(*state, "d", "{\"x\":4}", "{\"the base\": 4, b: 5}");
}

static void the_last_entry_without_a_name_is_the_result(void **state)
{
    compile_well(*state, DECISION("d", CONTEXT(ENTRY("a", LITERAL("x")) RESULT(LITERAL("a * 2")))));
    assert_decides(*state, "d", "{\"x\":4}", "8");
}

static void a_context_entry_keeps_to_its_type(void **state)
{
    compile_well(*state, DECISION("d", CONTEXT("<contextEntry><variable name=\"a\" typeRef=\"string\"/>" LITERAL(
                                           "1") "</contextEntry>" ENTRY("b", LITERAL("a")))));
    assert_decides(*state, "d", "{}", "{a: null, b: null}");
}

static void a_list_holds_its_boxes(void **state)
{
    compile_well(*state, DECISION("d", "<list>" LITERAL("1") "<list>" LITERAL("x") "</list><list/></list>"));
    assert_decides(*state, "d", "{\"x\":2}", "[1, [2], []]");
}

#define RELATION "<relation><column name=\"a\"/><column name=\"the b\"/>"

static void a_relation_is_a_list_of_contexts(void **state)
{
    compile_well(*state, DECISION("d", RELATION "<row>" LITERAL("1") LITERAL("2") "</row><row>" LITERAL("3")
                                           LITERAL("x") "</row></relation>"));
    assert_decides(*state, "d", "{\"x\":4}", "[{a: 1, \"the b\": 2}, {a: 3, \"the b\": 4}]");
}

static void a_row_of_a_wrong_length_is_refused(void **state)
{
    assert_problem(*state, DECISION("d", RELATION "<row>" LITERAL("1") "</row></relation>"), "dmn-row-columns", 2, "d",
                   "1 cells");
}

#define IF(a, b, c) "<conditional><if>" a "</if><then>" b "</then><else>" c "</else></conditional>"
#define FUNCTION(parameters, box) "<functionDefinition>" parameters box "</functionDefinition>"
#define PARAMETER(name) "<formalParameter name=\"" name "\"/>"

static void a_function_keeps_the_names_around_it(void **state)
{
    compile_well(*state,
                 DECISION("make", CONTEXT(ENTRY("k", LITERAL("10")) RESULT(FUNCTION(PARAMETER("n"), LITERAL("n + k")))))
                     DECISION("d", NEEDS("make") LITERAL("make(x)")));
    assert_decides(*state, "d", "{\"x\":4}", "14");
}

#define CALL(box, bindings) "<invocation>" box bindings "</invocation>"
#define BINDING(name, box) "<binding><parameter name=\"" name "\"/>" box "</binding>"

static void an_invocation_binds_parameters_by_name(void **state)
{
    compile_well(
        *state,
        DECISION("d",
                 CONTEXT(ENTRY("f", FUNCTION(PARAMETER("the first") PARAMETER("b"), LITERAL("the first - b"))) RESULT(
                     CALL(LITERAL("f"), BINDING("b", LITERAL("1")) BINDING("the first", LITERAL("x")))))));
    assert_decides(*state, "d", "{\"x\":4}", "3");
}

static void an_invocation_may_call_a_function_of_feel(void **state)
{
    compile_well(*state, DECISION("d", CALL(LITERAL("modulo"),
                                            BINDING("divisor", LITERAL("4")) BINDING("dividend", LITERAL("x")))));
    assert_decides(*state, "d", "{\"x\":7}", "3");
}

static void an_invocation_of_nothing_is_null(void **state)
{
    compile_well(*state, DECISION("d", CALL(LITERAL("x"), "")));
    assert_null_because(*state, "d", "{\"x\":7}", "can't be called");
}

static void a_function_in_a_context_may_call_itself(void **state)
{
    compile_well(*state,
                 DECISION("d", CONTEXT(ENTRY("f", FUNCTION(PARAMETER("n"), IF(LITERAL("n &lt;= 1"), LITERAL("1"),
                                                                              LITERAL("n * f(n - 1)"))))
                                           RESULT(LITERAL("f(5)")))));
    assert_decides(*state, "d", "{}", "120");
}

static void an_external_function_is_null_and_announced(void **state)
{
    dmn_fixture *f = *state;

    compile_well(f, DECISION("d", CONTEXT(ENTRY("f", "<functionDefinition kind=\"Java\"><context/>"
                                                     "</functionDefinition>") RESULT(LITERAL("f()")))));
    assert_string_equal(f->problems.items[0].rule, "dmn-function-external");
    assert_decides(f, "d", "{}", "null");
}

static void a_conditional_evaluates_one_side(void **state)
{
    compile_well(*state, DECISION("d", IF(LITERAL("x > 1"), LITERAL("\"yes\""), LITERAL("\"no\""))));
    assert_decides(*state, "d", "{\"x\":2}", "\"yes\"");
    assert_decides(*state, "d", "{\"x\":1}", "\"no\"");
    assert_decides(*state, "d", "{}", "\"no\"");
}

static void a_condition_that_is_no_boolean_makes_a_conditional_null(void **state)
{
    compile_well(*state, DECISION("d", IF(LITERAL("x"), LITERAL("1"), LITERAL("2"))));
    assert_null_because(*state, "d", "{\"x\":\"true\"}", "string");
}

#define OVER(kind, in, part, body)                                                                                     \
    "<" kind " iteratorVariable=\"the item\"><in>" in "</in><" part ">" body "</" part "></" kind ">"

static void a_range_is_iterated_over_like_a_list(void **state)
{
    compile_well(*state,
                 DECISION("f", OVER("for", LITERAL("[1..3]"), "return", LITERAL("the item * 2")))
                     DECISION("s", OVER("some", LITERAL("(1..3]"), "satisfies", LITERAL("the item = 1")))
                         DECISION("e", OVER("every", LITERAL("[2..3]"), "satisfies", LITERAL("the item &gt; 1")))
                             DECISION("n", OVER("for", LITERAL("[\"a\"..\"c\"]"), "return", LITERAL("the item"))));
    assert_decides(*state, "f", "{}", "[2, 4, 6]");
    assert_decides(*state, "s", "{}", "false");
    assert_decides(*state, "e", "{}", "true");
    assert_decides(*state, "n", "{}", "null");
}

static void a_for_gives_one_value_per_item(void **state)
{
    compile_well(*state, DECISION("d", OVER("for", LITERAL("xs"), "return", LITERAL("the item + count(partial)"))));
    assert_decides(*state, "d", "{\"xs\":[10,20,30]}", "[10, 21, 32]");
    assert_decides(*state, "d", "{\"xs\":[]}", "[]");
    assert_decides(*state, "d", "{\"xs\":5}", "[5]");
    assert_null_because(*state, "d", "{\"xs\":null}", "null");
}

static void some_needs_one_and_every_needs_all(void **state)
{
    compile_well(*state, DECISION("s", OVER("some", LITERAL("xs"), "satisfies", LITERAL("the item > 2")))
                             DECISION("e", OVER("every", LITERAL("xs"), "satisfies", LITERAL("the item > 2"))));
    assert_decides(*state, "s", "{\"xs\":[1,3]}", "true");
    assert_decides(*state, "s", "{\"xs\":[1,2]}", "false");
    assert_decides(*state, "s", "{\"xs\":[]}", "false");
    assert_decides(*state, "e", "{\"xs\":[3,4]}", "true");
    assert_decides(*state, "e", "{\"xs\":[1,4]}", "false");
    assert_decides(*state, "e", "{\"xs\":[]}", "true");
}

static void an_answer_that_is_no_boolean_leaves_it_open(void **state)
{
    compile_well(*state, DECISION("s", OVER("some", LITERAL("xs"), "satisfies", LITERAL("the item"))));
    assert_decides(*state, "s", "{\"xs\":[1,true]}", "true");
    assert_null_because(*state, "s", "{\"xs\":[1,false]}", "neither");
}

#define FILTER(in, match) "<filter><in>" in "</in><match>" match "</match></filter>"

static void a_filter_keeps_what_matches(void **state)
{
    compile_well(*state, DECISION("d", FILTER(LITERAL("xs"), LITERAL("item > 1")))
                             DECISION("c", FILTER(LITERAL("xs"), LITERAL("age > 17 and item.name != \"B\""))));
    assert_decides(*state, "d", "{\"xs\":[1,2,null,3]}", "[2, 3]");
    assert_decides(*state, "c",
                   "{\"xs\":[{\"name\":\"A\",\"age\":20},{\"name\":\"B\",\"age\":20},{\"name\":\"C\",\"age\":7}]}",
                   "[{name: \"A\", age: 20}]");
}

static void a_filter_with_another_answer_is_null(void **state)
{
    compile_well(*state, DECISION("d", FILTER(LITERAL("xs"), LITERAL("\"x\""))));
    assert_null_because(*state, "d", "{\"xs\":[1]}", "string");
}

static void boxes_nest_as_deep_as_a_file_may(void **state)
{
    dmn_fixture *f = *state;
    weir_buffer text;
    weir_text elements;

    weir_buffer_init(&text, &f->arena, 0);
    weir_buffer_text(&text, WEIR_T("<decision id=\"d\" name=\"d\">"));
    for (int i = 0; i < 90; i++)
        weir_buffer_text(&text, WEIR_T("<list>"));
    for (int i = 0; i < 90; i++)
        weir_buffer_text(&text, WEIR_T("</list>"));
    weir_buffer_text(&text, WEIR_T("</decision>"));
    weir_buffer_char(&text, '\0');
    assert_int_equal(weir_buffer_done(&text, &elements), WEIR_OK);
    compile_well(f, elements.at);
    assert_int_equal(evaluate_within(f, "d", "{}", 1000), WEIR_OK);
    assert_int_equal(f->result.kind, WEIR_LIST);
}

static void a_box_that_is_no_feel_is_refused(void **state)
{
    assert_problem(*state,
                   DECISION("d", "<literalExpression expressionLanguage=\"urn:groovy\"><text>1</text>"
                                 "</literalExpression>"),
                   "dmn-language-unsupported", 2, "d", "urn:groovy");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_context_entry_sees_the_entries_above_it),
        TEST(the_last_entry_without_a_name_is_the_result),
        TEST(a_context_entry_keeps_to_its_type),
        TEST(a_list_holds_its_boxes),
        TEST(a_relation_is_a_list_of_contexts),
        TEST(a_row_of_a_wrong_length_is_refused),
        TEST(a_function_keeps_the_names_around_it),
        TEST(an_invocation_binds_parameters_by_name),
        TEST(an_invocation_may_call_a_function_of_feel),
        TEST(an_invocation_of_nothing_is_null),
        TEST(a_function_in_a_context_may_call_itself),
        TEST(an_external_function_is_null_and_announced),
        TEST(a_range_is_iterated_over_like_a_list),
        TEST(a_conditional_evaluates_one_side),
        TEST(a_condition_that_is_no_boolean_makes_a_conditional_null),
        TEST(a_for_gives_one_value_per_item),
        TEST(some_needs_one_and_every_needs_all),
        TEST(an_answer_that_is_no_boolean_leaves_it_open),
        TEST(a_filter_keeps_what_matches),
        TEST(a_filter_with_another_answer_is_null),
        TEST(boxes_nest_as_deep_as_a_file_may),
        TEST(a_box_that_is_no_feel_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
