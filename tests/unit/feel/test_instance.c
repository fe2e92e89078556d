/* SPDX-License-Identifier: Apache-2.0
 * FEEL types: `instance of` with every form of type, those of FEEL and those of a model, and which conform.
 */
#include "feel_fixture.h"

/* The types of a model: names with blanks, signs and dots, and a tree whose nodes are trees. */
static const weir_text of_tree[] = {{"label", 5}, {"children", 8}};
static weir_type tree, trees;
static const weir_type *const tree_members[] = {&(weir_type){.form = WEIR_TYPE_KIND, .kind = WEIR_STRING}, &trees};
static const weir_type *const trees_members[] = {&tree};
static weir_type tree = {.form = WEIR_TYPE_CONTEXT, .count = 2, .names = of_tree, .members = tree_members};
static weir_type trees = {.form = WEIR_TYPE_LIST, .count = 1, .members = trees_members};

static weir_err find_type(void *self, weir_text name, const weir_type **out)
{
    static const char *const numbers[] = {"rate", "tax rate", "tax-rate", "m.rate", "my model.tax rate"};

    (void)self;
    *out = weir_text_equal(name, WEIR_T("tree")) ? &tree : NULL;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        if (weir_text_equal(name, weir_text_of(numbers[i])))
            *out = weir_type_named(WEIR_T("number"));
    }
    return WEIR_OK;
}

static void expect_typed(feel_fixture *f, const char *source, const char *expected, const char *reason)
{
    static const weir_text names[] = {{"tax rate", 8}, {"tax-rate", 8}, {"my model.tax rate", 17}};
    const weir_feel_types types = {find_type, NULL, names, sizeof names / sizeof *names};
    const weir_expression *expression;
    weir_value value;

    f->diag = (weir_diag){0};
    if (weir_feel_compile_typed(weir_text_of(source), WEIR_FEEL_EXPRESSION, NULL, &types, &f->arena, &expression,
                                &f->diag) != WEIR_OK)
        fail_msg("%s\n  gave %u:%u %s", source, f->diag.line, f->diag.column, f->diag.message);
    assert_int_equal(weir_feel_eval(expression, NULL, &f->run, &value, &f->diag), WEIR_OK);
    feel_expect_text(f, source, &value, expected);
    if (!strstr(f->run.reason, reason))
        fail_msg("%s\n  reason   %s\n  expected %s", source, f->run.reason, reason);
}

static void instance_of_looks_at_the_value(void **state)
{
    FEEL_EXPECT_ALL(
        *state, {"abs instance of function", "true"}, {"abs instance of function<> -> Any", "true"},
        {"abs instance of function<number> -> number", "false"},
        {"(function(x: number) x) instance of function<number> -> Any", "true"},
        {"(function(x: number) x) instance of function<string> -> Any", "false"},
        {"(function(x: number) x) instance of function<number, number> -> Any", "false"},
        {"(function(x) x) instance of function<number> -> Any", "true"},
        {"(function(x: Any) x) instance of function<number> -> Any", "true"},
        {"(function(x: number) x) instance of function<Null> -> Any", "true"},
        {"(function(x: list<number>) x) instance of function<number> -> Any", "false"},
        {"(function(x: list<number>) x) instance of function<list<string>> -> Any", "false"},
        {"(function(x: number) x) instance of function<Any> -> Any", "false"},
        {"1 instance of function<number> -> Any", "false"}, {"{a: 1} instance of context", "true"},
        {"1 instance of context", "false"}, {"{a: null} instance of context<a: number>", "true"},
        {"{} instance of context<a: number>", "false"},
        {"{a: {b: 1}} instance of context<a: context<b: number>>", "true"}, {"[] instance of list<number>", "true"},
        {"[1] instance of list", "true"}, {"1 instance of list", "false"}, {"1 instance of list<number>", "false"},
        {"[1..2] instance of range", "true"}, {"[1..\"a\"] instance of range<number>", "false"},
        {"(< 5) instance of range<number>", "true"}, {"(> 5) instance of range<number>", "true"},
        {"(> 5) instance of range<string>", "false"}, {"(< 5) instance of range<string>", "false"},
        {"1 instance of range<number>", "false"}, {"@\"P1D\" instance of duration", "true"},
        {"@\"P1Y\" instance of duration", "true"}, {"1 instance of duration", "false"},
        {"@\"P1D\" instance of days and time duration", "true"}, {"@\"P1Y\" instance of yearMonthDuration", "true"},
        {"@\"P1Y\" instance of dayTimeDuration", "false"}, {"@\"2026-01-01T00:00:00\" instance of dateTime", "true"},
        {"@\"2026-01-01\" instance of date and time", "false"}, {"@\"10:00:00\" instance of time", "true"},
        {"true instance of boolean", "true"}, {"null instance of Null", "true"}, {"1 instance of Null", "false"},
        {"\"a\" instance of Any", "true"}, {"1 instance of number instance of boolean", "true"},
        {"-1 instance of number", "true"}, {"- .5 instance of number", "true"});
}

static void types_of_a_model_are_found_by_their_name(void **state)
{
    static const char *const rows[][2] = {
        {"1 instance of rate", "true"},
        {"\"a\" instance of rate", "false"},
        {"1 instance of tax rate", "true"},
        {"1 instance of tax /* a */ rate", "true"},
        {"1 instance of tax-rate and true", "true"},
        {"1 instance of m.rate = true", "true"},
        {"1 instance of my model.tax rate", "true"},
        {"[1, 2] instance of list<tax rate>", "true"},
        {"[1, \"a\"] instance of list<tax rate>", "false"},
        {"{a: 1} instance of context<a: my model.tax rate>", "true"},
        {"(function(x: tax rate) x) instance of function<rate> -> Any", "true"},
        {"(function(x: tax rate, y: m.rate) x + y)(1, 2)", "3"},
        {"{label: \"a\", children: [{label: \"b\", children: []}]} instance of tree", "true"},
        {"{label: \"a\", children: [{label: 1, children: []}]} instance of tree", "false"},
        {"{label: \"a\", children: null} instance of tree", "true"},
        {"(function(x: tree) x) instance of function<tree> -> Any", "false"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        expect_typed(*state, rows[i][0], rows[i][1], "");
}

static void a_type_that_is_not_there_is_null(void **state)
{
    static const char *const sources[] = {
        "1 instance of price",
        "[1] instance of list<price>",
        "{a: 1} instance of context<a: list<price>>",
        "abs instance of function<price> -> number",
        "abs instance of function<number> -> price",
        "(function(x: price) x)(1)",
        "(function(x: list<price>) x)([1])",
    };

    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
        expect_typed(*state, sources[i], "null", "there is no type named price");
    expect_typed(*state, "1 instance of m.price.x", "null", "there is no type named m.price.x");
    expect_typed(*state, "(function(x: price) 1)(null)", "1", "");
}

static void a_value_too_deep_for_a_type_is_no_instance(void **state)
{
    expect_typed(*state,
                 "{l: for i in 1..200 return {label: \"a\", children: if i = 1 then [] else [partial[-1]]}, "
                 "r: [l[50] instance of tree, l[200] instance of tree]}.r",
                 "[true, false]", "");
}

/* Parameters may be wider than asked, results narrower. */
static void functions_conform_by_what_they_take_and_give(void **state)
{
    FEEL_EXPECT_ALL(
        *state, {"(function() \"a\") instance of function<> -> string", "true"},
        {"(function() 1) instance of function<> -> string", "false"},
        {"(function() null) instance of function<> -> string", "true"},
        {"(function(x: number) x) instance of function<number> -> string", "false"},
        {"(function(x: number) x) instance of function<number> -> number", "true"},
        {"(function(x) x) instance of function<number> -> string", "true"},
        {"(function(x: number) x + 1) instance of function<number> -> string", "true"}, /* the text does not tell */
        {"(function(x) [1]) instance of function<Any> -> list<string>", "true"},
        {"(function() {b: 1, c: 2}) instance of function<> -> context<b: number>", "true"},
        {"(function() {b: 1}) instance of function<> -> context<b: string>", "false"},
        {"(function() {b: 1}) instance of function<> -> context<b: number, c: number>", "false"},
        {"(function() {b: [1]}) instance of function<> -> context<b: number>", "true"},
        {"(function(x: context<a: string>) 1) instance of function<context<a: string, b: string>> -> number", "true"},
        {"(function(x: context<a: string, b: string>) 1) instance of function<context<a: string>> -> number", "false"},
        {"(function(x: list) 1) instance of function<list<number>> -> number", "true"},
        {"(function(x: list<number>) 1) instance of function<list> -> number", "false"},
        {"(function(x: range<number>) 1) instance of function<range<number>> -> number", "true"},
        {"(function(x: range<number>) 1) instance of function<range<date>> -> number", "false"},
        {"(function(x: duration) 1) instance of function<dayTimeDuration> -> number", "true"},
        {"(function(x: duration) 1) instance of function<duration> -> number", "true"},
        {"(function(x: duration) 1) instance of function<number> -> number", "false"},
        {"(function(x: function) 1) instance of function<function<number> -> number> -> number", "true"},
        {"(function(x: function<number> -> number) 1) instance of function<function> -> number", "false"},
        {"(function(x: function<number> -> string) 1) instance of function<function<number> -> string> -> number",
         "true"},
        {"(function(x: function<number> -> string) 1) instance of function<function<string> -> string> -> number",
         "false"},
        {"(function(x: function<number> -> string) 1) instance of function<function<> -> string> -> number", "false"});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FEEL_TEST(instance_of_looks_at_the_value),
        FEEL_TEST(types_of_a_model_are_found_by_their_name),
        FEEL_TEST(a_type_that_is_not_there_is_null),
        FEEL_TEST(a_value_too_deep_for_a_type_is_no_instance),
        FEEL_TEST(functions_conform_by_what_they_take_and_give),
    };

    return cmocka_run_group_tests_name("feel/instance", tests, NULL, NULL);
}
