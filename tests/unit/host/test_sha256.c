/* SPDX-License-Identifier: Apache-2.0
 * tests/unit/host/test_sha256.c - the published examples.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "host/sha256.h"
#include "tests/memory.h"

static void assert_hash(weir_hasher hasher, const weir_text *parts, uint32_t count, const char *expected)
{
    char hex[2 * WEIR_DIGEST_LENGTH + 1];
    weir_digest digest;

    assert_int_equal(hasher.hash(hasher.self, parts, count, &digest), WEIR_OK);
    for (int i = 0; i < WEIR_DIGEST_LENGTH; i++)
        (void)snprintf(hex + 2 * i, 3, "%02x", digest.byte[i]);
    assert_string_equal(hex, expected);
}

/* FIPS 180-4, examples of NIST: "abc", nothing, and 448 bits. */
static void the_examples_of_the_standard_come_out(void **state)
{
    const weir_text abc[] = {WEIR_T("a"), WEIR_T(""), WEIR_T("bc")};
    const weir_text long_one[] = {WEIR_T("abcdbcdecdefdefgefghfghighij"), WEIR_T("hijkijkljklmklmnlmnomnopnopq")};
    test_memory memory = {0};
    weir_sha256 *sha256;

    (void)state;
    assert_int_equal(weir_sha256_new(test_memory_port(&memory, true), &sha256), WEIR_OK);
    for (int i = 0; i < 2; i++) { /* the context is used again */
        assert_hash(weir_sha256_hasher(sha256), abc, 3,
                    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_hash(weir_sha256_hasher(sha256), NULL, 0,
                    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert_hash(weir_sha256_hasher(sha256), long_one, 2,
                    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    }
    weir_sha256_free(sha256);
    assert_int_equal(memory.live_count, 0);
}

/* Computed by another program from the description in chain.h: anybody can verify a log. */
static void a_link_is_what_the_documentation_says(void **state)
{
    const weir_log_row row = {.pos = 1,
                              .seq = 1,
                              .fact_count = 2,
                              .stream = {{0x01, 0x8c, [15] = 0xff}},
                              .time_ms = 1700000000000,
                              .format = 1,
                              .actor = WEIR_T("ann"),
                              .command = WEIR_T("{}"),
                              .facts = WEIR_T("[1,2]")};
    const weir_digest nothing = {0};
    test_memory memory = {0};
    weir_sha256 *sha256;
    weir_chain_link link;
    char digest[2 * WEIR_DIGEST_LENGTH + 1], hash[2 * WEIR_DIGEST_LENGTH + 1];

    (void)state;
    assert_int_equal(weir_sha256_new(test_memory_port(&memory, true), &sha256), WEIR_OK);
    assert_int_equal(weir_chain_link_of(weir_sha256_hasher(sha256), &row, &nothing, &link), WEIR_OK);
    for (int i = 0; i < WEIR_DIGEST_LENGTH; i++) {
        (void)snprintf(digest + 2 * i, 3, "%02x", link.digest.byte[i]);
        (void)snprintf(hash + 2 * i, 3, "%02x", link.hash.byte[i]);
    }
    assert_string_equal(digest, "fb6fff04d93e557ad2040178579b8b38dd0f0b6f2a93c0b6bd28a65266707505");
    assert_string_equal(hash, "59a22fc879adc165cfb527e59e9600bab23a92d4f11b756dd302be958d645af3");
    weir_sha256_free(sha256);
}

static void without_memory_there_is_none(void **state)
{
    test_memory memory = {.fail_at = 1};
    weir_sha256 *sha256;

    (void)state;
    assert_int_equal(weir_sha256_new(test_memory_port(&memory, true), &sha256), WEIR_ENOMEM);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_examples_of_the_standard_come_out),
        cmocka_unit_test(a_link_is_what_the_documentation_says),
        cmocka_unit_test(without_memory_there_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
