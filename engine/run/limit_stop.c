/* SPDX-License-Identifier: Apache-2.0
 * run/limit_stop.c - clocks that stand while certain activities are active.
 *
 * Nothing is counted: whether a clock stands follows from the tokens that are there, so several activities may stop it
 * one inside or beside the other, and none of them has to end in a certain way. A token that is open again only so that
 * something in it is undone stops nothing.
 */
#include "run/limit_stand.h"

static bool suspends(const weir_cx *cx, weir_node_ix activity, weir_node_ix owner)
{
    const weir_node *node = weir_cx_node(cx, activity);

    for (uint32_t i = 0; i < node->suspends_count; i++) {
        if (node->suspends[i].ix == owner.ix)
            return true;
    }
    return false;
}

static bool is_inside(const weir_cx *cx, weir_node_ix inner, weir_node_ix outer)
{
    while (inner.ix != outer.ix && inner.ix != 0)
        inner = weir_cx_node(cx, inner)->parent;
    return inner.ix == outer.ix;
}

/* The scope that is around a token, or the one that it opened itself. */
static weir_number_in_instance widest_of(const weir_cx *cx, weir_number_in_instance token)
{
    const weir_scope *opened = weir_state_scope_of(&cx->state, token);

    return opened ? opened->number : weir_state_token(&cx->state, token)->scope;
}

static bool is_around(const weir_cx *cx, weir_number_in_instance outer, weir_number_in_instance scope)
{
    while (scope != outer && scope != 0)
        scope = weir_state_scope(&cx->state, scope)->parent;
    return scope == outer;
}

/* The innermost scope around both. */
static const weir_scope *scope_around(const weir_cx *cx, weir_number_in_instance one, weir_number_in_instance other)
{
    while (!is_around(cx, one, other))
        one = weir_state_scope(&cx->state, one)->parent;
    return weir_state_scope(&cx->state, one);
}

/* Whether both are in the same run of what contains them: of a multi-instance in the same item. */
static bool is_same_run(const weir_cx *cx, weir_node_ix owner_node, weir_number_in_instance owner,
                        const weir_token *stopper)
{
    const weir_scope *around = scope_around(cx, widest_of(cx, owner), widest_of(cx, stopper->number));
    weir_node_ix container = owner_node;

    while (!is_inside(cx, stopper->node, container))
        container = weir_cx_node(cx, container)->parent;
    if (container.ix == owner_node.ix)
        return around->token == owner;
    if (is_inside(cx, owner_node, stopper->node))
        return is_around(cx, widest_of(cx, stopper->number), around->number);
    return around->node.ix == container.ix && !around->is_loop;
}

bool weir_cx_limit_stands(const weir_cx *cx, weir_node_ix node, weir_number_in_instance owner)
{
    for (uint32_t i = 0; i < cx->state.tokens.count; i++) {
        const weir_token *token = &cx->state.tokens.items[i];

        if (token->state != WEIR_TOKEN_ACTIVE || token->item > 0 || !suspends(cx, token->node, node) ||
            (cx->state.compensables.count > 0 && weir_state_is_reopened(&cx->state, token)))
            continue;
        if (owner == 0 || is_same_run(cx, node, owner, token))
            return true;
    }
    return false;
}

/* Of the limits whose owners this activity names, those that have to stand, or to run again. */
static bool is_to_change(const weir_cx *cx, const weir_wait *wait, weir_node_ix activity, bool stands)
{
    return wait->kind == WEIR_WAIT_LIMIT && suspends(cx, activity, wait->node) &&
           weir_text_equal(weir_limit_state(&wait->value), WEIR_T("stopped")) != stands &&
           weir_cx_limit_stands(cx, wait->node, wait->token) == stands;
}

weir_err weir_cx_limits_stop(weir_cx *cx, weir_number_in_instance token)
{
    const weir_node_ix node = weir_state_token(&cx->state, token)->node;

    for (uint32_t i = 0; i < cx->state.waits.count; i++) {
        if (is_to_change(cx, &cx->state.waits.items[i], node, true))
            WEIR_TRY(weir_cx_limit_stop(cx, cx->state.waits.items[i].number));
    }
    return WEIR_OK;
}

weir_err weir_cx_limits_resume(weir_cx *cx, weir_node_ix node)
{
    for (uint32_t i = 0; i < cx->state.waits.count; i++) {
        if (is_to_change(cx, &cx->state.waits.items[i], node, false))
            WEIR_TRY(weir_cx_limit_resume(cx, cx->state.waits.items[i].number));
    }
    return WEIR_OK;
}
