/* SPDX-License-Identifier: Apache-2.0
 * run/apply_internal.h - what the files that change a state share.
 *
 * apply.c begins and ends an instance and looks up what a fact does; apply_token.c, apply_scope.c and apply_wait.c are
 * what can be done. Layer: run, private to it.
 */
#ifndef WEIR_RUN_APPLY_INTERNAL_H
#define WEIR_RUN_APPLY_INTERNAL_H

#include "run/fact.h"
#include "run/state.h"

/* Of each row of facts.def: what it does to the state. of_row: its argument. EFORMAT: the fact does not fit. */
#define FACT(name, type, apply, argument, ...)                                                                         \
    weir_err weir_apply_##apply(const weir_program *program, weir_state *state, const weir_fact *fact, int of_row);
#include "run/facts.def"
#undef FACT

WEIR_MUST_USE weir_err weir_apply_add_token(const weir_program *program, weir_state *state, weir_token token);

/* What a state keeps of a fact: a copy, unless it borrows. */
static inline weir_err weir_state_keep_text(weir_state *state, weir_text text, weir_text *out)
{
    if (state->borrows || text.at == NULL) {
        *out = text;
        return WEIR_OK;
    }
    return weir_arena_text(state->arena, text, out);
}

static inline weir_err weir_state_keep_value(weir_state *state, const weir_value *value, weir_value *out)
{
    if (state->borrows) {
        *out = *value;
        return WEIR_OK;
    }
    return weir_value_copy(value, state->arena, out);
}

static inline void weir_state_note_number(weir_state *state, weir_number_in_instance number)
{
    if (number >= state->next_number)
        state->next_number = number + 1;
}

/* Close the gap, keep the order. */
void weir_remove_at(void *items_pointer, uint32_t *count, uint32_t *capacity, size_t item_bytes, uint32_t ix);

/* Numbers ascend in their list (state.h), so a new one is above the last. */
#define WEIR_IS_NEW(list, given)                                                                                       \
    ((given) != 0 && ((list)->count == 0 || (list)->items[(list)->count - 1].number < (given)))

#define WEIR_REMOVE(list, pointer)                                                                                     \
    weir_remove_at(&(list)->items, &(list)->count, &(list)->capacity, sizeof *(list)->items,                           \
                   (uint32_t)((pointer) - (list)->items))

#endif
