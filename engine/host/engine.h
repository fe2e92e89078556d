/* SPDX-License-Identifier: Apache-2.0
 * host/engine.h - instances of deployed processes over a store: one command at a time, all of it or nothing.
 *
 * A request becomes commands: the one it asks for, and those that follow from it (messages, signals), first in
 * first out. Each command is one step of one instance and one row in the log. All rows of a request and
 * all states they lead to are written in one transaction; after an error nothing of them was. Who is refused by a duty
 * (EDUTY) is noted all the same: the fact that says so is written, alone, and the error comes back.
 * The engine has no clock: the caller passes the time, and moves it with timers (below). Ids come from the seed
 * and the position in the log, so that the same requests give the same log.
 * One thread at a time. It may hold decoded states and drop them at any moment: the store has the truth.
 * Layer: host.   Spec: docs/architecture.md.
 */
#ifndef WEIR_HOST_ENGINE_H
#define WEIR_HOST_ENGINE_H

#include "base/calendar.h"
#include "host/resource.h"
#include "run/command.h"
#include "run/state.h"
#include "store/chain.h"

typedef struct weir_engine weir_engine;

/* Who is told which instance is being stepped (host/inflight.h). */
typedef struct weir_step_watch {
    void (*enter)(void *self, weir_id instance); /* NULL: nobody */
    void (*leave)(void *self);
    void *self;
} weir_step_watch;

/* What the engine is built on; all borrowed as long as it lives. */
typedef struct weir_ports {
    weir_memory memory;
    weir_store store;
    const weir_zones *zones;         /* NULL: no time zones */
    const weir_calendars *calendars; /* that come with weir (calendar_shelf.h); NULL: none */
    const weir_xml_schemas *schemas; /* NULL: files are not checked against schemas */
    weir_hasher hasher;              /* of deployed files; not used if the store does not keep them */
    weir_step_watch watch;
    uint64_t seed; /* of ids and random numbers */
} weir_ports;

/* Looks which definitions there are; they are compiled, and instances read, when somebody asks for them.
 * own: pair with weir_engine_free. ESTORE, EFORMAT, ENOMEM. */
WEIR_MUST_USE weir_err weir_engine_new(const weir_ports *ports, weir_engine **out, weir_diag *diag);
void weir_engine_free(weir_engine *engine);

/* ── definitions (deploy.c) ────────────────────────────────────────────────────────────────────────── */

typedef struct weir_definition {
    weir_text key;    /* id of the process */
    uint32_t version; /* 1, 2, 3 … of this key */
    weir_text id;     /* key:version:uuid */
    const weir_program *program;
    weir_id deployment;
    bool asks_for_decisions, asks_for_forms;
    bool is_suspended; /* nobody can start it */
    bool is_deleted;   /* the same, for good; those that run go on */
} weir_definition;

/* Files that are deployed together; borrowed. */
typedef struct weir_deployment_source {
    weir_text actor; /* who asks, for the log */
    const weir_resource *resources;
    uint32_t count;
    int64_t now_ms;
    weir_text name, source; /* what it is called, where it came from; absent: not said */
    weir_id *id;            /* NULL, or where its id goes */
} weir_deployment_source;

/* Deploy files together: all or none of them. One transaction and one fact in stream 0 of the log.
 * problems  one list for each resource, set up by the caller; everything that is wrong, warnings too
 * A store that keeps files gets those that come as bytes, so that the next engine has the same definitions.
 * EMODEL: there was an error in one of the lists, nothing is deployed. ENOMEM, ESTORE: nothing is deployed; after a
 * failed commit they may be there when the engine is made anew. */
WEIR_MUST_USE weir_err weir_engine_deploy(weir_engine *engine, const weir_deployment_source *source,
                                          weir_problems *problems, weir_diag *diag);
/* Check files against these schemas from now on. */
void weir_engine_check_against(weir_engine *engine, const weir_xml_schemas *schemas);
/* By key (the latest version) or by id, compiled. Valid as long as the engine.
 * ENOTFOUND; EFORMAT: the file can't be compiled any more; ESTORE, ENOMEM. */
WEIR_MUST_USE weir_err weir_engine_definition(weir_engine *engine, weir_text key_or_id, const weir_definition **out,
                                              weir_diag *diag);
/* The latest version of each key, maybe without its program yet; NULL behind the last one. */
const weir_definition *weir_engine_latest(const weir_engine *engine, uint32_t ix);

/* ── calendars (deployed_calendars.c) ────────────────────────────────────────────────────────────────── */

/* Those that were deployed, each in its newest version. ENOMEM, ESTORE; and what visit returns. */
typedef weir_err (*weir_calendar_visit)(void *context, const weir_calendar *calendar);
WEIR_MUST_USE weir_err weir_engine_calendars(weir_engine *engine, weir_calendar_visit visit, void *context);
/* To find one by its id, also of those that come with weir; valid as long as the engine. */
const weir_calendars *weir_engine_calendar_port(const weir_engine *engine);
/* What a file would give if it were deployed. EMODEL with what is wrong among the problems; ENOMEM. */
WEIR_MUST_USE weir_err weir_engine_read_calendars(const weir_engine *engine, weir_text bytes, weir_arena *arena,
                                                  weir_problems *problems, weir_calendar_list *out);
/* A calendar in a version that it has or had, with the days of that one; valid as long as the engine, and until another
 * is deployed. ENOTFOUND: nobody knows the id, or that version. ENOMEM, ESTORE. */
WEIR_MUST_USE weir_err weir_engine_calendar(weir_engine *engine, weir_text id, uint32_t version,
                                            const weir_calendar **out);

/* ── requests (execute.c) ────────────────────────────────────────────────────────────────────────────── */

#define WEIR_COMMANDS_PER_REQUEST_MAX 1000u
/* A signal for more than so many is taken to them after the transaction that throws it; how many such signals may
 * follow from one, and be on their way at all. */
#define WEIR_RECEIVERS_AT_ONCE_MAX 100u
#define WEIR_BROADCASTS_PER_ROOT_MAX 100u
#define WEIR_BROADCASTS_MAX 10000u
#define WEIR_KEPT_MESSAGES_MAX 100000u
#define WEIR_KEY_LENGTH_MAX 255u /* business keys */

typedef enum weir_request_kind {
    WEIR_REQUEST_START,     /* process, business_key, variables; command.instructions, or none */
    WEIR_REQUEST_COMMAND,   /* instance, command */
    WEIR_REQUEST_MESSAGE,   /* name, business_key, keys, local_keys, variables, command.locals; instance, is_for_all */
    WEIR_REQUEST_SIGNAL,    /* name, variables */
    WEIR_REQUEST_CONDITION, /* variables, business_key; process: id of a definition, or absent: all */
    WEIR_REQUEST_TIMER_START, /* process: id of the latest version; name: its start event, whose timer is due, or
                                 command.is_early; command.text: absent, or why it has failed */
    WEIR_REQUEST_LOCK,        /* lock: external tasks for a worker */
    WEIR_REQUEST_EXTEND,      /* command.wait (external task), command.worker, duration_ms: its lock lasts longer */
    WEIR_REQUEST_UNLOCK,      /* command.wait: nobody has it any more */
    WEIR_REQUEST_EXPIRE,      /* messages that are kept and whose time is over */
    WEIR_REQUEST_DISCARD,     /* command.wait: a message that is kept; ENOTFOUND */
    WEIR_REQUEST_DECIDED,     /* command.name: a decision that was evaluated; command.variables: a list of facts without
                                 their type, contexts (decision, definition, root, record), what was asked for last */
    WEIR_REQUEST_REDATE,      /* a batch of instances whose dates follow a calendar that was deployed */
    WEIR_REQUEST_DELIVER,     /* a signal on its way to many: to the next one; command.text: absent, or why it failed */
} weir_request_kind;

/* External tasks to be locked: a lease that ends by itself. Not a fact; who did a task stands in its completion. */
#define WEIR_LOCK_DURATION_MS_MAX INT64_C(315360000000) /* ten years */

typedef struct weir_lock_topic {
    weir_text name;
    int64_t duration_ms;
    /* Of the instance that has the task: variables that it has with these values (context or null), and the version tag
     * of its definition (absent: any). */
    weir_value variables;
    weir_text version_tag;
} weir_lock_topic;

/* Tasks of a topic that are looked at for those that are wanted: by a search, and by one that goes far. */
#define WEIR_LOCK_SEARCH_COUNT_MAX 1000u
#define WEIR_LOCK_FAR_SEARCH_COUNT_MAX 100000u

typedef struct weir_lock {
    weir_text worker;
    /* NULL: all tasks of the topics. Whether this one is wanted; on the thread that writes, more than once maybe. */
    bool (*wants)(const void *self, uint32_t topic_ix, const weir_external_task_row *task);
    const void *self;
    const weir_lock_topic *topics;
    uint32_t topic_count, count_max;
    bool searches_far;             /* behind a backlog of what others want; not at each commit, it takes a while */
    bool searches_all;             /* however many are not wanted: for one task that is known to be there */
    weir_arena *arena;             /* where the tasks live that were locked; not used by others meanwhile */
    weir_external_task_row *tasks; /* whose texts end in zeros */
    uint32_t task_count, task_capacity;
} weir_lock;

/* Who got a message. */
typedef struct weir_receipt {
    weir_id instance;
    bool is_new; /* the message started it */
} weir_receipt;

typedef struct weir_receipts {
    weir_arena *arena; /* where they live; not used by others meanwhile */
    weir_receipt *items;
    uint32_t count, capacity;
} weir_receipts;

/* What somebody outside asks; borrowed during the call. */
typedef struct weir_request {
    weir_request_kind kind;
    weir_text actor; /* who asks, for the log */
    weir_text process;
    weir_id instance; /* of COMMAND; none: the one that has the task command.wait. MESSAGE: no other receives it, and
                         nothing starts; none: all may */
    weir_command command; /* all but START, MESSAGE and SIGNAL */
    weir_text name, business_key;
    weir_value keys;         /* context of correlation keys, or null */
    weir_value local_keys;   /* the same, compared with the variables of the scope that waits alone */
    bool is_for_all;         /* all who wait for the message get it, and all processes it starts; nobody is no error */
    weir_receipts *receipts; /* NULL, or a list that is filled; it holds only after the commit */
    weir_value variables;    /* context or null */
    weir_lock *lock;         /* its list is filled; it holds only after the commit */
    int64_t duration_ms; /* MESSAGE: how long it is kept if nobody waits for it; 0: that is an error. Of a lock; FAIL:
                            how long the worker keeps the task, so that nobody tries it again */
} weir_request;

typedef struct weir_answer {
    weir_id instance;         /* the first one that the request touched; none: nobody was there */
    uint64_t pos, fact_count; /* what was written: pos … pos + fact_count - 1 */
    uint64_t broadcast;       /* position of the first signal to many that it led to; 0: none */
} weir_answer;

/* answer: untouched on error; it holds only after the commit.
 * ENOTFOUND  no such process or instance
 * ELOCK      command.worker is set, and another one has the task
 * EMISMATCH  no receiver for this message, or more than one
 * EPROCESS   also: a message that the process sent has several receivers; diag names the sender
 * ELIMIT     more than WEIR_COMMANDS_PER_REQUEST_MAX commands or WEIR_KEPT_MESSAGES_MAX messages; a log row beyond
 * WEIR_FACTS_LENGTH_MAX ESTORE     nothing was written; after a failed commit: unknown, ask again and what weir_step
 * says. */
WEIR_MUST_USE weir_err weir_engine_execute(weir_engine *engine, const weir_request *request, int64_t now_ms,
                                           weir_answer *answer, weir_diag *diag);

/* The same in parts, for several requests in one transaction: begin, run each, commit; or abandon.
 * A request that fails before it has written anything has done nothing, and the transaction goes on. One that fails
 * later is undone alone if it is a careful transaction, in which each request has a savepoint; when even that fails, so
 * does the commit. Savepoints cost a fifth of the commands, so a transaction is tried without first: then such a
 * failure spoils all of it. It can only be abandoned, and its requests are run again in a careful one, with the same
 * outcome. */
typedef enum weir_care { WEIR_QUICKLY, WEIR_CAREFULLY } weir_care;

WEIR_MUST_USE weir_err weir_engine_begin(weir_engine *engine, weir_care care, weir_diag *diag);
WEIR_MUST_USE weir_err weir_engine_run(weir_engine *engine, const weir_request *request, int64_t now_ms,
                                       weir_answer *answer, weir_diag *diag);
bool weir_engine_is_spoiled(const weir_engine *engine); /* the transaction that is open */
WEIR_MUST_USE weir_err weir_engine_commit(weir_engine *engine, weir_diag *diag);
void weir_engine_abandon(weir_engine *engine);

/* ── time (timers.c) ─────────────────────────────────────────────────────────────────────────────────── */

/* Jobs are timers, which the clock fires, and continuations, which are due as soon as they are there and again when
 * they have failed. `which` says of which of them a function speaks. The job that is due first, at until_ms or before:
 * by due time, then in the order the instances started, then in the order the jobs were made. out is the request that
 * runs it, run_ms when to execute it: its due time, but not before from_ms. ENOTFOUND: there is none. ESTORE, ENOMEM.
 */
WEIR_MUST_USE weir_err weir_engine_next_job(weir_engine *engine, weir_due which, int64_t from_ms, int64_t until_ms,
                                            weir_request *out, int64_t *run_ms, weir_diag *diag);
/* When the first job is due; INT64_MAX: there is none. It may have been cancelled: who comes then finds nothing. */
WEIR_MUST_USE weir_err weir_engine_next_due(weir_engine *engine, weir_due which, int64_t *due_ms, weir_diag *diag);
#define WEIR_JOBS_PER_INSTANT_MAX 20000u /* of one instance */
#define WEIR_JOBS_PER_COMMIT_MAX 500u

/* How many jobs were run; those that failed count too. */
typedef struct weir_fired {
    uint32_t timer_count, continuation_count;
} weir_fired;

/* Let time pass from one instant to another: run what is due until then, and what comes due by it, up to
 * WEIR_JOBS_PER_COMMIT_MAX jobs in one transaction. Call it again while there were some.
 * from_ms  moves to when the last one ran
 * fired    set, also on error
 * A job that fails by an error of the process loses a retry (weir_engine_fail_job), and the others go on. One whose
 * instance can't be read stays as it is, the others go on, and diag tells of it (EFORMAT), though WEIR_OK is returned.
 * ELIMIT: more than WEIR_JOBS_PER_INSTANT_MAX. ESTORE. */
WEIR_MUST_USE weir_err weir_engine_fire(weir_engine *engine, weir_due which, int64_t *from_ms, int64_t until_ms,
                                        weir_fired *fired, weir_diag *diag);
/* The same, of all jobs, until nothing is due any more. Stops at the first error. */
WEIR_MUST_USE weir_err weir_engine_advance(weir_engine *engine, int64_t from_ms, int64_t until_ms, weir_diag *diag);
/* Keep where the virtual clock is, behind the last fact as it may be. In a transaction of its own. ESTORE. */
WEIR_MUST_USE weir_err weir_engine_set_clock(weir_engine *engine, int64_t now_ms, weir_diag *diag);
/* One job, in a transaction of its own, whenever it is due and whether it has retries left or not. What went wrong is
 * returned, after the job has lost a retry by it. ENOTFOUND: it was done meanwhile; and as weir_step. */
WEIR_MUST_USE weir_err weir_engine_run_job(weir_engine *engine, const weir_request *request, int64_t now_ms,
                                           weir_diag *diag);

/* Whether an error is one of the process, which a job fails by; others say nothing about it. */
bool weir_engine_is_job_failure(weir_err err);
/* Where the oldest signal is in the log that is on its way to many: all before it have reached everybody. 0: none is.
 */
WEIR_MUST_USE weir_err weir_broadcasts_first(weir_engine *engine, uint64_t *out, weir_diag *diag);
/* The request by which it does so. message: room for why. */
typedef struct weir_job_failure {
    weir_request request;
    weir_diag why;
} weir_job_failure;
void weir_engine_fail_job(const weir_request *request, weir_err err, const weir_diag *diag, weir_job_failure *out);

/* ── looking (instances.c) ───────────────────────────────────────────────────────────────────────────── */

typedef struct weir_instance_view {
    const weir_definition *definition;
    uint64_t pos; /* of its first fact */
    weir_state state;
} weir_instance_view;

/* The stored state of an instance, running or ended, decoded into the arena. ENOTFOUND, EFORMAT, ESTORE, ENOMEM. */
WEIR_MUST_USE weir_err weir_engine_look(weir_engine *engine, weir_id id, weir_arena *arena, weir_instance_view *out,
                                        weir_diag *diag);
/* Whether each decoded state still is what the store has, byte for byte: what the engine lives by, for tests and for
 * those who doubt it. EFORMAT: one is not. ESTORE, ENOMEM. */
WEIR_MUST_USE weir_err weir_engine_check_states(weir_engine *engine, weir_diag *diag);
/* Forget all decoded states; they are read back when they are needed. */
void weir_engine_drop_states(weir_engine *engine);

#endif
