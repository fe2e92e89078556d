/* SPDX-License-Identifier: Apache-2.0
 * cli/scenario_hint.c - ids in a scenario that the program does not have.
 */
#include "cli/scenario_run.h"
#include "compile/rules.h"

bool weir_run_is_element(const weir_program *program, weir_text id)
{
    for (uint32_t i = 0; i < program->node_count; i++) {
        if (weir_text_equal(program->nodes[i].id, id))
            return true;
    }
    return false;
}

/* Absent if no id is near. */
static weir_text nearest(const weir_program *program, weir_text id)
{
    weir_text best = WEIR_NO_TEXT;
    uint32_t best_slips = UINT32_MAX;

    for (uint32_t i = 0; i < program->node_count; i++) {
        const weir_text known = program->nodes[i].id;
        const uint32_t slips = weir_rule_slips(id, known);

        if (slips < best_slips && slips < known.length) {
            best = known;
            best_slips = slips;
        }
    }
    return best;
}

void weir_run_hint_write(const weir_program *program, weir_text id, weir_buffer *out)
{
    const weir_text near = nearest(program, id);

    if (near.at)
        weir_buffer_format(out, " (did you mean '%.*s'?)", WEIR_ARG(near));
}
