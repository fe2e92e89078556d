/* SPDX-License-Identifier: Apache-2.0
 * tests/bench/bench_nodes.c - how fast tokens move in memory, and what an instance costs.
 *
 * Speed: instances of a sequence of none tasks, each started and run to its end by step and apply, nothing else.
 * Cost: instances that wait at a user task; the bytes their arenas took, and their encoded state.
 */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "compile/compile.h"
#include "memory.h"
#include "run/codec.h"
#include "run/step.h"
#include "xml/load.h"

#define TASK_COUNT 100u
#define ROUND_COUNT 5
#define INSTANCE_COUNT 2000u /* of each round */
#define WAITING_COUNT 1000u
#define ARENA_BYTES_MAX ((size_t)256 * 1024 * 1024)

/* Bytes that are out at the moment; the size of a block is known when it comes back. */
typedef struct counting_memory {
    size_t live_bytes;
} counting_memory;

static void *take_counted(void *self, size_t byte_count)
{
    counting_memory *memory = self;

    memory->live_bytes += byte_count;
    return malloc(byte_count);
}

static void give_counted(void *self, void *block, size_t byte_count)
{
    counting_memory *memory = self;

    memory->live_bytes -= byte_count;
    free(block);
}

static weir_memory counted(counting_memory *memory)
{
    return (weir_memory){take_counted, give_counted, memory, false};
}

static void stop_on(weir_err err, const weir_diag *diag)
{
    if (err == WEIR_OK)
        return;
    fprintf(stderr, "%s: %s\n", weir_err_name(err), diag->message);
    exit(EXIT_FAILURE);
}

/* start, `count` tasks of this element in a row, end. */
static const weir_program *compile_sequence(const char *element, unsigned count, weir_arena *arena)
{
    weir_buffer xml;
    weir_text bytes;
    weir_model model = {0};
    weir_problems problems;
    weir_programs programs = {0};
    weir_diag diag = {0};

    weir_buffer_init(&xml, arena, 0);
    weir_buffer_format(&xml, "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' targetNamespace='b'>"
                             "<process id='p' isExecutable='true'><startEvent id='t0'/>");
    for (unsigned i = 1; i <= count; i++)
        weir_buffer_format(&xml, "<%s id='t%u'/><sequenceFlow id='f%u' sourceRef='t%u' targetRef='t%u'/>", element, i,
                           i, i - 1, i);
    weir_buffer_format(
        &xml, "<sequenceFlow id='f' sourceRef='t%u' targetRef='e'/><endEvent id='e'/></process></definitions>", count);
    stop_on(weir_buffer_done(&xml, &bytes), &diag);
    weir_problems_init(&problems, arena);
    stop_on(weir_xml_read(bytes, NULL, arena, &model, &problems, &diag), &diag);
    stop_on(weir_compile(&model, NULL, arena, &problems, &programs), &diag);
    return programs.items[0];
}

static void run_start(const weir_program *program, uint64_t seed, weir_arena *scratch, weir_state *state)
{
    const weir_command command = {.kind = WEIR_COMMAND_START, .start_event = {WEIR_NO_IX}, .name = WEIR_T("p:1:bench")};
    const weir_env env = {.now_ms = 1767225600000, .seed = seed};
    weir_step_result result;
    weir_diag diag = {0};

    stop_on(weir_step(program, state, &command, env, scratch, &result, &diag), &diag);
    stop_on(weir_apply_all(program, state, &result.facts), &diag);
}

static double seconds_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void measure_speed(weir_memory memory)
{
    weir_arena arena, instance, scratch;
    const weir_program *program;
    double rates[ROUND_COUNT];

    weir_arena_init(&arena, memory, ARENA_BYTES_MAX);
    weir_arena_init(&instance, memory, ARENA_BYTES_MAX);
    weir_arena_init(&scratch, memory, ARENA_BYTES_MAX);
    program = compile_sequence("task", TASK_COUNT, &arena);
    for (int round = 0; round < ROUND_COUNT; round++) {
        const double begin = seconds_now();

        for (unsigned i = 0; i < INSTANCE_COUNT; i++) {
            weir_state state;

            weir_state_init(&state, &instance);
            run_start(program, i, &scratch, &state);
            if (state.status != WEIR_STATUS_ENDED)
                exit(EXIT_FAILURE);
            weir_arena_reset(&scratch);
            weir_arena_reset(&instance);
        }
        rates[round] = (double)INSTANCE_COUNT * (TASK_COUNT + 2) / (seconds_now() - begin);
    }
    qsort(rates, ROUND_COUNT, sizeof *rates, by_value);
    printf("flow nodes/s    %.0f (%.0f to %.0f; %d rounds, %u none tasks in a row, step + apply)\n",
           rates[ROUND_COUNT / 2], rates[0], rates[ROUND_COUNT - 1], ROUND_COUNT, TASK_COUNT);
    weir_arena_release(&scratch);
    weir_arena_release(&instance);
    weir_arena_release(&arena);
}

static void measure_cost(weir_memory memory, const counting_memory *count)
{
    static weir_arena arenas[WAITING_COUNT];
    static weir_state states[WAITING_COUNT];
    weir_arena arena, scratch;
    const weir_program *program;
    weir_buffer encoded;
    weir_text bytes;
    weir_diag diag = {0};
    size_t before;

    weir_arena_init(&arena, memory, ARENA_BYTES_MAX);
    weir_arena_init(&scratch, memory, ARENA_BYTES_MAX);
    program = compile_sequence("userTask", 1, &arena);
    before = count->live_bytes;
    for (unsigned i = 0; i < WAITING_COUNT; i++) {
        weir_arena_init(&arenas[i], memory, ARENA_BYTES_MAX);
        weir_state_init(&states[i], &arenas[i]);
        run_start(program, i, &scratch, &states[i]);
        weir_arena_release(&scratch);
    }
    printf("bytes/instance  %zu in memory (one user task waits; arena %zu, used %zu)",
           (count->live_bytes - before) / WAITING_COUNT + sizeof states[0] + sizeof arenas[0],
           (count->live_bytes - before) / WAITING_COUNT, arenas[0].used_bytes);
    weir_buffer_init(&encoded, &scratch, 0);
    stop_on(weir_state_encode(program, &states[0], &encoded), &diag);
    stop_on(weir_buffer_done(&encoded, &bytes), &diag);
    printf(", %zu encoded\n", bytes.length);
    for (unsigned i = 0; i < WAITING_COUNT; i++)
        weir_arena_release(&arenas[i]);
    weir_arena_release(&scratch);
    weir_arena_release(&arena);
}

int main(void)
{
    counting_memory memory = {0};

    measure_speed(counted(&memory));
    measure_cost(counted(&memory), &memory);
    return EXIT_SUCCESS;
}
