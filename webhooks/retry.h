/* SPDX-License-Identifier: Apache-2.0
 * webhooks/retry.h - when a delivery that failed is tried again, and whose fault it was.
 *
 * Pure: the time and the jitter come from the caller. Two schedules. An endpoint that fails as a whole is probed, at
 * once, then after longer and longer waits up to a quarter of an hour, for as long as it takes: no event is given up
 * because its receiver was down. An event that is refused alone has a schedule of its own, which ends after two days.
 * Layer: webhooks.   Spec: RFC 9110 §10.2.3 (Retry-After).
 */
#ifndef WEIR_WEBHOOKS_RETRY_H
#define WEIR_WEBHOOKS_RETRY_H

#include "base/text.h"

#define WEIR_EVENT_TRY_COUNT_MAX 9u                              /* the first one and eight more */
#define WEIR_RETRY_AFTER_MS_MAX (INT64_C(24) * 60 * 60 * 1000)   /* more is cut */
#define WEIR_ENDPOINT_GIVE_UP_MS (INT64_C(5) * 24 * 3600 * 1000) /* of nothing but failure: it is disabled */

/* How long to wait before probe `step` (0, 1, 2 …) of an endpoint. jitter: any number; spreads by a fifth each way. */
int64_t weir_retry_probe_ms(uint32_t step, uint32_t jitter);
/* How long to wait after the try_count-th try of an event; -1: it is given up. */
int64_t weir_retry_event_ms(uint32_t try_count, uint32_t jitter);
/* A Retry-After header as milliseconds from now, at most the maximum above; -1: absent, or none. A number of seconds,
 * or a date ("Sun, 06 Nov 1994 08:49:37 GMT"). */
int64_t weir_retry_after_ms(weir_text header, int64_t now_ms);

typedef enum weir_verdict {
    WEIR_VERDICT_DELIVERED,
    WEIR_VERDICT_ENDPOINT, /* the receiver as a whole does not work */
    WEIR_VERDICT_SLOWER,   /* the same, and it wants fewer requests at once */
    WEIR_VERDICT_UNCLEAR,  /* 500: the event's fault if the receiver takes others */
    WEIR_VERDICT_EVENT,    /* it does not take this one */
    WEIR_VERDICT_GONE,     /* it wants no more at all */
} weir_verdict;

/* http_status 0: there was no answer. */
weir_verdict weir_retry_judge(int http_status, bool asks_to_stop);

#endif
