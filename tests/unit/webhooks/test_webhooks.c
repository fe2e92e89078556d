/* SPDX-License-Identifier: Apache-2.0
 * Webhooks of a database, as a server uses them, with libcurl and a receiver in a thread.
 */
#define _DEFAULT_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/memory_libc.h"
#include "webhooks/webhooks.h"

static const char process[] =
    "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' targetNamespace='t'>"
    "<process id='order' isExecutable='true'><startEvent id='s'/><sequenceFlow id='f' sourceRef='s' targetRef='e'/>"
    "<endEvent id='e'/></process></definitions>";

/* ── a receiver: one connection after another, each request is kept ──────────────────────────────────── */

#define REQUEST_MAX 256u

typedef struct receiver {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int socket;
    char url[64], answer[256];
    char *requests[REQUEST_MAX];
    uint32_t count;
} receiver;

static void keep_request(receiver *r, const char *text)
{
    pthread_mutex_lock(&r->lock);
    if (r->count < REQUEST_MAX)
        r->requests[r->count++] = strdup(text);
    pthread_cond_broadcast(&r->changed);
    pthread_mutex_unlock(&r->lock);
}

static size_t request_length(const char *text)
{
    const char *body = strstr(text, "\r\n\r\n"), *length = strstr(text, "Content-Length: ");

    return body && length ? (size_t)(body + 4 - text) + strtoul(length + 16, NULL, 10) : SIZE_MAX;
}

static void serve(receiver *r, int connection)
{
    char text[65536] = "", answer[256];
    size_t length = 0;

    for (;;) {
        const ssize_t count = read(connection, text + length, sizeof text - 1 - length);

        if (count <= 0)
            return;
        length += (size_t)count;
        text[length] = '\0';
        if (length < request_length(text))
            continue;
        pthread_mutex_lock(&r->lock);
        (void)snprintf(answer, sizeof answer, "%s", r->answer);
        pthread_mutex_unlock(&r->lock);
        if (write(connection, answer, strlen(answer)) < 0)
            return;
        keep_request(r, text);
        length = 0;
    }
}

static void *listen_on(void *self)
{
    receiver *r = self;

    for (;;) {
        const int connection = accept(r->socket, NULL, NULL);

        if (connection < 0)
            return NULL;
        serve(r, connection);
        (void)close(connection);
    }
}

static void set_answer(receiver *r, const char *status, const char *headers)
{
    pthread_mutex_lock(&r->lock);
    (void)snprintf(r->answer, sizeof r->answer, "HTTP/1.1 %s\r\nContent-Length: 0\r\nConnection: close\r\n%s\r\n",
                   status, headers);
    pthread_mutex_unlock(&r->lock);
}

static void start_receiver(receiver *r)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;

    memset(r, 0, sizeof *r);
    assert_int_equal(pthread_mutex_init(&r->lock, NULL), 0);
    assert_int_equal(pthread_cond_init(&r->changed, NULL), 0);
    r->socket = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(r->socket >= 0 && bind(r->socket, (struct sockaddr *)&address, length) == 0 &&
                listen(r->socket, 64) == 0);
    assert_int_equal(getsockname(r->socket, (struct sockaddr *)&address, &length), 0);
    (void)snprintf(r->url, sizeof r->url, "http://127.0.0.1:%u/hook", ntohs(address.sin_port));
    set_answer(r, "204 No Content", "");
    assert_int_equal(pthread_create(&r->thread, NULL, listen_on, r), 0);
}

static void stop_receiver(receiver *r)
{
    (void)shutdown(r->socket, SHUT_RDWR);
    (void)pthread_join(r->thread, NULL);
    (void)close(r->socket);
    for (uint32_t i = 0; i < r->count; i++)
        free(r->requests[i]);
    pthread_cond_destroy(&r->changed);
    pthread_mutex_destroy(&r->lock);
}

static void wait_for(receiver *r, uint32_t count)
{
    pthread_mutex_lock(&r->lock);
    while (r->count < count)
        pthread_cond_wait(&r->changed, &r->lock);
    pthread_mutex_unlock(&r->lock);
}

/* ── a database ──────────────────────────────────────────────────────────────────────────────────────── */

typedef struct fixture {
    char folder[64], path[96];
    weir_guard guard;
    weir_db *db;
    weir_webhooks *webhooks;
    receiver receiver;
    weir_arena arena;
    weir_diag diag;
    uint32_t warning_count;
} fixture;

static void count_warning(void *context, const char *sentence)
{
    fixture *f = context;

    (void)sentence;
    f->warning_count++;
}

static void open_all(fixture *f)
{
    weir_db_error error;

    if (weir_db_open(&(weir_db_options){.path = f->path, .is_brief = true}, &f->db, &error) != 0)
        fail_msg("%s", error.message);
    if (weir_webhooks_open(
            &(weir_webhooks_options){
                .db = f->db, .path = f->path, .guard = &f->guard, .context = f, .warn = count_warning},
            weir_memory_libc(), &f->webhooks, &f->diag) != WEIR_OK)
        fail_msg("%s", f->diag.message);
}

static void close_all(fixture *f)
{
    weir_webhooks_close(f->webhooks);
    weir_db_close(f->db);
}

static int setup(void **state)
{
    const weir_db_file file = {.name = "order.bpmn", .bytes = process, .length = sizeof process - 1};
    fixture *f = test_calloc(1, sizeof *f);
    weir_db_error error;

    (void)snprintf(f->folder, sizeof f->folder, "/tmp/weir-webhooks-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    (void)snprintf(f->path, sizeof f->path, "%s/weir.db", f->folder);
    f->guard.allows_loopback = true;
    weir_arena_init(&f->arena, weir_memory_libc(), 1 << 24);
    start_receiver(&f->receiver);
    open_all(f);
    if (weir_db_deploy(f->db, NULL, &file, 1, NULL, NULL, &error) != 0)
        fail_msg("%s", error.message);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    static const char *const endings[] = {"",          "-wal",      "-shm",          "-owner",
                                          "-inflight", "-webhooks", "-webhooks-wal", "-webhooks-shm"};
    fixture *f = *state;

    close_all(f);
    stop_receiver(&f->receiver);
    weir_arena_release(&f->arena);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        char path[128];

        (void)snprintf(path, sizeof path, "%s%s", f->path, endings[i]);
        (void)unlink(path);
    }
    assert_int_equal(rmdir(f->folder), 0);
    test_free(f);
    return 0;
}

static weir_err create(fixture *f, const char *url, const char *types, weir_webhook *out)
{
    const weir_webhook_settings settings = {
        .actor = WEIR_T("ann"), .url = weir_text_of(url), .event_types = weir_text_of(types)};

    return weir_webhooks_create(f->webhooks, &settings, &f->arena, out, &f->diag);
}

static weir_webhook must_create(fixture *f, const char *types)
{
    weir_webhook webhook;

    if (create(f, f->receiver.url, types, &webhook) != WEIR_OK)
        fail_msg("%s", f->diag.message);
    return webhook;
}

static void start(fixture *f)
{
    assert_int_equal(weir_db_start(f->db, &(weir_db_command){.process = "order"}, NULL, NULL), 0);
}

static void what_happens_is_delivered_when_it_is_committed(void **state)
{
    fixture *f = *state;
    const weir_webhook webhook = must_create(f, "[\"instance.*\"]");

    assert_int_equal(strlen(webhook.secret), 6 + 44);
    assert_int_equal(webhook.row.from_pos, 3);
    start(f);
    wait_for(&f->receiver, 2);
    assert_non_null(strstr(f->receiver.requests[0], "POST /hook HTTP/1.1\r\n"));
    assert_non_null(strstr(f->receiver.requests[0], "\r\nwebhook-id: evt_0000000000000003\r\n"));
    assert_non_null(strstr(f->receiver.requests[0], "\r\nwebhook-signature: v1,"));
    assert_non_null(
        strstr(f->receiver.requests[0], "\r\ncontent-type: application/cloudevents+json; charset=utf-8\r\n"));
    assert_non_null(strstr(f->receiver.requests[0], "\"type\":\"io.weir.bpmn.instance.created.v1\""));
    assert_non_null(strstr(f->receiver.requests[0], "\"subject\":\"order\""));
    assert_non_null(strstr(f->receiver.requests[1], "\"type\":\"io.weir.bpmn.instance.ended.v1\""));
    assert_non_null(strstr(f->receiver.requests[1], "\"weirprev\":\"00000000000000000001\""));
}

static void what_happened_before_a_restart_is_delivered_after_it(void **state)
{
    fixture *f = *state;

    (void)must_create(f, "[\"instance.ended\"]");
    weir_webhooks_close(f->webhooks);
    start(f);
    weir_db_close(f->db);
    open_all(f);
    wait_for(&f->receiver, 1);
}

static void lost_cursors_do_not_repeat_what_the_database_knows_of(void **state)
{
    static const char *const endings[] = {"-webhooks", "-webhooks-wal", "-webhooks-shm"};
    fixture *f = *state;

    (void)must_create(f, "[\"instance.created\"]");
    start(f);
    wait_for(&f->receiver, 1);
    close_all(f);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        char path[128];

        (void)snprintf(path, sizeof path, "%s%s", f->path, endings[i]);
        (void)unlink(path);
    }
    open_all(f);
    start(f);
    wait_for(&f->receiver, 2);
    assert_non_null(strstr(f->receiver.requests[0], "\r\nwebhook-id: evt_0000000000000003\r\n"));
    assert_null(strstr(f->receiver.requests[1], "\r\nwebhook-id: evt_0000000000000003\r\n"));
}

static void webhooks_are_listed_changed_and_deleted(void **state)
{
    fixture *f = *state;
    const weir_webhook one = must_create(f, NULL), two = must_create(f, "[\"task.*\"]");
    weir_webhook found, *items;
    uint32_t count;

    assert_int_equal(weir_webhooks_list(f->webhooks, &f->arena, &items, &count, &f->diag), WEIR_OK);
    assert_int_equal(count, 2);
    assert_true(weir_id_equal(items[0].row.id, one.row.id));
    assert_true(weir_text_equal(items[1].row.event_types, WEIR_T("[\"task.*\"]")));
    assert_null(items[0].row.secret.at);
    assert_int_equal(items[0].secret[0], '\0');
    assert_int_equal(weir_webhooks_update(f->webhooks, two.row.id,
                                          &(weir_webhook_settings){.actor = WEIR_T("bob"),
                                                                   .event_types = WEIR_T("null"),
                                                                   .processes = WEIR_T("[\"order\"]"),
                                                                   .is_active_set = true},
                                          &f->arena, &found, &f->diag),
                     WEIR_OK);
    assert_null(found.row.event_types.at);
    assert_true(weir_text_equal(found.row.processes, WEIR_T("[\"order\"]")));
    assert_false(found.row.is_active);
    assert_true(weir_text_equal(found.row.reason, WEIR_T("disabled by hand")));
    assert_int_equal(found.row.filter_pos, 4);
    assert_int_equal(
        weir_webhooks_update(f->webhooks, two.row.id,
                             &(weir_webhook_settings){.secret = WEIR_T("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")},
                             &f->arena, &found, &f->diag),
        WEIR_OK);
    assert_string_equal(found.secret, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    assert_int_equal(weir_webhooks_delete(f->webhooks, one.row.id, WEIR_T("bob"), &f->diag), WEIR_OK);
    assert_int_equal(weir_webhooks_get(f->webhooks, one.row.id, &f->arena, &found, &f->diag), WEIR_ENOTFOUND);
    assert_int_equal(weir_webhooks_delete(f->webhooks, one.row.id, WEIR_T("bob"), &f->diag), WEIR_ENOTFOUND);
    assert_int_equal(
        weir_webhooks_update(f->webhooks, one.row.id, &(weir_webhook_settings){0}, &f->arena, &found, &f->diag),
        WEIR_ENOTFOUND);
}

static void what_can_not_be_a_webhook_is_refused(void **state)
{
    fixture *f = *state;
    weir_webhook webhook;

    assert_int_equal(create(f, NULL, NULL, &webhook), WEIR_EVALUE);
    assert_int_equal(create(f, "ftp://example.com", NULL, &webhook), WEIR_EVALUE);
    assert_int_equal(create(f, "http://10.0.0.1/", NULL, &webhook), WEIR_EVALUE);
    assert_int_equal(create(f, f->receiver.url, "[\"nothing\"]", &webhook), WEIR_EVALUE);
    assert_int_equal(weir_webhooks_create(f->webhooks,
                                          &(weir_webhook_settings){.url = weir_text_of(f->receiver.url),
                                                                   .secret = WEIR_T("whsec_short")},
                                          &f->arena, &webhook, &f->diag),
                     WEIR_EVALUE);
}

static void a_test_event_says_what_came_of_it(void **state)
{
    fixture *f = *state;
    const weir_webhook webhook = must_create(f, NULL);
    weir_outcome outcome;

    assert_int_equal(weir_webhooks_test(f->webhooks, webhook.row.id, &outcome, &f->diag), WEIR_OK);
    assert_int_equal(outcome.http_status, 204);
    wait_for(&f->receiver, 1);
    assert_non_null(strstr(f->receiver.requests[0], "io.weir.webhook.test.v1"));
    set_answer(&f->receiver, "503 Busy", "Retry-After: 7\r\n");
    assert_int_equal(weir_webhooks_test(f->webhooks, webhook.row.id, &outcome, &f->diag), WEIR_OK);
    assert_int_equal(outcome.http_status, 503);
    assert_int_equal(outcome.retry_after_ms, 7000);
    set_answer(&f->receiver, "302 Elsewhere", "Location: http://127.0.0.1:9/\r\n");
    assert_int_equal(weir_webhooks_test(f->webhooks, webhook.row.id, &outcome, &f->diag), WEIR_OK);
    assert_int_equal(outcome.http_status, 302); /* not followed */
    set_answer(&f->receiver, "200 OK", "webhook-delivery: disable\r\n");
    assert_int_equal(weir_webhooks_test(f->webhooks, webhook.row.id, &outcome, &f->diag), WEIR_OK);
    assert_true(outcome.asks_to_stop);
    assert_int_equal(weir_webhooks_test(f->webhooks, (weir_id){{7}}, &outcome, &f->diag), WEIR_ENOTFOUND);
}

/* The name was fine when it was registered; where it leads is judged when it is dialled. */
static void an_address_that_is_not_allowed_is_never_dialled(void **state)
{
    fixture *f = *state;
    const weir_webhook webhook = must_create(f, NULL);
    char url[80];
    weir_webhook named;
    weir_outcome outcome;

    (void)snprintf(url, sizeof url, "http://localhost%s", strrchr(f->receiver.url, ':'));
    assert_int_equal(create(f, url, NULL, &named), WEIR_OK);
    assert_int_equal(weir_webhooks_test(f->webhooks, named.row.id, &outcome, &f->diag), WEIR_OK);
    assert_int_equal(outcome.http_status, 204);
    close_all(f);
    f->guard.allows_loopback = false;
    open_all(f);
    assert_int_equal(weir_webhooks_test(f->webhooks, named.row.id, &outcome, &f->diag), WEIR_OK);
    assert_int_equal(outcome.http_status, 0);
    assert_string_equal(outcome.error, "deliveries may not go to its address");
    assert_int_equal(weir_webhooks_test(f->webhooks, webhook.row.id, &outcome, &f->diag), WEIR_OK);
    assert_int_equal(outcome.http_status, 0);
}

static void a_receiver_that_is_gone_is_disabled_for_good(void **state)
{
    fixture *f = *state;
    const weir_webhook webhook = must_create(f, "[\"instance.created\"]");
    const weir_webhook watcher = must_create(f, "[\"webhook.updated\"]");
    weir_webhook found;

    (void)watcher;
    set_answer(&f->receiver, "410 Gone", "");
    start(f);
    wait_for(&f->receiver, 2); /* the other one is told of it, by then it is written */
    assert_int_equal(weir_webhooks_get(f->webhooks, webhook.row.id, &f->arena, &found, &f->diag), WEIR_OK);
    assert_false(found.row.is_active);
    assert_true(weir_text_equal(found.row.reason, WEIR_T("the receiver asked for it")));
}

static void a_new_database_is_for_its_owner_alone(void **state)
{
    const fixture *f = *state;
    struct stat info;

    assert_int_equal(stat(f->path, &info), 0);
    assert_int_equal(info.st_mode & (S_IRWXG | S_IRWXO), 0);
}

#define WEBHOOK_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WEBHOOK_TEST(what_happens_is_delivered_when_it_is_committed),
        WEBHOOK_TEST(what_happened_before_a_restart_is_delivered_after_it),
        WEBHOOK_TEST(lost_cursors_do_not_repeat_what_the_database_knows_of),
        WEBHOOK_TEST(webhooks_are_listed_changed_and_deleted),
        WEBHOOK_TEST(what_can_not_be_a_webhook_is_refused),
        WEBHOOK_TEST(a_test_event_says_what_came_of_it),
        WEBHOOK_TEST(an_address_that_is_not_allowed_is_never_dialled),
        WEBHOOK_TEST(a_receiver_that_is_gone_is_disabled_for_good),
        WEBHOOK_TEST(a_new_database_is_for_its_owner_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
