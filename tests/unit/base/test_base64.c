/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/base/test_base64.c - bytes become text and come back.
 */
#include "base_fixture.h"

#include "base/base64.h"

static void bytes_come_back_whatever_their_number(void **state)
{
    static const struct {
        const char *bytes, *text;
    } pairs[] = {{"", ""},        {"f", "Zg=="},        {"fo", "Zm8="},
                 {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"\xff\xfe\xfb", "//77"}};
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        weir_buffer buffer;
        weir_text text, bytes;

        weir_buffer_init(&buffer, &f->arena, 0);
        weir_base64_write(weir_text_of(pairs[i].bytes), &buffer);
        assert_int_equal(weir_buffer_done(&buffer, &text), WEIR_OK);
        assert_text(text, pairs[i].text);
        assert_true(weir_base64_check(text));
        assert_int_equal(weir_base64_read(text, &f->arena, &bytes), WEIR_OK);
        assert_text(bytes, pairs[i].bytes);
    }
}

static void what_is_no_base64_is_told(void **state)
{
    static const char *const texts[] = {"A",    "AAAAA", "A=",   "AA=",        "AAA==", "=",
                                        "AA A", "AA\n",  "A-_A", "\xc3\xa4==", "A==="};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_false(weir_base64_check(weir_text_of(texts[i])));
    assert_true(weir_base64_check(WEIR_T("AA")));
    assert_true(weir_base64_check(WEIR_T("AAA")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(bytes_come_back_whatever_their_number),
        TEST(what_is_no_base64_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
