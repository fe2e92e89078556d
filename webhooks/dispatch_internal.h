/* SPDX-License-Identifier: Apache-2.0
 * webhooks/dispatch_internal.h - what the files of the dispatcher share.
 *
 * dispatch.c sends and settles, subscription.c knows webhooks and reads the log for them, lane.c keeps the queues,
 * dispatch_save.c writes cursors. Layer: webhooks.
 */
#ifndef WEIR_WEBHOOKS_DISPATCH_INTERNAL_H
#define WEIR_WEBHOOKS_DISPATCH_INTERNAL_H

#include "webhooks/dispatch.h"
#include "webhooks/endpoint.h"
#include "webhooks/retry.h"
#include "webhooks/window.h"

#define WEIR_LANE_BUCKET_COUNT 1024u /* a power of two */
#define WEIR_PREVIOUS_COUNT 2048u    /* a power of two */
#define WEIR_PENDING_MAX 256u        /* dead events and attempts that wait to be saved */
#define WEIR_BLAME_COUNT_MAX 3u
#define WEIR_NEVER INT64_MAX

/* An event that waits in memory, as it is sent. */
typedef struct weir_item weir_item;
struct weir_item {
    weir_item *next;
    uint64_t position, number;
    size_t length;
    char body[];
};

typedef struct weir_lane weir_lane;
struct weir_lane {
    weir_id stream;
    weir_item *first, *last; /* of a parked lane: the one that is on its way, or none */
    bool is_in_flight, is_ready, is_parked;
    bool has_row;      /* in the cursors */
    bool is_dirty;     /* the cursors do not say what is the case */
    uint64_t number;   /* parked: of the next fact to be delivered, or behind it */
    uint64_t position; /* parked: of that fact in the log, or before it */
    uint64_t gap;      /* number of the event before that was given up; 0: none */
    uint32_t try_count;
    int64_t next_ms; /* parked: of the next try; WEIR_NEVER: when there is an event */
    int http_status; /* of the last try that failed */
    uint32_t blame_count;
    uint64_t success_mark; /* success_count of the endpoint when this head failed the last time */
    weir_lane *bucket_next, *next_ready;
    weir_lane *previous_parked, *next_parked;
    weir_lane *next_dirty;
};

/* The last event of an instance that passed the filter. */
typedef struct weir_previous {
    weir_id stream;
    uint64_t number;
} weir_previous;

typedef struct weir_subscription weir_subscription;
struct weir_subscription {
    weir_subscription *next;
    weir_id id;
    weir_arena arena; /* of the settings */
    const char *url;
    weir_event_filter filter;
    weir_text event_types, processes; /* the filter as it came */
    weir_secret secret;
    uint64_t from_pos, filter_pos;
    bool is_active, is_kept; /* is_kept: while webhooks are set */
    weir_window window;
    uint64_t read_pos; /* of the next fact to be read */
    bool has_more;     /* the log may have facts from there on */
    size_t queued_bytes;
    uint32_t queued_count, parked_count;
    uint64_t delivered_count, dead_count;
    int last_http_status;
    char last_error[128];
    weir_endpoint endpoint;
    weir_lane *lanes[WEIR_LANE_BUCKET_COUNT];
    weir_lane *ready_first, *ready_last, *parked, *dirty;
    int64_t next_due_ms;     /* of parked lanes, at the earliest */
    weir_previous *previous; /* NULL: not needed */
    bool is_dirty;
};

/* A request on its way; the tag is its place here and a count, so that no late outcome meets another one. */
typedef struct weir_flight {
    weir_subscription *subscription; /* NULL: free */
    weir_lane *lane;
    uint64_t tag;
} weir_flight;

struct weir_dispatcher {
    weir_dispatch_ports ports;
    weir_arena scratch;
    weir_subscription *subscriptions, *turn; /* turn: who is asked first next time */
    weir_flight flights[WEIR_IN_FLIGHT_MAX];
    uint32_t flight_count;
    uint64_t tag_count;
    uint32_t random;
    int64_t now_ms;
    int64_t next_save_ms;
    uint32_t unsaved_count; /* deliveries */
    weir_dead_row dead[WEIR_PENDING_MAX];
    uint32_t dead_count;
    weir_attempt_row attempts[WEIR_PENDING_MAX];
    char errors[WEIR_PENDING_MAX][64];
    uint32_t attempt_count;
};

uint32_t weir_dispatcher_random(weir_dispatcher *dispatcher);
void weir_dispatcher_save_by(weir_dispatcher *dispatcher, int64_t ms);
void weir_dispatcher_cancel(weir_dispatcher *dispatcher, const weir_subscription *subscription);

/* ── lanes (lane.c) ──────────────────────────────────────────────────────────────────────────────────── */

weir_lane *weir_lane_find(const weir_subscription *s, weir_id stream); /* or NULL */
WEIR_MUST_USE weir_err weir_lane_add(weir_dispatcher *d, weir_subscription *s, weir_id stream, weir_lane **out);
/* Give it back if nothing needs it: nothing waits in it, and the cursors need no change. */
void weir_lane_let_go(weir_dispatcher *d, weir_subscription *s, weir_lane *lane);
void weir_lane_make_ready(weir_subscription *s, weir_lane *lane);
weir_lane *weir_lane_take_ready(weir_subscription *s); /* the one that waits longest; NULL */
void weir_lane_touch(weir_subscription *s, weir_lane *lane);
/* The event that is first goes, delivered or not. */
void weir_lane_drop_first(weir_dispatcher *d, weir_subscription *s, weir_lane *lane);
/* From now on the cursors keep it; what waits in memory is settled. number: of its first fact that is not delivered. */
void weir_lane_park(weir_dispatcher *d, weir_subscription *s, weir_lane *lane, uint64_t number);
void weir_lane_unpark(weir_dispatcher *d, weir_subscription *s, weir_lane *lane);
void weir_lane_wait_until(weir_subscription *s, weir_lane *lane, int64_t ms);
weir_lane *weir_lane_find_due(weir_subscription *s, int64_t now_ms); /* a parked one that is not on its way; NULL */
void weir_lanes_free(weir_dispatcher *d, weir_subscription *s);

/* ── subscriptions (subscription.c) ──────────────────────────────────────────────────────────────────── */

void weir_subscription_free(weir_dispatcher *d, weir_subscription *s);
/* Read on in the log, as far as there is room. */
WEIR_MUST_USE weir_err weir_subscription_fill(weir_dispatcher *d, weir_subscription *s, weir_diag *diag);
bool weir_subscription_has_room(const weir_subscription *s);
/* The next event of a parked lane, from the log, as its first item. None: it is unparked, or waits for one. */
WEIR_MUST_USE weir_err weir_subscription_load(weir_dispatcher *d, weir_subscription *s, weir_lane *lane,
                                              weir_diag *diag);

#endif
