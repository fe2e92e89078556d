/* SPDX-License-Identifier: Apache-2.0
 * server/server.c - the parts of a server put together, and taken apart in the right order.
 */
#include "server/server.h"

#include <time.h>

#include "server/server_internal.h"
#include "webhooks/webhooks.h"

#define DRAIN_MS_MAX 10000 /* for answers that are being written */

weir_err weir_server_reader(weir_server *server, weir_reader **out, weir_diag *diag)
{
    weir_err err = WEIR_OK;

    pthread_mutex_lock(&server->lock);
    if (server->free_count > 0)
        *out = server->free_readers[--server->free_count];
    else
        err = weir_fail(diag, WEIR_EBUSY, WEIR_NO_TEXT, "no connection to the database is free (limit reader_count)");
    pthread_mutex_unlock(&server->lock);
    return err;
}

void weir_server_give_reader(weir_server *server, weir_reader *reader)
{
    pthread_mutex_lock(&server->lock);
    server->free_readers[server->free_count++] = reader;
    pthread_mutex_unlock(&server->lock);
}

static int64_t read_virtual_clock(void *self)
{
    return atomic_load(&((weir_server *)self)->virtual_ms);
}

static void note_commit(void *self)
{
    weir_server *server = self;

    atomic_fetch_add(&server->commit_count, 1);
    weir_parking_look(server->parking);
}

void weir_server_warn(void *self, const char *sentence)
{
    const weir_server *server = self;

    if (server->options.warn)
        server->options.warn(server->options.context, sentence);
}

/* Time goes on where the clock was left, so that it never runs backwards; a new file begins now, or when it was told
 * to. */
static weir_err set_virtual_clock(weir_server *server, weir_diag *diag)
{
    weir_text time;
    weir_err err;
    struct timespec now;
    int64_t begin_ms;
    weir_reader *reader = NULL;
    weir_rows rows;
    bool has_row = false;

    (void)clock_gettime(CLOCK_REALTIME, &now);
    begin_ms = server->options.virtual_now_ms != 0 ? server->options.virtual_now_ms
                                                   : (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
    WEIR_TRY(weir_server_reader(server, &reader, diag));
    err = weir_reader_query(reader, WEIR_QUERY_clock_get, NULL, 0, &rows, diag);
    if (err == WEIR_OK) {
        err = weir_rows_next(&rows, &has_row, diag);
        time = err == WEIR_OK && has_row ? weir_rows_text(&rows, 0) : WEIR_NO_TEXT;
        atomic_store(&server->virtual_ms, time.at ? weir_rows_integer(&rows, 0) : begin_ms);
        weir_rows_close(&rows);
    }
    weir_server_give_reader(server, reader);
    return err;
}

static weir_err open_database(weir_server *server, const char *path, weir_diag *diag)
{
    const bool is_virtual = server->options.has_virtual_clock;
    const weir_db_options options = {.path = path,
                                     .is_brief = is_virtual, /* for trials, not for load */
                                     .fires_timers = !is_virtual,
                                     .has_manual_jobs = server->options.has_manual_jobs,
                                     .now_ms = is_virtual ? read_virtual_clock : NULL,
                                     .clock = server,
                                     .warn = weir_server_warn,
                                     .context = server};
    weir_db_error error;

    if (weir_db_open(&options, &server->db, &error) != 0)
        return weir_fail(diag, (weir_err)error.code, weir_text_of(error.element), "%s", error.message);
    for (uint32_t i = 0; i < WEIR_READER_COUNT; i++) {
        WEIR_TRY(weir_reader_open(path, server->memory, &server->readers[i], diag));
        server->free_readers[server->free_count++] = server->readers[i];
    }
    return is_virtual ? set_virtual_clock(server, diag) : WEIR_OK;
}

static weir_err open_webhooks(weir_server *server, weir_diag *diag)
{
    weir_guard guard = {0};
    const weir_webhooks_options options = {.db = server->db,
                                           .path = server->options.path,
                                           .source = server->options.webhook_source,
                                           .guard = &guard,
                                           .ca_file = server->options.webhook_ca_file,
                                           .context = server,
                                           .warn = weir_server_warn};

    if (server->options.webhook_guard)
        guard = *server->options.webhook_guard;
    guard.allows_loopback = weir_http_is_loopback(server->http);
    WEIR_TRY(weir_guard_refuse_own(&guard, weir_text_of(weir_http_url(server->http)), diag));
    return weir_webhooks_open(&options, server->memory, &server->webhooks, diag);
}

static weir_err open_parts(weir_server *server, weir_diag *diag)
{
    if (pthread_mutex_init(&server->lock, NULL) != 0)
        return weir_fail(diag, WEIR_EIO, WEIR_NO_TEXT, "there is no lock for the server");
    server->has_lock = true;
    WEIR_TRY(open_database(server, server->options.path, diag));
    WEIR_TRY(weir_names_new(server->memory, &server->names));
    WEIR_TRY(weir_decisions_new(server->memory, &server->decisions));
    WEIR_TRY(weir_parking_new(server, &server->parking, diag));
    server->watch = (weir_db_commit_watch){.committed = note_commit, .self = server};
    weir_db_watch_commits(server->db, &server->watch);
    WEIR_TRY(weir_http_open(server, &server->http, diag));
    WEIR_TRY(open_webhooks(server, diag));
    WEIR_TRY(weir_http_start(server->http, diag));
    return weir_db_set_address(server->db, weir_text_of(weir_http_url(server->http)), diag);
}

weir_err weir_server_open(const weir_server_options *options, weir_memory memory, weir_server **out, weir_diag *diag)
{
    weir_server *server = memory.take(memory.self, sizeof *server);
    weir_err err;

    if (!server)
        return WEIR_ENOMEM;
    *server = (weir_server){.memory = memory, .options = *options};
    err = open_parts(server, diag);
    if (err != WEIR_OK) {
        weir_server_close(server, NULL);
        return err;
    }
    *out = server;
    return WEIR_OK;
}

const char *weir_server_url(const weir_server *server)
{
    return weir_http_url(server->http);
}

/* Those who wait get their answers first, and new requests 503; then the connections close. (libmicrohttpd could stop
 * listening before, but may end the process if it is full just then.) It can't be stopped while one is suspended,
 * however long the disk takes; an answer that nobody reads is given up. */
static void drain(weir_server *server)
{
    const struct timespec moment = {.tv_nsec = 5000000};

    atomic_store(&server->is_stopping, true);
    weir_parking_stop(server->parking);
    weir_webhooks_stop(server->webhooks);
    for (int64_t end_ms = weir_clock_monotonic_ms() + DRAIN_MS_MAX;
         weir_http_suspended_count(server->http) > 0 ||
         (weir_http_waiting_count(server->http) > 0 && weir_clock_monotonic_ms() < end_ms);)
        (void)nanosleep(&moment, NULL);
}

void weir_server_close(weir_server *server, char head[86])
{
    if (!server)
        return;
    if (server->http)
        drain(server);
    weir_http_close(server->http);
    weir_webhooks_close(server->webhooks);
    if (server->db)
        weir_db_unwatch_commits(server->db, &server->watch);
    weir_parking_free(server->parking);
    if (head && (!server->db || weir_db_head(server->db, head, NULL) != WEIR_OK))
        head[0] = '\0';
    for (uint32_t i = 0; i < WEIR_READER_COUNT; i++)
        weir_reader_close(server->readers[i]);
    weir_db_close(server->db);
    weir_names_free(server->names);
    weir_decisions_free(server->decisions);
    if (server->has_lock)
        pthread_mutex_destroy(&server->lock);
    server->memory.give(server->memory.self, server, sizeof *server);
}
