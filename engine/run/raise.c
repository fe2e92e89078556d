/* SPDX-License-Identifier: Apache-2.0
 * run/raise.c - errors and escalations on their way outwards, intents, and the end of an instance.
 *
 * Spec: BPMN 2.0.2 §10.5.1 (propagation), §13.5.3; docs/decisions/ on uncaught errors.
 */
#include "run/call.h"
#include "run/cx.h"
#include "run/element.h"
#include "run/listener.h"
#include "run/publication.h"

/* Who catches: a boundary event of the activity of token `host`, or the start event of an event sub-process in
 * `scope`. */
typedef struct catch_place {
    weir_node_ix catcher; /* WEIR_NO_IX: nobody */
    weir_number_in_instance host, scope;
} catch_place;

/* What is looked for. */
typedef struct thrown {
    weir_trigger_kind trigger;
    weir_text code;
    weir_node_ix from; /* the element inside a scope that it comes from */
} thrown;

/* Of some events the one that catches this: with the exact code before one without a code. A computed code that is no
 * text catches nothing, so that a mistake in one event does not keep others from handling the error. */
static weir_err catcher_among(weir_cx *cx, const weir_node_ix *events, uint32_t count, weir_number_in_instance scope,
                              const thrown *what, weir_node_ix *out)
{
    *out = (weir_node_ix){WEIR_NO_IX};
    for (uint32_t i = 0; i < count; i++) {
        const weir_node *event = weir_cx_node(cx, events[i]);
        weir_value caught;

        if (event->trigger_kind != what->trigger || event->parent.ix == what->from.ix)
            continue; /* an event sub-process does not catch what comes out of itself */
        WEIR_TRY(weir_cx_setting(cx, events[i], &event->catch_code, scope, &caught));
        if (caught.kind == WEIR_STRING && weir_text_equal(caught.as.string, what->code)) {
            *out = events[i];
            return WEIR_OK;
        }
        if (!event->catch_code.is_set && out->ix == WEIR_NO_IX)
            *out = events[i];
    }
    return WEIR_OK;
}

/* Of the event sub-processes in the scope that the owner has opened, unless one has interrupted it. */
static weir_err catcher_inside(weir_cx *cx, weir_number_in_instance owner, const thrown *what, catch_place *out)
{
    const weir_scope *opened = weir_state_scope_of(&cx->state, owner);
    const weir_node *container = opened && !opened->is_loop ? weir_cx_node(cx, opened->node) : NULL;

    if (!container || container->event_start_count == 0 || weir_cx_is_interrupted(cx, opened->number))
        return WEIR_OK;
    out->scope = opened->number;
    return catcher_among(cx, container->event_starts, container->event_start_count, opened->number, what,
                         &out->catcher);
}

/* From the host outwards: what is in its scope, itself, then the same of the owners of the scopes around it. */
static weir_err find_catcher(weir_cx *cx, weir_number_in_instance number, thrown what, catch_place *out)
{
    for (;;) {
        const weir_token *token = weir_state_token(&cx->state, number);
        const weir_node *node = token ? weir_cx_node(cx, token->node) : NULL;

        const bool is_reopened = token && cx->state.compensables.count > 0 && weir_state_is_reopened(&cx->state, token);

        *out = (catch_place){{WEIR_NO_IX}, number, 0};
        if (!is_reopened)
            WEIR_TRY(catcher_inside(cx, number, &what, out));
        if (out->catcher.ix == WEIR_NO_IX && token && token->item == 0 &&
            !is_reopened) { /* the body has the boundary events */
            WEIR_TRY(catcher_among(cx, node->boundary, node->boundary_count, weir_cx_scope_of(cx, number), &what,
                                   &out->catcher));
            out->scope = token->scope;
        }
        if (out->catcher.ix != WEIR_NO_IX || !token)
            return WEIR_OK;
        what.from = token->node;
        number = weir_state_scope(&cx->state, token->scope)->token;
    }
}

static weir_err interrupt(weir_cx *cx, const catch_place *place)
{
    if (weir_cx_node(cx, place->catcher)->starts_event_sub_process)
        return weir_cx_interrupt(cx, place->scope);
    WEIR_TRY(weir_cx_loop_interrupted(cx, place->host));
    return weir_cx_cancel(cx, place->host);
}

static weir_err begin_at(weir_cx *cx, const catch_place *place, const weir_cause *cause)
{
    const weir_value nothing = weir_null();

    if (weir_cx_node(cx, place->catcher)->starts_event_sub_process)
        return weir_cx_start_event_sub_process(cx, place->catcher, place->scope, &nothing, cause);
    return weir_cx_place_fired(cx, place->catcher, place->scope, cause);
}

/* What is known of the host before it is interrupted. */
static weir_cause cause_of(const weir_cx *cx, const catch_place *place, weir_text code, weir_text message)
{
    weir_cause cause = {0};

    if (place->catcher.ix != WEIR_NO_IX && weir_cx_node(cx, place->catcher)->publications)
        cause = weir_cx_cause(cx, place->host);
    cause.code = code;
    cause.message = message;
    return cause;
}

static weir_err set_caught(weir_cx *cx, const weir_node *catcher, weir_number_in_instance scope, weir_text code,
                           weir_text message)
{
    if (catcher->code_variable.length > 0)
        WEIR_TRY(weir_cx_set(cx, scope, catcher->code_variable, weir_string(code)));
    if (catcher->message_variable.length > 0)
        WEIR_TRY(weir_cx_set(cx, scope, catcher->message_variable, message.at ? weir_string(message) : weir_null()));
    return WEIR_OK;
}

weir_err weir_cx_throw_error(weir_cx *cx, weir_node_ix node, weir_number_in_instance host, weir_text code,
                             weir_text message, const weir_value *variables)
{
    const thrown what = {WEIR_TRIGGER_error, code, {WEIR_NO_IX}};
    catch_place place;
    weir_cause cause;

    WEIR_TRY(find_catcher(cx, host, what, &place));
    cause = cause_of(cx, &place, code, message);
    WEIR_TRY(
        weir_cx_emit(cx, (weir_fact){.kind = WEIR_FACT_error_thrown, .node = node, .name = code, .text = message}));
    if (place.catcher.ix == WEIR_NO_IX) {
        WEIR_TRY(weir_cx_set_all(cx, WEIR_PROCESS_SCOPE, variables, false));
        cx->error_message = message;
        return weir_cx_end(cx, node, WEIR_T("error"), code);
    }
    WEIR_TRY(interrupt(cx, &place));
    WEIR_TRY(weir_cx_set_all(cx, place.scope, variables, false));
    WEIR_TRY(set_caught(cx, weir_cx_node(cx, place.catcher), place.scope, code, message));
    return begin_at(cx, &place, &cause);
}

weir_err weir_cx_throw_escalation(weir_cx *cx, weir_node_ix node, weir_number_in_instance host, weir_text code)
{
    const thrown what = {WEIR_TRIGGER_escalation, code, {WEIR_NO_IX}};
    const weir_node *catcher;
    catch_place place;
    weir_cause cause;

    WEIR_TRY(find_catcher(cx, host, what, &place));
    cause = cause_of(cx, &place, code, WEIR_NO_TEXT);
    WEIR_TRY(weir_cx_emit(cx, (weir_fact){.kind = WEIR_FACT_escalation_thrown, .node = node, .name = code}));
    if (place.catcher.ix == WEIR_NO_IX)
        return weir_cx_tell_caller(cx, code);
    catcher = weir_cx_node(cx, place.catcher);
    if (catcher->is_interrupting)
        WEIR_TRY(interrupt(cx, &place));
    WEIR_TRY(set_caught(cx, catcher, place.scope, code, WEIR_NO_TEXT));
    return begin_at(cx, &place, &cause);
}

weir_err weir_cx_intend(weir_cx *cx, weir_intent intent)
{
    WEIR_TRY(WEIR_GROW(cx->arena, &cx->result.intents));
    cx->result.intents.items[cx->result.intents.count++] = intent;
    return WEIR_OK;
}

/* Of an instance that neither an error nor somebody outside has ended. Nothing can come behind its last fact. */
static weir_err publish_end(weir_cx *cx, weir_text outcome)
{
    if (!weir_text_equal(outcome, WEIR_T("completed")) && !weir_text_equal(outcome, WEIR_T("terminated")))
        return WEIR_OK;
    return weir_cx_publish(
        cx, cx->program->nodes[0].publications,
        &(weir_occasion){
            .at = WEIR_HAPPENING_COMPLETED, .flow = {WEIR_NO_IX}, .scope = WEIR_PROCESS_SCOPE, .outcome = outcome});
}

weir_err weir_cx_end(weir_cx *cx, weir_node_ix node, weir_text outcome, weir_text error)
{
    WEIR_TRY(weir_cx_cancel_scope(cx, WEIR_PROCESS_SCOPE, 0));
    if (cx->program->nodes[0].event_start_count > 0 || cx->program->nodes[0].time_limit)
        WEIR_TRY(weir_cx_cancel_waits(cx, 0));
    cx->agenda.count = 0; /* nothing is left that could go on */
    WEIR_TRY(weir_cx_listen_process(cx, WEIR_LISTENER_END));
    WEIR_TRY(publish_end(cx, outcome));
    WEIR_TRY(
        weir_cx_emit(cx, (weir_fact){.kind = WEIR_FACT_instance_ended, .name = outcome, .node = node, .text = error}));
    return weir_cx_return(cx, outcome, error);
}
