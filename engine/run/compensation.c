/* SPDX-License-Identifier: Apache-2.0
 * run/compensation.c - undo what was completed, one activity after the other, the last one first.
 *
 * What is to be undone was chosen when somebody asked for it; what is completed later is not part of it. A sub-process
 * that has nothing of its own to undo it is opened again, with the variables it had, and what was completed in it is
 * undone in there. Boundary events and event sub-processes of such a one don't wait.
 * Spec: BPMN 2.0.2 §10.7, §13.5.5; docs/decisions/0021.
 */
#include "run/cx.h"
#include "run/element.h"
#include "run/set_variables.h"

static weir_err choose_in(weir_cx *cx, weir_number_in_instance thrower, const weir_number_in_instance *scopes,
                          uint32_t scope_count, weir_node_ix only)
{
    for (uint32_t i = cx->state.compensables.count; i-- > 0;) {
        const weir_compensable *item = &cx->state.compensables.items[i];
        bool is_chosen = false;

        if (item->thrower != 0 || (only.ix != WEIR_NO_IX && item->node.ix != only.ix))
            continue;
        for (uint32_t k = 0; k < scope_count; k++)
            is_chosen = is_chosen || scopes[k] == item->scope;
        if (is_chosen)
            WEIR_TRY(weir_cx_emit(cx, (weir_fact){.kind = WEIR_FACT_compensation_triggered,
                                                  .node = item->node,
                                                  .token = thrower,
                                                  .number = item->number}));
    }
    return WEIR_OK;
}

/* Of an event sub-process; of an activity that undoes another one, if it says what it means. */
static bool looks_outside(const weir_node *container, weir_node_ix only)
{
    return container->is_event_sub_process || (container->is_for_compensation && only.ix != WEIR_NO_IX);
}

#define DEPTH_MAX 256u /* of containers; models nest less deep (limit xml_depth) */

weir_err weir_cx_compensate(weir_cx *cx, weir_number_in_instance thrower, weir_number_in_instance scope,
                            weir_node_ix only)
{
    weir_number_in_instance scopes[DEPTH_MAX];
    uint32_t count = 0;

    for (const weir_scope *at = weir_state_scope(&cx->state, scope); at && count < DEPTH_MAX;) {
        scopes[count++] = at->number;
        at = looks_outside(weir_cx_node(cx, at->node), only) ? weir_state_scope(&cx->state, at->parent) : NULL;
    }
    return choose_in(cx, thrower, scopes, count, only);
}

weir_err weir_cx_begin_compensation(weir_cx *cx, weir_number_in_instance thrower)
{
    return weir_cx_agenda_push(cx, (weir_agenda_item){.thrower = thrower});
}

weir_number_in_instance weir_cx_thrower_of(const weir_cx *cx, weir_number_in_instance handler)
{
    const weir_compensable *undone = weir_state_undone_by(&cx->state, handler);

    return undone ? undone->thrower : 0;
}

static weir_err start(weir_cx *cx, weir_compensable item)
{
    const weir_number_in_instance token = weir_cx_number(cx);

    WEIR_TRY(
        weir_cx_emit(cx, (weir_fact){.kind = WEIR_FACT_compensation_started,
                                     .node = item.inner != 0 ? item.node : weir_cx_node(cx, item.node)->compensation,
                                     .token = token,
                                     .scope = item.scope,
                                     .number = item.number}));
    return weir_cx_agenda_push(cx, (weir_agenda_item){.token = token});
}

weir_err weir_cx_compensate_next(weir_cx *cx, weir_number_in_instance thrower)
{
    const weir_compensable *next = NULL;
    const weir_token *token;

    for (uint32_t i = cx->state.compensables.count; i-- > 0;) {
        const weir_compensable *item = &cx->state.compensables.items[i];

        if (item->thrower != thrower)
            continue;
        if (item->handler != 0)
            return WEIR_OK; /* one at a time */
        if (!next)
            next = item;
    }
    if (next)
        return start(cx, *next);
    token = weir_state_token(&cx->state, thrower);
    if (token && weir_state_is_reopened(&cx->state, token))
        return weir_cx_has_tokens(cx, weir_cx_scope_of(cx, thrower)) ? WEIR_OK : weir_cx_finish(cx, thrower);
    if (!token || !weir_cx_node(cx, token->node)->element->on_compensated)
        return WEIR_OK;
    return weir_cx_node(cx, token->node)->element->on_compensated(cx, token->node, thrower);
}

weir_err weir_cx_reopen(weir_cx *cx, weir_number_in_instance number)
{
    const weir_token token = *weir_state_token(&cx->state, number);
    const weir_variables variables = weir_state_undone_by(&cx->state, number)->variables;
    const weir_node_ix begins = weir_cx_node(cx, token.node)->compensation_start;
    const weir_number_in_instance scope = weir_cx_number(cx);
    const weir_value nothing = weir_null();

    WEIR_TRY(weir_cx_emit(cx, (weir_fact){.kind = WEIR_FACT_element_entered,
                                          .node = token.node,
                                          .token = number,
                                          .scope = token.scope,
                                          .opens = scope}));
    for (uint32_t i = 0; i < variables.count; i++)
        WEIR_TRY(weir_cx_set_local(cx, scope, variables.items[i].name, variables.items[i].value));
    if (begins.ix != WEIR_NO_IX)
        return weir_cx_start_event_sub_process(cx, begins, scope, &nothing, NULL);
    WEIR_TRY(weir_cx_compensate(cx, number, scope, (weir_node_ix){WEIR_NO_IX}));
    return weir_cx_begin_compensation(cx, number);
}

weir_err weir_cx_show_undone(weir_cx *cx, weir_number_in_instance handler)
{
    const weir_compensable *undone = weir_state_undone_by(&cx->state, handler);
    weir_entry *entries;

    if (!undone || undone->variables.count == 0)
        return WEIR_OK;
    entries = WEIR_TAKE(cx->arena, weir_entry, undone->variables.count);
    if (!entries)
        return WEIR_ENOMEM;
    for (uint32_t i = 0; i < undone->variables.count; i++)
        entries[i] = (weir_entry){undone->variables.items[i].name, undone->variables.items[i].value};
    return weir_variables_set_local(
        cx, handler, &(weir_value){.kind = WEIR_CONTEXT, .count = undone->variables.count, .as.entries = entries});
}
