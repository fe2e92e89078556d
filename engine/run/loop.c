/* SPDX-License-Identifier: Apache-2.0
 * run/loop.c - loops and multi-instances: a body whose items run one after the other or side by side.
 *
 * The body is a scope opened by the activity's token; each item is a token inside it, on the same
 * node. Boundary events belong to the body. What the body counts, the state derives from its facts.
 * The items of a standard loop are its rounds: nobody knows how many there will be.
 * Spec: BPMN 2.0.2 §13.3.6, §13.3.7.
 */
#include "run/publication.h"
#include "run/time_limit.h"

static weir_err item_count(weir_cx *cx, weir_node_ix ix, weir_number_in_instance scope, int64_t *count,
                           weir_value *items)
{
    const weir_loop *loop = weir_cx_node(cx, ix)->loop;
    const char *why = cx->feel.reason;
    weir_value value;
    weir_decimal number;

    if (loop->collection.is_set) {
        WEIR_TRY(weir_cx_setting(cx, ix, &loop->collection, scope, &value));
        if (value.kind != WEIR_LIST)
            return weir_cx_fail(cx, ix, "the collection of the multi-instance%s%.*s gives a %s instead of a list%s%s",
                                loop->collection.variable.at ? ", " : "", WEIR_ARG(loop->collection.variable),
                                weir_kind_name(value.kind), loop->collection.expression && *why ? ": " : "",
                                loop->collection.expression ? why : "");
        *count = value.count;
        *items = value;
        return WEIR_OK;
    }
    WEIR_TRY(weir_cx_setting(cx, ix, &loop->cardinality, scope, &value));
    if (value.kind == WEIR_STRING && loop->cardinality.expression &&
        weir_expression_is_juel(loop->cardinality.expression) &&
        weir_decimal_parse(weir_text_trim(value.as.string), &number))
        value = weir_number(number);
    if (value.kind != WEIR_NUMBER || !weir_decimal_to_int64(value.as.number, count) || *count < 0)
        return weir_cx_fail(cx, ix, "the loop cardinality must give a whole number from 0");
    *items = weir_null();
    return WEIR_OK;
}

/* What the items collected goes around the body. */
static weir_err hand_over(weir_cx *cx, const weir_scope *body)
{
    const weir_loop *loop = weir_cx_node(cx, body->node)->loop;
    const weir_number_in_instance around = body->parent;
    weir_value collected;
    bool found;

    if (loop->output_collection.length == 0)
        return WEIR_OK;
    WEIR_TRY(weir_cx_variable(cx, body->number, loop->output_collection, &found, &collected));
    return weir_cx_set(cx, around, loop->output_collection, collected);
}

static weir_err body_done(weir_cx *cx, weir_number_in_instance body_number)
{
    const weir_scope *body = weir_state_scope(&cx->state, body_number);
    const weir_number_in_instance token = body->token;

    WEIR_TRY(hand_over(cx, body));
    WEIR_TRY(weir_cx_cancel_scope(cx, body_number, 0));
    return weir_cx_complete(cx, token);
}

weir_err weir_cx_loop_interrupted(weir_cx *cx, weir_number_in_instance number)
{
    const weir_token *token = weir_state_token(&cx->state, number);
    const weir_scope *body = weir_state_scope_of(&cx->state, number);

    if (!weir_cx_node(cx, token->node)->loop || token->item > 0 || !body)
        return WEIR_OK;
    return hand_over(cx, body);
}

/* The items of an earlier pass do not shine through while this one runs. */
static weir_err clear_collection(weir_cx *cx, const weir_loop *loop, weir_number_in_instance around)
{
    weir_value before;
    bool found;

    if (loop->output_collection.length == 0)
        return WEIR_OK;
    WEIR_TRY(weir_cx_variable(cx, around, loop->output_collection, &found, &before));
    if (!found)
        return WEIR_OK;
    return weir_cx_set(cx, around, loop->output_collection, weir_list(NULL, 0));
}

/* A condition in FEEL that gives null is false. */
static weir_err test_condition(weir_cx *cx, weir_node_ix node, weir_number_in_instance body, bool *is_met)
{
    const weir_loop *loop = weir_cx_node(cx, node)->loop;
    weir_value value;

    WEIR_TRY(weir_cx_evaluate(cx, node, loop->condition, body, &value));
    if (value.kind != WEIR_BOOLEAN && (value.kind != WEIR_NULL || weir_expression_is_juel(loop->condition)))
        return weir_cx_fail(cx, node, "the %s condition gives a %s instead of true or false",
                            loop->is_standard ? "loop" : "completion", weir_kind_name(value.kind));
    *is_met = value.kind == WEIR_BOOLEAN && value.as.boolean;
    return WEIR_OK;
}

/* The next round of a standard loop, if there is one. */
static weir_err next_round(weir_cx *cx, weir_node_ix node, weir_number_in_instance body, bool is_tested)
{
    const weir_loop *loop = weir_cx_node(cx, node)->loop;
    const int64_t done = weir_state_scope(&cx->state, body)->completed_count;
    bool goes_on = loop->maximum == 0 || done < loop->maximum;

    if (goes_on && is_tested && loop->condition)
        WEIR_TRY(test_condition(cx, node, body, &goes_on));
    return goes_on ? weir_cx_place_item(cx, node, body, (uint32_t)done + 1) : body_done(cx, body);
}

weir_err weir_cx_loop_start(weir_cx *cx, weir_number_in_instance number)
{
    const weir_token token = *weir_state_token(&cx->state, number);
    const weir_number_in_instance body = weir_state_scope_of(&cx->state, number)->number;
    const weir_loop *loop = weir_cx_node(cx, token.node)->loop;
    weir_value items;
    int64_t count;

    if (loop->is_standard) {
        WEIR_TRY(weir_cx_emit(
            cx,
            (weir_fact){.kind = WEIR_FACT_loop_started, .node = token.node, .scope = body, .number = loop->maximum}));
        return next_round(cx, token.node, body, loop->tests_before);
    }
    WEIR_TRY(item_count(cx, token.node, token.scope, &count, &items));
    if (count > WEIR_FACTS_PER_COMMAND_MAX)
        return weir_fail(cx->diag, WEIR_ELIMIT, weir_cx_node(cx, token.node)->id,
                         "a multi-instance of %lld items is more than facts_per_command_max = %u", (long long)count,
                         WEIR_FACTS_PER_COMMAND_MAX);
    WEIR_TRY(clear_collection(cx, loop, token.scope));
    WEIR_TRY(weir_cx_emit(
        cx, (weir_fact){
                .kind = WEIR_FACT_loop_started, .node = token.node, .scope = body, .number = count, .value = items}));
    if (count == 0)
        return body_done(cx, body);
    if (loop->is_sequential)
        return weir_cx_place_item(cx, token.node, body, 1);
    for (uint32_t item = (uint32_t)count; item > 0; item--) /* the first item runs first */
        WEIR_TRY(weir_cx_place_item(cx, token.node, body, item));
    return WEIR_OK;
}

static weir_err collect(weir_cx *cx, weir_token token)
{
    const weir_loop *loop = weir_cx_node(cx, token.node)->loop;
    weir_value value;

    if (!loop->output_element.is_set)
        return WEIR_OK;
    WEIR_TRY(weir_cx_setting(cx, token.node, &loop->output_element, weir_cx_scope_of(cx, token.number), &value));
    return weir_cx_emit(cx, (weir_fact){.kind = WEIR_FACT_loop_item_collected,
                                        .node = token.node,
                                        .scope = token.scope,
                                        .item = token.item,
                                        .value = value});
}

weir_err weir_cx_loop_item_left(weir_cx *cx, weir_node_ix node, weir_number_in_instance body_number, uint32_t item)
{
    const weir_loop *loop = weir_cx_node(cx, node)->loop;
    const weir_scope *body;
    bool is_met = false;

    if (loop->is_standard)
        return next_round(cx, node, body_number, true);
    if (loop->condition)
        WEIR_TRY(test_condition(cx, node, body_number, &is_met));
    body = weir_state_scope(&cx->state, body_number);
    /* Side by side, those that an administrator cancelled are not waited for. */
    if (is_met || (body->active_count == 0 && (!loop->is_sequential || body->completed_count == body->item_count)))
        return body_done(cx, body_number);
    if (loop->is_sequential)
        return weir_cx_place_item(cx, node, body_number, item + 1);
    return weir_cx_limit_move_timers(cx, node, body->token);
}

weir_err weir_cx_loop_item_done(weir_cx *cx, weir_number_in_instance number)
{
    weir_token token = *weir_state_token(&cx->state, number);
    const weir_loop *loop = weir_cx_node(cx, token.node)->loop;
    const weir_async *async = loop->async;
    const weir_occasion occasion = {.at = WEIR_HAPPENING_COMPLETED,
                                    .node = token.node,
                                    .flow = {WEIR_NO_IX},
                                    .token = number,
                                    .item = token.item,
                                    .scope = weir_cx_scope_of(cx, number),
                                    .outputs = &loop->outputs,
                                    .around = token.scope};
    weir_facts published = {0};

    WEIR_TRY(collect(cx, token));
    WEIR_TRY(weir_cx_prepare_publications(cx, loop->publications, &occasion, &published));
    WEIR_TRY(weir_cx_cancel_waits(cx, number));
    WEIR_TRY(weir_cx_emit(
        cx, (weir_fact){.kind = WEIR_FACT_element_completed, .node = token.node, .token = number, .item = token.item}));
    WEIR_TRY(weir_cx_publish_all(cx, &published));
    WEIR_TRY(weir_cx_loop_throw(cx, token.node, token.scope));
    if (!weir_state_scope(&cx->state, token.scope))
        return WEIR_OK; /* an event has ended it */
    if (!async || !async->is_after)
        return weir_cx_loop_item_left(cx, token.node, token.scope, token.item);
    token.number = weir_cx_number(cx);
    token.state = WEIR_TOKEN_LEAVING;
    token.flow.ix = WEIR_NO_IX;
    return weir_cx_put_off(cx, token, async);
}
