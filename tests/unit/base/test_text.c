/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/base/test_text.c - slices of text and UTF-8.
 */
#include "base_fixture.h"

static void absent_and_empty_texts_are_equal_but_not_the_same(void **state)
{
    (void)state;
    assert_true(weir_text_equal(WEIR_NO_TEXT, WEIR_T("")));
    assert_null(weir_text_of(NULL).at);
    assert_non_null(weir_text_of("").at);
    assert_int_equal(weir_text_compare(WEIR_NO_TEXT, WEIR_T("")), 0);
}

static void case_is_ignored_for_the_letters_of_ascii_alone(void **state)
{
    (void)state;
    assert_true(weir_text_equal_ignoring_case(WEIR_T("Application/JSON"), WEIR_T("application/json")));
    assert_true(weir_text_equal_ignoring_case(WEIR_NO_TEXT, WEIR_T("")));
    assert_false(weir_text_equal_ignoring_case(WEIR_T("a"), WEIR_T("ab")));
    assert_false(weir_text_equal_ignoring_case(WEIR_T("["), WEIR_T("{")));
    assert_false(weir_text_equal_ignoring_case(WEIR_T("\xc3\x84"), WEIR_T("\xc3\xa4")));
}

static void texts_are_ordered_by_their_bytes(void **state)
{
    (void)state;
    assert_int_equal(weir_text_compare(WEIR_T("a"), WEIR_T("b")), -1);
    assert_int_equal(weir_text_compare(WEIR_T("ab"), WEIR_T("a")), 1);
    assert_int_equal(weir_text_compare(WEIR_T("\xC3\xA9"), WEIR_T("z")), 1);
    assert_int_equal(weir_text_compare(WEIR_T("a\0b"), WEIR_T("a\0a")), 1);
    assert_false(weir_text_equal(WEIR_T("a"), WEIR_T("A")));
}

static void beginnings_and_ends_are_found(void **state)
{
    (void)state;
    assert_true(weir_text_starts_with(WEIR_T("timer"), WEIR_T("ti")));
    assert_true(weir_text_starts_with(WEIR_T("timer"), WEIR_T("")));
    assert_false(weir_text_starts_with(WEIR_T("ti"), WEIR_T("timer")));
    assert_true(weir_text_ends_with(WEIR_T("timer"), WEIR_T("mer")));
    assert_false(weir_text_ends_with(WEIR_T("mer"), WEIR_T("timer")));
    assert_true(weir_text_ends_with(WEIR_NO_TEXT, WEIR_NO_TEXT));
}

static void trimming_takes_xml_blanks_only(void **state)
{
    (void)state;
    assert_text(weir_text_trim(WEIR_T(" \t\r\n a b \n")), "a b");
    assert_text(weir_text_trim(WEIR_T("\va\f")), "\va\f");
    assert_int_equal(weir_text_trim(WEIR_T(" \n ")).length, 0);
    assert_null(weir_text_trim(WEIR_NO_TEXT).at);
}

static void a_part_is_cut_at_the_ends_of_the_text(void **state)
{
    (void)state;
    assert_text(weir_text_part(WEIR_T("abcdef"), 2, 3), "cde");
    assert_text(weir_text_part(WEIR_T("abcdef"), 4, SIZE_MAX), "ef");
    assert_text(weir_text_part(WEIR_T("abc"), 9, 1), "");
}

static void a_needle_is_found_at_its_first_place(void **state)
{
    (void)state;
    assert_int_equal(weir_text_find(WEIR_T("aab"), WEIR_T("ab"), 0), 1);
    assert_int_equal(weir_text_find(WEIR_T("abab"), WEIR_T("ab"), 1), 2);
    assert_true(weir_text_find(WEIR_T("aa"), WEIR_T("aaa"), 0) == SIZE_MAX);
    assert_true(weir_text_find(WEIR_T("abc"), WEIR_T("c"), 3) == SIZE_MAX);
    assert_true(weir_text_find(WEIR_T("abc"), WEIR_T("c"), 99) == SIZE_MAX);
    assert_int_equal(weir_text_find(WEIR_T("abc"), WEIR_T(""), 3), 3);
    assert_int_equal(weir_text_find(WEIR_NO_TEXT, WEIR_NO_TEXT, 0), 0);
}

static void hashes_are_fnv_1a(void **state)
{
    (void)state;
    assert_true(weir_text_hash(WEIR_T("")) == 0xcbf29ce484222325u);
    assert_true(weir_text_hash(WEIR_T("a")) == 0xaf63dc4c8601ec8cu);
    assert_true(weir_text_hash(WEIR_T("foobar")) == 0x85944171f73967e8u);
}

static void well_formed_utf8_is_valid(void **state)
{
    static const char *const fine[] = {
        "",
        "plain",
        "\x7F",
        "\xC2\x80",
        "\xDF\xBF",
        "\xE0\xA0\x80",
        "\xED\x9F\xBF",
        "\xEE\x80\x80",
        "\xEF\xBF\xBF",
        "\xF0\x90\x80\x80",
        "\xF4\x8F\xBF\xBF",
    };

    (void)state;
    for (size_t i = 0; i < sizeof fine / sizeof *fine; i++)
        assert_true(weir_utf8_valid(weir_text_of(fine[i]), NULL));
    assert_true(weir_utf8_valid(WEIR_NO_TEXT, NULL));
    assert_true(weir_utf8_valid(WEIR_T("a\0b"), NULL));
}

static void the_first_fault_in_utf8_is_named(void **state)
{
    static const struct {
        const char *text;
        size_t fault_at;
    } faults[] = {
        {"\x80", 0},             /* a tail without a lead */
        {"ab\xC0\x80", 2},       /* overlong U+0000 */
        {"\xC1\xBF", 0},         /* overlong U+007F */
        {"\xE0\x9F\xBF", 0},     /* overlong U+07FF */
        {"\xF0\x8F\xBF\xBF", 0}, /* overlong U+FFFF */
        {"x\xED\xA0\x80", 1},    /* high surrogate */
        {"\xED\xBF\xBF", 0},     /* low surrogate */
        {"\xF4\x90\x80\x80", 0}, /* beyond U+10FFFF */
        {"\xF5\x80\x80\x80", 0}, /* no such lead */
        {"\xFF", 0},             /* no such lead */
        {"\xC3", 0},             /* ends too early */
        {"\xE2\x82", 0},         /* ends too early */
        {"\xF0\x9F\x98", 0},     /* ends too early */
        {"\xE2\x82"
         "a",
         0}, /* a tail is missing */
        {"\xC3\xA9\xC3"
         "a",
         2}, /* a tail is missing */
        {"\xF0\x9F\x98"
         "a",
         0}, /* a tail is missing */
    };

    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        size_t fault_at = 99;

        assert_false(weir_utf8_valid(weir_text_of(faults[i].text), &fault_at));
        assert_int_equal(fault_at, faults[i].fault_at);
    }
}

static void every_code_point_survives_writing_and_reading(void **state)
{
    (void)state;
    for (uint32_t code_point = 0; code_point <= 0x10FFFF; code_point += code_point < 0x1000 ? 1 : 61) {
        char bytes[4];
        size_t offset = 0;
        weir_text text = {bytes, weir_utf8_put(code_point, bytes)};

        assert_int_equal(weir_utf8_valid(text, NULL), code_point < 0xD800 || code_point > 0xDFFF);
        assert_int_equal(weir_utf8_next(text, &offset), code_point);
        assert_int_equal(offset, text.length);
    }
}

static void length_counts_code_points(void **state)
{
    (void)state;
    assert_int_equal(weir_utf8_length(WEIR_T("")), 0);
    assert_int_equal(weir_utf8_length(WEIR_T("a\xC3\xA9\xE4\xB8\xAD\xF0\x9F\x98\x80")), 4);
}

static void names_begin_with_letters_of_any_script(void **state)
{
    static const uint32_t letters[] = {'a', 'Z', '_', 0xE9, 0x4E2D, 0x3B1, 0x1F600};
    static const uint32_t others[] = {'0', '-', ' ', '.', 0xD7, 0xF7, 0xB7, 0x2019, 0x3000, 0xFFFE, 0xF0000};

    (void)state;
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
        assert_true(weir_utf8_is_letter(letters[i]));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(weir_utf8_is_letter(others[i]));
}

static size_t find_simply(weir_text text, weir_text needle)
{
    for (size_t at = 0; at + needle.length <= text.length; at++) {
        if (memcmp(text.at + at, needle.at, needle.length) == 0)
            return at;
    }
    return SIZE_MAX;
}

/* Texts of two letters have all periods there are. */
static void long_needles_are_found_as_short_ones(void **state)
{
    uint64_t seed = 1;
    uint32_t found_count = 0;

    (void)state;
    for (int i = 0; i < 200000; i++) {
        char text[64], needle[24];
        size_t length = 9, wanted;

        seed = seed * 6364136223846793005u + 1442695040888963407u;
        length += (seed >> 40) % 12;
        for (size_t k = 0; k < sizeof text; k++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            text[k] = (seed >> 60) < (uint64_t)(i % 9) + 1 ? 'b' : 'a';
        }
        for (size_t k = 0; k < length; k++) /* a part of the text, now and then with another letter */
            needle[k] = text[(seed >> 33) % 40 + k];
        if (i % 3 == 0)
            needle[(seed >> 20) % length] = 'a';
        wanted = find_simply((weir_text){text, sizeof text}, (weir_text){needle, length});
        found_count += wanted != SIZE_MAX;
        assert_true(weir_text_find((weir_text){text, sizeof text}, (weir_text){needle, length}, 0) == wanted);
    }
    assert_in_range(found_count, 140000, 199999);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(absent_and_empty_texts_are_equal_but_not_the_same),
        cmocka_unit_test(case_is_ignored_for_the_letters_of_ascii_alone),
        cmocka_unit_test(texts_are_ordered_by_their_bytes),
        cmocka_unit_test(beginnings_and_ends_are_found),
        cmocka_unit_test(trimming_takes_xml_blanks_only),
        cmocka_unit_test(a_part_is_cut_at_the_ends_of_the_text),
        cmocka_unit_test(a_needle_is_found_at_its_first_place),
        cmocka_unit_test(long_needles_are_found_as_short_ones),
        cmocka_unit_test(hashes_are_fnv_1a),
        cmocka_unit_test(well_formed_utf8_is_valid),
        cmocka_unit_test(the_first_fault_in_utf8_is_named),
        cmocka_unit_test(every_code_point_survives_writing_and_reading),
        cmocka_unit_test(length_counts_code_points),
        cmocka_unit_test(names_begin_with_letters_of_any_script),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
