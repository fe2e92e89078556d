/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/dmn/test_name_check.c - what is told of elements that an expression uses without a requirement, and of
 * arguments that no parameter takes; and where nothing may be told.
 */
#include "dmn_fixture.h"

#define NAMED_DATA(id, name, variable)                                                                                 \
    "<inputData id='" id "' name='" name "'><variable name='" variable "'/></inputData>"
#define KNOWLEDGE(id, logic) "<businessKnowledgeModel id='" id "' name='" id "'>" logic "</businessKnowledgeModel>"
#define LOGIC(parameters, box) "<encapsulatedLogic>" parameters box "</encapsulatedLogic>"
#define P(name) "<formalParameter name='" name "'/>"
#define SERVICE(id, content) "<decisionService id='" id "' name='" id "'>" content "</decisionService>"
#define CONTEXT(entries) "<context>" entries "</context>"
#define ENTRY(name, box) "<contextEntry><variable name='" name "'/>" box "</contextEntry>"
#define RESULT(box) "<contextEntry>" box "</contextEntry>"
#define FUNCTION(parameters, box) "<functionDefinition>" parameters box "</functionDefinition>"
#define CALL(name, bindings) "<invocation>" LITERAL(name) bindings "</invocation>"
#define BIND(name, source) "<binding><parameter name='" name "'/>" LITERAL(source) "</binding>"
#define ITERATE(kind, variable, list, part, source)                                                                    \
    "<" kind " iteratorVariable='" variable "'><in>" LITERAL(list) "</in><" part ">" LITERAL(source) "</" part         \
                                                                                                     "></" kind ">"
#define FILTER(list, source) "<filter><in>" LITERAL(list) "</in><match>" LITERAL(source) "</match></filter>"
#define TABLE(input, variable, test, output)                                                                           \
    "<decisionTable><input xmlns:c='http://camunda.org/schema/1.0/dmn' " variable ">"                                  \
    "<inputExpression><text>" input "</text></inputExpression></input><output/><rule><inputEntry><text>" test          \
    "</text></inputEntry><outputEntry><text>" output "</text></outputEntry></rule></decisionTable>"

static uint32_t count_of(const dmn_fixture *f, const char *rule)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < f->problems.count; i++)
        count += strcmp(f->problems.items[i].rule, rule) == 0;
    return count;
}

/* -- requirements -- */

#define MISSING "dmn-requirement-missing"

static void what_an_expression_uses_is_required(void **state)
{
    assert_problem(
        *state, "\n" DATA("x") "\n" DECISION("d", LITERAL("x + 1")), MISSING, 4, "d",
        "\"x\" has no value here, unless the caller gives one of that name: the decision \"d\" does not require "
        "the input data \"x\"; add an informationRequirement");
}

typedef struct row {
    const char *elements, *words; /* words: of the only problem of the rule */
} row;

static void assert_rows(dmn_fixture *f, const char *rule, const row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        f->model = (weir_model){0};
        weir_problems_init(&f->problems, &f->arena);
        print_message("%s\n", rows[i].elements);
        assert_problem(f, rows[i].elements, rule, 2, "d", rows[i].words);
        assert_int_equal(count_of(f, rule), 1);
    }
}

static void each_kind_of_element_is_told_with_what_to_do(void **state)
{
    static const row rows[] = {
        {DECISION("a", LITERAL("1")) DECISION("d", LITERAL("a")), "require the decision \"a\"; add an informationReq"},
        {KNOWLEDGE("k", LOGIC(P("p"), LITERAL("p"))) DECISION("d", LITERAL("k(1)")),
         "\"k\" has no value here: the decision \"d\" does not require the business knowledge model \"k\"; add a "
         "knowledgeR"},
        {KNOWLEDGE("k", LOGIC(P("p"), LITERAL("p"))) DECISION("d", CALL("k", BIND("p", "1"))), "\"k\""},
        {DECISION("a", LITERAL("1")) SERVICE("s", "<outputDecision href='#a'/>") DECISION("d", LITERAL("s()")),
         "the decision service \"s\"; add a knowledgeRequirement"},
        {DATA("x") KNOWLEDGE("d", LOGIC(P("p"), LITERAL("p + x"))),
         "a business knowledge model sees its parameters and the functions that it requires, but not the input data "
         "\"x\"; "
         "make it a parameter"},
        {KNOWLEDGE("k", LOGIC(P("p"), LITERAL("p"))) KNOWLEDGE("d", LOGIC(P("p"), LITERAL("k(p)"))),
         "the business knowledge model \"d\" does not require the business knowledge model \"k\""},
        {NAMED_DATA("x", "Age", "age") DECISION("d", NEEDS_DATA("x") LITERAL("Age + age")),
         "the input data \"Age\" is known by the name of its variable; write \"age\""},
        {NAMED_DATA("x", "Age", "age") DECISION("d", LITERAL("Age")), "does not require the input data \"Age\""},
        /* by way of another one is not enough */
        {DATA("x") DECISION("a", NEEDS_DATA("x") LITERAL("x")) DECISION("d", NEEDS("a") LITERAL("a + x")), "\"x\""},
    };

    assert_rows(*state, MISSING, rows, sizeof rows / sizeof *rows);
}

static void it_is_found_wherever_an_expression_may_stand(void **state)
{
    static const row rows[] = {
        {DATA("x") DECISION("d", TABLE("x", "", "-", "1")), "\"x\""},
        {DATA("x") DATA("y") DECISION("d", NEEDS_DATA("y") TABLE("y", "", "&lt; x", "1")), "\"x\""},
        {DATA("x") DATA("y") DECISION("d", NEEDS_DATA("y") TABLE("y", "", "-", "x")), "\"x\""},
        {DATA("x") DECISION("d", CONTEXT(ENTRY("a", LITERAL("x")) RESULT(LITERAL("a")))), "\"x\""},
        {DATA("x") DECISION("d", ITERATE("for", "i", "[1]", "return", "i + x")), "\"x\""},
        {DATA("x") DECISION("d", FILTER("x", "item > 1")), "\"x\""},
        {DATA("x") DECISION("d", "<conditional><if>" LITERAL("true") "</if><then>" LITERAL("x") "</then><else>" LITERAL(
                                     "1") "</else></conditional>"),
         "\"x\""},
        {DATA("x") KNOWLEDGE("k", LOGIC(P("p"), LITERAL("p")))
             DECISION("d", NEEDS_FUNCTION("k") CALL("k", BIND("p", "x"))),
         "\"x\""},
        {DATA("x") DECISION("d", LITERAL("{a: x.b}.a + x + (function(y) y + x)(1)")), "\"x\""}, /* told once */
        {DATA("x") DECISION("d", LITERAL("${x > 1}")), "\"x\""},
        {DATA("date") DECISION("d", LITERAL("date > 1")), "\"date\""},
    };

    assert_rows(*state, MISSING, rows, sizeof rows / sizeof *rows);
}

static void the_line_is_that_of_the_name(void **state)
{
    static const char *const sources[] = {LITERAL("\n 1 +\n x"), LITERAL("\n${1 +\n x}")};

    for (size_t i = 0; i < 2; i++) {
        dmn_fixture *f = *state;
        char elements[256];

        f->model = (weir_model){0};
        weir_problems_init(&f->problems, &f->arena);
        (void)snprintf(elements, sizeof elements, "%s",
                       i == 0 ? DATA("x") DECISION("d", LITERAL("\n 1 +\n x"))
                              : DATA("x") DECISION("d", LITERAL("\n${1 +\n x}")));
        assert_non_null(strstr(elements, sources[i]));
        assert_problem(f, elements, MISSING, 4, "d", "\"x\"");
    }
}

static void names_of_several_words_are_told_whether_it_compiles_or_not(void **state)
{
    static const row rows[] = {
        {"<inputData id='x' name='Applicant Age'/>" DECISION("d", LITERAL("Applicant Age + 1")), "\"Applicant Age\""},
        {"<inputData id='x' name='a-b'/>" DECISION("d", LITERAL("a-b")), "\"a-b\""},
        {"<inputData id='x' name='a.b'/>" DECISION("d", LITERAL("a.b")), "\"a.b\""},
        {"<inputData id='x' name='the limit'/>" DATA("y")
             DECISION("d", NEEDS_DATA("y") TABLE("y", "", "&lt; the limit", "1")),
         "\"the limit\""},
    };

    assert_rows(*state, MISSING, rows, sizeof rows / sizeof *rows);
}

static void nothing_is_told_of_what_means_something_else(void **state)
{
    static const char *const models[] = {
        DATA("x") DECISION("d", NEEDS_DATA("x") LITERAL("x")),
        DATA("x") DECISION("d", LITERAL("for x in [1] return x")),
        DATA("x") DECISION("d", LITERAL("some x in [1] satisfies x = 1")),
        DATA("x") DECISION("d", LITERAL("(function(x) x)(1)")),
        DATA("x") DECISION("d", LITERAL("{x: 1, y: x}.x")),
        DATA("x") DECISION("d", LITERAL("[{x: 1}][x = 1]")),
        DATA("x") DECISION("d", LITERAL("[{y: [{x: 1}]}][y[x = 1][1] != null]")),
        DATA("x") DATA("y") DECISION("d", NEEDS_DATA("y") LITERAL("y.x")),
        DATA("x") DECISION("d", LITERAL("\"x\"")),
        DATA("x") DECISION("d", LITERAL("get value({x: 1}, \"x\")")),
        DATA("x") DECISION("d", CONTEXT(ENTRY("x", LITERAL("1")) ENTRY("y", LITERAL("x")) RESULT(LITERAL("y")))),
        DATA("x") DECISION("d", CONTEXT(ENTRY("f", FUNCTION(P("x"), LITERAL("x"))) RESULT(LITERAL("f(1)")))),
        DATA("x") DECISION("d", CONTEXT(ENTRY("x", FUNCTION(P("y"), LITERAL("if y = 0 then 0 else x(y - 1)")))
                                            RESULT(LITERAL("x(1)")))),
        DATA("x") DECISION("d", ITERATE("for", "x", "[1]", "return", "x")),
        DATA("partial") DECISION("d", ITERATE("for", "i", "[1]", "return", "partial[1]")),
        DATA("x") DECISION("d", ITERATE("some", "x", "[1]", "satisfies", "x = 1")),
        DATA("x") DECISION("d", ITERATE("every", "x", "[1]", "satisfies", "x = 1")),
        DATA("x") DECISION("d", FILTER("[{x: 1}]", "x = 1")),
        DATA("x") KNOWLEDGE("d", LOGIC(P("x"), LITERAL("x"))),
        DATA("x") DATA("y") DECISION("d", NEEDS_DATA("y") TABLE("y", "c:inputVariable='x'", "x > 1", "x")),
        DATA("cellInput") DATA("y") DECISION("d", NEEDS_DATA("y") TABLE("y", "", "cellInput > 1", "1")),
        KNOWLEDGE("d", LOGIC(P("n"), LITERAL("if n = 0 then 1 else d(n - 1)"))),
        DATA("d") DECISION("e", NEEDS_DATA("d") LITERAL("d")), /* two of one name: the required one */
        DATA("x") DECISION("a", "<variable name='x'/>" LITERAL("1")) DECISION("d", NEEDS("a") LITERAL("x")),
        DATA("count") DECISION("d", LITERAL("count([1])")),
        "<inputData id='x' name='a-b'/>" DATA("a") DATA("b")
            DECISION("d", NEEDS_DATA("a") NEEDS_DATA("b") LITERAL("a-b")),
        "<inputData id='x' name='a b'/>" DECISION("d", LITERAL("{a b: 1, c: a b}.c")),
        "<inputData id='x' name='a b'/>" DECISION("d", LITERAL("\"a b\"")),
        DECISION("d", LITERAL("somethingOfTheCaller + 1")),
        "<itemDefinition name='t'><typeRef>number</typeRef><allowedValues><text>x</text></allowedValues>"
        "</itemDefinition>" DATA("x"),
    };

    for (size_t i = 0; i < sizeof models / sizeof *models; i++) {
        dmn_fixture *f = *state;

        f->model = (weir_model){0};
        weir_problems_init(&f->problems, &f->arena);
        compile_well(f, models[i]);
        if (count_of(f, MISSING) > 0) {
            print_problems(f);
            fail_msg("nothing should be told of %s", models[i]);
        }
    }
}

static void who_wants_no_warnings_gets_none(void **state)
{
    dmn_fixture *f = *state;

    f->problems.profile = WEIR_PROFILE_LENIENT;
    compile_well(f, DATA("x") DECISION("d", LITERAL("x")));
    assert_int_equal(count_of(f, MISSING), 0);
}

/* Each look costs; a file that has many gets to hear of the first. */
static void many_are_told_of_up_to_a_limit(void **state)
{
    static char elements[1 << 18];
    dmn_fixture *f = *state;
    size_t length = (size_t)snprintf(elements, sizeof elements, "%s", DATA("x"));

    for (uint32_t i = 0; i < 1010; i++)
        length += (size_t)snprintf(elements + length, sizeof elements - length, DECISION("d%u", LITERAL("x")), i, i);
    compile_well(f, elements);
    assert_int_equal(count_of(f, MISSING) + f->problems.dropped_count, 1000);
    length = (size_t)snprintf(elements, sizeof elements, "<inputData id='x' name='the x'/>");
    for (uint32_t i = 0; i < 120; i++)
        length +=
            (size_t)snprintf(elements + length, sizeof elements - length, DECISION("d%u", LITERAL("the x")), i, i);
    f->model = (weir_model){0};
    weir_problems_init(&f->problems, &f->arena);
    assert_int_equal(compile(f, elements), WEIR_EMODEL);
    assert_int_equal(count_of(f, MISSING), 100);
}

/* -- arguments -- */

#define TWO_PARAMETERS KNOWLEDGE("k", LOGIC(P("p") P("q"), LITERAL("p + q")))
#define WITH_TWO(box) TWO_PARAMETERS DECISION("d", NEEDS_FUNCTION("k") box)

static void arguments_that_no_parameter_takes_are_told(void **state)
{
    static const row rows[] = {
        {WITH_TWO(CALL("k", BIND("p", "1") BIND("q", "2") BIND("r", "3"))),
         "the business knowledge model \"k\" has no parameter \"r\", so the invocation is null; it takes \"p\", \"q\""},
        {WITH_TWO(CALL("k", BIND("p", "1") BIND("q", "2") BIND("p", "3"))),
         "\"p\" is given twice, so the invocation is"},
        {WITH_TWO(LITERAL("k(p: 1, q: 2, r: 3)")), "has no parameter \"r\", so the call is null"},
        {WITH_TWO(LITERAL("k(1, 2, 3)")), "is given 3 arguments, so the call is null; it takes \"p\", \"q\""},
        {WITH_TWO(LITERAL("1 + k(k(1, 2), 2, k(3, 4))")), "is given 3 arguments"},
        {DATA("x") DECISION("a", NEEDS_DATA("x") LITERAL("x"))
             SERVICE("s", "<outputDecision href='#a'/><inputData href='#x'/>")
                 DECISION("d", NEEDS_FUNCTION("s") LITERAL("s(x: 1, y: 2)")),
         "the decision service \"s\" has no parameter \"y\", so the call is null; it takes \"x\""},
        {KNOWLEDGE("k", LOGIC("", LITERAL("1"))) DECISION("d", NEEDS_FUNCTION("k") LITERAL("k(1)")),
         "it takes nothing"},
        {DECISION("d", CONTEXT(ENTRY("f", FUNCTION(P("a"), LITERAL("a"))) RESULT(LITERAL("f(1, 2)")))),
         "the function \"f\" is given 2 arguments"},
        {KNOWLEDGE("d", LOGIC(P("p"), LITERAL("d(p, 1)"))), "the business knowledge model \"d\" is given 2 arguments"},
    };

    assert_rows(*state, "dmn-parameter-unknown", rows, sizeof rows / sizeof *rows);
}

static void parameters_without_an_argument_are_told(void **state)
{
    static const row rows[] = {
        {WITH_TWO(CALL("k", BIND("p", "1"))), "the parameter \"q\" of the business knowledge model \"k\" is not given, "
                                              "so the invocation is null; give it null"},
        {WITH_TWO(CALL("k", "")), "\"p\""},
        {WITH_TWO(LITERAL("k(q: 1)")),
         "the parameter \"p\" of the business knowledge model \"k\" is not given, so the call"},
        {WITH_TWO(LITERAL("k(1)")), "\"q\""},
        {DECISION("d", CONTEXT(ENTRY("f", FUNCTION(P("a") P("b"), LITERAL("a"))) RESULT(CALL("f", BIND("b", "1"))))),
         "the parameter \"a\" of the function \"f\""},
    };

    assert_rows(*state, "dmn-parameter-missing", rows, sizeof rows / sizeof *rows);
}

static void calls_that_fit_or_are_of_something_else_are_not_told(void **state)
{
    static const char *const models[] = {
        WITH_TWO(CALL("k", BIND("q", "1") BIND("p", "2"))),
        WITH_TWO(LITERAL("k(q: 1, p: 2)")),
        WITH_TWO(LITERAL("(function(k) k(1))(abs)")),
        WITH_TWO(CONTEXT(ENTRY("k", FUNCTION(P("a"), LITERAL("a"))) RESULT(LITERAL("k(1)")))),
        WITH_TWO(CONTEXT(ENTRY("k", LITERAL("function(a) a")) RESULT(LITERAL("k(1)")))),
        WITH_TWO(ITERATE("for", "k", "[abs]", "return", "k(1)")),
        WITH_TWO(LITERAL("{k: function(a) a, r: k(1)}.r")),
        WITH_TWO(CALL("function(a) a", BIND("a", "1"))),
        DECISION("a", LITERAL("function(x) x"))
            DECISION("d", NEEDS("a") LITERAL("a(1, 2)")), /* its value is not known */
        "<businessKnowledgeModel id='k' name='k'/>" DECISION("d", NEEDS_FUNCTION("k") LITERAL("k(1)")),
        DECISION("d", CALL("abs", BIND("n", "-1"))),
        DECISION("d", "<invocation><context/></invocation>"),
    };

    for (size_t i = 0; i < sizeof models / sizeof *models; i++) {
        dmn_fixture *f = *state;

        f->model = (weir_model){0};
        weir_problems_init(&f->problems, &f->arena);
        (void)compile(f, models[i]);
        if (count_of(f, "dmn-parameter-unknown") + count_of(f, "dmn-parameter-missing") > 0) {
            print_problems(f);
            fail_msg("nothing should be told of %s", models[i]);
        }
    }
}

/* -- imports -- */

#define URI "https://www.omg.org/spec/DMN/20230324/MODEL/"
#define FILE_OF(uri, content) "<definitions xmlns='" URI "' id='f' name='f' namespace='" uri "'>\n" content END
#define IMPORT(name) "<import name='" name "' namespace='urn:b' importType='" URI "'/>"

static const char imported[] = FILE_OF("urn:b", DATA("x") DATA("y") TWO_PARAMETERS);

static uint32_t compile_both(dmn_fixture *f, const char *first, const char *rule)
{
    weir_model models[2] = {0};
    const weir_dmn_file items[] = {{&models[0], WEIR_T("a.dmn")}, {&models[1], WEIR_T("b.dmn")}};

    weir_problems_init(&f->problems, &f->arena);
    assert_int_equal(weir_xml_read(weir_text_of(first), NULL, &f->arena, &models[0], &f->problems, &f->diag), WEIR_OK);
    assert_int_equal(weir_xml_read(weir_text_of(imported), NULL, &f->arena, &models[1], &f->problems, &f->diag),
                     WEIR_OK);
    if (weir_dmn_compile_all(&(weir_dmn_files){items, 2}, &f->arena, &f->problems, &f->decisions) != WEIR_OK) {
        print_problems(f);
        fail_msg("the files should compile");
    }
    print_problems(f);
    return count_of(f, rule);
}

#define NEEDS_X "<informationRequirement><requiredInput href='urn:b#x'/></informationRequirement>"
#define NEEDS_K "<knowledgeRequirement><requiredKnowledge href='urn:b#k'/></knowledgeRequirement>"
#define IN_A(name, content) FILE_OF("urn:a", IMPORT(name) DECISION("d", content))

static void what_is_imported_is_required_too(void **state)
{
    assert_int_equal(compile_both(*state, IN_A("b", NEEDS_X LITERAL("b.x")), MISSING), 0);
    assert_int_equal(compile_both(*state, IN_A("b", NEEDS_X LITERAL("b.x + b.y + b.z")), MISSING), 1);
    assert_int_equal(compile_both(*state, IN_A("b", LITERAL("b.x")), MISSING), 1);
    assert_int_equal(compile_both(*state, IN_A("b", LITERAL("x + b")), MISSING), 0); /* both are the caller's */
    assert_int_equal(compile_both(*state, IN_A("b", LITERAL("{b: {x: 1}, c: b.x}.c")), MISSING), 0);
    assert_int_equal(compile_both(*state, IN_A("", LITERAL("x")), MISSING), 1);
    assert_int_equal(compile_both(*state, IN_A("", NEEDS_X LITERAL("x")), MISSING), 0);
}

static void functions_that_are_imported_have_parameters_too(void **state)
{
    static const char unknown[] = "dmn-parameter-unknown";

    assert_int_equal(compile_both(*state, IN_A("b", NEEDS_K LITERAL("b.k(1, 2)")), unknown), 0);
    assert_int_equal(compile_both(*state, IN_A("b", NEEDS_K LITERAL("b.k(1, 2, 3)")), unknown), 1);
    assert_int_equal(compile_both(*state, IN_A("b", NEEDS_K LITERAL("c.k(1, 2, 3)")), unknown), 0);
    assert_int_equal(compile_both(*state, IN_A("", NEEDS_K LITERAL("k(1, 2, 3)")), unknown), 1);
    assert_int_equal(
        compile_both(*state, IN_A("b", NEEDS_K CALL("b.k", BIND("p", "1") BIND("q", "1") BIND("r", "1"))), unknown), 1);
    assert_int_equal(compile_both(*state,
                                  IN_A("b", NEEDS_K CONTEXT(ENTRY("b", LITERAL("1")) RESULT(LITERAL("b.k(1, 2, 3)")))),
                                  unknown),
                     0);
}

/* -- the models of tests/rules -- */

static void each_check_has_a_model_that_breaks_it_and_one_that_does_not(void **state)
{
    static const char *const rules[] = {MISSING, "dmn-parameter-unknown", "dmn-parameter-missing"};

    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        assert_rule_has_models(*state, rules[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_an_expression_uses_is_required),
        TEST(each_kind_of_element_is_told_with_what_to_do),
        TEST(it_is_found_wherever_an_expression_may_stand),
        TEST(the_line_is_that_of_the_name),
        TEST(names_of_several_words_are_told_whether_it_compiles_or_not),
        TEST(nothing_is_told_of_what_means_something_else),
        TEST(who_wants_no_warnings_gets_none),
        TEST(many_are_told_of_up_to_a_limit),
        TEST(arguments_that_no_parameter_takes_are_told),
        TEST(parameters_without_an_argument_are_told),
        TEST(calls_that_fit_or_are_of_something_else_are_not_told),
        TEST(what_is_imported_is_required_too),
        TEST(functions_that_are_imported_have_parameters_too),
        TEST(each_check_has_a_model_that_breaks_it_and_one_that_does_not),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
