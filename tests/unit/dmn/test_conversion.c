/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/dmn/test_conversion.c - which values a declared type takes, and what it makes of them: conformance and
 * implicit conversions (DMN 1.5 §7.3.3, §10.3.2.9.4), at each place where a type may be declared.
 */
#include "dmn_fixture.h"

#define TYPE(name, content) "<itemDefinition name='" name "'>" content "</itemDefinition>"
#define LISTED(name, content) "<itemDefinition name='" name "' isCollection='true'>" content "</itemDefinition>"
#define REFERENCE(type) "<typeRef>" type "</typeRef>"
#define MEMBER(name, type) "<itemComponent name='" name "'>" REFERENCE(type) "</itemComponent>"
#define ALLOWED(source) "<allowedValues><text>" source "</text></allowedValues>"
#define CONSTRAINT(source) "<typeConstraint><text>" source "</text></typeConstraint>"

static const char types[] =
    TYPE("tSmall", REFERENCE("number") ALLOWED("[1..5]")) TYPE("tOdd", REFERENCE("number") CONSTRAINT("odd(?)"))
        TYPE("tSmallOdd", REFERENCE("tSmall") ALLOWED("&gt; 2") CONSTRAINT("odd(?)"))
            LISTED("tNumbers", REFERENCE("number")) LISTED("tSmalls", REFERENCE("tSmall"))
                LISTED("tFewSmalls", REFERENCE("number") ALLOWED("[1..5]") CONSTRAINT("count(?) &lt; 3"))
                    LISTED("tLists", REFERENCE("tNumbers"))
                        TYPE("tPair", MEMBER("a", "tSmall") MEMBER("the b", "string"))
                            TYPE("tNullable", REFERENCE("string") ALLOWED("\"x\", null"))
                                LISTED("tNullables", REFERENCE("tNullable"))
                                    TYPE("tLater", REFERENCE("date and time") ALLOWED("&gt; @\"2020-01-01T00:00:00Z\""))
                                        TYPE("tCount", REFERENCE("tNumbers") CONSTRAINT("count(?) = 2"));

static const struct {
    const char *type, *source, *expected;
} rows[] = {
    {"number", "1", "1"},
    {"number", "\"1\"", "null"},
    {"number", "[1]", "1"},
    {"number", "[[1]]", "null"},
    {"number", "[]", "null"},
    {"tSmall", "3", "3"},
    {"tSmall", "6", "null"},
    {"tSmall", "[3]", "3"},
    {"tSmall", "[6]", "null"},
    {"tOdd", "3", "3"},
    {"tOdd", "4", "null"},
    {"tOdd", "\"3\"", "null"},
    {"tSmallOdd", "3", "3"},
    {"tSmallOdd", "1", "null"},
    {"tSmallOdd", "4", "null"},
    {"tSmallOdd", "7", "null"},
    {"tNumbers", "1", "[1]"},
    {"tNumbers", "[]", "[]"},
    {"tNumbers", "[1, null]", "[1, null]"},
    {"tNumbers", "[1, \"a\"]", "null"},
    {"tNumbers", "\"a\"", "null"},
    {"tNumbers", "[[1, 2]]", "[1, 2]"},
    {"tSmalls", "[1, 6]", "null"},
    {"tSmalls", "[1, null]", "null"},
    {"tSmalls", "6", "null"},
    {"tFewSmalls", "[1, 2]", "[1, 2]"},
    {"tFewSmalls", "[1, 2, 3]", "null"},
    {"tFewSmalls", "[1, 6]", "null"},
    {"tLists", "[[1], [2, 3]]", "[[1], [2, 3]]"},
    {"tLists", "[1, 2]", "[[1, 2]]"},
    {"tLists", "[1]", "[[1]]"},
    {"tLists", "1", "null"},
    {"tCount", "[1, 2]", "[1, 2]"},
    {"tCount", "[1]", "null"},
    {"tPair", "{a: 1, the b: \"x\"}", "{a: 1, \"the b\": \"x\"}"},
    {"tPair", "{a: 1, the b: \"x\", more: 1}", "{a: 1, \"the b\": \"x\", more: 1}"},
    {"tPair", "{a: 1}", "null"},
    {"tPair", "{a: 6, the b: \"x\"}", "null"},
    {"tPair", "{a: null, the b: \"x\"}", "null"},
    {"tPair", "{a: 1, the b: null}", "{a: 1, \"the b\": null}"},
    {"tPair", "{a: [1], the b: \"x\"}", "null"},
    {"tPair", "[{a: 1, the b: \"x\"}]", "{a: 1, \"the b\": \"x\"}"},
    {"tNullables", "[\"x\", null]", "[\"x\", null]"},
    {"tNullables", "[\"y\"]", "null"},
    {"date and time", "@\"2021-01-01\"", "@\"2021-01-01T00:00:00Z\""},
    {"date", "@\"2021-01-01T00:00:00\"", "null"},
    {"tLater", "@\"2021-01-01\"", "@\"2021-01-01T00:00:00Z\""},
    {"tLater", "@\"2019-01-01\"", "null"},
    {"time", "@\"2021-01-01\"", "null"},
    {"Any", "[1]", "[1]"},
};

static void write_result(weir_buffer *text, const char *type, const char *source, size_t i)
{
    weir_buffer_format(text,
                       "<decision id='d%zu' name='d%zu'><variable name='d%zu' typeRef='%s'/><literalExpression><text>%s"
                       "</text></literalExpression></decision>",
                       i, i, i, type, source);
}

static void write_entry(weir_buffer *text, const char *type, const char *source, size_t i)
{
    weir_buffer_format(text,
                       "<decision id='d%zu' name='d%zu'><context><contextEntry><variable name='v' typeRef='%s'/>"
                       "<literalExpression><text>%s</text></literalExpression></contextEntry><contextEntry>"
                       "<literalExpression><text>v</text></literalExpression></contextEntry></context></decision>",
                       i, i, type, source);
}

static void write_parameter(weir_buffer *text, const char *type, const char *source, size_t i)
{
    weir_buffer_format(text,
                       "<decision id='d%zu' name='d%zu'><knowledgeRequirement><requiredKnowledge href='#k%zu'/>"
                       "</knowledgeRequirement><literalExpression><text>k%zu(%s)</text></literalExpression></decision>"
                       "<businessKnowledgeModel id='k%zu' name='k%zu'><encapsulatedLogic><formalParameter name='p' "
                       "typeRef='%s'/><literalExpression><text>p</text></literalExpression></encapsulatedLogic>"
                       "</businessKnowledgeModel>",
                       i, i, i, i, source, i, i, type);
}

static void write_function_result(weir_buffer *text, const char *type, const char *source, size_t i)
{
    weir_buffer_format(text,
                       "<decision id='d%zu' name='d%zu'><knowledgeRequirement><requiredKnowledge href='#k%zu'/>"
                       "</knowledgeRequirement><literalExpression><text>k%zu()</text></literalExpression></decision>"
                       "<businessKnowledgeModel id='k%zu' name='k%zu'><variable name='k%zu' typeRef='%s'/>"
                       "<encapsulatedLogic><literalExpression><text>%s</text></literalExpression></encapsulatedLogic>"
                       "</businessKnowledgeModel>",
                       i, i, i, i, i, i, i, type, source);
}

static void write_service_parameter(weir_buffer *text, const char *type, const char *source, size_t i)
{
    weir_buffer_format(text,
                       "<decision id='d%zu' name='d%zu'><knowledgeRequirement><requiredKnowledge href='#s%zu'/>"
                       "</knowledgeRequirement><literalExpression><text>s%zu(%s)</text></literalExpression></decision>"
                       "<inputData id='i%zu' name='i%zu'><variable name='i%zu' typeRef='%s'/></inputData>"
                       "<decision id='o%zu' name='o%zu'><informationRequirement><requiredInput href='#i%zu'/>"
                       "</informationRequirement><literalExpression><text>i%zu</text></literalExpression></decision>"
                       "<decisionService id='s%zu' name='s%zu'><outputDecision href='#o%zu'/><inputData href='#i%zu'/>"
                       "</decisionService>",
                       i, i, i, i, source, i, i, i, type, i, i, i, i, i, i, i, i);
}

static void write_service_result(weir_buffer *text, const char *type, const char *source, size_t i)
{
    weir_buffer_format(
        text,
        "<decision id='d%zu' name='d%zu'><knowledgeRequirement><requiredKnowledge href='#s%zu'/>"
        "</knowledgeRequirement><literalExpression><text>s%zu()</text></literalExpression></decision>"
        "<decision id='o%zu' name='o%zu'><literalExpression><text>%s</text></literalExpression></decision>"
        "<decisionService id='s%zu' name='s%zu'><variable name='s%zu' typeRef='%s'/><outputDecision "
        "href='#o%zu'/></decisionService>",
        i, i, i, i, i, i, source, i, i, i, type, i);
}

static void write_iteration(weir_buffer *text, const char *type, const char *source, size_t i)
{
    weir_buffer_format(text,
                       "<decision id='d%zu' name='d%zu'><context><contextEntry><variable name='v'/><for "
                       "iteratorVariable='i'><in><literalExpression><text>[1]</text></literalExpression></in><return>"
                       "<literalExpression typeRef='%s'><text>%s</text></literalExpression></return></for>"
                       "</contextEntry><contextEntry><literalExpression><text>v[1]</text></literalExpression>"
                       "</contextEntry></context></decision>",
                       i, i, type, source);
}

static void assert_converts(dmn_fixture *f,
                            void (*write)(weir_buffer *text, const char *type, const char *source, size_t i))
{
    char id[16];
    weir_buffer text;
    weir_text bytes;

    weir_buffer_init(&text, &f->arena, 0);
    weir_buffer_text(&text, weir_text_of(types));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        write(&text, rows[i].type, rows[i].source, i);
    weir_buffer_char(&text, '\0');
    assert_int_equal(weir_buffer_done(&text, &bytes), WEIR_OK);
    compile_well(f, bytes.at);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        (void)snprintf(id, sizeof id, "d%zu", i);
        assert_decides(f, id, "{}", rows[i].expected);
        if (strcmp(rows[i].expected, "null") == 0 && strstr(f->run.reason, "does not allow") == NULL)
            fail_msg("%s %s: the reason is \"%s\"", rows[i].type, rows[i].source, f->run.reason);
    }
}

static void of_a_decision(void **state)
{
    assert_converts(*state, write_result);
}

static void of_an_entry_of_a_context(void **state)
{
    assert_converts(*state, write_entry);
}

static void of_a_parameter_of_a_function(void **state)
{
    assert_converts(*state, write_parameter);
}

static void of_the_result_of_a_function(void **state)
{
    assert_converts(*state, write_function_result);
}

static void of_a_parameter_of_a_service(void **state)
{
    assert_converts(*state, write_service_parameter);
}

static void of_the_result_of_a_service(void **state)
{
    assert_converts(*state, write_service_result);
}

static void of_a_boxed_expression(void **state)
{
    assert_converts(*state, write_iteration);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(of_a_decision),
        TEST(of_an_entry_of_a_context),
        TEST(of_a_parameter_of_a_function),
        TEST(of_the_result_of_a_function),
        TEST(of_a_parameter_of_a_service),
        TEST(of_the_result_of_a_service),
        TEST(of_a_boxed_expression),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
