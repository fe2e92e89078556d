/* SPDX-License-Identifier: Apache-2.0
 * tests/sim/kill.c - a process that is killed while many threads write loses nothing that it acknowledged.
 *
 *     kill FILE [ROUNDS] [SEED]
 * Each round: a child opens the database; eight threads start instances, complete their tasks and tell the parent
 * through a pipe what was acknowledged. After a number of acknowledgements it is killed. The parent opens
 * the file: every instance told of is there, every one whose task was completed has ended, the log verifies, and all
 * the others can go on to their end.
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

#define THREAD_COUNT 8
#define LINE_SIZE (1 + WEIR_DB_ID_SIZE) /* S or C, the id, a line end */
#define ACKNOWLEDGED_MAX 400

static const char process[] =
    "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' targetNamespace='t'>"
    "<process id='p' isExecutable='true'><startEvent id='s'/><sequenceFlow id='f' sourceRef='s' targetRef='a'/>"
    "<userTask id='a'/><sequenceFlow id='g' sourceRef='a' targetRef='e'/><endEvent id='e'/></process></definitions>";

typedef struct client {
    pthread_t thread;
    weir_db *db;
    int pipe;
} client;

static void die(const char *what, const weir_db_error *error)
{
    (void)fprintf(stderr, "%s: %s\n", what, error ? error->message : "failed");
    exit(1);
}

static weir_db *open_db(const char *path)
{
    weir_db_error error;
    weir_db *db;

    if (weir_db_open(&(weir_db_options){.path = path, .is_brief = true}, &db, &error) != 0)
        die("open", &error);
    return db;
}

/* ── the child ─────────────────────────────────────────────────────────────────────────────────────────── */

static void acknowledge(const client *c, char what, const char *id)
{
    char line[LINE_SIZE + 1];

    (void)snprintf(line, sizeof line, "%c%s\n", what, id);
    if (write(c->pipe, line, LINE_SIZE) != LINE_SIZE)
        _exit(1);
}

static bool keep_task(void *context, const weir_db_task *task)
{
    (void)snprintf(context, WEIR_DB_ID_SIZE, "%s", task->id);
    return false;
}

static void *work(void *self)
{
    const client *c = self;
    weir_db_error error;

    for (;;) {
        char task[WEIR_DB_ID_SIZE] = "";
        weir_db_answer answer;

        if (weir_db_start(c->db, &(weir_db_command){.process = "p"}, &answer, &error) != 0)
            die("start", &error);
        acknowledge(c, 'S', answer.instance);
        if (weir_db_tasks(c->db, &(weir_db_filter){.instance = answer.instance}, keep_task, task, &error) != 0 ||
            weir_db_complete(c->db, &(weir_db_command){.task = task}, NULL, &error) != 0)
            die("complete", &error);
        acknowledge(c, 'C', answer.instance);
    }
    return NULL;
}

static void run_child(const char *path, int pipe)
{
    weir_db *db = open_db(path);
    client clients[THREAD_COUNT];

    for (int i = 0; i < THREAD_COUNT; i++) {
        clients[i] = (client){.db = db, .pipe = pipe};
        if (pthread_create(&clients[i].thread, NULL, work, &clients[i]) != 0)
            _exit(1);
    }
    (void)pthread_join(clients[0].thread, NULL);
    _exit(1); /* it only ends by being killed */
}

/* ── the parent ────────────────────────────────────────────────────────────────────────────────────────── */

typedef struct lines {
    char (*items)[LINE_SIZE];
    size_t count, capacity;
} lines;

/* Read acknowledgements; kill the child after so many of them, and read what was told until then. */
static void listen_and_kill(FILE *from, pid_t child, size_t kill_count, lines *out)
{
    char line[LINE_SIZE + 2];

    for (size_t count = 0; fgets(line, sizeof line, from);) {
        if (strlen(line) != LINE_SIZE)
            continue; /* cut off by the kill: not acknowledged */
        if (out->count == out->capacity) {
            out->capacity = out->capacity ? out->capacity * 2 : 1024;
            out->items = realloc(out->items, out->capacity * sizeof *out->items);
            if (!out->items)
                die("memory", NULL);
        }
        memcpy(out->items[out->count], line, LINE_SIZE);
        out->items[out->count++][LINE_SIZE - 1] = '\0';
        if (++count == kill_count)
            (void)kill(child, SIGKILL);
    }
}

static bool keep_state(void *context, const weir_db_instance *instance)
{
    *(int *)context = instance->has_ended ? 2 : 1;
    return true;
}

static void check_line(weir_db *db, const char *line)
{
    weir_db_error error;
    int state = 0;

    if (weir_db_instances(db, &(weir_db_filter){.instance = line + 1}, keep_state, &state, &error) != 0)
        die("look", &error);
    if (state == 0 || (line[0] == 'C' && state != 2)) {
        (void)fprintf(stderr, "acknowledged, but lost: %s\n", line);
        exit(1);
    }
}

static void end_all(weir_db *db)
{
    weir_db_error error;

    for (;;) {
        char task[WEIR_DB_ID_SIZE] = "";

        if (weir_db_tasks(db, &(weir_db_filter){0}, keep_task, task, &error) != 0)
            die("tasks", &error);
        if (task[0] == '\0')
            return;
        if (weir_db_complete(db, &(weir_db_command){.task = task}, NULL, &error) != 0)
            die("go on", &error);
    }
}

static void check(const char *path, const lines *told)
{
    weir_db *db = open_db(path);
    weir_db_verification log;
    weir_db_error error;
    int state = 0;

    for (size_t i = 0; i < told->count; i++)
        check_line(db, told->items[i]);
    if (weir_db_verify(db, NULL, NULL, NULL, &log, &error) != 0)
        die("verify", &error);
    if (!log.is_fine) {
        (void)fprintf(stderr, "position %llu: %s\n", (unsigned long long)log.position, log.fault);
        exit(1);
    }
    end_all(db);
    if (weir_db_instances(db, &(weir_db_filter){.state = 1}, keep_state, &state, &error) != 0 || state != 0)
        die("an instance did not go on to its end", NULL);
    weir_db_close(db);
}

static void run_round(const char *path, size_t kill_count, lines *told)
{
    int ends[2];
    pid_t child = -1;
    FILE *from;

    if (pipe(ends) != 0 || (child = fork()) < 0)
        die("fork", NULL);
    if (child == 0) {
        (void)close(ends[0]);
        run_child(path, ends[1]);
    }
    (void)close(ends[1]);
    from = fdopen(ends[0], "r");
    if (!from)
        die("pipe", NULL);
    listen_and_kill(from, child, kill_count, told);
    (void)fclose(from);
    if (waitpid(child, &(int){0}, 0) != child)
        die("wait", NULL);
}

int main(int argument_count, char **arguments)
{
    const char *path = argument_count > 1 ? arguments[1] : "kill.db";
    const unsigned long rounds = argument_count > 2 ? strtoul(arguments[2], NULL, 10) : 20;
    unsigned int seed = argument_count > 3 ? (unsigned int)strtoul(arguments[3], NULL, 10) : 1;
    const weir_db_file file = {.name = "p.bpmn", .bytes = process, .length = sizeof process - 1};
    weir_db_error error;
    lines told = {0};
    weir_db *db = open_db(path);

    if (weir_db_deploy(db, &file, 1, NULL, NULL, &error) != 0)
        die("deploy", &error);
    weir_db_close(db);
    for (unsigned long i = 0; i < rounds; i++) {
        const size_t before = told.count;

        run_round(path, 1 + (size_t)rand_r(&seed) % ACKNOWLEDGED_MAX, &told);
        if (told.count == before)
            die("a child acknowledged nothing", NULL);
        check(path, &told);
    }
    printf("%lu kills, %zu acknowledged commands, none lost\n", rounds, told.count);
    free(told.items);
    return 0;
}
