/* SPDX-License-Identifier: Apache-2.0
 * weir.h - BPMN processes in a C program, kept in one database file.
 *
 * Open a file, deploy processes, start instances, complete what they wait for. What a function has answered is on
 * the disk: a program that is killed at any moment finds it again when it opens the file the next time.
 *
 *     weir_db *db;
 *     weir_db_error error;
 *
 *     if (weir_db_open(&(weir_db_options){.path = "orders.db"}, &db, &error) != 0)
 *         fprintf(stderr, "%s\n", error.message);
 *
 * Every function that can fail returns 0, or the code of an error that `error` describes (NULL: nobody wants to know).
 * What it was to fill in is untouched then, and nothing was written.
 * Texts are zero-terminated UTF-8. Variables are JSON objects as text; dates and other typed values have the forms
 * that docs/embedding.md lists. Times are milliseconds since 1970, UTC. Ids are UUIDs as text.
 * Threads: every function may be called from any thread, except close, which is the last one. Those that write wait
 * for their commit; commands of several threads share one, which is why many threads get much more done than one.
 * docs/embedding.md has a complete program.
 */
#ifndef WEIR_H
#define WEIR_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif
#ifdef __GNUC__
#pragma GCC visibility push(default) /* the rest of weir is hidden */
#endif

#define WEIR_DB_ID_SIZE 37 /* a UUID as text, with its zero */

typedef struct weir_db weir_db;

/* What went wrong. */
typedef struct weir_db_error {
    int code;           /* as returned */
    int status;         /* the HTTP status that fits: 400, 404, 409, 500, 503 */
    bool is_temporary;  /* the same call may work later */
    char name[16];      /* "ENOTOKEN"; docs/printed/errors.md lists them */
    char element[128];  /* id of the element in the process, or "" */
    unsigned line;      /* in the text that was read; 0: unknown */
    char message[1200]; /* a sentence */
} weir_db_error;

/* ── open, close ───────────────────────────────────────────────────────────────────────────────────────── */

typedef struct weir_db_options {
    const char *path;
    bool is_read_only; /* only look: the file must be there; others may write meanwhile */
    bool is_brief;     /* for a few commands: no upkeep in idle moments that makes later commits faster */
    bool fires_timers; /* timers fire by themselves when they are due; else weir_db_tick fires them */
    /* The time; NULL: the clock of the machine. For tests, and for programs that let time pass themselves. On any
     * thread that asks, and on the one that writes. */
    int64_t (*now_ms)(void *clock);
    void *clock;
    /* Something an administrator should know, as a sentence; on the thread that writes. NULL: nobody listens. */
    void (*warn)(void *context, const char *sentence);
    void *context;
} weir_db_options;

/* Open a database, made if it is not there. A program that writes owns the file: a second one gets ESTORE, with the
 * process id of the owner in the message. Pair with weir_db_close.
 * ESTORE: owned by another program, or the disk failed. EFORMAT: not a database of weir, damaged, of a newer weir.
 * EIO: can't be opened. */
int weir_db_open(const weir_db_options *options, weir_db **out, weir_db_error *error);
/* Take nothing more: who still asks for something that is written, for definitions or for a subscription gets EBUSY;
 * what was taken before is finished and answered, and looking goes on. Returns at once, and is not for the handler of a
 * signal; docs/embedding.md shows what is. */
void weir_db_stop(weir_db *db);
/* Finish what was begun, then close. NULL is allowed. */
void weir_db_close(weir_db *db);

/* How it is doing. */
typedef struct weir_db_status {
    uint64_t command_count, commit_count;  /* since it was opened: answered without error, and what they took */
    unsigned waiting_count;                /* commands in the queue now */
    uint64_t wal_bytes, wal_waiting_bytes; /* of the write-ahead log: in use, and not in FILE yet */
} weir_db_status;

void weir_db_look_at_status(weir_db *db, weir_db_status *out);

/* ── definitions ───────────────────────────────────────────────────────────────────────────────────────── */

/* A BPMN or DMN file in memory. */
typedef struct weir_db_file {
    const char *name; /* for messages */
    const void *bytes;
    uint64_t length;
} weir_db_file;

typedef struct weir_db_problem {
    const char *file, *rule, *element, *message; /* element may be "" */
    unsigned line, column;
    bool is_error; /* else a warning, which does not keep the file from being deployed */
} weir_db_problem;

/* Deploy files together, all or none; each process in them gets a new version.
 * problem: called for all that is wrong with them, and for warnings; may be NULL. EMODEL: there were errors. */
int weir_db_deploy(weir_db *db, const weir_db_file *files, unsigned count,
                   void (*problem)(void *context, const weir_db_problem *problem), void *context, weir_db_error *error);

typedef struct weir_db_definition {
    const char *key, *id;
    unsigned version;
} weir_db_definition;

/* The latest version of each process. A visitor returns false to end the reading. Not for a read-only database. */
int weir_db_definitions(weir_db *db, bool (*visit)(void *context, const weir_db_definition *definition), void *context,
                        weir_db_error *error);

/* ── commands ──────────────────────────────────────────────────────────────────────────────────────────── */

/* What is asked. Each function names the members it reads; others are ignored, NULL is "none". */
typedef struct weir_db_command {
    const char *actor; /* who asks, for the log; read by all */
    const char *process, *business_key;
    const char *instance, *task;
    const char *name;      /* of a message, signal or error */
    const char *text;      /* why */
    const char *variables; /* a JSON object */
    const char *keys;      /* correlation keys: a JSON object */
    const char *worker;    /* who holds the external task */
    int64_t retries;
    int64_t duration_ms;
} weir_db_command;

typedef struct weir_db_answer {
    char instance[WEIR_DB_ID_SIZE]; /* the first one that was touched; "": none was */
    uint64_t position, fact_count;  /* what was written to the log: position … position + fact_count - 1 */
} weir_db_answer;

/* answer may be NULL. Errors of all: EBUSY (too many wait; ask again), ESTORE, ESYNTAX (bad JSON), EPROCESS (the
 * process can't go on; the element is named), ELIMIT, ENOMEM.
 *
 * start        process (key: its latest version, or an id), business_key, variables. ENOTFOUND: not deployed.
 * complete     task (user or external), variables, which go to the scope of the task. ENOTFOUND, ENOTOKEN, EENDED.
 *              worker, if it is not NULL, must hold the task; its completion tells of it. ELOCK.
 * fail         task (external), worker, retries (left; 0 makes an incident), text. As complete.
 * throw_error  task, worker, name (the error code), text, variables. As complete.
 * retry        task (external, or id of a timer, with an incident), retries. As complete. Without task: instance, one
 * that was set aside because the process ended twice while it was being stepped; it goes on. correlate    name (of the
 * message), business_key, keys, variables. EMISMATCH: not exactly one receiver. signal       name, variables; everybody
 * who waits for it gets it, also nobody. set          instance, variables, into the process scope. ENOTFOUND, EENDED.
 * cancel       instance, text. ENOTFOUND, EENDED. */
int weir_db_start(weir_db *db, const weir_db_command *command, weir_db_answer *answer, weir_db_error *error);
int weir_db_complete(weir_db *db, const weir_db_command *command, weir_db_answer *answer, weir_db_error *error);
int weir_db_fail(weir_db *db, const weir_db_command *command, weir_db_answer *answer, weir_db_error *error);
int weir_db_throw_error(weir_db *db, const weir_db_command *command, weir_db_answer *answer, weir_db_error *error);
int weir_db_retry(weir_db *db, const weir_db_command *command, weir_db_answer *answer, weir_db_error *error);
int weir_db_correlate(weir_db *db, const weir_db_command *command, weir_db_answer *answer, weir_db_error *error);
int weir_db_signal(weir_db *db, const weir_db_command *command, weir_db_answer *answer, weir_db_error *error);
int weir_db_set(weir_db *db, const weir_db_command *command, weir_db_answer *answer, weir_db_error *error);
int weir_db_cancel(weir_db *db, const weir_db_command *command, weir_db_answer *answer, weir_db_error *error);

/* External tasks for a worker. A lock is a lease: it ends by itself, and then another worker may get the task. */
typedef struct weir_db_lock {
    const char *worker;
    const char *const *topics;
    unsigned topic_count;
    int64_t duration_ms;
    unsigned count_max; /* 0: 10 */
} weir_db_lock;

typedef struct weir_db_external_task {
    const char *id, *instance, *definition, *element, *topic;
    const char *business_key, *worker; /* NULL: none */
    int64_t priority, created_ms, locked_until_ms;
    int64_t retries; /* left; -1: it never failed */
} weir_db_external_task;

/* Lock tasks that nobody holds, of the highest priority first, then the oldest; the visitor gets them after the commit.
 * EVALUE, EBUSY, ESTORE. */
int weir_db_lock_tasks(weir_db *db, const weir_db_lock *lock,
                       bool (*visit)(void *context, const weir_db_external_task *task), void *context,
                       weir_db_error *error);
/* extend_lock: task, worker (who must hold it), duration_ms from now. unlock: task. ENOTFOUND, ELOCK. */
int weir_db_extend_lock(weir_db *db, const weir_db_command *command, weir_db_error *error);
int weir_db_unlock(weir_db *db, const weir_db_command *command, weir_db_error *error);

/* Fire all timers that are due now, and those that come due by it; for databases that were opened without fires_timers.
 * fired_count may be NULL. A timer whose process can't go on gets an incident, and the others fire. */
int weir_db_tick(weir_db *db, uint64_t *fired_count, weir_db_error *error);

/* ── looking ───────────────────────────────────────────────────────────────────────────────────────────── */

/* Visitors get rows that hold during the call; they return false to end the reading, and may not call functions of this
 * section on the same database. What one reading shows may already have changed when the next one begins. */

typedef struct weir_db_instance {
    const char *id, *process, *definition;
    const char *business_key; /* NULL: none */
    bool has_ended;
    int64_t started_ms;
    uint64_t position; /* of its first fact; instances are ordered by it */
} weir_db_instance;

typedef struct weir_db_filter {
    const char *process, *business_key;
    const char *activity;    /* id of an element that is active */
    const char *instance;    /* one alone */
    int state;               /* 0: all, 1: active, 2: ended */
    uint64_t after_position; /* to go on behind the last one of a page */
    unsigned count_max;      /* 0: 1000 */
} weir_db_filter;

int weir_db_instances(weir_db *db, const weir_db_filter *filter,
                      bool (*visit)(void *context, const weir_db_instance *instance), void *context,
                      weir_db_error *error);

typedef struct weir_db_task {
    const char *id, *instance, *process, *element;
    const char *business_key, *name, *assignee; /* NULL: none */
    int64_t created_ms, due_ms;                 /* due_ms 0: none */
} weir_db_task;

/* Open user tasks, by instance; of the filter: instance, process, activity (the element), count_max. */
int weir_db_tasks(weir_db *db, const weir_db_filter *filter, bool (*visit)(void *context, const weir_db_task *task),
                  void *context, weir_db_error *error);

/* Open external tasks, with the same filter. */
int weir_db_external_tasks(weir_db *db, const weir_db_filter *filter,
                           bool (*visit)(void *context, const weir_db_external_task *task), void *context,
                           weir_db_error *error);

/* Where an instance can't go on: a task without retries, a timer that could not fire, an instance that was set aside.
 */
typedef struct weir_db_incident {
    const char *id, *instance, *process, *element, *kind;
    const char *business_key, *message; /* NULL: none */
    int64_t created_ms;
} weir_db_incident;

/* Open incidents, with the same filter. */
int weir_db_incidents(weir_db *db, const weir_db_filter *filter,
                      bool (*visit)(void *context, const weir_db_incident *incident), void *context,
                      weir_db_error *error);

typedef struct weir_db_activity {
    const char *element;
    int64_t since_ms;
} weir_db_activity;

/* Elements of an instance that are active. */
int weir_db_activities(weir_db *db, const char *instance,
                       bool (*visit)(void *context, const weir_db_activity *activity), void *context,
                       weir_db_error *error);

/* Variables of an instance, as JSON with typed forms; scope 1 is the process. */
typedef struct weir_db_variable {
    const char *name, *value;
    uint32_t scope;
} weir_db_variable;

int weir_db_variables(weir_db *db, const char *instance, bool (*visit)(void *context, const weir_db_variable *variable),
                      void *context, weir_db_error *error);

/* ── the log ───────────────────────────────────────────────────────────────────────────────────────────── */

/* Something that happened; docs/printed/facts.md lists the types and what `data`, a JSON object, holds. */
typedef struct weir_db_fact {
    uint64_t position; /* in the log: 1, 2, 3 … without gaps */
    uint64_t number;   /* in its instance: 1, 2, 3 … without gaps */
    const char *instance, *type, *data, *actor;
    int64_t time_ms;
} weir_db_fact;

typedef bool (*weir_db_fact_visit)(void *context, const weir_db_fact *fact);

/* Facts behind a position (0: all), of an instance or (NULL) of all of them. */
int weir_db_facts(weir_db *db, const char *instance, uint64_t after_position, weir_db_fact_visit visit, void *context,
                  weir_db_error *error);

/* Get every fact behind a position from now on: those that are there already before this function returns, the others
 * when they have been committed and before the command that caused them returns. The visitor runs on the thread that
 * writes: it has to be quick and may not call weir. One that returns false is not called again. There is one
 * subscription; a new one takes its place. */
int weir_db_subscribe(weir_db *db, uint64_t after_position, weir_db_fact_visit visit, void *context,
                      weir_db_error *error);

typedef struct weir_db_verification {
    bool is_fine;
    uint64_t position;   /* of the first row that is wrong, or where one is missing */
    const char *fault;   /* what is wrong, in words; static */
    uint64_t fact_count; /* that were found right */
    char head[86];       /* "POSITION:HASH" of the end of the log: note it, to find out later if the end was cut off */
} weir_db_verification;

/* Walk the whole log and look whether any row was changed, taken out or put in, and whether the deployed files still
 * are what the log says of them. known_head: a head that was noted earlier, or NULL. A fault is no error: look at
 * out->is_fine. EVALUE: known_head is none. */
int weir_db_verify(weir_db *db, const char *known_head, weir_db_verification *out, weir_db_error *error);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif
#ifdef __cplusplus
}
#endif

#endif
