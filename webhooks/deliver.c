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
#define WEBHOOKS_BYTES_MAX ((size_t)64 * 1024 * 1024)

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
    int64_t steady_offset_ms;
    atomic_bool has_commit, has_change, is_stopping;
    int64_t retry_ms;      /* after an error; 0: there was none */
    int64_t next_floor_ms; /* INT64_MAX: there is nothing to note */

    weir_trials trials;
    pthread_mutex_t lock; /* of what follows */
    known_status *statuses;
    uint32_t status_count;
    weir_webhook_floor floors[STATUS_COUNT_MAX]; /* of its thread alone */
};

static int64_t clock_ms(clockid_t clock)
{
    struct timespec now;

    (void)clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* For timestamps. */
static int64_t real_ms(void)
{
    return clock_ms(CLOCK_REALTIME);
}

/* For what is due when: the time of day at the start, and how long that was ago. Nobody sets this clock, so an
 * administrator or a time server that sets the other one makes no retry wait, or hurry. */
static int64_t steady_ms(const weir_deliverer *d)
{
    return clock_ms(CLOCK_MONOTONIC) + d->steady_offset_ms;
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
        err = weir_dispatcher_set(d->dispatcher, list.items, list.count, steady_ms(d), diag);
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
        d->next_floor_ms = steady_ms(d) + FLOOR_MS;
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

weir_err weir_deliverer_try(weir_deliverer *d, const weir_webhook_row *webhook, weir_arena *arena, weir_trial *trial,
                            weir_diag *diag)
{
    WEIR_TRY(weir_trials_add(&d->trials, webhook, weir_text_of(d->source), real_ms(), arena, trial, diag));
    d->transport.wake(d->transport.self);
    return WEIR_OK;
}

/* ── the thread ──────────────────────────────────────────────────────────────────────────────────────── */

static void do_or_wait(weir_deliverer *d, weir_err err, const weir_diag *diag)
{
    if (err == WEIR_OK)
        return;
    if (d->retry_ms == 0)
        warn(d, diag);
    d->retry_ms = steady_ms(d) + ERROR_WAIT_MS;
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
    weir_trials_send(&d->trials, d->signer, &d->transport, real_ms());
}

static void deliver(weir_deliverer *d)
{
    weir_diag diag = {0};
    const int64_t now = steady_ms(d);

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
    const int64_t now = steady_ms(d), run_ms = weir_dispatcher_next_run_ms(d->dispatcher, now),
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
        if (!weir_trials_settle(&d->trials, &outcomes[i]))
            weir_dispatcher_settle(d->dispatcher, &outcomes[i], steady_ms(d));
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
    weir_trials_stop(&d->trials, &d->transport);
    if (weir_dispatcher_save(d->dispatcher, steady_ms(d), &diag) != WEIR_OK)
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
    const weir_curl_options curl = {.in_flight_max = WEIR_IN_FLIGHT_MAX + WEIR_TRIAL_COUNT_MAX,
                                    .guard = d->options.guard,
                                    .ca_file = d->options.ca_file,
                                    .now_ms = real_ms};
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
                                  .time_ms = real_ms,
                                  .seed = (uint32_t)real_ms(),
                                  .self = d->options.self,
                                  .disable = d->options.disable,
                                  .warn = d->options.warn};
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
    WEIR_TRY(weir_trials_init(&d->trials, diag));
    if (pthread_mutex_init(&d->lock, NULL) != 0)
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
    d->steady_offset_ms = real_ms() - clock_ms(CLOCK_MONOTONIC);
    (void)snprintf(d->source, sizeof d->source, "%s", options->source);
    err = start(d, diag);
    if (err != WEIR_OK) {
        weir_deliverer_free(d);
        return err;
    }
    *out = d;
    return WEIR_OK;
}

void weir_deliverer_stop(weir_deliverer *d)
{
    if (!d->has_thread)
        return;
    atomic_store(&d->is_stopping, true);
    d->transport.wake(d->transport.self);
    (void)pthread_join(d->thread, NULL);
    d->has_thread = false;
}

void weir_deliverer_free(weir_deliverer *d)
{
    if (!d)
        return;
    weir_deliverer_stop(d);
    weir_trials_release(&d->trials);
    weir_dispatcher_free(d->dispatcher);
    weir_curl_free(d->curl);
    weir_signer_free(d->signer);
    weir_cursors_close(d->cursors);
    weir_log_reader_free(d->reader);
    weir_sqlite_store_close(d->store);
    weir_sha256_free(d->hash);
    if (d->has_lock)
        pthread_mutex_destroy(&d->lock);
    if (d->statuses)
        d->memory.give(d->memory.self, d->statuses, STATUS_COUNT_MAX * sizeof *d->statuses);
    d->memory.give(d->memory.self, d, sizeof *d);
}
