/* SPDX-License-Identifier: Apache-2.0
 * FEEL when something runs out or is cut off, at every place: memory, steps, the source itself.
 *
 * One table of expressions that together use every instruction and every built-in function.
 */
#include "feel_fixture.h"

typedef struct source_row {
    const char *text;
    const char *input; /* of unary tests; NULL: the text is an expression */
} source_row;

static const source_row sources[] = {
    /* operators and literals */
    {"1 + 2 - 3 * 4 / 5 ** 2 - -x", NULL},
    {"\"a\" + \"b\\u00E4\\n\" = \"ab\"", NULL},
    {"1 < 2 and 2 <= 3 or 3 > 4 and 4 >= 5 or 1 != 2", NULL},
    {"5 between 1 and 10 and not(6 between 7 and 8)", NULL},
    {"1 in (< 2, > 3, [4..5], 6) or 3 in [1..3) or 2 in ]1..5[ or 7 in != 8", NULL},
    {"[(= 1), (!= 2), (< 3), (<= 4), (> 5), (>= 6), [1..2[, (1..2)]", NULL},
    {"[1, [2], {a: 3}, \"x\" + \"y\", null, true]", NULL},
    {"{a: 1, \"b c\": 2, d+e: a + 3, f: {}}.b c", NULL},
    {"{a: [{b: 1}, {b: 2}]}.a.b", NULL},
    {"@\"2026-01-01\" + @\"P1D\" - @\"P1M\"", NULL},
    {"@\"2026-01-01T10:00:00Z\" + @\"PT1H\" - @\"PT2H\" + @\"P1Y\"", NULL},
    {"@\"10:00:00\" + @\"PT1H\" - @\"PT2H\"", NULL},
    {"@\"2026-01-01T10:00:00@Nowhere/City\"", NULL},
    {"@\"2026-01-01T10:00:00+01:00\".time offset", NULL},
    {"string([1, {a b: \"x\\\"y\"}, [1..2], @\"P1D\", abs, (= 1), (!= 2)])", NULL},
    {"unknown + 1", NULL},
    /* iterations and filters */
    {"for i in 1..20, j in [1, 2] return {k: i + j, l: partial}", NULL},
    {"for d in @\"2026-01-01\"..@\"2026-01-09\" return d", NULL},
    {"for i in [1..3] return for j in 5 return i", NULL},
    {"some i in [1, 2], j in 1..3 satisfies i + j > 4", NULL},
    {"every i in [1, 2] satisfies i < 9", NULL},
    {"[1, 2, 3, 4][item > 1][1] + \"x\"[-1]", NULL},
    {"[{a: 1, b: 1}, {a: 2, b: 3}][a = b].a[item > 0]", NULL},
    {"{n: 1, l: [1, 2, 3], r: l[n], s: 5[item > n], t: [][n]}", NULL},
    {"if 1 = 1 then [\"a\"] else [\"b\"]", NULL},
    /* functions */
    {"(function(x: number, y) x + y)(1, 2)", NULL},
    {"(function(first, second) first)(second: 2, first: 1)", NULL},
    {"{f: function(n) if n = 0 then [] else concatenate([n], f(n - 1)), r: f(9)}.r", NULL},
    {"{n: 1, f: function(a) function(b) function(c) a + b + c + n, r: f(1)(2)(3)}.r", NULL},
    {"(function(l: list<number>, d: date and time) [l, d])(5, @\"2026-01-01\")", NULL},
    {"(function(c: context<a: number, b: list<string>>) c)({a: 1, b: []})", NULL},
    {"{f: function(x) external {java: {class: \"c\"}}, r: f(1)}", NULL},
    {"[abs, sqrt][1](n: -4)", NULL},
    {"abs instance of function<number> -> Any and [1] instance of list<number>", NULL},
    {"{a: 1} instance of context<a: number> or [1..2] instance of range<number> or 1 instance of my.type", NULL},
    /* conversion */
    {"string(1.50) + string(@\"PT1H\")", NULL},
    {"number(\"1 000,5\", \" \", \",\")", NULL},
    {"[date(\"2026-01-01\"), date(2026, 1, 1), date(@\"2026-01-01T00:00:00\")]", NULL},
    {"[time(\"10:00:00\"), time(10, 0, 0, @\"PT1H\"), time(@\"2026-01-01\")]", NULL},
    {"[date and time(\"2026-01-01T10:00:00\"), date and time(@\"2026-01-01\", @\"10:00:00\")]", NULL},
    {"[duration(\"P1D\"), duration(\"P1Y\"), years and months duration(@\"2026-01-01\", @\"2027-03-01\")]", NULL},
    {"context([{key: \"a\", value: 1}, {key: \"b\", value: 2}])", NULL},
    {"[range(\"[1..2]\"), range(\"(date(\\\"2026-01-01\\\")..@\\\"2026-02-01\\\"]\")]", NULL},
    {"[not(true), is(1, 1), is([1])]", NULL},
    /* strings */
    {"[substring(\"abc\", 2, 1), substring([\"abc\"], -1), string length(\"abc\")]", NULL},
    {"substring(string: [\"abc\"], start position: [2])", NULL},
    {"[upper case(\"aä\"), lower case(\"AÄ\")]", NULL},
    {"[substring before(\"abc\", \"b\"), substring after(\"abc\", \"b\")]", NULL},
    {"[contains(\"abc\", \"b\"), starts with(\"abc\", \"a\"), ends with(\"abc\", \"c\")]", NULL},
    {"[replace(\"abcabc\", \"([b-z-[c]])\", \"$1$0\\\\$\"), replace(\"a.b\", \".\", \"$\", \"q\")]", NULL},
    {"[matches(\"abc\", \"^\\i\\c*$\", \"i\"), split(\"a;b;c;d;e;f;g;h;i\", \";\")]", NULL},
    {"for p in [\"a(b|c)\"] return [matches(\"abc\", p), replace(\"abc\", p, \"-\", \"i\")]", NULL},
    {"string join([\"a\", null, \"b\"], \", \")", NULL},
    {"[range(\"(..2]\"), string((> 1)), upper case(\"straße\"), lower case(\"ΑΣ\")]", NULL},
    {"[matches(\"a b\", \"[\\\\p{IsGreek}-[\\\\I]] ?(a) \\\\1{1,2}$\", \"xm\"), 1.05 ** 30, 2 ** 0.5]", NULL},
    /* lists */
    {"[list contains([1, [2]], [2]), count([1, 2]), count(5)]", NULL},
    {"[list replace([1, 2], 1, 9), list replace([1, 2], function(item, newItem) item < newItem, 2)]", NULL},
    {"[min(1, 2), max([1, 2]), sum([1, 2]), sum(@\"PT1H\", @\"PT2H\"), mean(1, 2), product(2, 3)]", NULL},
    {"[median([1, 2, 3, 4]), stddev([1, 2, 4]), mode([1, 1, 2]), all([true]), any([false])]", NULL},
    {"[sublist([1, 2, 3], 1, 2), append([1], 2, 3), concatenate([1], [2]), insert before([1], 1, 0)]", NULL},
    {"[remove([1, 2], 1), reverse([1, 2]), index of([1, 2, 1], 1), union([1], [2]), distinct values([1, 1])]", NULL},
    {"[flatten([1, [2, [3]]]), sort([3, 1, 2]), sort([3, 1, 2], function(x, y) x < y)]", NULL},
    /* numbers */
    {"[decimal(1.55, 1), floor(1.5), ceiling(1.5, 0), round up(1.5, 0), round down(1.5, 0)]", NULL},
    {"[round half up(1.5, 0), round half down(1.5, 0), abs(-1), modulo(5, 3), sqrt(4), log(2), exp(1)]", NULL},
    {"[odd(1), even(2), random number()]", NULL},
    /* the calendar, ranges and contexts */
    {"[now(), today(), day of year(today()), day of week(now()), month of year(today()), week of year(today())]", NULL},
    {"[before(1, 2), after([1..2], 3), meets([1..2], [2..3]), met by([2..3], [1..2])]", NULL},
    {"[overlaps([1..3], [2..4]), overlaps before([1..3], [2..4]), overlaps after([2..4], [1..3])]", NULL},
    {"[finishes(2, [1..2]), finished by([1..2], 2), includes([1..3], 2), during(2, [1..3])]", NULL},
    {"[starts(1, [1..2]), started by([1..2], 1), coincides(1, 1)]", NULL},
    {"[get value({a: {b: 1}}, [\"a\", \"b\"]), get entries({a: 1, b: 2}), context merge([{a: 1}, {b: 2}])]", NULL},
    {"[context put({a: 1}, \"b\", 2), context put(context: {a: {b: 1}}, keys: [\"a\", \"b\"], value: 2)]", NULL},
    /* more names of several words than the tables begin with */
    {"{a a: 1, b b: 2, c c: 3, d d: 4, e e: 5, f f: 6, g g: 7, h h: 8, i i: 9, j j: 10, k k: a a + j j}", NULL},
    {"[a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z]", NULL},
    {"/* a comment */ 1 // to the end", NULL},
    /* unary tests */
    {"< 5, [7..9], \"x\", 1 + 1", "2"},
    {"not(1, [2..3], > 7)", "5"},
    {"not(? > 3) or ? = 9", "5"},
    {"? > 1 and count([?]) = 1", "5"},
    {"(1..5), (> 7)", "8"},
    {"not((1..5))", "8"},
    {"[1, 2], contains(\"a\", \"b\")", "[1, 2]"},
    {"-", "1"},
};

static weir_err run_source(const source_row *row, weir_arena *arena, uint32_t step_count_max, weir_diag *diag)
{
    const weir_feel_kind kind = row->input ? WEIR_FEEL_UNARY_TESTS : WEIR_FEEL_EXPRESSION;
    weir_feel_run run = {.now_ms = FEEL_NOW_MS, .arena = arena, .step_count_max = step_count_max};
    const weir_expression *expression;
    weir_value input, value;

    if (!row->input) {
        WEIR_TRY(weir_feel_compile(weir_text_of(row->text), kind, NULL, arena, &expression, diag));
        return weir_feel_eval(expression, NULL, &run, &value, diag);
    }
    WEIR_TRY(weir_feel_compile(weir_text_of(row->input), WEIR_FEEL_EXPRESSION, NULL, arena, &expression, diag));
    WEIR_TRY(weir_feel_eval(expression, NULL, &run, &input, diag));
    run.step_count = 0;
    WEIR_TRY(weir_feel_compile(weir_text_of(row->text), kind, NULL, arena, &expression, diag));
    return weir_feel_test(expression, &input, NULL, &run, &value, diag);
}

static void every_request_for_memory_may_fail(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        weir_err err = WEIR_ENOMEM;

        for (uint64_t n = 1; err != WEIR_OK; n++) {
            test_memory memory = {.fail_at = n};
            weir_arena arena;

            weir_arena_init(&arena, test_memory_port(&memory, true), FEEL_ARENA_BYTES);
            err = run_source(&sources[i], &arena, WEIR_FEEL_STEP_COUNT_MAX, NULL);
            if (err != WEIR_OK && err != WEIR_ENOMEM)
                fail_msg("%s\n  gave %s", sources[i].text, weir_err_name(err));
            weir_arena_release(&arena);
            assert_int_equal(memory.live_count, 0);
            if (err == WEIR_OK && memory.take_count >= n)
                fail_msg("%s\n  did not notice that request %u failed", sources[i].text, (unsigned)n);
        }
    }
}

static void the_steps_may_end_at_every_place(void **state)
{
    feel_fixture *f = *state;

    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        weir_err err = WEIR_ELIMIT;

        for (uint32_t n = 0; err != WEIR_OK && n < 2000; n++) {
            f->diag = (weir_diag){0};
            err = run_source(&sources[i], &f->arena, n, &f->diag);
            if (err != WEIR_OK && !strstr(f->diag.message, "feel_step_count_max"))
                fail_msg("%s\n  gave %s %s", sources[i].text, weir_err_name(err), f->diag.message);
            weir_arena_reset(&f->arena);
        }
        assert_int_equal(err, WEIR_OK);
    }
}

/* A text that is no expression is refused at a place inside of it, and with words. */
static void expect_understood_or_placed(feel_fixture *f, const char *text, weir_feel_kind kind)
{
    const weir_expression *expression;
    weir_err err;

    f->diag = (weir_diag){0};
    err = weir_feel_compile(weir_text_of(text), kind, NULL, &f->arena, &expression, &f->diag);
    if (err != WEIR_OK && (err != WEIR_ESYNTAX || f->diag.line != 1 || f->diag.column < 1 ||
                           f->diag.column > strlen(text) + 1 || f->diag.message[0] == '\0'))
        fail_msg("%s\n  gave %s at %u:%u %s", text, weir_err_name(err), f->diag.line, f->diag.column, f->diag.message);
    weir_arena_reset(&f->arena);
}

static weir_feel_kind kind_of(const source_row *row)
{
    return row->input ? WEIR_FEEL_UNARY_TESTS : WEIR_FEEL_EXPRESSION;
}

static void a_source_may_end_at_every_place(void **state)
{
    char text[200];

    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        for (size_t length = strlen(sources[i].text); length > 0; length--) {
            memcpy(text, sources[i].text, length);
            text[length] = '\0';
            if (((unsigned char)sources[i].text[length] & 0xC0) != 0x80) /* not inside a character */
                expect_understood_or_placed(*state, text, kind_of(&sources[i]));
        }
    }
}

static void a_source_may_be_wrong_at_every_place(void **state)
{
    static const char wrong[] = "\';}])(\",.=a-";
    char text[200];

    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        for (size_t at = 0; at < strlen(sources[i].text); at++) {
            for (size_t k = 0; k < sizeof wrong - 1; k++) {
                memcpy(text, sources[i].text, strlen(sources[i].text) + 1);
                if ((unsigned char)text[at] >= 0x80)
                    continue;
                text[at] = wrong[k];
                expect_understood_or_placed(*state, text, kind_of(&sources[i]));
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_request_for_memory_may_fail),
        FEEL_TEST(the_steps_may_end_at_every_place),
        FEEL_TEST(a_source_may_end_at_every_place),
        FEEL_TEST(a_source_may_be_wrong_at_every_place),
    };

    return cmocka_run_group_tests_name("feel/faults", tests, NULL, NULL);
}
