/* SPDX-License-Identifier: Apache-2.0
 * webhooks/endpoint.h - how a receiver as a whole is doing: how many requests it gets at once, or a probe now and then.
 *
 * The number at once begins small, grows with success and is halved when the receiver wants it slower. When it fails as
 * a whole the breaker opens: one request at a time, after longer and longer waits, until one succeeds.
 * Layer: webhooks.
 */
#ifndef WEIR_WEBHOOKS_ENDPOINT_H
#define WEIR_WEBHOOKS_ENDPOINT_H

#include <stdbool.h>
#include <stdint.h>

#define WEIR_ENDPOINT_IN_FLIGHT_FIRST 4u
#define WEIR_ENDPOINT_IN_FLIGHT_MAX 32u

typedef struct weir_endpoint {
    uint32_t in_flight_count, in_flight_max;
    uint32_t window_count;  /* successes since in_flight_max changed */
    uint64_t success_count; /* since it was made */
    bool has_succeeded;     /* since it failed or refused something the last time */
    bool is_failing;        /* the breaker is open */
    uint32_t probe_step;
    int64_t next_probe_ms, failing_since_ms;
} weir_endpoint;

void weir_endpoint_init(weir_endpoint *endpoint);
bool weir_endpoint_may_send(const weir_endpoint *endpoint, int64_t now_ms);
void weir_endpoint_note_sent(weir_endpoint *endpoint);
/* One that was sent is over, one way or another; call it before the next two. */
void weir_endpoint_note_done(weir_endpoint *endpoint);
void weir_endpoint_note_success(weir_endpoint *endpoint);
/* It failed as a whole. retry_after_ms: -1: it did not say. */
void weir_endpoint_note_failure(weir_endpoint *endpoint, int64_t now_ms, int64_t retry_after_ms, bool is_slower,
                                uint32_t jitter);
/* It answered, but did not take that event. */
void weir_endpoint_note_refusal(weir_endpoint *endpoint);

#endif
