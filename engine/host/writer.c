/* SPDX-License-Identifier: Apache-2.0
 * host/writer.c - a bounded ring of tickets, and a thread that commits them in groups.
 *
 * The ticket of a thread that waits lives on the stack of that thread; once its semaphore is posted nobody else touches
 * it. One without `done` is such a ticket.
 */
#include "host/writer.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <time.h>

#define WAKE_COUNT 2

typedef weir_writer_ticket ticket;

typedef struct waiter {
    ticket ticket; /* the first member: a ticket without `done` is a waiter */
    sem_t done;
    struct waiter *wakes[WAKE_COUNT]; /* others of its group; NULL: nobody */
} waiter;

struct weir_writer {
    weir_engine *engine;
    weir_memory memory;
    weir_writer_options options;
    pthread_t thread;
    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t wakes;
    ticket **ring;
    uint32_t first, count;
    bool is_stopping;
    weir_writer_counts counts;
    ticket **group; /* of the writer alone, */
    ticket *held;   /* and those who are answered when their signals have reached everybody; the newest first */
};

/* ── the queue ───────────────────────────────────────────────────────────────────────────────────────── */

static weir_err enqueue(weir_writer *writer, ticket *next, weir_diag *diag)
{
    const char *why = NULL;

    pthread_mutex_lock(&writer->lock);
    if (writer->is_stopping)
        why = "the writer stops";
    else if (writer->count == writer->options.queue_max)
        why = "too many requests wait to be written (limit writer_queue)";
    if (!why) {
        writer->ring[(writer->first + writer->count) % writer->options.queue_max] = next;
        if (writer->count++ == 0)
            pthread_cond_signal(&writer->wakes);
    }
    pthread_mutex_unlock(&writer->lock);
    return why ? weir_fail(diag, WEIR_EBUSY, WEIR_NO_TEXT, "%s", why) : WEIR_OK;
}

/* Requests from the front of the queue that make one group, or one piece of work alone. */
static uint32_t take_group(weir_writer *writer)
{
    uint32_t taken = 0;

    while (writer->count > 0 && taken < writer->options.group_max) {
        ticket *next = writer->ring[writer->first];

        if (next->work && taken > 0)
            break;
        writer->group[taken++] = next;
        writer->first = (writer->first + 1) % writer->options.queue_max;
        writer->count--;
        if (next->work)
            break;
    }
    return taken;
}

#define QUIET_MS 10 /* between two groups of busy clients the queue is empty for a moment, too */

static bool has_upkeep(const weir_writer *writer)
{
    return writer->options.idle(writer->options.self);
}

static int64_t run_jobs(const weir_writer *writer)
{
    return writer->options.run_jobs ? writer->options.run_jobs(writer->options.self) : -1;
}

static void answer_held(weir_writer *writer, bool is_for_all);

/* < 0: until somebody wakes us. */
static void sleep_for(weir_writer *writer, int64_t ms)
{
    struct timespec until;

    if (ms < 0) {
        pthread_cond_wait(&writer->wakes, &writer->lock);
        return;
    }
    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += (time_t)(ms / 1000);
    until.tv_nsec += (long)(ms % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    (void)pthread_cond_timedwait(&writer->wakes, &writer->lock, &until); /* too early or too late: we look again */
}

/* What the writer does until somebody asks: jobs first, then upkeep if nobody has asked for a while, then sleep. */
static void spend_time(weir_writer *writer, bool *may_have_upkeep, bool *is_quiet)
{
    int64_t ms;

    pthread_mutex_unlock(&writer->lock);
    ms = run_jobs(writer);
    answer_held(writer, ms != 0);
    if (ms != 0 && *may_have_upkeep && *is_quiet) {
        *may_have_upkeep = has_upkeep(writer);
        ms = 0;
    }
    pthread_mutex_lock(&writer->lock);
    if (ms == 0 || writer->count > 0 || writer->is_stopping)
        return;
    if (*may_have_upkeep && (ms < 0 || ms > QUIET_MS))
        ms = QUIET_MS;
    sleep_for(writer, ms);
    *is_quiet = writer->count == 0;
}

/* 0: the writer stops and nobody waits. */
static uint32_t wait_for_group(weir_writer *writer)
{
    bool may_have_upkeep = writer->options.idle != NULL, is_quiet = false;
    uint32_t taken;

    pthread_mutex_lock(&writer->lock);
    while (writer->count == 0 && !writer->is_stopping)
        spend_time(writer, &may_have_upkeep, &is_quiet);
    taken = take_group(writer);
    pthread_mutex_unlock(&writer->lock);
    return taken;
}

/* ── one group ───────────────────────────────────────────────────────────────────────────────────────── */

/* Whether it can have written: a refusal is noted. */
static bool may_have_written(const ticket *next)
{
    return next->err == WEIR_OK || next->err == WEIR_EDUTY;
}

/* Those that failed by themselves keep their error. */
static void fail(ticket *next, weir_err err, const weir_diag *diag)
{
    if (!may_have_written(next))
        return;
    next->err = err;
    next->diag = *diag;
}

/* False: the transaction is spoiled, nothing of it happened. */
static bool try_group(weir_writer *writer, uint32_t count, weir_care care, weir_err *err, weir_diag *diag)
{
    *err = weir_engine_begin(writer->engine, care, diag);
    for (uint32_t i = 0; *err == WEIR_OK && i < count; i++) {
        ticket *next = writer->group[i];

        next->err = weir_engine_run(writer->engine, next->request, next->now_ms, &next->answer, &next->diag);
        if (weir_engine_is_spoiled(writer->engine)) {
            weir_engine_abandon(writer->engine);
            return false;
        }
    }
    if (*err == WEIR_OK)
        *err = weir_engine_commit(writer->engine, diag);
    return true;
}

static void run_group(weir_writer *writer, uint32_t count)
{
    weir_diag diag = {0};
    weir_err err;

    if (!try_group(writer, count, WEIR_QUICKLY, &err, &diag))
        (void)try_group(writer, count, WEIR_CAREFULLY, &err, &diag); /* one that is careful is never spoiled */
    for (uint32_t i = 0; err != WEIR_OK && i < count; i++)
        fail(writer->group[i], err, &diag);
}

/* A wake-up costs the one who does it as much as a row of the database. The writer wakes the first waiter, and each
 * one the next two, on its own time. */
static void wake_all(ticket **group, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t k = 0; k < WAKE_COUNT; k++) {
            const uint32_t ix = WAKE_COUNT * i + k + 1;

            ((waiter *)group[i])->wakes[k] = ix < count ? (waiter *)group[ix] : NULL;
        }
    }
    if (count > 0)
        sem_post(&((waiter *)group[0])->done);
}

/* Those who wait to the front; how many there are. */
static uint32_t sort_waiters(ticket **group, uint32_t count)
{
    uint32_t waiter_count = 0;

    for (uint32_t i = 0; i < count; i++) {
        ticket *next = group[i];

        if (next->done)
            continue;
        group[i] = group[waiter_count];
        group[waiter_count++] = next;
    }
    return waiter_count;
}

/* Locks only take away what others might wait for; nobody has to hear of them. Work that failed may have committed some
 * of what it did. */
static bool has_news(ticket *const *group, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (!group[i]->request || (may_have_written(group[i]) && group[i]->request->kind != WEIR_REQUEST_LOCK))
            return true;
    }
    return false;
}

static void wake(ticket **group, uint32_t count)
{
    const uint32_t waiter_count = sort_waiters(group, count);

    wake_all(group, waiter_count);
    for (uint32_t i = waiter_count; i < count; i++)
        group[i]->done(group[i]);
}

/* Who broadcasts a signal wants to find it everywhere afterwards. It is on disk; nothing that they wait for can fail.
 */
static uint32_t hold_broadcasters(weir_writer *writer, uint32_t count)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < count; i++) {
        ticket *next = writer->group[i];

        if (!writer->options.run_jobs || !next->request || next->request->kind != WEIR_REQUEST_SIGNAL ||
            next->err != WEIR_OK || next->answer.broadcast == 0) {
            writer->group[kept++] = next;
            continue;
        }
        next->held_next = writer->held;
        writer->held = next;
    }
    return kept;
}

/* As many as a group takes of those before a position. */
static uint32_t take_held(weir_writer *writer, uint64_t until_pos)
{
    uint32_t count = 0;

    for (ticket **at = &writer->held; *at && count < writer->options.group_max;) {
        ticket *next = *at;

        if (next->answer.broadcast < until_pos) {
            *at = next->held_next;
            writer->group[count++] = next;
        } else {
            at = &next->held_next;
        }
    }
    return count;
}

/* Those whose signals have reached everybody; all, if they can't get there now. */
static void answer_held(weir_writer *writer, bool is_for_all)
{
    uint64_t first_pos = 0;
    uint32_t count;

    if (!writer->held)
        return;
    if (weir_broadcasts_first(writer->engine, &first_pos, NULL) != WEIR_OK || first_pos == 0)
        is_for_all = true;
    do {
        count = take_held(writer, is_for_all ? UINT64_MAX : first_pos);
        wake(writer->group, count);
    } while (count == writer->options.group_max);
}

static void answer_all(weir_writer *writer, uint32_t count)
{
    uint32_t fine_count = 0;

    for (uint32_t i = 0; i < count; i++)
        fine_count += writer->group[i]->err == WEIR_OK;
    if (writer->options.committed && has_news(writer->group, count))
        writer->options.committed(writer->options.self);
    pthread_mutex_lock(&writer->lock);
    writer->counts.request_count += fine_count;
    writer->counts.commit_count += fine_count > 0;
    pthread_mutex_unlock(&writer->lock);
    wake(writer->group, hold_broadcasters(writer, count));
}

static void *run(void *self)
{
    weir_writer *writer = self;

    for (uint32_t count; (count = wait_for_group(writer)) > 0;) {
        ticket *first = writer->group[0];

        if (first->work)
            first->err = first->work(first->work_context, writer->engine, &first->diag);
        else
            run_group(writer, count);
        answer_all(writer, count);
        answer_held(writer, run_jobs(writer) != 0); /* also when there is always somebody who asks */
    }
    answer_held(writer, true); /* who is asked to stop takes no signal any further; the next owner does */
    return NULL;
}

/* ── waiting ─────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err submit(weir_writer *writer, waiter *w, weir_diag *diag)
{
    weir_err err;

    if (sem_init(&w->done, 0, 0) != 0)
        return weir_fail(diag, WEIR_EBUSY, WEIR_NO_TEXT, "there is no semaphore to wait on");
    err = enqueue(writer, &w->ticket, &w->ticket.diag);
    if (err == WEIR_OK) {
        while (sem_wait(&w->done) != 0)
            assert(errno == EINTR);
        for (uint32_t i = 0; i < WAKE_COUNT; i++) {
            if (w->wakes[i])
                sem_post(&w->wakes[i]->done);
        }
        err = w->ticket.err;
    }
    sem_destroy(&w->done);
    if (err != WEIR_OK && diag)
        *diag = w->ticket.diag;
    return err;
}

weir_err weir_writer_execute(weir_writer *writer, const weir_request *request, int64_t now_ms, weir_answer *answer,
                             weir_diag *diag)
{
    waiter w = {.ticket = {.request = request, .now_ms = now_ms}};

    WEIR_TRY(submit(writer, &w, diag));
    *answer = w.ticket.answer;
    return WEIR_OK;
}

weir_err weir_writer_call(weir_writer *writer, weir_writer_work work, void *context, weir_diag *diag)
{
    waiter w = {.ticket = {.work = work, .work_context = context}};

    return submit(writer, &w, diag);
}

weir_err weir_writer_post(weir_writer *writer, weir_writer_ticket *next, weir_diag *diag)
{
    assert(next->done);
    next->answer = (weir_answer){0};
    next->err = WEIR_OK;
    next->diag = (weir_diag){0};
    return enqueue(writer, next, diag);
}

weir_writer_counts weir_writer_count(weir_writer *writer)
{
    weir_writer_counts counts;

    pthread_mutex_lock(&writer->lock);
    counts = writer->counts;
    counts.waiting_count = writer->count;
    pthread_mutex_unlock(&writer->lock);
    return counts;
}

/* ── life ────────────────────────────────────────────────────────────────────────────────────────────── */

static void give_back(weir_writer *writer)
{
    const weir_memory memory = writer->memory;

    if (writer->ring)
        memory.give(memory.self, writer->ring, writer->options.queue_max * sizeof *writer->ring);
    if (writer->group)
        memory.give(memory.self, writer->group, writer->options.group_max * sizeof *writer->group);
    memory.give(memory.self, writer, sizeof *writer);
}

/* Sleeping goes by a clock that nobody sets. */
static bool init_condition(pthread_cond_t *condition)
{
    pthread_condattr_t attributes;
    bool is_fine;

    if (pthread_condattr_init(&attributes) != 0)
        return false;
    is_fine =
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0 && pthread_cond_init(condition, &attributes) == 0;
    pthread_condattr_destroy(&attributes);
    return is_fine;
}

static weir_err start(weir_writer *writer, weir_diag *diag)
{
    if (pthread_mutex_init(&writer->lock, NULL) != 0)
        return weir_fail(diag, WEIR_ESTORE, WEIR_NO_TEXT, "there is no lock for the writer");
    if (!init_condition(&writer->wakes)) {
        pthread_mutex_destroy(&writer->lock);
        return weir_fail(diag, WEIR_ESTORE, WEIR_NO_TEXT, "there is no condition for the writer");
    }
    if (pthread_create(&writer->thread, NULL, run, writer) != 0) {
        pthread_cond_destroy(&writer->wakes);
        pthread_mutex_destroy(&writer->lock);
        return weir_fail(diag, WEIR_ESTORE, WEIR_NO_TEXT, "the writer's thread can't be started");
    }
    return WEIR_OK;
}

weir_err weir_writer_new(weir_engine *engine, weir_memory memory, const weir_writer_options *options, weir_writer **out,
                         weir_diag *diag)
{
    weir_writer *writer = memory.take(memory.self, sizeof *writer);
    weir_err err;

    if (!writer)
        return weir_fail(diag, WEIR_ENOMEM, WEIR_NO_TEXT, "no memory for the writer");
    *writer = (weir_writer){.engine = engine, .memory = memory, .options = *options};
    if (writer->options.queue_max == 0)
        writer->options.queue_max = WEIR_WRITER_QUEUE_MAX;
    if (writer->options.group_max == 0)
        writer->options.group_max = WEIR_WRITER_GROUP_MAX;
    writer->ring = memory.take(memory.self, writer->options.queue_max * sizeof *writer->ring);
    writer->group = memory.take(memory.self, writer->options.group_max * sizeof *writer->group);
    err = writer->ring && writer->group ? start(writer, diag)
                                        : weir_fail(diag, WEIR_ENOMEM, WEIR_NO_TEXT, "no memory for the writer");
    if (err != WEIR_OK) {
        give_back(writer);
        return err;
    }
    *out = writer;
    return WEIR_OK;
}

void weir_writer_stop(weir_writer *writer)
{
    pthread_mutex_lock(&writer->lock);
    writer->is_stopping = true;
    pthread_cond_signal(&writer->wakes);
    pthread_mutex_unlock(&writer->lock);
}

void weir_writer_free(weir_writer *writer)
{
    if (!writer)
        return;
    weir_writer_stop(writer);
    pthread_join(writer->thread, NULL);
    pthread_cond_destroy(&writer->wakes);
    pthread_mutex_destroy(&writer->lock);
    give_back(writer);
}
