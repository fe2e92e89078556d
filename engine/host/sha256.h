/* SPDX-License-Identifier: Apache-2.0
 * host/sha256.h - SHA-256 for the chain of the log.
 *
 * Layer: host.   Spec: FIPS 180-4.
 */
#ifndef WEIR_HOST_SHA256_H
#define WEIR_HOST_SHA256_H

#include "store/chain.h"

typedef struct weir_sha256 weir_sha256; /* for one thread at a time */

/* own: pair with weir_sha256_free. ENOMEM; ENOTFOUND: the cryptographic library offers no SHA-256. */
WEIR_MUST_USE weir_err weir_sha256_new(weir_memory memory, weir_sha256 **out);
void weir_sha256_free(weir_sha256 *sha256);
weir_hasher weir_sha256_hasher(weir_sha256 *sha256);

#endif
