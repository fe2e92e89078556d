/* SPDX-License-Identifier: Apache-2.0
 * tests/speed/feel.c - the side of compare.mjs that is C: weir, and what is written by hand.
 *
 *   speed_feel FILE      FILE: expressions.json; the n-th line of the input asks, the n-th of the output answers
 *     IX value                the value, as JSON
 *     IX value-by-hand
 *     IX evaluate MS          nanoseconds of one evaluation of what was compiled once
 *     IX compile MS           … of compiling and evaluating
 *     IX by-hand MS
 *     IX cost                 [steps, bytes of the arena] of one evaluation
 *   speed_feel --growth   how long tables of 10 to 10,000 rules take
 */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/json.h"
#include "dmn/dmn.h"
#include "memory.h"
#include "speed/by_hand.h"
#include "xml/load.h"

#define ARENA_BYTES_MAX ((size_t)256 << 20)
#define FILE_BYTES_MAX ((size_t)1 << 20)
#define EVALUATIONS_BETWEEN_CLOCKS 8
#define TABLE_ROUND_COUNT 5
#define TABLE_EVALUATION_COUNT 200

/* One row of expressions.json. */
typedef struct test_case {
    weir_value row, scope_value, input;
    weir_feel_scope scope;
    weir_feel_kind kind;
    weir_text source;
    const weir_expression *expression;
    const weir_decisions *decisions; /* of a table, which has no source */
    weir_by_hand *by_hand;
} test_case;

static test_memory memory;
static volatile uint8_t seen; /* so that nothing is left out */

static void stop(const char *what, const weir_diag *diag)
{
    fprintf(stderr, "speed_feel: %s: %s\n", what, diag->message);
    exit(EXIT_FAILURE);
}

static void try(weir_err err, const weir_diag *diag)
{
    if (err != WEIR_OK)
        stop(weir_err_name(err), diag);
}

static double now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

/* --- tables --- */

static void write_escaped(weir_text text, weir_buffer *xml)
{
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] == '<')
            weir_buffer_text(xml, WEIR_T("&lt;"));
        else
            weir_buffer_char(xml, text.at[i]);
    }
}

static void write_cell(const char *element, const weir_value *text, weir_buffer *xml)
{
    weir_buffer_format(xml, "<%s><text>", element);
    write_escaped(text->as.string, xml);
    weir_buffer_format(xml, "</text></%s>", element);
}

static const weir_decisions *compile_table(const weir_value *inputs, const weir_value *rules, weir_arena *arena)
{
    weir_decisions const *decisions = NULL;
    weir_model *model = WEIR_TAKE(arena, weir_model, 1);
    weir_problems problems;
    weir_diag diag = {0};
    weir_buffer xml;
    weir_text bytes;

    weir_buffer_init(&xml, arena, 0);
    weir_buffer_format(&xml, "<definitions xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\" name=\"f\" "
                             "namespace=\"n\"><decision id=\"d\" name=\"d\"><decisionTable>");
    for (uint32_t i = 0; i < inputs->count; i++) {
        weir_buffer_format(&xml, "<input>");
        write_cell("inputExpression", &inputs->as.items[i], &xml);
        weir_buffer_format(&xml, "</input>");
    }
    weir_buffer_format(&xml, "<output/>");
    for (uint32_t i = 0; i < rules->count; i++) {
        const weir_value *cells = &rules->as.items[i];

        weir_buffer_format(&xml, "<rule>");
        for (uint32_t j = 0; j < cells->count; j++)
            write_cell(j + 1 < cells->count ? "inputEntry" : "outputEntry", &cells->as.items[j], &xml);
        weir_buffer_format(&xml, "</rule>");
    }
    weir_buffer_format(&xml, "</decisionTable></decision></definitions>");
    try(weir_buffer_done(&xml, &bytes), &diag);
    weir_problems_init(&problems, arena);
    try(weir_xml_read(bytes, NULL, arena, model, &problems, &diag), &diag);
    try(weir_dmn_compile(model, arena, &problems, &decisions), &diag);
    return decisions;
}

/* --- cases --- */

static weir_text member(const weir_value *row, weir_text name)
{
    const weir_value *value = weir_context_find(row, name);

    return value ? value->as.string : WEIR_NO_TEXT;
}

static weir_value constant(weir_text source, weir_arena *arena)
{
    weir_feel_run run = {.arena = arena, .step_count_max = WEIR_FEEL_STEP_COUNT_MAX};
    const weir_expression *expression;
    weir_diag diag = {0};
    weir_value value;

    try(weir_feel_compile(source, WEIR_FEEL_EXPRESSION, NULL, arena, &expression, &diag), &diag);
    try(weir_feel_eval(expression, NULL, &run, &value, &diag), &diag);
    return value;
}

static void read_case(test_case *c, const weir_value *row, weir_arena *arena)
{
    const weir_value *rules = weir_context_find(row, WEIR_T("rules"));
    const weir_text tests = member(row, WEIR_T("tests")), input = member(row, WEIR_T("input"));
    weir_diag diag = {0};

    *c = (test_case){.row = *row, .kind = tests.at ? WEIR_FEEL_UNARY_TESTS : WEIR_FEEL_EXPRESSION};
    c->source = tests.at ? tests : member(row, WEIR_T("source"));
    c->scope_value = constant(member(row, WEIR_T("scope")), arena);
    c->scope = weir_feel_scope_of(&c->scope_value);
    c->by_hand = weir_by_hand_find(member(row, WEIR_T("name")));
    if (input.at)
        c->input = constant(input, arena);
    if (rules)
        c->decisions = compile_table(weir_context_find(row, WEIR_T("inputs")), rules, arena);
    else
        try(weir_feel_compile(c->source, c->kind, NULL, arena, &c->expression, &diag), &diag);
}

static void evaluate(const test_case *c, const weir_expression *expression, weir_feel_run *run, weir_value *out)
{
    weir_diag diag;

    run->step_count = 0;
    if (c->decisions)
        try(weir_decision_evaluate(weir_dmn_at(c->decisions, 0), &c->scope, run, out, NULL, &diag), &diag);
    else if (c->kind == WEIR_FEEL_UNARY_TESTS)
        try(weir_feel_test(expression, &c->input, &c->scope, run, out, &diag), &diag);
    else
        try(weir_feel_eval(expression, &c->scope, run, out, &diag), &diag);
}

/* --- what is asked --- */

static void once(const test_case *c, weir_feel_run *run)
{
    weir_value value;

    weir_arena_reset(run->arena);
    evaluate(c, c->expression, run, &value);
    seen = value.kind;
}

static void once_compiled(const test_case *c, weir_feel_run *run)
{
    const weir_expression *expression = NULL;
    weir_value value;
    weir_diag diag;

    weir_arena_reset(run->arena);
    if (!c->decisions) /* a table comes as XML, which feelin does not read */
        try(weir_feel_compile(c->source, c->kind, NULL, run->arena, &expression, &diag), &diag);
    evaluate(c, expression, run, &value);
    seen = value.kind;
}

static void once_by_hand(const test_case *c, weir_feel_run *run)
{
    (void)run;
    seen = c->by_hand(&c->scope_value).kind;
}

static double measure(void (*run_once)(const test_case *c, weir_feel_run *run), const test_case *c, weir_feel_run *run,
                      double ms)
{
    const double begin = now_ns(), end = begin + ms * 1e6;
    uint64_t count = 0;
    double now;

    do {
        for (int i = 0; i < EVALUATIONS_BETWEEN_CLOCKS; i++)
            run_once(c, run);
        count += EVALUATIONS_BETWEEN_CLOCKS;
        now = now_ns();
    } while (now < end);
    return (now - begin) / (double)count;
}

static void print_value(const weir_value *value, weir_arena *arena)
{
    weir_diag diag = {0};
    weir_buffer json;
    weir_text text;

    weir_buffer_init(&json, arena, 0);
    weir_json_write(value, WEIR_JSON_PLAIN, &json);
    try(weir_buffer_done(&json, &text), &diag);
    printf("%.*s\n", (int)text.length, text.at);
}

static void answer(const test_case *c, const char *what, double ms, weir_feel_run *run)
{
    weir_value value;

    weir_arena_reset(run->arena);
    if (strcmp(what, "value") == 0) {
        evaluate(c, c->expression, run, &value);
        print_value(&value, run->arena);
    } else if (strcmp(what, "value-by-hand") == 0) {
        value = c->by_hand(&c->scope_value);
        print_value(&value, run->arena);
    } else if (strcmp(what, "cost") == 0) {
        once(c, run);
        printf("[%u, %zu]\n", run->step_count, run->arena->used_bytes);
    } else if (strcmp(what, "compile") == 0) {
        printf("%.2f\n", measure(once_compiled, c, run, ms));
    } else if (strcmp(what, "by-hand") == 0) {
        printf("%.2f\n", measure(once_by_hand, c, run, ms));
    } else {
        printf("%.2f\n", measure(once, c, run, ms));
    }
    fflush(stdout);
}

static weir_text read_file(const char *name, weir_arena *arena)
{
    char *bytes = weir_arena_take(arena, FILE_BYTES_MAX);
    FILE *file = fopen(name, "rb");
    size_t length;

    if (!file || !bytes) {
        perror(name);
        exit(EXIT_FAILURE);
    }
    length = fread(bytes, 1, FILE_BYTES_MAX, file);
    (void)fclose(file);
    return (weir_text){bytes, length};
}

static void answer_all(const char *name, weir_arena *arena, weir_feel_run *run)
{
    weir_diag diag = {0};
    weir_value rows;
    test_case *cases;
    char line[100], what[20];

    try(weir_json_read(read_file(name, arena), WEIR_JSON_PLAIN, NULL, arena, &rows, &diag), &diag);
    cases = WEIR_TAKE(arena, test_case, rows.count);
    if (!cases)
        exit(EXIT_FAILURE);
    for (uint32_t i = 0; i < rows.count; i++)
        read_case(&cases[i], &rows.as.items[i], arena);
    while (fgets(line, sizeof line, stdin)) {
        unsigned ix, ms = 0;

        if (sscanf(line, "%u %19s %u", &ix, what, &ms) < 2 || ix >= rows.count)
            exit(EXIT_FAILURE);
        answer(&cases[ix], what, ms, run);
    }
}

/* --- growth --- */

typedef struct table_shape {
    const char *name, *policy, *first, *second; /* printf formats: the number of the rule */
} table_shape;

static weir_value text_value(const char *format, unsigned number, weir_arena *arena)
{
    weir_diag diag = {0};
    weir_buffer text;
    weir_text made;

    weir_buffer_init(&text, arena, 0);
    for (const char *at = format; *at; at++) {
        if (*at == '#')
            weir_buffer_integer(&text, (int64_t)number * 10);
        else if (*at == '+')
            weir_buffer_integer(&text, (int64_t)number * 10 + 10);
        else
            weir_buffer_char(&text, *at);
    }
    try(weir_buffer_done(&text, &made), &diag);
    return weir_string(made);
}

static const weir_decisions *compile_shape(const table_shape *shape, unsigned rule_count, weir_arena *arena)
{
    weir_value *rules = WEIR_TAKE(arena, weir_value, rule_count), *inputs = WEIR_TAKE(arena, weir_value, 2);
    weir_value names, rows;

    inputs[0] = weir_string(WEIR_T("a"));
    inputs[1] = weir_string(WEIR_T("b"));
    for (unsigned i = 0; i < rule_count; i++) {
        weir_value *cells = WEIR_TAKE(arena, weir_value, 3);

        cells[0] = text_value(shape->first, i, arena);
        cells[1] = text_value(shape->second, i, arena);
        cells[2] = text_value("#", i, arena);
        rules[i] = weir_list(cells, 3);
    }
    names = weir_list(inputs, 2);
    rows = weir_list(rules, rule_count);
    return compile_table(&names, &rows, arena);
}

/* ns of one evaluation, inputs spread over the rules. */
static double grow(const table_shape *shape, unsigned rule_count, weir_feel_run *run)
{
    double best = 0;
    weir_arena arena;
    const weir_decisions *decisions;

    weir_arena_init(&arena, test_memory_port(&memory, false), ARENA_BYTES_MAX);
    decisions = compile_shape(shape, rule_count, &arena);
    for (int round = 0; round < TABLE_ROUND_COUNT; round++) {
        const double begin = now_ns();
        double ns;

        for (unsigned i = 0; i < TABLE_EVALUATION_COUNT; i++) {
            const unsigned rule = i * 7919u % rule_count;
            const weir_value number = weir_integer((int64_t)rule * 10);
            char text[20];
            weir_entry entries[2] = {{WEIR_T("a"), number}, {WEIR_T("b"), number}};
            const weir_value context = weir_context(entries, 2);
            const weir_feel_scope scope = weir_feel_scope_of(&context);
            weir_value value;
            int64_t found;
            weir_diag diag;

            if (strchr(shape->first, '"')) {
                (void)snprintf(text, sizeof text, "%u", rule * 10);
                entries[0].value = weir_string(weir_text_of(text));
            }
            weir_arena_reset(run->arena);
            run->step_count = 0;
            try(weir_decision_evaluate(weir_dmn_at(decisions, 0), &scope, run, &value, NULL, &diag), &diag);
            if (value.kind != WEIR_NUMBER || !weir_decimal_to_int64(value.as.number, &found) || found != rule * 10) {
                fprintf(stderr, "speed_feel: %s: rule %u of %u did not hit\n", shape->name, rule + 1, rule_count);
                exit(EXIT_FAILURE);
            }
        }
        ns = (now_ns() - begin) / TABLE_EVALUATION_COUNT;
        if (round == 0 || ns < best)
            best = ns;
    }
    weir_arena_release(&arena);
    return best;
}

static void print_growth(weir_feel_run *run)
{
    static const table_shape shapes[] = {
        {.name = "a number", .first = "#", .second = "-"},
        {.name = "a text", .first = "\"#\"", .second = "-"},
        {.name = "a range", .first = "[#..+)", .second = "-"},
        {.name = "an order", .first = "< +", .second = ">= #"},
        {.name = "two ranges", .first = "[#..+)", .second = "[#..+)"},
    };
    const unsigned counts[] = {10, 100, 1000, 10000};

    printf("%-14s", "us of rules");
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        printf("%10u", counts[i]);
    printf("\n");
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        printf("%-14s", shapes[i].name);
        for (size_t j = 0; j < sizeof counts / sizeof *counts; j++)
            printf("%10.2f", grow(&shapes[i], counts[j], run) / 1e3);
        printf("\n");
    }
}

int main(int argc, char **argv)
{
    weir_arena arena, scratch;
    weir_feel_run run = {.arena = &scratch, .step_count_max = WEIR_FEEL_STEP_COUNT_MAX};

    if (argc != 2) {
        fprintf(stderr, "usage: speed_feel FILE | --growth\n");
        return EXIT_FAILURE;
    }
    weir_arena_init(&arena, test_memory_port(&memory, false), ARENA_BYTES_MAX);
    weir_arena_init(&scratch, test_memory_port(&memory, false), ARENA_BYTES_MAX);
    if (strcmp(argv[1], "--growth") == 0)
        print_growth(&run);
    else
        answer_all(argv[1], &arena, &run);
    weir_arena_release(&scratch);
    weir_arena_release(&arena);
    return EXIT_SUCCESS;
}
