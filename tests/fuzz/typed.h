/* SPDX-License-Identifier: Apache-2.0
 * tests/fuzz/typed.h - for the targets that evaluate FEEL: names with a value of each type, and what is true of every
 * result.
 */
#ifndef WEIR_TESTS_FUZZ_TYPED_H
#define WEIR_TESTS_FUZZ_TYPED_H

#include <string.h>

#include "feel/feel.h"
#include "fuzz/fuzz.h"
#include "host/memory_libc.h"
#include "host/zones.h"

#define TYPED_STEP_COUNT_MAX 20000u
#define LITERAL_LENGTH_MAX ((size_t)16 << 10)

/* Several entries of each kind; those with blanks in their names are listed below. */
static const char typed_source[] =
    "{a: 7, b: \"text\", c: [1, 2, 3], d: null, n: -0.50, big: 9.9E+6144, yes: true, no: false,"
    " s: \"żó\\\"łć\\n\\U01F600\", l: [3, 1, null, \"x\", [2]], none: [],"
    " o: {x: 1, y: {z: [1, {w: \"deep\"}]}, \"Full Name\": \"Ann\"},"
    " people: [{name: \"Ann\", age: 31, item: 1}, {name: \"Bo\", age: 7, item: 2}, {name: \"Ann\"}],"
    " day: date(\"2024-02-29\"), old: date(\"-99999-12-31\"), clock: time(\"23:59:59.5+02:00\"),"
    " zoned: time(\"10:00:00@Europe/Paris\"), moment: date and time(\"2024-03-31T02:30:00@Europe/Paris\"),"
    " local: date and time(\"2024-12-31T23:59:59\"), years: duration(\"-P1Y2M\"), span: "
    "duration(\"P1DT2H3.000000001S\"),"
    " r: [1..5), days: (date(\"2024-01-01\")..date(\"2024-12-31\")], below: (<= 3), letters: [\"a\"..\"m\"],"
    " f: function(x) if x > 0 then x else null, g: function(x: number, y: number) x - y, Applicant Name: \"Cy\"}";

static const weir_text typed_names[] = {{"Applicant Name", 14}, {"Full Name", 9}};
static const weir_feel_names typed_name_list = {typed_names, sizeof typed_names / sizeof *typed_names};

static inline const weir_zones *typed_zones(void)
{
    static weir_zone_cache *cache; /* loaded once for all inputs */

    if (!cache && weir_zone_cache_new(weir_memory_libc(), WEIR_ZONES_FOLDER, &cache) != WEIR_OK)
        abort();
    return weir_zone_cache_zones(cache);
}

static inline weir_feel_run typed_run(weir_arena *arena)
{
    return (weir_feel_run){.now_ms = 1767225600000,
                           .seed = 1,
                           .zones = typed_zones(),
                           .arena = arena,
                           .step_count_max = TYPED_STEP_COUNT_MAX};
}

/* The names, as one context; made once for all inputs. */
static inline weir_value typed_inputs(void)
{
    static weir_arena arena;
    static weir_value value;
    const weir_feel_scope nothing = {0};
    weir_feel_run run = typed_run(&arena);
    const weir_expression *expression;
    weir_diag diag = {0};

    if (value.kind == WEIR_CONTEXT)
        return value;
    weir_arena_init(&arena, weir_memory_libc(), FUZZ_MEMORY_MAX);
    if (weir_feel_compile(weir_text_of(typed_source), WEIR_FEEL_EXPRESSION, &typed_name_list, &arena, &expression,
                          &diag) != WEIR_OK ||
        weir_feel_eval(expression, &nothing, &run, &value, &diag) != WEIR_OK)
        fprintf(stderr, "%s\n", diag.message);
    FUZZ_PROMISE(value.kind == WEIR_CONTEXT);
    return value;
}

/* What an error says: a limit its name. */
static inline void check_error(weir_err err, const weir_diag *diag)
{
    if (err == WEIR_ENOMEM)
        return;
    FUZZ_PROMISE(diag->message[0] != '\0');
    if (err == WEIR_ELIMIT)
        FUZZ_PROMISE(strstr(diag->message, "_max") != NULL);
}

/* Whether the value can be written as a FEEL expression of the same value. */
static inline bool has_literal(const weir_value *value, uint32_t depth)
{
    switch ((weir_kind)value->kind) {
    case WEIR_LIST:
    case WEIR_CONTEXT:
        for (uint32_t i = 0; i < value->count; i++) {
            if (depth == 0 ||
                !has_literal(value->kind == WEIR_LIST ? &value->as.items[i] : &value->as.entries[i].value, depth - 1))
                return false;
        }
        return true;
    case WEIR_RANGE: /* ends that are not there have no common notation */
        return depth > 0 && value->as.range->low.kind != WEIR_NULL && value->as.range->high.kind != WEIR_NULL &&
               value->as.range->form == WEIR_RANGE_SPAN && has_literal(&value->as.range->low, 0) &&
               has_literal(&value->as.range->high, 0);
    case WEIR_FUNCTION:
    case WEIR_KIND_COUNT:
        return false;
    case WEIR_NULL:
    case WEIR_BOOLEAN:
    case WEIR_NUMBER:
    case WEIR_STRING:
    case WEIR_DATE:
    case WEIR_TIME:
    case WEIR_DATE_TIME:
    case WEIR_MONTHS:
    case WEIR_SECONDS:
        break;
    }
    return true;
}

/* A value that is written is an expression of that value. */
static inline void check_literal(const weir_value *value, weir_text written, weir_arena *arena)
{
    const weir_feel_scope nothing = {0};
    weir_feel_run run = typed_run(arena);
    const weir_expression *expression;
    weir_value again;
    weir_diag diag = {0};
    weir_err err;

    if (written.length > LITERAL_LENGTH_MAX || !has_literal(value, 40))
        return;
    err = weir_feel_compile(written, WEIR_FEEL_EXPRESSION, NULL, arena, &expression, &diag);
    if (err == WEIR_OK)
        err = weir_feel_eval(expression, &nothing, &run, &again, &diag);
    if (err == WEIR_ENOMEM || err == WEIR_ELIMIT)
        return;
    if (err != WEIR_OK || !weir_value_same(value, &again))
        fprintf(stderr, "%.*s: %s %s\n", WEIR_ARG(written), diag.message, run.reason);
    FUZZ_PROMISE(err == WEIR_OK);
    FUZZ_PROMISE(weir_value_same(value, &again));
}

/* What one evaluation gave, as text: the value, the reason, what it cost. */
typedef struct outcome {
    weir_err err;
    weir_text written;
    uint32_t step_count;
    char reason[sizeof((weir_feel_run *)0)->reason];
} outcome;

/* Two evaluations of the same are the same. Memory may be short the second time. */
static inline void check_same(const outcome *a, const outcome *b)
{
    if (a->err == WEIR_ENOMEM || b->err == WEIR_ENOMEM)
        return;
    FUZZ_PROMISE(a->err == b->err);
    FUZZ_PROMISE(a->step_count == b->step_count);
    FUZZ_PROMISE(weir_text_equal(a->written, b->written));
    FUZZ_PROMISE(strcmp(a->reason, b->reason) == 0);
}

/* err: of the evaluation that gave the value. */
static inline outcome observe(weir_err err, const weir_value *value, const weir_feel_run *run, const weir_diag *diag)
{
    outcome out = {.err = err, .step_count = run->step_count};
    weir_buffer text;

    FUZZ_PROMISE(err == WEIR_OK || err == WEIR_ELIMIT || err == WEIR_ENOMEM);
    FUZZ_PROMISE(run->step_count <= run->step_count_max);
    if (err != WEIR_OK) {
        check_error(err, diag);
        return out;
    }
    memcpy(out.reason, run->reason, sizeof out.reason);
    weir_buffer_init(&text, run->arena, 0);
    weir_value_write(value, &text);
    out.err = weir_buffer_done(&text, &out.written);
    if (out.err == WEIR_OK)
        check_literal(value, out.written, run->arena);
    return out;
}

/* An expression, or unary tests of `input`, in the typed scope. */
static inline outcome evaluate_typed(const weir_expression *expression, weir_feel_kind kind, const weir_value *inputs,
                                     const weir_value *input, weir_arena *arena)
{
    const weir_feel_scope scope = weir_feel_scope_of(inputs);
    weir_feel_run run = typed_run(arena);
    weir_value value = weir_null();
    weir_diag diag = {0};
    weir_err err;

    if (kind == WEIR_FEEL_EXPRESSION)
        err = weir_feel_eval(expression, &scope, &run, &value, &diag);
    else
        err = weir_feel_test(expression, input, &scope, &run, &value, &diag);
    if (err == WEIR_OK && kind == WEIR_FEEL_UNARY_TESTS)
        FUZZ_PROMISE(value.kind == WEIR_NULL || value.kind == WEIR_BOOLEAN);
    return observe(err, &value, &run, &diag);
}

/* Compile and evaluate, all of it twice. choice: which value the unary tests look at. */
static inline void check_source(weir_text source, weir_feel_kind kind, size_t choice, weir_arena *arena)
{
    const weir_value inputs = typed_inputs();
    const weir_value *input = &inputs.as.entries[choice % inputs.count].value;
    const weir_expression *expression, *twin;
    weir_diag diag = {0}, twin_diag = {0};
    const weir_err err = weir_feel_compile(source, kind, &typed_name_list, arena, &expression, &diag);
    const weir_err twin_err = weir_feel_compile(source, kind, &typed_name_list, arena, &twin, &twin_diag);
    outcome first, second, third;

    if (err == WEIR_ENOMEM || twin_err == WEIR_ENOMEM)
        return;
    FUZZ_PROMISE(err == twin_err && strcmp(diag.message, twin_diag.message) == 0);
    FUZZ_PROMISE(err == WEIR_OK || err == WEIR_ESYNTAX || err == WEIR_ELIMIT);
    if (err != WEIR_OK) {
        check_error(err, &diag);
        FUZZ_PROMISE(diag.line > 0 && diag.column > 0);
        return;
    }
    first = evaluate_typed(expression, kind, &inputs, input, arena);
    second = evaluate_typed(twin, kind, &inputs, input, arena);
    third = evaluate_typed(expression, kind, &inputs, input, arena);
    check_same(&first, &second);
    check_same(&first, &third);
}

#endif
