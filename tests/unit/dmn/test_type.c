/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/dmn/test_type.c - item definitions, typeRefs, and what does not fit them.
 */
#include "dmn_fixture.h"

#define TYPED(type)                                                                                                    \
    "<decision id=\"d\" name=\"d\"><variable name=\"d\" typeRef=\"" type "\"/>" LITERAL("x") "</decision>"

static void a_value_of_the_declared_type_passes(void **state)
{
    compile_well(*state, TYPED("number"));
    assert_decides(*state, "d", "{\"x\":1}", "1");
    assert_decides(*state, "d", "{\"x\":null}", "null");
    assert_null_because(*state, "d", "{\"x\":\"1\"}", "the value of d is a string that its type number");
}

static void a_prefix_of_the_type_does_not_matter(void **state)
{
    compile_well(*state, TYPED("feel:string"));
    assert_decides(*state, "d", "{\"x\":\"1\"}", "\"1\"");
    assert_decides(*state, "d", "{\"x\":true}", "null");
}

static void a_single_item_becomes_a_list_and_back(void **state)
{
    compile_well(*state, TYPED("list&lt;number>"));
    assert_decides(*state, "d", "{\"x\":1}", "[1]");
    assert_decides(*state, "d", "{\"x\":[1,2]}", "[1, 2]");
    assert_decides(*state, "d", "{\"x\":[1,\"2\"]}", "null");
}

static void the_only_item_of_a_list_is_taken_out(void **state)
{
    compile_well(*state, TYPED("number"));
    assert_decides(*state, "d", "{\"x\":[7]}", "7");
    assert_decides(*state, "d", "{\"x\":[7,8]}", "null");
}

#define COLOUR                                                                                                         \
    "<itemDefinition name=\"tColour\"><typeRef>string</typeRef><allowedValues><text>\"red\", \"blue\"</text>"          \
    "</allowedValues></itemDefinition>"

static void allowed_values_narrow_a_type(void **state)
{
    compile_well(*state, TYPED("tColour") COLOUR);
    assert_decides(*state, "d", "{\"x\":\"red\"}", "\"red\"");
    assert_null_because(*state, "d", "{\"x\":\"green\"}", "tColour");
}

static void a_collection_checks_each_item(void **state)
{
    compile_well(*state, "<itemDefinition name=\"tColours\" isCollection=\"true\"><typeRef>tColour</typeRef>"
                         "</itemDefinition>" COLOUR TYPED("tColours"));
    assert_decides(*state, "d", "{\"x\":[\"red\",\"blue\"]}", "[\"red\", \"blue\"]");
    assert_decides(*state, "d", "{\"x\":[\"red\",\"green\"]}", "null");
}

#define PERSON                                                                                                         \
    "<itemDefinition name=\"tPerson\"><itemComponent name=\"Full Name\"><typeRef>string</typeRef></itemComponent>"     \
    "<itemComponent name=\"Friends\" "                                                                                 \
    "isCollection=\"true\"><typeRef>tPerson</typeRef></itemComponent></itemDefinition>"

static void a_structure_checks_its_components_even_if_it_holds_itself(void **state)
{
    compile_well(*state, PERSON TYPED("tPerson"));
    assert_decides(*state, "d", "{\"x\":{\"Full Name\":\"A\",\"Friends\":[]}}", "{\"Full Name\": \"A\", Friends: []}");
    assert_decides(*state, "d", "{\"x\":{\"Full Name\":\"A\"}}", "null");
    assert_decides(*state, "d", "{\"x\":{\"Full Name\":\"A\",\"Friends\":[{\"Full Name\":1,\"Friends\":null}]}}",
                   "null");
}

static void names_of_components_may_follow_a_dot(void **state)
{
    compile_well(*state, PERSON DECISION("d", LITERAL("x.Full Name")));
    assert_decides(*state, "d", "{\"x\":{\"Full Name\":\"A\"}}", "\"A\"");
}

static void an_unknown_type_is_a_warning(void **state)
{
    dmn_fixture *f = *state;

    assert_problem(f, TYPED("tNothing"), "dmn-type-unknown", 2, "d", "tNothing");
    assert_int_equal(f->problems.error_count, 0);
}

static void a_type_defined_by_itself_is_refused(void **state)
{
    assert_problem(*state,
                   "<itemDefinition id=\"i\" name=\"tA\"><typeRef>tB</typeRef></itemDefinition>"
                   "<itemDefinition name=\"tB\"><typeRef>tA</typeRef></itemDefinition>",
                   "dmn-type-cycle", 2, "i", "tA");
}

#define FUNCTION(name, parameters, result)                                                                             \
    "<itemDefinition name=\"" name "\"><functionItem outputTypeRef=\"" result "\">" parameters                         \
    "</functionItem></itemDefinition>"
#define TAKES(name, type) "<parameters name=\"" name "\" typeRef=\"" type "\"/>"

static void expressions_may_name_the_types_of_the_file(void **state)
{
    static const char *const rows[][2] = {
        {"256 instance of small", "true"}, /* allowed values do not count (§10.3.2.9) */
        {"\"a\" instance of small", "false"},
        {"1 instance of small alias", "true"},
        {"[1, 2] instance of numbers", "true"},
        {"[] instance of numbers", "true"},
        {"[\"a\"] instance of numbers", "false"},
        {"1 instance of numbers", "false"},
        {"[[1], []] instance of list&lt;numbers&gt;", "true"},
        {"@\"P1D\" instance of wait", "true"},
        {"{name: \"n\", the parts: []} instance of part", "true"},
        {"{name: \"n\", the parts: [{name: \"m\", the parts: []}]} instance of part", "true"},
        {"{name: \"n\", the parts: [{name: 1, the parts: []}]} instance of part", "false"},
        {"{name: \"n\"} instance of part", "false"},
        {"[1, \"a\"] instance of any list", "true"},
        {"[{name: \"n\", the parts: null}] instance of list&lt;part&gt;", "true"},
        {"(function(a: string, b: number) \"1\") instance of text maker", "true"},
        {"(function(a: string, b: string) \"1\") instance of text maker", "false"},
        {"(function(a: string, b: number) 1) instance of text maker", "false"},
        {"(function(a, b) \"1\") instance of text maker", "true"},
        {"(function() 1) instance of any function", "true"},
        {"[(function(a, b) \"1\"), 1] instance of list&lt;text maker&gt;", "false"},
        {"(function(a: small alias) a)([7])", "7"},
        {"(function(a: numbers) a)(7)", "[7]"},
        {"(function(a: part) a)(7)", "null"},
        {"1 instance of nothing", "null"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        dmn_fixture *f = *state;
        char elements[4096];

        (void)snprintf(elements, sizeof elements,
                       "<itemDefinition name=\"small\"><typeRef>number</typeRef>"
                       "<allowedValues><text>[0..255]</text></allowedValues></itemDefinition>"
                       "<itemDefinition name=\"small alias\"><typeRef>small</typeRef></itemDefinition>"
                       "<itemDefinition name=\"numbers\" isCollection=\"true\"><typeRef>number</typeRef>"
                       "</itemDefinition><itemDefinition name=\"any list\" isCollection=\"true\">"
                       "<typeRef>Any</typeRef></itemDefinition>"
                       "<itemDefinition name=\"wait\"><typeRef>duration</typeRef></itemDefinition>"
                       "<itemDefinition name=\"part\"><itemComponent name=\"name\"><typeRef>string</typeRef>"
                       "</itemComponent><itemComponent name=\"the parts\" isCollection=\"true\">"
                       "<typeRef>part</typeRef></itemComponent></itemDefinition>" FUNCTION(
                           "text maker", TAKES("p", "string") TAKES("q", "number"), "string")
                           FUNCTION("any function", "", "Any") "%s%s%s",
                       "<decision id=\"d\" name=\"d\"><literalExpression><text>", rows[i][0],
                       "</text></literalExpression></decision>");
        compile_well(f, elements);
        assert_decides(f, "d", "{}", rows[i][1]);
    }
}

static void a_function_fits_a_type_of_functions_only(void **state)
{
    dmn_fixture *f = *state;

    compile_well(f, FUNCTION("maker", "", "Any")
                        DECISION("good", "<variable name=\"good\" typeRef=\"maker\"/>" LITERAL("function() 1"))
                            DECISION("bad", "<variable name=\"bad\" typeRef=\"maker\"/>" LITERAL("1")));
    assert_decides(f, "good", "{}", "function");
    assert_null_because(f, "bad", "{}", "its type maker does not allow");
}

static void two_types_of_one_name_are_refused(void **state)
{
    assert_problem(*state, COLOUR "\n" COLOUR, "dmn-type-duplicate", 3, "f", "tColour");
}

#define SIGNED(name, type)                                                                                             \
    "<businessKnowledgeModel id='" name "' name='" name "'><variable name='" name "' typeRef='" type "'/>"             \
    "<encapsulatedLogic><formalParameter name='a' typeRef='number'/>" LITERAL("a + 1") "</encapsulatedLogic>"          \
                                                                                       "</businessKnowledgeModel>"
#define ASKS(id, knowledge, source)                                                                                    \
    DECISION(id, "<knowledgeRequirement><requiredKnowledge href='#" knowledge                                          \
                 "'/></knowledgeRequirement>" LITERAL(source))
#define UNARY "function&lt;number&gt;-&gt;number"

static void functions_of_a_model_have_types(void **state)
{
    compile_well(*state, FUNCTION("tUnary", TAKES("a", "number"), "number") SIGNED("k", "number") SIGNED("s", "string")
                             SIGNED("t", "tUnary") SIGNED("u", "Any") ASKS("k1", "k", "k instance of " UNARY)
                                 ASKS("k2", "k", "k instance of function&lt;string&gt;-&gt;number")
                                     ASKS("k3", "k", "k instance of function&lt;number&gt;-&gt;string")
                                         ASKS("k4", "k", "k instance of function&lt;number, number&gt;-&gt;number")
                                             ASKS("s1", "s", "s(1)") ASKS("t1", "t", "[t(1), t instance of tUnary]")
                                                 ASKS("u1", "u", "u instance of " UNARY));
    assert_decides(*state, "k1", "{}", "true");
    assert_decides(*state, "k2", "{}", "false");
    assert_decides(*state, "k3", "{}", "false");
    assert_decides(*state, "k4", "{}", "false");
    assert_null_because(*state, "s1", "{}", "the value of s is a number that its type string does not allow");
    assert_decides(*state, "t1", "{}", "[2, true]");
    assert_decides(*state, "u1", "{}", "true");
}

static void a_service_has_the_type_of_its_function(void **state)
{
    compile_well(
        *state,
        FUNCTION("tUnary", TAKES("n", "number"),
                 "number") "<inputData id='n' name='n'><variable name='n' typeRef='number'/></inputData>"
                           "<decision id='o' name='o'><variable name='o' typeRef='number'/>" NEEDS_DATA("n")
                               LITERAL("n + 1") "</decision>"
                                                "<decisionService id='s' name='s'><variable name='s' typeRef='tUnary'/>"
                                                "<outputDecision href='#o'/><inputData href='#n'/></decisionService>"
                                                "<decisionService id='p' name='p'><outputDecision href='#o'/>"
                                                "<inputData href='#n'/></decisionService>" ASKS(
                                                    "d", "s", "[s(1), s instance of tUnary]")
                                                    ASKS("e", "p", "p instance of " UNARY));
    assert_decides(*state, "d", "{}", "[2, true]");
    assert_decides(*state, "e", "{}", "true");
}

static void a_function_that_does_not_fit_its_type_is_null(void **state)
{
    compile_well(
        *state,
        FUNCTION("tUnary", TAKES("a", "number"), "number")
            DECISION("fits", "<variable name='fits' typeRef='tUnary'/>" LITERAL("function(a: number) a + 1"))
                DECISION("wide", "<variable name='wide' typeRef='tUnary'/>" LITERAL("function(a) 1"))
                    DECISION("more", "<variable name='more' typeRef='tUnary'/>" LITERAL("function(a, b) 1"))
                        DECISION("other", "<variable name='other' typeRef='tUnary'/>" LITERAL("function(a: string) 1"))
                            DECISION("built", "<variable name='built' typeRef='tUnary'/>" LITERAL("abs")) DECISION(
                                "ask", NEEDS("built") NEEDS("fits") NEEDS("wide") NEEDS("more") NEEDS("other")
                                           LITERAL("[fits(1), wide(1), more = null, other = null, built(-1)]")));
    assert_decides(*state, "ask", "{}", "[2, 1, true, true, 1]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_value_of_the_declared_type_passes),
        TEST(a_prefix_of_the_type_does_not_matter),
        TEST(a_single_item_becomes_a_list_and_back),
        TEST(the_only_item_of_a_list_is_taken_out),
        TEST(allowed_values_narrow_a_type),
        TEST(a_collection_checks_each_item),
        TEST(a_structure_checks_its_components_even_if_it_holds_itself),
        TEST(names_of_components_may_follow_a_dot),
        TEST(an_unknown_type_is_a_warning),
        TEST(a_type_defined_by_itself_is_refused),
        TEST(expressions_may_name_the_types_of_the_file),
        TEST(a_function_fits_a_type_of_functions_only),
        TEST(two_types_of_one_name_are_refused),
        TEST(functions_of_a_model_have_types),
        TEST(a_service_has_the_type_of_its_function),
        TEST(a_function_that_does_not_fit_its_type_is_null),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
