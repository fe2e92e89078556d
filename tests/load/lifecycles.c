/* SPDX-License-Identifier: Apache-2.0
 * load/lifecycles.c - many whole lifecycles at once, on one database file, through weir.h, in a year of working days.
 *
 *     lifecycles COUNT [SEED] [FOLDER]
 * A proposal starts each lifecycle; what people and programs have to do then is done by a driver in the working hours
 * of the calendar cn-gov, mostly soon, sometimes late, mostly well, sometimes not; incidents are reported, of which
 * some stop the scans of all services, and services are ended from outside. Many threads share commits, but each
 * lifecycle is in the hands of one of them, and what is done there depends on nothing elsewhere but such incidents: a
 * seed gives the same year each time, but for the order within an hour. Ends with 1 if a command failed that had no
 * reason to, an incident is open, an instance waits for nothing, the log is not whole, or memory is not small.
 */
#define _DEFAULT_SOURCE
#include "load/lifecycles.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/calendar_shelf.h"
#include "host/memory_libc.h"
#include "host/zones.h"

#define START_TICKS 160 /* proposals come in the first weeks, in working hours */
#define THREAD_COUNT 64u

static int64_t virtual_now(void *clock)
{
    return ((const year *)clock)->now_ms;
}

typedef int (*ask)(weir_db *db, const weir_db_command *command, weir_db_answer *answer, weir_db_error *error);

static void note_pause(year *y, int64_t since_us, const char *what)
{
    const int64_t took_us = model_clock_us() - since_us;

    (void)pthread_mutex_lock(&y->lock);
    if (took_us > y->longest_us) {
        y->longest_us = took_us;
        (void)snprintf(y->longest, sizeof y->longest, "%s", what);
    }
    (void)pthread_mutex_unlock(&y->lock);
}

/* may_miss: what it is for may be gone, or not be there yet. */
static void command(year *y, ask asked, const weir_db_command *what, const char *name, bool may_miss)
{
    const int64_t since_us = model_clock_us();
    weir_db_error error;
    int code;

    y->command_count++;
    code = asked(y->db, what, NULL, &error);
    note_pause(y, since_us, name);
    if (code == 0)
        return;
    if (may_miss && (strcmp(error.name, "ENOTFOUND") == 0 || strcmp(error.name, "ENOTOKEN") == 0 ||
                     strcmp(error.name, "EENDED") == 0 || strcmp(error.name, "EMISMATCH") == 0)) {
        y->gone_count++;
        return;
    }
    if (y->refused_count++ < COMPLAINT_COUNT_MAX)
        printf("refused: %s at %s: %s: %s %s\n", name, error.element, error.name, error.message,
               what->variables ? what->variables : "");
}

static void do_deed(year *y, const deed *d)
{
    char actor[32], code[64], text[256];
    weir_db_command what = {.actor = actor};

    (void)snprintf(actor, sizeof actor, "p-%llx", (unsigned long long)d->random);
    if (d->kind == DEED_TASK) {
        what.task = d->task;
        what.variables = lifecycle_outcome(d->element, d->random);
        command(y, weir_db_complete, &what, d->element, true);
        return;
    }
    (void)snprintf(code, sizeof code, "{\"serviceCode\":\"SVC-%06u\"}", d->lifecycle);
    what.keys = code;
    y->report_count += d->kind == DEED_INCIDENT;
    what.name = d->kind == DEED_INCIDENT ? "msg-incident-report" : "msg-forced-termination";
    (void)snprintf(text, sizeof text,
                   "{\"incidentNo\":\"INC-%llx\",\"reporter\":\"zhang\",\"symptom\":\"无响应\",\"reason\":\"x\"}",
                   (unsigned long long)d->random);
    what.variables = text;
    command(y, weir_db_correlate, &what, what.name, true);
}

static void propose(year *y, const deed *d)
{
    char key[32], variables[512];

    (void)snprintf(key, sizeof key, "SVC-%06u", d->lifecycle);
    (void)snprintf(
        variables, sizeof variables,
        "{\"serviceCode\":\"%s\",\"serviceName\":\"政务云主机服务\",\"proposer\":\"市大数据局\",\"background\":"
        "\"集约建设\",\"providerId\":\"SPO-%06u\",\"periodMonths\":%u}",
        key, d->lifecycle, 1 + (unsigned)(d->random % 3));
    command(y, weir_db_correlate,
            &(weir_db_command){
                .actor = "portal", .name = "msg-service-proposal", .business_key = key, .variables = variables},
            "msg-service-proposal", false);
}

/* Proposals of this hour; three in a hundred services will be ended from outside. */
static void plan_proposals(year *y)
{
    while (y->started_count < y->count &&
           (uint64_t)y->started_count * START_TICKS < (uint64_t)y->count * (y->tick + 1)) {
        deed planned = {.kind = DEED_PROPOSAL,
                        .lifecycle = y->started_count,
                        .random = lifecycle_mix(y->seed, ~(uint64_t)y->started_count)};

        lifecycle_plan(y, y->tick, &planned);
        planned.kind = DEED_END;
        if ((planned.random >> 8) % 100 < 3)
            lifecycle_plan(y, y->tick + 100 + (uint32_t)((planned.random >> 16) % 1500), &planned);
        y->started_count++;
    }
}

typedef struct hand {
    year *year;
    uint32_t ix, hand_count;
    pthread_t thread;
} hand;

static void *work_hour(void *context)
{
    const hand *h = context;
    const deeds *due = &h->year->by_tick[h->year->tick];

    for (uint32_t i = 0; i < due->count; i++) {
        if (due->items[i].lifecycle % h->hand_count != h->ix)
            continue;
        if (due->items[i].kind == DEED_PROPOSAL)
            propose(h->year, &due->items[i]);
        else
            do_deed(h->year, &due->items[i]);
    }
    return NULL;
}

static void play_tick(year *y)
{
    const int64_t since_us = model_clock_us();
    deeds *due = &y->by_tick[y->tick];
    hand hands[THREAD_COUNT];
    weir_db_error error;
    uint32_t count;

    y->now_ms = y->ticks_ms[y->tick];
    if (weir_db_tick(y->db, NULL, &error) != 0)
        model_die("time", &error);
    if (model_clock_us() - since_us > y->longest_hour_us)
        y->longest_hour_us = model_clock_us() - since_us;
    plan_proposals(y);
    count = due->count < THREAD_COUNT ? due->count : THREAD_COUNT;
    for (uint32_t i = 0; i < count; i++) {
        hands[i] = (hand){.year = y, .ix = i, .hand_count = count};
        if (pthread_create(&hands[i].thread, NULL, work_hour, &hands[i]) != 0)
            model_die("a thread", NULL);
    }
    for (uint32_t i = 0; i < count; i++)
        (void)pthread_join(hands[i].thread, NULL);
    free(due->items);
    *due = (deeds){0};
}

/* ── the calendar ────────────────────────────────────────────────────────────────────────────────────── */

static void make_ticks(year *y)
{
    weir_zone_cache *zones;
    weir_calendar_shelf *shelf;
    const weir_calendars *calendars;
    const weir_calendar *calendar;

    if (weir_zone_cache_new(weir_memory_libc(), WEIR_ZONES_FOLDER, &zones) != WEIR_OK ||
        weir_calendar_shelf_new(weir_memory_libc(), weir_zone_cache_zones(zones), &shelf) != WEIR_OK)
        model_die("no memory", NULL);
    calendars = weir_calendar_shelf_calendars(shelf);
    if (calendars->find(calendars->self, WEIR_T("cn-gov"), &calendar) != WEIR_OK)
        model_die("no calendar cn-gov", NULL);
    for (int64_t day = FIRST_DAY; day < FIRST_DAY + DAY_COUNT; day++) {
        for (int hour = 9; hour <= 18 && weir_calendar_is_working(calendar, day); hour++)
            y->ticks_ms[y->tick_count++] = day * DAY_MS + hour * HOUR_MS - ZONE_MS;
    }
    weir_calendar_shelf_free(shelf);
    weir_zone_cache_free(zones);
}

int main(int argument_count, char **arguments)
{
    year *y = model_room(NULL, sizeof *y);
    char path[WEIR_BENCH_PATH_SIZE];
    weir_bench_folder *folder;
    weir_db_error error;
    weir_diag diag = {0};
    int64_t since_us;
    int status;

    (void)mallopt(M_ARENA_MAX, 2); /* each thread with a heap of its own would be counted as memory of the engine */
    memset(y, 0, sizeof *y);
    y->count = argument_count > 1 ? (uint32_t)strtoul(arguments[1], NULL, 10) : 200;
    y->seed = argument_count > 2 ? strtoull(arguments[2], NULL, 10) : 1;
    y->instances.capacity = 1024;
    y->instances.items = model_room(NULL, y->instances.capacity * sizeof *y->instances.items);
    memset(y->instances.items, 0, y->instances.capacity * sizeof *y->instances.items);
    y->task_counts = model_room(NULL, (y->count + 1) * sizeof *y->task_counts);
    memset(y->task_counts, 0, (y->count + 1) * sizeof *y->task_counts);
    (void)pthread_mutex_init(&y->lock, NULL);
    make_ticks(y);
    y->now_ms = y->ticks_ms[0];
    if (weir_bench_folder_open(argument_count > 3 ? arguments[3] : ".", &folder, &diag) != WEIR_OK)
        model_die(diag.message, NULL);
    weir_bench_path(folder, "lifecycles.db", path);
    if (weir_db_open(&(weir_db_options){.path = path, .now_ms = virtual_now, .clock = y}, &y->db, &error) != 0)
        model_die("open", &error);
    if (weir_db_subscribe(y->db, 0, lifecycle_hear, y, &error) != 0)
        model_die("subscribe", &error);
    model_deploy(y->db, WEIR_SOURCE_DIR "/processes");
    since_us = model_clock_us();
    for (y->tick = 0; y->tick < y->tick_count; y->tick++)
        play_tick(y);
    status = lifecycle_report(y, path, model_clock_us() - since_us);
    weir_db_close(y->db);
    weir_bench_folder_close(folder);
    for (uint32_t i = 0; i <= TICK_COUNT_MAX; i++)
        free(y->by_tick[i].items);
    (void)pthread_mutex_destroy(&y->lock);
    free(y->instances.items);
    free(y->task_counts);
    free(y);
    return status;
}
