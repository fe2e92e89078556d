/* SPDX-License-Identifier: Apache-2.0
 * run/look_ahead.c - whether another token may come to a join.
 *
 * Where the tokens of the scope may go is searched forwards from them, and from where the empty flows may be reached
 * backwards from these, a node of the one after a node of the other: often one of the two is small. If the
 * forward search ends without an empty flow, no token can come. Else the tokens that the backward search found
 * decide, together with a search backwards from the flows that are full. So a look ahead costs no more than the
 * process is large, and nothing where nothing but the waiting tokens is in the scope.
 * Spec: BPMN 2.0.2 §13.4.3.
 */
#include "run/cx.h"

/* The nodes that a search has reached: those whose mark is the number of the search. */
typedef struct wave {
    uint32_t *marks, *queue; /* one for each node of the program */
    uint32_t at, count;      /* the queue before `at` has been gone on from */
} wave;

typedef struct weir_search {
    wave ahead; /* where tokens may go */
    wave empty; /* from where there is a way to an empty flow */
    wave full;  /* and to one that is not, by sequence flows alone */
    uint32_t number;
} weir_search;

/* The flows of a node are in document order. */
uint32_t weir_node_place_of(const weir_node *join, weir_flow_ix flow)
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

static bool is_empty(const weir_arrivals *arrivals, uint32_t place)
{
    return arrivals->first[place] == 0 && arrivals->spent[place] == 0;
}

static bool is_empty_flow(const weir_cx *cx, const weir_arrivals *arrivals, weir_flow_ix flow)
{
    const uint32_t place = weir_node_place_of(weir_cx_node(cx, arrivals->node), flow);

    return place != WEIR_NO_IX && is_empty(arrivals, place);
}

static bool take_wave(weir_cx *cx, wave *out)
{
    *out = (wave){.marks = WEIR_TAKE(cx->arena, uint32_t, cx->program->node_count),
                  .queue = WEIR_TAKE(cx->arena, uint32_t, cx->program->node_count)};
    return out->marks && out->queue;
}

static weir_err prepare(weir_cx *cx)
{
    weir_search *search;

    if (cx->search)
        return WEIR_OK;
    search = WEIR_TAKE(cx->arena, weir_search, 1);
    if (!search || !take_wave(cx, &search->ahead) || !take_wave(cx, &search->empty) || !take_wave(cx, &search->full))
        return WEIR_ENOMEM;
    cx->search = search;
    return WEIR_OK;
}

/* Nothing goes on behind the join itself. */
static void begin(const weir_search *search, weir_node_ix join, wave *w)
{
    w->at = w->count = 0;
    w->marks[join.ix] = search->number;
}

static void reach(const weir_search *search, wave *w, weir_node_ix node)
{
    if (w->marks[node.ix] == search->number)
        return;
    w->marks[node.ix] = search->number;
    w->queue[w->count++] = node.ix;
}

static void begin_back(const weir_cx *cx, const weir_arrivals *arrivals, bool is_full, wave *w)
{
    const weir_node *join = weir_cx_node(cx, arrivals->node);

    begin(cx->search, arrivals->node, w);
    for (uint32_t i = 0; i < join->in_count; i++) {
        if (is_empty(arrivals, i) != is_full)
            reach(cx->search, w, cx->program->flows[join->in[i].ix].source);
    }
}

/* One node more; false: there is none. A boundary event may or may not happen: what it leads to can come, but a token
 * is not let off because of it. */
static bool go_back(const weir_cx *cx, wave *w, bool by_boundary)
{
    const weir_node *node;

    if (w->at == w->count)
        return false;
    node = weir_cx_node(cx, (weir_node_ix){w->queue[w->at++]});
    for (uint32_t i = 0; i < node->in_count; i++)
        reach(cx->search, w, cx->program->flows[node->in[i].ix].source);
    if (by_boundary && node->attached_to.ix != WEIR_NO_IX)
        reach(cx->search, w, node->attached_to);
    return true;
}

static bool go_ahead(const weir_cx *cx, const weir_arrivals *arrivals, wave *w, bool *has_met)
{
    const weir_node *node;

    if (w->at == w->count)
        return false;
    node = weir_cx_node(cx, (weir_node_ix){w->queue[w->at++]});
    for (uint32_t i = 0; i < node->out_count; i++) {
        const weir_node_ix target = cx->program->flows[node->out[i].ix].target;

        reach(cx->search, w, target);
        *has_met = *has_met || (target.ix == arrivals->node.ix && is_empty_flow(cx, arrivals, node->out[i]));
    }
    for (uint32_t i = 0; i < node->boundary_count; i++)
        reach(cx->search, w, node->boundary[i]);
    return true;
}

/* ── tokens ──────────────────────────────────────────────────────────────────────────────────────────── */

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

/* The node from which a token goes on; WEIR_NO_IX: nowhere. over: the flow that it has to itself, WEIR_NO_IX: none. */
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

/* is_certain: a token is on an empty flow already. */
static void begin_ahead(const weir_cx *cx, const weir_arrivals *arrivals, wave *w, bool *is_certain)
{
    begin(cx->search, arrivals->node, w);
    for (uint32_t i = 0; i < cx->state.tokens.count && !*is_certain; i++) {
        const weir_token *token = &cx->state.tokens.items[i];
        weir_node_ix at;
        weir_flow_ix over;

        if (!is_elsewhere(token, arrivals))
            continue;
        at = position(cx, token, &over);
        if (at.ix == arrivals->node.ix)
            *is_certain = is_empty_flow(cx, arrivals, over);
        else if (at.ix != WEIR_NO_IX)
            reach(cx->search, w, at);
    }
}

/* Whether some token was reached by the search from the empty flows, and not by that from the full ones, if this has
 * been made. */
static bool is_reached(const weir_cx *cx, const weir_arrivals *arrivals, bool has_full)
{
    const weir_search *search = cx->search;

    for (uint32_t i = 0; i < cx->state.tokens.count; i++) {
        const weir_token *token = &cx->state.tokens.items[i];
        weir_flow_ix over;
        const weir_node_ix at = position(cx, token, &over);

        if (is_elsewhere(token, arrivals) && at.ix != WEIR_NO_IX && at.ix != arrivals->node.ix &&
            search->empty.marks[at.ix] == search->number && !(has_full && search->full.marks[at.ix] == search->number))
            return true;
    }
    return false;
}

weir_err weir_cx_may_come(weir_cx *cx, const weir_arrivals *arrivals, bool *out)
{
    bool has_met = false;
    weir_search *search;

    *out = false;
    if (arrivals->full_count == weir_cx_node(cx, arrivals->node)->in_count || !has_others(cx, arrivals))
        return WEIR_OK;
    WEIR_TRY(prepare(cx));
    search = cx->search;
    search->number++;
    begin_ahead(cx, arrivals, &search->ahead, out);
    if (*out)
        return WEIR_OK;
    begin_back(cx, arrivals, false, &search->empty);
    while (go_back(cx, &search->empty, true)) {
        if (!has_met && !go_ahead(cx, arrivals, &search->ahead, &has_met))
            return WEIR_OK;
    }
    if (!is_reached(cx, arrivals, false))
        return WEIR_OK;
    begin_back(cx, arrivals, true, &search->full);
    while (go_back(cx, &search->full, false)) {
    }
    *out = is_reached(cx, arrivals, true);
    return WEIR_OK;
}
