/* SPDX-License-Identifier: Apache-2.0
 * bench_start.c - how long a start takes and what it holds, with an empty and with a large database; and lists of it.
 *
 *     bench_start [INSTANCES] [FOLDER]      1,000,000 in a folder that is removed afterwards
 * Each start is a process of its own. Prints figures and judges nothing; docs/trust.md says what they showed.
 */
#define _DEFAULT_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <weir.h>

#define THREAD_COUNT 64
#define IDLE_SECONDS 10
#define KEY_COUNT 1000 /* business keys: so many instances share each that this many keys are enough */

static const char process[] =
    "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' targetNamespace='t'>"
    "<process id='p' isExecutable='true'><startEvent id='s'/><sequenceFlow id='f' sourceRef='s' targetRef='a'/>"
    "<userTask id='a'/><sequenceFlow id='g' sourceRef='a' targetRef='b'/><userTask id='b'/></process>"
    "<process id='rare' isExecutable='true'><startEvent id='rs'/><sequenceFlow id='rf' sourceRef='rs' targetRef='ra'/>"
    "<userTask id='ra'/></process></definitions>";

static void die(const char *what, const weir_db_error *error)
{
    (void)fprintf(stderr, "%s: %s\n", what, error ? error->message : "failed");
    exit(1);
}

static double now_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static weir_db *open_db(const char *path, bool is_read_only)
{
    weir_db_error error;
    weir_db *db;

    if (weir_db_open(&(weir_db_options){.path = path, .is_read_only = is_read_only, .fires_timers = true}, &db,
                     &error) != 0)
        die("open", &error);
    return db;
}

/* ── filling ─────────────────────────────────────────────────────────────────────────────────────────────── */

typedef struct filler {
    pthread_t thread;
    weir_db *db;
    unsigned long from, to;
} filler;

static void *fill(void *self)
{
    const filler *f = self;
    weir_db_error error;

    for (unsigned long i = f->from; i < f->to; i++) {
        char key[32];

        (void)snprintf(key, sizeof key, "K-%lu", i % KEY_COUNT == 0 ? i : i / KEY_COUNT);
        if (weir_db_start(f->db,
                          &(weir_db_command){.process = i % 100000 == 7 ? "rare" : "p",
                                             .business_key = key,
                                             .variables = "{\"amount\": 12.50, \"who\": \"anna\"}"},
                          NULL, &error) != 0)
            die("start", &error);
    }
    return NULL;
}

static void make(const char *path, unsigned long count)
{
    const weir_db_file file = {.name = "p.bpmn", .bytes = process, .length = sizeof process - 1};
    filler fillers[THREAD_COUNT];
    weir_db *db = open_db(path, false);
    weir_db_error error;

    if (weir_db_deploy(db, &file, 1, NULL, NULL, &error) != 0)
        die("deploy", &error);
    for (unsigned long i = 0; i < THREAD_COUNT; i++) {
        fillers[i] = (filler){.db = db, .from = count * i / THREAD_COUNT, .to = count * (i + 1) / THREAD_COUNT};
        if (pthread_create(&fillers[i].thread, NULL, fill, &fillers[i]) != 0)
            die("thread", NULL);
    }
    for (int i = 0; i < THREAD_COUNT; i++)
        (void)pthread_join(fillers[i].thread, NULL);
    weir_db_close(db);
}

/* ── starting ────────────────────────────────────────────────────────────────────────────────────────────── */

/* Bytes of this process that are in memory, and those of them that are no file's. */
static void read_memory(unsigned long *resident, unsigned long *own)
{
    unsigned long size = 0, pages = 0, shared = 0;
    FILE *file = fopen("/proc/self/statm", "r");

    if (!file || fscanf(file, "%lu %lu %lu", &size, &pages, &shared) != 3)
        die("statm", NULL);
    (void)fclose(file);
    *resident = pages * (unsigned long)sysconf(_SC_PAGESIZE);
    *own = (pages - shared) * (unsigned long)sysconf(_SC_PAGESIZE);
}

typedef enum child_end { ENDS_WELL, ENDS_KILLED } child_end;

/* What a child does: from the first line of its main to a database that takes commands. */
static void start_once(const char *path, bool waits, child_end end)
{
    const double began_ms = now_ms();
    weir_db *db = open_db(path, false);
    const double took_ms = now_ms() - began_ms;
    unsigned long resident, own;

    if (waits)
        (void)sleep(IDLE_SECONDS);
    read_memory(&resident, &own);
    printf("%6.1f ms, then %5.1f MiB resident (%.1f MiB its own)%s\n", took_ms, (double)resident / 1048576,
           (double)own / 1048576, waits ? " after 10 s" : "");
    (void)fflush(stdout);
    if (end == ENDS_KILLED)
        (void)kill(getpid(), SIGKILL);
    weir_db_close(db);
}

/* The program anew, so that nothing of this process is counted. */
static void in_child(const char *title, const char *path, bool waits, child_end end)
{
    pid_t child;

    printf("%-44s", title);
    (void)fflush(stdout);
    child = fork();
    if (child == 0) {
        (void)execl("/proc/self/exe", "bench_start", "--start", path, waits ? "wait" : "go",
                    end == ENDS_KILLED ? "kill" : "close", (char *)NULL);
        _exit(1);
    }
    if (child < 0 || waitpid(child, &(int){0}, 0) != child)
        die("child", NULL);
}

/* A process that writes for a moment and is killed: the next start finds a write-ahead log that nobody closed. */
static void write_and_die(const char *path)
{
    const pid_t child = fork();

    if (child == 0) {
        filler f = {.db = open_db(path, false), .to = 20000};

        (void)fill(&f);
        (void)kill(getpid(), SIGKILL);
    }
    if (child < 0 || waitpid(child, &(int){0}, 0) != child)
        die("child", NULL);
}

/* ── lists ───────────────────────────────────────────────────────────────────────────────────────────────── */

static bool count_row(void *context, const weir_db_instance *instance)
{
    (void)instance;
    ++*(unsigned *)context;
    return true;
}

static void list(const char *path, const char *title, weir_db_filter filter)
{
    weir_db *db = open_db(path, true);
    const double began_ms = now_ms();
    weir_db_error error;
    unsigned count = 0;

    if (weir_db_instances(db, &filter, count_row, &count, &error) != 0)
        die("list", &error);
    printf("%-44s%6.1f ms, %u rows\n", title, now_ms() - began_ms, count);
    weir_db_close(db);
}

static int measure(int argument_count, char **arguments)
{
    const unsigned long count = argument_count > 1 ? strtoul(arguments[1], NULL, 10) : 1000000;
    char made[] = "weir-bench-XXXXXX", small[256], large[256], command[300];
    const char *folder = argument_count > 2 ? arguments[2] : mkdtemp(made);
    double began_ms;

    if (!folder)
        die("folder", NULL);
    (void)snprintf(small, sizeof small, "%s/small.db", folder);
    (void)snprintf(large, sizeof large, "%s/large.db", folder);
    in_child("a new database", small, false, ENDS_WELL);
    in_child("empty, after a clean stop", small, true, ENDS_WELL);
    began_ms = now_ms();
    make(large, count);
    printf("%-44s%6.0f a second\n", "making the large one: instances", (double)count / (now_ms() - began_ms) * 1e3);
    in_child("large, after a clean stop", large, true, ENDS_WELL);
    in_child("large, after a clean stop, again", large, false, ENDS_KILLED);
    in_child("large, killed without having written", large, false, ENDS_WELL);
    write_and_die(large);
    in_child("large, killed after 20,000 commands", large, false, ENDS_WELL);
    list(large, "ps, the first 1,000", (weir_db_filter){0});
    list(large, "ps --state active", (weir_db_filter){.state = 1});
    list(large, "ps --state ended (none)", (weir_db_filter){.state = 2});
    list(large, "ps --process p", (weir_db_filter){.process = "p"});
    list(large, "ps --process rare", (weir_db_filter){.process = "rare"});
    list(large, "ps --process rare --state ended (none)", (weir_db_filter){.process = "rare", .state = 2});
    list(large, "ps --key (1,000 have it)", (weir_db_filter){.business_key = "K-77"});
    list(large, "ps --key (none has it)", (weir_db_filter){.business_key = "nobody"});
    list(large, "ps --activity a", (weir_db_filter){.activity = "a"});
    list(large, "ps --activity ra (rare)", (weir_db_filter){.activity = "ra"});
    list(large, "ps --activity b (none is there)", (weir_db_filter){.activity = "b"});
    list(large, "ps --activity a --state ended (none)", (weir_db_filter){.activity = "a", .state = 2});
    list(large, "ps --activity ra --process p (none)", (weir_db_filter){.activity = "ra", .process = "p"});
    if (argument_count <= 2) {
        (void)snprintf(command, sizeof command, "rm -r '%s'", folder);
        return system(command) == 0 ? 0 : 1;
    }
    return 0;
}

int main(int argument_count, char **arguments)
{
    if (argument_count != 5 || strcmp(arguments[1], "--start") != 0)
        return measure(argument_count, arguments);
    start_once(arguments[2], strcmp(arguments[3], "wait") == 0,
               strcmp(arguments[4], "kill") == 0 ? ENDS_KILLED : ENDS_WELL);
    return 0;
}
