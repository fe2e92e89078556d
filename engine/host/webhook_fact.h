/* SPDX-License-Identifier: Apache-2.0
 * host/webhook_fact.h - what happens to webhooks as facts of stream 0, the engine's own.
 *
 * {"type":"webhook.created","webhook":UUID,"url":…,"eventTypes":[pattern],"processDefinitionKeys":[key],"from":position,
 * "secretDigest":SHA-256 in hex}; "webhook.updated" has all of it as it is from now on, with "status":"disabled" and
 * "reason" if it is not active; {"type":"webhook.deleted","webhook":UUID}. What is empty is left out.
 * The secret is in none of them. Layer: host.
 */
#ifndef WEIR_HOST_WEBHOOK_FACT_H
#define WEIR_HOST_WEBHOOK_FACT_H

#include "store/store.h"

typedef enum weir_webhook_change {
    WEIR_WEBHOOK_CREATED,
    WEIR_WEBHOOK_UPDATED,
    WEIR_WEBHOOK_DELETED
} weir_webhook_change;

/* Whether these are facts about a webhook, as written by encode. */
bool weir_webhook_is_fact(weir_text facts);

/* The facts of a row of the log; of DELETED only the id is read. ENOMEM. */
WEIR_MUST_USE weir_err weir_webhook_encode(weir_webhook_change change, const weir_webhook_row *row, weir_arena *arena,
                                           weir_text *out);
/* Back again, without pos, filter_pos, created_ms and the secret. EFORMAT: that is no such fact. ENOMEM. */
WEIR_MUST_USE weir_err weir_webhook_decode(weir_text facts, weir_arena *arena, weir_webhook_change *change,
                                           weir_webhook_row *out, weir_diag *diag);

/* A fact as others may see it: of a url the scheme and the host alone, since tokens stand in what follows. Facts of all
 * other kinds stay as they are. ENOMEM. */
WEIR_MUST_USE weir_err weir_webhook_conceal(weir_text fact, weir_arena *arena, weir_text *out);

/* What a fact does to the row that was there; NULL: there was none. pos: of the fact, time_ms: its time. A new one
 * without from_pos begins behind the fact. */
void weir_webhook_apply(weir_webhook_change change, const weir_webhook_row *before, uint64_t pos, int64_t time_ms,
                        weir_webhook_row *row);

#endif
