/* SPDX-License-Identifier: Apache-2.0
 * tests/fuzz/fuzz_bpmn.c - any bytes as a BPMN file: problems with a place, or programs that start.
 *
 * A program is started, and what the instance waits for is met, first wait first, a few times. After each step the
 * facts fold into a state that survives its own encoding.
 */
#include "compile/compile.h"
#include "fuzz/model.h"
#include "run/codec.h"
#include "run/step.h"

#define COMMAND_COUNT_MAX 12

/* Encoding, decoding and encoding again gives the same bytes. */
static void check_codec(const weir_program *program, const weir_state *state, weir_arena *arena)
{
    weir_buffer first, second;
    weir_text bytes, again;
    weir_state back;
    weir_diag diag = {0};
    weir_err err;

    weir_buffer_init(&first, arena, 0);
    if (weir_state_encode(program, state, &first) != WEIR_OK || weir_buffer_done(&first, &bytes) != WEIR_OK)
        return;
    err = weir_state_decode(program, bytes, NULL, arena, &back, &diag);
    if (err == WEIR_ENOMEM)
        return;
    if (err != WEIR_OK)
        fprintf(stderr, "%.*s\n%s\n", WEIR_ARG(bytes), diag.message);
    FUZZ_PROMISE(err == WEIR_OK);
    weir_buffer_init(&second, arena, 0);
    if (weir_state_encode(program, &back, &second) == WEIR_OK && weir_buffer_done(&second, &again) == WEIR_OK)
        FUZZ_PROMISE(weir_text_equal(bytes, again));
}

/* The command that meets a wait. */
static weir_command meet(const weir_wait *wait)
{
    static const weir_command_kind kinds[WEIR_WAIT_KIND_COUNT] = {
        [WEIR_WAIT_USER_TASK] = WEIR_COMMAND_COMPLETE, [WEIR_WAIT_EXTERNAL_TASK] = WEIR_COMMAND_COMPLETE,
        [WEIR_WAIT_CONTINUATION] = WEIR_COMMAND_FIRE,  [WEIR_WAIT_TIMER] = WEIR_COMMAND_FIRE,
        [WEIR_WAIT_MESSAGE] = WEIR_COMMAND_MESSAGE,    [WEIR_WAIT_SIGNAL] = WEIR_COMMAND_SIGNAL,
        [WEIR_WAIT_LIMIT] = WEIR_COMMAND_FIRE,         [WEIR_WAIT_CALL] = WEIR_COMMAND_RETURN,
    };

    return (weir_command){.kind = kinds[wait->kind], .wait = wait->id, .name = wait->name};
}

/* False: the instance does not go on. */
static bool run_command(const weir_program *program, weir_state *state, const weir_command *command, weir_env env,
                        weir_arena *arena)
{
    weir_step_result result;
    weir_diag diag = {0};
    weir_err err = weir_step(program, state, command, env, arena, &result, &diag);

    if (err != WEIR_OK) {
        FUZZ_PROMISE(diag.message[0] != '\0' || err == WEIR_ENOMEM);
        return false;
    }
    err = weir_apply_all(program, state, &result.facts);
    FUZZ_PROMISE(err == WEIR_OK || err == WEIR_ENOMEM);
    if (err == WEIR_OK)
        check_codec(program, state, arena);
    return err == WEIR_OK;
}

static void run_instance(const weir_program *program, weir_arena *arena)
{
    weir_command command = {.kind = WEIR_COMMAND_START, .start_event = {WEIR_NO_IX}, .name = WEIR_T("p:1:x")};
    weir_env env = {.now_ms = 1767225600000, .seed = 1};
    weir_state state;

    weir_state_init(&state, arena);
    for (; env.seed <= COMMAND_COUNT_MAX; env.seed++) {
        const weir_wait *wait;

        if (!run_command(program, &state, &command, env, arena) || state.waits.count == 0)
            return;
        wait = &state.waits.items[0];
        command = meet(wait);
        if ((wait->kind == WEIR_WAIT_TIMER || wait->kind == WEIR_WAIT_LIMIT) && wait->due_ms > env.now_ms)
            env.now_ms = wait->due_ms;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    test_memory memory = {0};
    weir_arena arena;
    weir_model model = {0};
    weir_problems problems;
    weir_programs programs = {0};

    weir_arena_init(&arena, test_memory_port(&memory, false), FUZZ_MEMORY_MAX);
    if (read_model(data, size, &arena, &model, &problems) && model.root->tag != WEIR_PART_dmn_definitions &&
        model.root->tag != WEIR_PART_scenario_scenarios) {
        const weir_err err = weir_compile(&model, NULL, &arena, &problems, &programs);

        FUZZ_PROMISE(err == WEIR_OK || err == WEIR_EMODEL || err == WEIR_ENOMEM);
        if (err == WEIR_EMODEL)
            FUZZ_PROMISE(problems.error_count > 0);
        check_problems(&problems);
        for (uint32_t i = 0; err == WEIR_OK && i < programs.count; i++)
            run_instance(programs.items[i], &arena);
    }
    weir_arena_release(&arena);
    FUZZ_PROMISE(memory.live_count == 0);
    return 0;
}
