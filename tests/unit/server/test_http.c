/* SPDX-License-Identifier: Apache-2.0
 * test_http.c - a server in this process: its limits, its deadlines, a full queue.
 *
 * Limits are small here, so that nobody has to wait for them. Where a test waits, it waits for what must happen.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <semaphore.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "server/server_internal.h"

#define ANSWER_SIZE 8192
#define LONG_MS 600000

static const char bpmn[] =
    "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' targetNamespace='t'"
    " xmlns:weir='urn:weir:bpmn'>"
    "<process id='p' isExecutable='true'><startEvent id='s'/><sequenceFlow id='f' sourceRef='s' targetRef='a'/>"
    "<userTask id='a'/></process>"
    "<process id='w' isExecutable='true'><startEvent id='ws'/><sequenceFlow id='wf' sourceRef='ws' targetRef='wa'/>"
    "<serviceTask id='wa' weir:topic='t'/></process></definitions>";

typedef struct fixture {
    char folder[32], db[64];
    weir_server *server;
    int port;
} fixture;

/* ── clients ─────────────────────────────────────────────────────────────────────────────────────────── */

static int dial(const fixture *f)
{
    const struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)f->port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    const int s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_true(s >= 0);
    assert_int_equal(connect(s, (const struct sockaddr *)(const void *)&address, sizeof address), 0);
    return s;
}

static void say(int s, const char *text)
{
    assert_int_equal(send(s, text, strlen(text), MSG_NOSIGNAL), strlen(text));
}

/* "GET /engine-rest…", or POST with a body. */
static void ask(int s, const char *path, const char *body)
{
    char text[1024];

    if (body)
        (void)snprintf(text, sizeof text,
                       "POST /engine-rest%s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %zu\r\n\r\n%s", path,
                       strlen(body), body);
    else
        (void)snprintf(text, sizeof text, "GET /engine-rest%s HTTP/1.1\r\nHost: localhost\r\n\r\n", path);
    say(s, text);
}

/* The next answer on a connection: its status; 0: it was closed instead. */
static int hear(int s, char answer[static ANSWER_SIZE])
{
    size_t length = 0;

    for (;;) {
        const char *end, *announced;
        ssize_t more;

        answer[length] = '\0';
        end = strstr(answer, "\r\n\r\n");
        announced = end ? strstr(answer, "Content-Length: ") : NULL;
        if (end && length >= (size_t)(end + 4 - answer) + (announced ? strtoul(announced + 16, NULL, 10) : 0))
            return (int)strtol(answer + 9, NULL, 10);
        assert_true(length + 1 < ANSWER_SIZE);
        more = recv(s, answer + length, ANSWER_SIZE - length - 1, 0);
        if (more <= 0)
            return 0;
        length += (size_t)more;
    }
}

/* One request on a connection of its own. */
static int fetch(const fixture *f, const char *path, const char *body, char answer[static ANSWER_SIZE])
{
    const int s = dial(f);
    int status;

    ask(s, path, body);
    status = hear(s, answer);
    (void)close(s);
    return status;
}

/* Until the other side ends it; whatever comes before is passed over. */
static void wait_for_end(int s)
{
    char bytes[4096];

    while (recv(s, bytes, sizeof bytes, 0) > 0)
        ;
    (void)close(s);
}

static bool is_silent(int s)
{
    struct pollfd one = {.fd = s, .events = POLLIN};

    return poll(&one, 1, 0) == 0;
}

static void is_served(const fixture *f)
{
    char answer[ANSWER_SIZE];

    assert_int_equal(fetch(f, "/version", NULL, answer), 200);
}

static void wait_for_parked(const fixture *f, uint32_t count)
{
    const struct timespec moment = {.tv_nsec = 1000000};

    while (weir_parking_count(f->server->parking) != count)
        (void)nanosleep(&moment, NULL);
}

/* ── servers ─────────────────────────────────────────────────────────────────────────────────────────── */

static void serve(fixture *f, weir_server_limits limits, const char *address)
{
    const weir_db_file file = {.name = "p.bpmn", .bytes = bpmn, .length = sizeof bpmn - 1};
    weir_db_error error;
    weir_diag diag = {0};
    const weir_server_options options = {
        .path = f->db, .address = address, .version = "0", .is_insecure = true, .limits = limits};

    if (weir_server_open(&options, weir_memory_libc(), &f->server, &diag) != WEIR_OK)
        fail_msg("%s", diag.message);
    f->port = (int)strtol(strrchr(weir_server_url(f->server), ':') + 1, NULL, 10);
    if (weir_db_deploy(f->server->db, NULL, &file, 1, NULL, NULL, &error) != 0)
        fail_msg("%s", error.message);
}

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);

    assert_non_null(f);
    (void)snprintf(f->folder, sizeof f->folder, "/tmp/weir-http-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    (void)snprintf(f->db, sizeof f->db, "%s/test.db", f->folder);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    char command[64];

    weir_server_close(f->server, NULL);
    (void)snprintf(command, sizeof command, "rm -r %s", f->folder);
    assert_int_equal(system(command), 0);
    free(f);
    return 0;
}

/* ── deadlines ───────────────────────────────────────────────────────────────────────────────────────── */

static void a_connection_that_says_nothing_is_ended(void **state)
{
    fixture *f = *state;
    int s;

    serve(f, (weir_server_limits){.fresh_ms_max = 50}, "127.0.0.1:0");
    s = dial(f);
    is_served(f);
    wait_for_end(s);
}

static void a_byte_now_and_then_does_not_keep_a_connection(void **state)
{
    static const char head[] = "GET /engine-rest/version HTTP/1.1\r\nHost: localhost\r\nX: ";
    const struct timespec moment = {.tv_nsec = 5000000};
    fixture *f = *state;
    size_t sent = 0;
    int s;

    serve(f, (weir_server_limits){.fresh_ms_max = 100, .request_ms_max = 100}, "127.0.0.1:0");
    s = dial(f);
    while (is_silent(s)) { /* until it is closed */
        (void)send(s, sent < sizeof head - 1 ? &head[sent] : "x", 1, MSG_NOSIGNAL);
        sent++;
        (void)nanosleep(&moment, NULL);
    }
    is_served(f);
    wait_for_end(s);
}

static void a_head_that_does_not_end_is_ended(void **state)
{
    fixture *f = *state;
    int s;

    serve(f, (weir_server_limits){.request_ms_max = 50}, "127.0.0.1:0");
    s = dial(f);
    say(s, "GET /engine-rest/version HTTP/1.1\r\nHost: loc");
    is_served(f);
    wait_for_end(s);
}

static void a_body_that_does_not_end_is_ended(void **state)
{
    fixture *f = *state;
    int s;

    serve(f, (weir_server_limits){.request_ms_max = 50}, "127.0.0.1:0");
    s = dial(f);
    say(s, "POST /engine-rest/signal HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{");
    is_served(f);
    wait_for_end(s);
}

static void a_connection_may_be_idle_longer_than_a_request_may_take(void **state)
{
    const struct timespec moment = {.tv_nsec = 1000000};
    char answer[ANSWER_SIZE];
    fixture *f = *state;
    int s, late;

    serve(f, (weir_server_limits){.fresh_ms_max = 50, .request_ms_max = 50}, "127.0.0.1:0");
    s = dial(f);
    ask(s, "/version", NULL);
    assert_int_equal(hear(s, answer), 200);
    late = dial(f); /* this one is ended, the other is not */
    while (is_silent(late))
        (void)nanosleep(&moment, NULL);
    wait_for_end(late);
    ask(s, "/version", NULL);
    assert_int_equal(hear(s, answer), 200);
    (void)close(s);
}

static void an_idle_connection_is_ended(void **state)
{
    char answer[ANSWER_SIZE];
    fixture *f = *state;
    int s;

    serve(f, (weir_server_limits){.idle_ms_max = 50}, "127.0.0.1:0");
    s = dial(f);
    ask(s, "/version", NULL);
    assert_int_equal(hear(s, answer), 200);
    wait_for_end(s);
}

static void one_who_does_not_read_is_ended(void **state)
{
    fixture *f = *state;
    const struct timespec moment = {.tv_nsec = 1000000};
    struct pollfd one = {.events = POLLHUP};
    char bytes[65536];
    ssize_t length;
    size_t all = 0;
    int s;

    serve(f, (weir_server_limits){.answer_ms_max = 100}, "127.0.0.1:0");
    one.fd = s = dial(f);
    for (int i = 0; i < 500; i++)
        say(s, "GET /engine-rest/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n");
    while (poll(&one, 1, 0) == 0)
        (void)nanosleep(&moment, NULL);
    is_served(f);
    while ((length = recv(s, bytes, sizeof bytes, 0)) > 0)
        all += (size_t)length;
    assert_true(all > 100000 && all < 500u * 100000);
    (void)close(s);
}

/* ── how many ────────────────────────────────────────────────────────────────────────────────────────── */

static void an_address_has_so_many_connections(void **state)
{
    char answer[ANSWER_SIZE];
    fixture *f = *state;
    int open[3], further;

    serve(f, (weir_server_limits){.connections_per_address_max = 3}, "0.0.0.0:0");
    for (int i = 0; i < 3; i++) {
        open[i] = dial(f);
        ask(open[i], "/version", NULL);
        assert_int_equal(hear(open[i], answer), 200);
    }
    further = dial(f);
    wait_for_end(further);
    for (int i = 0; i < 3; i++) {
        ask(open[i], "/version", NULL);
        assert_int_equal(hear(open[i], answer), 200);
        (void)close(open[i]);
    }
}

static void connections_beyond_the_limit_wait_until_one_is_gone(void **state)
{
    char answer[ANSWER_SIZE];
    fixture *f = *state;
    int open[4], further;

    serve(f, (weir_server_limits){.connection_count_max = 4}, "127.0.0.1:0");
    for (int i = 0; i < 4; i++) {
        open[i] = dial(f);
        ask(open[i], "/version", NULL);
        assert_int_equal(hear(open[i], answer), 200);
    }
    further = dial(f);
    ask(further, "/version", NULL);
    ask(open[0], "/version", NULL);
    assert_int_equal(hear(open[0], answer), 200);
    assert_true(is_silent(further));
    for (int i = 0; i < 4; i++)
        (void)close(open[i]);
    assert_int_equal(hear(further, answer), 200);
    (void)close(further);
}

#define FETCH                                                                                                          \
    "{\"workerId\":\"w\",\"maxTasks\":1,\"asyncResponseTimeout\":600000,\"topics\":[{\"topicName\":\"t\","             \
    "\"lockDuration\":600000}]}"

#define POLL_COUNT 100

/* Begin a body that keeps the others out; false: one of them was there before it. */
static bool keeps_others_out(fixture *f, int slow, char answer[static ANSWER_SIZE])
{
    int status = 200;

    say(slow,
        "POST /engine-rest/process-definition/key/p/start HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{");
    for (int i = 0; i < POLL_COUNT && status == 200; i++)
        status = fetch(f, "/process-definition/key/p/start", "{}", answer);
    return status == 503;
}

static void bodies_that_are_too_many_together_are_told_to_come_later(void **state)
{
    fixture *f = *state;
    char answer[ANSWER_SIZE];
    int slow, status;

    serve(f, (weir_server_limits){.body_bytes_max = 4096}, "127.0.0.1:0");
    do {
        slow = dial(f);
        status = keeps_others_out(f, slow, answer) ? 200 : 503;
        if (status == 200) {
            assert_non_null(strstr(answer, "Retry-After: 1"));
            assert_non_null(strstr(answer, "limit body_bytes"));
            is_served(f);
            say(slow, "}");
            status = hear(slow, answer);
        }
        (void)close(slow);
    } while (status == 503); /* it was kept out itself */
    assert_int_equal(status, 200);
    do
        status = fetch(f, "/process-definition/key/p/start", "{}", answer);
    while (status == 503); /* until what it took is given back */
    assert_int_equal(status, 200);
}

static void more_than_may_be_parked_are_told_so(void **state)
{
    char answer[ANSWER_SIZE];
    fixture *f = *state;
    int parked[2];

    serve(f, (weir_server_limits){.parked_count_max = 2}, "127.0.0.1:0");
    for (uint32_t i = 0; i < 2; i++) {
        parked[i] = dial(f);
        ask(parked[i], "/external-task/fetchAndLock", FETCH);
        wait_for_parked(f, i + 1);
    }
    assert_int_equal(fetch(f, "/external-task/fetchAndLock", FETCH, answer), 503);
    assert_non_null(strstr(answer, "Retry-After: 1\r\n"));
    assert_non_null(strstr(answer, "(limit parked_count)"));
    for (int i = 0; i < 2; i++) {
        assert_true(is_silent(parked[i]));
        assert_int_equal(fetch(f, "/process-definition/key/w/start", "{}", answer), 200);
        assert_int_equal(hear(parked[i], answer), 200); /* who waits longest comes first */
        assert_non_null(strstr(answer, "\"topicName\":\"t\""));
        (void)close(parked[i]);
    }
}

static void one_who_left_gets_no_task(void **state)
{
    char answer[ANSWER_SIZE];
    fixture *f = *state;
    int gone, there;

    serve(f, (weir_server_limits){0}, "127.0.0.1:0");
    gone = dial(f);
    ask(gone, "/external-task/fetchAndLock", FETCH);
    wait_for_parked(f, 1);
    there = dial(f);
    ask(there, "/external-task/fetchAndLock", FETCH);
    wait_for_parked(f, 2);
    (void)close(gone);
    assert_int_equal(fetch(f, "/process-definition/key/w/start", "{}", answer), 200);
    assert_int_equal(hear(there, answer), 200);
    assert_non_null(strstr(answer, "\"topicName\":\"t\""));
    (void)close(there);
    wait_for_parked(f, 0);
}

/* ── a full queue ────────────────────────────────────────────────────────────────────────────────────── */

typedef struct gate {
    sem_t entered, opens;
} gate;

static weir_err hold_writer(void *context, weir_engine *engine, weir_diag *diag)
{
    gate *g = context;

    (void)engine;
    (void)diag;
    (void)sem_post(&g->entered);
    while (sem_wait(&g->opens) != 0)
        assert_int_equal(errno, EINTR);
    return WEIR_OK;
}

static weir_err do_nothing(void *context, weir_engine *engine, weir_diag *diag)
{
    (void)context;
    (void)engine;
    (void)diag;
    return WEIR_OK;
}

static void ignore(weir_writer_ticket *ticket)
{
    (void)ticket;
}

#define STARTER_COUNT 32

static void when_the_queue_is_full_all_are_told_so_and_nothing_acknowledged_is_lost(void **state)
{
    char answer[ANSWER_SIZE];
    fixture *f = *state;
    weir_writer_ticket *tickets = calloc(WEIR_WRITER_QUEUE_MAX + 1, sizeof *tickets);
    gate g;
    weir_writer_ticket holder = {.work = hold_writer, .work_context = &g, .done = ignore};
    weir_writer *writer;
    uint32_t posted = 0;
    int starters[STARTER_COUNT], refused;

    assert_non_null(tickets);
    assert_int_equal(sem_init(&g.entered, 0, 0) | sem_init(&g.opens, 0, 0), 0);
    serve(f, (weir_server_limits){0}, "127.0.0.1:0");
    writer = weir_db_writer(f->server->db);
    assert_int_equal(weir_writer_post(writer, &holder, NULL), WEIR_OK);
    assert_int_equal(sem_wait(&g.entered), 0);
    for (int i = 0; i < STARTER_COUNT; i++) {
        starters[i] = dial(f);
        ask(starters[i], "/process-definition/key/p/start", "{}");
    }
    while (weir_writer_count(writer).waiting_count < STARTER_COUNT)
        (void)nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    for (weir_err err = WEIR_OK; err == WEIR_OK; posted++) {
        assert_true(posted <= WEIR_WRITER_QUEUE_MAX);
        tickets[posted] = (weir_writer_ticket){.work = do_nothing, .done = ignore};
        err = weir_writer_post(writer, &tickets[posted], NULL);
    }

    refused = dial(f);
    for (int i = 0; i < 3; i++) { /* the connection stays */
        ask(refused, "/process-definition/key/p/start", "{}");
        assert_int_equal(hear(refused, answer), 503);
        assert_non_null(strstr(answer, "Retry-After: 1\r\n"));
        assert_non_null(strstr(answer, "\"type\":\"ProcessEngineException\""));
        assert_non_null(strstr(answer, "(limit writer_queue)"));
    }
    assert_int_equal(fetch(f, "/process-instance/count", NULL, answer), 200); /* who reads is served */
    assert_non_null(strstr(answer, "{\"count\":0}"));

    (void)sem_post(&g.opens);
    for (int i = 0; i < STARTER_COUNT; i++) {
        assert_int_equal(hear(starters[i], answer), 200);
        (void)close(starters[i]);
    }
    while (weir_writer_count(writer).waiting_count > 0)
        (void)nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    ask(refused, "/process-definition/key/p/start", "{}");
    assert_int_equal(hear(refused, answer), 200);
    (void)close(refused);
    assert_int_equal(fetch(f, "/process-instance/count", NULL, answer), 200);
    assert_non_null(strstr(answer, "{\"count\":33}"));
    assert_int_equal(STARTER_COUNT + 1, 33);
    assert_int_equal(weir_db_call(f->server->db, do_nothing, NULL, NULL), WEIR_OK); /* the last ticket is done */
    free(tickets);
    (void)sem_destroy(&g.entered);
    (void)sem_destroy(&g.opens);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_connection_that_says_nothing_is_ended),
        TEST(a_byte_now_and_then_does_not_keep_a_connection),
        TEST(a_head_that_does_not_end_is_ended),
        TEST(a_body_that_does_not_end_is_ended),
        TEST(a_connection_may_be_idle_longer_than_a_request_may_take),
        TEST(an_idle_connection_is_ended),
        TEST(one_who_does_not_read_is_ended),
        TEST(an_address_has_so_many_connections),
        TEST(connections_beyond_the_limit_wait_until_one_is_gone),
        TEST(bodies_that_are_too_many_together_are_told_to_come_later),
        TEST(more_than_may_be_parked_are_told_so),
        TEST(one_who_left_gets_no_task),
        TEST(when_the_queue_is_full_all_are_told_so_and_nothing_acknowledged_is_lost),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
