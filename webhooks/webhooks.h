/* SPDX-License-Identifier: Apache-2.0
 * webhooks/webhooks.h - webhooks of an open database: who is told, of what, and how it goes.
 *
 *     weir_webhooks *webhooks;
 *     err = weir_webhooks_open(&(weir_webhooks_options){.db = db, .path = "orders.db", .source =
 * "https://weir.example"}, memory, &webhooks, &diag); … weir_webhooks_close(webhooks);   before weir_db_close
 *
 * Every function may be called from any thread, except stop and close, which are the last ones. What a function has
 * answered is on the disk. Layer: webhooks.   Spec: docs/webhooks.md, for receivers.
 */
#ifndef WEIR_WEBHOOKS_WEBHOOKS_H
#define WEIR_WEBHOOKS_WEBHOOKS_H

#include <weir.h>

#include "host/library_port.h"
#include "webhooks/deliver.h"

#define WEIR_WEBHOOK_COUNT_MAX 1000u
#define WEIR_WEBHOOK_DEFAULT_SOURCE "urn:weir"

typedef struct weir_webhooks weir_webhooks;

typedef struct weir_webhooks_options {
    weir_db *db;             /* borrowed, open for writing */
    const char *path;        /* its file; FILE-webhooks is beside it */
    const char *source;      /* a URI by which receivers know this engine, no slash at the end; NULL: the default */
    const weir_guard *guard; /* where deliveries may go; copied */
    const char *ca_file;     /* certificates of authorities, in place of those of the machine; NULL */
    void *context;           /* of warn */
    void (*warn)(void *context, const char *sentence); /* for an administrator, from any thread; NULL: nobody */
} weir_webhooks_options;

/* own: pair with weir_webhooks_close. Deliveries begin at once. EVALUE: the source; EIO, ESTORE, EFORMAT, ENOMEM. */
WEIR_MUST_USE weir_err weir_webhooks_open(const weir_webhooks_options *options, weir_memory memory, weir_webhooks **out,
                                          weir_diag *diag);
/* Nothing is sent any more; what was not answered yet is sent again after the next start. Tests end with EBUSY; the
 * rest may still be called. NULL is allowed, here and there. */
void weir_webhooks_stop(weir_webhooks *webhooks);
void weir_webhooks_close(weir_webhooks *webhooks);

/* What somebody asks for. Absent: the default when it is created, as it is when it is updated. */
typedef struct weir_webhook_settings {
    weir_text actor;
    weir_text url;
    weir_text secret;                 /* "whsec_…"; default: one is made */
    weir_text event_types, processes; /* JSON lists as in event_filter.h, "null": all, which is the default */
    uint64_t from_pos;                /* create alone: the first position that is told; 0: what happens from now on */
    bool is_active_set, is_active;    /* update alone */
} weir_webhook_settings;

typedef struct weir_webhook {
    weir_webhook_row row;               /* texts in the arena; without the secret */
    char secret[WEIR_SECRET_TEXT_SIZE]; /* filled by create, and by an update that sets one; else "" */
    uint64_t next_pos;                  /* of the log */
    weir_delivery_status delivery;      /* zeros as long as nothing is known */
} weir_webhook;

/* How many facts of the log are not settled yet. */
int64_t weir_webhook_lag(const weir_webhook *webhook);

/* EVALUE: what is wrong with the settings, in words; ELIMIT; ESYNTAX; EBUSY, ESTORE, ENOMEM. */
WEIR_MUST_USE weir_err weir_webhooks_create(weir_webhooks *webhooks, const weir_webhook_settings *settings,
                                            weir_arena *arena, weir_webhook *out, weir_diag *diag);
/* ENOTFOUND, and as create. */
WEIR_MUST_USE weir_err weir_webhooks_update(weir_webhooks *webhooks, weir_id id, const weir_webhook_settings *settings,
                                            weir_arena *arena, weir_webhook *out, weir_diag *diag);
/* ENOTFOUND, EBUSY, ESTORE. */
WEIR_MUST_USE weir_err weir_webhooks_delete(weir_webhooks *webhooks, weir_id id, weir_text actor, weir_diag *diag);
/* ENOTFOUND, ESTORE, ENOMEM. */
WEIR_MUST_USE weir_err weir_webhooks_get(weir_webhooks *webhooks, weir_id id, weir_arena *arena, weir_webhook *out,
                                         weir_diag *diag);
/* In the order they were created. out: count of them, in the arena. ESTORE, ENOMEM. */
WEIR_MUST_USE weir_err weir_webhooks_list(weir_webhooks *webhooks, weir_arena *arena, weir_webhook **out,
                                          uint32_t *count, weir_diag *diag);
/* Send an event of type io.weir.webhook.test.v1 now and wait for the answer, up to 15 seconds: outcome says what came
 * of it, also when nothing did. ENOTFOUND, EBUSY, ENOMEM. */
WEIR_MUST_USE weir_err weir_webhooks_test(weir_webhooks *webhooks, weir_id id, weir_outcome *outcome, weir_diag *diag);

/* ── for threads that can't wait ─────────────────────────────────────────────────────────────────────── */

/* The same changes in three steps: make the edit, let the thread that writes do weir_webhook_edit_write (a
 * weir_writer_work, whose context is the edit), end it. Settings are borrowed, and the arena lives, until then. Errors:
 * as above, at the step where they are found. */
typedef struct weir_webhook_edit weir_webhook_edit;

WEIR_MUST_USE weir_err weir_webhook_edit_create(weir_webhooks *webhooks, const weir_webhook_settings *settings,
                                                weir_arena *arena, weir_webhook_edit **out, weir_diag *diag);
WEIR_MUST_USE weir_err weir_webhook_edit_update(weir_webhooks *webhooks, weir_id id,
                                                const weir_webhook_settings *settings, weir_arena *arena,
                                                weir_webhook_edit **out, weir_diag *diag);
WEIR_MUST_USE weir_err weir_webhook_edit_delete(weir_webhooks *webhooks, weir_id id, weir_text actor, weir_arena *arena,
                                                weir_webhook_edit **out);
WEIR_MUST_USE weir_err weir_webhook_edit_write(void *edit, weir_engine *engine, weir_diag *diag);
WEIR_MUST_USE weir_err weir_webhook_edit_end(weir_webhook_edit *edit, weir_webhook *out, weir_diag *diag); /* or NULL */

/* The first half of weir_webhooks_test; trial->done is told of the end. Errors as there; done is not called then. */
WEIR_MUST_USE weir_err weir_webhooks_try(weir_webhooks *webhooks, weir_id id, weir_arena *arena, weir_trial *trial,
                                         weir_diag *diag);

#endif
