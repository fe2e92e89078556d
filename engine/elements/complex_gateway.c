/* SPDX-License-Identifier: Apache-2.0
 * elements/complex_gateway.c - a join with a condition of its own, in two phases (BPMN 2.0.2 §13.4.5).
 *
 * Waiting for start: when the activation condition is true, the gateway takes one token from each flow that has some,
 * and goes on. It minds these tokens (they are spent) and waits for reset: for one from each other flow, as long as it
 * may still come as at an inclusive gateway. What has come is taken then, and all is as before.
 * Expressions see activationCount, the number of flows on which tokens wait; how many wait on one, under the id of the
 * flow; and waitingForStart. Without an activation condition the gateway starts when an inclusive gateway would.
 * At reset only those flows can be taken whose condition reads waitingForStart: docs/decisions/0022.
 */
#include "elements/build.h"
#include "elements/elements.h"

static weir_err build(struct weir_build *b, const struct weir_part *part, weir_node *node)
{
    const weir_part *condition = weir_part_child(part, WEIR_PART_activation_condition);
    const weir_expression *expression = NULL;

    if (condition)
        WEIR_TRY(weir_build_expression(b, condition, condition->text, &expression));
    node->config = expression;
    return WEIR_OK;
}

/* What the expressions of the gateway see besides variables. */
static weir_err show(weir_cx *cx, const weir_arrivals *arrivals, weir_value *out)
{
    const weir_node *gateway = weir_cx_node(cx, arrivals->node);
    weir_entry *entries = WEIR_TAKE(cx->arena, weir_entry, (size_t)gateway->in_count + 2);

    if (!entries)
        return WEIR_ENOMEM;
    entries[0] = (weir_entry){WEIR_T("waitingForStart"), weir_boolean(arrivals->spent_count == 0)};
    entries[1] = (weir_entry){WEIR_T("activationCount"), weir_integer(arrivals->full_count)};
    for (uint32_t i = 0; i < gateway->in_count; i++)
        entries[i + 2] = (weir_entry){cx->program->flows[gateway->in[i].ix].id, weir_integer(arrivals->counts[i])};
    *out = weir_context(entries, gateway->in_count + 2);
    return WEIR_OK;
}

static weir_err is_activated(weir_cx *cx, const weir_arrivals *arrivals, bool *out)
{
    const weir_expression *condition = weir_cx_node(cx, arrivals->node)->config;
    bool may_come = false;
    weir_value value;

    *out = false;
    if (arrivals->full_count == 0)
        return WEIR_OK;
    if (!condition) {
        WEIR_TRY(weir_cx_may_come(cx, arrivals, &may_come));
        *out = !may_come;
        return WEIR_OK;
    }
    WEIR_TRY(weir_cx_evaluate(cx, arrivals->node, condition, arrivals->scope, &value));
    if (value.kind != WEIR_BOOLEAN && value.kind != WEIR_NULL)
        return weir_cx_fail(cx, arrivals->node, "the activation condition gives a %s instead of true or false",
                            weir_kind_name(value.kind));
    *out = value.kind == WEIR_BOOLEAN && value.as.boolean;
    return WEIR_OK;
}

static weir_err start(weir_cx *cx, const weir_arrivals *arrivals, bool *went_on)
{
    weir_number_in_instance token;

    WEIR_TRY(is_activated(cx, arrivals, went_on));
    if (!*went_on)
        return WEIR_OK;
    for (uint32_t i = 0; i < weir_cx_node(cx, arrivals->node)->in_count; i++) {
        if (arrivals->first[i] != 0)
            WEIR_TRY(weir_cx_emit(
                cx, (weir_fact){.kind = WEIR_FACT_token_spent, .node = arrivals->node, .token = arrivals->first[i]}));
    }
    WEIR_TRY(weir_cx_place_entered(cx, arrivals->node, arrivals->scope, &token));
    return weir_cx_complete(cx, token);
}

static bool minds_phase(const weir_cx *cx, weir_flow_ix flow)
{
    const weir_expression *condition = cx->program->flows[flow.ix].condition;

    return condition && weir_expression_reads(condition, WEIR_T("waitingForStart"));
}

/* The flows that are taken at reset. */
static weir_err choose(weir_cx *cx, const weir_arrivals *arrivals, weir_flow_ix *chosen, uint32_t *count)
{
    const weir_node *gateway = weir_cx_node(cx, arrivals->node);
    bool has_phases = false;

    *count = 0;
    for (uint32_t i = 0; i < gateway->out_count; i++) {
        bool is_taken;

        if (!minds_phase(cx, gateway->out[i]))
            continue;
        has_phases = true;
        WEIR_TRY(weir_cx_condition(cx, gateway->out[i], arrivals->scope, &is_taken));
        if (is_taken)
            chosen[(*count)++] = gateway->out[i];
    }
    if (has_phases && *count == 0 && gateway->default_flow.ix != WEIR_NO_IX)
        chosen[(*count)++] = gateway->default_flow;
    return WEIR_OK;
}

static weir_err reset(weir_cx *cx, const weir_arrivals *arrivals, bool *went_on)
{
    const weir_node *gateway = weir_cx_node(cx, arrivals->node);
    weir_flow_ix *chosen = WEIR_TAKE(cx->arena, weir_flow_ix, gateway->out_count);
    weir_number_in_instance token;
    uint32_t count;
    bool may_come;

    if (!chosen)
        return WEIR_ENOMEM;
    WEIR_TRY(weir_cx_may_come(cx, arrivals, &may_come));
    if (may_come)
        return WEIR_OK;
    *went_on = true;
    WEIR_TRY(choose(cx, arrivals, chosen, &count));
    for (uint32_t i = 0; i < gateway->in_count; i++) {
        const weir_number_in_instance taken = arrivals->spent[i] != 0 ? arrivals->spent[i] : arrivals->first[i];

        if (taken != 0)
            WEIR_TRY(weir_cx_consume(cx, taken));
    }
    if (count == 0)
        return WEIR_OK;
    WEIR_TRY(weir_cx_place_entered(cx, arrivals->node, arrivals->scope, &token));
    return weir_cx_complete_some(cx, token, chosen, count);
}

static weir_err on_token(weir_cx *cx, weir_node_ix node, weir_number_in_instance token)
{
    return weir_cx_emit(cx, (weir_fact){.kind = WEIR_FACT_token_waiting, .node = node, .token = token});
}

static weir_err on_rest(weir_cx *cx, weir_node_ix node, weir_number_in_instance scope, bool *went_on)
{
    weir_arrivals arrivals;
    weir_value shown;
    weir_err err;

    WEIR_TRY(weir_cx_arrivals(cx, node, scope, &arrivals));
    WEIR_TRY(show(cx, &arrivals, &shown));
    cx->shown = &shown;
    err = arrivals.spent_count > 0 ? reset(cx, &arrivals, went_on) : start(cx, &arrivals, went_on);
    cx->shown = NULL;
    return err;
}

const weir_element weir_el_complex_gateway = {
    .is_join = true, .build = build, .on_token = on_token, .minds_data = true, .on_rest = on_rest};
