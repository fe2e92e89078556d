/* SPDX-License-Identifier: Apache-2.0
 * server/http.c - the only file that knows libmicrohttpd: sockets, requests, deadlines.
 *
 * libmicrohttpd reads a request; before a byte of its body is taken the gate judges what it read. The library parses
 * leniently, but in place: where the pieces of a header block do not lie in memory as they would if each line were
 * "name: value" CR LF, it has rewritten or left out something (a folded line, a bare line feed, a NUL, a line without a
 * name), and the request is refused. It reads the lines between chunks leniently, too, where nobody can look: behind a
 * body in chunks the connection is closed, so that nothing in there can ever be taken for a request.
 * A thread of the pool never waits: it suspends the connection, and whoever has the answer resumes it.
 * The library's time-out is for silence only, so it has none: deadline.h ends what takes too long.
 */
#include <errno.h>
#include <microhttpd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "server/body.h"
#include "server/deadline.h"
#include "server/events.h"
#include "server/listen.h"
#include "server/route.h"
#include "server/server_internal.h"

#define POOL_COUNT 2u
#define CONNECTION_COUNT_MAX 12000u
#define CONNECTIONS_PER_ADDRESS_MAX 256u /* unless only this machine can connect */
#define CONNECTION_BYTES 20480u          /* for request line and headers, and for writing */
#define FRESH_MS_MAX 10000               /* to say the first line of a request after connecting */
#define IDLE_MS_MAX 75000                /* the same after an answer: longer than proxies keep connections by default */
#define REQUEST_MS_MAX 30000             /* from its first line to its last byte */
#define ANSWER_MS_MAX 60000              /* to send it */
#define BODY_LENGTH_MAX ((size_t)4 * 1024 * 1024)
#define BODY_BYTES_MAX ((size_t)256 * 1024 * 1024) /* of all bodies together, while they are read and used */
#define DEPLOYMENT_LENGTH_MAX ((size_t)32 * 1024 * 1024)
#define RETRY_AFTER_S "1"

typedef enum exchange_state { EXCHANGE_NEW, EXCHANGE_BODY, EXCHANGE_WAITING, EXCHANGE_ANSWERED } exchange_state;

/* A request and its answer. */
typedef struct exchange {
    weir_rest call; /* the first member */
    weir_http *http;
    struct MHD_Connection *connection;
    weir_peer *peer; /* NULL: there was no memory for one */
    exchange_state state;
    const char *target; /* where libmicrohttpd has it */
    weir_text target_copy;
    weir_body body;
    bool closes, is_counted;
    weir_gate_verdict refusal; /* status 0: none */
    const char *allow;
    char allow_text[64];
} exchange;

struct weir_http {
    weir_server *server;
    struct MHD_Daemon *daemon;
    int listener; /* -1: closed, or libmicrohttpd has it */
    char url[128];
    bool is_loopback;
    weir_deadlines *deadlines;
    _Atomic uint32_t waiting_count, suspended_count;
    weir_body_budget bodies;
    _Atomic bool is_closing; /* nobody may be suspended any more */
};

/* ── connections ─────────────────────────────────────────────────────────────────────────────────────── */

static weir_peer *peer_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

    return info ? info->socket_context : NULL;
}

static void on_connection(void *self, struct MHD_Connection *connection, void **socket_context,
                          enum MHD_ConnectionNotificationCode code)
{
    weir_http *http = self;

    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);

        *socket_context = weir_peer_new(http->deadlines, info->connect_fd);
    } else {
        weir_peer_free(http->deadlines, *socket_context);
        *socket_context = NULL;
    }
}

/* ── what came ───────────────────────────────────────────────────────────────────────────────────────── */

/* The target as it came, before libmicrohttpd decodes it. */
static void *on_target(void *self, const char *target, struct MHD_Connection *connection)
{
    weir_http *http = self;
    const weir_memory memory = http->server->memory;
    exchange *x = memory.take(memory.self, sizeof *x);

    if (!x)
        return NULL;
    *x = (exchange){.call = {.server = http->server},
                    .http = http,
                    .connection = connection,
                    .peer = peer_of(connection),
                    .target = target};
    weir_peer_enter(http->deadlines, x->peer, WEIR_PHASE_RECEIVING);
    x->call.connection = x;
    weir_arena_init(&x->call.arena, memory, WEIR_REST_BYTES_MAX);
    if (weir_arena_text(&x->call.arena, weir_text_of(target), &x->target_copy) != WEIR_OK)
        x->target_copy = WEIR_T("");
    return x;
}

typedef struct collecting {
    exchange *x;
    weir_header *headers;
    uint32_t count;
    const char *next; /* where the next name must begin; NULL: it need not be looked at any more */
    bool is_rewritten;
} collecting;

static bool is_line_end(const char *at)
{
    return at[0] == '\0' && at[1] == '\0'; /* it was CR LF */
}

/* "name:" white space "value" CR LF, with zeros where libmicrohttpd cut. */
static bool is_plain_line(const char *next, const char *name, size_t name_length, const char *value,
                          size_t value_length)
{
    const char *at = name + name_length;

    if (name != next || at[0] != '\0')
        return false;
    for (at++; at < value; at++) {
        if (*at != ' ' && *at != '\t')
            return false;
    }
    return at == value && is_line_end(value + value_length);
}

static enum MHD_Result on_header(void *self, enum MHD_ValueKind kind, const char *name, size_t name_length,
                                 const char *value, size_t value_length)
{
    collecting *c = self;

    (void)kind;
    if (c->count == WEIR_HEADER_COUNT_MAX + 1)
        return MHD_NO;
    if (!value)
        value = "";
    c->headers[c->count++] = (weir_header){{name, name_length}, {value, value_length}};
    if (!is_plain_line(c->next, name, name_length, value, value_length)) {
        c->is_rewritten = true;
        return MHD_NO;
    }
    c->next = value + value_length + 2;
    return MHD_YES;
}

/* Whether the empty line behind the headers is CR LF: behind a bare line feed there may be a zero by chance. */
static bool ends_plainly(const exchange *x, const char *head, const char *next)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(x->connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);

    return is_line_end(next) && info && info->header_size == (size_t)(next + 2 - head);
}

static weir_gate_verdict judge(exchange *x, const char *method, const char *version)
{
    collecting c = {.x = x, .headers = WEIR_TAKE(&x->call.arena, weir_header, WEIR_HEADER_COUNT_MAX + 1)};
    const size_t version_length = strlen(version);
    weir_gate_facts facts = {.method = weir_text_of(method),
                             .target = x->target_copy,
                             .version = {version, version_length},
                             .headers = c.headers,
                             .is_loopback = x->http->is_loopback};

    if (!c.headers)
        return (weir_gate_verdict){503, "not enough memory for this request"};
    c.is_rewritten = x->target != method + facts.method.length + 1 ||
                     version != x->target + x->target_copy.length + 1 || !is_line_end(version + version_length);
    c.next = version + version_length + 2;
    if (!c.is_rewritten)
        (void)MHD_get_connection_values_n(x->connection, MHD_HEADER_KIND, on_header, &c);
    c.is_rewritten = c.is_rewritten || (c.count <= WEIR_HEADER_COUNT_MAX && !ends_plainly(x, method, c.next));
    facts.header_count = c.count;
    facts.is_rewritten = c.is_rewritten;
    return weir_gate_check(&facts, &x->call.arena, &x->call.request);
}

/* ── answering ───────────────────────────────────────────────────────────────────────────────────────── */

static void add_header(struct MHD_Response *response, const char *name, const char *value)
{
    (void)MHD_add_response_header(response, name, value); /* without it the answer is still one */
}

static void add_headers(const exchange *x, struct MHD_Response *response)
{
    const weir_rest *call = &x->call;

    if (call->content_type)
        add_header(response, "Content-Type", call->content_type);
    if (call->disposition)
        add_header(response, "Content-Disposition", call->disposition);
    add_header(response, "Cache-Control", "no-store");
    add_header(response, "X-Content-Type-Options", "nosniff");
    if (call->error_name)
        add_header(response, "Weir-Error", call->error_name);
    if (x->allow)
        add_header(response, "Allow", x->allow);
    if (call->status == 401)
        add_header(response, "WWW-Authenticate", "Basic realm=\"weir\"");
    if (call->status == 503)
        add_header(response, "Retry-After", RETRY_AFTER_S);
    if (x->closes || atomic_load(&call->server->is_stopping))
        add_header(response, "Connection", "close");
}

/* The answer lives in the call's arena, which goes when the answer has gone. */
static enum MHD_Result send_answer(exchange *x)
{
    weir_rest *call = &x->call;
    struct MHD_Response *response = MHD_create_response_from_buffer(
        call->answer.length, (void *)(uintptr_t)(call->answer.at ? call->answer.at : ""), MHD_RESPMEM_PERSISTENT);
    enum MHD_Result result;

    x->state = EXCHANGE_ANSWERED;
    if (!response)
        return MHD_NO;
    add_headers(x, response);
    weir_peer_enter(x->http->deadlines, x->peer, WEIR_PHASE_SENDING);
    result = MHD_queue_response(x->connection, (unsigned)call->status, response);
    MHD_destroy_response(response);
    return result;
}

/* Before its body was read, a request that has one ends the connection. */
static enum MHD_Result refuse(exchange *x, int status, const char *reason)
{
    x->closes = true;
    weir_fault_refuse(&x->call, status, reason);
    return send_answer(x);
}

/* libmicrohttpd reads nothing more on a connection that is answered before the request was read. So one without a body
 * is answered when it has been. */
static enum MHD_Result refuse_politely(exchange *x, int status, const char *reason)
{
    if (x->call.request.is_chunked || x->call.request.length > 0)
        return refuse(x, status, reason);
    x->refusal = (weir_gate_verdict){status, reason};
    x->state = EXCHANGE_BODY;
    return MHD_YES;
}

/* ── waiting ─────────────────────────────────────────────────────────────────────────────────────────── */

void weir_http_resume(weir_rest *call)
{
    MHD_resume_connection(((exchange *)call->connection)->connection);
}

static void on_ticket_done(weir_writer_ticket *ticket)
{
    weir_http_resume(ticket->context);
}

static weir_err post(weir_rest *call)
{
    call->ticket.now_ms = weir_db_now(call->server->db);
    call->ticket.done = on_ticket_done;
    call->ticket.context = call;
    return weir_writer_post(weir_db_writer(call->server->db), &call->ticket, &call->diag);
}

static weir_err begin_waiting(weir_rest *call)
{
    switch (call->waits) {
    case WEIR_WAIT_WRITER:
        return post(call);
    case WEIR_WAIT_PARKED:
        return weir_parking_put(call->server->parking, call);
    case WEIR_WAIT_ELSEWHERE:
        return call->begin(call);
    case WEIR_WAIT_NOTHING:
        break;
    }
    return WEIR_OK;
}

/* After this the call may be gone on with at any moment, but by this thread. */
static enum MHD_Result settle(exchange *x)
{
    weir_rest *call = &x->call;
    weir_err err;

    if (call->waits == WEIR_WAIT_NOTHING)
        return send_answer(x);
    (void)atomic_fetch_add(&x->http->suspended_count, 1);
    if (atomic_load(&x->http->is_closing)) { /* its body came too late */
        (void)atomic_fetch_sub(&x->http->suspended_count, 1);
        return refuse(x, 503, "the server stops");
    }
    x->state = EXCHANGE_WAITING;
    MHD_suspend_connection(x->connection);
    err = begin_waiting(call);
    if (err != WEIR_OK) {
        call->waits = WEIR_WAIT_WRITER;
        call->ticket.err = err;
        call->ticket.diag = call->diag;
        MHD_resume_connection(x->connection);
    }
    return MHD_YES;
}

/* ── one request ─────────────────────────────────────────────────────────────────────────────────────── */

static enum MHD_Result begin(exchange *x, const char *method, const char *version)
{
    weir_rest *call = &x->call;
    const weir_gate_verdict verdict = judge(x, method, version);
    int status;

    if (verdict.status != 0)
        return refuse(x, verdict.status, verdict.reason);
    x->closes = call->request.is_chunked;
    x->is_counted = true; /* first, so that whoever stops the server sees it, or we see that it stops */
    (void)atomic_fetch_add(&x->http->waiting_count, 1);
    if (atomic_load(&call->server->is_stopping))
        return refuse(x, 503, "the server stops");
    status = weir_route_find(call, &call->route, x->allow_text, sizeof x->allow_text);
    if (status == 405)
        x->allow = x->allow_text;
    if (status != 0)
        return refuse_politely(x, status,
                               status == 405 ? "the method is not allowed here" : "there is no such resource");
    x->body.length_max = call->route->takes_bytes ? DEPLOYMENT_LENGTH_MAX : BODY_LENGTH_MAX;
    if (call->request.has_length && call->request.length > x->body.length_max)
        return refuse(x, 413, "the body is too long (limit body_length)");
    x->state = EXCHANGE_BODY;
    return MHD_YES;
}

static enum MHD_Result run(exchange *x)
{
    weir_peer_enter(x->http->deadlines, x->peer, WEIR_PHASE_WORKING);
    if (x->body.fault == WEIR_BODY_TOO_LONG)
        return refuse(x, 413, "the body is too long (limit body_length)");
    if (x->body.fault == WEIR_BODY_DROPPED)
        return refuse(x, 503, "too much is sent at once (limit body_bytes)");
    if (x->refusal.status != 0) {
        weir_fault_refuse(&x->call, x->refusal.status, x->refusal.reason);
        return send_answer(x);
    }
    x->call.body = (weir_text){x->body.at ? x->body.at : "", x->body.length};
    weir_dispatch(&x->call);
    return settle(x);
}

static enum MHD_Result on_request(void *self, struct MHD_Connection *connection, const char *url, const char *method,
                                  const char *version, const char *upload, size_t *upload_length, void **context)
{
    exchange *x = *context;

    (void)self;
    (void)url;
    (void)connection;
    if (!x)
        return MHD_NO;
    switch (x->state) {
    case EXCHANGE_NEW:
        return begin(x, method, version);
    case EXCHANGE_BODY:
        if (*upload_length > 0) {
            const bool goes_on = weir_body_add(&x->body, &x->http->bodies, upload, *upload_length);

            *upload_length = 0;
            return goes_on ? MHD_YES : MHD_NO;
        }
        return run(x);
    case EXCHANGE_WAITING:
        (void)atomic_fetch_sub(&x->http->suspended_count, 1);
        weir_dispatch_again(&x->call);
        return settle(x);
    case EXCHANGE_ANSWERED:
        *upload_length = 0;
        return MHD_YES;
    }
    return MHD_NO;
}

static void on_completed(void *self, struct MHD_Connection *connection, void **context,
                         enum MHD_RequestTerminationCode code)
{
    weir_http *http = self;
    const weir_memory memory = http->server->memory;
    exchange *x = *context;
    bool is_counted;

    (void)connection;
    (void)code;
    if (!x)
        return;
    is_counted = x->is_counted;
    *context = NULL;
    weir_peer_enter(http->deadlines, x->peer, WEIR_PHASE_IDLE);
    if (x->state == EXCHANGE_WAITING) /* it was resumed, and libmicrohttpd saw at once that the client is gone */
        (void)atomic_fetch_sub(&http->suspended_count, 1);
    weir_body_release(&x->body, &http->bodies);
    weir_arena_release(&x->call.arena);
    memory.give(memory.self, x, sizeof *x);
    if (is_counted)
        (void)atomic_fetch_sub(&http->waiting_count, 1);
}

/* libmicrohttpd tells of what clients do wrong; it would write what they sent. */
static void ignore_message(void *self, const char *format, va_list arguments)
{
    (void)self;
    (void)format;
    (void)arguments;
}

/* ── listening ───────────────────────────────────────────────────────────────────────────────────────── */

static uint32_t limit_or(uint32_t limit, uint32_t otherwise)
{
    return limit > 0 ? limit : otherwise;
}

/* Fewer fit than are wanted: somebody should know before they come. */
static uint32_t connection_count_max(const weir_http *http)
{
    const uint32_t wanted = limit_or(http->server->options.limits.connection_count_max, CONNECTION_COUNT_MAX);
    const uint32_t count = weir_listen_fit(wanted);
    char sentence[200];

    if (count > 0 && count < wanted) {
        (void)snprintf(sentence, sizeof sentence,
                       "%u connections fit into the limit of open files of this process, instead of %u: raise its hard "
                       "limit (ulimit -Hn, LimitNOFILE=) to have more",
                       count, wanted);
        weir_server_warn(http->server, sentence);
    }
    return count;
}

static weir_err start_daemon(weir_http *http, weir_diag *diag)
{
    const uint32_t count_max = connection_count_max(http);
    const uint32_t per_address_max =
        http->is_loopback
            ? count_max
            : limit_or(http->server->options.limits.connections_per_address_max, CONNECTIONS_PER_ADDRESS_MAX);

    if (count_max == 0)
        return weir_fail(diag, WEIR_EIO, WEIR_NO_TEXT,
                         "this process may open fewer than %u files: raise the limit (ulimit -n, LimitNOFILE=)",
                         WEIR_FILE_COUNT_MIN);
    weir_events_use();
    http->daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0,
                                    NULL, NULL, on_request, http, MHD_OPTION_EXTERNAL_LOGGER, ignore_message, NULL,
                                    MHD_OPTION_LISTEN_SOCKET, http->listener, MHD_OPTION_THREAD_POOL_SIZE, POOL_COUNT,
                                    MHD_OPTION_CONNECTION_LIMIT, count_max, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
                                    per_address_max, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_BYTES,
                                    MHD_OPTION_NOTIFY_COMPLETED, on_completed, http, MHD_OPTION_NOTIFY_CONNECTION,
                                    on_connection, http, MHD_OPTION_URI_LOG_CALLBACK, on_target, http, MHD_OPTION_END);
    if (!http->daemon)
        return weir_fail(diag, WEIR_EIO, WEIR_NO_TEXT, "libmicrohttpd can't be started");
    http->listener = -1;
    return WEIR_OK;
}

static int64_t ms_or(int64_t limit_ms, int64_t otherwise)
{
    return limit_ms > 0 ? limit_ms : otherwise;
}

static weir_err start_deadlines(weir_http *http, weir_diag *diag)
{
    const weir_server_limits *limits = &http->server->options.limits;
    const weir_phase_limits phases = {{
        [WEIR_PHASE_FRESH] = ms_or(limits->fresh_ms_max, FRESH_MS_MAX),
        [WEIR_PHASE_IDLE] = ms_or(limits->idle_ms_max, IDLE_MS_MAX),
        [WEIR_PHASE_RECEIVING] = ms_or(limits->request_ms_max, REQUEST_MS_MAX),
        [WEIR_PHASE_SENDING] = ms_or(limits->answer_ms_max, ANSWER_MS_MAX),
    }};

    return weir_deadlines_new(phases, http->server->memory, &http->deadlines, diag);
}

static weir_err listen_at(weir_http *http, weir_diag *diag)
{
    const weir_server_options *options = &http->server->options;
    weir_listener listener;

    WEIR_TRY(weir_listen(options->address, options->is_insecure, &listener, diag));
    http->listener = listener.socket;
    http->is_loopback = listener.is_loopback;
    memcpy(http->url, listener.url, sizeof http->url);
    return WEIR_OK;
}

weir_err weir_http_open(weir_server *server, weir_http **out, weir_diag *diag)
{
    weir_http *http = server->memory.take(server->memory.self, sizeof *http);
    weir_err err;

    if (!http)
        return WEIR_ENOMEM;
    *http = (weir_http){.server = server, .listener = -1};
    http->bodies.memory = server->memory;
    http->bodies.bytes_max =
        server->options.limits.body_bytes_max > 0 ? server->options.limits.body_bytes_max : BODY_BYTES_MAX;
    err = listen_at(http, diag);
    if (err == WEIR_OK)
        err = start_deadlines(http, diag);
    if (err != WEIR_OK) {
        weir_http_close(http);
        return err;
    }
    *out = http;
    return WEIR_OK;
}

weir_err weir_http_start(weir_http *http, weir_diag *diag)
{
    return start_daemon(http, diag);
}

bool weir_http_is_loopback(const weir_http *http)
{
    return http->is_loopback;
}

const char *weir_http_url(const weir_http *http)
{
    return http->url;
}

bool weir_http_has_left(const weir_rest *call)
{
    const exchange *x = call->connection;
    char byte;
    ssize_t length;

    if (!x->peer)
        return false;
    length = recv(weir_peer_socket(x->peer), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return length == 0 || (length < 0 && errno != EAGAIN && errno != EINTR);
}

uint32_t weir_http_waiting_count(weir_http *http)
{
    return atomic_load(&http->waiting_count);
}

uint32_t weir_http_suspended_count(weir_http *http)
{
    return atomic_load(&http->suspended_count);
}

void weir_http_close(weir_http *http)
{
    if (!http)
        return;
    atomic_store(&http->is_closing, true);
    while (atomic_load(&http->suspended_count) > 0) /* one that came at the last moment */
        (void)nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    if (http->daemon)
        MHD_stop_daemon(http->daemon);
    weir_deadlines_free(http->deadlines);
    if (http->listener >= 0)
        (void)close(http->listener);
    http->server->memory.give(http->server->memory.self, http, sizeof *http);
}
