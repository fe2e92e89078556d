/* SPDX-License-Identifier: Apache-2.0
 * run/continuation.c - where a transaction ends on purpose: a job of its own goes on (weir:asyncBefore, asyncAfter).
 *
 * A continuation is a wait that is due at once. Before an element its token has arrived and not entered: no inputs are
 * mapped, nothing that is attached waits. After it the element is completed, with outputs mapped and flows chosen; a
 * token rests behind it for each flow.
 */
#include "run/cx.h"

weir_err weir_cx_job_priority(weir_cx *cx, weir_node_ix node, const weir_async *async, weir_number_in_instance scope,
                              int64_t *out)
{
    const weir_async *of_process = cx->program->nodes[0].async;
    weir_value value;
    weir_decimal number;

    *out = 0;
    if (!async || !async->priority.is_set)
        async = of_process;
    if (!async)
        return WEIR_OK;
    WEIR_TRY(weir_cx_setting(cx, node, &async->priority, scope, &value));
    if (value.kind == WEIR_STRING && weir_decimal_parse(value.as.string, &number))
        value = weir_number(number);
    if (value.kind == WEIR_NULL || (value.kind == WEIR_NUMBER && weir_decimal_to_int64(value.as.number, out)))
        return WEIR_OK;
    return weir_cx_fail(cx, node, "the job priority must be a whole number");
}

weir_err weir_cx_put_off(weir_cx *cx, weir_token token, const weir_async *async)
{
    const bool is_new = !weir_state_token(&cx->state, token.number);
    weir_fact fact = {.kind = WEIR_FACT_continuation_created,
                      .name = token.state == WEIR_TOKEN_LEAVING ? WEIR_T("after") : WEIR_T("before"),
                      .scope = is_new ? token.scope : 0,
                      .item = is_new ? token.item : 0,
                      .flow = is_new ? token.flow : (weir_flow_ix){WEIR_NO_IX},
                      .due_ms = cx->env.now_ms};

    WEIR_TRY(weir_cx_job_priority(cx, token.node, async, token.scope, &fact.number));
    return weir_cx_wait(cx, token.node, token.number, fact);
}

/* The element is done; what was put off is the way on from it. */
static weir_err leave(weir_cx *cx, weir_token token)
{
    if (token.flow.ix != WEIR_NO_IX)
        return weir_cx_take_flow(cx, token.number, token.scope, token.flow);
    if (token.item == 0)
        return weir_cx_consume(cx, token.number);
    WEIR_TRY(
        weir_cx_emit(cx, (weir_fact){.kind = WEIR_FACT_token_consumed, .node = token.node, .token = token.number}));
    return weir_cx_loop_item_left(cx, token.node, token.scope, token.item);
}

weir_err weir_cx_go_on(weir_cx *cx, const weir_wait *wait)
{
    const weir_token *token = weir_state_token(&cx->state, wait->token);

    if (token && token->state == WEIR_TOKEN_ARRIVING)
        return weir_cx_arrive(cx, token->number);
    if (token && token->state == WEIR_TOKEN_LEAVING)
        return leave(cx, *token);
    return weir_fail(cx->diag, WEIR_EFORMAT, weir_cx_node(cx, wait->node)->id, "the token of a continuation is gone");
}
