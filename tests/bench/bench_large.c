/* SPDX-License-Identifier: Apache-2.0
 * tests/bench/bench_large.c - large processes: how long they take to compile, how fast a token crosses them.
 *
 * Shapes: a sequence of none tasks; a chain of diamonds, each a gateway that parts, two tasks and a gateway that joins,
 * parallel or inclusive (with a third flow that is not taken); and the same beside a user task that waits, so that
 * every inclusive join has to look where that token may go. What is measured with inclusive joins is linear if twice
 * the nodes take twice the time for one join.
 */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "compile/compile.h"
#include "memory.h"
#include "run/step.h"
#include "xml/load.h"

#define NODE_COUNT 10000u
#define ROUND_COUNT 5
#define ARENA_BYTES_MAX ((size_t)1024 * 1024 * 1024)

static test_memory memory;

static void stop_on(weir_err err, const weir_diag *diag)
{
    if (err == WEIR_OK)
        return;
    fprintf(stderr, "%s: %s\n", weir_err_name(err), diag->message);
    exit(EXIT_FAILURE);
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

static double median(double *values)
{
    qsort(values, ROUND_COUNT, sizeof *values, by_value);
    return values[ROUND_COUNT / 2];
}

typedef struct shape {
    const char *name;
    const char *gateway; /* NULL: a sequence */
    bool waits_beside, has_third, has_long_way;
} shape;

static void write_flow(weir_buffer *xml, const char *from, unsigned from_number, const char *to, unsigned to_number)
{
    weir_buffer_format(xml, "<sequenceFlow id='%s%u-%s%u' sourceRef='%s%u' targetRef='%s%u'/>", from, from_number, to,
                       to_number, from, from_number, to, to_number);
}

static void write_sequence(weir_buffer *xml, unsigned count)
{
    for (unsigned i = 1; i <= count; i++) {
        weir_buffer_format(xml, "<task id='j%u'/>", i);
        write_flow(xml, "j", i - 1, "j", i);
    }
}

static void write_diamonds(weir_buffer *xml, const char *gateway, bool has_third, unsigned count)
{
    for (unsigned i = 1; i <= count; i++) {
        weir_buffer_format(xml, "<%s id='s%u'/><task id='a%u'/><task id='b%u'/><%s id='j%u'/>", gateway, i, i, i,
                           gateway, i);
        write_flow(xml, "j", i - 1, "s", i);
        write_flow(xml, "s", i, "a", i);
        write_flow(xml, "s", i, "b", i);
        write_flow(xml, "a", i, "j", i);
        write_flow(xml, "b", i, "j", i);
        if (has_third)
            weir_buffer_format(xml,
                               "<sequenceFlow id='t%u' sourceRef='s%u' targetRef='j%u'><conditionExpression>false"
                               "</conditionExpression></sequenceFlow>",
                               i, i, i);
    }
}

/* About `count` nodes between start event j0 and the end. */
static weir_text write_process(const shape *s, unsigned count, weir_arena *arena)
{
    const unsigned way = s->has_long_way ? count / 2 : 0;
    const unsigned last = s->gateway ? (count - way) / 4 : count;
    weir_diag diag = {0};
    weir_buffer xml;
    weir_text bytes;

    weir_buffer_init(&xml, arena, 0);
    weir_buffer_format(&xml, "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' targetNamespace='b'>"
                             "<process id='p' isExecutable='true'><startEvent id='j0'/>");
    if (s->waits_beside) {
        weir_buffer_format(&xml, "<userTask id='u0'/>");
        write_flow(&xml, "j", 0, "u", 0);
        for (unsigned i = 1; i <= way; i++) {
            weir_buffer_format(&xml, "<task id='u%u'/>", i);
            write_flow(&xml, "u", i - 1, "u", i);
        }
        write_flow(&xml, "u", way, "e", 0);
    }
    if (s->gateway)
        write_diamonds(&xml, s->gateway, s->has_third, last);
    else
        write_sequence(&xml, last);
    write_flow(&xml, "j", last, "e", 0);
    weir_buffer_format(&xml, "<endEvent id='e0'/></process></definitions>");
    stop_on(weir_buffer_done(&xml, &bytes), &diag);
    return bytes;
}

static const weir_program *compile(weir_text bytes, weir_arena *arena)
{
    weir_model model = {0};
    weir_problems problems;
    weir_programs programs = {0};
    weir_diag diag = {0};

    weir_problems_init(&problems, arena);
    stop_on(weir_xml_read(bytes, NULL, arena, &model, &problems, &diag), &diag);
    stop_on(weir_compile(&model, NULL, arena, &problems, &programs), &diag);
    return programs.items[0];
}

static void measure_compile(const shape *s)
{
    double seconds[ROUND_COUNT];
    weir_arena text, arena;
    weir_text bytes;
    size_t used = 0;

    weir_arena_init(&text, test_memory_port(&memory, false), ARENA_BYTES_MAX);
    bytes = write_process(s, NODE_COUNT, &text);
    for (int round = 0; round < ROUND_COUNT; round++) {
        const double begin = seconds_now();

        weir_arena_init(&arena, test_memory_port(&memory, false), ARENA_BYTES_MAX);
        (void)compile(bytes, &arena);
        seconds[round] = seconds_now() - begin;
        used = arena.used_bytes;
        weir_arena_release(&arena);
    }
    printf("compile %-28s %6.0f ms, %.1f MB for %zu bytes of XML\n", s->name, median(seconds) * 1e3, (double)used / 1e6,
           bytes.length);
    weir_arena_release(&text);
}

/* Seconds for one crossing of a process of about `count` nodes. */
static double cross(const shape *s, unsigned count)
{
    const weir_command command = {.kind = WEIR_COMMAND_START, .start_event = {WEIR_NO_IX}, .name = WEIR_T("p:1:bench")};
    weir_arena arena, instance, scratch;
    const weir_program *program;
    double seconds[ROUND_COUNT];

    weir_arena_init(&arena, test_memory_port(&memory, false), ARENA_BYTES_MAX);
    program = compile(write_process(s, count, &arena), &arena);
    weir_arena_init(&instance, test_memory_port(&memory, false), ARENA_BYTES_MAX);
    weir_arena_init(&scratch, test_memory_port(&memory, false), ARENA_BYTES_MAX);
    for (int round = 0; round < ROUND_COUNT; round++) {
        const weir_env env = {.now_ms = 1767225600000, .seed = (uint64_t)round};
        const double begin = seconds_now();
        weir_step_result result;
        weir_diag diag = {0};
        weir_state state;

        weir_state_init(&state, &instance);
        stop_on(weir_step(program, &state, &command, env, &scratch, &result, &diag), &diag);
        stop_on(weir_apply_all(program, &state, &result.facts), &diag);
        seconds[round] = seconds_now() - begin;
        if (state.tokens.count != (s->waits_beside ? 1u : 0u))
            exit(EXIT_FAILURE);
        weir_arena_reset(&scratch);
        weir_arena_reset(&instance);
    }
    weir_arena_release(&scratch);
    weir_arena_release(&instance);
    weir_arena_release(&arena);
    return median(seconds);
}

static void measure_crossing(const shape *s)
{
    const unsigned counts[] = {NODE_COUNT / 4, NODE_COUNT / 2, NODE_COUNT};

    printf("cross   %-28s", s->name);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        const double seconds = cross(s, counts[i]);

        printf("  %u nodes: %.0f nodes/s", counts[i], counts[i] / seconds);
        if (s->gateway)
            printf(", %.1f us a join", seconds * 1e6 / (counts[i] / (s->has_long_way ? 8 : 4)));
    }
    printf("\n");
}

int main(void)
{
    static const shape shapes[] = {
        {"tasks in a row", NULL, false, false, false},
        {"parallel diamonds", "parallelGateway", false, false, false},
        {"inclusive diamonds", "inclusiveGateway", false, true, false},
        {"tasks, one waits beside", NULL, true, false, false},
        {"parallel, one waits beside", "parallelGateway", true, false, false},
        {"inclusive, one waits beside", "inclusiveGateway", true, true, false},
        {"inclusive, a long way beside", "inclusiveGateway", true, true, true},
    };

    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        measure_compile(&shapes[i]);
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        measure_crossing(&shapes[i]);
    return EXIT_SUCCESS;
}
