/* SPDX-License-Identifier: Apache-2.0
 * host/writer.h - the one thread that writes: it takes the requests of many threads and commits those that wait
 * together.
 *
 * A commit costs a disk sync, however much it holds. The writer drains its queue into a transaction, each request
 * with a savepoint of its own (weir_engine_run), commits once, and wakes each waiter by a signal of its own. No
 * answer leaves before its commit. After a failed commit all who would have had an answer get the error instead.
 * The engine belongs to the writer as long as that lives.
 * Layer: host.   Spec: docs/architecture.md.
 */
#ifndef WEIR_HOST_WRITER_H
#define WEIR_HOST_WRITER_H

#include "host/engine.h"

#define WEIR_WRITER_QUEUE_MAX 4096u /* requests that may wait */
#define WEIR_WRITER_GROUP_MAX 500u  /* requests in one commit */

typedef struct weir_writer weir_writer;

typedef struct weir_writer_options {
    uint32_t queue_max, group_max; /* 0: the constants above */
    void *self;                    /* of these functions; they run on the writer's thread and may be NULL */
    /* Something was committed, other than locks alone; its waiters have not been woken yet. */
    void (*committed)(void *self);
    /* Nobody waits: do a small piece of upkeep, say whether there is more. */
    bool (*idle)(void *self);
    /* Run jobs that are due, not too many at once. Called after each group and before the writer goes to sleep; says
     * after how many milliseconds it wants to be called again at the latest, 0: at once. */
    int64_t (*run_jobs)(void *self);
} weir_writer_options;

/* own: pair with weir_writer_free. Starts the thread. memory: from any thread. ENOMEM, ESTORE (no thread). */
WEIR_MUST_USE weir_err weir_writer_new(weir_engine *engine, weir_memory memory, const weir_writer_options *options,
                                       weir_writer **out, weir_diag *diag);
/* Stops gracefully: what was taken is finished and answered. Nobody may call any more. */
void weir_writer_free(weir_writer *writer);
/* The first half of it: from now on new requests get EBUSY. For any thread; returns at once. */
void weir_writer_stop(weir_writer *writer);

/* weir_engine_execute, from any thread; returns when the commit is done, and what broadcasts a signal when that has
 * reached all who waited for it, or can't now: then later, by itself. With `run_jobs` only.
 * EBUSY  queue_max requests wait already, or the writer stops; nothing was done
 * and what weir_engine_execute says. */
WEIR_MUST_USE weir_err weir_writer_execute(weir_writer *writer, const weir_request *request, int64_t now_ms,
                                           weir_answer *answer, weir_diag *diag);

/* Let the writer's thread do something else with the engine, between two transactions: deploy, let time pass. */
typedef weir_err (*weir_writer_work)(void *context, weir_engine *engine, weir_diag *diag);
WEIR_MUST_USE weir_err weir_writer_call(weir_writer *writer, weir_writer_work work, void *context, weir_diag *diag);

/* The same for a thread that can't wait: a request or a piece of work, and who is told of its end. It belongs to the
 * writer from weir_writer_post until `done` is called. */
typedef struct weir_writer_ticket weir_writer_ticket;

struct weir_writer_ticket {
    const weir_request *request; /* or, if it is NULL: */
    weir_writer_work work;
    void *work_context;
    int64_t now_ms; /* of the request */
    /* On the writer's thread, when the commit is done: quick, and without calling the writer. */
    void (*done)(weir_writer_ticket *ticket);
    void *context; /* the caller's */
    /* What came of it, for `done`. */
    weir_answer answer;
    weir_err err;
    weir_diag diag;
    weir_writer_ticket *held_next; /* the writer's */
};

/* EBUSY: as weir_writer_execute; `done` is not called then. Any other error is in the ticket. */
WEIR_MUST_USE weir_err weir_writer_post(weir_writer *writer, weir_writer_ticket *ticket, weir_diag *diag);

typedef struct weir_writer_counts {
    uint64_t request_count, commit_count; /* requests that were answered without an error, commits that worked */
    uint32_t waiting_count;               /* in the queue now */
} weir_writer_counts;

weir_writer_counts weir_writer_count(weir_writer *writer);

#endif
