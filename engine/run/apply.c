/* SPDX-License-Identifier: Apache-2.0
 * run/apply.c - the only code that changes a state: one function for each way a fact can do so.
 *
 * A fact that step decided always fits its state. One read from a log may not: it names a token, scope
 * or wait that is not there, or would leave one behind that nothing holds, which is EFORMAT. So a folded state can be
 * stepped as safely as a run one.
 */
#include <assert.h>
#include <string.h>

#include "run/apply_internal.h"
#include "run/call.h"
#include "run/step.h"

#define SHIFT_MAX 4096u /* bytes: a gap behind which there are more is closed from the front, if that is nearer */

/* Close the gap, keep the order. From the front a list loses a place of its capacity, which the arena keeps. */
void weir_remove_at(void *items_pointer, uint32_t *count, uint32_t *capacity, size_t item_bytes, uint32_t ix)
{
    const size_t before = item_bytes * ix, behind = item_bytes * (*count - ix - 1);
    char *items;

    memcpy(&items, items_pointer, sizeof items);
    (*count)--;
    if (behind <= SHIFT_MAX || behind <= before) {
        memmove(items + before, items + before + item_bytes, behind);
        return;
    }
    memmove(items + item_bytes, items, before);
    items += item_bytes;
    (*capacity)--;
    memcpy(items_pointer, &items, sizeof items);
}

weir_err weir_apply_start(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    weir_caller caller;

    (void)program;
    (void)argument;
    if (fact->value.kind != WEIR_NULL && !weir_caller_read(&fact->value, &caller))
        return WEIR_EFORMAT;
    state->status = WEIR_STATUS_ACTIVE;
    state->instance = fact->id;
    WEIR_TRY(weir_state_keep_text(state, fact->name, &state->definition));
    WEIR_TRY(weir_state_keep_text(state, fact->text, &state->business_key));
    WEIR_TRY(weir_state_keep_value(state, &fact->value, &state->caller));
    WEIR_TRY(WEIR_GROW(state->arena, &state->scopes));
    state->scopes.items[state->scopes.count++] = (weir_scope){.number = WEIR_PROCESS_SCOPE};
    weir_state_note_number(state, WEIR_PROCESS_SCOPE);
    return WEIR_OK;
}

/* argument: 1 = suspended, 0 = active again */
weir_err weir_apply_suspend(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    (void)program;
    (void)fact;
    if (state->is_suspended == (argument != 0))
        return WEIR_EFORMAT;
    state->is_suspended = argument != 0;
    return WEIR_OK;
}

weir_err weir_apply_end(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    (void)program;
    (void)argument;
    state->status = WEIR_STATUS_ENDED;
    state->is_suspended = false;
    state->compensables.count = 0;
    state->deeds.count = 0;
    state->refusals.count = 0;
    WEIR_TRY(weir_state_keep_text(state, fact->name, &state->outcome));
    return weir_state_keep_text(state, fact->text, &state->error);
}

weir_err weir_apply_nothing(const weir_program *program, weir_state *state, const weir_fact *fact, int argument)
{
    (void)program;
    (void)state;
    (void)fact;
    (void)argument;
    return WEIR_OK;
}

static const struct {
    weir_err (*run)(const weir_program *program, weir_state *state, const weir_fact *fact, int argument);
    int argument;
} functions[] = {
#define FACT(name, type, apply, argument, ...) {weir_apply_##apply, argument},
#include "run/facts.def"
#undef FACT
};

weir_err weir_apply(const weir_program *program, weir_state *state, const weir_fact *fact)
{
    const weir_status needed = fact->kind == WEIR_FACT_instance_started ? WEIR_STATUS_NONE : WEIR_STATUS_ACTIVE;

    assert(fact->kind < WEIR_FACT_COUNT);
    if (state->status != needed)
        return WEIR_EFORMAT;
    WEIR_TRY(functions[fact->kind].run(program, state, fact, functions[fact->kind].argument));
    state->fact_count++;
    return WEIR_OK;
}

weir_err weir_apply_all(const weir_program *program, weir_state *state, const weir_facts *facts)
{
    for (uint32_t i = 0; i < facts->count; i++)
        WEIR_TRY(weir_apply(program, state, &facts->items[i]));
    return WEIR_OK;
}
