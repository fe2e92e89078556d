/* SPDX-License-Identifier: Apache-2.0
 * load/overload.c - far more requests than can be written: refused with words, in bounded memory, and over soon.
 *
 *     load_overload [SECONDS]
 * More connections than the queue has places ask for starts, and ask again at once whatever the answer is. Ends with 1
 * if a start that was answered is not there, if the memory grows by more than RESIDENT_MIB, or if one client alone is
 * not served as before within RECOVERY_S.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "load/load.h"

#define CONNECTION_COUNT 6000u
#define RESIDENT_MIB 512
#define RECOVERY_S 5
#define CALM_COUNT 20 /* starts in a row that take no longer than CALM_MS */
#define CALM_MS 20

static const char bpmn[] =
    "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' targetNamespace='t'>"
    "<process id='p' isExecutable='true'><startEvent id='s'/><sequenceFlow id='f' sourceRef='s' targetRef='a'/>"
    "<userTask id='a'/></process></definitions>";

static size_t next_start(void *self, char out[static LOAD_REQUEST_SIZE])
{
    (void)self;
    return load_print(out, "/engine-rest/process-definition/key/p/start", "{}");
}

static void run(int port, uint32_t connection_count, double seconds, load_figures *out)
{
    load_run(&(load_plan){.port = port,
                          .connection_count = connection_count,
                          .duration_us = (int64_t)(seconds * 1e6),
                          .status = 200,
                          .refusal = 503,
                          .next = next_start},
             out);
}

/* Seconds until one client alone is served as on any other day. */
static double wait_for_calm(int port, uint64_t *started_count)
{
    const int64_t began_us = weir_bench_now_us();
    char request[LOAD_REQUEST_SIZE];
    const size_t length = next_start(NULL, request);

    for (int calm_count = 0; calm_count < CALM_COUNT;) {
        const int64_t asked_us = weir_bench_now_us();
        const int status = load_ask(port, request, length, NULL);

        *started_count += status == 200;
        calm_count = status == 200 && weir_bench_now_us() - asked_us <= CALM_MS * 1000 ? calm_count + 1 : 0;
    }
    return (double)(weir_bench_now_us() - began_us) / 1e6;
}

int main(int count, char **arguments)
{
    const double seconds = count > 1 ? strtod(arguments[1], NULL) : 10;
    load_figures usual = {0}, most = {0};
    char path[WEIR_BENCH_PATH_SIZE];
    weir_bench_folder *folder;
    load_server server;
    long before_kib, peak_kib;
    uint64_t started_count;
    int64_t there_count;
    double calm_s;
    bool is_kept;

    if (load_fit(CONNECTION_COUNT) < CONNECTION_COUNT) {
        printf("skipped: %u connections do not fit into the limit of open files\n", CONNECTION_COUNT);
        return LOAD_EXIT_SKIPPED;
    }
    folder = load_folder(".");
    weir_bench_path(folder, "overload.db", path);
    server = load_server_start(WEIR_PROGRAM, path);
    load_deploy(server.port, bpmn);
    run(server.port, 64, 1, &usual);
    before_kib = load_resident_kib(server.pid);
    run(server.port, CONNECTION_COUNT, seconds, &most);
    peak_kib = load_resident_peak_kib(server.pid);
    started_count = usual.count + most.count;
    calm_s = wait_for_calm(server.port, &started_count);
    there_count = load_number(server.port, "/engine-rest/process-instance/count", "count");
    printf("64 connections: %.0f starts/s, p99 %.1f ms, %.0f MiB resident\n", (double)usual.count / usual.seconds,
           weir_bench_latency_below(&usual.waited, 0.99), (double)before_kib / 1024);
    printf("%u connections for %.0f s: %.0f requests/s, of which %.0f starts/s, the others 503; p99 %.0f ms; "
           "%.0f MiB resident at most\n",
           CONNECTION_COUNT, most.seconds, (double)(most.count + most.refused_count) / most.seconds,
           (double)most.count / most.seconds, weir_bench_latency_below(&most.waited, 0.99), (double)peak_kib / 1024);
    printf("one client is served as before after %.1f s; %lld of %llu instances are there\n", calm_s,
           (long long)there_count, (unsigned long long)started_count);
    is_kept = most.wrong_count == 0 && (uint64_t)there_count == started_count && calm_s <= RECOVERY_S &&
              peak_kib - before_kib <= RESIDENT_MIB * 1024L;
    is_kept = load_server_stop(&server) && is_kept;
    printf("all acknowledged, at most %d MiB more, calm within %d s: %s\n", RESIDENT_MIB, RECOVERY_S,
           is_kept ? "kept" : "NOT kept");
    weir_bench_folder_close(folder);
    return is_kept ? 0 : 1;
}
