/* SPDX-License-Identifier: Apache-2.0
 * host/host_internal.h - what the files of the engine share.
 *
 * engine.c puts it together, deploy.c adds definitions, definitions.c knows them, starts.c those that start by
 * themselves, decisions.c the versions of decisions, instances.c holds decoded states, timers.c lets time pass, locks.c
 * lends external tasks, execute.c runs
 * requests, correlate.c finds who waits for a message or signal, broadcasts.c takes signals to many, kept_messages.c
 * keeps messages that nobody waits for,
 * called.c finds the version that is called, call.c starts it. Layer: host.
 */
#ifndef WEIR_HOST_INTERNAL_H
#define WEIR_HOST_INTERNAL_H

#include "base/buffer.h"
#include "base/json.h"
#include "host/broadcast_fact.h"
#include "host/deployment_fact.h"
#include "host/engine.h"
#include "run/step.h"

/* ── definitions ─────────────────────────────────────────────────────────────────────────────────────── */

/* A file, compiled. */
typedef struct weir_file weir_file;
struct weir_file {
    weir_arena arena;
    weir_compiled compiled;
    weir_digest digest; /* of its bytes; */
    bool has_digest;    /* it came as bytes that the store has, and is made of nothing else */
    bool delegates_external;
    uint32_t use_count;
    weir_file *next;
};

typedef struct weir_definition_item weir_definition_item;
struct weir_definition_item {
    weir_definition definition;
    weir_file *file;     /* NULL: not needed yet */
    weir_digest content; /* of the file */
    bool delegates_external;
    uint32_t resource_ix; /* of the file, while it is deployed */
    uint32_t ix;          /* of the process in the file */
    weir_start *starts;
    uint32_t start_count;
    bool has_unread_starts; /* the store may know better */
    bool is_latest;
    uint32_t batch; /* those of one deployment since the engine was made have the same; 0: of an earlier one */
    weir_definition_item *newer, *next_of_id, *next_of_key, *next_with_starts;
};

/* A file with decisions, or a form, of one deployment. */
typedef struct weir_decision_file weir_decision_file;
struct weir_decision_file {
    weir_id deployment;
    bool is_deleted;
    weir_text name;
    weir_digest content;
    weir_file *file; /* NULL: not needed yet */
    weir_decision_file *older;
};

/* A decision, or a decision service, in one of these files. */
typedef struct weir_decision_item weir_decision_item;
struct weir_decision_item {
    weir_decision_definition definition;
    weir_text key, version_tag;
    uint32_t version;
    weir_id deployment;
    bool is_deleted;
    weir_decision_item *older, *older_in_bucket;
};

/* All of them (decisions.c): made anew when files have come or gone. */
typedef struct weir_decision_items {
    weir_arena arena;
    weir_decision_item *newest, **buckets; /* by key */
    uint32_t bucket_count;
} weir_decision_items;

/* A file of calendars that was deployed. */
typedef struct weir_calendar_file weir_calendar_file;
struct weir_calendar_file {
    weir_digest content; /* zeros: the store keeps no files */
    weir_text name;
    weir_file *file; /* NULL: not read yet */
    weir_calendar_file *older;
};

/* Calendars by id, each in its newest version. */
typedef struct weir_calendar_item weir_calendar_item;
struct weir_calendar_item {
    weir_calendar calendar, by_hours;
    weir_digest content;
    weir_calendar_item *next;
};

/* Those that were deployed, above those that come with weir (deployed_calendars.c). */
typedef struct weir_known_calendars {
    weir_calendars port;       /* as env has it; self: the engine */
    weir_calendar_file *files; /* the newest first */
    uint32_t file_count;
    weir_arena arena;
    weir_calendar_item *items; /* made anew when somebody asks, if */
    bool has_unread_files;
    weir_redating redating; /* how far instances follow; known if: */
    bool is_redating_known;
} weir_known_calendars;

typedef struct weir_definitions {
    weir_arena arena;
    weir_decision_items decision_items;
    weir_file *files;
    weir_definition_item *first, *last, *with_starts;
    weir_definition_item **by_id, **by_key;
    uint32_t bucket_count, count;
    weir_decision_file *decisions; /* the newest first */
    bool has_unread_decisions;     /* files that are not in the items yet */
    weir_decision_file *forms;     /* the newest first */
    bool has_unread_forms;         /* that are not compiled yet */
    uint32_t deployment_count;     /* since the engine was made */
} weir_definitions;

/* own, until weir_file_keep. EMODEL, ENOMEM. */
WEIR_MUST_USE weir_err weir_file_compile(const weir_engine *engine, const weir_resource *resource,
                                         const weir_xml_schemas *schemas, weir_problems *problems, weir_file **out);
/* Let the engine have it; the one with the same bytes, if there is one. Pair with weir_file_release. */
weir_file *weir_file_keep(weir_engine *engine, weir_file *file, const weir_digest *digest);
void weir_file_release(weir_engine *engine, weir_file *file);

/* What the store has, when the engine starts. */
WEIR_MUST_USE weir_err weir_definitions_read(weir_engine *engine, weir_diag *diag);
/* Room for so many more; then add can't fail. */
WEIR_MUST_USE weir_err weir_definitions_reserve(weir_engine *engine, uint32_t count);
void weir_definitions_add(weir_engine *engine, weir_definition_item *item);
weir_definition_item *weir_definition_latest(const weir_engine *engine, weir_text key); /* or NULL */
weir_definition_item *weir_definition_known(const weir_engine *engine, weir_text id);   /* NULL: not read yet */
/* The one that the store says is the latest of the key now; NULL: none. Nobody takes it for the latest before it is
 * marked so. */
WEIR_MUST_USE weir_err weir_definition_prepare_latest(weir_engine *engine, weir_text key, weir_arena *scratch,
                                                      weir_definition_item **out, weir_diag *diag);
/* ESUSPENDED, ENOTFOUND: it was deleted. */
WEIR_MUST_USE weir_err weir_definition_check_startable(const weir_definition *definition, weir_diag *diag);
/* Let the engine know one that the store has. */
WEIR_MUST_USE weir_err weir_definition_keep(weir_engine *engine, const weir_definition_row *row, bool is_latest,
                                            weir_definition_item **out, weir_diag *diag);
/* The one that an element of `caller` calls, compiled. EPROCESS: there is none. (called.c) */
WEIR_MUST_USE weir_err weir_definition_called(weir_engine *engine, const weir_definition *caller,
                                              const weir_callee *callee, weir_text element, const weir_definition **out,
                                              weir_diag *diag);
void weir_definition_use(weir_definition_item *item, weir_file *file);
/* Make sure that it is compiled. EFORMAT. */
WEIR_MUST_USE weir_err weir_definition_load(weir_engine *engine, weir_definition_item *item, weir_diag *diag);
void weir_definitions_free(weir_engine *engine);

/* The lists of files as the store has them now; then use them. */
typedef struct weir_decision_files {
    weir_decision_file *decisions, *forms;
} weir_decision_files;
WEIR_MUST_USE weir_err weir_decisions_read(weir_engine *engine, weir_decision_files *out, weir_diag *diag);
void weir_decisions_use(weir_engine *engine, const weir_decision_files *files);
/* Compiled bytes, and those of a file that are compiled already. wanted: all of it but the bytes. EFORMAT. */
WEIR_MUST_USE weir_err weir_file_load(weir_engine *engine, const weir_digest *digest, const weir_resource *wanted,
                                      weir_file **out, weir_diag *diag);

/* ── decisions (decisions.c) ─────────────────────────────────────────────────────────────────────────── */

/* The n-th file that has a decision, in the order of deployment and deleted ones too, holds version n of it.
 * Before somebody looks for one. EFORMAT: a file can't be compiled any more. ENOMEM, ESTORE. */
WEIR_MUST_USE weir_err weir_decisions_load(weir_engine *engine, weir_diag *diag);
void weir_decision_items_free(weir_engine *engine);
/* A warning for each decision that a process wants from its own deployment, whose files these are, if it is in none. */
WEIR_MUST_USE weir_err weir_decisions_check_beside(const weir_program *program, weir_file *const *files, uint32_t count,
                                                   weir_problems *problems);
/* key:version:uuid */
WEIR_MUST_USE weir_err weir_decision_name_definition(weir_text key, uint32_t version, weir_id deployment,
                                                     weir_arena *arena, weir_text *out);

/* Who looks for decisions: an instance of a process of this deployment. */
typedef struct weir_decision_view {
    const weir_engine *engine;
    weir_id deployment;
} weir_decision_view;
weir_decision_library weir_engine_decisions(const weir_decision_view *view);

/* ── forms (forms.c) ─────────────────────────────────────────────────────────────────────────────────── */

/* Before somebody looks for one. One that can't be read is none. ENOMEM, ESTORE. */
WEIR_MUST_USE weir_err weir_forms_load(weir_engine *engine, weir_diag *diag);
weir_form_library weir_engine_forms(const weir_decision_view *view);
/* Whether an element of the process names a form that is a file. */
bool weir_forms_are_named(const weir_program *program);
/* A warning for each form that a process wants from its own deployment, whose files these are, if it is in none. */
WEIR_MUST_USE weir_err weir_forms_check_beside(const weir_program *program, weir_file *const *files, uint32_t count,
                                               weir_problems *problems);

typedef struct weir_work weir_work;
typedef struct weir_job weir_job;

/* ── calendars (deployed_calendars.c, redating.c) ────────────────────────────────────────────────────── */

/* The n-th file that has a calendar of this id, unless it has the same bytes as the one before, is version n of it, or
 * n + 1 if one comes with weir. ENOMEM, ESTORE. */
WEIR_MUST_USE weir_err weir_calendars_begin(weir_engine *engine, weir_diag *diag);
void weir_calendars_free(weir_engine *engine);
/* A file that is being deployed, NULL: ENOMEM; to forget it again, put back what `files` and `file_count` were. */
weir_calendar_file *weir_calendars_push(weir_engine *engine, weir_file *file);
void weir_calendars_forget(weir_engine *engine, weir_calendar_file *files, uint32_t file_count);

/* Whether instances have to follow a correction. */
WEIR_MUST_USE weir_err weir_redating_is_pending(weir_engine *engine, bool *out, weir_diag *diag);
/* So many instances in one transaction; the last one takes the timers that start instances along. */
#define WEIR_REDATED_PER_COMMIT_MAX 100u
WEIR_MUST_USE weir_err weir_work_redate(weir_work *work, const weir_job *job);
WEIR_MUST_USE weir_err weir_starts_redate(weir_work *work);

/* ── what starts instances (starts.c, start_timers.c) ────────────────────────────────────────────────────── */

/* What the start events of a program wait for; a problem for one whose name or time is not known by now. */
WEIR_MUST_USE weir_err weir_starts_find(const weir_engine *engine, const weir_program *program, int64_t now_ms,
                                        weir_definition_item *item, weir_arena *arena, weir_problems *problems);
/* The same as the store has it. EFORMAT. */
WEIR_MUST_USE weir_err weir_starts_read(const weir_zones *zones, weir_arena *arena, weir_text json,
                                        weir_definition_item *item, weir_diag *diag);
/* Where an instance begins by it: an event, or a part of one. */
weir_node_ix weir_start_node(const weir_program *program, const weir_start *start);
/* The calendar that its times are counted on; NULL: none. */
const weir_calendar *weir_start_calendar(const weir_engine *engine, const weir_start *start);
/* When its timer is due next. False: there is no time left, or it is none. */
bool weir_start_find_next(const weir_engine *engine, int64_t now_ms, weir_start *start);
/* The timer that is due first, until then; NULL: none. */
WEIR_MUST_USE weir_err weir_starts_due(weir_engine *engine, int64_t until_ms, weir_definition_item **item,
                                       weir_start **start, weir_diag *diag);

/* A timer that the open transaction has moved, and what it was. */
typedef struct weir_moved_start weir_moved_start;
struct weir_moved_start {
    weir_definition_item *item;
    weir_start *start, old;
    uint64_t request;
    weir_moved_start *next;
};

typedef enum weir_outcome { WEIR_OUTCOME_KEPT, WEIR_OUTCOME_UNDONE, WEIR_OUTCOME_UNKNOWN } weir_outcome;
void weir_starts_undo_request(weir_engine *engine);              /* the one that runs */
void weir_starts_end(weir_engine *engine, weir_outcome outcome); /* of the transaction */

/* ── timers ──────────────────────────────────────────────────────────────────────────────────────────── */

/* Facts that make jobs due were recorded. */
void weir_timers_note(weir_engine *engine, const weir_facts *facts);

/* ── instances ───────────────────────────────────────────────────────────────────────────────────────── */

/* A running instance, decoded. */
typedef struct weir_instance weir_instance;
struct weir_instance {
    weir_id id;
    uint64_t pos; /* of its first fact */
    const weir_definition *definition;
    weir_arena arena;
    weir_state state;
    bool is_touched;                    /* by the transaction, */
    uint64_t touched_by;                /* last by this request */
    size_t loaded_bytes, counted_bytes; /* of the arena: when the state was decoded, in used_bytes of the map */
    weir_instance *bucket_next, *touched_next;
    weir_instance *older, *newer; /* by last use */
};

typedef struct weir_instances {
    weir_instance **buckets;
    uint32_t bucket_count, count;
    size_t used_bytes;
    weir_instance *oldest, *newest, *touched;
} weir_instances;

/* A running instance with its state; valid until another one is loaded, unless it is touched: then until the
 * transaction ends or a request is undone. EENDED, ENOTFOUND. */
WEIR_MUST_USE weir_err weir_instance_load(weir_engine *engine, weir_id id, weir_instance **out, weir_diag *diag);
/* A new one, touched, with an empty state. */
WEIR_MUST_USE weir_err weir_instance_add(weir_engine *engine, weir_id id, uint64_t pos, weir_instance **out);
void weir_instance_touch(weir_engine *engine, weir_instance *instance);
void weir_instances_drop_request(weir_engine *engine); /* the request that runs has failed */
void weir_instances_keep(weir_engine *engine);         /* the transaction is committed */
void weir_instances_drop(weir_engine *engine);         /* it is not, or nobody knows */
void weir_instances_free(weir_engine *engine);

/* ── requests ────────────────────────────────────────────────────────────────────────────────────────── */

/* One command on its way: of the request, or of an intent. */
struct weir_job {
    weir_err (*run)(weir_work *work, const weir_job *job);
    weir_request_kind kind;
    weir_id instance;                  /* COMMAND; MESSAGE: the only one that is meant, or none; of a call: who calls */
    const weir_callee *callee;         /* of a call */
    const weir_definition *definition; /* START */
    weir_command command;
    weir_text business_key; /* MESSAGE */
    weir_value keys;        /* MESSAGE */
    weir_value local_keys;  /* MESSAGE */
    bool is_for_all;        /* MESSAGE */
    int64_t expires_ms;     /* MESSAGE: kept until then if nobody waits for it; 0: it is not */
    weir_id thrower;        /* SIGNAL: who has thrown it; */
    uint32_t before;        /* its waits from this number on came later; 0: none did */
    uint64_t cause;         /* position of the fact behind it; 0: from outside */
    weir_text sender;       /* id of the element behind it */
};

typedef struct weir_jobs {
    weir_job *items;
    uint32_t count, capacity;
} weir_jobs;

/* A request while it runs; everything is in engine->step. */
struct weir_work {
    weir_engine *engine;
    const weir_request *request;
    weir_text actor;
    int64_t now_ms;
    weir_diag *diag;
    weir_jobs jobs;
    uint32_t command_count;
    uint64_t broadcast_root; /* of the signals to many that it leads to; 0: not known yet */
    weir_id touched;         /* by the command that ran last */
    weir_answer answer;
};

/* Run a job of kind START or COMMAND. */
WEIR_MUST_USE weir_err weir_work_command(weir_work *work, const weir_job *job);
/* The others: find out who is meant, run that. (correlate.c) */
WEIR_MUST_USE weir_err weir_work_message(weir_work *work, const weir_job *job);
WEIR_MUST_USE weir_err weir_work_signal(weir_work *work, const weir_job *job);
/* One for this receiver, unless it can't receive: it is suspended, was set aside, or waits no more. (correlate.c) */
WEIR_MUST_USE weir_err weir_work_receive_with_others(weir_work *work, weir_wait_row to, weir_command_kind kind,
                                                     const weir_job *job);
/* Start what is called; tell a caller, or one that was called. (call.c) */
WEIR_MUST_USE weir_err weir_work_call(weir_work *work, const weir_job *job);
WEIR_MUST_USE weir_err weir_work_tell(weir_work *work, const weir_job *job);
/* Start each process whose condition is true for these variables. (correlate.c) */
WEIR_MUST_USE weir_err weir_work_condition(weir_work *work, const weir_job *job);
/* Start an instance by a timer that is due. (starts.c) */
WEIR_MUST_USE weir_err weir_work_timer_start(weir_work *work, const weir_job *job);
/* Whether the message of `job` is for what waits, by its keys and correlation subscriptions. (correlate.c) */
WEIR_MUST_USE weir_err weir_work_is_meant(weir_work *work, weir_arena *scratch, const weir_instance *instance,
                                          const weir_wait *wait, const weir_job *job, bool *out);
/* Give a message to what waits. */
WEIR_MUST_USE weir_err weir_work_receive(weir_work *work, weir_wait_row to, const weir_job *job);
/* Messages that nobody waits for yet. keep: this one. look: what has begun to wait by these facts of the instance may
 * get one. (kept_messages.c) */
WEIR_MUST_USE weir_err weir_work_keep_message(weir_work *work, const weir_job *job);
WEIR_MUST_USE weir_err weir_work_look_for_messages(weir_work *work, const weir_instance *instance,
                                                   const weir_facts *facts);
WEIR_MUST_USE weir_err weir_work_expire(weir_work *work, const weir_job *job);
WEIR_MUST_USE weir_err weir_work_discard(weir_work *work, const weir_job *job);
/* Signals to many: whether this one is, with so many receivers; put it on its way; take one on its way to the next
 * receiver, or, with command.text, past the one who has failed by that. (broadcasts.c) */
bool weir_work_is_broadcast(const weir_work *work, const weir_job *job, uint32_t receiver_count);
WEIR_MUST_USE weir_err weir_work_broadcast(weir_work *work, const weir_job *job);
WEIR_MUST_USE weir_err weir_work_deliver(weir_work *work, const weir_job *job);
/* The request that does so. ENOTFOUND: none is on its way. */
WEIR_MUST_USE weir_err weir_broadcasts_job(weir_engine *engine, weir_request *out, weir_diag *diag);
/* Something was undone: ask the store again. */
void weir_broadcasts_forget(weir_engine *engine);
void weir_broadcasts_free(weir_engine *engine);
#define WEIR_DELIVERIES_PER_COMMIT_MAX 100u
/* Put what was decided outside into the log. (decided.c) */
WEIR_MUST_USE weir_err weir_work_decided(weir_work *work, const weir_job *job);
/* When the first one expires; INT64_MAX: none is kept. */
WEIR_MUST_USE weir_err weir_engine_next_expiry(weir_engine *engine, int64_t *out, weir_diag *diag);
/* Something was undone: ask the store again. */
void weir_engine_forget_messages(weir_engine *engine);
/* Leases. (locks.c) */
WEIR_MUST_USE weir_err weir_work_lock(weir_work *work, const weir_job *job);
WEIR_MUST_USE weir_err weir_work_extend(weir_work *work, const weir_job *job);
WEIR_MUST_USE weir_err weir_work_unlock(weir_work *work, const weir_job *job);
/* After a failure: the worker keeps the task for a while, so that nobody tries it again too soon. */
WEIR_MUST_USE weir_err weir_work_keep_lock(weir_work *work, const weir_command *command);
/* EVALUE, ELIMIT: no lock may last so long. */
WEIR_MUST_USE weir_err weir_work_check_duration(int64_t duration_ms, weir_diag *diag);
/* Whether the worker that the command names has the task. ELOCK, ENOTFOUND. */
WEIR_MUST_USE weir_err weir_work_check_worker(weir_work *work, const weir_command *command);

/* ── the engine ──────────────────────────────────────────────────────────────────────────────────────── */

#define WEIR_INSTANCE_BYTES_MAX ((size_t)128 * 1024 * 1024)
#define WEIR_STEP_BYTES_MAX ((size_t)256 * 1024 * 1024)
#define WEIR_DEPLOYMENT_BYTES_MAX ((size_t)256 * 1024 * 1024)

/* The instance that fired last, and how often at one instant. */
typedef struct weir_firing {
    weir_id instance;
    int64_t now_ms;
    uint32_t count;
} weir_firing;

/* Signals on their way. */
typedef struct weir_broadcasts {
    bool has_none;         /* it is known that there are none */
    weir_broadcast signal; /* the one that was read last; pos 0: none */
    weir_text actor;
    weir_arena arena; /* where it lives */
} weir_broadcasts;

struct weir_engine {
    weir_ports ports;
    weir_arena step; /* scratch of one request */
    weir_definitions definitions;
    weir_known_calendars calendars;
    weir_instances instances;
    uint64_t next_pos;                           /* known while a transaction is open */
    uint64_t request_count;                      /* the number of the one that runs */
    bool is_open, is_careful;                    /* the transaction */
    bool is_broken;                              /* nothing of it can be kept */
    bool has_written;                            /* the request that runs */
    bool keeps_refusal;                          /* it was refused, which is to be kept */
    weir_moved_start *moved_starts, *free_moved; /* by the transaction that is open; to be used again */
    weir_firing last_firing;
    weir_broadcasts broadcasts;
    weir_id starved;     /* the job that could not run for want of memory the last time */
    int64_t next_due_ms; /* of these jobs, at the latest; known if: */
    weir_due due_which;
    bool is_due_known;
    bool has_no_messages;        /* that are kept: it is known that there are none */
    uint64_t message_count;      /* of those that are kept; known if: */
    bool is_message_count_known; /* until a transaction is undone */
    weir_definition_item *first_due_item;
    weir_start *first_due_start; /* of all timers that start instances; NULL: none; known if: */
    bool is_first_due_known;
};

/* A number for each name and number, spread over all bits: seeds of steps and deployments. */
uint64_t weir_engine_seed(const weir_engine *engine, uint64_t number);

#endif
