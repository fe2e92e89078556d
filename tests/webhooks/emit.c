/* SPDX-License-Identifier: Apache-2.0
 * tests/webhooks/emit.c - a program that runs processes and delivers webhooks, for drive.mjs to use and to kill.
 *
 *     emit register FILE (URL TYPES SECRET)…
 *                                     deploy a process; a webhook from the first fact on for each URL, with a list of
 *                                     event types ("null": all) and a secret ("-": one is made); prints id and secret
 *     emit run FILE COUNT             start and end COUNT instances with four threads, and deliver, until stdin ends
 *     emit facts FILE                 print each fact: position, instance, number, type
 *     emit list FILE                  print each webhook: id, whether it is active, why it is not
 *     emit test FILE ID               send a test event; print the status and the error of the answer
 * WEIR_TEST_CA names a file with the certificate that signs for receivers with TLS.
 */
#define _DEFAULT_SOURCE
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/memory_libc.h"
#include "webhooks/webhooks.h"

#define THREAD_COUNT 4

static const char process[] =
    "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' targetNamespace='t'>"
    "<process id='order' isExecutable='true'><startEvent id='s'/><sequenceFlow id='f' sourceRef='s' targetRef='a'/>"
    "<userTask id='a'/><sequenceFlow id='g' sourceRef='a' targetRef='e'/><endEvent id='e'/></process></definitions>";

static void die(const char *what, const char *why)
{
    (void)fprintf(stderr, "emit: %s: %s\n", what, why);
    exit(1);
}

static weir_db *open_db(const char *path, bool is_read_only)
{
    weir_db_error error;
    weir_db *db;

    if (weir_db_open(&(weir_db_options){.path = path, .is_brief = true, .is_read_only = is_read_only}, &db, &error) !=
        0)
        die("open", error.message);
    return db;
}

static void warn(void *context, const char *sentence)
{
    (void)context;
    (void)fprintf(stderr, "emit: %s\n", sentence);
}

static weir_webhooks *open_webhooks(weir_db *db, const char *path)
{
    const weir_guard guard = {.allows_loopback = true};
    weir_webhooks *webhooks;
    weir_diag diag = {0};

    if (weir_webhooks_open(&(weir_webhooks_options){.db = db,
                                                    .path = path,
                                                    .source = "https://weir.example/test",
                                                    .guard = &guard,
                                                    .ca_file = getenv("WEIR_TEST_CA"),
                                                    .warn = warn},
                           weir_memory_libc(), &webhooks, &diag) != WEIR_OK)
        die("webhooks", diag.message);
    return webhooks;
}

/* ── commands ────────────────────────────────────────────────────────────────────────────────────────── */

static void register_all(const char *path, char **arguments, int count)
{
    const weir_db_file file = {.name = "order.bpmn", .bytes = process, .length = sizeof process - 1};
    weir_db *db = open_db(path, false);
    weir_webhooks *webhooks = open_webhooks(db, path);
    weir_db_error error;
    weir_arena arena;

    weir_arena_init(&arena, weir_memory_libc(), 1 << 20);
    if (weir_db_deploy(db, NULL, &file, 1, NULL, NULL, &error) != 0)
        die("deploy", error.message);
    for (int i = 0; i + 2 < count; i += 3) {
        const char *secret = arguments[i + 2];
        const weir_webhook_settings settings = {.actor = WEIR_T("test"),
                                                .url = weir_text_of(arguments[i]),
                                                .event_types = weir_text_of(arguments[i + 1]),
                                                .secret = weir_text_of(strcmp(secret, "-") == 0 ? NULL : secret),
                                                .from_pos = 1};
        char id[WEIR_ID_TEXT_LENGTH + 1];
        weir_webhook webhook;
        weir_diag diag = {0};

        if (weir_webhooks_create(webhooks, &settings, &arena, &webhook, &diag) != WEIR_OK)
            die("create", diag.message);
        weir_id_print(webhook.row.id, id);
        printf("%s %s\n", id, webhook.secret);
    }
    weir_arena_release(&arena);
    weir_webhooks_close(webhooks);
    weir_db_close(db);
}

typedef struct worker {
    pthread_t thread;
    weir_db *db;
    atomic_long *left;
} worker;

static bool keep_task(void *context, const weir_db_task *task)
{
    (void)snprintf(context, WEIR_DB_ID_SIZE, "%s", task->id);
    return false;
}

static void *work(void *self)
{
    const worker *w = self;
    weir_db_error error;

    while (atomic_fetch_sub(w->left, 1) > 0) {
        char task[WEIR_DB_ID_SIZE] = "";
        weir_db_answer answer;

        if (weir_db_start(w->db, &(weir_db_command){.process = "order", .business_key = "K 1"}, &answer, &error) != 0)
            die("start", error.message);
        if (weir_db_tasks(w->db, &(weir_db_filter){.instance = answer.instance}, keep_task, task, &error) != 0 ||
            weir_db_complete(w->db, &(weir_db_command){.task = task}, NULL, &error) != 0)
            die("complete", error.message);
    }
    return NULL;
}

static void run(const char *path, long count)
{
    weir_db *db = open_db(path, false);
    weir_webhooks *webhooks = open_webhooks(db, path);
    atomic_long left = count;
    worker workers[THREAD_COUNT];
    char byte;

    for (int i = 0; i < THREAD_COUNT; i++) {
        workers[i] = (worker){.db = db, .left = &left};
        if (pthread_create(&workers[i].thread, NULL, work, &workers[i]) != 0)
            die("thread", "can't be started");
    }
    while (read(STDIN_FILENO, &byte, 1) > 0)
        continue;
    atomic_store(&left, 0);
    for (int i = 0; i < THREAD_COUNT; i++)
        (void)pthread_join(workers[i].thread, NULL);
    weir_webhooks_close(webhooks);
    weir_db_close(db);
}

static bool print_fact(void *context, const weir_db_fact *fact)
{
    (void)context;
    printf("%llu %s %llu %s\n", (unsigned long long)fact->position, fact->instance, (unsigned long long)fact->number,
           fact->type);
    return true;
}

static void print_facts(const char *path)
{
    weir_db *db = open_db(path, true);
    weir_db_error error;

    if (weir_db_facts(db, NULL, 0, print_fact, NULL, &error) != 0)
        die("facts", error.message);
    weir_db_close(db);
}

static void list(const char *path)
{
    weir_db *db = open_db(path, false);
    weir_webhooks *webhooks = open_webhooks(db, path);
    weir_webhook *items;
    uint32_t count;
    weir_arena arena;
    weir_diag diag = {0};

    weir_arena_init(&arena, weir_memory_libc(), 1 << 20);
    if (weir_webhooks_list(webhooks, &arena, &items, &count, &diag) != WEIR_OK)
        die("list", diag.message);
    for (uint32_t i = 0; i < count; i++) {
        char id[WEIR_ID_TEXT_LENGTH + 1];

        weir_id_print(items[i].row.id, id);
        printf("%s %s %llu %.*s\n", id, items[i].row.is_active ? "active" : "disabled",
               (unsigned long long)items[i].delivery.dead_count, WEIR_ARG(items[i].row.reason));
    }
    weir_arena_release(&arena);
    weir_webhooks_close(webhooks);
    weir_db_close(db);
}

static void test(const char *path, const char *text)
{
    weir_db *db = open_db(path, false);
    weir_webhooks *webhooks = open_webhooks(db, path);
    weir_outcome outcome;
    weir_diag diag = {0};
    weir_id id;

    if (!weir_id_parse(weir_text_of(text), &id) || weir_webhooks_test(webhooks, id, &outcome, &diag) != WEIR_OK)
        die("test", diag.message);
    printf("%d %s\n", outcome.http_status, outcome.error);
    weir_webhooks_close(webhooks);
    weir_db_close(db);
}

int main(int count, char **arguments)
{
    const char *command = count > 2 ? arguments[1] : "";

    if (strcmp(command, "register") == 0)
        register_all(arguments[2], arguments + 3, count - 3);
    else if (strcmp(command, "run") == 0 && count == 4)
        run(arguments[2], strtol(arguments[3], NULL, 10));
    else if (strcmp(command, "facts") == 0)
        print_facts(arguments[2]);
    else if (strcmp(command, "list") == 0)
        list(arguments[2]);
    else if (strcmp(command, "test") == 0 && count == 4)
        test(arguments[2], arguments[3]);
    else
        die("use", "see the top of emit.c");
    return 0;
}
