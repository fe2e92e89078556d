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
    /* Asynchronous continuations (weir:asyncBefore, weir:asyncAfter) run when weir_db_run_job says so; else by
     * themselves, as soon as the command that made them has its answer. */
    bool has_manual_jobs;
    /* The time; NULL: the clock of the machine. For tests, and for programs that let time pass themselves. On any
     * thread that asks, and on the one that writes. */
    int64_t (*now_ms)(void *clock);
    void *clock;
    /* Something an administrator should know, as a sentence; on the thread that writes. NULL: nobody listens. */
    void (*warn)(void *context, const char *sentence);
    void *context;
} weir_db_options;

/* When something goes wrong. docs/embedding.md has a row for each case; in short:
 *  - A function that returns an error has written nothing, and what was answered before is there.
 *  - A lock of others, a full disk, a failed write or sync, memory that is refused: the database stays open, and the
 *    next call works when the cause is gone. A commit whose sync failed is not tried again: it never happened.
 *  - EFORMAT from an open database: it is damaged. Close it, look at what weir_db_verify says, restore a backup.
 *  - After weir_db_open has failed nothing is lost: open again when the cause is gone. */

/* Open a database, made if it is not there. A program that writes owns the file: a second one gets EOWNED, with the
 * process id of the owner in the message, and its address if it listens. Pair with weir_db_close.
 * EOWNED: owned by another program. ESTORE: the disk failed. EFORMAT: not a database of weir, damaged, of a newer weir.
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
    bool delegates_external; /* a Java class, bean or connector that a model of another engine names becomes an external
                              * task, its topic the name; else it is an error. Noted with the deployment */
} weir_db_file;

typedef struct weir_db_problem {
    const char *file, *rule, *element, *message; /* element may be "" */
    unsigned line, column;
    bool is_error; /* else a warning, which does not keep the file from being deployed */
} weir_db_problem;

/* Deploy files together, all or none; each process in them gets a new version.
 * actor: who asks, for the log; NULL: nobody says.
 * problem: called for all that is wrong with them, and for warnings; may be NULL. EMODEL: there were errors. */
int weir_db_deploy(weir_db *db, const char *actor, const weir_db_file *files, unsigned count,
                   void (*problem)(void *context, const weir_db_problem *problem), void *context, weir_db_error *error);

typedef struct weir_db_definition {
    const char *key, *id;
    unsigned version;
} weir_db_definition;

/* The latest version of each process. A visitor returns false to end the reading. Not for a read-only database. */
int weir_db_definitions(weir_db *db, bool (*visit)(void *context, const weir_db_definition *definition), void *context,
                        weir_db_error *error);

/* Calendars of working days: those that were deployed, each in its newest version. A visitor returns false to end. */
typedef struct weir_db_calendar {
    const char *id, *name, *zone; /* name may be "" */
    unsigned version;
    int official_until; /* the last of the years that are official one after the other, from the first on; 0: none */
} weir_db_calendar;
int weir_db_calendars(weir_db *db, bool (*visit)(void *context, const weir_db_calendar *calendar), void *context,
                      weir_db_error *error);
/* The file of a calendar in its newest version, by its id or that with -hours behind it: of one that was deployed, or
 * that comes with weir. ENOTFOUND. */
int weir_db_calendar_file(weir_db *db, const char *id, void (*visit)(void *context, const char *xml, uint64_t length),
                          void *context, weir_db_error *error);
/* Let all open dates follow the calendars that were deployed, now; else the writer does it in the background, and at
 * the latest when the database is opened the next time. Not for a read-only database. */
int weir_db_redate(weir_db *db, weir_db_error *error);

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
    const char *element;  /* whose time limit */
    int64_t working_days; /* by which it is extended */
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
 * claim        task (user), name: who takes it. ELOCK or EVALUE: somebody else has it. As complete.
 * assign       task (user), name: who has it from now on; NULL: nobody. As complete.
 * retry        task (external, with an incident, or the id of any incident: a timer is due again, an instance that was
 *              set aside goes on), retries. As complete. Without task: instance, one that was set aside.
 * correlate    name (of the message), business_key, keys, variables. EMISMATCH: not exactly one receiver; with
 *              duration_ms it is kept so long if there is none yet, for who waits for it first.
 * signal       name, variables; everybody who waits for it gets it, also nobody. More than 100 do one after the other:
 *              it returns when all have (or go on later, as the disk fails), and one who fails misses it.
 * set          instance, variables, into the process scope. ENOTFOUND, EENDED.
 * cancel       instance, text. ENOTFOUND, EENDED.
 * suspend      instance: nothing that it waits for can happen, its jobs wait, until it is activated. As cancel. Who
 *              asks something of one that is suspended gets ESUSPENDED.
 * activate     instance. As cancel.
 * extend       instance, element (or the id of the process) whose time limit is extended, once; working_days, from 1;
 *              text: why; name: who decided it, NULL: the actor. EVALUE, ENOTOKEN: no such limit runs. */
int weir_db_start(weir_db *db, const weir_db_command *command, weir_db_answer *answer, weir_db_error *error);
int weir_db_complete(weir_db *db, const weir_db_command *command, weir_db_answer *answer, weir_db_error *error);
int weir_db_fail(weir_db *db, const weir_db_command *command, weir_db_answer *answer, weir_db_error *error);
int weir_db_throw_error(weir_db *db, const weir_db_command *command, weir_db_answer *answer, weir_db_error *error);
int weir_db_claim(weir_db *db, const weir_db_command *command, weir_db_answer *answer, weir_db_error *error);
int weir_db_assign(weir_db *db, const weir_db_command *command, weir_db_answer *answer, weir_db_error *error);
int weir_db_retry(weir_db *db, const weir_db_command *command, weir_db_answer *answer, weir_db_error *error);
int weir_db_correlate(weir_db *db, const weir_db_command *command, weir_db_answer *answer, weir_db_error *error);
int weir_db_signal(weir_db *db, const weir_db_command *command, weir_db_answer *answer, weir_db_error *error);
int weir_db_set(weir_db *db, const weir_db_command *command, weir_db_answer *answer, weir_db_error *error);
int weir_db_cancel(weir_db *db, const weir_db_command *command, weir_db_answer *answer, weir_db_error *error);
int weir_db_suspend(weir_db *db, const weir_db_command *command, weir_db_answer *answer, weir_db_error *error);
int weir_db_activate(weir_db *db, const weir_db_command *command, weir_db_answer *answer, weir_db_error *error);
int weir_db_extend(weir_db *db, const weir_db_command *command, weir_db_answer *answer, weir_db_error *error);

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
 * fired_count may be NULL. A timer whose process can't go on loses a retry, and gets an incident when none is left; the
 * others fire. */
int weir_db_tick(weir_db *db, uint64_t *fired_count, weir_db_error *error);
/* Run a job, which is a timer or a continuation: instance, and task = its id, as weir_db_state_at tells it. Whenever it
 * is due and whether it has retries left or not. After an error of the process it has one less. */
int weir_db_run_job(weir_db *db, const weir_db_command *command, weir_db_error *error);

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
    bool is_overdue;         /* a time limit is marked overdue, or the due date of a user task has passed */
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
    bool is_due_provisional;                    /* it falls into a year that is not official yet */
} weir_db_task;

/* Open user tasks, by instance; of the filter: instance, process, activity (the element), is_overdue, count_max. */
int weir_db_tasks(weir_db *db, const weir_db_filter *filter, bool (*visit)(void *context, const weir_db_task *task),
                  void *context, weir_db_error *error);

/* Open external tasks, with the same filter; is_overdue is not looked at. */
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
    const char *name; /* that the model gives it, and item of a multi-instance, from 1: of weir_db_state_at alone, */
    unsigned item;    /* else NULL and 0 */
} weir_db_activity;

/* Elements of an instance that are active. */
int weir_db_activities(weir_db *db, const char *instance,
                       bool (*visit)(void *context, const weir_db_activity *activity), void *context,
                       weir_db_error *error);

/* Variables of an instance, as JSON with typed forms; scope 1 is the process. */
typedef struct weir_db_variable {
    const char *name, *value;
    uint32_t scope;
    const char *element; /* that opened the scope, of weir_db_state_at alone; NULL: the process */
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
    /* What was asked, of which this is a consequence: a JSON object with "command"; the position of its first fact. */
    const char *command;
    uint64_t command_position;
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

/* Told now and then by what takes long: what it does ("copying", "checking", "verifying", "rebuilding", "comparing"),
 * and how far it has come; total 0: nobody knows. One that returns false stops it: ESTOPPED. */
typedef bool (*weir_db_progress)(void *context, const char *what, uint64_t done, uint64_t total);

typedef struct weir_db_verification {
    bool is_fine;
    uint64_t position;     /* of the first row that is wrong, or where one is missing */
    const char *fault;     /* what is wrong, in words; static */
    uint64_t fact_count;   /* that were found right */
    char head[86];         /* "POSITION:HASH" of the end of the log: note it, to find out if it was cut off later */
    uint64_t erased_count; /* rows whose content is gone; their hash says that there was one */
} weir_db_verification;

/* Walk the whole log, as it is when it begins, and look whether any row was changed, taken out or put in, and whether
 * the deployed files still are what the log says of them. known_head: a head that was noted earlier, or NULL; progress
 * may be NULL. A fault is no error: look at out->is_fine. EVALUE: known_head is none. ESTOPPED. */
int weir_db_verify(weir_db *db, const char *known_head, weir_db_progress progress, void *context,
                   weir_db_verification *out, weir_db_error *error);

/* ── one instance, now or then ─────────────────────────────────────────────────────────────────────────── */

/* The instance as a whole. NULL: none, or the model gives no name. */
typedef struct weir_db_state {
    const char *instance, *process, *process_name, *definition;
    const char *business_key;
    const char *caller, *caller_element; /* the instance that called it, and its call activity; NULL: nobody did */
    const char *outcome, *error;         /* of one that has ended: "completed", "error", "terminated", "cancelled" */
    bool has_ended;
    int64_t started_ms, time_ms;                   /* of its first fact, and of the last one that is in this state */
    uint64_t first_position, position, fact_count; /* of the same; and how many they are */
} weir_db_state;

/* Something it waits for. */
typedef struct weir_db_wait {
    const char *kind; /* "user task", "external task", "timer", "continuation", "message", "signal", "call", "join" */
    const char *element, *element_name;
    const char *id;           /* NULL for a join, which waits for other flows */
    const char *name;         /* topic, message, signal, called process, or "before" or "after"; else NULL */
    const char *value;        /* JSON: details of a user task, keys of a message, cycle of a timer; or NULL */
    int64_t since_ms, due_ms; /* due_ms: of a job, or of a user task; 0: none */
    int64_t retries;          /* of an external task or a job: left; -1: it never failed */
} weir_db_wait;

/* Called in this order; any of them may be NULL. */
typedef struct weir_db_state_visitor {
    void (*state)(void *context, const weir_db_state *state);          /* once */
    void (*activity)(void *context, const weir_db_activity *activity); /* by since_ms */
    void (*wait)(void *context, const weir_db_wait *wait);             /* the oldest first, then joins */
    void (*incident)(void *context, const weir_db_incident *incident);
    void (*variable)(void *context, const weir_db_variable *variable); /* by scope, then by name */
} weir_db_state_visitor;

/* An instance as it was when the fact at this position of the log had happened (0: the last one): its own facts up to
 * there, folded. The position may be that of a fact of another instance.
 * ENOTFOUND: there is no such instance, it began later, or the log ends before. EFORMAT: the log does not fit, or the
 * file of the process can't be compiled any more. */
int weir_db_state_at(weir_db *db, const char *instance, uint64_t position, const weir_db_state_visitor *visitor,
                     void *context, weir_db_error *error);

typedef struct weir_db_element {
    const char *id, *type; /* "userTask" */
    const char *name;      /* NULL: none */
} weir_db_element;

/* What a process is made of, the process itself first. definition: its id, or a key (the latest version). */
int weir_db_elements(weir_db *db, const char *definition, bool (*visit)(void *context, const weir_db_element *element),
                     void *context, weir_db_error *error);

/* A picture of a process. */
typedef struct weir_db_diagram {
    const char *definition; /* its id, or a key (the latest version); NULL: that of the instance */
    const char *instance;   /* NULL: none. Else the picture shows what it passed, where it is, and what has failed */
    unsigned diagram;       /* of the file, from 1; 0: all of them, below each other */
} weir_db_diagram;

/* The picture as SVG, once, to the visitor: as the diagrams of the file say, or laid out if it has none.
 * ENOTFOUND: there is no such definition, instance or diagram. EMODEL: a diagram whose numbers are none. */
int weir_db_draw(weir_db *db, const weir_db_diagram *diagram,
                 void (*visit)(void *context, const char *svg, uint64_t length), void *context, weir_db_error *error);

/* Who was responsible, who did it, when, how long against which limit, on what evidence: of an instance that runs or
 * has ended, and of those it called, read out of the log. As JSON, or as a page of HTML to be printed; once, to the
 * visitor. ENOTFOUND. ELIMIT: more than a report can hold. */
int weir_db_account(weir_db *db, const char *instance, bool as_html,
                    void (*visit)(void *context, const char *text, uint64_t length), void *context,
                    weir_db_error *error);

/* ── copies ────────────────────────────────────────────────────────────────────────────────────────────── */

typedef struct weir_db_backup_options {
    const char *path;
    bool is_unchecked; /* leave out reading the copy once more */
    weir_db_progress progress;
    void *context;
} weir_db_backup_options;

typedef struct weir_db_backup_result {
    uint64_t byte_count;
    char head[86]; /* of the log in the copy, as weir_db_verify takes it */
} weir_db_backup_result;

/* Copy the database as it is at this moment into a new file, while any process goes on writing. It has its name only
 * when it is whole, checked and on the disk, and it is one file, which needs no write-ahead log. As long as it takes,
 * the write-ahead log of the database grows by what is written. EIO: the file is there already, or can't be made.
 * EFORMAT: the database is damaged. ESTOPPED, ESTORE, ENOMEM. */
int weir_db_backup(weir_db *db, const weir_db_backup_options *options, weir_db_backup_result *result,
                   weir_db_error *error);

/* Where the database does not show what its log says. Texts hold during the call and are cut when they are long. */
typedef struct weir_db_difference {
    const char *table, *row;               /* "variable", "instance=7 scope=1 name=amount" */
    const char *column, *stored, *rebuilt; /* the first column that differs; all NULL if the row is on one side only */
    bool is_missing;                       /* the log has it, the database has not */
    bool is_extra;                         /* the database has it, the log has not */
} weir_db_difference;

typedef struct weir_db_rebuild_options {
    const char *path;
    void (*difference)(void *context, const weir_db_difference *difference); /* may be NULL */
    weir_db_progress progress;                                               /* may be NULL */
    void *context;                                                           /* of both */
} weir_db_rebuild_options;

typedef struct weir_db_rebuild_result {
    bool is_same;      /* the log is as it was written, and the database shows what it says */
    const char *fault; /* of the log, as weir_db_verify finds it: then nothing was made of it; static, or NULL */
    uint64_t position; /* of the fault */
    uint64_t difference_count; /* rows */
    uint64_t fact_count;
    char head[86]; /* of the log in the new file */
} weir_db_rebuild_result;

/* Make a new database from nothing but the log and the deployed files, while any process goes on writing, and compare
 * what the two show. The database is not changed, whatever comes out; the new file is kept, and is a whole database.
 * Differences are no error: look at result->is_same. Errors: as weir_db_backup; EFORMAT: a row of the log does not fit
 * its instance, or a deployed file can't be compiled any more. */
int weir_db_rebuild(weir_db *db, const weir_db_rebuild_options *options, weir_db_rebuild_result *result,
                    weir_db_error *error);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif
#ifdef __cplusplus
}
#endif

#endif
