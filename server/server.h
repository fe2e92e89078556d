/* SPDX-License-Identifier: Apache-2.0
 * server/server.h - a database file behind HTTP: weir serve.
 *
 * Layer: server.   Spec: server/README.md.
 */
#ifndef WEIR_SERVER_SERVER_H
#define WEIR_SERVER_SERVER_H

#include "base/arena.h"

typedef struct weir_server weir_server;
typedef struct weir_guard weir_guard; /* webhooks/guard.h */

/* What may come; 0: as many as in brackets, or as long. */
typedef struct weir_server_limits {
    uint32_t connection_count_max;        /* (12,000, or as many as the limit of open files allows) */
    uint32_t connections_per_address_max; /* (256) unless only this machine can connect */
    uint32_t parked_count_max;            /* requests that wait for tasks or facts (20,000) */
    size_t body_bytes_max;                /* of all requests together (256 MiB) */
    int64_t fresh_ms_max;                 /* from connecting to the first line of a request (10 s) */
    int64_t idle_ms_max;                  /* from an answer to the first line of the next one (75 s) */
    int64_t request_ms_max;               /* from there to the end of its body (30 s) */
    int64_t answer_ms_max;                /* to send an answer (60 s) */
} weir_server_limits;

typedef struct weir_server_options {
    const char *path;                /* of the data file */
    const char *address;             /* "127.0.0.1:8080"; port 0: one that is free */
    const char *version;             /* of weir */
    bool has_virtual_clock;          /* process time stands still and is moved by POST /clock */
    bool has_manual_jobs;            /* continuations run by POST /job/{id}/execute alone */
    int64_t virtual_now_ms;          /* where that clock begins in a new file; 0: now */
    bool is_insecure;                /* other addresses than loopback are allowed */
    const weir_guard *webhook_guard; /* networks beside the public internet; loopback is allowed while
                                        only loopback can connect. Copied; NULL: none */
    const char *webhook_source;      /* URI by which receivers know this engine; NULL: the default */
    const char *webhook_ca_file;     /* authorities, in place of those of the machine; NULL */
    weir_server_limits limits;
    void (*warn)(void *context, const char *sentence); /* for an administrator; any thread; NULL: nobody */
    void *context;
} weir_server_options;

/* own: pair with weir_server_close. Opens the file and listens.
 * EVALUE: the address is none, or not loopback without is_insecure. EIO: it can't be listened at. And as weir_db_open.
 */
WEIR_MUST_USE weir_err weir_server_open(const weir_server_options *options, weir_memory memory, weir_server **out,
                                        weir_diag *diag);
/* "http://127.0.0.1:8080" */
const char *weir_server_url(const weir_server *server);
/* Let nothing in any more, finish what was, close the file. head: NULL, or the end of the log, "POSITION:HASH". */
void weir_server_close(weir_server *server, char head[86]);

#endif
