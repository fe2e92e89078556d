/* SPDX-License-Identifier: Apache-2.0
 * host/sha256.c - OpenSSL's SHA-256; the algorithm is fetched once, which is most of the cost of a short hash.
 */
#include "host/sha256.h"

#include <openssl/evp.h>

struct weir_sha256 {
    weir_memory memory;
    EVP_MD *algorithm;
    EVP_MD_CTX *context;
};

static weir_err hash(void *self, const weir_text *parts, uint32_t count, weir_digest *out)
{
    const weir_sha256 *sha256 = self;
    bool is_fine = EVP_DigestInit_ex2(sha256->context, sha256->algorithm, NULL);

    for (uint32_t i = 0; is_fine && i < count; i++)
        is_fine = EVP_DigestUpdate(sha256->context, parts[i].at, parts[i].length);
    return is_fine && EVP_DigestFinal_ex(sha256->context, out->byte, NULL) ? WEIR_OK : WEIR_ENOMEM;
}

weir_err weir_sha256_new(weir_memory memory, weir_sha256 **out)
{
    weir_sha256 *sha256 = memory.take(memory.self, sizeof *sha256);
    weir_err err;

    if (!sha256)
        return WEIR_ENOMEM;
    *sha256 =
        (weir_sha256){.memory = memory, .algorithm = EVP_MD_fetch(NULL, "SHA256", NULL), .context = EVP_MD_CTX_new()};
    if (sha256->algorithm && sha256->context) {
        *out = sha256;
        return WEIR_OK;
    }
    err = sha256->algorithm ? WEIR_ENOMEM : WEIR_ENOTFOUND;
    weir_sha256_free(sha256);
    return err;
}

void weir_sha256_free(weir_sha256 *sha256)
{
    if (!sha256)
        return;
    EVP_MD_CTX_free(sha256->context);
    EVP_MD_free(sha256->algorithm);
    sha256->memory.give(sha256->memory.self, sha256, sizeof *sha256);
}

weir_hasher weir_sha256_hasher(weir_sha256 *sha256)
{
    return (weir_hasher){.hash = hash, .self = sha256};
}
