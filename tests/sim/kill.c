/* SPDX-License-Identifier: Apache-2.0
 * tests/sim/kill.c - a process that is killed, or asked to end, while many threads write loses nothing that it
 * acknowledged.
 *
 *     kill FILE kill|stop|early [ROUNDS] [SEED]
 * Each round: a child opens the database, its threads (clients.h) ask for everything at once and tell the parent
 * through a pipe what was acknowledged. After a number of acknowledgements it gets SIGKILL, or (stop) SIGTERM, upon
 * which it must end by itself, with status 0 and a short write-ahead log. The parent opens the file, as it is: what
 * was told of is there, the log verifies and has no gap, every instance has ended or waits, and goes on to its end.
 * After the last round states and projections made again from the log must be those that are there.
 * early: the child tells of a completion before it asks for it. That has to be found.
 */
#define _DEFAULT_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <weir.h>

#include "sim/clients.h"

#define LINE_SIZE (1 + WEIR_DB_ID_SIZE) /* a word, the id, a line end */
#define ACKNOWLEDGED_MAX 400

typedef enum manner { KILL, STOP, EARLY } manner;

static const char *const manners[] = {[KILL] = "kill", [STOP] = "stop", [EARLY] = "early"};

static void die(const char *what, const char *why)
{
    (void)fprintf(stderr, "%s: %s\n", what, why);
    exit(1);
}

static void must(const char *what, int code, const weir_db_error *error)
{
    if (code != 0)
        die(what, error->message);
}

static weir_db *open_db(const char *path, bool fires_timers)
{
    weir_db_error error;
    weir_db *db = NULL;

    must("open",
         weir_db_open(&(weir_db_options){.path = path, .is_brief = true, .fires_timers = fires_timers}, &db, &error),
         &error);
    return db;
}

/* ── the child ─────────────────────────────────────────────────────────────────────────────────────────── */

static void acknowledge(void *context, clients_word word, const char *instance)
{
    char line[LINE_SIZE + 1];

    (void)snprintf(line, sizeof line, "%c%-*s\n", (char)word, WEIR_DB_ID_SIZE - 1, instance);
    if (write(*(int *)context, line, LINE_SIZE) != LINE_SIZE)
        _exit(1);
}

static void *run_clients(void *all)
{
    weir_db_error error;

    must("client", clients_run(all, &error), &error);
    return NULL;
}

/* As docs/embedding.md tells it: the signal waits until a thread takes it, which is no handler and may do anything. */
static void run_child(const char *path, manner how, unsigned seed, int pipe)
{
    clients all = {.seed = seed, .is_early = how == EARLY, .tell = acknowledge, .context = &pipe};
    pthread_t thread;
    sigset_t signals;
    int signal;

    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    (void)pthread_sigmask(SIG_BLOCK, &signals, NULL);
    all.db = open_db(path, true);
    if (pthread_create(&thread, NULL, run_clients, &all) != 0)
        die("thread", "there is none");
    (void)sigwait(&signals, &signal);
    weir_db_stop(all.db);
    (void)pthread_join(thread, NULL);
    weir_db_close(all.db);
    exit(0);
}

/* ── what was told ─────────────────────────────────────────────────────────────────────────────────────── */

typedef struct lines {
    char (*items)[LINE_SIZE];
    size_t count, capacity;
    unsigned deployment_count;
} lines;

static void add(lines *out, const char *text)
{
    if (out->count == out->capacity) {
        out->capacity = out->capacity ? out->capacity * 2 : 1024;
        out->items = realloc(out->items, out->capacity * sizeof *out->items);
        if (!out->items)
            die("memory", "there is none");
    }
    memcpy(out->items[out->count], text, LINE_SIZE);
    out->items[out->count++][LINE_SIZE - 1] = '\0';
}

/* Read acknowledgements; send the signal after so many of them, and read what was told until then. */
static void listen_and_kill(FILE *from, pid_t child, int signal, size_t kill_count, lines *out)
{
    char line[LINE_SIZE + 2];

    for (size_t count = 0; fgets(line, sizeof line, from);) {
        if (strlen(line) != LINE_SIZE)
            continue; /* cut off by the kill: not acknowledged */
        if (line[0] == CLIENTS_DEPLOYED)
            out->deployment_count++;
        else
            add(out, line);
        if (++count == kill_count)
            (void)kill(child, signal);
    }
}

/* ── what there is ─────────────────────────────────────────────────────────────────────────────────────── */

static bool keep_state(void *context, const weir_db_instance *instance)
{
    *(int *)context = instance->has_ended ? 2 : 1;
    return true;
}

static void check_told(weir_db *db, const lines *told, size_t from)
{
    weir_db_error error;

    for (; from < told->count; from++) {
        const char *line = told->items[from];
        int state = 0;

        must("look", weir_db_instances(db, &(weir_db_filter){.instance = line + 1}, keep_state, &state, &error),
             &error);
        if (state == 0 || (line[0] == CLIENTS_ENDED && state != 2))
            die("acknowledged, but lost", line);
    }
}

static bool keep_version(void *context, const weir_db_definition *definition)
{
    *(unsigned *)context = definition->version;
    return true;
}

static void check_deployments(weir_db *db, unsigned count)
{
    unsigned version = 0;
    weir_db_error error;

    must("definitions", weir_db_definitions(db, keep_version, &version, &error), &error);
    if (version < 1 + count)
        die("acknowledged, but lost", "a deployment");
}

typedef struct expected {
    uint64_t position, number;
    bool has_gap;
} expected;

static bool follow_log(void *context, const weir_db_fact *fact)
{
    expected *e = context;

    e->has_gap |= fact->position != ++e->position;
    return true;
}

static bool follow_stream(void *context, const weir_db_fact *fact)
{
    expected *e = context;

    e->has_gap |= fact->number != ++e->number || fact->position <= e->position;
    e->position = fact->position;
    return true;
}

static bool count_activity(void *context, const weir_db_activity *activity)
{
    *(int *)context += activity->element[0] != '\0';
    return true;
}

static bool count_task(void *context, const weir_db_task *task)
{
    *(int *)context += task->id[0] != '\0';
    return true;
}

static bool count_external_task(void *context, const weir_db_external_task *task)
{
    *(int *)context += task->id[0] != '\0';
    return true;
}

/* It has ended, and nothing of it is left, or it waits at its one activity, with the task that goes with it. */
static void check_instance(weir_db *db, const char *id)
{
    const weir_db_filter filter = {.instance = id};
    expected stream = {0};
    int state = 0, activity_count = 0, task_count = 0;
    weir_db_error error;

    must("facts", weir_db_facts(db, id, 0, follow_stream, &stream, &error), &error);
    must("look", weir_db_instances(db, &filter, keep_state, &state, &error), &error);
    must("activities", weir_db_activities(db, id, count_activity, &activity_count, &error), &error);
    must("tasks", weir_db_tasks(db, &filter, count_task, &task_count, &error), &error);
    must("tasks", weir_db_external_tasks(db, &filter, count_external_task, &task_count, &error), &error);
    if (stream.has_gap || stream.number == 0)
        die("facts are missing", id);
    if (state == 0 || activity_count != (state == 1) || task_count != (state == 1))
        die("half done", id);
}

typedef struct page {
    lines ids;
    uint64_t position; /* of the last one */
} page;

static bool keep_id(void *context, const weir_db_instance *instance)
{
    page *p = context;
    char line[LINE_SIZE + 1];

    (void)snprintf(line, sizeof line, "%s", instance->id);
    add(&p->ids, line);
    p->position = instance->position;
    return true;
}

/* All that began behind a position; says where the last one did. */
static uint64_t check_instances(weir_db *db, uint64_t after_position)
{
    page p = {.position = after_position};
    weir_db_error error;
    size_t before;

    do {
        before = p.ids.count;
        must("instances", weir_db_instances(db, &(weir_db_filter){.after_position = p.position}, keep_id, &p, &error),
             &error);
    } while (p.ids.count > before);
    for (size_t i = 0; i < p.ids.count; i++)
        check_instance(db, p.ids.items[i]);
    free(p.ids.items);
    return p.position;
}

static void check_log(weir_db *db)
{
    weir_db_verification log;
    expected all = {0};
    weir_db_error error;

    must("verify", weir_db_verify(db, NULL, NULL, NULL, &log, &error), &error);
    if (!log.is_fine)
        die("verify", log.fault);
    must("facts", weir_db_facts(db, NULL, 0, follow_log, &all, &error), &error);
    if (all.has_gap)
        die("log", "it has a gap");
}

/* ── going on ──────────────────────────────────────────────────────────────────────────────────────────── */

static bool keep_task(void *context, const weir_db_task *task)
{
    (void)snprintf(context, WEIR_DB_ID_SIZE, "%s", task->id);
    return false;
}

static bool keep_external_task(void *context, const weir_db_external_task *task)
{
    (void)snprintf(context, WEIR_DB_ID_SIZE, "%s", task->id);
    return false;
}

static void end_all(weir_db *db)
{
    const weir_db_filter all = {.count_max = 1};
    weir_db_error error;

    for (;;) {
        char task[WEIR_DB_ID_SIZE] = "";

        must("tasks", weir_db_tasks(db, &all, keep_task, task, &error), &error);
        if (task[0] == '\0')
            must("tasks", weir_db_external_tasks(db, &all, keep_external_task, task, &error), &error);
        if (task[0] == '\0')
            return;
        must("go on", weir_db_complete(db, &(weir_db_command){.task = task}, NULL, &error), &error);
    }
}

static int64_t far_ahead(void *clock)
{
    (void)clock;
    return INT64_C(4000000000000);
}

/* No timer is left to wait for: the time is far ahead. */
static weir_db *open_later(const char *path)
{
    weir_db_error error;
    weir_db *db = NULL;

    must("open", weir_db_open(&(weir_db_options){.path = path, .is_brief = true, .now_ms = far_ahead}, &db, &error),
         &error);
    must("tick", weir_db_tick(db, NULL, &error), &error);
    return db;
}

static uint64_t check(const char *path, const lines *told, size_t from, uint64_t after_position)
{
    weir_db *db = open_later(path);
    weir_db_error error;
    int state = 0;

    check_told(db, told, from);
    check_deployments(db, told->deployment_count);
    check_log(db);
    after_position = check_instances(db, after_position);
    end_all(db);
    must("look", weir_db_instances(db, &(weir_db_filter){.state = 1}, keep_state, &state, &error), &error);
    if (state != 0)
        die("look", "an instance did not go on to its end");
    weir_db_close(db);
    return after_position;
}

/* ── made again from the log ───────────────────────────────────────────────────────────────────────────── */

static void tell_difference(void *context, const weir_db_difference *difference)
{
    (void)context;
    (void)fprintf(stderr, "%s %s differs\n", difference->table, difference->row);
}

static void check_rebuilt(weir_db *db, const char *path)
{
    char again[4096];
    const weir_db_rebuild_options options = {.path = again, .difference = tell_difference};
    weir_db_rebuild_result result;
    weir_db_error error;

    (void)snprintf(again, sizeof again, "%s-again", path);
    must("rebuild", weir_db_rebuild(db, &options, &result, &error), &error);
    if (!result.is_same)
        die("the log gives something else", result.fault ? result.fault : "see above");
}

/* ── the write-ahead log ───────────────────────────────────────────────────────────────────────────────── */

static uint32_t read_number(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* Frames at the front that carry the salt of the header: what the next start has to read. */
static unsigned count_frames(const char *path)
{
    char name[4096];
    unsigned char header[32], frame[24];
    unsigned count = 0;
    FILE *file;

    (void)snprintf(name, sizeof name, "%s-wal", path);
    file = fopen(name, "rb");
    if (!file || fread(header, sizeof header, 1, file) != 1)
        die(name, "can't be read");
    while (fread(frame, sizeof frame, 1, file) == 1 && memcmp(frame + 8, header + 16, 8) == 0) {
        count++;
        if (fseek(file, (long)read_number(header + 8), SEEK_CUR) != 0)
            break;
    }
    (void)fclose(file);
    return count;
}

/* ── rounds ────────────────────────────────────────────────────────────────────────────────────────────── */

static void check_end(const char *path, manner how, int status)
{
    if (how != STOP) {
        if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL)
            die("the child", "it ended before it was killed");
        return;
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        die("the child", "it did not end well upon SIGTERM");
    if (count_frames(path) > 2)
        die("the child", "it left a long write-ahead log");
}

static void run_round(const char *path, manner how, unsigned seed, size_t kill_count, lines *told)
{
    int ends[2], status;
    pid_t child = -1;
    FILE *from;

    if (pipe(ends) != 0 || (child = fork()) < 0)
        die("fork", "there is no process");
    if (child == 0) {
        (void)close(ends[0]);
        run_child(path, how, seed, ends[1]);
    }
    (void)close(ends[1]);
    from = fdopen(ends[0], "r");
    if (!from)
        die("pipe", "there is none");
    listen_and_kill(from, child, how == STOP ? SIGTERM : SIGKILL, kill_count, told);
    (void)fclose(from);
    if (waitpid(child, &status, 0) != child)
        die("wait", "there is no child");
    check_end(path, how, status);
}

static void run_rounds(const char *path, manner how, unsigned long rounds, unsigned seed)
{
    lines told = {0};
    uint64_t position = 0;
    weir_db *db;

    for (unsigned long i = 0; i < rounds; i++) {
        const size_t before = told.count, kill_count = 1 + (size_t)rand_r(&seed) % ACKNOWLEDGED_MAX;

        run_round(path, how, seed, kill_count, &told);
        if (told.count == before)
            die("the child", "it acknowledged nothing");
        position = check(path, &told, before, position);
    }
    db = open_later(path);
    check_told(db, &told, 0);
    check_rebuilt(db, path);
    weir_db_close(db);
    printf("%s: %lu rounds, %zu acknowledged commands, %u deployments, none lost\n", manners[how], rounds, told.count,
           told.deployment_count);
    free(told.items);
}

int main(int argument_count, char **arguments)
{
    const char *path = argument_count > 1 ? arguments[1] : "kill.db";
    const unsigned long rounds = argument_count > 3 ? strtoul(arguments[3], NULL, 10) : 20;
    const unsigned seed = argument_count > 4 ? (unsigned)strtoul(arguments[4], NULL, 10) : 1;
    manner how = KILL;
    weir_db_error error;
    weir_db *db;

    while (argument_count > 2 && how < EARLY && strcmp(arguments[2], manners[how]) != 0)
        how++;
    db = open_db(path, false);
    must("deploy", clients_deploy(db, &error), &error);
    weir_db_close(db);
    run_rounds(path, how, rounds, seed);
    return 0;
}
