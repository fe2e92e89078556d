/* SPDX-License-Identifier: Apache-2.0
 * store/store.h - the narrow port through which a host keeps the log and the instances.
 *
 * A driver fills in the functions: memory.h is the reference, databases follow it. All writing happens
 * inside a transaction; one thread at a time. Bytes go in and come out unchanged.
 * Errors: ESTORE (the medium failed), ENOMEM, ENOTFOUND where named. A failed write has done nothing, and
 * the transaction may be rolled back or gone on with. A failed commit is unknown: it may have happened; the
 * transaction is over either way, and who wants to know reads back.
 * Layer: store, may use base and run.
 */
#ifndef WEIR_STORE_STORE_H
#define WEIR_STORE_STORE_H

#include "base/arena.h"
#include "base/id.h"
#include "run/state.h"

/* What one command did to one stream. Every fact has a position in the log and a number in its stream, both
 * 1, 2, 3 … without gaps: fact i of the row is (pos + i, seq + i). */
typedef struct weir_log_row {
    uint64_t pos, seq;   /* of the first fact */
    uint64_t fact_count; /* at least 1 */
    weir_id stream;      /* the instance; none: the engine itself */
    int64_t time_ms;
    uint32_t format;   /* of the facts */
    weir_text actor;   /* who asked */
    weir_text command; /* what was asked: a JSON object; "cause" = position of the fact behind it */
    weir_text facts;   /* JSON, see run/codec.h */
} weir_log_row;

typedef struct weir_instance_row {
    weir_id id;
    uint64_t pos;         /* of its first fact: instances are ordered by it */
    weir_text definition; /* id of the definition it runs */
    uint32_t format;      /* of the state bytes */
    uint8_t status;       /* weir_status */
    bool is_suspended;
    bool is_new;              /* a hint for put: no row with this id is there */
    bool is_dated, was_dated; /* it has dates that a calendar has counted; before this put. Written, not read */
    weir_text business_key;
    weir_text state;
    weir_id caller, root; /* of one that was called; else none. Written, not read */
} weir_instance_row;

/* What a command did to an instance, for tables that show what is the case now. All borrowed. */
typedef struct weir_projection {
    const weir_program *program;
    weir_text definition; /* its id */
    weir_id instance;
    uint64_t instance_pos;
    uint64_t pos; /* of the first fact */
    int64_t time_ms;
    const weir_state *before; /* the facts */
    const weir_facts *facts;
} weir_projection;

/* Something an instance waits for, as the projections have it. */
typedef struct weir_wait_row {
    weir_id instance, id; /* id: of the wait */
    uint64_t instance_pos;
    weir_number_in_instance wait;
    int64_t due_ms; /* of a job */
    bool is_continuation;
    weir_text keys; /* of a subscription that is read: JSON, those it keeps; absent: none, or the store does not say */
} weir_wait_row;

/* Which jobs: flags. */
typedef enum weir_due { WEIR_DUE_NONE = 0, WEIR_DUE_TIMERS = 1, WEIR_DUE_CONTINUATIONS = 2, WEIR_DUE_ALL = 3 } weir_due;

#define WEIR_DIGEST_LENGTH 32

typedef struct weir_digest {
    uint8_t byte[WEIR_DIGEST_LENGTH];
} weir_digest;

/* An external task that waits for a worker. */
typedef struct weir_external_task_row {
    weir_id id, instance;
    weir_text definition, business_key, element, topic;
    int64_t priority, retries; /* -1: it never failed */
    int64_t created_ms;
    weir_text worker; /* who has it, until when; absent: nobody ever had */
    int64_t locked_until_ms;
} weir_external_task_row;

/* A process that was deployed. */
typedef struct weir_definition_row {
    weir_text id, key; /* key:version:uuid */
    uint32_t version;
    uint32_t ix;         /* among the processes of its file */
    weir_digest content; /* of its file */
    weir_text starts;    /* JSON: what starts it; absent: nothing but a command */
    bool is_suspended, is_deleted;
    bool delegates_external; /* as of its file */
    weir_id deployment;      /* read only */
} weir_definition_row;

typedef enum weir_definition_change {
    WEIR_DEFINITION_SUSPENDED,
    WEIR_DEFINITION_ACTIVATED,
    WEIR_DEFINITION_DELETED,
    WEIR_DEPLOYMENT_DELETED,      /* after its definitions */
    WEIR_DEFINITION_START_DUE,    /* put_starts */
    WEIR_DEFINITION_TIME_TO_LIVE, /* put_time_to_live */
} weir_definition_change;

/* Files that were deployed together. What is compiled of them is made again from their bytes; equal bytes are kept
 * once, under their digest. */
typedef struct weir_resource_row {
    weir_text name, bytes;
    weir_digest content;
    bool has_decisions, has_calendars;
    bool delegates_external; /* it was compiled so */
    const weir_definition_row *definitions;
    uint32_t definition_count;
} weir_resource_row;

typedef struct weir_deployment_row {
    weir_id id;
    int64_t time_ms;
    weir_text name, source; /* absent: not said */
    const weir_resource_row *resources;
    uint32_t resource_count;
} weir_deployment_row;

/* How far instances were dated anew: with so many files of calendars known, all up to this position. */
typedef struct weir_redating {
    uint64_t file_count, pos;
} weir_redating;
typedef weir_err (*weir_dated_visit)(void *context, weir_id instance, uint64_t pos);

/* A file of a deployment that has decisions, calendars, or a form. */
typedef struct weir_decision_file_row {
    weir_id deployment;
    weir_digest content;
    bool is_deleted; /* the deployment */
    weir_text name;
} weir_decision_file_row;

/* Who is told what happens. */
typedef struct weir_webhook_row {
    weir_id id;
    uint64_t pos;        /* of the fact that created it: they are ordered by it */
    uint64_t from_pos;   /* of the first fact that it gets */
    uint64_t filter_pos; /* from here on it has the filter that it has now */
    bool is_active;
    weir_text url;
    weir_text event_types, processes; /* the filter: JSON lists of patterns and of keys; absent: all */
    weir_text reason;                 /* why it is not active; absent: none */
    int64_t created_ms;
    weir_digest secret_digest;
    weir_text secret;   /* bytes; empty: lost */
    uint64_t floor_pos; /* all before it is done with, as of a minute ago; read only */
} weir_webhook_row;

/* A message that nobody waited for when it came. */
typedef struct weir_message_row {
    weir_id id;
    uint64_t pos; /* of the fact that tells of it: they are ordered by it */
    weir_text name, business_key;
    weir_id instance;  /* the only one that may get it; none: all may */
    weir_text content; /* JSON: its keys and variables */
    int64_t created_ms, expires_ms;
} weir_message_row;

/* A signal that is on its way to many, one after the other. What it brings is in the log. */
typedef struct weir_broadcast_row {
    uint64_t pos;            /* of the fact that tells of it: they are ordered by it, and get there one by one */
    uint64_t root;           /* of the first one of those that led to it; its own, if none did */
    uint32_t number;         /* 1, 2, 3 … among those of one root */
    uint64_t before_pos;     /* it is for those who have waited since before this; 0: others come first */
    uint64_t receiver_count; /* whom it has reached; */
    uint64_t instance_pos;   /* the last of them, 0: nobody. No facts, these three */
    weir_number_in_instance wait;
} weir_broadcast_row;

/* Called for each row that is read; an error ends the reading and is returned. The row is borrowed. */
typedef weir_err (*weir_log_visit)(void *context, const weir_log_row *row);
typedef weir_err (*weir_instance_visit)(void *context, const weir_instance_row *row);
typedef weir_err (*weir_wait_visit)(void *context, const weir_wait_row *row);
typedef weir_err (*weir_external_task_visit)(void *context, const weir_external_task_row *row);
typedef weir_err (*weir_definition_visit)(void *context, const weir_definition_row *row);
typedef weir_err (*weir_webhook_visit)(void *context, const weir_webhook_row *row);
typedef weir_err (*weir_message_visit)(void *context, const weir_message_row *row);
typedef weir_err (*weir_decision_file_visit)(void *context, const weir_decision_file_row *row);

typedef struct weir_store {
    void *self;

    /* A transaction, and at most one savepoint in it. Rolling back can't fail: a driver that can't do it has
     * lost the transaction, which comes to the same. */
    weir_err (*begin)(void *self, weir_diag *diag);
    weir_err (*commit)(void *self, weir_diag *diag);
    void (*rollback)(void *self);
    weir_err (*savepoint)(void *self, weir_diag *diag);
    weir_err (*rollback_to)(void *self, weir_diag *diag); /* the savepoint is gone afterwards */
    weir_err (*release)(void *self, weir_diag *diag);

    /* Writing. The driver copies what it keeps. put replaces the row with the same id. */
    weir_err (*set_clock)(void *self, int64_t now_ms, weir_diag *diag); /* the virtual one; NULL: it is not kept */
    weir_err (*append_log)(void *self, const weir_log_row *row, weir_diag *diag);
    weir_err (*put_instance)(void *self, const weir_instance_row *row, weir_diag *diag);
    /* Let the projections follow. When it fails, some may have followed: roll back. */
    weir_err (*project)(void *self, const weir_projection *change, weir_diag *diag);

    weir_err (*set_redating)(void *self, weir_redating redating, weir_diag *diag); /* no fact */

    /* Reading, inside a transaction or not. next_pos: of the next fact to be written. get: ENOTFOUND; the
     * texts of the row live in the arena. read_*: in the order of positions. */
    weir_err (*next_pos)(void *self, uint64_t *out, weir_diag *diag);
    weir_err (*get_instance)(void *self, weir_id id, weir_arena *arena, weir_instance_row *out, weir_diag *diag);
    weir_err (*read_instances)(void *self, weir_instance_visit visit, void *context, weir_diag *diag);
    weir_err (*read_stream)(void *self, weir_id stream, uint64_t from_seq, weir_log_visit visit, void *context,
                            weir_diag *diag);
    weir_err (*read_log)(void *self, uint64_t from_pos, weir_log_visit visit, void *context, weir_diag *diag);

    /* Reading the projections, in the same way. next_due: the first job that is due then, by due time, position of
     * its instance, number of its wait; behind `after`, if that is not NULL; ENOTFOUND. read_subscriptions: to a
     * message or signal of this name, of instances with this business key (absent: all), by position and number; the
     * visitor may read, but not write. find_task: the instance that has this user or external task, or this incident;
     * ENOTFOUND. */
    weir_err (*next_due)(void *self, weir_due which, int64_t until_ms, const weir_wait_row *after, weir_wait_row *out,
                         weir_diag *diag);
    weir_err (*read_subscriptions)(void *self, weir_wait_kind kind, weir_text name, weir_text business_key,
                                   weir_wait_visit visit, void *context, weir_diag *diag);
    weir_err (*find_task)(void *self, weir_id task, weir_id *out, weir_diag *diag);
    /* Instances behind this position that have dates a calendar has counted, by position, at most so many. */
    weir_err (*read_dated)(void *self, uint64_t after_pos, uint32_t count_max, weir_dated_visit visit, void *context,
                           weir_diag *diag);
    weir_err (*get_redating)(void *self, weir_redating *out, weir_diag *diag);

    /* Locks of external tasks are leases: columns of the projection, no facts; NULL, all of them: this store has none.
     * read_unlocked: tasks of the topic that nobody has at now_ms and that may be tried, by priority, then age.
     * get_worker: who had it last; ENOTFOUND. set_lock: worker absent: nobody. */
    weir_err (*read_unlocked)(void *self, weir_text topic, int64_t now_ms, uint32_t count_max,
                              weir_external_task_visit visit, void *context, weir_diag *diag);
    weir_err (*get_worker)(void *self, weir_id task, weir_arena *arena, weir_text *out, weir_diag *diag);
    weir_err (*set_lock)(void *self, weir_id task, weir_text worker, int64_t until_ms, weir_diag *diag);

    /* Messages that are kept; NULL, all of them: this store keeps none. delete, get: ENOTFOUND; the texts of the row
     * live in the arena. read: of this name (absent: all) that expire then or before, by position; the visitor may
     * read, but not write. next_expiry: INT64_MAX: there are none. */
    weir_err (*put_message)(void *self, const weir_message_row *row, weir_diag *diag);
    weir_err (*delete_message)(void *self, weir_id id, weir_diag *diag);
    weir_err (*get_message)(void *self, weir_id id, weir_arena *arena, weir_message_row *out, weir_diag *diag);
    weir_err (*read_messages)(void *self, weir_text name, int64_t expires_until_ms, weir_message_visit visit,
                              void *context, weir_diag *diag);
    weir_err (*next_expiry)(void *self, int64_t *out, weir_diag *diag);
    weir_err (*count_messages)(void *self, uint64_t *out, weir_diag *diag);

    /* Signals on their way; NULL, all of them: this store keeps none. put replaces the row with the same pos. next: the
     * oldest one; ENOTFOUND. count: of all, and the last number among those of one root. next_subscriber: to a signal
     * of this name, behind `after` by position and number, who has waited since before this position; ENOTFOUND. */
    weir_err (*put_broadcast)(void *self, const weir_broadcast_row *row, weir_diag *diag);
    weir_err (*delete_broadcast)(void *self, uint64_t pos, weir_diag *diag);
    weir_err (*next_broadcast)(void *self, weir_broadcast_row *out, weir_diag *diag);
    weir_err (*count_broadcasts)(void *self, uint64_t root, uint64_t *count, uint32_t *last_number, weir_diag *diag);
    weir_err (*next_subscriber)(void *self, weir_text name, uint64_t before_pos, const weir_broadcast_row *after,
                                weir_wait_row *out, weir_diag *diag);

    /* The number of the next fact of a stream. */
    weir_err (*next_seq)(void *self, weir_id stream, uint64_t *out, weir_diag *diag);

    /* Deployments; NULL, all of them: this store does not keep any. An instance can be put only when its definition
     * was. What was deleted is kept for those who have its id. read_latest, get_latest: the newest version of each key,
     * of one, that was not deleted. read_decision_files: files with decisions, and forms, the newest first, deleted
     * ones too; read_calendar_files: those with calendars. get_*: ENOTFOUND; texts live in the arena. count_running:
     * instances of a definition. */
    weir_err (*put_deployment)(void *self, const weir_deployment_row *row, weir_diag *diag);
    weir_err (*read_latest)(void *self, weir_definition_visit visit, void *context, weir_diag *diag);
    weir_err (*read_decision_files)(void *self, weir_decision_file_visit visit, void *context, weir_diag *diag);
    weir_err (*read_calendar_files)(void *self, weir_decision_file_visit visit, void *context, weir_diag *diag);
    weir_err (*get_definition)(void *self, weir_text id, weir_arena *arena, weir_definition_row *out, weir_diag *diag);
    weir_err (*get_latest)(void *self, weir_text key, weir_arena *arena, weir_definition_row *out, weir_diag *diag);
    /* Of this version; or, version 0, the newest of those that were deployed together with another definition. */
    weir_err (*get_version)(void *self, weir_text key, uint32_t version, weir_text beside, weir_arena *arena,
                            weir_definition_row *out, weir_diag *diag);
    weir_err (*change_definition)(void *self, weir_text id, weir_definition_change change, weir_diag *diag);
    weir_err (*put_starts)(void *self, weir_text id, weir_text starts, weir_diag *diag); /* of a definition */
    /* Of a process or a decision, whether there is one or not; day_count < 0: none. */
    weir_err (*put_time_to_live)(void *self, weir_text id, int64_t day_count, weir_diag *diag);
    weir_err (*delete_deployment)(void *self, weir_id id, weir_diag *diag);
    weir_err (*count_running)(void *self, weir_text definition, uint64_t *out, weir_diag *diag);
    weir_err (*get_content)(void *self, const weir_digest *content, weir_arena *arena, weir_text *out, weir_diag *diag);

    /* Webhooks; NULL, all of them: this store does not keep any. put replaces the one with the same id; what it is
     * ordered by, where it begins and when it was created stay. delete, get: ENOTFOUND. raise_floor: of one that
     * may be gone; no fact. */
    weir_err (*put_webhook)(void *self, const weir_webhook_row *row, weir_diag *diag);
    weir_err (*delete_webhook)(void *self, weir_id id, weir_diag *diag);
    weir_err (*raise_floor)(void *self, weir_id id, uint64_t floor_pos, weir_diag *diag);
    weir_err (*get_webhook)(void *self, weir_id id, weir_arena *arena, weir_webhook_row *out, weir_diag *diag);
    weir_err (*read_webhooks)(void *self, weir_webhook_visit visit, void *context, weir_diag *diag);
} weir_store;

#endif
