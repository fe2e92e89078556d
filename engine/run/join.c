/* SPDX-License-Identifier: Apache-2.0
 * run/join.c - joins that look at what else may come: when they are asked, and what has come.
 *
 * A scope is stirred when one of its tokens moves or goes. When nothing moves any more, the joins in stirred scopes at
 * which tokens wait are asked, the one whose token came first before the others.
 * Spec: BPMN 2.0.2 §13.4.3, §13.4.5.
 */
#include <string.h>

#include "run/cx.h"
#include "run/element.h"

/* What a fact does to tokens is the same as in apply.c. */
static bool moves_token(uint8_t kind)
{
    return kind == WEIR_FACT_flow_taken || kind == WEIR_FACT_token_consumed || kind == WEIR_FACT_element_completed ||
           kind == WEIR_FACT_element_cancelled || kind == WEIR_FACT_token_waiting || kind == WEIR_FACT_token_spent;
}

/* What data say is looked at again when they have changed; in a suspended instance, when it is activated. */
static bool changes_data(const weir_cx *cx, uint8_t kind)
{
    return kind == WEIR_FACT_instance_activated ||
           (!cx->state.is_suspended && (kind == WEIR_FACT_variable_set || kind == WEIR_FACT_variable_removed));
}

static weir_err stir(weir_cx *cx, const weir_scope *scope)
{
    uint32_t at = cx->stirred.count;

    if (!weir_cx_node(cx, scope->node)->holds_patient)
        return WEIR_OK;
    while (at > 0 && cx->stirred.items[at - 1] > scope->number)
        at--;
    if (at > 0 && cx->stirred.items[at - 1] == scope->number)
        return WEIR_OK;
    WEIR_TRY(WEIR_GROW(cx->arena, &cx->stirred));
    memmove(&cx->stirred.items[at + 1], &cx->stirred.items[at], sizeof *cx->stirred.items * (cx->stirred.count - at));
    cx->stirred.items[at] = scope->number;
    cx->stirred.count++;
    return WEIR_OK;
}

weir_err weir_cx_stir(weir_cx *cx, const weir_fact *fact)
{
    const weir_token *token;
    const weir_scope *scope;

    if (!cx->program->has_patient)
        return WEIR_OK;
    if (cx->program->minds_data && changes_data(cx, fact->kind)) {
        for (uint32_t i = 0; i < cx->state.scopes.count; i++)
            WEIR_TRY(stir(cx, &cx->state.scopes.items[i]));
        return WEIR_OK;
    }
    if (!moves_token(fact->kind))
        return WEIR_OK;
    token = weir_state_token(&cx->state, fact->token);
    scope = weir_state_scope(&cx->state, token ? token->scope : fact->scope);
    return scope ? stir(cx, scope) : WEIR_OK;
}

static bool is_held(const weir_token *token)
{
    return token->state == WEIR_TOKEN_WAITING || token->state == WEIR_TOKEN_SPENT;
}

static weir_err ask_joins(weir_cx *cx, weir_number_in_instance scope, bool *went_on)
{
    const uint32_t number = ++cx->ask_number;

    if (!cx->asked)
        cx->asked = WEIR_TAKE(cx->arena, uint32_t, cx->program->node_count);
    if (!cx->asked)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < cx->state.tokens.count && !*went_on; i++) {
        const weir_token token = cx->state.tokens.items[i];
        const weir_element *element = weir_cx_node(cx, token.node)->element;

        if (token.scope != scope || !is_held(&token) || !element->on_rest || cx->asked[token.node.ix] == number)
            continue;
        cx->asked[token.node.ix] = number;
        WEIR_TRY(element->on_rest(cx, token.node, scope, went_on));
    }
    return WEIR_OK;
}

static weir_err ask_container(weir_cx *cx, weir_number_in_instance number, bool *went_on)
{
    const weir_scope *scope = weir_state_scope(&cx->state, number);
    const weir_element *element = weir_cx_node(cx, scope->node)->element;

    return !element->is_join && element->on_rest ? element->on_rest(cx, scope->node, number, went_on) : WEIR_OK;
}

weir_err weir_cx_rest(weir_cx *cx, bool *went_on)
{
    *went_on = false;
    while (cx->stirred.count > 0 && !*went_on) {
        const weir_number_in_instance scope = cx->stirred.items[--cx->stirred.count];

        if (cx->state.status != WEIR_STATUS_ACTIVE || !weir_state_scope(&cx->state, scope))
            continue;
        WEIR_TRY(ask_container(cx, scope, went_on));
        if (!*went_on)
            WEIR_TRY(ask_joins(cx, scope, went_on));
    }
    return WEIR_OK;
}

weir_err weir_cx_arrivals(weir_cx *cx, weir_node_ix node, weir_number_in_instance scope, weir_arrivals *out)
{
    const weir_node *join = weir_cx_node(cx, node);

    *out = (weir_arrivals){.node = node, .scope = scope};
    out->first = WEIR_TAKE(cx->arena, weir_number_in_instance, join->in_count);
    out->spent = WEIR_TAKE(cx->arena, weir_number_in_instance, join->in_count);
    out->counts = WEIR_TAKE(cx->arena, uint32_t, join->in_count);
    if (!out->first || !out->spent || !out->counts)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < cx->state.tokens.count; i++) {
        const weir_token *token = &cx->state.tokens.items[i];
        uint32_t place;

        if (token->node.ix != node.ix || token->scope != scope || !is_held(token))
            continue;
        place = weir_node_place_of(join, token->flow);
        if (place != WEIR_NO_IX && token->state == WEIR_TOKEN_SPENT) {
            out->spent[place] = token->number;
            out->spent_count++;
        } else if (place != WEIR_NO_IX) {
            out->full_count += out->counts[place] == 0;
            if (out->counts[place]++ == 0)
                out->first[place] = token->number;
        }
    }
    return WEIR_OK;
}
