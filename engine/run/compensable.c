/* SPDX-License-Identifier: Apache-2.0
 * run/compensable.c - remember what was completed, let it be undone once, forget it with its scope.
 */
#include "run/compensable.h"

#include <string.h>

weir_compensable *weir_state_compensable(const weir_state *state, weir_number_in_instance number)
{
    for (uint32_t i = state->compensables.count; i-- > 0;) {
        if (state->compensables.items[i].number == number)
            return &state->compensables.items[i];
    }
    return NULL;
}

weir_compensable *weir_state_undone_by(const weir_state *state, weir_number_in_instance handler)
{
    for (uint32_t i = state->compensables.count; i-- > 0;) {
        if (state->compensables.items[i].handler == handler)
            return &state->compensables.items[i];
    }
    return NULL;
}

bool weir_state_is_reopened(const weir_state *state, const weir_token *token)
{
    const weir_compensable *undone = weir_state_undone_by(state, token->number);

    return undone && undone->inner != 0;
}

static void forget_at(weir_state *state, uint32_t ix)
{
    weir_compensable *items = state->compensables.items;

    state->compensables.count--;
    memmove(&items[ix], &items[ix + 1], sizeof *items * (state->compensables.count - ix));
}

static void move_all(weir_state *state, weir_number_in_instance from, weir_number_in_instance to, uint32_t end)
{
    for (uint32_t i = 0; i < end; i++) {
        if (state->compensables.items[i].scope == from)
            state->compensables.items[i].scope = to;
    }
}

/* What was completed inside a forgotten sub-process comes before it, and is moved here to be forgotten next. */
static void forget_all_in(weir_state *state, weir_number_in_instance scope)
{
    for (uint32_t i = state->compensables.count; i-- > 0;) {
        const weir_compensable gone = state->compensables.items[i];

        if (gone.scope != scope)
            continue;
        forget_at(state, i);
        if (gone.inner != 0)
            move_all(state, gone.inner, scope, i);
    }
}

static bool has_any_in(const weir_state *state, weir_number_in_instance scope)
{
    for (uint32_t i = state->compensables.count; i-- > 0;) {
        if (state->compensables.items[i].scope == scope)
            return true;
    }
    return false;
}

void weir_compensables_note_gone(weir_state *state, weir_number_in_instance token)
{
    const weir_compensable *undone = weir_state_undone_by(state, token);

    if (!undone)
        return;
    if (undone->inner != 0)
        forget_all_in(state, undone->inner);
    forget_at(state, (uint32_t)(weir_state_undone_by(state, token) - state->compensables.items));
}

void weir_compensables_note_opened(weir_state *state, weir_number_in_instance token, weir_number_in_instance opens)
{
    weir_compensable *undone = weir_state_undone_by(state, token);

    if (!undone || undone->inner == 0)
        return;
    move_all(state, undone->inner, opens, state->compensables.count);
    undone->inner = opens;
}

/* ── completed ───────────────────────────────────────────────────────────────────────────────────────── */

static weir_err keep_variable(weir_state *state, weir_variables *list, weir_text name, weir_value value)
{
    for (uint32_t i = 0; i < list->count; i++) {
        if (weir_text_equal(list->items[i].name, name))
            return WEIR_OK;
    }
    WEIR_TRY(WEIR_GROW(state->arena, list));
    list->items[list->count++] = (weir_variable){name, value};
    return WEIR_OK;
}

/* What an item has by itself. */
static weir_err keep_item(const weir_program *program, weir_state *state, const weir_token *token, weir_variables *list)
{
    const weir_loop *loop = program->nodes[token->node.ix].loop;
    const weir_scope *body = weir_state_scope(state, token->scope);

    WEIR_TRY(keep_variable(state, list, WEIR_T("loopCounter"), weir_integer((int64_t)token->item - 1)));
    if (loop->element_variable.length == 0 || body->items.kind != WEIR_LIST || token->item > body->items.count)
        return WEIR_OK;
    return keep_variable(state, list, loop->element_variable, body->items.as.items[token->item - 1]);
}

static weir_err remember(const weir_program *program, weir_state *state, const weir_token *token,
                         const weir_scope *opened)
{
    const weir_node *node = &program->nodes[token->node.ix];
    const bool is_whole = node->compensation.ix != WEIR_NO_IX; /* what is in it does not matter */
    weir_compensable completed = {.number = token->number, .scope = token->scope, .node = token->node};

    if (opened && is_whole)
        forget_all_in(state, opened->number);
    if (!is_whole && (!opened || (node->compensation_start.ix == WEIR_NO_IX && !has_any_in(state, opened->number))))
        return WEIR_OK;
    if (!is_whole)
        completed.inner = opened->number;
    if (opened && (!is_whole || token->item > 0))
        completed.variables = opened->variables;
    if (token->item > 0)
        WEIR_TRY(keep_item(program, state, token, &completed.variables));
    WEIR_TRY(WEIR_GROW(state->arena, &state->compensables));
    state->compensables.items[state->compensables.count++] = completed;
    return WEIR_OK;
}

/* Nobody asks any more for what it has not begun to undo. */
static void take_back(weir_state *state, weir_number_in_instance thrower)
{
    for (uint32_t i = 0; i < state->compensables.count; i++) {
        weir_compensable *item = &state->compensables.items[i];

        if (item->thrower == thrower && item->handler == 0)
            item->thrower = 0;
    }
}

weir_err weir_compensables_note_left(const weir_program *program, weir_state *state, const weir_token *token,
                                     const weir_scope *opened, bool is_completed)
{
    const weir_node *node = &program->nodes[token->node.ix];
    const bool is_body = node->loop && token->item == 0;

    if (!is_completed)
        take_back(state, token->number);
    if (is_completed && !weir_state_undone_by(state, token->number) && node->is_compensable) {
        if (!is_body)
            return remember(program, state, token, opened);
        if (opened)
            move_all(state, opened->number, token->scope, state->compensables.count);
        return WEIR_OK;
    }
    if (opened)
        forget_all_in(state, opened->number);
    return WEIR_OK;
}

/* ── compensated ─────────────────────────────────────────────────────────────────────────────────────── */

weir_err weir_compensables_trigger(weir_state *state, const weir_fact *fact)
{
    weir_compensable *item =
        fact->number > 0 && fact->number <= UINT32_MAX ? weir_state_compensable(state, (uint32_t)fact->number) : NULL;

    if (!item || item->thrower != 0 || item->node.ix != fact->node.ix || !weir_state_token(state, fact->token))
        return WEIR_EFORMAT;
    item->thrower = fact->token;
    return WEIR_OK;
}

weir_err weir_compensables_start(const weir_program *program, weir_state *state, const weir_fact *fact)
{
    weir_compensable *item =
        fact->number > 0 && fact->number <= UINT32_MAX ? weir_state_compensable(state, (uint32_t)fact->number) : NULL;

    if (!item || item->thrower == 0 || item->handler != 0 || item->scope != fact->scope ||
        fact->node.ix != (item->inner != 0 ? item->node.ix : program->nodes[item->node.ix].compensation.ix))
        return WEIR_EFORMAT;
    item->handler = fact->token;
    return WEIR_OK;
}
