/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/dmn/test_questions.c - what may be asked of a compiled file: outputs by name, answers without a scope or a
 * trace, problems of a file that has no id.
 */
#include "dmn_fixture.h"

static const char several[] = DATA("x") DECISION("literal", "<variable name='v'/>" LITERAL("1"))
    DECISION("table", "<decisionTable><output name='a'/><output name='b'/><rule><outputEntry><text>1</text>"
                      "</outputEntry><outputEntry><text>x</text></outputEntry></rule></decisionTable>")
        DECISION("bare", "<decisionTable><output/></decisionTable>") DECISION("empty", "")
            DECISION("boxed", "<context/>") "<decisionService id='s' name='s'><outputDecision href='#literal'/>"
                                            "<outputDecision href='#table'/></decisionService>";

static void assert_outputs(dmn_fixture *f, const char *id, const char *first, const char *second)
{
    const weir_decision *decision = weir_dmn_find(f->decisions, weir_text_of(id));

    assert_non_null(decision);
    assert_int_equal(weir_decision_output_count(decision), second ? 2 : 1);
    assert_true(weir_text_equal(weir_decision_output(decision, 0), weir_text_of(first)));
    if (second)
        assert_true(weir_text_equal(weir_decision_output(decision, 1), weir_text_of(second)));
}

static void outputs_have_the_names_of_what_they_come_from(void **state)
{
    dmn_fixture *f = *state;

    compile_well(f, several);
    assert_outputs(f, "literal", "v", NULL);
    assert_outputs(f, "table", "a", "b");
    assert_outputs(f, "bare", "bare", NULL);
    assert_outputs(f, "empty", "empty", NULL);
    assert_outputs(f, "boxed", "boxed", NULL);
    assert_outputs(f, "s", "v", "table");
    assert_int_equal(weir_dmn_count(f->decisions), 5); /* a service is none */
    assert_true(weir_text_equal(weir_decision_id(weir_dmn_at(f->decisions, 1)), WEIR_T("table")));
    assert_true(weir_text_equal(weir_decision_name(weir_dmn_at(f->decisions, 1)), WEIR_T("table")));
    assert_null(weir_dmn_find(f->decisions, WEIR_T("nobody")));
}

static void without_a_scope_every_name_is_null(void **state)
{
    dmn_fixture *f = *state;
    const weir_feel_scope nothing = {0};

    compile_well(f, several);
    for (int i = 0; i < 2; i++) {
        f->run = (weir_feel_run){.arena = &f->arena, .step_count_max = WEIR_FEEL_STEP_COUNT_MAX};
        assert_int_equal(weir_decision_evaluate(weir_dmn_find(f->decisions, WEIR_T("s")), i ? &nothing : NULL, &f->run,
                                                &f->result, NULL, &f->diag),
                         WEIR_OK);
        assert_string_equal(as_text(f, &f->result), "{v: 1, table: {a: 1, b: null}}");
    }
}

static void an_input_that_nobody_gave_is_null_with_its_name_in_the_reason(void **state)
{
    dmn_fixture *f = *state;

    compile_well(f, DATA("x") DECISION("d", NEEDS_DATA("x") LITERAL("x")));
    assert_null_because(f, "d", "{}", "there is no variable x");
    f->run = (weir_feel_run){.arena = &f->arena, .step_count_max = WEIR_FEEL_STEP_COUNT_MAX};
    assert_int_equal(
        weir_decision_evaluate(weir_dmn_find(f->decisions, WEIR_T("d")), NULL, &f->run, &f->result, NULL, &f->diag),
        WEIR_OK);
    assert_int_equal(f->result.kind, WEIR_NULL);
}

static void a_table_inside_another_box_decides_without_a_trace_of_its_own(void **state)
{
    dmn_fixture *f = *state;

    compile_well(f, DECISION("d", "<list><decisionTable><input><inputExpression><text>x</text></inputExpression>"
                                  "</input><output/><rule><inputEntry><text>1</text></inputEntry><outputEntry>"
                                  "<text>\"one\"</text></outputEntry></rule></decisionTable></list>"));
    assert_decides(f, "d", "{\"x\":1}", "[\"one\"]");
    assert_int_equal(f->traces.count, 1);
    assert_int_equal(f->traces.items[0].rule_count, 0);
}

static void what_is_wrong_in_a_file_without_ids_is_told_without_one(void **state)
{
    static const char text[] =
        "<definitions xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\"><decision name=\"d\">"
        "<literalExpression><text>1 +</text></literalExpression></decision></definitions>";
    dmn_fixture *f = *state;

    assert_int_equal(weir_xml_read(weir_text_of(text), NULL, &f->arena, &f->model, &f->problems, &f->diag), WEIR_OK);
    weir_problems_init(&f->problems, &f->arena);
    assert_int_equal(weir_dmn_compile(&f->model, &f->arena, &f->problems, &f->decisions), WEIR_EMODEL);
    assert_int_equal(f->problems.count, 1);
    assert_string_equal(f->problems.items[0].rule, "dmn-expression");
    assert_int_equal(f->problems.items[0].element.length, 0);
}

static void feel_has_many_spellings_and_java_none(void **state)
{
    static const struct {
        const char *language;
        weir_err err;
    } rows[] = {
        {"FEEL", WEIR_OK},
        {"feel", WEIR_OK},
        {"https://www.omg.org/spec/DMN/20191111/FEEL/", WEIR_OK},
        {"http://www.omg.org/spec/FEEL/20140401", WEIR_OK},
        {"java", WEIR_EMODEL},
    };
    dmn_fixture *f = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char elements[512];

        (void)snprintf(elements, sizeof elements,
                       "<decision id='d' name='d'><literalExpression expressionLanguage='%s'><text>1</text>"
                       "</literalExpression></decision>",
                       rows[i].language);
        f->model = (weir_model){0};
        assert_int_equal(compile(f, elements), rows[i].err);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(outputs_have_the_names_of_what_they_come_from),
        TEST(without_a_scope_every_name_is_null),
        TEST(an_input_that_nobody_gave_is_null_with_its_name_in_the_reason),
        TEST(a_table_inside_another_box_decides_without_a_trace_of_its_own),
        TEST(what_is_wrong_in_a_file_without_ids_is_told_without_one),
        TEST(feel_has_many_spellings_and_java_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
