/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/dmn/test_call.c - elements asked by somebody who names the values, in files that are right in part.
 */
#include "dmn_fixture.h"

#define KNOWLEDGE(id, logic)                                                                                           \
    "<businessKnowledgeModel id='" id "' name='" id "'><encapsulatedLogic>" logic "</encapsulatedLogic>"               \
    "</businessKnowledgeModel>"
#define TYPED(id, type) "<variable name='" id "' typeRef='" type "'/>"

static const char elements[] = "<inputData id='x' name='x'>" TYPED("x", "number") "</inputData>" DECISION(
    "base", TYPED("base", "number") NEEDS_DATA("x") LITERAL("x * 2"))
    DECISION("top", NEEDS("base") NEEDS_FUNCTION("minus") LITERAL("minus(base, 1)")) KNOWLEDGE(
        "minus", "<formalParameter name='the a' typeRef='number'/><formalParameter name='b'/>" LITERAL("the a - b"))
        KNOWLEDGE("nothing", "") DECISION("empty", "") "<businessKnowledgeModel id='bare' name='bare'/>"
                                                       "<decisionService id='s' name='s'><outputDecision "
                                                       "href='#top'/><inputDecision href='#base'/>"
                                                       "</decisionService>";

static const weir_decision *element_of(const dmn_fixture *f, const char *id)
{
    for (uint32_t i = 0; i < weir_dmn_element_count(f->decisions); i++) {
        if (weir_text_equal(weir_decision_id(weir_dmn_element(f->decisions, i)), weir_text_of(id)))
            return weir_dmn_element(f->decisions, i);
    }
    fail_msg("no element %s", id);
    return NULL;
}

static weir_err call(dmn_fixture *f, const char *id, const char *inputs)
{
    weir_value context;

    assert_int_equal(weir_json_read(weir_text_of(inputs), WEIR_JSON_PLAIN, NULL, &f->arena, &context, &f->diag),
                     WEIR_OK);
    f->traces = (weir_decision_traces){0};
    f->run = (weir_feel_run){.arena = &f->arena, .step_count_max = WEIR_FEEL_STEP_COUNT_MAX};
    return weir_decision_call(element_of(f, id), &context, &f->run, &f->result, &f->traces, &f->diag);
}

static void assert_gives(dmn_fixture *f, const char *id, const char *inputs, const char *expected)
{
    const weir_err err = call(f, id, inputs);

    if (err != WEIR_OK)
        fail_msg("%s%s: %s", id, inputs, f->diag.message);
    if (strcmp(as_text(f, &f->result), expected) != 0)
        fail_msg("%s%s: expected %s, found %s (%s)", id, inputs, expected, as_text(f, &f->result), f->run.reason);
}

static void a_decision_that_is_given_is_not_evaluated(void **state)
{
    dmn_fixture *f = *state;

    compile_well(f, elements);
    assert_gives(f, "top", "{\"x\":5}", "9");
    assert_int_equal(f->traces.count, 2);
    assert_gives(f, "top", "{\"x\":5,\"base\":3}", "2");
    assert_int_equal(f->traces.count, 1);
    assert_gives(f, "top", "{\"base\":\"s\"}", "null"); /* of a wrong type */
    assert_non_null(strstr(f->run.reason, "base"));
    assert_gives(f, "base", "{\"x\":5,\"base\":3}", "10"); /* what is asked for is no input of itself */
    assert_decides(f, "top", "{\"x\":5,\"base\":3}", "9"); /* whose names are only around does not give them */
}

static void the_name_of_an_element_is_known_beside_that_of_its_variable(void **state)
{
    dmn_fixture *f = *state;

    compile_well(
        f, "<inputData id='i' name='Age'>" TYPED(
               "age", "number") "</inputData>"
                                "<decision id='b' name='Base'>" TYPED("base", "number") NEEDS_DATA("i")
                                    LITERAL("age * 2") "</decision>" DECISION("top", NEEDS("b") LITERAL("base + 1")));
    assert_gives(f, "top", "{\"age\":5}", "11");
    assert_gives(f, "top", "{\"Age\":5}", "11");
    assert_gives(f, "top", "{\"Age\":5,\"age\":6}", "13");
    assert_gives(f, "top", "{\"Base\":3}", "4");
    assert_gives(f, "top", "{\"Base\":3,\"base\":4}", "5");
}

static void a_function_is_called_with_its_parameters(void **state)
{
    dmn_fixture *f = *state;

    compile_well(f, elements);
    assert_gives(f, "minus", "{\"b\":1,\"the a\":5,\"c\":0}", "4");
    assert_gives(f, "minus", "{\"the a\":5}", "null");
    assert_gives(f, "minus", "{\"the a\":\"s\",\"b\":1}", "null");
    assert_gives(f, "bare", "{}", "null");
    assert_non_null(strstr(f->run.reason, "has no logic"));
    assert_gives(f, "s", "{\"base\":7}", "6");
    assert_gives(f, "x", "{\"x\":7}", "7");
}

static void each_element_says_its_kind_and_parameters(void **state)
{
    static const struct {
        const char *id;
        weir_decision_kind kind;
        uint32_t parameter_count;
    } expected[] = {
        {"x", WEIR_DECISION_OTHER, 0},
        {"base", WEIR_DECISION, 0},
        {"minus", WEIR_DECISION_KNOWLEDGE_MODEL, 2},
        {"bare", WEIR_DECISION_KNOWLEDGE_MODEL, 0},
        {"s", WEIR_DECISION_SERVICE, 1},
    };
    dmn_fixture *f = *state;

    compile_well(f, elements);
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        assert_int_equal(weir_decision_kind_of(element_of(f, expected[i].id)), expected[i].kind);
        assert_int_equal(weir_decision_parameter_count(element_of(f, expected[i].id)), expected[i].parameter_count);
    }
    assert_true(weir_text_equal(weir_decision_parameter(element_of(f, "minus"), 0), WEIR_T("the a")));
    assert_true(weir_text_equal(weir_decision_parameter(element_of(f, "s"), 0), WEIR_T("base")));
}

/* -- files that are wrong in part -- */

static void compile_each(dmn_fixture *f, const char *content)
{
    assert_int_equal(compile(f, content), WEIR_EMODEL);
    assert_int_equal(weir_dmn_compile_each(&(weir_dmn_files){&(weir_dmn_file){&f->model, WEIR_NO_TEXT}, 1}, &f->arena,
                                           &f->problems, &f->decisions),
                     WEIR_OK);
}

static void assert_refused(dmn_fixture *f, const char *id, uint32_t line, const char *words)
{
    f->diag = (weir_diag){0};
    assert_int_equal(call(f, id, "{}"), WEIR_EMODEL);
    if (!strstr(f->diag.message, words) || !strstr(f->diag.message, "can't be evaluated") || f->diag.line != line)
        fail_msg("%s: line %u %s", id, f->diag.line, f->diag.message);
}

static void what_is_wrong_in_one_element_spoils_it_alone(void **state)
{
    dmn_fixture *f = *state;

    compile_each(
        f,
        DECISION("good", LITERAL("1")) "\n" DECISION("bad", LITERAL("1 +") LITERAL("2")) "\n" DECISION(
            "above",
            NEEDS("bad") NEEDS("good") NEEDS_FUNCTION("k") LITERAL(
                "[good, bad, k(1)]")) "\n" DECISION("lost",
                                                    NEEDS("nobody") LITERAL(
                                                        "1")) "\n" KNOWLEDGE("k",
                                                                             "<formalParameter name='p'/>" LITERAL(
                                                                                 "p +")) "\n" DECISION("around",
                                                                                                       NEEDS("around") LITERAL(
                                                                                                           "1")) "\n<"
                                                                                                                 "decis"
                                                                                                                 "ionSe"
                                                                                                                 "rvice"
                                                                                                                 " id='"
                                                                                                                 "s' "
                                                                                                                 "name="
                                                                                                                 "'s'><"
                                                                                                                 "outpu"
                                                                                                                 "tDeci"
                                                                                                                 "sion "
                                                                                                                 "href="
                                                                                                                 "'#"
                                                                                                                 "bad'/"
                                                                                                                 "></"
                                                                                                                 "decis"
                                                                                                                 "ionSe"
                                                                                                                 "rvice"
                                                                                                                 ">"
                                                                                                                 "\n<"
                                                                                                                 "decis"
                                                                                                                 "ionSe"
                                                                                                                 "rvice"
                                                                                                                 " id='"
                                                                                                                 "e' "
                                                                                                                 "name="
                                                                                                                 "'e'/>"
                                                                                                                 "\n" DECISION(
                                                                                                                     "m"
                                                                                                                     "a"
                                                                                                                     "n"
                                                                                                                     "y",
                                                                                                                     "<"
                                                                                                                     "d"
                                                                                                                     "e"
                                                                                                                     "c"
                                                                                                                     "i"
                                                                                                                     "s"
                                                                                                                     "i"
                                                                                                                     "o"
                                                                                                                     "n"
                                                                                                                     "T"
                                                                                                                     "a"
                                                                                                                     "b"
                                                                                                                     "l"
                                                                                                                     "e"
                                                                                                                     ">"
                                                                                                                     "<"
                                                                                                                     "o"
                                                                                                                     "u"
                                                                                                                     "t"
                                                                                                                     "p"
                                                                                                                     "u"
                                                                                                                     "t"
                                                                                                                     "/"
                                                                                                                     ">"
                                                                                                                     "<"
                                                                                                                     "o"
                                                                                                                     "u"
                                                                                                                     "t"
                                                                                                                     "p"
                                                                                                                     "u"
                                                                                                                     "t"
                                                                                                                     "/"
                                                                                                                     ">"
                                                                                                                     "<"
                                                                                                                     "/"
                                                                                                                     "d"
                                                                                                                     "e"
                                                                                                                     "c"
                                                                                                                     "i"
                                                                                                                     "s"
                                                                                                                     "i"
                                                                                                                     "o"
                                                                                                                     "n"
                                                                                                                     "T"
                                                                                                                     "a"
                                                                                                                     "b"
                                                                                                                     "l"
                                                                                                                     "e"
                                                                                                                     ">"));
    assert_gives(f, "good", "{}", "1");
    assert_refused(f, "bad", 3, "line 1");
    assert_gives(f, "above", "{}", "[1, null, null]");
    assert_refused(f, "lost", 5, "nobody");
    assert_refused(f, "k", 6, "line 1");
    assert_refused(f, "around", 7, "requires");
    assert_refused(f, "s", 3, "bad");
    assert_refused(f, "e", 9, "output decision");
    assert_refused(f, "many", 10, "outputs");
    assert_gives(f, "above", "{\"bad\":4}", "[1, 4, null]"); /* who gives the value needs no logic */
    assert_int_equal(weir_decision_parameter_count(element_of(f, "k")), 0);
}

static void the_rule_that_is_wrong_is_told(void **state)
{
    dmn_fixture *f = *state;

    compile_each(
        f, DECISION("d", "<decisionTable><input><inputExpression><text>1</text></inputExpression></input><output/>"
                         "<rule><inputEntry><text>1</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>"
                         "<rule><inputEntry><text>[</text></inputEntry><outputEntry><text>)</text></outputEntry></rule>"
                         "</decisionTable>"));
    assert_refused(f, "d", 2, "the expression in rule 2 is wrong in its line 1");
}

static void why_others_are_null_is_told(void **state)
{
    dmn_fixture *f = *state;

    compile_each(f, DECISION("bad", LITERAL(")")) DECISION("above", NEEDS("bad") LITERAL("bad")));
    assert_gives(f, "above", "{}", "null");
    assert_non_null(
        strstr(f->run.reason, "the decision \"bad\" can't be evaluated: the expression is wrong in its line 1"));
    assert_null_because(f, "above", "{}", "bad");
}

/* Types that are wrong belong to no element: what has them is not checked. */
static void a_wrong_type_spoils_no_element(void **state)
{
    dmn_fixture *f = *state;

    compile_each(f, "<itemDefinition name='t'><typeRef>string</typeRef><allowedValues><text>1 +</text></allowedValues>"
                    "</itemDefinition>" DECISION("d", TYPED("d", "t") LITERAL("\"a\"")));
    assert_gives(f, "d", "{}", "\"a\"");
}

/* -- memory and steps -- */

static const struct {
    const char *id, *inputs, *answer;
} calls[] = {
    {"top", "{\"base\":3}", "2"},
    {"minus", "{\"the a\":5,\"b\":1}", "4"},
    {"s", "{\"base\":7}", "6"},
};

static bool calling_fails_cleanly(dmn_fixture *f, size_t at, uint64_t n)
{
    test_memory memory = {.fail_at = n};
    weir_arena arena;
    weir_value result = weir_boolean(true), inputs;
    weir_feel_run run = {.arena = &arena, .step_count_max = WEIR_FEEL_STEP_COUNT_MAX};
    weir_err err;

    assert_int_equal(
        weir_json_read(weir_text_of(calls[at].inputs), WEIR_JSON_PLAIN, NULL, &f->arena, &inputs, &f->diag), WEIR_OK);
    weir_arena_init(&arena, test_memory_port(&memory, true), (size_t)64 << 20);
    err = weir_decision_call(element_of(f, calls[at].id), &inputs, &run, &result, NULL, NULL);
    if (memory.take_count < n) {
        assert_int_equal(err, WEIR_OK);
        assert_string_equal(as_text(f, &result), calls[at].answer);
    } else {
        assert_int_equal(err, WEIR_ENOMEM);
        assert_int_equal(result.kind, WEIR_BOOLEAN);
    }
    weir_arena_release(&arena);
    assert_int_equal(memory.live_count, 0);
    return memory.take_count >= n;
}

static void a_call_is_answered_or_memory_is_missing(void **state)
{
    dmn_fixture *f = *state;

    compile_well(f, elements);
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        uint64_t n = 1;

        while (calling_fails_cleanly(f, i, n))
            n++;
        assert_true(n > 5);
    }
}

static void a_fault_is_remembered_or_memory_is_missing(void **state)
{
    dmn_fixture *f = *state;
    uint64_t n = 1, take_count;

    compile_each(f, DECISION("bad", LITERAL(")")) DECISION("above", NEEDS("bad") LITERAL("bad")));
    do {
        test_memory memory = {.fail_at = n};
        const weir_decisions *decisions = NULL;
        weir_problems problems;
        weir_arena arena;
        weir_err err;

        weir_arena_init(&arena, test_memory_port(&memory, true), (size_t)64 << 20);
        weir_problems_init(&problems, &arena);
        err = weir_dmn_compile_each(&(weir_dmn_files){&(weir_dmn_file){&f->model, WEIR_NO_TEXT}, 1}, &arena, &problems,
                                    &decisions);
        assert_int_equal(err, memory.take_count < n ? WEIR_OK : WEIR_ENOMEM);
        assert_true((decisions != NULL) == (err == WEIR_OK));
        take_count = memory.take_count;
        weir_arena_release(&arena);
    } while (take_count >= n++);
    assert_true(n > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_decision_that_is_given_is_not_evaluated),
        TEST(the_name_of_an_element_is_known_beside_that_of_its_variable),
        TEST(a_function_is_called_with_its_parameters),
        TEST(each_element_says_its_kind_and_parameters),
        TEST(what_is_wrong_in_one_element_spoils_it_alone),
        TEST(the_rule_that_is_wrong_is_told),
        TEST(why_others_are_null_is_told),
        TEST(a_wrong_type_spoils_no_element),
        TEST(a_call_is_answered_or_memory_is_missing),
        TEST(a_fault_is_remembered_or_memory_is_missing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
