/* SPDX-License-Identifier: Apache-2.0
 * cli/serve.c - weir serve: a database file behind HTTP, until somebody says stop.
 */
#include <signal.h>

#include "base/time.h"
#include "cli/cli.h"
#include "host/memory_libc.h"
#include "server/server.h"
#include "webhooks/webhooks.h"

#define LISTEN_DEFAULT "127.0.0.1:8080"

typedef struct settings {
    const char *db, *listen, *now, *webhook_source, *webhook_ca;
    weir_option_texts webhook_allow;
    bool has_virtual_clock, has_manual_jobs, is_insecure;
} settings;

static const weir_option options[] = {
    {"--db", "FILE", "the database; made if it is not there", WEIR_OPTION_TEXT, offsetof(settings, db)},
    {"--listen", "ADDR:PORT", "where to listen (" LISTEN_DEFAULT "); port 0 picks one", WEIR_OPTION_TEXT,
     offsetof(settings, listen)},
    {"--virtual-clock", NULL, "process time stands still; POST /engine-rest/clock moves it", WEIR_OPTION_FLAG,
     offsetof(settings, has_virtual_clock)},
    {"--manual-jobs", NULL, "asynchronous continuations wait for POST /engine-rest/job/{id}/execute", WEIR_OPTION_FLAG,
     offsetof(settings, has_manual_jobs)},
    {"--now", "INSTANT", "where the virtual clock of a new database begins", WEIR_OPTION_TEXT, offsetof(settings, now)},
    {"--webhook-allow", "NETWORK,…", "webhooks may go there too: 10.1.0.0/16; may be repeated", WEIR_OPTION_TEXTS,
     offsetof(settings, webhook_allow)},
    {"--webhook-source", "URI", "by which receivers know this engine (" WEIR_WEBHOOK_DEFAULT_SOURCE ")",
     WEIR_OPTION_TEXT, offsetof(settings, webhook_source)},
    {"--webhook-ca", "FILE", "certificates of authorities, in place of those of the machine", WEIR_OPTION_TEXT,
     offsetof(settings, webhook_ca)},
    {"--insecure", NULL, "also listen where other machines can connect", WEIR_OPTION_FLAG,
     offsetof(settings, is_insecure)},
};

static void warn(void *context, const char *sentence)
{
    (void)context;
    (void)fprintf(stderr, "weir: %s\n", sentence);
}

/* All threads leave these to the one that waits for them. */
static bool block_signals(sigset_t *set)
{
    (void)signal(SIGPIPE, SIG_IGN);
    return sigemptyset(set) == 0 && sigaddset(set, SIGTERM) == 0 && sigaddset(set, SIGINT) == 0 &&
           pthread_sigmask(SIG_BLOCK, set, NULL) == 0;
}

static int serve(const weir_server_options *wanted)
{
    weir_diag diag = {0};
    weir_server *server;
    sigset_t signals;
    char head[86];
    int signal_number;
    weir_err err;

    if (!block_signals(&signals))
        return WEIR_EXIT_UNABLE;
    err = weir_server_open(wanted, weir_memory_libc(), &server, &diag);
    if (err != WEIR_OK) {
        (void)fprintf(stderr, "weir: %s\n", diag.message);
        return err == WEIR_EOWNED ? WEIR_EXIT_OWNED : WEIR_EXIT_UNABLE;
    }
    printf("listening at %s\n", weir_server_url(server));
    (void)fflush(stdout); /* main looks for errors of it */
    while (sigwait(&signals, &signal_number) != 0)
        ;
    weir_server_close(server, head);
    printf("head %s\n", head);
    return WEIR_EXIT_FINE;
}

/* "10.1.0.0/16,fd00::/8" */
static weir_err allow(weir_guard *guard, weir_text list, weir_diag *diag)
{
    for (size_t at = 0; at <= list.length;) {
        const size_t comma = weir_text_find(list, WEIR_T(","), at);
        const size_t end = comma == SIZE_MAX ? list.length : comma;

        WEIR_TRY(weir_guard_allow(guard, weir_text_trim(weir_text_part(list, at, end - at)), diag));
        at = end + 1;
    }
    return WEIR_OK;
}

static int run(const weir_verb *verb, int count, char **arguments)
{
    settings wanted = {.listen = LISTEN_DEFAULT};
    weir_date_time now;
    weir_guard guard = {0};
    weir_diag diag = {0};

    if (!weir_options_read(verb, &count, arguments, &wanted))
        return WEIR_EXIT_UNABLE;
    if (count > 0)
        return weir_verb_refuse(verb, "there is nothing to say about '%s'", arguments[0]);
    if (!wanted.db)
        return weir_verb_refuse(verb, "name the database: --db FILE");
    if (wanted.now && !wanted.has_virtual_clock)
        return weir_verb_refuse(verb, "--now is for --virtual-clock");
    if (wanted.now && !weir_date_time_parse(weir_text_of(wanted.now), NULL, &now))
        return weir_verb_refuse(verb, "--now needs a date with an offset, like 2026-01-05T09:00:00Z");
    for (uint32_t i = 0; i < wanted.webhook_allow.count; i++) {
        if (allow(&guard, weir_text_of(wanted.webhook_allow.items[i]), &diag) != WEIR_OK)
            return weir_verb_refuse(verb, "--webhook-allow: %s", diag.message);
    }
    return serve(&(weir_server_options){.path = wanted.db,
                                        .address = wanted.listen,
                                        .version = WEIR_VERSION,
                                        .has_virtual_clock = wanted.has_virtual_clock,
                                        .has_manual_jobs = wanted.has_manual_jobs,
                                        .virtual_now_ms = wanted.now ? weir_date_time_to_ms(&now) : 0,
                                        .is_insecure = wanted.is_insecure,
                                        .webhook_guard = &guard,
                                        .webhook_source = wanted.webhook_source,
                                        .webhook_ca_file = wanted.webhook_ca,
                                        .warn = warn});
}

const weir_verb weir_verb_serve = {
    .name = "serve",
    .operands = "--db FILE",
    .summary = "Answer HTTP requests: the REST API under /engine-rest",
    .help =
        "    weir serve --db shop.db --listen 127.0.0.1:8080\n"
        "    curl http://127.0.0.1:8080/engine-rest/openapi.json\n"
        "\n"
        "Nobody is asked who he is yet: only this machine can connect, unless --insecure is given.\n"
        "Webhooks (POST /engine-rest/webhook) are told what happens. They may go to the public internet, and to this\n"
        "machine while only this machine can connect; other networks must be allowed.\n"
        "SIGTERM and SIGINT end it: what was taken is finished, and the head of the log is printed.\n"
        "Exits with 0; with 2 if it could not begin; with 3 if another process owns the database.\n",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = run,
};
