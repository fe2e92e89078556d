/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/base/test_error.c - errors as values, diags in words.
 */
#include "base_fixture.h"

#include "base/error.h"

static void every_error_has_a_name_a_sentence_and_a_status(void **state)
{
    (void)state;
    for (int err = 0; err < WEIR_ERR_COUNT; err++) {
        assert_true(strlen(weir_err_name((weir_err)err)) > 0);
        assert_true(strlen(weir_err_describe((weir_err)err)) > 5);
        assert_in_range(weir_err_status((weir_err)err), 200, 599);
    }
    assert_string_equal(weir_err_name(WEIR_ENOTOKEN), "ENOTOKEN");
    assert_int_equal(weir_err_status(WEIR_ENOTFOUND), 404);
    assert_true(weir_err_is_worth_retry(WEIR_ENOMEM));
    assert_false(weir_err_is_worth_retry(WEIR_ESYNTAX));
}

static void a_number_that_is_no_error_is_described_too(void **state)
{
    (void)state;
    assert_non_null(weir_err_name((weir_err)9999));
    assert_non_null(weir_err_describe((weir_err)9999));
}

static void a_caller_may_leave_out_the_diag(void **state)
{
    (void)state;
    assert_int_equal(weir_fail(NULL, WEIR_EVALUE, WEIR_NO_TEXT, "no"), WEIR_EVALUE);
    assert_int_equal(weir_fail_at(NULL, WEIR_ELIMIT, WEIR_NO_TEXT, 1, 2, "no"), WEIR_ELIMIT);
}

static void a_diag_carries_words_and_place(void **state)
{
    weir_diag diag = {0};

    (void)state;
    assert_int_equal(weir_fail_at(&diag, WEIR_ESYNTAX, WEIR_T("task"), 3, 14, "%d of %s", 2, "them"), WEIR_ESYNTAX);
    assert_int_equal(diag.err, WEIR_ESYNTAX);
    assert_int_equal(diag.line, 3);
    assert_int_equal(diag.column, 14);
    assert_string_equal(diag.element, "task");
    assert_string_equal(diag.message, "2 of them");
}

static void a_later_failure_without_a_place_keeps_the_first_place(void **state)
{
    weir_diag diag = {0};

    (void)state;
    (void)weir_fail_at(&diag, WEIR_ESYNTAX, WEIR_T("inner"), 3, 14, "inner");
    (void)weir_fail(&diag, WEIR_EMODEL, WEIR_T("outer"), "outer");
    assert_int_equal(diag.err, WEIR_EMODEL);
    assert_int_equal(diag.line, 3);
    assert_string_equal(diag.element, "outer");
    assert_string_equal(diag.message, "outer");
}

static void long_texts_are_cut_between_characters(void **state)
{
    char many[1501];
    weir_diag diag = {0};

    (void)state;
    for (size_t shift = 0; shift < 3; shift++) {
        memset(many, 'x', sizeof many);
        for (size_t i = shift; i + 3 < sizeof many; i += 3)
            memcpy(many + i, "\xE4\xB8\xAD", 3);
        many[sizeof many - 1] = '\0';
        (void)weir_fail(&diag, WEIR_EVALUE, weir_text_of(many), "%s", many);
        assert_true(weir_utf8_valid(weir_text_of(diag.message), NULL));
        assert_true(weir_utf8_valid(weir_text_of(diag.element), NULL));
        assert_in_range(strlen(diag.message), sizeof diag.message - 3, sizeof diag.message - 1);
        assert_in_range(strlen(diag.element), sizeof diag.element - 3, sizeof diag.element - 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_error_has_a_name_a_sentence_and_a_status),
        cmocka_unit_test(a_number_that_is_no_error_is_described_too),
        cmocka_unit_test(a_caller_may_leave_out_the_diag),
        cmocka_unit_test(a_diag_carries_words_and_place),
        cmocka_unit_test(a_later_failure_without_a_place_keeps_the_first_place),
        cmocka_unit_test(long_texts_are_cut_between_characters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
