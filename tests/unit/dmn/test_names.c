/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/dmn/test_names.c - names as people write them: with signs in them, missing, too long, too many.
 */
#include "dmn_fixture.h"

#define LETTER "\xE2\x82\xAC" /* three bytes, so that a cut falls into it */
#define LETTER_COUNT 1500

/* The pattern with each '@' replaced by a name of more than 4096 bytes. */
static const char *with_long_names(dmn_fixture *f, const char *pattern)
{
    weir_buffer buffer;
    weir_text text;

    weir_buffer_init(&buffer, &f->arena, 0);
    for (; *pattern; pattern++) {
        for (uint32_t i = 0; *pattern == '@' && i < LETTER_COUNT; i++)
            weir_buffer_text(&buffer, WEIR_T(LETTER));
        if (*pattern != '@')
            weir_buffer_char(&buffer, *pattern);
    }
    weir_buffer_char(&buffer, '\0');
    assert_int_equal(weir_buffer_done(&buffer, &text), WEIR_OK);
    return text.at;
}

/* A pattern with `count` pieces between its two ends; '#' in a piece is its number. */
static const char *with_pieces(dmn_fixture *f, const char *begin, const char *piece, uint32_t count, const char *end)
{
    weir_buffer buffer;
    weir_text text;

    weir_buffer_init(&buffer, &f->arena, 0);
    weir_buffer_text(&buffer, weir_text_of(begin));
    for (uint32_t i = 0; i < count; i++) {
        for (const char *at = piece; *at; at++) {
            if (*at == '#')
                weir_buffer_format(&buffer, "%u", i);
            else
                weir_buffer_char(&buffer, *at);
        }
    }
    weir_buffer_text(&buffer, weir_text_of(end));
    weir_buffer_char(&buffer, '\0');
    assert_int_equal(weir_buffer_done(&buffer, &text), WEIR_OK);
    return text.at;
}

/* The models here have nothing else in common: each gets a fresh list of problems. */
static weir_err compile_fresh(dmn_fixture *f, const char *elements)
{
    f->model = (weir_model){0};
    weir_problems_init(&f->problems, &f->arena);
    return compile(f, elements);
}

static void assert_rule(dmn_fixture *f, const char *rule)
{
    for (uint32_t i = 0; i < f->problems.count; i++) {
        const weir_problem *problem = &f->problems.items[i];

        assert_true(weir_utf8_valid(problem->message, NULL));
        if (strcmp(problem->rule, rule) == 0)
            return;
    }
    print_problems(f);
    fail_msg("expected a problem %s", rule);
}

#define TABLE(attributes, content) "<decisionTable " attributes ">" content "</decisionTable>"
#define ENTRY(name, box) "<contextEntry><variable name='" name "'/>" box "</contextEntry>"

static void a_name_with_signs_in_it_is_found_where_it_is_required(void **state)
{
    static const char *const names[] = {"a b", "a-b", "9 lives", "A_1 z", "it's", "x+y", "Z(a)", "a{b", LETTER " 1"};
    dmn_fixture *f = *state;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char elements[512], inputs[64];

        (void)snprintf(elements, sizeof elements,
                       "<inputData id=\"x\" name=\"%s\"/><decision id=\"d\" name=\"d\">" NEEDS_DATA("x")
                           LITERAL("%s + 1") "</decision>",
                       names[i], names[i]);
        (void)snprintf(inputs, sizeof inputs, "{\"%s\":4}", names[i]);
        assert_int_equal(compile_fresh(f, elements), WEIR_OK);
        assert_decides(f, "d", inputs, "5");
    }
}

static const char dotted[] =
    DECISION("d", "<context>" ENTRY("a.b", LITERAL("x")) ENTRY("c", LITERAL("a.b + 1")) "</context>")
        DECISION("e", "<context>" ENTRY("a", LITERAL("{b: 1}")) ENTRY("c", LITERAL("a.b")) "</context>");

static void a_name_with_a_dot_counts_only_where_it_is_defined(void **state)
{
    compile_well(*state, dotted);
    assert_decides(*state, "d", "{\"x\":4}", "{\"a.b\": 4, c: 5}");
    assert_decides(*state, "e", "{}", "{a: {b: 1}, c: 1}");
}

static void a_long_name_is_cut_between_two_letters_of_the_message(void **state)
{
    static const struct {
        const char *pattern, *rule;
    } rows[] = {
        {"<decision id='d' name='@'/>", "dmn-logic-missing"},
        {"<decision id='a' name='@'/><decision id='d' name='@'/>", "dmn-name-duplicate"},
        {DECISION("d", "<informationRequirement><requiredDecision href='#@'/></informationRequirement>"),
         "dmn-reference-unknown"},
        {"<decision id='a' name='@'/>" DECISION("d", NEEDS_DATA("a")), "dmn-reference-wrong-kind"},
        {"<decision id='a' name='@'>" NEEDS("a") "</decision>", "dmn-cycle"},
        {DECISION("d", "<context>" ENTRY("@", "") ENTRY("@", "") "</context>"), "dmn-name-duplicate"},
        {DECISION("d", "<functionDefinition kind='@'/>"), "dmn-function-external"},
        {DECISION("d", "<literalExpression expressionLanguage='@'><text>1</text></literalExpression>"),
         "dmn-language-unsupported"},
        {DECISION("d", TABLE("hitPolicy='@'", "<output/>")), "dmn-hit-policy-unknown"},
        {DECISION("d", TABLE("hitPolicy='COLLECT' aggregation='@'", "<output/>")), "dmn-aggregation-unknown"},
        {DECISION("d", "<variable name='d' typeRef='@'/>" LITERAL("1")), "dmn-type-unknown"},
        {"<itemDefinition name='@'/><itemDefinition name='@'/>", "dmn-type-duplicate"},
        {"<itemDefinition name='@'><typeRef>@</typeRef></itemDefinition>", "dmn-type-cycle"},
    };
    dmn_fixture *f = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        (void)compile_fresh(f, with_long_names(f, rows[i].pattern));
        assert_rule(f, rows[i].rule);
    }
}

static void a_missing_name_breaks_no_message(void **state)
{
    static const struct {
        const char *elements, *rule;
    } rows[] = {
        {"<decision id='d'/>", "dmn-logic-missing"},
        {"<decision id='d'>" NEEDS("d") "</decision>", "dmn-cycle"},
        {"<decision id='a'/>" DECISION("d", NEEDS_DATA("a")), "dmn-reference-wrong-kind"},
        {DECISION("d", "<informationRequirement><requiredDecision/></informationRequirement>"),
         "dmn-reference-unknown"},
        {DECISION("d", "<relation><column/><column/></relation>"), "dmn-name-duplicate"},
        {"<itemDefinition/><itemDefinition/>", "dmn-type-duplicate"},
        {"<itemDefinition name='a'><typeRef>b</typeRef></itemDefinition><itemDefinition name='b'><typeRef>a</typeRef>"
         "</itemDefinition>",
         "dmn-type-cycle"},
        {DECISION("d", "<invocation>" LITERAL("f") "<binding><parameter/></binding></invocation>"), "dmn-name-missing"},
    };
    dmn_fixture *f = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        (void)compile_fresh(f, rows[i].elements);
        assert_rule(f, rows[i].rule);
    }
}

static void a_long_name_is_cut_in_the_reason_of_a_null_too(void **state)
{
    static const char *const patterns[] = {
        "<decision id='d' name='@'/>",
        "<inputData id='x' name='@'/>" DECISION("d", NEEDS_DATA("x") LITERAL("null")),
        "<businessKnowledgeModel id='k' name='@'/>" DECISION("d", NEEDS_FUNCTION("k") LITERAL("null")),
        DECISION("d", TABLE("", "<input><inputExpression><text>\"@\"</text></inputExpression><inputValues><text>1"
                                "</text></inputValues></input><output/>")),
        DECISION("d", TABLE("", "<output name='@'><outputValues><text>1</text></outputValues></output><rule>"
                                "<outputEntry><text>2</text></outputEntry></rule>")),
        DECISION("d", "<variable name='@' typeRef='number'/>" LITERAL("\"s\"")),
        "<itemDefinition name='@'><typeRef>number</typeRef></itemDefinition>" DECISION(
            "d", "<variable name='d' typeRef='@'/>" LITERAL("\"s\"")),
    };
    dmn_fixture *f = *state;

    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        assert_int_equal(compile_fresh(f, with_long_names(f, patterns[i])), WEIR_OK);
        assert_decides(f, "d", "{}", "null");
        assert_true(strlen(f->run.reason) > 20);
        assert_true(weir_utf8_valid(weir_text_of(f->run.reason), NULL));
    }
}

static void what_is_too_much_is_refused_with_the_name_of_the_limit(void **state)
{
    static const struct {
        const char *begin, *piece, *end, *limit;
        uint32_t count; /* the most there may be */
    } rows[] = {
        {"<itemDefinition name='t'>", "<itemComponent name='a #'><typeRef>Any</typeRef></itemComponent>",
         "</itemDefinition>", "dmn_name_count_max", 1024},
        {"<decision id='d' name='d'><context>", "<contextEntry><variable name='a.#'/></contextEntry>",
         "</context></decision>", "dmn_name_count_max", 1024},
        {"<decision id='d' name='d'><context>", "<contextEntry><variable name='a#'/></contextEntry>",
         "</context></decision>", "dmn_entry_count_max", 1024},
        {"<decision id='d' name='d'><relation>", "<column name='a#'/>", "</relation></decision>", "dmn_entry_count_max",
         1024},
        {"<decision id='d' name='d'><invocation>" LITERAL("f"), "<binding><parameter name='a#'/></binding>",
         "</invocation></decision>", "dmn_binding_count_max", 255},
        {"<decision id='d' name='d'><decisionTable>", "<output name='a#'/>", "</decisionTable></decision>",
         "dmn_column_count_max", 1024},
        {"<decision id='d' name='d'><decisionTable><output/>",
         "<input><inputExpression><text>1</text></inputExpression></input>", "</decisionTable></decision>",
         "dmn_column_count_max", 1024},
    };
    dmn_fixture *f = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (uint32_t extra = 0; extra < 2; extra++) {
            const weir_err err =
                compile_fresh(f, with_pieces(f, rows[i].begin, rows[i].piece, rows[i].count + extra, rows[i].end));
            bool is_named = false;

            for (uint32_t k = 0; k < f->problems.count; k++)
                is_named = is_named ||
                           weir_text_find(f->problems.items[k].message, weir_text_of(rows[i].limit), 0) != SIZE_MAX;
            if (is_named != (extra > 0) || (extra > 0 && err != WEIR_EMODEL)) {
                print_problems(f);
                fail_msg("%u of %s: %s", rows[i].count + extra, rows[i].piece, weir_err_name(err));
            }
        }
    }
}

static void blanks_in_a_row_count_as_one(void **state)
{
    compile_well(
        *state,
        "<itemDefinition name='the  type'><itemComponent name='a   b'><typeRef>number</typeRef>"
        "</itemComponent></itemDefinition>" DECISION(
            "d",
            "<context>" ENTRY("two  words", LITERAL("1")) ENTRY(
                "f", "<functionDefinition><formalParameter name='x   y'/>" LITERAL("x  y + 1") "</functionDefinition>")
                ENTRY(
                    "r",
                    "<invocation>" LITERAL("f") "<binding><parameter name='x  y'/>" LITERAL(
                        "two words") "</binding></invocation>") "<contextEntry>" LITERAL("[two words, r]") "</"
                                                                                                           "contextEntr"
                                                                                                           "y></"
                                                                                                           "context>"));
    assert_decides(*state, "d", "{}", "[1, 2]");
}

/* A function of the model comes before the built-in one; anything else of that name leaves it alone. */
static void a_function_of_the_model_hides_a_builtin(void **state)
{
    compile_well(
        *state,
        DECISION("d", NEEDS_FUNCTION("k") LITERAL("[even(3), odd(3)]")) DECISION("e", LITERAL("even(4)")) DATA("count")
            DECISION("f", NEEDS_DATA("count") LITERAL("[count, count([1, 2])]")) DECISION(
                "g",
                "<context>" ENTRY("date", LITERAL("date(\"2020-01-01\")")) ENTRY(
                    "sum", "<functionDefinition><formalParameter name='x'/>" LITERAL("x + 1") "</functionDefinition>")
                    ENTRY("r", LITERAL("[sum(5), date.year, date(\"2021-01-01\").year]")) "<contextEntry>" LITERAL(
                        "r") "</contextEntry></context>") "<businessKnowledgeModel id='k' "
                                                          "name='even'><encapsulatedLogic><formalParameter "
                                                          "name='n'/>" LITERAL("\"mine\"") "</encapsulatedLogic></"
                                                                                           "businessKnowledgeModel>");
    assert_decides(*state, "d", "{}", "[\"mine\", true]");
    assert_decides(*state, "e", "{}", "true");
    assert_decides(*state, "f", "{\"count\":7}", "[7, 2]");
    assert_decides(*state, "g", "{}", "[6, 2020, 2021]");
}

static void a_call_of_what_is_nowhere_a_function_is_told(void **state)
{
    assert_problem(*state, DATA("x") DECISION("d", NEEDS_DATA("x") LITERAL("\nx.contains(\"a\")")),
                   "dmn-function-unknown", 2, "d",
                   "line 2, column 3 of the expression: a value has no function contains, so the call is always null; "
                   "write contains(x, …)");
}

static void a_call_of_an_unknown_name_is_told_with_what_is_like_it(void **state)
{
    assert_problem(*state, DECISION("d", LITERAL("toUpperCase(\"a\") + toUpperCase (\"b\")")), "dmn-function-unknown",
                   2, "d", "there is no function toUpperCase, so the call is always null; write upper case(…)");
}

/* Wherever the name stands otherwise a value may be such a function. */
static void no_call_is_told_of_that_may_be_good(void **state)
{
    static const char *const models[] = {
        DECISION("a", LITERAL("{f: function(x) x + 1}")) DECISION("d", NEEDS("a") LITERAL("a.f(1)")),
        DECISION("a", LITERAL("context put({}, \"f\", function(x) x + 1)")) DECISION("d", NEEDS("a") LITERAL("a.f(1)")),
        DECISION("g", LITERAL("function(x) x + 1")) DECISION("d", NEEDS("g") LITERAL("g(1)")),
        DECISION("d",
                 "<context><contextEntry><variable name=\"f\"/>" LITERAL(
                     "function(x) x + 1") "</contextEntry><contextEntry>" LITERAL("f(1)") "</contextEntry></context>"),
        "<businessKnowledgeModel id=\"g\" name=\"g\"><encapsulatedLogic><formalParameter name=\"x\"/>" LITERAL(
            "x + 1") "</encapsulatedLogic></businessKnowledgeModel>" DECISION("d", NEEDS_FUNCTION("g") LITERAL("g(1)")),
        DECISION("d", LITERAL("(for f in [function(x) x + 1] return f(1))[1]")),
        DECISION("d", LITERAL("{r: (function(f) f(1))(function(x) x + 1)}.r")),
    };

    for (size_t i = 0; i < sizeof models / sizeof *models; i++) {
        dmn_fixture *f = *state;

        f->problems.count = 0;
        compile_well(f, models[i]);
        for (uint32_t p = 0; p < f->problems.count; p++)
            assert_string_not_equal(f->problems.items[p].rule, "dmn-function-unknown");
        assert_decides(f, "d", "{}", "2");
    }
}

/* Looking for one goes through the whole file. */
static void many_calls_of_nothing_are_told_of_up_to_a_limit(void **state)
{
    static char elements[65536];
    dmn_fixture *f = *state;
    size_t length = 0;
    uint32_t told = 0;

    for (uint32_t i = 0; i < 120; i++)
        length +=
            (size_t)snprintf(elements + length, sizeof elements - length, DECISION("d%u", LITERAL("g%u(1)")), i, i, i);
    compile_well(f, elements);
    for (uint32_t p = 0; p < f->problems.count; p++)
        told += strcmp(f->problems.items[p].rule, "dmn-function-unknown") == 0;
    assert_int_equal(told, 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_call_of_what_is_nowhere_a_function_is_told),
        TEST(a_call_of_an_unknown_name_is_told_with_what_is_like_it),
        TEST(no_call_is_told_of_that_may_be_good),
        TEST(many_calls_of_nothing_are_told_of_up_to_a_limit),
        TEST(a_name_with_signs_in_it_is_found_where_it_is_required),
        TEST(a_name_with_a_dot_counts_only_where_it_is_defined),
        TEST(blanks_in_a_row_count_as_one),
        TEST(a_function_of_the_model_hides_a_builtin),
        TEST(a_long_name_is_cut_between_two_letters_of_the_message),
        TEST(a_missing_name_breaks_no_message),
        TEST(a_long_name_is_cut_in_the_reason_of_a_null_too),
        TEST(what_is_too_much_is_refused_with_the_name_of_the_limit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
