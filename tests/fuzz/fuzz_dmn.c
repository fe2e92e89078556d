/* SPDX-License-Identifier: Apache-2.0
 * tests/fuzz/fuzz_dmn.c - any bytes as a DMN file: problems with a place, or decisions that answer.
 */
#include "dmn/dmn.h"
#include "fuzz/model.h"

#define STEP_COUNT_MAX 20000

static void evaluate_all(const weir_decisions *decisions, weir_arena *arena)
{
    weir_entry entries[] = {{WEIR_T("a"), weir_integer(3)}, {WEIR_T("b"), weir_string(WEIR_T("x"))}};
    const weir_value input = weir_context(entries, 2);
    const weir_feel_scope scope = weir_feel_scope_of(&input);
    weir_feel_run run = {.now_ms = 1767225600000, .seed = 1, .arena = arena, .step_count_max = STEP_COUNT_MAX};

    for (uint32_t i = 0; i < weir_dmn_count(decisions); i++) {
        const weir_decision *decision = weir_dmn_at(decisions, i);
        weir_decision_traces traces = {0};
        weir_value result;
        weir_diag diag = {0};
        weir_err err = weir_decision_evaluate(decision, &scope, &run, &result, &traces, &diag);

        FUZZ_PROMISE(err == WEIR_OK || err == WEIR_ELIMIT || err == WEIR_ENOMEM);
        if (err == WEIR_ELIMIT)
            FUZZ_PROMISE(diag.message[0] != '\0');
        if (err != WEIR_OK)
            return;
        FUZZ_PROMISE(weir_dmn_find(decisions, weir_decision_id(decision)) != NULL);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    test_memory memory = {0};
    weir_arena arena;
    weir_model model = {0};
    weir_problems problems;
    const weir_decisions *decisions;

    weir_arena_init(&arena, test_memory_port(&memory, false), FUZZ_MEMORY_MAX);
    if (read_model(data, size, &arena, &model, &problems) && model.root->tag == WEIR_PART_dmn_definitions) {
        const weir_err err = weir_dmn_compile(&model, &arena, &problems, &decisions);

        FUZZ_PROMISE(err == WEIR_OK || err == WEIR_EMODEL || err == WEIR_ENOMEM);
        if (err == WEIR_EMODEL)
            FUZZ_PROMISE(problems.error_count > 0);
        check_problems(&problems);
        if (err == WEIR_OK)
            evaluate_all(decisions, &arena);
    }
    weir_arena_release(&arena);
    FUZZ_PROMISE(memory.live_count == 0);
    return 0;
}
