/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/dmn/test_language.c - in which language an expression is written, what models of other engines write, and
 * all versions of DMN.
 */
#include "dmn_fixture.h"

#define LITERAL_IN(language, source)                                                                                   \
    "<literalExpression expressionLanguage='" language "'><text>" source "</text></literalExpression>"
#define INPUT(attributes, source)                                                                                      \
    "<input " attributes "><inputExpression><text>" source "</text></inputExpression></input>"
#define RULE(in, out) "<rule><inputEntry " in "</inputEntry><outputEntry><text>" out "</text></outputEntry></rule>"
#define TABLE(input, rules) "<decisionTable hitPolicy='FIRST'>" input "<output/>" rules "</decisionTable>"

static void read_text(dmn_fixture *f, const char *text)
{
    if (weir_xml_read(weir_text_of(text), NULL, &f->arena, &f->model, &f->problems, &f->diag) != WEIR_OK)
        fail_msg("the XML of the test is wrong: %s", f->diag.message);
}

/* -- languages -- */

static void feel_has_many_names(void **state)
{
    static const char *const names[] = {"feel",
                                        "FEEL",
                                        "http://www.omg.org/spec/FEEL/20140401",
                                        "http://www.omg.org/spec/DMN/20180521/FEEL/",
                                        "https://www.omg.org/spec/DMN/20191111/FEEL/",
                                        "https://www.omg.org/spec/DMN/20211108/FEEL/",
                                        "https://www.omg.org/spec/DMN/20230324/FEEL/"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char text[512];

        (void)snprintf(text, sizeof text, DECISION("d", LITERAL_IN("%s", "1 + 1")), names[i]);
        compile_well(*state, text);
        assert_decides(*state, "d", "{}", "2");
    }
}

static void juel_is_evaluated_as_in_processes(void **state)
{
    compile_well(*state, DECISION("a", LITERAL_IN("juel", "${n + 1}")) DECISION("b", LITERAL("\n  #{n > 3}  "))
                             DECISION("c", LITERAL_IN("JUEL", "n * 2")) DECISION("e", LITERAL_IN("juel", "is ${n}")));
    assert_decides(*state, "a", "{\"n\":4}", "5");
    assert_decides(*state, "b", "{\"n\":4}", "true");
    assert_decides(*state, "c", "{\"n\":4}", "8");
    assert_decides(*state, "e", "{\"n\":4}", "\"is 4\"");
}

static void a_text_in_quotes_may_hold_braces(void **state)
{
    compile_well(*state, DECISION("d", LITERAL("\"${n}\"")));
    assert_decides(*state, "d", "{}", "\"${n}\"");
}

static void a_failing_expression_in_braces_is_an_error(void **state)
{
    dmn_fixture *f = *state;

    compile_well(f, DECISION("d", LITERAL_IN("juel", "${gone + 1}")));
    assert_int_equal(evaluate_within(f, "d", "{}", WEIR_FEEL_STEP_COUNT_MAX), WEIR_EPROCESS);
    assert_non_null(strstr(f->diag.message, "gone"));
}

static void what_is_wrong_in_braces_is_told_with_its_line(void **state)
{
    assert_problem(*state, DECISION("d", LITERAL_IN("juel", "\n\n${n +}")), "dmn-expression", 4, "d", "line 3");
}

static void other_languages_are_refused(void **state)
{
    assert_problem(*state, DECISION("d", LITERAL_IN("javascript", "1")), "dmn-language-unsupported", 2, "d",
                   "\"javascript\"; write it in FEEL");
}

static void the_language_of_the_file_counts_where_none_is_named(void **state)
{
    dmn_fixture *f = *state;

    read_text(f, "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' id='f' name='f' namespace='n' "
                 "expressionLanguage='juel'>" DECISION("a", LITERAL("n + 1"))
                     DECISION("b", LITERAL_IN("feel", "n ** 2")) END);
    assert_int_equal(weir_dmn_compile(&f->model, &f->arena, &f->problems, &f->decisions), WEIR_OK);
    assert_decides(f, "a", "{\"n\":4}", "5");
    assert_decides(f, "b", "{\"n\":4}", "16");
}

/* -- tables of other engines -- */

static void entries_see_the_value_of_their_input(void **state)
{
    compile_well(*state, DECISION("d", TABLE(INPUT("", "n"),
                                             RULE("expressionLanguage='juel'><text>${cellInput > 5}</text>", "\"juel\"")
                                                 RULE("><text>cellInput = 1</text>", "\"feel\"")
                                                     RULE("><text>-</text>", "\"other\""))));
    assert_decides(*state, "d", "{\"n\":9}", "\"juel\"");
    assert_decides(*state, "d", "{\"n\":1}", "\"feel\"");
    assert_decides(*state, "d", "{\"n\":2}", "\"other\"");
}

static void an_input_may_name_its_value(void **state)
{
    static const char *const vendors[] = {"http://camunda.org/schema/1.0/dmn", "http://operaton.org/schema/1.0/dmn"};

    for (size_t i = 0; i < sizeof vendors / sizeof *vendors; i++) {
        dmn_fixture *f = *state;
        char text[1024];

        (void)snprintf(text, sizeof text,
                       "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' xmlns:v='%s' id='f' name='f' "
                       "namespace='n'>" DECISION("d", TABLE(INPUT("v:inputVariable='x'", "n * 2"),
                                                            RULE("><text>x > 5 and ? &lt; 10</text>", "1")
                                                                RULE("><text>-</text>", "2"))) END,
                       vendors[i]);
        read_text(f, text);
        assert_int_equal(weir_dmn_compile(&f->model, &f->arena, &f->problems, &f->decisions), WEIR_OK);
        assert_int_equal(f->problems.count, 0);
        assert_decides(f, "d", "{\"n\":4}", "1");
        assert_decides(f, "d", "{\"n\":5}", "2");
        assert_decides(f, "d", "{\"n\":1}", "2");
    }
}

static void unknown_words_of_other_engines_are_told(void **state)
{
    dmn_fixture *f = *state;

    read_text(f, "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' "
                 "xmlns:v='http://camunda.org/schema/1.0/dmn' id='f' name='f' namespace='n'>\n"
                 "<decision id='d' name='d' v:historyTimeToLive='30' v:versionTag='1' v:magic='on'>\n"
                 "<extensionElements><v:spell/></extensionElements>" LITERAL("1") "</decision>" END);
    assert_int_equal(f->problems.count, 2);
    assert_string_equal(f->problems.items[0].rule, "dialect-unmapped");
    assert_int_equal(f->problems.items[0].line, 2);
    assert_true(weir_text_find(f->problems.items[0].message, WEIR_T("\"magic\""), 0) != SIZE_MAX);
    assert_int_equal(f->problems.items[1].line, 3);
    assert_true(weir_text_find(f->problems.items[1].message, WEIR_T("<spell>"), 0) != SIZE_MAX);
}

/* -- versions -- */

static void all_versions_of_dmn_are_read(void **state)
{
    static const char *const versions[] = {
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd", "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/", "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/"};

    for (size_t i = 0; i < sizeof versions / sizeof *versions; i++) {
        dmn_fixture *f = *state;
        char text[1024];

        (void)snprintf(text, sizeof text,
                       "<d:definitions xmlns:d='%s' xmlns:feel='x' id='f' name='f' namespace='n'>"
                       "<d:inputData id='i' name='i'><d:variable name='i' typeRef='feel:number'/></d:inputData>"
                       "<d:decision id='d' name='d'><d:variable name='d' typeRef='feel:number'/>"
                       "<d:informationRequirement><d:requiredInput href='#i'/></d:informationRequirement>"
                       "<d:literalExpression><d:text>i + 1</d:text></d:literalExpression></d:decision>"
                       "</d:definitions>",
                       versions[i]);
        read_text(f, text);
        assert_int_equal(weir_dmn_compile(&f->model, &f->arena, &f->problems, &f->decisions), WEIR_OK);
        assert_int_equal(f->problems.count, 0);
        assert_decides(f, "d", "{\"i\":4}", "5");
        assert_decides(f, "d", "{\"i\":\"4\"}", "null");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(feel_has_many_names),
        TEST(juel_is_evaluated_as_in_processes),
        TEST(a_text_in_quotes_may_hold_braces),
        TEST(a_failing_expression_in_braces_is_an_error),
        TEST(what_is_wrong_in_braces_is_told_with_its_line),
        TEST(other_languages_are_refused),
        TEST(the_language_of_the_file_counts_where_none_is_named),
        TEST(entries_see_the_value_of_their_input),
        TEST(an_input_may_name_its_value),
        TEST(unknown_words_of_other_engines_are_told),
        TEST(all_versions_of_dmn_are_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
