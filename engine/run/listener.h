/* SPDX-License-Identifier: Apache-2.0
 * run/listener.h - what a model wants to be done when something happens to an element, a flow or a user task.
 *
 * A listener is an expression that runs in the step: what it sets are facts like all others, and if it fails, nothing
 * has happened. Only where an administrator cancels the whole instance, one that fails is noted and passed over, so
 * that no model can keep an instance alive.
 * Order: inputs and waits, then `start`; `end`, then outputs and flows; `take` when the flow is taken; `create` before
 * `assignment`, `update` before `assignment`; `complete` when the variables are set and the task is still open;
 * `delete` before `end`. A multi-instance has them for each item.
 * Layer: run.
 */
#ifndef WEIR_RUN_LISTENER_H
#define WEIR_RUN_LISTENER_H

#include "run/cx.h"

typedef enum weir_listener_event {
    WEIR_LISTENER_START,
    WEIR_LISTENER_END,
    WEIR_LISTENER_TAKE,
    WEIR_LISTENER_CREATE, /* from here on of user tasks */
    WEIR_LISTENER_ASSIGNMENT,
    WEIR_LISTENER_UPDATE,
    WEIR_LISTENER_COMPLETE,
    WEIR_LISTENER_DELETE,
    WEIR_LISTENER_TIMEOUT,
    WEIR_LISTENER_EVENT_COUNT
} weir_listener_event;

typedef struct weir_listener {
    uint8_t event;                 /* weir_listener_event */
    const weir_expression *action; /* NULL: nothing is done */
    const void *timer;             /* of a timeout: when (elements/) */
} weir_listener;

typedef struct weir_listeners {
    weir_listener *items;
    uint32_t count, capacity;
} weir_listeners;

weir_text weir_listener_event_name(weir_listener_event event);
/* WEIR_LISTENER_EVENT_COUNT: there is none of this name. */
weir_listener_event weir_listener_event_find(weir_text name);

/* Those of a token that is at its element. Not for the body of a loop, whose items have them. */
WEIR_MUST_USE weir_err weir_cx_listen(weir_cx *cx, const weir_token *token, weir_listener_event event);
/* Those of the process. */
WEIR_MUST_USE weir_err weir_cx_listen_process(weir_cx *cx, weir_listener_event event);
/* A flow is taken by a token that will be in the scope. */
WEIR_MUST_USE weir_err weir_cx_listen_flow(weir_cx *cx, weir_flow_ix flow, weir_number_in_instance scope);
/* Those of a user task that is open. */
WEIR_MUST_USE weir_err weir_cx_listen_task(weir_cx *cx, const weir_wait *task, weir_listener_event event);
bool weir_cx_has_task_listener(const weir_cx *cx, weir_node_ix node, weir_listener_event event);
/* One of them: the timeout whose timer has fired. */
WEIR_MUST_USE weir_err weir_cx_listen_timeout(weir_cx *cx, const weir_wait *task, const weir_listener *listener);

#endif
