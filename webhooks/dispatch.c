/* SPDX-License-Identifier: Apache-2.0
 * webhooks/dispatch.c - who is sent what now, and what an outcome means.
 */
#include "webhooks/dispatch.h"

#include <assert.h>
#include <string.h>

#include "webhooks/dispatch_internal.h"

#define SCRATCH_BYTES_MAX ((size_t)128 * 1024 * 1024)

/* ── life ────────────────────────────────────────────────────────────────────────────────────────────── */

weir_err weir_dispatcher_new(const weir_dispatch_ports *ports, weir_dispatcher **out)
{
    weir_dispatcher *d = ports->memory.take(ports->memory.self, sizeof *d);

    if (!d)
        return WEIR_ENOMEM;
    memset(d, 0, sizeof *d);
    d->ports = *ports;
    d->random = ports->seed ? ports->seed : 1;
    d->next_save_ms = WEIR_NEVER;
    weir_arena_init(&d->scratch, ports->memory, SCRATCH_BYTES_MAX);
    *out = d;
    return WEIR_OK;
}

void weir_dispatcher_free(weir_dispatcher *d)
{
    if (!d)
        return;
    while (d->subscriptions) {
        weir_subscription *s = d->subscriptions;

        d->subscriptions = s->next;
        weir_subscription_free(d, s);
    }
    weir_arena_release(&d->scratch);
    d->ports.memory.give(d->ports.memory.self, d, sizeof *d);
}

static int64_t time_of_day(const weir_dispatcher *d)
{
    return d->ports.time_ms ? d->ports.time_ms() : d->now_ms;
}

/* xorshift32: jitter needs no more. */
uint32_t weir_dispatcher_random(weir_dispatcher *d)
{
    d->random ^= d->random << 13;
    d->random ^= d->random >> 17;
    d->random ^= d->random << 5;
    return d->random;
}

void weir_dispatcher_save_by(weir_dispatcher *d, int64_t ms)
{
    if (ms < d->next_save_ms)
        d->next_save_ms = ms;
}

void weir_dispatcher_note_commit(weir_dispatcher *d)
{
    for (weir_subscription *s = d->subscriptions; s; s = s->next)
        s->has_more = true;
}

/* ── sending ─────────────────────────────────────────────────────────────────────────────────────────── */

static void end_flight(weir_dispatcher *d, weir_flight *flight)
{
    weir_endpoint_note_done(&flight->subscription->endpoint);
    flight->lane->is_in_flight = false;
    flight->subscription = NULL;
    d->flight_count--;
}

void weir_dispatcher_cancel(weir_dispatcher *d, const weir_subscription *subscription)
{
    for (uint32_t i = 0; i < WEIR_IN_FLIGHT_MAX; i++) {
        weir_flight *flight = &d->flights[i];
        weir_subscription *s = flight->subscription;
        weir_lane *lane = flight->lane;

        if (!s || s != subscription)
            continue;
        d->ports.transport.cancel(d->ports.transport.self, flight->tag);
        end_flight(d, flight);
        if (lane->is_parked) {
            weir_lane_drop_first(d, s, lane);
            weir_lane_wait_until(s, lane, d->now_ms);
        } else {
            weir_lane_make_ready(s, lane);
        }
    }
}

static weir_err send(weir_dispatcher *d, weir_subscription *s, weir_lane *lane, weir_diag *diag)
{
    const weir_item *item = lane->first;
    char id[WEIR_EVENT_ID_SIZE], signature[WEIR_SIGNATURE_SIZE];
    weir_signed what = {.timestamp_s = time_of_day(d) / 1000, .body = {item->body, item->length}};
    weir_attempt attempt = {.url = s->url, .id = id, .timestamp_s = what.timestamp_s, .body = what.body};
    uint32_t ix = 0;

    while (d->flights[ix].subscription)
        ix++;
    weir_event_print_id(item->position, id);
    what.id = weir_text_of(id);
    WEIR_TRY(weir_signer_sign(d->ports.signer, &s->secret, &what, signature));
    attempt.signature = signature;
    attempt.tag = ++d->tag_count * WEIR_IN_FLIGHT_MAX + ix;
    WEIR_TRY(d->ports.transport.send(d->ports.transport.self, &attempt, diag));
    d->flights[ix] = (weir_flight){s, lane, attempt.tag};
    d->flight_count++;
    lane->is_in_flight = true;
    weir_endpoint_note_sent(&s->endpoint);
    return WEIR_OK;
}

/* A lane that can go now, with its event; NULL: none. Parked ones come first, since their time has come; while the
 * receiver fails, others are better probes. */
static weir_err pick(weir_dispatcher *d, weir_subscription *s, weir_lane **out, weir_diag *diag)
{
    *out = NULL;
    for (;;) {
        weir_lane *lane = s->endpoint.is_failing && s->ready_first ? NULL : weir_lane_find_due(s, d->now_ms);

        if (!lane) {
            *out = weir_lane_take_ready(s);
            return WEIR_OK;
        }
        WEIR_TRY(weir_subscription_load(d, s, lane, diag));
        if (lane->first) {
            *out = lane;
            return WEIR_OK;
        }
    }
}

static void put_back(weir_dispatcher *d, weir_subscription *s, weir_lane *lane)
{
    if (lane->is_parked)
        weir_lane_drop_first(d, s, lane);
    else
        weir_lane_make_ready(s, lane);
}

static weir_err send_one(weir_dispatcher *d, weir_subscription *s, bool *was_sent, weir_diag *diag)
{
    weir_lane *lane;
    weir_err err;

    if (!s->is_active || d->flight_count == WEIR_IN_FLIGHT_MAX || !weir_endpoint_may_send(&s->endpoint, d->now_ms))
        return WEIR_OK;
    WEIR_TRY(pick(d, s, &lane, diag));
    if (!lane)
        return WEIR_OK;
    err = send(d, s, lane, diag);
    if (err != WEIR_OK)
        put_back(d, s, lane);
    *was_sent = err == WEIR_OK;
    return err;
}

/* One each, until nobody has any; beginning with another one each time. */
static weir_err send_in_turn(weir_dispatcher *d, weir_diag *diag)
{
    bool was_sent = true;

    if (!d->turn)
        d->turn = d->subscriptions;
    while (was_sent && d->turn) {
        weir_subscription *s = d->turn;

        was_sent = false;
        do {
            bool has_sent = false;

            WEIR_TRY(send_one(d, s, &has_sent, diag));
            was_sent |= has_sent;
            s = s->next ? s->next : d->subscriptions;
        } while (s != d->turn);
    }
    if (d->turn)
        d->turn = d->turn->next;
    return WEIR_OK;
}

weir_err weir_dispatcher_run(weir_dispatcher *d, int64_t now_ms, weir_diag *diag)
{
    d->now_ms = now_ms;
    for (weir_subscription *s = d->subscriptions; s; s = s->next) {
        if (s->is_active)
            WEIR_TRY(weir_subscription_fill(d, s, diag));
    }
    return send_in_turn(d, diag);
}

/* ── outcomes ────────────────────────────────────────────────────────────────────────────────────────── */

static void disable(weir_dispatcher *d, weir_subscription *s, const char *reason)
{
    s->is_active = false;
    weir_dispatcher_cancel(d, s);
    d->ports.disable(d->ports.self, s->id, reason);
}

static void note_delivered(weir_dispatcher *d, weir_subscription *s, weir_lane *lane)
{
    const weir_item *item = lane->first;

    weir_endpoint_note_success(&s->endpoint);
    s->delivered_count++;
    s->is_dirty = true;
    lane->blame_count = 0;
    lane->success_mark = s->endpoint.success_count;
    if (lane->is_parked) {
        lane->number = item->number + 1;
        lane->position = item->position + 1;
        lane->gap = 0;
        lane->try_count = 0;
        weir_lane_drop_first(d, s, lane);
        weir_lane_wait_until(s, lane, d->now_ms);
    } else {
        weir_window_settle(&s->window, item->position);
        weir_lane_drop_first(d, s, lane);
        weir_lane_make_ready(s, lane);
        weir_lane_let_go(d, s, lane);
    }
    d->unsaved_count++;
    weir_dispatcher_save_by(d, d->unsaved_count >= WEIR_SAVE_COUNT ? d->now_ms : d->now_ms + WEIR_SAVE_SOON_MS);
}

/* It is kept until the cursors have it; when too many wait, the lane waits for its last try again. */
static bool bury(weir_dispatcher *d, weir_subscription *s, weir_lane *lane, const weir_item *item)
{
    if (d->dead_count == WEIR_PENDING_MAX)
        return false;
    d->dead[d->dead_count++] = (weir_dead_row){.webhook = s->id,
                                               .stream = lane->stream,
                                               .position = item->position,
                                               .number = item->number,
                                               .try_count = lane->try_count,
                                               .http_status = lane->http_status,
                                               .time_ms = time_of_day(d)};
    s->dead_count++;
    lane->gap = item->number;
    lane->number = item->number + 1;
    lane->position = item->position + 1;
    lane->try_count = 0;
    return true;
}

/* This event was refused; others may go on. */
static void note_refused(weir_dispatcher *d, weir_subscription *s, weir_lane *lane, int64_t retry_after_ms)
{
    const uint32_t tries = lane->try_count + 1;
    int64_t wait_ms = weir_retry_event_ms(tries, weir_dispatcher_random(d));

    weir_endpoint_note_refusal(&s->endpoint);
    lane->try_count = tries;
    lane->blame_count = 0;
    s->is_dirty = true;
    if (wait_ms >= 0 || !bury(d, s, lane, lane->first))
        wait_ms = wait_ms < 0 ? 0 : wait_ms < retry_after_ms ? retry_after_ms : wait_ms;
    else
        wait_ms = 0;
    if (lane->is_parked)
        weir_lane_drop_first(d, s, lane);
    else
        weir_lane_park(d, s, lane, lane->first->number);
    weir_lane_wait_until(s, lane, d->now_ms + wait_ms);
    weir_dispatcher_save_by(d, d->now_ms + WEIR_SAVE_SOON_MS);
}

static void note_failed(weir_dispatcher *d, weir_subscription *s, weir_lane *lane, const weir_outcome *outcome,
                        bool is_slower)
{
    weir_endpoint_note_failure(&s->endpoint, d->now_ms, outcome->retry_after_ms, is_slower, weir_dispatcher_random(d));
    if (lane->is_parked)
        weir_lane_drop_first(d, s, lane);
    else
        weir_lane_make_ready(s, lane);
    if (lane->is_parked)
        weir_lane_wait_until(s, lane, d->now_ms);
    s->is_dirty = true;
    weir_dispatcher_save_by(d, d->now_ms + WEIR_SAVE_LATE_MS);
    if (d->now_ms - s->endpoint.failing_since_ms >= WEIR_ENDPOINT_GIVE_UP_MS)
        disable(d, s, "nothing could be delivered for days");
}

/* Others were taken since this event failed the last time, and again it fails. */
static bool is_to_blame(const weir_subscription *s, weir_lane *lane)
{
    if (s->endpoint.success_count != lane->success_mark)
        lane->blame_count++;
    lane->success_mark = s->endpoint.success_count;
    return lane->blame_count >= WEIR_BLAME_COUNT_MAX;
}

static void keep_attempt(weir_dispatcher *d, weir_subscription *s, const weir_lane *lane, const weir_outcome *outcome)
{
    s->last_http_status = outcome->http_status;
    (void)snprintf(s->last_error, sizeof s->last_error, "%s", outcome->error);
    if (d->attempt_count == WEIR_PENDING_MAX)
        return; /* history only */
    (void)snprintf(d->errors[d->attempt_count], sizeof d->errors[0], "%.63s", outcome->error);
    d->attempts[d->attempt_count] = (weir_attempt_row){.webhook = s->id,
                                                       .position = lane->first->position,
                                                       .time_ms = time_of_day(d),
                                                       .http_status = outcome->http_status,
                                                       .error = weir_text_of(d->errors[d->attempt_count])};
    d->attempt_count++;
}

static void judge(weir_dispatcher *d, weir_subscription *s, weir_lane *lane, const weir_outcome *outcome)
{
    weir_verdict verdict = weir_retry_judge(outcome->http_status, outcome->asks_to_stop);
    const bool is_endpoint = verdict == WEIR_VERDICT_ENDPOINT || verdict == WEIR_VERDICT_SLOWER;

    if (verdict == WEIR_VERDICT_UNCLEAR)
        verdict = s->endpoint.has_succeeded ? WEIR_VERDICT_EVENT : WEIR_VERDICT_ENDPOINT;
    if ((is_endpoint || verdict == WEIR_VERDICT_ENDPOINT) && is_to_blame(s, lane))
        verdict = WEIR_VERDICT_EVENT;
    if (verdict != WEIR_VERDICT_DELIVERED) {
        lane->http_status = outcome->http_status;
        keep_attempt(d, s, lane, outcome);
    }
    switch (verdict) {
    case WEIR_VERDICT_DELIVERED:
        note_delivered(d, s, lane);
        return;
    case WEIR_VERDICT_EVENT:
    case WEIR_VERDICT_UNCLEAR:
        note_refused(d, s, lane, outcome->retry_after_ms);
        return;
    case WEIR_VERDICT_ENDPOINT:
    case WEIR_VERDICT_SLOWER:
        note_failed(d, s, lane, outcome, verdict == WEIR_VERDICT_SLOWER);
        return;
    case WEIR_VERDICT_GONE:
        put_back(d, s, lane);
        if (lane->is_parked)
            weir_lane_wait_until(s, lane, d->now_ms);
        disable(d, s, "the receiver asked for it");
        return;
    }
}

void weir_dispatcher_settle(weir_dispatcher *d, const weir_outcome *outcome, int64_t now_ms)
{
    weir_flight *flight = &d->flights[outcome->tag % WEIR_IN_FLIGHT_MAX];
    weir_subscription *s = flight->subscription;
    weir_lane *lane = flight->lane;

    d->now_ms = now_ms;
    if (!s || flight->tag != outcome->tag)
        return;
    end_flight(d, flight);
    assert(lane->first);
    judge(d, s, lane, outcome);
}

/* ── time ────────────────────────────────────────────────────────────────────────────────────────────── */

static int64_t next_run_of(const weir_dispatcher *d, const weir_subscription *s, int64_t now_ms)
{
    const weir_endpoint *endpoint = &s->endpoint;
    int64_t ms = s->ready_first ? now_ms : s->next_due_ms;

    if (!s->is_active)
        return WEIR_NEVER;
    if (s->has_more && weir_subscription_has_room(s))
        return now_ms;
    if (d->flight_count == WEIR_IN_FLIGHT_MAX || ms == WEIR_NEVER)
        return WEIR_NEVER;
    if (endpoint->is_failing)
        return endpoint->in_flight_count > 0 ? WEIR_NEVER : ms > endpoint->next_probe_ms ? ms : endpoint->next_probe_ms;
    return endpoint->in_flight_count < endpoint->in_flight_max ? ms : WEIR_NEVER;
}

int64_t weir_dispatcher_next_run_ms(const weir_dispatcher *d, int64_t now_ms)
{
    int64_t next_ms = WEIR_NEVER;

    for (const weir_subscription *s = d->subscriptions; s; s = s->next) {
        const int64_t ms = next_run_of(d, s, now_ms);

        if (ms < next_ms)
            next_ms = ms;
    }
    return next_ms;
}

int64_t weir_dispatcher_next_save_ms(const weir_dispatcher *d)
{
    return d->next_save_ms;
}
