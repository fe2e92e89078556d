/* SPDX-License-Identifier: Apache-2.0
 * load/load.c - connections in one epoll set; each asks, waits for its answer, and asks again.
 *
 * It shares the processors with the server it measures, so it does little: an answer is its status and as many bytes as
 * it announces.
 */
#define _GNU_SOURCE /* memmem */
#include "load/load.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define ANSWER_SIZE 16384u
#define EVENT_COUNT 256

typedef struct client {
    int socket;
    int64_t asked_us;
    bool is_closed;
    char *answer; /* ANSWER_SIZE */
    size_t length;
} client;

int load_connect(int port)
{
    const struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    const int yes = 1, s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (s < 0)
        return -1;
    (void)setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes); /* slower without */
    if (connect(s, (const struct sockaddr *)(const void *)&address, sizeof address) == 0)
        return s;
    (void)close(s);
    return -1;
}

size_t load_print(char out[static LOAD_REQUEST_SIZE], const char *path, const char *body)
{
    int length;

    if (body)
        length = snprintf(out, LOAD_REQUEST_SIZE,
                          "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                          "Content-Length: %zu\r\n\r\n%s",
                          path, strlen(body), body);
    else
        length = snprintf(out, LOAD_REQUEST_SIZE, "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", path);
    if (length < 0 || (size_t)length >= LOAD_REQUEST_SIZE)
        load_die("the request is too long");
    return (size_t)length;
}

/* How long the answer at the front is; 0: not all of it is there. */
static size_t answer_length(const char *at, size_t length, int *status, size_t *body)
{
    static const char name[] = "Content-Length: ";
    const char *end = memmem(at, length, "\r\n\r\n", 4);
    const char *announced = end ? memmem(at, (size_t)(end - at), name, sizeof name - 1) : NULL;
    size_t all;

    if (!end)
        return 0;
    *status = (int)strtol(at + sizeof "HTTP/1.1", NULL, 10);
    *body = (size_t)(end + 4 - at);
    all = *body + (announced ? strtoul(announced + sizeof name - 1, NULL, 10) : 0);
    return all <= length ? all : 0;
}

/* False: nothing more to ask. */
static bool ask(const load_plan *plan, client *c, int64_t now_us)
{
    char request[LOAD_REQUEST_SIZE];
    const size_t length = plan->next(plan->self, request);

    c->length = 0;
    c->asked_us = now_us;
    if (length == 0)
        return false;
    if (send(c->socket, request, length, MSG_NOSIGNAL) != (ssize_t)length && !plan->may_close)
        load_die("send"); /* else it is closed, which we will read */
    return true;
}

/* False: the answer is not whole yet. */
static bool take_answer(const load_plan *plan, client *c, load_figures *out)
{
    const ssize_t length = recv(c->socket, c->answer + c->length, ANSWER_SIZE - c->length, MSG_DONTWAIT);
    size_t body, whole;
    int status = 0;

    if (length < 0 && (errno == EAGAIN || errno == EINTR))
        return false;
    if (length <= 0 && !plan->may_close) {
        (void)fprintf(stderr, "after %lld ms, with %zu bytes of an answer, of %u clients: ",
                      (long long)(weir_bench_now_us() - c->asked_us) / 1000, c->length, plan->connection_count);
        load_die("a connection was closed");
    }
    if (length <= 0) {
        c->is_closed = true;
        out->closed_count++;
        return true;
    }
    c->length += (size_t)length;
    whole = answer_length(c->answer, c->length, &status, &body);
    if (whole == 0 && c->length < ANSWER_SIZE)
        return false;
    if (status == plan->status)
        out->count++;
    else if (status == plan->refusal)
        out->refused_count++;
    else
        out->wrong_count++;
    return true;
}

/* ── a run ───────────────────────────────────────────────────────────────────────────────────────────── */

static client *open_clients(const load_plan *plan, int set)
{
    client *clients = calloc(plan->connection_count, sizeof *clients);

    for (uint32_t i = 0; clients && i < plan->connection_count; i++) {
        struct epoll_event event = {.events = EPOLLIN, .data.u32 = i};

        clients[i].socket = load_connect(plan->port);
        clients[i].answer = malloc(ANSWER_SIZE);
        if (!clients[i].answer || clients[i].socket < 0 || epoll_ctl(set, EPOLL_CTL_ADD, clients[i].socket, &event))
            load_die("connect");
    }
    if (!clients)
        load_die("memory");
    return clients;
}

void load_run(const load_plan *plan, load_figures *out)
{
    const int set = epoll_create1(EPOLL_CLOEXEC);
    client *clients = open_clients(plan, set);
    const int64_t began_us = weir_bench_now_us();
    struct epoll_event events[EVENT_COUNT];
    uint32_t asking_count = 0;
    int64_t now_us = began_us;

    for (uint32_t i = 0; i < plan->connection_count; i++)
        asking_count += ask(plan, &clients[i], weir_bench_now_us());
    while (asking_count > 0) {
        const int count = epoll_wait(set, events, EVENT_COUNT, -1);

        for (int i = 0; i < count; i++) {
            client *c = &clients[events[i].data.u32];

            if (!take_answer(plan, c, out))
                continue;
            now_us = weir_bench_now_us();
            weir_bench_latency_note(&out->waited, now_us - c->asked_us);
            if (now_us - began_us <= plan->duration_us && !c->is_closed && ask(plan, c, now_us))
                continue;
            (void)epoll_ctl(set, EPOLL_CTL_DEL, c->socket, NULL);
            asking_count--;
        }
    }
    out->seconds += (double)(now_us - began_us) / 1e6;
    for (uint32_t i = 0; i < plan->connection_count; i++) {
        (void)close(clients[i].socket);
        free(clients[i].answer);
    }
    free(clients);
    (void)close(set);
}

int load_ask(int port, const char *request, size_t length, char **body)
{
    const int s = load_connect(port);
    size_t capacity = 65536, have = 0, whole = 0, front = 0;
    char *answer = malloc(capacity);
    int status = 0;

    if (s < 0 || !answer || send(s, request, length, MSG_NOSIGNAL) != (ssize_t)length)
        load_die("ask");
    while (whole == 0) {
        const ssize_t more = recv(s, answer + have, capacity - have - 1, 0);

        if (more <= 0)
            load_die("there is no answer");
        have += (size_t)more;
        whole = answer_length(answer, have, &status, &front);
        if (capacity - have < 2 && !(answer = realloc(answer, capacity *= 2)))
            load_die("memory");
    }
    answer[whole] = '\0';
    memmove(answer, answer + front, whole - front + 1);
    (void)close(s);
    if (body)
        *body = answer;
    else
        free(answer);
    return status;
}

void load_deploy(int port, const char *bpmn)
{
    static const char head[] = "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"b.bpmn\"\r\n\r\n";
    static const char tail[] = "\r\n--b--\r\n";
    const size_t length = sizeof head - 1 + strlen(bpmn) + sizeof tail - 1;
    char *request = malloc(length + 512);
    int used;

    if (!request)
        load_die("memory");
    used = snprintf(request, length + 512,
                    "POST /engine-rest/deployment/create HTTP/1.1\r\nHost: localhost\r\nContent-Length: %zu\r\n"
                    "Content-Type: multipart/form-data; boundary=b\r\n\r\n%s%s%s",
                    length, head, bpmn, tail);
    if (load_ask(port, request, (size_t)used, NULL) != 200)
        load_die("deploy");
    free(request);
}

int64_t load_number(int port, const char *path, const char *member)
{
    char request[LOAD_REQUEST_SIZE], key[64];
    const size_t length = load_print(request, path, NULL);
    char *body, *at;
    int64_t number;

    (void)snprintf(key, sizeof key, "\"%s\":", member);
    if (load_ask(port, request, length, &body) != 200 || !(at = strstr(body, key)))
        load_die(path);
    number = strtoll(at + strlen(key), NULL, 10);
    free(body);
    return number;
}
