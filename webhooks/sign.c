/* SPDX-License-Identifier: Apache-2.0
 * webhooks/sign.c - OpenSSL's HMAC; the algorithm is fetched once, which costs more than a signature.
 */
#include "webhooks/sign.h"

#include <assert.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <string.h>

#include "base/base64.h"

#define DIGEST_LENGTH 32u

/* ── secrets ─────────────────────────────────────────────────────────────────────────────────────────── */

weir_err weir_secret_make(weir_secret *out, weir_diag *diag)
{
    weir_secret secret = {.length = WEIR_SECRET_LENGTH};

    if (RAND_bytes(secret.byte, (int)secret.length) != 1)
        return weir_fail(diag, WEIR_ESTORE, WEIR_NO_TEXT, "the machine gives no random numbers for a secret");
    *out = secret;
    return WEIR_OK;
}

void weir_secret_print(const weir_secret *secret, char out[static WEIR_SECRET_TEXT_SIZE])
{
    const int length = snprintf(out, WEIR_SECRET_TEXT_SIZE, "whsec_");

    assert(secret->length <= WEIR_SECRET_LENGTH_MAX);
    (void)EVP_EncodeBlock((unsigned char *)out + length, secret->byte, (int)secret->length);
}

/* Strict: a secret has one spelling, with padding. */
static bool read_secret(weir_text text, weir_secret *out)
{
    char again[WEIR_SECRET_TEXT_SIZE];
    size_t length;

    if (!weir_base64_copy(weir_text_part(text, 6, text.length), out->byte, sizeof out->byte, &length) ||
        length < WEIR_SECRET_LENGTH_MIN)
        return false;
    out->length = (uint32_t)length;
    weir_secret_print(out, again);
    return weir_text_equal(weir_text_of(again), text);
}

weir_err weir_secret_parse(weir_text text, weir_secret *out, weir_diag *diag)
{
    weir_secret secret = {0};

    if (!read_secret(text, &secret))
        return weir_fail(diag, WEIR_EVALUE, WEIR_NO_TEXT,
                         "'secret' must be 'whsec_' and %u to %u bytes as base64 with padding", WEIR_SECRET_LENGTH_MIN,
                         WEIR_SECRET_LENGTH_MAX);
    *out = secret;
    return WEIR_OK;
}

/* ── signatures ──────────────────────────────────────────────────────────────────────────────────────── */

struct weir_signer {
    weir_memory memory;
    EVP_MAC *algorithm;
    EVP_MAC_CTX *context;
};

weir_err weir_signer_new(weir_memory memory, weir_signer **out)
{
    weir_signer *signer = memory.take(memory.self, sizeof *signer);

    if (!signer)
        return WEIR_ENOMEM;
    *signer = (weir_signer){.memory = memory, .algorithm = EVP_MAC_fetch(NULL, "HMAC", NULL)};
    if (!signer->algorithm) {
        weir_signer_free(signer);
        return WEIR_ENOTFOUND;
    }
    signer->context = EVP_MAC_CTX_new(signer->algorithm);
    if (!signer->context) {
        weir_signer_free(signer);
        return WEIR_ENOMEM;
    }
    *out = signer;
    return WEIR_OK;
}

void weir_signer_free(weir_signer *signer)
{
    if (!signer)
        return;
    EVP_MAC_CTX_free(signer->context);
    EVP_MAC_free(signer->algorithm);
    signer->memory.give(signer->memory.self, signer, sizeof *signer);
}

static bool add(EVP_MAC_CTX *context, weir_text part)
{
    return part.length == 0 || EVP_MAC_update(context, (const unsigned char *)part.at, part.length);
}

weir_err weir_signer_sign(const weir_signer *signer, const weir_secret *secret, const weir_signed *what,
                          char out[static WEIR_SIGNATURE_SIZE])
{
    char digest_name[] = "SHA256", timestamp[32];
    const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest_name, 0),
                                     OSSL_PARAM_construct_end()};
    const int length = snprintf(timestamp, sizeof timestamp, ".%lld.", (long long)what->timestamp_s);
    unsigned char digest[DIGEST_LENGTH];
    size_t digest_length;

    if (!EVP_MAC_init(signer->context, secret->byte, secret->length, parameters) || !add(signer->context, what->id) ||
        !add(signer->context, (weir_text){timestamp, (size_t)length}) || !add(signer->context, what->body) ||
        !EVP_MAC_final(signer->context, digest, &digest_length, sizeof digest) || digest_length != sizeof digest)
        return WEIR_ENOMEM;
    memcpy(out, "v1,", 3);
    (void)EVP_EncodeBlock((unsigned char *)out + 3, digest, (int)sizeof digest);
    return WEIR_OK;
}

bool weir_signer_verify(const weir_signer *signer, const weir_secret *secret, const weir_signed *what, weir_text header,
                        int64_t now_s)
{
    char expected[WEIR_SIGNATURE_SIZE];
    bool is_right = false;

    if (what->timestamp_s < now_s - WEIR_SIGNATURE_TOLERANCE_S ||
        what->timestamp_s > now_s + WEIR_SIGNATURE_TOLERANCE_S ||
        weir_signer_sign(signer, secret, what, expected) != WEIR_OK)
        return false;
    while (header.length > 0) {
        const size_t space = weir_text_find(header, WEIR_T(" "), 0);
        const weir_text one = weir_text_part(header, 0, space);

        if (one.length == strlen(expected))
            is_right |= CRYPTO_memcmp(one.at, expected, one.length) == 0;
        header = weir_text_part(header, one.length + 1, header.length);
    }
    return is_right;
}
