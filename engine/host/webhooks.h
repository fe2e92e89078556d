/* SPDX-License-Identifier: Apache-2.0
 * host/webhooks.h - who is told what happens: written as facts of stream 0.
 *
 * What is delivered, and how, is of no concern here (webhooks/). Layer: host.
 */
#ifndef WEIR_HOST_WEBHOOKS_H
#define WEIR_HOST_WEBHOOKS_H

#include "host/engine.h"
#include "host/webhook_fact.h"

/* Write one change: a fact and its row, in one transaction. On the writer's thread, between two transactions.
 * row  CREATED: all of it but pos, filter_pos, created_ms and secret_digest; from_pos 0: behind this fact
 *      UPDATED: the same without from_pos. DELETED: the id.
 *      Filled in: what was left out.
 * ENOTFOUND: there is no such webhook to be updated or deleted. ESTORE, ENOMEM: nothing was written. */
WEIR_MUST_USE weir_err weir_engine_change_webhook(weir_engine *engine, weir_webhook_change change, weir_text actor,
                                                  int64_t now_ms, weir_webhook_row *row, weir_diag *diag);

/* From where on a webhook may begin again if nothing else is known of it. */
typedef struct weir_webhook_floor {
    weir_id webhook;
    uint64_t pos;
} weir_webhook_floor;

/* Note them, in one transaction; no fact. On the same thread. ESTORE. */
WEIR_MUST_USE weir_err weir_engine_raise_floors(weir_engine *engine, const weir_webhook_floor *floors, uint32_t count,
                                                weir_diag *diag);
/* What the engine is built on, for looking; on the same thread. */
weir_store weir_engine_store(const weir_engine *engine);

#endif
