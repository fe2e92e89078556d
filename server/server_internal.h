/* SPDX-License-Identifier: Apache-2.0
 * server/server_internal.h - what the files of the server share. Layer: server.
 */
#ifndef WEIR_SERVER_INTERNAL_H
#define WEIR_SERVER_INTERNAL_H

#include <pthread.h>
#include <stdatomic.h>

#include "host/memory_libc.h"
#include "server/deadline.h"
#include "server/decisions.h"
#include "server/names.h"
#include "server/rest.h"
#include "server/server.h"

#define WEIR_READER_COUNT                                                                                              \
    4u /* threads that look at the database: the pool, the one that wakes the parked, the writer                       \
        */

typedef struct weir_http weir_http;
typedef struct weir_webhooks weir_webhooks;
typedef struct weir_parking weir_parking;

struct weir_server {
    weir_memory memory;
    weir_server_options options;
    weir_db *db;
    pthread_mutex_t lock; /* of the readers that are free */
    bool has_lock;
    weir_reader *readers[WEIR_READER_COUNT], *free_readers[WEIR_READER_COUNT];
    uint32_t free_count;
    weir_known_names *names;
    weir_known_decisions *decisions;
    weir_parking *parking;
    weir_http *http;
    weir_webhooks *webhooks;
    _Atomic int64_t virtual_ms; /* the virtual clock */
    _Atomic uint64_t commit_count;
    weir_db_commit_watch watch;
    _Atomic int64_t next_fault_ms; /* when the administrator is told of a fault of the machine again (fault.c) */
    _Atomic bool is_stopping;
};

/* A reader for this thread alone, until it is given back; while nothing else is waited for. EBUSY: none is free. */
WEIR_MUST_USE weir_err weir_server_reader(weir_server *server, weir_reader **out, weir_diag *diag);
void weir_server_give_reader(weir_server *server, weir_reader *reader);
/* A sentence for the administrator. */
void weir_server_warn(void *server, const char *sentence);

/* ── http.c ──────────────────────────────────────────────────────────────────────────────────────────── */

/* own: pair with weir_http_close. Binds the address, so that it is known what it is. */
WEIR_MUST_USE weir_err weir_http_open(weir_server *server, weir_http **out, weir_diag *diag);
WEIR_MUST_USE weir_err weir_http_start(weir_http *http, weir_diag *diag); /* from now on it answers */
bool weir_http_is_loopback(const weir_http *http);                        /* only this machine can connect */
const char *weir_http_url(const weir_http *http);
void weir_http_close(weir_http *http); /* when no call waits any more */
/* Let a call that waits go on; for any thread. */
void weir_http_resume(weir_rest *call);
bool weir_http_has_left(const weir_rest *call);      /* a parked one: its client closed the connection */
uint32_t weir_http_waiting_count(weir_http *http);   /* calls that were let in, and whose answer is not sent */
uint32_t weir_http_suspended_count(weir_http *http); /* of these, that wait for the writer or are parked */

/* ── park.c ──────────────────────────────────────────────────────────────────────────────────────────── */

WEIR_MUST_USE weir_err weir_parking_new(weir_server *server, weir_parking **out, weir_diag *diag);
void weir_parking_free(weir_parking *parking); /* lets all go first */
/* The call is suspended; from now on it may be woken. ELIMIT: too many are parked. */
WEIR_MUST_USE weir_err weir_parking_put(weir_parking *parking, weir_rest *call);
uint32_t weir_parking_count(weir_parking *parking);
void weir_parking_look(weir_parking *parking); /* something was committed; from any thread, quick */
void weir_parking_stop(weir_parking *parking); /* let all go, and take no more */

/* ── dispatch.c ──────────────────────────────────────────────────────────────────────────────────────── */

/* From the canonical request to a handler; afterwards call->waits or an answer. */
void weir_dispatch(weir_rest *call);
void weir_dispatch_again(weir_rest *call); /* what it waited for is over */

#endif
