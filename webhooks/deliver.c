/* SPDX-License-Identifier: Apache-2.0
 * webhooks/deliver.c - the dispatcher with a clock, a thread and libcurl.
 */
#include "webhooks/deliver.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include "host/sha256.h"
#include "webhooks/curl_transport.h"

#define OUTCOME_COUNT 64u
#define ERROR_WAIT_MS 1000
#define STATUS_COUNT_MAX 1024u
#define PATH_SIZE 4096u
#define FLOOR_MS 60000
#define TEST_TAG (UINT64_C(1) << 63)
#define WEBHOOKS_BYTES_MAX ((size_t)64 * 1024 * 1024)

/* One event that somebody waits for. */
typedef struct trial {
    const weir_webhook_row *webhook;
    char id[64];
    weir_arena arena;
    weir_text body;
    weir_outcome outcome;
    weir_err err;
    bool is_sent, is_done;
} trial;

typedef struct known_status {
    weir_id webhook;
    weir_delivery_status status;
} known_status;

struct weir_deliverer {
    weir_memory memory;
    weir_deliverer_options options;
    char source[WEIR_URL_LENGTH_MAX + 1];
    weir_sha256 *hash;
    weir_sqlite_store *store;
    weir_log_reader *reader;
    weir_cursors *cursors;
    weir_signer *signer;
    weir_curl *curl;
    weir_transport transport;
    weir_dispatcher *dispatcher;
    pthread_t thread;
    bool has_thread, has_lock;
    atomic_bool has_commit, has_change, is_stopping;
    int64_t retry_ms;      /* after an error; 0: there was none */
    int64_t next_floor_ms; /* INT64_MAX: there is nothing to note */

    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t changed;
    trial *trial; /* NULL: nobody waits */
    uint64_t trial_count;
    known_status *statuses;
    uint32_t status_count;
    weir_webhook_floor floors[STATUS_COUNT_MAX]; /* of its thread alone */
};

static int64_t now_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void warn(const weir_deliverer *d, const weir_diag *diag)
{
    if (d->options.warn)
        d->options.warn(d->options.self, diag->message);
}

/* ── webhooks ────────────────────────────────────────────────────────────────────────────────────────── */

typedef struct webhook_list {
    weir_arena arena;
    weir_webhook_row *items;
    uint32_t count, capacity;
} webhook_list;

static weir_err keep_webhook(void *context, const weir_webhook_row *row)
{
    webhook_list *list = context;
    weir_webhook_row *kept;

    WEIR_TRY(WEIR_GROW(&list->arena, list));
    kept = &list->items[list->count++];
    *kept = *row;
    WEIR_TRY(weir_arena_text(&list->arena, row->url, &kept->url));
    WEIR_TRY(weir_arena_text(&list->arena, row->event_types, &kept->event_types));
    WEIR_TRY(weir_arena_text(&list->arena, row->processes, &kept->processes));
    return weir_arena_text(&list->arena, row->secret, &kept->secret);
}

static weir_err load_webhooks(weir_deliverer *d, weir_diag *diag)
{
    const weir_store store = weir_sqlite_store_port(d->store);
    webhook_list list = {0};
    weir_err err;

    weir_arena_init(&list.arena, d->memory, WEBHOOKS_BYTES_MAX);
    err = store.read_webhooks(store.self, keep_webhook, &list, diag);
    if (err == WEIR_OK)
        err = weir_dispatcher_set(d->dispatcher, list.items, list.count, now_ms(), diag);
    weir_arena_release(&list.arena);
    return err;
}

/* ── what others see ─────────────────────────────────────────────────────────────────────────────────── */

static void publish(void *context, weir_id webhook, const weir_delivery_status *status)
{
    weir_deliverer *d = context;

    if (d->status_count < STATUS_COUNT_MAX)
        d->statuses[d->status_count++] = (known_status){webhook, *status};
}

static void publish_statuses(weir_deliverer *d)
{
    if (d->next_floor_ms == INT64_MAX)
        d->next_floor_ms = now_ms() + FLOOR_MS;
    pthread_mutex_lock(&d->lock);
    d->status_count = 0;
    weir_dispatcher_look_at_all(d->dispatcher, publish, d);
    pthread_mutex_unlock(&d->lock);
}

/* What is not noted now is noted in a minute: it only grows. */
static void note_floors(weir_deliverer *d)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < d->status_count; i++)
        d->floors[count++] = (weir_webhook_floor){d->statuses[i].webhook, d->statuses[i].status.floor_pos};
    if (count > 0)
        d->options.note_floors(d->options.self, d->floors, count);
    d->next_floor_ms = INT64_MAX;
}

bool weir_deliverer_look(weir_deliverer *d, weir_id webhook, weir_delivery_status *out)
{
    bool is_there = false;

    pthread_mutex_lock(&d->lock);
    for (uint32_t i = 0; i < d->status_count && !is_there; i++) {
        is_there = weir_id_equal(d->statuses[i].webhook, webhook);
        if (is_there)
            *out = d->statuses[i].status;
    }
    pthread_mutex_unlock(&d->lock);
    return is_there;
}

/* ── trials ──────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err send_trial(weir_deliverer *d, trial *t)
{
    const int64_t now_s = now_ms() / 1000;
    const weir_signed what = {.id = weir_text_of(t->id), .timestamp_s = now_s, .body = t->body};
    char signature[WEIR_SIGNATURE_SIZE];
    weir_secret secret = {.length = (uint32_t)t->webhook->secret.length};
    const char *url = t->webhook->url.at; /* zero-terminated by weir_deliverer_test */

    memcpy(secret.byte, t->webhook->secret.at, secret.length);
    WEIR_TRY(weir_signer_sign(d->signer, &secret, &what, signature));
    return d->transport.send(
        d->transport.self,
        &(weir_attempt){
            .tag = TEST_TAG, .url = url, .id = t->id, .signature = signature, .timestamp_s = now_s, .body = t->body},
        NULL);
}

static void end_trial(weir_deliverer *d, weir_err err, const weir_outcome *outcome)
{
    pthread_mutex_lock(&d->lock);
    if (d->trial) {
        d->trial->err = err;
        if (outcome)
            d->trial->outcome = *outcome;
        d->trial->is_done = true;
        d->trial = NULL;
        pthread_cond_broadcast(&d->changed);
    }
    pthread_mutex_unlock(&d->lock);
}

static void look_for_trial(weir_deliverer *d)
{
    weir_err err = WEIR_OK;

    pthread_mutex_lock(&d->lock);
    if (d->trial && !d->trial->is_sent) {
        d->trial->is_sent = true;
        err = send_trial(d, d->trial);
    }
    pthread_mutex_unlock(&d->lock);
    if (err != WEIR_OK)
        end_trial(d, err, NULL);
}

static weir_err make_trial(weir_deliverer *d, trial *t)
{
    char webhook[WEIR_ID_TEXT_LENGTH + 1];
    weir_buffer body;

    weir_id_print(t->webhook->id, webhook);
    (void)snprintf(t->id, sizeof t->id, "test_%s_%llu", webhook, (unsigned long long)++d->trial_count);
    weir_buffer_init(&body, &t->arena, 0);
    weir_buffer_format(
        &body,
        "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"%s/engine\",\"type\":\"io.weir.webhook.test.v1\","
        "\"time\":\"",
        t->id, d->source);
    weir_instant_write(now_ms(), &body);
    weir_buffer_format(&body, "\",\"datacontenttype\":\"application/json\",\"data\":{\"webhook\":\"%s\"}}", webhook);
    return weir_buffer_done(&body, &t->body);
}

static weir_err wait_for_trial(weir_deliverer *d, trial *t)
{
    weir_err err;

    pthread_mutex_lock(&d->lock);
    while (d->trial && !atomic_load(&d->is_stopping))
        pthread_cond_wait(&d->changed, &d->lock);
    err = atomic_load(&d->is_stopping) ? WEIR_EBUSY : make_trial(d, t);
    if (err == WEIR_OK) {
        d->trial = t;
        d->transport.wake(d->transport.self);
        while (!t->is_done)
            pthread_cond_wait(&d->changed, &d->lock);
        err = t->err;
    }
    pthread_mutex_unlock(&d->lock);
    return err;
}

weir_err weir_deliverer_test(weir_deliverer *d, const weir_webhook_row *webhook, weir_outcome *out, weir_diag *diag)
{
    weir_webhook_row row = *webhook;
    trial t = {.webhook = &row};
    char *url;
    weir_err err = WEIR_ENOMEM;

    if (webhook->secret.length < WEIR_SECRET_LENGTH_MIN || webhook->secret.length > WEIR_SECRET_LENGTH_MAX)
        return weir_fail(diag, WEIR_EVALUE, WEIR_NO_TEXT, "the secret of this webhook is lost; set a new one");
    weir_arena_init(&t.arena, d->memory, WEBHOOKS_BYTES_MAX);
    url = weir_arena_take(&t.arena, row.url.length + 1);
    if (url) {
        memcpy(url, webhook->url.at, webhook->url.length);
        row.url = (weir_text){url, row.url.length};
        err = wait_for_trial(d, &t);
    }
    if (err == WEIR_OK)
        *out = t.outcome;
    weir_arena_release(&t.arena);
    return err == WEIR_OK ? err : weir_fail(diag, err, WEIR_NO_TEXT, "the test event could not be sent");
}

/* ── the thread ──────────────────────────────────────────────────────────────────────────────────────── */

static void do_or_wait(weir_deliverer *d, weir_err err, const weir_diag *diag)
{
    if (err == WEIR_OK)
        return;
    if (d->retry_ms == 0)
        warn(d, diag);
    d->retry_ms = now_ms() + ERROR_WAIT_MS;
}

static void look_around(weir_deliverer *d)
{
    weir_diag diag = {0};

    if (atomic_exchange(&d->has_change, false)) {
        const weir_err err = load_webhooks(d, &diag);

        if (err != WEIR_OK)
            atomic_store(&d->has_change, true);
        else
            publish_statuses(d);
        do_or_wait(d, err, &diag);
    }
    if (atomic_exchange(&d->has_commit, false))
        weir_dispatcher_note_commit(d->dispatcher);
    look_for_trial(d);
}

static void deliver(weir_deliverer *d)
{
    weir_diag diag = {0};
    const int64_t now = now_ms();

    if (now < d->retry_ms)
        return;
    d->retry_ms = 0;
    if (now >= d->next_floor_ms)
        note_floors(d);
    do_or_wait(d, weir_dispatcher_run(d->dispatcher, now, &diag), &diag);
    if (weir_dispatcher_next_save_ms(d->dispatcher) > now)
        return;
    do_or_wait(d, weir_dispatcher_save(d->dispatcher, now, &diag), &diag);
    publish_statuses(d);
}

static int64_t time_to_wait(const weir_deliverer *d)
{
    const int64_t now = now_ms(), run_ms = weir_dispatcher_next_run_ms(d->dispatcher, now),
                  save_ms = weir_dispatcher_next_save_ms(d->dispatcher);
    int64_t next_ms = run_ms < save_ms ? run_ms : save_ms;

    if (d->next_floor_ms < next_ms)
        next_ms = d->next_floor_ms;
    if (next_ms < d->retry_ms)
        next_ms = d->retry_ms;
    if (next_ms == INT64_MAX)
        return -1;
    return next_ms > now ? next_ms - now : 0;
}

static void take_outcomes(weir_deliverer *d)
{
    weir_outcome outcomes[OUTCOME_COUNT];
    const uint32_t count = d->transport.poll(d->transport.self, time_to_wait(d), outcomes, OUTCOME_COUNT);

    for (uint32_t i = 0; i < count; i++) {
        if (outcomes[i].tag == TEST_TAG)
            end_trial(d, WEIR_OK, &outcomes[i]);
        else
            weir_dispatcher_settle(d->dispatcher, &outcomes[i], now_ms());
    }
}

static void *run(void *self)
{
    weir_deliverer *d = self;
    weir_diag diag = {0};

    while (!atomic_load(&d->is_stopping)) {
        look_around(d);
        deliver(d);
        take_outcomes(d);
    }
    d->transport.cancel(d->transport.self, TEST_TAG);
    end_trial(d, WEIR_EBUSY, NULL);
    if (weir_dispatcher_save(d->dispatcher, now_ms(), &diag) != WEIR_OK)
        warn(d, &diag); /* what was delivered since is delivered again */
    publish_statuses(d);
    note_floors(d);
    return NULL;
}

void weir_deliverer_note_commit(void *self)
{
    weir_deliverer *d = self;

    if (!atomic_exchange(&d->has_commit, true))
        d->transport.wake(d->transport.self);
}

void weir_deliverer_note_change(weir_deliverer *d)
{
    atomic_store(&d->has_change, true);
    d->transport.wake(d->transport.self);
}

/* ── life ────────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err open_files(weir_deliverer *d, weir_diag *diag)
{
    const weir_sqlite_options options = {.path = d->options.path, .is_read_only = true};
    char path[PATH_SIZE];

    if (snprintf(path, sizeof path, "%s-webhooks", d->options.path) >= (int)sizeof path)
        return weir_fail(diag, WEIR_ELIMIT, WEIR_NO_TEXT, "the path of the database is too long");
    WEIR_TRY(weir_sha256_new(d->memory, &d->hash));
    WEIR_TRY(weir_sqlite_store_open(&options, weir_sha256_hasher(d->hash), d->memory, &d->store, diag));
    WEIR_TRY(weir_log_reader_new(d->store, d->memory, &d->reader));
    return weir_cursors_open(path, d->memory, &d->cursors, diag);
}

static weir_err set_up(weir_deliverer *d, weir_diag *diag)
{
    const weir_curl_options curl = {.in_flight_max = WEIR_IN_FLIGHT_MAX + 1,
                                    .guard = d->options.guard,
                                    .ca_file = d->options.ca_file,
                                    .now_ms = now_ms};
    weir_dispatch_ports ports;

    WEIR_TRY(open_files(d, diag));
    WEIR_TRY(weir_signer_new(d->memory, &d->signer));
    WEIR_TRY(weir_curl_new(&curl, d->memory, &d->curl, diag));
    d->transport = weir_curl_port(d->curl);
    ports = (weir_dispatch_ports){.memory = d->memory,
                                  .log = weir_log_reader_port(d->reader),
                                  .cursors = d->cursors,
                                  .transport = d->transport,
                                  .signer = d->signer,
                                  .source = weir_text_of(d->source),
                                  .seed = (uint32_t)now_ms(),
                                  .self = d->options.self,
                                  .disable = d->options.disable};
    WEIR_TRY(weir_dispatcher_new(&ports, &d->dispatcher));
    WEIR_TRY(load_webhooks(d, diag));
    publish_statuses(d);
    return WEIR_OK;
}

static weir_err start(weir_deliverer *d, weir_diag *diag)
{
    d->statuses = d->memory.take(d->memory.self, STATUS_COUNT_MAX * sizeof *d->statuses);
    if (!d->statuses)
        return WEIR_ENOMEM;
    if (pthread_mutex_init(&d->lock, NULL) != 0 || pthread_cond_init(&d->changed, NULL) != 0)
        return weir_fail(diag, WEIR_ESTORE, WEIR_NO_TEXT, "there is no lock for deliveries");
    d->has_lock = true;
    WEIR_TRY(set_up(d, diag));
    d->options.path = NULL; /* borrowed during this call only */
    d->has_thread = pthread_create(&d->thread, NULL, run, d) == 0;
    return d->has_thread ? WEIR_OK
                         : weir_fail(diag, WEIR_ESTORE, WEIR_NO_TEXT, "the thread that delivers can't be started");
}

weir_err weir_deliverer_new(const weir_deliverer_options *options, weir_memory memory, weir_deliverer **out,
                            weir_diag *diag)
{
    weir_deliverer *d = memory.take(memory.self, sizeof *d);
    weir_err err;

    if (!d)
        return WEIR_ENOMEM;
    memset(d, 0, sizeof *d);
    d->memory = memory;
    d->options = *options;
    d->next_floor_ms = INT64_MAX;
    (void)snprintf(d->source, sizeof d->source, "%s", options->source);
    err = start(d, diag);
    if (err != WEIR_OK) {
        weir_deliverer_free(d);
        return err;
    }
    *out = d;
    return WEIR_OK;
}

static void stop_thread(weir_deliverer *d)
{
    pthread_mutex_lock(&d->lock);
    atomic_store(&d->is_stopping, true);
    pthread_cond_broadcast(&d->changed);
    pthread_mutex_unlock(&d->lock);
    d->transport.wake(d->transport.self);
    (void)pthread_join(d->thread, NULL);
}

void weir_deliverer_free(weir_deliverer *d)
{
    if (!d)
        return;
    if (d->has_thread)
        stop_thread(d);
    weir_dispatcher_free(d->dispatcher);
    weir_curl_free(d->curl);
    weir_signer_free(d->signer);
    weir_cursors_close(d->cursors);
    weir_log_reader_free(d->reader);
    weir_sqlite_store_close(d->store);
    weir_sha256_free(d->hash);
    if (d->has_lock) {
        pthread_cond_destroy(&d->changed);
        pthread_mutex_destroy(&d->lock);
    }
    if (d->statuses)
        d->memory.give(d->memory.self, d->statuses, STATUS_COUNT_MAX * sizeof *d->statuses);
    d->memory.give(d->memory.self, d, sizeof *d);
}
