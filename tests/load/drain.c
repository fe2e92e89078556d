/* SPDX-License-Identifier: Apache-2.0
 * load/drain.c - SIGTERM in the middle of work: what was answered is there, and what is there was answered.
 *
 *     load_drain ROUNDS
 * In each round clients start instances until the server has closed all their connections. Ends with 1 if the next
 * server has another number of them than were acknowledged.
 */
#define _DEFAULT_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "load/load.h"

#define CONNECTION_COUNT 64u
#define STARTS_BEFORE_STOP 2000u

static const char bpmn[] =
    "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' targetNamespace='t'>"
    "<process id='p' isExecutable='true'><startEvent id='s'/><sequenceFlow id='f' sourceRef='s' targetRef='a'/>"
    "<userTask id='a'/></process></definitions>";

typedef struct starter {
    const load_server *server;
    uint64_t asked_count;
} starter;

static size_t next_start(void *self, char out[static LOAD_REQUEST_SIZE])
{
    starter *s = self;

    if (++s->asked_count == STARTS_BEFORE_STOP && kill(s->server->pid, SIGTERM) != 0)
        load_die("kill");
    return load_print(out, "/engine-rest/process-definition/key/p/start", "{}");
}

static bool run_round(const char *path, uint64_t *started_count)
{
    const load_server server = load_server_start(WEIR_PROGRAM, path);
    starter s = {.server = &server};
    load_figures figures = {0};
    const int64_t there_count = load_number(server.port, "/engine-rest/process-instance/count", "count");
    int status;

    if ((uint64_t)there_count != *started_count) {
        printf("NOT so: %lld instances are there, %llu starts were acknowledged\n", (long long)there_count,
               (unsigned long long)*started_count);
        return false;
    }
    if (there_count == 0)
        load_deploy(server.port, bpmn);
    load_run(&(load_plan){.port = server.port,
                          .connection_count = CONNECTION_COUNT,
                          .duration_us = INT64_MAX,
                          .status = 200,
                          .refusal = 503,
                          .may_close = true,
                          .next = next_start,
                          .self = &s},
             &figures);
    *started_count += figures.count;
    printf("%llu starts, %llu refused, %llu connections closed\n", (unsigned long long)figures.count,
           (unsigned long long)figures.refused_count, (unsigned long long)figures.closed_count);
    return waitpid(server.pid, &status, 0) == server.pid && WIFEXITED(status) && WEXITSTATUS(status) == 0 &&
           figures.wrong_count == 0;
}

int main(int count, char **arguments)
{
    const unsigned long round_count = count > 1 ? strtoul(arguments[1], NULL, 10) : 3;
    weir_bench_folder *folder = load_folder(".");
    char path[WEIR_BENCH_PATH_SIZE];
    uint64_t started_count = 0;
    bool is_so = true;

    weir_bench_path(folder, "drain.db", path);
    for (unsigned long i = 0; is_so && i <= round_count; i++)
        is_so = run_round(path, &started_count);
    weir_bench_folder_close(folder);
    return is_so ? 0 : 1;
}
