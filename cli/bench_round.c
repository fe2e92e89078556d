/* SPDX-License-Identifier: Apache-2.0
 * cli/bench_round.c - weir's half of a round: a new database, instances that wait, clients that work on them.
 *
 * A client is a thread that uses weir.h. It learns of its tasks from the facts: the actor of a command is the name of
 * the client, so that the one subscriber, on the writer's thread, knows whose task was created. The list of a client
 * is written by that thread while a command of the client is on its way, and read by the client when it has come
 * back: no lock is needed.
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>

#include "cli/bench.h"
#include "host/library_inside.h"
#include "host/memory_libc.h"

#define STARTER_COUNT 64u
#define TASKS_PER_COMMAND_MAX 16u
#define ROUND_BYTES_MAX ((size_t)1024 * 1024 * 1024)
#define GROWING_STEPS_MAX 30000 /* of 2 ms */
#define STORM_MS ((int64_t)2 * 60 * 60 * 1000)

typedef struct task_id {
    char text[WEIR_DB_ID_SIZE];
} task_id;

struct round;

typedef struct client {
    struct round *round;
    pthread_t thread;
    char actor[24];
    task_id *tasks; /* open ones, oldest first: a ring */
    uint32_t first, count, capacity;
    uint64_t command_count;
    int64_t finished_us;
    weir_bench_latencies waited;
    weir_db_error error; /* code 0: none */
} client;

typedef struct round {
    const weir_bench_line *line;
    const weir_bench_size *size;
    uint32_t instance_count, client_count;
    weir_db *db;
    client *clients;
    _Atomic int64_t clock_ms; /* added to the time, for storms */
    uint64_t fact_count;      /* of the writer's thread */
    bool is_timed;            /* of the writer's thread, changed while nobody waits for it */
    const weir_bench_tape *tape;
    pthread_mutex_t lock; /* of the two that follow */
    pthread_cond_t begins;
    int64_t started_us;    /* 0: not yet */
    _Atomic uint64_t next; /* command or instance that somebody takes */
    _Atomic bool has_failed;
} round;

/* ── times ───────────────────────────────────────────────────────────────────────────────────────────── */

static int64_t read_clock_us(clockid_t clock)
{
    struct timespec now;

    (void)clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t weir_bench_now_us(void)
{
    return read_clock_us(CLOCK_MONOTONIC);
}

int64_t weir_bench_cpu_us(void)
{
    return read_clock_us(CLOCK_PROCESS_CPUTIME_ID);
}

static int64_t moved_clock(void *self)
{
    round *r = self;

    return read_clock_us(CLOCK_REALTIME) / 1000 + atomic_load(&r->clock_ms);
}

/* ── on the writer's thread ──────────────────────────────────────────────────────────────────────────── */

static void take_statement(void *self, weir_query query, const weir_sql_value *values, uint32_t count, uint64_t changed)
{
    const round *r = self;

    weir_recording_take(r->is_timed ? r->tape->timed : r->tape->set_up, query, values, count, changed);
}

static client *client_of(round *r, const char *actor)
{
    uint32_t number = 0;

    if (strncmp(actor, "client-", 7) != 0)
        return NULL;
    for (const char *at = actor + 7; *at >= '0' && *at <= '9'; at++)
        number = number * 10 + (uint32_t)(*at - '0');
    return number < r->client_count ? &r->clients[number] : NULL;
}

static bool take_fact(void *context, const weir_db_fact *fact)
{
    static const char key[] = "\"id\":\"";
    round *r = context;
    const char *id;
    client *owner;

    r->fact_count += r->is_timed;
    if (strcmp(fact->type, "task.created") != 0)
        return true;
    owner = client_of(r, fact->actor);
    id = strstr(fact->data, key);
    if (!owner || !id || owner->count == owner->capacity)
        return true; /* the client finds nothing and says so */
    memcpy(owner->tasks[(owner->first + owner->count++) % owner->capacity].text, id + sizeof key - 1,
           WEIR_DB_ID_SIZE - 1);
    return true;
}

/* ── clients ─────────────────────────────────────────────────────────────────────────────────────────── */

static bool start_instance(client *c)
{
    const weir_db_command command = {.actor = c->actor, .process = "bench"};

    return weir_db_start(c->round->db, &command, NULL, &c->error) == 0;
}

static bool complete_task(client *c)
{
    const task_id task = c->tasks[c->first];
    const weir_db_command command = {.actor = c->actor, .task = task.text};

    c->first = (c->first + 1) % c->capacity;
    c->count--;
    return weir_db_complete(c->round->db, &command, NULL, &c->error) == 0;
}

static bool may_go_on(round *r)
{
    if (atomic_load_explicit(&r->has_failed, memory_order_relaxed))
        return false;
    return r->size->command_count > 0 ? atomic_fetch_add(&r->next, 1) < r->size->command_count
                                      : weir_bench_now_us() - r->started_us < r->size->duration_us;
}

static void *work(void *self)
{
    client *c = self;
    round *r = c->round;

    pthread_mutex_lock(&r->lock);
    while (r->started_us == 0)
        pthread_cond_wait(&r->begins, &r->lock);
    pthread_mutex_unlock(&r->lock);
    while (may_go_on(r)) {
        const int64_t asked_us = weir_bench_now_us();

        if (!(c->count > 0 ? complete_task(c) : start_instance(c))) {
            atomic_store(&r->has_failed, true);
            break;
        }
        c->finished_us = weir_bench_now_us();
        weir_bench_latency_note(&c->waited, c->finished_us - asked_us);
        c->command_count++;
    }
    return NULL;
}

/* One of those who start the instances; each instance belongs to the client whose name the command bears. */
typedef struct starter {
    round *round;
    pthread_t thread;
    weir_db_error error;
} starter;

static void *start_some(void *self)
{
    starter *s = self;
    round *r = s->round;
    uint64_t number;

    while (!atomic_load(&r->has_failed) && (number = atomic_fetch_add(&r->next, 1)) < r->instance_count) {
        const weir_db_command command = {.actor = r->clients[number % r->client_count].actor, .process = "bench"};

        if (weir_db_start(r->db, &command, NULL, &s->error) != 0)
            atomic_store(&r->has_failed, true);
    }
    return NULL;
}

/* ── a round ─────────────────────────────────────────────────────────────────────────────────────────── */

static weir_err told(const weir_db_error *error, weir_diag *diag)
{
    return error->code == 0 ? WEIR_OK : weir_fail(diag, (weir_err)error->code, WEIR_NO_TEXT, "%s", error->message);
}

static weir_err no_thread(weir_diag *diag)
{
    return weir_fail(diag, WEIR_ENOMEM, WEIR_NO_TEXT, "there are no threads for so many clients");
}

static weir_err start_instances(round *r, weir_diag *diag)
{
    starter starters[STARTER_COUNT] = {0};
    uint32_t count = 0;
    weir_err err = WEIR_OK;

    atomic_store(&r->next, 0);
    for (; count < STARTER_COUNT; count++) {
        starters[count].round = r;
        if (pthread_create(&starters[count].thread, NULL, start_some, &starters[count]) != 0) {
            atomic_store(&r->has_failed, true);
            err = no_thread(diag);
            break;
        }
    }
    for (uint32_t i = 0; i < count; i++) {
        (void)pthread_join(starters[i].thread, NULL);
        if (err == WEIR_OK)
            err = told(&starters[i].error, diag);
    }
    return err;
}

static bool stop_at_once(void *context, const weir_db_definition *definition)
{
    (void)context;
    (void)definition;
    return false;
}

/* The writer has nothing left to do from before: each of these calls is answered between two pieces of upkeep. */
static weir_err let_writer_rest(round *r, weir_diag *diag)
{
    weir_db_error error = {0};

    for (int i = 0; i < 3; i++) {
        if (weir_db_definitions(r->db, stop_at_once, NULL, &error) != 0)
            return told(&error, diag);
    }
    return WEIR_OK;
}

/* The write-ahead log grows by itself when nobody writes. */
static weir_err let_grow(round *r, const char *path, weir_diag *diag)
{
    const struct timespec pause = {.tv_nsec = 2000000};
    char wal[WEIR_BENCH_PATH_SIZE + 8];
    struct stat info;

    (void)snprintf(wal, sizeof wal, "%s-wal", path);
    for (int i = 0; i < GROWING_STEPS_MAX && !r->size->is_brief; i++) {
        if (stat(wal, &info) == 0 && info.st_size >= WEIR_SQLITE_WAL_BYTES)
            break;
        (void)nanosleep(&pause, NULL);
    }
    return let_writer_rest(r, diag);
}

static weir_err set_up(round *r, const char *path, weir_diag *diag)
{
    const char *bpmn = r->line->scenario->bpmn;
    const weir_db_options options = {.path = path, .is_brief = r->size->is_brief, .now_ms = moved_clock, .clock = r};
    const weir_db_inside inside = {.tap = {.self = r, .run = take_statement}};
    const weir_db_file file = {.name = "bench.bpmn", .bytes = bpmn, .length = strlen(bpmn)};
    weir_db_error error = {0};

    if (weir_db_open_inside(&options, &inside, &r->db, &error) != 0 ||
        weir_db_deploy(r->db, &file, 1, NULL, NULL, &error) != 0 ||
        weir_db_subscribe(r->db, 0, take_fact, r, &error) != 0)
        return told(&error, diag);
    WEIR_TRY(start_instances(r, diag));
    return let_grow(r, path, diag);
}

static weir_err join_clients(round *r, uint32_t count, int64_t *finished_us, weir_diag *diag)
{
    weir_err err = WEIR_OK;

    for (uint32_t i = 0; i < count; i++) {
        (void)pthread_join(r->clients[i].thread, NULL);
        if (r->clients[i].finished_us > *finished_us)
            *finished_us = r->clients[i].finished_us;
        if (err == WEIR_OK)
            err = told(&r->clients[i].error, diag);
    }
    return err;
}

/* All clients begin together. */
static void begin(round *r)
{
    pthread_mutex_lock(&r->lock);
    r->started_us = weir_bench_now_us();
    pthread_cond_broadcast(&r->begins);
    pthread_mutex_unlock(&r->lock);
}

static weir_err run_clients(round *r, int64_t *finished_us, weir_diag *diag)
{
    uint32_t count = 0;
    weir_err err;

    atomic_store(&r->next, 0);
    while (count < r->client_count && pthread_create(&r->clients[count].thread, NULL, work, &r->clients[count]) == 0)
        count++;
    if (count < r->client_count)
        atomic_store(&r->has_failed, true);
    begin(r);
    err = join_clients(r, count, finished_us, diag);
    return err == WEIR_OK && count < r->client_count ? no_thread(diag) : err;
}

/* Two hours later: all timers are due. */
static weir_err run_storm(round *r, int64_t *finished_us, weir_diag *diag)
{
    weir_db_error error = {0};

    atomic_store(&r->clock_ms, STORM_MS);
    r->started_us = weir_bench_now_us();
    if (weir_db_tick(r->db, &r->clients[0].command_count, &error) != 0)
        return told(&error, diag);
    *finished_us = weir_bench_now_us();
    return WEIR_OK;
}

static weir_err measure(round *r, weir_bench_round *out, weir_diag *diag)
{
    const int64_t cpu_us = weir_bench_cpu_us();
    int64_t finished_us = 0;
    weir_bench_latencies all = {0};

    r->is_timed = true;
    WEIR_TRY(r->line->scenario->is_storm ? run_storm(r, &finished_us, diag) : run_clients(r, &finished_us, diag));
    out->cpu_seconds = (double)(weir_bench_cpu_us() - cpu_us) / 1e6;
    for (uint32_t i = 0; i < r->client_count; i++) {
        out->command_count += r->clients[i].command_count;
        weir_bench_latency_add(&all, &r->clients[i].waited);
    }
    if (out->command_count == 0)
        return weir_fail(diag, WEIR_EVALUE, WEIR_NO_TEXT, "no command was done in this time");
    out->fact_count = r->fact_count;
    out->seconds = (double)(finished_us - r->started_us) / 1e6;
    out->p50_ms = weir_bench_latency_below(&all, 0.50);
    out->p99_ms = weir_bench_latency_below(&all, 0.99);
    if (weir_recording_count(r->tape->timed, &out->written) != WEIR_OK)
        return weir_fail(diag, WEIR_ENOMEM, WEIR_NO_TEXT, "no memory is left to write the statements down");
    return WEIR_OK;
}

static weir_err make_clients(round *r, weir_arena *arena)
{
    r->clients = WEIR_TAKE(arena, client, r->client_count);
    if (!r->clients)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < r->client_count; i++) {
        client *c = &r->clients[i];

        c->round = r;
        (void)snprintf(c->actor, sizeof c->actor, "client-%u", i);
        c->capacity = r->instance_count / r->client_count + 1 + TASKS_PER_COMMAND_MAX;
        c->tasks = WEIR_TAKE(arena, task_id, c->capacity);
        if (!c->tasks)
            return WEIR_ENOMEM;
    }
    return WEIR_OK;
}

static uint32_t instances_of(const weir_bench_scenario *scenario, const weir_bench_size *size)
{
    if (scenario->is_storm && size->command_count > 0)
        return size->command_count < scenario->instance_count ? (uint32_t)size->command_count
                                                              : scenario->instance_count;
    return size->is_brief ? scenario->brief_count : scenario->instance_count;
}

weir_err weir_bench_run(const weir_bench_line *line, const weir_bench_size *size, const char *path,
                        const weir_bench_tape *tape, weir_bench_round *out, weir_diag *diag)
{
    round r = {.line = line,
               .size = size,
               .instance_count = instances_of(line->scenario, size),
               .client_count = line->client_count > 0 ? line->client_count : 1,
               .tape = tape,
               .lock = PTHREAD_MUTEX_INITIALIZER,
               .begins = PTHREAD_COND_INITIALIZER};
    weir_bench_round result = {0};
    weir_arena arena;
    weir_err err;

    weir_arena_init(&arena, weir_memory_libc(), ROUND_BYTES_MAX);
    weir_recording_clear(tape->set_up);
    weir_recording_clear(tape->timed);
    err = make_clients(&r, &arena);
    if (err == WEIR_OK)
        err = set_up(&r, path, diag);
    if (err == WEIR_OK)
        err = measure(&r, &result, diag);
    weir_db_close(r.db);
    weir_arena_release(&arena);
    if (err == WEIR_OK)
        *out = result;
    return err;
}
