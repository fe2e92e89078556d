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

#define LOAD_REQUEST_SIZE 1024u
#define LOAD_EXIT_SKIPPED 77

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
/* The resident memory of a process, in KiB: now, and at most. */
long load_resident_kib(pid_t pid);
long load_resident_peak_kib(pid_t pid);
/* A new folder inside `parent` for the files of a server. */
weir_bench_folder *load_folder(const char *parent);
/* Let this process open as many files as it may; how many connections it and a server then can have, up to `wanted`. */
uint32_t load_fit(uint32_t wanted);

/* ── clients (load.c) ────────────────────────────────────────────────────────────────────────────────── */

typedef struct load_plan {
    int port;
    uint32_t connection_count;
    int64_t duration_us; /* no request begins later */
    int status;          /* that all answers have */
    int refusal;         /* or this one; 0: no other */
    bool may_close;      /* a connection that the server closes ends its client; else it ends the program */
    /* Write a whole request; its length. 0: there is nothing more to ask. */
    size_t (*next)(void *self, char out[static LOAD_REQUEST_SIZE]);
    void *self;
} load_plan;

typedef struct load_figures {
    uint64_t count, refused_count, wrong_count; /* answers with the status, with the refusal, with another one */
    uint64_t closed_count;                      /* connections */
    double seconds;
    weir_bench_latencies waited;
} load_figures;

/* Adds to `out`. */
void load_run(const load_plan *plan, load_figures *out);

/* "POST /engine-rest… HTTP/1.1" with all it needs; its length. body NULL: GET. */
size_t load_print(char out[static LOAD_REQUEST_SIZE], const char *path, const char *body);
/* One request on a connection of its own: its status; the body, with a zero behind it, is the caller's to free. */
int load_ask(int port, const char *request, size_t length, char **body);
/* Deploy one process model. */
void load_deploy(int port, const char *bpmn);
/* A number among the members of an answer. */
int64_t load_number(int port, const char *path, const char *member);
/* A connection to 127.0.0.1, or -1. */
int load_connect(int port);

_Noreturn void load_die(const char *what);

#endif
