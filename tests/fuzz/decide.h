/* SPDX-License-Identifier: Apache-2.0
 * tests/fuzz/decide.h - a DMN file to answers, for the targets that make one: problems with a place, or decisions that
 * answer the same each time.
 */
#ifndef WEIR_TESTS_FUZZ_DECIDE_H
#define WEIR_TESTS_FUZZ_DECIDE_H

#include "dmn/dmn.h"
#include "fuzz/model.h"
#include "fuzz/typed.h"

static inline outcome evaluate_decision(const weir_decision *decision, const weir_value *inputs, weir_arena *arena)
{
    const weir_feel_scope scope = weir_feel_scope_of(inputs);
    weir_feel_run run = typed_run(arena);
    weir_decision_traces traces = {0};
    weir_value value = weir_null();
    weir_diag diag = {0};
    const weir_err err = weir_decision_evaluate(decision, &scope, &run, &value, &traces, &diag);

    for (uint32_t i = 0; err == WEIR_OK && i < traces.count; i++)
        FUZZ_PROMISE(traces.items[i].decision && (traces.items[i].rule_count == 0 || traces.items[i].rules[0] > 0));
    return observe(err, &value, &run, &diag);
}

static inline void check_decisions(const weir_decisions *decisions, weir_arena *arena)
{
    const weir_value inputs = typed_inputs();

    for (uint32_t i = 0; i < weir_dmn_count(decisions); i++) {
        const weir_decision *decision = weir_dmn_at(decisions, i);
        const outcome first = evaluate_decision(decision, &inputs, arena);
        const outcome second = evaluate_decision(decision, &inputs, arena);

        check_same(&first, &second);
        FUZZ_PROMISE(weir_dmn_find(decisions, weir_decision_id(decision)) != NULL);
    }
}

static inline void check_dmn(const uint8_t *data, size_t size, weir_arena *arena)
{
    weir_model model = {0};
    weir_problems problems;
    const weir_decisions *decisions;
    weir_err err;

    if (!read_model(data, size, arena, &model, &problems) || model.root->tag != WEIR_PART_dmn_definitions)
        return;
    err = weir_dmn_compile(&model, arena, &problems, &decisions);
    FUZZ_PROMISE(err == WEIR_OK || err == WEIR_EMODEL || err == WEIR_ENOMEM);
    if (err == WEIR_EMODEL)
        FUZZ_PROMISE(problems.error_count > 0);
    check_problems(&problems);
    if (err == WEIR_OK)
        check_decisions(decisions, arena);
}

#endif
