/* SPDX-License-Identifier: Apache-2.0
 * server/deadline.c - a list of peers, and the thread that looks at their deadlines.
 */
#include "server/deadline.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <time.h>

#define LOOK_MS_MAX 500 /* between two looks */
#define LOOK_MS_MIN 10
#define LOOKS_PER_LIMIT 10 /* so that nobody is late by much more than a tenth */

struct weir_peer {
    int socket;
    _Atomic int64_t until_ms;
    weir_peer *next, *previous; /* with the lock */
};

struct weir_deadlines {
    weir_phase_limits limits;
    weir_memory memory;
    int64_t look_ms;
    pthread_t thread;
    pthread_mutex_t lock; /* of the list and is_closing */
    pthread_cond_t wakes;
    bool has_lock, has_thread, is_closing;
    weir_peer *first;
};

int64_t weir_clock_monotonic_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ── peers ───────────────────────────────────────────────────────────────────────────────────────────── */

weir_peer *weir_peer_new(weir_deadlines *deadlines, int socket)
{
    weir_peer *peer = deadlines->memory.take(deadlines->memory.self, sizeof *peer);

    if (!peer)
        return NULL;
    *peer = (weir_peer){.socket = socket};
    weir_peer_enter(deadlines, peer, WEIR_PHASE_FRESH);
    pthread_mutex_lock(&deadlines->lock);
    peer->next = deadlines->first;
    if (peer->next)
        peer->next->previous = peer;
    deadlines->first = peer;
    pthread_mutex_unlock(&deadlines->lock);
    return peer;
}

void weir_peer_free(weir_deadlines *deadlines, weir_peer *peer)
{
    if (!peer)
        return;
    pthread_mutex_lock(&deadlines->lock);
    *(peer->previous ? &peer->previous->next : &deadlines->first) = peer->next;
    if (peer->next)
        peer->next->previous = peer->previous;
    pthread_mutex_unlock(&deadlines->lock);
    deadlines->memory.give(deadlines->memory.self, peer, sizeof *peer);
}

int weir_peer_socket(const weir_peer *peer)
{
    return peer->socket;
}

void weir_peer_enter(const weir_deadlines *deadlines, weir_peer *peer, weir_phase phase)
{
    const int64_t limit_ms = deadlines->limits.ms_max[phase];

    if (peer)
        atomic_store_explicit(&peer->until_ms, limit_ms > 0 ? weir_clock_monotonic_ms() + limit_ms : INT64_MAX,
                              memory_order_relaxed);
}

/* ── the thread ──────────────────────────────────────────────────────────────────────────────────────── */

/* With the lock, so the socket is still that of the peer. */
static void end_late_ones(const weir_deadlines *deadlines, int64_t now_ms)
{
    for (const weir_peer *peer = deadlines->first; peer; peer = peer->next) {
        if (atomic_load_explicit(&peer->until_ms, memory_order_relaxed) < now_ms)
            (void)shutdown(peer->socket, SHUT_RDWR);
    }
}

static void *watch(void *self)
{
    weir_deadlines *deadlines = self;

    pthread_mutex_lock(&deadlines->lock);
    while (!deadlines->is_closing) {
        const int64_t until_ms = weir_clock_monotonic_ms() + deadlines->look_ms;
        const struct timespec until = {.tv_sec = (time_t)(until_ms / 1000),
                                       .tv_nsec = (long)(until_ms % 1000) * 1000000};

        (void)pthread_cond_timedwait(&deadlines->wakes, &deadlines->lock, &until); /* whatever woke us: we look */
        end_late_ones(deadlines, weir_clock_monotonic_ms());
    }
    pthread_mutex_unlock(&deadlines->lock);
    return NULL;
}

static int64_t look_ms(const weir_phase_limits *limits)
{
    int64_t ms = LOOK_MS_MAX;

    for (int i = 0; i < WEIR_PHASE_COUNT; i++) {
        if (limits->ms_max[i] > 0 && limits->ms_max[i] / LOOKS_PER_LIMIT < ms)
            ms = limits->ms_max[i] / LOOKS_PER_LIMIT;
    }
    return ms < LOOK_MS_MIN ? LOOK_MS_MIN : ms;
}

static weir_err start(weir_deadlines *deadlines, weir_diag *diag)
{
    pthread_condattr_t attributes;

    if (pthread_mutex_init(&deadlines->lock, NULL) != 0 || pthread_condattr_init(&attributes) != 0)
        return weir_fail(diag, WEIR_EIO, WEIR_NO_TEXT, "there is no lock for the connections");
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC); /* always there */
    deadlines->has_lock = pthread_cond_init(&deadlines->wakes, &attributes) == 0;
    pthread_condattr_destroy(&attributes);
    deadlines->has_thread = deadlines->has_lock && pthread_create(&deadlines->thread, NULL, watch, deadlines) == 0;
    return deadlines->has_thread
               ? WEIR_OK
               : weir_fail(diag, WEIR_EIO, WEIR_NO_TEXT, "the thread for the deadlines can't be started");
}

weir_err weir_deadlines_new(weir_phase_limits limits, weir_memory memory, weir_deadlines **out, weir_diag *diag)
{
    weir_deadlines *deadlines = memory.take(memory.self, sizeof *deadlines);
    weir_err err;

    if (!deadlines)
        return WEIR_ENOMEM;
    *deadlines = (weir_deadlines){.limits = limits, .memory = memory, .look_ms = look_ms(&limits)};
    err = start(deadlines, diag);
    if (err != WEIR_OK) {
        weir_deadlines_free(deadlines);
        return err;
    }
    *out = deadlines;
    return WEIR_OK;
}

void weir_deadlines_free(weir_deadlines *deadlines)
{
    if (!deadlines)
        return;
    assert(!deadlines->first);
    if (deadlines->has_thread) {
        pthread_mutex_lock(&deadlines->lock);
        deadlines->is_closing = true;
        pthread_cond_signal(&deadlines->wakes);
        pthread_mutex_unlock(&deadlines->lock);
        pthread_join(deadlines->thread, NULL);
    }
    if (deadlines->has_lock) {
        pthread_cond_destroy(&deadlines->wakes);
        pthread_mutex_destroy(&deadlines->lock);
    }
    deadlines->memory.give(deadlines->memory.self, deadlines, sizeof *deadlines);
}
