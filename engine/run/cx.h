/* SPDX-License-Identifier: Apache-2.0
 * run/cx.h - what an element can see and do while one command runs.
 *
 * A weir_cx holds a scratch copy of the state; every change goes through weir_cx_emit, which records
 * the fact and applies it to the copy. Helpers below either compute or act; none calls back into
 * the caller: tokens that arrive and scopes that empty are put on an agenda.
 * Layer: run.   Spec: BPMN 2.0.2 clause 13.
 */
#ifndef WEIR_RUN_CX_H
#define WEIR_RUN_CX_H

#include "run/step.h"

typedef struct weir_agenda_item {
    weir_number_in_instance token;   /* has arrived */
    weir_number_in_instance scope;   /* without a token: became empty, or something in it is done */
    weir_number_in_instance thrower; /* without either: what is next for what it has compensated */
    weir_node_ix done;
} weir_agenda_item;

/* Something that conditions may depend on (condition.h). */
typedef struct weir_change {
    weir_number_in_instance scope; /* where a variable changed, */
    weir_text name;
    uint8_t event;                  /* and how; */
    weir_number_in_instance wait;   /* or a wait that was opened; 0: none */
    weir_number_in_instance number; /* waits that came later did not see it */
} weir_change;

/* What is going on while a listener or an error mapping is evaluated; all zero elsewhere. */
typedef struct weir_moment {
    weir_text event;               /* "start", "create" … */
    weir_number_in_instance token; /* at the element; 0: none */
    weir_number_in_instance task;  /* the wait of the user task, of a task listener */
    const weir_wait *external;     /* the external task that a worker reports on, and what it says */
    const weir_command *command;
} weir_moment;

/* What makes an event fire (publication.h). */
typedef struct weir_cause {
    bool has_task, has_limit;
    weir_wait task, limit;   /* user or external task, and time limit, of the activity the event is attached to */
    int64_t timer_ms;        /* the first timer that the element itself waits for; 0: none */
    weir_text code, message; /* of an error or an escalation */
} weir_cause;

typedef struct weir_cx {
    const weir_program *program;
    weir_state state; /* scratch */
    weir_env env;
    weir_arena *arena;
    weir_diag *diag;
    weir_step_result result;
    weir_feel_run feel;
    weir_id_source ids;
    weir_moment moment;
    bool forgives_listeners;      /* those that fail are noted and passed over */
    const weir_value *transients; /* variables that end with the command; NULL: none */
    weir_text error_message;      /* of the error that ends the instance; absent: none */
    bool is_from_caller;          /* the end of the instance is wanted by its caller */
    const weir_value *shown;      /* what the expressions of one element see besides them; NULL: nothing */
    const weir_wait *met;         /* by the command, as it was; NULL: none */
    uint32_t publication_steps;   /* of FEEL, for events that are published */
    bool is_out_of_memory;        /* a variable could not be looked up: the step ends in ENOMEM */
    struct {                      /* scopes in which a join may have become complete (join.c); they ascend */
        weir_number_in_instance *items;
        uint32_t count, capacity;
    } stirred;
    uint32_t *asked, ask_number; /* of join.c: for each node, when it was asked last */
    struct weir_search *search;  /* of look_ahead.c */
    struct {
        weir_change *items;
        uint32_t count, capacity, done_count;
    } changes;
    struct { /* last in, first out: a branch runs as far as it can before the next one starts */
        weir_agenda_item *items;
        uint32_t count, capacity;
    } agenda;
    uint32_t signals_met; /* intents of the result up to here have been looked at by weir_signals_meet */
} weir_cx;

static inline const weir_node *weir_cx_node(const weir_cx *cx, weir_node_ix node)
{
    return &cx->program->nodes[node.ix];
}
static inline weir_node_ix weir_cx_event(const weir_cx *cx, weir_node_ix node)
{
    return weir_program_event(cx->program, node);
}
weir_number_in_instance weir_cx_number(weir_cx *cx); /* the next one of the instance */
weir_id weir_cx_id(weir_cx *cx);

/* Record a fact and apply it to the scratch state. ELIMIT beyond WEIR_FACTS_PER_COMMAND_MAX, or for a value that is
 * nested too deep to be stored; EVALUE for one that holds a function. */
WEIR_MUST_USE weir_err weir_cx_emit(weir_cx *cx, weir_fact fact);
/* Whether a value can be kept by a fact: EVALUE for one that holds a function, ELIMIT for one that is nested too deep.
 * depth: how many values are around it. */
WEIR_MUST_USE weir_err weir_cx_check_storable(const weir_value *value, uint32_t depth);
/* EPROCESS at `node`, in words. */
WEIR_MUST_USE weir_err weir_cx_fail(weir_cx *cx, weir_node_ix node, const char *format, ...) WEIR_PRINTF(3, 4);

/* ── tokens (token.c) ──────────────────────────────────────────────────────────────────────────── */

/* Put a new token on a node that no flow leads to (start and boundary events). It is on the agenda. The outputs of a
 * boundary event are set before. */
WEIR_MUST_USE weir_err weir_cx_place(weir_cx *cx, weir_node_ix node, weir_number_in_instance scope);
/* The same for one item of a multi-instance, from 1, in the scope of its body. */
WEIR_MUST_USE weir_err weir_cx_place_item(weir_cx *cx, weir_node_ix node, weir_number_in_instance scope, uint32_t item);
/* The same, entered at once: not put off, and not on the agenda. */
WEIR_MUST_USE weir_err weir_cx_place_entered(weir_cx *cx, weir_node_ix node, weir_number_in_instance scope,
                                             weir_number_in_instance *token);
/* Open a container for a token that starts inside it, past its start event and its continuation. */
WEIR_MUST_USE weir_err weir_cx_open(weir_cx *cx, weir_node_ix node, weir_number_in_instance scope,
                                    weir_number_in_instance *opened);
/* Put on the agenda: last in, first out. */
WEIR_MUST_USE weir_err weir_cx_agenda_push(weir_cx *cx, weir_agenda_item item);
/* What came last, from `last` on, goes below what came since `first`: who is met first goes on first. */
void weir_agenda_put_below(weir_cx *cx, uint32_t first, uint32_t last);
/* Work off the agenda; called by weir_step. */
WEIR_MUST_USE weir_err weir_cx_run(weir_cx *cx);
/* The element is entered: event, scope, inputs, boundary events. Joins call it when they are complete. */
WEIR_MUST_USE weir_err weir_cx_enter(weir_cx *cx, weir_number_in_instance token);
/* The element is done: outputs, remaining waits, then the outgoing flows (§13.2.2: all unconditional
 * ones and those whose condition is true, else the default). */
WEIR_MUST_USE weir_err weir_cx_complete(weir_cx *cx, weir_number_in_instance token);
/* As weir_cx_complete, but over the one flow the element has chosen. */
WEIR_MUST_USE weir_err weir_cx_complete_over(weir_cx *cx, weir_number_in_instance token, weir_flow_ix flow);
/* As weir_cx_complete, but over all flows, whatever their conditions say. */
WEIR_MUST_USE weir_err weir_cx_complete_all(weir_cx *cx, weir_number_in_instance token);
/* As weir_cx_complete, but over these flows. */
WEIR_MUST_USE weir_err weir_cx_complete_some(weir_cx *cx, weir_number_in_instance token, const weir_flow_ix *flows,
                                             uint32_t count);
/* As weir_cx_complete, but the token goes nowhere: the element ends its path. */
WEIR_MUST_USE weir_err weir_cx_finish(weir_cx *cx, weir_number_in_instance token);
/* Leave over the flow and enter its target, without running it: what the target would wait for has
 * happened already (event-based gateway). */
WEIR_MUST_USE weir_err weir_cx_follow(weir_cx *cx, weir_number_in_instance token, weir_flow_ix flow,
                                      weir_number_in_instance *next);
/* Whether there are tokens in a scope, in whatever state. */
bool weir_cx_has_tokens(const weir_cx *cx, weir_number_in_instance scope);
/* Consume a token that merged into another one or came to nothing. */
WEIR_MUST_USE weir_err weir_cx_consume(weir_cx *cx, weir_number_in_instance token);
/* Interrupt what the token is doing, with everything below it, innermost first. */
WEIR_MUST_USE weir_err weir_cx_cancel(weir_cx *cx, weir_number_in_instance token);
/* The same for all tokens of a scope but not its owner; `keep` (0: none) survives. */
WEIR_MUST_USE weir_err weir_cx_cancel_scope(weir_cx *cx, weir_number_in_instance scope, weir_number_in_instance keep);
/* Condition of a flow as seen from `scope`; a null condition is false and noted as a fact. */
WEIR_MUST_USE weir_err weir_cx_condition(weir_cx *cx, weir_flow_ix flow, weir_number_in_instance scope, bool *out);

/* A token goes into the node it has arrived at, without being put off. */
WEIR_MUST_USE weir_err weir_cx_arrive(weir_cx *cx, weir_number_in_instance token);
/* A token, new or one that rests behind its node, goes over a flow. It is on the agenda. */
WEIR_MUST_USE weir_err weir_cx_take_flow(weir_cx *cx, weir_number_in_instance token, weir_number_in_instance scope,
                                         weir_flow_ix flow);

/* ── joins that look ahead (join.c) ────────────────────────────────────────────────────────────────── */

/* What has come to a join in one scope, by incoming flow. */
typedef struct weir_arrivals {
    weir_node_ix node;
    weir_number_in_instance scope;
    weir_number_in_instance *first; /* the token that has waited longest; 0: the flow is empty */
    weir_number_in_instance *spent; /* the token that the join has taken and minds (complex gateway); 0: none */
    uint32_t *counts;               /* tokens that wait */
    uint32_t full_count;            /* flows that are not empty */
    uint32_t spent_count;
} weir_arrivals;

/* Before the fact is applied: remember the scope if a token of it moves. */
WEIR_MUST_USE weir_err weir_cx_stir(weir_cx *cx, const weir_fact *fact);
/* Nothing moves: ask the joins in the scopes that were stirred, until one goes on. */
WEIR_MUST_USE weir_err weir_cx_rest(weir_cx *cx, bool *went_on);
/* Which of its incoming flows this is; WEIR_NO_IX: none. */
uint32_t weir_node_place_of(const weir_node *join, weir_flow_ix flow);
WEIR_MUST_USE weir_err weir_cx_arrivals(weir_cx *cx, weir_node_ix node, weir_number_in_instance scope,
                                        weir_arrivals *out);
/* (look_ahead.c) Whether a token of the scope can come over a flow that is empty, and not as well over one that isn't
 * (§13.4.3). One from which a token is spent is not empty. */
WEIR_MUST_USE weir_err weir_cx_may_come(weir_cx *cx, const weir_arrivals *arrivals, bool *out);

/* ── continuations (continuation.c) ────────────────────────────────────────────────────────────────── */

/* Let a job take the token on: into its node, or, if it is leaving, over its flow. */
WEIR_MUST_USE weir_err weir_cx_put_off(weir_cx *cx, weir_token token, const weir_async *async);
/* The priority of a job of the node, seen from `scope`: that of `async`, else that of the process, else 0. async: may
 * be NULL. EPROCESS. */
WEIR_MUST_USE weir_err weir_cx_job_priority(weir_cx *cx, weir_node_ix node, const weir_async *async,
                                            weir_number_in_instance scope, int64_t *out);
/* The job of a continuation, whose wait is closed already. */
WEIR_MUST_USE weir_err weir_cx_go_on(weir_cx *cx, const weir_wait *wait);

/* ── waits (wait.c) ────────────────────────────────────────────────────────────────────────────── */

/* Open a wait: `fact` is one of the facts with apply open_wait; node, token, wait and id are filled in. */
WEIR_MUST_USE weir_err weir_cx_wait(weir_cx *cx, weir_node_ix node, weir_number_in_instance token, weir_fact fact);
/* The first wait behind `last` (0: of all) that `is_wanted`; NULL: none. Waits may come and go between two calls. */
typedef bool weir_wait_test(const weir_cx *cx, const weir_wait *wait, const void *what);
const weir_wait *weir_cx_next_wait(const weir_cx *cx, weir_number_in_instance last, weir_wait_test *is_wanted,
                                   const void *what);
/* Cancel all waits of a token; 0: those of the process. */
WEIR_MUST_USE weir_err weir_cx_cancel_waits(weir_cx *cx, weir_number_in_instance token);
/* Only those of the event sub-processes in the scope that the token owns. */
WEIR_MUST_USE weir_err weir_cx_cancel_event_starts(weir_cx *cx, weir_number_in_instance token);

/* ── event sub-processes (event_sub_process.c) ─────────────────────────────────────────────────── */

/* The scope of a container is open: what starts its event sub-processes is waited for, on behalf of the owner of the
 * scope (0: the process). */
WEIR_MUST_USE weir_err weir_cx_arm_event_starts(weir_cx *cx, weir_node_ix container, weir_number_in_instance owner);
/* All that is active in a scope is cancelled, and no event sub-process of it can start any more. Its owner stays. */
WEIR_MUST_USE weir_err weir_cx_interrupt(weir_cx *cx, weir_number_in_instance scope);
/* Whether an event sub-process has interrupted this scope. */
bool weir_cx_is_interrupted(const weir_cx *cx, weir_number_in_instance scope);
/* The event sub-process of this start event begins in `scope`; to interrupt that is the caller's business. locals: for
 * its own scope; context or null. cause: NULL, or what is known of it. */
WEIR_MUST_USE weir_err weir_cx_start_event_sub_process(weir_cx *cx, weir_node_ix start, weir_number_in_instance scope,
                                                       const weir_value *locals, const weir_cause *cause);

/* ── compensation (compensation.c) ─────────────────────────────────────────────────────────────── */

/* On behalf of a token all that was completed in the scope it is in shall be compensated, or (only: not WEIR_NO_IX) one
 * activity of it alone; from inside an event sub-process also what was completed in the scope around that. */
WEIR_MUST_USE weir_err weir_cx_compensate(weir_cx *cx, weir_number_in_instance thrower, weir_number_in_instance scope,
                                          weir_node_ix only);
/* What was chosen for a token is undone one by one, the last one that was completed first; behind the last of them, or
 * at once if there is none, its element is told (on_compensated). It is on the agenda. */
WEIR_MUST_USE weir_err weir_cx_begin_compensation(weir_cx *cx, weir_number_in_instance thrower);
/* Whose compensation goes on when this token is gone; 0: nobody's. */
weir_number_in_instance weir_cx_thrower_of(const weir_cx *cx, weir_number_in_instance handler);
/* Called from the agenda (token.c). */
WEIR_MUST_USE weir_err weir_cx_compensate_next(weir_cx *cx, weir_number_in_instance thrower);
WEIR_MUST_USE weir_err weir_cx_reopen(weir_cx *cx, weir_number_in_instance token);
/* What an item had by itself is visible to what undoes it. */
WEIR_MUST_USE weir_err weir_cx_show_undone(weir_cx *cx, weir_number_in_instance handler);

/* ── variables and expressions (variable.c) ────────────────────────────────────────────────────── */

/* The scope in which the element of this token reads its variables. */
weir_number_in_instance weir_cx_scope_of(const weir_cx *cx, weir_number_in_instance token);
/* *found: whether there is such a variable in this scope or around it. ENOMEM. */
WEIR_MUST_USE weir_err weir_cx_variable(weir_cx *cx, weir_number_in_instance scope, weir_text name, bool *found,
                                        weir_value *out);
/* For a variable: variable_bytes_max. */
bool weir_cx_is_too_large(const weir_value *value);
WEIR_MUST_USE weir_err weir_cx_set_local(weir_cx *cx, weir_number_in_instance scope, weir_text name, weir_value value);
/* In the nearest scope that has it, else in the process. */
WEIR_MUST_USE weir_err weir_cx_set(weir_cx *cx, weir_number_in_instance scope, weir_text name, weir_value value);
/* Each entry of a context (null: nothing). is_local: weir_cx_set_local. */
WEIR_MUST_USE weir_err weir_cx_set_all(weir_cx *cx, weir_number_in_instance scope, const weir_value *variables,
                                       bool is_local);
/* All variables that are visible from a scope, as a context; of a multi-instance those of the item. */
WEIR_MUST_USE weir_err weir_cx_visible(weir_cx *cx, weir_number_in_instance scope, weir_value *out);
/* The variables of one scope alone, as a context. */
WEIR_MUST_USE weir_err weir_cx_locals(weir_cx *cx, weir_number_in_instance scope, weir_value *out);
/* Defaults of form fields whose variable is absent. is_local: weir_cx_set_local. */
WEIR_MUST_USE weir_err weir_cx_set_defaults(weir_cx *cx, weir_node_ix node, weir_number_in_instance scope,
                                            bool is_local);

/* The same for others that are absent. */
WEIR_MUST_USE weir_err weir_cx_set_absent(weir_cx *cx, weir_node_ix node, const weir_mapping *mappings, uint32_t count,
                                          weir_number_in_instance scope, bool is_local);

/* The data of the element, in `scope`: what it begins with, or null. Variables that the process was started with are
 * there already, and those of its data that begin with nothing stay absent. */
WEIR_MUST_USE weir_err weir_cx_declare(weir_cx *cx, weir_node_ix node, weir_number_in_instance scope);

/* An expression that may be null; the reason is in cx->feel.reason. */
WEIR_MUST_USE weir_err weir_cx_evaluate(weir_cx *cx, weir_node_ix node, const weir_expression *expression,
                                        weir_number_in_instance scope, weir_value *out);
/* Whatever gives the value; unset gives null. */
WEIR_MUST_USE weir_err weir_cx_setting(weir_cx *cx, weir_node_ix node, const weir_setting *setting,
                                       weir_number_in_instance scope, weir_value *out);
/* A number, a boolean or a moment becomes the text of it; null, texts, lists and contexts stay. */
WEIR_MUST_USE weir_err weir_cx_to_text(weir_cx *cx, weir_value *value);
/* As weir_cx_setting, but EPROCESS unless the result is a text; unset gives absent. what: "message name". */
WEIR_MUST_USE weir_err weir_cx_setting_text(weir_cx *cx, weir_node_ix node, const weir_setting *setting,
                                            weir_number_in_instance scope, const char *what, weir_text *out);
/* What an expression sees: the variables visible from a scope, and for ${…} execution and task. */
typedef struct weir_visible {
    weir_cx *cx;
    weir_number_in_instance scope;
    weir_node_ix node; /* whose expression it is */
} weir_visible;
weir_feel_scope weir_visible_scope(const weir_visible *visible);

/* ── errors and intents (raise.c) ──────────────────────────────────────────────────────────────── */

/* A BPMN error that `node` throws: caught by the nearest event sub-process or boundary event at `host` or around it
 * (those inside a scope before those on its border, exact code before catch-all), else it ends the instance. host: the
 * token of the failing activity, or the owner of the scope an event is in (0: the process). Whoever catches it, a host
 * that is an activity without a scope of its own is gone afterwards. */
WEIR_MUST_USE weir_err weir_cx_throw_error(weir_cx *cx, weir_node_ix node, weir_number_in_instance host, weir_text code,
                                           weir_text message, const weir_value *variables);
/* The same for an escalation, which goes on after a non-interrupting catcher or none. */
WEIR_MUST_USE weir_err weir_cx_throw_escalation(weir_cx *cx, weir_node_ix node, weir_number_in_instance host,
                                                weir_text code);
WEIR_MUST_USE weir_err weir_cx_intend(weir_cx *cx, weir_intent intent);
/* A signal, thrown by `intent.node`. Who waits for it in the instance now catches it after this move, before any token
 * goes on (signal.c); the host tells all others. */
WEIR_MUST_USE weir_err weir_cx_throw_signal(weir_cx *cx, weir_intent intent);
/* Whether the filter of what waits lets the signal in, with what it brings (context or null). False where it gives
 * anything but true; one that can't be computed is noted. */
WEIR_MUST_USE weir_err weir_cx_lets_in(weir_cx *cx, const weir_wait *wait, const weir_value *content, bool *out);
/* Let those catch what was thrown, at once. An instance that is suspended catches nothing. */
WEIR_MUST_USE weir_err weir_signals_meet(weir_cx *cx);
/* PASS_BY: what waits did not get a signal that was for many, and says why. */
WEIR_MUST_USE weir_err weir_signal_pass_by(weir_cx *cx, const weir_command *command, const weir_wait *wait);
/* End the instance: cancels what is left. outcome: completed, error, terminated, cancelled. */
WEIR_MUST_USE weir_err weir_cx_end(weir_cx *cx, weir_node_ix node, weir_text outcome, weir_text error);

/* ── multi-instance (loop.c) ───────────────────────────────────────────────────────────────────── */

WEIR_MUST_USE weir_err weir_cx_loop_start(weir_cx *cx, weir_number_in_instance token);
WEIR_MUST_USE weir_err weir_cx_loop_item_done(weir_cx *cx, weir_number_in_instance token);
/* Throw what is thrown when an item is done; whoever catches it may have ended the activity. */
WEIR_MUST_USE weir_err weir_cx_loop_throw(weir_cx *cx, weir_node_ix node, weir_number_in_instance body);
/* A boundary event is about to interrupt the activity of this token: what its items collected so far stays. */
WEIR_MUST_USE weir_err weir_cx_loop_interrupted(weir_cx *cx, weir_number_in_instance token);
/* An item that is done has gone: what is next? */
WEIR_MUST_USE weir_err weir_cx_loop_item_left(weir_cx *cx, weir_node_ix node, weir_number_in_instance body,
                                              uint32_t item);

#endif
