/* SPDX-License-Identifier: Apache-2.0
 * webhooks/deliver.h - the one thread that delivers.
 *
 * It sleeps until somebody wakes it: a commit, a change of webhooks, an answer, or a time at which something is due.
 * The engine never waits for it.
 * Layer: webhooks.
 */
#ifndef WEIR_WEBHOOKS_DELIVER_H
#define WEIR_WEBHOOKS_DELIVER_H

#include "host/webhooks.h"
#include "webhooks/dispatch.h"
#include "webhooks/guard.h"
#include "webhooks/trial.h"

typedef struct weir_deliverer weir_deliverer;

typedef struct weir_deliverer_options {
    const char *path;        /* of the database; the cursors are in path-webhooks. Copied */
    const char *source;      /* of events (event.h); copied */
    const weir_guard *guard; /* copied */
    const char *ca_file;     /* or NULL */
    void *self;              /* of these, which run on the thread that delivers: */
    void (*disable)(void *self, weir_id webhook, const char *reason);
    /* Note floors where they last longer than FILE-webhooks; once a minute, as far as there is something to note. */
    void (*note_floors)(void *self, const weir_webhook_floor *floors, uint32_t count);
    void (*warn)(void *self, const char *sentence); /* or NULL */
} weir_deliverer_options;

/* own: pair with weir_deliverer_free, which saves and stops. Starts the thread, with the webhooks that the database
 * has. As weir_sqlite_open; ENOMEM, ESTORE. */
WEIR_MUST_USE weir_err weir_deliverer_new(const weir_deliverer_options *options, weir_memory memory,
                                          weir_deliverer **out, weir_diag *diag);
void weir_deliverer_free(weir_deliverer *deliverer);
/* The first half of free: nothing is sent any more, trials have ended, the rest may be called. */
void weir_deliverer_stop(weir_deliverer *deliverer);

/* From any thread; they return at once. */
void weir_deliverer_note_commit(void *deliverer);           /* the log has grown */
void weir_deliverer_note_change(weir_deliverer *deliverer); /* webhooks have changed */

/* From any thread. False: it has not met that webhook yet. */
bool weir_deliverer_look(weir_deliverer *deliverer, weir_id webhook, weir_delivery_status *out);

/* Send one event that is no fact; from any thread. As weir_trials_add. */
WEIR_MUST_USE weir_err weir_deliverer_try(weir_deliverer *deliverer, const weir_webhook_row *webhook, weir_arena *arena,
                                          weir_trial *trial, weir_diag *diag);

#endif
