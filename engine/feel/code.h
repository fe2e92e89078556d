/* SPDX-License-Identifier: Apache-2.0
 * feel/code.h - what an expression is compiled into: code for a stack machine.
 *
 * The compiler knows the height of the value stack at every instruction, so a local name is simply a
 * cell counted from the base of its frame. Loops live on a stack of their own (vm.h).
 * Layer: feel, private to it.   Spec: DMN 1.5 §10.3.2.
 */
#ifndef WEIR_FEEL_CODE_H
#define WEIR_FEEL_CODE_H

#include "feel/feel.h"
#include "feel/type.h"

typedef enum weir_op {
#define OP(name, sentence) WEIR_OP_##name,
#include "feel/ops.def"
#undef OP
    WEIR_OP_COUNT
} weir_op;

typedef struct weir_code {
    uint8_t op;   /* weir_op */
    uint8_t flag; /* what it means stands in ops.def */
    uint32_t a, b;
} weir_code;

/* Flags of RANGE, CALL, ITERATE, QUANTIFY. ONE_ENDED: written (< 5), null is no end; SPAN: `low..high` of an
 * iteration, which may count downwards; CALLEE_LAST: the function lies above its arguments. */
enum { WEIR_RANGE_LOW_CLOSED = 1, WEIR_RANGE_HIGH_CLOSED = 2, WEIR_RANGE_ONE_ENDED = 4, WEIR_RANGE_OF_POINT = 8 };
/* Of NAME: it is called. */
enum { WEIR_NAME_IS_CALLED = 1 };
enum { WEIR_CALL_NAMED = 1, WEIR_CALL_CALLEE_LAST = 2 };
enum { WEIR_ITERATE_SOURCE = 0, WEIR_ITERATE_SPAN = 1 };
enum { WEIR_QUANTIFY_SOME = 0, WEIR_QUANTIFY_EVERY = 1 };
/* Flags of TEST: SPEAKS, the test is about `?` and its truth is the answer; LITERAL, it is written `true` or `false`
 * and means that value. Any other Boolean is an answer, unless the input is a Boolean too. */
enum { WEIR_TEST_VALUE = 0, WEIR_TEST_SPEAKS = 1, WEIR_TEST_LITERAL = 2 };

/* Where a function literal takes a captured value from when it is made. */
typedef enum weir_capture_source { WEIR_CAPTURE_LOCAL, WEIR_CAPTURE_CAPTURED, WEIR_CAPTURE_SELF } weir_capture_source;

typedef struct weir_capture {
    weir_capture_source source;
    uint32_t ix; /* cell or index of a capture */
} weir_capture;

/* A function literal. */
typedef struct weir_prototype {
    uint32_t entry; /* first instruction */
    uint32_t parameter_count, capture_count;
    uint32_t cell_count_max, loop_count_max;
    const weir_text *parameters;
    const weir_type *const *types; /* NULL entries: any */
    const weir_type *result;       /* as far as the text of the body tells it; NULL: it does not */
    const weir_capture *captures;
    bool is_external;
} weir_prototype;

/* A pattern that was written as a constant; it is known by the place of its text. */
typedef struct weir_pattern weir_pattern; /* pattern.h */

typedef struct weir_constant_pattern {
    weir_text pattern, flags;
    const weir_pattern *compiled;
} weir_constant_pattern;

struct weir_expression {
    weir_text source;
    weir_feel_kind kind;
    bool is_juel;
    const weir_code *code;
    const uint32_t *places; /* byte offset in the source of each instruction */
    uint32_t code_count;
    uint32_t cell_count_max, loop_count_max;
    const weir_value *constants;
    const weir_text *names;
    const uint32_t *keys; /* indexes into names: keys of context literals, names of named arguments */
    const weir_prototype *prototypes;
    const weir_type *const *types;
    const weir_constant_pattern *patterns;
    uint32_t pattern_count;
    const weir_feel_call *calls; /* of what it does not bring itself */
    uint32_t call_count;
};

/* 1-based line and column (in code points) of a byte offset. */
void weir_feel_place(weir_text source, uint32_t offset, uint32_t *line, uint32_t *column);

#endif
