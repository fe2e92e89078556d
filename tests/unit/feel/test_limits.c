/* SPDX-License-Identifier: Apache-2.0
 * FEEL against hostile input: nesting, endless work, too much of anything.
 */
#include "feel_fixture.h"

static weir_err compile_repeated(feel_fixture *f, const char *part, size_t count, const char *end)
{
    const size_t length = strlen(part);
    char *source = calloc(1, count * length + strlen(end) + 1);
    const weir_expression *expression;
    weir_err err;

    assert_non_null(source);
    for (size_t i = 0; i < count; i++)
        memcpy(source + i * length, part, length);
    memcpy(source + count * length, end, strlen(end));
    f->diag = (weir_diag){0};
    err = weir_feel_compile(weir_text_of(source), WEIR_FEEL_EXPRESSION, NULL, &f->arena, &expression, &f->diag);
    free(source);
    return err;
}

static void deep_nesting_is_refused_by_name(void **state)
{
    static const char *const parts[] = {"(", "[", "{a:", "-", "if ", "f(", "a[", "for x in ", "1 in (", "function() "};
    feel_fixture *f = *state;

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        assert_int_equal(compile_repeated(f, parts[i], 200 * 1024 / strlen(parts[i]), "1"), WEIR_ELIMIT);
        assert_non_null(strstr(f->diag.message, "feel_nesting_max"));
    }
}

static void the_longest_flat_expression_compiles(void **state)
{
    assert_int_equal(compile_repeated(*state, "1+", 100 * 1024, "1"), WEIR_OK);
    assert_int_equal(compile_repeated(*state, "a and ", 40 * 1024, "b"), WEIR_OK);
}

static void a_too_long_source_is_refused_by_name(void **state)
{
    feel_fixture *f = *state;

    assert_int_equal(compile_repeated(f, "1+", 200 * 1024, "1"), WEIR_ELIMIT);
    assert_non_null(strstr(f->diag.message, "feel_source_length_max"));
}

static void too_many_names_of_several_words_are_refused_by_name(void **state)
{
    feel_fixture *f = *state;
    char source[20000] = "{";
    size_t length = 1;

    for (int i = 0; i <= 1000; i++)
        length += (size_t)snprintf(source + length, sizeof source - length, "a %d: 1,", i);
    assert_int_equal(compile_repeated(f, source, 1, "z: 1}"), WEIR_ELIMIT);
    assert_non_null(strstr(f->diag.message, "feel_learned_name_count_max"));
}

static void code_that_grows_beyond_its_source_is_refused_by_name(void **state)
{
    feel_fixture *f = *state;
    char source[50000];
    size_t length = 0;

    for (int i = 0; i < 150; i++)
        length += (size_t)snprintf(source + length, sizeof source - length, "x[");
    for (int i = 0; i < 20000; i++)
        length += (size_t)snprintf(source + length, sizeof source - length, "a+");
    assert_int_equal(compile_repeated(f, source, 1, "1"), WEIR_ELIMIT);
    assert_non_null(strstr(f->diag.message, "feel_code_count_max"));
}

static void endless_work_ends_at_the_step_budget(void **state)
{
    static const char *const sources[] = {
        "for i in 1..1000000000 return 1",
        "some i in 1..1000000000 satisfies i < 0",
        "for i in 1..100000 return for j in 1..100000 return 1",
        "for i in 1..1000000 return distinct values(for k in 1..1000 return k)",
        "{f: function(n) [f(n + 1)][1], r: 1 + count(for i in 1..1000000000 return f)}",
    };
    feel_fixture *f = *state;

    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        weir_value value;

        f->run.step_count = 0;
        assert_int_equal(feel_eval(f, sources[i], &value), WEIR_ELIMIT);
        assert_non_null(strstr(f->diag.message, "feel_step_count_max"));
        assert_int_equal(f->run.step_count, f->run.step_count_max);
    }
}

static void endless_recursion_ends_at_the_call_depth(void **state)
{
    feel_fixture *f = *state;
    weir_value value;

    assert_int_equal(feel_eval(f, "{f: function(n) f(n + 1), r: f(1)}.r", &value), WEIR_ELIMIT);
    assert_non_null(strstr(f->diag.message, "feel_call_depth_max"));
    assert_int_equal(feel_eval(f, "{f: function(n) sort([2, 1], function(x, y) f(n + 1)), r: f(1)}.r", &value),
                     WEIR_ELIMIT);
    assert_non_null(strstr(f->diag.message, "feel_callback_depth_max"));
}

static void a_deeply_built_value_is_neither_compared_nor_written(void **state)
{
    FEEL_EXPECT_ALL(*state, {"{l: for i in 1..500 return [partial[-1]], r: l = l}.r", "null"},
                    {"{l: for i in 1..500 return [partial[-1]], r: string(l)}.r", "null"},
                    {"{l: for i in 1..500 return [partial[-1]], r: flatten(l)}.r", "null"});
}

/* Each list holds all lists before it: 2 to the power of 500 items to look at. */
static void a_value_that_shares_parts_without_end_spends_the_steps(void **state)
{
    static const char *const sources[] = {"{l: for i in 1..90 return partial, r: l = l}.r",
                                          "{l: for i in 1..90 return partial, r: string(l)}.r",
                                          "{l: for i in 1..90 return partial, r: flatten(l)}.r"};
    feel_fixture *f = *state;

    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        weir_value value;

        f->run.step_count = 0;
        assert_int_equal(feel_eval(f, sources[i], &value), WEIR_ELIMIT);
        assert_non_null(strstr(f->diag.message, "feel_step_count_max"));
    }
}

static void evaluations_share_the_budget_of_their_run(void **state)
{
    feel_fixture *f = *state;
    weir_value value;

    f->run.step_count_max = 10;
    assert_int_equal(feel_eval(f, "1 + 2", &value), WEIR_OK);
    assert_int_equal(f->run.step_count, 4);
    assert_int_equal(feel_eval(f, "1 + 2", &value), WEIR_OK);
    assert_int_equal(feel_eval(f, "1 + 2", &value), WEIR_ELIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FEEL_TEST(deep_nesting_is_refused_by_name),
        FEEL_TEST(the_longest_flat_expression_compiles),
        FEEL_TEST(a_too_long_source_is_refused_by_name),
        FEEL_TEST(too_many_names_of_several_words_are_refused_by_name),
        FEEL_TEST(code_that_grows_beyond_its_source_is_refused_by_name),
        FEEL_TEST(endless_work_ends_at_the_step_budget),
        FEEL_TEST(endless_recursion_ends_at_the_call_depth),
        FEEL_TEST(a_deeply_built_value_is_neither_compared_nor_written),
        FEEL_TEST(a_value_that_shares_parts_without_end_spends_the_steps),
        FEEL_TEST(evaluations_share_the_budget_of_their_run),
    };

    return cmocka_run_group_tests_name("feel/limits", tests, NULL, NULL);
}
