/* SPDX-License-Identifier: Apache-2.0
 * webhooks/lane.c - lanes of one subscription: found by instance, in a queue when they can go, in a list when parked.
 */
#include <assert.h>

#include "webhooks/dispatch_internal.h"

static weir_lane **bucket_of(weir_subscription *s, weir_id stream)
{
    const weir_text bytes = {(const char *)stream.byte, sizeof stream.byte};

    return &s->lanes[weir_text_hash(bytes) & (WEIR_LANE_BUCKET_COUNT - 1)];
}

weir_lane *weir_lane_find(const weir_subscription *s, weir_id stream)
{
    const weir_text bytes = {(const char *)stream.byte, sizeof stream.byte};
    weir_lane *lane = s->lanes[weir_text_hash(bytes) & (WEIR_LANE_BUCKET_COUNT - 1)];

    while (lane && !weir_id_equal(lane->stream, stream))
        lane = lane->bucket_next;
    return lane;
}

weir_err weir_lane_add(weir_dispatcher *d, weir_subscription *s, weir_id stream, weir_lane **out)
{
    weir_lane *lane = d->ports.memory.take(d->ports.memory.self, sizeof *lane);
    weir_lane **bucket = bucket_of(s, stream);

    if (!lane)
        return WEIR_ENOMEM;
    *lane = (weir_lane){.stream = stream, .success_mark = s->endpoint.success_count, .bucket_next = *bucket};
    *bucket = lane;
    *out = lane;
    return WEIR_OK;
}

void weir_lane_let_go(weir_dispatcher *d, weir_subscription *s, weir_lane *lane)
{
    weir_lane **at = bucket_of(s, lane->stream);

    if (lane->first || lane->is_parked || lane->is_dirty || lane->is_in_flight)
        return;
    assert(!lane->is_ready && !lane->has_row);
    while (*at != lane)
        at = &(*at)->bucket_next;
    *at = lane->bucket_next;
    d->ports.memory.give(d->ports.memory.self, lane, sizeof *lane);
}

/* ── the queue of those that can go ──────────────────────────────────────────────────────────────────── */

void weir_lane_make_ready(weir_subscription *s, weir_lane *lane)
{
    if (lane->is_ready || lane->is_in_flight || lane->is_parked || !lane->first)
        return;
    lane->is_ready = true;
    lane->next_ready = NULL;
    if (s->ready_last)
        s->ready_last->next_ready = lane;
    else
        s->ready_first = lane;
    s->ready_last = lane;
}

weir_lane *weir_lane_take_ready(weir_subscription *s)
{
    weir_lane *lane = s->ready_first;

    if (!lane)
        return NULL;
    s->ready_first = lane->next_ready;
    if (!s->ready_first)
        s->ready_last = NULL;
    lane->is_ready = false;
    return lane;
}

/* ── what waits in it ────────────────────────────────────────────────────────────────────────────────── */

void weir_lane_drop_first(weir_dispatcher *d, weir_subscription *s, weir_lane *lane)
{
    weir_item *item = lane->first;

    lane->first = item->next;
    if (!lane->first)
        lane->last = NULL;
    s->queued_bytes -= item->length;
    s->queued_count--;
    d->ports.memory.give(d->ports.memory.self, item, sizeof *item + item->length);
}

void weir_lane_touch(weir_subscription *s, weir_lane *lane)
{
    if (lane->is_dirty)
        return;
    lane->is_dirty = true;
    lane->next_dirty = s->dirty;
    s->dirty = lane;
}

/* ── parking ─────────────────────────────────────────────────────────────────────────────────────────── */

void weir_lane_park(weir_dispatcher *d, weir_subscription *s, weir_lane *lane, uint64_t number)
{
    assert(!lane->is_parked && !lane->is_ready && !lane->is_in_flight);
    if (lane->first)
        lane->position = lane->first->position;
    while (lane->first) {
        weir_window_settle(&s->window, lane->first->position);
        weir_lane_drop_first(d, s, lane);
    }
    lane->is_parked = true;
    lane->number = number;
    lane->previous_parked = NULL;
    lane->next_parked = s->parked;
    if (s->parked)
        s->parked->previous_parked = lane;
    s->parked = lane;
    s->parked_count++;
    weir_lane_touch(s, lane);
}

void weir_lane_unpark(weir_dispatcher *d, weir_subscription *s, weir_lane *lane)
{
    assert(lane->is_parked && !lane->first && !lane->is_in_flight);
    if (lane->previous_parked)
        lane->previous_parked->next_parked = lane->next_parked;
    else
        s->parked = lane->next_parked;
    if (lane->next_parked)
        lane->next_parked->previous_parked = lane->previous_parked;
    s->parked_count--;
    lane->is_parked = false;
    lane->try_count = lane->blame_count = 0;
    weir_lane_touch(s, lane);
    weir_dispatcher_save_by(d, d->now_ms + WEIR_SAVE_SOON_MS);
}

void weir_lane_wait_until(weir_subscription *s, weir_lane *lane, int64_t ms)
{
    lane->next_ms = ms;
    if (ms < s->next_due_ms)
        s->next_due_ms = ms;
    weir_lane_touch(s, lane);
}

weir_lane *weir_lane_find_due(weir_subscription *s, int64_t now_ms)
{
    weir_lane *due = NULL;
    int64_t next_due_ms = WEIR_NEVER;

    if (s->next_due_ms > now_ms)
        return NULL;
    for (weir_lane *lane = s->parked; lane; lane = lane->next_parked) {
        if (lane->is_in_flight)
            continue;
        if (lane->next_ms <= now_ms && (!due || lane->next_ms < due->next_ms))
            due = lane;
        if (lane->next_ms < next_due_ms)
            next_due_ms = lane->next_ms;
    }
    s->next_due_ms = next_due_ms;
    return due;
}

void weir_lanes_free(weir_dispatcher *d, weir_subscription *s)
{
    for (uint32_t i = 0; i < WEIR_LANE_BUCKET_COUNT; i++) {
        while (s->lanes[i]) {
            weir_lane *lane = s->lanes[i];

            s->lanes[i] = lane->bucket_next;
            while (lane->first)
                weir_lane_drop_first(d, s, lane);
            d->ports.memory.give(d->ports.memory.self, lane, sizeof *lane);
        }
    }
}
