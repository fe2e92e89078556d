/* SPDX-License-Identifier: Apache-2.0
 * cli/scenario_modify.c - the instructions of a step that modifies an instance.
 */
#include "cli/scenario_run.h"

/* In the order in which one step follows them. */
static const struct {
    weir_attr attribute;
    weir_instruction_kind kind;
} kinds[] = {
    {WEIR_ATTR_cancel, WEIR_INSTRUCTION_CANCEL},
    {WEIR_ATTR_start_before, WEIR_INSTRUCTION_START_BEFORE},
    {WEIR_ATTR_start_after, WEIR_INSTRUCTION_START_AFTER},
    {WEIR_ATTR_transition, WEIR_INSTRUCTION_TRANSITION},
};

typedef struct list {
    weir_instruction *items;
    uint32_t count, capacity;
} list;

/* The next id of a list that blanks separate; empty: there is no more. */
static weir_text next_id(weir_text *rest)
{
    weir_text id;
    size_t end;

    *rest = weir_text_trim(*rest);
    end = weir_text_find(*rest, WEIR_T(" "), 0);
    id = weir_text_part(*rest, 0, end == SIZE_MAX ? rest->length : end);
    *rest = weir_text_part(*rest, id.length, rest->length - id.length);
    return id;
}

/* The last token that is active on the element, of this item (0: any). NULL: none. */
static const weir_token *find_token(const weir_instance_view *view, weir_text id, int64_t item)
{
    for (uint32_t i = view->state.tokens.count; i-- > 0;) {
        const weir_token *token = &view->state.tokens.items[i];

        if (weir_text_equal(view->definition->program->nodes[token->node.ix].id, id) &&
            (item == 0 || token->item == item))
            return token;
    }
    return NULL;
}

static void set_ancestor(const weir_scenario_run *run, const weir_instance_view *view, weir_instruction *out)
{
    const weir_text id = weir_part_attribute(run->step->part, WEIR_ATTR_ancestor);
    const weir_token *token = find_token(view, id, 0);

    out->has_ancestor = id.at != NULL;
    out->ancestor = token ? token->number : 0;
}

static weir_err add(weir_scenario_run *run, const weir_instance_view *view, weir_instruction instruction, int64_t item,
                    list *out)
{
    if (instruction.kind == WEIR_INSTRUCTION_CANCEL) {
        const weir_token *token = item > 0 ? find_token(view, instruction.element, item) : NULL;

        instruction.token = token ? token->number : 0;
        instruction.variables = instruction.locals = weir_null();
    } else {
        set_ancestor(run, view, &instruction);
    }
    WEIR_TRY(WEIR_GROW(&run->scratch, out));
    out->items[out->count++] = instruction;
    return WEIR_OK;
}

weir_err weir_run_instructions(weir_scenario_run *run, const weir_instance_view *view, int64_t item,
                               weir_instructions *out, bool *ok)
{
    weir_instruction instruction = {0};
    list found = {0};
    bool locals_ok;

    WEIR_TRY(weir_run_context(run, "variables", run->step->variables, &instruction.variables, ok));
    WEIR_TRY(weir_run_context(run, "locals", run->step->locals, &instruction.locals, &locals_ok));
    *ok = *ok && locals_ok;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        weir_text rest = weir_part_attribute(run->step->part, kinds[i].attribute);

        instruction.kind = kinds[i].kind;
        while ((instruction.element = next_id(&rest)).length > 0)
            WEIR_TRY(add(run, view, instruction, item, &found));
    }
    *out = (weir_instructions){found.items, found.count};
    return WEIR_OK;
}
