/* SPDX-License-Identifier: Apache-2.0
 * load/redating.c - a notice changes the calendar while many lifecycles run: how long until all dates have followed.
 *
 *     redating COUNT [FOLDER]
 * So many services are proposed; then cn-gov is deployed again with one more day of rest, and instances follow it batch
 * by batch, while a client asks for something all the time. Ends with 1 if a limit did not follow, anything moves again
 * when there is nothing new, or memory is not small.
 */
#define _DEFAULT_SOURCE
#include <malloc.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "load/model.h"

#define NOW_MS INT64_C(1767578400000) /* 2026-01-05T10:00+08:00, a Monday */
#define THREAD_COUNT 64u
#define FIRST_REST "<rest date=\"2026-01-01\""
#define NEW_REST "<rest date=\"2026-01-07\" name=\"x\"/>"

typedef struct correction {
    weir_db *db;
    uint32_t count;
    uint64_t moved_count, unmoved_count; /* dates, by facts: to another instant, and kept */
    atomic_bool is_over;
    uint64_t request_count; /* of the client */
    int64_t longest_us;
    char instance[WEIR_DB_ID_SIZE]; /* the client's */
} correction;

static int64_t virtual_now(void *clock)
{
    (void)clock;
    return NOW_MS;
}

static bool hear(void *context, const weir_db_fact *fact)
{
    correction *c = context;
    const char *old, *due;

    if (strcmp(fact->type, "limit.rescheduled") != 0)
        return true;
    due = strstr(fact->data, "\"due\":\"");
    old = strstr(fact->data, "\"oldDue\":\"");
    if (!due || !old)
        model_die("a fact without its dates", NULL);
    if (strncmp(due + strlen("\"due\":\""), old + strlen("\"oldDue\":\""), 24) == 0)
        c->unmoved_count++;
    else
        c->moved_count++;
    return true;
}

/* ── what runs ───────────────────────────────────────────────────────────────────────────────────────── */

typedef struct hand {
    correction *correction;
    uint32_t ix;
    pthread_t thread;
} hand;

static void propose(correction *c, uint32_t lifecycle)
{
    char key[32], variables[512];
    weir_db_answer answer;
    weir_db_error error;

    (void)snprintf(key, sizeof key, "SVC-%06u", lifecycle);
    (void)snprintf(variables, sizeof variables,
                   "{\"serviceCode\":\"%s\",\"serviceName\":\"政务云主机服务\",\"proposer\":\"市大数据局\","
                   "\"background\":\"集约建设\",\"providerId\":\"SPO-%06u\",\"periodMonths\":1}",
                   key, lifecycle);
    if (weir_db_correlate(
            c->db,
            &(weir_db_command){
                .actor = "portal", .name = "msg-service-proposal", .business_key = key, .variables = variables},
            &answer, &error) != 0)
        model_die("a proposal", &error);
    if (lifecycle == 0)
        memcpy(c->instance, answer.instance, sizeof c->instance);
}

static void *propose_some(void *context)
{
    const hand *h = context;

    for (uint32_t i = h->ix; i < h->correction->count; i += THREAD_COUNT)
        propose(h->correction, i);
    return NULL;
}

static void propose_all(correction *c)
{
    hand hands[THREAD_COUNT];

    for (uint32_t i = 0; i < THREAD_COUNT; i++) {
        hands[i] = (hand){.correction = c, .ix = i};
        if (pthread_create(&hands[i].thread, NULL, propose_some, &hands[i]) != 0)
            model_die("a thread", NULL);
    }
    for (uint32_t i = 0; i < THREAD_COUNT; i++)
        (void)pthread_join(hands[i].thread, NULL);
}

/* ── the correction ──────────────────────────────────────────────────────────────────────────────────── */

static char *read_calendar(void)
{
    FILE *file = fopen(WEIR_SOURCE_DIR "/processes/calendars/cn-gov.xml", "rb");
    struct stat status;
    char *text;

    if (!file || fstat(fileno(file), &status) != 0)
        model_die("the calendar", NULL);
    text = model_room(NULL, (size_t)status.st_size + 1);
    if (fread(text, 1, (size_t)status.st_size, file) != (size_t)status.st_size)
        model_die("the calendar", NULL);
    text[status.st_size] = '\0';
    (void)fclose(file);
    return text;
}

static void deploy_calendar(correction *c, const char *calendar)
{
    const char *first = strstr(calendar, FIRST_REST);
    const size_t size = strlen(calendar) + sizeof NEW_REST;
    char *text = model_room(NULL, size);
    weir_db_error error;

    if (!first)
        model_die("the calendar has other days", NULL);
    (void)snprintf(text, size, "%.*s%s%s", (int)(first - calendar), calendar, NEW_REST, first);
    if (weir_db_deploy(c->db, "driver",
                       &(weir_db_file){.name = "cn-gov.calendar.xml", .bytes = text, .length = size - 1}, 1, NULL, NULL,
                       &error) != 0)
        model_die("the correction", &error);
    free(text);
}

static void *ask_all_the_time(void *context)
{
    correction *c = context;
    weir_db_error error;

    while (!c->is_over) {
        const int64_t since_us = model_clock_us();
        int64_t took_us;

        if (weir_db_set(c->db, &(weir_db_command){.instance = c->instance, .variables = "{\"x\":1}"}, NULL, &error) !=
            0)
            model_die("a request meanwhile", &error);
        took_us = model_clock_us() - since_us;
        c->request_count++;
        c->longest_us = took_us > c->longest_us ? took_us : c->longest_us;
    }
    return NULL;
}

static void redate(correction *c)
{
    weir_db_error error;

    if (weir_db_redate(c->db, &error) != 0)
        model_die("dates that follow", &error);
}

/* How long it takes. */
static int64_t correct(correction *c)
{
    char *calendar = read_calendar();
    int64_t since_us, took_us;
    pthread_t client;

    if (pthread_create(&client, NULL, ask_all_the_time, c) != 0)
        model_die("a thread", NULL);
    since_us = model_clock_us();
    deploy_calendar(c, calendar);
    redate(c);
    took_us = model_clock_us() - since_us;
    c->is_over = true;
    (void)pthread_join(client, NULL);
    free(calendar);
    return took_us;
}

static bool check(bool is_so, const char *what)
{
    if (!is_so)
        printf("NOT so: %s\n", what);
    return is_so;
}

static int report(correction *c, int64_t took_us)
{
    const uint64_t moved_count = c->moved_count;
    const long peak_kib = model_peak_kib();
    const double seconds = (double)took_us / 1e6;
    bool is_fine;

    printf("%u lifecycles: %llu limits have followed the calendar in %.2f s, %.0f a second (%llu stayed where they "
           "were)\n",
           c->count, (unsigned long long)moved_count, seconds, (double)moved_count / seconds,
           (unsigned long long)c->unmoved_count);
    printf("meanwhile %llu requests of one client, the longest %.1f ms; peak memory: %ld MB\n",
           (unsigned long long)c->request_count, (double)c->longest_us / 1e3, peak_kib / 1024);
    redate(c);
    is_fine = check(moved_count >= c->count, "a limit of each lifecycle has moved");
    is_fine &= check(c->moved_count == moved_count, "nothing moves again");
    is_fine &= check(peak_kib < MODEL_MEMORY_KIB_MAX, "peak memory is below 200 MB");
    return is_fine ? 0 : 1;
}

int main(int argument_count, char **arguments)
{
    correction c = {.count = argument_count > 1 ? (uint32_t)strtoul(arguments[1], NULL, 10) : 200};
    char path[WEIR_BENCH_PATH_SIZE];
    weir_bench_folder *folder;
    weir_db_error error;
    weir_diag diag = {0};
    int status;

    (void)mallopt(M_ARENA_MAX, 2); /* each thread with a heap of its own would be counted as memory of the engine */
    if (weir_bench_folder_open(argument_count > 2 ? arguments[2] : ".", &folder, &diag) != WEIR_OK)
        model_die(diag.message, NULL);
    weir_bench_path(folder, "redating.db", path);
    if (weir_db_open(&(weir_db_options){.path = path, .now_ms = virtual_now}, &c.db, &error) != 0)
        model_die("open", &error);
    model_deploy(c.db, WEIR_SOURCE_DIR "/processes");
    propose_all(&c);
    if (weir_db_subscribe(c.db, 0, hear, &c, &error) != 0)
        model_die("subscribe", &error);
    status = report(&c, correct(&c));
    weir_db_close(c.db);
    weir_bench_folder_close(folder);
    return status;
}
