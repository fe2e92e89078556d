/* SPDX-License-Identifier: Apache-2.0
 * load/lifecycles.c - many whole lifecycles at once, on one database file, through weir.h, in a year of working days.
 *
 *     lifecycles COUNT [SEED] [FOLDER]
 * A proposal starts each lifecycle; what people and programs have to do then is done by a driver in the working hours
 * of the calendar cn-gov, mostly soon, sometimes late, mostly well, sometimes not; incidents are reported, and services
 * are ended from outside. Many threads share commits, but each lifecycle is in the hands of one of them, and what is
 * done there depends on nothing elsewhere: a seed gives the same year each time. Ends with 1 if a command failed that
 * had no reason to, an incident is open, an instance waits for nothing, the log is not whole, or memory is not small.
 */
#define _DEFAULT_SOURCE
#include <dirent.h>
#include <malloc.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <weir.h>

#include "cli/bench.h"
#include "host/calendar_shelf.h"
#include "host/memory_libc.h"
#include "host/zones.h"

#define DAY_COUNT 365
#define FIRST_DAY 20458 /* 2026-01-05, as days since 1970 */
#define HOUR_MS INT64_C(3600000)
#define DAY_MS (24 * HOUR_MS)
#define ZONE_MS (8 * HOUR_MS)
#define TICK_COUNT_MAX (DAY_COUNT * 12)
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define MEMORY_KIB_MAX (2000L * 1024) /* most of it the sanitizer's */
#else
#define MEMORY_KIB_MAX (200L * 1024)
#endif
#define START_TICKS 160 /* proposals come in the first weeks, in working hours */
#define FILE_COUNT_MAX 200u
#define COMPLAINT_COUNT_MAX 10u
#define THREAD_COUNT 64u

static _Noreturn void die(const char *what, const weir_db_error *error)
{
    (void)fprintf(stderr, "lifecycles: %s%s%s\n", what, error ? ": " : "", error ? error->message : "");
    exit(1);
}

static void *room(void *old, size_t size)
{
    void *new = realloc(old, size);

    if (!new)
        die("no memory", NULL);
    return new;
}

/* The three texts, one behind the other. */
static void join(char out[static WEIR_BENCH_PATH_SIZE], const char *a, const char *b, const char *c)
{
    if (snprintf(out, WEIR_BENCH_PATH_SIZE, "%s%s%s", a, b, c) >= (int)WEIR_BENCH_PATH_SIZE)
        die("a path is too long", NULL);
}

/* ── chance ──────────────────────────────────────────────────────────────────────────────────────────── */

static uint64_t mix(uint64_t a, uint64_t b)
{
    uint64_t x = a * UINT64_C(0x9E3779B97F4A7C15) + b + UINT64_C(0x632BE59BD9B4E019);

    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
    return x ^ (x >> 31);
}

/* ── what is submitted ───────────────────────────────────────────────────────────────────────────────── */

typedef struct work {
    const char *element; /* NULL: another outcome of the one above */
    unsigned other_per_cent;
    const char *variables;
} work;

static const work works[] = {
#define WORK(element, other_per_cent, variables) {element, other_per_cent, variables},
#define OTHER(variables) {NULL, 0, variables},
#include "load/lifecycle_work.def"
};
#define WORK_COUNT (sizeof works / sizeof *works)

static const char *outcome_of(const char *element, uint64_t random)
{
    for (size_t i = 0; i < WORK_COUNT; i++) {
        size_t other_count = 0;

        if (!works[i].element || strcmp(works[i].element, element) != 0)
            continue;
        while (i + 1 + other_count < WORK_COUNT && !works[i + 1 + other_count].element)
            other_count++;
        if (random % 100 >= works[i].other_per_cent || other_count == 0)
            return works[i].variables;
        return works[i + 1 + (random >> 8) % other_count].variables;
    }
    return "{}";
}

/* ── the year ────────────────────────────────────────────────────────────────────────────────────────── */

typedef enum deed_kind { DEED_PROPOSAL, DEED_TASK, DEED_INCIDENT, DEED_END } deed_kind;

typedef struct deed {
    deed_kind kind;
    char task[WEIR_DB_ID_SIZE];
    const char *element; /* known ones alone; others as "" */
    uint32_t lifecycle;
    uint64_t random;
} deed;

typedef struct deeds {
    deed *items;
    uint32_t count, capacity;
} deeds;

typedef struct known {
    uint64_t id_hash;   /* 0: free; ids are random enough that two don't have the same */
    uint32_t lifecycle; /* UINT32_MAX: nothing has said it yet */
} known;

typedef struct year {
    weir_db *db;
    uint64_t seed;
    uint32_t count, started_count;
    uint32_t *task_counts; /* by lifecycle; one more for what belongs to none */
    int64_t now_ms;
    int64_t ticks_ms[TICK_COUNT_MAX]; /* working hours, then the close of the day */
    uint32_t tick_count, tick;
    deeds by_tick[TICK_COUNT_MAX + 1];
    struct {
        known *items; /* open addressing */
        uint32_t count, capacity;
    } instances;
    uint64_t fact_count, task_count, late_count, incident_count;
    uint64_t limit_count, overdue_count, lead_count, ended_count, message_count;
    atomic_uint_fast64_t command_count, gone_count, refused_count;
    pthread_mutex_t lock; /* of the pause alone */
    int64_t longest_us;
    char longest[64];
} year;

static int64_t clock_us(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int64_t virtual_now(void *clock)
{
    return ((const year *)clock)->now_ms;
}

static uint64_t hash_of(const char *id)
{
    uint64_t hash = 1;

    for (const char *c = id; *c; c++)
        hash = mix(hash, (unsigned char)*c);
    return hash | 1;
}

static known *slot_of(const year *y, uint64_t hash)
{
    for (uint32_t i = (uint32_t)(hash >> 1) & (y->instances.capacity - 1);; i = (i + 1) & (y->instances.capacity - 1)) {
        if (y->instances.items[i].id_hash == 0 || y->instances.items[i].id_hash == hash)
            return &y->instances.items[i];
    }
}

static known *instance_of(year *y, const char *id)
{
    const uint64_t hash = hash_of(id);
    known *found = slot_of(y, hash);

    if (found->id_hash != 0)
        return found;
    if (2 * (y->instances.count + 1) > y->instances.capacity) {
        known *old = y->instances.items;
        const uint32_t capacity = y->instances.capacity;

        y->instances.capacity *= 2;
        y->instances.items = room(NULL, y->instances.capacity * sizeof *old);
        memset(y->instances.items, 0, y->instances.capacity * sizeof *old);
        for (uint32_t i = 0; i < capacity; i++) {
            if (old[i].id_hash != 0)
                *slot_of(y, old[i].id_hash) = old[i];
        }
        free(old);
        found = slot_of(y, hash);
    }
    found->id_hash = hash;
    found->lifecycle = UINT32_MAX;
    y->instances.count++;
    return found;
}

/* ── what has happened ───────────────────────────────────────────────────────────────────────────────── */

/* A text member of flat JSON; false: there is none. */
static bool member(const char *data, const char *name, char *out, size_t size)
{
    char key[64];
    const char *at, *end;

    (void)snprintf(key, sizeof key, "\"%s\":\"", name);
    at = strstr(data, key);
    if (!at)
        return false;
    at += strlen(key);
    end = strchr(at, '"');
    if (!end || (size_t)(end - at) >= size)
        return false;
    memcpy(out, at, (size_t)(end - at));
    out[end - at] = '\0';
    return true;
}

static void plan(year *y, uint32_t tick, const deed *planned)
{
    deeds *list = &y->by_tick[tick < y->tick_count ? tick : TICK_COUNT_MAX]; /* behind the year: never */

    if (list->count == list->capacity) {
        list->capacity = list->capacity ? 2 * list->capacity : 16;
        list->items = room(list->items, list->capacity * sizeof *list->items);
    }
    list->items[list->count++] = *planned;
}

/* Most work is done within two days, some after one to three weeks. */
static void plan_task(year *y, known *instance, const char *data)
{
    const uint32_t lifecycle = instance->lifecycle < y->count ? instance->lifecycle : y->count;
    deed planned = {.kind = DEED_TASK, .element = "", .lifecycle = lifecycle};
    char element[128];
    uint32_t wait;

    if (!member(data, "id", planned.task, sizeof planned.task) || !member(data, "element", element, sizeof element))
        die("a task without an id", NULL);
    planned.random = mix(mix(y->seed, lifecycle), y->task_counts[lifecycle]++);
    for (size_t i = 0; i < WORK_COUNT; i++) {
        if (works[i].element && strcmp(works[i].element, element) == 0)
            planned.element = works[i].element;
    }
    wait = (uint32_t)(1 + (planned.random >> 20) % 16);
    if ((planned.random >> 40) % 100 < 4) {
        wait = (uint32_t)(50 + (planned.random >> 20) % 100);
        y->late_count++;
    }
    plan(y, y->tick + wait, &planned);
    if (strcmp(element, "plan-assurance") == 0 && lifecycle < y->count && planned.random % 5 == 0)
        plan(y, y->tick + wait + 20, &(deed){.kind = DEED_INCIDENT, .lifecycle = lifecycle, .random = planned.random});
    y->task_count++;
}

static uint32_t lifecycle_of(year *y, const char *id)
{
    const known *found = slot_of(y, hash_of(id));

    return found->id_hash ? found->lifecycle : UINT32_MAX;
}

/* What nobody called says by its service which lifecycle it belongs to. */
static void note_variable(const year *y, known *instance, const char *data)
{
    char name[64], value[64];

    if (instance->lifecycle == UINT32_MAX && member(data, "name", name, sizeof name) &&
        strcmp(name, "serviceCode") == 0 && member(data, "value", value, sizeof value) &&
        strncmp(value, "SVC-", 4) == 0)
        instance->lifecycle = (uint32_t)strtoul(value + 4, NULL, 10) % y->count;
}

static bool hear(void *context, const weir_db_fact *fact)
{
    year *y = context;
    char root[WEIR_DB_ID_SIZE];

    y->fact_count++;
    if (strcmp(fact->type, "instance.created") == 0) {
        known *instance = instance_of(y, fact->instance);

        if (member(fact->data, "root", root, sizeof root))
            instance->lifecycle = lifecycle_of(y, root);
    } else if (strcmp(fact->type, "variable.changed") == 0) {
        note_variable(y, instance_of(y, fact->instance), fact->data);
    } else if (strcmp(fact->type, "task.created") == 0 || strcmp(fact->type, "job.created") == 0) {
        plan_task(y, instance_of(y, fact->instance), fact->data);
    } else if (strcmp(fact->type, "incident.raised") == 0) {
        if (y->incident_count++ < COMPLAINT_COUNT_MAX)
            printf("incident: %s\n", fact->data);
    } else if (strcmp(fact->type, "message.thrown") == 0) {
        y->message_count++;
    } else if (strncmp(fact->type, "limit.", 6) == 0) {
        y->limit_count++;
        y->overdue_count += strcmp(fact->type, "limit.overdue") == 0;
        y->lead_count += strcmp(fact->type, "limit.lead") == 0;
    } else if (strcmp(fact->type, "instance.ended") == 0) {
        y->ended_count++;
    }
    return true;
}

/* ── what is done ────────────────────────────────────────────────────────────────────────────────────── */

typedef int (*ask)(weir_db *db, const weir_db_command *command, weir_db_answer *answer, weir_db_error *error);

static void note_pause(year *y, int64_t since_us, const char *what)
{
    const int64_t took_us = clock_us() - since_us;

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
    const int64_t since_us = clock_us();
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
        what.variables = outcome_of(d->element, d->random);
        command(y, weir_db_complete, &what, d->element, true);
        return;
    }
    (void)snprintf(code, sizeof code, "{\"serviceCode\":\"SVC-%06u\"}", d->lifecycle);
    what.keys = code;
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
        deed planned = {
            .kind = DEED_PROPOSAL, .lifecycle = y->started_count, .random = mix(y->seed, ~(uint64_t)y->started_count)};

        plan(y, y->tick, &planned);
        planned.kind = DEED_END;
        if ((planned.random >> 8) % 100 < 3)
            plan(y, y->tick + 100 + (uint32_t)((planned.random >> 16) % 1500), &planned);
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
    const int64_t since_us = clock_us();
    deeds *due = &y->by_tick[y->tick];
    hand hands[THREAD_COUNT];
    weir_db_error error;
    uint32_t count;

    y->now_ms = y->ticks_ms[y->tick];
    if (weir_db_tick(y->db, NULL, &error) != 0)
        die("time", &error);
    note_pause(y, since_us, "time passes");
    plan_proposals(y);
    count = due->count < THREAD_COUNT ? due->count : THREAD_COUNT;
    for (uint32_t i = 0; i < count; i++) {
        hands[i] = (hand){.year = y, .ix = i, .hand_count = count};
        if (pthread_create(&hands[i].thread, NULL, work_hour, &hands[i]) != 0)
            die("a thread", NULL);
    }
    for (uint32_t i = 0; i < count; i++)
        (void)pthread_join(hands[i].thread, NULL);
    free(due->items);
    *due = (deeds){0};
}

/* ── the calendar, the files ─────────────────────────────────────────────────────────────────────────── */

static void make_ticks(year *y)
{
    weir_zone_cache *zones;
    weir_calendar_shelf *shelf;
    const weir_calendars *calendars;
    const weir_calendar *calendar;

    if (weir_zone_cache_new(weir_memory_libc(), WEIR_ZONES_FOLDER, &zones) != WEIR_OK ||
        weir_calendar_shelf_new(weir_memory_libc(), weir_zone_cache_zones(zones), &shelf) != WEIR_OK)
        die("no memory", NULL);
    calendars = weir_calendar_shelf_calendars(shelf);
    if (calendars->find(calendars->self, WEIR_T("cn-gov"), &calendar) != WEIR_OK)
        die("no calendar cn-gov", NULL);
    for (int64_t day = FIRST_DAY; day < FIRST_DAY + DAY_COUNT; day++) {
        for (int hour = 9; hour <= 18 && weir_calendar_is_working(calendar, day); hour++)
            y->ticks_ms[y->tick_count++] = day * DAY_MS + hour * HOUR_MS - ZONE_MS;
    }
    weir_calendar_shelf_free(shelf);
    weir_zone_cache_free(zones);
}

typedef struct files {
    weir_db_file items[FILE_COUNT_MAX];
    unsigned count;
} files;

static void add_file(files *f, const char *folder, const char *name, const char *as)
{
    char path[WEIR_BENCH_PATH_SIZE];
    struct stat status;
    char *bytes;
    FILE *file;

    join(path, folder, "/", name);
    file = fopen(path, "rb");
    if (!file || fstat(fileno(file), &status) != 0 || f->count == FILE_COUNT_MAX)
        die(path, NULL);
    bytes = room(NULL, (size_t)status.st_size + 1);
    if (fread(bytes, 1, (size_t)status.st_size, file) != (size_t)status.st_size)
        die(path, NULL);
    (void)fclose(file);
    f->items[f->count++] = (weir_db_file){.name = strdup(as), .bytes = bytes, .length = (uint64_t)status.st_size};
}

/* Models of a folder, and the forms below it. */
static void add_folder(files *f, const char *parent, const char *name, const char *suffix, const char *prefix)
{
    char folder[WEIR_BENCH_PATH_SIZE], as[WEIR_BENCH_PATH_SIZE];
    struct dirent **entries;
    int count;

    join(folder, parent, "/", name);
    count = scandir(folder, &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        const char *found = entries[i]->d_name;
        const size_t length = strlen(found), tail = strlen(suffix);

        join(as, prefix, found, "");
        if (length > tail && strcmp(found + length - tail, suffix) == 0)
            add_file(f, folder, found, as);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
}

static void complain(void *context, const weir_db_problem *problem)
{
    (void)context;
    if (problem->is_error)
        printf("%s:%u: %s %s\n", problem->file, problem->line, problem->element, problem->message);
}

static void deploy(year *y, const char *processes)
{
    struct dirent **entries;
    const int count = scandir(processes, &entries, NULL, alphasort);
    weir_db_error error;
    files *f = room(NULL, sizeof *f);

    f->count = 0;
    for (int i = 0; i < count; i++) {
        char forms[WEIR_BENCH_PATH_SIZE], prefix[WEIR_BENCH_PATH_SIZE];

        join(forms, entries[i]->d_name, "/forms", "");
        join(prefix, forms, "/", "");
        if (entries[i]->d_name[0] != '.') {
            add_folder(f, processes, entries[i]->d_name, ".bpmn", "");
            add_folder(f, processes, entries[i]->d_name, ".dmn", "");
            add_folder(f, processes, forms, ".form", prefix);
        }
        free(entries[i]);
    }
    if (count <= 0)
        die(processes, NULL);
    free(entries);
    if (weir_db_deploy(y->db, "driver", f->items, f->count, complain, NULL, &error) != 0)
        die("deploy", &error);
    for (unsigned i = 0; i < f->count; i++) {
        free((void *)f->items[i].name);
        free((void *)f->items[i].bytes);
    }
    free(f);
}

/* ── the end of the year ─────────────────────────────────────────────────────────────────────────────── */

typedef struct survey {
    uint64_t active_count, wait_count, stuck_count, after_position;
    char page[100][WEIR_DB_ID_SIZE];
    unsigned page_count;
} survey;

static bool note_instance(void *context, const weir_db_instance *instance)
{
    survey *s = context;

    (void)snprintf(s->page[s->page_count++], WEIR_DB_ID_SIZE, "%s", instance->id);
    s->after_position = instance->position;
    s->active_count++;
    return s->page_count < 100;
}

static void note_wait(void *context, const weir_db_wait *wait)
{
    survey *s = context;

    s->wait_count += strcmp(wait->kind, "join") != 0;
}

/* Each instance that has not ended waits for something that can happen: not for other branches alone. */
static void look_around(year *y, survey *s)
{
    const weir_db_state_visitor visitor = {.wait = note_wait};
    weir_db_error error;

    do {
        s->page_count = 0;
        if (weir_db_instances(y->db,
                              &(weir_db_filter){.state = 1, .after_position = s->after_position, .count_max = 100},
                              note_instance, s, &error) != 0)
            die("instances", &error);
        for (unsigned i = 0; i < s->page_count; i++) {
            s->wait_count = 0;
            if (weir_db_state_at(y->db, s->page[i], 0, &visitor, s, &error) != 0)
                die(s->page[i], &error);
            if (s->wait_count == 0 && s->stuck_count++ < COMPLAINT_COUNT_MAX)
                printf("stuck: %s\n", s->page[i]);
        }
    } while (s->page_count > 0);
}

static bool check(bool is_so, const char *what)
{
    if (!is_so)
        printf("NOT so: %s\n", what);
    return is_so;
}

static int report(year *y, const char *path, int64_t took_us)
{
    weir_db_verification log;
    weir_db_error error;
    struct stat file, wal = {0};
    struct rusage usage;
    char wal_path[WEIR_BENCH_PATH_SIZE];
    survey *s = room(NULL, sizeof *s);
    const double seconds = (double)took_us / 1e6;
    bool is_fine;

    *s = (survey){0};
    look_around(y, s);
    (void)getrusage(RUSAGE_SELF, &usage);
    if (weir_db_verify(y->db, NULL, NULL, NULL, &log, &error) != 0)
        die("verify", &error);
    join(wal_path, path, "-wal", "");
    (void)stat(wal_path, &wal);
    if (stat(path, &file) != 0)
        die(path, NULL);
    printf("%u lifecycles in a year of %u working days: %llu instances, %llu of them ended, %llu wait at its end\n",
           y->count, y->tick_count / 10, (unsigned long long)y->instances.count, (unsigned long long)y->ended_count,
           (unsigned long long)s->active_count);
    printf("%llu tasks (%llu late), %llu messages sent, %llu facts of time limits (%llu overdue, %llu leads); %llu "
           "commands came "
           "too late\n",
           (unsigned long long)y->task_count, (unsigned long long)y->late_count, (unsigned long long)y->message_count,
           (unsigned long long)y->limit_count, (unsigned long long)y->overdue_count, (unsigned long long)y->lead_count,
           (unsigned long long)y->gone_count);
    printf("%.1f s: %.0f commands/s, %.0f facts/s (%llu commands, %llu facts)\n", seconds,
           (double)y->command_count / seconds, (double)y->fact_count / seconds, (unsigned long long)y->command_count,
           (unsigned long long)y->fact_count);
    printf("database: %.1f MB, %.0f bytes for each lifecycle; write-ahead log %.1f MB\n", (double)file.st_size / 1e6,
           (double)file.st_size / y->count, (double)wal.st_size / 1e6);
    printf("longest pause of a request: %.1f ms (%s); peak memory: %ld MB\n", (double)y->longest_us / 1e3, y->longest,
           usage.ru_maxrss / 1024);
    is_fine = check(y->refused_count == 0, "each command was taken that was in time");
    is_fine &= check(y->incident_count == 0, "there was no incident");
    is_fine &= check(s->stuck_count == 0, "each instance has ended or waits for something");
    is_fine &= check(y->started_count == y->count, "each lifecycle was proposed");
    is_fine &= check(log.is_fine && log.fact_count == y->fact_count, "the log is whole");
    is_fine &= check(usage.ru_maxrss < MEMORY_KIB_MAX, "peak memory is below 200 MB");
    free(s);
    return is_fine ? 0 : 1;
}

int main(int argument_count, char **arguments)
{
    year *y = room(NULL, sizeof *y);
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
    y->instances.items = room(NULL, y->instances.capacity * sizeof *y->instances.items);
    memset(y->instances.items, 0, y->instances.capacity * sizeof *y->instances.items);
    y->task_counts = room(NULL, (y->count + 1) * sizeof *y->task_counts);
    memset(y->task_counts, 0, (y->count + 1) * sizeof *y->task_counts);
    (void)pthread_mutex_init(&y->lock, NULL);
    make_ticks(y);
    y->now_ms = y->ticks_ms[0];
    if (weir_bench_folder_open(argument_count > 3 ? arguments[3] : ".", &folder, &diag) != WEIR_OK)
        die(diag.message, NULL);
    weir_bench_path(folder, "lifecycles.db", path);
    if (weir_db_open(&(weir_db_options){.path = path, .now_ms = virtual_now, .clock = y}, &y->db, &error) != 0)
        die("open", &error);
    if (weir_db_subscribe(y->db, 0, hear, y, &error) != 0)
        die("subscribe", &error);
    deploy(y, WEIR_SOURCE_DIR "/processes");
    since_us = clock_us();
    for (y->tick = 0; y->tick < y->tick_count; y->tick++)
        play_tick(y);
    status = report(y, path, clock_us() - since_us);
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
