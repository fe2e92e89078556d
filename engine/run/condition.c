/* SPDX-License-Identifier: Apache-2.0
 * run/condition.c - note what changes, then meet the conditions that became true.
 */
#include "run/condition.h"

#include "run/element.h"

static weir_err note(weir_cx *cx, weir_change change)
{
    change.number = cx->state.next_number;
    WEIR_TRY(WEIR_GROW(cx->arena, &cx->changes));
    cx->changes.items[cx->changes.count++] = change;
    return WEIR_OK;
}

weir_err weir_conditions_note(weir_cx *cx, const weir_fact *fact)
{
    const weir_scope *scope = weir_state_scope(&cx->state, fact->scope);
    weir_change change = {.scope = fact->scope, .name = fact->name, .event = WEIR_VARIABLE_DELETED};

    if (fact->kind == WEIR_FACT_variable_set)
        change.event = scope && weir_scope_variable(scope, fact->name) ? WEIR_VARIABLE_UPDATED : WEIR_VARIABLE_CREATED;
    return note(cx, change);
}

weir_err weir_conditions_note_wait(weir_cx *cx, const weir_wait *wait)
{
    return note(cx, (weir_change){.wait = wait->number});
}

static bool ends_when_met(const weir_cx *cx, const weir_wait *wait)
{
    const weir_node *node = weir_cx_node(cx, wait->node);

    return wait->kind == WEIR_WAIT_CONDITION &&
           (node->is_interrupting || node->kind == WEIR_ELEMENT_intermediate_catch_event);
}

weir_err weir_conditions_note_all(weir_cx *cx)
{
    for (uint32_t i = 0; cx->program->has_conditions && i < cx->state.waits.count; i++) {
        if (ends_when_met(cx, &cx->state.waits.items[i]))
            WEIR_TRY(weir_conditions_note_wait(cx, &cx->state.waits.items[i]));
    }
    return WEIR_OK;
}

/* Whether the variable that changed is the one that the event sees under its name. */
static bool sees(const weir_cx *cx, const weir_wait *wait, const weir_change *change)
{
    const weir_scope *scope = weir_state_scope(&cx->state, weir_cx_scope_of(cx, wait->token));

    while (scope && scope->number != change->scope) {
        if (weir_scope_variable(scope, change->name))
            return false;
        scope = scope->parent ? weir_state_scope(&cx->state, scope->parent) : NULL;
    }
    return scope != NULL;
}

static bool matters(const weir_cx *cx, const weir_wait *wait, const void *what)
{
    const weir_change *change = what;
    const weir_condition *condition;

    if (wait->kind != WEIR_WAIT_CONDITION || wait->number >= change->number)
        return false;
    if (change->wait != 0)
        return change->wait == wait->number;
    condition = weir_cx_node(cx, wait->node)->trigger_config;
    return (condition->events == 0 || (condition->events & change->event)) &&
           (condition->variable.length == 0 || weir_text_equal(condition->variable, change->name)) &&
           sees(cx, wait, change);
}

weir_err weir_condition_value(const weir_node *node, const weir_value *value, bool *out, weir_diag *diag)
{
    *out = value->kind == WEIR_BOOLEAN && value->as.boolean;
    if (value->kind == WEIR_BOOLEAN || value->kind == WEIR_NULL)
        return WEIR_OK;
    return weir_fail_at(diag, WEIR_EPROCESS, node->id, node->line, 0,
                        "the condition gives a %s instead of true or false", weir_kind_name(value->kind));
}

static weir_err meet(weir_cx *cx, weir_wait wait)
{
    static const weir_command nothing = {.kind = WEIR_COMMAND_KIND_COUNT};

    WEIR_TRY(weir_cx_emit(
        cx, (weir_fact){.kind = WEIR_FACT_condition_met, .node = wait.node, .wait = wait.number, .id = wait.id}));
    return weir_cx_node(cx, wait.node)->element->on_wait(cx, &wait, &nothing);
}

static weir_err look(weir_cx *cx, const weir_wait *wait)
{
    const weir_node *node = weir_cx_node(cx, wait->node);
    const weir_condition *condition = node->trigger_config;
    weir_diag *const diag = cx->diag;
    weir_diag own = {0};
    weir_value value;
    bool is_true;
    weir_err err;

    cx->diag = &own;
    err = weir_cx_evaluate(cx, wait->node, condition->expression, weir_cx_scope_of(cx, wait->token), &value);
    cx->diag = diag;
    if (err == WEIR_EPROCESS && cx->feel.misses_name)
        return WEIR_OK; /* what it asks for is not there yet */
    if (err != WEIR_OK)
        return err == WEIR_ENOMEM ? err : weir_fail_at(diag, err, node->id, node->line, 0, "%s", own.message);
    WEIR_TRY(weir_condition_value(node, &value, &is_true, cx->diag));
    return is_true ? meet(cx, *wait) : WEIR_OK;
}

weir_err weir_conditions_meet(weir_cx *cx)
{
    const uint32_t first = cx->agenda.count;

    while (cx->changes.done_count < cx->changes.count) {
        const weir_change change = cx->changes.items[cx->changes.done_count++];
        weir_number_in_instance last = 0;
        const weir_wait *wait;

        while (!cx->state.is_suspended && (wait = weir_cx_next_wait(cx, last, matters, &change)) != NULL) {
            const uint32_t before = cx->agenda.count;

            last = wait->number;
            WEIR_TRY(look(cx, wait));
            weir_agenda_put_below(cx, first, before);
        }
    }
    return WEIR_OK;
}
