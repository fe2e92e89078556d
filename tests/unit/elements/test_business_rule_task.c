/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/elements/test_business_rule_task.c - how the result of a decision becomes variables.
 */
#include "dmn/dmn.h"
#include "unit/run/run_fixture.h"

/* One decision of each shape of result. */
#define DECISIONS                                                                                                      \
    "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' id='ds' name='ds' namespace='n'>"               \
    "<decision id='one' name='One'><decisionTable hitPolicy='UNIQUE'>"                                                 \
    "<input id='i1'><inputExpression id='ie1'><text>n</text></inputExpression></input><output id='o1' name='grade'/>"  \
    "<rule id='r1'><inputEntry id='a1'><text>1</text></inputEntry><outputEntry id='b1'><text>\"good\"</text>"          \
    "</outputEntry></rule></decisionTable></decision>"                                                                 \
    "<decision id='two' name='Two'><decisionTable hitPolicy='UNIQUE'>"                                                 \
    "<input id='i2'><inputExpression id='ie2'><text>n</text></inputExpression></input><output id='o2' name='x'/>"      \
    "<output id='o3' name='y'/><rule id='r2'><inputEntry id='a2'><text>1</text></inputEntry><outputEntry id='b2'>"     \
    "<text>10</text></outputEntry><outputEntry "                                                                       \
    "id='b3'><text>20</text></outputEntry></rule></decisionTable></decision>"                                          \
    "<decision id='clash' name='Clash'><decisionTable hitPolicy='UNIQUE'>"                                             \
    "<input id='i3'><inputExpression id='ie3'><text>n</text></inputExpression></input><output id='o5' name='w'/>"      \
    "<rule id='r3'><inputEntry id='a3'><text>&gt;= 1</text></inputEntry><outputEntry id='b6'><text>7</text>"           \
    "</outputEntry></rule><rule id='r8'><inputEntry id='a8'><text>&gt;= 2</text></inputEntry><outputEntry id='b8'>"    \
    "<text>8</text></outputEntry></rule></decisionTable></decision>"                                                   \
    "<decision id='all' name='All'><decisionTable hitPolicy='COLLECT'>"                                                \
    "<input id='i4'><inputExpression id='ie4'><text>n</text></inputExpression></input><output id='o4' name='z'/>"      \
    "<rule id='r4'><inputEntry id='a4'><text>&gt;= 1</text></inputEntry><outputEntry id='b4'><text>7</text>"           \
    "</outputEntry></rule><rule id='r5'><inputEntry id='a5'><text>&gt;= 2</text></inputEntry><outputEntry id='b5'>"    \
    "<text>8</text></outputEntry></rule></decisionTable></decision>"                                                   \
    "<decision id='heavy' name='Heavy'><variable id='hv' name='heavy'/><literalExpression id='le'><text>count(for i "  \
    "in "                                                                                                              \
    "1..10000, j in 1..10000 return i)</text></literalExpression></decision>"                                          \
    "<decision id='context' name='Context'><variable id='cv' name='cx'/><literalExpression id='lc'><text>{v: "         \
    "n}</text>"                                                                                                        \
    "</literalExpression></decision>"                                                                                  \
    "<decision id='list' name='List'><variable id='lv' name='li'/><literalExpression id='ll'><text>[1, n]</text>"      \
    "</literalExpression></decision>"                                                                                  \
    "<decision id='nothing' name='Nothing'><variable id='nv' name='no'/><literalExpression id='nl'><text>null</text>"  \
    "</literalExpression></decision>"                                                                                  \
    "<decision id='relation' name='Relation'><variable id='rv' name='re'/><relation id='rl'><column id='rc' "          \
    "name='a'/><row id='r6'><literalExpression id='l6'><text>n</text></literalExpression></row><row id='r7'>"          \
    "<literalExpression id='l7'><text>n + 1</text></literalExpression></row></relation></decision>"                    \
    "<decision id='held' name='Held'><decisionTable hitPolicy='UNIQUE'><input id='i9'><inputExpression id='ie9'>"      \
    "<text>n</text></inputExpression></input><output id='o9' name='out'/><rule id='r9'><inputEntry id='a9'>"           \
    "<text>-</text></inputEntry><outputEntry id='b9'><text>{a: n, b: [n]}</text></outputEntry></rule>"                 \
    "</decisionTable></decision></definitions>"

static weir_decision_definition found;

/* As if each of them were deployed once. */
static const weir_decision_definition *find_decision(const void *self, const weir_callee *reference)
{
    found = (weir_decision_definition){WEIR_T("it:1:x"), weir_dmn_find(self, reference->key)};
    return found.decision && (reference->binding == WEIR_BINDING_LATEST || reference->version == 1 ||
                              weir_text_equal(reference->version_tag, WEIR_T("v1")))
               ? &found
               : NULL;
}

static const weir_decision_definition *find_beside(const void *self, const weir_decision_definition *definition,
                                                   const weir_decision *decision)
{
    static weir_decision_definition other;

    (void)self, (void)definition;
    other = (weir_decision_definition){WEIR_T("other:1:x"), decision};
    return &other;
}

static void deploy_task(run_fixture *f, const char *attributes, const char *inside)
{
    const weir_decisions *decisions;
    weir_problems problems;
    weir_model model;
    char xml[4096];

    weir_problems_init(&problems, &f->input_arena);
    assert_ok(weir_xml_read(WEIR_T(DECISIONS), NULL, &f->input_arena, &model, &problems, &f->diag));
    assert_ok(weir_dmn_compile(&model, &f->input_arena, &problems, &decisions));
    f->env.decisions = (weir_decision_library){find_decision, find_beside, decisions};
    (void)snprintf(xml, sizeof xml, "%s<businessRuleTask id='a' %s><extensionElements>%s</extensionElements>%s",
                   HEAD PROCESS "<startEvent id='start'/><sequenceFlow id='f1' sourceRef='start' targetRef='a'/>",
                   attributes, inside, "</businessRuleTask>" END);
    deploy(f, xml);
}

static void without_a_result_variable_each_output_is_a_variable(void **state)
{
    run_fixture *f = *state;

    deploy_task(f, "", "<weir:decision ref='one'/><weir:decision ref='two'/>");
    assert_ok(start(f, "{n: 1}"));
    assert_ended(f, "completed");
    assert_variable(f, "grade", "\"good\"");
    assert_variable(f, "x", "10");
    assert_variable(f, "y", "20");
    assert_int_equal(count_facts(f, WEIR_FACT_decision_evaluated), 2);
    assert_same_text(fact_of(f, WEIR_FACT_decision_evaluated)->name, WEIR_T("one"));
    assert_value(f, weir_context_find(&fact_of(f, WEIR_FACT_decision_evaluated)->value, WEIR_T("rules")),
                 "[{id: \"r1\", number: 1, values: [\"good\"]}]");
}

static const weir_value *reason_of(run_fixture *f)
{
    return weir_context_find(&fact_of(f, WEIR_FACT_decision_evaluated)->value, WEIR_T("reason"));
}

/* DMN 1.5 §8.2.10: of UNIQUE one rule may hit. */
static void why_a_decision_is_null_is_in_its_record(void **state)
{
    run_fixture *f = *state;

    deploy_task(f, "", "<weir:decision ref='clash'/>");
    assert_ok(start(f, "{n: 2}"));
    assert_ended(f, "completed");
    assert_variable(f, "w", "null");
    assert_value(f, reason_of(f), "\"rules 1 and 2 both hit, but the hit policy is UNIQUE\"");
}

static void a_decision_that_is_not_null_has_no_reason(void **state)
{
    run_fixture *f = *state;

    deploy_task(f, "", "<weir:decision ref='clash'/>");
    assert_ok(start(f, "{n: 1}"));
    assert_variable(f, "w", "7");
    assert_null(reason_of(f));
}

static void a_context_spreads_its_entries(void **state)
{
    run_fixture *f = *state;

    deploy_task(f, "weir:decisionRef='context'", "");
    assert_ok(start(f, "{n: 4}"));
    assert_variable(f, "v", "4");
}

static void a_table_that_finds_no_rule_gives_null_outputs(void **state)
{
    run_fixture *f = *state;

    deploy_task(f, "", "<weir:decision ref='one'/><weir:decision ref='two'/>");
    assert_ok(start(f, "{n: 5, x: 1}"));
    assert_variable(f, "grade", "null");
    assert_variable(f, "x", "null");
    assert_variable(f, "y", "null");
}

static void a_result_is_mapped_as_the_task_says(void **state)
{
    static const struct {
        const char *decision, *map, *variables, *result; /* NULL: it does not fit */
    } rows[] = {
        {"one", "singleEntry", "{n: 1}", "\"good\""},
        {"one", "singleEntry", "{n: 2}", "null"},
        {"two", "singleEntry", "{n: 1}", NULL},
        {"all", "singleEntry", "{n: 1}", "7"},
        {"all", "singleEntry", "{n: 2}", NULL},
        {"all", "singleEntry", "{n: 0}", "null"},
        {"context", "singleEntry", "{n: 4}", "{v: 4}"},
        {"context", "collectEntries", "{n: 4}", "[{v: 4}]"},
        {"context", "resultList", "{n: 4}", "[{v: 4}]"},
        {"list", "singleEntry", "{n: 4}", "[1, 4]"},
        {"list", "singleResult", "{n: 4}", "{li: [1, 4]}"},
        {"list", "collectEntries", "{n: 4}", "[[1, 4]]"},
        {"list", "resultList", "{n: 4}", "[{li: [1, 4]}]"},
        {"list", "plainResult", "{n: 4}", "[1, 4]"},
        {"list", "singleEntry", "{n: null}", "[1, null]"},
        {"nothing", "singleEntry", "{}", "null"},
        {"nothing", "singleResult", "{}", "{no: null}"},
        {"nothing", "resultList", "{}", "[{no: null}]"},
        {"relation", "singleEntry", "{n: 4}", NULL},
        {"relation", "collectEntries", "{n: 4}", "[{a: 4}, {a: 5}]"},
        {"relation", "resultList", "{n: 4}", "[{a: 4}, {a: 5}]"},
        {"held", "singleEntry", "{n: 4}", "{a: 4, b: [4]}"},
        {"held", "singleResult", "{n: 4}", "{out: {a: 4, b: [4]}}"},
        {"held", "collectEntries", "{n: 4}", "[{a: 4, b: [4]}]"},
        {"all", "singleResult", "{n: 0}", "null"},
        {"context", "singleResult", "{n: 4}", "{v: 4}"},
        {"one", "singleResult", "{n: 1}", "{grade: \"good\"}"},
        {"one", "singleResult", "{n: 2}", "null"},
        {"two", "singleResult", "{n: 1}", "{x: 10, y: 20}"},
        {"all", "singleResult", "{n: 1}", "{z: 7}"},
        {"all", "singleResult", "{n: 2}", NULL},
        {"one", "collectEntries", "{n: 1}", "[\"good\"]"},
        {"one", "collectEntries", "{n: 2}", "[]"},
        {"all", "collectEntries", "{n: 2}", "[7, 8]"},
        {"two", "collectEntries", "{n: 1}", NULL},
        {"one", "resultList", "{n: 1}", "[{grade: \"good\"}]"},
        {"one", "resultList", "{n: 2}", "[]"},
        {"two", "resultList", "{n: 1}", "[{x: 10, y: 20}]"},
        {"all", "resultList", "{n: 2}", "[{z: 7}, {z: 8}]"},
    };
    run_fixture *f = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char attributes[256];

        (void)snprintf(attributes, sizeof attributes,
                       "weir:decisionRef='%s' weir:mapDecisionResult='%s' weir:resultVariable='r'", rows[i].decision,
                       rows[i].map);
        deploy_task(f, attributes, "");
        if (rows[i].result) {
            assert_ok(start(f, rows[i].variables));
            assert_variable(f, "r", rows[i].result);
        } else {
            assert_fails(start(f, rows[i].variables), WEIR_EPROCESS, "a", "does not fit");
        }
    }
}

static void a_result_is_a_list_unless_the_task_says_otherwise(void **state)
{
    run_fixture *f = *state;

    deploy_task(f, "", "<weir:decision ref='one' resultVariable='r'/><weir:decision ref='= d' resultVariable='s'/>");
    assert_ok(start(f, "{n: 1, d: \"two\"}"));
    assert_variable(f, "r", "[{grade: \"good\"}]");
    assert_variable(f, "s", "[{x: 10, y: 20}]");
}

static void several_results_do_not_spread_over_one_variable_each(void **state)
{
    run_fixture *f = *state;

    deploy_task(f, "weir:decisionRef='all'", "");
    assert_ok(start(f, "{n: 2}"));
    assert_variable(f, "z", "[7, 8]"); /* one output: its variable takes what the table gives */
}

static void a_decision_that_is_not_deployed_stops_the_process(void **state)
{
    run_fixture *f = *state;

    deploy_task(f, "weir:decisionRef='none'", "");
    assert_fails(start(f, NULL), WEIR_EPROCESS, "a", "no decision 'none' is deployed");
    f->env.decisions.find = NULL;
    assert_fails(start(f, NULL), WEIR_EPROCESS, "a", "no decision 'none' is deployed");
    deploy_task(f, "weir:decisionRef='= 1'", "");
    assert_fails(start(f, NULL), WEIR_EPROCESS, "a", "the decision reference gives a number");
}

static void a_decision_spends_the_budget_of_the_command(void **state)
{
    run_fixture *f = *state;

    f->is_large = true;
    deploy_task(f, "weir:decisionRef='heavy'", "");
    assert_fails(start(f, NULL), WEIR_ELIMIT, "a", "decision 'heavy'");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(without_a_result_variable_each_output_is_a_variable),
        TEST(why_a_decision_is_null_is_in_its_record),
        TEST(a_decision_that_is_not_null_has_no_reason),
        TEST(a_context_spreads_its_entries),
        TEST(a_table_that_finds_no_rule_gives_null_outputs),
        TEST(a_result_is_mapped_as_the_task_says),
        TEST(a_result_is_a_list_unless_the_task_says_otherwise),
        TEST(several_results_do_not_spread_over_one_variable_each),
        TEST(a_decision_that_is_not_deployed_stops_the_process),
        TEST(a_decision_spends_the_budget_of_the_command),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
