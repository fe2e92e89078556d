/* SPDX-License-Identifier: Apache-2.0
 * run/join.c - joins that look ahead: what has come, and whether more may come.
 *
 * A scope is stirred when one of its tokens moves or goes. When nothing moves any more, the joins in stirred scopes at
 * which tokens wait are asked, the one whose token came first before the others. A look ahead is two searches
 * backwards from the incoming flows over the nodes of the container, so it costs no more than the process is large;
 * where nothing but the waiting tokens is in the scope it costs nothing.
 * Spec: BPMN 2.0.2 §13.4.3, §13.4.5.
 */
#include <string.h>

#include "run/cx.h"
#include "run/element.h"

/* Each list has a place for each node of the program; a node is marked if its entry is the number of the search. */
typedef struct weir_search {
    uint32_t *asked;       /* joins, in one scope */
    uint32_t *leads_full;  /* to a flow with a token */
    uint32_t *leads_empty; /* to a flow without */
    uint32_t *queue;
    uint32_t number;
} weir_search;

/* What a fact does to tokens is the same as in apply.c. */
static bool moves_token(uint8_t kind)
{
    return kind == WEIR_FACT_flow_taken || kind == WEIR_FACT_token_consumed || kind == WEIR_FACT_element_completed ||
           kind == WEIR_FACT_element_cancelled || kind == WEIR_FACT_token_waiting || kind == WEIR_FACT_token_spent;
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
    if (cx->program->minds_data && (fact->kind == WEIR_FACT_variable_set || fact->kind == WEIR_FACT_variable_removed)) {
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

static weir_err prepare(weir_cx *cx)
{
    const uint32_t count = cx->program->node_count;
    weir_search *search;

    if (cx->search)
        return WEIR_OK;
    search = WEIR_TAKE(cx->arena, weir_search, 1);
    if (!search)
        return WEIR_ENOMEM;
    *search = (weir_search){.asked = WEIR_TAKE(cx->arena, uint32_t, count),
                            .leads_full = WEIR_TAKE(cx->arena, uint32_t, count),
                            .leads_empty = WEIR_TAKE(cx->arena, uint32_t, count),
                            .queue = WEIR_TAKE(cx->arena, uint32_t, count)};
    if (!search->asked || !search->leads_full || !search->leads_empty || !search->queue)
        return WEIR_ENOMEM;
    cx->search = search;
    return WEIR_OK;
}

static bool is_held(const weir_token *token)
{
    return token->state == WEIR_TOKEN_WAITING || token->state == WEIR_TOKEN_SPENT;
}

static weir_err ask_joins(weir_cx *cx, weir_number_in_instance scope, bool *went_on)
{
    const uint32_t number = ++cx->search->number;

    for (uint32_t i = 0; i < cx->state.tokens.count && !*went_on; i++) {
        const weir_token token = cx->state.tokens.items[i];
        const weir_element *element = weir_cx_node(cx, token.node)->element;

        if (token.scope != scope || !is_held(&token) || !element->on_rest || cx->search->asked[token.node.ix] == number)
            continue;
        cx->search->asked[token.node.ix] = number;
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
        WEIR_TRY(prepare(cx));
        WEIR_TRY(ask_container(cx, scope, went_on));
        if (!*went_on)
            WEIR_TRY(ask_joins(cx, scope, went_on));
    }
    return WEIR_OK;
}

/* The flows of a node are in document order. */
static uint32_t place_of(const weir_node *join, weir_flow_ix flow)
{
    uint32_t low = 0, high = join->in_count;

    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;

        if (join->in[middle].ix < flow.ix)
            low = middle + 1;
        else
            high = middle;
    }
    return low < join->in_count && join->in[low].ix == flow.ix ? low : WEIR_NO_IX;
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
        place = place_of(join, token->flow);
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

/* Where a token would be if it were not at the join: WEIR_NO_IX if it is there, or goes nowhere. over: the flow by
 * which it is certain to come next, WEIR_NO_IX if it is on a node. */
static weir_node_ix position(const weir_cx *cx, const weir_token *token, weir_flow_ix *over)
{
    over->ix = WEIR_NO_IX;
    if (token->state == WEIR_TOKEN_LEAVING) {
        *over = token->flow;
        return over->ix == WEIR_NO_IX ? (weir_node_ix){WEIR_NO_IX} : cx->program->flows[over->ix].target;
    }
    if (token->state == WEIR_TOKEN_ARRIVING)
        *over = token->flow;
    return token->node;
}

static bool is_elsewhere(const weir_token *token, const weir_arrivals *arrivals)
{
    return token->scope == arrivals->scope && token->state != WEIR_TOKEN_SPENT &&
           !(token->node.ix == arrivals->node.ix && token->state == WEIR_TOKEN_WAITING);
}

static bool has_others(const weir_cx *cx, const weir_arrivals *arrivals)
{
    for (uint32_t i = 0; i < cx->state.tokens.count; i++) {
        if (is_elsewhere(&cx->state.tokens.items[i], arrivals))
            return true;
    }
    return false;
}

static bool is_empty(const weir_arrivals *arrivals, uint32_t place)
{
    return arrivals->first[place] == 0 && arrivals->spent[place] == 0;
}

static void mark(const weir_search *search, uint32_t *marks, weir_node_ix node, uint32_t *count)
{
    if (marks[node.ix] == search->number)
        return;
    marks[node.ix] = search->number;
    search->queue[(*count)++] = node.ix;
}

/* All nodes from which there is a path, not by way of the join, to one of its flows that is full or empty. */
static void search_backwards(const weir_cx *cx, const weir_arrivals *arrivals, bool is_full, uint32_t *marks)
{
    const weir_node *join = weir_cx_node(cx, arrivals->node);
    const weir_search *search = cx->search;
    uint32_t count = 0;

    marks[arrivals->node.ix] = search->number; /* nothing goes on behind it */
    for (uint32_t i = 0; i < join->in_count; i++) {
        if (is_empty(arrivals, i) != is_full)
            mark(search, marks, cx->program->flows[join->in[i].ix].source, &count);
    }
    for (uint32_t at = 0; at < count; at++) {
        const weir_node *node = weir_cx_node(cx, (weir_node_ix){search->queue[at]});

        for (uint32_t i = 0; i < node->in_count; i++)
            mark(search, marks, cx->program->flows[node->in[i].ix].source, &count);
        if (node->attached_to.ix != WEIR_NO_IX)
            mark(search, marks, node->attached_to, &count);
    }
}

static bool can_fill(const weir_cx *cx, const weir_arrivals *arrivals, const weir_token *token)
{
    const weir_search *search = cx->search;
    weir_flow_ix over;
    const weir_node_ix at = position(cx, token, &over);

    if (at.ix == WEIR_NO_IX)
        return false;
    if (at.ix == arrivals->node.ix) {
        const uint32_t place = place_of(weir_cx_node(cx, at), over);

        return place != WEIR_NO_IX && is_empty(arrivals, place);
    }
    return search->leads_empty[at.ix] == search->number && search->leads_full[at.ix] != search->number;
}

weir_err weir_cx_may_come(weir_cx *cx, const weir_arrivals *arrivals, bool *out)
{
    *out = false;
    if (arrivals->full_count == weir_cx_node(cx, arrivals->node)->in_count || !has_others(cx, arrivals))
        return WEIR_OK;
    cx->search->number++;
    search_backwards(cx, arrivals, true, cx->search->leads_full);
    search_backwards(cx, arrivals, false, cx->search->leads_empty);
    for (uint32_t i = 0; i < cx->state.tokens.count && !*out; i++) {
        const weir_token *token = &cx->state.tokens.items[i];

        *out = is_elsewhere(token, arrivals) && can_fill(cx, arrivals, token);
    }
    return WEIR_OK;
}
