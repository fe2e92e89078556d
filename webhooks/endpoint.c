/* SPDX-License-Identifier: Apache-2.0
 * webhooks/endpoint.c - additive increase, halving, and a breaker.
 */
#include "webhooks/endpoint.h"

#include <assert.h>

#include "webhooks/retry.h"

void weir_endpoint_init(weir_endpoint *endpoint)
{
    *endpoint = (weir_endpoint){.in_flight_max = WEIR_ENDPOINT_IN_FLIGHT_FIRST};
}

bool weir_endpoint_may_send(const weir_endpoint *endpoint, int64_t now_ms)
{
    if (endpoint->is_failing)
        return endpoint->in_flight_count == 0 && now_ms >= endpoint->next_probe_ms;
    return endpoint->in_flight_count < endpoint->in_flight_max;
}

void weir_endpoint_note_sent(weir_endpoint *endpoint)
{
    endpoint->in_flight_count++;
}

void weir_endpoint_note_done(weir_endpoint *endpoint)
{
    assert(endpoint->in_flight_count > 0);
    endpoint->in_flight_count--;
}

void weir_endpoint_note_success(weir_endpoint *endpoint)
{
    endpoint->success_count++;
    endpoint->has_succeeded = true;
    endpoint->is_failing = false;
    endpoint->probe_step = 0;
    endpoint->next_probe_ms = endpoint->failing_since_ms = 0;
    if (++endpoint->window_count < endpoint->in_flight_max)
        return;
    endpoint->window_count = 0;
    if (endpoint->in_flight_max < WEIR_ENDPOINT_IN_FLIGHT_MAX)
        endpoint->in_flight_max++;
}

void weir_endpoint_note_failure(weir_endpoint *endpoint, int64_t now_ms, int64_t retry_after_ms, bool is_slower,
                                uint32_t jitter)
{
    int64_t wait_ms = weir_retry_probe_ms(endpoint->probe_step, jitter);

    endpoint->has_succeeded = false;
    endpoint->window_count = 0;
    if (is_slower && endpoint->in_flight_max > 1)
        endpoint->in_flight_max /= 2;
    if (endpoint->is_failing && now_ms < endpoint->next_probe_ms && retry_after_ms < 0)
        return; /* it was on its way when another one failed; that is the same failure */
    if (wait_ms < retry_after_ms)
        wait_ms = retry_after_ms;
    if (!endpoint->is_failing)
        endpoint->failing_since_ms = now_ms;
    endpoint->is_failing = true;
    endpoint->probe_step++;
    if (endpoint->next_probe_ms < now_ms + wait_ms)
        endpoint->next_probe_ms = now_ms + wait_ms;
}

void weir_endpoint_note_refusal(weir_endpoint *endpoint)
{
    endpoint->has_succeeded = false;
    endpoint->window_count = 0;
}
