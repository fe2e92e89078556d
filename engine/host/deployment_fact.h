/* SPDX-License-Identifier: Apache-2.0
 * host/deployment_fact.h - a deployment as a fact of stream 0, the engine's own.
 *
 * {"type":"deployment.created","deployment":UUID,"name":…,"source":…,"resources":[{"name":…,"digest":SHA-256 in
 * hex,"decisions":true,"delegates":"external","definitions":[{"id":key:version:uuid,"starts":[{"element":id,"message":name}]}]}]};
 * what is false or empty is left out. The bytes of the files are not in it: the digest says which they are. Layer:
 * host.
 */
#ifndef WEIR_HOST_DEPLOYMENT_FACT_H
#define WEIR_HOST_DEPLOYMENT_FACT_H

#include "store/store.h"

/* A start event that waits for a message. */
typedef struct weir_message_start {
    weir_text element, message;
} weir_message_start;

/* The member "starts", as the store keeps it; absent if there are none. ENOMEM. */
WEIR_MUST_USE weir_err weir_starts_encode(const weir_message_start *starts, uint32_t count, weir_arena *arena,
                                          weir_text *out);

/* The facts of a row of the log. ENOMEM. */
WEIR_MUST_USE weir_err weir_deployment_encode(const weir_deployment_row *row, weir_arena *arena, weir_text *out);
/* Back again, without the bytes of the files. EFORMAT: that is no deployment. ENOMEM. */
WEIR_MUST_USE weir_err weir_deployment_decode(weir_text facts, int64_t time_ms, weir_arena *arena,
                                              weir_deployment_row *out, weir_diag *diag);

#endif
