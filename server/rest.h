/* SPDX-License-Identifier: Apache-2.0
 * server/rest.h - one request on its way to its answer.
 *
 * A handler reads the call, and either answers it or leaves something to wait for: a command that the writer commits, a
 * piece of work on the writer's thread, or a place among the parked. When that is over, the handler named for it goes
 * on, on a thread of the pool again. Nothing in a handler waits for the disk. An error that a handler returns becomes
 * the error body (fault.h).
 * Layer: server.
 */
#ifndef WEIR_SERVER_REST_H
#define WEIR_SERVER_REST_H

#include "base/buffer.h"
#include "base/json.h"
#include "host/library_port.h"
#include "host/query.h"
#include "server/gate.h"

typedef struct weir_server weir_server;
typedef struct weir_route weir_route;
typedef struct weir_rest weir_rest;

typedef weir_err (*weir_handler)(weir_rest *call);

#define WEIR_PATH_VALUE_COUNT_MAX 4u
#define WEIR_REST_BYTES_MAX ((size_t)192 * 1024 * 1024)
#define WEIR_ACTOR_LENGTH_MAX 255u

typedef enum weir_wait_for { WEIR_WAIT_NOTHING, WEIR_WAIT_WRITER, WEIR_WAIT_PARKED, WEIR_WAIT_ELSEWHERE } weir_wait_for;

struct weir_rest {
    weir_server *server;
    const weir_route *route;
    weir_arena arena;
    weir_diag diag;

    /* The request. */
    weir_gate_request request;
    weir_text path[WEIR_PATH_VALUE_COUNT_MAX]; /* what stands for {…} in the route, in order */
    weir_text body;
    weir_value json; /* of the body, checked against the shape of the route; null: there was none */
    weir_text actor; /* for the log */

    /* The answer. */
    int status;
    const char *content_type;
    const char *disposition; /* Content-Disposition; NULL: none */
    weir_text answer;
    weir_buffer out;        /* begun by weir_rest_begin */
    const char *error_name; /* "ENOTFOUND", for the header Weir-Error; NULL: none */
    const char *fault_type; /* set by weir_rest_refuse, with the status */
    int fault_status;
    const char *fault_details; /* JSON behind the members of an error body; NULL: none */

    /* Waiting. */
    weir_wait_for waits;
    weir_handler after;
    weir_handler begin; /* of WEIR_WAIT_ELSEWHERE */
    weir_writer_ticket ticket;
    weir_request command;      /* for weir_rest_execute */
    int64_t park_until_ms;     /* by the clock of the machine */
    uint64_t park_seen_commit; /* commits before this one are no reason to wake */
    const weir_text *park_topics;
    uint32_t park_topic_count;
    bool park_is_choosy;   /* it may leave tasks of its topics to others */
    bool keeps_serialized; /* objects go out as they were given, not as JSON */
    weir_value transients; /* variables that end with the command, as weir_variables_read found them */
    bool park_is_over;     /* the time is up, or the server stops */
    void *local;           /* the handler's, in the arena */
    void *missing;         /* names.c: processes that are not known yet */
    uint32_t tries;        /* how often a handler went on, for those that repeat themselves */
    void *connection;      /* http.c */
    weir_rest *park_next, *park_previous;
};

/* ── reading ─────────────────────────────────────────────────────────────────────────────────────────── */

/* The first parameter of this name in the query; absent: it is not there. */
weir_text weir_rest_parameter(const weir_rest *call, const char *name);
/* Members of the JSON body; absent, the default, NULL if they are not there or null. */
weir_text weir_rest_text(const weir_rest *call, const char *name);
const weir_value *weir_rest_member(const weir_rest *call, const char *name);
WEIR_MUST_USE weir_err weir_rest_integer(weir_rest *call, const char *name, int64_t fallback, int64_t *out);
/* The same for what clients read into 32 bits; too large is EVALUE. */
WEIR_MUST_USE weir_err weir_rest_int32(weir_rest *call, const char *name, int64_t fallback, int64_t *out);
bool weir_rest_flag(const weir_rest *call, const char *name, bool fallback);
/* "true" or "false" in the query. EVALUE. */
WEIR_MUST_USE weir_err weir_rest_query_flag(weir_rest *call, const char *name, bool *out);
WEIR_MUST_USE weir_err weir_rest_query_integer(weir_rest *call, const char *name, int64_t low, int64_t high,
                                               int64_t *out);
/* A UUID in the path. ENOTFOUND: it is none, so nothing has it. */
WEIR_MUST_USE weir_err weir_rest_path_id(weir_rest *call, uint32_t ix, const char *what, weir_id *out);

/* ── answering ───────────────────────────────────────────────────────────────────────────────────────── */

weir_buffer *weir_rest_begin(weir_rest *call); /* what is written into it is the JSON of the answer */
/* Errors of the buffer come back. */
WEIR_MUST_USE weir_err weir_rest_end(weir_rest *call, int status);
WEIR_MUST_USE weir_err weir_rest_nothing(weir_rest *call); /* 204 */
WEIR_MUST_USE weir_err weir_rest_bytes(weir_rest *call, weir_text bytes, const char *content_type);
/* Refuse with a status of its own; returns an error. */
weir_err weir_rest_refuse(weir_rest *call, int status, const char *type, const char *format, ...) WEIR_PRINTF(4, 5);
/* 501: a part of the API that weir does not have yet. */
weir_err weir_rest_missing(weir_rest *call, const char *what);

/* ── waiting ─────────────────────────────────────────────────────────────────────────────────────────── */

/* Run call->command; `after` sees call->ticket.answer. An error of the command ends the call. */
WEIR_MUST_USE weir_err weir_rest_execute(weir_rest *call, weir_handler after);
/* Run something on the writer's thread; it gets the call as its context. */
WEIR_MUST_USE weir_err weir_rest_work(weir_rest *call, weir_writer_work work, weir_handler after);
/* Wait until tasks of these topics may be there (none: until anything was committed), or until the time is up. */
WEIR_MUST_USE weir_err weir_rest_park(weir_rest *call, int64_t until_ms, const weir_text *topics, uint32_t topic_count,
                                      weir_handler after);

/* Wait for something else: when the call is suspended, `begin` sees to it that weir_http_resume is called, once. If it
 * returns an error it was not, and the call ends with that. */
WEIR_MUST_USE weir_err weir_rest_wait(weir_rest *call, weir_handler begin, weir_handler after);

/* ── writing JSON ────────────────────────────────────────────────────────────────────────────────────── */

/* "name": value; the comma in front comes by itself, behind "{" and "[" there is none. */
void weir_write_text(weir_buffer *out, const char *name, weir_text value); /* absent: null */
void weir_write_id(weir_buffer *out, const char *name, weir_id id);        /* none: null */
void weir_write_integer(weir_buffer *out, const char *name, int64_t value);
void weir_write_boolean(weir_buffer *out, const char *name, bool value);
void weir_write_null(weir_buffer *out, const char *name);
void weir_write_raw(weir_buffer *out, const char *name, weir_text json);
void weir_write_time(weir_buffer *out, const char *name, int64_t epoch_ms);
void weir_write_time_or_null(weir_buffer *out, const char *name, int64_t epoch_ms); /* 0: null */
void weir_write_name(weir_buffer *out, const char *name); /* "name": alone, for what follows */
void weir_write_comma(weir_buffer *out);                  /* unless a bracket was opened just now */

#endif
