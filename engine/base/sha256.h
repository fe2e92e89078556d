/* SPDX-License-Identifier: Apache-2.0
 * base/sha256.h - the digest of what is kept as evidence (FIPS 180-4).
 *
 * Small and plain: the chain of the log has the fast one of its library (store/chain.h).
 * Layer: base.
 */
#ifndef WEIR_BASE_SHA256_H
#define WEIR_BASE_SHA256_H

#include "base/text.h"

#define WEIR_SHA256_BYTES 32
#define WEIR_SHA256_HEX_LENGTH 64

/* In small letters and digits, with a zero byte behind. */
void weir_sha256_hex(weir_text bytes, char out[static WEIR_SHA256_HEX_LENGTH + 1]);

#endif
