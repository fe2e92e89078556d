/* SPDX-License-Identifier: Apache-2.0
 * FEEL against hostile input: nesting, endless work, no memory.
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

/* A bit of everything that takes memory. */
static const char everything[] =
    "{a: [1, \"x\", null][item != null], b: for i in 1..20, j in [1, 2] return {k: i + j, l: partial},"
    " f: function(x: list<number>) function(y) x[1] + y + count(b), g: f(1)(2),"
    " s: upper case(\"a\\u00E4\") + replace(\"abc\", \"[b-z-[c]]\", \"$0$0\"), t: split(\"a;b\", \";\"),"
    " u: sort([3, 1, 2], function(x, y) x < y), v: string({x: [1..2]}), w: get entries({q: 1}),"
    " z: if (some k in [1, 2] satisfies k > 1) then 1 in (2, [1..3]) else null, n: substring(string: \"abc\","
    " start position: 2), e: context put({a: {b: 1}}, [\"a\", \"b\"], 2), o: unknown}";

static void running_out_of_memory_at_any_place_is_an_error_and_leaks_nothing(void **state)
{
    weir_err err = WEIR_ENOMEM;

    (void)state;
    for (uint64_t n = 1; err != WEIR_OK; n++) {
        test_memory memory = {.fail_at = n};
        weir_arena arena;
        weir_feel_run run = {.arena = &arena, .step_count_max = WEIR_FEEL_STEP_COUNT_MAX};
        const weir_expression *expression;
        weir_value value;

        weir_arena_init(&arena, test_memory_port(&memory, true), FEEL_ARENA_BYTES);
        err = weir_feel_compile(weir_text_of(everything), WEIR_FEEL_EXPRESSION, NULL, &arena, &expression, NULL);
        if (err == WEIR_OK)
            err = weir_feel_eval(expression, NULL, &run, &value, NULL);
        if (err != WEIR_OK)
            assert_int_equal(err, WEIR_ENOMEM);
        weir_arena_release(&arena);
        assert_int_equal(memory.live_count, 0);
        assert_true(n < 5000);
    }
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
        cmocka_unit_test(running_out_of_memory_at_any_place_is_an_error_and_leaks_nothing),
    };

    return cmocka_run_group_tests_name("feel/limits", tests, NULL, NULL);
}
