/* SPDX-License-Identifier: Apache-2.0
 * run/state.h - one process instance: tokens, scopes, variables, and what it waits for.
 *
 * A plain list of each, in the order of birth, so that the numbers in a list ascend. Only weir_apply changes it.
 * Folding the facts of an instance from an empty state gives the same state, byte for byte when encoded. Tokens stay on
 * a node from their arrival until they leave; taking a flow makes a new token, which may rest where it comes from until
 * a continuation lets it go on. A scope exists while its owner token is
 * on the node that opened it: the process, a sub-process, an activity with variables of its own, the body of a
 * multi-instance. Layer: run.   Spec: BPMN 2.0.2 §13.1 (tokens), §13.3.2 (activity life cycle).
 */
#ifndef WEIR_RUN_STATE_H
#define WEIR_RUN_STATE_H

#include "run/fact.h"

#define WEIR_PROCESS_SCOPE 1u

typedef enum weir_status { WEIR_STATUS_NONE, WEIR_STATUS_ACTIVE, WEIR_STATUS_ENDED } weir_status;

typedef enum weir_token_state {
    WEIR_TOKEN_ARRIVING, /* on its way into the node */
    WEIR_TOKEN_ACTIVE,   /* the node is executing or waits for something */
    WEIR_TOKEN_WAITING,  /* held by a join */
    WEIR_TOKEN_LEAVING,  /* the node is done, a continuation takes the flow, or ends the path */
    WEIR_TOKEN_SPENT,    /* taken by a complex gateway, which minds over which flow it came until it resets */
} weir_token_state;

typedef struct weir_token {
    weir_number_in_instance number;
    weir_number_in_instance scope;
    weir_node_ix node;
    weir_flow_ix flow;   /* by which it came, or leaves; WEIR_NO_IX if by none */
    uint8_t state;       /* weir_token_state */
    uint32_t item;       /* of a multi-instance, from 1; 0 = not an item */
    uint32_t wait_count; /* of waits of this token; never written, for the waits say it */
} weir_token;

typedef struct weir_variable {
    weir_text name;
    weir_value value;
} weir_variable;

typedef struct weir_variables {
    weir_variable *items;
    uint32_t count, capacity;
} weir_variables;

typedef struct weir_collected {
    uint32_t item;
    weir_value value;
} weir_collected;

typedef struct weir_scope {
    weir_number_in_instance number;
    weir_number_in_instance parent; /* 0: the process */
    weir_number_in_instance token;  /* owner; 0: the process */
    weir_node_ix node;
    uint32_t item; /* of the owner token */
    weir_variables variables;
    /* Body of a multi-instance; of an ad-hoc sub-process item_count and items are what it plans (ad_hoc_sub_process.c):
     */
    bool is_loop;
    int64_t item_count, completed_count;
    uint32_t active_count; /* of items */
    weir_value items;      /* the collection; null for a cardinality */
    struct {
        weir_collected *items;
        uint32_t count, capacity;
    } collected; /* by item */
} weir_scope;

typedef enum weir_wait_kind {
    WEIR_WAIT_NONE,
    WEIR_WAIT_USER_TASK,
    WEIR_WAIT_EXTERNAL_TASK,
    WEIR_WAIT_TIMER,
    WEIR_WAIT_MESSAGE,
    WEIR_WAIT_SIGNAL,
    WEIR_WAIT_CONTINUATION,
    WEIR_WAIT_TRIGGER, /* somebody says that it is done: a receive task without a message */
    WEIR_WAIT_CALL,    /* its id is that of the instance that is called */
    WEIR_WAIT_CONDITION,
    WEIR_WAIT_LIMIT, /* a time limit (time_limit.h): due when there is something to do about it */
    WEIR_WAIT_KIND_COUNT
} weir_wait_kind;

/* Something outside that the instance waits for. node: the task or event; token: on that node, on the
 * activity a boundary event is attached to, on an event-based gateway, or the owner of the scope that the start event
 * of an event sub-process belongs to; 0 if that scope is the process: such a wait has no token, nor has the time limit
 * of the process. A continuation is of a token that arrives or leaves; with timers and time limits it makes up the
 * jobs. */
typedef struct weir_wait {
    weir_number_in_instance number;
    weir_number_in_instance token;
    uint8_t kind; /* weir_wait_kind */
    weir_node_ix node;
    weir_id id;
    int64_t due_ms;    /* job; due date of a user task, 0 = none */
    int64_t number_of; /* priority of an external task or a job; of a time limit: when it ends */
    int64_t retries;   /* of these: left, -1 = never failed */
    weir_text name;    /* topic, message, signal, key of a process; of a continuation: before or after */
    weir_value value;  /* details, keys or cycle; of a time limit: how it stands */
} weir_wait;

/* Something that is due by itself, and is tried again when it fails. */
static inline bool weir_wait_is_job(const weir_wait *wait)
{
    return wait->kind == WEIR_WAIT_TIMER || wait->kind == WEIR_WAIT_CONTINUATION || wait->kind == WEIR_WAIT_LIMIT;
}

/* Of a wait; or, with the node 0, of the instance that was set aside: then `wait` is a number of its own. */
typedef struct weir_incident {
    weir_id id;
    weir_number_in_instance wait;
    weir_node_ix node;
    weir_text kind, message;
} weir_incident;

/* An activity that was completed and can be compensated (compensable.c). What was completed inside a sub-process refers
 * to it by the number of the scope that this had, or has again while it is compensated. */
typedef struct weir_compensable {
    weir_number_in_instance number;  /* of the token that completed it */
    weir_number_in_instance scope;   /* one that is open, or the `inner` of another */
    weir_number_in_instance inner;   /* scope of a sub-process that is undone by what is in it; 0: not so */
    weir_number_in_instance thrower; /* token that asked for its compensation, and may have gone on; 0: nobody has */
    weir_number_in_instance handler; /* token that undoes it; 0: it is not its turn yet */
    weir_node_ix node;
    weir_variables variables; /* as they were, of a sub-process or an item */
} weir_compensable;

/* Who did a task, where a rule of duty.h can ask for it. */
typedef struct weir_deed {
    weir_node_ix node;
    weir_number_in_instance body; /* scope of the multi-instance that it was an item of; 0: of none */
    weir_text by;
    weir_value groups; /* that it was for, if a rule excludes one of them: a list, or null */
} weir_deed;

#define WEIR_REFUSAL_QUIET_MS INT64_C(600000) /* the same attempt again is not noted meanwhile */
#define WEIR_REFUSAL_COUNT_MAX 32u            /* of an instance, in that time */
#define WEIR_REFUSAL_NAME_LENGTH_MAX 255u     /* bytes of a name that are kept of it */

/* Who was refused by a rule of duty.h not long ago. */
typedef struct weir_refusal {
    weir_number_in_instance wait; /* the task, which may be done since */
    weir_text by, tried;          /* tried: the name of the command */
    int64_t until_ms;
} weir_refusal;

typedef struct weir_state {
    weir_arena *arena; /* where lists, names and values live */
    bool borrows;      /* names and values of facts are shared, not copied (scratch states) */
    uint8_t status;    /* weir_status */
    bool is_suspended;
    weir_id instance;
    weir_text definition, business_key;
    weir_value caller;        /* of an instance that was called (call.h); else null */
    weir_text outcome, error; /* of an ended instance: completed, error, terminated, cancelled */
    weir_number_in_instance next_number;
    uint64_t fact_count; /* in its stream */
    struct {
        weir_token *items;
        uint32_t count, capacity;
    } tokens;
    struct {
        weir_scope *items;
        uint32_t count, capacity;
    } scopes;
    struct {
        weir_wait *items;
        uint32_t count, capacity;
    } waits;
    struct {
        weir_incident *items;
        uint32_t count, capacity;
    } incidents;
    struct {
        weir_compensable *items;
        uint32_t count, capacity;
    } compensables; /* in the order of completion; those in a sub-process come before it */
    struct {
        weir_deed *items;
        uint32_t count, capacity;
    } deeds; /* in their order */
    struct {
        weir_refusal *items;
        uint32_t count, capacity;
    } refusals; /* in their order, at most WEIR_REFUSAL_COUNT_MAX */
} weir_state;

/* An instance that has not started. */
void weir_state_init(weir_state *state, weir_arena *arena);
/* A scratch copy in `arena` that shares names and values with `state`. */
WEIR_MUST_USE weir_err weir_state_copy(const weir_state *state, weir_arena *arena, weir_state *out);

/* NULL if there is none; pointers hold until the next weir_apply. */
weir_token *weir_state_token(const weir_state *state, weir_number_in_instance number);
weir_scope *weir_state_scope(const weir_state *state, weir_number_in_instance number);
weir_scope *weir_state_scope_of(const weir_state *state, weir_number_in_instance token); /* opened by it */
weir_wait *weir_state_wait(const weir_state *state, weir_number_in_instance number);
weir_wait *weir_state_wait_by_id(const weir_state *state, weir_id id);
weir_incident *weir_state_incident_of(const weir_state *state, weir_number_in_instance wait);
weir_incident *weir_state_set_aside(const weir_state *state); /* the incident of the instance; NULL: it was not */
/* Where the younger ones begin, and with them all that belong to what has this number: a scope is younger than its
 * owner, a token than its scope, a wait than its token. */
uint32_t weir_state_tokens_after(const weir_state *state, weir_number_in_instance number);
uint32_t weir_state_waits_after(const weir_state *state, weir_number_in_instance number);
/* A wait that came into the list: its token, if it has one, counts it. */
void weir_state_count_wait(const weir_state *state, const weir_wait *wait);
weir_compensable *weir_state_compensable(const weir_state *state, weir_number_in_instance number);
weir_compensable *weir_state_undone_by(const weir_state *state, weir_number_in_instance handler);
/* The token of a sub-process that is undone by what is in it; its scope is open for this alone. */
bool weir_state_is_reopened(const weir_state *state, const weir_token *token);
weir_variable *weir_scope_variable(const weir_scope *scope, weir_text name);

/* What holds for each token and each wait of a state (state_check.c).
 * has_place: in a scope of the node's container, or as an item in the body of the node's loop.
 * can_wait: a kind there is, an active token, a node that knows what to do when the wait is met; or a continuation and
 * a token that it can let go on. */
bool weir_state_has_place(const weir_program *program, const weir_state *state, const weir_token *token);
bool weir_state_can_wait(const weir_program *program, const weir_state *state, const weir_wait *wait);
/* The same for all that is in a state, and that scopes nest: EFORMAT if weir_apply can't have made it.
 * scratch: as many bytes as there are tokens. */
WEIR_MUST_USE weir_err weir_state_check(const weir_program *program, const weir_state *state, weir_arena *scratch,
                                        weir_diag *diag);

#endif
