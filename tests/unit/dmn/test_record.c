/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/dmn/test_record.c - what the decision log says of a decision, and what a file says of it.
 */
#include "unit/dmn/dmn_fixture.h"

#define TABLE(attributes, columns, rules) "<decisionTable " attributes ">" columns rules "</decisionTable>"
#define INPUT(attributes, source)                                                                                      \
    "<input " attributes "><inputExpression><text>" source "</text></inputExpression></input>"
#define RULE(id, test, outputs) "<rule id=\"" id "\"><inputEntry><text>" test "</text></inputEntry>" outputs "</rule>"
#define GIVES(source) "<outputEntry><text>" source "</text></outputEntry>"

/* Of the trace with this number. */
static void assert_record(dmn_fixture *f, uint32_t ix, const char *expected)
{
    weir_value record;

    assert_in_range(ix, 0, f->traces.count - 1);
    assert_int_equal(weir_decision_record(&f->traces.items[ix], &f->arena, &record), WEIR_OK);
    assert_string_equal(as_text(f, &record), expected);
}

static void a_table_tells_its_clauses_and_the_rules_that_hit(void **state)
{
    dmn_fixture *f = *state;

    compile_well(f, DECISION("d", TABLE("hitPolicy=\"RULE ORDER\"",
                                        INPUT("id=\"i\" label=\"Age\"", "age") INPUT("", "age * 2") "<output id=\"o\" "
                                                                                                    "name=\"x\" "
                                                                                                    "label=\"X\"/><"
                                                                                                    "output name=\"y\"/"
                                                                                                    ">",
                                        "<rule><inputEntry><text>1</text></inputEntry><inputEntry><text>-</text>"
                                        "</inputEntry>" GIVES("1") GIVES("2") "</rule><rule "
                                                                              "id=\"r\"><inputEntry><text>2</text></"
                                                                              "inputEntry><inputEntry><text>4</text></"
                                                                              "inputEntry>" GIVES("3")
                                                                                  GIVES("null") "</rule>")));
    assert_decides(f, "d", "{\"age\": 2}", "[{x: 3, y: null}]");
    assert_record(f, 0,
                  "{name: \"d\", inputs: [{id: \"i\", name: \"Age\", value: 2}, {name: \"age * 2\", value: 4}], "
                  "outputs: [{id: \"o\", name: \"x\", label: \"X\"}, {name: \"y\"}], rules: [{id: \"r\", number: 2, "
                  "values: [3, null]}], result: [{x: 3, y: null}]}");
    assert_decides(f, "d", "{\"age\": 3}", "null");
    assert_record(f, 0,
                  "{name: \"d\", inputs: [{id: \"i\", name: \"Age\", value: 3}, {name: \"age * 2\", value: 6}], "
                  "outputs: [{id: \"o\", name: \"x\", label: \"X\"}, {name: \"y\"}], rules: [], result: null, reason: "
                  "\"no rule of the table fits\"}");
}

static void rules_are_told_as_the_result_has_them(void **state)
{
    dmn_fixture *f = *state;

    compile_well(
        f, DECISION("d", TABLE("hitPolicy=\"OUTPUT ORDER\"",
                               INPUT("id=\"i\"", "n") "<output id=\"o\" "
                                                      "name=\"o\"><outputValues><text>3,2,1</text></"
                                                      "outputValues></output>",
                               RULE("a", "-", GIVES("1")) RULE("b", "-", GIVES("2")) RULE("c", "-", GIVES("3")))));
    assert_decides(f, "d", "{\"n\": 0}", "[3, 2, 1]");
    assert_record(f, 0,
                  "{name: \"d\", inputs: [{id: \"i\", name: \"n\", value: 0}], outputs: [{id: \"o\", name: \"o\"}], "
                  "rules: [{id: \"c\", number: 3, values: [3]}, {id: \"b\", number: 2, values: [2]}, {id: \"a\", "
                  "number: 1, values: [1]}], result: [3, 2, 1]}");
}

static void what_is_collected_is_told_with_its_parts(void **state)
{
    dmn_fixture *f = *state;

    compile_well(
        f, DECISION("d", TABLE("hitPolicy=\"COLLECT\" aggregation=\"SUM\"", INPUT("id=\"i\"", "n") "<output id=\"o\"/>",
                               RULE("a", "-", GIVES("1")) RULE("b", "-", GIVES("2")))));
    assert_decides(f, "d", "{\"n\": 0}", "3");
    assert_record(f, 0,
                  "{name: \"d\", inputs: [{id: \"i\", name: \"n\", value: 0}], outputs: [{id: \"o\", name: \"d\"}], "
                  "rules: [{id: \"a\", number: 1, values: [1]}, {id: \"b\", number: 2, values: [2]}], aggregation: "
                  "\"SUM\", result: 3}");
}

static void without_a_table_it_is_what_was_needed(void **state)
{
    dmn_fixture *f = *state;

    compile_well(f, DATA("n") DECISION("a", NEEDS_DATA("n") LITERAL("n + 1"))
                        DECISION("b", NEEDS_DATA("n") NEEDS("a") LITERAL("a * n")));
    assert_decides(f, "b", "{\"n\": 2}", "6");
    assert_int_equal(f->traces.count, 2);
    assert_record(f, 0, "{name: \"a\", inputs: [{name: \"n\", value: 2}], result: 3}");
    assert_record(f, 1, "{name: \"b\", inputs: [{name: \"n\", value: 2}, {name: \"a\", value: 3}], result: 6}");
}

static void a_service_is_told_behind_what_is_in_it(void **state)
{
    dmn_fixture *f = *state;

    compile_well(f, DATA("n") DECISION("a", NEEDS_DATA("n") LITERAL("n + 1")) "<decisionService id=\"s\" "
                                                                              "name=\"s\"><outputDecision "
                                                                              "href=\"#a\"/><inputData "
                                                                              "href=\"#n\"/></decisionService>");
    assert_decides(f, "s", "{\"n\": 2}", "3");
    assert_int_equal(f->traces.count, 2);
    assert_record(f, 0, "{name: \"a\", inputs: [{name: \"n\", value: 2}], result: 3}");
    assert_record(f, 1, "{name: \"s\", inputs: [{name: \"n\", value: 2}], result: 3}");
}

static void what_can_not_be_stored_is_null(void **state)
{
    dmn_fixture *f = *state;
    weir_value nested = weir_integer(1), record;
    weir_decision_trace *trace;

    compile_well(f, DECISION("d", LITERAL("[function(x) x]")));
    assert_int_equal(evaluate_within(f, "d", "{}", WEIR_FEEL_STEP_COUNT_MAX), WEIR_OK);
    assert_record(f, 0, "{name: \"d\", inputs: [], result: null}");
    for (int i = 0; i < 95; i++) {
        weir_value *item = WEIR_TAKE(&f->arena, weir_value, 1);

        *item = nested;
        nested = weir_list(item, 1);
    }
    trace = &f->traces.items[0];
    trace->result = nested;
    assert_int_equal(weir_decision_record(trace, &f->arena, &record), WEIR_OK);
    assert_int_equal(weir_context_find(&record, WEIR_T("result"))->kind, WEIR_NULL);
}

static void a_record_without_memory_is_none(void **state)
{
    dmn_fixture *f = *state;
    const char *const decisions[] = {"t", "l"};

    compile_well(
        f, DATA("n") DECISION("t", TABLE("", INPUT("id=\"i\"", "n") "<output name=\"o\"/>", RULE("a", "1", GIVES("5"))))
               DECISION("l", NEEDS_DATA("n") LITERAL("n")));
    for (uint32_t i = 0; i < 2; i++) {
        weir_err err = WEIR_ENOMEM;

        assert_decides(f, decisions[i], "{\"n\": 1}", i ? "1" : "5");
        for (uint64_t n = 1; err == WEIR_ENOMEM; n++) {
            weir_arena small;
            weir_value record;

            weir_arena_init(&small, test_memory_port(&f->memory, true), (size_t)1 << 20);
            f->memory.take_count = 0;
            f->memory.fail_at = n;
            err = weir_decision_record(&f->traces.items[0], &small, &record);
            f->memory.fail_at = 0;
            weir_arena_release(&small);
        }
        assert_int_equal(err, WEIR_OK);
    }
}

static void rules_of_several_decisions_are_told_in_one_list(void **state)
{
    dmn_fixture *f = *state;
    weir_value rules;

    compile_well(f, DATA("n") DECISION(
                        "u", NEEDS_DATA("n") TABLE(
                                 "", INPUT("", "n") "<output name=\"u\"/>",
                                 RULE("a", "1", GIVES("5")) "<rule><inputEntry><text>&lt; 9</text></inputEntry>" GIVES(
                                     "6") "</rule>")) DECISION("l", NEEDS("u") LITERAL("u")));
    assert_decides(f, "l", "{\"n\": 2}", "6");
    assert_int_equal(weir_decision_rules(&f->traces, &f->arena, &rules), WEIR_OK);
    assert_string_equal(as_text(f, &rules), "[{decision: \"u\", rule: 2, ruleId: null}]");
    assert_int_equal(evaluate_within(f, "l", "{\"n\": 1}", WEIR_FEEL_STEP_COUNT_MAX), WEIR_OK);
    assert_int_equal(weir_decision_rules(&f->traces, &f->arena, &rules), WEIR_OK);
    assert_string_equal(as_text(f, &rules), /* that violate the hit policy */
                        "[{decision: \"u\", rule: 1, ruleId: \"a\"}, {decision: \"u\", rule: 2, ruleId: null}]");
    assert_decides(f, "l", "{\"n\": 10}", "null");
    assert_int_equal(weir_decision_rules(&f->traces, &f->arena, &rules), WEIR_OK);
    assert_string_equal(as_text(f, &rules), "[]");
}

static void rules_without_memory_are_none(void **state)
{
    dmn_fixture *f = *state;
    weir_err err = WEIR_ENOMEM;

    compile_well(f, DECISION("t", TABLE("", INPUT("", "n") "<output name=\"o\"/>", RULE("a", "1", GIVES("5")))));
    assert_decides(f, "t", "{\"n\": 1}", "5");
    for (uint64_t n = 1; err == WEIR_ENOMEM; n++) {
        weir_arena small;
        weir_value rules;

        weir_arena_init(&small, test_memory_port(&f->memory, true), (size_t)1 << 20);
        f->memory.take_count = 0;
        f->memory.fail_at = n;
        err = weir_decision_rules(&f->traces, &small, &rules);
        f->memory.fail_at = 0;
        weir_arena_release(&small);
    }
    assert_int_equal(err, WEIR_OK);
}

static void a_file_says_tags_and_days_in_several_ways(void **state)
{
    static const struct {
        const char *attributes, *tag;
        int64_t day_count;
    } rows[] = {
        {"", "", -1},
        {"c:versionTag=' 1.2 ' c:historyTimeToLive='30'", "1.2", 30},
        {"o:versionTag='x' o:historyTimeToLive='P2W'", "x", 14},
        {"w:versionTag='w' c:versionTag='x' w:historyTimeToLive='P5D'", "w", 5},
        {"c:historyTimeToLive='soon'", "", -1},
        {"c:historyTimeToLive='-1'", "", -1},
        {"c:historyTimeToLive='1.5'", "", -1},
    };
    dmn_fixture *f = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[512];

        (void)snprintf(text, sizeof text,
                       "<decision xmlns:c='http://camunda.org/schema/1.0/dmn' "
                       "xmlns:o='http://operaton.org/schema/1.0/dmn' xmlns:w='urn:weir:bpmn' id='d' name='d' %s>"
                       "<literalExpression><text>1</text></literalExpression></decision>",
                       rows[i].attributes);
        compile_well(f, text);
        assert_true(weir_text_equal(weir_decision_version_tag(weir_dmn_find(f->decisions, WEIR_T("d"))),
                                    weir_text_of(rows[i].tag)));
        assert_int_equal(weir_decision_history_day_count(weir_dmn_find(f->decisions, WEIR_T("d"))), rows[i].day_count);
    }
}

static void decisions_and_services_are_found_one_after_the_other(void **state)
{
    dmn_fixture *f = *state;
    const weir_decision *found;

    compile_well(f, DATA("n") DECISION("a", LITERAL("1")) "<businessKnowledgeModel id=\"k\" "
                                                          "name=\"k\"/><decisionService id=\"s\" "
                                                          "name=\"s\"><outputDecision "
                                                          "href=\"#a\"/></decisionService>" DATA("m"));
    found = weir_dmn_next(f->decisions, NULL);
    assert_true(weir_text_equal(weir_decision_id(found), WEIR_T("a")));
    found = weir_dmn_next(f->decisions, found);
    assert_true(weir_text_equal(weir_decision_id(found), WEIR_T("s")));
    assert_null(weir_dmn_next(f->decisions, found));
    compile_well(f, "<decision name=\"An old one\">" LITERAL("1") "</decision>");
    assert_true(weir_text_equal(weir_decision_key(weir_dmn_next(f->decisions, NULL)), WEIR_T("An old one")));
}

static void boxed_lists_are_lists_whatever_they_hold(void **state)
{
    dmn_fixture *f = *state;
    const weir_decision *found;

    compile_well(
        f,
        DECISION("a", "<list><literalExpression><text>1</text></literalExpression></list>")
            DECISION("b", LITERAL("[1]")) DECISION("c", "<relation/>") DECISION(
                "d", "<for iteratorVariable=\"x\"><in>" LITERAL("[1]") "</in><return>" LITERAL("x") "</return></for>")
                DECISION("e", "<filter><in>" LITERAL("[1]") "</in><match>" LITERAL("true") "</match></filter>"));
    for (found = weir_dmn_next(f->decisions, NULL); found; found = weir_dmn_next(f->decisions, found))
        assert_int_equal(weir_decision_is_list(found), !weir_text_equal(weir_decision_id(found), WEIR_T("b")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_table_tells_its_clauses_and_the_rules_that_hit),
        TEST(rules_are_told_as_the_result_has_them),
        TEST(what_is_collected_is_told_with_its_parts),
        TEST(without_a_table_it_is_what_was_needed),
        TEST(a_service_is_told_behind_what_is_in_it),
        TEST(what_can_not_be_stored_is_null),
        TEST(a_record_without_memory_is_none),
        TEST(rules_of_several_decisions_are_told_in_one_list),
        TEST(rules_without_memory_are_none),
        TEST(a_file_says_tags_and_days_in_several_ways),
        TEST(boxed_lists_are_lists_whatever_they_hold),
        TEST(decisions_and_services_are_found_one_after_the_other),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
