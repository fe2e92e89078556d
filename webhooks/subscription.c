/* SPDX-License-Identifier: Apache-2.0
 * webhooks/subscription.c - webhooks with their cursors, and the log read into their lanes.
 */
#include <assert.h>
#include <string.h>

#include "webhooks/dispatch_internal.h"
#include "webhooks/retry.h"

#define SETTINGS_BYTES_MAX ((size_t)1024 * 1024)
#define WAIT_MS_MAX (2 * WEIR_RETRY_AFTER_MS_MAX) /* no schedule has a longer step */
#define EVENT_BYTES_MAX ((size_t)64 * 1024 * 1024)

/* ── settings ────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err copy_text(weir_arena *arena, weir_text text, const char **out)
{
    char *copy = weir_arena_take(arena, text.length + 1);

    if (!copy)
        return WEIR_ENOMEM;
    if (text.length > 0)
        memcpy(copy, text.at, text.length);
    *out = copy;
    return WEIR_OK;
}

static bool texts_equal(weir_text a, weir_text b)
{
    return (a.at == NULL) == (b.at == NULL) && weir_text_equal(a, b);
}

static bool is_unchanged(const weir_subscription *s, const weir_webhook_row *row)
{
    return s->is_active == row->is_active && weir_text_equal(weir_text_of(s->url), row->url) &&
           weir_text_equal((weir_text){(const char *)s->secret.byte, s->secret.length}, row->secret) &&
           s->filter_pos == row->filter_pos && texts_equal(s->event_types, row->event_types) &&
           texts_equal(s->processes, row->processes);
}

static weir_err make_room_for_previous(weir_dispatcher *d, weir_subscription *s)
{
    const weir_memory memory = d->ports.memory;
    const size_t size = WEIR_PREVIOUS_COUNT * sizeof *s->previous;

    if (weir_event_filter_has_gaps(&s->filter) && !s->previous) {
        s->previous = memory.take(memory.self, size);
        if (!s->previous)
            return WEIR_ENOMEM;
    }
    if (s->previous)
        memset(s->previous, 0, size);
    return WEIR_OK;
}

/* A secret that is lost is an empty one: nobody can verify what it signs, so nothing is sent. */
static weir_err take_settings(weir_dispatcher *d, weir_subscription *s, const weir_webhook_row *row, weir_diag *diag)
{
    const bool is_active =
        row->is_active && row->secret.length >= WEIR_SECRET_LENGTH_MIN && row->secret.length <= WEIR_SECRET_LENGTH_MAX;

    weir_arena_reset(&s->arena);
    s->url = ""; /* differs from any other, if what follows fails */
    s->is_active = false;
    WEIR_TRY(weir_arena_text(&s->arena, row->event_types, &s->event_types));
    WEIR_TRY(weir_arena_text(&s->arena, row->processes, &s->processes));
    WEIR_TRY(weir_event_filter_read(row->event_types, row->processes, &s->arena, &s->filter, diag));
    s->from_pos = row->from_pos;
    s->filter_pos = row->filter_pos;
    s->secret.length = is_active ? (uint32_t)row->secret.length : 0;
    memcpy(s->secret.byte, row->secret.at ? row->secret.at : "", s->secret.length);
    WEIR_TRY(make_room_for_previous(d, s));
    WEIR_TRY(copy_text(&s->arena, row->url, &s->url));
    s->is_active = is_active;
    return WEIR_OK;
}

/* ── cursors ─────────────────────────────────────────────────────────────────────────────────────────── */

typedef struct lane_loading {
    weir_dispatcher *d;
    weir_subscription *s;
} lane_loading;

/* What was saved while the clock of the machine was wrong makes nothing wait for longer than it may. */
static int64_t due_time(const weir_dispatcher *d, int64_t saved_ms)
{
    return saved_ms != WEIR_NEVER && saved_ms > d->now_ms + WAIT_MS_MAX ? d->now_ms : saved_ms;
}

static weir_err load_lane(void *context, const weir_lane_row *row)
{
    const lane_loading *loading = context;
    weir_lane *lane;

    WEIR_TRY(weir_lane_add(loading->d, loading->s, row->stream, &lane));
    weir_lane_park(loading->d, loading->s, lane, row->number);
    lane->has_row = true;
    lane->gap = row->gap;
    lane->position = row->position;
    lane->try_count = row->try_count;
    lane->http_status = row->http_status;
    weir_lane_wait_until(loading->s, lane, due_time(loading->d, row->next_ms));
    return WEIR_OK;
}

static weir_err forget(weir_dispatcher *d, weir_id id, weir_diag *diag)
{
    weir_err err;

    WEIR_TRY(weir_cursors_begin(d->ports.cursors, diag));
    err = weir_cursors_drop(d->ports.cursors, id, diag);
    if (err == WEIR_OK)
        err = weir_cursors_commit(d->ports.cursors, diag);
    weir_cursors_rollback(d->ports.cursors);
    return err;
}

/* Where it is not known how far it is, it begins at its floor again. */
static weir_err read_cursor(weir_dispatcher *d, weir_subscription *s, uint64_t first_pos, weir_diag *diag)
{
    weir_cursor_row row = {.low = first_pos - 1};
    const weir_err err = weir_cursors_get(d->ports.cursors, s->id, &d->scratch, &row, diag);

    if (err != WEIR_OK && err != WEIR_ENOTFOUND)
        return err;
    if (!weir_window_decode(&s->window, row.low, row.above))
        return weir_fail(diag, WEIR_EFORMAT, WEIR_NO_TEXT, "the cursor of a webhook is damaged");
    s->endpoint.failing_since_ms = row.failing_since_ms;
    s->endpoint.is_failing = row.failing_since_ms > 0;
    s->endpoint.probe_step = row.probe_step;
    s->endpoint.next_probe_ms = due_time(d, row.next_probe_ms);
    WEIR_TRY(weir_cursors_count_dead(d->ports.cursors, s->id, &s->dead_count, diag));
    return weir_cursors_read_lanes(d->ports.cursors, s->id, load_lane, &(lane_loading){d, s}, diag);
}

/* The others have nothing to do with it, and what was delivered since the floor is delivered again. */
static weir_err start_over(weir_dispatcher *d, weir_subscription *s, uint64_t first_pos, weir_diag *diag)
{
    char id[WEIR_ID_TEXT_LENGTH + 1], sentence[160];

    weir_id_print(s->id, id);
    (void)snprintf(sentence, sizeof sentence, "how far the webhook %s is can't be read: it begins at %llu again", id,
                   (unsigned long long)first_pos);
    if (d->ports.warn)
        d->ports.warn(d->ports.self, sentence);
    weir_lanes_free(d, s);
    weir_endpoint_init(&s->endpoint);
    s->dead_count = 0;
    weir_window_init(&s->window, first_pos - 1);
    s->is_dirty = true;
    weir_dispatcher_save_by(d, d->now_ms);
    return forget(d, s->id, diag);
}

static weir_err take_cursor(weir_dispatcher *d, weir_subscription *s, uint64_t floor_pos, weir_diag *diag)
{
    const uint64_t first_pos = s->from_pos > floor_pos ? s->from_pos : floor_pos;
    weir_err err = read_cursor(d, s, first_pos, diag);

    if (err == WEIR_EFORMAT)
        err = start_over(d, s, first_pos, diag);
    s->read_pos = s->window.low + 1;
    return err;
}

/* After a restore from a backup the log may end before a cursor, and what comes next has positions that were passed. */
static weir_err check_log(weir_dispatcher *d, weir_subscription *s, weir_diag *diag)
{
    uint64_t next_pos;

    WEIR_TRY(d->ports.log.next_pos(d->ports.log.self, &next_pos, diag));
    if (!s->is_active || s->window.low < next_pos)
        return WEIR_OK;
    s->is_active = false;
    d->ports.disable(d->ports.self, s->id, "the log ends before its cursor, as after a restore: create it anew");
    return WEIR_OK;
}

static weir_err add(weir_dispatcher *d, const weir_webhook_row *row, weir_diag *diag)
{
    weir_subscription *s = d->ports.memory.take(d->ports.memory.self, sizeof *s);
    weir_subscription **at = &d->subscriptions;
    weir_err err;

    if (!s)
        return WEIR_ENOMEM;
    memset(s, 0, sizeof *s);
    s->id = row->id;
    s->next_due_ms = WEIR_NEVER;
    s->has_more = s->is_kept = true;
    weir_arena_init(&s->arena, d->ports.memory, SETTINGS_BYTES_MAX);
    weir_endpoint_init(&s->endpoint);
    err = take_settings(d, s, row, diag);
    if (err == WEIR_OK)
        err = take_cursor(d, s, row->floor_pos, diag);
    if (err == WEIR_OK)
        err = check_log(d, s, diag);
    weir_arena_reset(&d->scratch);
    if (err != WEIR_OK) {
        weir_subscription_free(d, s);
        return err;
    }
    while (*at)
        at = &(*at)->next;
    *at = s;
    return WEIR_OK;
}

static weir_err change(weir_dispatcher *d, weir_subscription *s, const weir_webhook_row *row, weir_diag *diag)
{
    if (is_unchanged(s, row))
        return WEIR_OK;
    weir_dispatcher_cancel(d, s);
    WEIR_TRY(take_settings(d, s, row, diag));
    s->endpoint =
        (weir_endpoint){.in_flight_max = WEIR_ENDPOINT_IN_FLIGHT_FIRST, .success_count = s->endpoint.success_count};
    s->is_dirty = true;
    weir_dispatcher_save_by(d, d->now_ms);
    return check_log(d, s, diag);
}

void weir_subscription_free(weir_dispatcher *d, weir_subscription *s)
{
    const weir_memory memory = d->ports.memory;

    weir_dispatcher_cancel(d, s);
    weir_lanes_free(d, s);
    if (s->previous)
        memory.give(memory.self, s->previous, WEIR_PREVIOUS_COUNT * sizeof *s->previous);
    weir_arena_release(&s->arena);
    memory.give(memory.self, s, sizeof *s);
}

static weir_err remove_others(weir_dispatcher *d, weir_diag *diag)
{
    weir_subscription **at = &d->subscriptions;

    while (*at) {
        weir_subscription *s = *at;

        if (s->is_kept) {
            at = &s->next;
            continue;
        }
        WEIR_TRY(forget(d, s->id, diag));
        *at = s->next;
        weir_subscription_free(d, s);
    }
    return WEIR_OK;
}

static weir_subscription *find(const weir_dispatcher *d, weir_id id)
{
    weir_subscription *s = d->subscriptions;

    while (s && !weir_id_equal(s->id, id))
        s = s->next;
    return s;
}

weir_err weir_dispatcher_set(weir_dispatcher *d, const weir_webhook_row *rows, uint32_t count, int64_t now_ms,
                             weir_diag *diag)
{
    d->now_ms = now_ms;
    d->turn = NULL;
    for (weir_subscription *s = d->subscriptions; s; s = s->next)
        s->is_kept = false;
    for (uint32_t i = 0; i < count; i++) {
        weir_subscription *s = find(d, rows[i].id);

        if (s)
            s->is_kept = true;
        WEIR_TRY(s ? change(d, s, &rows[i], diag) : add(d, &rows[i], diag));
    }
    return remove_others(d, diag);
}

static uint64_t floor_of(const weir_subscription *s)
{
    uint64_t floor_pos = s->window.low + 1;

    for (const weir_lane *lane = s->parked; lane; lane = lane->next_parked) {
        if (lane->position < floor_pos)
            floor_pos = lane->position;
    }
    return floor_pos;
}

static void describe(const weir_subscription *s, weir_delivery_status *out)
{
    *out = (weir_delivery_status){.floor_pos = floor_of(s),
                                  .position = s->window.low,
                                  .in_flight_count = s->endpoint.in_flight_count,
                                  .queued_count = s->queued_count,
                                  .parked_count = s->parked_count,
                                  .delivered_count = s->delivered_count,
                                  .dead_count = s->dead_count,
                                  .is_failing = s->endpoint.is_failing,
                                  .failing_since_ms = s->endpoint.failing_since_ms,
                                  .next_probe_ms = s->endpoint.next_probe_ms,
                                  .last_http_status = s->last_http_status};
    memcpy(out->last_error, s->last_error, sizeof out->last_error);
}

void weir_dispatcher_look_at_all(const weir_dispatcher *d, weir_delivery_visit visit, void *context)
{
    for (const weir_subscription *s = d->subscriptions; s; s = s->next) {
        weir_delivery_status status;

        describe(s, &status);
        visit(context, s->id, &status);
    }
}

bool weir_dispatcher_look(const weir_dispatcher *d, weir_id webhook, weir_delivery_status *out)
{
    const weir_subscription *s = find(d, webhook);

    if (s)
        describe(s, out);
    return s != NULL;
}

/* ── events ──────────────────────────────────────────────────────────────────────────────────────────── */

/* Numbers of an instance have no gaps unless the filter makes some. */
static weir_err take_previous(weir_dispatcher *d, weir_subscription *s, weir_event *event, weir_diag *diag)
{
    const weir_text bytes = {(const char *)event->stream.byte, sizeof event->stream.byte};
    weir_previous *known;

    if (!s->previous)
        return WEIR_OK;
    known = &s->previous[weir_text_hash(bytes) & (WEIR_PREVIOUS_COUNT - 1)];
    if (known->number > 0 && weir_id_equal(known->stream, event->stream) && known->number < event->number)
        event->previous = known->number;
    else
        WEIR_TRY(d->ports.log.previous(d->ports.log.self, event->stream, event->number, s->filter_pos, &s->filter,
                                       &event->previous, diag));
    *known = (weir_previous){event->stream, event->number};
    return WEIR_OK;
}

static weir_err push(weir_dispatcher *d, weir_subscription *s, weir_lane *lane, const weir_event *event)
{
    weir_event told = *event;
    const weir_memory memory = d->ports.memory;
    weir_item *item;
    weir_buffer body;
    weir_text text;

    weir_arena_reset(&d->scratch);
    weir_buffer_init(&body, &d->scratch, EVENT_BYTES_MAX);
    told.fields = weir_event_filter_fields(&s->filter, event->type);
    weir_event_write(&told, d->ports.source, &body);
    WEIR_TRY(weir_buffer_done(&body, &text));
    item = memory.take(memory.self, sizeof *item + text.length);
    if (!item)
        return WEIR_ENOMEM;
    item->next = NULL;
    item->position = event->position;
    item->number = event->number;
    item->length = text.length;
    memcpy(item->body, text.at, text.length);
    if (lane->last)
        lane->last->next = item;
    else
        lane->first = item;
    lane->last = item;
    s->queued_bytes += item->length;
    s->queued_count++;
    return WEIR_OK;
}

/* ── reading on ──────────────────────────────────────────────────────────────────────────────────────── */

typedef struct filling {
    weir_dispatcher *d;
    weir_subscription *s;
    uint32_t count;
    bool is_full; /* not all was read */
    weir_err err;
    weir_diag *diag;
} filling;

bool weir_subscription_has_room(const weir_subscription *s)
{
    return weir_window_has_room(&s->window, s->read_pos) && s->queued_bytes < WEIR_QUEUE_BYTES_MAX;
}

static void pass(weir_dispatcher *d, weir_subscription *s, uint64_t position)
{
    weir_window_settle(&s->window, position);
    s->is_dirty = true;
    weir_dispatcher_save_by(d, d->now_ms + WEIR_SAVE_LATE_MS);
}

static weir_err enqueue(weir_dispatcher *d, weir_subscription *s, weir_lane *lane, const weir_event *event,
                        weir_diag *diag)
{
    weir_event own = *event;
    weir_err err = lane ? WEIR_OK : weir_lane_add(d, s, event->stream, &lane);

    if (err != WEIR_OK)
        return err;
    err = take_previous(d, s, &own, diag);
    if (err == WEIR_OK)
        err = push(d, s, lane, &own);
    if (err == WEIR_OK)
        weir_lane_make_ready(s, lane);
    else
        weir_lane_let_go(d, s, lane);
    return err;
}

static weir_err take_event(weir_dispatcher *d, weir_subscription *s, const weir_event *event, weir_diag *diag)
{
    weir_lane *lane;

    if (weir_window_is_settled(&s->window, event->position))
        return WEIR_OK;
    if (!weir_event_filter_takes_type(&s->filter, event->type) ||
        !weir_event_filter_takes_process(&s->filter, event->process)) {
        pass(d, s, event->position);
        return WEIR_OK;
    }
    lane = weir_lane_find(s, event->stream);
    if (!lane || !lane->is_parked)
        return enqueue(d, s, lane, event, diag);
    pass(d, s, event->position);
    if (lane->next_ms == WEIR_NEVER && !lane->is_in_flight)
        weir_lane_wait_until(s, lane, d->now_ms);
    return WEIR_OK;
}

static bool visit_event(void *context, const weir_event *event)
{
    filling *f = context;

    f->is_full = !weir_subscription_has_room(f->s) || ++f->count > WEIR_FILL_COUNT_MAX;
    if (f->is_full)
        return false;
    f->err = take_event(f->d, f->s, event, f->diag);
    if (f->err != WEIR_OK)
        return false;
    f->s->read_pos = event->position + 1;
    return true;
}

weir_err weir_subscription_fill(weir_dispatcher *d, weir_subscription *s, weir_diag *diag)
{
    filling f = {.d = d, .s = s, .diag = diag};

    if (!s->has_more || !weir_subscription_has_room(s))
        return WEIR_OK;
    WEIR_TRY(d->ports.log.read(d->ports.log.self, s->read_pos, visit_event, &f, diag));
    WEIR_TRY(f.err);
    s->has_more = f.is_full;
    return WEIR_OK;
}

/* ── reading again ───────────────────────────────────────────────────────────────────────────────────── */

/* The next event of a parked lane that the reader has passed. */
typedef struct loading {
    weir_dispatcher *d;
    weir_subscription *s;
    weir_lane *lane;
    bool is_there;
    weir_err err;
    weir_diag *diag;
} loading;

static bool visit_missed(void *context, const weir_event *event)
{
    loading *l = context;
    weir_event own = *event;

    if (event->number < l->lane->number || event->position < l->s->from_pos)
        return true;
    if (!weir_window_is_settled(&l->s->window, event->position))
        return false; /* the reader will come by it */
    if (!weir_event_filter_takes_type(&l->s->filter, event->type) ||
        !weir_event_filter_takes_process(&l->s->filter, event->process))
        return true;
    own.gap = l->lane->gap;
    l->err = take_previous(l->d, l->s, &own, l->diag);
    if (l->err == WEIR_OK)
        l->err = push(l->d, l->s, l->lane, &own);
    l->is_there = l->err == WEIR_OK;
    return false;
}

weir_err weir_subscription_load(weir_dispatcher *d, weir_subscription *s, weir_lane *lane, weir_diag *diag)
{
    const weir_log *log = &d->ports.log;
    loading l = {.d = d, .s = s, .lane = lane, .diag = diag};

    assert(lane->is_parked && !lane->first);
    WEIR_TRY(log->read_stream(log->self, lane->stream, lane->number, visit_missed, &l, diag));
    WEIR_TRY(l.err);
    if (l.is_there)
        return WEIR_OK;
    if (lane->gap > 0)
        weir_lane_wait_until(s, lane, WEIR_NEVER);
    else
        weir_lane_unpark(d, s, lane);
    return WEIR_OK;
}
