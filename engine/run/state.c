/* SPDX-License-Identifier: Apache-2.0
 * run/state.c - look into an instance; make a scratch copy of it.
 */
#include "run/state.h"

#include <assert.h>
#include <string.h>

void weir_state_init(weir_state *state, weir_arena *arena)
{
    *state = (weir_state){.arena = arena, .next_number = WEIR_PROCESS_SCOPE};
}

/* Copy one list; an empty one takes no memory. */
static weir_err copy_list(weir_arena *arena, const void *items, uint32_t count, size_t item_bytes, void *items_out,
                          uint32_t *capacity_out)
{
    void *copy = NULL;

    if (count > 0) {
        copy = weir_arena_take_array(arena, count, item_bytes);
        if (!copy)
            return WEIR_ENOMEM;
        memcpy(copy, items, item_bytes * count);
    }
    memcpy(items_out, &copy, sizeof copy);
    *capacity_out = count;
    return WEIR_OK;
}

#define COPY_LIST(arena, from, to)                                                                                     \
    copy_list((arena), (from)->items, (from)->count, sizeof *(from)->items, &(to)->items, &(to)->capacity)

weir_err weir_state_copy(const weir_state *state, weir_arena *arena, weir_state *out)
{
    weir_state copy = *state;

    copy.arena = arena;
    copy.borrows = true;
    WEIR_TRY(COPY_LIST(arena, &state->tokens, &copy.tokens));
    WEIR_TRY(COPY_LIST(arena, &state->waits, &copy.waits));
    WEIR_TRY(COPY_LIST(arena, &state->incidents, &copy.incidents));
    WEIR_TRY(COPY_LIST(arena, &state->compensables, &copy.compensables)); /* whose variables don't change */
    WEIR_TRY(COPY_LIST(arena, &state->deeds, &copy.deeds));
    WEIR_TRY(COPY_LIST(arena, &state->refusals, &copy.refusals));
    WEIR_TRY(COPY_LIST(arena, &state->scopes, &copy.scopes));
    for (uint32_t i = 0; i < copy.scopes.count; i++) {
        const weir_scope *from = &state->scopes.items[i];
        weir_scope *to = &copy.scopes.items[i];

        WEIR_TRY(COPY_LIST(arena, &from->variables, &to->variables));
        WEIR_TRY(COPY_LIST(arena, &from->collected, &to->collected));
    }
    *out = copy;
    return WEIR_OK;
}

static_assert(offsetof(weir_token, number) == 0 && offsetof(weir_scope, number) == 0 &&
                  offsetof(weir_wait, number) == 0,
              "the items of a list begin with their number");

/* The numbers of a list ascend: the first item with this number or a higher one. */
static uint32_t lower_bound(const void *items, uint32_t count, size_t item_bytes, weir_number_in_instance number)
{
    uint32_t low = 0, high = count;

    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        const void *item = (const char *)items + item_bytes * middle;

        if (*(const weir_number_in_instance *)item < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void *find(const void *items, uint32_t count, size_t item_bytes, weir_number_in_instance number)
{
    const uint32_t ix = lower_bound(items, count, item_bytes, number);
    const void *item;

    if (ix == count)
        return NULL; /* a list without items may have no memory */
    item = (const char *)items + item_bytes * ix;
    return *(const weir_number_in_instance *)item == number ? (void *)item : NULL;
}

uint32_t weir_state_tokens_after(const weir_state *state, weir_number_in_instance number)
{
    return lower_bound(state->tokens.items, state->tokens.count, sizeof *state->tokens.items, number);
}

uint32_t weir_state_waits_after(const weir_state *state, weir_number_in_instance number)
{
    return lower_bound(state->waits.items, state->waits.count, sizeof *state->waits.items, number);
}

weir_token *weir_state_token(const weir_state *state, weir_number_in_instance number)
{
    return find(state->tokens.items, state->tokens.count, sizeof *state->tokens.items, number);
}

weir_scope *weir_state_scope(const weir_state *state, weir_number_in_instance number)
{
    return find(state->scopes.items, state->scopes.count, sizeof *state->scopes.items, number);
}

weir_wait *weir_state_wait(const weir_state *state, weir_number_in_instance number)
{
    return find(state->waits.items, state->waits.count, sizeof *state->waits.items, number);
}

void weir_state_count_wait(const weir_state *state, const weir_wait *wait)
{
    weir_token *token = weir_state_token(state, wait->token);

    if (token)
        token->wait_count++;
}

weir_scope *weir_state_scope_of(const weir_state *state, weir_number_in_instance token)
{
    uint32_t i = lower_bound(state->scopes.items, state->scopes.count, sizeof *state->scopes.items, token);

    for (; i < state->scopes.count; i++) {
        if (state->scopes.items[i].token == token)
            return &state->scopes.items[i];
    }
    return NULL;
}

/* By anything else, from the end: what was born last is asked for most. */
weir_wait *weir_state_wait_by_id(const weir_state *state, weir_id id)
{
    for (uint32_t i = state->waits.count; i-- > 0;) {
        if (weir_id_equal(state->waits.items[i].id, id))
            return &state->waits.items[i];
    }
    return NULL;
}

weir_incident *weir_state_incident_of(const weir_state *state, weir_number_in_instance wait)
{
    for (uint32_t i = state->incidents.count; i-- > 0;) {
        if (state->incidents.items[i].wait == wait)
            return &state->incidents.items[i];
    }
    return NULL;
}

weir_incident *weir_state_set_aside(const weir_state *state)
{
    for (uint32_t i = 0; i < state->incidents.count; i++) {
        if (state->incidents.items[i].node.ix == 0)
            return &state->incidents.items[i];
    }
    return NULL;
}

weir_variable *weir_scope_variable(const weir_scope *scope, weir_text name)
{
    for (uint32_t i = 0; i < scope->variables.count; i++) {
        if (weir_text_equal(scope->variables.items[i].name, name))
            return &scope->variables.items[i];
    }
    return NULL;
}
