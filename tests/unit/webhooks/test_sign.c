/* SPDX-License-Identifier: Apache-2.0
 * Signatures: vectors that other libraries agree on, secrets as text, verifying.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "host/memory_libc.h"
#include "webhooks/sign.h"

static weir_signer *signer;

static int setup(void **state)
{
    (void)state;
    return (int)weir_signer_new(weir_memory_libc(), &signer);
}

static int teardown(void **state)
{
    (void)state;
    weir_signer_free(signer);
    return 0;
}

static weir_secret secret_of(const char *text)
{
    weir_secret secret;

    assert_int_equal(weir_secret_parse(weir_text_of(text), &secret, NULL), WEIR_OK);
    return secret;
}

/* Bytes 7i + 32 modulo 256. */
static weir_secret counted_secret(void)
{
    weir_secret secret = {.length = 32};

    for (uint32_t i = 0; i < 32; i++)
        secret.byte[i] = (uint8_t)(7 * i + 32);
    return secret;
}

static void assert_signature(const weir_secret *secret, const char *id, int64_t timestamp_s, const char *body,
                             const char *expected)
{
    const weir_signed what = {weir_text_of(id), timestamp_s, weir_text_of(body)};
    char signature[WEIR_SIGNATURE_SIZE];

    assert_int_equal(weir_signer_sign(signer, secret, &what, signature), WEIR_OK);
    assert_string_equal(signature, expected);
    assert_true(weir_signer_verify(signer, secret, &what, weir_text_of(expected), timestamp_s));
}

static void signatures_are_those_that_other_libraries_make(void **state)
{
    const weir_secret upstream = secret_of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), counted = counted_secret();

    (void)state;
    assert_signature(&upstream, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}",
                     "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    assert_signature(&counted, "evt_0000000000001044", 1795342274, "",
                     "v1,7RaeE2Y7DyFAY685Ne0bV5q3WbybIXmcjSJTgKjJdJQ=");
    assert_signature(&counted, "evt_0000000000001045", 1795342275, "{\"v\":\"1.2.3\"}\r\n\n. .\n",
                     "v1,Js/DkEgMp61Mbkv9m28VySC42cMue149RCmLz+11+KM=");
}

static void a_secret_goes_through_its_text(void **state)
{
    weir_secret made, read;
    char text[WEIR_SECRET_TEXT_SIZE];

    (void)state;
    assert_int_equal(weir_secret_make(&made, NULL), WEIR_OK);
    assert_int_equal(made.length, WEIR_SECRET_LENGTH);
    weir_secret_print(&made, text);
    assert_int_equal(weir_secret_parse(weir_text_of(text), &read, NULL), WEIR_OK);
    assert_int_equal(read.length, made.length);
    assert_memory_equal(read.byte, made.byte, made.length);
}

static void what_is_no_secret_is_refused_without_being_repeated(void **state)
{
    static const char *const wrong[] = {
        "",
        "whsec_",
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS",          /* not padded */
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS-",         /* another alphabet */
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZI o2LaLaS",         /* a space */
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLQ==",         /* 22 bytes */
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r==", /* bits behind the end */
        "whsec_MfKQ=r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    };

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        weir_diag diag = {0};
        weir_secret secret;

        if (weir_secret_parse(weir_text_of(wrong[i]), &secret, &diag) != WEIR_EVALUE)
            fail_msg("taken: %s", wrong[i]);
        assert_null(strstr(diag.message, "MfKQ"));
    }
}

static void a_signature_holds_for_one_body_one_secret_and_five_minutes(void **state)
{
    const weir_secret secret = counted_secret(), other = secret_of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    const weir_signed what = {WEIR_T("evt_1"), 1000, WEIR_T("body")}, changed = {WEIR_T("evt_1"), 1000, WEIR_T("bodY")};
    char signature[WEIR_SIGNATURE_SIZE], header[200];

    (void)state;
    assert_int_equal(weir_signer_sign(signer, &secret, &what, signature), WEIR_OK);
    assert_true(weir_signer_verify(signer, &secret, &what, weir_text_of(signature), 1300));
    assert_true(weir_signer_verify(signer, &secret, &what, weir_text_of(signature), 700));
    assert_false(weir_signer_verify(signer, &secret, &what, weir_text_of(signature), 1301));
    assert_false(weir_signer_verify(signer, &secret, &what, weir_text_of(signature), 699));
    assert_false(weir_signer_verify(signer, &secret, &changed, weir_text_of(signature), 1000));
    assert_false(weir_signer_verify(signer, &other, &what, weir_text_of(signature), 1000));
    assert_false(weir_signer_verify(signer, &secret, &what, WEIR_T(""), 1000));
    (void)snprintf(header, sizeof header, "v1a,xxxx v1,%s %s",
                   "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", signature);
    assert_true(weir_signer_verify(signer, &secret, &what, weir_text_of(header), 1000));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signatures_are_those_that_other_libraries_make),
        cmocka_unit_test(a_secret_goes_through_its_text),
        cmocka_unit_test(what_is_no_secret_is_refused_without_being_repeated),
        cmocka_unit_test(a_signature_holds_for_one_body_one_secret_and_five_minutes),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
