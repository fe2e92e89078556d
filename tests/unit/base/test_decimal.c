/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/base/test_decimal.c - numbers of 34 decimal digits.
 */
#include "base_fixture.h"

#include "base/decimal.h"

#define NINES_34 "9999999999999999999999999999999999"

static weir_decimal number(const char *text)
{
    weir_decimal made = {{0}};

    if (!weir_decimal_parse(weir_text_of(text), &made))
        fail_msg("'%s' is no number", text);
    return made;
}

static void check_print(weir_decimal value, bool canonical, const char *expected, int line)
{
    char text[WEIR_DECIMAL_TEXT_MAX];
    const size_t length = weir_decimal_print(value, canonical, text);

    _assert_int_equal(length, strlen(text), __FILE__, line);
    _assert_string_equal(text, expected, __FILE__, line);
}
#define assert_prints(value, expected) check_print((value), false, (expected), __LINE__)
#define assert_canonical(value, expected) check_print((value), true, (expected), __LINE__)

static void numbers_print_as_they_were_written(void **state)
{
    static const char *const texts[] = {
        "0",
        "1",
        "-1",
        "1.10",
        "0.00",
        "-0.5",
        "100",
        "123456789012345678.90",
        "0.000001",
        NINES_34,
        ("-" NINES_34),
        "1E+400",
        "1.5E-7",
        "9.999999999999999999999999999999999E+6144",
        "1E-6176",
        "0.1234567890123456789012345678901234",
    };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_prints(number(texts[i]), texts[i]);
}

static void other_spellings_have_one_print(void **state)
{
    (void)state;
    assert_prints(number(".5"), "0.5");
    assert_prints(number("-.5"), "-0.5");
    assert_prints(number("-0"), "0");
    assert_prints(number("-0.00"), "0.00");
    assert_prints(number("007"), "7");
    assert_prints(number("1e3"), "1000");
    assert_prints(number("1E+33"), "1000000000000000000000000000000000");
    assert_prints(number("1E34"), "1E+34");
    assert_prints(number("12E40"), "1.2E+41");
    assert_prints(number("0.0000001"), "1E-7");
    assert_prints(number("0E+999999999999"), "0");
    assert_prints(number("0E-999999999999"), "0E-6176");
}

static void canonical_print_drops_zeros_of_the_fraction(void **state)
{
    (void)state;
    assert_canonical(number("1.10"), "1.1");
    assert_canonical(number("100.00"), "100");
    assert_canonical(number("100"), "100");
    assert_canonical(number("0.00"), "0");
    assert_canonical(number("-0.50"), "-0.5");
    assert_canonical(number("1.000E-9"), "1E-9");
}

static void what_is_not_a_number_is_refused(void **state)
{
    static const char *const wrong[] = {
        "",     "-",   "+1",  ".",   "1.",   "-.",    " 1",    "1 ",   "1e",       "1e+", "e5",
        "1.e5", "--1", "0x1", "1,0", "1..2", "1.2.3", "1e5.0", "1e5 ", "Infinity", "NaN", "1\xC3\xA9",
    };
    weir_decimal untouched = weir_decimal_of(42);

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(weir_decimal_parse(weir_text_of(wrong[i]), &untouched));
    assert_false(weir_decimal_parse(WEIR_NO_TEXT, &untouched));
    assert_false(weir_decimal_parse(WEIR_T("1\0002"), &untouched));
    assert_prints(untouched, "42");
}

static void numbers_out_of_range_are_refused_and_tiny_ones_become_zero(void **state)
{
    weir_decimal out = weir_decimal_of(42);

    (void)state;
    assert_false(weir_decimal_parse(WEIR_T("1E6145"), &out));
    assert_false(weir_decimal_parse(WEIR_T("-1E99999999999"), &out));
    assert_prints(out, "42");
    assert_true(weir_decimal_is_zero(number("1E-7000")));
    assert_true(weir_decimal_compare(number("1E6144"), number(NINES_34)) > 0);
}

static void digits_beyond_34_are_rounded_half_even(void **state)
{
    (void)state;
    assert_prints(number("1.00000000000000000000000000000000005"), "1.000000000000000000000000000000000");
    assert_prints(number("1.00000000000000000000000000000000015"), "1.000000000000000000000000000000000");
    assert_prints(number("1.0000000000000000000000000000000015"), "1.000000000000000000000000000000002");
    assert_prints(number("1.0000000000000000000000000000000025"), "1.000000000000000000000000000000002");
    assert_prints(number("1.00000000000000000000000000000000251"), "1.000000000000000000000000000000003");
    assert_prints(number(NINES_34 "9"), "1.000000000000000000000000000000000E+35");
}

static void a_text_is_exact_when_no_digit_gets_lost(void **state)
{
    (void)state;
    assert_true(weir_decimal_is_exact_text(WEIR_T(NINES_34)));
    assert_true(weir_decimal_is_exact_text(WEIR_T("0.00" NINES_34)));
    assert_false(weir_decimal_is_exact_text(WEIR_T(NINES_34 "0")));
    assert_false(weir_decimal_is_exact_text(WEIR_T("1E-6177")));
    assert_false(weir_decimal_is_exact_text(WEIR_T("1E9999999")));
    assert_false(weir_decimal_is_exact_text(WEIR_T("x")));
}

static void integers_go_in_and_out(void **state)
{
    static const int64_t integers[] = {0, 1, -1, 9, 10, 1234567890123456789, INT64_MAX, INT64_MIN};
    int64_t back = 5;

    (void)state;
    for (size_t i = 0; i < sizeof integers / sizeof *integers; i++) {
        assert_true(weir_decimal_to_int64(weir_decimal_of(integers[i]), &back));
        assert_true(back == integers[i]);
    }
    assert_true(weir_decimal_to_int64(number("12.00"), &back));
    assert_int_equal(back, 12);
    assert_true(weir_decimal_to_int64(number("12E2"), &back));
    assert_int_equal(back, 1200);
    assert_true(weir_decimal_to_int64(number("0E+6000"), &back));
    assert_int_equal(back, 0);
    back = 5;
    assert_false(weir_decimal_to_int64(number("0.5"), &back));
    assert_false(weir_decimal_to_int64(number("9223372036854775808"), &back));
    assert_false(weir_decimal_to_int64(number("-9223372036854775809"), &back));
    assert_false(weir_decimal_to_int64(number("1E+6000"), &back));
    assert_int_equal(back, 5);
}

static void numbers_compare_by_value(void **state)
{
    static const char *const ascending[] = {
        "-1E+6000", "-2", "-1.5", "-1.4", "-1E-100", "0", "1E-6176", "0.1", "0.11", "1", "9", "10", "1E+50",
    };

    (void)state;
    for (int i = 0; i < 13; i++) {
        for (int k = 0; k < 13; k++)
            assert_int_equal(weir_decimal_compare(number(ascending[i]), number(ascending[k])), (i > k) - (i < k));
    }
    assert_int_equal(weir_decimal_compare(number("1.0"), number("1")), 0);
    assert_int_equal(weir_decimal_compare(number("0.00"), number("0")), 0);
    assert_int_equal(weir_decimal_compare(number("1E+3"), number("1000.000")), 0);
}

static void a_negative_zero_equals_zero(void **state)
{
    weir_decimal zero;

    (void)state;
    assert_true(weir_decimal_multiply(number("0"), number("-5"), &zero));
    assert_int_equal(weir_decimal_compare(zero, number("0")), 0);
    assert_false(weir_decimal_is_negative(zero));
    assert_prints(zero, "0");
    assert_prints(weir_decimal_negate(number("0")), "0");
}

static void predicates_look_at_the_value(void **state)
{
    (void)state;
    assert_true(weir_decimal_is_integer(number("1.00")));
    assert_true(weir_decimal_is_integer(number("1E+6000")));
    assert_true(weir_decimal_is_integer(number("0.0")));
    assert_false(weir_decimal_is_integer(number("0.1")));
    assert_false(weir_decimal_is_integer(number("1E-6000")));
    assert_true(weir_decimal_is_negative(number("-0.1")));
    assert_false(weir_decimal_is_negative(number("0.1")));
    assert_prints(weir_decimal_abs(number("-1.50")), "1.50");
    assert_prints(weir_decimal_negate(number("1.50")), "-1.50");
}

typedef bool (*binary)(weir_decimal a, weir_decimal b, weir_decimal *out);
typedef bool (*unary)(weir_decimal a, weir_decimal *out);

static void arithmetic_is_exact_to_34_digits(void **state)
{
    static const struct {
        binary run;
        const char *a, *b, *expected; /* NULL: fails */
    } rows[] = {
        {weir_decimal_add, "0.1", "0.2", "0.3"},
        {weir_decimal_add, "1.10", "2.2", "3.30"},
        {weir_decimal_add, "9E+6144", "9E+6144", NULL},
        {weir_decimal_subtract, "1", "0.90", "0.10"},
        {weir_decimal_subtract, "5", "5", "0"},
        {weir_decimal_multiply, "1.5", "1.50", "2.250"},
        {weir_decimal_multiply, "99999999999999999", "99999999999999999", "9999999999999999800000000000000001"},
        {weir_decimal_multiply, "1E+4000", "1E+4000", NULL},
        {weir_decimal_divide, "1", "3", "0.3333333333333333333333333333333333"},
        {weir_decimal_divide, "2", "3", "0.6666666666666666666666666666666667"},
        {weir_decimal_divide, "10", "4", "2.5"},
        {weir_decimal_divide, "1", "0", NULL},
        {weir_decimal_divide, "0", "0.00", NULL},
        {weir_decimal_modulo, "10", "3", "1"},
        {weir_decimal_modulo, "-10", "3", "2"},
        {weir_decimal_modulo, "10", "-3", "-2"},
        {weir_decimal_modulo, "-10", "-3", "-1"},
        {weir_decimal_modulo, "10.1", "4.5", "1.1"},
        {weir_decimal_modulo, "-10.1", "4.5", "3.4"},
        {weir_decimal_modulo, "9", "-3", "0"},
        {weir_decimal_modulo, "1", "0", NULL},
        {weir_decimal_power, "10", "2", "100"},
        {weir_decimal_power, "2", "100", "1267650600228229401496703205376"},
        {weir_decimal_power, "1.1", "2", "1.21"},
        {weir_decimal_power, "-2", "3", "-8"},
        {weir_decimal_power, "2", "-2", "0.25"},
        {weir_decimal_power, "5", "0", "1"},
        {weir_decimal_power, "0", "0", "1"},
        {weir_decimal_power, "0", "-1", NULL},
        {weir_decimal_power, "10", "6145", NULL},
        {weir_decimal_power, "4", "0.5", "2"},
        {weir_decimal_power, "-4", "0.5", NULL},
        {weir_decimal_power, "10", "999999999999", NULL},
        {weir_decimal_power, "10", "-6150", "1E-6150"},
        {weir_decimal_power, "10", "-9000", "0"},
        {weir_decimal_power, "0.5", "-2", "4"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        weir_decimal out = weir_decimal_of(42);
        const bool is_fine = rows[i].run(number(rows[i].a), number(rows[i].b), &out);

        if (is_fine != (rows[i].expected != NULL))
            fail_msg("row %zu (%s, %s): %s", i, rows[i].a, rows[i].b, is_fine ? "no failure" : "failure");
        if (rows[i].expected && weir_decimal_compare(out, number(rows[i].expected)) != 0)
            fail_msg("row %zu (%s, %s): not %s", i, rows[i].a, rows[i].b, rows[i].expected);
        if (!rows[i].expected)
            assert_prints(out, "42");
    }
}

static void sums_and_products_keep_their_scale(void **state)
{
    weir_decimal out;

    (void)state;
    assert_true(weir_decimal_add(number("1.10"), number("2"), &out));
    assert_prints(out, "3.10");
    assert_true(weir_decimal_multiply(number("2"), number("1.50"), &out));
    assert_prints(out, "3.00");
    assert_true(weir_decimal_divide(number("10"), number("4"), &out));
    assert_prints(out, "2.5");
}

static void functions_have_domains(void **state)
{
    static const struct {
        unary run;
        const char *a, *expected; /* the beginning of the print; NULL: fails */
    } rows[] = {
        {weir_decimal_square_root, "2", "1.41421356237309504880168872420969"},
        {weir_decimal_square_root, "16", "4"},
        {weir_decimal_square_root, "0", "0"},
        {weir_decimal_square_root, "-1", NULL},
        {weir_decimal_exp, "1", "2.71828182845904523536028747135266"},
        {weir_decimal_exp, "0", "1"},
        {weir_decimal_exp, "1E+10", NULL},
        {weir_decimal_log, "10", "2.30258509299404568401799145468436"},
        {weir_decimal_log, "1", "0"},
        {weir_decimal_log, "0", NULL},
        {weir_decimal_log, "-1", NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        weir_decimal out = weir_decimal_of(42);
        char text[WEIR_DECIMAL_TEXT_MAX];

        assert_int_equal(rows[i].run(number(rows[i].a), &out), rows[i].expected != NULL);
        (void)weir_decimal_print(out, true, text);
        assert_memory_equal(text, rows[i].expected ? rows[i].expected : "42",
                            rows[i].expected ? strlen(rows[i].expected) : 3);
    }
}

static void every_rounding_mode_has_its_ties(void **state)
{
    static const char *const inputs[] = {"2.5", "-2.5", "1.5", "1.1", "-1.1", "1.6", "-1.6", "1.0"};
    static const char *const expected[][8] = {
        [WEIR_ROUND_HALF_EVEN] = {"2", "-2", "2", "1", "-1", "2", "-2", "1"},
        [WEIR_ROUND_HALF_UP] = {"3", "-3", "2", "1", "-1", "2", "-2", "1"},
        [WEIR_ROUND_HALF_DOWN] = {"2", "-2", "1", "1", "-1", "2", "-2", "1"},
        [WEIR_ROUND_UP] = {"3", "-3", "2", "2", "-2", "2", "-2", "1"},
        [WEIR_ROUND_DOWN] = {"2", "-2", "1", "1", "-1", "1", "-1", "1"},
        [WEIR_ROUND_FLOOR] = {"2", "-3", "1", "1", "-2", "1", "-2", "1"},
        [WEIR_ROUND_CEILING] = {"3", "-2", "2", "2", "-1", "2", "-1", "1"},
    };

    (void)state;
    for (int mode = WEIR_ROUND_HALF_EVEN; mode <= WEIR_ROUND_CEILING; mode++) {
        for (int i = 0; i < 8; i++) {
            weir_decimal out;

            assert_true(weir_decimal_round(number(inputs[i]), 0, (weir_rounding)mode, &out));
            assert_prints(out, expected[mode][i]);
        }
    }
}

static void rounding_takes_scales_on_both_sides_of_the_point(void **state)
{
    weir_decimal out = weir_decimal_of(42);

    (void)state;
    assert_true(weir_decimal_round(number("1.005"), 2, WEIR_ROUND_HALF_EVEN, &out));
    assert_prints(out, "1.00");
    assert_true(weir_decimal_round(number("1.0051"), 2, WEIR_ROUND_HALF_DOWN, &out));
    assert_prints(out, "1.01");
    assert_true(weir_decimal_round(number("1250"), -2, WEIR_ROUND_HALF_EVEN, &out));
    assert_int_equal(weir_decimal_compare(out, number("1200")), 0);
    assert_true(weir_decimal_round(number("4"), -3, WEIR_ROUND_UP, &out));
    assert_int_equal(weir_decimal_compare(out, number("1000")), 0);
    assert_true(weir_decimal_round(number("-0.3"), 0, WEIR_ROUND_HALF_EVEN, &out));
    assert_prints(out, "0");
    assert_true(weir_decimal_round(number("1.5"), 10, WEIR_ROUND_UP, &out));
    assert_int_equal(weir_decimal_compare(out, number("1.5")), 0);
    assert_true(weir_decimal_round(number(NINES_34), 5, WEIR_ROUND_UP, &out));
    assert_prints(out, NINES_34);
    assert_true(weir_decimal_round(number("999.9"), 0, WEIR_ROUND_UP, &out));
    assert_prints(out, "1000");
    assert_false(weir_decimal_round(number("1"), 6177, WEIR_ROUND_UP, &out));
    assert_false(weir_decimal_round(number("1"), -6200, WEIR_ROUND_UP, &out));
}

static void writing_appends_to_a_buffer(void **state)
{
    struct fixture *f = *state;
    weir_buffer buffer;
    weir_text text;

    weir_buffer_init(&buffer, &f->arena, 0);
    weir_decimal_write(number("1.10"), false, &buffer);
    weir_buffer_char(&buffer, ' ');
    weir_decimal_write(number("1.10"), true, &buffer);
    assert_int_equal(weir_buffer_done(&buffer, &text), WEIR_OK);
    assert_text(text, "1.10 1.1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_print_as_they_were_written),
        cmocka_unit_test(other_spellings_have_one_print),
        cmocka_unit_test(canonical_print_drops_zeros_of_the_fraction),
        cmocka_unit_test(what_is_not_a_number_is_refused),
        cmocka_unit_test(numbers_out_of_range_are_refused_and_tiny_ones_become_zero),
        cmocka_unit_test(digits_beyond_34_are_rounded_half_even),
        cmocka_unit_test(a_text_is_exact_when_no_digit_gets_lost),
        cmocka_unit_test(integers_go_in_and_out),
        cmocka_unit_test(numbers_compare_by_value),
        cmocka_unit_test(a_negative_zero_equals_zero),
        cmocka_unit_test(predicates_look_at_the_value),
        cmocka_unit_test(arithmetic_is_exact_to_34_digits),
        cmocka_unit_test(sums_and_products_keep_their_scale),
        cmocka_unit_test(functions_have_domains),
        cmocka_unit_test(every_rounding_mode_has_its_ties),
        cmocka_unit_test(rounding_takes_scales_on_both_sides_of_the_point),
        TEST(writing_appends_to_a_buffer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
