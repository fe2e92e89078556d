/* SPDX-License-Identifier: Apache-2.0
 * FEEL ranges: how they relate, what they contain, iterations and filters over them.
 */
#include "base/json.h"
#include "feel_fixture.h"

static void before_after_and_meeting_depend_on_closed_ends(void **state)
{
    FEEL_EXPECT_ALL(
        *state, {"before(1, 1)", "false"}, {"before([1..5], [5..9])", "false"}, {"before([1..5], (5..9])", "true"},
        {"before([1..5), [5..9])", "true"}, {"before([1..5), (5..9])", "true"}, {"before((> 5), 7)", "false"},
        {"before(3, (> 5))", "true"}, {"before((< 5), (>= 5))", "true"}, {"before((< 5), (> 1))", "false"},
        {"after(5, [1..5))", "true"}, {"after((> 5), 5)", "true"}, {"after((>= 5), (<= 5))", "false"},
        {"meets([1..5], (5..9])", "false"}, {"meets([1..5), (5..9])", "false"}, {"meets([1..5], [6..9])", "false"},
        {"met by([5..9], [1..5))", "false"}, {"met by((5..9], [1..5])", "false"}, {"before((= 1), (= 2))", "true"},
        {"before(\"a\", \"b\")", "true"}, {"before(@\"2026-01-01\", @\"2026-02-01\")", "true"},
        {"before(point1: 1, point2: 2)", "true"}, {"before(range: [1..2], point: 3)", "true"});
    FEEL_EXPECT_NULLS(*state, {"before([1..2], \"a\")", "before: the two have no order"},
                      {"before(1, null)", "before: argument 2 must not be a null"},
                      {"meets(1, [1..2])", "meets: argument 1 must not be a number"},
                      {"before(1, (!= 5))", "before: a range that leaves out one value has no ends"},
                      {"before(range: [1..2], point1: 3)", "before has no parameters of these names"});
}

static void overlaps_need_something_in_common(void **state)
{
    FEEL_EXPECT_ALL(*state, {"overlaps([1..3], [4..6])", "false"}, {"overlaps([4..6], [1..3])", "false"},
                    {"overlaps([1..5], (> 3))", "true"}, {"overlaps((< 5), (< 3))", "true"},
                    {"overlaps((< 3), (> 3))", "false"}, {"overlaps before([4..6], [1..5])", "false"},
                    {"overlaps before([1..5], [1..9])", "false"}, {"overlaps before([1..9], [2..5])", "false"},
                    {"overlaps before([1..3], [4..9])", "false"}, {"overlaps before([1..5), (1..5])", "true"},
                    {"overlaps before([1..5], (1..5])", "true"}, {"overlaps before((< 5), [3..9])", "true"},
                    {"overlaps after([1..3], [4..9])", "false"}, {"overlaps after([3..9], [1..5])", "true"},
                    {"overlaps after([1..5], [3..9])", "false"}, {"overlaps after([3..5], [1..9])", "false"},
                    {"overlaps after([1..5], [1..5))", "false"}, {"overlaps after((1..5], [1..5))", "true"},
                    {"overlaps after((> 3), [1..5])", "true"});
}

static void starting_and_finishing_need_the_same_end(void **state)
{
    FEEL_EXPECT_ALL(*state, {"finishes(5, [1..5))", "false"}, {"finishes(4, [1..5])", "false"},
                    {"finishes([0..5], [1..5])", "false"}, {"finishes((1..5], [1..5])", "true"},
                    {"finishes([1..5], (1..5])", "false"}, {"finishes([3..5], [1..5])", "true"},
                    {"finishes([3..5), [1..5])", "false"}, {"finished by([1..5], [3..5])", "true"},
                    {"finished by([1..5], 5)", "true"}, {"finished by([1..5), 5)", "false"},
                    {"finished by([3..5], [1..5])", "false"}, {"finished by([1..5], [1..6])", "false"},
                    {"starts(1, (1..5])", "false"}, {"starts([1..3], [1..5])", "true"},
                    {"starts([1..6], [1..5])", "false"}, {"starts([1..5], [1..5))", "false"},
                    {"starts([1..5), [1..5])", "true"}, {"starts([2..3], [1..5])", "false"},
                    {"started by([1..5], 1)", "true"}, {"started by((1..5], 1)", "false"},
                    {"started by([1..5], [1..6])", "false"}, {"started by([1..5], [2..3])", "false"});
}

static void inclusion_and_coincidence_compare_both_ends(void **state)
{
    FEEL_EXPECT_ALL(
        *state, {"includes([1..5], 5)", "true"}, {"includes([1..5), 5)", "false"}, {"includes([1..5], (1..5))", "true"},
        {"includes((1..5), [1..5])", "false"}, {"includes([1..5], [0..3])", "false"},
        {"includes([1..5], [3..9])", "false"}, {"includes((< 5), (< 5))", "true"}, {"includes((< 5), (<= 5))", "false"},
        {"includes((> 5), (>= 5))", "false"}, {"during(3, [1..5])", "true"}, {"during([1..5], [1..5])", "true"},
        {"during(6, [1..5])", "false"}, {"during([1..5], (0..5))", "false"}, {"coincides(1, 2)", "false"},
        {"coincides([1..5], [1..5))", "false"}, {"coincides([1..5], (1..5])", "false"},
        {"coincides([1..5], [1..6])", "false"}, {"coincides([1..5], [2..5])", "false"}, {"coincides((= 5), 5)", "null"},
        {"coincides((= 5), [5..5])", "true"}, {"includes(range: [1..2], point: 1)", "true"});
    FEEL_EXPECT_NULLS(*state, {"includes([1..5], null)", "includes: argument 2 must not be a null"},
                      {"coincides((!= 5), [5..5])", "coincides: a range that leaves out one value has no ends"},
                      {"includes(1, 1)", "includes: argument 1 must not be a number"});
}

static void iterations_need_whole_numbers_or_dates(void **state)
{
    FEEL_EXPECT_ALL(*state, {"for i in (= 5) return i", "[5]"}, {"for i in (5..6) return i", "[]"},
                    {"for d in @\"2026-01-02\"..@\"2026-01-01\" return d", "[@\"2026-01-02\", @\"2026-01-01\"]"},
                    {"for d in (@\"2026-01-01\"..@\"2026-01-03\") return d", "[@\"2026-01-02\"]"},
                    {"for d in @\"999999999-12-30\"..@\"999999999-12-31\" return d",
                     "[@\"999999999-12-30\", @\"999999999-12-31\"]"},
                    {"every x in [1, 2] satisfies null", "null"}, {"some x in [1], y in [] satisfies true", "false"},
                    {"{r: for i in [1, 2], j in i..null return j, s: [1][1]}", "{r: null, s: 1}"},
                    {"[for i in [1, 2] return for j in null return j, 3]", "[[null, null], 3]"},
                    {"[some i in [1, 2], j in \"a\"..i, k in [1] satisfies true, 1]", "[null, 1]"});
    FEEL_EXPECT_NULLS(
        *state, {"for i in (!= 5) return i", "an iteration over a range needs whole numbers or dates at both ends"},
        {"for i in (> 5) return i", "an iteration over a range needs whole numbers or dates at both ends"},
        {"for i in [\"a\"..\"c\"] return i", "an iteration over a range needs whole numbers or dates at both ends"},
        {"for i in [1.5..3] return i", "an iteration over a range needs whole numbers or dates at both ends"},
        {"for i in \"a\"..\"b\" return i", "needs whole numbers or dates, not a string and a string"},
        {"for i in 1..null return i", "needs whole numbers or dates, not a number and a null"},
        {"for i in 1..\"a\" return i", "needs whole numbers or dates, not a number and a string"},
        {"for i in 1..1.5 return i", "needs whole numbers or dates, not a number and a number"},
        {"for i in 1e30..1e31 return i", "needs whole numbers or dates"},
        {"for i in 5e18..5 return i", "needs whole numbers or dates"},
        {"for i in -5e18..5 return i", "needs whole numbers or dates"},
        {"for i in [5..1] return i", "a range can't begin above its end"},
        {"for i in null return i", "null can't be iterated over"},
        {"for i in [1, 2], j in null return i", "null can't be iterated over"},
        {"some x in null satisfies true", "null can't be iterated over"},
        {"every x in null satisfies false", "null can't be iterated over"});
}

static void filters_select_by_whole_numbers_and_truth(void **state)
{
    FEEL_EXPECT_ALL(*state, {"null[1]", "null"}, {"[1, 2, 3][\"a\"]", "[]"}, {"[1, 2, 3][null]", "[]"},
                    {"[true, false][item]", "[true]"}, {"{i: 1.5, r: [1, 2][i]}", "{i: 1.5, r: null}"},
                    {"[1, 2, 3][if item = 2 then 1 else false]", "[]"},
                    {"[1, 2, 3][if item = 1 then false else 3]", "[]"});
    FEEL_EXPECT_NULLS(*state, {"null[item > 1]", "a number and a null have no order"},
                      {"[1, 2, 3][1.5]", "an index must be a whole number"});
}

static void ranges_of_one_point_are_no_intervals(void **state)
{
    FEEL_EXPECT_ALL(*state, {"1 in (= 1)", "true"}, {"(= 1) = (= 1)", "true"}, {"(= 1) = [1..1]", "false"},
                    {"(!= 1) = (!= 1)", "true"}, {"(!= 1) = (= 1)", "false"}, {"(!= 1) = (!= 2)", "false"},
                    {"5 in [(= 5)]", "true"}, {"5 in [(!= 5)]", "false"}, {"5 in [(!= 4)]", "true"},
                    {"\"a\" in [(!= 4)]", "false"}, {"{r: (= 5), t: 5 in r}", "{r: (=5), t: true}"},
                    {"{r: (!= 5), t: [4, 5][item in r]}", "{r: (!=5), t: [4]}"},
                    {"{r: (!= true), t: false in r}", "{r: (!=true), t: true}"}, {"(= 1)", "(=1)"},
                    {"(!= \"a\")", "(!=\"a\")"}, {"(!= [1])", "(!=[1])"}, {"string((!= \"a\"))", "\"(!=\\\"a\\\")\""},
                    {"(= 5).start", "5"}, {"(!= 5).start included", "false"}, {"(!= 5).start", "null"},
                    {"(!= 5).end", "null"}, {"(<= 5).end included", "true"}, {"[1..3] = [1..4]", "false"},
                    {"[1..3] = [2..3]", "false"}, {"[1..3] = (1..3]", "false"}, {"[1..3] = [1..3)", "false"});
    FEEL_EXPECT_NULLS(*state, {"(= null)", "a range needs an end that is not null"},
                      {"[1..3] = [\"a\"..\"b\"]", "a range and a range can't be compared"});
}

static void an_end_may_be_missing_or_unknown(void **state)
{
    FEEL_EXPECT_ALL(*state, {"(> 5).end", "null"}, {"(> 5).start included", "false"}, {"[null..5]", "[null..5]"},
                    {"[1..null)", "[1..null]"}, {"(null..5)", "[null..5)"}, {"4 in [null..5]", "null"},
                    {"6 in [null..5]", "false"}, {"4 in (null..5)", "null"}, {"\"a\" in [1..5]", "null"},
                    {"null in [1..5]", "null"}, {"[1..3] in [1..3]", "true"});
    FEEL_EXPECT_NULLS(
        *state, {"[null..null]", "a range needs an end that is not null"},
        {"[1..\"a\"]", "a range can't go from a number to a string"},
        {"[true..false]", "a range can't go from a boolean to a boolean"},
        {"[@\"2026-01-01\"..@\"2026-01-01T10:00:00Z\"]", "a range can't go from a date to a date and time"},
        {"[5..1]", "a range can't begin above its end"}, {"(@\"P2D\"..@\"P1D\")", "a range can't begin above its end"});
}

/* Saved with the variables of an instance and read again, a range is the same. */
static void every_form_of_a_range_survives_being_saved_and_copied(void **state)
{
    static const char *const sources[] = {"(= 5)", "(!= \"a\")", "[1..2]", "(1..2)", "(> 5)", "(<= 5)"};
    feel_fixture *f = *state;

    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        weir_value value, read, copy;
        weir_buffer buffer;
        weir_text text;

        assert_int_equal(feel_eval(f, sources[i], &value), WEIR_OK);
        weir_buffer_init(&buffer, &f->arena, 0);
        weir_json_write(&value, WEIR_JSON_TYPED, &buffer);
        assert_int_equal(weir_buffer_done(&buffer, &text), WEIR_OK);
        assert_int_equal(weir_json_read(text, WEIR_JSON_TYPED, NULL, &f->arena, &read, &f->diag), WEIR_OK);
        assert_true(weir_value_same(&value, &read));
        assert_int_equal(weir_value_copy(&value, &f->arena, &copy), WEIR_OK);
        assert_true(weir_value_same(&value, &copy));
    }
}

static void ranges_of_one_point_differ_from_each_other_and_from_spans(void **state)
{
    static const char *const sources[] = {"(= 5)", "(!= 5)", "[5..5]", "(5..5)"};
    feel_fixture *f = *state;

    for (size_t i = 0; i < 4; i++) {
        for (size_t k = 0; k < 4; k++) {
            weir_value a, b;

            assert_int_equal(feel_eval(f, sources[i], &a), WEIR_OK);
            assert_int_equal(feel_eval(f, sources[k], &b), WEIR_OK);
            assert_int_equal(weir_value_same(&a, &b), i == k);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FEEL_TEST(before_after_and_meeting_depend_on_closed_ends),
        FEEL_TEST(overlaps_need_something_in_common),
        FEEL_TEST(starting_and_finishing_need_the_same_end),
        FEEL_TEST(inclusion_and_coincidence_compare_both_ends),
        FEEL_TEST(iterations_need_whole_numbers_or_dates),
        FEEL_TEST(filters_select_by_whole_numbers_and_truth),
        FEEL_TEST(ranges_of_one_point_are_no_intervals),
        FEEL_TEST(an_end_may_be_missing_or_unknown),
        FEEL_TEST(every_form_of_a_range_survives_being_saved_and_copied),
        FEEL_TEST(ranges_of_one_point_differ_from_each_other_and_from_spans),
    };

    return cmocka_run_group_tests_name("feel/ranges", tests, NULL, NULL);
}
