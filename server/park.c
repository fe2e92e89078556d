/* SPDX-License-Identifier: Apache-2.0
 * server/park.c - calls that wait for something to happen, and the thread that wakes them.
 *
 * A commit is noted by a counter alone. The thread looks which topics have tasks that nobody holds, and wakes as many
 * calls as there are tasks, those that wait longest first; the others never notice. A call that wants not every task
 * does not count, since it may leave what is there to those behind it. A lock that runs out is found by
 * looking once in a while. libmicrohttpd does not look at a connection that is suspended: one whose client went away
 * is found by us, so that it neither gets a task nor takes a place for long.
 */
#include <assert.h>
#include <time.h>

#include "server/server_internal.h"

#define PARKED_COUNT_MAX 20000u
#define LOOK_MS 500          /* locks run out without a commit */
#define LEFT_LOOK_MS 5000    /* for clients that went away */
#define PAUSE_MS 2           /* between two looks, so that one look serves several commits */
#define TOPIC_COUNT_MAX 256u /* looked at in one go; calls of further topics are woken to look themselves */

struct weir_parking {
    weir_server *server;
    pthread_t thread;
    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t wakes;
    bool has_thread, is_stopping, has_news;
    weir_rest *first, *last;
    uint32_t count;
    int64_t next_end_ms;  /* of the first call whose time is up */
    int64_t next_left_ms; /* when to look for clients that went away */
};

/* ── the list; with the lock held ────────────────────────────────────────────────────────────────────── */

static void take_out(weir_parking *parking, weir_rest *call)
{
    *(call->park_previous ? &call->park_previous->park_next : &parking->first) = call->park_next;
    *(call->park_next ? &call->park_next->park_previous : &parking->last) = call->park_previous;
    call->park_next = call->park_previous = NULL;
    parking->count--;
}

static void wake(weir_parking *parking, weir_rest *call, bool is_over)
{
    take_out(parking, call);
    call->park_is_over = is_over;
    weir_http_resume(call);
}

static void end_those_due(weir_parking *parking, int64_t now_ms)
{
    parking->next_end_ms = INT64_MAX;
    for (weir_rest *call = parking->first, *next; call; call = next) {
        next = call->park_next;
        if (call->park_until_ms <= now_ms || parking->is_stopping)
            wake(parking, call, true);
        else if (call->park_until_ms < parking->next_end_ms)
            parking->next_end_ms = call->park_until_ms;
    }
}

static void end_those_left(weir_parking *parking, int64_t now_ms)
{
    parking->next_left_ms = now_ms + LEFT_LOOK_MS;
    for (weir_rest *call = parking->first, *next; call; call = next) {
        next = call->park_next;
        if (weir_http_has_left(call))
            wake(parking, call, true);
    }
}

/* ── topics ──────────────────────────────────────────────────────────────────────────────────────────── */

typedef struct topic {
    char name[256];
    size_t length;
    uint32_t waiting_count; /* calls */
    int64_t task_count;     /* that nobody holds, up to waiting_count */
} topic;

typedef struct topics {
    topic items[TOPIC_COUNT_MAX];
    uint32_t count;
} topics;

static topic *find_topic(topics *all, weir_text name)
{
    for (uint32_t i = 0; i < all->count; i++) {
        if (weir_text_equal((weir_text){all->items[i].name, all->items[i].length}, name))
            return &all->items[i];
    }
    return NULL;
}

static void note_topics(topics *all, const weir_rest *call)
{
    for (uint32_t i = 0; i < call->park_topic_count; i++) {
        const weir_text name = call->park_topics[i];
        topic *at = find_topic(all, name);

        if (!at && all->count < TOPIC_COUNT_MAX && name.length < sizeof at->name) {
            at = &all->items[all->count++];
            *at = (topic){.length = name.length};
            memcpy(at->name, name.at, name.length);
        }
        if (at)
            at->waiting_count++;
    }
}

/* Without the lock. What can't be looked at now is taken to be there: who waits looks for himself. */
static void count_tasks(weir_parking *parking, topics *all)
{
    const int64_t now_ms = weir_db_now(parking->server->db);
    weir_reader *reader;

    if (weir_server_reader(parking->server, &reader, NULL) != WEIR_OK)
        reader = NULL;
    for (uint32_t i = 0; i < all->count; i++) {
        topic *at = &all->items[i];
        const weir_sql_value values[] = {weir_sql_text((weir_text){at->name, at->length}), weir_sql_integer(now_ms),
                                         weir_sql_integer(at->waiting_count)};
        weir_rows rows;
        bool has_row;

        at->task_count = at->waiting_count;
        if (!reader ||
            weir_reader_query(reader, WEIR_QUERY_external_task_count_unlocked, values, 3, &rows, NULL) != WEIR_OK)
            continue;
        if (weir_rows_next(&rows, &has_row, NULL) == WEIR_OK && has_row)
            at->task_count = weir_rows_integer(&rows, 0);
        weir_rows_close(&rows);
    }
    if (reader)
        weir_server_give_reader(parking->server, reader);
}

/* The topic that may have something for the call; NULL and true: one that nobody counted, or any commit will do. */
static bool find_task(topics *all, const weir_rest *call, topic **out)
{
    *out = NULL;
    for (uint32_t i = 0; i < call->park_topic_count; i++) {
        topic *at = find_topic(all, call->park_topics[i]);

        if (at && at->task_count == 0)
            continue;
        *out = at;
        return true;
    }
    return call->park_topic_count == 0;
}

/* A call that has looked after the last commit found nothing for itself; it waits for the next one. */
static bool is_news_for(const weir_rest *call, uint64_t commit_count, bool looks_for_locks)
{
    return call->park_seen_commit < commit_count || (looks_for_locks && call->park_topic_count > 0);
}

/* ── the thread ──────────────────────────────────────────────────────────────────────────────────────── */

static void look(weir_parking *parking, topics *all, bool looks_for_locks)
{
    const uint64_t commit_count = atomic_load(&parking->server->commit_count);
    topic *found;
    bool has_left;

    all->count = 0;
    for (const weir_rest *call = parking->first; call; call = call->park_next) {
        if (is_news_for(call, commit_count, looks_for_locks))
            note_topics(all, call);
    }
    pthread_mutex_unlock(&parking->lock);
    count_tasks(parking, all);
    pthread_mutex_lock(&parking->lock);
    for (weir_rest *call = parking->first, *next; call; call = next) {
        next = call->park_next;
        if (!is_news_for(call, commit_count, looks_for_locks) || !find_task(all, call, &found))
            continue;
        has_left = weir_http_has_left(call);
        if (found && !has_left && !call->park_is_choosy)
            found->task_count--;
        wake(parking, call, has_left);
    }
}

static void sleep_until(weir_parking *parking, int64_t until_ms)
{
    const struct timespec until = {.tv_sec = (time_t)(until_ms / 1000), .tv_nsec = (long)(until_ms % 1000) * 1000000};

    (void)pthread_cond_timedwait(&parking->wakes, &parking->lock, &until); /* too early or too late: we look again */
}

static void *run(void *self)
{
    weir_parking *parking = self;
    int64_t next_look_ms = 0;
    topics *all = parking->server->memory.take(parking->server->memory.self, sizeof *all);

    assert(all); /* nobody could ever be woken */
    pthread_mutex_lock(&parking->lock);
    while (!parking->is_stopping || parking->count > 0) {
        const int64_t now_ms = weir_clock_monotonic_ms();
        const bool is_time = now_ms >= next_look_ms;

        if (parking->next_end_ms <= now_ms || parking->is_stopping)
            end_those_due(parking, now_ms);
        if (parking->next_left_ms <= now_ms)
            end_those_left(parking, now_ms);
        if (parking->count > 0 && (parking->has_news || is_time)) {
            parking->has_news = false;
            next_look_ms = is_time ? now_ms + LOOK_MS : next_look_ms;
            look(parking, all, is_time);
            if (!parking->is_stopping)
                sleep_until(parking, weir_clock_monotonic_ms() + PAUSE_MS);
            continue;
        }
        if (parking->is_stopping)
            continue;
        if (parking->count == 0)
            pthread_cond_wait(&parking->wakes, &parking->lock);
        else
            sleep_until(parking, parking->next_end_ms < next_look_ms ? parking->next_end_ms : next_look_ms);
    }
    pthread_mutex_unlock(&parking->lock);
    parking->server->memory.give(parking->server->memory.self, all, sizeof *all);
    return NULL;
}

/* ── from outside ────────────────────────────────────────────────────────────────────────────────────── */

static uint32_t count_max(const weir_parking *parking)
{
    const uint32_t limit = parking->server->options.limits.parked_count_max;

    return limit > 0 ? limit : PARKED_COUNT_MAX;
}

weir_err weir_parking_put(weir_parking *parking, weir_rest *call)
{
    weir_err err = WEIR_OK;

    pthread_mutex_lock(&parking->lock);
    if (parking->is_stopping || call->park_until_ms <= weir_clock_monotonic_ms()) {
        call->park_is_over = true;
        weir_http_resume(call);
    } else if (parking->count == count_max(parking)) {
        err = weir_fail(&call->diag, WEIR_EBUSY, WEIR_NO_TEXT, "too many requests wait for tasks (limit parked_count)");
    } else {
        call->park_previous = parking->last;
        call->park_next = NULL;
        *(parking->last ? &parking->last->park_next : &parking->first) = call;
        parking->last = call;
        parking->count++;
        if (call->park_until_ms < parking->next_end_ms)
            parking->next_end_ms = call->park_until_ms;
        if (call->park_seen_commit < atomic_load(&parking->server->commit_count))
            parking->has_news = true;
        pthread_cond_signal(&parking->wakes);
    }
    pthread_mutex_unlock(&parking->lock);
    return err;
}

uint32_t weir_parking_count(weir_parking *parking)
{
    uint32_t count;

    pthread_mutex_lock(&parking->lock);
    count = parking->count;
    pthread_mutex_unlock(&parking->lock);
    return count;
}

void weir_parking_look(weir_parking *parking)
{
    pthread_mutex_lock(&parking->lock);
    if (parking->count > 0 && !parking->has_news) {
        parking->has_news = true;
        pthread_cond_signal(&parking->wakes);
    }
    pthread_mutex_unlock(&parking->lock);
}

void weir_parking_stop(weir_parking *parking)
{
    pthread_mutex_lock(&parking->lock);
    parking->is_stopping = true;
    pthread_cond_signal(&parking->wakes);
    pthread_mutex_unlock(&parking->lock);
}

weir_err weir_parking_new(weir_server *server, weir_parking **out, weir_diag *diag)
{
    weir_parking *parking = server->memory.take(server->memory.self, sizeof *parking);
    pthread_condattr_t attributes;

    if (!parking)
        return WEIR_ENOMEM;
    *parking = (weir_parking){.server = server, .next_end_ms = INT64_MAX};
    *out = parking;
    if (pthread_mutex_init(&parking->lock, NULL) != 0 || pthread_condattr_init(&attributes) != 0)
        return weir_fail(diag, WEIR_EIO, WEIR_NO_TEXT, "there is no lock for those who wait");
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC); /* always there */
    if (pthread_cond_init(&parking->wakes, &attributes) != 0 ||
        pthread_create(&parking->thread, NULL, run, parking) != 0)
        return weir_fail(diag, WEIR_EIO, WEIR_NO_TEXT, "the thread for those who wait can't be started");
    pthread_condattr_destroy(&attributes);
    parking->has_thread = true;
    return WEIR_OK;
}

void weir_parking_free(weir_parking *parking)
{
    if (!parking)
        return;
    if (parking->has_thread) {
        weir_parking_stop(parking);
        pthread_join(parking->thread, NULL);
    }
    parking->server->memory.give(parking->server->memory.self, parking, sizeof *parking);
}
