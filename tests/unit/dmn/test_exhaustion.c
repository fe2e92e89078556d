/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/dmn/test_exhaustion.c - what runs out, at each place where it can: memory while compiling, memory and
 * steps while deciding. What comes back is the error, never half an answer, and nothing is lost.
 */
#include "dmn_fixture.h"

#define TYPE(name, content) "<itemDefinition name='" name "'>" content "</itemDefinition>"
#define REFERENCE(type) "<typeRef>" type "</typeRef>"
#define MEMBER(name, type) "<itemComponent name='" name "'>" REFERENCE(type) "</itemComponent>"
#define LISTED_TYPE(name, content) "<itemDefinition name='" name "' isCollection='true'>" content "</itemDefinition>"
#define ALLOWED(source) "<allowedValues><text>" source "</text></allowedValues>"
#define CONSTRAINT(source) "<typeConstraint><text>" source "</text></typeConstraint>"
#define VARIABLE(name, type) "<variable name='" name "' typeRef='" type "'/>"
#define NUMBERS "list&lt;number&gt;"

#define GRADES                                                                                                         \
    TYPE("grade", REFERENCE("string") ALLOWED("\"a\", \"b\""))                                                         \
    LISTED_TYPE("grades", REFERENCE("grade") CONSTRAINT("?[9] = null"))
#define PERSON TYPE("person", MEMBER("full name", "string") MEMBER("grades", "grades") MEMBER("wait", "duration"))
#define WAIT TYPE("wait", REFERENCE("duration"))

#define TYPED_DATA(id, type) "<inputData id='" id "' name='" id "'>" VARIABLE(id, type) "</inputData>"
#define INPUT(source) "<input><inputExpression><text>" source "</text></inputExpression></input>"
#define INPUT_AMONG(source, values)                                                                                    \
    "<input><inputExpression typeRef='number'><text>" source "</text></inputExpression>"                               \
    "<inputValues><text>" values "</text></inputValues></input>"
#define OUTPUT(name, content) "<output name='" name "'>" content "</output>"
#define TYPED_OUTPUT(type, content) "<output typeRef='" type "'>" content "</output>"
#define RULE(cells) "<rule>" cells "</rule>"
#define IN(source) "<inputEntry><text>" source "</text></inputEntry>"
#define OUT(source) "<outputEntry><text>" source "</text></outputEntry>"
#define VALUES(source) "<outputValues><text>" source "</text></outputValues>"
#define OTHERWISE(source) "<defaultOutputEntry><text>" source "</text></defaultOutputEntry>"
#define TABLE(policy, content) DECISION("d", "<decisionTable " policy ">" content "</decisionTable>")

#define LIST(boxes) "<list>" boxes "</list>"
#define CONTEXT(entries) "<context>" entries "</context>"
#define TYPED_ENTRY(name, type, box) "<contextEntry>" VARIABLE(name, type) box "</contextEntry>"
#define ENTRY(name, box) TYPED_ENTRY(name, "Any", box)
#define RELATION(rows) "<relation><column name='c' typeRef='number'/><column name='the e'/>" rows "</relation>"
#define ROW(cells) "<row>" cells "</row>"
#define WITH_I(kind, list, part, source)                                                                               \
    "<" kind " iteratorVariable='i'><in>" LITERAL(list) "</in><" part ">" LITERAL(source) "</" part "></" kind ">"
#define IF(a, b, c)                                                                                                    \
    "<conditional><if>" LITERAL(a) "</if><then>" LITERAL(b) "</then><else>" LITERAL(c) "</else></conditional>"
#define FUNCTION(parameter, source)                                                                                    \
    "<functionDefinition kind='FEEL'><formalParameter name='" parameter "'/>" LITERAL(source) "</functionDefinition>"
#define CALL(name, bindings) "<invocation>" LITERAL(name) bindings "</invocation>"
#define BIND(name, source) "<binding><parameter name='" name "'/>" LITERAL(source) "</binding>"
#define KNOWLEDGE(id, logic)                                                                                           \
    "<businessKnowledgeModel id='" id "' name='" id "'><encapsulatedLogic>" logic "</encapsulatedLogic>"               \
    "</businessKnowledgeModel>"
#define PARAMETER(name, type) "<formalParameter name='" name "' typeRef='" type "'/>"
#define SERVICE(id, content) "<decisionService id='" id "' name='" id "'>" content "</decisionService>"
#define GIVES(id) "<outputDecision href='#" id "'/>"
#define TAKES_DATA(id) "<inputData href='#" id "'/>"
#define TAKES(id) "<inputDecision href='#" id "'/>"

/* One model, a question and its answer. */
typedef struct sample {
    const char *elements, *inputs, *answer;
} sample;

static const char person_list[] = GRADES PERSON TYPED_DATA("p", "person")
    DECISION("d", NEEDS_DATA("p") VARIABLE("d", "list&lt;string&gt;") LITERAL("p.full name"));

static const char named_types[] = GRADES PERSON TYPE("the f",
                                                     "<functionItem outputTypeRef='grade'><parameters name='a' "
                                                     "typeRef='person'/></functionItem>")
    DECISION("d", LITERAL("[1 instance of list&lt;person&gt;, (function(x: grades) x)(\"a\"), abs instance of the f]"));

static const char braces[] = LISTED_TYPE("lists", REFERENCE("numbers")) LISTED_TYPE("numbers", REFERENCE("number"))
    TYPE("even  number", REFERENCE("number") CONSTRAINT("even(?)"))
        DECISION("j", "<literalExpression expressionLanguage='juel'><text>x + 1</text></literalExpression>") DECISION(
            "t", "<decisionTable><input><inputExpression><text>x</text></inputExpression></input><output/>" RULE(
                     "<inputEntry expressionLanguage='juel'><text>${cellInput > 4}</text></inputEntry>" OUT(
                         "\"a\"")) "</decisionTable>") DECISION("r", VARIABLE("r", "numbers")
                                                                         WITH_I("for", "[1..2]", "return", "i * 2"))
            DECISION("m", VARIABLE("m", "date and time") LITERAL("@\"2021-01-01\""))
                DECISION("l", VARIABLE("l", "lists") LITERAL("[1, 2]"))
                    DECISION("d", NEEDS("j") NEEDS("t") NEEDS("r") NEEDS("m") NEEDS("l") LITERAL("[j, t, r, m, l]"));

static const char grades[] = GRADES TYPED_DATA("g", "grades") DECISION("d", NEEDS_DATA("g") LITERAL("g"));

static const char recursion[] = KNOWLEDGE("k", PARAMETER("the n", "number") PARAMETER("m", "Any")
                                                   LITERAL("if m = 0 then the n else k(the n + 1, m - 1)"))
    DECISION("d", NEEDS_FUNCTION("k")
                      LIST(CALL("k", BIND("the n", "x") BIND("m", "2")) LITERAL("k(\"s\", 0)") FUNCTION("z", "z")));

static const char services[] = TYPED_DATA("x", "number") DECISION("one", NEEDS_DATA("x") LITERAL("x + 1"))
    DECISION("two", NEEDS_DATA("x") NEEDS("one") LITERAL("x * one"))
        SERVICE("s", VARIABLE("s", "Any") GIVES("one") GIVES("two") TAKES_DATA("x"))
            SERVICE("t", GIVES("two") TAKES("one") TAKES_DATA("x")) DECISION(
                "d", NEEDS_FUNCTION("s") NEEDS_FUNCTION("t") NEEDS_DATA("x") LITERAL("[s(x).two, s(\"z\"), t(x, 3)]"));

static const char names[] = TYPE("t", "<functionItem/>")
    KNOWLEDGE("the k", PARAMETER("a.b", NUMBERS) LITERAL("sum(a.b)")) TYPED_DATA("the x", NUMBERS)
        DECISION("d", NEEDS_DATA("the x") NEEDS_FUNCTION("the k") VARIABLE("d", NUMBERS) LITERAL("the k(the x) + 1"));

static const char waits[] = WAIT DECISION("d", CONTEXT(TYPED_ENTRY("a", "wait", LITERAL("duration(\"P1Y\")"))
                                                           TYPED_ENTRY("b", "wait", LITERAL("duration(\"P1D\")"))
                                                               TYPED_ENTRY("c", "wait", LITERAL("1"))));

static const char many_lists[] =
    DECISION("d", LIST("<relation/>" WITH_I("for", "1", "return", "i")
                           WITH_I("some", "null", "satisfies",
                                  "i") "<conditional typeRef='number'/><list typeRef='" NUMBERS "'>" LITERAL("x")
                               LITERAL("\"s\"") "</list>" CALL("abs", BIND("n", "x"))));

static const sample samples[] = {
    {person_list, "{\"p\":{\"full name\":\"Li\",\"grades\":[\"a\",\"b\"],\"wait\":null}}", "[\"Li\"]"},
    {named_types, "{}", "[false, [\"a\"], false]"},
    {grades, "{\"g\":[\"a\",\"z\"]}", "null"},
    {grades, "{\"g\":\"a\"}", "[\"a\"]"},
    {TABLE("hitPolicy='ANY'", INPUT_AMONG("x", "[0..9]") OUTPUT("o", VALUES("1, 2")) RULE(IN("> 1") OUT("1"))
                                  RULE(IN("> 2") OUT("1")) RULE(IN("-") OUT("1"))),
     "{\"x\":5}", "1"},
    {TABLE("hitPolicy='ANY'", INPUT("x") OUTPUT("o", "") RULE(IN("> 1") OUT("1")) RULE(IN("> 2") OUT("2"))),
     "{\"x\":5}", "null"},
    {TABLE("hitPolicy='UNIQUE'", INPUT_AMONG("x", "1, 2") INPUT_AMONG("y", "1") OUTPUT("o", "")), "{\"x\":5,\"y\":5}",
     "null"},
    {TABLE("hitPolicy='PRIORITY'", INPUT("x") OUTPUT("o", VALUES("1, 2")) OUTPUT("p", "")
                                       RULE(IN("-") OUT("2") OUT("x")) RULE(IN("> 2") OUT("1") OUT("x + 1"))),
     "{\"x\":5}", "{o: 1, p: 6}"},
    {TABLE("hitPolicy='OUTPUT ORDER'", INPUT("x") OUTPUT("o", VALUES("1, 2")) RULE(IN("-") OUT("2"))
                                           RULE(IN("> 2") OUT("1")) RULE(IN("-") OUT("3"))),
     "{\"x\":5}", "[1, 2, null]"},
    {TABLE("hitPolicy='COLLECT' aggregation='SUM'",
           INPUT("x") OUTPUT("o", "") RULE(IN("-") OUT("2")) RULE(IN("> 2") OUT("1"))),
     "{\"x\":5}", "3"},
    {TABLE("hitPolicy='RULE ORDER'",
           INPUT("x") OUTPUT("o", OTHERWISE("1")) OUTPUT("p", OTHERWISE("x")) RULE(IN("> 9") OUT("2") OUT("3"))),
     "{\"x\":5}", "[{o: 1, p: 5}]"},
    {TABLE("hitPolicy='COLLECT'", INPUT("x") TYPED_OUTPUT("number", OTHERWISE("[x, 2]")) RULE(IN("> 9") OUT("2"))),
     "{\"x\":5}", "[5, 2]"},
    {TABLE("hitPolicy='COLLECT'", INPUT("x") TYPED_OUTPUT(NUMBERS, VALUES("-") OTHERWISE("[1, [2]]"))), "{\"x\":5}",
     "[[1], [2]]"},
    {TABLE("hitPolicy='UNIQUE'", INPUT("x") TYPED_OUTPUT("number", OTHERWISE("\"s\"")) RULE(IN("> 9") OUT("2"))),
     "{\"x\":5}", "null"},
    {DECISION("d", CONTEXT(ENTRY("the a", LITERAL("x")) ENTRY(
                       "b", RELATION(ROW(LITERAL("1") LITERAL("2")) ROW(LITERAL("the a") LITERAL("4")))))),
     "{\"x\":5}", "{\"the a\": 5, b: [{c: 1, \"the e\": 2}, {c: 5, \"the e\": 4}]}"},
    {DECISION("d", LIST(WITH_I("for", "[1, 2, x]", "return", "i + count(partial)") WITH_I(
                       "some", "[1, 2, x]", "satisfies", "i > 2") WITH_I("every", "[1, 2]", "satisfies", "i")
                            WITH_I("filter", "[1, 2, x]", "match", "item > 1"))),
     "{\"x\":5}", "[[1, 3, 7], true, null, [2, 5]]"},
    {DECISION("d", LIST(IF("x > 1", "\"y\"", "1") IF("x", "1", "2"))), "{\"x\":5}", "[\"y\", null]"},
    {recursion, "{\"x\":5}", "[7, null, function]"},
    {services, "{\"x\":5}", "[30, null, 15]"},
    {names, "{\"the x\":5}", "[6]"},
    {waits, "{}", "{a: @\"P1Y\", b: @\"P1D\", c: null}"},
    {braces, "{\"x\":5}", "[6, \"a\", [2, 4], @\"2021-01-01T00:00:00Z\", [[1, 2]]]"},
    {many_lists, "{\"x\":-5}", "[[], [1], null, null, null, 5]"},
};

#define SAMPLE_COUNT (sizeof samples / sizeof *samples)

/* Faults of every kind; each model is refused or warned of, whatever memory there is for saying so. */
static const char *const faulty[] = {
    "<import namespace='o' name='o' importType='x'/><import namespace='q' name='q' importType='x'/>",
    "<decision id='a' name='x'/><decision id='b' name='x'/><decision id='c'/>",
    "<itemDefinition name='a'><typeRef>b</typeRef></itemDefinition><itemDefinition name='b'><typeRef>a</typeRef>"
    "</itemDefinition><itemDefinition name='a'/><itemDefinition name='c'><typeRef>nobody</typeRef></itemDefinition>",
    DECISION("a", NEEDS("b") LITERAL("1")) DECISION("b", NEEDS("a") NEEDS("nobody") NEEDS_FUNCTION("a") LITERAL("1")),
    TABLE("hitPolicy='BEST' aggregation='SUM'", "<input/>" INPUT("x") "<output/><output name='o'/>" RULE("")),
    TABLE("hitPolicy='PRIORITY' aggregation='BEST'", "<output/>" RULE(IN("1"))),
    TABLE("hitPolicy='UNIQUE' aggregation='SUM'", "<output>" VALUES("1,") "</output>" RULE(OUT("1 +"))),
    TABLE("", INPUT("x")),
    DECISION("d", "<context><contextEntry/>" ENTRY("a", "") ENTRY("a", LITERAL("1 +")) "</context>"),
    DECISION("d", "<relation><column name='a'/><column name='a'/><row>" LITERAL("1") "</row></relation>"),
    DECISION("d", "<invocation>" LITERAL("f") "<binding><parameter/>" LITERAL("1") "</binding></invocation>"),
    DECISION("d", "<functionDefinition kind='Java'><context/></functionDefinition>"),
    DECISION("d", "<literalExpression expressionLanguage='java'><text>1</text></literalExpression>"),
    DECISION("d", "<literalExpression><importedValues/></literalExpression>"),
    DECISION("d", "<literalExpression expressionLanguage='juel'><text>x +</text></literalExpression>"),
    "<decisionService id='s' name='s'><inputData href='#s'/></decisionService>",
    DATA("x") "<inputData id='y' name='the y'><variable name='w'/></inputData>" KNOWLEDGE("k", PARAMETER("p", "Any")
                                                                                                   LITERAL("p + x"))
        DECISION("d",
                 NEEDS_FUNCTION("k") LIST(LITERAL("k(p: x, q: the y)") LITERAL("k(1, 2)") CALL("k", BIND("r", "w")))),
};

/* -- memory while compiling -- */

/* What compiling says when nothing fails. */
typedef struct verdict {
    weir_err err;
    uint32_t problem_count;
} verdict;

/* Compile with the n-th request failing; false: it did not come to that. */
static bool compile_fails_cleanly(const dmn_fixture *f, uint64_t n, verdict expected)
{
    test_memory memory = {.fail_at = n};
    weir_arena arena;
    weir_problems problems;
    const weir_decisions *decisions = NULL;
    weir_err err;

    weir_arena_init(&arena, test_memory_port(&memory, true), (size_t)64 << 20);
    weir_problems_init(&problems, &arena);
    err = weir_dmn_compile(&f->model, &arena, &problems, &decisions);
    if (memory.take_count < n) {
        assert_int_equal(err, expected.err);
        assert_int_equal(problems.count, expected.problem_count);
    } else {
        assert_int_equal(err, WEIR_ENOMEM);
        assert_null(decisions);
    }
    weir_arena_release(&arena);
    assert_int_equal(memory.live_count, 0);
    return memory.take_count >= n;
}

static verdict assert_compiling_survives(dmn_fixture *f, const char *elements)
{
    verdict expected;
    uint64_t n = 1;

    f->model = (weir_model){0};
    (void)compile(f, elements);
    weir_problems_init(&f->problems, &f->arena); /* without what reading found */
    expected.err = weir_dmn_compile(&f->model, &f->arena, &f->problems, &f->decisions);
    expected.problem_count = f->problems.count;
    while (compile_fails_cleanly(f, n, expected))
        n++;
    assert_true(n > 5);
    return expected;
}

static void a_good_model_compiles_or_tells_of_missing_memory(void **state)
{
    for (size_t i = 0; i < SAMPLE_COUNT; i++)
        assert_int_equal(assert_compiling_survives(*state, samples[i].elements).err, WEIR_OK);
}

static void a_faulty_model_is_refused_or_memory_is_missing(void **state)
{
    for (size_t i = 0; i < sizeof faulty / sizeof *faulty; i++)
        assert_true(assert_compiling_survives(*state, faulty[i]).problem_count > 0);
}

static void read_file(dmn_fixture *f, const char *path)
{
    static char bytes[1 << 16];
    FILE *file = fopen(path, "rb");
    size_t length;

    assert_non_null(file);
    length = fread(bytes, 1, sizeof bytes, file);
    assert_int_equal(fclose(file), 0);
    assert_true(length < sizeof bytes);
    f->model = (weir_model){0};
    assert_int_equal(weir_xml_read((weir_text){bytes, length}, NULL, &f->arena, &f->model, &f->problems, &f->diag),
                     WEIR_OK);
}

static void the_files_of_others_compile_or_tell_of_missing_memory(void **state)
{
    static const struct {
        const char *path;
        verdict expected;
    } files[] = {
        {WEIR_SOURCE_DIR "/processes/decisions/security-level.dmn", {WEIR_OK, 0}},
        {WEIR_SOURCE_DIR "/tests/scenarios/activities/grade.dmn",
         {WEIR_OK, 2}}, /* a gap, and a name that its process gives */
    };
    dmn_fixture *f = *state;

    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        uint64_t n = 1;

        read_file(f, files[i].path);
        while (compile_fails_cleanly(f, n, files[i].expected))
            n += 7; /* the big one has thousands of requests, many of one kind */
        assert_true(n > 50);
    }
}

/* -- memory while deciding -- */

static weir_value inputs_of(dmn_fixture *f, const sample *s)
{
    weir_value inputs;

    assert_int_equal(weir_json_read(weir_text_of(s->inputs), WEIR_JSON_PLAIN, NULL, &f->arena, &inputs, &f->diag),
                     WEIR_OK);
    return inputs;
}

static void compile_sample(dmn_fixture *f, const sample *s)
{
    f->model = (weir_model){0};
    compile_well(f, s->elements);
    assert_decides(f, "d", s->inputs, s->answer);
}

/* Decide with the n-th request failing; false: it did not come to that. */
static bool deciding_fails_cleanly(dmn_fixture *f, const sample *s, const weir_feel_scope *scope, uint64_t n)
{
    test_memory memory = {.fail_at = n};
    weir_arena arena;
    weir_value result = weir_boolean(true);
    weir_decision_traces traces = {0};
    weir_feel_run run = {.arena = &arena, .step_count_max = WEIR_FEEL_STEP_COUNT_MAX};
    weir_err err;

    weir_arena_init(&arena, test_memory_port(&memory, true), (size_t)64 << 20);
    err = weir_decision_evaluate(weir_dmn_find(f->decisions, WEIR_T("d")), scope, &run, &result, &traces, NULL);
    if (memory.take_count < n) {
        assert_int_equal(err, WEIR_OK);
        assert_string_equal(as_text(f, &result), s->answer);
    } else {
        assert_int_equal(err, WEIR_ENOMEM);
        assert_int_equal(result.kind, WEIR_BOOLEAN); /* untouched */
    }
    weir_arena_release(&arena);
    assert_int_equal(memory.live_count, 0);
    return memory.take_count >= n;
}

static void a_decision_is_made_or_memory_is_missing(void **state)
{
    dmn_fixture *f = *state;

    for (size_t i = 0; i < SAMPLE_COUNT; i++) {
        const weir_value inputs = inputs_of(f, &samples[i]);
        const weir_feel_scope scope = weir_feel_scope_of(&inputs);
        uint64_t n = 1;

        compile_sample(f, &samples[i]);
        while (deciding_fails_cleanly(f, &samples[i], &scope, n))
            n++;
        assert_true(n > 5);
    }
}

/* -- steps -- */

static void a_decision_is_made_or_its_steps_are_spent(void **state)
{
    dmn_fixture *f = *state;

    for (size_t i = 0; i < SAMPLE_COUNT; i++) {
        uint32_t budget = 0;

        compile_sample(f, &samples[i]);
        while (evaluate_within(f, "d", samples[i].inputs, budget) == WEIR_ELIMIT) {
            assert_int_equal(f->run.step_count, budget);
            budget++;
        }
        assert_string_equal(as_text(f, &f->result), samples[i].answer);
        assert_int_equal(f->run.step_count, budget); /* not one more than it takes */
        assert_true(budget > 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_good_model_compiles_or_tells_of_missing_memory),
        TEST(a_faulty_model_is_refused_or_memory_is_missing),
        TEST(the_files_of_others_compile_or_tell_of_missing_memory),
        TEST(a_decision_is_made_or_memory_is_missing),
        TEST(a_decision_is_made_or_its_steps_are_spent),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
