/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/base/test_sha256.c - digests are those of the standard, whatever the length.
 */
#include "base_fixture.h"

#include "base/sha256.h"

static void digests_are_those_of_the_standard(void **state)
{
    static const struct {
        const char *text, *digest;
    } pairs[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    };
    char digest[WEIR_SHA256_HEX_LENGTH + 1];

    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        weir_sha256_hex(weir_text_of(pairs[i].text), digest);
        assert_string_equal(digest, pairs[i].digest);
    }
}

static void the_padding_fits_into_one_block_or_takes_a_second(void **state)
{
    static const struct {
        size_t length;
        const char *digest;
    } lengths[] = {
        {55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"},
        {56, "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a"},
        {64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"},
        {119, "31eba51c313a5c08226adf18d4a359cfdfd8d2e816b13f4af952f7ea6584dcfb"},
    };
    char bytes[128], digest[WEIR_SHA256_HEX_LENGTH + 1];

    (void)state;
    memset(bytes, 'a', sizeof bytes);
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        weir_sha256_hex((weir_text){bytes, lengths[i].length}, digest);
        assert_string_equal(digest, lengths[i].digest);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digests_are_those_of_the_standard),
        cmocka_unit_test(the_padding_fits_into_one_block_or_takes_a_second),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
