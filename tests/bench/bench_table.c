/* SPDX-License-Identifier: Apache-2.0
 * tests/bench/bench_table.c - what a decision table costs by its number of rules, with its index and cell by cell.
 *
 * Three inputs: an amount in one of n / 10 bands, one of ten grades, a flag or "-". One rule in the middle hits, or
 * none.
 */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "dmn/table.h"
#include "memory.h"
#include "xml/load.h"

#define ROUND_COUNT 5
#define ROUND_NS INT64_C(100000000)
#define ARENA_BYTES_MAX ((size_t)1024 * 1024 * 1024)

static void stop_on(weir_err err, const weir_diag *diag)
{
    if (err == WEIR_OK)
        return;
    fprintf(stderr, "%s: %s\n", weir_err_name(err), diag->message);
    exit(EXIT_FAILURE);
}

static int64_t now_ns(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void read_table(unsigned rule_count, weir_arena *arena, weir_model *model, weir_problems *problems)
{
    weir_buffer xml;
    weir_text bytes;
    weir_diag diag = {0};

    weir_buffer_init(&xml, arena, 0);
    weir_buffer_format(&xml, "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' id='f' name='f' "
                             "namespace='n'><decision id='d' name='d'><decisionTable>"
                             "<input><inputExpression><text>amount</text></inputExpression></input>"
                             "<input><inputExpression><text>grade</text></inputExpression></input>"
                             "<input><inputExpression><text>flag</text></inputExpression></input><output/>");
    for (unsigned i = 0; i < rule_count; i++)
        weir_buffer_format(&xml,
                           "<rule><inputEntry><text>[%u..%u)</text></inputEntry><inputEntry><text>\"g%u\"</text>"
                           "</inputEntry><inputEntry><text>%s</text></inputEntry><outputEntry><text>%u</text>"
                           "</outputEntry></rule>",
                           i / 10 * 100, i / 10 * 100 + 100, i % 10, i % 3 ? "-" : "true", i);
    weir_buffer_format(&xml, "</decisionTable></decision></definitions>");
    stop_on(weir_buffer_done(&xml, &bytes), &diag);
    stop_on(weir_xml_read(bytes, NULL, arena, model, problems, &diag), &diag);
}

static int64_t evaluate_for(const weir_decisions *decisions, const weir_feel_scope *scope, weir_arena *arena,
                            weir_kind expected)
{
    const weir_decision *decision = weir_dmn_at(decisions, 0);
    const int64_t begin = now_ns();
    int64_t count = 0;
    weir_diag diag = {0};

    do {
        weir_feel_run run = {.arena = arena, .step_count_max = WEIR_FEEL_STEP_COUNT_MAX};
        weir_value result;

        stop_on(weir_decision_evaluate(decision, scope, &run, &result, NULL, &diag), &diag);
        if (result.kind != expected)
            exit(EXIT_FAILURE);
        weir_arena_reset(arena);
        count++;
    } while (now_ns() - begin < ROUND_NS);
    return (now_ns() - begin) / count;
}

/* The fastest of the rounds, in ns. */
static int64_t measure(const weir_decisions *decisions, int64_t amount, unsigned rule, bool uses_index,
                       weir_arena *arena)
{
    static const char grades[] = "g0g1g2g3g4g5g6g7g8g9";
    const weir_text grade = {&grades[rule % 10 * 2], 2};
    const weir_entry entries[] = {{WEIR_T("amount"), weir_integer(amount)},
                                  {WEIR_T("grade"), weir_string(grade)},
                                  {WEIR_T("flag"), weir_boolean(true)}};
    const weir_value inputs = weir_context(entries, 3);
    const weir_feel_scope scope = weir_feel_scope_of(&inputs);
    int64_t best = INT64_MAX;

    ((weir_table *)(uintptr_t)weir_dmn_at(decisions, 0)->box->as.table)->uses_index = uses_index;
    for (int i = 0; i < ROUND_COUNT; i++) {
        const int64_t ns = evaluate_for(decisions, &scope, arena, amount < 0 ? WEIR_NULL : WEIR_NUMBER);

        best = ns < best ? ns : best;
    }
    return best;
}

static void bench(unsigned rule_count)
{
    test_memory counter = {0};
    weir_arena arena, run_arena;
    weir_model model = {0};
    weir_problems problems;
    const weir_decisions *decisions;
    weir_diag diag = {0};
    int64_t begin, compile_ns, hits[2], misses[2];

    weir_arena_init(&arena, test_memory_port(&counter, false), ARENA_BYTES_MAX);
    weir_arena_init(&run_arena, test_memory_port(&counter, false), ARENA_BYTES_MAX);
    weir_problems_init(&problems, &arena);
    read_table(rule_count, &arena, &model, &problems);
    begin = now_ns();
    stop_on(weir_dmn_compile(&model, &arena, &problems, &decisions), &diag);
    compile_ns = now_ns() - begin;
    for (int uses_index = 0; uses_index < 2; uses_index++) {
        hits[uses_index] = measure(decisions, rule_count / 2 / 10 * 100 + 50, rule_count / 2, uses_index, &run_arena);
        misses[uses_index] = measure(decisions, -1, rule_count / 2, uses_index, &run_arena);
    }
    printf("%6u rules: compiled in %.1f ms; a hit %.2f us by index, %.2f us cell by cell; none %.2f us, %.2f us\n",
           rule_count, (double)compile_ns / 1e6, (double)hits[1] / 1e3, (double)hits[0] / 1e3, (double)misses[1] / 1e3,
           (double)misses[0] / 1e3);
    weir_arena_release(&run_arena);
    weir_arena_release(&arena);
}

int main(void)
{
    static const unsigned rule_counts[] = {3, 10, 100, 1000, 10000};

    for (size_t i = 0; i < sizeof rule_counts / sizeof *rule_counts; i++)
        bench(rule_counts[i]);
    return EXIT_SUCCESS;
}
