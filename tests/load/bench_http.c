/* SPDX-License-Identifier: Apache-2.0
 * load/bench_http.c - commands a second over HTTP, beside the same commands in process and beside answers without any.
 *
 *     bench_http [--brief] [--check] [FOLDER]
 * For each number of clients, right after each other: `step` of weir bench in this process; the same over HTTP; starts;
 * GET /version, which needs no database; and a server of libmicrohttpd that always says the same. Clients and server
 * share the machine. Medians over the rounds. --check: ends with 1 if `step` over HTTP with 64 connections is less than
 * half of that in process, with 4 if the rounds differ too much to say.
 */
#define _DEFAULT_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "host/memory_libc.h"
#include "load/load.h"

#define ROUND_COUNT 3u
#define RUN_US ((int64_t)1500000)
#define BRIEF_US ((int64_t)300000)
#define PROMISED_CLIENTS 64u
#define PROMISED_SHARE 0.5
#define SPREAD_MAX 1.5 /* between the highest and the lowest round */
#define TASKS_AT_ONCE 10000u
#define PROCESSORS 2.0 /* clients and server have */

static const uint32_t client_counts[] = {1, 16, 64, 256};
#define COUNT_COUNT (sizeof client_counts / sizeof *client_counts)

typedef enum subject { IN_PROCESS, STEP, START, VERSION, BARE, SUBJECT_COUNT } subject;

static const char *const subject_names[] = {
    [IN_PROCESS] = "step in process", [STEP] = "step over HTTP",      [START] = "starts over HTTP",
    [VERSION] = "GET /version",       [BARE] = "libmicrohttpd alone",
};

typedef struct cell {
    double rates[ROUND_COUNT], p50[ROUND_COUNT], p99[ROUND_COUNT];
} cell;

typedef struct bench {
    bool is_brief, is_checked;
    uint32_t round_count;
    weir_bench_folder *folder;
    weir_bench_tape tape;
    cell cells[SUBJECT_COUNT][COUNT_COUNT];
    double loads[ROUND_COUNT]; /* processes that wanted to run, beside this bench; before each round */
} bench;

/* ── what is asked ───────────────────────────────────────────────────────────────────────────────────── */

typedef struct task_list {
    char *json, *at;
} task_list;

static size_t next_completion(void *self, char out[static LOAD_REQUEST_SIZE])
{
    static const char key[] = "{\"id\":\"";
    task_list *tasks = self;
    char path[128];
    char *id = strstr(tasks->at, key);

    if (!id)
        return 0;
    id += sizeof key - 1;
    tasks->at = id + WEIR_DB_ID_SIZE;
    (void)snprintf(path, sizeof path, "/engine-rest/task/%.*s/complete", (int)WEIR_DB_ID_SIZE - 1, id);
    return load_print(out, path, "{}");
}

static size_t next_start(void *self, char out[static LOAD_REQUEST_SIZE])
{
    uint64_t *left = self;

    if (*left == 0)
        return 0;
    --*left;
    return load_print(out, "/engine-rest/process-definition/key/bench/start", "{}");
}

static size_t next_version(void *self, char out[static LOAD_REQUEST_SIZE])
{
    (void)self;
    return load_print(out, "/engine-rest/version", NULL);
}

/* ── a round ─────────────────────────────────────────────────────────────────────────────────────────── */

static void note(cell *c, uint32_t round, const load_figures *figures)
{
    if (figures->wrong_count > 0)
        load_die("an answer has another status");
    c->rates[round] = (double)figures->count / figures->seconds;
    c->p50[round] = weir_bench_latency_below(&figures->waited, 0.50);
    c->p99[round] = weir_bench_latency_below(&figures->waited, 0.99);
}

static int64_t run_us(const bench *b)
{
    return b->is_brief ? BRIEF_US : RUN_US;
}

static void run_in_process(bench *b, uint32_t round, uint32_t column)
{
    const weir_bench_size size = {.duration_us = run_us(b), .is_brief = b->is_brief};
    weir_bench_line line = {.scenario = &weir_bench_scenarios[0], .client_count = client_counts[column]};
    weir_bench_round figures;
    char path[WEIR_BENCH_PATH_SIZE];
    weir_diag diag = {0};
    cell *c = &b->cells[IN_PROCESS][column];

    weir_bench_path(b->folder, "inside.db", path);
    if (weir_bench_run(&line, &size, path, &b->tape, &figures, &diag) != WEIR_OK)
        load_die(diag.message);
    weir_bench_clear(b->folder, "inside.db");
    c->rates[round] = (double)figures.command_count / figures.seconds;
    c->p50[round] = figures.p50_ms;
    c->p99[round] = figures.p99_ms;
}

/* Lists of tasks are read while no clock runs; each task is completed once, and the next one of its instance is in the
 * next list. */
static void run_steps(const bench *b, int port, uint32_t client_count, load_figures *out)
{
    char request[LOAD_REQUEST_SIZE];
    task_list tasks;
    load_plan plan = {
        .port = port, .connection_count = client_count, .status = 204, .next = next_completion, .self = &tasks};

    while (out->seconds * 1e6 < (double)run_us(b)) {
        const size_t length = load_print(request, "/engine-rest/task?maxResults=10000", NULL);

        plan.duration_us = run_us(b) - (int64_t)(out->seconds * 1e6);
        if (load_ask(port, request, length, &tasks.json) != 200)
            load_die("the list of tasks");
        tasks.at = tasks.json;
        if (!strstr(tasks.at, "{\"id\":\""))
            load_die("the list of tasks is empty");
        load_run(&plan, out);
        free(tasks.json);
    }
}

static void run_plain(const bench *b, int port, subject what, uint32_t client_count, load_figures *out)
{
    uint64_t left = UINT64_MAX;

    load_run(&(load_plan){.port = port,
                          .connection_count = client_count,
                          .duration_us = run_us(b),
                          .status = 200,
                          .next = what == START ? next_start : next_version,
                          .self = &left},
             out);
}

/* The write-ahead log grows by itself when nobody writes; in process it has, too. */
static void let_grow(const bench *b)
{
    const struct timespec pause = {.tv_nsec = 20000000};
    char wal[WEIR_BENCH_PATH_SIZE];
    struct stat info;

    weir_bench_path(b->folder, "served.db-wal", wal);
    while (!b->is_brief && (stat(wal, &info) != 0 || info.st_size < WEIR_SQLITE_WAL_BYTES))
        (void)nanosleep(&pause, NULL);
}

static load_server start_served(const bench *b)
{
    uint64_t left = b->is_brief ? weir_bench_scenarios[0].brief_count : TASKS_AT_ONCE;
    char path[WEIR_BENCH_PATH_SIZE];
    load_figures ignored = {0};
    load_server server;

    weir_bench_clear(b->folder, "served.db");
    weir_bench_path(b->folder, "served.db", path);
    server = load_server_start(WEIR_PROGRAM, path);
    load_deploy(server.port, weir_bench_scenarios[0].bpmn);
    load_run(&(load_plan){.port = server.port,
                          .connection_count = 64,
                          .duration_us = INT64_MAX,
                          .status = 200,
                          .next = next_start,
                          .self = &left},
             &ignored);
    let_grow(b);
    return server;
}

static void run_served(bench *b, uint32_t round, uint32_t column, int port, subject what)
{
    load_figures figures = {0};

    if (what == STEP)
        run_steps(b, port, client_counts[column], &figures);
    else
        run_plain(b, port, what, client_counts[column], &figures);
    note(&b->cells[what][column], round, &figures);
}

static void run_round(bench *b, uint32_t round)
{
    const load_server bare = load_server_bare();
    load_server served;

    (void)getloadavg(&b->loads[round], 1);
    served = start_served(b);
    for (uint32_t i = 0; i < COUNT_COUNT; i++) {
        run_in_process(b, round, i);
        run_served(b, round, i, served.port, STEP);
        run_served(b, round, i, served.port, VERSION);
        run_served(b, round, i, bare.port, BARE);
    }
    for (uint32_t i = 0; i < COUNT_COUNT; i++)
        run_served(b, round, i, served.port, START);
    if (!load_server_stop(&served))
        load_die("the server did not end well");
    load_server_kill(&bare);
}

/* ── figures ─────────────────────────────────────────────────────────────────────────────────────────── */

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double median(const double values[static ROUND_COUNT], uint32_t count)
{
    double sorted[ROUND_COUNT];

    memcpy(sorted, values, sizeof sorted);
    qsort(sorted, count, sizeof *sorted, compare);
    return sorted[count / 2];
}

/* Over HTTP : in process, in each round. */
static void shares(const bench *b, uint32_t column, double out[static ROUND_COUNT])
{
    for (uint32_t i = 0; i < b->round_count; i++)
        out[i] = b->cells[STEP][column].rates[i] / b->cells[IN_PROCESS][column].rates[i];
}

static bool differs_much(const cell *c, uint32_t count)
{
    double low = c->rates[0], high = low;

    for (uint32_t i = 1; i < count; i++) {
        low = c->rates[i] < low ? c->rates[i] : low;
        high = c->rates[i] > high ? c->rates[i] : high;
    }
    return high > SPREAD_MAX * low;
}

static void print_figures(const bench *b)
{
    double share[ROUND_COUNT];

    printf("%-20s %8s %10s %10s %10s %8s %8s\n", "", "clients", "per second", "lowest", "highest", "p50 ms", "p99 ms");
    for (subject what = IN_PROCESS; what < SUBJECT_COUNT; what++) {
        for (uint32_t i = 0; i < COUNT_COUNT; i++) {
            const cell *c = &b->cells[what][i];
            double sorted[ROUND_COUNT];

            memcpy(sorted, c->rates, sizeof sorted);
            qsort(sorted, b->round_count, sizeof *sorted, compare);
            printf("%-20s %8u %10.0f %10.0f %10.0f %8.2f %8.2f\n", subject_names[what], client_counts[i],
                   median(c->rates, b->round_count), sorted[0], sorted[b->round_count - 1],
                   median(c->p50, b->round_count), median(c->p99, b->round_count));
        }
    }
    for (uint32_t i = 0; i < COUNT_COUNT; i++) {
        shares(b, i, share);
        printf("step over HTTP : in process, %u clients: %.2f\n", client_counts[i], median(share, b->round_count));
    }
    for (uint32_t i = 0; i < b->round_count; i++)
        printf("%s%.1f", i == 0 ? "load of the machine before each round: " : ", ", b->loads[i]);
    printf("\n");
}

static int judge(const bench *b)
{
    uint32_t column = 0;
    double share[ROUND_COUNT], at_64;

    while (client_counts[column] != PROMISED_CLIENTS)
        column++;
    shares(b, column, share);
    at_64 = median(share, b->round_count);
    if (at_64 >= PROMISED_SHARE) {
        printf("promised: %.2f with %u clients; kept\n", PROMISED_SHARE, PROMISED_CLIENTS);
        return 0;
    }
    if (differs_much(&b->cells[IN_PROCESS][column], b->round_count) ||
        differs_much(&b->cells[STEP][column], b->round_count) || median(b->loads, b->round_count) > PROCESSORS) {
        printf("no verdict: the machine is too busy\n");
        return 4;
    }
    printf("promised: %.2f with %u clients; NOT kept\n", PROMISED_SHARE, PROMISED_CLIENTS);
    return 1;
}

static const char *read_arguments(bench *b, int count, char **arguments)
{
    const char *folder = ".";

    for (int i = 1; i < count; i++) {
        if (strcmp(arguments[i], "--brief") == 0)
            b->is_brief = true;
        else if (strcmp(arguments[i], "--check") == 0)
            b->is_checked = true;
        else
            folder = arguments[i];
    }
    b->round_count = b->is_brief ? 1 : ROUND_COUNT;
    return folder;
}

int main(int count, char **arguments)
{
    static bench b;
    const char *folder = read_arguments(&b, count, arguments);

    b.folder = load_folder(folder);
    if (weir_recording_new(weir_memory_libc(), &b.tape.set_up) != WEIR_OK ||
        weir_recording_new(weir_memory_libc(), &b.tape.timed) != WEIR_OK)
        load_die("memory");
    for (uint32_t i = 0; i < b.round_count; i++)
        run_round(&b, i);
    weir_recording_free(b.tape.timed);
    weir_recording_free(b.tape.set_up);
    weir_bench_folder_close(b.folder);
    print_figures(&b);
    return b.is_checked ? judge(&b) : 0;
}
