/* SPDX-License-Identifier: Apache-2.0
 * webhooks/trial.h - events that are no facts, sent once to see what comes of it.
 *
 * Somebody asks from any thread, the one that delivers sends and tells him of the end. Several may be on their way at
 * once, so that a receiver that hangs is in nobody else's way.
 * Layer: webhooks.
 */
#ifndef WEIR_WEBHOOKS_TRIAL_H
#define WEIR_WEBHOOKS_TRIAL_H

#include <pthread.h>

#include "base/arena.h"
#include "store/store.h"
#include "webhooks/sign.h"
#include "webhooks/transport.h"

#define WEIR_TRIAL_COUNT_MAX 16u /* on their way at once */

typedef struct weir_trial weir_trial;

struct weir_trial {
    /* On the thread that delivers, quick; from then on the trial is the caller's again. */
    void (*done)(void *context);
    void *context;
    /* What came of it, for done: EBUSY: deliveries are being stopped. */
    weir_err err;
    weir_outcome outcome;
    /* weir's own: */
    char id[64];
    const char *url;
    weir_secret secret;
    weir_text body;
    uint64_t tag;
    bool is_sent;
    weir_trial *next;
};

typedef struct weir_trials {
    pthread_mutex_t lock; /* of all of it */
    bool has_lock, is_over;
    weir_trial *first;
    uint32_t count;
    uint64_t number;
} weir_trials;

/* ESTORE: there is no lock. */
WEIR_MUST_USE weir_err weir_trials_init(weir_trials *trials, weir_diag *diag);
void weir_trials_release(weir_trials *trials); /* when none is on its way; one that was never initialised is fine */

/* From any thread. What it needs is copied into the arena, which lives until done is called.
 * EVALUE: the webhook has lost its secret; EBUSY: limit trial_count, or they are over; ENOMEM. done is not called then.
 */
WEIR_MUST_USE weir_err weir_trials_add(weir_trials *trials, const weir_webhook_row *webhook, weir_text source,
                                       int64_t now_ms, weir_arena *arena, weir_trial *trial, weir_diag *diag);

/* On the thread that delivers: */
void weir_trials_send(weir_trials *trials, weir_signer *signer, const weir_transport *transport, int64_t now_ms);
bool weir_trials_settle(weir_trials *trials, const weir_outcome *outcome); /* false: it is none of a trial */
/* End those that are on their way, and take no more. */
void weir_trials_stop(weir_trials *trials, const weir_transport *transport);

#endif
