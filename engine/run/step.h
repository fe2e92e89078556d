/* SPDX-License-Identifier: Apache-2.0
 * run/step.h - advance one process instance by one command.
 *
 * The only place where tokens move. Pure: the same inputs give the same facts, byte for byte; audit
 * replay and every scenario test rest on that.
 * Spec: BPMN 2.0.2 clause 13.     Layer: run, may use base and feel.
 */
#ifndef WEIR_RUN_STEP_H
#define WEIR_RUN_STEP_H

#include "run/command.h"
#include "run/state.h"

#define WEIR_FACTS_PER_COMMAND_MAX 250000u
/* Beyond it an instance takes no more commands: one of them might run out of numbers, at two for a fact. */
#define WEIR_NUMBER_IN_INSTANCE_MAX (UINT32_MAX - 2u * (WEIR_FACTS_PER_COMMAND_MAX + 1u))

/* Which version of a process is called, or of a decision evaluated. */
typedef enum weir_binding {
    WEIR_BINDING_LATEST,
    WEIR_BINDING_DEPLOYMENT, /* the one that was deployed together with the caller */
    WEIR_BINDING_VERSION,
    WEIR_BINDING_VERSION_TAG, /* the newest one with it */
    WEIR_BINDING_COUNT
} weir_binding;

typedef struct weir_callee {
    weir_text key;
    weir_binding binding;
    uint32_t version;
    weir_text version_tag;
} weir_callee;

struct weir_decision; /* dmn/ */

/* A decision, or a decision service, as it was deployed. */
typedef struct weir_decision_definition {
    weir_text id; /* key:version:uuid */
    const struct weir_decision *decision;
} weir_decision_definition;

/* Decisions that a process may refer to, as deployed when the command runs. NULL find: none. */
typedef struct weir_decision_library {
    /* By id, else by name; NULL: there is none. */
    const weir_decision_definition *(*find)(const void *self, const weir_callee *reference);
    /* Another decision out of the deployment of `definition`, which requires it; NULL: nobody knows. */
    const weir_decision_definition *(*beside)(const void *self, const weir_decision_definition *definition,
                                              const struct weir_decision *decision);
    const void *self;
} weir_decision_library;

/* A form by its id. A version counts those with it, from 1. */
typedef struct weir_form_reference {
    weir_text id;
    weir_binding binding; /* not by tag */
    uint32_t version;
} weir_form_reference;

/* Forms that are deployed as files of their own. NULL find: none. */
typedef struct weir_form_library {
    const weir_deployed_form *(*find)(const void *self, const weir_form_reference *reference); /* NULL: there is none */
    const void *self;
} weir_form_library;

/* All that a step sees of the world. */
typedef struct weir_env {
    int64_t now_ms;                         /* UTC */
    uint64_t seed;                          /* of ids and of FEEL random number() */
    const weir_zones *zones;                /* may be NULL */
    const struct weir_calendars *calendars; /* of working days (base/calendar.h); may be NULL */
    weir_decision_library decisions;
    weir_form_library forms;
    weir_text user; /* who acts; absent: nobody, or nobody knows */
} weir_env;

/* What a step wants of other instances; the host runs them as further commands, first in first out. */
typedef enum weir_intent_kind {
    WEIR_INTENT_MESSAGE, /* exactly one receiver: correlated; none: nothing more; several: EMISMATCH */
    WEIR_INTENT_SIGNAL,  /* all receivers */
    WEIR_INTENT_CALL,    /* start `callee` by `command`, if its caller still waits for it */
    WEIR_INTENT_TELL,    /* `command` for `instance`, if it runs and waits for that */
} weir_intent_kind;

typedef struct weir_intent {
    weir_intent_kind kind;
    weir_node_ix node; /* who asked */
    weir_text name;
    weir_value keys;    /* correlation keys: context or null */
    weir_value content; /* variables: context or null */
    uint32_t before;    /* SIGNAL: waits of the sender from this number on came later; 0: none did */
    int64_t expires_ms; /* MESSAGE: kept until then if nobody waits; 0: it is not */
    weir_id instance;
    const weir_callee *callee;
    const weir_command *command;
} weir_intent;

typedef struct weir_intents {
    weir_intent *items;
    uint32_t count, capacity;
} weir_intents;

typedef struct weir_step_result {
    weir_facts facts; /* in the order they happened */
    weir_intents intents;
    weir_err refusal; /* EDUTY: nothing was done, the facts at most note who was refused; OK */
} weir_step_result;

/* Decide what `command` does to the instance and report it as facts.
 *
 * program  borrow; frozen, may be shared between threads
 * state    borrow; read only (weir_apply is the one that changes it)
 * arena    the result lives here, and the scratch
 * out      untouched on error
 *
 * Who is refused by the separation of duties (duty.h) gets out->refusal, and diag says why.
 *
 * ENOTOKEN   nothing waits for this command (late message, finished task)
 * EENDED     the instance has ended, or a start command for one that runs
 * EPROCESS   the process can't go on; diag names the element
 * EVALUE     variables that are no context, or larger than allowed
 * ELIMIT     more than WEIR_FACTS_PER_COMMAND_MAX facts, the FEEL budget is spent, or the instance has used up its
 *            numbers
 * ENOMEM     the arena is full
 */
WEIR_MUST_USE weir_err weir_step(const weir_program *program, const weir_state *state, const weir_command *command,
                                 weir_env env, weir_arena *arena, weir_step_result *out, weir_diag *diag);

/* Change the state by one fact that step decided. Copies what it keeps into state->arena.
 * ENOMEM: the state is broken, drop it and fold or decode it again.
 * EFORMAT: the fact does not fit the state (a log that was not made by this program). */
WEIR_MUST_USE weir_err weir_apply(const weir_program *program, weir_state *state, const weir_fact *fact);
WEIR_MUST_USE weir_err weir_apply_all(const weir_program *program, weir_state *state, const weir_facts *facts);

#endif
