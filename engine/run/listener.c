/* SPDX-License-Identifier: Apache-2.0
 * run/listener.c - find the listeners of what happens, and run them in the order of the model.
 */
#include "run/listener.h"

#include <assert.h>

static const char *const names[] = {
    [WEIR_LISTENER_START] = "start",       [WEIR_LISTENER_END] = "end",       [WEIR_LISTENER_TAKE] = "take",
    [WEIR_LISTENER_CREATE] = "create",     [WEIR_LISTENER_UPDATE] = "update", [WEIR_LISTENER_ASSIGNMENT] = "assignment",
    [WEIR_LISTENER_COMPLETE] = "complete", [WEIR_LISTENER_DELETE] = "delete", [WEIR_LISTENER_TIMEOUT] = "timeout",
};
static_assert(sizeof names / sizeof *names == WEIR_LISTENER_EVENT_COUNT, "a name for each event");

weir_text weir_listener_event_name(weir_listener_event event)
{
    return weir_text_of(names[event]);
}

weir_listener_event weir_listener_event_find(weir_text name)
{
    uint32_t event = 0;

    while (event < WEIR_LISTENER_EVENT_COUNT && !weir_text_equal(name, weir_text_of(names[event])))
        event++;
    return (weir_listener_event)event;
}

/* Who listens, where. */
typedef struct place {
    weir_node_ix node;
    weir_number_in_instance scope, token, task;
} place;

static weir_err evaluate(weir_cx *cx, const place *at, const weir_listener *listener)
{
    weir_value value;

    WEIR_TRY(weir_cx_evaluate(cx, at->node, listener->action, at->scope, &value));
    if (value.kind == WEIR_NULL && cx->feel.reason[0])
        return weir_cx_fail(cx, at->node, "the listener of '%s' fails: %s", names[listener->event], cx->feel.reason);
    return WEIR_OK;
}

/* What an administrator cancels goes on to its end, whatever a listener says. */
static weir_err evaluate_forgiving(weir_cx *cx, const place *at, const weir_listener *listener)
{
    weir_diag *const diag = cx->diag;
    weir_diag own = {0};
    weir_text message;
    weir_err err;

    cx->diag = &own;
    err = evaluate(cx, at, listener);
    cx->diag = diag;
    if (err == WEIR_OK || err == WEIR_ENOMEM)
        return err;
    WEIR_TRY(weir_arena_text(cx->arena, weir_text_of(own.message), &message));
    return weir_cx_emit(cx, (weir_fact){.kind = WEIR_FACT_listener_failed,
                                        .node = at->node,
                                        .name = weir_listener_event_name((weir_listener_event)listener->event),
                                        .text = message});
}

static weir_err run_one(weir_cx *cx, const place *at, const weir_listener *listener)
{
    const weir_moment around = cx->moment;
    weir_err err;

    if (!listener->action)
        return WEIR_OK;
    cx->moment =
        (weir_moment){weir_listener_event_name((weir_listener_event)listener->event), at->token, at->task, NULL, NULL};
    err = cx->forgives_listeners ? evaluate_forgiving(cx, at, listener) : evaluate(cx, at, listener);
    cx->moment = around;
    return err;
}

static weir_err run(weir_cx *cx, const weir_listeners *listeners, weir_listener_event event, place at)
{
    for (uint32_t i = 0; listeners && i < listeners->count; i++) {
        if (listeners->items[i].event == event)
            WEIR_TRY(run_one(cx, &at, &listeners->items[i]));
    }
    return WEIR_OK;
}

weir_err weir_cx_listen(weir_cx *cx, const weir_token *token, weir_listener_event event)
{
    const weir_node *node = weir_cx_node(cx, token->node);

    if (!node->listeners || (node->loop && token->item == 0))
        return WEIR_OK;
    return run(cx, node->listeners, event, (place){token->node, weir_cx_scope_of(cx, token->number), token->number, 0});
}

weir_err weir_cx_listen_process(weir_cx *cx, weir_listener_event event)
{
    return run(cx, cx->program->nodes[0].listeners, event, (place){{0}, WEIR_PROCESS_SCOPE, 0, 0});
}

weir_err weir_cx_listen_flow(weir_cx *cx, weir_flow_ix ix, weir_number_in_instance scope)
{
    const weir_flow *flow = &cx->program->flows[ix.ix];

    return run(cx, flow->listeners, WEIR_LISTENER_TAKE, (place){flow->source, scope, 0, 0});
}

static place place_of(const weir_cx *cx, const weir_wait *task)
{
    return (place){task->node, weir_cx_scope_of(cx, task->token), task->token, task->number};
}

weir_err weir_cx_listen_task(weir_cx *cx, const weir_wait *task, weir_listener_event event)
{
    const weir_listeners *listeners = weir_cx_node(cx, task->node)->task_listeners;

    return listeners ? run(cx, listeners, event, place_of(cx, task)) : WEIR_OK;
}

bool weir_cx_has_task_listener(const weir_cx *cx, weir_node_ix node, weir_listener_event event)
{
    const weir_listeners *listeners = weir_cx_node(cx, node)->task_listeners;

    for (uint32_t i = 0; listeners && i < listeners->count; i++) {
        if (listeners->items[i].event == event)
            return true;
    }
    return false;
}

weir_err weir_cx_listen_timeout(weir_cx *cx, const weir_wait *task, const weir_listener *listener)
{
    const place at = place_of(cx, task);

    return run_one(cx, &at, listener);
}
