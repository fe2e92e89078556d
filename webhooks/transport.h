/* SPDX-License-Identifier: Apache-2.0
 * webhooks/transport.h - the narrow port through which deliveries leave: requests go in, outcomes come out.
 *
 * curl_transport.h fills it in for HTTP; tests put a receiver of their own behind it. One thread, but for wake.
 * Layer: webhooks.
 */
#ifndef WEIR_WEBHOOKS_TRANSPORT_H
#define WEIR_WEBHOOKS_TRANSPORT_H

#include "base/error.h"

/* One POST. The body is borrowed until its outcome or until it was cancelled; the rest during the call. */
typedef struct weir_attempt {
    uint64_t tag; /* to know it by; not in use by another one on its way */
    const char *url, *id, *signature;
    int64_t timestamp_s;
    weir_text body;
} weir_attempt;

typedef struct weir_outcome {
    uint64_t tag;
    int http_status;        /* 0: there was no answer */
    bool asks_to_stop;      /* by the header webhook-delivery: disable */
    int64_t retry_after_ms; /* -1: it does not say */
    int64_t took_ms;
    char error[128]; /* why there was no answer */
} weir_outcome;

typedef struct weir_transport {
    void *self;
    /* ENOMEM, ESTORE: it was not sent, and will have no outcome. */
    weir_err (*send)(void *self, const weir_attempt *attempt, weir_diag *diag);
    void (*cancel)(void *self, uint64_t tag); /* no outcome comes any more; unknown tags are fine */
    /* Wait for outcomes, at most so long (< 0: as long as it takes), or until somebody wakes us; returns how many. */
    uint32_t (*poll)(void *self, int64_t wait_ms, weir_outcome *out, uint32_t count_max);
    void (*wake)(void *self); /* from any thread; the next poll returns at once if none waits now */
} weir_transport;

#endif
