/* SPDX-License-Identifier: Apache-2.0
 * webhooks/dispatch_save.c - cursors, lanes and dead events in one transaction: each passes what the others keep.
 */
#include "webhooks/dispatch_internal.h"

static weir_err save_lane(weir_dispatcher *d, const weir_subscription *s, const weir_lane *lane, weir_diag *diag)
{
    const weir_lane_row row = {.webhook = s->id,
                               .stream = lane->stream,
                               .number = lane->number,
                               .position = lane->position,
                               .gap = lane->gap,
                               .try_count = lane->try_count,
                               .next_ms = lane->next_ms,
                               .http_status = lane->http_status};

    if (lane->is_parked)
        return weir_cursors_put_lane(d->ports.cursors, &row, diag);
    return lane->has_row ? weir_cursors_drop_lane(d->ports.cursors, s->id, lane->stream, diag) : WEIR_OK;
}

static weir_err save_cursor(weir_dispatcher *d, const weir_subscription *s, weir_diag *diag)
{
    uint8_t above[WEIR_WINDOW_MAX / 8];
    const size_t length = weir_window_encode(&s->window, above);
    const weir_cursor_row row = {.webhook = s->id,
                                 .low = s->window.low,
                                 .above = {(const char *)above, length},
                                 .failing_since_ms = s->endpoint.failing_since_ms,
                                 .probe_step = s->endpoint.probe_step,
                                 .next_probe_ms = s->endpoint.next_probe_ms};

    return weir_cursors_put(d->ports.cursors, &row, diag);
}

static weir_err write_all(weir_dispatcher *d, weir_diag *diag)
{
    for (const weir_subscription *s = d->subscriptions; s; s = s->next) {
        if (s->is_dirty || s->dirty)
            WEIR_TRY(save_cursor(d, s, diag));
        for (const weir_lane *lane = s->dirty; lane; lane = lane->next_dirty)
            WEIR_TRY(save_lane(d, s, lane, diag));
    }
    for (uint32_t i = 0; i < d->dead_count; i++)
        WEIR_TRY(weir_cursors_put_dead(d->ports.cursors, &d->dead[i], diag));
    for (uint32_t i = 0; i < d->attempt_count; i++)
        WEIR_TRY(weir_cursors_put_attempt(d->ports.cursors, &d->attempts[i], diag));
    return WEIR_OK;
}

static void note_saved(weir_dispatcher *d)
{
    for (weir_subscription *s = d->subscriptions; s; s = s->next) {
        while (s->dirty) {
            weir_lane *lane = s->dirty;

            s->dirty = lane->next_dirty;
            lane->is_dirty = false;
            lane->has_row = lane->is_parked;
            weir_lane_let_go(d, s, lane);
        }
        s->is_dirty = false;
    }
    d->dead_count = d->attempt_count = d->unsaved_count = 0;
    d->next_save_ms = WEIR_NEVER;
}

weir_err weir_dispatcher_save(weir_dispatcher *d, int64_t now_ms, weir_diag *diag)
{
    weir_err err = weir_cursors_begin(d->ports.cursors, diag);

    if (err == WEIR_OK)
        err = write_all(d, diag);
    if (err == WEIR_OK)
        err = weir_cursors_commit(d->ports.cursors, diag);
    if (err == WEIR_OK) {
        note_saved(d);
    } else {
        weir_cursors_rollback(d->ports.cursors);
        d->next_save_ms = now_ms + WEIR_SAVE_LATE_MS;
    }
    return err;
}
