/* SPDX-License-Identifier: Apache-2.0
 * load/load.h - many HTTP clients in one thread, and a server in a process of its own for them.
 *
 * load.c has the clients: connections that are kept, each with one request on its way. child.c has the server. Nothing
 * here judges; a program of this folder does.
 */
#ifndef WEIR_LOAD_H
#define WEIR_LOAD_H

#include <stdint.h>
#include <sys/types.h>

#include "cli/bench.h"

#define LOAD_CONNECTIONS_MAX 12000u
#define LOAD_REQUEST_SIZE 1024u

/* ── servers (child.c) ───────────────────────────────────────────────────────────────────────────────── */

typedef struct load_server {
    pid_t pid;
    int port; /* at 127.0.0.1 */
} load_server;

/* `weir serve` over the file, at a port that is free; ends the program if there is none. */
load_server load_server_start(const char *weir, const char *db);
/* A server of libmicrohttpd, set up as weir's, that answers everything with the same few bytes: the floor. */
load_server load_server_bare(void);
/* SIGTERM, and its end; false: that was no good one. */
bool load_server_stop(const load_server *server);
void load_server_kill(const load_server *server);
/* The resident memory of a process, in KiB. */
long load_resident_kib(pid_t pid);

/* ── clients (load.c) ────────────────────────────────────────────────────────────────────────────────── */

typedef struct load_plan {
    int port;
    uint32_t connection_count;
    int64_t duration_us; /* no request begins later */
    int status;          /* that all answers have */
    /* Write a whole request; its length. 0: there is nothing more to ask. */
    size_t (*next)(void *self, char out[static LOAD_REQUEST_SIZE]);
    void *self;
} load_plan;

typedef struct load_figures {
    uint64_t count, wrong_count; /* answers with the status; others, and connections that broke */
    double seconds;
    weir_bench_latencies waited;
} load_figures;

/* Adds to `out`. */
void load_run(const load_plan *plan, load_figures *out);

/* "POST /engine-rest… HTTP/1.1" with all it needs; its length. body NULL: GET. */
size_t load_print(char out[static LOAD_REQUEST_SIZE], const char *path, const char *body);
/* One request on a connection of its own: its status; the body, with a zero behind it, is the caller's to free. */
int load_ask(int port, const char *request, size_t length, char **body);
/* A connection to 127.0.0.1, or -1. */
int load_connect(int port);

_Noreturn void load_die(const char *what);

#endif
