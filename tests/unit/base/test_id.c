/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/base/test_id.c - UUIDv7 identifiers.
 */
#include "base_fixture.h"

#include "base/id.h"

static void the_same_source_mints_the_same_ids(void **state)
{
    weir_id_source a = {.seed = 7}, b = {.seed = 7}, other = {.seed = 8};

    (void)state;
    for (int i = 0; i < 100; i++) {
        const weir_id id = weir_id_mint(&a, 1000);

        assert_true(weir_id_equal(id, weir_id_mint(&b, 1000)));
        assert_false(weir_id_equal(id, weir_id_mint(&other, 1000)));
    }
}

static void ids_of_one_millisecond_sort_as_they_were_minted(void **state)
{
    weir_id_source source = {.seed = 1};
    weir_id last = weir_id_mint(&source, 1782000000000);

    (void)state;
    for (int i = 0; i < 200000; i++) {
        const weir_id id = weir_id_mint(&source, 1782000000000);

        assert_true(memcmp(last.byte, id.byte, sizeof id.byte) < 0);
        last = id;
    }
}

static void a_later_millisecond_sorts_behind(void **state)
{
    weir_id_source a = {.seed = 1, .minted_count = 5000}, b = {.seed = 2};
    const weir_id early = weir_id_mint(&a, 1000), late = weir_id_mint(&b, 1001);

    (void)state;
    assert_true(memcmp(early.byte, late.byte, sizeof early.byte) < 0);
}

static void time_version_and_variant_stand_where_the_rfc_puts_them(void **state)
{
    char text[WEIR_ID_TEXT_LENGTH + 1];

    (void)state;
    for (uint64_t seed = 0; seed < 50; seed++) {
        weir_id_source source = {.seed = seed * 0x123456789u, .minted_count = seed * 77};

        weir_id_print(weir_id_mint(&source, 0x017F22E279B0), text);
        assert_memory_equal(text, "017f22e2-79b0-7", 15);
        assert_non_null(strchr("89ab", text[19]));
        assert_int_equal(strlen(text), WEIR_ID_TEXT_LENGTH);
    }
}

static void a_printed_id_is_read_back(void **state)
{
    weir_id_source source = {.seed = 3};
    const weir_id id = weir_id_mint(&source, 1782000000000);
    char text[WEIR_ID_TEXT_LENGTH + 1];
    weir_id back;

    (void)state;
    weir_id_print(id, text);
    assert_true(weir_id_parse(weir_text_of(text), &back));
    assert_true(weir_id_equal(id, back));
    assert_true(weir_id_parse(WEIR_T("017F22E2-79B0-7CC3-98C4-DC0C0C07398F"), &back));
    weir_id_print(back, text);
    assert_string_equal(text, "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
}

static void what_is_not_an_id_is_refused(void **state)
{
    static const char *const wrong[] = {
        "",
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398",
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398ff",
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398g",
        "017f22e279b0-7cc3--98c4-dc0c0c07398f",
        "017f22e2_79b0_7cc3_98c4_dc0c0c07398f",
        "{17f22e2-79b0-7cc3-98c4-dc0c0c07398}",
    };
    weir_id id = {{1}};

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(weir_id_parse(weir_text_of(wrong[i]), &id));
    assert_int_equal(id.byte[0], 1);
}

static void only_zeros_are_no_id(void **state)
{
    weir_id id = {{0}};

    (void)state;
    assert_true(weir_id_is_none(id));
    id.byte[15] = 1;
    assert_false(weir_id_is_none(id));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_source_mints_the_same_ids),
        cmocka_unit_test(ids_of_one_millisecond_sort_as_they_were_minted),
        cmocka_unit_test(a_later_millisecond_sorts_behind),
        cmocka_unit_test(time_version_and_variant_stand_where_the_rfc_puts_them),
        cmocka_unit_test(a_printed_id_is_read_back),
        cmocka_unit_test(what_is_not_an_id_is_refused),
        cmocka_unit_test(only_zeros_are_no_id),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
