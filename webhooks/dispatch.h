/* SPDX-License-Identifier: Apache-2.0
 * webhooks/dispatch.h - which event goes to which receiver when: what the delivery thread does, without thread and
 * clock.
 *
 * A subscription reads the log behind its cursor into lanes, one for each instance: first in, first out, one request at
 * a time. Lanes go side by side. When a receiver refuses one event, its lane is parked: the cursor goes on, and the
 * lane is read again from the log when its time has come. When a receiver fails as a whole, the cursor stands still.
 * Nothing is taken for delivered before the receiver said so, and nothing is passed before what remains of it is in the
 * cursors; so a kill repeats what was not saved yet, in order, and loses nothing.
 * Time comes from the caller, so that tests own it. One thread.
 * Layer: webhooks.   Spec: docs/webhooks.md.
 */
#ifndef WEIR_WEBHOOKS_DISPATCH_H
#define WEIR_WEBHOOKS_DISPATCH_H

#include "webhooks/cursor.h"
#include "webhooks/log.h"
#include "webhooks/sign.h"
#include "webhooks/transport.h"

#define WEIR_IN_FLIGHT_MAX 256u                         /* of all webhooks together */
#define WEIR_QUEUE_BYTES_MAX ((size_t)16 * 1024 * 1024) /* events that wait in memory, of one webhook */
#define WEIR_FILL_COUNT_MAX 1000u                       /* facts read for one webhook before the next one's turn */
#define WEIR_SAVE_SOON_MS 50                            /* after something was delivered */
#define WEIR_SAVE_LATE_MS 1000                          /* after facts were passed that a filter leaves out */
#define WEIR_SAVE_COUNT 256u                            /* deliveries that are saved at once */

typedef struct weir_dispatcher weir_dispatcher;

/* All borrowed as long as the dispatcher lives. */
typedef struct weir_dispatch_ports {
    weir_memory memory;
    weir_log log;
    weir_cursors *cursors;
    weir_transport transport;
    weir_signer *signer;
    weir_text source;         /* of events (event.h) */
    int64_t (*time_ms)(void); /* of the day, for timestamps; NULL: the times that are passed, which say what is due */
    uint32_t seed;            /* of jitter */
    void *self;               /* of these: */
    /* Make it known that a webhook is disabled from now on. */
    void (*disable)(void *self, weir_id webhook, const char *reason);
    void (*warn)(void *self, const char *sentence); /* for an administrator; NULL: nobody */
} weir_dispatch_ports;

/* own: pair with weir_dispatcher_free, which saves nothing. ENOMEM. */
WEIR_MUST_USE weir_err weir_dispatcher_new(const weir_dispatch_ports *ports, weir_dispatcher **out);
void weir_dispatcher_free(weir_dispatcher *dispatcher);

/* The webhooks there are from now on. What is on its way to one that changed or went is given up and, if it is still
 * there, sent again. ENOMEM, ESTORE: call it again. */
WEIR_MUST_USE weir_err weir_dispatcher_set(weir_dispatcher *dispatcher, const weir_webhook_row *rows, uint32_t count,
                                           int64_t now_ms, weir_diag *diag);
void weir_dispatcher_note_commit(weir_dispatcher *dispatcher); /* the log has grown */

/* Read what is new, send what may be sent. An error of the log ends it; call it again later. */
WEIR_MUST_USE weir_err weir_dispatcher_run(weir_dispatcher *dispatcher, int64_t now_ms, weir_diag *diag);
void weir_dispatcher_settle(weir_dispatcher *dispatcher, const weir_outcome *outcome, int64_t now_ms);
/* Write to the cursors what changed. After an error nothing was, and it is tried again at the next call. */
WEIR_MUST_USE weir_err weir_dispatcher_save(weir_dispatcher *dispatcher, int64_t now_ms, weir_diag *diag);

/* When run has something to do again, and when save has; INT64_MAX: not by the time alone. */
int64_t weir_dispatcher_next_run_ms(const weir_dispatcher *dispatcher, int64_t now_ms);
int64_t weir_dispatcher_next_save_ms(const weir_dispatcher *dispatcher);

typedef struct weir_delivery_status {
    uint64_t floor_pos; /* everything before it is settled, and no lane has to go back before it */
    uint64_t position;  /* all up to it is settled */
    uint32_t in_flight_count, queued_count,
        parked_count;         /* requests, events in memory, instances that wait for a retry */
    uint64_t delivered_count; /* since the start */
    uint64_t dead_count;      /* events that were given up, ever */
    bool is_failing;          /* as a whole: */
    int64_t failing_since_ms, next_probe_ms;
    int last_http_status;
    char last_error[128]; /* of the last attempt that failed */
} weir_delivery_status;

typedef void (*weir_delivery_visit)(void *context, weir_id webhook, const weir_delivery_status *status);
void weir_dispatcher_look_at_all(const weir_dispatcher *dispatcher, weir_delivery_visit visit, void *context);
/* False: there is no such webhook. */
bool weir_dispatcher_look(const weir_dispatcher *dispatcher, weir_id webhook, weir_delivery_status *out);

#endif
