/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/dmn/test_table_index.c - random tables give the same with their index and without: value, rules, reason.
 */
#include "dmn/table.h"
#include "dmn_fixture.h"

#define TABLE_COUNT 300
#define INPUTS_COUNT 60 /* for each table */

typedef struct words {
    const char *const *items;
    unsigned count;
} words;
#define WORDS(...)                                                                                                     \
    {                                                                                                                  \
        (const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *)                \
    }

/* Input expressions, and entries that suit them; in a mixed column an entry comes from any row. */
static const struct {
    const char *input;
    words cells;
} columns[] = {
    {"n", WORDS("1", "2", "2.0", "-1", "&lt; 2", "&lt;= 2", "> 1", ">= 1", "[1..3]", "(1..3)", "]0..2]", "[3..1]",
                "1, 2", "not(1)", "not(1, 2)", "not([1..2])", "not(&lt; 2)", "= 2", "!= 2", "? > 1",
                "? between 1 and 2", "1 + 1", "[1, 3]", "(> 1)", "not((1..2])", "not(null, 1)", "> 1, &lt; 0")},
    {"s", WORDS("\"a\"", "\"b\"", "\"a\", \"c\"", "not(\"a\")", "not(\"a\", \"b\")", "&lt; \"b\"", "[\"a\"..\"b\")",
                "[\"a\", \"b\"]", "\"\"", "not([\"a\"..\"b\"])")},
    {"b", WORDS("true", "false", "true, false", "not(true)", "not(false)", "= true")},
    {"date(s)", WORDS("date(\"2024-02-29\")", "&lt; date(\"2024-02-29\")", "[@\"2024-01-01\"..@\"2024-12-31\"]",
                      "not(@\"2024-02-29\")", "> @\"2024-02-29T10:00:00\"", "@\"2024-03-01\"")},
    {"date and time(s)", WORDS("&lt; date and time(\"2024-02-29T12:00:00\")", "@\"2024-02-29T12:00:00\"",
                               "[@\"2024-02-29T00:00:00\"..@\"2024-03-01T00:00:00\")", "@\"2024-02-29T12:00:00.5\"",
                               "> @\"2024-02-29T12:00:00Z\"", "> date(\"2024-02-28\")")},
    {"time(s)",
     WORDS("@\"10:00:00\"", "&lt; time(\"10:00:00\")", "[@\"08:00:00\"..@\"10:00:00\"]", "> @\"10:00:00Z\"")},
    {"duration(s)", WORDS("&lt; duration(\"P1D\")", "[@\"P1D\"..@\"P2D\"]", "@\"P1Y\"", "> @\"P6M\"", "not(@\"P1D\")")},
    {"n / m", WORDS("1", "0.5", "> 0.5", "null", "not(null)", "null, 1")},
    {"l",
     WORDS("1", "[1, 2]", "\"a\"", "list contains(?, 1)", "count(?) > 1", "n", "> m", "? > n", "contains(?, \"a\")",
           "not(n)", "null", "\"a\", 1", "not(\"a\", 1)", "@\"10:00:00@Europe/Paris\"", "1 / 0", "> null")},
};
#define COLUMN_KINDS (sizeof columns / sizeof *columns)

static const struct {
    const char *name;
    words values; /* JSON */
} inputs[] = {
    {"n", WORDS("0", "1", "1.5", "2", "3", "-1", "null", "\"a\"", "true")},
    {"m", WORDS("0", "1", "2", "null")},
    {"s", WORDS("\"a\"", "\"b\"", "\"c\"", "\"ab\"", "\"\"", "1", "null", "\"2024-02-29\"", "\"2024-03-01\"",
                "\"2024-02-29T12:00:00\"", "\"2024-02-29T12:00:00.5\"", "\"2024-02-29T13:00:00Z\"", "\"10:00:00\"",
                "\"09:59:59.9\"", "\"10:00:00+01:00\"", "\"P1D\"", "\"P1DT1S\"", "\"P1Y\"", "\"P7M\"", "false")},
    {"b", WORDS("true", "false", "null", "1", "\"true\"")},
    {"l", WORDS("[1]", "[1,2]", "[]", "1", "2", "\"a\"", "null", "{}")},
};

static uint32_t roll(uint64_t *seed, uint32_t count)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*seed >> 33) % count;
}

static const char *pick(uint64_t *seed, const words *from)
{
    return from->items[roll(seed, from->count)];
}

static void write_table(uint64_t *seed, weir_buffer *out)
{
    static const char *const policies[] = {"UNIQUE", "ANY", "FIRST", "RULE ORDER", "COLLECT", "PRIORITY"};
    const uint32_t input_count = 1 + roll(seed, 4), rule_count = 1 + roll(seed, 90), dashes = roll(seed, 5);
    const bool is_mixed = roll(seed, 3) == 0;
    uint32_t kinds[4];

    weir_buffer_format(out, "<decision id=\"d\" name=\"d\"><decisionTable hitPolicy=\"%s\">",
                       policies[roll(seed, sizeof policies / sizeof *policies)]);
    for (uint32_t i = 0; i < input_count; i++) {
        kinds[i] = roll(seed, COLUMN_KINDS);
        weir_buffer_format(out, "<input><inputExpression><text>%s</text></inputExpression></input>",
                           columns[kinds[i]].input);
    }
    weir_buffer_text(out, WEIR_T("<output><outputValues><text>4, 3, 2, 1, 0</text></outputValues></output>"));
    for (uint32_t r = 0; r < rule_count; r++) {
        weir_buffer_text(out, WEIR_T("<rule>"));
        for (uint32_t i = 0; i < input_count; i++) {
            const uint32_t kind = is_mixed && roll(seed, 40) == 0 ? roll(seed, COLUMN_KINDS) : kinds[i];
            const char *cell = roll(seed, 5) < dashes ? "-" : pick(seed, &columns[kind].cells);

            weir_buffer_format(out, "<inputEntry><text>%s</text></inputEntry>", cell);
        }
        weir_buffer_format(out, "<outputEntry><text>%u</text></outputEntry></rule>", r % 5);
    }
    weir_buffer_text(out, WEIR_T("</decisionTable></decision>"));
    weir_buffer_char(out, '\0');
}

static const char *write_inputs(dmn_fixture *f, uint64_t *seed)
{
    weir_buffer buffer;
    weir_text text;

    weir_buffer_init(&buffer, &f->arena, 0);
    weir_buffer_char(&buffer, '{');
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++)
        weir_buffer_format(&buffer, "%s\"%s\":%s", i ? "," : "", inputs[i].name, pick(seed, &inputs[i].values));
    weir_buffer_text(&buffer, WEIR_T("}"));
    weir_buffer_char(&buffer, '\0');
    assert_int_equal(weir_buffer_done(&buffer, &text), WEIR_OK);
    return text.at;
}

static weir_table *table_of(const dmn_fixture *f)
{
    return (weir_table *)(uintptr_t)weir_dmn_at(f->decisions, 0)->box->as.table;
}

/* All that an evaluation shows. */
static const char *outcome(dmn_fixture *f, const char *given, bool uses_index)
{
    weir_buffer buffer;
    weir_text text;
    const weir_decision_trace *trace;

    table_of(f)->uses_index = uses_index;
    assert_int_equal(evaluate_within(f, "d", given, WEIR_FEEL_STEP_COUNT_MAX), WEIR_OK);
    trace = &f->traces.items[0];
    weir_buffer_init(&buffer, &f->arena, 0);
    weir_value_write(&f->result, &buffer);
    weir_buffer_format(&buffer, " (%s)", f->run.reason);
    for (uint32_t i = 0; i < trace->rule_count; i++)
        weir_buffer_format(&buffer, " %u", trace->rules[i]);
    weir_buffer_char(&buffer, '\0');
    assert_int_equal(weir_buffer_done(&buffer, &text), WEIR_OK);
    return text.at;
}

/* False: it has no index. */
static bool try_table(uint64_t seed)
{
    void *state;
    dmn_fixture *f;
    weir_buffer buffer;
    weir_text elements;
    bool is_indexed;

    (void)fixture_open(&state);
    f = state;
    weir_buffer_init(&buffer, &f->arena, 0);
    write_table(&seed, &buffer);
    assert_int_equal(weir_buffer_done(&buffer, &elements), WEIR_OK);
    compile_well(f, elements.at);
    is_indexed = table_of(f)->index != NULL;
    for (int i = 0; i < INPUTS_COUNT && is_indexed; i++) {
        const char *given = write_inputs(f, &seed);
        const char *without = outcome(f, given, false), *with = outcome(f, given, true);

        if (strcmp(without, with) != 0)
            fail_msg("%s\n%s\nwithout index %s\nwith index    %s", elements.at, given, without, with);
    }
    (void)fixture_close(&state);
    return is_indexed;
}

static void random_tables_give_the_same_with_and_without_index(void **state)
{
    int indexed_count = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= TABLE_COUNT; seed++)
        indexed_count += try_table(seed * 7919);
    assert_true(indexed_count > TABLE_COUNT * 7 / 10);
}

/* -- what a large table costs -- */

static void write_large_table(weir_buffer *out, unsigned rule_count)
{
    weir_buffer_text(out, WEIR_T("<decision id=\"d\" name=\"d\"><decisionTable>"
                                 "<input><inputExpression><text>n</text></inputExpression></input>"
                                 "<input><inputExpression><text>s</text></inputExpression></input><output/>"));
    for (unsigned i = 0; i < rule_count; i++)
        weir_buffer_format(out,
                           "<rule><inputEntry><text>[%u..%u)</text></inputEntry><inputEntry><text>\"%s\"</text>"
                           "</inputEntry><outputEntry><text>%u</text></outputEntry></rule>",
                           i / 2 * 10, i / 2 * 10 + 10, i % 2 ? "odd" : "even", i);
    weir_buffer_text(out, WEIR_T("</decisionTable></decision>"));
    weir_buffer_char(out, '\0');
}

static void a_rule_of_a_thousand_costs_few_steps(void **state)
{
    dmn_fixture *f = *state;
    weir_buffer buffer;
    weir_text elements;

    weir_buffer_init(&buffer, &f->arena, 0);
    write_large_table(&buffer, 1000);
    assert_int_equal(weir_buffer_done(&buffer, &elements), WEIR_OK);
    compile_well(f, elements.at);
    assert_decides(f, "d", "{\"n\":4999.5,\"s\":\"odd\"}", "999");
    assert_true(f->run.step_count < 50);
    assert_decides(f, "d", "{\"n\":0,\"s\":\"even\"}", "0");
    assert_null_because(f, "d", "{\"n\":5000,\"s\":\"odd\"}", "no rule");
    assert_null_because(f, "d", "{\"n\":-1,\"s\":\"odd\"}", "no rule");
    table_of(f)->uses_index = false;
    assert_decides(f, "d", "{\"n\":4999.5,\"s\":\"odd\"}", "999");
    assert_true(f->run.step_count > 1000);
}

static void an_entry_that_is_not_constant_leaves_the_others_indexed(void **state)
{
    dmn_fixture *f = *state;

    compile_well(f, "<decision id=\"d\" name=\"d\"><decisionTable hitPolicy=\"COLLECT\">"
                    "<input><inputExpression><text>n</text></inputExpression></input><output/>"
                    "<rule><inputEntry><text>1</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>"
                    "<rule><inputEntry><text>m</text></inputEntry><outputEntry><text>2</text></outputEntry></rule>"
                    "<rule><inputEntry><text>-</text></inputEntry><outputEntry><text>3</text></outputEntry></rule>"
                    "<rule><inputEntry><text>2</text></inputEntry><outputEntry><text>4</text></outputEntry></rule>"
                    "</decisionTable></decision>");
    assert_true(table_of(f)->uses_index);
    assert_decides(f, "d", "{\"n\":1,\"m\":1}", "[1, 2, 3]");
    assert_decides(f, "d", "{\"n\":1,\"m\":2}", "[1, 3]");
    assert_decides(f, "d", "{\"n\":2,\"m\":1}", "[3, 4]");
    assert_decides(f, "d", "{\"m\":1}", "[3]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(random_tables_give_the_same_with_and_without_index),
        TEST(a_rule_of_a_thousand_costs_few_steps),
        TEST(an_entry_that_is_not_constant_leaves_the_others_indexed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
