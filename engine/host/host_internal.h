/* SPDX-License-Identifier: Apache-2.0
 * host/host_internal.h - what the files of the engine share.
 *
 * engine.c puts it together, deploy.c knows definitions, restore.c brings them back at the start, instances.c holds
 * decoded states, timers.c the heap of due times, execute.c runs requests, correlate.c finds who waits for a message or
 * signal. Layer: host.
 */
#ifndef WEIR_HOST_INTERNAL_H
#define WEIR_HOST_INTERNAL_H

#include "base/buffer.h"
#include "host/engine.h"
#include "run/step.h"

/* ── definitions ─────────────────────────────────────────────────────────────────────────────────────── */

/* A start event that waits for a message. */
typedef struct weir_message_start {
    weir_node_ix node;
    weir_text name;
} weir_message_start;

typedef struct weir_definition_item weir_definition_item;
struct weir_definition_item {
    weir_definition definition;
    const weir_message_start *starts;
    uint32_t start_count;
    uint32_t resource_ix; /* of the file, in its deployment */
    bool is_latest;
    weir_definition_item *newer; /* in the order of deployment */
};

typedef struct weir_deployment weir_deployment;
struct weir_deployment {
    weir_arena arena;
    const weir_decisions **decisions; /* of its DMN files */
    uint32_t decisions_count;
    weir_definition_item *first, *last;
    weir_deployment *older;
};

/* Decisions of all deployments, the newest first. */
weir_decision_library weir_engine_decisions(const weir_engine *engine);
void weir_engine_free_deployments(weir_engine *engine);

/* Files that are deployed together; borrowed. */
typedef struct weir_deployment_source {
    const weir_resource *resources;
    const weir_text *definitions; /* of each file: the ids the store has for it; NULL: this is a new deployment */
    uint32_t count;
    int64_t now_ms;
} weir_deployment_source;

/* As weir_engine_deploy. EFORMAT: the ids are not those of what the files define. */
WEIR_MUST_USE weir_err weir_engine_add_deployment(weir_engine *engine, const weir_deployment_source *source,
                                                  weir_problems *problems, weir_diag *diag);
/* Deploy what the store has, when the engine starts. (restore.c) */
WEIR_MUST_USE weir_err weir_deployments_read(weir_engine *engine, weir_diag *diag);

/* ── instances ───────────────────────────────────────────────────────────────────────────────────────── */

/* A running instance, with its state if that is decoded. The map holds all that run. */
typedef struct weir_instance weir_instance;
struct weir_instance {
    weir_id id;
    uint64_t pos;                      /* of its first fact */
    const weir_definition *definition; /* NULL: never loaded */
    weir_arena arena;
    weir_state state;
    bool is_loaded;
    bool is_new;         /* by the request that runs now */
    bool is_touched;     /* by the transaction */
    bool is_indexed;     /* its timers are in the heap */
    size_t loaded_bytes; /* of the arena when the state was decoded */
    weir_instance *bucket_next, *touched_next;
    weir_instance *older, *newer; /* by position */
};

typedef struct weir_instances {
    weir_instance **buckets;
    uint32_t bucket_count, count;
    weir_instance *oldest, *newest, *touched;
    bool has_unindexed;
} weir_instances;

/* A running instance with its state. EENDED, ENOTFOUND; the map forgets it then. */
WEIR_MUST_USE weir_err weir_instance_load(weir_engine *engine, weir_id id, weir_instance **out, weir_diag *diag);
WEIR_MUST_USE weir_err weir_instance_ensure(weir_engine *engine, weir_instance *instance, weir_diag *diag);
/* A new one, touched, with an empty state. */
WEIR_MUST_USE weir_err weir_instance_add(weir_engine *engine, weir_id id, uint64_t pos, weir_instance **out);
/* False: for certain nothing waits there under this id; whether it does otherwise takes loading. */
bool weir_instance_may_wait(const weir_engine *engine, weir_id id, weir_id wait);
void weir_instance_touch(weir_engine *engine, weir_instance *instance);
/* The request that touched instances has worked; or has not: their states are dropped, new ones are gone. */
void weir_instances_keep_request(weir_engine *engine);
void weir_instances_drop_request(weir_engine *engine);
/* The same for the transaction. is_unknown: new ones may be in the store. */
void weir_instances_keep(weir_engine *engine);
void weir_instances_drop(weir_engine *engine, bool is_unknown);
WEIR_MUST_USE weir_err weir_instances_read(weir_engine *engine, weir_diag *diag); /* those that run, at the start */
void weir_instances_free(weir_engine *engine);

/* ── timers ──────────────────────────────────────────────────────────────────────────────────────────── */

typedef struct weir_timer {
    int64_t due_ms;
    uint64_t instance_pos;
    weir_number_in_instance wait;
    weir_id instance, id;
} weir_timer;

/* A heap that holds no truth: what is popped is looked up before it fires. Timers of a transaction stand behind
 * the heap until it is committed. */
typedef struct weir_timers {
    weir_timer *items;
    uint32_t count, pending_count, capacity;
    uint32_t gone_count; /* how many of them were met or cancelled, about */
} weir_timers;

/* Note what the facts of an instance say about timers. */
WEIR_MUST_USE weir_err weir_timers_note(weir_engine *engine, const weir_instance *instance, const weir_facts *facts);
void weir_timers_keep(weir_engine *engine);
void weir_timers_drop(weir_engine *engine, uint32_t pending_count); /* all pending ones behind that many */
void weir_timers_free(weir_engine *engine);

/* ── requests ────────────────────────────────────────────────────────────────────────────────────────── */

/* One command on its way: of the request, or of an intent. */
typedef struct weir_job {
    weir_request_kind kind;
    weir_id instance;                  /* COMMAND */
    const weir_definition *definition; /* START */
    weir_command command;
    weir_text business_key; /* MESSAGE */
    weir_value keys;        /* MESSAGE */
    uint64_t cause;         /* position of the fact behind it; 0: from outside */
    weir_text sender;       /* id of the element behind it */
} weir_job;

typedef struct weir_jobs {
    weir_job *items;
    uint32_t count, capacity;
} weir_jobs;

/* A request while it runs; everything is in engine->step. */
typedef struct weir_work {
    weir_engine *engine;
    weir_text actor;
    int64_t now_ms;
    weir_diag *diag;
    weir_jobs jobs;
    uint32_t command_count;
    weir_answer answer;
} weir_work;

/* Run a job of kind START or COMMAND. */
WEIR_MUST_USE weir_err weir_work_command(weir_work *work, const weir_job *job);
/* The others: find out who is meant, run that. (correlate.c) */
WEIR_MUST_USE weir_err weir_work_message(weir_work *work, const weir_job *job);
WEIR_MUST_USE weir_err weir_work_signal(weir_work *work, const weir_job *job);

/* ── the engine ──────────────────────────────────────────────────────────────────────────────────────── */

#define WEIR_INSTANCE_BYTES_MAX ((size_t)128 * 1024 * 1024)
#define WEIR_STEP_BYTES_MAX ((size_t)256 * 1024 * 1024)
#define WEIR_DEPLOYMENT_BYTES_MAX ((size_t)256 * 1024 * 1024)

struct weir_engine {
    weir_ports ports;
    weir_arena step; /* scratch of one request */
    weir_deployment *newest;
    weir_definition_item *first, *last; /* all definitions, in the order of deployment */
    uint32_t deployment_count;
    weir_instances instances;
    weir_timers timers;
    uint64_t next_pos;       /* known while a transaction is open */
    bool is_open, is_broken; /* the transaction */
};

/* A number for each name and number, spread over all bits: seeds of steps and deployments. */
uint64_t weir_engine_seed(const weir_engine *engine, uint64_t number);

#endif
