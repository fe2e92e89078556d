/* SPDX-License-Identifier: Apache-2.0
 * webhooks/sign.h - signatures over what is delivered, so that a receiver knows who sent it.
 *
 * HMAC-SHA256 over "id.timestamp.body"; a header is "v1," and the base64 of it, several are separated by one space.
 * Secrets are 24 to 64 random bytes, as text "whsec_" and their base64 with padding.
 * Layer: webhooks.   Spec: Standard Webhooks 1.0.
 */
#ifndef WEIR_WEBHOOKS_SIGN_H
#define WEIR_WEBHOOKS_SIGN_H

#include "base/arena.h"

#define WEIR_SECRET_LENGTH_MIN 24u
#define WEIR_SECRET_LENGTH_MAX 64u
#define WEIR_SECRET_LENGTH 32u    /* of those we make */
#define WEIR_SECRET_TEXT_SIZE 96u /* with its zero */
#define WEIR_SIGNATURE_SIZE 48u   /* with its zero */
#define WEIR_SIGNATURE_TOLERANCE_S 300

typedef struct weir_secret {
    uint8_t byte[WEIR_SECRET_LENGTH_MAX];
    uint32_t length;
} weir_secret;

/* ESTORE: the machine has no random numbers. */
WEIR_MUST_USE weir_err weir_secret_make(weir_secret *out, weir_diag *diag);
/* EVALUE: that is no secret; the diag does not repeat it. */
WEIR_MUST_USE weir_err weir_secret_parse(weir_text text, weir_secret *out, weir_diag *diag);
void weir_secret_print(const weir_secret *secret, char out[static WEIR_SECRET_TEXT_SIZE]);

/* What is signed. The id holds no point. */
typedef struct weir_signed {
    weir_text id;
    int64_t timestamp_s;
    weir_text body;
} weir_signed;

typedef struct weir_signer weir_signer; /* for one thread at a time */

/* own: pair with weir_signer_free. ENOMEM; ENOTFOUND: the cryptographic library offers no HMAC-SHA256. */
WEIR_MUST_USE weir_err weir_signer_new(weir_memory memory, weir_signer **out);
void weir_signer_free(weir_signer *signer);
/* ENOMEM. */
WEIR_MUST_USE weir_err weir_signer_sign(const weir_signer *signer, const weir_secret *secret, const weir_signed *what,
                                        char out[static WEIR_SIGNATURE_SIZE]);
/* Whether one of the signatures in a header is right and its time within the tolerance; takes as long for a wrong
 * signature as for a right one. */
WEIR_MUST_USE bool weir_signer_verify(const weir_signer *signer, const weir_secret *secret, const weir_signed *what,
                                      weir_text header, int64_t now_s);

#endif
