/* SPDX-License-Identifier: Apache-2.0
 * webhooks/trial.c - a short list; each trial leaves it before its caller hears of the end.
 */
#include "webhooks/trial.h"

#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/time.h"

#define TRIAL_TAG (UINT64_C(1) << 63) /* no delivery has a tag like this */

weir_err weir_trials_init(weir_trials *trials, weir_diag *diag)
{
    *trials = (weir_trials){0};
    if (pthread_mutex_init(&trials->lock, NULL) != 0)
        return weir_fail(diag, WEIR_ESTORE, WEIR_NO_TEXT, "there is no lock for test events");
    trials->has_lock = true;
    return WEIR_OK;
}

void weir_trials_release(weir_trials *trials)
{
    if (trials->has_lock)
        pthread_mutex_destroy(&trials->lock);
    trials->has_lock = false;
}

/* ── asking ──────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err write_event(weir_trial *trial, weir_id webhook, uint64_t number, weir_text source, int64_t now_ms,
                            weir_arena *arena)
{
    char id[WEIR_ID_TEXT_LENGTH + 1];
    weir_buffer body;

    weir_id_print(webhook, id);
    (void)snprintf(trial->id, sizeof trial->id, "test_%s_%llu", id, (unsigned long long)number);
    weir_buffer_init(&body, arena, 0);
    weir_buffer_format(
        &body,
        "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"%.*s/engine\",\"type\":\"io.weir.webhook.test.v1\","
        "\"time\":\"",
        trial->id, WEIR_ARG(source));
    weir_instant_write(now_ms, &body);
    weir_buffer_format(&body, "\",\"datacontenttype\":\"application/json\",\"data\":{\"webhook\":\"%s\"}}", id);
    return weir_buffer_done(&body, &trial->body);
}

static weir_err take_webhook(weir_trial *trial, const weir_webhook_row *webhook, weir_arena *arena)
{
    char *url = weir_arena_take(arena, webhook->url.length + 1);

    if (!url)
        return WEIR_ENOMEM;
    memcpy(url, webhook->url.at, webhook->url.length);
    url[webhook->url.length] = '\0';
    trial->url = url;
    trial->secret = (weir_secret){.length = (uint32_t)webhook->secret.length};
    memcpy(trial->secret.byte, webhook->secret.at, webhook->secret.length);
    return WEIR_OK;
}

static weir_err add(weir_trials *trials, weir_trial *trial, weir_diag *diag)
{
    if (trials->is_over)
        return weir_fail(diag, WEIR_EBUSY, WEIR_NO_TEXT, "deliveries are being stopped");
    if (trials->count == WEIR_TRIAL_COUNT_MAX)
        return weir_fail(diag, WEIR_EBUSY, WEIR_NO_TEXT, "%u test events are on their way already (limit trial_count)",
                         trials->count);
    trial->is_sent = false;
    trial->next = trials->first;
    trials->first = trial;
    trials->count++;
    return WEIR_OK;
}

weir_err weir_trials_add(weir_trials *trials, const weir_webhook_row *webhook, weir_text source, int64_t now_ms,
                         weir_arena *arena, weir_trial *trial, weir_diag *diag)
{
    weir_err err;

    if (webhook->secret.length < WEIR_SECRET_LENGTH_MIN || webhook->secret.length > WEIR_SECRET_LENGTH_MAX)
        return weir_fail(diag, WEIR_EVALUE, WEIR_NO_TEXT, "the secret of this webhook is lost; set a new one");
    WEIR_TRY(take_webhook(trial, webhook, arena));
    pthread_mutex_lock(&trials->lock);
    trial->tag = TRIAL_TAG | ++trials->number;
    err = write_event(trial, webhook->id, trials->number, source, now_ms, arena);
    if (err == WEIR_OK)
        err = add(trials, trial, diag);
    pthread_mutex_unlock(&trials->lock);
    return err;
}

/* ── on the thread that delivers ─────────────────────────────────────────────────────────────────────── */

static void end(weir_trial *trial, weir_err err, const weir_outcome *outcome)
{
    trial->err = err;
    if (outcome)
        trial->outcome = *outcome;
    trial->done(trial->context);
}

/* Out of the list, by its tag; NULL: it is not there. With the lock held. */
static weir_trial *take_out(weir_trials *trials, uint64_t tag)
{
    for (weir_trial **at = &trials->first; *at; at = &(*at)->next) {
        weir_trial *trial = *at;

        if (trial->tag != tag)
            continue;
        *at = trial->next;
        trials->count--;
        return trial;
    }
    return NULL;
}

static weir_trial *next_unsent(weir_trials *trials)
{
    weir_trial *trial;

    pthread_mutex_lock(&trials->lock);
    for (trial = trials->first; trial && trial->is_sent; trial = trial->next)
        continue;
    if (trial)
        trial->is_sent = true;
    pthread_mutex_unlock(&trials->lock);
    return trial;
}

static weir_err send(const weir_trial *trial, weir_signer *signer, const weir_transport *transport, int64_t now_s)
{
    const weir_signed what = {.id = weir_text_of(trial->id), .timestamp_s = now_s, .body = trial->body};
    char signature[WEIR_SIGNATURE_SIZE];

    WEIR_TRY(weir_signer_sign(signer, &trial->secret, &what, signature));
    return transport->send(transport->self,
                           &(weir_attempt){.tag = trial->tag,
                                           .url = trial->url,
                                           .id = trial->id,
                                           .signature = signature,
                                           .timestamp_s = now_s,
                                           .body = trial->body},
                           NULL);
}

static bool settle(weir_trials *trials, uint64_t tag, weir_err err, const weir_outcome *outcome)
{
    weir_trial *trial;

    pthread_mutex_lock(&trials->lock);
    trial = take_out(trials, tag);
    pthread_mutex_unlock(&trials->lock);
    if (trial)
        end(trial, err, outcome);
    return (tag & TRIAL_TAG) != 0;
}

void weir_trials_send(weir_trials *trials, weir_signer *signer, const weir_transport *transport, int64_t now_ms)
{
    weir_trial *trial;

    while ((trial = next_unsent(trials))) {
        const weir_err err = send(trial, signer, transport, now_ms / 1000);

        if (err != WEIR_OK)
            (void)settle(trials, trial->tag, err, NULL);
    }
}

bool weir_trials_settle(weir_trials *trials, const weir_outcome *outcome)
{
    return settle(trials, outcome->tag, WEIR_OK, outcome);
}

void weir_trials_stop(weir_trials *trials, const weir_transport *transport)
{
    weir_trial *first;

    pthread_mutex_lock(&trials->lock);
    trials->is_over = true;
    first = trials->first;
    trials->first = NULL;
    trials->count = 0;
    pthread_mutex_unlock(&trials->lock);
    for (weir_trial *next; first; first = next) {
        next = first->next;
        transport->cancel(transport->self, first->tag);
        end(first, WEIR_EBUSY, NULL);
    }
}
