/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/base/test_buffer.c - text that grows.
 */
#include "base_fixture.h"

static void everything_that_was_appended_is_there(void **state)
{
    struct fixture *f = *state;
    weir_buffer buffer;
    weir_text text;

    weir_buffer_init(&buffer, &f->arena, 0);
    weir_buffer_text(&buffer, WEIR_T("a"));
    weir_buffer_text(&buffer, WEIR_NO_TEXT);
    weir_buffer_char(&buffer, '-');
    weir_buffer_code_point(&buffer, 0x4E2D);
    weir_buffer_integer(&buffer, INT64_MIN);
    weir_buffer_char(&buffer, ' ');
    weir_buffer_integer(&buffer, 0);
    weir_buffer_format(&buffer, " %s=%d%s", "x", 7, "");
    weir_buffer_format(&buffer, "%s", "");
    assert_int_equal(weir_buffer_done(&buffer, &text), WEIR_OK);
    assert_text(text, "a-\xE4\xB8\xAD-9223372036854775808 0 x=7");
}

static void a_buffer_grows_without_losing_bytes(void **state)
{
    struct fixture *f = *state;
    weir_buffer buffer;
    weir_text text;

    weir_buffer_init(&buffer, &f->arena, 0);
    for (int i = 0; i < 10000; i++)
        weir_buffer_format(&buffer, "%04d", i);
    assert_int_equal(weir_buffer_done(&buffer, &text), WEIR_OK);
    assert_int_equal(text.length, 40000);
    assert_text(weir_text_part(text, 39996, 4), "9999");
    assert_text(weir_text_part(text, 4 * 64, 4), "0064");
}

static void an_empty_buffer_is_present(void **state)
{
    struct fixture *f = *state;
    weir_buffer buffer;
    weir_text text = WEIR_NO_TEXT;

    weir_buffer_init(&buffer, &f->arena, 0);
    assert_int_equal(weir_buffer_done(&buffer, &text), WEIR_OK);
    assert_non_null(text.at);
    assert_int_equal(text.length, 0);
}

static void the_limit_is_remembered(void **state)
{
    struct fixture *f = *state;
    weir_buffer buffer;
    weir_text text = WEIR_T("untouched");

    weir_buffer_init(&buffer, &f->arena, 4);
    weir_buffer_text(&buffer, WEIR_T("abcd"));
    assert_int_equal(weir_buffer_done(&buffer, &text), WEIR_OK);
    assert_text(text, "abcd");
    weir_buffer_char(&buffer, 'e');
    weir_buffer_text(&buffer, WEIR_T(""));
    assert_int_equal(weir_buffer_done(&buffer, &text), WEIR_ELIMIT);
    assert_text(text, "abcd");
}

static void formatted_text_may_fill_the_limit_to_the_last_byte(void **state)
{
    struct fixture *f = *state;
    weir_buffer buffer;
    weir_text text;

    weir_buffer_init(&buffer, &f->arena, 4);
    weir_buffer_format(&buffer, "%s", "abcd");
    assert_int_equal(weir_buffer_done(&buffer, &text), WEIR_OK);
    assert_text(text, "abcd");
}

static void a_failed_request_makes_later_appends_do_nothing(void **state)
{
    struct fixture *f = *state;
    weir_buffer buffer;
    weir_text text;

    f->memory.fail_at = 2;
    weir_buffer_init(&buffer, &f->arena, 0);
    for (int i = 0; i < 1000; i++)
        weir_buffer_char(&buffer, 'x');
    weir_buffer_format(&buffer, "%d", 5);
    assert_int_equal(weir_buffer_done(&buffer, &text), WEIR_ENOMEM);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(everything_that_was_appended_is_there),
        TEST(a_buffer_grows_without_losing_bytes),
        TEST(an_empty_buffer_is_present),
        TEST(the_limit_is_remembered),
        TEST(formatted_text_may_fill_the_limit_to_the_last_byte),
        TEST(a_failed_request_makes_later_appends_do_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
