/* SPDX-License-Identifier: Apache-2.0
 * feel/constant_tests.c - read unary tests back from their code; see constant_tests.h.
 *
 * The code is run over things that are known while compiling: the input, constants, sets of spans. Whatever constants
 * are made of is evaluated as any expression is. An instruction that is not in the table ends it: not constant.
 */
#include "feel/constant_tests.h"

#include <string.h>

#include "feel/builtin.h"

#define DEPTH_MAX 16u
#define STEP_COUNT_MAX 10000u /* for one constant */

typedef enum thing_kind { THING_INPUT, THING_CONSTANT, THING_SET } thing_kind;

/* A cell of the stack. */
typedef struct thing {
    thing_kind kind;
    weir_value value;  /* of a constant */
    uint32_t from;     /* where its code begins */
    bool is_negated;   /* of a set */
    bool is_of_a_list; /* of a set: a value of another kind is false in it, not null */
} thing;

typedef struct reader {
    const weir_expression *tests;
    weir_arena *arena;
    uint32_t at; /* the instruction */
    thing things[DEPTH_MAX];
    uint32_t thing_count;
    struct {
        weir_span *items;
        uint32_t count, capacity;
    } spans;
    bool is_constant, is_done;
} reader;

weir_kind weir_span_kind(const weir_span *span)
{
    return (weir_kind)(span->low.kind != WEIR_NULL ? span->low.kind : span->high.kind);
}

/* Is `low` below `high`, or the same where the end is closed? */
static bool is_in_order(const weir_value *low, const weir_value *high, bool is_closed)
{
    int order;

    return weir_feel_order(low, high, &order) && (is_closed ? order <= 0 : order < 0);
}

bool weir_span_holds(const weir_span *span, const weir_value *value)
{
    const weir_value equal = weir_feel_equal(value, &span->low);

    if (span->is_point)
        return weir_is_true(&equal);
    return (span->low.kind == WEIR_NULL || is_in_order(&span->low, value, span->low_closed)) &&
           (span->high.kind == WEIR_NULL || is_in_order(value, &span->high, span->high_closed));
}

/* -- constants -- */

/* The only functions that constants are made with; none of them looks at the clock. */
static bool makes_constants(weir_text name)
{
    static const char *const names[] = {"@", "date", "time", "date and time", "duration", "number", "string"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (weir_text_equal(name, weir_text_of(names[i])))
            return true;
    }
    return false;
}

/* Evaluate the code from `from` up to the current instruction. */
static weir_err evaluate_code(reader *r, uint32_t from, weir_value *out)
{
    const uint32_t count = r->at + 1 - from;
    weir_code *code = WEIR_TAKE(r->arena, weir_code, (size_t)count + 1);
    weir_expression *part = WEIR_TAKE(r->arena, weir_expression, 1);
    weir_feel_run run = {.arena = r->arena, .step_count_max = STEP_COUNT_MAX};
    weir_err err;

    *out = weir_null();
    if (!code || !part)
        return WEIR_ENOMEM;
    memcpy(code, r->tests->code + from, count * sizeof *code);
    code[count] = (weir_code){.op = WEIR_OP_RETURN};
    *part = *r->tests;
    part->kind = WEIR_FEEL_EXPRESSION;
    part->code = code;
    part->code_count = count + 1;
    part->places = r->tests->places + from;
    err = weir_feel_eval(part, NULL, &run, out, NULL);
    return err == WEIR_ELIMIT ? WEIR_OK : err; /* null then */
}

static thing *top(reader *r, uint32_t below)
{
    return &r->things[r->thing_count - 1 - below];
}

static bool are_constants(const reader *r, uint32_t count)
{
    if (count > r->thing_count)
        return false;
    for (uint32_t i = r->thing_count - count; i < r->thing_count; i++) {
        if (r->things[i].kind != THING_CONSTANT)
            return false;
    }
    return true;
}

/* The uppermost constants become one. Null is what could not be made. */
static weir_err fold(reader *r, uint32_t count)
{
    thing *result;

    r->is_constant = count > 0 && are_constants(r, count);
    if (!r->is_constant)
        return WEIR_OK;
    r->thing_count -= count - 1;
    result = top(r, 0);
    WEIR_TRY(evaluate_code(r, result->from, &result->value));
    r->is_constant = result->value.kind != WEIR_NULL;
    return WEIR_OK;
}

static weir_err push(reader *r, thing_kind kind, weir_value value)
{
    r->is_constant = r->thing_count < DEPTH_MAX;
    if (r->is_constant)
        r->things[r->thing_count++] = (thing){.kind = kind, .value = value, .from = r->at};
    return WEIR_OK;
}

/* -- spans -- */

static bool can_be_ordered(const weir_value *value)
{
    return value->kind == WEIR_NUMBER || value->kind == WEIR_STRING ||
           (value->kind >= WEIR_DATE && value->kind <= WEIR_SECONDS);
}

static weir_err add_span(reader *r, weir_span span)
{
    WEIR_TRY(WEIR_GROW(r->arena, &r->spans));
    r->spans.items[r->spans.count++] = span;
    return WEIR_OK;
}

static weir_err add_point(reader *r, const weir_value *value, bool is_compared)
{
    r->is_constant = can_be_ordered(value) || value->kind == WEIR_BOOLEAN || value->kind == WEIR_NULL;
    return r->is_constant ? add_span(r, (weir_span){*value, *value, true, true, is_compared, true}) : WEIR_OK;
}

/* All values but one. */
static weir_err add_rest(reader *r, const weir_value *value, bool is_compared)
{
    r->is_constant = can_be_ordered(value);
    if (!r->is_constant)
        return WEIR_OK;
    WEIR_TRY(add_span(r, (weir_span){.high = *value, .is_compared = is_compared}));
    return add_span(r, (weir_span){.low = *value, .is_compared = is_compared});
}

static weir_err add_range(reader *r, const weir_range *range)
{
    const bool has_low = range->low.kind != WEIR_NULL, has_high = range->high.kind != WEIR_NULL;
    const weir_span span = {range->low, range->high, range->low_closed, range->high_closed, false, false};

    if (range->form == WEIR_RANGE_ONLY)
        return add_point(r, &range->low, false);
    if (range->form == WEIR_RANGE_ALL_BUT)
        return add_rest(r, &range->low, false);
    r->is_constant = (has_low || has_high) && (!has_low || can_be_ordered(&range->low)) &&
                     (!has_high || can_be_ordered(&range->high)) && (has_low || !range->low_closed) &&
                     (has_high || !range->high_closed) &&
                     (!has_low || !has_high || range->low.kind == range->high.kind);
    return r->is_constant ? add_span(r, span) : WEIR_OK;
}

static weir_err add_value(reader *r, const weir_value *value)
{
    return value->kind == WEIR_RANGE ? add_range(r, value->as.range) : add_point(r, value, false);
}

static weir_err add_list(reader *r, const weir_value *list)
{
    for (uint32_t i = 0; i < list->count && r->is_constant; i++) {
        r->is_constant = list->as.items[i].kind != WEIR_BOOLEAN;
        if (r->is_constant)
            WEIR_TRY(add_value(r, &list->as.items[i]));
    }
    return WEIR_OK;
}

/* -- instructions -- */

/* `t`: a constant becomes the set of what it matches. A set stays what it is. */
static weir_err read_test(reader *r, const weir_code *code)
{
    const bool speaks = code->flag == WEIR_TEST_SPEAKS;
    thing *test = top(r, 0);

    r->is_constant = r->thing_count > 0 && code->b == 0 && test->kind == (speaks ? THING_SET : THING_CONSTANT);
    if (!r->is_constant || speaks)
        return WEIR_OK;
    test->kind = THING_SET;
    test->is_of_a_list = test->value.kind == WEIR_LIST;
    return test->is_of_a_list ? add_list(r, &test->value) : add_value(r, &test->value);
}

static weir_err add_comparison(reader *r, weir_op op, const weir_value *value)
{
    weir_span span = {.is_compared = true};

    if (op == WEIR_OP_EQUAL)
        return add_point(r, value, true);
    if (op == WEIR_OP_NOT_EQUAL)
        return add_rest(r, value, true);
    r->is_constant = can_be_ordered(value);
    if (op == WEIR_OP_LESS || op == WEIR_OP_LESS_EQUAL) {
        span.high = *value;
        span.high_closed = op == WEIR_OP_LESS_EQUAL;
    } else {
        span.low = *value;
        span.low_closed = op == WEIR_OP_GREATER_EQUAL;
    }
    return r->is_constant ? add_span(r, span) : WEIR_OK;
}

static weir_err read_comparison(reader *r, const weir_code *code)
{
    r->is_constant = r->thing_count >= 2 && top(r, 0)->kind == THING_CONSTANT && top(r, 1)->kind == THING_INPUT;
    if (!r->is_constant)
        return WEIR_OK;
    r->thing_count--;
    *top(r, 0) = (thing){.kind = THING_SET};
    return add_comparison(r, (weir_op)code->op, &r->things[r->thing_count].value);
}

static weir_err read_between(reader *r, const weir_code *code)
{
    weir_span span = {.low_closed = true, .high_closed = true, .is_compared = true};

    (void)code;
    r->is_constant = r->thing_count >= 3 && are_constants(r, 2) && top(r, 2)->kind == THING_INPUT &&
                     can_be_ordered(&top(r, 0)->value) && top(r, 0)->value.kind == top(r, 1)->value.kind;
    if (!r->is_constant)
        return WEIR_OK;
    span.low = top(r, 1)->value;
    span.high = top(r, 0)->value;
    r->thing_count -= 2;
    *top(r, 0) = (thing){.kind = THING_SET};
    return add_span(r, span);
}

/* Two sets side by side are one. */
static weir_err read_or(reader *r, const weir_code *code)
{
    (void)code;
    r->is_constant = r->thing_count >= 2 && top(r, 0)->kind == THING_SET && top(r, 1)->kind == THING_SET &&
                     !top(r, 0)->is_negated && !top(r, 1)->is_negated;
    if (!r->is_constant)
        return WEIR_OK;
    r->thing_count--;
    top(r, 0)->is_of_a_list = top(r, 0)->is_of_a_list || r->things[r->thing_count].is_of_a_list;
    return WEIR_OK;
}

static weir_err read_not(reader *r, const weir_code *code)
{
    (void)code;
    r->is_constant = r->thing_count == 1 && top(r, 0)->kind == THING_SET && !top(r, 0)->is_of_a_list;
    if (r->is_constant)
        top(r, 0)->is_negated = !top(r, 0)->is_negated;
    return WEIR_OK;
}

static weir_err read_constant(reader *r, const weir_code *code)
{
    return push(r, THING_CONSTANT, r->tests->constants[code->b]);
}

/* The input, or both ends of (= 5). Cell 0 of tests is the input's. */
static weir_err read_local(reader *r, const weir_code *code)
{
    r->is_constant = r->tests->kind == WEIR_FEEL_UNARY_TESTS;
    if (!r->is_constant)
        return WEIR_OK;
    if (code->b == 0)
        return push(r, THING_INPUT, weir_null());
    r->is_constant = code->b <= r->thing_count && r->things[code->b - 1].kind == THING_CONSTANT;
    return r->is_constant ? push(r, THING_CONSTANT, r->things[code->b - 1].value) : WEIR_OK;
}

static weir_err read_range(reader *r, const weir_code *code)
{
    weir_range *range;

    if (!(code->flag & WEIR_RANGE_OF_POINT))
        return fold(r, 2);
    r->is_constant = are_constants(r, 2);
    if (!r->is_constant)
        return WEIR_OK;
    range = WEIR_TAKE(r->arena, weir_range, 1);
    if (!range)
        return WEIR_ENOMEM;
    range->low = range->high = top(r, 0)->value;
    range->form = code->flag & WEIR_RANGE_LOW_CLOSED ? WEIR_RANGE_ONLY : WEIR_RANGE_ALL_BUT;
    r->thing_count--;
    top(r, 0)->value = (weir_value){.kind = WEIR_RANGE, .as.range = range};
    return WEIR_OK;
}

static weir_err read_or_skip(reader *r, const weir_code *code)
{
    (void)code;
    r->is_constant = r->thing_count > 0 && top(r, 0)->kind == THING_SET;
    return WEIR_OK;
}

static weir_err read_return(reader *r, const weir_code *code)
{
    (void)code;
    r->is_constant = r->thing_count == 1;
    r->is_done = true;
    return WEIR_OK;
}

static weir_err read_negate(reader *r, const weir_code *code)
{
    (void)code;
    return fold(r, 1);
}

static weir_err read_two(reader *r, const weir_code *code)
{
    (void)code;
    return fold(r, 2);
}

static weir_err read_builtin(reader *r, const weir_code *code)
{
    r->is_constant = makes_constants(weir_builtin_at(code->b)->name);
    return r->is_constant ? fold(r, code->a) : WEIR_OK;
}

static weir_err read_list(reader *r, const weir_code *code)
{
    return fold(r, code->b);
}

static weir_err (*const readers[WEIR_OP_COUNT])(reader *r, const weir_code *code) = {
    [WEIR_OP_CONSTANT] = read_constant,
    [WEIR_OP_LOCAL] = read_local,
    [WEIR_OP_NEGATE] = read_negate,
    [WEIR_OP_RANGE] = read_range,
    [WEIR_OP_ADD] = read_two,
    [WEIR_OP_SUBTRACT] = read_two,
    [WEIR_OP_MULTIPLY] = read_two,
    [WEIR_OP_DIVIDE] = read_two,
    [WEIR_OP_POWER] = read_two,
    [WEIR_OP_LIST] = read_list,
    [WEIR_OP_BUILTIN] = read_builtin,
    [WEIR_OP_TEST] = read_test,
    [WEIR_OP_EQUAL] = read_comparison,
    [WEIR_OP_NOT_EQUAL] = read_comparison,
    [WEIR_OP_LESS] = read_comparison,
    [WEIR_OP_LESS_EQUAL] = read_comparison,
    [WEIR_OP_GREATER] = read_comparison,
    [WEIR_OP_GREATER_EQUAL] = read_comparison,
    [WEIR_OP_BETWEEN] = read_between,
    [WEIR_OP_OR_SKIP] = read_or_skip,
    [WEIR_OP_OR] = read_or,
    [WEIR_OP_NOT] = read_not,
    [WEIR_OP_RETURN] = read_return,
};

/* Run the code; r->is_constant: the stack holds what it comes to. */
static weir_err read_code(reader *r)
{
    for (; r->is_constant && !r->is_done && r->at < r->tests->code_count; r->at++) {
        const weir_code *code = &r->tests->code[r->at];

        r->is_constant = readers[code->op] != NULL;
        if (r->is_constant)
            WEIR_TRY(readers[code->op](r, code));
    }
    r->is_constant = r->is_constant && r->is_done;
    return WEIR_OK;
}

weir_err weir_constant_tests_of(const weir_expression *tests, weir_arena *arena, const weir_constant_tests **out)
{
    reader r = {.tests = tests, .arena = arena, .is_constant = tests->kind == WEIR_FEEL_UNARY_TESTS};
    weir_constant_tests *found;

    *out = NULL;
    WEIR_TRY(read_code(&r));
    if (!r.is_constant || r.things[0].kind != THING_SET)
        return WEIR_OK;
    found = WEIR_TAKE(arena, weir_constant_tests, 1);
    if (!found)
        return WEIR_ENOMEM;
    *found = (weir_constant_tests){r.spans.items, r.spans.count, r.things[0].is_negated};
    *out = found;
    return WEIR_OK;
}

weir_err weir_constant_value_of(const weir_expression *expression, weir_arena *arena, const weir_value **out)
{
    reader r = {.tests = expression, .arena = arena, .is_constant = expression->kind == WEIR_FEEL_EXPRESSION};
    weir_value *value;

    *out = NULL;
    WEIR_TRY(read_code(&r));
    if (!r.is_constant || r.things[0].kind != THING_CONSTANT)
        return WEIR_OK;
    value = WEIR_TAKE(arena, weir_value, 1);
    if (!value)
        return WEIR_ENOMEM;
    *value = r.things[0].value;
    *out = value;
    return WEIR_OK;
}
