/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/dmn/test_table_check.c - gaps, overlaps, rules that are for nothing; also against trying all inputs.
 */
#include "dmn_fixture.h"

#define IN(source, type) "<input><inputExpression typeRef='" type "'><text>" source "</text></inputExpression></input>"
#define IN_OF(source, type, allowed)                                                                                   \
    "<input><inputExpression typeRef='" type "'><text>" source "</text></inputExpression><inputValues><text>" allowed  \
    "</text></inputValues></input>"
#define OUT "<output name='o'/>"
#define E(source) "<inputEntry><text>" source "</text></inputEntry>"
#define O(source) "<outputEntry><text>" source "</text></outputEntry>"
#define R1(a, o) "<rule>" E(a) O(o) "</rule>"
#define R2(a, b, o) "<rule>" E(a) E(b) O(o) "</rule>"
#define TABLE(policy, content)                                                                                         \
    "<decision id='d' name='d'><decisionTable id='t' hitPolicy='" policy "'>" content "</decisionTable></decision>"

/* All problems of the check, one a line: "gap: sentence". */
static const char *findings(dmn_fixture *f, const char *elements)
{
    weir_buffer out;
    weir_text text;

    weir_problems_init(&f->problems, &f->arena);
    f->problems.profile = WEIR_PROFILE_STRICT;
    if (compile(f, elements) != WEIR_OK) {
        print_problems(f);
        fail_msg("the model should compile");
    }
    weir_problems_sort(&f->problems);
    weir_buffer_init(&out, &f->arena, 0);
    for (uint32_t i = 0; i < f->problems.count; i++)
        weir_buffer_format(&out, "%s: %.*s\n", f->problems.items[i].rule + strlen("dmn-"),
                           WEIR_ARG(f->problems.items[i].message));
    weir_buffer_char(&out, '\0');
    assert_int_equal(weir_buffer_done(&out, &text), WEIR_OK);
    return text.at;
}

#define NULL_THERE "; the result is null there: add a rule or a default output\n"

static void assert_gap(dmn_fixture *f, const char *elements, const char *region)
{
    char expected[300];

    (void)snprintf(expected, sizeof expected, "table-gap: no rule hits for %s" NULL_THERE, region);
    assert_string_equal(findings(f, elements), expected);
}

static void assert_nothing(dmn_fixture *f, const char *elements)
{
    assert_string_equal(findings(f, elements), "");
}

static void a_gap_is_told_as_its_region(void **state)
{
    assert_gap(*state, TABLE("UNIQUE", IN("income", "number") OUT R1("&lt; 0", "1") R1(">= 1000", "2")),
               "income [0..1000)");
    assert_gap(*state, TABLE("UNIQUE", IN("x", "number") OUT R1("&lt;= 5", "1") R1("(6..7)", "1") R1("(7..9]", "1")),
               "x (5..6], 7, > 9");
    assert_gap(*state, TABLE("FIRST", IN("x", "number") OUT R1("> 5", "1")), "x <= 5");
    assert_nothing(*state, TABLE("UNIQUE", IN("x", "number") OUT R1("&lt;= 5", "1") R1("> 5", "2")));
    assert_nothing(*state, TABLE("UNIQUE", IN("x", "number") OUT R1("&lt; 5", "1") R1("not(&lt; 5)", "2")));
}

static void a_gap_of_several_inputs_names_each_that_matters(void **state)
{
    assert_gap(*state,
               TABLE("UNIQUE", IN("income", "number") IN_OF("risk", "string", "\"LOW\", \"HIGH\"")
                                   OUT R2("&lt; 1000", "\"LOW\"", "1") R2(">= 1000", "-", "2")),
               "income < 1000, risk \"HIGH\"");
    assert_gap(*state,
               TABLE("UNIQUE", IN("a", "boolean") IN("b", "boolean") IN("c", "number") OUT "<rule>" E("true") E("-")
                                   E("-") O("1") "</rule><rule>" E("false") E("true") E("-") O("1") "</rule>"),
               "a false, b false");
}

static void regions_side_by_side_are_told_as_one(void **state)
{
    assert_gap(*state,
               TABLE("UNIQUE", IN("x", "number") IN("ok", "boolean") OUT R2("&lt; 1", "true", "1")
                                   R2("[1..2]", "true", "2") R2("> 2", "true", "3")),
               "ok false");
}

static void a_default_leaves_no_gap(void **state)
{
    assert_nothing(*state, TABLE("UNIQUE", IN("x", "number") "<output><defaultOutputEntry><text>0</text>"
                                                             "</defaultOutputEntry></output>" R1("&lt; 0", "1")));
}

static void a_gap_of_a_table_that_lists_is_only_told_to_the_strict(void **state)
{
    dmn_fixture *f = *state;

    assert_gap(f, TABLE("RULE ORDER", IN("x", "number") OUT R1("&lt; 0", "1")), "x >= 0");
    assert_int_equal(f->problems.items[0].severity, WEIR_STRICT);
    assert_gap(f, TABLE("ANY", IN("x", "number") OUT R1("&lt; 0", "1")), "x >= 0");
    assert_int_equal(f->problems.items[0].severity, WEIR_WARNING);
    assert_nothing(f, TABLE("COLLECT", IN("x", "number") OUT R1("&lt; 0", "1")));
    assert_nothing(f, "<decision id='d' name='d'><decisionTable hitPolicy='COLLECT' aggregation='COUNT'>" IN(
                          "x", "number") OUT R1("&lt; 0", "1") "</decisionTable></decision>");
}

static void values_that_are_not_there_leave_no_gap(void **state)
{
    assert_nothing(*state, TABLE("UNIQUE", IN_OF("x", "number", "[0..10]") OUT R1("&lt; 5", "1") R1("[5..10]", "2")));
    assert_nothing(*state, TABLE("UNIQUE", IN("x", "integer") OUT R1("&lt;= 9", "1") R1(">= 10", "2")));
    assert_gap(*state, TABLE("UNIQUE", IN("x", "number") OUT R1("&lt;= 9", "1") R1(">= 10", "2")), "x (9..10)");
    assert_nothing(*state, TABLE("UNIQUE", IN("n", "number") OUT R1("0", "1") R1("1", "2") R1(">= 2", "2")));
    assert_gap(*state, TABLE("UNIQUE", IN("n", "number") OUT R1("0", "1") R1(">= 2", "2")), "n (0..2)");
    assert_gap(*state, TABLE("UNIQUE", IN("n", "number") OUT R1("&lt;= 0", "1") R1("(0..1)", "1") R1("1", "2")),
               "n > 1");
    assert_nothing(*state, TABLE("UNIQUE", IN("b", "boolean") OUT R1("true", "1") R1("false", "2")));
    assert_nothing(*state,
                   TABLE("UNIQUE", IN("d", "date") OUT R1("&lt;= @\"2026-02-28\"", "1") R1(">= @\"2026-03-01\"", "2")));
    assert_nothing(*state, TABLE("UNIQUE", IN("t", "time") OUT R1("[@\"00:00:00\"..@\"12:00:00\")", "1")
                                               R1("[@\"12:00:00\"..@\"23:59:59\"]", "2")));
    assert_nothing(*state,
                   TABLE("UNIQUE", IN("p", "yearMonthDuration") OUT R1("&lt;= @\"P1Y\"", "1") R1(">= @\"P13M\"", "2")));
    assert_nothing(*state, "<itemDefinition name='grade'><typeRef>string</typeRef><allowedValues><text>\"A\", \"B\""
                           "</text></allowedValues></itemDefinition>" TABLE(
                               "UNIQUE", IN("g", "grade") OUT R1("\"A\"", "1") R1("\"B\"", "2")));
}

static void gaps_of_dates_times_and_durations_are_told(void **state)
{
    assert_gap(*state,
               TABLE("UNIQUE", IN("d", "date") OUT R1("&lt; @\"2026-02-28\"", "1") R1(">= @\"2026-03-01\"", "2")),
               "d @\"2026-02-28\"");
    assert_gap(*state,
               TABLE("UNIQUE", IN("d", "dateTime") OUT R1("&lt; date and time(\"2026-02-28T00:00:00\")", "1")
                                   R1("> date and time(\"2026-02-28T00:00:00\")", "2")),
               "d @\"2026-02-28T00:00:00\"");
    assert_gap(*state, TABLE("UNIQUE", IN("p", "dayTimeDuration") OUT R1("&lt; @\"P1D\"", "1") R1("> @\"P2D\"", "2")),
               "p [@\"P1D\"..@\"P2D\"]");
}

static void texts_that_no_entry_speaks_of_are_no_gap(void **state)
{
    assert_nothing(*state, TABLE("UNIQUE", IN("s", "string") OUT R1("\"a\"", "1") R1("\"b\"", "2")));
    assert_gap(*state,
               TABLE("UNIQUE", IN("s", "string") IN("b", "boolean") OUT R2("\"a\"", "true", "1")
                                   R2("not(\"a\")", "-", "2") R2("\"a\"", "null", "2")),
               "s \"a\", b false");
    assert_gap(*state,
               TABLE("UNIQUE", IN("s", "string") IN("b", "boolean") OUT R2("\"a\", \"b\"", "-", "1")
                                   R2("not(\"a\", \"b\")", "true", "2")),
               "s not(\"a\", \"b\"), b false");
    assert_gap(*state,
               TABLE("UNIQUE",
                     IN("s", "string") IN("b", "boolean") OUT R2("&lt; \"m\"", "-", "1") R2(">= \"m\"", "true", "2")),
               "s >= \"m\", b false");
}

static void an_entry_that_is_not_constant_makes_no_alarm(void **state)
{
    assert_nothing(*state, TABLE("UNIQUE", IN("x", "number") OUT R1("> limit", "1") R1("&lt;= limit", "2")));
    assert_nothing(*state, TABLE("UNIQUE", IN("x", "number") OUT R1("> limit", "1") R1("&lt; 5", "2")));
    assert_nothing(*state, TABLE("FIRST", IN("x", "number") OUT R1("> limit", "1") R1("-", "2")));
    assert_nothing(*state, TABLE("UNIQUE", IN("x", "number") OUT R1("f(?)", "1") R1("not(1)", "2")));
    assert_nothing(*state, TABLE("UNIQUE", IN("x", "Any") OUT R1("1", "1") R1("\"a\"", "2")));
    assert_nothing(*state, TABLE("UNIQUE", IN_OF("x", "number", "&lt; limit") OUT R1("1", "1") R1("2", "2")));
    assert_nothing(
        *state, TABLE("UNIQUE", IN("x", "number") IN("y", "number") OUT R2("> y", "&lt; 5", "1") R2("-", ">= 3", "2")));
    assert_nothing(*state, TABLE("UNIQUE", IN("l", "list") OUT R1("list contains(?, 1)", "1")));
}

static void an_entry_that_is_not_constant_may_still_lie_inside_another(void **state)
{
    assert_non_null(strstr(findings(*state, TABLE("UNIQUE", IN("x", "number") OUT R1("> limit", "1") R1("-", "2"))),
                           "table-overlap: rules 1 and 2 both hit for any input; the hit policy is UNIQUE"));
    assert_non_null(
        strstr(findings(*state, TABLE("FIRST", IN("x", "number") OUT R1("> limit", "1") R1("> limit", "2"))),
               "rule-unreachable: rule 2 is never the result: wherever it hits, rule 1 wins"));
}

static void overlaps_are_told_with_both_rules_and_where(void **state)
{
    dmn_fixture *f = *state;
    const char *found =
        findings(f, TABLE("UNIQUE", IN("x", "number") IN("ok", "boolean") OUT R2("&lt;= 10", "-", "1")
                                        R2("[10..20]", "true", "2") R2("> 20", "-", "3") R2("[10..20]", "false", "4")));

    assert_string_equal(found, "table-overlap: rules 1 and 2 both hit for x 10, ok true; the hit policy is UNIQUE, so "
                               "the result is null there\n"
                               "table-overlap: rules 1 and 4 both hit for x 10, ok false; the hit policy is UNIQUE, so "
                               "the result is null there\n");
    assert_int_equal(f->problems.items[0].severity, WEIR_WARNING);
    assert_non_null(strstr(findings(f, TABLE("UNIQUE", IN("x", "number") OUT R1("-", "1") R1("null", "2"))),
                           "rules 1 and 2 both hit for x null;"));
    assert_nothing(f, TABLE("FIRST", IN("x", "number") OUT R1("&lt;= 10", "1") R1("-", "2")));
}

static void under_any_only_different_outputs_overlap(void **state)
{
    assert_nothing(*state, TABLE("ANY", IN("x", "number") OUT R1("&lt;= 10", "1") R1(">= 10", "1.0")));
    assert_nothing(*state, TABLE("ANY", IN("x", "number") OUT R1("&lt;= 10", "1") R1(">= 10", "y")));
    assert_non_null(strstr(findings(*state, TABLE("ANY", IN("x", "number") OUT R1("&lt;= 10", "1") R1(">= 10", "2"))),
                           "rules 1 and 2 both hit for x 10; they give different outputs, but the hit policy is ANY"));
}

static void a_rule_that_can_not_hit_is_told(void **state)
{
    static const struct {
        const char *input, *entry;
    } rows[] = {
        {IN("x", "number"), "\"high\""},
        {IN("x", "number"), "true"},
        {IN("x", "number"), "[1.5..1.5)"},
        {IN("x", "number"), "[]"},
        {IN_OF("x", "number", "[0..9]"), "> 9"},
        {IN_OF("x", "string", "\"LOW\", \"HIGH\""), "\"HIHG\""},
        {IN_OF("x", "string", "\"LOW\", \"HIGH\""), "null"},
        {IN("x", "integer"), "1.5"},
    };
    dmn_fixture *f = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        weir_buffer text;
        weir_text elements;
        char expected[200];

        weir_buffer_init(&text, &f->arena, 0);
        weir_buffer_format(
            &text,
            "<decision id='d' name='d'><decisionTable>%s" OUT "<rule>" E("-")
                O("1") "</rule><rule>"
                       "<inputEntry><text>%s</text></inputEntry>" O("1") "</rule></decisionTable></decision>%c",
            rows[i].input, rows[i].entry, '\0');
        assert_int_equal(weir_buffer_done(&text, &elements), WEIR_OK);
        (void)snprintf(expected, sizeof expected,
                       "rule-unreachable: rule 2 never hits: its entry %s holds for no value that x may have\n",
                       rows[i].entry);
        assert_string_equal(findings(f, elements.at), expected);
    }
    assert_nothing(f, TABLE("FIRST", IN("x", "number") OUT R1("null", "1") R1("-", "1")));
}

static void a_rule_behind_others_is_told(void **state)
{
    dmn_fixture *f = *state;

    assert_non_null(
        strstr(findings(f, TABLE("FIRST", IN("x", "number") OUT R1("&lt; 10", "1") R1("[2..5]", "2") R1("-", "3"))),
               "rule 2 is never the result: wherever it hits, rule 1 wins by the hit policy FIRST"));
    assert_non_null(strstr(findings(f, TABLE("FIRST", IN("x", "number") OUT R1("&lt; 3", "1") R1(">= 3", "2")
                                                          R1("[2..5]", "3") R1("null", "4"))),
                           "rule 3 is never the result: wherever it hits, rules 1 and 2 win by the hit policy FIRST"));
    assert_nothing(f, TABLE("FIRST", IN("x", "number") OUT R1("&lt; 3", "1") R1(">= 3", "2") R1("-", "3")));
    assert_non_null(strstr(
        findings(f, TABLE("FIRST", IN_OF("x", "number", "> 0") OUT R1("&lt; 3", "1") R1(">= 3", "2") R1("-", "3"))),
        "rule 3 is never"));
    assert_nothing(f, TABLE("UNIQUE", IN("x", "number") OUT R1("&lt; 3", "1") R1(">= 3", "2")));
}

#define RANKED "<output name='o'><outputValues><text>\"high\", \"low\"</text></outputValues></output>"

static void a_rule_of_lower_priority_is_told(void **state)
{
    assert_non_null(strstr(findings(*state, TABLE("PRIORITY", IN("x", "number") RANKED R1("[2..5]", "\"low\"")
                                                                  R1("[1..7]", "\"high\"") R1("-", "\"low\""))),
                           "rule 1 is never the result: wherever it hits, rule 2 wins by the hit policy PRIORITY"));
    assert_nothing(*state, TABLE("PRIORITY", IN("x", "number") RANKED R1("[2..5]", "\"high\"") R1("-", "\"low\"")));
    assert_nothing(*state, TABLE("PRIORITY", IN("x", "number") RANKED R1("[2..5]", "y") R1("-", "\"high\"")));
    assert_nothing(*state, TABLE("OUTPUT ORDER", IN("x", "number") RANKED R1("[2..5]", "\"low\"") R1("-", "\"high\"")));
}

static void rules_that_stand_twice_are_told_to_the_strict(void **state)
{
    dmn_fixture *f = *state;

    assert_string_equal(
        findings(f, TABLE("COLLECT", IN("x", "number") OUT R1("&lt; 3", "1") R1("-", "2") R1("&lt; 3", "1"))),
        "rule-duplicate: rule 3 is the same as rule 1\n");
    assert_int_equal(f->problems.items[0].severity, WEIR_STRICT);
    assert_nothing(f, TABLE("COLLECT", IN("x", "number") OUT R1("-", "1") R1("-", "2")));
    assert_string_equal(findings(f, TABLE("ANY", IN("x", "number") OUT R1("-", "1") R1("-", "1"))),
                        "rule-duplicate: rule 2 is the same as rule 1\n");
}

static void problems_name_the_rule_by_line_and_id(void **state)
{
    assert_problem(*state,
                   "<decision id='d' name='d'><decisionTable id='t'>" IN("x", "number") OUT "\n<rule id='r1'>" E("-")
                       O("1") "</rule>\n<rule id='r2'>" E("5") O("1") "</rule></decisionTable></decision>",
                   "dmn-table-overlap", 4, "r2", "rules 1 and 2");
    assert_int_equal(((dmn_fixture *)*state)->problems.error_count, 0);
}

/* -- the models of tests/rules -- */

static void each_check_has_a_model_that_breaks_it_and_one_that_does_not(void **state)
{
    static const char *const rules[] = {"dmn-table-gap", "dmn-table-overlap", "dmn-rule-unreachable",
                                        "dmn-rule-duplicate"};

    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        assert_rule_has_models(*state, rules[i]);
}

/* -- many -- */

static uint32_t roll(uint64_t *seed, uint32_t count)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*seed >> 33) % count;
}

static const char *write_many(dmn_fixture *f, const char *policy, unsigned rule_count, unsigned input_count,
                              const char *(*cell)(unsigned rule, unsigned input, char *room, size_t size))
{
    weir_buffer out;
    weir_text text;
    char room[100];

    weir_buffer_init(&out, &f->arena, 0);
    weir_buffer_format(&out, "<decision id='d' name='d'><decisionTable id='t' hitPolicy='%s'>", policy);
    for (unsigned i = 0; i < input_count; i++)
        weir_buffer_format(&out, IN("x%u", "number"), i);
    weir_buffer_text(&out, WEIR_T(OUT));
    for (unsigned r = 0; r < rule_count; r++) {
        weir_buffer_text(&out, WEIR_T("<rule>"));
        for (unsigned i = 0; i < input_count; i++)
            weir_buffer_format(&out, "<inputEntry><text>%s</text></inputEntry>", cell(r, i, room, sizeof room));
        weir_buffer_format(&out, O("%u") "</rule>", r);
    }
    weir_buffer_text(&out, WEIR_T("</decisionTable></decision>"));
    weir_buffer_char(&out, '\0');
    assert_int_equal(weir_buffer_done(&out, &text), WEIR_OK);
    return text.at;
}

static const char *dash(unsigned rule, unsigned input, char *room, size_t size)
{
    (void)rule, (void)input, (void)room, (void)size;
    return "-";
}

/* Every second number. */
static const char *alternate(unsigned rule, unsigned input, char *room, size_t size)
{
    (void)input;
    (void)snprintf(room, size, "(%u..%u]", 2 * rule, 2 * rule + 1);
    return room;
}

static void only_some_of_many_problems_are_told(void **state)
{
    dmn_fixture *f = *state;
    const char *found = findings(f, write_many(f, "UNIQUE", 50, 1, dash));

    assert_int_equal(f->problems.count, 21);
    assert_non_null(strstr(found, "1205 more pairs of rules overlap"));
    found = findings(f, write_many(f, "FIRST", 50, 1, dash));
    assert_int_equal(f->problems.count, 21);
    assert_non_null(strstr(found, "29 more rules never hit, or are never the result"));
    found = findings(f, write_many(f, "RULE ORDER", 50, 2, alternate));
    assert_non_null(strstr(found, "there are more regions that no rule hits, at least 31"));
}

/* Each rule restricts three inputs of forty; whether they cover everything is as hard to say as it gets. */
static const char *scattered(unsigned rule, unsigned input, char *room, size_t size)
{
    uint64_t seed = rule * UINT64_C(2654435761);

    (void)room, (void)size;
    for (int i = 0; i < 3; i++) {
        const bool is_low = roll(&seed, 2) == 0;

        if (roll(&seed, 40) == input)
            return is_low ? "&lt; 5" : ">= 5";
    }
    return "-";
}

static void a_hostile_table_ends_at_the_limit(void **state)
{
    dmn_fixture *f = *state;
    const char *found = findings(f, write_many(f, "FIRST", 230, 40, scattered));

    assert_non_null(strstr(found, "table-unchecked: the table was not searched for gaps to the end; "
                                  "dmn_table_check_step_count_max is 10000000"));
}

/* Each of its checks may spend a part, all of them together no more than the file. */
static void the_tables_of_a_file_share_a_limit(void **state)
{
    dmn_fixture *f = *state;
    const char *table = write_many(f, "FIRST", 230, 40, scattered);
    weir_buffer out;
    weir_text text;
    uint32_t cut_count = 0;

    weir_buffer_init(&out, &f->arena, 0);
    for (int i = 0; i < 6; i++)
        weir_buffer_format(&out, "<decision id='d%d' name='d%d'><decisionTable id='t%d' %s", i, i, i,
                           strstr(table, "hitPolicy="));
    weir_buffer_char(&out, '\0');
    assert_int_equal(weir_buffer_done(&out, &text), WEIR_OK);
    (void)findings(f, text.at);
    for (uint32_t i = 0; i < f->problems.count; i++)
        cut_count += strcmp(f->problems.items[i].rule, "dmn-table-unchecked") == 0;
    assert_true(cut_count > 6); /* the last ones could not even look for unreachable rules */
}

/* -- memory -- */

static bool checking_fails_cleanly(dmn_fixture *f, uint64_t n)
{
    test_memory memory = {.fail_at = n};
    weir_arena arena;
    weir_problems problems;
    const weir_decisions *decisions = NULL;
    weir_err err;

    weir_arena_init(&arena, test_memory_port(&memory, true), (size_t)64 << 20);
    weir_problems_init(&problems, &arena);
    problems.profile = WEIR_PROFILE_STRICT;
    err = weir_dmn_compile(&f->model, &arena, &problems, &decisions);
    assert_true(err == WEIR_ENOMEM || (err == WEIR_OK && memory.take_count < n));
    weir_arena_release(&arena);
    assert_int_equal(memory.live_count, 0);
    return err != WEIR_OK;
}

static void checking_survives_any_failing_request(void **state)
{
    static const char *const models[] = {
        TABLE("UNIQUE", IN("x", "number") IN_OF("s", "string", "\"a\", \"b\"") IN("b", "boolean") OUT
              "<rule>" E("&lt; 5") E("\"a\"") E("-") O("1") "</rule><rule>" E("[3..7)") E("not(\"b\")") E("true")
                  O("2") "</rule><rule>" E("> y") E("-") E("-") O("2") "</rule>"),
        TABLE("PRIORITY", IN("d", "date") RANKED R1("&lt; @\"2026-01-01\"", "\"low\"")
                              R1("&lt;= @\"2026-01-01\"", "\"high\"") R1("\"x\"", "\"low\"")),
        TABLE("COLLECT", IN("x", "number") IN("b", "boolean") OUT R2("1, 2", "true", "1") R2("1, 2", "true", "1")
                             R2("[1..2]", "false", "3")),
    };
    dmn_fixture *f = *state;

    for (size_t i = 0; i < sizeof models / sizeof *models; i++) {
        uint64_t n = 1;

        (void)findings(f, models[i]);
        if (f->problems.count == 0)
            fail_msg("model %zu: %u problems", i, f->problems.count);
        while (checking_fails_cleanly(f, n))
            n++;
        assert_true(n > 50);
    }
}

/* -- all inputs -- */

#define COLUMN_COUNT 3
#define RULE_COUNT_MAX 7
#define RANDOM_TABLE_COUNT 300

static const char *const cells[COLUMN_COUNT][9] = {
    {"-", "&lt; 1.5", ">= 1.5", "[1.5..2.5]", "(2.5..3.5)", "> 3.5", "not(2.5)", "1.5, [2.5..2.7]", "null"},
    {"-", "true", "false", "-", "not(true)", "true", "false", "true", "null"},
    {"-", "\"a\"", "\"b\"", "\"a\", \"c\"", "not(\"a\")", "not(\"b\", \"c\")", "\"c\"", "-", "\"b\""},
};
static const char *const values[COLUMN_COUNT][13] = {
    {"null", "0", "1.5", "2", "2.5", "2.6", "2.7", "3", "3.5", "4", NULL},
    {"null", "true", "false", NULL},
    {"\"a\"", "\"b\"", "\"c\"", NULL},
};

static const char *write_random(dmn_fixture *f, uint64_t *seed, const char *policy, uint32_t rule_count)
{
    weir_buffer out;
    weir_text text;

    weir_buffer_init(&out, &f->arena, 0);
    weir_buffer_format(&out,
                       "<decision id='d' name='d'><decisionTable hitPolicy='%s'>" IN("v0", "number") IN("v1", "boolean")
                           IN_OF("v2", "string", "\"a\", \"b\", \"c\"") OUT,
                       policy);
    for (uint32_t r = 0; r < rule_count; r++) {
        weir_buffer_text(&out, WEIR_T("<rule>"));
        for (uint32_t i = 0; i < COLUMN_COUNT; i++)
            weir_buffer_format(&out, "<inputEntry><text>%s</text></inputEntry>", cells[i][roll(seed, 9)]);
        weir_buffer_format(&out, O("%u") "</rule>", r);
    }
    weir_buffer_text(&out, WEIR_T("</decisionTable></decision>"));
    weir_buffer_char(&out, '\0');
    assert_int_equal(weir_buffer_done(&out, &text), WEIR_OK);
    return text.at;
}

typedef struct truth {
    bool has_gap, is_used[RULE_COUNT_MAX], meet[RULE_COUNT_MAX][RULE_COUNT_MAX];
} truth;

static void try_one(dmn_fixture *f, const char *a, const char *b, const char *c, truth *out)
{
    const weir_decision_trace *trace;
    char given[100];

    (void)snprintf(given, sizeof given, "{\"v0\":%s,\"v1\":%s,\"v2\":%s}", a, b, c);
    assert_int_equal(evaluate_within(f, "d", given, WEIR_FEEL_STEP_COUNT_MAX), WEIR_OK);
    trace = &f->traces.items[0];
    if (trace->rule_count == 0 && strcmp(a, "null") != 0 && strcmp(b, "null") != 0)
        out->has_gap = true;
    for (uint32_t i = 0; i < trace->rule_count; i++) {
        out->is_used[trace->rules[i] - 1] = true;
        for (uint32_t j = i + 1; j < trace->rule_count; j++)
            out->meet[trace->rules[i] - 1][trace->rules[j] - 1] = true;
    }
}

static truth try_all(dmn_fixture *f)
{
    truth found = {0};

    for (int a = 0; values[0][a]; a++)
        for (int b = 0; values[1][b]; b++)
            for (int c = 0; values[2][c]; c++)
                try_one(f, values[0][a], values[1][b], values[2][c], &found);
    return found;
}

static truth read_findings(const dmn_fixture *f, uint32_t rule_count)
{
    truth told = {0};

    for (uint32_t i = 0; i < rule_count; i++)
        told.is_used[i] = true;
    for (uint32_t i = 0; i < f->problems.count; i++) {
        const weir_problem *p = &f->problems.items[i];
        char message[600];
        unsigned a, b;

        (void)snprintf(message, sizeof message, "%.*s", WEIR_ARG(p->message));
        told.has_gap = told.has_gap || strcmp(p->rule, "dmn-table-gap") == 0;
        if (sscanf(message, "rules %u and %u both hit", &a, &b) == 2)
            told.meet[a - 1][b - 1] = true;
        else if (sscanf(message, "rule %u ", &a) == 1)
            told.is_used[a - 1] = false;
    }
    return told;
}

static void compare_with_trying(uint64_t seed, const char *policy)
{
    const uint32_t rule_count = 1 + (uint32_t)(seed % RULE_COUNT_MAX);
    void *state;
    dmn_fixture *f;
    const char *elements, *found;
    truth is, told;

    (void)fixture_open(&state);
    f = state;
    elements = write_random(f, &seed, policy, rule_count);
    found = findings(f, elements);
    told = read_findings(f, rule_count);
    is = try_all(f);
    for (uint32_t i = 0; i < rule_count; i++) {
        if (told.is_used[i] != is.is_used[i] || told.has_gap != is.has_gap ||
            memcmp(told.meet[i], is.meet[i], sizeof is.meet[i]) != 0) {
            (void)printf("%s\n%s\n", elements, found);
            fail_msg("rule %u: used %d, gap %d", i + 1, is.is_used[i], is.has_gap);
        }
    }
    (void)fixture_close(&state);
}

static void what_is_told_is_what_trying_shows(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= RANDOM_TABLE_COUNT; seed++) {
        compare_with_trying(seed * 7919, "UNIQUE");
        compare_with_trying(seed * 104729, "FIRST");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_gap_is_told_as_its_region),
        TEST(a_gap_of_several_inputs_names_each_that_matters),
        TEST(regions_side_by_side_are_told_as_one),
        TEST(a_default_leaves_no_gap),
        TEST(a_gap_of_a_table_that_lists_is_only_told_to_the_strict),
        TEST(values_that_are_not_there_leave_no_gap),
        TEST(gaps_of_dates_times_and_durations_are_told),
        TEST(texts_that_no_entry_speaks_of_are_no_gap),
        TEST(an_entry_that_is_not_constant_makes_no_alarm),
        TEST(an_entry_that_is_not_constant_may_still_lie_inside_another),
        TEST(overlaps_are_told_with_both_rules_and_where),
        TEST(under_any_only_different_outputs_overlap),
        TEST(a_rule_that_can_not_hit_is_told),
        TEST(a_rule_behind_others_is_told),
        TEST(a_rule_of_lower_priority_is_told),
        TEST(rules_that_stand_twice_are_told_to_the_strict),
        TEST(problems_name_the_rule_by_line_and_id),
        TEST(each_check_has_a_model_that_breaks_it_and_one_that_does_not),
        TEST(only_some_of_many_problems_are_told),
        TEST(a_hostile_table_ends_at_the_limit),
        TEST(the_tables_of_a_file_share_a_limit),
        TEST(checking_survives_any_failing_request),
        TEST(what_is_told_is_what_trying_shows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
