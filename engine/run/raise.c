/* SPDX-License-Identifier: Apache-2.0
 * run/raise.c - errors and escalations on their way outwards, intents, and the end of an instance.
 *
 * Spec: BPMN 2.0.2 §10.5.1 (propagation), §13.5.3; docs/decisions/ on uncaught errors.
 */
#include "run/call.h"
#include "run/cx.h"
#include "run/element.h"

/* From the token outwards: itself, then the owners of the scopes around it. */
typedef struct catch_place {
    weir_node_ix catcher; /* WEIR_NO_IX: nobody */
    weir_number_in_instance host;
} catch_place;

/* The boundary event of the activity that catches this: one with the exact code before one without a code. A computed
 * code that is no text catches nothing, so that a mistake in one event does not keep others from handling the error. */
static weir_err catcher_at(weir_cx *cx, const weir_token *host, weir_trigger_kind trigger, weir_text code,
                           weir_node_ix *out)
{
    const weir_node *node = weir_cx_node(cx, host->node);
    const weir_number_in_instance scope = weir_cx_scope_of(cx, host->number);

    *out = (weir_node_ix){WEIR_NO_IX};
    for (uint32_t i = 0; i < node->boundary_count; i++) {
        const weir_node *boundary = weir_cx_node(cx, node->boundary[i]);
        weir_value caught;

        if (boundary->trigger_kind != trigger)
            continue;
        WEIR_TRY(weir_cx_setting(cx, node->boundary[i], &boundary->catch_code, scope, &caught));
        if (caught.kind == WEIR_STRING && weir_text_equal(caught.as.string, code)) {
            *out = node->boundary[i];
            return WEIR_OK;
        }
        if (!boundary->catch_code.is_set && out->ix == WEIR_NO_IX)
            *out = node->boundary[i];
    }
    return WEIR_OK;
}

static weir_err find_catcher(weir_cx *cx, weir_number_in_instance number, weir_trigger_kind trigger, weir_text code,
                             catch_place *out)
{
    *out = (catch_place){{WEIR_NO_IX}, 0};
    while (number != 0 && out->catcher.ix == WEIR_NO_IX) {
        const weir_token *token = weir_state_token(&cx->state, number);

        out->host = number;
        if (token->item == 0) /* a boundary event belongs to the body of a multi-instance */
            WEIR_TRY(catcher_at(cx, token, trigger, code, &out->catcher));
        number = weir_state_scope(&cx->state, token->scope)->token;
    }
    return WEIR_OK;
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
    weir_number_in_instance scope;
    catch_place place;

    WEIR_TRY(find_catcher(cx, host, WEIR_TRIGGER_error, code, &place));
    WEIR_TRY(
        weir_cx_emit(cx, (weir_fact){.kind = WEIR_FACT_error_thrown, .node = node, .name = code, .text = message}));
    if (place.catcher.ix == WEIR_NO_IX) {
        WEIR_TRY(weir_cx_set_all(cx, WEIR_PROCESS_SCOPE, variables, false));
        cx->error_message = message;
        return weir_cx_end(cx, node, WEIR_T("error"), code);
    }
    scope = weir_state_token(&cx->state, place.host)->scope;
    WEIR_TRY(weir_cx_cancel(cx, place.host));
    WEIR_TRY(weir_cx_set_all(cx, scope, variables, false));
    WEIR_TRY(set_caught(cx, weir_cx_node(cx, place.catcher), scope, code, message));
    return weir_cx_place(cx, place.catcher, scope);
}

weir_err weir_cx_throw_escalation(weir_cx *cx, weir_node_ix node, weir_number_in_instance host, weir_text code)
{
    const weir_node *catcher;
    weir_number_in_instance scope;
    catch_place place;

    WEIR_TRY(find_catcher(cx, host, WEIR_TRIGGER_escalation, code, &place));
    WEIR_TRY(weir_cx_emit(cx, (weir_fact){.kind = WEIR_FACT_escalation_thrown, .node = node, .name = code}));
    if (place.catcher.ix == WEIR_NO_IX)
        return weir_cx_tell_caller(cx, code);
    catcher = weir_cx_node(cx, place.catcher);
    scope = weir_state_token(&cx->state, place.host)->scope;
    if (catcher->is_interrupting)
        WEIR_TRY(weir_cx_cancel(cx, place.host));
    WEIR_TRY(set_caught(cx, catcher, scope, code, WEIR_NO_TEXT));
    return weir_cx_place(cx, place.catcher, scope);
}

weir_err weir_cx_intend(weir_cx *cx, weir_intent intent)
{
    WEIR_TRY(WEIR_GROW(cx->arena, &cx->result.intents));
    cx->result.intents.items[cx->result.intents.count++] = intent;
    return WEIR_OK;
}

weir_err weir_cx_end(weir_cx *cx, weir_node_ix node, weir_text outcome, weir_text error)
{
    WEIR_TRY(weir_cx_cancel_scope(cx, WEIR_PROCESS_SCOPE, 0));
    cx->agenda.count = 0; /* nothing is left that could go on */
    WEIR_TRY(
        weir_cx_emit(cx, (weir_fact){.kind = WEIR_FACT_instance_ended, .name = outcome, .node = node, .text = error}));
    return weir_cx_return(cx, outcome, error);
}
