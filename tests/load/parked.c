/* SPDX-License-Identifier: Apache-2.0
 * load/parked.c - thousands of workers wait for tasks: what each costs, and that a task wakes one of them alone.
 *
 *     load_parked COUNT
 * Ends with 1 if a worker got what is not for it, if others so much as looked, or if a stop leaves one without answer.
 */
#define _GNU_SOURCE /* memmem */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "load/load.h"

#define TOPIC_COUNT 10u
#define TASK_COUNT 100u
#define ANSWER_SIZE 4096u
#define IN_FLIGHT_MAX 1000u /* fetches on their way; the queue of the writer holds 4,096 */

typedef struct crowd {
    load_server server;
    int set; /* epoll */
    uint32_t count;
    int *sockets; /* -1: it has its answer */
} crowd;

static void check(bool is_so, const char *what)
{
    if (is_so)
        return;
    printf("NOT so: %s\n", what);
    exit(1);
}

/* Process pN has one task of topic tN. */
static void deploy(int port)
{
    char bpmn[8192];
    int used = snprintf(bpmn, sizeof bpmn,
                        "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' xmlns:weir='urn:weir:bpmn' "
                        "targetNamespace='t'>");

    for (unsigned i = 0; i < TOPIC_COUNT; i++)
        used += snprintf(bpmn + used, sizeof bpmn - (size_t)used,
                         "<process id='p%u' isExecutable='true'><startEvent id='s%u'/>"
                         "<sequenceFlow id='f%u' sourceRef='s%u' targetRef='a%u'/>"
                         "<serviceTask id='a%u' weir:topic='t%u'/></process>",
                         i, i, i, i, i, i, i);
    (void)snprintf(bpmn + used, sizeof bpmn - (size_t)used, "</definitions>");
    load_deploy(port, bpmn);
}

static void park(crowd *c, uint32_t i)
{
    char request[LOAD_REQUEST_SIZE], body[256];
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = i};
    size_t length;

    (void)snprintf(body, sizeof body,
                   "{\"workerId\":\"w%u\",\"maxTasks\":1,\"asyncResponseTimeout\":1800000,"
                   "\"topics\":[{\"topicName\":\"t%u\",\"lockDuration\":600000}]}",
                   i, i % TOPIC_COUNT);
    length = load_print(request, "/engine-rest/external-task/fetchAndLock", body);
    c->sockets[i] = load_connect(c->server.port);
    if (c->sockets[i] < 0 || send(c->sockets[i], request, length, MSG_NOSIGNAL) != (ssize_t)length ||
        epoll_ctl(c->set, EPOLL_CTL_ADD, c->sockets[i], &event) != 0)
        load_die("a worker");
}

static void wait_for_parked(const crowd *c, uint32_t count)
{
    const struct timespec moment = {.tv_nsec = 2000000};

    while (load_number(c->server.port, "/engine-rest/health", "parkedCount") != count)
        (void)nanosleep(&moment, NULL);
}

static void park_all(crowd *c)
{
    for (uint32_t i = 0; i < c->count; i++) {
        park(c, i);
        if ((i + 1) % IN_FLIGHT_MAX == 0)
            wait_for_parked(c, i + 1);
    }
    wait_for_parked(c, c->count);
}

/* The next worker with an answer, which is left in `answer`; each has its own once. */
static uint32_t next_answer(crowd *c, char answer[static ANSWER_SIZE])
{
    struct epoll_event event;
    ssize_t length;
    int count;

    while ((count = epoll_wait(c->set, &event, 1, -1)) < 0)
        check(errno == EINTR, "epoll_wait");
    check(count == 1, "one event");
    length = recv(c->sockets[event.data.u32], answer, ANSWER_SIZE - 1, 0); /* an answer is small: it comes at once */
    check(length > 0, "a worker has an answer instead of a connection that was closed");
    answer[length] = '\0';
    check(strncmp(answer, "HTTP/1.1 200 ", 13) == 0, answer);
    (void)close(c->sockets[event.data.u32]);
    c->sockets[event.data.u32] = -1;
    return event.data.u32;
}

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* Tasks one after the other: one worker of their topic gets each, and nobody else even looks. */
static void wake_some(crowd *c)
{
    const int64_t commands = load_number(c->server.port, "/engine-rest/health", "commandCount");
    double waited_ms[TASK_COUNT];
    char request[LOAD_REQUEST_SIZE], answer[ANSWER_SIZE], path[128], topic[32];
    struct epoll_event event;

    for (uint32_t i = 0; i < TASK_COUNT; i++) {
        const unsigned wanted = i * 7 % TOPIC_COUNT;
        const int64_t began_us = weir_bench_now_us();
        uint32_t worker;

        (void)snprintf(path, sizeof path, "/engine-rest/process-definition/key/p%u/start", wanted);
        check(load_ask(c->server.port, request, load_print(request, path, "{}"), NULL) == 200, "a start");
        worker = next_answer(c, answer);
        waited_ms[i] = (double)(weir_bench_now_us() - began_us) / 1e3;
        (void)snprintf(topic, sizeof topic, "\"topicName\":\"t%u\"", wanted);
        check(worker % TOPIC_COUNT == wanted && strstr(answer, topic), "a worker gets a task of its topic");
    }
    check(load_number(c->server.port, "/engine-rest/health", "commandCount") == commands + 2 * TASK_COUNT,
          "there is one start and one fetch for each task");
    check(epoll_wait(c->set, &event, 1, 0) == 0, "nobody else has an answer");
    qsort(waited_ms, TASK_COUNT, sizeof *waited_ms, compare);
    printf("from asking for a start until its worker has the task: %.2f ms, at most %.2f ms (median, highest of %u)\n",
           waited_ms[TASK_COUNT / 2], waited_ms[TASK_COUNT - 1], TASK_COUNT);
}

static void stop(crowd *c)
{
    const int64_t began_us = weir_bench_now_us();
    char answer[ANSWER_SIZE];
    int status;

    check(kill(c->server.pid, SIGTERM) == 0, "a signal");
    for (uint32_t left = c->count - TASK_COUNT; left > 0; left--) {
        (void)next_answer(c, answer);
        check(strstr(answer, "\r\n\r\n[]") != NULL, "a worker that still waits gets an empty list");
    }
    check(waitpid(c->server.pid, &status, 0) == c->server.pid && WIFEXITED(status) && WEXITSTATUS(status) == 0,
          "the server ends well");
    printf("SIGTERM: %u empty answers and the end after %.0f ms\n", c->count - TASK_COUNT,
           (double)(weir_bench_now_us() - began_us) / 1e3);
}

int main(int count, char **arguments)
{
    crowd c = {.count = count > 1 ? (uint32_t)strtoul(arguments[1], NULL, 10) : 0};
    char path[WEIR_BENCH_PATH_SIZE];
    weir_bench_folder *folder;
    long before_kib, after_kib;

    if (c.count < 2 * TASK_COUNT || load_fit(c.count) < c.count) {
        printf("skipped: %u workers do not fit into the limit of open files, or are too few\n", c.count);
        return LOAD_EXIT_SKIPPED;
    }
    folder = load_folder(".");
    weir_bench_path(folder, "parked.db", path);
    c.server = load_server_start(WEIR_PROGRAM, path);
    c.set = epoll_create1(EPOLL_CLOEXEC);
    c.sockets = calloc(c.count, sizeof *c.sockets);
    if (!c.sockets || c.set < 0)
        load_die("memory");
    deploy(c.server.port);
    before_kib = load_resident_kib(c.server.pid);
    park_all(&c);
    after_kib = load_resident_kib(c.server.pid);
    printf("%u workers wait: %.1f MiB resident, %.1f KiB each\n", c.count, (double)after_kib / 1024,
           (double)(after_kib - before_kib) / c.count);
    wake_some(&c);
    stop(&c);
    free(c.sockets);
    weir_bench_folder_close(folder);
    return 0;
}
