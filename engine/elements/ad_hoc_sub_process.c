/* SPDX-License-Identifier: Apache-2.0
 * elements/ad_hoc_sub_process.c - activities without a prescribed order (BPMN 2.0.2 §13.3.5).
 *
 * Which of them start with it: those that weir:activeElements names, else all that no flow leads to; side by side, or
 * one after the other if its ordering is Sequential. Others, and the same again, are started by modification.
 * After each activity in it the completion condition is asked. If it is true, the rest is cancelled, or awaited. While
 * it is false the sub-process stays open, also with nothing active in it; then it is asked again when a variable was
 * set. Without a condition the sub-process is done when nothing is active in it: docs/decisions/0022.
 */
#include "elements/build.h"
#include "elements/elements.h"

#define CLOSED (-1) /* what is planned next: nothing starts any more */

typedef struct ad_hoc {
    bool is_sequential, cancels_remaining;
    const weir_expression *active_elements, *completion_condition;
} ad_hoc;

static weir_err build(struct weir_build *b, const struct weir_part *part, weir_node *node)
{
    const weir_part *condition = weir_part_child(part, WEIR_PART_completion_condition);
    ad_hoc *config = WEIR_BUILD_TAKE(b, ad_hoc);

    if (!config)
        return WEIR_ENOMEM;
    node->config = config;
    node->opens_scope = true;
    config->is_sequential =
        weir_text_equal(weir_text_trim(weir_part_attribute(part, WEIR_ATTR_ordering)), WEIR_T("Sequential"));
    config->cancels_remaining = weir_part_flag(part, WEIR_ATTR_cancel_remaining_instances, true);
    WEIR_TRY(weir_build_expression(b, part, weir_part_attribute(part, WEIR_ATTR_weir_active_elements),
                                   &config->active_elements));
    return condition ? weir_build_expression(b, condition, condition->text, &config->completion_condition) : WEIR_OK;
}

static const ad_hoc *config_of(const weir_cx *cx, weir_number_in_instance scope)
{
    return weir_cx_node(cx, weir_state_scope(&cx->state, scope)->node)->config;
}

/* ── what starts ─────────────────────────────────────────────────────────────────────────────────────── */

/* The elements that were chosen, or null: all that are enabled. */
static weir_err choose(weir_cx *cx, weir_node_ix node, weir_number_in_instance scope, weir_value *out)
{
    const ad_hoc *config = weir_cx_node(cx, node)->config;

    *out = weir_null();
    if (!config->active_elements)
        return WEIR_OK;
    WEIR_TRY(weir_cx_evaluate(cx, node, config->active_elements, scope, out));
    if (out->kind == WEIR_LIST)
        return WEIR_OK;
    return weir_cx_fail(cx, node, "weir:activeElements gives a %s instead of a list of ids%s%s",
                        weir_kind_name(out->kind), cx->feel.reason[0] ? ": " : "", cx->feel.reason);
}

static bool is_enabled(const weir_node *container, weir_node_ix node)
{
    for (uint32_t i = 0; i < container->start_count; i++) {
        if (container->starts[i].ix == node.ix)
            return true;
    }
    return false;
}

static weir_err element_at(weir_cx *cx, weir_node_ix node, const weir_value *chosen, uint32_t at, weir_node_ix *out)
{
    const weir_node *container = weir_cx_node(cx, node);
    const weir_value *id;

    if (chosen->kind != WEIR_LIST) {
        *out = container->starts[at];
        return WEIR_OK;
    }
    id = &chosen->as.items[at];
    *out = id->kind == WEIR_STRING ? weir_program_node(cx->program, id->as.string) : (weir_node_ix){WEIR_NO_IX};
    if (out->ix != WEIR_NO_IX && is_enabled(container, *out))
        return WEIR_OK;
    if (id->kind != WEIR_STRING)
        return weir_cx_fail(cx, node, "weir:activeElements has a %s among the ids", weir_kind_name(id->kind));
    return weir_cx_fail(cx, node,
                        "weir:activeElements names '%.*s', which is nothing that the sub-process can begin with",
                        WEIR_ARG(id->as.string));
}

static uint32_t element_count(const weir_node *container, const weir_value *chosen)
{
    return chosen->kind == WEIR_LIST ? chosen->count : container->start_count;
}

/* chosen: when they are planned for the first time, else null. */
static weir_err plan(weir_cx *cx, weir_number_in_instance scope, int64_t next, weir_value chosen)
{
    return weir_cx_emit(cx, (weir_fact){.kind = WEIR_FACT_ad_hoc_planned,
                                        .node = weir_state_scope(&cx->state, scope)->node,
                                        .scope = scope,
                                        .number = next,
                                        .value = chosen});
}

/* The last one first: the first one then runs before the others. */
static weir_err start_all(weir_cx *cx, weir_node_ix node, weir_number_in_instance scope, const weir_value *chosen)
{
    for (uint32_t i = element_count(weir_cx_node(cx, node), chosen); i-- > 0;) {
        weir_node_ix element;

        WEIR_TRY(element_at(cx, node, chosen, i, &element));
        WEIR_TRY(weir_cx_place(cx, element, scope));
    }
    return WEIR_OK;
}

static weir_err start_next(weir_cx *cx, weir_number_in_instance number, bool *is_there)
{
    const weir_scope *scope = weir_state_scope(&cx->state, number);
    const int64_t next = scope->item_count;
    weir_node_ix element;

    *is_there = next > 0 && next < element_count(weir_cx_node(cx, scope->node), &scope->items);
    if (!*is_there)
        return WEIR_OK;
    WEIR_TRY(element_at(cx, scope->node, &scope->items, (uint32_t)next, &element));
    WEIR_TRY(plan(cx, number, next + 1, weir_null()));
    return weir_cx_place(cx, element, number);
}

/* ── what ends ───────────────────────────────────────────────────────────────────────────────────────── */

static weir_err is_complete(weir_cx *cx, weir_number_in_instance number, bool *out)
{
    const weir_scope *scope = weir_state_scope(&cx->state, number);
    const ad_hoc *config = config_of(cx, number);
    const weir_node_ix node = scope->node;
    weir_value value;

    *out = scope->item_count == CLOSED;
    if (*out || !config->completion_condition)
        return WEIR_OK;
    WEIR_TRY(weir_cx_evaluate(cx, node, config->completion_condition, number, &value));
    if (value.kind != WEIR_BOOLEAN && value.kind != WEIR_NULL)
        return weir_cx_fail(cx, node, "the completion condition gives a %s instead of true or false",
                            weir_kind_name(value.kind));
    *out = value.kind == WEIR_BOOLEAN && value.as.boolean;
    return WEIR_OK;
}

static weir_err complete(weir_cx *cx, weir_number_in_instance scope)
{
    WEIR_TRY(weir_cx_cancel_scope(cx, scope, 0));
    return weir_cx_complete(cx, weir_state_scope(&cx->state, scope)->token);
}

static weir_err on_scope_empty(weir_cx *cx, weir_number_in_instance scope)
{
    bool is_done, goes_on = false;

    WEIR_TRY(is_complete(cx, scope, &is_done));
    if (!is_done)
        WEIR_TRY(start_next(cx, scope, &goes_on));
    return is_done || (!goes_on && !config_of(cx, scope)->completion_condition) ? complete(cx, scope) : WEIR_OK;
}

static weir_err on_inner_done(weir_cx *cx, weir_number_in_instance scope, weir_node_ix inner)
{
    const weir_node *done = weir_cx_node(cx, inner);
    bool is_done;

    if (done->is_event_sub_process && weir_cx_node(cx, done->starts[0])->is_interrupting)
        return plan(cx, scope, CLOSED, weir_null());
    if (done->is_event_sub_process || !weir_cx_has_tokens(cx, scope))
        return WEIR_OK;
    WEIR_TRY(is_complete(cx, scope, &is_done));
    if (!is_done)
        return WEIR_OK;
    if (config_of(cx, scope)->cancels_remaining)
        return complete(cx, scope);
    return weir_state_scope(&cx->state, scope)->item_count == CLOSED ? WEIR_OK : plan(cx, scope, CLOSED, weir_null());
}

static weir_err on_rest(weir_cx *cx, weir_node_ix node, weir_number_in_instance scope, bool *went_on)
{
    (void)node;
    if (weir_cx_has_tokens(cx, scope))
        return WEIR_OK;
    WEIR_TRY(is_complete(cx, scope, went_on));
    return *went_on ? complete(cx, scope) : WEIR_OK;
}

static weir_err on_token(weir_cx *cx, weir_node_ix node, weir_number_in_instance token)
{
    const weir_number_in_instance scope = weir_cx_scope_of(cx, token);
    const ad_hoc *config = weir_cx_node(cx, node)->config;
    weir_node_ix first;
    weir_value chosen;

    WEIR_TRY(choose(cx, node, scope, &chosen));
    if (element_count(weir_cx_node(cx, node), &chosen) == 0)
        return on_scope_empty(cx, scope);
    if (!config->is_sequential)
        return start_all(cx, node, scope, &chosen);
    WEIR_TRY(element_at(cx, node, &chosen, 0, &first));
    WEIR_TRY(plan(cx, scope, 1, chosen));
    return weir_cx_place(cx, first, scope);
}

const weir_element weir_el_ad_hoc_sub_process = {.build = build,
                                                 .on_token = on_token,
                                                 .on_scope_empty = on_scope_empty,
                                                 .on_inner_done = on_inner_done,
                                                 .minds_data = true,
                                                 .on_rest = on_rest};
