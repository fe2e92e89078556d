/* SPDX-License-Identifier: Apache-2.0
 * load/child.c - servers that are processes of their own.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "load/load.h"
#include "server/listen.h"

void load_die(const char *what)
{
    perror(what);
    exit(2);
}

/* A child that does not outlive us; what it writes comes out of `out`. */
static pid_t fork_with_pipe(FILE **out)
{
    int ends[2];
    pid_t pid;

    if (pipe(ends) != 0 || (pid = fork()) < 0)
        load_die("fork");
    if (pid == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        (void)dup2(ends[1], STDOUT_FILENO);
        (void)close(ends[0]);
        (void)close(ends[1]);
        return 0;
    }
    (void)close(ends[1]);
    *out = fdopen(ends[0], "r");
    return pid;
}

/* The port in the first line that names one. The pipe stays open, so that the child can go on writing. */
static int read_port(FILE *out)
{
    char line[256];
    int port = 0;

    while (port == 0 && fgets(line, sizeof line, out)) {
        const char *colon = strrchr(line, ':');

        port = colon ? (int)strtol(colon + 1, NULL, 10) : 0;
    }
    if (port == 0)
        load_die("the server did not begin");
    return port;
}

load_server load_server_start(const char *weir, const char *db)
{
    FILE *out = NULL;
    load_server server = {.pid = fork_with_pipe(&out)};

    if (server.pid == 0) {
        (void)execl(weir, weir, "serve", "--db", db, "--listen", "127.0.0.1:0", (char *)NULL);
        load_die(weir);
    }
    server.port = read_port(out);
    return server;
}

static enum MHD_Result answer(void *self, struct MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *upload, size_t *upload_length, void **context)
{
    (void)url, (void)method, (void)version, (void)upload, (void)upload_length;
    if (!*context) {
        *context = self;
        return MHD_YES; /* not before the request was read */
    }
    return MHD_queue_response(connection, MHD_HTTP_OK, self);
}

static void serve_bare(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    struct MHD_Response *response =
        MHD_create_response_from_buffer(2, (void *)(uintptr_t) "{}", MHD_RESPMEM_PERSISTENT);
    struct MHD_Daemon *daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, answer, response, MHD_OPTION_SOCK_ADDR,
        (struct sockaddr *)&address, MHD_OPTION_THREAD_POOL_SIZE, 2u, MHD_OPTION_END);
    const union MHD_DaemonInfo *info = daemon ? MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT) : NULL;

    if (!info)
        load_die("libmicrohttpd");
    printf("listening at http://127.0.0.1:%d\n", info->port);
    (void)fflush(stdout);
    for (;;)
        (void)pause();
}

load_server load_server_bare(void)
{
    FILE *out = NULL;
    load_server server = {.pid = fork_with_pipe(&out)};

    if (server.pid == 0)
        serve_bare();
    server.port = read_port(out);
    return server;
}

bool load_server_stop(const load_server *server)
{
    int status;

    if (kill(server->pid, SIGTERM) != 0 || waitpid(server->pid, &status, 0) != server->pid)
        return false;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

void load_server_kill(const load_server *server)
{
    (void)kill(server->pid, SIGKILL);
    (void)waitpid(server->pid, NULL, 0);
}

static long read_status(pid_t pid, const char *name)
{
    char path[64], line[256];
    long kib = 0;
    FILE *file;

    (void)snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
    file = fopen(path, "r");
    while (file && kib == 0 && fgets(line, sizeof line, file)) {
        if (strncmp(line, name, strlen(name)) == 0)
            kib = strtol(line + strlen(name), NULL, 10);
    }
    if (file)
        (void)fclose(file);
    return kib;
}

long load_resident_kib(pid_t pid)
{
    return read_status(pid, "VmRSS:");
}

long load_resident_peak_kib(pid_t pid)
{
    return read_status(pid, "VmHWM:");
}

weir_bench_folder *load_folder(const char *parent)
{
    weir_bench_folder *folder;
    weir_diag diag = {0};

    if (weir_bench_folder_open(parent, &folder, &diag) != WEIR_OK)
        load_die(diag.message);
    return folder;
}

uint32_t load_fit(uint32_t wanted)
{
    return weir_listen_fit(wanted);
}
